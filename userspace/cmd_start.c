// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "cmd.h"
#include "filter.h"

/**
 * struct start_params - a start command line
 * @filter: what to count; first, for the options shared with stat
 * @help:   was asked for
 */
struct start_params {
	struct filter filter;
	bool help;
};

static int set_on_exec(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct start_params *)params)->filter.on_exec = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct start_params *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 0, "on-exec", NULL, "begin at the next execve of PID or TID",
	  set_on_exec },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { filter_args, rows, NULL };

static int start(struct filter *filter, struct err *err)
{
	char command[SYSPROBE_MAX_COMMAND];
	struct kif_session session;
	struct kif kif;
	int ret;

	if (kif_init(&kif, err) || filter_target_check(filter, err) ||
	    filter_command(filter, command, sizeof(command), err) ||
	    kif_open(&kif, &session, err))
		return -1;
	ret = kif_command(&session, command, err);
	kif_close(&session);
	if (!ret)
		printf("session %llu counts until 'sysprobe stop'; %s shows it\n",
		       session.number, "'sysprobe stat --last'");
	return ret;
}

int cmd_start(int argc, char *argv[], struct err *err)
{
	struct start_params params = { .filter.persist = true };
	struct names names = { 0 };
	int first, ret = -1;

	cmd_names(&names);
	params.filter.names = &names;
	first = args_parse(tables, &params, argc, argv, err);
	if (first < 0 || args_none(first, argc, argv, err))
		goto out;
	if (params.help) {
		puts("usage: sysprobe start [OPTIONS]\n\n"
		     "Begins a session that counts until 'sysprobe stop', whoever exits.\n");
		args_help(stdout, tables);
		ret = 0;
	} else if (params.filter.on_exec && params.filter.scope == SCOPE_ALL) {
		err_set(err, STATUS_USAGE,
			"--on-exec waits for one task; say which with -p or -t");
	} else {
		ret = start(&params.filter, err);
	}
out:
	names_free(&names);
	return ret;
}
