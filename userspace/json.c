// SPDX-License-Identifier: GPL-2.0
#include "json.h"

void json_put(bool *failed, json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value))
		*failed = true;
}

void json_append(bool *failed, json_t *array, json_t *value)
{
	if (!value || json_array_append_new(array, value))
		*failed = true;
}

json_t *json_number(uint64_t n)
{
	return n > INT64_MAX ? json_real(n) : json_integer(n);
}

json_t *json_text(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

int json_print(FILE *out, json_t *root, bool compact)
{
	int ret = -1;

	/* Estimates have no more digits than that to say. */
	if (!json_dumpf(root, out, JSON_REAL_PRECISION(15) |
			(compact ? JSON_COMPACT : JSON_INDENT(1))))
		ret = fputc('\n', out) == EOF ? -1 : 0;
	json_decref(root);
	return ret;
}
