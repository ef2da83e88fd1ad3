/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One record for each task a session has seen or follows: what call it is in,
 * since when, and how long it was off the CPU meanwhile.
 *
 * Records are found by the address of the task_struct, so two tasks never
 * share one, and a thread that takes over its leader's pid in execve keeps
 * its own. The table is allocated when a session starts and never grows;
 * tasks that find no room are counted. A record is written only by its own
 * task, or by the scheduler on its behalf while it switches that task, so
 * the hot path takes no lock; only adding or removing a task does.
 */
#ifndef SYSPROBE_TASK_H
#define SYSPROBE_TASK_H

#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/types.h>

/**
 * enum sysprobe_task_state - what is known of a task
 * @SYSPROBE_TASK_UNKNOWN:   may have been inside a call when it was added
 * @SYSPROBE_TASK_FRESH:     just forked: comes back from a call it never made
 * @SYSPROBE_TASK_OUTSIDE:   in no call
 * @SYSPROBE_TASK_ARRIVING:  in an x32 call that no handler has got yet
 * @SYSPROBE_TASK_PASSED:    in a call that is not timed: not selected, turned
 *                           away and counted so, or one that never returns
 * @SYSPROBE_TASK_WAIT_EXEC: counts from its next execve on
 * @SYSPROBE_TASK_INSIDE:    in a call that is being timed
 * @SYSPROBE_TASK_RARE:      the same, and it was switched out, or the call is
 *                           one of those that need a closer look at the end
 *
 * A call that begins has to look twice from SYSPROBE_TASK_WAIT_EXEC on; whoever
 * is inside one is so from SYSPROBE_TASK_INSIDE on.
 */
enum sysprobe_task_state {
	SYSPROBE_TASK_UNKNOWN,
	SYSPROBE_TASK_FRESH,
	SYSPROBE_TASK_OUTSIDE,
	SYSPROBE_TASK_ARRIVING,
	SYSPROBE_TASK_PASSED,
	SYSPROBE_TASK_WAIT_EXEC,
	SYSPROBE_TASK_INSIDE,
	SYSPROBE_TASK_RARE,
};

/**
 * struct sysprobe_call - a task's record, a cache line
 * @task:       whose; NULL: nobody's
 * @entry:      ticks when the handler was entered
 * @off:        ticks off the CPU since; 0 between calls
 * @off_since:  ticks when it last left the CPU; 0 while on it
 * @switches:   how often it was switched out since: because it waits, above
 *              bit 32; while runnable, below; 0 between calls
 * @generation: of the accounts when the call was entered
 * @plan:       of its ABI and number, taken at entry: struct sysprobe_plan
 * @state:      enum sysprobe_task_state
 * @probed:     the call is one that doesn't return through the module, although
 *              others of the session do
 * @spilled:    the place's, not the record's: so many places further on, at
 *              most, are tasks whose first place this was. Most places are
 *              empty, and a look at @task and here is all that a task which
 *              isn't followed costs.
 */
struct sysprobe_call {
	const struct task_struct *task;
	u64 entry;
	u64 off;
	u64 off_since;
	u64 switches;
	u32 generation;
	u32 plan;
	u8 state;
	u8 spilled;
	bool probed;
} ____cacheline_aligned;

#define SYSPROBE_SWITCH_PREEMPTED	1ULL
#define SYSPROBE_SWITCH_BLOCKED		BIT_ULL(32)

/**
 * struct sysprobe_tasks - the table
 * @call: a power of two of records
 * @mask: of the offset of one
 *
 * Both are read by every call, and nothing that is written meanwhile stands beside
 * them. Without a table they are of one record that is nobody's, so that they
 * can be looked into at any time.
 */
struct sysprobe_tasks {
	struct sysprobe_call *call;
	unsigned long mask;
};

/* Nobody's. */
extern struct sysprobe_call sysprobe_nobody;

/**
 * sysprobe_tasks_alloc - make room
 * @tasks:   table to be filled in
 * @threads: how many tasks it should hold with ease
 *
 * Return: 0 or -ENOMEM.
 */
