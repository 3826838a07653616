f:
 ldr x1, =0x123456789abcdef0
 ldr x2, =f
 nop
 ret
