"""x86 rows: MMX and SSE to SSE4.2, AES, PCLMULQDQ, SHA (Intel SDM vol. 2)."""

# mypyc: skip

from __future__ import annotations

ROWS = """
# -- moves
movss     | =x, x@rm           | F3 0F 10 /r     | | |
movss     | =x, m32            | F3 0F 10 /r     | | | a = copy b
movss     | =m32, x            | F3 0F 11 /r     | | | a = copy b
movss     | =x@rm, x           | F3 0F 11 /r     | never | |
movsd     | =x, x@rm           | F2 0F 10 /r     | | |
movsd     | =x, m64            | F2 0F 10 /r     | | | a = copy b
movsd     | =m64, x            | F2 0F 11 /r     | | | a = copy b
movsd     | =x@rm, x           | F2 0F 11 /r     | never | |
movaps    | =x, x/m128         | 0F 28 /r        | | move | a = copy b
movaps    | =x/m128, x         | 0F 29 /r        | | move | a = copy b
movups    | =x, x/m128         | 0F 10 /r        | | move | a = copy b
movups    | =x/m128, x         | 0F 11 /r        | | move | a = copy b
movapd    | =x, x/m128         | 66 0F 28 /r     | | move | a = copy b
movapd    | =x/m128, x         | 66 0F 29 /r     | | move | a = copy b
movupd    | =x, x/m128         | 66 0F 10 /r     | | move | a = copy b
movupd    | =x/m128, x         | 66 0F 11 /r     | | move | a = copy b
movdqa    | =x, x/m128         | 66 0F 6F /r     | | move | a = copy b
movdqa    | =x/m128, x         | 66 0F 7F /r     | | move | a = copy b
movdqu    | =x, x/m128         | F3 0F 6F /r     | | move | a = copy b
movdqu    | =x/m128, x         | F3 0F 7F /r     | | move | a = copy b
movd      | =x, r32/m32        | 66 0F 6E /r     | | | a = bitcast b
movd      | =r32/m32, x        | 66 0F 7E /r     | | | a = bitcast b
movd      | =x, rq@rm         | 66 REX.W 0F 6E /r | | alias |
movd      | =rq@rm, x         | 66 REX.W 0F 7E /r | | alias |
movd      | =mm, r32/m32       | 0F 6E /r        | | |
movd      | =r32/m32, mm       | 0F 7E /r        | | |
movd      | =mm, rq@rm        | REX.W 0F 6E /r  | | alias |
movd      | =rq@rm, mm        | REX.W 0F 7E /r  | | alias |
movq      | =x, x/m64          | F3 0F 7E /r     | | | a = copy b
movq      | =x/m64, x          | 66 0F D6 /r     | | | a = copy b
movq      | =x, r64/m64        | 66 REX.W 0F 6E /r | | | a = bitcast b
movq      | =r64/m64, x        | 66 REX.W 0F 7E /r | | | a = bitcast b
movq      | =mm, mm/m64        | 0F 6F /r        | | move |
movq      | =mm/m64, mm        | 0F 7F /r        | | move |
movq      | =mm, r64@rm        | REX.W 0F 6E /r  | | |
movq      | =r64@rm, mm        | REX.W 0F 7E /r  | | |
movlps    | +x, m64            | 0F 12 /r        | | |
movlps    | =m64, x            | 0F 13 /r        | | |
movhps    | +x, m64            | 0F 16 /r        | | |
movhps    | =m64, x            | 0F 17 /r        | | |
movlpd    | +x, m64            | 66 0F 12 /r     | | |
movlpd    | =m64, x            | 66 0F 13 /r     | | |
movhpd    | +x, m64            | 66 0F 16 /r     | | |
movhpd    | =m64, x            | 66 0F 17 /r     | | |
movhlps   | +x, x@rm           | 0F 12 /r        | | |
movlhps   | +x, x@rm           | 0F 16 /r        | | |
movntps   | =m128, x           | 0F 2B /r        | | effect |
movntpd   | =m128, x           | 66 0F 2B /r     | | effect |
movntdq   | =m128, x           | 66 0F E7 /r     | | effect |
movntdqa  | =x, m128           | 66 0F 38 2A /r  | | effect |
movntq    | =m64, mm           | 0F E7 /r        | | effect |
lddqu     | =x, m128           | F2 0F F0 /r     | | |
movmskps  | =r32, x@rm         | 0F 50 /r        | | |
movmskpd  | =r32, x@rm         | 66 0F 50 /r     | | |
movmskps  | =rq, x@rm         | 0F 50 /r        | | alias |
movmskpd  | =rq, x@rm         | 66 0F 50 /r     | | alias |
pmovmskb  | =r32, x@rm         | 66 0F D7 /r     | | |
pmovmskb  | =r32, mm@rm        | 0F D7 /r        | | |
pmovmskb  | =rq, x@rm         | 66 0F D7 /r     | | alias |
pmovmskb  | =rq, mm@rm        | 0F D7 /r        | | alias |
maskmovdqu | x, x@rm           | 66 0F F7 /r     | | rdi store effect |
maskmovq  | mm, mm@rm          | 0F F7 /r        | | rdi store effect |
movq2dq   | =x, mm@rm          | F3 0F D6 /r     | | |
movdq2q   | =mm, x@rm          | F2 0F D6 /r     | | |
movddup   | =x, x/m64          | F2 0F 12 /r     | | |
movsldup  | =x, x/m128         | F3 0F 12 /r     | | |
movshdup  | =x, x/m128         | F3 0F 16 /r     | | |

# -- floating point arithmetic
addss     | +x, x/m32          | F3 0F 58 /r     | | | a = fadd a b
addsd     | +x, x/m64          | F2 0F 58 /r     | | | a = fadd a b
addps     | +x, x/m128         | 0F 58 /r        | | | a = fadd a b
addpd     | +x, x/m128         | 66 0F 58 /r     | | | a = fadd a b
mulss     | +x, x/m32          | F3 0F 59 /r     | | | a = fmul a b
mulsd     | +x, x/m64          | F2 0F 59 /r     | | | a = fmul a b
mulps     | +x, x/m128         | 0F 59 /r        | | | a = fmul a b
mulpd     | +x, x/m128         | 66 0F 59 /r     | | | a = fmul a b
subss     | +x, x/m32          | F3 0F 5C /r     | | | a = fsub a b
subsd     | +x, x/m64          | F2 0F 5C /r     | | | a = fsub a b
subps     | +x, x/m128         | 0F 5C /r        | | | a = fsub a b
subpd     | +x, x/m128         | 66 0F 5C /r     | | | a = fsub a b
divss     | +x, x/m32          | F3 0F 5E /r     | | | a = fdiv a b
divsd     | +x, x/m64          | F2 0F 5E /r     | | | a = fdiv a b
divps     | +x, x/m128         | 0F 5E /r        | | | a = fdiv a b
divpd     | +x, x/m128         | 66 0F 5E /r     | | | a = fdiv a b
minss     | +x, x/m32          | F3 0F 5D /r     | | |
minsd     | +x, x/m64          | F2 0F 5D /r     | | |
minps     | +x, x/m128         | 0F 5D /r        | | |
minpd     | +x, x/m128         | 66 0F 5D /r     | | |
maxss     | +x, x/m32          | F3 0F 5F /r     | | |
maxsd     | +x, x/m64          | F2 0F 5F /r     | | |
maxps     | +x, x/m128         | 0F 5F /r        | | |
maxpd     | +x, x/m128         | 66 0F 5F /r     | | |
sqrtss    | +x, x/m32          | F3 0F 51 /r     | | | a = fsqrt b
sqrtsd    | +x, x/m64          | F2 0F 51 /r     | | | a = fsqrt b
sqrtps    | =x, x/m128         | 0F 51 /r        | | | a = fsqrt b
sqrtpd    | =x, x/m128         | 66 0F 51 /r     | | | a = fsqrt b
rsqrtss   | +x, x/m32          | F3 0F 52 /r     | | |
rsqrtps   | =x, x/m128         | 0F 52 /r        | | |
rcpss     | +x, x/m32          | F3 0F 53 /r     | | |
rcpps     | =x, x/m128         | 0F 53 /r        | | |
andps     | +x, x/m128         | 0F 54 /r        | | commutative | a = and a b
andpd     | +x, x/m128         | 66 0F 54 /r     | | commutative | a = and a b
andnps    | +x, x/m128         | 0F 55 /r        | | | a = and (not a) b
andnpd    | +x, x/m128         | 66 0F 55 /r     | | | a = and (not a) b
orps      | +x, x/m128         | 0F 56 /r        | | commutative | a = or a b
orpd      | +x, x/m128         | 66 0F 56 /r     | | commutative | a = or a b
xorps     | +x, x/m128         | 0F 57 /r        | | commutative | a = xor a b
xorpd     | +x, x/m128         | 66 0F 57 /r     | | commutative | a = xor a b
addsubps  | +x, x/m128         | F2 0F D0 /r     | | |
addsubpd  | +x, x/m128         | 66 0F D0 /r     | | |
haddps    | +x, x/m128         | F2 0F 7C /r     | | |
haddpd    | +x, x/m128         | 66 0F 7C /r     | | |
hsubps    | +x, x/m128         | F2 0F 7D /r     | | |
hsubpd    | +x, x/m128         | 66 0F 7D /r     | | |
ucomiss   | x, x/m32           | 0F 2E /r        | | w:cpazso | flags = fcmp a b
ucomisd   | x, x/m64           | 66 0F 2E /r     | | w:cpazso | flags = fcmp a b
comiss    | x, x/m32           | 0F 2F /r        | | w:cpazso | flags = fcmp a b
comisd    | x, x/m64           | 66 0F 2F /r     | | w:cpazso | flags = fcmp a b
cmp{pp}ss | +x, x/m32          | F3 0F C2 /r {pp} | | |
cmp{pp}sd | +x, x/m64          | F2 0F C2 /r {pp} | | |
cmp{pp}ps | +x, x/m128         | 0F C2 /r {pp}   | | |
cmp{pp}pd | +x, x/m128         | 66 0F C2 /r {pp} | | |
cmpss     | +x, x/m32, imm8    | F3 0F C2 /r ib  | | |
cmpsd     | +x, x/m64, imm8    | F2 0F C2 /r ib  | | |
cmpps     | +x, x/m128, imm8   | 0F C2 /r ib     | | |
cmppd     | +x, x/m128, imm8   | 66 0F C2 /r ib  | | |
shufps    | +x, x/m128, imm8   | 0F C6 /r ib     | | |
shufpd    | +x, x/m128, imm8   | 66 0F C6 /r ib  | | |
unpcklps  | +x, x/m128         | 0F 14 /r        | | |
unpcklpd  | +x, x/m128         | 66 0F 14 /r     | | |
unpckhps  | +x, x/m128         | 0F 15 /r        | | |
unpckhpd  | +x, x/m128         | 66 0F 15 /r     | | |

# -- conversions
cvtsi2ss* | +x, r/m            | F3 0F 2A /r     | 32 64 nosize32 defl | | a = sitofp b
cvtsi2sd* | +x, r/m            | F2 0F 2A /r     | 32 64 nosize32 defl | | a = sitofp b
cvttss2si* | =r, x/m32         | F3 0F 2C /r     | 32 64 nosize32 | | a = fptosi b
cvttsd2si* | =r, x/m64         | F2 0F 2C /r     | 32 64 nosize32 | | a = fptosi b
cvtss2si* | =r, x/m32          | F3 0F 2D /r     | 32 64 nosize32 | |
cvtsd2si* | =r, x/m64          | F2 0F 2D /r     | 32 64 nosize32 | |
cvtss2sd  | +x, x/m32          | F3 0F 5A /r     | | | a = fpext b
cvtsd2ss  | +x, x/m64          | F2 0F 5A /r     | | | a = fptrunc b
cvtps2pd  | =x, x/m64          | 0F 5A /r        | | |
cvtpd2ps  | =x, x/m128         | 66 0F 5A /r     | | |
cvtdq2ps  | =x, x/m128         | 0F 5B /r        | | |
cvtps2dq  | =x, x/m128         | 66 0F 5B /r     | | |
cvttps2dq | =x, x/m128         | F3 0F 5B /r     | | |
cvtdq2pd  | =x, x/m64          | F3 0F E6 /r     | | |
cvtpd2dq  | =x, x/m128         | F2 0F E6 /r     | | |
cvttpd2dq | =x, x/m128         | 66 0F E6 /r     | | |
cvtpi2ps  | +x, mm/m64         | 0F 2A /r        | | |
cvtpi2pd  | =x, mm/m64         | 66 0F 2A /r     | | |
cvttps2pi | =mm, x/m64         | 0F 2C /r        | | |
cvttpd2pi | =mm, x/m128        | 66 0F 2C /r     | | |
cvtps2pi  | =mm, x/m64         | 0F 2D /r        | | |
cvtpd2pi  | =mm, x/m128        | 66 0F 2D /r     | | |

# -- packed integers: MMX and SSE2 columns of one row by {mx}
"""

