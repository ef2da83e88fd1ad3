/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the trampoline of hook_direct.c knows of the rest, and the rest of it.
 * Also for the assembler.
 */
#ifndef SYSPROBE_DIRECT_H
#define SYSPROBE_DIRECT_H

/* Checked against the structs in hook_direct.c. */
#define SYSPROBE_DIRECT_CALLS	0	/* sysprobe_session.tasks.call */
#define SYSPROBE_DIRECT_MASK	8	/* sysprobe_session.tasks.mask */
#define SYSPROBE_DIRECT_SPILLED	49	/* struct sysprobe_call.spilled */

/* sysprobe_tasks_home(): GOLDEN_RATIO_32 (linux/hash.h), and what it drops. */
#define SYSPROBE_DIRECT_RATIO	0x61c88647
#define SYSPROBE_DIRECT_SHIFT	26

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct pt_regs;
struct sysprobe_call;
struct task_struct;

/*
 * In place of the first instruction of a handler, long (const struct pt_regs *).
 * Never called by its name.
 */
void sysprobe_direct_entry(void);

/**
 * sysprobe_direct_enter - a task that has a record enters a handler
 * @regs: the handler's argument
 * @call: current's record
 * @task: current
 *
 * Return: whether to come back through sysprobe_direct_return().
 */
bool sysprobe_direct_enter(const struct pt_regs *regs,
			   struct sysprobe_call *call,
			   struct task_struct *task);

/**
 * sysprobe_direct_enter_other - the same, of a task that may have a record
 * @regs: the handler's argument
 */
bool sysprobe_direct_enter_other(const struct pt_regs *regs);

/**
 * sysprobe_direct_return - the handler has returned
 * @result: what it returned
 *
 * The session may have ended long ago.
 */
void sysprobe_direct_return(long result);

#endif /* __ASSEMBLY__ */

#endif /* SYSPROBE_DIRECT_H */
