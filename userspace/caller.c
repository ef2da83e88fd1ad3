// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "caller.h"
#include "ia32.h"
#include "../module/uapi/sysprobe.h"

#define X32_BIT	0x40000000U

/* getpid: does nothing, everywhere there is. */
#define GETPID_IA32	20

_Static_assert(SYSPROBE_SEGMENT_SAMPLES <= IA32_MAX_CALLS,
	       "the 32-bit program makes as many calls as the module keeps");

/* @way: what the 32-bit vDSO must have; IA32_NOT_RUN: it isn't used. */
static const struct {
	const char *name;
	unsigned int abi;
	enum ia32_way way;
} methods[CALLER_METHODS] = {
	[CALLER_SYSCALL] = { "syscall", SYSPROBE_ABI_64, IA32_NOT_RUN },
	[CALLER_INT80] = { "int80", SYSPROBE_ABI_IA32, IA32_NOT_RUN },
	[CALLER_X32] = { "x32", SYSPROBE_ABI_X32, IA32_NOT_RUN },
	[CALLER_SYSENTER] = { "sysenter", SYSPROBE_ABI_IA32, IA32_SYSENTER },
	[CALLER_SYSCALL32] = { "syscall32", SYSPROBE_ABI_IA32, IA32_SYSCALL },
};

const char *caller_name(enum caller_method method)
{
	return methods[method].name;
}

unsigned int caller_abi(enum caller_method method)
{
	return methods[method].abi;
}

/**
 * struct stamps - registers, before and after a call
 * @magic:  r10: SYSPROBE_SEGMENT_MAGIC, or 0; then whatever comes back
 * @last:   r8: second stamp of the last call; then whatever comes back
 * @first:  r9: the stamp before this call
 * @second: the stamp after it
 */
struct stamps {
	uint64_t magic;
	uint64_t last;
	uint64_t first;
	uint64_t second;
};

/*
 * LFENCE before RDTSC: what stands before it in the program is done. The number
 * goes into eax and 0 into edx after the stamp, which needs both.
 */
#define STAMP_AND_CALL(INSTRUCTION) \
	"lfence\n\trdtsc\n\tshl $32, %%rdx\n\tor %%rdx, %%rax\n\t" \
	"mov %%rax, %%r9\n\tmov %[nr], %%eax\n\txor %%edx, %%edx\n\t" \
	INSTRUCTION "\n\t" \
	"lfence\n\trdtsc\n\tshl $32, %%rdx\n\tor %%rdx, %%rax\n\t"

/* The registers of the first two arguments; what else the entry changes. */
#define CALLER(name, instruction, first, second, ...)			\
static __always_inline void name(struct stamps *s, uint32_t nr)		\
{									\
	register uint64_t r8 asm("r8") = s->last;			\
	register uint64_t r9 asm("r9");					\
	register uint64_t r10 asm("r10") = s->magic;			\
	uint64_t stamp, rdx;						\
									\
	asm volatile(STAMP_AND_CALL(instruction)			\
		     : "=&a" (stamp), "=&d" (rdx), "+r" (r8),		\
		       "=&r" (r9), "+r" (r10)				\
		     : [nr] "r" (nr), first (-1L), second (0L)		\
		     : "memory", __VA_ARGS__);				\
	*s = (struct stamps){ r10, r8, r9, stamp };			\
}

CALLER(by_syscall, "syscall", "D", "S", "rcx", "r11")
CALLER(by_int80, "int $0x80", "b", "c", "r11")
CALLER(by_nothing, "", "D", "S", "rcx", "r11")

size_t caller_calls(enum caller_method method, unsigned int nr,
		    uint64_t *ticks, size_t n, bool told)
{
	uint64_t magic = told ? SYSPROBE_SEGMENT_MAGIC : 0;
	struct stamps s = { .second = 0 };
	size_t i, followed = 0;

	if (method == CALLER_X32)
		nr |= X32_BIT;
	for (i = 0; i < n; i++) {
		s.magic = magic;
		s.last = s.second;
		if (method == CALLER_INT80)
			by_int80(&s, nr);
		else
			by_syscall(&s, nr);
		ticks[i] = s.second - s.first;
		followed += s.magic != magic;
	}
	return followed;
}

void caller_nothing(enum caller_method method, uint64_t *ticks, size_t n)
{
	struct stamps s = { .second = 0 };
	size_t i;

	/* What stands between the stamps is the same for every method. */
	(void)method;
	for (i = 0; i < n; i++) {
		s.magic = 0;
		s.last = s.second;
		by_nothing(&s, 0);
		ticks[i] = s.second - s.first;
	}
}

static long try_getpid(enum caller_method method)
{
	long ret;

	if (method != CALLER_INT80)
		return syscall(SYS_getpid |
			       (method == CALLER_X32 ? X32_BIT : 0));
	asm volatile("int $0x80" : "=a" (ret) : "a" ((long)GETPID_IA32)
		     : "r8", "r9", "r10", "r11", "memory");
	return ret;
}

static void give_up(int signal)
{
	(void)signal;
	_exit(1);
}

const char *caller_why_no_segments(enum caller_method method)
{
	return methods[method].way == IA32_NOT_RUN ? NULL :
	       "a 32-bit caller has no r8 to r15 to carry stamps";
}

int caller_round_trips(enum caller_method method, unsigned int nr,
		       uint64_t *ticks, size_t n, struct err *why)
{
	int way = ia32_run(nr, n, ticks, why);

	if (way < 0)
		return -1;
	return ia32_is_way(way, methods[method].way, why);
}

int caller_try(enum caller_method method, struct err *why)
{
	int status;
	pid_t pid;

	if (caller_why_no_segments(method))
		return caller_round_trips(method, GETPID_IA32, NULL, 0, why);
	pid = fork();
	if (pid < 0)
		return err_set(why, STATUS_FAILED,
			       "no process could be made to try it");
	if (!pid) {
		/* Without the entry it is an exception; the log needs no line of it. */
		signal(SIGSEGV, give_up);
		_exit(try_getpid(method) != getpid());
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(why, STATUS_FAILED,
				       "the process that tried it was lost");
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	return err_set(why, STATUS_FAILED, method == CALLER_X32 ?
		       "x32 is off here; boot with syscall.x32=y, if the kernel has it" :
		       "32-bit calls are off here; boot with ia32_emulation=on, if the kernel has it");
}
