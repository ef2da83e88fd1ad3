// SPDX-License-Identifier: GPL-2.0
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <linux/context_tracking_state.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "control.h"
#include "segment.h"
#include "sorted.h"
#include "text.h"

static const char * const names[SYSPROBE_SEGMENTS + 1] = {
	[SYSPROBE_SEGMENT_ENTRY] = "entry",
	[SYSPROBE_SEGMENT_BODY] = "body",
	[SYSPROBE_SEGMENT_EXIT] = "exit",
	[SYSPROBE_SEGMENTS] = "sum",
};

static const struct {
	unsigned long flag;
	const char *name;
} works[] = {
	{ SYSCALL_WORK_SECCOMP, "seccomp" },
	{ SYSCALL_WORK_SYSCALL_TRACEPOINT, "tracepoint" },
	{ SYSCALL_WORK_SYSCALL_TRACE, "ptrace" },
	{ SYSCALL_WORK_SYSCALL_EMU, "ptrace emulation" },
	{ SYSCALL_WORK_SYSCALL_AUDIT, "audit" },
#ifdef SYSCALL_WORK_SYSCALL_USER_DISPATCH
	{ SYSCALL_WORK_SYSCALL_USER_DISPATCH, "user dispatch" },
#endif
};

/* What sends every call of this task around by the slow path. */
static void print_work(struct seq_file *m, unsigned long work)
{
	unsigned int i, n = 0;

	seq_puts(m, "# syscall work:");
	for (i = 0; i < ARRAY_SIZE(works); i++) {
		if (!(work & works[i].flag))
			continue;
		seq_printf(m, "%s %s", n++ ? "," : "", works[i].name);
	}
	seq_printf(m, "%s\n", n ? "" : " none");
}

/*
 * What the kernel itself asks before it returns by SYSRET: see do_syscall_64()
 * in arch/x86/entry/common.c.
 */
static const char *why_no_sysret(const struct sysprobe_segment_result *r)
{
	if (r->abi == SYSPROBE_ABI_IA32)
		return "the call came by int 0x80";
	if (r->frame.cx != r->frame.ip)
		return "rcx is not rip";
	if (r->frame.r11 != r->frame.flags)
		return "r11 is not rflags";
	if (r->frame.cs != __USER_CS)
		return "cs is not the 64-bit one";
	if (r->frame.ip >= TASK_SIZE_MAX)
		return "rip is not a user's";
	if (r->frame.flags & (X86_EFLAGS_RF | X86_EFLAGS_TF))
		return "RF or TF is set";
	return NULL;
}

/* FRED has one instruction for every return to user mode. */
static void print_return(struct seq_file *m,
			 const struct sysprobe_segment_result *r)
{
	const char *why = why_no_sysret(r);

	seq_puts(m, "# return: ");
	if (sysprobe_fred())
		seq_puts(m, "ERETU, because FRED is in use");
	else if (why)
		seq_printf(m, "IRET, because %s", why);
	else
		seq_puts(m, "SYSRET");
	seq_printf(m, "; rcx 0x%llx, rip 0x%llx, r11 0x%llx, rflags 0x%llx\n",
		   r->frame.cx, r->frame.ip, r->frame.r11, r->frame.flags);
}

static void print_facts(struct seq_file *m,
			const struct sysprobe_segment_result *r)
{
	const char *handler;
	unsigned int i;

	seq_puts(m, "# can be measured:");
	for (i = 0; (handler = sysprobe_segment_handler(i)); i++)
		seq_printf(m, "%s %s", i ? "," : "", handler);
	seq_printf(m, "\n# context tracking: %s\n", context_tracking_enabled() ?
		   "on (nohz_full), on each entry and exit" : "off");
	if (!r->mechanism) {
		seq_puts(m, "# call: none yet\n");
		return;
	}
	seq_printf(m, "# call: %s %u %s\n", sysprobe_abi_name(r->abi), r->nr,
		   r->handler);
	seq_printf(m, "# probe: %s on %s\n", r->mechanism, r->symbol);
	seq_printf(m, "# samples: %u kept, %llu not kept, %llu segments below zero\n",
		   r->n, r->not_kept, r->negative);
	if (r->calibrated)
		seq_printf(m, "# calibration: n %u, one reading of the clock %llu\n",
			   r->calibrated, r->clock);
	else
		seq_puts(m, "# calibration: none, as the kernel did not hook the dummy in the same way\n");
	if (!r->n)
		return;
	print_work(m, r->work);
	print_return(m, r);
}

