// SPDX-License-Identifier: GPL-2.0
/*
 * Measures the table: workers of a group are visited in turns.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cmd.h"
#include "cost.h"
#include "cost_count.h"
#include "cost_worker.h"
#include "pin.h"
#include "util.h"

/* So that the clock is a tenth of a percent of a block. */
#define STAMPS_A_BLOCK	1000
/*
 * And so that the CPU has come to predict the branches of what is repeated: after
 * a switch to another process that took some thousand calls (seen on a Zen).
 */
#define BLOCKS_A_SECOND	1000
#define LONGEST_BLOCK	65536
#define STAMPS		101

#define VISITS		11
#define BLOCKS_A_VISIT	11
#define QUICK_VISITS	3
#define QUICK_BLOCKS	5

/* Quartiles further apart than this are noise, and so is what lies between. */
#define NOISY		0.1
/* Ticks that rounding alone can put between them. */
#define ROUNDING	2
#define MOST_RUNS	3
/* What has been killed is gone by then. */
#define MOST_DYING_MS	1000

/**
 * struct visit - a worker of the group that is being measured
 * @worker:  its process
 * @result:  what comes of it
 * @ticks:   of blocks, per item
 * @empty:   of the harness, per item
 * @n:       of both, so far
 */
struct visit {
	struct cost_worker worker;
	struct cost_result *result;
	uint64_t ticks[VISITS * BLOCKS_A_VISIT];
	uint64_t empty[VISITS * BLOCKS_A_VISIT];
	size_t n;
};

static uint64_t stamp(void)
{
	uint64_t ticks[STAMPS], start;
	size_t i;

	for (i = 0; i < STAMPS; i++) {
		start = tick_now();
		ticks[i] = tick_now() - start;
	}
	return spread_of(ticks, STAMPS).median;
}

static uint64_t an_item(const struct cost_result *result, uint64_t ticks)
{
	uint64_t items = result->block * cost_items(result->row);

	return (ticks + items / 2) / items;
}

/* Ticks that a block has to take. */
static uint64_t block_ticks(const struct cost *cost)
{
	uint64_t ticks = STAMPS_A_BLOCK * cost->stamp;
	uint64_t steady = cost->tick_khz * 1000 / BLOCKS_A_SECOND;

	return ticks > steady ? ticks : steady;
}

/*
 * Also the warm-up: the last try is as long as a block. An interrupt can take as
 * long as the block itself, so two in a row have to be long enough.
 */
static int find_block(struct visit *visit, uint64_t least)
{
	struct cost_result *result = visit->result;
	size_t most = result->row->most ?: LONGEST_BLOCK, n = 1, enough = 0;
	uint64_t ticks;

	for (;;) {
		if (cost_worker_do(&visit->worker, COST_TASK_BLOCK, n, &ticks,
				   &result->why_not))
			return -1;
		enough = ticks >= least ? enough + 1 : 0;
		if (enough == 2 || (!enough && n == most))
			break;
		if (!enough)
			n = 2 * n < most ? 2 * n : most;
	}
	result->block = n;
	return 0;
}

static int some_blocks(struct visit *visit, size_t n)
{
	uint64_t ticks[COST_MOST_BLOCKS], empty[COST_MOST_BLOCKS];
	struct cost_result *result = visit->result;
	size_t i;

	if (cost_worker_blocks(&visit->worker, result->block, n, ticks, empty,
			       &result->why_not))
		return -1;
	for (i = 0; i < n; i++) {
		visit->empty[visit->n] = an_item(result, empty[i]);
		visit->ticks[visit->n++] = an_item(result, ticks[i]);
	}
	return 0;
}

/* Return: 0, or -1: it may still be armed. */
static int visit_armed(struct visit *visit, size_t blocks, uint64_t least)
{
	struct cost_result *result = visit->result;
	struct err *why_not = &result->why_not;

	if (cost_worker_do(&visit->worker, COST_TASK_ARM, 0, NULL, why_not))
		return -1;
	if (!result->block && find_block(visit, least))
		return -1;
	if (some_blocks(visit, blocks))
		return -1;
	return cost_worker_do(&visit->worker, COST_TASK_DISARM, 0, NULL,
			      why_not);
}

/* What fails while it is armed must not be on while others are measured. */
static void visit_once(struct visit *visit, size_t blocks, uint64_t least)
{
	if (visit->result->why_not.status)
		return;
	if (visit_armed(visit, blocks, least))
		cost_worker_stop(&visit->worker);
}

/*
 * Of the quieter half: an interrupt in one of the blocks says nothing of how
 * well the others can be told apart. One more for what rounding takes.
 */
static void correct(struct cost_result *result, const struct spread *empty)
{
	struct measurement *m = &result->cost;

	m->known = true;
	m->off = empty->median;
	m->noise = empty->median - empty->min + 1;
	m->below = m->raw.median < m->off + m->noise;
	m->corrected = m->below ? 0 : m->raw.median - m->off;
}

