// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include "cost.h"

/* Calls a second: a busy program, one that should look into it, too many. */
static const double rates[] = { 10e3, 100e3, 500e3 };

static void print_what(FILE *out, const struct cost *cost)
{
	if (!cost->n)
		return;
	fputs("\nMedians of blocks of operations", out);
	if (cost->cpu >= 0)
		fprintf(out, ", on CPU %d", cost->cpu);
	fputs("; the loop around them is taken off. Figures are per item where an\n"
	      "operation handles several.", out);
	if (!cost->tick_khz)
		fputs(" There is no ns column: a tick is no time here.", out);
	fputs("\n", out);
	if (cost->why_not_counted.status)
		fprintf(out, "Calls are not counted: %s.\n",
			cost->why_not_counted.text);
}

static void print_ns(FILE *out, int width, const struct cost *cost,
		     double ticks, bool known)
{
	if (known && cost->tick_khz)
		fprintf(out, " %*.1f", width, cost_ns(cost, ticks));
	else
		fprintf(out, " %*s", width, "-");
}

/* Of blocks, less the harness: what is below that is as good as nothing. */
static double above(const struct measurement *m, uint64_t ticks)
{
	return ticks > m->off ? ticks - m->off : 0;
}

static void print_figures(FILE *out, const struct cost *cost,
			  const struct cost_result *r)
{
	const struct measurement *m = &r->cost;
	char text[32];

	if (m->below)
		snprintf(text, sizeof(text), "<%" PRIu64, m->noise);
	else
		snprintf(text, sizeof(text), "%" PRIu64, m->corrected);
	fprintf(out, " %8s", text);
	print_ns(out, 9, cost, m->corrected, !m->below);
	print_ns(out, 9, cost, above(m, m->raw.p1), true);
	print_ns(out, 9, cost, above(m, m->raw.p99), true);
}

static void print_beside(FILE *out, const struct cost *cost,
			 const struct cost_result *r)
{
	const struct cost_result *base = cost_find(cost, r->row->base);
	double ratio = cost_ratio(cost, r);

	if (r->row->published_ns)
		fprintf(out, " %6u", r->row->published_ns);
	else
		fprintf(out, " %6s", "");
	if (!ratio) {
		fprintf(out, " %9s %7s", "", "");
		return;
	}
	fprintf(out, " %+9" PRId64 " %7.2f",
		(int64_t)(r->cost.corrected - base->cost.corrected), ratio);
}

static void print_entries(FILE *out, const struct cost_entries *e)
{
	if (e->why_not.status)
		return;
	if (e->agree)
		fprintf(out, "  %" PRIu64 " as expected", e->counted);
	else
		fprintf(out, "  %" PRIu64 ", not %" PRIu64 ", and %" PRIu64
			" others", e->counted, e->expected, e->other);
}

static void print_row(FILE *out, const struct cost *cost,
		      const struct cost_result *r)
{
	fprintf(out, "  %-24s", r->row->name);
	if (r->why_not.status) {
		fprintf(out, " skipped, %s\n", r->why_not.text);
		return;
	}
	print_figures(out, cost, r);
	print_beside(out, cost, r);
	print_entries(out, &r->entries);
	if (r->noisy)
		fputs("  noisy", out);
	fputc('\n', out);
}

static void print_titles(FILE *out, enum cost_group group)
{
	fprintf(out, "\n%s: %s\n\n", cost_group_name(group),
		cost_group_about(group));
	fprintf(out, "  %-24s %8s %9s %9s %9s %6s %9s %7s  %s\n", "", "", "",
		"", "", "quoted", "added", "times", "calls, of");
	fprintf(out, "  %-24s %8s %9s %9s %9s %6s %9s %7s  %s\n", "row",
		"ticks", "ns", "p1 ns", "p99 ns", "ns", "ticks", "base",
		"the kernel");
}

/* Why a row has no count is said once for all that have the same reason. */
static void print_uncounted(FILE *out, const struct cost *cost,
			    enum cost_group group)
{
	const struct cost_result *r;
	size_t i;

	for (i = 0; i < cost->n; i++) {
		r = &cost->results[i];
		if (r->row->group == group && !r->why_not.status &&
		    r->entries.why_not.status && !cost->why_not_counted.status)
			fprintf(out, "  %s: calls are not counted, %s\n",
				r->row->name, r->entries.why_not.text);
	}
}

/* "writev" of "writev-16". */
static size_t family_length(const struct cost_row *row)
{
	const char *dash = strrchr(row->name, '-');

	return dash ? (size_t)(dash - row->name) : strlen(row->name);
}

static bool same_family(const struct cost_row *a, const struct cost_row *b)
{
	size_t length = family_length(a);

	return a->base && b->base && !strcmp(a->base, b->base) &&
	       length == family_length(b) && !strncmp(a->name, b->name, length);
}

/*
 * Rows of a family follow each other by their number of items. It pays from
 * the first on after which none costs as much as its base.
 */
