// SPDX-License-Identifier: GPL-2.0
#include "tick.h"

#define NOPS	1000
#define TRIES	9

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
