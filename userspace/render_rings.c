// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <string.h>
#include "json.h"
#include "rings.h"

#define WIDTH	79

/* Words of a list, broken between them at the page's edge. */
static void print_words(FILE *out, const char *list, int indent)
{
	int at = indent, length;

	while (*list) {
		length = strcspn(list, ",");
		if (at + 1 + length > WIDTH && at > indent) {
			fprintf(out, "\n%*s", indent, "");
			at = indent;
		}
		at += fprintf(out, "%s%.*s", at > indent ? " " : "", length,
			      list);
		list += length;
		list += *list == ',';
	}
	fputc('\n', out);
}

static void print_value(FILE *out, const struct ring_value *v)
{
	char cpus[64];
	int indent;

	indent = fprintf(out, "  %-12s  %-18s  ", v->name, v->value);
	if (v->own)
		indent += fprintf(out, "per CPU: ");
	if (v->differs)
		indent += fprintf(out, "only CPU %s: ",
				  rings_cpus(v, cpus, sizeof(cpus)));
	print_words(out, v->meaning, indent);
}

static void print_registers(FILE *out, const struct rings *rings)
{
	char cpus[64] = "";
	size_t i;

	for (i = 0; i < rings->n_values && !*cpus; i++)
		if (!rings->values[i].differs)
			rings_cpus(&rings->values[i], cpus, sizeof(cpus));
	fprintf(out, "\nDoors and walls between ring 3 and ring 0, of CPU %s:\n\n",
		cpus);
	for (i = 0; i < rings->n_values; i++)
		print_value(out, &rings->values[i]);
}

void render_rings(FILE *out, const struct rings *rings)
{
	char sentence[128];
	size_t i;

	if (*rings->why_not)
		fprintf(out, "No registers: %s.\n", rings->why_not);
	else
		print_registers(out, rings);
	fprintf(out, "\nTried from ring 3, each in a process of its own:\n\n");
	for (i = 0; i < rings->n_acts; i++)
		fprintf(out, "  %-12s  %-34s  %s\n", rings->acts[i].code,
			rings->acts[i].what, act_sentence(&rings->acts[i], sentence,
				     sizeof(sentence)));
	fputs("\nIn brackets is the error code, as the kernel tells it: of an address of its own\n"
	      "it always says that the page was there (bit 0), whether it was or not.\n",
	      out);
}

static json_t *json_words(bool *failed, const char *list)
{
	json_t *array = json_array();
	size_t length;

	while (*list && strcmp(list, "-")) {
		length = strcspn(list, ",");
		json_append(failed, array, json_stringn(list, length));
		list += length;
		list += *list == ',';
	}
	return array;
}

static json_t *json_cpus(bool *failed, const struct ring_value *v)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < v->n_cpus; i++)
		json_append(failed, array, json_number(v->cpus[i]));
	return array;
}

static json_t *json_value(bool *failed, const struct ring_value *v)
{
	bool shown = !strncmp(v->value, "0x", 2);
	json_t *o = json_object();

	json_put(failed, o, "register", json_string(v->name));
	json_put(failed, o, "value", shown ? json_string(v->value) :
		 json_null());
	json_put(failed, o, "hidden",
		 json_boolean(!strcmp(v->value, "hidden")));
	json_put(failed, o, "meaning", json_words(failed, v->meaning));
	json_put(failed, o, "cpus", json_cpus(failed, v));
	json_put(failed, o, "differs", json_boolean(v->differs));
	json_put(failed, o, "per_cpu", json_boolean(v->own));
	return o;
}

static json_t *json_act(bool *failed, const struct act *act)
{
	static const char *const outcomes[] = {
		[ACT_STOPPED] = "stopped",
		[ACT_EMULATED] = "emulated",
		[ACT_ALLOWED] = "allowed",
		[ACT_LOST] = "lost",
	};
	bool stopped = act->outcome == ACT_STOPPED;
	json_t *o = json_object();

	json_put(failed, o, "name", json_string(act->name));
	json_put(failed, o, "instruction", json_string(act->code));
	json_put(failed, o, "what", json_string(act->what));
	json_put(failed, o, "outcome", json_string(outcomes[act->outcome]));
	json_put(failed, o, "exception", stopped ?
		 json_text(acts_exception(act->vector)) : json_null());
	json_put(failed, o, "vector", stopped ? json_number(act->vector) :
		 json_null());
	json_put(failed, o, "error_code", stopped ? json_number(act->error) :
		 json_null());
	json_put(failed, o, "signal", act->signal ?
		 json_number(act->signal) : json_null());
	return o;
}

json_t *render_rings_json(bool *failed, const struct rings *rings)
{
	json_t *values = json_array(), *acts = json_array();
	json_t *section = json_object();
	size_t i;

	for (i = 0; i < rings->n_values; i++)
		json_append(failed, values,
			    json_value(failed, &rings->values[i]));
	for (i = 0; i < rings->n_acts; i++)
		json_append(failed, acts, json_act(failed, &rings->acts[i]));
	json_put(failed, section, "why_no_registers",
		 json_text(rings->why_not));
	json_put(failed, section, "registers", values);
	json_put(failed, section, "acts", acts);
	return section;
}
