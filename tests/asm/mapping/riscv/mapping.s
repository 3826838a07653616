 .text
f: add a0,a0,a1
 .word 5
 .p2align 2
g: ret
 nop
 .data
v: .word 4
 .section .rodata
 .asciz "ab"
 .section .text.h,"ax"
 .word 1
 nop
 .zero 8
 .bss
 .zero 4
