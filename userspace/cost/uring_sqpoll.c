// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel thread that looks for submissions, so that none has to be told: what
 * that makes of a NOP while the thread is awake on a CPU of its own, and what
 * it costs where the thread sleeps or has to share the program's CPU.
 */
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "cost/checked.h"
#include "cost/uring.h"
#include "../module/uapi/sysprobe.h"

/* Idle for which a thread stays awake: for all of a turn, or not at all. */
#define AWAKE_MS	10000
#define ASLEEP_MS	1
/* Turns of a loop, and naps, after which a thread is taken for gone. */
#define SPINS		50000000U
#define NAPS		2000
#define NAP_NS		500000L

/**
 * struct sqpoll - state of a row
 * @ring:  while it is there
 * @batch: entries that go in at once
 * @cpu:   the thread's
 */
struct sqpoll {
	struct io_uring ring;
	unsigned int batch;
	int cpu;
};

/* Calls of futex are those that nobody counts. */
static void nap(void)
{
	static const struct timespec moment = { 0, NAP_NS };
	static const unsigned int word;

	syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &moment, NULL, 0);
}

/*
 * Entries are done before they are free: a batch has to fit in next to the one
 * before.
 */
static int setup(struct sqpoll *sqpoll, unsigned int idle_ms,
		 struct err *why_not)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF,
		.sq_thread_cpu = sqpoll->cpu,
		.sq_thread_idle = idle_ms,
	};

	return uring_setup(&sqpoll->ring, 2 * sqpoll->batch, &params, why_not);
}

/* Waits for the thread's end, as it may run on a while for nobody. */
static void take_down(void *state)
{
	struct sqpoll *sqpoll = state;
	struct stat tasks;
	int naps;

	io_uring_queue_exit(&sqpoll->ring);
	for (naps = 0; naps < NAPS; naps++) {
		if (stat("/proc/self/task", &tasks) || tasks.st_nlink <= 3)
			return;
		nap();
	}
}

/* The kernel refuses a CPU that is not online, or not for this process. */
static int set_up_elsewhere(struct sqpoll *sqpoll, unsigned int idle_ms,
			    struct err *why_not)
{
	int here = sched_getcpu(), cpus = sysconf(_SC_NPROCESSORS_CONF);

	for (sqpoll->cpu = 0; sqpoll->cpu < cpus; sqpoll->cpu++) {
		if (sqpoll->cpu == here)
			continue;
		if (!setup(sqpoll, idle_ms, why_not))
			return 0;
		if (errno != EINVAL)
			return -1;
	}
	return err_set(why_not, STATUS_FAILED,
		       "the kernel's thread needs another CPU, and there is none online for it");
}

static struct sqpoll *new_state(const struct cost_row *row, struct err *why_not)
{
	struct sqpoll *sqpoll = cost_state(sizeof(*sqpoll), why_not);

	if (sqpoll)
		sqpoll->batch = row->items;
	return sqpoll;
}

static int reap(struct sqpoll *sqpoll, unsigned int n)
{
	unsigned int left = SPINS;

	while (io_uring_cq_ready(&sqpoll->ring) < n && --left)
		__builtin_ia32_pause();
	return uring_reap(&sqpoll->ring, n, 0);
}

static int spin(struct sqpoll *sqpoll)
{
	uring_nops(&sqpoll->ring, sqpoll->batch);
	io_uring_submit(&sqpoll->ring);
	return reap(sqpoll, sqpoll->batch);
}

/*
 * One NOP, by a call that waits. With such a thread it returns how many are submitted,
 * also where the wait ended before, as by a signal (io_uring_enter in the kernel's
 * io_uring.c), or before others see the completion: then it is waited for here, as a
 * second call would be counted.
 */
static int enter(struct sqpoll *sqpoll)
{
	int taken;

	uring_nops(&sqpoll->ring, 1);
	taken = io_uring_submit_and_wait(&sqpoll->ring, 1);
	if (taken == 1)
		return reap(sqpoll, 1);
	errno = taken < 0 ? -taken : 0;
	return -1;
}

CHECKED_BLOCK(spin)

