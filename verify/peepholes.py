"""Late peepholes of x86 as rules: proof over the rows' meanings, and the tables they become.

Problem: behind allocation, instructions speak of registers and flags; a peephole that keeps the
wrong flags is a wrong branch.  Idea: two shapes of rule suffice (`rules/peephole_x86.rules`).
`TEST r=(OP ..) r => (flags r)`: where OP's result stands in r, its flags are those that the test
would set: all of them, or under `reads_zero_or_sign` the zero and sign flag only, all that the
readers behind may ask for.  `OP => OP'` under `flags_dead`: the same register contents.

Both are proved with the machinery of `selection.py`, for all contents of registers and memory and
all immediates.  The generator writes `target/x86/peepholes_gen.py`, tables from opcode to opcode,
for `target/x86/peepholes.py`, which looks for the places and knows the liveness of flags.
"""

from __future__ import annotations

from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.target.x86 import registers
from verify import integers
from verify.integers import Exact
from verify.language import Literal, Name, Node, Rule, Term, Var
from verify.selection import Result, Selection, bit
from verify.words import FALSE, TRUE, Floats, Unsupported, any_of

FILE = "peephole_x86.rules"
KEEPS_FLAGS, REPLACES = "flags", "replacement"
SHOWN = (registers.FLAG_C, registers.FLAG_Z, registers.FLAG_S, registers.FLAG_O, registers.FLAG_P)
ZERO_OR_SIGN = (registers.FLAG_Z, registers.FLAG_S)


def is_peephole(rule: Rule) -> bool:
    """Whether the left side is machine code."""
    return bool(rule.left.machine)


def kind(rule: Rule) -> str:
    """Which of the two shapes a rule has."""
    if isinstance(rule.right, Node) and rule.right.function == "flags":
        if rule.condition not in ([], [Name("reads_zero_or_sign")]):
            raise rule.error("only reads_zero_or_sign may limit the flags")
        return KEEPS_FLAGS
    if rule.condition != [Name("flags_dead")]:
        raise rule.error("a replacement destroys flags: write `if flags_dead`")
    return REPLACES


class Peephole(Selection):
    """A peephole rule: both sides run on unknown registers."""

    def __init__(self, rule: Rule) -> None:
        # Nothing of a typed left side: `Instance.__init__` is not called.
        self.rule = rule
        self.floats = Floats()
        self.logic = integers
        self.fixed = {}
        self.variables = {}
        self.contents: dict[str, Any] = {}
        self.reads = {"mem": 64}
        self.writes = {}
        self.trap, self.unfit, self.right_definitions = [], [], []
        self.memory_right = None
        self.widest = 32
        left = self.machine(rule.left, ())
        self.fits = [z3.Not(part) for part in self.unfit]
        self.unfit = []
        if kind(rule) == KEEPS_FLAGS:
            assert isinstance(rule.right, Node) and isinstance(rule.right.args[0], Var)
            made = self.made(rule.left, rule.right.args[0].name)
            watched = ZERO_OR_SIGN if rule.condition else SHOWN
            self.failing = [self.flag(left, flag) != self.flag(made, flag) for flag in watched]
        else:
            right = self.machine(rule.right, ())
            self.failing = [left.words[0] != right.words[0], *self.unfit]

    @staticmethod
    def flag(result: Result, number: int) -> Any:
        """A flag as a word; unknown when the instruction does not say."""
        if number not in result.flags:
            raise Unsupported("a flag that the row does not say")
        return bit(result.flags[number])

    def made(self, term: Node, name: str) -> Result:
        """The run of the instruction that is bound to a name."""
        for index, arg in enumerate(term.args):
            if isinstance(arg, Node) and arg.name == name:
                return self.run_once(arg, (index,))
        raise self.rule.error(f"{name} is not bound to an instruction")

    def run_once(self, term: Node, path: tuple[int, ...]) -> Result:
        """The same instruction is run once, whoever asks."""
        key = f"result of {term.name}"
        if key not in self.contents:
            self.contents[key] = super().machine(term, path)
        found: Result = self.contents[key]
        return found

    def machine(self, term: Term, path: tuple[int, ...]) -> Result:
        """Instructions; a name that is bound to one is its result."""
        if isinstance(term, Node) and term.name:
            return self.run_once(term, path)
        if isinstance(term, Var) and f"result of {term.name}" in self.contents:
            found: Result = self.contents[f"result of {term.name}"]
            return found
        return super().machine(term, path)

    def register(self, term: Term, path: tuple[int, ...]) -> Any:
        """Any contents."""
        if isinstance(term, Literal) and not term.text:
            return z3.BitVecVal(term.value, 64)
        if not isinstance(term, Var):
            raise Unsupported("this operand")
        if term.name not in self.contents:
            self.contents[term.name] = z3.BitVec(term.name, 64)
        return self.contents[term.name]

    def memory_operand(self, arg: Term, at: int, path: tuple[int, ...]) -> Any:
        """Any address."""
        return self.register(arg, path)

    def named(self, name: str) -> Any:
        """An immediate."""
        if name not in self.contents:
            self.contents[name] = z3.BitVec(name, 64)
        return Exact(self.contents[name], 64)

    def stores(self, term: Term) -> bool:
        """No rule stores."""
        return False

    def undefined_condition(self) -> list[z3.BoolRef]:
        """Nothing is computed."""
        return [FALSE]

    def applies(self) -> list[z3.BoolRef]:
        """Some operands fit."""
        return self.fits or [TRUE]

    def query(self) -> list[z3.BoolRef]:
        """Unsatisfiable iff the rule holds."""
        return [*self.fits, any_of([*self.failing, *self.trap])]

    def multiplies(self) -> bool:
        """No row multiplies."""
        return False


def tables(rules: list[Rule]) -> str:
    """The text of `target/x86/peepholes_gen.py` for proved rules."""
    groups: dict[str, list[tuple[str, str]]] = {
        "SAME_FLAGS": [], "SAME_ZERO_AND_SIGN": [], "CLEARED_BY": []}
    for rule in rules:
        name = rule.left.machine.partition(".")[2]
        if kind(rule) == KEEPS_FLAGS:
            source = next(arg for arg in rule.left.args if isinstance(arg, Node))
            group = "SAME_ZERO_AND_SIGN" if rule.condition else "SAME_FLAGS"
            groups[group].append((source.machine.partition(".")[2], name))
        else:
            assert isinstance(rule.right, Node)
            groups["CLEARED_BY"].append((name, rule.right.machine.partition(".")[2]))
    says = {"SAME_FLAGS": "Behind the first, the second (a test of its result) changes no flag.",
            "SAME_ZERO_AND_SIGN": "The same for the zero and the sign flag alone.",
            "CLEARED_BY": "A move of 0 where flags are dead, and what does the same."}
    lines = [f'"""Tables of the rules in {FILE}.', "",
             "Generated by `python -m verify.generate`; do not edit (docs/rules.md).", '"""', "",
             "from __future__ import annotations", "",
             "from compiler.target.x86 import ops_gen as x86", "", "TYPE_CHECKING = False",
             "if TYPE_CHECKING:", "    from typing import Final", ""]
    for group, pairs in groups.items():
        lines += [f"# {says[group]}", f"{group}: Final = {{",
                  *[f"    x86.{first}: x86.{second}," for first, second in pairs], "}"]
    return "\n".join(lines) + "\n"
