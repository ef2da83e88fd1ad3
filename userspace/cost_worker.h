/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A row's process: made, asked to do blocks, killed. The two take turns by a
 * futex in a page that both have, so that no file descriptor is needed and the
 * only call that the harness adds to the row's own is futex.
 */
#ifndef SYSPROBE_COST_WORKER_H
#define SYSPROBE_COST_WORKER_H

#include "cost/row.h"

/**
 * enum cost_task - what a worker can be asked for
 * @COST_TASK_BLOCK:  the row's block
 * @COST_TASK_BLOCKS: blocks of the row and of the harness without the operation
 * @COST_TASK_ARM:    the row's @arm, if it has one
 * @COST_TASK_DISARM: the row's @disarm
 */
enum cost_task {
	COST_TASK_BLOCK,
	COST_TASK_BLOCKS,
	COST_TASK_ARM,
	COST_TASK_DISARM,
};

/* Blocks of one visit. */
#define COST_MOST_BLOCKS	16

struct cost_page;

/**
 * struct cost_worker - a row's process
 * @row:    whose
 * @page:   shared with it
 * @pid:    its id; 0: there is none
 * @caller: who makes the row's calls: it, or a child of its
 */
struct cost_worker {
	const struct cost_row *row;
	struct cost_page *page;
	pid_t pid;
	pid_t caller;
};

/**
 * cost_worker_start - make the process, and have the row get ready
 * @worker:  to be filled
 * @row:     which
 * @why_not: why the row can't be measured here
 *
 * Return: 0, or -1.
 */
int cost_worker_start(struct cost_worker *worker, const struct cost_row *row,
		      struct err *why_not);

/**
 * cost_worker_do - have it do something, and wait for that
 * @worker:  running
 * @task:    what
 * @n:       operations
 * @ticks:   to be set; may be NULL
 * @why_not: the row's reason, or how the process died
 *
 * Return: 0, or -1; the worker is only good for cost_worker_stop() then.
 */
int cost_worker_do(struct cost_worker *worker, enum cost_task task, size_t n,
		   uint64_t *ticks, struct err *why_not);

/**
 * cost_worker_blocks - have it time some blocks, one after the other
 * @worker:  running
 * @n:       operations a block
 * @blocks:  how many, up to COST_MOST_BLOCKS
 * @ticks:   to be set: of each
 * @empty:   to be set: of as many blocks of the harness without the operation,
 *           in between
 * @why_not: as for cost_worker_do()
 *
 * One more of both comes before, and is thrown away. It stays in user space but for
 * what the row does there: a switch to another process makes the CPU forget some of
 * the branches that the calls after it take.
 *
 * Return: as cost_worker_do().
 */
int cost_worker_blocks(struct cost_worker *worker, size_t n, size_t blocks,
		       uint64_t *ticks, uint64_t *empty, struct err *why_not);

/**
 * cost_worker_stop - kill it and whatever it has set up
 * @worker: running or not
 */
void cost_worker_stop(struct cost_worker *worker);

#endif /* SYSPROBE_COST_WORKER_H */
