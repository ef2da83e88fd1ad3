/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "sysprobe record" has recorded, and how it is shown.
 */
#ifndef SYSPROBE_RECORD_H
#define SYSPROBE_RECORD_H

#include <stdbool.h>
#include "json.h"
#include "model.h"
#include "trace_instance.h"

/**
 * enum record_kind - the module's trace events
 * @RECORD_SYSCALL: a call has ended
 * @RECORD_SWITCH:  to another address space
 * @RECORD_REWRITE: of the vDSO's data
 * @RECORD_KINDS:   how many
 */
enum record_kind {
	RECORD_SYSCALL,
	RECORD_SWITCH,
	RECORD_REWRITE,
	RECORD_KINDS,
};

/**
 * record_event - the name of a kind, as tracefs has it
 * @kind: which
 */
const char *record_event(enum record_kind kind);

/**
 * struct record_cpu - what became of a CPU's events
 * @bytes:   of its pages, in the file
 * @written: events in the file
 * @losses:  events that are not
 */
struct record_cpu {
	uint64_t bytes;
	uint64_t written;
	struct trace_losses losses;
};

/**
 * struct record - a recording that has ended
 * @file:        its name
 * @clock:       that events have their times from
 * @buffer_kib:  of each CPU
 * @wanted:      these kinds were recorded
 * @events:      by kind; @count is those in the file
 * @counted:     by kind: what the session has counted
 * @others:      events in the file that are of no kind of ours
 * @untold:      rewrites that the module counted and had no room to tell of
 * @cpus:        by CPU
 * @n_cpus:      how many
 * @ended_early: somebody else ended the session before its time
 * @left_behind: the instance could not be removed
 * @model:       the session's figures
 */
struct record {
	const char *file;
	const char *clock;
	unsigned int buffer_kib;
	bool wanted[RECORD_KINDS];
	struct trace_kind events[RECORD_KINDS];
	uint64_t counted[RECORD_KINDS];
	uint64_t others;
	uint64_t untold;
	struct record_cpu *cpus;
	unsigned int n_cpus;
	bool ended_early;
	bool left_behind;
	struct model model;
};

/**
 * record_written - events in the file, of all kinds and CPUs
 * @r: the recording
 */
uint64_t record_written(const struct record *r);

/**
 * record_lost - events that came and are not in the file
 * @r: the recording
 */
uint64_t record_lost(const struct record *r);

/**
 * record_counted - what the session has counted of all kinds
 * @r: the recording
 */
uint64_t record_counted(const struct record *r);

/**
 * record_equal - is each event that was counted in the file, or known to be lost?
 * @r: the recording
 *
 * Nobody knows what kind those were that were lost. If there are some, the sum of
 * all kinds is compared, and each kind by itself if there are none.
 */
bool record_equal(const struct record *r);

/**
 * record_free - give it back
 * @r: may be zeroed
 */
void record_free(struct record *r);

/**
 * render_record - for eyes
 * @out: where to
 * @r:   what
 */
void render_record(FILE *out, const struct record *r);

/**
 * render_record_json - for programs
 * @failed: set if memory ran out
 * @r:      what
 *
 * Return: the section; see render_json.h.
 */
json_t *render_record_json(bool *failed, const struct record *r);

#endif /* SYSPROBE_RECORD_H */