# Packed integer operations that exist for MMX and for SSE: mnemonic, opcode byte, commutative.
_PACKED = """
punpcklbw 60, punpcklwd 61, punpckldq 62, packsswb 63, pcmpgtb 64, pcmpgtw 65, pcmpgtd 66
packuswb 67, punpckhbw 68, punpckhwd 69, punpckhdq 6A, packssdw 6B, pcmpeqb 74 c, pcmpeqw 75 c
pcmpeqd 76 c, paddq D4 c, pmullw D5 c, psubusb D8, psubusw D9, pminub DA c, pand DB c
paddusb DC c, paddusw DD c, pmaxub DE c, pandn DF, pavgb E0 c, pavgw E3 c, pmulhuw E4 c
pmulhw E5 c, psubsb E8, psubsw E9, pminsw EA c, por EB c, paddsb EC c, paddsw ED c, pmaxsw EE c
pxor EF c, pmuludq F4 c, pmaddwd F5 c, psadbw F6 c, psubb F8, psubw F9, psubd FA, psubq FB
paddb FC c, paddw FD c, paddd FE c
"""
_PACKED_38 = """
pshufb 00, phaddw 01, phaddd 02, phaddsw 03, pmaddubsw 04, phsubw 05, phsubd 06, phsubsw 07
psignb 08, psignw 09, psignd 0A, pmulhrsw 0B
"""
_MEANINGS = {"paddb": "add", "paddw": "add", "paddd": "add", "paddq": "add", "psubb": "sub",
             "psubw": "sub", "psubd": "sub", "psubq": "sub", "pmullw": "mul", "pand": "and",
             "por": "or", "pxor": "xor"}


