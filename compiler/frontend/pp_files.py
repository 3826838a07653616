"""Directives about files and lines: #include and its family, #line, line markers, #ident.

Source: C17 6.10.2, 6.10.4; GCC 12 manual of the preprocessor, "Header Files", "Line Control".
"""

from __future__ import annotations

import os

from compiler.frontend import directives
from compiler.frontend.ident import Ident
from compiler.frontend.pp_include import Found
from compiler.frontend.source import POSITION_MASK
from compiler.frontend.token import (
    TK_EOF,
    TK_HEADER,
    TK_LESS,
    TK_NEWLINE,
    TK_NUMBER,
    TK_PADDING,
    TK_STRING,
)
from compiler.frontend.words import SPACE, WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.preprocess import Preprocessor

MAX_LINE: Final = 2147483647
MAX_LINE_C90: Final = 32767


def include(pp: Preprocessor, code: i64, name: Ident, name_at: i64) -> None:
    """#include, #include_next, #import (whose name stands at `name_at`): opens the file."""
    spelled, location, angled = header_operand(pp, name)
    if not spelled:
        return
    after = code == directives.D_INCLUDE_NEXT
    if after and len(pp.files) <= 1:
        pp.diagnostics.warning("", name_at, "#include_next in primary source file")
        after = False
    if len(pp.files) > pp.options.max_include_depth:
        pp.diagnostics.fatal(
            location,
            f"#include nested depth {len(pp.files)} exceeds maximum of "
            f"{pp.options.max_include_depth} (use -fmax-include-depth=DEPTH to increase the "
            "maximum)",
        )
    wanted = os.fsdecode(spelled)
    found = pp.headers.find(wanted, angled, after, pp.files[-1])
    if found is None:
        if pp.dependencies is not None and pp.options.missing_headers_are_made:
            pp.dependencies.add(wanted, False)
            return
        reason = pp.headers.unreadable or "No such file or directory"
        pp.diagnostics.fatal(location, f"{wanted}: {reason}")
    else:
        pp.lexer.end_directive()
        open_found(pp, found, location, code == directives.D_IMPORT)


def header_operand(pp: Preprocessor, name: Ident) -> tuple[bytes, i64, bool]:
    """The name, its location, and whether it stood in <>; an empty name after a complaint."""
    lexer = pp.lexer
    token = lexer.header_name()
    if token is None:
        pp.unpadded = False  # the spelling of a computed name depends on white space
        token = directives.next_expanded(pp)
    else:
        pp.word = lexer.word
    location = pp.word >> WORD_SHIFT
    angled = False
    spelled = b""
    if token.kind == TK_STRING and token.name.startswith(b'"'):
        spelled = token.name[1:-1]
    elif token.kind == TK_HEADER:
        spelled = token.name[1:-1] if token.name.endswith(b">") else b""
        angled = True
        if not token.name.endswith(b">"):
            return b"", location, angled
    elif token.kind == TK_LESS:
        spelled = between_angles(pp, location)
        angled = True
        if not spelled:
            return b"", location, angled
    else:
        pp.diagnostics.error(location, f'#{name.text} expects "FILENAME" or <FILENAME>')
        return b"", location, angled
    if not spelled:
        pp.diagnostics.error(location, f"empty filename in #{name.text}")
        return b"", location, angled
    directives.check_end(pp, name, "", True)
    return spelled, location, angled


def between_angles(pp: Preprocessor, location: i64) -> bytes:
    """The tokens of a computed <header>, put together as gcc does."""
    out: list[bytes] = []
    while True:
        token = pp.next_token()
        if token.kind == TK_PADDING:
            continue
        if token.name == b">":
            return b"".join(out)
        if token.kind == TK_NEWLINE or token.kind == TK_EOF:
            pp.diagnostics.error(location, "missing terminating > character")
            return b""
        if out and pp.word & SPACE:
            out.append(b" ")
        out.append(token.name)


def open_found(pp: Preprocessor, found: Found, location: i64, once: bool) -> None:
    """Begins to read a file that was found, unless that would give nothing."""
    header = found.header
    if pp.dependencies is not None:
        pp.dependencies.add(header.path, found.system != 0)
    if header.key in pp.once:
        return
    if once:
        pp.once[header.key] = True
        if header.key in pp.entered:
            return
    guard = header.guard
    if guard is not None and directives.is_defined(guard):
        return
    pp.entered[header.key] = True
    system: i64 = found.system
    if system == 0 and pp.lexer.entry.system != 0 and found.directory_index < 0:
        system = pp.lexer.entry.system
    pp.push_file(
        header.path, header.text, header.splices, location, system, header, found.directory_index
    )
    if pp.printer is not None:
        pp.printer.file_change(1)


