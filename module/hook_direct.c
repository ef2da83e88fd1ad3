// SPDX-License-Identifier: GPL-2.0
/*
 * An ftrace direct call on each handler that a session selects: nothing but
 * the trampoline of direct_entry.S stands between caller and handler, no
 * registers are saved, and no instance is taken from a pool.
 *
 * Calls of tasks that aren't followed go on into the handler and leave nothing
 * behind. A call that is timed has a return address into the module on its
 * stack, under the handler's frame, until it comes back: what that
 * means for the end of a session is left.c's.
 */
#include <asm/compat.h>
#include <asm/cpufeature.h>
#include <asm/ptrace.h>
#include <asm/tsc.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "account.h"
#include "attach.h"
#include "call.h"
#include "compat.h"
#include "direct.h"
#include "dummy.h"
#include "handlers.h"
#include "hook.h"
#include "hot.h"
#include "left.h"

/*
 * A handler may serve more than one ABI. The number is in the registers, where a
 * tracer may have changed it; the dispatcher has taken it from there.
 */
static __always_inline unsigned int abi_of(u32 *nr)
{
	unsigned int abi = SYSPROBE_ABI_64;

	if (in_ia32_syscall()) {
		abi = SYSPROBE_ABI_IA32;
	} else if (*nr & SYSPROBE_X32_BIT) {
		abi = SYSPROBE_ABI_X32;
		*nr &= ~SYSPROBE_X32_BIT;
	}
	*nr = min_t(u32, *nr, SYSPROBE_NO_NUMBER);
	return abi;
}

/* With preemption off. */
static noinline bool enter_other(const struct pt_regs *regs)
{
	u32 nr = regs->orig_ax;
	unsigned int abi = abi_of(&nr);
	const struct sysprobe_call *call;

	call = sysprobe_tasks_find(&sysprobe_session.tasks, current);
	if (!call)
		return false;
	/* No handler calls another one: whoever does is inside already. */
	if (sysprobe_task_inside(call)) {
		sysprobe_account_count(SYSPROBE_COUNT_UNMATCHED);
		return false;
	}
	/* An emulated vsyscall, which is a page fault, is told by its number, -1. */
	if (!(sysprobe_plan_of(abi, nr) &
	      (SYSPROBE_CALL_EXISTS | SYSPROBE_CALL_SCRATCH)))
		return false;
	return sysprobe_call_enter_other(abi, nr);
}
NOKPROBE_SYMBOL(enter_other);

bool sysprobe_direct_enter_other(const struct pt_regs *regs)
{
	bool timed;

	preempt_disable_notrace();
	timed = enter_other(regs);
	preempt_enable_notrace();
	return timed;
}
NOKPROBE_SYMBOL(sysprobe_direct_enter_other);

/* in_ia32_syscall(), which would ask the CPU for current. */
static __always_inline bool is_ia32(struct task_struct *task)
{
	return IS_ENABLED(CONFIG_IA32_EMULATION) &&
	       task_thread_info(task)->status & TS_COMPAT;
}

bool sysprobe_direct_enter(const struct pt_regs *regs,
			   struct sysprobe_call *call,
			   struct task_struct *task)
{
	/* Half of it: no instruction is needed to drop the other. */
	u32 nr = *(const u32 *)&regs->orig_ax;
	int timed = -1;

	preempt_disable_notrace();
	if (likely(nr < SYSPROBE_NO_NUMBER && !is_ia32(task)))
		timed = sysprobe_call_enter_record(call, SYSPROBE_ABI_64, nr);
	if (unlikely(timed < 0))
		timed = enter_other(regs);
	preempt_enable_notrace();
	return timed;
}
NOKPROBE_SYMBOL(sysprobe_direct_enter);

/* Not where one looks first, or no session's any more. */
static noinline void return_other(u64 now, long result)
{
	struct sysprobe_call *call;

	call = sysprobe_tasks_find(&sysprobe_session.tasks, current);
	if (call && sysprobe_task_inside(call))
		sysprobe_call_return_other(call, now, result);
	else
		sysprobe_left_returned();
}
NOKPROBE_SYMBOL(return_other);

void sysprobe_direct_return(long result)
{
	struct sysprobe_call *call;
	u64 now;

	/* First: who is switched out in between would be so after its return. */
	preempt_disable_notrace();
	now = rdtsc_ordered();
	if (likely(sysprobe_tasks_first(&sysprobe_session.tasks, current,
					&call) > 0 &&
		   call->state == SYSPROBE_TASK_INSIDE))
		sysprobe_call_return(call, now, result);
	else
		return_other(now, result);
	preempt_enable_notrace();
}
NOKPROBE_SYMBOL(sysprobe_direct_return);

/*
 * The kretprobe's, on handlers that take no direct call. The return address that
 * it leaves is the kernel's own: nobody has to come back here.
 */
