// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../module/uapi/sysprobe.h"
#include "bpf/syscalls.h"
#include "cost/raw.h"
#include "cost/row.h"
#include "embed.h"

#define TRIED_CALLS	10
#define MOST_PROGRAMS	2

/* What the makefile built from bpf/syscalls.bpf.c. */
EMBED(bpf_syscalls, "syscalls.bpf.o");

enum { COUNT, HISTOGRAM };

/**
 * struct wanted - a program
 * @program:    its name; NULL ends a list
 * @tracepoint: that runs it
 */
struct wanted {
	const char *program;
	const char *tracepoint;
};

/* By a row's @arg; the last is the first that is taken off. */
static const struct wanted wanted[][MOST_PROGRAMS] = {
	[COUNT] = { { "count_enter", "sys_enter" } },
	[HISTOGRAM] = {
		{ "histogram_exit", "sys_exit" },
		{ "histogram_enter", "sys_enter" },
	},
};

/**
 * struct ebpf - programs in the kernel
 * @object: they and their maps
 * @which:  COUNT, HISTOGRAM
 * @links:  to their tracepoints, while the row is armed; NULL: there is none
 */
struct ebpf {
	struct bpf_object *object;
	unsigned int which;
	struct bpf_link *links[MOST_PROGRAMS];
};

static void *refused(int error, struct err *why_not)
{
	errno = -error;
	if (error == -EPERM || error == -EACCES)
		return cost_cannot(why_not,
				   "it takes root, or CAP_BPF and CAP_PERFMON, to load an eBPF program");
	return cost_cannot(why_not, "the kernel took no eBPF program");
}

static const char *tracepoint_of(const struct ebpf *ebpf,
				 const struct bpf_program *program)
{
	const struct wanted *w = wanted[ebpf->which];
	size_t i;

	for (i = 0; i < MOST_PROGRAMS && w[i].program; i++)
		if (!strcmp(bpf_program__name(program), w[i].program))
			return w[i].tracepoint;
	return NULL;
}

/* Read-only data can be set until it is loaded. */
static int set_process(struct ebpf *ebpf)
{
	uint32_t process = getpid();
	struct bpf_map *map;

	bpf_object__for_each_map(map, ebpf->object)
		if (strstr(bpf_map__name(map), ".rodata"))
			return bpf_map__set_initial_value(map, &process,
							  sizeof(process));
	return -ENOENT;
}

static int load(struct ebpf *ebpf)
{
	struct bpf_program *program;
	int err;

	ebpf->object = bpf_object__open_mem(bpf_syscalls,
					    bpf_syscalls_end - bpf_syscalls,
					    NULL);
	if (!ebpf->object)
		return -errno;
	bpf_object__for_each_program(program, ebpf->object)
		bpf_program__set_autoload(program,
					  tracepoint_of(ebpf, program));
	err = set_process(ebpf);
	return err ?: bpf_object__load(ebpf->object);
}

static void detach(void *state)
{
	struct ebpf *ebpf = state;
	size_t i = MOST_PROGRAMS;

	while (i--) {
		bpf_link__destroy(ebpf->links[i]);
		ebpf->links[i] = NULL;
	}
}

static int attach(void *state, struct err *why_not)
{
	struct ebpf *ebpf = state;
	const struct wanted *w = wanted[ebpf->which];
	struct bpf_program *program;
	size_t i;

	for (i = 0; i < MOST_PROGRAMS && w[i].program; i++) {
		program = bpf_object__find_program_by_name(ebpf->object,
							   w[i].program);
		ebpf->links[i] =
			bpf_program__attach_raw_tracepoint(program,
							   w[i].tracepoint);
		if (!ebpf->links[i]) {
			refused(-errno, why_not);
			detach(ebpf);
			return -1;
		}
	}
	return 0;
}

/* Of all CPUs and slots. */
static uint64_t counted(const struct ebpf *ebpf)
{
	int fd = bpf_object__find_map_fd_by_name(ebpf->object, "counts");
	int cpus = libbpf_num_possible_cpus(), cpu;
	uint64_t *values = calloc(cpus > 0 ? cpus : 1, sizeof(*values));
	uint64_t sum = 0;
	uint32_t slot;

	for (slot = 0; values && slot < BPF_SYSCALLS_SLOTS; slot++)
		if (!bpf_map_lookup_elem(fd, &slot, values))
			for (cpu = 0; cpu < cpus; cpu++)
				sum += values[cpu];
	free(values);
	return sum;
}

/* What attaching and detaching count of themselves is the same each time. */
static int try_count(struct ebpf *ebpf, struct err *why_not)
{
	uint64_t of_themselves;
	int64_t calls;
	unsigned int i;

	if (attach(ebpf, why_not))
		return -1;
	detach(ebpf);
	of_themselves = counted(ebpf);
	if (attach(ebpf, why_not))
		return -1;
	for (i = 0; i < TRIED_CALLS; i++)
		raw_call0(SYS_getpid);
	detach(ebpf);
	calls = counted(ebpf) - 2 * of_themselves;
	if (calls == TRIED_CALLS)
		return 0;
	return err_set(why_not, STATUS_FAILED,
		       "the eBPF program counted %lld of %d calls; in a pid namespace of its own it can't tell whose they are",
		       (long long)calls, TRIED_CALLS);
}

static void *ready(const struct cost_row *row, struct err *why_not)
{
	struct ebpf *ebpf = cost_state(sizeof(*ebpf), why_not);
	int err;

	if (!ebpf)
		return NULL;
	ebpf->which = row->arg;
	/* What it says is for its own developers, and goes to stderr. */
	libbpf_set_print(NULL);
	err = load(ebpf);
	if (err)
		return refused(err, why_not);
	return try_count(ebpf, why_not) ? NULL : ebpf;
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, raw_call0(SYS_getpid));
}

#define EBPF(name_, what_, which) \
	{ \
		.name = name_, \
		.what = "the same, " what_, \
		.group = COST_TRACING, \
		.order = 40 + (which), \
		.base = "untraced", \
		.arg = which, \
		.calls = { { SYSPROBE_ABI_64, SYS_getpid, 1 } }, \
		.open = ready, \
		.arm = attach, \
		.disarm = detach, \
		.block = block, \
	}

static const struct cost_row rows[] = {
	EBPF("ebpf-count",
	     "counted by an eBPF program on raw_syscalls:sys_enter", COUNT),
	EBPF("ebpf-histogram",
	     "timed by eBPF programs on raw_syscalls:sys_enter and sys_exit into a histogram",
	     HISTOGRAM),
};

COST_ROWS(rows);
