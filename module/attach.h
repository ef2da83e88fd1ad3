/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ways into functions: a direct call of ftrace's in each that takes one, a
 * kretprobe on the others. Those are functions that ftrace doesn't know, as the
 * one of the holes in the table, and those where somebody else has
 * a direct call already.
 */
#ifndef SYSPROBE_ATTACH_H
#define SYSPROBE_ATTACH_H

#include <linux/kprobes.h>

/**
 * struct sysprobe_attach - what is put on each function
 * @trampoline: of the direct call
 * @entry:      of the kretprobe
 * @ret:        of the kretprobe
 */
struct sysprobe_attach {
	void (*trampoline)(void);
	kretprobe_handler_t entry;
	kretprobe_handler_t ret;
};

/**
 * sysprobe_attach - put it there
 * @how:       must stay until sysprobe_attach_detach()
 * @functions: where they begin, in order; sysprobe_attach_detach() gives them to
 *             kvfree(), or this when it fails
 * @n:         how many
 * @maxactive: instances of each kretprobe
 *
 * Under the control mutex; one at a time. Return: 0 or an errno, and nothing is
 * there then.
 */
int sysprobe_attach(const struct sysprobe_attach *how,
		    unsigned long *functions, unsigned int n,
		    unsigned int maxactive);

/**
 * sysprobe_attach_detach - take it off again
 *
 * On return the trampoline isn't entered any more, but whoever is in it already
 * may be there still. Does nothing when it isn't there.
 */
void sysprobe_attach_detach(void);

/** sysprobe_attach_calls - functions that have a direct call now */
unsigned int sysprobe_attach_calls(void);

/** sysprobe_attach_probes - functions that have a kretprobe now */
unsigned int sysprobe_attach_probes(void);

/**
 * sysprobe_attach_missed - what the kretprobes missed
 * @pool:      for want of an instance
 * @recursion: as another probe's handler was running
 */
void sysprobe_attach_missed(u64 *pool, u64 *recursion);

/** sysprobe_attach_bytes - memory that it takes */
size_t sysprobe_attach_bytes(void);

#endif /* SYSPROBE_ATTACH_H */
