// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "hook.h"

/*
 * In the order "auto" tries them. The kretprobe comes first although the
 * tracepoints add fewer instructions to a counted call: they put every task
 * of the machine, followed or not and whatever it calls, on the slow path
 * through the entry code for as long as they are armed.
 */
static const struct sysprobe_hook * const hooks[] = {
	&sysprobe_hook_kretprobe,
	&sysprobe_hook_tracepoint,
	&sysprobe_hook_direct,
};

const struct sysprobe_hook *sysprobe_hook_at(unsigned int i)
{
	return i < ARRAY_SIZE(hooks) ? hooks[i] : NULL;
}

const struct sysprobe_hook *sysprobe_hook_find(const char *name,
					       enum sysprobe_scope scope)
{
	bool any = !strcmp(name, "auto");
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!any && strcmp(name, hooks[i]->name))
			continue;
		if (!hooks[i]->why_not() &&
		    !(hooks[i]->leaves && scope == SYSPROBE_SCOPE_ALL))
			return hooks[i];
		if (!any)
			return ERR_PTR(-EOPNOTSUPP);
	}
	return ERR_PTR(any ? -EOPNOTSUPP : -EINVAL);
}
