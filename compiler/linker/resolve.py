"""The global symbol table: one file after the other says what it defines and what it needs.

The idea: definitions have a strength (strong over common over weak over shared); the first of
equal strength stays, two strong ones are an error. COMDAT groups and .gnu.linkonce sections: the
first file keeps them, what later files define in theirs counts as a reference only.
Invariant: `symbols` is in order of first mention, so everything made from it is reproducible.
Source: gABI 4.1 chapter 4; GNU ld 2.40's observable rules for common and weak symbols.
"""

from __future__ import annotations

from compiler.elf.constants import (
    GRP_COMDAT,
    SHF_EXCLUDE,
    SHF_EXECINSTR,
    SHT_FINI_ARRAY,
    SHT_INIT_ARRAY,
    SHT_LLVM_ADDRSIG,
    STB_LOCAL,
    STB_WEAK,
    STT_FILE,
    STT_GNU_IFUNC,
    STT_NOTYPE,
    STT_SECTION,
    STT_TLS,
    STV_DEFAULT,
)
from compiler.elf.model import ObjectFile, Reloc, Section
from compiler.elf.model import Symbol as ObjectSymbol
from compiler.elf.read import DynamicSymbol, SharedLibrary
from compiler.linker.diagnostics import Diagnostics
from compiler.linker.sections import InputFile, InputSection, LibraryFile
from compiler.linker.symbols import (
    COMMON,
    DEFINED,
    SHARED,
    UNDEFINED,
    Symbol,
    split_version,
)


