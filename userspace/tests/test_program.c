// SPDX-License-Identifier: GPL-2.0
/*
 * The whole reader, run in a made-up place: what it prints, what it tells the
 * kernel, how it exits, what it leaves.
 */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "run.h"

static void verbs_explain_themselves(void **state)
{
	(void)state;
	assert_run("sysprobe --version", 0);
	assert_part(place.out, "sysprobe ");
	assert_run("sysprobe help", 0);
	assert_part(place.out, "stat ");
	assert_run("sysprobe --help", 0);
	assert_run("sysprobe help stat", 0);
	assert_part(place.out, "--wait-all");
	assert_run("sysprobe start --help && sysprobe stop -h && sysprobe reset --help && sysprobe status --help", 0);
	assert_run("sysprobe stat --list-columns", 0);
	assert_part(place.out, "p99.9");
	assert_told("");
}

/* Acts that ring 3 is let do would show up on whatever machine builds this. */
static void wrong_words_are_refused(void **state)
{
	(void)state;
	assert_refused("sysprobe", 2, "lists the verbs");
	assert_refused("sysprobe sttat", 2, "did you mean 'stat'");
	assert_refused("sysprobe stat --colour", 2, "no option --colour");
	assert_refused("sysprobe stat -e raed true", 2, "did you mean 'read'");
	assert_refused("sysprobe stat -u hours", 2, "no unit");
	assert_refused("sysprobe stop now", 2, "takes no argument 'now'");
	assert_refused("sysprobe start --on-exec", 2, "-p or -t");
	assert_refused("sysprobe stat -p 2000000000", 1, "no process 2000000000");
	assert_refused("sysprobe stat -t 2000000000", 1, "no thread 2000000000");
}

static void odd_bytes_do_not_reach_the_terminal(void **state)
{
	(void)state;
	assert_refused("sysprobe stat -u \"$(printf 'a\\nb\\033[2J\\177')\"", 2, "'a?b?[2J?'");
	assert_refused("sysprobe \"$(printf 'a\\tb')\"", 2, "'a?b'");
}

static void commands_that_cannot_run_are_refused(void **state)
{
	(void)state;
	assert_refused("sysprobe stat -- no-such-command", 127, "not found");
	assert_refused("sysprobe stat -- ./no-such-command", 127, "not found");
	assert_refused("sysprobe stat -- ''", 127, "not found");
	assert_refused("sysprobe stat -- debugfs/status", 126, "not executable");
	assert_refused("sysprobe stat -- /tmp", 126, "not executable");
}

static void a_file_that_is_no_program_is_126(void **state)
{
	(void)state;
	assert_run("printf 'hello' >odd; chmod +x odd; sysprobe stat -- ./odd", 126);
	assert_part(place.err, "no program");
	assert_run("printf '#!/no/interpreter\\n' >odd; chmod +x odd; sysprobe stat -- ./odd", 126);
	assert_part(place.err, "interpreter");
}

static void a_missing_module_is_told(void **state)
{
	(void)state;
	assert_run("SYSPROBE_DEBUGFS=/no SYSPROBE_PROCFS=/no; sysprobe stat true", 1);
	assert_part(place.err, "insmod");
	assert_run("SYSPROBE_DEBUGFS=/no SYSPROBE_PROCFS=/no; sysprobe status", 1);
	assert_run("SYSPROBE_DEBUGFS=/no SYSPROBE_PROCFS=/no; sysprobe stop", 1);
}

static void a_module_of_another_version_is_refused_first(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->major = 2;
	place_write(&place, "debugfs/snapshot", fake.bytes, fake.size);
	assert_refused("sysprobe stat -- touch ran", 1, "install the reader");
	fake_header(&fake)->major = 0;
	place_write(&place, "debugfs/snapshot", fake.bytes, fake.size);
	assert_refused("sysprobe stat -- touch ran", 1, "rmmod");
	assert_run("test -e ran", 1);
	fake_free(&fake);
}

