/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two words that kernel code has and C has not.
 */
#ifndef SYSPROBE_UTIL_H
#define SYSPROBE_UTIL_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define fallthrough __attribute__((fallthrough))

#endif /* SYSPROBE_UTIL_H */