class SymbolTable:
    """All files of the link and all global names."""

    def __init__(self, diagnostics: Diagnostics, relocatable: bool) -> None:
        self.diagnostics: Diagnostics = diagnostics
        self.relocatable: bool = relocatable
        self.symbols: dict[str, Symbol] = {}
        self.files: list[InputFile] = []
        self.libraries: list[LibraryFile] = []
        self.comdats: dict[str, bool] = {}
        self.wraps: dict[str, bool] = {}
        self.traced: dict[str, bool] = {}
        self.allow_multiple: bool = False
        self.warn_common: bool = False
        self.exec_stack: bool = False  # some object asks for an executable stack
        self.no_stack_note: bool = False  # some object says nothing about it
        self.properties: list[Section | None] = []  # .note.gnu.property of each object
        self.warnings: dict[str, str] = {}  # symbol to the text of its .gnu.warning section

    def lookup(self, name: str) -> Symbol:
        """The symbol of that key (a name, or name@version), made undefined when it is new."""
        symbol = self.symbols.get(name)
        if symbol is None:
            base, version, is_default = split_version(name)
            symbol = Symbol(base)
            symbol.version = version
            symbol.is_default_version = is_default
            self.symbols[name] = symbol
        return symbol

    def require(self, name: str) -> Symbol:
        """A strong reference from the command line."""
        symbol = self.lookup(name)
        symbol.referenced = True
        symbol.weak_references = False
        self._satisfy_from_libraries(name, symbol)
        return symbol

    def wanted(self, name: str) -> bool:
        """Whether an archive member that defines `name` should be taken."""
        symbol = self.symbols.get(name)
        return symbol is not None and symbol.state == UNDEFINED and not symbol.weak_references

    # --- objects

    def add_object(self, obj: ObjectFile, archive: str) -> InputFile:
        file = InputFile(obj, len(self.files))
        file.archive = archive
        self.files.append(file)
        discarded = self._discarded_sections(obj)
        for number, section in enumerate(obj.sections):
            section.index = number
        stack_note = False
        property_note: Section | None = None
        for section in obj.sections:
            if section.name == ".note.GNU-stack":
                stack_note = True
                if section.flags & SHF_EXECINSTR:
                    self.exec_stack = True
            elif section.name == ".note.gnu.property" and not self.relocatable:
                property_note = section
            elif not self._is_taken(section, discarded):
                pass
            elif section.name.startswith(".gnu.warning.") and not self.relocatable:
                self.warnings[section.name[13:]] = section.data.decode("utf-8", "replace")
            else:
                file.sections.append(make_input(section, file))
                continue
            file.sections.append(None)
        if not stack_note:
            self.no_stack_note = True
        self.properties.append(property_note)
        for number, source in enumerate(obj.symbols):
            source.index = number
            if source.bind == STB_LOCAL:
                file.symbols.append(self._local_symbol(source, file))
            else:
                file.symbols.append(self._global_symbol(source, file))
        return file

    def _discarded_sections(self, obj: ObjectFile) -> dict[int, bool]:
        """Indices of the sections that an earlier file already has."""
        discarded: dict[int, bool] = {}
        for number, section in enumerate(obj.sections):
            section.index = number
        for group in obj.groups:
            if not group.flags & GRP_COMDAT:
                continue
            signature = group.signature
            name = signature.name
            if signature.type == STT_SECTION and signature.section is not None:
                name = signature.section.name
            if name in self.comdats:
                for section in group.sections:
                    discarded[section.index] = True
            else:
                self.comdats[name] = True
        for section in obj.sections:
            if section.name.startswith(".gnu.linkonce.") and section.group is None:
                if section.name in self.comdats:
                    discarded[section.index] = True
                else:
                    self.comdats[section.name] = True
        return discarded

    def _is_taken(self, section: Section, discarded: dict[int, bool]) -> bool:
        if section.index in discarded:
            return False
        if self.relocatable:
            return True
        return not section.flags & SHF_EXCLUDE and section.type != SHT_LLVM_ADDRSIG

    def _local_symbol(self, source: ObjectSymbol, file: InputFile) -> Symbol:
        symbol = Symbol(source.name)
        symbol.bind = STB_LOCAL
        symbol.type = source.type
        symbol.other = source.other
        symbol.visibility = source.visibility
        symbol.file = file
        symbol.value = source.value
        symbol.size = source.size
        symbol.referenced = True
        section = source.section
        if section is not None:
            symbol.section = file.sections[section.index]
            if symbol.section is not None:
                symbol.state = DEFINED
        elif source.is_absolute() or source.type == STT_FILE:
            symbol.state = DEFINED
        return symbol

    def _global_symbol(self, source: ObjectSymbol, file: InputFile) -> Symbol:
        name = source.name
        section = source.section
        place: InputSection | None = None
        defined = source.is_absolute()
        if section is not None:
            place = file.sections[section.index]
            defined = place is not None
        if not defined and not source.is_common():
            return self._refer(source, file)
        if "@" in name:
            base, version, is_default = split_version(name)
            if is_default:
                symbol = self.lookup(base)
                if symbol.state != DEFINED:
                    symbol.version = version
                    symbol.is_default_version = True
                self._bind_plain_alias(name, symbol)
            else:
                symbol = self.lookup(f"{base}@{version}")
        else:
            symbol = self.lookup(name)
        if self.traced and name in self.traced:
            self.diagnostics.note(f"{file.path}: definition of {name}")
        symbol.merge_visibility(source.visibility)
        symbol.referenced = True
        if source.is_common():
            self._add_common(symbol, source, file)
        elif self._may_define(symbol, source, file, place):
            symbol.state = DEFINED
            symbol.bind = source.bind
            symbol.type = source.type
            symbol.other = source.other
            symbol.value = source.value
            symbol.size = source.size
            symbol.section = place
            symbol.file = file
            symbol.library = None
            symbol.shared = None
            if "@" not in name:
                symbol.version = ""
        return symbol

    def _bind_plain_alias(self, name: str, symbol: Symbol) -> None:
        """References to name@V mean name@@V too."""
        base, version, _ = split_version(name)
        self.symbols[f"{base}@{version}"] = symbol

    def _refer(self, source: ObjectSymbol, file: InputFile) -> Symbol:
        name = source.name
        if self.wraps:
            if name in self.wraps:
                name = "__wrap_" + name
            elif name.startswith("__real_") and name[7:] in self.wraps:
                name = name[7:]
        if "@" in name:
            base, version, _ = split_version(name)
            name = f"{base}@{version}"
        symbol = self.lookup(name)
        if self.traced and name in self.traced:
            self.diagnostics.note(f"{file.path}: reference to {name}")
        symbol.referenced = True
        symbol.merge_visibility(source.visibility)
        if source.bind != STB_WEAK:
            symbol.weak_references = False
        if symbol.state == UNDEFINED:
            if symbol.file is None:
                symbol.file = file
            if symbol.type == STT_NOTYPE and source.type == STT_TLS:
                symbol.type = STT_TLS
            self._satisfy_from_libraries(name, symbol)
        if symbol.state == SHARED and symbol.visibility != STV_DEFAULT:
            symbol.state = UNDEFINED  # hidden here: no library may define it
            symbol.library = None
            symbol.shared = None
            symbol.version = ""
            symbol.file = file
        if symbol.state == SHARED:
            self._use_library(symbol)
        return symbol

    def _may_define(
        self, symbol: Symbol, source: ObjectSymbol, file: InputFile, place: InputSection | None
    ) -> bool:
        if symbol.state in (UNDEFINED, SHARED) or symbol.provided:
            symbol.provided = False
            return True
        weak = source.bind == STB_WEAK
        if symbol.state == COMMON:
            if weak:
                return False
            if self.warn_common:
                self.diagnostics.warning(
                    f"{file.path}: definition of `{source.name}' overriding common from "
                    f"{symbol.file.path if symbol.file is not None else '?'}"
                )
            return True
        if weak:
            return False
        if symbol.bind == STB_WEAK:
            return True
        if not self.allow_multiple:
            first = symbol.file.path if symbol.file is not None else "command line"
            second = describe_place(file.path, place, source.value)
            self.diagnostics.error(
                f"{second}: multiple definition of `{source.name}'; "
                f"{describe_place(first, symbol.section, symbol.value)}: first defined here"
            )
        return False

    def _add_common(self, symbol: Symbol, source: ObjectSymbol, file: InputFile) -> None:
        """`value` of a common symbol is its alignment."""
        if symbol.state == COMMON:
            if self.warn_common:
                self.diagnostics.warning(f"{file.path}: multiple common of `{source.name}'")
            symbol.size = max(symbol.size, source.size)
            symbol.value = max(symbol.value, source.value)
            return
        if symbol.state == DEFINED and symbol.bind != STB_WEAK:
            if self.warn_common:
                self.diagnostics.warning(
                    f"{file.path}: common of `{source.name}' overridden by definition"
                )
            return
        symbol.state = COMMON
        symbol.bind = source.bind
        symbol.type = source.type
        symbol.value = max(source.value, 1)
        symbol.size = source.size
        symbol.section = None
        symbol.file = file
        symbol.library = None
        symbol.shared = None

    # --- shared libraries

    def add_library(self, library: SharedLibrary, name: str, as_needed: bool) -> LibraryFile:
        file = LibraryFile(library, name, as_needed)
        self.libraries.append(file)
        for key, symbol in list(self.symbols.items()):
            if symbol.state == UNDEFINED and symbol.visibility == STV_DEFAULT:
                self._satisfy(key, symbol, file)
        return file

    def _satisfy_from_libraries(self, name: str, symbol: Symbol) -> None:
        if symbol.visibility != STV_DEFAULT:
            return
        for file in self.libraries:
            if self._satisfy(name, symbol, file):
                return

    def _satisfy(self, name: str, symbol: Symbol, file: LibraryFile) -> bool:
        """Let a library define an undefined symbol if it can."""
        shared = file.exports.get(name)
        if shared is None:
            return False
        self._take_shared(symbol, shared, file)
        return True

    def _take_shared(self, symbol: Symbol, shared: DynamicSymbol, file: LibraryFile) -> None:
        symbol.state = SHARED
        symbol.library = file
        symbol.shared = shared
        symbol.version = shared.version
        symbol.type = shared.type
        symbol.size = shared.size
        symbol.value = shared.value
        self._use_library(symbol)

    def _use_library(self, symbol: Symbol) -> None:
        """A strong reference from an object makes an --as-needed library needed."""
        if symbol.referenced and not symbol.weak_references and symbol.library is not None:
            symbol.library.is_used = True

    def define_absolute(self, name: str, value: int) -> Symbol:
        """Define a symbol that the linker itself provides."""
        symbol = self.lookup(name)
        symbol.state = DEFINED
        symbol.section = None
        symbol.value = value
        symbol.library = None
        symbol.shared = None
        symbol.provided = True
        if symbol.type == STT_GNU_IFUNC:
            symbol.type = STT_NOTYPE
        return symbol


