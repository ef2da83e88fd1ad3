/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command that stat runs: found before anything is started, held until
 * the session is ready, then let go with nothing but its execve to do.
 */
#ifndef SYSPROBE_WORKLOAD_H
#define SYSPROBE_WORKLOAD_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include "err.h"

/**
 * struct workload - a command
 * @path:   its file
 * @argv:   its arguments
 * @pid:    its process, 0: none
 * @gate:   writing a byte here lets it go; closing makes it exit
 * @failed: an errno comes from here if execve failed, EOF if it did not
 * @ended:  it has exited
 * @status: its exit status then, 128 + signal if it was killed
 */
struct workload {
	char path[PATH_MAX];
	char *const *argv;
	pid_t pid;
	int gate;
	int failed;
	bool ended;
	int status;
};

/**
 * workload_prepare - have children waited for, whoever started this program
 *
 * First of all; the command gets back what was there.
 */
void workload_prepare(void);

/**
 * workload_more_files - open as many files as this program ever may
 *
 * The command gets back the limit that was there.
 */
void workload_more_files(void);

/**
 * workload_find - look for a command's file, as a shell would
 * @work: to be filled
 * @argv: the command
 * @err:  on failure, with status 127 or 126
 *
 * Return: 0, or -1.
 */
int workload_find(struct workload *work, char *const argv[], struct err *err);

/**
 * workload_hold - make its process, which waits
 * @work: found
 * @mask: signal mask for it
 * @err:  on failure
 *
 * Return: 0, or -1.
 */
int workload_hold(struct workload *work, const sigset_t *mask,
		  struct err *err);

/**
 * workload_release - let it execve
 * @work: held
 * @err:  on failure, with status 127 or 126; it is gone then
 *
 * Return: 0 once its execve has succeeded, or -1.
 */
int workload_release(struct workload *work, struct err *err);

/**
 * workload_abandon - see that a held process goes away
 * @work: in any state; does nothing once it was released
 */
void workload_abandon(struct workload *work);

/**
 * workload_reap - collect whoever has exited
 * @work: released
 *
 * Return: true while there are children left, adopted ones included.
 */
bool workload_reap(struct workload *work);

#endif /* SYSPROBE_WORKLOAD_H */
