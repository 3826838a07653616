"""Warnings about a file's text as such.

Trigraphs that are not replaced (-Wtrigraphs), a backslash with blanks between it and the end of its
line, a backslash in the last line of a file.

Idea: the text that the lexer sees has no splices any more; where they stood is known, blanks behind
the backslash are noted when the file is read.  Only when a file has such a place its text is walked
once, to leave comments out: there gcc minds only what would have continued the line.

Source: GCC 12 manual of the preprocessor, "Initial processing"; texts compared with gcc 12.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.source import SourceEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

TRIGRAPH_ENDS: Final = b"=(/)'<!>-"
QUOTES: Final = b"\"'"


def check_text(entry: SourceEntry, spaced: list[int], ends_spliced: bool, trigraphs: bool,
               diagnostics: Diagnostics) -> None:
    """A file that is about to be read.  `spaced` are the splices written with blanks behind the
    backslash; `ends_spliced`: the last line ends in a backslash."""
    text = entry.text
    places: list[tuple[int, str]] = []
    for offset in spaced:
        places.append((before(text, offset), "backslash and newline separated by space"))
    if ends_spliced and entry.splices:
        places.append((before(text, entry.splices[-1]), "backslash-newline at end of file"))
    if trigraphs:
        at = text.find(b"??")
        while at >= 0:
            if at + 2 < len(text) and text[at + 2] in TRIGRAPH_ENDS:
                shown = chr(text[at + 2])
                places.append((at, f"trigraph ??{shown} ignored, use -trigraphs to enable"))
                at += 2
            at = text.find(b"??", at + 1)
    if not places:
        return
    comments = comment_spans(text)
    places.sort()
    for offset, words in places:
        inside = any([begin <= offset < end for begin, end in comments])
        if words[0] == "t":
            if not inside or text[offset + 2:offset + 4] == b"/\n":
                diagnostics.warning("trigraphs", entry.base + offset, words)
        elif not inside or words[9] == "-" and text[:offset].rstrip()[-2:] == b"*/":
            diagnostics.warning("", entry.base + offset, words)


def before(text: bytes, splice: int) -> int:
    """The last character of the line that a splice ends; the backslash itself has no location."""
    return splice - 1 if splice > 0 and text[splice - 1] != 10 else splice


def comment_spans(text: bytes) -> list[tuple[int, int]]:
    """Where comments stand: offsets of begin and end."""
    found: list[tuple[int, int]] = []
    at = 0
    size = len(text)
    while at < size:
        c = text[at]
        if c in QUOTES:
            at += 1
            while at < size and text[at] != c and text[at] != 10:
                at += 2 if text[at] == 92 else 1
            at += 1
        elif c == 47 and text[at + 1:at + 2] == b"*":
            end = text.find(b"*/", at + 2)
            end = size if end < 0 else end + 2
            found.append((at, end))
            at = end
        elif c == 47 and text[at + 1:at + 2] == b"/":
            end = text.find(b"\n", at)
            end = size if end < 0 else end
            found.append((at, end))
            at = end
        else:
            at += 1
    return found

