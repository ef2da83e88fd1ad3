// SPDX-License-Identifier: GPL-2.0
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "account.h"
#include "calibrate.h"
#include "call.h"
#include "control.h"
#include "cr3_cost.h"
#include "probe.h"
#include "segment.h"
#include "switches.h"
#include "vdso.h"

static DEFINE_MUTEX(mutex);

/* All below: mutex. */
static struct sysprobe_session session;
static const void *owner_file;		/* only told apart, never used */
static const char *default_hook;
static u64 sessions;			/* started since load */
static struct sysprobe_hook_misses misses_before;	/* at the last reset */

int sysprobe_control_init(const char *hook)
{
	/* What a session that asks for least could use. */
	int err = sysprobe_hook_any(hook, SYSPROBE_SCOPE_PROCESS, false);

	if (!err)
		default_hook = hook;
	return err;
}

static void forget_session(void)
{
	put_pid(session.owner);
	kfree(session.request);
	kfree(session.command);
	memset(&session, 0, sizeof(session));
	owner_file = NULL;
}

/* How many threads live now; what the kernel's own count isn't exported for. */
static unsigned int count_threads(void)
{
	struct task_struct *process, *thread;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process_thread(process, thread)
		n++;
	rcu_read_unlock();
	return n;
}

/* Figures begin at zero, now. */
static void begin_figures(void)
{
	sysprobe_account_reset();
	if (session.hook)
		session.hook->misses(&misses_before);
	else
		sysprobe_segment_reset();
	sysprobe_switches_reset();
	sysprobe_vdso_reset();
	session.since_ns = ktime_get_ns();
	session.since_ticks = rdtsc_ordered();
}

static int open_and_arm(const struct sysprobe_hook *hook,
			const struct sysprobe_request *request)
{
	const struct sysprobe_filter *filter = &request->filter;
	unsigned int threads = count_threads();
	int err;

	err = sysprobe_account_open(filter);
	if (err)
		return err;
	err = sysprobe_call_open(filter, threads);
	if (err)
		goto close_accounts;
	err = hook->arm(filter, threads);
	if (err)
		goto close_calls;
	/* Last here and first there: what arming does is not to be counted. */
	err = request->switches ? sysprobe_switches_open() : 0;
	if (err)
		goto disarm;
	err = request->vdso ? sysprobe_vdso_open() : 0;
	if (err)
		goto close_switches;
	return 0;

close_switches:
	if (request->switches)
		sysprobe_switches_close();
disarm:
	hook->disarm();
close_calls:
	sysprobe_call_close(hook->leaves);
close_accounts:
	sysprobe_account_close();
	return err;
}

/* In an order that leaves nobody using what is given back. */
static void disarm_and_close(const struct sysprobe_hook *hook)
{
	if (session.request->vdso)
		sysprobe_vdso_close();
	if (session.request->switches)
		sysprobe_switches_close();
	hook->disarm();
	session.inside = sysprobe_call_close(hook->leaves);
	sysprobe_account_close();
}

static int count_by(const struct sysprobe_hook *hook,
		    struct sysprobe_request *request,
		    struct pid *const *targets)
{
	int err;

	sysprobe_filter_may_exit(&request->filter, hook->leaves);
	err = open_and_arm(hook, request);
	if (err)
		return err;
	session.hook = hook;
	err = sysprobe_calibrate(hook, &session.cost);
	if (err)
		goto disarm;
	begin_figures();
	err = sysprobe_call_follow(targets, request->filter.n_targets);
	if (err)
		goto disarm;
	return 0;

disarm:
	disarm_and_close(hook);
	session.hook = NULL;
	return err;
}

/* For status: what was passed over, and why. */
static void pass_over(const struct sysprobe_hook *hook, const char *why_not,
		      int err)
{
	size_t used = strlen(session.why);
	char *at = session.why + used;
	size_t size = sizeof(session.why) - used;

	if (why_not)
		scnprintf(at, size, "; not %s: %s", hook->name, why_not);
	else
		scnprintf(at, size, "; not %s: its start failed (%d)",
			  hook->name, err);
}

/*
 * By the hook that was asked for, or the cheapest that takes this. Where one
 * doesn't, another may, unless there is no memory, nobody to wait for it, or
 * nobody to count.
 */
static int begin_counting(const char *name, struct sysprobe_request *request,
			  struct pid *const *targets, bool loading)
{
	const struct sysprobe_hook *hook;
	const char *why_not;
	int err = -EOPNOTSUPP;
	unsigned int i;

