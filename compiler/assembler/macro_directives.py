"""Macros, repetition, conditionals and user diagnostics.

Source: GNU as manual, chapter 7.
"""

from __future__ import annotations

from compiler.assembler.directive_group import DirectiveGroup
from compiler.assembler.expression import binary, constant
from compiler.assembler.operands import NOWHERE
from compiler.assembler.parser import Conditional, Macro, split_arguments, unquote
from compiler.assembler.scanner import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class MacroDirectives(DirectiveGroup):
    """See the module's docstring; every method gets a scanner over the operands."""

    def register_all(self, t: dict[str, Callable[[Scanner], None]]) -> None:
        """Enter the directives of this group."""
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
