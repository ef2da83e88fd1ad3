// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "cr3_cost.h"
#include "util.h"

void cr3_cost_free(struct cr3_cost *cost)
{
	free(cost->all);
	text_free(&cost->text);
	memset(cost, 0, sizeof(*cost));
}

int cr3_cost_parse(struct cr3_cost *cost, char *bytes, struct err *err)
{
	static const char *const columns[] = {
		"operation", "cpu", "n", "min", "p1", "median", "p99", "max",
		"harness", "noise", "corrected",
	};
	const char *refused;
	size_t i;

	if (text_table(&cost->text, bytes, "cr3_cost", err) ||
	    text_needs(&cost->text, "cr3_cost", columns, ARRAY_SIZE(columns),
		       err))
		return -1;
	refused = text_condition(&cost->text, "refused");
	if (refused)
		return err_set(err, STATUS_FAILED,
			       "CR3 can't be measured here: %s", refused);
	cost->all = calloc(cost->text.n_rows, sizeof(*cost->all));
	if (!cost->all && cost->text.n_rows)
		return err_no_memory(err);
	cost->n = cost->text.n_rows;
	for (i = 0; i < cost->n; i++) {
		cost->all[i].name = text_field(&cost->text, i, "operation");
		cost->all[i].cpu = strtoul(text_field(&cost->text, i, "cpu"),
					   NULL, 10);
		measurement_read(&cost->all[i].took, &cost->text, i, "harness");
	}
	return 0;
}

const struct cr3_operation *cr3_cost_find(const struct cr3_cost *cost,
					  const char *name, unsigned int cpu)
{
	size_t i;

	for (i = 0; i < cost->n; i++)
		if (cost->all[i].cpu == cpu && !strcmp(cost->all[i].name, name))
			return &cost->all[i];
	return NULL;
}

bool cr3_cost_cpu(const struct cr3_cost *cost, size_t i, unsigned int *cpu)
{
	size_t at;

	for (at = 0; at < cost->n; at++) {
		if (at && cost->all[at].cpu == cost->all[at - 1].cpu)
			continue;
		if (i--)
			continue;
		*cpu = cost->all[at].cpu;
		return true;
	}
	return false;
}

const char *cr3_cost_write(const struct cr3_cost *cost)
{
	return cost->pcide ? "switch_noflush" : "switch_flush";
}

/* Of the longest row that was measured: there the stamps weigh least. */
static double one_page(const struct cr3_cost *cost, unsigned int cpu)
{
	static const unsigned int rows[] = { 128, 32, 8, 1 };
	const struct cr3_operation *refill;
	char name[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(name, sizeof(name), "refill_%u", rows[i]);
		refill = cr3_cost_find(cost, name, cpu);
		if (refill && refill->took.known)
			return refill->took.below ? 0 :
			       (double)refill->took.corrected / rows[i];
	}
	return 0;
}

struct cr3_tax cr3_cost_tax(const struct cr3_cost *cost, unsigned int cpu)
{
	const struct cr3_operation *write;
	struct cr3_tax tax = { .cpu = cpu };

	write = cr3_cost_find(cost, cr3_cost_write(cost), cpu);
	if (!write || !write->took.known)
		return tax;
	tax.known = true;
	tax.n = write->took.raw.n;
	tax.below = write->took.below;
	tax.write = tax.below ? write->took.noise : write->took.corrected;
	if (!cost->pcide)
		tax.page = one_page(cost, cpu);
	return tax;
}
