// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "symbols.h"
#include "tracepoints.h"

/**
 * struct symbol - one that may be missing
 * @name: as the kernel has it
 * @use:  what can't be had without it
 * @err:  0: it can be probed
 * @at:   where a probe of it would be
 */
struct symbol {
	const char *name;
	const char *use;
	int err;
	unsigned long at;
};

/* Written once, when the module is loaded. */
static struct symbol functions[] = {
	/* The entry code itself, which takes none on any kernel. */
	{ "do_syscall_64", "nothing; what is next on the way in is probed" },
	{ "x64_sys_call", "hook kretprobe, and direct for many calls; entry before the handler" },
	{ "ia32_sys_call", "32-bit calls of hooks kretprobe and direct" },
	{ "x32_sys_call", "x32 calls of hooks kretprobe and direct" },
	{ "update_vsyscall", "vdso" },
	{ "update_vsyscall_tz", "time_zone of vdso" },
#ifdef CONFIG_VDSO_GETRANDOM
	{ "crng_reseed", "random of vdso" },
#endif
};

static struct symbol tracepoints[] = {
	{ "sys_enter", "hook tracepoint" },
	{ "sys_exit", "hook tracepoint" },
	{ "sched_switch", "sessions" },
	{ "sched_process_fork", "sessions" },
	{ "sched_process_exit", "sessions" },
	{ "tlb_flush", "switches" },
};

/*
 * Registering a probe disabled resolves and checks, and patches nothing. Return: 0
 * or -ENOMEM, which says nothing about the function.
 */
static int __init look_for_functions(void)
{
	static struct kprobe probe[ARRAY_SIZE(functions)] __initdata;
	struct kprobe *there[ARRAY_SIZE(functions)];
	unsigned int i, n = 0;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(functions); i++) {
		probe[i].symbol_name = functions[i].name;
		probe[i].flags = KPROBE_FLAG_DISABLED;
		functions[i].err = register_kprobe(&probe[i]);
		functions[i].at = (unsigned long)probe[i].addr;
		if (!functions[i].err)
			there[n++] = &probe[i];
		else if (functions[i].err == -ENOMEM)
			err = -ENOMEM;
	}
	/* Together, as each call waits for a grace period. */
	if (n)
		unregister_kprobes(there, n);
	return err;
}

static void __init look_for_tracepoints(void)
{
	struct sysprobe_tracepoint list[ARRAY_SIZE(tracepoints)] = { };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i].name = tracepoints[i].name;
	/* All of the kernel's are walked once. */
	sysprobe_tracepoints_find(list, ARRAY_SIZE(list));
	for (i = 0; i < ARRAY_SIZE(list); i++)
		if (!list[i].tp)
			tracepoints[i].err = -ENOENT;
}

int __init sysprobe_symbols_init(void)
{
	look_for_tracepoints();
	return look_for_functions();
}

static const struct symbol *find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(functions); i++)
		if (!strcmp(functions[i].name, name))
			return &functions[i];
	return NULL;
}

int sysprobe_symbols_error(const char *name)
{
	const struct symbol *symbol = find(name);

	return symbol ? symbol->err : -ENOENT;
}

unsigned long sysprobe_symbols_at(const char *name)
{
	const struct symbol *symbol = find(name);

	return symbol && !symbol->err ? symbol->at : 0;
}

static void print(struct seq_file *m, const struct symbol *symbol,
		  unsigned int n)
{
	for (; n--; symbol++)
		seq_printf(m, "symbol %s %s %s\n", symbol->name,
			   !symbol->err ? "ok" :
			   symbol->err == -ENOENT ? "missing" : "refused",
			   symbol->use);
}

void sysprobe_symbols_print(struct seq_file *m)
{
	print(m, functions, ARRAY_SIZE(functions));
	print(m, tracepoints, ARRAY_SIZE(tracepoints));
}
