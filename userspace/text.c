// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

void text_free(struct text *text)
{
	free(text->fields);
	free(text->columns);
	free(text->conditions);
	free(text->bytes);
	memset(text, 0, sizeof(*text));
}

/* Room for one more in an array that grows by doubling. */
static void *grown(void *array, size_t n, size_t size)
{
	/* A power of two is full; so is an empty one. */
	if (n & (n - 1))
		return array;
	return reallocarray(array, n ? 2 * n : 1, size);
}

static int add_condition(struct text *text, char *line)
{
	char *colon = strstr(line, ": ");
	struct condition *all;

	if (!colon)
		return 0;
	all = grown(text->conditions, text->n_conditions, sizeof(*all));
	if (!all)
		return -1;
	text->conditions = all;
	*colon = '\0';
	all += text->n_conditions++;
	all->key = line;
	all->value = colon + 2;
	return 0;
}

static int check_first(char *line, const char *name, struct err *err)
{
	unsigned int schema;
	char found[32];

	if (!line || sscanf(line, "# sysprobe %31s schema %u", found,
			    &schema) != 2 || strcmp(found, name))
		return err_set(err, STATUS_FAILED,
			       "the module's file %s does not begin as it should; load the module that came with this reader",
			       name);
	if (schema != TEXT_SCHEMA)
		return err_set(err, STATUS_FAILED,
			       "the module's file %s has schema %u, this reader knows %d; use reader and module of one version",
			       name, schema, TEXT_SCHEMA);
	return 0;
}

char *text_head(struct text *text, char *bytes, const char *name,
		struct err *err)
{
	char *rest = bytes, *line;

	memset(text, 0, sizeof(*text));
	text->bytes = bytes;
	line = strsep(&rest, "\n");
	if (check_first(line, name, err))
		goto free;
	while (rest && !strncmp(rest, "# ", 2)) {
		line = strsep(&rest, "\n");
		if (add_condition(text, line + 2)) {
			err_no_memory(err);
			goto free;
		}
	}
	return rest ? rest : bytes + strlen(bytes);

free:
	text_free(text);
	return NULL;
}

static int add_word(char ***words, size_t *n, char *word)
{
	char **all = grown(*words, *n, sizeof(*all));

	if (!all)
		return -1;
	*words = all;
	all[(*n)++] = word;
	return 0;
}

int text_table(struct text *text, char *bytes, const char *name,
	       struct err *err)
{
	char *rest = text_head(text, bytes, name, err);
	char *line, *word;
	size_t n = 0;

	if (!rest)
		return -1;
	line = strsep(&rest, "\n");
	while ((word = strsep(&line, " ")))
		if (*word && add_word(&text->columns, &text->n_columns, word))
			goto no_memory;
	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		while ((word = strsep(&line, " ")))
			if (add_word(&text->fields, &n, word))
				goto no_memory;
		if (!text->n_columns || n % text->n_columns) {
			text_free(text);
			return err_set(err, STATUS_FAILED,
				       "the module's file %s has a row unlike its titles; load the module that came with this reader",
				       name);
		}
	}
	text->n_rows = text->n_columns ? n / text->n_columns : 0;
	return 0;

no_memory:
	text_free(text);
	return err_no_memory(err);
}

const char *text_condition(const struct text *text, const char *key)
{
	return condition_find(text->conditions, text->n_conditions, key);
}

const char *text_field(const struct text *text, size_t row, const char *column)
{
	size_t i;

	for (i = 0; i < text->n_columns; i++)
		if (!strcmp(text->columns[i], column))
			return text->fields[row * text->n_columns + i];
	return NULL;
}

int text_needs(const struct text *text, const char *name,
	       const char *const *columns, size_t n, struct err *err)
{
	size_t i;

	for (i = 0; i < n && text->n_rows; i++)
		if (!text_field(text, 0, columns[i]))
			return err_set(err, STATUS_FAILED,
				       "the module's file %s has no column %s; load the module that came with this reader",
				       name, columns[i]);
	return 0;
}
