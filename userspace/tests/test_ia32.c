// SPDX-License-Identifier: GPL-2.0
/*
 * The 32-bit program: what it may say, and what a child may do in its place. The
 * fexecve() that would start it is made here.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "fake.h"
#include "ia32.h"
#include "ia32_clocks.h"
#include "util.h"
#include "vdso_image.h"
#include "wrap.h"

#define NR	64U
#define N	3U

/* As the program would write it. */
struct said {
	struct ia32_answer head;
	uint64_t ticks[2 * N];
};

static const struct said usual = {
	.head = { IA32_MAGIC, IA32_VERSION, IA32_SYSENTER, 0, NR, N },
	.ticks = { 300, 301, 302, 30, 31, 32 },
};

static uint64_t ticks[2 * N];
static struct err why;

/* What the child does in place of the program; NULL: run that. */
static void (*pretend)(int out);
static int memfd_error;		/* memfd_create() fails with it, at 0 it doesn't */
static int memfd_exec_error;	/* only if it is told that the file is to be run */
static bool hurry;		/* ten minutes pass each time one looks */

int __wrap_fexecve(int fd, char *const argv[], char *const envp[])
{
	if (!pretend)
		return __real_fexecve(fd, argv, envp);
	assert_string_equal(argv[1], "64");
	assert_string_equal(argv[2], "3");
	pretend(atoi(argv[3]));
	return -1;
}

int __wrap_memfd_create(const char *name, unsigned int flags)
{
	errno = flags & 0x10 ? memfd_exec_error : 0;
	if (memfd_error)
		errno = memfd_error;
	return errno ? -1 : __real_memfd_create(name, flags);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
	static time_t passed;
	int ret = __real_clock_gettime(clock, t);

	if (hurry)
		t->tv_sec += passed += 600;
	return ret;
}

static int setup(void **state)
{
	(void)state;
	memset(&why, 0, sizeof(why));
	memset(ticks, 0, sizeof(ticks));
	pretend = NULL;
	memfd_error = memfd_exec_error = 0;
	hurry = false;
	/* Waiting for ever is a failure, too. */
	alarm(60);
	return 0;
}

static void assert_why(const char *part)
{
	if (!why.status || !strstr(why.text, part))
		fail_msg("no '%s' in '%s'", part, why.text);
}

