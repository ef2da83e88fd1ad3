// SPDX-License-Identifier: GPL-2.0
/*
 * report, run in a made-up place: what it gathers, what it says is missing, and
 * what becomes of its file.
 */
#include <jansson.h>
#include <string.h>
#include "run.h"

/* With getppid in every ABI, or else entry has nothing to measure. */
static int setup(void **state)
{
	static const char table[] =
		"# sysprobe table schema 1\nabi nr handler\n64 0 sys_read\n"
		"64 110 sys_getppid\nia32 5 compat_sys_open\n"
		"ia32 64 sys_getppid\nx32 110 sys_getppid\n";

	run_setup(state);
	place_write(&place, "debugfs/table", table, sizeof(table) - 1);
	return 0;
}

/* What the last run wrote to stdout, as a document. */
static json_t *document(void)
{
	json_error_t why;
	json_t *root = json_loads(place.out, JSON_REJECT_DUPLICATES, &why);

	if (!root)
		fail_msg("%s in %s", why.text, place.out);
	return root;
}

static const char *skipped(const json_t *root, const char *section)
{
	return json_string_value(json_object_get(json_object_get(root, section),
						 "skipped"));
}

static void everything_is_gathered(void **state)
{
	json_t *root;

	(void)state;
	assert_run("sysprobe report --json -", 0);
	root = document();
	assert_int_equal(json_object_size(root), 14);
	assert_null(skipped(root, "session"));
	assert_null(skipped(root, "entry"));
	assert_int_equal(json_array_size(json_object_get(root, "syscalls")), 3);
	assert_true(json_is_array(json_object_get(json_object_get(root, "entry"),
						  "methods")));
	assert_true(json_is_array(json_object_get(json_object_get(root, "cr3"),
						  "pages")));
	assert_true(json_is_array(json_object_get(json_object_get(root,
						  "cr3_cost"), "operations")));
	assert_true(json_is_array(json_object_get(json_object_get(root, "rings"),
						  "registers")));
	assert_true(json_is_array(json_object_get(json_object_get(root, "cost"),
						  "rows")));
	assert_true(json_is_array(json_object_get(json_object_get(root, "vdso"),
						  "calls")));
	assert_true(json_is_true(json_object_get(json_object_get(root,
					"vdso_rewrites"), "busy")));
	/* The clocksource is in the section, and no condition of all else. */
	assert_null(json_object_get(json_object_get(root, "conditions"),
				    "clocksource"));
	assert_true(json_is_true(json_object_get(json_object_get(root,
					"conditions"), "emulated")));
	json_decref(root);
}

static void eyes_see_the_same(void **state)
{
	(void)state;
	assert_run("sysprobe report", 0);
	assert_part(place.out, "# kernel: 6.1.0-fake\n");
	assert_part(place.out, "# beware: this CPU is emulated");
	assert_part(place.out, "\nia32:open ");
	assert_part(place.out, "\ngetppid by syscall, 10000 calls");
	assert_part(place.out, "  kpti                 on a boot option");
	assert_part(place.out, "  HLT           stop this CPU");
	assert_part(place.out, "\nWhile this CPU was kept busy, with clocksource tsc,");
	assert_part(place.out, "       s rewrites/s   ticks by tick");
	/* Once for all of them. */
	assert_null(strstr(strstr(place.out, "# kernel: ") + 1, "# kernel: "));
}

static void a_command_is_counted(void **state)
{
	(void)state;
	assert_run("sysprobe report --json file -- sh -c 'echo hello; exit 7'", 7);
	assert_string_equal(place.out, "hello\n");
	assert_run("test -s file && ! ls file.*", 0);
	/* What else is gathered gives commands of its own afterwards. */
	assert_run(": >procfs/control; sysprobe report -- cp procfs/control told", 0);
	assert_run("grep -q '^start pid=[0-9]* on_exec$' told", 0);
}

static void what_is_missing_is_said(void **state)
{
	struct fake fake;
	json_t *root;

	(void)state;
	fake_begin(&fake);
	fake_header(&fake)->session = 0;
	place_write(&place, "debugfs/snapshot", fake.bytes, fake.size);
	fake_free(&fake);
	assert_run("rm debugfs/entry debugfs/pagetables; sysprobe report --json -", 0);
	root = document();
	assert_part(skipped(root, "session"), "nothing was counted yet");
	assert_part(skipped(root, "entry"), "has no ");
	assert_part(skipped(root, "cr3"), "has no ");
	assert_null(skipped(root, "rings"));
	assert_null(json_object_get(root, "syscalls"));
	json_decref(root);
	assert_run("sysprobe report", 0);
	assert_part(place.out, "skipped, nothing was counted yet");
}

