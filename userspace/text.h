/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's text files, taken apart: head, conditions, a table.
 */
#ifndef SYSPROBE_TEXT_H
#define SYSPROBE_TEXT_H

#include <stddef.h>
#include "condition.h"
#include "err.h"

/* The schema of text files that this reader knows. */
#define TEXT_SCHEMA	1

/**
 * struct text - one file
 * @bytes:        its contents, cut into strings
 * @n_conditions: how many
 * @conditions:   what stands behind "# ": keys and values
 * @columns:      names, in order
 * @n_columns:    how many; 0: it is no table
 * @fields:       row after row, @n_columns each
 * @n_rows:       how many rows
 */
struct text {
	char *bytes;
	struct condition *conditions;
	size_t n_conditions;
	char **columns;
	size_t n_columns;
	char **fields;
	size_t n_rows;
};

/**
 * text_head - take the head off
 * @text:  to be filled but for the table
 * @bytes: the file's contents, taken over, also on failure
 * @name:  the file's, as its first line has it
 * @err:   on failure: it is another file, or of another schema
 *
 * Return: what follows the head, in @bytes; NULL on failure.
 */
char *text_head(struct text *text, char *bytes, const char *name,
		struct err *err);

/**
 * text_table - take a file apart that is one table
 * @text:  to be filled
 * @bytes: the file's contents, taken over, also on failure
 * @name:  the file's
 * @err:   on failure
 *
 * Return: 0, or -1; @text is empty then.
 */
int text_table(struct text *text, char *bytes, const char *name,
	       struct err *err);

/**
 * text_condition - the value of a condition
 * @text: whose
 * @key:  which
 *
 * Return: NULL if there is none.
 */
const char *text_condition(const struct text *text, const char *key);

/**
 * text_field - one field
 * @text:   a table
 * @row:    below @n_rows
 * @column: its name
 *
 * Return: NULL if there is no such column.
 */
const char *text_field(const struct text *text, size_t row,
		       const char *column);

/**
 * text_needs - check that a table has columns
 * @text:    a table; one without rows needs none
 * @name:    the file's
 * @columns: their names
 * @n:       how many
 * @err:     on failure
 *
 * Return: 0, or -1.
 */
int text_needs(const struct text *text, const char *name,
	       const char *const *columns, size_t n, struct err *err);

/** text_free - give it back; may be zeroed */
void text_free(struct text *text);

#endif /* SYSPROBE_TEXT_H */
