/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often each CPU goes to another task, how often to another address space,
 * and what its TLB loses by that and otherwise: while a session asks for it.
 */
#ifndef SYSPROBE_SWITCHES_H
#define SYSPROBE_SWITCHES_H

struct file;

/*
 * All are called with the control mutex held.
 */

/**
 * sysprobe_switches_open - get ready to count
 *
 * Return: 0; -EOPNOTSUPP: this kernel lacks one of the tracepoints; -ENOMEM.
 */
int sysprobe_switches_open(void);

/** sysprobe_switches_reset - begin to count, or begin again, at zero */
void sysprobe_switches_reset(void);

/** sysprobe_switches_end - count no more */
void sysprobe_switches_end(void);

/** sysprobe_switches_close - stop; the figures stay */
void sysprobe_switches_close(void);

/** sysprobe_switches_forget - there are no figures */
void sysprobe_switches_forget(void);

/** sysprobe_switches_open_text - for the open of the file "switches" */
int sysprobe_switches_open_text(struct file *file);

#endif /* SYSPROBE_SWITCHES_H */
