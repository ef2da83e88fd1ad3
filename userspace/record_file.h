/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts what was recorded into one file.
 */
#ifndef SYSPROBE_RECORD_FILE_H
#define SYSPROBE_RECORD_FILE_H

#include "output.h"
#include "record.h"
#include "trace_pump.h"

/**
 * record_file_write - write the file, and count what goes into it
 * @r:      @cpus, @events' counts and @others are filled in
 * @output: prepared to be whole; open afterwards
 * @t:      records nothing any more
 * @pump:   stopped
 * @err:    on failure; a file that was there stays as it was
 *
 * Return: 0, or -1.
 */
int record_file_write(struct record *r, struct output *output,
		      struct trace_instance *t, const struct trace_pump *pump,
		      struct err *err);

#endif /* SYSPROBE_RECORD_FILE_H */
