// SPDX-License-Identifier: GPL-2.0
/*
 * Many messages in one call: sendmmsg and recvmmsg against sendmsg and recvmsg,
 * which take the same description of a message, over a pair of UNIX datagram
 * sockets, which needs no network and keeps no limit but that of the sender's
 * buffer. As much is sent as is received, one of
 * the two untimed, so that the queue is empty between blocks.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include "cost/batch.h"
#include "cost/raw.h"
#include "cost/row.h"
#include "../module/uapi/sysprobe.h"

#define PART	64
/* Messages in the queue, which the sender's buffer has room for. */
#define QUEUE	64

/**
 * struct datagrams - state of a row
 * @from:     sends
 * @to:       receives
 * @n:        messages in a call
 * @messages: of such a call
 * @parts:    each one's only part
 * @bytes:    buffers
 */
struct datagrams {
	int from;
	int to;
	unsigned int n;
	struct mmsghdr messages[BATCH_MOST];
	struct iovec parts[BATCH_MOST];
	char bytes[BATCH_MOST][PART];
};

static int single_send(struct datagrams *d)
{
	return raw_call3(SYS_sendmsg, d->from, (long)d->messages, 0) != PART;
}

static int single_receive(struct datagrams *d)
{
	return raw_call3(SYS_recvmsg, d->to, (long)d->messages, 0) != PART;
}

static int many_send(struct datagrams *d)
{
	return raw_call(SYS_sendmmsg, d->from, (long)d->messages, d->n, 0, 0,
			0) != d->n;
}

static int many_receive(struct datagrams *d)
{
	return raw_call(SYS_recvmmsg, d->to, (long)d->messages, d->n, 0, 0,
			0) != d->n;
}

/* A message that is missing has to be an error and not a wait without end. */
static int open_pair(struct datagrams *d)
{
	static const struct timeval enough = { 1, 0 };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		return -1;
	d->from = pair[0];
	d->to = pair[1];
	if (setsockopt(d->from, SOL_SOCKET, SO_SNDTIMEO, &enough, sizeof(enough)))
		return -1;
	return setsockopt(d->to, SOL_SOCKET, SO_RCVTIMEO, &enough, sizeof(enough));
}

/* errno is the library's, which fills the queue once and empties it. */
static int rehearse(struct datagrams *d)
{
	unsigned int i;

	for (i = 0; i < QUEUE; i++)
		if (send(d->from, d->bytes, PART, 0) != PART)
			return -1;
	for (i = 0; i < QUEUE; i++)
		if (recv(d->to, d->bytes, PART, 0) != PART)
			return -1;
	return 0;
}

static void *open_datagrams(const struct cost_row *row, struct err *why_not)
{
	struct datagrams *d = cost_state(sizeof(*d), why_not);
	unsigned int i;

	if (!d)
		return NULL;
	d->n = row->items;
	for (i = 0; i < d->n; i++) {
		d->parts[i] = (struct iovec){ d->bytes[i], PART };
		d->messages[i].msg_hdr.msg_iov = &d->parts[i];
		d->messages[i].msg_hdr.msg_iovlen = 1;
	}
	if (open_pair(d))
		return cost_cannot(why_not, "no pair of UNIX datagram sockets can be made");
	if (rehearse(d))
		return cost_cannot(why_not, "%d messages of %d bytes can't be queued in a UNIX datagram socket",
				   QUEUE, PART);
	return d;
}

/* @timed comes after @untimed or before it, as messages are sent first. */
#define BLOCK(name, first, second, timed) \
	static uint64_t block_##name(void *state, size_t n) \
	{ \
		int wrong = 0; \
		uint64_t ticks[2]; \
		\
		ticks[0] = COST_LOOP(n, wrong |= first(state)); \
		if (wrong) \
			return COST_WRONG; \
		ticks[1] = COST_LOOP(n, wrong |= second(state)); \
		return wrong ? COST_WRONG : ticks[timed]; \
	}

BLOCK(single_send, single_send, single_receive, 0)
BLOCK(single_receive, single_send, single_receive, 1)
BLOCK(many_send, many_send, many_receive, 0)
BLOCK(many_receive, many_send, many_receive, 1)

#define ROW(title, at, n, does, there, back, function) \
		.name = title, \
		.what = does, \
		.group = COST_BATCH, \
		.order = at, \
		.items = n, \
		.most = QUEUE / n, \
		.calls = { \
			{ SYSPROBE_ABI_64, there, 1 }, \
			{ SYSPROBE_ABI_64, back, 1 }, \
		}, \
		.open = open_datagrams, \
		.block = function

#define SENT	" messages of 64 bytes to a UNIX datagram socket; recvmmsg is not timed"
#define RECEIVED " messages of 64 bytes that wait in a UNIX datagram socket; sendmmsg is not timed"

#define SEND(at, n) { \
		ROW("sendmmsg-" #n, at, n, "one sendmmsg of " #n SENT, \
		    SYS_sendmmsg, SYS_recvmmsg, block_many_send), \
		.base = "sendmsg-single", \
	}

#define RECEIVE(at, n) { \
		ROW("recvmmsg-" #n, at, n, "one recvmmsg of " #n RECEIVED, \
		    SYS_sendmmsg, SYS_recvmmsg, block_many_receive), \
		.base = "recvmsg-single", \
	}

static const struct cost_row rows[] = {
	{
		ROW("sendmsg-single", 120, 1, "sendmsg of 64 bytes to a UNIX datagram socket; recvmsg is not timed",
		    SYS_sendmsg, SYS_recvmsg, block_single_send),
	},
	BATCH_ROWS(SEND, 120),
	{
		ROW("recvmsg-single", 130, 1, "recvmsg of 64 bytes that wait in a UNIX datagram socket; sendmsg is not timed",
		    SYS_sendmsg, SYS_recvmsg, block_single_receive),
	},
	BATCH_ROWS(RECEIVE, 130),
};

COST_ROWS(rows);
