// SPDX-License-Identifier: GPL-2.0
/*
 * The door to the kernel, with made-up directories and made-up failures.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fake.h"
#include "kif.h"
#include "wrap.h"
#include "util.h"

static struct place place;
static struct kif kif;
static struct err err;

/* What the wrapped calls do: fail with these, or go through at 0. */
static int open_error, write_error;
static const char *open_victim;		/* part of the path that fails */
static const char *control_says;	/* NULL: go through */
static const char *types = "nodev\tdebugfs\n";	/* of file systems */

/* Where those are said to be. */
static const char *types_path(void)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/filesystems", place.dir);
	return path;
}

int __wrap_open(const char *path, int flags, mode_t mode)
{
	if (open_error && strstr(path, open_victim)) {
		errno = open_error;
		return -1;
	}
	if (!strcmp(path, "/proc/filesystems")) {
		place_write(&place, "filesystems", types, strlen(types));
		path = types_path();
	}
	return __real_open(path, flags, mode);
}

ssize_t __wrap_write(int fd, const void *buf, size_t size)
{
	if (write_error) {
		errno = write_error;
		return -1;
	}
	return __real_write(fd, buf, size);
}

ssize_t __wrap_pread(int fd, void *buf, size_t size, off_t at)
{
	if (control_says) {
		size_t length = strlen(control_says);

		if (length > size)
			length = size;
		memcpy(buf, control_says, length);
		return length;
	}
	return __real_pread(fd, buf, size, at);
}

static int setup(void **state)
{
	char path[128];

	(void)state;
	place_make(&place);
	snprintf(path, sizeof(path), "%s/debugfs", place.dir);
	setenv("SYSPROBE_DEBUGFS", path, 1);
	snprintf(path, sizeof(path), "%s/procfs", place.dir);
	setenv("SYSPROBE_PROCFS", path, 1);
	memset(&err, 0, sizeof(err));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	open_error = 0;
	write_error = 0;
	open_victim = NULL;
	control_says = NULL;
	types = "nodev\tdebugfs\n";
	place_remove(&place);
	return 0;
}

static void assert_says(const char *part)
{
	if (!strstr(err.text, part))
		fail_msg("'%s' does not say '%s'", err.text, part);
	assert_int_equal(err.status, STATUS_FAILED);
	assert_null(strchr(err.text, '\n'));
}

static void remove_file(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", place.dir, name);
	assert_int_equal(remove(path), 0);
}

static void empty_debugfs(void)
{
	remove_file("debugfs/cr3");
	remove_file("debugfs/cr3_cost");
	remove_file("debugfs/pagetables");
	remove_file("debugfs/entry");
	remove_file("debugfs/rings");
	remove_file("debugfs/snapshot");
	remove_file("debugfs/status");
	remove_file("debugfs/switches");
	remove_file("debugfs/table");
	remove_file("debugfs/vdso");
	remove_file("debugfs");
}

static void files_are_read(void **state)
{
	size_t size;
	void *bytes;
	char *text;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	text = kif_text(&kif, "status", &err);
	assert_non_null(text);
	assert_non_null(strstr(text, "state off"));
	free(text);
	bytes = kif_snapshot(&kif, &size, &err);
	assert_non_null(bytes);
	assert_true(size > sizeof(struct sysprobe_header));
	free(bytes);
	text = kif_summary(&kif, &err);
	assert_string_equal(text, "one page\n");
	free(text);
}

static void without_a_module_it_says_how_to_load_it(void **state)
{
	(void)state;
	setenv("SYSPROBE_DEBUGFS", "/nonexistent/debugfs", 1);
	setenv("SYSPROBE_PROCFS", "/nonexistent/procfs", 1);
	assert_int_equal(kif_init(&kif, &err), -1);
	assert_says("insmod module/sysprobe.ko");
}

static void without_debugfs_it_says_how_to_mount_it(void **state)
{
	(void)state;
	empty_debugfs();
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_null(kif_text(&kif, "status", &err));
	assert_says("mount -t debugfs");
	types = "nodev\tproc\nnodev\tnodebugfs\n";
	assert_null(kif_text(&kif, "status", &err));
	assert_says("without the option debugfs=");
}

static void without_debugfs_control_still_works(void **state)
{
	struct kif_session session;

	(void)state;
	empty_debugfs();
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	assert_int_equal(kif_command(&session, "stop", &err), 0);
	kif_close(&session);
}

static void without_permission_it_says_sudo(void **state)
{
	struct kif_session session;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	open_error = EACCES;
	open_victim = "snapshot";
	assert_null(kif_snapshot(&kif, &(size_t){ 0 }, &err));
	assert_says("sudo");
	open_victim = "control";
	assert_int_equal(kif_open(&kif, &session, &err), -1);
	assert_says("sudo");
}

static void under_lockdown_it_says_what_still_works(void **state)
{
	if (geteuid())
		skip();
	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	open_error = EPERM;
	open_victim = "debugfs/snapshot";
	assert_null(kif_snapshot(&kif, &(size_t){ 0 }, &err));
	assert_says("locked down");
	assert_says("procfs/control");
}

