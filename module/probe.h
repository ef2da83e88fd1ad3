/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel made of a probe.
 */
#ifndef SYSPROBE_PROBE_H
#define SYSPROBE_PROBE_H

struct kprobe;

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
 * sysprobe_probe_wait_gone - wait until nothing is left of a probe
 * @kp: unregistered
 *
 * Newer kernels take a jump out some time after the unregistering: until then
 * whoever comes by pays for it. Sleeps for half a second at most: where
 * somebody else has a probe at the same place, a jump stays.
 */
void sysprobe_probe_wait_gone(const struct kprobe *kp);

#endif /* SYSPROBE_PROBE_H */
