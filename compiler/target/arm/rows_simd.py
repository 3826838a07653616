"""AArch64 rows: floating point and Advanced SIMD (Arm ARM C3.6 to C3.7, C7.2).

Behind a colon in the mnemonic stands the arrangement, or the scalar's lane, from which capital
letters of the encoding follow; `{V}` is one of a set of them (SETS), `{V.w}` a property of it: both
stand in PROPERTIES. An encoding that begins with a word of LAYOUTS has that layout, `$1` its first
argument. A meaning is that of the vectors alone; behind a bare `a =` there is none.
"""

# mypyc: skip

from __future__ import annotations

# sets of arrangements; small letters: with scalars
SETS = {name: members.split() for name, members in {
    "BV": "8b 16b", "A8": "8b 16b 4h 8h 2s 4s 1d 2d", "A7": "8b 16b 4h 8h 2s 4s 2d",
    "A7d": "8b 16b 4h 8h 2s 4s 2d d", "A7s": "8b 16b 4h 8h 2s 4s 2d b h s d",
    "A6": "8b 16b 4h 8h 2s 4s", "A6s": "8b 16b 4h 8h 2s 4s b h s", "H4": "4h 8h 2s 4s",
    "H4s": "4h 8h 2s 4s h s", "H2": "4h 8h", "S2": "2s 4s", "F3": "2s 4s 2d",
    "F5": "4h 8h 2s 4s 2d", "F5s": "4h 8h 2s 4s 2d s d", "F5h": "4h 8h 2s 4s 2d h s d",
    "R5": "8b 16b 4h 8h 4s", "B4": "b h s d", "SD": "s d", "BH": "8b 16b 4h 8h"}.items()}

# `q`: the 2 of instructions on the upper half; `a`: whether they keep the lower one; `w`: lanes
# twice as wide; `p`: the same, in the same register size; `l`: a lane; `s`: a scalar of twice its
# size; `g`: general registers; `b`: bytes; `v`: two lanes. The rest are letters of encodings, _
# for a blank: FP, FU and FL are bits that half precision has in other places, of two sources, of
# one, of a lane.
PROPERTIES = ["""
     8b 16b 4h 8h 2s 4s 1d 2d b h s d
q    . 2 . 2 . 2 . 2 . . . .
a    = + = + = + = + = = = =
w    8h 8h 4s 4s 2d 2d 1q 1q h s d q
p    4h 8h 2s 4s 1d 2d . . . . . .
l    b b h h s s d d b h s d
s    h h s s d d q q h s d q
g    w w w w w w x x w w w x
b    8b 16b 8b 16b 8b 16b 8b 16b . . . .
v    . . . . . . . . . . 2s 2d
Q    0 1 0 1 0 1 0 1 1 1 1 1
K    0 0 0 0 0 0 0 0 1 1 1 1
SS   00 00 01 01 10 10 11 11 00 01 10 11
F    0 0 0 0 0 0 1 1 0 0 0 1
E    0 0 0 0 1 1 0 0 0 0 1 0
FP   . . 10_m_00 10_m_00 0_1_m_11 0_1_m_11 . 1_1_m_11 . 10_m_00 0_1_m_11 1_1_m_11
FU   . . 111100 111100 0_10000 0_10000 . 1_10000 . 111100 0_10000 1_10000
FL   . . 00 00 10 10 . 11 . 00 10 11
LL   00001 00001 00010 00010 00100 00100 01000 01000 00001 00010 00100 01000
LS   0001000 0001000 0010000 0010000 0100000 0100000 1000000 1000000 . . . .
KQ   . . . . . . . . i[3:3] i[2:2] i[1:1] i[0:0]
KK   . . . . . . . . 00 01 10 10
KS   . . . . . . . . i[2:0] i[1:0]_0 i[0:0]_00 001
XX   . . i[1:0]_m[3:0] i[1:0]_m[3:0] i[0:0]_m i[0:0]_m . 0_m . i[1:0]_m[3:0] i[0:0]_m 0_m
X    . . i[2:2] i[2:2] i[1:1] i[1:1] . i[0:0] . i[2:2] i[1:1] i[0:0]
"""]

