// SPDX-License-Identifier: GPL-2.0
/*
 * Arithmetic: histograms, quantiles, shares, differences.
 */
#include <string.h>
#include "fake.h"
#include "util.h"

static struct call call_of(const struct sysprobe_syscall *row)
{
	return (struct call){ .row = *row };
}

static void bucket_edges_follow_the_contract(void **state)
{
	unsigned int i;

	(void)state;
	assert_int_equal(hist_lower(0), 0);
	assert_int_equal(hist_lower(1), 16);
	assert_int_equal(hist_lower(9), 32);
	assert_true(hist_lower(SYSPROBE_HIST_BUCKETS - 1) ==
		    1ULL << SYSPROBE_HIST_MAX_LOG2);
	assert_true(slept_hist_lower(SYSPROBE_SLEPT_BUCKETS - 1) ==
		    1ULL << SYSPROBE_HIST_MAX_LOG2);
	for (i = 1; i < SYSPROBE_HIST_BUCKETS - 1; i++) {
		uint64_t low = hist_lower(i), width = hist_lower(i + 1) - low;

		assert_true(width > 0 && width * 8 <= low);
	}
	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++)
		assert_true(slept_hist_lower(i) ==
			    hist_lower(i ? 1 + (i - 1) * SYSPROBE_HIST_SUB : 0));
}

static void no_calls_have_no_quantiles(void **state)
{
	struct sysprobe_syscall row = fake_row(0, 0);
	struct call call = call_of(&row);

	(void)state;
	assert_true(call_quantile(&call, 0.5) == 0);
	assert_true(call_mean(&call) == 0);
}

static void equal_calls_have_that_quantile(void **state)
{
	static const uint64_t times[] = { 0, 1, 15, 16, 337, 1ULL << 42,
					  (1ULL << 42) - 1, 1ULL << 60 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(times); i++) {
		struct sysprobe_syscall row = fake_row(0, 0);
		struct call call;

		fake_time(&row, times[i], 7, i & 1);
		call = call_of(&row);
		assert_true(call_quantile(&call, 0.5) == times[i]);
		assert_true(call_quantile(&call, 0.999) == times[i]);
		assert_true(call_mean(&call) == times[i]);
	}
}

static void quantiles_find_the_nearest_rank(void **state)
{
	struct sysprobe_syscall row = fake_row(0, 0);
	struct call call;
	double p99;

	(void)state;
	fake_time(&row, 100, 98, false);
	fake_time(&row, 10000, 1, false);
	fake_time(&row, 1000000, 1, false);
	call = call_of(&row);
	/* Rank 50 lies in the bucket of 100, which ends below 104. */
	assert_true(call_quantile(&call, 0.5) >= 100 &&
		    call_quantile(&call, 0.5) <= 104);
	/* Rank 99 is the one of 10000, to 12.5 %. */
	p99 = call_quantile(&call, 0.99);
	assert_true(p99 > 10000 * 0.875 && p99 < 10000 * 1.125);
	/* Rank 100, the last one, is the maximum itself. */
	assert_true(call_quantile(&call, 0.999) == 1000000);
	assert_true(call_quantile(&call, 0) == 100);
	assert_true(call_quantile(&call, 1) == 1000000);
}

static void sleepers_are_among_the_quantiles(void **state)
{
	struct sysprobe_syscall row = fake_row(0, 0);
	struct call call;
	double p50;

	(void)state;
	fake_time(&row, 100, 10, false);
	fake_time(&row, 3000000, 30, true);
	fake_time(&row, 1ULL << 40, 1, true);
	call = call_of(&row);
	p50 = call_quantile(&call, 0.5);
	assert_true(p50 >= 1 << 21 && p50 < 1 << 22);
}

static void quantiles_never_decrease(void **state)
{
	struct sysprobe_syscall row = fake_row(0, 0);
	uint64_t seed = 42;
	struct call call;
	double last = 0, q;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		fake_time(&row, seed >> (seed >> 58), 1, seed & 1024);
	}
	call = call_of(&row);
	for (q = 0; q <= 1.0; q += 1.0 / 512) {
		double now = call_quantile(&call, q);

		assert_true(now >= last);
		last = now;
	}
	assert_true(last == row.wall_max);
}

static void a_histogram_at_odds_with_the_counts_stays_in_range(void **state)
{
	struct sysprobe_syscall row = fake_row(0, 0);
	struct call call;

	(void)state;
	fake_time(&row, 100, 3, false);
	memset(row.hist, 0xff, sizeof(row.hist));
	memset(row.slept_hist, 0xff, sizeof(row.slept_hist));
	call = call_of(&row);
	assert_true(call_quantile(&call, 0.99) == 100);
	memset(row.hist, 0, sizeof(row.hist));
	memset(row.slept_hist, 0, sizeof(row.slept_hist));
	call = call_of(&row);
	assert_true(call_quantile(&call, 0.99) == 0);
}

