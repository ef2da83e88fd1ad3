// SPDX-License-Identifier: GPL-2.0
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
#include "kif.h"
#include "pin.h"
#include "random_state.h"
#include "tick.h"
#include "vdso.h"

#define CLOCKSOURCES	"/sys/devices/system/clocksource/clocksource0/"

/*
 * The inode of the namespace in which the kernel boots: PROC_TIME_INIT_INO of
 * its proc_ns.h, fixed since there are time namespaces (5.6).
 */
#define FIRST_TIME_NAMESPACE	"time:[4026531834]"

void vdso_free(struct vdso *vdso)
{
	size_t i;

	model_free(&vdso->module);
	for (i = 0; vdso->calls.results && i < vdso->calls.n; i++)
		random_state_drop(&vdso->calls.results[i].target);
	free(vdso->calls.results);
	vdso32_free(&vdso->ia32);
	vdso_image_free(&vdso->image);
	memset(vdso, 0, sizeof(*vdso));
}

static bool in_time_namespace(void)
{
	char name[64];
	ssize_t n = readlink("/proc/self/ns/time", name, sizeof(name) - 1);

	if (n < 0)
		return false;
	name[n] = '\0';
	return strcmp(name, FIRST_TIME_NAMESPACE);
}

/* The kernel writes a blank behind each. */
static void trim(char *line)
{
	size_t length = strlen(line);

	while (length && line[length - 1] == ' ')
		line[--length] = '\0';
}

static void look_around(struct vdso_facts *facts)
{
	char line[4096];

	kif_kernel_line("/proc/cmdline", line, sizeof(line));
	facts->off_by_option = vdso_lists(line, "vdso=0");
	facts->static_program = !getauxval(AT_BASE);
	facts->time_namespace = in_time_namespace();
	kif_kernel_line(CLOCKSOURCES "current_clocksource",
			facts->clocksource, sizeof(facts->clocksource));
	kif_kernel_line(CLOCKSOURCES "available_clocksource",
			facts->available, sizeof(facts->available));
	trim(facts->available);
}

static int look_at_image(struct vdso *vdso)
{
	struct err *why = &vdso->why_no_image;
	const struct vdso_map *map;
	char *text;

	if (!vdso->base)
		return err_set(why, STATUS_FAILED,
			       "this process has no vDSO: its auxiliary vector has no AT_SYSINFO_EHDR");
	text = kif_kernel_file("/proc/self/maps", why);
	if (!text)
		return -1;
	vdso->n_maps = vdso_maps_parse(vdso->maps, text);
	free(text);
	map = vdso_maps_find(vdso->maps, vdso->n_maps, vdso->base);
	if (!map || map->perms[0] != 'r')
		return err_set(why, STATUS_FAILED,
			       "/proc/self/maps shows no readable memory where the vDSO should begin; what runs programs here (a sandbox, a tracer) has moved or hidden it");
	return vdso_image_parse(&vdso->image, EM_X86_64, (void *)map->start,
				map->size, why);
}

/* How the vDSO's function can be called, or why not. */
static void find_function(const struct vdso *vdso, struct clock_result *r)
{
	struct err *why = &r->ways[WAY_VDSO].why_not;
	const struct vdso_symbol *symbol;

	if (vdso->why_no_image.status) {
		*why = vdso->why_no_image;
		return;
	}
	symbol = vdso_image_find(&vdso->image, clock_symbol(r->row->kind),
				 why);
	if (!symbol)
		return;
	r->target.function = (clock_function)(vdso->base + symbol->offset);
	if (r->row->form == FORM_STATE)
		random_state_make(&r->target, why);
}

int vdso_look(struct vdso *vdso, struct err *err)
{
	struct clock_table *calls = &vdso->calls;
	const struct clock_row *rows;
	size_t i;

	calls->cpu = -1;
	rows = clock_rows(&calls->n);
	calls->results = calloc(calls->n, sizeof(*calls->results));
	if (!calls->results)
		return err_no_memory(err);
	vdso->base = getauxval(AT_SYSINFO_EHDR);
	vdso->facts.mapped = vdso->base;
	look_around(&vdso->facts);
	look_at_image(vdso);
	calls->no_vdso = vdso->why_no_image.status;
	for (i = 0; i < calls->n; i++) {
		calls->results[i].row = &rows[i];
		find_function(vdso, &calls->results[i]);
	}
	return vdso32_look(&vdso->ia32, &vdso->facts, err);
}

/* Each CPU has a TSC of its own; the kernel holds that they agree. */
static void compare_all(struct vdso *vdso)
{
	struct walk walk;
	size_t i;

	walk_begin(&walk);
	for (i = 0; i < vdso->calls.n; i++)
		if (!vdso->calls.results[i].why_not.status)
			clock_compare(&vdso->calls.results[i], &walk);
	vdso->moves = walk.moves;
	vdso->compared_on = walk_end(&walk);
}

void vdso_measure(struct vdso *vdso)
{
	struct tick_moment start = tick_moment();
	struct clock_table *calls = &vdso->calls;
	uint64_t stamp;
	struct pin pin;
	size_t i;

	calls->cpu = pin_here(&pin);
	stamp = clock_stamp();
	for (i = 0; i < calls->n; i++)
		if (clock_try(&calls->results[i]))
			clock_measure(&calls->results[i], stamp);
	vdso32_measure(&vdso->ia32, stamp);
	if (!vdso->tick_by_module)
		calls->tick_khz = tick_khz_since(&start);
	vdso->ia32.calls.cpu = calls->cpu;
	vdso->ia32.calls.tick_khz = calls->tick_khz;
	pin_release(&pin);
	compare_all(vdso);
}

static void explain(struct clock_table *calls, const struct vdso_facts *facts)
{
	bool counted = !calls->why_not_counted.status;
	struct clock_result *r;
	size_t i;

	for (i = 0; i < calls->n; i++) {
		r = &calls->results[i];
		if (r->why_not.status)
			continue;
		clock_judge(r, calls->no_libc ? WAY_VDSO : WAY_LIBC, counted);
		vdso_why(r, facts, counted);
	}
}

void vdso_explain(struct vdso *vdso)
{
	explain(&vdso->calls, &vdso->facts);
	/* What the module says of the TSC is true of both. */
	vdso->ia32.facts.unstable = vdso->facts.unstable;
	explain(&vdso->ia32.calls, &vdso->ia32.facts);
}
