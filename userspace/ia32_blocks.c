// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <unistd.h>
#include "embed.h"
#include "ia32_blocks.h"
#include "ia32/blocks.h"

/* What the makefile built from ia32/blocks.c. */
EMBED(ia32_blocks_program, "ia32_blocks.elf");

int ia32_blocks_start(struct ia32_child *child, uint32_t nr, struct err *why)
{
	struct ia32_answer answer;

	if (ia32_start(ia32_blocks_program,
		       ia32_blocks_program_end - ia32_blocks_program, &nr, 1,
		       child, why))
		return -1;
	if (ia32_receive(child, &answer, sizeof(answer), why) ||
	    ia32_check(&answer, why)) {
		ia32_end(child);
		return -1;
	}
	return answer.way;
}

uint64_t ia32_blocks_time(const struct ia32_child *child, uint32_t n,
			  int64_t *ret)
{
	struct ia32_block done;
	ssize_t got;

	do
		got = write(child->fd, &n, sizeof(n));
	while (got < 0 && errno == EINTR);
	if (got != sizeof(n))
		return IA32_GONE;
	do
		got = read(child->fd, &done, sizeof(done));
	while (got < 0 && errno == EINTR);
	if (got != sizeof(done))
		return IA32_GONE;
	*ret = done.ret;
	return done.ticks;
}