def _packed_rows() -> str:
    lines = []
    for table, escape in ((_PACKED, "0F"), (_PACKED_38, "0F 38")):
        for item in table.replace("\n", ",").split(","):
            words = item.split()
            if not words:
                continue
            effect = "commutative" if len(words) == 3 else ""
            op = _MEANINGS.get(words[0], "")
            meaning = f"a = {op} a b" if op else ""
            tail = f"{escape} {words[1]} /r | | {effect} | {meaning}"
            lines.append(f"{words[0]} | +x, x/m128 | 66 {tail}")
            lines.append(f"{words[0]} | +mm, mm/m64 | {tail}")
    for name, byte, digit, group in (
            ("psrlw", "D1", 2, "71"), ("psraw", "E1", 4, "71"), ("psllw", "F1", 6, "71"),
            ("psrld", "D2", 2, "72"), ("psrad", "E2", 4, "72"), ("pslld", "F2", 6, "72"),
            ("psrlq", "D3", 2, "73"), ("psllq", "F3", 6, "73")):
        lines.append(f"{name} | +x, x/m128 | 66 0F {byte} /r")
        lines.append(f"{name} | +mm, mm/m64 | 0F {byte} /r")
        lines.append(f"{name} | +x, imm8 | 66 0F {group} /{digit} ib")
        lines.append(f"{name} | +mm, imm8 | 0F {group} /{digit} ib")
    return "\n".join(lines)


