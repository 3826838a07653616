"""How many rules there are: distinct after commutation and width.

Problem: braces make one idea into many rules, so that their number says little.  Idea: two rules
count once when they are the same but for the types they name, the numbers that go with a width, the
names of variables and the order of commutative operands.  Numbers other than -1, 0 and 1 are all
one, so that rules which differ in a constant alone count once too: the count is a lower bound.
"""

from __future__ import annotations

from compiler.ir import opcodes as op
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
    Term,
    Var,
)


def number(value: int) -> str:
    """A number, all but the smallest alike."""
    return str(value) if -1 <= value <= 1 else "N"


def shape(term: Term, names: dict[str, str]) -> str:
    """A term without types, variables as far as they are named already."""
    if isinstance(term, Var):
        return names.get(term.name, "C?" if term.constant else "x?")
    if isinstance(term, Literal):
        return term.text or number(term.value)
    if isinstance(term, Computed):
        return f"[{expression(term.expr, names)}]"
    args = [shape(arg, names) for arg in term.args]
    if not term.machine and not term.function and op.TRAITS[term.op] & op.COMMUTATIVE:
        args.sort()
    head = term.machine.rstrip("rmixl").rstrip("0123456789") or term.function or op.NAMES[term.op]
    return f"({' '.join([head, str(term.flags), *args])})"


def expression(expr: Expr, names: dict[str, str]) -> str:
    """A condition's expression in the same way."""
    if isinstance(expr, Name):
        return names.get(expr.name, expr.name if "." in expr.name else "?")
    if isinstance(expr, Number):
        return number(expr.value)
    if isinstance(expr, Call):
        return f"{expr.function}({','.join(expression(arg, names) for arg in expr.args)})"
    assert isinstance(expr, Infix)
    left = expression(expr.left, names) if expr.left is not None else ""
    return f"({left}{expr.operator}{expression(expr.right, names)})"


def name_variables(term: Term, names: dict[str, str]) -> None:
    """Number the variables in an order that commutation does not change."""
    if isinstance(term, Var):
        names.setdefault(term.name, f"{'C' if term.constant else 'x'}{len(names)}")
    elif isinstance(term, Node):
        if term.name:
            names.setdefault(term.name, f"y{len(names)}")
        args = list(term.args)
        if not term.machine and not term.function and op.TRAITS[term.op] & op.COMMUTATIVE:
            args.sort(key=lambda arg: shape(arg, names))
        for arg in args:
            name_variables(arg, names)


def key(rule: Rule) -> str:
    """Equal for rules that count once."""
    names: dict[str, str] = {}
    if rule.before is not None:
        name_variables(rule.before, names)
    name_variables(rule.left, names)
    before = shape(rule.before, names) if rule.before is not None else ""
    conditions = sorted(expression(expr, names) for expr in rule.condition)
    return f"{before} then {shape(rule.left, names)} if {conditions} => {shape(rule.right, names)}"


def distinct(rules: list[Rule]) -> dict[str, list[Rule]]:
    """The rules by what counts once."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(key(rule), []).append(rule)
    return found
