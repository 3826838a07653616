# Branches in their three forms, with and without marks for relaxation.
	.text
near:
	beqz a0, near
	bnez a1, forward
	beq a0, a1, near
	j near
	jal near
	jal t0, near
	bgt a0, a1, forward
	bleu a0, a1, forward
	blez t0, forward
	j forward
	bnez t6, forward
	call far
	bltz a0, forward
forward:
	.zero 300
	beqz a0, forward
	beqz a0, near
	j near
	.zero 5000
	beqz a0, near
	bgeu a0, a1, far
	bge a0, a1, outside
	beq s0, zero, near
	j near
	j outside
	.option norelax
	beqz a0, 1f
	j 1f
	bne a0, a1, 1f
1:	beqz a0, 1b
	.zero 2500
	bnez a0, 1b
	j 1b
	.zero 5000
	bltu a0, a1, 1b
	j 1b
	.balign 4
far:
	ret
	.option relax
	.text
	call near
	.balign 8
	ret
	.size near, . - near
	.section .rodata
table:
	.word near - table
	.word far - table
	.word far - near
