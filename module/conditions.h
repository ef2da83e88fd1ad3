/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The conditions under which figures were taken: kernel, CPU, clock, what sits
 * on the entry path, which hook, whose calls. A figure without them says
 * little.
 */
#ifndef SYSPROBE_CONDITIONS_H
#define SYSPROBE_CONDITIONS_H

#include <linux/types.h>

/* Room for all of them; a start command is the longest line. */
#define SYSPROBE_CONDITIONS_SIZE	8192

/**
 * sysprobe_conditions - as lines "key: value\n"
 * @buf:  for them, SYSPROBE_CONDITIONS_SIZE bytes
 *
 * The control lock is held. Return: bytes used.
 */
size_t sysprobe_conditions(char *buf);

#endif /* SYSPROBE_CONDITIONS_H */
