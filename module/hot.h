/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every counted call goes through, twice: inlined into the handlers of the
 * hooks, as functions between would save registers and be called. What is rare
 * is elsewhere: call.c and account.c, which own the state that is declared here.
 *
 * All of it runs with preemption off, in the context of the task that makes
 * the call. A CPU writes its own cells alone and a task its own record, so
 * nothing here is shared between CPUs but what a session's start sets.
 */
#ifndef SYSPROBE_HOT_H
#define SYSPROBE_HOT_H

#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/types.h>
#include "abi.h"
#include "account.h"
#include "task.h"
#include "trace.h"
#include "uapi/sysprobe.h"

/**
 * struct sysprobe_cell - one number of one ABI on one CPU: 1,488 bytes
 * @generation:  of the accounts; of another one, all else is old
 * @sequence:    odd while being written
 * @calls:       entered
 * @returned:    came back
 * @errors:      of these, with an error
 * @restarted:   of these, to be restarted by the kernel
 * @slept:       of these, switched out as they waited
 * @preempted:   of these, switched out only while runnable
 * @wall_ticks:  sum of ticks inside
 * @wall_min:    the least
 * @wall_max:    the most
 * @off_ticks:   sum of ticks that the task was switched out
 * @slept_ticks: sum of @wall_ticks of those that slept
 * @result_sum:  sum of results above 0
 * @hist:        ticks inside of those that did not sleep
 * @slept_hist:  of those that did
 */
struct sysprobe_cell {
	u32 generation;
	u32 sequence;
	u64 calls;
	u64 returned;
	u64 errors;
	u64 restarted;
	u64 slept;
	u64 preempted;
	u64 wall_ticks;
	u64 wall_min;
	u64 wall_max;
	u64 off_ticks;
	u64 slept_ticks;
	u64 result_sum;
	u32 hist[SYSPROBE_HIST_BUCKETS];
	u32 slept_hist[SYSPROBE_SLEPT_BUCKETS];
};

/**
 * struct sysprobe_books - a CPU's own; written by it alone, read by anyone
 * @cells:  of all numbers of the ABIs that a session wants; NULL: none
 * @counts: beside calls
 */
struct sysprobe_books {
	void *cells;
	u64 counts[SYSPROBE_COUNTS];
} ____cacheline_aligned;

DECLARE_PER_CPU_ALIGNED(struct sysprobe_books, sysprobe_books);

/* account.c's */
extern struct sysprobe_plan sysprobe_plan;

/* One that no table has an entry for. */
#define SYSPROBE_NO_NUMBER	(SYSPROBE_MAX_NR - 1)

/**
 * struct sysprobe_hot_session - the session as a call meets it
 * @tasks:    records
 * @everyone: a task that has no record gets one
 *
 * call.c's: written under the control mutex while no hook is armed, except
 * @everyone, which is set once after the calibration.
 */
struct sysprobe_hot_session {
	struct sysprobe_tasks tasks;
	bool everyone;
} ____cacheline_aligned;

extern struct sysprobe_hot_session sysprobe_session;

/*
 * No line of the cache is written by two CPUs, as far as calls go. What one
 * writes is its task's record, and its CPU's books, cells and errnos: the last two
 * are whole pages of that CPU's. What all calls read only a start, a stop or a
 * reset writes, and nothing else is in its lines. (A task that is added or removed
 * may write @spilled of other places.)
 */
#define SYSPROBE_WHOLE_LINES(type)					\
	static_assert(sizeof(type) % SMP_CACHE_BYTES == 0 &&		\
		      __alignof__(type) % SMP_CACHE_BYTES == 0)
SYSPROBE_WHOLE_LINES(struct sysprobe_call);
SYSPROBE_WHOLE_LINES(struct sysprobe_books);
SYSPROBE_WHOLE_LINES(struct sysprobe_hot_session);
SYSPROBE_WHOLE_LINES(struct sysprobe_plan);

/*
 * The rare ways, out of line. The quick ones change nothing before they know
 * that they are right, and then call nothing: so that they need to save no
 * register, and a rare one begins from the beginning.
 */
struct sysprobe_call *sysprobe_call_enter_other(unsigned int abi, u32 nr);
void sysprobe_call_return_other(struct sysprobe_call *call, u64 now,
				long result);
void sysprobe_call_exit_other(u64 now, long result);
void sysprobe_account_failed(struct sysprobe_cell *cell, u32 plan,
			     u32 generation, long result);

