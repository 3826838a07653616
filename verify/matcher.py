"""From one rule to the tests that match it and the text of what it builds.

Problem: a rule is a tree with equalities, types and conditions; a matcher is a sequence of cheap
tests on `Instr` objects.  Idea: flatten each rule (once for each order of commutative operands)
into an ordered list of `Test`s, cheapest first: operation codes breadth first, constants, flags,
equality, types, conditions.  `decision.py` then shares them between rules.
Invariants: a test only reads what earlier tests of the same list made sure exists; the value at
path (1, 0) is the Python variable `a1_0`, the root is `instr`; what stands before `then` is
`earlier`, its operands are `e0`, `e1_0`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from compiler.ir import opcodes as op
from compiler.ir import types
from verify.functions import FUNCTIONS
from verify.infer import BEFORE, FLOAT, INT, POINTER, WORD, Typing
from verify.language import (
    Call,
    Computed,
    Expr,
    Infix,
    Literal,
    Name,
    Node,
    Number,
    Rule,
    RuleError,
    Term,
    Var,
    as_expr,
)

Path = tuple[int, ...]


@dataclass(frozen=True)
class Test:
    """One test: its Python text, and what makes two tests exclude each other."""

    kind: str                       # op, imm, flag, type, same, cond
    path: Path
    value: str
    text: str

    def excludes(self, other: Test) -> bool:
        """True when both cannot hold for one value."""
        return (self.kind == other.kind and self.path == other.path and self.value != other.value
                and self.kind in ("op", "imm", "type"))


@dataclass
class Variant:
    """A rule with one order of its commutative operands, ready for the decision tree."""

    rule: Rule
    index: int                      # number of the rule in its generated file
    root_op: int
    tests: list[Test]
    action: list[str]               # the statement run when all tests hold


def variable(path: Path) -> str:
    """The Python name of the value at a path."""
    if path[:1] == BEFORE:
        return "e" + "_".join(map(str, path[1:])) if path != BEFORE else "earlier"
    return "a" + "_".join(map(str, path)) if path else "instr"


def variants(rule: Rule, index: int, context: str) -> list[Variant]:
    """All distinct orders of commutative operands; `context` is the matcher's object's name."""
    result: list[Variant] = []
    seen: set[str] = set()
    earlier: list[Term | None] = [None] if rule.before is None else \
        [*_orders(rule.before, rule)]
    for before, left in itertools.product(earlier, _orders(rule.left, rule)):
        assert isinstance(left, Node) and (before is None or isinstance(before, Node))
        flat = Flattener(replace(rule, left=left, before=before), context)
        made = Variant(rule, index, left.op, flat.tests, flat.action())
        key = repr([test.text for test in made.tests]) + repr(made.action)
        if key not in seen:
            seen.add(key)
            result.append(made)
    return result


def _orders(term: Term, rule: Rule) -> list[Term]:
    if not isinstance(term, Node) or not term.args:
        return [term]
    choices = [_orders(arg, rule) for arg in term.args]
    result: list[Term] = [replace(term, args=args) for args in itertools.product(*choices)]
    if not term.machine and op.TRAITS[term.op] & op.COMMUTATIVE:
        first, second = term.args[0], term.args[1]
        if not _is_constant(second) and not _interchangeable(first, second, rule):
            result += [replace(term, args=(args[1], args[0], *args[2:]))
                       for args in itertools.product(*choices)]
    return result


def _is_constant(term: Term) -> bool:
    return isinstance(term, Literal) or isinstance(term, Var) and term.constant


def _interchangeable(first: Term, second: Term, rule: Rule) -> bool:
    """Two plain variables that the rule uses alike."""
    if not (isinstance(first, Var) and isinstance(second, Var)):
        return False
    if first.constant or first.kind or second.kind or first.type != second.type:
        return False
    names = (first.name, second.name)
    sides = [rule.left] if rule.before is None else [rule.before, rule.left]
    if any(sum(_occurrences(side, name) for side in sides) != 1 for name in names):
        return False
    return not any(_mentions(expr, name) for expr in rule.condition for name in names)


def _occurrences(term: Term, name: str) -> int:
    if isinstance(term, Node):
        return sum(_occurrences(arg, name) for arg in term.args)
    return int(isinstance(term, Var) and term.name == name)


def _mentions(expr: Expr, name: str) -> bool:
    if isinstance(expr, Name):
        return expr.name == name
    if isinstance(expr, Call):
        return any(_mentions(arg, name) for arg in expr.args)
    if isinstance(expr, Infix):
        return expr.left is not None and _mentions(expr.left, name) or _mentions(expr.right, name)
    return False


class Flattener:
    """Makes the tests and the action of one rule."""

    def __init__(self, rule: Rule, context: str) -> None:
        self.rule = rule
        self.context = context          # "c" in rewriting, "s" in selection
        self.selecting = context == "s"
        self.typing = Typing(rule)
        self.tests: list[Test] = []
        self.folded_loads: list[Path] = []
        self._structure()
        self._same()
        self._types()
        for expr in rule.condition:
            for first, second in distances(expr):
                places = self.at(self.path_of(first)), self.at(self.path_of(second))
                self._add("cond", (), "", f"{context}.related({', '.join(places)})")
            self._add("cond", (), "", self.condition(expr))
        for path in self.folded_loads:
            self._add("cond", (), "", f"{context}.can_fold({self.at(path)}, instr)"
                      if self.selecting else f"{context}.readable({self.at(path)})")

    def fail(self, message: str) -> RuleError:
        return self.rule.error(message)

    def at(self, path: Path) -> str:
        """The variable of a path."""
        return variable(path)

    def _add(self, kind: str, path: Path, value: str, text: str) -> None:
        self.tests.append(Test(kind, path, value, text))

    # -- tests ---------------------------------------------------------------------------

    def _structure(self) -> None:
        start: list[tuple[Path, Term]] = [((), self.rule.left)]
        if self.rule.before is not None:
            start.append((BEFORE, self.rule.before))
        level = start
        while level:
            below: list[tuple[Path, Term]] = []
            for path, term in level:
                if isinstance(term, Node):
                    if path:
                        name = op.NAMES[term.op].upper()
                        self._add("op", path, name, f"{self.at(path)}.op == {name}")
                    below += [((*path, i), arg) for i, arg in enumerate(term.args)]
                elif _is_constant(term):
                    self._add("op", path, "CONST", f"{self.at(path)}.op == CONST")
            level = below
        level = start
        while level:
            below = []
            for path, term in level:
                if isinstance(term, Node):
                    if term.flags:
                        self._add("flag", path, str(term.flags),
                                  f"{self.at(path)}.flags & {term.flags} == {term.flags}")
                    if path and path != BEFORE and term.op == op.LOAD:
                        self.folded_loads.append(path)
                    below += [((*path, i), arg) for i, arg in enumerate(term.args)]
                elif isinstance(term, Literal):
                    if term.text:
                        text = (f"{self.context}.is_float({self.at(path)}, \"{term.text}\")")
                        self._add("cond", path, "", text)
                    else:
                        self._add("imm", path, str(term.value),
                                  f"{self.at(path)}.imm == {term.value}")
            level = below

    def _same(self) -> None:
        for name, paths in self.typing.name_paths.items():
            for path in paths[1:]:
                first = self.at(paths[0])
                if name[0].isupper():
                    self._add("cond", path, "", f"{first}.imm == {self.at(path)}.imm")
                else:
                    self._add("same", path, first, f"{first} is {self.at(path)}")

    def _types(self) -> None:
        known, needed = self.typing.known, self.typing.needed
        groups: dict[int, list[Path]] = {}
        for path, var in sorted(self.typing.left_vars.items(), key=lambda item: len(item[0])):
            groups.setdefault(needed.find(var), []).append(path)
        for group, paths in groups.items():
            allowed = needed.allowed[group]
            classes: dict[int, Path] = {}
            for path in paths:
                classes.setdefault(known.find(self.typing.left_vars[path]), path)
            representatives = list(classes.items())
            if len(allowed) == 1:
                only = next(iter(allowed))
                for variable_class, path in representatives:
                    if known.allowed[variable_class] != allowed:
                        name = types.NAMES[only].upper()
                        self._add("type", path, name, f"{self.at(path)}.type == {name}")
                continue
            first_class, first = representatives[0]
            if not known.allowed[first_class] <= allowed:
                self._add("cond", first, "", self._class_test(self.at(first), allowed))
            for variable_class, path in representatives[1:]:
                self._add("cond", path, "", f"{self.at(path)}.type == {self.at(first)}.type")

    def _class_test(self, text: str, allowed: frozenset[int]) -> str:
        if allowed == INT:
            return f"I1 <= {text}.type <= I128"
        if allowed == FLOAT:
            return f"F32 <= {text}.type <= F128"
        if allowed == POINTER:
            return f"{text}.type == PTR"
        if allowed == WORD:
            return f"({text}.type == PTR or I1 <= {text}.type <= I128)"
        raise self.fail(f"no test for the types {sorted(allowed)}")

    # -- expressions ---------------------------------------------------------------------

    def path_of(self, name: str) -> Path:
        """Where a name is bound on the left; `root` is the whole left side."""
        if name == "root":
            return ()
        paths = self.typing.name_paths.get(name)
        if paths is None:
            raise self.fail(f"{name} is not bound on the left")
        return paths[0]

    def width(self, expr: Expr) -> str:
        """Text of the width that goes with an expression: that of the first name within."""
        found = first_name(expr)
        if found is None:
            raise self.fail("an expression without a name has no width")
        return self.width_at(self.path_of(found))

    def width_at(self, path: Path) -> str:
        allowed = self.typing.needed.get(self.typing.left_vars[path])
        if len(allowed) == 1 and types.PTR not in allowed:
            return str(types.BITS[next(iter(allowed))])
        return f"{self.context}.width({self.at(path)}.type)"

    def condition(self, expr: Expr) -> str:
        """Python text of a truth value."""
        if isinstance(expr, Infix):
            if expr.operator in ("and", "or"):
                assert expr.left is not None
                return (f"({self.condition(expr.left)} {expr.operator} "
                        f"{self.condition(expr.right)})")
            if expr.operator == "not":
                return f"not ({self.condition(expr.right)})"
            if expr.operator in ("==", "!=", "<", "<=", ">", ">="):
                assert expr.left is not None
                return f"{self.number(expr.left)} {expr.operator} {self.number(expr.right)}"
        if isinstance(expr, Call):
            row = FUNCTIONS.get(expr.function)
            if row is not None and row.result == "b":
                return self.call(expr)
        if isinstance(expr, Name) and expr.name == "one_use":
            inner = [path for path in sorted(self.typing.left_vars)
                     if path and path != BEFORE and isinstance(self._term_at(path), Node)]
            return " and ".join(f"{self.at(path)}.uses == 1" for path in inner)
        raise self.fail(f"not a condition: {expr}")

    def _term_at(self, path: Path) -> Term:
        term: Term = self.rule.left
        if path[:1] == BEFORE:
            assert self.rule.before is not None
            term, path = self.rule.before, path[1:]
        for step in path:
            assert isinstance(term, Node)
            term = term.args[step]
        return term

    def number(self, expr: Expr) -> str:
        """Python text of an exact integer."""
        if isinstance(expr, Number):
            return str(expr.value)
        if isinstance(expr, Name):
            if "." in expr.name:
                return target_name(expr.name)
            if not expr.name[0].isupper():
                raise self.fail(f"{expr.name} is no constant")
            return f"{self.at(self.path_of(expr.name))}.imm"
        if isinstance(expr, Call):
            row = FUNCTIONS.get(expr.function)
            if row is None or row.result != "i":
                raise self.fail(f"no function {expr.function} gives a number")
            return self.call(expr)
        if expr.operator in ("+", "-", "*", "&", "|", "^", "<<", ">>", "//", "%"):
            if expr.left is None:
                return f"({expr.operator}{self.number(expr.right)})"
            return f"({self.number(expr.left)} {expr.operator} {self.number(expr.right)})"
        if expr.operator == "~":
            return f"(~{self.number(expr.right)})"
        raise self.fail(f"not a number: {expr}")

    def call(self, expr: Call) -> str:
        row = FUNCTIONS[expr.function]
        if len(row.args) != len(expr.args):
            raise self.fail(f"{expr.function} takes {len(row.args)} arguments")
        texts = []
        for kind, arg in zip(row.args, expr.args):
            if kind == "v":
                if not isinstance(arg, Name):
                    raise self.fail(f"{expr.function} takes a value")
                texts.append(self.at(self.path_of(arg.name)))
            elif kind == "u":
                texts.append(f"unsigned({self.number(arg)}, {self.width(arg)})")
            elif kind == "c":
                texts.append(self.condition(arg))
            else:
                texts.append(self.number(arg))
        width = ""
        if "{w}" in row.text:
            width = next(self.width(arg) for arg in expr.args if first_name(arg) is not None)
        return row.text.format(*texts, w=width, c=self.context)

    # -- the right side --------------------------------------------------------------------

    def type_text(self, path: Path) -> str:
        """Python text of the type of a term on the right."""
        kind, where = self.typing.type_at(self.typing.right_vars[path])
        if kind == "const":
            return types.NAMES[where[0]].upper()
        return f"{self.at(where)}.type"

    def action(self) -> list[str]:
        """The statements run when all tests hold."""
        right = self.rule.right
        if isinstance(right, Node) and right.function == "mem":
            return [f"{self.context}.add_address({self.mem_parts(right)})"]
        if self.selecting:
            return [f"return {self.machine(right, ())}"]
        return [f"return {self.build(right, ())}"]

    def build(self, term: Term, path: Path) -> str:
        """Python text that makes a generic term."""
        c = self.context
        if isinstance(term, Var):
            return self.at(self.path_of(term.name))
        if isinstance(term, Literal):
            if term.text:
                return f"{c}.float_const({self.type_text(path)}, \"{term.text}\")"
            return f"{c}.const({self.type_text(path)}, {term.value})"
        if isinstance(term, Computed):
            return f"{c}.const({self.type_text(path)}, {self.number(term.expr)})"
        if term.machine:
            raise self.fail("a machine operation in an algebraic rule")
        if term.function:
            return f"{c}.const({self.type_text(path)}, {self.number(as_expr(term))})"
        if term.op == op.POISON:
            return f"{c}.poison({self.type_text(path)})"
        args = [self.build(arg, (*path, i)) for i, arg in enumerate(term.args)]
        if term.op == op.LOAD:
            return f"{c}.load({self.type_text(path)}, {args[0]}, {self.accesses(term.args[0])})"
        if term.op == op.STORE:
            return f"{c}.store({args[0]}, {args[1]}, {self.accesses(term.args[0])})"
        if not 1 <= len(args) <= 3:
            raise self.fail("can build operations with one to three operands")
        name = op.NAMES[term.op].upper()
        return (f"{c}.make{len(args)}({name}, {self.type_text(path)}, {term.flags}, "
                f"{', '.join(args)})")

    def accesses(self, pointer: Term) -> str:
        """The accesses of the left side that a new one stands for: the one with its address first,
        whose alignment it has, and one more, whose bytes it touches too."""
        found: list[tuple[bool, str]] = []
        for path in sorted(self.typing.left_vars):
            term = self._term_at(path)
            if isinstance(term, Node) and term.op in (op.LOAD, op.STORE):
                found.append((term.args[0] != pointer, self.at(path)))
        found.sort()
        if not 1 <= len(found) <= 2:
            raise self.fail("a new access stands for one or two accesses of the left side")
        return f"{found[0][1]}, {found[-1][1]}"

    def machine(self, term: Term, path: Path) -> str:
        """Python text that makes a machine term and gives its result."""
        s = self.context
        if isinstance(term, Var):
            if term.kind == "mem":
                raise self.fail("mem may only be an operand of a machine operation")
            return f"{s}.reg({self.at(self.path_of(term.name))})"
        if isinstance(term, Literal):
            if term.text:
                return f"{s}.float_reg({self.type_text(path)}, \"{term.text}\")"
            return f"{s}.const_reg({self.type_text(path)}, {term.value})"
        if isinstance(term, Computed):
            return f"{s}.const_reg({self.type_text(path)}, {self.number(term.expr)})"
        if term.function:
            return f"{s}.const_reg({self.type_text(path)}, {self.number(as_expr(term))})"
        imm = "0" if term.imm is None else self.number(term.imm)
        if not term.machine:
            if term.op == op.PROJ:
                return (f"{s}.project({self.machine(term.args[0], (*path, 0))}, "
                        f"{self.type_text(path)}, {imm})")
            args = [self.machine(arg, (*path, i)) for i, arg in enumerate(term.args)]
            return (f"{s}.emit({op.NAMES[term.op].upper()}, {self.type_text(path)}, "
                    f"[{', '.join(args)}], {imm})")
        regs: list[str] = []
        position, address = -1, ""
        for i, arg in enumerate(term.args):
            if isinstance(arg, Var) and arg.kind == "mem":
                position, address = len(regs), f"{s}.address({self.at(self.path_of(arg.name))})"
            elif isinstance(arg, Var) and arg.name in self.typing.name_paths \
                    and self._is_mem(arg.name):
                position, address = len(regs), f"{s}.address({self.at(self.path_of(arg.name))})"
            elif isinstance(arg, Node) and arg.function == "mem":
                position, address = len(regs), f"{s}.make_address({self.mem_parts(arg)})"
            else:
                regs.append(self.machine(arg, (*path, i)))
        listed = f"[{', '.join(regs)}]"
        type_text = "VOID" if not path and self._void_root() else self.machine_type(path, term)
        name = target_name(term.machine)
        if position >= 0:
            return (f"{s}.emit_mem({name}, {type_text}, {listed}, {position}, {address}, {imm})")
        return f"{s}.emit({name}, {type_text}, {listed}, {imm})"

    def _is_mem(self, name: str) -> bool:
        term = self._term_at(self.typing.name_paths[name][0])
        return isinstance(term, Var) and term.kind == "mem"

    def _void_root(self) -> bool:
        return op.ROWS[self.rule.left.op][3] == "v"

    def machine_type(self, path: Path, term: Node) -> str:
        """A machine term's result type: its annotation, else its place's, else its first
        operand's."""
        try:
            return self.type_text(path)
        except RuleError:
            for i in range(len(term.args)):
                if isinstance(term.args[i], Var):
                    return self.type_text((*path, i))
            raise self.fail(f"the type of {term.machine} must be written") from None

    def mem_parts(self, term: Node) -> str:
        """`base, index, scale, disp` of an address on the right: values are base and index in
        order (`none` for no base), constants are scale (with an index) and displacement."""
        values: list[str] = []
        numbers: list[str] = []
        for arg in term.args:
            if isinstance(arg, Var) and not arg.constant:
                values.append("None" if arg.name == "none" else self.at(self.path_of(arg.name)))
            else:
                numbers.append(self.number(as_expr(arg)))
        base = values[0] if values else "None"
        index = values[1] if len(values) > 1 else "None"
        scale = numbers.pop(0) if index != "None" and numbers else "1"
        disp = numbers.pop(0) if numbers else "0"
        return f"{base}, {index}, {scale}, {disp}"


def distances(expr: Expr) -> list[tuple[str, str]]:
    """The pairs of pointers whose distance an expression asks for."""
    if isinstance(expr, Call):
        if expr.function == "distance":
            first, second = expr.args
            assert isinstance(first, Name) and isinstance(second, Name)
            return [(first.name, second.name)]
        return [pair for arg in expr.args for pair in distances(arg)]
    if isinstance(expr, Infix):
        return [*(distances(expr.left) if expr.left is not None else []), *distances(expr.right)]
    return []


def first_name(expr: Expr) -> str | None:
    """The first constant or value named in an expression."""
    if isinstance(expr, Name):
        return None if "." in expr.name else expr.name
    if isinstance(expr, Call):
        return next((name for name in map(first_name, expr.args) if name), None)
    if isinstance(expr, Infix):
        left = first_name(expr.left) if expr.left is not None else None
        return left or first_name(expr.right)
    return None


def target_name(name: str) -> str:
    """`x86.ADD32rr` as the generated module imports it."""
    plain = name.split(".")[1]
    if plain.lower() in op.BY_NAME or plain.lower() in types.NAMES:
        return "MACHINE_" + plain
    return plain
