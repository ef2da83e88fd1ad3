// SPDX-License-Identifier: GPL-2.0
/*
 * diff: two JSON documents beside each other. Needs no module, and trusts
 * neither file.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "args.h"
#include "cmd.h"
#include "render_diff.h"

#define USUAL_THRESHOLD	5.0
/* A document of all syscalls with their histograms has a hundredth of it. */
#define LARGEST_FILE	(16 << 20)

/**
 * struct diff_params - a diff command line
 * @view: what is shown
 * @only: sections that are wanted; NULL: all
 * @changed, @figures, @json, @help: as the options say
 */
struct diff_params {
	struct diff_view view;
	const char *only;
	bool changed, figures, json, help;
};

static int set_threshold(void *params, const char *value, struct err *err)
{
	struct diff_params *p = params;
	char *end;

	p->view.threshold = strtod(value, &end);
	if (end == value || *end || !isfinite(p->view.threshold) ||
	    p->view.threshold < 0)
		return err_set(err, STATUS_USAGE,
			       "'%s' is no threshold; give percent, 0 or more",
			       value);
	return 0;
}

static int set_only(void *params, const char *value, struct err *err)
{
	const char *at = value;
	size_t length;

	/* Nothing at all would be compared, and nothing be worse. */
	do {
		length = strcspn(at, ",");
		if (!length)
			return err_set(err, STATUS_USAGE,
				       "--only needs names of sections, as entry,cr3");
		at += length;
	} while (*at++);
	((struct diff_params *)params)->only = value;
	return 0;
}

ARGS_SWITCH(diff_params, changed)
ARGS_SWITCH(diff_params, figures)
ARGS_SWITCH(diff_params, json)
ARGS_SWITCH(diff_params, help)

static const struct arg_row rows[] = {
	{ 't', "threshold", "PERCENT", "what is worse by less is not worse; 5 if not said",
	  set_threshold },
	{ 0, "only", "SECTIONS", "only these, as entry,cr3; and the conditions", set_only },
	{ 'c', "changed", NULL, "leave out figures that are the same or within the spread",
	  set_changed },
	{ 'f', "figures", NULL, "leave out what is no figure", set_figures },
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

/* A whole file, NULL on failure. */
static char *read_stream(FILE *in, const char *name, size_t *size,
			 struct err *err)
{
	char *bytes = malloc(LARGEST_FILE + 1);

	if (!bytes) {
		err_no_memory(err);
		return NULL;
	}
	*size = fread(bytes, 1, LARGEST_FILE + 1, in);
	if (ferror(in))
		err_set(err, STATUS_FAILED, "cannot read %s (%s); name another file",
			name, strerror(errno));
	else if (*size > LARGEST_FILE)
		err_set(err, STATUS_FAILED,
			"%s has more than %d bytes, no document of sysprobe has; name another file",
			name, LARGEST_FILE);
	else
		return bytes;
	free(bytes);
	return NULL;
}

static char *read_file(const char *name, size_t *size, struct err *err)
{
	FILE *in = strcmp(name, "-") ? fopen(name, "re") : stdin;
	char *bytes;

	if (!in) {
		err_set(err, STATUS_FAILED, "cannot open %s (%s); name another file",
			name, strerror(errno));
		return NULL;
	}
	bytes = read_stream(in, name, size, err);
	if (in != stdin)
		fclose(in);
	return bytes;
}

static int not_json(const char *name, const json_error_t *why, struct err *err)
{
	switch (json_error_code(why)) {
	case json_error_out_of_memory:
		return err_no_memory(err);
	case json_error_premature_end_of_input:
		return err_set(err, STATUS_FAILED,
			       "%s ends in the middle of a document; write it anew",
			       name);
	case json_error_end_of_input_expected:
		return err_set(err, STATUS_FAILED,
			       "something follows the document in %s, from line %d on; give one document a file ('stat --interval' writes one a line)",
			       name, why->line);
	default:
		/* Its own text quotes the file, which may hold anything. */
		return err_set(err, STATUS_FAILED,
			       "%s is not JSON that can be read, at line %d, column %d; give a file that sysprobe wrote with --json",
			       name, why->line, why->column);
	}
}

static json_t *load(const char *name, struct err *err)
{
	json_error_t why;
	json_t *root;
	size_t size;
	char *bytes = read_file(name, &size, err);

	if (!bytes)
		return NULL;
	root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &why);
	free(bytes);
	if (!root)
		not_json(name, &why, err);
	else if (!document_check(root, name, err))
		return root;
	json_decref(root);
	return NULL;
}

/* Sections that neither has are a slip of the pen. */
static int check_only(const struct diff_params *p, struct err *err)
{
	const char *at = p->only;
	char name[64];

	while (at && *at) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, ","), at);
		if (!strcmp(name, "schema") ||
		    (!json_object_get(p->view.a, name) &&
		     !json_object_get(p->view.b, name)))
			return err_set(err, STATUS_USAGE,
				       "neither document has a section '%s'; leave it out of --only",
				       name);
		at += strcspn(at, ",");
		at += *at == ',';
	}
	return 0;
}

static int show(const struct diff_params *p, struct err *err)
{
	struct document doc;

	if (!p->json) {
		render_diff(stdout, &p->view);
	} else {
		cmd_document(&doc);
		document_section(&doc, "diff",
				 render_diff_json(&doc.failed, &p->view));
		if (cmd_document_end(&doc, err))
			return -1;
	}
	if (cmd_flush(err))
		return -1;
	return p->view.lineup.worse ? STATUS_WORSE : 0;
}

static int compare(struct diff_params *p, struct err *err)
{
	struct diff_view *v = &p->view;
	json_t *a = load(v->name_a, err);
	json_t *b = a ? load(v->name_b, err) : NULL;
	int ret = -1;

	v->a = a;
	v->b = b;
	if (a && b && !check_only(p, err) &&
	    !lineup_make(&v->lineup, a, b, v->threshold, p->only, err))
		ret = show(p, err);
	lineup_free(&v->lineup);
	json_decref(a);
	json_decref(b);
	return ret;
}

static int run(struct diff_params *p, int argc, char *argv[], struct err *err)
{
	int first = args_parse(tables, p, argc, argv, err);

	if (first < 0)
		return -1;
	if (p->help) {
		puts("usage: sysprobe diff [OPTIONS] A.json B.json\n\n"
		     "Lays two JSON documents of this program beside each other: which conditions\n"
		     "differ, what became of each figure, and what only one has. -: from stdin. The\n"
		     "exit status is 1 if a figure got worse, 2 if they can't be compared.\n");
		args_help(stdout, tables);
		return 0;
	}
	if (argc - first != 2)
		return err_set(err, STATUS_USAGE,
			       "name two files to compare; 'sysprobe report --json FILE' writes one");
	p->view.changed = p->changed;
	p->view.figures = p->figures;
	p->view.name_a = argv[first];
	p->view.name_b = argv[first + 1];
	if (!strcmp(p->view.name_a, "-") && !strcmp(p->view.name_b, "-"))
		return err_set(err, STATUS_USAGE,
			       "stdin holds one document; name a file for the other");
	return compare(p, err);
}

int cmd_diff(int argc, char *argv[], struct err *err)
{
	struct diff_params params = { .view.threshold = USUAL_THRESHOLD };
	int ret = run(&params, argc, argv, err);

	/* As of diff(1): what went wrong is told from what differs. */
	if (ret < 0)
		err->status = STATUS_USAGE;
	return ret;
}
