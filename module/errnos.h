/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Failures by errno: for each CPU one table for all syscalls. It belongs to
 * the accounts, which make and free it and whose generations it follows.
 */
#ifndef SYSPROBE_ERRNOS_H
#define SYSPROBE_ERRNOS_H

#include <linux/types.h>
#include "uapi/sysprobe.h"

/**
 * sysprobe_errnos_alloc - make a CPU's table, which it hasn't got
 * @cpu: whose
 *
 * Return: 0 or -ENOMEM.
 */
int sysprobe_errnos_alloc(unsigned int cpu);

/**
 * sysprobe_errnos_free - free a CPU's table, if it has one
 * @cpu: whose; nobody uses it any more
 */
void sysprobe_errnos_free(unsigned int cpu);

/** sysprobe_errnos_bytes - memory of one CPU's table */
size_t sysprobe_errnos_bytes(void);

/**
 * sysprobe_errnos_book - a call has failed; preemption is off
 * @abi:        enum sysprobe_abi
 * @nr:         number
 * @generation: of the accounts, when the call was entered
 * @error:      1..4095
 */
void sysprobe_errnos_book(unsigned int abi, u32 nr, u32 generation, u32 error);

/**
 * sysprobe_errnos_sum - all errnos of all CPUs, added up and sorted
 * @rows: room for @room rows; the last one used may be the "other" row
 * @room: at least 1
 *
 * The control lock is held. Return: how many rows were filled.
 */
u32 sysprobe_errnos_sum(struct sysprobe_errno *rows, u32 room);

#endif /* SYSPROBE_ERRNOS_H */
