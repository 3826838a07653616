"""Atomic objects: _Atomic accesses, __atomic_* and __sync_* builtins.

Problem: an atomic object of lock-free size maps to atomic loads, stores, read-modify-writes and
compare-exchange of integers; others need the library; floats, pointers and arithmetic that has no
instruction need a compare-exchange loop.  Idea: values travel as integers of the object's size
(`to_bits`, `from_bits`); `update` runs any read-modify-write, given how the new value is computed.
Source: C17 7.17, the `__atomic` section of the GCC manual, libatomic's interface.

Invariants: an order that is not constant is taken as sequentially consistent.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import CompoundAssign, IncDec
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import EXTEND_SIGN, EXTEND_ZERO, ArgInfo
from compiler.ir.types import F80, I8, I32, PTR, VOID, is_integer
from compiler.lowering import arithmetic, assignments, calls, places
from compiler.lowering.context import FunctionContext
from compiler.lowering.places import Place
from compiler.lowering.ssa import Variable
from compiler.lowering.value_types import integer_type, value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ORDERS: Final = [o.RELAXED, o.CONSUME, o.ACQUIRE, o.RELEASE, o.ACQ_REL, o.SEQ_CST]
SEQ_CST_NUMBER: Final = 5
# C operator -> read-modify-write
RMW_OF: Final = {tree.ADD: o.RMW_ADD, tree.SUB: o.RMW_SUB, tree.BIT_AND: o.RMW_AND,
                 tree.BIT_OR: o.RMW_OR, tree.BIT_XOR: o.RMW_XOR}


def order_flags(f: FunctionContext, order: Instr) -> i64:
    """The flags of a memory order argument (HLE bits ignored)."""
    if order.op != o.CONST:
        return o.SEQ_CST
    number = order.imm & 15
    return ORDERS[number] if number <= SEQ_CST_NUMBER else o.SEQ_CST


def load_order(flags: i64) -> i64:
    """What of an order a load may carry."""
    return o.ACQUIRE if flags == o.ACQ_REL or flags == o.RELEASE else flags


def store_order(flags: i64) -> i64:
    """What of an order a store may carry."""
    return o.RELEASE if flags in (o.ACQ_REL, o.ACQUIRE, o.CONSUME) else flags


def is_lock_free(f: FunctionContext, size: i64) -> bool:
    """True for sizes that instructions access atomically."""
    return 0 < size <= f.options.target.max_atomic and size & (size - 1) == 0


def to_bits(f: FunctionContext, value: Instr, size: i64) -> Instr:
    """A scalar as the integer that atomic instructions work on."""
    if is_integer(int(value.type)):
        return value
    if value.type == PTR:
        return f.convert(o.PTRTOINT, f.pointer_integer, value)
    return f.pure(o.BITCAST, integer_type(size), [value])


def from_bits(f: FunctionContext, bits: Instr, type: i64) -> Instr:
    """The scalar back from its integer."""
    if bits.type == type:
        return bits
    if type == PTR:
        return f.convert(o.INTTOPTR, PTR, bits)
    return f.pure(o.BITCAST, type, [bits])


# -- library fall-backs ------------------------------------------------------------------------


def library(f: FunctionContext, name: str, type: CType, pointers: list[Instr],
            orders: list[Instr], result: i64 = VOID) -> Instr:
    """__atomic_NAME(size, pointers..., orders...)"""
    values = [f.word(int(type.size))] + pointers
    infos = [ArgInfo(f.pointer_integer)] + [ArgInfo(PTR) for _ in pointers]
    for order in orders:
        values.append(order)
        infos.append(ArgInfo(I32, EXTEND_SIGN))
    info = ArgInfo(result, EXTEND_ZERO if result == I8 else 0)
    return calls.runtime_call(f, name, info, values, infos)


def order_value(f: FunctionContext, flags: i64) -> Instr:
    """The C number of an order."""
    return f.integer(I32, int(flags >> o.ORDER_SHIFT) - 1)


def load_to(f: FunctionContext, address: Instr, target: Instr, type: CType, flags: i64) -> None:
    """Atomically read an object of any type into memory."""
    if is_lock_free(f, type.size):
        bits = f.load(integer_type(type.size), address, type.size, 0, load_order(flags))
        f.store(target, bits, 1)
    else:
        library(f, "__atomic_load", type, [address, target], [order_value(f, load_order(flags))])


def store_from(f: FunctionContext, address: Instr, source: Instr, type: CType, flags: i64) -> None:
    """Atomically write an object of any type from memory."""
    if is_lock_free(f, type.size):
        bits = f.load(integer_type(type.size), source, 1)
        f.store(address, bits, type.size, 0, store_order(flags))
    else:
        library(f, "__atomic_store", type, [address, source], [order_value(f, store_order(flags))])


def spill(f: FunctionContext, value: Instr, type: CType) -> Instr:
    """The address of a copy of a scalar."""
    slot = f.slot(int(type.size), int(max(type.align, type.size)))
    f.store(slot, value, type.align)
    return slot


def load_scalar(f: FunctionContext, address: Instr, type: CType, flags: i64) -> Instr:
    """Atomically read a scalar."""
    ir_type = value_type(type)
    if not is_lock_free(f, type.size):
        slot = f.temporary(type)
        load_to(f, address, slot, type, flags)
        return f.load(ir_type, slot, type.align)
    if type.quals & c.VOLATILE:
        flags |= o.VOLATILE
    wanted = ir_type if ir_type == PTR else integer_type(type.size)
    made = f.load(wanted, address, type.size, f.alias(type),
                  load_order(flags & o.ORDER_MASK) | flags & o.VOLATILE)
    return from_bits(f, made, ir_type)


def store_scalar(f: FunctionContext, address: Instr, value: Instr, type: CType,
                 flags: i64) -> None:
    """Atomically write a scalar."""
    if not is_lock_free(f, type.size):
        store_from(f, address, spill(f, value, type), type, flags)
        return
    if value.type != PTR:
        value = to_bits(f, value, type.size)
    volatile = o.VOLATILE if type.quals & c.VOLATILE else 0
    f.store(address, value, type.size, f.alias(type), store_order(flags) | volatile)


# -- read-modify-write -------------------------------------------------------------------------


class Update:
    """How a read-modify-write computes the new value."""

    def new_value(self, f: FunctionContext, old: Instr) -> Instr:
        """The value to store, given the old one."""
        raise NotImplementedError


class CompoundUpdate(Update):
    """target op= value"""

    def __init__(self, e: CompoundAssign, value: Instr) -> None:
        self.e = e
        self.value = value

    def new_value(self, f: FunctionContext, old: Instr) -> Instr:
        return assignments.updated(f, self.e, old, self.value)


class StepUpdate(Update):
    """++ and --"""

    def __init__(self, e: IncDec, step: Instr | None) -> None:
        self.e = e
        self.step = step

    def new_value(self, f: FunctionContext, old: Instr) -> Instr:
        return assignments.stepped(f, self.e, old, self.step)


class FetchUpdate(Update):
    """An __atomic_fetch_* operation on integers or pointers (in bytes)."""

    def __init__(self, op: int, value: Instr) -> None:
        self.op = op
        self.value = value

    def new_value(self, f: FunctionContext, old: Instr) -> Instr:
        return combined(f, self.op, old, self.value)


class Updated:
    """The result of a read-modify-write."""

    def __init__(self, old: Instr, new: Instr) -> None:
        self.old = old
        self.new = new


def combined(f: FunctionContext, rmw: int, old: Instr, value: Instr) -> Instr:
    """What an atomicrmw leaves in memory."""
    if rmw == o.RMW_XCHG:
        return value
    if rmw == o.RMW_NAND:
        return arithmetic.invert(f, f.binary(o.AND, old, value))
    ops = {o.RMW_ADD: o.ADD, o.RMW_SUB: o.SUB, o.RMW_AND: o.AND, o.RMW_OR: o.OR, o.RMW_XOR: o.XOR}
    return f.binary(ops[rmw], old, value)


def rmw(f: FunctionContext, op: int, address: Instr, value: Instr, flags: i64) -> Instr:
    """atomicrmw on integers; the old value."""
    made = f.emit(o.ATOMICRMW, value.type, [address, value], op)
    made.flags = flags
    return made


def update(f: FunctionContext, address: Instr, type: CType, how: Update, flags: i64) -> Updated:
    """Any read-modify-write by a compare-exchange loop."""
    ir_type = value_type(type)
    if not is_lock_free(f, type.size):
        return library_update(f, address, type, how, flags)
    bits_type = integer_type(type.size)
    current = Variable(bits_type)
    f.write(current, f.load(bits_type, address, type.size, 0, o.RELAXED))
    head = f.open_block()
    done = f.function.new_block()
    f.jump(head)
    f.start(head)
    expected = f.read(current)
    old = from_bits(f, expected, ir_type)
    new = how.new_value(f, old)
    got = exchange_if(f, address, expected, to_bits(f, new, type.size), flags, False)
    f.write(current, got)
    f.branch(f.compare(o.EQ, got, expected), done, head)
    f.seal(head)
    f.begin(done)
    return Updated(old, new)


def library_update(f: FunctionContext, address: Instr, type: CType, how: Update,
                   flags: i64) -> Updated:
    """The same through libatomic."""
    ir_type = value_type(type)
    expected = f.temporary(type)
    desired = f.temporary(type)
    if ir_type == F80:    # its padding takes part in the comparison
        f.fill(desired, f.integer(I8, 0), f.word(int(type.size)), type.align)
    load_to(f, address, expected, type, o.RELAXED)
    head = f.open_block()
    done = f.function.new_block()
    f.jump(head)
    f.start(head)
    old = f.load(ir_type, expected, type.align)
    new = how.new_value(f, old)
    f.store(desired, new, type.align)
    orders = [order_value(f, flags), order_value(f, load_order(flags))]
    ok = library(f, "__atomic_compare_exchange", type, [address, expected, desired], orders, I8)
    f.branch(f.compare(o.NE, ok, f.integer(I8, 0)), done, head)
    f.seal(head)
    f.begin(done)
    return Updated(old, new)


def exchange_if(f: FunctionContext, address: Instr, expected: Instr, desired: Instr, flags: i64,
                weak: bool) -> Instr:
    """cmpxchg on integers; the old value."""
    made = f.emit(o.CMPXCHG, desired.type, [address, expected, desired])
    made.flags = flags | (o.WEAK if weak else 0)
    return made


def compound(f: FunctionContext, e: CompoundAssign, place: Place, value: Instr) -> Instr:
    """target op= value on an _Atomic object; the new value."""
    type = e.target.type
    address = places.pointer_of(f, place)
    op = RMW_OF.get(int(e.op), -1)
    if op >= 0 and is_lock_free(f, type.size):
        if c.BOOL < type.kind <= c.ENUM and c.is_integer(e.computation):
            narrow = f.resize(value, value_type(type), e.computation.is_unsigned)
            old = rmw(f, op, address, narrow, o.SEQ_CST)
            return combined(f, op, old, narrow)
        if type.kind == c.POINTER:
            bytes = arithmetic.scaled(f, f.resize(value, f.pointer_integer, False), int(e.scale))
            old = rmw(f, op, address, bytes, o.SEQ_CST)
            return from_bits(f, combined(f, op, old, bytes), PTR)
    return update(f, address, type, CompoundUpdate(e, value), o.SEQ_CST).new


def increment(f: FunctionContext, e: IncDec, place: Place, step: Instr | None) -> Instr:
    """++ and -- on an _Atomic object."""
    type = e.target.type
    address = places.pointer_of(f, place)
    integer = c.BOOL < type.kind <= c.ENUM
    if (integer or type.kind == c.POINTER) and step is None and is_lock_free(f, type.size):
        op = o.RMW_SUB if e.decrement else o.RMW_ADD
        amount = f.integer(integer_type(type.size), 1 if integer else int(e.scale))
        old = rmw(f, op, address, amount, o.SEQ_CST)
        result = old if e.postfix else combined(f, op, old, amount)
        return from_bits(f, result, value_type(type))
    both = update(f, address, type, StepUpdate(e, step), o.SEQ_CST)
    return both.old if e.postfix else both.new


# -- builtins ----------------------------------------------------------------------------------


def fetch(f: FunctionContext, op: int, address: Instr, value: Instr, type: CType, flags: i64,
          want_new: bool) -> Instr:
    """__atomic_fetch_OP and __atomic_OP_fetch."""
    ir_type = value_type(type)
    bits = f.resize(to_bits(f, value, type.size), integer_type(type.size), True)
    if not is_lock_free(f, type.size):
        both = library_update(f, address, type, FetchUpdate(op, bits), flags)
        return both.new if want_new else both.old
    old = rmw(f, op, address, bits, flags)
    result = combined(f, op, old, bits) if want_new else old
    return from_bits(f, result, ir_type)


def exchange_to(f: FunctionContext, address: Instr, source: Instr, target: Instr, type: CType,
                flags: i64) -> None:
    """__atomic_exchange on an object of any type."""
    if is_lock_free(f, type.size):
        bits = f.load(integer_type(type.size), source, 1)
        f.store(target, rmw(f, o.RMW_XCHG, address, bits, flags), 1)
    else:
        library(f, "__atomic_exchange", type, [address, source, target], [order_value(f, flags)])


def exchange(f: FunctionContext, address: Instr, value: Instr, type: CType, flags: i64) -> Instr:
    """__atomic_exchange_n"""
    if not is_lock_free(f, type.size):
        result = f.temporary(type)
        exchange_to(f, address, spill(f, value, type), result, type, flags)
        return f.load(value_type(type), result, type.align)
    old = rmw(f, o.RMW_XCHG, address, to_bits(f, value, type.size), flags)
    return from_bits(f, old, value_type(type))


def compare_exchange(f: FunctionContext, address: Instr, expected: Instr, desired: Instr,
                     type: CType, weak: Instr, flags: i64, failure: Instr) -> Instr:
    """__atomic_compare_exchange(_n); `desired` is an address unless it is a scalar's bits; the
    truth as i8."""
    size = type.size
    if not is_lock_free(f, size):
        if desired.type != PTR:
            desired = spill(f, desired, type)
        orders = [order_value(f, flags), f.resize(failure, I32, False)]
        return library(f, "__atomic_compare_exchange", type, [address, expected, desired], orders,
                       I8)
    bits_type = integer_type(size)
    if desired.type == PTR:
        desired = f.load(bits_type, desired, 1)
    wanted = f.load(bits_type, expected, 1)
    is_weak = weak.op == o.CONST and weak.imm != 0
    got = exchange_if(f, address, wanted, desired, flags, is_weak)
    ok = f.compare(o.EQ, got, wanted)
    differs = f.function.new_block()
    done = f.function.new_block()
    f.branch(ok, done, differs)
    f.begin(differs)
    f.store(expected, got, 1)
    f.jump(done)
    f.begin(done)
    return f.widened(ok, I8)


def swap_if(f: FunctionContext, address: Instr, old: Instr, new: Instr, type: CType,
            want_truth: bool) -> Instr:
    """__sync_*_compare_and_swap"""
    size = type.size
    bits_type = integer_type(size)
    wanted = f.resize(to_bits(f, old, size), bits_type, True)
    desired = f.resize(to_bits(f, new, size), bits_type, True)
    got = exchange_if(f, address, wanted, desired, o.SEQ_CST, False)
    if want_truth:
        return f.widened(f.compare(o.EQ, got, wanted), I8)
    return from_bits(f, got, value_type(type))
