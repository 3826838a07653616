"""Symbols as the linker sees them, and the rules by which definitions meet references.

The problem: many files say something about one name. The idea: one Symbol per name (and one per
local symbol), whose `state` tells how well it is known; `resolve.py` feeds it one file's word
after the other, in command-line order, as a Unix linker does.

Invariants: UNDEFINED symbols have no section; DEFINED ones have a section or are absolute;
COMMON becomes DEFINED before layout; SHARED ones are in a library.
Source: gABI 4.1 "Symbol Table", GNU ld's documented order.
"""

from __future__ import annotations

from compiler.elf.constants import (
    STB_GLOBAL,
    STB_LOCAL,
    STT_FUNC,
    STT_GNU_IFUNC,
    STT_NOTYPE,
    STV_DEFAULT,
    STV_HIDDEN,
    STV_INTERNAL,
    STV_PROTECTED,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.elf.read import DynamicSymbol
    from compiler.linker.sections import InputFile, InputSection, LibraryFile

UNDEFINED: Final = 0
SHARED: Final = 1
COMMON: Final = 2
DEFINED: Final = 3

# `needs`: what the scan of relocations found that a symbol must have.
NEEDS_GOT: Final = 1
NEEDS_PLT: Final = 2
NEEDS_CANONICAL: Final = 4  # its PLT entry is its address
NEEDS_COPY: Final = 8
NEEDS_TLS_GD: Final = 16
NEEDS_TLS_IE: Final = 32
NEEDS_TLS_DESC: Final = 64
NEEDS_DYNSYM: Final = 128  # a dynamic relocation names it


class Symbol:
    """One global name, or one local symbol of one file."""

    def __init__(self, name: str) -> None:
        self.name: str = name
        self.version: str = ""  # after @ or @@ in an object, or that of the library's definition
        self.is_default_version: bool = True
        self.state: int = UNDEFINED
        self.bind: int = STB_GLOBAL
        self.type: int = STT_NOTYPE
        self.visibility: int = STV_DEFAULT
        self.other: int = 0
        self.value: int = 0
        self.size: int = 0
        self.section: InputSection | None = None
        self.file: InputFile | None = None  # definer, or first user of an undefined one
        self.library: LibraryFile | None = None
        self.shared: DynamicSymbol | None = None
        self.weak_references: bool = True  # all references so far are weak
        self.referenced: bool = False  # by an object of the link
        self.forced_local: bool = False  # by a version script or --exclude-libs
        self.exported: bool = False  # defined here and in the dynamic symbol table
        self.preemptible: bool = False  # what it means is decided when the program runs
        self.needs: int = 0
        self.address: int = 0  # virtual; set after layout
        self.got_index: int = -1  # slots in words, -1: none
        self.tls_gd_index: int = -1
        self.tls_ie_index: int = -1
        self.tls_desc_index: int = -1
        self.plt_index: int = -1
        self.iplt: bool = False  # its PLT slot is resolved by IRELATIVE
        self.plt_address: int = 0
        self.in_dynsym: bool = False
        self.dynsym_index: int = 0
        self.version_index: int = 1
        self.symtab_index: int = 0
        self.copy_offset: int = -1
        self.copy_home: InputSection | None = None
        self.reported: int = 0  # times that it was reported as undefined
        self.provided: bool = False  # defined by the linker itself

    def is_function(self) -> bool:
        return self.type == STT_FUNC or self.type == STT_GNU_IFUNC

    def is_ifunc(self) -> bool:
        """An indirect function of this link (a library's IFUNC is an ordinary import)."""
        return self.type == STT_GNU_IFUNC and self.state == DEFINED

    def is_absolute(self) -> bool:
        return self.state == DEFINED and self.section is None

    def is_local(self) -> bool:
        return self.bind == STB_LOCAL

    def merge_visibility(self, visibility: int) -> None:
        """The most constraining visibility that any object gives holds for all (gABI)."""
        if RANK[visibility] > RANK[self.visibility]:
            self.visibility = visibility

    def is_hidden(self) -> bool:
        return self.visibility == STV_HIDDEN or self.visibility == STV_INTERNAL

    def display_name(self) -> str:
        if self.version and self.state != SHARED:
            return f"{self.name}@{'@' if self.is_default_version else ''}{self.version}"
        return self.name


# How constraining each visibility is, by its number.
RANK = [0, 0, 0, 0]
RANK[STV_PROTECTED] = 1
RANK[STV_HIDDEN] = 2
RANK[STV_INTERNAL] = 3


def split_version(name: str) -> tuple[str, str, bool]:
    """`name@@V` and `name@V` to (name, V, is default); V is "" for a plain name."""
    at = name.find("@")
    if at <= 0:
        return name, "", True
    if name.startswith("@@", at):
        return name[:at], name[at + 2 :].lstrip("@"), True
    return name[:at], name[at + 1 :], False
