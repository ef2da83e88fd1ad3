// SPDX-License-Identifier: GPL-2.0
/*
 * sysprobe - what does a syscall cost here, and why
 *
 * Probes the first probeable function on the syscall entry path and accounts
 * for every call: how often, how long, with what result, asleep or not. A
 * figure's way through the module: hook -> call -> account -> snapshot or
 * text -> faces. Nothing is armed and nothing costs a thing until a session
 * is started through a control file.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "account.h"
#include "control.h"
#include "faces.h"
#include "left.h"
#include "snapshot.h"
#include "symbols.h"

static char *hook = "auto";
module_param(hook, charp, 0444);
MODULE_PARM_DESC(hook, "how to see calls: auto (default), direct, kretprobe or tracepoint");

static char *start = "";
module_param(start, charp, 0444);
MODULE_PARM_DESC(start, "count from load on, until stopped: words of a start command, such as all");

static int __init start_at_load(void)
{
	char *line;
	int err;

	if (!*start)
		return 0;
	line = kasprintf(GFP_KERNEL, "start persist %s", start);
	if (!line)
		return -ENOMEM;
	err = sysprobe_control_command(NULL, line);
	if (err)
		pr_err("cannot start with '%s': %pe\n", start,
		       ERR_PTR(err));
	kfree(line);
	return err;
}

static int __init sysprobe_init(void)
{
	int err;

	err = sysprobe_account_init();
	if (err)
		return err;
	err = sysprobe_symbols_init();
	if (err)
		goto exit_account;
	err = sysprobe_control_init(hook);
	if (err) {
		pr_err("there is no hook '%s', or it can't be used here; hook=auto takes the best there is\n",
		       hook);
		goto exit_account;
	}
	sysprobe_snapshot_init();
	err = start_at_load();
	if (err)
		goto exit_control;
	/*
	 * Last, and nothing may fail once a file can be opened: a load that
	 * fails is not held up by whoever has one open.
	 */
	err = sysprobe_faces_up();
	if (err)
		goto exit_control;
	return 0;

exit_control:
	sysprobe_control_exit();
	sysprobe_left_exit();
exit_account:
	sysprobe_account_exit();
	return err;
}

static void __exit sysprobe_exit(void)
{
	sysprobe_faces_down();
	sysprobe_control_exit();
	sysprobe_left_exit();
	sysprobe_account_exit();
}

module_init(sysprobe_init);
module_exit(sysprobe_exit);

MODULE_DESCRIPTION("What does a syscall cost here, and why");
MODULE_AUTHOR("the sysprobe authors");
MODULE_LICENSE("GPL");
