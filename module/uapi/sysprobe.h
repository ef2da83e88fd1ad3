/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The contract between the sysprobe module and whoever reads it.
 *
 * Reading <debugfs>/sysprobe/snapshot returns one struct sysprobe_header and
 * then header.sections sections, each a struct sysprobe_section followed by
 * section.size bytes. The whole is taken when the file is opened and is
 * header.size bytes long.
 *
 * Everything is little endian, of fixed width and naturally aligned; every
 * header and every row is a multiple of 8 bytes. Reserved fields read as 0.
 *
 * How it grows: a new kind of section, or fields added to the end of a row
 * (row_size tells how long a row is), raises the minor version; a reader
 * skips kinds it does not know and ignores the tail of a row it does not
 * know. Anything else raises the major version, and a reader refuses a major
 * version other than its own.
 *
 * Size: figures are summed over all CPUs that counted, so a snapshot is as
 * big with 256 CPUs as with one. There is at most one syscall row a number
 * and ABI (about 1,500 rows of 2.8 KiB) and SYSPROBE_MAX_ERRNO_ROWS errno
 * rows: SYSPROBE_MAX_SNAPSHOT bounds the file.
 */
#ifndef _UAPI_SYSPROBE_H
#define _UAPI_SYSPROBE_H

#include <linux/types.h>

/* "SYSPROBE" in memory order. */
#define SYSPROBE_MAGIC		0x45424f5250535953ULL
#define SYSPROBE_MAJOR		1
#define SYSPROBE_MINOR		1

#define SYSPROBE_MAX_SNAPSHOT	(8U << 20)	/* bytes */
#define SYSPROBE_MAX_ERRNO_ROWS	4096U
#define SYSPROBE_MAX_COMMAND	4096U	/* bytes of one write to control */
#define SYSPROBE_MAX_TARGETS	64U	/* ids that one command names */

/**
 * enum sysprobe_abi - through which door a call came
 * @SYSPROBE_ABI_64:   the SYSCALL instruction with a 64-bit number
 * @SYSPROBE_ABI_IA32: int 0x80, SYSENTER or SYSCALL from 32-bit mode
 * @SYSPROBE_ABI_X32:  the SYSCALL instruction with bit 30 set in the number;
 *                     rows carry the number without that bit
 * @SYSPROBE_ABIS:     how many there are
 */
enum sysprobe_abi {
	SYSPROBE_ABI_64		= 0,
	SYSPROBE_ABI_IA32	= 1,
	SYSPROBE_ABI_X32	= 2,
	SYSPROBE_ABIS		= 3,
};

/*
 * The histogram of calls that never left the CPU or were only preempted is
 * log-linear: SYSPROBE_HIST_SUB buckets of equal width in each power of two
 * from 2^SYSPROBE_HIST_MIN_LOG2 to 2^SYSPROBE_HIST_MAX_LOG2 ticks, so no
 * bucket is wider than an eighth (12.5 %) of its lower bound. Bucket 0 holds
 * what is below the range and the last bucket what is at or above its end.
 *
 *	index(t) = 1 + (e - MIN_LOG2) * SUB + ((t >> (e - 3)) & 7),
 *	           e = floor(log2(t))
 *	lower(i) = (8 + (i - 1) % 8) << ((i - 1) / 8 + MIN_LOG2 - 3)
 *
 * Calls that slept have a histogram of their own with a bucket for each power
 * of two: what they waited for decides their length, not this machine's speed.
 */
#define SYSPROBE_HIST_MIN_LOG2	4
#define SYSPROBE_HIST_MAX_LOG2	42
#define SYSPROBE_HIST_SUB_LOG2	3
#define SYSPROBE_HIST_SUB	(1 << SYSPROBE_HIST_SUB_LOG2)
#define SYSPROBE_HIST_BUCKETS \
	((SYSPROBE_HIST_MAX_LOG2 - SYSPROBE_HIST_MIN_LOG2) * \
	 SYSPROBE_HIST_SUB + 2)
#define SYSPROBE_SLEPT_BUCKETS \
	(SYSPROBE_HIST_MAX_LOG2 - SYSPROBE_HIST_MIN_LOG2 + 2)

