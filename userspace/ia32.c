// SPDX-License-Identifier: GPL-2.0
/*
 * A program is in the reader as bytes, goes into memory that is a file, and is run
 * from there by a child. Whatever the child does or doesn't do, it is gone when
 * ia32_ask() returns; and if the reader is killed, the kernel kills the child.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "embed.h"
#include "ia32.h"
#include "util.h"

/* 6.3 wants to be told that a file in memory is to be run. */
#ifndef MFD_EXEC
#define MFD_EXEC	0x10U
#endif

/* It takes some milliseconds, under emulation some tenths of a second. */
#define LIMIT_MS	10000

/* What the makefile built from ia32/program.c. */
EMBED(ia32_program, "ia32_program.elf");

const char *ia32_way_name(enum ia32_way way)
{
	switch (way) {
	case IA32_SYSENTER:
		return "sysenter";
	case IA32_SYSCALL:
		return "syscall";
	case IA32_INT80:
		return "int 0x80";
	default:
		return "no known instruction";
	}
}

int ia32_is_way(enum ia32_way way, enum ia32_way wanted, struct err *why)
{
	if (way == IA32_NO_VDSO)
		return err_set(why, STATUS_FAILED,
			       "32-bit programs get no vDSO here; set the sysctl abi.vsyscall32 to 1, and boot without vdso32=0");
	if (way != wanted)
		return err_set(why, STATUS_FAILED,
			       "this CPU's 32-bit vDSO uses %s",
			       ia32_way_name(way));
	return 0;
}

/* Why a program that is there and whole can't be run. */
static int cannot_run(int error, struct err *why)
{
	switch (error) {
	case ENOEXEC:
		return err_set(why, STATUS_FAILED,
			       "32-bit programs can't be run here; boot with ia32_emulation=on, if the kernel has it");
	case EACCES:
	case EPERM:
		return err_set(why, STATUS_FAILED,
			       "a program in memory may not be run here (%s); see the sysctl vm.memfd_noexec",
			       strerror(error));
	default:
		return err_set(why, STATUS_FAILED,
			       "the 32-bit program can't be run (%s)",
			       strerror(error));
	}
}

int ia32_misunderstood(struct err *why)
{
	return err_set(why, STATUS_FAILED,
		       "the 32-bit program's answer makes no sense; build the reader again");
}

int ia32_check(const struct ia32_answer *answer, struct err *why)
{
	if (answer->magic != IA32_MAGIC || answer->version != IA32_VERSION ||
	    answer->way >= IA32_WAYS)
		return ia32_misunderstood(why);
	if (answer->way == IA32_NOT_RUN)
		return cannot_run(answer->error, why);
	return 0;
}

