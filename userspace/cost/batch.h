/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many the rows of group batch put into a call.
 */
#ifndef SYSPROBE_COST_BATCH_H
#define SYSPROBE_COST_BATCH_H

#define BATCH_MOST	64

/* A row ROW(order, how many in a call) for each; the first has @order + 1. */
#define BATCH_ROWS(ROW, order) \
	ROW((order) + 1, 1), ROW((order) + 2, 2), ROW((order) + 3, 4), \
	ROW((order) + 4, 8), ROW((order) + 5, 16), ROW((order) + 6, 32), \
	ROW((order) + 7, 64)

#endif /* SYSPROBE_COST_BATCH_H */
