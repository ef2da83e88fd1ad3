/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a report goes. A file is opened before anything is measured, so that
 * a wrong name costs nothing, and emptied only when there is a report.
 */
#ifndef SYSPROBE_OUTPUT_H
#define SYSPROBE_OUTPUT_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include "err.h"

/**
 * struct output - a stream for reports
 * @stream:  where to
 * @path:    of a file of our own; NULL: a stream that was there
 * @created: the file was not there before
 * @used:    something was written
 * @direct:  @path is no plain file but a pipe or a device, which may keep who
 *           writes waiting
 * @beside:  the file that is written instead, to take the place of @path when
 *           it is whole; empty: none
 */
struct output {
	FILE *stream;
	const char *path;
	bool created;
	bool used;
	bool direct;
	char beside[PATH_MAX];
};

/**
 * output_open - get the stream ready
 * @output: to be filled
 * @path:   file; NULL: @usual
 * @usual:  stream to use without a file
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int output_open(struct output *output, const char *path, FILE *usual,
		struct err *err);

/**
 * output_prepare_whole - a file is to be there whole or not at all: can it be?
 * @output: to be filled
 * @path:   file
 * @err:    on failure
 *
 * What is no plain file, a pipe or a device, is opened, which may take until it has a
 * reader. Of a plain file nothing is left of the attempt.
 *
 * Return: 0, or -1.
 */
int output_prepare_whole(struct output *output, const char *path,
			 struct err *err);

/**
 * output_open_whole - get the stream ready
 * @output: prepared
 * @err:    on failure
 *
 * What is written goes to a file beside it until output_keep(), or directly to what
 * is no plain file.
 *
 * Return: 0, or -1.
 */
int output_open_whole(struct output *output, struct err *err);

/**
 * output_keep - it is whole, and on its disk: put it in its place
 * @output: open
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int output_keep(struct output *output, struct err *err);

/**
 * output_begin - the stream, for a report
 * @output: open
 */
FILE *output_begin(struct output *output);

/**
 * output_flush - has the report been taken?
 * @output: open
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int output_flush(struct output *output, struct err *err);

/**
 * output_close - done; a file that was made for nothing or is not whole is
 * removed
 * @output: open, prepared or zeroed
 */
void output_close(struct output *output);

#endif /* SYSPROBE_OUTPUT_H */
