"""How a run ends early: undefined behaviour, exit, limits, and the place where it happened."""

from __future__ import annotations


class Fault(Exception):
    """Undefined behaviour at `pos`: J.2 item, clause, and what was demanded."""

    def __init__(self, item: int, clause: str, message: str, pos: int) -> None:
        super().__init__(message)
        self.item = item
        self.clause = clause
        self.message = message
        self.pos = pos
        self.notes: list[tuple[str, int]] = []
        self.stack: list[tuple[str, int]] = []


class Exit(Exception):
    """The program ends with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Aborted(Exception):
    """The program raised a signal that kills it."""

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


class WrongArgument(Exception):
    """A library function got a value of a kind that its parameter does not have (6.5.2.2p6, p9)."""


class Limit(Exception):
    """A limit on steps, memory, depth or time was reached."""


class LongJump(Exception):
    """longjmp to the setjmp with number `token`, with `value`."""

    def __init__(self, token: int, value: int) -> None:
        super().__init__(token)
        self.token = token
        self.value = value
