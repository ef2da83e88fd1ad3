/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state that the vDSO's getrandom() keeps its key and what is left of its last
 * bytes in. Whoever calls it makes one for each thread.
 */
#ifndef SYSPROBE_RANDOM_STATE_H
#define SYSPROBE_RANDOM_STATE_H

#include <sys/types.h>
#include "clock_calls.h"
#include "err.h"

/* As Linux has it from 6.11 on. */
typedef ssize_t vdso_getrandom_t(void *buffer, size_t size, unsigned int flags,
				 void *state, size_t state_size);

/**
 * random_state_make - a state for this thread
 * @target: with @function; @state and @state_size are filled
 * @why:    on failure, a sentence
 *
 * Return: 0, or -1.
 */
int random_state_make(struct clock_target *target, struct err *why);

/** random_state_drop - give it back; may be none */
void random_state_drop(struct clock_target *target);

#endif /* SYSPROBE_RANDOM_STATE_H */
