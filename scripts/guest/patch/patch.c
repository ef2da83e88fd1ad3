// SPDX-License-Identifier: GPL-2.0
/*
 * A livepatch of what reads /proc/cmdline. The kernel lets it take effect task by
 * task, when it has seen a stack that it can rely on: so it tells whether stacks
 * with hook direct on them are.
 *
 * For a test in a guest; nothing to load anywhere else.
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int patched(struct seq_file *m, void *v)
{
	seq_puts(m, "patched\n");
	return 0;
}

static struct klp_func functions[] = {
	{ .old_name = "cmdline_proc_show", .new_func = patched },
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
