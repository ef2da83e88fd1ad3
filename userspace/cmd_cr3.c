// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "args.h"
#include "cmd.h"
#include "cr3.h"
#include "cr3_cost.h"
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

/* What the file says of the measurement, rather than of the machine. */
static bool of_machine(const char *key)
{
	return strcmp(key, "measured") && strcmp(key, "interrupts off") &&
	       strncmp(key, "skipped ", strlen("skipped "));
}

static int read_cost(const struct kif *kif, struct cr3_cost *cost,
		     struct err *err)
{
	char *bytes = kif_text(kif, "cr3_cost", err);

	return bytes ? cr3_cost_parse(cost, bytes, err) : -1;
}

static int ask_for_cost(const struct kif *kif, struct err *err)
{
	struct cr3_cost before = { 0 };
	struct kif_session session;
	int ret;

	/* Where it is refused, this says why. */
	ret = read_cost(kif, &before, err);
	cr3_cost_free(&before);
	if (ret || kif_open(kif, &session, err))
		return -1;
	ret = kif_command(&session, "measure cr3", err);
	kif_close(&session);
	return ret;
}

static int gather_cost(void *data, char *const *command, struct err *err)
{
	struct cr3_cost *cost = data;
	struct cr3 cr3 = { 0 };
	const char *fact;
	struct kif kif;
	int ret;

	(void)command;
	if (cmd_ready(&kif, &cost->tick_khz, err))
		return -1;
	ret = gather(&cr3, NULL, err);
	if (!ret) {
		fact = cr3_fact(&cr3, "kpti");
		cost->kpti = fact && !strncmp(fact, "on", 2);
		fact = cr3_fact(&cr3, "cr4_pcide");
		cost->pcide = fact && !strcmp(fact, "1");
		ret = ask_for_cost(&kif, err);
	}
	cr3_free(&cr3);
	return ret ? -1 : read_cost(&kif, cost, err);
}

static void head_cost(FILE *out, void *data)
{
	const struct cr3_cost *cost = data;

	condition_print(out, cost->text.conditions, cost->text.n_conditions,
			NULL);
	condition_beware(out, cost->text.conditions, cost->text.n_conditions);
}

static void render_cost(FILE *out, void *data)
{
	render_cr3_cost(out, data);
}

static void render_tax(FILE *out, void *data)
{
	render_cr3_tax(out, data);
}

static void json_cost(struct document *doc, void *data)
{
	const struct cr3_cost *cost = data;

	document_conditions(doc, cost->text.conditions,
			    cost->text.n_conditions, of_machine);
	document_section(doc, "cr3_cost",
			 render_cr3_cost_json(&doc->failed, cost));
}

static void give_back_cost(void *data)
{
	cr3_cost_free(data);
}

const struct section *section_cr3_cost(void)
{
	static const struct section section = {
		.name = "cr3_cost",
		.about = "what writing CR3 and flushing cost",
		.size = sizeof(struct cr3_cost),
		.gather = gather_cost,
		.head = head_cost,
		.render = render_cost,
		.json = json_cost,
		.free = give_back_cost,
	};

	return &section;
}

/**
 * struct cr3_params - a cr3 command line
 * @cost: measure, and show all of it
 * @tax:  measure, and show what KPTI adds
 * @switches: count switches for so many seconds; 0: don't
 * @json: as JSON
 * @help: was asked for
 */
struct cr3_params {
	bool cost;
	bool tax;
	double switches;
	bool json;
	bool help;
};

static int set_cost(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cr3_params *)params)->cost = true;
	return 0;
}

static int set_tax(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cr3_params *)params)->tax = true;
	return 0;
}

static int set_switches(void *params, const char *value, struct err *err)
{
	return args_seconds(&((struct cr3_params *)params)->switches, value,
			    0.001, err);
}

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
	{ 'c', "cost", NULL, "measure what writing CR3 and flushing cost", set_cost },
	{ 't', "tax", NULL, "measure what KPTI adds to each call", set_tax },
	{ 's', "switches", "S", "count switches of address spaces for S seconds", set_switches },
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

int cmd_cr3(int argc, char *argv[], struct err *err)
{
	struct section tax = *section_cr3_cost();
	struct cr3_params params = { 0 };
	int first = args_parse(tables, &params, argc, argv, err);

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (params.help) {
		puts("usage: sysprobe cr3 [--cost | --tax | --switches S] [--json]\n\n"
		     "Shows how this machine keeps kernel and user page tables apart: KPTI, PCID, the\n"
		     "two values of CR3, and which pages each of the two tables has. --cost and --tax\n"
		     "measure instead, on each CPU, with interrupts off for 50 us at a stretch;\n"
		     "--switches counts.\n");
		args_help(stdout, tables);
		return 0;
	}
	if (params.cost + params.tax + !!params.switches > 1)
		return err_set(err, STATUS_USAGE,
			       "--cost, --tax and --switches are three questions; ask one");
	if (params.switches)
		return cmd_switches(params.switches, params.json, err);
	tax.render = render_tax;
	return section_run(params.cost ? section_cr3_cost() :
			   params.tax ? &tax : section_cr3(), params.json, err);
}
