/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "sysprobe stat" was asked for.
 */
#ifndef SYSPROBE_STAT_ARGS_H
#define SYSPROBE_STAT_ARGS_H

#include "columns.h"
#include "filter.h"
#include "report.h"

enum format {
	FORMAT_TABLE,
	FORMAT_JSON,
	FORMAT_CSV,
};

/**
 * struct stat_params - a stat command line, understood
 * @filter:    what to count; first, for the options shared with start
 * @columns:   of the table
 * @n_columns: how many
 * @columns_given: the user chose them
 * @sort:      NULL: by ABI and number
 * @sort_given: the user chose it
 * @ascending: least first
 * @unit:      may be UNIT_AUTO
 * @interval:  s between reports; 0: one report, at the end
 * @duration:  s until the end; 0: no limit
 * @hist, @per_errno, @list_columns, @last, @wait_all, @help: as the options say
 * @format:    of the report
 * @output:    file for the report; NULL: the stream that @format implies
 * @command:   to run; NULL: none
 */
struct stat_params {
	struct filter filter;
	const struct column *columns[COLUMNS_MAX];
	size_t n_columns;
	bool columns_given;
	const struct column *sort;
	bool sort_given;
	bool ascending;
	enum unit unit;
	double interval;
	double duration;
	bool hist, per_errno, list_columns, last, wait_all, help;
	enum format format;
	const char *output;
	char *const *command;
};

/**
 * stat_args_parse - understand a command line
 * @params: to be filled
 * @names:  what words mean in a list of syscalls
 * @argc:   of @argv
 * @argv:   argv[0] is "stat"; the result points into it
 * @err:    on failure
 *
 * Looks at nothing but its arguments, and changes nothing but @params.
 *
 * Return: 0, or -1.
 */
int stat_args_parse(struct stat_params *params, const struct names *names,
		    int argc, char *const argv[], struct err *err);

/**
 * stat_args_usual_sort - what the table is sorted by if nothing is said
 * @errors_only: the session counted only what failed
 */
const struct column *stat_args_usual_sort(bool errors_only);

/**
 * stat_args_help - how to use stat
 * @out: where to
 */
void stat_args_help(FILE *out);

#endif /* SYSPROBE_STAT_ARGS_H */
