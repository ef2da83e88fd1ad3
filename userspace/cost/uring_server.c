// SPDX-License-Identifier: GPL-2.0
/*
 * The same small server twice: it answers requests on a number of connections
 * with what they say, by epoll_wait, read and write or by a submission queue.
 *
 * Its client is a process of its own, so that the server's calls are all that
 * is counted. The two take turns by a futex, whose calls are not counted: the
 * client sends a request on each connection, the server answers all of them,
 * which is what is timed, and the client checks the answers. No one waits for
 * a connection meanwhile, and so no one is woken by it.
 */
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "cost/raw.h"
#include "cost/uring.h"
#include "../module/uapi/sysprobe.h"

#define CLIENTS		16
#define REQUEST		64

enum turn { TURN_SERVER, TURN_CLIENT };

/**
 * struct ends - what server and client share
 * @turn:  enum turn, the futex
 * @wrong: an answer was not the request
 */
struct ends {
	_Atomic uint32_t turn;
	_Atomic int wrong;
};

/**
 * struct server - state of a row
 * @ring:    of the one that has one
 * @epoll:   of the other
 * @client:  process that sends the requests
 * @ends:    shared with it
 * @fds:     the connections, at this end
 * @buffers: for a request each
 */
struct server {
	struct io_uring ring;
	int epoll;
	pid_t client;
	struct ends *ends;
	int fds[CLIENTS];
	char buffers[CLIENTS][REQUEST];
};

