/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The books: for each CPU a cell for each number of each ABI, and counters of
 * what could not be booked. Failures by errno are errnos.c's.
 *
 * Each CPU writes only its own, with preemption off, so writing takes neither
 * a lock nor an atomic; a cell's sequence count lets a reader on another CPU
 * see it whole. Resetting is free: it makes a new generation, and a cell of
 * an older one is emptied by its own CPU when it is next written and reads as
 * empty until then.
 */
#ifndef SYSPROBE_ACCOUNT_H
#define SYSPROBE_ACCOUNT_H

#include <linux/types.h>
#include "filter.h"
#include "task.h"
#include "uapi/sysprobe.h"

/**
 * enum sysprobe_count - what is counted beside calls
 * @SYSPROBE_COUNT_TURNED_AWAY:  entries that reached no handler
 * @SYSPROBE_COUNT_CHILD_RETURN: a forked child came back from its parent's call
 * @SYSPROBE_COUNT_BEGUN_BEFORE: returns of calls entered before counting, or
 *                               before the last reset
 * @SYSPROBE_COUNT_UNFINISHED:   the task went away inside a timed call
 * @SYSPROBE_COUNT_UNMATCHED:    the hook returned from a call the record
 *                               doesn't know of
 * @SYSPROBE_COUNT_NO_RECORD:    no room for a task's record
 * @SYSPROBE_COUNT_NO_TABLE:     a CPU came up and got no memory for its cells
 * @SYSPROBE_COUNT_NEGATIVE:     a time below zero was taken as 0
 * @SYSPROBE_COUNT_WRAPPED:      a 32-bit bucket ran over
 * @SYSPROBE_COUNT_TORN:         a cell was read while it was being written
 * @SYSPROBE_COUNT_NO_ERRNO:     no room for a failure in the table of errnos
 * @SYSPROBE_COUNTS:             how many there are
 */
enum sysprobe_count {
	SYSPROBE_COUNT_TURNED_AWAY,
	SYSPROBE_COUNT_CHILD_RETURN,
	SYSPROBE_COUNT_BEGUN_BEFORE,
	SYSPROBE_COUNT_UNFINISHED,
	SYSPROBE_COUNT_UNMATCHED,
	SYSPROBE_COUNT_NO_RECORD,
	SYSPROBE_COUNT_NO_TABLE,
	SYSPROBE_COUNT_NEGATIVE,
	SYSPROBE_COUNT_WRAPPED,
	SYSPROBE_COUNT_TORN,
	SYSPROBE_COUNT_NO_ERRNO,
	SYSPROBE_COUNTS,
};

/**
 * struct sysprobe_plan - what is to be done with each number
 * @word: SYSPROBE_CALL_* below SYSPROBE_PLAN_OFFSET, above it where the number's
 *        cell is in a CPU's table, in bytes
 * @generation: of the accounts; goes up with each start and each reset
 */
struct sysprobe_plan {
	u32 word[SYSPROBE_ABIS][SYSPROBE_MAX_NR];
	u32 generation;
} ____cacheline_aligned;

#define SYSPROBE_PLAN_OFFSET	8

/*
 * In place of SYSPROBE_CALL_SELECTED, and the opposite: so that a usual call has
 * no flag that is looked at when it begins.
 */
#define SYSPROBE_PLAN_UNWANTED	0x01

/* Calls that need a closer look when they return. */
#define SYSPROBE_PLAN_RARE	(SYSPROBE_CALL_NORESULT | SYSPROBE_CALL_ERRORS)

/*
 * Number of the cell that takes the calibration's calls, and of nobody else's: until
 * sysprobe_account_close_scratch() no task is followed.
 */
#define SYSPROBE_SCRATCH_ABI	SYSPROBE_ABI_64
#define SYSPROBE_SCRATCH_NR	(sysprobe_abi_numbers(SYSPROBE_ABI_64))

int sysprobe_account_init(void);
void sysprobe_account_exit(void);

/**
 * sysprobe_account_open - make the tables for a session
 * @filter: decides which ABIs have cells
 *
 * Empties what the last session left. Tables of CPUs that come up later are
 * made as they do. Return: 0 or -ENOMEM, nothing is left then.
 */
int sysprobe_account_open(const struct sysprobe_filter *filter);

/**
 * sysprobe_account_want_nothing - from now on, no number is wanted
 *
 * Calls that are inside may return. Until the next sysprobe_account_open().
 */
void sysprobe_account_want_nothing(void);

/**
 * sysprobe_account_close_scratch - the calibration has made its calls
 *
 * From here on its number is like others beyond the table. What was booked stays.
 */
void sysprobe_account_close_scratch(void);

/** sysprobe_account_forget - give up what the last session left */
void sysprobe_account_forget(void);

/** sysprobe_account_close - no more tables for CPUs that come up */
void sysprobe_account_close(void);

/** sysprobe_account_reset - begin a new generation */
void sysprobe_account_reset(void);

/** sysprobe_account_generation - goes up with every reset and every opening */
u32 sysprobe_account_generation(void);

/** sysprobe_account_bytes - memory of all CPUs' tables */
size_t sysprobe_account_bytes(void);

/** sysprobe_account_cpus - how many CPUs have tables */
unsigned int sysprobe_account_cpus(void);

/* With preemption off: */

/** sysprobe_account_count - one more of @what */
void sysprobe_account_count(enum sysprobe_count what);

/** sysprobe_account_enter - a call has begun; notes its generation */
void sysprobe_account_enter(struct sysprobe_call *call);

/**
 * sysprobe_account_return - a call has ended
 * @call:   as it was entered; what it was switched out is forgotten
 * @now:    ticks
 * @result: what its handler returned
 */
void sysprobe_account_return(struct sysprobe_call *call, u64 now, long result);

/**
 * sysprobe_account_counter - what one counter says since the last reset
 * @what: which
 */
u64 sysprobe_account_counter(enum sysprobe_count what);

/**
 * sysprobe_account_sum - one number's cells of all CPUs, added up
 * @abi: enum sysprobe_abi
 * @nr:  number
 * @row: is filled, @row->key with 0
 *
 * Return: false when there is nothing.
 */
bool sysprobe_account_sum(unsigned int abi, u32 nr,
			  struct sysprobe_syscall *row);

#endif /* SYSPROBE_ACCOUNT_H */
