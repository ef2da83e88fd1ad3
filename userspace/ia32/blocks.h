/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the reader and the 32-bit program that times blocks tell each other. It
 * begins with a struct ia32_answer, in which n is 0. Then it is told how many
 * calls to make, 32 bits, and answers with a struct ia32_block, again and again.
 */
#ifndef SYSPROBE_IA32_BLOCKS_H
#define SYSPROBE_IA32_BLOCKS_H

#include <stdint.h>

/**
 * struct ia32_block - a block
 * @ticks: that it took
 * @ret:   of its last call
 */
struct ia32_block {
	uint64_t ticks;
	int64_t ret;
};

#endif /* SYSPROBE_IA32_BLOCKS_H */
