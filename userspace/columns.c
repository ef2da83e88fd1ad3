// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "columns.h"
#include "util.h"

static struct value whole(uint64_t n)
{
	return (struct value){ .known = true, .whole = n, .real = n };
}

/* A time of calls that came back; there is none if none did. */
static struct value timed(const struct call *call, double ticks)
{
	return (struct value){ .known = call->row.returned > 0, .real = ticks };
}

#define WHOLE(field)							\
static struct value get_##field(const struct call *call,		\
				const struct totals *totals)		\
{									\
	(void)totals;							\
	return whole(call->row.field);					\
}

WHOLE(calls)
WHOLE(returned)
WHOLE(errors)
WHOLE(restarted)
WHOLE(slept)
WHOLE(preempted)
WHOLE(result_sum)

#define TIMED(name, ticks)						\
static struct value get_##name(const struct call *call,			\
			       const struct totals *totals)		\
{									\
	(void)totals;							\
	return timed(call, ticks);					\
}

TIMED(total, call->row.wall_ticks)
TIMED(mean, call_mean(call))
TIMED(p50, call_quantile(call, 0.5))
TIMED(p99, call_quantile(call, 0.99))
TIMED(p999, call_quantile(call, 0.999))
TIMED(oncpu, call->row.oncpu_ticks)
TIMED(sleeping, call->row.slept_ticks)

static struct value get_min(const struct call *call,
			    const struct totals *totals)
{
	struct value v = timed(call, call->row.wall_min);

	(void)totals;
	v.near = call->min_near;
	return v;
}

static struct value get_max(const struct call *call,
			    const struct totals *totals)
{
	struct value v = timed(call, call->row.wall_max);

	(void)totals;
	v.near = call->max_near;
	return v;
}

static struct value get_share(const struct call *call,
			      const struct totals *totals)
{
	return timed(call, call_share(call, totals));
}

static struct value get_corrected(const struct call *call,
				  const struct totals *totals)
{
	struct value v = timed(call, call_corrected(call, totals));

	v.known = v.known && totals->inside;
	return v;
}

static const struct column columns[] = {
	{ "calls", "calls", COLUMN_COUNT, 8, true,
	  "handed to a handler", get_calls },
	{ "errors", "errors", COLUMN_COUNT, 6, true,
	  "came back with an errno", get_errors },
	{ "time", "time%", COLUMN_PERCENT, 6, true,
	  "share of all calls' wall time", get_share },
	{ "total", "total", COLUMN_TIME, 11, true,
	  "wall time of all calls", get_total },
	{ "min", "min", COLUMN_TIME, 7, true, "shortest", get_min },
	{ "mean", "mean", COLUMN_TIME, 8, true, "mean", get_mean },
	{ "p50", "p50", COLUMN_TIME, 8, true, "median", get_p50 },
	{ "corrected", "corrected", COLUMN_TIME, 9, false,
	  "median without the hook's own part", get_corrected },
	{ "p99", "p99", COLUMN_TIME, 8, true, "99th percentile", get_p99 },
	{ "p99.9", "p99.9", COLUMN_TIME, 8, false,
	  "99.9th percentile", get_p999 },
	{ "max", "max", COLUMN_TIME, 9, true, "longest", get_max },
	{ "oncpu", "on-CPU", COLUMN_TIME, 9, false,
	  "part of total that the task was on a CPU", get_oncpu },
	{ "slept", "in sleepers", COLUMN_TIME, 11, false,
	  "part of total from calls that slept", get_sleeping },
	{ "returned", "returned", COLUMN_COUNT, 8, false,
	  "came back; the others are inside or never do", get_returned },
	{ "restarted", "restarted", COLUMN_COUNT, 9, false,
	  "came back for the kernel to restart them", get_restarted },
	{ "sleepers", "sleepers", COLUMN_COUNT, 8, false,
	  "calls that blocked at least once", get_slept },
	{ "preempted", "preempted", COLUMN_COUNT, 9, false,
	  "calls taken off the CPU only while runnable", get_preempted },
	{ "result", "result sum", COLUMN_COUNT, 10, false,
	  "sum of positive results: bytes, events", get_result_sum },
};

_Static_assert(ARRAY_SIZE(columns) <= COLUMNS_MAX, "raise COLUMNS_MAX");

const struct column *columns_all(size_t *count)
{
	*count = ARRAY_SIZE(columns);
	return columns;
}

const struct column *column_find(const char *key, struct err *err)
{
	struct suggestion s = suggest_from(key);
	char hint[96];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!strcmp(columns[i].key, key))
			return &columns[i];
		suggest_consider(&s, columns[i].key);
	}
	err_set(err, STATUS_USAGE, "there is no column '%s'%s", key,
		s.best ? suggest_text(&s, hint, sizeof(hint)) :
		"; 'sysprobe stat --list-columns' lists them");
	return NULL;
}

static int choose_list(const struct column **chosen, size_t *count, char *list,
		       struct err *err)
{
	char *key;
	size_t i;

	while ((key = strsep(&list, ","))) {
		const struct column *column = column_find(key, err);

		if (!column)
			return -1;
		for (i = 0; i < *count; i++)
			if (chosen[i] == column)
				return err_set(err, STATUS_USAGE,
					       "column '%s' is listed twice; list it once",
					       key);
		chosen[(*count)++] = column;
	}
	return 0;
}

int columns_choose(const struct column **chosen, size_t *count,
		   const char *list, struct err *err)
{
	bool all = list && !strcmp(list, "all");
	char *copy;
	size_t i;
	int ret;

	*count = 0;
	if (!list || all) {
		for (i = 0; i < ARRAY_SIZE(columns); i++)
			if (all || columns[i].usual)
				chosen[(*count)++] = &columns[i];
		return 0;
	}
	copy = strdup(list);
	if (!copy)
		return err_no_memory(err);
	ret = choose_list(chosen, count, copy, err);
	free(copy);
	return ret;
}
