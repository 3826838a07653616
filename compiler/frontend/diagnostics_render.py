"""Drawing a diagnostic: the line with its location, the source line, the caret, the chain of
inclusions above and the chain of macro expansions below, as gcc prints them.

The problem: a location is one number; a reader wants the text it stands for. The idea: everything
is derived here, when a message is printed, from the source map: the length of the token under the
caret is found by looking at the text again, so that no stage stores ends of tokens.

Invariants: nothing raises, whatever bytes the source holds; control characters are shown escaped;
the "In file included from" chain is printed again only when the chain changes.

Source: "Formatting of messages", GCC 12 manual, "Diagnostic Message Formatting Options".
"""

from __future__ import annotations

import os
import sys

from compiler.frontend.diagnostics_options import LEVELLED, WarningOptions
from compiler.frontend.source import EXPANSION_SHIFT, POSITION_MASK, WHOLE_LINE, Place, SourceMap
from compiler.frontend.words import WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.macros import Macro

COLORS: Final = {
    "error": "01;31",
    "fatal error": "01;31",
    "warning": "01;35",
    "note": "01;36",
    "locus": "01",
    "quote": "01",
}
TAB_WIDTH: Final = 8
SHOWN_WIDTH: Final = 4000
MACRO_NOTES: Final = 8
NAME_BYTES: Final = b"_$0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPERATORS: Final = (
    b"<<=", b">>=", b"...", b"->", b"++", b"--", b"<<", b">>", b"<=", b">=", b"==", b"!=",
    b"&&", b"||", b"*=", b"/=", b"%=", b"+=", b"-=", b"&=", b"^=", b"|=", b"##",
)  # fmt: skip


def token_length(text: bytes, at: i64) -> i64:
    """Length in bytes of the token that begins at an offset, at least 1, within its line."""
    end: i64 = text.find(b"\n", at)
    if end < 0:
        end = len(text)
    if at >= end:
        return 1
    first = text[at : at + 1]
    stop = at
    if first in NAME_BYTES or first >= b"\x80":
        number = first in b"0123456789"
        while stop < end:
            c = text[stop : stop + 1]
            if c in NAME_BYTES or c >= b"\x80":
                stop += 1
            elif number and c == b".":
                stop += 1
            elif number and c in b"+-" and text[stop - 1 : stop] in b"eEpP":
                stop += 1
            else:
                break
        if not number and stop < end and text[at:stop] in (b"L", b"u", b"U", b"u8", b"R"):
            if text[stop : stop + 1] in b"\"'":
                return stop - at + token_length(text, stop)
        return stop - at
    if first in b"\"'":
        stop = at + 1
        while stop < end:
            c = text[stop : stop + 1]
            if c == b"\\":
                stop += 1
            elif c == first:
                return stop + 1 - at
            stop += 1
        return max(1, min(stop, end) - at)
    for operator in OPERATORS:
        if text.startswith(operator, at):
            return len(operator)
    return 1


def shown_text(line: bytes) -> str:
    """A source line as it can be shown: tabs expanded, what cannot be printed replaced."""
    text = line.decode("utf-8", "replace").expandtabs(TAB_WIDTH)
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else "\ufffd" if c < " " else c for c in text])


def shown_column(line: bytes, column: i64) -> i64:
    """The display column (from 0) of a byte column (from 1) of a line."""
    before = line[: column - 1].decode("utf-8", "replace").expandtabs(TAB_WIDTH)
    return len(before)


