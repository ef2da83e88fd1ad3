// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include "dummy.h"

/* The empty asm keeps calls from being merged with others or dropped. */

noinline long sysprobe_dummy_hooked(const struct pt_regs *regs,
				    unsigned int nr)
{
	asm volatile("" : : "r" (regs), "r" (nr) : "memory");
	return 0;
}

noinline long sysprobe_dummy_bare(const struct pt_regs *regs,
				  unsigned int nr)
{
	asm volatile("" : : "r" (regs), "r" (nr) : "memory");
	return 0;
}

noinline long sysprobe_dummy_timed(const struct pt_regs *regs, unsigned int nr)
{
	asm volatile("" : : "r" (regs), "r" (nr) : "memory");
	return 0;
}
