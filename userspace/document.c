// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "document.h"
#include "report.h"

void document_begin(struct document *doc, const struct moment *moment)
{
	doc->failed = false;
	doc->root = json_object();
	json_put(&doc->failed, doc->root, "schema",
		 json_string(DOCUMENT_SCHEMA));
	json_put(&doc->failed, doc->root, "conditions", json_object());
	doc->conditions = json_object_get(doc->root, "conditions");
	document_condition(doc, "reader", json_string(SYSPROBE_VERSION));
	document_condition(doc, "time", json_string(moment->time));
	document_condition(doc, "tick", json_string(moment->tick));
	/* No hardware counts so, whatever name its CPU goes by. */
	if (!strcmp(moment->tick, "instruction"))
		document_condition(doc, "emulated", json_true());
	if (moment->boot_id[0])
		document_condition(doc, "boot_id",
				   json_string(moment->boot_id));
}

void document_conditions(struct document *doc, const struct condition *all,
			 size_t n, bool (*wanted)(const char *key))
{
	bool emulated = condition_emulated(all, n);
	size_t i;

	for (i = 0; i < n; i++)
		if ((!wanted || wanted(all[i].key)) &&
		    !json_object_get(doc->conditions, all[i].key))
			document_condition(doc, all[i].key,
					   json_string(all[i].value));
	if (n && !json_is_true(json_object_get(doc->conditions, "emulated")))
		document_condition(doc, "emulated", json_boolean(emulated));
}

void document_condition(struct document *doc, const char *key, json_t *value)
{
	json_put(&doc->failed, doc->conditions, key, value);
}

void document_section(struct document *doc, const char *name, json_t *section)
{
	json_put(&doc->failed, doc->root, name, section);
}

void document_sections(struct document *doc, json_t *sections)
{
	if (!sections || json_object_update(doc->root, sections))
		doc->failed = true;
	json_decref(sections);
}

void document_skipped(struct document *doc, const char *name, const char *why)
{
	json_t *section = json_object();

	json_put(&doc->failed, section, "skipped", json_string(why));
	document_section(doc, name, section);
}

void document_head(const struct document *doc, FILE *out)
{
	json_t *value, *note;
	const char *key;
	size_t i;

	json_object_foreach(doc->conditions, key, value) {
		if (json_is_string(value))
			fprintf(out, "# %s: %s\n", key,
				json_string_value(value));
		json_array_foreach(value, i, note)
			fprintf(out, "# note: %s\n", json_string_value(note));
	}
	if (json_is_true(json_object_get(doc->conditions, "emulated")))
		fputs("# " CONDITION_EMULATED "\n", out);
}

void document_drop(struct document *doc)
{
	json_decref(doc->root);
	doc->root = NULL;
}

int document_end(struct document *doc, FILE *out, bool compact)
{
	if (!doc->failed)
		return json_print(out, doc->root, compact);
	document_drop(doc);
	return -1;
}
