/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The figures as text: one table a file, for eyes, grep and awk.
 *
 * A file begins with "# sysprobe NAME schema 1", then has the conditions as
 * "# key: value", then a line of column names, then rows of words separated
 * by blanks. A column keeps its name and its meaning; new ones are added at
 * the end of a line, and anything else raises the schema's number.
 */
#ifndef SYSPROBE_TEXT_H
#define SYSPROBE_TEXT_H

#include <linux/types.h>

struct file;
struct seq_file;

/**
 * sysprobe_text_head - what every file begins with
 * @m:    where to
 * @name: the file's
 *
 * The control lock is held. Return: 0 or -ENOMEM.
 */
int sysprobe_text_head(struct seq_file *m, const char *name);

/**
 * sysprobe_text_head_figures - the same, of a file with counted figures
 * @m:    where to
 * @name: the file's
 *
 * Says also what was lost or set aside: a line "# counters:". The control
 * lock is held. Return: 0 or -ENOMEM.
 */
int sysprobe_text_head_figures(struct seq_file *m, const char *name);

/**
 * sysprobe_text_flags - a counter's flags as words, each after a blank
 * @m:     where to
 * @flags: SYSPROBE_COUNTER_*
 */
void sysprobe_text_flags(struct seq_file *m, u32 flags);

/* For the open of a file that is one table; -ENOMEM if that fails. */
int sysprobe_text_open_syscalls(struct file *file);
int sysprobe_text_open_latency(struct file *file);
int sysprobe_text_open_table(struct file *file);
int sysprobe_text_open_errors(struct file *file);
int sysprobe_text_open_overhead(struct file *file);

#endif /* SYSPROBE_TEXT_H */
