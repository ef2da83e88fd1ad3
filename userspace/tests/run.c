// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "run.h"

struct place place;

int run_setup(void **state)
{
	(void)state;
	place_make(&place);
	return 0;
}

int run_teardown(void **state)
{
	(void)state;
	place_remove(&place);
	return 0;
}

void assert_run(const char *arguments, int status)
{
	int got = place_run(&place, arguments);

	if (got != status)
		fail_msg("'%s' exits with %d, not %d: %s%s", arguments, got,
			 status, place.out, place.err);
}

void assert_part(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no '%s' in '%s'", part, text);
}

void assert_one_sentence(const char *arguments, int status, const char *says)
{
	char *end;

	assert_run(arguments, status);
	assert_string_equal(place.out, "");
	assert_memory_equal(place.err, "sysprobe: ", 10);
	assert_part(place.err, says);
	end = strchr(place.err, '\n');
	assert_true(end && !end[1]);
}

void assert_refused(const char *arguments, int status, const char *says)
{
	assert_one_sentence(arguments, status, says);
	assert_told("");
}

void assert_told(const char *expected)
{
	char told[256];

	place_read(&place, "procfs/control", told, sizeof(told));
	if (strcmp(told, expected))
		fail_msg("the kernel was told '%s', not '%s'", told, expected);
}