int ia32_parse(const void *bytes, size_t size, uint32_t nr, uint32_t n,
	       uint64_t *ticks, struct err *why)
{
	struct ia32_answer answer;
	uint64_t expected;

	if (size < sizeof(answer))
		return ia32_misunderstood(why);
	memcpy(&answer, bytes, sizeof(answer));
	if (ia32_check(&answer, why))
		return -1;
	expected = answer.way == IA32_SYSENTER || answer.way == IA32_SYSCALL ?
		   n : 0;
	if (answer.nr != nr || answer.n != expected ||
	    size != sizeof(answer) + 2 * expected * sizeof(*ticks))
		return ia32_misunderstood(why);
	if (expected)
		memcpy(ticks, (const char *)bytes + sizeof(answer),
		       2 * expected * sizeof(*ticks));
	return answer.way;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	ssize_t done;

	while (size) {
		done = write(fd, bytes, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		size -= done;
	}
	return true;
}

/* Return: a file that can be run, or -1 with errno. */
static int program_file(const char *bytes, size_t size)
{
	int fd = memfd_create("sysprobe-ia32", MFD_CLOEXEC | MFD_EXEC);
	int error;

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("sysprobe-ia32", MFD_CLOEXEC);
	if (fd < 0 || write_all(fd, bytes, size))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* The child. It says why it can't become the program, in the program's words. */
static void become(int program, int out, const uint32_t *words, size_t n)
{
	char name[] = "sysprobe-ia32", text[IA32_MAX_WORDS + 1][16];
	char *argv[IA32_MAX_WORDS + 3] = { name };
	char *envp[] = { NULL };
	struct ia32_answer answer = {
		.magic = IA32_MAGIC,
		.version = IA32_VERSION,
		.way = IA32_NOT_RUN,
	};
	size_t i;

	for (i = 0; i <= n && i <= IA32_MAX_WORDS; i++) {
		snprintf(text[i], sizeof(text[i]), "%u", i < n ? words[i] :
			 (uint32_t)out);
		argv[1 + i] = text[i];
	}
	if (!fcntl(out, F_SETFD, 0))
		fexecve(program, argv, envp);
	answer.error = errno;
	write_all(out, (const char *)&answer, sizeof(answer));
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until its end, or until the buffer is full. Return: bytes, or -1: too late. */
static ssize_t receive(int fd, char *buf, size_t size)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	long left, limit = now_ms() + LIMIT_MS;
	size_t used = 0;
	ssize_t got;

	while (used < size) {
		left = limit - now_ms();
		if (left <= 0)
			return -1;
		if (poll(&ready, 1, left) <= 0)
			continue;
		got = read(fd, buf + used, size - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		used += got;
	}
	return used;
}

static int too_late(struct err *why)
{
	return err_set(why, STATUS_FAILED,
		       "the 32-bit program did not answer within %d s",
		       LIMIT_MS / 1000);
}

/* It is killed in any case; if it was about to end, that comes too late. */
static int reap(pid_t pid, ssize_t got, struct err *why)
{
	int status;

	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(why, STATUS_FAILED,
				       "the 32-bit program was lost (%s)",
				       strerror(errno));
	if (got < 0)
		return too_late(why);
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		return err_set(why, STATUS_FAILED,
			       "the 32-bit program was ended by signal %d",
			       WTERMSIG(status));
	if (WIFEXITED(status) && WEXITSTATUS(status))
		return err_set(why, STATUS_FAILED,
			       "the 32-bit program ended with status %d",
			       WEXITSTATUS(status));
	return 0;
}

static int start(int program, const uint32_t *words, size_t n,
		 struct ia32_child *child, struct err *why)
{
	pid_t parent = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		cannot_run(errno, why);
		return -1;
	}
	child->fd = ends[0];
	child->pid = fork();
	if (!child->pid) {
		/* The parent may have gone before this. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent)
			become(program, ends[1], words, n);
		_exit(0);
	}
	if (child->pid < 0) {
		cannot_run(errno, why);
		close(ends[0]);
	}
	close(ends[1]);
	return child->pid < 0 ? -1 : 0;
}

int ia32_start(const char *program, size_t program_size,
	       const uint32_t *words, size_t n, struct ia32_child *child,
	       struct err *why)
{
	int file = program_file(program, program_size), ret;

	if (file < 0) {
		cannot_run(errno, why);
		return -1;
	}
	ret = start(file, words, n, child, why);
	close(file);
	return ret;
}

int ia32_receive(const struct ia32_child *child, void *bytes, size_t size,
		 struct err *why)
{
	ssize_t got = receive(child->fd, bytes, size);

	if (got < 0)
		return too_late(why);
	return got == (ssize_t)size ? 0 : ia32_misunderstood(why);
}

void ia32_end(struct ia32_child *child)
{
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(child->fd);
}

ssize_t ia32_ask(const char *program, size_t program_size,
		 const uint32_t *words, size_t n, char *buf, size_t size,
		 struct err *why)
{
	struct ia32_child child;
	ssize_t got;

	if (ia32_start(program, program_size, words, n, &child, why))
		return -1;
	got = receive(child.fd, buf, size);
	close(child.fd);
	return reap(child.pid, got, why) ? -1 : got;
}

int ia32_run(uint32_t nr, uint32_t n, uint64_t *ticks, struct err *why)
{
	/* One byte more than there should be. */
	size_t size = sizeof(struct ia32_answer) + 2 * n * sizeof(*ticks) + 1;
	const uint32_t words[] = { nr, n };
	char *buf = malloc(size);
	ssize_t got;

	if (!buf)
		return err_no_memory(why);
	got = ia32_ask(ia32_program, ia32_program_end - ia32_program, words,
		       ARRAY_SIZE(words), buf, size, why);
	if (got >= 0)
		got = ia32_parse(buf, got, nr, n, ticks, why);
	free(buf);
	return got;
}
