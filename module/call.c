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
#include "tracepoints.h"

/*
 * The session as the hot path sees it. Written under the control mutex while
 * no hook is armed, except @everyone and @descend, which are set once after
 * the calibration, and @ended and @filter, which sysprobe_call_end() sets.
 */
static struct {
	struct sysprobe_tasks tasks;
	const struct sysprobe_filter *filter;
	bool everyone;		/* a task that has no record gets one */
	bool descend;		/* a forked child is followed like its parent */
	bool ended;		/* nothing more is counted but returns */
} session __read_mostly;

/* What a session that has ended wants: it knows every number, and wants none. */
static struct sysprobe_filter nothing;

/* current's record, made if every task gets one; NULL if it has none. */
static noinline struct sysprobe_call *search_current(bool entering)
{
	struct sysprobe_call *call = sysprobe_tasks_find(&session.tasks,
							 current);

	if (call || !READ_ONCE(session.everyone))
		return call;
	call = sysprobe_tasks_add(&session.tasks, current,
				  SYSPROBE_TASK_UNKNOWN);
	/* Once a call, whichever hook. */
	if (!call && entering)
		sysprobe_account_count(SYSPROBE_COUNT_NO_RECORD);
	return call;
}
NOKPROBE_SYMBOL(search_current);

/* The same, quick where it is or where there is nothing to be found. */
static __always_inline bool find_current(struct sysprobe_call **call,
					 bool entering)
{
	int found = sysprobe_tasks_first(&session.tasks, current, call);

	if (likely(found > 0))
		return true;
	if (found < 0 && !READ_ONCE(session.everyone))
		return false;
	*call = search_current(entering);
	return *call;
}

/* Not selected, or no call at all. */
static noinline void note_other(struct sysprobe_call *call, u8 flags)
{
	/* The execve that is waited for need not be selected itself. */
	if (call->state == SYSPROBE_TASK_WAIT_EXEC &&
	    !(flags & SYSPROBE_CALL_EXEC))
		return;
	if (!(flags & SYSPROBE_CALL_EXISTS))
		sysprobe_account_count(SYSPROBE_COUNT_TURNED_AWAY);
	WRITE_ONCE(call->state, SYSPROBE_TASK_PASSED);
}
NOKPROBE_SYMBOL(note_other);

/* Number and ABI are taken here, once, and from here on are the record's. */
static __always_inline bool note_call(struct sysprobe_call *call,
				      unsigned int abi, u32 nr)
{
	u8 flags = READ_ONCE(session.filter)->flags[abi][nr];

	if (unlikely(!(flags & SYSPROBE_CALL_SELECTED))) {
		note_other(call, flags);
		return false;
	}
	if (unlikely(call->state == SYSPROBE_TASK_WAIT_EXEC) &&
	    !(flags & SYSPROBE_CALL_EXEC))
		return false;
	call->abi = abi;
	call->nr = nr;
	call->flags = flags;
	/* off_since is 0 whenever a task is on the CPU. */
	call->off = 0;
	call->switches = 0;
	return true;
}

static __always_inline bool begin_call(struct sysprobe_call *call)
{
	sysprobe_account_enter(call);
	if (unlikely(call->flags & SYSPROBE_CALL_NORETURN)) {
		WRITE_ONCE(call->state, SYSPROBE_TASK_PASSED);
		return false;
	}
	WRITE_ONCE(call->state, SYSPROBE_TASK_INSIDE);
	/* Last: what we do before belongs to no one's call. */
	call->entry = rdtsc_ordered();
	return true;
}

struct sysprobe_call *sysprobe_call_enter(unsigned int abi, u32 nr)
{
	struct sysprobe_call *call;

	if (find_current(&call, true) && note_call(call, abi, nr) &&
	    begin_call(call))
		return call;
	return NULL;
}
NOKPROBE_SYMBOL(sysprobe_call_enter);

/* A number that no table of ours has an entry for. */
#define NO_NUMBER	(SYSPROBE_MAX_NR - 1)

void sysprobe_call_entry(unsigned int abi, u32 nr)
{
	struct sysprobe_call *call;

	if (unlikely(nr > NO_NUMBER))
		nr = NO_NUMBER;
	if (find_current(&call, true) && note_call(call, abi, nr))
		begin_call(call);
}
NOKPROBE_SYMBOL(sysprobe_call_entry);

void sysprobe_call_expect(unsigned int abi, u32 nr)
{
	struct sysprobe_call *call;

	if (unlikely(nr > NO_NUMBER))
		nr = NO_NUMBER;
	if (find_current(&call, true) && note_call(call, abi, nr))
		WRITE_ONCE(call->state, SYSPROBE_TASK_ARRIVING);
}
NOKPROBE_SYMBOL(sysprobe_call_expect);

