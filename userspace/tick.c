// SPDX-License-Identifier: GPL-2.0
#include <time.h>
#include "tick.h"

#define NOPS	1000
#define TRIES	9
/* Reading the two clocks takes less than 1 us: then a rate is good to 0.01 %. */
#define LEAST_NS	10000000

static uint64_t ticks_of_some(void)
{
	uint64_t start = tick_now();

	asm volatile(".rept %c0\n\tnop\n\t.endr" : : "i" (NOPS));
	return tick_now() - start;
}

static uint64_t ticks_of_more(void)
{
	uint64_t start = tick_now();

	asm volatile(".rept %c0\n\tnop\n\t.endr" : : "i" (2 * NOPS));
	return tick_now() - start;
}

bool tick_is_instruction(void)
{
	unsigned int i, exact = 0;

	/* An interrupt may fall into a few of them. */
	for (i = 0; i < TRIES; i++)
		exact += ticks_of_more() - ticks_of_some() == NOPS;
	return exact > TRIES / 2;
}

struct tick_moment tick_moment(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (struct tick_moment){
		.ticks = tick_now(),
		.ns = now.tv_sec * 1000000000LL + now.tv_nsec,
	};
}

uint64_t tick_khz_since(const struct tick_moment *start)
{
	struct tick_moment now = tick_moment();

	if (now.ns - start->ns < LEAST_NS)
		return 0;
	return (now.ticks - start->ticks) * 1e6 / (now.ns - start->ns);
}
