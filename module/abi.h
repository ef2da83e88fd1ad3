/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What this kernel's syscall numbers are: how many, what serves them, which
 * of them behave unlike the rest.
 */
#ifndef SYSPROBE_ABI_H
#define SYSPROBE_ABI_H

#include <linux/types.h>
#include "uapi/sysprobe.h"

/*
 * Room for every number of any ABI, and more: x32, the longest, ends below
 * 600. The last place is no ABI's.
 */
#define SYSPROBE_MAX_NR		1024

/* Bit 30 of the number marks an x32 call (uapi/asm/unistd.h). */
#define SYSPROBE_X32_BIT	0x40000000U

/* How a call behaves, a byte for each number: */
#define SYSPROBE_CALL_SELECTED	0x01	/* the session wants it */
#define SYSPROBE_CALL_NORETURN	0x02	/* exit, exit_group: never come back */
#define SYSPROBE_CALL_NORESULT	0x04	/* sigreturn: ax is the restored one */
#define SYSPROBE_CALL_EXEC	0x08	/* execve, execveat */
#define SYSPROBE_CALL_EXISTS	0x10	/* reaches a handler, a hole's too */
#define SYSPROBE_CALL_ERRORS	0x20	/* the session wants only failures */
#define SYSPROBE_CALL_SCRATCH	0x40	/* the calibration's: nobody's call */
#define SYSPROBE_CALL_MAY_EXIT	0x80	/* reboot: the caller may end inside */

/**
 * sysprobe_abi_numbers - how many numbers an ABI has here
 * @abi: enum sysprobe_abi
 *
 * Return: numbers 0..n-1 reach a handler (or the hole's handler); 0 if this
 * kernel was built without the ABI.
 */
u32 sysprobe_abi_numbers(unsigned int abi);

/**
 * sysprobe_abi_handler - the function that serves a number
 * @abi: enum sysprobe_abi
 * @nr:  number in it
 *
 * Return: name as the kernel's own table spells it (sys_read), "sys_ni_syscall"
 * for a hole, NULL out of range.
 */
const char *sysprobe_abi_handler(unsigned int abi, u32 nr);

/**
 * sysprobe_abi_behaviour - which calls behave unlike the rest
 * @abi: enum sysprobe_abi
 * @nr:  number in it
 *
 * Return: SYSPROBE_CALL_*, less what only a session knows.
 */
u8 sysprobe_abi_behaviour(unsigned int abi, u32 nr);

/**
 * sysprobe_abi_name - "64", "ia32" or "x32"
 * @abi: enum sysprobe_abi
 */
const char *sysprobe_abi_name(unsigned int abi);

/**
 * sysprobe_abi_dispatcher - the function that calls an ABI's handlers
 * @abi: enum sysprobe_abi
 *
 * Return: its name, from 6.1.y on; older kernels have none. NULL if this kernel
 * was built without the ABI.
 */
const char *sysprobe_abi_dispatcher(unsigned int abi);

/**
 * sysprobe_abi_prefix - what precedes a handler's name in the kernel's symbols
 * @abi: enum sysprobe_abi
 */
const char *sysprobe_abi_prefix(unsigned int abi);

#endif /* SYSPROBE_ABI_H */
