/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which calls of which tasks a session wants.
 */
#ifndef SYSPROBE_FILTER_H
#define SYSPROBE_FILTER_H

#include <linux/types.h>
#include "abi.h"

/**
 * enum sysprobe_scope - whose calls
 * @SYSPROBE_SCOPE_ALL:     every task's
 * @SYSPROBE_SCOPE_PROCESS: some processes', and all they fork from then on
 * @SYSPROBE_SCOPE_THREAD:  some threads'
 */
enum sysprobe_scope {
	SYSPROBE_SCOPE_ALL,
	SYSPROBE_SCOPE_PROCESS,
	SYSPROBE_SCOPE_THREAD,
};

/**
 * struct sysprobe_filter - what a start command selects
 * @scope:       whose calls
 * @targets:     pids of the processes or threads, in the namespace of the task
 *               that gave the command
 * @n_targets:   how many; 0 for SYSPROBE_SCOPE_ALL
 * @on_exec:     begin at each target's next execve
 * @errors_only: count only calls that fail
 * @some:        a selection was given; false: every call of every ABI
 * @flags:       SYSPROBE_CALL_* of each number; the hot path's one look-up
 */
struct sysprobe_filter {
	enum sysprobe_scope scope;
	int targets[SYSPROBE_MAX_TARGETS];
	unsigned int n_targets;
	bool on_exec;
	bool errors_only;
	bool some;
	u8 flags[SYSPROBE_ABIS][SYSPROBE_MAX_NR];
};

/**
 * sysprobe_filter_init - select nothing yet; note how calls behave
 * @filter: to be filled
 */
void sysprobe_filter_init(struct sysprobe_filter *filter);

/**
 * sysprobe_filter_add - select what a word like "64:0,3-5" says
 * @filter: to be added to
 * @list:   the word; is cut up
 *
 * Return: 0; -EINVAL for what is no list, names no ABI of this kernel or a
 * number that reaches no handler.
 */
int sysprobe_filter_add(struct sysprobe_filter *filter, char *list);

/**
 * sysprobe_filter_done - no more additions: an empty selection means all
 * @filter: to be closed
 */
void sysprobe_filter_done(struct sysprobe_filter *filter);

/**
 * sysprobe_filter_may_exit - do calls that may end their task return?
 * @filter: after sysprobe_filter_done()
 * @exits:  take them as never returning: for a hook on whose return address nobody
 *          would be left to go
 */
void sysprobe_filter_may_exit(struct sysprobe_filter *filter, bool exits);

/**
 * sysprobe_filter_wants_abi - is any number of an ABI selected?
 * @filter: after sysprobe_filter_done()
 * @abi:    enum sysprobe_abi
 */
bool sysprobe_filter_wants_abi(const struct sysprobe_filter *filter,
			       unsigned int abi);

#endif /* SYSPROBE_FILTER_H */
