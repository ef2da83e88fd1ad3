/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a report shows and how: what renderers are given besides the stream.
 */
#ifndef SYSPROBE_REPORT_H
#define SYSPROBE_REPORT_H

#include <stdio.h>
#include "columns.h"
#include "document.h"
#include "model.h"
#include "names.h"

#define SYSPROBE_VERSION "0.1.0"

/**
 * enum unit - what times are shown in
 * @UNIT_AUTO:  ns where the tick's rate is known, else ticks; JSON, CSV: ticks
 * @UNIT_TICKS: TSC ticks
 * @UNIT_NS:    nanoseconds
 * @UNIT_BOTH:  both, side by side; tables only
 */
enum unit {
	UNIT_AUTO,
	UNIT_TICKS,
	UNIT_NS,
	UNIT_BOTH,
};

/**
 * struct report - one report
 * @model:     figures; the renderer may sort its calls
 * @names:     what numbers are called
 * @columns:   of the table
 * @n_columns: how many
 * @sort:      column to sort by; NULL: by ABI and number
 * @ascending: least first
 * @unit:      never UNIT_AUTO
 * @hist:      draw each syscall's histogram
 * @per_errno: list failures by errno
 * @errors_only: the session counted only what failed
 * @interval:  number of this interval, from 1; 0: the whole session
 * @notes:     sentences the reader adds
 * @n_notes:   how many
 * @moment:    when and where it was made
 */
struct report {
	struct model *model;
	const struct names *names;
	const struct column *const *columns;
	size_t n_columns;
	const struct column *sort;
	bool ascending;
	enum unit unit;
	bool hist;
	bool per_errno;
	bool errors_only;
	unsigned int interval;
	const char *const *notes;
	size_t n_notes;
	const struct moment *moment;
};

/**
 * report_sort - put the model's calls in the report's order
 * @report: its model is changed
 *
 * Ties are by ABI and number.
 */
void report_sort(const struct report *report);

/**
 * report_errno - a name for an error number
 * @error: 1..4095; 0 is the row of what the table had no room for
 * @buf:   for a number without a name
 * @size:  of @buf
 *
 * Return: "ENOENT", "other", or the number in @buf.
 */
const char *report_errno(unsigned int error, char *buf, size_t size);

/**
 * render_table - for eyes
 * @out:    where to
 * @report: what
 *
 * Conditions first; counters of losses, n and the hook's own cost last.
 */
void render_table(FILE *out, const struct report *report);

/**
 * render_table_rest - all of that but the conditions
 * @out:    where to
 * @report: what
 */
void render_table_rest(FILE *out, const struct report *report);

/**
 * render_hist - draw one syscall's histogram
 * @out:    where to
 * @report: for unit and names
 * @call:   whose
 *
 * In block characters if the locale is UTF-8, else in ASCII.
 */
void render_hist(FILE *out, const struct report *report,
		 const struct call *call);

/**
 * render_csv - for spreadsheets: RFC 4180, one header line, fixed columns
 * @out:    where to
 * @report: what; @columns is not looked at
 * @header: print the header line
 *
 * Columns: interval (0: the whole session), abi, nr, name, calls, returned,
 * errors, restarted, slept, preempted, share, unit, then in that unit
 * wall_sum, wall_min, wall_mean, wall_median, wall_p99, wall_p999, wall_max,
 * oncpu_sum, slept_sum, and last result_sum. Minimum and maximum of an
 * interval may be a bucket's edge; only JSON and the table say when.
 */
void render_csv(FILE *out, const struct report *report, bool header);

#endif /* SYSPROBE_REPORT_H */
