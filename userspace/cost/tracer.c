// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/ptrace.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cost/row.h"
#include "cost/tracer.h"

/**
 * struct traced - what tracer and traced both see
 * @stops: at calls, so far
 * @error: errno of attaching; 0: it went well; -1: not known yet
 * @out:   the tracer's /dev/null
 */
struct traced {
	unsigned long stops;
	volatile int error;
	int out;
};

/* The C library's ptrace() makes -1 of what is an errno; this one doesn't. */
static long trace(long request, pid_t pid, unsigned long addr, unsigned long data)
{
	return syscall(SYS_ptrace, request, pid, addr, data);
}

/* What strace writes, of a call without arguments: half a line a stop. */
static void write_half(int fd, pid_t pid,
		       const struct ptrace_syscall_info *info)
{
	char half[64];
	int size;

	if (info->op == PTRACE_SYSCALL_INFO_EXIT)
		size = snprintf(half, sizeof(half), "%-24s = %lld\n", ")",
				(long long)info->exit.rval);
	else
		size = snprintf(half, sizeof(half), "%d call_%llu(", pid,
				(unsigned long long)info->entry.nr);
	if (write(fd, half, size) != size)
		_exit(1);
}

/*
 * Does what strace -f -o FILE was seen to do at each stop: ask whether somebody
 * else has stopped, too, ask what call it is, and write.
 */
static void handle_call(struct traced *traced, pid_t pid)
{
	struct ptrace_syscall_info info = { .op = 0 };

	traced->stops++;
	waitpid(-1, NULL, __WALL | WNOHANG);
	trace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info),
	      (unsigned long)&info);
	write_half(traced->out, pid, &info);
}

/* Return: the signal to be handed on; 0 if it was a call's stop or ours. */
static int handle_stop(struct traced *traced, pid_t pid, int status)
{
	int signal = WSTOPSIG(status);

	if (signal == (SIGTRAP | 0x80) ||
	    status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
		handle_call(traced, pid);
		return 0;
	}
	return status >> 16 ? 0 : signal;
}

__attribute__((noreturn))
static void follow(struct traced *traced, pid_t pid, bool some)
{
	long go_on = some ? PTRACE_CONT : PTRACE_SYSCALL;
	int status, signal = 0;

	while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
		signal = handle_stop(traced, pid, status);
		trace(go_on, pid, 0, signal);
	}
	_exit(0);
}

__attribute__((noreturn))
static void be_tracer(struct traced *traced, pid_t pid, bool some)
{
	unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;

	if (some)
		options |= PTRACE_O_TRACESECCOMP;
	traced->out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (traced->out < 0 ||
	    trace(PTRACE_SEIZE, pid, 0, options) ||
	    trace(PTRACE_INTERRUPT, pid, 0, 0)) {
		traced->error = errno;
		_exit(0);
	}
	traced->error = 0;
	follow(traced, pid, some);
}

const volatile unsigned long *tracer_attach(bool some, struct err *why_not)
{
	struct traced *traced;
	pid_t tracer;

	traced = mmap(NULL, sizeof(*traced), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (traced == MAP_FAILED)
		return cost_cannot(why_not, "a page cannot be shared");
	traced->error = -1;
	/* Where Yama keeps children from tracing their parents. */
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	tracer = cost_child();
	if (!tracer)
		be_tracer(traced, getppid(), some);
	if (tracer < 0)
		return cost_cannot(why_not, "no tracer can be made");
	while (traced->error < 0 && waitpid(tracer, NULL, WNOHANG) != tracer)
		sched_yield();
	if (!traced->error)
		return &traced->stops;
	errno = traced->error > 0 ? traced->error : ECHILD;
	return cost_cannot(why_not, "this process cannot be traced");
}
