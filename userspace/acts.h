/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ring 3 may not do: each act is tried, in a process of its own, and
 * what came of it is noted. Needs neither root nor the module.
 */
#ifndef SYSPROBE_ACTS_H
#define SYSPROBE_ACTS_H

#include <stdint.h>
#include "err.h"

/**
 * enum act_outcome - what came of an act
 * @ACT_STOPPED:  an exception, which the kernel turned into a signal
 * @ACT_EMULATED: the exception came, and the kernel gave an answer of its own
 * @ACT_ALLOWED:  nothing stood in the way
 * @ACT_LOST:     the process ended in a way that tells nothing
 */
enum act_outcome {
	ACT_STOPPED,
	ACT_EMULATED,
	ACT_ALLOWED,
	ACT_LOST,
};

/**
 * struct act - one act, and what came of it
 * @name:    short, [a-z0-9_]
 * @code:    the instruction
 * @what:    what it would do, half a sentence
 * @outcome: what came of it
 * @signal:  that the kernel sent; 0: none
 * @vector:  the exception's number, as the kernel told
 * @error:   its error code, as the kernel told
 * @address: the address that was touched; 0: none was
 * @value:   what was read, if it was allowed or emulated
 */
struct act {
	const char *name;
	const char *code;
	const char *what;
	enum act_outcome outcome;
	int signal;
	unsigned int vector;
	uint64_t error;
	uint64_t address;
	uint64_t value;
};

/**
 * acts_count - how many there are
 */
unsigned int acts_count(void);

/**
 * acts_try - try them all
 * @acts:  acts_count() of them, to be filled
 * @entry: address of the kernel's entry code, if it is known; 0: not
 * @err:   on failure: no process could be made
 *
 * The acts on a page of the kernel take @entry's, which is mapped also under
 * KPTI; without it, the one at which the kernel is linked, which need not be
 * mapped at all.
 *
 * Return: 0, or -1.
 */
int acts_try(struct act *acts, uint64_t entry, struct err *err);

/**
 * acts_exception - an exception's mnemonic
 * @vector: its number
 *
 * Return: "#GP"; NULL if it isn't one that these acts can meet.
 */
const char *acts_exception(unsigned int vector);

#endif /* SYSPROBE_ACTS_H */
