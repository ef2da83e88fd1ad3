// SPDX-License-Identifier: GPL-2.0
/*
 * timekeeping_update() in kernel/time/timekeeping.c calls update_vsyscall(),
 * which writes the data, and right after it the notifiers of pvclock_gtod, with
 * the timekeeper's lock held. The notifier counts, as nothing is lost on its
 * way; a kretprobe on update_vsyscall times. A probe that fires while another
 * one's handler runs is dropped, and counted by the kernel: what the probe saw
 * and what it missed make what the notifier counted. Both are looked at in the
 * notifier, and nowhere else, so that no rewrite falls between them.
 *
 * Whoever registers a notifier of his own has all of them called once, for no
 * rewrite. Those calls are told apart by it that the probe had nothing to see.
 */
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/atomic.h>
#include <linux/clocksource.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/log2.h>
#include <linux/notifier.h>
#include <linux/preempt.h>
#include <linux/pvclock_gtod.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/seqlock.h>
#include <linux/string.h>
#include <linux/timekeeper_internal.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "control.h"
#include "dummy.h"
#include "probe.h"
#include "sorted.h"
#include "text.h"
#include "vdso.h"
#include "vdso_event.h"

enum { REAL, DUMMY, PROBES };

static struct kretprobe probes[PROBES];

/* Told of by the side; a kernel may lack them. */
enum {
	TZ,
#ifdef CONFIG_VDSO_GETRANDOM
	RANDOM,
#endif
	ASIDES
};

static struct kprobe asides[ASIDES];

static const struct {
	const char *symbol;
	const char *name;
} aside_names[ASIDES] = {
	[TZ] = { "update_vsyscall_tz", "time_zone" },
#ifdef CONFIG_VDSO_GETRANDOM
	/* Its last act is to tell the vDSO of a new generation. */
	[RANDOM] = { "crng_reseed", "random" },
#endif
};

enum cause {
	/* In this order, as the trace event names them. */
	BY_TICK,	/* in the tick's interrupt, or on the way out of idle */
	BY_SET,		/* set or stepped; resume, a new clocksource */
	BY_OTHER,	/* adjtimex */
	CAUSES
};

static const char * const cause_names[CAUSES] = {
	"by_tick", "by_set", "by_other",
};

#define KEPT	4096
#define BUCKETS	48	/* by powers of two, in ticks */

/* The last KEPT values, and how many of all came into each bucket. */
struct values {
	u64 n;
	u64 last[KEPT];
	u64 bucket[BUCKETS];
};

/* What the probe has seen and missed, of the rewrites up to some moment. */
struct seen {
	u64 hits;
	u64 missed;
};

/**
 * struct figures - since the start or the last reset
 * @cause:         rewrites
 * @registrations: calls of the notifier for none
 * @not_traced:    rewrites that the trace event had no room for
 * @first:         what the probe had seen before the first of them
 * @last:          after the last of them
 * @last_jiffies:  at the last of them
 * @clocksource:   of the timekeeper now
 * @mode:          enum vdso_clock_mode of it
 * @interval:      ticks between two
 * @write:         ticks that one took, the probe's own included
 */
struct figures {
	u64 cause[CAUSES];
	u64 registrations;
	u64 not_traced;
	struct seen first, last;
	u64 last_jiffies;
	char clocksource[32];
	int mode;
	struct values interval;
	struct values write;
};

/*
 * From @seq on all is written with the timekeeper's lock held, by the probe's
 * handlers and the notifier; what comes before, under the control mutex. Who
 * reads has only that, and @seq for the figures and @restart.
 */
static struct {
	bool on;		/* count */
	bool restart;		/* the next rewrite is the first */
	u64 first_jiffies;	/* at the start, or the reset */
	u64 first_aside[ASIDES];
	const char *mechanism;
	bool calibrated;
	u64 cost;		/* of the probe, between its stamps */
	u64 noise;
	u64 dummy;		/* what the last call of the dummy took */

	seqcount_t seq;
	struct figures figures;
	u64 hits;		/* of the probe, since it was armed */
	u64 took;		/* the last one; 0: none since the last notice */
	u64 silent;		/* rewrites for which the kernel ran no probe */
	bool noticed;		/* the notifier was called */
	struct seen last;	/* when it was, last */
	u64 last_ticks;		/* TSC then */

	atomic64_t aside[ASIDES];
} *vdso;

/* Control mutex. */
static bool has_aside[ASIDES];

struct inside {
	u64 start;
};

