// SPDX-License-Identifier: GPL-2.0
/*
 * kretprobes on the dispatchers: x64_sys_call() is the first function on the
 * way in that takes a probe at all (everything before it is noinstr) and sees
 * each native call that has a handler; ia32_sys_call() and x32_sys_call() are
 * its siblings. They exist from 6.1 on.
 *
 * The return address that a kretprobe leaves on a sleeper's stack points into
 * the kernel, not into this module, so disarming needs no sleeper to wake.
 */
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/string.h>
#include "account.h"
#include "call.h"
#include "compat.h"
#include "dummy.h"
#include "hook.h"
#include "hot.h"
#include "probe.h"
#include "symbols.h"

struct target {
	struct kretprobe rp;
	const char *symbol;
	kretprobe_handler_t on_entry;
	bool armed;
};

/* The dummy's row stands last: it is measured, never reported. */
enum { DUMMY = SYSPROBE_ABIS, TARGETS };

static enum sysprobe_dummy dummy;	/* the one that is probed */

/* Sleeping calls hold theirs, so there must be more than tasks may sleep. */
#define MAXACTIVE_MIN	4096
#define MAXACTIVE_MAX	(256 * 1024)
#define MAXACTIVE_DUMMY	16

/* long x64_sys_call(const struct pt_regs *regs, unsigned int nr) */
static __always_inline int on_entry(struct kretprobe_instance *ri,
				    const struct pt_regs *regs,
				    unsigned int abi)
{
	struct sysprobe_call *call;

	if (!sysprobe_call_enter(abi, (u32)regs->si, &call))
		return 1;	/* no need to see it return */
	*(struct sysprobe_call **)ri->data = call;
	return 0;
}

/* One each: which it is need not be looked up. */
static int on_entry_64(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	return on_entry(ri, regs, SYSPROBE_ABI_64);
}
NOKPROBE_SYMBOL(on_entry_64);

static int on_entry_ia32(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	return on_entry(ri, regs, SYSPROBE_ABI_IA32);
}
NOKPROBE_SYMBOL(on_entry_ia32);

static int on_entry_x32(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	return on_entry(ri, regs, SYSPROBE_ABI_X32);
}
NOKPROBE_SYMBOL(on_entry_x32);

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	u64 now = rdtsc_ordered();

	sysprobe_call_return(*(struct sysprobe_call **)ri->data, now,
			     regs_return_value(regs));
	return 0;
}
NOKPROBE_SYMBOL(on_return);

static struct target targets[TARGETS] = {
	[SYSPROBE_ABI_64]	= { .symbol = "x64_sys_call",
				    .on_entry = on_entry_64 },
	[SYSPROBE_ABI_IA32]	= { .symbol = "ia32_sys_call",
				    .on_entry = on_entry_ia32 },
	[SYSPROBE_ABI_X32]	= { .symbol = "x32_sys_call",
				    .on_entry = on_entry_x32 },
	/* Its number is of this ABI's. */
	[DUMMY]			= { .on_entry = on_entry_64 },
};

static int arm_target(struct target *target, int maxactive)
{
	int err;

	/* What an earlier registration left would be taken for a setting. */
	memset(&target->rp, 0, sizeof(target->rp));
	target->rp.kp.symbol_name = target->symbol;
	target->rp.entry_handler = target->on_entry;
	target->rp.handler = on_return;
	target->rp.data_size = sizeof(struct sysprobe_call *);
	target->rp.maxactive = maxactive;
	err = register_kretprobe(&target->rp);
	target->armed = !err;
	return err;
}

static const char *kretprobe_why_not(void)
{
	switch (sysprobe_symbols_error("x64_sys_call")) {
	case 0:
		return NULL;
	case -ENOENT:
		return "this kernel has no function x64_sys_call (older than 6.1.y)";
	case -EOPNOTSUPP:
		return "this kernel was built without kprobes";
	default:
		return "this kernel refuses a probe on x64_sys_call";
	}
}

