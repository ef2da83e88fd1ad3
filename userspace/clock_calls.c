// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include "clock_calls.h"
#include "random_state.h"
#include "util.h"

#define GETTIME(clock, form) \
	{ "clock_gettime " #clock, KIND_GETTIME, CLOCK_##clock, form }
#define GETRES(clock) \
	{ "clock_getres " #clock, KIND_GETRES, CLOCK_##clock, FORM_DATA }

static const struct clock_row rows[] = {
	GETTIME(REALTIME, FORM_CLOCKSOURCE),
	GETTIME(MONOTONIC, FORM_CLOCKSOURCE),
	GETTIME(MONOTONIC_RAW, FORM_CLOCKSOURCE),
	GETTIME(BOOTTIME, FORM_CLOCKSOURCE),
	GETTIME(TAI, FORM_CLOCKSOURCE),
	GETTIME(REALTIME_COARSE, FORM_DATA),
	GETTIME(MONOTONIC_COARSE, FORM_DATA),
	GETTIME(PROCESS_CPUTIME_ID, FORM_CPU_TIME),
	GETTIME(THREAD_CPUTIME_ID, FORM_CPU_TIME),
	GETTIME(REALTIME_ALARM, FORM_ALARM),
	GETTIME(BOOTTIME_ALARM, FORM_ALARM),
	GETRES(MONOTONIC),
	GETRES(MONOTONIC_COARSE),
	{ "gettimeofday", KIND_GETTIMEOFDAY, 0, FORM_CLOCKSOURCE },
	{ "time", KIND_TIME, 0, FORM_DATA },
	{ "getcpu", KIND_GETCPU, 0, FORM_DATA },
	{ "getrandom", KIND_GETRANDOM, 0, FORM_STATE },
};

static const char *const ways[CLOCK_WAYS] = {
	[WAY_LIBC] = "libc",
	[WAY_VDSO] = "vdso",
	[WAY_SYSCALL] = "syscall",
};

/* Three arguments are as many as any of these takes. */
static __always_inline long raw(long nr, long a, void *b, long c)
{
	long ret;

	asm volatile("syscall" : "=a" (ret)
		     : "a" (nr), "D" (a), "S" (b), "d" (c)
		     : "rcx", "r11", "memory");
	return ret;
}

static long nothing(const struct clock_row *row,
		    const struct clock_target *target,
		    union clock_reading *reading)
{
	(void)row;
	(void)target;
	(void)reading;
	return 0;
}

static long libc_gettime(const struct clock_row *row,
			 const struct clock_target *target,
			 union clock_reading *reading)
{
	(void)target;
	return clock_gettime(row->clock, &reading->ts);
}

/* clock_gettime and clock_getres take the same. */
static long vdso_clock(const struct clock_row *row,
		       const struct clock_target *target,
		       union clock_reading *reading)
{
	int (*clock_of_vdso)(clockid_t clock, struct timespec *ts) =
		(void *)target->function;

	return clock_of_vdso(row->clock, &reading->ts);
}

static long raw_gettime(const struct clock_row *row,
			const struct clock_target *target,
			union clock_reading *reading)
{
	(void)target;
	return raw(SYS_clock_gettime, row->clock, &reading->ts, 0);
}

static long libc_getres(const struct clock_row *row,
			const struct clock_target *target,
			union clock_reading *reading)
{
	(void)target;
	return clock_getres(row->clock, &reading->ts);
}

static long raw_getres(const struct clock_row *row,
		       const struct clock_target *target,
		       union clock_reading *reading)
{
	(void)target;
	return raw(SYS_clock_getres, row->clock, &reading->ts, 0);
}

static long libc_gettimeofday(const struct clock_row *row,
			      const struct clock_target *target,
			      union clock_reading *reading)
{
	(void)row;
	(void)target;
	return gettimeofday(&reading->tv, NULL);
}

static long vdso_gettimeofday(const struct clock_row *row,
			      const struct clock_target *target,
			      union clock_reading *reading)
{
	int (*gettimeofday_of_vdso)(struct timeval *tv, void *zone) =
		(void *)target->function;

	(void)row;
	return gettimeofday_of_vdso(&reading->tv, NULL);
}

static long raw_gettimeofday(const struct clock_row *row,
			     const struct clock_target *target,
			     union clock_reading *reading)
{
	(void)row;
	(void)target;
	return raw(SYS_gettimeofday, (long)&reading->tv, NULL, 0);
}

static long libc_time(const struct clock_row *row,
		      const struct clock_target *target,
		      union clock_reading *reading)
{
	(void)row;
	(void)target;
	return time(&reading->t);
}

static long vdso_time(const struct clock_row *row,
		      const struct clock_target *target,
		      union clock_reading *reading)
{
	time_t (*time_of_vdso)(time_t *t) = (void *)target->function;

	(void)row;
	return time_of_vdso(&reading->t);
}

static long raw_time(const struct clock_row *row,
		     const struct clock_target *target,
		     union clock_reading *reading)
{
	(void)row;
	(void)target;
	return raw(SYS_time, (long)&reading->t, NULL, 0);
}

static long libc_getcpu(const struct clock_row *row,
			const struct clock_target *target,
			union clock_reading *reading)
{
	(void)row;
	(void)target;
	return getcpu(&reading->cpu[0], &reading->cpu[1]);
}

static long vdso_getcpu(const struct clock_row *row,
			const struct clock_target *target,
			union clock_reading *reading)
{
	long (*getcpu_of_vdso)(unsigned int *cpu, unsigned int *node,
			       void *unused) = (void *)target->function;

	(void)row;
	return getcpu_of_vdso(&reading->cpu[0], &reading->cpu[1], NULL);
}

static long raw_getcpu(const struct clock_row *row,
		       const struct clock_target *target,
		       union clock_reading *reading)
{
	(void)row;
	(void)target;
	return raw(SYS_getcpu, (long)&reading->cpu[0], &reading->cpu[1], 0);
}

static long libc_getrandom(const struct clock_row *row,
			   const struct clock_target *target,
			   union clock_reading *reading)
{
	(void)row;
	(void)target;
	return getrandom(reading->random, sizeof(reading->random), 0);
}

static long vdso_getrandom(const struct clock_row *row,
			   const struct clock_target *target,
			   union clock_reading *reading)
{
	vdso_getrandom_t *getrandom_of_vdso = (void *)target->function;

	(void)row;
	return getrandom_of_vdso(reading->random, sizeof(reading->random), 0,
				 target->state, target->state_size);
}

static long raw_getrandom(const struct clock_row *row,
			  const struct clock_target *target,
			  union clock_reading *reading)
{
	(void)row;
	(void)target;
	return raw(SYS_getrandom, (long)reading->random,
		   (void *)sizeof(reading->random), 0);
}

static const struct {
	const char *symbol;
	unsigned int nr;
	clock_once once[CLOCK_WAYS];
} kinds[CLOCK_KINDS] = {
	[KIND_GETTIME] = { "__vdso_clock_gettime", SYS_clock_gettime,
			   { libc_gettime, vdso_clock, raw_gettime } },
	[KIND_GETRES] = { "__vdso_clock_getres", SYS_clock_getres,
			  { libc_getres, vdso_clock, raw_getres } },
	[KIND_GETTIMEOFDAY] = { "__vdso_gettimeofday", SYS_gettimeofday,
				{ libc_gettimeofday, vdso_gettimeofday,
				  raw_gettimeofday } },
	[KIND_TIME] = { "__vdso_time", SYS_time,
			{ libc_time, vdso_time, raw_time } },
	[KIND_GETCPU] = { "__vdso_getcpu", SYS_getcpu,
			  { libc_getcpu, vdso_getcpu, raw_getcpu } },
	[KIND_GETRANDOM] = { "__vdso_getrandom", SYS_getrandom,
			     { libc_getrandom, vdso_getrandom,
			       raw_getrandom } },
};

const struct clock_row *clock_rows(size_t *n)
{
	*n = ARRAY_SIZE(rows);
	return rows;
}

const char *clock_symbol(enum clock_kind kind)
{
	return kinds[kind].symbol;
}

unsigned int clock_nr(enum clock_kind kind)
{
	return kinds[kind].nr;
}

const char *clock_way_name(enum clock_way way)
{
	return ways[way];
}

clock_once clock_once_of(const struct clock_row *row, enum clock_way way)
{
	return way == CLOCK_WAYS ? nothing : kinds[row->kind].once[way];
}

bool clock_tells_time(const struct clock_row *row)
{
	if (row->kind == KIND_GETTIME)
		return row->form == FORM_CLOCKSOURCE || row->form == FORM_DATA;
	return row->kind == KIND_GETTIMEOFDAY || row->kind == KIND_TIME;
}

int64_t clock_ns(const struct clock_row *row,
		 const union clock_reading *reading)
{
	switch (row->kind) {
	case KIND_GETTIMEOFDAY:
		return reading->tv.tv_sec * 1000000000LL +
		       reading->tv.tv_usec * 1000LL;
	case KIND_TIME:
		return reading->t * 1000000000LL;
	default:
		return reading->ts.tv_sec * 1000000000LL +
		       reading->ts.tv_nsec;
	}
}