	strscpy(session.why, strcmp(name, "auto") ? "asked for" :
		"auto: the cheapest for this", sizeof(session.why));
	for (i = 0; (hook = sysprobe_hook_at(i)); i++) {
		if (!sysprobe_hook_named(hook, name))
			continue;
		why_not = sysprobe_hook_why_not(hook, request->filter.scope,
						loading);
		if (!why_not) {
			err = count_by(hook, request, targets);
			if (!err || err == -ENOMEM || err == -EINTR ||
			    err == -ESRCH)
				break;
		}
		pass_over(hook, why_not, err);
	}
	return err;
}

/* Segments have a hook of their own, and count nothing. */
static int begin_segments(const struct sysprobe_request *request)
{
	int err;

	sysprobe_account_forget();
	err = sysprobe_segment_open(request->abi, request->nr);
	if (!err)
		begin_figures();
	return err;
}

/* From here on the last session's figures are gone, whatever comes. */
static int run(const char *hook, struct sysprobe_request *request,
	       const char *command, struct pid *const *targets, bool loading)
{
	int err;

	forget_session();
	sysprobe_switches_forget();
	sysprobe_vdso_forget();
	session.request = request;
	session.command = command;
	session.start_ns = ktime_get_real_ns();
	err = request->segments ? begin_segments(request) :
	      begin_counting(hook, request, targets, loading);
	if (err)
		goto forget;
	session.number = ++sessions;
	session.persist = request->persist;
	session.owner = get_pid(task_tgid(current));
	session.running = true;
	return 0;

forget:
	/* They are the caller's still. */
	session.request = NULL;
	session.command = NULL;
	forget_session();
	sysprobe_switches_forget();
	sysprobe_vdso_forget();
	return err;
}

/* Return: 0, -ESRCH: one isn't there; put_targets() comes in either case. */
static int get_targets(const struct sysprobe_filter *filter,
		       struct pid **targets)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < filter->n_targets && !err; i++) {
		targets[i] = find_get_pid(filter->targets[i]);
		err = sysprobe_call_can_follow(targets[i], filter->scope);
	}
	return err;
}

static void put_targets(struct pid **targets)
{
	unsigned int i;

	for (i = 0; i < SYSPROBE_MAX_TARGETS; i++)
		put_pid(targets[i]);
	kfree(targets);
}

/*
 * Everything that can be refused is refused before the last session's figures
 * are touched. While a session is on, it holds the module.
 */
static int start(const void *file, struct sysprobe_request *request,
		 const char *command)
{
	const char *hook = *request->hook ? request->hook : default_hook;
	struct pid **targets;
	int err;

	err = sysprobe_hook_any(hook, request->filter.scope, !file);
	/* What isn't understood is so at any time. */
	if (session.running && err != -EINVAL)
		return -EBUSY;
	if (err)
		return err;
	if (sysprobe_probe_is_stuck())
		return -ENOTRECOVERABLE;
	targets = kcalloc(SYSPROBE_MAX_TARGETS, sizeof(*targets), GFP_KERNEL);
	if (!targets)
		return -ENOMEM;
	err = get_targets(&request->filter, targets);
	if (err)
		goto put;
	err = -ENODEV;
	if (!try_module_get(THIS_MODULE))
		goto put;
	err = run(hook, request, command, targets, !file);
	if (err)
		module_put(THIS_MODULE);
	else if (!request->persist)
		owner_file = file;
put:
	put_targets(targets);
	return err;
}

static void stop(void)
{
	/* Disarming takes its time; what comes meanwhile is not ours. */
	if (session.hook)
		sysprobe_call_end();
	sysprobe_switches_end();
	sysprobe_vdso_end();
	sysprobe_control_misses(&session.misses);
	session.until_ns = ktime_get_ns();
	session.until_ticks = rdtsc_ordered();
	if (session.hook)
		disarm_and_close(session.hook);
	else
		sysprobe_segment_close();
	session.running = false;
	owner_file = NULL;
	/* The caller's file operations keep the module's text until they end. */
	module_put(THIS_MODULE);
}

void sysprobe_control_exit(void)
{
	mutex_lock(&mutex);
	/* One that began at load, when the load then failed. */
	if (session.running)
		stop();
	forget_session();
	sysprobe_segment_forget();
	sysprobe_cr3_cost_forget();
	sysprobe_vdso_forget();
	mutex_unlock(&mutex);
}

