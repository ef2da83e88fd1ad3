/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table's columns as data. A new column is one row in columns.c.
 */
#ifndef SYSPROBE_COLUMNS_H
#define SYSPROBE_COLUMNS_H

#include "model.h"

#define COLUMNS_MAX 32

/**
 * enum column_kind - what a column's values are
 * @COLUMN_COUNT:   whole numbers
 * @COLUMN_TIME:    ticks, shown in the unit asked for
 * @COLUMN_PERCENT: a share, 0..1
 */
enum column_kind {
	COLUMN_COUNT,
	COLUMN_TIME,
	COLUMN_PERCENT,
};

/**
 * struct value - one cell
 * @known:  false: there is no such figure, "-" is shown
 * @near:   a bound, not the figure itself; shown with "~"
 * @whole:  of a count
 * @real:   of a time in ticks, or a share
 */
struct value {
	bool known;
	bool near;
	uint64_t whole;
	double real;
};

/**
 * struct column - one column
 * @key:   what a user calls it
 * @title: over the column
 * @kind:  of its values
 * @width: least width; it grows with what is in it
 * @usual: shown when the user chooses none
 * @help:  half a sentence for --list-columns
 * @get:   one call's value
 */
struct column {
	const char *key;
	const char *title;
	enum column_kind kind;
	int width;
	bool usual;
	const char *help;
	struct value (*get)(const struct call *call,
			    const struct totals *totals);
};

/**
 * columns_all - every column there is
 * @count: how many
 */
const struct column *columns_all(size_t *count);

/**
 * column_find - a column by its key
 * @key: as typed
 * @err: on failure, with a suggestion
 *
 * Return: the column, or NULL.
 */
const struct column *column_find(const char *key, struct err *err);

/**
 * columns_choose - the columns of a list
 * @chosen: COLUMNS_MAX of them
 * @count:  how many it became
 * @list:   keys separated by commas; "all"; NULL: the usual ones
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int columns_choose(const struct column **chosen, size_t *count,
		   const char *list, struct err *err);

#endif /* SYSPROBE_COLUMNS_H */
