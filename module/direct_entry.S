/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Called by the first instruction of a handler, so that on top of the stack is
 * the handler's own second instruction, its body, and below that the handler's
 * caller. A handler has one argument, in %rdi; every other register that a
 * function may change can be changed here.
 */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>
#include "compat_ftrace.h"
#include "direct.h"

.section .text, "ax"

SYM_TYPED_FUNC_START(sysprobe_direct_entry)
	SYSPROBE_ACCOUNT_CALL
	/* sysprobe_tasks_first(&sysprobe_session.tasks, current) */
	mov	SYSPROBE_CURRENT, %rdx
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
