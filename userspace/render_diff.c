// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "render_diff.h"

/* Nothing that is longer is read on a line. */
#define VALUE_LENGTH	200
#define LABEL_WIDTH	36

bool diff_shows(const struct diff_view *view, const struct change *change)
{
	enum verdict verdict = change->figures.verdict;

	if (!strcmp(change->section, "conditions"))
		return true;
	if (change->kind != CHANGE_FIGURE)
		return !view->figures;
	return !view->changed ||
	       (verdict != VERDICT_SAME && verdict != VERDICT_WITHIN);
}

/*
 * Files may come from anywhere; a terminal obeys control characters, of which
 * UTF-8 has some beyond ASCII (U+0080 to U+009F).
 */
static void print_text(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t n;

	for (n = 0; *c && n < VALUE_LENGTH; c++, n++) {
		bool beyond = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;

		if (beyond)
			c++;
		fputc(beyond || *c < ' ' || *c == 0x7f ? '.' : *c, out);
	}
	if (*c)
		fputs("...", out);
}

static void print_value(FILE *out, const json_t *value)
{
	char *text;

	if (!value) {
		fputs("(not there)", out);
	} else if (json_is_string(value)) {
		print_text(out, json_string_value(value));
	} else if (json_is_object(value)) {
		fprintf(out, "(an object of %zu keys)",
			json_object_size(value));
	} else {
		text = json_dumps(value, JSON_ENCODE_ANY);
		print_text(out, text ?: "?");
		free(text);
	}
}

/* Both on a line of their own; sentences would not fit beside each other. */
static void print_pair(FILE *out, const struct change *change)
{
	fputs("  ", out);
	print_text(out, change->label);
	fputs("\n    A  ", out);
	print_value(out, change->a);
	fputs("\n    B  ", out);
	print_value(out, change->b);
	fputc('\n', out);
}

static void format_number(char buf[32], double value, bool sign)
{
	bool whole = value == floor(value) || fabs(value) >= 1000;

	/* A double has no more digits than that. */
	if (fabs(value) >= 1e15)
		snprintf(buf, 32, sign ? "%+.9g" : "%.9g", value);
	else
		snprintf(buf, 32, sign && value ? "%+.*f" : "%.*f", !whole,
			 value);
}

static void print_numbers(FILE *out, double a, double b)
{
	char buf[3][32];

	format_number(buf[0], a, false);
	format_number(buf[1], b, false);
	format_number(buf[2], b - a, true);
	fprintf(out, " %11s %11s %10s", buf[0], buf[1], buf[2]);
	if (a)
		fprintf(out, " %7.3f", b / a);
	else
		fprintf(out, " %7s", "-");
}

static void print_label(FILE *out, const char *label)
{
	char *text = NULL;
	size_t size;
	FILE *line = open_memstream(&text, &size);

	if (!line)
		return;
	print_text(line, label);
	if (!fclose(line))
		fprintf(out, "  %-*s", LABEL_WIDTH, text);
	free(text);
}

static void print_figure(FILE *out, const struct change *change)
{
	const struct comparison *c = &change->figures;

	print_label(out, change->label);
	if (c->why_not) {
		fprintf(out, " not compared: %s\n", c->why_not);
		return;
	}
	print_numbers(out, c->a.value, c->b.value);
	fprintf(out, "  %-9s %.12s%s%s\n", verdict_name(c->verdict), c->unit,
		strcmp(c->statistic, "median") ? ", mean" : "",
		c->corrected ? ", corrected" : "");
}

static void print_count(FILE *out, const struct change *change)
{
	print_label(out, change->label);
	print_numbers(out, json_number_value(change->a),
		      json_number_value(change->b));
	fputs("  a number\n", out);
}

static void print_only(FILE *out, const struct change *change)
{
	fputs("  ", out);
	print_text(out, change->label);
	fprintf(out, ": only in %c", change->kind == CHANGE_ONLY_A ? 'A' : 'B');
	if (change->why) {
		fprintf(out, "; skipped in %c, ",
			change->kind == CHANGE_ONLY_A ? 'B' : 'A');
		print_text(out, change->why);
	}
	fputc('\n', out);
}

