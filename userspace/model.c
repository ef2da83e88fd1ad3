// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "model.h"
#include "util.h"

const char *model_condition(const struct model *model, const char *key)
{
	return condition_find(model->conditions, model->n_conditions, key);
}

bool model_emulated(const struct model *model)
{
	return condition_emulated(model->conditions, model->n_conditions);
}

struct totals model_totals(const struct model *model)
{
	struct totals t = { 0 };
	size_t i;

	for (i = 0; i < model->n_calls; i++) {
		const struct sysprobe_syscall *row = &model->calls[i].row;

		t.calls += row->calls;
		t.returned += row->returned;
		t.errors += row->errors;
		t.restarted += row->restarted;
		t.wall_ticks += row->wall_ticks;
	}
	/* One hook, one row. */
	if (model->n_overhead == 1 && model->overhead[0].n)
		t.inside = model->overhead[0].inside;
	return t;
}

double model_ns(const struct model *model, double ticks)
{
	return ticks * 1e6 / model->head.tick_khz;
}

uint64_t hist_lower(unsigned int bucket)
{
	if (!bucket)
		return 0;
	bucket--;
	return (uint64_t)(SYSPROBE_HIST_SUB + bucket % SYSPROBE_HIST_SUB) <<
	       (bucket / SYSPROBE_HIST_SUB + SYSPROBE_HIST_MIN_LOG2 -
		SYSPROBE_HIST_SUB_LOG2);
}

uint64_t slept_hist_lower(unsigned int bucket)
{
	return bucket ? 1ULL << (bucket - 1 + SYSPROBE_HIST_MIN_LOG2) : 0;
}

double call_mean(const struct call *call)
{
	if (!call->row.returned)
		return 0;
	return (double)call->row.wall_ticks / call->row.returned;
}

double call_corrected(const struct call *call, const struct totals *totals)
{
	double median = call_quantile(call, 0.5);

	return median > totals->inside ? median - totals->inside : 0;
}

double call_share(const struct call *call, const struct totals *totals)
{
	if (!totals->wall_ticks)
		return 0;
	return (double)call->row.wall_ticks / totals->wall_ticks;
}

/*
 * Lay the coarse histogram of sleepers over the fine one: each power of two
 * is SUB fine buckets of equal width, so an even spread within it is an even
 * split among them. Both ends are the same in both.
 */
static double overlay(const struct sysprobe_syscall *row,
		      double at[SYSPROBE_HIST_BUCKETS])
{
	unsigned int last = SYSPROBE_HIST_BUCKETS - 1, i;
	double n = 0;

	for (i = 0; i <= last; i++) {
		at[i] = row->hist[i];
		if (i == 0)
			at[i] += row->slept_hist[0];
		else if (i == last)
			at[i] += row->slept_hist[SYSPROBE_SLEPT_BUCKETS - 1];
		else
			at[i] += (double)row->slept_hist[1 + (i - 1) / SYSPROBE_HIST_SUB] /
				 SYSPROBE_HIST_SUB;
		n += at[i];
	}
	return n;
}

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

double call_quantile(const struct call *call, double q)
{
	const struct sysprobe_syscall *row = &call->row;
	double min = row->wall_min, max = row->wall_max;
	double at[SYSPROBE_HIST_BUCKETS];
	double n = overlay(row, at), before = 0, rank;
	unsigned int i;

	if (!row->returned || n <= 0)
		return 0;
	/* 0.99 * 100 is a hair more than 99 in binary; that is rank 99. */
	rank = ceil(q * n - 1e-9 * n);
	if (rank <= 1)
		return min;
	if (rank >= n)
		return max;
	for (i = 0; i < SYSPROBE_HIST_BUCKETS - 1; i++) {
		double low, high, part;

		if (before + at[i] < rank) {
			before += at[i];
			continue;
		}
		/* The ends of the range are known better than the bucket's. */
		low = fmax(hist_lower(i), min);
		high = fmin(hist_lower(i + 1), max);
		/* A sleeper's share of a fine bucket may be less than half. */
		part = clamp((rank - before - 0.5) / at[i], 0, 1);
		return clamp(low + (high - low) * part, min, max);
	}
	return max;
}

static int compare_calls(const struct call *a, const struct call *b)
{
	if (a->row.abi != b->row.abi)
		return a->row.abi < b->row.abi ? -1 : 1;
	if (a->row.nr != b->row.nr)
		return a->row.nr < b->row.nr ? -1 : 1;
	return 0;
}

static const struct call *find_call(const struct model *model,
				    const struct call *key)
{
	size_t i;

	for (i = 0; i < model->n_calls; i++)
		if (!compare_calls(&model->calls[i], key))
			return &model->calls[i];
	return NULL;
}

/* A racing reader may see a later sum smaller; a difference is never < 0. */
static uint64_t minus(uint64_t to, uint64_t from)
{
	return to > from ? to - from : 0;
}