static void keep(struct values *v, u64 value)
{
	v->last[v->n % KEPT] = value;
	v->bucket[min_t(unsigned int, value ? ilog2(value) : 0, BUCKETS - 1)]++;
	v->n++;
}
NOKPROBE_SYMBOL(keep);

static int on_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct inside *inside = (struct inside *)ri->data;

	inside->start = rdtsc_ordered();
	return 0;
}
NOKPROBE_SYMBOL(on_entry);

static int on_rewritten(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	u64 end = rdtsc_ordered();
	const struct inside *inside = (const struct inside *)ri->data;

	vdso->hits++;
	vdso->took = end - inside->start;
	return 0;
}
NOKPROBE_SYMBOL(on_rewritten);

static int on_dummy(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	u64 end = rdtsc_ordered();

	vdso->dummy = end - ((const struct inside *)ri->data)->start;
	return 0;
}
NOKPROBE_SYMBOL(on_dummy);

static int on_aside(struct kprobe *kp, struct pt_regs *regs)
{
	atomic64_inc(&vdso->aside[kp - asides]);
	return 0;
}
NOKPROBE_SYMBOL(on_aside);

static struct seen seen_by_now(void)
{
	return (struct seen){
		.hits = vdso->hits,
		.missed = READ_ONCE(probes[REAL].kp.nmissed) +
			  READ_ONCE(probes[REAL].nmissed) + vdso->silent,
	};
}

static enum cause cause_of(unsigned long was_set)
{
	if (was_set)
		return BY_SET;
	return in_hardirq() || is_idle_task(current) ? BY_TICK : BY_OTHER;
}

static void note_clocksource(struct figures *f, const struct clocksource *clock)
{
	if (strncmp(f->clocksource, clock->name, sizeof(f->clocksource) - 1))
		strscpy(f->clocksource, clock->name, sizeof(f->clocksource));
	f->mode = clock->vdso_clock_mode;
}

/* Forgets all that is counted; @n does so for the values. */
static void begin(struct figures *f)
{
	memset(f->cause, 0, sizeof(f->cause));
	memset(f->interval.bucket, 0, sizeof(f->interval.bucket));
	memset(f->write.bucket, 0, sizeof(f->write.bucket));
	f->interval.n = 0;
	f->write.n = 0;
	f->registrations = 0;
	f->not_traced = 0;
}

static void count(struct figures *f, unsigned long was_set,
		  const struct seen *now, u64 ticks)
{
	bool first = READ_ONCE(vdso->restart);
	enum cause cause = cause_of(was_set);
	u64 interval = 0;

	/* The interval before the first one is not of this session. */
	if (first) {
		begin(f);
		f->first = vdso->last;
	} else {
		interval = ticks - vdso->last_ticks;
		keep(&f->interval, interval);
	}
	f->cause[cause]++;
	f->last = *now;
	f->last_jiffies = get_jiffies_64();
	/* 0 where the probe missed it. */
	if (vdso->took)
		keep(&f->write, vdso->took);
	if (!sysprobe_vdso_event_tell(cause, interval, vdso->took))
		f->not_traced++;
	WRITE_ONCE(vdso->restart, false);
}

/* With the timekeeper's lock held, and interrupts off. */
static int on_notify(struct notifier_block *nb, unsigned long was_set,
		     void *timekeeper)
{
	const struct timekeeper *tk = timekeeper;
	struct seen now = seen_by_now();
	u64 ticks = rdtsc_ordered();
	bool rewritten;

	rewritten = now.hits + now.missed != vdso->last.hits + vdso->last.missed;
	/* A registration says "set". This was none: probes are switched off. */
	if (!rewritten && !was_set) {
		vdso->silent++;
		now.missed++;
		rewritten = true;
	}
	write_seqcount_begin(&vdso->seq);
	note_clocksource(&vdso->figures, tk->tkr_mono.clock);
	/* The first call is for our own registration. */
	if (vdso->noticed && READ_ONCE(vdso->on)) {
		if (rewritten)
			count(&vdso->figures, was_set, &now, ticks);
		else
			vdso->figures.registrations++;
	}
	write_seqcount_end(&vdso->seq);
	vdso->noticed = true;
	vdso->took = 0;
	vdso->last = now;
	vdso->last_ticks = ticks;
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = on_notify };

