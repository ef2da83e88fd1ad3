// SPDX-License-Identifier: GPL-2.0
/*
 * Entries are taken as the SDM (volume 3, 4.5) has them rather than through
 * the kernel's types: what is shown is what the CPU sees, in the user half
 * too, which those types know nothing of.
 */
#include <asm/page.h>
#include <asm/pgtable_types.h>
#include <asm/processor-flags.h>
#include <asm/tlbflush.h>
#include <linux/compiler.h>
#include <linux/mem_encrypt.h>
#include <linux/string.h>
#include "pagewalk.h"

#define INDEX_BITS	9
#define INDEX_MASK	((1UL << INDEX_BITS) - 1)

unsigned int sysprobe_pagewalk_levels(void)
{
	return __read_cr4() & X86_CR4_LA57 ? 5 : 4;
}

bool sysprobe_pagewalk_leaf(u64 entry, unsigned int level)
{
	/* 1 GiB and 2 MiB pages say so; at the other levels the bit isn't PS. */
	return level == 1 || (level <= 3 && (entry & _PAGE_PSE));
}

void sysprobe_pagewalk(u64 top, unsigned long address,
		       struct sysprobe_pagewalk *walk)
{
	const u64 *table = __va(top);
	unsigned int level;
	u64 entry;

	memset(walk, 0, sizeof(*walk));
	walk->levels = sysprobe_pagewalk_levels();
	for (level = walk->levels; level; level--) {
		entry = READ_ONCE(table[(address >> (PAGE_SHIFT +
						     (level - 1) * INDEX_BITS)) &
					INDEX_MASK]);
		walk->entry[walk->depth++] = entry;
		if (!(entry & _PAGE_PRESENT) ||
		    sysprobe_pagewalk_leaf(entry, level))
			return;
		table = __va(__sme_clr(entry) & PHYSICAL_PAGE_MASK);
	}
}
