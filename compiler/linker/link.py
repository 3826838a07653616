"""The recipe: one link from options to bytes, as a list of passes.

The problem: a linker is forty small jobs whose order matters. The idea: each pass is a function
on the Link object, and this file is the one place where their order stands, with the reason.
Source of the order: R. Ueyama's mold and I. Taylor's "Linkers" essays.
"""

from __future__ import annotations

from compiler.elf.constants import (
    EM_AARCH64,
    EM_RISCV,
    EM_X86_64,
    SHF_ALLOC,
    SHF_TLS,
    SHF_WRITE,
    SHT_NOBITS,
    SHT_PROGBITS,
    STT_TLS,
)
from compiler.elf.image import MACHINES
from compiler.elf.model import ObjectFile
from compiler.linker.allocate import Tables
from compiler.linker.arm import AArch64
from compiler.linker.attributes import check_flags, join_attributes
from compiler.linker.diagnostics import Diagnostics, LinkError
from compiler.linker.dynamic import DynamicTables
from compiler.linker.eh_frame import EhFrame, EhFrameHeader, Record, read_records
from compiler.linker.exports import decide_exports
from compiler.linker.gc import collect
from compiler.linker.image import (
    BuildId,
    ImageWriter,
    SymbolTableWriter,
    link_tables,
    number_sections,
    write_file,
)
from compiler.linker.inputs import Loader
from compiler.linker.layout import Layout
from compiler.linker.link_state import Link
from compiler.linker.machine import Machine
from compiler.linker.map_file import map_text
from compiler.linker.merge import merge_sections
from compiler.linker.options import Options
from compiler.linker.outputs import bin_sections, order_outputs, output_name
from compiler.linker.properties import add_property_note
from compiler.linker.provided import (
    SymbolDefinition,
    define_command_line_symbols,
    provide_symbols,
    set_command_line_addresses,
    set_provided_addresses,
)
from compiler.linker.relocatable import write_relocatable
from compiler.linker.relocate import Relocator
from compiler.linker.resolve import SymbolTable
from compiler.linker.riscv import RiscV
from compiler.linker.scan import Scanner
from compiler.linker.script import Tokens
from compiler.linker.sections import (
    InputSection,
    LibraryFile,
    OutputSection,
    Synthetic,
    is_debug_name,
)
from compiler.linker.symbols import COMMON, DEFINED, SHARED, UNDEFINED, Symbol
from compiler.linker.versions import VersionScript, read_text
from compiler.linker.x86 import X8664

FORMATS = ("", "default", "elf64-x86-64", "elf64-littleaarch64", "elf64-littleriscv")


def machine_for(number: int) -> Machine:
    """The architecture of the link. Raises LinkError when there is none yet."""
    if number == EM_X86_64:
        return X8664()
    if number == EM_RISCV:
        return RiscV()
    if number == EM_AARCH64:
        return AArch64()
    raise LinkError(f"linking for {MACHINES.get(number, str(number))} is not supported")


