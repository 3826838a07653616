"""-Wconversion, -Wsign-conversion, -Wfloat-conversion: conversions that may change a value.

Idea: gcc's rules, node by node.  A constant is judged by its value; arithmetic is safe when its
operands would be (`char c = c + 1`), bitwise operators when their operands are, a conditional when
its arms are; anything else by its type before it was widened.

Source: "-Wconversion" and its family, GCC 12 manual; the order of the questions compared with gcc
12 on tests/reject/warnings/conversions.c.
"""

from __future__ import annotations

import struct

from compiler.frontend.fold import convert_constant
from compiler.frontend.tree import (
    ADD,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    BITFIELD,
    FLOAT_CAST,
    FLOAT_TO_INT,
    INT_TO_FLOAT,
    INTEGER,
    LOGICAL_NOT,
    LT,
    LVALUE_TO_RVALUE,
    NO_OP,
    SHL,
    SHR,
    Binary,
    Cast,
    Comma,
    Conditional,
    Expr,
    FloatConst,
    IncDec,
    IntConst,
    Logical,
    Member,
    PointerDiff,
    Saved,
    Unary,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import BITINT, BOOL, ENUM, F32, F64, F80, LAST_FLOAT, VOID, CType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.diagnostics import Diagnostics
    from compiler.frontend.type_table import TypeTable

SAFE: Final = 0
UNSAFE_OTHER: Final = 1
UNSAFE_SIGN: Final = 2
UNSAFE_REAL: Final = 3
OPTIONS: Final = ["", "conversion", "sign-conversion", "float-conversion"]
MANTISSA: Final = [0, 24, 53, 64, 113]    # bits, by format


class Target:
    """The type converted to; of a bit-field with its width."""

    def __init__(self, type: CType, width: int, text: str) -> None:
        self.type = type
        self.width = width
        self.text = text
        self.is_unsigned: bool = type.is_unsigned

    def holds(self, value: int) -> bool:
        """Whether an integer fits."""
        return fits_width(value, self.width, self.is_unsigned)


def fits_width(value: int, width: int, unsigned: bool) -> bool:
    """Whether an integer has a representation of `width` bits."""
    if unsigned:
        return 0 <= value < 1 << width
    return -(1 << width - 1) <= value < 1 << width - 1


def is_integer(type: CType) -> bool:
    """An integer type proper: neither enumeration nor _Bool, as gcc sees it."""
    return VOID < type.kind <= BITINT and type.kind != ENUM and type.kind != BOOL


class ConversionChecker:
    """The questions, for one unit."""

    def __init__(self, diagnostics: Diagnostics, types: TypeTable) -> None:
        self.diagnostics = diagnostics
        self.types = types

    def to_type(self, node: Expr, type: CType, loc: i64) -> None:
        """A value is converted to an arithmetic type."""
        if type is not node.type:
            self.warn(node, Target(type, int(type.precision), spell(type)), loc)

    def to_field(self, node: Expr, place: Member, loc: i64) -> None:
        """A value is stored into a bit-field."""
        type = place.type.unqual
        width = int(place.field.bit_width)
        if not is_integer(type) or width >= type.precision:
            return
        sized = self.types.integer_of(
            1 if width <= 8 else 2 if width <= 16 else 4 if width <= 32 else 8, type.is_unsigned)
        assert sized is not None
        self.warn(node, Target(type, width, f"{spell(sized)}:{width}"), loc)

    def warn(self, node: Expr, target: Target, loc: i64, part: bool = False) -> bool:
        """One conversion; True when something was said or nothing more is to be asked.  `part`:
        of a larger expression, whose value is not known."""
        while isinstance(node, Saved | Comma):
            node = node.value if isinstance(node, Saved) else node.right
        operands: list[Expr] = []
        if isinstance(node, IntConst | FloatConst):
            return self.warn_constant(node, target, loc, part)
        if isinstance(node, Conditional):
            return self.warn(node.then, target, loc, True) or (
                self.warn(node.otherwise, target, loc, True))
        if isinstance(node, Logical):
            return True
        if isinstance(node, PointerDiff):
            return False
        if isinstance(node, Binary):
            if node.op >= LT:
                return True
            if node.op in (BIT_AND, BIT_OR, BIT_XOR):
                if node.op == BIT_AND and self.masks(node, target):
                    return False
                return self.warn(node.left, target, loc, True) or (
                    self.warn(node.right, target, loc, True))
            operands = [node.left] if node.op in (SHL, SHR) else [node.left, node.right]
        elif isinstance(node, Unary):
            if node.op == LOGICAL_NOT:
                return True
            operands = [node.operand]
        elif isinstance(node, IncDec):
            operands = [Cast(LVALUE_TO_RVALUE, node.target, node.target.type.unqual, node.loc,
                             False)]
        kind = self.judge(node, target)
        if kind == SAFE:
            return False
        if operands and self.diagnostics.enabled(OPTIONS[kind], loc):
            if all([self.is_safe_operand(node, index, part, target)
                    for index, part in enumerate(operands)]):
                return False
        self.say(node, target, kind, loc)
        return True

    def is_safe_operand(self, node: Expr, index: int, part: Expr, target: Target) -> bool:
        """Whether an operand of arithmetic would convert without loss."""
        if isinstance(part, IntConst) and index == 1 and isinstance(node, Binary) and (
                node.op == ADD and target.is_unsigned and part.value < 0):
            part = IntConst(-part.value, part.type, part.loc, 0)
        return self.judge(part, target) == SAFE

    def say(self, node: Expr, target: Target, kind: int, loc: i64) -> None:
        """The message for a value that is not known."""
        source = spell(node.type)
        if kind == UNSAFE_SIGN:
            text = (f"conversion to '{target.text}' from '{source}' may change the sign of the "
                    "result")
        else:
            text = f"conversion from '{source}' to '{target.text}' may change value"
        self.diagnostics.warning(OPTIONS[kind], loc, text)

    def warn_constant(self, node: IntConst | FloatConst, target: Target, loc: i64,
                      part: bool) -> bool:
        """A constant whose value changes."""
        kind = self.judge(node, target)
        if kind == SAFE:
            return False
        source = spell(node.type)
        before = value_text(node)
        after = self.converted(node, target)
        change = f"changes value from '{before}' to '{after}'"
        if part or not after:
            change = f"changes the value of '{before}'"
        word = "conversion"
        if kind == UNSAFE_SIGN:
            word = "unsigned conversion" if target.is_unsigned else "signed conversion"
        self.diagnostics.warning(OPTIONS[kind], loc,
                                 f"{word} from '{source}' to '{target.text}' {change}")
        return True

    def converted(self, node: IntConst | FloatConst, target: Target) -> str:
        """The constant after the conversion."""
        type = target.type
        if isinstance(node, IntConst) and type.kind <= BITINT:
            value = node.value & (1 << target.width) - 1
            if not target.is_unsigned and value >> target.width - 1:
                value -= 1 << target.width
            return str(value)
        if isinstance(node, IntConst):
            made = convert_constant(INT_TO_FLOAT, node, type, 0)
        else:
            made = convert_constant(FLOAT_CAST if type.format else FLOAT_TO_INT, node, type, 0)
        return value_text(made) if isinstance(made, IntConst | FloatConst) else ""

    def masks(self, node: Binary, target: Target) -> bool:
        """`x & constant` where the constant fits the target."""
        if not is_integer(node.type) or not is_integer(target.type):
            return False
        for part in (node.left, node.right):
            if isinstance(part, IntConst):
                if fits_width(part.value, target.width, True) and (
                        fits_width(part.value, target.width, False)):
                    return True
                if part.type.is_unsigned and target.holds(part.value):
                    return True
        return False

    def judge(self, node: Expr, target: Target) -> int:
        """Whether a conversion may change the value, and how."""
        type = target.type
        source = node.type
        if isinstance(node, FloatConst):
            return self.judge_float(node, target)
        if isinstance(node, IntConst):
            if is_integer(source) and is_integer(type):
                if target.holds(node.value):
                    return SAFE
                if target.is_unsigned and not source.is_unsigned and node.value < 0 or (
                        not target.is_unsigned and source.is_unsigned):
                    return UNSAFE_SIGN
                return UNSAFE_OTHER
            if is_integer(source) and type.format:
                magnitude = abs(node.value)
                while magnitude and magnitude & 1 == 0:
                    magnitude >>= 1
                return SAFE if magnitude.bit_length() <= MANTISSA[int(type.format)] else UNSAFE_REAL
            return SAFE
        if source.format and source.kind <= LAST_FLOAT:
            if is_integer(type):
                return UNSAFE_REAL
            return UNSAFE_REAL if type.format and type.kind <= LAST_FLOAT and (
                type.format < source.format) else SAFE
        if not is_integer(source):
            return SAFE
        inner, width, unsigned = self.unwidened(node)
        if is_integer(type):
            if isinstance(inner, Binary) and inner.op in (BIT_AND, BIT_OR, BIT_XOR):
                if inner.op == BIT_AND and self.masks(inner, target):
                    return SAFE
                _, left, left_unsigned = self.unwidened(inner.left)
                _, right, right_unsigned = self.unwidened(inner.right)
                if max(left, right) < width and left_unsigned == right_unsigned:
                    width, unsigned = max(left, right), left_unsigned
            if target.width < width:
                return UNSAFE_OTHER
            if target.width == width and unsigned != target.is_unsigned or (
                    target.is_unsigned and not unsigned):
                return UNSAFE_SIGN
        elif type.format and type.kind <= LAST_FLOAT:
            if width - (0 if unsigned else 1) > MANTISSA[int(type.format)]:
                return UNSAFE_OTHER
        return SAFE

    def judge_float(self, node: FloatConst, target: Target) -> int:
        """A real constant."""
        type = target.type
        if is_integer(type):
            number = real_value(node)
            return SAFE if number is not None and number == int(number) else UNSAFE_REAL
        if type.format and type.format < node.type.format:
            made = convert_constant(FLOAT_CAST, node, type, 0)
            if made is not None:
                back = convert_constant(FLOAT_CAST, made, node.type, 0)
                if isinstance(back, FloatConst) and back.bits == node.bits:
                    return SAFE
            return UNSAFE_REAL
        return SAFE

    def unwidened(self, node: Expr) -> tuple[Expr, int, bool]:
        """A value before it was widened, its width and whether it is unsigned."""
        best = node
        while isinstance(node, Cast) and node.op in (INTEGER, NO_OP) and (
                node.operand.type.kind <= BITINT):
            inner = node.operand
            if inner.type.precision > node.type.precision:
                break
            if inner.type.precision < node.type.precision or is_bits(inner):
                best = inner
            node = inner
        if is_bits(best):
            assert isinstance(best, Cast) and isinstance(best.operand, Member)
            return best, int(best.operand.field.bit_width), best.type.is_unsigned
        return best, int(best.type.precision), best.type.is_unsigned


def is_bits(node: Expr) -> bool:
    """The value of a bit-field."""
    return isinstance(node, Cast) and node.op == LVALUE_TO_RVALUE and (
        node.operand.flags & BITFIELD != 0)


def real_value(node: FloatConst) -> float | None:
    """A real constant as a host float, where that is exact; None otherwise."""
    if node.type.format == F32:
        number: float = struct.unpack("<f", struct.pack("<I", node.bits & 0xFFFFFFFF))[0]
    elif node.type.format == F64:
        number = struct.unpack("<d", struct.pack("<Q", node.bits & 0xFFFFFFFFFFFFFFFF))[0]
    elif node.type.format == F80:
        mantissa = node.bits & 0xFFFFFFFFFFFFFFFF
        exponent = node.bits >> 64 & 0x7FFF
        if exponent == 0x7FFF or abs(exponent - 16383) > 900:
            return None
        number = mantissa * 2.0 ** (exponent - 16383 - 63)
        number = -number if node.bits >> 79 & 1 else number
    else:
        return None
    return number if number - number == 0 else None


def value_text(node: IntConst | FloatConst) -> str:
    """A constant as gcc's messages print it."""
    if isinstance(node, IntConst):
        return str(node.value)
    number = real_value(node)
    if number is None:
        return "..."
    digits = f"{number:.8e}" if node.type.format == F32 else f"{number:.16e}"
    mantissa, _, exponent = digits.partition("e")
    mantissa = mantissa.rstrip("0")
    if mantissa.endswith("."):
        mantissa += "0"
    suffix = "f" if node.type.format == F32 else "l" if node.type.format == F80 else ""
    return f"{mantissa}e{int(exponent):+d}{suffix}"
