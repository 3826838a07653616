"""x86 rows: the x87 floating-point unit (Intel SDM vol. 2). AT&T's suffixes are part of the
mnemonic here: s l t for 32-, 64- and 80-bit memory, s l ll for 16-, 32- and 64-bit integers."""

# mypyc: skip

from __future__ import annotations

ROWS = """
flds      | m32                | D9 /0           | | +fpu effect |
fldl      | m64                | DD /0           | | +fpu effect |
fldt      | m80                | DB /5           | | +fpu effect |
fld       | sti                | D9 C0+i         | | +fpu effect |
fsts      | =m32               | D9 /2           | | +fpu effect |
fstl      | =m64               | DD /2           | | +fpu effect |
fst       | =sti               | DD D0+i         | | +fpu effect |
fstps     | =m32               | D9 /3           | | +fpu effect |
fstpl     | =m64               | DD /3           | | +fpu effect |
fstpt     | =m80               | DB /7           | | +fpu effect |
fstp      | =sti               | DD D8+i         | | +fpu effect |
filds     | m16                | DF /0           | | +fpu effect |
fildl     | m32                | DB /0           | | +fpu effect |
fildll    | m64                | DF /5           | | +fpu effect |
fists     | =m16               | DF /2           | | +fpu effect |
fistl     | =m32               | DB /2           | | +fpu effect |
fistps    | =m16               | DF /3           | | +fpu effect |
fistpl    | =m32               | DB /3           | | +fpu effect |
fistpll   | =m64               | DF /7           | | +fpu effect |
fisttps   | =m16               | DF /1           | | +fpu effect |
fisttpl   | =m32               | DB /1           | | +fpu effect |
fisttpll  | =m64               | DD /1           | | +fpu effect |
fbld      | m80                | DF /4           | | +fpu effect |
fbstp     | =m80               | DF /6           | | +fpu effect |
fxch      | +sti               | D9 C8+i         | | +fpu effect |
fxch      |                    | D9 C9           | | +fpu effect alias |
fcmovb    | +st, sti           | DA C0+i         | | r:c +fpu effect |
fcmove    | +st, sti           | DA C8+i         | | r:z +fpu effect |
fcmovbe   | +st, sti           | DA D0+i         | | r:cz +fpu effect |
fcmovu    | +st, sti           | DA D8+i         | | r:p +fpu effect |
fcmovnb   | +st, sti           | DB C0+i         | | r:c +fpu effect |
fcmovne   | +st, sti           | DB C8+i         | | r:z +fpu effect |
fcmovnbe  | +st, sti           | DB D0+i         | | r:cz +fpu effect |
fcmovnu   | +st, sti           | DB D8+i         | | r:p +fpu effect |

fld1      |                    | D9 E8           | | +fpu effect |
fldl2t    |                    | D9 E9           | | +fpu effect |
fldl2e    |                    | D9 EA           | | +fpu effect |
fldpi     |                    | D9 EB           | | +fpu effect |
fldlg2    |                    | D9 EC           | | +fpu effect |
fldln2    |                    | D9 ED           | | +fpu effect |
fldz      |                    | D9 EE           | | +fpu effect |

fadds     | m32                | D8 /0           | | +fpu effect |
faddl     | m64                | DC /0           | | +fpu effect |
fmuls     | m32                | D8 /1           | | +fpu effect |
fmull     | m64                | DC /1           | | +fpu effect |
fsubs     | m32                | D8 /4           | | +fpu effect |
fsubl     | m64                | DC /4           | | +fpu effect |
fsubrs    | m32                | D8 /5           | | +fpu effect |
fsubrl    | m64                | DC /5           | | +fpu effect |
fdivs     | m32                | D8 /6           | | +fpu effect |
fdivl     | m64                | DC /6           | | +fpu effect |
fdivrs    | m32                | D8 /7           | | +fpu effect |
fdivrl    | m64                | DC /7           | | +fpu effect |
fiadds    | m16                | DE /0           | | +fpu effect |
fiaddl    | m32                | DA /0           | | +fpu effect |
fimuls    | m16                | DE /1           | | +fpu effect |
fimull    | m32                | DA /1           | | +fpu effect |
fisubs    | m16                | DE /4           | | +fpu effect |
fisubl    | m32                | DA /4           | | +fpu effect |
fisubrs   | m16                | DE /5           | | +fpu effect |
fisubrl   | m32                | DA /5           | | +fpu effect |
fidivs    | m16                | DE /6           | | +fpu effect |
fidivl    | m32                | DA /6           | | +fpu effect |
fidivrs   | m16                | DE /7           | | +fpu effect |
fidivrl   | m32                | DA /7           | | +fpu effect |
fadd      | +st, sti           | D8 C0+i         | | +fpu effect |
fadd      | +sti, st           | DC C0+i         | | +fpu effect |
fadd      | sti                | D8 C0+i         | | +fpu effect alias |
faddp     | +sti, st           | DE C0+i         | | +fpu effect |
faddp     | +sti               | DE C0+i         | | +fpu effect alias |
faddp     |                    | DE C1           | | +fpu effect alias |
fadd      |                    | DE C1           | | +fpu effect alias |
fmul      | +st, sti           | D8 C8+i         | | +fpu effect |
fmul      | +sti, st           | DC C8+i         | | +fpu effect |
fmul      | sti                | D8 C8+i         | | +fpu effect alias |
fmulp     | +sti, st           | DE C8+i         | | +fpu effect |
fmulp     | +sti               | DE C8+i         | | +fpu effect alias |
fmulp     |                    | DE C9           | | +fpu effect alias |
fmul      |                    | DE C9           | | +fpu effect alias |
# AT&T exchanges the reversed forms of subtraction and division when the destination is st(i)
fsub      | +st, sti           | D8 E0+i         | | +fpu effect |
fsub      | +sti, st           | DC E0+i         | | +fpu effect |
fsub      | sti                | D8 E0+i         | | +fpu effect alias |
fsubp     | +sti, st           | DE E0+i         | | +fpu effect |
fsubp     | +sti               | DE E0+i         | | +fpu effect alias |
fsubp     |                    | DE E1           | | +fpu effect alias |
fsub      |                    | DE E1           | | +fpu effect alias |
fsubr     | +st, sti           | D8 E8+i         | | +fpu effect |
fsubr     | +sti, st           | DC E8+i         | | +fpu effect |
fsubr     | sti                | D8 E8+i         | | +fpu effect alias |
fsubrp    | +sti, st           | DE E8+i         | | +fpu effect |
fsubrp    | +sti               | DE E8+i         | | +fpu effect alias |
fsubrp    |                    | DE E9           | | +fpu effect alias |
fsubr     |                    | DE E9           | | +fpu effect alias |
fdiv      | +st, sti           | D8 F0+i         | | +fpu effect |
fdiv      | +sti, st           | DC F0+i         | | +fpu effect |
fdiv      | sti                | D8 F0+i         | | +fpu effect alias |
fdivp     | +sti, st           | DE F0+i         | | +fpu effect |
fdivp     | +sti               | DE F0+i         | | +fpu effect alias |
fdivp     |                    | DE F1           | | +fpu effect alias |
fdiv      |                    | DE F1           | | +fpu effect alias |
fdivr     | +st, sti           | D8 F8+i         | | +fpu effect |
fdivr     | +sti, st           | DC F8+i         | | +fpu effect |
fdivr     | sti                | D8 F8+i         | | +fpu effect alias |
fdivrp    | +sti, st           | DE F8+i         | | +fpu effect |
fdivrp    | +sti               | DE F8+i         | | +fpu effect alias |
fdivrp    |                    | DE F9           | | +fpu effect alias |
fdivr     |                    | DE F9           | | +fpu effect alias |

fcoms     | m32                | D8 /2           | | +fpu effect |
fcoml     | m64                | DC /2           | | +fpu effect |
fcomps    | m32                | D8 /3           | | +fpu effect |
fcompl    | m64                | DC /3           | | +fpu effect |
ficoms    | m16                | DE /2           | | +fpu effect |
ficoml    | m32                | DA /2           | | +fpu effect |
ficomps   | m16                | DE /3           | | +fpu effect |
ficompl   | m32                | DA /3           | | +fpu effect |
fcom      | sti                | D8 D0+i         | | +fpu effect |
fcom      |                    | D8 D1           | | +fpu effect alias |
fcomp     | sti                | D8 D8+i         | | +fpu effect |
fcomp     |                    | D8 D9           | | +fpu effect alias |
fcompp    |                    | DE D9           | | +fpu effect |
fucom     | sti                | DD E0+i         | | +fpu effect |
fucom     |                    | DD E1           | | +fpu effect alias |
fucomp    | sti                | DD E8+i         | | +fpu effect |
fucomp    |                    | DD E9           | | +fpu effect alias |
fucompp   |                    | DA E9           | | +fpu effect |
fucomi    | st, sti            | DB E8+i         | | w:cpz +fpu effect |
fucomi    | sti                | DB E8+i         | | w:cpz +fpu effect alias |
fucomip   | st, sti            | DF E8+i         | | w:cpz +fpu effect |
fucomip   | sti                | DF E8+i         | | w:cpz +fpu effect alias |
fcomi     | st, sti            | DB F0+i         | | w:cpz +fpu effect |
fcomi     | sti                | DB F0+i         | | w:cpz +fpu effect alias |
fcomip    | st, sti            | DF F0+i         | | w:cpz +fpu effect |
fcomip    | sti                | DF F0+i         | | w:cpz +fpu effect alias |

fchs      |                    | D9 E0           | | +fpu effect |
fabs      |                    | D9 E1           | | +fpu effect |
ftst      |                    | D9 E4           | | +fpu effect |
fxam      |                    | D9 E5           | | +fpu effect |
f2xm1     |                    | D9 F0           | | +fpu effect |
fyl2x     |                    | D9 F1           | | +fpu effect |
fptan     |                    | D9 F2           | | +fpu effect |
fpatan    |                    | D9 F3           | | +fpu effect |
fxtract   |                    | D9 F4           | | +fpu effect |
fprem1    |                    | D9 F5           | | +fpu effect |
fdecstp   |                    | D9 F6           | | +fpu effect |
fincstp   |                    | D9 F7           | | +fpu effect |
fprem     |                    | D9 F8           | | +fpu effect |
fyl2xp1   |                    | D9 F9           | | +fpu effect |
fsqrt     |                    | D9 FA           | | +fpu effect |
fsincos   |                    | D9 FB           | | +fpu effect |
frndint   |                    | D9 FC           | | +fpu effect |
fscale    |                    | D9 FD           | | +fpu effect |
fsin      |                    | D9 FE           | | +fpu effect |
fcos      |                    | D9 FF           | | +fpu effect |
fnop      |                    | D9 D0           | | +fpu effect |
ffree     | sti                | DD C0+i         | | +fpu effect |
ffreep    | sti                | DF C0+i         | | +fpu effect |

fwait     |                    | 9B              | | +fpu effect |
fninit    |                    | DB E3           | | +fpu effect |
finit     |                    | 9B DB E3        | | +fpu effect alias |
fnclex    |                    | DB E2           | | +fpu effect |
fclex     |                    | 9B DB E2        | | +fpu effect alias |
fnstcw    | =m16               | D9 /7           | | +fpu effect |
fstcw     | =m16               | 9B D9 /7        | | +fpu effect alias |
fldcw     | m16                | D9 /5           | | +fpu effect |
fnstsw    | =m16               | DD /7           | | +fpu effect |
fnstsw    | =ax                | DF E0           | | +fpu effect |
fnstsw    |                    | DF E0           | | +fpu effect alias =rax |
fstsw     | =m16               | 9B DD /7        | | +fpu effect alias |
fstsw     | =ax                | 9B DF E0        | | +fpu effect alias |
fstsw     |                    | 9B DF E0        | | +fpu effect alias =rax |
fnstenv   | =mem               | D9 /6           | | +fpu effect store |
fstenv    | =mem               | 9B D9 /6        | | +fpu effect store alias |
fldenv    | mem                | D9 /4           | | +fpu effect load |
fnsave    | =mem               | DD /6           | | +fpu effect store |
fsave     | =mem               | 9B DD /6        | | +fpu effect store alias |
frstor    | mem                | DD /4           | | +fpu effect load |
fnstenvs  | =mem               | o16 D9 /6       | | +fpu effect store alias |
fnstenvl  | =mem               | o32 D9 /6       | | +fpu effect store alias |
fstenvs   | =mem               | o16 9B D9 /6    | | +fpu effect store alias |
fstenvl   | =mem               | o32 9B D9 /6    | | +fpu effect store alias |
fldenvs   | mem                | o16 D9 /4       | | +fpu effect load alias |
fldenvl   | mem                | o32 D9 /4       | | +fpu effect load alias |
fnsaves   | =mem               | o16 DD /6       | | +fpu effect store alias |
fnsavel   | =mem               | o32 DD /6       | | +fpu effect store alias |
fsaves    | =mem               | o16 9B DD /6    | | +fpu effect store alias |
fsavel    | =mem               | o32 9B DD /6    | | +fpu effect store alias |
frstors   | mem                | o16 DD /4       | | +fpu effect load alias |
frstorl   | mem                | o32 DD /4       | | +fpu effect load alias |
fxsave    | =mem               | 0F AE /0        | | +fpu effect store |
fxsave64  | =mem               | REX.W 0F AE /0  | | +fpu effect store |
fxrstor   | mem                | 0F AE /1        | | +fpu effect load |
fxrstor64 | mem                | REX.W 0F AE /1  | | +fpu effect load |
"""
