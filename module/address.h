/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who may see where the kernel keeps things.
 */
#ifndef SYSPROBE_ADDRESS_H
#define SYSPROBE_ADDRESS_H

#include <linux/types.h>

struct file;

/**
 * sysprobe_address_shown - may the opener of a file see kernel addresses?
 * @file: being opened, in the context of who opens it
 *
 * Return: CAP_SYSLOG in the initial user namespace, and kernel.kptr_restrict
 * below 2.
 */
bool sysprobe_address_shown(const struct file *file);

#endif /* SYSPROBE_ADDRESS_H */
