/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CR3 and what hangs on it: KPTI, PCID, and which pages each half of a
 * process's page tables has.
 */
#ifndef SYSPROBE_CR3_H
#define SYSPROBE_CR3_H

struct file;
struct inode;

/*
 * For the open and the release of "cr3" and "pagetables"; both are about the
 * task that reads. Physical addresses are hidden as sysprobe_address_shown()
 * says. Return: 0 or -ENOMEM.
 */
int sysprobe_cr3_open(struct file *file);
int sysprobe_cr3_open_pagetables(struct file *file);

#endif /* SYSPROBE_CR3_H */
