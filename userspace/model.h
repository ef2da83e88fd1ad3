/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A snapshot, understood: plain arrays and the arithmetic on them. Nothing
 * here opens a file or prints.
 *
 * The bytes of a snapshot are not trusted: every size and count is checked
 * against what is there before it is used, text is made printable.
 */
#ifndef SYSPROBE_MODEL_H
#define SYSPROBE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "condition.h"
#include "err.h"
#include "../module/uapi/sysprobe.h"

/**
 * struct call - one syscall's figures
 * @row:       as the module counted them, in TSC ticks
 * @min_near:  row.wall_min is no more than a bucket's edge (of a difference)
 * @max_near:  the same of row.wall_max
 */
struct call {
	struct sysprobe_syscall row;
	bool min_near;
	bool max_near;
};

/**
 * struct model - one snapshot
 * @head:        its header; in a difference, of the later one
 * @conditions:  in the module's order
 * @counters:    what was lost or set aside
 * @calls:       by ABI and number; only those with key kind "all"
 * @errnos:      by ABI, number, errno
 * @overhead:    what the hook costs
 * @active_ns:   time counted, ns; in a difference, between the two
 * @n_conditions, @n_counters, @n_calls, @n_errnos, @n_overhead: how many
 */
struct model {
	struct sysprobe_header head;
	struct condition *conditions;
	struct sysprobe_counter *counters;
	struct call *calls;
	struct sysprobe_errno *errnos;
	struct sysprobe_overhead *overhead;
	size_t n_conditions, n_counters, n_calls, n_errnos, n_overhead;
	uint64_t active_ns;
};

/**
 * model_parse - understand a snapshot
 * @model: to be filled; zeroed on failure
 * @bytes: the snapshot
 * @size:  of it
 * @err:   on failure
 *
 * Unknown kinds of section and of key are skipped, longer rows cut, shorter
 * headers and rows refused.
 *
 * Return: 0, or -1.
 */
int model_parse(struct model *model, const void *bytes, size_t size,
		struct err *err);

/**
 * model_free - let go of a model's memory
 * @model: zeroed afterwards
 */
void model_free(struct model *model);

/**
 * model_condition - look a condition up
 * @model: where
 * @key:   as the module spells it
 *
 * Return: its value, NULL if there is none.
 */
const char *model_condition(const struct model *model, const char *key);

/**
 * model_emulated - do the conditions name a CPU made of software?
 * @model: where
 *
 * Return: true for QEMU's TCG and for Bochs: times are not those of hardware.
 */
bool model_emulated(const struct model *model);

/**
 * struct totals - figures of all calls together
 * @calls, @returned, @errors, @restarted: sums
 * @wall_ticks: sum
 * @inside: the hook's own part of each call's time, ticks; 0: not known
 */
struct totals {
	uint64_t calls, returned, errors, restarted, wall_ticks;
	uint64_t inside;
};

/**
 * model_totals - sum over all calls
 * @model: what to sum
 */
struct totals model_totals(const struct model *model);

/**
 * model_unseen - events lost that may have been calls: a count is worth nothing then
 * @model: whose counters to sum
 */
uint64_t model_unseen(const struct model *model);

/**
 * model_diff - what happened between two snapshots of one session
 * @diff:  to be filled
 * @from:  the earlier
 * @to:    the later
 * @err:   on failure
 *
 * Counts and histograms are subtracted. If the figures were reset in between
 * (another generation), @to is the answer. A minimum cannot be subtracted:
 * where the session's fell in between it is this interval's; elsewhere the
 * lower edge of the first bucket that grew stands for it, and is marked. So
 * with the maximum.
 *
 * Return: 0, or -1 if memory ran out.
 */
int model_diff(struct model *diff, const struct model *from,
	       const struct model *to, struct err *err);

/**
 * model_ns - ticks as ns
 * @model: for its tick_khz, which must not be 0
 * @ticks: TSC ticks
 */
double model_ns(const struct model *model, double ticks);

/* Ticks at which a bucket of sysprobe_syscall.hist begins; 0 for bucket 0. */
uint64_t hist_lower(unsigned int bucket);

/* Ticks at which a bucket of sysprobe_syscall.slept_hist begins. */
uint64_t slept_hist_lower(unsigned int bucket);

/**
 * call_mean - mean wall time of one call
 * @call: whose
 *
 * Return: ticks; 0 if none returned.
 */
double call_mean(const struct call *call);

/**
 * call_quantile - a quantile of wall time, calls that slept included
 * @call: whose
 * @q:    0..1; 0.99 is the 99th percentile
 *
 * The nearest rank (ceil(q * n)) is found in the two histograms laid over each
 * other; within a bucket, calls are taken to be spread evenly. So the error is
 * at most a bucket's width: 12.5 % among calls that ran through, a factor of
 * two among calls that slept. First and last rank are the exact minimum and
 * maximum, and no answer lies outside them.
 *
 * Return: ticks; 0 if none returned.
 */
double call_quantile(const struct call *call, double q);

/**
 * call_share - part of all calls' wall time
 * @call:   whose
 * @totals: of its model
 *
 * Return: 0..1; 0 if there was none.
 */
double call_share(const struct call *call, const struct totals *totals);

/**
 * call_corrected - a call's median time without the hook's own part
 * @call:   one that came back
 * @totals: of its model; @totals->inside isn't 0
 *
 * Return: ticks, not below 0.
 */
double call_corrected(const struct call *call, const struct totals *totals);

#endif /* SYSPROBE_MODEL_H */
