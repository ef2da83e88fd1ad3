// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include "json.h"
#include "segments.h"

static const char *const labels[SEGMENT_ROWS] = {
	[SYSPROBE_SEGMENT_ENTRY] = "entry",
	[SYSPROBE_SEGMENT_BODY] = "body",
	[SYSPROBE_SEGMENT_EXIT] = "exit",
	[SYSPROBE_SEGMENTS] = "sum",
};

/* What the module says of the one call, rather than of the machine. */
static const char *const of_the_call[] = {
	"call", "probe", "samples", "calibration", "syscall work", "return",
};

bool entry_of_machine(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(of_the_call); i++)
		if (!strcmp(key, of_the_call[i]))
			return false;
	return strcmp(key, "can be measured");
}

const struct text *entry_text(const struct entry_report *report)
{
	unsigned int i;

	for (i = 0; i < CALLER_METHODS; i++)
		if (report->all[i].text.bytes)
			return &report->all[i].text;
	return NULL;
}

static void print_ns(FILE *out, const struct entry_report *report, double ticks)
{
	if (report->tick_khz)
		fprintf(out, " %10.1f", ticks * 1e6 / report->tick_khz);
	else
		fprintf(out, " %10s", "-");
}

static void print_spread(FILE *out, const char *label, const struct spread *s)
{
	fprintf(out, "    %-12s %7" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64,
		label, s->n, s->min, s->median, s->p99);
}

static void print_row(FILE *out, const struct entry_report *report,
		      const char *label, const struct measurement *row)
{
	char below[24];

	print_spread(out, label, &row->raw);
	if (!row->known) {
		fprintf(out, " %8s %10s %10s\n", "-", "-", "-");
		return;
	}
	fprintf(out, " %8" PRIu64, row->off);
	if (row->below) {
		snprintf(below, sizeof(below), "<%" PRIu64, row->noise);
		fprintf(out, " %10s %10s\n", below, "-");
		return;
	}
	fprintf(out, " %10" PRIu64, row->corrected);
	print_ns(out, report, row->corrected);
	fputc('\n', out);
}

static void print_plain(FILE *out, const struct entry_report *report,
			const char *label, const struct spread *s)
{
	print_spread(out, label, s);
	fprintf(out, " %8s %10" PRIu64, "", s->median);
	print_ns(out, report, s->median);
	fputc('\n', out);
}

/* The proof of the correction: what it should have come to is known. */
static void print_balance(FILE *out, const struct segments *s)
{
	const struct measurement *sum = &s->rows[SYSPROBE_SEGMENTS];
	double off;

	if (!sum->known || sum->below || !s->unprobed.median)
		return;
	off = (double)sum->corrected - (double)s->unprobed.median;
	fprintf(out, "    corrected sum less the unprobed round trip: %+.0f ticks (%+.1f %%)\n",
		off, 100 * off / s->unprobed.median);
}

static void print_titles(FILE *out)
{
	fprintf(out, "\n    %-12s %7s %8s %8s %8s %8s %10s %10s\n", "ticks", "n",
		"min", "median", "p99", "hook", "corrected", "in ns");
}

static void print_segments(FILE *out, const struct entry_report *report,
			   const struct segments *s)
{
	const char *value;
	unsigned int i;

	fprintf(out, ", %" PRIu64 " calls, %" PRIu64 " of them followed, on CPU %d\n",
		s->asked, s->followed, report->cpu);
	for (i = 0; i < ARRAY_SIZE(of_the_call); i++) {
		value = text_condition(&s->text, of_the_call[i]);
		if (value)
			fprintf(out, "    %s: %s\n", of_the_call[i], value);
	}
	print_titles(out);
	for (i = 0; i < SEGMENT_ROWS; i++)
		print_row(out, report, labels[i], &s->rows[i]);
}

/* Who cannot carry stamps has only the call as a whole. */
static void print_round_trip(FILE *out, const struct entry_report *report,
			     const struct segments *s)
{
	fprintf(out, ", %" PRIu64 " calls, on CPU %d\n", s->asked, report->cpu);
	fprintf(out, "    call: %s %u\n", names_abi(caller_abi(s->method)),
		s->nr);
	fprintf(out, "    round trip only: %s\n",
		caller_why_no_segments(s->method));
	print_titles(out);
}

static void print_method(FILE *out, const struct entry_report *report,
			 const struct segments *s)
{
	fprintf(out, "\n%s by %s", report->name, caller_name(s->method));
	if (s->why_not.status) {
		fprintf(out, ": skipped, %s\n", s->why_not.text);
		return;
	}
	if (caller_why_no_segments(s->method))
		print_round_trip(out, report, s);
	else
		print_segments(out, report, s);
	print_plain(out, report, "unprobed", &s->unprobed);
	print_plain(out, report, "caller", &s->caller);
	print_balance(out, s);
}

void render_entry(FILE *out, const struct entry_report *report)
{
	unsigned int i;

	for (i = 0; i < CALLER_METHODS; i++)
		if (report->all[i].asked)
			print_method(out, report, &report->all[i]);
	fputs("\nunprobed: the same calls' round trip without the hook. caller: what of a round\n"
	      "trip is the caller's own, its clock included; it is in entry, exit and unprobed.\n",
	      out);
}

static void json_segments(bool *failed, json_t *o, const struct segments *s)
{
	unsigned int i;

	json_put(failed, o, "followed", json_number(s->followed));
	for (i = 0; i < ARRAY_SIZE(of_the_call); i++)
		json_put(failed, o, of_the_call[i],
			 json_text(text_condition(&s->text, of_the_call[i])));
	for (i = 0; i < SEGMENT_ROWS; i++)
		json_put(failed, o, labels[i], measurement_json(failed, &s->rows[i], "hook"));
}

static json_t *json_method(bool *failed, const struct segments *s)
{
	const char *why_no_segments = caller_why_no_segments(s->method);
	json_t *o = json_object();

	json_put(failed, o, "method", json_string(caller_name(s->method)));
	json_put(failed, o, "skipped", json_text(s->why_not.text));
	if (s->why_not.status)
		return o;
	json_put(failed, o, "abi",
		 json_string(names_abi(caller_abi(s->method))));
	json_put(failed, o, "nr", json_number(s->nr));
	json_put(failed, o, "calls", json_number(s->asked));
	json_put(failed, o, "round_trip_only", json_text(why_no_segments));
	if (!why_no_segments)
		json_segments(failed, o, s);
	json_put(failed, o, "unprobed", spread_json(failed, &s->unprobed));
	json_put(failed, o, "caller", spread_json(failed, &s->caller));
	return o;
}

json_t *render_entry_json(bool *failed, const struct entry_report *report)
{
	json_t *methods = json_array(), *section = json_object();
	size_t i;

	for (i = 0; i < CALLER_METHODS; i++)
		if (report->all[i].asked)
			json_append(failed, methods,
				    json_method(failed, &report->all[i]));
	json_put(failed, section, "name", json_string(report->name));
	json_put(failed, section, "cpu", json_integer(report->cpu));
	json_put(failed, section, "tick_khz", json_number(report->tick_khz));
	json_put(failed, section, "methods", methods);
	return section;
}
