// SPDX-License-Identifier: GPL-2.0
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/kprobes.h>
#include <linux/pid.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include "account.h"
#include "call.h"
#include "compat.h"
#include "hot.h"
#include "left.h"
#include "probe.h"
#include "tracepoints.h"

struct sysprobe_hot_session sysprobe_session __read_mostly = {
	.tasks.call = &sysprobe_nobody,
};

/* The rest of it: under the control mutex, but for the first two. */
static struct {
	bool descend;		/* a forked child is followed like its parent */
	bool ended;		/* nothing more is counted but returns */
	const struct sysprobe_filter *filter;
} session __read_mostly;

static struct sysprobe_tasks *const tasks = &sysprobe_session.tasks;

/* current's record, made if every task gets one; NULL if it has none. */
static struct sysprobe_call *record(bool entering)
{
	struct sysprobe_call *call = sysprobe_tasks_find(tasks, current);

	if (call || !READ_ONCE(sysprobe_session.everyone))
		return call;
	call = sysprobe_tasks_add(tasks, current, SYSPROBE_TASK_UNKNOWN);
	/* Once a call, whichever hook. */
	if (!call && entering)
		sysprobe_account_count(SYSPROBE_COUNT_NO_RECORD);
	return call;
}
NOKPROBE_SYMBOL(record);

/* Not selected, or no call at all. */
static void note_other(struct sysprobe_call *call, u32 plan)
{
	/* The execve that is waited for need not be selected itself. */
	if (call->state == SYSPROBE_TASK_WAIT_EXEC &&
	    !(plan & SYSPROBE_CALL_EXEC))
		return;
	if (!(plan & SYSPROBE_CALL_EXISTS))
		sysprobe_account_count(SYSPROBE_COUNT_TURNED_AWAY);
	WRITE_ONCE(call->state, SYSPROBE_TASK_PASSED);
}
NOKPROBE_SYMBOL(note_other);

/* Number and ABI are taken here, once, and from here on are the record's. */
static bool note_call(struct sysprobe_call *call, unsigned int abi, u32 nr)
{
	u32 plan = sysprobe_plan_of(abi, nr);

	if (plan & SYSPROBE_PLAN_UNWANTED) {
		note_other(call, plan);
		return false;
	}
	if (call->state == SYSPROBE_TASK_WAIT_EXEC &&
	    !(plan & SYSPROBE_CALL_EXEC))
		return false;
	call->plan = plan;
	/*
	 * They are 0 but if the last call's return was not seen. off_since is 0
	 * whenever a task is on the CPU.
	 */
	call->off = 0;
	call->switches = 0;
	call->probed = false;
	return true;
}
NOKPROBE_SYMBOL(note_call);

static bool begin_call(struct sysprobe_call *call)
{
	sysprobe_account_enter(call);
	if (call->plan & SYSPROBE_CALL_NORETURN) {
		WRITE_ONCE(call->state, SYSPROBE_TASK_PASSED);
		return false;
	}
	sysprobe_call_begin(call, call->plan & SYSPROBE_PLAN_RARE ?
				  SYSPROBE_TASK_RARE : SYSPROBE_TASK_INSIDE);
	return true;
}
NOKPROBE_SYMBOL(begin_call);

noinline struct sysprobe_call *sysprobe_call_enter_other(unsigned int abi,
							 u32 nr)
{
	struct sysprobe_call *call = record(true);

	if (call && note_call(call, abi, nr) && begin_call(call))
		return call;
	return NULL;
}
NOKPROBE_SYMBOL(sysprobe_call_enter_other);

noinline void sysprobe_call_return_other(struct sysprobe_call *call, u64 now,
					 long result)
{
	if (!sysprobe_task_inside(call)) {
		sysprobe_account_count(SYSPROBE_COUNT_UNMATCHED);
		return;
	}
	WRITE_ONCE(call->state, SYSPROBE_TASK_OUTSIDE);
	sysprobe_account_return(call, now, result);
}
NOKPROBE_SYMBOL(sysprobe_call_return_other);

void sysprobe_call_entry(unsigned int abi, u32 nr)
{
	struct sysprobe_call *call;

	sysprobe_call_enter(abi, min_t(u32, nr, SYSPROBE_NO_NUMBER), &call);
}
NOKPROBE_SYMBOL(sysprobe_call_entry);

void sysprobe_call_expect(unsigned int abi, u32 nr)
{
	struct sysprobe_call *call = record(true);

	if (call &&
	    note_call(call, abi, min_t(u32, nr, SYSPROBE_NO_NUMBER)))
		WRITE_ONCE(call->state, SYSPROBE_TASK_ARRIVING);
}
NOKPROBE_SYMBOL(sysprobe_call_expect);

void sysprobe_call_arrived(void)
{
	struct sysprobe_call *call = sysprobe_tasks_find(tasks, current);

	if (call && call->state == SYSPROBE_TASK_ARRIVING)
		begin_call(call);
}
NOKPROBE_SYMBOL(sysprobe_call_arrived);

