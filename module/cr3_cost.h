/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What it costs to write CR3, to flush, and to fill the TLB again, on each
 * CPU. Measured only when asked, by the command "measure cr3".
 */
#ifndef SYSPROBE_CR3_COST_H
#define SYSPROBE_CR3_COST_H

#include <linux/types.h>

struct file;

/* Interrupts are off for so long at a stretch, at most. */
#define SYSPROBE_CR3_STRETCH_US	50

/**
 * struct sysprobe_cr3_spread - of one operation on one CPU, in ticks
 * @n:      samples; 0: it can't be measured here
 * @min:    least
 * @p1:     1st percentile
 * @median: median
 * @p99:    99th percentile
 * @max:    greatest
 * @noise:  interquartile range, at least 1
 */
struct sysprobe_cr3_spread {
	u32 n;
	u64 min;
	u64 p1;
	u64 median;
	u64 p99;
	u64 max;
	u64 noise;
};

/**
 * sysprobe_cr3_cost_measure - measure, on each CPU that is online, in turn
 *
 * The control mutex is held. May sleep; a fatal signal ends it between two
 * CPUs. What was measured before is kept if this fails.
 *
 * Return: 0; -EOPNOTSUPP: sysprobe_cr3_cost_why_not() says why; -ENOMEM;
 * -EINTR; -ENOSPC: no free entry in the kernel's top table.
 */
int sysprobe_cr3_cost_measure(void);

/**
 * sysprobe_cr3_cost_why_not - can CR3 be written here?
 *
 * Return: NULL if so, or the reason, a sentence.
 */
const char *sysprobe_cr3_cost_why_not(void);

/** sysprobe_cr3_cost_forget - give the figures back; as for measure */
void sysprobe_cr3_cost_forget(void);

/** sysprobe_cr3_cost_open - for the open of the file "cr3_cost" */
int sysprobe_cr3_cost_open(struct file *file);

#endif /* SYSPROBE_CR3_COST_H */
