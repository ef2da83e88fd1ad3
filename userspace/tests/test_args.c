// SPDX-License-Identifier: GPL-2.0
/*
 * Command lines to parameters, parameters to the kernel's command.
 */
#include <string.h>
#include "fake.h"
#include "stat_args.h"
#include "util.h"

static struct names names;	/* empty: only the headers' names */
static struct stat_params params;
static struct err err;

/* Split at spaces, so that a test reads like a command line. */
static int parse(const char *line)
{
	static char copy[512];
	static char *argv[32];
	char *rest = copy;
	int argc = 0;

	memset(&err, 0, sizeof(err));
	snprintf(copy, sizeof(copy), "%s", line);
	while ((argv[argc] = strsep(&rest, " ")))
		argc++;
	return stat_args_parse(&params, &names, argc, argv, &err);
}

static void assert_command(const char *line, const char *expected)
{
	char command[SYSPROBE_MAX_COMMAND];

	assert_int_equal(parse(line), 0);
	assert_int_equal(filter_command(&params.filter, command,
					sizeof(command), &err), 0);
	assert_string_equal(command, expected);
}

static void nothing_asked_for_means_the_usual(void **state)
{
	(void)state;
	assert_int_equal(parse("stat"), 0);
	assert_int_equal(params.filter.scope, SCOPE_ALL);
	assert_int_equal(params.format, FORMAT_TABLE);
	assert_int_equal(params.unit, UNIT_AUTO);
	assert_string_equal(params.sort->key, "total");
	assert_false(params.ascending);
	assert_null(params.command);
	assert_null(params.output);
	assert_string_equal(params.columns[0]->key, "calls");
	assert_true(params.n_columns > 5);
}

static void filters_become_a_command(void **state)
{
	(void)state;
	assert_command("stat", "start");
	assert_command("stat -p 12", "start pid=12");
	assert_command("stat --pid=12 --errors-only", "start pid=12 errors");
	assert_command("stat -t12 --hook tracepoint",
		       "start hook=tracepoint tid=12");
	assert_command("stat -e read -e ia32:open --syscalls 7-9",
		       "start calls=64:0,7-9 calls=ia32:5");
}

static void a_command_begins_at_the_first_word(void **state)
{
	(void)state;
	assert_int_equal(parse("stat -u both ls -l -u"), 0);
	assert_string_equal(params.command[0], "ls");
	assert_string_equal(params.command[2], "-u");
	assert_int_equal(params.unit, UNIT_BOTH);
	assert_true(params.filter.on_exec);
	assert_int_equal(parse("stat -- -odd"), 0);
	assert_string_equal(params.command[0], "-odd");
}

static void options_are_understood(void **state)
{
	(void)state;
	assert_int_equal(parse("stat -i 0.5 -d 3 --hist --per-errno --wait-all -- x"), 0);
	assert_true(params.interval == 0.5 && params.duration == 3);
	assert_true(params.hist && params.per_errno && params.wait_all);
	assert_int_equal(parse("stat -c p99.9,calls,oncpu -s mean:asc -o f"), 0);
	assert_int_equal(params.n_columns, 3);
	assert_string_equal(params.columns[0]->key, "p99.9");
	assert_string_equal(params.sort->key, "mean");
	assert_true(params.ascending);
	assert_string_equal(params.output, "f");
	assert_int_equal(parse("stat --columns all --sort nr"), 0);
	assert_null(params.sort);
	assert_true(params.ascending);
	assert_int_equal(parse("stat --sort nr:desc"), 0);
	assert_null(params.sort);
	assert_false(params.ascending);
	assert_int_equal(parse("stat -Hj"), -1);
	assert_int_equal(parse("stat -ju ns"), 0);
	assert_int_equal(params.format, FORMAT_JSON);
	assert_int_equal(params.unit, UNIT_NS);
	assert_int_equal(parse("stat --errors-only"), 0);
	assert_string_equal(params.sort->key, "errors");
}

static void wrong_lines_are_refused_with_a_sentence(void **state)
{
	static const struct {
		const char *line, *says;
	} wrong[] = {
		{ "stat --intervall 1", "did you mean '--interval'" },
		{ "stat --int 1", "no option --int" },
		{ "stat -x", "no option -x" },
		{ "stat -p", "needs a value: --pid PID" },
		{ "stat --hist=3", "takes no value" },
		{ "stat -p 0", "no process or thread number" },
		{ "stat -p -3", "no process or thread number" },
		{ "stat -p 12x", "no process or thread number" },
		{ "stat -p 99999999999", "no process or thread number" },
		{ "stat -p 1 -t 2", "give -p or -t once" },
		{ "stat -p 1 ls", "not both" },
		{ "stat --", "no command after --" },
		{ "stat -e raed", "did you mean 'read'" },
		{ "stat --hook ftrace", "no hook 'ftrace'" },
		{ "stat -u hours", "no unit 'hours'" },
		{ "stat -c totl", "did you mean 'total'" },
		{ "stat -c calls,calls", "listed twice" },
		{ "stat -s mean:up", "no order" },
		{ "stat -s color", "no column 'color'" },
		{ "stat -i 0", "no time" },
		{ "stat -i -1", "no time" },
		{ "stat -i nan", "no time" },
		{ "stat -d inf", "no time" },
		{ "stat -d 1e99", "no time" },
		{ "stat --json --csv", "one format" },
		{ "stat --json -u both", "one unit" },
		{ "stat --csv --per-errno", "use --json" },
		{ "stat --json -c calls", "are for the table" },
		{ "stat --wait-all", "add -- COMMAND" },
		{ "stat --last -p 1", "--last shows" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (!parse(wrong[i].line))
			fail_msg("'%s' was accepted", wrong[i].line);
		if (err.status != STATUS_USAGE ||
		    !strstr(err.text, wrong[i].says))
			fail_msg("'%s': %d '%s'", wrong[i].line, err.status,
				 err.text);
	}
}

static void parsing_twice_gives_the_same(void **state)
{
	struct stat_params first;

	(void)state;
	assert_int_equal(parse("stat -e 1 -c calls -u ns"), 0);
	first = params;
	assert_int_equal(parse("stat -e 1 -c calls -u ns"), 0);
	assert_memory_equal(&first, &params, sizeof(params));
}

static void a_command_too_long_for_the_kernel_is_refused(void **state)
{
	char command[SYSPROBE_MAX_COMMAND];
	struct filter filter = { .sel.some = true };
	unsigned int nr;

	(void)state;
	for (nr = 0; nr < NAMES_MAX_NR; nr += 2)
		filter.sel.wanted[0][nr] = filter.sel.wanted[1][nr] =
			filter.sel.wanted[2][nr] = true;
	assert_int_equal(filter_command(&filter, command, sizeof(command),
					&err), -1);
	assert_non_null(strstr(err.text, "list ranges"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_asked_for_means_the_usual),
		cmocka_unit_test(filters_become_a_command),
		cmocka_unit_test(a_command_begins_at_the_first_word),
		cmocka_unit_test(options_are_understood),
		cmocka_unit_test(wrong_lines_are_refused_with_a_sentence),
		cmocka_unit_test(parsing_twice_gives_the_same),
		cmocka_unit_test(a_command_too_long_for_the_kernel_is_refused),
	};

	return cmocka_run_group_tests_name("args", tests, NULL, NULL);
}
