/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The 32-bit programs that are part of the reader: SYSENTER and 32-bit SYSCALL
 * return into the 32-bit vDSO, so only a 32-bit program can use them, and only it
 * is given that vDSO.
 */
#ifndef SYSPROBE_IA32_H
#define SYSPROBE_IA32_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "err.h"
#include "ia32/answer.h"

/* No program takes more of them. */
#define IA32_MAX_WORDS	8

/**
 * struct ia32_child - one that runs
 * @pid: its id
 * @fd:  a socket to it
 */
struct ia32_child {
	pid_t pid;
	int fd;
};

/**
 * ia32_start - run one of the programs on this CPU, as a child
 * @program:      bytes of it
 * @program_size: how many
 * @words:        its arguments; a descriptor of a socket follows
 * @n:            how many, up to IA32_MAX_WORDS
 * @child:        to be filled
 * @why:          on failure, what stands in the way, a sentence
 *
 * If it can't be run, what the child tells is an answer that says why. It is
 * killed when this process dies.
 *
 * Return: 0, or -1.
 */
int ia32_start(const char *program, size_t program_size,
	       const uint32_t *words, size_t n, struct ia32_child *child,
	       struct err *why);

/**
 * ia32_receive - wait for bytes that a child tells
 * @child: started
 * @bytes: for them
 * @size:  how many
 * @why:   on failure, a sentence: fewer came, or none for too long
 *
 * Return: 0, or -1.
 */
int ia32_receive(const struct ia32_child *child, void *bytes, size_t size,
		 struct err *why);

/**
 * ia32_end - kill a child
 * @child: started
 */
void ia32_end(struct ia32_child *child);

/**
 * ia32_ask - run one of the programs on this CPU
 * @program:      bytes of it
 * @program_size: how many
 * @words:        its arguments; a descriptor to write to follows
 * @n:            how many, up to IA32_MAX_WORDS
 * @buf:          for the answer
 * @size:         of @buf; an answer that is as long was longer
 * @why:          on failure, what stands in the way, a sentence
 *
 * Return: bytes of the answer, not yet looked at, or -1.
 */
ssize_t ia32_ask(const char *program, size_t program_size,
		 const uint32_t *words, size_t n, char *buf, size_t size,
		 struct err *why);

/**
 * ia32_check - look at what all answers begin with
 * @answer: its first four fields are
 * @why:    on failure: it makes no sense, or the program was not run
 *
 * Return: 0, or -1.
 */
int ia32_check(const struct ia32_answer *answer, struct err *why);

/**
 * ia32_misunderstood - note that an answer makes no sense
 * @why: to be filled
 *
 * Return: -1.
 */
int ia32_misunderstood(struct err *why);

/**
 * ia32_parse - understand what the program wrote
 * @bytes: all of it
 * @size:  of @bytes
 * @nr:    that it was asked for
 * @n:     that it was asked for
 * @ticks: 2 * @n; filled only where the way is SYSENTER or SYSCALL
 * @why:   on failure, a sentence
 *
 * Return: enum ia32_way but IA32_NOT_RUN, or -1.
 */
int ia32_parse(const void *bytes, size_t size, uint32_t nr, uint32_t n,
	       uint64_t *ticks, struct err *why);

/**
 * ia32_run - run the program on this CPU
 * @nr:    call to make, by way of the vDSO, with the arguments -1, 0, 0
 * @n:     how often, up to IA32_MAX_CALLS; 0: only ask for the way
 * @ticks: 2 * @n: what each call took, then what no call did
 * @why:   on failure, what stands in the way, a sentence
 *
 * Return: enum ia32_way but IA32_NOT_RUN; nothing was measured if it is
 * neither IA32_SYSENTER nor IA32_SYSCALL. Or -1.
 */
int ia32_run(uint32_t nr, uint32_t n, uint64_t *ticks, struct err *why);

/**
 * ia32_is_way - is it the way that is wanted?
 * @way:    that a program said
 * @wanted: which
 * @why:    if it isn't, a sentence
 *
 * Return: 0, or -1.
 */
int ia32_is_way(enum ia32_way way, enum ia32_way wanted, struct err *why);

/**
 * ia32_way_name - "sysenter", "syscall", "int 0x80"; "no known instruction"
 * @way: of a program that has a vDSO
 */
const char *ia32_way_name(enum ia32_way way);

#endif /* SYSPROBE_IA32_H */
