// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "args.h"
#include "cmd.h"
#include "cr3.h"

struct cr3_params {
	bool json;
	bool help;
};

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cr3_params *)params)->json = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cr3_params *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

static int gather(struct cr3 *cr3, struct err *err)
{
	struct timespec touched;
	char *facts, *pages;
	struct kif kif;

	/* Pages of the vDSO are mapped when they are first used. */
	clock_gettime(CLOCK_MONOTONIC, &touched);
	if (kif_init(&kif, err))
		return -1;
	facts = kif_text(&kif, "cr3", err);
	if (!facts)
		return -1;
	pages = kif_text(&kif, "pagetables", err);
	if (!pages) {
		free(facts);
		return -1;
	}
	return cr3_parse(cr3, facts, pages, err);
}

int cmd_cr3(int argc, char *argv[], struct err *err)
{
	struct cr3_params params = { false, false };
	int first = args_parse(tables, &params, argc, argv, err);
	struct cr3 cr3 = { 0 };
	int ret;

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (params.help) {
		puts("usage: sysprobe cr3 [--json]\n\n"
		     "Shows how this machine keeps kernel and user page tables apart: KPTI, PCID, the\n"
		     "two values of CR3, and which pages each of the two tables has.\n");
		args_help(stdout, tables);
		return 0;
	}
	ret = gather(&cr3, err);
	if (!ret && params.json) {
		ret = render_cr3_json(stdout, &cr3);
		if (ret)
			err_set(err, STATUS_FAILED,
				"this cannot be written as JSON; make room, or try without --json");
	} else if (!ret) {
		render_cr3(stdout, &cr3);
	}
	cr3_free(&cr3);
	return ret;
}
