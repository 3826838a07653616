"""Inlining: calls replaced by the callee's body.

Problem: small functions cost more to call than to run, and hide what the caller knows.
Idea: bottom-up over the call graph, so that bodies are optimised before they are copied; a size
threshold that grows with hints, constant arguments and single call sites.  IR calls carry C-level
arguments, so no ABI is seen: an aggregate argument is copied into a local of the caller.

Invariants: recursive functions (directly or not) are not inlined; `always_inline` ignores size;
nothing that calls setjmp, jumps to label addresses, reads variable arguments or may be replaced by
the linker is inlined.  __builtin_va_arg_pack() of an inlined function becomes the call's arguments.
Allocas of the body go to the caller's entry.
"""

from __future__ import annotations

from compiler.ir.dominators import order_blocks
from compiler.ir.instr import Block, BlockLabel, Function, Instr, add_edge, replace
from compiler.ir.module import (
    GLOBAL,
    LOCAL,
    AggregateLayout,
    CallInfo,
    StackSlot,
    Symbol,
)
from compiler.ir.opcodes import (
    ADDR,
    ALLOCA,
    ASMGOTO,
    BLOCKADDR,
    CALL,
    CONST,
    INDIRECTJUMP,
    JUMP,
    LEAF,
    MEMCPY,
    PARAM,
    PHI,
    POISON,
    PROJ,
    PTRADD,
    RETURN,
    STACKRESTORE,
    STACKSAVE,
    TAIL,
    PACKLENGTH,
    TRAITS,
    VASTART,
)
from compiler.ir.types import I32, I64, PTR, VOID
from compiler.opt.callgraph import CallGraph, callee_symbol
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SMALL: Final = 12             # any function, from -O1 on
HINTED: Final = 70            # declared inline, at -O2
LOCAL_LIMIT: Final = 30       # static functions at -O2
O3_FACTOR: Final = 3
ONCE_LIMIT: Final = 600       # static functions called from one place
CALLER_LIMIT: Final = 6000    # no caller grows beyond this, always_inline and tiny callees apart
TINY: Final = 25              # hardly larger than the call itself,
TINY_LIMIT: Final = 40000     # so a large caller may grow further
CONSTANT_BONUS: Final = 4     # per constant argument


