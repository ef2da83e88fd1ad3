/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Blocks of operations that say whether they did what they have to.
 */
#ifndef SYSPROBE_COST_CHECKED_H
#define SYSPROBE_COST_CHECKED_H

#include "cost/row.h"

/*
 * Defines block_OPERATION(), which is what @block is to be: OPERATION(state) is
 * done again and again and is 0 where it succeeded. One function for each, so
 * that no indirect call is timed.
 */
#define CHECKED_BLOCK(operation) \
	static uint64_t block_##operation(void *state, size_t n) \
	{ \
		int wrong = 0; \
		uint64_t ticks = COST_LOOP(n, wrong |= operation(state)); \
		\
		return wrong ? COST_WRONG : ticks; \
	}

#endif /* SYSPROBE_COST_CHECKED_H */
