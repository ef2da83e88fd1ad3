// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include "cmd.h"
#include "rings.h"

/* Without the module, or the right to read its file, the acts still tell. */
static int gather(struct rings *rings, struct err *err)
{
	struct err why = { 0 };
	struct kif kif;
	char *text = NULL;

	if (!kif_init(&kif, &why))
		text = kif_text(&kif, "rings", &why);
	if (!text)
		snprintf(rings->why_not, sizeof(rings->why_not), "%s",
			 why.text);
	else if (rings_parse(rings, text, err))
		return -1;
	rings->acts = calloc(acts_count(), sizeof(*rings->acts));
	if (!rings->acts)
		return err_no_memory(err);
	rings->n_acts = acts_count();
	return acts_try(rings->acts, rings_entry(rings), err);
}

static int print_json(const struct rings *rings, struct err *err)
{
	struct document doc;

	cmd_document(&doc, rings->text.conditions, rings->text.n_conditions,
		     NULL);
	document_section(&doc, "rings", render_rings_json(&doc.failed, rings));
	return cmd_document_end(&doc, err);
}

int cmd_rings(int argc, char *argv[], struct err *err)
{
	static const char usage[] =
		"usage: sysprobe rings [--json]\n\n"
		"Shows what separates ring 3 from ring 0 on this machine: the registers that\n"
		"say so on each CPU, which needs the module, and what stops a program that\n"
		"tries privileged acts, which needs nothing.\n";
	struct rings rings = { 0 };
	bool json;
	int ret;

	ret = cmd_shows(argc, argv, usage, &json, err);
	if (ret)
		return ret < 0 ? -1 : 0;
	ret = gather(&rings, err);
	if (!ret && json)
		ret = print_json(&rings, err);
	else if (!ret)
		render_rings(stdout, &rings);
	rings_free(&rings);
	return ret;
}
