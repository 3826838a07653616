"""What initialisers are warned of, and how messages name the place in the object.

-Wmissing-braces, -Woverride-init, -Woverride-init-side-effects, -Wmissing-field-initializers, and
the note "(near initialization for 'a[1].x')" behind every message about a part of an object.

Idea: the parser makes entries of offsets; the place is spelled from the type and the offset when a
message needs it.  A member set twice is found among the entries, those that a later braced item has
wiped out (StringLiteral of no bytes) left out.

Source: GCC 12 manual; texts and places compared with gcc 12.
"""

from __future__ import annotations

from compiler.frontend.source import EXPANSION_SHIFT, POSITION_MASK, SourceMap
from compiler.frontend.tree import (
    ASSIGN,
    Cast,
    FloatConst,
    InitEntry,
    IntConst,
    StringLiteral,
)
from compiler.frontend.tree_walk import all_expressions
from compiler.frontend.types import UNION, ArrayType, CType, Field, RecordType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def place_name(name: str, type: CType, offset: i64, leaf: CType, field: Field | None) -> str:
    """The part of type `leaf` at `offset` of the object `name`, as C spells it."""
    text = name or "(anonymous)"
    while True:
        main = type.unqual
        if main is leaf.unqual and offset == 0 and field is None:
            return text
        if isinstance(main, ArrayType):
            size = max(main.element.size, 1)
            text += f"[{offset // size}]"
            offset %= size
            type = main.element
        elif isinstance(main, RecordType):
            member = member_at(main, offset, leaf, field)
            if member is None:
                return text
            text += "." + (member.name or "<anonymous>")
            if member is field:
                return text
            offset -= member.offset
            type = member.type
        else:
            return text


def member_at(record: RecordType, offset: i64, leaf: CType, field: Field | None) -> Field | None:
    """The member that holds a place; of a union the first that has such a part."""
    found: Field | None = None
    for member in record.fields:
        if member is field:
            return member
        if member.bit_width >= 0:
            continue
        size = member.type.size
        if member.offset <= offset < member.offset + size or offset == member.offset:
            if record.kind == UNION and not holds(member.type, offset - member.offset, leaf):
                continue
            found = member
            if size > 0:
                break
    return found


def holds(type: CType, offset: i64, leaf: CType) -> bool:
    """Whether a type has a part of type `leaf` at an offset."""
    main = type.unqual
    if main is leaf.unqual and offset == 0:
        return True
    if isinstance(main, ArrayType):
        return main.element.size > 0 and holds(main.element, offset % main.element.size, leaf)
    if isinstance(main, RecordType):
        for member in main.fields:
            if member.offset <= offset and (
                    offset < member.offset + max(member.type.size, 1)) and (
                    holds(member.type, offset - member.offset, leaf)):
                return True
    return False


def bits_of(entry: InitEntry) -> tuple[i64, i64]:
    """The first bit that an entry stores, and the one behind its last."""
    first = entry.offset * 8
    field = entry.field
    if field is not None and field.bit_width >= 0:
        return first + field.bit_offset, first + field.bit_offset + field.bit_width
    return first, first + entry.type.size * 8 + entry.stride * 8 * (entry.count - 1)


def overwritten(entries: list[InitEntry], new: InitEntry) -> InitEntry | None:
    """An earlier entry of which a new one stores some bits again."""
    start, end = bits_of(new)
    at = len(entries)
    while at > 0:
        at -= 1
        entry = entries[at]
        first, behind = bits_of(entry)
        if first < end and start < behind:
            value = entry.value
            if isinstance(value, StringLiteral) and not value.data:
                return None
            return entry
    return None


def has_effect(entry: InitEntry) -> bool:
    """Whether evaluating an entry's value does something."""
    for node in all_expressions(entry.value):
        if node.kind >= ASSIGN:
            return True
    return False


def is_zero_alone(entries: list[InitEntry], mark: int) -> bool:
    """Whether a braced list is `{ 0 }`."""
    if len(entries) - mark != 1:
        return False
    value = entries[mark].value
    while isinstance(value, Cast):
        value = value.operand
    return isinstance(value, IntConst) and value.value == 0 or (
        isinstance(value, FloatConst) and value.bits == 0)


def line_start(location: i64, source: SourceMap) -> i64:
    """The first token on the line of a token."""
    location = source.expansion_point(location)
    if location >> EXPANSION_SHIFT:
        return location
    entry = source.entry(location)
    offset = (location & POSITION_MASK) - entry.base
    begin = entry.line_begin(offset)
    line = entry.text[begin:offset]
    return entry.base + begin + len(line) - len(line.lstrip(b" \t\f\v"))
