/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Takes the pages of events out of an instance while they come, a thread for each
 * CPU. A thread sleeps until half of its CPU's buffer is full, so it hardly disturbs
 * what is recorded.
 *
 * The pages go to files that have no name, and so leave nothing behind.
 */
#ifndef SYSPROBE_TRACE_PUMP_H
#define SYSPROBE_TRACE_PUMP_H

#include <pthread.h>
#include <stdatomic.h>
#include "trace_instance.h"

/**
 * enum trace_pump_goal - what the threads are to do
 * @TRACE_PUMP_GO_ON:     take pages as they come
 * @TRACE_PUMP_TAKE_REST: take what is left, and end
 * @TRACE_PUMP_DISCARD:   end, and give back the room that pages take
 */
enum trace_pump_goal {
	TRACE_PUMP_GO_ON,
	TRACE_PUMP_TAKE_REST,
	TRACE_PUMP_DISCARD,
};

/**
 * struct trace_stream - the events of a CPU
 * @pump:    of which it is a part
 * @thread:  that reads them
 * @started: it was
 * @cpu:     which
 * @raw:     the kernel's pages; -1: closed
 * @pipe:    through which they go
 * @file:    where they go
 * @error:   an errno: what went wrong, 0: nothing
 */
struct trace_stream {
	struct trace_pump *pump;
	pthread_t thread;
	bool started;
	unsigned int cpu;
	int raw;
	int pipe[2];
	int file;
	int error;
};

/**
 * struct trace_pump - those of all CPUs
 * @streams: by CPU
 * @n:       how many
 * @stop:    readable once it is to end, or has failed
 * @goal:    enum trace_pump_goal
 */
struct trace_pump {
	struct trace_stream *streams;
	unsigned int n;
	int stop;
	atomic_int goal;
};

/**
 * trace_pump_start - begin to take pages
 * @pump: to be filled
 * @t:    open
 * @dir:  directory for the files; another is taken if these can't be there
 * @err:  on failure; trace_pump_free() is due all the same
 *
 * Where pages can't be written later, none are kept, and @pump->stop becomes
 * readable.
 *
 * Return: 0, or -1.
 */
int trace_pump_start(struct trace_pump *pump, struct trace_instance *t,
		     const char *dir, struct err *err);

/**
 * trace_pump_stop - take what is left, down to the last event, and end
 * @pump: started; its instance records nothing any more
 * @err:  on failure: pages could not be written
 *
 * Return: 0, or -1.
 */
int trace_pump_stop(struct trace_pump *pump, struct err *err);

/**
 * trace_pump_size - bytes of a CPU's pages
 * @pump: stopped
 * @cpu:  which
 */
uint64_t trace_pump_size(const struct trace_pump *pump, unsigned int cpu);

/**
 * trace_pump_free - end, if need be, and forget the pages
 * @pump: in any state but uninitialised; may be zeroed
 *
 * Nothing more is taken: where a session goes on that follows us, each page that is
 * taken may make the next.
 */
void trace_pump_free(struct trace_pump *pump);

#endif /* SYSPROBE_TRACE_PUMP_H */
