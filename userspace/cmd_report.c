// SPDX-License-Identifier: GPL-2.0
/*
 * report: every section there is, in one document. What can't be had is in it
 * with the reason why.
 */
#include <stdlib.h>
#include <string.h>
#include "args.h"
#include "cmd.h"
#include "output.h"
#include "section.h"

/*
 * In this order: a session of entry's gives up the figures of the last one, so
 * those are taken before.
 */
static const struct section *(*const all[])(void) = {
	section_stat,
	section_entry,
	section_cr3,
	section_cr3_cost,
	section_rings,
	section_vdso,
	section_rewrites,
	section_cost,
};

/**
 * struct part - a section of this report
 * @section: which
 * @data:    its own
 * @why_not: it could not be had; @status 0: it could
 */
struct part {
	const struct section *section;
	void *data;
	struct err why_not;
};

/**
 * struct whole - a report
 * @json:   file to write it to; NULL: it is for eyes
 * @help:   was asked for
 * @parts:  its sections
 * @doc:    all of them
 * @status: of the command
 */
struct whole {
	const char *json;
	bool help;
	struct part parts[ARRAY_SIZE(all)];
	struct document doc;
	int status;
};

static int set_json(void *params, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, STATUS_USAGE,
			       "--json needs the name of a file, or - for stdout");
	((struct whole *)params)->json = value;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct whole *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'j', "json", "FILE", "write it to FILE as JSON; -: to stdout", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

/* What was asked for by name has to be had; anything else may be missing. */
static int gather(struct whole *whole, struct part *part, char *const *command,
		  struct err *err)
{
	const struct section *section = part->section;
	int status;

	part->data = calloc(1, section->size);
	if (!part->data)
		return err_no_memory(err);
	if (!section->command)
		command = NULL;
	status = section->gather(part->data, command, &part->why_not);
	if (status > 0)
		whole->status = status;
	if (status >= 0)
		part->why_not.status = 0;
	if (status < 0 && command) {
		*err = part->why_not;
		return -1;
	}
	return 0;
}

static int gather_all(struct whole *whole, char *const *command,
		      struct err *err)
{
	struct part *part;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		part = &whole->parts[i];
		part->section = all[i]();
		if (gather(whole, part, command, err))
			return -1;
	}
	return 0;
}

static void make_document(struct whole *whole)
{
	struct part *part;
	size_t i;

	cmd_document(&whole->doc);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		part = &whole->parts[i];
		if (part->why_not.status)
			document_skipped(&whole->doc, part->section->name,
					 part->why_not.text);
		else
			part->section->json(&whole->doc, part->data);
	}
}

static void render(FILE *out, const struct whole *whole)
{
	const struct part *part;
	size_t i;

	document_head(&whole->doc, out);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		part = &whole->parts[i];
		fprintf(out, "\n== %s: %s\n", part->section->name,
			part->section->about);
		if (part->why_not.status)
			fprintf(out, "\nskipped, %s\n", part->why_not.text);
		else
			part->section->render(out, part->data);
	}
}

static int cannot_be_json(struct err *err)
{
	return err_set(err, STATUS_FAILED,
		       "the report cannot be written as JSON; make room, or name another file");
}

static int write_file(struct whole *whole, struct output *output,
		      struct err *err)
{
	if (output_open_whole(output, err)) {
		document_drop(&whole->doc);
		return -1;
	}
	return document_end(&whole->doc, output_begin(output), false) ?
	       cannot_be_json(err) : output_keep(output, err);
}

static int write_report(struct whole *whole, struct output *file,
			struct err *err)
{
	make_document(whole);
	if (file->path)
		return write_file(whole, file, err);
	if (whole->json)
		return document_end(&whole->doc, stdout, false) ?
		       cannot_be_json(err) : 0;
	if (!whole->doc.failed)
		render(stdout, whole);
	document_drop(&whole->doc);
	return whole->doc.failed ? err_no_memory(err) : 0;
}

/* A wrong name is to cost nothing, so it is tried first. */
static int report(struct whole *whole, char *const *command, struct err *err)
{
	struct output file = { 0 };
	size_t i;
	int ret;

	if (whole->json && strcmp(whole->json, "-") &&
	    output_prepare_whole(&file, whole->json, err))
		return -1;
	ret = gather_all(whole, command, err);
	if (!ret)
		ret = write_report(whole, &file, err);
	output_close(&file);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		if (whole->parts[i].data)
			whole->parts[i].section->free(whole->parts[i].data);
		free(whole->parts[i].data);
	}
	return ret ? ret : whole->status;
}

int cmd_report(int argc, char *argv[], struct err *err)
{
	struct whole whole = { 0 };
	int first = args_parse(tables, &whole, argc, argv, err);

	if (first < 0)
		return -1;
	if (whole.help) {
		puts("usage: sysprobe report [--json FILE] [-- COMMAND...]\n\n"
		     "Gathers everything there is to know into one document: what COMMAND calls, or\n"
		     "what the last session counted, what entry, cr3, rings, vdso and cost show, and how\n"
		     "often the vDSO's data is rewritten in a second. What can't be had is in it with\n"
		     "the reason. The exit status is COMMAND's.\n");
		args_help(stdout, tables);
		return 0;
	}
	if (first == argc && !strcmp(argv[argc - 1], "--"))
		return err_set(err, STATUS_USAGE,
			       "there is no command after --; name one, or leave -- out");
	return report(&whole, first < argc ? argv + first : NULL, err);
}
