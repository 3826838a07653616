"""Constant expressions (C17 6.6): values of trees that need no execution.

`fold` gives int, float, Real or Address, or None.  `is_integer_constant` holds the letter of
6.6p6; what merely folds is accepted where gcc accepts it.
"""

from __future__ import annotations

from cspec import floats
from cspec.floats import Real
from cspec import tree as T
from cspec.types import BOOL, COMPLEX, ENUM, FLOAT, INT, POINTER, VOID, Type


class Address:
    """An address constant (6.6p9): an object, function, string or label, and an offset."""

    def __init__(self, base: object, offset: int) -> None:
        self.base = base
        self.offset = offset


Value = int | float | Real | Address


def wrap(value: int, t: Type) -> int:
    """An integer reduced to the range of a type (6.3.1.3)."""
    plain = t.plain
    if plain.kind == ENUM:
        plain = plain.of.plain
    if plain.kind == BOOL:
        return int(value != 0)
    value &= (1 << plain.bits) - 1
    if plain.signed and value >> (plain.bits - 1):
        value -= 1 << plain.bits
    return value


def fits(value: int, t: Type) -> bool:
    return wrap(value, t) == value


def to_format(value: Real | float | int, t: Type) -> float | Real:
    """A number as a value of a floating type."""
    form = t.format
    assert form is not None
    if isinstance(value, float):
        if form.name == "f64":
            return value
        real = floats.from_float(value)
    elif isinstance(value, int):
        real = floats.from_int(value, form)
    else:
        real = value
    real = floats.convert(real, form)
    if form.name in ("f32", "f64"):
        return floats.to_float(real)
    return real


def as_real(value: Value) -> Real:
    if isinstance(value, float):
        return floats.from_float(value)
    assert isinstance(value, Real)
    return value


def convert(value: Value, source: Type, t: Type) -> Value | None:
    """A constant converted to another scalar type."""
    kind = t.plain.kind
    if isinstance(value, Address):
        if kind == POINTER or kind in (INT, ENUM) and t.size == source.size:
            return value
        if kind == BOOL:
            return 1
        return None
    if kind == BOOL:
        if isinstance(value, Real):
            return int(not value.is_zero())
        return int(value != 0)
    if kind in (INT, ENUM, POINTER):
        if isinstance(value, (float, Real)):
            real = as_real(value)
            if real.kind != floats.FINITE:
                return None
            whole = floats.to_int(real)
            return whole if fits(whole, t) else None
        if kind == POINTER:
            return value & ((1 << t.size * 8) - 1)
        return wrap(value, t)
    if kind == FLOAT:
        return to_format(value, t)
    return None


def is_true(value: Value) -> bool:
    if isinstance(value, Address):
        return True
    if isinstance(value, Real):
        return not value.is_zero()
    return value != 0


def fold(e: T.Expr) -> Value | None:
    """The value of a constant expression, None if it is none."""
    tag = e.tag
    if isinstance(e, T.Const):
        if e.imaginary:
            return None
        value = e.value
        assert isinstance(value, (int, float, Real))
        return value
    if isinstance(e, T.Cast):
        inner = fold(e.operand)
        if inner is None or e.type.kind == VOID:
            return None
        return convert(inner, e.operand.type, e.type)
    if isinstance(e, T.Unary):
        inner = fold(e.operand)
        if inner is None or isinstance(inner, Address):
            return 0 if isinstance(inner, Address) and e.op == "!" else None
        if e.op == "!":
            return int(not is_true(inner))
        if e.op == "-":
            if isinstance(inner, Real):
                return floats.negate(inner)
            if isinstance(inner, float):
                return -inner
            return wrap(-inner, e.type)
        if e.op == "~" and isinstance(inner, int):
            return wrap(~inner, e.type)
        return None
    if isinstance(e, T.Binary):
        return fold_binary(e)
    if isinstance(e, T.Logical):
        left = fold(e.left)
        if left is None:
            return None
        if is_true(left) != (e.op == "&&"):
            return int(e.op == "||")
        right = fold(e.right)
        return None if right is None else int(is_true(right))
    if isinstance(e, T.Conditional):
        condition = fold(e.condition)
        if condition is None:
            return None
        return fold(e.yes if is_true(condition) else e.no)
    if isinstance(e, T.Elvis):
        value2 = fold(e.value)
        if value2 is None:
            return None
        return convert(value2, e.value.type, e.type) if is_true(value2) else fold(e.no)
    if isinstance(e, T.Decay):
        return fold_place(e.operand)
    if isinstance(e, T.AddressOf):
        return fold_place(e.operand)
    if isinstance(e, T.LabelAddress):
        return Address(e.label, 0)
    if isinstance(e, T.BuiltinCall):
        from cspec.builtins import fold_builtin
        return fold_builtin(e)
    if tag == T.OFFSETOF and isinstance(e, T.OffsetOf):
        total = e.constant
        for term, scale in e.terms:
            index = fold(term)
            if not isinstance(index, int):
                return None
            total += index * scale
        return total
    return None


