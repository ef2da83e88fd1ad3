/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two JSON documents, laid beside each other: what both have, what differs, and
 * what only one has. Knows no section; it knows what a figure is and what tells
 * the elements of a list apart.
 */
#ifndef SYSPROBE_LINEUP_H
#define SYSPROBE_LINEUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "figure.h"

/**
 * enum change_kind - what was found
 * @CHANGE_FIGURE: a figure in both, whether it differs or not
 * @CHANGE_COUNT:  a number that is no figure's, and differs
 * @CHANGE_FACT:   anything else that differs
 * @CHANGE_ONLY_A: only the first has it
 * @CHANGE_ONLY_B: only the second has it
 */
enum change_kind {
	CHANGE_FIGURE,
	CHANGE_COUNT,
	CHANGE_FACT,
	CHANGE_ONLY_A,
	CHANGE_ONLY_B,
};

/**
 * struct change - one of them
 * @kind:    what it is
 * @section: key of the section, "conditions" among them
 * @label:   the way to it from there, for eyes; the section's name if it is all
 *           of that
 * @a:       the first's; NULL: it has none
 * @b:       the second's; NULL: it has none
 * @why:     why the other has none, a sentence; NULL: it does not say
 * @figures: of CHANGE_FIGURE
 */
struct change {
	enum change_kind kind;
	const char *section;
	char *label;
	const json_t *a;
	const json_t *b;
	const char *why;
	struct comparison figures;
};

/**
 * struct lineup - two documents
 * @changes:   in the order of the first, then what only the second has
 * @n_changes: how many
 * @worse:     figures that are
 * @better:    figures that are
 */
struct lineup {
	struct change *changes;
	size_t n_changes;
	size_t worse;
	size_t better;
};

/**
 * document_check - is it one that can be lined up?
 * @root: anything
 * @name: for the sentence
 * @err:  on failure
 *
 * Return: 0, or -1.
 */
int document_check(const json_t *root, const char *name, struct err *err);

/**
 * lineup_make - lay them beside each other
 * @lineup:    to be filled; borrows from @a and @b
 * @a:         checked
 * @b:         checked
 * @threshold: percent
 * @only:      sections that are wanted, as of lineup_wants()
 * @err:       on failure: memory ran out, or a figure is odd
 *
 * Return: 0, or -1.
 */
int lineup_make(struct lineup *lineup, const json_t *a, const json_t *b,
		double threshold, const char *only, struct err *err);

/**
 * lineup_wants - is a section to be compared?
 * @only: names with commas between; NULL: all are
 * @name: of the section; "conditions" always is
 */
bool lineup_wants(const char *only, const char *name);

/** lineup_free - give it back; may be zeroed */
void lineup_free(struct lineup *lineup);

#endif /* SYSPROBE_LINEUP_H */