def describe_place(path: str, section: InputSection | None, offset: int) -> str:
    if section is None:
        return path
    return f"{path}:({section.name}+0x{offset:x})"


def make_input(section: Section, file: InputFile) -> InputSection:
    """The linker's view of an object's section; .ctors and .dtors become arrays."""
    made = InputSection(section.name, section.type, section.flags, section.align)
    made.entsize = section.entsize
    made.file = file
    made.source = section
    made.data = section.data
    made.size = section.size()
    made.relocs = section.relocs
    if section.name.startswith((".ctors", ".dtors")):
        _turn_into_array(made, 8 if file.object.is_64() else 4)
    return made


def _turn_into_array(section: InputSection, word: int) -> None:
    """.ctors runs from its end to its start, .init_array forward: reverse words and relocations.

    `.ctors.N` has priority 65535 - N. Sections that hold the old -1 and 0 marks of a crtbegin
    are left alone.
    """
    head = section.name[:6]
    tail = section.name[7:]
    if section.size % word or (section.size and not section.relocs):
        return
    section.name = ".init_array" if head == ".ctors" else ".fini_array"
    if tail.isdigit():
        section.name += f".{65535 - int(tail):05d}"
    section.type = SHT_INIT_ARRAY if head == ".ctors" else SHT_FINI_ARRAY
    section.align = word  # gaps would be called
    data = bytearray()
    for start in range(section.size - word, -1, -word):
        data += section.data[start : start + word]
    section.data = data
    turned: list[Reloc] = []
    for reloc in section.relocs:
        offset = section.size - word - reloc.offset
        turned.append(Reloc(offset, reloc.type, reloc.symbol, reloc.addend))
    section.relocs = turned
