// SPDX-License-Identifier: GPL-2.0
/*
 * What is tried is tried in a scratch address space, under a PCID that the
 * kernel does not use: that of the task which happens to lend its page tables
 * stays as it is, with what the TLB holds of it, and is loaded again, bit for
 * bit, before interrupts are let in.
 *
 * In between the CPU runs on the kernel's half as the lender has it, so that
 * an NMI or a machine check finds all it needs. With KPTI their entry code
 * takes a CR3 without bit 12 for the kernel's, and leaves it. A kthread has no
 * mm, so none of them will try the user's half either.
 *
 * What other CPUs shoot down meanwhile waits for interrupts, and then reaches
 * the lender's PCID by the kernel's own ways. The scratch PCID it does not
 * reach; so that one is flushed before anything is tried and again after.
 */
#include <asm/cpufeature.h>
#include <asm/invpcid.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <asm/tsc.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mem_encrypt.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "control.h"
#include "cr3_cost.h"
#include "scratch.h"
#include "sorted.h"
#include "text.h"

#define WARM_UP	32
#define KEPT	1024
#define SAMPLES	(WARM_UP + KEPT)

/*
 * The kernel's own are asid + 1, asid < MAX_ASID_AVAILABLE, which is two less
 * than there are numbers (arch/x86/mm/tlb.c): the last one is nobody's.
 */
#define SCRATCH_PCID	(SYSPROBE_KERNEL_PCIDS - 1)

#define LAM_BITS	(BIT_ULL(61) | BIT_ULL(62))

/* What a sample is taken with. */
struct place {
	struct sysprobe_scratch *scratch;
	u64 lender;	/* CR3 as it was found */
	u64 cr3;	/* of the scratch address space; written as is, flushes */
	u64 keep;	/* bit 63 where it may be set, or 0 */
	unsigned int pages;
};

static __always_inline void touch(const struct place *p)
{
	unsigned long zero = 0;
	unsigned int i;

	/* Each waits for the one before: nothing overlaps. */
	for (i = 0; i < p->pages; i++)
		asm volatile("mov (%1,%0), %0" : "+r" (zero)
			     : "r" (sysprobe_scratch_page(p->scratch, i))
			     : "memory");
}

/* A function that prepares, then times; both are statements. */
#define SAMPLER(name, prepare, operation)		\
static u64 sample_##name(const struct place *p)		\
{							\
	u64 start;					\
							\
	prepare;					\
	start = rdtsc_ordered();			\
	operation;					\
	return rdtsc_ordered() - start;			\
}

#define NOTHING		do { } while (0)
#define LEND		native_write_cr3(p->lender | p->keep)
#define FLUSH		native_write_cr3(p->cr3)
#define NO_FLUSH	native_write_cr3(p->cr3 | p->keep)

static __always_inline void flush_page(const struct place *p)
{
	asm volatile("invlpg (%0)" : : "r" (p->scratch->pages) : "memory");
}

SAMPLER(clock, NOTHING, NOTHING)
SAMPLER(write_flush, NOTHING, FLUSH)
SAMPLER(write_noflush, NOTHING, NO_FLUSH)
SAMPLER(switch_flush, LEND, FLUSH)
SAMPLER(switch_noflush, LEND, NO_FLUSH)
SAMPLER(invlpg, NOTHING, flush_page(p))
SAMPLER(invpcid_address, NOTHING,
	invpcid_flush_one(SCRATCH_PCID, p->scratch->pages))
SAMPLER(invpcid_context, NOTHING, invpcid_flush_single_context(SCRATCH_PCID))
SAMPLER(invpcid_all_global, NOTHING, invpcid_flush_all())
SAMPLER(invpcid_all, NOTHING, invpcid_flush_all_nonglobals())
SAMPLER(touch, touch(p), touch(p))
SAMPLER(refill, FLUSH, touch(p))

static bool pcide(void)
{
	return __read_cr4() & X86_CR4_PCIDE;
}

static const char *needs_pcide(void)
{
	return pcide() ? NULL : "CR4.PCIDE is off";
}

