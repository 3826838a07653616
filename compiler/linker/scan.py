"""The scan: look at every relocation once and decide what it needs.

The problem: whether `call f` needs a PLT entry, a copy, a dynamic relocation or nothing depends
on the kind of output, on where f is defined and on the instruction. The idea: the machine's row
says what is computed; this file turns it into an action that is possible in this output, and
notes on the symbol what must be made (GOT slot, PLT entry, copy ...). allocate.py then makes it,
relocate.py obeys the actions.
Invariant: after the scan nothing changes sizes of object sections, and `actions[i]` belongs to
`relocs[i]`.
Source: psABIs; Drepper, "ELF Handling For Thread-Local Storage" for the relaxations.
"""

from __future__ import annotations

from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_WRITE,
    STT_FILE,
    STT_FUNC,
    STT_OBJECT,
    STT_SECTION,
    STT_TLS,
    STV_PROTECTED,
)
from compiler.elf.model import Reloc
from compiler.linker import actions as act
from compiler.linker.link_state import DynamicReloc, Link
from compiler.linker.machine import Row
from compiler.linker.sections import InputFile, InputSection
from compiler.linker.symbols import (
    NEEDS_CANONICAL,
    NEEDS_COPY,
    NEEDS_DYNSYM,
    NEEDS_GOT,
    NEEDS_PLT,
    NEEDS_TLS_DESC,
    NEEDS_TLS_GD,
    NEEDS_TLS_IE,
    SHARED,
    UNDEFINED,
    Symbol,
)

MAX_REPORTS = 5


