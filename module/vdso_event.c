// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include "compat.h"
#include "trace.h"
#include "vdso_event.h"

struct rewrite {
	unsigned int cause;
	u64 interval;
	u64 write;
};

/* Rarely is there a second before the first is told: interrupts are off. */
#define ROOM	16

/* @put is the timekeeper's lock's, @got @lock's: each side reads the other's. */
static struct {
	struct rewrite rewrite[ROOM];
	unsigned int put;
	unsigned int got;
	raw_spinlock_t lock;
} queue = { .lock = __RAW_SPIN_LOCK_UNLOCKED(queue.lock) };

/* The work may be queued on one CPU while it runs on another: hence the lock. */
static void tell(struct irq_work *work)
{
	const struct rewrite *rewrite;
	unsigned long flags;

	raw_spin_lock_irqsave(&queue.lock, flags);
	/* Pairs with the release in sysprobe_vdso_event_tell(). */
	while (queue.got != smp_load_acquire(&queue.put)) {
		rewrite = &queue.rewrite[queue.got % ROOM];
		trace_sysprobe_vdso_update(rewrite->cause, rewrite->interval,
					   rewrite->write);
		/* Pairs with the acquire there: the room may be written again. */
		smp_store_release(&queue.got, queue.got + 1);
	}
	raw_spin_unlock_irqrestore(&queue.lock, flags);
}

static struct irq_work work = SYSPROBE_IRQ_WORK(tell);

bool sysprobe_vdso_event_tell(unsigned int cause, u64 interval, u64 write)
{
	unsigned int got, put = queue.put;

	if (!trace_sysprobe_vdso_update_enabled())
		return true;
	got = smp_load_acquire(&queue.got); /* pairs with tell() */
	if (put - got == ROOM)
		return false;
	queue.rewrite[put % ROOM] = (struct rewrite){ cause, interval, write };
	smp_store_release(&queue.put, put + 1); /* pairs with tell() */
	irq_work_queue(&work);
	return true;
}

void sysprobe_vdso_event_settle(void)
{
	irq_work_sync(&work);
}
