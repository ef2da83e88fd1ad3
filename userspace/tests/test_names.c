// SPDX-License-Identifier: GPL-2.0
/*
 * Names of numbers: from the headers, from the running kernel, in selections.
 */
#include <stdlib.h>
#include <string.h>
#include <asm/unistd_64.h>
#include "fake.h"
#include "select.h"
#include "util.h"

static const char table[] =
	"# sysprobe table schema 1\n# kernel: 6.12.0-fake\nabi nr handler\n"
	"64 0 sys_read\n64 1 sys_write\n64 4 sys_newstat\n"
	"64 2 sys_teleport\n"
	"64 335 sys_ni_syscall\n64 470 sys_shiny_call\n"
	"ia32 3 sys_read\nia32 5 compat_sys_open\n"
	"ia32 9999 sys_too_far\nvax 1 sys_exit\ngarbage\n";

static void setup(struct names *names)
{
	memset(names, 0, sizeof(*names));
	assert_int_equal(names_load(names, table), 0);
}

static void builtin_names_are_the_headers(void **state)
{
	(void)state;
	assert_string_equal(names_builtin(SYSPROBE_ABI_64, __NR_read), "read");
	assert_string_equal(names_builtin(SYSPROBE_ABI_64, __NR_execveat),
			    "execveat");
	assert_string_equal(names_builtin(SYSPROBE_ABI_64, __NR_pread64),
			    "pread64");
	assert_string_equal(names_builtin(SYSPROBE_ABI_IA32, 0),
			    "restart_syscall");
	assert_string_equal(names_builtin(SYSPROBE_ABI_IA32, 5), "open");
	/* x32 counts its own calls from 512, without bit 30. */
	assert_string_equal(names_builtin(SYSPROBE_ABI_X32, 512),
			    "rt_sigaction");
	assert_null(names_builtin(SYSPROBE_ABI_64, 1000));
	assert_null(names_builtin(7, 0));
}

static void labels_say_the_abi_unless_it_is_native(void **state)
{
	struct names names = { 0 };
	char buf[NAMES_LABEL];

	(void)state;
	assert_string_equal(names_label(&names, SYSPROBE_ABI_64, 0, buf),
			    "read");
	assert_string_equal(names_label(&names, SYSPROBE_ABI_IA32, 3, buf),
			    "ia32:read");
	assert_string_equal(names_label(&names, SYSPROBE_ABI_X32, 0, buf),
			    "x32:read");
	assert_string_equal(names_label(&names, SYSPROBE_ABI_64, 900, buf),
			    "64:900");
	assert_string_equal(names_label(&names, 9, 5, buf), "?:5");
}

static void the_running_kernel_adds_and_corrects(void **state)
{
	char buf[NAMES_LABEL];
	struct names names;

	(void)state;
	setup(&names);
	assert_true(names.loaded);
	assert_int_equal(names.numbers[SYSPROBE_ABI_64], 471);
	assert_int_equal(names.numbers[SYSPROBE_ABI_X32], 0);
	assert_string_equal(names_label(&names, 0, 470, buf), "shiny_call");
	assert_string_equal(names_label(&names, 0, 4, buf), "stat");
	assert_string_equal(names_label(&names, 0, 335, buf), "64:335");
	/* This kernel's number 2 is no open. */
	assert_string_equal(names_label(&names, 0, 2, buf), "teleport");
	assert_int_equal(names_mismatches(&names, buf), 1);
	assert_string_equal(buf, "teleport");
	assert_int_equal(names_find(&names, 0, "shiny_call"), 470);
	assert_int_equal(names_find(&names, 0, "open"), -1);
	assert_int_equal(names_find(&names, 0, ""), -1);
	names_free(&names);
}