/**
 * struct sysprobe_header - first bytes of a snapshot
 * @magic:       SYSPROBE_MAGIC
 * @major:       SYSPROBE_MAJOR of the module
 * @minor:       SYSPROBE_MINOR of the module
 * @header_size: bytes of this header; the first section starts there
 * @size:        bytes of the whole snapshot
 * @load_id:     random UUID drawn when the module was loaded. Equal in two
 *               snapshots: same boot, same load. (The kernel keeps its own
 *               boot_id to itself; the reader adds it.)
 * @session:     number of the session since load, from 1; 0 before the first,
 *               or when a start that failed gave up the last one's figures
 * @generation:  goes up with every session start and every reset
 * @start_ns:    CLOCK_REALTIME when the session started, ns
 * @read_ns:     CLOCK_REALTIME when this snapshot was taken, ns
 * @active_ns:   CLOCK_MONOTONIC ns counted since start or last reset, up to
 *               now or to the session's stop
 * @start_ticks: TSC at start or last reset
 * @read_ticks:  TSC now, or at the session's stop
 * @tick_khz:    TSC ticks per millisecond as the kernel knows it; 0: unknown
 * @sections:    how many sections follow
 * @cpus:        CPUs whose figures are summed
 * @running:     1 while the session counts
 * @reserved:    0
 */
struct sysprobe_header {
	__u64 magic;
	__u16 major;
	__u16 minor;
	__u32 header_size;
	__u64 size;
	__u8  load_id[16];
	__u64 session;
	__u64 generation;
	__u64 start_ns;
	__u64 read_ns;
	__u64 active_ns;
	__u64 start_ticks;
	__u64 read_ticks;
	__u64 tick_khz;
	__u32 sections;
	__u32 cpus;
	__u32 running;
	__u32 reserved[5];
};

/**
 * enum sysprobe_section_kind - what a section's rows are
 * @SYSPROBE_SEC_CONDITIONS: bytes (row_size 1): UTF-8 lines "key: value\n",
 *                           padded with NULs to a multiple of 8
 * @SYSPROBE_SEC_COUNTERS:   struct sysprobe_counter
 * @SYSPROBE_SEC_SYSCALLS:   struct sysprobe_syscall, by ABI, then number
 * @SYSPROBE_SEC_ERRNOS:     struct sysprobe_errno, by ABI, number, errno
 * @SYSPROBE_SEC_OVERHEAD:   struct sysprobe_overhead
 */
enum sysprobe_section_kind {
	SYSPROBE_SEC_CONDITIONS	= 1,
	SYSPROBE_SEC_COUNTERS	= 2,
	SYSPROBE_SEC_SYSCALLS	= 3,
	SYSPROBE_SEC_ERRNOS	= 4,
	SYSPROBE_SEC_OVERHEAD	= 5,
};

/**
 * enum sysprobe_key_kind - what a row's key names
 * @SYSPROBE_KEY_ALL:     nothing: everything the session counted
 * @SYSPROBE_KEY_PROCESS: a tgid in the initial pid namespace
 * @SYSPROBE_KEY_THREAD:  a tid in the initial pid namespace
 * @SYSPROBE_KEY_CGROUP:  a cgroup's id
 */
enum sysprobe_key_kind {
	SYSPROBE_KEY_ALL	= 0,
	SYSPROBE_KEY_PROCESS	= 1,
	SYSPROBE_KEY_THREAD	= 2,
	SYSPROBE_KEY_CGROUP	= 3,
};

/**
 * struct sysprobe_section - stands before each section's rows
 * @kind:     enum sysprobe_section_kind
 * @key_kind: enum sysprobe_key_kind of the rows' key
 * @row_size: bytes of one row
 * @rows:     how many rows
 * @size:     bytes up to the next section, padding to 8 included
 * @reserved: 0
 */
struct sysprobe_section {
	__u32 kind;
	__u32 key_kind;
	__u32 row_size;
	__u32 rows;
	__u64 size;
	__u64 reserved;
};

/* The kernel may have lost more than it counted (a plain, racy int). */
#define SYSPROBE_COUNTER_LOWER_BOUND	(1U << 0)
/* Not an anomaly: shown so that the books balance. */
#define SYSPROBE_COUNTER_NORMAL		(1U << 1)
/* The hook in use cannot see this; value is 0 for that reason. */
#define SYSPROBE_COUNTER_UNSEEN		(1U << 2)
/* How many there are now, not how often since: has no difference. */
#define SYSPROBE_COUNTER_LEVEL		(1U << 3)

/**
 * struct sysprobe_counter - one thing that was lost, refused or set aside
 * @name:     NUL-terminated, [a-z_]
 * @value:    how often, since start or last reset unless said otherwise
 * @flags:    SYSPROBE_COUNTER_*
 * @reserved: 0
 */
