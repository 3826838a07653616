# call frame information of every kind
	.cfi_sections .eh_frame, .debug_frame
	.text
	.globl f
f:	.cfi_startproc
	.cfi_personality 0x9b, DW.ref.personality
	.cfi_lsda 0x1b, table
	push %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	mov %rsp, %rbp
	.cfi_def_cfa_register 6
	.cfi_remember_state
	.skip 100, 0x90
	.cfi_offset 3, -24
	.cfi_rel_offset 12, 0
	.skip 300, 0x90
	.cfi_adjust_cfa_offset 8
	.cfi_escape 0x16, 0x06, 0x02, 0x77, 0x00
	.cfi_val_offset 3, -8
	.cfi_undefined 16
	.cfi_same_value 3
	.cfi_register 3, 12
	pop %rbp
	.cfi_restore_state
	.cfi_restore 6
	ret
	.cfi_endproc
g:	.cfi_startproc
	.cfi_signal_frame
	nop
	.cfi_def_cfa 7, 128
	ret
	.cfi_endproc
h:	.cfi_startproc
	ret
	.cfi_endproc
i:	.cfi_startproc simple
	.cfi_def_cfa 7, 16
	.skip 70000
	.cfi_return_column 3
	ret
	.cfi_endproc
	.section .text.cold, "ax"
j:	.cfi_startproc
	jmp f
	.cfi_endproc
	.section .rodata
table:	.long 0
