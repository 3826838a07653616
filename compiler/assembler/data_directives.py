"""Data, space, alignment and included files.

Source: GNU as manual, chapter 7.
"""

from __future__ import annotations

import os

from mypy_extensions import i64

from compiler.assembler.directive_group import DirectiveGroup
from compiler.assembler.expression import NODE_CONST, NODE_SYMBOL, Expression, constant
from compiler.assembler.operands import FIXUP_DATA, KIND_NONE, NOWHERE
from compiler.assembler.parser import Source, remove_block_comments
from compiler.assembler.scanner import Scanner, SyntaxProblem
from compiler.elf.constants import SHT_NOBITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

MAX_ALIGNMENT: Final = 28    # power of two
MAX_FILL: Final = 1 << 28     # bytes of one .skip, .fill ... outside .bss


class DataDirectives(DirectiveGroup):
    """See the module's docstring; every method gets a scanner over the operands."""

    def register_all(self, t: dict[str, Callable[[Scanner], None]]) -> None:
        """Enter the directives of this group."""
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
        if number * len(pattern) > MAX_FILL and (
                self.emitter.current.section.type != SHT_NOBITS or number > 1 << 62):
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
            if not 0 <= number <= MAX_ALIGNMENT:
                raise s.fail("alignment too large")
            number = 1 << number
        elif number < 0 or number & (number - 1):
            raise s.fail("alignment not a power of 2")
        elif number > 1 << MAX_ALIGNMENT:
            raise s.fail("alignment too large")
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
        chunk.fixup(at, 0, False, KIND_NONE, label, None, 0, FIXUP_DATA)