static void shares_add_up(void **state)
{
	struct totals totals;
	struct model model;
	double sum = 0;
	size_t i;

	(void)state;
	fake_model(&model);
	totals = model_totals(&model);
	for (i = 0; i < model.n_calls; i++)
		sum += call_share(&model.calls[i], &totals);
	assert_true(sum > 0.999999 && sum < 1.000001);
	assert_int_equal(totals.calls, 105);
	assert_int_equal(totals.returned, 104);
	model_free(&model);
	totals = model_totals(&model);
	assert_int_equal(totals.calls, 0);
}

static void ticks_become_ns(void **state)
{
	struct model model = { .head.tick_khz = 2000000 };

	(void)state;
	assert_true(model_ns(&model, 3) == 1.5);
}

static void a_difference_from_nothing_is_the_whole(void **state)
{
	struct model nothing = { 0 }, now, diff;
	struct err err;

	(void)state;
	fake_model(&now);
	assert_int_equal(model_diff(&diff, &nothing, &now, &err), 0);
	assert_int_equal(diff.n_calls, now.n_calls);
	assert_int_equal(diff.active_ns, now.active_ns);
	assert_false(diff.calls[0].min_near);
	model_free(&diff);
	model_free(&now);
}

static void a_difference_has_only_what_happened(void **state)
{
	struct model before, now, diff;
	struct err err;

	(void)state;
	fake_model(&before);
	fake_model(&now);
	fake_time(&now.calls[0].row, 500, 10, false);
	now.active_ns += 1000;
	now.errnos[0].count += 5;
	now.counters[1].value += 2;
	assert_int_equal(model_diff(&diff, &before, &now, &err), 0);
	assert_int_equal(diff.n_calls, 1);
	assert_int_equal(diff.calls[0].row.calls, 10);
	assert_int_equal(diff.calls[0].row.wall_ticks, 5000);
	assert_int_equal(diff.active_ns, 1000);
	assert_int_equal(diff.n_errnos, 1);
	assert_int_equal(diff.errnos[0].count, 5);
	assert_int_equal(diff.counters[1].value, 2);
	/* How many are inside has no difference: it is what it is now. */
	assert_string_equal(diff.counters[3].name, "inside");
	assert_int_equal(diff.counters[3].value, 1);
	/* 500 lies in a bucket from 480 to 512; its edges are what is known. */
	assert_true(diff.calls[0].min_near && diff.calls[0].max_near);
	assert_int_equal(diff.calls[0].row.wall_min, 480);
	assert_int_equal(diff.calls[0].row.wall_max, 512);
	model_free(&diff);
	model_free(&now);
	model_free(&before);
}

static void a_new_record_in_an_interval_is_exact(void **state)
{
	struct model before, now, diff;
	struct err err;

	(void)state;
	fake_model(&before);
	fake_model(&now);
	fake_time(&now.calls[0].row, 300, 1, false);
	fake_time(&now.calls[0].row, 2000001, 1, true);
	assert_int_equal(model_diff(&diff, &before, &now, &err), 0);
	assert_false(diff.calls[0].min_near || diff.calls[0].max_near);
	assert_int_equal(diff.calls[0].row.wall_min, 300);
	assert_int_equal(diff.calls[0].row.wall_max, 2000001);
	model_free(&diff);
	model_free(&now);
	model_free(&before);
}

static void a_reset_in_between_makes_the_difference_the_whole(void **state)
{
	struct model before, now, diff;
	struct err err;

	(void)state;
	fake_model(&before);
	fake_model(&now);
	now.head.generation++;
	assert_int_equal(model_diff(&diff, &before, &now, &err), 0);
	assert_int_equal(diff.calls[0].row.calls, now.calls[0].row.calls);
	model_free(&diff);
	model_free(&now);
	model_free(&before);
}

static void emulated_processors_are_known(void **state)
{
	char key[] = "hypervisor", tcg[] = "TCGTCGTCGTCG", kvm[] = "KVMKVMKVM";
	struct condition condition = { key, tcg };
	struct model model = { .conditions = &condition, .n_conditions = 1 };

	(void)state;
	assert_true(model_emulated(&model));
	condition.value = kvm;
	assert_false(model_emulated(&model));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bucket_edges_follow_the_contract),
		cmocka_unit_test(no_calls_have_no_quantiles),
		cmocka_unit_test(equal_calls_have_that_quantile),
		cmocka_unit_test(quantiles_find_the_nearest_rank),
		cmocka_unit_test(sleepers_are_among_the_quantiles),
		cmocka_unit_test(quantiles_never_decrease),
		cmocka_unit_test(a_histogram_at_odds_with_the_counts_stays_in_range),
		cmocka_unit_test(shares_add_up),
		cmocka_unit_test(ticks_become_ns),
		cmocka_unit_test(a_difference_from_nothing_is_the_whole),
		cmocka_unit_test(a_difference_has_only_what_happened),
		cmocka_unit_test(a_new_record_in_an_interval_is_exact),
		cmocka_unit_test(a_reset_in_between_makes_the_difference_the_whole),
		cmocka_unit_test(emulated_processors_are_known),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
