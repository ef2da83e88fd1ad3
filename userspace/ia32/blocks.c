// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit program without a C library: times blocks of one call, as the vDSO
 * enters the kernel, as often as it is told, until nobody is there any more.
 *
 * arguments: NR FD: the call's number, a socket to be told by
 */
#include "blocks.h"
#include "raw.h"

/* No register is left, so the entry comes from memory. */
static struct ia32_block block(vsyscall_t *entry, uint32_t nr, uint32_t n)
{
	uint64_t start = tick_now();
	long ret = 0;

	while (n--)
		asm volatile("call *%[entry]"
			     : "=a" (ret)
			     : "a" (nr), "b" (-1), "c" (0), "d" (0),
			       [entry] "m" (entry)
			     : "memory", "cc");
	return (struct ia32_block){ tick_now() - start, ret };
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
	struct ia32_block done;
	uint32_t n = 0;
	int fd;

	if (stack[0] != 3)
		leave(2);
	answer.nr = number(argv[1]);
	fd = number(argv[2]);
	if (entry)
		answer.way = way_of(entry);
	tell(fd, &answer, sizeof(answer));
	while (entry && int80(__NR_read, fd, (long)&n, sizeof(n)) == sizeof(n)) {
		done = block(entry, answer.nr, n);
		tell(fd, &done, sizeof(done));
	}
	leave(0);
}
