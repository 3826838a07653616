"""Selection of x87 pseudo instructions (x87.py): loads, the operation, a store.

Invariants: the register stack is empty before and after each sequence, but for results of calls and
returns; nothing is spilled between, since the sequences hold no allocated register.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.select import Mode
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.types import FLAGS, I1, I32, VOID
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import x87

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.target.x86.driver import X86Selector


def select_x87(s: X86Selector, instr: Instr) -> Instr:
    """The machine sequence of an X87 pseudo instruction."""
    kind = instr.imm
    args = instr.args
    if kind >= x87.COMPARE:
        return compare(s, instr)
    if kind == x87.POP:
        return s.emit_mem(x86.FSTPTm, VOID, [], 0, s.address(args[0]), 0)
    if kind == x87.PUSH:
        return s.emit_mem(x86.FLDTm, VOID, [], 0, s.address(args[0]), 0)
    load: i64 = x86.FLDTm
    if kind == x87.FROM_F32:
        load = x86.FLDSm
    elif kind == x87.FROM_F64:
        load = x86.FLDLm
    elif kind == x87.FROM_I64:
        load = x86.FILDLLm
    target = s.address(args[0])
    first = s.address(args[1])
    if kind <= x87.DIV:
        second = s.address(args[2])
        s.emit_mem(load, VOID, [], 0, first, 0)
        s.emit_mem(x86.FLDTm, VOID, [], 0, second, 0)
        # GNU as's names of the reversed forms are exchanged: FSUBRP is st(1) - st(0)
        op: i64 = x86.FADDP
        if kind == x87.SUB:
            op = x86.FSUBRP
        elif kind == x87.MUL:
            op = x86.FMULP
        elif kind == x87.DIV:
            op = x86.FDIVRP
        s.emit(op, VOID, [], 0)
    elif kind == x87.TO_I64:
        return truncate(s, first, target)
    else:
        s.emit_mem(load, VOID, [], 0, first, 0)
        if kind == x87.NEGATE:
            s.emit(x86.FCHS, VOID, [], 0)
        elif kind == x87.ABSOLUTE:
            s.emit(x86.FABS, VOID, [], 0)
        elif kind == x87.SQUARE_ROOT:
            s.emit(x86.FSQRT, VOID, [], 0)
    store: i64 = x86.FSTPTm
    if kind == x87.TO_F32:
        store = x86.FSTPSm
    elif kind == x87.TO_F64:
        store = x86.FSTPLm
    return s.emit_mem(store, VOID, [], 0, target, 0)


def truncate(s: X86Selector, source: Mode, target: Mode) -> Instr:
    """fistp with the rounding control set to truncation."""
    slot = s.frame.slot(8, 8)
    saved = Mode()
    saved.address.slot = slot
    changed = Mode()
    changed.address.slot = slot
    changed.address.disp = 2
    s.emit_mem(x86.FNSTCWm, VOID, [], 0, saved, 0)
    control = s.emit_mem(x86.MOVZW32rm, I32, [], 0, saved, 0)
    control = s.emit(x86.OR32ri, I32, [control], 0xC00)
    s.emit_mem(x86.MOV16mr, VOID, [control], 0, changed, 0)
    s.emit_mem(x86.FLDTm, VOID, [], 0, source, 0)
    s.emit_mem(x86.FLDCWm, VOID, [], 0, changed, 0)
    s.emit_mem(x86.FISTPLLm, VOID, [], 0, target, 0)
    return s.emit_mem(x86.FLDCWm, VOID, [], 0, saved, 0)


def compare(s: X86Selector, instr: Instr) -> Instr:
    """fucomip of two slots, then set by condition."""
    predicate = instr.imm - x87.COMPARE
    a = s.address(instr.args[0])
    b = s.address(instr.args[1])
    if predicate == ir.FOLT or predicate == ir.FOLE:
        a, b = b, a                  # a < b is b above a
    s.emit_mem(x86.FLDTm, VOID, [], 0, b, 0)
    s.emit_mem(x86.FLDTm, VOID, [], 0, a, 0)
    flags = s.emit(x86.FUCOMIPf, FLAGS, [], 1)
    s.emit(x86.FSTPf, VOID, [], 0)
    if predicate == ir.FOEQ or predicate == ir.FUNE:
        ordered = predicate == ir.FOEQ
        first = s.emit(x86.SETEr if ordered else x86.SETNEr, I1, [flags], 0)
        second = s.emit(x86.SETNPr if ordered else x86.SETPr, I1, [flags], 0)
        return s.emit(x86.AND32rr if ordered else x86.OR32rr, I1, [first, second], 0)
    setters = {ir.FOLT: x86.SETAr, ir.FOLE: x86.SETAEr, ir.FULT: x86.SETBr,
               ir.FULE: x86.SETBEr, ir.FUEQ: x86.SETEr, ir.FONE: x86.SETNEr,
               ir.FORD: x86.SETNPr, ir.FUNO: x86.SETPr}
    return s.emit(setters[predicate], I1, [flags], 0)
