// SPDX-License-Identifier: GPL-2.0
#include <linux/sort.h>
#include "sorted.h"

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

void sysprobe_sort(u64 *values, unsigned int n)
{
	sort(values, n, sizeof(*values), by_value, NULL);
}
