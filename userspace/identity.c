// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "identity.h"
#include "util.h"

/*
 * What tells a list's elements apart: the first row whose keys all elements
 * have. The second list is for eyes, where others say it better.
 */
static const struct identity identities[] = {
	{ { "method" }, { "method" } },
	{ { "abi", "nr", "error" }, { "abi", "name", "errno" } },
	{ { "abi", "nr" }, { "abi", "name" } },
	{ { "register", "cpus" }, { "register", "cpus" } },
	{ { "page", "table" }, { "page", "table" } },
	{ { "operation", "cpu" }, { "operation", "cpu" } },
	{ { "cpu", "name" }, { "name", "cpu" } },
	{ { "name" }, { "name" } },
	{ { "cpu" }, { "cpu" } },
};

static bool have_keys(const json_t *array, const struct identity *identity)
{
	json_t *element;
	size_t i, k;

	json_array_foreach(array, i, element)
		for (k = 0; k < IDENTITY_KEYS && identity->keys[k]; k++)
			if (!json_object_get(element, identity->keys[k]))
				return false;
	return true;
}

const struct identity *identity_of(const json_t *a, const json_t *b)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(identities); i++)
		if (have_keys(a, &identities[i]) &&
		    have_keys(b, &identities[i]))
			return &identities[i];
	return NULL;
}

/* The values of some keys, as one string; strings as they are. */
static char *spell(const json_t *element, const char *const keys[IDENTITY_KEYS],
		   const char *between)
{
	char *text = NULL, *part;
	const json_t *value;
	size_t size, k;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (k = 0; k < IDENTITY_KEYS && keys[k]; k++) {
		value = json_object_get(element, keys[k]);
		if (k)
			fputs(between, out);
		if (json_is_string(value)) {
			fputs(json_string_value(value), out);
			continue;
		}
		part = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		fputs(part ?: "?", out);
		free(part);
	}
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

char *identity_name(const struct identity *identity, const json_t *element)
{
	bool named = true;
	size_t k;

	for (k = 0; k < IDENTITY_KEYS && identity->label[k]; k++)
		if (!json_object_get(element, identity->label[k]) ||
		    json_is_null(json_object_get(element, identity->label[k])))
			named = false;
	return spell(element, named ? identity->label : identity->keys, " ");
}

json_t *identity_index(const struct identity *identity, const json_t *array)
{
	json_t *index = json_object(), *element;
	char *key, *again;
	size_t i;

	json_array_foreach(array, i, element) {
		key = spell(element, identity->keys, "\n");
		/* No two should be alike; if they are, their places decide. */
		while (key && json_object_get(index, key)) {
			if (asprintf(&again, "%s\n%zu", key, i) < 0)
				again = NULL;
			free(key);
			key = again;
		}
		if (!key || json_object_set(index, key, element)) {
			free(key);
			json_decref(index);
			return NULL;
		}
		free(key);
	}
	return index;
}
