"""Translation phases 5 to 7 (C17 5.1.1.2): preprocessing tokens become tokens of the grammar.

Adjacent string literals join; keywords, also in their GNU spellings, get their terminal; an
attribute or asm becomes one token with its balanced text; `#pragma pack` marks the structs behind.
"""

from __future__ import annotations

import re

from cspec.diagnostics import Diagnostics
from cspec.tables import Tables
from cspec.tokens import (CHARACTER, END, IDENTIFIER, NUMBER, PLACEMARKER, PRAGMA, STRING, Token)

KEYWORDS: dict[str, tuple[str, str]] = {}
for _terminal, _words in {
    "STORAGE": "auto register static extern typedef _Thread_local __thread=_Thread_local",
    "QUALIFIER": "const volatile restrict __const=const __const__=const __volatile=volatile "
                 "__volatile__=volatile __restrict=restrict __restrict__=restrict",
    "FUNCTION_SPECIFIER": "inline _Noreturn __inline=inline __inline__=inline",
    "TYPE_KEYWORD": "void char short int long float double signed unsigned _Bool _Complex "
                    "__signed=signed __signed__=signed __complex__=_Complex __complex=_Complex "
                    "__int128 __int128_t=__int128 _Float128 __float128=_Float128 _Float32 "
                    "_Float64 _Float32x _Float64x _Float16 _Decimal32 _Decimal64 _Decimal128 "
                    "__builtin_va_list __auto_type _Imaginary __uint128_t",
    "STRUCT": "struct union",
    "ENUM": "enum",
    "word": "_Alignas _Alignof __alignof=_Alignof __alignof__=_Alignof sizeof typeof "
            "__typeof=typeof __typeof__=typeof _Generic _Static_assert if else while do for "
            "switch case default break continue return goto __label__ __builtin_va_arg "
            "__builtin_offsetof __builtin_types_compatible_p __builtin_convertvector __real__ "
            "__imag__ __real=__real__ __imag=__imag__",
}.items():
    for _word in _words.split():
        _spelling, _, _meaning = _word.partition("=")
        KEYWORDS[_spelling] = (_terminal, _meaning or _spelling)
ATTRIBUTE_WORDS = frozenset(("__attribute__", "__attribute"))
ASM_WORDS = frozenset(("asm", "__asm", "__asm__"))
ASSIGN_OPS = frozenset(("*=", "/=", "%=", "+=", "-=", "<<=", ">>=", "&=", "^=", "|="))
PACK = re.compile(r"pack\s*\(\s*(?:(push|pop)?\s*,?\s*([A-Za-z_]\w*)?\s*,?\s*(\d+)?)\s*\)")


class Lexeme:
    """A token of the grammar: terminal, canonical text, place; `parts` for compound ones.

    `environment_off`: an identifier where FENV_ACCESS is off (7.6.1).
    """

    environment_off = False

    def __init__(self, term: int, text: str, pos: int) -> None:
        self.term = term
        self.text = text
        self.pos = pos
        self.parts: list[Token] = []
        self.pack = 0


