/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What could not be counted, or was set aside: one list for every report.
 */
#ifndef SYSPROBE_COUNTERS_H
#define SYSPROBE_COUNTERS_H

#include "account.h"

/* The accounts' own, and three that other units keep. */
#define SYSPROBE_COUNTER_ROWS	(SYSPROBE_COUNTS + 3)

/**
 * sysprobe_counters - all counters, each also at 0
 * @rows: SYSPROBE_COUNTER_ROWS of them, to be filled
 *
 * The control lock is held.
 */
void sysprobe_counters(struct sysprobe_counter *rows);

#endif /* SYSPROBE_COUNTERS_H */
