// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "fake.h"
#include "rings.h"

#define HEAD "# sysprobe rings schema 1\n# kernel: fake\ncpu register value meaning note\n"

static int parse(struct rings *rings, const char *text)
{
	struct err err = { 0 };

	memset(rings, 0, sizeof(*rings));
	return rings_parse(rings, strdup(text), &err);
}

static void equal_values_are_one(void **state)
{
	struct rings rings;
	char cpus[64];

	(void)state;
	assert_int_equal(parse(&rings, HEAD
			       "0 CR0 0x1 PE -\n0 LSTAR 0xff entry -\n"
			       "1 CR0 0x1 PE -\n1 LSTAR 0xff entry -\n"
			       "5 CR0 0x1 PE -\n5 LSTAR 0xff entry -\n"), 0);
	assert_int_equal(rings.n_values, 2);
	assert_string_equal(rings.values[0].name, "CR0");
	assert_false(rings.values[0].differs);
	assert_string_equal(rings_cpus(&rings.values[1], cpus, sizeof(cpus)),
			    "0-1,5");
	assert_int_equal(rings_entry(&rings), 0xff);
	assert_string_equal(text_condition(&rings.text, "kernel"), "fake");
	rings_free(&rings);
}

static void another_value_is_told_apart_on_both_sides(void **state)
{
	struct rings rings;

	(void)state;
	assert_int_equal(parse(&rings, HEAD
			       "0 CR0 0x1 PE -\n0 CR4 0x20 PAE -\n"
			       "1 CR0 0x3 PE,MP differs\n1 CR4 0x20 PAE -\n"
			       "2 CR0 0x1 PE -\n2 CR4 0x20 PAE -\n"), 0);
	assert_int_equal(rings.n_values, 3);
	assert_string_equal(rings.values[1].name, "CR0");
	assert_string_equal(rings.values[1].value, "0x3");
	assert_true(rings.values[0].differs);
	assert_int_equal(rings.values[0].n_cpus, 2);
	assert_true(rings.values[1].differs);
	assert_int_equal(rings.values[1].n_cpus, 1);
	assert_false(rings.values[2].differs);
	rings_free(&rings);
}

static void what_each_cpu_has_of_its_own_is_no_difference(void **state)
{
	struct rings rings;

	(void)state;
	assert_int_equal(parse(&rings, HEAD
			       "0 SYSENTER_ESP 0x10 no_symbol per_cpu\n"
			       "1 SYSENTER_ESP 0x20 no_symbol per_cpu\n"), 0);
	assert_int_equal(rings.n_values, 1);
	assert_true(rings.values[0].own);
	assert_false(rings.values[0].differs);
	assert_int_equal(rings_entry(&rings), 0);
	rings_free(&rings);
}

static void long_lists_of_cpus_are_cut_off(void **state)
{
	unsigned int odd[100];
	struct ring_value value = { .cpus = odd, .n_cpus = 100 };
	char cpus[64];
	size_t i;

	(void)state;
	for (i = 0; i < 100; i++)
		odd[i] = 2 * i + 1;
	rings_cpus(&value, cpus, sizeof(cpus));
	assert_true(strlen(cpus) < sizeof(cpus));
	assert_memory_equal(cpus, "1,3,5,", 6);
	assert_string_equal(cpus + strlen(cpus) - 4, ",...");
}

/* On the machine that builds this; no user may be let do any of it. */
static void privileged_acts_are_stopped(void **state)
{
	struct act *acts = calloc(acts_count(), sizeof(*acts));
	struct err err = { 0 };
	unsigned int i;

	(void)state;
	assert_non_null(acts);
	assert_int_equal(acts_try(acts, 0, &err), 0);
	for (i = 0; i < acts_count(); i++) {
		if (!strcmp(acts[i].name, "sgdt"))	/* only under UMIP */
			continue;
		assert_int_equal(acts[i].outcome, ACT_STOPPED);
		assert_int_equal(acts[i].signal, SIGSEGV);
		assert_string_equal(acts_exception(acts[i].vector),
				    acts[i].address ? "#PF" : "#GP");
		/* From user mode, of a page said to be there. */
		assert_int_equal(acts[i].error, !acts[i].address ? 0 :
				 strcmp(acts[i].name, "jump") ? 0x5 : 0x15);
	}
	free(acts);
}

static void what_came_of_an_act_is_said(void **state)
{
	struct act act = { .outcome = ACT_STOPPED, .signal = SIGSEGV,
			   .vector = 14, .error = 5 };
	char buf[64];

	(void)state;
	assert_string_equal(act_sentence(&act, buf, sizeof(buf)),
			    "#PF(0x5), SIGSEGV");
	act.vector = 99;
	assert_string_equal(act_sentence(&act, buf, sizeof(buf)),
			    "exception 99(0x5), SIGSEGV");
	act.outcome = ACT_ALLOWED;
	assert_string_equal(act_sentence(&act, buf, sizeof(buf)), "allowed");
	act.outcome = ACT_LOST;
	assert_string_equal(act_sentence(&act, buf, sizeof(buf)),
			    "not known: signal 11 ended the attempt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_are_one),
		cmocka_unit_test(another_value_is_told_apart_on_both_sides),
		cmocka_unit_test(what_each_cpu_has_of_its_own_is_no_difference),
		cmocka_unit_test(long_lists_of_cpus_are_cut_off),
		cmocka_unit_test(privileged_acts_are_stopped),
		cmocka_unit_test(what_came_of_an_act_is_said),
	};

	return cmocka_run_group_tests_name("rings", tests, NULL, NULL);
}
