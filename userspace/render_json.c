// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "json.h"
#include "render_json.h"

struct maker {
	const struct report *report;
	bool failed;
};

static void put(struct maker *m, json_t *object, const char *key, json_t *value)
{
	json_put(&m->failed, object, key, value);
}

static void append(struct maker *m, json_t *array, json_t *value)
{
	json_append(&m->failed, array, value);
}

static json_t *duration(const struct maker *m, double ticks)
{
	if (m->report->unit == UNIT_NS)
		return json_real(model_ns(m->report->model, ticks));
	/* Sums and extremes are whole; keep them so. */
	if (ticks < 9e15 && ticks == (double)(uint64_t)ticks)
		return json_number(ticks);
	return json_real(ticks);
}

static json_t *figure(struct maker *m, uint64_t n, json_t **raw)
{
	json_t *f = json_object();

	put(m, f, "n", json_number(n));
	put(m, f, "unit", json_string(m->report->unit == UNIT_NS ? "ns" : "ticks"));
	*raw = NULL;
	if (n) {
		put(m, f, "raw", json_object());
		*raw = json_object_get(f, "raw");
	}
	return f;
}

static json_t *sum_figure(struct maker *m, uint64_t n, uint64_t sum)
{
	json_t *raw, *f = figure(m, n, &raw);

	if (raw) {
		put(m, raw, "sum", duration(m, sum));
		put(m, raw, "mean", duration(m, (double)sum / n));
	}
	return f;
}

static json_t *wall_figure(struct maker *m, const struct call *call,
			   const struct totals *totals)
{
	json_t *raw, *near, *corrected, *f = figure(m, call->row.returned, &raw);

	if (!raw)
		return f;
	put(m, raw, "sum", duration(m, call->row.wall_ticks));
	put(m, raw, "min", duration(m, call->row.wall_min));
	put(m, raw, "p1", duration(m, call_quantile(call, 0.01)));
	put(m, raw, "mean", duration(m, call_mean(call)));
	put(m, raw, "median", duration(m, call_quantile(call, 0.5)));
	put(m, raw, "p99", duration(m, call_quantile(call, 0.99)));
	put(m, raw, "p999", duration(m, call_quantile(call, 0.999)));
	put(m, raw, "max", duration(m, call->row.wall_max));
	if (call->min_near || call->max_near) {
		near = json_array();
		if (call->min_near)
			append(m, near, json_string("min"));
		if (call->max_near)
			append(m, near, json_string("max"));
		put(m, raw, "near", near);
	}
	if (totals->inside) {
		corrected = json_object();
		put(m, corrected, "median",
		    duration(m, call_corrected(call, totals)));
		put(m, corrected, "hook", duration(m, totals->inside));
		put(m, f, "corrected", corrected);
	}
	return f;
}

static json_t *buckets(struct maker *m, const __u64 *hist, unsigned int count,
		       uint64_t (*lower)(unsigned int))
{
	json_t *array = json_array();
	unsigned int i;

	for (i = 0; i < count; i++) {
		json_t *bucket;

		if (!hist[i])
			continue;
		bucket = json_array();
		append(m, bucket, json_number(lower(i)));
		append(m, bucket, i + 1 < count ? json_number(lower(i + 1)) :
		       json_null());
		append(m, bucket, json_number(hist[i]));
		append(m, array, bucket);
	}
	return array;
}

static json_t *histogram(struct maker *m, const struct sysprobe_syscall *row)
{
	json_t *h = json_object();

	put(m, h, "unit", json_string("ticks"));
	put(m, h, "ran", buckets(m, row->hist, SYSPROBE_HIST_BUCKETS,
				 hist_lower));
	put(m, h, "slept", buckets(m, row->slept_hist, SYSPROBE_SLEPT_BUCKETS,
				   slept_hist_lower));
	return h;
}

static json_t *syscall_row(struct maker *m, const struct call *call,
			   const struct totals *totals)
{
	const struct sysprobe_syscall *row = &call->row;
	const struct names *names = m->report->names;
	json_t *o = json_object();
	char name[NAMES_LABEL];

	put(m, o, "abi", json_string(names_abi(row->abi)));
	put(m, o, "nr", json_number(row->nr));
	put(m, o, "name", json_text(names_of(names, row->abi, row->nr,
					     name)));
	put(m, o, "handler", json_text(names_handler(names, row->abi,
						     row->nr)));
	put(m, o, "calls", json_number(row->calls));
	put(m, o, "returned", json_number(row->returned));
	put(m, o, "errors", json_number(row->errors));
	put(m, o, "restarted", json_number(row->restarted));
	put(m, o, "slept", json_number(row->slept));
	put(m, o, "preempted", json_number(row->preempted));
	put(m, o, "result_sum", json_number(row->result_sum));
	put(m, o, "share", json_real(call_share(call, totals)));
	put(m, o, "wall", wall_figure(m, call, totals));
	put(m, o, "oncpu", sum_figure(m, row->returned, row->oncpu_ticks));
	put(m, o, "slept_wall", sum_figure(m, row->slept, row->slept_ticks));
	put(m, o, "histogram", histogram(m, row));
	return o;
}

