"""Random IR functions whose value the evaluator knows: work for selection and allocation.

A function takes integers, computes with every scalar operation in straight lines, diamonds and
loops, through memory and calls, and returns an i64.  Nothing is poison or undefined: shift counts
are masked, divisors made odd and positive.
"""

from __future__ import annotations

import random

from compiler.ir import opcodes as ir
from compiler.ir.instr import Block, Function, Instr, add_edge
from compiler.ir.module import (
    CODE,
    ArgInfo,
    CallInfo,
    FunctionInfo,
    Module,
    Signature,
    StackSlot,
    SwitchInfo,
)
from compiler.ir.types import (
    F32,
    F64,
    I1,
    I8,
    I16,
    I32,
    I64,
    I128,
    PTR,
    VOID,
    type_bits,
    type_bytes,
)

INTEGERS = [I8, I16, I32, I64]
BINARY = [ir.ADD, ir.SUB, ir.MUL, ir.AND, ir.OR, ir.XOR, ir.ADD, ir.SUB, ir.XOR]
SHIFTS = [ir.SHL, ir.LSHR, ir.ASHR, ir.ROTL, ir.ROTR]
DIVISIONS = [ir.SDIV, ir.UDIV, ir.SREM, ir.UREM]
COMPARISONS = [ir.EQ, ir.NE, ir.SLT, ir.SLE, ir.ULT, ir.ULE]
FLOAT_COMPARISONS = [ir.FOEQ, ir.FONE, ir.FOLT, ir.FOLE, ir.FORD, ir.FUEQ, ir.FUNE, ir.FULT,
                     ir.FULE, ir.FUNO]
OVERFLOWS = [ir.SADDO, ir.UADDO, ir.SSUBO, ir.USUBO, ir.SMULO, ir.UMULO]


