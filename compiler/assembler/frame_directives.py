"""Source lines and call frames.

Source: GNU as manual, chapter 7.
"""

from __future__ import annotations

from compiler.assembler.directive_group import DirectiveGroup
from compiler.assembler.operands import Label
from compiler.assembler.scanner import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class FrameDirectives(DirectiveGroup):
    """See the module's docstring; every method gets a scanner over the operands."""

    def register_all(self, t: dict[str, Callable[[Scanner], None]]) -> None:
        """Enter the directives of this group."""
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


    def register(self, s: Scanner) -> int:
        """A DWARF register number, or a register name."""
        if s.peek() == "%" or s.peek().isalpha():
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
        self.emitter.frames.change_return_column(self.emitter.here(), self.register(s))

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