static const char *needs_invpcid(void)
{
	return boot_cpu_has(X86_FEATURE_INVPCID) ? NULL :
						   "the CPU has no INVPCID";
}

static const char *needs_both(void)
{
	return needs_invpcid() ?: needs_pcide();
}

static const char *needs_nothing(void)
{
	return NULL;
}

/* In the order that they are measured in: what is taken off comes before. */
static const struct operation {
	const char *name;
	u64 (*sample)(const struct place *p);
	const char *(*why_not)(void);
	unsigned int pages;
	int harness;	/* what is taken off: that many rows before; 0: none */
} operations[] = {
	{ "clock", sample_clock, needs_nothing, 0, 0 },
	{ "write_flush", sample_write_flush, needs_nothing, 0, 1 },
	{ "write_noflush", sample_write_noflush, needs_pcide, 0, 2 },
	{ "switch_flush", sample_switch_flush, needs_nothing, 0, 3 },
	{ "switch_noflush", sample_switch_noflush, needs_pcide, 0, 4 },
	{ "invlpg", sample_invlpg, needs_nothing, 0, 5 },
	{ "invpcid_address", sample_invpcid_address, needs_both, 0, 6 },
	{ "invpcid_context", sample_invpcid_context, needs_both, 0, 7 },
	{ "invpcid_all_global", sample_invpcid_all_global, needs_invpcid, 0, 8 },
	{ "invpcid_all", sample_invpcid_all, needs_invpcid, 0, 9 },
	{ "touch_1", sample_touch, needs_nothing, 1, 0 },
	{ "refill_1", sample_refill, needs_nothing, 1, 1 },
	{ "touch_8", sample_touch, needs_nothing, 8, 0 },
	{ "refill_8", sample_refill, needs_nothing, 8, 1 },
	{ "touch_32", sample_touch, needs_nothing, 32, 0 },
	{ "refill_32", sample_refill, needs_nothing, 32, 1 },
	{ "touch_128", sample_touch, needs_nothing, 128, 0 },
	{ "refill_128", sample_refill, needs_nothing, 128, 1 },
};

enum { OPERATIONS = ARRAY_SIZE(operations) };

struct cpu_cost {
	unsigned int cpu;
	struct sysprobe_cr3_spread spread[OPERATIONS];
	u64 stretches;
	u64 too_long;	/* of them, over the limit */
	u64 longest;	/* ticks */
};

/* Control mutex. */
static struct {
	struct cpu_cost *cpus;	/* NULL: never measured */
	unsigned int n;
	u64 when_ns;		/* CLOCK_REALTIME */
} cost;

/* The measurement of one CPU, by its kthread. */
struct run {
	struct cpu_cost *result;
	struct sysprobe_scratch scratch;
	u64 *samples;
	u64 limit;	/* ticks */
	u64 page;	/* ticks that one page takes to be refilled */
	bool cancel;
	struct completion done;
};

const char *sysprobe_cr3_cost_why_not(void)
{
	unsigned long cs;

	if (boot_cpu_has(X86_FEATURE_XENPV))
		return "under Xen PV the page tables are the hypervisor's";
	/* So does PVM, which has no name of its own in the kernel's headers. */
	asm("mov %%cs, %0" : "=r" (cs));
	if (cs & 3)
		return "this kernel does not run in ring 0, and its CR3 is the hypervisor's";
	if (!tsc_khz)
		return "how long interrupts are off is not known, as the rate of the TSC is not";
	return NULL;
}

static void enter(struct place *p)
{
	u64 low;

	p->lender = __native_read_cr3();
	/* Without PCIDs the low bits say how the top table is cached. */
	low = pcide() ? SCRATCH_PCID : p->lender & X86_CR3_PCID_MASK;
	p->keep = pcide() ? X86_CR3_PCID_NOFLUSH : 0;
	p->cr3 = __sme_pa(p->scratch->top) | low | (p->lender & LAM_BITS);
	sysprobe_scratch_share(p->scratch,
			       __sme_clr(p->lender) & PHYSICAL_PAGE_MASK);
	native_write_cr3(p->cr3);
}

