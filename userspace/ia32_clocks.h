/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The 32-bit vDSO, which only a 32-bit program is given: what is in it, and what
 * calls by it take.
 */
#ifndef SYSPROBE_IA32_CLOCKS_READER_H
#define SYSPROBE_IA32_CLOCKS_READER_H

#include <stddef.h>
#include <stdint.h>
#include "err.h"
#include "ia32/answer.h"
#include "ia32/clocks.h"

/**
 * struct ia32_call - a call that the program makes
 * @offset: of the vDSO's function; 0: there is none
 * @nr:     number of the syscall
 * @args:   of both; IA32_BUFFER stands for memory
 */
struct ia32_call {
	uint32_t offset;
	uint32_t nr;
	uint32_t args[3];
};

/**
 * struct ia32_times - what a call takes
 * @block: calls a block, of each line; 0: there is no such line
 * @tried: what one call by the vDSO, and one by the kernel, gave
 * @took:  ticks of each block
 */
struct ia32_times {
	uint32_t block[IA32_LINES];
	int32_t tried[IA32_LINE_EMPTY];
	uint64_t took[IA32_LINES][IA32_BLOCKS];
};

/**
 * ia32_clocks_parse - understand what the program wrote
 * @answer: how it begins; to be filled
 * @bytes:  all of it
 * @size:   of @bytes
 * @task:   that it was asked for
 * @why:    on failure, a sentence
 *
 * Return: enum ia32_way but IA32_NOT_RUN, or -1.
 */
int ia32_clocks_parse(struct ia32_clocks *answer, const void *bytes,
		      size_t size, enum ia32_task task, struct err *why);

/**
 * ia32_image - get its vDSO
 * @image: IA32_MAX_IMAGE bytes, to be filled
 * @size:  of what was filled
 * @why:   on failure, what stands in the way, a sentence
 *
 * Return: enum ia32_way but IA32_NOT_RUN, or -1. Nothing is filled if it is
 * IA32_NO_VDSO.
 */
int ia32_image(char *image, size_t *size, struct err *why);

/**
 * ia32_time - time a call, on this CPU
 * @call:  which
 * @least: ticks that a block takes at least
 * @times: to be filled
 * @why:   on failure, a sentence
 *
 * Return: 0, or -1.
 */
int ia32_time(const struct ia32_call *call, uint32_t least,
	      struct ia32_times *times, struct err *why);

/**
 * ia32_make - make calls and look at nothing
 * @call: which
 * @task: IA32_BY_VDSO or IA32_BY_KERNEL
 * @n:    how many
 * @why:  on failure, a sentence
 *
 * Return: 0, or -1.
 */
int ia32_make(const struct ia32_call *call, enum ia32_task task, uint32_t n,
	      struct err *why);

#endif /* SYSPROBE_IA32_CLOCKS_READER_H */
