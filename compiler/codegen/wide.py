"""Values of two registers: i128 as pairs of i64.

Problem: no machine register holds an i128.  Idea: each i128 value becomes a low and a high i64;
arithmetic carries by comparison, shifts choose by bit 6 of the count (Warren, "Hacker's Delight",
2-17 for multiplication).  Runs after ABI lowering, whose calls pass halves already.

Invariants: blocks in reverse postorder, so that operands are expanded before their users, phis
excepted, whose halves are made first and filled in at the end.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.streaming import Unsupported
from compiler.codegen.target import Target
from compiler.ir import dominators
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, replace, resolve
from compiler.ir.module import Module
from compiler.ir.types import I1, I64, I128, PTR, VOID, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MASK: Final = (1 << 64) - 1


def has_wide(function: Function) -> bool:
    """Whether any instruction touches an i128."""
    for block in function.blocks:
        for instr in block.instrs:
            if instr.type == I128:
                return True
            for arg in instr.args:
                if arg.type == I128:
                    return True
    return False


class WideExpander(BlockRewriter):
    """Takes the i128 values of one function apart."""

    def __init__(self, function: Function, module: Module, target: Target) -> None:
        super().__init__(function, module, target)
        self.lows: dict[int, Instr] = {}
        self.highs: dict[int, Instr] = {}
        self.phis: list[Instr] = []

    def expand(self) -> None:
        """Expand everything."""
        dominators.order_blocks(self.function)
        for block in self.function.blocks:
            for instr in block.phis():
                if instr.type == I128:
                    low = self.function.make(ir.PHI, I64, [], 0, instr.pos)
                    high = self.function.make(ir.PHI, I64, [], 0, instr.pos)
                    low.block = block
                    high.block = block
                    self.lows[int(instr.id)] = low
                    self.highs[int(instr.id)] = high
                    self.phis.append(instr)
        self.changed = True
        self.run()
        for phi in self.phis:
            for arg in phi.args:
                for half, part in ((self.lows[int(phi.id)], self.low(arg)),
                                   (self.highs[int(phi.id)], self.high(arg))):
                    half.args.append(part)
            phi.drop_args()
        self.function.sweep()
        self.function.count_uses()

    def low(self, value: Instr) -> Instr:
        """The low half of an i128."""
        value = resolve(value)
        if value.op == ir.CONST:
            return self.const(I64, value.imm)
        if value.op == ir.POISON:
            return self.function.poison(I64)
        return resolve(self.lows[int(value.id)])

    def high(self, value: Instr) -> Instr:
        """The high half of an i128."""
        value = resolve(value)
        if value.op == ir.CONST:
            return self.const(I64, wrap(value.imm >> 64, 64))
        if value.op == ir.POISON:
            return self.function.poison(I64)
        return resolve(self.highs[int(value.id)])

    def set(self, instr: Instr, low: Instr, high: Instr) -> bool:
        """Record the halves of a result."""
        self.lows[int(instr.id)] = low
        self.highs[int(instr.id)] = high
        return True

    def rewrite(self, instr: Instr) -> bool:
        op = instr.op
        args = instr.args
        if op == ir.PHI:
            if instr.type != I128:
                return False
            self.code.append(self.lows[int(instr.id)])
            self.code.append(self.highs[int(instr.id)])
            self.keep_args(instr)
            return True
        if instr.type != I128:
            touches = False
            for arg in args:
                if arg.type == I128:
                    touches = True
            if not touches:
                return False
            return self.from_wide(instr)
        if op == ir.ZEXT:
            low = args[0] if args[0].type == I64 else self.add(ir.ZEXT, I64, [args[0]])
            return self.set(instr, low, self.const(I64, 0))
        if op == ir.SEXT:
            low = args[0] if args[0].type == I64 else self.add(ir.SEXT, I64, [args[0]])
            return self.set(instr, low, self.add(ir.ASHR, I64, [low, self.const(I64, 63)]))
        if op == ir.PTRTOINT:
            return self.set(instr, self.add(ir.PTRTOINT, I64, [args[0]]), self.const(I64, 0))
        if op == ir.FREEZE:
            return self.set(instr, self.add(ir.FREEZE, I64, [self.low(args[0])]),
                            self.add(ir.FREEZE, I64, [self.high(args[0])]))
        if op == ir.UNDEF:
            return self.set(instr, self.add(ir.UNDEF, I64, []), self.add(ir.UNDEF, I64, []))
        if op == ir.LOAD:
            low = self.add(ir.LOAD, I64, [args[0]], min(instr.imm, 8))
            above = self.add(ir.PTRADD, PTR, [args[0], self.const(I64, 8)])
            high = self.add(ir.LOAD, I64, [above], min(instr.imm, 8))
            low.flags = high.flags = instr.flags
            low.alias = high.alias = instr.alias
            return self.set(instr, low, high)
        if op == ir.SELECT:
            return self.set(instr,
                            self.add(ir.SELECT, I64, [args[0], self.low(args[1]),
                                                      self.low(args[2])]),
                            self.add(ir.SELECT, I64, [args[0], self.high(args[1]),
                                                      self.high(args[2])]))
        if op == ir.BITCAST:
            slot = self.alloca(16, 16)
            self.add(ir.STORE, VOID, [slot, args[0]], 16)
            return self.set(instr, self.add(ir.LOAD, I64, [slot], 8), self.add(
                ir.LOAD, I64, [self.add(ir.PTRADD, PTR, [slot, self.const(I64, 8)])], 8))
        if op == ir.BSWAP:
            return self.set(instr, self.add(ir.BSWAP, I64, [self.high(args[0])]),
                            self.add(ir.BSWAP, I64, [self.low(args[0])]))
        if len(args) == 2 and args[0].type == I128:
            return self.arithmetic(instr)
        raise Unsupported(f"128-bit {ir.NAMES[op]} is not supported", int(instr.pos))

    def keep_args(self, phi: Instr) -> None:
        """The rewriter drops the arguments of what it removes; phis need theirs to the end."""
        for arg in phi.args:
            arg.uses += 1
        copy = Instr(ir.PHI, I128, list(phi.args))
        copy.id = phi.id
        for index in range(len(self.phis)):
            if self.phis[index] is phi:
                self.phis[index] = copy

    def arithmetic(self, instr: Instr) -> bool:
        """Two-operand operations."""
        op = instr.op
        al = self.low(instr.args[0])
        ah = self.high(instr.args[0])
        bl = self.low(instr.args[1])
        bh = self.high(instr.args[1])
        if op == ir.AND or op == ir.OR or op == ir.XOR:
            return self.set(instr, self.add(op, I64, [al, bl]), self.add(op, I64, [ah, bh]))
        if op == ir.ADD:
            low = self.add(ir.ADD, I64, [al, bl])
            carry = self.add(ir.ZEXT, I64, [self.add(ir.ULT, I1, [low, al])])
            high = self.add(ir.ADD, I64, [self.add(ir.ADD, I64, [ah, bh]), carry])
            return self.set(instr, low, high)
        if op == ir.SUB:
            low = self.add(ir.SUB, I64, [al, bl])
            borrow = self.add(ir.ZEXT, I64, [self.add(ir.ULT, I1, [al, bl])])
            high = self.add(ir.SUB, I64, [self.add(ir.SUB, I64, [ah, bh]), borrow])
            return self.set(instr, low, high)
        if op == ir.MUL:
            low = self.add(ir.MUL, I64, [al, bl])
            high = self.add(ir.UMULH, I64, [al, bl])
            if not (bh.op == ir.CONST and bh.imm == 0):
                high = self.add(ir.ADD, I64, [high, self.add(ir.MUL, I64, [al, bh])])
            if not (ah.op == ir.CONST and ah.imm == 0):
                high = self.add(ir.ADD, I64, [high, self.add(ir.MUL, I64, [ah, bl])])
            return self.set(instr, low, high)
        if op == ir.SHL or op == ir.LSHR or op == ir.ASHR:
            return self.shift(instr, int(op), al, ah, bl)
        if op == ir.ROTL or op == ir.ROTR:
            value = instr.args[0]
            amount = self.add(ir.AND, I64, [bl, self.const(I64, 127)])
            back = self.add(ir.AND, I64, [self.add(ir.SUB, I64, [self.const(I64, 128), bl]),
                                          self.const(I64, 127)])
            first = Instr(ir.SHL, I128, [value, value])
            second = Instr(ir.LSHR, I128, [value, value])
            first.id = self.function.new_id()
            second.id = self.function.new_id()
            self.shift(first, ir.SHL, al, ah, amount if op == ir.ROTL else back)
            self.shift(second, ir.LSHR, al, ah, back if op == ir.ROTL else amount)
            return self.set(instr, self.add(ir.OR, I64, [self.low(first), self.low(second)]),
                            self.add(ir.OR, I64, [self.high(first), self.high(second)]))
        raise Unsupported(f"128-bit {ir.NAMES[op]} is not supported", int(instr.pos))

    def shift(self, instr: Instr, op: int, low: Instr, high: Instr, count: Instr) -> bool:
        """Shift a pair; the count is below 128."""
        zero = self.const(I64, 0)
        if count.op == ir.CONST:
            n = count.imm & 127
            if n == 0:
                return self.set(instr, low, high)
            if op == ir.SHL:
                if n >= 64:
                    return self.set(instr, zero, self.by(ir.SHL, low, n - 64))
                over = self.by(ir.LSHR, low, 64 - n)
                return self.set(instr, self.by(ir.SHL, low, n),
                                self.add(ir.OR, I64, [self.by(ir.SHL, high, n), over]))
            top = zero if op == ir.LSHR else self.by(ir.ASHR, high, 63)
            if n >= 64:
                return self.set(instr, self.by(op, high, n - 64), top)
            over = self.by(ir.SHL, high, 64 - n)
            return self.set(instr, self.add(ir.OR, I64, [self.by(ir.LSHR, low, n), over]),
                            self.by(op, high, n))
        amount = self.add(ir.AND, I64, [count, self.const(I64, 63)])
        rest = self.add(ir.XOR, I64, [amount, self.const(I64, 63)])
        bit = self.add(ir.AND, I64, [count, self.const(I64, 64)])
        is_far = self.add(ir.NE, I1, [bit, zero])
        if op == ir.SHL:
            near_low = self.add(ir.SHL, I64, [low, amount])
            over = self.add(ir.LSHR, I64, [self.by(ir.LSHR, low, 1), rest])
            near_high = self.add(ir.OR, I64, [self.add(ir.SHL, I64, [high, amount]), over])
            return self.set(instr, self.add(ir.SELECT, I64, [is_far, zero, near_low]),
                            self.add(ir.SELECT, I64, [is_far, near_low, near_high]))
        top = zero if op == ir.LSHR else self.by(ir.ASHR, high, 63)
        near_high = self.add(op, I64, [high, amount])
        over = self.add(ir.SHL, I64, [self.by(ir.SHL, high, 1), rest])
        near_low = self.add(ir.OR, I64, [self.add(ir.LSHR, I64, [low, amount]), over])
        return self.set(instr, self.add(ir.SELECT, I64, [is_far, near_high, near_low]),
                        self.add(ir.SELECT, I64, [is_far, top, near_high]))

    def by(self, op: i64, value: Instr, count: int) -> Instr:
        """Shift an i64 by a constant."""
        if count == 0:
            return value
        return self.add(op, I64, [value, self.const(I64, count)])

    def from_wide(self, instr: Instr) -> bool:
        """Operations that read i128 and give something else."""
        op = instr.op
        args = instr.args
        if op == ir.TRUNC or op == ir.INTTOPTR:
            low = self.low(args[0])
            if op == ir.INTTOPTR:
                low = self.add(ir.INTTOPTR, PTR, [low])
            elif instr.type != I64:
                low = self.add(ir.TRUNC, instr.type, [low])
            replace(instr, low)
            return True
        if op == ir.STORE:
            first = self.add(ir.STORE, VOID, [args[0], self.low(args[1])], min(instr.imm, 8))
            above = self.add(ir.PTRADD, PTR, [args[0], self.const(I64, 8)])
            second = self.add(ir.STORE, VOID, [above, self.high(args[1])], min(instr.imm, 8))
            first.flags = second.flags = instr.flags
            first.alias = second.alias = instr.alias
            return True
        if op == ir.BITCAST:
            slot = self.alloca(16, 16)
            self.add(ir.STORE, VOID, [slot, self.low(args[0])], 8)
            above = self.add(ir.PTRADD, PTR, [slot, self.const(I64, 8)])
            self.add(ir.STORE, VOID, [above, self.high(args[0])], 8)
            replace(instr, self.add(ir.LOAD, instr.type, [slot], 16))
            return True
        if ir.EQ <= op <= ir.ULE:
            al = self.low(args[0])
            ah = self.high(args[0])
            bl = self.low(args[1])
            bh = self.high(args[1])
            if op == ir.EQ or op == ir.NE:
                both = self.add(ir.OR, I64, [self.add(ir.XOR, I64, [al, bl]),
                                             self.add(ir.XOR, I64, [ah, bh])])
                replace(instr, self.add(op, I1, [both, self.const(I64, 0)]))
                return True
            is_or_equal = op == ir.SLE or op == ir.ULE
            same = self.add(ir.EQ, I1, [ah, bh])
            inner = self.add(ir.ULE if is_or_equal else ir.ULT, I1, [al, bl])
            strict = ir.SLT if op == ir.SLT or op == ir.SLE else ir.ULT
            outer = self.add(strict, I1, [ah, bh])
            replace(instr, self.add(ir.SELECT, I1, [same, inner, outer]))
            return True
        raise Unsupported(f"128-bit {ir.NAMES[op]} is not supported", int(instr.pos))
