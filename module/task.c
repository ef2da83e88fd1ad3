// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/log2.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include "probe.h"
#include "task.h"

/* Taken to add or remove a task of any table, not to find one. */
static DEFINE_RAW_SPINLOCK(lock);

/*
 * 2^14 to 2^18 records, in 1 to 16 MiB. Threads may be made after the session
 * began, so the least is generous, too.
 */
#define MIN_BITS	14
#define MAX_BITS	18

/* Places that a task may have to look at, or gets none. */
#define HOPS		64

struct sysprobe_call sysprobe_nobody;

int sysprobe_tasks_alloc(struct sysprobe_tasks *tasks, unsigned int threads)
{
	/*
	 * Four places a task at the least, so that nearly every task is at its
	 * first.
	 */
	unsigned int bits = ilog2(threads + 1) + 3;
	struct sysprobe_call *call;

	BUILD_BUG_ON(sizeof(struct sysprobe_call) != 64);

	bits = clamp_t(unsigned int, bits, MIN_BITS, MAX_BITS);
	call = vzalloc(sizeof(*call) << bits);
	if (!call)
		return -ENOMEM;
	WRITE_ONCE(tasks->call, call);
	smp_wmb(); /* whoever has the mask has the table: sysprobe_tasks_home() */
	WRITE_ONCE(tasks->mask, (sizeof(*call) << bits) - sizeof(*call));
	return 0;
}

/*
 * Whoever is between the two reads of sysprobe_tasks_home() has a mask of the
 * old table, or none: the table must not go before they have both.
 */
struct sysprobe_tasks sysprobe_tasks_hide(struct sysprobe_tasks *tasks,
					  bool watched)
{
	struct sysprobe_tasks old = *tasks;

	WRITE_ONCE(tasks->mask, 0);
	if (watched)
		synchronize_rcu();
	WRITE_ONCE(tasks->call, &sysprobe_nobody);
	if (watched)
		synchronize_rcu();
	return old;
}

void sysprobe_tasks_free(const struct sysprobe_tasks *tasks)
{
	/* A look-up that is on its way through what can't be taken off has no end. */
	if (tasks->call != &sysprobe_nobody && !sysprobe_probe_is_stuck())
		vfree(tasks->call);
}

size_t sysprobe_tasks_bytes(const struct sysprobe_tasks *tasks)
{
	return tasks->call == &sysprobe_nobody ? 0 :
	       tasks->mask + sizeof(*tasks->call);
}

static struct sysprobe_call *next(const struct sysprobe_tasks *tasks,
				  struct sysprobe_call *call)
{
	unsigned long offset = (void *)(call + 1) - (void *)tasks->call;

	return (void *)tasks->call + (offset & tasks->mask);
}

unsigned int sysprobe_tasks_count(const struct sysprobe_tasks *tasks,
				  unsigned int state)
{
	unsigned long at, n_places = sysprobe_tasks_bytes(tasks) /
				     sizeof(*tasks->call);
	unsigned int n = 0;

	for (at = 0; at < n_places; at++) {
		if (READ_ONCE(tasks->call[at].task) &&
		    READ_ONCE(tasks->call[at].state) >= state)
			n++;
		if (at % 1024 == 0)
			cond_resched();
	}
	return n;
}

struct sysprobe_call *sysprobe_tasks_find(const struct sysprobe_tasks *tasks,
					  const struct task_struct *task)
{
	struct sysprobe_call *call = sysprobe_tasks_home(tasks, task);
	unsigned int left = READ_ONCE(call->spilled);

	while (READ_ONCE(call->task) != task) {
		if (!left--)
			return NULL;
		call = next(tasks, call);
	}
	return call;
}
NOKPROBE_SYMBOL(sysprobe_tasks_find);

/* All but what is the place's. */
static void claim(struct sysprobe_call *call, const struct task_struct *task,
		  unsigned int state)
{
	call->entry = 0;
	call->off = 0;
	call->off_since = 0;
	call->switches = 0;
	call->probed = false;
	WRITE_ONCE(call->state, state);
	/* The record must be whole before it can be found. */
	smp_store_release(&call->task, task);
}

/* The first free place on the task's way; the lock is held. */
static struct sysprobe_call *add(struct sysprobe_tasks *tasks,
				 const struct task_struct *task,
				 unsigned int state)
{
	struct sysprobe_call *home = sysprobe_tasks_home(tasks, task);
	struct sysprobe_call *call = home;
	unsigned int hop;

	for (hop = 0; hop < HOPS; hop++) {
		if (!call->task) {
			claim(call, task, state);
			if (hop > home->spilled)
				/* It must be there before it is looked for. */
				smp_store_release(&home->spilled, hop);
			return call;
		}
		call = next(tasks, call);
	}
	return NULL;
}

struct sysprobe_call *sysprobe_tasks_add(struct sysprobe_tasks *tasks,
					 const struct task_struct *task,
					 unsigned int state)
{
	struct sysprobe_call *call;
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	call = sysprobe_tasks_find(tasks, task);
	if (!call)
		call = add(tasks, task, state);
	raw_spin_unlock_irqrestore(&lock, flags);
	return call;
}
NOKPROBE_SYMBOL(sysprobe_tasks_add);

void sysprobe_tasks_remove(struct sysprobe_tasks *tasks,
			   const struct task_struct *task)
{
	struct sysprobe_call *call;
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	call = sysprobe_tasks_find(tasks, task);
	if (call)
		WRITE_ONCE(call->task, NULL);
	raw_spin_unlock_irqrestore(&lock, flags);
}
NOKPROBE_SYMBOL(sysprobe_tasks_remove);
