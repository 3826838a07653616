"""The emitter that prints assembly text: what `-S` shows.

Problem and idea: see `emitter.py`. Every call becomes the line that makes the assembler repeat
it, so the text assembles to the bytes that the object emitter would have made.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.emitter import LOC_IS_STMT, LOC_PROLOGUE_END, Emitter
from compiler.assembler.operands import Label, Operands
from compiler.assembler.syntax import Printer, quoted, symbolic
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXCLUDE,
    SHF_EXECINSTR,
    SHF_GNU_RETAIN,
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
    STB_GLOBAL,
    STB_GNU_UNIQUE,
    STB_LOCAL,
    STB_WEAK,
    STT_COMMON,
    STT_FUNC,
    STT_GNU_IFUNC,
    STT_NOTYPE,
    STT_OBJECT,
    STT_TLS,
    STV_HIDDEN,
    STV_INTERNAL,
    STV_PROTECTED,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_FLAG_LETTERS: Final = [
    (SHF_ALLOC, "a"), (SHF_WRITE, "w"), (SHF_EXECINSTR, "x"), (SHF_MERGE, "M"),
    (SHF_STRINGS, "S"), (SHF_TLS, "T"), (SHF_EXCLUDE, "e"), (SHF_GNU_RETAIN, "R"),
]
_TYPE_NAMES: Final = {
    SHT_PROGBITS: "@progbits", SHT_NOBITS: "@nobits", SHT_NOTE: "@note",
    SHT_INIT_ARRAY: "@init_array", SHT_FINI_ARRAY: "@fini_array",
    SHT_PREINIT_ARRAY: "@preinit_array",
}
_SYMBOL_TYPES: Final = {
    STT_FUNC: "@function", STT_OBJECT: "@object", STT_NOTYPE: "@notype",
    STT_TLS: "@tls_object", STT_COMMON: "@common", STT_GNU_IFUNC: "@gnu_indirect_function",
}
_DATA_WORDS: Final = {1: ".byte", 2: ".short", 4: ".long", 8: ".quad"}


class TextEmitter(Emitter):
    """Collects lines; `text()` is the assembly."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.lines: list[str] = []
        self.symbols: dict[str, Label] = {}
        self.count = 0
        self.code = True

    def text(self) -> str:
        """Everything so far."""
        return "\n".join(self.lines) + "\n"

    def line(self, text: str) -> None:
        self.lines.append("\t" + text)

    # -- labels -------------------------------------------------------------------------------

    def symbol(self, name: str) -> Label:
        found = self.symbols.get(name)
        if found is None:
            found = Label(name)
            self.symbols[name] = found
        return found

    def label(self) -> Label:
        self.count += 1
        return Label(f".LV{self.count}")

    def define(self, label: Label) -> None:
        self.lines.append(quoted(label.name) + ":")

    # -- sections -----------------------------------------------------------------------------

    def section(self, name: str, type: i64, flags: i64, entsize: i64 = 0, group: str = "") -> None:
        self.code = flags & SHF_EXECINSTR != 0
        if name in (".text", ".data", ".bss") and not group:
            self.line(name)
            return
        letters = "".join(letter for bit, letter in _FLAG_LETTERS if flags & bit)
        if group:
            letters += "G"
        kind = _TYPE_NAMES.get(int(type), f"@{type}")
        text = f'.section\t{quoted(name) if " " in name else name},"{letters}",{kind}'
        if flags & SHF_MERGE:
            text += f",{entsize}"
        if group:
            text += f",{quoted(group)},comdat"
        self.line(text)

    # -- contents -----------------------------------------------------------------------------

    def instruction(self, op: i64, operands: Operands) -> None:
        self.line(self.printer.instruction(op, operands))

    def bytes_(self, data: bytes) -> None:
        for start in range(0, len(data), 64):
            self.line(f'.ascii\t"{escaped(data[start:start + 64])}"')

    def integer(self, size: i64, value: int) -> None:
        bits = int(size) * 8
        value &= (1 << bits) - 1
        if size == 16:
            self.line(f".octa\t0x{value:x}")
            return
        word = _DATA_WORDS.get(int(size), "")
        if not word:
            self.bytes_(value.to_bytes(int(size), "little"))
            return
        if value >> (bits - 1) and size > 1:
            value -= 1 << bits
        self.line(f"{word}\t{value}")

    def value(self, size: i64, symbol: Label, minus: Label | None, addend: int,
              kind: i64 = 0) -> None:
        self.line(f"{_DATA_WORDS[int(size)]}\t{symbolic(symbol, minus, addend, kind)}")

    def zeros(self, count: i64) -> None:
        self.line(f".zero\t{count}")

    def align(self, alignment: i64, max_skip: i64 = 0) -> None:
        if alignment > 1:
            power = int(alignment).bit_length() - 1
            self.line(f".p2align {power},,{max_skip}" if max_skip else f".p2align {power}")

    def leb128(self, signed: bool, value: int) -> None:
        self.line(f".sleb128 {value}" if signed else f".uleb128 {hex(value)}")

    def leb128_difference(self, signed: bool, left: Label, right: Label) -> None:
        self.line(f"{'.sleb128' if signed else '.uleb128'} {left.name}-{right.name}")

    # -- symbol attributes ---------------------------------------------------------------------

    def bind(self, label: Label, binding: i64) -> None:
        if binding == STB_GNU_UNIQUE:
            self.line(f".type\t{quoted(label.name)}, @gnu_unique_object")
            return
        word = {STB_LOCAL: ".local", STB_GLOBAL: ".globl", STB_WEAK: ".weak"}[int(binding)]
        self.line(f"{word}\t{quoted(label.name)}")

    def visibility(self, label: Label, visibility: i64) -> None:
        word = {STV_HIDDEN: ".hidden", STV_INTERNAL: ".internal",
                STV_PROTECTED: ".protected"}.get(int(visibility), "")
        if word:
            self.line(f"{word}\t{quoted(label.name)}")

    def type(self, label: Label, type: i64) -> None:
        self.line(f".type\t{quoted(label.name)}, {_SYMBOL_TYPES[int(type)]}")

    def size(self, label: Label, size: i64) -> None:
        self.line(f".size\t{quoted(label.name)}, {size}")

    def size_to_here(self, label: Label) -> None:
        self.line(f".size\t{quoted(label.name)}, .-{quoted(label.name)}")

    def common(self, label: Label, size: i64, alignment: i64, local: bool) -> None:
        if local:
            self.line(f".local\t{quoted(label.name)}")
        self.line(f".comm\t{quoted(label.name)},{size},{alignment}")

    def alias(self, label: Label, target: Label, offset: i64 = 0) -> None:
        self.line(f".set\t{quoted(label.name)},{symbolic(target, None, int(offset), 0)}")

    def ident(self, text: str) -> None:
        self.line(f'.ident\t"{escaped(text.encode())}"')

    # -- call frame information ------------------------------------------------------------------

    def cfi_sections(self, eh_frame: bool, debug_frame: bool) -> None:
        words = [".eh_frame"] if eh_frame else []
        if debug_frame:
            words.append(".debug_frame")
        self.line(".cfi_sections\t" + ", ".join(words))

    def cfi_startproc(self, simple: bool = False) -> None:
        self.line(".cfi_startproc simple" if simple else ".cfi_startproc")

    def cfi_endproc(self) -> None:
        self.line(".cfi_endproc")

    def cfi_personality(self, encoding: i64, label: Label) -> None:
        self.line(f".cfi_personality 0x{int(encoding):x},{quoted(label.name)}")

    def cfi_lsda(self, encoding: i64, label: Label) -> None:
        self.line(f".cfi_lsda 0x{int(encoding):x},{quoted(label.name)}")

    def cfi_def_cfa(self, register: i64, offset: i64) -> None:
        self.line(f".cfi_def_cfa {register}, {offset}")

    def cfi_def_cfa_offset(self, offset: i64) -> None:
        self.line(f".cfi_def_cfa_offset {offset}")

    def cfi_adjust_cfa_offset(self, offset: i64) -> None:
        self.line(f".cfi_adjust_cfa_offset {offset}")

    def cfi_def_cfa_register(self, register: i64) -> None:
        self.line(f".cfi_def_cfa_register {register}")

    def cfi_offset(self, register: i64, offset: i64) -> None:
        self.line(f".cfi_offset {register}, {offset}")

    def cfi_restore(self, register: i64) -> None:
        self.line(f".cfi_restore {register}")

    def cfi_remember_state(self) -> None:
        self.line(".cfi_remember_state")

    def cfi_restore_state(self) -> None:
        self.line(".cfi_restore_state")

    def cfi_signal_frame(self) -> None:
        self.line(".cfi_signal_frame")

    def cfi_escape(self, data: bytes) -> None:
        self.line(".cfi_escape " + ",".join(hex(b) for b in data))

    # -- source lines and the rest ----------------------------------------------------------------

    def file(self, number: i64, directory: str, name: str, md5: bytes = b"") -> None:
        text = f".file {number} "
        if directory:
            text += f'"{escaped(directory.encode())}" '
        text += f'"{escaped(name.encode())}"'
        if md5:
            text += f" md5 0x{md5.hex()}"
        self.line(text)

    def file_symbol(self, name: str) -> None:
        self.line(f'.file\t"{escaped(name.encode())}"')

    def loc(self, file: i64, line: i64, column: i64, flags: i64 = LOC_IS_STMT,
            discriminator: i64 = 0) -> None:
        text = f".loc {file} {line} {column}"
        if flags & LOC_PROLOGUE_END:
            text += " prologue_end"
        text += " is_stmt 1" if flags & LOC_IS_STMT else " is_stmt 0"
        if discriminator:
            text += f" discriminator {discriminator}"
        self.line(text)

    def inline(self, text: str, file: str, line: int) -> list[str]:
        self.lines.append("#APP")
        self.lines.append(text)
        self.lines.append("#NO_APP")
        return []

    def comment(self, text: str) -> None:
        self.lines.append("# " + text)

    def finish(self) -> None:
        return None


def escaped(data: bytes) -> str:
    """The contents of a quoted string; octal escapes have three digits always."""
    out = []
    for byte in data:
        if byte in (34, 92):
            out.append("\\" + chr(byte))
        elif 32 <= byte < 127:
            out.append(chr(byte))
        elif byte == 10:
            out.append("\\n")
        else:
            out.append(f"\\{byte:03o}")
    return "".join(out)
