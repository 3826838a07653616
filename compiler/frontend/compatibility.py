"""Compatible types and the composite type (C17 6.2.7).

Idea: basic, pointer and qualified types are canonical, so identity answers most questions; what
remains is structure: pointers to arrays and functions, arrays, functions.  Enumerated types are
compatible with their underlying integer type (6.7.2.2p4).
"""

from __future__ import annotations

from compiler.frontend.types import (
    ALL_QUALIFIERS,
    ARRAY,
    ENUM,
    ERROR,
    FLOAT,
    FUNCTION,
    INCOMPLETE,
    POINTER,
    VARIABLE,
    VECTOR,
    ArrayType,
    CType,
    EnumType,
    FunctionType,
    PointerType,
    VectorType,
    copy_array,
    qualified,
)
from compiler.frontend.type_table import TypeTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def compatible(a: CType, b: CType) -> bool:
    """Whether two types are compatible, qualifiers included."""
    if a is b:
        return True
    if (a.quals ^ b.quals) & ALL_QUALIFIERS:
        return a.kind == ERROR or b.kind == ERROR
    return compatible_unqualified(a.unqual, b.unqual)


def compatible_unqualified(a: CType, b: CType) -> bool:
    """Whether the unqualified versions are compatible."""
    a = a.unqual
    b = b.unqual
    if a is b:
        return True
    kind = a.kind
    if kind != b.kind:
        if kind == ENUM:
            assert isinstance(a, EnumType)
            return a.underlying is b
        if b.kind == ENUM:
            assert isinstance(b, EnumType)
            return b.underlying is a
        return kind == ERROR or b.kind == ERROR
    if kind == POINTER:
        assert isinstance(a, PointerType) and isinstance(b, PointerType)
        return compatible(a.target, b.target)
    if kind == ARRAY:
        assert isinstance(a, ArrayType) and isinstance(b, ArrayType)
        if not compatible(a.element, b.element):
            return False
        return a.count == b.count or a.count < 0 or b.count < 0
    if kind == FUNCTION:
        assert isinstance(a, FunctionType) and isinstance(b, FunctionType)
        return compatible_functions(a, b)
    if kind == VECTOR:
        assert isinstance(a, VectorType) and isinstance(b, VectorType)
        return a.count == b.count and compatible(a.element, b.element)
    return False


def compatible_functions(a: FunctionType, b: FunctionType) -> bool:
    """6.7.6.3p15."""
    if not compatible_results(a.result, b.result):
        return False
    if not a.prototype or not b.prototype:
        if a.prototype:
            return b.parameters == [] and promotes_to_itself(a) or (
                b.parameters != [] and same_after_promotion(a, b))
        if b.prototype:
            return a.parameters == [] and promotes_to_itself(b) or (
                a.parameters != [] and same_after_promotion(b, a))
        return True
    if a.variadic != b.variadic or len(a.parameters) != len(b.parameters):
        return False
    for index, left in enumerate(a.parameters):
        right = b.parameters[index]
        if left is not right and not compatible_unqualified(left, right):
            if not transparent_match(left, right):
                return False
    return True


def compatible_results(a: CType, b: CType) -> bool:
    """Result types are compared without qualifiers, as gcc does."""
    return a is b or compatible_unqualified(a, b)


def transparent_match(a: CType, b: CType) -> bool:
    """GNU: a transparent union parameter matches any of its members' types."""
    from compiler.frontend.types import RecordType
    for union, other in ((a.unqual, b), (b.unqual, a)):
        if isinstance(union, RecordType) and union.transparent:
            for field in union.fields:
                if compatible_unqualified(field.type, other):
                    return True
    return False


def self_promoting(type: CType) -> bool:
    """Whether the default argument promotions leave the type alone."""
    unqual = type.unqual
    if unqual.kind == ENUM:
        assert isinstance(unqual, EnumType)
        unqual = unqual.underlying
    if unqual.rank and unqual.precision:
        return unqual.rank >= 4
    return unqual.kind != FLOAT


def promotes_to_itself(function: FunctionType) -> bool:
    """A prototype that is compatible with `()`: no ellipsis, no parameter that promotes."""
    if function.variadic:
        return False
    for parameter in function.parameters:
        if not self_promoting(parameter):
            return False
    return True


