"""Atomic operations that a machine has no instruction for: loops and calls.

Problem: the IR's read-modify-write operations come in every kind and width; machines have some.
Idea: what is missing becomes a loop around compare-and-exchange, on the containing word where only
words can be exchanged; 16 bytes go to the library, under libatomic's names.
Source: C17 7.17; gcc's libatomic ABI.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.rewriter import BlockRewriter
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, add_edge, replace
from compiler.ir.types import I1, I32, I64, I128, PTR, VOID, type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


OPERATIONS: Final = {
    ir.RMW_ADD: ir.ADD, ir.RMW_SUB: ir.SUB, ir.RMW_AND: ir.AND, ir.RMW_OR: ir.OR,
    ir.RMW_XOR: ir.XOR, ir.RMW_NAND: ir.AND,
}


def is_wide_atomic(instr: Instr) -> bool:
    """An atomic access of 16 bytes."""
    return instr.flags & ir.ORDER_MASK != 0 and (
        instr.type == I128 or (len(instr.args) > 1 and instr.args[1].type == I128))


def changed_value(rewriter: BlockRewriter, instr: Instr, old: Instr) -> Instr:
    """What a read-modify-write operation stores over `old`."""
    value = instr.args[1]
    if instr.imm == ir.RMW_XCHG:
        return value
    changed = rewriter.add(OPERATIONS[instr.imm], instr.type, [old, value])
    if instr.imm == ir.RMW_NAND:
        changed = rewriter.add(ir.XOR, instr.type, [changed, rewriter.const(instr.type, -1)])
    return changed


def exchange_loop(rewriter: BlockRewriter, instr: Instr) -> Instr:
    """Read, compute, compare and exchange until no other thread came between."""
    function = rewriter.function
    pointer = instr.args[0]
    type = instr.type
    first = rewriter.add(ir.LOAD, type, [pointer], type_bytes(int(type)))
    first.flags = ir.RELAXED
    head = rewriter.split()
    rest = rewriter.block
    loop = function.new_block()
    rewriter.made.append(loop)
    head.append(function.make(ir.JUMP, VOID, [], 0, rewriter.pos))
    add_edge(head, loop)
    rewriter.block = loop
    rewriter.code = []
    phi = rewriter.add(ir.PHI, type, [first])
    changed = changed_value(rewriter, instr, phi)
    found = rewriter.add(ir.CMPXCHG, type, [pointer, phi, changed])
    found.flags = ir.SEQ_CST
    same = rewriter.add(ir.EQ, I1, [found, phi])
    rewriter.add(ir.BRANCH, VOID, [same])
    loop.instrs = rewriter.code
    add_edge(loop, rest)
    add_edge(loop, loop)
    phi.args.append(found)
    found.uses += 1
    rewriter.block = rest
    rewriter.code = []
    return phi


def call_atomic(rewriter: BlockRewriter, instr: Instr) -> bool:
    """16-byte atomics are the library's (libatomic's names)."""
    order = rewriter.const(I32, 5)
    args = instr.args
    extends = [0] * 4
    if instr.op == ir.LOAD:
        replace(instr, rewriter.library("__atomic_load_16", I128, [args[0], order], extends))
    elif instr.op == ir.STORE:
        rewriter.library("__atomic_store_16", VOID, [args[0], args[1], order], extends)
    elif instr.op == ir.CMPXCHG:
        slot = rewriter.alloca(16, 16)
        rewriter.add(ir.STORE, VOID, [slot, args[1]], 16)
        rewriter.library("__atomic_compare_exchange_16", I1,
                         [args[0], slot, args[2], order, order], [0] * 5)
        replace(instr, rewriter.add(ir.LOAD, I128, [slot], 16))
    else:
        names = {ir.RMW_XCHG: "exchange", ir.RMW_ADD: "fetch_add", ir.RMW_SUB: "fetch_sub",
                 ir.RMW_AND: "fetch_and", ir.RMW_OR: "fetch_or", ir.RMW_XOR: "fetch_xor",
                 ir.RMW_NAND: "fetch_nand"}
        replace(instr, rewriter.library(f"__atomic_{names[instr.imm]}_16", I128,
                                        [args[0], args[1], order], extends))
    return True


class WordField:
    """Where 8 or 16 bits lie in the aligned 32-bit word around them (little endian)."""

    def __init__(self, rewriter: BlockRewriter, pointer: Instr, type: i64) -> None:
        address = rewriter.add(ir.PTRTOINT, I64, [pointer])
        start = rewriter.add(ir.AND, I64, [address, rewriter.const(I64, -4)])
        self.rewriter = rewriter
        self.type = type
        self.word = rewriter.add(ir.INTTOPTR, PTR, [start])
        offset = rewriter.add(ir.TRUNC, I32, [rewriter.add(ir.AND, I64, [
            address, rewriter.const(I64, 3)])])
        self.shift = rewriter.add(ir.SHL, I32, [offset, rewriter.const(I32, 3)])
        ones = (1 << 8 * type_bytes(int(type))) - 1
        mask = rewriter.add(ir.SHL, I32, [rewriter.const(I32, ones), self.shift])
        self.others = rewriter.add(ir.XOR, I32, [mask, rewriter.const(I32, -1)])

    def get(self, word: Instr) -> Instr:
        """The field of a word."""
        rewriter = self.rewriter
        return rewriter.add(ir.TRUNC, self.type, [rewriter.add(ir.LSHR, I32, [word, self.shift])])

    def put(self, word: Instr, value: Instr) -> Instr:
        """The word with another field."""
        rewriter = self.rewriter
        rest = rewriter.add(ir.AND, I32, [word, self.others])
        wide = rewriter.add(ir.SHL, I32, [rewriter.add(ir.ZEXT, I32, [value]), self.shift])
        return rewriter.add(ir.OR, I32, [rest, wide])


def word_loop(rewriter: BlockRewriter, instr: Instr) -> Instr:
    """atomicrmw or cmpxchg of 8 or 16 bits as a loop on the word around them; the old field."""
    function = rewriter.function
    exchanges = instr.op == ir.CMPXCHG
    field = WordField(rewriter, instr.args[0], instr.type)
    first = rewriter.add(ir.LOAD, I32, [field.word], 4)
    first.flags = ir.RELAXED
    head = rewriter.split()
    rest = rewriter.block
    loop = function.new_block()
    rewriter.made.append(loop)
    head.append(function.make(ir.JUMP, VOID, [], 0, rewriter.pos))
    add_edge(head, loop)
    rewriter.block = loop
    rewriter.code = []
    phi = rewriter.add(ir.PHI, I32, [first])
    old = field.get(phi)
    last = loop
    if exchanges:
        # another value: done
        wide = rewriter.add(ir.ZEXT, I32, [old])
        expected = rewriter.add(ir.ZEXT, I32, [instr.args[1]])
        rewriter.add(ir.BRANCH, VOID, [rewriter.add(ir.EQ, I1, [wide, expected])])
        loop.instrs = rewriter.code
        last = function.new_block()
        rewriter.made.append(last)
        add_edge(loop, last)
        add_edge(loop, rest)
        rewriter.block = last
        rewriter.code = []
        changed = instr.args[2]
    else:
        changed = changed_value(rewriter, instr, old)
    found = rewriter.add(ir.CMPXCHG, I32, [field.word, phi, field.put(phi, changed)])
    found.flags = ir.SEQ_CST
    rewriter.add(ir.BRANCH, VOID, [rewriter.add(ir.EQ, I1, [found, phi])])
    last.instrs = rewriter.code
    add_edge(last, rest)
    add_edge(last, loop)
    phi.args.append(found)
    found.uses += 1
    rewriter.block = rest
    rewriter.code = []
    return old
