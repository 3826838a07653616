"""Symbols that the linker itself provides: `_end`, `__init_array_start`, `__start_SECTION` ...

The idea: a table from name to what it means ("start SECTION", "end SECTION", or a word of its
own); a name is defined only when an object refers to it and nobody defines it, before the scan
(so that it counts as defined here), and gets its address after layout.
Source: GNU ld 2.40's default script (PROVIDE), gABI (_DYNAMIC, _GLOBAL_OFFSET_TABLE_).
"""

from __future__ import annotations

from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_WRITE,
    SHT_NOBITS,
    STV_HIDDEN,
    STV_PROTECTED,
)
from compiler.linker.diagnostics import LinkError
from compiler.linker.gc import is_c_identifier
from compiler.linker.link_state import Link
from compiler.linker.options import parse_number
from compiler.linker.outputs import RANK_GOT_PLT as DATA_RANK
from compiler.linker.symbols import DEFINED, SHARED, UNDEFINED, Symbol

MEANINGS = {
    "_GLOBAL_OFFSET_TABLE_": "got",
    "_DYNAMIC": "start .dynamic",
    "__ehdr_start": "header",
    "__executable_start": "header",
    "__GNU_EH_FRAME_HDR": "start .eh_frame_hdr",
    "_TLS_MODULE_BASE_": "tls",
    "etext": "etext",
    "_etext": "etext",
    "__etext": "etext",
    "edata": "edata",
    "_edata": "edata",
    "end": "end",
    "_end": "end",
    "__bss_start": "bss",
    "__preinit_array_start": "start .preinit_array",
    "__preinit_array_end": "end .preinit_array",
    "__init_array_start": "start .init_array",
    "__init_array_end": "end .init_array",
    "__fini_array_start": "start .fini_array",
    "__fini_array_end": "end .fini_array",
}


def provide_symbols(link: Link) -> None:
    """Define what is referenced, undefined and known here."""
    meanings = dict(MEANINGS)
    meanings.update(link.machine.provided)
    if not link.is_dynamic:
        relocs = link.machine.pltrel_name
        form = "rela" if link.machine.rela else "rel"
        meanings[f"__{form}_iplt_start"] = f"start {relocs}"
        meanings[f"__{form}_iplt_end"] = f"end {relocs}"
    if not link.is_dynamic:
        del meanings["_DYNAMIC"]
    if not link.options.on("eh-frame-hdr"):
        del meanings["__GNU_EH_FRAME_HDR"]
    for name, meaning in meanings.items():
        symbol = link.table.symbols.get(name)
        if symbol is None or not symbol.referenced:
            continue
        if symbol.state == UNDEFINED or (symbol.state == SHARED and name.startswith("_")):
            _provide(link, symbol, meaning, STV_HIDDEN)
    sections: dict[str, bool] = {}
    for section in link.sections:
        if section.alive and is_c_identifier(section.name):
            sections[section.name] = True
    for section_name in sections:
        for prefix, side in (("__start_", "start"), ("__stop_", "end")):
            symbol = link.table.symbols.get(prefix + section_name)
            if symbol is not None and symbol.state == UNDEFINED and symbol.referenced:
                _provide(link, symbol, f"{side} {section_name}", STV_PROTECTED)


def _provide(link: Link, symbol: Symbol, meaning: str, visibility: int) -> None:
    symbol.state = DEFINED
    symbol.section = link.anchor
    symbol.library = None
    symbol.shared = None
    symbol.version = ""
    symbol.provided = True
    symbol.merge_visibility(visibility)
    link.provided[symbol.name] = meaning


def set_provided_addresses(link: Link) -> None:
    """Give provided symbols their addresses; layout is final."""
    for name, meaning in link.provided.items():
        link.table.symbols[name].address = _address(link, meaning)


