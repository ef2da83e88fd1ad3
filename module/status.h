/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module is doing, and what it can do here.
 */
#ifndef SYSPROBE_STATUS_H
#define SYSPROBE_STATUS_H

struct file;

/* <debugfs>/sysprobe/status: lines "key value...", whatever there is. */
int sysprobe_status_open(struct file *file);

/* /proc/sysprobe/summary: the same and the dearest calls, on one page. */
int sysprobe_status_open_summary(struct file *file);

#endif /* SYSPROBE_STATUS_H */
