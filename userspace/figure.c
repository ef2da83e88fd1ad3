// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <string.h>
#include "figure.h"

/* Rates that differ by less are one rate, measured twice. */
#define SAME_RATE	0.01

struct clock clock_of(const json_t *root)
{
	const json_t *conditions = json_object_get(root, "conditions");
	struct clock clock = {
		.tick = json_string_value(json_object_get(conditions, "tick")),
		.boot = json_string_value(json_object_get(conditions,
							  "boot_id")),
	};
	json_t *section;
	const char *key;

	json_object_foreach((json_t *)root, key, section) {
		double khz = json_number_value(json_object_get(section,
							       "tick_khz"));

		if (!clock.khz && khz > 0)
			clock.khz = khz;
	}
	return clock;
}

bool figure_is(const json_t *value)
{
	return json_object_get(value, "n") && json_object_get(value, "unit");
}

const char *figure_odd(const json_t *figure)
{
	static const char *const numbers[] = {
		"min", "p1", "mean", "median", "p99",
	};
	const json_t *n = json_object_get(figure, "n");
	const json_t *raw = json_object_get(figure, "raw");
	const json_t *corrected = json_object_get(figure, "corrected");
	const json_t *value;
	size_t i;

	if (!json_is_number(n) || json_number_value(n) < 0)
		return "its n is no number";
	if (!json_is_string(json_object_get(figure, "unit")))
		return "its unit is no word";
	if (raw && !json_is_object(raw))
		return "its raw values are no object";
	if (corrected && !json_is_object(corrected))
		return "its corrected values are no object";
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		value = json_object_get(raw, numbers[i]);
		if (value && !json_is_number(value))
			return "one of its raw values is no number";
	}
	value = json_object_get(corrected, "median");
	if (value && !json_is_number(value) && !json_is_null(value))
		return "its corrected median is no number";
	return NULL;
}

/* What was measured, in its own unit. Return: false if nothing was. */
static bool read_raw(const json_t *figure, struct quantity *q,
		     const char **statistic)
{
	const json_t *raw = json_object_get(figure, "raw");
	const json_t *value = json_object_get(raw, "median");
	const json_t *low = json_object_get(raw, "p1") ?:
			    json_object_get(raw, "min");
	const json_t *high = json_object_get(raw, "p99");

	*statistic = "median";
	if (!value) {
		value = json_object_get(raw, "mean");
		*statistic = "mean";
	}
	q->value = json_number_value(value);
	q->low = json_number_value(low);
	q->high = json_number_value(high);
	/* A mean says nothing of where single values lie. */
	q->spread = low && high && q->low <= q->high &&
		    !strcmp(*statistic, "median");
	return value;
}

static const json_t *corrected_median(const json_t *figure)
{
	const json_t *value = json_object_get(json_object_get(figure,
							      "corrected"),
					      "median");

	return json_is_number(value) ? value : NULL;
}

static void correct(struct quantity *q, const json_t *figure)
{
	double off = q->value - json_number_value(corrected_median(figure));

	q->value -= off;
	q->low -= off;
	q->high -= off;
}

static void scale(struct quantity *q, double factor)
{
	q->value *= factor;
	q->low *= factor;
	q->high *= factor;
}

static bool is_ns(const char *unit)
{
	return !strcmp(unit, "ns");
}

static void to_ns(struct quantity *q, const char *unit,
		  const struct clock *clock)
{
	if (!is_ns(unit))
		scale(q, 1e6 / clock->khz);
}

static bool counts_instructions(const struct clock *clock)
{
	return clock->tick && !strcmp(clock->tick, "instruction");
}

/* Two boots of one machine are two machines to us: nothing says otherwise. */
static bool same_boot(const struct clock *a, const struct clock *b)
{
	return a->boot && b->boot && !strcmp(a->boot, b->boot);
}

static bool same_rate(const struct clock *a, const struct clock *b)
{
	return a->khz && b->khz &&
	       fabs(a->khz - b->khz) <= SAME_RATE * fmax(a->khz, b->khz);
}

