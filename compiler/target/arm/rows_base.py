"""AArch64 rows: A64 base instructions, loads and stores, atomics (Arm ARM C3.1 to C3.5, C6.2).

The encoding column is the instruction word from its highest bit: literal bits; `d s t u n m a`
register fields; `i j k` immediates in the order of the operands, with their width or `[high:low]`
bits; `o y` extension and scaling of an index; capitals and `z` follow from the row's size or
arrangement (`notation.py`). Alternatives in braces make a row each, groups of equally many vary
together (`{x:...}`: only those of the same tag do), and so do names of SETS with `{S.b}`, a
property of theirs.
"""

# mypyc: skip

from __future__ import annotations

# shifts, without and with ror; extensions; memory operands of one register (and those without
# write-back), of two; accesses of 8 to 64 bits
SETS = {"S": ["lsl", "lsr", "asr"], "R": ["lsl", "lsr", "asr", "ror"],
        "E": ["uxtb", "uxth", "uxtw", "sxtb", "sxth", "sxtw"],
        "M": ["m", "mu", "mx", "mw", "mp"], "N": ["m", "mu", "mx"], "P": ["mq", "mqw", "mqp"],
        "Z": ["byte", "half", "word", "long"]}

# `b`: bits of the encoding; `f`: what it does; `h`: bits in front of it; `m`: the end of the
# mnemonic; `r`: registers; `y`: size of the memory operand; `c`: the size column
PROPERTIES = ["""
     lsl lsr asr ror uxtb uxth uxtw sxtb sxth sxtw mq mqw mqp
b    00 01 10 11 000 001 010 100 101 110 010 011 001
f    shl lshr ashr rotr zext8 zext16 zext32 sext8 sext16 sext32 . . .
""", """
     m mu mx mw mp
h    01 00 00 00 00
b    i12 0_i9_00 1_m_o3_y1_10 0_i9_11 0_i9_01
""", """
     byte half word long
b    00 01 10 11
m    b h * *
r    w w r r
y    8 16 . .
c    . . 32 64
f    zext8 zext16 copy copy
""", """
     8 16 32 64 128
z    . . 0 1 .
Z    . . 1 0 .
GG   00 01 10 11 00
H    0 0 0 0 1
PP   . . 00 01 10
YY   . 11 00 01 .
"""]

