/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel made of a probe.
 */
#ifndef SYSPROBE_PROBE_H
#define SYSPROBE_PROBE_H

#include <linux/types.h>

struct kprobe;
struct kretprobe;

/**
 * sysprobe_probe_mechanism - how the kernel put a kretprobe's entry in
 * @kp: registered
 *
 * The dearest way is what the others fall back to.
 *
 * Return: "kretprobe_by_ftrace", "kretprobe_by_jump" or "kretprobe_by_int3".
 */
const char *sysprobe_probe_mechanism(const struct kprobe *kp);

/**
 * sysprobe_probe_settle - wait until a probe is no int3 any more
 * @kp: registered
 *
 * The kernel turns an int3 into a jump some time after the registering, where
 * it can. Sleeps for half a second at most, and not at all where ftrace does
 * it.
 */
void sysprobe_probe_settle(const struct kprobe *kp);

/**
 * sysprobe_probe_remove - take kretprobes off, and wait until nothing is left of them
 * @rps: registered; put into another order
 * @n:   how many. Together is quicker: each call waits for grace periods
 *
 * Where the kernel can't take one off, it stays, and what it needs has to stay, too;
 * sysprobe_probe_stuck() has been called then. Sleeps for half a second a probe at
 * most, as newer kernels take a jump out some time after the unregistering.
 *
 * Return: false if one is there still.
 */
bool sysprobe_probe_remove(struct kretprobe **rps, unsigned int n);

/**
 * sysprobe_probe_remove_plain - the same of a kprobe
 * @kp: registered
 *
 * Return: false if it is there still.
 */
bool sysprobe_probe_remove_plain(struct kprobe *kp);

/**
 * sysprobe_probe_stuck - something of ours is in the kernel for good
 * @what: for the log
 * @err:  why
 *
 * Tasks go on coming by and find nobody that is counted. The module stays, and what
 * they may look at is never freed. Under the control mutex.
 */
void sysprobe_probe_stuck(const char *what, int err);

/**
 * sysprobe_probe_is_stuck - is there anything? No session may begin then
 */
bool sysprobe_probe_is_stuck(void);

#endif /* SYSPROBE_PROBE_H */
