/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One row of the cost table: an operation that can be made again and again. A
 * row, or a family of rows that differ by a number, is one file in this
 * directory; COST_ROWS() is all it takes to be in the table.
 *
 * Each row runs in a process of its own, which keeps to one CPU, so that a row
 * may filter, trace or break that process as it likes. It is killed when it is
 * no longer needed or when the program dies: whatever a row sets up has to go
 * with its process. Its children have to call cost_child() for that; its files
 * have no name.
 */
#ifndef SYSPROBE_COST_ROW_H
#define SYSPROBE_COST_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "err.h"
#include "tick.h"

#define COST_CALLS	6
/* What fails is fast, and no figure. */
#define COST_WRONG	UINT64_MAX

/**
 * enum cost_group - rows that are measured in turns, and shown together
 * @COST_BASIC:    what programs do all the time
 * @COST_ENTRY:    ways into the kernel
 * @COST_SECCOMP:  filters
 * @COST_TRACING:  watching a program
 * @COST_IO_URING: submission queues
 * @COST_BATCH:    many in one call
 * @COST_GROUPS:   how many there are
 */
enum cost_group {
	COST_BASIC,
	COST_ENTRY,
	COST_SECCOMP,
	COST_TRACING,
	COST_IO_URING,
	COST_BATCH,
	COST_GROUPS,
};

/**
 * struct cost_call - syscalls that one operation makes, as the kernel counts
 * @abi: enum sysprobe_abi
 * @nr:  number
 * @per: how many of these an operation makes; 0 ends a list
 */
struct cost_call {
	unsigned int abi;
	unsigned int nr;
	unsigned int per;
};

/**
 * struct cost_row - an operation
 * @name:         unique in the table: lower case letters, digits, dashes, underscores
 * @what:         exactly what is done, half a sentence
 * @group:        where it is shown
 * @order:        place in its group, least first
 * @base:         name of the row in its group that this one is compared to; NULL: none
 * @published_ns: figure that is often quoted; 0: none
 * @source:       who published that
 * @items:        that one operation handles: the figures are per item; 0: 1
 * @most:         operations that one block may have; 0: any number
 * @arg:          the file's own
 * @calls:        what the kernel must count, and nothing besides
 * @uncounted:    why it can't be asked to count, half a sentence; NULL: it can
 * @open:         get ready, in the row's process. Return: state for the others,
 *                not NULL; NULL: it can't be done here, @why_not says why
 * @caller:       the child that makes the calls; NULL: the row's process does
 * @arm:          switch on what must not be on while other rows are measured; NULL:
 *                there is no such thing. Return: 0, or -1 and @why_not
 * @disarm:       switch it off; comes with @arm
 * @block:        do the operation @n times. Return: ticks that took; COST_WRONG:
 *                a result was not what it has to be
 *
 * COST_LOOP() is for @block. Calls of futex are not counted, as the rows'
 * processes are woken by them, nor are a 32-bit program's of read and write, by
 * which it is told what to do.
 */
struct cost_row {
	const char *name;
	const char *what;
	enum cost_group group;
	unsigned int order;
	const char *base;
	unsigned int published_ns;
	const char *source;
	unsigned int items;
	unsigned int most;
	unsigned int arg;
	struct cost_call calls[COST_CALLS];
	const char *uncounted;
	void *(*open)(const struct cost_row *row, struct err *why_not);
	pid_t (*caller)(void *state);
	int (*arm)(void *state, struct err *why_not);
	void (*disarm)(void *state);
	uint64_t (*block)(void *state, size_t n);
};

/**
 * struct cost_rows - a family of rows
 * @rows: the first
 * @n:    how many
 */
struct cost_rows {
	const struct cost_row *rows;
	size_t n;
};

/*
 * Puts an array of rows into the table, which the linker gathers. Once a file.
 */
#define COST_ROWS(array) \
	static const struct cost_rows family = { array, ARRAY_SIZE(array) }; \
	static const struct cost_rows *const family_at \
		__attribute__((section("cost_rows"), used)) = &family

/*
 * Does something n times and is the ticks that took. The harness, which is the
 * same without the operation, is measured apart and taken off.
 */
#define COST_LOOP(n, operation) \
	({ \
		uint64_t start__ = tick_now(); \
		size_t left__; \
		\
		for (left__ = (n); left__; left__--) { \
			operation; \
			asm volatile("" : "+r" (left__)); \
		} \
		tick_now() - start__; \
	})

/** cost_no_state - @open of a row that needs nothing */
void *cost_no_state(const struct cost_row *row, struct err *why_not);

/**
 * cost_state - memory for a row's state
 * @size:    bytes of it, zeroed
 * @why_not: on failure
 *
 * Return: it; NULL: there is none.
 */
void *cost_state(size_t size, struct err *why_not);

/**
 * cost_cannot - note why a row can't be measured here, with errno's reason
 * @why_not: to be filled
 * @fmt:     what could not be done, as for printf
 *
 * The sentence becomes "WHAT: REASON". Out of memory or of file descriptors is
 * said with what to do.
 *
 * Return: NULL, so that @open can return it.
 */
__printf(2, 3)
void *cost_cannot(struct err *why_not, const char *fmt, ...);

/**
 * cost_child - a child of a row's process, that dies with it
 *
 * Return: as fork().
 */
pid_t cost_child(void);

#endif /* SYSPROBE_COST_ROW_H */