def line(pp: Preprocessor) -> None:
    """#line number "file"."""
    token = directives.next_expanded(pp)
    location = pp.word >> WORD_SHIFT
    if token.kind == TK_NEWLINE or token.kind == TK_EOF:
        pp.diagnostics.error(location, "unexpected end of file after #line")
        return
    if token.kind != TK_NUMBER or not token.name.isdigit():
        pp.diagnostics.error(
            location, f'"{token.text}" after #line is not a positive integer'
        )
        return
    number = int(token.name) if len(token.name) < 20 else MAX_LINE + 1
    limit = MAX_LINE if pp.options.c99 else MAX_LINE_C90
    if number == 0 or number > limit:
        if pp.diagnostics.enabled("pedantic") or number > MAX_LINE:
            pp.diagnostics.pedwarn("", location, "line number out of range")
    number &= 0x7FFFFFFF
    place = pp.source.place(location)
    name = place.file
    token = directives.next_expanded(pp)
    if token.kind == TK_STRING and token.name.startswith(b'"'):
        name = os.fsdecode(unescaped(token.name[1:-1]))
        directives.check_end(pp, pp.idents.name(b"line"), "", True)
    elif token.kind != TK_NEWLINE and token.kind != TK_EOF:
        pp.diagnostics.error(pp.word >> WORD_SHIFT, f'"{token.text}" is not a valid filename')
        return
    rename_from_next_line(pp, number, name, place.system)
    if pp.printer is not None:
        pp.printer.file_change(0)


def unescaped(spelled: bytes) -> bytes:
    """A file name without the backslashes before backslashes and quotes."""
    return spelled.replace(b'\\"', b'"').replace(b"\\\\", b"\\")


def rename_from_next_line(pp: Preprocessor, number: i64, name: str, system: i64) -> None:
    """From the next line on, lines count from `number` in the file `name`."""
    pp.lexer.end_directive()
    lexer = pp.lexer
    entry = lexer.entry
    entry.rename(lexer.at + 1, number, name, system)
    lexer.in_directive = True


def line_marker(pp: Preprocessor, first: Ident) -> None:
    """# number "file" flags, as -E writes it."""
    location = pp.word >> WORD_SHIFT
    if not first.name.isdigit() or len(first.name) > 10:
        pp.diagnostics.error(location, f'"{first.text}" after # is not a positive integer')
        return
    number = int(first.name) & 0x7FFFFFFF
    place = pp.source.place(location)
    name = place.file
    system: i64 = place.system
    reason: i64 = 0
    token = directives.next_unexpanded(pp)
    if token.kind == TK_STRING and token.name.startswith(b'"'):
        name = os.fsdecode(unescaped(token.name[1:-1]))
        system = 0
        while True:
            token = directives.next_unexpanded(pp)
            if token.kind != TK_NUMBER:
                break
            if token.name == b"3":
                system = 1
            elif token.name == b"4":
                system = 2
            elif token.name in (b"1", b"2"):
                reason = int(token.name)
            else:
                break
        if token.kind != TK_NEWLINE:
            pp.diagnostics.error(
                pp.word >> WORD_SHIFT, f'invalid flag "{token.text}" in line directive'
            )
    elif token.kind != TK_NEWLINE:
        pp.diagnostics.error(pp.word >> WORD_SHIFT, f'"{token.text}" is not a valid filename')
        return
    rename_from_next_line(pp, number, name, system)
    if pp.printer is not None:
        pp.printer.file_change(reason)


def ident_line(pp: Preprocessor, name: Ident) -> None:
    """#ident "text" and #sccs "text": checked, and printed by -E."""
    token = directives.next_expanded(pp)
    if token.kind != TK_STRING:
        pp.diagnostics.error(pp.word >> WORD_SHIFT, f"invalid #{name.text} directive")
        return
    text = token
    location = pp.word >> WORD_SHIFT
    directives.check_end(pp, name)
    if pp.printer is not None:
        pp.printer.whole_line(location, b"#ident " + text.name)


def offset_of(pp: Preprocessor, location: i64) -> i64:
    """The offset of a location in the file being read."""
    return (location & POSITION_MASK) - pp.lexer.base
