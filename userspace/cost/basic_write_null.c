// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

/**
 * struct null_device - /dev/null
 * @fd: open for writing
 */
struct null_device {
	int fd;
};

static void *open_null(const struct cost_row *row, struct err *why_not)
{
	struct null_device *null = cost_state(sizeof(*null), why_not);
	long ret;

	(void)row;
	if (!null)
		return NULL;
	null->fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null->fd < 0)
		return cost_cannot(why_not, "/dev/null cannot be opened");
	ret = raw_call3(SYS_write, null->fd, (long)"", 1);
	if (ret == 1)
		return null;
	err_set(why_not, STATUS_FAILED, "/dev/null took %ld bytes of 1", ret);
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	struct null_device *null = state;

	return COST_LOOP(n, raw_call3(SYS_write, null->fd, (long)"", 1));
}

static const struct cost_row rows[] = {
	{
		.name = "write-null",
		.what = "write of 1 byte to /dev/null",
		.group = COST_BASIC,
		.order = 50,
		.published_ns = 200,
		.source = QUOTED,
		.calls = { { SYSPROBE_ABI_64, SYS_write, 1 } },
		.open = open_null,
		.block = block,
	},
};

COST_ROWS(rows);