static void leave(const struct place *p)
{
	native_write_cr3(p->cr3);
	native_write_cr3(p->lender | p->keep);
}

/*
 * As many samples as fit, at least one; *@step is what the longest of them
 * took, with all that goes with it.
 */
static unsigned int stretch(struct run *run, const struct operation *op,
			    unsigned int first, u64 *step)
{
	struct place p = { .scratch = &run->scratch, .pages = op->pages };
	unsigned int n = first;
	u64 start, before, now;
	unsigned long flags;

	local_irq_save(flags);
	start = rdtsc_ordered();
	enter(&p);
	before = start;
	*step = 0;
	do {
		run->samples[n++] = op->sample(&p);
		now = rdtsc_ordered();
		*step = max(*step, now - before);
		before = now;
	} while (n < SAMPLES && now - start + 2 * *step < run->limit);
	leave(&p);
	now = rdtsc_ordered();
	local_irq_restore(flags);
	run->result->stretches++;
	run->result->too_long += now - start > run->limit;
	run->result->longest = max(run->result->longest, now - start);
	return n;
}

static void keep_spread(struct sysprobe_cr3_spread *s, u64 *values)
{
	sysprobe_sort(values, KEPT);
	s->n = KEPT;
	s->min = values[0];
	s->p1 = values[(KEPT - 1) / 100];
	s->median = values[KEPT / 2];
	s->p99 = values[KEPT - 1 - (KEPT - 1) / 100];
	s->max = values[KEPT - 1];
	s->noise = max(values[KEPT * 3 / 4] - values[KEPT / 4], 1ULL);
}

/* A vCPU that is taken off its CPU looks slow once, not each time. */
#define TRIES	8

static void measure(struct run *run, unsigned int i)
{
	const struct operation *op = &operations[i];
	unsigned int n = 0, tries = 0;
	u64 step, least = U64_MAX;

	/* Pages are filled once, then touched, at least. */
	if (op->why_not() || 2 * run->page * op->pages > run->limit)
		return;
	while (n < SAMPLES) {
		if (READ_ONCE(run->cancel))
			return;
		n = stretch(run, op, n, &step);
		least = min(least, step);
		if (++tries >= TRIES && least > run->limit)
			return;
		cond_resched();
	}
	keep_spread(&run->result->spread[i], run->samples + WARM_UP);
	if (op->sample == sample_refill)
		run->page = run->result->spread[i].median / op->pages;
}

