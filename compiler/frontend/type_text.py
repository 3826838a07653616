"""Types as C text, the way gcc names them in messages: `char *`, `int (*)(int,  char)`."""

from __future__ import annotations

from compiler.frontend.types import (
    ARRAY,
    ATOMIC,
    BITINT,
    COMPLEX,
    CONST,
    ENUM,
    FUNCTION,
    POINTER,
    RESTRICT,
    STRUCT,
    UNION,
    VECTOR,
    VOLATILE,
    ArrayType,
    ComplexType,
    CType,
    FunctionType,
    PointerType,
    RecordType,
    VectorType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def qualifier_text(quals: i64) -> str:
    """`const volatile ` with a trailing space, or nothing."""
    text = ""
    if quals & CONST:
        text += "const "
    if quals & VOLATILE:
        text += "volatile "
    if quals & RESTRICT:
        text += "restrict "
    if quals & ATOMIC:
        text += "_Atomic "
    return text


def spell(type: CType) -> str:
    """The type as gcc prints it between quotes."""
    return declare(type, "")


def declare(type: CType, name: str) -> str:
    """A declaration of `name` with the type, as text."""
    kind = type.kind
    main = type.unqual
    if kind == POINTER:
        assert isinstance(main, PointerType)
        inner = "*" + (" " + qualifier_text(type.quals) if type.quals & 15 else "")
        inner = inner + name if name else inner.rstrip()
        if main.target.kind in (ARRAY, FUNCTION):
            return declare(main.target, "(" + inner + ")")
        return declare(main.target, inner)
    if kind == ARRAY:
        assert isinstance(main, ArrayType)
        bound = "" if main.count < 0 else str(main.count)
        return declare(main.element, name + "[" + bound + "]")
    if kind == FUNCTION:
        assert isinstance(main, FunctionType)
        parts = [spell(parameter) for parameter in main.parameters] if main.prototype else []
        if main.prototype and not parts and not main.variadic:
            parts = ["void"]
        if main.variadic:
            parts.append("...")
        return declare(main.result, name + "(" + ",  ".join(parts) + ")")
    text = qualifier_text(type.quals) + base_text(main)
    if not name:
        return text
    return text + name if name[0] == "[" else text + " " + name


def base_text(main: CType) -> str:
    """An unqualified type that is no pointer, array or function."""
    kind = main.kind
    if kind == COMPLEX:
        assert isinstance(main, ComplexType)
        return "_Complex " + main.element.name
    if kind == VECTOR:
        assert isinstance(main, VectorType)
        return f"__vector({main.count}) {spell(main.element)}"
    if kind == BITINT:
        return main.name
    tag = main.name if main.name else "<anonymous>"
    if isinstance(main, RecordType) and not main.name and main.typedef_name:
        return main.typedef_name
    if kind == STRUCT:
        return "struct " + tag
    if kind == UNION:
        return "union " + tag
    if kind == ENUM:
        return "enum " + tag
    return main.name
