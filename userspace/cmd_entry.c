// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "args.h"
#include "cmd.h"
#include "pin.h"
#include "section.h"
#include "segments.h"

#define USUAL_CALLS	10000
#define LEAST_CALLS	100
#define WARM_UP		200

/**
 * struct entry_params - an entry command line
 * @call:   name of the call
 * @method: the only one wanted; CALLER_METHODS: all
 * @calls:  how many to make
 * @json:   as JSON
 * @help:   was asked for
 */
struct entry_params {
	const char *call;
	unsigned int method;
	size_t calls;
	bool json;
	bool help;
};

static const struct entry_params usual = {
	.call = "getppid",
	.method = CALLER_METHODS,
	.calls = USUAL_CALLS,
};

static int set_call(void *params, const char *value, struct err *err)
{
	(void)err;
	((struct entry_params *)params)->call = value;
	return 0;
}

static int set_method(void *params, const char *value, struct err *err)
{
	struct entry_params *p = params;

	for (p->method = 0; p->method < CALLER_METHODS; p->method++)
		if (!strcmp(value, caller_name(p->method)))
			return 0;
	return err_set(err, STATUS_USAGE,
		       "there is no method '%s'; use syscall, int80, x32, sysenter or syscall32",
		       value);
}

static int set_calls(void *params, const char *value, struct err *err)
{
	struct entry_params *p = params;
	char *end;

	errno = 0;
	p->calls = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || errno ||
	    p->calls < LEAST_CALLS || p->calls > SEGMENTS_MAX_CALLS)
		return err_set(err, STATUS_USAGE,
			       "'%s' is no number of calls; give one from %d to %u",
			       value, LEAST_CALLS, SEGMENTS_MAX_CALLS);
	return 0;
}

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct entry_params *)params)->json = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct entry_params *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'e', "call", "NAME", "the call to make; getppid if not said", set_call },
	{ 'm', "method", "NAME",
	  "only this way in: syscall, int80, x32, sysenter, syscall32",
	  set_method },
	{ 'n', "calls", "N", "calls for each way in; 10000 if not said", set_calls },
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

/* What the first calls take is not kept. */
static void warm_up(const struct segments *s, bool told)
{
	uint64_t unused[WARM_UP];

	caller_calls(s->method, s->nr, unused, WARM_UP, told);
}

/* With the session on; it ends here. */
static int followed(const struct kif *kif, struct kif_session *session,
		    struct segments *s, uint64_t *ticks, struct err *err)
{
	char *text;

	warm_up(s, true);
	if (kif_command(session, "reset", err))
		return -1;
	s->followed = caller_calls(s->method, s->nr, ticks, s->asked, true);
	if (kif_command(session, "stop", err))
		return -1;
	text = kif_text(kif, "entry", err);
	return text ? segments_parse(s, text, err) : -1;
}

/* Is a word one of a list with ", " between? */
static bool listed(const char *list, const char *word)
{
	size_t length = strlen(word);
	const char *at = list;

	while ((at = strstr(at, word))) {
		if ((at == list || at[-1] == ' ') &&
		    (!at[length] || at[length] == ','))
			return true;
		at += length;
	}
	return false;
}

/*
 * The module knows which calls have registers to spare; its file says so. What
 * it says of the machine is all that a way without segments needs of it.
 */
static int can_measure(const struct kif *kif, const struct names *names,
		       const char *name, struct segments *s, struct err *err)
{
	const char *handler = names_handler(names, caller_abi(s->method),
					    s->nr);
	char *bytes = kif_text(kif, "entry", err);
	struct text text;
	const char *list;
	int ret = 0;

	if (!bytes || text_table(&text, bytes, "entry", err))
		return -1;
	list = text_condition(&text, "can be measured");
	if (!handler || strncmp(handler, "sys_", 4) || !list ||
	    !listed(list, handler + 4))
		ret = err_set(err, STATUS_USAGE,
			      "the segments of %s by %s can't be measured; choose one of %s",
			      name, caller_name(s->method), list ?: "none");
	if (!ret && caller_why_no_segments(s->method))
		s->text = text;
	else
		text_free(&text);
	return ret;
}

static int measure(const struct kif *kif, struct segments *s, uint64_t *ticks,
		   struct err *err)
{
	struct kif_session session;
	char command[64];
	int ret;

	caller_nothing(s->method, ticks, s->asked);
	s->caller = spread_of(ticks, s->asked);
	warm_up(s, false);
	caller_calls(s->method, s->nr, ticks, s->asked, false);
	if (kif_open(kif, &session, err))
		return -1;
	snprintf(command, sizeof(command), "start segments=%s:%u",
		 names_abi(caller_abi(s->method)), s->nr);
	ret = kif_command(&session, command, err);
	if (!ret)
		ret = followed(kif, &session, s, ticks + s->asked, err);
	kif_close(&session);
	if (ret)
		return -1;
	/* Half before, half after: what drifts shows in the spread. */
	caller_calls(s->method, s->nr, ticks + s->asked, s->asked, false);
	s->unprobed = spread_of(ticks, 2 * s->asked);
	return 0;
}

