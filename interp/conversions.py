"""Operators and conversions as nodes: which class does the arithmetic of a type (C17 6.3, 6.5).

Also the slots of constants: an operand that is a slot costs its operator one comparison.
"""

from __future__ import annotations

from cspec import tree as T
from cspec.diagnostics import Unsupported
from cspec.floats import Real
from cspec.types import (BOOL, COMPLEX, ENUM, FLOAT, FUNCTION, INT, POINTER as T_POINTER, RECORD,
                         VECTOR, VOID, Type)
from interp import arithmetic as A
from interp import nodes as M
from interp import words as W
from interp.chunks import ChunkOp, ChunkToTruth, ConvertChunk, MakeChunk, PartValue
from interp.exact import ExactCompare, ExactD, ExactRound, ExactToInt
from interp.machine import Machine
from interp.memory import NULL
from interp.nodes import CHUNK, DOUBLE, INTEGER, NONE, POINTER, REAL, Fixer, N

ACCEPTS = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "==": "=", "!=": "<>u"}


def kind_of(t: Type) -> int:
    """Which method of a node gives a value of this type."""
    kind = t.plain.kind
    if kind in (INT, BOOL, ENUM):
        return INTEGER
    if kind == FLOAT:
        assert t.format is not None
        return DOUBLE if t.format.name in ("f32", "f64") else REAL
    if kind == T_POINTER:
        return POINTER
    if kind in (RECORD, COMPLEX, VECTOR):
        return CHUNK
    return NONE


def is_wide(t: Type) -> bool:
    """Whether an integer type has more bits than a word."""
    return t.size > 8 and kind_of(t) == INTEGER


def is_big(t: Type) -> bool:
    """Whether a type is unsigned of 64 bits."""
    base = t.plain.of.plain if t.plain.kind == ENUM else t.plain
    return base.kind == INT and base.bits == 64 and not base.signed


def is_single(t: Type) -> bool:
    return t.format is not None and t.format.name == "f32"


