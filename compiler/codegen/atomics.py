"""Atomic operations that a machine has no instruction for: loops and calls.

Problem: the IR's read-modify-write operations come in every kind and width; machines have some.
Idea: what is missing becomes a loop around compare-and-exchange; 16 bytes go to the library, under
libatomic's names.  Source: C17 7.17; gcc's libatomic ABI.
"""

from __future__ import annotations

from compiler.codegen.rewriter import BlockRewriter
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, add_edge, replace
from compiler.ir.types import I1, I32, I128, VOID, type_bytes


def is_wide_atomic(instr: Instr) -> bool:
    """An atomic access of 16 bytes."""
    return instr.flags & ir.ORDER_MASK != 0 and (
        instr.type == I128 or (len(instr.args) > 1 and instr.args[1].type == I128))


def exchange_loop(rewriter: BlockRewriter, instr: Instr) -> Instr:
    """Read, compute, compare and exchange until no other thread came between."""
    function = rewriter.function
    pointer = instr.args[0]
    value = instr.args[1]
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
    ops = {ir.RMW_AND: ir.AND, ir.RMW_OR: ir.OR, ir.RMW_XOR: ir.XOR, ir.RMW_NAND: ir.AND}
    changed = rewriter.add(ops[instr.imm], type, [phi, value])
    if instr.imm == ir.RMW_NAND:
        changed = rewriter.add(ir.XOR, type, [changed, rewriter.const(type, -1)])
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
