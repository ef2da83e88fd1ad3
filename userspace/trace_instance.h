/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A part of tracefs of one's own: an instance, with a ring buffer, a clock and
 * enabled events that nobody else has.
 *
 * It is gone when this program is, however that ends: a process that does nothing
 * else waits for that and removes it.
 */
#ifndef SYSPROBE_TRACE_INSTANCE_H
#define SYSPROBE_TRACE_INSTANCE_H

#include <stdbool.h>
#include "trace_dat.h"

struct tracefs_instance;

/**
 * struct trace_instance - an instance
 * @dir:        libtracefs' own
 * @guard:      a byte into it tells the guard that there is nothing to do
 * @tracing_on: what turns it off; -1: not open
 * @n_cpus:     CPUs that there may be, from 0 on
 */
struct trace_instance {
	struct tracefs_instance *dir;
	int guard;
	int tracing_on;
	unsigned int n_cpus;
};

/**
 * struct trace_losses - events that did not stay in a CPU's ring buffer
 * @overrun:        overwritten by later ones before they were read
 * @commit_overrun: came while one that they interrupted was not finished, and
 *                  filled all of the buffer
 * @dropped:        not taken, as the buffer was full
 */
struct trace_losses {
	uint64_t overrun;
	uint64_t commit_overrun;
	uint64_t dropped;
};

/**
 * trace_instance_open - make one, in which nothing is enabled yet
 * @t:          to be filled
 * @clock:      that events get their times from
 * @buffer_kib: of each CPU
 * @err:        on failure: there is no tracefs, or no such clock
 *
 * Before any thread is made.
 *
 * Return: 0, or -1.
 */
int trace_instance_open(struct trace_instance *t, const char *clock,
			unsigned int buffer_kib, struct err *err);

/**
 * trace_instance_enable - have an event recorded from now on
 * @t:     open
 * @event: of the system "sysprobe"
 * @id:    to be set to what tells such events from others
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int trace_instance_enable(struct trace_instance *t, const char *event,
			  unsigned int *id, struct err *err);

/**
 * trace_instance_raw - open the pages of a CPU
 * @t:   open
 * @cpu: which
 * @err: on failure
 *
 * Return: a descriptor, or -1.
 */
int trace_instance_raw(struct trace_instance *t, unsigned int cpu,
		       struct err *err);

/**
 * trace_instance_off - record nothing from now on
 * @t:   open
 * @err: on failure
 *
 * Return: 0, or -1.
 */
int trace_instance_off(struct trace_instance *t, struct err *err);

/**
 * trace_instance_text - read a file of the instance
 * @t:    open
 * @file: below its directory
 * @text: to be filled, @bytes to be freed
 * @err:  on failure
 *
 * Return: 0, or -1.
 */
int trace_instance_text(struct trace_instance *t, const char *file,
			struct trace_text *text, struct err *err);

/**
 * trace_top_text - read a file that is there once for all instances
 * @file: below tracefs' directory
 * @text: to be filled, @bytes to be freed
 * @err:  on failure
 *
 * Return: 0, or -1.
 */
int trace_top_text(const char *file, struct trace_text *text,
		   struct err *err);

/**
 * trace_losses_parse - understand a CPU's "stats"
 * @losses: to be filled
 * @stats:  its contents
 *
 * Return: 0, or -1 if one of the lines is missing.
 */
int trace_losses_parse(struct trace_losses *losses, const char *stats);

/**
 * trace_instance_close - remove it
 * @t: open or zeroed; its files are closed
 *
 * Return: is it gone? If not, the guard tries again for some seconds.
 */
bool trace_instance_close(struct trace_instance *t);

#endif /* SYSPROBE_TRACE_INSTANCE_H */
