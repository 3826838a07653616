"""Constant values at translation time: folding of operators and evaluation of whole expressions.

Problem: array bounds, case labels, static initialisers and `#if`-like tests in code need the exact
value C gives, for the target's types.

Idea: the parser folds an operator at once when its operands are constants (`fold_binary`,
`fold_unary`, `convert_constant`), so that most trees never exist.  Where a constant is required,
`evaluate` reduces what is left to one constant node: IntConst (perhaps of pointer type),
FloatConst, ComplexConst or AddressConst.

Invariants: values are Python ints in the range of their type; floats are bit patterns, computed by
`ir/softfloat.py`.  A folded IntConst that is no integer constant expression has NOT_ICE.

Source: C17 6.6; GCC's extensions to static initialisers.
"""

from __future__ import annotations

from compiler.frontend.tree import (
    ADD,
    ADDRESS_CONST,
    ADDRESS_OF,
    ARRAY_TO_POINTER,
    AUTO,
    BINARY,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    BITFIELD,
    BUILTIN_CALL,
    CALL,
    CAST,
    COMMA,
    COMPLEX_CAST,
    COMPLEX_CONST,
    COMPLEX_PART,
    COMPLEX_TO_REAL,
    COMPOUND_LITERAL,
    CONDITIONAL,
    DEREF,
    DIV,
    EQ,
    FLOAT_CAST,
    FLOAT_CONST,
    FLOAT_TO_INT,
    FUNC,
    FUNCTION_TO_POINTER,
    GE,
    GT,
    INT_CONST,
    INT_TO_FLOAT,
    INT_TO_POINTER,
    INTEGER,
    LABEL_ADDRESS,
    LE,
    LOGICAL,
    LOGICAL_AND,
    LOGICAL_NOT,
    LT,
    LVALUE_TO_RVALUE,
    MEMBER,
    MUL,
    NE,
    NEG,
    NO_OP,
    NOT_ICE,
    NOT_THREAD,
    NULL_POINTER,
    OVERFLOWED,
    POINTER_ADD,
    POINTER_CAST,
    POINTER_DIFF,
    POINTER_TO_INT,
    REAL_TO_COMPLEX,
    REGISTER_STORAGE,
    REM,
    SAVED,
    SHL,
    SHR,
    STRING,
    SUB,
    TO_BOOL,
    UNARY,
    VAR,
    VECTOR_ELEMENT,
    AddressConst,
    AddressOf,
    Binary,
    Cast,
    Comma,
    ComplexConst,
    ComplexPart,
    CompoundLiteral,
    Conditional,
    Deref,
    Expr,
    FloatConst,
    FuncRef,
    IntConst,
    LabelAddress,
    Logical,
    Member,
    PointerAdd,
    PointerDiff,
    Saved,
    StringLiteral,
    SymbolDecl,
    Unary,
    VarDecl,
    VarRef,
    VectorElement,
)
from compiler.frontend.types import (
    DOUBLE,
    BOOL,
    COMPLEX,
    CONST,
    POINTER,
    VOLATILE,
    ComplexType,
    CType,
    is_integer,
)
from compiler.ir import softfloat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def wrap(value: int, type: CType) -> int:
    """The value reduced to the integer (or pointer) type's range, modulo 2**width."""
    bits: int = type.precision
    if type.is_unsigned:
        if value >= 0 and value.bit_length() <= bits:
            return value
        return value & ((1 << bits) - 1)
    if value.bit_length() < bits:
        return value
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def integer_limits(type: CType) -> tuple[int, int]:
    """Smallest and largest value of an integer type."""
    bits: int = type.precision
    if type.is_unsigned:
        return 0, (1 << bits) - 1
    return -(1 << (bits - 1)), (1 << (bits - 1)) - 1


def fits(value: int, type: CType) -> bool:
    """Whether the integer type can hold the value."""
    return wrap(value, type) == value


