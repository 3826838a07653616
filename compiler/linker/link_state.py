"""Everything a link has in its hands between two passes: one object that the passes share."""

from __future__ import annotations

from compiler.linker.diagnostics import Diagnostics
from compiler.linker.machine import Machine
from compiler.linker.options import Options
from compiler.linker.resolve import SymbolTable
from compiler.linker.sections import InputSection, OutputSection, Synthetic
from compiler.linker.symbols import Symbol
from compiler.linker.versions import NameList, VersionScript


class DynamicReloc:
    """A relocation for the dynamic linker, at `offset` of `section`.

    `relative`: no symbol in the record; the addend is the address of symbol + addend.
    """

    def __init__(
        self,
        section: InputSection,
        offset: int,
        type: int,
        symbol: Symbol | None,
        addend: int,
        relative: bool,
    ) -> None:
        self.section: InputSection = section
        self.offset: int = offset
        self.type: int = type
        self.symbol: Symbol | None = symbol
        self.addend: int = addend
        self.relative: bool = relative


class Segment:
    """A program header in the making."""

    def __init__(self, type: int, flags: int) -> None:
        self.type: int = type
        self.flags: int = flags
        self.offset: int = 0
        self.address: int = 0
        self.file_size: int = 0
        self.memory_size: int = 0
        self.align: int = 1


class Link:
    """The state of one link. Fields below the blank lines are filled by the pass named."""

    def __init__(
        self, options: Options, diagnostics: Diagnostics, table: SymbolTable, machine: Machine
    ) -> None:
        self.options: Options = options
        self.diagnostics: Diagnostics = diagnostics
        self.table: SymbolTable = table
        self.machine: Machine = machine
        self.version_script: VersionScript = VersionScript()
        self.dynamic_list: NameList = NameList()
        self.has_dynamic_list: bool = False

        # link.py: what is made
        self.is_shared: bool = False
        self.is_pie: bool = False
        self.is_pic: bool = False  # shared or PIE: the load address is not known
        self.is_dynamic: bool = False  # it has a dynamic section
        self.has_interpreter: bool = False
        self.is_relro: bool = True
        self.is_now: bool = False
        self.entry: str = ""

        # inputs
        self.sections: list[InputSection] = []  # alive ones, in input order
        self.commons: Synthetic | None = None
        self.eh_sections: list[InputSection] = []
        self.synthetic: list[Synthetic] = []

        # provided.py
        self.provided: dict[str, str] = {}  # symbol to what it means
        self.anchor: Synthetic = Synthetic("*anchor*", 1, 0, 1)

        # scan.py
        self.needing: list[Symbol] = []  # symbols with `needs`, in order of discovery
        self.needs_tls_ld: bool = False
        self.needs_got_base: bool = False
        self.static_tls: bool = False
        self.text_relocs: bool = False
        self.dynamic_relocs: list[DynamicReloc] = []
        self.plt_relocs: list[DynamicReloc] = []
        self.iplt_relocs: list[DynamicReloc] = []

        # layout.py
        self.outputs: list[OutputSection] = []
        self.segments: list[Segment] = []
        self.by_name: dict[str, OutputSection] = {}
        self.tls_start: int = 0
        self.tls_size: int = 0
        self.tls_align: int = 1
        self.thread_pointer: int = 0
        self.got_base: int = 0
        self.image_end: int = 0

    def output(self, name: str) -> OutputSection | None:
        return self.by_name.get(name)

    def add_synthetic(self, section: Synthetic) -> Synthetic:
        self.synthetic.append(section)
        self.sections.append(section)
        return section
