/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a tick of the TSC is: time, or an instruction where an emulator counts
 * those.
 */
#ifndef SYSPROBE_TICK_H
#define SYSPROBE_TICK_H

#include <stdbool.h>

/**
 * tick_is_instruction - does the TSC count instructions here?
 *
 * Measured: a thousand instructions more have to take a thousand ticks more,
 * most of the time. Where a tick is time that can't be so, as a CPU does
 * several of these (NOPs) at once.
 */
bool tick_is_instruction(void);

#endif /* SYSPROBE_TICK_H */