def same_after_promotion(prototype: FunctionType, definition: FunctionType) -> bool:
    """A prototype against a K&R definition with its declared parameter types."""
    if prototype.variadic or len(prototype.parameters) != len(definition.parameters):
        return False
    for index, wanted in enumerate(prototype.parameters):
        given = definition.parameters[index]
        if compatible_unqualified(wanted, given):
            continue  # gcc takes an exact match of a narrow parameter, under -pedantic it warns
        given = given.unqual
        if given.kind == FLOAT and wanted.unqual.name == "double":
            continue
        if given.precision and given.rank < 4 and wanted.unqual.name == "int":
            continue
        return False
    return True


def composite(a: CType, b: CType, table: TypeTable) -> CType:
    """The composite of two compatible types; `a` when nothing is gained."""
    if a is b or a.kind != b.kind:
        return b if a.kind == ERROR else a
    if a.kind == ARRAY:
        assert isinstance(a, ArrayType) and isinstance(b, ArrayType)
        element = composite(a.element, b.element, table)
        if a.count == INCOMPLETE and b.count != INCOMPLETE:
            return b if element is b.element else copy_array(b, element)
        if a.count == VARIABLE and b.count >= 0:
            return copy_array(b, element)
        return a if element is a.element else copy_array(a, element)
    if a.kind == FUNCTION:
        assert isinstance(a, FunctionType) and isinstance(b, FunctionType)
        return composite_function(a, b, table)
    if a.kind == POINTER:
        left = a.unqual
        right = b.unqual
        assert isinstance(left, PointerType) and isinstance(right, PointerType)
        target = composite(left.target, right.target, table)
        if target is left.target:
            return a
        made = table.pointer_to(target)
        return qualified(made, a.quals) if a.quals else made
    return a


def composite_function(a: FunctionType, b: FunctionType, table: TypeTable) -> FunctionType:
    """6.2.7p3 for functions; attributes of both are kept."""
    result = composite(a.result, b.result, table)
    if not a.prototype and b.prototype:
        if result is b.result and not adds_attributes(a, b):
            return b
        made = FunctionType(result, b.parameters, b.variadic, True)
    elif not b.prototype:
        if result is a.result and not adds_attributes(b, a):
            return a
        made = FunctionType(result, a.parameters, a.variadic, a.prototype)
    else:
        parameters: list[CType] = []
        changed = result is not a.result or adds_attributes(b, a)
        for index, left in enumerate(a.parameters):
            merged = composite(left, b.parameters[index], table)
            changed = changed or merged is not left
            parameters.append(merged)
        if not changed:
            return a
        made = FunctionType(result, parameters, a.variadic, True)
    merge_attributes(made, a)
    merge_attributes(made, b)
    return made


def adds_attributes(source: FunctionType, target: FunctionType) -> bool:
    """Whether `source` has a function type attribute that `target` lacks."""
    return (source.noreturn and not target.noreturn or source.const and not target.const
            or source.pure and not target.pure
            or source.returns_twice and not target.returns_twice
            or source.convention != 0 and target.convention == 0
            or source.nonnull is not None and target.nonnull is None
            or source.sentinel >= 0 and target.sentinel < 0
            or source.format_kind != 0 and target.format_kind == 0
            or source.warn_unused_result and not target.warn_unused_result)


def merge_attributes(target: FunctionType, source: FunctionType) -> None:
    """Add the function type attributes of `source`."""
    target.noreturn = target.noreturn or source.noreturn
    target.const = target.const or source.const
    target.pure = target.pure or source.pure
    target.returns_twice = target.returns_twice or source.returns_twice
    if source.convention:
        target.convention = source.convention
    if source.nonnull is not None:
        target.nonnull = source.nonnull
    if source.sentinel >= 0:
        target.sentinel = source.sentinel
    if source.format_kind:
        target.format_kind = source.format_kind
        target.format_string = source.format_string
        target.format_first = source.format_first
    target.warn_unused_result = target.warn_unused_result or source.warn_unused_result


def copy_function(function: FunctionType) -> FunctionType:
    """A copy that attributes may be added to."""
    made = FunctionType(function.result, function.parameters, function.variadic,
                        function.prototype)
    merge_attributes(made, function)
    return made


