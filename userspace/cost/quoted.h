/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SYSPROBE_COST_QUOTED_H
#define SYSPROBE_COST_QUOTED_H

/*
 * The figures that articles and talks on the cost of syscalls pass on for
 * x86-64 servers. Where they come from, and on what CPU and with which
 * mitigations they were taken, is not said there: they are an order of
 * magnitude to lay a measured figure beside, and no more.
 */
#define QUOTED	"rule of thumb for x86-64 servers, passed on without its conditions"

#endif /* SYSPROBE_COST_QUOTED_H */
