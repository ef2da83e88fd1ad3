/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Making JSON without looking at each result.
 *
 * jansson's *_new functions steal the reference and accept NULL, failing; so
 * running out of memory anywhere ends in a missing key. That is noted in one
 * place: every value goes through put() or append().
 */
#ifndef SYSPROBE_JSON_H
#define SYSPROBE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/**
 * json_put - add a key
 * @failed: set if it can't be
 * @object: to be added to
 * @key:    which
 * @value:  taken over
 */
void json_put(bool *failed, json_t *object, const char *key, json_t *value);

/**
 * json_append - add an element
 * @failed: set if it can't be
 * @array:  to be added to
 * @value:  taken over
 */
void json_append(bool *failed, json_t *array, json_t *value);

/**
 * json_number - a whole number; a real where jansson's, which are signed, end
 * @n: any
 */
json_t *json_number(uint64_t n);

/**
 * json_text - a string, or null if there is none
 * @text: may be NULL or empty
 */
json_t *json_text(const char *text);

/**
 * json_print - write a whole document, and give it back
 * @out:     where to
 * @root:    taken over
 * @compact: on one line
 *
 * Return: 0, or -1 if it could not be written.
 */
int json_print(FILE *out, json_t *root, bool compact);

#endif /* SYSPROBE_JSON_H */