static void ns_of_an_unknown_clock_are_refused(void **state)
{
	struct fake fake;

	(void)state;
	fake_usual(&fake);
	fake_header(&fake)->tick_khz = 0;
	place_write(&place, "debugfs/snapshot", fake.bytes, fake.size);
	fake_free(&fake);
	assert_refused("sysprobe stat -u ns true", 2, "--unit ticks");
	assert_run("sysprobe stat true", 0);
	assert_part(place.err, "ticks");
}

static void a_command_is_run_and_its_status_passed_on(void **state)
{
	(void)state;
	assert_run("sysprobe stat -- sh -c 'echo hello; exit 7'", 7);
	assert_string_equal(place.out, "hello\n");
	assert_part(place.err, "ia32:open");
	assert_part(place.err, "lost or set aside");
	assert_run("sysprobe stat -- sh -c 'kill -KILL $$'", 128 + 9);
}

static void a_session_is_told_to_the_kernel(void **state)
{
	char told[256];

	(void)state;
	assert_run("sysprobe stat --errors-only -e read,ia32:open -- sh -c 'echo $$'", 0);
	strcpy(strchr(place.out, '\n'), "");
	snprintf(told, sizeof(told),
		 "start pid=%.16s on_exec errors calls=64:0 calls=ia32:5\nstop\n",
		 place.out);
	assert_told(told);
}

static void start_and_stop_are_told_to_the_kernel(void **state)
{
	(void)state;
	assert_run("sysprobe start -e 0-3", 0);
	assert_told("start persist calls=64:0-3\n");
	assert_run("sysprobe stop", 0);
	assert_part(place.out, "stopped");
	assert_run("sysprobe reset", 0);
}

static void a_duration_ends_a_run(void **state)
{
	(void)state;
	assert_run("sysprobe stat -d 0.1", 0);
	assert_part(place.err, "this reader's own calls");
	assert_told("start\nstop\n");
	assert_run("sysprobe stat -d 0.1 -p $$", 0);
	assert_run("sysprobe stat -d 0.1 -t $$", 0);
	assert_run("sysprobe stat -d 0.1 -- sleep 30", 128 + 15);
}

static void a_process_is_followed_until_it_exits(void **state)
{
	(void)state;
	assert_run("until_so started & sysprobe stat -p $!", 0);
	assert_run(">procfs/control; until_so started & sysprobe stat -t $!", 0);
	/* Its parent doesn't wait for it. */
	assert_run(">procfs/control; (until_so started & echo $! >zombie; exec sleep 60) & parent=$!;"
		   "until_so test -s zombie; timeout 30 \"$SYSPROBE\" stat -t $(cat zombie); s=$?;"
		   "kill $parent; exit $s", 0);
}

static void ctrl_c_ends_a_run_with_a_report(void **state)
{
	(void)state;
	assert_run("(until_so started; kill -INT $$) & exec \"$SYSPROBE\" stat", 0);
	assert_part(place.err, "lost or set aside");
	assert_told("start\nstop\n");
}

static void a_commands_ctrl_c_is_its_own(void **state)
{
	(void)state;
	assert_run("(until_so started; kill -INT $$; touch sent) & exec \"$SYSPROBE\" stat -- sh -c '. ./waits; until_so test -e sent; exit 5'", 5);
	assert_part(place.err, "lost or set aside");
}

static void sigterm_takes_the_command_along(void **state)
{
	(void)state;
	assert_run("(until_so started; kill -TERM $$) & exec \"$SYSPROBE\" stat -- sleep 30", 128 + 15);
	assert_run(">procfs/control; (until_so started; kill -TERM $$) & exec \"$SYSPROBE\" stat", 128 + 15);
	assert_part(place.err, "lost or set aside");
}

/* A shell's trap would not do: dash takes it back for what it runs. */
#define IGNORING "env --ignore-signal=CHLD \"$SYSPROBE\" "

static void ignored_children_do_not_hang_a_run(void **state)
{
	(void)state;
	assert_run(IGNORING "stat -- sh -c 'exit 4'", 4);
	/* The command has it as it was, and others' children are waited for. */
	assert_run(IGNORING "stat -- grep -q 'SigIgn:.*[13579bdf]....$' /proc/self/status", 0);
	assert_run("\"$SYSPROBE\" stat -- grep -q 'SigIgn:.*[02468ace]....$' /proc/self/status", 0);
	assert_run(IGNORING "cost -q -o seccomp-kill", 0);
	assert_null(strstr(place.out, "skipped, KILL"));
}

