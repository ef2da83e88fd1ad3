/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Each call by each way: what it takes, whether it entered the kernel, and
 * whether the ways agree on the time.
 */
#ifndef SYSPROBE_CLOCKS_H
#define SYSPROBE_CLOCKS_H

#include "clock_calls.h"
#include "err.h"
#include "measured.h"
#include "pin.h"

/* Values a way, each of a block of calls. */
#define CLOCK_BLOCKS		201
/* So that stamps are less than 1 % of a block. */
#define CLOCK_STAMPS_A_BLOCK	100
/* The ways, and an empty block. */
#define CLOCK_LINES		(CLOCK_WAYS + 1)
/* Calls that are made to see whether they enter the kernel. */
#define CLOCK_COUNTED_CALLS	1000
/* Readings by each of two ways, in turns. */
#define CLOCK_TURNS		10000
/* Of them on one CPU, before the next one's turn. */
#define CLOCK_TURNS_A_CPU	50

/**
 * struct clock_cost - a call by one way
 * @why_not: it was not made, a sentence; status 0: it was
 * @cost:    ticks a call; what is taken off is the empty block's
 * @block:   calls a block
 * @entries: of CLOCK_COUNTED_CALLS, by the kernel's own count
 */
struct clock_cost {
	struct err why_not;
	struct measurement cost;
	unsigned int block;
	uint64_t entries;
};

/**
 * enum clock_verdict - where a program's call is answered
 * @CLOCK_UNKNOWN:      it can't be told
 * @CLOCK_USER:         in user space: the kernel counted no entry
 * @CLOCK_KERNEL:       in the kernel: it counted as many as calls
 * @CLOCK_PARTLY:       in the kernel at times
 * @CLOCK_SEEMS_USER:   by the time it takes, where nobody counted
 * @CLOCK_SEEMS_KERNEL: the same
 */
enum clock_verdict {
	CLOCK_UNKNOWN,
	CLOCK_USER,
	CLOCK_KERNEL,
	CLOCK_PARTLY,
	CLOCK_SEEMS_USER,
	CLOCK_SEEMS_KERNEL,
};

/**
 * struct clock_result - a row of the table
 * @row:       which call
 * @target:    of the vDSO's way; its function is NULL: see @ways
 * @why_not:   the call can't be made here, a sentence; status 0: it can
 * @ways:      each
 * @readings:  compared, of vDSO and syscall in turns; 0: there are none
 * @backwards: times that one was before the one before it
 * @verdict:   see there
 * @why:       it is not answered in user space, a sentence; empty: it is
 */
struct clock_result {
	const struct clock_row *row;
	struct clock_target target;
	struct err why_not;
	struct clock_cost ways[CLOCK_WAYS];
	uint64_t readings;
	uint64_t backwards;
	enum clock_verdict verdict;
	char why[768];
};

/**
 * struct clock_table - the calls of 64-bit or of 32-bit programs
 * @results:  a row for each
 * @n:        how many
 * @why_not_counted: nobody counted entries, a sentence; status 0: the kernel did
 * @no_libc:  there is none, so that the vDSO's function decides
 * @no_vdso:  there is none, which was said
 * @cpu:      that was kept to; -1: none
 * @tick_khz: of the TSC; 0: not known
 */
struct clock_table {
	struct clock_result *results;
	size_t n;
	struct err why_not_counted;
	bool no_libc;
	bool no_vdso;
	int cpu;
	unsigned long long tick_khz;
};

/**
 * clock_try - can the call be made here?
 * @result: with @row and @target; @why_not is filled, of the ways as well
 *
 * Return: whether it can.
 */
bool clock_try(struct clock_result *result);

/**
 * clock_stamp - what a pair of stamps takes
 *
 * Return: ticks; the median of many.
 */
uint64_t clock_stamp(void);

/**
 * clock_measure - time a call by each way
 * @result: tried
 * @stamp:  from clock_stamp(); blocks are 100 times as long
 *
 * Blocks of all ways take turns, an empty one with them. The caller keeps to
 * one CPU.
 */
void clock_measure(struct clock_result *result, uint64_t stamp);

/**
 * clock_conclude - what calls take, from what blocks of them took
 * @result: its @ways' costs are filled
 * @took:   ticks; the empty block's come last; overwritten
 * @length: calls a block, of each line; 0: there is no such line
 */
void clock_conclude(struct clock_result *result,
		    uint64_t took[CLOCK_LINES][CLOCK_BLOCKS],
		    const unsigned int *length);

/**
 * clock_make - make calls and look at nothing
 * @result: tried
 * @way:    that can be gone
 * @n:      how many
 */
void clock_make(const struct clock_result *result, enum clock_way way,
		size_t n);

/**
 * clock_compare - read vDSO and syscall in turns, on one CPU after the other
 * @result: tried; @readings and @backwards are filled
 * @walk:   begun
 */
void clock_compare(struct clock_result *result, struct walk *walk);

/**
 * clock_backwards - how often is a value less than the one before it?
 * @values: in the order in which they were read
 * @n:      how many
 */
uint64_t clock_backwards(const int64_t *values, size_t n);

/**
 * clock_seems_user - does a way take clearly less than the syscall?
 * @result: measured
 * @way:    which
 */
bool clock_seems_user(const struct clock_result *result, enum clock_way way);

/**
 * clock_judge - where is a program's call answered?
 * @result:  measured; @verdict is filled
 * @way:     that the program goes
 * @counted: @entries are known
 */
void clock_judge(struct clock_result *result, enum clock_way way,
		 bool counted);

/**
 * clock_ratio - how many of the vDSO's calls a syscall is worth
 * @result: measured
 *
 * Return: 0: not known.
 */
double clock_ratio(const struct clock_result *result);

/* clock_verdict_name - for programs: "user_space", "kernel", ... */
const char *clock_verdict_name(enum clock_verdict verdict);

#endif /* SYSPROBE_CLOCKS_H */
