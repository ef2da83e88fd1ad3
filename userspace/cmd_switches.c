// SPDX-License-Identifier: GPL-2.0
/*
 * cr3 --switches: a session of the whole system for a time. It ends with the
 * file that it hangs on, however this program ends.
 */
#include <stdlib.h>
#include <string.h>
#include "cmd.h"
#include "section.h"
#include "switches.h"
#include "watch.h"

static int wait_for(double seconds, struct err *err)
{
	struct watch watch;
	enum watch_event event;

	if (watch_open(&watch, err))
		return -1;
	watch_clock(&watch, 0, seconds);
	do {
		event = watch_wait(&watch);
	} while (event != WATCH_DURATION && event != WATCH_INTERRUPT &&
		 event != WATCH_TERMINATE);
	watch_close(&watch);
	return 0;
}

static int count(const struct kif *kif, double seconds, struct err *err)
{
	struct kif_session session;
	int ret;

	if (kif_open(kif, &session, err))
		return -1;
	ret = kif_command(&session, "start switches", err);
	if (!ret)
		ret = wait_for(seconds, err);
	if (!ret)
		ret = kif_command(&session, "stop", err);
	kif_close(&session);
	return ret;
}

static int read_figures(const struct kif *kif, struct switches *s,
			struct err *err)
{
	struct model model;
	const char *kpti;
	char *bytes = kif_text(kif, "switches", err);

	if (!bytes || switches_parse(s, bytes, err) ||
	    cmd_snapshot(kif, &model, err))
		return -1;
	s->calls = model_totals(&model).calls;
	s->active_ns = model.active_ns;
	kpti = model_condition(&model, "kpti");
	s->kpti = kpti && !strncmp(kpti, "on", 2);
	model_free(&model);
	return 0;
}

static void head(FILE *out, void *data)
{
	const struct switches *s = data;

	condition_print(out, s->text.conditions, s->text.n_conditions, NULL);
	condition_beware(out, s->text.conditions, s->text.n_conditions);
}

static void render(FILE *out, void *data)
{
	render_switches(out, data);
}

static void json(struct document *doc, void *data)
{
	const struct switches *s = data;

	document_conditions(doc, s->text.conditions, s->text.n_conditions,
			    NULL);
	document_section(doc, "switches",
			 render_switches_json(&doc->failed, s));
}

int cmd_switches(double seconds, bool as_json, struct err *err)
{
	static const struct section section = {
		.name = "switches",
		.head = head,
		.render = render,
		.json = json,
	};
	struct switches s = { 0 };
	struct kif kif;
	int ret;

	if (cmd_ready(&kif, NULL, err))
		return -1;
	ret = count(&kif, seconds, err);
	if (!ret)
		ret = read_figures(&kif, &s, err);
	if (!ret)
		ret = section_show(&section, &s, as_json, err);
	switches_free(&s);
	return ret;
}
