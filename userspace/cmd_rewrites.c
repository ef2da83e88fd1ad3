// SPDX-License-Identifier: GPL-2.0
/*
 * vdso --watch: a session that counts rewrites, and a line for each interval.
 * It ends with the file that it hangs on, however this program ends. And report's
 * section of them: a session of one second.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cmd.h"
#include "condition.h"
#include "document.h"
#include "rewrites.h"
#include "section.h"
#include "util.h"
#include "watch.h"

/* How long report looks. */
#define BUSY_SECONDS	1.0

/**
 * struct look - one look at the figures
 * @figures: then
 * @when:    CLOCK_MONOTONIC, s
 */
struct look {
	struct rewrites figures;
	double when;
};

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static int take(const struct kif *kif, struct look *look, struct err *err)
{
	char *bytes = kif_text(kif, "vdso", err);

	if (!bytes || rewrites_parse(&look->figures, bytes, err))
		return -1;
	look->when = now_s();
	if (look->figures.text.n_rows)
		return 0;
	rewrites_free(&look->figures);
	return err_set(err, STATUS_FAILED,
		       "somebody else ended the session that counts; run it again");
}

static int show(const struct rewrites_params *params, const struct look *before,
		const struct look *now, unsigned long long tick_khz,
		struct err *err)
{
	const struct text *text = &now->figures.text;
	double seconds = now->when - before->when;
	struct document doc;

	if (!params->json) {
		render_rewrites(stdout, &before->figures, &now->figures,
				seconds, tick_khz);
		return cmd_flush(err);
	}
	cmd_document(&doc);
	document_conditions(&doc, text->conditions, text->n_conditions, NULL);
	document_section(&doc, "vdso_rewrites",
			 render_rewrites_json(&doc.failed, &before->figures,
					      &now->figures, seconds));
	if (document_end(&doc, stdout, true) || fflush(stdout))
		return err_set(err, STATUS_FAILED,
			       "this cannot be written as JSON; make room, or try without --json");
	return 0;
}

static int show_interval(const struct kif *kif,
			 const struct rewrites_params *params,
			 struct look *before, unsigned long long tick_khz,
			 struct err *err)
{
	struct look now;
	int ret;

	if (take(kif, &now, err))
		return -1;
	ret = show(params, before, &now, tick_khz, err);
	rewrites_free(&before->figures);
	*before = now;
	return ret;
}

static int watch_rewrites(const struct kif *kif,
			  const struct rewrites_params *params,
			  struct watch *watch, unsigned long long tick_khz,
			  struct err *err)
{
	struct look before;
	int ret = 0;

	if (take(kif, &before, err))
		return -1;
	if (!params->json) {
		condition_print(stdout, before.figures.text.conditions,
				before.figures.text.n_conditions, NULL);
		condition_beware(stdout, before.figures.text.conditions,
				 before.figures.text.n_conditions);
		render_rewrites_head(stdout);
	}
	watch_clock(watch, params->interval, params->duration);
	while (!ret) {
		enum watch_event event = watch_wait(watch);

		if (event == WATCH_DURATION || event == WATCH_INTERRUPT ||
		    event == WATCH_TERMINATE)
			break;
		if (event == WATCH_INTERVAL)
			ret = show_interval(kif, params, &before, tick_khz,
					    err);
	}
	rewrites_free(&before.figures);
	return ret;
}

/* Of syscalls it is to count as good as none. */
static int begin(const struct kif *kif, struct kif_session *session,
		 struct err *err)
{
	char command[64];

	if (kif_open(kif, session, err))
		return -1;
	snprintf(command, sizeof(command), "start tid=%d calls=64:110 vdso",
		 gettid());
	if (!kif_command(session, command, err))
		return 0;
	kif_close(session);
	return -1;
}

int cmd_rewrites(const struct rewrites_params *params, struct err *err)
{
	unsigned long long tick_khz;
	struct kif_session session;
	struct watch watch;
	struct kif kif;
	int ret;

	if (cmd_ready(&kif, &tick_khz, err) || watch_open(&watch, err))
		return -1;
	ret = begin(&kif, &session, err);
	if (!ret) {
		ret = watch_rewrites(&kif, params, &watch, tick_khz, err);
		kif_close(&session);
	}
	watch_close(&watch);
	return ret;
}

/**
 * struct second - report's section
 * @before:   when the session had begun
 * @now:      after a busy second
 * @tick_khz: of the TSC
 */
struct second {
	struct look before;
	struct look now;
	unsigned long long tick_khz;
};

/* An idle CPU has no tick; two reports are alike only if both are busy. */
static void keep_busy(double seconds)
{
	double end = now_s() + seconds;

	while (now_s() < end)
		;
}

static int gather(void *data, char *const *command, struct err *err)
{
	struct second *second = data;
	struct kif_session session;
	struct kif kif;
	int ret;

	(void)command;
	if (cmd_ready(&kif, &second->tick_khz, err) ||
	    begin(&kif, &session, err))
		return -1;
	ret = take(&kif, &second->before, err);
	if (!ret) {
		keep_busy(BUSY_SECONDS);
		ret = take(&kif, &second->now, err);
	}
	kif_close(&session);
	return ret;
}

static void render(FILE *out, void *data)
{
	const struct second *second = data;
	const struct text *text = &second->now.figures.text;

	fprintf(out, "\nWhile this CPU was kept busy, with clocksource %s, vDSO mode %s and %s HZ:\n\n",
		text_condition(text, "clocksource") ?: "unknown",
		text_condition(text, "vdso mode") ?: "unknown",
		text_condition(text, "hz") ?: "unknown");
	render_rewrites_head(out);
	render_rewrites(out, &second->before.figures, &second->now.figures,
			second->now.when - second->before.when,
			second->tick_khz);
}

/* The rest is in the section, or tells of the session. */
static bool of_machine(const char *key)
{
	static const char *const others[] = {
		"clocksource", "vdso mode", "hz", "probe", "counted",
		"hook", "session", "command",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (!strcmp(key, others[i]))
			return false;
	return true;
}

static void json(struct document *doc, void *data)
{
	const struct second *second = data;
	const struct text *text = &second->now.figures.text;
	json_t *section;

	section = render_rewrites_json(&doc->failed, &second->before.figures,
				       &second->now.figures,
				       second->now.when - second->before.when);
	json_put(&doc->failed, section, "busy", json_true());
	json_put(&doc->failed, section, "tick_khz",
		 json_number(second->tick_khz));
	document_conditions(doc, text->conditions, text->n_conditions,
			    of_machine);
	document_section(doc, "vdso_rewrites", section);
}

static void give_back(void *data)
{
	struct second *second = data;

	rewrites_free(&second->before.figures);
	rewrites_free(&second->now.figures);
}

const struct section *section_rewrites(void)
{
	static const struct section section = {
		.name = "vdso_rewrites",
		.about = "how often the vDSO's data is rewritten",
		.size = sizeof(struct second),
		.gather = gather,
		.render = render,
		.json = json,
		.free = give_back,
	};

	return &section;
}
