// SPDX-License-Identifier: GPL-2.0
/*
 * What a filter can do with a call besides letting it through. That it does so
 * is looked at before anything is timed.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/wait.h>
#include "../module/uapi/sysprobe.h"
#include "cost/checked.h"
#include "cost/row.h"
#include "cost/seccomp.h"

#define DENIED	EACCES
/* SYS_SECCOMP of asm-generic/siginfo.h, which the C library leaves out. */
#define BY_SECCOMP	1

static void *refuse(const struct cost_row *row, struct err *why_not)
{
	long ret;

	if (seccomp_answer(SECCOMP_RET_ERRNO | DENIED, why_not))
		return NULL;
	ret = seccomp_call();
	if (ret == -DENIED)
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED, "ERRNO %d returned %ld", DENIED, ret);
	return NULL;
}

/* What the last SIGSYS said; a handler has no other way to say it. */
static volatile sig_atomic_t trapped_nr;

static void trapped(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	trapped_nr = info->si_code == BY_SECCOMP ? info->si_syscall : -1;
}

static void *trap(const struct cost_row *row, struct err *why_not)
{
	struct sigaction action = {
		.sa_sigaction = trapped,
		.sa_flags = SA_SIGINFO,
	};

	if (sigaction(SIGSYS, &action, NULL))
		return cost_cannot(why_not, "SIGSYS cannot be handled");
	if (seccomp_answer(SECCOMP_RET_TRAP, why_not))
		return NULL;
	trapped_nr = -1;
	seccomp_call();
	if (trapped_nr == SYS_getppid)
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED, "TRAP raised no SIGSYS for the call");
	return NULL;
}

static bool killed(void)
{
	int status = seccomp_kill_child();

	return status >= 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static void *kill_child(const struct cost_row *row, struct err *why_not)
{
	if (killed())
		return cost_no_state(row, why_not);
	err_set(why_not, STATUS_FAILED, "KILL does not end a process by SIGSYS");
	return NULL;
}

static uint64_t block(void *state, size_t n)
{
	(void)state;
	return COST_LOOP(n, seccomp_call());
}

static int kill_one(void *state)
{
	(void)state;
	return killed() ? 0 : -1;
}

CHECKED_BLOCK(kill_one)

/* A call that a filter turns away is handed to no handler, and not counted. */
static const struct cost_row rows[] = {
	{
		.name = "seccomp-errno",
		.what = "getppid, which a filter answers with an errno",
		.group = COST_SECCOMP,
		.order = 60,
		.base = "seccomp-none",
		.open = refuse,
		.block = block,
	},
	{
		.name = "seccomp-trap",
		.what = "getppid, for which a filter raises SIGSYS, and rt_sigreturn from the handler",
		.group = COST_SECCOMP,
		.order = 70,
		.base = "seccomp-none",
		.calls = { { SYSPROBE_ABI_64, SYS_rt_sigreturn, 1 } },
		.open = trap,
		.block = block,
	},
	{
		.name = "seccomp-kill",
		.what = "fork of a child that takes on a filter and is killed by it for getppid, and wait4",
		.group = COST_SECCOMP,
		.order = 80,
		.calls = {
			{ SYSPROBE_ABI_64, SYS_fork, 1 },
			{ SYSPROBE_ABI_64, SYS_wait4, 1 },
		},
		.open = kill_child,
		.block = block_kill_one,
	},
};

COST_ROWS(rows);
