// SPDX-License-Identifier: GPL-2.0
#include "clocks.h"
#include "tick.h"
#include "util.h"

#define LONGEST_BLOCK	65536
#define STAMPS		101
/* Of time: what is less than so much of a syscall did not enter the kernel. */
#define CLEARLY_LESS	0.75

static const char *const verdicts[] = {
	[CLOCK_UNKNOWN] = "unknown",
	[CLOCK_USER] = "user_space",
	[CLOCK_KERNEL] = "kernel",
	[CLOCK_PARTLY] = "partly_kernel",
	[CLOCK_SEEMS_USER] = "user_space_by_time",
	[CLOCK_SEEMS_KERNEL] = "kernel_by_time",
};

const char *clock_verdict_name(enum clock_verdict verdict)
{
	return verdicts[verdict];
}

static uint64_t block(const struct clock_result *result, clock_once once,
		      size_t n)
{
	union clock_reading reading;
	uint64_t start = tick_now();

	while (n--)
		once(result->row, &result->target, &reading);
	return tick_now() - start;
}

void clock_make(const struct clock_result *result, enum clock_way way,
		size_t n)
{
	block(result, clock_once_of(result->row, way), n);
}

static int try_way(const struct clock_result *result, enum clock_way way)
{
	union clock_reading reading;

	return clock_once_of(result->row, way)(result->row, &result->target,
					       &reading) < 0 ? -1 : 0;
}

bool clock_try(struct clock_result *result)
{
	unsigned int way;

	/* Negative, the kernel's answer would be the errno; it is the same. */
	if (try_way(result, WAY_SYSCALL)) {
		err_set(&result->why_not, STATUS_FAILED,
			result->row->form == FORM_ALARM ?
			"this machine has no clock that could raise an alarm" :
			"this kernel knows no such call");
		return false;
	}
	for (way = 0; way < CLOCK_WAYS; way++)
		if (!result->ways[way].why_not.status && try_way(result, way))
			err_set(&result->ways[way].why_not, STATUS_FAILED,
				"%s refuses what the kernel does",
				clock_way_name(way));
	return true;
}

uint64_t clock_stamp(void)
{
	uint64_t ticks[STAMPS], start;
	size_t i;

	for (i = 0; i < STAMPS; i++) {
		start = tick_now();
		ticks[i] = tick_now() - start;
	}
	return spread_of(ticks, STAMPS).median;
}

/* Also the warm-up: the last try is as long as a block. */
static unsigned int block_length(const struct clock_result *result,
				 clock_once once, uint64_t stamp)
{
	unsigned int n = 8;

	while (n < LONGEST_BLOCK &&
	       block(result, once, n) < CLOCK_STAMPS_A_BLOCK * stamp)
		n *= 2;
	return n;
}

/*
 * Of the quieter half: an interrupt in one of the blocks says nothing of how
 * well the others can be told apart. One more for what rounding takes.
 */
static uint64_t noise_of(const struct spread *empty)
{
	return empty->median - empty->min + 1;
}

static void correct(struct measurement *m, const struct spread *empty)
{
	m->known = true;
	m->off = empty->median;
	m->noise = noise_of(empty);
	m->below = m->raw.median < m->off + m->noise;
	m->corrected = m->below ? 0 : m->raw.median - m->off;
}

static struct spread per_call(uint64_t *took, unsigned int length)
{
	size_t i;

	for (i = 0; i < CLOCK_BLOCKS; i++)
		took[i] = (took[i] + length / 2) / length;
	return spread_of(took, CLOCK_BLOCKS);
}

void clock_conclude(struct clock_result *result,
		    uint64_t took[CLOCK_LINES][CLOCK_BLOCKS],
		    const unsigned int *length)
{
	struct spread empty = per_call(took[CLOCK_WAYS], length[CLOCK_WAYS]);
	struct clock_cost *way;
	unsigned int line;

	for (line = 0; line < CLOCK_WAYS; line++) {
		if (!length[line])
			continue;
		way = &result->ways[line];
		way->block = length[line];
		way->cost.raw = per_call(took[line], length[line]);
		correct(&way->cost, &empty);
	}
}

void clock_measure(struct clock_result *result, uint64_t stamp)
{
	uint64_t took[CLOCK_LINES][CLOCK_BLOCKS];
	unsigned int length[CLOCK_LINES] = { 0 };
	clock_once once[CLOCK_LINES];
	size_t line, i;

	for (line = 0; line < CLOCK_LINES; line++) {
		once[line] = clock_once_of(result->row, line);
		if (line == CLOCK_WAYS || !result->ways[line].why_not.status)
			length[line] = block_length(result, once[line], stamp);
	}
	for (i = 0; i < CLOCK_BLOCKS; i++)
		for (line = 0; line < CLOCK_LINES; line++)
			if (length[line])
				took[line][i] = block(result, once[line],
						      length[line]);
	clock_conclude(result, took, length);
}

uint64_t clock_backwards(const int64_t *values, size_t n)
{
	uint64_t backwards = 0;
	size_t i;

	for (i = 1; i < n; i++)
		backwards += values[i] < values[i - 1];
	return backwards;
}

void clock_compare(struct clock_result *result, struct walk *walk)
{
	static const enum clock_way ways[] = { WAY_VDSO, WAY_SYSCALL };
	const struct clock_row *row = result->row;
	int64_t values[2] = { 0 };
	union clock_reading reading;
	size_t i;

	if (!clock_tells_time(row) || result->ways[WAY_VDSO].why_not.status)
		return;
	result->readings = 2 * CLOCK_TURNS;
	for (i = 0; i < result->readings; i++) {
		if (i && i % (2 * CLOCK_TURNS_A_CPU) == 0)
			walk_on(walk);
		clock_once_of(row, ways[i % 2])(row, &result->target,
						&reading);
		values[0] = values[1];
		values[1] = clock_ns(row, &reading);
		if (i)
			result->backwards += clock_backwards(values, 2);
	}
}

static enum clock_verdict by_count(uint64_t entries)
{
	if (!entries)
		return CLOCK_USER;
	return entries < CLOCK_COUNTED_CALLS ? CLOCK_PARTLY : CLOCK_KERNEL;
}

bool clock_seems_user(const struct clock_result *result, enum clock_way way)
{
	const struct measurement *m = &result->ways[way].cost;

	return m->known && m->corrected <
	       CLEARLY_LESS * result->ways[WAY_SYSCALL].cost.corrected;
}

void clock_judge(struct clock_result *result, enum clock_way way,
		 bool counted)
{
	const struct clock_cost *gone = &result->ways[way];
	const struct clock_cost *syscall = &result->ways[WAY_SYSCALL];

	if (gone->why_not.status || syscall->why_not.status)
		return;
	if (counted)
		result->verdict = by_count(gone->entries);
	else if (!syscall->cost.known || syscall->cost.below)
		result->verdict = CLOCK_UNKNOWN;
	else if (clock_seems_user(result, way))
		result->verdict = CLOCK_SEEMS_USER;
	else
		result->verdict = CLOCK_SEEMS_KERNEL;
}

double clock_ratio(const struct clock_result *result)
{
	const struct measurement *vdso = &result->ways[WAY_VDSO].cost;
	const struct measurement *syscall = &result->ways[WAY_SYSCALL].cost;

	if (!vdso->known || vdso->below || !syscall->known || syscall->below)
		return 0;
	return (double)syscall->corrected / vdso->corrected;
}
