// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "output.h"

#define MOST_LEFT	16

static int cannot_write(const char *path, struct err *err)
{
	return err_set(err, STATUS_FAILED,
		       "cannot write to %s (%s); name another file", path,
		       strerror(errno));
}

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
		return cannot_write(path, err);
	output->path = path;
	return 0;
}

/* Return: the file itself where a link leads to one; NULL: it is to be made. */
static char *plain_file(const char *path, bool *other)
{
	struct stat st;

	*other = !stat(path, &st) && !S_ISREG(st.st_mode);
	return *other ? NULL : realpath(path, NULL);
}

/* Whose it was, and who may read it, is not for us to change. */
static void keep_mode(FILE *stream, const char *real)
{
	struct stat st;

	if (stat(real, &st))
		return;
	/* Who may not give it away has it, with the same mode. */
	if (fchown(fileno(stream), st.st_uid, st.st_gid))
		errno = 0;
	if (fchmod(fileno(stream), st.st_mode & 0777))
		errno = 0;
}

/* One that was killed may have left such a file, and had our number. */
static void open_beside(struct output *output, const char *place)
{
	unsigned int i;
	int n;

	for (i = 0; i < MOST_LEFT && !output->stream; i++) {
		n = snprintf(output->beside, sizeof(output->beside),
			     "%s.new-%d", place, getpid() + i);
		if (n < 0 || n >= (int)sizeof(output->beside)) {
			errno = ENAMETOOLONG;
			return;
		}
		output->stream = fopen(output->beside, "wxe");
		if (!output->stream && errno != EEXIST)
			return;
	}
}

int output_prepare_whole(struct output *output, const char *path,
			 struct err *err)
{
	struct output attempt = { .path = path };
	bool other;

	free(plain_file(path, &other));
	if (other) {
		/* A reader of a pipe that is closed again would see its end. */
		if (output_open(output, path, NULL, err))
			return -1;
		output->direct = true;
		return 0;
	}
	*output = attempt;
	if (output_open_whole(&attempt, err))
		return -1;
	output_close(&attempt);
	return 0;
}

int output_open_whole(struct output *output, struct err *err)
{
	bool other;
	char *real;

	if (output->direct)
		return 0;
	real = plain_file(output->path, &other);
	open_beside(output, real ?: output->path);
	if (output->stream && real)
		keep_mode(output->stream, real);
	free(real);
	return output->stream ? 0 : cannot_write(output->path, err);
}

/*
 * A network file system that is full may say so only now. One that has nothing to
 * be synced says EINVAL.
 */
static int sync_file(FILE *stream)
{
	return fsync(fileno(stream)) && errno != EINVAL ? -1 : 0;
}

int output_keep(struct output *output, struct err *err)
{
	char place[PATH_MAX];

	if (output_flush(output, err))
		return -1;
	if (!output->beside[0])
		return 0;
	strcpy(place, output->beside);
	*strrchr(place, '.') = '\0';
	if (sync_file(output->stream) || rename(output->beside, place))
		return cannot_write(output->path, err);
	output->beside[0] = '\0';
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
		       "cannot write the report to %s (%s); make room, or name another file",
		       output->path ? output->path :
		       output->stream == stdout ? "stdout" : "stderr",
		       strerror(errno));
}

void output_close(struct output *output)
{
	if (!output->stream || !output->path)
		return;
	fclose(output->stream);
	if (output->beside[0])
		unlink(output->beside);
	else if (output->created && !output->used)
		unlink(output->path);
}
