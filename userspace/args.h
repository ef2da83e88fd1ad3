/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Command lines as data: each option is a row that knows its spelling, its
 * help and how to note its value. Parsing touches nothing but the caller's
 * parameters.
 */
#ifndef SYSPROBE_ARGS_H
#define SYSPROBE_ARGS_H

#include <stdio.h>
#include "err.h"

/**
 * struct arg_row - one option; a row without @name ends a table
 * @letter: short form, 0: none
 * @name:   long form, without the dashes; never abbreviated by the user
 * @value:  what the help calls its value; NULL: it takes none
 * @help:   half a sentence
 * @set:    note it; @value is NULL if it takes none. Return 0, or -1 and @err
 */
struct arg_row {
	char letter;
	const char *name;
	const char *value;
	const char *help;
	int (*set)(void *params, const char *value, struct err *err);
};

/**
 * args_parse - read the options of one verb
 * @tables: its options, tables that may be shared; NULL ends the list
 * @params: handed to their @set
 * @argc:   of @argv
 * @argv:   argv[0] is the verb; options end at "--" or at the first word that
 *          is none
 * @err:    on failure
 *
 * Return: index in @argv of the first word after the options, or -1.
 */
int args_parse(const struct arg_row *const *tables, void *params, int argc,
	       char *const argv[], struct err *err);

/**
 * args_none - refuse words after the options
 * @first: what args_parse() returned
 * @argc:  as given to it
 * @argv:  as given to it
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int args_none(int first, int argc, char *const argv[], struct err *err);

/**
 * args_seconds - a time on the command line
 * @seconds: to be set
 * @value:   as it was given
 * @least:   that makes sense
 * @err:     on failure: no number, or out of range
 *
 * Return: 0, or -1.
 */
int args_seconds(double *seconds, const char *value, double least,
		 struct err *err);

/**
 * args_help - list a verb's options
 * @out:    where to
 * @tables: the options
 */
void args_help(FILE *out, const struct arg_row *const *tables);

/* A setter for an option without a value: makes a member true. */
#define ARGS_SWITCH(type, field)					\
static int set_##field(void *params, const char *value, struct err *err) \
{									\
	(void)value;							\
	(void)err;							\
	((struct type *)params)->field = true;				\
	return 0;							\
}

#endif /* SYSPROBE_ARGS_H */