static void others_children_are_not_waited_for(void **state)
{
	(void)state;
	assert_run("sh -c 'sleep 60 & echo $! >other; exec \"$SYSPROBE\" cost -q -o getpid'; s=$?; kill -0 $(cat other) || exit 99; kill $(cat other); exit $s", 0);
}

/* Its process is killed while the kernel takes its time to begin. */
static void a_command_that_never_began_is_reported(void **state)
{
	char command[512];

	(void)state;
	snprintf(command, sizeof(command),
		 "rm procfs/control; mkfifo procfs/control; exec 9<>procfs/control; head -c 65536 /dev/zero >&9;"
		 "\"$SYSPROBE\" stat -- touch ran & pid=$!; until_so inside $pid %d;"
		 "command=$(children $pid); kill -KILL $command; until_so gone $command;"
		 "head -c 65536 <&9 >/dev/null; wait $pid", SYS_write);
	assert_run(command, 128 + 9);
	assert_part(place.err, "lost or set aside");
	assert_run("test -e ran", 1);
}

static void output_that_is_lost_is_told(void **state)
{
	(void)state;
	assert_run("yes 'counter x 0' | head -n 2000 >>debugfs/status; sysprobe status | wc -l | grep -q 2...", 0);
	assert_one_sentence("sysprobe status >/dev/full", 1, "cannot write to stdout");
	assert_one_sentence("sysprobe status >&-", 1, "cannot write to stdout");
	assert_run("sysprobe stat --json >&- true", 1);
}

static void what_is_ignored_already_ends_nothing(void **state)
{
	(void)state;
	assert_run("trap '' HUP; until_so test -e sent & followed=$!;"
		   "(until_so started; kill -HUP $$; touch sent) & exec \"$SYSPROBE\" stat -p $followed", 0);
}

static void survivors_are_waited_for_if_asked(void **state)
{
	(void)state;
	assert_run("sysprobe stat -o r -- sh -c '. ./waits; (until_so test -e go; touch late) & exit 3'; s=$?;"
		   "test ! -e late || exit 99; touch go; exit $s", 3);
	/* A reader that doesn't wait is back long before. */
	assert_run("until_so test -e late; rm late;"
		   "sysprobe stat -o r --wait-all -- sh -c '. ./waits; (until_so gone $$; sleep 0.4; touch late) & exit 3'; s=$?;"
		   "test -e late || exit 99; exit $s", 3);
}

static void reports_go_where_they_should(void **state)
{
	char text[1 << 14];

	(void)state;
	assert_run("sysprobe stat --json true", 0);
	assert_part(place.out, "\"schema\": \"sysprobe/1\"");
	assert_string_equal(place.err, "");
	assert_run("sysprobe stat --csv true", 0);
	assert_part(place.out, "\r\n0,64,0,read,");
	assert_run("sysprobe stat -o report true", 0);
	assert_string_equal(place.err, "");
	place_read(&place, "report", text, sizeof(text));
	assert_part(text, "lost or set aside");
	assert_run("yes | head -c 9999 >report; sysprobe stat --json -o report true", 0);
	place_read(&place, "report", text, sizeof(text));
	assert_true(text[0] == '{' && text[strlen(text) - 2] == '}');
}

static void an_output_that_cannot_be_is_refused_first(void **state)
{
	(void)state;
	assert_refused("sysprobe stat -o /no/dir/file -- touch ran", 1,
		       "cannot write to");
	assert_run("test -e ran", 1);
	assert_run("sysprobe stat -o /dev/full true", 1);
	assert_part(place.err, "make room");
}

static void a_refused_run_leaves_no_file(void **state)
{
	(void)state;
	assert_run("rm procfs/control; sysprobe stat -o report true", 1);
	assert_run("test -e report", 1);
}

