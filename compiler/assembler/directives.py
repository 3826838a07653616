"""The directives of GNU as, found by name; the groups' files say what each does.

Source: GNU as manual, chapter 7.
"""

from __future__ import annotations

from compiler.assembler.data_directives import DataDirectives
from compiler.assembler.directive_group import DirectiveGroup
from compiler.assembler.frame_directives import FrameDirectives
from compiler.assembler.macro_directives import MacroDirectives
from compiler.assembler.parser import Parser
from compiler.assembler.scanner import Scanner, SyntaxProblem
from compiler.assembler.section_directives import SectionDirectives
from compiler.assembler.symbol_directives import SymbolDirectives

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Directives:
    """The table of all directives for one parser."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.table: dict[str, Callable[[Scanner], None]] = {}
        self.symbols = SymbolDirectives(parser)
        groups: list[DirectiveGroup] = [
            DataDirectives(parser), SectionDirectives(parser), self.symbols,
            MacroDirectives(parser), FrameDirectives(parser)]
        for group in groups:
            group.register_all(self.table)

    def finish(self) -> None:
        """What waits for the end of the text: symbol versions."""
        emitter = self.parser.emitter
        for name, version in self.symbols.symvers:
            emitter.version(emitter.symbol(name), version)
        self.symbols.symvers = []

    def is_conditional(self, name: str) -> bool:
        """Directives that count inside a false .if."""
        return name.startswith(".if") or name in (".else", ".elseif", ".elsif", ".endif")

    def run(self, name: str, text: str) -> None:
        """One directive."""
        syntax = self.parser.syntax
        method = self.table.get(syntax.directive_names.get(name, name))
        if method is None:
            if syntax.directive(name, text):
                return
            raise SyntaxProblem(f"unknown pseudo-op: `{name}'")
        method(Scanner(text, self.parser.names))
