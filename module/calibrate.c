// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs of runs, one of the dummy without the hook and one with it; what the
 * hook adds is the difference of a hooked run to the median of the unhooked
 * ones. Interrupts stay on: an interrupted run shows up in the p99 and the
 * maximum, not in the median.
 */
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "abi.h"
#include "account.h"
#include "calibrate.h"
#include "call.h"
#include "sorted.h"

#define PAIRS	255
#define WARM_UP	32

static u64 run(const struct sysprobe_hook *hook, bool hooked)
{
	u64 start = rdtsc_ordered();

	hook->rehearse(hooked);
	return rdtsc_ordered() - start;
}

static u64 above(u64 value, u64 baseline)
{
	return value > baseline ? value - baseline : 0;
}

/*
 * What is shown for the dummy's calls, all of them. A session that books failures
 * only shows none.
 */
static u64 shown(void)
{
	static struct sysprobe_syscall row;	/* too big for a stack */

	sysprobe_account_sum(SYSPROBE_SCRATCH_ABI, SYSPROBE_SCRATCH_NR, &row);
	return row.wall_min;
}

static int run_pairs(const struct sysprobe_hook *hook,
		     struct sysprobe_overhead *cost)
{
	static u64 without[PAIRS], with[PAIRS];	/* control mutex */
	unsigned int i;

	if (sysprobe_call_rehearse())
		return 0;
	for (i = 0; i < WARM_UP + PAIRS; i++) {
		unsigned int at = i < WARM_UP ? 0 : i - WARM_UP;

		/* While somebody waits for the CPU, preempt_enable() costs. */
		cond_resched();
		without[at] = run(hook, false);
		with[at] = run(hook, true);
	}
	if (!sysprobe_call_rehearsed())
		return -EIO;
	sysprobe_sort(without, PAIRS);
	sysprobe_sort(with, PAIRS);
	cost->n = PAIRS;
	cost->baseline = without[PAIRS / 2];
	cost->min = above(with[0], cost->baseline);
	cost->median = above(with[PAIRS / 2], cost->baseline);
	cost->p99 = above(with[PAIRS * 99 / 100], cost->baseline);
	cost->max = above(with[PAIRS - 1], cost->baseline);
	cost->inside = shown();
	return 0;
}

int sysprobe_calibrate(const struct sysprobe_hook *hook,
		       struct sysprobe_overhead *cost)
{
	const char *name = hook->rehearsal();
	int err = 0;

	memset(cost, 0, sizeof(*cost));
	strscpy(cost->name, name ?: hook->name, sizeof(cost->name));
	if (name)
		err = run_pairs(hook, cost);
	/* Anybody can ask the kernel for it. */
	sysprobe_account_close_scratch();
	return err;
}
