// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "json.h"
#include "render_diff.h"

static json_t *json_quantity(bool *failed, const struct quantity *q)
{
	json_t *o = json_object();

	json_put(failed, o, "value", json_real(q->value));
	json_put(failed, o, "low", q->spread ? json_real(q->low) :
		 json_null());
	json_put(failed, o, "high", q->spread ? json_real(q->high) :
		 json_null());
	return o;
}

static void put_figure(bool *failed, json_t *o, const struct comparison *c)
{
	bool compared = !c->why_not;

	json_put(failed, o, "unit", json_string(c->unit));
	json_put(failed, o, "statistic", json_string(c->statistic));
	json_put(failed, o, "corrected", json_boolean(c->corrected));
	json_put(failed, o, "a", compared ? json_quantity(failed, &c->a) :
		 json_null());
	json_put(failed, o, "b", compared ? json_quantity(failed, &c->b) :
		 json_null());
	json_put(failed, o, "difference", compared ?
		 json_real(c->difference) : json_null());
	json_put(failed, o, "ratio", compared && c->a.value ?
		 json_real(c->ratio) : json_null());
	json_put(failed, o, "verdict", json_string(verdict_name(c->verdict)));
	json_put(failed, o, "why_not", json_text(c->why_not));
}

static json_t *value_of(const json_t *value)
{
	return value ? json_incref((json_t *)value) : json_null();
}

static json_t *json_change(bool *failed, const struct change *change)
{
	json_t *o = json_object();

	json_put(failed, o, "section", json_string(change->section));
	json_put(failed, o, "label", json_string(change->label));
	if (change->kind == CHANGE_FIGURE) {
		put_figure(failed, o, &change->figures);
	} else if (change->kind == CHANGE_COUNT ||
		   change->kind == CHANGE_FACT ||
		   !strcmp(change->section, "conditions")) {
		json_put(failed, o, "a", value_of(change->a));
		json_put(failed, o, "b", value_of(change->b));
	} else {
		json_put(failed, o, "why", json_text(change->why));
	}
	return o;
}

static const char *list_of(const struct change *change)
{
	static const char *const lists[] = {
		[CHANGE_FIGURE] = "figures",
		[CHANGE_COUNT] = "counts",
		[CHANGE_FACT] = "facts",
		[CHANGE_ONLY_A] = "only_a",
		[CHANGE_ONLY_B] = "only_b",
	};

	return strcmp(change->section, "conditions") ? lists[change->kind] :
						       "conditions";
}

static json_t *json_side(bool *failed, const char *name, const json_t *root)
{
	json_t *o = json_object();
	json_t *time = json_object_get(json_object_get(root, "conditions"),
				       "time");

	/* A file's name may be any bytes. */
	json_put(failed, o, "file", json_string(name) ?: json_null());
	json_put(failed, o, "time", value_of(time));
	return o;
}

json_t *render_diff_json(bool *failed, const struct diff_view *view)
{
	static const char *const lists[] = {
		"conditions", "figures", "counts", "facts", "only_a", "only_b",
	};
	const struct lineup *l = &view->lineup;
	json_t *section = json_object();
	size_t i;

	json_put(failed, section, "threshold", json_real(view->threshold));
	json_put(failed, section, "a", json_side(failed, view->name_a,
						 view->a));
	json_put(failed, section, "b", json_side(failed, view->name_b,
						 view->b));
	json_put(failed, section, "worse", json_number(l->worse));
	json_put(failed, section, "better", json_number(l->better));
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		json_put(failed, section, lists[i], json_array());
	for (i = 0; i < l->n_changes; i++)
		if (diff_shows(view, &l->changes[i]))
			json_append(failed,
				    json_object_get(section,
						    list_of(&l->changes[i])),
				    json_change(failed, &l->changes[i]));
	return section;
}