class Renderer:
    """Writes diagnostics to the standard error stream."""

    def __init__(self, source: SourceMap, options: WarningOptions) -> None:
        self.source = source
        self.options = options
        self.chain = ""
        self.function = ""  # name of the function being translated, set by the parser
        self.last_function = ""  # the one named in the output last
        self.last_shown: i64 = 0  # location of the source line shown last
        self.color_known = False
        self.color = False
        self.captured: list[str] | None = None

    def write(self, text: str) -> None:
        """Writes to the standard error stream (or to `captured`, which tests use)."""
        if self.captured is not None:
            self.captured.append(text)
            return
        try:
            sys.stderr.write(text)
        except UnicodeEncodeError:
            sys.stderr.write(text.encode("ascii", "backslashreplace").decode("ascii"))
        except (OSError, ValueError):
            pass

    def in_color(self, name: str, text: str) -> str:
        """The text in the colour of a role, when colours are on."""
        if not self.color_known:
            self.color_known = True
            if self.options.color < 0:
                self.color = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
            else:
                self.color = self.options.color > 0
        if not self.color or not text:
            return text
        return f"\x1b[{COLORS[name]}m\x1b[K{text}\x1b[m\x1b[K"

    def show(
        self, word: str, location: i64, text: str, option: str, first: i64, last: i64,
        label: str = ""
    ) -> None:
        """Prints one diagnostic with everything that belongs to it."""
        shown = self.outside_system_headers(location)
        place = self.source.place(shown)
        column: i64 = 0 if first == WHOLE_LINE else self.column(shown)
        out: list[str] = []
        if location != 0:
            self.show_includes(shown, out)
        if self.function != self.last_function:
            self.last_function = self.function
            where = f"In function '{self.function}':" if self.function else "At top level:"
            out.append(f"{self.in_color('locus', place.file + ':')} {where}\n")
        out.append(self.headline(word, place, column, text, option))
        if location != 0 and place.line > 0:
            # gcc does not show one place twice in a row.
            if shown != self.last_shown or first != 0 or last != 0:
                self.show_line(word, shown, first, last, out, label)
            self.last_shown = shown
            self.show_expansions(location, shown, out)
        self.write("".join(out))

    def headline(self, word: str, place: Place, column: i64, text: str, option: str) -> str:
        """`file:line:column: word: text [-Woption]`; columns count as the screen shows them."""
        where = place.file
        if not where:
            where = "cc1"
        elif place.line > 0:
            where += f":{place.line}"
            if self.options.show_column and column > 0:
                where += f":{column}"
        tail = ""
        if option and self.options.show_option:
            name = "-W" + option
            if option[option.find("=") + 1:] in LEVELLED:
                name += "="
            tail = f" [{self.in_color(word, name)}]"
        where = self.in_color("locus", where + ":")
        return f"{where} {self.in_color(word, word + ': ')}{text}{tail}\n"

    def column(self, location: i64) -> i64:
        """The display column of a location, from 1; far to the right the column in bytes."""
        if location == 0:
            return 0
        entry = self.source.entry(location)
        offset = (location & POSITION_MASK) - entry.base
        before = offset - entry.line_begin(offset)
        if before > SHOWN_WIDTH:
            return before + 1
        return shown_column(entry.text[entry.line_begin(offset) : offset], offset + 1) + 1

    def outside_system_headers(self, location: i64) -> i64:
        """The location to show: a token of a system header's macro is shown where the user's text
        names the macro."""
        source = self.source
        while location >> EXPANSION_SHIFT != 0 and source.in_system_header(location):
            location = source.points[location >> EXPANSION_SHIFT]
        return location

    def show_includes(self, location: i64, out: list[str]) -> None:
        """The chain of inclusions, once for each chain."""
        source = self.source
        entry = source.entry(location)
        lines: list[str] = []
        include_at = entry.include_at
        while include_at != 0:
            place = source.place(source.expansion_point(include_at))
            lines.append(self.in_color("locus", f"{place.file}:{place.line}"))
            include_at = source.entry(include_at).include_at
        chain = "|".join(lines)
        if chain == self.chain:
            return
        self.chain = chain
        for number, line in enumerate(lines):
            end = ":\n" if number + 1 == len(lines) else ",\n"
            lead = "In file included from " if number == 0 else " " * 17 + "from "
            out.append(lead + line + end)

    def show_line(self, word: str, location: i64, first: i64, last: i64, out: list[str],
                  label: str = "") -> None:
        """The source line, under it the caret with the range underlined, under that the label."""
        if not self.options.show_caret:
            return
        source = self.source
        entry = source.entry(location)
        offset = (location & POSITION_MASK) - entry.base
        if offset >= len(entry.text):
            return
        number = entry.physical_line(offset)
        line = entry.line_at(offset)
        start = entry.line_begin(offset)
        if len(line) > SHOWN_WIDTH or (not line and offset == start):
            return
        shown_number = source.place(location).line
        if first == WHOLE_LINE:
            out.append(f"{shown_number:5d} | {shown_text(line).rstrip()}\n      | \n")
            return
        caret = shown_column(line, offset - start + 1)
        begin = caret
        length = token_length(entry.text, offset)
        end = max(caret + 1, shown_column(line, offset - start + length + 1))
        ends = (first, last)
        for bound in ends:
            spelled = self.outside_system_headers(bound)
            if bound == 0 or source.entry(spelled) is not entry:
                continue
            at = (spelled & POSITION_MASK) - entry.base
            if entry.physical_line(at) != number:
                if bound == last and at > offset:
                    end = max(end, len(shown_text(line)))
                continue
            begin = min(begin, shown_column(line, at - start + 1))
            end = max(end, shown_column(line, at - start + token_length(entry.text, at) + 1))
        text = shown_text(line).rstrip()
        marks = " " * begin + "~" * (caret - begin) + "^" + "~" * (end - caret - 1)
        if self.color or not self.color_known:
            text = text[:begin] + self.in_color(word, text[begin:end]) + text[end:]
            marks = " " * begin + self.in_color(word, marks[begin:])
        out.append(f"{shown_number:5d} | {text}\n      | {marks}\n")
        if label:
            for words in ("|", label):
                out.append("      | " + " " * caret + self.in_color(word, words) + "\n")

    def parameter_use(self, macro: Macro, name_at: i64, position: i64) -> i64:
        """Where the definition of a macro names the parameter in whose argument a position lies:
        the argument's number is that of the commas between the call's name and the position."""
        entry = self.source.entry(name_at)
        if self.source.entry(position) is not entry or position <= name_at:
            return macro.begins_at
        depth = 0
        number = 0
        text = entry.text
        at = name_at - entry.base
        end = position - entry.base
        while at < end:
            c = text[at : at + 1]
            if c == b"(":
                depth += 1
            elif c == b")":
                depth -= 1
            elif c == b"," and depth == 1:
                number += 1
            elif c == b'"' or c == b"'":
                at += token_length(text, at) - 1
            at += 1
        number = min(number, len(macro.parameters) - 1)
        k: i64 = 0
        while k < len(macro.tokens):
            if macro.slots[k] == number:
                return macro.words[k] >> WORD_SHIFT
            k += 1
        return macro.begins_at

    def show_expansions(self, location: i64, shown: i64, out: list[str]) -> None:
        """One note for each macro through which the token came, innermost first."""
        source = self.source
        notes: list[str] = []
        while location >> EXPANSION_SHIFT != 0:
            number = location >> EXPANSION_SHIFT
            macro = source.macros[number]
            assert macro is not None
            point: i64 = source.points[number]
            spelled = location & POSITION_MASK
            inside = macro.begins_at <= spelled <= macro.ends_at
            system = source.in_system_header(macro.begins_at)
            if not system:
                if inside:
                    words = f"in expansion of macro '{macro.ident.text}'"
                    at = point
                else:
                    words = f"in definition of macro '{macro.ident.text}'"
                    at = self.parameter_use(macro, point & POSITION_MASK, spelled)
                at = self.outside_system_headers(at)
                note: list[str] = []
                note.append(self.headline("note", source.place(at), self.column(at), words, ""))
                self.show_line("note", at, 0, 0, note)
                notes.append("".join(note))
            elif not inside:
                words = f"in expansion of macro '{macro.ident.text}'"
                at = self.outside_system_headers(point)
                note = [self.headline("note", source.place(at), self.column(at), words, "")]
                self.show_line("note", at, 0, 0, note)
                notes.append("".join(note))
            location = point
        if len(notes) > MACRO_NOTES:
            notes = notes[: MACRO_NOTES // 2] + notes[-MACRO_NOTES // 2 :]
        out += notes
