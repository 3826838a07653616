"""The registers of x86: numbers, classes and AT&T names.

One number per physical register, whatever part of it is named: 0..15 general (rax, eax, ax, al),
16..31 vector (xmm, ymm). `number & 15` is what ModRM, SIB and VEX hold. Numbers below 62 may stand
in register masks. Source: Intel SDM volume 2, table 3-1 (register codes).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RAX: Final = 0
RCX: Final = 1
RDX: Final = 2
RBX: Final = 3
RSP: Final = 4
RBP: Final = 5
RSI: Final = 6
RDI: Final = 7
R8: Final = 8
R9: Final = 9
R10: Final = 10
R11: Final = 11
R12: Final = 12
R13: Final = 13
R14: Final = 14
R15: Final = 15
XMM0: Final = 16       # .. XMM15 = 31
MMX0: Final = 32       # .. 39
FLAGS: Final = 40
RIP: Final = 41
MXCSR: Final = 42
FPU_STATUS: Final = 43     # x87 control, status and stack as one unit
EIZ: Final = 44            # "no index" written out (eiz, riz)
ES: Final = 48
CS: Final = 49
SS: Final = 50
DS: Final = 51
FS: Final = 52
GS: Final = 53
CR0: Final = 64
DR0: Final = 80
AH: Final = 100        # ah ch dh bh: 100..103, encoded as 4..7 without REX
ST0: Final = 112       # .. 119

# register classes
CLASS_GPR: Final = 1
CLASS_VECTOR: Final = 2
CLASS_MMX: Final = 3
CLASS_ST: Final = 4
CLASS_SEGMENT: Final = 5
CLASS_CONTROL: Final = 6
CLASS_DEBUG: Final = 7
CLASS_IP: Final = 8

# condition flag bits of the tables
FLAG_C: Final = 1
FLAG_P: Final = 2
FLAG_A: Final = 4
FLAG_Z: Final = 8
FLAG_S: Final = 16
FLAG_O: Final = 32
FLAG_D: Final = 64

_LEGACY = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"]

NAMES_8 = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"] + [f"r{i}b" for i in range(8, 16)]
NAMES_16 = _LEGACY + [f"r{i}w" for i in range(8, 16)]
NAMES_32 = ["e" + n for n in _LEGACY] + [f"r{i}d" for i in range(8, 16)]
NAMES_64 = ["r" + n for n in _LEGACY] + [f"r{i}" for i in range(8, 16)]
NAMES_HIGH = ["ah", "ch", "dh", "bh"]
NAMES_SEGMENT = ["es", "cs", "ss", "ds", "fs", "gs"]


def register_name(number: int, size: int) -> str:
    """AT&T name, without `%`, of the `size` low bits of a register (vector: 128 or 256)."""
    if number < 16:
        if size == 64:
            return NAMES_64[number]
        if size == 32:
            return NAMES_32[number]
        return NAMES_16[number] if size == 16 else NAMES_8[number]
    if number < 32:
        return ("ymm" if size == 256 else "xmm") + str(number - 16)
    if number < 40:
        return "mm" + str(number - MMX0)
    if number == RIP:
        return "eip" if size == 32 else "rip"
    if number == EIZ:
        return "eiz" if size == 32 else "riz"
    if ES <= number <= GS:
        return NAMES_SEGMENT[number - ES]
    if CR0 <= number < CR0 + 16:
        return "cr" + str(number - CR0)
    if DR0 <= number < DR0 + 16:
        return "db" + str(number - DR0)
    if AH <= number < AH + 4:
        return NAMES_HIGH[number - AH]
    assert ST0 <= number < ST0 + 8
    return "st" if number == ST0 else f"st({number - ST0})"


def registers_by_name() -> dict[str, tuple[int, int, int]]:
    """Name -> (number, class, size in bits), every spelling the assembler reads."""
    result: dict[str, tuple[int, int, int]] = {}
    for i in range(16):
        result[NAMES_8[i]] = (i, CLASS_GPR, 8)
        result[NAMES_16[i]] = (i, CLASS_GPR, 16)
        result[NAMES_32[i]] = (i, CLASS_GPR, 32)
        result[NAMES_64[i]] = (i, CLASS_GPR, 64)
        result[f"xmm{i}"] = (XMM0 + i, CLASS_VECTOR, 128)
        result[f"ymm{i}"] = (XMM0 + i, CLASS_VECTOR, 256)
        result[f"cr{i}"] = (CR0 + i, CLASS_CONTROL, 0)
        result[f"db{i}"] = (DR0 + i, CLASS_DEBUG, 0)
        result[f"dr{i}"] = (DR0 + i, CLASS_DEBUG, 0)
    for i in range(8):
        result[f"mm{i}"] = (MMX0 + i, CLASS_MMX, 64)
        result[f"st({i})"] = (ST0 + i, CLASS_ST, 80)
    result["st"] = (ST0, CLASS_ST, 80)
    for i in range(4):
        result[NAMES_HIGH[i]] = (AH + i, CLASS_GPR, 8)
    for i in range(6):
        result[NAMES_SEGMENT[i]] = (ES + i, CLASS_SEGMENT, 16)
    result["rip"] = (RIP, CLASS_IP, 64)
    result["eip"] = (RIP, CLASS_IP, 32)
    result["riz"] = (EIZ, CLASS_GPR, 64)
    result["eiz"] = (EIZ, CLASS_GPR, 32)
    return result