ROWS += _packed_rows()
ROWS += """
punpcklqdq | +x, x/m128        | 66 0F 6C /r     | | |
punpckhqdq | +x, x/m128        | 66 0F 6D /r     | | |
psrldq    | +x, imm8           | 66 0F 73 /3 ib  | | |
pslldq    | +x, imm8           | 66 0F 73 /7 ib  | | |
pshufd    | =x, x/m128, imm8   | 66 0F 70 /r ib  | | |
pshufhw   | =x, x/m128, imm8   | F3 0F 70 /r ib  | | |
pshuflw   | =x, x/m128, imm8   | F2 0F 70 /r ib  | | |
pshufw    | =mm, mm/m64, imm8  | 0F 70 /r ib     | | |
palignr   | +x, x/m128, imm8   | 66 0F 3A 0F /r ib | | |
palignr   | +mm, mm/m64, imm8  | 0F 3A 0F /r ib  | | |
pabsb     | =x, x/m128         | 66 0F 38 1C /r  | | |
pabsw     | =x, x/m128         | 66 0F 38 1D /r  | | |
pabsd     | =x, x/m128         | 66 0F 38 1E /r  | | |
pabsb     | =mm, mm/m64        | 0F 38 1C /r     | | |
pabsw     | =mm, mm/m64        | 0F 38 1D /r     | | |
pabsd     | =mm, mm/m64        | 0F 38 1E /r     | | |
pinsrw    | +x, r32/m16, imm8  | 66 0F C4 /r ib  | | |
pinsrw    | +mm, r32/m16, imm8 | 0F C4 /r ib     | | |
pextrw    | =r32, x@rm, imm8   | 66 0F C5 /r ib  | | |
pextrw    | =r32, mm@rm, imm8  | 0F C5 /r ib     | | |
pextrw    | =m16, x, imm8      | 66 0F 3A 15 /r ib | | |
pextrw    | =rq, x@rm, imm8   | 66 0F C5 /r ib | | alias |
pextrw    | =rq, mm@rm, imm8  | 0F C5 /r ib | | alias |
pextrb    | =r32/m8, x, imm8   | 66 0F 3A 14 /r ib | | |
pextrd    | =r32/m32, x, imm8  | 66 0F 3A 16 /r ib | | |
pextrq    | =r64/m64, x, imm8  | 66 REX.W 0F 3A 16 /r ib | | |
extractps | =r32/m32, x, imm8  | 66 0F 3A 17 /r ib | | |
pinsrb    | +x, r32/m8, imm8   | 66 0F 3A 20 /r ib | | |
pinsrd    | +x, r32/m32, imm8  | 66 0F 3A 22 /r ib | | |
pinsrq    | +x, r64/m64, imm8  | 66 REX.W 0F 3A 22 /r ib | | |
insertps  | +x, x/m32, imm8    | 66 0F 3A 21 /r ib | | |
emms      |                    | 0F 77           | | effect |

# -- SSE4.1, SSE4.2
blendps   | +x, x/m128, imm8   | 66 0F 3A 0C /r ib | | |
blendpd   | +x, x/m128, imm8   | 66 0F 3A 0D /r ib | | |
pblendw   | +x, x/m128, imm8   | 66 0F 3A 0E /r ib | | |
pblendvb  | +x, x/m128, xmm0   | 66 0F 38 10 /r  | | |
blendvps  | +x, x/m128, xmm0   | 66 0F 38 14 /r  | | |
blendvpd  | +x, x/m128, xmm0   | 66 0F 38 15 /r  | | |
pblendvb  | +x, x/m128         | 66 0F 38 10 /r  | | alias xmm0 |
blendvps  | +x, x/m128         | 66 0F 38 14 /r  | | alias xmm0 |
blendvpd  | +x, x/m128         | 66 0F 38 15 /r  | | alias xmm0 |
ptest     | x, x/m128          | 66 0F 38 17 /r  | | w:cpazso |
roundps   | =x, x/m128, imm8   | 66 0F 3A 08 /r ib | | |
roundpd   | =x, x/m128, imm8   | 66 0F 3A 09 /r ib | | |
roundss   | +x, x/m32, imm8    | 66 0F 3A 0A /r ib | | |
roundsd   | +x, x/m64, imm8    | 66 0F 3A 0B /r ib | | |
dpps      | +x, x/m128, imm8   | 66 0F 3A 40 /r ib | | |
dppd      | +x, x/m128, imm8   | 66 0F 3A 41 /r ib | | |
mpsadbw   | +x, x/m128, imm8   | 66 0F 3A 42 /r ib | | |
pmovsxbw  | =x, x/m64          | 66 0F 38 20 /r  | | |
pmovsxbd  | =x, x/m32          | 66 0F 38 21 /r  | | |
pmovsxbq  | =x, x/m16          | 66 0F 38 22 /r  | | |
pmovsxwd  | =x, x/m64          | 66 0F 38 23 /r  | | |
pmovsxwq  | =x, x/m32          | 66 0F 38 24 /r  | | |
pmovsxdq  | =x, x/m64          | 66 0F 38 25 /r  | | |
pmovzxbw  | =x, x/m64          | 66 0F 38 30 /r  | | |
pmovzxbd  | =x, x/m32          | 66 0F 38 31 /r  | | |
pmovzxbq  | =x, x/m16          | 66 0F 38 32 /r  | | |
pmovzxwd  | =x, x/m64          | 66 0F 38 33 /r  | | |
pmovzxwq  | =x, x/m32          | 66 0F 38 34 /r  | | |
pmovzxdq  | =x, x/m64          | 66 0F 38 35 /r  | | |
pmuldq    | +x, x/m128         | 66 0F 38 28 /r  | | commutative |
pcmpeqq   | +x, x/m128         | 66 0F 38 29 /r  | | commutative |
packusdw  | +x, x/m128         | 66 0F 38 2B /r  | | |
pcmpgtq   | +x, x/m128         | 66 0F 38 37 /r  | | |
pminsb    | +x, x/m128         | 66 0F 38 38 /r  | | commutative |
pminsd    | +x, x/m128         | 66 0F 38 39 /r  | | commutative |
pminuw    | +x, x/m128         | 66 0F 38 3A /r  | | commutative |
pminud    | +x, x/m128         | 66 0F 38 3B /r  | | commutative |
pmaxsb    | +x, x/m128         | 66 0F 38 3C /r  | | commutative |
pmaxsd    | +x, x/m128         | 66 0F 38 3D /r  | | commutative |
pmaxuw    | +x, x/m128         | 66 0F 38 3E /r  | | commutative |
pmaxud    | +x, x/m128         | 66 0F 38 3F /r  | | commutative |
pmulld    | +x, x/m128         | 66 0F 38 40 /r  | | commutative | a = mul a b
phminposuw | =x, x/m128        | 66 0F 38 41 /r  | | |
pcmpestrm | x, x/m128, imm8    | 66 0F 3A 60 /r ib | | rax rdx =xmm0 w:cpazso |
pcmpestri | x, x/m128, imm8    | 66 0F 3A 61 /r ib | | rax rdx =rcx w:cpazso |
pcmpestrmq | x, x/m128, imm8   | 66 REX.W 0F 3A 60 /r ib | m64 | rax rdx =xmm0 w:cpazso |
pcmpestriq | x, x/m128, imm8   | 66 REX.W 0F 3A 61 /r ib | m64 | rax rdx =rcx w:cpazso |
pcmpistrm | x, x/m128, imm8    | 66 0F 3A 62 /r ib | | =xmm0 w:cpazso |
pcmpistri | x, x/m128, imm8    | 66 0F 3A 63 /r ib | | =rcx w:cpazso |

# -- cryptography
aesimc    | =x, x/m128         | 66 0F 38 DB /r  | | |
aesenc    | +x, x/m128         | 66 0F 38 DC /r  | | |
aesenclast | +x, x/m128        | 66 0F 38 DD /r  | | |
aesdec    | +x, x/m128         | 66 0F 38 DE /r  | | |
aesdeclast | +x, x/m128        | 66 0F 38 DF /r  | | |
aeskeygenassist | =x, x/m128, imm8 | 66 0F 3A DF /r ib | | |
pclmulqdq | +x, x/m128, imm8   | 66 0F 3A 44 /r ib | | |
sha1nexte | +x, x/m128         | 0F 38 C8 /r     | | |
sha1msg1  | +x, x/m128         | 0F 38 C9 /r     | | |
sha1msg2  | +x, x/m128         | 0F 38 CA /r     | | |
sha256rnds2 | +x, x/m128, xmm0 | 0F 38 CB /r     | | |
sha256rnds2 | +x, x/m128       | 0F 38 CB /r     | | alias xmm0 |
sha256msg1 | +x, x/m128        | 0F 38 CC /r     | | |
sha256msg2 | +x, x/m128        | 0F 38 CD /r     | | |
sha1rnds4 | +x, x/m128, imm8   | 0F 3A CC /r ib  | | |
gf2p8mulb | +x, x/m128         | 66 0F 38 CF /r  | | |
gf2p8affineqb | +x, x/m128, imm8 | 66 0F 3A CE /r ib | | |
gf2p8affineinvqb | +x, x/m128, imm8 | 66 0F 3A CF /r ib | | |
ldmxcsr   | m32                | 0F AE /2        | | =mxcsr effect |
stmxcsr   | =m32               | 0F AE /3        | | mxcsr effect |
"""
