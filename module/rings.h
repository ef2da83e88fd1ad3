/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What separates ring 3 from ring 0 on each CPU, and where the doors between
 * them lead: control registers, the MSRs of SYSCALL, SYSENTER and FRED, and
 * the gate of int 0x80.
 */
#ifndef SYSPROBE_RINGS_H
#define SYSPROBE_RINGS_H

struct file;
struct inode;

/**
 * sysprobe_rings_open - read every online CPU's registers, once, for a text
 * @file: being opened
 *
 * Each CPU is interrupted for the reading. The kernel's addresses are in the
 * text only if who opens it has CAP_SYSLOG in the initial user namespace and
 * kernel.kptr_restrict is below 2.
 *
 * Return: 0 or -ENOMEM.
 */
int sysprobe_rings_open(struct file *file);

/** sysprobe_rings_release - the counterpart */
int sysprobe_rings_release(struct inode *inode, struct file *file);

#endif /* SYSPROBE_RINGS_H */
