"""Which output section an input goes to, and in which order output sections stand.

The idea: two tables. The first maps name prefixes to output names (`.text.startup.main` to
`.text`), as GNU ld's default script does; the second ranks sections: read-only tables, code,
constants, RELRO data, data, bss, then what is not loaded. Sections nobody knows keep their name
and are ranked by their flags.
Source: GNU ld 2.40's default script (`ld --verbose`), observed.
"""

from __future__ import annotations

from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_GNU_RETAIN,
    SHF_GROUP,
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
)
from compiler.linker.link_state import Link
from compiler.linker.sections import InputSection, OutputSection

PREFIXES = (
    ".text",
    ".rodata",
    ".data.rel.ro",
    ".data",
    ".bss",
    ".tdata",
    ".tbss",
    ".init_array",
    ".fini_array",
    ".preinit_array",
    ".gcc_except_table",
    ".sdata",
    ".sbss",
    ".srodata",
    ".ldata",
    ".lbss",
    ".lrodata",
)

LINKONCE = {
    ".gnu.linkonce.t.": ".text",
    ".gnu.linkonce.r.": ".rodata",
    ".gnu.linkonce.d.rel.ro.": ".data.rel.ro",
    ".gnu.linkonce.d.": ".data",
    ".gnu.linkonce.b.": ".bss",
    ".gnu.linkonce.td.": ".tdata",
    ".gnu.linkonce.tb.": ".tbss",
    ".gnu.linkonce.wi.": ".debug_info",
}

# Order within .text.
TEXT_PARTS = (".text.unlikely", ".text.exit", ".text.startup", ".text.hot", ".text.sorted")

RANKS = {
    ".interp": 0,
    ".note.gnu.property": 1,
    ".note.gnu.build-id": 2,
    ".hash": 4,
    ".gnu.hash": 5,
    ".dynsym": 6,
    ".dynstr": 7,
    ".gnu.version": 8,
    ".gnu.version_d": 9,
    ".gnu.version_r": 10,
    ".rela.dyn": 11,
    ".rel.dyn": 11,
    ".rela.plt": 12,
    ".rel.plt": 12,
    ".init": 20,
    ".plt": 21,
    ".text": 23,
    ".fini": 24,
    ".rodata": 30,
    ".eh_frame_hdr": 33,
    ".eh_frame": 34,
    ".gcc_except_table": 35,
    ".tdata": 40,
    ".tbss": 41,
    ".preinit_array": 42,
    ".init_array": 43,
    ".fini_array": 44,
    ".ctors": 45,
    ".dtors": 46,
    ".jcr": 47,
    ".data.rel.ro": 48,
    ".dynamic": 49,
    ".got": 50,
    ".data": 56,
    ".sdata": 58,
    ".sbss": 59,
}

RANK_NOTE = 3
RANK_CODE = 25
RANK_READ_ONLY = 31
RANK_RELRO_END = 52
RANK_GOT_PLT = 55
RANK_DATA = 57
RANK_BSS = 60
RANK_OTHER_BSS = 61
RANK_UNLOADED = 70


def output_name(section: InputSection, keep_text_prefix: bool) -> str:
    """Name of the output section for an input section."""
    name = section.name
    if name.startswith(".gnu.linkonce."):
        for prefix, target in LINKONCE.items():
            if name.startswith(prefix):
                return target
        return name
    for prefix in PREFIXES:
        if name.startswith(prefix) and (len(name) == len(prefix) or name[len(prefix)] == "."):
            if prefix == ".text" and keep_text_prefix:
                for part in TEXT_PARTS:
                    if name.startswith(part):
                        return part
            return prefix
    return name