static size_t print_family(FILE *out, const struct cost *cost, size_t first)
{
	const struct cost_row *row = cost->results[first].row;
	const struct cost_result *pays = NULL, *last = NULL, *r;
	size_t i;

	for (i = first; i < cost->n &&
	     same_family(row, cost->results[i].row); i++) {
		r = &cost->results[i];
		if (!cost_ratio(cost, r))
			continue;
		last = r;
		if (cost_ratio(cost, r) >= 1)
			pays = NULL;
		else if (!pays)
			pays = r;
	}
	if (last)
		fprintf(out, "  %.*s against %s: ", (int)family_length(row),
			row->name, row->base);
	if (pays)
		fprintf(out, "pays from %u on; at %u an item costs %.2f of it\n",
			cost_items(pays->row), cost_items(last->row),
			cost_ratio(cost, last));
	else if (last)
		fprintf(out, "does not pay up to %u\n", cost_items(last->row));
	return i;
}

static void print_families(FILE *out, const struct cost *cost)
{
	size_t i;

	for (i = 0; i < cost->n;) {
		if (cost->results[i].row->group != COST_BATCH ||
		    !cost->results[i].row->base) {
			i++;
			continue;
		}
		i = print_family(out, cost, i);
	}
}

static void print_rates(FILE *out, const struct cost *cost)
{
	const struct cost_result *r;
	bool titles = false;
	size_t i, rate;

	for (i = 0; cost->tick_khz && i < cost->n; i++) {
		r = &cost->results[i];
		if (r->row->group != COST_BASIC || !cost_known(r))
			continue;
		if (!titles)
			fprintf(out, "\nrate: share of one CPU that so many a second take\n\n"
				"  %-24s %9s %9s %9s %15s\n", "row", "10,000",
				"100,000", "500,000", "fill it, a s");
		titles = true;
		fprintf(out, "  %-24s", r->row->name);
		for (rate = 0; rate < ARRAY_SIZE(rates); rate++)
			fprintf(out, " %8.2f%%",
				100 * cost_share(cost, r, rates[rate]));
		fprintf(out, " %15.0f\n",
			1e9 / cost_ns(cost, r->cost.corrected));
	}
}

void render_cost(FILE *out, const struct cost *cost)
{
	const struct cost_result *r;
	size_t i;

	print_what(out, cost);
	for (i = 0; i < cost->n; i++) {
		r = &cost->results[i];
		if (!i || r->row->group != cost->results[i - 1].row->group)
			print_titles(out, r->row->group);
		print_row(out, cost, r);
		if (i + 1 < cost->n &&
		    r->row->group == cost->results[i + 1].row->group)
			continue;
		print_uncounted(out, cost, r->row->group);
		if (r->row->group == COST_BATCH) {
			fputc('\n', out);
			print_families(out, cost);
		}
	}
	print_rates(out, cost);
}

void render_cost_list(FILE *out, const struct cost *cost)
{
	const struct cost_row *row;
	size_t i;

	for (i = 0; i < cost->n; i++) {
		row = cost->results[i].row;
		if (!i || row->group != cost->results[i - 1].row->group)
			fprintf(out, "%s%s: %s\n", i ? "\n" : "",
				cost_group_name(row->group),
				cost_group_about(row->group));
		fprintf(out, "  %-24s %s\n", row->name, row->what);
	}
}

/* RFC 4180: in quotes, where quotes are doubled. */
static void csv_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void print_csv_header(FILE *out)
{
	static const char *const columns[] = {
		"group", "row", "items", "block", "blocks", "min_ticks",
		"p1_ticks", "median_ticks", "p99_ticks", "max_ticks",
		"harness_ticks", "noise_ticks", "corrected_ticks",
		"corrected_ns", "quoted_ns", "base", "ratio", "noisy",
		"calls_expected", "calls_counted", "calls_other", "skipped",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out, "%s%s", i ? "," : "", columns[i]);
	fputs("\r\n", out);
}

void render_cost_csv(FILE *out, const struct cost *cost)
{
	const struct cost_result *r;
	const struct measurement *m;
	size_t i;

	print_csv_header(out);
	for (i = 0; i < cost->n; i++) {
		r = &cost->results[i];
		m = &r->cost;
		fprintf(out, "%s,%s,%u,%zu,%zu,", cost_group_name(r->row->group),
			r->row->name, cost_items(r->row), r->block, r->blocks);
		fprintf(out, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
			",%" PRIu64 ",%" PRIu64 ",", m->raw.min, m->raw.p1,
			m->raw.median, m->raw.p99, m->raw.max, m->off, m->noise);
		if (cost_known(r))
			fprintf(out, "%" PRIu64, m->corrected);
		fputc(',', out);
		if (cost_known(r) && cost->tick_khz)
			fprintf(out, "%.1f", cost_ns(cost, m->corrected));
		fprintf(out, ",%u,%s,%.4f,%d,", r->row->published_ns,
			r->row->base ?: "", cost_ratio(cost, r), r->noisy);
		if (!r->entries.why_not.status && !r->why_not.status)
			fprintf(out, "%" PRIu64 ",%" PRIu64 ",%" PRIu64,
				r->entries.expected, r->entries.counted,
				r->entries.other);
		else
			fputs(",,", out);
		fputc(',', out);
		csv_text(out, r->why_not.text);
		fputs("\r\n", out);
	}
}
