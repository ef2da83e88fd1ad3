// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "report.h"

static int by_number(const struct call *a, const struct call *b)
{
	if (a->row.abi != b->row.abi)
		return a->row.abi < b->row.abi ? -1 : 1;
	return (a->row.nr > b->row.nr) - (a->row.nr < b->row.nr);
}

struct sorting {
	const struct report *report;
	struct totals totals;
};

static int compare(const void *pa, const void *pb, void *arg)
{
	const struct sorting *s = arg;
	const struct column *column = s->report->sort;
	const struct call *a = pa, *b = pb;
	struct value va, vb;
	int order = 0;

	if (!column)
		return s->report->ascending ? by_number(a, b) :
					      by_number(b, a);
	va = column->get(a, &s->totals);
	vb = column->get(b, &s->totals);
	/* What has no such figure comes last, whichever way. */
	if (va.known != vb.known)
		return va.known ? -1 : 1;
	if (column->kind == COLUMN_COUNT)
		order = (va.whole > vb.whole) - (va.whole < vb.whole);
	else
		order = (va.real > vb.real) - (va.real < vb.real);
	if (!s->report->ascending)
		order = -order;
	return order ? order : by_number(a, b);
}

void report_sort(const struct report *report)
{
	struct sorting s = { report, model_totals(report->model) };

	if (report->model->n_calls)
		qsort_r(report->model->calls, report->model->n_calls,
			sizeof(*report->model->calls), compare, &s);
}

const char *report_errno(unsigned int error, char *buf, size_t size)
{
	const char *name;

	if (!error)
		return "other";
	name = strerrorname_np(error);
	if (name)
		return name;
	snprintf(buf, size, "%u", error);
	return buf;
}
