// SPDX-License-Identifier: GPL-2.0
/*
 * A file that is there whole or not at all, on a made-up full disk.
 */
#include <errno.h>
#include <unistd.h>
#include "output.h"
#include "run.h"
#include "wrap.h"

/* What fsync fails with; 0: it goes through. */
static int sync_error;
static unsigned int syncs;

int __wrap_fsync(int fd)
{
	syncs++;
	if (!sync_error)
		return __real_fsync(fd);
	errno = sync_error;
	return -1;
}

/* Replace the place's "old". Return: as output_keep(). */
static int replace(int error, struct err *err)
{
	struct output output = { 0 };
	char path[128];
	int ret;

	sync_error = error;
	syncs = 0;
	snprintf(path, sizeof(path), "%s/file", place.dir);
	place_write(&place, "file", "old", 3);
	assert_int_equal(output_prepare_whole(&output, path, err), 0);
	assert_int_equal(output_open_whole(&output, err), 0);
	fputs("new", output_begin(&output));
	ret = output_keep(&output, err);
	output_close(&output);
	assert_int_equal(syncs, 1);
	assert_int_not_equal(access(output.beside, F_OK), 0);
	return ret;
}

static void assert_file(const char *contents)
{
	char buf[16];

	place_read(&place, "file", buf, sizeof(buf));
	assert_string_equal(buf, contents);
	place_write(&place, "file", "", 0);
}

static void a_whole_file_replaces_the_older(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(replace(0, &err), 0);
	assert_file("new");
}

/* Some file systems say only then that they are full. */
static void what_cannot_be_synced_replaces_nothing(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(replace(ENOSPC, &err), -1);
	assert_part(err.text, "No space left");
	assert_int_equal(err.status, STATUS_FAILED);
	assert_file("old");
}

static void what_has_no_sync_is_taken(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(replace(EINVAL, &err), 0);
	assert_file("new");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_file_replaces_the_older),
		TEST(what_cannot_be_synced_replaces_nothing),
		TEST(what_has_no_sync_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
