// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "ia32.h"
#include "vdso.h"

static json_t *json_symbol(bool *failed, const struct vdso_symbol *s)
{
	json_t *o = json_object();

	json_put(failed, o, "name", json_string(s->name));
	json_put(failed, o, "version", json_text(s->version));
	json_put(failed, o, "offset", json_number(s->offset));
	json_put(failed, o, "size", json_number(s->size));
	return o;
}

/* Where it is differs from run to run; how the parts lie does not. */
static json_t *json_map(bool *failed, const struct vdso *vdso,
			const struct vdso_map *map)
{
	json_t *o = json_object();

	json_put(failed, o, "name", json_string(map->name));
	json_put(failed, o, "perms", json_string(map->perms));
	json_put(failed, o, "offset",
		 json_integer((int64_t)(map->start - vdso->base)));
	json_put(failed, o, "size", json_number(map->size));
	return o;
}

static json_t *json_way(bool *failed, const struct clock_table *calls,
			const struct clock_cost *way)
{
	bool counted = !calls->why_not_counted.status;
	json_t *o = json_object();

	json_put(failed, o, "skipped", json_text(way->why_not.text));
	if (way->why_not.status)
		return o;
	json_put(failed, o, "block", json_number(way->block));
	json_put(failed, o, "cost",
		 measurement_json(failed, &way->cost, "harness"));
	json_put(failed, o, "entries",
		 counted ? json_number(way->entries) : json_null());
	return o;
}

static json_t *json_result(bool *failed, const struct clock_table *calls,
			   const struct clock_result *r)
{
	double ratio = clock_ratio(r);
	json_t *o = json_object();
	unsigned int way;

	json_put(failed, o, "name", json_string(r->row->name));
	json_put(failed, o, "skipped", json_text(r->why_not.text));
	if (r->why_not.status)
		return o;
	for (way = 0; way < CLOCK_WAYS; way++)
		json_put(failed, o, clock_way_name(way),
			 json_way(failed, calls, &r->ways[way]));
	json_put(failed, o, "ratio", ratio ? json_real(ratio) : json_null());
	json_put(failed, o, "answered_in",
		 json_string(clock_verdict_name(r->verdict)));
	json_put(failed, o, "why", json_text(r->why));
	json_put(failed, o, "readings", json_number(r->readings));
	json_put(failed, o, "backwards",
		 r->readings ? json_number(r->backwards) : json_null());
	return o;
}

static json_t *json_available(bool *failed, const struct vdso *vdso)
{
	char list[sizeof(vdso->facts.available)], *rest = list, *word;
	json_t *all = json_array();

	strcpy(list, vdso->facts.available);
	while ((word = strsep(&rest, " ")))
		if (*word)
			json_append(failed, all, json_string(word));
	return all;
}

static json_t *json_functions(bool *failed, const struct vdso_image *image)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < image->n_symbols; i++)
		json_append(failed, all,
			    json_symbol(failed, &image->symbols[i]));
	return all;
}

static void put_calls(bool *failed, json_t *o, const struct clock_table *calls)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < calls->n; i++)
		json_append(failed, all,
			    json_result(failed, calls, &calls->results[i]));
	json_put(failed, o, "why_not_counted",
		 json_text(calls->why_not_counted.text));
	json_put(failed, o, "counted_calls", json_number(CLOCK_COUNTED_CALLS));
	json_put(failed, o, "calls", all);
}

static json_t *json_vdso32(bool *failed, const struct vdso32 *vdso32)
{
	json_t *o = json_object();

	json_put(failed, o, "skipped", json_text(vdso32->why_not.text));
	if (vdso32->why_not.status)
		return o;
	json_put(failed, o, "enters_by",
		 json_string(ia32_way_name(vdso32->way)));
	json_put(failed, o, "functions",
		 json_functions(failed, &vdso32->image));
	put_calls(failed, o, &vdso32->calls);
	return o;
}

json_t *render_vdso_json(bool *failed, const struct vdso *vdso)
{
	json_t *section = json_object(), *maps = json_array();
	const struct vdso_facts *facts = &vdso->facts;
	size_t i;

	for (i = 0; i < vdso->n_maps; i++)
		json_append(failed, maps,
			    json_map(failed, vdso, &vdso->maps[i]));
	json_put(failed, section, "why_no_functions",
		 json_text(vdso->why_no_image.text));
	json_put(failed, section, "functions",
		 json_functions(failed, &vdso->image));
	json_put(failed, section, "maps", maps);
	json_put(failed, section, "clocksource",
		 json_text(facts->clocksource));
	json_put(failed, section, "clocksources",
		 json_available(failed, vdso));
	json_put(failed, section, "time_namespace",
		 json_boolean(facts->time_namespace));
	json_put(failed, section, "static_program",
		 json_boolean(facts->static_program));
	json_put(failed, section, "cpu", json_integer(vdso->calls.cpu));
	json_put(failed, section, "compared_on_cpus", vdso->compared_on ?
		 json_number(vdso->compared_on) : json_null());
	json_put(failed, section, "moves", json_number(vdso->moves));
	json_put(failed, section, "tick_khz", json_number(vdso->calls.tick_khz));
	put_calls(failed, section, &vdso->calls);
	json_put(failed, section, "ia32", json_vdso32(failed, &vdso->ia32));
	return section;
}
