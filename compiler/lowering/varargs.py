"""Variable arguments: va_start, va_arg, va_copy, va_end.

Problem: va_list and the way to the next argument are the ABI's.  Idea: keep them as IR operations
on a pointer to the va_list; code generation expands them.  Source: C17 7.16.
"""

from __future__ import annotations

from compiler.frontend import types as c
from compiler.frontend.tree import VaArg
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import PTR
from compiler.lowering import expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.places import Place
from compiler.lowering.value_types import has_layout, value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# An aggregate found in saved registers is only as aligned as these.
SAVED_ALIGN: Final = 8


def place(f: FunctionContext, e: VaArg) -> Place:
    """va_arg of an aggregate: where it is."""
    return Place(e.type, argument(f, e), min(e.type.align, SAVED_ALIGN))


def argument(f: FunctionContext, e: VaArg) -> Instr:
    """va_arg: the value of a scalar, the address of an aggregate."""
    list_address = expressions.scalar(f, e.list)
    f.pos = e.loc
    if e.type.size == c.VARIABLE:
        return f.emit(o.VAARG, PTR, [list_address])      # passed by reference
    if has_layout(e.type):
        made = f.emit(o.VAARG, PTR, [list_address])
        made.aux = f.unit.types.layout(e.type)
        if e.type.kind == c.VECTOR:
            return f.load(value_type(e.type), made, SAVED_ALIGN, f.alias(e.type))
        return made
    return f.emit(o.VAARG, value_type(e.type), [list_address])