int sysprobe_tasks_alloc(struct sysprobe_tasks *tasks, unsigned int threads);

/**
 * sysprobe_tasks_hide - take a table out of the sight of whoever looks into it
 * @tasks:   table; is without one on return
 * @watched: somebody may look into it at any time, with preemption off, as calls
 *           return through the module: wait until they don't
 *
 * Return: what it was, for sysprobe_tasks_free().
 */
struct sysprobe_tasks sysprobe_tasks_hide(struct sysprobe_tasks *tasks,
					  bool watched);

/**
 * sysprobe_tasks_free - give it back; nobody may look into it any more
 * @tasks: table, hidden
 */
void sysprobe_tasks_free(const struct sysprobe_tasks *tasks);

/**
 * sysprobe_tasks_bytes - memory the table takes
 * @tasks: table
 */
size_t sysprobe_tasks_bytes(const struct sysprobe_tasks *tasks);

/**
 * sysprobe_tasks_count - how many records are in a state, or a later one
 * @tasks: table
 * @state: enum sysprobe_task_state
 *
 * A look without a lock: right only when nothing moves.
 */
unsigned int sysprobe_tasks_count(const struct sysprobe_tasks *tasks,
				  unsigned int state);

/**
 * sysprobe_tasks_add - add a task, or find it if it is there
 * @tasks: table
 * @task:  the task; must not be past its sched_process_exit
 * @state: enum sysprobe_task_state of a new record
 *
 * Return: the record, or NULL when there is no room.
 */
struct sysprobe_call *sysprobe_tasks_add(struct sysprobe_tasks *tasks,
					 const struct task_struct *task,
					 unsigned int state);

/**
 * sysprobe_tasks_remove - forget a task
 * @tasks: table
 * @task:  the task; nothing happens when it isn't there
 */
void sysprobe_tasks_remove(struct sysprobe_tasks *tasks,
			   const struct task_struct *task);

/**
 * sysprobe_task_inside - is a call of it being timed?
 * @call: a record
 */
static __always_inline bool
sysprobe_task_inside(const struct sysprobe_call *call)
{
	return READ_ONCE(call->state) >= SYSPROBE_TASK_INSIDE;
}

/*
 * Multiplicative hashing, as hash_32() has it, but of 64 bits: the middle of the
 * product is the good part. The factor is one that fits an instruction.
 */
static __always_inline struct sysprobe_call *
sysprobe_tasks_home(const struct sysprobe_tasks *tasks,
		    const struct task_struct *task)
{
	unsigned long at = (u64)task * GOLDEN_RATIO_32 >> 26;

	/*
	 * READ_ONCE() of both, in this order (see sysprobe_tasks_hide()), in two
	 * instructions instead of four.
	 */
	asm volatile("and %1, %0\n\t"
		     "add %2, %0"
		     : "+&r" (at) : "m" (tasks->mask), "m" (tasks->call) : "cc");
	return (void *)at;
}

/**
 * sysprobe_tasks_find - a task's record
 * @tasks: table
 * @task:  the task
 *
 * Return: the record, or NULL.
 */
struct sysprobe_call *sysprobe_tasks_find(const struct sysprobe_tasks *tasks,
					  const struct task_struct *task);

/**
 * sysprobe_tasks_first - a task's record, if it is where one looks first
 * @tasks: table
 * @task:  the task
 * @call:  the record
 *
 * The table is so large that this is nearly always all there is to do.
 *
 * Return: > 0: found; 0: sysprobe_tasks_find() may find it; < 0: nor will it.
 */
static __always_inline int
sysprobe_tasks_first(const struct sysprobe_tasks *tasks,
		     const struct task_struct *task,
		     struct sysprobe_call **call)
{
	*call = sysprobe_tasks_home(tasks, task);
	/* Others come and go there, but not this one. */
	if (likely(data_race((*call)->task == task)))
		return 1;
	return READ_ONCE((*call)->spilled) ? 0 : -1;
}

#endif /* SYSPROBE_TASK_H */
