// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "report.h"

#define CELL 40		/* bytes that hold any cell */

/**
 * struct slot - a column as it is printed: one in two units is two slots
 * @column: what
 * @ns:     a time in ns, else in ticks
 * @width:  of the widest cell
 */
struct slot {
	const struct column *column;
	bool ns;
	int width;
};

static void format_time(char *buf, const struct model *model, double ticks,
			bool ns, bool near)
{
	double value = ns ? model_ns(model, ticks) : ticks;

	/* A fraction says something only of short times. */
	snprintf(buf, CELL, "%s%.*f", near ? "~" : "",
		 ns && value > 0 && value < 100 ? 1 : 0, value);
}

static void format_cell(char *buf, const struct report *report,
			const struct slot *slot, const struct call *call,
			const struct totals *totals)
{
	struct value v = slot->column->get(call, totals);

	if (!v.known)
		strcpy(buf, "-");
	else if (slot->column->kind == COLUMN_COUNT)
		snprintf(buf, CELL, "%" PRIu64, v.whole);
	else if (slot->column->kind == COLUMN_PERCENT)
		snprintf(buf, CELL, "%.2f", v.real * 100);
	else
		format_time(buf, report->model, v.real, slot->ns, v.near);
}

static const char *slot_unit(const struct slot *slot)
{
	switch (slot->column->kind) {
	case COLUMN_TIME:
		return slot->ns ? "ns" : "ticks";
	case COLUMN_PERCENT:
		return "%";
	default:
		return "";
	}
}

static void widen(int *width, const char *text)
{
	int length = strlen(text);

	if (length > *width)
		*width = length;
}

static size_t make_slots(struct slot *slots, const struct report *report,
			 const struct totals *totals)
{
	size_t n = 0, i, j;
	char cell[CELL];

	for (i = 0; i < report->n_columns; i++) {
		const struct column *c = report->columns[i];
		bool time = c->kind == COLUMN_TIME;

		if (!time || report->unit != UNIT_NS)
			slots[n++] = (struct slot){ c, false, c->width };
		if (time && report->unit != UNIT_TICKS)
			slots[n++] = (struct slot){ c, true, c->width };
	}
	for (i = 0; i < n; i++) {
		widen(&slots[i].width, slots[i].column->title);
		for (j = 0; j < report->model->n_calls; j++) {
			format_cell(cell, report, &slots[i],
				    &report->model->calls[j], totals);
			widen(&slots[i].width, cell);
		}
	}
	return n;
}

static int name_width(const struct report *report)
{
	char label[NAMES_LABEL];
	int width = strlen("syscall");
	size_t i;

	for (i = 0; i < report->model->n_calls; i++) {
		const struct sysprobe_syscall *row = &report->model->calls[i].row;

		widen(&width, names_label(report->names, row->abi, row->nr,
					  label));
	}
	return width;
}

static void print_calls(FILE *out, const struct report *report)
{
	struct totals totals = model_totals(report->model);
	struct slot slots[2 * COLUMNS_MAX];
	size_t n = make_slots(slots, report, &totals), i, j;
	int width = name_width(report);
	char cell[CELL], label[NAMES_LABEL];

	fprintf(out, "%-*s", width, "syscall");
	for (i = 0; i < n; i++)
		fprintf(out, "  %*s", slots[i].width, slots[i].column->title);
	fprintf(out, "\n%-*s", width, "");
	for (i = 0; i < n; i++)
		fprintf(out, "  %*s", slots[i].width, slot_unit(&slots[i]));
	fputc('\n', out);
	for (j = 0; j < report->model->n_calls; j++) {
		const struct call *call = &report->model->calls[j];

		fprintf(out, "%-*s", width,
			names_label(report->names, call->row.abi, call->row.nr,
				    label));
		for (i = 0; i < n; i++) {
			format_cell(cell, report, &slots[i], call, &totals);
			fprintf(out, "  %*s", slots[i].width, cell);
		}
		fputc('\n', out);
	}
	if (!report->model->n_calls)
		fprintf(out, "(no call was counted)\n");
}

static void print_conditions(FILE *out, const struct report *report)
{
	const struct model *model = report->model;
	size_t i;

	fprintf(out, "# reader: sysprobe %s, %s\n", SYSPROBE_VERSION,
		report->moment->time);
	condition_print(out, model->conditions, model->n_conditions, NULL);
	condition_beware(out, model->conditions, model->n_conditions);
	if (report->unit != UNIT_NS)
		fprintf(out, "# ticks: of the TSC, which are not CPU cycles\n");
	if (report->unit != UNIT_TICKS)
		fprintf(out, "# ns: from TSC ticks at %" PRIu64 " kHz\n",
			(uint64_t)model->head.tick_khz);
	if (report->errors_only)
		fprintf(out, "# filter: only calls that failed were counted\n");
	for (i = 0; i < report->n_notes; i++)
		fprintf(out, "# note: %s\n", report->notes[i]);
}