class Converter:
    """Makes the nodes of operators and conversions; owns the slots of one function."""

    def __init__(self, machine: Machine) -> None:
        self.m = machine
        self.slots = 1
        self.words: list[tuple[int, int]] = []
        self.reals: list[tuple[int, float]] = []
        self.constants: dict[str, int] = {}

    def fixer(self, t: Type, pos: int, wraps: bool = False) -> Fixer:
        base = t.plain.of.plain if t.plain.kind == ENUM else t.plain
        return Fixer(base.bits, base.signed, wraps or self.m.wraps, pos)

    def new_slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def word_slot(self, node: N) -> int:
        """The slot that holds the word of a node: a variable's, a constant's, or 0."""
        node = W.bare(node)
        if isinstance(node, M.SlotI):
            return int(node.slot)
        if isinstance(node, M.ConstI) and -1 << 63 <= node.value < 1 << 64:
            word = int(node.word)
            slot = self.constants.get(str(word), -1)
            if slot < 0:
                slot = self.new_slot()
                self.constants[str(word)] = slot
                self.words.append((slot, word))
            return slot
        return 0

    def real_slot(self, node: N) -> int:
        """The slot that holds the value of a floating node, or 0."""
        if isinstance(node, M.SlotD):
            return int(node.slot)
        if isinstance(node, M.ConstD):
            key = node.value.hex()
            slot = self.constants.get(key, -1)
            if slot < 0:
                slot = self.new_slot()
                self.constants[key] = slot
                self.reals.append((slot, node.value))
            return slot
        return 0

    def constant(self, e: T.Const) -> N:
        value = e.value
        if e.imaginary or e.type.kind == COMPLEX:
            part = e.type.of
            zero: N = self.constant(T.Const(part, e.pos, zero_of(part)))
            return MakeChunk(self.m, [zero, self.constant(T.Const(part, e.pos, value))],
                             e.type)
        kind = kind_of(e.type)
        if kind == INTEGER:
            assert isinstance(value, int)
            return M.ConstI(value)
        if kind == DOUBLE:
            return M.ConstD(float(value) if isinstance(value, (int, float)) else 0.0)
        if kind == REAL:
            assert isinstance(value, Real)
            return M.ConstR(value)
        if kind == POINTER:
            assert isinstance(value, int)
            return M.ConstP(self.m.from_address(value))
        raise Unsupported(e.pos, "constant")

    # ---- operators

    def operate(self, op: str, left: N, right: N, lt: Type, rt: Type, result: Type, pos: int
                ) -> N:
        """An arithmetic operator on nodes of known types."""
        kind = kind_of(lt)
        if kind == CHUNK:
            return ChunkOp(self.m, op, left, right, lt, result, pos)
        if kind == INTEGER:
            fixer = self.fixer(lt, pos)
            if fixer.bits <= 64:
                return self.word_op(op, left, A.Clamp(right) if is_wide(rt) else right, fixer, pos)
            if op in INT_OPS:
                return INT_OPS[op](left, right, fixer, pos)
            return INT_COMPARES[op](left, right)
        if kind == DOUBLE:
            return self.real_op(op, left, right, lt, pos)
        if kind == REAL:
            if op in ACCEPTS:
                accepts = ACCEPTS[op]
                return A.CompareR(left, right, accepts)
            assert lt.format is not None
            return A.ArithR(op, left, right, lt.format)
        raise Unsupported(pos, f"operator {op}")

    def word_op(self, op: str, left: N, right: N, fixer: Fixer, pos: int) -> N:
        """An operator on words of the type of `fixer`."""
        left = W.bare(left)
        right = W.bare(right)
        return W.word_class(op, fixer)(left, right, self.word_slot(left), self.word_slot(right),
                                       fixer, pos)

    def real_op(self, op: str, left: N, right: N, t: Type, pos: int) -> N:
        """An operator on doubles, or on floats, whose result is rounded."""
        if self.m.exact:
            if op not in DOUBLE_OPS:
                return ExactCompare(op, left, right)
            assert t.format is not None
            return ExactD(op, left, right, t.format)
        ls, rs = self.real_slot(left), self.real_slot(right)
        if op in DOUBLE_OPS:
            made = DOUBLE_OPS[op](left, right, ls, rs)
            return A.RoundD(made, pos) if is_single(t) else made
        return DOUBLE_COMPARES[op](left, right, ls, rs)

    # ---- conversions

    def convert(self, node: N, source: Type, target: Type, pos: int, explicit: bool = False) -> N:
        """A value of one type as a value of another (6.3)."""
        source = source.plain
        target = target.plain
        if source is target:
            return node
        sk, tk = kind_of(source), kind_of(target)
        if tk == CHUNK:
            if sk == CHUNK:
                if source.kind == target.kind == COMPLEX:
                    return ConvertChunk(self.m, node, source, target, pos)
                return node
            if target.kind == COMPLEX:
                part = self.convert(node, source, target.of, pos)
                zero = self.constant(T.Const(target.of, pos, zero_of(target.of)))
                return MakeChunk(self.m, [part, zero], target)
            from interp.chunks import IntToChunk
            if sk == INTEGER:
                return IntToChunk(node, target.size)
            raise Unsupported(pos, "conversion to this type")
        if sk == CHUNK:
            if source.kind == COMPLEX:
                if target.kind == BOOL:
                    return ChunkToTruth(self.m, node, source)
                part = PartValue(self.m, node, source, 0)
                return self.convert(part, source.of, target, pos)
            from interp.chunks import ChunkToInt
            if tk == INTEGER:
                return ChunkToInt(node, self.fixer(target, pos, True))
            raise Unsupported(pos, "conversion from this type")
        if target.kind == BOOL:
            if sk == INTEGER:
                return A.BoolI(node) if is_wide(source) else W.Truth(W.bare(node))
            return {DOUBLE: A.BoolD, POINTER: A.BoolP, REAL: A.BoolR}[sk](node)
        if tk == INTEGER:
            fixer = self.fixer(target, pos, True)
            if sk == INTEGER:
                base = source.of.plain if source.kind == ENUM else source
                bits = 1 if base.kind == BOOL else base.bits
                signed = base.signed and base.kind != BOOL
                if bits <= fixer.bits and signed == fixer.signed or bits < fixer.bits \
                        and not signed:
                    return node
                if bits > 64 or fixer.bits > 64:
                    return A.WrapI(node, fixer)
                if fixer.bits == 64:
                    return W.Reinterpret(node, not fixer.signed)
                node = W.bare(node)
                cut = W.CutSigned if fixer.signed else W.Cut
                return cut(node, self.word_slot(node), fixer)
            if sk == DOUBLE:
                made = ExactToInt(node, fixer, pos) if self.m.exact else A.DToInt(node, fixer, pos)
                return made if fixer.bits <= 64 else A.DToWide(made)
            if sk == REAL:
                return A.RToInt(node, fixer, pos)
            return A.PToInt(node, fixer, pos)
        if tk == DOUBLE:
            single = is_single(target)
            if self.m.exact and (sk == INTEGER or sk == DOUBLE and single):
                assert target.format is not None
                return ExactRound(node, sk == INTEGER, target.format)
            if sk == INTEGER:
                if single or is_wide(source):
                    return A.WideToD(node, single)
                node = W.bare(node)
                return A.IntToD(node, self.word_slot(node), is_big(source))
            if sk == REAL:
                return A.RToD(node, single)
            if single and not is_single(source):
                return A.RoundD(node, pos)
            return node
        if tk == REAL:
            assert target.format is not None
            if sk == INTEGER:
                return A.IToR(node, target.format)
            if sk == DOUBLE:
                return A.DToR(node)
            return A.RToR(node, target.format)
        if sk == INTEGER:
            if isinstance(node, M.ConstI) and node.value == 0:
                return M.ConstP(NULL)
            return A.IntToP(node)
        to = target.of
        if explicit and to.kind != FUNCTION and to.kind != VOID and not to.is_incomplete() \
                and to.align > (source.of.align if not source.of.is_incomplete() else 1):
            return A.AlignP(node, to.align, pos)
        return node


