# Macros and aliases: constants, addresses, accesses to symbols, calls, marks for relaxation.
	.option norelax
	.text
	.globl f
f:
	li a0, 0
	li a0, -1
	li a1, 2047
	li a1, 2048
	li a2, -2049
	li a3, 0x12345678
	li a3, 0x12345000
	li a4, 0x7fffffff
	la a0, symbol
	lla a1, symbol + 8
	la a2, local
	.option pic
	la a0, symbol
	lla a0, symbol
	.option nopic
	la.tls.ie a0, thread
	la.tls.gd a1, thread
	lb a0, symbol
	lhu a1, symbol
	lw a2, local
	lwu a2, local+4
	ld s0, symbol
	sw a0, symbol, t0
	sd a1, local, t1
	flw fa0, symbol, t0
	fld fa1, symbol, t1
	fsw fa0, symbol, t2
	fsd fa1, symbol, t0
	call f
	call printf
	call printf@plt
	call t0, printf
	tail printf
	jump f, t0
	lui a0, %hi(symbol+4)
	addi a0, a0, %lo(symbol+4)
	lw a1, %lo(symbol)(a0)
	sw a1, %lo(symbol)(a0)
	lui a0, %hi(0x12345678)
	addi a0, a0, %lo(0x12345678)
1:	auipc a0, %pcrel_hi(symbol)
	addi a0, a0, %pcrel_lo(1b)
2:	auipc a1, %got_pcrel_hi(symbol)
	ld a1, %pcrel_lo(2b)(a1)
	lui t0, %tprel_hi(thread)
	add t0, t0, tp, %tprel_add(thread)
	lw a0, %tprel_lo(thread)(t0)
	sw a0, %tprel_lo(thread)(t0)
	fsd fa0, %tprel_lo(thread)(t0)
	sext.b a0, a1
	sext.h a0, a1
	zext.h a2, a3
	zext.w a2, a2
	zext.b a0, a0
	nop
	mv a0, a1
	not a0, a1
	neg a0, a1
	negw a0, a1
	sext.w a0, a1
	seqz a0, a1
	snez a0, a1
	sltz a0, a1
	sgtz a0, a1
	sgt a0, a1, a2
	sgtu a0, a1, a2
	add a0, a0, 5
	and a0, a1, 7
	sll a0, a0, 3
	jr a0
	jr 8(a0)
	jr a0, 8
	jalr a1
	jalr a1, a2, 4
	jalr 4(a1)
	ret
	csrr a0, fcsr
	csrw satp, a1
	csrw 0x300, 5
	csrsi sstatus, 2
	csrrw a0, sscratch, a0
	csrrw a0, 0x7c0, 3
	frcsr a0
	fsrm a1
	fsrm a0, a1
	rdcycle a0
	rdtime a1
	fence
	fence rw, w
	fence.tso
	fence.i
	sfence.vma
	sfence.vma a0
	ecall
	ebreak
	unimp
	fmv.s fa0, fa1
	fabs.d fa0, fa1
	fneg.d fa2, fa3
	fgt.d a0, fa0, fa1
	fcvt.w.d a0, fa0, rtz
	fcvt.l.s a0, fa0
	fcvt.s.l fa0, a0, rup
	fadd.d fa0, fa1, fa2, dyn
	fmadd.s fa0, fa1, fa2, fa3, rne
	lr.w.aq a0, (a1)
	sc.d.rl a0, a1, (a2)
	amoadd.w.aqrl a0, a1, (a2)
	amomaxu.d zero, a1, 0(a2)
	.option push
	.option norvc
	addi a0, a0, 1
	.option pop
	.option rvc
	addi a0, a0, 1
	c.addi a0, 1
	c.lw a0, 4(a1)
	c.sdsp ra, 8(sp)
	.data
local:	.word 1, 2
	.half 3
	.byte 4
	.align 3
	.dword symbol, f, local + 4
	.word f - local
	.dword f - local
