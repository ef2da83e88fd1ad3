// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel tells of flushes at the tracepoint tlb_flush, with a reason; not of
 * those of its own half, nor of what INVLPGB broadcasts to other CPUs.
 * With the reason "task switch" it tells of each switch to another address
 * space: of all pages where that had to flush, of none where a PCID let the TLB
 * keep what it had (arch/x86/mm/tlb.c). A lazy CPU that finds its address space
 * out of date is told of in the same way.
 */
#include <asm/processor-flags.h>
#include <asm/tlbflush.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mm_types.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "compat.h"
#include "control.h"
#include "switches.h"
#include "text.h"
#include "trace.h"
#include "tracepoints.h"

enum event {
	CONTEXT_SWITCH,
	MM_SWITCH_FLUSHED,
	MM_SWITCH_KEPT,
	REMOTE_SHOOTDOWN,	/* asked for by another CPU */
	LOCAL_SHOOTDOWN,
	LOCAL_MM_SHOOTDOWN,
	REMOTE_SEND_IPI,	/* asks other CPUs */
	OTHER,			/* reasons that newer kernels have */
	EVENTS
};

static const char * const names[EVENTS] = {
	"context_switch", "mm_switch_flushed", "mm_switch_kept",
	"remote_shootdown", "local_shootdown", "local_mm_shootdown",
	"remote_send_ipi", "other",
};

/**
 * struct count - of one event, on one CPU
 * @n:     how often
 * @whole: all pages were dropped
 * @pages: that were dropped otherwise
 */
struct count {
	u64 n;
	u64 whole;
	u64 pages;
};

struct counts {
	struct count event[EVENTS];
};

/* Written by the CPU itself, in the probes; read by whoever shows them. */
static DEFINE_PER_CPU(struct counts, now);

/* The PCID that was in use when the CPU was last looked at. */
static DEFINE_PER_CPU(u16, pcid);

/* Written under the control mutex. Taking the probes off switches, too. */
static bool counting;

/* Control mutex. */
static DEFINE_PER_CPU(struct counts, before);	/* as they were at the reset */
static bool known;

/* Without CR4.PCIDE these bits are none, and what is there (PWT, PCD) is 0. */
static u16 pcid_now(void)
{
	return __read_cr3() & X86_CR3_PCID_MASK;
}
NOKPROBE_SYMBOL(pcid_now);

/* The scheduler tells before it goes to the next address space. */
static void on_sched_switch(SYSPROBE_SCHED_SWITCH_ARGS)
{
	if (!READ_ONCE(counting))
		return;
	this_cpu_inc(now.event[CONTEXT_SWITCH].n);
	this_cpu_write(pcid, pcid_now());
}
NOKPROBE_SYMBOL(on_sched_switch);

static enum event event_of(int reason, unsigned long pages)
{
	switch (reason) {
	case TLB_FLUSH_ON_TASK_SWITCH:
		return pages ? MM_SWITCH_FLUSHED : MM_SWITCH_KEPT;
	case TLB_REMOTE_SHOOTDOWN:
		return REMOTE_SHOOTDOWN;
	case TLB_LOCAL_SHOOTDOWN:
		return LOCAL_SHOOTDOWN;
	case TLB_LOCAL_MM_SHOOTDOWN:
		return LOCAL_MM_SHOOTDOWN;
	case TLB_REMOTE_SEND_IPI:
		return REMOTE_SEND_IPI;
	default:
		return OTHER;
	}
}
NOKPROBE_SYMBOL(event_of);

/* CR3 has been written. Not every switch is the scheduler's: execve's is not. */
static void tell_mm_switch(bool flushed)
{
	u16 prev = this_cpu_read(pcid);
	u16 next = pcid_now();

	this_cpu_write(pcid, next);
	trace_sysprobe_mm_switch(prev, next, flushed);
}
NOKPROBE_SYMBOL(tell_mm_switch);

static void on_tlb_flush(void *data, int reason, unsigned long pages)
{
	enum event event = event_of(reason, pages);

	if (!READ_ONCE(counting))
		return;
	this_cpu_inc(now.event[event].n);
	/* ~0 stands for all of them: TLB_FLUSH_ALL. */
	if (pages == ~0UL)
		this_cpu_inc(now.event[event].whole);
	else
		this_cpu_add(now.event[event].pages, pages);
	if (reason == TLB_FLUSH_ON_TASK_SWITCH)
		tell_mm_switch(pages);
}
NOKPROBE_SYMBOL(on_tlb_flush);

/* Filled in once, at the first session that asks. Control mutex. */
static struct sysprobe_tracepoint tracepoints[] = {
	{ "sched_switch", on_sched_switch },
	{ "tlb_flush", on_tlb_flush },
};

int sysprobe_switches_open(void)
{
	int err = sysprobe_tracepoints_arm(tracepoints,
					   ARRAY_SIZE(tracepoints));

	known = !err;
	return err;
}

void sysprobe_switches_end(void)
{
	WRITE_ONCE(counting, false);
}

void sysprobe_switches_close(void)
{
	sysprobe_switches_end();
	sysprobe_tracepoints_disarm(tracepoints, ARRAY_SIZE(tracepoints));
}

static void note_pcid(void *info)
{
	this_cpu_write(pcid, pcid_now());
}

void sysprobe_switches_reset(void)
{
	unsigned int cpu;

	if (!known)
		return;
	/* A CPU that comes up later is looked at when it first switches. */
	if (!counting)
		on_each_cpu(note_pcid, NULL, 1);
	for_each_possible_cpu(cpu)
		memcpy(per_cpu_ptr(&before, cpu), per_cpu_ptr(&now, cpu),
		       sizeof(struct counts));
	/* No event is told that the figures don't count. */
	WRITE_ONCE(counting, true);
}

void sysprobe_switches_forget(void)
{
	known = false;
}

static void print_cpu(struct seq_file *m, unsigned int cpu)
{
	const struct counts *end = per_cpu_ptr(&now, cpu);
	const struct counts *start = per_cpu_ptr(&before, cpu);
	unsigned int i;

	for (i = 0; i < EVENTS; i++)
		seq_printf(m, "%u %s %llu %llu %llu\n", cpu, names[i],
			   READ_ONCE(end->event[i].n) - start->event[i].n,
			   READ_ONCE(end->event[i].whole) -
			   start->event[i].whole,
			   READ_ONCE(end->event[i].pages) -
			   start->event[i].pages);
}

static int switches_show(struct seq_file *m, void *v)
{
	int err = sysprobe_control_lock();
	unsigned int cpu;

	if (err)
		return err;
	err = sysprobe_text_head(m, "switches");
	if (!known)
		seq_puts(m, "# counted: no; a session has to ask for \"switches\"\n");
	seq_puts(m, "cpu event n whole pages\n");
	if (known)
		for_each_possible_cpu(cpu)
			print_cpu(m, cpu);
	sysprobe_control_unlock();
	return err;
}

int sysprobe_switches_open_text(struct file *file)
{
	return single_open(file, switches_show, NULL);
}