static void other_exit(struct sysprobe_call *call)
{
	/* While a hook is taken off, exits come without their entries. */
	if (READ_ONCE(session.ended))
		return;
	switch (call->state) {
	case SYSPROBE_TASK_WAIT_EXEC:
		return;
	case SYSPROBE_TASK_UNKNOWN:
		sysprobe_account_count(SYSPROBE_COUNT_BEGUN_BEFORE);
		break;
	case SYSPROBE_TASK_FRESH:
		sysprobe_account_count(SYSPROBE_COUNT_CHILD_RETURN);
		break;
	case SYSPROBE_TASK_OUTSIDE:
	case SYSPROBE_TASK_ARRIVING:
		sysprobe_account_count(SYSPROBE_COUNT_TURNED_AWAY);
		break;
	}
	WRITE_ONCE(call->state, SYSPROBE_TASK_OUTSIDE);
}
NOKPROBE_SYMBOL(other_exit);

noinline void sysprobe_call_exit_other(u64 now, long result)
{
	struct sysprobe_call *call = record(false);

	if (!call)
		return;
	if (sysprobe_task_inside(call))
		sysprobe_call_return(call, now, result);
	else
		other_exit(call);
}
NOKPROBE_SYMBOL(sysprobe_call_exit_other);

/* The scheduler's side, in its context, with its locks held. */

static void on_sched_switch(SYSPROBE_SCHED_SWITCH_ARGS)
{
	struct sysprobe_call *call = sysprobe_tasks_find(tasks, prev);
	u64 now = rdtsc_ordered();

	if (call && sysprobe_task_inside(call)) {
		WRITE_ONCE(call->state, SYSPROBE_TASK_RARE);
		call->off_since = now;
		call->switches += sysprobe_prev_blocks() ?
				  SYSPROBE_SWITCH_BLOCKED :
				  SYSPROBE_SWITCH_PREEMPTED;
	}
	call = sysprobe_tasks_find(tasks, next);
	if (call && sysprobe_task_inside(call) && call->off_since) {
		/* Its last CPU's TSC may be ahead of ours by a little. */
		if (likely((s64)(now - call->off_since) > 0))
			call->off += now - call->off_since;
		else
			sysprobe_account_count(SYSPROBE_COUNT_NEGATIVE);
		call->off_since = 0;
	}
}
NOKPROBE_SYMBOL(on_sched_switch);

static void on_fork(void *data, struct task_struct *parent,
		    struct task_struct *child)
{
	struct sysprobe_call *call;

	if (READ_ONCE(sysprobe_session.everyone)) {
		if (child->flags & PF_KTHREAD)
			return;
	} else {
		if (!READ_ONCE(session.descend))
			return;
		call = sysprobe_tasks_find(tasks, parent);
		if (!call || call->state == SYSPROBE_TASK_WAIT_EXEC)
			return;
	}
	if (!sysprobe_tasks_add(tasks, child, SYSPROBE_TASK_FRESH))
		sysprobe_account_count(SYSPROBE_COUNT_NO_RECORD);
}

static void on_task_exit(SYSPROBE_SCHED_EXIT_ARGS)
{
	struct sysprobe_call *call = sysprobe_tasks_find(tasks, task);

	if (!call)
		return;
	if (sysprobe_task_inside(call))
		sysprobe_account_count(SYSPROBE_COUNT_UNFINISHED);
	sysprobe_tasks_remove(tasks, task);
}

/* With interrupts off. */
static struct sysprobe_tracepoint switches[] = {
	{ "sched_switch", on_sched_switch },
};

static struct sysprobe_tracepoint lifetimes[] = {
	{ "sched_process_fork", on_fork },
	{ "sched_process_exit", on_task_exit },
};

static int arm_scheduler(void)
{
	int err = sysprobe_tracepoints_arm(switches, ARRAY_SIZE(switches));

	if (err)
		return err;
	err = sysprobe_tracepoints_arm(lifetimes, ARRAY_SIZE(lifetimes));
	if (err)
		sysprobe_tracepoints_disarm(switches, ARRAY_SIZE(switches));
	return err;
}

static void disarm_scheduler(void)
{
	sysprobe_tracepoints_disarm(lifetimes, ARRAY_SIZE(lifetimes));
	sysprobe_tracepoints_disarm(switches, ARRAY_SIZE(switches));
}

/* Without a hook, is there anybody left who may look a task up? */
static bool is_watched(void)
{
	return sysprobe_left_count() || sysprobe_probe_is_stuck();
}