static void without_a_module_there_are_still_the_acts(void **state)
{
	json_t *root;

	(void)state;
	assert_run("rm -r debugfs procfs; sysprobe report --json -", 0);
	root = document();
	assert_part(skipped(root, "session"), "not loaded");
	assert_part(skipped(root, "entry"), "not loaded");
	assert_part(skipped(root, "cr3"), "not loaded");
	assert_true(json_array_size(json_object_get(json_object_get(root,
					"rings"), "acts")) > 5);
	/* The cost table looks at the machine by itself. */
	assert_true(json_is_boolean(json_object_get(json_object_get(root,
					"conditions"), "emulated")));
	json_decref(root);
}

/* Whoever names a command wants it counted, not skipped. */
static void a_command_that_cannot_be_counted_is_an_error(void **state)
{
	(void)state;
	assert_run("sysprobe report -- no-such-command", 127);
	assert_string_equal(place.out, "");
	assert_run("sysprobe report --", 2);
	assert_run("rm -r debugfs procfs; sysprobe report -- touch ran", 1);
	assert_part(place.err, "not loaded");
	assert_run("test -e ran", 1);
}

static void a_failed_run_leaves_the_file_alone(void **state)
{
	char text[64];

	(void)state;
	assert_run("echo precious >file; sysprobe report --json file -- no-such-command", 127);
	place_read(&place, "file", text, sizeof(text));
	assert_string_equal(text, "precious\n");
	/* A limit that no report keeps to; SIGXFSZ ignored gives EFBIG. */
	assert_run("trap '' XFSZ; ulimit -f 1; \"$SYSPROBE\" report --json file", 1);
	place_read(&place, "file", text, sizeof(text));
	assert_string_equal(text, "precious\n");
	assert_run("ls file?*", 2);
	assert_run("sysprobe report --json /no/dir/file -- touch ran", 1);
	assert_part(place.err, "cannot write to /no/dir/file");
	assert_run("test -e ran", 1);
	assert_run("sysprobe report --json /dev/full", 1);
	assert_part(place.err, "make room");
	assert_run("sysprobe report --json - >/dev/full", 1);
}

static void a_file_stays_whose_it_was(void **state)
{
	(void)state;
	assert_run("touch file; chmod 600 file; sysprobe report --json file && grep -q schema file && stat -c %a file", 0);
	assert_string_equal(place.out, "600\n");
	/* What a process of this number left when it was killed. */
	assert_run("sh -c 'touch new.new-$$; exec \"$SYSPROBE\" report --json new' && grep -q schema new", 0);
}

static void a_link_stays_a_link(void **state)
{
	(void)state;
	assert_run("mkdir d; echo old >d/file; ln -s d/file link; sysprobe report --json link && test -L link && grep -q schema d/file && test \"$(ls d)\" = file", 0);
}

static void wrong_words_are_refused(void **state)
{
	(void)state;
	assert_run("sysprobe report --json", 2);
	assert_part(place.err, "needs a value");
	assert_run("sysprobe report --json ''", 2);
	assert_run("sysprobe report --jsno x", 2);
	assert_part(place.err, "did you mean '--json'");
}

/* Word for word, each help that the documentation shows. */
static void help_is_as_documented(void **state)
{
	(void)state;
	assert_run(
"doc=$SOURCE/../Documentation/usage.rst\n"
"sed -n 's/^    \\$ sysprobe \\(help.*\\)/\\1/p' $doc >verbs\n"
"[ $(wc -l <verbs) -ge 5 ] || exit 1\n"
"while read -r words; do\n"
"  shown=$(awk -v line=\"    \\$ sysprobe $words\" '$0 == line { on = 1; next } on && /^[^ ]/ { exit } on' $doc | sed 's/^    //')\n"
"  [ \"$shown\" = \"$(sysprobe $words)\" ] || { echo \"$words\" >&2; exit 1; }\n"
"done <verbs", 0);
}

#undef TEST
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, run_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_gathered),
		TEST(eyes_see_the_same),
		TEST(a_command_is_counted),
		TEST(what_is_missing_is_said),
		TEST(without_a_module_there_are_still_the_acts),
		TEST(a_command_that_cannot_be_counted_is_an_error),
		TEST(a_failed_run_leaves_the_file_alone),
		TEST(a_file_stays_whose_it_was),
		TEST(a_link_stays_a_link),
		TEST(wrong_words_are_refused),
		TEST(help_is_as_documented),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
