// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd.h"
#include "text.h"

/*
 * "status": [LINE, ...]: "# key: value" lines are conditions, the rest is kept
 * as it is.
 */
static int print_json(char *bytes, struct err *err)
{
	struct document doc;
	struct text text;
	char *line, *rest;
	json_t *lines;

	rest = text_head(&text, bytes, "status", err);
	if (!rest)
		return -1;
	cmd_document(&doc);
	document_conditions(&doc, text.conditions, text.n_conditions, NULL);
	lines = json_array();
	while ((line = strsep(&rest, "\n")))
		if (*line)
			json_append(&doc.failed, lines, json_string(line));
	text_free(&text);
	document_section(&doc, "status", lines);
	return cmd_document_end(&doc, err);
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
