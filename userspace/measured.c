// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "measured.h"

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

json_t *spread_json(bool *failed, const struct spread *s)
{
	json_t *figure = json_object(), *raw = json_object();

	json_put(failed, figure, "n", json_number(s->n));
	json_put(failed, figure, "unit", json_string("ticks"));
	json_put(failed, raw, "min", json_number(s->min));
	json_put(failed, raw, "p1", json_number(s->p1));
	json_put(failed, raw, "median", json_number(s->median));
	json_put(failed, raw, "p99", json_number(s->p99));
	json_put(failed, raw, "max", json_number(s->max));
	json_put(failed, figure, "raw", raw);
	return figure;
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

void measurement_read(struct measurement *m, const struct text *text,
		      size_t row, const char *off)
{
	const char *corrected = text_field(text, row, "corrected");

	memset(m, 0, sizeof(*m));
	number(text, row, "n", &m->raw.n);
	number(text, row, "min", &m->raw.min);
	m->raw.p1 = m->raw.min;
	number(text, row, "p1", &m->raw.p1);
	number(text, row, "median", &m->raw.median);
	number(text, row, "p99", &m->raw.p99);
	number(text, row, "max", &m->raw.max);
	m->known = number(text, row, off, &m->off) &&
		   number(text, row, "noise", &m->noise);
	m->below = corrected && *corrected == '<';
	number(text, row, "corrected", &m->corrected);
}

json_t *measurement_json(bool *failed, const struct measurement *m,
			 const char *off)
{
	json_t *figure = spread_json(failed, &m->raw), *corrected;

	if (!m->known)
		return figure;
	corrected = json_object();
	json_put(failed, corrected, "median", m->below ?
		 json_null() : json_number(m->corrected));
	json_put(failed, corrected, off, json_number(m->off));
	json_put(failed, corrected, "noise", json_number(m->noise));
	json_put(failed, figure, "corrected", corrected);
	return figure;
}
