/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What figures were taken under, as the module says it.
 */
#ifndef SYSPROBE_CONDITION_H
#define SYSPROBE_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* For eyes, wherever figures of an emulated CPU are shown. */
#define CONDITION_EMULATED \
	"beware: this CPU is emulated; the times below are not those of hardware"

/**
 * struct condition - one line of the conditions
 * @key:   UTF-8, printable, not empty
 * @value: UTF-8, printable
 */
struct condition {
	char *key;
	char *value;
};

/**
 * condition_find - look one up
 * @all: the conditions
 * @n:   how many
 * @key: which
 *
 * Return: its value; NULL if there is none.
 */
const char *condition_find(const struct condition *all, size_t n,
			   const char *key);

/**
 * condition_emulated - were they taken on an emulated CPU?
 * @all: the conditions
 * @n:   how many
 */
bool condition_emulated(const struct condition *all, size_t n);

/**
 * condition_print - for eyes, a line each
 * @out:    where to
 * @all:    the conditions
 * @n:      how many
 * @wanted: which of them, by their key; NULL: all
 */
void condition_print(FILE *out, const struct condition *all, size_t n,
		     bool (*wanted)(const char *key));

/**
 * condition_beware - say so where the CPU is emulated, and nothing elsewhere
 * @out: where to
 * @all: the conditions
 * @n:   how many
 */
void condition_beware(FILE *out, const struct condition *all, size_t n);

#endif /* SYSPROBE_CONDITION_H */
