"""Function bodies: parameters, the body, and what is left to do at the end.

Problem: a C body becomes a well-formed IR function.  Idea: parameters become PARAM values and go to
their homes; the body is lowered; at the end labels are sealed, the indirect jump gets its targets,
blocks that nothing leads to are dropped, phis are settled, allocas moved to the entry, and use
counts taken anew.

Invariants: `blocks[0]` is the entry without predecessors; what is dropped leaves no reference.
"""

from __future__ import annotations

from compiler.frontend import types as c
from compiler.frontend.tree import FuncDecl, VarDecl
from compiler.frontend.types import FunctionType
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, BlockLabel, Function, Instr, add_edge, remove_edge
from compiler.ir.module import ArgInfo, Signature, Symbol
from compiler.ir.types import F32, F64, I32, PTR, VOID
from compiler.lowering import nested_functions, statements
from compiler.lowering.context import FunctionContext
from compiler.lowering.translation import Translation
from compiler.lowering.value_types import has_layout, value_type


def lower(unit: Translation, decl: FuncDecl, symbol: Symbol) -> Function:
    """Lower one function definition."""
    assert symbol.info is not None and decl.body is not None
    info = symbol.info
    if decl.old_style:
        info.signature = promoted_signature(unit, decl)
    nested_functions.sign(unit, decl, info)
    function = Function(symbol, info, int(unit.options.pointer_bits))
    function.pos = decl.loc
    f = FunctionContext(unit, decl, function)
    f.pos = decl.loc
    function.blocks.append(f.block)
    if decl.calls_returns_twice:
        info.calls_setjmp = True
        f.in_memory = True
    f.arrives_anywhere = any([label.address_taken for label in decl.labels])
    nested_functions.make_frame(f, decl)
    parameters(f, decl)
    nested_functions.enter(f, decl)
    statements.profile(f, statements.PROFILE_ENTER)
    for setup in decl.parameter_setup:
        statements.statement(f, setup)
    statements.block(f, decl.body)
    f.pos = decl.end
    statements.leave(f, None)
    finish(f, decl)
    if f.reads is not None:
        from compiler.lowering.uninitialized import examine

        unit.suspects.extend(examine(f, decl))
    if unit.options.warn_bounds:
        from compiler.frontend.warnings_bounds import BoundsWalk

        found = BoundsWalk(decl).found
        if found:
            unit.outside[function] = found
    if unit.debug is not None:
        function.info.debug = unit.debug.function(decl, f.addresses if f.in_memory else {})
    decl.body = None
    return function


def promoted_signature(unit: Translation, decl: FuncDecl) -> Signature:
    """The signature of a K&R definition: callers pass promoted arguments."""
    declared = unit.types.signature(decl.type)
    params: list[ArgInfo] = []
    for parameter in decl.parameters:
        info = unit.types.argument(parameter.type)
        if info.layout is None and info.type < I32:
            info = ArgInfo(I32)
        elif info.type == F32:
            info = ArgInfo(F64)
        params.append(info)
    made = Signature(declared.result, params, declared.variadic)
    made.unprototyped = True
    return made


def parameters(f: FunctionContext, decl: FuncDecl) -> None:
    """Give each parameter its home."""
    function = f.function
    signature = function.info.signature
    index = 0
    if signature.result.layout is not None:
        f.result_address = function.parameter(PTR, index)
        index += 1
    main = decl.type.unqual
    assert isinstance(main, FunctionType)
    shift = 0
    if f.unit.needs_chain(decl):
        f.chain = function.parameter(PTR, index)
        index += 1
        shift = 1
    values: list[Instr] = []
    for position, parameter in enumerate(decl.parameters):
        info = signature.params[position + shift] if position + shift < len(signature.params) \
            else f.unit.types.argument(parameter.type)
        values.append(function.parameter(info.type, index))
        index += 1
    for position, parameter in enumerate(decl.parameters):
        place_parameter(f, parameter, values[position])


def place_parameter(f: FunctionContext, decl: VarDecl, value: Instr) -> None:
    """Store a parameter, or make it the variable's value."""
    type = decl.type
    if type.kind >= c.ARRAY or type.kind == c.COMPLEX:
        f.set_address(decl, value)
        return
    if has_layout(type):
        value = f.load(value_type(type), value, type.align, f.alias(type))
    variable = f.variable(decl)
    wanted = f.unit.types.argument(type).type
    if value.type != wanted and not has_layout(type):
        value = f.convert(o.FPTRUNC, wanted, value) if value.type == F64 \
            else f.convert(o.TRUNC, wanted, value)
    if variable is not None:
        f.write(variable, value)
    else:
        f.store(f.variable_address(decl), value, type.align, f.alias(type))


