"""The operators on words as rows; writes `words_gen.py`, one class a row.

    python -m interp.word_rows [--check]

Each class reads its operands from their slots by the same six lines, because a run spends most of
its time there and a call would cost more than the operator.  So they are written once, here, and
a row says what follows: `name | expression of a and b | what becomes of the value`.

    plain    the value
    truth    1 or 0
    fixed    outside the type's bounds the Fixer decides (C17 6.5p5)
    masked   cut to the type's bits
    wrapped  modulo 2 to the 64th, in Python too, where nothing wraps by itself
    shift... the same behind the check of the count (6.5.7p3)

What no row can say (overflow at 64 bits seen from the signs, division, left shifts of signed
values) has its lines in BODIES, under the row's name.
"""

from __future__ import annotations

import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ROWS: Final = """
Add             | a + b                      | fixed
AddLong         | a + b                      | body
AddMasked       | a + b                      | masked
AddBig          | a + b                      | wrapped
Subtract        | a - b                      | fixed
SubtractLong    | a - b                      | body
SubtractMasked  | a - b                      | masked
SubtractBig     | a - b                      | wrapped
Multiply        | a * b                      | fixed
MultiplyLong    | a * b                      | body
MultiplyMasked  | a * b                      | masked
MultiplyBig     | a * b                      | wrapped
Divide          | a // b                     | body
Remainder       | a % b                      | body
ShiftLeft       | a << b                     | shift body
ShiftLeftMasked | a << b                     | shift masked
ShiftLeftBig    | a << b                     | shift wrapped
ShiftRight      | a >> b                     | shift plain
ShiftRightBig   | a >> b                     | shift body
And             | a & b                      | plain
Or              | a | b                      | plain
Xor             | a ^ b                      | plain
Less            | a < b                      | truth
Greater         | a > b                      | truth
LessEqual       | a <= b                     | truth
GreaterEqual    | a >= b                     | truth
Equal           | a == b                     | truth
NotEqual        | a != b                     | truth
LessBig         | (a < b) != ((a ^ b) < 0)   | truth
GreaterBig      | (a > b) != ((a ^ b) < 0)   | truth
LessEqualBig    | (a <= b) != ((a ^ b) < 0)  | truth
GreaterEqualBig | (a >= b) != ((a ^ b) < 0)  | truth
"""

OPERANDS: Final = """\
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
"""
SHIFT: Final = """\
        if b < 0 or b >= self.bits:
            raise bad_shift(f, b, self.bits, self.pos)
"""
ENDS: Final = {
    "plain": """\
        return {}
""",
    "truth": """\
        if {}:
            return 1
        return 0
""",
    "fixed": """\
        value = {}
        if value < self.low or value > self.high:
            return self.fixer.word(f, int(value))
        return value
""",
    "masked": """\
        return ({}) & self.mask
""",
    "wrapped": """\
        value = {}
        if value < self.low or value > self.high:
            return signed_word(int(value))
        return value
"""}

BODIES: Final = {
    "AddLong": """\
        value = a + b
        if (a ^ value) & (b ^ value) < 0 or value < self.low or value > self.high:
            return self.fixer.word(f, int(a) + int(b))
        return value
""",
    "SubtractLong": """\
        value = a - b
        if (a ^ b) & (a ^ value) < 0 or value < self.low or value > self.high:
            return self.fixer.word(f, int(a) - int(b))
        return value
""",
    "MultiplyLong": """\
        if -0x80000000 <= a <= 0x7FFFFFFF and -0x80000000 <= b <= 0x7FFFFFFF:
            return a * b
        value = a * b
        if b > 0 and self.low <= value <= self.high and value // b == a:
            return value
        return self.fixer.word(f, int(a) * int(b))
""",
    "Divide": """\
        if b > 0 and a >= 0:
            return a // b
        if b == 0:
            raise f.m.fault(45, "6.5.5p5", "division by zero", self.pos)
        x = self.unsigned(a)
        y = self.unsigned(b)
        quotient = abs(x) // abs(y)
        return self.fixer.word(f, -quotient if (x < 0) != (y < 0) else quotient)
""",
    "Remainder": """\
        if b > 0 and a >= 0:
            return a % b
        if b == 0:
            raise f.m.fault(45, "6.5.5p5", "remainder of division by zero", self.pos)
        x = self.unsigned(a)
        y = self.unsigned(b)
        if y == -1:
            self.fixer.fix(f, -x)
            return 0
        rest = abs(x) % abs(y)
        return signed_word(-rest if x < 0 else rest)
""",
    "ShiftLeft": """\
        if a < 0:
            raise f.m.fault(52, "6.5.7p4", f"left shift of the negative value {a}", self.pos)
        if a > self.high >> b:
            raise f.m.fault(52, "6.5.7p4", f"left shift of {a} by {b} does not fit {self.bits} "
                            "bits", self.pos)
        return a << b
""",
    "ShiftRightBig": """\
        if a >= 0 or b == 0:
            return a >> b
        return ((a >> 1) & self.high) >> (b - 1)
"""}

HEAD: Final = '''"""Operators on words, a class a row: written by `python -m interp.word_rows`."""

from __future__ import annotations

from mypy_extensions import i64

from interp.frame import UNSET, Frame
from interp.memory import signed_word
from interp.word import WordOp, bad_shift
'''


def text() -> str:
    """The module."""
    made = [HEAD]
    for row in ROWS.strip().splitlines():
        name, rest = (part.strip() for part in row.split("|", 1))
        expression, end = (part.strip() for part in rest.rsplit("|", 1))
        way = end.removeprefix("shift ")
        made += [f"\n\nclass {name}(WordOp):\n    def n(self, f: Frame) -> i64:\n", OPERANDS,
                 SHIFT if end.startswith("shift ") else "",
                 BODIES[name] if way == "body" else ENDS[way].format(expression)]
    return "".join(made)


def main() -> int:
    """Write the module, or say whether it is what the rows give (`--check`)."""
    path = Path(__file__).with_name("words_gen.py")
    if "--check" in sys.argv[1:]:
        return int(path.read_text(encoding="utf-8") != text())
    path.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
