// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "embed.h"
#include "ia32.h"
#include "ia32_clocks.h"

/* What the makefile built from ia32/clocks.c. */
EMBED(ia32_clocks_program, "ia32_clocks.elf");

/* What follows the answer's first part. */
static size_t size_behind(const struct ia32_clocks *answer,
			  enum ia32_task task)
{
	if (task == IA32_TIME && answer->way != IA32_NO_VDSO)
		return sizeof(uint64_t) * IA32_LINES * IA32_BLOCKS;
	return answer->size;
}

int ia32_clocks_parse(struct ia32_clocks *answer, const void *bytes,
		      size_t size, enum ia32_task task, struct err *why)
{
	struct ia32_answer head;

	if (size < sizeof(head))
		return ia32_misunderstood(why);
	memcpy(&head, bytes, sizeof(head));
	if (ia32_check(&head, why))
		return -1;
	if (size < sizeof(*answer))
		return ia32_misunderstood(why);
	memcpy(answer, bytes, sizeof(*answer));
	if (answer->size > (task == IA32_IMAGE ? IA32_MAX_IMAGE : 0) ||
	    (answer->size && answer->way == IA32_NO_VDSO) ||
	    size != sizeof(*answer) + size_behind(answer, task))
		return ia32_misunderstood(why);
	return answer->way;
}

/* Return: the way, or -1; @behind, @room bytes, gets what follows the answer. */
static int ask(const struct ia32_call *call, enum ia32_task task, uint32_t n,
	       struct ia32_clocks *answer, void *behind, size_t room,
	       struct err *why)
{
	const uint32_t words[IA32_WORDS] = {
		[IA32_TASK] = task,
		[IA32_OFFSET] = call->offset,
		[IA32_NR] = call->nr,
		[IA32_ARGS] = call->args[0], call->args[1], call->args[2],
		[IA32_N] = n,
	};
	/* One byte more than there should be. */
	size_t size = sizeof(*answer) + room + 1;
	char *buf = malloc(size);
	ssize_t got;
	int way;

	_Static_assert(IA32_WORDS <= IA32_MAX_WORDS, "too many words");
	if (!buf)
		return err_no_memory(why);
	got = ia32_ask(ia32_clocks_program,
		       ia32_clocks_program_end - ia32_clocks_program, words,
		       IA32_WORDS, buf, size, why);
	way = got < 0 ? -1 : ia32_clocks_parse(answer, buf, got, task, why);
	if (way >= 0 && room)
		memcpy(behind, buf + sizeof(*answer), got - sizeof(*answer));
	free(buf);
	return way;
}

int ia32_image(char *image, size_t *size, struct err *why)
{
	const struct ia32_call none = { 0 };
	struct ia32_clocks answer = { 0 };
	int way = ask(&none, IA32_IMAGE, 0, &answer, image, IA32_MAX_IMAGE,
		      why);

	if (way >= 0)
		*size = answer.size;
	return way;
}

/* It had one when it was asked for its image. */
static int lost_vdso(struct err *why)
{
	return err_set(why, STATUS_FAILED,
		       "32-bit programs are given no vDSO any more; somebody changed the sysctl abi.vsyscall32");
}

int ia32_time(const struct ia32_call *call, uint32_t least,
	      struct ia32_times *times, struct err *why)
{
	struct ia32_clocks answer = { 0 };
	int way = ask(call, IA32_TIME, least, &answer, times->took,
		      sizeof(times->took), why);

	if (way < 0)
		return -1;
	if (way == IA32_NO_VDSO)
		return lost_vdso(why);
	if (!answer.block[IA32_LINE_EMPTY])
		return ia32_misunderstood(why);
	memcpy(times->block, answer.block, sizeof(times->block));
	memcpy(times->tried, answer.tried, sizeof(times->tried));
	return 0;
}

int ia32_make(const struct ia32_call *call, enum ia32_task task, uint32_t n,
	      struct err *why)
{
	struct ia32_clocks answer = { 0 };
	int way = ask(call, task, n, &answer, NULL, 0, why);

	if (way == IA32_NO_VDSO)
		return lost_vdso(why);
	return way < 0 ? -1 : 0;
}
