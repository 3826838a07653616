"""The RISC-V calling convention, LP64D: registers, how arguments and results travel, varargs.

Problem: structs of one or two floats go through floating-point registers, others through general
ones, large ones by reference, and variadic arguments follow rules of their own.  Idea: a value is
at most two pieces; hardware floating-point rules are tried first, then the integer convention.
t6 is left to emission (addresses that no displacement reaches, moves between slots), ft10 and ft11
too, whose numbers do not fit masks; ra is saved by the prologue of functions that call.
va_list is a pointer to the next argument; the argument registers that no named parameter took are
stored right below the caller's stack arguments, so that all lie in one row.
Source: RISC-V ELF psABI 1.0, "Procedure Calling Convention".

Invariants: a value of more than 16 bytes is one indirect piece; the second piece alone may be on
the stack.
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.calling_convention import (
    WORD,
    CallingConvention,
    RegisterFiles,
    RegisterSets,
    integer_pieces,
    piece,
)
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import Piece, SignaturePlaces
from compiler.codegen.variadic import give, next_on_stack
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.module import AggregateLayout, ArgInfo
from compiler.ir.types import F32, F64, I64, PTR, VOID, is_vector, type_bytes
from compiler.target.riscv.registers import A0, F0, FA0, S0, T6

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SCRATCH: Final = T6           # of emission
FLOAT_SCRATCH: Final = F0 + 31
T5: Final = 30
SAVED_GENERAL: Final = [S0, S0 + 1, *range(18, 28)]
SAVED_FLOAT: Final = [F0 + 8, F0 + 9, *range(F0 + 18, F0 + 28)]
# Arguments last to first, so that values find their places; registers that compressed
# instructions reach (a0..a5, s0, s1) before the others of their kind.
LAST_TO_FIRST: Final = [5, 4, 3, 2, 1, 0, 6, 7]
REGISTERS: Final = RegisterSets(
    [A0 + k for k in range(8)], [FA0 + k for k in range(8)], 7,
    [*(A0 + k for k in LAST_TO_FIRST), 5, 6, 7, 28, 29, T5, *SAVED_GENERAL],
    [*(FA0 + k for k in LAST_TO_FIRST), *range(F0, F0 + 8), F0 + 28, F0 + 29, *SAVED_FLOAT],
    SAVED_GENERAL + SAVED_FLOAT, [])


def float_pieces(layout: AggregateLayout) -> list[Piece]:
    """The pieces of an aggregate that flattens to one or two scalars, floats or a float and an
    integer; none when the integer convention applies."""
    count = len(layout.leaf_types)
    if layout.has_union or count == 0 or count > 2:
        return []
    floats = 0
    pieces = []
    for offset, leaf in zip(layout.leaf_offsets, layout.leaf_types):
        if leaf in (F32, F64):
            floats += 1
        elif is_vector(leaf) or leaf > I64:
            return []                   # pointers are no integers here, as in gcc and clang
        pieces.append(piece(leaf, offset))
    return pieces if floats else []


def in_general(pieces: list[Piece], align: int, named: bool, free: RegisterFiles) -> list[Piece]:
    """Place pieces in general registers and, when those run out, on the stack."""
    if align > WORD and not named:
        free.align_general()                             # variadic: an aligned pair
    for number, part in enumerate(pieces):
        if not free.take([part]):
            free.push(part, align if number == 0 else WORD)
    return pieces


class RiscvConvention(CallingConvention):
    """See the module's docstring."""

    def place(self, info: ArgInfo, named: bool, free: RegisterFiles) -> list[Piece]:
        layout = info.layout
        if layout is not None:
            if layout.size == 0:
                return []
            if layout.size > 2 * WORD:
                return in_general([piece(PTR, 0, True)], WORD, named, free)
            pieces = float_pieces(layout) if named else []
            if pieces and free.take(pieces):
                return pieces
            return in_general(integer_pieces(layout.size), min(layout.align, 2 * WORD), named, free)
        kind = int(info.type)
        pieces = [piece(kind)]
        if kind in (F32, F64) and named and free.take(pieces):
            return pieces
        if kind > I64 and kind != PTR:
            pieces = integer_pieces(type_bytes(kind))
        return in_general(pieces, WORD * len(pieces), named, free)

    # -- varargs -----------------------------------------------------------------------------

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
        registers = self.general_registers[int(places.general_count):]
        if registers:
            size = len(registers) * WORD
            area = lowering.incoming(-size, size)
            lowering.save_area = area
            self.save(lowering, made, registers, I64, area, 0)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        first = lowering.save_area
        if first is None:
            first = lowering.incoming(int(places.stack_size), WORD)
        lowering.add(ir.STORE, VOID, [instr.args[0], first], WORD)

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """The next argument, whose address may have to be aligned; large ones by reference."""
        layout = instr.aux
        size = align = type_bytes(int(instr.type))
        if isinstance(layout, AggregateLayout):
            size, align = layout.size, layout.align
        indirect = size > 2 * WORD
        if indirect:
            size = align = WORD
        pointer = next_on_stack(rewriter, instr.args[0], size, min(align, 2 * WORD))
        give(rewriter, instr, pointer, indirect, WORD)
        return True