static void intervals_are_reported_and_then_the_whole(void **state)
{
	(void)state;
	assert_run("sysprobe stat --csv -i 0.1 -d 0.25", 0);
	assert_memory_equal(place.out, "interval,", 9);
	assert_part(place.out, "\r\n1,64,0,read,100,");
	assert_part(place.out, "\r\n0,64,0,read,100,");
	/* Nothing changed in the second one. */
	assert_null(strstr(place.out, "\r\n2,64,0,read"));
	assert_run("sysprobe stat --json -i 0.1 -d 0.25", 0);
	assert_part(place.out, "\"interval\":1");
	assert_part(place.out, "\"interval\":0");
}

static void the_last_session_can_be_shown(void **state)
{
	static const char command[] = "command: start  errors persist\n";
	struct fake fake;

	(void)state;
	assert_run("sysprobe stat --last --hist", 0);
	assert_part(place.err, "ia32:open");
	assert_told("");
	assert_run("sysprobe stat --last --json", 0);
	assert_part(place.out, "\"errors_only\": false");
	/* Its own command tells what it counted. */
	fake_begin(&fake);
	fake_section(&fake, SYSPROBE_SEC_CONDITIONS, SYSPROBE_KEY_ALL, 1,
		     sizeof(command) - 1, command);
	place_write(&place, "debugfs/snapshot", fake.bytes, fake.size);
	fake_free(&fake);
	assert_run("sysprobe stat --last --json", 0);
	assert_part(place.out, "\"errors_only\": true");
	fake_begin(&fake);
	fake_header(&fake)->session = 0;
	place_write(&place, "debugfs/snapshot", fake.bytes, fake.size);
	fake_free(&fake);
	assert_refused("sysprobe stat --last", 1, "nothing was counted yet");
}

static void status_is_shown(void **state)
{
	(void)state;
	assert_run("sysprobe status", 0);
	assert_part(place.out, "state off");
	assert_run("sysprobe status --json", 0);
	assert_part(place.out, "\"kernel\": \"6.1.0-fake\"");
	assert_run("rm -r debugfs; sysprobe status", 0);
	assert_string_equal(place.out, "one page\n");
	assert_part(place.err, "debugfs");
}

static void names_of_newer_kernels_can_be_chosen(void **state)
{
	(void)state;
	assert_run("sysprobe start -e shiny_call", 0);
	assert_told("start persist calls=64:450\n");
	assert_refused("echo -n >procfs/control; sysprobe start -e x32:read", 2,
		       "without the x32 ABI");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(verbs_explain_themselves),
		TEST(wrong_words_are_refused),
		TEST(odd_bytes_do_not_reach_the_terminal),
		TEST(commands_that_cannot_run_are_refused),
		TEST(a_file_that_is_no_program_is_126),
		TEST(a_missing_module_is_told),
		TEST(a_module_of_another_version_is_refused_first),
		TEST(ns_of_an_unknown_clock_are_refused),
		TEST(a_command_is_run_and_its_status_passed_on),
		TEST(a_session_is_told_to_the_kernel),
		TEST(start_and_stop_are_told_to_the_kernel),
		TEST(a_duration_ends_a_run),
		TEST(a_process_is_followed_until_it_exits),
		TEST(ctrl_c_ends_a_run_with_a_report),
		TEST(a_commands_ctrl_c_is_its_own),
		TEST(sigterm_takes_the_command_along),
		TEST(ignored_children_do_not_hang_a_run),
		TEST(others_children_are_not_waited_for),
		TEST(a_command_that_never_began_is_reported),
		TEST(output_that_is_lost_is_told),
		TEST(what_is_ignored_already_ends_nothing),
		TEST(survivors_are_waited_for_if_asked),
		TEST(reports_go_where_they_should),
		TEST(an_output_that_cannot_be_is_refused_first),
		TEST(a_refused_run_leaves_no_file),
		TEST(intervals_are_reported_and_then_the_whole),
		TEST(the_last_session_can_be_shown),
		TEST(status_is_shown),
		TEST(names_of_newer_kernels_can_be_chosen),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
