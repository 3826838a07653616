"""RISC-V rows: RV64I, M, A, Zicsr, Zifencei, Zba, Zbb, Zbs, privileged, and what expands into them.

Columns as in `target/describe.py`, encodings as in the manual, notation in `notation.py`. An
encoding `= base operands` is an alias; `macro` stands for several instructions (`macros.py`).
Meanings: `op.type` computes on the low bits of its operands; a result of fewer than 64 bits is
extended in plain sight.  Source: RISC-V unprivileged architecture 20191213, chapters 2 to 9 and
24; bit-manipulation extension 1.0.0; privileged architecture 20211203.
"""

# mypyc: skip

from __future__ import annotations

BASE = """
lui       | =x, upper     | imm[19:0] rd 0110111 | | | a = sext (shl.i32 b 12)
auipc     | =x, upper     | imm[19:0] rd 0010111 | | |
jal       | =x, l         | imm[20|10:1|11|19:12] rd 1101111 | | branch call relax |
jalr      | =x, mem       | imm[11:0] rs1 000 rd 1100111 | | branch call indirect |
beq | x, x, l | imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011 | | bcond | jump (eq a b)
bne | x, x, l | imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011 | | bcond | jump (ne a b)
blt | x, x, l | imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011 | | bcond | jump (slt a b)
bge | x, x, l | imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011 | | bcond | jump (sle b a)
bltu | x, x, l | imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011 | | bcond | jump (ult a b)
bgeu | x, x, l | imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011 | | bcond | jump (ule b a)
lb        | =x, m8        | imm[11:0] rs1 000 rd 0000011 | | | a = sext (load.i8 b)
lh        | =x, m16       | imm[11:0] rs1 001 rd 0000011 | | | a = sext (load.i16 b)
lw        | =x, m32       | imm[11:0] rs1 010 rd 0000011 | | | a = sext (load.i32 b)
ld        | =x, m64       | imm[11:0] rs1 011 rd 0000011 | | | a = load b
lbu       | =x, m8        | imm[11:0] rs1 100 rd 0000011 | | | a = zext (load.i8 b)
lhu       | =x, m16       | imm[11:0] rs1 101 rd 0000011 | | | a = zext (load.i16 b)
lwu       | =x, m32       | imm[11:0] rs1 110 rd 0000011 | | | a = zext (load.i32 b)
sb        | x, =m8        | imm[11:5] rs2 rs1 000 imm[4:0] 0100011 | | | b = trunc.i8 a
sh        | x, =m16       | imm[11:5] rs2 rs1 001 imm[4:0] 0100011 | | | b = trunc.i16 a
sw        | x, =m32       | imm[11:5] rs2 rs1 010 imm[4:0] 0100011 | | | b = trunc.i32 a
sd        | x, =m64       | imm[11:5] rs2 rs1 011 imm[4:0] 0100011 | | | b = copy a
addi      | =x, x, simm   | imm[11:0] rs1 000 rd 0010011 | | | a = add b c
slti      | =x, x, simm   | imm[11:0] rs1 010 rd 0010011 | | | a = zext (slt b c)
sltiu     | =x, x, simm   | imm[11:0] rs1 011 rd 0010011 | | | a = zext (ult b c)
xori      | =x, x, simm   | imm[11:0] rs1 100 rd 0010011 | | | a = xor b c
ori       | =x, x, simm   | imm[11:0] rs1 110 rd 0010011 | | | a = or b c
andi      | =x, x, simm   | imm[11:0] rs1 111 rd 0010011 | | | a = and b c
slli      | =x, x, uimm   | 000000 imm[5:0] rs1 001 rd 0010011 | | | a = shl b c
srli      | =x, x, uimm   | 000000 imm[5:0] rs1 101 rd 0010011 | | | a = lshr b c
srai      | =x, x, uimm   | 010000 imm[5:0] rs1 101 rd 0010011 | | | a = ashr b c
add       | =x, x, x      | 0000000 rs2 rs1 000 rd 0110011 | | | a = add b c
add       | =x, x, x, mark | 0000000 rs2 rs1 000 rd 0110011 | | alias |
sub       | =x, x, x      | 0100000 rs2 rs1 000 rd 0110011 | | | a = sub b c
sll       | =x, x, x      | 0000000 rs2 rs1 001 rd 0110011 | | | a = shl b (and c 63)
slt       | =x, x, x      | 0000000 rs2 rs1 010 rd 0110011 | | | a = zext (slt b c)
sltu      | =x, x, x      | 0000000 rs2 rs1 011 rd 0110011 | | | a = zext (ult b c)
xor       | =x, x, x      | 0000000 rs2 rs1 100 rd 0110011 | | | a = xor b c
srl       | =x, x, x      | 0000000 rs2 rs1 101 rd 0110011 | | | a = lshr b (and c 63)
sra       | =x, x, x      | 0100000 rs2 rs1 101 rd 0110011 | | | a = ashr b (and c 63)
or        | =x, x, x      | 0000000 rs2 rs1 110 rd 0110011 | | | a = or b c
and       | =x, x, x      | 0000000 rs2 rs1 111 rd 0110011 | | | a = and b c
addiw     | =x, x, simm   | imm[11:0] rs1 000 rd 0011011 | | | a = sext (add.i32 b c)
slliw     | =x, x, uimm   | 0000000 imm[4:0] rs1 001 rd 0011011 | | | a = sext (shl.i32 b c)
srliw     | =x, x, uimm   | 0000000 imm[4:0] rs1 101 rd 0011011 | | | a = sext (lshr.i32 b c)
sraiw     | =x, x, uimm   | 0100000 imm[4:0] rs1 101 rd 0011011 | | | a = sext (ashr.i32 b c)
addw      | =x, x, x      | 0000000 rs2 rs1 000 rd 0111011 | | | a = sext (add.i32 b c)
subw      | =x, x, x      | 0100000 rs2 rs1 000 rd 0111011 | | | a = sext (sub.i32 b c)
sllw      | =x, x, x      | 0000000 rs2 rs1 001 rd 0111011 | | | a = sext (shl.i32 b (and.i32 c 31))
srlw | =x, x, x | 0000000 rs2 rs1 101 rd 0111011 | | | a = sext (lshr.i32 b (and.i32 c 31))
sraw | =x, x, x | 0100000 rs2 rs1 101 rd 0111011 | | | a = sext (ashr.i32 b (and.i32 c 31))
fence     | set, set      | 0000 set1 set2 00000 000 00000 0001111 | | effect |
fence     |               | 0000 1111 1111 00000 000 00000 0001111 | | effect alias |
fence.tso |               | 1000 0011 0011 00000 000 00000 0001111 | | effect |
pause     |               | 0000 0001 0000 00000 000 00000 0001111 | | effect |
fence.i   |               | 000000000000 00000 001 00000 0001111 | | effect |
ecall     |               | 000000000000 00000 000 00000 1110011 | | effect |
ebreak    |               | 000000000001 00000 000 00000 1110011 | | effect trap |
unimp     |               | 110000000000 00000 001 00000 1110011 | | effect trap |
# -- M
mul       | =x, x, x      | 0000001 rs2 rs1 000 rd 0110011 | | | a = mul b c
mulh      | =x, x, x      | 0000001 rs2 rs1 001 rd 0110011 | | | a = smulh b c
mulhsu | =x, x, x | 0000001 rs2 rs1 010 rd 0110011 | | | a = sub (umulh b c) (and (ashr b 63) c)
mulhu     | =x, x, x      | 0000001 rs2 rs1 011 rd 0110011 | | | a = umulh b c
div       | =x, x, x      | 0000001 rs2 rs1 100 rd 0110011 | | | a = sdiv b c
divu      | =x, x, x      | 0000001 rs2 rs1 101 rd 0110011 | | | a = udiv b c
rem       | =x, x, x      | 0000001 rs2 rs1 110 rd 0110011 | | | a = srem b c
remu      | =x, x, x      | 0000001 rs2 rs1 111 rd 0110011 | | | a = urem b c
mulw      | =x, x, x      | 0000001 rs2 rs1 000 rd 0111011 | | | a = sext (mul.i32 b c)
divw      | =x, x, x      | 0000001 rs2 rs1 100 rd 0111011 | | | a = sext (sdiv.i32 b c)
divuw     | =x, x, x      | 0000001 rs2 rs1 101 rd 0111011 | | | a = sext (udiv.i32 b c)
remw      | =x, x, x      | 0000001 rs2 rs1 110 rd 0111011 | | | a = sext (srem.i32 b c)
remuw     | =x, x, x      | 0000001 rs2 rs1 111 rd 0111011 | | | a = sext (urem.i32 b c)
# -- A
lr.*{aq}      | =x, ma     | 00010 {aq} 00000 rs1 {sz} rd 0101111 | 32 64 | effect |
sc.*{aq}      | =x, x, =ma | 00011 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amoswap.*{aq} | =x, x, +ma | 00001 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amoadd.*{aq}  | =x, x, +ma | 00000 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amoxor.*{aq}  | =x, x, +ma | 00100 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amoand.*{aq}  | =x, x, +ma | 01100 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amoor.*{aq}   | =x, x, +ma | 01000 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amomin.*{aq}  | =x, x, +ma | 10000 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amomax.*{aq}  | =x, x, +ma | 10100 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amominu.*{aq} | =x, x, +ma | 11000 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amomaxu.*{aq} | =x, x, +ma | 11100 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
# -- Zicsr, privileged
csrrw     | =x, csr, x    | csr rs1 001 rd 1110011 | | effect |
csrrs     | =x, csr, x    | csr rs1 010 rd 1110011 | | effect |
csrrc     | =x, csr, x    | csr rs1 011 rd 1110011 | | effect |
csrrwi    | =x, csr, uimm | csr imm[4:0] 101 rd 1110011 | | effect |
csrrsi    | =x, csr, uimm | csr imm[4:0] 110 rd 1110011 | | effect |
csrrci    | =x, csr, uimm | csr imm[4:0] 111 rd 1110011 | | effect |
sret      |               | 0001000 00010 00000 000 00000 1110011 | | effect return |
mret      |               | 0011000 00010 00000 000 00000 1110011 | | effect return |
dret      |               | 0111101 10010 00000 000 00000 1110011 | | effect return |
wfi       |               | 0001000 00101 00000 000 00000 1110011 | | effect |
sfence.vma      | x, x    | 0001001 rs2 rs1 000 00000 1110011 | | effect |
sinval.vma      | x, x    | 0001011 rs2 rs1 000 00000 1110011 | | effect |
sfence.w.inval  |         | 0001100 00000 00000 000 00000 1110011 | | effect |
sfence.inval.ir |         | 0001100 00001 00000 000 00000 1110011 | | effect |
hfence.vvma     | x, x    | 0010001 rs2 rs1 000 00000 1110011 | | effect |
hfence.gvma     | x, x    | 0110001 rs2 rs1 000 00000 1110011 | | effect |
hinval.vvma     | x, x    | 0010011 rs2 rs1 000 00000 1110011 | | effect |
hinval.gvma     | x, x    | 0110011 rs2 rs1 000 00000 1110011 | | effect |
hlv.b     | =x, ma8       | 0110000 00000 rs1 100 rd 1110011 | | effect |
hlv.bu    | =x, ma8       | 0110000 00001 rs1 100 rd 1110011 | | effect |
hlv.h     | =x, ma16      | 0110010 00000 rs1 100 rd 1110011 | | effect |
hlv.hu    | =x, ma16      | 0110010 00001 rs1 100 rd 1110011 | | effect |
hlvx.hu   | =x, ma16      | 0110010 00011 rs1 100 rd 1110011 | | effect |
hlv.w     | =x, ma32      | 0110100 00000 rs1 100 rd 1110011 | | effect |
hlv.wu    | =x, ma32      | 0110100 00001 rs1 100 rd 1110011 | | effect |
hlvx.wu   | =x, ma32      | 0110100 00011 rs1 100 rd 1110011 | | effect |
hlv.d     | =x, ma64      | 0110110 00000 rs1 100 rd 1110011 | | effect |
hsv.b     | x, =ma8       | 0110001 rs2 rs1 100 00000 1110011 | | effect |
hsv.h     | x, =ma16      | 0110011 rs2 rs1 100 00000 1110011 | | effect |
hsv.w     | x, =ma32      | 0110101 rs2 rs1 100 00000 1110011 | | effect |
hsv.d     | x, =ma64      | 0110111 rs2 rs1 100 00000 1110011 | | effect |
# -- Zba, Zbb, Zbs
add.uw    | =x, x, x      | 0000100 rs2 rs1 000 rd 0111011 | | | a = add (zext (trunc.i32 b)) c
sh1add    | =x, x, x      | 0010000 rs2 rs1 010 rd 0110011 | | | a = add (shl b 1) c
sh2add    | =x, x, x      | 0010000 rs2 rs1 100 rd 0110011 | | | a = add (shl b 2) c
sh3add    | =x, x, x      | 0010000 rs2 rs1 110 rd 0110011 | | | a = add (shl b 3) c
sh1add.uw | =x, x, x | 0010000 rs2 rs1 010 rd 0111011 | | | a = add (shl (zext (trunc.i32 b)) 1) c
sh2add.uw | =x, x, x | 0010000 rs2 rs1 100 rd 0111011 | | | a = add (shl (zext (trunc.i32 b)) 2) c
sh3add.uw | =x, x, x | 0010000 rs2 rs1 110 rd 0111011 | | | a = add (shl (zext (trunc.i32 b)) 3) c
slli.uw   | =x, x, uimm   | 000010 imm[5:0] rs1 001 rd 0011011 | | | a = shl (zext (trunc.i32 b)) c
andn      | =x, x, x      | 0100000 rs2 rs1 111 rd 0110011 | | | a = and b (xor c -1)
orn       | =x, x, x      | 0100000 rs2 rs1 110 rd 0110011 | | | a = or b (xor c -1)
xnor      | =x, x, x      | 0100000 rs2 rs1 100 rd 0110011 | | | a = xor b (xor c -1)
clz       | =x, x         | 0110000 00000 rs1 001 rd 0010011 | | | a = clz b
clzw      | =x, x         | 0110000 00000 rs1 001 rd 0011011 | | | a = sext (clz.i32 b)
ctz       | =x, x         | 0110000 00001 rs1 001 rd 0010011 | | | a = ctz b
ctzw      | =x, x         | 0110000 00001 rs1 001 rd 0011011 | | | a = sext (ctz.i32 b)
cpop      | =x, x         | 0110000 00010 rs1 001 rd 0010011 | | | a = popcount b
cpopw     | =x, x         | 0110000 00010 rs1 001 rd 0011011 | | | a = sext (popcount.i32 b)
max       | =x, x, x      | 0000101 rs2 rs1 110 rd 0110011 | | | a = select (slt b c) c b
maxu      | =x, x, x      | 0000101 rs2 rs1 111 rd 0110011 | | | a = select (ult b c) c b
min       | =x, x, x      | 0000101 rs2 rs1 100 rd 0110011 | | | a = select (slt b c) b c
minu      | =x, x, x      | 0000101 rs2 rs1 101 rd 0110011 | | | a = select (ult b c) b c
sext.b    | =x, x         | 0110000 00100 rs1 001 rd 0010011 | | | a = sext (trunc.i8 b)
sext.h    | =x, x         | 0110000 00101 rs1 001 rd 0010011 | | | a = sext (trunc.i16 b)
zext.h    | =x, x         | 0000100 00000 rs1 100 rd 0111011 | | | a = zext (trunc.i16 b)
rol       | =x, x, x      | 0110000 rs2 rs1 001 rd 0110011 | | | a = rotl b (and c 63)
rolw | =x, x, x | 0110000 rs2 rs1 001 rd 0111011 | | | a = sext (rotl.i32 b (and.i32 c 31))
ror       | =x, x, x      | 0110000 rs2 rs1 101 rd 0110011 | | | a = rotr b (and c 63)
rorw | =x, x, x | 0110000 rs2 rs1 101 rd 0111011 | | | a = sext (rotr.i32 b (and.i32 c 31))
rori      | =x, x, uimm   | 011000 imm[5:0] rs1 101 rd 0010011 | | | a = rotr b c
roriw     | =x, x, uimm   | 0110000 imm[4:0] rs1 101 rd 0011011 | | | a = sext (rotr.i32 b c)
orc.b     | =x, x         | 001010000111 rs1 101 rd 0010011 | | |
rev8      | =x, x         | 011010111000 rs1 101 rd 0010011 | | | a = bswap b
bclr | =x, x, x | 0100100 rs2 rs1 001 rd 0110011 | | | a = and b (xor (shl 1 (and c 63)) -1)
bclri     | =x, x, uimm   | 010010 imm[5:0] rs1 001 rd 0010011 | | | a = and b (xor (shl 1 c) -1)
bext      | =x, x, x      | 0100100 rs2 rs1 101 rd 0110011 | | | a = and (lshr b (and c 63)) 1
bexti     | =x, x, uimm   | 010010 imm[5:0] rs1 101 rd 0010011 | | | a = and (lshr b c) 1
binv      | =x, x, x      | 0110100 rs2 rs1 001 rd 0110011 | | | a = xor b (shl 1 (and c 63))
binvi     | =x, x, uimm   | 011010 imm[5:0] rs1 001 rd 0010011 | | | a = xor b (shl 1 c)
bset      | =x, x, x      | 0010100 rs2 rs1 001 rd 0110011 | | | a = or b (shl 1 (and c 63))
bseti     | =x, x, uimm   | 001010 imm[5:0] rs1 001 rd 0010011 | | | a = or b (shl 1 c)
"""

