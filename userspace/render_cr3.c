// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "cr3.h"
#include "json.h"

/* What KPTI is to keep out of the table that user mode runs on. */
static const char *const secrets[] = {
	"kernel_text", "kernel_stack", "module_text",
};

static const char *size_of(unsigned int level)
{
	static const char *const sizes[] = {
		[1] = "4 KiB", [2] = "2 MiB", [3] = "1 GiB",
	};

	return level < ARRAY_SIZE(sizes) && sizes[level] ? sizes[level] : "?";
}

/* "2 MiB r-x kernel global", or where the walk ends. */
static void print_view(FILE *out, const struct page_view *v, int width)
{
	char words[40];

	if (!v)
		snprintf(words, sizeof(words), "no such table");
	else if (!v->present)
		snprintf(words, sizeof(words), "absent at level %u", v->level);
	else
		snprintf(words, sizeof(words), "%s r%c%c %s%s",
			 size_of(v->level), v->write ? 'w' : '-',
			 v->exec ? 'x' : '-', v->user ? "user" : "kernel",
			 v->global ? " global" : "");
	fprintf(out, "  %-*s", width, words);
}

static void print_pages(FILE *out, const struct cr3 *cr3)
{
	size_t i;

	fprintf(out, "\n  %-13s  %-26s  %s\n", "page", "table of kernel mode",
		"table of user mode (derived)");
	for (i = 0; i < cr3->n_views; i++) {
		if (strcmp(cr3->views[i].table, "kernel"))
			continue;
		fprintf(out, "  %-13s", cr3->views[i].page);
		print_view(out, &cr3->views[i], 26);
		print_view(out, cr3_view(cr3, cr3->views[i].page,
					 "user_derived"), 0);
		fputc('\n', out);
	}
}

/* Which of them user mode has in its table. */
static void print_verdict(FILE *out, const struct cr3 *cr3)
{
	const struct page_view *v;
	unsigned int seen = 0;
	size_t i;

	if (!cr3_view(cr3, "kernel_text", "user_derived")) {
		fputs("\nOne table for both modes: what is the kernel's is kept from user mode by its\n"
		      "U/S bit alone.\n", out);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(secrets); i++) {
		v = cr3_view(cr3, secrets[i], "user_derived");
		if (v && v->present)
			fprintf(out, "%s%s", seen++ ? ", " :
				"\nIn user mode's table too: ", secrets[i]);
	}
	if (!seen)
		fputs("\nUser mode's table has none of the kernel's text, its stack or the module; it has\n"
		      "what the CPU needs to get into the kernel.\n", out);
	else
		fputs(".\n", out);
}

void render_cr3(FILE *out, const struct cr3 *cr3)
{
	const char *refused = cr3_fact(cr3, "refused");
	size_t i;

	fputc('\n', out);
	for (i = 0; i < cr3->n_facts; i++)
		fprintf(out, "  %-19s  %s\n", cr3->facts[i].key,
			cr3->facts[i].value);
	if (refused)
		return;
	print_pages(out, cr3);
	print_verdict(out, cr3);
}

static json_t *json_view(bool *failed, const struct page_view *v)
{
	json_t *o = json_object();

	json_put(failed, o, "page", json_string(v->page));
	json_put(failed, o, "table", json_string(v->table));
	json_put(failed, o, "present", json_boolean(v->present));
	json_put(failed, o, "level", json_number(v->level));
	json_put(failed, o, "user", json_boolean(v->present && v->user));
	json_put(failed, o, "write", json_boolean(v->present && v->write));
	json_put(failed, o, "exec", json_boolean(v->present && v->exec));
	json_put(failed, o, "global", json_boolean(v->global));
	return o;
}

json_t *render_cr3_json(bool *failed, const struct cr3 *cr3)
{
	json_t *section = json_object(), *pages = json_array();
	size_t i;

	for (i = 0; i < cr3->n_facts; i++)
		json_put(failed, section, cr3->facts[i].key,
			 json_string(cr3->facts[i].value));
	for (i = 0; i < cr3->n_views; i++)
		json_append(failed, pages, json_view(failed, &cr3->views[i]));
	json_put(failed, section, "pages", pages);
	return section;
}
