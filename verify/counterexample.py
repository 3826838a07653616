"""A false rule's smallest counterexample, with the value of every subterm.

Problem: "refuted" helps only when one sees why.  Idea: the types are the narrowest at which the
rule fails; then each constant and each variable in turn is made as small as it can be (nearest to
0, poison last), and the model is read back for every subterm of both sides.
"""

from __future__ import annotations

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import softfloat, types
from verify.instance import Instance, Path, Side, Value
from verify.language import Computed, Literal, Node, Term, Var
from verify.peepholes import Peephole
from verify.prove import spell_expr

SECONDS = 2.0       # for each step towards a smaller one


def registers(instance: Peephole) -> list[str]:
    """A peephole's counterexample: what stands in registers and immediates."""
    solver = z3.Solver()
    solver.set("timeout", int(SECONDS * 1000))
    solver.add(*instance.query())
    if solver.check() != z3.sat:
        return []
    model = solver.model()
    rows = [(name, "register", f"0x{model.eval(word, True).as_long():x}")
            for name, word in instance.contents.items() if z3.is_expr(word)]
    return ["  with", *table(rows)]


def smallest(instance: Instance) -> z3.ModelRef | None:
    """A model of the refutation in which symbols are small, in order of appearance."""
    solver = z3.Solver()
    solver.set("timeout", int(SECONDS * 1000))
    solver.add(*instance.query())
    if solver.check() != z3.sat:
        return None
    model = solver.model()

    def attempt(bound: z3.BoolRef) -> bool:
        nonlocal model
        solver.push()
        solver.add(bound)
        found = bool(solver.check() == z3.sat)
        if found:
            model = solver.model()
        solver.pop()
        return found

    for value in instance.variables.values():
        if not z3.is_false(value.poison) and attempt(z3.Not(value.poison)):
            solver.add(z3.Not(value.poison))
        low, high = 0, (1 << value.word.size()) - 1
        # Distance from 0 in the order 0, -1, 1, -2, 2 ...: fold the sign into the lowest bit.
        sign = value.word >> (value.word.size() - 1)
        distance = (value.word << 1) ^ sign
        while low < high:
            middle = (low + high) // 2
            if attempt(z3.ULE(distance, middle)):
                high = model.eval(distance, True).as_long()
            else:
                low = middle + 1
        solver.add(distance == low)
        attempt(z3.BoolVal(True))
    return model


def show(instance: Instance) -> str:
    """The counterexample as lines of text."""
    rule = instance.rule
    lines = [rule.source.message(rule.left.at, f"error: {rule.name} is false")]
    if instance.rule.text not in lines[0]:
        lines.append(f"  here: {rule.text}")
    if isinstance(instance, Peephole):
        return "\n".join([*lines, *registers(instance)])
    model = smallest(instance)
    if model is None:
        return "\n".join([*lines, "  (the counterexample was found once, not again in time)"])
    rows: list[tuple[str, str, str]] = []
    for name, value in instance.variables.items():
        rows.append((name, *reading(model, value, instance.type_left(instance.path_of(name)))))
    lines += ["  with", *table(rows)]
    lines += ["  left side", *table(side_rows(instance, model, rule.left, instance.left, True))]
    lines += ["  right side", *table(side_rows(instance, model, rule.right, instance.right, False))]
    lines.append("  " + verdict(instance, model))
    return "\n".join(lines)


def verdict(instance: Instance, model: z3.ModelRef) -> str:
    """What is wrong, in words."""
    left, right = instance.root, instance.result
    if holds(model, right.undefined) and not holds(model, left.undefined):
        return "the left side is defined, the right side is not"
    if holds(model, right.poison) and not holds(model, left.poison):
        return "the left side is not poison, the right side is"
    return "the two sides differ"


def holds(model: z3.ModelRef, formula: z3.BoolRef) -> bool:
    """A formula's truth in a model."""
    return bool(z3.is_true(model.eval(formula, True)))


def reading(model: z3.ModelRef, value: Value, type: int) -> tuple[str, str]:
    """Type and value of a subterm."""
    name = types.type_name(type)
    if holds(model, value.undefined):
        return name, "undefined behaviour"
    if holds(model, value.poison):
        return name, "poison"
    bits = model.eval(value.word, True).as_long()
    width = value.word.size()
    if types.is_float(type):
        return name, f"{float_text(bits, type)} (0x{bits:x})"
    signed = types.wrap(bits, width)
    return name, f"{signed} (0x{bits:x})" if not 0 <= signed < 10 else str(signed)


def float_text(bits: int, type: int) -> str:
    """A float in a form that people read: decimal where Python can, else its class."""
    form = type - types.F32 + 1
    unpacked = softfloat.unpack(bits, form)
    sign = "-" if unpacked.negative else ""
    if unpacked.kind == softfloat.NAN:
        return sign + "NaN"
    if unpacked.kind == softfloat.INFINITE:
        return sign + "infinity"
    if unpacked.kind == softfloat.ZERO:
        return sign + "0.0"
    try:
        return f"{sign}{unpacked.significand * 2.0 ** unpacked.exponent!r}"
    except OverflowError:
        return f"{sign}{unpacked.significand} * 2**{unpacked.exponent}"


def side_rows(instance: Instance, model: z3.ModelRef, term: Term, side: Side, left: bool
              ) -> list[tuple[str, str, str]]:
    """Spelling, type and value of every subterm that is not a plain variable, outermost first."""
    rows: list[tuple[str, str, str]] = []

    def walk(term: Term, path: Path) -> None:
        value = side.values.get(path)
        if value is None:
            return
        type = instance.type_left(path) if left else instance.type_right(path)
        rows.append((spell(term), *reading(model, value, type)))
        if isinstance(term, Node) and not term.function:
            for index, arg in enumerate(term.args):
                if not isinstance(arg, (Var, Literal)):
                    walk(arg, (*path, index))

    walk(term, ())
    return rows


def spell(term: Term) -> str:
    """A term in the rule language."""
    if isinstance(term, Var):
        return term.name
    if isinstance(term, Literal):
        return term.text or str(term.value)
    if isinstance(term, Computed):
        return f"[{spell_expr(term.expr)}]"
    head = term.function or term.machine or op.NAMES[term.op]
    for bit, flag in op.FLAG_NAMES:
        if term.flags & bit:
            head += "." + flag
    return "(" + " ".join([head, *map(spell, term.args)]) + ")"


def table(rows: list[tuple[str, str, str]]) -> list[str]:
    """Aligned rows."""
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(2)]
    return [f"    {row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}" for row in rows]
