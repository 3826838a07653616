"""Whether control can come from an edge to a block with a certain value still undefined.

Problem: of `if (c) x = 1; ... if (c) use(x);` the graph shows a path on which x is read undefined,
the conditions show none.  Idea: walk the paths without cycles from the edge on which the undefined
value enters to the reader, carrying what the conditions passed say of values: an interval set for a
value compared with constants, an order for a pair of values.  Phis passed on the way are replaced
by their argument, so that flags set beside the variable decide too.  What holds on the way to the
edge comes from the branches that dominate it.

The answer is cautious: two expressions of one shape count as one value though memory may have
changed between them, and a walk that takes too many steps finds nothing.

Invariant: `compute` of ir/dominators.py is not called here (it would sort the blocks of a function
in the making); dominance is decided by the caller's `Dominance`.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.fold import fold
from compiler.ir.instr import Block, Function, Instr, resolve
from compiler.ir.module import SwitchInfo, Symbol
from compiler.ir.types import I1, type_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

STEPS: Final = 600        # blocks entered in one search
DEPTH: Final = 6          # of expressions compared by shape

# Orders of a pair of values, as a set.
LESS: Final = 1
EQUAL: Final = 2
GREATER: Final = 4


class Dominance:
    """The dominator tree of a function whose blocks must keep their order."""

    def __init__(self, function: Function) -> None:
        order = reverse_postorder(function.blocks[0])
        number = {block: index for index, block in enumerate(order)}
        parents: dict[Block, Block] = {order[0]: order[0]}
        changed = True
        while changed:
            changed = False
            for block in order[1:]:
                best: Block | None = None
                for pred in block.preds:
                    if pred in parents and pred in number:
                        best = pred if best is None else common(pred, best, parents, number)
                if best is not None and parents.get(block) is not best:
                    parents[block] = best
                    changed = True
        self.parents = parents
        self.entry = order[0]

    def chain(self, block: Block) -> list[Block]:
        """The blocks that dominate one, itself first, the entry last."""
        found = [block]
        while block is not self.entry:
            block = self.parents[block]
            found.append(block)
        return found


def reverse_postorder(entry: Block) -> list[Block]:
    """The blocks reachable from the entry."""
    done: list[Block] = []
    seen: dict[Block, bool] = {entry: True}
    stack = [entry]
    edges = [0]
    while stack:
        block = stack[-1]
        at = edges[-1]
        if at == len(block.succs):
            done.append(block)
            stack.pop()
            edges.pop()
            continue
        edges[-1] = at + 1
        succ = block.succs[at]
        if succ not in seen:
            seen[succ] = True
            stack.append(succ)
            edges.append(0)
    done.reverse()
    return done


def common(a: Block, b: Block, parents: dict[Block, Block], number: dict[Block, int]) -> Block:
    """The nearest common dominator."""
    while a is not b:
        while number[a] > number[b]:
            a = parents[a]
        while number[b] > number[a]:
            b = parents[b]
    return a


class Facts:
    """What is known on a path; `env` gives the argument for each phi that was passed."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.env: dict[Instr, Instr] = {}
        self.ranges: dict[str, list[tuple[int, int]]] = {}
        self.orders: dict[str, int] = {}

    def copy(self) -> Facts:
        """The same, to be changed."""
        made = Facts(self.bits)
        made.env = dict(self.env)
        made.ranges = dict(self.ranges)
        made.orders = dict(self.orders)
        return made

    def value(self, instr: Instr) -> Instr:
        """What a value is on this path."""
        instr = resolve(instr)
        found = self.env.get(instr)
        return instr if found is None else found

    def constant(self, instr: Instr, depth: int = 0) -> int | None:
        """The constant that a value has on this path."""
        instr = self.value(instr)
        if instr.op == o.CONST:
            return instr.imm
        if depth >= DEPTH or not instr.args or not o.TRAITS[instr.op] & o.PURE:
            return None
        types: list[int] = []
        values: list[int] = []
        for arg in instr.args:
            part = self.constant(arg, depth + 1)
            if part is None:
                return None
            types.append(int(resolve(arg).type))
            values.append(part)
        if instr.op in (o.ISCONSTANT, o.OBJECTSIZE) or instr.type >= 16:
            return None
        return fold(int(instr.op), int(instr.type), int(instr.flags), types, values, self.bits)

    def shape(self, instr: Instr, depth: int = 0) -> str:
        """A text that two values share when they are computed alike."""
        instr = self.value(instr)
        op = instr.op
        if op == o.CONST:
            return f"{instr.type}#{instr.imm}"
        if op == o.ADDR:
            symbol = instr.aux
            assert isinstance(symbol, Symbol)
            return "@" + symbol.name
        if depth >= DEPTH or not (op == o.LOAD or instr.args and o.TRAITS[op] & o.PURE):
            return f"v{instr.id}"
        parts = [self.shape(arg, depth + 1) for arg in instr.args]
        return f"{o.NAMES[op]}{instr.type}({','.join(parts)})"

    def narrow(self, key: str, allowed: list[tuple[int, int]]) -> bool:
        """A value lies in a set; False when no value is left."""
        known = self.ranges.get(key)
        if known is not None:
            allowed = [(max(a, c), min(b, d)) for a, b in known for c, d in allowed
                       if max(a, c) <= min(b, d)]
        self.ranges[key] = allowed
        return len(allowed) > 0

    def within(self, instr: Instr, allowed: list[tuple[int, int]]) -> bool:
        """The same, of a value that may be a constant here."""
        value = self.constant(instr)
        if value is not None:
            return any([low <= value <= high for low, high in allowed])
        instr = self.value(instr)
        bits = type_bits(int(instr.type))
        if instr.op in (o.ZEXT, o.SEXT) and bits <= 64:
            source = type_bits(int(resolve(instr.args[0]).type))
            inner: list[tuple[int, int]] = []
            for low, high in allowed:
                if instr.op == o.SEXT:
                    low, high = max(low, -(1 << source - 1)), min(high, (1 << source - 1) - 1)
                    if low <= high:
                        inner.append((low, high))
                else:
                    inner.extend(signed(max(low, 0), min(high, (1 << source) - 1), source))
            if not self.within(instr.args[0], inner):
                return False
        elif instr.type == I1 and len(allowed) == 1 and allowed[0][0] == allowed[0][1]:
            return self.assume(instr, allowed[0][0] != 0)
        return self.narrow(self.shape(instr), allowed)

    def assume(self, condition: Instr, truth: bool) -> bool:
        """A condition holds, or does not; False when that contradicts what is known."""
        condition = self.value(condition)
        value = self.constant(condition)
        if value is not None:
            return (value != 0) == truth
        op = condition.op
        if op == o.XOR and self.constant(condition.args[1]) == -1:
            return self.assume(condition.args[0], not truth)
        if o.EQ <= op <= o.ULE:
            return self.compare(condition, truth)
        if op == o.AND and truth or op == o.OR and not truth:
            return self.assume(condition.args[0], truth) and self.assume(condition.args[1], truth)
        return self.narrow(self.shape(condition), [(-1, -1)] if truth else [(0, 0)])

    def compare(self, condition: Instr, truth: bool) -> bool:
        """An integer comparison."""
        op = condition.op
        left, right = condition.args
        type = int(resolve(left).type)
        bits = self.bits if type_bits(type) == 0 else type_bits(type)
        fixed = self.constant(right)
        swapped = False
        if fixed is None:
            fixed = self.constant(left)
            swapped = fixed is not None
        if fixed is not None and type < 16:
            return self.within(right if swapped else left,
                               allowed_values(op, fixed, swapped, truth, bits))
        order = {o.EQ: EQUAL, o.NE: LESS | GREATER, o.SLT: LESS, o.ULT: LESS,
                 o.SLE: LESS | EQUAL, o.ULE: LESS | EQUAL}[int(op)]
        if not truth:
            order ^= LESS | EQUAL | GREATER
        first = self.shape(left)
        second = self.shape(right)
        if first > second:
            first, second = second, first
            order = (order & EQUAL) | (LESS if order & GREATER else 0) | (
                GREATER if order & LESS else 0)
        pair = f"{first}|{second}"
        kept = True
        for domain, ops in (("s", (o.SLT, o.SLE)), ("u", (o.ULT, o.ULE))):
            if op in ops or op in (o.EQ, o.NE):
                known = self.orders.get(domain + pair, LESS | EQUAL | GREATER) & order
                self.orders[domain + pair] = known
                kept = kept and known != 0
        return kept

    def leave_by(self, block: Block, edge: int) -> bool:
        """Control leaves a block by one of its edges; False when it cannot."""
        last = block.instrs[-1]
        if last.op == o.BRANCH:
            if block.succs[0] is block.succs[1]:
                return True
            return self.assume(last.args[0], edge == 0)
        if last.op == o.SWITCH:
            info = last.aux
            assert isinstance(info, SwitchInfo)
            bits = type_bits(int(resolve(last.args[0]).type))
            target = block.succs[edge]
            allowed: list[tuple[int, int]] = []
            if target is block.succs[0]:
                allowed.extend(gaps(info, bits))
            for index, low in enumerate(info.lows):
                if block.succs[index + 1] is target:
                    allowed.append((low, info.highs[index]))
            return self.within(last.args[0], allowed)
        return True

    def enter(self, block: Block, slot: int, phis: list[Instr]) -> None:
        """Control enters a block by an edge: its phis take their arguments."""
        values = [self.value(phi.args[slot]) for phi in phis]
        for phi, value in zip(phis, values):
            self.env[phi] = value


