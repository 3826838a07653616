acc .req x3
Tmp_1 .req w4
vec .req v2
f: add acc, acc, #1
 mov Tmp_1, wzr
 ldr x0, [acc, #8]
 add vec.4s, vec.4s, v1.4s
 .unreq acc
acc .req x5
 add ACC, acc, acc
 .inst 0xd503201f
 .word 7

 ret