static void kretprobe_disarm(void)
{
	struct kretprobe *armed[TARGETS];
	unsigned int i, n = 0;

	for (i = 0; i < TARGETS; i++) {
		if (targets[i].armed)
			armed[n++] = &targets[i].rp;
		targets[i].armed = false;
	}
	sysprobe_probe_remove(armed, n);
}

/* What is armed first stands for all: they are alike. */
static const struct target *first_armed(void)
{
	unsigned int i;

	for (i = 0; i < DUMMY; i++)
		if (targets[i].armed)
			return &targets[i];
	return NULL;
}

static int arm_dummy(void)
{
	const struct target *real = first_armed();
	int err;

	if (!real)
		return 0;
	dummy = sysprobe_dummy_like(&real->rp.kp);
	targets[DUMMY].symbol = sysprobe_dummy_symbol(dummy);
	err = arm_target(&targets[DUMMY], MAXACTIVE_DUMMY);
	if (err)
		return err;
	sysprobe_probe_settle(&real->rp.kp);
	sysprobe_probe_settle(&targets[DUMMY].rp.kp);
	return 0;
}

static int kretprobe_arm(const struct sysprobe_filter *filter,
			 unsigned int threads)
{
	int maxactive = clamp_t(unsigned int, 2 * threads, MAXACTIVE_MIN,
				MAXACTIVE_MAX);
	unsigned int i;
	int err = 0;

	for (i = 0; i < DUMMY; i++) {
		/* An execve that is waited for may come by any ABI. */
		if (!filter->on_exec && !sysprobe_filter_wants_abi(filter, i))
			continue;
		err = arm_target(&targets[i], maxactive);
		/* An ABI whose dispatcher isn't there can't be called. */
		if (err == -ENOENT && i != SYSPROBE_ABI_64)
			err = 0;
		if (err)
			break;
	}
	if (!err)
		err = arm_dummy();
	if (err)
		kretprobe_disarm();
	return err;
}

static void kretprobe_misses(struct sysprobe_hook_misses *misses)
{
	unsigned int i;

	memset(misses, 0, sizeof(*misses));
	misses->lower_bound = true;
	for (i = 0; i < DUMMY; i++) {
		if (!targets[i].armed)
			continue;
		misses->pool += READ_ONCE(targets[i].rp.nmissed);
		misses->recursion += READ_ONCE(targets[i].rp.kp.nmissed);
	}
}

static size_t kretprobe_bytes(void)
{
	size_t bytes = 0;
	unsigned int i;

	for (i = 0; i < TARGETS; i++)
		if (targets[i].armed)
			bytes += targets[i].rp.maxactive *
				 (sizeof(struct kretprobe_instance) +
				  sizeof(struct sysprobe_call *));
	return bytes;
}

static void kretprobe_rehearse(bool hooked)
{
	sysprobe_dummy_call(hooked ? dummy : SYSPROBE_DUMMY_BARE, NULL,
			    SYSPROBE_SCRATCH_NR);
}

static const char *mechanism_of(const struct target *target)
{
	return sysprobe_probe_mechanism(&target->rp.kp);
}

static const char *kretprobe_rehearsal(void)
{
	const struct target *real = first_armed();
	const char *mechanism;

	if (!targets[DUMMY].armed)
		return NULL;
	mechanism = mechanism_of(&targets[DUMMY]);
	return strcmp(mechanism, mechanism_of(real)) ? NULL : mechanism;
}

const struct sysprobe_hook sysprobe_hook_kretprobe = {
	.name = "kretprobe",
	.sees = "every call handed to a handler, in-range holes included; not calls turned away before (seccomp, ptrace, user dispatch, number -1 or out of range)",
	.costs = "every call of every task pays the probe; calls not followed pay its entry half",
	.adds = { .counted = 484, .other = 257 },
	.sees_exits = false,
	.why_not = kretprobe_why_not,
	.arm = kretprobe_arm,
	.disarm = kretprobe_disarm,
	.misses = kretprobe_misses,
	.bytes = kretprobe_bytes,
	.rehearse = kretprobe_rehearse,
	.rehearsal = kretprobe_rehearsal,
};
