// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include "ia32.h"
#include "vdso.h"

static void print_symbols(FILE *out, const struct vdso_image *image)
{
	const struct vdso_symbol *s;
	size_t i;

	for (i = 0; i < image->n_symbols; i++) {
		s = &image->symbols[i];
		fprintf(out, "  %-28s %-10s +0x%-6" PRIx64 " %5" PRIu64 " bytes\n",
			s->name, s->version[0] ? s->version : "-", s->offset,
			s->size);
	}
}

static void print_image(FILE *out, const struct vdso *vdso)
{
	if (vdso->why_no_image.status) {
		fprintf(out, "\nNo functions: %s\n", vdso->why_no_image.text);
		return;
	}
	fputs("\nFunctions of the vDSO:\n\n", out);
	print_symbols(out, &vdso->image);
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
	if (vdso->calls.why_not_counted.status)
		fprintf(out, "Entries are not known: %s\n",
			vdso->calls.why_not_counted.text);
}

static void print_order(FILE *out, const struct vdso *vdso)
{
	uint64_t readings = 0, backwards = 0;
	const struct clock_result *r;
	size_t i;

	for (i = 0; i < vdso->calls.n; i++) {
		r = &vdso->calls.results[i];
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

static void print_vdso32(FILE *out, const struct vdso32 *vdso32)
{
	if (vdso32->why_not.status) {
		fprintf(out, "\n32-bit programs: skipped, %s\n",
			vdso32->why_not.text);
		return;
	}
	fprintf(out, "\nThe vDSO of 32-bit programs enters the kernel by %s. Its functions:\n\n",
		ia32_way_name(vdso32->way));
	print_symbols(out, &vdso32->image);
	if (vdso32->calls.why_not_counted.status)
		fprintf(out, "\nEntries of 32-bit programs are not known: %s\n",
			vdso32->calls.why_not_counted.text);
	render_clocks(out, &vdso32->calls);
}

void render_vdso(FILE *out, const struct vdso *vdso)
{
	print_image(out, vdso);
	print_maps(out, vdso);
	print_facts(out, vdso);
	render_clocks(out, &vdso->calls);
	print_order(out, vdso);
	print_vdso32(out, &vdso->ia32);
}
