/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often the kernel rewrites the data that the vDSO reads the time from,
 * why, and how long that takes, for which readers spin: while a session asks.
 */
#ifndef SYSPROBE_VDSO_H
#define SYSPROBE_VDSO_H

struct file;

/*
 * All are called with the control mutex held.
 */

/**
 * sysprobe_vdso_open - begin to watch
 *
 * May sleep for half a second while the kernel optimises the probes.
 *
 * Return: 0; -EOPNOTSUPP: update_vsyscall takes no probe here; -EIO: probes
 * are in place and don't fire; -ENOMEM, or another errno of the kernel's.
 */
int sysprobe_vdso_open(void);

/** sysprobe_vdso_reset - begin again at zero, with the next rewrite */
void sysprobe_vdso_reset(void);

/** sysprobe_vdso_end - count no more; if nothing counts, nothing happens */
void sysprobe_vdso_end(void);

/** sysprobe_vdso_close - stop; the figures stay */
void sysprobe_vdso_close(void);

/** sysprobe_vdso_forget - there are no figures */
void sysprobe_vdso_forget(void);

/** sysprobe_vdso_open_text - for the open of the file "vdso" */
int sysprobe_vdso_open_text(struct file *file);

#endif /* SYSPROBE_VDSO_H */
