// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "args.h"

static const struct arg_row *find_long(const struct arg_row *const *tables,
				       const char *name, size_t length)
{
	const struct arg_row *row;

	for (; *tables; tables++)
		for (row = *tables; row->name; row++)
			if (strlen(row->name) == length &&
			    !memcmp(row->name, name, length))
				return row;
	return NULL;
}

static const struct arg_row *find_short(const struct arg_row *const *tables,
					char letter)
{
	const struct arg_row *row;

	for (; *tables; tables++)
		for (row = *tables; row->name; row++)
			if (row->letter == letter)
				return row;
	return NULL;
}

static int unknown_option(const struct arg_row *const *tables,
			  const char *name, size_t length, struct err *err)
{
	const struct arg_row *row;
	struct suggestion s;
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)length, name);
	s = suggest_from(word);
	for (; *tables; tables++)
		for (row = *tables; row->name; row++)
			suggest_consider(&s, row->name);
	if (s.best)
		return err_set(err, STATUS_USAGE,
			       "there is no option --%s; did you mean '--%s'?",
			       word, s.best);
	return err_set(err, STATUS_USAGE,
		       "there is no option --%s; see 'sysprobe help'",
		       word);
}

static int needs_value(const struct arg_row *row, struct err *err)
{
	return err_set(err, STATUS_USAGE, "option --%s needs a value: --%s %s",
		       row->name, row->name, row->value);
}

/* Return: how many words of argv were used, or -1. */
static int parse_long(const struct arg_row *const *tables, void *params,
		      char *const argv[], const char *next, struct err *err)
{
	const char *name = argv[0] + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	const struct arg_row *row = find_long(tables, name, length);

	if (!row)
		return unknown_option(tables, name, length, err);
	if (!row->value) {
		if (equals)
			return err_set(err, STATUS_USAGE,
				       "option --%s takes no value", row->name);
		return row->set(params, NULL, err) ? -1 : 1;
	}
	if (equals)
		return row->set(params, equals + 1, err) ? -1 : 1;
	if (!next)
		return needs_value(row, err);
	return row->set(params, next, err) ? -1 : 2;
}

/* A word may bundle letters ("-ab"); a value may stick to its letter. */
static int parse_short(const struct arg_row *const *tables, void *params,
		       char *const argv[], const char *next, struct err *err)
{
	const char *p;

	for (p = argv[0] + 1; *p; p++) {
		const struct arg_row *row = find_short(tables, *p);

		if (!row)
			return err_set(err, STATUS_USAGE,
				       "there is no option -%c; see 'sysprobe help'",
				       *p);
		if (!row->value) {
			if (row->set(params, NULL, err))
				return -1;
			continue;
		}
		if (p[1])
			return row->set(params, p + 1, err) ? -1 : 1;
		if (!next)
			return needs_value(row, err);
		return row->set(params, next, err) ? -1 : 2;
	}
	return 1;
}

int args_parse(const struct arg_row *const *tables, void *params, int argc,
	       char *const argv[], struct err *err)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1]) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;
		int used;

		if (!strcmp(argv[i], "--"))
			return i + 1;
		if (argv[i][1] == '-')
			used = parse_long(tables, params, argv + i, next, err);
		else
			used = parse_short(tables, params, argv + i, next, err);
		if (used < 0)
			return -1;
		i += used;
	}
	return i;
}

int args_none(int first, int argc, char *const argv[], struct err *err)
{
	if (first < argc)
		return err_set(err, STATUS_USAGE,
			       "'%s' takes no argument '%s'; leave it out",
			       argv[0], argv[first]);
	return 0;
}

/* A month is longer than anybody means. */
#define LONGEST_S (31.0 * 24 * 3600)

int args_seconds(double *seconds, const char *value, double least,
		 struct err *err)
{
	char *end;

	*seconds = strtod(value, &end);
	if (end == value || *end || !isfinite(*seconds) || *seconds < least ||
	    *seconds > LONGEST_S)
		return err_set(err, STATUS_USAGE,
			       "'%s' is no time; give seconds, %g or more",
			       value, least);
	return 0;
}

static void help_row(FILE *out, const struct arg_row *row)
{
	char spelling[64];

	snprintf(spelling, sizeof(spelling), "%c%c%s --%s%s%s",
		 row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
		 row->letter ? "," : " ", row->name, row->value ? " " : "",
		 row->value ? row->value : "");
	fprintf(out, "  %-28s %s\n", spelling, row->help);
}

void args_help(FILE *out, const struct arg_row *const *tables)
{
	const struct arg_row *row;

	for (; *tables; tables++)
		for (row = *tables; row->name; row++)
			help_row(out, row);
}