static void control_in_procfs_comes_first(void **state)
{
	struct kif_session session;
	char text[64];

	(void)state;
	place_write(&place, "debugfs/control", "", 0);
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	assert_int_equal(kif_command(&session, "start pid=1", &err), 0);
	kif_close(&session);
	place_read(&place, "procfs/control", text, sizeof(text));
	assert_string_equal(text, "start pid=1\n");
	place_read(&place, "debugfs/control", text, sizeof(text));
	assert_string_equal(text, "");
	remove_file("procfs/control");
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	assert_int_equal(kif_command(&session, "stop", &err), 0);
	kif_close(&session);
	place_read(&place, "debugfs/control", text, sizeof(text));
	assert_string_equal(text, "stop\n");
}

static void a_child_does_not_inherit_the_session(void **state)
{
	struct kif_session session;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	assert_true(fcntl(session.fd, F_GETFD) & FD_CLOEXEC);
	kif_close(&session);
	kif_close(&session);
}

static void the_session_is_known_by_its_number(void **state)
{
	struct kif_session session;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	control_says = "on session=17 owner=4 persist=0 hook=kretprobe\n";
	assert_int_equal(kif_command(&session, "start", &err), 0);
	assert_int_equal(session.number, 17);
	kif_close(&session);
}

static void refusals_are_put_into_words(void **state)
{
	static const struct {
		int error;
		const char *control, *says;
	} refusals[] = {
		{ EBUSY, "on session=3 owner=1234 persist=0 hook=kretprobe",
		  "process 1234 is counting" },
		{ EBUSY, "on session=3 owner=1234 persist=1 hook=kretprobe",
		  "sysprobe stop" },
		{ EINVAL, "off", "does not understand" },
		{ ESRCH, "off", "no such process" },
		{ EOPNOTSUPP, "off", "sysprobe status" },
		{ ENOENT, "off", "nothing is counting" },
		{ ENOMEM, "off", "no memory" },
		{ EIO, "off", "does not fire" },
		{ E2BIG, "off", "list ranges" },
		{ EPERM, "off", "sudo" },
		{ ENODEV, "off", "kernel's log" },
	};
	struct kif_session session;
	size_t i;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		int ret;

		write_error = refusals[i].error;
		control_says = refusals[i].control;
		ret = kif_command(&session, "start", &err);
		write_error = 0;
		assert_int_equal(ret, -1);
		assert_says(refusals[i].says);
	}
	kif_close(&session);
}

/* Direct calls are for tasks that are named. */
static void hook_direct_for_everyone_has_words_of_its_own(void **state)
{
	static const struct {
		const char *command;
		const char *says;
	} cases[] = {
		{ "start hook=direct", "every task" },
		{ "start hook=direct calls=64:0", "every task" },
		{ "start hook=direct pid=7", "sysprobe status" },
		{ "start hook=direct tid=7", "sysprobe status" },
		{ "start hook=tracepoint", "sysprobe status" },
	};
	struct kif_session session;
	size_t i;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int ret;

		write_error = EOPNOTSUPP;
		ret = kif_command(&session, cases[i].command, &err);
		write_error = 0;
		assert_int_equal(ret, -1);
		assert_says(cases[i].says);
	}
	kif_close(&session);
}

/* What has no --hook is not told to choose another. */
static void refused_segments_have_words_of_their_own(void **state)
{
	static const int errors[] = { EOPNOTSUPP, EIO };
	struct kif_session session;
	size_t i;

	(void)state;
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		int ret;

		write_error = errors[i];
		ret = kif_command(&session, "start segments=64:110", &err);
		write_error = 0;
		assert_int_equal(ret, -1);
		assert_says(errors[i] == EIO ? "switch probes on" :
			    "another --method");
		assert_null(strstr(err.text, "--hook"));
	}
	kif_close(&session);
}

static void a_command_longer_than_a_write_may_be_is_not_sent(void **state)
{
	char command[SYSPROBE_MAX_COMMAND + 100];
	struct kif_session session;
	char text[64];

	(void)state;
	memset(command, 'x', sizeof(command));
	command[sizeof(command) - 1] = '\0';
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_int_equal(kif_open(&kif, &session, &err), 0);
	assert_int_equal(kif_command(&session, command, &err), -1);
	kif_close(&session);
	place_read(&place, "procfs/control", text, sizeof(text));
	assert_string_equal(text, "");
}

static void an_endless_file_is_refused(void **state)
{
	char path[128];
	size_t size;

	(void)state;
	remove_file("debugfs/rings");
	remove_file("debugfs/snapshot");
	snprintf(path, sizeof(path), "%s/debugfs/snapshot", place.dir);
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_int_equal(kif_init(&kif, &err), 0);
	assert_null(kif_snapshot(&kif, &size, &err));
	assert_says("larger than any");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_are_read),
		TEST(without_a_module_it_says_how_to_load_it),
		TEST(without_debugfs_it_says_how_to_mount_it),
		TEST(without_debugfs_control_still_works),
		TEST(without_permission_it_says_sudo),
		TEST(under_lockdown_it_says_what_still_works),
		TEST(control_in_procfs_comes_first),
		TEST(a_child_does_not_inherit_the_session),
		TEST(the_session_is_known_by_its_number),
		TEST(refusals_are_put_into_words),
		TEST(hook_direct_for_everyone_has_words_of_its_own),
		TEST(refused_segments_have_words_of_their_own),
		TEST(a_command_longer_than_a_write_may_be_is_not_sent),
		TEST(an_endless_file_is_refused),
	};

	return cmocka_run_group_tests_name("kif", tests, NULL, NULL);
}
