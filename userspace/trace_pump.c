// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include "trace_pump.h"

#define PIPE_BYTES	65536	/* what a pipe holds unless told otherwise */
#define AGAIN_MS	10	/* the kernel has nothing, and does not wait */
#define OFFLINE_MS	500	/* the CPU was never up: it may come */

/* To get a thread out of its sleep; nothing else uses it. */
#define WAKE		SIGRTMIN

static void woken(int signal)
{
	(void)signal;
}

/* Sleep for so long, or until it is to end. */
static void rest(const struct trace_pump *pump, int ms)
{
	struct pollfd fd = { .fd = pump->stop, .events = POLLIN };

	poll(&fd, 1, ms);
}

/* All that is in the pipe, to the file. */
static int empty_pipe(struct trace_stream *s, size_t left)
{
	while (left) {
		ssize_t n = splice(s->pipe[0], NULL, s->file, NULL, left, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? errno : EIO;
		left -= n;
	}
	return 0;
}

static enum trace_pump_goal goal(const struct trace_stream *s)
{
	return atomic_load(&s->pump->goal);
}

/* Whole pages, for as long as it takes. */
static int take_pages(struct trace_stream *s)
{
	int error = 0;

	while (!error && goal(s) == TRACE_PUMP_GO_ON) {
		ssize_t n = splice(s->raw, NULL, s->pipe[1], NULL, PIPE_BYTES,
				   0);

		if (n > 0)
			error = empty_pipe(s, n);
		else if (!n || errno == EAGAIN)
			rest(s->pump, AGAIN_MS);
		else if (errno == ENODEV)
			rest(s->pump, OFFLINE_MS);
		else if (errno != EINTR)
			error = errno;
	}
	return error;
}

/* What is left. splice() leaves out a page that may still be written to. */
static int take_rest(struct trace_stream *s)
{
	char page[TRACE_PAGE];
	ssize_t n;

	fcntl(s->raw, F_SETFL, fcntl(s->raw, F_GETFL) | O_NONBLOCK);
	for (;;) {
		if (goal(s) != TRACE_PUMP_TAKE_REST)
			return 0;
		n = read(s->raw, page, sizeof(page));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		/* Shorter than a page, the next would be out of place. */
		memset(page + n, 0, sizeof(page) - n);
		n = write(s->file, page, sizeof(page));
		if (n != sizeof(page))
			return n < 0 ? errno : ENOSPC;
	}
	return !n || errno == EAGAIN || errno == ENODEV ? 0 : errno;
}

static void give_room_back(const struct trace_stream *s)
{
	/* What cannot be had back now is when the file is closed. */
	if (ftruncate(s->file, 0))
		errno = 0;
}

/* The others may sleep for long, and what they have is worth nothing any more. */
static void fail(struct trace_stream *s, int error)
{
	struct trace_pump *pump = s->pump;
	unsigned int i;

	s->error = error;
	atomic_store(&pump->goal, TRACE_PUMP_DISCARD);
	eventfd_write(pump->stop, 1);
	for (i = 0; i < pump->n; i++)
		give_room_back(&pump->streams[i]);
}

/* What came last may be behind what another's failure gave back. */
static void *run(void *data)
{
	struct trace_stream *s = data;
	int error = take_pages(s);

	if (!error)
		error = take_rest(s);
	if (error)
		fail(s, error);
	else if (goal(s) == TRACE_PUMP_DISCARD)
		give_room_back(s);
	return NULL;
}

static int nameless(const char *dir)
{
	char path[] = "/tmp/sysprobe-XXXXXX";
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static int prepare(struct trace_stream *s, struct trace_instance *t,
		   const char *dir, struct err *err)
{
	s->raw = trace_instance_raw(t, s->cpu, err);
	if (s->raw < 0)
		return -1;
	s->file = nameless(dir);
	if (s->file < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot make a file in %s for the events (%s); name an --output elsewhere",
			       dir, strerror(errno));
	if (pipe2(s->pipe, O_CLOEXEC))
		return err_set(err, STATUS_FAILED,
			       "cannot make a pipe (%s); raise ulimit -n, or close some files",
			       strerror(errno));
	return 0;
}

/* Signals are for the others: a thread of ours that got one would lose it. */
static int start(struct trace_stream *s, struct err *err)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	sigdelset(&all, WAKE);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&s->thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		return err_set(err, STATUS_FAILED,
			       "cannot make a thread (%s); end some others",
			       strerror(error));
	s->started = true;
	return 0;
}

int trace_pump_start(struct trace_pump *pump, struct trace_instance *t,
		     const char *dir, struct err *err)
{
	struct sigaction action = { .sa_handler = woken };
	unsigned int i;

	atomic_init(&pump->goal, TRACE_PUMP_GO_ON);
	pump->n = 0;
	pump->streams = calloc(t->n_cpus, sizeof(*pump->streams));
	if (!pump->streams)
		return err_no_memory(err);
	pump->stop = eventfd(0, EFD_CLOEXEC);
	if (pump->stop < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot make an eventfd (%s); raise ulimit -n, or close some files",
			       strerror(errno));
	for (i = 0; i < t->n_cpus; i++)
		pump->streams[i] = (struct trace_stream){
			.pump = pump, .cpu = i, .raw = -1, .pipe = { -1, -1 },
			.file = -1,
		};
	pump->n = t->n_cpus;
	sigaction(WAKE, &action, NULL);
	/* All of this before the first thread, for which what fails is nothing yet. */
	for (i = 0; i < pump->n; i++)
		if (prepare(&pump->streams[i], t, dir, err))
			return -1;
	for (i = 0; i < pump->n; i++)
		if (start(&pump->streams[i], err))
			return -1;
	return 0;
}

/*
 * A signal that comes just before the sleep does not end it, so there is another
 * one until the thread has gone.
 */
static void end(struct trace_stream *s)
{
	struct timespec pause = { .tv_nsec = 1000000 };

	if (!s->started)
		return;
	while (pthread_tryjoin_np(s->thread, NULL) == EBUSY) {
		pthread_kill(s->thread, WAKE);
		nanosleep(&pause, NULL);
	}
	s->started = false;
}

static void close_all(struct trace_stream *s)
{
	int *const all[] = { &s->raw, &s->pipe[0], &s->pipe[1] };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		if (*all[i] >= 0)
			close(*all[i]);
		*all[i] = -1;
	}
}