class Converter:
    """Turns a list of preprocessing tokens into lexemes."""

    def __init__(self, diags: Diagnostics, tables: Tables) -> None:
        self.diags = diags
        self.tables = tables
        self.pack = 0
        self.pack_stack: list[int] = []
        self.environment_off = False
        self.outer_states: list[bool] = []      # of FENV_ACCESS, one for each open brace

    def convert(self, tokens: list[Token]) -> list[Lexeme]:
        """Lexemes of a token list, an end lexeme last."""
        terminals = self.tables.terminals
        words = self.tables.words
        identifier = terminals["IDENTIFIER"]
        number = terminals["NUMBER"]
        out: list[Lexeme] = []
        at = 0
        count = len(tokens)
        while at < count:
            token = tokens[at]
            at += 1
            kind = token.kind
            text = token.text
            if kind == IDENTIFIER:
                keyword = KEYWORDS.get(text)
                if keyword is not None:
                    terminal, meaning = keyword
                    if terminal == "word":
                        out.append(Lexeme(words[meaning], meaning, token.pos))
                        continue
                    made = Lexeme(terminals[terminal], meaning, token.pos)
                    if terminal == "STRUCT":
                        made.pack = self.pack
                    out.append(made)
                    if len(out) > 2 and out[-2].term == terminals["ATTRIBUTE"] \
                            and out[-3].text == "(":    # parameters, as only now is known
                        out[-2], out[-1] = out[-1], out[-2]
                elif text == "_Atomic":
                    typed = at < count and tokens[at].text == "("
                    out.append(Lexeme(terminals["ATOMIC_TYPE" if typed else "QUALIFIER"],
                                      text, token.pos))
                elif text == "__extension__":
                    self.extend(tokens, at)
                elif text in ATTRIBUTE_WORDS:
                    made = Lexeme(terminals["ATTRIBUTE"], text, token.pos)
                    at = self.balanced(tokens, at, made)
                    out.append(made)
                elif text in ASM_WORDS:
                    made = Lexeme(terminals["ASM"], "asm", token.pos)
                    while at < count and tokens[at].text in (
                            "volatile", "__volatile__", "__volatile", "goto", "inline",
                            "__inline__", "__inline", "const"):
                        made.text += " " + tokens[at].text.strip("_")
                        at += 1
                    at = self.balanced(tokens, at, made)
                    out.append(made)
                else:
                    made = Lexeme(identifier, text, token.pos)
                    if self.environment_off:
                        made.environment_off = True
                    out.append(made)
            elif kind == NUMBER:
                out.append(Lexeme(number, text, token.pos))
            elif kind == STRING:
                made = Lexeme(terminals["STRING"], text, token.pos)
                made.parts.append(token)
                while at < count and tokens[at].kind in (STRING, PLACEMARKER):
                    if tokens[at].kind == STRING:
                        made.parts.append(tokens[at])
                    at += 1
                out.append(made)
            elif kind == CHARACTER:
                made = Lexeme(terminals["CHARACTER"], text, token.pos)
                made.parts.append(token)
                out.append(made)
            elif kind == PRAGMA:
                if token.text.startswith("STDC"):
                    self.standard_pragma(token, out[-1].text if out else ";")
                else:
                    self.pragma(token)
            elif kind == PLACEMARKER:
                continue
            elif kind == END:
                out.append(Lexeme(0, "end of file", token.pos))
                return out
            elif text in ASSIGN_OPS:
                out.append(Lexeme(terminals["ASSIGN_OP"], text, token.pos))
            else:
                term = words.get(text, -1)
                if term < 0:
                    if text in ("'", '"'):
                        raise self.diags.fatal("lone-quote", token.pos, text)
                    raise self.diags.fatal("stray-token", token.pos, text)
                if text == "{":
                    self.outer_states.append(self.environment_off)
                elif text == "}" and self.outer_states:
                    self.environment_off = self.outer_states.pop()
                out.append(Lexeme(term, text, token.pos))
        out.append(Lexeme(0, "end of text", tokens[-1].pos if tokens else 0))
        return out

    def extend(self, tokens: list[Token], at: int) -> None:
        """What GNU extensions `__extension__` covers: the parentheses or declaration behind it."""
        depth = 0
        bracketed = at < len(tokens) and tokens[at].text == "("
        while at < len(tokens) and tokens[at].kind != END:
            text = tokens[at].text
            self.diags.extensions.add(tokens[at].pos)
            if text in ("(", "{", "["):
                depth += 1
            elif text in (")", "}", "]"):
                depth -= 1
                if depth < 0 or depth == 0 and bracketed:
                    return
            elif text == ";" and depth == 0:
                return
            at += 1

    def balanced(self, tokens: list[Token], at: int, made: Lexeme) -> int:
        """Collect `( ... )` into `made.parts` (without the outer pair); the index behind it."""
        if at >= len(tokens) or tokens[at].text != "(":
            raise self.diags.fatal("syntax", made.pos, f"'(' behind '{made.text}'")
        depth = 0
        start = at + 1
        while at < len(tokens):
            text = tokens[at].text
            if tokens[at].kind == END:
                break
            if text == "(":
                depth += 1
            elif text == ")":
                depth -= 1
                if depth == 0:
                    made.parts = tokens[start:at]
                    return at + 1
            at += 1
        raise self.diags.fatal("syntax", made.pos, "')' to close this")

    def standard_pragma(self, token: Token, before: str) -> None:
        """`#pragma STDC` (7.6.1p2 and its like): outside declarations, or first in a block, to
        whose end it reaches.  `before` is the token in front."""
        if before not in ("{",) if self.outer_states else before not in (";", "}"):
            self.diags.report("stdc-pragma-place", token.pos)
        words = token.text.split()
        if words[1:2] == ["FENV_ACCESS"]:
            self.environment_off = words[2:3] == ["OFF"]

    def pragma(self, token: Token) -> None:
        """`#pragma pack` (GNU); others say nothing to this implementation."""
        match = PACK.match(token.text)
        if match is None:
            return
        action, _, size = match.groups()
        if action == "pop":
            self.pack = self.pack_stack.pop() if self.pack_stack else 0
        else:
            if action == "push":
                self.pack_stack.append(self.pack)
            if size is not None:
                self.pack = int(size)
            elif action is None:
                self.pack = 0