class Inliner:
    """Inlining for one module; `inline_into` is called for functions in bottom-up order."""

    def __init__(self, context: PassContext, graph: CallGraph) -> None:
        self.context = context
        self.graph = graph
        self.sizes: dict[Symbol, int] = {}
        self.address_taken: dict[Symbol, bool] = {}
        self.starts_varargs: dict[Symbol, bool] = {}
        self.movable_labels: dict[Symbol, bool] = {}

    def inline_into(self, caller: Function) -> bool:
        """Inline what is worth it; True when anything was."""
        changed = False
        size = self.size_of(caller)
        index = 0
        blocks = caller.blocks
        while index < len(blocks):
            block = blocks[index]
            position = 0
            while position < len(block.instrs):
                call = block.instrs[position]
                position += 1
                if call.op != CALL:
                    continue
                callee = self.target(caller, call)
                if callee is None or not self.worthwhile(caller, callee, call, size):
                    continue
                if not self.context.consume("inline", caller):
                    index = len(blocks)
                    break
                size += self.size_of(callee)
                # The rest of the block moves to a new block, which comes later in `blocks`.
                splice(caller, callee, block, position - 1)
                changed = True
                break
            index += 1
        if changed:
            caller.sweep()
            order_blocks(caller)
            self.sizes.pop(caller.symbol, None)
        return changed

    def target(self, caller: Function, call: Instr) -> Function | None:
        """The body that a call runs, if inlining it is allowed at all."""
        symbol = callee_symbol(call)
        if symbol is None or symbol.function is None or symbol.function is caller:
            return None
        callee = symbol.function
        info = callee.info
        site = call.aux
        assert isinstance(site, CallInfo)
        if info.noinline or info.naked or info.returns_twice or info.calls_setjmp:
            return None
        if symbol.ifunc or site.no_inline:
            return None
        if (info.takes_labels or callee.labels) and not self.labels_can_move(callee):
            return None
        if info.signature.variadic and (site.pack or self.reads_varargs(callee)):
            return None
        if symbol.binding != LOCAL and not info.always_inline:
            if symbol.binding != GLOBAL:
                return None
            if self.context.options.semantic_interposition and not info.inline_hint:
                return None
        if info.target != caller.info.target or info.optimize and info.optimize != \
                caller.info.optimize:
            return None
        given = len(call.args) - 1
        if given != len(callee.params) and (
                given < len(callee.params) or not info.signature.variadic):
            return None
        for index in range(len(callee.params)):
            if call.args[index + 1].type != callee.params[index].type:
                return None
        result = info.signature.result
        wanted = VOID if result.layout is not None else result.type
        if call.type != wanted and call.type != VOID:
            return None
        if call.uses and call.type == VOID:
            return None
        if self.graph.is_recursive(symbol):
            return None
        return callee

    def labels_can_move(self, callee: Function) -> bool:
        """Whether label addresses only stand in the code, which never jumps to one itself."""
        known = self.movable_labels.get(callee.symbol)
        if known is not None:
            return known
        known = True
        inside: dict[Block, bool] = {}
        for block in callee.blocks:
            inside[block] = True
            if block.instrs and block.instrs[-1].op in (INDIRECTJUMP, ASMGOTO):
                known = False
        for holder in self.context.module.data:
            data = holder.data
            if data is None:
                continue
            for reloc in data.relocs:
                for label in (reloc.label, reloc.minus_label):
                    if isinstance(label, BlockLabel) and label.block in inside:
                        known = False
        self.movable_labels[callee.symbol] = known
        return known

    def reads_varargs(self, callee: Function) -> bool:
        """Whether a variadic function looks at its anonymous arguments itself."""
        known = self.starts_varargs.get(callee.symbol)
        if known is None:
            known = False
            for block in callee.blocks:
                for instr in block.instrs:
                    if instr.op == VASTART:
                        known = True
            self.starts_varargs[callee.symbol] = known
        return known

    def worthwhile(self, caller: Function, callee: Function, call: Instr, caller_size: int) -> bool:
        """The size heuristic."""
        info = callee.info
        if info.always_inline:
            return True
        options = self.context.options
        if not options.inline or info.cold or caller.info.cold:
            return False
        size = self.size_of(callee)
        if caller_size + size > (CALLER_LIMIT if size > TINY else TINY_LIMIT):
            return False
        site = call.aux
        assert isinstance(site, CallInfo)
        if site.noreturn:
            return False
        local = callee.symbol.binding == LOCAL
        if local and self.graph.sites[self.graph.number[callee.symbol]] == 1 \
                and not self.is_address_taken(callee.symbol):
            return size <= ONCE_LIMIT
        limit = SMALL
        if options.level >= 2 and not options.size:
            if info.inline_hint:
                limit = HINTED
            elif local:
                limit = LOCAL_LIMIT
            if options.level >= 3:
                limit *= O3_FACTOR
        for arg in call.args[1:]:
            if TRAITS[arg.op] & LEAF:
                limit += CONSTANT_BONUS
        return size - len(call.args) <= limit

    def size_of(self, function: Function) -> int:
        """Number of instructions that become code, roughly."""
        known = self.sizes.get(function.symbol)
        if known is None:
            known = 0
            for block in function.blocks:
                for instr in block.instrs:
                    op = instr.op
                    if op in (PARAM, PHI, ALLOCA, PROJ, JUMP):
                        continue
                    if op == PTRADD and instr.args[1].op == CONST:
                        continue
                    known += 4 + len(instr.args) if op == CALL else 1
            self.sizes[function.symbol] = known
        return known

    def is_address_taken(self, symbol: Symbol) -> bool:
        """Whether the function is used otherwise than by direct calls (found on first use)."""
        if not self.address_taken:
            self.find_address_taken()
        return self.address_taken.get(symbol, False)

    def find_address_taken(self) -> None:
        """Look through all code and data once."""
        for function in self.graph.functions:
            for block in function.blocks:
                for instr in block.instrs:
                    for index in range(len(instr.args)):
                        arg = instr.args[index]
                        if arg.op == ADDR and (instr.op != CALL or index > 0):
                            symbol = arg.aux
                            assert isinstance(symbol, Symbol)
                            self.address_taken[symbol] = True
        for holder in self.context.module.data:
            data = holder.data
            if data is not None:
                for reloc in data.relocs:
                    if reloc.symbol is not None:
                        self.address_taken[reloc.symbol] = True
        for other in self.context.module.symbols.values():
            if other.alias_of is not None:
                self.address_taken[other.alias_of] = True
            if other.used:
                self.address_taken[other] = True


