"""Vectors wider than the machine's registers: taken apart into pieces of 16 bytes.

Problem: GNU C vectors have any power-of-two size; registers here hold 16 bytes.  Idea: before ABI
lowering every value of a wider type becomes a list of pieces, each a vector (or scalar) of 16
bytes; an operation on lanes of one size is done piece by piece, others (conversions between lane
sizes, shuffles) lane by lane.  An element with a computed index goes through memory.

Invariants: afterwards no value is wider than 16 bytes.  Calls pass and return wide vectors in
memory, which lowering has seen to.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.streaming import Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.dominators import order_blocks
from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.module import StackSlot, VectorIndices
from compiler.ir.types import (
    I1,
    I64,
    PTR,
    VOID,
    element_type,
    is_vector,
    lane_count,
    type_bytes,
    vector,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PIECE: Final = 16       # bytes


def is_wide(type: i64) -> bool:
    """A vector of more than 16 bytes."""
    return type > 15 and type_bytes(int(type)) > PIECE


def has_wide(function: Function) -> bool:
    """Whether any value of a function is wide."""
    for block in function.blocks:
        for instr in block.instrs:
            if instr.type > 15 and is_wide(instr.type):
                return True
    for poison in function.poisons.values():
        if is_wide(poison.type):
            return True
    for same_value in function.constants.values():
        for constant in same_value:
            if is_wide(constant.type):
                return True
    return False


def run(function: Function) -> None:
    """Take all wide vectors of a function apart."""
    if has_wide(function):
        WideSplitter(function).run()


class WideSplitter:
    """One walk in dominance order; phis are completed at its end."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.known: dict[int, list[Instr]] = {}     # pieces by value id
        self.phis: list[Instr] = []
        self.code: list[Instr] = []
        self.slots: list[Instr] = []
        self.block: Block = function.blocks[0]
        self.pos: i64 = 0

    def run(self) -> None:
        """Rewrite every block."""
        function = self.function
        order_blocks(function)
        for block in function.blocks:
            self.block = block
            self.code = []
            for instr in block.instrs:
                self.pos = instr.pos
                if self.concerns(instr):
                    self.rewrite(instr)
                else:
                    self.code.append(instr)
            block.instrs = self.code
        for phi in self.phis:
            pieces = self.known[int(phi.id)]
            for k in range(len(pieces)):
                pieces[k].set_args([self.pieces(resolve(arg))[k] for arg in phi.args])
        entry = function.blocks[0]
        at = len(function.params)
        entry.instrs[at:at] = self.slots
        function.sweep()
        function.count_uses()

    def concerns(self, instr: Instr) -> bool:
        """Whether a wide value is made or read."""
        if is_wide(instr.type):
            return True
        for arg in instr.args:
            if is_wide(arg.type):
                return True
        return False

    # -- pieces ------------------------------------------------------------------------------

    def lanes_of_piece(self, type: i64) -> int:
        """How many lanes a piece of a vector holds."""
        return min(PIECE // type_bytes(element_type(int(type))), lane_count(int(type)))

    def piece_type(self, type: i64) -> int:
        """The type of a piece; a scalar when it has one lane."""
        lanes = self.lanes_of_piece(type)
        element = element_type(int(type))
        return vector(element, lanes) if lanes > 1 else element

    def piece_count(self, type: i64) -> int:
        """How many pieces a vector has."""
        return lane_count(int(type)) // self.lanes_of_piece(type)

    def pieces(self, value: Instr) -> list[Instr]:
        """The pieces of a value; a vector that is not wide is one piece."""
        if not is_wide(value.type):
            return [value]
        if value.op == ir.POISON:
            made = self.function.poison(self.piece_type(value.type))
            return [made] * self.piece_count(value.type)
        if value.op == ir.CONST:
            kind = self.piece_type(value.type)
            bits = value.imm & ((1 << 8 * type_bytes(int(value.type))) - 1)
            return [self.function.const(kind, bits >> 8 * PIECE * k & ((1 << 8 * PIECE) - 1))
                    for k in range(self.piece_count(value.type))]
        return self.known[int(value.id)]

    def add(self, op: i64, type: i64, args: list[Instr], imm: int = 0) -> Instr:
        """Append an instruction."""
        made = self.function.make(op, type, args, imm, self.pos)
        made.block = self.block
        self.code.append(made)
        return made

    def offset(self, pointer: Instr, amount: int) -> Instr:
        """pointer + amount"""
        if amount == 0:
            return pointer
        return self.add(ir.PTRADD, PTR, [pointer, self.function.const(I64, amount)])

    def lane(self, value: Instr, number: int) -> Instr:
        """One lane as a scalar."""
        per = self.lanes_of_piece(value.type)
        piece = self.pieces(value)[number // per]
        if not is_vector(int(piece.type)):
            return piece
        return self.add(ir.EXTRACT, element_type(int(piece.type)),
                        [piece, self.function.const(I64, number % per)])

    def from_lanes(self, type: i64, lanes: list[Instr]) -> list[Instr]:
        """The pieces of a vector with these lanes."""
        per = self.lanes_of_piece(type)
        kind = self.piece_type(type)
        result: list[Instr] = []
        for start in range(0, len(lanes), per):
            if per == 1:
                result.append(lanes[start])
                continue
            piece = self.function.poison(kind)
            for k in range(per):
                piece = self.add(ir.INSERT, kind,
                                 [piece, lanes[start + k], self.function.const(I64, k)])
            result.append(piece)
        return result

    def finish(self, instr: Instr, pieces: list[Instr]) -> None:
        """Note the pieces that stand for a result."""
        if is_wide(instr.type):
            self.known[int(instr.id)] = pieces
        elif instr.type != VOID:
            replace(instr, pieces[0])
        if instr.op != ir.PHI:
            instr.drop_args()

    # -- operations --------------------------------------------------------------------------

    def rewrite(self, instr: Instr) -> None:
        """Replace one instruction."""
        op = instr.op
        args = instr.args
        if op == ir.PHI:
            made = [self.add(ir.PHI, self.piece_type(instr.type), [])
                    for _ in range(self.piece_count(instr.type))]
            self.phis.append(instr)
            self.finish(instr, made)
        elif op == ir.LOAD or op == ir.STORE:
            self.access(instr)
        elif op == ir.UNDEF:
            self.finish(instr, [self.add(op, self.piece_type(instr.type), [])
                                for _ in range(self.piece_count(instr.type))])
        elif op == ir.SPLAT:
            kind = self.piece_type(instr.type)
            whole = self.add(op, kind, [args[0]]) if is_vector(kind) else args[0]
            self.finish(instr, [whole] * self.piece_count(instr.type))
        elif op == ir.EXTRACT:
            if args[1].op == ir.CONST:
                found = self.lane(args[0], args[1].imm % lane_count(int(args[0].type)))
            else:
                slot = self.spill(args[0])
                element = element_type(int(args[0].type))
                found = self.add(ir.LOAD, element, [self.element(slot, args[0].type, args[1])],
                                 type_bytes(element))
            self.finish(instr, [found])
        elif op == ir.INSERT:
            self.insert(instr)
        elif op == ir.SHUFFLE:
            info = instr.aux
            assert isinstance(info, VectorIndices)
            count = lane_count(int(args[0].type))
            lanes: list[Instr] = []
            for at in info.indices:
                at = max(at, 0)
                lanes.append(self.lane(args[0] if at < count else args[1], at % count))
            self.finish(instr, self.from_lanes(instr.type, lanes))
        elif op == ir.BITCAST:
            self.finish(instr, [self.add(op, self.piece_type(instr.type), [piece])
                                for piece in self.pieces(args[0])])
        elif op in (ir.CALL, ir.ASM, ir.ASMGOTO, ir.RETURN, ir.PARAM, ir.PROJ):
            raise Unsupported("vectors of more than 16 bytes as operands of 'asm'", int(instr.pos))
        else:
            self.lanewise(instr)

    def access(self, instr: Instr) -> None:
        """A load or store, piece by piece."""
        value = instr if instr.op == ir.LOAD else instr.args[1]
        kind = self.piece_type(value.type)
        pieces = [] if instr.op == ir.LOAD else self.pieces(value)
        result: list[Instr] = []
        for k in range(self.piece_count(value.type)):
            pointer = self.offset(instr.args[0], PIECE * k)
            if instr.op == ir.LOAD:
                made = self.add(ir.LOAD, kind, [pointer], min(instr.imm, PIECE))
                result.append(made)
            else:
                made = self.add(ir.STORE, VOID, [pointer, pieces[k]], min(instr.imm, PIECE))
            made.flags = instr.flags
            made.alias = instr.alias
        self.finish(instr, result)

    def spill(self, value: Instr) -> Instr:
        """A slot that holds a wide value."""
        slot = self.function.make(ir.ALLOCA, PTR, [], type_bytes(int(value.type)), self.pos)
        slot.aux = StackSlot(PIECE)
        slot.block = self.function.blocks[0]
        self.slots.append(slot)
        for k, piece in enumerate(self.pieces(value)):
            self.add(ir.STORE, VOID, [self.offset(slot, PIECE * k), piece], PIECE)
        return slot

    def element(self, slot: Instr, type: i64, index: Instr) -> Instr:
        """The address of a lane in memory."""
        size = type_bytes(element_type(int(type)))
        wide = index if index.type == I64 else self.add(ir.ZEXT, I64, [index])
        wide = self.add(ir.AND, I64, [wide, self.function.const(I64, lane_count(int(type)) - 1)])
        scaled = self.add(ir.MUL, I64, [wide, self.function.const(I64, size)])
        return self.add(ir.PTRADD, PTR, [slot, scaled])

    def insert(self, instr: Instr) -> None:
        """Replace one lane."""
        whole, value, index = instr.args
        per = self.lanes_of_piece(instr.type)
        kind = self.piece_type(instr.type)
        if index.op == ir.CONST:
            pieces = list(self.pieces(whole))
            at = index.imm % lane_count(int(instr.type))
            pieces[at // per] = value if per == 1 else self.add(
                ir.INSERT, kind, [pieces[at // per], value, self.function.const(I64, at % per)])
        else:
            slot = self.spill(whole)
            self.add(ir.STORE, VOID, [self.element(slot, instr.type, index), value],
                     type_bytes(int(value.type)))
            pieces = [self.add(ir.LOAD, kind, [self.offset(slot, PIECE * k)], PIECE)
                      for k in range(self.piece_count(instr.type))]
        self.finish(instr, pieces)

    def lanewise(self, instr: Instr) -> None:
        """An operation that computes each lane from the operands' same lane."""
        size = type_bytes(element_type(int(instr.type)))
        same = True
        for arg in instr.args:
            if is_vector(int(arg.type)) and type_bytes(element_type(int(arg.type))) != size:
                same = False
        result: list[Instr] = []
        if same:
            kind = self.piece_type(instr.type)
            sources = [self.pieces(arg) if is_vector(int(arg.type)) else
                       [arg] * self.piece_count(instr.type) for arg in instr.args]
            for k in range(self.piece_count(instr.type)):
                result.append(self.operate(instr, kind, [source[k] for source in sources]))
        else:
            lanes: list[Instr] = []
            for k in range(lane_count(int(instr.type))):
                operands = [self.lane(arg, k) if is_vector(int(arg.type)) else arg
                            for arg in instr.args]
                lanes.append(self.operate(instr, element_type(int(instr.type)), operands))
            result = self.from_lanes(instr.type, lanes)
        self.finish(instr, result)

    def operate(self, instr: Instr, type: int, args: list[Instr]) -> Instr:
        """The operation on pieces or lanes."""
        op = instr.op
        scalar = not is_vector(type)
        if scalar and op == ir.SELECT and args[0].type != I1:
            args[0] = self.add(ir.NE, I1, [args[0], self.function.const(args[0].type, 0)])
        if scalar and ir.EQ <= op <= ir.FUNO:
            return self.add(ir.SEXT, type, [self.add(op, I1, args)])
        made = self.add(op, type, args, instr.imm)
        made.flags = instr.flags
        return made
