// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit program without a C library: finds out how the vDSO enters the
 * kernel, times that, writes its answer, and is gone.
 *
 * arguments: NR N FD: the call's number, how often (0: only say how), where to
 */
#include <asm/auxvec.h>
#include <asm/unistd.h>
#include <linux/auxvec.h>
#include <stddef.h>
#include "answer.h"

/* An entry point's first instructions, which save three registers at most. */
#define VDSO_LOOK	32

typedef void vsyscall_t(void);

/* What stamps leave behind; too large for the stack. */
static uint64_t ticks[2 * IA32_MAX_CALLS];

/*
 * From stamp to stamp. LFENCE before RDTSC: what stands before it in the program
 * is done. The first stamp waits in esi and edi, which the kernel gives back.
 * Few registers are left, so the number and the entry come from memory.
 */
#define STAMPED(name, call)						\
static inline void name(vsyscall_t *entry, uint32_t nr, uint64_t *taken) \
{									\
	uint32_t low, high, ecx = 0;					\
									\
	asm volatile("lfence\n\trdtsc\n\t"				\
		     "mov %%eax, %%esi\n\tmov %%edx, %%edi\n\t"		\
		     "mov %[nr], %%eax\n\txor %%edx, %%edx\n\t"		\
		     call						\
		     "lfence\n\trdtsc\n\t"				\
		     "sub %%esi, %%eax\n\tsbb %%edi, %%edx"		\
		     : "=&A" (*taken), "=&S" (low), "=&D" (high),	\
		       "+c" (ecx)					\
		     : [nr] "m" (nr), [entry] "m" (entry), "b" (-1)	\
		     : "memory", "cc");					\
}

STAMPED(with_call, "call *%[entry]\n\t")
STAMPED(without_call, "")

static long int80(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a" (ret)
		     : "a" (nr), "b" (a), "c" (b), "d" (c)
		     : "memory");
	return ret;
}

static void __attribute__((noreturn)) leave(int status)
{
	for (;;)
		int80(__NR_exit_group, status, 0, 0);
}

static void tell(int fd, const void *bytes, uint32_t size)
{
	const char *at = bytes;
	long done;

	while (size) {
		done = int80(__NR_write, fd, (long)at, size);
		if (done <= 0)
			leave(1);
		at += done;
		size -= done;
	}
}

static uint32_t number(const char *word)
{
	uint32_t n = 0;

	while (*word >= '0' && *word <= '9')
		n = n * 10 + *word++ - '0';
	return n;
}

/* The first of these instructions is the one that is used. */
static enum ia32_way way_of(const uint8_t *code)
{
	unsigned int i;

	for (i = 0; i + 1 < VDSO_LOOK; i++) {
		if (code[i] == 0x0f && code[i + 1] == 0x34)
			return IA32_SYSENTER;
		if (code[i] == 0x0f && code[i + 1] == 0x05)
			return IA32_SYSCALL;
		if (code[i] == 0xcd && code[i + 1] == 0x80)
			return IA32_INT80;
	}
	return IA32_UNKNOWN;
}

/* The second time counts: by then code and memory are where they should be. */
static void measure(vsyscall_t *entry, uint32_t nr, uint32_t n)
{
	unsigned int pass;
	uint32_t i;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < n; i++)
			with_call(entry, nr, &ticks[i]);
		for (i = 0; i < n; i++)
			without_call(entry, nr, &ticks[n + i]);
	}
}

/* Where the vDSO's entry is; the auxiliary vector follows the environment. */
static vsyscall_t *find_entry(const uint32_t *word)
{
	while (*word++)
		;
	for (; word[0] != AT_NULL; word += 2)
		if (word[0] == AT_SYSINFO)
			return (vsyscall_t *)word[1];
	return NULL;
}

/* As the kernel left it: argc, argv, NULL, environment, NULL, vector. */
void start(const uint32_t *stack);

void __attribute__((used, noreturn)) start(const uint32_t *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	vsyscall_t *entry = find_entry(stack + 1 + stack[0] + 1);
	struct ia32_answer answer = {
		.magic = IA32_MAGIC,
		.version = IA32_VERSION,
		.way = IA32_NO_VDSO,
	};
	uint32_t n;

	if (stack[0] != 4)
		leave(2);
	answer.nr = number(argv[1]);
	n = number(argv[2]);
	if (n > IA32_MAX_CALLS)
		leave(2);
	if (entry)
		answer.way = way_of((const uint8_t *)entry);
	if (answer.way == IA32_SYSENTER || answer.way == IA32_SYSCALL)
		answer.n = n;
	measure(entry, answer.nr, answer.n);
	tell(number(argv[3]), &answer, sizeof(answer));
	tell(number(argv[3]), ticks, 2 * answer.n * sizeof(*ticks));
	leave(0);
}

asm(".globl _start\n"
    "_start:\n"
    "	mov	%esp, %eax\n"
    "	and	$-16, %esp\n"
    "	sub	$12, %esp\n"
    "	push	%eax\n"
    "	call	start\n");
