"""Complex values as pairs of scalars.

Problem: `_Complex` arithmetic, with infinities and NaNs as C17 Annex G wants them.  Idea: a complex
value is a `Pair`; sums are done part by part, an operand of real type has no imaginary part at all
(G.5.1, G.5.2); a product is computed inline and done again by the runtime's `__mul?c3` when both
parts came out NaN, a quotient is always the runtime's `__div?c3`, as gcc has it.

Invariants: in memory the real part comes first; a volatile or aliased access is two accesses.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import builtins as b
from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    Assign,
    Binary,
    BuiltinCall,
    Call,
    Cast,
    ComplexConst,
    CompoundAssign,
    Conditional,
    Expr,
    IncDec,
    Saved,
    StatementExpr,
    Unary,
    VaArg,
)
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import ArgInfo
from compiler.ir.types import F32, F64, F80, F128, I1, I32
from compiler.lowering import (
    aggregates,
    arithmetic,
    calls,
    conditions,
    conversions,
    expressions,
    lvalues,
    places,
    statements,
    varargs,
)
from compiler.lowering.builder import LIKELY_FALSE
from compiler.lowering.context import FunctionContext, Pair
from compiler.lowering.places import Place
from compiler.lowering.ssa import Variable
from compiler.lowering.value_types import complex_element, value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RUNTIME_LETTER: Final = {F32: "s", F64: "d", F80: "x", F128: "t"}


class Operand:
    """A complex operand, or a real one (no imaginary part)."""

    def __init__(self, real: Instr, imaginary: Instr | None) -> None:
        self.real = real
        self.imaginary = imaginary


def value(f: FunctionContext, e: Expr) -> Pair:
    """The value of a complex expression."""
    kind = e.kind
    if kind == tree.CAST:
        assert isinstance(e, Cast)
        return cast(f, e)
    if kind == tree.COMPLEX_CONST:
        assert isinstance(e, ComplexConst)
        type = value_type(complex_element(e.type))
        return Pair(f.integer(type, e.real), f.integer(type, e.imaginary))
    if kind == tree.BINARY:
        assert isinstance(e, Binary)
        return binary(f, e)
    if kind == tree.UNARY:
        assert isinstance(e, Unary)
        pair = value(f, e.operand)
        element = complex_element(e.type)
        imaginary = arithmetic.negate(f, pair.imaginary, element)
        if e.op == tree.BIT_NOT:
            return Pair(pair.real, imaginary)
        return Pair(arithmetic.negate(f, pair.real, element), imaginary)
    if kind == tree.ASSIGN:
        assert isinstance(e, Assign)
        pair = value(f, e.value)
        store(f, lvalues.place(f, e.target), pair)
        return pair
    if kind == tree.COMPOUND_ASSIGN:
        assert isinstance(e, CompoundAssign)
        return compound(f, e)
    if kind == tree.INC_DEC:
        assert isinstance(e, IncDec)
        return increment(f, e)
    if kind == tree.COMMA:
        return value(f, expressions.comma(f, e))
    if kind == tree.CONDITIONAL:
        assert isinstance(e, Conditional)
        return conditional(f, e)
    if kind == tree.SAVED:
        assert isinstance(e, Saved)
        found = f.saved_pairs.get(e)
        if found is None:
            expressions.save(f, e)
            found = f.saved_pairs[e]
        return found
    if kind == tree.CALL:
        assert isinstance(e, Call)
        return load_at(f, calls.memory_result(f, e, None), e.type)
    if kind == tree.VA_ARG:
        assert isinstance(e, VaArg)
        return load(f, varargs.place(f, e))
    if kind == tree.STATEMENT_EXPR:
        assert isinstance(e, StatementExpr)
        return statements.statement_pair(f, e)
    if kind == tree.BUILTIN_CALL:
        assert isinstance(e, BuiltinCall)
        assert e.builtin.code == b.OP_COMPLEX
        real = expressions.scalar(f, e.arguments[0])
        return Pair(real, expressions.scalar(f, e.arguments[1]))
    return load(f, lvalues.place(f, e))


def load_at(f: FunctionContext, address: Instr, type: CType) -> Pair:
    """The complex number at an address."""
    return load(f, places.memory_place(address, type))


def parts(f: FunctionContext, place: Place) -> tuple[Place, Place]:
    """The places of the two parts."""
    element = complex_element(place.type)
    result = []
    for index in range(2):
        step = element.size * index
        part = Place(element, place.address, places.align_at(place.align, step))
        part.offset = place.offset + step
        part.alias = places.alias_of(f, place)
        part.volatile = place.volatile
        result.append(part)
    return result[0], result[1]


def load(f: FunctionContext, place: Place) -> Pair:
    """Read both parts."""
    if place.type.quals & c.ATOMIC:
        slot = f.temporary(place.type)
        aggregates.atomic_load_into(f, place, slot)
        return load_at(f, slot, place.type.unqual)
    real, imaginary = parts(f, place)
    return Pair(lvalues.load(f, real), lvalues.load(f, imaginary))


def store(f: FunctionContext, place: Place, pair: Pair) -> None:
    """Write both parts."""
    if place.type.quals & c.ATOMIC:
        slot = f.temporary(place.type)
        store(f, places.memory_place(slot, place.type.unqual), pair)
        aggregates.atomic_store_from(f, place, slot)
        return
    real, imaginary = parts(f, place)
    lvalues.store(f, real, pair.real)
    lvalues.store(f, imaginary, pair.imaginary)


def cast(f: FunctionContext, e: Cast) -> Pair:
    """A conversion to a complex type."""
    op = e.op
    if op == tree.LVALUE_TO_RVALUE:
        return load(f, lvalues.place(f, e.operand))
    if op == tree.REAL_TO_COMPLEX:
        real = expressions.scalar(f, e.operand)
        return Pair(real, f.integer(real.type, 0))
    pair = value(f, e.operand)
    if op == tree.COMPLEX_CAST:
        return convert_pair(f, pair, complex_element(e.operand.type), complex_element(e.type))
    return pair


def element_cast(source: CType, target: CType) -> i64:
    """The kind of cast between two element types."""
    if c.is_float(source):
        return tree.FLOAT_CAST if c.is_float(target) else tree.FLOAT_TO_INT
    return tree.INT_TO_FLOAT if c.is_float(target) else tree.INTEGER


def convert_pair(f: FunctionContext, pair: Pair, source: CType, target: CType) -> Pair:
    """Element by element."""
    op = element_cast(source, target)
    return Pair(conversions.convert_value(f, op, pair.real, source, target),
                conversions.convert_value(f, op, pair.imaginary, source, target))


def operand(f: FunctionContext, e: Expr) -> Operand:
    """A complex or real operand."""
    if e.type.kind == c.COMPLEX:
        pair = value(f, e)
        return Operand(pair.real, pair.imaginary)
    return Operand(expressions.scalar(f, e), None)


def binary(f: FunctionContext, e: Binary) -> Pair:
    """left op right, left-deep chains in a loop."""
    chain: list[Binary] = []
    node = e
    while node.left.kind == tree.BINARY and node.left.type.kind == c.COMPLEX:
        chain.append(node)
        inner = node.left
        assert isinstance(inner, Binary)
        node = inner
    left = operand(f, node.left)
    while True:
        right = operand(f, node.right)
        f.pos = node.loc
        pair = operate(f, node.op, left, right, complex_element(node.type), node.type)
        if not chain:
            return pair
        left = Operand(pair.real, pair.imaginary)
        node = chain.pop()


def operate(f: FunctionContext, op: i64, left: Operand, right: Operand, element: CType,
            type: CType) -> Pair:
    """One operation; at most one operand is real."""
    a, b1, x, y = left.real, left.imaginary, right.real, right.imaginary
    if op == tree.ADD or op == tree.SUB:
        real = arithmetic.operate(f, op, a, x, element)
        if y is None:
            assert b1 is not None
            return Pair(real, b1)
        if b1 is None:
            return Pair(real, y if op == tree.ADD else arithmetic.negate(f, y, element))
        return Pair(real, arithmetic.operate(f, op, b1, y, element))
    if op == tree.MUL:
        if b1 is None or y is None:
            factor = a if b1 is None else x
            pair = right if b1 is None else left
            other = pair.imaginary if pair.imaginary is not None else f.integer(a.type, 0)
            return Pair(arithmetic.operate(f, op, pair.real, factor, element),
                        arithmetic.operate(f, op, other, factor, element))
        return multiply(f, a, b1, x, y, element, type)
    assert op == tree.DIV
    if y is None:
        assert b1 is not None
        return Pair(arithmetic.operate(f, op, a, x, element),
                    arithmetic.operate(f, op, b1, x, element))
    if b1 is None:
        b1 = f.integer(a.type, 0)
    if c.is_float(element):
        return runtime(f, "div", a, b1, x, y, type)
    return divide_integers(f, a, b1, x, y, element)


def products(f: FunctionContext, sum: i64, a: Instr, b1: Instr, x: Instr, y: Instr,
             element: CType) -> Instr:
    """a * b1 +- x * y"""
    first = arithmetic.operate(f, tree.MUL, a, b1, element)
    second = arithmetic.operate(f, tree.MUL, x, y, element)
    return arithmetic.operate(f, sum, first, second, element)


def multiply(f: FunctionContext, a: Instr, b1: Instr, x: Instr, y: Instr, element: CType,
             type: CType) -> Pair:
    """(a + b i) * (x + y i)"""
    real = products(f, tree.SUB, a, x, b1, y, element)
    imaginary = products(f, tree.ADD, a, y, b1, x, element)
    if not c.is_float(element):
        return Pair(real, imaginary)
    real_result = Variable(real.type)
    imaginary_result = Variable(real.type)
    f.write(real_result, real)
    f.write(imaginary_result, imaginary)
    again = f.function.new_block()
    join = f.function.new_block()
    f.branch(f.compare(o.FUNO, real, imaginary), again, join, LIKELY_FALSE)
    f.begin(again)
    if f.reachable:
        pair = runtime(f, "mul", a, b1, x, y, type)
        f.write(real_result, pair.real)
        f.write(imaginary_result, pair.imaginary)
        f.jump(join)
    f.begin(join)
    return Pair(f.read(real_result), f.read(imaginary_result))


def runtime(f: FunctionContext, operation: str, a: Instr, b1: Instr, x: Instr, y: Instr,
            type: CType) -> Pair:
    """__muldc3 and its like."""
    name = f"__{operation}{RUNTIME_LETTER[int(a.type)]}c3"
    result = f.unit.types.argument(type)
    slot = f.temporary(type)
    info = ArgInfo(a.type)
    calls.runtime_call(f, name, result, [a, b1, x, y], [info, info, info, info], slot)
    return load_at(f, slot, type.unqual)


def divide_integers(f: FunctionContext, a: Instr, b1: Instr, x: Instr, y: Instr,
                    element: CType) -> Pair:
    """Complex quotient of integers."""
    norm = products(f, tree.ADD, x, x, y, y, element)
    real = products(f, tree.ADD, a, x, b1, y, element)
    imaginary = products(f, tree.SUB, b1, x, a, y, element)
    return Pair(arithmetic.operate(f, tree.DIV, real, norm, element),
                arithmetic.operate(f, tree.DIV, imaginary, norm, element))


def equality(f: FunctionContext, e: Binary) -> Instr:
    """== and != of complex numbers, as i1."""
    left = operand(f, e.left)
    right = operand(f, e.right)
    element = complex_element(e.left.type if e.left.type.kind == c.COMPLEX else e.right.type)
    zero = f.integer(value_type(element), 0)
    left_part = left.imaginary if left.imaginary is not None else zero
    right_part = right.imaginary if right.imaginary is not None else zero
    f.pos = e.loc
    first = arithmetic.compare(f, e.op, left.real, right.real, element, I1)
    second = arithmetic.compare(f, e.op, left_part, right_part, element, I1)
    return f.binary(o.AND if e.op == tree.EQ else o.OR, first, second)


def nonzero(f: FunctionContext, pair: Pair) -> Instr:
    """z != 0 as i1."""
    zero = f.integer(pair.real.type, 0)
    op = o.FUNE if F32 <= pair.real.type <= F128 else o.NE
    return f.binary(o.OR, f.compare(op, pair.real, zero), f.compare(op, pair.imaginary, zero))


def conditional(f: FunctionContext, e: Conditional) -> Pair:
    """condition ? then : otherwise"""
    type = value_type(complex_element(e.type))
    real = Variable(type)
    imaginary = Variable(type)
    arms = conditions.split(f, e)
    for block, arm in ((arms.then, e.then), (arms.otherwise, e.otherwise)):
        f.begin(block)
        if f.reachable:
            pair = value(f, arm)
            f.write(real, pair.real)
            f.write(imaginary, pair.imaginary)
            f.jump(arms.join)
    f.begin(arms.join)
    return Pair(f.read(real), f.read(imaginary))


def compound(f: FunctionContext, e: CompoundAssign) -> Pair:
    """target op= value with a complex target or computation; the value stored (real targets: in
    the real part)."""
    right = operand(f, e.value)
    place = lvalues.place(f, e.target)
    target = e.target.type
    computation = e.computation
    f.pos = e.loc
    if target.kind == c.COMPLEX:
        old = load(f, place)
        element = complex_element(computation) if computation.kind == c.COMPLEX else computation
        wide = convert_pair(f, old, complex_element(target), element)
        left = Operand(wide.real, wide.imaginary)
    else:
        element = complex_element(computation)
        single = lvalues.load(f, place)
        left = Operand(conversions.convert_value(f, element_cast(target, element), single, target,
                                                 element), None)
    result = operate(f, e.op, left, right, element, computation)
    if target.kind == c.COMPLEX:
        narrow = convert_pair(f, result, element, complex_element(target))
        store(f, place, narrow)
        return narrow
    op = tree.TO_BOOL if target.kind == c.BOOL else element_cast(element, target)
    stored = lvalues.store(f, place, conversions.convert_value(f, op, result.real, element,
                                                               target))
    return Pair(stored, f.integer(stored.type, 0))


def increment(f: FunctionContext, e: IncDec) -> Pair:
    """z++ and so on step the real part by one."""
    place = lvalues.place(f, e.target)
    old = load(f, place)
    element = complex_element(e.type)
    one = f.integer(old.real.type, 1)
    if c.is_float(element):
        one = f.pure(o.SITOFP, old.real.type, [f.integer(I32, 1)])
    new = Pair(arithmetic.operate(f, tree.SUB if e.decrement else tree.ADD, old.real, one, element),
               old.imaginary)
    store(f, place, new)
    return old if e.postfix else new

