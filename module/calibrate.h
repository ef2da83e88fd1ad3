/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What looking costs: the armed hook's own time for one call, measured on a
 * dummy when a session starts, never by reading a file.
 */
#ifndef SYSPROBE_CALIBRATE_H
#define SYSPROBE_CALIBRATE_H

#include "hook.h"
#include "uapi/sysprobe.h"

/**
 * sysprobe_calibrate - measure an armed hook, and see that it fires
 * @hook: which; sysprobe_call_open() has been called, nobody is followed yet
 * @cost: is filled; n is 0 if the measurement could not be made
 *
 * Rehearses current's calls on the scratch cell. Takes well under a
 * millisecond on hardware.
 *
 * Return: 0, or -EIO when the hook is in place and reported nothing: probes
 * may be switched off for the whole kernel.
 */
int sysprobe_calibrate(const struct sysprobe_hook *hook,
		       struct sysprobe_overhead *cost);

#endif /* SYSPROBE_CALIBRATE_H */
