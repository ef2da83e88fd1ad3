/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions that do nothing, shaped like x64_sys_call(): a probe on one does
 * the same work as on the real thing. In a file of their own because, unlike
 * the hooks, they must be what the compiler makes of any function of the
 * kernel: a place that ftrace knows, where the kernel is built so.
 */
#ifndef SYSPROBE_DUMMY_H
#define SYSPROBE_DUMMY_H

struct kprobe;
struct pt_regs;

/**
 * enum sysprobe_dummy - which of them
 * @SYSPROBE_DUMMY_BARE:   never probed: what the call itself costs
 * @SYSPROBE_DUMMY_TRACED: a place that ftrace knows
 * @SYSPROBE_DUMMY_PLAIN:  none: a probe on it is an int3, or the jump that
 *                         the kernel makes of that
 */
enum sysprobe_dummy {
	SYSPROBE_DUMMY_BARE,
	SYSPROBE_DUMMY_TRACED,
	SYSPROBE_DUMMY_PLAIN,
};

/* Probes find them by their names. */
long sysprobe_dummy_bare(const struct pt_regs *regs, unsigned int nr);
long sysprobe_dummy_traced(const struct pt_regs *regs, unsigned int nr);
long sysprobe_dummy_plain(const struct pt_regs *regs, unsigned int nr);

/* Timed by the probe that times the vDSO's rewrites. */
long sysprobe_dummy_timed(const struct pt_regs *regs, unsigned int nr);

/**
 * sysprobe_dummy_like - the dummy on which a probe becomes what a real one is
 * @real: registered
 */
enum sysprobe_dummy sysprobe_dummy_like(const struct kprobe *real);

/**
 * sysprobe_dummy_symbol - its function's name
 * @which: one that may be probed
 */
const char *sysprobe_dummy_symbol(enum sysprobe_dummy which);

/**
 * sysprobe_dummy_call - call it
 * @which: any; a test and a branch dearer than a direct call, whichever it is
 * @regs:  for the probe's handlers
 * @nr:    for the probe's handlers
 */
static inline void sysprobe_dummy_call(enum sysprobe_dummy which,
				       const struct pt_regs *regs,
				       unsigned int nr)
{
	if (which == SYSPROBE_DUMMY_PLAIN)
		sysprobe_dummy_plain(regs, nr);
	else if (which == SYSPROBE_DUMMY_TRACED)
		sysprobe_dummy_traced(regs, nr);
	else
		sysprobe_dummy_bare(regs, nr);
}

#endif /* SYSPROBE_DUMMY_H */
