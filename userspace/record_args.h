/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "sysprobe record" was asked for.
 */
#ifndef SYSPROBE_RECORD_ARGS_H
#define SYSPROBE_RECORD_ARGS_H

#include "filter.h"

/* KiB of a CPU's ring buffer. */
#define RECORD_BUFFER_USUAL	4096
#define RECORD_BUFFER_MIN	4
#define RECORD_BUFFER_MAX	1048576

/**
 * struct record_params - a record command line, understood
 * @filter:   what to record; first, for the options shared with stat
 * @duration: s until the end; 0: no limit
 * @buffer:   KiB of each CPU's ring buffer
 * @clock:    that events have their times from
 * @output:   the file
 * @wait_all, @json, @help: as the options say
 * @command:  to run; NULL: none
 */
struct record_params {
	struct filter filter;
	double duration;
	unsigned int buffer;
	const char *clock;
	const char *output;
	bool wait_all, json, help;
	char *const *command;
};

/**
 * record_args_parse - understand a command line
 * @params: to be filled
 * @names:  what words mean in a list of syscalls
 * @argc:   of @argv
 * @argv:   argv[0] is "record"; the result points into it
 * @err:    on failure
 *
 * Looks at nothing but its arguments, and changes nothing but @params.
 *
 * Return: 0, or -1.
 */
int record_args_parse(struct record_params *params, const struct names *names,
		      int argc, char *const argv[], struct err *err);

/**
 * record_args_help - how to use record
 * @out: where to
 */
void record_args_help(FILE *out);

#endif /* SYSPROBE_RECORD_ARGS_H */
