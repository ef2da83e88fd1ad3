// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "cmd.h"
#include "cr3.h"

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

static int print_json(const struct cr3 *cr3, struct err *err)
{
	struct document doc;

	cmd_document(&doc, cr3->text.conditions, cr3->text.n_conditions, NULL);
	document_section(&doc, "cr3", render_cr3_json(&doc.failed, cr3));
	return cmd_document_end(&doc, err);
}

int cmd_cr3(int argc, char *argv[], struct err *err)
{
	static const char usage[] =
		"usage: sysprobe cr3 [--json]\n\n"
		"Shows how this machine keeps kernel and user page tables apart: KPTI, PCID, the\n"
		"two values of CR3, and which pages each of the two tables has.\n";
	struct cr3 cr3 = { 0 };
	bool json;
	int ret;

	ret = cmd_shows(argc, argv, usage, &json, err);
	if (ret)
		return ret < 0 ? -1 : 0;
	ret = gather(&cr3, err);
	if (!ret && json)
		ret = print_json(&cr3, err);
	else if (!ret)
		render_cr3(stdout, &cr3);
	cr3_free(&cr3);
	return ret;
}
