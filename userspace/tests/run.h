/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The whole reader, run in a made-up place, and what is asserted of it.
 */
#ifndef SYSPROBE_TESTS_RUN_H
#define SYSPROBE_TESTS_RUN_H

#include "fake.h"

/* Where the test that is running runs it. */
extern struct place place;

/* For each test: makes the place, and removes it. */
int run_setup(void **state);
int run_teardown(void **state);

#define TEST(f) cmocka_unit_test_setup_teardown(f, run_setup, run_teardown)

/* It exits with that status. */
void assert_run(const char *arguments, int status);

/* Text has that part. */
void assert_part(const char *text, const char *part);

/* One sentence on stderr, nothing on stdout. */
void assert_one_sentence(const char *arguments, int status, const char *says);

/* The same, and nothing was told to the kernel. */
void assert_refused(const char *arguments, int status, const char *says);

/* What control was told; in a plain file, one command after the other. */
void assert_told(const char *expected);

#endif /* SYSPROBE_TESTS_RUN_H */
