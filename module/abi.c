// SPDX-License-Identifier: GPL-2.0
/*
 * The tables come from the headers of the kernel the module is built for,
 * generated there from the same syscall.tbl as the kernel's dispatcher.
 */
#include <linux/kernel.h>
#include "compat.h"
#include "abi.h"

#define __SYSCALL(nr, sym)			[nr] = #sym,
#define __SYSCALL_WITH_COMPAT(nr, sym, compat)	[nr] = #compat,
/* 6.8 and later mark the calls that never return in the table. */
#define __SYSCALL_NORETURN(nr, sym)		[nr] = #sym,
/* Before 5.13 the native table told whose a number is, x32's among them. */
#define __SYSCALL_COMMON(nr, sym)		[nr] = #sym,
#define __SYSCALL_I386(nr, sym)			[nr] = #sym,
#define __SYSCALL_64(nr, sym)			[nr] = #sym,
#define __SYSCALL_X32(nr, sym)

static const char * const handlers_64[] = {
#include <asm/syscalls_64.h>
};

#ifdef CONFIG_IA32_EMULATION
static const char * const handlers_ia32[] = {
#include <asm/syscalls_32.h>
};
#endif

#ifdef CONFIG_X86_X32_ABI
#undef __SYSCALL_64
#undef __SYSCALL_X32
#define __SYSCALL_64(nr, sym)
#define __SYSCALL_X32(nr, sym)			[nr] = #sym,

static const char * const handlers_x32[] = {
#include SYSPROBE_SYSCALLS_X32
};
#endif

static const struct {
	const char *name;
	const char * const *handlers;
	u32 listed;
	u32 numbers;
	u32 exec, execveat;
	u32 exit, exit_group;
	u32 sigreturn, rt_sigreturn;
	u32 reboot;
	const char *dispatcher;
	const char *prefix;
} abis[SYSPROBE_ABIS] = {
	[SYSPROBE_ABI_64] = {
		"64", handlers_64, ARRAY_SIZE(handlers_64), NR_syscalls,
		__NR_execve, __NR_execveat, __NR_exit, __NR_exit_group,
		__NR_rt_sigreturn, __NR_rt_sigreturn, __NR_reboot,
		"x64_sys_call", "__x64_",
	},
	[SYSPROBE_ABI_IA32] = {
		.name = "ia32",
#ifdef CONFIG_IA32_EMULATION
		.handlers = handlers_ia32,
		.listed = ARRAY_SIZE(handlers_ia32),
		.numbers = IA32_NR_syscalls,
		.exec = __NR_ia32_execve,
		.execveat = __NR_ia32_execveat,
		.exit = __NR_ia32_exit,
		.exit_group = __NR_ia32_exit_group,
		.sigreturn = __NR_ia32_sigreturn,
		.rt_sigreturn = __NR_ia32_rt_sigreturn,
		.reboot = __NR_ia32_reboot,
		.dispatcher = "ia32_sys_call",
		.prefix = "__ia32_",
#endif
	},
	[SYSPROBE_ABI_X32] = {
		.name = "x32",
#ifdef CONFIG_X86_X32_ABI
		.handlers = handlers_x32,
		.listed = ARRAY_SIZE(handlers_x32),
		.numbers = X32_NR_syscalls,
		.exec = __NR_x32_execve,
		.execveat = __NR_x32_execveat,
		.exit = __NR_exit,
		.exit_group = __NR_exit_group,
		.sigreturn = __NR_x32_rt_sigreturn,
		.rt_sigreturn = __NR_x32_rt_sigreturn,
		.reboot = __NR_reboot,
		.dispatcher = "x32_sys_call",
		.prefix = "__x64_",
#endif
	},
};

u32 sysprobe_abi_numbers(unsigned int abi)
{
	return min_t(u32, abis[abi].numbers, SYSPROBE_MAX_NR - 1);
}

const char *sysprobe_abi_handler(unsigned int abi, u32 nr)
{
	const char *name = NULL;

	if (nr >= sysprobe_abi_numbers(abi))
		return NULL;
	if (nr < abis[abi].listed)
		name = abis[abi].handlers[nr];
	return name ?: "sys_ni_syscall";
}

/* What they seem to return is what a register of the interrupted program had. */
static bool has_no_result(unsigned int abi, u32 nr)
{
#ifdef __NR_uretprobe
	if (abi != SYSPROBE_ABI_IA32 && nr == __NR_uretprobe)
		return true;
#endif
#ifdef __NR_uprobe
	if (abi != SYSPROBE_ABI_IA32 && nr == __NR_uprobe)
		return true;
#endif
	return nr == abis[abi].sigreturn || nr == abis[abi].rt_sigreturn;
}

u8 sysprobe_abi_behaviour(unsigned int abi, u32 nr)
{
	u8 flags = SYSPROBE_CALL_EXISTS;

	BUILD_BUG_ON(NR_syscalls >= SYSPROBE_MAX_NR);
	if (nr >= sysprobe_abi_numbers(abi))
		return 0;
	if (nr == abis[abi].exit || nr == abis[abi].exit_group)
		flags |= SYSPROBE_CALL_NORETURN;
	if (has_no_result(abi, nr))
		flags |= SYSPROBE_CALL_NORESULT;
	if (nr == abis[abi].exec || nr == abis[abi].execveat)
		flags |= SYSPROBE_CALL_EXEC;
	if (nr == abis[abi].reboot)
		flags |= SYSPROBE_CALL_MAY_EXIT;
	return flags;
}

const char *sysprobe_abi_name(unsigned int abi)
{
	return abis[abi].name;
}

const char *sysprobe_abi_dispatcher(unsigned int abi)
{
	return abis[abi].dispatcher;
}

const char *sysprobe_abi_prefix(unsigned int abi)
{
	return abis[abi].prefix;
}