/* A thread that is awake would slow the other rows: there is none yet. */
static void *open_spin(const struct cost_row *row, struct err *why_not)
{
	struct sqpoll *sqpoll = new_state(row, why_not);
	struct err no_cpu = { 0 };

	if (!sqpoll)
		return NULL;
	if (set_up_elsewhere(sqpoll, ASLEEP_MS, &no_cpu)) {
		*why_not = no_cpu;
		return NULL;
	}
	take_down(sqpoll);
	return sqpoll;
}

/* A new thread sleeps until it is woken for the first time. */
static int arm(void *state, struct err *why_not)
{
	struct sqpoll *sqpoll = state;

	if (setup(sqpoll, AWAKE_MS, why_not))
		return -1;
	if (!spin(sqpoll))
		return 0;
	return err_set(why_not, STATUS_FAILED,
		       "the kernel's thread does not take what is submitted");
}

static int is_asleep(struct sqpoll *sqpoll)
{
	return IO_URING_READ_ONCE(*sqpoll->ring.sq.kflags) &
	       IORING_SQ_NEED_WAKEUP;
}

static uint64_t block_asleep(void *state, size_t n)
{
	struct sqpoll *sqpoll = state;
	uint64_t ticks = 0, start;
	int naps;

	while (n--) {
		for (naps = 0; naps < NAPS && !is_asleep(sqpoll); naps++)
			nap();
		start = tick_now();
		if (enter(sqpoll))
			return COST_WRONG;
		ticks += tick_now() - start;
	}
	return ticks;
}

static void *open_asleep(const struct cost_row *row, struct err *why_not)
{
	struct sqpoll *sqpoll = new_state(row, why_not);
	struct err no_cpu = { 0 };

	if (!sqpoll)
		return NULL;
	if (!set_up_elsewhere(sqpoll, ASLEEP_MS, &no_cpu))
		return sqpoll;
	sqpoll->cpu = sched_getcpu();
	return setup(sqpoll, ASLEEP_MS, why_not) ? NULL : sqpoll;
}

CHECKED_BLOCK(enter)

static void *open_shared(const struct cost_row *row, struct err *why_not)
{
	struct sqpoll *sqpoll = new_state(row, why_not);

	if (!sqpoll)
		return NULL;
	sqpoll->cpu = sched_getcpu();
	if (setup(sqpoll, ASLEEP_MS, why_not))
		return NULL;
	take_down(sqpoll);
	return sqpoll;
}

static int arm_shared(void *state, struct err *why_not)
{
	if (setup(state, AWAKE_MS, why_not))
		return -1;
	if (!enter(state))
		return 0;
	return err_set(why_not, STATUS_FAILED,
		       "the kernel's thread does not take what is submitted");
}

#define TAKEN	" NOPs that a kernel thread, awake on another CPU, takes; no call, the program spins until they are done"

#define AWAKE(at, n) { \
		.name = "uring-sqpoll-nop-" #n, \
		.what = #n TAKEN, \
		.group = COST_IO_URING, \
		.order = at, \
		.base = "uring-nop-" #n, \
		.items = n, \
		.open = open_spin, \
		.arm = arm, \
		.disarm = take_down, \
		.block = block_spin, \
	}

static const struct cost_row rows[] = {
	AWAKE(141, 1), AWAKE(142, 4), AWAKE(143, 16), AWAKE(144, 64),
	AWAKE(145, 256),
	{
		.name = "uring-sqpoll-asleep",
		.what = "NOP for a kernel thread that has to be woken, on another CPU if there is one; io_uring_enter wakes it and waits",
		.group = COST_IO_URING,
		.order = 146,
		.base = "uring-nop-1",
		.items = 1,
		.most = 4,
		.calls = { { SYSPROBE_ABI_64, SYS_io_uring_enter, 1 } },
		.open = open_asleep,
		.block = block_asleep,
	},
	{
		.name = "uring-sqpoll-shared",
		.what = "NOP for a kernel thread that is awake on the program's own CPU; io_uring_enter waits",
		.group = COST_IO_URING,
		.order = 147,
		.base = "uring-nop-1",
		.items = 1,
		.most = 4,
		.calls = { { SYSPROBE_ABI_64, SYS_io_uring_enter, 1 } },
		.open = open_shared,
		.arm = arm_shared,
		.disarm = take_down,
		.block = block_enter,
	},
};

COST_ROWS(rows);
