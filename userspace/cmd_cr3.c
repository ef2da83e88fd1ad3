// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <time.h>
#include "cmd.h"
#include "cr3.h"
#include "section.h"

static int gather(void *data, char *const *command, struct err *err)
{
	struct timespec touched;
	char *facts, *pages;
	struct kif kif;

	(void)command;
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
	return cr3_parse(data, facts, pages, err);
}

static void head(FILE *out, void *data)
{
	const struct cr3 *cr3 = data;

	condition_print(out, cr3->text.conditions, cr3->text.n_conditions,
			NULL);
}

static void render(FILE *out, void *data)
{
	render_cr3(out, data);
}

static void json(struct document *doc, void *data)
{
	const struct cr3 *cr3 = data;

	document_conditions(doc, cr3->text.conditions, cr3->text.n_conditions,
			    NULL);
	document_section(doc, "cr3", render_cr3_json(&doc->failed, cr3));
}

static void give_back(void *data)
{
	cr3_free(data);
}

const struct section *section_cr3(void)
{
	static const struct section section = {
		.name = "cr3",
		.about = "KPTI, CR3, PCID, and which pages user mode sees",
		.size = sizeof(struct cr3),
		.gather = gather,
		.head = head,
		.render = render,
		.json = json,
		.free = give_back,
	};

	return &section;
}

int cmd_cr3(int argc, char *argv[], struct err *err)
{
	return section_verb(section_cr3(), argc, argv,
		"usage: sysprobe cr3 [--json]\n\n"
		"Shows how this machine keeps kernel and user page tables apart: KPTI, PCID, the\n"
		"two values of CR3, and which pages each of the two tables has.\n", err);
}
