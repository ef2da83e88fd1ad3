// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/syscall.h>
#include "cmd.h"
#include "cost_count.h"

#define COUNTED_OPERATIONS	64

static const struct cost_call *call_of(const struct cost_row *row,
				       const struct sysprobe_syscall *counted)
{
	const struct cost_call *call;

	for (call = row->calls; call < row->calls + COST_CALLS && call->per;
	     call++)
		if (call->abi == counted->abi && call->nr == counted->nr)
			return call;
	return NULL;
}

/* The worker is woken by these, and wakes by them. */
static bool of_harness(const struct sysprobe_syscall *counted)
{
	return counted->abi == SYSPROBE_ABI_64 && counted->nr == SYS_futex;
}

void cost_compare_entries(struct cost_entries *entries,
			  const struct cost_row *row,
			  const struct model *model)
{
	const struct sysprobe_syscall *counted;
	const struct cost_call *call;
	size_t i, matches = 0, calls = 0;

	for (call = row->calls; call < row->calls + COST_CALLS && call->per;
	     call++) {
		entries->expected += entries->operations * call->per;
		calls++;
	}
	for (i = 0; i < model->n_calls; i++) {
		counted = &model->calls[i].row;
		call = call_of(row, counted);
		if (call) {
			entries->counted += counted->calls;
			matches += counted->calls ==
				   entries->operations * call->per;
		} else if (!of_harness(counted)) {
			entries->other += counted->calls;
		}
	}
	entries->agree = matches == calls && !entries->other;
}

/* With the session open. Return: 0, or -1. */
static int make_and_look(const struct kif *kif,
			 const struct kif_session *session,
			 struct cost_worker *worker,
			 struct cost_entries *entries, struct err *err)
{
	struct model model;
	int ret = 0;

	if (cost_worker_do(worker, COST_TASK_BLOCK, entries->operations, NULL,
			   err) || cmd_snapshot(kif, &model, err))
		return -1;
	if (model.head.session != session->number || !model.head.running)
		ret = err_set(err, STATUS_FAILED,
			      "somebody else ended the session that counts its calls");
	else if (model_unseen(&model))
		ret = err_set(err, STATUS_FAILED,
			      "the module lost %llu events, so that calls may have gone unseen",
			      (unsigned long long)model_unseen(&model));
	else
		cost_compare_entries(entries, worker->row, &model);
	model_free(&model);
	return ret;
}

static int count(const struct kif *kif, struct cost_worker *worker,
		 struct cost_entries *entries, struct err *err)
{
	struct kif_session session;
	char command[64];
	int ret;

	if (kif_open(kif, &session, err))
		return -1;
	snprintf(command, sizeof(command), "start tid=%d", worker->pid);
	ret = kif_command(&session, command, err);
	if (!ret)
		ret = make_and_look(kif, &session, worker, entries, err);
	kif_close(&session);
	return ret;
}

void cost_count(const struct kif *kif, struct cost_worker *worker,
		struct cost_entries *entries)
{
	const struct cost_row *row = worker->row;
	struct err *err = &entries->why_not, ignored;

	if (row->uncounted) {
		err_set(err, STATUS_FAILED, "%s", row->uncounted);
		return;
	}
	entries->operations = COUNTED_OPERATIONS;
	if (row->most && row->most < COUNTED_OPERATIONS)
		entries->operations = row->most;
	if (cost_worker_do(worker, COST_TASK_ARM, 0, NULL, err))
		return;
	count(kif, worker, entries, err);
	cost_worker_do(worker, COST_TASK_DISARM, 0, NULL, &ignored);
}
