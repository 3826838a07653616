"""RISC-V rows: RV64I, M, A, Zicsr, Zifencei, Zba, Zbb, Zbs, privileged, and what expands into them.

Columns as in `target/describe.py`, `{a,b}` as in `target/groups.py`, encodings as in the manual,
notation in `notation.py`. An encoding `= base operands` is an alias; `macro` stands for several
instructions (`macros.py`). Meanings: `op.type` computes on the low bits of its operands; a result
of fewer than 64 bits is extended in plain sight.  Source: RISC-V unprivileged architecture
20191213, chapters 2 to 9 and 24; bit-manipulation extension 1.0.0; privileged architecture
20211203.
"""

# mypyc: skip

from __future__ import annotations

BASE = """
lui       | =x, upper     | imm[19:0] rd 0110111 | | | a = sext (shl.i32 b 12)
auipc     | =x, upper     | imm[19:0] rd 0010111 | | |
jal       | =x, l         | imm[20|10:1|11|19:12] rd 1101111 | | branch call relax |
jalr      | =x, mem       | imm[11:0] rs1 000 rd 1100111 | | branch call indirect |
b{eq,ne,lt,ge,ltu,geu} | x, x, l |
          imm[12|10:5] rs2 rs1 {000,001,100,101,110,111} imm[4:1|11] 1100011 | | bcond |
          jump ({eq a b,ne a b,slt a b,sle b a,ult a b,ule b a})
l{b,h,w}  | =x, {m8,m16,m32}   | imm[11:0] rs1 {000,001,010} rd 0000011 | | |
          a = sext (load.{i8,i16,i32} b)
ld        | =x, m64       | imm[11:0] rs1 011 rd 0000011 | | | a = load b
l{b,h,w}u | =x, {m8,m16,m32}   | imm[11:0] rs1 {100,101,110} rd 0000011 | | |
          a = zext (load.{i8,i16,i32} b)
s{b,h,w,d} | x, ={m8,m16,m32,m64} | imm[11:5] rs2 rs1 {000,001,010,011} imm[4:0] 0100011 | | |
          b = {trunc.i8,trunc.i16,trunc.i32,copy} a
{addi,slti,sltiu,xori,ori,andi} | =x, x, simm |
          imm[11:0] rs1 {000,010,011,100,110,111} rd 0010011 | | |
          a = {add b c,zext (slt b c),zext (ult b c),xor b c,or b c,and b c}
{sll,srl,sra}i | =x, x, uimm | 0{0,0,1}0000 imm[5:0] rs1 {001,101,101} rd 0010011 | | |
          a = {shl,lshr,ashr} b c
add       | =x, x, x      | 0000000 rs2 rs1 000 rd 0110011 | | | a = add b c
add       | =x, x, x, mark | 0000000 rs2 rs1 000 rd 0110011 | | alias |
{sub,sll,slt,sltu,xor,srl,sra,or,and} | =x, x, x |
          0{1,0,0,0,0,0,1,0,0}00000 rs2 rs1 {000,001,010,011,100,101,101,110,111} rd 0110011 | | |
          a = {sub b c,shl b (and c 63),zext (slt b c),zext (ult b c),xor b c,lshr b (and c 63),
          ashr b (and c 63),or b c,and b c}
addiw     | =x, x, simm   | imm[11:0] rs1 000 rd 0011011 | | | a = sext (add.i32 b c)
{sll,srl,sra}iw | =x, x, uimm | 0{0,0,1}00000 imm[4:0] rs1 {001,101,101} rd 0011011 | | |
          a = sext ({shl,lshr,ashr}.i32 b c)
{add,sub}w | =x, x, x     | 0{0,1}00000 rs2 rs1 000 rd 0111011 | | | a = sext ({add,sub}.i32 b c)
{sll,srl,sra}w | =x, x, x | 0{0,0,1}00000 rs2 rs1 {001,101,101} rd 0111011 | | |
          a = sext ({shl,lshr,ashr}.i32 b (and.i32 c 31))
fence     | set, set      | 0000 set1 set2 00000 000 00000 0001111 | | effect |
fence     |               | 0000 1111 1111 00000 000 00000 0001111 | | effect alias |
fence.tso |               | 1000 0011 0011 00000 000 00000 0001111 | | effect |
pause     |               | 0000 0001 0000 00000 000 00000 0001111 | | effect |
fence.i   |               | 000000000000 00000 001 00000 0001111 | | effect |
{ecall,ebreak,unimp} |    | {000000000000,000000000001,110000000000} 00000 {000,000,001} 00000
          1110011 | | {effect,effect trap,effect trap} |
# -- M
{mul,mulh,mulhsu,mulhu,div,divu,rem,remu} | =x, x, x |
          0000001 rs2 rs1 {000,001,010,011,100,101,110,111} rd 0110011 | | |
          a = {mul b c,smulh b c,sub (umulh b c) (and (ashr b 63) c),umulh b c,sdiv b c,udiv b c,
          srem b c,urem b c}
{mul,div,divu,rem,remu}w | =x, x, x | 0000001 rs2 rs1 {000,100,101,110,111} rd 0111011 | | |
          a = sext ({mul,sdiv,udiv,srem,urem}.i32 b c)
# -- A
lr.*{aq}      | =x, ma     | 00010 {aq} 00000 rs1 {sz} rd 0101111 | 32 64 | effect |
sc.*{aq}      | =x, x, =ma | 00011 {aq} rs2 rs1 {sz} rd 0101111 | 32 64 | effect |
amo{swap,add,xor,and,or,min,max,minu,maxu}.*{aq} | =x, x, +ma |
          {00001,00000,00100,01100,01000,10000,10100,11000,11100} {aq} rs2 rs1 {sz} rd 0101111 |
          32 64 | effect |
# -- Zicsr, privileged
csrr{w,s,c}     | =x, csr, x    | csr rs1 {001,010,011} rd 1110011 | | effect |
csrr{w,s,c}i    | =x, csr, uimm | csr imm[4:0] {101,110,111} rd 1110011 | | effect |
{s,m,d}ret      |         | {0001000 00010,0011000 00010,0111101 10010} 00000 000 00000 1110011 |
          | effect return |
wfi             |         | 0001000 00101 00000 000 00000 1110011 | | effect |
{sfence.vma,sinval.vma} | x, x | 00010{01,11} rs2 rs1 000 00000 1110011 | | effect |
sfence.{w.inval,inval.ir} | | 0001100 {00000,00001} 00000 000 00000 1110011 | | effect |
h{fence,inval}.{x:v,g}vma | x, x | 0{x:01,11}00{01,11} rs2 rs1 000 00000 1110011 | | effect |
{hlv.b,hlv.bu,hlv.h,hlv.hu,hlvx.hu,hlv.w,hlv.wu,hlvx.wu,hlv.d} |
          =x, {ma8,ma8,ma16,ma16,ma16,ma32,ma32,ma32,ma64} |
          0110{000,000,010,010,010,100,100,100,110}
          {00000,00001,00000,00001,00011,00000,00001,00011,00000} rs1 100 rd 1110011 | | effect |
hsv.{b,h,w,d}   | x, ={ma8,ma16,ma32,ma64} | 0110{001,011,101,111} rs2 rs1 100 00000 1110011 | |
          effect |
# -- Zba, Zbb, Zbs
add.uw    | =x, x, x      | 0000100 rs2 rs1 000 rd 0111011 | | | a = add (zext (trunc.i32 b)) c
sh{1,2,3}add | =x, x, x   | 0010000 rs2 rs1 {010,100,110} rd 0110011 | | | a = add (shl b {1,2,3}) c
sh{1,2,3}add.uw | =x, x, x | 0010000 rs2 rs1 {010,100,110} rd 0111011 | | |
          a = add (shl (zext (trunc.i32 b)) {1,2,3}) c
slli.uw   | =x, x, uimm   | 000010 imm[5:0] rs1 001 rd 0011011 | | |
          a = shl (zext (trunc.i32 b)) c
{andn,orn,xnor} | =x, x, x | 0100000 rs2 rs1 {111,110,100} rd 0110011 | | |
          a = {and,or,xor} b (xor c -1)
{x:clz,ctz,cpop}{,w} | =x, x | 0110000 {x:00000,00001,00010} rs1 001 rd 001{0,1}011 | | |
          a = {,sext (}{x:clz,ctz,popcount}{,.i32} b{,)}
{max,maxu,min,minu} | =x, x, x | 0000101 rs2 rs1 {110,111,100,101} rd 0110011 | | |
          a = select ({slt,ult,slt,ult} b c) {c b,c b,b c,b c}
sext.{b,h} | =x, x        | 0110000 0010{0,1} rs1 001 rd 0010011 | | | a = sext (trunc.{i8,i16} b)
zext.h    | =x, x         | 0000100 00000 rs1 100 rd 0111011 | | | a = zext (trunc.i16 b)
ro{x:l,r}{,w} | =x, x, x  | 0110000 rs2 rs1 {x:001,101} rd 011{0,1}011 | | |
          a = {rot{x:l,r} b (and c 63),sext (rot{x:l,r}.i32 b (and.i32 c 31))}
rori      | =x, x, uimm   | 011000 imm[5:0] rs1 101 rd 0010011 | | | a = rotr b c
roriw     | =x, x, uimm   | 0110000 imm[4:0] rs1 101 rd 0011011 | | | a = sext (rotr.i32 b c)
orc.b     | =x, x         | 001010000111 rs1 101 rd 0010011 | | |
rev8      | =x, x         | 011010111000 rs1 101 rd 0010011 | | | a = bswap b
{bclr,bext,binv,bset} | =x, x, x | {0100100,0100100,0110100,0010100} rs2 rs1 {001,101,001,001} rd
          0110011 | | | a = {and b (xor (shl 1 (and c 63)) -1),and (lshr b (and c 63)) 1,
          xor b (shl 1 (and c 63)),or b (shl 1 (and c 63))}
{bclr,bext,binv,bset}i | =x, x, uimm | {010010,010010,011010,001010} imm[5:0] rs1
          {001,101,001,001} rd 0010011 | | |
          a = {and b (xor (shl 1 c) -1),and (lshr b c) 1,xor b (shl 1 c),or b (shl 1 c)}
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
sgt{,u}   | =x, x, x      | = slt{,u} a, c, b | | | a = zext ({slt,ult} c b)
{add,addw,and,or,xor,slt,sltu} | =x, x, simm | = {addi,addiw,andi,ori,xori,slti,sltiu} a, b, c | | |
{sll,srl,sra,sllw,srlw,sraw,ror,rorw,bclr,bext,binv,bset} | =x, x, uimm |
          = {slli,srli,srai,slliw,srliw,sraiw,rori,roriw,bclri,bexti,binvi,bseti} a, b, c | | |
b{eq,ne}z | x, l          | = b{eq,ne} a, zero, b | | bcond | jump ({eq,ne} a 0)
b{le,ge,lt,gt}z | x, l    | = b{ge zero,ge a,lt a,lt zero}, {a,zero,zero,a}, b | | bcond |
          jump ({sle a 0,sle 0 a,slt a 0,slt 0 a})
b{gt,le,gtu,leu} | x, x, l | = b{lt,ge,ltu,geu} b, a, c | | bcond |
          jump ({slt b a,sle a b,ult b a,ule a b})
j         | l             | = jal zero, a | | branch relax |
jal       | l             | = jal ra, a | | call relax =ra |
jr        | {x,mem}       | = jalr zero, {0(a),a} | | branch indirect |
jalr      | {x,mem}       | = jalr ra, {0(a),a} | | call indirect =ra |
jalr      | =x, x         | = jalr a, 0(b) | | branch call indirect |
ret       |               | = jalr zero, 0(ra) | | return ra |
call      | l             | macro | | call =ra |
call      | =x, l         | macro | | branch call |
tail      | l             | macro | | branch =t1 |
jump      | l, =x         | macro | | branch |
{la,lla,lga,la.tls.ie,la.tls.gd} | =x, l | macro | | |
l{b,h,w,d,bu,hu,wu} | =x, l | macro | | load |
s{b,h,w,d} | x, l, =x     | macro | | store |
fl{w,d}   | ={f32,f64}, l, =x | macro | | load |
fs{w,d}   | {f32,f64}, l, =x | macro | | store |
csrr      | =x, csr       | = csrrs a, b, zero | | effect |
csr{w,s,c} | csr, x       | = csrr{w,s,c} zero, a, b | | effect |
csr{w,s,c}i | csr, uimm   | = csrr{w,s,c}i zero, a, b | | effect |
csrr{w,s,c} | =x, csr, uimm | = csrr{w,s,c}i a, b, c | | effect |
csr{w,s,c} | csr, uimm    | = csrr{w,s,c}i zero, a, b | | effect |
rd{cycle,time,instret} | =x | = csrrs a, {cycle,time,instret}, zero | | effect |
fr{csr,rm,flags} | =x     | = csrrs a, {fcsr,frm,fflags}, zero | | effect |
fs{csr,rm,flags} | x      | = csrrw zero, {fcsr,frm,fflags}, a | | effect |
fs{csr,rm,flags} | =x, x  | = csrrw a, {fcsr,frm,fflags}, b | | effect |
sfence.vma | {,x}         | = sfence.vma {zero,a}, zero | | effect |
s{call,break} |           | = e{call,break} | | {effect,effect trap} |
"""