def signed(low: int, high: int, bits: int) -> list[tuple[int, int]]:
    """An interval of unsigned numbers as intervals of the signed canonical form."""
    half = 1 << bits - 1
    found: list[tuple[int, int]] = []
    if low <= min(high, half - 1):
        found.append((low, min(high, half - 1)))
    if max(low, half) <= high:
        found.append((max(low, half) - 2 * half, high - 2 * half))
    return found


def allowed_values(op: int, fixed: int, swapped: bool, truth: bool,
                   bits: int) -> list[tuple[int, int]]:
    """The values v for which `v op fixed` (swapped: `fixed op v`) is as `truth` says."""
    low = -(1 << bits - 1)
    high = (1 << bits - 1) - 1
    if op in (o.EQ, o.NE):
        if (op == o.EQ) == truth:
            return [(fixed, fixed)]
        return [pair for pair in ((low, fixed - 1), (fixed + 1, high)) if pair[0] <= pair[1]]
    unsigned = op in (o.ULT, o.ULE)
    if unsigned:
        fixed &= (1 << bits) - 1
        low, high = 0, (1 << bits) - 1
    strict = op in (o.SLT, o.ULT)
    if swapped:        # fixed < v
        first = fixed + 1 if strict else fixed
        pair = (first, high) if truth else (low, first - 1)
    else:              # v < fixed
        last = fixed - 1 if strict else fixed
        pair = (low, last) if truth else (last + 1, high)
    if pair[0] > pair[1]:
        return []
    return signed(pair[0], pair[1], bits) if unsigned else [pair]


