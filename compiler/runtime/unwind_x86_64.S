/* The unwinder's entry points on x86-64: save the caller's registers as struct registers (DWARF
   numbers: rax rdx rcx rbx rsi rdi rbp rsp r8-r15, return address) and pass their address as the
   argument after the caller's own; and the way back into a frame. */

	.macro entry name, function, argument
	.globl	\name
	.type	\name, @function
\name:
	.cfi_startproc
	subq	$136, %rsp
	.cfi_adjust_cfa_offset 136
	movq	%rbx, 24(%rsp)
	movq	%rbp, 48(%rsp)
	leaq	144(%rsp), %rax
	movq	%rax, 56(%rsp)
	movq	%r12, 96(%rsp)
	movq	%r13, 104(%rsp)
	movq	%r14, 112(%rsp)
	movq	%r15, 120(%rsp)
	movq	136(%rsp), %rax
	movq	%rax, 128(%rsp)
	movq	%rsp, %\argument
	call	\function
	addq	$136, %rsp
	.cfi_adjust_cfa_offset -136
	ret
	.cfi_endproc
	.size	\name, .-\name
	.endm

	.hidden	vouch_raise
	.hidden	vouch_force
	.hidden	vouch_go_on
	.hidden	vouch_rethrow
	.hidden	vouch_trace

	.text
	entry	_Unwind_RaiseException, vouch_raise, rsi
	entry	_Unwind_ForcedUnwind, vouch_force, rcx
	entry	_Unwind_Resume, vouch_go_on, rsi
	entry	_Unwind_Resume_or_Rethrow, vouch_rethrow, rsi
	entry	_Unwind_Backtrace, vouch_trace, rdx

/* void vouch_resume(struct registers *registers, word pc): pc and rdi go below the new stack
   pointer, where the frame that is left had its return address. */
	.globl	vouch_resume
	.hidden	vouch_resume
	.type	vouch_resume, @function
vouch_resume:
	.cfi_startproc
	movq	56(%rdi), %rcx
	movq	%rsi, -8(%rcx)
	movq	40(%rdi), %rax
	movq	%rax, -16(%rcx)
	movq	0(%rdi), %rax
	movq	8(%rdi), %rdx
	movq	24(%rdi), %rbx
	movq	32(%rdi), %rsi
	movq	48(%rdi), %rbp
	movq	64(%rdi), %r8
	movq	72(%rdi), %r9
	movq	80(%rdi), %r10
	movq	88(%rdi), %r11
	movq	96(%rdi), %r12
	movq	104(%rdi), %r13
	movq	112(%rdi), %r14
	movq	120(%rdi), %r15
	leaq	-16(%rcx), %rsp
	popq	%rdi
	ret
	.cfi_endproc
	.size	vouch_resume, .-vouch_resume

	.section .note.GNU-stack,"",@progbits