/*
 * Of what this CPU alone writes, and others may read: WRITE_ONCE() of one more, in
 * one instruction instead of three.
 */
static __always_inline void sysprobe_increment_u32(u32 *word)
{
	asm volatile("incl %0" : "+m" (*word));
}

static __always_inline void sysprobe_increment_u64(u64 *word)
{
	asm volatile("incq %0" : "+m" (*word));
}

static __always_inline struct sysprobe_cell *sysprobe_cell_at(u32 plan)
{
	return this_cpu_read(sysprobe_books.cells) +
	       (plan >> SYSPROBE_PLAN_OFFSET);
}

/* Is there such a cell, and is it of this generation? */
static __always_inline bool
sysprobe_cell_current(const struct sysprobe_cell *cell, u32 generation)
{
	/* Where a CPU has no table, it is at the bottom of the address space. */
	return likely((long)cell < 0 && cell->generation == generation);
}

static __always_inline u32 sysprobe_plan_of(unsigned int abi, u32 nr)
{
	unsigned long at = nr;

	/*
	 * A user chose the number, and the CPU may go on here with one that is out
	 * of range before it knows. array_index_nospec(), in one instruction, as the
	 * size is a power of two.
	 */
	BUILD_BUG_ON_NOT_POWER_OF_2(SYSPROBE_MAX_NR);
	asm("andl %1, %k0" : "+r" (at) : "i" (SYSPROBE_MAX_NR - 1));
	/*
	 * By hand, as below: a kernel that checks indexes (UBSAN) would have each
	 * of these functions save registers for the sake of the report.
	 */
	return READ_ONCE(*(sysprobe_plan.word[0] + abi * SYSPROBE_MAX_NR + at));
}

static __always_inline void sysprobe_call_begin(struct sysprobe_call *call,
						unsigned int state)
{
	WRITE_ONCE(call->state, state);
	/* Last: what we do before belongs to no one's call. */
	call->entry = rdtsc_ordered();
}

/**
 * sysprobe_call_enter_record - a task that has a record enters a handler
 * @call: current's record
 * @abi:  enum sysprobe_abi
 * @nr:   number, below SYSPROBE_MAX_NR
 *
 * Return: > 0: it is to be timed; 0: it isn't; < 0: nothing was done, and
 * sysprobe_call_enter_other() must tell.
 */
static __always_inline int sysprobe_call_enter_record(struct sysprobe_call *call,
						      unsigned int abi, u32 nr)
{
	const u32 unusual = SYSPROBE_PLAN_UNWANTED | SYSPROBE_CALL_NORETURN |
			    SYSPROBE_PLAN_RARE;
	struct sysprobe_cell *cell;
	u32 plan, generation;

	if (unlikely(call->state >= SYSPROBE_TASK_WAIT_EXEC))
		return -1;
	plan = sysprobe_plan_of(abi, nr);
	if (unlikely(plan & unusual)) {
		if (!(plan & SYSPROBE_PLAN_UNWANTED) ||
		    !(plan & SYSPROBE_CALL_EXISTS))
			return -1;
		WRITE_ONCE(call->state, SYSPROBE_TASK_PASSED);
		return 0;
	}
	generation = READ_ONCE(sysprobe_plan.generation);
	cell = sysprobe_cell_at(plan);
	if (unlikely(!sysprobe_cell_current(cell, generation)))
		return -1;
	/* Or the compiler makes one of both, at length. */
	WRITE_ONCE(call->plan, plan);
	WRITE_ONCE(call->generation, generation);
	/* A single word needs no sequence count. */
	sysprobe_increment_u64(&cell->calls);
	sysprobe_call_begin(call, SYSPROBE_TASK_INSIDE);
	return 1;
}

/**
 * sysprobe_call_enter - a handler is about to be entered
 * @abi:  enum sysprobe_abi
 * @nr:   number, below SYSPROBE_MAX_NR
 * @call: the record, if the call is to be timed
 *
 * Return: whether it is to be timed: sysprobe_call_return() must follow. If not,
 * a hook need not watch for the return.
 */
static __always_inline bool sysprobe_call_enter(unsigned int abi, u32 nr,
						struct sysprobe_call **call)
{
	int found, timed = -1;

	found = sysprobe_tasks_first(&sysprobe_session.tasks, current, call);
	if (found < 0 && !READ_ONCE(sysprobe_session.everyone))
		return false;
	if (likely(found > 0))
		timed = sysprobe_call_enter_record(*call, abi, nr);
	if (likely(timed >= 0))
		return timed;
	*call = sysprobe_call_enter_other(abi, nr);
	return *call;
}

