/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What went wrong, as one sentence that says what to do.
 *
 * Whoever notices fills a struct err and returns -1; only main() prints it.
 */
#ifndef SYSPROBE_ERR_H
#define SYSPROBE_ERR_H

#include <stddef.h>
#include "util.h"

/* Exit statuses; 126 and 127 mean what they mean to a shell. */
#define STATUS_FAILED		1
#define STATUS_USAGE		2
#define STATUS_WORSE		1	/* of diff, whose failures are 2 */
#define STATUS_CANNOT_RUN	126
#define STATUS_NOT_FOUND	127
#define STATUS_SIGNAL		128	/* plus the signal's number */

/**
 * struct err - an error on its way to the user
 * @status: exit status it asks for; 0: nothing happened yet
 * @text:   one sentence, no newline
 */
struct err {
	int status;
	char text[1024];
};

/**
 * err_set - note an error
 * @err:    to be filled
 * @status: STATUS_*
 * @fmt:    as for printf
 *
 * Return: -1, so that a caller can return it.
 */
__printf(3, 4)
int err_set(struct err *err, int status, const char *fmt, ...);

/**
 * err_no_memory - note that memory ran out
 * @err: to be filled
 *
 * Return: -1.
 */
int err_no_memory(struct err *err);

/**
 * struct suggestion - the nearest of several words
 * @word:     what the user typed
 * @best:     nearest so far; NULL: none is near
 * @distance: of @best
 */
struct suggestion {
	const char *word;
	const char *best;
	unsigned int distance;
};

/**
 * suggest_from - begin to look for what @word may have meant
 * @word: as typed
 */
struct suggestion suggest_from(const char *word);

/**
 * suggest_consider - offer one more candidate
 * @s:         being looked for
 * @candidate: must outlive @s
 */
void suggest_consider(struct suggestion *s, const char *candidate);

/**
 * suggest_text - a clause to put into the sentence
 * @s:    after all candidates
 * @buf:  for the clause
 * @size: of @buf
 *
 * Return: @buf: "; did you mean WORD?" or nothing.
 */
const char *suggest_text(const struct suggestion *s, char *buf, size_t size);

#endif /* SYSPROBE_ERR_H */
