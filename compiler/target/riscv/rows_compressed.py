"""RISC-V rows: C. The meaning column says what each one stands for, alternatives separated by `;`:
the encoder takes a compressed encoding for an instruction that one of them fits.

Columns as in `rows.py`; source: RISC-V unprivileged architecture 20191213, chapter 16. The order
is the order of preference.
"""

# mypyc: skip

from __future__ import annotations

COMPRESSED = """
c.unimp    |                | 000 0 00000 00000 00 | | effect trap | = unimp
c.nop      |                | 000 0 00000 00000 01 | | | = addi zero, zero, 0
c.addi4spn | =xc, sp, nzu   | 000 imm[5:4|9:6|2|3] rd' 00 | | | = addi a, sp, c
c.fld      | =fc, mc64      | 001 imm[5:3] rs1' imm[7:6] rd' 00 | | | = fld a, b
c.lw       | =xc, mc32      | 010 imm[5:3] rs1' imm[2|6] rd' 00 | | | = lw a, b
c.ld       | =xc, mc64      | 011 imm[5:3] rs1' imm[7:6] rd' 00 | | | = ld a, b
c.fsd      | fc, =mc64      | 101 imm[5:3] rs1' imm[7:6] rs2' 00 | | | = fsd a, b
c.sw       | xc, =mc32      | 110 imm[5:3] rs1' imm[2|6] rs2' 00 | | | = sw a, b
c.sd       | xc, =mc64      | 111 imm[5:3] rs1' imm[7:6] rs2' 00 | | | = sd a, b
c.mv       | =xnz, xnz      | 100 0 rd rs2 10 | | | = addi a, b, 0; add a, zero, b; add a, b, zero
c.addi     | +xnz, nzs      | 000 imm[5] rd imm[4:0] 01 | | | = addi a, a, b
c.addiw    | +xnz, simm     | 001 imm[5] rd imm[4:0] 01 | | | = addiw a, a, b
c.li       | =xnz, simm     | 010 imm[5] rd imm[4:0] 01 | | | = addi a, zero, b
c.addi16sp | +sp, nzs       | 011 imm[9] 00010 imm[4|6|8:7|5] 01 | | | = addi sp, sp, b
c.lui      | =xlui, upper6  | 011 imm[5] rd imm[4:0] 01 | | | = lui a, b
c.{srli,srai} | +xc, nzu    | 100 imm[5] 0{0,1} rd' imm[4:0] 01 | | | = {srli,srai} a, a, b
c.andi     | +xc, simm      | 100 imm[5] 10 rd' imm[4:0] 01 | | | = andi a, a, b
c.sub      | +xc, xc        | 100 0 11 rd' 00 rs2' 01 | | | = sub a, a, b
c.{xor,or,and} | +xc, xc    | 100 0 11 rd' {01,10,11} rs2' 01 | | |
           = {xor,or,and} a, a, b; {xor,or,and} a, b, a
c.subw     | +xc, xc        | 100 1 11 rd' 00 rs2' 01 | | | = subw a, a, b
c.addw     | +xc, xc        | 100 1 11 rd' 01 rs2' 01 | | | = addw a, a, b; addw a, b, a
c.j        | l              | 101 imm[11|4|9:8|10|6|7|3:1|5] 01 | | branch | = jal zero, a
c.b{eq,ne}z | xc, l         | 11{0,1} imm[8|4:3] rs1' imm[7:6|2:1|5] 01 | | branch conditional |
           = b{eq,ne} a, zero, b
c.slli     | +xnz, nzu      | 000 imm[5] rd imm[4:0] 10 | | | = slli a, a, b
c.fldsp    | =f64, msp64    | 001 imm[5] rd imm[4:3|8:6] 10 | | | = fld a, b
c.lwsp     | =xnz, msp32    | 010 imm[5] rd imm[4:2|7:6] 10 | | | = lw a, b
c.ldsp     | =xnz, msp64    | 011 imm[5] rd imm[4:3|8:6] 10 | | | = ld a, b
c.jr       | xnz            | 100 0 rs1 00000 10 | | branch indirect | = jalr zero, 0(a)
c.ebreak   |                | 100 1 00000 00000 10 | | effect trap | = ebreak
c.jalr     | xnz            | 100 1 rs1 00000 10 | | call indirect =ra | = jalr ra, 0(a)
c.add      | +xnz, xnz      | 100 1 rd rs2 10 | | | = add a, a, b; add a, b, a
c.fsdsp    | f64, =msp64    | 101 imm[5:3|8:6] rs2 10 | | | = fsd a, b
c.swsp     | x, =msp32      | 110 imm[5:2|7:6] rs2 10 | | | = sw a, b
c.sdsp     | x, =msp64      | 111 imm[5:3|8:6] rs2 10 | | | = sd a, b
"""
