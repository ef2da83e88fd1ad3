/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a session counts: options that stat and start share, and the command
 * to the kernel that they become.
 */
#ifndef SYSPROBE_READER_FILTER_H
#define SYSPROBE_READER_FILTER_H

#include <sys/types.h>
#include "args.h"
#include "select.h"

/**
 * enum scope - whose calls
 * @SCOPE_ALL:     everybody's
 * @SCOPE_PROCESS: a process's and all it forks from then on
 * @SCOPE_THREAD:  one thread's
 */
enum scope {
	SCOPE_ALL,
	SCOPE_PROCESS,
	SCOPE_THREAD,
};

/**
 * struct filter - a session
 * @names:       what words mean in a list of syscalls; set by the caller
 * @sel:         which syscalls
 * @scope:       whose
 * @target:      pid or tid, for a scope other than all
 * @on_exec:     begin at the target's next execve
 * @errors_only: count only what fails
 * @persist:     outlive the reader
 * @switches:    count switches of address spaces, too
 * @vdso:        count rewrites of the vDSO's data, too
 * @hook:        "auto", "kretprobe", "tracepoint"; NULL: not said
 */
struct filter {
	const struct names *names;
	struct selection sel;
	enum scope scope;
	pid_t target;
	bool on_exec;
	bool errors_only;
	bool persist;
	bool switches;
	bool vdso;
	const char *hook;
};

/* Option rows for a verb whose parameters begin with a struct filter. */
extern const struct arg_row filter_args[];

/**
 * filter_command - as a command to the kernel
 * @filter: what to count
 * @buf:    for "start ..."
 * @size:   of @buf
 * @err:    on failure: it is longer than a command may be
 *
 * Return: 0, or -1.
 */
int filter_command(const struct filter *filter, char *buf, size_t size,
		   struct err *err);

/**
 * filter_target_check - is the target there, and what it is said to be?
 * @filter: with any scope
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int filter_target_check(const struct filter *filter, struct err *err);

#endif /* SYSPROBE_READER_FILTER_H */
