// SPDX-License-Identifier: GPL-2.0
#include <linux/hashtable.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include "control.h"
#include "left.h"
#include "task.h"

/**
 * struct left - a call
 * @node: in @calls, on a list of those to be put there, or in @gone
 * @task: who will return; alive until then
 * @pid:  in the initial namespace
 * @comm: its name when the session ended
 */
struct left {
	struct hlist_node node;
	const struct task_struct *task;
	pid_t pid;
	char comm[TASK_COMM_LEN];
};

static DEFINE_RAW_SPINLOCK(lock);

/* Under the lock. */
static DEFINE_HASHTABLE(calls, 8);
static unsigned int n_calls;
static HLIST_HEAD(gone);	/* to be freed */
static unsigned int n_early;	/* found in @closing */
static struct sysprobe_tasks closing = { .call = &sysprobe_nobody };

/* Control mutex: we have a reference to the module of our own. */
static bool held;

static void free_gone(void)
{
	struct hlist_node *next;
	struct left *left;
	unsigned long flags;
	HLIST_HEAD(list);

	raw_spin_lock_irqsave(&lock, flags);
	hlist_move_list(&gone, &list);
	raw_spin_unlock_irqrestore(&lock, flags);
	hlist_for_each_entry_safe(left, next, &list, node)
		kfree(left);
}

/*
 * The last one has left the list, but may not be out of the module's text yet:
 * it is when it has been to user mode.
 */
static void let_go(struct work_struct *work)
{
	/* A kernel thread is not killed. */
	if (sysprobe_control_lock())
		return;
	free_gone();
	if (held && !sysprobe_left_count()) {
		synchronize_rcu_tasks();
		held = false;
		/* sysprobe_left_exit() waits for the rest of this function. */
		module_put(THIS_MODULE);
	}
	sysprobe_control_unlock();
}

static DECLARE_WORK(work, let_go);

void sysprobe_left_begin(const struct sysprobe_tasks *tasks)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	closing = *tasks;
	n_early = 0;
	raw_spin_unlock_irqrestore(&lock, flags);
}

/*
 * Whoever has the lock, or stopped what would write to the records, can rely on
 * it.
 */
static bool returns_here(const struct sysprobe_call *call)
{
	return sysprobe_task_inside(call) && !call->probed;
}
NOKPROBE_SYMBOL(returns_here);

/*
 * Room for each that is inside: from now on they only become fewer. Return: how
 * many others are inside, who return elsewhere.
 */
static unsigned int make_room(struct hlist_head *list)
{
	unsigned long at, n = sysprobe_tasks_bytes(&closing) /
			      sizeof(*closing.call);
	const struct sysprobe_call *call = closing.call;
	unsigned int others = 0;
	struct left *left;

	for (at = 0; at < n; at++, call++) {
		if (at % 1024 == 0)
			cond_resched();
		if (!call->task || !sysprobe_task_inside(call))
			continue;
		if (call->probed) {
			others++;
			continue;
		}
		/* A session's end can't fail. */
		left = kzalloc(sizeof(*left), GFP_KERNEL | __GFP_NOFAIL);
		left->task = call->task;
		hlist_add_head(&left->node, list);
	}
	return others;
}

/* Whoever is inside can't return while the lock is held, and so is alive. */
static bool move(struct left *left)
{
	struct sysprobe_call *call = sysprobe_tasks_find(&closing, left->task);

	if (!call || !returns_here(call))
		return false;
	/* From here on it is looked for in @calls. */
	WRITE_ONCE(call->state, SYSPROBE_TASK_OUTSIDE);
	hlist_del(&left->node);
	left->pid = left->task->pid;
	strscpy(left->comm, left->task->comm, sizeof(left->comm));
	hash_add(calls, &left->node, (unsigned long)left->task);
	WRITE_ONCE(n_calls, n_calls + 1);
	return true;
}

unsigned int sysprobe_left_end(void)
{
	HLIST_HEAD(list);
	struct hlist_node *next;
	unsigned int inside = make_room(&list);
	unsigned int looked_at = 0;
	unsigned long flags;
	struct left *left;

	raw_spin_lock_irqsave(&lock, flags);
	hlist_for_each_entry_safe(left, next, &list, node) {
		inside += move(left);
		/* There may be very many, and interrupts are off. */
		if (++looked_at % 64)
			continue;
		raw_spin_unlock_irqrestore(&lock, flags);
		cond_resched();
		raw_spin_lock_irqsave(&lock, flags);
	}
	inside += n_early;
	closing.call = &sysprobe_nobody;
	closing.mask = 0;
	raw_spin_unlock_irqrestore(&lock, flags);
	/* They returned in between. */
	hlist_for_each_entry_safe(left, next, &list, node)
		kfree(left);
	if (!sysprobe_left_count()) {
		synchronize_rcu_tasks();
	} else if (!held) {
		/* The session still has its own. */
		__module_get(THIS_MODULE);
		held = true;
	}
	return inside;
}

unsigned int sysprobe_left_count(void)
{
	return READ_ONCE(n_calls);
}

static struct left *find(const struct task_struct *task)
{
	struct left *left;

	hash_for_each_possible(calls, left, node, (unsigned long)task)
		if (left->task == task)
			return left;
	return NULL;
}
NOKPROBE_SYMBOL(find);

void sysprobe_left_returned(void)
{
	struct sysprobe_call *call;
	struct left *left = NULL;
	unsigned long flags;
	bool last = false;

	raw_spin_lock_irqsave(&lock, flags);
	call = sysprobe_tasks_find(&closing, current);
	if (call && returns_here(call)) {
		WRITE_ONCE(call->state, SYSPROBE_TASK_OUTSIDE);
		n_early++;
	} else {
		left = find(current);
	}
	if (left) {
		hash_del(&left->node);
		/* Freed where preemption is on. */
		hlist_add_head(&left->node, &gone);
		WRITE_ONCE(n_calls, n_calls - 1);
		last = !n_calls;
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	if (last)
		schedule_work(&work);
}
NOKPROBE_SYMBOL(sysprobe_left_returned);

/* A task can call itself anything, and who reads this has a terminal. */
static void print_name(struct seq_file *m, const char *name)
{
	for (; *name; name++)
		if (*name > ' ' && *name <= '~' && *name != '\\')
			seq_putc(m, *name);
		else
			seq_printf(m, "\\%03o", (u8)*name);
}

#define SHOWN	16

void sysprobe_left_print(struct seq_file *m)
{
	unsigned int bucket, n = 0;
	unsigned long flags;
	struct left *left;

	seq_printf(m, "left %u\n", sysprobe_left_count());
	raw_spin_lock_irqsave(&lock, flags);
	hash_for_each(calls, bucket, left, node) {
		if (n++ == SHOWN)
			break;
		seq_printf(m, "left_task %d ", left->pid);
		print_name(m, left->comm);
		seq_putc(m, '\n');
	}
	raw_spin_unlock_irqrestore(&lock, flags);
}

void sysprobe_left_exit(void)
{
	flush_work(&work);
}
