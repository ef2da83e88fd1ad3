// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "task.h"

/*
 * 2^11 to 2^15 buckets: 14,336 to 229,376 tasks in 1.1 to 18 MiB. Threads may
 * be made after the session began, so the least is generous, too.
 */
#define MIN_BITS	11
#define MAX_BITS	15

int sysprobe_tasks_alloc(struct sysprobe_tasks *tasks, unsigned int threads)
{
	/*
	 * Two buckets a task at the least, so that nearly every task is the
	 * first of its bucket.
	 */
	unsigned int bits = ilog2(threads + 1) + 2;

	BUILD_BUG_ON(sizeof(struct sysprobe_call) != 64);
	BUILD_BUG_ON(sizeof(struct sysprobe_bucket) != 64);

	bits = clamp_t(unsigned int, bits, MIN_BITS, MAX_BITS);
	tasks->mask = (1UL << bits) - 1;
	raw_spin_lock_init(&tasks->lock);
	tasks->bucket = vzalloc(sizeof(*tasks->bucket) << bits);
	tasks->call = vzalloc((sizeof(*tasks->call) * 8) << bits);
	if (tasks->bucket && tasks->call)
		return 0;
	sysprobe_tasks_free(tasks);
	return -ENOMEM;
}

void sysprobe_tasks_free(struct sysprobe_tasks *tasks)
{
	vfree(tasks->bucket);
	vfree(tasks->call);
	tasks->bucket = NULL;
	tasks->call = NULL;
}

size_t sysprobe_tasks_bytes(const struct sysprobe_tasks *tasks)
{
	if (!tasks->bucket)
		return 0;
	return (sizeof(*tasks->bucket) + 8 * sizeof(*tasks->call)) *
	       (tasks->mask + 1);
}

unsigned int sysprobe_tasks_count(const struct sysprobe_tasks *tasks,
				  int state)
{
	unsigned int n = 0;
	unsigned long at;
	unsigned int i;

	if (!tasks->bucket)
		return 0;
	for (at = 0; at <= tasks->mask; at++)
		for (i = 0; i < SYSPROBE_BUCKET_KEYS; i++)
			if (READ_ONCE(tasks->bucket[at].key[i]) &&
			    (state < 0 ||
			     READ_ONCE(tasks->call[at * 8 + i].state) == state))
				n++;
	return n;
}

struct sysprobe_call *sysprobe_tasks_find(const struct sysprobe_tasks *tasks,
					  const struct task_struct *task)
{
	unsigned long at = sysprobe_tasks_home(tasks, task);
	unsigned int hop, i;

	for (hop = 0; hop < SYSPROBE_BUCKET_HOPS; hop++) {
		const struct sysprobe_bucket *bucket = &tasks->bucket[at];
		unsigned long used = READ_ONCE(bucket->used);

		for (i = 0; i < used % SYSPROBE_BUCKET_SPILLED; i++)
			if (READ_ONCE(bucket->key[i]) == task)
				return &tasks->call[at * 8 + i];
		if (likely(!(used & SYSPROBE_BUCKET_SPILLED)))
			return NULL;
		at = (at + 1) & tasks->mask;
	}
	return NULL;
}
NOKPROBE_SYMBOL(sysprobe_tasks_find);

/* The first free place on the task's way; tasks->lock is held. */
static struct sysprobe_call *claim(struct sysprobe_tasks *tasks,
				   const struct task_struct *task,
				   unsigned int state)
{
	unsigned long at = sysprobe_tasks_home(tasks, task);
	struct sysprobe_bucket *bucket;
	struct sysprobe_call *call;
	unsigned int hop, used, i;

	for (hop = 0; hop < SYSPROBE_BUCKET_HOPS; hop++) {
		bucket = &tasks->bucket[at];
		used = bucket->used % SYSPROBE_BUCKET_SPILLED;
		for (i = 0; i < SYSPROBE_BUCKET_KEYS; i++) {
			if (bucket->key[i])
				continue;
			call = &tasks->call[at * 8 + i];
			memset(call, 0, sizeof(*call));
			WRITE_ONCE(call->state, state);
			/* The record must be whole before it can be found. */
			smp_store_release(&bucket->key[i], task);
			if (i < used)
				return call;
			/* The key must be there before it is looked for. */
			smp_store_release(&bucket->used,
					  bucket->used - used + i + 1);
			return call;
		}
		WRITE_ONCE(bucket->used,
			   bucket->used | SYSPROBE_BUCKET_SPILLED);
		at = (at + 1) & tasks->mask;
	}
	return NULL;
}

struct sysprobe_call *sysprobe_tasks_add(struct sysprobe_tasks *tasks,
					 const struct task_struct *task,
					 unsigned int state)
{
	struct sysprobe_call *call;
	unsigned long flags;

	raw_spin_lock_irqsave(&tasks->lock, flags);
	call = sysprobe_tasks_find(tasks, task);
	if (!call)
		call = claim(tasks, task, state);
	raw_spin_unlock_irqrestore(&tasks->lock, flags);
	return call;
}
NOKPROBE_SYMBOL(sysprobe_tasks_add);

/* tasks->lock is held. */
static void release(struct sysprobe_tasks *tasks, unsigned long index)
{
	struct sysprobe_bucket *bucket = &tasks->bucket[index / 8];
	unsigned long spilled = bucket->used & SYSPROBE_BUCKET_SPILLED;
	unsigned int used = bucket->used % SYSPROBE_BUCKET_SPILLED;

	WRITE_ONCE(bucket->key[index % 8], NULL);
	while (used && !bucket->key[used - 1])
		used--;
	WRITE_ONCE(bucket->used, spilled | used);
}

void sysprobe_tasks_remove(struct sysprobe_tasks *tasks,
			   const struct task_struct *task)
{
	struct sysprobe_call *call;
	unsigned long flags;

	raw_spin_lock_irqsave(&tasks->lock, flags);
	call = sysprobe_tasks_find(tasks, task);
	if (call)
		release(tasks, call - tasks->call);
	raw_spin_unlock_irqrestore(&tasks->lock, flags);
}
NOKPROBE_SYMBOL(sysprobe_tasks_remove);
