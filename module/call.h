/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens to a call, whichever hook saw it: this is the one place that
 * decides what counts as one.
 *
 * A hook reports what it sees; all of these are called in the context of the
 * task that makes the call, with preemption off.
 */
#ifndef SYSPROBE_CALL_H
#define SYSPROBE_CALL_H

#include <linux/types.h>
#include "account.h"
#include "filter.h"
#include "task.h"

struct pid;

/*
 * What is hot of it is inlined into the hooks' handlers: hot.h. Here is what is
 * for numbers of ABIs other than the native one, and for a hook that sees entries
 * of the entry code rather than of the handler, and so sees calls that are
 * turned away in between.
 */

/**
 * sysprobe_call_entry - the entry code has taken a number
 * @abi: enum sysprobe_abi
 * @nr:  any number; one that has no handler is turned away
 */
void sysprobe_call_entry(unsigned int abi, u32 nr);

/**
 * sysprobe_call_expect - the same, of a call that may yet be turned away
 * @abi: enum sysprobe_abi
 * @nr:  any number
 *
 * Timed from sysprobe_call_arrived() on; turned away if that doesn't come.
 */
void sysprobe_call_expect(unsigned int abi, u32 nr);

/** sysprobe_call_arrived - the expected call has reached its handler */
void sysprobe_call_arrived(void);

/* For the control unit, which holds its mutex: */

/**
 * sysprobe_call_open - get ready to follow tasks
 * @filter:  what the session wants; must stay until sysprobe_call_close()
 * @threads: how many tasks live now
 *
 * Nothing is counted yet but calls of tasks added. Return: 0, -ENOMEM, or
 * -EOPNOTSUPP when the scheduler's tracepoints aren't there.
 */
int sysprobe_call_open(const struct sysprobe_filter *filter,
		       unsigned int threads);

/**
 * sysprobe_call_can_follow - is the target there?
 * @target: may be NULL
 * @scope:  process (of which @target must be the leader's) or thread
 *
 * Return: 0 or -ESRCH.
 */
int sysprobe_call_can_follow(struct pid *target, enum sysprobe_scope scope);

/**
 * sysprobe_call_follow - start counting for the filter's scope
 * @targets: processes or threads to follow
 * @n:       how many; 0: every task
 *
 * Return: 0, -ESRCH when one is gone, -ENOMEM when they don't fit.
 */
int sysprobe_call_follow(struct pid *const *targets, unsigned int n);

/**
 * sysprobe_call_end - count no more entries; hooks are still armed
 *
 * Calls that are inside may return until they aren't.
 */
void sysprobe_call_end(void);

/**
 * sysprobe_call_close - forget every task; hooks are disarmed
 * @leaves: the hook's calls return through the module
 *
 * Return: calls that were inside to the last: neither returned nor unfinished.
 */
unsigned int sysprobe_call_close(bool leaves);

/**
 * sysprobe_call_rehearse - add current for a calibration
 *
 * Return: 0 or -ENOMEM.
 */
int sysprobe_call_rehearse(void);

/**
 * sysprobe_call_rehearsed - forget current after a calibration
 *
 * Return: whether the hook has reported any call of it.
 */
bool sysprobe_call_rehearsed(void);

/** sysprobe_call_inside - calls being timed right now */
unsigned int sysprobe_call_inside(void);

/** sysprobe_call_tasks - tasks that have a record right now */
unsigned int sysprobe_call_tasks(void);

/** sysprobe_call_bytes - memory of the records */
size_t sysprobe_call_bytes(void);

#endif /* SYSPROBE_CALL_H */
