// SPDX-License-Identifier: GPL-2.0
#include <asm/msr.h>
#include <asm/tsc.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include <linux/vmalloc.h>
#include "account.h"
#include "conditions.h"
#include "control.h"
#include "counters.h"
#include "errnos.h"
#include "snapshot.h"

static u8 load_id[16];

void sysprobe_snapshot_init(void)
{
	generate_random_uuid(load_id);
}

/* A snapshot being made: sections are appended, the header comes last. */
struct draft {
	char *bytes;
	size_t used;
	struct sysprobe_section *section;
	u32 sections;
};

static void begin_section(struct draft *draft, u32 kind, u32 row_size)
{
	draft->section = (void *)(draft->bytes + draft->used);
	memset(draft->section, 0, sizeof(*draft->section));
	draft->section->kind = kind;
	draft->section->key_kind = SYSPROBE_KEY_ALL;
	draft->section->row_size = row_size;
	draft->used += sizeof(*draft->section);
	draft->sections++;
}

/* Where the next row goes, whatever a look before left there. */
static void *next_row(const struct draft *draft)
{
	return draft->bytes + draft->used;
}

static void add_rows(struct draft *draft, u32 rows)
{
	draft->section->rows += rows;
	draft->used += (size_t)rows * draft->section->row_size;
}

static void end_section(struct draft *draft)
{
	draft->used = ALIGN(draft->used, 8);
	draft->section->size = (char *)next_row(draft) -
			       (char *)(draft->section + 1);
}

static void add_conditions(struct draft *draft)
{
	begin_section(draft, SYSPROBE_SEC_CONDITIONS, 1);
	add_rows(draft, sysprobe_conditions(next_row(draft)));
	end_section(draft);
}

static void add_counters(struct draft *draft)
{
	begin_section(draft, SYSPROBE_SEC_COUNTERS,
		      sizeof(struct sysprobe_counter));
	sysprobe_counters(next_row(draft));
	add_rows(draft, SYSPROBE_COUNTER_ROWS);
	end_section(draft);
}

static void add_syscalls(struct draft *draft)
{
	unsigned int abi;
	u32 nr;

	begin_section(draft, SYSPROBE_SEC_SYSCALLS,
		      sizeof(struct sysprobe_syscall));
	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < sysprobe_abi_numbers(abi); nr++)
			if (sysprobe_account_sum(abi, nr, next_row(draft)))
				add_rows(draft, 1);
	end_section(draft);
}

static void add_errnos(struct draft *draft)
{
	begin_section(draft, SYSPROBE_SEC_ERRNOS,
		      sizeof(struct sysprobe_errno));
	add_rows(draft, sysprobe_errnos_sum(next_row(draft),
					    SYSPROBE_MAX_ERRNO_ROWS));
	end_section(draft);
}

static void add_overhead(struct draft *draft)
{
	const struct sysprobe_session *session = sysprobe_control_session();

	begin_section(draft, SYSPROBE_SEC_OVERHEAD,
		      sizeof(struct sysprobe_overhead));
	if (session->number) {
		*(struct sysprobe_overhead *)next_row(draft) = session->cost;
		add_rows(draft, 1);
	}
	end_section(draft);
}

static void fill_header(struct draft *draft)
{
	const struct sysprobe_session *s = sysprobe_control_session();
	struct sysprobe_header *head = (void *)draft->bytes;

	head->magic = SYSPROBE_MAGIC;
	head->major = SYSPROBE_MAJOR;
	head->minor = SYSPROBE_MINOR;
	head->header_size = sizeof(*head);
	head->size = draft->used;
	memcpy(head->load_id, load_id, sizeof(load_id));
	head->session = s->number;
	head->generation = sysprobe_account_generation();
	head->start_ns = s->start_ns;
	head->read_ns = ktime_get_real_ns();
	head->active_ns = (s->running ? ktime_get_ns() : s->until_ns) -
			  s->since_ns;
	head->start_ticks = s->since_ticks;
	head->read_ticks = s->running ? rdtsc_ordered() : s->until_ticks;
	head->tick_khz = tsc_khz;
	head->sections = draft->sections;
	head->cpus = sysprobe_account_cpus();
	head->running = s->running;
}

/* As much as there can be; pages that stay empty are held until the close. */
static size_t room(void)
{
	size_t numbers = 0;
	unsigned int abi;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		numbers += sysprobe_abi_numbers(abi);
	return sizeof(struct sysprobe_header) +
	       5 * sizeof(struct sysprobe_section) +
	       SYSPROBE_CONDITIONS_SIZE +
	       SYSPROBE_COUNTER_ROWS * sizeof(struct sysprobe_counter) +
	       (numbers + 1) * sizeof(struct sysprobe_syscall) +
	       SYSPROBE_MAX_ERRNO_ROWS * sizeof(struct sysprobe_errno) +
	       sizeof(struct sysprobe_overhead);
}

void *sysprobe_snapshot_take(size_t *size)
{
	struct draft draft = { .used = sizeof(struct sysprobe_header) };
	int err;

	BUILD_BUG_ON(sizeof(struct sysprobe_header) % 8 ||
		     sizeof(struct sysprobe_section) % 8 ||
		     sizeof(struct sysprobe_counter) % 8 ||
		     sizeof(struct sysprobe_syscall) % 8 ||
		     sizeof(struct sysprobe_errno) % 8 ||
		     sizeof(struct sysprobe_overhead) % 8);

	draft.bytes = vzalloc(room());
	if (!draft.bytes)
		return ERR_PTR(-ENOMEM);
	err = sysprobe_control_lock();
	if (err) {
		vfree(draft.bytes);
		return ERR_PTR(err);
	}
	add_conditions(&draft);
	add_counters(&draft);
	add_syscalls(&draft);
	add_errnos(&draft);
	add_overhead(&draft);
	fill_header(&draft);
	sysprobe_control_unlock();
	*size = draft.used;
	return draft.bytes;
}
