/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What it costs to write CR3, to flush, to refill the TLB; and what of that
 * KPTI adds to each call.
 */
#ifndef SYSPROBE_CR3_COST_H
#define SYSPROBE_CR3_COST_H

#include <stdbool.h>
#include <stdio.h>
#include "measured.h"
#include "text.h"

/**
 * struct cr3_operation - one operation on one CPU
 * @name: as the module has it
 * @cpu:  which
 * @took: what it took
 */
struct cr3_operation {
	const char *name;
	unsigned int cpu;
	struct measurement took;
};

/**
 * struct cr3_cost - all of them
 * @all:      in the module's order, CPU after CPU
 * @n:        how many
 * @text:     the module's file "cr3_cost"
 * @kpti:     it is on
 * @pcide:    the kernel uses PCIDs, so KPTI need not flush
 * @tick_khz: 0: not known
 */
struct cr3_cost {
	struct cr3_operation *all;
	size_t n;
	struct text text;
	bool kpti;
	bool pcide;
	unsigned long long tick_khz;
};

/**
 * struct cr3_tax - what KPTI adds to one call, on one CPU, at least
 * @cpu:   which
 * @known: it could be measured; the rest means nothing otherwise
 * @n:     samples of the dearer part
 * @write: ticks of one write of CR3, as KPTI makes it here
 * @below: that is below the noise, which @write has then
 * @page:  ticks to fill the TLB with one page again; 0: nothing was flushed,
 *         or less than can be told
 */
struct cr3_tax {
	unsigned int cpu;
	bool known;
	uint64_t n;
	uint64_t write;
	bool below;
	double page;
};

/**
 * cr3_cost_parse - understand the module's file
 * @cost:  zeroed; all but @kpti, @pcide, @tick_khz is filled
 * @bytes: the file's contents, taken over, also on failure
 * @err:   on failure, or if the module says that it can't measure
 *
 * Return: 0, or -1.
 */
int cr3_cost_parse(struct cr3_cost *cost, char *bytes, struct err *err);

/**
 * cr3_cost_find - one operation
 * @cost: measured
 * @name: which
 * @cpu:  where
 *
 * Return: NULL if it wasn't measured.
 */
const struct cr3_operation *cr3_cost_find(const struct cr3_cost *cost,
					  const char *name, unsigned int cpu);

/**
 * cr3_cost_cpu - the CPUs, one after the other
 * @cost: measured
 * @i:    from 0
 * @cpu:  its number
 *
 * Return: false past the last.
 */
bool cr3_cost_cpu(const struct cr3_cost *cost, size_t i, unsigned int *cpu);

/**
 * cr3_cost_write - the operation that KPTI makes twice in each call
 * @cost: measured
 *
 * Return: a name: with PCIDs, a switch that flushes nothing.
 */
const char *cr3_cost_write(const struct cr3_cost *cost);

/**
 * cr3_cost_tax - what KPTI adds
 * @cost: measured
 * @cpu:  where
 *
 * Two writes of CR3, one on the way in and one on the way out; without PCIDs
 * each of them also drops what the TLB has, but for global pages, and each
 * page that is used again is walked to again.
 */
struct cr3_tax cr3_cost_tax(const struct cr3_cost *cost, unsigned int cpu);

/** cr3_cost_free - give it back; may be zeroed */
void cr3_cost_free(struct cr3_cost *cost);

/**
 * render_cr3_cost - for eyes
 * @out:  where to
 * @cost: what
 */
void render_cr3_cost(FILE *out, const struct cr3_cost *cost);

/**
 * render_cr3_tax - for eyes
 * @out:  where to
 * @cost: what
 */
void render_cr3_tax(FILE *out, const struct cr3_cost *cost);

/**
 * render_cr3_cost_json - for programs
 * @failed: set if memory ran out
 * @cost:   what
 *
 * Return: the section; see render_json.h.
 */
json_t *render_cr3_cost_json(bool *failed, const struct cr3_cost *cost);

#endif /* SYSPROBE_CR3_COST_H */
