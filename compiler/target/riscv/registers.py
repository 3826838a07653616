"""The registers of RISC-V: numbers, classes and ABI names.

0..31 are x0..x31, 32..63 are f0..f31 (DWARF's numbers too); `number & 31` is what an encoding
holds. Register masks end at bit 61: code generation never allocates f30 and f31. Control and
status registers, fence sets and rounding modes are operands of their own classes, counted from
CSR0, FENCE0.  Source: RISC-V ELF psABI, chapter 1; privileged architecture, 2.2.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ZERO: Final = 0
RA: Final = 1
SP: Final = 2
GP: Final = 3
TP: Final = 4
T1: Final = 6
S0: Final = 8
A0: Final = 10
A1: Final = 11
T6: Final = 31
F0: Final = 32
FA0: Final = 42
FENCE0: Final = 64     # + the bits w 1, r 2, o 4, i 8
CSR0: Final = 4096     # + the number of the CSR

CLASS_GPR: Final = 1
CLASS_FLOAT: Final = 2
CLASS_FENCE: Final = 3
CLASS_CSR: Final = 4

NAMES: Final = (
    "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 "
    "t3 t4 t5 t6 ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 "
    "fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11").split()

# name and number of a CSR; `name3:31` and a number stand for name3..name31 from there
_CSRS: Final = """
fflags 001 frm 002 fcsr 003 cycle c00 time c01 instret c02 hpmcounter3:31 c03
sstatus 100 sie 104 stvec 105 scounteren 106 senvcfg 10a sscratch 140 sepc 141 scause 142
stval 143 sip 144 satp 180 scontext 5a8 stimecmp 14d
hstatus 600 hedeleg 602 hideleg 603 hie 604 hcounteren 606 hgeie 607 htval 643 hip 644 hvip 645
htinst 64a hgeip e12 henvcfg 60a hgatp 680 hcontext 6a8 htimedelta 605
vsstatus 200 vsie 204 vstvec 205 vsscratch 240 vsepc 241 vscause 242 vstval 243 vsip 244 vsatp 280
vstimecmp 24d
mvendorid f11 marchid f12 mimpid f13 mhartid f14 mconfigptr f15
mstatus 300 misa 301 medeleg 302 mideleg 303 mie 304 mtvec 305 mcounteren 306
mscratch 340 mepc 341 mcause 342 mtval 343 mip 344 mtinst 34a mtval2 34b menvcfg 30a mseccfg 747
pmpcfg0 3a0 pmpcfg2 3a2 pmpcfg4 3a4 pmpcfg6 3a6 pmpcfg8 3a8 pmpcfg10 3aa pmpcfg12 3ac pmpcfg14 3ae
pmpaddr0:63 3b0 mcycle b00 minstret b02 mhpmcounter3:31 b03 mcountinhibit 320 mhpmevent3:31 323
tselect 7a0 tdata1 7a1 tdata2 7a2 tdata3 7a3 tinfo 7a4 mcontext 7a8 dcsr 7b0 dpc 7b1
dscratch0 7b2 dscratch1 7b3
"""


def csr_names() -> dict[str, int]:
    """Name of a control and status register -> its number."""
    words = _CSRS.split()
    result = {}
    for name, number in zip(words[::2], words[1::2], strict=True):
        stem, colon, last = name.partition(":")
        if not colon:
            result[name] = int(number, 16)
            continue
        base = stem.rstrip("0123456789")
        first = int(stem[len(base):])
        for i in range(first, int(last) + 1):
            result[base + str(i)] = int(number, 16) + i - first
    return result


def fence_text(bits: int) -> str:
    """The letters of a fence set, 0 for none."""
    return "".join(c for i, c in enumerate("wroi") if bits >> i & 1)[::-1] or "0"


def registers_by_name() -> dict[str, tuple[int, int, int]]:
    """Name -> (number, class, size in bits), every spelling the assembler reads."""
    result: dict[str, tuple[int, int, int]] = {}
    for i in range(64):
        cls = CLASS_GPR if i < 32 else CLASS_FLOAT
        result[NAMES[i]] = result[("x" if i < 32 else "f") + str(i & 31)] = (i, cls, 64)
    result["fp"] = result["s0"]
    return result


def register_name(number: int) -> str:
    """ABI name of a register; a CSR without a name is its number."""
    if number < FENCE0:
        return NAMES[number]
    if number < CSR0:
        return fence_text(number - FENCE0)
    for name, csr in csr_names().items():
        if csr == number - CSR0:
            return name
    return hex(number - CSR0)
