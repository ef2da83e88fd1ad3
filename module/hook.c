// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "hook.h"

/* The cheapest first: in this order "auto" tries them. */
static const struct sysprobe_hook * const hooks[] = {
	&sysprobe_hook_direct,
	&sysprobe_hook_tracepoint,
	&sysprobe_hook_kretprobe,
};

const struct sysprobe_hook *sysprobe_hook_at(unsigned int i)
{
	return i < ARRAY_SIZE(hooks) ? hooks[i] : NULL;
}

bool sysprobe_hook_named(const struct sysprobe_hook *hook, const char *name)
{
	return !strcmp(name, "auto") || !strcmp(name, hook->name);
}

const char *sysprobe_hook_why_not(const struct sysprobe_hook *hook,
				  enum sysprobe_scope scope, bool loading)
{
	if (hook->leaves && scope == SYSPROBE_SCOPE_ALL)
		return "not for every task, as sleepers may never return";
	/* It takes the text with it that calls return to. */
	if (hook->leaves && loading)
		return "not while the module is being loaded, as that may yet fail";
	return hook->why_not();
}

int sysprobe_hook_any(const char *name, enum sysprobe_scope scope, bool loading)
{
	int err = -EINVAL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!sysprobe_hook_named(hooks[i], name))
			continue;
		if (!sysprobe_hook_why_not(hooks[i], scope, loading))
			return 0;
		err = -EOPNOTSUPP;
	}
	return err;
}
