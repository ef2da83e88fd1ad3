// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include "cost/row.h"
#include "cost/seccomp.h"

#define MOST_COMPARISONS	1000

/* Of a child that should have been killed. */
#define EXIT_ALIVE		1

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(answer)	BPF_STMT(BPF_RET | BPF_K, answer)
/* The next instruction if it is equal, else the one after. */
#define IF_EQUAL(value)	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)

static long install(struct sock_filter *code, unsigned int n)
{
	struct sock_fprog program = { .len = n, .filter = code };

	raw_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
	return raw_call3(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
			 (long)&program);
}

static int install_here(struct sock_filter *code, unsigned int n,
			struct err *why_not)
{
	long ret = install(code, n);

	if (!ret)
		return 0;
	errno = -ret;
	cost_cannot(why_not, "the kernel takes no seccomp filter");
	return -1;
}

int seccomp_allow_list(struct err *why_not)
{
	struct sock_filter code[] = {
		LOAD(arch),
		IF_EQUAL(AUDIT_ARCH_X86_64),
		BPF_STMT(BPF_JMP | BPF_JA, 1),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		IF_EQUAL(SYS_getppid),
		RETURN(SECCOMP_RET_ALLOW),
		IF_EQUAL(SYS_futex),
		RETURN(SECCOMP_RET_ALLOW),
		/* How a futex that waits for some time goes on after a stop. */
		IF_EQUAL(SYS_restart_syscall),
		RETURN(SECCOMP_RET_ALLOW),
		RETURN(SECCOMP_RET_ERRNO | EPERM),
	};

	return install_here(code, ARRAY_SIZE(code), why_not);
}

int seccomp_compare(unsigned int n, struct err *why_not)
{
	static struct sock_filter code[6 + 2 * MOST_COMPARISONS];
	const struct sock_filter head[] = {
		LOAD(nr),
		IF_EQUAL(SYS_getppid),
		BPF_STMT(BPF_JMP | BPF_JA, 1),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(args[0]),
	};
	const struct sock_filter refuse = RETURN(SECCOMP_RET_ERRNO | EPERM);
	unsigned int i, used = 0;

	for (i = 0; i < ARRAY_SIZE(head); i++)
		code[used++] = head[i];
	for (i = 1; i <= n && i <= MOST_COMPARISONS; i++) {
		code[used++] = (struct sock_filter)IF_EQUAL(i);
		code[used++] = refuse;
	}
	code[used++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	return install_here(code, used, why_not);
}

static long answer_with(uint32_t answer)
{
	struct sock_filter code[] = {
		LOAD(nr),
		IF_EQUAL(SYS_getppid),
		RETURN(answer),
		RETURN(SECCOMP_RET_ALLOW),
	};

	return install(code, ARRAY_SIZE(code));
}

int seccomp_answer(uint32_t answer, struct err *why_not)
{
	long ret = answer_with(answer);

	if (!ret)
		return 0;
	errno = -ret;
	cost_cannot(why_not, "the kernel takes no seccomp filter");
	return -1;
}

int seccomp_kill_child(void)
{
	long child = raw_call0(SYS_fork), ret;
	int status;

	if (!child) {
		/* Who can't be dumped leaves no core. */
		raw_call3(SYS_prctl, PR_SET_DUMPABLE, 0, 0);
		answer_with(SECCOMP_RET_KILL_PROCESS);
		seccomp_call();
		raw_call3(SYS_exit_group, EXIT_ALIVE, 0, 0);
	}
	if (child < 0)
		return child;
	ret = raw_call(SYS_wait4, child, (long)&status, 0, 0, 0, 0);
	raw_wrote(status);
	return ret < 0 ? ret : status;
}
