/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session of one's own, from its start to its stop: of a command, which is held
 * until counting has begun, of a process or thread, or of everybody.
 *
 * The session hangs on an open file, so however this program ends, it ends too.
 */
#ifndef SYSPROBE_FOLLOW_H
#define SYSPROBE_FOLLOW_H

#include <stdbool.h>
#include "filter.h"
#include "kif.h"
#include "model.h"
#include "watch.h"
#include "workload.h"

/**
 * struct follow - a session, as asked for and as it goes
 * @filter:      what to count; a command becomes its target
 * @command:     to run; NULL: none
 * @wait_all:    wait for what @command leaves running, too
 * @duration:    s until the end; 0: no limit
 * @interval:    s between calls of @report; 0: none
 * @report:      an interval is over. Return: 0, or -1 to end it all
 * @data:        handed to @report
 * @failure:     a descriptor that is readable once going on makes no sense: it ends
 *               then, but for a command; -1: none
 * @kif:         the kernel
 * @session:     ours
 * @watch:       what is waited for
 * @work:        the command
 * @asked:       the command was asked to end
 * @ended_early: somebody else ended the session before its time
 * @status:      exit status
 */
struct follow {
	struct filter *filter;
	char *const *command;
	bool wait_all;
	double duration;
	double interval;
	int (*report)(void *data, struct err *err);
	void *data;
	int failure;
	struct kif kif;
	struct kif_session session;
	struct watch watch;
	struct workload work;
	bool asked;
	bool ended_early;
	int status;
};

/**
 * follow_ready - refuse what can be refused before anything has begun
 * @follow:   what is asked for is filled in, the rest is zeroed
 * @tick_khz: of the TSC, if not NULL
 * @err:      on failure: no such command, no module, no such target
 *
 * Return: 0, or -1.
 */
int follow_ready(struct follow *follow, unsigned long long *tick_khz,
		 struct err *err);

/**
 * follow_run - begin, wait, end
 * @follow: ready
 * @model:  the figures after the stop
 * @err:    on failure; no session and no held command is left
 *
 * Ctrl-C, SIGTERM and SIGHUP end it. @follow->status is the command's then, or
 * says which signal it was. Those that come later do nothing until follow_close(),
 * which is due in any case.
 *
 * Return: 0, or -1.
 */
int follow_run(struct follow *follow, struct model *model, struct err *err);

/**
 * follow_close - give the signals back; those that came meanwhile are forgotten
 * @follow: ready, run or not, or closed
 */
void follow_close(struct follow *follow);

#endif /* SYSPROBE_FOLLOW_H */