def link_program(options: Options, objects: list[ObjectFile], diagnostics: Diagnostics) -> None:
    """Link as the options say and write the output. Raises LinkError; errors that do not end the
    link at once are in `diagnostics`, and then nothing is written."""
    check_options(options)
    for word in options.ignored_keywords:
        diagnostics.warning(f"-z {word} ignored")
    kind = options.value("kind")
    table = SymbolTable(diagnostics, kind == "relocatable")
    table.allow_multiple = options.on("muldefs") or options.keyword("z-muldefs", False)
    table.warn_common = options.on("warn-common")
    for name in options.list("wrap"):
        table.wraps[name] = True
    for name in options.list("trace-symbol"):
        table.traced[name] = True
    script = VersionScript()
    for path in options.list("version-script"):
        script.add(Tokens(read_text(path), path), "")
    loader = Loader(options, table, diagnostics, script)

    # Roots first: they decide which archive members are taken.
    entry = options.value("entry") or ("" if kind in ("shared", "relocatable") else "_start")
    for name in options.list("undefined") + options.list("require-defined"):
        table.require(name)
    if options.value("entry") and not entry[:1].isdigit():
        table.require(entry)
    elif entry:
        table.lookup(entry)
    definitions = [SymbolDefinition(text) for text in options.list("defsym")]
    placeholder = Link(options, diagnostics, table, Machine())
    define_command_line_symbols(placeholder, definitions)
    loader.load()
    if diagnostics.error_count:
        return
    machine = machine_for(loader.machine)
    if kind == "relocatable":
        image = write_relocatable(
            table, loader.machine, options.on("strip-debug") or options.on("strip-all")
        )
        if not diagnostics.error_count:
            write_file(options.value("output", "a.out"), image, False)
        return
    link = placeholder
    link.machine = machine
    link.version_script = script
    set_kind(link, kind)
    link.entry = loader.script_entry if loader.script_entry and not options.value("entry") else (
        entry or "_start"
    )
    for path in options.list("dynamic-list"):
        link.has_dynamic_list = True
        link.dynamic_list.read_dynamic_list(read_text(path), path)
    run_passes(link, loader, definitions)


def check_options(options: Options) -> None:
    if options.value("script"):
        raise LinkError("linker scripts given with -T are not supported")
    if options.value("oformat") not in FORMATS:
        raise LinkError(f"output format {options.value('oformat')} is not supported")
    if options.value("hash-style", "gnu") not in ("sysv", "gnu", "both"):
        raise LinkError(f"invalid hash style `{options.value('hash-style')}'")
    if options.value("compress-debug") not in ("", "none"):
        raise LinkError("--compress-debug-sections is not supported")


def set_kind(link: Link, kind: str) -> None:
    """What is being made: the flags that all passes ask for."""
    options = link.options
    link.is_shared = kind == "shared"
    link.is_pie = kind == "pie"
    link.is_pic = link.is_shared or link.is_pie
    link.is_dynamic = link.is_pic or bool(link.table.libraries) or (
        options.on("export-dynamic") and not options.on("static")
    )
    link.has_interpreter = (
        link.is_dynamic and not link.is_shared and not options.on("no-dynamic-linker")
    ) or (link.is_shared and bool(options.value("dynamic-linker")))
    link.is_relro = options.keyword("z-relro", True)
    link.is_now = options.keyword("z-now", False)


def run_passes(link: Link, loader: Loader, definitions: list[SymbolDefinition]) -> None:
    """Everything after the inputs are known."""
    options = link.options
    diagnostics = link.diagnostics
    collect_sections(link)
    allocate_commons(link)
    add_property_note(link)
    check_flags(link)
    join_attributes(link)
    link.machine.prepare(link)
    # Provided names count as defined here, which decides what is preemptible.
    provide_symbols(link)
    decide_exports(link)
    check_required(link)
    # Records are read before gc: a kept function keeps its personality routine.
    records: list[list[Record]] = []
    for section in link.eh_sections:
        records.append(read_records(section))
    if options.on("gc-sections"):
        collect(link, records)
    frames = build_frames(link, records)
    merge_all(link)
    Scanner(link).scan_all()
    if not options.on("allow-shlib-undefined") and not link.is_shared:
        check_libraries(link)
    if diagnostics.error_count:
        return
    use_indirect_libraries(link)
    # From here on only sizes that the scan found are added.
    tables = Tables(link)
    tables.allocate()
    dynamic: DynamicTables | None = None
    if link.is_dynamic:
        dynamic = DynamicTables(link, tables)
        dynamic.build()
    header: EhFrameHeader | None = None
    if frames is not None and options.on("eh-frame-hdr") and frames.size > 4:
        header = EhFrameHeader(frames, SHF_ALLOC)
        link.add_synthetic(header)
    build_id: BuildId | None = None
    if "build-id" in options.values and options.value("build-id") != "none":
        build_id = BuildId(options.value("build-id"))
        link.add_synthetic(build_id)
    outputs = order_outputs(link, bin_sections(link, link.sections))
    outputs = [out for out in outputs if is_kept_output(link, out.name, out.inputs)]
    link.outputs = outputs
    link.by_name = {out.name: out for out in outputs}
    number_sections(outputs)
    set_addresses(link, outputs, tables, definitions)
    while link.machine.adjust(link):
        set_addresses(link, outputs, tables, definitions)
    link_tables(link)
    symbols: SymbolTableWriter | None = None
    if not options.on("strip-all"):
        symbols = SymbolTableWriter(link)
        symbols.build()
        symbols.fill()
    dynamic_section = link.output(".dynamic")
    tables.fill(dynamic_section.address if dynamic_section is not None else 0)
    if dynamic is not None:
        dynamic.fill()
    writer = ImageWriter(link, symbols)
    writer.write_sections()
    Relocator(link, tables, writer.image).relocate_all()
    if header is not None and frames is not None and frames.out is not None:
        at = frames.out.file_offset + frames.offset
        header.fill(writer.image, at, link.machine.word)
        writer.rewrite(header)
    writer.finish()
    if build_id is not None:
        build_id.fill(writer.image)
    if diagnostics.error_count:
        return
    write_file(options.value("output", "a.out"), writer.image, True)
    report_side_outputs(link, loader)