static void assert_fails(const char *part)
{
	assert_int_equal(ia32_run(NR, N, ticks, &why), -1);
	assert_why(part);
	/* And there is no child left. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	memset(&why, 0, sizeof(why));
}

static void an_answer_is_understood(void **state)
{
	struct said said = usual;

	(void)state;
	assert_int_equal(ia32_parse(&said, sizeof(said), NR, N, ticks, &why),
			 IA32_SYSENTER);
	assert_memory_equal(ticks, usual.ticks, sizeof(ticks));
	said.head.way = IA32_SYSCALL;
	assert_int_equal(ia32_parse(&said, sizeof(said), NR, N, ticks, &why),
			 IA32_SYSCALL);
	said.head.n = 0;
	assert_int_equal(ia32_parse(&said, sizeof(said.head), NR, 0, NULL, &why),
			 IA32_SYSCALL);
	said.head.way = IA32_NO_VDSO;
	assert_int_equal(ia32_parse(&said, sizeof(said.head), NR, N, ticks, &why),
			 IA32_NO_VDSO);
	said.head.way = IA32_INT80;
	assert_int_equal(ia32_parse(&said, sizeof(said.head), NR, N, ticks, &why),
			 IA32_INT80);
	assert_int_equal(why.status, 0);
}

/* None of it may be read beyond its end, which ASan would see. */
static void assert_senseless(const struct said *said, size_t size)
{
	void *bytes = malloc(size ?: 1);

	assert_non_null(bytes);
	memcpy(bytes, said, size);
	memset(&why, 0, sizeof(why));
	assert_int_equal(ia32_parse(bytes, size, NR, N, ticks, &why), -1);
	assert_why("makes no sense");
	free(bytes);
}

static void a_senseless_answer_is_refused(void **state)
{
	static const struct ia32_answer heads[] = {
		{ IA32_MAGIC + 1, IA32_VERSION, IA32_SYSENTER, 0, NR, N },
		{ IA32_MAGIC, IA32_VERSION + 1, IA32_SYSENTER, 0, NR, N },
		{ IA32_MAGIC, IA32_VERSION, IA32_WAYS, 0, NR, N },
		{ IA32_MAGIC, IA32_VERSION, UINT32_MAX, 0, NR, N },
		{ IA32_MAGIC, IA32_VERSION, IA32_SYSENTER, 0, NR + 1, N },
		{ IA32_MAGIC, IA32_VERSION, IA32_SYSENTER, 0, NR, N - 1 },
		{ IA32_MAGIC, IA32_VERSION, IA32_SYSENTER, 0, NR, N + 1 },
		{ IA32_MAGIC, IA32_VERSION, IA32_SYSENTER, 0, NR, UINT32_MAX },
		{ IA32_MAGIC, IA32_VERSION, IA32_SYSENTER, 0, NR, 0 },
		{ IA32_MAGIC, IA32_VERSION, IA32_INT80, 0, NR, N },
		{ IA32_MAGIC, IA32_VERSION, IA32_NO_VDSO, 0, NR, 0 },
	};
	static const uint64_t untouched[2 * N];
	struct said said = usual;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(said); i++)
		assert_senseless(&said, i);
	for (i = 0; i < ARRAY_SIZE(heads); i++) {
		said.head = heads[i];
		assert_senseless(&said, sizeof(said));
	}
	assert_memory_equal(ticks, untouched, sizeof(ticks));
}

static void why_it_was_not_run_is_said(void **state)
{
	struct ia32_answer head = usual.head;

	(void)state;
	head.way = IA32_NOT_RUN;
	head.error = ENOEXEC;
	assert_int_equal(ia32_parse(&head, sizeof(head), NR, N, ticks, &why), -1);
	assert_why("ia32_emulation=on");
	head.error = EACCES;
	assert_int_equal(ia32_parse(&head, sizeof(head), NR, N, ticks, &why), -1);
	assert_why("vm.memfd_noexec");
	head.error = UINT32_MAX;
	assert_int_equal(ia32_parse(&head, sizeof(head), NR, N, ticks, &why), -1);
	assert_why("can't be run");
}

static void no_file_in_memory_is_a_reason(void **state)
{
	(void)state;
	memfd_error = EACCES;
	assert_fails("vm.memfd_noexec");
	memfd_error = ENFILE;
	assert_fails("can't be run (Too many open files in system)");
}

static void say(int out, const void *bytes, size_t size)
{
	if (write(out, bytes, size) != (ssize_t)size)
		_exit(9);
}

static void say_all(int out)
{
	say(out, &usual, sizeof(usual));
}

static void say_all_and_go(int out)
{
	say_all(out);
	_exit(0);
}

static void say_all_and_fail(int out)
{
	say_all(out);
	_exit(7);
}

static void say_half(int out)
{
	say(out, &usual, sizeof(usual) / 2);
	_exit(0);
}

static void say_too_much(int out)
{
	for (;;)
		say_all(out);
}

static void say_too_much_and_stay(int out)
{
	say_all(out);
	say_all(out);
	for (;;)
		pause();
}

static void say_nothing(int out)
{
	(void)out;
	_exit(0);
}

static void die(int out)
{
	(void)out;
	signal(SIGSYS, SIG_DFL);
	raise(SIGSYS);
}

static void stay(int out)
{
	say_all(out);
	for (;;)
		pause();
}

