/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What syscall numbers are called.
 *
 * The names people use come from the kernel's uapi headers, at build time.
 * The running kernel's own table (its "table" file) is laid over them: it
 * knows newer calls, holes, and numbers that mean something else there.
 */
#ifndef SYSPROBE_NAMES_H
#define SYSPROBE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "err.h"
#include "../module/uapi/sysprobe.h"

#define NAMES_MAX_NR	1024	/* numbers an ABI can have */
#define NAMES_LABEL	80	/* bytes that hold any label */

/**
 * struct names - the running kernel's table
 * @handlers: function that serves a number, NULL: not told
 * @numbers:  one past the highest number told; 0: no such ABI, or no table
 * @loaded:   a table was laid over
 */
struct names {
	char *handlers[SYSPROBE_ABIS][NAMES_MAX_NR];
	unsigned int numbers[SYSPROBE_ABIS];
	bool loaded;
};

/**
 * names_load - lay the running kernel's table over the built-in names
 * @names: zeroed
 * @text:  contents of "table": lines "ABI NR HANDLER", and lines that begin
 *         with '#' or are no such row and are skipped
 *
 * Return: 0, or -1 if memory ran out.
 */
int names_load(struct names *names, const char *text);

/**
 * names_free - let go of a table
 * @names: zeroed afterwards
 */
void names_free(struct names *names);

/**
 * names_abi - "64", "ia32", "x32"
 * @abi: enum sysprobe_abi
 *
 * Return: the word, "?" for an ABI this reader doesn't know.
 */
const char *names_abi(unsigned int abi);

/**
 * names_builtin - the name in the headers this was built with
 * @abi: enum sysprobe_abi
 * @nr:  number
 *
 * Return: NULL if they have none.
 */
const char *names_builtin(unsigned int abi, unsigned int nr);

/**
 * names_handler - what the running kernel serves a number with
 * @names: table
 * @abi:   enum sysprobe_abi
 * @nr:    number
 *
 * Return: NULL if it isn't known.
 */
const char *names_handler(const struct names *names, unsigned int abi,
			  unsigned int nr);

/**
 * names_is_hole - does the running kernel have nothing behind a number?
 * @handler: as names_handler() gave it
 */
bool names_is_hole(const char *handler);

/**
 * names_agree - may a handler be what serves a call of that name?
 * @name:    from the headers, as "umount2"
 * @handler: from the kernel, as "sys_umount"
 *
 * Handlers have prefixes for the way they are called (sys_, compat_sys_,
 * ia32_), suffixes for the width of their arguments (32, 64, _time32) and words
 * for their age (new, old). What is left must be part of the other; a kernel
 * where a number means something else differs in more than that.
 */
bool names_agree(const char *name, const char *handler);

/**
 * names_of - one number's name, without its ABI
 * @names: table
 * @abi:   enum sysprobe_abi
 * @nr:    number
 * @buf:   NAMES_LABEL bytes
 *
 * Return: @buf: the name from the headers; the handler's where the headers
 * have none or the kernel's contradicts them; empty if neither is known.
 */
const char *names_of(const struct names *names, unsigned int abi,
		     unsigned int nr, char *buf);

/**
 * names_label - what a report calls a number
 * @names: table
 * @abi:   enum sysprobe_abi
 * @nr:    number
 * @buf:   NAMES_LABEL bytes
 *
 * Return: @buf: "read", "ia32:read", or "64:449" where no name is known.
 */
const char *names_label(const struct names *names, unsigned int abi,
			unsigned int nr, char *buf);

/**
 * names_find - a number by its name
 * @names: table
 * @abi:   enum sysprobe_abi
 * @name:  without ABI
 *
 * Return: the number, or -1.
 */
int names_find(const struct names *names, unsigned int abi, const char *name);

/**
 * names_suggest - offer an ABI's names as what was meant
 * @names: table
 * @abi:   enum sysprobe_abi
 * @s:     being looked for
 */
void names_suggest(const struct names *names, unsigned int abi,
		   struct suggestion *s);

/**
 * names_mismatches - count the numbers that mean something else here
 * @names:  table
 * @first:  NAMES_LABEL bytes for the label of the first one
 *
 * Return: how many.
 */
unsigned int names_mismatches(const struct names *names, char *first);

#endif /* SYSPROBE_NAMES_H */