void sysprobe_call_arrived(void)
{
	struct sysprobe_call *call = sysprobe_tasks_find(&session.tasks,
							 current);

	if (call && call->state == SYSPROBE_TASK_ARRIVING)
		begin_call(call);
}
NOKPROBE_SYMBOL(sysprobe_call_arrived);

static noinline void other_exit(struct sysprobe_call *call)
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

void sysprobe_call_exit(u64 now, long result)
{
	struct sysprobe_call *call;

	if (!find_current(&call, false))
		return;
	if (likely(call->state == SYSPROBE_TASK_INSIDE))
		sysprobe_call_return(call, now, result);
	else
		other_exit(call);
}
NOKPROBE_SYMBOL(sysprobe_call_exit);

/* The scheduler's side, in its context, with its locks held. */

static void on_sched_switch(SYSPROBE_SCHED_SWITCH_ARGS)
{
	struct sysprobe_call *call = sysprobe_tasks_find(&session.tasks, prev);
	u64 now = rdtsc_ordered();

	if (call && call->state == SYSPROBE_TASK_INSIDE) {
		call->off_since = now;
		call->switches += sysprobe_prev_blocks() ?
				  SYSPROBE_SWITCH_BLOCKED :
				  SYSPROBE_SWITCH_PREEMPTED;
	}
	call = sysprobe_tasks_find(&session.tasks, next);
	if (call && call->state == SYSPROBE_TASK_INSIDE && call->off_since) {
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

	if (READ_ONCE(session.everyone)) {
		if (child->flags & PF_KTHREAD)
			return;
	} else {
		if (!READ_ONCE(session.descend))
			return;
		call = sysprobe_tasks_find(&session.tasks, parent);
		if (!call || call->state == SYSPROBE_TASK_WAIT_EXEC)
			return;
	}
	if (!sysprobe_tasks_add(&session.tasks, child, SYSPROBE_TASK_FRESH))
		sysprobe_account_count(SYSPROBE_COUNT_NO_RECORD);
}

static void on_task_exit(SYSPROBE_SCHED_EXIT_ARGS)
{
	struct sysprobe_call *call = sysprobe_tasks_find(&session.tasks, task);

	if (!call)
		return;
	if (call->state == SYSPROBE_TASK_INSIDE)
		sysprobe_account_count(SYSPROBE_COUNT_UNFINISHED);
	sysprobe_tasks_remove(&session.tasks, task);
}

static struct sysprobe_tracepoint scheduler[] = {
	{ "sched_switch", on_sched_switch },
	{ "sched_process_fork", on_fork },
	{ "sched_process_exit", on_task_exit },
};

int sysprobe_call_open(const struct sysprobe_filter *filter,
		       unsigned int threads)
{
	int err = sysprobe_tasks_alloc(&session.tasks, threads);

	if (err)
		return err;
	session.filter = filter;
	session.everyone = false;
	session.descend = false;
	session.ended = false;
	memset(nothing.flags, SYSPROBE_CALL_EXISTS, sizeof(nothing.flags));
	err = sysprobe_tracepoints_arm(scheduler, ARRAY_SIZE(scheduler));
	if (err)
		sysprobe_tasks_free(&session.tasks);
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
	if (!sysprobe_tasks_add(&session.tasks, thread, state))
		return -ENOMEM;
	if (READ_ONCE(thread->flags) & PF_EXITING) {
		sysprobe_tasks_remove(&session.tasks, thread);
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
		WRITE_ONCE(session.everyone, true);
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
	WRITE_ONCE(session.filter, &nothing);
}

unsigned int sysprobe_call_close(void)
{
	unsigned int inside;

	sysprobe_tracepoints_disarm(scheduler, ARRAY_SIZE(scheduler));
	/* Not before: who ends meanwhile is counted as unfinished. */
	inside = sysprobe_call_inside();
	sysprobe_tasks_free(&session.tasks);
	session.filter = NULL;
	return inside;
}

int sysprobe_call_rehearse(void)
{
	return sysprobe_tasks_add(&session.tasks, current,
				  SYSPROBE_TASK_OUTSIDE) ? 0 : -ENOMEM;
}

bool sysprobe_call_rehearsed(void)
{
	const struct sysprobe_call *call = sysprobe_tasks_find(&session.tasks,
							       current);
	bool seen = call && call->entry;

	sysprobe_tasks_remove(&session.tasks, current);
	return seen;
}

unsigned int sysprobe_call_inside(void)
{
	return sysprobe_tasks_count(&session.tasks, SYSPROBE_TASK_INSIDE);
}

unsigned int sysprobe_call_tasks(void)
{
	return sysprobe_tasks_count(&session.tasks, -1);
}

size_t sysprobe_call_bytes(void)
{
	return sysprobe_tasks_bytes(&session.tasks);
}
