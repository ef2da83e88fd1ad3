// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "cr3.h"

void cr3_free(struct cr3 *cr3)
{
	free(cr3->facts);
	free(cr3->views);
	text_free(&cr3->text);
	text_free(&cr3->tables);
	memset(cr3, 0, sizeof(*cr3));
}

/* Lines of a key, a blank, and whatever there is to say. */
static int parse_facts(struct cr3 *cr3, char *rest, struct err *err)
{
	struct condition *all;
	char *line, *key;

	while ((line = strsep(&rest, "\n"))) {
		key = strsep(&line, " ");
		if (!*key || !line)
			continue;
		all = reallocarray(cr3->facts, cr3->n_facts + 1, sizeof(*all));
		if (!all)
			return err_no_memory(err);
		cr3->facts = all;
		all[cr3->n_facts++] = (struct condition){ key, line };
	}
	return 0;
}

static bool has_flag(const char *flags, const char *flag)
{
	size_t length = strlen(flag), word;

	while (*flags) {
		word = strcspn(flags, ",");
		if (word == length && !strncmp(flags, flag, length))
			return true;
		flags += word;
		flags += *flags == ',';
	}
	return false;
}

/* The page's view grows with each level: all must agree to let one in. */
static int add_level(struct cr3 *cr3, size_t row)
{
	const char *page = text_field(&cr3->tables, row, "page");
	const char *table = text_field(&cr3->tables, row, "table");
	const char *flags = text_field(&cr3->tables, row, "flags");
	struct page_view *v = cr3->n_views ? &cr3->views[cr3->n_views - 1] :
					     NULL;

	if (!v || strcmp(v->page, page) || strcmp(v->table, table)) {
		v = reallocarray(cr3->views, cr3->n_views + 1, sizeof(*v));
		if (!v)
			return -1;
		cr3->views = v;
		v += cr3->n_views++;
		*v = (struct page_view){ page, table, true, 0, true, true,
					 true, false };
	}
	v->level = strtoul(text_field(&cr3->tables, row, "level"), NULL, 10);
	v->present = has_flag(flags, "P");
	v->user &= has_flag(flags, "US");
	v->write &= has_flag(flags, "RW");
	v->exec &= !has_flag(flags, "NX");
	v->global = has_flag(flags, "LEAF") && has_flag(flags, "G");
	return 0;
}

static int parse_tables(struct cr3 *cr3, struct err *err)
{
	static const char *const columns[] = {
		"page", "table", "level", "flags",
	};
	size_t i;

	if (text_needs(&cr3->tables, "pagetables", columns,
		       ARRAY_SIZE(columns), err))
		return -1;
	for (i = 0; i < cr3->tables.n_rows; i++)
		if (add_level(cr3, i))
			return err_no_memory(err);
	return 0;
}

int cr3_parse(struct cr3 *cr3, char *facts, char *tables, struct err *err)
{
	char *rest = text_head(&cr3->text, facts, "cr3", err);

	if (!rest) {
		free(tables);
		return -1;
	}
	if (text_table(&cr3->tables, tables, "pagetables", err))
		return -1;
	if (parse_facts(cr3, rest, err))
		return -1;
	return parse_tables(cr3, err);
}

const char *cr3_fact(const struct cr3 *cr3, const char *key)
{
	return condition_find(cr3->facts, cr3->n_facts, key);
}

const struct page_view *cr3_view(const struct cr3 *cr3, const char *page,
				 const char *table)
{
	size_t i;

	for (i = 0; i < cr3->n_views; i++)
		if (!strcmp(cr3->views[i].page, page) &&
		    !strcmp(cr3->views[i].table, table))
			return &cr3->views[i];
	return NULL;
}
