/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words that kernel code has and C has not.
 */
#ifndef SYSPROBE_UTIL_H
#define SYSPROBE_UTIL_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define fallthrough __attribute__((__fallthrough__))

#define __printf(fmt, first) __attribute__((__format__(__printf__, fmt, first)))

#endif /* SYSPROBE_UTIL_H */
