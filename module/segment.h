/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry, body, exit: the three segments of a cooperating caller's syscall.
 *
 * The caller stamps the TSC into a register that its call has no use for; a
 * kretprobe on the dispatcher, or on the handler where a kernel has no function
 * that dispatches, stamps before the handler and after it, and hands both back
 * in the caller's saved registers; the caller stamps again, and says what that
 * was with its next call. See uapi/sysprobe.h for the registers.
 *
 *	caller's stamp ... hook's first     entry
 *	hook's first ... hook's second      body
 *	hook's second ... caller's second   exit
 *
 * Only the one task that began the session, in the address space that it had
 * then, and of its calls only those of the one number, with the magic in
 * place, have their registers looked at or changed.
 */
#ifndef SYSPROBE_SEGMENT_H
#define SYSPROBE_SEGMENT_H

#include <linux/types.h>
#include "uapi/sysprobe.h"

struct file;

/**
 * struct sysprobe_segments - one call's three segments, in ticks
 * @ticks: by enum sysprobe_segment; SYSPROBE_NO_TICKS: not known
 */
struct sysprobe_segments {
	u64 ticks[SYSPROBE_SEGMENTS];
};

#define SYSPROBE_NO_TICKS	U64_MAX

/**
 * struct sysprobe_segment_cost - what the hook adds to one segment
 * @median: ticks to be taken off
 * @noise:  the calibration's interquartile range, at least a tick: what is
 *          smaller than that is not told apart from nothing
 */
struct sysprobe_segment_cost {
	u64 median;
	u64 noise;
};

/**
 * struct sysprobe_segment_result - what there is to be read
 * @abi:       of the call
 * @nr:        its number
 * @handler:   its name
 * @mechanism: how the hook is put in; NULL: no session has measured segments
 * @symbol:    the function that it is put on
 * @samples:   of the calls, in order
 * @n:         how many
 * @not_kept:  calls for which there was no room
 * @negative:  segments below zero, kept as 0
 * @calibrated: calls on the dummy; 0: it was not hooked as the real thing is
 * @cost:      of the hook, by segment
 * @clock:     median ticks between two readings of the TSC in a row
 * @frame:     ip, cx, flags, r11 of the last call, as the kernel returned them
 * @work:      the caller's syscall work, as its thread's flags were last
 */
struct sysprobe_segment_result {
	unsigned int abi;
	u32 nr;
	const char *handler;
	const char *mechanism;
	const char *symbol;
	const struct sysprobe_segments *samples;
	u32 n;
	u64 not_kept;
	u64 negative;
	u32 calibrated;
	struct sysprobe_segment_cost cost[SYSPROBE_SEGMENTS];
	u64 clock;
	struct {
		u64 ip, cx, flags, r11;
		u16 cs;
	} frame;
	unsigned long work;
};

/*
 * All are called with the control mutex held.
 */

/**
 * sysprobe_segment_can - is a call one of those that may be measured?
 * @abi: enum sysprobe_abi
 * @nr:  number in it
 *
 * At most three arguments, so that the registers are free, and harmless with
 * any.
 */
bool sysprobe_segment_can(unsigned int abi, u32 nr);

/**
 * sysprobe_segment_handler - the list of those calls
 * @i: from 0
 *
 * Return: the handler's name without "sys_"; NULL past the last.
 */
const char *sysprobe_segment_handler(unsigned int i);

/**
 * sysprobe_segment_open - begin to measure current's calls
 * @abi: enum sysprobe_abi
 * @nr:  number in it, one that can be measured
 *
 * Forgets the last session's samples, calibrates. May sleep for half a second
 * while the kernel optimises the probes.
 *
 * Return: 0; -EINVAL: current is no user's task; -ENOMEM; -EOPNOTSUPP: this
 * kernel has neither a dispatcher nor a handler that takes a probe; -EIO: the
 * probe is in place and doesn't fire.
 */
int sysprobe_segment_open(unsigned int abi, u32 nr);

/** sysprobe_segment_reset - forget the samples, go on */
void sysprobe_segment_reset(void);

/** sysprobe_segment_close - stop; the samples stay */
void sysprobe_segment_close(void);

/** sysprobe_segment_forget - give the samples back */
void sysprobe_segment_forget(void);

/**
 * sysprobe_segment_result - what has been measured
 * @result: to be filled
 */
void sysprobe_segment_result(struct sysprobe_segment_result *result);

/** sysprobe_segment_open_text - for the open of the file "entry" */
int sysprobe_segment_open_text(struct file *file);

#endif /* SYSPROBE_SEGMENT_H */
