// SPDX-License-Identifier: GPL-2.0
/*
 * Many buffers in one call: readv, writev and a submission queue against read
 * and write, 64 bytes each time. The files do next to nothing with them, so
 * that what is left is the calls' own cost.
 */
#include <fcntl.h>
#include <sys/uio.h>
#include "cost/batch.h"
#include "cost/checked.h"
#include "cost/raw.h"
#include "cost/uring.h"
#include "../module/uapi/sysprobe.h"

#define PART	64

/**
 * struct vector - state of a row
 * @ring:  of those that have one
 * @fd:    to read or write
 * @n:     buffers
 * @parts: where they are
 * @bytes: the buffers
 */
struct vector {
	struct io_uring ring;
	int fd;
	unsigned int n;
	struct iovec parts[BATCH_MOST];
	char bytes[BATCH_MOST][PART];
};

static int single_read(struct vector *v)
{
	return raw_call3(SYS_read, v->fd, (long)v->bytes, PART) != PART;
}

static int single_write(struct vector *v)
{
	return raw_call3(SYS_write, v->fd, (long)v->bytes, PART) != PART;
}

static int vector_read(struct vector *v)
{
	return raw_call3(SYS_readv, v->fd, (long)v->parts, v->n) != v->n * PART;
}

static int vector_write(struct vector *v)
{
	return raw_call3(SYS_writev, v->fd, (long)v->parts, v->n) !=
	       v->n * PART;
}

static int ring_write(struct vector *v)
{
	unsigned int i;

	for (i = 0; i < v->n; i++)
		io_uring_prep_write(io_uring_get_sqe(&v->ring), v->fd,
				    v->bytes[i], PART, 0);
	return uring_finish(&v->ring, v->n, PART);
}

static struct vector *open_file(const struct cost_row *row, const char *name,
				struct err *why_not)
{
	struct vector *v = cost_state(sizeof(*v), why_not);
	unsigned int i;

	if (!v)
		return NULL;
	v->n = row->items;
	for (i = 0; i < v->n; i++)
		v->parts[i] = (struct iovec){ v->bytes[i], PART };
	v->fd = open(name, O_RDWR | O_CLOEXEC);
	return v->fd < 0 ? cost_cannot(why_not, "%s", name) : v;
}

static void *open_zero(const struct cost_row *row, struct err *why_not)
{
	return open_file(row, "/dev/zero", why_not);
}

static void *open_null(const struct cost_row *row, struct err *why_not)
{
	return open_file(row, "/dev/null", why_not);
}

static void *open_ring(const struct cost_row *row, struct err *why_not)
{
	struct vector *v = open_file(row, "/dev/null", why_not);

	if (!v || uring_setup(&v->ring, v->n, NULL, why_not))
		return NULL;
	if (ring_write(v))
		return cost_cannot(why_not, "a write to /dev/null doesn't succeed");
	return v;
}

CHECKED_BLOCK(single_read)
CHECKED_BLOCK(single_write)
CHECKED_BLOCK(vector_read)
CHECKED_BLOCK(vector_write)
CHECKED_BLOCK(ring_write)

#define ROW(title, at, n, does, call, opener, function) \
		.name = title, \
		.what = does, \
		.group = COST_BATCH, \
		.order = at, \
		.items = n, \
		.calls = { { SYSPROBE_ABI_64, call, 1 } }, \
		.open = opener, \
		.block = function

#define READV(at, n) { \
		ROW("readv-" #n, at, n, \
		    "one readv from /dev/zero into " #n " buffers of 64 bytes", \
		    SYS_readv, open_zero, block_vector_read), \
		.base = "read-single", \
	}

#define WRITEV(at, n) { \
		ROW("writev-" #n, at, n, \
		    "one writev to /dev/null of " #n " buffers of 64 bytes", \
		    SYS_writev, open_null, block_vector_write), \
		.base = "write-single", \
	}

#define SUBMIT(at, n) { \
		ROW("uring-submit-" #n, at, n, \
		    "one io_uring_enter for " #n " writes of 64 bytes to /dev/null", \
		    SYS_io_uring_enter, open_ring, block_ring_write), \
		.base = "write-single", \
	}

static const struct cost_row rows[] = {
	{
		ROW("read-single", 100, 1, "read of 64 bytes from /dev/zero",
		    SYS_read, open_zero, block_single_read),
	},
	BATCH_ROWS(READV, 100),
	{
		ROW("write-single", 110, 1, "write of 64 bytes to /dev/null",
		    SYS_write, open_null, block_single_write),
	},
	BATCH_ROWS(WRITEV, 110),
	BATCH_ROWS(SUBMIT, 140),
};

COST_ROWS(rows);
