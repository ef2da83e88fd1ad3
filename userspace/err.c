// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "err.h"

/* The user's words, quoted, may neither end a sentence nor move a cursor. */
static void one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == '\177')
			*text = '?';
}

int err_set(struct err *err, int status, const char *fmt, ...)
{
	va_list args;

	err->status = status;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	one_line(err->text);
	return -1;
}

int err_no_memory(struct err *err)
{
	return err_set(err, STATUS_FAILED,
		       "out of memory; free some and try again");
}

/* Longer words are never typed; cutting them off bounds the work. */
#define SUGGEST_LENGTH 40

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters to insert, drop or replace to turn one word into the other. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[SUGGEST_LENGTH + 1];
	unsigned int la = strnlen(a, SUGGEST_LENGTH);
	unsigned int lb = strnlen(b, SUGGEST_LENGTH);
	unsigned int i, j;

	for (j = 0; j <= lb; j++)
		row[j] = j;
	for (i = 1; i <= la; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= lb; j++) {
			unsigned int above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[lb];
}

struct suggestion suggest_from(const char *word)
{
	struct suggestion s = { .word = word };

	/* One slip in a short word, up to a third of a long one. */
	s.distance = strnlen(word, SUGGEST_LENGTH) / 3 + 2;
	return s;
}

void suggest_consider(struct suggestion *s, const char *candidate)
{
	unsigned int d = distance(s->word, candidate);

	if (d < s->distance) {
		s->distance = d;
		s->best = candidate;
	}
}

const char *suggest_text(const struct suggestion *s, char *buf, size_t size)
{
	if (s->best)
		snprintf(buf, size, "; did you mean '%s'?", s->best);
	else
		buf[0] = '\0';
	return buf;
}
