"""x86-64's part of ABI lowering: varargs.

The register save area is 176 bytes: six general registers, then eight vector registers of 16 bytes;
va_list is {i32 gp_offset, i32 fp_offset, ptr overflow_arg_area, ptr reg_save_area}.
Source: System V ABI AMD64 supplement, section 3.5.7.
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.machine import IN_REGISTER, Place
from compiler.codegen.target import SignaturePlaces
from compiler.ir.instr import Instr
from compiler.ir.opcodes import STORE
from compiler.ir.types import F64, I32, I64, VOID, vector
from compiler.target.x86.abi import ARGUMENT_GENERAL, ARGUMENT_VECTORS
from compiler.target.x86.registers import XMM0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SAVE_AREA: Final = 176
VECTORS_AT: Final = 48


def save_variadic(lowering: Lowering, made: list[Instr], places: SignaturePlaces,
                  use_sse: bool) -> None:
    """Store the argument registers that no named parameter took to the save area."""
    area = lowering.alloca(SAVE_AREA, 16)
    lowering.save_area = area
    for number in range(int(places.general_count), len(ARGUMENT_GENERAL)):
        value = lowering.placed_param(made, I64, Place(IN_REGISTER, ARGUMENT_GENERAL[number]))
        lowering.add(STORE, VOID, [lowering.offset(area, 8 * number), value], 8)
    if use_sse:
        for number in range(int(places.vector_count), ARGUMENT_VECTORS):
            value = lowering.placed_param(made, vector(F64, 2), Place(IN_REGISTER, XMM0 + number))
            lowering.add(STORE, VOID,
                         [lowering.offset(area, VECTORS_AT + 16 * number), value], 16)


def lower_vastart(lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
    """Fill in the va_list."""
    function = lowering.function
    pointer = instr.args[0]
    area = lowering.save_area
    assert area is not None
    general = function.const(I32, 8 * int(places.general_count))
    vectors = function.const(I32, VECTORS_AT + 16 * int(places.vector_count))
    overflow = lowering.incoming(int(places.stack_size), 8)
    lowering.add(STORE, VOID, [pointer, general], 4)
    lowering.add(STORE, VOID, [lowering.offset(pointer, 4), vectors], 4)
    lowering.add(STORE, VOID, [lowering.offset(pointer, 8), overflow], 8)
    lowering.add(STORE, VOID, [lowering.offset(pointer, 16), area], 8)

