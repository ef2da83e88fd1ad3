// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "record.h"
#include "record_args.h"
#include "run.h"

static int parse(struct record_params *params, struct err *err, char *words)
{
	static char *argv[16];
	static struct names names;
	int argc = 0;

	for (argv[0] = strtok(words, " "); argv[argc] && argc < 15;
	     argv[argc] = strtok(NULL, " "))
		argc++;
	return record_args_parse(params, &names, argc, argv, err);
}

static void a_command_line_is_understood(void **state)
{
	char words[] = "record -e read --switches --vdso -b 16 --clock mono -o x -- true 1";
	char least[] = "record";
	struct record_params p;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(parse(&p, &err, words), 0);
	assert_true(p.filter.sel.wanted[SYSPROBE_ABI_64][0]);
	assert_true(p.filter.switches && p.filter.vdso && p.filter.on_exec);
	assert_int_equal(p.buffer, 16);
	assert_string_equal(p.clock, "mono");
	assert_string_equal(p.output, "x");
	assert_string_equal(p.command[1], "1");
	assert_int_equal(parse(&p, &err, least), 0);
	assert_false(p.filter.switches || p.filter.vdso || p.filter.on_exec);
	assert_int_equal(p.buffer, RECORD_BUFFER_USUAL);
	assert_string_equal(p.clock, "local");
	assert_string_equal(p.output, "trace.dat");
	assert_null(p.command);
}

static void the_kernel_is_asked_for_kinds(void **state)
{
	char words[] = "record --switches --vdso -e 3";
	char command[SYSPROBE_MAX_COMMAND];
	struct record_params p;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(parse(&p, &err, words), 0);
	assert_int_equal(filter_command(&p.filter, command, sizeof(command),
					&err), 0);
	assert_string_equal(command, "start switches vdso calls=64:3");
}

/* So many of each kind, and so many lost. */
static struct record made(uint64_t calls, uint64_t switches, uint64_t lost)
{
	struct record r = {
		.file = "trace.dat", .clock = "local", .buffer_kib = 64,
		.wanted = { true, true, false },
		.events = { { 300, calls }, { 301, switches }, { 0, 0 } },
		.n_cpus = 2,
	};

	r.cpus = calloc(2, sizeof(*r.cpus));
	assert_non_null(r.cpus);
	r.cpus[0].written = calls;
	r.cpus[1].written = switches;
	r.cpus[1].losses.overrun = lost;
	return r;
}

static void equal(uint64_t calls, uint64_t switches, bool expected,
		  struct record *r)
{
	r->counted[RECORD_SYSCALL] = calls;
	r->counted[RECORD_SWITCH] = switches;
	assert_int_equal(record_equal(r), expected);
}

static void events_are_held_against_counts(void **state)
{
	struct record r = made(10, 5, 0);

	(void)state;
	equal(10, 5, true, &r);
	equal(11, 5, false, &r);
	equal(11, 4, false, &r);
	r.others = 1;
	equal(10, 5, false, &r);
	record_free(&r);
	r = made(10, 5, 3);
	equal(12, 6, true, &r);
	equal(10, 5, false, &r);
	r.cpus[0].losses.commit_overrun = 1;
	r.cpus[0].losses.dropped = 2;
	equal(12, 9, true, &r);
	assert_int_equal(record_lost(&r), 6);
	r.untold = 2;
	equal(12, 9, false, &r);
	equal(12, 11, true, &r);
	record_free(&r);
}

/* What is said of it, to be freed. */
static char *said(const struct record *r)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	render_record(out, r);
	fclose(out);
	return text;
}

static void losses_are_plain_to_see(void **state)
{
	struct record r = made(10, 5, 0);
	char *text;

	(void)state;
	equal(10, 5, true, &r);
	text = said(&r);
	assert_part(text, "all that was counted is in the file");
	assert_null(strstr(text, "overwritten"));
	free(text);
	r.cpus[1].losses.overrun = 3;
	text = said(&r);
	assert_part(text, "Events do not equal counts: 18 were written or lost, 15 were counted");
	free(text);
	equal(12, 6, true, &r);
	text = said(&r);
	assert_part(text, "15 are in the file, 3 were lost, 18 were counted");
	assert_part(text, "overwritten");
	assert_part(text, "has gaps");
	free(text);
	record_free(&r);
}

static void programs_are_told_the_same(void **state)
{
	struct record r = made(10, 5, 3);
	bool failed = false;
	json_t *section;

	(void)state;
	equal(12, 6, true, &r);
	r.file = "not\xffutf-8";
	section = render_record_json(&failed, &r);
	assert_false(failed);
	assert_true(json_is_null(json_object_get(section, "file")));
	assert_int_equal(json_integer_value(json_object_get(section, "lost")), 3);
	assert_int_equal(json_integer_value(json_object_get(section, "written")), 15);
	assert_int_equal(json_integer_value(json_object_get(section, "counted")), 18);
	assert_true(json_is_true(json_object_get(section, "equal")));
	assert_int_equal(json_array_size(json_object_get(section, "events")), 2);
	assert_int_equal(json_array_size(json_object_get(section, "cpus")), 2);
	json_decref(section);
	record_free(&r);
}

static void wrong_words_are_refused(void **state)
{
	(void)state;
	assert_refused("sysprobe record --buffer 3 true", 2, "KiB");
	assert_refused("sysprobe record --buffer 1048577 true", 2, "KiB");
	assert_refused("sysprobe record --buffer -5 true", 2, "KiB");
	assert_refused("sysprobe record --buffer 5M true", 2, "KiB");
	assert_refused("sysprobe record -o '' true", 2, "name of a file");
	assert_refused("sysprobe record -e raed true", 2, "did you mean 'read'");
	assert_refused("sysprobe record -p 1 true", 2, "not both");
	assert_refused("sysprobe record --", 2, "no command");
	assert_refused("sysprobe record --wait-all", 2, "COMMAND");
	assert_refused("sysprobe record -p 2000000000", 1, "no process");
	assert_refused("sysprobe record no-such-command", 127, "not found");
	assert_refused("sysprobe record -o no-such-dir/x true", 1, "cannot write");
	assert_refused("SYSPROBE_DEBUGFS=/no SYSPROBE_PROCFS=/no sysprobe record true", 1, "insmod");
}

/*
 * With another module than the one that is made up, if any, there are no events
 * here. What was there before stays.
 */
static void without_events_nothing_is_recorded(void **state)
{
	(void)state;
	assert_refused("echo kept >trace.dat; sysprobe record -- touch ran", 1, "trac");
	assert_run("test -e ran || [ \"$(cat trace.dat)\" != kept ] || [ \"$(echo trace.dat*)\" != trace.dat ]", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_line_is_understood),
		cmocka_unit_test(the_kernel_is_asked_for_kinds),
		cmocka_unit_test(events_are_held_against_counts),
		cmocka_unit_test(losses_are_plain_to_see),
		cmocka_unit_test(programs_are_told_the_same),
		TEST(wrong_words_are_refused),
		TEST(without_events_nothing_is_recorded),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
