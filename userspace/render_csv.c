// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include "report.h"
#include "util.h"

/* RFC 4180: quote what holds a comma, a quote or a line's end. */
static void put_text(FILE *out, const char *text)
{
	const char *p;

	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (p = text; *p; p++) {
		if (*p == '"')
			fputc('"', out);
		fputc(*p, out);
	}
	fputc('"', out);
}

static void put_time(FILE *out, const struct report *report, double ticks)
{
	if (report->unit == UNIT_NS)
		fprintf(out, ",%.1f", model_ns(report->model, ticks));
	else
		fprintf(out, ",%.1f", ticks);
}

static void put_call(FILE *out, const struct report *report,
		     const struct call *call, const struct totals *totals)
{
	const struct sysprobe_syscall *row = &call->row;
	const double times[] = {
		row->wall_ticks, row->wall_min, call_mean(call),
		call_quantile(call, 0.5), call_quantile(call, 0.99),
		call_quantile(call, 0.999), row->wall_max,
		row->oncpu_ticks, row->slept_ticks,
	};
	const uint64_t counts[] = {
		row->calls, row->returned, row->errors, row->restarted,
		row->slept, row->preempted,
	};
	char name[NAMES_LABEL];
	size_t i;

	fprintf(out, "%u,%s,%u,", report->interval, names_abi(row->abi),
		row->nr);
	put_text(out, names_of(report->names, row->abi, row->nr, name));
	for (i = 0; i < ARRAY_SIZE(counts); i++)
		fprintf(out, ",%" PRIu64, counts[i]);
	fprintf(out, ",%.6f,%s", call_share(call, totals),
		report->unit == UNIT_NS ? "ns" : "ticks");
	for (i = 0; i < ARRAY_SIZE(times); i++) {
		/* No call came back: there is no time to tell. */
		if (row->returned)
			put_time(out, report, times[i]);
		else
			fputc(',', out);
	}
	fprintf(out, ",%" PRIu64 "\r\n", (uint64_t)row->result_sum);
}

static const char *const titles[] = {
	"interval", "abi", "nr", "name", "calls", "returned", "errors",
	"restarted", "slept", "preempted", "share", "unit", "wall_sum",
	"wall_min", "wall_mean", "wall_median", "wall_p99", "wall_p999",
	"wall_max", "oncpu_sum", "slept_sum", "result_sum",
};

void render_csv(FILE *out, const struct report *report, bool header)
{
	struct totals totals = model_totals(report->model);
	size_t i;

	report_sort(report);
	for (i = 0; header && i < ARRAY_SIZE(titles); i++)
		fprintf(out, "%s%s", titles[i],
			i + 1 < ARRAY_SIZE(titles) ? "," : "\r\n");
	for (i = 0; i < report->model->n_calls; i++)
		put_call(out, report, &report->model->calls[i], &totals);
}
