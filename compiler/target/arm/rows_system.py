"""AArch64 rows: hints, barriers, system registers and maintenance (Arm ARM C5), and their names.

`SYSTEM_REGISTERS`: name and op0 op1 CRn CRm op2; the commonest ones, every other is spelled
S<op0>_<op1>_C<n>_C<m>_<op2>.
"""

# mypyc: skip

from __future__ import annotations

ROWS = """
{nop,yield,wfe,wfi,sev,sevl,xpaclri,pacia1716,pacib1716,autia1716,autib1716,esb,csdb,paciaz,paciasp,
 pacibz,pacibsp,autiaz,autiasp,autibz,autibsp} | | 11010101 00000011 0010
      {0000000,0000001,0000010,0000011,0000100,0000101,0000111,0001000,0001010,0001100,0001110,
      0010000,0010100,0011000,0011001,0011010,0011011,0011100,0011101,0011110,0011111} 11111 | |
      effect |
bti    | btitarget   | 11010101 00000011 0010 0100 i2 0 11111 | | effect |
bti    |             | 11010101 00000011 0010 0100000 11111 | | effect |
hint   | u7          | 11010101 00000011 0010 i7 11111 | | effect |
{clrex,isb} |        | 11010101 00000011 0011 1111 {010,110} 11111 | | effect |
sb     |             | 11010101 00000011 0011 0000 111 11111 | | effect |
{dsb,dmb} | barrier | 11010101 00000011 0011 i4 1{00,01} 11111 | | effect |
isb    | u4          | 11010101 00000011 0011 i4 110 11111 | | effect |
clrex  | u4          | 11010101 00000011 0011 i4 010 11111 | | effect |
msr    | pstate, u4  | 11010101 00000 i[5:3] 0100 j4 i[2:0] 11111 | | effect |
msr    | sysreg, x@t | 1101010100 01 i15 t | | effect |
mrs    | =x@t, sysreg | 1101010100 11 i15 t | | effect |
{dc,ic,at,tlbi} | {dcop,icop,atop,tlbiop}, x@t | 11010101 00001 i14 t | | effect |
{ic,tlbi} | {icall,tlbiall} | 11010101 00001 i14 11111 | | effect |
sys    | sysop, x@t  | 11010101 00001 i14 t | | effect |
sys    | sysop       | 11010101 00001 i14 11111 | | effect |
sysl   | =x@t, sysop | 11010101 00101 i14 t | | effect |
"""

SYSTEM_REGISTERS = """
actlr_el1 3 0 1 0 1  afsr0_el1 3 0 5 1 0  afsr1_el1 3 0 5 1 1  amair_el1 3 0 10 3 0
aidr_el1 3 1 0 0 7  ccsidr_el1 3 1 0 0 0  clidr_el1 3 1 0 0 1  cntfrq_el0 3 3 14 0 0
cnthctl_el2 3 4 14 1 0  cntkctl_el1 3 0 14 1 0  cntpct_el0 3 3 14 0 1  cntp_ctl_el0 3 3 14 2 1
cntp_cval_el0 3 3 14 2 2  cntp_tval_el0 3 3 14 2 0  cntvct_el0 3 3 14 0 2  cntv_ctl_el0 3 3 14 3 1
cntv_cval_el0 3 3 14 3 2  cntv_tval_el0 3 3 14 3 0  cntvoff_el2 3 4 14 0 3
contextidr_el1 3 0 13 0 1  cpacr_el1 3 0 1 0 2  cptr_el2 3 4 1 1 2  csselr_el1 3 2 0 0 0
ctr_el0 3 3 0 0 1  currentel 3 0 4 2 2  daif 3 3 4 2 1  dczid_el0 3 3 0 0 7  dit 3 3 4 2 5
elr_el1 3 0 4 0 1  elr_el2 3 4 4 0 1  elr_el3 3 6 4 0 1  esr_el1 3 0 5 2 0  esr_el2 3 4 5 2 0
esr_el3 3 6 5 2 0  far_el1 3 0 6 0 0  far_el2 3 4 6 0 0  far_el3 3 6 6 0 0  fpcr 3 3 4 4 0
fpsr 3 3 4 4 1  hcr_el2 3 4 1 1 0  hpfar_el2 3 4 6 0 4  hstr_el2 3 4 1 1 3
id_aa64afr0_el1 3 0 0 5 4  id_aa64afr1_el1 3 0 0 5 5  id_aa64dfr0_el1 3 0 0 5 0
id_aa64dfr1_el1 3 0 0 5 1  id_aa64isar0_el1 3 0 0 6 0  id_aa64isar1_el1 3 0 0 6 1
id_aa64mmfr0_el1 3 0 0 7 0  id_aa64mmfr1_el1 3 0 0 7 1  id_aa64mmfr2_el1 3 0 0 7 2
id_aa64pfr0_el1 3 0 0 4 0  id_aa64pfr1_el1 3 0 0 4 1  id_aa64zfr0_el1 3 0 0 4 4  isr_el1 3 0 12 1 0
mair_el1 3 0 10 2 0  mair_el2 3 4 10 2 0  mdccint_el1 2 0 0 2 0  mdcr_el2 3 4 1 1 1
mdscr_el1 2 0 0 2 2  midr_el1 3 0 0 0 0  mpidr_el1 3 0 0 0 5  mvfr0_el1 3 0 0 3 0
nzcv 3 3 4 2 0  oslar_el1 2 0 1 0 4  osdlr_el1 2 0 1 3 4  pan 3 0 4 2 3  par_el1 3 0 7 4 0
pmccntr_el0 3 3 9 13 0  pmcntenset_el0 3 3 9 12 1  pmcntenclr_el0 3 3 9 12 2  pmcr_el0 3 3 9 12 0
pmovsclr_el0 3 3 9 12 3  pmselr_el0 3 3 9 12 5  pmuserenr_el0 3 3 9 14 0  pmxevcntr_el0 3 3 9 13 2
pmxevtyper_el0 3 3 9 13 1  revidr_el1 3 0 0 0 6  rndr 3 3 2 4 0  rndrrs 3 3 2 4 1  scr_el3 3 6 1 1 0
sctlr_el1 3 0 1 0 0  sctlr_el2 3 4 1 0 0  sctlr_el3 3 6 1 0 0  sp_el0 3 0 4 1 0  sp_el1 3 4 4 1 0
spsel 3 0 4 2 0  spsr_el1 3 0 4 0 0  spsr_el2 3 4 4 0 0  spsr_el3 3 6 4 0 0  ssbs 3 3 4 2 6
tcr_el1 3 0 2 0 2  tcr_el2 3 4 2 0 2  tpidr_el0 3 3 13 0 2  tpidr_el1 3 0 13 0 4
tpidr_el2 3 4 13 0 2  tpidrro_el0 3 3 13 0 3  ttbr0_el1 3 0 2 0 0  ttbr0_el2 3 4 2 0 0
ttbr1_el1 3 0 2 0 1  uao 3 0 4 2 4  vbar_el1 3 0 12 0 0  vbar_el2 3 4 12 0 0  vbar_el3 3 6 12 0 0
vmpidr_el2 3 4 0 0 5  vpidr_el2 3 4 0 0 0  vtcr_el2 3 4 2 1 2  vttbr_el2 3 4 2 1 0
"""

