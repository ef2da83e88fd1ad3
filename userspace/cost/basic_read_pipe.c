// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

/**
 * struct empty_pipe - a pipe that nobody writes to
 * @ends: the first is read from
 */
struct empty_pipe {
	int ends[2];
};

static void *open_pipe(const struct cost_row *row, struct err *why_not)
{
	struct empty_pipe *pipe = cost_state(sizeof(*pipe), why_not);
	char byte;
	long ret;

	(void)row;
	if (!pipe)
		return NULL;
	if (pipe2(pipe->ends, O_NONBLOCK))
		return cost_cannot(why_not, "a pipe cannot be made");
	ret = raw_call3(SYS_read, pipe->ends[0], (long)&byte, 1);
	if (ret == -EAGAIN)
		return pipe;
	err_set(why_not, STATUS_FAILED,
		"reading an empty pipe returned %ld, not EAGAIN", ret);
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	struct empty_pipe *pipe = state;
	char byte;

	return COST_LOOP(n, raw_call3(SYS_read, pipe->ends[0], (long)&byte, 1));
}

static const struct cost_row rows[] = {
	{
		.name = "read-pipe-empty",
		.what = "read of 1 byte from an empty non-blocking pipe: EAGAIN",
		.group = COST_BASIC,
		.order = 40,
		.published_ns = 400,
		.source = QUOTED,
		.calls = { { SYSPROBE_ABI_64, SYS_read, 1 } },
		.open = open_pipe,
		.block = block,
	},
};

COST_ROWS(rows);
