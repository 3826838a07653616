f:
 .insn r 0x33, 0, 0, a0, a1, a2
 .insn r 0x33, 0, 0, fa0, a1, fa2
 .insn r MADD, 0, 0, a0, a1, a2, a3
 .insn r4 0x43, 7, 1, fa0, fa1, fa2, fa3
 .insn i 0x13, 0, a0, a1, -5
 .insn i LOAD, 2, a0, -8(a1)
 .insn s 0x23, 2, a0, 12(a1)
 .insn sb BRANCH, 1, a0, a1, f
 .insn b 0x63, 1, a0, a1, g
 .insn u LUI, a0, 0xfffff
 .insn uj 0x6f, a0, f
 .insn j 0x6f, a0, g
 .insn cr 2, 8, a0, a1
 .insn ci 1, 0, a0, -4
 .insn ciw 0, 0, a0, 4
 .insn css 2, 6, a0, 5
 .insn cl 0, 2, a0, 5(a1)
 .insn cs 0, 6, a0, 20(a1)
 .insn ca 1, 0x23, 0, a0, a1
 .insn cb C1, 6, a0, f
 .insn cj 1, 5, f
 .insn 0x13
 .insn 4, 0x13
 .insn 2, 0x1
 .insn 0x1
 .insn ci 1, 0, a0, 31
 .insn i CUSTOM_0, 1, a0, a1, 2047
g: nop
