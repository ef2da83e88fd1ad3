/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cost table: which rows there are, and what came of measuring them.
 *
 * A row's operations are timed in blocks, so long that reading the clock is
 * less than 1 % of one; rows of a group take turns, a few blocks each, so that
 * what changes on the machine meets all of them; the same loop without the
 * operation is timed in between and taken off.
 */
#ifndef SYSPROBE_COST_H
#define SYSPROBE_COST_H

#include <stdbool.h>
#include "cost/row.h"
#include "json.h"
#include "machine.h"
#include "measured.h"
#include "model.h"

/**
 * struct cost_params - what is wanted
 * @quick:    fewer blocks
 * @group:    only this one, if @by_group
 * @by_group: @group is set
 * @only:     names of rows with commas between; NULL: all
 * @uncounted: don't have the kernel count calls
 * @progress: say on stderr what is being measured
 */
struct cost_params {
	bool quick;
	bool by_group;
	enum cost_group group;
	const char *only;
	bool uncounted;
	bool progress;
};

/**
 * struct cost_entries - the kernel's count of a row's calls
 * @why_not:    it was not asked; the rest means nothing then
 * @operations: that were made meanwhile
 * @expected:   calls that the row says these take
 * @counted:    of the same numbers
 * @other:      of any other number
 * @agree:      each number's count is what the row says, and there are no others
 */
struct cost_entries {
	struct err why_not;
	uint64_t operations;
	uint64_t expected;
	uint64_t counted;
	uint64_t other;
	bool agree;
};

/**
 * struct cost_result - a row, measured
 * @row:       which
 * @why_not:   it can't be measured here; @status 0: it could be
 * @block:     operations a block
 * @blocks:    how many were timed
 * @cost:      ticks an item; a value is a block's mean
 * @quartiles: ticks an item between the 1st and 3rd quartile
 * @noisy:     these are too far apart, however often it was tried
 * @runs:      how often it was measured
 * @entries:   the kernel's count
 */
struct cost_result {
	const struct cost_row *row;
	struct err why_not;
	size_t block;
	size_t blocks;
	struct measurement cost;
	uint64_t quartiles;
	bool noisy;
	unsigned int runs;
	struct cost_entries entries;
};

/**
 * struct cost - the table
 * @results:    in the order that they are shown in
 * @n:          how many
 * @cpu:        that everything ran on; -1: on none in particular
 * @stamp:      ticks that reading the clock takes
 * @tick_khz:   ticks a ms; 0: not known, or a tick is no time here
 * @quick:      fewer blocks were timed
 * @machine:    conditions, seen from user space
 * @module:     the module's; zeroed if there is none
 * @why_not_counted: the kernel can't be asked for counts
 */
struct cost {
	struct cost_result *results;
	size_t n;
	int cpu;
	uint64_t stamp;
	uint64_t tick_khz;
	bool quick;
	struct machine machine;
	struct model module;
	struct err why_not_counted;
};

/** cost_group_name - "basic", "entry", ... */
const char *cost_group_name(enum cost_group group);

/** cost_group_about - half a sentence for eyes */
const char *cost_group_about(enum cost_group group);

/**
 * cost_select - make the table of the rows that are wanted
 * @cost:   zeroed
 * @params: which
 * @err:    on failure: there is no such row, or memory ran out
 *
 * Return: 0, or -1.
 */
int cost_select(struct cost *cost, const struct cost_params *params,
		struct err *err);

/**
 * cost_measure - measure all its rows
 * @cost:   selected
 * @params: how
 *
 * What can't be measured says so; that is no failure.
 */
void cost_measure(struct cost *cost, const struct cost_params *params);

/**
 * cost_find - a row of the table
 * @cost: selected
 * @name: of the row; may be NULL
 *
 * Return: it; NULL: there is none.
 */
const struct cost_result *cost_find(const struct cost *cost, const char *name);

/** cost_items - items an operation of a row handles, at least 1 */
unsigned int cost_items(const struct cost_row *row);

/** cost_known - is there a figure to calculate with? */
bool cost_known(const struct cost_result *result);

/**
 * cost_ratio - how many times its base's cost an item is
 * @cost:   for the base
 * @result: of a row
 *
 * Return: that; 0: there is no base, or one of the two is not known.
 */
double cost_ratio(const struct cost *cost, const struct cost_result *result);

/**
 * cost_ns - ticks as ns
 * @cost:  for its tick_khz, which must not be 0
 * @ticks: TSC ticks
 */
double cost_ns(const struct cost *cost, double ticks);

/**
 * cost_share - share of one CPU that so many a second take
 * @cost:     for its tick_khz, which must not be 0
 * @result:   whose cost is known
 * @a_second: items
 *
 * Return: 1 is all of it; more is more than there is.
 */
double cost_share(const struct cost *cost, const struct cost_result *result,
		  double a_second);

/** cost_free - give it back; may be zeroed */
void cost_free(struct cost *cost);

/**
 * render_cost - for eyes, all but the conditions
 * @out:  where to
 * @cost: measured
 */
void render_cost(FILE *out, const struct cost *cost);

/**
 * render_cost_list - the rows, with what they do, unmeasured
 * @out:  where to
 * @cost: selected
 */
void render_cost_list(FILE *out, const struct cost *cost);

/**
 * render_cost_csv - RFC 4180, one header line, a line a row
 * @out:  where to
 * @cost: measured
 */
void render_cost_csv(FILE *out, const struct cost *cost);

/**
 * render_cost_json - a section of a document
 * @failed: set if memory ran out
 * @cost:   measured
 */
json_t *render_cost_json(bool *failed, const struct cost *cost);

#endif /* SYSPROBE_COST_H */
