"""Facts about functions found from their bodies: pure, constant, noreturn.

Problem: calls to small helpers that are not inlined stop forwarding and hoisting, and code after a
call that never returns is dead.  Idea: bottom-up over the call graph, a body without effects makes
its function `constant` (reads no memory either) or `pure`; a body without a return makes it
`noreturn`.  Call sites read the facts when their function is looked at.

Invariants: only bodies that the linker cannot replace count; a function with a loop is not called
pure, since dropping an unused call of it could end a program that hangs; volatile and atomic
accesses are effects.
"""

from __future__ import annotations

from compiler.ir.dominators import order_blocks
from compiler.ir.instr import Function, Instr, remove_edge
from compiler.ir.module import LOCAL, CallInfo, FunctionInfo
from compiler.ir.opcodes import (
    CALL,
    LOAD,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    ORDER_MASK,
    PROJ,
    READS,
    RETURN,
    SDIV,
    STORE,
    TRAITS,
    UNREACHABLE,
    UREM,
    VOLATILE,
    WRITES,
)
from compiler.ir.types import VOID
from compiler.opt.alias import (
    Escapes,
    access_location,
    is_readonly,
    result_place,
    root_of,
    source_location,
)
from compiler.opt.callgraph import callee_symbol
from compiler.opt.context import PassContext


def run(function: Function, context: PassContext) -> bool:
    """Note the facts of this function's callees at its call sites, then its own."""
    changed = note_callees(function)
    if not function.info.calls_setjmp and not function.info.returns_twice:
        find_own(function, context)
    return changed


def note_callees(function: Function) -> bool:
    """Copy what is known of callees to call sites; cut the code behind calls without return."""
    changed = False
    for block in function.blocks:
        for position in range(len(block.instrs)):
            call = block.instrs[position]
            if call.op != CALL:
                continue
            symbol = callee_symbol(call)
            site = call.aux
            if symbol is None or symbol.function is None:
                continue
            assert isinstance(site, CallInfo)
            info = symbol.function.info
            if not replaceable(symbol.function):
                if info.constant:
                    site.constant = True
                if info.pure:
                    site.pure = True
                if info.noreturn and not info.returns_twice:
                    site.noreturn = True
            if site.noreturn and block.instrs[position + 1].op != UNREACHABLE:
                cut_after(function, call, position)
                changed = True
                break
    if changed:
        order_blocks(function)
    return changed


def cut_after(function: Function, call: Instr, position: int) -> None:
    """End the block behind a call that does not return."""
    block = call.block
    assert block is not None
    while position + 1 < len(block.instrs) and block.instrs[position + 1].op == PROJ:
        position += 1
    while block.succs:
        remove_edge(block, len(block.succs) - 1)
    for instr in block.instrs[position + 1:]:
        if instr.type != VOID and instr.uses:
            instr.forward = function.poison(instr.type)
        instr.drop_args()
        instr.block = None
    del block.instrs[position + 1:]
    block.append(function.make(UNREACHABLE, VOID, [], 0, call.pos))
    function.sweep()


def replaceable(function: Function) -> bool:
    """Another body may run under this name."""
    return function.symbol.binding != LOCAL and (
        function.symbol.binding != 1 or function.info.inline_only)


def find_own(function: Function, context: PassContext) -> None:
    """Set constant, pure and noreturn on the function's own record."""
    info = function.info
    if function.symbol.binding != LOCAL and context.options.semantic_interposition:
        return
    returns = False
    for block in function.blocks:
        if block.instrs[-1].op == RETURN:
            returns = True
    if not returns and not info.returns_twice:
        info.noreturn = True
        return
    if not has_loop(function):
        find_purity(function, info)


def has_loop(function: Function) -> bool:
    """Some edge goes back in reverse postorder (blocks are in that order after cfg)."""
    number = 0
    for block in function.blocks:
        block.mark = number
        number += 1
    for block in function.blocks:
        for succ in block.succs:
            if succ.mark <= block.mark:
                return True
    return False


def find_purity(function: Function, info: FunctionInfo) -> None:
    """No effect outside private locals: pure; and no reading outside them: constant."""
    if info.signature.result.layout is not None:
        return
    escapes = Escapes(function)
    reads = False
    for block in function.blocks:
        for instr in block.instrs:
            op = instr.op
            if SDIV <= op <= UREM:
                continue
            traits = TRAITS[op]
            if not traits & (READS | WRITES):
                continue
            if instr.flags & (VOLATILE | ORDER_MASK):
                return
            if op == LOAD:
                root = root_of(instr.args[0])
                if not escapes.private(root) and not is_readonly(root):
                    reads = True
            elif op in (STORE, MEMSET, MEMCPY, MEMMOVE):
                if not escapes.private(access_location(instr, function.pointer_bits).root):
                    return
                if op in (MEMCPY, MEMMOVE):
                    root = source_location(instr).root
                    if not escapes.private(root) and not is_readonly(root):
                        reads = True
            elif op == CALL:
                site = instr.aux
                assert isinstance(site, CallInfo)
                if not site.pure and not site.constant:
                    return
                place = result_place(instr)
                if place is not None and not escapes.private(root_of(place)):
                    return
                if not site.constant:
                    reads = True
            else:
                return
    for param in info.signature.params:
        if param.layout is not None:
            reads = True
    info.pure = True
    info.constant = not reads
