"""Sections and code size.

Source: GNU as manual, chapter 7.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.directive_group import DirectiveGroup
from compiler.assembler.layout import Chunk
from compiler.assembler.scanner import Scanner, SyntaxProblem
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXCLUDE,
    SHF_EXECINSTR,
    SHF_GNU_RETAIN,
    SHF_LINK_ORDER,
    SHF_MERGE,
    SHF_STRINGS,
    SHF_TLS,
    SHF_WRITE,
    SHT_FINI_ARRAY,
    SHT_INIT_ARRAY,
    SHT_NOBITS,
    SHT_NOTE,
    SHT_PREINIT_ARRAY,
    SHT_PROGBITS,
    SHT_X86_64_UNWIND,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

SECTION_FLAGS: Final = {
    "a": SHF_ALLOC, "w": SHF_WRITE, "x": SHF_EXECINSTR, "M": SHF_MERGE, "S": SHF_STRINGS,
    "T": SHF_TLS, "e": SHF_EXCLUDE, "R": SHF_GNU_RETAIN, "o": SHF_LINK_ORDER, "G": 0, "?": 0,
}
SECTION_TYPES: Final = {
    "progbits": SHT_PROGBITS, "nobits": SHT_NOBITS, "note": SHT_NOTE,
    "init_array": SHT_INIT_ARRAY, "fini_array": SHT_FINI_ARRAY,
    "preinit_array": SHT_PREINIT_ARRAY, "unwind": SHT_X86_64_UNWIND,
}
# name (prefix) -> type and flags of sections that GNU as knows
KNOWN_SECTIONS: Final = [
    (".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".init_array", SHT_INIT_ARRAY, SHF_ALLOC | SHF_WRITE),
    (".fini_array", SHT_FINI_ARRAY, SHF_ALLOC | SHF_WRITE),
    (".preinit_array", SHT_PREINIT_ARRAY, SHF_ALLOC | SHF_WRITE),
    (".init", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".fini", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".plt", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".data1", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".got", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE),
    (".tdata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS),
    (".tbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS),
    (".rodata1", SHT_PROGBITS, SHF_ALLOC),
    (".rodata", SHT_PROGBITS, SHF_ALLOC),
    (".lrodata", SHT_PROGBITS, SHF_ALLOC),
    (".ldata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".lbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE),
    (".note.GNU-stack", SHT_PROGBITS, 0),
    (".note", SHT_NOTE, 0),
    (".eh_frame", SHT_PROGBITS, SHF_ALLOC),
    (".comment", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS),
    (".debug_str", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS),
    (".debug_line_str", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS),
]

def known_section(name: str) -> tuple[int, int]:
    """Type and flags of a section named without them."""
    for known, type, flags in KNOWN_SECTIONS:
        if name == known or name.startswith(known + "."):
            return type, flags
    return SHT_PROGBITS, 0


class SectionDirectives(DirectiveGroup):
    """See the module's docstring; every method gets a scanner over the operands."""

    def register_all(self, t: dict[str, Callable[[Scanner], None]]) -> None:
        """Enter the directives of this group."""
        t[".text"] = self.text
        t[".data"] = self.data
        t[".bss"] = self.bss
        t[".section"] = self.section
        t[".pushsection"] = self.pushsection
        t[".popsection"] = self.popsection
        t[".previous"] = self.previous
        t[".subsection"] = self.subsection
        t[".ident"] = self.ident
        t[".code16"] = self.code16
        t[".code16gcc"] = self.code16gcc
        t[".code32"] = self.code32
        t[".code64"] = self.code64
        t[".att_syntax"] = self.att_syntax
        t[".intel_syntax"] = self.intel_syntax
        for name in (".arch", ".addrsig", ".addrsig_sym", ".nolist", ".list", ".title",
                     ".sbttl", ".eject", ".psize", ".lflags", ".gnu_attribute"):
            t[name] = self.ignore
        for name in (".attach_to_group", ".largecomm", ".cfi_inline_lsda"):
            t[name] = self.refuse

    def go(self, chunk: Chunk) -> None:
        """Switch to a chunk, remembering where we were."""
        self.parser.previous = self.emitter.current
        self.emitter.enter(chunk)

    def standard(self, s: Scanner, name: str) -> None:
        number = 0 if s.at_end() else self.parser.number(s)
        s.expect_end()
        first = self.emitter.find(name)
        assert first is not None
        self.go(self.emitter.subsection(first, i64(number)))

    def text(self, s: Scanner) -> None:
        self.standard(s, ".text")

    def data(self, s: Scanner) -> None:
        self.standard(s, ".data")

    def bss(self, s: Scanner) -> None:
        self.standard(s, ".bss")

    def section_name(self, s: Scanner) -> str:
        """A section name: quoted, or everything up to a comma or blank."""
        if s.peek() == '"':
            return s.string_bytes().decode("utf-8", "surrogateescape")
        name = s.word()
        if not name:
            raise s.fail("missing name")
        return name

    def named(self, s: Scanner, subsection_allowed: bool) -> Chunk:
        """The chunk that the operands of .section or .pushsection mean."""
        emitter = self.emitter
        name = self.section_name(s)
        type, flags = known_section(name)
        entsize = 0
        group = ""
        subsection = 0
        link = ""
        unique = ""
        explicit = False
        if s.comma():
            if subsection_allowed and s.peek() != '"':
                subsection = self.parser.number(s)
                if not s.comma():
                    s.expect_end()
                    return self.existing(name, type, flags, subsection)
            text = s.string_bytes().decode()
            explicit = True
            flags, in_group = self.flag_bits(text, s, flags)
            if s.comma():
                found = self.section_type(s)
                if found >= 0:
                    type = found
                    more = True
                else:
                    more = False
                if flags & SHF_MERGE and (not more or s.comma()):
                    entsize = self.parser.number(s)
                if "o" in text and s.comma():
                    link = s.name()
                if "G" in text and s.comma():
                    group = s.name()
                    if s.comma() and s.word() != "comdat":
                        raise s.fail("expected comdat")
                if s.comma():
                    unique = s.rest()
            if "?" in text and emitter.current.section in self.group_members():
                group = self.group_of(emitter.current)
        s.expect_end()
        if link or unique:
            raise s.fail("unsupported section attribute (linked-to or unique section)")
        existing = emitter.find(name, group)
        if existing is not None and explicit and existing.section.flags != flags and (
                len(existing.code) == 0):
            existing.section.flags = flags
            existing.section.type = type
        if name.startswith(".note.GNU-stack") and not explicit:
            type = SHT_PROGBITS
        emitter_chunk = existing
        if emitter_chunk is None:
            saved = emitter.current
            emitter.section(name, type, flags, entsize, group)
            emitter_chunk = emitter.current
            emitter.enter(saved)
        return emitter.subsection(emitter_chunk, subsection) if subsection else emitter_chunk

    def existing(self, name: str, type: int, flags: int, subsection: int) -> Chunk:
        emitter = self.emitter
        found = emitter.find(name)
        if found is None:
            saved = emitter.current
            emitter.section(name, type, flags)
            found = emitter.current
            emitter.enter(saved)
        return emitter.subsection(found, i64(subsection))

    def group_members(self) -> list[object]:
        return [section for sections in self.emitter.groups.values() for section in sections]

    def group_of(self, chunk: Chunk) -> str:
        for name, sections in self.emitter.groups.items():
            if chunk.section in sections:
                return name
        return ""

    def flag_bits(self, text: str, s: Scanner, known: int) -> tuple[int, bool]:
        flags = 0
        if text.isdigit():
            return int(text), False
        for char in text:
            if char not in SECTION_FLAGS:
                raise s.fail(f"unknown section attribute `{char}'")
            flags |= SECTION_FLAGS[char]
        return flags, "G" in text

    def section_type(self, s: Scanner) -> int:
        """@progbits and so on, -1: no type is given."""
        if s.peek() not in ("@", "%", '"'):
            return -1
        if s.peek() == '"':
            word = s.string_bytes().decode()
        else:
            s.pos += 1
            word = s.word()
        if word in SECTION_TYPES:
            return SECTION_TYPES[word]
        try:
            return int(word, 0)
        except ValueError:
            raise s.fail(f"unrecognized section type `{word}'") from None

    def section(self, s: Scanner) -> None:
        self.go(self.named(s, False))

    def pushsection(self, s: Scanner) -> None:
        parser = self.parser
        chunk = self.named(s, True)
        parser.section_stack.append((self.emitter.current, parser.previous))
        self.go(chunk)

    def popsection(self, s: Scanner) -> None:
        parser = self.parser
        if not parser.section_stack:
            raise s.fail(".popsection without corresponding .pushsection; ignored")
        chunk, previous = parser.section_stack.pop()
        self.emitter.enter(chunk)
        parser.previous = previous

    def previous(self, s: Scanner) -> None:
        if self.parser.previous is not None:
            self.go(self.parser.previous)

    def subsection(self, s: Scanner) -> None:
        number = self.parser.number(s)
        emitter = self.emitter
        for first in emitter.first_chunk.values():
            if first.section is emitter.current.section:
                self.go(emitter.subsection(first, i64(number)))
                return

    def ident(self, s: Scanner) -> None:
        self.emitter.ident(s.string_bytes().decode("utf-8", "surrogateescape"))

    def set_mode(self, mode: int, gcc: bool) -> None:
        if mode == 64 and self.parser.architecture.address_size != 8:
            raise SyntaxProblem("64-bit mode not supported on `i386'")
        self.parser.architecture.set_mode(mode)
        self.parser.syntax.mode = mode
        self.parser.syntax.code16gcc = gcc

    def code16(self, s: Scanner) -> None:
        self.set_mode(16, False)

    def code16gcc(self, s: Scanner) -> None:
        self.set_mode(16, True)

    def code32(self, s: Scanner) -> None:
        self.set_mode(32, False)

    def code64(self, s: Scanner) -> None:
        self.set_mode(64, False)

    def att_syntax(self, s: Scanner) -> None:
        if s.rest() not in ("", "prefix"):
            raise s.fail("unsupported: registers without `%'")

    def intel_syntax(self, s: Scanner) -> None:
        raise s.fail("unsupported: Intel syntax")
