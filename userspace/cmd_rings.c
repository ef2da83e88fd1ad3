// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "cmd.h"
#include "rings.h"
#include "section.h"

/* Without the module, or the right to read its file, the acts still tell. */
static int gather(void *data, char *const *command, struct err *err)
{
	struct rings *rings = data;
	struct err why = { 0 };
	struct kif kif;
	char *text = NULL;

	(void)command;
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

static void head(FILE *out, void *data)
{
	const struct rings *rings = data;

	condition_print(out, rings->text.conditions, rings->text.n_conditions,
			NULL);
}

static void render(FILE *out, void *data)
{
	render_rings(out, data);
}

static void json(struct document *doc, void *data)
{
	const struct rings *rings = data;

	document_conditions(doc, rings->text.conditions,
			    rings->text.n_conditions, NULL);
	document_section(doc, "rings", render_rings_json(&doc->failed, rings));
}

static void give_back(void *data)
{
	rings_free(data);
}

const struct section *section_rings(void)
{
	static const struct section section = {
		.name = "rings",
		.about = "what separates user mode from the kernel",
		.size = sizeof(struct rings),
		.gather = gather,
		.head = head,
		.render = render,
		.json = json,
		.free = give_back,
	};

	return &section;
}

int cmd_rings(int argc, char *argv[], struct err *err)
{
	return section_verb(section_rings(), argc, argv,
		"usage: sysprobe rings [--json]\n\n"
		"Shows what separates ring 3 from ring 0 on this machine: the registers that\n"
		"say so on each CPU, which needs the module, and what stops a program that\n"
		"tries privileged acts, which needs nothing.\n", err);
}
