"""Frame objects: what functions nested in others (GNU C) see of them.

Problem: a nested function reads and writes the variables of the functions around it, jumps to their
labels and may be called through a pointer.  Idea (Breuel 1988): each function around gathers what
is seen of it in one object, its frame object; a nested function gets the address of its parent's as
a hidden argument, the static chain, and finds those further out by the link that stands first in
each.  Before anything is lowered the tree of nested functions is analysed: how far out each reaches
decides whether it needs the chain at all.

Invariants: depth 0 is the outermost function; `reaches[f]` is the least depth whose frame object
`f` uses, itself or by what it calls, at most its own depth; `f` needs the chain when it is less.
"""

from __future__ import annotations

from compiler.frontend import types as c
from compiler.frontend.tree import FuncDecl, Label, VarDecl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

BUFFER_WORDS: Final = 5         # of __builtin_setjmp
TRAMPOLINE_SIZE: Final = 32     # bytes, room for the code of any machine


class FrameObject:
    """The layout of one function's frame object; offsets in bytes."""

    def __init__(self, word: int) -> None:
        self.size = word                            # the link comes first
        self.align = 16
        self.offsets: dict[VarDecl, int] = {}
        self.indirect: dict[VarDecl, bool] = {}     # only the address stands here
        self.buffers: dict[Label, int] = {}
        self.labels: dict[Label, int] = {}          # addresses of labels
        self.trampolines: dict[FuncDecl, int] = {}
        self.wanted: dict[FuncDecl, bool] = {}      # trampolines that something uses

    def room(self, size: int, align: int) -> int:
        """The offset of `size` more bytes."""
        at = (self.size + align - 1) // align * align
        self.size = at + size
        self.align = max(self.align, align)
        return at

    def add_variable(self, decl: VarDecl, word: int) -> None:
        """A captured variable: itself, or its address when it lives elsewhere."""
        if decl in self.offsets:
            return
        type = decl.type
        by_address = decl.is_parameter and (type.kind >= c.ARRAY or type.kind == c.COMPLEX)
        if by_address or type.size == c.VARIABLE:
            self.indirect[decl] = True
            self.offsets[decl] = self.room(word, word)
            return
        size = decl.init.size if decl.init is not None else type.size
        self.offsets[decl] = self.room(int(max(size, 0)), int(max(type.align, decl.align, 1)))


def depth_of(decl: FuncDecl) -> int:
    """How many functions are around this one."""
    depth = 0
    parent = decl.parent
    while parent is not None:
        depth += 1
        parent = parent.parent
    return depth


def needs_chain(reaches: dict[FuncDecl, int], decl: FuncDecl) -> bool:
    """Whether a nested function uses any frame object but its own."""
    return reaches.get(decl, 0) < depth_of(decl)


def descendants(decl: FuncDecl) -> list[FuncDecl]:
    """All functions nested in one, at any depth, in source order."""
    result: list[FuncDecl] = []
    for inner in decl.nested:
        result.append(inner)
        result.extend(descendants(inner))
    return result


def analyse(root: FuncDecl, frames: dict[FuncDecl, FrameObject], reaches: dict[FuncDecl, int],
            word: int) -> None:
    """Fill in the reach of everything nested in `root`, and the frame objects."""
    inner = descendants(root)
    for decl in inner:
        reach = depth_of(decl)
        for variable in decl.captures:
            if variable.function is not None:
                reach = min(reach, depth_of(variable.function))
        for label in decl.nonlocal_gotos + decl.captured_labels:
            if label.function is not None:
                reach = min(reach, depth_of(label.function))
        reaches[decl] = reach
    changed = True
    while changed:
        changed = False
        for decl in inner:
            reach = reaches[decl]
            for callee in decl.nested_references:
                if needs_chain(reaches, callee):
                    reach = min(reach, reaches[callee], depth_of(callee) - 1)
            for child in decl.nested:
                reach = min(reach, reaches[child])
            if reach < reaches[decl]:
                reaches[decl] = reach
                changed = True
    for decl in inner:
        if not needs_chain(reaches, decl):
            continue
        parent = decl.parent
        assert parent is not None
        frame = frames.get(parent)
        if frame is None:
            frame = FrameObject(word)
            frames[parent] = frame
        frame.trampolines[decl] = frame.room(TRAMPOLINE_SIZE, 8)
    for decl in inner:
        for variable in decl.captures:
            if variable.function is not None:
                frames[variable.function].add_variable(variable, word)
        for label in decl.nonlocal_gotos:
            if label.function is not None:
                frame = frames[label.function]
                if label not in frame.buffers:
                    frame.buffers[label] = frame.room(BUFFER_WORDS * word, word)
        for label in decl.captured_labels:
            if label.function is not None:
                frame = frames[label.function]
                if label not in frame.labels:
                    frame.labels[label] = frame.room(word, word)
