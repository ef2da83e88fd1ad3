/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the eBPF programs of the cost table and who loads them have in common.
 */
#ifndef SYSPROBE_BPF_SYSCALLS_H
#define SYSPROBE_BPF_SYSCALLS_H

/* Of the map "counts": the count is in the first, a histogram in all of them. */
#define BPF_SYSCALLS_SLOTS	64

#endif /* SYSPROBE_BPF_SYSCALLS_H */
