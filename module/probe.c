// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/printk.h>
#include "probe.h"

/* Control mutex. */
static bool stuck;

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

/*
 * Newer kernels take a jump out some time after the unregistering: until then
 * whoever comes by pays for it. Where somebody else has a probe at the same
 * place, a jump stays.
 */
static void wait_gone(const struct kprobe *kp)
{
	unsigned int i;

	for (i = 0; i < SETTLE_STEPS && by_jump(kp); i++)
		msleep(SETTLE_STEP_MS);
}

void sysprobe_probe_stuck(const char *what, int err)
{
	pr_err("%s can't be taken off (%pe), so the module stays for good and begins no session any more\n",
	       what, ERR_PTR(err));
	if (!stuck)
		__module_get(THIS_MODULE);
	stuck = true;
}

bool sysprobe_probe_is_stuck(void)
{
	return stuck;
}

/*
 * The kernel's unregistering doesn't say that it has failed, and has freed by then
 * what a probe that is still there needs.
 */
static bool is_off(struct kprobe *kp)
{
	int err = disable_kprobe(kp);

	if (err)
		sysprobe_probe_stuck("a probe", err);
	return !err;
}

bool sysprobe_probe_remove(struct kretprobe **rps, unsigned int n)
{
	unsigned int i, off = 0;

	for (i = 0; i < n; i++)
		if (is_off(&rps[i]->kp))
			rps[off++] = rps[i];
	if (off)
		unregister_kretprobes(rps, off);
	for (i = 0; i < off; i++)
		wait_gone(&rps[i]->kp);
	return off == n;
}

bool sysprobe_probe_remove_plain(struct kprobe *kp)
{
	if (!is_off(kp))
		return false;
	unregister_kprobe(kp);
	wait_gone(kp);
	return true;
}
