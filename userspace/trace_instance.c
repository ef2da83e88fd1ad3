// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <tracefs/tracefs.h>
#include <unistd.h>
#include "trace_instance.h"

#define SYSTEM "sysprobe"

/* Files of a process that was killed may stay open for a while. */
#define GUARD_TRIES	100
#define GUARD_PAUSE_US	50000

/* In the guard: wait until nobody is left who could write, or says all is well. */
static void guard(int end, const char *path)
{
	int tries = GUARD_TRIES;
	sigset_t all;
	char byte;
	ssize_t n;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	dup2(end, 0);
	syscall(SYS_close_range, 1, ~0U, 0);
	if (chdir("/"))
		errno = 0;
	do {
		n = read(0, &byte, 1);
	} while (n < 0 && errno == EINTR);
	while (!n && rmdir(path) && errno != ENOENT && tries--)
		usleep(GUARD_PAUSE_US);
	_exit(0);
}

/*
 * Not our child, which a command could be mistaken for, and not of our terminal,
 * whose Ctrl-C is not for it.
 */
static int start_guard(const char *path)
{
	int ends[2];
	pid_t pid;

	/* No pipe: to write into one kills, if nobody is at its other end. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -1;
	pid = fork();
	if (!pid) {
		setsid();
		close(ends[1]);
		if (!fork())
			guard(ends[0], path);
		_exit(0);
	}
	close(ends[0]);
	if (pid < 0) {
		close(ends[1]);
		return -1;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return ends[1];
}

static int no_instance(struct err *err)
{
	return err_set(err, STATUS_FAILED,
		       "cannot make an instance in tracefs (%s); be root, on a kernel whose lockdown lets tracefs be",
		       strerror(errno));
}

/* Before the library tries, which loses memory where it fails. */
static int may_create(struct err *err)
{
	/*
	 * The library makes it in any case, and its releases do not agree whose it
	 * is then: not freed, and not lost.
	 */
	static const char *where;
	char dir[PATH_MAX];

	if (tracefs_tracing_dir_is_mounted(false, &where) <= 0)
		return err_set(err, STATUS_FAILED,
			       "there is no tracefs; mount it with: mount -t tracefs nodev /sys/kernel/tracing");
	snprintf(dir, sizeof(dir), "%s/instances", tracefs_tracing_dir());
	return access(dir, W_OK | X_OK) ? no_instance(err) : 0;
}

static int create(struct trace_instance *t, struct err *err)
{
	char name[32], *path;

	if (may_create(err))
		return -1;
	snprintf(name, sizeof(name), "sysprobe-%d", getpid());
	errno = 0;
	t->dir = tracefs_instance_create(name);
	if (!t->dir)
		return no_instance(err);
	path = tracefs_instance_get_dir(t->dir);
	if (!path)
		return err_no_memory(err);
	t->guard = start_guard(path);
	tracefs_put_tracing_file(path);
	if (t->guard < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot make a process (%s); end some others",
			       strerror(errno));
	return 0;
}

/* "local global [mono]": one of these words, whichever has the brackets. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	while (*list) {
		list += strspn(list, " []\n");
		if (strcspn(list, " []\n") == length && length &&
		    !strncmp(list, word, length))
			return true;
		list += strcspn(list, " []\n");
	}
	return false;
}

static int set_clock(struct trace_instance *t, const char *clock,
		     struct err *err)
{
	struct trace_text list;
	int ret = 0;

	if (trace_instance_text(t, "trace_clock", &list, err))
		return -1;
	if (!has_word(list.bytes, clock)) {
		list.bytes[strcspn(list.bytes, "\n")] = '\0';
		ret = err_set(err, STATUS_USAGE,
			      "there is no trace clock '%s'; this kernel has: %s",
			      clock, list.bytes);
	} else if (tracefs_instance_file_write(t->dir, "trace_clock", clock) < 0) {
		ret = err_set(err, STATUS_FAILED,
			      "the kernel does not take the trace clock '%s'; try another",
			      clock);
	}
	free(list.bytes);
	return ret;
}

static int set_buffer(struct trace_instance *t, unsigned int kib,
		      struct err *err)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", kib);
	if (tracefs_instance_file_write(t->dir, "buffer_size_kb", number) < 0)
		return err_set(err, STATUS_FAILED,
			       "the kernel has no %u KiB a CPU for events; give a smaller --buffer",
			       kib);
	return 0;
}

/* Of those that may ever be there, each has a directory. */
static unsigned int count_cpus(struct trace_instance *t)
{
	unsigned int n = 0;
	char dir[32];

	do {
		snprintf(dir, sizeof(dir), "per_cpu/cpu%u", n++);
	} while (tracefs_dir_exists(t->dir, dir));
	return n - 1;
}

/* Before files may have run out: to be able to end that is no matter of chance. */
static int open_switch(struct trace_instance *t, struct err *err)
{
	t->tracing_on = tracefs_instance_file_open(t->dir, "tracing_on",
						   O_WRONLY | O_CLOEXEC);
	if (t->tracing_on < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot open 'tracing_on' of tracefs (%s); raise ulimit -n, or close some files",
			       strerror(errno));
	return 0;
}

int trace_instance_open(struct trace_instance *t, const char *clock,
			unsigned int buffer_kib, struct err *err)
{
	memset(t, 0, sizeof(*t));
	t->guard = -1;
	t->tracing_on = -1;
	if (create(t, err) || open_switch(t, err) ||
	    set_clock(t, clock, err) || set_buffer(t, buffer_kib, err)) {
		trace_instance_close(t);
		return -1;
	}
	t->n_cpus = count_cpus(t);
	return 0;
}

int trace_instance_enable(struct trace_instance *t, const char *event,
			  unsigned int *id, struct err *err)
{
	char *text = tracefs_event_file_read(t->dir, SYSTEM, event, "id", NULL);

	if (!text)
		return err_set(err, STATUS_FAILED,
			       "this kernel has no trace event '%s'; load a module of the reader's version, on a kernel with CONFIG_TRACING",
			       event);
	*id = strtoul(text, NULL, 10);
	free(text);
	if (tracefs_event_enable(t->dir, SYSTEM, event) < 0)
		return err_set(err, STATUS_FAILED,
			       "the trace event '%s' cannot be enabled (%s); look at the kernel's log",
			       event, strerror(errno));
	return 0;
}

int trace_instance_raw(struct trace_instance *t, unsigned int cpu,
		       struct err *err)
{
	char file[64];
	int fd;

	snprintf(file, sizeof(file), "per_cpu/cpu%u/trace_pipe_raw", cpu);
	fd = tracefs_instance_file_open(t->dir, file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot open the events of CPU %u (%s); raise ulimit -n, or close some files",
			       cpu, strerror(errno));
	return fd;
}

int trace_instance_off(struct trace_instance *t, struct err *err)
{
	if (tracefs_trace_off_fd(t->tracing_on))
		return err_set(err, STATUS_FAILED,
			       "cannot write to 'tracing_on' of tracefs (%s); look at the kernel's log",
			       strerror(errno));
	return 0;
}

static int read_text(struct tracefs_instance *dir, const char *file,
		     struct trace_text *text, struct err *err)
{
	int size = 0;

	errno = 0;
	text->bytes = tracefs_instance_file_read(dir, file, &size);
	/* Of an empty file it reads nothing, and that was no error. */
	if (!text->bytes && !errno)
		text->bytes = strdup("");
	if (!text->bytes)
		return err_set(err, STATUS_FAILED,
			       "cannot read '%s' of tracefs (%s); be root, on a kernel whose lockdown lets tracefs be",
			       file, strerror(errno));
	text->size = size;
	return 0;
}

int trace_instance_text(struct trace_instance *t, const char *file,
			struct trace_text *text, struct err *err)
{
	return read_text(t->dir, file, text, err);
}

int trace_top_text(const char *file, struct trace_text *text, struct err *err)
{
	return read_text(NULL, file, text, err);
}

/* A line begins with the name: "commit overrun" ends like another. */
static int stat_line(const char *stats, const char *name, uint64_t *n)
{
	size_t length = strlen(name);
	char *end;

	while (strncmp(stats, name, length) || stats[length] != ':') {
		stats = strchr(stats, '\n');
		if (!stats++)
			return -1;
	}
	stats += length + 1;
	*n = strtoull(stats, &end, 10);
	return end == stats ? -1 : 0;
}

int trace_losses_parse(struct trace_losses *losses, const char *stats)
{
	if (stat_line(stats, "overrun", &losses->overrun) ||
	    stat_line(stats, "commit overrun", &losses->commit_overrun) ||
	    stat_line(stats, "dropped events", &losses->dropped))
		return -1;
	return 0;
}

bool trace_instance_close(struct trace_instance *t)
{
	bool gone = true;

	if (!t->dir)
		return true;
	if (t->tracing_on >= 0)
		close(t->tracing_on);
	gone = !tracefs_instance_destroy(t->dir);
	if (t->guard >= 0) {
		if (gone)
			send(t->guard, "", 1, MSG_NOSIGNAL);
		close(t->guard);
	}
	tracefs_instance_free(t->dir);
	memset(t, 0, sizeof(*t));
	return gone;
}
