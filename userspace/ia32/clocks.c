// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit program without a C library: shows its vDSO, calls a function of that,
 * makes the same call as a syscall, times both, and is gone. It does one of these
 * things each time it is run: see clocks.h.
 */
#include <linux/elf.h>
#include "clocks.h"
#include "raw.h"

#define LONGEST_BLOCK	65536U

typedef long function_t(uint32_t a, uint32_t b, uint32_t c);

/**
 * struct job - a call, and the two ways to make it
 * @function: of the vDSO; NULL: it has none
 * @entry:    the vDSO's way into the kernel
 * @nr:       number of the syscall
 * @args:     of both
 */
struct job {
	function_t *function;
	vsyscall_t *entry;
	uint32_t nr;
	uint32_t args[3];
};

typedef long once_t(const struct job *job);

/* What calls fill, and what blocks took. */
static uint32_t buffer[16];
static uint64_t ticks[IA32_LINES][IA32_BLOCKS];

static long by_vdso(const struct job *job)
{
	return job->function(job->args[0], job->args[1], job->args[2]);
}

/* The entry comes from memory, as no register is left. */
static long by_kernel(const struct job *job)
{
	vsyscall_t *entry = job->entry;
	long ret;

	asm volatile("call *%[entry]"
		     : "=a" (ret)
		     : "a" (job->nr), "b" (job->args[0]), "c" (job->args[1]),
		       "d" (job->args[2]), [entry] "m" (entry)
		     : "memory", "cc");
	return ret;
}

static long not_at_all(const struct job *job)
{
	(void)job;
	return 0;
}

static once_t *const lines[IA32_LINES] = {
	[IA32_LINE_VDSO] = by_vdso,
	[IA32_LINE_KERNEL] = by_kernel,
	[IA32_LINE_EMPTY] = not_at_all,
};

static uint64_t block(const struct job *job, once_t *once, uint32_t n)
{
	uint64_t start = tick_now();

	while (n--)
		once(job);
	return tick_now() - start;
}

/* Also the warm-up: the last try is as long as a block. */
static uint32_t block_length(const struct job *job, once_t *once,
			     uint32_t least)
{
	uint32_t n = 8;

	while (n < LONGEST_BLOCK && block(job, once, n) < least)
		n *= 2;
	return n;
}

/* Errors are the last page of numbers. */
static int failed(long ret)
{
	return (unsigned long)ret > -4096UL;
}

static void time_lines(const struct job *job, uint32_t least,
		       struct ia32_clocks *answer)
{
	uint32_t line, i;

	if (job->function)
		answer->tried[IA32_LINE_VDSO] = by_vdso(job);
	answer->tried[IA32_LINE_KERNEL] = by_kernel(job);
	for (line = 0; line < IA32_LINES; line++)
		if (line == IA32_LINE_EMPTY ||
		    ((line != IA32_LINE_VDSO || job->function) &&
		     !failed(answer->tried[line])))
			answer->block[line] = block_length(job, lines[line],
							   least);
	for (i = 0; i < IA32_BLOCKS; i++)
		for (line = 0; line < IA32_LINES; line++)
			if (answer->block[line])
				ticks[line][i] = block(job, lines[line],
						       answer->block[line]);
}

/* To the end of its last segment, or of its table of sections. */
static uint32_t image_size(const Elf32_Ehdr *head)
{
	uint32_t size = head->e_shoff + head->e_shnum * head->e_shentsize;
	const Elf32_Phdr *part = (void *)((uintptr_t)head + head->e_phoff);
	uint32_t i, end;

	for (i = 0; i < head->e_phnum; i++) {
		end = part[i].p_offset + part[i].p_filesz;
		if (end > size)
			size = end;
	}
	return size < IA32_MAX_IMAGE ? size : IA32_MAX_IMAGE;
}

static uint32_t argument(const char *word)
{
	uint32_t value = number(word);

	return value == IA32_BUFFER ? (uint32_t)buffer : value;
}

void __attribute__((used, noreturn)) start(const uint32_t *stack)
{
	const char *const *words = (const char *const *)(stack + 2);
	uint32_t image = auxiliary(stack, AT_SYSINFO_EHDR);
	struct ia32_clocks answer = {
		.magic = IA32_MAGIC,
		.version = IA32_VERSION,
		.way = IA32_NO_VDSO,
	};
	struct job job = {
		.entry = (vsyscall_t *)auxiliary(stack, AT_SYSINFO),
	};
	uint32_t task, n, i;
	int out;

	if (stack[0] != 1 + IA32_WORDS + 1)
		leave(2);
	task = number(words[IA32_TASK]);
	n = number(words[IA32_N]);
	out = number(words[IA32_WORDS]);
	job.nr = number(words[IA32_NR]);
	for (i = 0; i < 3; i++)
		job.args[i] = argument(words[IA32_ARGS + i]);
	if (!image || !job.entry) {
		tell(out, &answer, sizeof(answer));
		leave(0);
	}
	if (number(words[IA32_OFFSET]))
		job.function = (function_t *)(image +
					      number(words[IA32_OFFSET]));
	answer.way = way_of(job.entry);
	if (task == IA32_IMAGE)
		answer.size = image_size((const void *)image);
	else if (task == IA32_TIME)
		time_lines(&job, n, &answer);
	else if (task == IA32_BY_KERNEL || job.function)
		block(&job, task == IA32_BY_KERNEL ? by_kernel : by_vdso, n);
	tell(out, &answer, sizeof(answer));
	tell(out, (const void *)image, answer.size);
	if (task == IA32_TIME)
		tell(out, ticks, sizeof(ticks));
	leave(0);
}
