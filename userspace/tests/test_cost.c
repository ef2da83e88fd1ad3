// SPDX-License-Identifier: GPL-2.0
/*
 * The cost table: choosing rows, arithmetic, a row's process, the kernel's count
 * beside what a row says, and how all that is shown.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "run.h"
#include "cost.h"
#include "cost_count.h"
#include "cost_worker.h"

static void rows_are_well_formed(void **state)
{
	static const struct cost_params all = { .quick = true };
	struct cost cost = { .n = 0 };
	const struct cost_result *base;
	const struct cost_row *row;
	struct err err = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(cost_select(&cost, &all, &err), 0);
	for (i = 0; i < cost.n; i++) {
		row = cost.results[i].row;
		assert_int_equal(strspn(row->name,
					"abcdefghijklmnopqrstuvwxyz0123456789-_"),
				 strlen(row->name));
		assert_ptr_equal(cost_find(&cost, row->name), &cost.results[i]);
		assert_non_null(row->what);
		assert_non_null(row->open);
		assert_non_null(row->block);
		assert_int_equal(!row->arm, !row->disarm);
		assert_int_equal(!row->published_ns, !row->source);
		if (i)
			assert_true(row->group >= cost.results[i - 1].row->group);
		base = cost_find(&cost, row->base);
		assert_int_equal(!row->base, !base);
		if (base)
			assert_int_equal(base->row->group, row->group);
	}
	cost_free(&cost);
}

static void rows_are_chosen_by_name_and_group(void **state)
{
	static const struct cost_params some = {
		.by_group = true, .group = COST_BASIC,
		.only = "epoll_wait,getpid",
	};
	static const struct cost_params none = { .only = "getpid,nothing" };
	struct cost cost = { .n = 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(cost_select(&cost, &some, &err), 0);
	assert_int_equal(cost.n, 2);
	assert_string_equal(cost.results[0].row->name, "getpid");
	assert_string_equal(cost.results[1].row->name, "epoll_wait");
	cost_free(&cost);
	assert_int_equal(cost_select(&cost, &none, &err), -1);
	assert_int_equal(err.status, STATUS_USAGE);
	assert_part(err.text, "there is no row 'nothing'");
	cost_free(&cost);
}

static uint64_t sum_block(void *state, size_t n)
{
	return *(uint64_t *)state += n;
}

static void *sum_open(const struct cost_row *row, struct err *why_not)
{
	(void)row;
	return cost_state(sizeof(uint64_t), why_not);
}

static void a_worker_keeps_its_state(void **state)
{
	static const struct cost_row row = {
		.name = "sum", .open = sum_open, .block = sum_block,
	};
	struct cost_worker worker;
	struct err err = { 0 };
	uint64_t ticks;

	(void)state;
	assert_int_equal(cost_worker_start(&worker, &row, &err), 0);
	assert_int_equal(cost_worker_do(&worker, COST_TASK_BLOCK, 5, &ticks, &err), 0);
	assert_int_equal(ticks, 5);
	assert_int_equal(cost_worker_do(&worker, COST_TASK_BLOCK, 7, &ticks, &err), 0);
	assert_int_equal(ticks, 12);
	assert_int_equal(cost_worker_do(&worker, COST_TASK_ARM, 0, NULL, &err), 0);
	cost_worker_stop(&worker);
	cost_worker_stop(&worker);
}

static void *refuse(const struct cost_row *row, struct err *why_not)
{
	(void)row;
	errno = EMFILE;
	return cost_cannot(why_not, "a socket cannot be made");
}

static void a_row_that_cannot_says_why(void **state)
{
	static const struct cost_row row = { .name = "no", .open = refuse };
	struct cost_worker worker;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(cost_worker_start(&worker, &row, &err), -1);
	assert_string_equal(err.text, "a socket cannot be made: Too many open files; raise the limit, ulimit -n, or close some");
	cost_worker_stop(&worker);
}

static uint64_t die(void *state, size_t n)
{
	(void)state;
	raise(SIGKILL);
	return n;
}

static void a_worker_that_dies_is_no_hang(void **state)
{
	static const struct cost_row row = {
		.name = "die", .open = cost_no_state, .block = die,
	};
	struct cost_worker worker;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(cost_worker_start(&worker, &row, &err), 0);
	assert_int_equal(cost_worker_do(&worker, COST_TASK_BLOCK, 1, NULL, &err), -1);
	assert_part(err.text, "killed by signal 9");
	/* As nobody's answer is waited for. */
	assert_int_equal(cost_worker_do(&worker, COST_TASK_BLOCK, 1, NULL, &err), -1);
	assert_part(err.text, "has ended");
	cost_worker_stop(&worker);
}

/* What rows leave behind for the tests: they run in processes of their own. */
static struct left {
	pid_t pid;
	bool armed_meanwhile;
} *left;

