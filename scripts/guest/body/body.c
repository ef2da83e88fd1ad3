// SPDX-License-Identifier: GPL-2.0
/*
 * What getppid's handler takes, with nothing attached to it: it is called as the
 * entry code would, between two stamps, and so is a function that does
 * nothing. The difference is /sys/module/body/parameters/ticks. Where a tick is an
 * instruction it is exact, but for the function's own return.
 *
 * For the benchmark in a guest; nothing to load anywhere else.
 */
#include <linux/compiler.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/ptrace.h>
#include <linux/sort.h>
#include <asm/msr.h>

#define RUNS	255

static unsigned long ticks;
module_param(ticks, ulong, 0444);
MODULE_PARM_DESC(ticks, "TSC ticks, the median of " __stringify(RUNS));

typedef long (*handler_t)(const struct pt_regs *regs);

static noinline long nothing(const struct pt_regs *regs)
{
	return 0;
}

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* By way of one pointer, so that both are called by the same code. */
static u64 median_of(handler_t handler)
{
	static u64 took[RUNS];
	struct pt_regs regs = {};
	unsigned int i;
	u64 start;

	OPTIMIZER_HIDE_VAR(handler);
	for (i = 0; i < RUNS; i++) {
		start = rdtsc_ordered();
		handler(&regs);
		took[i] = rdtsc_ordered() - start;
	}
	sort(took, RUNS, sizeof(took[0]), by_value, NULL);
	return took[RUNS / 2];
}

static int __init body_init(void)
{
	/* Never armed: kprobes is asked where the function is. */
	struct kprobe probe = {
		.symbol_name = "__x64_sys_getppid",
		.flags = KPROBE_FLAG_DISABLED,
	};
	handler_t handler;
	int err;

	err = register_kprobe(&probe);
	if (err)
		return err;
	handler = (handler_t)probe.addr;
	unregister_kprobe(&probe);
	ticks = median_of(handler) - median_of(nothing);
	return 0;
}

static void __exit body_exit(void)
{
}

module_init(body_init);
module_exit(body_exit);

MODULE_DESCRIPTION("What a system call's handler takes");
MODULE_AUTHOR("the sysprobe authors");
MODULE_LICENSE("GPL");
