/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cooperating caller: makes one call after another, with its stamps in
 * the registers that the module's segments are about. See uapi/sysprobe.h.
 */
#ifndef SYSPROBE_CALLER_H
#define SYSPROBE_CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "err.h"

/**
 * enum caller_method - ways into the kernel
 * @CALLER_SYSCALL:   the SYSCALL instruction, 64-bit number
 * @CALLER_INT80:     int 0x80 from 64-bit code, 32-bit number
 * @CALLER_X32:       SYSCALL with bit 30 set in the number
 * @CALLER_SYSENTER:  the SYSENTER instruction, in the 32-bit vDSO
 * @CALLER_SYSCALL32: the SYSCALL instruction, in the 32-bit vDSO
 * @CALLER_METHODS:   how many there are
 */
enum caller_method {
	CALLER_SYSCALL,
	CALLER_INT80,
	CALLER_X32,
	CALLER_SYSENTER,
	CALLER_SYSCALL32,
	CALLER_METHODS,
};

/**
 * caller_name - "syscall", "int80", "x32", "sysenter", "syscall32"
 * @method: which
 */
const char *caller_name(enum caller_method method);

/**
 * caller_abi - enum sysprobe_abi of a method's numbers
 * @method: which
 */
unsigned int caller_abi(enum caller_method method);

/**
 * caller_try - can this way be used here?
 * @method: tried in a process of its own
 * @why:    if not, the reason, a sentence
 *
 * Return: 0, or -1: it can't.
 */
int caller_try(enum caller_method method, struct err *why);

/**
 * caller_why_no_segments - can its callers carry stamps?
 * @method: the way in
 *
 * Return: NULL if so, or the reason, a clause. Then only caller_round_trips()
 * is for it, and for others it is not.
 */
const char *caller_why_no_segments(enum caller_method method);

/**
 * caller_calls - make calls, each with the arguments -1, 0, 0
 * @method: the way in
 * @nr:     number
 * @ticks:  what each took, from stamp to stamp
 * @n:      how many
 * @told:   hand the stamps to the module; false: nothing looks at them
 *
 * Return: how many the module followed; 0 if not @told.
 */
size_t caller_calls(enum caller_method method, unsigned int nr,
		    uint64_t *ticks, size_t n, bool told);

/**
 * caller_nothing - the same, without a call between the stamps
 * @method: decides what stands between them otherwise
 * @ticks:  what each took
 * @n:      how many
 */
void caller_nothing(enum caller_method method, uint64_t *ticks, size_t n);

/**
 * caller_round_trips - both, by a 32-bit program on this CPU
 * @method: the way in
 * @nr:     number
 * @ticks:  2 * @n: what each call took, then what no call did
 * @n:      how many, up to SYSPROBE_SEGMENT_SAMPLES
 * @why:    if there are none, the reason, a sentence
 *
 * Return: 0, or -1.
 */
int caller_round_trips(enum caller_method method, unsigned int nr,
		       uint64_t *ticks, size_t n, struct err *why);

#endif /* SYSPROBE_CALLER_H */
