// SPDX-License-Identifier: GPL-2.0
/*
 * What a submission queue makes of operations, by how many go in at once; each
 * kind next to the calls that do the same one by one.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "cost/checked.h"
#include "cost/raw.h"
#include "cost/uring.h"
#include "../module/uapi/sysprobe.h"

#define MOST	256

/**
 * struct ops - state of a row
 * @ring:  unused where the calls are plain
 * @batch: entries that go in at once
 * @fd:    to read or write
 * @fds:   that a batch has opened
 * @byte:  to read into or to write
 */
struct ops {
	struct io_uring ring;
	unsigned int batch;
	int fd;
	int fds[MOST];
	char byte;
};

static int nops(struct ops *ops)
{
	uring_nops(&ops->ring, ops->batch);
	return uring_finish(&ops->ring, ops->batch, 0);
}

static int reads(struct ops *ops)
{
	unsigned int i;

	for (i = 0; i < ops->batch; i++)
		io_uring_prep_read(io_uring_get_sqe(&ops->ring), ops->fd,
				   &ops->byte, 1, 0);
	return uring_finish(&ops->ring, ops->batch, 1);
}

static int writes(struct ops *ops)
{
	unsigned int i;

	for (i = 0; i < ops->batch; i++)
		io_uring_prep_write(io_uring_get_sqe(&ops->ring), ops->fd,
				    &ops->byte, 1, 0);
	return uring_finish(&ops->ring, ops->batch, 1);
}

/* Return: 0, or -1 with errno. Those that could be opened are closed. */
static int closes(struct ops *ops, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		io_uring_prep_close(io_uring_get_sqe(&ops->ring), ops->fds[i]);
	return uring_finish(&ops->ring, n, 0);
}

static int opens(struct ops *ops)
{
	unsigned int i, head, n = 0;
	struct io_uring_cqe *cqe;
	int error = 0;

	for (i = 0; i < ops->batch; i++)
		io_uring_prep_openat(io_uring_get_sqe(&ops->ring), AT_FDCWD,
				     "/dev/null", O_RDONLY, 0);
	if (io_uring_submit_and_wait(&ops->ring, ops->batch) != (int)ops->batch)
		return -1;
	i = 0;
	io_uring_for_each_cqe(&ops->ring, head, cqe) {
		i++;
		if (cqe->res < 0)
			error = -cqe->res;
		else
			ops->fds[n++] = cqe->res;
	}
	io_uring_cq_advance(&ops->ring, i);
	if (n == ops->batch)
		return closes(ops, n);
	closes(ops, n);
	errno = error;
	return -1;
}

static int plain_nop(struct ops *ops)
{
	(void)ops;
	return raw_call0(SYS_getpid) > 0 ? 0 : -1;
}

static int plain_read(struct ops *ops)
{
	return raw_call3(SYS_read, ops->fd, (long)&ops->byte, 1) == 1 ? 0 : -1;
}

static int plain_write(struct ops *ops)
{
	return raw_call3(SYS_write, ops->fd, (long)&ops->byte, 1) == 1 ? 0 : -1;
}

static int plain_open(struct ops *ops)
{
	long fd = raw_call(SYS_openat, AT_FDCWD, (long)"/dev/null", O_RDONLY, 0,
			   0, 0);

	(void)ops;
	return raw_call3(SYS_close, fd, 0, 0) ? -1 : 0;
}

/**
 * struct kind - of operation, .arg of a row
 * @file:  to open for it; NULL: none
 * @flags: to open it with
 * @name:  in a sentence
 * @batch: does what goes in at once
 */
static const struct kind {
	const char *file;
	int flags;
	const char *name;
	int (*batch)(struct ops *ops);
} kinds[] = {
	{ NULL, 0, "a NOP", nops },
	{ "/dev/zero", O_RDONLY, "a read of /dev/zero", reads },
	{ "/dev/null", O_WRONLY, "a write to /dev/null", writes },
	{ NULL, 0, "an openat of /dev/null", opens },
	{ NULL, 0, "getpid", plain_nop },
	{ "/dev/zero", O_RDONLY, "a read of /dev/zero", plain_read },
	{ "/dev/null", O_WRONLY, "a write to /dev/null", plain_write },
	{ NULL, 0, "an openat of /dev/null", plain_open },
};

