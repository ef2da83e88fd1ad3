/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two documents beside each other, shown.
 */
#ifndef SYSPROBE_RENDER_DIFF_H
#define SYSPROBE_RENDER_DIFF_H

#include <stdio.h>
#include "lineup.h"

/**
 * struct diff_view - what is shown and how
 * @lineup:    what
 * @name_a:    the first's file
 * @name_b:    the second's
 * @a:         the first
 * @b:         the second
 * @threshold: percent
 * @changed:   leave out figures that are the same or within the spread
 * @figures:   leave out everything but conditions and figures
 */
struct diff_view {
	struct lineup lineup;
	const char *name_a;
	const char *name_b;
	const json_t *a;
	const json_t *b;
	double threshold;
	bool changed;
	bool figures;
};

/**
 * diff_shows - is a change to be shown?
 * @view:   what is wanted
 * @change: one of its lineup
 */
bool diff_shows(const struct diff_view *view, const struct change *change);

/** render_diff - for eyes. Text from the documents is made printable */
void render_diff(FILE *out, const struct diff_view *view);

/**
 * render_diff_json - the section "diff" of a document
 * @failed: set if memory ran out
 * @view:   what
 *
 *	"diff": {
 *	  "threshold": 5,              percent
 *	  "a": { "file": "...", "time": "..." }, "b": ...
 *	  "worse": N, "better": N,     figures
 *	  "conditions": [ { "label": "kpti", "a": "off", "b": "on" } ],
 *	  "figures": [ {
 *	    "section": "entry", "label": "syscall sum",
 *	    "unit": "ticks",           or "ns": of all that follows
 *	    "statistic": "median",     or "mean"
 *	    "corrected": true,         false: raw values are compared
 *	    "a": { "value": N, "low": N, "high": N }, "b": ...
 *	    "difference": N, "ratio": N,
 *	    "verdict": "worse",        see enum verdict
 *	    "why_not": null            or why they can't be compared; a, b,
 *	  } ],                         difference and ratio are null then
 *	  "counts": [ { "section", "label", "a": N, "b": N } ],
 *	  "facts": [ { "section", "label", "a": ANY, "b": ANY } ],
 *	  "only_a": [ { "section", "label", "why": "..." } ],
 *	  "only_b": ...
 *	}
 *
 * "a" or "b" is null where a condition is only in the other; "low" and "high"
 * are null where no spread is known, "ratio" where a is 0, "why" where the
 * other document doesn't say.
 */
json_t *render_diff_json(bool *failed, const struct diff_view *view);

#endif /* SYSPROBE_RENDER_DIFF_H */
