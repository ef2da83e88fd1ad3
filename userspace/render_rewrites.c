// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include "rewrites.h"
#include "util.h"

/* Counts of the module's file, and how they are called here. */
static const struct {
	const char *what;
	const char *title;
} columns[] = {
	{ "ticks", "ticks" },
	{ "by_tick", "by tick" },
	{ "by_set", "by set" },
	{ "by_other", "other" },
	{ "time_zone", "zone" },
	{ "random", "random" },
	{ "missed", "missed" },
};

static uint64_t between(const struct rewrites *before,
			const struct rewrites *now, const char *what)
{
	return rewrites_count(now, what) - rewrites_count(before, what);
}

void render_rewrites_head(FILE *out)
{
	size_t i;

	fprintf(out, "%8s %10s", "s", "rewrites/s");
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out, " %7s", columns[i].title);
	fprintf(out, " %11s %9s\n", "interval ms", "write ns");
}

static void print_time(FILE *out, int width, const struct measurement *m,
		       double ticks, double per_tick)
{
	if (m->raw.n && per_tick > 0)
		fprintf(out, " %*.*f", width, per_tick < 0.0001 ? 3 : 1,
			ticks * per_tick);
	else
		fprintf(out, " %*s", width, "-");
}

void render_rewrites(FILE *out, const struct rewrites *before,
		     const struct rewrites *now, double seconds,
		     unsigned long long tick_khz)
{
	const struct measurement *write = &now->write;
	size_t i;

	fprintf(out, "%8.3f %10.1f", seconds,
		between(before, now, "updates") / seconds);
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out, " %7" PRIu64,
			between(before, now, columns[i].what));
	print_time(out, 11, &now->interval, now->interval.raw.median,
		   tick_khz ? 1.0 / tick_khz : 0);
	/* What is below the noise is no more than that. */
	print_time(out, 9, write, !write->known ? write->raw.median :
		   write->below ? write->noise : write->corrected,
		   tick_khz ? 1e6 / tick_khz : 0);
	fputc('\n', out);
}

json_t *render_rewrites_json(bool *failed, const struct rewrites *before,
			     const struct rewrites *now, double seconds)
{
	json_t *section = json_object(), *interval;
	size_t i;

	json_put(failed, section, "seconds", json_real(seconds));
	json_put(failed, section, "clocksource",
		 json_text(text_condition(&now->text, "clocksource")));
	json_put(failed, section, "vdso_mode",
		 json_text(text_condition(&now->text, "vdso mode")));
	json_put(failed, section, "hz",
		 json_text(text_condition(&now->text, "hz")));
	json_put(failed, section, "probe",
		 json_text(text_condition(&now->text, "probe")));
	json_put(failed, section, "updates",
		 json_number(between(before, now, "updates")));
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		json_put(failed, section, columns[i].what,
			 json_number(between(before, now, columns[i].what)));
	interval = measurement_json(failed, &now->interval, "hook");
	/* A longer one is no loss, and a shorter one no gain. */
	json_put(failed, interval, "less_is", json_string("neither"));
	json_put(failed, section, "interval", interval);
	json_put(failed, section, "write",
		 measurement_json(failed, &now->write, "hook"));
	return section;
}