int sysprobe_call_open(const struct sysprobe_filter *filter,
		       unsigned int threads)
{
	int err = sysprobe_tasks_alloc(tasks, threads);
	struct sysprobe_tasks old;

	if (err)
		return err;
	session.filter = filter;
	sysprobe_session.everyone = false;
	session.descend = false;
	session.ended = false;
	err = arm_scheduler();
	if (err) {
		old = sysprobe_tasks_hide(tasks, is_watched());
		sysprobe_tasks_free(&old);
	}
	return err;
}

static struct task_struct *task_of(struct pid *target,
				   enum sysprobe_scope scope)
{
	return pid_task(target, scope == SYSPROBE_SCOPE_PROCESS ?
				PIDTYPE_TGID : PIDTYPE_PID);
}

int sysprobe_call_can_follow(struct pid *target, enum sysprobe_scope scope)
{
	bool there;

	rcu_read_lock();
	there = target && task_of(target, scope);
	rcu_read_unlock();
	return there ? 0 : -ESRCH;
}

/*
 * A task that is on its way out is no use. It may have passed
 * sched_process_exit just before it was added: then PF_EXITING is set by now.
 */
static int follow_thread(struct task_struct *thread, unsigned int state)
{
	if (READ_ONCE(thread->flags) & PF_EXITING)
		return -ESRCH;
	if (!sysprobe_tasks_add(tasks, thread, state))
		return -ENOMEM;
	if (READ_ONCE(thread->flags) & PF_EXITING) {
		sysprobe_tasks_remove(tasks, thread);
		return -ESRCH;
	}
	return 0;
}

/*
 * New threads are appended to the list, and on_fork() follows the children of
 * those already added, so a thread cloned meanwhile is met one way or other.
 */
static int follow_process(struct task_struct *leader, unsigned int state)
{
	struct task_struct *thread;
	int err, found = -ESRCH;

	for_each_thread(leader, thread) {
		err = follow_thread(thread, state);
		if (err == -ENOMEM)
			return err;
		if (!err)
			found = 0;
	}
	return found;
}

static int follow(struct pid *target, enum sysprobe_scope scope)
{
	unsigned int state = session.filter->on_exec ?
			     SYSPROBE_TASK_WAIT_EXEC : SYSPROBE_TASK_UNKNOWN;
	struct task_struct *task;
	int err = -ESRCH;

	rcu_read_lock();
	task = task_of(target, scope);
	if (task && scope == SYSPROBE_SCOPE_PROCESS)
		err = follow_process(task, state);
	else if (task)
		err = follow_thread(task, state);
	rcu_read_unlock();
	return err;
}

int sysprobe_call_follow(struct pid *const *targets, unsigned int n)
{
	enum sysprobe_scope scope = session.filter->scope;
	int err = 0;

	if (scope == SYSPROBE_SCOPE_ALL) {
		WRITE_ONCE(sysprobe_session.everyone, true);
		return 0;
	}
	WRITE_ONCE(session.descend, scope == SYSPROBE_SCOPE_PROCESS);
	while (n-- && !err)
		err = follow(*targets++, scope);
	return err;
}

void sysprobe_call_end(void)
{
	WRITE_ONCE(session.ended, true);
	sysprobe_account_want_nothing();
}

unsigned int sysprobe_call_close(bool leaves)
{
	struct sysprobe_tasks old;
	unsigned int inside;

	if (leaves) {
		/*
		 * Calls that return through the module may do so at any time.
		 * They are shut out while their switches are still seen, or one
		 * would be booked without its last. The other probes may be
		 * preempted, and add records: they go first.
		 */
		sysprobe_tracepoints_disarm(lifetimes, ARRAY_SIZE(lifetimes));
		sysprobe_left_begin(tasks);
		old = sysprobe_tasks_hide(tasks, true);
		sysprobe_tracepoints_disarm(switches, ARRAY_SIZE(switches));
		inside = sysprobe_left_end();
	} else {
		disarm_scheduler();
		/* Not before: who ends meanwhile is counted as unfinished. */
		inside = sysprobe_call_inside();
		old = sysprobe_tasks_hide(tasks, is_watched());
	}
	sysprobe_tasks_free(&old);
	session.filter = NULL;
	return inside;
}

int sysprobe_call_rehearse(void)
{
	return sysprobe_tasks_add(tasks, current,
				  SYSPROBE_TASK_OUTSIDE) ? 0 : -ENOMEM;
}

bool sysprobe_call_rehearsed(void)
{
	const struct sysprobe_call *call = sysprobe_tasks_find(tasks,
							       current);
	bool seen = call && call->entry;

	sysprobe_tasks_remove(tasks, current);
	return seen;
}

unsigned int sysprobe_call_inside(void)
{
	return sysprobe_tasks_count(tasks, SYSPROBE_TASK_INSIDE);
}

unsigned int sysprobe_call_tasks(void)
{
	return sysprobe_tasks_count(tasks, SYSPROBE_TASK_UNKNOWN);
}

size_t sysprobe_call_bytes(void)
{
	return sysprobe_tasks_bytes(tasks);
}
