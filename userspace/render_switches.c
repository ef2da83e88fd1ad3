// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "switches.h"
#include "util.h"

static const struct {
	const char *event;
	const char *title;
} columns[] = {
	{ "context_switch", "tasks" },
	{ "mm_switch_flushed", "flushed" },
	{ "mm_switch_kept", "kept" },
	{ "local_mm_shootdown", "local mm" },
	{ "local_shootdown", "local" },
	{ "remote_send_ipi", "asking" },
	{ "remote_shootdown", "asked" },
	{ "other", "other" },
};

static void print_titles(FILE *out)
{
	size_t i;

	fprintf(out, "\n%26s%-20s%s\n", "", "address spaces",
		"other flushes of the TLB");
	fprintf(out, "  %-6s", "CPU");
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out, " %9s", columns[i].title);
	fputc('\n', out);
}

static void print_row(FILE *out, const struct switches *s, const char *label,
		      const char *cpu)
{
	size_t i;

	fprintf(out, "  %-6s", label);
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out, " %9" PRIu64,
			switches_sum(s, cpu, columns[i].event));
	fputc('\n', out);
}

static void print_rates(FILE *out, const struct switches *s)
{
	size_t i;

	fprintf(out, "  %-6s", "all/s");
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out, " %9.1f",
			switches_sum(s, NULL, columns[i].event) * 1e9 /
			s->active_ns);
	fputc('\n', out);
}

/* The CPUs stand together in the file. */
static bool new_cpu(const struct switches *s, size_t row)
{
	return !row || strcmp(text_field(&s->text, row, "cpu"),
			      text_field(&s->text, row - 1, "cpu"));
}

static uint64_t of_spaces(const struct switches *s)
{
	return switches_sum(s, NULL, "mm_switch_flushed") +
	       switches_sum(s, NULL, "mm_switch_kept");
}

void render_switches(FILE *out, const struct switches *s)
{
	uint64_t kept = switches_sum(s, NULL, "mm_switch_kept");
	uint64_t spaces = of_spaces(s);
	const char *cpu;
	size_t i;

	fprintf(out, "\n%.3f s\n", s->active_ns / 1e9);
	print_titles(out);
	for (i = 0; i < s->text.n_rows; i++) {
		if (!new_cpu(s, i))
			continue;
		cpu = text_field(&s->text, i, "cpu");
		print_row(out, s, cpu, cpu);
	}
	print_row(out, s, "all", NULL);
	if (s->active_ns)
		print_rates(out, s);
	if (spaces)
		fprintf(out, "\nOf %" PRIu64 " switches to another address space, %" PRIu64
			" kept the TLB by PCID (%.0f %%).\n",
			spaces, kept, 100.0 * kept / spaces);
	fprintf(out, "\nKPTI is %s: %" PRIu64 " calls %s at least %" PRIu64 " writes of CR3, two each. Interrupts\n"
		"and exceptions in user mode %s two each, too, and are not counted.\n",
		s->kpti ? "on" : "off", s->calls,
		s->kpti ? "made" : "would have made", 2 * s->calls,
		s->kpti ? "made" : "would make");
}

static json_t *json_event(bool *failed, const struct switches *s, size_t row)
{
	static const char *const numbers[] = { "n", "whole", "pages" };
	json_t *o = json_object();
	size_t i;

	json_put(failed, o, "cpu",
		 json_number(strtoul(text_field(&s->text, row, "cpu"), NULL,
				     10)));
	json_put(failed, o, "event",
		 json_string(text_field(&s->text, row, "event")));
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		json_put(failed, o, numbers[i],
			 json_number(strtoull(text_field(&s->text, row,
							 numbers[i]),
					      NULL, 10)));
	return o;
}

json_t *render_switches_json(bool *failed, const struct switches *s)
{
	json_t *section = json_object(), *events = json_array();
	size_t i;

	for (i = 0; i < s->text.n_rows; i++)
		json_append(failed, events, json_event(failed, s, i));
	json_put(failed, section, "active_ns", json_number(s->active_ns));
	json_put(failed, section, "calls", json_number(s->calls));
	json_put(failed, section, "kpti", json_boolean(s->kpti));
	json_put(failed, section, "kpti_cr3_writes_at_least",
		 json_number(s->kpti ? 2 * s->calls : 0));
	json_put(failed, section, "mm_switches", json_number(of_spaces(s)));
	json_put(failed, section, "events", events);
	return section;
}