/* Unless one has failed, and all are to discard what they have. */
static void end_all(struct trace_pump *pump, enum trace_pump_goal with)
{
	int before = TRACE_PUMP_GO_ON;
	unsigned int i;

	atomic_compare_exchange_strong(&pump->goal, &before, with);
	eventfd_write(pump->stop, 1);
	for (i = 0; i < pump->n; i++) {
		end(&pump->streams[i]);
		close_all(&pump->streams[i]);
	}
}

int trace_pump_stop(struct trace_pump *pump, struct err *err)
{
	unsigned int i;

	end_all(pump, TRACE_PUMP_TAKE_REST);
	for (i = 0; i < pump->n; i++)
		if (pump->streams[i].error)
			return err_set(err, STATUS_FAILED,
				       "the events of CPU %u cannot be written (%s); make room, or name an --output elsewhere",
				       i, strerror(pump->streams[i].error));
	return 0;
}

uint64_t trace_pump_size(const struct trace_pump *pump, unsigned int cpu)
{
	struct stat st;

	return fstat(pump->streams[cpu].file, &st) ? 0 : st.st_size;
}

void trace_pump_free(struct trace_pump *pump)
{
	unsigned int i;

	if (!pump->streams)
		return;
	end_all(pump, TRACE_PUMP_DISCARD);
	for (i = 0; i < pump->n; i++)
		if (pump->streams[i].file >= 0)
			close(pump->streams[i].file);
	if (pump->stop >= 0)
		close(pump->stop);
	free(pump->streams);
	memset(pump, 0, sizeof(*pump));
}
