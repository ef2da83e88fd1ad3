// SPDX-License-Identifier: GPL-2.0
/*
 * The hook's own cost is measured on a dummy that is hooked in the same way,
 * with stamps in made-up registers, by the very handlers that see the real
 * calls. What they read on the dummy is hook and clock alone, but for the
 * dummy's CALL and RET, which the same loop on an unhooked dummy measures;
 * half of those is taken to be on the way in.
 */
#include <asm/msr.h>
#include <asm/ptrace.h>
#include <asm/tsc.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "abi.h"
#include "compat.h"
#include "dummy.h"
#include "probe.h"
#include "segment.h"
#include "sorted.h"

/*
 * Handlers that take at most three arguments and do no harm whatever those
 * are, as long as the first is -1: no file has that number.
 */
static const char * const handlers[] = {
	"getppid", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid",
	"getpgrp", "sched_yield", "read", "write", "close", "lseek",
};

enum { REAL, DUMMY, PROBES };

static struct kretprobe probes[PROBES];
static enum sysprobe_dummy dummy;	/* the one that is probed */

/*
 * Written under the control mutex while nothing is armed; @n, @last and what
 * follows by the caller alone, in the hook.
 */
static struct {
	struct task_struct *caller;
	struct mm_struct *mm;
	unsigned int abi;
	u32 nr;
	u32 orig_ax;		/* as the caller's registers have it */
	char symbol[32];	/* what is probed */
	struct sysprobe_segments *samples;
	const char *mechanism;
	u32 calibrated;
	struct sysprobe_segment_cost cost[SYSPROBE_SEGMENTS];
	u64 clock;

	u32 n;
	u64 second;		/* of the hook's stamps, of the last call */
	u64 not_kept;
	u64 negative;
	u64 ip, cx, flags, r11;
	u16 cs;
	unsigned long work;
} segment;

/* What a probe keeps of a call that is inside. */
struct inside {
	struct pt_regs *regs;
	u64 first;
};

static __always_inline u64 between(u64 from, u64 to)
{
	if (likely((s64)(to - from) >= 0))
		return to - from;
	segment.negative++;
	return 0;
}

static int on_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct inside *inside = (struct inside *)ri->data;
	struct pt_regs *caller;
	u32 n;

	if (likely(current != segment.caller))
		return 1;
	/*
	 * long x64_sys_call(const struct pt_regs *regs, unsigned int nr), or
	 * long __x64_sys_NAME(const struct pt_regs *regs). The handler may be
	 * that of two ABIs, under different numbers.
	 */
	caller = (struct pt_regs *)regs->di;
	/* Since an execve it may be a program that never asked for this. */
	if (current->mm != segment.mm ||
	    (u32)caller->orig_ax != segment.orig_ax ||
	    caller->r10 != SYSPROBE_SEGMENT_MAGIC)
		return 1;
	inside->regs = caller;
	/* Its last call ended when it says. */
	n = READ_ONCE(segment.n);
	if (n && caller->r8)
		segment.samples[n - 1].ticks[SYSPROBE_SEGMENT_EXIT] =
			between(segment.second, caller->r8);
	/* Last: all above is on the way in. */
	inside->first = rdtsc_ordered();
	return 0;
}
NOKPROBE_SYMBOL(on_entry);

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	u64 now = rdtsc_ordered();
	const struct inside *inside = (const struct inside *)ri->data;
	struct pt_regs *caller = inside->regs;
	struct sysprobe_segments *sample;
	u32 n = READ_ONCE(segment.n);

	if (unlikely(n == SYSPROBE_SEGMENT_SAMPLES)) {
		segment.not_kept++;
		return 0;
	}
	sample = &segment.samples[n];
	sample->ticks[SYSPROBE_SEGMENT_ENTRY] = between(caller->r9,
							inside->first);
	sample->ticks[SYSPROBE_SEGMENT_BODY] = between(inside->first, now);
	sample->ticks[SYSPROBE_SEGMENT_EXIT] = SYSPROBE_NO_TICKS;
	segment.ip = caller->ip;
	segment.cx = caller->cx;
	segment.flags = caller->flags;
	segment.r11 = caller->r11;
	segment.cs = caller->cs;
	segment.work = sysprobe_syscall_work(current);
	segment.second = now;
	caller->r10 = inside->first;
	caller->r8 = now;
	/* A reader of the file takes no more than are whole. */
	smp_store_release(&segment.n, n + 1);
	return 0;
}
NOKPROBE_SYMBOL(on_return);

