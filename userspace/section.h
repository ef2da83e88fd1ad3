/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A section of a document: what one verb shows alone, and report with all the
 * others. A new one is a struct section, a function that returns it, and a row
 * in cmd_report.c.
 */
#ifndef SYSPROBE_SECTION_H
#define SYSPROBE_SECTION_H

#include <stdio.h>
#include "document.h"
#include "err.h"

/**
 * struct section - how to get and show it
 * @name:    its key in a document, or the first of its keys
 * @about:   half a sentence for eyes
 * @command: it counts report's COMMAND, if there is one
 * @size:    bytes of its data, zeroed before @gather
 * @gather:  fill the data. Return: exit status of @command, 0 without one; -1
 * @head:    conditions, for eyes; NULL: its verb does not use section_show()
 * @render:  the rest, for eyes
 * @json:    conditions and section, into a document
 * @free:    give the data back, whatever @gather returned
 */
struct section {
	const char *name;
	const char *about;
	bool command;
	size_t size;
	int (*gather)(void *data, char *const *command, struct err *err);
	void (*head)(FILE *out, void *data);
	void (*render)(FILE *out, void *data);
	void (*json)(struct document *doc, void *data);
	void (*free)(void *data);
};

const struct section *section_stat(void);
const struct section *section_entry(void);
const struct section *section_cost(void);
const struct section *section_cr3(void);
const struct section *section_cr3_cost(void);
const struct section *section_rings(void);
const struct section *section_vdso(void);
const struct section *section_rewrites(void);

/**
 * section_show - print gathered data to stdout, as the section's own verb does
 * @section: whose
 * @data:    gathered
 * @json:    as JSON
 * @err:     on failure
 *
 * Return: 0, or -1.
 */
int section_show(const struct section *section, void *data, bool json,
		 struct err *err);

/**
 * section_run - gather and print a section
 * @section: which
 * @json:    as JSON
 * @err:     on failure
 *
 * Return: 0, or -1.
 */
int section_run(const struct section *section, bool json, struct err *err);

/**
 * section_verb - all of a verb that shows a section and takes no argument
 * @section: whose
 * @argc:    of @argv
 * @argv:    the verb first
 * @usage:   what its help says before the options
 * @err:     on failure
 *
 * Return: 0, or -1.
 */
int section_verb(const struct section *section, int argc, char *argv[],
		 const char *usage, struct err *err);

#endif /* SYSPROBE_SECTION_H */