static void an_older_kernel_knows_no_files_to_be_run(void **state)
{
	(void)state;
	memfd_exec_error = EINVAL;
	pretend = say_all_and_go;
	assert_int_equal(ia32_run(NR, N, ticks, &why), IA32_SYSENTER);
	assert_memory_equal(ticks, usual.ticks, sizeof(ticks));
}

static void a_child_does_as_it_likes(void **state)
{
	(void)state;
	pretend = say_all_and_fail;
	assert_fails("ended with status 7");
	pretend = say_half;
	assert_fails("makes no sense");
	pretend = say_too_much;
	assert_fails("makes no sense");
	pretend = say_too_much_and_stay;
	assert_fails("makes no sense");
	pretend = say_nothing;
	assert_fails("makes no sense");
	pretend = die;
	assert_fails("ended by signal 31");
}

static void a_child_that_stays_is_not_waited_for(void **state)
{
	(void)state;
	pretend = stay;
	hurry = true;
	assert_fails("did not answer within 10 s");
}

static int told_pid;		/* the write end */

static void tell_pid_and_stay(int out)
{
	pid_t pid = getpid();

	say(told_pid, &pid, sizeof(pid));
	stay(out);
}

static void no_child_outlives_the_reader(void **state)
{
	pid_t reader, child;
	int ends[2], status;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe(ends), 0);
	told_pid = ends[1];
	pretend = tell_pid_and_stay;
	reader = fork();
	if (!reader)
		_exit(ia32_run(NR, N, ticks, &why));
	assert_int_equal(read(ends[0], &child, sizeof(child)), sizeof(child));
	kill(reader, SIGKILL);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	close(ends[0]);
	close(ends[1]);
}

static uint64_t least(const uint64_t *values)
{
	uint64_t min = UINT64_MAX;
	size_t i;

	for (i = 0; i < N; i++)
		if (values[i] < min)
			min = values[i];
	return min;
}

/* The real one, on the machine that builds this; it may lack 32-bit programs. */
static void the_program_runs_or_says_why_not(void **state)
{
	int way;

	(void)state;
	way = ia32_run(NR, N, ticks, &why);
	if (way < 0) {
		assert_why("can't be run");
		skip();
	}
	assert_int_equal(why.status, 0);
	assert_in_range(way, IA32_NO_VDSO, IA32_WAYS - 1);
	if (way != IA32_SYSENTER && way != IA32_SYSCALL)
		skip();
	assert_true(least(ticks) > least(ticks + N));
	assert_int_equal(ia32_run(NR, 0, NULL, &why), way);
}

static const struct ia32_clocks said_clocks = {
	.magic = IA32_MAGIC, .version = IA32_VERSION, .way = IA32_SYSCALL,
};

static void an_answer_about_clocks_is_checked(void **state)
{
	static char bytes[sizeof(struct ia32_clocks) + IA32_MAX_IMAGE + 1];
	struct ia32_clocks answer, said = said_clocks;
	size_t times = sizeof(uint64_t) * IA32_LINES * IA32_BLOCKS;

#define ASSERT_ANSWER(returns, size, task) do {				\
	memcpy(bytes, &said, sizeof(said));				\
	assert_int_equal(ia32_clocks_parse(&answer, bytes, size, task, &why), \
			 returns);					\
} while (0)

	(void)state;
	ASSERT_ANSWER(IA32_SYSCALL, sizeof(said), IA32_BY_VDSO);
	ASSERT_ANSWER(IA32_SYSCALL, sizeof(said) + times, IA32_TIME);
	ASSERT_ANSWER(-1, sizeof(said) + times - 1, IA32_TIME);
	ASSERT_ANSWER(-1, sizeof(said) + 1, IA32_BY_VDSO);
	ASSERT_ANSWER(-1, sizeof(said) - 1, IA32_BY_VDSO);
	ASSERT_ANSWER(-1, 0, IA32_BY_VDSO);
	said.size = IA32_MAX_IMAGE;
	ASSERT_ANSWER(IA32_SYSCALL, sizeof(said) + said.size, IA32_IMAGE);
	ASSERT_ANSWER(-1, sizeof(said) + said.size - 1, IA32_IMAGE);
	ASSERT_ANSWER(-1, sizeof(said) + said.size, IA32_BY_VDSO);
	said.size++;
	ASSERT_ANSWER(-1, sizeof(said) + said.size, IA32_IMAGE);
	said = said_clocks;
	said.way = IA32_NO_VDSO;
	ASSERT_ANSWER(IA32_NO_VDSO, sizeof(said), IA32_TIME);
	said.size = 1;
	ASSERT_ANSWER(-1, sizeof(said) + 1, IA32_IMAGE);
	said = said_clocks;
	said.version++;
	ASSERT_ANSWER(-1, sizeof(said), IA32_BY_VDSO);
	assert_why("makes no sense");
	said = said_clocks;
	said.way = IA32_NOT_RUN;
	said.error = ENOEXEC;
	ASSERT_ANSWER(-1, sizeof(struct ia32_answer), IA32_TIME);
	assert_why("boot with ia32_emulation=on");
}

