/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a tick of the TSC is: time, or an instruction where an emulator counts
 * those.
 */
#ifndef SYSPROBE_TICK_H
#define SYSPROBE_TICK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * tick_now - the TSC, after all that stands before it in the program
 */
static inline uint64_t tick_now(void)
{
	uint32_t low, high;

	asm volatile("lfence; rdtsc; lfence" : "=a" (low), "=d" (high)
		     : : "memory");
	return low | (uint64_t)high << 32;
}

/**
 * tick_is_instruction - does the TSC count instructions here?
 *
 * Measured: a thousand instructions more have to take a thousand ticks more,
 * most of the time. Where a tick is time that can't be so, as a CPU does
 * several of these (NOPs) at once.
 */
bool tick_is_instruction(void);

/**
 * struct tick_moment - the TSC and the kernel's clock, at about the same time
 * @ticks: of the TSC
 * @ns:    of CLOCK_MONOTONIC_RAW, which nobody sets or slews
 */
struct tick_moment {
	uint64_t ticks;
	int64_t ns;
};

/** tick_moment - now */
struct tick_moment tick_moment(void);

/**
 * tick_khz_since - how fast the TSC has been since
 * @start: a moment ago
 *
 * Return: ticks a ms; 0: it was less than 10 ms ago, which says too little.
 */
uint64_t tick_khz_since(const struct tick_moment *start);

#endif /* SYSPROBE_TICK_H */
