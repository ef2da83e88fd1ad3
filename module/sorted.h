/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values put in order, for medians and other quantiles.
 */
#ifndef SYSPROBE_SORTED_H
#define SYSPROBE_SORTED_H

#include <linux/types.h>

/**
 * sysprobe_sort - put values in order, least first
 * @values: to be sorted
 * @n:      how many
 */
void sysprobe_sort(u64 *values, unsigned int n);

#endif /* SYSPROBE_SORTED_H */
