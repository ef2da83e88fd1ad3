// SPDX-License-Identifier: GPL-2.0
#include <sys/syscall.h>
#include "cost/checked.h"
#include "cost/quoted.h"
#include "cost/uring.h"
#include "../module/uapi/sysprobe.h"

#define BATCH	32

static void *open_ring(const struct cost_row *row, struct err *why_not)
{
	struct io_uring *ring = cost_state(sizeof(*ring), why_not);

	if (!ring || uring_setup(ring, row->items, NULL, why_not))
		return NULL;
	return ring;
}

static int nops(struct io_uring *ring)
{
	uring_nops(ring, BATCH);
	return uring_finish(ring, BATCH, 0);
}

CHECKED_BLOCK(nops)

static const struct cost_row rows[] = {
	{
		.name = "io_uring-nop",
		.what = "32 NOPs prepared, submitted and waited for by one io_uring_enter, completions taken; a NOP's share",
		.group = COST_BASIC,
		.order = 90,
		.published_ns = 300,
		.source = QUOTED,
		.items = BATCH,
		.calls = { { SYSPROBE_ABI_64, SYS_io_uring_enter, 1 } },
		.open = open_ring,
		.block = block_nops,
	},
};

COST_ROWS(rows);
