/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the 32-bit program tells the reader that started it. Both are built at
 * once, from this header; neither trusts that.
 */
#ifndef SYSPROBE_IA32_ANSWER_H
#define SYSPROBE_IA32_ANSWER_H

#include <stdint.h>

#define IA32_MAGIC	0x32336169U	/* "ia32" */
#define IA32_VERSION	1U

/* As many calls as the reader ever asks for. */
#define IA32_MAX_CALLS	16384U

/**
 * enum ia32_way - how a 32-bit program gets into the kernel here
 * @IA32_NOT_RUN:  it was none: said by the process that should have become it
 * @IA32_NO_VDSO:  the kernel gives it no vDSO
 * @IA32_UNKNOWN:  its vDSO has none of the following
 * @IA32_SYSENTER: by SYSENTER
 * @IA32_SYSCALL:  by SYSCALL
 * @IA32_INT80:    by int 0x80
 * @IA32_WAYS:     how many there are
 */
enum ia32_way {
	IA32_NOT_RUN,
	IA32_NO_VDSO,
	IA32_UNKNOWN,
	IA32_SYSENTER,
	IA32_SYSCALL,
	IA32_INT80,
	IA32_WAYS,
};

/**
 * struct ia32_answer - what the answer begins with
 * @magic:   IA32_MAGIC
 * @version: IA32_VERSION
 * @way:     enum ia32_way
 * @error:   of IA32_NOT_RUN: errno
 * @nr:      number of the call it made
 * @n:       how often; 0 unless @way is IA32_SYSENTER or IA32_SYSCALL
 *
 * Behind it are 2 * @n times in ticks, 64 bits each, low byte first: of the
 * calls, then of as many times no call.
 */
struct ia32_answer {
	uint32_t magic;
	uint32_t version;
	uint32_t way;
	uint32_t error;
	uint32_t nr;
	uint32_t n;
};

#endif /* SYSPROBE_IA32_ANSWER_H */
