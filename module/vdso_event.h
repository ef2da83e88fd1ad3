/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tells of rewrites of the vDSO's data at the trace event for them. They are
 * noticed with the timekeeper's lock held, where whoever listens to the event
 * and asks what time it is would wait for ever: so they are told of from an
 * interrupt of our own, as soon as the lock is free.
 */
#ifndef SYSPROBE_VDSO_EVENT_H
#define SYSPROBE_VDSO_EVENT_H

#include <linux/types.h>

/**
 * sysprobe_vdso_event_tell - of one rewrite; nothing if nobody listens
 * @cause:    as the event has it
 * @interval: ticks since the one before
 * @write:    ticks it took
 *
 * Call with the timekeeper's lock held.
 * Return: false: somebody listens, and there was no room for it.
 */
bool sysprobe_vdso_event_tell(unsigned int cause, u64 interval, u64 write);

/** sysprobe_vdso_event_settle - all are told; no more may come meanwhile */
void sysprobe_vdso_event_settle(void);

#endif /* SYSPROBE_VDSO_EVENT_H */
