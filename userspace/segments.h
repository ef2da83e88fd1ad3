/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry, body, exit, as the reader has measured them.
 */
#ifndef SYSPROBE_SEGMENTS_H
#define SYSPROBE_SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "caller.h"
#include "measured.h"
#include "names.h"
#include "json.h"
#include "text.h"

/* As many as the module keeps. */
#define SEGMENTS_MAX_CALLS	SYSPROBE_SEGMENT_SAMPLES

/* Rows: enum sysprobe_segment, then their sum. */
#define SEGMENT_ROWS	(SYSPROBE_SEGMENTS + 1)

/**
 * struct segments - one way into the kernel
 * @method:   which
 * @why_not:  it can't be used; @status 0: it can
 * @nr:       of the call
 * @asked:    calls made; 0: this way in wasn't asked for
 * @followed: that the module followed
 * @text:     the module's file
 * @rows:     from there; not if caller_why_no_segments()
 * @unprobed: the same calls without the hook, before and after
 * @caller:   what of that is the caller's own, its clock included
 */
struct segments {
	enum caller_method method;
	struct err why_not;
	unsigned int nr;
	uint64_t asked;
	uint64_t followed;
	struct text text;
	struct measurement rows[SEGMENT_ROWS];
	struct spread unprobed;
	struct spread caller;
};

/**
 * segments_parse - understand the module's file
 * @s:     @text and @rows are filled
 * @bytes: the file's contents, taken over, also on failure
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int segments_parse(struct segments *s, char *bytes, struct err *err);

/** segments_free - give it back; may be zeroed */
void segments_free(struct segments *s);

/**
 * struct entry_report - all of it
 * @all:      by method
 * @name:     the call's
 * @cpu:      that the caller kept to
 * @tick_khz: 0: not known
 */
struct entry_report {
	struct segments all[CALLER_METHODS];
	const char *name;
	int cpu;
	unsigned long long tick_khz;
};

/**
 * entry_text - what the module says of the machine
 * @report: what
 *
 * Of the first method that was measured: they share the machine.
 *
 * Return: NULL if none was.
 */
const struct text *entry_text(const struct entry_report *report);

/**
 * entry_of_machine - is a condition the machine's, rather than the one call's?
 * @key: which
 */
bool entry_of_machine(const char *key);

/** render_entry - for eyes, without the conditions */
void render_entry(FILE *out, const struct entry_report *report);

/**
 * render_entry_json - the section "entry" of a document; see render_json.h
 * @failed: set if memory ran out
 * @report: what
 */
json_t *render_entry_json(bool *failed, const struct entry_report *report);

#endif /* SYSPROBE_SEGMENTS_H */
