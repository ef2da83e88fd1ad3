// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "document.h"
#include "identity.h"
#include "lineup.h"

/* No step of a label is longer; what is longer is no name of ours. */
#define STEP_LENGTH	60
/* Nor has a label more steps. */
#define STEPS		16

/**
 * struct step - one step from a document's root to a value
 * @up:     the step before; NULL: this is the section
 * @name:   for the label
 */
struct step {
	const struct step *up;
	const char *name;
};

/**
 * struct maker - a lineup in the making
 * @lineup:    the result
 * @clock_a:   of the first document
 * @clock_b:   of the second
 * @threshold: percent
 * @only:      sections that are wanted; NULL: all
 * @section:   that is being walked
 * @err:       on failure
 */
struct maker {
	struct lineup *lineup;
	struct clock clock_a;
	struct clock clock_b;
	double threshold;
	const char *only;
	const char *section;
	struct err *err;
};

/* They tell one run from another, and differ whenever there are two. */
static const char *const of_the_run[][2] = {
	{ "conditions", "time" },
	{ "conditions", "boot_id" },
	{ "conditions", "load_id" },
	{ "conditions", "session" },
	{ "session", "id" },
	{ "session", "generation" },
	{ "session", "start_ns" },
	{ "session", "read_ns" },
};

static int walk(struct maker *m, const struct step *at, const json_t *a,
		const json_t *b);

/* A name of any length; what is cut off is cut off between characters. */
static void print_step(FILE *out, const char *name)
{
	size_t length = strlen(name);

	if (length > STEP_LENGTH) {
		length = STEP_LENGTH;
		while (length && (name[length] & 0xc0) == 0x80)
			length--;
	}
	fwrite(name, 1, length, out);
}

/* "syscall entry", from the steps below the section. */
static char *label_of(const struct step *at, const char *section)
{
	const char *names[STEPS];
	size_t n = 0, size;
	char *label = NULL;
	FILE *out;

	for (; at && n < STEPS; at = at->up)
		names[n++] = at->name;
	out = open_memstream(&label, &size);
	if (!out)
		return NULL;
	if (!n)
		print_step(out, section);
	while (n--) {
		print_step(out, names[n]);
		fputs(n ? " " : "", out);
	}
	if (!fclose(out))
		return label;
	free(label);
	return NULL;
}

static struct change *add(struct maker *m, enum change_kind kind,
			  const struct step *at, const json_t *a,
			  const json_t *b)
{
	struct lineup *l = m->lineup;
	struct change *all = l->changes, *change;

	/* Full at each power of two. */
	if (!(l->n_changes & (l->n_changes - 1)))
		all = reallocarray(all, l->n_changes ? 2 * l->n_changes : 1,
				   sizeof(*all));
	if (!all) {
		err_no_memory(m->err);
		return NULL;
	}
	l->changes = all;
	change = &all[l->n_changes];
	*change = (struct change){
		.kind = kind, .section = m->section, .a = a, .b = b,
		.label = label_of(at, m->section),
	};
	if (!change->label) {
		err_no_memory(m->err);
		return NULL;
	}
	l->n_changes++;
	return change;
}

static const char *why_skipped(const json_t *value)
{
	return json_string_value(json_object_get(value, "skipped"));
}

/* A side that is NULL, or says that it was skipped. */
static int only(struct maker *m, const struct step *at, const json_t *a,
		const json_t *b)
{
	bool have_a = a && !why_skipped(a);
	struct change *change;

	/* Skipped in the one and unheard of in the other: neither has it. */
	if ((!a || !b) && why_skipped(a ?: b))
		return 0;
	change = add(m, have_a ? CHANGE_ONLY_A : CHANGE_ONLY_B, at, a, b);
	if (!change)
		return -1;
	change->why = why_skipped(have_a ? b : a);
	return 0;
}

