/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hook is a way to see calls begin and end. Each is one file with one table
 * of operations; hook.c lists them and chooses.
 */
#ifndef SYSPROBE_HOOK_H
#define SYSPROBE_HOOK_H

#include <linux/types.h>
#include "filter.h"

/**
 * struct sysprobe_hook_misses - what the kernel did not show a hook
 * @pool:      calls it could not watch return, for want of an instance, and
 *             so did not report at all
 * @recursion: hits dropped because another probe's handler was running
 * @lower_bound: the kernel counts with plain integers, which may lose some
 */
struct sysprobe_hook_misses {
	u64 pool;
	u64 recursion;
	bool lower_bound;
};

/**
 * struct sysprobe_hook_adds - instructions that a hook adds to a call
 * @counted: that is counted, by its usual way
 * @other:   of a task that isn't followed
 *
 * Counted on 6.1 in an emulator by scripts/bench; other kernels and compilers
 * make it more or less. The test cost_budget compares.
 */
struct sysprobe_hook_adds {
	unsigned int counted;
	unsigned int other;
};

/**
 * struct sysprobe_hook - a hook's operations
 * @name:    as in hook=NAME
 * @sees:    sentences: which calls it sees and which not
 * @costs:   a sentence: who pays for it while it is armed
 * @keeps_out: a sentence: what nobody else can do while it is armed; or NULL
 * @adds:    how much, for comparing hooks with each other
 * @sees_exits: it sees the entry code's exits: of entries that reach no
 *           handler, and of forked children
 * @leaves:  calls that it has seen begin return through the module: it has to
 *           stay until they have, so this is for tasks that end
 *
 * All are called with the control mutex held and may sleep.
 */
struct sysprobe_hook {
	const char *name;
	const char *sees;
	const char *costs;
	const char *keeps_out;
	struct sysprobe_hook_adds adds;
	bool sees_exits;
	bool leaves;

	/**
	 * @why_not: can it be used here?
	 *
	 * Return: NULL if so, or the reason as a sentence.
	 */
	const char *(*why_not)(void);

	/**
	 * @arm: start reporting to call.h
	 *
	 * @filter selects the (ABI, number) pairs and the scope. A hook may
	 * see more than that; call.c filters. @threads is how many live now.
	 * Return: 0 or an errno; nothing is armed then.
	 */
	int (*arm)(const struct sysprobe_filter *filter, unsigned int threads);

	/**
	 * @disarm: stop; nothing of the hook runs on return
	 *
	 * May take its time.
	 */
	void (*disarm)(void);

	/** @misses: since armed; 0 while it isn't */
	void (*misses)(struct sysprobe_hook_misses *misses);

	/** @bytes: memory it holds while armed */
	size_t (*bytes)(void);

	/**
	 * @rehearse: make one call to a dummy, hooked or not
	 *
	 * Goes through the same mechanism as a real call. Only while armed,
	 * by a task that sysprobe_call_rehearse() added.
	 */
	void (*rehearse)(bool hooked);

	/**
	 * @rehearsal: what @rehearse measures, and what it leaves out
	 *
	 * Return: a name for struct sysprobe_overhead, or NULL when the dummy
	 * is not hooked in the way that the real thing is.
	 */
	const char *(*rehearsal)(void);
};

extern const struct sysprobe_hook sysprobe_hook_direct;
extern const struct sysprobe_hook sysprobe_hook_kretprobe;
extern const struct sysprobe_hook sysprobe_hook_tracepoint;

/**
 * sysprobe_hook_at - the list of hooks, the cheapest first
 * @i: from 0
 *
 * Return: NULL past the last.
 */
const struct sysprobe_hook *sysprobe_hook_at(unsigned int i);

/**
 * sysprobe_hook_named - is a hook what a name asks for?
 * @hook: the hook
 * @name: a hook's, or "auto", which any is
 */
bool sysprobe_hook_named(const struct sysprobe_hook *hook, const char *name);

/**
 * sysprobe_hook_why_not - can a hook be used here, and for that?
 * @hook:    the hook
 * @scope:   whose calls it is for
 * @loading: the module isn't up yet
 *
 * Return: NULL if so, or the reason as a sentence.
 */
const char *sysprobe_hook_why_not(const struct sysprobe_hook *hook,
				  enum sysprobe_scope scope, bool loading);

/**
 * sysprobe_hook_any - can any that a name asks for be used here, and for that?
 * @name:    a hook's, or "auto"
 * @scope:   whose calls it is for
 * @loading: the module isn't up yet
 *
 * Return: 0; -EINVAL for an unknown name, -EOPNOTSUPP if none can.
 */
int sysprobe_hook_any(const char *name, enum sysprobe_scope scope,
		      bool loading);

#endif /* SYSPROBE_HOOK_H */