# the manual's groups of encodings
LAYOUTS = {
    "same": "0 Q $1 K 1110 SS 1 m $2 1 n d", "fsame": "0 Q $1 K 1110 $2 FP $3 1 n d",
    "different": "0 Q $1 K 1110 SS 1 m $2 00 n d", "misc": "0 Q $1 K 1110 SS 10000 $2 10 n d",
    "fmisc": "0 Q $1 K 1110 $2 FU $3 10 n d", "across": "0 Q $1 01110 SS 11000 $2 10 n d",
    "shift": "0 Q $1 K 11110 i7 $2 1 n d", "copy": "0 $1 $2 01110 000 i5 0 $3 1 n d",
    "lane": "0 Q $1 K 1111 SS XX $2 X 0 n d", "flane": "0 Q $1 K 1111 FL XX $2 X 0 n d",
    "immediate": "0 Q $1 0111100000 i[7:5] $2 01 i[4:0] d",
}

ROWS = """
# -- scalar floating point
{fmul,fdiv,fadd,fsub,fmax,fmin,fmaxnm,fminnm,fnmul}* | =f, f, f | 000 11110 YY 1 m
      {0000,0001,0010,0011,0100,0101,0110,0111,1000} 10 n d | 16 32 64 | | a = {fmul b c,fdiv b
      c,fadd b c,fsub b c,fmaxp b c,fminp b c,fmax b c,fmin b c, fneg (fmul b c)}
{fmov,fabs,fneg,fsqrt,frintn,frintp,frintm,frintz,frinta,frintx,frinti}* | =f, f |
      000 11110 YY 1 00{0000,0001,0010,0011,1000,1001,1010,1011,1100,1110,1111} 10000 n d |
      16 32 64 | {move,,,,,,,,,,} |
      a = {copy,fabs,fneg,fsqrt,frinte,fceil,ffloor,ftrunc,fround,fnearby,fnearby} b
fcvt | {=s,=h,=d,=h,=s,=d}, {d,d,s,s,h,h} | 000 11110 {01,01,00,00,11,11} 1 0001 {00,11,01,11,00,01}
      10000 n d | | | a = {fptrunc,fptrunc,fpext,fptrunc,fpext,fpext} b
{fcmp,fcmpe}* | f@n, f | 000 11110 YY 1 m 00 1000 n {0,1}0000 | 16 32 64 | w:nzcv | flags = fcmp a b
{fcmp,fcmpe}* | f@n, fzero  | 000 11110 YY 1 00000 00 1000 n {0,1}1000 | 16 32 64 | w:nzcv | flags
      = fcmp a 0
{fccmp,fccmpe}* | f@n, f, u4, cond | 000 11110 YY 1 m j4 01 n {0,1} i4 | 16 32 64 | r:nzcv w:nzcv |
fcsel*  | =f, f, f, cond    | 000 11110 YY 1 m i4 11 n d | 16 32 64 | r:nzcv | a = csel b c d
fmov*   | =f, fpimm         | 000 11110 YY 1 i8 100 00000 d | 16 32 64 | | a = fpimm b
{fmadd,fmsub,fnmadd,fnmsub}* | =f, f, f, f | 000 11111 YY {0,0,1,1} m {0,1,0,1} a n d | 16 32 64 | |
      a = fma {b c d,(fneg b) c d,(fneg b) c (fneg d),b c (fneg d)}
{fcvtns,fcvtnu,fcvtas,fcvtau,fcvtps,fcvtpu,fcvtms,fcvtmu,fcvtzs,fcvtzu}* | =r, {h,s,d} | z 0011110
      {11,00,01} 1 {00000,00001,00100,00101,01000,01001,10000,10001,11000,11001} 000000 n d | 32 64
      | | {,,,,,,,,a = fptosi b,a = fptoui b}
{scvtf,ucvtf}* | {x:=h,=s,=d}, r | z 0011110 {x:11,00,01} 1 0001{0,1} 000000 n d | 32 64 | |
      a = {sitofp,uitofp} b
{fcvtzs,fcvtzu}* | =r, {h,s,d}, fbits | z 0011110 {11,00,01} 0 1100{0,1} i6 n d | 32 64 |
{scvtf,ucvtf}* | {=h,=s,=d}, r, fbits | z 0011110 {11,00,01} 0 0001{0,1} i6 n d | 32 64 |
fmov    | {=w,=s,=x,=d,=w,=h,=x,=h}, {s,w,d,x,h,w,h,x} |
      {0,0,1,1,0,0,1,1} 0011110 {00,00,01,01,11,11,11,11} 1 0011{0,1,0,1,0,1,0,1} 000000 n d | | |
      {a = bitcast b,a = bitcast b,a = bitcast b,a = bitcast b,,,,}
fmov    | {=x,+d1}, {d1,x}  | 1 0011110 10 1 0111{0,1} 000000 n d
fjcvtzs | =w, d             | 0 0011110 01 1 11110 000000 n d

# -- three operands of the same arrangement
{and,bic,orr,orn,eor}:{BV} | ={BV}, {BV}, {BV} | 0 Q {0,0,0,0,1} 01110 {00,01,10,11,00} 1 m 00011 1
      n d | | | a = {and b c,and b (xor c -1),or b c,or b (xor c -1),xor b c}
{bsl,bit,bif}:{BV} | +{BV}, {BV}, {BV} | 0 Q 1 01110 {01,10,11} 1 m 00011 1 n d | | |
      a = {bitsel a b c,bitsel c b a,bitsel c a b}
mov:{BV} | ={BV}, {BV} | 0 Q 0 01110 10 1 n 00011 1 n d | | move | a = copy b
{add,sub,cmgt,cmge,cmhi,cmhs,cmtst,cmeq,sshl,ushl,srshl,urshl}:{A7d} | ={A7d}, {A7d}, {A7d} |
      same {0,1,0,0,1,1,0,1,0,1,0,1}
      {10000,10000,00110,00111,00110,00111,10001,10001,01000,01000,01010,01010} | | |
      a = {add b c,sub b c,slt c b,sle c b,ult c b,ule c b,,eq b c,,,,}
{sqadd,sqsub,uqadd,uqsub,sqshl,uqshl,sqrshl,uqrshl}:{A7s} | ={A7s}, {A7s}, {A7s} |
      same {0,0,1,1,0,1,0,1} {00001,00101,00001,00101,01001,01001,01011,01011}
addp:{A7} | ={A7}, {A7}, {A7} | same 0 10111
{shadd,srhadd,shsub,smax,smin,sabd,mul,smaxp,sminp,uhadd,urhadd,uhsub,umax,umin,uabd,umaxp,
      uminp}:{A6} | ={A6}, {A6}, {A6} | same {0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1}
      {00000,00010,00100,01100,01101,01110,10011,10100,10101,00000,00010,00100,01100,01101,01110,
      10100,10101} | | | a = {,,,smax b c,smin b c,,mul b c,,,,,,umax b c,umin b c,,,}
{saba,mla,uaba,mls}:{A6} | +{A6}, {A6}, {A6} | same {0,0,1,1} {01111,10010,01111,10010} | | |
      a = {,add a (mul b c),,sub a (mul b c)}
{sqdmulh,sqrdmulh}:{H4s} | ={H4s}, {H4s}, {H4s} | same {0,1} 10110
{sqrdmlah,sqrdmlsh}:{H4} | +{H4}, {H4}, {H4} | 0 Q 1 01110 SS 0 m 1000{0,1} 1 n d
pmul:{BV} | ={BV}, {BV}, {BV} | same 1 10011
{fmaxnm,fadd,fmax,fminnm,fsub,fmin,fmaxnmp,faddp,fmul,fmaxp,fdiv,fminnmp,fminp}:{F5} |
      ={F5}, {F5}, {F5} | fsame {0,0,0,0,0,0,1,1,1,1,1,1,1} {0,0,0,1,1,1,0,0,0,0,0,1,1}
      {000,010,110,000,010,110,000,010,011,110,111,000,110} | | |
      a = {,fadd b c,,,fsub b c,,,,fmul b c,,fdiv b c,,}
{fmulx,fcmeq,frecps,frsqrts,fcmge,facge,fabd,fcmgt,facgt}:{F5s} | ={F5s}, {F5s}, {F5s} |
      fsame {0,0,0,0,1,1,1,1,1} {0,0,0,1,0,0,1,1,1} {011,100,111,111,100,101,010,100,101} | | |
      a = {,foeq b c,,,fole c b,,,folt c b,}
{fmla,fmls}:{F5} | +{F5}, {F5}, {F5} | fsame 0 {0,1} 001
{sdot,udot}:{S2} | +{S2}, {S2.b}, {S2.b} | 0 Q {0,1} 01110 10 0 m 10010 1 n d
{sdot,udot}:{S2} | +{S2}, {S2.b}, e4b | 0 Q {0,1} 01111 10 i[0:0] m 1110 i[1:1] 0 n d
fcadd:{F5} | ={F5}, {F5}, {F5}, rot2 | 0 Q 1 01110 SS 0 m 111 i1 01 n d
fcmla:{F5} | +{F5}, {F5}, {F5}, rot4 | 0 Q 1 01110 SS 0 m 110 i2 1 n d

# -- widening and narrowing
{saddl,ssubl,sabdl,smull,uaddl,usubl,uabdl,umull}{A6.q}:{A6} | ={A6.w}, {A6}, {A6} |
      different {0,0,0,0,1,1,1,1} {0000,0010,0111,1100,0000,0010,0111,1100}
{sabal,smlal,smlsl,uabal,umlal,umlsl}{A6.q}:{A6} | +{A6.w}, {A6}, {A6} |
      different {0,0,0,1,1,1} {0101,1000,1010,0101,1000,1010}
{saddw,ssubw,uaddw,usubw}{A6.q}:{A6} | ={A6.w}, {A6.w}, {A6} |
      different {0,0,1,1} {0001,0011,0001,0011}
{addhn,subhn,raddhn,rsubhn}{A6.q}:{A6} | {A6.a}{A6}, {A6.w}, {A6.w} |
      different {0,0,1,1} {0100,0110,0100,0110}
{sqdmlal,sqdmlsl}{H4s.q}:{H4s} | +{H4s.w}, {H4s}, {H4s} | different 0 10{01,11}
sqdmull{H4s.q}:{H4s} | ={H4s.w}, {H4s}, {H4s} | different 0 1101
pmull{BV.q}:{BV} | ={BV.w}, {BV}, {BV} | different 0 1110
xtn{A6.q}:{A6} | {A6.a}{A6}, {A6.w} | misc 0 10010
{sqxtn,sqxtun,uqxtn}{A6s.q}:{A6s} | {A6s.a}{A6s}, {A6s.w} | misc {0,1,1} {10100,10010,10100}
shll{A6.q}:{A6} | ={A6.w}, {A6}, lanesize{A6.l} | misc 1 10011
fcvtn{H4.q}:{H4} | {H4.a}{H4}, {H4.w} | 0 Q 0 01110 0 E 10000 10110 10 n d
fcvtxn{S2.q}:{S2} | {S2.a}{S2}, {S2.w} | 0 Q 1 01110 01 10000 10110 10 n d
fcvtl{H4.q}:{H4} | ={H4.w}, {H4} | 0 Q 0 01110 0 E 10000 10111 10 n d

# -- two operands
{rev64,cls,clz}:{A6} | ={A6}, {A6} | misc {0,0,1} {00000,00100,00100}
rev32:{BH} | ={BH}, {BH} | misc 1 00000
{rev16,cnt,mvn,rbit}:{BV} | ={BV}, {BV} | 0 Q {0,0,1,1} 01110 {00,00,00,01} 10000
      {00001,00101,00101,00101} 10 n d | | | a = {,popcount b,xor b -1,}
{suqadd,usqadd}:{A7s} | +{A7s}, {A7s} | misc {0,1} 00011
{sqabs,sqneg}:{A7s} | ={A7s}, {A7s} | misc {0,1} 00111
{abs,neg}:{A7d} | ={A7d}, {A7d} | misc {0,1} 01011 | | | a = {,sub 0 b}
{cmgt,cmge,cmeq,cmle,cmlt}:{A7d} | ={A7d}, {A7d}, zero |
      misc {0,1,0,1,0} {01000,01000,01001,01001,01010}
{saddlp,uaddlp}:{A6} | ={A6.p}, {A6} | misc {0,1} 00010
{sadalp,uadalp}:{A6} | +{A6.p}, {A6} | misc {0,1} 00110
{frintn,frintm,frintp,frintz,frinta,frintx,frinti,fabs,fneg,fsqrt}:{F5} | ={F5}, {F5} |
      fmisc {0,0,0,0,1,1,1,0,1,1} {0,0,1,1,0,0,1,1,1,1}
      {11000,11001,11000,11001,11000,11001,11001,01111,01111,11111} | | |
      a = {,,,,,,,fabs b,fneg b,fsqrt b}
{fcvtns,fcvtms,fcvtps,fcvtzs,fcvtas,fcvtnu,fcvtmu,fcvtpu,fcvtzu,fcvtau,scvtf,ucvtf,frecpe,
      frsqrte}:{F5s} | ={F5s}, {F5s} | fmisc {0,0,0,0,0,1,1,1,1,1,0,1,0,1}
      {0,0,1,1,0,0,0,1,1,0,0,0,1,1}
      {11010,11011,11010,11011,11100,11010,11011,11010,11011,11100,11101,11101,11101,11101} | | |
      a = {,,,fptosi b,,,,,fptoui b,,sitofp b,uitofp b,,}
frecpx:{SD} | ={SD}, {SD} | fmisc 0 1 11111
{urecpe,ursqrte}:{S2} | ={S2}, {S2} | 0 Q {0,1} 01110 10 10000 11100 10 n d
{fcmgt,fcmge,fcmeq,fcmle,fcmlt}:{F5s} | ={F5s}, {F5s}, fzero |
      fmisc {0,1,0,1,0} 1 {01100,01100,01101,01101,01110}
fcvtxn | =s, d | 01 1 11110 01 10000 10110 10 n d
{saddlv,uaddlv}:{R5} | ={R5.s}, {R5} | across {0,1} 00011
{smaxv,sminv,umaxv,uminv,addv}:{R5} | ={R5.l}, {R5} |
      across {0,0,1,1,0} {01010,11010,01010,11010,11011}
{fmaxnmv,fmaxv,fminnmv,fminv}:4s | =s, 4s | 011 01110 {0,0,1,1} 0 11000 {01100,01111,01100,01111}
      10 n d
{fmaxnmv,fmaxv,fminnmv,fminv}:{H2} | =h, {H2} | 0 Q 0 01110 {0,0,1,1} 0 11000
      {01100,01111,01100,01111} 10 n d
addp:d | =d, 2d | 01 0 11110 11 11000 11011 10 n d
{fmaxnmp,faddp,fmaxp,fminnmp,fminp}:{SD} | ={SD}, {SD.v} | 01 1 11110 {0,0,0,1,1} F 11000
      {01100,01101,01111,01100,01111} 10 n d

# -- permutation and copies
{uzp1,trn1,zip1,uzp2,trn2,zip2}:{A7} | ={A7}, {A7}, {A7} | 0 Q 0 01110 SS 0 m 0
      {001,010,011,101,110,111} 10 n d
ext:{BV} | ={BV}, {BV}, {BV}, ext{BV} | 0 Q 1 01110 00 0 m 0 i4 0 n d
{tbl,tbx}:{BV} | {=,+}{BV}, {x:L1.16b,L2.16b,L3.16b,L4.16b}, {BV} |
      0 Q 0 01110 000 m 0 {x:00,01,10,11} {0,1} 00 n d
dup:{A7} | ={A7}, e{A7.l} | copy Q 0 0000
dup:{A7} | ={A7}, {A7.g} | 0 Q 0 01110 000 LL 0 0001 1 n d
{mov,dup}:{B4} | ={B4}, e{B4} | 01 0 11110 000 i5 0 0000 1 n d | | {,alias} |
{smov,smov,smov,smov,smov,umov,umov,mov,mov,umov,umov} | {=w,=w,=x,=x,=x,=w,=w,=w,=x,=w,=x},
      {eb,eh,eb,eh,es,eb,eh,es,ed,es,ed} | copy {0,0,1,1,1,0,0,0,1,0,1} 0
      01{0,0,0,0,0,1,1,1,1,1,1}1 | | {,,,,,,,,,alias,alias} |
{mov,ins}:{B4} | +e{B4}, {B4.g} | copy 1 0 0011 | | {,alias} |
{mov,ins}:{B4} | +e{B4}, g{B4} | copy 1 1 j4 | | {,alias} |

# -- immediates
movi:{BV} | ={BV}, u8 | immediate 0 1110
{movi,mvni}:{S2} | ={S2}, u8, lslv | immediate {0,1} 0_j2_0
{orr,bic}:{S2} | +{S2}, u8, lslv | immediate {0,1} 0_j2_1
{movi,mvni}:{H2} | ={H2}, u8, lslv | immediate {0,1} 10_j1_0
{orr,bic}:{H2} | +{H2}, u8, lslv | immediate {0,1} 10_j1_1
{movi,mvni}:{S2} | ={S2}, u8, msl | immediate {0,1} 110_j1
movi:2d | =2d, bytemask | immediate 1 1110
movi:d | =d, bytemask | 001 0111100000 i[7:5] 1110 01 i[4:0] d
fmov:{F3} | ={F3}, fpimm | immediate F 1111
fmov:{H2} | ={H2}, fpimm | 0 Q 0 0111100000 i[7:5] 1111 11 i[4:0] d

# -- shifts by immediates
{sshr,srshr,sri,ushr,urshr}:{A7d} | {=,=,+,=,=}{A7d}, {A7d}, shr{A7d.l} | shift {0,0,1,1,1}
      {00000,00100,01000,00000,00100} | | | a = {ashr b c,,,lshr b c,}
{ssra,srsra,usra,ursra}:{A7d} | +{A7d}, {A7d}, shr{A7d.l} | shift {0,0,1,1} 00{0,1,0,1}10
{shl,sli}:{A7d} | {=,+}{A7d}, {A7d}, shl{A7d.l} | shift {0,1} 01010 | | | a = {shl b c,}
{sqshl,sqshlu,uqshl}:{A7s} | ={A7s}, {A7s}, shl{A7s.l} | shift {0,1,1} {01110,01100,01110}
{shrn,rshrn}{A6.q}:{A6} | {A6.a}{A6}, {A6.w}, shr{A6.l} | shift 0 1000{0,1}
{sqshrn,sqrshrn,sqshrun,sqrshrun,uqshrn,uqrshrn}{A6s.q}:{A6s} | {A6s.a}{A6s}, {A6s.w}, shr{A6s.l} |
      shift {0,0,1,1,1,1} {10010,10011,10000,10001,10010,10011}
{sxtl,uxtl}{A6.q}:{A6} | ={A6.w}, {A6} | 0 Q {0,1} 011110 LS 10100 1 n d
{sshll,ushll}{A6.q}:{A6} | ={A6.w}, {A6}, shl{A6.l} | shift {0,1} 10100
{scvtf,ucvtf,fcvtzs,fcvtzu}:{F5h} | ={F5h}, {F5h}, shr{F5h.l} | shift {0,1,0,1} 11{100,100,111,111}

# -- by one lane of a vector
mul:{H4} | ={H4}, {H4}, x{H4.l} | lane 0 1000
{sqdmulh,sqrdmulh}:{H4s} | ={H4s}, {H4s}, x{H4s.l} | lane 0 110{0,1}
{mla,mls}:{H4} | +{H4}, {H4}, x{H4.l} | lane 1 0{0,1}00
{sqrdmlah,sqrdmlsh}:{H4} | +{H4}, {H4}, x{H4.l} | lane 1 11{01,11}
{smull,umull}{H4.q}:{H4} | ={H4.w}, {H4}, x{H4.l} | lane {0,1} 1010
sqdmull{H4s.q}:{H4s} | ={H4s.w}, {H4s}, x{H4s.l} | lane 0 1011
{smlal,umlal,smlsl,umlsl}{H4.q}:{H4} | +{H4.w}, {H4}, x{H4.l} | lane {0,1,0,1} 0{0,0,1,1}10
{sqdmlal,sqdmlsl}{H4s.q}:{H4s} | +{H4s.w}, {H4s}, x{H4s.l} | lane 0 0{0,1}11
{fmul,fmulx}:{F5s} | ={F5s}, {F5s}, x{F5s.l} | flane {0,1} 1001
{fmla,fmls}:{F5s} | +{F5s}, {F5s}, x{F5s.l} | flane 0 0{0,1}01

# -- structures
{st,ld}1:{A8} | {,=}{x:L1.,L2.,L3.,L4.}{A8}, {=,}{y:mb,mp0,mpx} | 0 Q 0011{y:000,001,001} {0,1} 0
      {y:00000,11111,m} {x:0111,1010,0110,0010} SS n t | | {store,load}
{st,ld}{x:2,3,4}:{A7} | {,=}{x:L2.,L3.,L4.}{A7}, {=,}{y:mb,mp0,mpx} | 0 Q 0011{y:000,001,001}
      {0,1} 0 {y:00000,11111,m} {x:1000,0100,0000} SS n t | | {store,load}
{st,ld}{x:1,2,3,4}:{B4} | {,+}{x:K1,K2,K3,K4}{B4}, {=,}{y:mb,mp0,mpx} | 0 KQ 0011{y:010,011,011}
      {0,1} {x:0,1,0,1} {y:00000,11111,m} KK{x:0,0,1,1} KS n t | | {store,load}
ld{x:1,2,3,4}r:{A8} | ={x:L1.,L2.,L3.,L4.}{A8}, {y:mb,mp0,mpx} | 0 Q 0011{y:010,011,011} 1
      {x:0,1,0,1} {y:00000,11111,m} 11{x:0,0,1,1} 0 SS n t | | load

# -- cryptography
{aese,aesd} | +16b, 16b | 01001110 00 10100 0010{0,1} 10 n d
{aesmc,aesimc} | =16b, 16b | 01001110 00 10100 0011{0,1} 10 n d
{sha1c,sha1p,sha1m} | +q, s, 4s | 01011110 00 0 m 0 {000,001,010} 00 n d
{sha256h,sha256h2} | +q, q, 4s | 01011110 00 0 m 0 10{0,1} 00 n d
{sha1su0,sha256su1} | +4s, 4s, 4s | 01011110 00 0 m 0 {011,110} 00 n d
sha1h | =s, s | 01011110 00 10100 00000 10 n d
{sha1su1,sha256su0} | +4s, 4s | 01011110 00 10100 000{01,10} 10 n d
pmull | =1q, 1d, 1d | 0 0 0 01110 11 1 m 111000 n d
pmull2 | =1q, 2d, 2d | 0 1 0 01110 11 1 m 111000 n d
"""
