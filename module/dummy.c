// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/kprobes.h>
#include "dummy.h"

/* The empty asm keeps calls from being merged with others or dropped. */

noinline long sysprobe_dummy_bare(const struct pt_regs *regs,
				  unsigned int nr)
{
	asm volatile("" : : "r" (regs), "r" (nr) : "memory");
	return 0;
}

noinline long sysprobe_dummy_traced(const struct pt_regs *regs,
				    unsigned int nr)
{
	asm volatile("" : : "r" (regs), "r" (nr) : "memory");
	return 0;
}

/*
 * A jump needs five bytes of whole instructions to take the place of. This
 * NOP is as long, and what ftrace leaves in the others.
 */
noinline notrace long sysprobe_dummy_plain(const struct pt_regs *regs,
					   unsigned int nr)
{
	asm volatile("nopl 0x0(%%rax,%%rax,1)"
		     : : "r" (regs), "r" (nr) : "memory");
	return 0;
}

noinline long sysprobe_dummy_timed(const struct pt_regs *regs, unsigned int nr)
{
	asm volatile("" : : "r" (regs), "r" (nr) : "memory");
	return 0;
}

enum sysprobe_dummy sysprobe_dummy_like(const struct kprobe *real)
{
	return READ_ONCE(real->flags) & KPROBE_FLAG_FTRACE ?
	       SYSPROBE_DUMMY_TRACED : SYSPROBE_DUMMY_PLAIN;
}

const char *sysprobe_dummy_symbol(enum sysprobe_dummy which)
{
	return which == SYSPROBE_DUMMY_PLAIN ? "sysprobe_dummy_plain" :
					       "sysprobe_dummy_traced";
}
