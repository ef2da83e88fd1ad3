// SPDX-License-Identifier: GPL-2.0
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, raw_call0(SYS_getpid));
}

static const struct cost_row rows[] = {
	{
		.name = "getpid",
		.what = "getpid by the SYSCALL instruction: the C library's function may cache it",
		.group = COST_BASIC,
		.order = 10,
		.published_ns = 50,
		.source = QUOTED,
		.calls = { { SYSPROBE_ABI_64, SYS_getpid, 1 } },
		.open = cost_no_state,
		.block = block,
	},
};

COST_ROWS(rows);
