"""AArch64 rows: floating point and Advanced SIMD (Arm ARM C3.6 to C3.7, C7.2).

Behind a colon in the mnemonic stands the arrangement, from which `Q`, `SS` (lane size) and `F`
(s or d) of the encoding follow; `{V}` is one of a set of arrangements, `{V.w}` a property of it:
`q` the `2` of instructions on the upper half, `w` lanes twice as wide, `p` the same in the same
register size, `l` the scalar of a lane, `s` the scalar of twice its size (`notation.py`).
"""

# mypyc: skip

from __future__ import annotations

ROWS = """
# -- scalar floating point
{fmul,fdiv,fadd,fsub,fmax,fmin,fmaxnm,fminnm,fnmul}* | =f, f, f |
      000 11110 YY 1 m {0000,0001,0010,0011,0100,0101,0110,0111,1000} 10 n d | 16 32 64 | |
      a = {fmul b c,fdiv b c,fadd b c,fsub b c,fmaxp b c,fminp b c,fmax b c,fmin b c,
      fneg (fmul b c)}
{fmov,fabs,fneg,fsqrt,frintn,frintp,frintm,frintz,frinta,frintx,frinti}* | =f, f |
      000 11110 YY 1 00{0000,0001,0010,0011,1000,1001,1010,1011,1100,1110,1111} 10000 n d |
      16 32 64 | {move,,,,,,,,,,} |
      a = {copy,fabs,fneg,fsqrt,frinte,fceil,ffloor,ftrunc,fround,fnearby,fnearby} b
fcvt  | {=s,=h,=d,=h,=s,=d}, {d,d,s,s,h,h} |
      000 11110 {01,01,00,00,11,11} 1 0001 {00,11,01,11,00,01} 10000 n d | | |
      a = {fptrunc,fptrunc,fpext,fptrunc,fpext,fpext} b
{fcmp,fcmpe}* | f@n, f      | 000 11110 YY 1 m 00 1000 n {0,1}0000 | 16 32 64 | w:nzcv | flags =
      fcmp a b
{fcmp,fcmpe}* | f@n, fzero  | 000 11110 YY 1 00000 00 1000 n {0,1}1000 | 16 32 64 | w:nzcv | flags
      = fcmp a 0
{fccmp,fccmpe}* | f@n, f, u4, cond | 000 11110 YY 1 m j4 01 n {0,1} i4 | 16 32 64 | r:nzcv w:nzcv |
fcsel*  | =f, f, f, cond    | 000 11110 YY 1 m i4 11 n d | 16 32 64 | r:nzcv | a = csel b c d
fmov*   | =f, fpimm         | 000 11110 YY 1 i8 100 00000 d | 16 32 64 | | a = fpimm b
{fmadd,fmsub,fnmadd,fnmsub}* | =f, f, f, f | 000 11111 YY {0,0,1,1} m {0,1,0,1} a n d | 16 32 64 | |
      a = fma {b c d,(fneg b) c d,(fneg b) c (fneg d),b c (fneg d)}
{fcvtns,fcvtnu,fcvtas,fcvtau,fcvtps,fcvtpu,fcvtms,fcvtmu,fcvtzs,fcvtzu}* | =r, {h,s,d} |
      z 0011110 {11,00,01} 1 {00000,00001,00100,00101,01000,01001,10000,10001,11000,11001} 000000 n
      d |
      32 64 | | {,,,,,,,,a = fptosi b,a = fptoui b}
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
{and,bic,orr,orn,eor}:{BV} | =v{BV}, v{BV}, v{BV} | 0 Q {0,0,0,0,1} 01110 {00,01,10,11,00} 1 m
      00011 1 n d |
      | | a = {and b c,and b (xor c -1),or b c,or b (xor c -1),xor b c}
{bsl,bit,bif}:{BV} | +v{BV}, v{BV}, v{BV} | 0 Q 1 01110 {01,10,11} 1 m 00011 1 n d | | |
      a = {bitsel a b c,bitsel c b a,bitsel c a b}
mov:{BV} | =v{BV}, v{BV}    | 0 Q 0 01110 10 1 n 00011 1 n d | | move | a = copy b
{add,sub,sqadd,sqsub,uqadd,uqsub,cmgt,cmge,cmhi,cmhs,cmtst,cmeq,sshl,ushl,sqshl,uqshl,srshl,urshl,
 sqrshl,uqrshl,addp}:{A7} | =v{A7}, v{A7}, v{A7} |
      0 Q {0,1,0,0,1,1,0,0,1,1,0,1,0,1,0,1,0,1,0,1,0} 01110 SS 1 m
      {10000,10000,00001,00101,00001,00101,00110,00111,00110,00111,10001,10001,01000,01000,01001,
      01001,
       01010,01010,01011,01011,10111} 1 n d | | | {a = add b c,a = sub b c,,,,,a = slt c b,
       a = sle c b,a = ult c b,a = ule c b,,a = eq b c,,,,,,,,,}
{shadd,srhadd,shsub,smax,smin,sabd,mul,smaxp,sminp,uhadd,urhadd,uhsub,umax,umin,uabd,umaxp,
      uminp}:{A6} |
      =v{A6}, v{A6}, v{A6} | 0 Q {0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1} 01110 SS 1 m
      {00000,00010,00100,01100,01101,01110,10011,10100,10101,00000,00010,00100,01100,01101,01110,
      10100,
       10101} 1 n d | | | {,,,a = smax b c,a = smin b c,,a = mul b c,,,,,,a = umax b c,a = umin b
      c,,,}
{saba,mla,uaba,mls}:{A6} | +v{A6}, v{A6}, v{A6} | 0 Q {0,0,1,1} 01110 SS 1 m
      {01111,10010,01111,10010} 1 n d | | | {,a = add a (mul b c),,a = sub a (mul b c)}
{sqdmulh,sqrdmulh}:{H4} | =v{H4}, v{H4}, v{H4} | 0 Q {0,1} 01110 SS 1 m 10110 1 n d
{sqrdmlah,sqrdmlsh}:{H4} | +v{H4}, v{H4}, v{H4} | 0 Q 1 01110 SS 0 m 1000{0,1} 1 n d
pmul:{BV} | =v{BV}, v{BV}, v{BV} | 0 Q 1 01110 00 1 m 10011 1 n d
{fmaxnm,fadd,fmulx,fcmeq,fmax,frecps,fminnm,fsub,fmin,frsqrts,fmaxnmp,faddp,fmul,fcmge,facge,fmaxp,
 fdiv,fminnmp,fabd,fcmgt,facgt,fminp}:{F3} | =v{F3}, v{F3}, v{F3} |
      0 Q {0,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1} 01110
      {0,0,0,0,0,0,1,1,1,1,0,0,0,0,0,0,0,1,1,1,1,1}
      F 1 m
      {11000,11010,11011,11100,11110,11111,11000,11010,11110,11111,11000,11010,11011,11100,11101,
      11110,11111,11000,11010,11100,11101,11110} 1 n d | | | {,a = fadd b c,,a = foeq b c,,,,a =
      fsub b c,
      ,,,,a = fmul b c,a = fole c b,,,a = fdiv b c,,,a = folt c b,,}
{fmla,fmls}:{F3} | +v{F3}, v{F3}, v{F3} | 0 Q 0 01110 {0,1} F 1 m 11001 1 n d
{fmaxnm,fadd,fmulx,fcmeq,fmax,frecps,fminnm,fsub,fmin,frsqrts,fmaxnmp,faddp,fmul,fcmge,facge,fmaxp,
 fdiv,fminnmp,fabd,fcmgt,facgt,fminp}:{HF} | =v{HF}, v{HF}, v{HF} |
      0 Q {0,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1} 01110
      {0,0,0,0,0,0,1,1,1,1,0,0,0,0,0,0,0,1,1,1,1,1}
      10 m 00
      {000,010,011,100,110,111,000,010,110,111,000,010,011,100,101,110,111,000,010,100,101,110}
      1 n d
{fmla,fmls}:{HF} | +v{HF}, v{HF}, v{HF} | 0 Q 0 01110 {0,1} 10 m 00 001 1 n d
{sdot,udot}:{D2} | +v{D2}, v{D2.b}, v{D2.b} | 0 Q {0,1} 01110 10 0 m 10010 1 n d
{sdot,udot}:{D2} | +v{D2}, v{D2.b}, e4b    | 0 Q {0,1} 01111 10 i[0:0] m 1110 i[1:1] 0 n d
fcadd:{F5} | =v{F5}, v{F5}, v{F5}, rot2 | 0 Q 1 01110 SS 0 m 111 i1 01 n d
fcmla:{F5} | +v{F5}, v{F5}, v{F5}, rot4 | 0 Q 1 01110 SS 0 m 110 i2 1 n d

# -- the same on scalars
{add,sub,cmgt,cmge,cmhi,cmhs,cmtst,cmeq,sshl,ushl,srshl,urshl}:d | =d, d, d |
      01 {0,1,0,0,1,1,0,1,0,1,0,1} 11110 SS 1 m
      {10000,10000,00110,00111,00110,00111,10001,10001,01000,01000,01010,01010} 1 n d
{sqadd,sqsub,uqadd,uqsub,sqshl,uqshl,sqrshl,uqrshl}:{B4} | ={B4}, {B4}, {B4} |
      01 {0,0,1,1,0,1,0,1} 11110 SS 1 m {00001,00101,00001,00101,01001,01001,01011,01011} 1 n d
{sqdmulh,sqrdmulh}:{HS} | ={HS}, {HS}, {HS} | 01 {0,1} 11110 SS 1 m 10110 1 n d
{fmulx,fcmeq,frecps,frsqrts,fcmge,facge,fabd,fcmgt,facgt}:{SD} | ={SD}, {SD}, {SD} |
      01 {0,0,0,0,1,1,1,1,1} 11110 {0,0,0,1,0,0,1,1,1} F 1 m
      {11011,11100,11111,11111,11100,11101,11010,11100,11101} 1 n d
{sqdmlal,sqdmlsl}:{HS} | +{HS.s}, {HS}, {HS} | 01 0 11110 SS 1 m 10{01,11}00 n d
sqdmull:{HS} | ={HS.s}, {HS}, {HS} | 01 0 11110 SS 1 m 110100 n d

# -- widening and narrowing
{saddl,ssubl,sabdl,smull,uaddl,usubl,uabdl,umull}{NL.q}:{NL} | =v{NL.w}, v{NL}, v{NL} |
      0 Q {0,0,0,0,1,1,1,1} 01110 SS 1 m {0000,0010,0111,1100,0000,0010,0111,1100} 00 n d
{sabal,smlal,smlsl,uabal,umlal,umlsl}{NL.q}:{NL} | +v{NL.w}, v{NL}, v{NL} |
      0 Q {0,0,0,1,1,1} 01110 SS 1 m {0101,1000,1010,0101,1000,1010} 00 n d
{saddw,ssubw,uaddw,usubw}{NL.q}:{NL} | =v{NL.w}, v{NL.w}, v{NL} |
      0 Q {0,0,1,1} 01110 SS 1 m {0001,0011,0001,0011} 00 n d
{addhn,subhn,raddhn,rsubhn}{NL.q}:{NL} | {NL.a}v{NL}, v{NL.w}, v{NL.w} |
      0 Q {0,0,1,1} 01110 SS 1 m {0100,0110,0100,0110} 00 n d
{sqdmlal,sqdmlsl}{NH.q}:{NH} | +v{NH.w}, v{NH}, v{NH} | 0 Q 0 01110 SS 1 m 10{01,11}00 n d
sqdmull{NH.q}:{NH} | =v{NH.w}, v{NH}, v{NH} | 0 Q 0 01110 SS 1 m 110100 n d
pmull{NB.q}:{NB} | =v{NB.w}, v{NB}, v{NB} | 0 Q 0 01110 SS 1 m 111000 n d
{xtn,sqxtn,sqxtun,uqxtn}{NL.q}:{NL} | {NL.a}v{NL}, v{NL.w} |
      0 Q {0,0,1,1} 01110 SS 10000 {10010,10100,10010,10100} 10 n d
{sqxtn,sqxtun,uqxtn}:{B3} | ={B3}, {B3.s} | 01 {0,1,1} 11110 SS 10000 {10100,10010,10100} 10 n d
shll{NL.q}:{NL} | =v{NL.w}, v{NL}, lanesize{NL.l} | 0 Q 1 01110 SS 10000 10011 10 n d
fcvtn{CN.q}:{CN} | {CN.a}v{CN}, v{CN.w} | 0 Q 0 01110 0 E 10000 10110 10 n d
fcvtxn{CX.q}:{CX} | {CX.a}v{CX}, v{CX.w} | 0 Q 1 01110 01 10000 10110 10 n d
fcvtl{CN.q}:{CN} | =v{CN.w}, v{CN} | 0 Q 0 01110 0 E 10000 10111 10 n d

# -- two operands
{rev64,cls,clz}:{A6} | =v{A6}, v{A6} | 0 Q {0,0,1} 01110 SS 10000 {00000,00100,00100} 10 n d
rev32:{BH} | =v{BH}, v{BH} | 0 Q 1 01110 SS 10000 00000 10 n d
{rev16,cnt,mvn,rbit}:{BV} | =v{BV}, v{BV} | 0 Q {0,0,1,1} 01110 {00,00,00,01} 10000
      {00001,00101,00101,00101}
      10 n d | | | {,a = popcount b,a = xor b -1,}
{suqadd,usqadd}:{A7} | +v{A7}, v{A7} | 0 Q {0,1} 01110 SS 10000 00011 10 n d
{sqabs,sqneg,abs,neg}:{A7} | =v{A7}, v{A7} | 0 Q {0,1,0,1} 01110 SS 10000 {00111,00111,01011,01011}
      10 n d |
      | | {,,,a = sub 0 b}
{cmgt,cmge,cmeq,cmle,cmlt}:{A7} | =v{A7}, v{A7}, zero | 0 Q {0,1,0,1,0} 01110 SS 10000
      {01000,01000,01001,01001,01010} 10 n d
{abs,neg}:d | =d, d | 01 {0,1} 11110 11 10000 01011 10 n d
{suqadd,usqadd}:{B4} | +{B4}, {B4} | 01 {0,1} 11110 SS 10000 00011 10 n d
{sqabs,sqneg}:{B4} | ={B4}, {B4} | 01 {0,1} 11110 SS 10000 00111 10 n d
{cmgt,cmge,cmeq,cmle,cmlt}:d | =d, d, zero | 01 {0,1,0,1,0} 11110 11 10000
      {01000,01000,01001,01001,01010}
      10 n d
{saddlp,uaddlp}:{A6} | =v{A6.p}, v{A6} | 0 Q {0,1} 01110 SS 10000 00010 10 n d
{sadalp,uadalp}:{A6} | +v{A6.p}, v{A6} | 0 Q {0,1} 01110 SS 10000 00110 10 n d
{frintn,frintm,frintp,frintz,frinta,frintx,frinti,fcvtns,fcvtms,fcvtps,fcvtzs,fcvtas,fcvtnu,fcvtmu,
 fcvtpu,fcvtzu,fcvtau,scvtf,ucvtf,frecpe,frsqrte,fabs,fneg,fsqrt}:{F3} | =v{F3}, v{F3} |
      0 Q {0,0,0,0,1,1,1,0,0,0,0,0,1,1,1,1,1,0,1,0,1,0,1,1} 01110
      {0,0,1,1,0,0,1,0,0,1,1,0,0,0,1,1,0,0,0,1,1,1,1,1} F 10000
      {11000,11001,11000,11001,11000,11001,11001,11010,11011,11010,11011,11100,11010,11011,11010,
      11011,
      11100,11101,11101,11101,11101,01111,01111,11111} 10 n d | | |
      {,,,,,,,,,,a = fptosi b,,,,,a = fptoui b,,a = sitofp b,a = uitofp b,,,a = fabs b,a = fneg b,
      a = fsqrt b}
{frintn,frintm,frintp,frintz,frinta,frintx,frinti,fcvtns,fcvtms,fcvtps,fcvtzs,fcvtas,fcvtnu,fcvtmu,
 fcvtpu,fcvtzu,fcvtau,scvtf,ucvtf,frecpe,frsqrte,fabs,fneg,fsqrt}:{HF} | =v{HF}, v{HF} |
      0 Q {0,0,0,0,1,1,1,0,0,0,0,0,1,1,1,1,1,0,1,0,1,0,1,1} 01110
      {0,0,1,1,0,0,1,0,0,1,1,0,0,0,1,1,0,0,0,1,1,1,1,1} 111100
      {11000,11001,11000,11001,11000,11001,11001,11010,11011,11010,11011,11100,11010,11011,11010,
      11011,
      11100,11101,11101,11101,11101,01111,01111,11111} 10 n d
{urecpe,ursqrte}:{S2} | =v{S2}, v{S2} | 0 Q {0,1} 01110 10 10000 11100 10 n d
{fcmgt,fcmge,fcmeq,fcmle,fcmlt}:{F3} | =v{F3}, v{F3}, fzero | 0 Q {0,1,0,1,0} 01110 1F 10000
      {01100,01100,01101,01101,01110} 10 n d
{fcmgt,fcmge,fcmeq,fcmle,fcmlt}:{HF} | =v{HF}, v{HF}, fzero | 0 Q {0,1,0,1,0} 01110 1111100
      {01100,01100,01101,01101,01110} 10 n d
{fcvtns,fcvtms,fcvtps,fcvtzs,fcvtas,fcvtnu,fcvtmu,fcvtpu,fcvtzu,fcvtau,scvtf,ucvtf,frecpe,frecpx,
      frsqrte}:{SD}
      | ={SD}, {SD} | 01 {0,0,0,0,0,1,1,1,1,1,0,1,0,0,1} 11110 {0,0,1,1,0,0,0,1,1,0,0,0,1,1,1} F
      10000
      {11010,11011,11010,11011,11100,11010,11011,11010,11011,11100,11101,11101,11101,11111,11101}
      10 n d
{fcmgt,fcmge,fcmeq,fcmle,fcmlt}:{SD} | ={SD}, {SD}, fzero | 01 {0,1,0,1,0} 11110 1F 10000
      {01100,01100,01101,01101,01110} 10 n d
fcvtxn | =s, d | 01 1 11110 01 10000 10110 10 n d
{saddlv,uaddlv}:{R5} | ={R5.s}, v{R5} | 0 Q {0,1} 01110 SS 11000 00011 10 n d
{smaxv,sminv,umaxv,uminv,addv}:{R5} | ={R5.l}, v{R5} | 0 Q {0,0,1,1,0} 01110 SS 11000
      {01010,11010,01010,11010,11011} 10 n d
{fmaxnmv,fmaxv,fminnmv,fminv}:4s | =s, v4s | 011 01110 {0,0,1,1} 0 11000 {01100,01111,01100,01111}
      10 n d
{fmaxnmv,fmaxv,fminnmv,fminv}:{HF} | =h, v{HF} | 0 Q 0 01110 {0,0,1,1} 0 11000
      {01100,01111,01100,01111} 10 n d
addp:d | =d, v2d | 01 0 11110 11 11000 11011 10 n d
{fmaxnmp,faddp,fmaxp,fminnmp,fminp}:{SD} | ={SD}, v{SD.v} | 01 1 11110 {0,0,0,1,1} F 11000
      {01100,01101,01111,01100,01111} 10 n d

# -- permutation and copies
{uzp1,trn1,zip1,uzp2,trn2,zip2}:{A7} | =v{A7}, v{A7}, v{A7} | 0 Q 0 01110 SS 0 m 0
      {001,010,011,101,110,111} 10 n d
ext:{BV} | =v{BV}, v{BV}, v{BV}, ext{BV} | 0 Q 1 01110 00 0 m 0 i4 0 n d
{tbl,tbx}:{BV} | {=,+}v{BV}, {x:L1.16b,L2.16b,L3.16b,L4.16b}, v{BV} |
      0 Q 0 01110 000 m 0 {x:00,01,10,11} {0,1} 00 n d
dup:{A7} | =v{A7}, e{A7.l} | 0 Q 0 01110 000 i5 0 0000 1 n d
dup:{A7} | =v{A7}, {A7.g} | 0 Q 0 01110 000 LL 0 0001 1 n d
mov:{B4} | ={B4}, e{B4} | 01 0 11110 000 i5 0 0000 1 n d
dup:{B4} | ={B4}, e{B4} | 01 0 11110 000 i5 0 0000 1 n d | | alias |
{smov,smov,smov,smov,smov,umov,umov,mov,mov} | {=w,=w,=x,=x,=x,=w,=w,=w,=x},
      {eb,eh,eb,eh,es,eb,eh,es,ed} |
      0 {0,0,1,1,1,0,0,0,1} 0 01110 000 i5 0 01{0,0,0,0,0,1,1,1,1}1 1 n d
umov | {=w,=x}, {es,ed} | 0 {0,1} 0 01110 000 i5 0 0111 1 n d | | alias |
mov:{B4} | +e{B4}, {B4.g} | 0 1 0 01110 000 i5 0 0011 1 n d
mov:{B4} | +e{B4}, g{B4} | 0 1 1 01110 000 i5 0 j4 1 n d
ins:{B4} | +e{B4}, {B4.g} | 0 1 0 01110 000 i5 0 0011 1 n d | | alias |
ins:{B4} | +e{B4}, g{B4} | 0 1 1 01110 000 i5 0 j4 1 n d | | alias |

# -- immediates
movi:{BV} | =v{BV}, u8 | 0 Q 0 0111100000 i[7:5] 1110 01 i[4:0] d
{movi,mvni}:{S2} | =v{S2}, u8, lslv | 0 Q {0,1} 0111100000 i[7:5] 0 j2 0 01 i[4:0] d
{orr,bic}:{S2} | +v{S2}, u8, lslv | 0 Q {0,1} 0111100000 i[7:5] 0 j2 1 01 i[4:0] d
{movi,mvni}:{H2} | =v{H2}, u8, lslh | 0 Q {0,1} 0111100000 i[7:5] 10 j1 0 01 i[4:0] d
{orr,bic}:{H2} | +v{H2}, u8, lslh | 0 Q {0,1} 0111100000 i[7:5] 10 j1 1 01 i[4:0] d
{movi,mvni}:{S2} | =v{S2}, u8, msl | 0 Q {0,1} 0111100000 i[7:5] 110 j1 01 i[4:0] d
movi:{D1} | ={D1.o}, bytemask | 0 Q 1 0111100000 i[7:5] 1110 01 i[4:0] d
fmov:{F3} | =v{F3}, fpimm | 0 Q F 0111100000 i[7:5] 1111 01 i[4:0] d
fmov:{HF} | =v{HF}, fpimm | 0 Q 0 0111100000 i[7:5] 1111 11 i[4:0] d

# -- shifts by immediates
{sshr,srshr,sri,ushr,urshr}:{A7} | {=,=,+,=,=}v{A7}, v{A7}, shr{A7.l} | 0 Q {0,0,1,1,1} 011110 i7
      {00000,00100,01000,00000,00100} 1 n d | | | {a = ashr b c,,,a = lshr b c,}
{ssra,srsra,usra,ursra}:{A7} | +v{A7}, v{A7}, shr{A7.l} | 0 Q {0,0,1,1} 011110 i7
      {00010,00110,00010,00110} 1 n d
{shl,sqshl,sli,sqshlu,uqshl}:{A7} | {=,=,+,=,=}v{A7}, v{A7}, shl{A7.l} | 0 Q {0,0,1,1,1} 011110 i7
      {01010,01110,01010,01100,01110} 1 n d | | | {a = shl b c,,,,}
{sshr,srshr,sri,ushr,urshr}:d | {=,=,+,=,=}d, d, shrd | 01 {0,0,1,1,1} 111110 i7
      {00000,00100,01000,00000,00100} 1 n d
{ssra,srsra,usra,ursra}:d | +d, d, shrd | 01 {0,0,1,1} 111110 i7 {00010,00110,00010,00110} 1 n d
{shl,sli}:d | {=,+}d, d, shld | 01 {0,1} 111110 i7 01010 1 n d
{sqshl,sqshlu,uqshl}:{B4} | ={B4}, {B4}, shl{B4} | 01 {0,1,1} 111110 i7 {01110,01100,01110} 1 n d
{shrn,rshrn,sqshrn,sqrshrn,sqshrun,sqrshrun,uqshrn,uqrshrn}{NL.q}:{NL} | {NL.a}v{NL}, v{NL.w},
      shr{NL.l} |
      0 Q {0,0,0,0,1,1,1,1} 011110 i7 {10000,10001,10010,10011,10000,10001,10010,10011} 1 n d
{sqshrn,sqrshrn,sqshrun,sqrshrun,uqshrn,uqrshrn}:{B3} | ={B3}, {B3.s}, shr{B3} |
      01 {0,0,1,1,1,1} 111110 i7 {10010,10011,10000,10001,10010,10011} 1 n d
{sxtl,uxtl}{NL.q}:{NL} | =v{NL.w}, v{NL} | 0 Q {0,1} 011110 LS 10100 1 n d | | |
{sshll,ushll}{NL.q}:{NL} | =v{NL.w}, v{NL}, shl{NL.l} | 0 Q {0,1} 011110 i7 10100 1 n d
{scvtf,ucvtf,fcvtzs,fcvtzu}:{F5} | =v{F5}, v{F5}, shr{F5.l} | 0 Q {0,1,0,1} 011110 i7
      {11100,11100,11111,11111} 1 n d
{scvtf,ucvtf,fcvtzs,fcvtzu}:{HSD} | ={HSD}, {HSD}, shr{HSD} | 01 {0,1,0,1} 111110 i7
      {11100,11100,11111,11111} 1 n d

# -- by one lane of a vector
{mul,sqdmulh,sqrdmulh}:{H4} | =v{H4}, v{H4}, x{H4.l} | 0 Q 0 01111 SS XX {1000,1100,1101} X 0 n d
{mla,mls}:{H4} | +v{H4}, v{H4}, x{H4.l} | 0 Q 1 01111 SS XX {0000,0100} X 0 n d
{sqrdmlah,sqrdmlsh}:{H4} | +v{H4}, v{H4}, x{H4.l} | 0 Q 1 01111 SS XX 11{01,11} X 0 n d
{smull,umull,sqdmull}{NH.q}:{NH} | =v{NH.w}, v{NH}, x{NH.l} | 0 Q {0,1,0} 01111 SS XX
      {1010,1010,1011} X 0 n d
{smlal,umlal,smlsl,umlsl,sqdmlal,sqdmlsl}{NH.q}:{NH} | +v{NH.w}, v{NH}, x{NH.l} |
      0 Q {0,1,0,1,0,0} 01111 SS XX {0010,0010,0110,0110,0011,0111} X 0 n d
{fmul,fmulx}:{F3} | =v{F3}, v{F3}, x{F3.l} | 0 Q {0,1} 01111 1F XX 1001 X 0 n d
{fmla,fmls}:{F3} | +v{F3}, v{F3}, x{F3.l} | 0 Q 0 01111 1F XX 0{0,1}01 X 0 n d
{fmul,fmulx}:{HF} | =v{HF}, v{HF}, xh | 0 Q {0,1} 01111 00 XX 1001 X 0 n d
{fmla,fmls}:{HF} | +v{HF}, v{HF}, xh | 0 Q 0 01111 00 XX 0{0,1}01 X 0 n d
{sqdmulh,sqrdmulh}:{HS} | ={HS}, {HS}, x{HS} | 01 0 11111 SS XX 110{0,1} X 0 n d
sqdmull:{HS} | ={HS.s}, {HS}, x{HS} | 01 0 11111 SS XX 1011 X 0 n d
{sqdmlal,sqdmlsl}:{HS} | +{HS.s}, {HS}, x{HS} | 01 0 11111 SS XX 0{0,1}11 X 0 n d
{fmul,fmulx}:{SD} | ={SD}, {SD}, x{SD} | 01 {0,1} 11111 1F XX 1001 X 0 n d
{fmla,fmls}:{SD} | +{SD}, {SD}, x{SD} | 01 0 11111 1F XX 0{0,1}01 X 0 n d

# -- structures
{st,ld}1:{A8} | {,=}{x:L1.,L2.,L3.,L4.}{A8}, {=,}{y:mb,mp0,mpx} | 0 Q 0011{y:000,001,001} {0,1} 0
      {y:00000,11111,m} {x:0111,1010,0110,0010} SS n t | | {store,load}
{st,ld}{x:2,3,4}:{A7} | {,=}{x:L2.,L3.,L4.}{A7}, {=,}{y:mb,mp0,mpx} | 0 Q 0011{y:000,001,001} {0,1}
      0
      {y:00000,11111,m} {x:1000,0100,0000} SS n t | | {store,load}
{st,ld}{x:1,2,3,4}:{B4} | {,+}{x:K1,K2,K3,K4}{B4}, {=,}{y:mb,mp0,mpx} | 0 KQ 0011{y:010,011,011}
      {0,1} {x:0,1,0,1} {y:00000,11111,m} KK{x:0,0,1,1} KS n t | | {store,load}
ld{x:1,2,3,4}r:{A8} | ={x:L1.,L2.,L3.,L4.}{A8}, {y:mb,mp0,mpx} | 0 Q 0011{y:010,011,011} 1
      {x:0,1,0,1}
      {y:00000,11111,m} 11{x:0,0,1,1} 0 SS n t | | load

# -- cryptography
{aese,aesd} | +v16b, v16b | 01001110 00 10100 0010{0,1} 10 n d
{aesmc,aesimc} | =v16b, v16b | 01001110 00 10100 0011{0,1} 10 n d
{sha1c,sha1p,sha1m} | +q, s, v4s | 01011110 00 0 m 0 {000,001,010} 00 n d
{sha256h,sha256h2} | +q, q, v4s | 01011110 00 0 m 0 10{0,1} 00 n d
{sha1su0,sha256su1} | +v4s, v4s, v4s | 01011110 00 0 m 0 {011,110} 00 n d
sha1h | =s, s | 01011110 00 10100 00000 10 n d
{sha1su1,sha256su0} | +v4s, v4s | 01011110 00 10100 000{01,10} 10 n d
pmull | =v1q, v1d, v1d | 0 0 0 01110 11 1 m 111000 n d
pmull2 | =v1q, v2d, v2d | 0 1 0 01110 11 1 m 111000 n d
"""