class Maker:
    """Builds one function."""

    def __init__(self, module: Module, name: str, rng: random.Random, size: int,
                 callees: list[Function], wide: bool) -> None:
        self.rng = rng
        self.module = module
        self.callees = callees
        count = rng.randrange(1, 9)
        kinds = [rng.choice([I32, I64, I64, F64]) for _ in range(count)]
        signature = Signature(ArgInfo(I64), [ArgInfo(kind) for kind in kinds], False)
        symbol = module.symbol(name)
        symbol.kind = CODE
        self.function = Function(symbol, FunctionInfo(signature))
        symbol.function = self.function
        module.functions.append(self.function)
        self.block = self.new_block()
        self.values: dict[int, list[Instr]] = {t: [] for t in INTEGERS + [I1, F32, F64, I128, PTR]}
        for kind in kinds:
            self.values[kind].append(self.function.parameter(kind, len(self.function.params)))
        self.wide = wide
        slot = self.emit(ir.ALLOCA, PTR, [], 64)
        slot.aux = StackSlot(8, "buffer")
        for at in range(0, 64, 8):
            self.emit(ir.STORE, VOID, [self.offset(slot, at), self.value(I64)], 8)
        self.slot = slot
        self.budget = size

    def new_block(self) -> Block:
        block = self.function.new_block()
        self.function.blocks.append(block)
        return block

    def emit(self, op: int, type: int, args: list[Instr], imm: int = 0) -> Instr:
        return self.block.append(self.function.make(op, type, args, imm))

    def offset(self, pointer: Instr, amount: int) -> Instr:
        return self.emit(ir.PTRADD, PTR, [pointer, self.function.const(I64, amount)])

    def const(self, type: int) -> Instr:
        bits = type_bits(type)
        kind = self.rng.random()
        if kind < 0.4:
            value = self.rng.choice([0, 1, -1, 2, 3, 4, 5, 8, 9, 10, 100, 127, 128, 255, 65535])
        elif kind < 0.6:
            value = 1 << self.rng.randrange(bits)
        else:
            value = self.rng.getrandbits(bits)
        return self.function.const(type, value)

    def value(self, type: int) -> Instr:
        known = self.values[type]
        if type in (F32, F64):
            if known and self.rng.random() < 0.8:
                return self.rng.choice(known[-8:])
            return self.emit(ir.SITOFP, type, [self.value(self.rng.choice([I32, I64]))])
        if known and self.rng.random() < 0.85:
            return self.rng.choice(known[-self.rng.choice([4, 12, 40]):])
        if type == I1:
            return self.compare()
        others = [t for t in INTEGERS if t != type and self.values[t]]
        if others and self.rng.random() < 0.4:
            return self.resize(self.rng.choice(self.values[self.rng.choice(others)][-6:]), type)
        return self.const(type)

    def resize(self, value: Instr, type: int) -> Instr:
        if value.type == type:
            return value
        if type_bits(value.type) > type_bits(type):
            return self.emit(ir.TRUNC, type, [value])
        return self.emit(self.rng.choice([ir.ZEXT, ir.SEXT]), type, [value])

    def compare(self) -> Instr:
        if self.rng.random() < 0.15:
            kind = self.rng.choice([F32, F64])
            return self.emit(self.rng.choice(FLOAT_COMPARISONS), I1,
                             [self.value(kind), self.value(kind)])
        if self.rng.random() < 0.1:
            kind = self.rng.choice(INTEGERS)
            return self.emit(self.rng.choice(OVERFLOWS), I1, [self.value(kind), self.value(kind)])
        kind = self.rng.choice(INTEGERS + ([I128] if self.wide else []))
        return self.emit(self.rng.choice(COMPARISONS), I1, [self.value(kind), self.value(kind)])

    def operation(self) -> None:
        rng = self.rng
        kind = rng.random()
        type = rng.choice(INTEGERS + ([I128] if self.wide else []))
        if kind < 0.35:
            made = self.emit(rng.choice(BINARY), type, [self.value(type), self.value(type)])
        elif kind < 0.47:
            if rng.random() < 0.5:
                count = self.function.const(type, rng.randrange(type_bits(type)))
            else:
                count = self.emit(ir.AND, type, [self.value(type),
                                                 self.function.const(type, type_bits(type) - 1)])
            made = self.emit(rng.choice(SHIFTS), type, [self.value(type), count])
        elif kind < 0.53:
            divisor = self.emit(ir.OR, type, [self.value(type), self.function.const(type, 1)])
            divisor = self.emit(ir.AND, type, [divisor, self.function.const(
                type, (1 << (type_bits(type) - 1)) - 1)])
            made = self.emit(rng.choice(DIVISIONS), type, [self.value(type), divisor])
        elif kind < 0.60:
            if type == I128:
                type = I64
            op = rng.choice([ir.BSWAP, ir.CTZ, ir.CLZ, ir.POPCOUNT])
            made = self.emit(op, type, [self.value(type)])
        elif kind < 0.66:
            made = self.emit(ir.SELECT, type, [self.value(I1), self.value(type), self.value(type)])
        elif kind < 0.72:
            made = self.resize(self.value(rng.choice(INTEGERS)), type)
        elif kind < 0.82:
            if type == I128:
                type = I64
            size = type_bytes(type)
            if rng.random() < 0.5:
                index = self.emit(ir.AND, I64, [self.value(I64),
                                                self.function.const(I64, 64 // size - 1)])
                scaled = self.emit(ir.MUL, I64, [index, self.function.const(I64, size)])
                place = self.emit(ir.PTRADD, PTR, [self.slot, scaled])
            else:
                place = self.offset(self.slot, rng.randrange(64 // size) * size)
            if rng.random() < 0.4:
                self.emit(ir.STORE, VOID, [place, self.value(type)], size)
                return
            made = self.emit(ir.LOAD, type, [place], size)
            if rng.random() < 0.3:
                other = self.emit(rng.choice(BINARY), type, [made, self.value(type)])
                self.emit(ir.STORE, VOID, [place, other], size)
        elif kind < 0.88:
            float_type = rng.choice([F32, F64])
            op = rng.choice([ir.FADD, ir.FSUB, ir.FMUL])
            made = self.emit(op, float_type, [self.value(float_type), self.value(float_type)])
            self.values[float_type].append(made)
            return
        elif kind < 0.90:
            made = self.emit(ir.SITOFP if rng.random() < 0.5 else ir.UITOFP, F64,
                             [self.value(rng.choice(INTEGERS))])
            self.values[F64].append(made)
            return
        elif kind < 0.93 and type in (I32, I64):
            op = rng.choice([ir.SMULH, ir.UMULH])
            made = self.emit(op, type, [self.value(type), self.value(type)])
        elif kind < 0.96 and self.callees:
            callee = rng.choice(self.callees)
            signature = callee.info.signature
            args = [self.function.address(callee.symbol)]
            args += [self.value(int(info.type)) for info in signature.params]
            made = self.emit(ir.CALL, I64, args)
            made.aux = CallInfo(signature, signature.params)
            type = I64
        else:
            self.values[I1].append(self.compare())
            return
        self.values[type].append(made)

    def run_of(self, count: int) -> None:
        for _ in range(count):
            self.operation()
            self.budget -= 1

    def save(self) -> dict[int, list[Instr]]:
        return {t: list(v) for t, v in self.values.items()}

    def body(self, depth: int) -> None:
        """Statements until the budget is spent."""
        while self.budget > 0:
            self.run_of(self.rng.randrange(1, 10))
            kind = self.rng.random()
            if depth >= 3 or kind < 0.3:
                continue
            if kind < 0.65:
                self.diamond(depth)
            elif kind < 0.85:
                self.loop(depth)
            else:
                self.switch()

    def diamond(self, depth: int) -> None:
        condition = self.value(I1)
        if self.rng.random() < 0.1:             # as a rewriting that comes late leaves it
            condition = self.function.const(I1, self.rng.choice([0, 1]))
        self.emit(ir.BRANCH, VOID, [condition])
        head = self.block
        ends = []
        before = self.save()
        arms = []
        for _ in range(2):
            self.values = {t: list(v) for t, v in before.items()}
            self.block = self.new_block()
            add_edge(head, self.block)
            budget = self.budget
            self.budget = self.rng.randrange(0, 8)
            if self.budget:
                self.body(depth + 1)
            self.budget = budget - 6
            arms.append({t: self.value(t) for t in (I32, I64, I8, F64)})
            self.emit(ir.JUMP, VOID, [])
            ends.append(self.block)
        self.values = before
        self.block = self.new_block()
        for end in ends:
            add_edge(end, self.block)
        for kind in arms[0]:
            phi = self.emit(ir.PHI, kind, [arms[0][kind], arms[1][kind]])
            self.values[kind].append(phi)

    def switch(self) -> None:
        value = self.value(I32)
        small = self.emit(ir.AND, I32, [value, self.function.const(I32, 15)])
        count = self.rng.randrange(2, 12)
        cases = sorted(self.rng.sample(range(16), count))
        instr = self.emit(ir.SWITCH, VOID, [small])
        instr.aux = SwitchInfo(cases, list(cases))
        head = self.block
        before = self.save()
        ends = []
        results = []
        for _ in range(count + 1):
            self.values = {t: list(v) for t, v in before.items()}
            self.block = self.new_block()
            add_edge(head, self.block)
            self.run_of(self.rng.randrange(0, 3))
            results.append(self.value(I64))
            self.emit(ir.JUMP, VOID, [])
            ends.append(self.block)
        self.values = before
        self.block = self.new_block()
        for end in ends:
            add_edge(end, self.block)
        self.values[I64].append(self.emit(ir.PHI, I64, results))

    def loop(self, depth: int) -> None:
        start = {t: [self.value(t) for _ in range(self.rng.randrange(1, 4))]
                 for t in (I32, I64, F64)}
        count = self.rng.randrange(1, 5)
        self.emit(ir.JUMP, VOID, [])
        before = self.block
        header = self.new_block()
        add_edge(before, header)
        self.block = header
        counter = self.emit(ir.PHI, I32, [self.function.const(I32, 0)])
        phis = []
        for kind, values in start.items():
            for value in values:
                phi = self.emit(ir.PHI, kind, [value])
                phis.append(phi)
                self.values[kind].append(phi)
        outer = self.save()
        budget = self.budget
        self.budget = self.rng.randrange(3, 15)
        self.body(depth + 1)
        self.budget = budget - 12
        nexts = [self.value(int(phi.type)) for phi in phis]
        stepped = self.emit(ir.ADD, I32, [counter, self.function.const(I32, 1)])
        again = self.emit(ir.SLT, I1, [stepped, self.function.const(I32, count)])
        self.emit(ir.BRANCH, VOID, [again])
        latch = self.block
        after = self.function.new_block()
        add_edge(latch, header)
        add_edge(latch, after)
        for phi, value in zip([counter] + phis, [stepped] + nexts):
            phi.args.append(value)
            value.uses += 1
        self.function.blocks.append(after)
        self.block = after
        self.values = outer

    def finish(self) -> None:
        total = self.function.const(I64, 12345)
        for kind in (I8, I16, I32, I64, I128):
            for value in self.values[kind][-12:]:
                part = self.resize(value, I64)
                total = self.emit(ir.MUL, I64, [total, self.function.const(I64, 1000003)])
                total = self.emit(ir.XOR, I64, [total, part])
        for at in range(0, 64, 8):
            part = self.emit(ir.LOAD, I64, [self.offset(self.slot, at)], 8)
            total = self.emit(ir.ADD, I64, [total, part])
        self.emit(ir.RETURN, VOID, [total])


def make_module(seed: int, functions: int = 4, size: int = 60, wide: bool = True) -> Module:
    """A module of functions f0 .. that may call the earlier ones."""
    rng = random.Random(seed)
    module = Module()
    made: list[Function] = []
    for number in range(functions):
        maker = Maker(module, f"f{number}", rng, rng.randrange(5, size), made, wide)
        maker.body(0)
        maker.finish()
        made.append(maker.function)
    return module


def arguments(module: Module, seed: int) -> list[list[int]]:
    """Argument words for each function: integers, doubles as small whole numbers."""
    rng = random.Random(seed + 1)
    result = []
    for function in module.functions:
        words = []
        for info in function.info.signature.params:
            if info.type == F64:
                words.append(rng.randrange(-1000, 1000))
            else:
                words.append(rng.getrandbits(type_bits(int(info.type))))
        result.append(words)
    return result
