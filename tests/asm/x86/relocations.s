 .globl h1,i1,p1,g1,w1
 .hidden h1
 .internal i1
 .protected p1
 .weak w1
h1: i1: p1: g1: l1: w1: nop
 call h1
 call i1
 call p1
 call g1
 call l1
 call l2
 call w1
 jmp h1
 jmp i1
 jmp p1
 jmp g1
 jmp l1
 jmp w1
 lea h1(%rip),%rax
 lea l1(%rip),%rax
 lea g1(%rip),%rax
 jmp l1@PLT
 jmp g1@PLT
 call l1@PLT
 call foo
 jmp d1
 call d1
 jmp d2
 call d2
l2: 
 .long h1-., l1-.,g1-.
 .data
 .long h1-., l1-.
d1: .quad l1, h1
d2:
 .section .rodata.str1.1,"aMS",@progbits,1
s0: .string "abc"
.LC0: .string "def"
 .text
 .quad .LC0, .LC0+1, s0, s0+4
 lea .LC0(%rip),%rax
 lea s0+4(%rip),%rax
 mov $s0,%eax
 mov $.LC0,%eax
 mov $.LC0+1,%eax
