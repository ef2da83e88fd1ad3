// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/kprobes.h>
#include "probe.h"

/* JMP rel32, as in the Intel SDM's volume 2, "JMP". */
#define JUMP	0xe9

/*
 * The optimiser works on a kprobe of the kernel's own that stands for all at
 * one address, so ours carries no flag of it; but the address holds what it
 * put there.
 */
static bool by_jump(const struct kprobe *kp)
{
	return READ_ONCE(*kp->addr) == JUMP;
}

static bool by_ftrace(const struct kprobe *kp)
{
	return READ_ONCE(kp->flags) & KPROBE_FLAG_FTRACE;
}

const char *sysprobe_probe_mechanism(const struct kprobe *kp)
{
	if (by_ftrace(kp))
		return "kretprobe_by_ftrace";
	if (by_jump(kp))
		return "kretprobe_by_jump";
	return "kretprobe_by_int3";
}

/* The optimiser runs a few jiffies after the last registration. */
#define SETTLE_STEPS	50
#define SETTLE_STEP_MS	10

void sysprobe_probe_settle(const struct kprobe *kp)
{
	unsigned int i;

	for (i = 0; i < SETTLE_STEPS; i++) {
		if (by_ftrace(kp) || by_jump(kp))
			return;
		msleep(SETTLE_STEP_MS);
	}
}

void sysprobe_probe_wait_gone(const struct kprobe *kp)
{
	unsigned int i;

	for (i = 0; i < SETTLE_STEPS && by_jump(kp); i++)
		msleep(SETTLE_STEP_MS);
}
