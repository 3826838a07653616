# macros, conditionals, expressions in the style of Linux
	.macro THUNK name, func, extra=0, regs:vararg
	.globl \name
	.type \name, @function
\name:
	.if \extra
	pushq %rbp
	.else
	nop
	.endif
	call \func
	.irp r,\regs
	pushq %\r
	.endr
	ret
	.size \name, .-\name
	.endm
	.text
	THUNK foo, bar, 1, rax, rbx, rcx
	THUNK foo2 func=bar regs=rdi
	.macro ALT old, new, feature
140:
	\old
141:
	.skip -(((144f-143f)-(141b-140b)) > 0) * ((144f-143f)-(141b-140b)),0x90
142:
	.pushsection .altinstructions,"a"
	.long 140b - .
	.long 143f - .
	.4byte \feature
	.byte 142b-140b
	.byte 144f-143f
	.popsection
	.pushsection .altinstr_replacement,"ax"
143:
	\new
144:
	.popsection
	.endm
	ALT "nop", "call clear_page_erms", (9*32+9)
	ALT "call clear_page_orig", "", 3
	ALT "", "jmp 1f", "( 3*32+16)"
1:	ret
	.macro idtentry vector asmsym cfunc has_error_code:req
	.if \vector == 3
	testb $3, 8(%rsp)
	.elseif \has_error_code == 0
	pushq $-1
	.endif
	.ifc \asmsym,asm_x
	int3
	.endif
	.ifnb \cfunc
	call \cfunc
	.endif
	.endm
	idtentry 3 asm_x foo has_error_code=0
	idtentry vector=4 asmsym=asm_y cfunc=foo2 has_error_code=0
	.macro rec n
	.if \n
	.byte \n
	rec (\n - 1)
	.endif
	.endm
	rec 4
	.irp reg,eax,ecx,edx
	movl $0, %\reg
	.endr
	.irpc d,0123
	.byte \d
	.endr
	i = 0
	.rept 4
	.byte i
	.if i & 1
	.quad vec
	.endif
	i = i + 1
	.endr
	.macro uniq
.Lx\@: jmp .Lx\@
	.endm
	uniq
	uniq
	.set .Lfound, 0
	.irp rs,rax,rcx,rdx
	.ifc %rcx, %\rs
	.set .Lfound, .Lfound+1
	.endif
	.endr
	.if (.Lfound != 1)
	.error "bad"
	.endif
	.purgem uniq
	.macro uniq
	nop
	.endm
	uniq
	.section ".data..x", "aw"
	.balign 8
tab:	.quad foo - 0x1000, bar + 5, tab - .
	.long (1 << 4) | 3, ~0, -5 / 2, 7 % 3, 1 == 1, 2 > 3, !0, !5
	.byte 'a', '\n', ' , 'b
	.2byte 0x1234
	.fill 3, 2, 0x1234
	.fill (1 << 2), 1, 0
	.octa 0x123456789abcdef0123456789abcdef
	.org tab + 256
	.byte 1
	.zero 5, 7
	.uleb128 300, tab2-tab
	.sleb128 -300, tab-tab2
tab2:	.ascii "abc\0\x41\101\"\\\t", "def"
	.string "x", "y"
	.string16 "ab"
	.float 1.5, -0.1
	.double 3.14159, 1e300
	.tfloat 1.25
	.text
	.p2align 4,,10
	.p2align 3
	.subsection 1
late:	jmp early
	.previous
early:	jmp late
	.subsection 1
	nop
	.text 0
	.code32
	movl $0x1234, %eax
	ljmp $0x10, $early
	.code16
	movw %ax, %ds
	ljmpl $8, $tab
	.code64
	.weak wk
	.hidden hid
	call wk
	lea hid(%rip), %rax
	.comm cm,100,32
	.lcomm lc,10
	.local lz
	.comm lz,8,8
	movl cm(%rip), %eax
	movq $lc, %rax
	.symver foo,foo@@VERS_1
	.symver foo2,foo2@VERS_0
	.section .foo,"axG",@progbits,grp,comdat
grpf:	ret
	.section .note.GNU-stack,"",@progbits
	.text
	lock; addl $1, (%rax)
	lock addl $1, (%rax)
	rep; movsb
	rep movsl
	rep movsb (%rsi), (%rdi)
	repne scasb
	movsb %fs:(%rsi), %es:(%rdi)
	stosl %eax, (%rdi)
	lodsb
	fs movl (%rax), %eax
	cs nopw 0x0(%rax,%rax,1)
	notrack jmp *%rax
	data16 nop
	rex.w nop
	imul $5, %eax
	imulq $500, %rbx
	shl %eax
	sarl $1, %ecx
	shld %eax, %ebx
	pushq $foo
	push $5
	push %rax
	pop %fs
	pushf
	popfq
	call *foo(%rip)
	call *%rax
	jmp *8(%rax,%rbx,8)
	jmp *foo
	jecxz 1f
	loop 1f
1:	movabs $foo, %rax
	movabs foo, %al
	movabs %eax, 0x123456789
	mov $-1, %rax
	mov $0xffffffff, %rax
	mov $0xffffffff, %eax
	mov foo@GOTPCREL(%rip), %rax
	cmpq $0, foo@GOTPCREL(%rip)
	cmpq foo@GOTPCREL(%rip), %rax
	addq tl@gottpoff(%rip), %rax
	movl %fs:tl@tpoff, %eax
	leaq tl@tlsgd(%rip), %rdi
	movl foo+4(%rip), %eax
	movl foo+4(,%rax,8), %eax
	movl $foo-bar2, %eax
bar2:	movl $.-bar2, %eax
	movb $(3*4+1), -4(%rbp)
	xchg %ax, %ax
	xchg %rax, %rbx
	xchg %eax, (%rbx)
	test %eax, (%rbx)
	testb $1, %al
	in (%dx), %al
	outb %al, $0x80
	inl %dx, %eax
	out %ax, (%dx)
	movsx %al, %eax
	movzx %ax, %ecx
	movsbl %al, %eax
	movslq %eax, %rax
	movzb %al, %eax
	cltq
	cqto
	cdqe
	enter $16, $1
	leave
	retq
	ret $8
	lret
	iretq
	sysretq
	sysretl
	fldl (%rax)
	fadd %st(1), %st
	faddp
	fsubrp %st, %st(1)
	fxch %st(3)
	fnstsw %ax
	fucomip %st(1), %st
	movd %rax, %xmm0
	movq %xmm0, %rax
	cvtsi2sd %eax, %xmm0
	cvtsi2sd (%rax), %xmm0
	cvtsi2sdq (%rax), %xmm0
	cmpltsd %xmm1, %xmm2
	vcmpltpd %ymm1, %ymm2, %ymm3
	int $3
	int $0x80
	.byte 0xf3; ret
	nop; nop # comment ; nop
	/* block */ nop /* another
	one */ nop
	sgdt (%rax); lidtq (%rbx)
	mov %cr3, %rax
	movq %rax, %cr3
	mov %ds, %eax
	mov %eax, %ds
	movw %ax, %es
	lea 0(%rbp), %rax
	lea (%rsp,%rax), %rcx
	lea -0x80(%r13), %rcx
	lea 0x80(%r12), %rcx
	clflush (%rax)
	prefetcht0 64(%rax)
	wrfsbase %rax
	rdrand %eax
	jmp 1f+1
1:	jc 1b
	.ident "x"
	.ident "y"
