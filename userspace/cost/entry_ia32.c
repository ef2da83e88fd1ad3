// SPDX-License-Identifier: GPL-2.0
#include "../module/uapi/sysprobe.h"
#include "cost/row.h"
#include "ia32_blocks.h"

/* Of the 32-bit table, arch/x86/entry/syscalls/syscall_32.tbl. */
#define NR_GETPPID_32	64

/**
 * struct ia32_calls - a 32-bit child that makes calls
 * @child: it
 * @ret:   what they have to return
 */
struct ia32_calls {
	struct ia32_child child;
	int64_t ret;
};

static void *ready(const struct cost_row *row, struct err *why_not)
{
	struct ia32_calls *calls = cost_state(sizeof(*calls), why_not);
	int way;

	if (!calls)
		return NULL;
	way = ia32_blocks_start(&calls->child, NR_GETPPID_32, why_not);
	if (way < 0 || ia32_is_way(way, row->arg, why_not))
		return NULL;
	if (ia32_blocks_time(&calls->child, 1, &calls->ret) != IA32_GONE &&
	    calls->ret >= 0)
		return calls;
	err_set(why_not, STATUS_FAILED,
		"the 32-bit program's getppid failed (%lld)",
		(long long)calls->ret);
	return NULL;
}

static pid_t child_of(void *state)
{
	return ((const struct ia32_calls *)state)->child.pid;
}

static uint64_t block(void *state, size_t n)
{
	const struct ia32_calls *calls = state;
	uint64_t ticks;
	int64_t ret;

	ticks = ia32_blocks_time(&calls->child, n, &ret);
	return ticks == IA32_GONE || ret != calls->ret ? COST_WRONG : ticks;
}

#define WAY(name_, way, instruction, place) \
	{ \
		.name = name_, \
		.what = "getppid by the " instruction \
			" instruction of the 32-bit vDSO, from 32-bit code", \
		.group = COST_ENTRY, \
		.order = place, \
		.base = "syscall", \
		.arg = way, \
		.calls = { { SYSPROBE_ABI_IA32, NR_GETPPID_32, 1 } }, \
		.open = ready, \
		.caller = child_of, \
		.block = block, \
	}

static const struct cost_row rows[] = {
	WAY("sysenter", IA32_SYSENTER, "SYSENTER", 22),
	WAY("syscall32", IA32_SYSCALL, "SYSCALL", 24),
};

COST_ROWS(rows);