# words of other operands, and their numbers; of several for one the last is printed
CODES = {
    "cond": """eq 0 ne 1 hs 2 cs 2 lo 3 cc 3 mi 4 pl 5 vs 6 vc 7 hi 8 ls 9 ge 10 lt 11 gt 12 le 13
        al 14 nv 15""",
    "barrier": """oshld 1 oshst 2 osh 3 nshld 5 nshst 6 nsh 7 ishld 9 ishst 10 ish 11 ld 13 st 14
        sy 15""",
    "prfop": """pldl1keep 0 pldl1strm 1 pldl2keep 2 pldl2strm 3 pldl3keep 4 pldl3strm 5
        plil1keep 8 plil1strm 9 plil2keep 10 plil2strm 11 plil3keep 12 plil3strm 13
        pstl1keep 16 pstl1strm 17 pstl2keep 18 pstl2strm 19 pstl3keep 20 pstl3strm 21""",
    "btitarget": "c 1 j 2 jc 3",
    "pstate": "uao 3 pan 4 spsel 5 ssbs 25 dit 26 daifset 30 daifclr 31",
}

# operations of SYS with a name: op1 CRn CRm op2
OPERATIONS = {
    "dcop": """ivac 0 7 6 1  isw 0 7 6 2  csw 0 7 10 2  cisw 0 7 14 2  zva 3 7 4 1  cvac 3 7 10 1
        cvau 3 7 11 1  civac 3 7 14 1  cvap 3 7 12 1""",
    "icop": "ivau 3 7 5 1",
    "icall": "ialluis 0 7 1 0  iallu 0 7 5 0",
    "atop": """s1e1r 0 7 8 0  s1e1w 0 7 8 1  s1e0r 0 7 8 2  s1e0w 0 7 8 3  s1e2r 4 7 8 0
        s1e2w 4 7 8 1  s12e1r 4 7 8 4  s12e1w 4 7 8 5  s12e0r 4 7 8 6  s12e0w 4 7 8 7
        s1e3r 6 7 8 0  s1e3w 6 7 8 1""",
    "tlbiop": """vae1is 0 8 3 1  aside1is 0 8 3 2  vaae1is 0 8 3 3  vale1is 0 8 3 5
        vaale1is 0 8 3 7  vae1 0 8 7 1  aside1 0 8 7 2  vaae1 0 8 7 3  vale1 0 8 7 5  vaale1 0 8 7 7
        ipas2e1is 4 8 0 1  ipas2le1is 4 8 0 5  vae2is 4 8 3 1  vale2is 4 8 3 5  ipas2e1 4 8 4 1
        ipas2le1 4 8 4 5  vae2 4 8 7 1  vale2 4 8 7 5  vae3is 6 8 3 1  vale3is 6 8 3 5
        vae3 6 8 7 1  vale3 6 8 7 5""",
    "tlbiall": """vmalle1is 0 8 3 0  vmalle1 0 8 7 0  alle2is 4 8 3 0  alle1is 4 8 3 4
        vmalls12e1is 4 8 3 6  alle2 4 8 7 0  alle1 4 8 7 4  vmalls12e1 4 8 7 6  alle3is 6 8 3 0
        alle3 6 8 7 0""",
}
