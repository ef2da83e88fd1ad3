// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "cost_worker.h"

/* A block takes microseconds, or, traced on a slow emulator, tenths of a second. */
#define LONGEST_TURN_S	60
/* How often a worker that keeps still is looked after. */
#define LOOK_AFTER_NS	50000000L

/**
 * enum turn - whose it is
 * @TURN_PARENT: the worker has answered
 * @TURN_WORKER: it has been asked
 */
enum turn {
	TURN_PARENT,
	TURN_WORKER,
};

/**
 * struct cost_page - what both see; only whose turn it is may touch the rest
 * @turn:    enum turn, the futex
 * @task:    what is asked
 * @n:       operations
 * @blocks:  of them, of COST_TASK_BLOCKS
 * @ticks:   the answer; of COST_TASK_BLOCK the first
 * @empty:   beside that
 * @caller:  the row's; 0: it has none
 * @why_not: @status 0: it was done
 */
struct cost_page {
	_Atomic uint32_t turn;
	enum cost_task task;
	size_t n;
	size_t blocks;
	uint64_t ticks[COST_MOST_BLOCKS];
	uint64_t empty[COST_MOST_BLOCKS];
	pid_t caller;
	struct err why_not;
};

static void futex_wait(_Atomic uint32_t *word, uint32_t while_it_is,
		       const struct timespec *at_most)
{
	syscall(SYS_futex, word, FUTEX_WAIT, while_it_is, at_most, NULL, 0);
}

static void pass_turn(struct cost_page *page, enum turn to)
{
	atomic_store(&page->turn, to);
	syscall(SYS_futex, &page->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void *cost_no_state(const struct cost_row *row, struct err *why_not)
{
	static char nothing;

	(void)row;
	(void)why_not;
	return &nothing;
}

void *cost_state(size_t size, struct err *why_not)
{
	void *state = calloc(1, size);

	if (!state)
		err_no_memory(why_not);
	return state;
}

void *cost_cannot(struct err *why_not, const char *fmt, ...)
{
	const char *reason = strerror(errno), *what_to_do = "";
	char what[512];
	va_list args;

	if (errno == EMFILE)
		what_to_do = "; raise the limit, ulimit -n, or close some";
	else if (errno == ENFILE)
		what_to_do = "; raise fs.file-max, or close some";
	else if (errno == ENOMEM || errno == EAGAIN)
		what_to_do = "; free some memory, or raise this user's limits";
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	err_set(why_not, STATUS_FAILED, "%s: %s%s", what, reason, what_to_do);
	return NULL;
}

/* The parent may have gone before this one asked to be told. */
static void die_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		_exit(0);
}

pid_t cost_child(void)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (!pid)
		die_with(parent);
	return pid;
}

static uint64_t nothing(size_t n)
{
	return COST_LOOP(n, (void)0);
}

static int do_block(struct cost_page *page, const struct cost_row *row,
		    void *state, size_t at)
{
	page->ticks[at] = row->block(state, page->n);
	if (page->ticks[at] != COST_WRONG)
		return 0;
	return err_set(&page->why_not, STATUS_FAILED,
		       "a call did not return what it has to");
}

/* The first of the row is done twice, and counts when it is done again. */
static void do_blocks(struct cost_page *page, const struct cost_row *row,
		      void *state)
{
	size_t i;

	nothing(page->n);
	if (do_block(page, row, state, 0))
		return;
	for (i = 0; i < page->blocks; i++) {
		page->empty[i] = nothing(page->n);
		if (do_block(page, row, state, i))
			return;
	}
}

static void do_task(struct cost_page *page, const struct cost_row *row,
		    void *state)
{
	switch (page->task) {
	case COST_TASK_BLOCK:
		do_block(page, row, state, 0);
		break;
	case COST_TASK_BLOCKS:
		do_blocks(page, row, state);
		break;
	case COST_TASK_ARM:
		if (row->arm)
			row->arm(state, &page->why_not);
		break;
	case COST_TASK_DISARM:
		if (row->disarm)
			row->disarm(state);
		break;
	}
}