def gaps(info: SwitchInfo, bits: int) -> list[tuple[int, int]]:
    """The values for which a switch takes its default."""
    found: list[tuple[int, int]] = []
    at = -(1 << bits - 1)
    for low, high in zip(info.lows, info.highs):
        if at < low:
            found.append((at, low - 1))
        at = high + 1
    if at < 1 << bits - 1:
        found.append((at, (1 << bits - 1) - 1))
    return found


class Paths:
    """Searches in one function; `phis` gives the phis of each block by its number."""

    def __init__(self, function: Function, phis: dict[int, list[Instr]]) -> None:
        self.function = function
        self.phis = phis
        self.dominance = Dominance(function)
        self.steps = 0

    def phis_of(self, block: Block) -> list[Instr]:
        """The phis of a block."""
        return [phi for phi in self.phis.get(int(block.id), []) if phi.forward is None]

    def origins(self, value: Instr) -> list[tuple[Block, int]]:
        """The edges (source block, index among its successors) on which an undefined value enters
        the phis that `value` stands for."""
        found: list[tuple[Block, int]] = []
        seen: dict[Instr, bool] = {value: True}
        pending = [value]
        while pending:
            phi = pending.pop()
            block = phi.block
            assert block is not None
            for slot, arg in enumerate(phi.args):
                arg = resolve(arg)
                if arg.op == o.UNDEF:
                    found.append((block.preds[slot], block.pred_slots[slot]))
                elif arg.op == o.PHI and arg not in seen:
                    seen[arg] = True
                    pending.append(arg)
        return found

    def on_the_way(self, block: Block) -> Facts | None:
        """What the branches that dominate a block say; None when they contradict each other."""
        facts = Facts(int(self.function.pointer_bits))
        chain = self.dominance.chain(block)
        for index in range(len(chain) - 1, 0, -1):
            above = chain[index]
            below = chain[index - 1]
            edge = -1
            for number, succ in enumerate(above.succs):
                if succ is below and len(below.preds) == 1:
                    edge = number
            if edge >= 0 and not facts.leave_by(above, edge):
                return None
        return facts

    def arrives(self, source: Block, edge: int, value: Instr, target: Block) -> bool:
        """Whether a path from an edge to `target` is found on which `value` is undefined."""
        facts = self.on_the_way(source)
        if facts is None or not facts.leave_by(source, edge):
            return False
        reaching = self.reaching(target)
        first = source.succs[edge]
        if first not in reaching:
            return False
        facts.enter(first, source.succ_slots[edge], self.phis_of(first))
        stack: list[tuple[Block, Facts, dict[Block, bool]]] = [(first, facts, {first: True})]
        self.steps = 0
        while stack:
            self.steps += 1
            if self.steps > STEPS:
                return False
            block, facts, passed = stack.pop()
            if block is target and facts.value(value).op == o.UNDEF:
                return True
            for number in range(len(block.succs) - 1, -1, -1):
                succ = block.succs[number]
                if succ in passed or succ not in reaching:
                    continue
                further = facts.copy()
                if not further.leave_by(block, number):
                    continue
                further.enter(succ, block.succ_slots[number], self.phis_of(succ))
                stack.append((succ, further, {**passed, succ: True}))
        return False

    def reaching(self, target: Block) -> dict[Block, bool]:
        """The blocks from which a block can be reached."""
        found: dict[Block, bool] = {target: True}
        pending = [target]
        while pending:
            for pred in pending.pop().preds:
                if pred not in found:
                    found[pred] = True
                    pending.append(pred)
        return found