def splice(caller: Function, callee: Function, block: Block, position: int) -> None:
    """Replace the call at `block.instrs[position]` by a copy of the callee's body."""
    call = block.instrs[position]
    site = call.aux
    assert isinstance(site, CallInfo)
    rest = split_after(caller, block, position)
    block.instrs.pop()                      # the call itself
    values: list[Instr | None] = [None] * int(callee.next_value)
    entry = caller.blocks[0]
    bind_parameters(caller, callee, call, site, block, values)
    copies: list[Block] = []
    by_id: dict[int, Block] = {}
    for source in callee.blocks:
        made = caller.new_block(source.name)
        by_id[int(source.id)] = made
        copies.append(made)
    for leaf in callee.labels.values():
        label = leaf.aux
        assert isinstance(label, BlockLabel)
        moved = by_id.get(int(label.block.id))
        values[leaf.id] = caller.poison(PTR) if moved is None else caller.block_address(moved)
        caller.info.takes_labels = True
    saved: Instr | None = None
    if callee.info.calls_alloca:
        saved = caller.make(STACKSAVE, PTR, [], 0, call.pos)
        block.append(saved)
    extra = anonymous_arguments(caller, callee, call, site, block)
    slots: list[Instr] = []
    phis: list[Instr] = []
    returns: list[Block] = []
    results: list[Instr | None] = []
    for number in range(len(callee.blocks)):
        source = callee.blocks[number]
        target = copies[number]
        for instr in source.instrs:
            op = instr.op
            if op == PARAM:
                continue
            if op == PACKLENGTH:
                values[instr.id] = caller.const(instr.type, len(extra))
                continue
            if op == RETURN:
                returns.append(target)
                results.append(instr.args[0] if instr.args else None)
                continue
            copy = Instr(op, instr.type, [], instr.imm)
            copy.id = caller.new_id()
            copy.flags = instr.flags & ~TAIL
            copy.pos = instr.pos
            copy.alias = instr.alias
            copy.aux = instr.aux
            values[instr.id] = copy
            if op == ALLOCA:
                aux = instr.aux
                if isinstance(aux, StackSlot):
                    slot = StackSlot(aux.align, aux.name)
                    slot.user = aux.user
                    copy.aux = slot
                copy.block = entry
                slots.append(copy)
                continue
            target.append(copy)
            if op == PHI:
                phis.append(instr)
    for source in callee.blocks:
        for instr in source.instrs:
            maybe = values[instr.id]
            if maybe is None or instr.op in (PHI, PARAM, RETURN, PACKLENGTH):
                continue
            operands = [mapped(caller, values, arg) for arg in instr.args]
            if instr.op == CALL:
                inner = instr.aux
                assert isinstance(inner, CallInfo)
                if inner.pack:
                    maybe.aux = unpacked(inner, site, len(extra))
                    operands += extra
            maybe.set_args(operands)
    for number in range(len(callee.blocks)):
        source = callee.blocks[number]
        for succ in source.succs:
            add_edge(copies[number], by_id[int(succ.id)])
    copy_phi_operands(caller, callee, values, by_id, phis)
    first = first_after_parameters(entry)
    entry.instrs = entry.instrs[:first] + slots + entry.instrs[first:]
    enter = caller.make(JUMP, VOID, [], 0, call.pos)
    block.append(enter)
    add_edge(block, copies[0])
    finish_returns(caller, call, rest, returns, results, values, saved)
    call.drop_args()
    call.block = None
    where = caller.blocks.index(block) + 1
    insert_blocks(caller.blocks, where, copies, rest)
    if callee.info.calls_alloca:
        caller.info.calls_alloca = True


def anonymous_arguments(caller: Function, callee: Function, call: Instr, site: CallInfo,
                        block: Block) -> list[Instr]:
    """What a call passes beyond the named parameters; aggregates as copies."""
    if not callee.info.signature.variadic:
        return []
    extra: list[Instr] = []
    shift = 1 if callee.info.signature.result.layout is not None else 0
    for index in range(len(callee.params), len(call.args) - 1):
        arg = call.args[index + 1]
        layout = site.infos[index - shift].layout
        if layout is not None and layout.size > 0:
            arg = private_copy(caller, arg, layout, call, block)
        extra.append(arg)
    return extra


def unpacked(inner: CallInfo, site: CallInfo, count: int) -> CallInfo:
    """A call that ends in __builtin_va_arg_pack(), with the arguments that stand for it."""
    made = CallInfo(inner.signature, inner.infos + site.infos[len(site.infos) - count:])
    made.noreturn = inner.noreturn
    made.returns_twice = inner.returns_twice
    made.pure = inner.pure
    made.constant = inner.constant
    made.must_inline = inner.must_inline
    made.no_inline = inner.no_inline
    return made


def insert_blocks(blocks: list[Block], where: int, copies: list[Block], rest: Block) -> None:
    """Put the copied blocks and the rest of the split block into the caller's list, in place."""
    tail = blocks[where:]
    del blocks[where:]
    blocks.extend(copies)
    blocks.append(rest)
    blocks.extend(tail)


