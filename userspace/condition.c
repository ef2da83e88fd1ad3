// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "condition.h"
#include "util.h"

const char *condition_find(const struct condition *all, size_t n,
			   const char *key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(all[i].key, key))
			return all[i].value;
	return NULL;
}

bool condition_emulated(const struct condition *all, size_t n)
{
	static const char *const keys[] = { "hypervisor", "cpu" };
	static const char *const words[] = { "TCG", "Bochs" };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *value = condition_find(all, n, keys[i]);

		for (j = 0; value && j < ARRAY_SIZE(words); j++)
			if (strcasestr(value, words[j]))
				return true;
	}
	return false;
}

void condition_print(FILE *out, const struct condition *all, size_t n,
		     bool (*wanted)(const char *key))
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!wanted || wanted(all[i].key))
			fprintf(out, "# %s: %s\n", all[i].key, all[i].value);
}

void condition_beware(FILE *out, const struct condition *all, size_t n)
{
	if (condition_emulated(all, n))
		fputs("# " CONDITION_EMULATED "\n", out);
}
