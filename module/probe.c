// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/kprobes.h>
#include "probe.h"

const char *sysprobe_probe_mechanism(const struct kprobe *kp)
{
	unsigned int flags = READ_ONCE(kp->flags);

	if (flags & KPROBE_FLAG_FTRACE)
		return "kretprobe_by_ftrace";
	if (flags & KPROBE_FLAG_OPTIMIZED)
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
		if (READ_ONCE(kp->flags) & (KPROBE_FLAG_FTRACE |
					    KPROBE_FLAG_OPTIMIZED))
			return;
		msleep(SETTLE_STEP_MS);
	}
}
