// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/syscall.h>
#include "cmd.h"
#include "cost_count.h"

#define COUNTED_OPERATIONS	64
/* Of the 32-bit table, arch/x86/entry/syscalls/syscall_32.tbl. */
#define NR_READ_32	3
#define NR_WRITE_32	4

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

/*
 * The worker is woken by futex, and wakes by it. A 32-bit program of its reads
 * what to do, and writes what came of it.
 */
static bool of_harness(const struct sysprobe_syscall *counted)
{
	if (counted->abi == SYSPROBE_ABI_IA32)
		return counted->nr == NR_READ_32 || counted->nr == NR_WRITE_32;
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

/* Lay the kernel's count beside what the row says, if it can be believed. */
static void look(const struct kif *kif, const struct kif_session *session,
		 const struct cost_row *row, struct cost_entries *entries)
{
	struct err *why_not = &entries->why_not;
	struct model model;

	if (cmd_snapshot(kif, &model, why_not))
		return;
	if (model.head.session != session->number || !model.head.running)
		err_set(why_not, STATUS_FAILED,
			"somebody else ended the session that counts its calls");
	else if (model_unseen(&model))
		err_set(why_not, STATUS_FAILED,
			"the module lost %llu events, so that calls may have gone unseen",
			(unsigned long long)model_unseen(&model));
	else
		cost_compare_entries(entries, row, &model);
	model_free(&model);
}

/* Return: 0, or -1: the worker is only good to be stopped. */
static int count_armed(const struct kif *kif, struct kif_session *session,
		       const struct cost_count *count)
{
	struct cost_worker *worker = count->worker;
	struct cost_entries *entries = count->entries;
	struct err *why_not = &entries->why_not, ignored;

	if (cost_worker_do(worker, COST_TASK_ARM, 0, NULL, why_not))
		return -1;
	if (!kif_command(session, "reset", why_not)) {
		if (cost_worker_do(worker, COST_TASK_BLOCK, entries->operations,
				   NULL, why_not))
			return -1;
		look(kif, session, worker->row, entries);
	}
	return cost_worker_do(worker, COST_TASK_DISARM, 0, NULL, &ignored);
}

static void count_one(const struct kif *kif, struct kif_session *session,
		      const struct cost_count *count)
{
	struct cost_worker *worker = count->worker;
	const struct cost_row *row = worker->row;

	count->entries->operations = COUNTED_OPERATIONS;
	if (row->most && row->most < COUNTED_OPERATIONS)
		count->entries->operations = row->most;
	if (count_armed(kif, session, count))
		cost_worker_stop(worker);
}

static bool can_be_counted(const struct cost_count *count)
{
	const struct cost_worker *worker = count->worker;

	if (worker->row->uncounted)
		err_set(&count->entries->why_not, STATUS_FAILED, "%s",
			worker->row->uncounted);
	return !worker->row->uncounted;
}

/* Return: how many of @counts are in the command; @wanted says which. */
static size_t write_command(char *command, size_t size,
			    const struct cost_count *counts, size_t n,
			    bool *wanted)
{
	size_t used = snprintf(command, size, "start tid="), i, any = 0;

	for (i = 0; i < n; i++) {
		wanted[i] = can_be_counted(&counts[i]);
		if (wanted[i])
			used += snprintf(command + used, size - used, "%s%d",
					 any++ ? "," : "",
					 counts[i].worker->caller);
	}
	return any;
}

/* What one command has room for. */
static void count_some(const struct kif *kif, struct cost_count *counts,
		       size_t n)
{
	char command[16 + SYSPROBE_MAX_TARGETS * sizeof("2147483647")];
	bool wanted[SYSPROBE_MAX_TARGETS];
	struct kif_session session;
	struct err err = { 0 };
	size_t i;

	if (!write_command(command, sizeof(command), counts, n, wanted))
		return;
	if (kif_open(kif, &session, &err)) {
		for (i = 0; i < n; i++)
			if (wanted[i])
				counts[i].entries->why_not = err;
		return;
	}
	kif_command(&session, command, &err);
	for (i = 0; i < n; i++) {
		if (wanted[i] && err.status)
			counts[i].entries->why_not = err;
		else if (wanted[i])
			count_one(kif, &session, &counts[i]);
	}
	kif_close(&session);
}

void cost_count(const struct kif *kif, struct cost_count *counts, size_t n)
{
	size_t some;

	for (; n; n -= some, counts += some) {
		some = n < SYSPROBE_MAX_TARGETS ? n : SYSPROBE_MAX_TARGETS;
		count_some(kif, counts, some);
	}
}
