// SPDX-License-Identifier: GPL-2.0
/*
 * Reports: the table to the letter, JSON read back by its library, CSV by hand.
 */
#include <jansson.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include "fake.h"
#include "render_json.h"

static struct model model;
static struct names names;
static struct report report;
static const struct column *columns[COLUMNS_MAX];
static struct err err;
static const struct moment moment = { "2025-01-31T12:00:00Z", "b007", "time" };

static int setup(void **state)
{
	(void)state;
	fake_model(&model);
	memset(&report, 0, sizeof(report));
	report.model = &model;
	report.names = &names;
	report.columns = columns;
	report.unit = UNIT_NS;
	report.moment = &moment;
	report.sort = column_find("total", &err);
	return columns_choose(columns, &report.n_columns, NULL, &err);
}

static int teardown(void **state)
{
	(void)state;
	model_free(&model);
	names_free(&names);
	return 0;
}

static char *table(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	render_table(out, &report);
	fclose(out);
	return text;
}

static void assert_table(const char *expected)
{
	char *text = table();

	assert_string_equal(text, expected);
	free(text);
}

static void assert_in_table(const char *part)
{
	char *text = table();

	if (!strstr(text, part))
		fail_msg("no '%s' in:\n%s", part, text);
	free(text);
}

static void a_table_looks_like_this(void **state)
{
	static const char *const notes[] = { "this is a test" };

	(void)state;
	report.notes = notes;
	report.n_notes = 1;
	report.per_errno = true;
	assert_table(
"# reader: sysprobe " SYSPROBE_VERSION ", 2025-01-31T12:00:00Z\n"
"# kernel: 6.1.0-fake\n"
"# cpu: Imaginary 9000\n"
"# hypervisor: none\n"
"# clock: tsc\n"
"# hook: kretprobe\n"
"# ns: from TSC ticks at 2000000 kHz\n"
"# note: this is a test\n"
"\n"
"syscall       calls  errors   time%        total      min      mean       p50       p99        max\n"
"                                  %           ns       ns        ns        ns        ns         ns\n"
"read            100       0   99.69       519800      200      5198       204       208     500000\n"
"ia32:open         4       4    0.31         1600      400       400       400       400        400\n"
"64:600            1       0       -            -        -         -         -         -          -\n"
"\n"
"failed calls by errno\n"
"  ia32:open            ENOENT                    3\n"
"  (no room for these)  other                     1\n"
"\n"
"n: 105 calls of 3 syscalls, 104 came back, 4 failed, 0 were restarted; counted for 1.500000 s on 2 CPUs\n"
"\n"
"lost or set aside\n"
"  pool_missed                           0\n"
"  recursion_missed                      7  or more\n"
"  turned_away                           -  this hook cannot see them\n"
"  inside                                1  no anomaly\n"
"\n"
"what counting adds to a call, ns\n"
"  kretprobe: min 200, median 220, p99 300, max 2500 (n 1000, over a baseline of 15.0)\n"
"  its own part of each time above: 50.0\n"
"\n");
}

static void both_units_stand_side_by_side(void **state)
{
	(void)state;
	report.unit = UNIT_BOTH;
	assert_int_equal(columns_choose(columns, &report.n_columns,
					"calls,min", &err), 0);
	assert_in_table("syscall       calls      min      min\n"
			"                       ticks       ns\n"
			"read            100      400      200\n");
	assert_in_table("# ticks: of the TSC, which are not CPU cycles\n");
}

static void counts_of_zero_are_shown(void **state)
{
	(void)state;
	assert_in_table("  pool_missed                           0\n");
}

static void an_emulated_processor_is_told(void **state)
{
	(void)state;
	strcpy(model.conditions[2].value, "TCG");
	assert_in_table("not those of hardware");
}

static void an_empty_report_says_so(void **state)
{
	struct model nothing = { 0 };

	(void)state;
	report.model = &nothing;
	report.unit = UNIT_TICKS;
	report.per_errno = report.hist = true;
	assert_in_table("(no call was counted)");
	assert_in_table("n: 0 calls");
}

static void sorting_is_as_asked(void **state)
{
	(void)state;
	report.sort = column_find("calls", &err);
	report.ascending = true;
	report_sort(&report);
	assert_int_equal(model.calls[0].row.nr, 600);
	assert_int_equal(model.calls[2].row.nr, 0);
	/* What never came back has no mean and is last, both ways. */
	report.sort = column_find("mean", &err);
	report_sort(&report);
	assert_int_equal(model.calls[2].row.nr, 600);
	report.ascending = false;
	report_sort(&report);
	assert_int_equal(model.calls[0].row.nr, 0);
	assert_int_equal(model.calls[2].row.nr, 600);
	report.sort = NULL;
	report.ascending = true;
	report_sort(&report);
	assert_int_equal(model.calls[2].row.abi, SYSPROBE_ABI_IA32);
	report.ascending = false;
	report_sort(&report);
	assert_int_equal(model.calls[0].row.abi, SYSPROBE_ABI_IA32);
}