static json_t *syscalls(struct maker *m)
{
	struct totals totals = model_totals(m->report->model);
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < m->report->model->n_calls; i++)
		append(m, array, syscall_row(m, &m->report->model->calls[i],
					     &totals));
	return array;
}

static json_t *error_row(struct maker *m, const struct sysprobe_errno *e)
{
	json_t *o = json_object();
	char name[NAMES_LABEL], number[16];
	bool other = !e->error;

	put(m, o, "abi", other ? json_null() : json_string(names_abi(e->abi)));
	put(m, o, "nr", other ? json_null() : json_number(e->nr));
	put(m, o, "name", other ? json_null() :
	    json_text(names_of(m->report->names, e->abi, e->nr, name)));
	put(m, o, "error", json_number(e->error));
	put(m, o, "errno", json_string(report_errno(e->error, number,
						    sizeof(number))));
	put(m, o, "count", json_number(e->count));
	return o;
}

static json_t *errors(struct maker *m)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < m->report->model->n_errnos; i++)
		append(m, array, error_row(m, &m->report->model->errnos[i]));
	return array;
}

static json_t *counters(struct maker *m)
{
	json_t *all = json_object();
	size_t i;

	for (i = 0; i < m->report->model->n_counters; i++) {
		const struct sysprobe_counter *c = &m->report->model->counters[i];
		bool unseen = c->flags & SYSPROBE_COUNTER_UNSEEN;
		json_t *o = json_object();

		put(m, o, "value", unseen ? json_null() : json_number(c->value));
		put(m, o, "lower_bound",
		    json_boolean(c->flags & SYSPROBE_COUNTER_LOWER_BOUND));
		put(m, o, "normal",
		    json_boolean(c->flags & SYSPROBE_COUNTER_NORMAL));
		put(m, o, "unseen", json_boolean(unseen));
		put(m, o, "level",
		    json_boolean(c->flags & SYSPROBE_COUNTER_LEVEL));
		put(m, all, c->name, o);
	}
	return all;
}

static json_t *overhead(struct maker *m)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < m->report->model->n_overhead; i++) {
		const struct sysprobe_overhead *o = &m->report->model->overhead[i];
		json_t *raw, *f = figure(m, o->n, &raw);

		put(m, f, "name", json_string(o->name));
		if (raw) {
			put(m, raw, "min", duration(m, o->min));
			put(m, raw, "median", duration(m, o->median));
			put(m, raw, "p99", duration(m, o->p99));
			put(m, raw, "max", duration(m, o->max));
			put(m, raw, "baseline", duration(m, o->baseline));
			if (o->inside)
				put(m, raw, "inside", duration(m, o->inside));
		}
		append(m, array, f);
	}
	return array;
}

static json_t *load_id(const struct sysprobe_header *head)
{
	char text[37];
	size_t at = 0, i;

	for (i = 0; i < sizeof(head->load_id); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[at++] = '-';
		at += snprintf(text + at, sizeof(text) - at, "%02x",
			       head->load_id[i]);
	}
	return json_string(text);
}

void render_json_conditions(struct document *doc, const struct report *report)
{
	const struct model *model = report->model;
	json_t *notes = json_array();
	size_t i;

	document_conditions(doc, model->conditions, model->n_conditions, NULL);
	document_condition(doc, "load_id", load_id(&model->head));
	document_condition(doc, "errors_only",
			   json_boolean(report->errors_only));
	for (i = 0; i < report->n_notes; i++)
		json_append(&doc->failed, notes,
			    json_string(report->notes[i]));
	document_condition(doc, "notes", notes);
}

static json_t *session(struct maker *m)
{
	const struct sysprobe_header *head = &m->report->model->head;
	json_t *o = json_object();

	put(m, o, "id", json_number(head->session));
	put(m, o, "generation", json_number(head->generation));
	put(m, o, "running", json_boolean(head->running));
	put(m, o, "cpus", json_number(head->cpus));
	put(m, o, "interval", json_number(m->report->interval));
	put(m, o, "start_ns", json_number(head->start_ns));
	put(m, o, "read_ns", json_number(head->read_ns));
	put(m, o, "active_ns", json_number(m->report->model->active_ns));
	put(m, o, "tick_khz", json_number(head->tick_khz));
	return o;
}

json_t *render_json(bool *failed, const struct report *report)
{
	struct maker m = { .report = report };
	json_t *sections = json_object();

	report_sort(report);
	put(&m, sections, "session", session(&m));
	put(&m, sections, "counters", counters(&m));
	put(&m, sections, "syscalls", syscalls(&m));
	put(&m, sections, "errors", errors(&m));
	put(&m, sections, "overhead", overhead(&m));
	*failed |= m.failed;
	return sections;
}
