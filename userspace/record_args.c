// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "record_args.h"

static int set_duration(void *params, const char *value, struct err *err)
{
	return args_seconds(&((struct record_params *)params)->duration, value,
			   0.001, err);
}

static int set_buffer(void *params, const char *value, struct err *err)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (errno || *value < '0' || *value > '9' || *end ||
	    n < RECORD_BUFFER_MIN || n > RECORD_BUFFER_MAX)
		return err_set(err, STATUS_USAGE,
			       "'%s' is no size of a buffer; give %d to %d, in KiB for each CPU",
			       value, RECORD_BUFFER_MIN, RECORD_BUFFER_MAX);
	((struct record_params *)params)->buffer = n;
	return 0;
}

static int set_clock(void *params, const char *value, struct err *err)
{
	(void)err;
	((struct record_params *)params)->clock = value;
	return 0;
}

static int set_output(void *params, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, STATUS_USAGE,
			       "--output needs the name of a file");
	((struct record_params *)params)->output = value;
	return 0;
}

ARGS_SWITCH(record_params, wait_all)
ARGS_SWITCH(record_params, json)
ARGS_SWITCH(record_params, help)

static int set_switches(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct record_params *)params)->filter.switches = true;
	return 0;
}

static int set_vdso(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct record_params *)params)->filter.vdso = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 0, "switches", NULL, "switches of address spaces, too, on all CPUs",
	  set_switches },
	{ 0, "vdso", NULL, "rewrites of the vDSO's data, too", set_vdso },
	{ 'd', "duration", "S", "end after S seconds (a COMMAND is ended, too)",
	  set_duration },
	{ 0, "wait-all", NULL, "wait for what COMMAND leaves running, too",
	  set_wait_all },
	{ 'b', "buffer", "KIB", "of each CPU's ring buffer (4096)", set_buffer },
	{ 0, "clock", "CLOCK", "that events have their times from (local)",
	  set_clock },
	{ 'o', "output", "FILE", "write the events to FILE (trace.dat)",
	  set_output },
	{ 'j', "json", NULL, "what was recorded, as JSON on stdout", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { filter_args, rows, NULL };

void record_args_help(FILE *out)
{
	fputs("usage: sysprobe record [OPTIONS] -- COMMAND...    a command and all it forks\n"
	      "       sysprobe record [OPTIONS] -p PID | -t TID  a process or thread, until it exits\n"
	      "       sysprobe record [OPTIONS]                  the whole system, until Ctrl-C\n"
	      "\n"
	      "Records each syscall as a trace event, in a file that 'trace-cmd report' and\n"
	      "KernelShark open. The exit status is COMMAND's.\n"
	      "\n", out);
	args_help(out, tables);
}

int record_args_parse(struct record_params *params, const struct names *names,
		      int argc, char *const argv[], struct err *err)
{
	int first;

	*params = (struct record_params){
		.filter.names = names,
		.buffer = RECORD_BUFFER_USUAL,
		.clock = "local",
		.output = "trace.dat",
	};
	first = args_parse(tables, params, argc, argv, err);
	if (first < 0)
		return -1;
	if (first < argc)
		params->command = argv + first;
	else if (!strcmp(argv[argc - 1], "--"))
		return err_set(err, STATUS_USAGE,
			       "there is no command after --; name one, or leave -- out");
	params->filter.on_exec = params->command;
	if (params->command && params->filter.scope != SCOPE_ALL)
		return err_set(err, STATUS_USAGE,
			       "follow a process or run a command, not both; leave -p and -t out, or the command");
	if (params->wait_all && !params->command)
		return err_set(err, STATUS_USAGE,
			       "--wait-all is for a command; add -- COMMAND");
	return 0;
}
