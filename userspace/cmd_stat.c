// SPDX-License-Identifier: GPL-2.0
/*
 * stat: a session of one's own, from the command line to the report.
 *
 * Everything that can be refused is refused before the session begins.
 */
#include <stdlib.h>
#include <string.h>
#include "cmd.h"
#include "follow.h"
#include "output.h"
#include "render_json.h"
#include "section.h"
#include "stat_args.h"
#include "util.h"

#define MAX_NOTES 4

/**
 * struct run - one run of stat
 * @params:    what was asked for
 * @names:     what numbers are called
 * @follow:    the session
 * @output:    where reports go
 * @before:    figures at the last interval's end; zeroed before the first
 * @intervals: reported so far
 * @csv_header: was written
 * @notes:     for the report
 * @n_notes:   how many
 * @mismatch:  text of one of them
 */
struct run {
	struct stat_params params;
	struct names names;
	struct follow follow;
	struct output output;
	struct model before;
	unsigned int intervals;
	bool csv_header;
	const char *notes[MAX_NOTES];
	size_t n_notes;
	char mismatch[256];
};

static void add_note(struct run *run, const char *note)
{
	if (run->n_notes < MAX_NOTES)
		run->notes[run->n_notes++] = note;
}

static void add_notes(struct run *run)
{
	char first[NAMES_LABEL];
	unsigned int n = names_mismatches(&run->names, first);

	if (run->params.filter.scope == SCOPE_ALL && !run->params.command &&
	    !run->params.last)
		add_note(run, "the whole system was counted, this reader's own calls included");
	if (n) {
		snprintf(run->mismatch, sizeof(run->mismatch),
			 "%u syscall numbers mean something else on this kernel than in the headers this reader was built with and are named by their handlers, the first being %s",
			 n, first);
		add_note(run, run->mismatch);
	}
}

static void put_json(struct document *doc, const struct report *report)
{
	render_json_conditions(doc, report);
	document_sections(doc, render_json(&doc->failed, report));
}

static int print_json(FILE *out, const struct report *report, bool compact,
		      struct err *err)
{
	struct document doc;

	document_begin(&doc, report->moment);
	put_json(&doc, report);
	if (document_end(&doc, out, compact))
		return err_set(err, STATUS_FAILED,
			       "the report cannot be written as JSON; make room, or name another file with --output");
	return 0;
}

/* Of a session that was begun elsewhere, its own command tells. */
static bool counted_errors_only(const struct stat_params *p,
				const struct model *model)
{
	const char *command = model_condition(model, "command");
	size_t length;

	if (!p->last)
		return p->filter.errors_only;
	while (command && *command) {
		command += strspn(command, " ");
		length = strcspn(command, " ");
		if (length == 6 && !strncmp(command, "errors", length))
			return true;
		command += length;
	}
	return false;
}

static struct report report_of(const struct run *run, struct model *model)
{
	const struct stat_params *p = &run->params;
	struct report report = {
		.model = model, .names = &run->names,
		.columns = p->columns, .n_columns = p->n_columns,
		.sort = p->sort, .ascending = p->ascending, .unit = p->unit,
		.hist = p->hist, .per_errno = p->per_errno,
		.errors_only = counted_errors_only(p, model),
		.notes = run->notes, .n_notes = run->n_notes,
	};

	if (!p->sort_given)
		report.sort = stat_args_usual_sort(report.errors_only);
	return report;
}

static int render(struct run *run, struct model *model, unsigned int interval,
		  struct err *err)
{
	const struct stat_params *p = &run->params;
	struct report report = report_of(run, model);
	FILE *out = output_begin(&run->output);
	struct moment moment;

	cmd_moment(&moment);
	report.moment = &moment;
	report.interval = interval;
	if (p->format == FORMAT_JSON) {
		if (print_json(out, &report, p->interval > 0, err))
			return -1;
	} else if (p->format == FORMAT_CSV) {
		render_csv(out, &report, !run->csv_header);
		run->csv_header = true;
	} else {
		render_table(out, &report);
	}
	return output_flush(&run->output, err);
}

static int report_interval(void *data, struct err *err)
{
	struct run *run = data;
	struct model now, diff;
	int ret;

	if (cmd_snapshot(&run->follow.kif, &now, err))
		return -1;
	ret = model_diff(&diff, &run->before, &now, err);
	model_free(&run->before);
	run->before = now;
	if (ret)
		return ret;
	ret = render(run, &diff, ++run->intervals, err);
	model_free(&diff);
	return ret;
}

