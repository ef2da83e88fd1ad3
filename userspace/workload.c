// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "workload.h"

/* As whoever started us had it. */
static void (*childs_signal)(int) = SIG_DFL;
static struct rlimit childs_files;
static bool more_files;

void workload_prepare(void)
{
	/* Where it is ignored, children are reaped unseen. */
	childs_signal = signal(SIGCHLD, SIG_DFL);
}

void workload_more_files(void)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &childs_files))
		return;
	most = childs_files;
	most.rlim_cur = most.rlim_max;
	more_files = !setrlimit(RLIMIT_NOFILE, &most);
}

/* 0: this file can be run; else why not, as a negative errno. */
static int runnable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	return access(path, X_OK) ? -errno : 0;
}

static int cannot_run(const char *name, int error, struct err *err)
{
	if (error == ENOENT || error == ENOTDIR)
		return err_set(err, STATUS_NOT_FOUND,
			       "command '%s' was not found; check its name and PATH",
			       name);
	if (error == ENOEXEC)
		return err_set(err, STATUS_CANNOT_RUN,
			       "command '%s' is no program this kernel runs; give its interpreter, as in: sh %s",
			       name, name);
	if (error == EACCES)
		return err_set(err, STATUS_CANNOT_RUN,
			       "command '%s' is not executable; try chmod +x, or another file",
			       name);
	return err_set(err, STATUS_CANNOT_RUN,
		       "command '%s' cannot be run (%s); try it without sysprobe",
		       name, strerror(error));
}

/* Like a shell: the first that can be run; else remember one that cannot. */
static int search_path(struct workload *work, const char *name)
{
	const char *dir = getenv("PATH");
	int found = -ENOENT;

	if (!dir)
		dir = "/usr/local/bin:/usr/bin:/bin";
	while (dir) {
		size_t length = strcspn(dir, ":");
		int n, error;

		n = snprintf(work->path, sizeof(work->path), "%.*s%s%s",
			     (int)length, dir, length ? "/" : "./", name);
		error = n < (int)sizeof(work->path) ? runnable(work->path) :
			-ENAMETOOLONG;
		if (!error)
			return 0;
		if (error == -EACCES)
			found = error;
		dir = dir[length] ? dir + length + 1 : NULL;
	}
	return found;
}

int workload_find(struct workload *work, char *const argv[], struct err *err)
{
	const char *name = argv[0];
	int error;

	memset(work, 0, sizeof(*work));
	work->argv = argv;
	work->gate = -1;
	work->failed = -1;
	if (!*name)
		error = -ENOENT;
	else if (!strchr(name, '/'))
		error = search_path(work, name);
	else if (strlen(name) >= sizeof(work->path))
		error = -ENAMETOOLONG;
	else
		error = runnable(strcpy(work->path, name));
	return error ? cannot_run(name, -error, err) : 0;
}

/* In the child. Everything is made ready first: execve is all that is left. */
static void held(const struct workload *work, int gate, int failed,
		 const sigset_t *mask)
{
	char byte;
	int error;

	signal(SIGCHLD, childs_signal);
	if (more_files)
		setrlimit(RLIMIT_NOFILE, &childs_files);
	sigprocmask(SIG_SETMASK, mask, NULL);
	if (read(gate, &byte, 1) != 1)
		_exit(STATUS_FAILED);
	execve(work->path, work->argv, environ);
	error = errno;
	if (write(failed, &error, sizeof(error)) != sizeof(error))
		_exit(STATUS_FAILED);
	_exit(STATUS_CANNOT_RUN);
}

static void close_pipe(int pipe[2])
{
	close(pipe[0]);
	close(pipe[1]);
}

int workload_hold(struct workload *work, const sigset_t *mask,
		  struct err *err)
{
	int gate[2], failed[2];

	if (pipe2(gate, O_CLOEXEC))
		return err_set(err, STATUS_FAILED,
			       "cannot make a pipe (%s); close some files",
			       strerror(errno));
	if (pipe2(failed, O_CLOEXEC)) {
		close_pipe(gate);
		return err_set(err, STATUS_FAILED,
			       "cannot make a pipe (%s); close some files",
			       strerror(errno));
	}
	work->pid = fork();
	if (!work->pid) {
		/* A reader that is killed must not leave it waiting. */
		close(gate[1]);
		close(failed[0]);
		held(work, gate[0], failed[1], mask);
	}
	close(gate[0]);
	close(failed[1]);
	if (work->pid < 0) {
		work->pid = 0;
		close(gate[1]);
		close(failed[0]);
		return err_set(err, STATUS_FAILED,
			       "cannot make a process (%s); end some others",
			       strerror(errno));
	}
	work->gate = gate[1];
	work->failed = failed[0];
	return 0;
}

static void wait_for(struct workload *work)
{
	while (waitpid(work->pid, NULL, 0) < 0 && errno == EINTR)
		;
	work->pid = 0;
}

/* Whether it could be let in; that it is dead already is for workload_reap(). */
static bool open_gate(int gate)
{
	static const struct timespec at_once;
	sigset_t pipe;

	if (write(gate, "", 1) == 1)
		return true;
	/* It is blocked, and would end us when it isn't any more. */
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigtimedwait(&pipe, NULL, &at_once);
	return false;
}

int workload_release(struct workload *work, struct err *err)
{
	bool opened = open_gate(work->gate);
	int error = 0;
	ssize_t n;

	close(work->gate);
	work->gate = -1;
	if (opened) {
		do {
			n = read(work->failed, &error, sizeof(error));
		} while (n < 0 && errno == EINTR);
	}
	close(work->failed);
	work->failed = -1;
	if (!error)
		return 0;
	wait_for(work);
	/* Its file is there: what is missing is what it wants to be run by. */
	if (error == ENOENT)
		return err_set(err, STATUS_CANNOT_RUN,
			       "command '%s' wants an interpreter that is not there; look at its first line, or install what it needs",
			       work->argv[0]);
	return cannot_run(work->argv[0], error, err);
}

void workload_abandon(struct workload *work)
{
	if (!work->pid || work->gate < 0)
		return;
	close(work->gate);
	close(work->failed);
	work->gate = -1;
	work->failed = -1;
	wait_for(work);
}

bool workload_reap(struct workload *work)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != work->pid)
			continue;
		work->ended = true;
		work->status = WIFSIGNALED(status) ?
			       STATUS_SIGNAL + WTERMSIG(status) :
			       WEXITSTATUS(status);
	}
	return pid == 0;
}
