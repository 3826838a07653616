/* The unwinder's entry points on RISC-V: save the caller's registers as struct registers (DWARF
   numbers: x0-x31, f0-f31; x1 is the return address) and pass their address as the argument after
   the caller's own; and the way back into a frame. */

	.macro entry name, function, argument
	.globl	\name
	.type	\name, @function
\name:
	.cfi_startproc
	addi	sp, sp, -512
	.cfi_def_cfa_offset 512
	sd	ra, 8(sp)
	.cfi_offset 1, -504
	addi	t0, sp, 512
	sd	t0, 16(sp)
	sd	s0, 64(sp)
	sd	s1, 72(sp)
	sd	s2, 144(sp)
	sd	s3, 152(sp)
	sd	s4, 160(sp)
	sd	s5, 168(sp)
	sd	s6, 176(sp)
	sd	s7, 184(sp)
	sd	s8, 192(sp)
	sd	s9, 200(sp)
	sd	s10, 208(sp)
	sd	s11, 216(sp)
	fsd	fs0, 320(sp)
	fsd	fs1, 328(sp)
	fsd	fs2, 400(sp)
	fsd	fs3, 408(sp)
	fsd	fs4, 416(sp)
	fsd	fs5, 424(sp)
	fsd	fs6, 432(sp)
	fsd	fs7, 440(sp)
	fsd	fs8, 448(sp)
	fsd	fs9, 456(sp)
	fsd	fs10, 464(sp)
	fsd	fs11, 472(sp)
	mv	\argument, sp
	call	\function
	ld	ra, 8(sp)
	.cfi_restore 1
	addi	sp, sp, 512
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
	entry	_Unwind_RaiseException, vouch_raise, a1
	entry	_Unwind_ForcedUnwind, vouch_force, a3
	entry	_Unwind_Resume, vouch_go_on, a1
	entry	_Unwind_Resume_or_Rethrow, vouch_rethrow, a1
	entry	_Unwind_Backtrace, vouch_trace, a2

/* void vouch_resume(struct registers *registers, word pc): t0, which no frame expects to survive,
   holds pc to the end. */
	.globl	vouch_resume
	.hidden	vouch_resume
	.type	vouch_resume, @function
vouch_resume:
	.cfi_startproc
	mv	t0, a1
	ld	ra, 8(a0)
	ld	sp, 16(a0)
	ld	s0, 64(a0)
	ld	s1, 72(a0)
	ld	s2, 144(a0)
	ld	s3, 152(a0)
	ld	s4, 160(a0)
	ld	s5, 168(a0)
	ld	s6, 176(a0)
	ld	s7, 184(a0)
	ld	s8, 192(a0)
	ld	s9, 200(a0)
	ld	s10, 208(a0)
	ld	s11, 216(a0)
	fld	fs0, 320(a0)
	fld	fs1, 328(a0)
	fld	fs2, 400(a0)
	fld	fs3, 408(a0)
	fld	fs4, 416(a0)
	fld	fs5, 424(a0)
	fld	fs6, 432(a0)
	fld	fs7, 440(a0)
	fld	fs8, 448(a0)
	fld	fs9, 456(a0)
	fld	fs10, 464(a0)
	fld	fs11, 472(a0)
	ld	a1, 88(a0)
	ld	a2, 96(a0)
	ld	a3, 104(a0)
	ld	a0, 80(a0)
	jr	t0
	.cfi_endproc
	.size	vouch_resume, .-vouch_resume

	.section .note.GNU-stack,"",@progbits