static int choose_unit(struct stat_params *p, unsigned long long tick_khz,
		       struct err *err)
{
	if (!tick_khz && (p->unit == UNIT_NS || p->unit == UNIT_BOTH))
		return err_set(err, STATUS_USAGE,
			       "this kernel does not know how long a tick is; use --unit ticks");
	if (p->unit == UNIT_AUTO)
		p->unit = tick_khz && p->format == FORMAT_TABLE ? UNIT_NS :
			  UNIT_TICKS;
	return 0;
}

static int prepare(struct run *run, struct err *err)
{
	struct stat_params *p = &run->params;
	unsigned long long tick_khz;

	run->follow = (struct follow){
		.filter = &p->filter, .command = p->command,
		.wait_all = p->wait_all, .duration = p->duration,
		.interval = p->interval, .report = report_interval,
		.data = run, .failure = -1,
	};
	if (follow_ready(&run->follow, &tick_khz, err) ||
	    choose_unit(p, tick_khz, err))
		return -1;
	add_notes(run);
	return output_open(&run->output, p->output,
			   p->format == FORMAT_TABLE ? stderr : stdout, err);
}

static int show_last(struct run *run, struct model *model, struct err *err)
{
	if (cmd_snapshot(&run->follow.kif, model, err))
		return -1;
	if (model->head.session)
		return 0;
	model_free(model);
	return err_set(err, STATUS_FAILED,
		       "nothing was counted yet; begin with 'sysprobe start' or 'sysprobe stat'");
}

static int get_figures(struct run *run, struct model *model, struct err *err)
{
	int ret;

	if (run->params.last)
		return show_last(run, model, err);
	ret = follow_run(&run->follow, model, err);
	follow_close(&run->follow);
	model_free(&run->before);
	if (run->follow.ended_early)
		add_note(run, "somebody else ended the session before its time");
	return ret;
}

static int run_stat(struct run *run, struct err *err)
{
	struct model model;
	int ret;

	if (prepare(run, err))
		return -1;
	ret = get_figures(run, &model, err);
	if (!ret) {
		ret = render(run, &model, 0, err);
		model_free(&model);
	}
	output_close(&run->output);
	return ret ? ret : run->follow.status;
}

/**
 * struct figures - stat as a section of report
 * @run:   of a command, or of none
 * @model: what was counted
 */
struct figures {
	struct run run;
	struct model model;
};

/* Of the command, or else what the last session has left. */
static int gather(void *data, char *const *command, struct err *err)
{
	char *words[] = { strdupa("stat"), NULL };
	struct figures *f = data;
	struct stat_params *p = &f->run.params;

	cmd_names(&f->run.names);
	if (stat_args_parse(p, &f->run.names, 1, words, err))
		return -1;
	p->last = !command;
	p->command = command;
	p->filter.on_exec = command;
	if (prepare(&f->run, err) || get_figures(&f->run, &f->model, err))
		return -1;
	return f->run.follow.status;
}

static void render_rest(FILE *out, void *data)
{
	struct figures *f = data;
	struct report report = report_of(&f->run, &f->model);

	render_table_rest(out, &report);
}

static void json(struct document *doc, void *data)
{
	struct figures *f = data;
	struct report report = report_of(&f->run, &f->model);

	report.unit = UNIT_TICKS;
	put_json(doc, &report);
}

static void give_back(void *data)
{
	struct figures *f = data;

	model_free(&f->model);
	names_free(&f->run.names);
}

const struct section *section_stat(void)
{
	static const struct section section = {
		.name = "session",
		.about = "calls that were counted",
		.command = true,
		.size = sizeof(struct figures),
		.gather = gather,
		.render = render_rest,
		.json = json,
		.free = give_back,
	};

	return &section;
}

static void list_columns(void)
{
	const struct column *all;
	size_t count, i;

	all = columns_all(&count);
	for (i = 0; i < count; i++)
		printf("%-10s %c %s\n", all[i].key, all[i].usual ? '*' : ' ',
		       all[i].help);
	puts("(* is shown if none are chosen)");
}

int cmd_stat(int argc, char *argv[], struct err *err)
{
	struct run *run = calloc(1, sizeof(*run));
	int ret;

	if (!run)
		return err_no_memory(err);
	cmd_names(&run->names);
	ret = stat_args_parse(&run->params, &run->names, argc, argv, err);
	if (!ret && run->params.help)
		stat_args_help(stdout);
	else if (!ret && run->params.list_columns)
		list_columns();
	else if (!ret)
		ret = run_stat(run, err);
	names_free(&run->names);
	free(run);
	return ret;
}