def _address(link: Link, meaning: str) -> int:
    word, _, argument = meaning.partition(" ")
    if word in ("start", "end"):
        section = link.output(argument)
        if section is None:
            return 0 if argument.startswith(".rel") else _end_of(link, 0, 0)
        return section.address + (section.size if word == "end" else 0)
    if word == "got":
        return link.got_base
    if word == "header":
        return link.segments[0].address - link.segments[0].offset if link.segments else 0
    if word == "tls":
        return link.tls_start
    if word == "small":
        return small_data_pointer(link)
    if word == "etext":
        return _end_of(link, SHF_EXECINSTR, 0)
    if word == "edata":
        return _end_of(link, SHF_WRITE, 1)
    if word == "bss":
        for out in link.outputs:
            if out.type == SHT_NOBITS and out.flags & SHF_ALLOC and not out.flags & 0x400:
                return out.address
        return _end_of(link, SHF_WRITE, 1)
    return link.image_end


def small_data_pointer(link: Link) -> int:
    """The middle of the 4 KiB that a global pointer reaches, around .sdata and .sbss."""
    data = link.output(".sdata") or link.output(".data")
    end = _end_of(link, SHF_WRITE, 0)
    if data is None:
        return end + 0x800
    first = min([out.address for out in link.outputs if out.rank >= DATA_RANK and (
        out.flags & SHF_ALLOC)] + [data.address])
    return min(data.address + 0x800, max(first + 0x800, end - 0x800))


def _end_of(link: Link, flags: int, filled: int) -> int:
    """End of the last loaded section that has the flags (and contents, if `filled`)."""
    end = 0
    for out in link.outputs:
        if out.flags & SHF_ALLOC and out.flags & flags == flags:
            if not filled or out.type != SHT_NOBITS:
                end = max(end, out.address + out.size)
    return end


class SymbolDefinition:
    """--defsym NAME=TERM[+TERM]...: terms are symbols and numbers, with + and - between them."""

    def __init__(self, text: str) -> None:
        name, equals, expression = text.partition("=")
        if not equals or not name or not expression:
            raise LinkError(f"--defsym: invalid definition `{text}'")
        self.name: str = name.strip()
        self.terms: list[tuple[int, str]] = []
        sign = 1
        word = ""
        for char in expression.replace(" ", "") + "+":
            if char in "+-" and word:
                self.terms.append((sign, word))
                word = ""
                sign = -1 if char == "-" else 1
            elif char in "+-":
                sign = -sign if char == "-" else sign
            elif char in "*/()&|<>~!?":
                raise LinkError(f"--defsym: operator `{char}' is not supported")
            else:
                word += char
        if not self.terms:
            raise LinkError(f"--defsym: invalid definition `{text}'")

    def names(self) -> list[str]:
        """The symbols that the expression refers to."""
        return [word for _, word in self.terms if not word[0].isdigit()]

    def is_alias(self) -> bool:
        return len(self.terms) == 1 and bool(self.names())

    def value(self, link: Link) -> int:
        """The value; LinkError when a symbol of it is not defined."""
        total = 0
        for sign, word in self.terms:
            if word[0].isdigit():
                total += sign * parse_number(word, "--defsym")
                continue
            symbol = link.table.symbols.get(word)
            if symbol is None or symbol.state != DEFINED:
                raise LinkError(f"--defsym {self.name}: undefined symbol `{word}'")
            total += sign * symbol.address
        return total


def define_command_line_symbols(link: Link, definitions: list[SymbolDefinition]) -> None:
    """Define the --defsym names before inputs are read, so that no archive is searched for them."""
    for definition in definitions:
        symbol = link.table.define_absolute(definition.name, 0)
        symbol.provided = False
        symbol.referenced = True
        if definition.names():
            symbol.section = link.anchor
        for name in definition.names():
            link.table.require(name)


def set_command_line_addresses(link: Link, definitions: list[SymbolDefinition]) -> None:
    for definition in definitions:
        symbol = link.table.symbols[definition.name]
        symbol.address = definition.value(link)
        symbol.value = symbol.address
        if definition.is_alias():
            source = link.table.symbols[definition.names()[0]]
            symbol.type = source.type
            symbol.size = source.size
