"""The registers of AArch64: numbers, classes and names.

`number & 31` is what an instruction word holds: 0..30 general, 31 the zero register, 32..63 vector,
95 the stack pointer. Code generation allocates numbers below 62, so v30 and v31 stay free for
emission. Source: Arm Architecture Reference Manual (DDI 0487), B1.2; AAPCS64 6.1.
"""

from __future__ import annotations

from mypy_extensions import i64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

X0: Final = 0
X8: Final = 8       # indirect result
X9: Final = 9       # not an argument, not kept by calls
X16: Final = 16     # emission scratch; the linker's veneers use x16 and x17
X17: Final = 17
X19: Final = 19
FP: Final = 29
LR: Final = 30
ZR: Final = 31
V0: Final = 32
V31: Final = 63
SP: Final = 95

CLASS_GPR: Final = 1
CLASS_VECTOR: Final = 2

FLAG_V: Final = 1
FLAG_C: Final = 2
FLAG_Z: Final = 4
FLAG_N: Final = 8

VECTOR_LETTERS: Final = {8: "b", 16: "h", 32: "s", 64: "d", 128: "q"}


def register_name(number: int, size: int) -> str:
    """The name of the `size` low bits of a register."""
    if number >= SP:
        return "sp" if size == 64 else "wsp"
    if number >= V0:
        return VECTOR_LETTERS[size] + str(number - V0)
    if number == ZR:
        return "xzr" if size == 64 else "wzr"
    return ("x" if size == 64 else "w") + str(number)


def registers_by_name() -> dict[str, tuple[int, int, int]]:
    """Name -> (number, class, size in bits); a bare vector register (v3) has size 0."""
    result = {"fp": (FP, CLASS_GPR, 64), "lr": (LR, CLASS_GPR, 64), "ip0": (X16, CLASS_GPR, 64),
              "ip1": (X17, CLASS_GPR, 64)}
    for size in (32, 64):
        for number in [*range(32), SP]:
            result[register_name(number, size)] = (number, CLASS_GPR, size)
    for number in range(V0, V31 + 1):
        for size in VECTOR_LETTERS:
            result[register_name(number, size)] = (number, CLASS_VECTOR, size)
        result[f"v{number - V0}"] = (number, CLASS_VECTOR, 0)
    return result


def dwarf_number(number: i64) -> i64:
    """DWARF's number of a register (IHI 0057, table 4.1)."""
    return number + 32 if V0 <= number < SP else 31 if number == SP else number
