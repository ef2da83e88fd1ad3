/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Direct calls of ftrace, whose functions every other kernel has by other names.
 * The first part is for the assembler.
 */
#ifndef SYSPROBE_COMPAT_FTRACE_H
#define SYSPROBE_COMPAT_FTRACE_H

#include <linux/version.h>

#ifdef __ASSEMBLY__

/*
 * 6.1 wants functions that are reached by a pointer to say so, and only then
 * gives them the ENDBR that they need (ccace936eec7).
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
#include <linux/cfi_types.h>
#else
#define SYM_TYPED_FUNC_START(name)	SYM_FUNC_START(name)
#endif

/* 6.2 to 6.14 kept it in a struct (e57ef2ed97c1); the others name it. */
#ifdef X86_current_task
#define SYSPROBE_CURRENT	PER_CPU_VAR(pcpu_hot + X86_current_task)
#else
#define SYSPROBE_CURRENT	PER_CPU_VAR(current_task)
#endif

/* 6.2 counts calls, where it must, to know how deep the CPU predicts returns. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define SYSPROBE_ACCOUNT_CALL	CALL_DEPTH_ACCOUNT
#else
#define SYSPROBE_ACCOUNT_CALL
#endif

#else /* !__ASSEMBLY__ */

#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/string.h>

/**
 * struct sysprobe_direct - direct calls from some functions to one
 * @ops: ftrace's
 * @ips: where the functions begin
 * @n:   how many
 */
struct sysprobe_direct {
	struct ftrace_ops ops;
	const unsigned long *ips;
	unsigned int n;
};

/*
 * Until 6.8 (d05cb470663a) the kernel frees the last one only of the tables that
 * it outgrows while it registers some functions. It grows beyond 64, 128, 256 and so on, so
 * that many at a time, or as many as there are already, make it grow once.
 */
static inline unsigned int sysprobe_direct_at_once(unsigned int there)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
	return max(64U, there);
#else
	return UINT_MAX;
#endif
}

/*
 * sysprobe_direct_takes() - would ftrace have each of them? They may still be
 * another's. 0; -EINVAL: not one of them at least; or another errno.
 *
 * sysprobe_direct_register() - @ops is zeroed. 0, or an errno: @n is how many are
 * registered all the same, and have to be taken off. -EBUSY: one of them has a direct
 * call of somebody else's. -ENODEV: ftrace doesn't have one of them.
 *
 * sysprobe_direct_unregister() - of those that are registered. 0, or an errno: ftrace
 * has given up on itself. What
 * was in place stays there, and so must @direct.
 */
#if !defined(CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS)
static inline int sysprobe_direct_takes(struct sysprobe_direct *direct)
{
	return -EOPNOTSUPP;
}

static inline int sysprobe_direct_register(struct sysprobe_direct *direct,
					   unsigned long to)
{
	return -EOPNOTSUPP;
}

static inline int sysprobe_direct_unregister(struct sysprobe_direct *direct,
					     unsigned long to)
{
	return 0;
}
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
static inline int sysprobe_direct_filter(struct sysprobe_direct *direct)
{
	/* The kernel's argument isn't const, but is only read. */
	return ftrace_set_filter_ips(&direct->ops,
				     (unsigned long *)direct->ips, direct->n,
				     0, 1);
}

static inline int sysprobe_direct_takes(struct sysprobe_direct *direct)
{
	int err = sysprobe_direct_filter(direct);

	ftrace_free_filter(&direct->ops);
	memset(&direct->ops, 0, sizeof(direct->ops));
	return err;
}

static inline int sysprobe_direct_register(struct sysprobe_direct *direct,
					   unsigned long to)
{
	int err = sysprobe_direct_filter(direct);

	if (!err)
		/* Until 6.4 it had this name (8788ca164eb4). */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
		err = register_ftrace_direct_multi(&direct->ops, to);
#else
		err = register_ftrace_direct(&direct->ops, to);
#endif
	if (err) {
		ftrace_free_filter(&direct->ops);
		direct->n = 0;
	}
	return err;
}

static inline int sysprobe_direct_unregister(struct sysprobe_direct *direct,
					     unsigned long to)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	int err = unregister_ftrace_direct_multi(&direct->ops, to);

	if (!err)
		ftrace_free_filter(&direct->ops);
	return err;
#else
	return unregister_ftrace_direct(&direct->ops, to, true);
#endif
}
#else
/*
 * One by one; several at a time, by their addresses, from 5.18 on. Which it has, the
 * kernel tells when they are registered: -ENODEV.
 */
static inline int sysprobe_direct_takes(struct sysprobe_direct *direct)
{
	return 0;
}

static inline int sysprobe_direct_unregister(struct sysprobe_direct *direct,
					     unsigned long to)
{
	int err, first = 0;

	while (direct->n) {
		err = unregister_ftrace_direct(direct->ips[--direct->n], to);
		first = first ?: err;
	}
	return first;
}

static inline int sysprobe_direct_register(struct sysprobe_direct *direct,
					   unsigned long to)
{
	unsigned int n = direct->n;
	int err = 0;

	for (direct->n = 0; direct->n < n; direct->n++) {
		err = register_ftrace_direct(direct->ips[direct->n], to);
		if (err)
			break;
	}
	return err;
}
#endif

#endif /* __ASSEMBLY__ */

#endif /* SYSPROBE_COMPAT_FTRACE_H */