def split_after(caller: Function, block: Block, position: int) -> Block:
    """Move what follows `position` into a new block with the old one's successors."""
    rest = caller.new_block()
    for instr in block.instrs[position + 1:]:
        rest.append(instr)
    del block.instrs[position + 1:]
    rest.succs = block.succs
    rest.succ_slots = block.succ_slots
    for index in range(len(rest.succs)):
        rest.succs[index].preds[rest.succ_slots[index]] = rest
    block.succs = []
    block.succ_slots = []
    return rest


def bind_parameters(caller: Function, callee: Function, call: Instr, site: CallInfo, block: Block,
                    values: list[Instr | None]) -> None:
    """Map the callee's parameters to arguments; aggregates are copied into a local."""
    info = callee.info
    shift = 1 if info.signature.result.layout is not None else 0
    for index in range(len(callee.params)):
        arg = call.args[index + 1]
        number = index - shift
        if number >= 0 and number < len(site.infos):
            layout = site.infos[number].layout
            if layout is not None and layout.size > 0:
                arg = private_copy(caller, arg, layout, call, block)
        values[callee.params[index].id] = arg


def private_copy(caller: Function, source: Instr, layout: AggregateLayout, call: Instr,
                 block: Block) -> Instr:
    """A local of the caller with the content of an aggregate argument."""
    slot = caller.make(ALLOCA, PTR, [], layout.size, call.pos)
    slot.aux = StackSlot(max(1, layout.align), "")
    entry = caller.blocks[0]
    slot.block = entry
    entry.instrs.insert(first_after_parameters(entry), slot)
    size = caller.const(I64 if caller.pointer_bits == 64 else I32, layout.size)
    copy = caller.make(MEMCPY, VOID, [slot, source, size], max(1, layout.align), call.pos)
    block.append(copy)
    return slot


def first_after_parameters(entry: Block) -> int:
    """Where allocas go: behind the parameters."""
    index = 0
    while index < len(entry.instrs) and entry.instrs[index].op == PARAM:
        index += 1
    return index


def mapped(caller: Function, values: list[Instr | None], value: Instr) -> Instr:
    """The caller's value for one of the callee's."""
    if TRAITS[value.op] & LEAF:
        if value.op == CONST:
            return caller.const(value.type, value.imm)
        if value.op == ADDR:
            symbol = value.aux
            assert isinstance(symbol, Symbol)
            return caller.address(symbol)
        if value.op == POISON:
            return caller.poison(value.type)
        assert value.op == BLOCKADDR
    found = values[value.id]
    assert found is not None
    return found


def copy_phi_operands(caller: Function, callee: Function, values: list[Instr | None],
                      by_id: dict[int, Block], phis: list[Instr]) -> None:
    """Operands of copied phis, in the order of the copies' predecessors."""
    for phi in phis:
        copy = values[phi.id]
        home = phi.block
        assert copy is not None and home is not None
        made = by_id[int(home.id)]
        args: list[Instr] = []
        for slot in range(len(made.preds)):
            # The copy's edge is edge number k of its predecessor; so was the original's.
            edge = made.pred_slots[slot]
            args.append(mapped(caller, values, original_operand(phi, home, made.preds[slot], edge,
                                                                by_id)))
        copy.set_args(args)


def original_operand(phi: Instr, home: Block, copied_pred: Block, edge: int,
                     by_id: dict[int, Block]) -> Instr:
    """The operand of the original phi on the edge that corresponds to a copied one."""
    for slot in range(len(home.preds)):
        if home.pred_slots[slot] == edge and by_id[int(home.preds[slot].id)] is copied_pred:
            return phi.args[slot]
    raise AssertionError("an edge without its original")


def finish_returns(caller: Function, call: Instr, rest: Block, returns: list[Block],
                   results: list[Instr | None], values: list[Instr | None],
                   saved: Instr | None) -> None:
    """Jump from the copied returns to the rest, with a phi for the result."""
    for block in returns:
        if saved is not None:
            block.append(caller.make(STACKRESTORE, VOID, [saved], 0, call.pos))
        block.append(caller.make(JUMP, VOID, [], 0, call.pos))
        add_edge(block, rest)
    if call.type == VOID:
        return
    args: list[Instr] = []
    for result in results:
        args.append(caller.poison(call.type) if result is None else mapped(caller, values, result))
    if not args:
        replace(call, caller.poison(call.type))
    elif len(args) == 1:
        replace(call, args[0])
    else:
        phi = caller.make(PHI, call.type, args, 0, call.pos)
        phi.block = rest
        rest.instrs.insert(0, phi)
        replace(call, phi)

