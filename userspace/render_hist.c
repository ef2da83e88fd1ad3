// SPDX-License-Identifier: GPL-2.0
/*
 * Histograms for a terminal. A line is a power of two; where everything lies
 * within a few of them and nothing slept, it is one of the finer buckets.
 */
#include <inttypes.h>
#include <langinfo.h>
#include <string.h>
#include "report.h"

#define BAR		40	/* characters of the longest bar */
#define FEW_OCTAVES	3	/* up to so many are drawn in fine buckets */
#define OCTAVES		SYSPROBE_SLEPT_BUCKETS

/* The power of two that a fine bucket belongs to, counted as slept_hist's. */
static unsigned int octave_of(unsigned int bucket)
{
	if (!bucket)
		return 0;
	return 1 + (bucket - 1) / SYSPROBE_HIST_SUB;
}

/**
 * struct drawing - bars to draw
 * @ran:   calls that did not sleep, by line
 * @slept: calls that did
 * @lower: ticks at which each line begins; one more than there are lines
 * @lines: how many
 */
struct drawing {
	uint64_t ran[SYSPROBE_HIST_BUCKETS];
	uint64_t slept[SYSPROBE_HIST_BUCKETS];
	uint64_t lower[SYSPROBE_HIST_BUCKETS + 1];
	unsigned int lines;
};

static bool is_narrow(const struct sysprobe_syscall *row)
{
	unsigned int first = OCTAVES, last = 0, i;

	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++)
		if (row->slept_hist[i])
			return false;
	for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++) {
		if (!row->hist[i])
			continue;
		if (first == OCTAVES)
			first = octave_of(i);
		last = octave_of(i);
	}
	return first != OCTAVES && last - first < FEW_OCTAVES;
}

static void lay_out(struct drawing *d, const struct sysprobe_syscall *row)
{
	unsigned int i;

	memset(d, 0, sizeof(*d));
	if (is_narrow(row)) {
		d->lines = SYSPROBE_HIST_BUCKETS;
		for (i = 0; i < d->lines; i++) {
			d->ran[i] = row->hist[i];
			d->lower[i] = hist_lower(i);
		}
	} else {
		d->lines = OCTAVES;
		for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++)
			d->ran[octave_of(i)] += row->hist[i];
		for (i = 0; i < d->lines; i++) {
			d->slept[i] = row->slept_hist[i];
			d->lower[i] = slept_hist_lower(i);
		}
	}
	d->lower[d->lines] = UINT64_MAX;
}

static void repeat(FILE *out, const char *mark, unsigned int times)
{
	while (times--)
		fputs(mark, out);
}

static void draw_line(FILE *out, const struct report *report,
		      const struct drawing *d, unsigned int i, uint64_t most)
{
	bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	uint64_t n = d->ran[i] + d->slept[i];
	unsigned int ran, whole;
	char from[24], to[24];
	bool ns = report->unit != UNIT_TICKS;
	double low = d->lower[i], high = d->lower[i + 1];

	if (ns) {
		low = model_ns(report->model, low);
		high = model_ns(report->model, high);
	}
	snprintf(from, sizeof(from), "%.0f", low);
	snprintf(to, sizeof(to), "%.0f", high);
	/* Never nothing for something; and the two parts make the whole. */
	whole = n ? 1 + (BAR - 1) * ((double)n / most) : 0;
	ran = n ? whole * ((double)d->ran[i] / n) : 0;
	if (ran > whole)
		ran = whole;
	fprintf(out, "  %13s .. %-13s |", from,
		i + 1 == d->lines ? "" : to);
	repeat(out, utf8 ? "\u2588" : "#", ran);
	repeat(out, utf8 ? "\u2592" : "+", whole - ran);
	repeat(out, " ", BAR - whole);
	fprintf(out, "| %" PRIu64 "\n", n);
}

void render_hist(FILE *out, const struct report *report, const struct call *call)
{
	bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	unsigned int first = 0, last = 0, i;
	char label[NAMES_LABEL];
	uint64_t most = 0, slept = 0;
	struct drawing d;

	lay_out(&d, &call->row);
	for (i = 0; i < d.lines; i++) {
		uint64_t n = d.ran[i] + d.slept[i];

		if (!n)
			continue;
		if (!most)
			first = i;
		last = i;
		slept += d.slept[i];
		if (n > most)
			most = n;
	}
	fprintf(out, "\n%s: %" PRIu64 " calls came back, by %s",
		names_label(report->names, call->row.abi, call->row.nr, label),
		(uint64_t)call->row.returned,
		report->unit == UNIT_TICKS ? "ticks" : "ns");
	if (slept)
		fprintf(out, " (%s ran, %s slept)", utf8 ? "\u2588" : "#",
			utf8 ? "\u2592" : "+");
	fputc('\n', out);
	for (i = first; most && i <= last; i++)
		draw_line(out, report, &d, i, most);
}
