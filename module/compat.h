/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between kernels that the module meets, but those of one
 * facility: compat_ftrace.h.
 * The rest of the module is written for the newest kernel.
 */
#ifndef SYSPROBE_COMPAT_H
#define SYSPROBE_COMPAT_H

#include <asm/cpufeature.h>
#include <asm/processor-flags.h>
#include <linux/bits.h>
#include <linux/irq_work.h>
#include <linux/kprobes.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/version.h>

/* cpuid() came with asm/processor.h, until 6.16 gave it a header of its own. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#include <asm/cpuid/api.h>
#else
#include <asm/processor.h>
#endif

/*
 * 5.18 gave sched_switch the previous task's state as an argument of its own
 * (commit fa2c3254d7cf, "sched/tracing: Don't re-read p->state"); before,
 * the state had to be read from the task, whose field 5.14 renamed.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#define SYSPROBE_SCHED_SWITCH_ARGS \
	void *data, bool preempt, struct task_struct *prev, \
	struct task_struct *next, unsigned int prev_state
#define sysprobe_prev_blocks()	(!preempt && prev_state != TASK_RUNNING)
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
#define SYSPROBE_SCHED_SWITCH_ARGS \
	void *data, bool preempt, struct task_struct *prev, \
	struct task_struct *next
#define sysprobe_prev_blocks()	\
	(!preempt && READ_ONCE(prev->__state) != TASK_RUNNING)
#else
#define SYSPROBE_SCHED_SWITCH_ARGS \
	void *data, bool preempt, struct task_struct *prev, \
	struct task_struct *next
#define sysprobe_prev_blocks()	\
	(!preempt && READ_ONCE(prev->state) != TASK_RUNNING)
#endif

/* 6.16 tells sched_process_exit's probes whether the whole process is gone. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define SYSPROBE_SCHED_EXIT_ARGS \
	void *data, struct task_struct *task, bool group_dead
#else
#define SYSPROBE_SCHED_EXIT_ARGS void *data, struct task_struct *task
#endif

/*
 * 6.13 calls the tracepoints of syscalls with preemption on, so that their
 * probes may fault (0e6caab8db8b).
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define sysprobe_tracepoint_enter()	preempt_disable_notrace()
#define sysprobe_tracepoint_leave()	preempt_enable_notrace()
#else
#define sysprobe_tracepoint_enter()	do { } while (0)
#define sysprobe_tracepoint_leave()	do { } while (0)
#endif

/*
 * 5.11 gathered what sends a task's calls around by the slow path in a word of
 * its own;
 * until then each was a thread flag.
 */
#ifdef SYSCALL_WORK_SECCOMP
#define sysprobe_syscall_work(task) \
	READ_ONCE(task_thread_info(task)->syscall_work)
#else
#define sysprobe_syscall_work(task) \
	READ_ONCE(task_thread_info(task)->flags)
#define SYSCALL_WORK_SECCOMP			_TIF_SECCOMP
#define SYSCALL_WORK_SYSCALL_TRACEPOINT		_TIF_SYSCALL_TRACEPOINT
#define SYSCALL_WORK_SYSCALL_TRACE		_TIF_SYSCALL_TRACE
#define SYSCALL_WORK_SYSCALL_EMU		_TIF_SYSCALL_EMU
#define SYSCALL_WORK_SYSCALL_AUDIT		_TIF_SYSCALL_AUDIT
#endif

/* 6.16 names the accessors of MSRs by the width they move. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define sysprobe_rdmsr_safe(msr, value)	rdmsrq_safe(msr, value)
#else
#define sysprobe_rdmsr_safe(msr, value)	rdmsrl_safe(msr, value)
#endif

/*
 * 6.9 can use FRED, and drops the CPU's bit for it where it doesn't: it is in
 * use if the bit is there.
 */
#ifdef X86_FEATURE_FRED
#define sysprobe_fred()	cpu_feature_enabled(X86_FEATURE_FRED)
#else
#define sysprobe_fred()	false
#endif
#ifndef MSR_IA32_FRED_CONFIG
#define MSR_IA32_FRED_CONFIG	0x1d4
#endif

/* 5.18 can have IBT, 6.2 counts the depth of calls on CPUs that need it. */
#ifdef X86_FEATURE_IBT
#define sysprobe_ibt()	cpu_feature_enabled(X86_FEATURE_IBT)
#else
#define sysprobe_ibt()	false
#endif
#ifdef X86_FEATURE_CALL_DEPTH
#define sysprobe_call_depth()	cpu_feature_enabled(X86_FEATURE_CALL_DEPTH)
#else
#define sysprobe_call_depth()	false
#endif

/*
 * How many PCIDs kernel mode has: with KPTI built in, bit 11 tells user mode's
 * from them (6fd166aae78c).
 */
#ifdef X86_CR3_PTI_PCID_USER_BIT
#define SYSPROBE_USER_PCID	BIT_ULL(X86_CR3_PTI_PCID_USER_BIT)
#define SYSPROBE_KERNEL_PCIDS	BIT(X86_CR3_PTI_PCID_USER_BIT)
#else
#define SYSPROBE_USER_PCID	0
#define SYSPROBE_KERNEL_PCIDS	BIT(12)
#endif

/* 5.11 gave irq_work an initializer (7a9f50a05843). */
#ifdef IRQ_WORK_INIT
#define SYSPROBE_IRQ_WORK(function)	IRQ_WORK_INIT(function)
#else
#define SYSPROBE_IRQ_WORK(function)	{ .func = (function) }
#endif

/* 5.11 renamed in_irq(). */
#ifndef in_hardirq
#define in_hardirq()	in_irq()
#endif

/* 5.16 got a way to clear the rest of a struct (4797632f4f1d). */
#ifndef memset_after
#define memset_after(obj, v, member) \
	memset((u8 *)(obj) + offsetofend(typeof(*(obj)), member), v, \
	       sizeof(*(obj)) - offsetofend(typeof(*(obj)), member))
#endif

/*
 * 5.13 turned the number of syscalls from an offset made by the build into a
 * macro of asm/unistd.h, for each ABI. Before, only the kernel itself knows
 * how many holes follow the last that is listed.
 */
#include <asm/unistd.h>
#ifndef IA32_NR_syscalls
#define IA32_NR_syscalls	ARRAY_SIZE(handlers_ia32)
#endif
#ifndef X32_NR_syscalls
#define X32_NR_syscalls		ARRAY_SIZE(handlers_x32)
#endif

/* It also gave x32 a table of its own. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
#define SYSPROBE_SYSCALLS_X32	"asm/syscalls_x32.h"
#else
#define SYSPROBE_SYSCALLS_X32	"asm/syscalls_64.h"
#endif

#endif /* SYSPROBE_COMPAT_H */