class Scanner:
    """Scans sections for one link."""

    def __init__(self, link: Link) -> None:
        self.link: Link = link
        options = link.options
        ignore = options.value("unresolved-symbols")
        self.ignore_undefined: bool = ignore == "ignore-all" or (
            ignore in ("ignore-in-object-files",)
        )
        self.must_be_defined: bool = (
            not link.is_shared or options.on("defs") or options.keyword("z-defs", False)
        )
        self.copy_allowed: bool = options.keyword("z-copyreloc", True) and not link.is_shared
        self.text_is_given: bool = bool(options.value("z-text"))
        self.text_relocs_allowed: bool = not options.keyword("z-text", False)
        self.relax: bool = options.on("relax")
        self.warned: dict[str, bool] = {}

    def scan_all(self) -> None:
        for section in self.link.sections:
            if section.relocs and section.alive and section.flags & SHF_ALLOC:
                self.scan(section)
        for section in self.link.eh_sections:
            if section.relocs and section.alive:
                self.scan(section)

    def need(self, symbol: Symbol, what: int) -> None:
        if not symbol.needs:
            self.link.needing.append(symbol)
        symbol.needs |= what

    def scan(self, section: InputSection) -> None:
        file = section.file
        assert file is not None
        rows = self.link.machine.rows
        symbols = file.symbols
        actions: list[int] = []
        section.actions = actions
        skip = 0
        for reloc in section.relocs:
            if skip:
                skip -= 1
                actions.append(act.SKIPPED)
                continue
            row = rows.get(reloc.type)
            if row is None:
                self.link.diagnostics.error(
                    f"{self.place(section, reloc.offset)}: "
                    f"unsupported relocation type {reloc.type}"
                )
                actions.append(act.SKIPPED)
                continue
            if section.home is not None and section.placed_at(reloc.offset) < 0:
                actions.append(act.SKIPPED)
                continue
            if reloc.offset + row.width > section.size:
                self.link.diagnostics.error(
                    f"{self.place(section, reloc.offset)}: relocation lies outside of its section"
                )
                actions.append(act.SKIPPED)
                continue
            if reloc.symbol is None:
                actions.append(row.action if row.action != act.GOT_PC_RELAX else act.GOT_PC)
                continue
            symbol = symbols[reloc.symbol.index]
            if symbol.state == UNDEFINED and not self.check_undefined(section, reloc, symbol):
                actions.append(act.SKIPPED)
                continue
            action = self.decide(section, reloc, row, symbol)
            if action in (act.GD_TO_LE, act.GD_TO_IE, act.LD_TO_LE):
                skip = self.link.machine.tls_call_relocs
            actions.append(action)

    def decide(self, section: InputSection, reloc: Reloc, row: Row, symbol: Symbol) -> int:
        """The action for one relocation against a symbol; notes the symbol's needs."""
        action = row.action
        if symbol.is_ifunc() and not symbol.preemptible:
            if action != act.SIZE and action != act.NONE:
                self.need(symbol, NEEDS_PLT | NEEDS_CANONICAL)
        if action == act.PC:
            return self.decide_pc(section, reloc, row, symbol)
        if action == act.PLT_PC or action == act.PLT_GOTBASE:
            if symbol.preemptible:
                self.need(symbol, NEEDS_PLT)
                return action
            if symbol.state == UNDEFINED and action == act.PLT_PC:
                return act.WEAK_ZERO
            if action == act.PLT_GOTBASE:
                self.link.needs_got_base = True
            return action
        if action == act.ABS:
            return self.decide_abs(section, reloc, row, symbol)
        if action == act.GOT_PC_RELAX:
            if self.can_be_direct(section, reloc, symbol):
                return act.RELAXED_GOT
            self.need(symbol, NEEDS_GOT)
            return act.GOT_PC
        if action in (act.GOT_PC, act.GOT_OFFSET, act.GOT_ABS_OR_OFFSET):
            self.need(symbol, NEEDS_GOT)
            self.link.needs_got_base = True
            return action
        if action in (act.LOW, act.ADD_TO, act.SUB_FROM, act.SET_TO):
            return action
        if action == act.GOTBASE_PC:
            self.link.needs_got_base = True
            return action
        if action == act.GOTBASE_REL:
            self.link.needs_got_base = True
            if symbol.preemptible:
                return self.not_position_independent(section, reloc, row, symbol)
            return action
        if action in (act.NONE, act.SIZE, act.DTPOFF, act.DESC_CALL):
            return self.decide_tls_offset(action, symbol)
        return self.decide_tls(section, reloc, row, symbol)

    # --- addresses

    def decide_pc(self, section: InputSection, reloc: Reloc, row: Row, symbol: Symbol) -> int:
        if symbol.state == UNDEFINED and symbol.weak_references and self.link.is_pic:
            if row.width <= self.link.machine.weak_pc_limit and not section.flags & SHF_WRITE:
                return self.not_position_independent(section, reloc, row, symbol)
        if not symbol.preemptible:
            if symbol.state == UNDEFINED:
                return act.WEAK_ZERO
            return act.PC
        if symbol.state == UNDEFINED:
            return act.WEAK_ZERO if not self.link.is_shared else self.not_position_independent(
                section, reloc, row, symbol
            )
        return self.bind_in_executable(section, reloc, row, symbol, act.PC)

    def decide_abs(self, section: InputSection, reloc: Reloc, row: Row, symbol: Symbol) -> int:
        link = self.link
        writable = section.flags & SHF_WRITE != 0
        if not symbol.preemptible:
            if not link.is_pic or symbol.is_absolute() or symbol.state == UNDEFINED:
                return act.ABS
            if row.width != link.machine.word:
                return self.not_position_independent(section, reloc, row, symbol)
            if not self.allow_in(section, reloc, symbol):
                return act.SKIPPED
            link.dynamic_relocs.append(
                DynamicReloc(
                    section, reloc.offset, link.machine.r_relative, symbol, reloc.addend, True
                )
            )
            return act.DYNAMIC_VALUE
        if row.width == link.machine.word and (writable or link.is_shared):
            if self.allow_in(section, reloc, symbol):
                self.need(symbol, NEEDS_DYNSYM)
                link.dynamic_relocs.append(
                    DynamicReloc(
                        section, reloc.offset, link.machine.r_word, symbol, reloc.addend, False
                    )
                )
                return act.DYNAMIC
            return act.SKIPPED
        if symbol.state == UNDEFINED and not link.is_shared:
            return act.ABS
        action = self.bind_in_executable(section, reloc, row, symbol, act.ABS)
        if action == act.ABS and link.is_pic:
            if row.width != link.machine.word:
                return self.not_position_independent(section, reloc, row, symbol)
            if not self.allow_in(section, reloc, symbol):
                return act.SKIPPED
            link.dynamic_relocs.append(
                DynamicReloc(
                    section, reloc.offset, link.machine.r_relative, symbol, reloc.addend, True
                )
            )
            return act.DYNAMIC_VALUE
        return action

    def bind_in_executable(
        self, section: InputSection, reloc: Reloc, row: Row, symbol: Symbol, action: int
    ) -> int:
        """Give an import an address inside of the executable: its PLT entry, or a copy."""
        if self.link.is_shared or symbol.state != SHARED or symbol.shared is None:
            return self.not_position_independent(section, reloc, row, symbol)
        if symbol.is_function() or (symbol.type != STT_OBJECT and symbol.size == 0):
            self.need(symbol, NEEDS_PLT | NEEDS_CANONICAL)
            return action
        if symbol.type == STT_TLS:
            self.report(section, reloc, f"TLS reference to `{symbol.name}' is of the wrong kind")
            return act.SKIPPED
        if not self.copy_allowed or symbol.size == 0:
            return self.not_position_independent(section, reloc, row, symbol)
        if symbol.shared.visibility == STV_PROTECTED:
            self.report(
                section, reloc, f"copy relocation against protected symbol `{symbol.name}'"
            )
            return act.SKIPPED
        self.need(symbol, NEEDS_COPY)
        return action

    def can_be_direct(self, section: InputSection, reloc: Reloc, symbol: Symbol) -> bool:
        if not self.relax or symbol.preemptible or symbol.section is None:
            return False
        if symbol.is_ifunc():
            return False
        return self.link.machine.relaxed_got(section.data, reloc.offset, reloc.addend)

    def allow_in(self, section: InputSection, reloc: Reloc, symbol: Symbol) -> bool:
        """Whether a dynamic relocation may stand in `section`; notes text relocations."""
        if section.flags & SHF_WRITE:
            return True
        if not self.text_relocs_allowed:
            self.report(
                section,
                reloc,
                f"relocation against `{symbol.name}' in read-only section `{section.name}'",
            )
            return False
        if not self.text_is_given or self.link.options.on("warn-textrel"):
            file = section.file
            path = file.path if file is not None else ""
            if path not in self.warned:
                self.warned[path] = True
                self.link.diagnostics.warning(
                    f"{path}: relocation against `{symbol.name}' in read-only section "
                    f"`{section.name}'; creating DT_TEXTREL"
                )
        self.link.text_relocs = True
        return True

    def not_position_independent(
        self, section: InputSection, reloc: Reloc, row: Row, symbol: Symbol
    ) -> int:
        if self.link.is_shared:
            kind, flag = "shared object", "-fPIC"
        elif self.link.is_pie:
            kind, flag = "PIE object", "-fPIE"
        else:
            kind, flag = "executable", "-fPIC"
        name = symbol.name
        if not name and symbol.section is not None:
            name = symbol.section.name
        self.report(
            section,
            reloc,
            f"relocation {row.name} against symbol `{name}' can not be used when making a "
            f"{kind}; recompile with {flag}",
        )
        return act.SKIPPED

    # --- thread-local storage

    def decide_tls_offset(self, action: int, symbol: Symbol) -> int:
        if action == act.DTPOFF and self.relaxes_tls(action):
            return act.TPOFF
        if action == act.DESC_CALL and self.relaxes_tls(action):
            return act.DESC_CALL_TO_NOP
        return action

    def relaxes_tls(self, action: int) -> bool:
        """Executables know their TLS block's place."""
        return not self.link.is_shared and self.relax and (
            action in self.link.machine.tls_relaxable)

    def decide_tls(self, section: InputSection, reloc: Reloc, row: Row, symbol: Symbol) -> int:
        link = self.link
        action = row.action
        if action in (act.TPOFF, act.NEG_TPOFF):
            if link.is_shared:
                if row.width != link.machine.word:
                    return self.not_position_independent(section, reloc, row, symbol)
                self.need(symbol, NEEDS_DYNSYM)
                link.static_tls = True
                link.dynamic_relocs.append(
                    DynamicReloc(
                        section, reloc.offset, link.machine.r_tpoff, symbol, reloc.addend, False
                    )
                )
                return act.DYNAMIC
            if symbol.preemptible:
                return self.not_position_independent(section, reloc, row, symbol)
            return action
        relaxed = self.relaxed_tls_action(action, symbol)
        if relaxed:
            if link.machine.can_relax_tls(relaxed, section.data, reloc.offset):
                if relaxed in (act.GD_TO_IE, act.DESC_TO_IE):
                    self.need(symbol, NEEDS_TLS_IE)
                return relaxed
            if action != act.GOTTP_PC:
                self.report(section, reloc, "TLS code sequence is not one of the psABI's")
                return act.SKIPPED
        if action in (act.TLSGD_PC, act.TLSGD_OFFSET):
            self.need(symbol, NEEDS_TLS_GD)
        elif action in (act.TLSLD_PC, act.TLSLD_OFFSET):
            link.needs_tls_ld = True
        elif action == act.DESC_PC:
            self.need(symbol, NEEDS_TLS_DESC)
        else:
            self.need(symbol, NEEDS_TLS_IE)
            if link.is_shared:
                link.static_tls = True
        return action

    def relaxed_tls_action(self, action: int, symbol: Symbol) -> int:
        """The cheaper model that an executable may use, 0: none."""
        if not self.relaxes_tls(action):
            return 0
        if action in (act.TLSGD_PC, act.TLSGD_OFFSET):
            return act.GD_TO_IE if symbol.preemptible else act.GD_TO_LE
        if action in (act.TLSLD_PC, act.TLSLD_OFFSET):
            return act.LD_TO_LE
        if action == act.DESC_PC:
            return act.DESC_TO_IE if symbol.preemptible else act.DESC_TO_LE
        if symbol.preemptible:
            return 0
        return act.IE_TO_LE

    # --- diagnostics

    def check_undefined(self, section: InputSection, reloc: Reloc, symbol: Symbol) -> bool:
        """Report an undefined symbol if this output may not have one."""
        if symbol.is_local():
            if symbol.type in (STT_SECTION, STT_FILE) or symbol.name:
                return self.check_discarded(section, reloc, symbol)
            return True
        if symbol.weak_references:
            return True
        if symbol.is_hidden():
            self.report_undefined(section, reloc, symbol, f"hidden symbol `{symbol.name}' isn't "
                                  "defined")
            return False
        if not self.must_be_defined or self.ignore_undefined:
            return True
        name = symbol.display_name()
        self.report_undefined(section, reloc, symbol, f"undefined reference to `{name}'")
        return False

    def check_discarded(self, section: InputSection, reloc: Reloc, symbol: Symbol) -> bool:
        """A reference into a discarded COMDAT section is an error where code would use it."""
        source = reloc.symbol
        if source is None or source.section is None:
            return True
        if section.name in (".eh_frame", ".gcc_except_table"):
            return True
        name = symbol.name or source.section.name
        self.report(
            section,
            reloc,
            f"`{name}' referenced in section `{section.name}' is defined in discarded section "
            f"`{source.section.name}'",
        )
        return False

    def report_undefined(
        self, section: InputSection, reloc: Reloc, symbol: Symbol, text: str
    ) -> None:
        symbol.reported += 1
        if symbol.reported > MAX_REPORTS:
            return
        if symbol.reported == MAX_REPORTS:
            text = f"more undefined references to `{symbol.name}' follow"
        warn = self.link.options.on("warn-unresolved")
        if self.link.options.value("unresolved-symbols") == "report-all":
            warn = False
        self.report(section, reloc, text, warn)

    def report(
        self, section: InputSection, reloc: Reloc, text: str, warning: bool = False
    ) -> None:
        file = section.file
        function = enclosing_function(file, section, reloc.offset)
        place = self.place(section, reloc.offset)
        if function and file is not None:
            first = f"{file.path}: in function `{function}':"
            if warning:
                self.link.diagnostics.warning(first)
            else:
                self.link.diagnostics.error(first)
            self.link.diagnostics.continuation(f"{place}: {text}")
        elif warning:
            self.link.diagnostics.warning(f"{place}: {text}")
        else:
            self.link.diagnostics.error(f"{place}: {text}")

    def place(self, section: InputSection, offset: int) -> str:
        """`source.c:(.text+0x5)`, or the object's name without a file symbol."""
        file = section.file
        path = file.path if file is not None else ""
        if file is not None:
            for symbol in file.symbols:
                if symbol.type == STT_FILE and symbol.name:
                    path = symbol.name
                    break
        return f"{path}:({section.name}+0x{offset:x})"


def enclosing_function(file: InputFile | None, section: InputSection, offset: int) -> str:
    """Name of the function of `section` that covers `offset`, "" if none does."""
    if file is None:
        return ""
    for symbol in file.symbols:
        if symbol.section is section and symbol.type == STT_FUNC:
            if symbol.value <= offset < symbol.value + max(symbol.size, 1):
                return symbol.name
    return ""
