// SPDX-License-Identifier: GPL-2.0
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "filter.h"

void sysprobe_filter_init(struct sysprobe_filter *filter)
{
	unsigned int abi;
	u32 nr;

	memset(filter, 0, sizeof(*filter));
	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < sysprobe_abi_numbers(abi); nr++)
			filter->flags[abi][nr] =
				sysprobe_abi_behaviour(abi, nr);
}

static void select_range(struct sysprobe_filter *filter, unsigned int abi,
			 u32 from, u32 to)
{
	u32 nr;

	for (nr = from; nr <= to; nr++)
		filter->flags[abi][nr] |= SYSPROBE_CALL_SELECTED;
}

static int add_range(struct sysprobe_filter *filter, unsigned int abi,
		     char *word)
{
	char *last = strchr(word, '-');
	u32 from, to;

	if (last)
		*last++ = '\0';
	/* kstrtou32() would take a sign. */
	if (!isdigit(*word) || kstrtou32(word, 10, &from))
		return -EINVAL;
	to = from;
	if (last && (!isdigit(*last) || kstrtou32(last, 10, &to)))
		return -EINVAL;
	if (from > to || to >= sysprobe_abi_numbers(abi))
		return -EINVAL;
	select_range(filter, abi, from, to);
	return 0;
}

int sysprobe_filter_add(struct sysprobe_filter *filter, char *list)
{
	char *name = strsep(&list, ":");
	unsigned int abi;
	char *word;
	int err;

	if (!list)
		return -EINVAL;
	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		if (!strcmp(name, sysprobe_abi_name(abi)))
			break;
	if (abi == SYSPROBE_ABIS)
		return -EINVAL;
	while ((word = strsep(&list, ","))) {
		err = add_range(filter, abi, word);
		if (err)
			return err;
	}
	filter->some = true;
	return 0;
}

static void want_errors_only(struct sysprobe_filter *filter)
{
	unsigned int abi;
	u32 nr;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < SYSPROBE_MAX_NR; nr++)
			filter->flags[abi][nr] |= SYSPROBE_CALL_ERRORS;
}

void sysprobe_filter_done(struct sysprobe_filter *filter)
{
	unsigned int abi;

	/* The number past the last of the 64-bit ABI's is the calibration's. */
	filter->flags[SYSPROBE_ABI_64][sysprobe_abi_numbers(SYSPROBE_ABI_64)] =
		SYSPROBE_CALL_SELECTED | SYSPROBE_CALL_SCRATCH;
	for (abi = 0; abi < SYSPROBE_ABIS && !filter->some; abi++)
		if (sysprobe_abi_numbers(abi))
			select_range(filter, abi, 0,
				     sysprobe_abi_numbers(abi) - 1);
	if (filter->errors_only)
		want_errors_only(filter);
}

void sysprobe_filter_may_exit(struct sysprobe_filter *filter, bool exits)
{
	unsigned int abi;
	u8 *flags;
	u32 nr;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		for (nr = 0; nr < SYSPROBE_MAX_NR; nr++) {
			flags = &filter->flags[abi][nr];
			if (!(*flags & SYSPROBE_CALL_MAY_EXIT))
				continue;
			*flags &= ~SYSPROBE_CALL_NORETURN;
			if (exits)
				*flags |= SYSPROBE_CALL_NORETURN;
		}
	}
}

bool sysprobe_filter_wants_abi(const struct sysprobe_filter *filter,
			       unsigned int abi)
{
	u32 nr;

	for (nr = 0; nr < sysprobe_abi_numbers(abi); nr++)
		if (filter->flags[abi][nr] & SYSPROBE_CALL_SELECTED)
			return true;
	return false;
}
