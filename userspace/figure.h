/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Figures of JSON documents, and two of them side by side. A figure is an
 * object with "n", "unit", "raw" and perhaps "corrected"; see render_json.h.
 */
#ifndef SYSPROBE_FIGURE_H
#define SYSPROBE_FIGURE_H

#include <jansson.h>
#include <stdbool.h>
#include "err.h"
#include "util.h"

/**
 * struct clock - what a document's ticks are
 * @khz:  ticks a millisecond; 0: not known
 * @tick: its condition "tick": "instruction" or "time"; NULL: not known
 * @boot: its condition "boot_id"; NULL: not known
 */
struct clock {
	double khz;
	const char *tick;
	const char *boot;
};

/**
 * clock_of - a document's
 * @root: checked by document_check()
 *
 * The rate is that of the first section that tells one.
 */
struct clock clock_of(const json_t *root);

/**
 * figure_is - does an object mean to be a figure?
 * @value: anything
 */
bool figure_is(const json_t *value);

/**
 * figure_odd - what is wrong with it?
 * @figure: figure_is()
 *
 * Return: NULL if it is as documented, or half a sentence.
 */
const char *figure_odd(const json_t *figure);

/**
 * enum verdict - B beside A
 * @VERDICT_SAME:    equal
 * @VERDICT_WITHIN:  differs, and one lies within the spread of the other
 * @VERDICT_SMALL:   outside the spread of both, by no more than the threshold
 * @VERDICT_BETTER:  outside, and less by more than that
 * @VERDICT_WORSE:   outside, and more by more than that
 * @VERDICT_DIFFERS: outside, by more than that, and less is neither of the two
 * @VERDICT_UNKNOWN: differs, and no spread is known of one or both
 * @VERDICT_NONE:    they can't be compared
 */
enum verdict {
	VERDICT_SAME,
	VERDICT_WITHIN,
	VERDICT_SMALL,
	VERDICT_BETTER,
	VERDICT_WORSE,
	VERDICT_DIFFERS,
	VERDICT_UNKNOWN,
	VERDICT_NONE,
};

/**
 * struct quantity - one side, in the unit of the comparison
 * @value:  median or mean
 * @spread: @low and @high are known
 * @low:    1st percentile, or the minimum if that is not known
 * @high:   99th percentile
 */
struct quantity {
	double value;
	bool spread;
	double low;
	double high;
};

/**
 * struct comparison - two figures side by side
 * @verdict:    what comes of it
 * @why_not:    they can't be compared, half a sentence; else NULL
 * @unit:       "ticks" or "ns"
 * @statistic:  "median" or "mean"
 * @corrected:  without the instrument's part, which both know; else raw
 * @a:          first
 * @b:          second
 * @difference: b - a
 * @ratio:      b / a; 0 where a is 0
 */
struct comparison {
	enum verdict verdict;
	const char *why_not;
	const char *unit;
	const char *statistic;
	bool corrected;
	struct quantity a;
	struct quantity b;
	double difference;
	double ratio;
};

/**
 * figure_compare - lay one beside the other
 * @a:         not figure_odd()
 * @b:         not figure_odd()
 * @clock_a:   of a's document
 * @clock_b:   of b's
 * @threshold: percent
 *
 * Corrected values are compared where both have them. Their spread is that of
 * the raw values, less what was taken off the median. A difference is outside
 * the spread of both if a's value is not within b's spread and b's not within
 * a's; the borders are within.
 *
 * Ticks of rates that differ by more than 1 % are compared as ns; less is the
 * kernel's own uncertainty of the rate.
 */
struct comparison figure_compare(const json_t *a, const json_t *b,
				 const struct clock *clock_a,
				 const struct clock *clock_b, double threshold);

/** verdict_name - "same", "within", "small", "better", "worse", ... */
const char *verdict_name(enum verdict verdict);

#endif /* SYSPROBE_FIGURE_H */
