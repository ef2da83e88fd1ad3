/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's own trace events. They tell one by one of what a session counts,
 * and of nothing else: without a session that counts it, an event never fires.
 * One that nobody has enabled costs what a NOP costs.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM sysprobe

#if !defined(SYSPROBE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SYSPROBE_TRACE_H

#include <linux/tracepoint.h>
#include <linux/types.h>

/*
 * A syscall has ended and was booked: as many as the column "returned" counts,
 * with the ticks that it sums up. Fields are what enum sysprobe_abi and struct
 * sysprobe_call say; @ret is what the handler returned, as it stands in the
 * register, which of rt_sigreturn is no result.
 */
TRACE_EVENT(sysprobe_syscall,
	TP_PROTO(unsigned int abi, unsigned int nr, long ret, u64 ticks,
		 u64 off_ticks, unsigned int slept, unsigned int preempted),
	TP_ARGS(abi, nr, ret, ticks, off_ticks, slept, preempted),
	TP_STRUCT__entry(
		__field(long, ret)
		__field(u64, ticks)
		__field(u64, off_ticks)
		__field(u32, abi)
		__field(u32, nr)
		__field(u32, slept)
		__field(u32, preempted)
	),
	TP_fast_assign(
		__entry->ret = ret;
		__entry->ticks = ticks;
		__entry->off_ticks = off_ticks;
		__entry->abi = abi;
		__entry->nr = nr;
		__entry->slept = slept;
		__entry->preempted = preempted;
	),
	TP_printk("abi=%s nr=%u ret=%ld ticks=%llu off_ticks=%llu slept=%u preempted=%u",
		  __print_symbolic(__entry->abi,
				   { 0, "64" }, { 1, "ia32" }, { 2, "x32" }),
		  __entry->nr, __entry->ret, __entry->ticks, __entry->off_ticks,
		  __entry->slept, __entry->preempted)
);

/*
 * This CPU went to another address space: as many as "mm_switch_flushed" and
 * "mm_switch_kept" count. PCIDs are CR3's low bits, 0 where CR4.PCIDE is off.
 */
TRACE_EVENT(sysprobe_mm_switch,
	TP_PROTO(unsigned int prev_pcid, unsigned int next_pcid, bool flushed),
	TP_ARGS(prev_pcid, next_pcid, flushed),
	TP_STRUCT__entry(
		__field(u16, prev_pcid)
		__field(u16, next_pcid)
		__field(u8, flushed)
	),
	TP_fast_assign(
		__entry->prev_pcid = prev_pcid;
		__entry->next_pcid = next_pcid;
		__entry->flushed = flushed;
	),
	TP_printk("prev_pcid=%u next_pcid=%u flushed=%u", __entry->prev_pcid,
		  __entry->next_pcid, __entry->flushed)
);

/*
 * The vDSO's data was rewritten: as many as "updates" counts. @interval is in
 * ticks since the one before, 0 of the first that a session saw; @write what it
 * took, the probe's own cost included, 0 where the probe missed it.
 */
TRACE_EVENT(sysprobe_vdso_update,
	TP_PROTO(unsigned int cause, u64 interval, u64 write),
	TP_ARGS(cause, interval, write),
	TP_STRUCT__entry(
		__field(u64, interval)
		__field(u64, write)
		__field(u32, cause)
	),
	TP_fast_assign(
		__entry->interval = interval;
		__entry->write = write;
		__entry->cause = cause;
	),
	TP_printk("cause=%s interval=%llu write=%llu",
		  __print_symbolic(__entry->cause, { 0, "tick" }, { 1, "set" },
				   { 2, "other" }),
		  __entry->interval, __entry->write)
);

#endif /* SYSPROBE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