static void print_errnos(FILE *out, const struct report *report)
{
	const struct model *model = report->model;
	char label[NAMES_LABEL], number[16];
	size_t i, j;

	fprintf(out, "\nfailed calls by errno\n");
	for (j = 0; j < model->n_calls; j++) {
		const struct sysprobe_syscall *row = &model->calls[j].row;

		for (i = 0; i < model->n_errnos; i++) {
			const struct sysprobe_errno *e = &model->errnos[i];

			if (!e->error || e->abi != row->abi || e->nr != row->nr)
				continue;
			fprintf(out, "  %-20s %-16s %10" PRIu64 "\n",
				names_label(report->names, e->abi, e->nr, label),
				report_errno(e->error, number, sizeof(number)),
				(uint64_t)e->count);
		}
	}
	for (i = 0; i < model->n_errnos; i++)
		if (!model->errnos[i].error)
			fprintf(out, "  %-20s %-16s %10" PRIu64 "\n",
				"(no room for these)", "other",
				(uint64_t)model->errnos[i].count);
	if (!model->n_errnos)
		fprintf(out, "  (none)\n");
}

static void print_counters(FILE *out, const struct report *report)
{
	const struct model *model = report->model;
	size_t i;

	fprintf(out, "\nlost or set aside\n");
	for (i = 0; i < model->n_counters; i++) {
		const struct sysprobe_counter *c = &model->counters[i];
		const char *remark = "";

		if (c->flags & SYSPROBE_COUNTER_UNSEEN) {
			fprintf(out, "  %-26s %12s  this hook cannot see them\n",
				c->name, "-");
			continue;
		}
		if (c->flags & SYSPROBE_COUNTER_LOWER_BOUND)
			remark = "  or more";
		else if (c->flags & SYSPROBE_COUNTER_NORMAL)
			remark = "  no anomaly";
		fprintf(out, "  %-26s %12" PRIu64 "%s\n", c->name,
			(uint64_t)c->value, remark);
	}
	if (!model->n_counters)
		fprintf(out, "  (the module tells nothing of losses)\n");
}

static void print_overhead(FILE *out, const struct report *report)
{
	const struct model *model = report->model;
	bool ns = report->unit == UNIT_NS;
	size_t i;

	fprintf(out, "\nwhat counting adds to a call, %s\n", ns ? "ns" : "ticks");
	for (i = 0; i < model->n_overhead; i++) {
		const struct sysprobe_overhead *o = &model->overhead[i];
		const uint64_t ticks[] = { o->min, o->median, o->p99, o->max,
					   o->baseline, o->inside };
		char cell[6][CELL];
		size_t k;

		if (!o->n) {
			fprintf(out, "  %s: not measured\n", o->name);
			continue;
		}
		for (k = 0; k < ARRAY_SIZE(ticks); k++)
			format_time(cell[k], model, ticks[k], ns, false);
		fprintf(out, "  %s: min %s, median %s, p99 %s, max %s",
			o->name, cell[0], cell[1], cell[2], cell[3]);
		fprintf(out, " (n %" PRIu64 ", over a baseline of %s)\n",
			(uint64_t)o->n, cell[4]);
		if (o->inside)
			fprintf(out, "  its own part of each time above: %s\n", cell[5]);
	}
	if (!model->n_overhead)
		fprintf(out, "  (not measured)\n");
}

static void print_totals(FILE *out, const struct report *report)
{
	struct totals t = model_totals(report->model);

	fprintf(out, "\nn: %" PRIu64 " calls of %zu syscalls, %" PRIu64
		" came back, %" PRIu64 " failed, %" PRIu64
		" were restarted; counted for %.6f s on %u CPUs\n",
		t.calls, report->model->n_calls, t.returned, t.errors,
		t.restarted, report->model->active_ns / 1e9,
		(unsigned int)report->model->head.cpus);
}

static bool any_near(const struct model *model)
{
	size_t i;

	for (i = 0; i < model->n_calls; i++)
		if (model->calls[i].min_near || model->calls[i].max_near)
			return true;
	return false;
}

void render_table(FILE *out, const struct report *report)
{
	if (report->interval)
		fprintf(out, "# interval: %u\n", report->interval);
	print_conditions(out, report);
	render_table_rest(out, report);
}

void render_table_rest(FILE *out, const struct report *report)
{
	size_t i;

	report_sort(report);
	fputc('\n', out);
	print_calls(out, report);
	if (any_near(report->model))
		fputs("~ a bucket's edge: the interval's own extreme lies within it\n",
		      out);
	if (report->hist)
		for (i = 0; i < report->model->n_calls; i++)
			render_hist(out, report, &report->model->calls[i]);
	if (report->per_errno)
		print_errnos(out, report);
	print_totals(out, report);
	print_counters(out, report);
	print_overhead(out, report);
	fputc('\n', out);
}
