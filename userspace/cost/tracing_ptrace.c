// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/seccomp.h>
#include "../module/uapi/sysprobe.h"
#include "cost/row.h"
#include "cost/seccomp.h"
#include "cost/tracer.h"

/* Stops that one call has to make: on its way in, and on its way out. */
#define STOPS_A_CALL	2

/* What says that it is traced has to be stopped, or the figure is another's. */
static void *traced(const struct cost_row *row, struct err *why_not)
{
	const volatile unsigned long *stops = tracer_attach(false, why_not);
	unsigned long before;

	if (!stops)
		return NULL;
	seccomp_call();
	before = *stops;
	seccomp_call();
	if (*stops - before == STOPS_A_CALL)
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED, "a call made %lu stops, not %d",
		*stops - before, STOPS_A_CALL);
	return NULL;
}

/* The filter's number is getppid; here that is all the tracer wants to see. */
static void *traced_elsewhere(const struct cost_row *row, struct err *why_not)
{
	const volatile unsigned long *stops = tracer_attach(true, why_not);
	unsigned long before, of_one;

	if (!stops || seccomp_answer(SECCOMP_RET_TRACE, why_not))
		return NULL;
	before = *stops;
	seccomp_call();
	of_one = *stops - before;
	raw_call0(SYS_getpid);
	if (of_one == 1 && *stops - before == of_one)
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED,
		"a call that is to be traced made %lu stops and one that is not %lu, instead of 1 and 0",
		of_one, *stops - before - of_one);
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, raw_call0(SYS_getpid));
}

#define CALLS	{ { SYSPROBE_ABI_64, SYS_getpid, 1 } }

static const struct cost_row rows[] = {
	{
		.name = "untraced",
		.what = "getpid by the SYSCALL instruction, seen by nobody",
		.group = COST_TRACING,
		.order = 10,
		.calls = CALLS,
		.open = cost_no_state,
		.block = block,
	},
	{
		.name = "ptrace",
		.what = "the same, stopped on its way in and out by a tracer on the same CPU, which asks what call it is and writes it to /dev/null, as strace does",
		.group = COST_TRACING,
		.order = 80,
		.base = "untraced",
		.calls = CALLS,
		.open = traced,
		.block = block,
	},
	{
		.name = "ptrace-seccomp",
		.what = "the same under a tracer that has a seccomp filter stop only other calls",
		.group = COST_TRACING,
		.order = 20,
		.base = "untraced",
		.calls = CALLS,
		.open = traced_elsewhere,
		.block = block,
	},
};

COST_ROWS(rows);
