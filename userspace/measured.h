/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A measured figure: where its values lie, and what is left of their median
 * when the instrument's own part is taken off.
 */
#ifndef SYSPROBE_MEASURED_H
#define SYSPROBE_MEASURED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "json.h"
#include "text.h"

/**
 * struct spread - where values lie, in ticks
 * @n:      how many
 * @min:    least
 * @p1:     1st percentile
 * @median: median
 * @p99:    99th percentile
 * @max:    greatest
 */
struct spread {
	uint64_t n;
	uint64_t min;
	uint64_t p1;
	uint64_t median;
	uint64_t p99;
	uint64_t max;
};

/**
 * struct measurement - values, corrected
 * @raw:       as measured
 * @known:     the instrument's part is; the rest means nothing otherwise
 * @off:       that part
 * @noise:     below this it can't be told
 * @below:     what is left is below @noise
 * @corrected: what is left of the median
 */
struct measurement {
	struct spread raw;
	bool known;
	uint64_t off;
	uint64_t noise;
	bool below;
	uint64_t corrected;
};

/**
 * spread_of - of some values
 * @values: are sorted
 * @n:      how many
 */
struct spread spread_of(uint64_t *values, size_t n);

/**
 * spread_json - such an object as render_json.h has
 * @failed: set if memory ran out
 * @s:      in ticks
 */
json_t *spread_json(bool *failed, const struct spread *s);

/**
 * measurement_read - from a row of one of the module's tables
 * @m:      to be filled; what is no number is 0
 * @text:   the table: n, min, p1 perhaps, median, p99, max, noise, corrected
 * @row:    which
 * @off:    the column with what is taken off
 */
void measurement_read(struct measurement *m, const struct text *text,
		      size_t row, const char *off);

/**
 * measurement_json - the same, with "corrected" beside "raw"
 * @failed: set if memory ran out
 * @m:      which
 * @off:    the key of what is taken off
 */
json_t *measurement_json(bool *failed, const struct measurement *m,
			 const char *off);

#endif /* SYSPROBE_MEASURED_H */