/* What stands in the way is a row like others, and no failure. */
static void measure_round_trips(struct segments *s, uint64_t *ticks)
{
	if (caller_round_trips(s->method, s->nr, ticks, s->asked, &s->why_not))
		return;
	s->unprobed = spread_of(ticks, s->asked);
	s->caller = spread_of(ticks + s->asked, s->asked);
}

static int prepare(struct segments *s, const struct names *names,
		   const char *name, struct err *err)
{
	int nr = names_find(names, caller_abi(s->method), name);

	if (nr < 0)
		return err_set(err, STATUS_USAGE,
			       "there is no syscall '%s' by %s; 'sysprobe entry' without -e takes getppid",
			       name, caller_name(s->method));
	s->nr = nr;
	caller_try(s->method, &s->why_not);
	return 0;
}

/* By one way in. Return: 1 if the call suits it, 0 if not, which is said; -1 */
static int by_method(const struct kif *kif, const struct entry_params *params,
		     const struct names *names, struct segments *s,
		     uint64_t *ticks, struct err *err)
{
	bool all = params->method == CALLER_METHODS;
	int ret;

	ret = prepare(s, names, params->call, err);
	if (!ret && s->why_not.status)
		return 0;
	if (!ret)
		ret = can_measure(kif, names, params->call, s, err);
	/* What is a call of one ABI need not be one of another. */
	if (ret && all && err->status == STATUS_USAGE) {
		s->why_not = *err;
		return 0;
	}
	if (ret)
		return -1;
	if (caller_why_no_segments(s->method))
		measure_round_trips(s, ticks);
	else if (measure(kif, s, ticks, err))
		return -1;
	return 1;
}

static int gather(struct entry_report *report,
		  const struct entry_params *params, const struct names *names,
		  struct err *err)
{
	uint64_t *ticks = calloc(2 * params->calls, sizeof(*ticks));
	const struct err *unsuited = NULL;
	unsigned int i, suited = 0;
	struct segments *s;
	struct kif kif;
	struct pin pin;
	int ret = -1;

	if (!ticks)
		return err_no_memory(err);
	if (cmd_ready(&kif, &report->tick_khz, err))
		goto free;
	report->name = params->call;
	report->cpu = pin_here(&pin);
	for (i = 0; i < CALLER_METHODS; i++) {
		s = &report->all[i];
		s->method = i;
		if (params->method != CALLER_METHODS && params->method != i)
			continue;
		s->asked = params->calls;
		ret = by_method(&kif, params, names, s, ticks, err);
		if (ret < 0)
			goto release;
		suited += ret;
		if (!ret && s->why_not.status == STATUS_USAGE && !unsuited)
			unsuited = &s->why_not;
	}
	ret = 0;
	if (!suited && unsuited) {
		*err = *unsuited;
		ret = -1;
	}
release:
	pin_release(&pin);
free:
	free(ticks);
	return ret;
}

/* The usual call, by every way in. */
static int gather_usual(void *data, char *const *command, struct err *err)
{
	struct names names = { 0 };
	int ret;

	(void)command;
	cmd_names(&names);
	ret = gather(data, &usual, &names, err);
	names_free(&names);
	return ret;
}

static void head(FILE *out, void *data)
{
	const struct text *text = entry_text(data);

	if (!text)
		return;
	condition_print(out, text->conditions, text->n_conditions,
			entry_of_machine);
	condition_beware(out, text->conditions, text->n_conditions);
}

static void render(FILE *out, void *data)
{
	render_entry(out, data);
}

static void json(struct document *doc, void *data)
{
	const struct text *text = entry_text(data);

	if (text)
		document_conditions(doc, text->conditions, text->n_conditions,
				    entry_of_machine);
	document_section(doc, "entry", render_entry_json(&doc->failed, data));
}

static void give_back(void *data)
{
	struct entry_report *report = data;
	unsigned int i;

	for (i = 0; i < CALLER_METHODS; i++)
		segments_free(&report->all[i]);
}

const struct section *section_entry(void)
{
	static const struct section section = {
		.name = "entry",
		.about = "a call's way in, its work, its way out",
		.size = sizeof(struct entry_report),
		.gather = gather_usual,
		.head = head,
		.render = render,
		.json = json,
		.free = give_back,
	};

	return &section;
}

int cmd_entry(int argc, char *argv[], struct err *err)
{
	struct entry_params params = usual;
	struct entry_report report = { .cpu = -1 };
	struct names names = { 0 };
	int first, ret;

	first = args_parse(tables, &params, argc, argv, err);
	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (params.help) {
		puts("usage: sysprobe entry [OPTIONS]\n\n"
		     "Measures how much of a call is getting in, how much its work, and how much\n"
		     "getting out, for each way into the kernel.\n");
		args_help(stdout, tables);
		return 0;
	}
	cmd_names(&names);
	ret = gather(&report, &params, &names, err);
	if (!ret)
		ret = section_show(section_entry(), &report, params.json, err);
	give_back(&report);
	names_free(&names);
	return ret;
}