def set_addresses(link: Link, outputs: list[OutputSection], tables: Tables,
                  definitions: list[SymbolDefinition]) -> None:
    """Lay out; then the addresses of tables, of symbols, of what is made of symbols."""
    Layout(link, outputs).place()
    tables.set_plt_addresses()
    link.got_base = find_got_base(link, tables)
    set_symbol_addresses(link)
    set_provided_addresses(link)
    set_command_line_addresses(link, definitions)


def collect_sections(link: Link) -> None:
    """The sections of all files that may be placed; unwind tables apart."""
    strip = link.options.on("strip-all") or link.options.on("strip-debug")
    for file in link.table.files:
        for section in file.sections:
            if section is None:
                continue
            if strip and not section.flags & SHF_ALLOC and is_debug_name(section.name):
                section.alive = False
            elif section.name == ".eh_frame" and section.flags & SHF_ALLOC:
                link.eh_sections.append(section)
            else:
                link.sections.append(section)


def allocate_commons(link: Link) -> None:
    """Give every common symbol a place in .bss (or .tbss)."""
    commons = Synthetic(".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 1)
    thread = Synthetic(".tbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS, 1)
    pending: list[Symbol] = []
    for symbol in link.table.symbols.values():
        if symbol.state == COMMON:
            pending.append(symbol)
    if "sort-common" in link.options.values:
        keyed = [(-symbol.value, number) for number, symbol in enumerate(pending)]
        keyed.sort()
        pending = [pending[number] for _, number in keyed]
    for symbol in pending:
        home = thread if symbol.type == STT_TLS else commons
        align = symbol.value
        home.size += -home.size & (align - 1)
        home.align = max(home.align, align)
        symbol.state = DEFINED
        symbol.section = home
        symbol.value = home.size
        home.size += symbol.size
    link.commons = commons
    for home in (commons, thread):
        if home.size or home.align > 1:
            link.add_synthetic(home)


def check_required(link: Link) -> None:
    for name in link.options.list("require-defined"):
        symbol = link.table.symbols.get(name)
        if symbol is None or symbol.state == UNDEFINED:
            link.diagnostics.error(f"required symbol `{name}' not defined")
    for name, text in link.table.warnings.items():
        symbol = link.table.symbols.get(name)
        if symbol is not None and symbol.referenced and not symbol.weak_references:
            link.diagnostics.warning(text.rstrip("\0").rstrip())


def build_frames(link: Link, records: list[list[Record]]) -> EhFrame | None:
    """The output's unwind table; None when no input has one."""
    if not any(records):
        return None
    first = link.eh_sections[0]
    frames = EhFrame(SHF_ALLOC, SHT_PROGBITS)
    frames.flags = first.flags
    frames.build(link.eh_sections, records)
    link.add_synthetic(frames)
    return frames


def merge_all(link: Link) -> None:
    names: list[str] = []
    for section in link.sections:
        names.append(output_name(section, False))
    link.sections = merge_sections(link.sections, names)


def is_kept_output(link: Link, name: str, inputs: list[InputSection]) -> bool:
    """Empty sections are dropped, except where something may point to them."""
    for section in inputs:
        if section.size:
            return True
    if name in link.provided.values():
        return True
    return any(f"{side} {name}" in link.provided.values() for side in ("start", "end"))


def check_libraries(link: Link) -> None:
    """Report what the given libraries themselves leave undefined, when all of theirs are here."""
    table = link.table
    known: dict[str, bool] = {}
    for file in table.libraries:
        known[file.name] = True
    for file in table.libraries:
        if not file.is_used or not all(name in known for name in file.library.needed):
            continue
        for name in file.library.undefined:
            symbol = table.symbols.get(name)
            if symbol is not None and symbol.state != UNDEFINED:
                continue
            if not any(name in other.exports for other in table.libraries):
                link.diagnostics.error(f"{file.library.path}: undefined reference to `{name}'")


def use_indirect_libraries(link: Link) -> None:
    """An --as-needed library is needed, too, when a needed library has an undefined symbol that
    it defines and does not name it as its own need."""
    libraries = link.table.libraries
    progress = True
    while progress:
        progress = False
        named: dict[str, bool] = {}
        for file in libraries:
            if file.is_used:
                for name in file.library.needed:
                    named[name] = True
        for file in libraries:
            if not file.is_used:
                continue
            for name in file.library.undefined:
                symbol = link.table.symbols.get(name)
                if symbol is not None and symbol.state == DEFINED:
                    continue
                provider = first_provider(link, name)
                if provider is not None and not provider.is_used and provider.name not in named:
                    provider.is_used = True
                    progress = True


def first_provider(link: Link, name: str) -> LibraryFile | None:
    for file in link.table.libraries:
        if name in file.exports:
            return file
    return None


def find_got_base(link: Link, tables: Tables) -> int:
    """The address that _GLOBAL_OFFSET_TABLE_ stands for."""
    if link.machine.got_symbol_in_got_plt and tables.got_plt.size:
        return tables.got_plt.address()
    if tables.got.size:
        return tables.got.address()
    return 0


def set_symbol_addresses(link: Link) -> None:
    for file in link.table.files:
        for symbol in file.symbols:
            if symbol.is_local():
                set_address(link, symbol)
    for symbol in link.table.symbols.values():
        set_address(link, symbol)


def set_address(link: Link, symbol: Symbol) -> None:
    """The value of S in relocations."""
    section = symbol.section
    if symbol.state == DEFINED:
        if section is None:
            symbol.address = symbol.value
        elif symbol.iplt:
            symbol.address = symbol.plt_address
        elif section is not link.anchor and section.alive:
            symbol.address = section.where(symbol.value)
    elif symbol.copy_home is not None:
        symbol.address = symbol.copy_home.where(symbol.copy_offset)
    elif symbol.state == SHARED:
        symbol.address = symbol.plt_address


def report_side_outputs(link: Link, loader: Loader) -> None:
    """-Map, --print-map, --dependency-file."""
    options = link.options
    if options.value("map") or options.on("print-map"):
        text = map_text(link)
        if options.value("map") and options.value("map") != "-":
            write_file(options.value("map"), text.encode("utf-8", "surrogateescape"), False)
        else:
            link.diagnostics.standard_output.append(text)
    if options.value("dependency-file"):
        inputs = " ".join(loader.dependencies)
        text = f"{options.value('output', 'a.out')}: {inputs}\n"
        write_file(
            options.value("dependency-file"), text.encode("utf-8", "surrogateescape"), False
        )
