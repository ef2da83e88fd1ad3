// SPDX-License-Identifier: GPL-2.0
/*
 * The vDSO of 32-bit programs. It is another image than the 64-bit one, with
 * functions for times of 32 and of 64 bits, and may be missing while that is there.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "ia32.h"
#include "names.h"
#include "vdso.h"

_Static_assert(IA32_BLOCKS == CLOCK_BLOCKS, "as many values as of 64-bit calls");

/**
 * struct vdso32_row - a call
 * @row:     for the table; its kind means nothing here
 * @symbol:  in the vDSO
 * @syscall: name of what it does in the kernel
 * @args:    of both
 */
struct vdso32_row {
	struct clock_row row;
	const char *symbol;
	const char *syscall;
	uint32_t args[3];
};

#define OF_CLOCK(call, id, needs)					\
	{ { .name = #call " " #id, .clock = CLOCK_##id, .form = needs }, \
	  "__vdso_" #call, #call, { CLOCK_##id, IA32_BUFFER } }
#define OF_NONE(call, needs, ...)					\
	{ { .name = #call, .form = needs }, "__vdso_" #call, #call,	\
	  { __VA_ARGS__ } }

/* clock_gettime64 is what programs that know times after 2038 call. */
static const struct vdso32_row rows[] = {
	OF_CLOCK(clock_gettime64, REALTIME, FORM_CLOCKSOURCE),
	OF_CLOCK(clock_gettime64, MONOTONIC, FORM_CLOCKSOURCE),
	OF_CLOCK(clock_gettime64, MONOTONIC_RAW, FORM_CLOCKSOURCE),
	OF_CLOCK(clock_gettime64, BOOTTIME, FORM_CLOCKSOURCE),
	OF_CLOCK(clock_gettime64, TAI, FORM_CLOCKSOURCE),
	OF_CLOCK(clock_gettime64, MONOTONIC_COARSE, FORM_DATA),
	OF_CLOCK(clock_gettime64, THREAD_CPUTIME_ID, FORM_CPU_TIME),
	OF_CLOCK(clock_gettime, MONOTONIC, FORM_CLOCKSOURCE),
	OF_CLOCK(clock_getres, MONOTONIC, FORM_DATA),
	OF_NONE(gettimeofday, FORM_CLOCKSOURCE, IA32_BUFFER),
	OF_NONE(time, FORM_DATA, IA32_BUFFER),
	OF_NONE(getcpu, FORM_DATA, IA32_BUFFER, IA32_BUFFER),
};

void vdso32_free(struct vdso32 *vdso32)
{
	free(vdso32->calls.results);
	free(vdso32->made);
	vdso_image_free(&vdso32->image);
	memset(vdso32, 0, sizeof(*vdso32));
}

static int look_at_image(struct vdso32 *vdso32)
{
	struct err *why = &vdso32->why_not;
	char *bytes = malloc(IA32_MAX_IMAGE);
	size_t size;
	int way;

	if (!bytes)
		return err_no_memory(why);
	way = ia32_image(bytes, &size, why);
	if (way == IA32_NO_VDSO)
		err_set(why, STATUS_FAILED,
			"32-bit programs get no vDSO here; set the sysctl abi.vsyscall32 to 1, and boot without vdso32=0");
	else if (way >= 0)
		vdso_image_parse(&vdso32->image, EM_386, bytes, size, why);
	if (way >= 0)
		vdso32->way = way;
	free(bytes);
	return why->status ? -1 : 0;
}

static void find_call(const struct vdso32 *vdso32, const struct names *names,
		      const struct vdso32_row *row, struct ia32_call *call,
		      struct clock_result *result)
{
	const struct vdso_symbol *symbol;
	int nr = names_find(names, SYSPROBE_ABI_IA32, row->syscall);

	result->row = &row->row;
	if (nr < 0)
		err_set(&result->why_not, STATUS_FAILED,
			"the headers that this program was built with know no such call");
	symbol = vdso_image_find(&vdso32->image, row->symbol,
				 &result->ways[WAY_VDSO].why_not);
	err_set(&result->ways[WAY_LIBC].why_not, STATUS_FAILED,
		"the 32-bit program has no libc");
	call->nr = nr;
	call->offset = symbol ? symbol->offset : 0;
	memcpy(call->args, row->args, sizeof(call->args));
}

int vdso32_look(struct vdso32 *vdso32, const struct vdso_facts *facts,
		struct err *err)
{
	struct clock_table *calls = &vdso32->calls;
	const struct names names = { 0 };
	size_t i;

	vdso32->facts = *facts;
	vdso32->facts.ia32 = true;
	vdso32->facts.mapped = !look_at_image(vdso32);
	if (!vdso32->facts.mapped)
		return 0;
	calls->no_libc = true;
	calls->results = calloc(ARRAY_SIZE(rows), sizeof(*calls->results));
	vdso32->made = calloc(ARRAY_SIZE(rows), sizeof(*vdso32->made));
	if (!calls->results || !vdso32->made)
		return err_no_memory(err);
	calls->n = ARRAY_SIZE(rows);
	for (i = 0; i < calls->n; i++)
		find_call(vdso32, &names, &rows[i], &vdso32->made[i],
			  &calls->results[i]);
	return 0;
}

static bool failed(int32_t ret)
{
	return ret < 0 && ret >= -4095;
}

static void measure(struct clock_result *result, const struct ia32_call *call,
		    uint64_t stamp)
{
	static const enum ia32_line lines[CLOCK_LINES] = {
		[WAY_VDSO] = IA32_LINE_VDSO,
		[WAY_SYSCALL] = IA32_LINE_KERNEL,
		[CLOCK_WAYS] = IA32_LINE_EMPTY,
	};
	uint64_t took[CLOCK_LINES][CLOCK_BLOCKS];
	unsigned int length[CLOCK_LINES] = { 0 };
	struct ia32_times times;
	unsigned int line;

	if (ia32_time(call, CLOCK_STAMPS_A_BLOCK * stamp, &times,
		      &result->why_not))
		return;
	if (failed(times.tried[IA32_LINE_KERNEL])) {
		err_set(&result->why_not, STATUS_FAILED,
			"this kernel knows no such call");
		return;
	}
	if (call->offset && failed(times.tried[IA32_LINE_VDSO]))
		err_set(&result->ways[WAY_VDSO].why_not, STATUS_FAILED,
			"vdso refuses what the kernel does");
	for (line = WAY_VDSO; line < CLOCK_LINES; line++) {
		length[line] = times.block[lines[line]];
		memcpy(took[line], times.took[lines[line]],
		       sizeof(took[line]));
	}
	clock_conclude(result, took, length);
}

void vdso32_measure(struct vdso32 *vdso32, uint64_t stamp)
{
	struct clock_table *calls = &vdso32->calls;
	size_t i;

	for (i = 0; i < calls->n; i++)
		if (!calls->results[i].why_not.status)
			measure(&calls->results[i], &vdso32->made[i], stamp);
}
