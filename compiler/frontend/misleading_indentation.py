"""-Wmisleading-indentation: a statement laid out as if a guard (if, else, for, while) covered it.

    if (flag)
        foo();
        bar();          if (flag) foo(); bar();          while (flag); { foo(); }

The idea of gcc's check: compare the visual columns of the guard, of the first token of its body and
of the first token behind the body.  Nothing is said of bodies in braces, of code from macros, or
when a line between body and next statement is indented less (labels, directives).

Source: "-Wmisleading-indentation", GCC 12 manual.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.diagnostics_render import shown_column
from compiler.frontend.source import EXPANSION_SHIFT, POSITION_MASK, SourceEntry
from compiler.frontend.token import TK_ELSE, TK_LBRACE, TK_RBRACE, TK_SEMICOLON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class Spot:
    """A token's line, its visual column and that of the first token on its line."""

    def __init__(self, entry: SourceEntry, location: i64) -> None:
        offset = (location & POSITION_MASK) - entry.base
        line = entry.line_at(offset)
        self.line: i64 = entry.physical_line(offset)
        self.column: i64 = shown_column(line, offset - entry.line_begin(offset) + 1)
        self.first: i64 = indent(line)


def indent(line: bytes) -> i64:
    """The visual column of the first token of a line, -1 for a blank line."""
    rest = line.lstrip(b" \t\f\v\r")
    return shown_column(line, len(line) - len(rest) + 1) if rest else -1


def is_misleading(diagnostics: Diagnostics, guard_at: i64, is_else: bool, body_at: i64,
                  body_kind: i64, next_at: i64, next_kind: i64) -> bool:
    """Whether what follows the body looks guarded; arguments are locations and token kinds."""
    if body_kind == TK_LBRACE or next_kind in (TK_RBRACE, TK_ELSE, TK_SEMICOLON):
        return False
    if guard_at >> EXPANSION_SHIFT or body_at >> EXPANSION_SHIFT or next_at >> EXPANSION_SHIFT:
        return False
    entry = diagnostics.source.entry(guard_at)
    last = entry.base + len(entry.text)
    if not guard_at < body_at < next_at < last:
        return False
    guard = Spot(entry, guard_at)
    body = Spot(entry, body_at)
    following = Spot(entry, next_at)
    if following.line == body.line:
        return guard.line < body.line or guard.column == guard.first
    if body_kind == TK_SEMICOLON:
        return body.line == guard.line and (
            following.column > guard.first
            or next_kind == TK_LBRACE and following.column == guard.first)
    if following.column != body.column or body.column != body.first:
        return False
    if (guard.first if is_else else guard.column) == body.column or body.column <= guard.first:
        return False
    text = entry.text
    at: i64 = text.find(b"\n", (body_at & POSITION_MASK) - entry.base) + 1
    stop = (next_at & POSITION_MASK) - entry.base
    while 0 < at < stop:
        end: i64 = text.find(b"\n", at, stop)
        if end < 0:
            break
        if 0 <= indent(text[at:end]) < following.column:
            return False
        at = end + 1
    return True


def check_layout(diagnostics: Diagnostics, word: str, guard_at: i64, body_at: i64, body_kind: i64,
                 next_at: i64, next_kind: i64) -> None:
    """Warn when the statement behind the body of `word` looks guarded."""
    if is_misleading(diagnostics, guard_at, word == "else", body_at, body_kind, next_at, next_kind):
        clause = f"'{word}' clause does not guard..."
        if diagnostics.warning("misleading-indentation", guard_at, "this " + clause):
            diagnostics.note(next_at, "...this statement, but the latter is misleadingly indented "
                                      f"as if it were guarded by the '{word}'")
