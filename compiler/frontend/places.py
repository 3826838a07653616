"""Unary operators, subscripts, members, assignment, casts and sizes (C17 6.5.2 to 6.5.4, 6.5.16).

Idea: as in operators.py; what designates an object stays an lvalue node, what reads or writes it
says so.
"""

from __future__ import annotations

from compiler.frontend.compatibility import compatible_unqualified
from compiler.frontend.conversions import ASSIGNMENT
from compiler.frontend.fold import fold_unary
from compiler.frontend.ident import Ident
from compiler.frontend.operators import Operators
from compiler.frontend.tree import (
    ADD,
    BIT_NOT,
    BITFIELD,
    CAST,
    DEREF,
    DIV,
    FUNCTION_TO_POINTER,
    INT_CONST,
    INTEGER,
    LVALUE,
    LVALUE_TO_RVALUE,
    MUL,
    NEG,
    NO_OP,
    NOT_ICE,
    OVERFLOWED,
    POINTER_CAST,
    REGISTER,
    REM,
    SHL,
    SHR,
    SUB,
    TO_VOID,
    VECTOR_BITS,
    AddressOf,
    Assign,
    Binary,
    Cast,
    Comma,
    CompoundAssign,
    Deref,
    Expr,
    FuncRef,
    IncDec,
    IntConst,
    Member,
    PointerAdd,
    ToUnion,
    Unary,
    VarRef,
    VectorElement,
)
from compiler.frontend.type_text import qualifier_text, spell
from compiler.frontend.types import (
    ARRAY,
    ATOMIC,
    BITINT,
    BOOL,
    COMPLEX,
    CONST,
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
    VOLATILE,
    ArrayType,
    CType,
    Field,
    PointerType,
    RecordType,
    VectorType,
    qualified,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

BY_NAME_FROM: Final = 7  # records with more members get a dictionary


class Places(Operators):
    """Builds typed nodes for what designates, changes or converts."""

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
            carrier = self.carrier(type)
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
                    what = base.decl.name if isinstance(base, VarRef) else spell(type)
                    return self.fail(loc, f"'{what}' is a pointer; did you mean to use '->'?")
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
            if field.base is not None:
                self.note_capture(field.base)
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
        watches = self.watches_conversions
        if watches and target.flags & BITFIELD:
            self.check_field(value, target, value)
            self.watches_conversions = False
        value = self.assign_convert(value, main, ASSIGNMENT, "", 0, loc)
        self.watches_conversions = watches
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
        self.mark_read(target)  # as gcc counts it
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
        if op in (SHL, SHR):
            computation = self.carrier(self.loaded_type(target, type))
            value = self.promote(value)
            if value.type.kind == BITINT:
                value = self.leave_bitint(value)
            if value.kind == INT_CONST:
                assert isinstance(value, IntConst)
                word = "left" if op == SHL else "right"
                if value.value < 0:
                    self.warn("shift-count-negative", loc, f"{word} shift count is negative")
                elif value.value >= int(computation.precision):
                    self.warn("shift-count-overflow", loc,
                              f"{word} shift count >= width of type")
        else:
            if both_integer:
                value = self.promote(value)
            computation = self.common_type(self.loaded_type(target, type), value.type)
            if computation.kind == BITINT:
                value = self.cast_to(value, computation, loc)
                computation = self.carrier(computation)  # the store cuts the result
            if self.watches_conversions:
                self.check_conversion(Cast(0, target, type, loc, False), computation, loc)
                self.check_conversion(value, computation, loc)
            value = self.cast_to(value, computation, loc)
        if self.watches_conversions:
            self.check_update(op, target, value, computation, loc)
        node = CompoundAssign(op, target, value, computation, type, loc)
        node.load_cast = self.conversion_kind(type, computation)
        node.store_cast = self.conversion_kind(computation, type)
        return node

    def check_update(self, op: i64, target: Expr, value: Expr, computation: CType,
                     loc: i64) -> None:
        """-Wconversion of what a compound assignment stores."""
        type = target.type.unqual
        load = self.cast_to(Cast(0, target, type, loc, False), computation, loc)
        result = Binary(op, load, value, computation, loc)
        if target.flags & BITFIELD:
            self.check_field(result, target, value)
        else:
            self.check_conversion(result, type, self.start_of(value))

    def check_field(self, value: Expr, target: Expr, shown: Expr) -> None:
        """-Wconversion of a value stored into a bit-field; `shown` is where the message points."""
        if self.watches_conversions and not self.unevaluated:
            from compiler.frontend.warnings_conversion import ConversionChecker

            assert isinstance(target, Member)
            ConversionChecker(self.diagnostics, self.types).to_field(value, target,
                                                                     self.start_of(shown))

    def loaded_type(self, target: Expr, type: CType) -> CType:
        """The type an lvalue's value has after the integer promotions."""
        return self.promote(Cast(LVALUE_TO_RVALUE, target, type, target.loc, False)).type

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
        self.mark_read(target)
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
            computation = self.carrier(self.loaded_type(target, type))
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
        """-Wcast-qual: a qualifier that the target lacks at some level of pointers."""
        lost: i64 = 0
        a = operand.type
        b = target
        while a.kind == POINTER and b.kind == POINTER:
            a = self.target_of(a)
            b = self.target_of(b)
            if a.kind != FUNCTION and b.kind != FUNCTION:
                lost |= self.lost_quals(b, a)
        if lost and isinstance(operand.type.unqual, PointerType):
            names = qualifier_text(lost & (CONST | VOLATILE)).strip()
            if names:
                self.warn("cast-qual", loc,
                          f"cast discards '{names}' qualifier from pointer target type")

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
            if isinstance(array, RecordType):
                assert array.size_variable is not None
                self.note_capture(array.size_variable)
                whole = VarRef(array.size_variable, types.size, loc, LVALUE)
                return Cast(0, whole, types.size, loc, False)
            assert isinstance(array, ArrayType)
            element = self.size_expression(array.element, loc)
            length: Expr
            if array.length_variable is not None:
                self.note_capture(array.length_variable)
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
