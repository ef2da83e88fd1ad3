// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "args.h"
#include "cmd.h"
#include "tick.h"

void cmd_names(struct names *names)
{
	struct err ignored;
	struct kif kif;
	char *text;

	if (kif_init(&kif, &ignored))
		return;
	text = kif_text(&kif, "table", &ignored);
	if (text && names_load(names, text))
		names_free(names);
	free(text);
}

int cmd_snapshot(const struct kif *kif, struct model *model, struct err *err)
{
	size_t size;
	void *bytes = kif_snapshot(kif, &size, err);
	int ret;

	if (!bytes)
		return -1;
	ret = model_parse(model, bytes, size, err);
	free(bytes);
	return ret;
}

bool cmd_of_machine(const char *key)
{
	return strcmp(key, "hook") && strcmp(key, "session") &&
	       strcmp(key, "command");
}

int cmd_ready(struct kif *kif, unsigned long long *tick_khz, struct err *err)
{
	struct model model;

	if (kif_init(kif, err) || cmd_snapshot(kif, &model, err))
		return -1;
	if (tick_khz)
		*tick_khz = model.head.tick_khz;
	model_free(&model);
	return 0;
}

void cmd_moment(struct moment *moment)
{
	time_t now = time(NULL);
	struct tm tm;

	moment->tick = tick_is_instruction() ? "instruction" : "time";
	kif_boot_id(moment->boot_id, sizeof(moment->boot_id));
	strftime(moment->time, sizeof(moment->time), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &tm));
}

void cmd_document(struct document *doc)
{
	struct moment moment;

	cmd_moment(&moment);
	document_begin(doc, &moment);
}

int cmd_flush(struct err *err)
{
	/* What could not be written earlier is forgotten by the last flush. */
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	return err_set(err, STATUS_FAILED,
		       "cannot write to stdout; make room, or send it elsewhere");
}

int cmd_document_end(struct document *doc, struct err *err)
{
	if (document_end(doc, stdout, false))
		return err_set(err, STATUS_FAILED,
			       "this cannot be written as JSON; make room, or try without --json");
	return 0;
}

/**
 * struct shows_params - such a command line
 * @json: as JSON
 * @help: was asked for
 */
struct shows_params {
	bool json;
	bool help;
};

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct shows_params *)params)->json = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct shows_params *)params)->help = true;
	return 0;
}

int cmd_shows(int argc, char *argv[], const char *usage, bool *json,
	      struct err *err)
{
	static const struct arg_row rows[] = {
		{ 'j', "json", NULL, "as JSON", set_json },
		{ 'h', "help", NULL, "show this", set_help },
		{ 0, NULL, NULL, NULL, NULL },
	};
	static const struct arg_row *const tables[] = { rows, NULL };
	struct shows_params params = { false, false };
	int first = args_parse(tables, &params, argc, argv, err);

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	*json = params.json;
	if (!params.help)
		return 0;
	puts(usage);
	args_help(stdout, tables);
	return 1;
}

int cmd_plain(int argc, char *argv[], const char *usage, struct err *err)
{
	static const struct arg_row rows[] = {
		{ 'h', "help", NULL, "show this", set_help },
		{ 0, NULL, NULL, NULL, NULL },
	};
	static const struct arg_row *const tables[] = { rows, NULL };
	struct shows_params params = { false, false };
	int first = args_parse(tables, &params, argc, argv, err);

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (!params.help)
		return 0;
	puts(usage);
	args_help(stdout, tables);
	return 1;
}

int cmd_simple(int argc, char *argv[], const char *usage, const char *done,
	       struct err *err)
{
	int ret = cmd_plain(argc, argv, usage, err);
	struct kif_session session;
	struct kif kif;

	if (ret)
		return ret < 0 ? -1 : 0;
	if (kif_init(&kif, err) || kif_open(&kif, &session, err))
		return -1;
	ret = kif_command(&session, argv[0], err);
	kif_close(&session);
	if (!ret)
		puts(done);
	return ret;
}
