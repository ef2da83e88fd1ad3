// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

static long open_and_close(void)
{
	long fd = raw_call(SYS_openat, AT_FDCWD, (long)"/", O_RDONLY, 0, 0, 0);

	return raw_call3(SYS_close, fd, 0, 0);
}

static void *try_it(const struct cost_row *row, struct err *why_not)
{
	long ret = open_and_close();

	if (!ret)
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED,
		"opening and closing the directory / returned %ld", ret);
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, open_and_close());
}

static const struct cost_row rows[] = {
	{
		.name = "open-close",
		.what = "openat of the directory / for reading, and close",
		.group = COST_BASIC,
		.order = 60,
		.published_ns = 1000,
		.source = QUOTED,
		.calls = {
			{ SYSPROBE_ABI_64, SYS_openat, 1 },
			{ SYSPROBE_ABI_64, SYS_close, 1 },
		},
		.open = try_it,
		.block = block,
	},
};

COST_ROWS(rows);
