"""AArch64 operands: how each is spelled, and how its value becomes the bits of a field.

A line: name, as in the operand column of the other rows (without its size for those that follow
the size column); letter in names of opcodes; size in bits; transform and parameter, of the register
or the value (of the lane, for lanes); spellings, as `assembler/spelling.py` has them: those that
are printed, the one with more behind the one with less, and behind `~` one that is only read.

Fields: `R` register, `P` the one behind it, `V` vector, `G(n,t)` n vectors; `N` number, `N(l,w)` w
bits of it from bit l, `C` a constant, `M` one printed without #, `K` a left shift of the number;
`F` a float by its 8 bits, `Z` 0.0, `W(t)` a word of table t, `Y` a system register; `B` base, `D`
displacement, `T` one that is constant, `X` index, `I` one that `E` extends and scales; `L` label.
"""

# mypyc: skip

from __future__ import annotations

SETS = {"V": ["8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d", "1q"], "J": ["b", "h", "s", "d"],
        "Y": ["8", "16", "32", "64", "128"], "W": ["32", "64"]}
PROPERTIES = ["""
     8b 16b 4h 8h 2s 4s 1d 2d 1q
z    64 128 64 128 64 128 64 128 128
""", """
     b h s d
u    B H S D
k    0 1 2 3
n    16 8 4 2
w    8 16 32 64
x    16 32 64 128
""", """
     8 16 32 64 128
l    0 1 2 3 4
y    1 2 4 8 16
"""]

ROWS = """
{w,x,r32,r64} | {w,x,r,r} | {32,64,32,64} | REGISTER | R
{wsp,xsp,rsp32,rsp64} | {w,x,r,r} | {32,64,32,64} | REGISTER_SP | R
pair{W} | p | {W} | EVEN | R, P
{b,h,s,d,q} | {b,h,s,d,q} | {8,16,32,64,128} | REGISTER 32 | R
f{Y} | f | {Y} | REGISTER 32 | R
{V} | v | {V.z} | REGISTER 32 | V.{V}
L{1,2,3,4}.{V} | l{1,2,3,4} | {V.z} | REGISTER 32 | G({1,2,3,4},{V})
e{J} | {J.u} | 128 | LANE {J.k} | V.{J}[M]
g{J} | {J.u} | 128 | LANE_ONLY {J.k} | V.{J}[M]
x{J} | {J.u} | 128 | BELOW {J.n} | V.{J}[M]
K{1,2,3,4}{J} | k | 128 | BELOW {J.n} | G({1,2,3,4},{J})[M]
{e4b,d1} | {E,D} | 128 | {BELOW 4,EQUAL 1} | V.{4b,d}[M]
shr{J} | i | 8 | FROM_ABOVE {J.x} | N
shl{J} | i | 8 | UP_FROM {J.w} | N
lanesize{J} | i | 8 | EQUAL {J.w} | N
u{2,4,5,7,8,16} | i | {2,4,5,7,8,16} | UNSIGNED | N
{t:bitmask,movz,movn,lsli,um}{W} | i | {W} | {t:BITMASK,MOVZ,MOVN,SHIFT_LEFT,BELOW} {W} | N
fbits{32,64} | i | {32,64} | {FROM_ABOVE,FROM_64} 64 | N
movw{W} | i | {W} | WIDE {W} | N(0,16)/N(0,16), lsl C(16,8)
{t:bfx,bfi}{W} | i | {W} | {t:EXTRACT,INSERT} {W} | C(0,8), C(8,8)
{t:lsl,lsr,asr,ror}{W} | {t:L,R,A,O} | {W} | BELOW {W} | {t:lsl,lsr,asr,ror} C
uxt{b,h,w,x} | {b,h,u,x} | 8 | BELOW 5 | uxt{b,h,w,x}/uxt{b,h,w,x} C
sxt{b,h,w,x} | {B,H,S,X} | 8 | BELOW 5 | sxt{b,h,w,x}/sxt{b,h,w,x} C
addimm | i | 16 | ADDITION | N~N, lsl K
{ext8b,ext16b} | i | 16 | BELOW {8,16} | N
{bytemask,rot2,rot4,zero} | i | 16 | {BYTE_MASK,HALVES,QUARTERS,EQUAL} | N
{fpimm,fzero} | i | 16 | {UNSIGNED,EQUAL} | {F,Z}
sysop | i | 16 | UNSIGNED | C(11,3), cM(7,4), cM(3,4), C(0,3)
sysreg | i | 16 | UNSIGNED | Y
lslv | L | 8 | UNSIGNED 3 | lsl C~
msl | M | 8 | MASKING | msl C
{cond,icond} | c | 4 | {UNSIGNED,INVERTED} | W(cond)
{barrier,prfop,btitarget,pstate,dcop,icop,atop,tlbiop,icall,tlbiall} | i | 4 | UNSIGNED |
      W({barrier,prfop,btitarget,pstate,dcop,icop,atop,tlbiop,icall,tlbiall})
{t:m,mu,mx,mq}{Y} | m | {Y} | {t:UNSIGNED {Y.l},SIGNED,SCALED {Y.y},SIGNED {Y.l}} |
      [B]/[B, D]/[B, X]/[B, I, E]
mb | m | 0 | EQUAL | [B]/[B, D]/[B, X]/[B, I, E]
{t:mw,mqw}{Y} | w | {Y} | SIGNED {t:,{Y.l}} | [B, D]!
{t:mp,mqp}{Y} | p | {Y} | SIGNED {t:,{Y.l}} | [B], T
mp0_{1,2,3,4,6,8,12,16,24,32,48,64} | p | 0 | EQUAL {1,2,3,4,6,8,12,16,24,32,48,64} | [B], T
mpx | x | 0 | UNSIGNED | [B], X
{l26,l19,l14,adr,adrp} | l | 0 | SIGNED {2,2,2,0,12} | L
"""
