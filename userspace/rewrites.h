/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often the kernel rewrites the data that the vDSO reads the time from.
 */
#ifndef SYSPROBE_REWRITES_H
#define SYSPROBE_REWRITES_H

#include <stdint.h>
#include <stdio.h>
#include "json.h"
#include "measured.h"
#include "text.h"

/**
 * struct rewrites - what a session has counted up to now
 * @text:     the module's file "vdso"
 * @interval: ticks between two rewrites, the last ones; n 0: there were none
 * @write:    ticks that one took
 */
struct rewrites {
	struct text text;
	struct measurement interval;
	struct measurement write;
};

/**
 * rewrites_parse - understand the module's file
 * @r:     to be filled
 * @bytes: the file's contents, taken over, also on failure
 * @err:   on failure
 *
 * Return: 0, or -1; @r is empty then.
 */
int rewrites_parse(struct rewrites *r, char *bytes, struct err *err);

/**
 * rewrites_count - how often, since the session began
 * @r:    what was counted
 * @what: "updates", "by_tick", ... as the module has it
 *
 * Return: 0, too, if there is no such row.
 */
uint64_t rewrites_count(const struct rewrites *r, const char *what);

/** rewrites_free - give it back; may be zeroed */
void rewrites_free(struct rewrites *r);

/**
 * render_rewrites_head - the titles, for eyes
 * @out: where to
 */
void render_rewrites_head(FILE *out);

/**
 * render_rewrites - one line, for eyes: what came between two looks
 * @out:      where to
 * @before:   the earlier
 * @now:      the later
 * @seconds:  between them
 * @tick_khz: of the TSC; 0: not known
 */
void render_rewrites(FILE *out, const struct rewrites *before,
		     const struct rewrites *now, double seconds,
		     unsigned long long tick_khz);

/**
 * render_rewrites_json - the same for programs
 * @failed:  set if memory ran out
 * @before:  the earlier
 * @now:     the later
 * @seconds: between them
 *
 * Return: the section; see render_json.h.
 */
json_t *render_rewrites_json(bool *failed, const struct rewrites *before,
			     const struct rewrites *now, double seconds);

#endif /* SYSPROBE_REWRITES_H */
