"""What every group of directives has: the parser that reads, the emitter that is driven."""

from __future__ import annotations

from compiler.assembler.operands import Label
from compiler.assembler.parser import Parser
from compiler.assembler.scanner import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class DirectiveGroup:
    """Some directives, one method each."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.emitter = parser.emitter

    def register_all(self, t: dict[str, Callable[[Scanner], None]]) -> None:
        """Enter the directives of this group."""
        raise NotImplementedError

    def symbol(self, s: Scanner) -> Label:
        """The symbol named next."""
        name = s.name()
        if not name:
            raise s.fail("expected symbol name")
        return self.emitter.symbol(name)

    def ignore(self, s: Scanner) -> None:
        """Directives that change nothing in the object."""

    def refuse(self, s: Scanner) -> None:
        """Directives that would change the object in a way not made here."""
        raise s.fail("unsupported directive")
