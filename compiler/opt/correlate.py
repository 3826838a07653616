"""Correlated branches: a condition decided on the way here need not be tested again.

Problem: inlined checks and macros test the same condition twice on one path.  Idea: climb the
dominator tree from a branch; an ancestor that branched on the same comparison (or its inverse), and
whose taken edge alone leads here, decides it.  Equality with a constant also decides a later
switch or comparison of that value.

Invariants: only edges into blocks with a single predecessor count, so that passing the edge is
certain; the climb is bounded.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.dominators import compute, order_blocks
from compiler.ir.fold import fold
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import BRANCH, CONST, EQ, NE, SLE, SLT, SWITCH, ULE, ULT
from compiler.ir.types import BITS, I8, I128
from compiler.opt.cfg import Cleaner, taken_edge
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_CLIMB: Final = 40
INVERSE: Final = {EQ: NE, NE: EQ, SLT: SLE, SLE: SLT, ULT: ULE, ULE: ULT}
RELATIONS: Final = {EQ: 2, NE: 5, SLT: 1, SLE: 3, ULT: 1, ULE: 3}
NOTHING: Final = -1


def run(function: Function, context: PassContext) -> bool:
    """Decide what dominating branches decide."""
    compute(function)
    cleaner = Cleaner(function, context)
    decided: list[Block] = []
    edges: list[int] = []
    for block in function.blocks:
        last = block.instrs[-1]
        if last.op == BRANCH or last.op == SWITCH:
            edge = decide(block, last, function.pointer_bits)
            if edge != NOTHING and context.consume("correlate", function):
                decided.append(block)
                edges.append(edge)
    # The tree is not kept up to date while edges go, so all decisions come first.  Last edges go
    # first: removing an edge moves those behind it.
    for index in range(len(decided) - 1, -1, -1):
        cleaner.jump_only(decided[index], edges[index])
    if decided:
        order_blocks(function)
    return bool(decided)


class Range:
    """What is known of one value by dominating comparisons with constants: low <= x <= high as
    signed numbers, and some numbers it is not."""

    def __init__(self, value: Instr, width: int) -> None:
        self.value = value
        self.low = -1 << (width - 1)
        self.high = (1 << (width - 1)) - 1
        self.excluded: list[int] = []

    def learn(self, known: Instr, truth: bool) -> None:
        """Take in a comparison of the value that came out `truth`."""
        op = known.op
        a, b = known.args[0], known.args[1]
        if a is self.value and b.op == CONST:
            constant = b.imm
            if op in (EQ, NE):
                if (op == EQ) == truth:
                    self.low = max(self.low, constant)
                    self.high = min(self.high, constant)
                else:
                    self.excluded.append(constant)
            elif op in (SLT, SLE):
                bound = constant - 1 if op == SLT else constant
                if truth:
                    self.high = min(self.high, bound)
                else:
                    self.low = max(self.low, bound + 1)
            elif op in (ULT, ULE) and truth and constant >= 0:
                self.low = max(self.low, 0)
                self.high = min(self.high, constant - 1 if op == ULT else constant)
            elif op in (ULT, ULE) and not truth and self.low >= 0 and constant >= 0:
                self.low = max(self.low, constant if op == ULT else constant + 1)
        elif b is self.value and a.op == CONST:
            constant = a.imm
            if op in (SLT, SLE):
                bound = constant + 1 if op == SLT else constant
                if truth:
                    self.low = max(self.low, bound)
                else:
                    self.high = min(self.high, bound - 1)
            elif op in (ULT, ULE) and not truth and constant >= 0:
                self.low = max(self.low, 0)
                self.high = min(self.high, constant if op == ULT else constant - 1)

    def verdict(self, tested: Instr) -> int:
        """1 or 0 when the comparison must come out true or false, NOTHING when open."""
        op = tested.op
        a, b = tested.args[0], tested.args[1]
        low, high = self.low, self.high
        while low in self.excluded and low <= high:
            low += 1
        while high in self.excluded and low <= high:
            high -= 1
        if low > high:
            return NOTHING             # unreachable: whatever
        left = a is self.value
        constant = b.imm if left else a.imm
        if op in (EQ, NE):
            if constant < low or constant > high or constant in self.excluded:
                return 0 if op == EQ else 1
            if low == high:
                return 1 if op == EQ else 0
            return NOTHING
        if op in (ULT, ULE):
            if low < 0 or constant < 0:
                if low >= 0 and left:
                    return 1            # a constant with the top bit set is greater
                if low >= 0:
                    return 0
                return NOTHING
            op = SLT if op == ULT else SLE
        if left:
            bound = constant if op == SLT else constant + 1
            return 1 if high < bound else 0 if low >= bound else NOTHING
        bound = constant + 1 if op == SLT else constant
        return 1 if low >= bound else 0 if high < bound else NOTHING


def decide(block: Block, last: Instr, pointer_bits: int) -> int:
    """The edge that a terminator must take, or NOTHING."""
    tested = last.args[0]
    if tested.op == CONST:
        return NOTHING
    known_range: Range | None = None
    if last.op == BRANCH and EQ <= tested.op <= ULE:
        a, b = tested.args[0], tested.args[1]
        if b.op == CONST and I8 <= a.type <= I128:
            known_range = Range(a, BITS[a.type])
        elif a.op == CONST and I8 <= b.type <= I128:
            known_range = Range(b, BITS[b.type])
    current = block
    for _ in range(MAX_CLIMB):
        parent = current.idom
        if parent is None:
            break
        above = parent.instrs[-1]
        if above.op == BRANCH and len(current.preds) == 1 and current.preds[0] is parent \
                and parent.succs[0] is not parent.succs[1]:
            truth = parent.succs[0] is current
            known = above.args[0]
            edge = implied(known, truth, last, tested, pointer_bits)
            if edge != NOTHING:
                return edge
            if known_range is not None and EQ <= known.op <= ULE:
                known_range.learn(known, truth)
        current = parent
    if known_range is None:
        return NOTHING
    verdict = known_range.verdict(tested)
    return NOTHING if verdict == NOTHING else 1 - verdict


def implied(known: Instr, truth: bool, last: Instr, tested: Instr, pointer_bits: int) -> int:
    """The edge that `last` takes where condition `known` is `truth`, or NOTHING."""
    if last.op == BRANCH:
        if tested is known:
            return 0 if truth else 1
        if same_comparison(known, tested, False):
            return 0 if truth else 1
        if same_comparison(known, tested, True):
            return 1 if truth else 0
        follows = consequence(known, truth, tested)
        if follows != NOTHING:
            return 1 - follows
    # x == C (or not x != C) gives the value of x.
    if (known.op == EQ and truth or known.op == NE and not truth) and known.args[1].op == CONST:
        value, constant = known.args[0], known.args[1]
        if last.op == SWITCH:
            return taken_edge(last, constant.imm) if tested is value else NOTHING
        if EQ <= tested.op <= ULE and tested.args[0] is value and tested.args[1].op == CONST:
            result = fold(int(tested.op), int(tested.type), 0, [int(value.type)] * 2,
                          [constant.imm, tested.args[1].imm], pointer_bits)
            if result is not None:
                return 0 if result else 1
    return NOTHING


def consequence(known: Instr, truth: bool, tested: Instr) -> int:
    """1 or 0 when `tested` follows from, or contradicts, `known` being `truth`; both compare the
    same two values, either way round."""
    if not EQ <= known.op <= ULE or not EQ <= tested.op <= ULE:
        return NOTHING
    same = known.args[0] is tested.args[0] and known.args[1] is tested.args[1]
    swapped = known.args[0] is tested.args[1] and known.args[1] is tested.args[0]
    if not same and not swapped:
        return NOTHING
    # The relations (bits: less, equal, greater) that remain, and those that `tested` accepts.
    if known.op in (EQ, NE):
        signs: tuple[i64, ...] = (SLT, SLE, ULT, ULE, EQ, NE)
    else:
        signs = (SLT, SLE, EQ, NE) if known.op in (SLT, SLE) else (ULT, ULE, EQ, NE)
    if tested.op not in signs:
        return NOTHING
    remaining = RELATIONS[known.op] if truth else 7 & ~RELATIONS[known.op]
    accepted = RELATIONS[tested.op]
    if swapped:
        accepted = accepted & 2 | (accepted & 1) << 2 | accepted >> 2
    if remaining & ~accepted == 0:
        return 1
    return 0 if remaining & accepted == 0 else NOTHING


def same_comparison(a: Instr, b: Instr, inverse: bool) -> bool:
    """`b` is the same comparison as `a`, or its inverse."""
    if not EQ <= a.op <= ULE or not EQ <= b.op <= ULE:
        return False
    wanted = INVERSE[a.op] if inverse else a.op
    if b.op != wanted:
        return False
    if a.op in (EQ, NE):
        return a.args[0] is b.args[0] and a.args[1] is b.args[1] \
            or a.args[0] is b.args[1] and a.args[1] is b.args[0]
    if inverse:
        return a.args[0] is b.args[1] and a.args[1] is b.args[0]
    return a.args[0] is b.args[0] and a.args[1] is b.args[1]
