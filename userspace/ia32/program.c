// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit program without a C library: finds out how the vDSO enters the
 * kernel, times that, writes its answer, and is gone.
 *
 * arguments: NR N FD: the call's number, how often (0: only say how), where to
 */
#include "raw.h"

/* What stamps leave behind; too large for the stack. */
static uint64_t ticks[2 * IA32_MAX_CALLS];

/*
 * From stamp to stamp. LFENCE before RDTSC: what stands before it in the program
 * is done. The first stamp waits in esi and edi, which the kernel gives back.
 * Few registers are left, so the number and the entry come from memory.
 */
#define STAMPED(name, call)						\
static inline void name(vsyscall_t *entry, uint32_t nr, uint64_t *taken) \
{									\
	uint32_t low, high, ecx = 0;					\
									\
	asm volatile("lfence\n\trdtsc\n\t"				\
		     "mov %%eax, %%esi\n\tmov %%edx, %%edi\n\t"		\
		     "mov %[nr], %%eax\n\txor %%edx, %%edx\n\t"		\
		     call						\
		     "lfence\n\trdtsc\n\t"				\
		     "sub %%esi, %%eax\n\tsbb %%edi, %%edx"		\
		     : "=&A" (*taken), "=&S" (low), "=&D" (high),	\
		       "+c" (ecx)					\
		     : [nr] "m" (nr), [entry] "m" (entry), "b" (-1)	\
		     : "memory", "cc");					\
}

STAMPED(with_call, "call *%[entry]\n\t")
STAMPED(without_call, "")

/* The second time counts: by then code and memory are where they should be. */
static void measure(vsyscall_t *entry, uint32_t nr, uint32_t n)
{
	unsigned int pass;
	uint32_t i;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < n; i++)
			with_call(entry, nr, &ticks[i]);
		for (i = 0; i < n; i++)
			without_call(entry, nr, &ticks[n + i]);
	}
}

void __attribute__((used, noreturn)) start(const uint32_t *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	vsyscall_t *entry = (vsyscall_t *)auxiliary(stack, AT_SYSINFO);
	struct ia32_answer answer = {
		.magic = IA32_MAGIC,
		.version = IA32_VERSION,
		.way = IA32_NO_VDSO,
	};
	uint32_t n;

	if (stack[0] != 4)
		leave(2);
	answer.nr = number(argv[1]);
	n = number(argv[2]);
	if (n > IA32_MAX_CALLS)
		leave(2);
	if (entry)
		answer.way = way_of(entry);
	if (answer.way == IA32_SYSENTER || answer.way == IA32_SYSCALL)
		answer.n = n;
	measure(entry, answer.nr, answer.n);
	tell(number(argv[3]), &answer, sizeof(answer));
	tell(number(argv[3]), ticks, 2 * answer.n * sizeof(*ticks));
	leave(0);
}
