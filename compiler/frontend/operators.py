"""Binary operators: operand constraints, conversions, nodes (C17 6.5.5 to 6.5.15).

Idea: one method an operator family takes parsed operands and gives the typed node, or an error
node after one message.  Constants are folded on the way.

Wording and severity are gcc 12's; GNU extensions: arithmetic on `void *` and function pointers,
vectors, complex integers, omitted middle operand.
"""

from __future__ import annotations

from compiler.frontend.compatibility import compatible_unqualified, composite
from compiler.frontend.conversions import bit_field_of
from compiler.frontend.expression_range import mark_before
from compiler.frontend.operator_warnings import OPERATOR_TEXT, OperatorWarnings
from compiler.frontend.fold import fold_binary, fold_unary, is_null_constant
from compiler.frontend.tree import (
    ADD,
    DIV,
    EQ,
    FLOAT_CONST,
    FUNCTION_TO_POINTER,
    GE,
    INT_CONST,
    INTEGER,
    LOGICAL_AND,
    LOGICAL_NOT,
    LOGICAL_OR,
    LT,
    MUL,
    NE,
    NO_OP,
    NOT_ICE,
    OVERFLOWED,
    PARENTHESIZED,
    REM,
    SHL,
    SHR,
    SPLAT,
    SUB,
    TO_VOID,
    VECTOR_BITS,
    AddressOf,
    Binary,
    Cast,
    Conditional,
    Expr,
    FuncRef,
    IntConst,
    Logical,
    PointerAdd,
    PointerDiff,
    Saved,
    Unary,
    VarRef,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    BITINT,
    BOOL,
    COMPLEX,
    ENUM,
    ERROR,
    FUNCTION,
    POINTER,
    STRUCT,
    VARIABLE,
    VECTOR,
    VOID,
    ComplexType,
    CType,
    VectorType,
    element_quals,
    qualified,
    without_quals,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

LAST_REAL: Final = 25  # kinds up to here are integers or real floats


class Operators(OperatorWarnings):
    """Builds typed nodes for binary operators."""

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
                elif self.watches_conversions:
                    self.check_conversion(left, type, loc)
                    self.check_conversion(right, type, loc)
                left = self.cast_to(left, type, loc)
                right = self.cast_to(right, type, loc)
            if op >= LT and (left.kind == INT_CONST or right.kind == INT_CONST):
                self.warn_type_limits(op, left, right, type, loc)
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
                if self.watches_conversions and op < LT:
                    self.check_conversion(left, type, loc)
                    self.check_conversion(right, type, loc)
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
        carrier = self.carrier(type)
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
            elif right.value >= int(type.precision):
                if not self.unevaluated:
                    self.warn("shift-count-overflow", loc, f"{word} shift count >= width of type")
            if left.kind == INT_CONST and 0 <= right.value < int(type.precision):
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
            if a.kind > BITINT or b.kind > BITINT:
                type = a if a is b else self.common_type(a, b)
            elif a.kind != ENUM or a is not b or a.rank < 4 or (
                    bit_field_of(then) or bit_field_of(otherwise)):
                then = self.promote(then)
                otherwise = self.promote(otherwise)
                if then.type is not otherwise.type:
                    self.warn_sign_conditional(then, otherwise, loc)
                type = self.common_type(then.type, otherwise.type)
            if self.watches_conversions:
                colon = self.colon_before(otherwise, loc)
                self.check_conversion(then, type, colon)
                self.check_conversion(otherwise, type, colon)
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

    def colon_before(self, otherwise: Expr, loc: i64) -> i64:
        """Where the `:` of a conditional at `loc` stands."""
        return mark_before(otherwise, b":", loc, self.diagnostics.source)

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
        return self.types.pointer_to(self.types.void)

    def void_cast(self, node: Expr) -> Expr:
        """The expression with its value dropped."""
        if node.type.kind == VOID or node.type.kind == ERROR:
            return node
        return Cast(TO_VOID, node, self.types.void, node.loc, False)
