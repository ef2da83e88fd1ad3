/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Submission queues for the rows that measure them.
 */
#ifndef SYSPROBE_COST_URING_H
#define SYSPROBE_COST_URING_H

#include <liburing.h>
#include "cost/row.h"

/**
 * uring_setup - make a ring
 * @ring:    to be filled
 * @entries: that its submission queue has to hold
 * @params:  flags and what belongs to them; NULL: none
 * @why_not: on failure
 *
 * Return: 0, or -1 with errno.
 */
int uring_setup(struct io_uring *ring, unsigned int entries,
		const struct io_uring_params *params, struct err *why_not);

/**
 * uring_reap - take completions
 * @ring: that has at least @n
 * @n:    how many
 * @want: result that each has to have
 *
 * Return: 0; -1: there are fewer, or one has another result, which errno tells
 * if it is an error.
 */
int uring_reap(struct io_uring *ring, unsigned int n, int want);

/**
 * uring_finish - submit what is prepared and wait for it in one io_uring_enter
 * @ring: with @n entries prepared
 * @n:    how many
 * @want: result that each has to have
 *
 * Return: 0, or -1: as uring_reap(), or not all were taken.
 */
int uring_finish(struct io_uring *ring, unsigned int n, int want);

/**
 * uring_nops - prepare entries that do nothing
 * @ring: that has room for them
 * @n:    how many
 */
void uring_nops(struct io_uring *ring, unsigned int n);

#endif /* SYSPROBE_COST_URING_H */
