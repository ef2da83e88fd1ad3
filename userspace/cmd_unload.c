// SPDX-License-Identifier: GPL-2.0
/*
 * The module goes when it can. After a session by hook direct that may be some
 * time: calls that were counted return through it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "cmd.h"
#include "text.h"

#define EVERY_MS	50

/* Reading the module's files uses it for a moment, and so do others. */
#define PATIENCE_MS	1000

/**
 * struct use - of the module, as its summary has it
 * @counts: a session is on
 * @owner:  pid of who began it, as text
 * @left:   calls that return through it
 * @tasks:  whose the first of these are: pid and name each, comma-separated
 */
struct use {
	bool counts;
	char owner[16];
	unsigned int left;
	char tasks[600];
};

static void read_line(struct use *use, char *line)
{
	const char *key = strsep(&line, " "), *value = line ?: "";
	size_t used = strlen(use->tasks);

	if (!strcmp(key, "state"))
		use->counts = !strcmp(value, "counting");
	else if (!strcmp(key, "owner"))
		snprintf(use->owner, sizeof(use->owner), "%s", value);
	else if (!strcmp(key, "left"))
		use->left = strtoul(value, NULL, 10);
	else if (!strcmp(key, "left_task"))
		snprintf(use->tasks + used, sizeof(use->tasks) - used, "%s%s",
			 used ? ", " : "", value);
}

/* Of the page in procfs: it is there without debugfs, and under lockdown. */
static int read_use(const struct kif *kif, struct use *use, struct err *err)
{
	char *bytes = kif_summary(kif, err);
	struct text text;
	char *line, *rest;

	if (!bytes)
		return -1;
	rest = text_head(&text, bytes, "summary", err);
	if (!rest)
		return -1;
	memset(use, 0, sizeof(*use));
	while ((line = strsep(&rest, "\n")))
		read_line(use, line);
	text_free(&text);
	return 0;
}

/* To stderr, each reason once; that it is none of ours, not at once. */
static void say_why(const struct use *use, long waited_ms, bool *said_left,
		    bool *said_files)
{
	if (use->left && !*said_left) {
		fprintf(stderr,
			"sysprobe: waiting for calls that return through the module, %u now: of %s%s\n",
			use->left, use->tasks,
			use->left > 16 ? ", ..." : "");
		*said_left = true;
	} else if (!use->left && waited_ms > PATIENCE_MS && !*said_files) {
		fputs("sysprobe: waiting for whoever has one of the module's files open or else uses it; if nobody does, the kernel's log says why it stays\n",
		      stderr);
		*said_files = true;
	}
}

static int wait_and_unload(const struct kif *kif, struct err *err)
{
	const struct timespec pause = { 0, EVERY_MS * 1000000 };
	bool said_left = false, said_files = false;
	long idle_ms = 0;
	struct use use;
	int ret;

	while ((ret = kif_unload(kif, err)) > 0) {
		/* If it can't be read, it may have gone meanwhile. */
		if (read_use(kif, &use, err))
			return kif_unload(kif, err) ? -1 : 0;
		if (use.counts)
			return err_set(err, STATUS_FAILED,
				       "a session that process %s began is counting; end it first, with 'sysprobe stop' if it persists",
				       use.owner);
		say_why(&use, idle_ms, &said_left, &said_files);
		nanosleep(&pause, NULL);
		idle_ms = use.left ? 0 : idle_ms + EVERY_MS;
	}
	return ret;
}

int cmd_unload(int argc, char *argv[], struct err *err)
{
	static const char usage[] =
		"usage: sysprobe unload\n\n"
		"Unloads the module. Calls that a session by hook direct has counted return\n"
		"through it: this waits for them, and says whose they are. Ctrl-C ends the\n"
		"wait, and the module stays.\n";
	int ret = cmd_plain(argc, argv, usage, err);
	struct kif kif;

	if (ret)
		return ret < 0 ? -1 : 0;
	if (kif_init(&kif, err) || wait_and_unload(&kif, err))
		return -1;
	puts("unloaded");
	return 0;
}
