"""Unspecified order of evaluation (C17 6.5p3, 6.5.2.2p10): `--order=left|right|random:SEED|all`.

Operands are evaluated from left to right unless another order is asked for.  Then, wherever one
operand has effects and another could notice, the operands' values are put into slots in an order
that a `Choices` picks each time.  `all` tries every sequence of choices, one run a sequence.
"""

from __future__ import annotations

from cspec import tree as T
from cspec.tree import Expr
from cspec.unit import vars_of
from interp.calls import set_slot
from interp.frame import Frame
from interp.nodes import N, VNode, Wrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random

PERMUTED = 3


class Choices:
    """What decides: always the last alternative, a random one, or the next one of a trail."""

    def __init__(self, mode: str, seed: int) -> None:
        self.mode = mode
        self.random: Random | None = None
        if mode == "random":
            from random import Random
            self.random = Random(seed)
        self.trail: list[tuple[int, int, int]] = []
        self.depth = 0

    def choose(self, count: int, pos: int) -> int:
        """A number below `count`."""
        if self.mode == "right":
            return count - 1
        if self.random is not None:
            return self.random.randrange(count)
        if self.depth == len(self.trail):
            self.trail.append((0, count, pos))
        self.depth += 1
        return self.trail[self.depth - 1][0]


def advance(trail: list[tuple[int, int, int]]) -> bool:
    """The next sequence of choices; False when all have been tried."""
    while trail:
        chosen, count, pos = trail.pop()
        if chosen + 1 < count:
            trail.append((chosen + 1, count, pos))
            return True
    return False


class Hold(VNode):
    """Evaluates an operand into a slot."""

    def __init__(self, slot: int, node: N) -> None:
        self.slot = slot
        self.node = node

    def x(self, f: Frame) -> None:
        set_slot(f, self.slot, self.node.o(f))


class Ordered(Wrapper):
    """Puts operands into their slots in a chosen order, then goes on."""

    def __init__(self, choices: Choices, holds: list[Hold], inner: N, pos: int) -> None:
        self.choices = choices
        self.holds = holds
        self.inner = inner
        self.pos = pos
        self.orders = permutations(len(holds))

    def before(self, f: Frame) -> None:
        chosen = self.choices.choose(len(self.orders), self.pos)
        for index in self.orders[chosen]:
            self.holds[index].x(f)


def permutations(count: int) -> list[list[int]]:
    """Orders of evaluation: all of up to three operands, else forwards and backwards; the last
    is right to left."""
    forwards = list(range(count))
    if count > PERMUTED:
        return [forwards, forwards[::-1]]
    made: list[list[int]] = [[]]
    for _ in range(count):
        made = [order + [index] for order in made for index in forwards if index not in order]
    return made


class Weight:
    """Whether an expression has side effects, and whether it looks at memory or at variables."""

    def __init__(self, e: Expr) -> None:
        self.effects = False
        self.looks = False
        stack: list[object] = [e]
        while stack:
            one = stack.pop()
            if isinstance(one, (T.Call, T.BuiltinCall, T.Assign, T.CompoundAssign, T.Increment,
                                T.StatementExpr, T.VaArg)):
                self.effects = True
            if isinstance(one, T.Load):
                self.looks = True
            if isinstance(one, Expr):
                stack.extend(vars_of(one))


def order_matters(operands: list[Expr]) -> bool:
    """Whether one operand has effects that another might notice."""
    weights = [Weight(e) for e in operands]
    acting = sum(w.effects for w in weights)
    return acting > 1 or acting == 1 and any(w.looks and not w.effects for w in weights)
