/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that were inside when their session ended, and that will return
 * through the module. It stays until the last of them has.
 */
#ifndef SYSPROBE_LEFT_H
#define SYSPROBE_LEFT_H

struct seq_file;
struct sysprobe_tasks;

/* For call.c, which holds the control mutex: */

/**
 * sysprobe_left_begin - a session's records are about to be hidden
 * @tasks: them; to be hidden before sysprobe_left_end()
 *
 * From here on a return that finds no record of its call there is looked for in
 * these by sysprobe_left_returned().
 */
void sysprobe_left_begin(const struct sysprobe_tasks *tasks);

/**
 * sysprobe_left_end - what is inside now is left
 *
 * No return writes to the records any more but by sysprobe_left_returned(). On
 * return they can be freed. Sleeps; holds the module if there is a reason.
 *
 * Return: how many were inside when the records were hidden.
 */
unsigned int sysprobe_left_end(void);

/** sysprobe_left_count - how many have not returned yet */
unsigned int sysprobe_left_count(void);

/** sysprobe_left_print - for status: their number, and whose the first are */
void sysprobe_left_print(struct seq_file *m);

/** sysprobe_left_exit - the module is about to go, and none is left */
void sysprobe_left_exit(void);

/**
 * sysprobe_left_returned - current returns from a call that no record is of
 *
 * With preemption off.
 */
void sysprobe_left_returned(void);

#endif /* SYSPROBE_LEFT_H */
