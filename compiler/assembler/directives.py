"""The directives of GNU as, one method each, found by name.

Source: GNU as manual, chapter 7; ELF details from its `.section` and `.type` pages.
"""

from __future__ import annotations

import os

from mypy_extensions import i64

from compiler.assembler.expression import NODE_CONST, NODE_SYMBOL, Expression, binary, constant
from compiler.assembler.layout import Chunk
from compiler.assembler.operands import FIXUP_DATA, NOWHERE, Label
from compiler.assembler.parser import (
    Conditional,
    Macro,
    Parser,
    Source,
    remove_block_comments,
    split_arguments,
    unquote,
)
from compiler.assembler.scanner import Scanner, SyntaxProblem
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXCLUDE,
    SHF_EXECINSTR,
    SHF_GNU_RETAIN,
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
    SHT_X86_64_UNWIND,
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
    from collections.abc import Callable
    from typing import Final

SECTION_FLAGS: Final = {
    "a": SHF_ALLOC, "w": SHF_WRITE, "x": SHF_EXECINSTR, "M": SHF_MERGE, "S": SHF_STRINGS,
    "T": SHF_TLS, "e": SHF_EXCLUDE, "R": SHF_GNU_RETAIN, "o": SHF_LINK_ORDER, "G": 0, "?": 0,
}
SECTION_TYPES: Final = {
    "progbits": SHT_PROGBITS, "nobits": SHT_NOBITS, "note": SHT_NOTE,
    "init_array": SHT_INIT_ARRAY, "fini_array": SHT_FINI_ARRAY,
    "preinit_array": SHT_PREINIT_ARRAY, "unwind": SHT_X86_64_UNWIND,
}
# name (prefix) -> type and flags of sections that GNU as knows
KNOWN_SECTIONS: Final = [
    (".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".init_array", SHT_INIT_ARRAY, SHF_ALLOC | SHF_WRITE),
    (".fini_array", SHT_FINI_ARRAY, SHF_ALLOC | SHF_WRITE),
    (".preinit_array", SHT_PREINIT_ARRAY, SHF_ALLOC | SHF_WRITE),
    (".init", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".fini", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".plt", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR),
    (".data1", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".got", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE),
    (".tdata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS),
    (".tbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE | SHF_TLS),
    (".rodata1", SHT_PROGBITS, SHF_ALLOC),
    (".rodata", SHT_PROGBITS, SHF_ALLOC),
    (".lrodata", SHT_PROGBITS, SHF_ALLOC),
    (".ldata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE),
    (".lbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE),
    (".note.GNU-stack", SHT_PROGBITS, 0),
    (".note", SHT_NOTE, 0),
    (".eh_frame", SHT_PROGBITS, SHF_ALLOC),
    (".comment", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS),
    (".debug_str", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS),
    (".debug_line_str", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS),
]
SYMBOL_TYPES: Final = {
    "function": STT_FUNC, "object": STT_OBJECT, "notype": STT_NOTYPE, "tls_object": STT_TLS,
    "common": STT_COMMON, "gnu_indirect_function": STT_GNU_IFUNC, "stt_func": STT_FUNC,
    "stt_object": STT_OBJECT, "stt_notype": STT_NOTYPE, "stt_tls": STT_TLS,
    "stt_common": STT_COMMON, "stt_gnu_ifunc": STT_GNU_IFUNC, "gnu_unique_object": STT_OBJECT,
    "2": STT_FUNC, "1": STT_OBJECT, "0": STT_NOTYPE,
}
MAX_FILL: Final = 1 << 32


def known_section(name: str) -> tuple[int, int]:
    """Type and flags of a section named without them."""
    for known, type, flags in KNOWN_SECTIONS:
        if name == known or name.startswith(known + "."):
            return type, flags
    return SHT_PROGBITS, 0


class Directives:
    """See the module's docstring; every method gets a scanner over the operands."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.emitter = parser.emitter
        self.weakrefs: list[tuple[Label, Label]] = []
        self.local_commons: list[str] = []
        self.symvers: list[tuple[str, str]] = []
        self.table: dict[str, Callable[[Scanner], None]] = {}
        self.fill_tables()

    def is_conditional(self, name: str) -> bool:
        """Directives that count inside a false .if."""
        return name.startswith(".if") or name in (".else", ".elseif", ".elsif", ".endif")

    def run(self, name: str, text: str) -> None:
        """One directive."""
        method = self.table.get(name)
        if method is None:
            raise SyntaxProblem(f"unknown pseudo-op: `{name}'")
        method(Scanner(text, self.parser.names))

    def fill_tables(self) -> None:
        t = self.table
        t[".byte"] = self.byte_1
        for name in (".2byte", ".short", ".word", ".value", ".hword"):
            t[name] = self.byte_2
        for name in (".4byte", ".long", ".int"):
            t[name] = self.byte_4
        for name in (".8byte", ".quad"):
            t[name] = self.byte_8
        t[".octa"] = self.octa
        t[".ascii"] = self.ascii
        for name in (".asciz", ".string", ".string8"):
            t[name] = self.asciz
        t[".string16"] = self.string16
        t[".string32"] = self.string32
        t[".uleb128"] = self.uleb128
        t[".sleb128"] = self.sleb128
        for name in (".float", ".single"):
            t[name] = self.float32
        t[".double"] = self.float64
        t[".tfloat"] = self.float80
        for name in (".zero", ".skip", ".space"):
            t[name] = self.skip
        t[".fill"] = self.fill
        t[".org"] = self.org
        t[".align"] = self.balign
        t[".balign"] = self.balign
        t[".balignw"] = self.balignw
        t[".balignl"] = self.balignl
        t[".p2align"] = self.p2align
        t[".p2alignw"] = self.p2alignw
        t[".p2alignl"] = self.p2alignl
        t[".incbin"] = self.incbin
        t[".include"] = self.include
        t[".reloc"] = self.reloc
        self.fill_section_table()
        self.fill_symbol_table()
        self.fill_macro_table()
        self.fill_frame_table()

    def fill_section_table(self) -> None:
        t = self.table
        t[".text"] = self.text
        t[".data"] = self.data
        t[".bss"] = self.bss
        t[".section"] = self.section
        t[".pushsection"] = self.pushsection
        t[".popsection"] = self.popsection
        t[".previous"] = self.previous
        t[".subsection"] = self.subsection
        t[".ident"] = self.ident
        t[".code16"] = self.code16
        t[".code16gcc"] = self.code16gcc
        t[".code32"] = self.code32
        t[".code64"] = self.code64
        t[".att_syntax"] = self.att_syntax
        t[".intel_syntax"] = self.intel_syntax
        for name in (".arch", ".attach_to_group", ".largecomm", ".addrsig", ".addrsig_sym",
                     ".nolist", ".list", ".title", ".sbttl", ".eject", ".psize", ".lflags",
                     ".gnu_attribute", ".cfi_inline_lsda"):
            t[name] = self.ignore

    def fill_symbol_table(self) -> None:
        t = self.table
        for name in (".globl", ".global"):
            t[name] = self.globl
        t[".local"] = self.local
        t[".weak"] = self.weak
        t[".hidden"] = self.hidden
        t[".internal"] = self.internal
        t[".protected"] = self.protected
        t[".type"] = self.type
        t[".size"] = self.size
        t[".comm"] = self.comm
        t[".lcomm"] = self.lcomm
        t[".set"] = self.set
        t[".equ"] = self.set
        t[".equiv"] = self.equiv
        t[".eqv"] = self.equiv
        t[".weakref"] = self.weakref
        t[".symver"] = self.symver
        t[".extern"] = self.ignore

    def fill_macro_table(self) -> None:
        t = self.table
        t[".macro"] = self.macro
        t[".endm"] = self.stray
        t[".endr"] = self.stray
        t[".purgem"] = self.purgem
        t[".exitm"] = self.exitm
        t[".altmacro"] = self.altmacro
        t[".noaltmacro"] = self.noaltmacro
        t[".rept"] = self.rept
        t[".rep"] = self.rept
        t[".irp"] = self.irp
        t[".irpc"] = self.irpc
        t[".if"] = self.if_ne
        t[".ifne"] = self.if_ne
        t[".ifeq"] = self.if_eq
        t[".ifge"] = self.if_ge
        t[".ifgt"] = self.if_gt
        t[".ifle"] = self.if_le
        t[".iflt"] = self.if_lt
        t[".ifdef"] = self.ifdef
        t[".ifndef"] = self.ifndef
        t[".ifnotdef"] = self.ifndef
        t[".ifb"] = self.ifb
        t[".ifnb"] = self.ifnb
        t[".ifc"] = self.ifc
        t[".ifnc"] = self.ifnc
        t[".ifeqs"] = self.ifeqs
        t[".ifnes"] = self.ifnes
        t[".else"] = self.else_
        t[".elseif"] = self.elseif
        t[".elsif"] = self.elseif
        t[".endif"] = self.endif
        t[".error"] = self.error
        t[".err"] = self.err
        t[".warning"] = self.warning
        t[".print"] = self.ignore
        t[".end"] = self.end

    def fill_frame_table(self) -> None:
        t = self.table
        t[".file"] = self.file
        t[".loc"] = self.loc
        t[".loc_mark_labels"] = self.ignore
        t[".cfi_sections"] = self.cfi_sections
        t[".cfi_startproc"] = self.cfi_startproc
        t[".cfi_endproc"] = self.cfi_endproc
        t[".cfi_personality"] = self.cfi_personality
        t[".cfi_lsda"] = self.cfi_lsda
        t[".cfi_def_cfa"] = self.cfi_def_cfa
        t[".cfi_def_cfa_offset"] = self.cfi_def_cfa_offset
        t[".cfi_adjust_cfa_offset"] = self.cfi_adjust_cfa_offset
        t[".cfi_def_cfa_register"] = self.cfi_def_cfa_register
        t[".cfi_offset"] = self.cfi_offset
        t[".cfi_rel_offset"] = self.cfi_rel_offset
        t[".cfi_val_offset"] = self.cfi_val_offset
        t[".cfi_register"] = self.cfi_register
        t[".cfi_restore"] = self.cfi_restore
        t[".cfi_undefined"] = self.cfi_undefined
        t[".cfi_same_value"] = self.cfi_same_value
        t[".cfi_remember_state"] = self.cfi_remember_state
        t[".cfi_restore_state"] = self.cfi_restore_state
        t[".cfi_return_column"] = self.cfi_return_column
        t[".cfi_signal_frame"] = self.cfi_signal_frame
        t[".cfi_window_save"] = self.cfi_window_save
        t[".cfi_escape"] = self.cfi_escape

    def finish(self) -> None:
        """What waits for the end of the text: symbol versions."""
        for name, version in self.symvers:
            self.emitter.version(self.emitter.symbol(name), version)

    def ignore(self, s: Scanner) -> None:
        """Directives that change nothing in the object."""

    # -- data -------------------------------------------------------------------------------------

    def values(self, s: Scanner, size: i64) -> None:
        """Comma-separated expressions as fields of `size` bytes."""
        if s.at_end():
            return
        self.parser.note_line()
        while True:
            if s.peek() == '"':
                raise s.fail("string where a number is expected")
            expression = s.expression()
            self.value(size, expression)
            if not s.comma():
                break
        s.expect_end()

    def value(self, size: i64, expression: Expression) -> None:
        emitter = self.emitter
        if expression.node == NODE_CONST:
            value = expression.value
            bits = int(size) * 8
            if bits < 64 and not -(1 << bits) < value < (1 << bits):
                self.parser.problem("warning", f"value 0x{value & 0xFFFFFFFFFFFFFFFF:x} "
                                    f"truncated to 0x{value & (1 << bits) - 1:x}")
            emitter.integer(size, value)
            return
        if expression.node == NODE_SYMBOL:
            label = expression.label
            assert label is not None
            if label.section >= NOWHERE:
                if label.name == "_GLOBAL_OFFSET_TABLE_" and expression.kind == 0:
                    expression.kind = 16
                emitter.value(size, label, None, 0, expression.kind)
                return
        emitter.expression_value(size, self.parser.snapshot(expression))

    def byte_1(self, s: Scanner) -> None:
        self.values(s, 1)

    def byte_2(self, s: Scanner) -> None:
        self.values(s, 2)

    def byte_4(self, s: Scanner) -> None:
        self.values(s, 4)

    def byte_8(self, s: Scanner) -> None:
        self.values(s, 8)

    def octa(self, s: Scanner) -> None:
        while True:
            word = s.word()
            negative = word.startswith("-")
            try:
                value = int(word.lstrip("-"), 0)
            except ValueError:
                raise s.fail(f"bad number `{word}'") from None
            self.emitter.integer(16, -value if negative else value)
            if not s.comma():
                break
        s.expect_end()

    def strings(self, s: Scanner, width: i64, end: bytes) -> None:
        if s.at_end():
            return
        while True:
            data = s.string_bytes()
            while s.peek() == '"':
                data += s.string_bytes()
            if width > 1:
                data = b"".join(bytes([b]) + bytes(width - 1) for b in data)
            self.emitter.bytes_(data + end)
            if not s.comma():
                break
        s.expect_end()

    def ascii(self, s: Scanner) -> None:
        self.strings(s, 1, b"")

    def asciz(self, s: Scanner) -> None:
        self.strings(s, 1, b"\0")

    def string16(self, s: Scanner) -> None:
        self.strings(s, 2, b"\0\0")

    def string32(self, s: Scanner) -> None:
        self.strings(s, 4, b"\0\0\0\0")

    def leb(self, s: Scanner, signed: bool) -> None:
        self.parser.note_line()
        while True:
            expression = s.expression()
            if expression.node == NODE_CONST:
                self.emitter.leb128(signed, expression.value)
            else:
                self.emitter.leb128_expression(signed, self.parser.snapshot(expression))
            if not s.comma():
                break
        s.expect_end()

    def uleb128(self, s: Scanner) -> None:
        self.leb(s, False)

    def sleb128(self, s: Scanner) -> None:
        self.leb(s, True)

    def floats(self, s: Scanner, exponent_bits: int, fraction_bits: int, size: int) -> None:
        from compiler.assembler.floats import float_bits
        while True:
            word = s.word()
            bits = float_bits(word, exponent_bits, fraction_bits)
            if bits is None:
                raise s.fail(f"bad floating point number `{word}'")
            if size == 10:
                fraction = bits & (1 << fraction_bits) - 1
                head = bits >> fraction_bits
                integer = 0 if head & 0x7FFF == 0 else 1
                bits = head << 64 | integer << 63 | fraction
            self.emitter.bytes_(bits.to_bytes(size, "little"))
            if not s.comma():
                break
        s.expect_end()

    def float32(self, s: Scanner) -> None:
        self.floats(s, 8, 23, 4)

    def float64(self, s: Scanner) -> None:
        self.floats(s, 11, 52, 8)

    def float80(self, s: Scanner) -> None:
        self.floats(s, 15, 63, 10)

    def skip(self, s: Scanner) -> None:
        """.skip size, fill"""
        self.parser.note_line()
        count = s.expression()
        fill = 0
        if s.comma():
            fill = self.parser.number(s)
        s.expect_end()
        self.filling(count, bytes([fill & 255]))

    def filling(self, count: Expression, pattern: bytes) -> None:
        """`count` times the pattern, now or when the count is known."""
        if count.node != NODE_CONST:
            reduced = self.parser.reduce(count) if self.is_reducible(count) else None
            if reduced is None or reduced.plus is not None or reduced.minus is not None:
                self.emitter.fill(self.parser.snapshot(count), pattern)
                return
            count = constant(reduced.addend)
        number = count.value
        if number < 0:
            self.parser.problem("warning", ".space, .nop or .fill with negative value, ignored")
            return
        if number * len(pattern) > MAX_FILL:
            raise SyntaxProblem("repeat count is too large")
        if pattern.count(0) == len(pattern):
            self.emitter.zeros(number * len(pattern))
        else:
            self.emitter.bytes_(pattern * number)

    def is_reducible(self, expression: Expression) -> bool:
        from compiler.assembler.expression import reduce_expression
        return reduce_expression(expression, self.emitter.places) is not None

    def fill(self, s: Scanner) -> None:
        """.fill repeat, size, value"""
        self.parser.note_line()
        count = s.expression()
        size = 1
        value = 0
        if s.comma():
            size = self.parser.number(s)
            if s.comma():
                value = self.parser.number(s)
        s.expect_end()
        if size < 0 or size > 8:
            size = 8 if size > 8 else 0
        low = (value & 0xFFFFFFFF).to_bytes(4, "little") + bytes(4)
        if size > 0:
            self.filling(count, low[:size])

    def org(self, s: Scanner) -> None:
        self.parser.note_line()
        target = s.expression()
        fill = self.parser.number(s) if s.comma() else 0
        s.expect_end()
        self.emitter.org(self.parser.snapshot(target), fill)

    def alignment(self, s: Scanner, power: bool, size: int) -> None:
        """[alignment][, [fill][, max]]"""
        self.parser.note_line()
        emitter = self.emitter
        number = 0 if s.at_end() else self.parser.number(s)
        if power:
            if not 0 <= number < 63:
                raise s.fail("alignment too large")
            number = 1 << number
        elif number < 0 or number & (number - 1):
            raise s.fail("alignment not a power of 2")
        fill = b"" if emitter.is_code else b"\0"
        max_skip = 0
        if s.comma():
            if s.peek() not in (",", ""):
                value = self.parser.number(s)
                fill = (value & (1 << 8 * size) - 1).to_bytes(size, "little")
            if s.comma():
                max_skip = self.parser.number(s)
        s.expect_end()
        if max_skip < 0:
            raise s.fail("negative maximum skip")
        emitter.align_with(number, max_skip, fill)

    def balign(self, s: Scanner) -> None:
        self.alignment(s, False, 1)

    def balignw(self, s: Scanner) -> None:
        self.alignment(s, False, 2)

    def balignl(self, s: Scanner) -> None:
        self.alignment(s, False, 4)

    def p2align(self, s: Scanner) -> None:
        self.alignment(s, True, 1)

    def p2alignw(self, s: Scanner) -> None:
        self.alignment(s, True, 2)

    def p2alignl(self, s: Scanner) -> None:
        self.alignment(s, True, 4)

    def find_file(self, name: str) -> str:
        """The path of an included file."""
        base = os.path.dirname(self.parser.place()[0])
        for directory in ["", *self.parser.include_path, base]:
            path = os.path.join(directory, name) if directory else name
            if os.path.isfile(path):
                return path
        raise SyntaxProblem(f"can't open {name} for reading: No such file or directory")

    def incbin(self, s: Scanner) -> None:
        """.incbin "file"[, skip[, count]]"""
        path = self.find_file(s.string_bytes().decode("utf-8", "surrogateescape"))
        skip = 0
        count = -1
        if s.comma():
            if s.peek() != ",":
                skip = self.parser.number(s)
            if s.comma():
                count = self.parser.number(s)
        s.expect_end()
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise SyntaxProblem(f"can't read {path}: {error.strerror}") from None
        self.emitter.bytes_(data[skip:] if count < 0 else data[skip:skip + count])

    def include(self, s: Scanner) -> None:
        path = self.find_file(s.string_bytes().decode("utf-8", "surrogateescape"))
        s.expect_end()
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                text = file.read()
        except OSError as error:
            raise SyntaxProblem(f"can't read {path}: {error.strerror}") from None
        parser = self.parser
        parser.push(Source(remove_block_comments(text).split("\n"), path, 0, True,
                           len(parser.conditionals)))

    def reloc(self, s: Scanner) -> None:
        """.reloc offset, type[, expression]: only BFD_RELOC_NONE and R_*_NONE."""
        offset = s.expression()
        s.expect_comma()
        name = s.name()
        if name not in ("R_X86_64_NONE", "R_386_NONE", "BFD_RELOC_NONE"):
            raise s.fail(f"unsupported relocation name `{name}'")
        target = s.expression() if s.comma() else None
        s.expect_end()
        reduced = self.parser.reduce(offset)
        chunk = self.emitter.current
        at: i64 = i64(reduced.addend)
        if reduced.plus is not None:
            at += reduced.plus.offset
        label = target.label if target is not None else None
        chunk.fixup(at, 0, False, -1, label, None, 0, FIXUP_DATA)

    # -- sections ---------------------------------------------------------------------------------

    def go(self, chunk: Chunk) -> None:
        """Switch to a chunk, remembering where we were."""
        self.parser.previous = self.emitter.current
        self.emitter.enter(chunk)

    def standard(self, s: Scanner, name: str) -> None:
        number = 0 if s.at_end() else self.parser.number(s)
        s.expect_end()
        first = self.emitter.find(name)
        assert first is not None
        self.go(self.emitter.subsection(first, i64(number)))

    def text(self, s: Scanner) -> None:
        self.standard(s, ".text")

    def data(self, s: Scanner) -> None:
        self.standard(s, ".data")

    def bss(self, s: Scanner) -> None:
        self.standard(s, ".bss")

    def section_name(self, s: Scanner) -> str:
        """A section name: quoted, or everything up to a comma or blank."""
        if s.peek() == '"':
            return s.string_bytes().decode("utf-8", "surrogateescape")
        name = s.word()
        if not name:
            raise s.fail("missing name")
        return name

    def named(self, s: Scanner, subsection_allowed: bool) -> Chunk:
        """The chunk that the operands of .section or .pushsection mean."""
        emitter = self.emitter
        name = self.section_name(s)
        type, flags = known_section(name)
        entsize = 0
        group = ""
        subsection = 0
        link = ""
        unique = ""
        explicit = False
        if s.comma():
            if subsection_allowed and s.peek() != '"':
                subsection = self.parser.number(s)
                if not s.comma():
                    s.expect_end()
                    return self.existing(name, type, flags, subsection)
            text = s.string_bytes().decode()
            explicit = True
            flags, in_group = self.flag_bits(text, s, flags)
            if s.comma():
                found = self.section_type(s)
                if found >= 0:
                    type = found
                    more = True
                else:
                    more = False
                if flags & SHF_MERGE and (not more or s.comma()):
                    entsize = self.parser.number(s)
                if "o" in text and s.comma():
                    link = s.name()
                if "G" in text and s.comma():
                    group = s.name()
                    if s.comma() and s.word() != "comdat":
                        raise s.fail("expected comdat")
                if s.comma():
                    unique = s.rest()
            if "?" in text and emitter.current.section in self.group_members():
                group = self.group_of(emitter.current)
        s.expect_end()
        if link or unique:
            raise s.fail("unsupported section attribute (linked-to or unique section)")
        existing = emitter.find(name, group)
        if existing is not None and explicit and existing.section.flags != flags and (
                len(existing.code) == 0):
            existing.section.flags = flags
            existing.section.type = type
        if name.startswith(".note.GNU-stack") and not explicit:
            type = SHT_PROGBITS
        emitter_chunk = existing
        if emitter_chunk is None:
            saved = emitter.current
            emitter.section(name, type, flags, entsize, group)
            emitter_chunk = emitter.current
            emitter.enter(saved)
        return emitter.subsection(emitter_chunk, subsection) if subsection else emitter_chunk

    def existing(self, name: str, type: int, flags: int, subsection: int) -> Chunk:
        emitter = self.emitter
        found = emitter.find(name)
        if found is None:
            saved = emitter.current
            emitter.section(name, type, flags)
            found = emitter.current
            emitter.enter(saved)
        return emitter.subsection(found, i64(subsection))

    def group_members(self) -> list[object]:
        return [section for sections in self.emitter.groups.values() for section in sections]

    def group_of(self, chunk: Chunk) -> str:
        for name, sections in self.emitter.groups.items():
            if chunk.section in sections:
                return name
        return ""

    def flag_bits(self, text: str, s: Scanner, known: int) -> tuple[int, bool]:
        flags = 0
        if text.isdigit():
            return int(text), False
        for char in text:
            if char not in SECTION_FLAGS:
                raise s.fail(f"unknown section attribute `{char}'")
            flags |= SECTION_FLAGS[char]
        return flags, "G" in text

    def section_type(self, s: Scanner) -> int:
        """@progbits and so on, -1: no type is given."""
        if s.peek() not in ("@", "%", '"'):
            return -1
        if s.peek() == '"':
            word = s.string_bytes().decode()
        else:
            s.pos += 1
            word = s.word()
        if word in SECTION_TYPES:
            return SECTION_TYPES[word]
        try:
            return int(word, 0)
        except ValueError:
            raise s.fail(f"unrecognized section type `{word}'") from None

    def section(self, s: Scanner) -> None:
        self.go(self.named(s, False))

    def pushsection(self, s: Scanner) -> None:
        parser = self.parser
        chunk = self.named(s, True)
        parser.section_stack.append((self.emitter.current, parser.previous))
        self.go(chunk)

    def popsection(self, s: Scanner) -> None:
        parser = self.parser
        if not parser.section_stack:
            raise s.fail(".popsection without corresponding .pushsection; ignored")
        chunk, previous = parser.section_stack.pop()
        self.emitter.enter(chunk)
        parser.previous = previous

    def previous(self, s: Scanner) -> None:
        if self.parser.previous is not None:
            self.go(self.parser.previous)

    def subsection(self, s: Scanner) -> None:
        number = self.parser.number(s)
        emitter = self.emitter
        for first in emitter.first_chunk.values():
            if first.section is emitter.current.section:
                self.go(emitter.subsection(first, i64(number)))
                return

    def ident(self, s: Scanner) -> None:
        self.emitter.ident(s.string_bytes().decode("utf-8", "surrogateescape"))

    def set_mode(self, mode: int, gcc: bool) -> None:
        if mode == 64 and self.parser.architecture.address_size != 8:
            raise SyntaxProblem("64-bit mode not supported on `i386'")
        self.parser.architecture.set_mode(mode)
        self.parser.syntax.mode = mode
        self.parser.syntax.code16gcc = gcc

    def code16(self, s: Scanner) -> None:
        self.set_mode(16, False)

    def code16gcc(self, s: Scanner) -> None:
        self.set_mode(16, True)

    def code32(self, s: Scanner) -> None:
        self.set_mode(32, False)

    def code64(self, s: Scanner) -> None:
        self.set_mode(64, False)

    def att_syntax(self, s: Scanner) -> None:
        if s.rest() not in ("", "prefix"):
            raise s.fail("unsupported: registers without `%'")

    def intel_syntax(self, s: Scanner) -> None:
        raise s.fail("unsupported: Intel syntax")

    # -- symbols ----------------------------------------------------------------------------------

    def each_symbol(self, s: Scanner) -> list[Label]:
        labels = []
        while True:
            name = s.name()
            if not name:
                raise s.fail("expected symbol name")
            labels.append(self.emitter.symbol(name))
            if not s.comma():
                break
        s.expect_end()
        return labels

    def globl(self, s: Scanner) -> None:
        for label in self.each_symbol(s):
            self.emitter.bind(label, STB_GLOBAL)

    def local(self, s: Scanner) -> None:
        for label in self.each_symbol(s):
            self.emitter.bind(label, STB_LOCAL)
            self.local_commons.append(label.name)

    def weak(self, s: Scanner) -> None:
        for label in self.each_symbol(s):
            self.emitter.bind(label, STB_WEAK)

    def visible(self, s: Scanner, visibility: int) -> None:
        for label in self.each_symbol(s):
            self.emitter.visibility(label, visibility)

    def hidden(self, s: Scanner) -> None:
        self.visible(s, STV_HIDDEN)

    def internal(self, s: Scanner) -> None:
        self.visible(s, STV_INTERNAL)

    def protected(self, s: Scanner) -> None:
        self.visible(s, STV_PROTECTED)

    def symbol(self, s: Scanner) -> Label:
        name = s.name()
        if not name:
            raise s.fail("expected symbol name")
        return self.emitter.symbol(name)

    def type(self, s: Scanner) -> None:
        label = self.symbol(s)
        s.comma()
        if s.peek() == '"':
            word = s.string_bytes().decode()
        else:
            if s.peek() in ("@", "%", "#"):
                s.pos += 1
            word = s.word()
        s.expect_end()
        type = SYMBOL_TYPES.get(word.lower())
        if type is None:
            raise s.fail(f"unrecognized symbol type `{word}'")
        if word == "gnu_unique_object":
            self.emitter.bind(label, STB_GNU_UNIQUE)
        self.emitter.type(label, type)

    def size(self, s: Scanner) -> None:
        label = self.symbol(s)
        s.expect_comma()
        expression = s.expression()
        s.expect_end()
        self.emitter.size_expression(label, self.parser.snapshot(expression))

    def comm(self, s: Scanner) -> None:
        """.comm symbol, length[, alignment]"""
        label = self.symbol(s)
        s.expect_comma()
        length = self.parser.number(s)
        alignment = 1
        if s.comma():
            alignment = self.parser.number(s)
        else:
            while alignment < min(length, 16):
                alignment *= 2
        s.expect_end()
        if label.section != NOWHERE:
            raise s.fail(f"symbol `{label.name}' is already defined")
        self.emitter.common(label, length, alignment, label.name in self.local_commons)

    def lcomm(self, s: Scanner) -> None:
        """.lcomm symbol, length[, alignment]"""
        label = self.symbol(s)
        s.expect_comma()
        length = self.parser.number(s)
        alignment = 1
        while alignment < min(length, 8):
            alignment *= 2
        if s.comma():
            alignment = self.parser.number(s)
        s.expect_end()
        self.emitter.common(label, length, alignment, True)

    def set(self, s: Scanner) -> None:
        name = s.name()
        s.expect_comma()
        self.parser.assign(name, s.rest())

    def equiv(self, s: Scanner) -> None:
        name = s.name()
        s.expect_comma()
        self.parser.assign(name, s.rest(), True)

    def weakref(self, s: Scanner) -> None:
        """.weakref alias, target: uses of alias are weak uses of target."""
        alias = self.symbol(s)
        s.expect_comma()
        target = self.symbol(s)
        s.expect_end()
        self.emitter.alias(alias, target)
        if target.section == NOWHERE and target.bind == STB_LOCAL:
            target.bind = STB_WEAK

    def symver(self, s: Scanner) -> None:
        """.symver name, name@version[, visibility]"""
        label = self.symbol(s)
        s.expect_comma()
        version = s.word()
        if s.comma():
            s.word()
        s.expect_end()
        if "@" not in version:
            raise s.fail("missing version name")
        self.symvers.append((label.name, version))

    # -- macros and conditionals ---------------------------------------------------------------------

    def macro(self, s: Scanner) -> None:
        """.macro name [parameter[:req|:vararg][=default]] ..."""
        name = s.word()
        if not name:
            raise s.fail("missing macro name")
        made = Macro(name)
        s.comma()
        for part in self.parameter_texts(s.rest()):
            text, _, default = part.partition("=")
            parameter, _, kind = text.strip().partition(":")
            made.parameters.append(parameter.strip())
            made.defaults.append(unquote(default.strip()))
            made.required.append(kind.strip() == "req")
            if kind.strip() == "vararg":
                made.vararg = True
        made.body = self.parser.block((".macro",), ".endm")
        key = name.lower()
        if key in self.parser.macros:
            raise s.fail(f"Macro `{name}' was already defined")
        self.parser.macros[key] = made

    def parameter_texts(self, text: str) -> list[str]:
        """Parameters separated by blanks or commas; blanks around `=` and `:` do not count."""
        for char in "=:":
            while " " + char in text or char + " " in text:
                text = text.replace(" " + char, char).replace(char + " ", char)
        return [part for part in split_arguments(text, -1, False) if part]

    def stray(self, s: Scanner) -> None:
        raise s.fail("no matching block for this directive")

    def purgem(self, s: Scanner) -> None:
        name = s.word().lower()
        if self.parser.macros.pop(name, None) is None:
            raise s.fail(f"attempt to purge non-existing macro `{name}'")

    def exitm(self, s: Scanner) -> None:
        parser = self.parser
        source = parser.sources[-1]
        source.next = len(source.lines)
        del parser.conditionals[source.conditionals:]

    def altmacro(self, s: Scanner) -> None:
        self.parser.alternate = True

    def noaltmacro(self, s: Scanner) -> None:
        self.parser.alternate = False

    def rept(self, s: Scanner) -> None:
        count = self.parser.number(s)
        body = self.parser.block((".rept", ".rep", ".irp", ".irpc"), ".endr")
        if count > 0:
            if count * max(1, len(body)) > 10_000_000:
                raise s.fail("repeat count is too large")
            self.parser.repeat(body, "", [""] * count)

    def irp(self, s: Scanner) -> None:
        name = s.name()
        s.comma()
        values = [self.parser.argument(v) for v in split_arguments(s.rest(), -1, False)]
        body = self.parser.block((".rept", ".rep", ".irp", ".irpc"), ".endr")
        self.parser.repeat(body, name, values or [""])

    def irpc(self, s: Scanner) -> None:
        name = s.name()
        s.comma()
        text = unquote(s.rest())
        body = self.parser.block((".rept", ".rep", ".irp", ".irpc"), ".endr")
        self.parser.repeat(body, name, list(text) or [""])

    def begin_if(self, condition: bool) -> None:
        outer = self.parser.active()
        self.parser.conditionals.append(Conditional(outer and condition, condition, outer))

    def if_compare(self, s: Scanner, op: str) -> None:
        if not self.parser.active():
            self.begin_if(False)
            return
        self.begin_if(False)
        value = self.parser.number(s)
        s.expect_end()
        self.parser.conditionals.pop()
        self.begin_if(binary(op, constant(value), constant(0)).value != 0)

    def if_ne(self, s: Scanner) -> None:
        self.if_compare(s, "!=")

    def if_eq(self, s: Scanner) -> None:
        self.if_compare(s, "==")

    def if_ge(self, s: Scanner) -> None:
        self.if_compare(s, ">=")

    def if_gt(self, s: Scanner) -> None:
        self.if_compare(s, ">")

    def if_le(self, s: Scanner) -> None:
        self.if_compare(s, "<=")

    def if_lt(self, s: Scanner) -> None:
        self.if_compare(s, "<")

    def is_defined(self, s: Scanner) -> bool:
        name = s.name()
        s.expect_end()
        found = self.emitter.symbols.get(name)
        return found is not None and (found.section != NOWHERE or found.common >= 0)

    def ifdef(self, s: Scanner) -> None:
        self.begin_if(self.is_defined(s))

    def ifndef(self, s: Scanner) -> None:
        self.begin_if(not self.is_defined(s))

    def ifb(self, s: Scanner) -> None:
        self.begin_if(not s.rest())

    def ifnb(self, s: Scanner) -> None:
        self.begin_if(bool(s.rest()))

    def same_strings(self, s: Scanner) -> bool:
        left, _, right = s.rest().partition(",")
        return unquote(left.strip().strip("'")) == unquote(right.strip().strip("'"))

    def ifc(self, s: Scanner) -> None:
        self.begin_if(self.same_strings(s))

    def ifnc(self, s: Scanner) -> None:
        self.begin_if(not self.same_strings(s))

    def ifeqs(self, s: Scanner) -> None:
        left = s.string_bytes()
        s.expect_comma()
        self.begin_if(left == s.string_bytes())

    def ifnes(self, s: Scanner) -> None:
        left = s.string_bytes()
        s.expect_comma()
        self.begin_if(left != s.string_bytes())

    def open_if(self, s: Scanner) -> Conditional:
        if not self.parser.conditionals:
            raise s.fail("no matching .if")
        return self.parser.conditionals[-1]

    def else_(self, s: Scanner) -> None:
        conditional = self.open_if(s)
        if conditional.seen_else:
            raise s.fail("duplicate .else")
        conditional.seen_else = True
        conditional.active = conditional.outer and not conditional.taken
        conditional.taken = True

    def elseif(self, s: Scanner) -> None:
        conditional = self.open_if(s)
        if conditional.taken or not conditional.outer:
            conditional.active = False
            return
        value = self.parser.number(s)
        conditional.active = conditional.taken = value != 0

    def endif(self, s: Scanner) -> None:
        self.open_if(s)
        self.parser.conditionals.pop()

    def error(self, s: Scanner) -> None:
        text = s.string_bytes().decode() if s.peek() == '"' else ".error directive invoked"
        raise s.fail(text)

    def err(self, s: Scanner) -> None:
        raise s.fail(".err encountered")

    def warning(self, s: Scanner) -> None:
        text = s.string_bytes().decode() if s.peek() == '"' else ".warning directive invoked"
        self.parser.problem("warning", text)

    def end(self, s: Scanner) -> None:
        self.parser.finished = True

    # -- lines ------------------------------------------------------------------------------------

    def file(self, s: Scanner) -> None:
        """.file "name" (a symbol), .file number ["directory"] "name" [md5 0x...]"""
        if s.peek() == '"':
            self.emitter.file_symbol(s.string_bytes().decode("utf-8", "surrogateescape"))
            s.expect_end()
            return
        number = self.parser.number(s)
        name = s.string_bytes().decode("utf-8", "surrogateescape")
        directory = ""
        md5 = b""
        if s.peek() == '"':
            directory = name
            name = s.string_bytes().decode("utf-8", "surrogateescape")
        if not s.at_end():
            if s.word() != "md5":
                raise s.fail("junk at end of .file")
            word = s.word()
            try:
                md5 = int(word, 16).to_bytes(16, "big")
            except (ValueError, OverflowError):
                raise s.fail("bad md5 value") from None
        s.expect_end()
        self.emitter.file(number, directory, name, md5)

    def loc(self, s: Scanner) -> None:
        """.loc file line [column] [options]"""
        file = self.parser.number(s)
        line = self.parser.number(s)
        column = 0
        flags = int(self.emitter.lines.next_flags) & 8
        discriminator = 0
        view: Label | None = None
        with_view = False
        if s.peek().isdigit():
            column = self.parser.number(s)
        while not s.at_end():
            word = s.word()
            if word == "basic_block":
                flags |= 1
            elif word == "prologue_end":
                flags |= 2
            elif word == "epilogue_begin":
                flags |= 4
            elif word == "is_stmt":
                flags = flags & ~8 | (8 if self.parser.number(s) else 0)
            elif word == "isa":
                self.parser.number(s)
            elif word == "discriminator":
                discriminator = self.parser.number(s)
            elif word == "view":
                with_view = True
                if s.peek() == "-":      # `view -0`: numbering starts again
                    self.parser.number(s)
                    self.emitter.lines.last_chunk = None
                elif s.peek().isdigit():
                    self.parser.number(s)
                else:
                    view = self.symbol(s)
            else:
                raise s.fail(f"unknown .loc sub-directive `{word}'")
        emitter = self.emitter
        if emitter.lines.pending:
            emitter.lines.flush(emitter.current)
        emitter.lines.loc(file, line, column, flags, discriminator, view)
        if with_view:
            emitter.lines.flush(emitter.current)   # a row with a view number stands at once

    # -- call frames --------------------------------------------------------------------------------

    def register(self, s: Scanner) -> int:
        """A DWARF register number, or a register name."""
        if s.peek() == "%":
            number = self.parser.syntax.dwarf_register(s.word())
            if number < 0:
                raise s.fail("bad register in CFI directive")
            return number
        return self.parser.number(s)

    def register_and_offset(self, s: Scanner) -> tuple[int, int]:
        register = self.register(s)
        s.expect_comma()
        offset = self.parser.number(s)
        s.expect_end()
        return register, offset

    def cfi_sections(self, s: Scanner) -> None:
        words = [word.strip() for word in s.rest().split(",")]
        self.emitter.cfi_sections(".eh_frame" in words, ".debug_frame" in words)

    def cfi_startproc(self, s: Scanner) -> None:
        self.emitter.cfi_startproc(s.rest() == "simple")

    def cfi_endproc(self, s: Scanner) -> None:
        self.emitter.cfi_endproc()

    def cfi_pointer(self, s: Scanner) -> tuple[int, Label | None]:
        encoding = self.parser.number(s)
        if encoding == 255:
            s.expect_end()
            return 255, None
        s.expect_comma()
        label = self.symbol(s)
        s.expect_end()
        return encoding, label

    def cfi_personality(self, s: Scanner) -> None:
        encoding, label = self.cfi_pointer(s)
        frame = self.emitter.frames.open()
        frame.personality_encoding = encoding
        frame.personality = label

    def cfi_lsda(self, s: Scanner) -> None:
        encoding, label = self.cfi_pointer(s)
        frame = self.emitter.frames.open()
        frame.lsda_encoding = encoding
        frame.lsda = label

    def cfi_def_cfa(self, s: Scanner) -> None:
        register, offset = self.register_and_offset(s)
        self.emitter.cfi_def_cfa(register, offset)

    def cfi_def_cfa_offset(self, s: Scanner) -> None:
        self.emitter.cfi_def_cfa_offset(self.parser.number(s))

    def cfi_adjust_cfa_offset(self, s: Scanner) -> None:
        self.emitter.cfi_adjust_cfa_offset(self.parser.number(s))

    def cfi_def_cfa_register(self, s: Scanner) -> None:
        self.emitter.cfi_def_cfa_register(self.register(s))

    def cfi_offset(self, s: Scanner) -> None:
        register, offset = self.register_and_offset(s)
        self.emitter.cfi_offset(register, offset)

    def cfi_rel_offset(self, s: Scanner) -> None:
        register, offset = self.register_and_offset(s)
        emitter = self.emitter
        emitter.cfi_offset(register, offset - emitter.frames.cfa_offset())

    def cfi_val_offset(self, s: Scanner) -> None:
        register, offset = self.register_and_offset(s)
        self.emitter.frames.val_offset(self.emitter.here(), register, offset)

    def cfi_register(self, s: Scanner) -> None:
        first = self.register(s)
        s.expect_comma()
        second = self.register(s)
        self.emitter.frames.register(self.emitter.here(), first, second)

    def each_register(self, s: Scanner, op: int) -> None:
        while True:
            register = self.register(s)
            if op == 0:
                self.emitter.cfi_restore(register)
            else:
                self.emitter.frames.simple(self.emitter.here(), op, register)
            if not s.comma():
                break
        s.expect_end()

    def cfi_restore(self, s: Scanner) -> None:
        self.each_register(s, 0)

    def cfi_undefined(self, s: Scanner) -> None:
        self.each_register(s, 7)

    def cfi_same_value(self, s: Scanner) -> None:
        self.each_register(s, 8)

    def cfi_remember_state(self, s: Scanner) -> None:
        self.emitter.cfi_remember_state()

    def cfi_restore_state(self, s: Scanner) -> None:
        self.emitter.cfi_restore_state()

    def cfi_return_column(self, s: Scanner) -> None:
        self.emitter.frames.open().return_column = self.register(s)

    def cfi_signal_frame(self, s: Scanner) -> None:
        self.emitter.cfi_signal_frame()

    def cfi_window_save(self, s: Scanner) -> None:
        self.emitter.frames.raw(self.emitter.here(), b"\x2d")

    def cfi_escape(self, s: Scanner) -> None:
        data = bytearray()
        while True:
            data.append(self.parser.number(s) & 255)
            if not s.comma():
                break
        s.expect_end()
        self.emitter.cfi_escape(bytes(data))
