/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a report goes. A file is opened before anything is measured, so that
 * a wrong name costs nothing, and emptied only when there is a report.
 */
#ifndef SYSPROBE_OUTPUT_H
#define SYSPROBE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>
#include "err.h"

/**
 * struct output - a stream for reports
 * @stream:  where to
 * @path:    of a file of our own; NULL: a stream that was there
 * @created: the file was not there before
 * @used:    something was written
 */
struct output {
	FILE *stream;
	const char *path;
	bool created;
	bool used;
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
 * output_close - done; a file that was made for nothing is removed
 * @output: open or zeroed
 */
void output_close(struct output *output);

#endif /* SYSPROBE_OUTPUT_H */
