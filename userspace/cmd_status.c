// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd.h"
#include "json.h"
#include "text.h"

/*
 * {"schema": "sysprobe/1", "conditions": {KEY: VALUE, ...}, "status": [LINE,
 * ...]}: "# key: value" lines are conditions, the rest is kept as it is.
 */
static int print_json(char *bytes, struct err *err)
{
	json_t *conditions, *lines, *root;
	bool failed = false;
	struct text text;
	char *line, *rest;
	size_t i;

	rest = text_head(&text, bytes, "status", err);
	if (!rest)
		return -1;
	conditions = json_object();
	lines = json_array();
	for (i = 0; i < text.n_conditions; i++)
		json_put(&failed, conditions, text.conditions[i].key,
			 json_string(text.conditions[i].value));
	while ((line = strsep(&rest, "\n")))
		if (*line)
			json_append(&failed, lines, json_string(line));
	text_free(&text);
	root = json_object();
	json_put(&failed, root, "schema", json_string(JSON_SCHEMA));
	json_put(&failed, root, "conditions", conditions);
	json_put(&failed, root, "status", lines);
	if (failed)
		json_decref(root);
	if (failed || json_print(stdout, root, false))
		return err_set(err, STATUS_FAILED,
			       "the status cannot be written as JSON; try without --json");
	return 0;
}

static int status(bool json, struct err *err)
{
	struct err summary_err;
	struct kif kif;
	char *text;

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
		return print_json(text, err);
	fputs(text, stdout);
	free(text);
	return 0;
}

int cmd_status(int argc, char *argv[], struct err *err)
{
	static const char usage[] =
		"usage: sysprobe status [--json]\n\n"
		"Shows what the module is doing, and what it can do here.\n";
	bool json;
	int ret;

	ret = cmd_shows(argc, argv, usage, &json, err);
	if (ret)
		return ret < 0 ? -1 : 0;
	return status(json, err);
}
