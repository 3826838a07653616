"""Translation phases 1 to 3 (C17 5.1.1.2): a file's text becomes preprocessing tokens.

Line splices are removed first; where there were some, a table maps places back.  One regular
expression describes the preprocessing tokens of 6.4; longest match is by order of alternatives.
"""

from __future__ import annotations

import re

from cspec.diagnostics import Diagnostics, make_pos

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

END: Final = 0
IDENTIFIER: Final = 1
NUMBER: Final = 2
CHARACTER: Final = 3
STRING: Final = 4
PUNCTUATOR: Final = 5
OTHER: Final = 6
PLACEMARKER: Final = 7
PRAGMA: Final = 8


class Token:
    """A preprocessing token: `space` before it, `bol` first in its line, `hide` painted names."""

    def __init__(self, kind: int, text: str, pos: int, space: bool, bol: bool) -> None:
        self.kind = kind
        self.text = text
        self.pos = pos
        self.space = space
        self.bol = bol
        self.hide: frozenset[str] = NO_NAMES

    def copy(self) -> Token:
        """A fresh token with the same spelling and place."""
        other = Token(self.kind, self.text, self.pos, self.space, self.bol)
        other.hide = self.hide
        return other


NO_NAMES: frozenset[str] = frozenset()

PATTERN = re.compile(
    r"(?P<ws>[ \t\v\f\r]+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<nl>\n)"
    r"|(?P<str>(?:u8|[uUL])?\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<chr>[uUL]?'(?:[^'\\\n]|\\.)*')"
    r"|(?P<id>(?:[A-Za-z_$\u0080-\U0010ffff]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})"
    r"(?:[\w$\u0080-\U0010ffff]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})*)"
    r"|(?P<num>\.?[0-9](?:[eEpP][+-]|[\w.$])*)"
    r"|(?P<op>\.\.\.|<<=|>>=|%:%:|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##"
    r"|<:|:>|<%|%>|%:|[][(){}.&*+\-~!/%<>^|?:;=,#])"
    r"|(?P<bad>.)", re.S)

DIGRAPHS = {"<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##"}
TRIGRAPHS = {"=": "#", "(": "[", "/": "\\", ")": "]", "'": "^", "<": "{", "!": "|", ">": "}",
             "-": "~"}
KINDS = {"str": STRING, "chr": CHARACTER, "id": IDENTIFIER, "num": NUMBER, "op": PUNCTUATOR,
         "bad": OTHER}
BASIC = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                  "!\"#%&'()*+,-./:;<=>?[\\]^_{|}~ \t\v\f\n$@`\r")
UNDECODED = re.compile(f"[{chr(0xDC80)}-{chr(0xDCFF)}]")     # bytes that are no UTF-8
UCN = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


def replace_trigraphs(text: str) -> str:
    """Phase 1: `??x` sequences (only with `-std=c17`, as gcc does)."""
    return re.sub(r"\?\?([=()/'<!>-])", lambda m: TRIGRAPHS[m.group(1)], text)


def tokenize(diags: Diagnostics, file: int, text: str, complain: bool = True) -> list[Token]:
    """All preprocessing tokens of a file, an END token last."""
    splices: list[tuple[int, int, int]] = []
    if "\\\n" in text or "\\" in text and re.search(r"\\[ \t]+\n", text):
        parts = re.split(r"\\[ \t]*\n", text)
        offset = 0
        line = 1
        pieces: list[str] = []
        for number, part in enumerate(parts):
            if number:
                splices.append((offset, line, 1))
            pieces.append(part)
            offset += len(part)
            line += part.count("\n") + 1
        if complain and (text.endswith("\\\n")):
            diags.report("file-ends-in-backslash", make_pos(file, line - 1, 1))
        text = "".join(pieces)
    if complain:
        broken = UNDECODED.search(text)
        if broken:
            at = broken.start()
            diags.report("bad-multibyte-text", make_pos(file, text.count("\n", 0, at) + 1,
                                                        at - text.rfind("\n", 0, at)))
    if complain and text and not text.endswith("\n"):
        diags.report("no-final-newline", make_pos(file, text.count("\n") + 1, 1))
    if not text.endswith("\n"):
        text += "\n"
    tokens: list[Token] = []
    append = tokens.append
    space = False
    bol = True
    line = 1
    line_start = 0
    next_splice = splices[0][0] if splices else 1 << 60
    splice_index = 0
    base = file << 44
    for match in PATTERN.finditer(text):
        group = match.lastgroup
        start = match.start()
        while start >= next_splice:
            _, line, _ = splices[splice_index]
            line_start = next_splice
            splice_index += 1
            next_splice = splices[splice_index][0] if splice_index < len(splices) else 1 << 60
            between = text.count("\n", line_start, start)
            if between:
                line += between
                line_start = text.rfind("\n", 0, start) + 1
        if group == "ws":
            space = True
            value = match.group()
            if value[1:2] == "*" and "\n" in value:
                if next_splice >= match.end():
                    line += value.count("\n")
                    line_start = start + value.rfind("\n") + 1
            continue
        if group == "nl":
            if start < next_splice:
                line += 1
            line_start = start + 1
            bol = True
            space = False
            continue
        value = match.group()
        column = start - line_start + 1
        pos = base | line << 16 | (column if column < 0xFFFF else 0xFFFF)
        assert group is not None
        kind = KINDS[group]
        if kind == PUNCTUATOR:
            if value in DIGRAPHS:
                token = Token(kind, DIGRAPHS[value], pos, space, bol)
                append(token)
                bol = space = False
                continue
            if value == "/" and text.startswith("/*", start):
                raise diags.fatal("unterminated-comment", pos)
        elif kind == OTHER:
            if complain and value not in "'\"" and value not in BASIC:
                diags.report("stray-character", pos, value)
        elif kind == IDENTIFIER and "\\" in value:
            value = identifier_ucn(diags, pos, value)
        append(Token(kind, value, pos, space, bol))
        bol = space = False
        if kind in (STRING, CHARACTER):
            inner = value.count("\n")
            if inner:
                line += inner
    end = Token(END, "", base | line << 16 | 1, False, True)
    append(end)
    return tokens


def identifier_ucn(diags: Diagnostics, pos: int, text: str) -> str:
    """An identifier's universal character names replaced (6.4.2.1, Annex D)."""
    def one(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        if code < 0xA8 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            diags.report("ucn-not-in-identifier", pos, match.group())
            return "_"
        if match.start() == 0 and (0x300 <= code <= 0x36F or 0x660 <= code <= 0x669):
            diags.report("ucn-starts-identifier", pos, match.group())
        return chr(code)
    return UCN.sub(one, text)


def spell(tokens: list[Token]) -> str:
    """The text of a token list, single spaces where there was white space."""
    out: list[str] = []
    for index, token in enumerate(tokens):
        if index and (token.space or token.bol):
            out.append(" ")
        out.append(token.text)
    return "".join(out)