# -- finishing ---------------------------------------------------------------------------------


def finish(f: FunctionContext, decl: FuncDecl) -> None:
    """Settle labels, blocks, phis, allocas and use counts."""
    function = f.function
    taken = [label for label in decl.labels if label.address_taken and label in f.labels]
    dispatch = f.dispatch
    if dispatch is not None:
        f.start(dispatch)
        f.seal(dispatch)
        f.pos = decl.loc
        target = f.read(f.dispatch_target)
        f.emit(o.INDIRECTJUMP, VOID, [target])
        for label in taken:
            add_edge(dispatch, f.labels[label])
    for label, block in f.labels.items():
        f.seal(block)
        if label not in f.placed:    # it stands in an expression that is never evaluated
            f.start(block)
            f.stop()
    drop_unreachable(f)
    f.finish_phis()
    nested_functions.make_trampolines(f, decl)
    entry = function.blocks[0]
    count = len(function.params)
    entry.instrs = entry.instrs[:count] + f.allocas + f.entry_code + entry.instrs[count:]
    function.sweep()
    function.info.takes_labels = bool(taken)
    settle_labels(f)
    recount(f)
    dissolve_unused(f)


def drop_unreachable(f: FunctionContext) -> None:
    """Remove blocks that the entry does not reach; blocks that were never begun as well."""
    function = f.function
    reached: dict[int, bool] = {}
    pending: list[Block] = [function.blocks[0]]
    reached[int(function.blocks[0].id)] = True
    while pending:
        for succ in pending.pop().succs:
            number = int(succ.id)
            if number not in reached:
                reached[number] = True
                pending.append(succ)
    for block in function.blocks:
        if int(block.id) in reached:
            continue
        for index in range(len(block.succs) - 1, -1, -1):
            target = block.succs[index]
            slot = block.succ_slots[index]
            for phi in f.phis.get(int(target.id), []):
                if phi.args:
                    phi.args[slot].uses -= 1
                    del phi.args[slot]
            remove_edge(block, index)
    placed: list[Block] = []
    for block in function.blocks:
        if int(block.id) in reached:
            placed.append(block)
    function.blocks = placed


def settle_labels(f: FunctionContext) -> None:
    """Label addresses of blocks that are gone point to a block that exists: nothing jumps there."""
    function = f.function
    present = {int(block.id): True for block in function.blocks}
    stand_in = function.blocks[-1]
    for leaf in function.labels.values():
        label = leaf.aux
        assert isinstance(label, BlockLabel)
        if int(label.block.id) not in present:
            label.block = stand_in
    kept = []
    for use in f.unit.label_uses:
        block = f.labels.get(use.label)
        if block is None:
            kept.append(use)
            continue
        use.reloc.label = label_payload(f, block, present, stand_in)
        if use.minus is not None:
            other = f.labels.get(use.minus)
            assert other is not None
            use.reloc.minus_label = label_payload(f, other, present, stand_in)
    f.unit.label_uses = kept


def label_payload(f: FunctionContext, block: Block, present: dict[int, bool],
                  stand_in: Block) -> BlockLabel:
    """The payload that stands for a label in data."""
    leaf = f.function.block_address(block if int(block.id) in present else stand_in)
    label = leaf.aux
    assert isinstance(label, BlockLabel)
    return label


def recount(f: FunctionContext) -> None:
    """Take use counts anew, leaves included: unreachable code counted too."""
    function = f.function
    for leaf in function.addresses.values():
        leaf.uses = 0
    for same_value in function.constants.values():
        for leaf in same_value:
            leaf.uses = 0
    for leaf in function.poisons.values():
        leaf.uses = 0
    for leaf in function.labels.values():
        leaf.uses = 0
    function.count_uses()


def dissolve_unused(f: FunctionContext) -> None:
    """Drop stack slots and undefined values that nothing uses."""
    entry = f.function.blocks[0]
    entry.instrs = [instr for instr in entry.instrs
                    if instr.uses > 0 or (instr.op != o.ALLOCA and instr.op != o.UNDEF)]

