"""The C library of a run: its functions by name, its objects, and how a program starts and ends.
"""

from __future__ import annotations

import os

from mypy_extensions import i64

from cspec import builtins
from cspec.types import Type
from interp import environment, mathlib, posix, stdiolib, stdlib, textlib
from interp.memory import NULL, STATIC, UNTYPED, Obj, Ptr, fill_raw
from interp.program import Library, Program
from interp.stdlib import run_exit_handlers
from interp.stdiolib import streams


class StandardLibrary(Library):
    """Joins the tables of the parts."""

    def __init__(self) -> None:
        super().__init__()
        for part in (textlib.FUNCTIONS, stdiolib.FUNCTIONS, stdlib.FUNCTIONS,
                     mathlib.FUNCTIONS, posix.FUNCTIONS, environment.FUNCTIONS):
            self.functions.update(part)
        self.types_by_name: dict[str, Type | None] = {}

    def data(self, m: Program, name: str) -> Obj | None:
        """stdin, stdout, stderr, environ, FE_DFL_ENV's object."""
        if name == "__vouch_default_environment":
            return environment.default_environment(m)
        if name in ("stdin", "stdout", "stderr"):
            stream = streams(m).standard[("stdin", "stdout", "stderr").index(name)]
            assert stream.obj is not None
            size = m.types.pointer_size
            made = m.allocate(name, size, STATIC, size, 0)
            s = m.scalar(m.types.void_pointer)
            m.store_pointer(made, 0, s, Ptr(stream.obj, 0), 0)
            fill_raw(made.tags, 0, i64(size), UNTYPED)
            return made
        if name == "environ":
            size = m.types.pointer_size
            made = m.allocate(name, size, STATIC, size, 0)
            m.store_pointer(made, 0, m.scalar(m.types.void_pointer), self.environment(m), 0)
            fill_raw(made.tags, 0, i64(size), UNTYPED)
            return made
        return None

    def type_of(self, m: Program, name: str) -> Type | None:
        """The true type of a library function, as far as `cspec.builtins` has a row."""
        if name not in self.types_by_name:
            row = builtins.prototype(name)
            made = None
            if row is not None and "void *" not in row.split("(")[1] and m.units:
                made = m.checkers[0].prototype_type(row)
            self.types_by_name[name] = made
        return self.types_by_name[name]

    def vector(self, m: Program, texts: list[str]) -> Ptr:
        """A null-terminated array of strings."""
        size = m.types.pointer_size
        array = m.allocate("argv", size * (len(texts) + 1), STATIC, size, 0)
        s = m.scalar(m.types.char_pointer)
        for index, text in enumerate(texts):
            obj = m.make_bytes("argument", text.encode("utf-8", "surrogateescape") + b"\0", STATIC,
                               0)
            m.store_pointer(array, i64(index * size), s, Ptr(obj, 0), 0)
        m.store_pointer(array, i64(len(texts) * size), s, NULL, 0)
        return Ptr(array, 0)

    def argument_vector(self, m: Program, arguments: list[str]) -> Ptr:
        return self.vector(m, arguments)

    def environment(self, m: Program) -> Ptr:
        return self.vector(m, [f"{k}={v}" for k, v in os.environ.items()])

    def at_exit(self, m: Program) -> None:
        run_exit_handlers(m)
