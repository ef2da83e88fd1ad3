// SPDX-License-Identifier: GPL-2.0
#include <time.h>
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

static uint64_t by_library(void *state, size_t n)
{
	struct timespec now;

	(void)state;
	return COST_LOOP(n, clock_gettime(CLOCK_MONOTONIC, &now));
}

static uint64_t by_kernel(void *state, size_t n)
{
	struct timespec now;

	(void)state;
	return COST_LOOP(n, raw_call3(SYS_clock_gettime, CLOCK_MONOTONIC,
				      (long)&now, 0));
}

/* Where the library has to ask the kernel, its count says so. */
static const struct cost_row rows[] = {
	{
		.name = "clock_gettime-vdso",
		.what = "clock_gettime(CLOCK_MONOTONIC) of the C library, which asks the vDSO",
		.group = COST_BASIC,
		.order = 20,
		.base = "clock_gettime",
		.published_ns = 20,
		.source = QUOTED,
		.open = cost_no_state,
		.block = by_library,
	},
	{
		.name = "clock_gettime",
		.what = "clock_gettime(CLOCK_MONOTONIC) by the SYSCALL instruction",
		.group = COST_BASIC,
		.order = 30,
		.published_ns = 300,
		.source = QUOTED,
		.calls = { { SYSPROBE_ABI_64, SYS_clock_gettime, 1 } },
		.open = cost_no_state,
		.block = by_kernel,
	},
};

COST_ROWS(rows);
