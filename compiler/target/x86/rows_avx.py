"""x86 rows: AVX, AVX2, FMA, F16C and the VEX forms of AES and PCLMULQDQ (Intel SDM vol. 2).

Most rows come in a 128- and a 256-bit form that differ by the L bit only; the small tables below
say mnemonic, escape, opcode and shape once and expand into rows of the language.
"""

# mypyc: skip

from __future__ import annotations

ROWS = """
vzeroupper |                   | VEX.128.0F.WIG 77 | | effect |
vzeroall  |                    | VEX.256.0F.WIG 77 | | effect |
vldmxcsr  | m32                | VEX.LZ.0F.WIG AE /2 | | =mxcsr effect |
vstmxcsr  | =m32               | VEX.LZ.0F.WIG AE /3 | | mxcsr effect |
vmovd     | =x, r32/m32        | VEX.128.66.0F.W0 6E /r | | |
vmovd     | =r32/m32, x        | VEX.128.66.0F.W0 7E /r | | |
vmovd     | =x, rq@rm         | VEX.128.66.0F.W1 6E /r | | alias |
vmovd     | =rq@rm, x         | VEX.128.66.0F.W1 7E /r | | alias |
vmovq     | =x@rm, x@reg       | VEX.128.66.0F.WIG D6 /r | swap | |
vmovq     | =x, x/m64          | VEX.128.F3.0F.WIG 7E /r | | |
vmovq     | =x/m64, x          | VEX.128.66.0F.WIG D6 /r | | |
vmovq     | =x, r64/m64        | VEX.128.66.0F.W1 6E /r | | |
vmovq     | =r64/m64, x        | VEX.128.66.0F.W1 7E /r | | |
vmovss    | =x@rm, x@v, x@reg  | VEX.LIG.F3.0F.WIG 11 /r | swap | |
vmovss    | =x, x, x@rm        | VEX.LIG.F3.0F.WIG 10 /r | | |
vmovss    | =x, m32            | VEX.LIG.F3.0F.WIG 10 /r | | |
vmovss    | =m32, x            | VEX.LIG.F3.0F.WIG 11 /r | | |
vmovsd    | =x@rm, x@v, x@reg  | VEX.LIG.F2.0F.WIG 11 /r | swap | |
vmovsd    | =x, x, x@rm        | VEX.LIG.F2.0F.WIG 10 /r | | |
vmovsd    | =x, m64            | VEX.LIG.F2.0F.WIG 10 /r | | |
vmovsd    | =m64, x            | VEX.LIG.F2.0F.WIG 11 /r | | |
vmovhlps  | =x, x, x@rm        | VEX.128.0F.WIG 12 /r | | |
vmovlhps  | =x, x, x@rm        | VEX.128.0F.WIG 16 /r | | |
vmovlps   | =x, x, m64         | VEX.128.0F.WIG 12 /r | | |
vmovlps   | =m64, x            | VEX.128.0F.WIG 13 /r | | |
vmovhps   | =x, x, m64         | VEX.128.0F.WIG 16 /r | | |
vmovhps   | =m64, x            | VEX.128.0F.WIG 17 /r | | |
vmovlpd   | =x, x, m64         | VEX.128.66.0F.WIG 12 /r | | |
vmovlpd   | =m64, x            | VEX.128.66.0F.WIG 13 /r | | |
vmovhpd   | =x, x, m64         | VEX.128.66.0F.WIG 16 /r | | |
vmovhpd   | =m64, x            | VEX.128.66.0F.WIG 17 /r | | |
vmovmskps | =r32, x@rm         | VEX.128.0F.WIG 50 /r | | |
vmovmskps | =r32, y@rm         | VEX.256.0F.WIG 50 /r | | |
vmovmskpd | =r32, x@rm         | VEX.128.66.0F.WIG 50 /r | | |
vmovmskpd | =r32, y@rm         | VEX.256.66.0F.WIG 50 /r | | |
vpmovmskb | =r32, x@rm         | VEX.128.66.0F.WIG D7 /r | | |
vpmovmskb | =r32, y@rm         | VEX.256.66.0F.WIG D7 /r | | |
vmaskmovdqu | x, x@rm          | VEX.128.66.0F.WIG F7 /r | | rdi store effect |
vmovntdqa | =x, m128           | VEX.128.66.0F38.WIG 2A /r | | effect |
vmovntdqa | =y, m256           | VEX.256.66.0F38.WIG 2A /r | | effect |
vmovddup  | =x, x/m64          | VEX.128.F2.0F.WIG 12 /r | | |
vmovddup  | =y, y/m256         | VEX.256.F2.0F.WIG 12 /r | | |
vcvtsi2ss* | =x, x, r/m        | VEX.LIG.F3.0F 2A /r | 32 64 defl | |
vcvtsi2sd* | =x, x, r/m        | VEX.LIG.F2.0F 2A /r | 32 64 defl | |
vcvttss2si* | =r, x/m32        | VEX.LIG.F3.0F 2C /r | 32 64 | |
vcvttsd2si* | =r, x/m64        | VEX.LIG.F2.0F 2C /r | 32 64 | |
vcvtss2si* | =r, x/m32         | VEX.LIG.F3.0F 2D /r | 32 64 | |
vcvtsd2si* | =r, x/m64         | VEX.LIG.F2.0F 2D /r | 32 64 | |
vcvtss2sd | =x, x, x/m32       | VEX.LIG.F3.0F.WIG 5A /r | | |
vcvtsd2ss | =x, x, x/m64       | VEX.LIG.F2.0F.WIG 5A /r | | |
vcvtps2pd | =x, x/m64          | VEX.128.0F.WIG 5A /r | | |
vcvtps2pd | =y, x/m128         | VEX.256.0F.WIG 5A /r | | |
vcvtpd2psx | =x, x/m128        | VEX.128.66.0F.WIG 5A /r | | |
vcvtpd2psy | =x, y/m256        | VEX.256.66.0F.WIG 5A /r | | |
vcvtpd2ps | =x, x@rm           | VEX.128.66.0F.WIG 5A /r | | alias |
vcvtpd2ps | =x, y@rm           | VEX.256.66.0F.WIG 5A /r | | alias |
vcvtdq2pd | =x, x/m64          | VEX.128.F3.0F.WIG E6 /r | | |
vcvtdq2pd | =y, x/m128         | VEX.256.F3.0F.WIG E6 /r | | |
vcvtpd2dqx | =x, x/m128        | VEX.128.F2.0F.WIG E6 /r | | |
vcvtpd2dqy | =x, y/m256        | VEX.256.F2.0F.WIG E6 /r | | |
vcvtpd2dq | =x, x@rm           | VEX.128.F2.0F.WIG E6 /r | | alias |
vcvtpd2dq | =x, y@rm           | VEX.256.F2.0F.WIG E6 /r | | alias |
vcvttpd2dqx | =x, x/m128       | VEX.128.66.0F.WIG E6 /r | | |
vcvttpd2dqy | =x, y/m256       | VEX.256.66.0F.WIG E6 /r | | |
vcvttpd2dq | =x, x@rm          | VEX.128.66.0F.WIG E6 /r | | alias |
vcvttpd2dq | =x, y@rm          | VEX.256.66.0F.WIG E6 /r | | alias |
vcvtph2ps | =x, x/m64          | VEX.128.66.0F38.W0 13 /r | | |
vcvtph2ps | =y, x/m128         | VEX.256.66.0F38.W0 13 /r | | |
vcvtps2ph | =x/m64, x, imm8    | VEX.128.66.0F3A.W0 1D /r ib | | |
vcvtps2ph | =x/m128, y, imm8   | VEX.256.66.0F3A.W0 1D /r ib | | |
vucomiss  | x, x/m32           | VEX.LIG.0F.WIG 2E /r | | w:cpazso |
vucomisd  | x, x/m64           | VEX.LIG.66.0F.WIG 2E /r | | w:cpazso |
vcomiss   | x, x/m32           | VEX.LIG.0F.WIG 2F /r | | w:cpazso |
vcomisd   | x, x/m64           | VEX.LIG.66.0F.WIG 2F /r | | w:cpazso |
vrsqrtss  | =x, x, x/m32       | VEX.LIG.F3.0F.WIG 52 /r | | |
vrcpss    | =x, x, x/m32       | VEX.LIG.F3.0F.WIG 53 /r | | |
vrsqrtps  | =x, x/m128         | VEX.128.0F.WIG 52 /r | | |
vrsqrtps  | =y, y/m256         | VEX.256.0F.WIG 52 /r | | |
vrcpps    | =x, x/m128         | VEX.128.0F.WIG 53 /r | | |
vrcpps    | =y, y/m256         | VEX.256.0F.WIG 53 /r | | |
vcmp{vp}ss | =x, x, x/m32      | VEX.LIG.F3.0F.WIG C2 /r {vp} | | |
vcmp{vp}sd | =x, x, x/m64      | VEX.LIG.F2.0F.WIG C2 /r {vp} | | |
vcmp{vp}ps | =x, x, x/m128     | VEX.128.0F.WIG C2 /r {vp} | | |
vcmp{vp}ps | =y, y, y/m256     | VEX.256.0F.WIG C2 /r {vp} | | |
vcmp{vp}pd | =x, x, x/m128     | VEX.128.66.0F.WIG C2 /r {vp} | | |
vcmp{vp}pd | =y, y, y/m256     | VEX.256.66.0F.WIG C2 /r {vp} | | |
vcmpss    | =x, x, x/m32, imm8 | VEX.LIG.F3.0F.WIG C2 /r ib | | |
vcmpsd    | =x, x, x/m64, imm8 | VEX.LIG.F2.0F.WIG C2 /r ib | | |
vcmpps    | =x, x, x/m128, imm8 | VEX.128.0F.WIG C2 /r ib | | |
vcmpps    | =y, y, y/m256, imm8 | VEX.256.0F.WIG C2 /r ib | | |
vcmppd    | =x, x, x/m128, imm8 | VEX.128.66.0F.WIG C2 /r ib | | |
vcmppd    | =y, y, y/m256, imm8 | VEX.256.66.0F.WIG C2 /r ib | | |
vpextrw   | =r32, x@rm, imm8   | VEX.128.66.0F.W0 C5 /r ib | | |
vpextrw   | =m16, x, imm8      | VEX.128.66.0F3A.W0 15 /r ib | | |
vpextrb   | =r32/m8, x, imm8   | VEX.128.66.0F3A.W0 14 /r ib | | |
vpextrd   | =r32/m32, x, imm8  | VEX.128.66.0F3A.W0 16 /r ib | | |
vpextrq   | =r64/m64, x, imm8  | VEX.128.66.0F3A.W1 16 /r ib | m64 | |
vextractps | =r32/m32, x, imm8 | VEX.128.66.0F3A.WIG 17 /r ib | | |
vpinsrb   | =x, x, r32/m8, imm8 | VEX.128.66.0F3A.W0 20 /r ib | | |
vpinsrw   | =x, x, r32/m16, imm8 | VEX.128.66.0F.W0 C4 /r ib | | |
vpinsrd   | =x, x, r32/m32, imm8 | VEX.128.66.0F3A.W0 22 /r ib | | |
vpinsrq   | =x, x, r64/m64, imm8 | VEX.128.66.0F3A.W1 22 /r ib | m64 | |
vinsertps | =x, x, x/m32, imm8 | VEX.128.66.0F3A.WIG 21 /r ib | | |
vroundss  | =x, x, x/m32, imm8 | VEX.LIG.66.0F3A.WIG 0A /r ib | | |
vroundsd  | =x, x, x/m64, imm8 | VEX.LIG.66.0F3A.WIG 0B /r ib | | |
vdppd     | =x, x, x/m128, imm8 | VEX.128.66.0F3A.WIG 41 /r ib | | |
vphminposuw | =x, x/m128       | VEX.128.66.0F38.WIG 41 /r | | |
vpcmpestrm | x, x/m128, imm8   | VEX.128.66.0F3A.W0 60 /r ib | | rax rdx =xmm0 w:cpazso |
vpcmpestri | x, x/m128, imm8   | VEX.128.66.0F3A.W0 61 /r ib | | rax rdx =rcx w:cpazso |
vpcmpestrmq | x, x/m128, imm8  | VEX.128.66.0F3A.W1 60 /r ib | m64 | rax rdx =xmm0 w:cpazso |
vpcmpestriq | x, x/m128, imm8  | VEX.128.66.0F3A.W1 61 /r ib | m64 | rax rdx =rcx w:cpazso |
vpcmpistrm | x, x/m128, imm8   | VEX.128.66.0F3A.WIG 62 /r ib | | =xmm0 w:cpazso |
vpcmpistri | x, x/m128, imm8   | VEX.128.66.0F3A.WIG 63 /r ib | | =rcx w:cpazso |
vaesimc   | =x, x/m128         | VEX.128.66.0F38.WIG DB /r | | |
vaeskeygenassist | =x, x/m128, imm8 | VEX.128.66.0F3A.WIG DF /r ib | | |
vbroadcastss | =x, m32         | VEX.128.66.0F38.W0 18 /r | | |
vbroadcastss | =y, m32         | VEX.256.66.0F38.W0 18 /r | | |
vbroadcastss | =x, x@rm        | VEX.128.66.0F38.W0 18 /r | | |
vbroadcastss | =y, x@rm        | VEX.256.66.0F38.W0 18 /r | | |
vbroadcastsd | =y, x/m64       | VEX.256.66.0F38.W0 19 /r | | |
vbroadcastf128 | =y, m128      | VEX.256.66.0F38.W0 1A /r | | |
vbroadcasti128 | =y, m128      | VEX.256.66.0F38.W0 5A /r | | |
vextractf128 | =x/m128, y, imm8 | VEX.256.66.0F3A.W0 19 /r ib | | |
vextracti128 | =x/m128, y, imm8 | VEX.256.66.0F3A.W0 39 /r ib | | |
vinsertf128 | =y, y, x/m128, imm8 | VEX.256.66.0F3A.W0 18 /r ib | | |
vinserti128 | =y, y, x/m128, imm8 | VEX.256.66.0F3A.W0 38 /r ib | | |
vperm2f128 | =y, y, y/m256, imm8 | VEX.256.66.0F3A.W0 06 /r ib | | |
vperm2i128 | =y, y, y/m256, imm8 | VEX.256.66.0F3A.W0 46 /r ib | | |
vpermd    | =y, y, y/m256      | VEX.256.66.0F38.W0 36 /r | | |
vpermps   | =y, y, y/m256      | VEX.256.66.0F38.W0 16 /r | | |
vpermq    | =y, y/m256, imm8   | VEX.256.66.0F3A.W1 00 /r ib | | |
vpermpd   | =y, y/m256, imm8   | VEX.256.66.0F3A.W1 01 /r ib | | |
vgatherdps | +x, vmx, +x@v     | VEX.128.66.0F38.W0 92 /r | | effect load |
vgatherdps | +y, vmy, +y@v     | VEX.256.66.0F38.W0 92 /r | | effect load |
vgatherdpd | +x, vmx, +x@v     | VEX.128.66.0F38.W1 92 /r | | effect load |
vgatherdpd | +y, vmx, +y@v     | VEX.256.66.0F38.W1 92 /r | | effect load |
vgatherqps | +x, vmx, +x@v     | VEX.128.66.0F38.W0 93 /r | | effect load |
vgatherqps | +x, vmy, +x@v     | VEX.256.66.0F38.W0 93 /r | | effect load |
vgatherqpd | +x, vmx, +x@v     | VEX.128.66.0F38.W1 93 /r | | effect load |
vgatherqpd | +y, vmy, +y@v     | VEX.256.66.0F38.W1 93 /r | | effect load |
vpgatherdd | +x, vmx, +x@v     | VEX.128.66.0F38.W0 90 /r | | effect load |
vpgatherdd | +y, vmy, +y@v     | VEX.256.66.0F38.W0 90 /r | | effect load |
vpgatherdq | +x, vmx, +x@v     | VEX.128.66.0F38.W1 90 /r | | effect load |
vpgatherdq | +y, vmx, +y@v     | VEX.256.66.0F38.W1 90 /r | | effect load |
vpgatherqd | +x, vmx, +x@v     | VEX.128.66.0F38.W0 91 /r | | effect load |
vpgatherqd | +x, vmy, +x@v     | VEX.256.66.0F38.W0 91 /r | | effect load |
vpgatherqq | +x, vmx, +x@v     | VEX.128.66.0F38.W1 91 /r | | effect load |
vpgatherqq | +y, vmy, +y@v     | VEX.256.66.0F38.W1 91 /r | | effect load |
"""

