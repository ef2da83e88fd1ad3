// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include "args.h"
#include "cmd.h"
#include "rings.h"

struct rings_params {
	bool json;
	bool help;
};

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct rings_params *)params)->json = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct rings_params *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

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

int cmd_rings(int argc, char *argv[], struct err *err)
{
	struct rings_params params = { false, false };
	int first = args_parse(tables, &params, argc, argv, err);
	struct rings rings = { 0 };
	int ret;

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (params.help) {
		puts("usage: sysprobe rings [--json]\n\n"
		     "Shows what separates ring 3 from ring 0 on this machine: the registers that\n"
		     "say so on each CPU, which needs the module, and what stops a program that\n"
		     "tries privileged acts, which needs nothing.\n");
		args_help(stdout, tables);
		return 0;
	}
	ret = gather(&rings, err);
	if (!ret && params.json) {
		ret = render_rings_json(stdout, &rings);
		if (ret)
			err_set(err, STATUS_FAILED,
				"the rings cannot be written as JSON; make room, or try without --json");
	} else if (!ret) {
		render_rings(stdout, &rings);
	}
	rings_free(&rings);
	return ret;
}