def fold_place(e: T.Expr) -> Value | None:
    """The address constant of an lvalue or function designator."""
    if isinstance(e, T.VariableRef):
        v = e.variable
        return Address(v, 0) if v.storage in ("static", "extern") else None
    if isinstance(e, T.FunctionRef):
        return Address(e.function, 0) if e.function.outer is None else None
    if isinstance(e, T.StringLit):
        return Address(e, 0)
    if isinstance(e, T.CompoundLiteral):
        return Address(e.variable, 0) if e.variable.storage == "static" else None
    if isinstance(e, T.Deref):
        return fold(e.pointer)
    if isinstance(e, T.Member):
        base = fold_place(e.base)
        return shifted(base, e.field.offset)
    if isinstance(e, T.Index):
        base = fold_place(e.base) if e.base.lvalue else fold(e.base)
        index = fold(e.index)
        if not isinstance(index, int):
            return None
        return shifted(base, index * e.type.size)
    if isinstance(e, T.Part):
        return shifted(fold_place(e.operand), e.which * e.type.size)
    return None


def shifted(base: Value | None, by: int) -> Value | None:
    if isinstance(base, Address):
        return Address(base.base, base.offset + by)
    if isinstance(base, int):
        return base + by
    return None


def fold_binary(e: T.Binary) -> Value | None:
    """A binary operator on constants."""
    a = fold(e.left)
    if a is None:
        return None
    b = fold(e.right)
    if b is None:
        return None
    op = e.op
    if isinstance(a, Address) or isinstance(b, Address):
        return fold_addresses(e, a, b)
    if e.type.kind == POINTER:
        scale = e.type.of.size or 1
        if isinstance(a, int) and isinstance(b, int):
            if e.left.type.kind == POINTER:
                return a + b * scale if op == "+" else a - b * scale
            return b + a * scale
        return None
    if isinstance(a, (float, Real)) or isinstance(b, (float, Real)):
        return fold_floating(e, as_real(a) if not isinstance(a, int) else
                             floats.from_float(float(a)),
                             as_real(b) if not isinstance(b, int) else
                             floats.from_float(float(b)))
    if op in ("==", "!=", "<", ">", "<=", ">="):
        return int({"==": a == b, "!=": a != b, "<": a < b, ">": a > b, "<=": a <= b,
                    ">=": a >= b}[op])
    if e.left.type.kind == POINTER:
        return (a - b) // (e.left.type.of.size or 1) if op == "-" else None
    if e.type.kind not in (INT, BOOL, ENUM):
        return None
    if op in ("/", "%"):
        if b == 0:
            return None
        q = abs(a) // abs(b)
        q = -q if (a < 0) != (b < 0) else q
        return wrap(q if op == "/" else a - b * q, e.type)
    if op in ("<<", ">>"):
        if not 0 <= b < e.type.bits:
            return None
        return wrap(a << b if op == "<<" else a >> b, e.type)
    result = {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[op]
    return wrap(result, e.type)


def fold_floating(e: T.Binary, a: Real, b: Real) -> Value | None:
    """A binary operator on floating constants."""
    op = e.op
    if op in ("==", "!=", "<", ">", "<=", ">="):
        order = floats.compare(a, b)
        return int({"==": order == 0, "!=": order != 0, "<": order == -1, ">": order == 1,
                    "<=": order in (-1, 0), ">=": order in (0, 1)}[op])
    form = e.type.format
    if form is None or e.type.kind == COMPLEX:
        return None
    if op == "+":
        result = floats.add(a, b, form)
    elif op == "-":
        result = floats.subtract(a, b, form)
    elif op == "*":
        result = floats.multiply(a, b, form)
    elif op == "/":
        result = floats.divide(a, b, form)
    else:
        return None
    return floats.to_float(result) if form.name in ("f32", "f64") else result


def fold_addresses(e: T.Binary, a: Value, b: Value) -> Value | None:
    """Address plus or minus an integer, and what compares at translation."""
    if e.op in ("+", "-") and e.type.kind == POINTER:
        scale = e.type.of.size or 1
        if isinstance(a, Address) and isinstance(b, int):
            return Address(a.base, a.offset + (b if e.op == "+" else -b) * scale)
        if isinstance(b, Address) and isinstance(a, int) and e.op == "+":
            return Address(b.base, b.offset + a * scale)
    if e.op in ("+", "-") and isinstance(a, Address) and isinstance(b, int):
        return Address(a.base, a.offset + (b if e.op == "+" else -b))
    if isinstance(a, Address) and isinstance(b, Address):
        if a.base is b.base:
            if e.op == "-":
                scale = e.left.type.of.size or 1 if e.left.type.kind == POINTER else 1
                return (a.offset - b.offset) // scale
            if e.op in ("==", "!=", "<", ">", "<=", ">="):
                x, y = a.offset, b.offset
                return int({"==": x == y, "!=": x != y, "<": x < y, ">": x > y, "<=": x <= y,
                            ">=": x >= y}[e.op])
        if e.op == "-" and isinstance(a.base, T.LabelName) and isinstance(b.base, T.LabelName):
            return Address(a.base, 0)
    if isinstance(a, Address) and b == 0 or isinstance(b, Address) and a == 0:
        if e.op == "==":
            return 0
        if e.op == "!=":
            return 1
    return None


def is_integer_constant(e: T.Expr) -> bool:
    """6.6p6: the letter of an integer constant expression (operators on constants only)."""
    if isinstance(e, T.Const):
        return e.type.is_integer()
    if isinstance(e, T.Cast):
        if not e.type.is_integer():
            return False
        return is_integer_constant(e.operand) \
            or isinstance(e.operand, T.Const) and e.operand.literal \
            or isinstance(e.operand, T.Cast) and e.operand.type.kind == FLOAT \
            and not e.operand.explicit and is_integer_constant(e.operand.operand)
    if isinstance(e, T.Unary):
        return is_integer_constant(e.operand)
    if isinstance(e, (T.Binary, T.Logical)):
        return is_integer_constant(e.left) and is_integer_constant(e.right)
    if isinstance(e, T.Conditional):
        return is_integer_constant(e.condition) and is_integer_constant(e.yes) \
            and is_integer_constant(e.no)
    if isinstance(e, T.BuiltinCall):
        return fold(e) is not None
    return False


def is_null_constant(e: T.Expr) -> bool:
    """A null pointer constant (6.3.2.3p3)."""
    if isinstance(e, T.Cast) and e.explicit and e.type.kind == POINTER \
            and e.type.of.kind == VOID and e.type.of.quals == 0 and e.type.quals == 0:
        e = e.operand
    return e.type.is_integer() and is_integer_constant(e) and fold(e) == 0


def initializer_constant(e: T.Expr) -> bool:
    """Whether an expression may initialise an object with static storage (6.6p7)."""
    if fold(e) is not None:
        return True
    if e.type.kind == COMPLEX:
        if isinstance(e, T.Const):
            return True
        if isinstance(e, (T.Cast, T.Unary)):
            return initializer_constant(e.operand)
        if isinstance(e, T.Binary):
            return initializer_constant(e.left) and initializer_constant(e.right)
        if isinstance(e, T.BuiltinCall):
            return all(initializer_constant(a) for a in e.arguments)
    if isinstance(e, T.Cast) and e.type.kind in (INT, FLOAT):
        inner = fold(e.operand)
        return inner is not None and not isinstance(inner, Address)
    if isinstance(e, T.Binary) and e.type.kind == INT:
        return False
    return False
