"""Rewriting: constant folding, the generated rules and value numbering in one walk.

Problem: hundreds of rules must be applied until none fires, in time linear in the function.
Idea: walk the blocks in reverse postorder, so that operands are already in their final form; an
operation is folded, matched (`rewrites_gen.rewrite`), and looked up among equal operations before
it counts as new (hash-consing; Click, "Global Code Motion, Global Value Numbering", 1995, in its
dominator-scoped form).  What a rule builds goes through the same door.

Invariants: pure operations with equal operands are one value where one dominates the other; merging
drops flags that not both have; facts used by rules hold at every place the value dominates.
Only operations without effect are touched, terminators and memory are other passes' work.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir import softfloat
from compiler.ir.dominators import children, compute
from compiler.ir.fold import fold
from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.knownbits import DEPTH, KnownBits
from compiler.ir.opcodes import (
    ADDR,
    ALLOCA,
    ASHR,
    CALL,
    COMMUTATIVE,
    CONST,
    FIRST_MACHINE,
    FPTOSI,
    FPTOUI,
    FREEZE,
    ISCONSTANT,
    LEAF,
    LOAD,
    LSHR,
    PARAM,
    PHI,
    POISON,
    PURE,
    SDIV,
    SEXT,
    SHL,
    STRICT,
    TRAITS,
    UREM,
)
from compiler.ir.types import F32, F128, I128, type_bits
from compiler.opt.context import PassContext
from compiler.opt.rewrites_gen import RULE_NAMES, rewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

BUILD_DEPTH: Final = 12        # rules fired while building for a rule
FLOAT_TEXTS: Final = {text: [0] + [softfloat.parse(text, form) or 0 for form in (1, 2, 3, 4)]
                      for text in ("0.0", "1.0", "2.0", "0.5")}


def float_bits(type: i64, text: str) -> int:
    """The bit pattern of a decimal constant as rules write it ("-0.0")."""
    form = int(type) - F32 + 1
    if text.startswith("-"):
        return softfloat.neg(FLOAT_TEXTS[text[1:]][form], form)
    return FLOAT_TEXTS[text][form]


def rules_switched_off(disabled: list[str]) -> list[bool]:
    """For each rule whether `--disable=rules` or `--disable=rule:NAME` names it; none: []."""
    every = "rules" in disabled
    off = [every or "rule:" + name in disabled for name in RULE_NAMES]
    return off if True in off else []


class Rewriter:
    """One walk over one function; also the object that generated matchers call `c`."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.pointer_bits = function.pointer_bits
        self.optimize_size = context.options.size
        self.finite_math = context.options.finite_math
        self.bits = KnownBits()
        self.table: dict[int, Instr] = {}
        self.block = function.blocks[0]
        self.out: list[Instr] = []
        self.pos: i64 = 0
        self.depth: i64 = 0
        self.changed = False
        self.tree_enter: list[int] = []
        self.tree_leave: list[int] = []
        if not context.rule_counts:
            context.rule_counts = [0] * len(RULE_NAMES)
            context.rules_off = rules_switched_off(context.options.disabled)
        self.counts = context.rule_counts
        self.unlimited = context.fuel < 0 and not context.rules_off

    # -- the walk ------------------------------------------------------------------------

    def run(self) -> bool:
        """Rewrite the whole function."""
        compute(self.function)
        self.number_tree()
        for block in self.function.blocks:
            self.block = block
            before = block.instrs
            self.out = []
            for instr in before:
                self.visit(instr)
            block.instrs = self.out
        if self.changed:
            self.function.sweep()
        return self.changed

    def number_tree(self) -> None:
        """Preorder intervals of the dominator tree: dominance in two comparisons."""
        below = children(self.function)
        count = len(self.function.blocks)
        self.tree_enter = [0] * count
        self.tree_leave = [0] * count
        clock = 0
        stack: list[Block] = [self.function.blocks[0]]
        seen = [False] * count
        while stack:
            block = stack[-1]
            order = block.order
            if seen[order]:
                self.tree_leave[order] = clock
                stack.pop()
                continue
            seen[order] = True
            clock += 1
            self.tree_enter[order] = clock
            stack.extend(below[order])

    def dominates(self, a: Block, b: Block) -> bool:
        """Whether `a` dominates `b`."""
        enter = self.tree_enter[b.order]
        return self.tree_enter[a.order] <= enter <= self.tree_leave[a.order]

    def visit(self, instr: Instr) -> None:
        """Bring one instruction of the block into its final form."""
        args = instr.args
        for index in range(len(args)):
            arg = args[index]
            if arg.forward is not None:
                instr.set_arg(index, resolve(arg))
                self.changed = True
        op = instr.op
        if op >= FIRST_MACHINE or instr.flags & STRICT:
            self.out.append(instr)
            return
        if op == PHI:
            same = self.trivial_phi(instr)
            if same is None:
                self.out.append(instr)
            else:
                self.forward(instr, same)
            return
        traits = TRAITS[op]
        if not traits & PURE and not SDIV <= op <= UREM or not args:
            self.out.append(instr)
            return
        self.pos = instr.pos
        self.depth = 0
        better = self.simplify(instr)
        if better is None:
            better = self.find(instr)
        if better is not None:
            self.forward(instr, better)
        else:
            self.out.append(instr)
            self.remember(instr)

    def forward(self, instr: Instr, better: Instr) -> None:
        """Let `better` stand for an instruction that leaves its block."""
        if better.type != instr.type:
            raise AssertionError(f"rewriting changed a type in {self.function.symbol.name}")
        instr.drop_args()
        instr.block = None
        replace(instr, better)
        self.changed = True

    def trivial_phi(self, phi: Instr) -> Instr | None:
        """The one value that all operands of a phi are, if it may stand for the phi."""
        same: Instr | None = None
        poisoned = False
        for arg in phi.args:
            value = resolve(arg)
            if value is phi or value is same:
                continue
            if value.op == POISON:
                poisoned = True
                continue
            if same is not None:
                return None
            same = value
        if same is None:
            return self.function.poison(phi.type)
        if poisoned and not TRAITS[same.op] & LEAF and same.op != PARAM:
            home = same.block
            if home is None or home is self.block or not self.dominates(home, self.block):
                return None
        return same

    # -- simplification --------------------------------------------------------------------

    def simplify(self, instr: Instr) -> Instr | None:
        """Fold or rewrite; None when nothing applies.  May swap commutative operands in place."""
        args = instr.args
        op = instr.op
        constant = True
        for arg in args:
            if arg.op != CONST:
                constant = False
                break
        if constant:
            folded = fold(int(op), int(instr.type), int(instr.flags),
                          [int(arg.type) for arg in args], [arg.imm for arg in args],
                          self.pointer_bits)
            if folded is not None:
                return self.function.const(instr.type, folded)
            if op == ISCONSTANT:
                return self.function.const(instr.type, 1)
        if TRAITS[op] & COMMUTATIVE:
            first = args[0]
            if first.op == CONST and args[1].op != CONST:
                args[0] = args[1]
                args[1] = first
        if instr.type > 15 or args[0].type > 15:
            return None
        return rewrite(self, instr)

    def fire(self, rule: i64) -> bool:
        """A rule matched: count it; False when fuel is used up or rules pile up too deep."""
        if self.depth > BUILD_DEPTH:
            return False
        if not self.unlimited:
            if self.context.rules_off and self.context.rules_off[rule]:
                return False
            if not self.context.consume(RULE_NAMES[rule], self.function):
                return False
        self.counts[rule] += 1
        return True

    def make1(self, op: i64, type: i64, flags: i64, a: Instr) -> Instr:
        """Build a unary operation (or what it simplifies to)."""
        instr = Instr(op, type, [a])
        instr.flags = flags
        return self.place(instr)

    def make2(self, op: i64, type: i64, flags: i64, a: Instr, b: Instr) -> Instr:
        """Build a binary operation (or what it simplifies to)."""
        instr = Instr(op, type, [a, b])
        instr.flags = flags
        return self.place(instr)

    def make3(self, op: i64, type: i64, flags: i64, a: Instr, b: Instr, c: Instr) -> Instr:
        """Build a ternary operation (or what it simplifies to)."""
        instr = Instr(op, type, [a, b, c])
        instr.flags = flags
        return self.place(instr)

    def place(self, instr: Instr) -> Instr:
        """Simplify, find or append a new operation."""
        self.depth += 1
        better = self.simplify(instr)
        self.depth -= 1
        if better is None:
            better = self.find(instr)
        if better is not None:
            instr.drop_args()
            return better
        instr.id = self.function.new_id()
        instr.pos = self.pos
        instr.block = self.block
        self.out.append(instr)
        self.remember(instr)
        self.changed = True
        return instr

    def const(self, type: i64, value: int) -> Instr:
        """The constant, wrapped to its type."""
        return self.function.const(type, value)

    def float_const(self, type: i64, text: str) -> Instr:
        """The float constant written as `text`."""
        return self.function.const(type, float_bits(type, text))

    def poison(self, type: i64) -> Instr:
        """The poison value."""
        return self.function.poison(type)

    # -- value numbering ---------------------------------------------------------------------

    def key(self, instr: Instr) -> int:
        """Equal operations have equal keys."""
        args = instr.args
        number: i64 = instr.op * 131 + instr.type * 8209
        if len(args) == 2:
            first, second = args[0].id, args[1].id
            if first > second and TRAITS[instr.op] & COMMUTATIVE:
                first, second = second, first
            number += first * 1000003 + second * 524287
        else:
            for arg in args:
                number = (number & 0xFFFFFFFFFF) * 31 + arg.id * 65537
        return int(number)

    def find(self, instr: Instr) -> Instr | None:
        """An equal operation that dominates this place, its flags narrowed to the common ones."""
        found = self.table.get(self.key(instr))
        if found is None or found.op != instr.op or found.type != instr.type:
            return None
        if found.forward is not None or found.imm != instr.imm:
            return None
        if found.aux is not None or instr.aux is not None:
            return None
        mine, other = instr.args, found.args
        if len(mine) != len(other):
            return None
        if len(mine) == 2 and TRAITS[instr.op] & COMMUTATIVE and mine[0] is other[1]:
            if mine[1] is not other[0]:
                return None
        else:
            for index in range(len(mine)):
                if mine[index] is not other[index]:
                    return None
        home = found.block
        if home is None or not (home is self.block or self.dominates(home, self.block)):
            return None
        if found.flags != instr.flags:
            found.flags &= instr.flags
        return found

    def remember(self, instr: Instr) -> None:
        """Enter an operation into the table."""
        self.table[self.key(instr)] = instr

    # -- facts for conditions ------------------------------------------------------------------

    def width(self, type: i64) -> int:
        """Width in bits."""
        return type_bits(int(type), self.pointer_bits)

    def is_float(self, value: Instr, text: str) -> bool:
        """Whether a value is this float constant, to the sign of zero."""
        if value.op != CONST or not F32 <= value.type <= F128:
            return False
        return value.imm == float_bits(value.type, text)

    def known_zero(self, value: Instr, mask: int) -> bool:
        """All bits of `mask` (within the width) are 0."""
        if value.type > I128:
            return False
        mask &= (1 << self.width(value.type)) - 1
        self.bits.compute(value, DEPTH)
        return self.bits.zero & mask == mask

    def known_one(self, value: Instr, mask: int) -> bool:
        """All bits of `mask` (within the width) are 1."""
        if value.type > I128:
            return False
        mask &= (1 << self.width(value.type)) - 1
        self.bits.compute(value, DEPTH)
        return self.bits.one & mask == mask

    def nonnegative(self, value: Instr) -> bool:
        """The sign bit is 0."""
        if value.type > I128:
            return False
        return self.known_zero(value, 1 << (self.width(value.type) - 1))

    def nonzero(self, value: Instr) -> bool:
        """Surely not 0: some bit is 1, or the address of an object."""
        if value.op == ALLOCA:
            return True
        if value.op == ADDR:
            return False
        if value.type > I128:
            return False
        self.bits.compute(value, DEPTH)
        return self.bits.one != 0

    def never_poison(self, value: Instr, depth: i64 = 3) -> bool:
        """Whether a value that is computed early (on a path that did not ask for it) is sound:
        no operation within reach can make poison, and what feeds them was executed."""
        op = value.op
        if op in (CONST, ADDR, PARAM, LOAD, CALL, PHI, FREEZE, ALLOCA):
            return True
        if depth == 0 or op >= FIRST_MACHINE or not TRAITS[op] & PURE:
            return False
        if value.flags != 0 or op in (SHL, LSHR, ASHR, FPTOSI, FPTOUI, POISON):
            if not (op in (SHL, LSHR, ASHR) and value.flags == 0
                    and value.args[1].op == CONST):
                return False
        for arg in value.args:
            if not self.never_poison(arg, depth - 1):
                return False
        return True

    def disjoint(self, a: Instr, b: Instr) -> bool:
        """No bit can be 1 in both."""
        if a.type > I128:
            return False
        self.bits.compute(a, DEPTH)
        zero = self.bits.zero
        self.bits.compute(b, DEPTH)
        return zero | self.bits.zero == (1 << self.width(a.type)) - 1

    def sign_bits(self, value: Instr) -> int:
        """How many of the top bits are copies of the sign bit (at least 1)."""
        if value.type > I128:
            return 1
        width = self.width(value.type)
        if value.op == SEXT:
            return width - self.width(value.args[0].type) + 1
        self.bits.compute(value, DEPTH)
        mask = (1 << width) - 1
        sign = 1 << (width - 1)
        if self.bits.zero & sign:
            return width - (~self.bits.zero & mask).bit_length()
        if self.bits.one & sign:
            return width - (~self.bits.one & mask).bit_length()
        return 1


def run(function: Function, context: PassContext) -> bool:
    """The pass: one walk."""
    return Rewriter(function, context).run()


def decide_constants(function: Function, context: PassContext) -> bool:
    """What is not constant by now never will be: `isconstant` becomes false."""
    changed = False
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == ISCONSTANT and instr.forward is None:
                replace(instr, function.const(instr.type, 1 if instr.args[0].op == CONST else 0))
                changed = True
    if changed:
        function.sweep()
    return changed
