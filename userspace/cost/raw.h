/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls without the C library in between: nothing is cached, errno isn't set,
 * and what is timed is the instruction with its registers.
 */
#ifndef SYSPROBE_COST_RAW_H
#define SYSPROBE_COST_RAW_H

#include <stddef.h>
#include <sys/syscall.h>

/**
 * raw_call - make a call by the SYSCALL instruction
 * @nr: number
 * @a:  first argument; likewise the others
 * @b:  2nd
 * @c:  3rd
 * @d:  4th
 * @e:  5th
 * @f:  6th
 *
 * Return: the kernel's: a negative errno where it failed.
 */
static inline long raw_call(long nr, long a, long b, long c, long d, long e,
			    long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long ret = nr;

	asm volatile("syscall" : "+a" (ret)
		     : "D" (a), "S" (b), "d" (c), "r" (r10), "r" (r8), "r" (r9)
		     : "rcx", "r11", "memory");
	return ret;
}

/** raw_call0 - one without arguments */
static inline long raw_call0(long nr)
{
	long ret = nr;

	asm volatile("syscall" : "+a" (ret) : : "rcx", "r11", "memory");
	return ret;
}

/** raw_call3 - one with up to three */
static inline long raw_call3(long nr, long a, long b, long c)
{
	long ret = nr;

	asm volatile("syscall" : "+a" (ret) : "D" (a), "S" (b), "d" (c)
		     : "rcx", "r11", "memory");
	return ret;
}

/*
 * A call wrote this, whose address it was given as a number: clang's analyzer
 * doesn't follow that. No instruction comes of it.
 */
#define raw_wrote(object)	asm volatile("" : "+m" (object))

#endif /* SYSPROBE_COST_RAW_H */
