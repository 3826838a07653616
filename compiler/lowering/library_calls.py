"""Library functions that are IR operations.

Problem: `memcpy`, `abs`, `fabs` and a few more are one operation of the IR, and `strlen` of a
literal is a number; the rest stays a call.  Idea: a table from name to what to do; a name that is
not in it, or a call of another shape, is not expanded.  A function is only known when the parser
tied the declaration to its table of builtins (not under -fno-builtin).
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend.builtins import Builtin
from compiler.frontend.tree import Call, Cast, Expr, StringLiteral
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import I8, I32, VOID
from compiler.lowering import builtin_calls, expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

COPY: Final = 1          # d, s, n -> d
FILL: Final = 2          # d, byte, n -> d
ZERO: Final = 3          # d, n
ABSOLUTE: Final = 4      # integer
FLOAT_ABSOLUTE: Final = 5
SIGN: Final = 6          # copysign
LENGTH: Final = 7        # strlen of a literal
FIRST_SET: Final = 8     # ffs
FUSED: Final = 9         # fma

# name -> (what, opcode, number of arguments)
KNOWN: Final = {
    "memcpy": (COPY, o.MEMCPY, 3), "memmove": (COPY, o.MEMMOVE, 3), "memset": (FILL, 0, 3),
    "bzero": (ZERO, 0, 2),
    "abs": (ABSOLUTE, 0, 1), "labs": (ABSOLUTE, 0, 1), "llabs": (ABSOLUTE, 0, 1),
    "imaxabs": (ABSOLUTE, 0, 1),
    "fabs": (FLOAT_ABSOLUTE, 0, 1), "fabsf": (FLOAT_ABSOLUTE, 0, 1),
    "fabsl": (FLOAT_ABSOLUTE, 0, 1),
    "copysign": (SIGN, 0, 2), "copysignf": (SIGN, 0, 2), "copysignl": (SIGN, 0, 2),
    "fma": (FUSED, o.FMA, 3), "fmaf": (FUSED, o.FMA, 3),
    "strlen": (LENGTH, 0, 1),
    "ffs": (FIRST_SET, 0, 1), "ffsl": (FIRST_SET, 0, 1), "ffsll": (FIRST_SET, 0, 1),
}


def expand(f: FunctionContext, e: Call, builtin: Builtin) -> Instr | None:
    """The value of a known function, or None for a plain call."""
    if builtin.code != 0:
        return None
    row = KNOWN.get(builtin.library)
    if row is None or row[2] != len(e.arguments) or not f.options.builtins:
        return None
    what = row[0]
    if what == LENGTH:
        return literal_length(f, e)
    values = [expressions.scalar(f, argument) for argument in e.arguments]
    f.pos = e.loc
    if what == COPY:
        f.emit(row[1], VOID, values, 1)
        return values[0]
    if what == FILL:
        f.fill(values[0], f.resize(values[1], I8, True), values[2], 1)
        return values[0]
    if what == ZERO:
        f.fill(values[0], f.integer(I8, 0), values[1], 1)
        return values[0]
    if what == ABSOLUTE:
        return absolute(f, values[0])
    if what == FLOAT_ABSOLUTE:
        return f.pure(o.FABS, values[0].type, values)
    if what == SIGN:
        return f.pure(o.FCOPYSIGN, values[0].type, values)
    if what == FUSED:
        return f.pure(row[1], values[0].type, values, f.float_flags)
    return builtin_calls.first_set(f, values[0], I32)


def absolute(f: FunctionContext, value: Instr) -> Instr:
    """|value|; the most negative number is undefined."""
    zero = f.integer(value.type, 0)
    negative = f.binary(o.SUB, zero, value, f.wrap_flag)
    return f.select(f.compare(o.SLT, value, zero), negative, value)


def literal_behind(e: Expr) -> StringLiteral | None:
    """The string literal that a pointer expression is."""
    while e.kind == tree.CAST:
        assert isinstance(e, Cast)
        e = e.operand
    return e if isinstance(e, StringLiteral) else None


def literal_length(f: FunctionContext, e: Call) -> Instr | None:
    """strlen("...")"""
    literal = literal_behind(e.arguments[0])
    if literal is None or b"\0" not in literal.data:
        return None
    return f.integer(value_type(e.type), literal.data.index(b"\0"))

