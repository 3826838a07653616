"""-Wuninitialized and -Wmaybe-uninitialized: reads of local variables that hold no value yet.

Problem: whether a variable has a value where it is read is known to SSA construction alone, and the
text that reads it to the tree alone.  Idea: while a function is lowered every read of a scalar
variable whose value is `undef` or a phi is noted with its node; when the function is complete each
is judged.  A value that is undefined on every path is "used uninitialized" in a block that every
call executes; one that is undefined on some path on which the conditions do not contradict each
other (feasible_paths.py) "may be used uninitialized".  At -O0 variables live in memory: there the
reads are the loads of slots that nothing but loads and stores refer to, and only values undefined
on every path count, as with gcc.

What gcc folds before it looks, is not reported: a phi of `undef` and one value that is known on
all its edges is that value.  Reports wait for the end of the unit, when functions that do not
return are known and those that nobody wants are gone.

Source: "-Wuninitialized", "-Wmaybe-uninitialized", GCC 12 manual; messages and places compared with
gcc 12.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.tree import FuncDecl, VarDecl, VarRef
from compiler.frontend.use_location import UseLocations
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Function, Instr, resolve
from compiler.ir.module import Symbol
from compiler.lowering.context import FunctionContext, Read
from compiler.lowering.feasible_paths import Paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class Suspect:
    """A warning that waits for the end of the unit.  `starts` are blocks from one of which
    control must be able to reach `block`."""

    def __init__(self, function: Function, block: Block, starts: list[Block], decl: VarDecl,
                 location: i64, surely: bool) -> None:
        self.function = function
        self.block = block
        self.starts = starts
        self.decl = decl
        self.location: i64 = location
        self.surely = surely


def examine(f: FunctionContext, decl: FuncDecl) -> list[Suspect]:
    """Judge the reads of a function that has been lowered; its tree must still be there."""
    if decl.calls_returns_twice or decl.body is None:
        return []
    reads = [] if f.reads is None else f.reads
    owners: dict[Instr, VarDecl] = {}
    if f.in_memory:
        reads = loads_before_stores(f)
        for variable, address in f.addresses.items():
            owners[address] = variable
    else:
        for variable, held in f.variables.items():
            if held.undefined is not None:
                owners[held.undefined] = variable
    if not owners or not reads:
        return []
    return Examination(f, decl, owners).judge(reads)


class Examination:
    """The reads of one function, judged."""

    def __init__(self, f: FunctionContext, decl: FuncDecl, owners: dict[Instr, VarDecl]) -> None:
        self.f = f
        self.decl = decl
        self.owners = owners
        self.function = f.function
        self.present = {block: True for block in f.function.blocks}
        self.uses: UseLocations | None = None
        self.paths: Paths | None = None
        self.found: list[Suspect] = []
        self.said: dict[VarDecl, bool] = {}

    def judge(self, reads: list[Read]) -> list[Suspect]:
        """Reads of what is surely undefined come first, as gcc looks for those early."""
        optimize = self.f.options.optimize > 0
        for read in reads:
            value = resolve(read.value)
            if value in self.owners and read.block in self.present:
                self.judge_undefined(read, value, True)
        for read in reads:
            value = resolve(read.value)
            if read.block not in self.present:
                continue
            if value in self.owners:
                self.judge_undefined(read, value, False)
            elif optimize and value.op == o.PHI:
                self.judge_phi(read, value)
        return self.found

    def locations(self) -> UseLocations:
        """Where values are used, by node."""
        if self.uses is None:
            self.uses = UseLocations(self.decl, self.f.unit.diagnostics.source,
                                     self.f.options.optimize > 0)
        return self.uses

    def feasible(self) -> Paths:
        """The searches of this function."""
        if self.paths is None:
            self.paths = Paths(self.function, self.f.phis)
        return self.paths

    def add(self, read: Read, variable: VarDecl, block: Block, starts: list[Block],
            surely: bool) -> None:
        """A warning, the first for its variable."""
        if variable in self.said or not variable.name or starts_with_itself(variable):
            return
        self.said[variable] = True
        location = self.locations().of(read.node)
        self.found.append(Suspect(self.function, block, starts, variable, location, surely))

    def judge_undefined(self, read: Read, value: Instr, surely: bool) -> None:
        """A read of a variable that has no value on any path."""
        variable = self.owners[value]
        if variable in self.said:
            return
        block = read.block
        if self.f.options.optimize > 0:
            if self.locations().in_arm(read.node):
                return
            for _ in range(self.locations().cheap_operands(read.node)):
                block = self.feasible().dominance.parents[block]
        if always_executed(self.function, block) != surely:
            return
        if not surely and self.f.options.optimize > 0 and (
                self.locations().is_copy(read.node) or self.feasible().on_the_way(block) is None):
            return
        self.add(read, variable, block, [self.function.blocks[0]], surely)

    def judge_phi(self, read: Read, phi: Instr) -> None:
        """A read of a variable that has no value on some paths."""
        paths = self.feasible()
        origins = paths.origins(phi)
        if not origins or self.locations().is_copy(read.node):
            return
        undefined: Instr | None = None
        for arg in closure(phi):
            if arg.op == o.UNDEF:
                undefined = arg
        if undefined is None or undefined not in self.owners:
            return
        variable = self.owners[undefined]
        if variable in self.said or self.is_one_value(phi):
            return
        starts: list[Block] = []
        for block, edge in origins:
            if paths.arrives(block, edge, phi, read.block):
                starts.append(block)
        if starts:
            self.add(read, variable, read.block, starts, False)

    def is_one_value(self, phi: Instr) -> bool:
        """Whether all that the phi may hold, `undef` aside, is one value known on every edge."""
        single: Instr | None = None
        for arg in closure(phi):
            if arg.op == o.UNDEF:
                continue
            if single is not None and arg is not single:
                return False
            single = arg
        if single is None or single.is_leaf() or single.op in (o.PARAM, o.ALLOCA):
            return True
        block = phi.block
        return block is not None and single.block in self.feasible().dominance.chain(block)[1:]


def closure(phi: Instr) -> list[Instr]:
    """What a phi may hold: the arguments, through phis, that are none themselves."""
    found: list[Instr] = []
    seen: dict[Instr, bool] = {phi: True}
    pending = [phi]
    while pending:
        for arg in pending.pop().args:
            arg = resolve(arg)
            if arg in seen:
                continue
            seen[arg] = True
            if arg.op == o.PHI:
                pending.append(arg)
            else:
                found.append(arg)
    return found


def starts_with_itself(variable: VarDecl) -> bool:
    """`int x = x;` says that no warning is wanted."""
    init = variable.init
    if init is None or len(init.entries) != 1:
        return False
    value = init.entries[0].value
    while isinstance(value, tree.Cast):
        value = value.operand
    return isinstance(value, VarRef) and value.decl is variable


def always_executed(function: Function, block: Block) -> bool:
    """Whether every way from the entry to an end of the function passes a block; one that cannot
    end counts where it stays."""
    entry = function.blocks[0]
    if block is entry:
        return True
    reached = reachable([entry], {block: True})
    for passed in reached:
        if not passed.succs:
            return False
    ending: dict[Block, bool] = {}
    pending = [passed for passed in reached if block in passed.succs]
    while pending:
        passed = pending.pop()
        if passed not in ending:
            ending[passed] = True
            pending.extend([pred for pred in passed.preds if pred in reached])
    return len(ending) == len(reached)


def reachable(starts: list[Block], closed: dict[Block, bool]) -> dict[Block, bool]:
    """The blocks that control can come to without entering closed ones."""
    found: dict[Block, bool] = {start: True for start in starts if start not in closed}
    pending = list(found)
    while pending:
        for succ in pending.pop().succs:
            if succ not in found and succ not in closed:
                found[succ] = True
                pending.append(succ)
    return found


# -- variables in memory --------------------------------------------------------------------------


def loads_before_stores(f: FunctionContext) -> list[Read]:
    """Loads of scalar slots that no store reaches: a set of slots without value flows through the
    blocks, as the bits of an int."""
    function = f.function
    bit: dict[Instr, int] = {}
    for decl, address in f.addresses.items():
        if address.op == o.ALLOCA and decl.function is f.decl and not decl.is_parameter \
                and not decl.address_taken and not decl.captured and decl.type.quals & 2 == 0 \
                and not decl.uninitialized:
            bit[address] = 1 << len(bit)
    if not bit:
        return []
    for block in function.blocks:
        for instr in block.instrs:
            for index, arg in enumerate(instr.args):
                if arg in bit and not (instr.op == o.LOAD or instr.op == o.STORE and index == 0):
                    del bit[arg]
    entering: dict[Block, int] = {function.blocks[0]: (1 << len(f.addresses)) - 1}
    pending = [function.blocks[0]]
    while pending:
        block = pending.pop()
        bits = entering[block]
        for instr in block.instrs:
            if instr.op == o.STORE:
                bits &= ~bit.get(instr.args[0], 0)
        for succ in block.succs:
            known = entering.get(succ, -1)
            if known == -1 or known & bits != known:
                entering[succ] = bits if known == -1 else known & bits
                pending.append(succ)
    nodes = f.load_nodes
    found: list[Read] = []
    for block in function.blocks:
        bits = entering.get(block, 0)
        for instr in block.instrs:
            if instr.op == o.STORE:
                bits &= ~bit.get(instr.args[0], 0)
            elif instr.op == o.LOAD and bits & bit.get(instr.args[0], 0):
                node = nodes.get(instr)
                if node is not None:
                    found.append(Read(instr.args[0], block, node))
    return found


# -- the end of the unit --------------------------------------------------------------------------


def report(suspects: list[Suspect], functions: list[Function], diagnostics: Diagnostics) -> None:
    """Show what is left when functions that nobody wants are gone and those that do not return
    are known."""
    if not suspects:
        return
    kept = {function: True for function in functions}
    silent = functions_without_return(functions)
    for suspect in suspects:
        if suspect.function not in kept:
            continue
        ends = dead_ends(suspect.function, silent)
        inner = {block: True for block in ends if block is not suspect.block}
        if suspect.block not in reachable([suspect.function.blocks[0]], inner):
            continue
        if suspect.block not in reachable(suspect.starts, inner):
            continue
        option = "uninitialized" if suspect.surely else "maybe-uninitialized"
        word = "is" if suspect.surely else "may be"
        name = suspect.decl.name
        if diagnostics.warning(option, suspect.location, f"'{name}' {word} used uninitialized"):
            diagnostics.note(suspect.decl.loc, f"'{name}' was declared here")


def dead_ends(function: Function, silent: dict[Symbol, bool]) -> dict[Block, bool]:
    """The blocks that call a function which does not return."""
    found: dict[Block, bool] = {}
    if not silent:
        return found
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == o.CALL and instr.args[0].op == o.ADDR:
                callee = instr.args[0].aux
                if isinstance(callee, Symbol) and callee in silent:
                    found[block] = True
    return found


def functions_without_return(functions: list[Function]) -> dict[Symbol, bool]:
    """Functions of the unit from which no path leads back to their caller."""
    silent: dict[Symbol, bool] = {}
    changed = True
    while changed:
        changed = False
        for function in functions:
            if function.symbol in silent or not function.blocks:
                continue
            ends = dead_ends(function, silent)
            returns = False
            for block in reachable([function.blocks[0]], ends):
                if block.instrs and block.instrs[-1].op == o.RETURN:
                    returns = True
                    break
            if not returns:
                silent[function.symbol] = True
                changed = True
    return silent
