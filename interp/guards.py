"""The node that reports an unsequenced side effect when it is evaluated."""

from __future__ import annotations

from mypy_extensions import i64

from cspec.floats import Real
from interp.frame import Frame
from interp.memory import Chunk, Ptr
from interp.nodes import N


class Clash(N):
    """An expression whose operands conflict whenever it is evaluated (6.5p2)."""

    def __init__(self, inner: N, name: str, pos: int) -> None:
        self.inner = inner
        self.name = name
        self.pos = pos

    def fail(self, f: Frame) -> Exception:
        return f.m.fault(35, "6.5p2", f"side effect on '{self.name}' is unsequenced relative to "
                         "another access of it", self.pos)

    def i(self, f: Frame) -> int:
        raise self.fail(f)

    def d(self, f: Frame) -> float:
        raise self.fail(f)

    def p(self, f: Frame) -> Ptr:
        raise self.fail(f)

    def r(self, f: Frame) -> Real:
        raise self.fail(f)

    def c(self, f: Frame) -> Chunk:
        raise self.fail(f)

    def x(self, f: Frame) -> None:
        raise self.fail(f)

    def o(self, f: Frame) -> object:
        raise self.fail(f)

    def lv(self, f: Frame) -> i64:
        raise self.fail(f)