static int figures(struct maker *m, const struct step *at, const json_t *a,
		   const json_t *b)
{
	const char *odd_a = figure_odd(a), *odd_b = figure_odd(b);
	struct change *change;

	/* Nothing was measured in either. */
	if (!odd_a && !odd_b && !json_object_get(a, "raw") &&
	    !json_object_get(b, "raw"))
		return 0;
	change = add(m, CHANGE_FIGURE, at, a, b);
	if (!change)
		return -1;
	if (odd_a || odd_b)
		return err_set(m->err, STATUS_FAILED,
			       "the figure '%s %s' of %s is not as sysprobe writes them: %s; was the file changed?",
			       m->section, change->label, odd_a ? "A" : "B",
			       odd_a ?: odd_b);
	change->figures = figure_compare(a, b, &m->clock_a, &m->clock_b,
					 m->threshold);
	m->lineup->worse += change->figures.verdict == VERDICT_WORSE;
	m->lineup->better += change->figures.verdict == VERDICT_BETTER;
	return 0;
}

static bool is_of_the_run(const struct maker *m, const struct step *at,
			  const char *key)
{
	size_t i;

	for (i = 0; !at && i < ARRAY_SIZE(of_the_run); i++)
		if (!strcmp(m->section, of_the_run[i][0]) &&
		    !strcmp(key, of_the_run[i][1]))
			return true;
	return false;
}

static int objects(struct maker *m, const struct step *at, const json_t *a,
		   const json_t *b)
{
	json_t *value, *other;
	const char *key;

	json_object_foreach((json_t *)a, key, value) {
		struct step step = { at, key };

		if (is_of_the_run(m, at, key))
			continue;
		other = json_object_get(b, key);
		if (other ? walk(m, &step, value, other) :
			    only(m, &step, value, NULL))
			return -1;
	}
	json_object_foreach((json_t *)b, key, value) {
		struct step step = { at, key };

		if (!json_object_get(a, key) && !is_of_the_run(m, at, key) &&
		    only(m, &step, NULL, value))
			return -1;
	}
	return 0;
}

static int elements(struct maker *m, const struct step *at,
		    const struct identity *identity, const json_t *a,
		    const json_t *b)
{
	const json_t *some = a ?: b;
	/* The element's name says more than the list's. */
	struct step step = { at ? at->up : NULL, NULL };
	char *name = identity_name(identity, some);
	int ret;

	if (!name)
		return err_no_memory(m->err);
	step.name = name;
	ret = a && b ? walk(m, &step, a, b) : only(m, &step, a, b);
	free(name);
	return ret;
}

static int by_identity(struct maker *m, const struct step *at,
		       const struct identity *identity, const json_t *a,
		       const json_t *b)
{
	json_t *of_a = identity_index(identity, a);
	json_t *of_b = identity_index(identity, b);
	json_t *element;
	const char *key;
	int ret = 0;

	if (!of_a || !of_b)
		ret = err_no_memory(m->err);
	json_object_foreach(of_a, key, element)
		if (!ret)
			ret = elements(m, at, identity, element,
				       json_object_get(of_b, key));
	json_object_foreach(of_b, key, element)
		if (!ret && !json_object_get(of_a, key))
			ret = elements(m, at, identity, NULL, element);
	json_decref(of_a);
	json_decref(of_b);
	return ret;
}

static bool of_kind(const json_t *array, bool (*is)(const json_t *))
{
	json_t *element;
	size_t i;

	json_array_foreach(array, i, element)
		if (!is(element))
			return false;
	return true;
}

static bool is_object(const json_t *value)
{
	return json_is_object(value);
}

static bool is_array(const json_t *value)
{
	return json_is_array(value);
}

static int arrays(struct maker *m, const struct step *at, const json_t *a,
		  const json_t *b)
{
	const struct identity *identity = NULL;
	size_t n = json_array_size(a) + json_array_size(b);

	if (of_kind(a, is_object) && of_kind(b, is_object))
		identity = identity_of(a, b);
	if (n && identity)
		return by_identity(m, at, identity, a, b);
	/* Buckets of a histogram: the figure beside it tells. */
	if (of_kind(a, is_array) && of_kind(b, is_array))
		return 0;
	if (json_equal(a, b))
		return 0;
	return add(m, CHANGE_FACT, at, a, b) ? 0 : -1;
}

