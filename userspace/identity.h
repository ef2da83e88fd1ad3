/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What tells the elements of a JSON list apart, so that those of two documents
 * can be matched.
 */
#ifndef SYSPROBE_IDENTITY_H
#define SYSPROBE_IDENTITY_H

#include <jansson.h>

#define IDENTITY_KEYS	4

/**
 * struct identity - keys that together name an element
 * @keys:  as they are compared
 * @label: as eyes see them
 */
struct identity {
	const char *keys[IDENTITY_KEYS];
	const char *label[IDENTITY_KEYS];
};

/**
 * identity_of - of two lists
 * @a: all its elements are objects
 * @b: all its elements are objects
 *
 * Return: NULL if no keys are known that all of them have.
 */
const struct identity *identity_of(const json_t *a, const json_t *b);

/**
 * identity_name - what eyes call an element
 * @identity: of its list
 * @element:  where its name is not known, its number stands
 *
 * Return: to be freed; NULL if memory ran out.
 */
char *identity_name(const struct identity *identity, const json_t *element);

/**
 * identity_index - a list's elements, by what names them
 * @identity: of it
 * @array:    the list
 *
 * Return: an object, in the list's order; NULL if memory ran out.
 */
json_t *identity_index(const struct identity *identity, const json_t *array);

#endif /* SYSPROBE_IDENTITY_H */