# expansion `= ...` (assembler manual, "pseudoinstructions")
ALIASES = """
nop       |               | = addi zero, zero, 0 | | |
li        | =x, any       | macro | | | a = copy b
mv        | =x, x         | = addi a, b, 0 | | move | a = copy b
move      | =x, x         | = addi a, b, 0 | | |
not       | =x, x         | = xori a, b, -1 | | | a = xor b -1
neg       | =x, x         | = sub a, zero, b | | | a = sub 0 b
negw      | =x, x         | = subw a, zero, b | | | a = sext (sub.i32 0 b)
sext.w    | =x, x         | = addiw a, b, 0 | | | a = sext (trunc.i32 b)
zext.b    | =x, x         | = andi a, b, 255 | | | a = and b 255
zext.w    | =x, x         | = add.uw a, b, zero | | | a = zext (trunc.i32 b)
seqz      | =x, x         | = sltiu a, b, 1 | | | a = zext (eq b 0)
snez      | =x, x         | = sltu a, zero, b | | | a = zext (ne b 0)
sltz      | =x, x         | = slt a, b, zero | | | a = zext (slt b 0)
sgtz      | =x, x         | = slt a, zero, b | | | a = zext (slt 0 b)
sgt       | =x, x, x      | = slt a, c, b | | | a = zext (slt c b)
sgtu      | =x, x, x      | = sltu a, c, b | | | a = zext (ult c b)
add       | =x, x, simm   | = addi a, b, c | | |
addw      | =x, x, simm   | = addiw a, b, c | | |
and       | =x, x, simm   | = andi a, b, c | | |
or        | =x, x, simm   | = ori a, b, c | | |
xor       | =x, x, simm   | = xori a, b, c | | |
slt       | =x, x, simm   | = slti a, b, c | | |
sltu      | =x, x, simm   | = sltiu a, b, c | | |
sll       | =x, x, uimm   | = slli a, b, c | | |
srl       | =x, x, uimm   | = srli a, b, c | | |
sra       | =x, x, uimm   | = srai a, b, c | | |
sllw      | =x, x, uimm   | = slliw a, b, c | | |
srlw      | =x, x, uimm   | = srliw a, b, c | | |
sraw      | =x, x, uimm   | = sraiw a, b, c | | |
ror       | =x, x, uimm   | = rori a, b, c | | |
rorw      | =x, x, uimm   | = roriw a, b, c | | |
bclr      | =x, x, uimm   | = bclri a, b, c | | |
bext      | =x, x, uimm   | = bexti a, b, c | | |
binv      | =x, x, uimm   | = binvi a, b, c | | |
bset      | =x, x, uimm   | = bseti a, b, c | | |
beqz      | x, l          | = beq a, zero, b | | bcond | jump (eq a 0)
bnez      | x, l          | = bne a, zero, b | | bcond | jump (ne a 0)
blez      | x, l          | = bge zero, a, b | | bcond | jump (sle a 0)
bgez      | x, l          | = bge a, zero, b | | bcond | jump (sle 0 a)
bltz      | x, l          | = blt a, zero, b | | bcond | jump (slt a 0)
bgtz      | x, l          | = blt zero, a, b | | bcond | jump (slt 0 a)
bgt       | x, x, l       | = blt b, a, c | | bcond | jump (slt b a)
ble       | x, x, l       | = bge b, a, c | | bcond | jump (sle a b)
bgtu      | x, x, l       | = bltu b, a, c | | bcond | jump (ult b a)
bleu      | x, x, l       | = bgeu b, a, c | | bcond | jump (ule a b)
j         | l             | = jal zero, a | | branch relax |
jal       | l             | = jal ra, a | | call relax =ra |
jr        | x             | = jalr zero, 0(a) | | branch indirect |
jr        | mem           | = jalr zero, a | | branch indirect |
jalr      | x             | = jalr ra, 0(a) | | call indirect =ra |
jalr      | mem           | = jalr ra, a | | call indirect =ra |
jalr      | =x, x         | = jalr a, 0(b) | | branch call indirect |
ret       |               | = jalr zero, 0(ra) | | return ra |
call      | l             | macro | | call =ra |
call      | =x, l         | macro | | branch call |
tail      | l             | macro | | branch =t1 |
jump      | l, =x         | macro | | branch |
la        | =x, l         | macro | | |
lla       | =x, l         | macro | | |
lga       | =x, l         | macro | | |
la.tls.ie | =x, l         | macro | | |
la.tls.gd | =x, l         | macro | | |
lb        | =x, l         | macro | | load |
lh        | =x, l         | macro | | load |
lw        | =x, l         | macro | | load |
ld        | =x, l         | macro | | load |
lbu       | =x, l         | macro | | load |
lhu       | =x, l         | macro | | load |
lwu       | =x, l         | macro | | load |
sb        | x, l, =x      | macro | | store |
sh        | x, l, =x      | macro | | store |
sw        | x, l, =x      | macro | | store |
sd        | x, l, =x      | macro | | store |
flw       | =f32, l, =x   | macro | | load |
fld       | =f64, l, =x   | macro | | load |
fsw       | f32, l, =x    | macro | | store |
fsd       | f64, l, =x    | macro | | store |
csrr      | =x, csr       | = csrrs a, b, zero | | effect |
csrw      | csr, x        | = csrrw zero, a, b | | effect |
csrs      | csr, x        | = csrrs zero, a, b | | effect |
csrc      | csr, x        | = csrrc zero, a, b | | effect |
csrwi     | csr, uimm     | = csrrwi zero, a, b | | effect |
csrsi     | csr, uimm     | = csrrsi zero, a, b | | effect |
csrci     | csr, uimm     | = csrrci zero, a, b | | effect |
csrrw     | =x, csr, uimm | = csrrwi a, b, c | | effect |
csrrs     | =x, csr, uimm | = csrrsi a, b, c | | effect |
csrrc     | =x, csr, uimm | = csrrci a, b, c | | effect |
csrw      | csr, uimm     | = csrrwi zero, a, b | | effect |
csrs      | csr, uimm     | = csrrsi zero, a, b | | effect |
csrc      | csr, uimm     | = csrrci zero, a, b | | effect |
rdcycle   | =x            | = csrrs a, cycle, zero | | effect |
rdtime    | =x            | = csrrs a, time, zero | | effect |
rdinstret | =x            | = csrrs a, instret, zero | | effect |
frcsr     | =x            | = csrrs a, fcsr, zero | | effect |
frrm      | =x            | = csrrs a, frm, zero | | effect |
frflags   | =x            | = csrrs a, fflags, zero | | effect |
fscsr     | x             | = csrrw zero, fcsr, a | | effect |
fscsr     | =x, x         | = csrrw a, fcsr, b | | effect |
fsrm      | x             | = csrrw zero, frm, a | | effect |
fsrm      | =x, x         | = csrrw a, frm, b | | effect |
fsflags   | x             | = csrrw zero, fflags, a | | effect |
fsflags   | =x, x         | = csrrw a, fflags, b | | effect |
sfence.vma |              | = sfence.vma zero, zero | | effect |
sfence.vma | x            | = sfence.vma a, zero | | effect |
scall     |               | = ecall | | effect |
sbreak    |               | = ebreak | | effect trap |
"""
