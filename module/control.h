/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The session: who counts what, since when. This unit owns it, and the one
 * mutex that everything which isn't the hot path runs under.
 */
#ifndef SYSPROBE_CONTROL_H
#define SYSPROBE_CONTROL_H

#include <linux/types.h>
#include "hook.h"
#include "request.h"

struct pid;

/* Of a session's sentence: two reasons of up to 80 letters, with names and more. */
#define SYSPROBE_WHY_MAX	256

/**
 * struct sysprobe_session - the session that is, or the last one that was
 * @number:      from 1; 0 before the first, or when the figures of the last
 *               one had to be given up
 * @running:     it counts
 * @persist:     it outlives the file it was started through
 * @owner:       who started it
 * @hook:        in use; NULL before the first session, and in one that
 *               measures segments
 * @why:         this hook, as a sentence
 * @request:     as it was understood
 * @command:     as it was given
 * @cost:        of the hook, measured at the start
 * @misses:      what the hook missed since start or reset, once stopped
 * @inside:      calls that were being timed when it was stopped
 * @start_ns:    CLOCK_REALTIME at the start
 * @since_ns:    CLOCK_MONOTONIC at the start or the last reset
 * @since_ticks: TSC then
 * @until_ns:    CLOCK_MONOTONIC at the stop
 * @until_ticks: TSC then
 */
struct sysprobe_session {
	u64 number;
	bool running;
	bool persist;
	struct pid *owner;
	const struct sysprobe_hook *hook;
	char why[SYSPROBE_WHY_MAX];
	const struct sysprobe_request *request;
	const char *command;
	struct sysprobe_overhead cost;
	struct sysprobe_hook_misses misses;
	u32 inside;
	u64 start_ns;
	u64 since_ns;
	u64 since_ticks;
	u64 until_ns;
	u64 until_ticks;
};

/**
 * sysprobe_control_init - get ready
 * @hook: the hook that sessions use which name none
 *
 * Return: 0; -EINVAL or -EOPNOTSUPP as sysprobe_hook_any() gives them.
 */
int sysprobe_control_init(const char *hook);

/** sysprobe_control_exit - stop, if need be, and let go */
void sysprobe_control_exit(void);

/**
 * sysprobe_control_command - do what a command says
 * @file: whom a session without "persist" will belong to; NULL: nobody
 * @line: the command, without a newline
 *
 * Return: 0; -EINVAL: not understood, or not one line; -EBUSY: somebody else's
 * session is on; -ENOENT: none is on that could be stopped or reset; -ESRCH: the
 * target is gone; -EOPNOTSUPP: the hook can't be used here; -EIO: it is in place
 * but doesn't fire; -ENOMEM; -EINTR: a fatal signal came while it measured.
 */
int sysprobe_control_command(const void *file, const char *line);

/**
 * sysprobe_control_close - end the session of a file that is being closed
 * @file: as in sysprobe_control_command()
 */
void sysprobe_control_close(const void *file);

/**
 * sysprobe_control_describe - the session in one line
 * @buf:  for it, newline included
 * @size: of @buf
 *
 * Return: bytes, as scnprintf() counts them.
 */
size_t sysprobe_control_describe(char *buf, size_t size);

/**
 * sysprobe_control_lock - keep the session, and its figures' tables, as it is
 *
 * For readers. May sleep; a fatal signal ends the wait.
 *
 * Return: 0 or -EINTR.
 */
int __must_check sysprobe_control_lock(void);

void sysprobe_control_unlock(void);

/** sysprobe_control_session - the session; the lock is held */
const struct sysprobe_session *sysprobe_control_session(void);

/**
 * sysprobe_control_hook - what is in use, or was last; the lock is held
 *
 * Return: a hook's name, "segments", or "none".
 */
const char *sysprobe_control_hook(void);

/** sysprobe_control_default_hook - its name, as the parameter said */
const char *sysprobe_control_default_hook(void);

/**
 * sysprobe_control_misses - what the hook missed since start or reset
 * @misses: to be filled; the lock is held
 */
void sysprobe_control_misses(struct sysprobe_hook_misses *misses);

#endif /* SYSPROBE_CONTROL_H */
