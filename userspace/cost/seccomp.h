/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Filters of the row's own process. They can't be taken off again, and go with
 * it. Each decides on getppid and lets everything else through, as the harness
 * has to wait for its turn.
 */
#ifndef SYSPROBE_COST_SECCOMP_H
#define SYSPROBE_COST_SECCOMP_H

#include <stdint.h>
#include "cost/raw.h"
#include "err.h"

/** seccomp_call - the call that is filtered; its first argument is 0 */
static inline long seccomp_call(void)
{
	return raw_call3(SYS_getppid, 0, 0, 0);
}

/**
 * seccomp_allow_list - allow what the row and its harness need, refuse the rest
 * @why_not: on failure
 *
 * Looks at the architecture and the number only, so that the kernel finds out
 * once what it says and keeps the answers in a bitmap (since 5.11).
 *
 * Return: 0, or -1.
 */
int seccomp_allow_list(struct err *why_not);

/**
 * seccomp_compare - allow the call after looking at its first argument
 * @n:       against how many values, none of which it is; 1 to 1000
 * @why_not: on failure
 *
 * Return: 0, or -1.
 */
int seccomp_compare(unsigned int n, struct err *why_not);

/**
 * seccomp_answer - have one answer to the call
 * @answer:  SECCOMP_RET_*, with data
 * @why_not: on failure
 *
 * Return: 0, or -1.
 */
int seccomp_answer(uint32_t answer, struct err *why_not);

/**
 * seccomp_kill_child - have a child killed for making the call, and reap it
 *
 * Makes the calls fork and wait4, and no others in this process.
 *
 * Return: its status as wait4() has it; negative: there is no child, an errno.
 */
int seccomp_kill_child(void);

#endif /* SYSPROBE_COST_SECCOMP_H */
