// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "record.h"

const char *record_event(enum record_kind kind)
{
	static const char *const names[] = {
		[RECORD_SYSCALL] = "sysprobe_syscall",
		[RECORD_SWITCH] = "sysprobe_mm_switch",
		[RECORD_REWRITE] = "sysprobe_vdso_update",
	};

	return names[kind];
}

uint64_t record_written(const struct record *r)
{
	uint64_t sum = r->others;
	unsigned int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++)
		sum += r->events[kind].count;
	return sum;
}

uint64_t record_lost(const struct record *r)
{
	uint64_t sum = r->untold;
	unsigned int i;

	for (i = 0; i < r->n_cpus; i++) {
		const struct trace_losses *losses = &r->cpus[i].losses;

		sum += losses->overrun + losses->commit_overrun +
		       losses->dropped;
	}
	return sum;
}

uint64_t record_counted(const struct record *r)
{
	uint64_t sum = 0;
	unsigned int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++)
		sum += r->counted[kind];
	return sum;
}

bool record_equal(const struct record *r)
{
	uint64_t lost = record_lost(r);
	unsigned int kind;

	if (lost)
		return record_written(r) + lost == record_counted(r);
	for (kind = 0; kind < RECORD_KINDS; kind++)
		if (r->events[kind].count != r->counted[kind])
			return false;
	return !r->others;
}

void record_free(struct record *r)
{
	model_free(&r->model);
	free(r->cpus);
	memset(r, 0, sizeof(*r));
}
