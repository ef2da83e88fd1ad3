// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include "vdso.h"

#define TEXT_WIDTH	80

static const char *const answered[] = {
	[CLOCK_UNKNOWN] = "?",
	[CLOCK_USER] = "user space",
	[CLOCK_KERNEL] = "kernel",
	[CLOCK_PARTLY] = "both",
	[CLOCK_SEEMS_USER] = "user space, it seems",
	[CLOCK_SEEMS_KERNEL] = "kernel, it seems",
};

static void print_titles(FILE *out, const struct clock_table *calls)
{
	if (calls->cpu >= 0)
		fprintf(out, "\nOf %d blocks of calls, on CPU %d; an empty block is taken off:\n\n",
			CLOCK_BLOCKS, calls->cpu);
	else
		fprintf(out, "\nOf %d blocks of calls, on no CPU in particular; an empty block is taken off:\n\n",
			CLOCK_BLOCKS);
	fprintf(out, "  %-33s %24s %24s %24s %7s %11s\n", "",
		"median, ticks a call", "99th percentile, ticks",
		"median, ns a call", "syscall", "entries of");
	fprintf(out, "  %-33s %8s %7s %7s %8s %7s %7s %8s %7s %7s %7s %6s %4s  %s\n",
		"call", "libc", "vdso", "syscall", "libc", "vdso", "syscall",
		"libc", "vdso", "syscall", "/ vdso", "libc", "vdso",
		"answered in");
}

static void print_ticks(FILE *out, int width, const struct clock_cost *way)
{
	char text[32] = "-";

	if (way->cost.known && way->cost.below)
		snprintf(text, sizeof(text), "<%" PRIu64, way->cost.noise);
	else if (way->cost.known)
		snprintf(text, sizeof(text), "%" PRIu64, way->cost.corrected);
	fprintf(out, " %*s", width, text);
}

/* As diff has it: what is taken off the median is taken off this, too. */
static void print_p99(FILE *out, int width, const struct clock_cost *way)
{
	const struct measurement *m = &way->cost;
	char text[32] = "-";

	if (m->known && m->raw.p99 < m->off + m->noise)
		snprintf(text, sizeof(text), "<%" PRIu64, m->noise);
	else if (m->known)
		snprintf(text, sizeof(text), "%" PRIu64, m->raw.p99 - m->off);
	fprintf(out, " %*s", width, text);
}

static void print_ns(FILE *out, int width, const struct clock_table *calls,
		     const struct clock_cost *way)
{
	if (!way->cost.known || way->cost.below || !calls->tick_khz)
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*.1f", width,
			way->cost.corrected * 1e6 / calls->tick_khz);
}

static void print_entries(FILE *out, int width, const struct clock_table *calls,
			  const struct clock_cost *way)
{
	if (calls->why_not_counted.status || way->why_not.status)
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*" PRIu64, width, way->entries);
}

static void print_result(FILE *out, const struct clock_table *calls,
			 const struct clock_result *r)
{
	const struct clock_cost *ways = r->ways;
	double ratio = clock_ratio(r);

	fprintf(out, "  %-33s", r->row->name);
	if (r->why_not.status) {
		fprintf(out, " skipped, %s\n", r->why_not.text);
		return;
	}
	print_ticks(out, 8, &ways[WAY_LIBC]);
	print_ticks(out, 7, &ways[WAY_VDSO]);
	print_ticks(out, 7, &ways[WAY_SYSCALL]);
	print_p99(out, 8, &ways[WAY_LIBC]);
	print_p99(out, 7, &ways[WAY_VDSO]);
	print_p99(out, 7, &ways[WAY_SYSCALL]);
	print_ns(out, 8, calls, &ways[WAY_LIBC]);
	print_ns(out, 7, calls, &ways[WAY_VDSO]);
	print_ns(out, 7, calls, &ways[WAY_SYSCALL]);
	if (ratio)
		fprintf(out, " %7.1f", ratio);
	else
		fprintf(out, " %7s", "-");
	print_entries(out, 6, calls, &ways[WAY_LIBC]);
	print_entries(out, 4, calls, &ways[WAY_VDSO]);
	fprintf(out, "  %s\n", answered[r->verdict]);
}

/* Has a row above the same reason? Then it was said with that. */
static bool said_before(const struct clock_table *calls, size_t i)
{
	size_t above;

	for (above = 0; above < i; above++)
		if (!strcmp(calls->results[above].why, calls->results[i].why))
			return true;
	return false;
}

/* Words, in lines that begin with a few blanks. */
static void print_wrapped(FILE *out, const char *text, int indent)
{
	int column = 0;
	int length;

	for (; *text; text += length + strspn(text + length, " ")) {
		length = strcspn(text, " ");
		if (column && column + 1 + length > TEXT_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		column += fprintf(out, "%*s%.*s", column ? 1 : indent, "",
				  length, text);
	}
}

/* All rows that have it, then the reason. */
static void print_reason(FILE *out, const struct clock_table *calls, size_t i)
{
	const char *why = calls->results[i].why;
	char names[1024];
	size_t row, used;

	used = snprintf(names, sizeof(names), "%s", calls->results[i].row->name);
	for (row = i + 1; row < calls->n; row++)
		if (!strcmp(calls->results[row].why, why) &&
		    used < sizeof(names))
			used += snprintf(names + used, sizeof(names) - used,
					 ", %s", calls->results[row].row->name);
	fputc('\n', out);
	print_wrapped(out, names, 0);
	fputs(":\n", out);
	print_wrapped(out, why, 2);
	fputs(".\n", out);
}

static void print_reasons(FILE *out, const struct clock_table *calls)
{
	const struct err *why_not;
	unsigned int way;
	size_t i;

	for (i = 0; i < calls->n; i++)
		if (calls->results[i].why[0] && !said_before(calls, i))
			print_reason(out, calls, i);
	if (calls->no_vdso)
		return;
	for (i = 0; i < calls->n; i++)
		for (way = calls->no_libc ? WAY_VDSO : 0; way < CLOCK_WAYS;
		     way++) {
			why_not = &calls->results[i].ways[way].why_not;
			if (why_not->status)
				fprintf(out, "\n%s by %s: skipped, %s.\n",
					calls->results[i].row->name,
					clock_way_name(way), why_not->text);
		}
}

void render_clocks(FILE *out, const struct clock_table *calls)
{
	size_t i;

	print_titles(out, calls);
	for (i = 0; i < calls->n; i++)
		print_result(out, calls, &calls->results[i]);
	if (!calls->why_not_counted.status)
		fprintf(out, "\nEntries are the kernel's own count, of %d calls each.\n",
			CLOCK_COUNTED_CALLS);
	print_reasons(out, calls);
}
