// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes that claim to be a snapshot. The buffers are of exactly the size
 * given, so that a read past their end is seen by AddressSanitizer.
 */
#include <stdlib.h>
#include <string.h>
#include "fake.h"

/* Parse a copy that has no byte to spare. */
static int parse(const void *bytes, size_t size, struct err *err)
{
	unsigned char *exact = malloc(size ? size : 1);
	struct model model;
	int ret;

	assert_non_null(exact);
	memcpy(exact, bytes, size);
	ret = model_parse(&model, exact, size, err);
	free(exact);
	model_free(&model);
	return ret;
}

static void assert_refused(struct fake *fake, const char *why)
{
	struct err err = { 0 };

	assert_int_equal(parse(fake->bytes, fake->size, &err), -1);
	assert_int_equal(err.status, STATUS_FAILED);
	if (!strstr(err.text, why))
		fail_msg("'%s' does not say '%s'", err.text, why);
	fake_free(fake);
}

static void a_good_one_is_understood(void **state)
{
	struct model model;

	(void)state;
	fake_model(&model);
	assert_int_equal(model.n_conditions, 5);
	assert_string_equal(model_condition(&model, "cpu"), "Imaginary 9000");
	assert_null(model_condition(&model, "colour"));
	assert_int_equal(model.n_counters, 4);
	assert_int_equal(model.n_calls, 3);
	assert_int_equal(model.calls[2].row.abi, SYSPROBE_ABI_IA32);
	assert_int_equal(model.n_errnos, 2);
	assert_int_equal(model.n_overhead, 1);
	model_free(&model);
}

static void an_empty_one_is_understood(void **state)
{
	struct fake fake;
	struct err err;

	(void)state;
	fake_begin(&fake);
	assert_int_equal(parse(fake.bytes, fake.size, &err), 0);
	fake_free(&fake);
}

static void a_newer_major_version_is_refused(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->major++;
	assert_refused(&fake, "install the reader");
}

static void an_older_major_version_is_refused(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->major--;
	assert_refused(&fake, "rmmod sysprobe");
}

static void a_newer_minor_version_is_read(void **state)
{
	struct fake fake;
	struct err err;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->minor += 7;
	assert_int_equal(parse(fake.bytes, fake.size, &err), 0);
	fake_free(&fake);
}

static void something_else_is_refused(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->magic++;
	assert_refused(&fake, "no sysprobe snapshot");
}

static void unknown_kinds_and_keys_are_skipped(void **state)
{
	struct sysprobe_syscall row = fake_row(0, 1);
	struct model model;
	struct fake fake;
	struct err err;

	(void)state;
	fake_usual(&fake);
	fake_section(&fake, 99, SYSPROBE_KEY_ALL, 3, 5, "fifteen bytes!");
	fake_section(&fake, SYSPROBE_SEC_SYSCALLS, SYSPROBE_KEY_PROCESS,
		     sizeof(row), 1, &row);
	assert_int_equal(model_parse(&model, fake.bytes, fake.size, &err), 0);
	assert_int_equal(model.n_calls, 3);
	model_free(&model);
	fake_free(&fake);
}

static void longer_rows_are_cut(void **state)
{
	struct {
		struct sysprobe_counter known;
		uint64_t new_field;
	} rows[2] = {
		{ { .name = "first", .value = 1 }, 77 },
		{ { .name = "second", .value = 2 }, 78 },
	};
	struct model model;
	struct fake fake;
	struct err err;

	(void)state;
	fake_begin(&fake);
	fake_section(&fake, SYSPROBE_SEC_COUNTERS, SYSPROBE_KEY_ALL,
		     sizeof(rows[0]), 2, rows);
	assert_int_equal(model_parse(&model, fake.bytes, fake.size, &err), 0);
	assert_int_equal(model.n_counters, 2);
	assert_string_equal(model.counters[1].name, "second");
	assert_int_equal(model.counters[1].value, 2);
	model_free(&model);
	fake_free(&fake);
}

static void shorter_rows_are_refused(void **state)
{
	struct sysprobe_counter row = { .name = "short" };
	struct fake fake;

	(void)state;
	fake_begin(&fake);
	fake_section(&fake, SYSPROBE_SEC_COUNTERS, SYSPROBE_KEY_ALL,
		     sizeof(row) - 8, 1, &row);
	assert_refused(&fake, "row is too short");
}

static void rows_beyond_their_section_are_refused(void **state)
{
	struct sysprobe_section *section;
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	section = (void *)(fake.bytes + sizeof(struct sysprobe_header));
	section->rows = UINT32_MAX;
	assert_refused(&fake, "longer than their section");
}

static void a_section_beyond_the_file_is_refused(void **state)
{
	struct sysprobe_section *section;
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	section = (void *)(fake.bytes + sizeof(struct sysprobe_header));
	section->size = UINT64_MAX & ~7ULL;
	assert_refused(&fake, "longer than the file");
}