static int arm(unsigned int i, const char *symbol, kretprobe_handler_t handler)
{
	struct kretprobe *rp = &probes[i];

	memset(rp, 0, sizeof(*rp));
	rp->kp.symbol_name = symbol;
	rp->entry_handler = on_entry;
	rp->handler = handler;
	rp->data_size = sizeof(struct inside);
	rp->maxactive = 4;	/* one at a time; their release may lag */
	return register_kretprobe(rp);
}

static void arm_asides(void)
{
	unsigned int i;

	for (i = 0; i < ASIDES; i++) {
		memset(&asides[i], 0, sizeof(asides[i]));
		asides[i].symbol_name = aside_names[i].symbol;
		asides[i].pre_handler = on_aside;
		has_aside[i] = !register_kprobe(&asides[i]);
	}
}

static void disarm_asides(void)
{
	unsigned int i;

	for (i = 0; i < ASIDES; i++)
		if (has_aside[i])
			sysprobe_probe_remove_plain(&asides[i]);
}

static void disarm(unsigned int which)
{
	struct kretprobe *rp = &probes[which];

	sysprobe_probe_remove(&rp, 1);
}

#define PASSES	128

/* What the probe adds between its two stamps, on a function that does nothing. */
static int calibrate(void)
{
	u64 values[PASSES];
	unsigned int i;

	for (i = 0; i < PASSES; i++) {
		cond_resched();
		WRITE_ONCE(vdso->dummy, 0);
		sysprobe_dummy_timed(NULL, 0);
		values[i] = READ_ONCE(vdso->dummy);
		if (!values[i])
			return -EIO;
	}
	sysprobe_sort(values, PASSES);
	vdso->cost = values[PASSES / 2];
	vdso->noise = max(values[PASSES * 3 / 4] - values[PASSES / 4], 1ULL);
	vdso->calibrated = true;
	return 0;
}

int sysprobe_vdso_open(void)
{
	int err;

	sysprobe_vdso_forget();
	vdso = vzalloc(sizeof(*vdso));
	if (!vdso)
		return -ENOMEM;
	seqcount_init(&vdso->seq);
	err = arm(DUMMY, "sysprobe_dummy_timed", on_dummy);
	if (err)
		goto free;
	err = arm(REAL, "update_vsyscall", on_rewritten);
	if (err) {
		err = err == -ENOMEM ? err : -EOPNOTSUPP;
		goto disarm_dummy;
	}
	sysprobe_probe_settle(&probes[REAL].kp);
	sysprobe_probe_settle(&probes[DUMMY].kp);
	vdso->mechanism = sysprobe_probe_mechanism(&probes[REAL].kp);
	if (!strcmp(vdso->mechanism,
		    sysprobe_probe_mechanism(&probes[DUMMY].kp)))
		err = calibrate();
	if (err)
		goto disarm_real;
	err = pvclock_gtod_register_notifier(&notifier);
	if (err)
		goto disarm_real;
	arm_asides();
	disarm(DUMMY);
	return 0;

disarm_real:
	disarm(REAL);
disarm_dummy:
	disarm(DUMMY);
free:
	sysprobe_vdso_forget();
	return err;
}

void sysprobe_vdso_end(void)
{
	if (vdso)
		WRITE_ONCE(vdso->on, false);
}

void sysprobe_vdso_close(void)
{
	sysprobe_vdso_end();
	disarm_asides();
	pvclock_gtod_unregister_notifier(&notifier);
	sysprobe_vdso_event_settle();
	disarm(REAL);
}

void sysprobe_vdso_reset(void)
{
	unsigned int i;

	if (!vdso)
		return;
	vdso->first_jiffies = get_jiffies_64();
	for (i = 0; i < ASIDES; i++)
		vdso->first_aside[i] = atomic64_read(&vdso->aside[i]);
	WRITE_ONCE(vdso->restart, true);
	WRITE_ONCE(vdso->on, true);
}

void sysprobe_vdso_forget(void)
{
	/* A probe that can't be taken off writes there. */
	if (sysprobe_probe_is_stuck())
		return;
	vfree(vdso);
	vdso = NULL;
}

/* the file */

static const char *mode_name(int mode)
{
	switch (mode) {
	case VDSO_CLOCKMODE_NONE:
		return "none: every call enters the kernel";
	case VDSO_CLOCKMODE_TSC:
		return "tsc";
	case VDSO_CLOCKMODE_PVCLOCK:
		return "pvclock";
	case VDSO_CLOCKMODE_HVCLOCK:
		return "hvclock";
	default:
		return "unknown";
	}
}

static void print_count(struct seq_file *m, const char *what, u64 n)
{
	seq_printf(m, "%s %llu - - - - - - - -\n", what, n);
}