# ---------------------------------------------------------------- operators
def fold_integers(op: i64, a: int, b: int, type: CType) -> int | None:
    """`a op b` before it is wrapped to `type`; None for a division by zero."""
    if op == ADD:
        return a + b
    if op == SUB:
        return a - b
    if op == MUL:
        return a * b
    if op in (DIV, REM):
        if b == 0:
            return None
        quotient = abs(a) // abs(b)
        if (a < 0) != (b < 0):
            quotient = -quotient
        return quotient if op == DIV else a - quotient * b
    if op == BIT_AND:
        return a & b
    if op == BIT_OR:
        return a | b
    if op == BIT_XOR:
        return a ^ b
    if op in (SHL, SHR):
        left = (op == SHL) == (b >= 0)
        count = abs(b)
        if count >= int(type.precision):
            return 0 if left or a >= 0 else -1
        return a << count if left else a >> count
    return 1 if compare_matches(op, (a > b) - (a < b)) else 0


def compare_matches(op: i64, order: int) -> bool:
    """Whether a comparison holds for an order of -1, 0, 1 or 2 (unordered)."""
    if op == LT:
        return order == -1
    if op == GT:
        return order == 1
    if op == LE:
        return order == -1 or order == 0
    if op == GE:
        return order == 1 or order == 0
    if op == EQ:
        return order == 0
    return order != 0


def fold_floats(op: i64, a: int, b: int, format: int) -> int | None:
    """`a op b` for ADD .. DIV on bit patterns."""
    if op == ADD:
        return softfloat.add(a, b, format)
    if op == SUB:
        return softfloat.sub(a, b, format)
    if op == MUL:
        return softfloat.mul(a, b, format)
    if op == DIV:
        return softfloat.div(a, b, format)
    return None