static __always_inline unsigned long sysprobe_hist_index(u64 ticks)
{
	unsigned long e;

	if (unlikely(ticks < 1 << SYSPROBE_HIST_MIN_LOG2))
		return 0;
	e = __fls(ticks);
	/*
	 * The three bits below the highest one tell which part of its octave;
	 * the highest one stands above them and is one octave more. No shift is
	 * too far; that it is masked, as the CPU does by itself, saves a kernel
	 * with CONFIG_UBSAN_SHIFT a check here, and registers kept for its report.
	 */
	return 1 + (e - SYSPROBE_HIST_MIN_LOG2 - 1) * SYSPROBE_HIST_SUB +
	       (ticks >> ((e - SYSPROBE_HIST_SUB_LOG2) & (BITS_PER_LONG - 1)));
}

static __always_inline void sysprobe_bump(u32 *bucket)
{
	if (unlikely(++*bucket == 0))
		this_cpu_inc(sysprobe_books.counts[SYSPROBE_COUNT_WRAPPED]);
}

static __always_inline void sysprobe_cell_begin(struct sysprobe_cell *cell)
{
	sysprobe_increment_u32(&cell->sequence);
	smp_wmb(); /* pairs with copy_cell() */
}

static __always_inline void sysprobe_cell_end(struct sysprobe_cell *cell)
{
	smp_wmb(); /* pairs with copy_cell() */
	sysprobe_increment_u32(&cell->sequence);
}

/**
 * sysprobe_call_return - the handler has returned
 * @call:   what sysprobe_call_enter() gave
 * @now:    ticks, taken first thing
 * @result: what the handler returned
 */
static __always_inline void sysprobe_call_return(struct sysprobe_call *call,
						 u64 now, long result)
{
	u64 wall = now - call->entry;
	struct sysprobe_cell *cell;
	u32 plan = call->plan;

	/*
	 * Of the state, no result is looked at, no switch, and no session that
	 * wants errors alone. A time below zero is a long one here.
	 */
	if (unlikely(call->state != SYSPROBE_TASK_INSIDE ||
		     trace_sysprobe_syscall_enabled() ||
		     wall >> SYSPROBE_HIST_MAX_LOG2))
		goto other;
	/* A reset may come at any time: this call is before or after it. */
	if (unlikely(data_race(call->generation != sysprobe_plan.generation)))
		goto other;
	cell = sysprobe_cell_at(plan);
	if (unlikely(!sysprobe_cell_current(cell, call->generation)))
		goto other;
	WRITE_ONCE(call->state, SYSPROBE_TASK_OUTSIDE);
	sysprobe_cell_begin(cell);
	cell->returned++;
	cell->wall_ticks += wall;
	if (wall < cell->wall_min)
		cell->wall_min = wall;
	if (wall > cell->wall_max)
		cell->wall_max = wall;
	/* Apart, so that the usual one needs no sum of its own. */
	if (unlikely(wall < 1 << SYSPROBE_HIST_MIN_LOG2))
		sysprobe_bump(cell->hist);
	else
		sysprobe_bump(cell->hist + sysprobe_hist_index(wall));
	/* Which of those below zero are no errors is looked at there. */
	if (unlikely(result < 0)) {
		sysprobe_account_failed(cell, plan, call->generation, result);
		return;
	}
	cell->result_sum += result;
	sysprobe_cell_end(cell);
	return;
other:
	sysprobe_call_return_other(call, now, result);
}

/**
 * sysprobe_call_exit - the entry code is about to return to user mode
 * @now:    ticks, taken first thing
 * @result: of the call, if it was one
 *
 * For a hook that sees exits of the entry code rather than of the handler, and
 * so exits of calls that were turned away in between.
 */
static __always_inline void sysprobe_call_exit(u64 now, long result)
{
	struct sysprobe_call *call;
	int found;

	found = sysprobe_tasks_first(&sysprobe_session.tasks, current, &call);
	if (found < 0 && !READ_ONCE(sysprobe_session.everyone))
		return;
	if (likely(found > 0 && call->state >= SYSPROBE_TASK_INSIDE))
		sysprobe_call_return(call, now, result);
	else if (found > 0 && call->state == SYSPROBE_TASK_PASSED)
		WRITE_ONCE(call->state, SYSPROBE_TASK_OUTSIDE);
	else
		sysprobe_call_exit_other(now, result);
}

#endif /* SYSPROBE_HOT_H */
