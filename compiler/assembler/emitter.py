"""The stream of assembly that code generation and the assembler's parser drive.

Problem: `-c` and `-S` must come from the same calls, or they drift apart.  Idea: one interface,
`Emitter`, with one call for each thing an assembly can say; `ObjectEmitter` makes an object file
of it, `TextEmitter` prints it, and what is printed assembles to the same bytes.

Invariants: labels belong to the emitter that made them; an instruction's `Operands` are consumed
by the call; CFI and line calls apply to the position at which they are made.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label, Operands
from compiler.elf.model import ObjectFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LOC_BASIC_BLOCK: Final = 1
LOC_PROLOGUE_END: Final = 2
LOC_EPILOGUE_BEGIN: Final = 4
LOC_IS_STMT: Final = 8       # the row starts a statement (the default)


class Emitter:
    """See the module's docstring. Sizes and offsets are bytes, alignments bytes (powers of 2);
    section types and flags, bindings, types and visibilities are ELF's numbers."""

    # -- labels -------------------------------------------------------------------------------

    def symbol(self, name: str) -> Label:
        """The symbol of that name, made at the first call."""
        raise NotImplementedError

    def label(self) -> Label:
        """A new local label without a name."""
        raise NotImplementedError

    def define(self, label: Label) -> None:
        """The label is here."""
        raise NotImplementedError

    # -- sections -----------------------------------------------------------------------------

    def section(self, name: str, type: i64, flags: i64, entsize: i64 = 0, group: str = "") -> None:
        """Go on in this section (of the COMDAT group `group`), made at the first call."""
        raise NotImplementedError

    # -- contents -----------------------------------------------------------------------------

    def instruction(self, op: i64, operands: Operands) -> None:
        """One machine instruction."""
        raise NotImplementedError

    def bytes_(self, data: bytes) -> None:
        raise NotImplementedError

    def integer(self, size: i64, value: int) -> None:
        """A number of `size` bytes (1 to 16), low bits kept."""
        raise NotImplementedError

    def value(self, size: i64, symbol: Label, minus: Label | None, addend: int,
              kind: i64 = 0) -> None:
        """A field of `size` bytes that holds symbol - minus + addend."""
        raise NotImplementedError

    def zeros(self, count: i64) -> None:
        """`count` zero bytes (in .bss: space)."""
        raise NotImplementedError

    def align(self, alignment: i64, max_skip: i64 = 0) -> None:
        """Pad to a multiple, with no-ops in code; not at all if it takes more than `max_skip`
        (0: no limit)."""
        raise NotImplementedError

    def leb128(self, signed: bool, value: int) -> None:
        raise NotImplementedError

    def leb128_difference(self, signed: bool, left: Label, right: Label) -> None:
        """left - right as a LEB128."""
        raise NotImplementedError

    # -- symbol attributes ---------------------------------------------------------------------

    def bind(self, label: Label, binding: i64) -> None:
        """STB_LOCAL, STB_GLOBAL or STB_WEAK."""
        raise NotImplementedError

    def visibility(self, label: Label, visibility: i64) -> None:
        raise NotImplementedError

    def type(self, label: Label, type: i64) -> None:
        """STT_*."""
        raise NotImplementedError

    def size(self, label: Label, size: i64) -> None:
        """The symbol's size in bytes."""
        raise NotImplementedError

    def size_to_here(self, label: Label) -> None:
        """The symbol's size is the distance from it to this place."""
        raise NotImplementedError

    def common(self, label: Label, size: i64, alignment: i64, local: bool) -> None:
        """A common symbol (`local`: in .bss of this object)."""
        raise NotImplementedError

    def alias(self, label: Label, target: Label, offset: i64 = 0) -> None:
        """label = target + offset."""
        raise NotImplementedError

    def ident(self, text: str) -> None:
        """A string of the .comment section."""
        raise NotImplementedError

    # -- call frame information (register numbers are DWARF's) -----------------------------------

    def cfi_sections(self, eh_frame: bool, debug_frame: bool) -> None:
        raise NotImplementedError

    def cfi_startproc(self, simple: bool = False) -> None:
        raise NotImplementedError

    def cfi_endproc(self) -> None:
        raise NotImplementedError

    def cfi_personality(self, encoding: i64, label: Label) -> None:
        raise NotImplementedError

    def cfi_lsda(self, encoding: i64, label: Label) -> None:
        raise NotImplementedError

    def cfi_def_cfa(self, register: i64, offset: i64) -> None:
        raise NotImplementedError

    def cfi_def_cfa_offset(self, offset: i64) -> None:
        raise NotImplementedError

    def cfi_adjust_cfa_offset(self, offset: i64) -> None:
        raise NotImplementedError

    def cfi_def_cfa_register(self, register: i64) -> None:
        raise NotImplementedError

    def cfi_offset(self, register: i64, offset: i64) -> None:
        """`register` is saved at CFA + offset."""
        raise NotImplementedError

    def cfi_restore(self, register: i64) -> None:
        raise NotImplementedError

    def cfi_remember_state(self) -> None:
        raise NotImplementedError

    def cfi_restore_state(self) -> None:
        raise NotImplementedError

    def cfi_signal_frame(self) -> None:
        raise NotImplementedError

    def cfi_escape(self, data: bytes) -> None:
        raise NotImplementedError

    # -- source lines --------------------------------------------------------------------------

    def file(self, number: i64, directory: str, name: str, md5: bytes = b"") -> None:
        """File `number` of the line table (0: the primary source file, DWARF 5)."""
        raise NotImplementedError

    def loc(self, file: i64, line: i64, column: i64, flags: i64 = LOC_IS_STMT,
            discriminator: i64 = 0) -> None:
        """The next instruction comes from there."""
        raise NotImplementedError

    # -- inline assembly and the end -------------------------------------------------------------

    def inline(self, text: str, file: str, line: int) -> list[str]:
        """Assembly text (an asm statement after substitution) from a source line; rendered
        errors, none when it is right."""
        raise NotImplementedError

    def file_symbol(self, name: str) -> None:
        """The source file's STT_FILE symbol (`.file "name"`)."""
        raise NotImplementedError

    def comment(self, text: str) -> None:
        """A remark in the text form; nothing in the object."""

    def finish(self) -> ObjectFile | None:
        """Settle all addresses; the object file, or None from an emitter that makes none."""
        raise NotImplementedError