def fold_binary(op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> Expr | None:
    """A Binary of two constants as a constant, or None.  Operands are converted already."""
    if isinstance(left, IntConst) and isinstance(right, IntConst):
        value = fold_integers(op, left.value, right.value, left.type)
        if value is None:
            return None
        wrapped = wrap(value, type)
        flags = (left.flags | right.flags) & (NOT_ICE | OVERFLOWED)
        if wrapped != value and not type.is_unsigned:
            if op != SHL:
                flags = flags | OVERFLOWED
        return IntConst(wrapped, type, loc, flags)
    if isinstance(left, FloatConst) and isinstance(right, FloatConst):
        format: int = left.type.format
        if op >= LT:
            order = softfloat.compare(left.bits, right.bits, format)
            return IntConst(1 if compare_matches(op, order) else 0, type, loc, NOT_ICE)
        bits = fold_floats(op, left.bits, right.bits, format)
        if bits is None:
            return None
        folded = FloatConst(bits, type, loc)
        folded.flags = NOT_ICE
        return folded
    if left.type.kind == COMPLEX or right.type.kind == COMPLEX:
        return fold_complex(op, left, right, type, loc)
    return None


def fold_unary(op: i64, operand: Expr, type: CType, loc: i64) -> Expr | None:
    """NEG, BIT_NOT or LOGICAL_NOT of a constant, or None."""
    if isinstance(operand, IntConst):
        value = operand.value
        flags = operand.flags & (NOT_ICE | OVERFLOWED)
        if op == LOGICAL_NOT:
            return IntConst(0 if value else 1, type, loc, flags)
        result = -value if op == NEG else ~value
        wrapped = wrap(result, type)
        if wrapped != result and not type.is_unsigned:
            flags = flags | OVERFLOWED
        return IntConst(wrapped, type, loc, flags)
    if isinstance(operand, FloatConst) and op == NEG:
        folded = FloatConst(softfloat.neg(operand.bits, operand.type.format), type, loc)
        folded.flags = NOT_ICE
        return folded
    if isinstance(operand, ComplexConst):
        element = complex_element(operand.type)
        real = operand.real
        if op == NEG:
            real = negate_part(real, element)
        return ComplexConst(real, negate_part(operand.imaginary, element), type, loc)
    return None


def complex_element(type: CType) -> CType:
    """The element type of a complex type."""
    unqual = type.unqual
    assert isinstance(unqual, ComplexType)
    return unqual.element


def negate_part(part: int, element: CType) -> int:
    """Minus one part of a complex constant."""
    if element.format:
        return softfloat.neg(part, element.format)
    return wrap(-part, element)


def fold_parts(op: i64, a: int, b: int, element: CType) -> int | None:
    """`a op b` on parts of complex constants."""
    if element.format:
        return fold_floats(op, a, b, element.format)
    value = fold_integers(op, a, b, element)
    return None if value is None else wrap(value, element)


def fold_complex(op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> Expr | None:
    """ADD, SUB, MUL, EQ, NE of complex constants, and DIV by a real one."""
    element = complex_element(left.type if left.type.kind == COMPLEX else right.type)
    a = constant_parts(left)
    b = constant_parts(right)
    if a is None or b is None:
        return None
    if op in (EQ, NE):
        same = same_part(a[0], b[0], element) and same_part(a[1], b[1], element)
        return IntConst(1 if same == (op == EQ) else 0, type, loc, NOT_ICE)
    if op in (ADD, SUB):
        real = fold_parts(op, a[0], b[0], element)
        imaginary = a[1]
        if right.type.kind == COMPLEX:
            imaginary = b[1] if op == ADD else negate_part(b[1], element)
            if left.type.kind == COMPLEX:
                both = fold_parts(op, a[1], b[1], element)
                assert both is not None
                imaginary = both
        assert real is not None
        return ComplexConst(real, imaginary, type, loc)
    if op == MUL:
        if left.type.kind == COMPLEX and right.type.kind == COMPLEX:
            return multiply_complex(a, b, element, type, loc)
        if left.type.kind == COMPLEX:
            real = fold_parts(MUL, a[0], b[0], element)
            part = fold_parts(MUL, a[1], b[0], element)
        else:
            real = fold_parts(MUL, a[0], b[0], element)
            part = fold_parts(MUL, a[0], b[1], element)
        assert real is not None and part is not None
        return ComplexConst(real, part, type, loc)
    if op == DIV:
        if right.type.kind != COMPLEX:
            real = fold_parts(DIV, a[0], b[0], element)
            part = fold_parts(DIV, a[1], b[0], element)
            return None if real is None or part is None else ComplexConst(real, part, type, loc)
        conjugate = multiply_complex(a, (b[0], negate_part(b[1], element)), element, type, loc)
        square = multiply_complex(b, (b[0], negate_part(b[1], element)), element, type, loc)
        real = fold_parts(DIV, conjugate.real, square.real, element)
        part = fold_parts(DIV, conjugate.imaginary, square.real, element)
        return None if real is None or part is None else ComplexConst(real, part, type, loc)
    return None


def same_part(a: int, b: int, element: CType) -> bool:
    """Equality of parts."""
    if element.format:
        return softfloat.compare(a, b, element.format) == 0
    return a == b


def multiply_complex(a: tuple[int, int], b: tuple[int, int], element: CType, type: CType,
                     loc: i64) -> ComplexConst:
    """(a0 + i a1)(b0 + i b1) by the schoolbook formula."""
    ac = fold_parts(MUL, a[0], b[0], element)
    bd = fold_parts(MUL, a[1], b[1], element)
    ad = fold_parts(MUL, a[0], b[1], element)
    bc = fold_parts(MUL, a[1], b[0], element)
    assert ac is not None and bd is not None and ad is not None and bc is not None
    real = fold_parts(SUB, ac, bd, element)
    imaginary = fold_parts(ADD, ad, bc, element)
    assert real is not None and imaginary is not None
    return ComplexConst(real, imaginary, type, loc)


def constant_parts(node: Expr) -> tuple[int, int] | None:
    """Real and imaginary part of a constant (a real one has imaginary part 0)."""
    if isinstance(node, ComplexConst):
        return node.real, node.imaginary
    if isinstance(node, FloatConst):
        return node.bits, 0
    if isinstance(node, IntConst):
        return node.value, 0
    return None


def convert_part(part: int, source: CType, target: CType) -> int | None:
    """One real or integer number converted between arithmetic types; None if undefined."""
    if source.format:
        if target.format:
            return softfloat.convert(part, source.format, target.format)
        if target.kind == BOOL:
            return 0 if softfloat.is_zero(part, source.format) else 1
        whole = softfloat.to_int(part, source.format)
        low, high = integer_limits(target)  # gcc saturates, infinities too
        if whole is None:
            if softfloat.is_nan(part, source.format):
                return 0
            return low if softfloat.is_negative(part, source.format) else high
        return max(low, min(whole, high))
    if target.format:
        return softfloat.from_int(part, target.format)
    if target.kind == BOOL:
        return 1 if part else 0
    return wrap(part, target)


def convert_constant(op: i64, operand: Expr, type: CType, loc: i64) -> Expr | None:
    """A Cast of kind `op` applied to a constant, as a constant; None when it is none."""
    if isinstance(operand, IntConst):
        flags = operand.flags & (NOT_ICE | OVERFLOWED)
        if op in (INTEGER, TO_BOOL) or op == NO_OP and is_integer(type):
            if op == TO_BOOL:
                return IntConst(1 if operand.value else 0, type, loc, flags)
            return IntConst(wrap(operand.value, type), type, loc, flags)
        if op == INT_TO_FLOAT:
            folded = FloatConst(softfloat.from_int(operand.value, type.format), type, loc)
            folded.flags = NOT_ICE
            return folded
    elif isinstance(operand, FloatConst):
        if op == FLOAT_CAST:
            made = FloatConst(
                softfloat.convert(operand.bits, operand.type.format, type.format), type, loc)
            made.flags = NOT_ICE
            return made
        if op in (FLOAT_TO_INT, TO_BOOL):
            part = convert_part(operand.bits, operand.type, type)
            if part is not None:
                return IntConst(part, type, loc, operand.flags & NOT_ICE)
    elif isinstance(operand, ComplexConst):
        element = complex_element(operand.type)
        if op == COMPLEX_TO_REAL:
            if element.format:
                return FloatConst(operand.real, type, loc)
            return IntConst(operand.real, type, loc, NOT_ICE)
        if op == COMPLEX_CAST:
            target = complex_element(type)
            real = convert_part(operand.real, element, target)
            imaginary = convert_part(operand.imaginary, element, target)
            if real is not None and imaginary is not None:
                return ComplexConst(real, imaginary, type, loc)
        if op == TO_BOOL:
            zero = same_part(operand.real, 0, element) and same_part(
                operand.imaginary, 0, element)
            return IntConst(0 if zero else 1, type, loc, NOT_ICE)
    if op == REAL_TO_COMPLEX:
        if isinstance(operand, FloatConst):
            return ComplexConst(operand.bits, 0, type, loc)
        if isinstance(operand, IntConst):
            return ComplexConst(operand.value, 0, type, loc)
    return None


# ---------------------------------------------------------------- whole expressions
def evaluate(node: Expr, initializer: bool = False) -> Expr | None:
    """The expression as one constant node, as a static initialiser needs it; None if it is none.

    `initializer` allows what gcc takes in static initialisers only: values of const objects.
    The result has the expression's type.  Null and absolute pointers are IntConst of pointer type.
    """
    kind = node.kind
    if kind in (INT_CONST, FLOAT_CONST, COMPLEX_CONST, ADDRESS_CONST):
        return node
    if kind == CAST:
        assert isinstance(node, Cast)
        return evaluate_cast(node, initializer)
    if kind == ADDRESS_OF:
        assert isinstance(node, AddressOf)
        return retype_address(address_of(node.operand, initializer), node.type)
    if kind == POINTER_ADD:
        assert isinstance(node, PointerAdd)
        base = evaluate(node.pointer, initializer)
        index = evaluate(node.index, initializer)
        if base is None or not isinstance(index, IntConst):
            return None
        step = index.value * node.scale
        return offset_address(base, -step if node.subtract else step, node.type)
    if kind == BINARY:
        assert isinstance(node, Binary)
        return evaluate_binary(node, initializer)
    if kind == UNARY:
        assert isinstance(node, Unary)
        inner = evaluate(node.operand, initializer)
        if inner is None:
            return None
        if isinstance(inner, AddressConst):
            if node.op == LOGICAL_NOT:
                known = address_truth(inner)
                return None if known is None else IntConst(
                    0 if known else 1, node.type, node.loc, NOT_ICE)
            return None
        return fold_unary(node.op, inner, node.type, node.loc)
    if kind == CONDITIONAL:
        assert isinstance(node, Conditional)
        choice = truth(node.condition, initializer)
        if choice is None:
            return None
        return not_ice(evaluate(node.then if choice else node.otherwise, initializer))
    if kind == LOGICAL:
        assert isinstance(node, Logical)
        left = truth(node.left, initializer)
        if left is None:
            return None
        if left != (node.op == LOGICAL_AND):
            return IntConst(1 if left else 0, node.type, node.loc, NOT_ICE)
        right = truth(node.right, initializer)
        if right is None:
            return None
        return IntConst(1 if right else 0, node.type, node.loc, NOT_ICE)
    if kind == POINTER_DIFF:
        assert isinstance(node, PointerDiff)
        return evaluate_difference(node, initializer)
    if kind == LABEL_ADDRESS:
        assert isinstance(node, LabelAddress)
        made = AddressConst(node.type, node.loc)
        made.label = node.label
        return made
    if kind == SAVED:
        assert isinstance(node, Saved)
        return evaluate(node.value, initializer)
    if kind == COMPLEX_PART:
        assert isinstance(node, ComplexPart)
        whole = evaluate(node.base, initializer)
        if isinstance(whole, ComplexConst):
            part = whole.imaginary if node.imaginary else whole.real
            if complex_element(whole.type).format:
                return FloatConst(part, node.type, node.loc)
            return IntConst(part, node.type, node.loc, NOT_ICE)
        return None
    if kind == COMMA:
        assert isinstance(node, Comma)
        if evaluate(node.left, initializer) is None:
            return None
        return not_ice(evaluate(node.right, initializer))
    if kind == BUILTIN_CALL:
        from compiler.frontend.tree import BuiltinCall
        assert isinstance(node, BuiltinCall)
        if node.builtin.name == "__builtin_constant_p":
            return IntConst(0, node.type, node.loc, NOT_ICE)
        if node.builtin.name == "__builtin_expect":
            return not_ice(evaluate(node.arguments[0], initializer))
    if kind == CALL:
        return evaluate_call(node, initializer)
    return None


def evaluate_call(node: Expr, initializer: bool) -> Expr | None:
    """A call of a mathematical function with constant arguments (gcc folds these)."""
    from compiler.frontend.tree import Call
    assert isinstance(node, Call)
    callee = node.callee
    format = node.type.format
    if not isinstance(callee, FuncRef) or callee.decl.builtin is None or not format:
        return None
    name = callee.decl.builtin.library
    if node.type.kind != DOUBLE:
        name = name[:-1]  # the suffix f or l
    bits: list[int] = []
    for argument in node.arguments:
        value = evaluate(argument, initializer)
        if not isinstance(value, FloatConst) or value.type.format != format:
            return None
        bits.append(value.bits)
    from compiler.frontend.math_constants import library_value
    found = library_value(name, format, bits)
    return None if found is None else FloatConst(found, node.type, node.loc)


def calls_library(node: Expr) -> bool:
    """Whether a folded expression names a library function: no constant expression of the
    standard, unlike a call by its reserved name (__builtin_...), which gcc folds while parsing."""
    if isinstance(node, (Cast, Unary)):
        return calls_library(node.operand)
    if isinstance(node, Binary):
        return calls_library(node.left) or calls_library(node.right)
    if node.kind != CALL:
        return False
    from compiler.frontend.tree import Call
    assert isinstance(node, Call)
    callee = node.callee
    return isinstance(callee, FuncRef) and not callee.decl.name.startswith("__builtin_")


def not_ice(node: Expr | None) -> Expr | None:
    """The constant, marked as not being an integer constant expression."""
    if isinstance(node, IntConst) and not node.flags & NOT_ICE:
        return IntConst(node.value, node.type, node.loc, node.flags | NOT_ICE)
    return node


def truth(node: Expr, initializer: bool = False) -> bool | None:
    """A condition's value when it is constant."""
    value = evaluate(node, initializer)
    if isinstance(value, IntConst):
        return value.value != 0
    if isinstance(value, FloatConst):
        return not softfloat.is_zero(value.bits, value.type.format)
    if isinstance(value, AddressConst):
        return address_truth(value)
    return None


def address_truth(node: AddressConst) -> bool | None:
    """Whether an address is known not to be null."""
    if node.label is not None or node.string is not None:
        return True
    decl = node.decl
    if isinstance(decl, SymbolDecl) and not decl.weak and node.offset == 0:
        return True
    return None


def evaluate_cast(node: Cast, initializer: bool = False) -> Expr | None:
    """Casts of constants, addresses and loads of constant objects."""
    op = node.op
    operand = node.operand
    if op == LVALUE_TO_RVALUE:
        return load_constant(operand, initializer) if initializer else None
    if op in (ARRAY_TO_POINTER, FUNCTION_TO_POINTER):
        return retype_address(address_of(operand, initializer), node.type)
    inner = evaluate(operand, initializer)
    if inner is None:
        return None
    if op in (NO_OP, POINTER_CAST):
        if inner.type is node.type:
            return inner
        if isinstance(inner, AddressConst):
            return retype_address(inner, node.type)
        if isinstance(inner, IntConst):
            return IntConst(inner.value, node.type, node.loc, inner.flags | NOT_ICE)
        return None
    if op in (INT_TO_POINTER, POINTER_TO_INT, NULL_POINTER):
        if isinstance(inner, IntConst):
            return IntConst(wrap(inner.value, node.type), node.type, node.loc,
                            inner.flags | NOT_ICE)
        if isinstance(inner, AddressConst):
            if inner.minus is None and inner.type.size == node.type.size:
                return retype_address(inner, node.type)
        return None
    if isinstance(inner, AddressConst):
        if op == TO_BOOL:
            known = address_truth(inner)
            return None if known is None else IntConst(
                1 if known else 0, node.type, node.loc, NOT_ICE)
        if op == INTEGER and (inner.type.size == node.type.size or inner.minus is not None):
            return retype_address(inner, node.type)
        return None
    if inner.type.kind == POINTER and isinstance(inner, IntConst) and op == TO_BOOL:
        return IntConst(1 if inner.value else 0, node.type, node.loc, NOT_ICE)
    return convert_constant(op, inner, node.type, node.loc)


def load_constant(place: Expr, initializer: bool = False) -> Expr | None:
    """The value of an object that cannot change: a const variable with a constant initialiser, a
    character of a string, a compound literal (all as gcc takes them in static initialisers)."""
    if place.kind == VAR:
        assert isinstance(place, VarRef)
        variable = place.decl
        if (place.type.quals & (CONST | VOLATILE) == CONST and variable.init is not None
                and variable.init.whole and len(variable.init.entries) == 1
                and not variable.weak):
            value = evaluate(variable.init.entries[0].value, initializer)
            if value is not None and value.kind != ADDRESS_CONST:
                return with_type(value, place.type.unqual)
        return None
    if place.kind == COMPOUND_LITERAL:
        assert isinstance(place, CompoundLiteral)
        init = place.decl.init
        if init is not None and init.whole and len(init.entries) == 1:
            return evaluate(init.entries[0].value, initializer)
        return None
    if place.kind == DEREF:
        address = address_of(place, initializer)
        if not isinstance(address, AddressConst):
            return None
        size: int = place.type.size
        text = address.string
        decl = address.decl
        if isinstance(decl, VarDecl) and place.type.quals & (CONST | VOLATILE) == CONST and (
                decl.init is not None and not decl.weak):
            for entry in decl.init.entries:
                if isinstance(entry.value, StringLiteral) and entry.offset == 0:
                    text = entry.value
                elif entry.offset == address.offset and entry.type is place.type.unqual and (
                        len(decl.init.entries) < 1000):
                    found = evaluate(entry.value, initializer)
                    return None if found is None or found.kind == ADDRESS_CONST else found
        if text is not None:
            data = text.data
            if is_integer(place.type) and 0 <= address.offset <= len(data) - size:
                raw = int.from_bytes(data[address.offset:address.offset + size], "little")
                return IntConst(wrap(raw, place.type), place.type.unqual, place.loc, NOT_ICE)
    if place.kind == COMPLEX_PART:
        assert isinstance(place, ComplexPart)
        whole = load_constant(place.base, initializer)
        if isinstance(whole, ComplexConst):
            part = whole.imaginary if place.imaginary else whole.real
            if complex_element(whole.type).format:
                return FloatConst(part, place.type.unqual, place.loc)
            return IntConst(part, place.type.unqual, place.loc, NOT_ICE)
    return None


def with_type(value: Expr, type: CType) -> Expr:
    """A constant as value of a type of the same kind, not an integer constant expression."""
    if isinstance(value, IntConst):
        return IntConst(value.value, type, value.loc, value.flags | NOT_ICE)
    return value


def address_of(place: Expr, initializer: bool = False) -> Expr | None:
    """The address of an lvalue of static storage as AddressConst or IntConst; None if not so."""
    kind = place.kind
    if kind == VAR:
        assert isinstance(place, VarRef)
        decl = place.decl
        if decl.storage == AUTO or decl.storage == REGISTER_STORAGE or decl.tls != NOT_THREAD:
            return None
        made = AddressConst(place.type, place.loc)
        made.decl = decl
        return made
    if kind == FUNC:
        assert isinstance(place, FuncRef)
        if place.decl.parent is not None:
            return None  # a nested function's address is made at run time
        made = AddressConst(place.type, place.loc)
        made.decl = place.decl
        return made
    if kind == STRING:
        assert isinstance(place, StringLiteral)
        made = AddressConst(place.type, place.loc)
        made.string = place
        return made
    if kind == COMPOUND_LITERAL:
        assert isinstance(place, CompoundLiteral)
        if place.decl.storage == AUTO:
            return None
        made = AddressConst(place.type, place.loc)
        made.decl = place.decl
        return made
    if kind == DEREF:
        assert isinstance(place, Deref)
        return evaluate(place.pointer, initializer)
    if kind == MEMBER:
        assert isinstance(place, Member)
        if place.flags & BITFIELD:
            return None
        base = address_of(place.base, initializer)
        return None if base is None else offset_address(base, place.field.offset, base.type)
    if kind == COMPLEX_PART:
        assert isinstance(place, ComplexPart)
        base = address_of(place.base, initializer)
        if base is None:
            return None
        return offset_address(base, place.type.size if place.imaginary else 0, base.type)
    if kind == VECTOR_ELEMENT:
        assert isinstance(place, VectorElement)
        base = address_of(place.base, initializer)
        index = evaluate(place.index, initializer)
        if base is None or not isinstance(index, IntConst):
            return None
        return offset_address(base, index.value * place.type.size, base.type)
    return None


def retype_address(node: Expr | None, type: CType) -> Expr | None:
    """The same address with another type."""
    if isinstance(node, AddressConst):
        return offset_address(node, 0, type)
    if isinstance(node, IntConst):
        return IntConst(node.value, type, node.loc, node.flags | NOT_ICE)
    return node


def offset_address(base: Expr, bytes: int, type: CType) -> Expr | None:
    """A constant address plus `bytes`."""
    if isinstance(base, AddressConst):
        made = AddressConst(type, base.loc)
        made.decl = base.decl
        made.string = base.string
        made.label = base.label
        made.minus = base.minus
        made.offset = base.offset + bytes
        return made
    if isinstance(base, IntConst):
        value = base.value + bytes
        return IntConst(wrap(value, type) if type.precision else value, type, base.loc,
                        base.flags | NOT_ICE)
    return None


def same_base(a: AddressConst, b: AddressConst) -> bool:
    """Whether two addresses are offsets from one symbol."""
    if a.string is not None and b.string is not None:
        return a.string.data == b.string.data  # gcc merges equal literals
    return (a.decl is b.decl and a.string is b.string and a.label is b.label
            and a.minus is b.minus)


def evaluate_binary(node: Binary, initializer: bool = False) -> Expr | None:
    """Arithmetic on constants; sums of an address and an integer; comparisons of addresses."""
    left = evaluate(node.left, initializer)
    if left is None:
        return None
    right = evaluate(node.right, initializer)
    if right is None:
        return None
    op = node.op
    if isinstance(left, AddressConst) or isinstance(right, AddressConst):
        if isinstance(left, AddressConst) and isinstance(right, IntConst):
            if op in (ADD, SUB):
                return offset_address(
                    left, right.value if op == ADD else -right.value, node.type)
            if (op in (EQ, NE)) and right.value == 0 and address_truth(left):
                return IntConst(1 if op == NE else 0, node.type, node.loc, NOT_ICE)
            return None
        if isinstance(left, IntConst) and isinstance(right, AddressConst):
            if op == ADD:
                return offset_address(right, left.value, node.type)
            if (op in (EQ, NE)) and left.value == 0 and address_truth(right):
                return IntConst(1 if op == NE else 0, node.type, node.loc, NOT_ICE)
            return None
        if isinstance(left, AddressConst) and isinstance(right, AddressConst):
            return evaluate_addresses(op, left, right, node)
        return None
    folded = fold_binary(op, left, right, node.type, node.loc)
    return folded


def evaluate_addresses(op: i64, left: AddressConst, right: AddressConst,
                       node: Binary) -> Expr | None:
    """Difference or comparison of two constant addresses."""
    if same_base(left, right):
        if op == SUB:
            return IntConst(wrap(left.offset - right.offset, node.type), node.type, node.loc,
                            NOT_ICE)
        if op >= LT:
            value = fold_integers(op, left.offset, right.offset, left.type)
            return IntConst(1 if value else 0, node.type, node.loc, NOT_ICE)
        return None
    if op == SUB and left.label is not None and right.label is not None:
        made = AddressConst(node.type, node.loc)
        made.label = left.label
        made.minus = right.label
        made.offset = left.offset - right.offset
        return made
    if (op in (EQ, NE)) and left.offset == 0 and right.offset == 0:
        if (isinstance(left.decl, SymbolDecl) and isinstance(right.decl, SymbolDecl)
                and not left.decl.weak and not right.decl.weak
                and not left.decl.alias and not right.decl.alias):
            return IntConst(1 if op == NE else 0, node.type, node.loc, NOT_ICE)
    return None


def evaluate_difference(node: PointerDiff, initializer: bool = False) -> Expr | None:
    """`p - q` of two constants with the same base, or of two labels."""
    left = evaluate(node.left, initializer)
    right = evaluate(node.right, initializer)
    if left is None or right is None or node.size is not None or node.scale == 0:
        return None
    scale: int = node.scale
    if isinstance(left, IntConst) and isinstance(right, IntConst):
        bytes = wrap(left.value - right.value, node.type)
        quotient = abs(bytes) // scale
        return IntConst(-quotient if bytes < 0 else quotient, node.type, node.loc, NOT_ICE)
    if isinstance(left, AddressConst) and isinstance(right, AddressConst):
        if same_base(left, right):
            distance = left.offset - right.offset
            quotient = abs(distance) // scale
            return IntConst(-quotient if distance < 0 else quotient, node.type, node.loc, NOT_ICE)
        if left.label is not None and right.label is not None and scale == 1:
            made = AddressConst(node.type, node.loc)
            made.label = left.label
            made.minus = right.label
            made.offset = left.offset - right.offset
            return made
    return None


def evaluate_integer(node: Expr) -> IntConst | None:
    """The value of an integer expression where a constant is required; None if it is none.

    The result has NOT_ICE when gcc only folds it (a pedantic warning).
    """
    if node.kind == INT_CONST:
        assert isinstance(node, IntConst)
        return node
    value = evaluate(node)
    if isinstance(value, IntConst) and is_integer(value.type):
        if value.flags & NOT_ICE or is_constant_expression(node):
            return value
        return IntConst(value.value, value.type, value.loc, value.flags | NOT_ICE)
    return None


def is_constant_expression(node: Expr) -> bool:
    """Whether an unfolded tree is an integer constant expression (6.6p6): a Conditional or Logical
    of such."""
    if node.kind == INT_CONST:
        return not node.flags & NOT_ICE
    if isinstance(node, Conditional):
        return (is_constant_expression(node.condition) and is_constant_expression(node.then)
                and is_constant_expression(node.otherwise))
    if isinstance(node, Logical):
        return is_constant_expression(node.left) and is_constant_expression(node.right)
    if isinstance(node, Cast):
        return node.op in (INTEGER, TO_BOOL) and is_constant_expression(node.operand)
    return False


def is_null_constant(node: Expr) -> bool:
    """A null pointer constant (6.3.2.3p3): integer constant 0, or such cast to `void *`."""
    if isinstance(node, IntConst):
        return node.value == 0 and not node.flags & NOT_ICE and is_integer(node.type)
    if isinstance(node, Cast) and node.op == NULL_POINTER and node.explicit:
        target = node.type.unqual
        from compiler.frontend.types import VOID, PointerType
        if isinstance(target, PointerType) and target.target.kind == VOID:
            return target.target.quals == 0 and is_null_constant(node.operand)
    return False


