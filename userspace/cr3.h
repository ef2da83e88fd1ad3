/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CR3 and page tables, as the module tells them of this process.
 */
#ifndef SYSPROBE_CR3_H
#define SYSPROBE_CR3_H

#include <stdbool.h>
#include <stdio.h>
#include "json.h"
#include "text.h"

/**
 * struct page_view - a page, as one set of tables has it
 * @page:    name
 * @table:   "kernel" or "user_derived"
 * @present: every level is
 * @level:   of the last entry: the page's, or the one that isn't present
 * @user:    ring 3 may use it: U/S at every level
 * @write:   it may be written to: R/W at every level
 * @exec:    it may be run: NX at no level
 * @global:  it stays in the TLB when CR3 is written
 */
struct page_view {
	const char *page;
	const char *table;
	bool present;
	unsigned int level;
	bool user;
	bool write;
	bool exec;
	bool global;
};

/**
 * struct cr3 - all there is to say
 * @facts:   the module's file "cr3": keys, and the rest of their lines
 * @n_facts: how many
 * @text:    that file
 * @tables:  its file "pagetables"
 * @views:   from there
 * @n_views: how many
 */
struct cr3 {
	struct condition *facts;
	size_t n_facts;
	struct text text;
	struct text tables;
	struct page_view *views;
	size_t n_views;
};

/**
 * cr3_parse - understand both files
 * @cr3:    to be filled; zeroed
 * @facts:  contents of "cr3", taken over, also on failure
 * @tables: contents of "pagetables", taken over, also on failure
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int cr3_parse(struct cr3 *cr3, char *facts, char *tables, struct err *err);

/**
 * cr3_fact - what the file says of a key
 * @cr3: parsed
 * @key: which
 *
 * Return: NULL if it says nothing.
 */
const char *cr3_fact(const struct cr3 *cr3, const char *key);

/**
 * cr3_view - a page in one of the tables
 * @cr3:   parsed
 * @page:  name
 * @table: name
 *
 * Return: NULL if it was not walked there.
 */
const struct page_view *cr3_view(const struct cr3 *cr3, const char *page,
				 const char *table);

/** cr3_free - give it back; may be zeroed */
void cr3_free(struct cr3 *cr3);

/** render_cr3 - for eyes, without the conditions */
void render_cr3(FILE *out, const struct cr3 *cr3);

/**
 * render_cr3_json - the section "cr3" of a document; see render_json.h
 * @failed: set if memory ran out
 * @cr3:    what
 */
json_t *render_cr3_json(bool *failed, const struct cr3 *cr3);

#endif /* SYSPROBE_CR3_H */
