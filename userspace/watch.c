// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "util.h"
#include "watch.h"

#define THREAD_LOOK_S 0.1	/* how often a thread's life is looked at */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* What is ignored already, under nohup or in a background job, stays so. */
static void our_signals(sigset_t *set)
{
	static const int ends[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction action;
	size_t i;

	sigemptyset(set);
	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (!sigaction(ends[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(set, ends[i]);
	sigaddset(set, SIGCHLD);
}

int watch_open(struct watch *watch, struct err *err)
{
	sigset_t set;

	memset(watch, 0, sizeof(*watch));
	watch->target = -1;
	watch->failure = -1;
	our_signals(&set);
	watch->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (watch->signals < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot watch for signals (%s); close some files",
			       strerror(errno));
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &set, &watch->old_mask);
	return 0;
}

int watch_target(struct watch *watch, const struct filter *filter,
		 struct err *err)
{
	if (filter->scope == SCOPE_THREAD) {
		watch->tid = filter->target;
	} else if (filter->scope == SCOPE_PROCESS) {
		watch->target = syscall(SYS_pidfd_open, filter->target, 0);
		if (watch->target < 0)
			return err_set(err, STATUS_FAILED,
				       "cannot watch process %d (%s); look it up with ps",
				       filter->target, strerror(errno));
	}
	return 0;
}

void watch_failure(struct watch *watch, int failure)
{
	watch->failure = failure;
}

void watch_clock(struct watch *watch, double interval, double duration)
{
	double start = now();

	watch->interval = interval;
	watch->next = interval ? start + interval : 0;
	watch->end = duration ? start + duration : 0;
}

void watch_end_in(struct watch *watch, double duration)
{
	watch->end = now() + duration;
}

/* s until something is due; negative: nothing is */
static double until_due(const struct watch *watch)
{
	double due = 0, left;

	if (watch->next)
		due = watch->next;
	if (watch->end && (!due || watch->end < due))
		due = watch->end;
	if (!due)
		return watch->tid ? THREAD_LOOK_S : -1;
	left = due - now();
	if (left < 0)
		left = 0;
	return watch->tid && left > THREAD_LOOK_S ? THREAD_LOOK_S : left;
}

static enum watch_event event_of(int signal)
{
	switch (signal) {
	case SIGCHLD:
		return WATCH_CHILD;
	case SIGINT:
	case SIGQUIT:
		return WATCH_INTERRUPT;
	default:
		return WATCH_TERMINATE;
	}
}

static bool is_due(struct watch *watch, enum watch_event *event)
{
	double time = now();

	if (watch->end && time >= watch->end) {
		*event = WATCH_DURATION;
		watch->end = 0;
		return true;
	}
	if (watch->next && time >= watch->next) {
		*event = WATCH_INTERVAL;
		/* Whoever was late skips what was missed, keeping the beat. */
		while (watch->next <= time)
			watch->next += watch->interval;
		return true;
	}
	return false;
}

/* A thread that nobody has waited for is there still, as a zombie. */
static bool has_ended(pid_t tid)
{
	char path[32], line[512], *state;
	bool ended = false;
	FILE *file;

	if (kill(tid, 0) && errno == ESRCH)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (fgets(line, sizeof(line), file)) {
		/* Behind its name, which may have brackets. */
		state = strrchr(line, ')');
		ended = state && (state[2] == 'Z' || state[2] == 'X');
	}
	fclose(file);
	return ended;
}

enum watch_event watch_wait(struct watch *watch)
{
	struct pollfd fds[] = {
		{ .fd = watch->signals, .events = POLLIN },
		{ .fd = watch->target, .events = POLLIN },
		{ .fd = watch->failure, .events = POLLIN },
	};
	struct signalfd_siginfo info;
	enum watch_event event;

	for (;;) {
		double left = until_due(watch);
		struct timespec timeout;

		timeout.tv_sec = left;
		timeout.tv_nsec = (left - timeout.tv_sec) * 1e9;
		ppoll(fds, ARRAY_SIZE(fds), left < 0 ? NULL : &timeout, NULL);
		if (read(watch->signals, &info, sizeof(info)) == sizeof(info))
			return event_of(info.ssi_signo);
		if (fds[1].revents)
			return WATCH_TARGET;
		if (fds[2].revents) {
			watch->failure = -1;
			return WATCH_FAILURE;
		}
		if (watch->tid && has_ended(watch->tid))
			return WATCH_TARGET;
		if (is_due(watch, &event))
			return event;
	}
}

/* The write that it came for has failed, and that was told. */
static void forget_too_large(void)
{
	static const struct timespec at_once;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGXFSZ);
	sigtimedwait(&set, NULL, &at_once);
}

void watch_close(struct watch *watch)
{
	struct signalfd_siginfo info;

	if (watch->signals < 0)
		return;
	while (read(watch->signals, &info, sizeof(info)) == sizeof(info))
		;
	close(watch->signals);
	watch->signals = -1;
	if (watch->target >= 0)
		close(watch->target);
	forget_too_large();
	sigprocmask(SIG_SETMASK, &watch->old_mask, NULL);
}
