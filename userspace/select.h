/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A set of syscalls, as a user names it and as the kernel wants it.
 */
#ifndef SYSPROBE_SELECT_H
#define SYSPROBE_SELECT_H

#include "names.h"

/**
 * struct selection - which numbers of which ABI
 * @wanted: by ABI and number
 * @some:   anything was selected; false means everything
 */
struct selection {
	bool wanted[SYSPROBE_ABIS][NAMES_MAX_NR];
	bool some;
};

/**
 * selection_add - add what a list names
 * @sel:   to be added to
 * @names: what the words mean
 * @list:  words separated by commas: "read", "ia32:read", "0-10", "x32:512"
 * @err:   on failure
 *
 * A word without an ABI is of the 64-bit one.
 *
 * Return: 0, or -1 and the word that was not understood.
 */
int selection_add(struct selection *sel, const struct names *names,
		  const char *list, struct err *err);

/**
 * selection_words - as words of a start command
 * @sel:  the set
 * @buf:  for " calls=64:0-3,5 calls=ia32:3", empty if everything is wanted
 * @size: of @buf
 *
 * Return: bytes it takes, as snprintf counts them; @size or more means that
 * it was cut off.
 */
size_t selection_words(const struct selection *sel, char *buf, size_t size);

#endif /* SYSPROBE_SELECT_H */
