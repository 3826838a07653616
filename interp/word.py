"""What an operator on words holds (its classes: `words_gen.py`)."""

from __future__ import annotations

from mypy_extensions import i64

from interp.frame import Frame
from interp.nodes import Fixer, N, WNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LOWEST: Final = -0x8000000000000000
HIGHEST: Final = 0x7FFFFFFFFFFFFFFF


class WordOp(WNode):
    """An operator: operands, their slots (0: none), bounds, and what is beyond them."""

    def __init__(self, left: N, right: N, ls: int, rs: int, fixer: Fixer, pos: int) -> None:
        self.left = left
        self.right = right
        self.ls: i64 = ls
        self.rs: i64 = rs
        self.fixer = fixer
        self.pos = pos
        self.big = fixer.bits == 64 and not fixer.signed
        self.low: i64 = LOWEST if self.big else fixer.low
        self.high: i64 = HIGHEST if self.big else fixer.high
        self.mask: i64 = -1 if fixer.bits == 64 else fixer.mask
        self.bits: i64 = fixer.bits

    def unsigned(self, value: i64) -> int:
        """The exact value of an operand."""
        if value < 0 and self.big:
            return int(value) + 0x10000000000000000
        return int(value)


def bad_shift(f: Frame, count: i64, bits: i64, pos: int) -> Exception:
    """6.5.7p3."""
    return f.m.fault(51, "6.5.7p3", f"shift by {count} of a value of {bits} bits", pos)
