/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tracer as strace is one: a child of the row's process that stops it with
 * ptrace at its calls, and dies with it.
 */
#ifndef SYSPROBE_COST_TRACER_H
#define SYSPROBE_COST_TRACER_H

#include "err.h"

/**
 * tracer_attach - have this process traced from now on
 * @some:    stop only at calls for which a seccomp filter says TRACE; false: on
 *           the way into and out of each call
 * @why_not: on failure
 *
 * At each stop the tracer asks for what the call is, as strace does.
 *
 * Return: the number of stops so far, which goes on counting, to be read only;
 * NULL on failure.
 */
const volatile unsigned long *tracer_attach(bool some, struct err *why_not);

#endif /* SYSPROBE_COST_TRACER_H */