/* Sorts them. */
static void print_values(struct seq_file *m, const char *what,
			 struct values *v, bool corrected)
{
	unsigned int n = min_t(u64, v->n, KEPT);
	u64 *sorted = v->last;
	u64 median;

	if (!n) {
		print_count(m, what, 0);
		return;
	}
	sysprobe_sort(sorted, n);
	median = sorted[n / 2];
	seq_printf(m, "%s %u %llu %llu %llu %llu %llu ", what, n, sorted[0],
		   sorted[(n - 1) / 100], median, sorted[n - 1 - (n - 1) / 100],
		   sorted[n - 1]);
	if (!corrected)
		seq_puts(m, "- - -\n");
	else if (median < vdso->cost + vdso->noise)
		seq_printf(m, "%llu %llu <%llu\n", vdso->cost, vdso->noise,
			   vdso->noise);
	else
		seq_printf(m, "%llu %llu %llu\n", vdso->cost, vdso->noise,
			   median - vdso->cost);
}

static void print_buckets(struct seq_file *m, const char *what,
			  const struct values *v)
{
	unsigned int i;

	for (i = 0; i < BUCKETS; i++) {
		if (!v->bucket[i])
			continue;
		seq_printf(m, "%s[2^%u] %llu - - - - - - - -\n", what, i,
			   v->bucket[i]);
	}
}

static void print_updates(struct seq_file *m, const struct figures *f)
{
	u64 updates = 0;
	unsigned int i;

	for (i = 0; i < CAUSES; i++)
		updates += f->cause[i];
	print_count(m, "updates", updates);
	for (i = 0; i < CAUSES; i++)
		print_count(m, cause_names[i], f->cause[i]);
	print_count(m, "hits", f->last.hits - f->first.hits);
	print_count(m, "missed", f->last.missed - f->first.missed);
	print_count(m, "registrations", f->registrations);
	print_count(m, "not_traced", f->not_traced);
	print_count(m, "ticks", f->last_jiffies - vdso->first_jiffies);
	for (i = 0; i < ASIDES; i++)
		if (has_aside[i])
			print_count(m, aside_names[i].name,
				    atomic64_read(&vdso->aside[i]) -
				    vdso->first_aside[i]);
}

/*
 * As of one moment: none of a rewrite, or all. Nothing but what the timekeeper
 * uses while none has come since the start or the reset.
 */
static void copy_figures(struct figures *copy)
{
	unsigned int seq;
	bool none;

	do {
		seq = read_seqcount_begin(&vdso->seq);
		none = READ_ONCE(vdso->restart);
		*copy = vdso->figures;
	} while (read_seqcount_retry(&vdso->seq, seq));
	if (none) {
		begin(copy);
		copy->last = copy->first;
		copy->last_jiffies = vdso->first_jiffies;
	}
}

static void print_conditions(struct seq_file *m, const struct figures *f)
{
	seq_printf(m, "# clocksource: %s\n", f->clocksource);
	seq_printf(m, "# vdso mode: %s\n", mode_name(f->mode));
	seq_printf(m, "# hz: %u\n", HZ);
	seq_printf(m, "# probe: %s\n", vdso->mechanism);
}

static void print_figures(struct seq_file *m, struct figures *f)
{
	print_updates(m, f);
	if (!f->cause[BY_TICK] && !f->cause[BY_SET] && !f->cause[BY_OTHER])
		return;
	print_values(m, "interval", &f->interval, false);
	print_values(m, "write", &f->write, vdso->calibrated);
	print_buckets(m, "interval", &f->interval);
	print_buckets(m, "write", &f->write);
}

static int vdso_show(struct seq_file *m, void *v)
{
	const char *head = "what n min p1 median p99 max hook noise corrected\n";
	struct figures *copy = vmalloc(sizeof(*copy));
	int err;

	if (!copy)
		return -ENOMEM;
	err = sysprobe_control_lock();
	if (err)
		goto free;
	err = sysprobe_text_head(m, "vdso");
	if (vdso) {
		copy_figures(copy);
		print_conditions(m, copy);
		seq_puts(m, head);
		print_figures(m, copy);
	} else {
		seq_puts(m, "# counted: no; a session has to ask for \"vdso\"\n");
		seq_puts(m, head);
	}
	sysprobe_control_unlock();
free:
	vfree(copy);
	return err;
}

int sysprobe_vdso_open_text(struct file *file)
{
	return single_open(file, vdso_show, NULL);
}