static void edges_of_buckets_are_marked(void **state)
{
	(void)state;
	model.calls[0].max_near = true;
	report.interval = 2;
	assert_in_table("~500000");
	assert_in_table("~ a bucket's edge");
	assert_in_table("# interval: 2\n");
}

static void histograms_are_drawn(void **state)
{
	(void)state;
	report.hist = true;
	report.unit = UNIT_TICKS;
	assert_in_table(
"read: 100 calls came back, by ticks (# ran, + slept)\n"
"            256 .. 512           |########################################| 99\n"
"            512 .. 1024          |                                        | 0\n");
	assert_in_table(
"         524288 .. 1048576       |+                                       | 1\n");
	/* All within one bucket: finer lines. */
	assert_in_table(
"ia32:open: 4 calls came back, by ticks\n"
"            768 .. 832           |########################################| 4\n");
	assert_in_table("64:600: 0 calls came back, by ticks\n");
}

/* Render and read back. */
static json_t *json(bool compact)
{
	json_error_t why;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct document doc;
	json_t *root;

	assert_non_null(out);
	document_begin(&doc, &moment);
	render_json_conditions(&doc, &report);
	document_sections(&doc, render_json(&doc.failed, &report));
	assert_int_equal(document_end(&doc, out, compact), 0);
	fclose(out);
	root = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	if (!root)
		fail_msg("%s in %s", why.text, text);
	if (compact)
		assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	free(text);
	return root;
}

static void json_has_every_section(void **state)
{
	const char *schema, *boot_id, *kernel, *time;
	json_t *counters, *calls, *errors, *overhead;
	json_int_t id, interval;
	json_t *root = json(false);

	(void)state;
	assert_int_equal(json_unpack(root,
		"{s:s, s:{s:s, s:s, s:s}, s:{s:I, s:I}, s:o, s:o, s:o, s:o}",
		"schema", &schema,
		"conditions", "boot_id", &boot_id, "kernel", &kernel,
		"time", &time,
		"session", "id", &id, "interval", &interval,
		"counters", &counters, "syscalls", &calls, "errors", &errors,
		"overhead", &overhead), 0);
	assert_string_equal(schema, "sysprobe/1");
	assert_string_equal(boot_id, "b007");
	assert_string_equal(kernel, "6.1.0-fake");
	assert_string_equal(time, moment.time);
	assert_int_equal(id, 3);
	assert_int_equal(interval, 0);
	assert_int_equal(json_object_size(counters), 4);
	assert_int_equal(json_array_size(calls), 3);
	assert_int_equal(json_array_size(errors), 2);
	assert_int_equal(json_array_size(overhead), 1);
	json_decref(root);
}

static void json_has_every_figure(void **state)
{
	json_int_t n, min, max, calls, sum;
	const char *unit, *name, *abi;
	double median, corrected, hook;
	json_t *root, *call;

	(void)state;
	report.unit = UNIT_TICKS;
	root = json(true);
	call = json_array_get(json_object_get(root, "syscalls"), 0);
	assert_int_equal(json_unpack(call,
		"{s:s, s:s, s:I, s:I, s:{s:I, s:s, s:{s:I, s:I, s:F}}}",
		"abi", &abi, "name", &name, "calls", &calls,
		"result_sum", &sum, "wall", "n", &n, "unit", &unit,
		"raw", "min", &min, "max", &max, "median", &median), 0);
	assert_string_equal(abi, "64");
	assert_string_equal(name, "read");
	assert_int_equal(calls, 100);
	assert_int_equal(sum, 12345);
	assert_int_equal(n, 100);
	assert_string_equal(unit, "ticks");
	assert_int_equal(min, 400);
	assert_int_equal(max, 1000000);
	assert_true(median >= 400 && median <= 416);
	assert_int_equal(json_unpack(json_object_get(call, "wall"),
		"{s:{s:F, s:F}}", "corrected", "median", &corrected,
		"hook", &hook), 0);
	assert_true(hook == 100 && corrected == median - hook);
	/* What never came back has no statistics. */
	call = json_array_get(json_object_get(root, "syscalls"), 2);
	assert_true(json_is_null(json_object_get(call, "name")));
	assert_null(json_object_get(json_object_get(call, "wall"), "raw"));
	json_decref(root);
}

