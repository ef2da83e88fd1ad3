/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module looks for in the running kernel: functions that it probes, and
 * tracepoints. None has to be there; what is missing, or refuses a probe, takes
 * with it what is built on it and nothing else, and is told of in "status".
 */
#ifndef SYSPROBE_SYMBOLS_H
#define SYSPROBE_SYMBOLS_H

struct seq_file;

/**
 * sysprobe_symbols_init - look them all up, once; patches nothing
 *
 * Return: 0 or -ENOMEM.
 */
int sysprobe_symbols_init(void);

/**
 * sysprobe_symbols_error - can a function be probed here?
 * @name: one of the list's
 *
 * Return: 0; -ENOENT: there is none; or the kernel's errno that refuses it.
 */
int sysprobe_symbols_error(const char *name);

/**
 * sysprobe_symbols_at - where a probe of a function would be
 * @name: one of the list's
 *
 * Return: an address in its first bytes, 0 when it can't be probed.
 */
unsigned long sysprobe_symbols_at(const char *name);

/** sysprobe_symbols_print - for status: "symbol NAME STATE what it is for" */
void sysprobe_symbols_print(struct seq_file *m);

#endif /* SYSPROBE_SYMBOLS_H */
