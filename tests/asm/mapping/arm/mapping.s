 .text
f: add x0,x0,x1
 .word 5
 .p2align 4
g: ret
 .byte 1,2
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
 .section .init_array,"aw"
 .xword f
