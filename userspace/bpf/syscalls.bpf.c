// SPDX-License-Identifier: GPL-2.0
/*
 * What a tracer with eBPF does to a call, for the cost table: count it, or put
 * how long it took into a histogram. Only the calls of one process, as a tracer
 * of one would; the others leave after the comparison.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "syscalls.h"

/* Set before it is loaded. */
const volatile __u32 process = 0;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BPF_SYSCALLS_SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);	/* thread */
	__type(value, __u64);	/* ns */
} entries SEC(".maps");

static inline int is_watched(void)
{
	return bpf_get_current_pid_tgid() >> 32 == process;
}

static inline void count(__u32 slot)
{
	__u64 *n = bpf_map_lookup_elem(&counts, &slot);

	if (n)
		++*n;
}

SEC("raw_tp/sys_enter")
int count_enter(void *ctx)
{
	(void)ctx;
	if (is_watched())
		count(0);
	return 0;
}

SEC("raw_tp/sys_enter")
int histogram_enter(void *ctx)
{
	__u32 thread = bpf_get_current_pid_tgid();
	__u64 now;

	(void)ctx;
	if (!is_watched())
		return 0;
	now = bpf_ktime_get_ns();
	bpf_map_update_elem(&entries, &thread, &now, BPF_ANY);
	return 0;
}

/* Of a number that is not 0. */
static inline __u32 log2_of(__u64 value)
{
	__u32 log = 0, step;

	for (step = 32; step; step /= 2) {
		if (value >> step) {
			value >>= step;
			log += step;
		}
	}
	return log;
}

SEC("raw_tp/sys_exit")
int histogram_exit(void *ctx)
{
	__u32 thread = bpf_get_current_pid_tgid();
	__u64 *entry, took;

	(void)ctx;
	if (!is_watched())
		return 0;
	entry = bpf_map_lookup_elem(&entries, &thread);
	if (!entry)
		return 0;
	took = bpf_ktime_get_ns() - *entry;
	bpf_map_delete_elem(&entries, &thread);
	count(log2_of(took | 1) % BPF_SYSCALLS_SLOTS);
	return 0;
}

/* The helpers used here ask for it. */
char license_of_this[] SEC("license") = "GPL";
