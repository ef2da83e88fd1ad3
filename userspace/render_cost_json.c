// SPDX-License-Identifier: GPL-2.0
#include "cost.h"

static json_t *json_entries(bool *failed, const struct cost_entries *e)
{
	json_t *o;

	if (e->why_not.status)
		return json_null();
	o = json_object();
	json_put(failed, o, "operations", json_number(e->operations));
	json_put(failed, o, "expected", json_number(e->expected));
	json_put(failed, o, "counted", json_number(e->counted));
	json_put(failed, o, "other", json_number(e->other));
	json_put(failed, o, "agree", json_boolean(e->agree));
	return o;
}

static json_t *json_published(bool *failed, const struct cost_row *row)
{
	json_t *o;

	if (!row->published_ns)
		return json_null();
	o = json_object();
	json_put(failed, o, "ns", json_number(row->published_ns));
	json_put(failed, o, "source", json_text(row->source));
	return o;
}

static void put_figures(bool *failed, json_t *o, const struct cost *cost,
			const struct cost_result *r)
{
	double ratio = cost_ratio(cost, r);

	json_put(failed, o, "block", json_number(r->block));
	json_put(failed, o, "cost",
		 measurement_json(failed, &r->cost, "harness"));
	json_put(failed, o, "quartiles", json_number(r->quartiles));
	json_put(failed, o, "noisy", json_boolean(r->noisy));
	json_put(failed, o, "runs", json_number(r->runs));
	json_put(failed, o, "ratio", ratio ? json_real(ratio) : json_null());
	json_put(failed, o, "entries", json_entries(failed, &r->entries));
	json_put(failed, o, "why_not_counted",
		 json_text(r->entries.why_not.text));
}

static json_t *json_row(bool *failed, const struct cost *cost,
			const struct cost_result *r)
{
	json_t *o = json_object();

	json_put(failed, o, "name", json_string(r->row->name));
	json_put(failed, o, "group",
		 json_string(cost_group_name(r->row->group)));
	json_put(failed, o, "what", json_string(r->row->what));
	json_put(failed, o, "items", json_number(cost_items(r->row)));
	json_put(failed, o, "base", json_text(r->row->base));
	json_put(failed, o, "published", json_published(failed, r->row));
	json_put(failed, o, "skipped", json_text(r->why_not.text));
	if (!r->why_not.status)
		put_figures(failed, o, cost, r);
	return o;
}

json_t *render_cost_json(bool *failed, const struct cost *cost)
{
	json_t *section = json_object(), *rows = json_array();
	size_t i;

	for (i = 0; i < cost->n; i++)
		json_append(failed, rows,
			    json_row(failed, cost, &cost->results[i]));
	json_put(failed, section, "cpu", json_integer(cost->cpu));
	json_put(failed, section, "tick_khz", json_number(cost->tick_khz));
	json_put(failed, section, "quick", json_boolean(cost->quick));
	json_put(failed, section, "why_not_counted",
		 json_text(cost->why_not_counted.text));
	json_put(failed, section, "rows", rows);
	return section;
}
