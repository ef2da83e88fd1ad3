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

static void print_image(FILE *out, const struct vdso *vdso)
{
	const struct vdso_symbol *s;
	size_t i;

	if (vdso->why_no_image.status) {
		fprintf(out, "\nNo functions: %s\n", vdso->why_no_image.text);
		return;
	}
	fputs("\nFunctions of the vDSO:\n\n", out);
	for (i = 0; i < vdso->image.n_symbols; i++) {
		s = &vdso->image.symbols[i];
		fprintf(out, "  %-28s %-10s +0x%-6" PRIx64 " %5" PRIu64 " bytes\n",
			s->name, s->version[0] ? s->version : "-", s->offset,
			s->size);
	}
}

static void print_maps(FILE *out, const struct vdso *vdso)
{
	const struct vdso_map *map;
	size_t i;

	if (!vdso->n_maps)
		return;
	fputs("\nWhere it and its data are:\n\n", out);
	for (i = 0; i < vdso->n_maps; i++) {
		map = &vdso->maps[i];
		fprintf(out, "  %-14s 0x%" PRIx64 " %s %7" PRIu64 " bytes\n",
			map->name, map->start, map->perms, map->size);
	}
}

static void print_facts(FILE *out, const struct vdso *vdso)
{
	const struct vdso_facts *facts = &vdso->facts;

	fprintf(out, "\nClocksource %s; there are: %s\n",
		facts->clocksource[0] ? facts->clocksource : "unknown",
		facts->available[0] ? facts->available : "unknown");
	if (facts->time_namespace)
		fputs("This process is in a time namespace: the vDSO takes its offsets from a page of data\n"
		      "that is there for such processes only.\n", out);
	if (facts->static_program)
		fputs("This program is linked statically: libc is what was built into it.\n",
		      out);
	if (vdso->why_not_counted.status)
		fprintf(out, "Entries are not known: %s\n",
			vdso->why_not_counted.text);
}

static void print_titles(FILE *out, const struct vdso *vdso)
{
	if (vdso->cpu >= 0)
		fprintf(out, "\nOf %d blocks of calls, on CPU %d; an empty block is taken off:\n\n",
			CLOCK_BLOCKS, vdso->cpu);
	else
		fprintf(out, "\nOf %d blocks of calls, on no CPU in particular; an empty block is taken off:\n\n",
			CLOCK_BLOCKS);
	fprintf(out, "  %-32s %24s %24s %24s %7s %11s\n", "",
		"median, ticks a call", "99th percentile, ticks",
		"median, ns a call", "syscall", "entries of");
	fprintf(out, "  %-32s %8s %7s %7s %8s %7s %7s %8s %7s %7s %7s %6s %4s  %s\n",
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

static void print_ns(FILE *out, int width, const struct vdso *vdso,
		     const struct clock_cost *way)
{
	if (!way->cost.known || way->cost.below || !vdso->tick_khz)
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*.1f", width,
			way->cost.corrected * 1e6 / vdso->tick_khz);
}

static void print_entries(FILE *out, int width, const struct vdso *vdso,
			  const struct clock_cost *way)
{
	if (vdso->why_not_counted.status || way->why_not.status)
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*" PRIu64, width, way->entries);
}

static void print_result(FILE *out, const struct vdso *vdso,
			 const struct clock_result *r)
{
	const struct clock_cost *ways = r->ways;
	double ratio = clock_ratio(r);

	fprintf(out, "  %-32s", r->row->name);
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
	print_ns(out, 8, vdso, &ways[WAY_LIBC]);
	print_ns(out, 7, vdso, &ways[WAY_VDSO]);
	print_ns(out, 7, vdso, &ways[WAY_SYSCALL]);
	if (ratio)
		fprintf(out, " %7.1f", ratio);
	else
		fprintf(out, " %7s", "-");
	print_entries(out, 6, vdso, &ways[WAY_LIBC]);
	print_entries(out, 4, vdso, &ways[WAY_VDSO]);
	fprintf(out, "  %s\n", answered[r->verdict]);
}

/* Has a row above the same reason? Then it was said with that. */
static bool said_before(const struct vdso *vdso, size_t i)
{
	size_t above;

	for (above = 0; above < i; above++)
		if (!strcmp(vdso->results[above].why, vdso->results[i].why))
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
static void print_reason(FILE *out, const struct vdso *vdso, size_t i)
{
	const char *why = vdso->results[i].why;
	char names[1024];
	size_t row, used;

	used = snprintf(names, sizeof(names), "%s", vdso->results[i].row->name);
	for (row = i + 1; row < vdso->n_results; row++)
		if (!strcmp(vdso->results[row].why, why) &&
		    used < sizeof(names))
			used += snprintf(names + used, sizeof(names) - used,
					 ", %s", vdso->results[row].row->name);
	fputc('\n', out);
	print_wrapped(out, names, 0);
	fputs(":\n", out);
	print_wrapped(out, why, 2);
	fputs(".\n", out);
}

static void print_reasons(FILE *out, const struct vdso *vdso)
{
	const struct err *why_not;
	unsigned int way;
	size_t i;

	for (i = 0; i < vdso->n_results; i++)
		if (vdso->results[i].why[0] && !said_before(vdso, i))
			print_reason(out, vdso, i);
	if (vdso->why_no_image.status)
		return;
	for (i = 0; i < vdso->n_results; i++)
		for (way = 0; way < CLOCK_WAYS; way++) {
			why_not = &vdso->results[i].ways[way].why_not;
			if (why_not->status)
				fprintf(out, "\n%s by %s: skipped, %s.\n",
					vdso->results[i].row->name,
					clock_way_name(way), why_not->text);
		}
}

static void print_order(FILE *out, const struct vdso *vdso)
{
	uint64_t readings = 0, backwards = 0;
	const struct clock_result *r;
	size_t i;

	for (i = 0; i < vdso->n_results; i++) {
		r = &vdso->results[i];
		readings += r->readings;
		backwards += r->backwards;
		if (r->backwards)
			fprintf(out, "\n%s went backwards %" PRIu64 " times.\n",
				r->row->name, r->backwards);
	}
	if (!readings)
		return;
	fprintf(out, "\nOf %" PRIu64 " readings of vDSO and kernel in turns, %" PRIu64
		" lay before the one before.\n", readings, backwards);
	if (vdso->compared_on)
		fprintf(out, "They were read on %u CPU%s, with %" PRIu64 " moves between two.\n",
			vdso->compared_on, vdso->compared_on > 1 ? "s" : "",
			vdso->moves);
}

void render_vdso(FILE *out, const struct vdso *vdso)
{
	size_t i;

	print_image(out, vdso);
	print_maps(out, vdso);
	print_facts(out, vdso);
	print_titles(out, vdso);
	for (i = 0; i < vdso->n_results; i++)
		print_result(out, vdso, &vdso->results[i]);
	if (!vdso->why_not_counted.status)
		fprintf(out, "\nEntries are the kernel's own count, of %d calls each.\n",
			CLOCK_COUNTED_CALLS);
	print_reasons(out, vdso);
	print_order(out, vdso);
}