def rank_of(section: OutputSection, is_now: bool) -> int:
    """Place of an output section among all."""
    flags = section.flags
    if not flags & SHF_ALLOC:
        return RANK_UNLOADED
    if section.type == SHT_NOTE and not flags & SHF_WRITE:
        return RANKS.get(section.name, RANK_NOTE)
    if section.name == ".got.plt":
        return RANK_RELRO_END - 1 if is_now else RANK_GOT_PLT
    rank = RANKS.get(section.name, -1)
    writable = flags & SHF_WRITE != 0
    if rank >= 0:
        fits = (rank >= 40) == writable and (20 <= rank < 30) == (flags & SHF_EXECINSTR != 0)
        if fits:
            return rank
    if section.name == ".bss":
        return RANK_BSS
    if not writable:
        return RANK_CODE if flags & SHF_EXECINSTR else RANK_READ_ONLY
    if flags & SHF_TLS:
        return 41 if section.type == SHT_NOBITS else 40
    return RANK_OTHER_BSS if section.type == SHT_NOBITS else RANK_DATA


def priority_of(name: str) -> int:
    """Sort key of a constructor section: numbered ones first, in order of their number."""
    for prefix in (".init_array.", ".fini_array.", ".preinit_array."):
        if name.startswith(prefix) and name[len(prefix) :].isdigit():
            return int(name[len(prefix) :])
    return 65536


def text_part(name: str) -> int:
    for number, part in enumerate(TEXT_PARTS):
        if name == part or name.startswith(part + "."):
            return number
    return len(TEXT_PARTS)


def bin_sections(link: Link, sections: list[InputSection]) -> list[OutputSection]:
    """Make output sections and put every section into one; not yet ordered or placed."""
    keep = link.options.keyword("z-keep-text-prefix", False)
    by_name: dict[str, OutputSection] = {}
    result: list[OutputSection] = []
    drop = SHF_GROUP | SHF_LINK_ORDER | SHF_GNU_RETAIN
    for section in sections:
        name = output_name(section, keep)
        out = by_name.get(name)
        if out is None:
            out = OutputSection(name, section.type, section.flags & ~drop)
            out.entsize = section.entsize
            by_name[name] = out
            result.append(out)
        else:
            merge = SHF_MERGE | SHF_STRINGS
            common = out.flags & section.flags & merge
            if out.entsize != section.entsize:
                out.entsize = 0
                common = 0
            out.flags = (out.flags | section.flags) & ~(drop | merge) | common
            if out.type == SHT_NOBITS and section.type != SHT_NOBITS:
                out.type = section.type
            elif out.type != section.type and section.type not in (SHT_NOBITS, out.type):
                if out.type not in (SHT_INIT_ARRAY, SHT_FINI_ARRAY, SHT_PREINIT_ARRAY):
                    out.type = SHT_PROGBITS
        if section.info:
            out.info = section.info
        out.add(section)
    for out in result:
        _order_inputs(link, out)
    link.by_name = by_name
    return result


def _order_inputs(link: Link, out: OutputSection) -> None:
    """Constructors by priority, code by temperature, commons last; otherwise as they came."""
    keyed: list[tuple[int, int]] = []
    by_alignment = link.options.value("sort-section") == "alignment"
    by_name = link.options.value("sort-section") == "name"
    inputs = out.inputs
    for number, section in enumerate(inputs):
        key = 0
        if out.name in (".init_array", ".fini_array", ".preinit_array"):
            key = priority_of(section.name)
        elif out.name == ".text":
            key = text_part(section.name)
        elif section is link.commons:
            key = 1
        elif by_alignment:
            key = -section.align
        keyed.append((key, number))
    keyed.sort()
    out.inputs = [inputs[number] for _, number in keyed]
    if by_name and out.flags & SHF_ALLOC and out.name not in (".init_array", ".fini_array"):
        out.inputs.sort(key=_name_of)


def _name_of(section: InputSection) -> str:
    return section.name


def order_outputs(link: Link, outputs: list[OutputSection]) -> list[OutputSection]:
    """Sort by rank; sections of equal rank keep their order."""
    keyed: list[tuple[int, int, int]] = []
    for number, out in enumerate(outputs):
        out.rank = rank_of(out, link.is_now)
        out.relro = (
            link.is_relro and 40 <= out.rank < RANK_RELRO_END and out.flags & SHF_WRITE != 0
        )
        keyed.append((out.rank, 1 if out.type == SHT_NOBITS else 0, number))
    keyed.sort()
    return [outputs[number] for _, _, number in keyed]