static int measure_all(void *data)
{
	struct run *run = data;
	unsigned int i;

	for (i = 0; i < OPERATIONS; i++)
		measure(run, i);
	complete(&run->done);
	/* The module's text is in use until this has been collected. */
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* CPUs stay on meanwhile. */
static int measure_cpu(struct run *run)
{
	struct task_struct *thread;
	int err;

	init_completion(&run->done);
	run->page = 0;
	thread = kthread_create(measure_all, run, "sysprobe_cr3/%u",
				run->result->cpu);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	kthread_bind(thread, run->result->cpu);
	/* Others wait for us meanwhile: no busy CPU may keep it from running. */
	sched_set_fifo(thread);
	wake_up_process(thread);
	err = wait_for_completion_killable(&run->done);
	if (err) {
		WRITE_ONCE(run->cancel, true);
		wait_for_completion(&run->done);
	}
	kthread_stop(thread);
	return err ? -EINTR : 0;
}

/* Return: how many CPUs were measured, or an errno. */
static int measure_cpus(struct run *run, struct cpu_cost *cpus)
{
	unsigned int cpu, n = 0;
	int err = 0;

	for (cpu = 0; cpu < nr_cpu_ids && !err; cpu++) {
		cpus_read_lock();
		if (cpu_online(cpu)) {
			run->result = &cpus[n++];
			run->result->cpu = cpu;
			err = measure_cpu(run);
		}
		cpus_read_unlock();
	}
	return err ? err : n;
}

int sysprobe_cr3_cost_measure(void)
{
	struct cpu_cost *cpus;
	struct run *run;
	int n;

	if (sysprobe_cr3_cost_why_not())
		return -EOPNOTSUPP;
	cpus = vzalloc(array_size(nr_cpu_ids, sizeof(*cpus)));
	run = vzalloc(sizeof(*run));
	n = -ENOMEM;
	if (!cpus || !run)
		goto free;
	run->samples = vmalloc(array_size(SAMPLES, sizeof(*run->samples)));
	if (!run->samples)
		goto free;
	run->limit = div_u64((u64)tsc_khz * SYSPROBE_CR3_STRETCH_US, 1000);
	n = sysprobe_scratch_make(&run->scratch);
	if (n)
		goto free_samples;
	n = measure_cpus(run, cpus);
	sysprobe_scratch_free(&run->scratch);
	if (n < 0)
		goto free_samples;
	swap(cost.cpus, cpus);
	cost.n = n;
	cost.when_ns = ktime_get_real_ns();
	n = 0;
free_samples:
	vfree(run->samples);
free:
	vfree(run);
	vfree(cpus);
	return n;
}

void sysprobe_cr3_cost_forget(void)
{
	vfree(cost.cpus);
	memset(&cost, 0, sizeof(cost));
}

/* the file */

static void print_conditions(struct seq_file *m)
{
	u64 stretches = 0, too_long = 0, longest = 0;
	const char *why_not = sysprobe_cr3_cost_why_not();
	unsigned int i;

	if (why_not)
		seq_printf(m, "# refused: %s\n", why_not);
	if (!cost.cpus) {
		seq_puts(m, "# measured: never; \"measure cr3\" in control does\n");
		return;
	}
	for (i = 0; i < cost.n; i++) {
		stretches += cost.cpus[i].stretches;
		too_long += cost.cpus[i].too_long;
		longest = max(longest, cost.cpus[i].longest);
	}
	seq_printf(m, "# measured: at %llu ns since 1970, in ticks, on %u CPUs, %u samples of each after %u that warm up\n",
		   cost.when_ns, cost.n, KEPT, WARM_UP);
	seq_printf(m, "# interrupts off: %llu times, at most %llu ticks, %llu times longer than %u us\n",
		   stretches, longest, too_long, SYSPROBE_CR3_STRETCH_US);
}

static void print_skipped(struct seq_file *m, unsigned int i)
{
	const char *why = operations[i].why_not();
	unsigned int cpu;

	for (cpu = 0; cpu < cost.n && !why; cpu++)
		if (!cost.cpus[cpu].spread[i].n)
			why = "one sample would keep interrupts off for too long";
	if (why)
		seq_printf(m, "# skipped %s: %s\n", operations[i].name, why);
}

static void print_spread(struct seq_file *m, const struct cpu_cost *c,
			 unsigned int i)
{
	const struct sysprobe_cr3_spread *s = &c->spread[i], *harness;

	if (!s->n)
		return;
	seq_printf(m, "%s %u %u %llu %llu %llu %llu %llu ", operations[i].name,
		   c->cpu, s->n, s->min, s->p1, s->median, s->p99, s->max);
	harness = s - operations[i].harness;
	if (harness == s || !harness->n)
		seq_puts(m, "- - -\n");
	else if (s->median < harness->median + harness->noise)
		seq_printf(m, "%llu %llu <%llu\n", harness->median,
			   harness->noise, harness->noise);
	else
		seq_printf(m, "%llu %llu %llu\n", harness->median,
			   harness->noise, s->median - harness->median);
}

static int cost_show(struct seq_file *m, void *v)
{
	unsigned int i, cpu;
	int err = sysprobe_control_lock();

	if (err)
		return err;
	err = sysprobe_text_head(m, "cr3_cost");
	print_conditions(m);
	for (i = 0; cost.cpus && i < OPERATIONS; i++)
		print_skipped(m, i);
	seq_puts(m, "operation cpu n min p1 median p99 max harness noise corrected\n");
	for (cpu = 0; cpu < cost.n; cpu++)
		for (i = 0; i < OPERATIONS; i++)
			print_spread(m, &cost.cpus[cpu], i);
	sysprobe_control_unlock();
	return err;
}

int sysprobe_cr3_cost_open(struct file *file)
{
	return single_open(file, cost_show, NULL);
}
