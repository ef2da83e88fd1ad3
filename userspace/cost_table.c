// SPDX-License-Identifier: GPL-2.0
/*
 * The table's rows, as the linker has gathered them, and arithmetic on them.
 */
#include <stdlib.h>
#include <string.h>
#include "cost.h"

static const struct {
	const char *name;
	const char *about;
} groups[COST_GROUPS] = {
	[COST_BASIC] = { "basic", "what programs do all the time" },
	[COST_ENTRY] = { "entry", "the same call by each way into the kernel" },
	[COST_SECCOMP] = { "seccomp", "the same call under filters" },
	[COST_TRACING] = { "tracing", "the same call while it is watched" },
	[COST_IO_URING] = { "io_uring", "calls against a submission queue" },
	[COST_BATCH] = { "batch", "many items in one call" },
};

/* Made by the linker, as the section's name is one that C can have. */
extern const struct cost_rows *const __start_cost_rows[];
extern const struct cost_rows *const __stop_cost_rows[];

const char *cost_group_name(enum cost_group group)
{
	return groups[group].name;
}

const char *cost_group_about(enum cost_group group)
{
	return groups[group].about;
}

static int by_place(const void *a, const void *b)
{
	const struct cost_row *x = ((const struct cost_result *)a)->row;
	const struct cost_row *y = ((const struct cost_result *)b)->row;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool listed(const char *list, const char *name)
{
	size_t length = strlen(name), part;

	for (; *list; list += part + (list[part] == ',')) {
		part = strcspn(list, ",");
		if (part == length && !strncmp(list, name, length))
			return true;
	}
	return false;
}

/* Every name that was asked for has to be there. */
static int check_names(const struct cost *all, const char *only,
		       struct err *err)
{
	char name[64], hint[96];
	struct suggestion s;
	size_t part, i;

	for (; *only; only += part + (only[part] == ',')) {
		part = strcspn(only, ",");
		snprintf(name, sizeof(name), "%.*s", (int)part, only);
		if (cost_find(all, name))
			continue;
		s = suggest_from(name);
		for (i = 0; i < all->n; i++)
			suggest_consider(&s, all->results[i].row->name);
		return err_set(err, STATUS_USAGE, "there is no row '%s'%s",
			       name, s.best ?
			       suggest_text(&s, hint, sizeof(hint)) :
			       "; 'sysprobe cost --list' shows them");
	}
	return 0;
}

static int gather_rows(struct cost *all, struct err *err)
{
	const struct cost_rows *const *family;
	size_t room = 0, i;

	for (family = __start_cost_rows; family < __stop_cost_rows; family++)
		room += (*family)->n;
	all->results = calloc(room, sizeof(*all->results));
	if (!all->results)
		return err_no_memory(err);
	for (family = __start_cost_rows; family < __stop_cost_rows; family++)
		for (i = 0; i < (*family)->n; i++)
			all->results[all->n++].row = &(*family)->rows[i];
	qsort(all->results, all->n, sizeof(*all->results), by_place);
	return 0;
}

static bool wanted(const struct cost_row *row,
		   const struct cost_params *params)
{
	if (params->by_group && row->group != params->group)
		return false;
	return !params->only || listed(params->only, row->name);
}

int cost_select(struct cost *cost, const struct cost_params *params,
		struct err *err)
{
	size_t i, n = 0;

	if (gather_rows(cost, err))
		return -1;
	if (params->only && check_names(cost, params->only, err))
		return -1;
	for (i = 0; i < cost->n; i++)
		if (wanted(cost->results[i].row, params))
			cost->results[n++] = cost->results[i];
	cost->n = n;
	if (!n)
		return err_set(err, STATUS_USAGE,
			       "none of these rows is in group %s; 'sysprobe cost --list' shows them",
			       cost_group_name(params->group));
	return 0;
}

const struct cost_result *cost_find(const struct cost *cost, const char *name)
{
	size_t i;

	for (i = 0; name && i < cost->n; i++)
		if (!strcmp(cost->results[i].row->name, name))
			return &cost->results[i];
	return NULL;
}

unsigned int cost_items(const struct cost_row *row)
{
	return row->items ?: 1;
}

bool cost_known(const struct cost_result *result)
{
	return !result->why_not.status && result->cost.known &&
	       !result->cost.below;
}

double cost_ratio(const struct cost *cost, const struct cost_result *result)
{
	const struct cost_result *base = cost_find(cost, result->row->base);

	if (!base || !cost_known(base) || !cost_known(result))
		return 0;
	return (double)result->cost.corrected / base->cost.corrected;
}

double cost_ns(const struct cost *cost, double ticks)
{
	return ticks * 1e6 / cost->tick_khz;
}

double cost_share(const struct cost *cost, const struct cost_result *result,
		  double a_second)
{
	return a_second * cost_ns(cost, result->cost.corrected) / 1e9;
}

void cost_free(struct cost *cost)
{
	model_free(&cost->module);
	free(cost->results);
	memset(cost, 0, sizeof(*cost));
}
