// SPDX-License-Identifier: GPL-2.0
/*
 * vdso: all of it works without the module; with it, the kernel's own count
 * says which calls came in.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "args.h"
#include "cmd.h"
#include "section.h"
#include "vdso.h"

/* Nothing else may be counted than the calls of this thread, by any number. */
static void start_command(char *buf, size_t size)
{
	unsigned int kind;
	size_t used;

	used = snprintf(buf, size, "start tid=%d", gettid());
	for (kind = 0; kind < CLOCK_KINDS && used < size; kind++)
		used += snprintf(buf + used, size - used, "%s%u",
				 kind ? "," : " calls=64:",
				 clock_nr(kind));
}

/* A call that went unseen makes a count of 0 worth nothing. */
static uint64_t unseen(const struct model *model)
{
	const struct sysprobe_counter *c;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < model->n_counters; i++) {
		c = &model->counters[i];
		if (!(c->flags & (SYSPROBE_COUNTER_NORMAL |
				  SYSPROBE_COUNTER_UNSEEN)))
			sum += c->value;
	}
	return sum;
}

/* Return: 0, or -1; @calls is what the kernel has counted so far. */
static int count_so_far(const struct kif *kif,
			const struct kif_session *session, uint64_t *calls,
			struct err *err)
{
	struct model model;
	int ret = 0;

	if (cmd_snapshot(kif, &model, err))
		return -1;
	*calls = model_totals(&model).calls;
	if (model.head.session != session->number || !model.head.running)
		ret = err_set(err, STATUS_FAILED,
			      "somebody else ended the session that counts entries; run it again");
	else if (unseen(&model))
		ret = err_set(err, STATUS_FAILED,
			      "the module lost %llu events, so that entries may have gone unseen; run it again when there is less to do",
			      (unsigned long long)unseen(&model));
	model_free(&model);
	return ret;
}

static int count_way(const struct kif *kif, const struct kif_session *session,
		     struct clock_result *result, enum clock_way way,
		     struct err *err)
{
	uint64_t before, after;

	if (result->ways[way].why_not.status)
		return 0;
	if (count_so_far(kif, session, &before, err))
		return -1;
	clock_make(result, way, CLOCK_COUNTED_CALLS);
	if (count_so_far(kif, session, &after, err))
		return -1;
	result->ways[way].entries = after - before;
	return 0;
}

static int count_all(const struct kif *kif, const struct kif_session *session,
		     struct vdso *vdso, struct err *err)
{
	unsigned int way;
	size_t i;

	for (i = 0; i < vdso->n_results; i++)
		for (way = 0; way < CLOCK_WAYS; way++)
			if (!vdso->results[i].why_not.status &&
			    count_way(kif, session, &vdso->results[i], way,
				      err))
				return -1;
	return 0;
}

static int count(const struct kif *kif, struct vdso *vdso, struct err *err)
{
	struct kif_session session;
	char command[SYSPROBE_MAX_COMMAND];
	int ret;

	if (kif_open(kif, &session, err))
		return -1;
	start_command(command, sizeof(command));
	ret = kif_command(&session, command, err);
	if (!ret)
		ret = count_all(kif, &session, vdso, err);
	kif_close(&session);
	return ret;
}

static void ask_module(const struct kif *kif, struct vdso *vdso,
		       struct err *why_not)
{
	const char *clock;

	if (cmd_snapshot(kif, &vdso->module, why_not))
		return;
	vdso->tick_khz = vdso->module.head.tick_khz;
	vdso->tick_by_module = vdso->tick_khz;
	clock = model_condition(&vdso->module, "clock");
	vdso->facts.unstable = clock && strstr(clock, "marked unstable") &&
			       !strstr(clock, "not marked unstable");
}

static int gather(void *data, char *const *command, struct err *err)
{
	struct vdso *vdso = data;
	struct err *why_not = &vdso->why_not_counted;
	struct kif kif;
	bool there;

	(void)command;
	if (vdso_look(vdso, err))
		return -1;
	there = !kif_init(&kif, why_not);
	if (there)
		ask_module(&kif, vdso, why_not);
	vdso_measure(vdso);
	if (there && !why_not->status)
		count(&kif, vdso, why_not);
	vdso_explain(vdso);
	return 0;
}

/* What the module says of the session, rather than of the machine. */
static bool of_machine(const char *key)
{
	return strcmp(key, "hook") && strcmp(key, "session") &&
	       strcmp(key, "command");
}

static void head(FILE *out, void *data)
{
	const struct model *module = &((struct vdso *)data)->module;

	condition_print(out, module->conditions, module->n_conditions,
			of_machine);
	condition_beware(out, module->conditions, module->n_conditions);
}

static void render(FILE *out, void *data)
{
	render_vdso(out, data);
}

static void json(struct document *doc, void *data)
{
	const struct vdso *vdso = data;

	document_conditions(doc, vdso->module.conditions,
			    vdso->module.n_conditions, of_machine);
	document_section(doc, "vdso", render_vdso_json(&doc->failed, vdso));
}

static void give_back(void *data)
{
	vdso_free(data);
}

const struct section *section_vdso(void)
{
	static const struct section section = {
		.name = "vdso",
		.about = "clocks that are read without the kernel",
		.size = sizeof(struct vdso),
		.gather = gather,
		.head = head,
		.render = render,
		.json = json,
		.free = give_back,
	};

	return &section;
}

/**
 * struct vdso_params - a vdso command line
 * @watch: of --watch; its interval is 0 without
 * @help:  was asked for
 */
struct vdso_params {
	struct rewrites_params watch;
	bool help;
};

static int set_watch(void *params, const char *value, struct err *err)
{
	return args_seconds(&((struct vdso_params *)params)->watch.interval,
			    value, 0.01, err);
}

static int set_duration(void *params, const char *value, struct err *err)
{
	return args_seconds(&((struct vdso_params *)params)->watch.duration,
			    value, 0.001, err);
}

static int set_json(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct vdso_params *)params)->watch.json = true;
	return 0;
}

static int set_help(void *params, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	((struct vdso_params *)params)->help = true;
	return 0;
}

static const struct arg_row rows[] = {
	{ 'w', "watch", "S", "each S seconds, how often its data was rewritten", set_watch },
	{ 'd', "duration", "S", "with --watch: end after S seconds", set_duration },
	{ 'j', "json", NULL, "as JSON", set_json },
	{ 'h', "help", NULL, "show this", set_help },
	{ 0, NULL, NULL, NULL, NULL },
};

static const struct arg_row *const tables[] = { rows, NULL };

int cmd_vdso(int argc, char *argv[], struct err *err)
{
	struct vdso_params params = { 0 };
	int first = args_parse(tables, &params, argc, argv, err);

	if (first < 0 || args_none(first, argc, argv, err))
		return -1;
	if (params.help) {
		puts("usage: sysprobe vdso [--json]\n"
		     "       sysprobe vdso --watch S [--duration S] [--json]\n\n"
		     "Shows what the vDSO of this kernel offers, what each call takes by libc, by the\n"
		     "vDSO and as a syscall, and why a call is not answered in user space. That needs\n"
		     "nothing; with the module, the kernel's own count says which calls came in.\n"
		     "--watch needs the module: it shows how often the kernel rewrites the data that\n"
		     "the time is read from.\n");
		args_help(stdout, tables);
		return 0;
	}
	if (params.watch.interval)
		return cmd_rewrites(&params.watch, err);
	if (params.watch.duration)
		return err_set(err, STATUS_USAGE,
			       "--duration is for --watch; give both");
	return section_run(section_vdso(), params.watch.json, err);
}