static void pass_turn(struct ends *ends, enum turn to)
{
	atomic_store(&ends->turn, to);
	syscall(SYS_futex, &ends->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Return: 0; -1: it took very long. */
static int wait_for_turn(struct ends *ends, enum turn of)
{
	static const struct timespec very_long = { 1, 0 };
	enum turn other = of == TURN_SERVER ? TURN_CLIENT : TURN_SERVER;

	while (atomic_load(&ends->turn) != of)
		if (syscall(SYS_futex, &ends->turn, FUTEX_WAIT, other,
			    &very_long, NULL, 0) && errno == ETIMEDOUT)
			return -1;
	return 0;
}

/* The server is only slow to say that it wants more if nobody asks it to. */
static void wait_for_server(struct ends *ends)
{
	while (wait_for_turn(ends, TURN_CLIENT))
		;
}

static int send_all(const int fds[CLIENTS], unsigned int serial)
{
	unsigned int i, request[REQUEST / sizeof(unsigned int)] = { serial };

	for (i = 0; i < CLIENTS; i++) {
		request[1] = i;
		if (write(fds[i], request, REQUEST) != REQUEST)
			return -1;
	}
	return 0;
}

static int check_all(const int fds[CLIENTS], unsigned int serial)
{
	unsigned int i, answer[REQUEST / sizeof(unsigned int)];

	for (i = 0; i < CLIENTS; i++)
		if (recv(fds[i], answer, REQUEST, MSG_DONTWAIT) != REQUEST ||
		    answer[0] != serial || answer[1] != i)
			return -1;
	return 0;
}

__attribute__((noreturn))
static void be_client(struct ends *ends, const int fds[CLIENTS])
{
	unsigned int serial;

	for (serial = 1;; serial++) {
		wait_for_server(ends);
		if (serial > 1 && check_all(fds, serial - 1))
			atomic_store(&ends->wrong, 1);
		if (send_all(fds, serial))
			atomic_store(&ends->wrong, 1);
		pass_turn(ends, TURN_SERVER);
	}
}

/* Return: 0, or -1: there are no requests. */
static int have_requests(struct server *server)
{
	int status;

	pass_turn(server->ends, TURN_CLIENT);
	while (wait_for_turn(server->ends, TURN_SERVER))
		if (waitpid(server->client, &status, WNOHANG))
			return -1;
	return atomic_load(&server->ends->wrong) ? -1 : 0;
}

static int serve_epoll(struct server *server)
{
	struct epoll_event events[CLIENTS];
	long ready = raw_call(SYS_epoll_wait, server->epoll, (long)events,
			      CLIENTS, -1, 0, 0);
	long i;

	raw_wrote(events);
	for (i = 0; i < ready; i++) {
		int fd = events[i].data.fd;
		char *buffer = server->buffers[i];

		if (raw_call3(SYS_read, fd, (long)buffer, REQUEST) != REQUEST ||
		    raw_call3(SYS_write, fd, (long)buffer, REQUEST) != REQUEST)
			return -1;
	}
	return ready == CLIENTS ? 0 : -1;
}

static int serve_ring(struct server *server)
{
	struct io_uring *ring = &server->ring;
	struct io_uring_sqe *sqe;
	int i;

	for (i = 0; i < CLIENTS; i++) {
		sqe = io_uring_get_sqe(ring);
		io_uring_prep_recv(sqe, server->fds[i], server->buffers[i],
				   REQUEST, 0);
		sqe->flags |= IOSQE_IO_LINK;
		io_uring_prep_send(io_uring_get_sqe(ring), server->fds[i],
				   server->buffers[i], REQUEST, 0);
	}
	return uring_finish(ring, 2 * CLIENTS, REQUEST);
}

static int connect_all(struct server *server, int peers[CLIENTS])
{
	int i, pair[2];

	for (i = 0; i < CLIENTS; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
			return -1;
		server->fds[i] = pair[0];
		peers[i] = pair[1];
	}
	return 0;
}

static struct server *open_server(struct err *why_not)
{
	struct server *server = cost_state(sizeof(*server), why_not);
	int peers[CLIENTS], i;

	if (!server)
		return NULL;
	if (connect_all(server, peers))
		return cost_cannot(why_not, "%d pairs of UNIX sockets can't be made", CLIENTS);
	server->ends = mmap(NULL, sizeof(*server->ends), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (server->ends == MAP_FAILED)
		return cost_cannot(why_not, "no memory can be shared");
	server->client = cost_child();
	if (!server->client)
		be_client(server->ends, peers);
	if (server->client < 0)
		return cost_cannot(why_not, "no process can be made for the client");
	for (i = 0; i < CLIENTS; i++)
		close(peers[i]);
	return server;
}

static void *open_epoll(const struct cost_row *row, struct err *why_not)
{
	struct server *server = open_server(why_not);
	int i;

	(void)row;
	if (!server)
		return NULL;
	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (server->epoll < 0)
		return cost_cannot(why_not, "epoll_create1 fails");
	for (i = 0; i < CLIENTS; i++) {
		struct epoll_event event = {
			.events = EPOLLIN, .data.fd = server->fds[i],
		};

		if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->fds[i],
			      &event))
			return cost_cannot(why_not, "epoll_ctl fails");
	}
	return server;
}

static void *open_ring(const struct cost_row *row, struct err *why_not)
{
	struct server *server = open_server(why_not);

	(void)row;
	if (!server || uring_setup(&server->ring, 2 * CLIENTS, NULL, why_not))
		return NULL;
	return server;
}

#define BLOCK(serve) \
	static uint64_t block_##serve(void *state, size_t n) \
	{ \
		struct server *server = state; \
		uint64_t ticks = 0, start; \
		\
		while (n--) { \
			if (have_requests(server)) \
				return COST_WRONG; \
			start = tick_now(); \
			if (serve(server)) \
				return COST_WRONG; \
			ticks += tick_now() - start; \
		} \
		return ticks; \
	}

BLOCK(serve_epoll)
BLOCK(serve_ring)

static const struct cost_row rows[] = {
	{
		.name = "server-epoll",
		.what = "request of 64 bytes answered on each of 16 UNIX sockets: epoll_wait for all, read and write for each; the client is not timed",
		.group = COST_IO_URING,
		.order = 150,
		.items = CLIENTS,
		.calls = {
			{ SYSPROBE_ABI_64, SYS_epoll_wait, 1 },
			{ SYSPROBE_ABI_64, SYS_read, CLIENTS },
			{ SYSPROBE_ABI_64, SYS_write, CLIENTS },
		},
		.open = open_epoll,
		.block = block_serve_epoll,
	},
	{
		.name = "server-io_uring",
		.what = "the same by one io_uring_enter: a recv and a linked send for each; the client is not timed",
		.group = COST_IO_URING,
		.order = 151,
		.base = "server-epoll",
		.items = CLIENTS,
		.calls = { { SYSPROBE_ABI_64, SYS_io_uring_enter, 1 } },
		.open = open_ring,
		.block = block_serve_ring,
	},
};

COST_ROWS(rows);
