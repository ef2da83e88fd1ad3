// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "rewrites.h"
#include "util.h"

void rewrites_free(struct rewrites *r)
{
	text_free(&r->text);
	memset(r, 0, sizeof(*r));
}

/* The row's number; n_rows if there is none. */
static size_t row_of(const struct rewrites *r, const char *what)
{
	size_t row;

	for (row = 0; row < r->text.n_rows; row++)
		if (!strcmp(text_field(&r->text, row, "what"), what))
			break;
	return row;
}

static void read_row(struct measurement *m, const struct rewrites *r,
		     const char *what)
{
	size_t row = row_of(r, what);

	if (row < r->text.n_rows)
		measurement_read(m, &r->text, row, "hook");
}

int rewrites_parse(struct rewrites *r, char *bytes, struct err *err)
{
	static const char *const columns[] = {
		"what", "n", "min", "p1", "median", "p99", "max", "hook",
		"noise", "corrected",
	};

	memset(r, 0, sizeof(*r));
	if (text_table(&r->text, bytes, "vdso", err))
		return -1;
	if (text_needs(&r->text, "vdso", columns, ARRAY_SIZE(columns), err)) {
		rewrites_free(r);
		return -1;
	}
	read_row(&r->interval, r, "interval");
	read_row(&r->write, r, "write");
	return 0;
}

uint64_t rewrites_count(const struct rewrites *r, const char *what)
{
	size_t row = row_of(r, what);

	return row < r->text.n_rows ?
	       strtoull(text_field(&r->text, row, "n"), NULL, 10) : 0;
}
