/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the 32-bit programs stand on, which have no C library: start-up, and a few
 * calls. Include it once, and define start().
 */
#ifndef SYSPROBE_IA32_RAW_H
#define SYSPROBE_IA32_RAW_H

#include <asm/auxvec.h>
#include <asm/unistd.h>
#include <linux/auxvec.h>
#include <stddef.h>
#include <stdint.h>
#include "answer.h"

/* The vDSO's way into the kernel: registers as for int 0x80. */
typedef void vsyscall_t(void);

static inline long int80(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a" (ret)
		     : "a" (nr), "b" (a), "c" (b), "d" (c)
		     : "memory");
	return ret;
}

static inline uint64_t tick_now(void)
{
	uint64_t now;

	asm volatile("lfence\n\trdtsc\n\tlfence" : "=A" (now) : : "memory");
	return now;
}

static inline void __attribute__((noreturn)) leave(int status)
{
	for (;;)
		int80(__NR_exit_group, status, 0, 0);
}

static inline void tell(int fd, const void *bytes, uint32_t size)
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

static inline uint32_t number(const char *word)
{
	uint32_t n = 0;

	while (*word >= '0' && *word <= '9')
		n = n * 10 + *word++ - '0';
	return n;
}

/*
 * A value of the auxiliary vector; 0: it has none. The kernel leaves argc, argv,
 * NULL, environment, NULL, vector.
 */
static inline uint32_t auxiliary(const uint32_t *stack, uint32_t type)
{
	const uint32_t *word = stack + 1 + stack[0] + 1;

	while (*word++)
		;
	for (; word[0] != AT_NULL; word += 2)
		if (word[0] == type)
			return word[1];
	return 0;
}

/* An entry point's first instructions, which save three registers at most. */
#define VDSO_LOOK	32

/* The first of these instructions is the one that is used. */
static inline enum ia32_way way_of(vsyscall_t *entry)
{
	const uint8_t *code = (const uint8_t *)entry;
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

/* Of the program that includes this; @stack is as the kernel left it. */
void start(const uint32_t *stack);

asm(".globl _start\n"
    "_start:\n"
    "	mov	%esp, %eax\n"
    "	and	$-16, %esp\n"
    "	sub	$12, %esp\n"
    "	push	%eax\n"
    "	call	start\n");

#endif /* SYSPROBE_IA32_RAW_H */
