// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "stat_args.h"

static int set_columns(void *params, const char *value, struct err *err)
{
	struct stat_params *p = params;

	p->columns_given = true;
	return columns_choose(p->columns, &p->n_columns, value, err);
}

static int set_sort(void *params, const char *value, struct err *err)
{
	struct stat_params *p = params;
	char key[32];
	size_t length = strcspn(value, ":");

	if (value[length] && strcmp(value + length, ":asc") &&
	    strcmp(value + length, ":desc"))
		return err_set(err, STATUS_USAGE,
			       "'%s' is no order; write COLUMN:asc or COLUMN:desc",
			       value);
	snprintf(key, sizeof(key), "%.*s", (int)length, value);
	p->sort_given = true;
	p->ascending = !strcmp(value + length, ":asc");
	p->sort = NULL;
	/* That one begins with the lowest, if nothing is said. */
	if (!strcmp(key, "nr")) {
		p->ascending = strcmp(value + length, ":desc");
		return 0;
	}
	p->sort = column_find(key, err);
	return p->sort ? 0 : -1;
}

static int set_unit(void *params, const char *value, struct err *err)
{
	static const char *const words[] = {
		[UNIT_TICKS] = "ticks", [UNIT_NS] = "ns", [UNIT_BOTH] = "both",
	};
	struct stat_params *p = params;
	unsigned int unit;

	for (unit = UNIT_TICKS; unit <= UNIT_BOTH; unit++) {
		if (!strcmp(value, words[unit])) {
			p->unit = unit;
			return 0;
		}
	}
	return err_set(err, STATUS_USAGE,
		       "there is no unit '%s'; use ticks, ns or both", value);
}

static int set_interval(void *params, const char *value, struct err *err)
{
	return args_seconds(&((struct stat_params *)params)->interval, value,
			   0.01, err);
}

static int set_duration(void *params, const char *value, struct err *err)
{
	return args_seconds(&((struct stat_params *)params)->duration, value,
			   0.001, err);
}

static int set_format(struct stat_params *p, enum format format,
		      struct err *err)
{
	if (p->format != FORMAT_TABLE && p->format != format)
		return err_set(err, STATUS_USAGE,
			       "a report has one format; give --json or --csv");
	p->format = format;
	return 0;
}

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	return set_format(params, FORMAT_JSON, err);
}

static int set_csv(void *params, const char *value, struct err *err)
{
	(void)value;
	return set_format(params, FORMAT_CSV, err);
}

static int set_output(void *params, const char *value, struct err *err)
{
	(void)err;
	((struct stat_params *)params)->output = value;
	return 0;
}

ARGS_SWITCH(stat_params, hist)
ARGS_SWITCH(stat_params, per_errno)
ARGS_SWITCH(stat_params, list_columns)
ARGS_SWITCH(stat_params, last)
ARGS_SWITCH(stat_params, wait_all)
ARGS_SWITCH(stat_params, help)

static const struct arg_row rows[] = {
	{ 'd', "duration", "S", "end after S seconds (a COMMAND is ended, too)",
	  set_duration },
	{ 'i', "interval", "S", "report every S seconds what happened since",
	  set_interval },
	{ 0, "wait-all", NULL, "wait for what COMMAND leaves running, too",
	  set_wait_all },
	{ 0, "last", NULL, "begin nothing: show the session there is or was",
	  set_last },
	{ 'c', "columns", "LIST", "columns of the table, or all", set_columns },
	{ 0, "list-columns", NULL, "list the columns there are",
	  set_list_columns },
	{ 's', "sort", "COL[:asc]", "sort by a column, or by nr", set_sort },
	{ 'u', "unit", "UNIT", "ticks (of the TSC), ns or both", set_unit },
	{ 'H', "hist", NULL, "draw each syscall's histogram", set_hist },
	{ 0, "per-errno", NULL, "list failures by errno", set_per_errno },
	{ 'j', "json", NULL, "JSON on stdout instead of a table on stderr",
	  set_json },
	{ 0, "csv", NULL, "CSV on stdout instead of a table on stderr",
	  set_csv },
	{ 'o', "output", "FILE", "write the report to FILE", set_output },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { filter_args, rows, NULL };

void stat_args_help(FILE *out)
{
	fputs("usage: sysprobe stat [OPTIONS]                  the whole system, until Ctrl-C\n"
	      "       sysprobe stat [OPTIONS] -p PID | -t TID  a process or thread, until it exits\n"
	      "       sysprobe stat [OPTIONS] -- COMMAND...    a command and all it forks\n"
	      "\n"
	      "Counts and times syscalls, then reports. The exit status is COMMAND's.\n"
	      "\n", out);
	args_help(out, tables);
}

const struct column *stat_args_usual_sort(bool errors_only)
{
	struct err err;

	return column_find(errors_only ? "errors" : "total", &err);
}

static int check_target(const struct stat_params *p, struct err *err)
{
	if (p->command && p->filter.scope != SCOPE_ALL)
		return err_set(err, STATUS_USAGE,
			       "follow a process or run a command, not both; leave -p and -t out, or the command");
	if (p->wait_all && !p->command)
		return err_set(err, STATUS_USAGE,
			       "--wait-all is for a command; add -- COMMAND");
	if (p->last && (p->command || p->filter.scope != SCOPE_ALL ||
			p->filter.sel.some || p->filter.errors_only ||
			p->filter.hook || p->interval || p->duration))
		return err_set(err, STATUS_USAGE,
			       "--last shows a session as it is; leave out what chooses what to count");
	return 0;
}

static int check_format(const struct stat_params *p, struct err *err)
{
	if (p->format == FORMAT_TABLE)
		return 0;
	if (p->unit == UNIT_BOTH)
		return err_set(err, STATUS_USAGE,
			       "JSON and CSV have one unit; use --unit ticks or --unit ns");
	if (p->columns_given || p->hist)
		return err_set(err, STATUS_USAGE,
			       "--columns and --hist are for the table; JSON and CSV have what they have");
	if (p->format == FORMAT_CSV && p->per_errno)
		return err_set(err, STATUS_USAGE,
			       "CSV has no errnos; use --json");
	return 0;
}

int stat_args_parse(struct stat_params *params, const struct names *names,
		    int argc, char *const argv[], struct err *err)
{
	int first;

	memset(params, 0, sizeof(*params));
	params->filter.names = names;
	first = args_parse(tables, params, argc, argv, err);
	if (first < 0)
		return -1;
	if (first < argc)
		params->command = argv + first;
	else if (!strcmp(argv[argc - 1], "--"))
		return err_set(err, STATUS_USAGE,
			       "there is no command after --; name one, or leave -- out");
	params->filter.on_exec = params->command;
	if (!params->columns_given &&
	    columns_choose(params->columns, &params->n_columns, NULL, err))
		return -1;
	if (!params->sort_given)
		params->sort = stat_args_usual_sort(params->filter.errors_only);
	if (check_target(params, err) || check_format(params, err))
		return -1;
	return 0;
}
