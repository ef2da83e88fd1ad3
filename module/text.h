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

/* For the open of a file that is one table; -ENOMEM if that fails. */
int sysprobe_text_open_syscalls(struct file *file);
int sysprobe_text_open_latency(struct file *file);
int sysprobe_text_open_table(struct file *file);
int sysprobe_text_open_errors(struct file *file);
int sysprobe_text_open_overhead(struct file *file);

#endif /* SYSPROBE_TEXT_H */
