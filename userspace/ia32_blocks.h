/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A 32-bit child that times blocks of one call, as often as it is asked to.
 */
#ifndef SYSPROBE_IA32_BLOCKS_CHILD_H
#define SYSPROBE_IA32_BLOCKS_CHILD_H

#include "ia32.h"

#define IA32_GONE	UINT64_MAX

/**
 * ia32_blocks_start - make it
 * @child: to be filled
 * @nr:    32-bit number of its call, made with the arguments -1, 0, 0
 * @why:   on failure, what stands in the way, a sentence
 *
 * Return: enum ia32_way but IA32_NOT_RUN, of its calls; IA32_NO_VDSO: it can't
 * make any. Or -1, and there is no child.
 */
int ia32_blocks_start(struct ia32_child *child, uint32_t nr, struct err *why);

/**
 * ia32_blocks_time - have it make a block
 * @child: started, and not of IA32_NO_VDSO
 * @n:     calls
 * @ret:   to be set: what the last of them returned
 *
 * Return: ticks; IA32_GONE: it has died.
 */
uint64_t ia32_blocks_time(const struct ia32_child *child, uint32_t n,
			  int64_t *ret);

#endif /* SYSPROBE_IA32_BLOCKS_CHILD_H */