enum { NOP, READ, WRITE, OPENAT, PLAIN };

static void *open_kind(const struct cost_row *row, struct err *why_not)
{
	const struct kind *kind = &kinds[row->arg];
	struct ops *ops = cost_state(sizeof(*ops), why_not);

	if (!ops)
		return NULL;
	ops->batch = row->items;
	if (kind->file) {
		ops->fd = open(kind->file, kind->flags | O_CLOEXEC);
		if (ops->fd < 0)
			return cost_cannot(why_not, "%s", kind->file);
	}
	if (row->arg < PLAIN && uring_setup(&ops->ring, ops->batch, NULL, why_not))
		return NULL;
	if (kind->batch(ops))
		return cost_cannot(why_not, "%s doesn't succeed", kind->name);
	return ops;
}

CHECKED_BLOCK(nops)
CHECKED_BLOCK(reads)
CHECKED_BLOCK(writes)
CHECKED_BLOCK(opens)
CHECKED_BLOCK(plain_nop)
CHECKED_BLOCK(plain_read)
CHECKED_BLOCK(plain_write)
CHECKED_BLOCK(plain_open)

#define RING(kind, title, does, at, n, enters, function) { \
		.name = "uring-" title "-" #n, \
		.what = #n " " does, \
		.group = COST_IO_URING, \
		.order = at, \
		.base = "uring-" title "-plain", \
		.items = n, \
		.arg = kind, \
		.calls = { { SYSPROBE_ABI_64, SYS_io_uring_enter, enters } }, \
		.open = open_kind, \
		.block = function, \
	}

#define FAMILY(kind, title, does, at, enters, function) \
	RING(kind, title, does, (at) + 1, 1, enters, function), \
	RING(kind, title, does, (at) + 2, 4, enters, function), \
	RING(kind, title, does, (at) + 3, 16, enters, function), \
	RING(kind, title, does, (at) + 4, 64, enters, function), \
	RING(kind, title, does, (at) + 5, 256, enters, function)

#define PLAIN_ROW(kind, title, does, at, function, ...) { \
		.name = "uring-" title "-plain", \
		.what = does, \
		.group = COST_IO_URING, \
		.order = at, \
		.items = 1, \
		.arg = PLAIN + (kind), \
		.calls = { __VA_ARGS__ }, \
		.open = open_kind, \
		.block = function, \
	}

static const struct cost_row rows[] = {
	PLAIN_ROW(NOP, "nop", "getpid by the SYSCALL instruction, as no call does nothing at all",
		  100, block_plain_nop, { SYSPROBE_ABI_64, SYS_getpid, 1 }),
	FAMILY(NOP, "nop", "NOPs submitted and waited for by one io_uring_enter",
	       100, 1, block_nops),
	PLAIN_ROW(READ, "read", "read of 1 byte from /dev/zero", 110,
		  block_plain_read, { SYSPROBE_ABI_64, SYS_read, 1 }),
	FAMILY(READ, "read", "reads of 1 byte from /dev/zero submitted and waited for by one io_uring_enter",
	       110, 1, block_reads),
	PLAIN_ROW(WRITE, "write", "write of 1 byte to /dev/null", 120,
		  block_plain_write, { SYSPROBE_ABI_64, SYS_write, 1 }),
	FAMILY(WRITE, "write", "writes of 1 byte to /dev/null submitted and waited for by one io_uring_enter",
	       120, 1, block_writes),
	PLAIN_ROW(OPENAT, "openat", "openat of /dev/null for reading, and close",
		  130, block_plain_open, { SYSPROBE_ABI_64, SYS_openat, 1 },
		  { SYSPROBE_ABI_64, SYS_close, 1 }),
	FAMILY(OPENAT, "openat", "openats of /dev/null for reading by one io_uring_enter, closed by another",
	       130, 2, block_opens),
};

COST_ROWS(rows);
