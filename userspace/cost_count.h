/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own count of the calls that a row makes.
 */
#ifndef SYSPROBE_COST_COUNT_H
#define SYSPROBE_COST_COUNT_H

#include "cost.h"
#include "cost_worker.h"
#include "kif.h"

/**
 * struct cost_count - a row to be counted
 * @worker:  running
 * @entries: to be filled
 */
struct cost_count {
	struct cost_worker *worker;
	struct cost_entries *entries;
};

/**
 * cost_count - have rows' operations counted by the module
 * @kif:    where its files are
 * @counts: of rows, of which each has its turn
 * @n:      how many
 *
 * A session takes longer to begin than all their calls, so they share one. A worker
 * that fails is stopped: it may be armed.
 */
void cost_count(const struct kif *kif, struct cost_count *counts, size_t n);

/**
 * cost_compare_entries - lay the kernel's count beside what the row says
 * @entries: with @operations set; the rest is filled
 * @row:     which
 * @model:   what the kernel counted
 */
void cost_compare_entries(struct cost_entries *entries,
			  const struct cost_row *row,
			  const struct model *model);

#endif /* SYSPROBE_COST_COUNT_H */
