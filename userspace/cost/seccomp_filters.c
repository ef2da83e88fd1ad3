// SPDX-License-Identifier: GPL-2.0
#include <sys/prctl.h>
#include "../module/uapi/sysprobe.h"
#include "cost/row.h"
#include "cost/seccomp.h"

static void *still_allowed(struct err *why_not)
{
	long ret = seccomp_call();

	if (ret >= 0)
		return cost_no_state(NULL, why_not);
	err_set(why_not, STATUS_FAILED,
		"a call that its filter allows returned %ld", ret);
	return NULL;
}

/* A container may have given it one, and every ratio a wrong base. */
static void *no_filter(const struct cost_row *row, struct err *why_not)
{
	(void)row;
	if (raw_call3(SYS_prctl, PR_GET_SECCOMP, 0, 0) > 0) {
		err_set(why_not, STATUS_FAILED,
			"this process has a seccomp filter already; run it outside of the container");
		return NULL;
	}
	return still_allowed(why_not);
}

static void *allow_list(const struct cost_row *row, struct err *why_not)
{
	(void)row;
	return seccomp_allow_list(why_not) ? NULL : still_allowed(why_not);
}

static void *comparisons(const struct cost_row *row, struct err *why_not)
{
	return seccomp_compare(row->arg, why_not) ? NULL :
	       still_allowed(why_not);
}

static void *stack(const struct cost_row *row, struct err *why_not)
{
	unsigned int i;

	for (i = 0; i < row->arg; i++)
		if (seccomp_compare(1, why_not))
			return NULL;
	return still_allowed(why_not);
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, seccomp_call());
}

#define CALLS	{ { SYSPROBE_ABI_64, SYS_getppid, 1 } }

#define FILTERED(name_, order_, arg_, open_, what_) \
	{ \
		.name = name_, \
		.what = what_, \
		.group = COST_SECCOMP, \
		.order = order_, \
		.base = "seccomp-none", \
		.arg = arg_, \
		.calls = CALLS, \
		.open = open_, \
		.block = block, \
	}

static const struct cost_row rows[] = {
	{
		.name = "seccomp-none",
		.what = "getppid by the SYSCALL instruction, without a filter",
		.group = COST_SECCOMP,
		.order = 10,
		.calls = CALLS,
		.open = no_filter,
		.block = block,
	},
	FILTERED("seccomp-bitmap", 20, 0, allow_list,
		 "the same under an allow-list by number, answered from a bitmap since 5.11"),
	FILTERED("seccomp-compare-10", 30, 10, comparisons,
		 "the same under a filter that compares an argument to 10 values"),
	FILTERED("seccomp-compare-300", 40, 300, comparisons,
		 "the same under a filter that compares an argument to 300 values"),
	FILTERED("seccomp-stack-1", 50, 1, stack,
		 "the same under a filter that compares an argument to 1 value"),
	FILTERED("seccomp-stack-2", 51, 2, stack, "the same under 2 of these"),
	FILTERED("seccomp-stack-4", 52, 4, stack, "the same under 4 of these"),
	FILTERED("seccomp-stack-8", 53, 8, stack, "the same under 8 of these"),
};

COST_ROWS(rows);