/*
 * A row says with -1 that it can't, and why; the reason is what is looked at.
 * Nothing that the program has buffered may be written twice, so there is no
 * way out of here but a signal.
 */
__attribute__((noreturn))
static void serve(struct cost_page *page, const struct cost_row *row)
{
	void *state = row->open(row, &page->why_not);

	/* Not by getpid: the row may be one that is kept from it by now. */
	if (state && row->caller)
		page->caller = row->caller(state);
	for (;;) {
		pass_turn(page, TURN_PARENT);
		while (atomic_load(&page->turn) == TURN_PARENT)
			futex_wait(&page->turn, TURN_PARENT, NULL);
		if (state)
			do_task(page, row, state);
	}
}

/* Return: 0, or -1: it has died, and is gone. */
static int look_after(struct cost_worker *worker, struct err *why_not)
{
	int status;

	if (!worker->pid)
		return err_set(why_not, STATUS_FAILED, "its process has ended");
	if (waitpid(worker->pid, &status, WNOHANG) != worker->pid)
		return 0;
	worker->pid = 0;
	if (WIFSIGNALED(status))
		return err_set(why_not, STATUS_FAILED,
			       "its process was killed by signal %d (%s)",
			       WTERMSIG(status), strsignal(WTERMSIG(status)));
	return err_set(why_not, STATUS_FAILED,
		       "its process ended with status %d",
		       WEXITSTATUS(status));
}

static int wait_for(struct cost_worker *worker, struct err *why_not)
{
	static const struct timespec look_after_it = { 0, LOOK_AFTER_NS };
	struct cost_page *page = worker->page;
	time_t start = time(NULL);

	while (atomic_load(&page->turn) == TURN_WORKER) {
		futex_wait(&page->turn, TURN_WORKER, &look_after_it);
		if (atomic_load(&page->turn) == TURN_PARENT)
			break;
		if (look_after(worker, why_not))
			return -1;
		if (time(NULL) - start > LONGEST_TURN_S)
			return err_set(why_not, STATUS_FAILED,
				       "it did not come to an end in %d s",
				       LONGEST_TURN_S);
	}
	if (!page->why_not.status)
		return 0;
	*why_not = page->why_not;
	return -1;
}

int cost_worker_start(struct cost_worker *worker, const struct cost_row *row,
		      struct err *why_not)
{
	worker->row = row;
	worker->pid = 0;
	worker->page = mmap(NULL, sizeof(*worker->page), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (worker->page == MAP_FAILED) {
		worker->page = NULL;
		return err_no_memory(why_not);
	}
	atomic_store(&worker->page->turn, TURN_WORKER);
	worker->pid = cost_child();
	if (!worker->pid)
		serve(worker->page, row);
	if (worker->pid < 0) {
		worker->pid = 0;
		cost_cannot(why_not, "no process can be made for it");
		return -1;
	}
	if (wait_for(worker, why_not))
		return -1;
	worker->caller = worker->page->caller ?: worker->pid;
	return 0;
}

int cost_worker_do(struct cost_worker *worker, enum cost_task task, size_t n,
		   uint64_t *ticks, struct err *why_not)
{
	struct cost_page *page = worker->page;

	page->task = task;
	page->n = n;
	pass_turn(page, TURN_WORKER);
	if (wait_for(worker, why_not))
		return -1;
	if (ticks)
		*ticks = page->ticks[0];
	return 0;
}

int cost_worker_blocks(struct cost_worker *worker, size_t n, size_t blocks,
		       uint64_t *ticks, uint64_t *empty, struct err *why_not)
{
	struct cost_page *page = worker->page;

	page->blocks = blocks;
	if (cost_worker_do(worker, COST_TASK_BLOCKS, n, NULL, why_not))
		return -1;
	memcpy(ticks, page->ticks, blocks * sizeof(*ticks));
	memcpy(empty, page->empty, blocks * sizeof(*empty));
	return 0;
}

void cost_worker_stop(struct cost_worker *worker)
{
	if (worker->pid) {
		kill(worker->pid, SIGKILL);
		while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (worker->page)
		munmap(worker->page, sizeof(*worker->page));
	worker->pid = 0;
	worker->page = NULL;
}
