// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <unistd.h>
#include "../module/uapi/sysprobe.h"
#include "cmd.h"
#include "cost/raw.h"
#include "cost/row.h"

#define TRIED_CALLS	10

/**
 * struct counting - a session that counts this process's calls
 * @kif:     where the module's files are
 * @session: open while the row is armed
 * @command: that starts it
 */
struct counting {
	struct kif kif;
	struct kif_session session;
	char command[64];
};

static const char *const hooks[] = { "kretprobe", "tracepoint", "direct" };

static int start(void *state, struct err *why_not)
{
	struct counting *c = state;

	if (kif_open(&c->kif, &c->session, why_not))
		return -1;
	if (!kif_command(&c->session, c->command, why_not))
		return 0;
	kif_close(&c->session);
	return -1;
}

static void stop(void *state)
{
	kif_close(&((struct counting *)state)->session);
}

/* With the session on: does it count what is about to be timed? */
static int try_count(const struct counting *c, struct err *why_not)
{
	struct model model;
	uint64_t calls = 0;
	unsigned int i;
	size_t row;

	for (i = 0; i < TRIED_CALLS; i++)
		raw_call0(SYS_getpid);
	if (cmd_snapshot(&c->kif, &model, why_not))
		return -1;
	for (row = 0; row < model.n_calls; row++)
		if (model.calls[row].row.abi == SYSPROBE_ABI_64 &&
		    model.calls[row].row.nr == SYS_getpid)
			calls = model.calls[row].row.calls;
	model_free(&model);
	if (calls == TRIED_CALLS)
		return 0;
	return err_set(why_not, STATUS_FAILED,
		       "the module counted %llu of %d calls",
		       (unsigned long long)calls, TRIED_CALLS);
}

static void *ready(const struct cost_row *row, struct err *why_not)
{
	struct counting *c = cost_state(sizeof(*c), why_not);
	int ret;

	if (!c || kif_init(&c->kif, why_not))
		return NULL;
	snprintf(c->command, sizeof(c->command), "start hook=%s tid=%d",
		 hooks[row->arg], gettid());
	if (start(c, why_not))
		return NULL;
	ret = try_count(c, why_not);
	stop(c);
	return ret ? NULL : c;
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, raw_call0(SYS_getpid));
}

#define HOOK(which, name_) \
	{ \
		.name = "sysprobe-" name_, \
		.what = "the same, counted and timed by this module's hook " name_, \
		.group = COST_TRACING, \
		.order = 60 + (which), \
		.base = "untraced", \
		.arg = which, \
		.uncounted = "as its session is what is measured, and there is one at a time", \
		.open = ready, \
		.arm = start, \
		.disarm = stop, \
		.block = block, \
	}

static const struct cost_row rows[] = {
	HOOK(0, "kretprobe"),
	HOOK(1, "tracepoint"),
	HOOK(2, "direct"),
};

COST_ROWS(rows);