static void print_change(FILE *out, const struct change *change)
{
	if (change->kind == CHANGE_FIGURE)
		print_figure(out, change);
	else if (change->kind == CHANGE_COUNT)
		print_count(out, change);
	else if (change->kind == CHANGE_FACT)
		print_pair(out, change);
	else
		print_only(out, change);
}

/* Titles of columns where there are some: numbers come first. */
static void print_title(FILE *out, const struct change *first)
{
	fputc('\n', out);
	if (first->kind != CHANGE_FIGURE && first->kind != CHANGE_COUNT) {
		fputs("  ", out);
		print_text(out, first->section);
		fputc('\n', out);
		return;
	}
	print_label(out, first->section);
	fprintf(out, " %11s %11s %10s %7s\n", "A", "B", "B - A", "B / A");
}

/* One section's changes, by kind. */
static void print_section(FILE *out, const struct diff_view *view,
			  const struct change *from, const struct change *to)
{
	const struct change *change;
	enum change_kind kind;
	bool titled = false;

	for (kind = CHANGE_FIGURE; kind <= CHANGE_ONLY_B; kind++) {
		for (change = from; change < to; change++) {
			if (change->kind != kind || !diff_shows(view, change))
				continue;
			if (!titled)
				print_title(out, change);
			titled = true;
			print_change(out, change);
		}
	}
}

static const json_t *condition(const json_t *root, const char *key)
{
	return json_object_get(json_object_get(root, "conditions"), key);
}

static void print_side(FILE *out, char side, const char *name,
		       const json_t *root)
{
	const char *tick = json_string_value(condition(root, "tick"));

	fprintf(out, "%c: ", side);
	print_text(out, name);
	fputs(", ", out);
	print_value(out, condition(root, "time"));
	if (json_is_true(condition(root, "emulated")))
		fputs(", on an emulated CPU", out);
	if (tick && !strcmp(tick, "instruction"))
		fputs(", where a tick is an instruction", out);
	fputc('\n', out);
}

static void print_conditions(FILE *out, const struct diff_view *view)
{
	const struct lineup *l = &view->lineup;
	size_t i, n = 0;

	print_side(out, 'A', view->name_a, view->a);
	print_side(out, 'B', view->name_b, view->b);
	fputs("\nconditions that differ\n", out);
	for (i = 0; i < l->n_changes; i++) {
		if (strcmp(l->changes[i].section, "conditions"))
			continue;
		print_pair(out, &l->changes[i]);
		n++;
	}
	if (!n)
		fputs("  (none)\n", out);
}

static void print_sum(FILE *out, const struct diff_view *view)
{
	const struct lineup *l = &view->lineup;
	size_t i, figures = 0, not_compared = 0;

	for (i = 0; i < l->n_changes; i++) {
		if (l->changes[i].kind != CHANGE_FIGURE)
			continue;
		figures++;
		if (l->changes[i].figures.why_not)
			not_compared++;
	}
	fprintf(out, "\nOf %zu figures that both have, %zu got worse and %zu better, by more than %g %%\n"
		     "and outside the spread of both; %zu can't be compared. small: outside, by less;\n"
		     "within: one lies in the spread of the other; no spread: it is not known of both.\n",
		figures, l->worse, l->better, view->threshold, not_compared);
}

void render_diff(FILE *out, const struct diff_view *view)
{
	const struct change *end = view->lineup.changes +
				   view->lineup.n_changes;
	const struct change *from, *to;

	print_conditions(out, view);
	/* A section's changes stand together. */
	for (from = view->lineup.changes; from < end; from = to) {
		for (to = from; to < end && !strcmp(to->section,
						    from->section); to++)
			;
		if (strcmp(from->section, "conditions"))
			print_section(out, view, from, to);
	}
	print_sum(out, view);
}
