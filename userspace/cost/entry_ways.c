// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <unistd.h>
#include "../module/uapi/sysprobe.h"
#include "caller.h"
#include "cost/raw.h"
#include "cost/row.h"

/* Of asm/unistd.h; said here, as that has a macro of the name for x32 only. */
#define X32_BIT		0x40000000
/* getppid of the 32-bit table, arch/x86/entry/syscalls/syscall_32.tbl. */
#define NR_GETPPID_32	64
/* Far above the last of any kernel, and below x32's. */
#define NR_NONE		0x3fff

static inline long int80(long nr)
{
	long ret = nr;

	/* r8 to r11 were zeroed on the way out before 4.17, and are not named. */
	asm volatile("int $0x80" : "+a" (ret)
		     : : "r8", "r9", "r10", "r11", "memory");
	return ret;
}

static void *can_int80(const struct cost_row *row, struct err *why_not)
{
	if (caller_try(CALLER_INT80, why_not))
		return NULL;
	return cost_no_state(row, why_not);
}

static void *can_x32(const struct cost_row *row, struct err *why_not)
{
	if (caller_try(CALLER_X32, why_not))
		return NULL;
	return cost_no_state(row, why_not);
}

static void *has_no_such(const struct cost_row *row, struct err *why_not)
{
	long ret = raw_call0(NR_NONE);

	if (ret == -ENOSYS)
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED, "number %d returned %ld, not ENOSYS",
		NR_NONE, ret);
	return NULL;
}

#define BLOCK(name, call) \
	static uint64_t name(void *state, size_t n) \
	{ \
		(void)state; \
		return COST_LOOP(n, call); \
	}

BLOCK(by_syscall, raw_call0(SYS_getppid))
BLOCK(by_libc, getppid())
BLOCK(by_int80, int80(NR_GETPPID_32))
BLOCK(by_x32, raw_call0(SYS_getppid | X32_BIT))
BLOCK(by_no_number, raw_call0(NR_NONE))

static const struct cost_row rows[] = {
	{
		.name = "syscall",
		.what = "getppid by the SYSCALL instruction, 64-bit number",
		.group = COST_ENTRY,
		.order = 10,
		.calls = { { SYSPROBE_ABI_64, SYS_getppid, 1 } },
		.open = cost_no_state,
		.block = by_syscall,
	},
	{
		.name = "syscall-libc",
		.what = "getppid of the C library: the same instruction, in a function that is called and returns",
		.group = COST_ENTRY,
		.order = 15,
		.base = "syscall",
		.calls = { { SYSPROBE_ABI_64, SYS_getppid, 1 } },
		.open = cost_no_state,
		.block = by_libc,
	},
	{
		.name = "int80",
		.what = "getppid by int 0x80 from 64-bit code, 32-bit number",
		.group = COST_ENTRY,
		.order = 20,
		.base = "syscall",
		.calls = { { SYSPROBE_ABI_IA32, NR_GETPPID_32, 1 } },
		.open = can_int80,
		.block = by_int80,
	},
	{
		.name = "x32",
		.what = "getppid by the SYSCALL instruction, x32's number",
		.group = COST_ENTRY,
		.order = 30,
		.base = "syscall",
		.calls = { { SYSPROBE_ABI_X32, SYS_getppid, 1 } },
		.open = can_x32,
		.block = by_x32,
	},
	{
		.name = "no-such-number",
		.what = "the SYSCALL instruction with a number out of range: in, ENOSYS, and out",
		.group = COST_ENTRY,
		.order = 40,
		.base = "syscall",
		.open = has_no_such,
		.block = by_no_number,
	},
};

COST_ROWS(rows);