/* May whoever has this file open end or reset the session? */
static int may_change(const void *file)
{
	if (!session.running)
		return -ENOENT;
	return session.persist || file == owner_file ? 0 : -EBUSY;
}

static int start_command(const void *file, struct sysprobe_request *request,
			 const char *command)
{
	const char *copy = kstrdup(command, GFP_KERNEL);
	int err;

	if (!copy)
		return -ENOMEM;
	err = start(file, request, copy);
	if (err)
		kfree(copy);
	return err;
}

static int execute(const void *file, struct sysprobe_request *request,
		   const char *command)
{
	int err;

	if (request->verb == SYSPROBE_VERB_START)
		return start_command(file, request, command);
	/* It would disturb what is being counted. */
	if (request->verb == SYSPROBE_VERB_MEASURE)
		return session.running ? -EBUSY : sysprobe_cr3_cost_measure();
	err = may_change(file);
	if (err)
		return err;
	if (request->verb == SYSPROBE_VERB_RESET)
		begin_figures();
	else
		stop();
	return 0;
}

/* A command is one line, and told of in one. */
static bool is_one_line(const char *line)
{
	for (; *line; line++)
		if ((*line < ' ' || *line > '~') && *line != '\t')
			return false;
	return true;
}

int sysprobe_control_command(const void *file, const char *line)
{
	struct sysprobe_request *request;
	char *copy;
	int err = -ENOMEM;

	if (!is_one_line(line))
		return -EINVAL;
	request = kmalloc(sizeof(*request), GFP_KERNEL);
	copy = kstrdup(line, GFP_KERNEL);	/* parsing cuts it up */
	if (!request || !copy)
		goto free;
	err = sysprobe_request_parse(request, copy);
	if (err)
		goto free;
	err = mutex_lock_killable(&mutex);
	if (err)
		goto free;
	err = execute(file, request, line);
	/* A session that has begun keeps its request. */
	if (session.request == request)
		request = NULL;
	mutex_unlock(&mutex);
free:
	kfree(copy);
	kfree(request);
	return err;
}

void sysprobe_control_close(const void *file)
{
	mutex_lock(&mutex);
	if (session.running && owner_file == file)
		stop();
	mutex_unlock(&mutex);
}

const char *sysprobe_control_hook(void)
{
	if (session.hook)
		return session.hook->name;
	return session.number ? "segments" : "none";
}

/* 0 if it is everybody. */
static size_t describe_targets(const struct sysprobe_filter *filter, char *buf,
			       size_t size)
{
	size_t used = scnprintf(buf, size, " target=%d", filter->targets[0]);
	unsigned int i;

	for (i = 1; i < filter->n_targets; i++)
		used += scnprintf(buf + used, size - used, ",%d",
				  filter->targets[i]);
	return used;
}

size_t sysprobe_control_describe(char *buf, size_t size)
{
	static const char * const scopes[] = {
		[SYSPROBE_SCOPE_ALL] = "all",
		[SYSPROBE_SCOPE_PROCESS] = "process",
		[SYSPROBE_SCOPE_THREAD] = "thread",
	};
	size_t used;

	mutex_lock(&mutex);
	used = scnprintf(buf, size, "state=%s session=%llu generation=%u",
			 session.running ? "counting" : "off", session.number,
			 sysprobe_account_generation());
	if (session.running) {
		used += scnprintf(buf + used, size - used,
				  " owner=%d persist=%d hook=%s scope=%s",
				  pid_vnr(session.owner), session.persist,
				  sysprobe_control_hook(),
				  scopes[session.request->filter.scope]);
		used += describe_targets(&session.request->filter, buf + used,
					 size - used);
	}
	mutex_unlock(&mutex);
	used += scnprintf(buf + used, size - used, "\n");
	return used;
}

int sysprobe_control_lock(void)
{
	return mutex_lock_killable(&mutex);
}

void sysprobe_control_unlock(void)
{
	mutex_unlock(&mutex);
}

const struct sysprobe_session *sysprobe_control_session(void)
{
	return &session;
}

const char *sysprobe_control_default_hook(void)
{
	return default_hook;
}

void sysprobe_control_misses(struct sysprobe_hook_misses *misses)
{
	*misses = session.misses;
	if (!session.running || !session.hook)
		return;
	session.hook->misses(misses);
	misses->pool -= misses_before.pool;
	misses->recursion -= misses_before.recursion;
}
