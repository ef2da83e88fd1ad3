// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <unistd.h>
#include "../module/uapi/sysprobe.h"
#include "cost/raw.h"
#include "cost/row.h"
#include "kif.h"

#define TRIED_CALLS	10

/**
 * struct perf_count - an event that counts this process's calls
 * @id: of the tracepoint
 * @fd: open while the row is armed
 */
struct perf_count {
	unsigned long id;
	int fd;
};

/* Either may be where tracefs is. */
static const char *const id_files[] = {
	"/sys/kernel/tracing/events/raw_syscalls/sys_enter/id",
	"/sys/kernel/debug/tracing/events/raw_syscalls/sys_enter/id",
};

static int find_id(struct perf_count *perf, struct err *why_not)
{
	int why = ENOENT;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(id_files); i++) {
		if (access(id_files[i], R_OK)) {
			why = errno == ENOENT ? why : errno;
			continue;
		}
		text = kif_kernel_file(id_files[i], why_not);
		if (!text)
			return -1;
		perf->id = strtoul(text, NULL, 10);
		free(text);
		return 0;
	}
	if (why == ENOENT)
		return err_set(why_not, STATUS_FAILED,
			       "raw_syscalls:sys_enter isn't to be seen; as root, mount -t tracefs none /sys/kernel/tracing");
	errno = why;
	cost_cannot(why_not, "raw_syscalls:sys_enter cannot be looked up in tracefs");
	return -1;
}

/* All tasks take the slow path on their way in while such an event exists. */
static int open_event(void *state, struct err *why_not)
{
	struct perf_count *perf = state;
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = perf->id,
	};

	perf->fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			   PERF_FLAG_FD_CLOEXEC);
	if (perf->fd >= 0)
		return 0;
	cost_cannot(why_not, "perf cannot count raw_syscalls:sys_enter");
	return -1;
}

static void close_event(void *state)
{
	close(((struct perf_count *)state)->fd);
}

static uint64_t counted(const struct perf_count *perf)
{
	uint64_t count = 0;

	if (read(perf->fd, &count, sizeof(count)) != sizeof(count))
		return 0;
	return count;
}

/* Between two looks there are the calls, and the second look itself. */
static int try_count(const struct perf_count *perf, struct err *why_not)
{
	uint64_t before = counted(perf), calls;
	unsigned int i;

	for (i = 0; i < TRIED_CALLS; i++)
		raw_call0(SYS_getpid);
	calls = counted(perf) - before;
	if (calls == TRIED_CALLS + 1)
		return 0;
	return err_set(why_not, STATUS_FAILED,
		       "perf counted %llu of %d calls",
		       (unsigned long long)calls, TRIED_CALLS + 1);
}

static void *ready(const struct cost_row *row, struct err *why_not)
{
	struct perf_count *perf = cost_state(sizeof(*perf), why_not);
	int ret;

	(void)row;
	if (!perf || find_id(perf, why_not) || open_event(perf, why_not))
		return NULL;
	ret = try_count(perf, why_not);
	close_event(perf);
	return ret ? NULL : perf;
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, raw_call0(SYS_getpid));
}

static const struct cost_row rows[] = {
	{
		.name = "perf-tracepoint",
		.what = "the same, counted by a perf event of the tracepoint raw_syscalls:sys_enter",
		.group = COST_TRACING,
		.order = 30,
		.base = "untraced",
		.calls = { { SYSPROBE_ABI_64, SYS_getpid, 1 } },
		.open = ready,
		.arm = open_event,
		.disarm = close_event,
		.block = block,
	},
};

COST_ROWS(rows);
