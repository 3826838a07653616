"""The machine code of one unit as it would run: compiled, linked, its symbols by address.

Problem: what the compiler has emitted for a function is to be executed as it is, and a call to any
other function must be seen from outside.  Idea: each function gets a section of its own; its symbol
is renamed and the old name defined at an address where nothing is, a *stub*, so that calls, tail
calls, recursion and addresses of functions all lead there.  The object is linked by the compiler's
own linker into a program at fixed addresses, which tries the relocations, too.

Invariants: the code is that of the compiler with `-ffunction-sections`, except that a call of a
function in the same unit goes by relocation; linker relaxation is off.  Constant data are as in the
image; writable data have an address only, what they hold is the state's business.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.operands import Label
from compiler.codegen.streaming import Stream
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_TLS,
    SHF_WRITE,
    SHN_ABS,
    SHN_UNDEF,
    SHT_NOBITS,
    STB_GLOBAL,
    STT_FUNC,
    STT_TLS,
)
from compiler.elf.image import Image
from compiler.elf.model import ObjectFile, Section, Symbol
from compiler.ir.module import DATA, Module
from compiler.ir.module import Symbol as ModuleSymbol
from compiler.linker.main import link_files

STUBS = 0x4000000               # addresses of functions as the program sees them
STUB_SIZE = 16
FOREIGN = 0x5000000             # objects that other units define
FOREIGN_SIZE = 0x1000
THREAD_ROOM = 64                # bytes of a thread-local object of another unit
BODY = "the code of "           # what stands before a function's name in the linked program
PLACE = "the place of "         # and before an object's number
CONSTANT = (".got", ".got.plt", ".data.rel.ro", ".init_array", ".fini_array")
SHT_SYMTAB = 2


class NotLinked(Exception):
    """The linker refuses the unit."""


class StubbedEmitter(ObjectEmitter):
    """An emitter that leaves every reference to a function to the linker."""

    def is_local(self, label: Label) -> bool:
        """As ever, but functions are elsewhere."""
        return label.type != STT_FUNC and super().is_local(label)


class Segment:
    """Bytes of one section at an address."""

    def __init__(self, name: str, start: int, data: bytes, flags: int) -> None:
        self.name = name
        self.start = start
        self.end = start + len(data)
        self.data = data
        self.is_code = bool(flags & SHF_EXECINSTR)
        self.is_constant = not flags & SHF_WRITE or name.startswith(CONSTANT)


class Program:
    """One unit, linked."""

    def __init__(self, module: Module, made: ObjectFile, emitter: ObjectEmitter,
                 stream: Stream) -> None:
        self.module = module
        self.segments: list[Segment] = []
        self.stubs: dict[int, str] = {}             # address -> name
        self.bodies: dict[str, tuple[int, int]] = {}     # name -> address, size
        self.thread_start = 0
        self.thread_align = 1
        self.symbols: dict[str, int] = {}
        self.places: dict[ModuleSymbol, str] = {}   # object -> its name in the linked program
        self.hide_functions(made)
        self.name_objects(made, emitter, stream)
        self.read(self.linked(made, self.others(made)))

    def hide_functions(self, made: ObjectFile) -> None:
        """Rename the definitions; their names stand for stubs from here on."""
        for symbol in list(made.symbols):
            if symbol.type != STT_FUNC or symbol.section is None:
                continue
            body = Symbol(BODY + symbol.name, symbol.section, symbol.value, symbol.size)
            body.type = STT_FUNC
            made.symbols.append(body)
            symbol.section, symbol.value, symbol.size = None, 0, 0
            symbol.bind, symbol.special, symbol.visibility = STB_GLOBAL, SHN_UNDEF, 0

    def name_objects(self, made: ObjectFile, emitter: ObjectEmitter, stream: Stream) -> None:
        """A name for every object that code refers to."""
        for number, (symbol, label) in enumerate(stream.labels.items()):
            if label.type == STT_FUNC or label.section < 0:
                self.places[symbol] = label.name
                continue
            section = emitter.chunks[label.section].section
            place = Symbol(f"{PLACE}{number}", section, int(emitter.address_of(label)))
            place.type = STT_TLS if section.flags & SHF_TLS else 0
            made.symbols.append(place)
            self.places[symbol] = place.name

    def others(self, made: ObjectFile) -> ObjectFile:
        """An object that defines what the unit does not."""
        others = ObjectFile(made.machine, "others", made.flags)
        thread: Section | None = None
        defined = {symbol.name for symbol in made.symbols if symbol.is_defined()}
        wanted = ["_start", *(symbol.name for symbol in made.symbols
                              if not symbol.is_defined() and symbol.name)]
        for name in dict.fromkeys(wanted):
            known = self.module.symbols.get(name)
            is_thread_local = known is not None and known.tls or any(
                symbol.name == name and symbol.type == STT_TLS for symbol in made.symbols)
            if name in defined:
                continue
            if is_thread_local:
                if thread is None:
                    thread = others.add_section(
                        Section(".tbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS, 16))
                place = Symbol(name, thread, thread.nobits_size)
                place.type = STT_TLS
                thread.nobits_size += THREAD_ROOM
            elif known is not None and (known.kind == DATA or known.data is not None):
                place = Symbol(name, None, FOREIGN + FOREIGN_SIZE * len(others.symbols))
                place.special = SHN_ABS
            else:
                place = Symbol(name, None, STUBS + STUB_SIZE * len(self.stubs))
                place.special = SHN_ABS
                self.stubs[place.value] = name
            others.add_symbol(place)
        return others

    def linked(self, made: ObjectFile, others: ObjectFile) -> bytes:
        """The linked program."""
        said = io.StringIO()
        with tempfile.TemporaryDirectory(prefix="vouch") as folder:
            path = Path(folder) / "program"
            if link_files(["-static", "--no-relax", "-o", str(path), ":object:0", ":object:1"],
                          [made, others], said, said):
                raise NotLinked(said.getvalue().strip().split("\n")[0])
            return path.read_bytes()

    def read(self, data: bytes) -> None:
        """Sections and symbols of the program."""
        image = Image(data, "program")
        for header in image.sections:
            if header.flags & SHF_TLS:
                self.thread_start = self.thread_start or header.address
                self.thread_align = max(self.thread_align, header.align)
            if header.flags & SHF_ALLOC and header.type != SHT_NOBITS and header.size:
                self.segments.append(Segment(header.name, header.address,
                                             image.section_bytes(header, header.name),
                                             header.flags))
        for header in image.sections:
            if header.type != SHT_SYMTAB:
                continue
            names = image.table_bytes(header.link, "names")
            for entry in image.symbols(header, b""):
                name = image.name_in(names, entry.name_offset)
                is_thread_local = entry.info & 15 == STT_TLS
                self.symbols[name] = entry.value + (self.thread_start if is_thread_local else 0)
                if name.startswith(BODY):
                    self.bodies[name[len(BODY):]] = entry.value, entry.size
