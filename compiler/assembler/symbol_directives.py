"""Symbol attributes and values.

Source: GNU as manual, chapter 7.
"""

from __future__ import annotations

from compiler.assembler.directive_group import DirectiveGroup
from compiler.assembler.operands import NOWHERE, Label
from compiler.assembler.parser import Parser
from compiler.assembler.scanner import Scanner
from compiler.elf.constants import (
    STB_GLOBAL,
    STB_GNU_UNIQUE,
    STB_LOCAL,
    STB_WEAK,
    STT_COMMON,
    STT_FUNC,
    STT_GNU_IFUNC,
    STT_NOTYPE,
    STT_OBJECT,
    STT_TLS,
    STV_HIDDEN,
    STV_INTERNAL,
    STV_PROTECTED,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

SYMBOL_TYPES: Final = {
    "function": STT_FUNC, "object": STT_OBJECT, "notype": STT_NOTYPE, "tls_object": STT_TLS,
    "common": STT_COMMON, "gnu_indirect_function": STT_GNU_IFUNC, "stt_func": STT_FUNC,
    "stt_object": STT_OBJECT, "stt_notype": STT_NOTYPE, "stt_tls": STT_TLS,
    "stt_common": STT_COMMON, "stt_gnu_ifunc": STT_GNU_IFUNC, "gnu_unique_object": STT_OBJECT,
    "2": STT_FUNC, "1": STT_OBJECT, "0": STT_NOTYPE,
}


class SymbolDirectives(DirectiveGroup):
    """See the module's docstring; every method gets a scanner over the operands."""

    def __init__(self, parser: Parser) -> None:
        super().__init__(parser)
        self.local_commons: list[str] = []            # symbols of .local: .comm stays local
        self.symvers: list[tuple[str, str]] = []      # .symver: name, name@version

    def register_all(self, t: dict[str, Callable[[Scanner], None]]) -> None:
        """Enter the directives of this group."""
        for name in (".globl", ".global"):
            t[name] = self.globl
        t[".local"] = self.local
        t[".weak"] = self.weak
        t[".hidden"] = self.hidden
        t[".internal"] = self.internal
        t[".protected"] = self.protected
        t[".type"] = self.type
        t[".size"] = self.size
        t[".comm"] = self.comm
        t[".lcomm"] = self.lcomm
        t[".set"] = self.set
        t[".equ"] = self.set
        t[".equiv"] = self.equiv
        t[".eqv"] = self.equiv
        t[".weakref"] = self.weakref
        t[".symver"] = self.symver
        t[".extern"] = self.ignore

    def each_symbol(self, s: Scanner) -> list[Label]:
        labels = []
        while True:
            name = s.name()
            if not name:
                raise s.fail("expected symbol name")
            labels.append(self.emitter.symbol(name))
            if not s.comma():
                break
        s.expect_end()
        return labels

    def globl(self, s: Scanner) -> None:
        for label in self.each_symbol(s):
            self.emitter.bind(label, STB_GLOBAL)

    def local(self, s: Scanner) -> None:
        for label in self.each_symbol(s):
            self.emitter.bind(label, STB_LOCAL)
            self.local_commons.append(label.name)

    def weak(self, s: Scanner) -> None:
        for label in self.each_symbol(s):
            self.emitter.bind(label, STB_WEAK)

    def visible(self, s: Scanner, visibility: int) -> None:
        for label in self.each_symbol(s):
            self.emitter.visibility(label, visibility)

    def hidden(self, s: Scanner) -> None:
        self.visible(s, STV_HIDDEN)

    def internal(self, s: Scanner) -> None:
        self.visible(s, STV_INTERNAL)

    def protected(self, s: Scanner) -> None:
        self.visible(s, STV_PROTECTED)

    def type(self, s: Scanner) -> None:
        label = self.symbol(s)
        s.comma()
        if s.peek() == '"':
            word = s.string_bytes().decode()
        else:
            if s.peek() in ("@", "%", "#"):
                s.pos += 1
            word = s.word()
        s.expect_end()
        type = SYMBOL_TYPES.get(word.lower())
        if type is None:
            raise s.fail(f"unrecognized symbol type `{word}'")
        if word == "gnu_unique_object":
            self.emitter.bind(label, STB_GNU_UNIQUE)
        self.emitter.type(label, type)

    def size(self, s: Scanner) -> None:
        label = self.symbol(s)
        s.expect_comma()
        expression = s.expression()
        s.expect_end()
        self.emitter.size_expression(label, self.parser.snapshot(expression))

    def comm(self, s: Scanner) -> None:
        """.comm symbol, length[, alignment]"""
        label = self.symbol(s)
        s.expect_comma()
        length = self.parser.number(s)
        alignment = 1
        if s.comma():
            alignment = self.parser.number(s)
        else:
            while alignment < min(length, 16):
                alignment *= 2
        s.expect_end()
        if label.section != NOWHERE:
            raise s.fail(f"symbol `{label.name}' is already defined")
        self.emitter.common(label, length, alignment, label.name in self.local_commons)

    def lcomm(self, s: Scanner) -> None:
        """.lcomm symbol, length[, alignment]"""
        label = self.symbol(s)
        s.expect_comma()
        length = self.parser.number(s)
        alignment = 1
        while alignment < min(length, 8):
            alignment *= 2
        if s.comma():
            alignment = self.parser.number(s)
        s.expect_end()
        self.emitter.common(label, length, alignment, True)

    def set(self, s: Scanner) -> None:
        name = s.name()
        s.expect_comma()
        self.parser.assign(name, s.rest())

    def equiv(self, s: Scanner) -> None:
        name = s.name()
        s.expect_comma()
        self.parser.assign(name, s.rest(), True)

    def weakref(self, s: Scanner) -> None:
        """.weakref alias, target: uses of alias are weak uses of target."""
        alias = self.symbol(s)
        s.expect_comma()
        target = self.symbol(s)
        s.expect_end()
        self.emitter.alias(alias, target)
        if target.section == NOWHERE and target.bind == STB_LOCAL:
            target.bind = STB_WEAK

    def symver(self, s: Scanner) -> None:
        """.symver name, name@version[, visibility]"""
        label = self.symbol(s)
        s.expect_comma()
        version = s.word()
        if s.comma():
            s.word()
        s.expect_end()
        if "@" not in version:
            raise s.fail("missing version name")
        self.symvers.append((label.name, version))
