// SPDX-License-Identifier: GPL-2.0
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

/**
 * struct ready - an epoll instance
 * @epoll: with one member, which is always ready
 */
struct ready {
	int epoll;
};

static long wait_once(const struct ready *ready)
{
	struct epoll_event event;

	return raw_call(SYS_epoll_wait, ready->epoll, (long)&event, 1, -1, 0,
			0);
}

static void *open_epoll(const struct cost_row *row, struct err *why_not)
{
	struct ready *ready = cost_state(sizeof(*ready), why_not);
	struct epoll_event event = { .events = EPOLLIN };
	int member;

	(void)row;
	if (!ready)
		return NULL;
	/* Nobody reads its 1, so it stays ready. */
	member = eventfd(1, EFD_CLOEXEC);
	ready->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (member < 0 || ready->epoll < 0 ||
	    epoll_ctl(ready->epoll, EPOLL_CTL_ADD, member, &event))
		return cost_cannot(why_not,
				   "an epoll instance with an eventfd cannot be made");
	if (wait_once(ready) == 1)
		return ready;
	err_set(why_not, STATUS_FAILED,
		"epoll_wait does not see the one member that is ready");
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	return COST_LOOP(n, wait_once(state));
}

static const struct cost_row rows[] = {
	{
		.name = "epoll_wait",
		.what = "epoll_wait with one member, an eventfd that is ready",
		.group = COST_BASIC,
		.order = 80,
		.published_ns = 500,
		.source = QUOTED,
		.calls = { { SYSPROBE_ABI_64, SYS_epoll_wait, 1 } },
		.open = open_epoll,
		.block = block,
	},
};

COST_ROWS(rows);
