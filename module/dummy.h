/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions that do nothing, shaped like x64_sys_call(): a probe on one does
 * the same work as on the real thing. In a file of their own because, unlike
 * the hooks, they must be what the compiler makes of any function of the
 * kernel: a place that ftrace knows, where the kernel is built so.
 */
#ifndef SYSPROBE_DUMMY_H
#define SYSPROBE_DUMMY_H

struct pt_regs;

/* Named in the hook's table: probes find it by its name. */
long sysprobe_dummy_hooked(const struct pt_regs *regs, unsigned int nr);

/* The same, for what a call costs without a probe. */
long sysprobe_dummy_bare(const struct pt_regs *regs, unsigned int nr);

/* Timed by the probe that times the vDSO's rewrites; found by its name. */
long sysprobe_dummy_timed(const struct pt_regs *regs, unsigned int nr);

#endif /* SYSPROBE_DUMMY_H */