/* One segment's values; of the sum, where all three are known. */
static u32 collect(const struct sysprobe_segment_result *r, unsigned int which,
		   u64 *values)
{
	const u64 *t;
	u32 i, n = 0;

	for (i = 0; i < r->n; i++) {
		t = r->samples[i].ticks;
		if (which < SYSPROBE_SEGMENTS)
			values[n] = t[which];
		else if (t[SYSPROBE_SEGMENT_EXIT] == SYSPROBE_NO_TICKS)
			continue;
		else
			values[n] = t[SYSPROBE_SEGMENT_ENTRY] +
				    t[SYSPROBE_SEGMENT_BODY] +
				    t[SYSPROBE_SEGMENT_EXIT];
		if (values[n] != SYSPROBE_NO_TICKS)
			n++;
	}
	sysprobe_sort(values, n);
	return n;
}

static struct sysprobe_segment_cost
cost_of(const struct sysprobe_segment_result *r, unsigned int which)
{
	struct sysprobe_segment_cost sum = { 0, 0 };
	unsigned int i;

	if (which < SYSPROBE_SEGMENTS)
		return r->cost[which];
	for (i = 0; i < SYSPROBE_SEGMENTS; i++) {
		sum.median += r->cost[i].median;
		sum.noise += r->cost[i].noise;
	}
	return sum;
}

static void print_segment(struct seq_file *m,
			  const struct sysprobe_segment_result *r,
			  unsigned int which, u64 *values)
{
	struct sysprobe_segment_cost cost = cost_of(r, which);
	u32 n = collect(r, which, values);
	u64 median = n ? values[n / 2] : 0;

	if (!n) {
		seq_printf(m, "%s 0 - - - - - - - -\n", names[which]);
		return;
	}
	seq_printf(m, "%s %u %llu %llu %llu %llu ", names[which], n, values[0],
		   median, values[n - 1 - (n - 1) / 100], values[n - 1]);
	if (!r->calibrated)
		seq_puts(m, "- - -");
	else if (median < cost.median + cost.noise)
		seq_printf(m, "%llu %llu <%llu", cost.median, cost.noise,
			   cost.noise);
	else
		seq_printf(m, "%llu %llu %llu", cost.median, cost.noise,
			   median - cost.median);
	seq_printf(m, " %llu\n", values[(n - 1) / 100]);
}

static int entry_show(struct seq_file *m, void *v)
{
	struct sysprobe_segment_result result;
	unsigned int i;
	u64 *values;
	int err;

	values = vmalloc(array_size(SYSPROBE_SEGMENT_SAMPLES,
				    sizeof(*values)));
	if (!values)
		return -ENOMEM;
	err = sysprobe_control_lock();
	if (err)
		goto free;
	sysprobe_segment_result(&result);
	err = sysprobe_text_head(m, "entry");
	print_facts(m, &result);
	seq_puts(m, "segment n min median p99 max hook noise corrected p1\n");
	for (i = 0; result.mechanism && i <= SYSPROBE_SEGMENTS; i++)
		print_segment(m, &result, i, values);
	sysprobe_control_unlock();
free:
	vfree(values);
	return err;
}

int sysprobe_segment_open_text(struct file *file)
{
	return single_open(file, entry_show, NULL);
}
