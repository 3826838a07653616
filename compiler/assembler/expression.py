"""Assembly expressions: constants, symbols, operators; folded early, evaluated when laid out.

Problem: `.skip -((775f-774f)-(772b-771b) > 0)*4` needs addresses that relaxation is still
moving.  Idea: a small tree, reduced when parsed as far as constants go; `reduce_expression` turns
one into `plus - minus + addend` (what a relocation can say) or None, and a `Places` (the layout)
evaluates differences of labels whenever they are settled.

Semantics as GNU as: 64-bit wrapping, true is -1, `/` truncates. Source: GNU as manual, 6.2.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import ABSOLUTE, Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NODE_CONST: Final = 0
NODE_SYMBOL: Final = 1
NODE_UNARY: Final = 2
NODE_BINARY: Final = 3


class Expression:
    """A node: `value` for constants, `label` for symbols (with a relocation `kind`), `op` and
    operands otherwise."""

    def __init__(self, node: i64, value: int = 0, label: Label | None = None, op: str = "",
                 left: Expression | None = None, right: Expression | None = None) -> None:
        self.node: i64 = node
        self.value: int = value
        self.label: Label | None = label
        self.kind: i64 = 0
        self.op: str = op
        self.left: Expression | None = left
        self.right: Expression | None = right


class ExpressionError(Exception):
    """An expression that has no value: division by zero, a sum of two addresses."""


class Places:
    """Who knows where labels are: `difference` is left - right in bytes, or None when the two
    are not (yet) in one section; `expression_of` is the value of a .set symbol."""

    def difference(self, left: Label, right: Label) -> int | None:
        raise NotImplementedError

    def expression_of(self, label: Label) -> Expression | None:
        raise NotImplementedError


class Reduced:
    """plus - minus + addend, with the relocation kind that was written on `plus`."""

    def __init__(self, plus: Label | None, minus: Label | None, addend: int, kind: i64) -> None:
        self.plus = plus
        self.minus = minus
        self.addend = addend
        self.kind: i64 = kind


def wrap64(value: int) -> int:
    """Signed 64-bit wrapping."""
    if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        return value
    value &= 0xFFFFFFFFFFFFFFFF
    return value - 0x10000000000000000 if value >> 63 else value


def constant(value: int) -> Expression:
    return Expression(NODE_CONST, value)


def unary(op: str, operand: Expression) -> Expression:
    """-x ~x !x, folded when constant."""
    if operand.node == NODE_CONST:
        return constant(apply_unary(op, operand.value))
    return Expression(NODE_UNARY, 0, None, op, operand)


def binary(op: str, left: Expression, right: Expression) -> Expression:
    """A binary operation, folded when constant."""
    if left.node == NODE_CONST and right.node == NODE_CONST:
        return constant(apply_binary(op, left.value, right.value))
    return Expression(NODE_BINARY, 0, None, op, left, right)


def apply_unary(op: str, value: int) -> int:
    if op == "-":
        return wrap64(-value)
    if op == "~":
        return ~value
    if op == "!":
        return 1 if value == 0 else 0
    return value


def apply_binary(op: str, a: int, b: int) -> int:
    """GNU as's arithmetic on 64-bit numbers."""
    if op == "+":
        return wrap64(a + b)
    if op == "-":
        return wrap64(a - b)
    if op == "*":
        return wrap64(a * b)
    if op == "/" or op == "%":
        if b == 0:
            raise ExpressionError("division by zero")
        quotient = abs(a) // abs(b)
        if (a < 0) != (b < 0):
            quotient = -quotient
        return wrap64(quotient) if op == "/" else wrap64(a - quotient * b)
    if op == "<<":
        return wrap64(a << b) if 0 <= b < 64 else 0
    if op == ">>":
        return wrap64((a & 0xFFFFFFFFFFFFFFFF) >> b) if 0 <= b < 64 else 0
    if op == "&":
        return a & b
    if op == "|":
        return a | b
    if op == "^":
        return a ^ b
    if op == "|~":
        return a | ~b
    if op == "&&":
        return 1 if a and b else 0
    if op == "||":
        return 1 if a or b else 0
    truth = False
    if op == "==":
        truth = a == b
    elif op == "!=":
        truth = a != b
    elif op == "<":
        truth = a < b
    elif op == ">":
        truth = a > b
    elif op == "<=":
        truth = a <= b
    else:
        truth = a >= b
    return -1 if truth else 0


def reduce_expression(e: Expression, places: Places, depth: int = 0) -> Reduced | None:
    """The expression as plus - minus + addend with what is known now; None: not of that form."""
    if depth > 200:
        raise ExpressionError("expression is too deeply nested")
    if e.node == NODE_CONST:
        return Reduced(None, None, e.value, 0)
    if e.node == NODE_SYMBOL:
        label = e.label
        assert label is not None
        if label.section == ABSOLUTE:
            return Reduced(None, None, label.absolute, 0)
        inner = places.expression_of(label)
        if inner is not None and e.kind == 0:
            return reduce_expression(inner, places, depth + 1)
        return Reduced(label, None, 0, e.kind)
    assert e.left is not None
    left = reduce_expression(e.left, places, depth + 1)
    if left is None:
        return None
    if e.node == NODE_UNARY:
        if left.plus is None and left.minus is None:
            return Reduced(None, None, apply_unary(e.op, left.addend), 0)
        if e.op == "-" and left.plus is not None and left.minus is not None:
            return Reduced(left.minus, left.plus, -left.addend, 0)
        return None
    assert e.right is not None
    right = reduce_expression(e.right, places, depth + 1)
    if right is None:
        return None
    op = e.op
    if left.plus is None and left.minus is None and right.plus is None and right.minus is None:
        return Reduced(None, None, apply_binary(op, left.addend, right.addend), 0)
    if op == "+" or op == "-":
        return _sum(left, right, op == "-", places)
    if right.plus is not None and left.plus is not None and op in _COMPARISONS:
        distance = places.difference(left.plus, right.plus)
        if distance is not None and left.minus is None and right.minus is None:
            return Reduced(None, None,
                           apply_binary(op, distance + left.addend, right.addend), 0)
    return None


_COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")


def _sum(left: Reduced, right: Reduced, negate: bool, places: Places) -> Reduced | None:
    """left + right or left - right, cancelling what is in one section."""
    plus = [label for label in (left.plus, right.minus if negate else right.plus)
            if label is not None]
    minus = [label for label in (left.minus, right.plus if negate else right.minus)
             if label is not None]
    addend = left.addend - right.addend if negate else left.addend + right.addend
    changed = True
    while changed and plus and minus:
        changed = False
        for p in plus:
            for m in minus:
                distance = 0 if p is m else places.difference(p, m)
                if distance is not None:
                    plus.remove(p)
                    minus.remove(m)
                    addend += distance
                    changed = True
                    break
            if changed:
                break
    if len(plus) > 1 or len(minus) > 1:
        return None
    kind: i64 = left.kind
    if kind == 0 and not negate:
        kind = right.kind
    return Reduced(plus[0] if plus else None, minus[0] if minus else None, wrap64(addend), kind)
