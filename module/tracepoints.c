// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>
#include "tracepoints.h"

struct search {
	struct sysprobe_tracepoint *list;
	unsigned int n;
};

static void match(struct tracepoint *tp, void *data)
{
	struct search *search = data;
	unsigned int i;

	for (i = 0; i < search->n; i++)
		if (!strcmp(tp->name, search->list[i].name))
			search->list[i].tp = tp;
}

const char *sysprobe_tracepoints_find(struct sysprobe_tracepoint *list,
				      unsigned int n)
{
	struct search search = { list, n };
	unsigned int i;

	for_each_kernel_tracepoint(match, &search);
	for (i = 0; i < n; i++)
		if (!list[i].tp)
			return list[i].name;
	return NULL;
}

static void take_off(struct sysprobe_tracepoint *list, unsigned int n)
{
	while (n--)
		tracepoint_probe_unregister(list[n].tp, list[n].probe, NULL);
	tracepoint_synchronize_unregister();
}

int sysprobe_tracepoints_arm(struct sysprobe_tracepoint *list, unsigned int n)
{
	unsigned int i;
	int err;

	if (sysprobe_tracepoints_find(list, n))
		return -EOPNOTSUPP;
	for (i = 0; i < n; i++) {
		err = tracepoint_probe_register(list[i].tp, list[i].probe,
						NULL);
		if (err) {
			take_off(list, i);
			return err;
		}
	}
	return 0;
}

void sysprobe_tracepoints_disarm(struct sysprobe_tracepoint *list,
				 unsigned int n)
{
	take_off(list, n);
}
