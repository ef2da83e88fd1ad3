/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frame of every JSON document, whatever verb writes it: "schema",
 * "conditions", and sections beside them. See render_json.h.
 */
#ifndef SYSPROBE_DOCUMENT_H
#define SYSPROBE_DOCUMENT_H

#include <stdio.h>
#include "condition.h"
#include "json.h"

#define DOCUMENT_SCHEMA "sysprobe/1"

/**
 * struct moment - when and where something was measured
 * @time:    ISO 8601
 * @boot_id: of this boot; may be empty
 * @tick:    what a tick of the TSC is: "instruction" or "time"
 */
struct moment {
	char time[32];
	char boot_id[64];
	const char *tick;
};

/**
 * struct document - a document in the making
 * @root:       all of it
 * @conditions: borrowed from there
 * @failed:     memory ran out
 */
struct document {
	json_t *root;
	json_t *conditions;
	bool failed;
};

/**
 * document_begin - with no section yet
 * @doc:    to be filled
 * @moment: when and where
 */
void document_begin(struct document *doc, const struct moment *moment);

/**
 * document_conditions - add what the module says of the machine
 * @doc:    begun
 * @all:    its conditions
 * @n:      how many
 * @wanted: which of them, by their key; NULL: all
 *
 * Of a key that is there already, the first value stays. "emulated" follows
 * from these, unless the ticks have told already; it is absent as long as
 * nothing is known of the machine.
 */
void document_conditions(struct document *doc, const struct condition *all,
			 size_t n, bool (*wanted)(const char *key));

/**
 * document_condition - add one of the reader's own
 * @doc:   begun
 * @key:   hides the module's
 * @value: taken over
 */
void document_condition(struct document *doc, const char *key, json_t *value);

/**
 * document_section - add a section
 * @doc:     begun
 * @name:    its key
 * @section: taken over
 */
void document_section(struct document *doc, const char *name, json_t *section);

/**
 * document_sections - add several
 * @doc:      begun
 * @sections: an object of them, taken over
 */
void document_sections(struct document *doc, json_t *sections);

/**
 * document_skipped - add a section that can't be had
 * @doc:  begun
 * @name: its key
 * @why:  a sentence
 */
void document_skipped(struct document *doc, const char *name, const char *why);

/**
 * document_head - the conditions, for eyes
 * @doc: begun
 * @out: where to
 */
void document_head(const struct document *doc, FILE *out);

/**
 * document_drop - give it back without writing it
 * @doc: not to be used afterwards
 */
void document_drop(struct document *doc);

/**
 * document_end - write it, and give it back
 * @doc:     not to be used afterwards
 * @out:     where to
 * @compact: on one line
 *
 * Return: 0, or -1 if memory ran out or it could not be written.
 */
int document_end(struct document *doc, FILE *out, bool compact);

#endif /* SYSPROBE_DOCUMENT_H */
