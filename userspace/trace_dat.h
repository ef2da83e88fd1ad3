/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file "trace.dat", version 6 of its format, as trace-cmd.dat.v6(5) describes
 * it: what trace-cmd report and KernelShark open. libtracecmd reads such files
 * and has no function that writes one.
 *
 * Nothing here looks at the machine: all that goes into the file is given.
 */
#ifndef SYSPROBE_TRACE_DAT_H
#define SYSPROBE_TRACE_DAT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "err.h"

/* Bytes of a page of events: a page of memory. */
#define TRACE_PAGE		4096

/* Kinds of option; numbers are the format's. */
#define TRACE_DAT_CPUSTAT	2
#define TRACE_DAT_TRACECLOCK	4
#define TRACE_DAT_UNAME		5
#define TRACE_DAT_CPUCOUNT	8
#define TRACE_DAT_VERSION	9

/**
 * struct trace_text - one of tracefs' files
 * @bytes: its contents
 * @size:  of them
 */
struct trace_text {
	char *bytes;
	size_t size;
};

/**
 * struct trace_option - something about the trace
 * @id:   TRACE_DAT_*
 * @data: its contents; a text with its zero byte
 */
struct trace_option {
	uint16_t id;
	struct trace_text data;
};

/**
 * struct trace_dat - all but the events themselves
 * @header_page:  events/header_page
 * @header_event: events/header_event
 * @ftrace:       formats of ftrace's own events
 * @n_ftrace:     how many
 * @system:       the one system whose events are there
 * @events:       formats of its events
 * @n_events:     how many
 * @cmdlines:     saved_cmdlines
 * @options:      in their order
 * @n_options:    how many
 * @cpu_sizes:    bytes of each CPU's pages, from CPU 0 on, 0 where there are none
 * @n_cpus:       how many
 */
struct trace_dat {
	struct trace_text header_page;
	struct trace_text header_event;
	const struct trace_text *ftrace;
	uint32_t n_ftrace;
	const char *system;
	const struct trace_text *events;
	uint32_t n_events;
	struct trace_text cmdlines;
	const struct trace_option *options;
	size_t n_options;
	const uint64_t *cpu_sizes;
	uint32_t n_cpus;
};

/**
 * trace_dat_head - write all that comes before the events
 * @out: at the file's beginning
 * @dat: what to write
 * @err: memory ran out
 *
 * It ends where the first CPU's pages begin. These have to follow, a CPU after the
 * other, each as long as was said. That a write failed shows in @out.
 *
 * Return: 0, or -1.
 */
int trace_dat_head(FILE *out, const struct trace_dat *dat, struct err *err);

/**
 * struct trace_kind - a kind of event
 * @id:    "common_type" of such events
 * @count: how many were seen
 */
struct trace_kind {
	unsigned int id;
	uint64_t count;
};

/**
 * trace_page_count - count the events of one page
 * @page:    TRACE_PAGE bytes of the ring buffer, as trace_pipe_raw gives it
 * @kinds:   to be added to
 * @n_kinds: how many
 * @err:     memory ran out
 *
 * Return: events of other kinds, or -1.
 */
long trace_page_count(void *page, struct trace_kind *kinds, size_t n_kinds,
		      struct err *err);

#endif /* SYSPROBE_TRACE_DAT_H */
