// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "../module/uapi/sysprobe.h"
#include "cost/quoted.h"
#include "cost/raw.h"
#include "cost/row.h"

/* The least receive buffer that Linux sets up takes this many small datagrams. */
#define MOST_WAITING	64

/**
 * struct loopback - two sockets of this process
 * @from: sends
 * @to:   receives; is drained between blocks
 * @at:   where to
 */
struct loopback {
	int from;
	int to;
	struct sockaddr_in at;
};

static long send_one(const struct loopback *l)
{
	return raw_call(SYS_sendto, l->from, (long)"", 1, 0, (long)&l->at,
			sizeof(l->at));
}

/*
 * A datagram that got lost would have been cheaper than one that arrives. Some
 * come late: where there are many, the kernel leaves them to ksoftirqd.
 */
static bool drain(const struct loopback *l, size_t n)
{
	char byte;

	while (n && raw_call(SYS_recvfrom, l->to, (long)&byte, 1, 0, 0, 0) == 1)
		n--;
	return !n;
}

static void *open_sockets(const struct cost_row *row, struct err *why_not)
{
	struct loopback *l = cost_state(sizeof(*l), why_not);
	static const struct timeval patience = { .tv_sec = 1 };
	socklen_t size = sizeof(l->at);

	(void)row;
	if (!l)
		return NULL;
	l->at.sin_family = AF_INET;
	l->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	l->from = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	l->to = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (l->from < 0 || l->to < 0)
		return cost_cannot(why_not, "a UDP socket cannot be made");
	if (setsockopt(l->to, SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)))
		return cost_cannot(why_not, "a socket cannot be given a timeout");
	if (bind(l->to, (struct sockaddr *)&l->at, sizeof(l->at)) ||
	    getsockname(l->to, (struct sockaddr *)&l->at, &size))
		return cost_cannot(why_not,
				   "a UDP socket cannot be bound to 127.0.0.1");
	if (send_one(l) == 1 && drain(l, 1))
		return l;
	err_set(why_not, STATUS_FAILED,
		"a datagram to 127.0.0.1 does not arrive; is the loopback interface up?");
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	struct loopback *l = state;
	uint64_t ticks = COST_LOOP(n, send_one(l));

	return drain(l, n) ? ticks : COST_WRONG;
}

static const struct cost_row rows[] = {
	{
		.name = "sendto-udp",
		.what = "sendto of 1 byte by UDP to a socket on 127.0.0.1, which is emptied between blocks",
		.group = COST_BASIC,
		.order = 70,
		.published_ns = 800,
		.source = QUOTED,
		.most = MOST_WAITING,
		.calls = {
			{ SYSPROBE_ABI_64, SYS_sendto, 1 },
			{ SYSPROBE_ABI_64, SYS_recvfrom, 1 },
		},
		.open = open_sockets,
		.block = block,
	},
};

COST_ROWS(rows);
