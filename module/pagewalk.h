/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A walk through page tables, as the CPU makes it: what stands at each level.
 */
#ifndef SYSPROBE_PAGEWALK_H
#define SYSPROBE_PAGEWALK_H

#include <linux/types.h>

#define SYSPROBE_MAX_LEVELS	5

/**
 * struct sysprobe_pagewalk - one address, through one set of tables
 * @levels: that this machine's tables have, 4 or 5
 * @depth:  entries that were read
 * @entry:  from the top one on; the last is the page's, or isn't present
 */
struct sysprobe_pagewalk {
	unsigned int levels;
	unsigned int depth;
	u64 entry[SYSPROBE_MAX_LEVELS];
};

/**
 * sysprobe_pagewalk - walk
 * @top:     physical address of the top table
 * @address: virtual, canonical
 * @walk:    to be filled
 *
 * Interrupts are off: tables of another thread's pages are freed only when
 * every CPU that may be walking has let interrupts in, or after RCU.
 */
void sysprobe_pagewalk(u64 top, unsigned long address,
		       struct sysprobe_pagewalk *walk);

/**
 * sysprobe_pagewalk_leaf - does an entry end the walk with a page?
 * @entry: present
 * @level: its, from 1 for a 4 KiB page's
 */
bool sysprobe_pagewalk_leaf(u64 entry, unsigned int level);

/**
 * sysprobe_pagewalk_levels - how deep this machine's tables are
 *
 * Return: 5 if CR4.LA57 is set, else 4.
 */
unsigned int sysprobe_pagewalk_levels(void);

#endif /* SYSPROBE_PAGEWALK_H */
