/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The door to the kernel: the module's files, and what /proc and /sys say of the
 * boot and of this process. Beside it there is trace_instance.h, which opens those of
 * tracefs. Everything else in the reader works on text and bytes.
 *
 * The two directories can be moved by SYSPROBE_DEBUGFS and SYSPROBE_PROCFS in
 * the environment; tests do.
 */
#ifndef SYSPROBE_KIF_H
#define SYSPROBE_KIF_H

#include <limits.h>
#include <stddef.h>
#include "err.h"

/**
 * struct kif - where the module's files are
 * @debugfs: directory with the files that are read
 * @procfs:  directory with control, also there under lockdown
 */
struct kif {
	char debugfs[PATH_MAX / 2];
	char procfs[PATH_MAX / 2];
};

/**
 * struct kif_session - an open control file; closing it ends a session that
 * was started through it and is not persistent
 * @fd:     the file, -1: not open
 * @number: of the session, 0: not known
 */
struct kif_session {
	int fd;
	unsigned long long number;
};

/**
 * kif_init - find the module's files
 * @kif: to be filled
 * @err: on failure: no module is loaded
 *
 * Return: 0, or -1.
 */
int kif_init(struct kif *kif, struct err *err);

/**
 * kif_text - read one of the text files
 * @kif:  where
 * @name: "status", "table", ...
 * @err:  on failure
 *
 * Return: its contents, to be freed; NULL on failure.
 */
char *kif_text(const struct kif *kif, const char *name, struct err *err);

/**
 * kif_summary - read the one page in procfs
 * @kif:  where
 * @err:  on failure
 *
 * Return: its contents, to be freed; NULL on failure.
 */
char *kif_summary(const struct kif *kif, struct err *err);

/**
 * kif_snapshot - take a snapshot
 * @kif:  where
 * @size: bytes of it
 * @err:  on failure
 *
 * Return: its bytes, not yet looked at, to be freed; NULL on failure.
 */
void *kif_snapshot(const struct kif *kif, size_t *size, struct err *err);

/**
 * kif_open - open control, in procfs or else in debugfs
 * @kif:     where
 * @session: to be filled
 * @err:     on failure
 *
 * The file is closed on exec: a child must not keep a session alive.
 *
 * Return: 0, or -1.
 */
int kif_open(const struct kif *kif, struct kif_session *session,
	     struct err *err);

/**
 * kif_command - give one command
 * @session: open
 * @command: as the grammar has it, without newline
 * @err:     on failure, in words for this command
 *
 * After a start, @session->number is what control says.
 *
 * Return: 0, or -1.
 */
int kif_command(struct kif_session *session, const char *command,
		struct err *err);

/**
 * kif_close - close control; this ends a session that does not persist
 * @session: open or not
 */
void kif_close(struct kif_session *session);

/**
 * kif_unload - have the kernel unload the module
 * @kif: where its files are
 * @err: on failure
 *
 * Return: 0: it is gone; 1: it is in use; -1.
 */
int kif_unload(const struct kif *kif, struct err *err);

/**
 * kif_kernel_file - read a file of the kernel's own
 * @path: in /proc or /sys
 * @err:  on failure
 *
 * Return: its contents, to be freed; NULL on failure.
 */
char *kif_kernel_file(const char *path, struct err *err);

/**
 * kif_kernel_line - the first line of one
 * @path: in /proc or /sys
 * @buf:  for it; empty if it can't be read
 * @size: of @buf
 */
void kif_kernel_line(const char *path, char *buf, size_t size);

/**
 * kif_boot_id - the kernel's name for this boot
 * @buf:  for it; empty if it can't be read
 * @size: of @buf
 */
void kif_boot_id(char *buf, size_t size);

#endif /* SYSPROBE_KIF_H */
