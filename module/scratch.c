// SPDX-License-Identifier: GPL-2.0
/*
 * The pages stand in the kernel's half, since a CPU with LASS lets the kernel
 * use no address of the user's half, whatever the page tables say.
 */
#include <asm/page.h>
#include <asm/pgtable_types.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mem_encrypt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "scratch.h"

#define ENTRIES		512	/* of a table, at each level (SDM 3, 4.5) */
#define INDEX_BITS	9

#define TOP_ORDER	1

/* Kernel's half: the upper one. */
#define FIRST_KERNEL	(ENTRIES / 2)

#define TO_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define TO_PAGE		(TO_TABLE | _PAGE_DIRTY)

static u64 entry_for(const u64 *table, u64 flags)
{
	return __sme_pa(table) | flags;
}

/* The first that nobody has; 0: none, as that one is a user's. */
static unsigned int free_slot(const u64 *top)
{
	unsigned int i;

	for (i = FIRST_KERNEL; i < ENTRIES; i++)
		if (!READ_ONCE(top[i]))
			return i;
	return 0;
}

/* Canonical: the bits above are as the topmost that is translated. */
static unsigned long slot_address(unsigned int slot)
{
	unsigned int shift = PAGE_SHIFT +
			     (sysprobe_pagewalk_levels() - 1) * INDEX_BITS;

	return (~0UL << (shift + INDEX_BITS)) | ((unsigned long)slot << shift);
}

static void connect(struct sysprobe_scratch *scratch)
{
	u64 *last = scratch->tables[scratch->below - 2];
	const u64 *page = scratch->tables[scratch->below - 1];
	unsigned int i;

	for (i = 0; i + 2 < scratch->below; i++)
		scratch->tables[i][0] = entry_for(scratch->tables[i + 1],
						  TO_TABLE);
	for (i = 0; i < SYSPROBE_SCRATCH_PAGES; i++)
		last[i] = entry_for(page, TO_PAGE);
}

int sysprobe_scratch_make(struct sysprobe_scratch *scratch)
{
	unsigned int i;

	BUILD_BUG_ON(SYSPROBE_SCRATCH_PAGES > ENTRIES);
	memset(scratch, 0, sizeof(*scratch));
	scratch->slot = free_slot((const u64 *)current->active_mm->pgd);
	if (!scratch->slot)
		return -ENOSPC;
	scratch->pages = slot_address(scratch->slot);
	scratch->top = (u64 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO,
					       TOP_ORDER);
	if (!scratch->top)
		return -ENOMEM;
	/* All levels but the top one, and the page. */
	for (i = 0; i < sysprobe_pagewalk_levels(); i++) {
		scratch->tables[i] = (u64 *)get_zeroed_page(GFP_KERNEL);
		if (!scratch->tables[i]) {
			sysprobe_scratch_free(scratch);
			return -ENOMEM;
		}
		scratch->below++;
	}
	connect(scratch);
	return 0;
}

void sysprobe_scratch_free(struct sysprobe_scratch *scratch)
{
	while (scratch->below)
		free_page((unsigned long)scratch->tables[--scratch->below]);
	free_pages((unsigned long)scratch->top, TOP_ORDER);
	scratch->top = NULL;
}

void sysprobe_scratch_share(struct sysprobe_scratch *scratch, u64 top)
{
	const u64 *theirs = __va(top);

	memcpy(scratch->top + FIRST_KERNEL, theirs + FIRST_KERNEL,
	       (ENTRIES - FIRST_KERNEL) * sizeof(*theirs));
	scratch->top[scratch->slot] = entry_for(scratch->tables[0], TO_TABLE);
}
