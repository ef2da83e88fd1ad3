/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiting, while a session counts: for signals, for the end of what is
 * followed, for the clock. One system call a wake-up, so as to disturb little.
 */
#ifndef SYSPROBE_WATCH_H
#define SYSPROBE_WATCH_H

#include <signal.h>
#include "filter.h"

enum watch_event {
	WATCH_INTERVAL,		/* time for a report */
	WATCH_DURATION,		/* time is up */
	WATCH_TARGET,		/* the process or thread is gone */
	WATCH_CHILD,		/* a child changed its state */
	WATCH_INTERRUPT,	/* SIGINT or SIGQUIT: Ctrl-C */
	WATCH_TERMINATE,	/* SIGTERM or SIGHUP */
	WATCH_FAILURE,		/* going on makes no sense; once */
};

/**
 * struct watch - what is waited for
 * @signals:  signalfd; -1: not open
 * @target:   pidfd of the process followed, -1: none
 * @failure:  readable once going on makes no sense, -1: none
 * @tid:      of the thread followed, which has no pidfd; 0: none
 * @old_mask: signal mask from before
 * @interval: s between reports, 0: none
 * @next:     CLOCK_MONOTONIC s of the next report
 * @end:      CLOCK_MONOTONIC s of the end, 0: none
 */
struct watch {
	int signals;
	int target;
	int failure;
	pid_t tid;
	sigset_t old_mask;
	double interval;
	double next;
	double end;
};

/**
 * watch_open - take the signals over; from now on they only wake us
 * @watch: to be filled
 * @err:   on failure
 *
 * SIGPIPE and SIGXFSZ are blocked, too: a report that nobody reads any more, or
 * that may not be so large, is an error to be noticed, not a death in the middle of
 * a session.
 *
 * Return: 0, or -1.
 */
int watch_open(struct watch *watch, struct err *err);

/**
 * watch_target - wait for the end of what a filter follows
 * @watch:  open
 * @filter: with a process or thread as its scope; else nothing is done
 * @err:    on failure: it is gone already
 *
 * Return: 0, or -1.
 */
int watch_target(struct watch *watch, const struct filter *filter,
		 struct err *err);

/**
 * watch_failure - wait for something to fail, too
 * @watch:   open
 * @failure: a descriptor that is readable then; -1: none
 */
void watch_failure(struct watch *watch, int failure);

/**
 * watch_clock - start the clock
 * @watch:    open
 * @interval: s between reports, 0: none
 * @duration: s until the end, 0: no end
 */
void watch_clock(struct watch *watch, double interval, double duration);

/**
 * watch_end_in - set the end anew
 * @watch:    open
 * @duration: s from now
 */
void watch_end_in(struct watch *watch, double duration);

/**
 * watch_wait - wait for the next event
 * @watch: open
 */
enum watch_event watch_wait(struct watch *watch);

/**
 * watch_close - give the signals back
 * @watch: open, or could not be, or closed
 *
 * Those that came and weren't waited for are forgotten.
 */
void watch_close(struct watch *watch);

#endif /* SYSPROBE_WATCH_H */
