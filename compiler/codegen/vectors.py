"""Vectors that the target has no operation for, lane by lane through memory.

Problem: GNU C vectors come in any power-of-two size with every operation.  Idea: what the target
does not do whole is done on the lanes, extracted and inserted by way of a stack slot.

Invariants: a vector wider than the target's registers never reaches selection: it is refused here.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.streaming import Unsupported
from compiler.codegen.target import Target
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, replace
from compiler.ir.module import VectorIndices
from compiler.ir.types import (
    I1,
    I64,
    PTR,
    VOID,
    element_type,
    is_vector,
    lane_count,
    type_bytes,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

KEPT: Final = frozenset([ir.LOAD, ir.STORE, ir.PHI, ir.PARAM, ir.CALL, ir.RETURN, ir.PROJ,
                         ir.FREEZE, ir.UNDEF, ir.ASM, ir.ASMGOTO])


class VectorExpander:
    """Expands vector operations inside a rewriting walk."""

    def __init__(self, rewriter: BlockRewriter, target: Target) -> None:
        self.rewriter = rewriter
        self.target = target

    def rewrite(self, instr: Instr) -> bool:
        """Replace a vector operation by lane operations; False keeps it."""
        op = instr.op
        if type_bytes(int(instr.type)) > 16:
            raise Unsupported("vectors of more than 16 bytes are not supported", int(instr.pos))
        for arg in instr.args:
            if type_bytes(int(arg.type)) > 16:
                raise Unsupported("vectors of more than 16 bytes are not supported",
                                  int(instr.pos))
        if op in KEPT or self.target.has_vector(instr):
            return False
        if op == ir.EXTRACT:
            replace(instr, self.extract(self.spill(instr.args[0]), instr.args[1],
                                        int(instr.args[0].type)))
            return True
        if op == ir.INSERT:
            slot = self.spill(instr.args[0])
            self.rewriter.add(ir.STORE, VOID,
                              [self.lane(slot, instr.args[2], int(instr.type)), instr.args[1]], 1)
            replace(instr, self.reload(slot, instr.type))
            return True
        if op == ir.SPLAT:
            slot = self.slot(instr.type)
            for k in range(lane_count(int(instr.type))):
                self.put(slot, k, instr.args[0], int(instr.type))
            replace(instr, self.reload(slot, instr.type))
            return True
        if op == ir.SHUFFLE:
            return self.shuffle(instr)
        if op == ir.BITCAST:
            if is_vector(int(instr.type)) and is_vector(int(instr.args[0].type)):
                return False
            slot = self.spill(instr.args[0])
            replace(instr, self.reload(slot, instr.type))
            return True
        return self.lanes(instr)

    def slot(self, type: i64) -> Instr:
        """A stack slot for a vector."""
        return self.rewriter.alloca(16, 16)

    def spill(self, value: Instr) -> Instr:
        """A slot that holds the value."""
        slot = self.slot(value.type)
        self.rewriter.add(ir.STORE, VOID, [slot, value], min(16, type_bytes(int(value.type))))
        return slot

    def reload(self, slot: Instr, type: i64) -> Instr:
        """The value in a slot."""
        return self.rewriter.add(ir.LOAD, type, [slot], min(16, type_bytes(int(type))))

    def lane(self, slot: Instr, index: Instr, type: int) -> Instr:
        """The address of a lane."""
        rewriter = self.rewriter
        size = type_bytes(element_type(type))
        if index.op == ir.CONST:
            offset = (index.imm % lane_count(type)) * size
            return slot if offset == 0 else rewriter.add(
                ir.PTRADD, PTR, [slot, rewriter.const(I64, offset)])
        wide = index if index.type == I64 else rewriter.add(ir.ZEXT, I64, [index])
        wide = rewriter.add(ir.AND, I64, [wide, rewriter.const(I64, lane_count(type) - 1)])
        scaled = rewriter.add(ir.MUL, I64, [wide, rewriter.const(I64, size)])
        return rewriter.add(ir.PTRADD, PTR, [slot, scaled])

    def extract(self, slot: Instr, index: Instr, type: int) -> Instr:
        """Load a lane."""
        element = element_type(type)
        return self.rewriter.add(ir.LOAD, element, [self.lane(slot, index, type)],
                                 type_bytes(element))

    def get(self, slot: Instr, k: int, type: int) -> Instr:
        """Load lane `k`."""
        return self.extract(slot, self.rewriter.const(I64, k), type)

    def put(self, slot: Instr, k: int, value: Instr, type: int) -> None:
        """Store lane `k`."""
        self.rewriter.add(ir.STORE, VOID,
                          [self.lane(slot, self.rewriter.const(I64, k), type), value],
                          type_bytes(element_type(type)))

    def shuffle(self, instr: Instr) -> bool:
        """Lanes of two vectors by constant numbers."""
        info = instr.aux
        assert isinstance(info, VectorIndices)
        first = self.spill(instr.args[0])
        second = self.spill(instr.args[1])
        source = int(instr.args[0].type)
        count = lane_count(source)
        slot = self.slot(instr.type)
        for k in range(len(info.indices)):
            at = info.indices[k]
            if at < 0:
                continue
            value = self.get(first if at < count else second, at % count, source)
            self.put(slot, k, value, int(instr.type))
        replace(instr, self.reload(slot, instr.type))
        return True

    def lanes(self, instr: Instr) -> bool:
        """Any lane-wise operation; a comparison gives all ones or zero."""
        rewriter = self.rewriter
        type = int(instr.type)
        element = element_type(type)
        slots: list[Instr | None] = []
        for arg in instr.args:
            slots.append(self.spill(arg) if is_vector(int(arg.type)) else None)
        result = self.slot(instr.type)
        is_test = ir.EQ <= instr.op <= ir.FUNO
        for k in range(lane_count(type)):
            args: list[Instr] = []
            for arg, slot in zip(instr.args, slots):
                args.append(arg if slot is None else self.get(slot, k, int(arg.type)))
            if instr.op == ir.SELECT and args[0].type != I1:
                args[0] = rewriter.add(ir.NE, I1, [args[0], rewriter.const(args[0].type, 0)])
            if is_test:
                value = rewriter.add(instr.op, I1, args)
                value = rewriter.add(ir.SEXT, element, [value])
            else:
                value = rewriter.add(instr.op, element, args, instr.imm)
                value.flags = instr.flags
            # a lane operation may itself need legalisation
            rewriter.code.pop()
            value.block = rewriter.block
            if not rewriter.rewrite(value):
                rewriter.code.append(value)
            self.put(result, k, value, type)
        replace(instr, self.reload(result, instr.type))
        return True
