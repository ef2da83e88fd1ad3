/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Called by the first instruction of a handler, so that on top of the stack is
 * the handler's own second instruction, its body, and below that the handler's
 * caller. A handler has one argument, in %rdi; every other register that a
 * function may change can be changed here.
 */
#include <linux/linkage.h>
#include <linux/version.h>
#include <asm/asm-offsets.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>
#include "direct.h"

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
#define CURRENT		PER_CPU_VAR(pcpu_hot + X86_current_task)
#else
#define CURRENT		PER_CPU_VAR(current_task)
#endif

/* 6.2 counts calls, where it must, to know how deep the CPU predicts returns. */
.macro account_call
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	CALL_DEPTH_ACCOUNT
#endif
.endm

.section .text, "ax"

SYM_TYPED_FUNC_START(sysprobe_direct_entry)
	account_call
	/* sysprobe_tasks_first(&sysprobe_session.tasks, current) */
	mov	CURRENT, %rdx
	imul	$SYSPROBE_DIRECT_RATIO, %rdx, %rsi
	shr	$SYSPROBE_DIRECT_SHIFT, %rsi
	and	sysprobe_session + SYSPROBE_DIRECT_MASK(%rip), %rsi
	add	sysprobe_session + SYSPROBE_DIRECT_CALLS(%rip), %rsi
	cmp	%rdx, (%rsi)
	je	.Lfollowed
	cmpb	$0, SYSPROBE_DIRECT_SPILLED(%rsi)
	jne	.Lspilled
	/* Into the body, with nothing of ours on the stack. */
	RET

.Lfollowed:
	push	%rdi
	call	sysprobe_direct_enter
.Lentered:
	pop	%rdi
	test	%al, %al
	jne	.Lwrap
	RET

.Lspilled:
	push	%rdi
	call	sysprobe_direct_enter_other
	jmp	.Lentered

.Lwrap:
	/* From here on it is as if the handler's caller had called us. */
	pop	%rdx
	UNWIND_HINT_FUNC
	call	sysprobe_direct_body
	push	%rax
	mov	%rax, %rdi
	call	sysprobe_direct_return
	pop	%rax
	RET
SYM_FUNC_END(sysprobe_direct_entry)

/*
 * An indirect call would need an ENDBR in the middle of the handler, and leave
 * the CPU one call ahead of the returns that it predicts.
 */
SYM_FUNC_START_LOCAL(sysprobe_direct_body)
	push	%rdx
	UNWIND_HINT_FUNC
	RET
SYM_FUNC_END(sysprobe_direct_body)