bool sysprobe_segment_can(unsigned int abi, u32 nr)
{
	const char *handler = sysprobe_abi_handler(abi, nr);
	unsigned int i;

	if (!handler || strncmp(handler, "sys_", 4))
		return false;
	for (i = 0; i < ARRAY_SIZE(handlers); i++)
		if (!strcmp(handler + 4, handlers[i]))
			return true;
	return false;
}

const char *sysprobe_segment_handler(unsigned int i)
{
	return i < ARRAY_SIZE(handlers) ? handlers[i] : NULL;
}

static int arm(unsigned int i, const char *symbol)
{
	struct kretprobe *rp = &probes[i];

	/* What an earlier registration left would be taken for a setting. */
	memset(rp, 0, sizeof(*rp));
	rp->kp.symbol_name = symbol;
	rp->entry_handler = on_entry;
	rp->handler = on_return;
	rp->data_size = sizeof(struct inside);
	rp->maxactive = 8;	/* one task, one call at a time */
	return register_kretprobe(rp);
}

/* The first function on the way in that can be probed. */
static int arm_real(void)
{
	int err;

	strscpy(segment.symbol, sysprobe_abi_dispatcher(segment.abi),
		sizeof(segment.symbol));
	err = arm(REAL, segment.symbol);
	if (err != -ENOENT)
		return err;
	/* Where there is no dispatcher, the handler itself is probed. */
	snprintf(segment.symbol, sizeof(segment.symbol), "%s%s",
		 sysprobe_abi_prefix(segment.abi),
		 sysprobe_abi_handler(segment.abi, segment.nr));
	err = arm(REAL, segment.symbol);
	return err == -ENOENT ? -EOPNOTSUPP : err;
}

static int arm_both(void)
{
	struct kretprobe *real = &probes[REAL];
	int err = arm_real();

	if (err)
		return err;
	dummy = sysprobe_dummy_like(&probes[REAL].kp);
	err = arm(DUMMY, sysprobe_dummy_symbol(dummy));
	if (err)
		sysprobe_probe_remove(&real, 1);
	return err;
}

static void disarm_both(void)
{
	struct kretprobe *all[PROBES] = { &probes[REAL], &probes[DUMMY] };

	/* The caller goes on to measure the same calls without them. */
	sysprobe_probe_remove(all, PROBES);
}

#define WARM_UP	32
#define PASSES	1024

static u64 sorted_median(u64 *values, unsigned int n)
{
	sysprobe_sort(values, n);
	return values[n / 2];
}

/* Runs a dummy, hooked or not; *@total are the caller's stamps' distances. */
static void run_dummy(enum sysprobe_dummy which, u64 *total)
{
	struct pt_regs regs = { .orig_ax = segment.orig_ax };
	u64 start, end = 0;
	unsigned int i;

	for (i = 0; i < WARM_UP + PASSES; i++) {
		/*
		 * While another task waits for the CPU, every preempt_enable()
		 * on the hook's way has a look at it, and costs more.
		 */
		cond_resched();
		if (i == WARM_UP)
			segment.n = 0;
		regs.r10 = SYSPROBE_SEGMENT_MAGIC;
		regs.r8 = i == WARM_UP ? 0 : end;
		start = rdtsc_ordered();
		regs.r9 = start;
		sysprobe_dummy_call(which, &regs, segment.nr);
		end = rdtsc_ordered();
		total[i < WARM_UP ? 0 : i - WARM_UP] = end - start;
	}
	/* The last one's end is told to nobody. */
	if (which != SYSPROBE_DUMMY_BARE && segment.n)
		segment.samples[segment.n - 1].ticks[SYSPROBE_SEGMENT_EXIT] =
			between(segment.second, end);
}

static u64 measure_clock(u64 *values)
{
	unsigned int i;
	u64 start;

	for (i = 0; i < PASSES; i++) {
		start = rdtsc_ordered();
		values[i] = rdtsc_ordered() - start;
	}
	return sorted_median(values, PASSES);
}

/* Of samples that the hook made on the dummy, less what isn't the hook's. */
static void cost_of(enum sysprobe_segment which, u64 not_ours, u64 *values)
{
	struct sysprobe_segment_cost *cost = &segment.cost[which];
	unsigned int i;
	u64 median;

	for (i = 0; i < PASSES; i++)
		values[i] = segment.samples[i].ticks[which];
	median = sorted_median(values, PASSES);
	cost->median = median > not_ours ? median - not_ours : 0;
	cost->noise = max(values[PASSES * 3 / 4] - values[PASSES / 4], 1ULL);
}

