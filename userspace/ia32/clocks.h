/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the reader asks the 32-bit program of its vDSO, and what that answers.
 * As with answer.h, neither trusts the other.
 */
#ifndef SYSPROBE_IA32_CLOCKS_H
#define SYSPROBE_IA32_CLOCKS_H

#include <stdint.h>

/* Values of each line. */
#define IA32_BLOCKS		201U
/* No vDSO is larger. */
#define IA32_MAX_IMAGE		65536U
/* In place of an argument: the address of memory that the call may fill. */
#define IA32_BUFFER		UINT32_MAX

/**
 * enum ia32_task - what it is to do
 * @IA32_IMAGE:     write its vDSO
 * @IA32_TIME:      time blocks of calls
 * @IA32_BY_VDSO:   make calls by the vDSO's function
 * @IA32_BY_KERNEL: make syscalls
 */
enum ia32_task {
	IA32_IMAGE,
	IA32_TIME,
	IA32_BY_VDSO,
	IA32_BY_KERNEL,
};

/**
 * enum ia32_word - its arguments, numbers all of them, before the descriptor
 * @IA32_TASK:   enum ia32_task
 * @IA32_OFFSET: of the function in the vDSO; 0: there is none
 * @IA32_NR:     number of the syscall
 * @IA32_ARGS:   of both, three of them
 * @IA32_N:      of IA32_TIME: ticks that a block takes at least; how many calls
 * @IA32_WORDS:  how many there are
 */
enum ia32_word {
	IA32_TASK,
	IA32_OFFSET,
	IA32_NR,
	IA32_ARGS,
	IA32_N = IA32_ARGS + 3,
	IA32_WORDS,
};

/**
 * enum ia32_line - what takes turns
 * @IA32_LINE_VDSO:   the vDSO's function, if it has one that did not fail
 * @IA32_LINE_KERNEL: the syscall, as this vDSO makes it, if it did not fail
 * @IA32_LINE_EMPTY:  no call
 * @IA32_LINES:       how many there are
 */
enum ia32_line {
	IA32_LINE_VDSO,
	IA32_LINE_KERNEL,
	IA32_LINE_EMPTY,
	IA32_LINES,
};

/**
 * struct ia32_clocks - what the answer begins with
 * @magic:   as of struct ia32_answer, and so are the next three
 * @version: IA32_VERSION
 * @way:     enum ia32_way, of its vDSO; nothing else means anything if it has none
 * @error:   of IA32_NOT_RUN: errno
 * @size:    of IA32_IMAGE: bytes of the image, which follow
 * @block:   of IA32_TIME: calls a block; 0: there is no such line
 * @tried:   of IA32_TIME: what one call by the vDSO, and one by the kernel, gave
 *
 * Of IA32_TIME follow IA32_BLOCKS times in ticks for each line, 64 bits each.
 */
struct ia32_clocks {
	uint32_t magic;
	uint32_t version;
	uint32_t way;
	uint32_t error;
	uint32_t size;
	uint32_t block[IA32_LINES];
	int32_t tried[IA32_LINE_EMPTY];
};

#endif /* SYSPROBE_IA32_CLOCKS_H */
