// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "segments.h"

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

struct spread spread_of(uint64_t *values, size_t n)
{
	struct spread s = { .n = n };

	if (!n)
		return s;
	qsort(values, n, sizeof(*values), by_value);
	s.min = values[0];
	s.p1 = values[(n - 1) / 100];
	s.median = values[n / 2];
	s.p99 = values[n - 1 - (n - 1) / 100];
	s.max = values[n - 1];
	return s;
}

/* A field that is a whole number; "-" leaves it alone and returns false. */
static bool number(const struct text *text, size_t row, const char *column,
		   uint64_t *value)
{
	const char *field = text_field(text, row, column);

	if (!field || !isdigit((unsigned char)*field))
		return false;
	*value = strtoull(field, NULL, 10);
	return true;
}

static void parse_row(const struct text *text, size_t at,
		      struct segment_row *row)
{
	const char *corrected = text_field(text, at, "corrected");

	memset(row, 0, sizeof(*row));
	number(text, at, "n", &row->raw.n);
	number(text, at, "min", &row->raw.min);
	row->raw.p1 = row->raw.min;
	number(text, at, "p1", &row->raw.p1);
	number(text, at, "median", &row->raw.median);
	number(text, at, "p99", &row->raw.p99);
	number(text, at, "max", &row->raw.max);
	row->known = number(text, at, "hook", &row->hook) &&
		     number(text, at, "noise", &row->noise);
	row->below = corrected && *corrected == '<';
	number(text, at, "corrected", &row->corrected);
}

int segments_parse(struct segments *s, char *bytes, struct err *err)
{
	static const char *const names[SEGMENT_ROWS] = {
		[SYSPROBE_SEGMENT_ENTRY] = "entry",
		[SYSPROBE_SEGMENT_BODY] = "body",
		[SYSPROBE_SEGMENT_EXIT] = "exit",
		[SYSPROBE_SEGMENTS] = "sum",
	};
	size_t i, row, found = 0;
	const char *name;

	if (text_table(&s->text, bytes, "entry", err))
		return -1;
	for (row = 0; row < s->text.n_rows; row++) {
		name = text_field(&s->text, row, "segment");
		for (i = 0; name && i < SEGMENT_ROWS; i++) {
			if (strcmp(name, names[i]))
				continue;
			parse_row(&s->text, row, &s->rows[i]);
			found++;
		}
	}
	if (found == SEGMENT_ROWS)
		return 0;
	text_free(&s->text);
	return err_set(err, STATUS_FAILED,
		       "the module's file entry does not have the rows it should; load the module that came with this reader");
}

void segments_free(struct segments *s)
{
	text_free(&s->text);
	memset(s, 0, sizeof(*s));
}
