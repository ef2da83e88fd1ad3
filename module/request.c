// SPDX-License-Identifier: GPL-2.0
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "request.h"
#include "segment.h"

/* What has been said so far; each of these may be said once. */
enum {
	SAID_HOOK	= 1 << 0,
	SAID_SCOPE	= 1 << 1,
	SAID_ON_EXEC	= 1 << 2,
	SAID_ERRORS	= 1 << 3,
	SAID_PERSIST	= 1 << 4,
	SAID_SEGMENTS	= 1 << 5,
	SAID_SWITCHES	= 1 << 6,
	SAID_VDSO	= 1 << 7,
};

static int set_hook(struct sysprobe_request *request, char *name)
{
	if (!*name ||
	    strscpy(request->hook, name, sizeof(request->hook)) < 0)
		return -EINVAL;
	return SAID_HOOK;
}

static int set_all(struct sysprobe_request *request, char *unused)
{
	request->filter.scope = SYSPROBE_SCOPE_ALL;
	return SAID_SCOPE;
}

static int add_target(struct sysprobe_filter *filter, const char *number)
{
	int id;

	/* kstrtoint() would take a sign. */
	if (filter->n_targets == SYSPROBE_MAX_TARGETS || !isdigit(*number) ||
	    kstrtoint(number, 10, &id) || id <= 0)
		return -EINVAL;
	filter->targets[filter->n_targets++] = id;
	return 0;
}

static int set_targets(struct sysprobe_request *request,
		       enum sysprobe_scope scope, char *list)
{
	char *number;

	while ((number = strsep(&list, ",")))
		if (add_target(&request->filter, number))
			return -EINVAL;
	request->filter.scope = scope;
	return SAID_SCOPE;
}

static int set_pid(struct sysprobe_request *request, char *list)
{
	return set_targets(request, SYSPROBE_SCOPE_PROCESS, list);
}

static int set_tid(struct sysprobe_request *request, char *list)
{
	return set_targets(request, SYSPROBE_SCOPE_THREAD, list);
}

static int set_on_exec(struct sysprobe_request *request, char *unused)
{
	request->filter.on_exec = true;
	return SAID_ON_EXEC;
}

static int set_errors(struct sysprobe_request *request, char *unused)
{
	request->filter.errors_only = true;
	return SAID_ERRORS;
}

static int set_persist(struct sysprobe_request *request, char *unused)
{
	request->persist = true;
	return SAID_PERSIST;
}

static int set_switches(struct sysprobe_request *request, char *unused)
{
	request->switches = true;
	return SAID_SWITCHES;
}

static int set_vdso(struct sysprobe_request *request, char *unused)
{
	request->vdso = true;
	return SAID_VDSO;
}

/* May be said more than once: once for each ABI, say. */
static int add_calls(struct sysprobe_request *request, char *list)
{
	if (request->segments)
		return -EINVAL;
	return sysprobe_filter_add(&request->filter, list);
}

/* One call, and one that can be measured. */
static int set_segments(struct sysprobe_request *request, char *list)
{
	struct sysprobe_filter *filter = &request->filter;
	unsigned int abi, n = 0;
	u32 nr;

	if (filter->some || sysprobe_filter_add(filter, list))
		return -EINVAL;
	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		for (nr = 0; nr < sysprobe_abi_numbers(abi); nr++) {
			if (!(filter->flags[abi][nr] & SYSPROBE_CALL_SELECTED))
				continue;
			request->abi = abi;
			request->nr = nr;
			n++;
		}
	}
	if (n != 1 || !sysprobe_segment_can(request->abi, request->nr))
		return -EINVAL;
	request->segments = true;
	filter->scope = SYSPROBE_SCOPE_THREAD;
	filter->targets[0] = task_pid_vnr(current);
	filter->n_targets = 1;
	return SAID_SEGMENTS;
}

/* A word that ends in "=" takes what follows; the others stand alone. */
static const struct {
	const char *word;
	int (*set)(struct sysprobe_request *request, char *value);
} words[] = {
	{ "hook=", set_hook },
	{ "all", set_all },
	{ "pid=", set_pid },
	{ "tid=", set_tid },
	{ "on_exec", set_on_exec },
	{ "errors", set_errors },
	{ "persist", set_persist },
	{ "switches", set_switches },
	{ "vdso", set_vdso },
	{ "calls=", add_calls },
	{ "segments=", set_segments },
};

/* Return: SAID_* of the word, or -EINVAL. */
static int understand(struct sysprobe_request *request, char *word)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		size_t length = strlen(words[i].word);

		if (strncmp(word, words[i].word, length))
			continue;
		if (words[i].word[length - 1] != '=' && word[length])
			continue;
		return words[i].set(request, word + length);
	}
	return -EINVAL;
}

/* The next word of @rest, NULL at the end. */
static char *next_word(char **rest)
{
	char *word;

	do {
		word = strsep(rest, " \t");
	} while (word && !*word);
	return word;
}

static int parse_start(struct sysprobe_request *request, char *rest)
{
	int said = 0, ret;
	char *word;

	while ((word = next_word(&rest))) {
		ret = understand(request, word);
		if (ret < 0)
			return ret;
		if (said & ret)
			return -EINVAL;
		said |= ret;
	}
	if (request->segments && said != SAID_SEGMENTS)
		return -EINVAL;
	if (request->filter.on_exec &&
	    request->filter.scope == SYSPROBE_SCOPE_ALL)
		return -EINVAL;
	sysprobe_filter_done(&request->filter);
	return 0;
}

/* All there is to measure without a session. */
static bool is_cr3(const char *word)
{
	return word && !strcmp(word, "cr3");
}

int sysprobe_request_parse(struct sysprobe_request *request, char *line)
{
	char *verb = next_word(&line);

	memset(request, 0, sizeof(*request));
	sysprobe_filter_init(&request->filter);
	if (!verb)
		return -EINVAL;
	if (!strcmp(verb, "start")) {
		request->verb = SYSPROBE_VERB_START;
		return parse_start(request, line);
	}
	if (!strcmp(verb, "stop"))
		request->verb = SYSPROBE_VERB_STOP;
	else if (!strcmp(verb, "reset"))
		request->verb = SYSPROBE_VERB_RESET;
	else if (!strcmp(verb, "measure") && is_cr3(next_word(&line)))
		request->verb = SYSPROBE_VERB_MEASURE;
	else
		return -EINVAL;
	return next_word(&line) ? -EINVAL : 0;
}
