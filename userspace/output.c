// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "output.h"

int output_open(struct output *output, const char *path, FILE *usual,
		struct err *err)
{
	int fd;

	memset(output, 0, sizeof(*output));
	if (!path) {
		output->stream = usual;
		return 0;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	output->created = fd >= 0;
	if (fd < 0 && errno == EEXIST)
		fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		output->stream = fdopen(fd, "w");
	if (!output->stream)
		return err_set(err, STATUS_FAILED,
			       "cannot write to %s (%s); name another file",
			       path, strerror(errno));
	output->path = path;
	return 0;
}

FILE *output_begin(struct output *output)
{
	/* A pipe or a device can't be emptied and needn't be. */
	if (output->path && !output->used &&
	    ftruncate(fileno(output->stream), 0))
		errno = 0;
	output->used = true;
	return output->stream;
}

int output_flush(struct output *output, struct err *err)
{
	if (!fflush(output->stream) && !ferror(output->stream))
		return 0;
	return err_set(err, STATUS_FAILED,
		       "cannot write the report to %s (%s); make room, or name another file with --output",
		       output->path ? output->path :
		       output->stream == stdout ? "stdout" : "stderr",
		       strerror(errno));
}

void output_close(struct output *output)
{
	if (!output->path)
		return;
	fclose(output->stream);
	if (output->created && !output->used)
		unlink(output->path);
}
