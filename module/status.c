// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include "account.h"
#include "attach.h"
#include "call.h"
#include "control.h"
#include "counters.h"
#include "left.h"
#include "status.h"
#include "symbols.h"
#include "text.h"

static void print_session(struct seq_file *m)
{
	const struct sysprobe_session *s = sysprobe_control_session();

	seq_printf(m, "state %s\n", s->running ? "counting" : "off");
	seq_printf(m, "session %llu\n", s->number);
	seq_printf(m, "generation %u\n", sysprobe_account_generation());
	seq_printf(m, "owner %d\n", s->running ? pid_vnr(s->owner) : 0);
	seq_printf(m, "persist %d\n", s->running && s->persist);
	seq_printf(m, "hook %s\n", sysprobe_control_hook());
	if (*s->why)
		seq_printf(m, "hook_why %s\n", s->why);
}

static bool in_use(const struct sysprobe_hook *hook)
{
	const struct sysprobe_session *s = sysprobe_control_session();

	return s->running && s->hook == hook;
}

/* Of each hook: can it be used, at what and whose cost, and what for. */
static void print_hooks(struct seq_file *m)
{
	const struct sysprobe_hook *hook;
	const char *why_not;
	unsigned int i;

	for (i = 0; (hook = sysprobe_hook_at(i)); i++) {
		why_not = hook->why_not();
		seq_printf(m, "hook_%s %s ", hook->name, why_not ? "no" : "ok");
		if (why_not) {
			seq_printf(m, "%s\n", why_not);
			continue;
		}
		if (in_use(hook))
			seq_puts(m, "in use; ");
		seq_printf(m, "adds %u instructions to a counted call, %u to others' (on 6.1; counted in an emulator, not here); sees %s; cost: %s",
			   hook->adds.counted, hook->adds.other, hook->sees,
			   hook->costs);
		if (in_use(hook) && hook->keeps_out)
			seq_printf(m, "; %s", hook->keeps_out);
		seq_putc(m, '\n');
	}
}

static void print_counters(struct seq_file *m)
{
	struct sysprobe_counter rows[SYSPROBE_COUNTER_ROWS];
	unsigned int i;

	sysprobe_counters(rows);
	for (i = 0; i < SYSPROBE_COUNTER_ROWS; i++) {
		seq_printf(m, "counter %s %llu", rows[i].name, rows[i].value);
		sysprobe_text_flags(m, rows[i].flags);
		seq_putc(m, '\n');
	}
}

static void print_memory(struct seq_file *m)
{
	const struct sysprobe_session *s = sysprobe_control_session();
	unsigned int cpus = sysprobe_account_cpus();
	size_t accounts = sysprobe_account_bytes();

	seq_printf(m, "memory_accounts %zu\n", accounts);
	seq_printf(m, "memory_accounts_per_cpu %zu\n",
		   cpus ? accounts / cpus : 0);
	seq_printf(m, "memory_tasks %zu\n", sysprobe_call_bytes());
	seq_printf(m, "memory_hook %zu\n",
		   s->running && s->hook ? s->hook->bytes() : 0);
	seq_printf(m, "tasks %u\n", s->running ? sysprobe_call_tasks() : 0);
	seq_printf(m, "inside %u\n", s->running ? sysprobe_call_inside() :
						  s->inside);
	seq_printf(m, "direct_calls %u\n", sysprobe_attach_calls());
	seq_printf(m, "direct_probes %u\n", sysprobe_attach_probes());
	sysprobe_left_print(m);
}

static int status_show(struct seq_file *m, void *v)
{
	int err = sysprobe_control_lock();

	if (err)
		return err;
	err = sysprobe_text_head(m, "status");
	print_session(m);
	print_hooks(m);
	sysprobe_symbols_print(m);
	print_counters(m);
	print_memory(m);
	sysprobe_control_unlock();
	return err;
}

int sysprobe_status_open(struct file *file)
{
	return single_open(file, status_show, NULL);
}

/*
 * The summary's dearest calls. Kept small, so that the whole fits on a page.
 */
#define DEAREST	10

struct dearest {
	struct sysprobe_syscall row;	/* being looked at */
	u64 syscalls, calls, errors, ticks;
	struct {
		u32 abi, nr;
		u64 calls, errors, ticks;
	} top[DEAREST];
};

static void consider(struct dearest *d)
{
	unsigned int at = DEAREST;

	d->syscalls++;
	d->calls += d->row.calls;
	d->errors += d->row.errors;
	d->ticks += d->row.wall_ticks;
	while (at && (!d->top[at - 1].calls ||
		      d->top[at - 1].ticks < d->row.wall_ticks))
		at--;
	if (at == DEAREST)
		return;
	memmove(&d->top[at + 1], &d->top[at],
		(DEAREST - 1 - at) * sizeof(d->top[0]));
	d->top[at].abi = d->row.abi;
	d->top[at].nr = d->row.nr;
	d->top[at].calls = d->row.calls;
	d->top[at].errors = d->row.errors;
	d->top[at].ticks = d->row.wall_ticks;
}

static void print_dearest(struct seq_file *m, struct dearest *d)
{
	unsigned int abi, i;
	u32 nr;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < sysprobe_abi_numbers(abi); nr++)
			if (sysprobe_account_sum(abi, nr, &d->row))
				consider(d);
	seq_printf(m, "total calls %llu errors %llu ticks %llu syscalls %llu\n",
		   d->calls, d->errors, d->ticks, d->syscalls);
	for (i = 0; i < DEAREST && d->top[i].calls; i++)
		seq_printf(m, "call %s %u %s calls %llu errors %llu ticks %llu\n",
			   sysprobe_abi_name(d->top[i].abi), d->top[i].nr,
			   sysprobe_abi_handler(d->top[i].abi, d->top[i].nr),
			   d->top[i].calls, d->top[i].errors, d->top[i].ticks);
}

/* In one figure; the head has each counter. */
static void print_losses(struct seq_file *m)
{
	struct sysprobe_counter rows[SYSPROBE_COUNTER_ROWS];
	unsigned int i;
	u64 lost = 0;

	sysprobe_counters(rows);
	for (i = 0; i < SYSPROBE_COUNTER_ROWS; i++)
		if (!(rows[i].flags & SYSPROBE_COUNTER_NORMAL))
			lost += rows[i].value;
	seq_printf(m, "lost %llu\n", lost);
}

static int summary_show(struct seq_file *m, void *v)
{
	struct dearest *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err;

	if (!d)
		return -ENOMEM;
	err = sysprobe_control_lock();
	if (err)
		goto free;
	err = sysprobe_text_head_figures(m, "summary");
	print_session(m);
	sysprobe_left_print(m);
	print_losses(m);
	print_dearest(m, d);
	sysprobe_control_unlock();
free:
	kfree(d);
	return err;
}

int sysprobe_status_open_summary(struct file *file)
{
	return single_open(file, summary_show, NULL);
}