# moves with both directions: mnemonic, escape, load opcode, store opcode
_MOVES = """
vmovaps 0F 28 29, vmovups 0F 10 11, vmovapd 66.0F 28 29, vmovupd 66.0F 10 11
vmovdqa 66.0F 6F 7F, vmovdqu F3.0F 6F 7F
"""
# = destination, source: mnemonic, escape, opcode
_UNARY = """
vsqrtps 0F 51, vsqrtpd 66.0F 51, vcvtdq2ps 0F 5B, vcvtps2dq 66.0F 5B, vcvttps2dq F3.0F 5B
vmovsldup F3.0F 12, vmovshdup F3.0F 16, vpabsb 66.0F38 1C, vpabsw 66.0F38 1D
vpabsd 66.0F38 1E
"""
# the same with an immediate
_UNARY_IMM = """
vpshufd 66.0F 70, vpshufhw F3.0F 70, vpshuflw F2.0F 70, vroundps 66.0F3A 08, vroundpd 66.0F3A 09
vpermilps 66.0F3A.W0 04, vpermilpd 66.0F3A.W0 05
"""
_STREAM = "vmovntps 0F 2B, vmovntpd 66.0F 2B, vmovntdq 66.0F E7"
# = destination, first source, second source; `c` commutes
_BINARY = """
vandps 0F 54 c, vandpd 66.0F 54 c, vandnps 0F 55, vandnpd 66.0F 55, vorps 0F 56 c
vorpd 66.0F 56 c, vxorps 0F 57 c, vxorpd 66.0F 57 c, vunpcklps 0F 14, vunpcklpd 66.0F 14
vunpckhps 0F 15, vunpckhpd 66.0F 15, vaddsubps F2.0F D0, vaddsubpd 66.0F D0, vhaddps F2.0F 7C
vhaddpd 66.0F 7C, vhsubps F2.0F 7D, vhsubpd 66.0F 7D
vpunpcklbw 66.0F 60, vpunpcklwd 66.0F 61, vpunpckldq 66.0F 62, vpacksswb 66.0F 63
vpcmpgtb 66.0F 64, vpcmpgtw 66.0F 65, vpcmpgtd 66.0F 66, vpackuswb 66.0F 67
vpunpckhbw 66.0F 68, vpunpckhwd 66.0F 69, vpunpckhdq 66.0F 6A, vpackssdw 66.0F 6B
vpunpcklqdq 66.0F 6C, vpunpckhqdq 66.0F 6D, vpcmpeqb 66.0F 74 c, vpcmpeqw 66.0F 75 c
vpcmpeqd 66.0F 76 c, vpaddq 66.0F D4 c, vpmullw 66.0F D5 c, vpsubusb 66.0F D8
vpsubusw 66.0F D9, vpminub 66.0F DA c, vpand 66.0F DB c, vpaddusb 66.0F DC c
vpaddusw 66.0F DD c, vpmaxub 66.0F DE c, vpandn 66.0F DF, vpavgb 66.0F E0 c
vpavgw 66.0F E3 c, vpmulhuw 66.0F E4 c, vpmulhw 66.0F E5 c, vpsubsb 66.0F E8
vpsubsw 66.0F E9, vpminsw 66.0F EA c, vpor 66.0F EB c, vpaddsb 66.0F EC c
vpaddsw 66.0F ED c, vpmaxsw 66.0F EE c, vpxor 66.0F EF c, vpmuludq 66.0F F4 c
vpmaddwd 66.0F F5 c, vpsadbw 66.0F F6 c, vpsubb 66.0F F8, vpsubw 66.0F F9, vpsubd 66.0F FA
vpsubq 66.0F FB, vpaddb 66.0F FC c, vpaddw 66.0F FD c, vpaddd 66.0F FE c
vpshufb 66.0F38 00, vphaddw 66.0F38 01, vphaddd 66.0F38 02, vphaddsw 66.0F38 03
vpmaddubsw 66.0F38 04, vphsubw 66.0F38 05, vphsubd 66.0F38 06, vphsubsw 66.0F38 07
vpsignb 66.0F38 08, vpsignw 66.0F38 09, vpsignd 66.0F38 0A, vpmulhrsw 66.0F38 0B c
vpmuldq 66.0F38 28 c, vpcmpeqq 66.0F38 29 c, vpackusdw 66.0F38 2B, vpcmpgtq 66.0F38 37
vpminsb 66.0F38 38 c, vpminsd 66.0F38 39 c, vpminuw 66.0F38 3A c, vpminud 66.0F38 3B c
vpmaxsb 66.0F38 3C c, vpmaxsd 66.0F38 3D c, vpmaxuw 66.0F38 3E c, vpmaxud 66.0F38 3F c
vpmulld 66.0F38 40 c, vaesenc 66.0F38 DC, vaesenclast 66.0F38 DD, vaesdec 66.0F38 DE
vaesdeclast 66.0F38 DF, vpermilps 66.0F38.W0 0C, vpermilpd 66.0F38.W0 0D
vpsrlvd 66.0F38.W0 45, vpsrlvq 66.0F38.W1 45, vpsravd 66.0F38.W0 46, vpsllvd 66.0F38.W0 47
vpsllvq 66.0F38.W1 47
"""
_BINARY_IMM = """
vshufps 0F C6, vshufpd 66.0F C6, vpalignr 66.0F3A 0F, vblendps 66.0F3A 0C, vblendpd 66.0F3A 0D
vpblendw 66.0F3A 0E, vdpps 66.0F3A 40, vmpsadbw 66.0F3A 42, vpclmulqdq 66.0F3A 44
vpblendd 66.0F3A.W0 02
"""
# ps pd ss sd of one opcode
_ARITHMETIC = "vadd 58 c, vmul 59 c, vsub 5C, vmin 5D, vdiv 5E, vmax 5F"
_TESTS = "vptest 66.0F38 17, vtestps 66.0F38.W0 0E, vtestpd 66.0F38.W0 0F"
_BLENDV = "vpblendvb 4C, vblendvps 4A, vblendvpd 4B"
_EXTEND = """
vpmovsxbw 20 64, vpmovsxbd 21 32, vpmovsxbq 22 16, vpmovsxwd 23 64, vpmovsxwq 24 32
vpmovsxdq 25 64, vpmovzxbw 30 64, vpmovzxbd 31 32, vpmovzxbq 32 16, vpmovzxwd 33 64
vpmovzxwq 34 32, vpmovzxdq 35 64
"""
_SHIFTS = """
vpsrlw D1 2 71, vpsraw E1 4 71, vpsllw F1 6 71, vpsrld D2 2 72, vpsrad E2 4 72, vpslld F2 6 72
vpsrlq D3 2 73, vpsllq F3 6 73
"""
_BROADCAST = "vpbroadcastb 78 8, vpbroadcastw 79 16, vpbroadcastd 58 32, vpbroadcastq 59 64"
_MASKMOV = "vmaskmovps 2C 2E W0, vmaskmovpd 2D 2F W0, vpmaskmovd 8C 8E W0, vpmaskmovq 8C 8E W1"
_FMA = """
vfmaddsub 96, vfmsubadd 97, vfmadd 98, vfmsub 9A, vfnmadd 9C, vfnmsub 9E
"""


