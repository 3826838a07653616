"""Random objects through the linker; the result read by pyelftools, beside GNU ld's.

Problem: linked programs use a few shapes of symbols and relocations; the rules for weak, common,
hidden, protected, COMDAT and thread-local definitions meet each other rarely.  Idea: draw objects
straight in the object model (no compiler makes them), link them with both linkers in the same way,
and read from each output what every relocated field denotes, by the symbols of that output: a
place in an input section, a dynamic relocation, a GOT slot.  Addresses differ, what they denote
may not.

Each input section begins with a local symbol of its own (`m.OBJECT.SECTION`), by which a place is
named.  What GNU ld refuses must be refused, and the other way round.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

from compiler.elf import constants as e
from compiler.elf import relocations as r
from compiler.elf.model import ObjectFile, Reloc, Section, Symbol
from compiler.elf.write import write_object
from elftools.elf.elffile import ELFFile

from fuzz.choices import Choices
from fuzz.judges import Workplace
from fuzz.stages_ir import Fault, link

KINDS = [["-shared"], ["-pie"], ["-no-pie"], ["-r"], ["-shared", "-Bsymbolic"],
         ["-no-pie", "--gc-sections"], ["-static"]]
DATA, CODE, THREAD = 0, 1, 2
TYPES = {DATA: e.STT_OBJECT, CODE: e.STT_FUNC, THREAD: e.STT_TLS}
# section, type, flags, alignment, what may be defined in it
SECTIONS: list[tuple[str, int, int, int]] = [
    (".text", e.SHT_PROGBITS, e.SHF_ALLOC | e.SHF_EXECINSTR, CODE),
    (".data", e.SHT_PROGBITS, e.SHF_ALLOC | e.SHF_WRITE, DATA),
    (".bss", e.SHT_NOBITS, e.SHF_ALLOC | e.SHF_WRITE, DATA),
    (".rodata", e.SHT_PROGBITS, e.SHF_ALLOC, DATA),
    (".data.rel.ro", e.SHT_PROGBITS, e.SHF_ALLOC | e.SHF_WRITE, DATA),
    (".tdata", e.SHT_PROGBITS, e.SHF_ALLOC | e.SHF_WRITE | e.SHF_TLS, THREAD),
    (".tbss", e.SHT_NOBITS, e.SHF_ALLOC | e.SHF_WRITE | e.SHF_TLS, THREAD),
    (".text.hot", e.SHT_PROGBITS, e.SHF_ALLOC | e.SHF_EXECINSTR, CODE),
    (".data.own", e.SHT_PROGBITS, e.SHF_ALLOC | e.SHF_WRITE, DATA),
]
ABSOLUTE = {r.R_X86_64_64: 8, r.R_X86_64_32: 4, r.R_X86_64_32S: 4}
RELATIVE = {r.R_X86_64_PC32: 4, r.R_X86_64_PC64: 8, r.R_X86_64_PLT32: 4}
FIELDS = {**ABSOLUTE, **RELATIVE, r.R_X86_64_GOTPCREL: 4, r.R_X86_64_TPOFF32: 4,
          r.R_X86_64_GOTTPOFF: 4}
LOAD_OFFSET = bytes.fromhex("488b050000000090")       # movq x@gottpoff(%rip), %rax; nop
LOAD_RELAXED = bytes.fromhex("48c7c0")                 # movq $x@tpoff, %rax
View = dict[str, str]


class Field:
    """A relocated field: where, of which type, with which addend."""

    def __init__(self, mark: str, offset: int, type: int, addend: int) -> None:
        self.mark = mark
        self.offset = offset
        self.type = type
        self.addend = addend


class Case:
    """Objects, the names they share, how they are linked."""

    def __init__(self, choices: Choices) -> None:
        self.c = choices
        self.options = choices.pick(KINDS)
        self.objects: list[ObjectFile] = []
        self.fields: list[Field] = []
        self.names = [f"s{k}" for k in range(choices.between(2, 9))]
        self.kinds = {name: choices.pick([DATA, CODE, DATA, CODE, THREAD]) for name in self.names}
        self.owners = {name: choices.below(4) for name in self.names}   # 3: nobody, or the last
        for number in range(choices.between(1, 3)):
            self.objects.append(self.object(number))
        for number, made in enumerate(self.objects):
            self.relocate(number, made)

    def object(self, number: int) -> ObjectFile:
        """An object with its sections and symbols."""
        made = ObjectFile(e.EM_X86_64, f"o{number}.o")
        for index, (name, type, flags, _) in enumerate(SECTIONS):
            if index > 1 and not self.c.chance(45):
                continue
            section = made.add_section(Section(name, type, flags, self.c.pick([8, 16, 1, 64, 4])))
            self.fill(section)
            self.mark(made, section, f"m.{number}.{name}")
        for group in range(2):
            if self.c.chance(35):
                self.comdat(made, number, group)
        if number == 0:
            made.add_symbol(Symbol("_start", made.sections[0], 0, 0, e.STB_GLOBAL, e.STT_FUNC))
        for name in self.names:
            self.symbol(made, number, name)
        made.add_section(Section(".note.GNU-stack", e.SHT_PROGBITS, 0))
        return made

    def fill(self, section: Section) -> None:
        """Contents of some words."""
        size = 8 * self.c.between(1, 8)
        if section.type == e.SHT_NOBITS:
            section.nobits_size = size
        else:
            # The bytes of one word in all fields: nothing depends on them.
            section.data += bytes([0x90 if section.flags & e.SHF_EXECINSTR else 0]) * size

    def mark(self, made: ObjectFile, section: Section, name: str) -> None:
        """The local symbol at a section's begin."""
        kind = e.STT_TLS if section.flags & e.SHF_TLS else e.STT_NOTYPE
        made.add_symbol(Symbol(name, section, 0, 0, e.STB_LOCAL, kind))

    def comdat(self, made: ObjectFile, number: int, group: int) -> None:
        """A group of a function and its data, as several objects have it."""
        sections = []
        for name, flags in ((f".text.c{group}", e.SHF_ALLOC | e.SHF_EXECINSTR),
                            (f".data.c{group}", e.SHF_ALLOC | e.SHF_WRITE)):
            section = made.add_section(Section(name, e.SHT_PROGBITS, flags, 8))
            self.fill(section)
            self.mark(made, section, f"m.{number}.{name}")
            sections.append(section)
        symbol = made.add_symbol(Symbol(f"c{group}", sections[0], 0, 8, e.STB_WEAK, e.STT_FUNC))
        made.add_group(symbol, 1, sections)

    def symbol(self, made: ObjectFile, number: int, name: str) -> None:
        """What an object knows of a shared name: a definition, a reference, nothing."""
        kind = self.kinds[name]
        places = [s for s in made.sections if any(
            s.name == row[0] and row[3] == kind for row in SECTIONS)]
        owned = self.owners[name] == number
        role = "strong" if owned else self.c.pick(
            ["reference", "nothing", "reference", "weak", "weak reference", "common", "local"])
        if role in ("strong", "weak", "local") and not places:
            role = "reference"
        visibility = self.c.pick([e.STV_DEFAULT, e.STV_DEFAULT, e.STV_DEFAULT, e.STV_HIDDEN,
                                  e.STV_PROTECTED])
        if role == "nothing":
            return
        if role == "common" and kind == DATA:
            made.add_symbol(Symbol(name, None, self.c.pick([8, 16, 4]), self.c.pick([8, 4, 24]),
                                   e.STB_GLOBAL, e.STT_OBJECT, visibility, e.SHN_COMMON))
        elif role in ("strong", "weak", "local"):
            place = self.c.pick(places)
            bind = {"strong": e.STB_GLOBAL, "weak": e.STB_WEAK, "local": e.STB_LOCAL}[role]
            made.add_symbol(Symbol(
                name, place, 8 * self.c.below(place.size() // 8), self.c.pick([8, 4, 16]), bind,
                TYPES[kind], e.STV_DEFAULT if role == "local" else visibility))
        else:
            bind = e.STB_WEAK if role == "weak reference" else e.STB_GLOBAL
            # One that nobody defines GNU ld refuses only when it is hidden and not referenced.
            seen = self.c.pick([e.STV_DEFAULT, e.STV_DEFAULT, e.STV_DEFAULT, e.STV_HIDDEN]) \
                if self.owners[name] < number else e.STV_DEFAULT
            made.add_symbol(Symbol(name, None, 0, 0, bind,
                                   e.STT_TLS if kind == THREAD else e.STT_NOTYPE, seen))

    def relocate(self, number: int, made: ObjectFile) -> None:
        """Relocations against the symbols of an object."""
        targets = [s for s in made.symbols if not s.name.startswith("m.")
                   or s.section is not None and s.section.group is None]
        for section in made.sections:
            if section.type != e.SHT_PROGBITS or section.flags & e.SHF_TLS \
                    or not section.flags & e.SHF_ALLOC:
                continue
            for offset in range(0, len(section.data), 8):
                if not self.c.chance(55) or not targets:
                    continue
                symbol = self.c.pick(targets)
                if symbol.section is not None and symbol.section.group is not None \
                        and section.group is None and symbol.bind == e.STB_LOCAL:
                    continue
                type, addend = self.type_for(symbol, section)
                if type == r.R_X86_64_NONE:
                    continue
                section.data[offset:offset + 8] = bytes(8)
                at = offset
                if type == r.R_X86_64_GOTTPOFF:
                    section.data[offset:offset + 8] = LOAD_OFFSET
                    at += 3
                section.relocs.append(Reloc(at, type, symbol, addend))
                self.fields.append(Field(f"m.{number}.{section.name}", at, type, addend))

    def type_for(self, symbol: Symbol, section: Section) -> tuple[int, int]:
        """A relocation that fits a symbol, a place and the kind of link."""
        thread = symbol.type == e.STT_TLS
        shared = "-shared" in self.options or "-pie" in self.options
        writable = section.flags & e.SHF_WRITE != 0
        addend = self.c.pick([0, 0, 8, -4, 16])
        if thread:
            if section.flags & e.SHF_EXECINSTR:
                return r.R_X86_64_GOTTPOFF, -4
            return (r.R_X86_64_NONE if "-shared" in self.options else r.R_X86_64_TPOFF32), addend
        options = [r.R_X86_64_PC32, r.R_X86_64_PC64]
        if writable or not shared:
            options = [r.R_X86_64_64, r.R_X86_64_64, *options]
        if not shared and "-r" not in self.options:
            options += [r.R_X86_64_32, r.R_X86_64_32S]
        if symbol.type == e.STT_FUNC and section.flags & e.SHF_EXECINSTR:
            options.append(r.R_X86_64_PLT32)
        if not symbol.name.startswith("m."):
            options.append(r.R_X86_64_GOTPCREL)
        type = self.c.pick(options)
        if type in (r.R_X86_64_GOTPCREL, r.R_X86_64_PLT32):
            addend = -4
        local = symbol.bind == e.STB_LOCAL or symbol.visibility == e.STV_HIDDEN
        if shared and type in (r.R_X86_64_PC32, r.R_X86_64_PC64) and not local:
            return r.R_X86_64_GOTPCREL, -4
        return type, addend

    def write(self, folder: Path) -> list[str]:
        """The objects as files; their names."""
        for made in self.objects:
            (folder / made.path).write_bytes(write_object(made))
        return [made.path for made in self.objects]


def listing(case: Case) -> str:
    """The objects of a case as text, for a report."""
    lines = ["ld " + " ".join(case.options)]
    for made in case.objects:
        lines.append(f"object {made.path}")
        for section in made.sections:
            group = f" group {section.group.signature.name}" if section.group is not None else ""
            lines.append(f"  section {section.name} flags {section.flags:#x} align "
                         f"{section.align} size {section.size()}{group}")
            for reloc in section.relocs:
                name = reloc.symbol.name if reloc.symbol is not None else ""
                lines.append(f"    {reloc.offset}: type {reloc.type} {name}{reloc.addend:+d}")
        for symbol in made.symbols:
            where = symbol.section.name if symbol.section is not None else \
                {e.SHN_UNDEF: "undefined", e.SHN_COMMON: "common"}.get(symbol.special, "absolute")
            lines.append(f"  symbol {symbol.name} {where}+{symbol.value} size {symbol.size} bind "
                         f"{symbol.bind} type {symbol.type} visibility {symbol.visibility}")
    return "\n".join(lines) + "\n"


class Reading:
    """What pyelftools reads of an output, and what addresses in it denote."""

    def __init__(self, data: bytes, collected: bool) -> None:
        elf: Any = ELFFile(io.BytesIO(data))
        self.elf: Any = elf
        self.sections: list[Any] = list(self.elf.iter_sections())
        table: Any = elf.get_section_by_name(".symtab")
        self.symbols: list[Any] = [] if table is None else list(table.iter_symbols())
        self.dynamic: dict[int, tuple[int, str, int]] = {}
        for section in self.sections:
            if section["sh_type"] in ("SHT_RELA", "SHT_REL") and section["sh_flags"] & 2:
                names: Any = elf.get_section(section["sh_link"])
                for entry in section.iter_relocations():
                    number = entry["r_info_sym"]
                    name = names.get_symbol(number).name if number else ""
                    self.dynamic[entry["r_offset"]] = (entry["r_info_type"], name,
                                                       entry["r_addend"])
        self.marks = sorted((s["st_value"], s.name) for s in self.symbols
                            if s.name.startswith("m.") and s["st_info"]["type"] != "STT_TLS")
        self.by_name = {s.name: s for s in self.symbols if s.name}
        self.thread_end = 0
        self.thread_marks = sorted((s["st_value"], s.name) for s in self.symbols
                                   if s.name.startswith("m.") and s["st_info"]["type"] == "STT_TLS")
        if collected:
            self.thread_marks = []      # GNU ld keeps not all of them
        for segment in self.elf.iter_segments():
            if segment["p_type"] == "PT_TLS":
                align = max(1, segment["p_align"])
                self.thread_end = -(-segment["p_memsz"] // align) * align

    def word(self, address: int, size: int) -> int | None:
        """The signed word at an address, None outside of the file's contents."""
        for section in self.sections:
            start = section["sh_addr"]
            if section["sh_flags"] & 2 and section["sh_type"] != "SHT_NOBITS" \
                    and start <= address < start + section["sh_size"]:
                at = address - start
                return int.from_bytes(section.data()[at:at + size], "little", signed=True)
        return None

    def section_at(self, address: int) -> str:
        """The name of the output section that an address lies in."""
        for section in self.sections:
            start = section["sh_addr"]
            if section["sh_flags"] & 2 and not section["sh_flags"] & 0x400 \
                    and start <= address < start + section["sh_size"]:
                return str(section.name)
        return ""

    def denotes(self, address: int) -> str:
        """An address as a place in an input section or a common symbol."""
        if address == 0:
            return "0"
        where = self.section_at(address & (1 << 64) - 1)
        if where.startswith((".plt", ".iplt")):
            return "plt"
        best = ""
        for value, name in self.marks:
            if value <= address and self.section_at(value) == where:
                best = f"{name}+{address - value}"
        for symbol in self.symbols:
            # A common symbol has no mark before it.
            if where == ".bss" and symbol["st_info"]["type"] == "STT_OBJECT" \
                    and symbol["st_value"] <= address < symbol["st_value"] + symbol["st_size"]:
                return f"{symbol.name}+{address - symbol['st_value']}"
        return best or (where or "outside")

    def denotes_thread(self, offset: int) -> str:
        """An offset from the thread pointer as a place in a thread-local input section."""
        at = offset + self.thread_end
        known = [mark for mark in self.thread_marks if mark[0] <= at]
        return f"thread {known[-1][1]}+{at - known[-1][0]}" if known else f"thread {offset}"

    def resolved(self, address: int, size: int, added: int = 0) -> str:
        """What a word in memory will hold: by a dynamic relocation, or as it is; `added` is part of
        it beside the symbol."""
        found = self.dynamic.get(address)
        if found is None:
            word = self.word(address, size)
            return "nothing" if word is None else self.denotes(word - added)
        type, name, addend = found
        if type == r.R_X86_64_RELATIVE:
            return self.denotes(addend - added)
        symbol = self.by_name.get(name)
        if symbol is not None and symbol["st_other"]["visibility"] == "STV_PROTECTED":
            # Ours, whether the dynamic linker is asked to look it up or not.
            return self.denotes(symbol["st_value"] + addend - added)
        return f"dynamic {type} {name}{addend - added:+d}"

    def field(self, field: Field) -> str:
        """What a relocated field denotes."""
        mark = self.by_name.get(field.mark)
        if mark is None:
            return "discarded"
        place = mark["st_value"] + field.offset
        size = FIELDS[field.type]
        if field.type in ABSOLUTE:
            return self.resolved(place, size, field.addend)
        word = self.word(place, size)
        if word is None:
            return "nothing"
        if field.type in RELATIVE:
            return self.denotes(word + place - field.addend)
        if field.type == r.R_X86_64_GOTPCREL:
            return "slot " + self.resolved(word + place + 4, 8)
        if field.type == r.R_X86_64_TPOFF32:
            return self.denotes_thread(word - field.addend)
        opcode = self.word(place - 3, 4)
        if opcode is not None and opcode.to_bytes(4, "little", signed=True)[:3] == LOAD_RELAXED:
            return self.denotes_thread(word)
        slot = word + place + 4
        if slot in self.dynamic:
            type, name, addend = self.dynamic[slot]
            return f"dynamic {type} {name or self.denotes_thread(addend - self.thread_end)}"
        return self.denotes_thread(self.word(slot, 8) or 0)

    def view(self, fields: list[Field], names: list[str]) -> View:
        """Fields and symbols of an output."""
        made: View = {}
        for field in fields:
            made[f"{field.mark}+{field.offset} ({field.type})"] = self.field(field)
        for name in names:
            symbol = self.by_name.get(name)
            # Hidden symbols are local from here on, undefined ones are in .dynsym.
            if symbol is not None and symbol["st_shndx"] != "SHN_UNDEF" and symbol["st_info"][
                    "bind"] != "STB_LOCAL" and symbol["st_other"]["visibility"] in (
                    "STV_DEFAULT", "STV_PROTECTED"):
                made[f"symbol {name}"] = self.symbol_text(symbol)
        table: Any = self.elf.get_section_by_name(".dynsym")
        for symbol in table.iter_symbols() if table is not None else []:
            if symbol.name in names and symbol["st_shndx"] != "SHN_UNDEF":
                made[f"dynamic symbol {symbol.name}"] = self.symbol_text(symbol)
        return made

    def symbol_text(self, symbol: Any) -> str:
        """Binding, type, visibility, size and place of a symbol."""
        defined = symbol["st_shndx"] != "SHN_UNDEF"
        kind = symbol["st_info"]["type"]
        place = "thread" if kind == "STT_TLS" else self.denotes(symbol["st_value"])
        return (f"{symbol['st_info']['bind']} {kind if defined else ''} "
                f"{symbol['st_other']['visibility'] if defined else ''} "
                f"{f'size {symbol.entry.st_size} {place}' if defined else 'undefined'}")


def relocatable_view(data: bytes, names: list[str]) -> View:
    """Relocations and symbols of the output of -r."""
    elf: Any = ELFFile(io.BytesIO(data))
    made: View = {}
    table = elf.get_section_by_name(".symtab")
    symbols = list(table.iter_symbols())
    marks: dict[int, list[tuple[int, str]]] = {}
    for symbol in symbols:
        if symbol.name.startswith("m."):
            marks.setdefault(symbol["st_shndx"], []).append((symbol["st_value"], symbol.name))

    def place(section: int, offset: int) -> str:
        known = sorted(mark for mark in marks.get(section, []) if mark[0] <= offset)
        return f"{known[-1][1]}+{offset - known[-1][0]}" if known else "?"

    for section in elf.iter_sections():
        if section["sh_type"] != "SHT_RELA":
            continue
        for entry in section.iter_relocations():
            symbol = symbols[entry["r_info_sym"]]
            addend = entry["r_addend"]
            if symbol["st_info"]["bind"] == "STB_LOCAL":
                # Local symbols may be replaced by their section.
                target = place(symbol["st_shndx"], symbol["st_value"]) + f" {addend:+d}" \
                    if symbol["st_info"]["type"] != "STT_SECTION" \
                    else place(symbol["st_shndx"], addend)
                addend_text = ""
            else:
                target, addend_text = symbol.name, f" {addend:+d}"
            made[place(section["sh_info"], entry["r_offset"])] = (
                f"{entry['r_info_type']} {target}{addend_text}")
    for symbol in symbols:
        if symbol.name in names and symbol["st_info"]["bind"] != "STB_LOCAL":
            index = symbol["st_shndx"]
            where = index if isinstance(index, str) else place(index, symbol["st_value"])
            kind = "" if index == "SHN_UNDEF" else symbol["st_info"]["type"]
            made[f"symbol {symbol.name}"] = (
                f"{symbol['st_info']['bind']} {kind} "
                f"{symbol['st_other']['visibility']} size {symbol['st_size']} {where}")
    return made


def shape_fault(data: bytes) -> str:
    """What every output must be: sections aligned and apart, segments congruent to the file."""
    elf: Any = ELFFile(io.BytesIO(data))
    taken: list[tuple[int, int, str]] = []
    for section in elf.iter_sections():
        if not section["sh_flags"] & 2:
            continue
        if section["sh_addralign"] > 1 and section["sh_addr"] % section["sh_addralign"]:
            return f"{section.name} is not aligned"
        if section["sh_size"] and not (section["sh_flags"] & 0x400
                                       and section["sh_type"] == "SHT_NOBITS"):
            taken.append((section["sh_addr"], section["sh_addr"] + section["sh_size"],
                          section.name))
    taken.sort()
    for (_, end, one), (start, _, other) in zip(taken, taken[1:]):
        if start < end:
            return f"{one} and {other} overlap"
    for segment in elf.iter_segments():
        if segment["p_type"] == "PT_LOAD" and (segment["p_offset"] - segment["p_vaddr"]) % max(
                1, segment["p_align"]):
            return "a segment's offset and address disagree"
    return ""


def judge_link(case: Case, place: Workplace) -> Fault | None:
    """Link a case with both linkers; how ours differs."""
    paths = [str(place.folder / name) for name in case.write(place.folder)]
    ours, theirs = place.folder / "ours", place.folder / "theirs"
    for path in (ours, theirs):
        path.unlink(missing_ok=True)
    shown = " ".join(case.options)
    status, messages = link([*case.options, "-o", str(ours), *paths])
    if status not in (0, 1) or status and not messages:
        return Fault("linker", f"{shown}: status {status}, {messages[-300:]}")
    if shutil.which("ld") is None:
        return None
    done = subprocess.run(["ld", *case.options, "-o", str(theirs), *paths], capture_output=True,
                          text=True, check=False)
    if bool(status) != bool(done.returncode):
        who = f"GNU ld refuses: {done.stderr.strip()[:300]}" if done.returncode \
            else f"only we refuse: {messages.strip()[:300]}"
        return Fault("linker: symbol resolution", f"{shown}: {who}")
    if status:
        return None
    names = [*case.names, "c0", "c1", "_start"]
    if "-r" in case.options:
        one, two = (relocatable_view(path.read_bytes(), names) for path in (ours, theirs))
    else:
        wrong = shape_fault(ours.read_bytes())
        if wrong:
            return Fault("linker: layout", f"{shown}: {wrong}")
        collected = "--gc-sections" in case.options
        one, two = (Reading(path.read_bytes(), collected).view(case.fields, names)
                    for path in (ours, theirs))
    for key in sorted({*one, *two}):
        if "--gc-sections" in case.options and (key not in one or key not in two):
            continue                # GNU ld also drops common symbols that nobody needs
        if one.get(key) != two.get(key):
            stage = "symbols" if "symbol " in key else "relocations"
            return Fault(f"linker: {stage}", f"{shown}: {key} is {one.get(key)}, GNU ld "
                                                 f"makes {two.get(key)}")
    return None
