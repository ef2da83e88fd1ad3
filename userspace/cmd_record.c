// SPDX-License-Identifier: GPL-2.0
/*
 * record: a session like stat's, whose events are taken out of an instance of
 * tracefs while it goes on, and put into one file afterwards.
 *
 * What was recorded is compared with what was counted: neither is believed alone.
 */
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include "cmd.h"
#include "follow.h"
#include "output.h"
#include "record.h"
#include "record_args.h"
#include "record_file.h"
#include "rewrites.h"
#include "section.h"
#include "switches.h"
#include "trace_pump.h"

/**
 * struct recorder - one run of record
 * @params:   what was asked for
 * @names:    what numbers are called
 * @follow:   the session
 * @output:   the file
 * @instance: where its events go
 * @pump:     takes them out
 * @record:   what came of it
 */
struct recorder {
	struct record_params params;
	struct names names;
	struct follow follow;
	struct output output;
	struct trace_instance instance;
	struct trace_pump pump;
	struct record record;
};

static int prepare(struct recorder *rec, struct err *err)
{
	struct record_params *p = &rec->params;

	rec->record = (struct record){
		.file = p->output, .clock = p->clock, .buffer_kib = p->buffer,
		.wanted = {
			[RECORD_SYSCALL] = true,
			[RECORD_SWITCH] = p->filter.switches,
			[RECORD_REWRITE] = p->filter.vdso,
		},
	};
	rec->follow = (struct follow){
		.filter = &p->filter, .command = p->command,
		.wait_all = p->wait_all, .duration = p->duration,
		.failure = -1,
	};
	if (follow_ready(&rec->follow, NULL, err))
		return -1;
	return output_prepare_whole(&rec->output, p->output, err);
}

/* From here on, events of whatever session there is are taken. */
static int open_trace(struct recorder *rec, struct err *err)
{
	struct record *r = &rec->record;
	unsigned int kind;
	char *path;
	int ret;

	if (trace_instance_open(&rec->instance, r->clock, r->buffer_kib, err))
		return -1;
	for (kind = 0; kind < RECORD_KINDS; kind++)
		if (r->wanted[kind] &&
		    trace_instance_enable(&rec->instance, record_event(kind),
					  &r->events[kind].id, err))
			return -1;
	path = strdup(r->file);
	if (!path)
		return err_no_memory(err);
	ret = trace_pump_start(&rec->pump, &rec->instance, dirname(path), err);
	free(path);
	rec->follow.failure = rec->pump.stop;
	return ret;
}

static int count_switches(struct recorder *rec, struct err *err)
{
	struct switches s = { 0 };
	char *bytes = kif_text(&rec->follow.kif, "switches", err);

	if (!bytes || switches_parse(&s, bytes, err))
		return -1;
	rec->record.counted[RECORD_SWITCH] =
		switches_sum(&s, NULL, "mm_switch_flushed") +
		switches_sum(&s, NULL, "mm_switch_kept");
	switches_free(&s);
	return 0;
}

static int count_rewrites(struct recorder *rec, struct err *err)
{
	struct rewrites w = { 0 };
	char *bytes = kif_text(&rec->follow.kif, "vdso", err);

	if (!bytes || rewrites_parse(&w, bytes, err))
		return -1;
	rec->record.counted[RECORD_REWRITE] = rewrites_count(&w, "updates");
	rec->record.untold = rewrites_count(&w, "not_traced");
	rewrites_free(&w);
	return 0;
}

/* An event is a call that has come back. */
static int count(struct recorder *rec, struct err *err)
{
	struct record *r = &rec->record;

	r->counted[RECORD_SYSCALL] = model_totals(&r->model).returned;
	if (r->wanted[RECORD_SWITCH] && count_switches(rec, err))
		return -1;
	if (r->wanted[RECORD_REWRITE] && count_rewrites(rec, err))
		return -1;
	r->ended_early = rec->follow.ended_early;
	return 0;
}

/*
 * A Ctrl-C has ended the recording, another one must not take it away; but where a
 * reader keeps us waiting, it is all there is to end that.
 */
static int write_file(struct recorder *rec, struct err *err)
{
	if (rec->output.direct)
		follow_close(&rec->follow);
	return record_file_write(&rec->record, &rec->output, &rec->instance,
				 &rec->pump, err);
}

static int record(struct recorder *rec, struct err *err)
{
	int ret = open_trace(rec, err);

	if (!ret)
		ret = follow_run(&rec->follow, &rec->record.model, err);
	if (!ret)
		ret = trace_instance_off(&rec->instance, err);
	if (!ret)
		ret = trace_pump_stop(&rec->pump, err);
	if (!ret)
		ret = count(rec, err);
	if (!ret)
		ret = write_file(rec, err);
	/* Before the signals are back: of a file that is not whole nothing is left. */
	output_close(&rec->output);
	trace_pump_free(&rec->pump);
	rec->record.left_behind = !trace_instance_close(&rec->instance);
	follow_close(&rec->follow);
	return ret;
}

static int print_json(const struct record *r, struct err *err)
{
	struct document doc;

	cmd_document(&doc);
	document_conditions(&doc, r->model.conditions, r->model.n_conditions,
			    NULL);
	document_section(&doc, "record",
			 render_record_json(&doc.failed, r));
	return cmd_document_end(&doc, err);
}

static int show(struct recorder *rec, struct err *err)
{
	const struct record *r = &rec->record;

	if (rec->params.json)
		return print_json(r, err);
	condition_print(stderr, r->model.conditions, r->model.n_conditions,
			NULL);
	condition_beware(stderr, r->model.conditions, r->model.n_conditions);
	render_record(stderr, r);
	if (fflush(stderr) || ferror(stderr))
		return err_set(err, STATUS_FAILED,
			       "cannot write the report to stderr; make room, or send it elsewhere");
	return 0;
}

static int run_record(struct recorder *rec, struct err *err)
{
	int ret;

	workload_more_files();
	if (prepare(rec, err))
		return -1;
	ret = record(rec, err);
	if (!ret)
		ret = show(rec, err);
	record_free(&rec->record);
	return ret ? ret : rec->follow.status;
}

int cmd_record(int argc, char *argv[], struct err *err)
{
	struct recorder *rec = calloc(1, sizeof(*rec));
	int ret;

	if (!rec)
		return err_no_memory(err);
	cmd_names(&rec->names);
	ret = record_args_parse(&rec->params, &rec->names, argc, argv, err);
	if (!ret && rec->params.help)
		record_args_help(stdout);
	else if (!ret)
		ret = run_record(rec, err);
	names_free(&rec->names);
	free(rec);
	return ret;
}
