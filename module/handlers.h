/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the handlers of calls are.
 */
#ifndef SYSPROBE_HANDLERS_H
#define SYSPROBE_HANDLERS_H

#include "filter.h"

/**
 * sysprobe_handlers_find - the handlers that a filter selects
 * @filter:    which calls; with on_exec, execve as well, by each ABI
 * @more:      an address to put with them
 * @addresses: where the functions begin, in order, each once; to be given to
 *             kvfree()
 *
 * Several calls may have one handler, and calls that aren't selected may have
 * it, too.
 *
 * Return: how many, or -ENOMEM; -EOPNOTSUPP when one can't be found; -E2BIG
 * when this kernel has no dispatchers and so many can't be looked up one by
 * one.
 */
int sysprobe_handlers_find(const struct sysprobe_filter *filter,
			   unsigned long more, unsigned long **addresses);

#endif /* SYSPROBE_HANDLERS_H */