static int on_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct sysprobe_call *call;

	if (!enter_other((const struct pt_regs *)regs->di))
		return 1;
	call = sysprobe_tasks_find(&sysprobe_session.tasks, current);
	call->probed = true;
	return 0;
}
NOKPROBE_SYMBOL(on_entry);

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	u64 now = rdtsc_ordered();
	struct sysprobe_call *call;

	call = sysprobe_tasks_find(&sysprobe_session.tasks, current);
	if (!call)
		return 0;
	call->probed = false;
	sysprobe_call_return_other(call, now, regs_return_value(regs));
	return 0;
}
NOKPROBE_SYMBOL(on_return);

static const char *direct_why_not(void)
{
	BUILD_BUG_ON(offsetof(struct sysprobe_hot_session, tasks.call) !=
		     SYSPROBE_DIRECT_CALLS);
	BUILD_BUG_ON(offsetof(struct sysprobe_hot_session, tasks.mask) !=
		     SYSPROBE_DIRECT_MASK);
	BUILD_BUG_ON(offsetof(struct sysprobe_call, task) != 0);
	BUILD_BUG_ON(offsetof(struct sysprobe_call, spilled) !=
		     SYSPROBE_DIRECT_SPILLED);
	BUILD_BUG_ON(GOLDEN_RATIO_32 != SYSPROBE_DIRECT_RATIO);

	if (!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS))
		return "this kernel was built without direct calls of ftrace";
	/* What nothing that it was tried on has: */
	if (!IS_ENABLED(CONFIG_UNWINDER_ORC))
		return "not tried on kernels built without the ORC unwinder";
	if (IS_ENABLED(CONFIG_CFI_CLANG) || IS_ENABLED(CONFIG_CFI))
		return "not tried on kernels built with control flow integrity (CFI)";
	if (sysprobe_ibt())
		return "not tried on CPUs that check indirect branches (IBT)";
	/* Dispatchers call the padding, where the kernel counts. */
	if (sysprobe_call_depth())
		return "handlers are not found with call depth tracking (retbleed=stuff)";
	return NULL;
}

static const struct sysprobe_attach how = {
	.trampoline = sysprobe_direct_entry,
	.entry = on_entry,
	.ret = on_return,
};

static void direct_disarm(void)
{
	sysprobe_attach_detach();
	/*
	 * Whoever was in the trampoline, on the way in, is in the handler or
	 * out again when it has slept.
	 */
	synchronize_rcu_tasks();
}

/* Of the few handlers that get a kretprobe: as many as tasks may sleep there. */
#define MAXACTIVE_MIN	64
#define MAXACTIVE_MAX	4096

static int direct_arm(const struct sysprobe_filter *filter,
		      unsigned int threads)
{
	unsigned long *handlers;
	int n, err;

	n = sysprobe_handlers_find(filter,
				   (unsigned long)sysprobe_dummy_traced,
				   &handlers);
	if (n < 0)
		return n == -E2BIG ? -EOPNOTSUPP : n;
	err = sysprobe_attach(&how, handlers, n,
			      clamp_t(unsigned int, 2 * threads,
				      MAXACTIVE_MIN, MAXACTIVE_MAX));
	/* As in direct_disarm(): some may have been in place. */
	if (err)
		synchronize_rcu_tasks();
	return err;
}

static void direct_misses(struct sysprobe_hook_misses *misses)
{
	sysprobe_attach_missed(&misses->pool, &misses->recursion);
	misses->lower_bound = sysprobe_attach_probes();
}

static size_t direct_bytes(void)
{
	return sysprobe_attach_bytes();
}

static void direct_rehearse(bool hooked)
{
	struct pt_regs regs = { .orig_ax = SYSPROBE_SCRATCH_NR };

	sysprobe_dummy_call(hooked ? SYSPROBE_DUMMY_TRACED :
				     SYSPROBE_DUMMY_BARE,
			    &regs, SYSPROBE_SCRATCH_NR);
}

/* The dummy's call would be taken for one of the ABI that current is in. */
static const char *direct_rehearsal(void)
{
	return in_ia32_syscall() ? NULL : "direct_call";
}

const struct sysprobe_hook sysprobe_hook_direct = {
	.name = "direct",
	.sees = "every call handed to the handler of a selected call, in-range holes included, of tasks that are followed; not calls turned away before (seccomp, ptrace, user dispatch, number -1 or out of range); not all tasks, as sleepers may never return; reboot is taken as never returning",
	.costs = "calls of tasks not followed pay a look-up, if their handler is that of a selected call",
	.keeps_out = "nobody else can put a direct call (EBUSY or EINVAL) or a livepatch (EBUSY) on these handlers meanwhile",
	.adds = { .counted = 110, .other = 10 },
	.sees_exits = false,
	.leaves = true,
	.why_not = direct_why_not,
	.arm = direct_arm,
	.disarm = direct_disarm,
	.misses = direct_misses,
	.bytes = direct_bytes,
	.rehearse = direct_rehearse,
	.rehearsal = direct_rehearsal,
};
