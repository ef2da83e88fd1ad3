// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own count of the calls that came in, while so many are made. A
 * session of this thread's for 64-bit calls; for 32-bit ones another, as those are
 * made by children.
 */
#include <stdio.h>
#include <unistd.h>
#include "cmd.h"
#include "vdso.h"

/* Nothing else may be counted than the calls of this thread, by any number. */
static void command64(char *buf, size_t size)
{
	unsigned int kind;
	size_t used;

	used = snprintf(buf, size, "start tid=%d", gettid());
	for (kind = 0; kind < CLOCK_KINDS && used < size; kind++)
		used += snprintf(buf + used, size - used, "%s%u",
				 kind ? "," : " calls=64:",
				 clock_nr(kind));
}

/* Nothing but what the program's calls may end in, whichever form of it. */
static void command32(const struct vdso32 *vdso32, char *buf, size_t size)
{
	size_t used, i;

	used = snprintf(buf, size, "start pid=%d", getpid());
	for (i = 0; i < vdso32->calls.n && used < size; i++)
		used += snprintf(buf + used, size - used, "%s%u",
				 i ? "," : " calls=ia32:", vdso32->made[i].nr);
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
	else if (model_unseen(&model))
		ret = err_set(err, STATUS_FAILED,
			      "the module lost %llu events, so that entries may have gone unseen; run it again when there is less to do",
			      (unsigned long long)model_unseen(&model));
	model_free(&model);
	return ret;
}

/**
 * struct counting - a session that counts
 * @kif:     the kernel
 * @session: open
 */
struct counting {
	const struct kif *kif;
	struct kif_session session;
};

static int count_way(const struct counting *counting, struct vdso *vdso,
		     size_t i, enum clock_way way, struct err *err)
{
	struct clock_result *result = &vdso->calls.results[i];
	uint64_t before, after;

	if (count_so_far(counting->kif, &counting->session, &before, err))
		return -1;
	clock_make(result, way, CLOCK_COUNTED_CALLS);
	if (count_so_far(counting->kif, &counting->session, &after, err))
		return -1;
	result->ways[way].entries = after - before;
	return 0;
}

static int count_way32(const struct counting *counting, struct vdso *vdso,
		       size_t i, enum clock_way way, struct err *err)
{
	struct clock_result *result = &vdso->ia32.calls.results[i];
	uint64_t before, after;

	if (count_so_far(counting->kif, &counting->session, &before, err) ||
	    ia32_make(&vdso->ia32.made[i],
		      way == WAY_VDSO ? IA32_BY_VDSO : IA32_BY_KERNEL,
		      CLOCK_COUNTED_CALLS, err) ||
	    count_so_far(counting->kif, &counting->session, &after, err))
		return -1;
	result->ways[way].entries = after - before;
	return 0;
}

typedef int count_t(const struct counting *counting, struct vdso *vdso,
		    size_t i, enum clock_way way, struct err *err);

static int count_all(const struct counting *counting, struct vdso *vdso,
		     const struct clock_table *calls, count_t *count,
		     struct err *err)
{
	const struct clock_result *r;
	unsigned int way;
	size_t i;

	for (i = 0; i < calls->n; i++) {
		r = &calls->results[i];
		for (way = 0; way < CLOCK_WAYS; way++)
			if (!r->why_not.status && !r->ways[way].why_not.status &&
			    count(counting, vdso, i, way, err))
				return -1;
	}
	return 0;
}

static void count_table(const struct kif *kif, struct vdso *vdso,
			struct clock_table *calls, const char *command,
			count_t *count)
{
	struct err *err = &calls->why_not_counted;
	struct counting counting = { .kif = kif };

	if (kif_open(kif, &counting.session, err))
		return;
	if (!kif_command(&counting.session, command, err))
		count_all(&counting, vdso, calls, count, err);
	kif_close(&counting.session);
}

void vdso_count(const struct kif *kif, struct vdso *vdso)
{
	char command[SYSPROBE_MAX_COMMAND];

	command64(command, sizeof(command));
	count_table(kif, vdso, &vdso->calls, command, count_way);
	/* What stood in the way does so still. */
	vdso->ia32.calls.why_not_counted = vdso->calls.why_not_counted;
	if (!vdso->ia32.calls.n || vdso->calls.why_not_counted.status)
		return;
	command32(&vdso->ia32, command, sizeof(command));
	count_table(kif, vdso, &vdso->ia32.calls, command, count_way32);
}
