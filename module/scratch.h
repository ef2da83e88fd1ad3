/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An address space to try things in: the kernel's half as it is, no user's
 * half, and a row of small pages of its own.
 */
#ifndef SYSPROBE_SCRATCH_H
#define SYSPROBE_SCRATCH_H

#include <linux/types.h>
#include "pagewalk.h"

/* Pages there are to touch; no more than one table of entries maps. */
#define SYSPROBE_SCRATCH_PAGES	128

/**
 * struct sysprobe_scratch - such an address space
 * @top:    its top table: two pages, of which the second is no table, so that
 *          bit 12 of the first one's address is clear
 * @tables: the tables below, then the page of zeros that all the pages are
 * @below:  how many
 * @slot:   of @top, in the kernel's half; nothing of the kernel's is there
 * @pages:  virtual address of the first page: mapped in this address space
 *          only, supervisor, 4 KiB, not global
 */
struct sysprobe_scratch {
	u64 *top;
	u64 *tables[SYSPROBE_MAX_LEVELS];
	unsigned int below;
	unsigned int slot;
	unsigned long pages;
};

/**
 * sysprobe_scratch_make - allocate and connect the tables
 * @scratch: to be filled
 *
 * Return: 0; -ENOMEM; -ENOSPC: the kernel's half has no free entry. There is
 * nothing to be freed then.
 */
int sysprobe_scratch_make(struct sysprobe_scratch *scratch);

/**
 * sysprobe_scratch_free - give the tables back
 * @scratch: loaded on no CPU, and flushed on all that had it
 */
void sysprobe_scratch_free(struct sysprobe_scratch *scratch);

/**
 * sysprobe_scratch_share - take over the kernel's half
 * @scratch: made
 * @top:     physical address of the top table that is loaded
 *
 * Each time before it is loaded: the task that lends its own may be another.
 * Interrupts are off, and stay so as long as @scratch is loaded: where tables
 * that are shared are freed by way of IPIs, that waits for us; what INVLPGB
 * broadcasts instead, for the kernel's half, has no PCID and reaches ours.
 */
void sysprobe_scratch_share(struct sysprobe_scratch *scratch, u64 top);

/**
 * sysprobe_scratch_page - where a page is
 * @scratch: made
 * @i:       below SYSPROBE_SCRATCH_PAGES
 *
 * Return: an address in it, on a cache line that its neighbours don't use.
 */
static inline unsigned long
sysprobe_scratch_page(const struct sysprobe_scratch *scratch, unsigned int i)
{
	return scratch->pages + i * 4096UL + i * 64 % 4096;
}

#endif /* SYSPROBE_SCRATCH_H */