static void *note_child(const struct cost_row *row, struct err *why_not)
{
	pid_t pid = cost_child();

	while (!pid)
		pause();
	left->pid = pid;
	return cost_no_state(row, why_not);
}

static void *note_self(const struct cost_row *row, struct err *why_not)
{
	left->pid = getpid();
	return cost_no_state(row, why_not);
}

static int switch_on(void *state, struct err *why_not)
{
	(void)state;
	(void)why_not;
	return 0;
}

static void switch_off(void *state)
{
	(void)state;
}

static uint64_t go_wrong(void *state, size_t n)
{
	(void)state;
	(void)n;
	return COST_WRONG;
}

static uint64_t look_for_it(void *state, size_t n)
{
	(void)state;
	left->armed_meanwhile |= !kill(left->pid, 0);
	return 1000000 * n;
}

/* Two rows of a group, in that order. */
static void measure(const struct cost_row *first, const struct cost_row *second,
		    struct cost_result *results)
{
	static const struct cost_params params = { .quick = true };
	struct cost cost = { .results = results, .n = 2 };

	memset(results, 0, 2 * sizeof(*results));
	results[0].row = first;
	results[1].row = second;
	left = mmap(NULL, sizeof(*left), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(left, MAP_FAILED);
	cost_measure(&cost, &params);
	model_free(&cost.module);
}

static void what_fails_while_armed_is_ended(void **state)
{
	static const struct cost_row wrong = {
		.name = "wrong", .open = note_self, .block = go_wrong,
		.arm = switch_on, .disarm = switch_off,
	};
	static const struct cost_row right = {
		.name = "right", .open = cost_no_state, .block = look_for_it,
	};
	struct cost_result results[2];

	(void)state;
	measure(&wrong, &right, results);
	assert_part(results[0].why_not.text, "did not return what it has to");
	assert_int_equal(results[1].why_not.status, 0);
	assert_false(left->armed_meanwhile);
	munmap(left, sizeof(*left));
}

static void children_of_rows_are_gone_with_them(void **state)
{
	static const struct cost_row parent = {
		.name = "parent", .open = note_child, .block = look_for_it,
	};
	static const struct cost_row other = {
		.name = "other", .open = cost_no_state, .block = look_for_it,
	};
	struct cost_result results[2];

	(void)state;
	measure(&parent, &other, results);
	assert_int_equal(results[0].why_not.status, 0);
	assert_true(left->armed_meanwhile);
	assert_int_equal(kill(left->pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	munmap(left, sizeof(*left));
}

/* Its third block takes far longer than it should, as with an interrupt in it. */
static uint64_t interrupted_block(void *state, size_t n)
{
	uint64_t *blocks = state;

	return ++*blocks == 3 ? 10000000000 : 100 * n;
}

static void an_interrupt_makes_no_block_short(void **state)
{
	static const struct cost_row interrupted = {
		.name = "interrupted", .open = sum_open,
		.block = interrupted_block,
	};
	static const struct cost_row other = {
		.name = "other", .open = sum_open, .block = sum_block,
	};
	struct cost_result results[2];

	(void)state;
	measure(&interrupted, &other, results);
	assert_int_equal(results[0].why_not.status, 0);
	assert_true(results[0].block > 64);
	munmap(left, sizeof(*left));
}

/* read 2 a row, close 1; what else came in is no business of this row. */
static struct cost_entries compared(uint64_t reads, uint64_t closes,
				    uint64_t others)
{
	static const struct cost_row row = {
		.calls = { { SYSPROBE_ABI_64, 0, 2 }, { SYSPROBE_ABI_64, 3, 1 } },
	};
	struct call calls[] = {
		{ .row = fake_row(SYSPROBE_ABI_64, 0) },
		{ .row = fake_row(SYSPROBE_ABI_64, 3) },
		{ .row = fake_row(SYSPROBE_ABI_64, 202) },
		{ .row = fake_row(SYSPROBE_ABI_IA32, 0) },
	};
	struct model model = { .calls = calls, .n_calls = ARRAY_SIZE(calls) };
	struct cost_entries entries = { .operations = 10 };

	calls[0].row.calls = reads;
	calls[1].row.calls = closes;
	calls[2].row.calls = 17;
	calls[3].row.calls = others;
	cost_compare_entries(&entries, &row, &model);
	return entries;
}

static void counts_are_laid_beside_what_a_row_says(void **state)
{
	struct cost_entries e = compared(20, 10, 0);

	(void)state;
	assert_true(e.agree);
	assert_int_equal(e.expected, 30);
	assert_int_equal(e.counted, 30);
	assert_false(compared(19, 11, 0).agree);
	assert_false(compared(20, 10, 1).agree);
	assert_int_equal(compared(20, 10, 1).other, 1);
	assert_false(compared(0, 0, 0).agree);
}

static uint64_t live_or_die(void *state, size_t n)
{
	return n == 64 ? die(state, n) : go_wrong(state, n);
}

/* A module that takes every command; a worker in its turn there. */
static void count_in_vain(size_t most, struct cost_entries *entries)
{
	const struct cost_row row = {
		.name = "in-vain", .open = note_self, .block = live_or_die,
		.arm = switch_on, .disarm = switch_off, .most = most,
	};
	struct cost_worker worker;
	struct cost_count count = { &worker, entries };
	struct err err = { 0 };
	struct kif kif;

	memset(entries, 0, sizeof(*entries));
	snprintf(kif.debugfs, sizeof(kif.debugfs), "%s/debugfs", place.dir);
	snprintf(kif.procfs, sizeof(kif.procfs), "%s/procfs", place.dir);
	left = mmap(NULL, sizeof(*left), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(left, MAP_FAILED);
	assert_int_equal(cost_worker_start(&worker, &row, &err), 0);
	cost_count(&kif, &count, 1);
	assert_int_equal(worker.pid, 0);
	assert_null(worker.page);
	assert_int_equal(kill(left->pid, 0), -1);
	munmap(left, sizeof(*left));
}

static void what_fails_while_counted_is_ended(void **state)
{
	struct cost_entries entries;

	(void)state;
	count_in_vain(1, &entries);
	assert_part(entries.why_not.text, "did not return what it has to");
	count_in_vain(0, &entries);
	assert_part(entries.why_not.text, "killed by signal 9");
}

static void ratios_and_shares(void **state)
{
	static const struct cost_row rows[] = {
		{ .name = "one" }, { .name = "two", .base = "one" },
		{ .name = "none", .base = "missing" },
	};
	struct cost_result results[] = {
		{ .row = &rows[0], .cost = { .known = true, .corrected = 200 } },
		{ .row = &rows[1], .cost = { .known = true, .corrected = 500 } },
		{ .row = &rows[2], .cost = { .known = true, .corrected = 500 } },
	};
	struct cost cost = { .results = results, .n = 3, .tick_khz = 2000000 };

	(void)state;
	assert_true(cost_ratio(&cost, &results[1]) == 2.5);
	assert_true(cost_ratio(&cost, &results[0]) == 0);
	assert_true(cost_ratio(&cost, &results[2]) == 0);
	assert_true(cost_ns(&cost, 500) == 250);
	assert_true(cost_share(&cost, &results[1], 1e6) == 0.25);
	results[0].cost.below = true;
	assert_true(cost_ratio(&cost, &results[1]) == 0);
	results[0].cost.below = false;
	err_set(&results[1].why_not, STATUS_FAILED, "not here");
	assert_true(cost_ratio(&cost, &results[1]) == 0);
}

static void it_is_shown(void **state)
{
	(void)state;
	assert_run("sysprobe cost --list", 0);
	assert_part(place.out, "basic: what programs do all the time\n  getpid  ");
	assert_run("sysprobe cost --quick --only getpid", 0);
	assert_part(place.out, "\n  getpid ");
	assert_part(place.out, "rate: share of one CPU");
	assert_run("sysprobe cost --quick --only getpid --csv", 0);
	assert_part(place.out, "\nbasic,getpid,1,");
	assert_run("sysprobe cost --quick --only getpid --json", 0);
	assert_part(place.out, "\"name\": \"getpid\"");
	assert_part(place.out, "\"hypervisor\": ");
}

static void wrong_words_are_refused(void **state)
{
	(void)state;
	assert_refused("sysprobe cost --only getpit", 2, "did you mean 'getpid'?");
	assert_refused("sysprobe cost --only ''", 2, "needs the names");
	assert_refused("sysprobe cost --group none", 2, "there is no group");
	assert_refused("sysprobe cost --group entry --only getpid", 2, "none of these rows");
	assert_refused("sysprobe cost --csv --json", 2, "choose one");
	assert_refused("sysprobe cost getpid", 2, "argument");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_well_formed),
		cmocka_unit_test(rows_are_chosen_by_name_and_group),
		cmocka_unit_test(a_worker_keeps_its_state),
		cmocka_unit_test(a_row_that_cannot_says_why),
		cmocka_unit_test(a_worker_that_dies_is_no_hang),
		cmocka_unit_test(what_fails_while_armed_is_ended),
		cmocka_unit_test(children_of_rows_are_gone_with_them),
		cmocka_unit_test(an_interrupt_makes_no_block_short),
		cmocka_unit_test(counts_are_laid_beside_what_a_row_says),
		TEST(what_fails_while_counted_is_ended),
		cmocka_unit_test(ratios_and_shares),
		TEST(it_is_shown),
		TEST(wrong_words_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
