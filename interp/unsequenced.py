"""Unsequenced side effects (C17 6.5p2).

Operands of most operators are unsequenced: if one changes a scalar that the other changes or
reads, the behaviour is undefined.  For slots and named objects the tree tells which operands may
conflict; only there are guards built, which log accesses and compare them.
"""

from __future__ import annotations

from cspec import tree as T
from cspec.tree import Expr, Variable
from interp.builder import Builder
from interp.frame import Frame
from interp.nodes import N
from interp.guards import clash as clashing


class Effects:
    """What an expression may touch: variables read and written by name, and memory."""

    def __init__(self) -> None:
        self.reads: list[Variable] = []
        self.writes: list[Variable] = []
        self.pending: list[Variable] = []


def effects(e: Expr, out: Effects, certain: bool) -> None:
    """Collect accesses that happen whenever `e` is evaluated (calls are sequenced apart)."""
    if isinstance(e, T.Load):
        if isinstance(e.place, T.VariableRef):
            out.reads.append(e.place.variable)
        else:
            place_effects(e.place, out)
        return
    if isinstance(e, T.Increment):
        if isinstance(e.target, T.VariableRef):
            out.writes.append(e.target.variable)
            out.pending.append(e.target.variable)
        else:
            place_effects(e.target, out)
        return
    if isinstance(e, (T.Assign, T.CompoundAssign)):
        if isinstance(e.target, T.VariableRef):
            out.writes.append(e.target.variable)
            out.pending.append(e.target.variable)
        else:
            place_effects(e.target, out)
        effects(e.value, out, certain)
        return
    if isinstance(e, T.Binary):
        effects(e.left, out, certain)
        effects(e.right, out, certain)
        return
    if isinstance(e, (T.Unary, T.Cast)):
        effects(e.operand, out, certain)
        return
    if isinstance(e, T.Logical):
        sealed(e.left, out)
        return
    if isinstance(e, (T.Conditional,)):
        sealed(e.condition, out)
        return
    if isinstance(e, T.Comma):
        sealed(e.left, out)
        effects(e.right, out, certain)
        return
    if isinstance(e, T.Call):
        inner = Effects()
        for argument in e.arguments:
            effects(argument, inner, certain)
        effects(e.callee, inner, certain)
        out.reads.extend(inner.reads)
        out.writes.extend(inner.writes)
        return
    if isinstance(e, (T.Decay, T.AddressOf)):
        place_effects(e.operand, out)


def sealed(e: Expr, out: Effects) -> None:
    """Accesses before a sequence point: no longer pending."""
    inner = Effects()
    effects(e, inner, True)
    out.reads.extend(inner.reads)
    out.writes.extend(inner.writes)


def place_effects(e: Expr, out: Effects) -> None:
    """Accesses made while an lvalue is computed."""
    if isinstance(e, T.Deref):
        effects(e.pointer, out, True)
    elif isinstance(e, T.Member):
        place_effects(e.base, out)
    elif isinstance(e, T.Index):
        if e.base.lvalue:
            place_effects(e.base, out)
        else:
            effects(e.base, out, True)
        effects(e.index, out, True)
    elif isinstance(e, T.Part):
        place_effects(e.operand, out)
    elif not e.lvalue:
        effects(e, out, True)


def clash(a: Effects, b: Effects) -> Variable | None:
    """A variable that one side writes and the other touches."""
    for v in a.writes:
        if any(v is w for w in b.writes) or any(v is w for w in b.reads):
            return v
    for v in b.writes:
        if any(v is w for w in a.reads):
            return v
    return None


def gather(e: Expr) -> Effects:
    made = Effects()
    effects(e, made, True)
    return made


def simple(e: Expr) -> bool:
    """Quick test: expressions that write nothing need no look."""
    return isinstance(e, (T.Const, T.Load, T.Decay)) and not (
        isinstance(e, T.Load) and isinstance(e.place, (T.Deref, T.Index)))


def guard_binary(b: Builder, e: T.Binary, node: N) -> N:
    """A binary operator whose operands conflict for certain."""
    if simple(e.left) and simple(e.right):
        return node
    left = gather(e.left)
    right = gather(e.right)
    if not left.writes and not right.writes:
        return node
    v = clash(left, right)
    return clashing(node, v.name, e.pos) if v is not None else node


def guard_assign(b: Builder, e: T.Assign, node: N) -> N:
    """An assignment whose side effect conflicts with one in its operands."""
    value = gather(e.value)
    place = Effects()
    if not isinstance(e.target, T.VariableRef):
        place_effects(e.target, place)
        if value.writes or place.writes:
            v = clash(place, value)
            if v is not None:
                return clashing(node, v.name, e.pos)
        return node
    target = e.target.variable
    if any(target is w for w in value.pending):
        return clashing(node, target.name, e.pos)
    return node


def guard_arguments(b: Builder, e: T.Call, nodes: list[N]) -> list[N]:
    """Arguments that conflict with each other."""
    if len(nodes) < 2:
        return nodes
    found = [gather(a) for a in e.arguments]
    if not any(one.writes for one in found):
        return nodes
    for i in range(len(found)):
        for j in range(i):
            v = clash(found[j], found[i])
            if v is not None:
                nodes[i] = clashing(nodes[i], v.name, e.pos)
    return nodes


__all__ = ["Frame", "guard_arguments", "guard_assign", "guard_binary"]
