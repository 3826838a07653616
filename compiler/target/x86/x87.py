"""long double (f80): values in 16-byte stack slots, computed on the x87 stack.

Problem: the x87 registers are a stack that no allocator handles well, and long double is rare.
Idea: every f80 value is a stack slot; an operation loads its operands, computes and stores, so the
register stack is empty between operations.  The pass rewrites f80 values into pointers to slots
and operations into X87 pseudo instructions, which selection turns into the machine sequences.

Invariants: runs after ABI lowering; a phi has a slot of its own, written at its block's start from
a second slot that predecessors write (parallel copies need no order then); results of calls are
popped right behind the call.  Source: Intel SDM volume 1, chapter 8.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import BY_COPY, ON_STACK, LoweredCall, LoweredParam, LoweredReturn
from compiler.codegen.machine import IncomingSlot, Place
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.streaming import Unsupported
from compiler.codegen.target import Target
from compiler.ir import dominators, softfloat
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, replace, resolve
from compiler.ir.module import Module
from compiler.ir.types import (
    F32,
    F64,
    F80,
    I1,
    I16,
    I64,
    PTR,
    VOID,
    vector,
)
from compiler.target.x86.pseudo import X87

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Instr.imm of X87; arguments are pointers, destination first
ADD: Final = 1
SUB: Final = 2
MUL: Final = 3
DIV: Final = 4
NEGATE: Final = 5
ABSOLUTE: Final = 6
SQUARE_ROOT: Final = 7
COPY: Final = 8            # 80 bits
FROM_F32: Final = 9
FROM_F64: Final = 10
FROM_I64: Final = 11
TO_F32: Final = 12
TO_F64: Final = 13
TO_I64: Final = 14         # truncating
POP: Final = 15            # store the top of the stack (a call's result)
PUSH: Final = 16           # load before a return
COMPARE: Final = 32        # + predicate's opcode: args a, b; the result is i1

BINARY: Final = {ir.FADD: ADD, ir.FSUB: SUB, ir.FMUL: MUL, ir.FDIV: DIV}
UNARY: Final = {ir.FNEG: NEGATE, ir.FABS: ABSOLUTE, ir.FSQRT: SQUARE_ROOT}
WHOLE: Final = vector(F64, 2)


def has_f80(function: Function) -> bool:
    """Whether any instruction touches an f80."""
    for block in function.blocks:
        for instr in block.instrs:
            if instr.type == F80:
                return True
            for arg in instr.args:
                if arg.type == F80:
                    return True
    return False


class X87Expander(BlockRewriter):
    """The pass."""

    def __init__(self, function: Function, module: Module, target: Target) -> None:
        super().__init__(function, module, target)
        self.places: dict[int, Instr] = {}      # f80 value id -> pointer to its slot
        self.incoming: dict[int, Instr] = {}    # phi id -> slot that predecessors write
        self.phis: dict[int, list[Instr]] = {}  # block id -> its f80 phis

    def expand(self) -> None:
        """Expand everything."""
        function = self.function
        dominators.order_blocks(function)
        for block in function.blocks:
            wide = [phi for phi in block.phis() if phi.type == F80]
            if not wide:
                continue
            rest = [instr for instr in block.instrs if instr.type != F80 or instr.op != ir.PHI]
            at = 0
            while at < len(rest) and rest[at].op == ir.PHI:
                at += 1
            copies: list[Instr] = []
            for phi in wide:
                home = self.alloca(16, 16)
                incoming = self.alloca(16, 16)
                self.places[int(phi.id)] = home
                self.incoming[int(phi.id)] = incoming
                whole = function.make(ir.LOAD, WHOLE, [incoming], 16)
                store = function.make(ir.STORE, VOID, [home, whole], 16)
                copies += [whole, store]
            rest[at:at] = copies
            block.instrs = rest
            self.phis[int(block.id)] = wide
        self.changed = True
        self.run()

    def place(self, value: Instr) -> Instr:
        """The slot of an f80 value (constants get one where they are used)."""
        value = resolve(value)
        if value.op == ir.CONST or value.op == ir.POISON:
            slot = self.alloca(16, 16)
            bits = value.imm if value.op == ir.CONST else 0
            self.add(ir.STORE, VOID, [slot, self.const(I64, bits)], 8)
            above = self.offset(slot, 8)
            self.add(ir.STORE, VOID, [above, self.const(I16, bits >> 64)], 2)
            return slot
        return resolve(self.places[int(value.id)])

    def offset(self, pointer: Instr, amount: int) -> Instr:
        """pointer + amount."""
        return self.add(ir.PTRADD, PTR, [pointer, self.const(I64, amount)])

    def compute(self, kind: int, args: list[Instr], type: i64 = VOID) -> Instr:
        """Append an X87 pseudo instruction."""
        made = self.add(X87, type, args, kind)
        return made

    def result(self, instr: Instr) -> Instr:
        """A fresh slot for the value of `instr`."""
        slot = self.alloca(16, 16)
        self.places[int(instr.id)] = slot
        return slot

    def rewrite(self, instr: Instr) -> bool:
        op = instr.op
        args = instr.args
        if instr.is_terminator():
            self.feed_phis(instr)
        if op == ir.CALL:
            return self.call(instr)
        if op == ir.RETURN:
            return self.returns(instr)
        if instr.type == F80:
            return self.value(instr)
        if not args:
            return False
        if op == ir.STORE and args[1].type == F80:
            self.compute(COPY, [args[0], self.place(args[1])])
            return True
        if args[0].type != F80:
            return False
        if ir.FOEQ <= op <= ir.FUNO:
            test = self.compute(COMPARE + int(op), [self.place(args[0]), self.place(args[1])], I1)
            replace(instr, test)
            return True
        if op == ir.FPTRUNC:
            slot = self.alloca(8, 8)
            self.compute(TO_F32 if instr.type == F32 else TO_F64, [slot, self.place(args[0])])
            replace(instr, self.add(ir.LOAD, instr.type, [slot], 4 if instr.type == F32 else 8))
            return True
        if op == ir.FPTOSI or op == ir.FPTOUI:
            return self.to_integer(instr)
        raise Unsupported(f"long double {ir.NAMES[op]} is not supported", int(instr.pos))

    def value(self, instr: Instr) -> bool:
        """Instructions whose result is f80."""
        op = instr.op
        args = instr.args
        if op in BINARY:
            left = self.place(args[0])
            right = self.place(args[1])
            self.compute(BINARY[int(op)], [self.result(instr), left, right])
            return True
        if op in UNARY:
            source = self.place(args[0])
            self.compute(UNARY[int(op)], [self.result(instr), source])
            return True
        if op == ir.LOAD:
            self.compute(COPY, [self.result(instr), args[0]])
            return True
        if op == ir.FPEXT:
            slot = self.alloca(8, 8)
            self.add(ir.STORE, VOID, [slot, args[0]], 4 if args[0].type == F32 else 8)
            self.compute(FROM_F32 if args[0].type == F32 else FROM_F64,
                         [self.result(instr), slot])
            return True
        if op == ir.SITOFP or op == ir.UITOFP:
            return self.from_integer(instr)
        if op == ir.FREEZE:
            self.places[int(instr.id)] = self.place(args[0])
            return True
        if op == ir.UNDEF:
            self.compute(COPY, [self.result(instr), self.place(self.function.const(F80, 0))])
            return True
        if op == ir.SELECT:
            first = self.place(args[1])
            second = self.place(args[2])
            chosen = self.add(ir.SELECT, PTR, [args[0], first, second])
            self.compute(COPY, [self.result(instr), chosen])
            return True
        if op == ir.FCOPYSIGN:
            slot = self.result(instr)
            self.compute(COPY, [slot, self.place(args[0])])
            sign = self.add(ir.LOAD, I16, [self.offset(self.place(args[1]), 8)], 2)
            own = self.add(ir.LOAD, I16, [self.offset(slot, 8)], 2)
            own = self.add(ir.AND, I16, [own, self.const(I16, 0x7FFF)])
            sign = self.add(ir.AND, I16, [sign, self.const(I16, -0x8000)])
            self.add(ir.STORE, VOID,
                     [self.offset(slot, 8), self.add(ir.OR, I16, [own, sign])], 2)
            return True
        if op == ir.PARAM:
            place = instr.aux
            assert isinstance(place, LoweredParam) and place.place.kind == ON_STACK
            slot = self.function.make(ir.ALLOCA, PTR, [], 16, self.pos)
            slot.aux = IncomingSlot(16, int(place.place.where))
            slot.block = self.function.blocks[0]
            self.slots.append(slot)
            self.places[int(instr.id)] = slot
            return True
        if op == ir.PROJ:
            self.compute(POP, [self.result(instr)])
            return True
        raise Unsupported(f"long double {ir.NAMES[op]} is not supported", int(instr.pos))

    def from_integer(self, instr: Instr) -> bool:
        """sitofp, uitofp: fild of 64 bits, corrected for the upper unsigned half."""
        source = instr.args[0]
        signed = instr.op == ir.SITOFP
        wide = source
        if source.type != I64:
            wide = self.add(ir.SEXT if signed else ir.ZEXT, I64, [source])
        slot = self.alloca(8, 8)
        self.add(ir.STORE, VOID, [slot, wide], 8)
        if signed or source.type != I64:
            self.compute(FROM_I64, [self.result(instr), slot])
            return True
        first = self.alloca(16, 16)
        self.compute(FROM_I64, [first, slot])
        zero = self.place(self.function.const(F80, 0))
        bias = self.place(self.function.const(F80, softfloat.from_int(1 << 64, softfloat.F80)))
        negative = self.add(ir.SLT, I1, [wide, self.const(I64, 0)])
        chosen = self.add(ir.SELECT, PTR, [negative, bias, zero])
        self.compute(ADD, [self.result(instr), first, chosen])
        return True

    def to_integer(self, instr: Instr) -> bool:
        """fptosi, fptoui by way of 64 bits; see legalise.py for the unsigned case."""
        source = self.place(instr.args[0])
        slot = self.alloca(8, 8)
        self.compute(TO_I64, [slot, source])
        value = self.add(ir.LOAD, I64, [slot], 8)
        if instr.op == ir.FPTOUI and instr.type == I64:
            limit = self.place(self.function.const(F80, softfloat.from_int(1 << 63, softfloat.F80)))
            rest = self.alloca(16, 16)
            self.compute(SUB, [rest, source, limit])
            upper = self.alloca(8, 8)
            self.compute(TO_I64, [upper, rest])
            large = self.add(ir.LOAD, I64, [upper], 8)
            mask = self.add(ir.ASHR, I64, [value, self.const(I64, 63)])
            large = self.add(ir.AND, I64, [large, mask])
            value = self.add(ir.OR, I64, [value, large])
        if instr.type == I1:
            value = self.add(ir.NE, I1, [value, self.const(I64, 0)])
        elif instr.type != I64:
            value = self.add(ir.TRUNC, instr.type, [value])
        replace(instr, value)
        return True

    def call(self, instr: Instr) -> bool:
        """Arguments are copied from their slots; a result is popped behind the call."""
        info = instr.aux
        assert isinstance(info, LoweredCall)
        for k in range(1, len(instr.args)):
            if instr.args[k].type == F80:
                place = info.places[k - 1]
                slot = self.place(instr.args[k])
                instr.set_arg(k, slot)
                info.places[k - 1] = Place(BY_COPY, place.where, 16)
        if instr.type != F80:
            return False
        made = self.add(ir.CALL, VOID, list(instr.args))
        made.aux = info
        made.flags = instr.flags
        self.compute(POP, [self.result(instr)])
        return True

    def returns(self, instr: Instr) -> bool:
        """Load the results, the second one first."""
        info = instr.aux
        if not isinstance(info, LoweredReturn) or not any(a.type == F80 for a in instr.args):
            return False
        for k in range(len(instr.args) - 1, -1, -1):
            self.compute(PUSH, [self.place(instr.args[k])])
        made = self.add(ir.RETURN, VOID, [])
        made.aux = LoweredReturn([])
        return True

    def feed_phis(self, terminator: Instr) -> None:
        """Before a terminator: write the incoming slots of the successors' phis."""
        block = self.block
        for edge in range(len(block.succs)):
            slot = block.succ_slots[edge]
            for phi in self.phis.get(int(block.succs[edge].id), []):
                source = self.place(phi.args[slot])
                whole = self.add(ir.LOAD, WHOLE, [source], 16)
                self.add(ir.STORE, VOID, [self.incoming[int(phi.id)], whole], 16)
