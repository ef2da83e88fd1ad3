// SPDX-License-Identifier: GPL-2.0
/*
 * A livepatch of what reads /proc/cmdline. The kernel lets it take effect task by
 * task, when it has seen a stack that it can rely on: so it tells whether stacks
 * with hook direct on them are. With handler=1, one of a handler instead, which
 * hook direct would have for itself.
 *
 * For a test in a guest; nothing to load anywhere else.
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/seq_file.h>

static bool handler;
module_param(handler, bool, 0400);

static int patched(struct seq_file *m, void *v)
{
	seq_puts(m, "patched\n");
	return 0;
}

/* More than any pid is. */
static long patched_handler(const struct pt_regs *regs)
{
	return 4194305;
}

static struct klp_func functions[] = {
	{ .old_name = "cmdline_proc_show", .new_func = patched },
	{ }
};

static struct klp_func handlers[] = {
	{ .old_name = "__x64_sys_getppid", .new_func = patched_handler },
	{ }
};

/* Of the kernel itself, which has no name. */
static struct klp_object objects[] = {
	{ .funcs = functions },
	{ }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objects,
};

static int __init patch_init(void)
{
	if (handler)
		objects[0].funcs = handlers;
	return klp_enable_patch(&patch);
}

static void __exit patch_exit(void)
{
}

module_init(patch_init);
module_exit(patch_exit);

MODULE_INFO(livepatch, "Y");
MODULE_DESCRIPTION("A livepatch to try stacks with");
MODULE_AUTHOR("the sysprobe authors");
MODULE_LICENSE("GPL");