def zero_of(t: Type) -> object:
    """A constant zero of a scalar type."""
    kind = kind_of(t)
    if kind == INTEGER:
        return 0
    if kind == DOUBLE:
        return 0.0
    from cspec import floats
    return floats.zero()


def one_of(t: Type, sign: int) -> object:
    kind = kind_of(t)
    if kind == INTEGER:
        return sign
    if kind == DOUBLE:
        return float(sign)
    from cspec import floats
    assert t.format is not None
    return floats.from_int(sign, t.format)


INT_OPS: dict[str, type[A.IntOp]] = {
    "+": A.Add, "-": A.Subtract, "*": A.Multiply, "/": A.Divide, "%": A.Remainder,
    "<<": A.ShiftLeft, ">>": A.ShiftRight, "&": A.And, "|": A.Or, "^": A.Xor}
INT_COMPARES: dict[str, type[A.Compare]] = {
    "<": A.LessI, ">": A.GreaterI, "<=": A.LessEqualI, ">=": A.GreaterEqualI, "==": A.EqualI,
    "!=": A.NotEqualI}
DOUBLE_OPS: dict[str, type[A.ArithD]] = {
    "+": A.AddD, "-": A.SubtractD, "*": A.MultiplyD, "/": A.DivideD}
DOUBLE_COMPARES: dict[str, type[A.CompareD]] = {
    "<": A.LessD, ">": A.GreaterD, "<=": A.LessEqualD, ">=": A.GreaterEqualD, "==": A.EqualD,
    "!=": A.NotEqualD}
