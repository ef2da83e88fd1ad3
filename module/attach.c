// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "attach.h"
#include "compat_ftrace.h"
#include "probe.h"

/* Functions whose direct calls were registered together. */
struct group {
	struct list_head list;
	struct sysprobe_direct direct;
};

struct probe {
	struct list_head list;
	struct kretprobe rp;
};

/* Control mutex. */
static LIST_HEAD(groups);
static LIST_HEAD(probes);
static const struct sysprobe_attach *how;
static unsigned long *functions;
static unsigned int maxactive;

static unsigned long trampoline(void)
{
	return (unsigned long)how->trampoline;
}

static int attach_probe(unsigned long function)
{
	struct probe *probe = kzalloc(sizeof(*probe), GFP_KERNEL);
	int err;

	if (!probe)
		return -ENOMEM;
	probe->rp.kp.addr = (kprobe_opcode_t *)function;
	probe->rp.entry_handler = how->entry;
	probe->rp.handler = how->ret;
	probe->rp.maxactive = maxactive;
	err = register_kretprobe(&probe->rp);
	if (err)
		kfree(probe);
	else
		list_add(&probe->list, &probes);
	return err;
}

static void detach_group(struct group *group)
{
	int err = sysprobe_direct_unregister(&group->direct, trampoline());

	/* Handlers go on calling the trampoline, and ftrace has it on its list. */
	if (err)
		sysprobe_probe_stuck("direct calls", err);
	else
		kfree(group);
}

/*
 * Halved until all is there: ftrace refuses many for the sake of one, and
 * doesn't say which.
 */
static int attach_calls(const unsigned long *ips, unsigned int n)
{
	struct group *group;
	int err = -ENOMEM;

	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		return err;
	group->direct.ips = ips;
	group->direct.n = n;
	err = sysprobe_direct_register(&group->direct, trampoline());
	if (!err) {
		list_add(&group->list, &groups);
		return 0;
	}
	if (group->direct.n)
		detach_group(group);
	else
		kfree(group);
	if (err != -EBUSY && err != -ENODEV)
		return err;
	if (n == 1)
		return attach_probe(*ips);
	return attach_calls(ips, n / 2) ?: attach_calls(ips + n / 2, n - n / 2);
}

/* Return: 0 or an errno; sysprobe_attach_detach() is due in either case. */
static int attach_known(const unsigned long *ips, unsigned int n)
{
	unsigned int done, now;
	int err = 0;

	for (done = 0; done < n && !err; done += now) {
		now = min(n - done, sysprobe_direct_at_once(done));
		err = attach_calls(ips + done, now);
	}
	return err;
}

/*
 * Gathers those that ftrace knows at the beginning of @ips. Return: how many,
 * or an errno.
 */
static int probe_unknown(unsigned long *ips, unsigned int n)
{
	struct sysprobe_direct *direct;
	int first, second, err;

	direct = kzalloc(sizeof(*direct), GFP_KERNEL);
	if (!direct)
		return -ENOMEM;
	direct->ips = ips;
	direct->n = n;
	err = sysprobe_direct_takes(direct);
	kfree(direct);
	if (!err)
		return n;
	if (err != -EINVAL)
		return err;
	if (n == 1)
		return attach_probe(*ips);
	first = probe_unknown(ips, n / 2);
	if (first < 0)
		return first;
	second = probe_unknown(ips + n / 2, n - n / 2);
	if (second < 0)
		return second;
	memmove(ips + first, ips + n / 2, second * sizeof(*ips));
	return first + second;
}

int sysprobe_attach(const struct sysprobe_attach *what, unsigned long *ips,
		    unsigned int n, unsigned int instances)
{
	int known, err = 0;

	how = what;
	functions = ips;
	maxactive = instances;
	known = probe_unknown(ips, n);
	if (known > 0)
		err = attach_known(ips, known);
	else
		err = known;
	if (err)
		sysprobe_attach_detach();
	return err;
}

static void detach_calls(void)
{
	struct group *group, *next;

	list_for_each_entry_safe(group, next, &groups, list) {
		list_del(&group->list);
		detach_group(group);
	}
}

static void detach_probes(void)
{
	struct probe *probe, *next;
	struct kretprobe *rp;

	list_for_each_entry_safe(probe, next, &probes, list) {
		rp = &probe->rp;
		list_del(&probe->list);
		if (sysprobe_probe_remove(&rp, 1))
			kfree(probe);
	}
}

void sysprobe_attach_detach(void)
{
	detach_calls();
	detach_probes();
	kvfree(functions);
	functions = NULL;
}

unsigned int sysprobe_attach_calls(void)
{
	struct group *group;
	unsigned int n = 0;

	list_for_each_entry(group, &groups, list)
		n += group->direct.n;
	return n;
}

unsigned int sysprobe_attach_probes(void)
{
	struct probe *probe;
	unsigned int n = 0;

	list_for_each_entry(probe, &probes, list)
		n++;
	return n;
}

void sysprobe_attach_missed(u64 *pool, u64 *recursion)
{
	struct probe *probe;

	*pool = *recursion = 0;
	list_for_each_entry(probe, &probes, list) {
		*pool += READ_ONCE(probe->rp.nmissed);
		*recursion += READ_ONCE(probe->rp.kp.nmissed);
	}
}

size_t sysprobe_attach_bytes(void)
{
	return sysprobe_attach_calls() * sizeof(*functions) +
	       sysprobe_attach_probes() *
		       (sizeof(struct probe) +
			maxactive * sizeof(struct kretprobe_instance));
}
