"""Operators: operand constraints, conversions, nodes (C17 6.5).

Idea: one method an operator family takes parsed operands and gives the typed node, or an error
node after one message.  Constants are folded on the way.

Wording and severity are gcc 12's; GNU extensions: arithmetic on `void *` and function pointers,
vectors, complex integers, omitted middle operand.
"""

from __future__ import annotations

from compiler.frontend.compatibility import compatible_unqualified, composite
from compiler.frontend.conversions import ASSIGNMENT, Conversions
from compiler.frontend.fold import fold_binary, fold_unary, is_null_constant, truth
from compiler.frontend.ident import Ident
from compiler.frontend.tree import (
    ADD,
    BINARY,
    BIT_AND,
    BIT_NOT,
    BIT_OR,
    BIT_XOR,
    BITFIELD,
    CAST,
    DEREF,
    DIV,
    EQ,
    FLOAT_CONST,
    FUNCTION_TO_POINTER,
    GE,
    INT_CONST,
    INTEGER,
    LOGICAL,
    LOGICAL_AND,
    LOGICAL_NOT,
    LOGICAL_OR,
    LT,
    LVALUE,
    MUL,
    NE,
    NEG,
    NO_OP,
    NOT_ICE,
    OVERFLOWED,
    PARENTHESIZED,
    POINTER_CAST,
    REGISTER,
    REM,
    SHL,
    SHR,
    SPLAT,
    SUB,
    TO_VOID,
    VECTOR_BITS,
    AddressOf,
    Assign,
    Binary,
    Cast,
    Comma,
    CompoundAssign,
    Conditional,
    Deref,
    Expr,
    FuncRef,
    IncDec,
    IntConst,
    Logical,
    Member,
    PointerAdd,
    PointerDiff,
    Saved,
    ToUnion,
    Unary,
    VarRef,
    VectorElement,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    ATOMIC,
    BITINT,
    BOOL,
    COMPLEX,
    ENUM,
    ERROR,
    FLOAT,
    FUNCTION,
    INCOMPLETE,
    POINTER,
    STRUCT,
    UNION,
    VARIABLE,
    VECTOR,
    VOID,
    ArrayType,
    ComplexType,
    CType,
    Field,
    RecordType,
    VectorType,
    element_quals,
    qualified,
    without_quals,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

OPERATOR_TEXT: Final = ["-", "~", "!", "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<",
                        ">", "<=", ">=", "==", "!=", "&&", "||"]
BY_NAME_FROM: Final = 7  # records with more members get a dictionary


class Operators(Conversions):
    """Builds typed nodes for operators."""

    # ------------------------------------------------------------ binary
    def build_binary(self, op: i64, left: Expr, right: Expr, loc: i64) -> Expr:
        """`left op right` for ADD .. NE."""
        self.warn_parentheses(op, left, right, loc)
        left = self.rvalue(left)
        right = self.rvalue(right)
        a = left.type
        b = right.type
        ka = a.kind
        kb = b.kind
        if BOOL <= ka <= COMPLEX and BOOL <= kb <= COMPLEX:
            return self.build_arithmetic(op, left, right, loc)
        if ka == ERROR or kb == ERROR:
            return self.error_expr(loc)
        if ka == POINTER or kb == POINTER:
            if op >= LT:
                return self.compare_pointers(op, left, right, loc)
            if op == ADD:
                if ka == POINTER and kb <= BITINT and b.precision:
                    return self.pointer_add(left, right, False, loc)
                if kb == POINTER and ka <= BITINT and a.precision:
                    return self.pointer_add(right, left, False, loc)
            elif op == SUB and ka == POINTER:
                if kb <= BITINT and b.precision:
                    return self.pointer_add(left, right, True, loc)
                if kb == POINTER:
                    return self.pointer_difference(left, right, loc)
        elif ka == VECTOR or kb == VECTOR:
            return self.build_vector(op, left, right, loc)
        return self.invalid_operands(op, a, b, loc)

    def invalid_operands(self, op: i64, a: CType, b: CType, loc: i64) -> Expr:
        """The error for operand types an operator does not take."""
        return self.fail(loc, f"invalid operands to binary {OPERATOR_TEXT[op]} "
                              f"(have '{spell(a)}' and '{spell(b)}')")

    def build_arithmetic(self, op: i64, left: Expr, right: Expr, loc: i64) -> Expr:
        """Both operands arithmetic."""
        if op in (SHL, SHR):
            return self.build_shift(op, left, right, loc)
        a = left.type
        b = right.type
        if a.kind <= BITINT and b.kind <= BITINT:
            left = self.promote(left)
            right = self.promote(right)
            type = left.type
            if type is not right.type:
                type = self.common_type(type, right.type)
                if op >= LT:
                    self.warn_sign_compare(op, left, right, type, loc)
                left = self.cast_to(left, type, loc)
                right = self.cast_to(right, type, loc)
            if (op in (DIV, REM)) and right.kind == INT_CONST:
                assert isinstance(right, IntConst)
                if right.value == 0 and not self.unevaluated:
                    self.warn("div-by-zero", loc, "division by zero")
            if type.kind == BITINT:
                return self.compute_bitint(op, left, right, type, loc)
        else:
            if op >= REM and op < LT:
                return self.invalid_operands(op, a, b, loc)
            if (a.kind == COMPLEX or b.kind == COMPLEX) and LT <= op <= GE:
                return self.invalid_operands(op, a, b, loc)
            type = self.common_type(a, b)
            if type.kind == COMPLEX and (op in (ADD, SUB, MUL, DIV)):
                assert isinstance(type, ComplexType)
                # A real operand stays real (Annex G.5): it only takes the element type.
                element: CType = type.element
                left = self.cast_to(left, type if a.kind == COMPLEX else element, loc)
                right = self.cast_to(right, type if b.kind == COMPLEX else element, loc)
            else:
                left = self.cast_to(left, type, loc)
                right = self.cast_to(right, type, loc)
        result = self.types.int_ if op >= LT else type
        if left.kind <= FLOAT_CONST + 1 and right.kind <= FLOAT_CONST + 1:
            folded = fold_binary(op, left, right, result, loc)
            if folded is not None:
                if folded.flags & OVERFLOWED and not (left.flags | right.flags) & OVERFLOWED:
                    self.warn_overflow(op, left, right, folded, loc)
                return folded
        return Binary(op, left, right, result, loc)

    def warn_overflow(self, op: i64, left: Expr, right: Expr, folded: Expr, loc: i64) -> None:
        """-Woverflow: folding a signed operation overflowed."""
        if self.unevaluated:
            return
        assert isinstance(folded, IntConst)
        self.warn("overflow", loc, f"integer overflow in expression of type "
                                   f"'{spell(folded.type)}' results in '{folded.value}'")

    def compute_bitint(self, op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> Expr:
        """An operation on bit-fields wider than int: in their storage type, then cut."""
        carrier = self.types.integer_of(type.size, type.is_unsigned)
        assert carrier is not None
        wide = Binary(op, self.cast_to(left, carrier, loc), self.cast_to(right, carrier, loc),
                      self.types.int_ if op >= LT else carrier, loc)
        if op >= LT:
            return wide
        return Cast(INTEGER, wide, type, loc, False)

    def build_shift(self, op: i64, left: Expr, right: Expr, loc: i64) -> Expr:
        """`<<` and `>>`: operands promoted separately."""
        if left.type.kind > BITINT or right.type.kind > BITINT:
            return self.invalid_operands(op, left.type, right.type, loc)
        left = self.promote(left)
        right = self.promote(right)
        if right.type.kind == BITINT:
            right = self.leave_bitint(right)
        type = left.type
        if right.kind == INT_CONST:
            assert isinstance(right, IntConst)
            word = "left" if op == SHL else "right"
            if right.value < 0:
                if not self.unevaluated:
                    self.warn("shift-count-negative", loc, f"{word} shift count is negative")
            elif right.value >= type.precision:
                if not self.unevaluated:
                    self.warn("shift-count-overflow", loc, f"{word} shift count >= width of type")
            if left.kind == INT_CONST and 0 <= right.value < type.precision:
                folded = fold_binary(op, left, right, type, loc)
                if folded is not None:
                    return folded
        if type.kind == BITINT:
            carrier = self.types.integer_of(type.size, type.is_unsigned)
            assert carrier is not None
            wide = Binary(op, self.cast_to(left, carrier, loc), right, carrier, loc)
            return Cast(INTEGER, wide, type, loc, False)
        return Binary(op, left, right, type, loc)

    # ------------------------------------------------------------ pointers
    def element_size(self, pointer: CType, loc: i64, operation: str) -> i64:
        """The step of pointer arithmetic in bytes; VARIABLE for VLAs, -1 after an error."""
        target = self.target_of(pointer)
        if target.size >= 0:
            return target.size
        if target.size == VARIABLE:
            return VARIABLE
        if target.kind == VOID:
            self.diagnostics.pedwarn("pointer-arith", loc,
                                     f"pointer of type 'void *' used in {operation}")
            return 1
        if target.kind == FUNCTION:
            self.diagnostics.pedwarn("pointer-arith", loc,
                                     f"pointer to a function used in {operation}")
            return 1
        if target.kind == ERROR:
            return -1
        if target.kind == ARRAY:
            self.error(loc, f"arithmetic on pointer to an incomplete type '{spell(target)}'"
                       if operation == "subtraction"
                       else "invalid use of array with unspecified bounds")
        elif operation == "subtraction":
            self.error(loc, "arithmetic on pointer to an incomplete type")
        else:
            self.incomplete_error(target, loc, "")
        return -1

    def pointer_add(self, pointer: Expr, index: Expr, subtract: bool, loc: i64) -> Expr:
        """`pointer + index` or `pointer - index`."""
        type = pointer.type
        scale = self.element_size(type, loc, "subtraction" if subtract else "arithmetic")
        if scale == -1:
            return self.error_expr(loc)
        if index.type.kind == BITINT:
            index = self.leave_bitint(index)
        index = self.cast_to(index, self.types.ptrdiff, loc)
        if scale == VARIABLE:
            size = self.cast_to(self.size_expression(self.target_of(type), loc),
                                self.types.ptrdiff, loc)
            index = Binary(MUL, index, size, self.types.ptrdiff, loc)
            scale = 1
        return PointerAdd(pointer, index, scale, subtract, type, loc)

    def pointer_difference(self, left: Expr, right: Expr, loc: i64) -> Expr:
        """`left - right` of two pointers."""
        a = self.target_of(left.type)
        b = self.target_of(right.type)
        if not compatible_unqualified(without_quals(a), without_quals(b)):
            return self.invalid_operands(SUB, left.type, right.type, loc)
        if a.kind == VOID:
            self.diagnostics.pedwarn("pointer-arith", loc,
                                     "pointer of type 'void *' used in subtraction")
            scale: i64 = 1
        else:
            scale = self.element_size(left.type, loc, "subtraction")
        if scale == -1:
            return self.error_expr(loc)
        size: Expr | None = None
        if scale == VARIABLE:
            size = self.cast_to(self.size_expression(a, loc), self.types.ptrdiff, loc)
        return PointerDiff(left, right, scale, size, self.types.ptrdiff, loc)

    def compare_pointers(self, op: i64, left: Expr, right: Expr, loc: i64) -> Expr:
        """Comparisons with a pointer on at least one side."""
        a = left.type
        b = right.type
        types = self.types
        if a.kind == POINTER and b.kind == POINTER:
            ta = self.target_of(a)
            tb = self.target_of(b)
            if not compatible_unqualified(without_quals(ta), without_quals(tb)):
                if ta.kind == VOID or tb.kind == VOID:
                    other = tb if ta.kind == VOID else ta
                    if other.kind == FUNCTION and op in (EQ, NE):
                        if not is_null_constant(left) and not is_null_constant(right):
                            self.pedantic(loc, "ISO C forbids comparison of 'void *' with "
                                               "function pointer")
                    elif op not in (EQ, NE):
                        self.pedwarn("", loc, "comparison of distinct pointer types lacks a cast")
                elif not is_null_constant(left) and not is_null_constant(right):
                    self.pedwarn("", loc, "comparison of distinct pointer types lacks a cast")
            return Binary(op, left, self.cast_to(right, a, loc), types.int_, loc)
        pointer = left if a.kind == POINTER else right
        other_node = right if a.kind == POINTER else left
        other_type = other_node.type
        if other_type.kind > BITINT or not other_type.precision:
            return self.invalid_operands(op, a, b, loc)
        if is_null_constant(other_node):
            if op not in (EQ, NE):
                self.warn_extra_order(loc)
            elif self.never_null(pointer) and not self.unevaluated:
                self.warn_address(op, pointer, loc)
        else:
            self.pedwarn("", loc, "comparison between pointer and integer")
        converted = self.make_cast(other_node, pointer.type, loc, False)
        if pointer is left:
            return Binary(op, left, converted, types.int_, loc)
        return Binary(op, converted, right, types.int_, loc)

    def warn_extra_order(self, loc: i64) -> None:
        """-Wextra: an ordered comparison with a null pointer constant."""
        self.warn("extra", loc, "ordered comparison of pointer with integer zero")

    def never_null(self, node: Expr) -> bool:
        """Whether a pointer is the address of a declared object or function."""
        if isinstance(node, Cast) and node.op in (FUNCTION_TO_POINTER, 1):
            place = node.operand
        elif isinstance(node, AddressOf):
            place = node.operand
        else:
            return False
        if isinstance(place, FuncRef):
            return not place.decl.weak
        return isinstance(place, VarRef) and not place.decl.weak

    def warn_address(self, op: i64, pointer: Expr, loc: i64) -> None:
        """-Waddress."""
        assert isinstance(pointer, Cast | AddressOf)
        place = pointer.operand
        name = place.decl.name if isinstance(place, VarRef | FuncRef) else ""
        result = "false" if op == EQ else "true"
        self.warn("address", loc, f"the comparison will always evaluate as '{result}' for the "
                                  f"address of '{name}' will never be NULL")

    # ------------------------------------------------------------ vectors
    def build_vector(self, op: i64, left: Expr, right: Expr, loc: i64) -> Expr:
        """A binary operator with at least one vector: element by element."""
        a = left.type
        b = right.type
        if a.kind == VECTOR and b.kind != VECTOR:
            right = self.splat(right, a, left.type, loc)
        elif b.kind == VECTOR and a.kind != VECTOR:
            left = self.splat(left, b, right.type, loc)
        if left.type.kind == ERROR or right.type.kind == ERROR:
            return self.error_expr(loc)
        if left.type.kind != VECTOR or right.type.kind != VECTOR:
            return self.invalid_operands(op, a, b, loc)
        va = left.type.unqual
        vb = right.type.unqual
        assert isinstance(va, VectorType) and isinstance(vb, VectorType)
        if op in (SHL, SHR):
            if va.count != vb.count or va.element.format or vb.element.format:
                return self.invalid_operands(op, a, b, loc)
            if va is not vb:
                if va.size != vb.size:
                    return self.invalid_operands(op, a, b, loc)
                right = Cast(VECTOR_BITS, right, va, loc, False)
            return Binary(op, left, right, va, loc)
        if va is not vb and not self.vectors_alike(va, vb):
            same = (va.count == vb.count and va.element.size == vb.element.size
                    and not va.element.format and not vb.element.format)
            if not same:
                return self.invalid_operands(op, a, b, loc)
            if va.element.is_unsigned:
                vb = va
            else:
                va = vb
        if op >= REM and op < LT and va.element.format:
            return self.invalid_operands(op, a, b, loc)
        if left.type.unqual is not va:
            left = Cast(VECTOR_BITS, left, va, loc, False)
        if right.type.unqual is not va:
            right = Cast(VECTOR_BITS, right, va, loc, False)
        if op >= LT:
            return Binary(op, left, right, self.comparison_vector(va), loc)
        return Binary(op, left, right, va, loc)

    def comparison_vector(self, vector: VectorType) -> CType:
        """The type of a comparison: signed integers as wide as the elements."""
        element = self.types.integer_of(vector.element.size, False)
        if not vector.element.format:
            element = self.types.to_signed(vector.element)
        assert element is not None
        return self.types.vector_of(element, vector.count)

    def splat(self, scalar: Expr, vector: CType, other: CType, loc: i64) -> Expr:
        """A scalar operand made a vector of the other operand's type."""
        main = vector.unqual
        assert isinstance(main, VectorType)
        element = main.element
        type = scalar.type
        if type.kind > LAST_REAL or type.kind == VOID:
            return scalar
        value = self.cast_to(scalar, element, loc)
        fine = True
        if type.format and not element.format:
            fine = False
        elif scalar.kind == INT_CONST and element.precision:
            assert isinstance(scalar, IntConst) and isinstance(value, IntConst)
            low = -(1 << (int(element.precision) - 1))
            fine = low <= scalar.value < 1 << int(element.precision)
        elif scalar.kind == INT_CONST or scalar.kind == FLOAT_CONST:
            fine = True
        elif not element.format:
            fine = type.precision <= element.precision
        elif type.format:
            fine = type.size <= element.size
        else:
            fine = type.precision <= (24 if element.size == 4 else 53)
        if not fine:
            return self.fail(loc, f"conversion of scalar '{spell(type)}' to vector "
                                  f"'{spell(main)}' involves truncation")
        return Cast(SPLAT, value, main, loc, False)

    # ------------------------------------------------------------ logical and conditional
    def build_logical(self, op: i64, left: Expr, right: Expr, loc: i64) -> Expr:
        """`&&` and `||`."""
        left = self.condition(left)
        right = self.condition(right)
        if left.type.kind == ERROR or right.type.kind == ERROR:
            return self.error_expr(loc)
        if op == LOGICAL_OR and not self.unevaluated:
            if self.bare_logical(left, LOGICAL_AND) or self.bare_logical(right, LOGICAL_AND):
                self.warn("parentheses", loc, "suggest parentheses around '&&' within '||'")
        if left.kind == INT_CONST:
            assert isinstance(left, IntConst)
            decided = (left.value != 0) == (op == LOGICAL_OR)
            if right.kind == INT_CONST:
                assert isinstance(right, IntConst)
                value = 1 if (left.value != 0 if decided else right.value != 0) else 0
                flags = left.flags | right.flags
                return IntConst(value, self.types.int_, loc, flags & NOT_ICE)
        return Logical(op, left, right, self.types.int_, loc)

    def bare_logical(self, node: Expr, op: i64) -> bool:
        """A Logical of `op` written without parentheres around it."""
        return isinstance(node, Logical) and node.op == op and not node.flags & PARENTHESIZED

    def build_not(self, operand: Expr, loc: i64) -> Expr:
        """`!operand`."""
        operand = self.rvalue(operand)
        if operand.type.kind == VECTOR:
            main = operand.type.unqual
            assert isinstance(main, VectorType)
            if main.element.format:
                return self.fail(loc, "wrong type argument to unary exclamation mark")
            zero = Cast(SPLAT, IntConst(0, main.element, loc, 0), main, loc, False)
            return Binary(EQ, operand, zero, self.comparison_vector(main), loc)
        kind = operand.type.kind
        if kind == ERROR:
            return operand
        if kind > POINTER or kind == VOID:
            return self.fail(loc, "wrong type argument to unary exclamation mark")
        operand = self.condition(operand)
        folded = fold_unary(LOGICAL_NOT, operand, self.types.int_, loc)
        if folded is not None:
            return folded
        return Unary(LOGICAL_NOT, operand, self.types.int_, loc)

    def build_conditional(self, condition: Expr, common: Saved | None, then: Expr,
                          otherwise: Expr, loc: i64) -> Expr:
        """`condition ? then : otherwise`; condition is prepared by the caller."""
        then = self.rvalue(then)
        otherwise = self.rvalue(otherwise)
        a = then.type
        b = otherwise.type
        if a.kind == ERROR or b.kind == ERROR or condition.type.kind == ERROR:
            return self.error_expr(loc)
        type: CType = a
        if BOOL <= a.kind <= COMPLEX and BOOL <= b.kind <= COMPLEX:
            if a is not b or a.rank < 4 or a.kind == ENUM or a.kind == BITINT:
                if a.kind <= BITINT and b.kind <= BITINT:
                    if a.kind == ENUM and a is b:
                        type = a
                    else:
                        then = self.promote(then)
                        otherwise = self.promote(otherwise)
                        if then.type is not otherwise.type:
                            self.warn_sign_conditional(then, otherwise, loc)
                        type = self.common_type(then.type, otherwise.type)
                else:
                    type = self.common_type(a, b)
                then = self.cast_to(then, type, loc)
                otherwise = self.cast_to(otherwise, type, loc)
        elif a.kind == VOID or b.kind == VOID:
            if a.kind != VOID or b.kind != VOID:
                self.pedantic(loc, "ISO C forbids conditional expr with only one void side")
            type = self.types.void
            then = self.void_cast(then)
            otherwise = self.void_cast(otherwise)
        elif a.kind == POINTER and b.kind == POINTER:
            type = self.conditional_pointer(then, otherwise, loc)
            then = self.cast_to(then, type, loc)
            otherwise = self.cast_to(otherwise, type, loc)
        elif a.kind == POINTER and b.kind <= BITINT:
            if not is_null_constant(otherwise):
                self.pedwarn("", loc, "pointer/integer type mismatch in conditional expression")
            otherwise = self.make_cast(otherwise, a, loc, False)
        elif b.kind == POINTER and a.kind <= BITINT:
            if not is_null_constant(then):
                self.pedwarn("", loc, "pointer/integer type mismatch in conditional expression")
            then = self.make_cast(then, b, loc, False)
            type = b
        elif a.kind == VECTOR and b.kind == VECTOR and (
                compatible_unqualified(a, b) or self.vectors_alike(a, b)):
            otherwise = self.retype(otherwise, a, loc)
        elif condition.type.kind == VECTOR and (a.kind == VECTOR or b.kind == VECTOR):
            if a.kind == VECTOR:
                otherwise = self.splat(otherwise, a, b, loc)
            else:
                then = self.splat(then, b, a, loc)
                type = b
            if then.type.kind != VECTOR or otherwise.type.kind != VECTOR:
                return self.fail(loc, "type mismatch in conditional expression")
        elif a.kind >= STRUCT and a.kind == b.kind and compatible_unqualified(a, b):
            otherwise = self.retype(otherwise, a, loc)
        else:
            return self.fail(loc, "type mismatch in conditional expression")
        if condition.kind == INT_CONST and then.kind == INT_CONST and otherwise.kind == INT_CONST:
            assert isinstance(condition, IntConst) and isinstance(then, IntConst)
            assert isinstance(otherwise, IntConst)
            chosen = then if condition.value else otherwise
            flags = (condition.flags | then.flags | otherwise.flags) & NOT_ICE
            return IntConst(chosen.value, type, loc, flags)
        return Conditional(common, condition, then, otherwise, type, loc)

    def retype(self, node: Expr, type: CType, loc: i64) -> Expr:
        """The same value under a compatible type."""
        if node.type is type:
            return node
        kind = VECTOR_BITS if type.kind == VECTOR else NO_OP
        return Cast(kind, node, type, loc, False)

    def conditional_pointer(self, then: Expr, otherwise: Expr, loc: i64) -> CType:
        """The result type of a conditional with two pointers (6.5.15p6)."""
        a = then.type
        b = otherwise.type
        if a is b:
            return a
        ta = self.target_of(a)
        tb = self.target_of(b)
        quals = (ta.quals | element_quals(ta) | tb.quals | element_quals(tb)) & 7
        if is_null_constant(then) and ta.kind == VOID and ta.quals == 0:
            return b
        if is_null_constant(otherwise) and tb.kind == VOID and tb.quals == 0:
            return a
        if compatible_unqualified(without_quals(ta), without_quals(tb)):
            merged = composite(without_quals(ta), without_quals(tb), self.types)
            return self.types.pointer_to(qualified(merged, quals))
        if ta.kind == VOID or tb.kind == VOID:
            quals = (ta.quals | tb.quals) & 7  # not those of array elements
            if ta.kind == FUNCTION or tb.kind == FUNCTION:
                self.pedantic(loc, "ISO C forbids conditional expr between 'void *' and "
                                   "function pointer")
            return self.types.pointer_to(qualified(self.types.void, quals))
        self.pedwarn("", loc, "pointer type mismatch in conditional expression")
        return self.types.pointer_to(qualified(self.types.void, quals))

    def void_cast(self, node: Expr) -> Expr:
        """The expression with its value dropped."""
        if node.type.kind == VOID or node.type.kind == ERROR:
            return node
        return Cast(TO_VOID, node, self.types.void, node.loc, False)

    # ------------------------------------------------------------ unary
    def build_negate(self, op: i64, operand: Expr, loc: i64) -> Expr:
        """`-`, `~` and unary `+` (op ADD)."""
        operand = self.rvalue(operand)
        type = operand.type
        kind = type.kind
        if kind == ERROR:
            return operand
        if kind == VECTOR:
            main = type.unqual
            assert isinstance(main, VectorType)
            if op == BIT_NOT and main.element.format:
                return self.fail(loc, "wrong type argument to bit-complement")
            return operand if op == ADD else Unary(op, operand, main, loc)
        if kind < BOOL or kind > COMPLEX or (op == BIT_NOT and FLOAT <= kind < COMPLEX):
            word = "bit-complement" if op == BIT_NOT else (
                "unary minus" if op == NEG else "unary plus")
            return self.fail(loc, f"wrong type argument to {word}")
        if kind <= BITINT:
            operand = self.promote(operand)
            type = operand.type
        if op == ADD:
            if operand.kind == INT_CONST:
                assert isinstance(operand, IntConst)
                return IntConst(operand.value, type, loc, operand.flags & NOT_ICE)
            return operand
        folded = fold_unary(op, operand, type, loc)
        if folded is not None:
            if folded.flags & OVERFLOWED and not operand.flags & OVERFLOWED:
                self.warn_overflow(SUB, operand, operand, folded, loc)
            return folded
        if type.kind == BITINT:
            carrier = self.types.integer_of(type.size, type.is_unsigned)
            assert carrier is not None
            wide = Unary(op, self.cast_to(operand, carrier, loc), carrier, loc)
            return Cast(INTEGER, wide, type, loc, False)
        return Unary(op, operand, type, loc)

    def build_address(self, operand: Expr, loc: i64) -> Expr:
        """`&operand`."""
        type = operand.type
        if type.kind == ERROR:
            return operand
        if operand.kind == DEREF:
            assert isinstance(operand, Deref)
            inner = operand.pointer
            if inner.type.unqual is self.types.pointer_to(type):
                return Cast(NO_OP, inner, inner.type, loc, False)
        if not operand.flags & LVALUE:
            return self.fail(loc, "lvalue required as unary '&' operand")
        if operand.flags & BITFIELD:
            assert isinstance(operand, Member)
            return self.fail(loc, f"cannot take address of bit-field '{operand.field.name}'")
        if operand.flags & REGISTER:
            name = self.place_name(operand)
            return self.fail(loc, f"address of register variable '{name}' requested")
        self.take_address(operand)
        if type.kind == FUNCTION:
            assert isinstance(operand, FuncRef | Deref)
            if isinstance(operand, FuncRef):
                operand.decl.address_taken = True
        return AddressOf(operand, self.types.pointer_to(type), loc)

    def place_name(self, node: Expr) -> str:
        """The variable's name under members."""
        while isinstance(node, Member):
            node = node.base
        return node.decl.name if isinstance(node, VarRef) else ""

    def build_deref(self, operand: Expr, loc: i64) -> Expr:
        """`*operand`."""
        operand = self.rvalue(operand)
        type = operand.type
        if type.kind != POINTER:
            if type.kind == ERROR:
                return operand
            return self.fail(loc, f"invalid type argument of unary '*' (have '{spell(type)}')")
        target = self.target_of(type)
        if target.kind == VOID:
            if not self.unevaluated:
                self.warn("", loc, "dereferencing 'void *' pointer")
            return Deref(operand, target, loc)
        if target.kind == FUNCTION:
            if operand.kind == CAST:
                assert isinstance(operand, Cast)
                if operand.op == FUNCTION_TO_POINTER:
                    return operand.operand
            return Deref(operand, target, loc)
        if target.size == INCOMPLETE and target.kind >= STRUCT:
            self.incomplete_error(target, loc, "")
            return self.error_expr(loc)
        return Deref(operand, target, loc)

    def build_subscript(self, base: Expr, index: Expr, loc: i64) -> Expr:
        """`base[index]`."""
        if base.type.kind == VECTOR:
            return self.vector_subscript(base, index, loc)
        left = self.decay_for_subscript(base) if base.type.kind == ARRAY else self.rvalue(base)
        right = self.rvalue(index)
        a = left.type
        b = right.type
        if a.kind == ERROR or b.kind == ERROR:
            return self.error_expr(loc)
        if a.kind != POINTER and b.kind == POINTER:
            left, right = right, left
            a, b = b, a
        if a.kind != POINTER:
            return self.fail(loc, "subscripted value is neither array nor pointer nor vector")
        if b.kind > BITINT or not b.precision:
            return self.fail(loc, "array subscript is not an integer")
        target = self.target_of(a)
        if target.kind == FUNCTION:
            return self.fail(loc, "subscripted value is pointer to function")
        if b.kind == 3 and right.kind != INT_CONST and not self.unevaluated:
            self.warn("char-subscripts", loc, "array subscript has type 'char'")
        added = self.pointer_add(left, right, False, loc)
        if added.type.kind == ERROR:
            return added
        if target.kind == VOID and not self.unevaluated:
            self.warn("", loc, "dereferencing 'void *' pointer")
        return Deref(added, target, loc)

    def vector_subscript(self, base: Expr, index: Expr, loc: i64) -> Expr:
        """`vector[index]`: an element, an lvalue when the vector is."""
        index = self.rvalue(index)
        if index.type.kind == ERROR:
            return index
        if index.type.kind > BITINT or not index.type.precision:
            return self.fail(loc, "subscripted value is neither array nor pointer nor vector"
                             if index.type.kind == POINTER else "array subscript is not an integer")
        main = base.type.unqual
        assert isinstance(main, VectorType)
        index = self.cast_to(index, self.types.ptrdiff, loc)
        if base.flags & LVALUE:
            self.take_address_of_vector(base)
        type = qualified(main.element, base.type.quals & 7) if base.flags & LVALUE else main.element
        return VectorElement(base, index, type, loc, base.flags & (LVALUE | REGISTER))

    def take_address_of_vector(self, base: Expr) -> None:
        """An element access reads the vector; constant indices keep it out of memory."""
        self.mark_read(base)

    # ------------------------------------------------------------ members
    def find_member(self, record: RecordType, ident: Ident) -> Field | None:
        """The member of that name, or the anonymous member that has it."""
        fields = record.fields
        if len(fields) <= BY_NAME_FROM:
            for field in fields:
                if field.ident is ident:
                    return field
                if field.anonymous:
                    inner = field.type.unqual
                    assert isinstance(inner, RecordType)
                    if self.find_member(inner, ident) is not None:
                        return field
            return None
        names = record.by_name
        if names is None:
            names = {}
            for field in fields:
                if field.ident is not None:
                    names[field.ident] = field
                elif field.anonymous:
                    self.add_names(names, field, field)
            record.by_name = names
        return names.get(ident)

    def add_names(self, names: dict[Ident, Field], outer: Field, field: Field) -> None:
        """Enter the members of an anonymous member."""
        inner = field.type.unqual
        assert isinstance(inner, RecordType)
        for member in inner.fields:
            if member.ident is not None:
                names[member.ident] = outer
            elif member.anonymous:
                self.add_names(names, outer, member)

    def build_member(self, base: Expr, ident: Ident, loc: i64, name_loc: i64) -> Expr:
        """`base.ident` for a record lvalue or rvalue."""
        type = base.type
        record = type.unqual
        if not isinstance(record, RecordType):
            if type.kind == ERROR:
                return base
            if type.kind == POINTER:
                target = self.target_of(type)
                if target.kind >= STRUCT:
                    return self.fail(
                        loc, f"'{spell(type)}' is a pointer; did you mean to use '->'?")
            return self.fail(
                loc, f"request for member '{ident.text}' in something not a structure or union")
        if not record.complete or (self.serial_limit and record.serial > self.serial_limit):
            self.incomplete_error(type, loc, "")
            return self.error_expr(loc)
        field = self.find_member(record, ident)
        while True:
            if field is None:
                return self.fail(loc, f"'{spell(record)}' has no member named '{ident.text}'")
            flags = base.flags & (LVALUE | REGISTER)
            member_type = field.type
            quals = base.type.quals & 15 if flags & LVALUE else 0
            if quals:
                member_type = qualified(member_type, quals & ~ATOMIC)
            if field.bit_width >= 0:
                flags |= BITFIELD
            base = Member(base, field, member_type, loc, flags)
            if field.ident is ident:
                if field.deprecated is not None:
                    self.warn_deprecated(ident.text, field.deprecated, field.loc, name_loc)
                return base
            record = field.type.unqual
            assert isinstance(record, RecordType)
            field = self.find_member(record, ident)

    def warn_deprecated(self, name: str, message: str, declared: i64, loc: i64) -> None:
        """-Wdeprecated-declarations."""
        text = f"'{name}' is deprecated" + (f": {message}" if message else "")
        if self.warn("deprecated-declarations", loc, text):
            self.note(declared, "declared here")

    def build_arrow(self, pointer: Expr, ident: Ident, loc: i64, name_loc: i64) -> Expr:
        """`pointer->ident`."""
        pointer = self.rvalue(pointer)
        type = pointer.type
        if type.kind != POINTER:
            if type.kind == ERROR:
                return pointer
            return self.fail(loc, f"invalid type argument of '->' (have '{spell(type)}')")
        target = self.target_of(type)
        if target.kind < STRUCT:
            if target.kind == POINTER and self.target_of(target).kind >= STRUCT:
                return self.fail(loc, f"'*{spell(type)}' is a pointer; did you mean to use '->'?")
            return self.fail(
                loc, f"request for member '{ident.text}' in something not a structure or union")
        if target.size == INCOMPLETE:
            self.incomplete_error(target, loc, "")
            return self.error_expr(loc)
        return self.build_member(Deref(pointer, target, loc), ident, loc, name_loc)

    # ------------------------------------------------------------ assignment
    def build_assign(self, target: Expr, value: Expr, loc: i64) -> Expr:
        """`target = value`."""
        value = self.rvalue(value)
        if not self.modifiable(target, "assignment", loc):
            return self.error_expr(loc)
        self.note_store(target)
        type = target.type
        if type.size == INCOMPLETE:
            self.incomplete_error(type, loc, "")
            return self.error_expr(loc)
        main = type.unqual
        value = self.assign_convert(value, main, ASSIGNMENT, "", 0, loc)
        if value.type.kind == ERROR:
            return value
        return Assign(target, value, main, loc)

    def note_store(self, target: Expr) -> None:
        """Note that the variable under a place is assigned (for set-but-unused)."""
        while isinstance(target, Member):
            target = target.base
        if isinstance(target, VarRef):
            target.decl.set_but_unused = True

    def build_compound_assign(self, op: i64, target: Expr, value: Expr, loc: i64) -> Expr:
        """`target op= value`."""
        value = self.rvalue(value)
        if not self.modifiable(target, "assignment", loc):
            return self.error_expr(loc)
        type = target.type.unqual
        other = value.type
        if other.kind == ERROR:
            return value
        if type.size == INCOMPLETE:
            self.incomplete_error(type, loc, "")
            return self.error_expr(loc)
        self.note_store(target)
        if type.kind == POINTER:
            if op != ADD and op != SUB or other.kind > BITINT or not other.precision:
                return self.invalid_operands(op, type, other, loc)
            added = self.pointer_add(Cast(0, target, type, loc, False), value, op == SUB, loc)
            if not isinstance(added, PointerAdd):
                return added
            node = CompoundAssign(op, target, added.index, type, type, loc)
            node.scale = added.scale
            return node
        if type.kind == VECTOR or other.kind == VECTOR:
            saved = self.rvalue(target)
            result = self.build_vector(op, saved, value, loc)
            if not isinstance(result, Binary):
                return result
            if result.type.unqual is not type or result.left.type is not type:
                return self.invalid_operands(op, type, other, loc)
            return CompoundAssign(op, target, result.right, type, type, loc)
        if not (BOOL <= type.kind <= COMPLEX and BOOL <= other.kind <= COMPLEX):
            return self.invalid_operands(op, type, other, loc)
        both_integer = type.kind <= BITINT and other.kind <= BITINT
        if op >= REM and not both_integer:
            return self.invalid_operands(op, type, other, loc)
        if (op in (DIV, REM)) and value.kind == INT_CONST and both_integer:
            assert isinstance(value, IntConst)
            if value.value == 0:
                self.warn("div-by-zero", loc, "division by zero")
        loaded = self.promote_type(target, type)
        if op in (SHL, SHR):
            computation = loaded
            value = self.promote(value)
            if value.type.kind == BITINT:
                value = self.leave_bitint(value)
            if value.kind == INT_CONST:
                assert isinstance(value, IntConst)
                word = "left" if op == SHL else "right"
                if value.value < 0:
                    self.warn("shift-count-negative", loc, f"{word} shift count is negative")
                elif value.value >= computation.precision:
                    self.warn("shift-count-overflow", loc,
                              f"{word} shift count >= width of type")
        else:
            if both_integer:
                value = self.promote(value)
            computation = self.common_type(loaded, value.type)
            value = self.cast_to(value, computation, loc)
        node = CompoundAssign(op, target, value, computation, type, loc)
        node.load_cast = self.conversion_kind(type, computation)
        node.store_cast = self.conversion_kind(computation, type)
        return node

    def promote_type(self, target: Expr, type: CType) -> CType:
        """The type an lvalue's value has after the integer promotions."""
        if target.flags & BITFIELD:
            assert isinstance(target, Member)
            width = target.field.bit_width
            if width < 32 or width == 32 and not type.is_unsigned:
                return self.types.int_
            if width == 32:
                return self.types.uint
            # Wider fields are computed in their declared type: the store cuts the result.
            return self.promoted(type)
        return self.promoted(type) if type.kind <= BITINT else type

    def conversion_kind(self, source: CType, target: CType) -> i64:
        """The Cast kind between arithmetic types; element-wise ones for complex."""
        if source is target:
            return NO_OP
        if target.kind == COMPLEX and source.kind != COMPLEX:
            from compiler.frontend.tree import REAL_TO_COMPLEX
            return REAL_TO_COMPLEX
        if source.kind == COMPLEX and target.kind != COMPLEX and target.kind != BOOL:
            from compiler.frontend.tree import COMPLEX_TO_REAL
            return COMPLEX_TO_REAL
        return self.cast_kind(source, target)

    def build_inc_dec(self, target: Expr, decrement: bool, postfix: bool, loc: i64) -> Expr:
        """`++` and `--`."""
        word = "decrement" if decrement else "increment"
        if target.type.kind == ERROR:
            return target
        if not self.modifiable(target, word, loc):
            return self.error_expr(loc)
        type = target.type.unqual
        self.note_store(target)
        if type.kind == POINTER:
            scale = self.element_size(type, loc, word)
            if scale == -1:
                return self.error_expr(loc)
            node = IncDec(target, decrement, postfix, type, scale, type, loc)
            if scale == VARIABLE:
                node.scale = 1
                node.step = self.cast_to(self.size_expression(self.target_of(type), loc),
                                         self.types.ptrdiff, loc)
            return node
        if BOOL <= type.kind <= COMPLEX:
            computation = self.promote_type(target, type)
            return IncDec(target, decrement, postfix, computation, 1, type, loc)
        if type.kind == VECTOR:
            return IncDec(target, decrement, postfix, type, 1, type, loc)
        return self.fail(loc, f"wrong type argument to {word}")

    def build_comma(self, left: Expr, right: Expr, loc: i64) -> Expr:
        """`left, right`."""
        left = self.rvalue_for_effect(left)
        right = self.rvalue(right)
        if left.type.kind == ERROR or right.type.kind == ERROR:
            return self.error_expr(loc)
        return Comma(left, right, loc)

    def rvalue_for_effect(self, node: Expr) -> Expr:
        """An expression evaluated only for its effects: loads only what is volatile."""
        if node.flags & LVALUE:
            if node.type.quals & 2 and node.type.size >= 0:
                return self.rvalue(node)
            if node.type.size == INCOMPLETE and node.type.kind >= STRUCT:
                return self.rvalue(node)
            return node if node.type.kind == VOID else Cast(
                TO_VOID, node, self.types.void, node.loc, False)
        return node

    # ------------------------------------------------------------ casts and sizes
    def build_cast(self, type: CType, operand: Expr, loc: i64) -> Expr:
        """`(type)operand`."""
        target = type.unqual
        operand = self.rvalue(operand)
        source = operand.type
        if source.kind == ERROR or target.kind == ERROR:
            return self.error_expr(loc)
        t = target.kind
        s = source.kind
        if t == VOID:
            return Cast(TO_VOID, operand, self.types.void, loc, True)
        if t == ARRAY:
            return self.fail(loc, "cast specifies array type")
        if t == FUNCTION:
            return self.fail(loc, "cast specifies function type")
        if s == VOID:
            return self.fail(loc, "void value not ignored as it ought to be")
        if t >= STRUCT:
            return self.cast_to_record(target, operand, loc)
        if t == VECTOR or s == VECTOR:
            if source is target:
                return operand
            if source.size != target.size or s >= STRUCT or (
                    t != VECTOR and not target.precision) or (
                    s != VECTOR and not source.precision):
                if s >= STRUCT:
                    return self.fail(loc, "conversion to non-scalar type requested"
                                     if t == VECTOR else "aggregate value used where an integer "
                                     "was expected")
                return self.fail(loc, f"cannot convert a value of type '{spell(source)}' to vector "
                                      f"type '{spell(target)}' which has different size"
                                 if t == VECTOR else
                                 f"cannot convert a vector of type '{spell(source)}' to type "
                                 f"'{spell(target)}' which has different size")
            return Cast(VECTOR_BITS, operand, target, loc, True)
        if s >= STRUCT:
            if t == POINTER:
                return self.fail(loc, "cannot convert to a pointer type")
            word = "a floating-point" if target.format else (
                "a complex" if t == COMPLEX else "an integer")
            return self.fail(loc, f"aggregate value used where {word} was expected")
        if t == POINTER and (source.format or s == COMPLEX):
            return self.fail(loc, "cannot convert to a pointer type")
        if s == POINTER and (target.format or t == COMPLEX):
            word = "complex" if t == COMPLEX else "floating-point"
            return self.fail(loc, f"pointer value used where a {word} was expected")
        if source is target:
            if operand.kind == INT_CONST:
                assert isinstance(operand, IntConst)
                return IntConst(operand.value, target, loc, operand.flags & NOT_ICE)
            return Cast(POINTER_CAST if t == POINTER else NO_OP, operand, target, loc, True)
        if t <= BITINT and s == POINTER and t != BOOL:
            if target.size < source.size and not self.is_constant_pointer(operand):
                self.warn("pointer-to-int-cast", loc,
                          "cast from pointer to integer of different size")
        elif t == POINTER and s <= BITINT:
            if source.size != self.types.word and operand.kind != INT_CONST:
                self.warn("int-to-pointer-cast", loc,
                          "cast to pointer from integer of different size")
        elif t == POINTER and s == POINTER:
            self.check_pointer_cast(operand, target, loc)
        return self.make_cast(operand, target, loc, True)

    def is_constant_pointer(self, node: Expr) -> bool:
        """A pointer that is a constant number."""
        from compiler.frontend.fold import evaluate
        return isinstance(evaluate(node), IntConst)

    def check_pointer_cast(self, operand: Expr, target: CType, loc: i64) -> None:
        """-Wcast-qual and -Wcast-function-type are off by default; nothing is checked yet."""

    def cast_to_record(self, target: CType, operand: Expr, loc: i64) -> Expr:
        """GNU: cast to union; otherwise only the same type."""
        assert isinstance(target, RecordType)
        if operand.type is target:
            self.pedantic(loc, "ISO C forbids casting nonscalar to the same type")
            return Cast(NO_OP, operand, target, loc, True)
        if target.kind == UNION and target.complete:
            for field in target.fields:
                if compatible_unqualified(field.type, operand.type):
                    self.pedantic(loc, "ISO C forbids casts to union type")
                    value = self.retype(operand, field.type.unqual, loc)
                    return ToUnion(field, value, target, loc)
            return self.fail(loc, "cast to union type from type not present in union")
        return self.fail(loc, "conversion to non-scalar type requested")

    def size_expression(self, type: CType, loc: i64) -> Expr:
        """The size of a complete type in bytes, type size_t; reads VLA lengths at run time."""
        types = self.types
        if type.size >= 0:
            return IntConst(type.size, types.size, loc, 0)
        if type.size == VARIABLE:
            array = type.unqual
            assert isinstance(array, ArrayType)
            element = self.size_expression(array.element, loc)
            length: Expr
            if array.length_variable is not None:
                place = VarRef(array.length_variable, types.size, loc, LVALUE)
                length = Cast(0, place, types.size, loc, False)
            elif array.count >= 0:
                length = IntConst(array.count, types.size, loc, 0)
            else:
                length = IntConst(1, types.size, loc, 0)  # [*]
            if element.kind == INT_CONST:
                assert isinstance(element, IntConst)
                if element.value == 1:
                    return length
            return Binary(MUL, length, element, types.size, loc)
        return IntConst(1, types.size, loc, NOT_ICE)

    def build_sizeof(self, type: CType, loc: i64, word: str) -> Expr:
        """`sizeof(type)`, with gcc's extensions for void and functions (1)."""
        if type.kind == ERROR:
            return self.error_expr(loc)
        if type.size == INCOMPLETE:
            if type.kind == FUNCTION:
                self.diagnostics.pedwarn("pointer-arith", loc, f"invalid application of '{word}' "
                                                               "to a function type")
                return IntConst(1, self.types.size, loc, 0)
            if type.kind == VOID:
                self.diagnostics.pedwarn("pointer-arith", loc, f"invalid application of '{word}' "
                                                               "to a void type")
                return IntConst(1, self.types.size, loc, 0)
            return self.fail(loc, f"invalid application of '{word}' to incomplete type "
                                  f"'{spell(type)}'")
        return self.size_expression(type, loc)

    # ------------------------------------------------------------ warnings of operators
    def warn_parentheses(self, op: i64, left: Expr, right: Expr, loc: i64) -> None:
        """-Wparentheses for `a < b < c`, `a & b == c`, `a << b + c` and their like."""
        lk = left.kind
        rk = right.kind
        if lk != BINARY and rk != BINARY:
            if lk < CAST and rk < CAST:
                return
        if self.unevaluated:
            return
        if lk == BINARY:
            assert isinstance(left, Binary)
            if not left.flags & PARENTHESIZED:
                self.warn_mixed(op, left.op, loc)
        if rk == BINARY:
            assert isinstance(right, Binary)
            if not right.flags & PARENTHESIZED:
                self.warn_mixed(op, right.op, loc)

    def warn_mixed(self, op: i64, inner: i64, loc: i64) -> None:
        """One operator directly inside another, without parentheses."""
        if op in (SHL, SHR):
            if inner in (ADD, SUB):
                word = "+" if inner == ADD else "-"
                self.warn("parentheses", loc,
                          f"suggest parentheses around '{word}' inside '{OPERATOR_TEXT[op]}'")
        elif op in (BIT_AND, BIT_OR, BIT_XOR):
            if inner >= LT:
                self.warn("parentheses", loc, "suggest parentheses around comparison in operand "
                                              f"of '{OPERATOR_TEXT[op]}'")
            elif inner in (ADD, SUB) or (op == BIT_OR and inner in (BIT_AND, BIT_XOR) or op == BIT_XOR and inner == BIT_AND):
                if inner in (ADD, SUB):
                    self.warn("parentheses", loc, "suggest parentheses around arithmetic in "
                                                  f"operand of '{OPERATOR_TEXT[op]}'")
                else:
                    self.warn("parentheses", loc, "suggest parentheses around arithmetic in "
                                                  f"operand of '{OPERATOR_TEXT[op]}'")
        elif LT <= op <= GE and LT <= inner <= GE:
            self.warn("parentheses", loc, "comparisons like 'X<=Y<=Z' do not have their "
                                          "mathematical meaning")
        elif op in (EQ, NE) and inner >= LT:
            self.warn("parentheses", loc, "suggest parentheses around comparison in operand of "
                                          f"'{OPERATOR_TEXT[op]}'")

    def warn_sign_compare(self, op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> None:
        """-Wsign-compare: a signed operand, perhaps negative, compared as unsigned."""
        if not type.is_unsigned or self.unevaluated:
            return
        for node in (left, right):
            if not node.type.is_unsigned:
                if isinstance(node, IntConst):
                    if node.value >= 0:
                        return
                    continue
                if self.known_non_negative(node):
                    return
                if op in (EQ, NE) and isinstance(right if node is left else left, IntConst):
                    return
                self.warn("sign-compare", loc,
                          f"comparison of integer expressions of different signedness: "
                          f"'{spell(left.type)}' and '{spell(right.type)}'")
                return

    def known_non_negative(self, node: Expr) -> bool:
        """Whether a signed value can be seen to be at least zero."""
        if isinstance(node, Cast):
            inner = node.operand.type
            if node.op == INTEGER and inner.is_unsigned and inner.precision < node.type.precision:
                return True
            if node.op == INTEGER:
                return self.known_non_negative(node.operand)
            return False
        if isinstance(node, IntConst):
            return node.value >= 0
        if isinstance(node, Binary):
            if node.op >= LT:
                return True
            if node.op == BIT_AND:
                return self.known_non_negative(node.left) or self.known_non_negative(node.right)
            if node.op in (BIT_OR, BIT_XOR, DIV, REM, SHR):
                return self.known_non_negative(node.left) and (
                    node.op in (SHR, REM) or self.known_non_negative(node.right))
            return False
        return node.kind == LOGICAL

    def warn_sign_conditional(self, then: Expr, otherwise: Expr, loc: i64) -> None:
        """-Wsign-compare for the two arms of a conditional."""
        a = then.type
        b = otherwise.type
        if a.is_unsigned == b.is_unsigned:
            return
        signed = otherwise if a.is_unsigned else then
        unsigned = a if a.is_unsigned else b
        if signed.type.precision > unsigned.precision or self.known_non_negative(signed):
            return
        self.warn("sign-compare", signed.loc,
                  f"operand of '?:' changes signedness from '{spell(signed.type)}' to "
                  f"'{spell(unsigned)}' due to unsignedness of other operand")

    def constant_truth(self, node: Expr) -> bool | None:
        """A condition's value when constant."""
        return truth(node)


LAST_REAL: Final = 25  # kinds up to here are integers or real floats
