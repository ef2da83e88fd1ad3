// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include "cr3_cost.h"
#include "json.h"

static void print_ns(FILE *out, const struct cr3_cost *cost, double ticks)
{
	if (cost->tick_khz)
		fprintf(out, " %10.1f", ticks * 1e6 / cost->tick_khz);
	else
		fprintf(out, " %10s", "-");
}

static void print_operation(FILE *out, const struct cr3_cost *cost,
			    const struct cr3_operation *op)
{
	const struct measurement *f = &op->took;
	char below[24];

	fprintf(out, "  %-18s %7" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64,
		op->name, f->raw.n, f->raw.min, f->raw.median, f->raw.p99);
	if (!f->known) {
		fprintf(out, " %8s %10s %10s\n", "-", "-", "-");
		return;
	}
	fprintf(out, " %8" PRIu64, f->off);
	if (f->below) {
		snprintf(below, sizeof(below), "<%" PRIu64, f->noise);
		fprintf(out, " %10s %10s\n", below, "-");
		return;
	}
	fprintf(out, " %10" PRIu64, f->corrected);
	print_ns(out, cost, f->corrected);
	fputc('\n', out);
}

void render_cr3_cost(FILE *out, const struct cr3_cost *cost)
{
	unsigned int cpu;
	size_t i, at;

	for (i = 0; cr3_cost_cpu(cost, i, &cpu); i++) {
		fprintf(out, "\n  %-18s %7s %8s %8s %8s %8s %10s %10s\n",
			"ticks", "n", "min", "median", "p99", "harness",
			"corrected", "in ns");
		fprintf(out, "  CPU %u\n", cpu);
		for (at = 0; at < cost->n; at++)
			if (cost->all[at].cpu == cpu)
				print_operation(out, cost, &cost->all[at]);
	}
	render_cr3_tax(out, cost);
}

static void print_tax(FILE *out, const struct cr3_cost *cost,
		      const struct cr3_tax *tax)
{
	char write[24], two[24];

	fprintf(out, "  %5u", tax->cpu);
	if (!tax->known) {
		fprintf(out, " %10s %12s %10s %10s %10s\n", "-", "-", "-", "-",
			"-");
		return;
	}
	snprintf(write, sizeof(write), "%s%" PRIu64, tax->below ? "<" : "",
		 tax->write);
	snprintf(two, sizeof(two), "%s%" PRIu64, tax->below ? "<" : "",
		 2 * tax->write);
	fprintf(out, " %10s %12s", write, two);
	print_ns(out, cost, 2 * tax->write);
	if (cost->pcide) {
		fprintf(out, " %10s %10s\n", "kept", "-");
		return;
	}
	fprintf(out, " %10.1f", tax->page);
	print_ns(out, cost, tax->page);
	fputc('\n', out);
}

void render_cr3_tax(FILE *out, const struct cr3_cost *cost)
{
	struct cr3_tax tax;
	unsigned int cpu;
	size_t i;

	fprintf(out, "\nKPTI is %s. What it %s to each call, at least: two writes of CR3\n"
		"(%s)%s\n\n", cost->kpti ? "on" : "off",
		cost->kpti ? "adds" : "would add", cr3_cost_write(cost),
		cost->pcide ? "; PCIDs let the TLB keep what it has." :
		", and for each page that is used again after one, a\nwalk to it.");
	fprintf(out, "  %5s %10s %12s %10s %10s %10s\n", "CPU", "a write",
		"two writes", "in ns", "a page", "in ns");
	for (i = 0; cr3_cost_cpu(cost, i, &cpu); i++) {
		tax = cr3_cost_tax(cost, cpu);
		print_tax(out, cost, &tax);
	}
	fputs("\nThe instructions around the writes come on top: 'sysprobe diff' of a boot with\n"
	      "pti=on and one with pti=off has those.\n", out);
}

static json_t *json_operation(bool *failed, const struct cr3_operation *op)
{
	json_t *o = json_object();

	json_put(failed, o, "operation", json_string(op->name));
	json_put(failed, o, "cpu", json_number(op->cpu));
	json_put(failed, o, "cost",
		 measurement_json(failed, &op->took, "harness"));
	return o;
}

static json_t *json_tax(bool *failed, const struct cr3_cost *cost,
			unsigned int cpu)
{
	struct cr3_tax tax = cr3_cost_tax(cost, cpu);
	json_t *o = json_object();

	json_put(failed, o, "cpu", json_number(cpu));
	json_put(failed, o, "n", json_number(tax.n));
	json_put(failed, o, "unit", json_string("ticks"));
	json_put(failed, o, "two_writes", tax.known && !tax.below ?
		 json_number(2 * tax.write) : json_null());
	json_put(failed, o, "page", tax.known && !cost->pcide ?
		 json_real(tax.page) : json_null());
	return o;
}

/* The module has one line for each operation that it left out. */
static json_t *json_skipped(bool *failed, const struct cr3_cost *cost)
{
	static const char start[] = "skipped ";
	json_t *o = json_object();
	const struct condition *c;
	size_t i;

	for (i = 0; i < cost->text.n_conditions; i++) {
		c = &cost->text.conditions[i];
		if (!strncmp(c->key, start, strlen(start)))
			json_put(failed, o, c->key + strlen(start),
				 json_string(c->value));
	}
	return o;
}

json_t *render_cr3_cost_json(bool *failed, const struct cr3_cost *cost)
{
	json_t *section = json_object(), *all = json_array();
	json_t *tax = json_array();
	unsigned int cpu;
	size_t i;

	for (i = 0; i < cost->n; i++)
		json_append(failed, all,
			    json_operation(failed, &cost->all[i]));
	for (i = 0; cr3_cost_cpu(cost, i, &cpu); i++)
		json_append(failed, tax, json_tax(failed, cost, cpu));
	json_put(failed, section, "kpti", json_boolean(cost->kpti));
	json_put(failed, section, "pcide", json_boolean(cost->pcide));
	json_put(failed, section, "tick_khz", json_number(cost->tick_khz));
	json_put(failed, section, "interrupts_off",
		 json_text(text_condition(&cost->text, "interrupts off")));
	json_put(failed, section, "left_out", json_skipped(failed, cost));
	json_put(failed, section, "operations", all);
	json_put(failed, section, "write", json_string(cr3_cost_write(cost)));
	json_put(failed, section, "tax", tax);
	return section;
}