/* As above, the real one. */
static void its_vdso_is_read_and_called(void **state)
{
	struct ia32_call call = { .nr = 265, .args = { 1, IA32_BUFFER } };
	const struct vdso_symbol *symbol;
	static char bytes[IA32_MAX_IMAGE];
	static struct ia32_times times;
	struct vdso_image image;
	size_t size;
	int way;

	(void)state;
	way = ia32_image(bytes, &size, &why);
	if (way < 0)
		assert_why("can't be run");
	if (way < 0 || way == IA32_NO_VDSO)
		skip();
	assert_int_equal(vdso_image_parse(&image, EM_386, bytes, size, &why), 0);
	symbol = vdso_image_find(&image, "__vdso_clock_gettime", &why);
	assert_non_null(symbol);
	call.offset = symbol->offset;
	vdso_image_free(&image);
	assert_int_equal(ia32_time(&call, 1000, &times, &why), 0);
	assert_int_equal(times.tried[IA32_LINE_VDSO], 0);
	assert_int_equal(times.tried[IA32_LINE_KERNEL], 0);
	assert_true(times.block[IA32_LINE_VDSO] && times.took[IA32_LINE_VDSO][0]);
	/* A clock that there is none of is refused by both, and not timed. */
	call.args[0] = 77;
	assert_int_equal(ia32_time(&call, 1000, &times, &why), 0);
	assert_int_equal(times.tried[IA32_LINE_VDSO], -EINVAL);
	assert_int_equal(times.tried[IA32_LINE_KERNEL], -EINVAL);
	assert_int_equal(times.block[IA32_LINE_VDSO], 0);
	assert_int_equal(times.block[IA32_LINE_KERNEL], 0);
	assert_int_equal(ia32_make(&call, IA32_BY_VDSO, 10, &why), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_answer_is_understood, setup),
		cmocka_unit_test_setup(an_answer_about_clocks_is_checked, setup),
		cmocka_unit_test_setup(its_vdso_is_read_and_called, setup),
		cmocka_unit_test_setup(a_senseless_answer_is_refused, setup),
		cmocka_unit_test_setup(why_it_was_not_run_is_said, setup),
		cmocka_unit_test_setup(no_file_in_memory_is_a_reason, setup),
		cmocka_unit_test_setup(an_older_kernel_knows_no_files_to_be_run, setup),
		cmocka_unit_test_setup(a_child_does_as_it_likes, setup),
		cmocka_unit_test_setup(a_child_that_stays_is_not_waited_for, setup),
		cmocka_unit_test_setup(no_child_outlives_the_reader, setup),
		cmocka_unit_test_setup(the_program_runs_or_says_why_not, setup),
	};

	return cmocka_run_group_tests_name("ia32", tests, NULL, NULL);
}
