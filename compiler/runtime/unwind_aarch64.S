/* The unwinder's entry points on AArch64: save the caller's registers as struct registers (DWARF
   numbers: x0-x30, sp 31, v0-v31 from 64; x30 is the return address) and pass their address as the
   argument after the caller's own; and the way back into a frame. */

	.macro entry name, function, argument
	.globl	\name
	.type	\name, @function
\name:
	.cfi_startproc
	sub	sp, sp, #768
	.cfi_def_cfa_offset 768
	stp	x19, x20, [sp, 152]
	stp	x21, x22, [sp, 168]
	stp	x23, x24, [sp, 184]
	stp	x25, x26, [sp, 200]
	stp	x27, x28, [sp, 216]
	stp	x29, x30, [sp, 232]
	str	d8, [sp, 576]
	str	d9, [sp, 584]
	str	d10, [sp, 592]
	str	d11, [sp, 600]
	str	d12, [sp, 608]
	str	d13, [sp, 616]
	str	d14, [sp, 624]
	str	d15, [sp, 632]
	.cfi_offset 30, -528
	add	x9, sp, #768
	str	x9, [sp, 248]
	mov	\argument, sp
	bl	\function
	ldr	x30, [sp, 240]
	.cfi_restore 30
	add	sp, sp, #768
	.cfi_def_cfa_offset 0
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
	entry	_Unwind_RaiseException, vouch_raise, x1
	entry	_Unwind_ForcedUnwind, vouch_force, x3
	entry	_Unwind_Resume, vouch_go_on, x1
	entry	_Unwind_Resume_or_Rethrow, vouch_rethrow, x1
	entry	_Unwind_Backtrace, vouch_trace, x2

/* void vouch_resume(struct registers *registers, word pc): x17, which no frame expects to survive,
   holds pc to the end. */
	.globl	vouch_resume
	.hidden	vouch_resume
	.type	vouch_resume, @function
vouch_resume:
	.cfi_startproc
	mov	x17, x1
	ldr	x9, [x0, 248]
	mov	sp, x9
	ldp	x19, x20, [x0, 152]
	ldp	x21, x22, [x0, 168]
	ldp	x23, x24, [x0, 184]
	ldp	x25, x26, [x0, 200]
	ldp	x27, x28, [x0, 216]
	ldp	x29, x30, [x0, 232]
	ldr	d8, [x0, 576]
	ldr	d9, [x0, 584]
	ldr	d10, [x0, 592]
	ldr	d11, [x0, 600]
	ldr	d12, [x0, 608]
	ldr	d13, [x0, 616]
	ldr	d14, [x0, 624]
	ldr	d15, [x0, 632]
	ldp	x2, x3, [x0, 16]
	ldp	x0, x1, [x0, 0]
	br	x17
	.cfi_endproc
	.size	vouch_resume, .-vouch_resume

	.section .note.GNU-stack,"",@progbits