static void diff_extremes(struct call *call, const struct sysprobe_syscall *from)
{
	struct sysprobe_syscall *row = &call->row;
	uint64_t low = UINT64_MAX, high = 0;
	unsigned int i;

	for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++) {
		if (!row->hist[i])
			continue;
		if (hist_lower(i) < low)
			low = hist_lower(i);
		high = i + 1 < SYSPROBE_HIST_BUCKETS ? hist_lower(i + 1) : UINT64_MAX;
	}
	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++) {
		uint64_t end = i + 1 < SYSPROBE_SLEPT_BUCKETS ?
			       slept_hist_lower(i + 1) : UINT64_MAX;

		if (!row->slept_hist[i])
			continue;
		if (slept_hist_lower(i) < low)
			low = slept_hist_lower(i);
		if (end > high)
			high = end;
	}
	if (!row->returned) {
		row->wall_min = 0;
		row->wall_max = 0;
		return;
	}
	/* A new record was set in this interval, and so is known exactly. */
	call->min_near = from->returned && row->wall_min >= from->wall_min;
	call->max_near = from->returned && row->wall_max <= from->wall_max;
	if (call->min_near && low != UINT64_MAX && low > row->wall_min)
		row->wall_min = low;
	if (call->max_near && high && high < row->wall_max)
		row->wall_max = high;
}

static void diff_call(struct call *call, const struct call *before)
{
	struct sysprobe_syscall *row = &call->row;
	const struct sysprobe_syscall *from = &before->row;
	unsigned int i;

	row->calls = minus(row->calls, from->calls);
	row->returned = minus(row->returned, from->returned);
	row->errors = minus(row->errors, from->errors);
	row->restarted = minus(row->restarted, from->restarted);
	row->slept = minus(row->slept, from->slept);
	row->preempted = minus(row->preempted, from->preempted);
	row->wall_ticks = minus(row->wall_ticks, from->wall_ticks);
	row->oncpu_ticks = minus(row->oncpu_ticks, from->oncpu_ticks);
	row->slept_ticks = minus(row->slept_ticks, from->slept_ticks);
	row->result_sum -= from->result_sum;	/* modulo 2^64 by contract */
	for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++)
		row->hist[i] = minus(row->hist[i], from->hist[i]);
	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++)
		row->slept_hist[i] = minus(row->slept_hist[i],
					   from->slept_hist[i]);
	diff_extremes(call, from);
}

static void diff_calls(struct model *diff, const struct model *from)
{
	size_t i, kept = 0;

	for (i = 0; i < diff->n_calls; i++) {
		struct call call = diff->calls[i];
		const struct call *before = find_call(from, &call);

		if (before)
			diff_call(&call, before);
		if (call.row.calls || call.row.returned)
			diff->calls[kept++] = call;
	}
	diff->n_calls = kept;
}

static void diff_errnos(struct model *diff, const struct model *from)
{
	size_t i, j, kept = 0;

	for (i = 0; i < diff->n_errnos; i++) {
		struct sysprobe_errno row = diff->errnos[i];

		for (j = 0; j < from->n_errnos; j++) {
			const struct sysprobe_errno *f = &from->errnos[j];

			if (f->abi == row.abi && f->nr == row.nr &&
			    f->error == row.error) {
				row.count = minus(row.count, f->count);
				break;
			}
		}
		if (row.count)
			diff->errnos[kept++] = row;
	}
	diff->n_errnos = kept;
}

static void diff_counters(struct model *diff, const struct model *from)
{
	size_t i, j;

	for (i = 0; i < diff->n_counters; i++) {
		struct sysprobe_counter *counter = &diff->counters[i];

		if (counter->flags & SYSPROBE_COUNTER_LEVEL)
			continue;
		for (j = 0; j < from->n_counters; j++)
			if (!strcmp(counter->name, from->counters[j].name))
				counter->value =
					minus(counter->value,
					      from->counters[j].value);
	}
}

static void *copy_array(const void *from, size_t count, size_t size, bool *ok)
{
	void *copy = count ? reallocarray(NULL, count, size) : NULL;

	if (count && !copy)
		*ok = false;
	else if (count)
		memcpy(copy, from, count * size);
	return copy;
}

static bool copy_model(struct model *to, const struct model *from)
{
	bool ok = true;
	size_t i;

	*to = *from;
	to->counters = copy_array(from->counters, from->n_counters,
				  sizeof(*to->counters), &ok);
	to->calls = copy_array(from->calls, from->n_calls,
			       sizeof(*to->calls), &ok);
	to->errnos = copy_array(from->errnos, from->n_errnos,
				sizeof(*to->errnos), &ok);
	to->overhead = copy_array(from->overhead, from->n_overhead,
				  sizeof(*to->overhead), &ok);
	to->conditions = calloc(from->n_conditions + 1, sizeof(*to->conditions));
	if (!to->conditions) {
		to->n_conditions = 0;
		return false;
	}
	for (i = 0; i < from->n_conditions; i++) {
		to->conditions[i].key = strdup(from->conditions[i].key);
		to->conditions[i].value = strdup(from->conditions[i].value);
		if (!to->conditions[i].key || !to->conditions[i].value)
			ok = false;
	}
	return ok;
}

int model_diff(struct model *diff, const struct model *from,
	       const struct model *to, struct err *err)
{
	if (!copy_model(diff, to)) {
		model_free(diff);
		return err_no_memory(err);
	}
	if (from->head.session != to->head.session ||
	    from->head.generation != to->head.generation)
		return 0;
	diff->active_ns = minus(to->active_ns, from->active_ns);
	diff_calls(diff, from);
	diff_errnos(diff, from);
	diff_counters(diff, from);
	return 0;
}

uint64_t model_unseen(const struct model *model)
{
	const struct sysprobe_counter *c;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < model->n_counters; i++) {
		c = &model->counters[i];
		if (!(c->flags & (SYSPROBE_COUNTER_NORMAL |
				  SYSPROBE_COUNTER_UNSEEN)))
			sum += c->value;
	}
	return sum;
}
