// SPDX-License-Identifier: GPL-2.0
#include "cost/raw.h"
#include "cost/row.h"
#include "../module/uapi/sysprobe.h"

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, raw_call0(SYS_getpid));
}

static const struct cost_row rows[] = {
	{
		.name = "getpid",
		.what = "getpid by the SYSCALL instruction, as no C library caches it",
		.group = COST_BASIC,
		.order = 10,
		.published_ns = 50,
		.source = "https://TODO",
		.calls = { { SYSPROBE_ABI_64, SYS_getpid, 1 } },
		.open = cost_no_state,
		.block = block,
	},
};

COST_ROWS(rows);