static void json_tells_what_was_not_seen(void **state)
{
	json_t *root = json(false), *counter;

	(void)state;
	counter = json_object_get(json_object_get(root, "counters"),
				  "turned_away");
	assert_true(json_is_null(json_object_get(counter, "value")));
	assert_true(json_is_true(json_object_get(counter, "unseen")));
	counter = json_object_get(json_object_get(root, "counters"),
				  "recursion_missed");
	assert_true(json_is_true(json_object_get(counter, "lower_bound")));
	json_decref(root);
}

static void json_histograms_hold_every_call(void **state)
{
	json_t *root, *call, *buckets, *bucket;
	json_int_t n = 0;
	size_t i;

	(void)state;
	root = json(false);
	call = json_array_get(json_object_get(root, "syscalls"), 0);
	buckets = json_object_get(json_object_get(call, "histogram"), "ran");
	json_array_foreach(buckets, i, bucket)
		n += json_integer_value(json_array_get(bucket, 2));
	buckets = json_object_get(json_object_get(call, "histogram"), "slept");
	json_array_foreach(buckets, i, bucket)
		n += json_integer_value(json_array_get(bucket, 2));
	assert_int_equal(n, 100);
	json_decref(root);
}

static void json_survives_the_largest_numbers(void **state)
{
	json_t *root;

	(void)state;
	model.calls[0].row.result_sum = UINT64_MAX;
	model.calls[0].row.wall_ticks = UINT64_MAX;
	model.head.tick_khz = 1;
	root = json(false);
	json_decref(root);
}

/* A CPU that counts instructions is none, whatever it calls itself. */
static void ticks_tell_an_emulator(void **state)
{
	static const struct moment counted = { "now", "", "instruction" };
	struct document doc;

	(void)state;
	document_begin(&doc, &counted);
	render_json_conditions(&doc, &report);
	assert_true(json_is_true(json_object_get(doc.conditions, "emulated")));
	document_drop(&doc);
	document_begin(&doc, &moment);
	assert_null(json_object_get(doc.conditions, "emulated"));
	render_json_conditions(&doc, &report);
	assert_true(json_is_false(json_object_get(doc.conditions, "emulated")));
	document_drop(&doc);
}

/* Sections of one report may say the same of different sessions. */
static void the_first_section_tells_the_conditions(void **state)
{
	char keys[2][8] = { "hook", "new" };
	char values[2][16] = { "segments", "1" };
	struct condition later[] = {
		{ keys[0], values[0] }, { keys[1], values[1] },
	};
	struct document doc;

	(void)state;
	document_begin(&doc, &moment);
	document_conditions(&doc, model.conditions, model.n_conditions, NULL);
	document_conditions(&doc, later, 2, NULL);
	assert_string_equal(json_string_value(json_object_get(doc.conditions,
							      "hook")), "kretprobe");
	assert_string_equal(json_string_value(json_object_get(doc.conditions,
							      "new")), "1");
	document_drop(&doc);
}

static char *csv(bool header)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	render_csv(out, &report, header);
	fclose(out);
	return text;
}

static void csv_has_fixed_columns(void **state)
{
	char *text, *line, *rest, *p;

	(void)state;
	report.unit = UNIT_TICKS;
	text = rest = csv(true);
	assert_non_null(strstr(text, "\r\n0,64,0,read,100,100,0,0,1,0,0.996931,ticks,1039600.0,400.0,10396.0,"));
	assert_non_null(strstr(text, "\r\n0,64,600,,1,0,0,0,0,0,0.000000,ticks,,,,,,,,,,0\r\n"));
	while ((line = strsep(&rest, "\n")) && *line) {
		int commas = 0;

		for (p = line; *p; p++)
			commas += *p == ',';
		assert_int_equal(commas, 21);
	}
	free(text);
	text = csv(false);
	assert_memory_equal(text, "0,64,0,", 7);
	free(text);
}

static void csv_quotes_what_needs_it(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(names_load(&names, "64 600 sys_a\",b\n"), 0);
	text = csv(false);
	assert_non_null(strstr(text, "0,64,600,\"a\"\",b\","));
	free(text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_table_looks_like_this),
		TEST(both_units_stand_side_by_side),
		TEST(counts_of_zero_are_shown),
		TEST(an_emulated_processor_is_told),
		TEST(an_empty_report_says_so),
		TEST(sorting_is_as_asked),
		TEST(edges_of_buckets_are_marked),
		TEST(histograms_are_drawn),
		TEST(json_has_every_section),
		TEST(json_has_every_figure),
		TEST(json_tells_what_was_not_seen),
		TEST(json_histograms_hold_every_call),
		TEST(json_survives_the_largest_numbers),
		TEST(ticks_tell_an_emulator),
		TEST(the_first_section_tells_the_conditions),
		TEST(csv_has_fixed_columns),
		TEST(csv_quotes_what_needs_it),
	};

	setlocale(LC_CTYPE, "C");
	return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