static int calibrate(void)
{
	u64 *values = vmalloc(array_size(PASSES, sizeof(*values)));
	u64 around, into;

	if (!values)
		return -ENOMEM;
	run_dummy(SYSPROBE_DUMMY_BARE, values);
	segment.clock = measure_clock(values);
	run_dummy(SYSPROBE_DUMMY_BARE, values);
	around = sorted_median(values, PASSES);
	around = around > segment.clock ? around - segment.clock : 0;
	into = around / 2;
	run_dummy(dummy, values);
	if (segment.n != PASSES) {
		vfree(values);
		return -EIO;
	}
	/*
	 * Each segment ends with one reading of the clock; the last one's is
	 * the caller's own.
	 */
	cost_of(SYSPROBE_SEGMENT_ENTRY, into, values);
	cost_of(SYSPROBE_SEGMENT_BODY, 0, values);
	cost_of(SYSPROBE_SEGMENT_EXIT, around - into + segment.clock, values);
	segment.calibrated = PASSES;
	vfree(values);
	return 0;
}

void sysprobe_segment_reset(void)
{
	WRITE_ONCE(segment.n, 0);
	WRITE_ONCE(segment.not_kept, 0);
	WRITE_ONCE(segment.negative, 0);
}

void sysprobe_segment_forget(void)
{
	vfree(segment.samples);
	memset(&segment, 0, sizeof(segment));
}

static void let_go(void)
{
	put_task_struct(segment.caller);
	mmdrop(segment.mm);
	segment.caller = NULL;
	segment.mm = NULL;
}

int sysprobe_segment_open(unsigned int abi, u32 nr)
{
	int err;

	if (!current->mm)
		return -EINVAL;
	sysprobe_segment_forget();
	segment.samples = vmalloc(array_size(SYSPROBE_SEGMENT_SAMPLES,
					     sizeof(*segment.samples)));
	if (!segment.samples)
		return -ENOMEM;
	segment.abi = abi;
	segment.nr = nr;
	segment.orig_ax = abi == SYSPROBE_ABI_X32 ? nr | SYSPROBE_X32_BIT : nr;
	/* Held, so that nothing else can come to stand at their addresses. */
	segment.caller = get_task_struct(current);
	segment.mm = current->mm;
	mmgrab(segment.mm);
	err = arm_both();
	if (err)
		goto release;
	sysprobe_probe_settle(&probes[REAL].kp);
	sysprobe_probe_settle(&probes[DUMMY].kp);
	segment.mechanism = sysprobe_probe_mechanism(&probes[REAL].kp);
	/* Unlike hooks cost unlike: then there is nothing to take off. */
	if (!strcmp(segment.mechanism,
		    sysprobe_probe_mechanism(&probes[DUMMY].kp)))
		err = calibrate();
	if (err)
		goto disarm;
	sysprobe_segment_reset();
	return 0;

disarm:
	disarm_both();
release:
	let_go();
	sysprobe_segment_forget();
	return err;
}

void sysprobe_segment_close(void)
{
	disarm_both();
	let_go();
}

void sysprobe_segment_result(struct sysprobe_segment_result *result)
{
	memset(result, 0, sizeof(*result));
	result->abi = segment.abi;
	result->nr = segment.nr;
	result->handler = sysprobe_abi_handler(segment.abi, segment.nr);
	result->mechanism = segment.mechanism;
	result->symbol = segment.symbol;
	result->samples = segment.samples;
	/* Those before are whole: on_return() releases. */
	result->n = smp_load_acquire(&segment.n);
	result->not_kept = READ_ONCE(segment.not_kept);
	result->negative = READ_ONCE(segment.negative);
	result->calibrated = segment.calibrated;
	memcpy(result->cost, segment.cost, sizeof(result->cost));
	result->clock = segment.clock;
	result->frame.ip = READ_ONCE(segment.ip);
	result->frame.cx = READ_ONCE(segment.cx);
	result->frame.flags = READ_ONCE(segment.flags);
	result->frame.r11 = READ_ONCE(segment.r11);
	result->frame.cs = READ_ONCE(segment.cs);
	result->work = READ_ONCE(segment.work);
}
