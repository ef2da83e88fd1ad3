// SPDX-License-Identifier: GPL-2.0
/*
 * Lockdown lets a debugfs file be opened only if its mode is within 0444 and
 * it has neither ioctl nor mmap. So what is read is 0400 and plain; control,
 * which is written, stands in procfs as well.
 */
#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "control.h"
#include "cr3.h"
#include "cr3_cost.h"
#include "faces.h"
#include "rings.h"
#include "segment.h"
#include "snapshot.h"
#include "status.h"
#include "switches.h"
#include "text.h"
#include "vdso.h"

/* Root of a container may have a file's mode on its side, but not this. */
static int permitted(void)
{
	return perfmon_capable() ? 0 : -EACCES;
}

/* control */

static int control_open(struct inode *inode, struct file *file)
{
	return permitted();
}

static ssize_t control_read(struct file *file, char __user *to, size_t size,
			    loff_t *pos)
{
	char line[1024];
	size_t length = sysprobe_control_describe(line, sizeof(line));

	return simple_read_from_buffer(to, size, pos, line, length);
}

static ssize_t control_write(struct file *file, const char __user *from,
			     size_t size, loff_t *pos)
{
	size_t length = size;
	int err = -EINVAL;
	char *text;

	if (size > SYSPROBE_MAX_COMMAND)
		return -E2BIG;
	text = memdup_user_nul(from, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	/* The newline at its end may be left out. */
	if (length && text[length - 1] == '\n')
		text[--length] = '\0';
	if (strlen(text) == length)
		err = sysprobe_control_command(file, text);
	kfree(text);
	return err ? err : size;
}

static int control_release(struct inode *inode, struct file *file)
{
	sysprobe_control_close(file);
	return 0;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = control_open,
	.read = control_read,
	.write = control_write,
	.release = control_release,
	.llseek = default_llseek,
};

static const struct proc_ops control_proc_ops = {
	.proc_open = control_open,
	.proc_read = control_read,
	.proc_write = control_write,
	.proc_release = control_release,
	.proc_lseek = default_llseek,
};

/* snapshot: taken at the open, so that however it is read it is of one piece */

struct taken {
	void *bytes;
	size_t size;
};

static int snapshot_open(struct inode *inode, struct file *file)
{
	struct taken *taken = kmalloc(sizeof(*taken), GFP_KERNEL);
	int err;

	if (!taken)
		return -ENOMEM;
	taken->bytes = sysprobe_snapshot_take(&taken->size);
	if (IS_ERR(taken->bytes)) {
		err = PTR_ERR(taken->bytes);
		kfree(taken);
		return err;
	}
	file->private_data = taken;
	return 0;
}

static ssize_t snapshot_read(struct file *file, char __user *to, size_t size,
			     loff_t *pos)
{
	const struct taken *taken = file->private_data;

	return simple_read_from_buffer(to, size, pos, taken->bytes,
				       taken->size);
}

static int snapshot_release(struct inode *inode, struct file *file)
{
	struct taken *taken = file->private_data;

	vfree(taken->bytes);
	kfree(taken);
	return 0;
}

static const struct file_operations snapshot_fops = {
	.owner = THIS_MODULE,
	.open = snapshot_open,
	.read = snapshot_read,
	.release = snapshot_release,
	.llseek = default_llseek,
};

/* Text files: what differs is how they are opened. */

struct text {
	const char *name;
	int (*open)(struct file *file);
	int (*release)(struct inode *inode, struct file *file);
};

static const struct text texts[] = {
	{ "status", sysprobe_status_open, single_release },
	{ "syscalls", sysprobe_text_open_syscalls, seq_release_private },
	{ "latency", sysprobe_text_open_latency, seq_release_private },
	{ "errors", sysprobe_text_open_errors, single_release },
	{ "table", sysprobe_text_open_table, seq_release_private },
	{ "overhead", sysprobe_text_open_overhead, single_release },
	{ "cr3", sysprobe_cr3_open, single_release },
	{ "pagetables", sysprobe_cr3_open_pagetables, single_release },
	{ "cr3_cost", sysprobe_cr3_cost_open, single_release },
	{ "switches", sysprobe_switches_open_text, single_release },
	{ "vdso", sysprobe_vdso_open_text, single_release },
	{ "entry", sysprobe_segment_open_text, single_release },
	{ "rings", sysprobe_rings_open, sysprobe_rings_release },
};

static int text_open(struct inode *inode, struct file *file)
{
	const struct text *text = inode->i_private;

	return text->open(file);
}

static int text_release(struct inode *inode, struct file *file)
{
	const struct text *text = inode->i_private;

	return text->release(inode, file);
}

static const struct file_operations text_fops = {
	.owner = THIS_MODULE,
	.open = text_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = text_release,
};

static int summary_open(struct inode *inode, struct file *file)
{
	return permitted() ?: sysprobe_status_open_summary(file);
}

static const struct proc_ops summary_proc_ops = {
	.proc_open = summary_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

/* Owned here, written at load and unload only. */
static struct dentry *debugfs;
static struct proc_dir_entry *procfs;

static int procfs_up(void)
{
	procfs = proc_mkdir("sysprobe", NULL);
	/* Nobody else has that name: there is one module of it. */
	if (!procfs)
		return -ENOMEM;
	/* Control last: a session may begin as soon as it is there. */
	if (proc_create("summary", 0400, procfs, &summary_proc_ops) &&
	    proc_create("control", 0600, procfs, &control_proc_ops))
		return 0;
	proc_remove(procfs);
	return -ENOMEM;
}

int sysprobe_faces_up(void)
{
	unsigned int i;
	int err = procfs_up();

	if (err)
		return err;
	debugfs = debugfs_create_dir("sysprobe", NULL);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		debugfs_create_file(texts[i].name, 0400, debugfs,
				    (void *)&texts[i], &text_fops);
	debugfs_create_file("snapshot", 0400, debugfs, NULL, &snapshot_fops);
	debugfs_create_file("control", 0600, debugfs, NULL, &control_fops);
	return 0;
}

void sysprobe_faces_down(void)
{
	debugfs_remove_recursive(debugfs);
	proc_remove(procfs);
}
