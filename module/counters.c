// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/string.h>
#include "call.h"
#include "control.h"
#include "counters.h"

static const struct {
	const char *name;
	u32 flags;
} accounts[SYSPROBE_COUNTS] = {
	[SYSPROBE_COUNT_TURNED_AWAY]  = { "turned_away",
					  SYSPROBE_COUNTER_NORMAL },
	[SYSPROBE_COUNT_CHILD_RETURN] = { "child_returns",
					  SYSPROBE_COUNTER_NORMAL },
	[SYSPROBE_COUNT_BEGUN_BEFORE] = { "begun_before",
					  SYSPROBE_COUNTER_NORMAL },
	[SYSPROBE_COUNT_UNFINISHED]   = { "unfinished",
					  SYSPROBE_COUNTER_NORMAL },
	[SYSPROBE_COUNT_UNMATCHED]    = { "unmatched_returns" },
	[SYSPROBE_COUNT_NO_RECORD]    = { "records_missed" },
	[SYSPROBE_COUNT_NO_TABLE]     = { "tables_missed" },
	[SYSPROBE_COUNT_NEGATIVE]     = { "negative_times" },
	[SYSPROBE_COUNT_WRAPPED]      = { "wrapped_buckets" },
	[SYSPROBE_COUNT_TORN]         = { "torn_reads" },
	[SYSPROBE_COUNT_NO_ERRNO]     = { "errnos_missed" },
};

static void set(struct sysprobe_counter *row, const char *name, u64 value,
		u32 flags)
{
	memset(row, 0, sizeof(*row));
	strscpy(row->name, name, sizeof(row->name));
	row->value = value;
	row->flags = flags;
}

void sysprobe_counters(struct sysprobe_counter *rows)
{
	const struct sysprobe_session *session = sysprobe_control_session();
	const struct sysprobe_hook *hook = session->hook;
	struct sysprobe_hook_misses misses;
	u32 inside, flags, lower;
	unsigned int i;

	inside = session->running ? sysprobe_call_inside() : session->inside;
	sysprobe_control_misses(&misses);
	lower = misses.lower_bound ? SYSPROBE_COUNTER_LOWER_BOUND : 0;
	set(rows++, "pool_missed", misses.pool, lower);
	set(rows++, "recursion_missed", misses.recursion, lower);
	set(rows++, "inside", inside, SYSPROBE_COUNTER_NORMAL |
				      SYSPROBE_COUNTER_LEVEL);
	for (i = 0; i < SYSPROBE_COUNTS; i++) {
		flags = accounts[i].flags;
		if (hook && !hook->sees_exits &&
		    (i == SYSPROBE_COUNT_TURNED_AWAY ||
		     i == SYSPROBE_COUNT_CHILD_RETURN))
			flags |= SYSPROBE_COUNTER_UNSEEN;
		set(rows++, accounts[i].name, sysprobe_account_counter(i),
		    flags);
	}
}