/* Of two tries, the one whose quartiles are closer stays. */
static void conclude(struct visit *visit)
{
	struct cost_result *result = visit->result;
	struct spread raw, empty;
	uint64_t quartiles;

	if (result->why_not.status || !visit->n)
		return;
	raw = spread_of(visit->ticks, visit->n);
	empty = spread_of(visit->empty, visit->n);
	quartiles = visit->ticks[3 * visit->n / 4] - visit->ticks[visit->n / 4];
	if (result->runs++ && quartiles >= result->quartiles)
		return;
	result->blocks = visit->n;
	result->quartiles = quartiles;
	result->cost.raw = raw;
	result->noisy = quartiles > NOISY * raw.median + ROUNDING;
	correct(result, &empty);
}

/* Return: false: there was nothing to be done. */
static bool run(struct cost *cost, struct visit *visits, size_t n, bool again)
{
	size_t rounds = cost->quick ? QUICK_VISITS : VISITS, i;
	size_t blocks = cost->quick ? QUICK_BLOCKS : BLOCKS_A_VISIT;
	bool *wanted = calloc(n, sizeof(*wanted)), any = false;

	for (i = 0; wanted && i < n; i++) {
		wanted[i] = !again || visits[i].result->noisy;
		any |= wanted[i];
	}
	while (any && rounds--)
		for (i = 0; i < n; i++)
			if (wanted[i])
				visit_once(&visits[i], blocks,
					   block_ticks(cost));
	for (i = 0; any && i < n; i++)
		if (wanted[i]) {
			conclude(&visits[i]);
			visits[i].n = 0;
		}
	free(wanted);
	return any;
}

static void say_progress(const struct cost_params *params,
			 const struct cost_result *result, size_t i, size_t n)
{
	if (params->progress)
		fprintf(stderr, "\r\033[K%zu of %zu: %s", i + 1, n,
			result->row->name);
}

static void count_group(struct cost *cost, const struct kif *kif,
			struct visit *visits, size_t n)
{
	struct err why_not = cost->why_not_counted;
	struct cost_count *counts = NULL;
	struct cost_result *result;
	size_t i, can = 0;

	if (!why_not.status) {
		counts = calloc(n, sizeof(*counts));
		if (!counts)
			err_no_memory(&why_not);
	}
	for (i = 0; i < n; i++) {
		result = visits[i].result;
		if (!counts)
			result->entries.why_not = why_not;
		else if (!result->why_not.status)
			counts[can++] = (struct cost_count){
				&visits[i].worker, &result->entries
			};
	}
	cost_count(kif, counts, can);
	free(counts);
}

static void measure_group(struct cost *cost, const struct kif *kif,
			  const struct cost_params *params,
			  struct cost_result *results, size_t n)
{
	struct visit *visits = calloc(n, sizeof(*visits));
	unsigned int runs = 1;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!visits) {
			err_no_memory(&results[i].why_not);
			continue;
		}
		say_progress(params, &results[i], &results[i] - cost->results,
			     cost->n);
		visits[i].result = &results[i];
		cost_worker_start(&visits[i].worker, results[i].row,
				  &results[i].why_not);
	}
	if (!visits)
		return;
	run(cost, visits, n, false);
	while (!cost->quick && runs++ < MOST_RUNS && run(cost, visits, n, true))
		;
	count_group(cost, kif, visits, n);
	for (i = 0; i < n; i++)
		cost_worker_stop(&visits[i].worker);
	free(visits);
}

/* Good enough to say how long a block is to be. */
static uint64_t rough_rate(const struct tick_moment *start)
{
	usleep(20000);
	return tick_khz_since(start);
}

/*
 * What a row's process leaves behind has been killed, and is this one's child
 * then: else whoever is process 1 here would have to know what to do with it.
 */
static void bury_children(int reaped_before)
{
	unsigned int ms = 0;
	pid_t pid;

	/* Others may be ours since before, and live on. */
	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && ms < MOST_DYING_MS) {
		if (pid)
			continue;
		usleep(1000);
		ms++;
	}
	prctl(PR_SET_CHILD_SUBREAPER, reaped_before);
}

void cost_measure(struct cost *cost, const struct cost_params *params)
{
	struct tick_moment start = tick_moment();
	int reaped_before = 0;
	size_t first, next;
	struct kif kif;
	struct pin pin;

	cost->quick = params->quick;
	if (!kif_init(&kif, &cost->why_not_counted))
		cmd_snapshot(&kif, &cost->module, &cost->why_not_counted);
	if (params->uncounted)
		err_set(&cost->why_not_counted, STATUS_FAILED,
			"it takes some time; 'sysprobe cost' has them counted");
	machine_look(&cost->machine);
	cost->cpu = pin_here(&pin);
	cost->stamp = stamp();
	if (!tick_is_instruction())
		cost->tick_khz = rough_rate(&start);
	prctl(PR_GET_CHILD_SUBREAPER, &reaped_before);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (first = 0; first < cost->n; first = next) {
		for (next = first; next < cost->n &&
		     cost->results[next].row->group ==
		     cost->results[first].row->group; next++)
			;
		measure_group(cost, &kif, params, cost->results + first,
			      next - first);
	}
	bury_children(reaped_before);
	pin_release(&pin);
	if (!tick_is_instruction())
		cost->tick_khz = cost->module.head.tick_khz ?:
				 tick_khz_since(&start);
	if (params->progress)
		fputs("\r\033[K", stderr);
}