static void more_sections_than_there_are_is_refused(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->sections = UINT32_MAX;
	assert_refused(&fake, "section is missing");
}

static void wrong_sizes_in_the_header_are_refused(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->header_size = 8;
	assert_refused(&fake, "header");
	fake_usual(&fake);
	fake_header(&fake)->header_size = UINT32_MAX & ~7U;
	assert_refused(&fake, "header");
	fake_usual(&fake);
	fake_header(&fake)->size++;
	assert_refused(&fake, "cut short");
	fake_usual(&fake);
	fake_header(&fake)->size--;
	assert_refused(&fake, "follow its end");
}

static void every_truncation_is_refused(void **state)
{
	struct fake fake;
	struct err err;
	size_t size;

	(void)state;
	fake_usual(&fake);
	for (size = 0; size < fake.size; size++)
		assert_int_equal(parse(fake.bytes, size, &err), -1);
	fake_free(&fake);
}

static void text_becomes_printable(void **state)
{
	static const char conditions[] =
		"evil: \x1b[2J\xff\xc0\x80\xed\xa0\x80\xc2\x9b|\n"
		"fine: \xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7\n"
		"no separator\n: no key\nopen end: x";
	struct sysprobe_counter counter = { .value = 1 };
	struct model model;
	struct fake fake;
	struct err err;

	(void)state;
	memset(counter.name, '\a', sizeof(counter.name));
	fake_begin(&fake);
	fake_section(&fake, SYSPROBE_SEC_CONDITIONS, SYSPROBE_KEY_ALL, 1,
		     sizeof(conditions) - 1, conditions);
	fake_section(&fake, SYSPROBE_SEC_COUNTERS, SYSPROBE_KEY_ALL,
		     sizeof(counter), 1, &counter);
	assert_int_equal(model_parse(&model, fake.bytes, fake.size, &err), 0);
	assert_int_equal(model.n_conditions, 3);
	assert_string_equal(model_condition(&model, "evil"), "?[2J????????|");
	assert_string_equal(model_condition(&model, "fine"),
			    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7");
	assert_string_equal(model_condition(&model, "open end"), "x");
	assert_string_equal(model.counters[0].name,
			    "???????????????????????????????");
	model_free(&model);
	fake_free(&fake);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Whatever is accepted must also survive the arithmetic. */
static void use(const struct model *model)
{
	struct totals totals = model_totals(model);
	struct model nothing = { 0 }, diff;
	struct err err;
	size_t i;

	for (i = 0; i < model->n_calls; i++) {
		double q = call_quantile(&model->calls[i], 0.99);

		assert_true(q >= 0);
		assert_true(call_share(&model->calls[i], &totals) >= 0);
	}
	assert_int_equal(model_diff(&diff, &nothing, model, &err), 0);
	model_free(&diff);
	assert_int_equal(model_diff(&diff, model, model, &err), 0);
	model_free(&diff);
}

static void random_damage_does_no_harm(void **state)
{
	uint64_t seed = 0x5359535052ULL;
	unsigned int accepted = 0, round;
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	for (round = 0; round < 20000; round++) {
		size_t size = fake.size;
		unsigned char *bytes;
		struct model model;
		unsigned int hits;
		struct err err;

		if (next_random(&seed) % 4 == 0)
			size = next_random(&seed) % (fake.size + 1);
		bytes = malloc(size ? size : 1);
		assert_non_null(bytes);
		memcpy(bytes, fake.bytes, size);
		/* Most bytes are counts: half the hits go to what steers. */
		for (hits = next_random(&seed) % 8; size && hits; hits--) {
			size_t reach = next_random(&seed) & 1 && size > 700 ?
				       700 : size;

			bytes[next_random(&seed) % reach] = next_random(&seed);
		}
		if (!model_parse(&model, bytes, size, &err)) {
			accepted++;
			use(&model);
			model_free(&model);
		}
		free(bytes);
	}
	/* A loop that refuses everything would prove little. */
	assert_true(accepted > 1000 && accepted < 19000);
	fake_free(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_one_is_understood),
		cmocka_unit_test(an_empty_one_is_understood),
		cmocka_unit_test(a_newer_major_version_is_refused),
		cmocka_unit_test(an_older_major_version_is_refused),
		cmocka_unit_test(a_newer_minor_version_is_read),
		cmocka_unit_test(something_else_is_refused),
		cmocka_unit_test(unknown_kinds_and_keys_are_skipped),
		cmocka_unit_test(longer_rows_are_cut),
		cmocka_unit_test(shorter_rows_are_refused),
		cmocka_unit_test(rows_beyond_their_section_are_refused),
		cmocka_unit_test(a_section_beyond_the_file_is_refused),
		cmocka_unit_test(more_sections_than_there_are_is_refused),
		cmocka_unit_test(wrong_sizes_in_the_header_are_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(text_becomes_printable),
		cmocka_unit_test(random_damage_does_no_harm),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