static int skipped(struct maker *m, const struct step *at, const json_t *a,
		   const json_t *b)
{
	const char *why_a = why_skipped(a), *why_b = why_skipped(b);

	if (!why_a || !why_b)
		return only(m, at, a, b);
	if (!strcmp(why_a, why_b))
		return 0;
	return add(m, CHANGE_FACT, at, json_object_get(a, "skipped"),
		   json_object_get(b, "skipped")) ? 0 : -1;
}

static int walk(struct maker *m, const struct step *at, const json_t *a,
		const json_t *b)
{
	bool both_objects = json_is_object(a) && json_is_object(b);
	enum change_kind kind = CHANGE_FACT;

	if (both_objects && (why_skipped(a) || why_skipped(b)))
		return skipped(m, at, a, b);
	if (both_objects && figure_is(a) && figure_is(b))
		return figures(m, at, a, b);
	if (both_objects)
		return objects(m, at, a, b);
	if (json_is_array(a) && json_is_array(b))
		return arrays(m, at, a, b);
	if (json_equal(a, b))
		return 0;
	if (json_is_number(a) && json_is_number(b))
		kind = CHANGE_COUNT;
	return add(m, kind, at, a, b) ? 0 : -1;
}

int document_check(const json_t *root, const char *name, struct err *err)
{
	const json_t *schema = json_object_get(root, "schema");

	if (!json_is_string(schema) ||
	    strncmp(json_string_value(schema), "sysprobe/", 9))
		return err_set(err, STATUS_FAILED,
			       "%s is JSON, but not sysprobe's; give a file that sysprobe wrote with --json",
			       name);
	if (strcmp(json_string_value(schema), DOCUMENT_SCHEMA))
		return err_set(err, STATUS_FAILED,
			       "%s has schema %.20s and this program knows " DOCUMENT_SCHEMA "; compare with the version that wrote it",
			       name, json_string_value(schema));
	if (!json_is_object(json_object_get(root, "conditions")))
		return err_set(err, STATUS_FAILED,
			       "%s has no conditions, and figures without them mean nothing; write it anew",
			       name);
	return 0;
}

bool lineup_wants(const char *only, const char *name)
{
	size_t length;

	if (!only || !strcmp(name, "conditions"))
		return true;
	for (; *only; only += *only == ',') {
		length = strcspn(only, ",");
		if (length == strlen(name) && !strncmp(only, name, length))
			return true;
		only += length;
	}
	return false;
}

static int section(struct maker *m, const char *name, const json_t *a,
		   const json_t *b)
{
	m->section = name;
	if (!strcmp(name, "schema") || !lineup_wants(m->only, name))
		return 0;
	return a && b ? walk(m, NULL, a, b) : only(m, NULL, a, b);
}

int lineup_make(struct lineup *lineup, const json_t *a, const json_t *b,
		double threshold, const char *only, struct err *err)
{
	struct maker m = {
		.lineup = lineup,
		.clock_a = clock_of(a),
		.clock_b = clock_of(b),
		.threshold = threshold,
		.only = only,
		.err = err,
	};
	json_t *value;
	const char *key;

	memset(lineup, 0, sizeof(*lineup));
	json_object_foreach((json_t *)a, key, value)
		if (section(&m, key, value, json_object_get(b, key)))
			return -1;
	json_object_foreach((json_t *)b, key, value)
		if (!json_object_get(a, key) && section(&m, key, NULL, value))
			return -1;
	return 0;
}

void lineup_free(struct lineup *lineup)
{
	size_t i;

	for (i = 0; i < lineup->n_changes; i++)
		free(lineup->changes[i].label);
	free(lineup->changes);
	memset(lineup, 0, sizeof(*lineup));
}
