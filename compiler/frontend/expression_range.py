"""The first and the last token of an expression, for the range under a diagnostic.

Problem: gcc underlines whole expressions; a node of the tree knows one token, its operator or name,
and storing two more locations in each would cost time in programs without mistakes.  Idea: when a
message is shown, walk down the left and the right edge of the tree; closing brackets, parentheses
and member names, which the tree does not hold, are found in the text.  Locations inside macro
expansions are taken as they are.
"""

from __future__ import annotations

from compiler.frontend.diagnostics_render import token_length
from compiler.frontend.source import EXPANSION_SHIFT, POSITION_MASK, SourceMap
from compiler.frontend.tree import (
    ASSIGN,
    PARENTHESIZED,
    AddressOf,
    Assign,
    Binary,
    Call,
    Cast,
    Comma,
    CompoundAssign,
    Conditional,
    Deref,
    Expr,
    FuncRef,
    IncDec,
    Logical,
    Member,
    PointerAdd,
    PointerDiff,
    Unary,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

BLANKS: Final = b" \t\n\r\f\v"
TYPE_WORDS: Final = (b"int", b"char", b"long", b"short", b"unsigned", b"signed", b"float",
                     b"double", b"void", b"_Bool", b"_Complex", b"const", b"volatile", b"restrict",
                     b"__restrict", b"__const", b"__inline", b"bool")
NEEDS_MORE: Final = (b"const", b"volatile", b"struct", b"union", b"enum", b"register", b"__const",
                     b"__extension__")


def left_part(node: Expr) -> Expr | None:
    """The operand with which the text of a node begins; None when the node's own token does."""
    if isinstance(node, Binary | Logical | PointerDiff | Comma):
        return node.left
    if isinstance(node, PointerAdd):
        # `n + p` keeps the pointer first
        return node.pointer if node.pointer.loc <= node.index.loc else node.index
    if isinstance(node, Assign | CompoundAssign):
        return node.target
    if isinstance(node, Conditional):
        return node.condition
    if isinstance(node, Cast):
        return None if node.explicit else node.operand
    if isinstance(node, Call):
        return node.callee if not isinstance(node.callee, FuncRef) else None
    if isinstance(node, Member):
        base = node.base
        return base.pointer if isinstance(base, Deref) and base.loc == node.loc else base
    if isinstance(node, Deref):
        pointer = node.pointer
        return pointer if isinstance(pointer, PointerAdd) and pointer.loc == node.loc else None
    if isinstance(node, IncDec):
        return node.target if node.postfix else None
    return None


def first_location(node: Expr, source: SourceMap) -> i64:
    """Where an expression begins."""
    openings = 0
    part: Expr | None = node
    while part is not None:
        if part.flags & PARENTHESIZED:
            openings += 1
        node = part
        part = left_part(node)
    location: i64 = node.loc
    if openings == 0 or location >> EXPANSION_SHIFT:
        return location
    entry = source.entry(location)
    text = entry.text
    at = (location & POSITION_MASK) - entry.base
    while openings > 0:
        at -= 1
        while at >= 0 and text[at : at + 1] in BLANKS:
            at -= 1
        if at < 0 or text[at : at + 1] != b"(":
            break
        location = entry.base + at
        openings -= 1
    return location


def caret_location(node: Expr, first: i64) -> i64:
    """Where the caret goes: at the operator; at the parenthesis of a name or constant in one."""
    inner = node
    while isinstance(inner, Cast) and not inner.explicit:
        inner = inner.operand
    if node.flags & PARENTHESIZED or inner.flags & PARENTHESIZED:
        if inner.kind < ASSIGN and not isinstance(inner, Binary | Logical | PointerAdd | Member
                                                  | PointerDiff | Conditional):
            return first
    return node.loc


def last_location(node: Expr, source: SourceMap) -> i64:
    """The last token of an expression."""
    closings = 0
    names = 0
    while True:
        if node.flags & PARENTHESIZED:
            closings += 1
        if isinstance(node, Binary | Logical | PointerDiff | Comma):
            node = node.right
        elif isinstance(node, PointerAdd):
            node = node.index if node.pointer.loc <= node.index.loc else node.pointer
        elif isinstance(node, Assign | CompoundAssign):
            node = node.value
        elif isinstance(node, Conditional):
            node = node.otherwise
        elif isinstance(node, Cast | Unary | AddressOf):
            node = node.operand
        elif isinstance(node, Call):
            closings += 1
            node = node.arguments[-1] if node.arguments else node.callee
        elif isinstance(node, Deref):
            pointer = node.pointer
            if isinstance(pointer, PointerAdd) and pointer.loc == node.loc:
                closings += 1
                node = pointer.index
            else:
                node = pointer
        elif isinstance(node, IncDec) and not node.postfix:
            node = node.target
        else:
            names = 1 if isinstance(node, Member) else 0
            break
    return after(node.loc, names, closings, source)


def after(location: i64, names: i64, closings: i64, source: SourceMap) -> i64:
    """The token `names` tokens and `closings` closing brackets behind one."""
    if location >> EXPANSION_SHIFT or names + closings == 0:
        return location
    entry = source.entry(location)
    text = entry.text
    size = len(text)
    at: i64 = (location & POSITION_MASK) - entry.base
    at += token_length(text, at)
    while at < size:
        c = text[at : at + 1]
        if c in BLANKS or c == b"(":
            at += 1
        elif names > 0:
            location = entry.base + at
            at += token_length(text, at)
            names -= 1
        elif closings > 0 and c in b")]":
            location = entry.base + at
            at += 1
            closings -= 1
        elif c == b";":
            break
        else:
            at += token_length(text, at)
        if names + closings == 0:
            break
    return location


def mark_after(location: i64, mark: bytes, source: SourceMap) -> i64:
    """The first `mark` behind a token, such as the parenthesis behind `if`."""
    if location >> EXPANSION_SHIFT:
        return location
    entry = source.entry(location)
    at: i64 = entry.text.find(mark, (location & POSITION_MASK) - entry.base)
    return location if at < 0 else entry.base + at


def colon_of(node: Conditional, source: SourceMap) -> i64:
    """The colon of a conditional expression."""
    return mark_before(node.otherwise, b":", node.loc, source)


def mark_before(node: Expr, mark: bytes, otherwise: i64, source: SourceMap) -> i64:
    """The last `mark` before an expression; `otherwise` when the text does not show it."""
    location = first_location(node, source)
    if location >> EXPANSION_SHIFT:
        return otherwise
    entry = source.entry(location)
    at: i64 = entry.text.rfind(mark, 0, (location & POSITION_MASK) - entry.base)
    return otherwise if at < 0 else entry.base + at


def parameter_place(function: i64, position: i64, source: SourceMap) -> tuple[i64, i64, i64]:
    """Caret, first and last token of a parameter (from 1) in the declaration whose name stands at
    `function`; the name itself three times when the text does not show it."""
    if function >> EXPANSION_SHIFT:
        return function, function, function
    entry = source.entry(function)
    text = entry.text
    at: i64 = (function & POSITION_MASK) - entry.base
    at += token_length(text, at)
    places: list[int] = []     # tokens of the parameter
    depth = 0
    number = 0
    limit = min(len(text), at + 4000)
    while at < limit:
        c = text[at : at + 1]
        length: i64 = token_length(text, at)
        if c in BLANKS:
            length = 1
        elif text.startswith(b"/*", at):
            length = text.find(b"*/", at) + 2 - at
        elif depth == 0 and c != b"(" and c != b")":
            break
        else:
            if c in b"([{":
                depth += 1
            if depth == 1 and (c == b"," or c == b"(") and not places:
                number += 1
            elif depth == 1 and c in b",)" and number == position:
                break
            elif number == position:
                places.append(at)
            if c in b")]}" and depth > 0:
                depth -= 1
        at += max(length, 1)
    if not places:
        return function, function, function
    name = places[0]
    before = b""
    named = False
    nested = 0
    for place in places:
        word = text[place : place + token_length(text, place)]
        if word in (b"(", b"["):
            nested += 1
        if (nested == 0 or nested == 1 and before == b"*") and (
                word[:1].isalpha() or word[:1] == b"_") and word not in TYPE_WORDS and (
                before != b"" and before not in NEEDS_MORE) and not named:
            name = place
            named = nested == 1
        before = word
    return entry.base + name, entry.base + places[0], entry.base + places[-1]
