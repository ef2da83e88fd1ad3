// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include "record.h"

static uint64_t bytes_of(const struct record *r)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < r->n_cpus; i++)
		sum += r->cpus[i].bytes;
	return sum;
}

static uint64_t lost_of(const struct trace_losses *losses)
{
	return losses->overrun + losses->commit_overrun + losses->dropped;
}

static void print_events(FILE *out, const struct record *r)
{
	unsigned int kind;

	fprintf(out, "\n  %-22s %12s %12s\n", "event", "written", "counted");
	for (kind = 0; kind < RECORD_KINDS; kind++)
		if (r->wanted[kind])
			fprintf(out, "  %-22s %12" PRIu64 " %12" PRIu64 "\n",
				record_event(kind), r->events[kind].count,
				r->counted[kind]);
	if (r->others)
		fprintf(out, "  %-22s %12" PRIu64 " %12s\n", "of other kinds",
			r->others, "-");
	fprintf(out, "  %-22s %12" PRIu64 "\n", "lost", record_lost(r));
}

static void print_losses(FILE *out, const struct record *r)
{
	unsigned int i;

	fprintf(out, "\n  %-5s %12s %12s %14s %12s\n", "CPU", "written",
		"overwritten", "commit overrun", "dropped");
	for (i = 0; i < r->n_cpus; i++) {
		const struct record_cpu *cpu = &r->cpus[i];

		if (!cpu->written && !lost_of(&cpu->losses))
			continue;
		fprintf(out, "  %-5u %12" PRIu64 " %12" PRIu64 " %14" PRIu64 " %12" PRIu64 "\n",
			i, cpu->written, cpu->losses.overrun,
			cpu->losses.commit_overrun, cpu->losses.dropped);
	}
	if (r->untold)
		fprintf(out, "  Of %" PRIu64 " rewrites the module had no room to tell.\n",
			r->untold);
}

static void print_balance(FILE *out, const struct record *r)
{
	uint64_t have = record_written(r) + record_lost(r);
	uint64_t counted = record_counted(r);

	if (record_equal(r) && !record_lost(r))
		fputs("\nEvents equal counts: all that was counted is in the file.\n",
		      out);
	else if (record_equal(r))
		fprintf(out, "\nEvents equal counts: %" PRIu64 " are in the file, %" PRIu64
			" were lost, %" PRIu64 " were counted.\n",
			record_written(r), record_lost(r), counted);
	else
		fprintf(out, "\nEvents do not equal counts: %" PRIu64
			" were written or lost, %" PRIu64 " were counted.\n",
			have, counted);
	if (record_lost(r) > r->untold)
		fprintf(out, "The file has gaps: the buffer of %u KiB was full. A larger one, or fewer calls (-e),\n"
			"lose less.\n", r->buffer_kib);
	if (model_unseen(&r->model))
		fprintf(out, "%" PRIu64 " more may have been calls, neither counted nor recorded; 'sysprobe stat --last' has more.\n",
			model_unseen(&r->model));
	if (r->ended_early)
		fputs("Somebody else ended the session before its time.\n",
		      out);
	if (r->left_behind)
		fputs("The instance in tracefs is still in use by somebody, and stays.\n",
		      out);
}

void render_record(FILE *out, const struct record *r)
{
	fprintf(out, "\n%s: %" PRIu64 " KiB of events, clock %s, buffer %u KiB a CPU\n",
		r->file, bytes_of(r) / 1024, r->clock, r->buffer_kib);
	print_events(out, r);
	if (record_lost(r))
		print_losses(out, r);
	print_balance(out, r);
	fputc('\n', out);
}

static json_t *json_cpu(bool *failed, unsigned int i,
			const struct record_cpu *cpu)
{
	json_t *o = json_object();

	json_put(failed, o, "cpu", json_number(i));
	json_put(failed, o, "bytes", json_number(cpu->bytes));
	json_put(failed, o, "written", json_number(cpu->written));
	json_put(failed, o, "overrun", json_number(cpu->losses.overrun));
	json_put(failed, o, "commit_overrun",
		 json_number(cpu->losses.commit_overrun));
	json_put(failed, o, "dropped", json_number(cpu->losses.dropped));
	return o;
}

static json_t *json_event(bool *failed, const struct record *r,
			  unsigned int kind)
{
	json_t *o = json_object();

	json_put(failed, o, "event", json_string(record_event(kind)));
	json_put(failed, o, "written", json_number(r->events[kind].count));
	json_put(failed, o, "counted", json_number(r->counted[kind]));
	return o;
}

/* A file's name is bytes, and JSON has none but UTF-8. */
static json_t *json_name(const char *name)
{
	json_t *text = json_string(name);

	return text ? text : json_null();
}

json_t *render_record_json(bool *failed, const struct record *r)
{
	json_t *section = json_object(), *events = json_array();
	json_t *cpus = json_array();
	unsigned int i;

	for (i = 0; i < RECORD_KINDS; i++)
		if (r->wanted[i])
			json_append(failed, events, json_event(failed, r, i));
	for (i = 0; i < r->n_cpus; i++)
		json_append(failed, cpus, json_cpu(failed, i, &r->cpus[i]));
	json_put(failed, section, "file", json_name(r->file));
	json_put(failed, section, "clock", json_string(r->clock));
	json_put(failed, section, "buffer_kib", json_number(r->buffer_kib));
	json_put(failed, section, "events", events);
	json_put(failed, section, "others", json_number(r->others));
	json_put(failed, section, "untold", json_number(r->untold));
	json_put(failed, section, "cpus", cpus);
	json_put(failed, section, "written", json_number(record_written(r)));
	json_put(failed, section, "lost", json_number(record_lost(r)));
	json_put(failed, section, "counted", json_number(record_counted(r)));
	json_put(failed, section, "equal", json_boolean(record_equal(r)));
	json_put(failed, section, "unseen",
		 json_number(model_unseen(&r->model)));
	json_put(failed, section, "ended_early",
		 json_boolean(r->ended_early));
	return section;
}
