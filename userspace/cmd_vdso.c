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

static void ask_module(const struct kif *kif, struct vdso *vdso,
		       struct err *why_not)
{
	const char *clock;

	if (cmd_snapshot(kif, &vdso->module, why_not))
		return;
	vdso->calls.tick_khz = vdso->module.head.tick_khz;
	vdso->tick_by_module = vdso->calls.tick_khz;
	clock = model_condition(&vdso->module, "clock");
	vdso->facts.unstable = clock && strstr(clock, "marked unstable") &&
			       !strstr(clock, "not marked unstable");
}

static int gather(void *data, char *const *command, struct err *err)
{
	struct vdso *vdso = data;
	struct err *why_not = &vdso->calls.why_not_counted;
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
		vdso_count(&kif, vdso);
	else
		vdso->ia32.calls.why_not_counted = *why_not;
	vdso_explain(vdso);
	return 0;
}

static void head(FILE *out, void *data)
{
	const struct model *module = &((struct vdso *)data)->module;

	condition_print(out, module->conditions, module->n_conditions,
			cmd_of_machine);
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
			    vdso->module.n_conditions, cmd_of_machine);
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
