// SPDX-License-Identifier: GPL-2.0
/*
 * The sys_enter and sys_exit tracepoints: the way on kernels without
 * x64_sys_call(), and the one that sees calls turned away.
 *
 * They stand in the entry code, not at the handler: sys_enter fires for
 * numbers that have no handler, sys_exit also fires for calls that seccomp
 * denied or a tracer skipped, and for the child's side of a fork. An x32
 * number may yet be turned away after sys_enter when x32 is switched off,
 * and nothing exported says so; a plain probe on its dispatcher tells, where
 * the kernel has one.
 */
#include <asm/compat.h>
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include "account.h"
#include "call.h"
#include "compat.h"
#include "hook.h"
#include "hot.h"
#include "probe.h"
#include "tracepoints.h"

static bool x32_armed;

static int on_x32(struct kprobe *kp, struct pt_regs *regs)
{
	sysprobe_call_arrived();
	return 0;
}
NOKPROBE_SYMBOL(on_x32);

static struct kprobe x32_probe;

static void on_sys_enter(void *data, struct pt_regs *regs, long id)
{
	struct sysprobe_call *call;
	u32 nr = id;

	sysprobe_tracepoint_enter();
	/*
	 * The flag is the entry's own: a 64-bit program that uses int 0x80
	 * has it, a 32-bit task that was just made by execve doesn't.
	 */
	if (unlikely(in_ia32_syscall()))
		sysprobe_call_entry(SYSPROBE_ABI_IA32, nr);
	else if (likely(nr < SYSPROBE_NO_NUMBER))
		sysprobe_call_enter(SYSPROBE_ABI_64, nr, &call);
	else if (!(nr & SYSPROBE_X32_BIT) || id < 0)
		sysprobe_call_entry(SYSPROBE_ABI_64, nr);
	else if (x32_armed)
		sysprobe_call_expect(SYSPROBE_ABI_X32, nr & ~SYSPROBE_X32_BIT);
	else
		sysprobe_call_entry(SYSPROBE_ABI_X32, nr & ~SYSPROBE_X32_BIT);
	sysprobe_tracepoint_leave();
}
NOKPROBE_SYMBOL(on_sys_enter);

static void on_sys_exit(void *data, struct pt_regs *regs, long result)
{
	u64 now;

	/* First: who is switched out in between would be so after its return. */
	sysprobe_tracepoint_enter();
	now = rdtsc_ordered();
	sysprobe_call_exit(now, result);
	sysprobe_tracepoint_leave();
}
NOKPROBE_SYMBOL(on_sys_exit);

/*
 * Taken off in the reverse order; exits that then come without their entry
 * are nobody's, as the session has ended before.
 */
static struct sysprobe_tracepoint points[] = {
	{ "sys_exit", on_sys_exit },
	{ "sys_enter", on_sys_enter },
};

static const char *tracepoint_why_not(void)
{
	if (sysprobe_tracepoints_find(points, ARRAY_SIZE(points)))
		return "this kernel has no sys_enter and sys_exit tracepoints";
	return NULL;
}

static void disarm_x32(void)
{
	if (!x32_armed)
		return;
	sysprobe_probe_remove_plain(&x32_probe);
	x32_armed = false;
}

static void tracepoint_disarm(void)
{
	sysprobe_tracepoints_disarm(points, ARRAY_SIZE(points));
	disarm_x32();
}

static int tracepoint_arm(const struct sysprobe_filter *filter,
			  unsigned int threads)
{
	int err;

	if (sysprobe_filter_wants_abi(filter, SYSPROBE_ABI_X32)) {
		memset(&x32_probe, 0, sizeof(x32_probe));
		x32_probe.symbol_name = "x32_sys_call";
		x32_probe.pre_handler = on_x32;
		x32_armed = !register_kprobe(&x32_probe);
	}
	err = sysprobe_tracepoints_arm(points, ARRAY_SIZE(points));
	if (err)
		disarm_x32();
	return err;
}

static void tracepoint_misses(struct sysprobe_hook_misses *misses)
{
	memset(misses, 0, sizeof(*misses));
	if (x32_armed) {
		misses->lower_bound = true;
		misses->recursion = READ_ONCE(x32_probe.nmissed);
	}
}

static size_t tracepoint_bytes(void)
{
	return 0;
}

/* Volatile: called through a pointer, as the kernel calls the real ones. */
static void (*volatile rehearse_enter)(unsigned int, u32);
static void (*volatile rehearse_exit)(void *, struct pt_regs *, long);

static void rehearsal_enter(unsigned int abi, u32 nr)
{
	struct sysprobe_call *call;

	sysprobe_call_enter(abi, nr, &call);
}

static void nothing_entered(unsigned int abi, u32 nr)
{
}

static void nothing_left(void *data, struct pt_regs *regs, long result)
{
}

static void tracepoint_rehearse(bool hooked)
{
	rehearse_enter = hooked ? rehearsal_enter : nothing_entered;
	rehearse_exit = hooked ? on_sys_exit : nothing_left;
	preempt_disable_notrace();
	rehearse_enter(SYSPROBE_SCRATCH_ABI, SYSPROBE_SCRATCH_NR);
	rehearse_exit(NULL, NULL, 0);
	preempt_enable_notrace();
}

/* The slow path through the entry code, which the tracepoints cause, isn't in. */
static const char *tracepoint_rehearsal(void)
{
	return "tracepoints_less_slow_path";
}

const struct sysprobe_hook sysprobe_hook_tracepoint = {
	.name = "tracepoint",
	.sees = "every call handed to a handler, and as turned_away: numbers out of range or -1, calls denied by seccomp, skipped by ptrace or emulated, unless the thread dies of it; not those taken by user dispatch; on a kernel without x32_sys_call, x32 numbers are calls even while x32 is off",
	.costs = "every call of every task takes the slow path through the entry code while it is armed",
	.adds = { .counted = 167, .other = 112 },
	.sees_exits = true,
	.why_not = tracepoint_why_not,
	.arm = tracepoint_arm,
	.disarm = tracepoint_disarm,
	.misses = tracepoint_misses,
	.bytes = tracepoint_bytes,
	.rehearse = tracepoint_rehearse,
	.rehearsal = tracepoint_rehearsal,
};
