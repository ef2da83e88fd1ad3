/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that a vDSO may answer without the kernel, and the ways to make them:
 * through libc, straight into the vDSO, as a syscall. A new call is a row and,
 * if it is of a new kind, a function for each way.
 */
#ifndef SYSPROBE_CLOCK_CALLS_H
#define SYSPROBE_CLOCK_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

/**
 * enum clock_way - how a call is made
 * @WAY_LIBC:    the C library's function
 * @WAY_VDSO:    the vDSO's
 * @WAY_SYSCALL: the instruction
 * @CLOCK_WAYS:  how many there are
 */
enum clock_way {
	WAY_LIBC,
	WAY_VDSO,
	WAY_SYSCALL,
	CLOCK_WAYS,
};

/**
 * enum clock_kind - which function it is
 * @KIND_GETTIME:      clock_gettime
 * @KIND_GETRES:       clock_getres
 * @KIND_GETTIMEOFDAY: gettimeofday
 * @KIND_TIME:         time
 * @KIND_GETCPU:       getcpu
 * @KIND_GETRANDOM:    getrandom
 * @CLOCK_KINDS:       how many there are
 */
enum clock_kind {
	KIND_GETTIME,
	KIND_GETRES,
	KIND_GETTIMEOFDAY,
	KIND_TIME,
	KIND_GETCPU,
	KIND_GETRANDOM,
	CLOCK_KINDS,
};

/**
 * enum clock_form - what the vDSO needs to answer
 * @FORM_CLOCKSOURCE: a clocksource that user mode can read
 * @FORM_DATA:        its own data only
 * @FORM_CPU_TIME:    it cannot: the scheduler's figures
 * @FORM_ALARM:       it cannot: the clock belongs to a device
 * @FORM_STATE:       a state for each thread, which its caller keeps
 */
enum clock_form {
	FORM_CLOCKSOURCE,
	FORM_DATA,
	FORM_CPU_TIME,
	FORM_ALARM,
	FORM_STATE,
};

/**
 * struct clock_row - a call
 * @name:   "clock_gettime MONOTONIC"
 * @kind:   function
 * @clock:  its argument, where it takes one
 * @form:   what the vDSO needs
 */
struct clock_row {
	const char *name;
	enum clock_kind kind;
	clockid_t clock;
	enum clock_form form;
};

/**
 * union clock_reading - what a call fills
 * @ts:     KIND_GETTIME, KIND_GETRES
 * @tv:     KIND_GETTIMEOFDAY
 * @t:      KIND_TIME
 * @cpu:    KIND_GETCPU: CPU and node
 * @random: KIND_GETRANDOM
 */
union clock_reading {
	struct timespec ts;
	struct timeval tv;
	time_t t;
	unsigned int cpu[2];
	unsigned char random[8];
};

/* A function of the vDSO, whatever it takes. */
typedef void (*clock_function)(void);

/**
 * struct clock_target - what the vDSO's way needs
 * @function:   of the vDSO; NULL: it can't be called
 * @state:      of FORM_STATE: that the function keeps its own in
 * @state_size: bytes of it
 */
struct clock_target {
	clock_function function;
	void *state;
	size_t state_size;
};

/**
 * typedef clock_once - make a call once
 * @row:     which
 * @target:  for the vDSO's way; the others do not look at it
 * @reading: to be filled
 *
 * Return: below 0 if the call failed; by libc -1.
 */
typedef long (*clock_once)(const struct clock_row *row,
			   const struct clock_target *target,
			   union clock_reading *reading);

/**
 * clock_rows - all of them
 * @n: how many
 */
const struct clock_row *clock_rows(size_t *n);

/* clock_symbol - what the vDSO calls such a function */
const char *clock_symbol(enum clock_kind kind);

/* clock_nr - number of the syscall */
unsigned int clock_nr(enum clock_kind kind);

/* clock_way_name - "libc", "vdso", "syscall" */
const char *clock_way_name(enum clock_way way);

/**
 * clock_once_of - what makes a call in a way
 * @row: which
 * @way: CLOCK_WAYS: nothing is called, all else is the same
 */
clock_once clock_once_of(const struct clock_row *row, enum clock_way way);

/**
 * clock_tells_time - do its readings go on, never back?
 * @row: which
 *
 * Of clocks that the vDSO can answer only; the others have one way.
 */
bool clock_tells_time(const struct clock_row *row);

/**
 * clock_ns - a reading as a number
 * @row:     whose clock_tells_time() is true
 * @reading: by whatever way
 *
 * Return: ns, in steps of what the call can tell.
 */
int64_t clock_ns(const struct clock_row *row,
		 const union clock_reading *reading);

#endif /* SYSPROBE_CLOCK_CALLS_H */