static void handlers_are_recognised_by_their_names(void **state)
{
	static const struct {
		const char *name, *handler;
		bool agree;
	} pairs[] = {
		{ "read", "sys_read", true },
		{ "read", "__x64_sys_read", true },
		{ "stat", "sys_newstat", true },
		{ "uname", "sys_newuname", true },
		{ "sendfile", "sys_sendfile64", true },
		{ "umount2", "sys_umount", true },
		{ "_llseek", "sys_llseek", true },
		{ "_newselect", "compat_sys_select", true },
		{ "ugetrlimit", "compat_sys_getrlimit", true },
		{ "mmap", "compat_sys_ia32_mmap", true },
		{ "mmap2", "sys_mmap_pgoff", true },
		{ "futex", "sys_futex_time32", true },
		{ "futex_time64", "sys_futex", true },
		{ "clock_gettime", "sys_clock_gettime32", true },
		{ "lchown", "sys_lchown16", true },
		{ "preadv2", "compat_sys_preadv64v2", true },
		{ "rt_sigreturn", "compat_sys_x32_rt_sigreturn", true },
		{ "afs_syscall", "sys_ni_syscall", true },
		{ "open", "sys_close", false },
		{ "read", "sys_write", false },
		{ "getpid", "sys_getppid", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		if (names_agree(pairs[i].name, pairs[i].handler) !=
		    pairs[i].agree)
			fail_msg("%s and %s", pairs[i].name, pairs[i].handler);
}

/* Return: the error's text, "" for none. */
static const char *select_words(struct names *names, const char *list,
				char *words)
{
	static struct err err;
	struct selection sel = { 0 };

	memset(&err, 0, sizeof(err));
	if (!selection_add(&sel, names, list, &err))
		selection_words(&sel, words, 256);
	return err.text;
}

static void selections_become_words(void **state)
{
	struct names names = { 0 };
	char words[256];

	(void)state;
	assert_string_equal(select_words(&names, "write,read,ia32:open", words),
			    "");
	assert_string_equal(words, " calls=64:0-1 calls=ia32:5");
	assert_string_equal(select_words(&names, "5,3,7-9,x32:512,ia32:0-2",
					 words), "");
	assert_string_equal(words,
			    " calls=64:3,5,7-9 calls=ia32:0-2 calls=x32:512");
	assert_string_equal(select_words(&names, "64:read", words), "");
	assert_string_equal(words, " calls=64:0");
}

static void every_other_call_fits_a_command(void **state)
{
	struct selection sel = { .some = true };
	char words[SYSPROBE_MAX_COMMAND];
	unsigned int nr;

	(void)state;
	for (nr = 0; nr < 470; nr += 2)
		sel.wanted[0][nr] = true;
	assert_true(selection_words(&sel, words, sizeof(words)) <
		    sizeof(words));
	for (nr = 0; nr < NAMES_MAX_NR; nr += 2)
		sel.wanted[0][nr] = sel.wanted[1][nr] = sel.wanted[2][nr] = true;
	assert_true(selection_words(&sel, words, sizeof(words)) >=
		    sizeof(words));
}

static void wrong_selections_are_refused(void **state)
{
	static const struct {
		const char *list, *says;
	} wrong[] = {
		{ "raed", "did you mean 'read'" },
		{ "", "no syscall ''" },
		{ "read,", "no syscall ''" },
		{ "zzzzzzzzzzzzzz", "give a name or a number" },
		{ "vax:read", "no ABI 'vax'" },
		{ "3-", "no range" },
		{ "5-3", "no range" },
		{ "3x", "no range" },
		{ "99999999999999999999", "no syscall 64:" },
		{ "471", "0 to 470" },
		{ "0-471", "0 to 470" },
		{ "x32:read", "without the x32 ABI" },
		{ "ia32:6", "0 to 5" },
		{ "-1", "no syscall '-1'" },
	};
	struct names names;
	char words[256];
	size_t i;

	(void)state;
	setup(&names);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char *text;

		text = select_words(&names, wrong[i].list, words);
		if (!strstr(text, wrong[i].says))
			fail_msg("'%s': '%s'", wrong[i].list, text);
	}
	names_free(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builtin_names_are_the_headers),
		cmocka_unit_test(labels_say_the_abi_unless_it_is_native),
		cmocka_unit_test(the_running_kernel_adds_and_corrects),
		cmocka_unit_test(handlers_are_recognised_by_their_names),
		cmocka_unit_test(selections_become_words),
		cmocka_unit_test(every_other_call_fits_a_command),
		cmocka_unit_test(wrong_selections_are_refused),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
