"""Conversions: every implicit one becomes a Cast node (C17 6.3, 6.5.16.1).

Idea: three layers.  `rvalue` turns an lvalue into its value.  `cast_to` makes the Cast node between
two types of which it is known that the conversion is allowed, and folds constants.
`assign_convert` checks the constraints of assignment with gcc's severities and words, for the four
contexts in which a value is converted as if by assignment.
"""

from __future__ import annotations

from compiler.frontend.compatibility import compatible, compatible_unqualified
from compiler.frontend.fold import convert_constant, fits, is_null_constant
from compiler.frontend.parser_base import ParserBase
from compiler.frontend.tree import (
    ARRAY_TO_POINTER,
    ASSIGN,
    BINARY,
    BITFIELD,
    CAST,
    COMMA,
    COMPLEX_CAST,
    COMPLEX_TO_REAL,
    COMPOUND_LITERAL,
    EQ,
    FLOAT_CAST,
    FLOAT_CONST,
    FLOAT_TO_INT,
    FUNCTION_TO_POINTER,
    GE,
    INC_DEC,
    INT_CONST,
    INT_TO_FLOAT,
    INT_TO_POINTER,
    INTEGER,
    LOGICAL,
    LOGICAL_NOT,
    LT,
    LVALUE,
    LVALUE_TO_RVALUE,
    MEMBER,
    NE,
    NO_OP,
    NULL_POINTER,
    PARENTHESIZED,
    POINTER_CAST,
    POINTER_TO_INT,
    REAL_TO_COMPLEX,
    SAVED,
    STATEMENT_EXPR,
    STRING,
    TO_BOOL,
    UNARY,
    VAR,
    Assign,
    Binary,
    Cast,
    Comma,
    CompoundAssign,
    Expr,
    IncDec,
    IntConst,
    Member,
    Saved,
    StatementExpr,
    ToUnion,
    Unary,
    VarRef,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ALL_QUALIFIERS,
    ARRAY,
    ATOMIC,
    BITINT,
    BOOL,
    COMPLEX,
    CONST,
    ENUM,
    ERROR,
    FLOAT,
    FUNCTION,
    INCOMPLETE,
    LAST_FLOAT,
    POINTER,
    RESTRICT,
    STRUCT,
    VARIABLE,
    VECTOR,
    VOID,
    VOLATILE,
    ArrayType,
    ComplexType,
    CType,
    EnumType,
    Field,
    FunctionType,
    PointerType,
    RecordType,
    VectorType,
    qualified,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# Contexts of assign_convert.
ASSIGNMENT: Final = 0
INITIALIZATION: Final = 1
ARGUMENT: Final = 2
RETURN_VALUE: Final = 3


def bit_field_of(node: Expr) -> Field | None:
    """The bit-field whose value an rvalue is (read, assigned, behind commas or braces): its width
    decides the integer promotion; None for any other value."""
    while True:
        kind = node.kind
        if kind == CAST:
            assert isinstance(node, Cast)
            if node.op != LVALUE_TO_RVALUE:
                return None
            place = node.operand
        elif ASSIGN <= kind <= INC_DEC:
            assert isinstance(node, Assign | CompoundAssign | IncDec)
            place = node.target
        elif kind == COMMA:
            assert isinstance(node, Comma)
            node = node.right
            continue
        elif kind == SAVED:
            assert isinstance(node, Saved)
            node = node.value
            continue
        elif kind == STATEMENT_EXPR:
            assert isinstance(node, StatementExpr)
            if node.value is None:
                return None
            node = node.value
            continue
        else:
            return None
        if place.flags & BITFIELD == 0:
            return None
        assert isinstance(place, Member)
        return place.field


class Conversions(ParserBase):
    """Loads, promotions, usual arithmetic conversions, casts, conversion as if by assignment."""

    # ------------------------------------------------------------ values
    def rvalue(self, node: Expr) -> Expr:
        """The value of an expression: loads an lvalue, lets arrays and functions decay."""
        type = node.type
        kind = type.kind
        if node.flags & LVALUE == 0:
            if kind == ARRAY:
                return self.decay_array(node)
            if ASSIGN <= node.kind <= INC_DEC:
                self.mark_target_read(node)
            return node
        if kind == ARRAY:
            return self.decay_array(node)
        if kind == FUNCTION:
            pointer = self.types.pointer_to(type)
            return Cast(FUNCTION_TO_POINTER, node, pointer, node.loc, False)
        if node.kind == VAR:
            assert isinstance(node, VarRef)
            node.decl.read = True
        else:
            self.mark_read(node)
        if type.size == INCOMPLETE and kind >= STRUCT:
            self.incomplete_error(type, node.loc, "")
            return self.error_expr(node.loc)
        return Cast(LVALUE_TO_RVALUE, node, type.unqual, node.loc, False)

    def mark_target_read(self, node: Expr) -> None:
        """The value of an assignment is used, so what it assigned is."""
        assert isinstance(node, Assign | CompoundAssign | IncDec)
        self.mark_read(node.target)

    def mark_read(self, node: Expr) -> None:
        """Note that the variable under members is read."""
        while isinstance(node, Member):
            node = node.base
        if isinstance(node, VarRef):
            node.decl.read = True

    def decay_array(self, node: Expr) -> Expr:
        """An array as pointer to its first element, which lets the address escape."""
        self.take_address(node)
        return self.decay_for_subscript(node)

    def decay_for_subscript(self, node: Expr) -> Expr:
        """An array as pointer that is subscripted at once."""
        self.mark_read(node)
        array = node.type
        assert isinstance(array, ArrayType)
        return Cast(ARRAY_TO_POINTER, node, self.types.pointer_to(array.element), node.loc, False)

    def value(self) -> Expr:
        """An assignment-expression as a value."""
        return self.rvalue(self.parse_assignment())

    def promote(self, node: Expr) -> Expr:
        """The integer promotions of an rvalue."""
        type = node.type
        if type.kind > BITINT or type.precision == 0:
            return node
        if type.rank >= 4 or type.kind == ENUM:
            field = bit_field_of(node)
            if field is not None:
                return self.cast_to(node, self.promoted_field(type, field.bit_width), node.loc)
            if type.kind != ENUM:
                return node
        return self.cast_to(node, self.promoted(type), node.loc)

    def promoted_field(self, type: CType, width: i64) -> CType:
        """The type a bit-field of `width` bits and declared type `type` promotes to: int where it
        holds all values (6.3.1.1p2); wider ones compute in a type of their own width, as in gcc."""
        if width < 32 or width == 32 and not type.is_unsigned:
            return self.types.int_
        if width == 32:
            return self.types.uint
        if width < type.precision:
            return self.types.bit_int(width, type)
        return self.promoted(type)

    def promoted(self, type: CType) -> CType:
        """The type an integer type promotes to."""
        if type.kind == ENUM:
            assert isinstance(type, EnumType)
            type = type.underlying
        if type.rank >= 4:
            return type
        return self.types.int_

    def default_promote(self, node: Expr) -> Expr:
        """The default argument promotions (6.5.2.2p6)."""
        type = node.type
        if type.kind == FLOAT:
            return self.cast_to(node, self.types.double, node.loc)
        if type.precision and type.kind != POINTER:
            node = self.promote(node)
            if node.type.kind == BITINT:
                return self.leave_bitint(node)
        return node

    def leave_bitint(self, node: Expr) -> Expr:
        """A value of bit-field width as one of a standard type of its size."""
        return self.cast_to(node, self.carrier(node.type), node.loc)

    def carrier(self, type: CType) -> CType:
        """The standard type in which values of bit-field width are held and computed; any other
        type is its own."""
        if type.kind != BITINT:
            return type
        standard = self.types.integer_of(type.size, type.is_unsigned)
        assert standard is not None
        return standard

    def common_type(self, a: CType, b: CType) -> CType:
        """The type of the usual arithmetic conversions of two arithmetic types (6.3.1.8)."""
        if a is b and a.rank >= 4 and a.kind < FLOAT:
            return a
        if a.kind == COMPLEX or b.kind == COMPLEX:
            left = a.element if isinstance(a, ComplexType) else a
            right = b.element if isinstance(b, ComplexType) else b
            return self.types.complex_of(self.common_type(left, right))
        if a.format or b.format:
            if not b.format:
                return a
            if not a.format:
                return b
            if a.format != b.format:
                return a if a.format > b.format else b
            return a if a.rank >= b.rank else b
        a = self.promoted(a)
        b = self.promoted(b)
        if a is b:
            return a
        if a.kind == BITINT or b.kind == BITINT:
            if a.precision != b.precision:
                return a if a.precision > b.precision else b
            return a if a.is_unsigned else b
        if a.is_unsigned == b.is_unsigned:
            return a if a.rank >= b.rank else b
        unsigned = a if a.is_unsigned else b
        signed = b if a.is_unsigned else a
        if unsigned.rank >= signed.rank:
            return unsigned
        if signed.precision > unsigned.precision:
            return signed
        return self.types.to_unsigned(signed)

    def condition(self, node: Expr) -> Expr:
        """A value as a condition (see tree.py), checked to be scalar."""
        node = self.rvalue(node)
        kind = node.kind
        if kind == BINARY:
            assert isinstance(node, Binary)
            if node.op >= LT and node.type.kind != VECTOR:
                return node
        elif kind == LOGICAL:
            return node
        elif kind == INT_CONST:
            return node
        elif kind == UNARY:
            assert isinstance(node, Unary)
            if node.op == LOGICAL_NOT:
                return node
        elif kind == ASSIGN and not node.flags & PARENTHESIZED:
            self.warn("parentheses", self.start_of(node),
                      "suggest parentheses around assignment used as truth value")
        type = node.type
        if type.kind == ERROR:
            return node
        if type.kind > POINTER or type.kind == VOID:
            if type.kind == VOID:
                return self.fail(node.loc, "void value not ignored as it ought to be")
            if type.kind >= STRUCT:
                word = "struct" if type.kind == STRUCT else "union"
                return self.fail(node.loc, f"used {word} type value where scalar is required")
            return self.fail(node.loc, "used vector type where scalar is required")
        return self.to_bool(node)

    def to_bool(self, node: Expr) -> Expr:
        """`node != 0` as _Bool."""
        if node.type.kind == BOOL:
            if node.kind == CAST:
                assert isinstance(node, Cast)
                if node.op == TO_BOOL:
                    return node
        folded = convert_constant(TO_BOOL, node, self.types.bool_, node.loc)
        if folded is not None:
            return folded
        return Cast(TO_BOOL, node, self.types.bool_, node.loc, False)

    # ------------------------------------------------------------ casts
    def cast_kind(self, source: CType, target: CType) -> i64:
        """The kind of Cast between two different unqualified scalar types; -1 when there is none.
        """
        s = source.kind
        t = target.kind
        if t == BOOL:
            return TO_BOOL
        if t < FLOAT:
            if s < FLOAT:
                if (source.precision == target.precision and s != BOOL
                        and source.is_unsigned == target.is_unsigned):
                    return NO_OP
                return INTEGER
            if s <= LAST_FLOAT:
                return FLOAT_TO_INT
            if s == POINTER:
                return POINTER_TO_INT
        elif t <= LAST_FLOAT:
            if s < FLOAT:
                return INT_TO_FLOAT
            if s <= LAST_FLOAT:
                return FLOAT_CAST
        elif t == POINTER:
            if s < FLOAT:
                return INT_TO_POINTER
            if s == POINTER:
                return POINTER_CAST
        elif t == COMPLEX and s == COMPLEX:
            return COMPLEX_CAST
        return -1

    def cast_to(self, node: Expr, target: CType, loc: i64) -> Expr:
        """Convert an rvalue to an unqualified type; the conversion is known to be allowed."""
        source = node.type
        if source is target or source.kind == ERROR:
            return node
        if target.kind == ERROR:
            return self.error_expr(loc)
        return self.make_cast(node, target, loc, False)

    def make_cast(self, node: Expr, target: CType, loc: i64, explicit: bool) -> Expr:
        """The Cast node (or folded constant) for scalar and complex types."""
        source = node.type.unqual
        if target.kind == COMPLEX and source.kind != COMPLEX:
            assert isinstance(target, ComplexType)
            return self.wrap_cast(REAL_TO_COMPLEX, self.cast_to(node, target.element, loc),
                                  target, loc, explicit)
        if source.kind == COMPLEX and target.kind != COMPLEX and target.kind != BOOL:
            assert isinstance(source, ComplexType)
            part = self.wrap_cast(COMPLEX_TO_REAL, node, source.element, loc, explicit)
            return self.cast_to(part, target, loc)
        if target.kind == POINTER and is_null_constant(node) and source.kind != POINTER:
            return Cast(NULL_POINTER, node, target, loc, explicit)
        if (target.kind == POINTER and source.kind < FLOAT and source.precision
                and node.kind != INT_CONST and source.size != target.size):
            # An integer of another width is first converted to one of the pointer's.
            wide = self.types.ptrdiff if not source.is_unsigned else self.types.size
            node = self.wrap_cast(INTEGER, node, wide, loc, explicit)
            source = wide
        if source.kind == POINTER and target.kind < FLOAT and target.kind != BOOL:
            if target.size != source.size:
                whole = self.wrap_cast(POINTER_TO_INT, node, self.types.size, loc, explicit)
                return self.cast_to(whole, target, loc)
        kind = self.cast_kind(source, target)
        if kind < 0:
            return self.error_expr(loc)
        return self.wrap_cast(kind, node, target, loc, explicit)

    def wrap_cast(self, kind: i64, node: Expr, target: CType, loc: i64, explicit: bool) -> Expr:
        """A Cast of a given kind, folded when the operand is constant."""
        if node.kind <= FLOAT_CONST + 1:
            folded = convert_constant(kind, node, target, loc)
            if folded is not None:
                return folded
        return Cast(kind, node, target, loc, explicit)

    # ------------------------------------------------------------ as if by assignment
    def assign_convert(self, node: Expr, target: CType, context: i64, callee: str,
                       position: i64, loc: i64) -> Expr:
        """Convert a value to `target` as assignment does; report what 6.5.16.1 forbids.

        `callee` and `position` (from 1) name the argument in ARGUMENT context.
        """
        source = node.type
        target = target.unqual
        if source is target:
            if target.kind < FLOAT or target.kind != VOID:
                return node
        t = target.kind
        s = source.kind
        if s == ERROR or t == ERROR:
            return self.error_expr(loc)
        if s == VOID:
            return self.fail(loc, "void value not ignored as it ought to be")
        if BOOL <= t <= COMPLEX and BOOL <= s <= COMPLEX:
            said = False
            if node.kind == INT_CONST or node.kind == FLOAT_CONST:
                said = self.check_constant_conversion(node, target)
            if self.watches_conversions and not said:
                self.check_conversion(node, target, self.start_of(node))
            return self.cast_to(node, target, loc)
        if t == POINTER:
            if s == POINTER:
                return self.assign_pointer(node, target, context, callee, position, loc)
            if s <= BITINT:
                if not is_null_constant(node):
                    self.say_conversion("int-conversion", node, target, context, callee,
                                        position, loc, "makes pointer from integer without a cast")
                return self.cast_to(node, target, loc)
        elif t <= BITINT and s == POINTER:
            if t != BOOL:
                self.say_conversion("int-conversion", node, target, context, callee, position,
                                    loc, "makes integer from pointer without a cast")
            return self.cast_to(node, target, loc)
        elif t == VECTOR and s == VECTOR:
            if compatible_unqualified(source, target):
                return Cast(NO_OP, node, target, loc, False)
            if self.vectors_alike(source, target) or self.is_mask(node, target):
                from compiler.frontend.tree import VECTOR_BITS
                return Cast(VECTOR_BITS, node, target, loc, False)
        elif t >= STRUCT:
            assert isinstance(target, RecordType)
            if s == t and compatible_unqualified(source, target):
                return Cast(NO_OP, node, target, loc, False)
            if target.transparent and context == ARGUMENT:
                member = self.transparent_member(node, target)
                if member is not None:
                    value = self.assign_convert(node, member.type, context, callee, position, loc)
                    return ToUnion(member, value, target, loc)
        self.say_incompatible(node, target, context, callee, position, loc)
        return self.error_expr(loc)

    def is_mask(self, node: Expr, target: CType) -> bool:
        """The result of a vector comparison goes into any integer vector of its size."""
        main = target.unqual
        if isinstance(node, Binary) and node.op >= LT and isinstance(main, VectorType):
            return main.size == node.type.size and main.element.format == 0
        return False

    def vectors_alike(self, a: CType, b: CType) -> bool:
        """Vectors that convert implicitly: same number and size of elements that differ only in
        their integer type's name (gcc's lax rule for `long` and `long long`)."""
        left = a.unqual
        right = b.unqual
        if isinstance(left, VectorType) and isinstance(right, VectorType):
            return (left.size == right.size and left.count == right.count
                    and left.element.format == right.element.format
                    and left.element.is_unsigned == right.element.is_unsigned)
        return False

    def transparent_member(self, node: Expr, union: RecordType) -> Field | None:
        """The first member of a transparent union that takes the argument, exact matches first."""
        for field in union.fields:
            if compatible_unqualified(field.type, node.type):
                return field
        for field in union.fields:
            if field.type.kind == POINTER:
                if is_null_constant(node):
                    return field
                if node.type.kind == POINTER:
                    left = self.target_of(field.type)
                    right = self.target_of(node.type)
                    if left.kind == VOID or right.kind == VOID or compatible_unqualified(
                            left, right):
                        return field
        return None

    def target_of(self, pointer: CType) -> CType:
        """What a pointer type points to, with qualifiers."""
        main = pointer.unqual
        assert isinstance(main, PointerType)
        return main.target

    def overflows(self, value: int, source: CType, target: CType) -> bool:
        """Whether -Woverflow minds the conversion of a constant: going between signed and unsigned
        of one width is no overflow by default."""
        if fits(value, target) or source.precision <= target.precision:
            return False
        if target.is_unsigned:
            return value >= 0 or not fits(value, self.types.to_signed(target))
        return value < 0 or not fits(value, self.types.to_unsigned(target))

    def check_constant_conversion(self, node: Expr, target: CType) -> bool:
        """-Woverflow: a constant that the target cannot hold.  True when it was found."""
        if node.kind == INT_CONST and target.kind <= BITINT and target.kind != BOOL:
            assert isinstance(node, IntConst)
            if self.overflows(node.value, node.type, target):
                kept = self.cast_to(node, target, node.loc)
                assert isinstance(kept, IntConst)
                sign = "unsigned conversion" if target.is_unsigned else "overflow in conversion"
                self.warn("overflow", self.start_of(node),
                          f"{sign} from '{spell(node.type)}' to '{spell(target)}' changes value "
                          f"from '{node.value}' to '{kept.value}'")
                return True
        return False

    def check_conversion(self, node: Expr, target: CType, loc: i64) -> None:
        """-Wconversion and its family."""
        if not self.unevaluated:
            from compiler.frontend.warnings_conversion import ConversionChecker

            ConversionChecker(self.diagnostics, self.types).to_type(node, target, loc)

    def assign_pointer(self, node: Expr, target: CType, context: i64, callee: str, position: i64,
                       loc: i64) -> Expr:
        """Pointer to pointer: void pointers, qualifiers, signedness, incompatible targets."""
        left = self.target_of(target)
        right = self.target_of(node.type)
        if left is right:
            return self.cast_to(node, target, loc)
        if is_null_constant(node):
            return self.cast_to(node, target, loc)
        match = True
        if left.kind == VOID or right.kind == VOID:
            if left.kind == FUNCTION or right.kind == FUNCTION:
                self.diagnostics.pedwarn(
                    "pedantic", loc, "ISO C forbids conversion between function pointer and "
                    "'void *'")
        elif not compatible_unqualified(left, right):
            if not self.same_but_qualified_arrays(left, right):
                match = False
                if (left.precision and left.precision == right.precision
                        and left.kind <= BITINT and right.kind <= BITINT
                        and left.kind != BOOL and right.kind != BOOL
                        and self.types.to_unsigned(self.plain(left)) is self.types.to_unsigned(
                            self.plain(right))):
                    self.say_sign(node, target, context, callee, position, loc)
                else:
                    self.say_conversion("incompatible-pointer-types", node, target, context,
                                        callee, position, loc, "incompatible")
        if match:
            lost = self.lost_quals(left, right)
            if lost:
                self.say_discarded(lost, node, target, context, callee, position, loc)
            elif left.kind != VOID and right.kind != VOID and left.kind == POINTER:
                if not compatible(left.unqual, right.unqual) and left.unqual is not right.unqual:
                    self.say_conversion("incompatible-pointer-types", node, target, context,
                                        callee, position, loc, "incompatible")
        return self.cast_to(node, target, loc)

    def plain(self, type: CType) -> CType:
        """The integer type under an enum."""
        main = type.unqual
        return main.underlying if isinstance(main, EnumType) else main

    def same_but_qualified_arrays(self, left: CType, right: CType) -> bool:
        """Arrays of elements that differ in qualifiers only (gcc takes them under -pedantic)."""
        while left.kind == ARRAY and right.kind == ARRAY:
            assert isinstance(left, ArrayType) and isinstance(right, ArrayType)
            if left.count >= 0 and right.count >= 0 and left.count != right.count:
                return False
            left = left.element
            right = right.element
        return compatible_unqualified(left, right)

    def lost_quals(self, left: CType, right: CType) -> i64:
        """Qualifiers of `right` (looked up in array elements) that `left` lacks."""
        while left.kind == ARRAY:
            assert isinstance(left, ArrayType)
            left = left.element
        while right.kind == ARRAY:
            assert isinstance(right, ArrayType)
            right = right.element
        return right.quals & ~left.quals & (CONST | VOLATILE | RESTRICT)

    def say_conversion(self, option: str, node: Expr, target: CType, context: i64, callee: str,
                       position: i64, loc: i64, what: str) -> None:
        """-Wint-conversion and -Wincompatible-pointer-types, in gcc's words."""
        s = spell(node.type)
        t = spell(target)
        incompatible = what == "incompatible"
        if context == ARGUMENT:
            text = f"passing argument {position} of {callee} "
            text += "from incompatible pointer type" if incompatible else what
        elif context == RETURN_VALUE:
            if incompatible:
                text = f"returning '{s}' from a function with incompatible return type '{t}'"
            else:
                text = f"returning '{s}' from a function with return type '{t}' {what}"
        else:
            start = "assignment to" if context == ASSIGNMENT else "initialization of"
            if incompatible:
                text = f"{start} '{t}' from incompatible pointer type '{s}'"
            else:
                text = f"{start} '{t}' from '{s}' {what}"
        self.say_assignment(option, node, target, context, position, loc, text)

    def say_assignment(self, option: str, node: Expr, target: CType, context: i64, position: i64,
                       loc: i64, text: str) -> None:
        """Shows a pedantic warning (an error when `option` is "!") at the value, or at the `=`."""
        if context == ARGUMENT:
            label = spell(node.type)
            if option == "!":
                self.error_at(node, text, label)
            else:
                self.pedwarn_at(option, node, text, label)
            self.note_expected(node, target, position)
        elif context == RETURN_VALUE:
            if option == "!":
                self.error_at(node, text)
            else:
                self.pedwarn_at(option, node, text)
        elif option == "!":
            self.error(self.start_of(node), text)
        else:
            at = loc if context == ASSIGNMENT else self.start_of(node)
            if self.pedwarn(option, at, text) and context == INITIALIZATION:
                self.note_initialized(at)

    def note_initialized(self, loc: i64) -> None:
        """Which part of an object the message before is about (initializers.py)."""
        raise NotImplementedError

    def note_expected(self, node: Expr, target: CType, position: i64) -> None:
        """What the function wants, with its declaration (calls.py)."""

    def say_sign(self, node: Expr, target: CType, context: i64, callee: str, position: i64,
                 loc: i64) -> None:
        """-Wpointer-sign."""
        s = spell(node.type)
        t = spell(target)
        if context == ARGUMENT:
            text = (f"pointer targets in passing argument {position} of {callee} "
                    "differ in signedness")
        elif context == RETURN_VALUE:
            text = (f"pointer targets in returning '{s}' from a function with return type '{t}' "
                    "differ in signedness")
        elif context == ASSIGNMENT:
            text = f"pointer targets in assignment from '{s}' to '{t}' differ in signedness"
        else:
            text = f"pointer targets in initialization of '{t}' from '{s}' differ in signedness"
        self.say_assignment("pointer-sign", node, target, context, position, loc, text)

    def say_discarded(self, lost: i64, node: Expr, target: CType, context: i64, callee: str,
                      position: i64, loc: i64) -> None:
        """-Wdiscarded-qualifiers."""
        name = "const" if lost & CONST else "volatile" if lost & VOLATILE else "restrict"
        if context == ARGUMENT:
            start = f"passing argument {position} of {callee}"
        elif context == RETURN_VALUE:
            start = "return"
        else:
            start = "assignment" if context == ASSIGNMENT else "initialization"
        text = f"{start} discards '{name}' qualifier from pointer target type"
        self.say_assignment("discarded-qualifiers", node, target, context, position, loc, text)

    def say_incompatible(self, node: Expr, target: CType, context: i64, callee: str,
                         position: i64, loc: i64) -> None:
        """The error of types that do not convert at all."""
        s = spell(node.type)
        t = spell(target)
        if context == ARGUMENT:
            text = f"incompatible type for argument {position} of {callee}"
        elif context == RETURN_VALUE:
            text = f"incompatible types when returning type '{s}' but '{t}' was expected"
        elif context == ASSIGNMENT:
            text = f"incompatible types when assigning to type '{t}' from type '{s}'"
        else:
            text = f"incompatible types when initializing type '{t}' using type '{s}'"
        self.say_assignment("!", node, target, context, position, loc, text)

    # ------------------------------------------------------------ places
    def modifiable(self, node: Expr, what: str, loc: i64) -> bool:
        """Check that a node is a modifiable lvalue; report with gcc's words for `what`
        (assignment, increment, decrement, asm)."""
        if node.type.kind == ERROR:
            return False
        if not node.flags & LVALUE:
            if what == "assignment":
                self.error(loc, "lvalue required as left operand of assignment")
            elif what == "asm":
                self.error(loc, "lvalue required in 'asm' statement")
            else:
                self.error(loc, f"lvalue required as {what} operand")
            return False
        type = node.type
        if type.kind == FUNCTION:
            if what == "assignment":
                self.error(loc, "lvalue required as left operand of assignment")
            else:
                self.error(loc, f"lvalue required as {what} operand")
            return False
        if type.kind == ARRAY and what != "asm":
            if node.kind == STRING or what == "assignment":
                self.error(loc, "assignment to expression with array type")
            else:
                self.error(loc, f"wrong type argument to {what}")
            return False
        if type.quals & CONST:
            self.say_read_only(node, what, loc)
            return False
        main = type.unqual
        if isinstance(main, RecordType) and main.has_const_member:
            self.say_read_only(node, what, loc)
            return False
        return True

    def say_read_only(self, node: Expr, what: str, loc: i64) -> None:
        """A const lvalue is to be changed."""
        verb = "assignment of" if what == "assignment" else (
            "read-only asm output" if what == "asm" else what + " of")
        inner = node
        if isinstance(inner, VarRef):
            kind = "parameter" if inner.decl.is_parameter else "variable"
            self.error(loc, f"{verb} read-only {kind} '{inner.decl.name}'")
        elif isinstance(inner, Member):
            self.error(loc, f"{verb} member '{inner.field.name}' in read-only object"
                       if not inner.field.type.quals & CONST
                       else f"{verb} read-only member '{inner.field.name}'")
        else:
            self.error(loc, f"{verb} read-only location")

    def take_address(self, node: Expr) -> None:
        """Mark the object under a place as having its address taken."""
        while True:
            if isinstance(node, VarRef):
                node.decl.address_taken = True
                node.decl.read = True
                return
            if isinstance(node, Member):
                node = node.base
                continue
            if node.kind == COMPOUND_LITERAL:
                return
            if node.kind == MEMBER:
                return
            from compiler.frontend.tree import ComplexPart, VectorElement
            if isinstance(node, ComplexPart | VectorElement):
                node = node.base
                continue
            return

    def equality(self, op: i64) -> bool:
        """== or !=."""
        return op in (EQ, NE)

    def ordering(self, op: i64) -> bool:
        """<, >, <=, >=."""
        return LT <= op <= GE

    # ------------------------------------------------------------ shared questions
    def function_of(self, type: CType) -> FunctionType | None:
        """The function type that a function or pointer to function has."""
        main = type.unqual
        if isinstance(main, PointerType):
            main = main.target.unqual
        return main if isinstance(main, FunctionType) else None

    def with_quals(self, type: CType, quals: i64) -> CType:
        """Add qualifiers."""
        return qualified(type, quals & (ALL_QUALIFIERS | 16)) if quals else type

    def is_atomic(self, type: CType) -> bool:
        """_Atomic-qualified."""
        return type.quals & ATOMIC != 0

    def is_vla(self, type: CType) -> bool:
        """An array whose own size is known only at run time."""
        return type.size == VARIABLE
