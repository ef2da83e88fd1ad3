// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"
#include "util.h"

static int set_syscalls(void *params, const char *value, struct err *err)
{
	struct filter *filter = params;

	return selection_add(&filter->sel, filter->names, value, err);
}

static int set_target(struct filter *filter, enum scope scope,
		      const char *value, struct err *err)
{
	char *end;
	long n;

	if (filter->scope != SCOPE_ALL)
		return err_set(err, STATUS_USAGE,
			       "one process or one thread can be followed; give -p or -t once");
	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || *end || end == value || n <= 0 || n > INT_MAX)
		return err_set(err, STATUS_USAGE,
			       "'%s' is no process or thread number; look it up with ps",
			       value);
	filter->scope = scope;
	filter->target = n;
	return 0;
}

static int set_process(void *params, const char *value, struct err *err)
{
	return set_target(params, SCOPE_PROCESS, value, err);
}

static int set_thread(void *params, const char *value, struct err *err)
{
	return set_target(params, SCOPE_THREAD, value, err);
}

static int set_errors(void *params, const char *value, struct err *err)
{
	struct filter *filter = params;

	(void)value;
	(void)err;
	filter->errors_only = true;
	return 0;
}

static int set_hook(void *params, const char *value, struct err *err)
{
	static const char *const hooks[] = { "auto", "direct", "kretprobe",
					     "tracepoint" };
	struct filter *filter = params;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!strcmp(value, hooks[i])) {
			filter->hook = hooks[i];
			return 0;
		}
	}
	return err_set(err, STATUS_USAGE,
		       "there is no hook '%s'; use auto, direct, kretprobe or tracepoint",
		       value);
}

const struct arg_row filter_args[] = {
	{ 'p', "pid", "PID", "a process with all it forks from then on",
	  set_process },
	{ 't', "tid", "TID", "one thread", set_thread },
	{ 'e', "syscalls", "LIST", "only these: read,ia32:open,0-10,x32:512",
	  set_syscalls },
	{ 0, "errors-only", NULL, "only calls that fail", set_errors },
	{ 0, "hook", "HOOK", "auto, direct, kretprobe or tracepoint", set_hook },
	{ 0, NULL, NULL, NULL, NULL },
};

int filter_command(const struct filter *filter, char *buf, size_t size,
		   struct err *err)
{
	size_t used = snprintf(buf, size, "start");

	if (filter->hook)
		used += snprintf(buf + used, size - used, " hook=%s",
				 filter->hook);
	if (filter->scope == SCOPE_PROCESS)
		used += snprintf(buf + used, size - used, " pid=%d",
				 filter->target);
	if (filter->scope == SCOPE_THREAD)
		used += snprintf(buf + used, size - used, " tid=%d",
				 filter->target);
	used += snprintf(buf + used, size - used, "%s%s%s%s%s",
			 filter->on_exec ? " on_exec" : "",
			 filter->errors_only ? " errors" : "",
			 filter->persist ? " persist" : "",
			 filter->switches ? " switches" : "",
			 filter->vdso ? " vdso" : "");
	if (filter->sel.some)
		used += selection_words(&filter->sel, buf + used, size - used);
	if (used >= size || used + 1 > SYSPROBE_MAX_COMMAND)
		return err_set(err, STATUS_USAGE,
			       "too many syscalls are listed one by one; list ranges, or fewer");
	return 0;
}

/* The process a thread belongs to; 0 if it can't be read. */
static pid_t process_of(pid_t tid)
{
	char path[64], line[128];
	pid_t process = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Tgid: %d", &process) == 1)
			break;
	fclose(file);
	return process;
}

int filter_target_check(const struct filter *filter, struct err *err)
{
	pid_t process;

	if (filter->scope == SCOPE_ALL)
		return 0;
	if (kill(filter->target, 0) && errno == ESRCH)
		return err_set(err, STATUS_FAILED,
			       "there is no %s %d; look it up with ps",
			       filter->scope == SCOPE_THREAD ? "thread" : "process",
			       filter->target);
	process = process_of(filter->target);
	if (filter->scope == SCOPE_PROCESS && process &&
	    process != filter->target)
		return err_set(err, STATUS_FAILED,
			       "%d is a thread of process %d; use -t %d, or -p %d for the whole process",
			       filter->target, process, filter->target, process);
	return 0;
}
