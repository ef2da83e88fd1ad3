// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>
#include "account.h"
#include "errnos.h"

/* Open addressing; an entry of an older generation is free. */
#define ERRNO_BITS	10
#define ERRNO_SLOTS	BIT(ERRNO_BITS)
#define ERRNO_HOPS	16

struct errno_slot {
	u32 key;		/* abi << 24 | nr << 12 | errno */
	u32 generation;
	u64 count;
};

/* Written by its own CPU alone, read by anyone. */
static DEFINE_PER_CPU(struct errno_slot *, table);

int sysprobe_errnos_alloc(unsigned int cpu)
{
	struct errno_slot *slots;

	slots = vzalloc_node(ERRNO_SLOTS * sizeof(*slots), cpu_to_node(cpu));
	if (!slots)
		return -ENOMEM;
	smp_wmb(); /* whoever finds the table reads its zeroes: READ_ONCE() */
	WRITE_ONCE(per_cpu(table, cpu), slots);
	return 0;
}

void sysprobe_errnos_free(unsigned int cpu)
{
	vfree(per_cpu(table, cpu));
	per_cpu(table, cpu) = NULL;
}

size_t sysprobe_errnos_bytes(void)
{
	return ERRNO_SLOTS * sizeof(struct errno_slot);
}

void sysprobe_errnos_book(unsigned int abi, u32 nr, u32 generation, u32 error)
{
	u32 key = abi << 24 | nr << 12 | error;
	struct errno_slot *slots = this_cpu_read(table);
	u32 at = hash_32(key, ERRNO_BITS);
	unsigned int hop;

	if (unlikely(!slots))
		return;		/* counted with the cell */
	for (hop = 0; hop < ERRNO_HOPS; hop++) {
		struct errno_slot *slot = &slots[(at + hop) % ERRNO_SLOTS];

		if (slot->generation != generation) {
			slot->key = key;
			slot->count = 0;
			smp_wmb(); /* a reader takes key, count of this one */
			WRITE_ONCE(slot->generation, generation);
		}
		if (slot->key == key) {
			WRITE_ONCE(slot->count, slot->count + 1);
			return;
		}
	}
	sysprobe_account_count(SYSPROBE_COUNT_NO_ERRNO);
}
NOKPROBE_SYMBOL(sysprobe_errnos_book);

static int by_key(const void *a, const void *b)
{
	const struct sysprobe_errno *x = a, *y = b;

	if (x->abi != y->abi)
		return x->abi < y->abi ? -1 : 1;
	if (x->nr != y->nr)
		return x->nr < y->nr ? -1 : 1;
	if (x->error != y->error)
		return x->error < y->error ? -1 : 1;
	return 0;
}

static void set_row(struct sysprobe_errno *row, u32 key, u64 count)
{
	memset(row, 0, sizeof(*row));
	row->abi = key >> 24;
	row->nr = key >> 12 & 0xfff;
	row->error = key & 0xfff;
	row->count = count;
}

/* Sorted rows of equal keys become one. */
static u32 merge(struct sysprobe_errno *rows, u32 n)
{
	u32 from, to = 0;

	for (from = 0; from < n; from++) {
		if (to && !by_key(&rows[to - 1], &rows[from]))
			rows[to - 1].count += rows[from].count;
		else
			rows[to++] = rows[from];
	}
	return to;
}

u32 sysprobe_errnos_sum(struct sysprobe_errno *rows, u32 room)
{
	u32 generation = sysprobe_account_generation();
	unsigned int cpu, i;
	u64 other = sysprobe_account_counter(SYSPROBE_COUNT_NO_ERRNO);
	u32 n = 0;

	for_each_possible_cpu(cpu) {
		const struct errno_slot *slots;

		slots = READ_ONCE(per_cpu(table, cpu));
		if (!slots)
			continue;
		for (i = 0; i < ERRNO_SLOTS; i++) {
			const struct errno_slot *slot = &slots[i];

			if (READ_ONCE(slot->generation) != generation)
				continue;
			smp_rmb(); /* pairs with sysprobe_errnos_book() */
			if (n == room - 1) {
				other += READ_ONCE(slot->count);
				continue;
			}
			set_row(&rows[n++], slot->key, READ_ONCE(slot->count));
		}
		/* Merge as we go: the room is for all CPUs together. */
		sort(rows, n, sizeof(*rows), by_key, NULL);
		n = merge(rows, n);
		cond_resched();
	}
	if (other)
		set_row(&rows[n++], 0, other);
	return n;
}
