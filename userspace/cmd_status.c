// SPDX-License-Identifier: GPL-2.0
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "args.h"
#include "cmd.h"
#include "render_json.h"

struct status_params {
	bool json;
	bool help;
};

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct status_params *)params)->json = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct status_params *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

/*
 * {"schema": "sysprobe/1", "conditions": {KEY: VALUE, ...}, "status": [LINE,
 * ...]}: "# key: value" lines are conditions, the rest is kept as it is.
 */
static int print_json(char *text, struct err *err)
{
	json_t *conditions = json_object(), *lines = json_array();
	char *line, *rest = text, *colon;
	json_t *root;
	int ret = 0;

	while ((line = strsep(&rest, "\n"))) {
		colon = strstr(line, ": ");
		if (*line == '#' && colon) {
			*colon = '\0';
			line += strspn(line, "# ");
			ret |= json_object_set_new(conditions, line,
						   json_string(colon + 2));
		} else if (*line && *line != '#') {
			ret |= json_array_append_new(lines, json_string(line));
		}
	}
	root = json_pack("{s:s, s:o, s:o}", "schema", JSON_SCHEMA,
			 "conditions", conditions, "status", lines);
	if (!root || ret || json_dumpf(root, stdout, JSON_INDENT(1)))
		ret = err_set(err, STATUS_FAILED,
			      "the status cannot be written as JSON; try without --json");
	else
		putchar('\n');
	json_decref(root);
	return ret;
}

static int status(bool json, struct err *err)
{
	struct err summary_err;
	struct kif kif;
	char *text;
	int ret = 0;

	if (kif_init(&kif, err))
		return -1;
	text = kif_text(&kif, "status", err);
	if (!text && !json) {
		/* Without debugfs there is still the one page in procfs. */
		text = kif_summary(&kif, &summary_err);
		if (text)
			fprintf(stderr, "sysprobe: %s\n", err->text);
	}
	if (!text)
		return -1;
	if (json)
		ret = print_json(text, err);
	else
		fputs(text, stdout);
	free(text);
	return ret;
}

int cmd_status(int argc, char *argv[], struct err *err)
{
	struct status_params params = { false, false };
	int first = args_parse(tables, &params, argc, argv, err);

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (params.help) {
		puts("usage: sysprobe status [--json]\n\n"
		     "Shows what the module is doing, and what it can do here.\n");
		args_help(stdout, tables);
		return 0;
	}
	return status(params.json, err);
}