/* Bring both to one unit. Return: NULL, or why that can't be. */
static const char *one_unit(struct comparison *c, const char *unit_a,
			    const char *unit_b, const struct clock *clock_a,
			    const struct clock *clock_b)
{
	bool known_a = is_ns(unit_a) || !strcmp(unit_a, "ticks");
	bool known_b = is_ns(unit_b) || !strcmp(unit_b, "ticks");
	bool exact = counts_instructions(clock_a);

	c->unit = unit_a;
	if (clock_a->tick && clock_b->tick &&
	    strcmp(clock_a->tick, clock_b->tick))
		return "a tick is an instruction in one, and time in the other";
	if (!known_a || !known_b)
		return strcmp(unit_a, unit_b) ?
		       "their units differ" : NULL;
	if (is_ns(unit_a) && is_ns(unit_b))
		return NULL;
	if (!strcmp(unit_a, unit_b) &&
	    (exact || same_boot(clock_a, clock_b) ||
	     same_rate(clock_a, clock_b)))
		return NULL;
	if ((!is_ns(unit_a) && !clock_a->khz) ||
	    (!is_ns(unit_b) && !clock_b->khz))
		return "the rate of their ticks is not known";
	to_ns(&c->a, unit_a, clock_a);
	to_ns(&c->b, unit_b, clock_b);
	c->unit = "ns";
	return NULL;
}

/* What a document may claim is not bounded; JSON has no infinity. */
static bool is_finite(const struct comparison *c)
{
	return isfinite(c->difference) && isfinite(c->ratio) &&
	       isfinite(c->a.low) && isfinite(c->a.high) &&
	       isfinite(c->b.low) && isfinite(c->b.high);
}

static bool lies_within(double value, const struct quantity *q)
{
	return value >= q->low && value <= q->high;
}

/* "less_is" says that of figures of which less is neither better nor worse. */
static bool is_neutral(const json_t *figure)
{
	const char *less = json_string_value(json_object_get(figure,
							     "less_is"));

	return less && !strcmp(less, "neither");
}

static enum verdict judge(const struct comparison *c, double threshold)
{
	bool small;

	if (c->a.value == c->b.value)
		return VERDICT_SAME;
	if (!c->a.spread || !c->b.spread)
		return VERDICT_UNKNOWN;
	if (lies_within(c->a.value, &c->b) || lies_within(c->b.value, &c->a))
		return VERDICT_WITHIN;
	small = fabs(c->difference) * 100 <= threshold * fabs(c->a.value);
	if (small)
		return VERDICT_SMALL;
	return c->difference < 0 ? VERDICT_BETTER : VERDICT_WORSE;
}

struct comparison figure_compare(const json_t *a, const json_t *b,
				 const struct clock *clock_a,
				 const struct clock *clock_b, double threshold)
{
	struct comparison c = { .verdict = VERDICT_NONE };
	const char *other;
	bool have_a, have_b;

	have_a = read_raw(a, &c.a, &c.statistic);
	have_b = read_raw(b, &c.b, &other);
	c.unit = json_string_value(json_object_get(a, "unit"));
	if (!have_a || !have_b) {
		c.why_not = have_a ? "nothing was measured in B" :
			    have_b ? "nothing was measured in A" :
			    "nothing was measured in either";
		return c;
	}
	if (strcmp(c.statistic, other)) {
		c.why_not = "one has a median, the other a mean";
		return c;
	}
	c.corrected = corrected_median(a) && corrected_median(b);
	if (c.corrected) {
		correct(&c.a, a);
		correct(&c.b, b);
	}
	c.why_not = one_unit(&c, c.unit,
			     json_string_value(json_object_get(b, "unit")),
			     clock_a, clock_b);
	if (c.why_not)
		return c;
	c.difference = c.b.value - c.a.value;
	c.ratio = c.a.value ? c.b.value / c.a.value : 0;
	if (!is_finite(&c)) {
		c.why_not = "they are too large";
		return c;
	}
	c.verdict = judge(&c, threshold);
	if ((c.verdict == VERDICT_BETTER || c.verdict == VERDICT_WORSE) &&
	    is_neutral(a) && is_neutral(b))
		c.verdict = VERDICT_DIFFERS;
	return c;
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_SAME] = "same",
		[VERDICT_WITHIN] = "within",
		[VERDICT_SMALL] = "small",
		[VERDICT_BETTER] = "better",
		[VERDICT_WORSE] = "worse",
		[VERDICT_DIFFERS] = "differs",
		[VERDICT_UNKNOWN] = "no spread",
		[VERDICT_NONE] = "not compared",
	};

	return names[verdict];
}
