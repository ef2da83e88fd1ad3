// SPDX-License-Identifier: GPL-2.0
/*
 * vdso --watch: a session that counts rewrites, and a line for each interval.
 * It ends with the file that it hangs on, however this program ends.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cmd.h"
#include "condition.h"
#include "document.h"
#include "rewrites.h"
#include "watch.h"

/**
 * struct look - one look at the figures
 * @figures: then
 * @when:    CLOCK_MONOTONIC, s
 */
struct look {
	struct rewrites figures;
	double when;
};

static int take(const struct kif *kif, struct look *look, struct err *err)
{
	char *bytes = kif_text(kif, "vdso", err);
	struct timespec now;

	if (!bytes || rewrites_parse(&look->figures, bytes, err))
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	look->when = now.tv_sec + now.tv_nsec / 1e9;
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
		fflush(stdout);
		return 0;
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

int cmd_rewrites(const struct rewrites_params *params, struct err *err)
{
	unsigned long long tick_khz;
	struct kif_session session;
	struct watch watch;
	char command[64];
	struct kif kif;
	int ret;

	if (cmd_ready(&kif, &tick_khz, err) || watch_open(&watch, err))
		return -1;
	ret = kif_open(&kif, &session, err);
	if (!ret) {
		/* Of syscalls it is to count as good as none. */
		snprintf(command, sizeof(command),
			 "start tid=%d calls=64:110 vdso", gettid());
		ret = kif_command(&session, command, err);
		if (!ret)
			ret = watch_rewrites(&kif, params, &watch, tick_khz,
					     err);
		kif_close(&session);
	}
	watch_close(&watch);
	return ret;
}