def _items(text: str) -> list[list[str]]:
    return [item.split() for item in text.replace("\n", ",").split(",") if item.strip()]


def _vex(escape: str, length: str) -> str:
    prefix = f"VEX.{length}.{escape}"
    return prefix if ".W" in prefix else prefix + ".WIG"


def _both(name: str, operands: str, escape: str, tail: str, effect: str = "") -> list[str]:
    """The 128- and the 256-bit row; {r} {m} in `operands` stand for the vector and memory."""
    return [f"{name} | {operands.format(r='x', m='x/m128', o='m128')} | "
            f"{_vex(escape, '128')} {tail} | | {effect} |",
            f"{name} | {operands.format(r='y', m='y/m256', o='m256')} | "
            f"{_vex(escape, '256')} {tail} | | {effect} |"]


def _more_rows() -> str:
    rows: list[str] = []
    for name, escape, load, store in _items(_MOVES):
        for r, m, length in (("x", "x/m128", "128"), ("y", "y/m256", "256")):
            vex = _vex(escape, length)
            rows.append(f"{name} | ={r}@rm, {r}@reg | {vex} {store} /r | swap | move |")
            rows.append(f"{name} | ={r}, {m} | {vex} {load} /r | | move |")
            rows.append(f"{name} | ={m}, {r} | {vex} {store} /r | | move |")
    for name, escape, opcode in _items(_UNARY):
        rows += _both(name, "={r}, {m}", escape, f"{opcode} /r")
    for name, escape, opcode in _items(_UNARY_IMM):
        rows += _both(name, "={r}, {m}, imm8", escape, f"{opcode} /r ib")
    for name, escape, opcode in _items(_STREAM):
        rows += _both(name, "={o}, {r}", escape, f"{opcode} /r", "effect")
    rows += _both("vlddqu", "={r}, {o}", "F2.0F", "F0 /r")
    for item in _items(_BINARY):
        effect = "commutative" if len(item) > 3 else ""
        rows += _both(item[0], "={r}, {r}, {m}", item[1], f"{item[2]} /r", effect)
    for name, escape, opcode in _items(_BINARY_IMM):
        rows += _both(name, "={r}, {r}, {m}, imm8", escape, f"{opcode} /r ib")
    for item in _items(_ARITHMETIC):
        rows += _both(item[0] + "ps", "={r}, {r}, {m}", "0F", f"{item[1]} /r")
        rows += _both(item[0] + "pd", "={r}, {r}, {m}", "66.0F", f"{item[1]} /r")
        rows.append(f"{item[0]}ss | =x, x, x/m32 | VEX.LIG.F3.0F.WIG {item[1]} /r")
        rows.append(f"{item[0]}sd | =x, x, x/m64 | VEX.LIG.F2.0F.WIG {item[1]} /r")
    rows.append("vsqrtss | =x, x, x/m32 | VEX.LIG.F3.0F.WIG 51 /r")
    rows.append("vsqrtsd | =x, x, x/m64 | VEX.LIG.F2.0F.WIG 51 /r")
    for name, escape, opcode in _items(_TESTS):
        rows += _both(name, "{r}, {m}", escape, f"{opcode} /r", "w:cpazso")
    for name, opcode in _items(_BLENDV):
        rows += _both(name, "={r}, {r}, {m}, {r}@low", "66.0F3A.W0", f"{opcode} /r /is4")
    for name, opcode, size in _items(_EXTEND):
        bits = int(size)
        rows.append(f"{name} | =x, x/m{bits} | VEX.128.66.0F38.WIG {opcode} /r")
        rows.append(f"{name} | =y, x/m{bits * 2} | VEX.256.66.0F38.WIG {opcode} /r")
    for name, opcode, digit, group in _items(_SHIFTS):
        rows.append(f"{name} | =x, x, x/m128 | VEX.128.66.0F.WIG {opcode} /r")
        rows.append(f"{name} | =y, y, x/m128 | VEX.256.66.0F.WIG {opcode} /r")
        rows += _both(name, "={r}@v, {r}@rm, imm8", "66.0F", f"{group} /{digit} ib")
    for name, number in (("vpsrldq", 3), ("vpslldq", 7)):
        rows += _both(name, "={r}@v, {r}@rm, imm8", "66.0F", f"73 /{number} ib")
    for name, opcode, size in _items(_BROADCAST):
        rows.append(f"{name} | =x, x/m{size} | VEX.128.66.0F38.W0 {opcode} /r")
        rows.append(f"{name} | =y, x/m{size} | VEX.256.66.0F38.W0 {opcode} /r")
    for name, load, store, w in _items(_MASKMOV):
        rows += _both(name, "={r}, {r}@v, {o}", f"66.0F38.{w}", f"{load} /r", "effect")
        rows += _both(name, "={o}, {r}@v, {r}@reg", f"66.0F38.{w}", f"{store} /r", "effect")
    for name, opcode in _items(_FMA):
        for order, step in (("132", 0), ("213", 0x10), ("231", 0x20)):
            byte = int(opcode, 16) + step
            for kind, w in (("ps", "W0"), ("pd", "W1")):
                rows += _both(f"{name}{order}{kind}", "+{r}, {r}, {m}", f"66.0F38.{w}",
                              f"{byte:02X} /r")
            if name in ("vfmaddsub", "vfmsubadd"):
                continue
            for kind, w, width in (("ss", "W0", 32), ("sd", "W1", 64)):
                rows.append(f"{name}{order}{kind} | +x, x, x/m{width} | "
                            f"VEX.LIG.66.0F38.{w} {byte + 1:02X} /r")
    return "\n".join(rows)


ROWS += _more_rows()
