"""The __atomic_* and __sync_* builtins: arguments to the operations of `atomics`.

Idea: one branch for each shape; the fetch operations are a table.
"""

from __future__ import annotations

from compiler.frontend import builtins as b
from compiler.frontend.tree import BuiltinCall
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import ArgInfo, AsmInfo
from compiler.ir.types import I1, I8, PTR, VOID
from compiler.lowering import atomics, calls, expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# in the order of OP_ATOMIC_FETCH_ADD .. NAND, and of OP_ATOMIC_ADD_FETCH .. NAND
FETCH: Final = [o.RMW_ADD, o.RMW_SUB, o.RMW_AND, o.RMW_OR, o.RMW_XOR, o.RMW_NAND]


def call(f: FunctionContext, e: BuiltinCall) -> Instr:
    """Any builtin of this group."""
    code = int(e.builtin.code)
    type = e.operand_type
    values = [expressions.scalar(f, argument) for argument in e.arguments]
    f.pos = e.loc
    nothing = f.integer(I1, 0)
    if code == b.OP_THREAD_FENCE:
        flags = atomics.order_flags(f, values[0])
        if flags != o.RELAXED:
            f.emit(o.FENCE, VOID, []).flags = flags
        return nothing
    if code == b.OP_SIGNAL_FENCE:
        compiler_barrier(f)
        return nothing
    if code == b.OP_IS_LOCK_FREE:
        infos = [ArgInfo(f.pointer_integer), ArgInfo(PTR)]
        return calls.runtime_call(f, "__atomic_is_lock_free", ArgInfo(I8, 2), values, infos)
    address = values[0]
    if b.OP_ATOMIC_FETCH_ADD <= code <= b.OP_ATOMIC_NAND_FETCH:
        want_new = code >= b.OP_ATOMIC_ADD_FETCH
        op = FETCH[(code - b.OP_ATOMIC_FETCH_ADD) % len(FETCH)]
        flags = atomics.order_flags(f, values[2]) if len(values) > 2 else o.SEQ_CST
        return atomics.fetch(f, op, address, values[1], type, flags, want_new)
    if code == b.OP_ATOMIC_LOAD:
        return atomics.load_scalar(f, address, type, atomics.order_flags(f, values[1]))
    if code == b.OP_ATOMIC_STORE:
        atomics.store_scalar(f, address, values[1], type, atomics.order_flags(f, values[2]))
        return nothing
    if code == b.OP_ATOMIC_EXCHANGE:
        flags = atomics.order_flags(f, values[2]) if len(values) > 2 else o.SEQ_CST
        return atomics.exchange(f, address, values[1], type, flags)
    if code == b.OP_ATOMIC_COMPARE_EXCHANGE or code == b.OP_ATOMIC_COMPARE_EXCHANGE_FROM:
        desired = values[2]
        if code == b.OP_ATOMIC_COMPARE_EXCHANGE:
            desired = atomics.to_bits(f, desired, type.size)
        return atomics.compare_exchange(f, address, values[1], desired, type, values[3],
                                        atomics.order_flags(f, values[4]), values[5])
    if code == b.OP_SYNC_BOOL_CAS or code == b.OP_SYNC_VAL_CAS:
        return atomics.swap_if(f, address, values[1], values[2], type, code == b.OP_SYNC_BOOL_CAS)
    if code == b.OP_SYNC_LOCK_RELEASE:
        atomics.store_scalar(f, address, f.integer(value_type(type), 0), type, o.RELEASE)
    elif code == b.OP_ATOMIC_TEST_AND_SET:
        old = atomics.rmw(f, o.RMW_XCHG, address, f.integer(I8, 1),
                          atomics.order_flags(f, values[1]))
        return f.widened(f.compare(o.NE, old, f.integer(I8, 0)), I8)
    elif code == b.OP_ATOMIC_CLEAR:
        f.store(address, f.integer(I8, 0), 1, 0,
                atomics.store_order(atomics.order_flags(f, values[1])))
    elif code == b.OP_ATOMIC_LOAD_TO:
        atomics.load_to(f, address, values[1], type, atomics.order_flags(f, values[2]))
    elif code == b.OP_ATOMIC_STORE_FROM:
        atomics.store_from(f, address, values[1], type, atomics.order_flags(f, values[2]))
    else:
        assert code == b.OP_ATOMIC_EXCHANGE_TO
        atomics.exchange_to(f, address, values[1], values[2], type,
                            atomics.order_flags(f, values[3]))
    return nothing


def compiler_barrier(f: FunctionContext) -> None:
    """Memory accesses are not moved across."""
    info = AsmInfo("")
    info.volatile = True
    info.basic = True
    info.memory = True
    f.emit(o.ASM, VOID, []).aux = info