struct sysprobe_counter {
	char  name[32];
	__u64 value;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct sysprobe_syscall - what is known of one syscall
 * @key:         as section.key_kind says; 0 for SYSPROBE_KEY_ALL
 * @abi:         enum sysprobe_abi
 * @nr:          number in that ABI (x32: without bit 30)
 * @calls:       handed to a handler (under an errors-only filter: failed)
 * @returned:    came back; @calls - @returned are inside or never return
 * @errors:      returned -4095..-1 other than -512..-516
 * @restarted:   returned -512..-516, to be restarted by the kernel
 * @slept:       of @returned: blocked at least once
 * @preempted:   of @returned: taken off the CPU, but only while runnable
 * @wall_ticks:  sum over @returned of handler entry to return
 * @wall_min:    shortest, ticks; 0 when @returned is 0
 * @wall_max:    longest, ticks
 * @oncpu_ticks: sum of wall less the time the task was switched out
 * @slept_ticks: part of @wall_ticks from calls that slept
 * @result_sum:  sum of results > 0 (bytes, events), modulo 2^64
 * @hist:        @returned - @slept calls by wall ticks
 * @slept_hist:  @slept calls by wall ticks
 */
struct sysprobe_syscall {
	__u64 key;
	__u32 abi;
	__u32 nr;
	__u64 calls;
	__u64 returned;
	__u64 errors;
	__u64 restarted;
	__u64 slept;
	__u64 preempted;
	__u64 wall_ticks;
	__u64 wall_min;
	__u64 wall_max;
	__u64 oncpu_ticks;
	__u64 slept_ticks;
	__u64 result_sum;
	__u64 hist[SYSPROBE_HIST_BUCKETS];
	__u64 slept_hist[SYSPROBE_SLEPT_BUCKETS];
};

/**
 * struct sysprobe_errno - how often one call failed in one way
 * @key:   as section.key_kind says
 * @abi:   enum sysprobe_abi
 * @nr:    number in that ABI
 * @error: errno, 1..4095; 0 is the row of what the table had no room for,
 *         summed over all syscalls (@abi and @nr are 0 then)
 * @reserved: 0
 * @count: how often
 */
struct sysprobe_errno {
	__u64 key;
	__u32 abi;
	__u32 nr;
	__u32 error;
	__u32 reserved;
	__u64 count;
};

/**
 * struct sysprobe_overhead - what the hook itself costs, measured at start
 * @name:     what was measured, NUL-terminated
 * @n:        pairs of runs
 * @min:      ticks added to one call: shortest
 * @median:   median
 * @p99:      99th percentile
 * @max:      longest
 * @baseline: median ticks of the same run without the hook, already taken off
 * @inside:   ticks that the hook shows for a function that does nothing, shortest:
 *            its own part of each time that it shows; 0: not known
 */
struct sysprobe_overhead {
	char  name[32];
	__u64 n;
	__u64 min;
	__u64 median;
	__u64 p99;
	__u64 max;
	__u64 baseline;
	__u64 inside;
};

/*
 * Segments. A caller that has written "start segments=ABI:NR" to control makes
 * that call with a word between itself and the hook, in the registers of
 * arguments that the call doesn't have:
 *
 *	         before the call                     after it
 *	r10      SYSPROBE_SEGMENT_MAGIC              TSC at the handler's entry
 *	r9       TSC                                 as it was
 *	r8       TSC after the last such call, or 0  TSC at the handler's return
 *
 * The registers are looked at, and changed, in the thread that wrote the
 * command and in no other; until its session ends or it executes another
 * program; if the number is NR by the entry of that ABI; and if r10 has the
 * magic. They stay as they are when a call could not be followed: r10 then
 * still has the magic.
 */
#define SYSPROBE_SEGMENT_MAGIC		0x5359535345474d31ULL	/* "1MGESSYS" */
#define SYSPROBE_SEGMENT_SAMPLES	16384U	/* kept; more are counted */

/**
 * enum sysprobe_segment - parts of a call, as its caller sees it
 * @SYSPROBE_SEGMENT_ENTRY: from the caller's stamp to the handler
 * @SYSPROBE_SEGMENT_BODY:  the handler
 * @SYSPROBE_SEGMENT_EXIT:  from the handler to the caller's second stamp
 * @SYSPROBE_SEGMENTS:      how many there are
 */
enum sysprobe_segment {
	SYSPROBE_SEGMENT_ENTRY	= 0,
	SYSPROBE_SEGMENT_BODY	= 1,
	SYSPROBE_SEGMENT_EXIT	= 2,
	SYSPROBE_SEGMENTS	= 3,
};

#endif /* _UAPI_SYSPROBE_H */
