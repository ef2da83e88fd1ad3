// SPDX-License-Identifier: GPL-2.0
/*
 * cost: needs neither root nor the module; with the module, each row's calls
 * are counted by the kernel.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "args.h"
#include "cmd.h"
#include "cost.h"
#include "section.h"

/**
 * struct cost_line - a command line of cost
 * @params: what is wanted
 * @json:   as JSON
 * @csv:    as CSV
 * @list:   name the rows instead
 * @help:   was asked for
 */
struct cost_line {
	struct cost_params params;
	bool json;
	bool csv;
	bool list;
	bool help;
};

static int set_quick(void *line, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cost_line *)line)->params.quick = true;
	return 0;
}

static int set_group(void *line, const char *value, struct err *err)
{
	struct cost_params *params = &((struct cost_line *)line)->params;
	struct suggestion s = suggest_from(value);
	char hint[96];
	size_t i;

	for (i = 0; i < COST_GROUPS; i++) {
		suggest_consider(&s, cost_group_name(i));
		if (strcmp(value, cost_group_name(i)))
			continue;
		params->group = i;
		params->by_group = true;
		return 0;
	}
	return err_set(err, STATUS_USAGE, "there is no group '%s'%s", value,
		       s.best ? suggest_text(&s, hint, sizeof(hint)) :
		       "; 'sysprobe cost --list' shows them");
}

static int set_only(void *line, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, STATUS_USAGE,
			       "--only needs the names of rows; 'sysprobe cost --list' shows them");
	((struct cost_line *)line)->params.only = value;
	return 0;
}

static int set_json(void *line, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cost_line *)line)->json = true;
	return 0;
}

static int set_csv(void *line, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cost_line *)line)->csv = true;
	return 0;
}

static int set_list(void *line, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cost_line *)line)->list = true;
	return 0;
}

static int set_help(void *line, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct cost_line *)line)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'q', "quick", NULL, "fewer blocks: less than 5 s in all", set_quick },
	{ 'g', "group", "GROUP",
	  "only basic, entry, seccomp, tracing, io_uring or batch", set_group },
	{ 'o', "only", "ROW,...", "only these rows", set_only },
	{ 'l', "list", NULL, "say what each row does, and measure nothing", set_list },
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'c', "csv", NULL, "as CSV", set_csv },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

static void head(FILE *out, void *data)
{
	const struct cost *cost = data;
	const struct condition *all = cost->module.conditions;
	size_t n = cost->module.n_conditions;

	if (!n) {
		all = cost->machine.conditions;
		n = MACHINE_CONDITIONS;
	}
	condition_print(out, all, n, cmd_of_machine);
	condition_beware(out, all, n);
}

static void render(FILE *out, void *data)
{
	render_cost(out, data);
}

static void json(struct document *doc, void *data)
{
	const struct cost *cost = data;

	document_conditions(doc, cost->module.conditions,
			    cost->module.n_conditions, cmd_of_machine);
	document_conditions(doc, cost->machine.conditions, MACHINE_CONDITIONS,
			    NULL);
	document_section(doc, "cost", render_cost_json(&doc->failed, cost));
}

static void give_back(void *data)
{
	cost_free(data);
}

/* As part of a report: it has other things to do, too. */
static int gather(void *data, char *const *command, struct err *err)
{
	static const struct cost_params params = {
		.quick = true, .uncounted = true,
	};

	(void)command;
	if (cost_select(data, &params, err))
		return -1;
	cost_measure(data, &params);
	return 0;
}

const struct section *section_cost(void)
{
	static const struct section section = {
		.name = "cost",
		.about = "what classic operations cost",
		.size = sizeof(struct cost),
		.gather = gather,
		.head = head,
		.render = render,
		.json = json,
		.free = give_back,
	};

	return &section;
}

static int show(struct cost *cost, struct cost_line *line, struct err *err)
{
	if (line->list) {
		render_cost_list(stdout, cost);
		return 0;
	}
	line->params.progress = isatty(STDERR_FILENO);
	cost_measure(cost, &line->params);
	if (!line->csv)
		return section_show(section_cost(), cost, line->json, err);
	render_cost_csv(stdout, cost);
	return 0;
}

int cmd_cost(int argc, char *argv[], struct err *err)
{
	struct cost_line line = { .json = false };
	int first = args_parse(tables, &line, argc, argv, err);
	struct cost cost = { .n = 0 };
	int ret;

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (line.help) {
		puts("usage: sysprobe cost [OPTIONS]\n\n"
		     "Measures what classic operations cost on this machine, and what filters, tracing\n"
		     "and batching change. Needs neither root nor the module; with the module loaded,\n"
		     "the kernel counts each row's calls. What can't be done here is skipped with its\n"
		     "reason.\n");
		args_help(stdout, tables);
		return 0;
	}
	if (line.json + line.csv + line.list > 1)
		return err_set(err, STATUS_USAGE,
			       "--json, --csv and --list exclude each other; choose one");
	ret = cost_select(&cost, &line.params, err);
	if (!ret)
		ret = show(&cost, &line, err);
	cost_free(&cost);
	return ret;
}