ROWS = """
# -- addition and subtraction
{add,sub}*      | =rsp, rsp, addimm | z {0,1}0 100010 i13 n d | 32 64 | | a = {add,sub} b c
{adds,subs}*    | =r, rsp, addimm   | z {0,1}1 100010 i13 n d | 32 64 | w:nzcv | a = {add,sub} b c
{cmn,cmp}* | rsp@n, addimm | z {0,1}1 100010 i13 n 11111 | 32 64 | w:nzcv | flags = {cmn,cmp} a b
{add,sub}*      | =r, r, r          | z {0,1}0 01011 000 m 000000 n d | 32 64 | | a = {add,sub} b c
{add,sub}*      | =rsp, rsp, r@m    | z {0,1}0 01011 001 m 01z000 n d | 32 64 |
{adds,subs}* | =r, r, r | z {0,1}1 01011 000 m 000000 n d | 32 64 | w:nzcv | a = {add,sub} b c
{adds,subs}*    | =r, rsp, r@m      | z {0,1}1 01011 001 m 01z000 n d | 32 64 | w:nzcv |
{cmn,cmp}* | r@n, r | z {0,1}1 01011 000 m 000000 n 11111 | 32 64 | w:nzcv | flags = {cmn,cmp} a b
{cmn,cmp}*      | rsp@n, r@m        | z {0,1}1 01011 001 m 01z000 n 11111 | 32 64 | w:nzcv |
{add,sub}* | =r, r, r, {S} | z {0,1}0 01011 {S.b} 0 m i6 n d | 32 64 | | a = {add,sub} b ({S.f} c d)
{adds,subs}*    | =r, r, r, {S}     | z {0,1}1 01011 {S.b} 0 m i6 n d | 32 64 | w:nzcv |
                                                                    a = {add,sub} b ({S.f} c d)
{cmn,cmp}*      | r@n, r, {S}       | z {0,1}1 01011 {S.b} 0 m i6 n 11111 | 32 64 | w:nzcv |
                                                                    flags = {cmn,cmp} a ({S.f} b c)
{neg,negs}* | =r, r@m | z 1{0,1} 01011 000 m 000000 11111 d | 32 64 | {,w:nzcv} | a = sub 0 b
{neg,negs}*     | =r, r@m, {S}      | z 1{0,1} 01011 {S.b} 0 m i6 11111 d | 32 64 | {,w:nzcv} |
                                                                    a = sub 0 ({S.f} b c)
{add,sub}*      | =rsp, rsp, w@m, {E} | z {0,1}0 01011 001 m {E.b} i3 n d | 32 64 | |
                                                                a = {add,sub} b (shl ({E.f} c) d)
{add,sub}*      | =rsp, rsp, r@m, {x:uxtx,sxtx} | z {0,1}0 01011 001 m {x:0,1}11 i3 n d | 32 64 | |
{adds,subs}*    | =r, rsp, w@m, {E} | z {0,1}1 01011 001 m {E.b} i3 n d | 32 64 | w:nzcv |
{cmn,cmp}*      | rsp@n, w@m, {E}   | z {0,1}1 01011 001 m {E.b} i3 n 11111 | 32 64 | w:nzcv |
                                                              flags = {cmn,cmp} a (shl ({E.f} b) c)
{adc,adcs,sbc,sbcs}* | =r, r, r     | z {00,01,10,11} 11010000 m 000000 n d | 32 64 |
                                      r:c {,w:nzcv,,w:nzcv} | a = {adc,adc,sbc,sbc} b c
{ngc,ngcs}*     | =r, r@m           | z 1{0,1} 11010000 m 000000 11111 d | 32 64 | r:c {,w:nzcv} |
adr             | =x, adr           | 0 i[1:0] 10000 i[20:2] d
adrp            | =x, adrp          | 1 i[1:0] 10000 i[20:2] d

# -- logic
{and,orr,eor}*  | =rsp, r, bitmask  | z {00,01,10} 100100 i13 n d | 32 64 | | a = {and,or,xor} b c
ands*           | =r, r, bitmask    | z 11 100100 i13 n d | 32 64 | w:nzcv | a = and b c
tst*            | r@n, bitmask      | z 11 100100 i13 n 11111 | 32 64 | w:nzcv | flags = tst a b
mov*            | =r, r@m           | z 01 01010 000 m 000000 11111 d | 32 64 | move | a = copy b
mov*            | =rsp, rsp         | z 00 100010 0000000000000 n d | 32 64 | move |
mvn*            | =r, r@m           | z 01 01010 001 m 000000 11111 d | 32 64 | | a = xor b -1
mvn*            | =r, r@m, {R}      | z 01 01010 {R.b} 1 m i6 11111 d | 32 64 |
tst* | r@n, r | z 11 01010 000 m 000000 n 11111 | 32 64 | w:nzcv | flags = tst a b
tst* | r@n, r, {R} | z 11 01010 {R.b} 0 m i6 n 11111 | 32 64 | w:nzcv | flags = tst a ({R.f} b c)
{and,orr,eor}* | =r, r, r | z {00,01,10} 01010 000 m 000000 n d | 32 64 | | a = {and,or,xor} b c
{bic,orn,eon}*  | =r, r, r          | z {00,01,10} 01010 001 m 000000 n d | 32 64 | |
                                                                    a = {and,or,xor} b (xor c -1)
{ands,bics}*    | =r, r, r          | z 11 01010 00{0,1} m 000000 n d | 32 64 | w:nzcv |
                                                                    a = {and b c,and b (xor c -1)}
{and,orr,eor,ands}* | =r, r, r, {R} | z {00,01,10,11} 01010 {R.b} 0 m i6 n d | 32 64 |
                                      {,,,w:nzcv} | a = {and,or,xor,and} b ({R.f} c d)
{bic,orn,eon,bics}* | =r, r, r, {R} | z {00,01,10,11} 01010 {R.b} 1 m i6 n d | 32 64 |
                                      {,,,w:nzcv} | a = {and,or,xor,and} b (xor ({R.f} c d) -1)

# -- constants and bit-fields
mov*            | =r, movz          | z 10 100101 i18 d | 32 64 | | a = copy b
mov*            | =r, movn          | z 00 100101 i18 d | 32 64 | | a = copy b
mov*            | =rsp, bitmask     | z 01 100100 i13 11111 d | 32 64 | | a = copy b
{movn,movz,movk}* | {=,=,+}r, movw  | z {00,10,11} 100101 i18 d | 32 64 | | a = {movn,movz,movk a} b
lsl*            | =r, r, lsli       | z 10 100110 z i12 n d | 32 64 | | a = shl b c
{lsr,asr}*      | =r, r, um        | z {1,0}0 100110 z i6 z11111 n d | 32 64 | | a = {lshr,ashr} b c
ror*            | =r, r, um         | z 00 100111 z 0 n i6 n d | 32 64 | | a = rotr b c
{sxtb,sxth}* | =r, w | z 00 100110 z 000000 {000111,001111} n d | 32 64 | | a = {sext8,sext16} b
sxtw*           | =r, w             | 1 00 100110 1 000000 011111 n d | 64 | | a = sext32 b
{uxtb,uxth}* | =r, w | 0 10 100110 0 000000 {000111,001111} n d | 32 | | a = {zext8,zext16} b
{sbfx,ubfx}*    | =r, r, bfx        | z {00,10} 100110 z i12 n d | 32 64 | | a = {sbfx,ubfx} b c
{sbfiz,ubfiz}*  | =r, r, bfi        | z {00,10} 100110 z i12 n d | 32 64 | | a = {sbfiz,ubfiz} b c
bfxil*          | +r, r, bfx        | z 01 100110 z i12 n d | 32 64 | | a = bfxil a b c
bfi*            | +r, r, bfi        | z 01 100110 z i12 n d | 32 64 | | a = bfi a b c
bfc*            | +r, bfi           | z 01 100110 z i12 11111 d | 32 64 |
{sbfm,bfm,ubfm}* | {=,+,=}r, r, um, um | z {00,01,10} 100110 z i6 j6 n d | 32 64 |
extr*           | =r, r, r, um      | z 00 100111 z 0 m i6 n d | 32 64 | | a = extr b c d

# -- conditional operations
{csel,csinc,csinv,csneg}* | =r, r, r, cond | z {0,0,1,1}0 11010100 m i4 0{0,1,0,1} n d | 32 64 |
                                             r:nzcv | a = {csel,csinc,csinv,csneg} b c d
{cset,csetm}*   | =r, icond         | z {0,1}0 11010100 11111 i4 0{1,0} 11111 d | 32 64 | r:nzcv |
                                                                    a = {cset,csetm} b
{cinc,cinv,cneg}* | =r, r, icond    | z {0,1,1}0 11010100 n i4 0{1,0,1} n d | 32 64 | r:nzcv |
{ccmn,ccmp}*    | r@n, u5, u4, cond | z {0,1}1 11010010 i5 k4 10 n 0 j4 | 32 64 | r:nzcv w:nzcv |
{ccmn,ccmp}*    | r@n, r, u4, cond  | z {0,1}1 11010010 m j4 00 n 0 i4 | 32 64 | r:nzcv w:nzcv |

# -- multiplication, division, bits
{udiv,sdiv,lsl,lsr,asr,ror}* | =r, r, r | z 00 11010110 m 00{0010,0011,1000,1001,1010,1011} n d | 32
      64 | | a = {udivz,sdivz,shlm,lshrm,ashrm,rotrm} b c
{lslv,lsrv,asrv,rorv}* | =r, r, r   | z 00 11010110 m 0010{00,01,10,11} n d | 32 64 | alias |
{crc32b,crc32h,crc32w,crc32cb,crc32ch,crc32cw} | =w, w, w |
                                    0 00 11010110 m 010 {000,001,010,100,101,110} n d
{crc32x,crc32cx} | =w, w, x         | 1 00 11010110 m 010 {0,1}11 n d
pacga           | =x, x, xsp        | 1 00 11010110 m 001100 n d
{rbit,rev16,clz,cls}* | =r, r       | z 10 11010110 00000 000{000,001,100,101} n d | 32 64 | |
                                      a = {rbit,rev16,ctlz,cls} b
rev*            | =r, r             | z 10 11010110 00000 00001z n d | 32 64 | | a = bswap b
rev32           | =x, x             | 1 10 11010110 00000 000010 n d
{pacia,pacib,pacda,pacdb,autia,autib,autda,autdb} | +x, xsp |
                  1 10 11010110 00001 000 {000,001,010,011,100,101,110,111} n d
{paciza,pacizb,pacdza,pacdzb,autiza,autizb,autdza,autdzb,xpaci,xpacd} | +x | 1 10 11010110 00001
      0{01000,01001,01010,01011,01100,01101,01110,01111,10000,10001} 11111 d
{mul,mneg}* | =r, r, r | z 00 11011000 m {0,1} 11111 n d | 32 64 | | a = {mul b c,sub 0 (mul b c)}
{madd,msub}* | =r, r, r, r | z 00 11011000 m {0,1} a n d | 32 64 | | a = {add,sub} d (mul b c)
{smull,smnegl,umull,umnegl} | =x, w, w | 1 00 11011 {0,0,1,1}01 m {0,1,0,1} 11111 n d | | |
                    a = {,sub 0 (,,sub 0 (}mul ({sext32,sext32,zext32,zext32} b)
                    ({sext32,sext32,zext32,zext32} c){,),,)}
{smaddl,smsubl,umaddl,umsubl} | =x, w, w, x | 1 00 11011 {0,0,1,1}01 m {0,1,0,1} a n d | | | a =
      {add,sub,add,sub} d (mul ({sext32,sext32,zext32,zext32} b) ({sext32,sext32,zext32,zext32} c))
{smulh,umulh}   | =x, x, x          | 1 00 11011 {0,1}10 m 0 11111 n d | | | a = {smulh,umulh} b c

# -- branches
b               | l26               | 000101 i26 | | branch |
bl              | l26               | 100101 i26 | | call |
b.{eq,ne,cs,cc,mi,pl,vs,vc,hi,ls,ge,lt,gt,le,al,nv} | l19 | 01010100 i19 0 {0000,0001,0010,0011,
          0100,0101,0110,0111,1000,1001,1010,1011,1100,1101,1110,1111} | |
          branch conditional relax r:nzcv |
{cbz,cbnz}*     | r@t, l19          | z 011010 {0,1} i19 t | 32 64 | branch conditional relax |
{tbz,tbnz}*     | r@t, um, l14      | 0 011011 {0,1} i5 j14 t | 32 | branch conditional relax |
{tbz,tbnz}* | r@t, um, l14 | i[5:5] 011011 {0,1} i[4:0] j14 t | 64 | branch conditional relax |
{br,blr,ret} | x@n | 1101011 00{00,01,10} 11111 000000 n 00000 | | {branch,call,return} indirect |
ret             |                   | 1101011 0010 11111 000000 11110 00000 | | return |
{retaa,retab}   |                   | 1101011 0010 11111 00001{0,1} 11111 11111 | | return |
{braaz,brabz,blraaz,blrabz} | x@n   | 1101011 00{00,00,01,01} 11111 00001{0,1,0,1} n 11111
{braa,brab,blraa,blrab} | x@n, xsp@m | 1101011 10{00,00,01,01} 11111 00001{0,1,0,1} n m
{eret,drps}     |                   | 1101011 010{0,1} 11111 000000 11111 00000
{svc,hvc,smc,brk,hlt,dcps1,dcps2,dcps3} | u16 |
                11010100 {000,000,000,001,010,101,101,101} i16 000 {01,10,11,00,00,01,10,11} | |
                {effect,effect,effect,trap effect,trap effect,effect,effect,effect} |
udf             | u16               | 00000000 00000000 i16 | | trap effect |

# -- loads and stores
{str,ldr}{Z.m}  | {,=}{Z.r}@t, {=,}{M}{Z.y} | {Z.b} 111 0 {M.h} 0{0,1} {M.b} n t | {Z.c} |
                                          {store,load} | {b = copy a,a = {Z.f} b}
ldrs{s:b,h}*    | =r@t, {M}{s:8,16} | {s:00,01} 111 0 {M.h} 1Z {M.b} n t | 32 64 | load |
                                          a = sext{s:8,16} b
ldrsw           | =x@t, {M}32       | 10 111 0 {M.h} 10 {M.b} n t | | load | a = sext32 b
{str,ldr}*      | {,=}f@t, {=,}{M}  | GG 111 1 {M.h} H{0,1} {M.b} n t | 8 16 32 64 128 |
                                          {store,load} | {b,a} = copy {a,b}
{st,ld}{m:ur,tr}{Z.m} | {,=}{Z.r}@t, {=,}mu{Z.y} | {Z.b} 111 0 00 0{0,1} 0 i9 {m:0,1}0 n t | {Z.c} |
                                          {store,load}
ld{m:ur,tr}s{s:b,h}* | =r@t, mu{s:8,16} | {s:00,01} 111 0 00 1Z 0 i9 {m:0,1}0 n t | 32 64 | load
ld{m:ur,tr}sw   | =x@t, mu32        | 10 111 0 00 10 0 i9 {m:0,1}0 n t | | load
{st,ld}ur*      | {,=}f@t, {=,}mu   | GG 111 1 00 H{0,1} 0 i9 00 n t | 8 16 32 64 128 | {store,load}
{stp,ldp}*      | {,=}r@t, {,=}r@u, {=,}{P} | z0 101 0 {P.b} {0,1} i7 u n t | 32 64 | {store,load}
{stnp,ldnp}*    | {,=}r@t, {,=}r@u, {=,}mq | z0 101 0 000 {0,1} i7 u n t | 32 64 | {store,load}
ldpsw           | =x@t, =x@u, {P}32 | 01 101 0 {P.b} 1 i7 u n t | | load
{stp,ldp}* | {,=}f@t, {,=}f@u, {=,}{P} | PP 101 1 {P.b} {0,1} i7 u n t | 32 64 128 | {store,load}
{stnp,ldnp}*    | {,=}f@t, {,=}f@u, {=,}mq | PP 101 1 000 {0,1} i7 u n t | 32 64 128 | {store,load}
ldr*            | =r@t, l19         | 0z 011 0 00 i19 t | 32 64 | load
ldr*            | =f@t, l19         | PP 011 1 00 i19 t | 32 64 128 | load
ldrsw           | =x@t, l19         | 10 011 0 00 i19 t | | load
prfm            | prfop@t, {N}64    | 11 111 0 {N.h} 10 {N.b} n t | | noload effect
prfum           | prfop@t, mu64     | 11 111 0 00 10 0 i9 00 n t | | noload effect
prfm            | prfop@t, l19      | 11 011 0 00 i19 t | | noload effect

# -- exclusive, ordered and atomic accesses
{stxr,stlxr}{Z.m} | =w@s, {Z.r}@t, =mb | {Z.b} 001000 000 s {0,1} 11111 n t | {Z.c} | store effect
{ldxr,ldaxr,ldlar,ldar}{Z.m} | ={Z.r}@t, mb | {Z.b} 001000 {0,0,1,1}10 11111 {0,1,0,1} 11111 n t |
                                          {Z.c} | load effect
{stllr,stlr}{Z.m} | {Z.r}@t, =mb    | {Z.b} 001000 100 11111 {0,1} 11111 n t | {Z.c} | store effect
{stxp,stlxp}*   | =w@s, r@t, r@u, =mb | 1z 001000 001 s {0,1} u n t | 32 64 | store effect
{ldxp,ldaxp}*   | =r@t, =r@u, mb    | 1z 001000 011 11111 {0,1} u n t | 32 64 | load effect
{cas,casa,casl,casal}{Z.m} | +{Z.r}@s, {Z.r}@t, +mb |
                  {Z.b} 001000 1{0,1,0,1}1 s {0,0,1,1} 11111 n t | {Z.c} | load store effect
{casp,caspa,caspl,caspal}* | +pair@s, pair@t, +mb | 0z 001000 0{0,1,0,1}1 s {0,0,1,1} 11111 n t |
                                          32 64 | load store effect
ld{add,clr,eor,set,smax,smin,umax,umin}{,a,l,al}{Z.m} | {Z.r}@s, ={Z.r}@t, +mb | {Z.b} 111 0 00
      {0,1,0,1}{0,0,1,1} 1 s 0{000,001,010,011,100,101,110,111} 00 n t | {Z.c} | load store effect
st{add,clr,eor,set,smax,smin,umax,umin}{m:,l}{Z.m} | {Z.r}@s, +mb | {Z.b} 111 0 00 0{m:0,1} 1 s
      0{000,001,010,011,100,101,110,111} 00 n 11111 | {Z.c} | load store effect
swp{,a,l,al}{Z.m} | {Z.r}@s, ={Z.r}@t, +mb | {Z.b} 111 0 00 {0,1,0,1}{0,0,1,1} 1 s 1000 00 n t |
                                          {Z.c} | load store effect
ldapr{Z.m}      | ={Z.r}@t, mb      | {Z.b} 111 0 00 101 11111 1100 00 n t | {Z.c} | load effect
{stlur,ldapur}{Z.m} | {,=}{Z.r}@t, {=,}mu{Z.y} | {Z.b} 011001 0{0,1} 0 i9 00 n t | {Z.c} |
                                          {store,load} effect
"""
