/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints that the kernel does not export by name are found by walking
 * the list of all of them, which it does export.
 */
#ifndef SYSPROBE_TRACEPOINTS_H
#define SYSPROBE_TRACEPOINTS_H

#include <linux/tracepoint.h>
#include <linux/types.h>

/**
 * struct sysprobe_tracepoint - a probe to be put on a tracepoint
 * @name:  the tracepoint's
 * @probe: its first argument is a void *, NULL; the rest are the tracepoint's
 * @tp:    filled in by sysprobe_tracepoints_find()
 */
struct sysprobe_tracepoint {
	const char *name;
	void *probe;
	struct tracepoint *tp;
};

/**
 * sysprobe_tracepoints_find - look tracepoints up by name
 * @list: of @n
 *
 * Return: NULL if all are there, or the name of one that isn't.
 */
const char *sysprobe_tracepoints_find(struct sysprobe_tracepoint *list,
				      unsigned int n);

/**
 * sysprobe_tracepoints_arm - put all probes on
 * @list: of @n
 *
 * Return: 0; -EOPNOTSUPP if one is missing or an errno of the kernel's, and
 * none is on then.
 */
int sysprobe_tracepoints_arm(struct sysprobe_tracepoint *list, unsigned int n);

/**
 * sysprobe_tracepoints_disarm - take all off and wait until none runs
 * @list: of @n
 */
void sysprobe_tracepoints_disarm(struct sysprobe_tracepoint *list,
				 unsigned int n);

#endif /* SYSPROBE_TRACEPOINTS_H */
