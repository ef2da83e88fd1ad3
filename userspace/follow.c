// SPDX-License-Identifier: GPL-2.0
#include <sys/prctl.h>
#include "cmd.h"
#include "follow.h"

/* A command that was asked to end has so long before it is killed. */
#define GRACE_S 2.0

static bool command_runs(const struct follow *f)
{
	return f->command && !f->work.ended;
}

static void end_command(struct follow *f)
{
	kill(f->work.pid, f->asked ? SIGKILL : SIGTERM);
	f->asked = true;
	watch_end_in(&f->watch, GRACE_S);
}

/* To be asked again, as by timeout or a closing terminal, takes no grace away. */
static void ask_to_end(struct follow *f)
{
	if (!f->asked)
		end_command(f);
}

/*
 * Until what was asked for has been seen. The terminal's Ctrl-C reaches the
 * command by itself; it decides what that means, and we go on waiting for it.
 */
static int wait_for_end(struct follow *f, struct err *err)
{
	int ret = 0;

	for (;;) {
		bool left;

		switch (watch_wait(&f->watch)) {
		case WATCH_INTERVAL:
			if (ret || !f->report(f->data, err))
				break;
			ret = -1;
			if (!command_runs(f))
				return ret;
			ask_to_end(f);
			break;
		case WATCH_CHILD:
			left = workload_reap(&f->work);
			if (f->work.ended && !(f->wait_all && left))
				return ret;
			break;
		case WATCH_TERMINATE:
			if (!f->command)
				f->status = STATUS_SIGNAL + SIGTERM;
			if (!command_runs(f))
				return ret;
			ask_to_end(f);
			break;
		case WATCH_DURATION:
			if (!command_runs(f))
				return ret;
			end_command(f);
			break;
		case WATCH_INTERRUPT:
		case WATCH_FAILURE:
			if (!command_runs(f))
				return ret;
			break;
		case WATCH_TARGET:
			return ret;
		}
	}
}

static int begin(struct follow *f, struct err *err)
{
	char command[SYSPROBE_MAX_COMMAND];

	if (f->command) {
		if (f->wait_all)
			prctl(PR_SET_CHILD_SUBREAPER, 1);
		if (workload_hold(&f->work, &f->watch.old_mask, err))
			return -1;
		f->filter->scope = SCOPE_PROCESS;
		f->filter->target = f->work.pid;
	} else if (watch_target(&f->watch, f->filter, err)) {
		return -1;
	}
	if (filter_command(f->filter, command, sizeof(command), err) ||
	    kif_open(&f->kif, &f->session, err) ||
	    kif_command(&f->session, command, err))
		return -1;
	watch_failure(&f->watch, f->failure);
	watch_clock(&f->watch, f->interval, f->duration);
	if (f->command)
		return workload_release(&f->work, err);
	return 0;
}

/* Figures stay after the stop, until somebody begins the next session. */
static int end(struct follow *f, struct model *model, struct err *err)
{
	struct err stop_err;

	if (kif_command(&f->session, "stop", &stop_err))
		f->ended_early = true;
	if (cmd_snapshot(&f->kif, model, err))
		return -1;
	if (f->session.number && model->head.session != f->session.number) {
		model_free(model);
		return err_set(err, STATUS_FAILED,
			       "another session began before this one's figures were read; run it again");
	}
	return 0;
}

int follow_ready(struct follow *f, unsigned long long *tick_khz,
		 struct err *err)
{
	f->watch.signals = -1;
	if (f->command && workload_find(&f->work, f->command, err))
		return -1;
	if (cmd_ready(&f->kif, tick_khz, err) ||
	    filter_target_check(f->filter, err))
		return -1;
	return 0;
}

int follow_run(struct follow *f, struct model *model, struct err *err)
{
	int ret;

	if (watch_open(&f->watch, err))
		return -1;
	f->session.fd = -1;
	ret = begin(f, err);
	if (!ret)
		ret = wait_for_end(f, err);
	if (!ret)
		ret = end(f, model, err);
	kif_close(&f->session);
	workload_abandon(&f->work);
	if (f->command)
		f->status = f->work.status;
	return ret;
}

void follow_close(struct follow *f)
{
	watch_close(&f->watch);
}
