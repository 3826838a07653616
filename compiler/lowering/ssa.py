"""SSA form made while the code is emitted (Braun, Buchwald, Hack, Leissa, Mallon, Zwinkau 2013).

Problem: scalar variables whose address nobody takes should be values at once, without a pass that
promotes memory.  Idea: each variable knows its value at the end of each block; a read that finds
none looks at the predecessors, and at a join makes a phi.  A block whose predecessors are not all
known yet is not *sealed*: a phi made there waits for its operands.

Differences from the paper: no recursion (a read walks up chains of single predecessors, phis made
on the way are filled from a work list), and redundant phis are found once more at the end, over all
of them, with a use list among phis only.

Invariants: `phis[block.id]` are the phis of a block until `finish_phis` puts them in front of its
instructions; operands may be forwarded (`Instr.forward`) until then.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.opcodes import PHI, UNDEF
from compiler.lowering.builder import Builder


class Variable:
    """A scalar variable that lives in values."""

    def __init__(self, type: i64) -> None:
        self.type: i64 = type
        self.values: dict[int, Instr] = {}     # block id -> value at its end
        self.undefined: Instr | None = None


class WaitingPhi:
    """A phi whose operands are not known yet."""

    def __init__(self, variable: Variable, phi: Instr, block: Block) -> None:
        self.variable = variable
        self.phi = phi
        self.block = block


class SsaBuilder(Builder):
    """A builder that keeps variables as values."""

    def __init__(self, function: Function) -> None:
        self.open_blocks: dict[int, list[WaitingPhi]] = {}   # the blocks that are not sealed
        self.phis: dict[int, list[Instr]] = {}
        self.pending: list[WaitingPhi] = []
        self.undefined: list[Instr] = []
        super().__init__(function)

    def open_block(self, name: str = "") -> Block:
        """A block whose predecessors are not all known: `seal` it later."""
        block = self.function.new_block(name)
        self.open_blocks[int(block.id)] = []
        return block

    def seal(self, block: Block) -> None:
        """All predecessors are known now."""
        waiting = self.open_blocks.pop(int(block.id), None)
        if waiting:
            self.pending.extend(waiting)
            self.fill_pending()

    def begin(self, block: Block) -> None:
        """Seal a block and go on there, if anything leads to it."""
        self.seal(block)
        if block.preds:
            self.start(block)
        else:
            self.lose()

    def write(self, variable: Variable, value: Instr) -> None:
        """Assign."""
        variable.values[int(self.block.id)] = value

    def read(self, variable: Variable) -> Instr:
        """The variable's value here."""
        value = variable.values.get(int(self.block.id))
        if value is None:
            value = self.look_up(variable, self.block)
            if self.pending:
                self.fill_pending()
        return resolve(value)

    def undefined_value(self, variable: Variable) -> Instr:
        """What an uninitialised variable holds: arbitrary, the same at each read."""
        value = variable.undefined
        if value is None:
            value = self.function.make(UNDEF, variable.type, [])
            value.block = self.function.blocks[0]
            variable.undefined = value
            self.undefined.append(value)
        return value

    def look_up(self, variable: Variable, block: Block) -> Instr:
        """The value at the end of `block`; phis made on the way are left to `fill_pending`."""
        passed: list[Block] = []
        limit = self.function.next_block
        while True:
            number = int(block.id)
            found = variable.values.get(number)
            if found is not None:
                value = resolve(found)
                break
            if number in self.open_blocks:
                value = self.new_phi(variable, block)
                self.open_blocks[number].append(WaitingPhi(variable, value, block))
                break
            count = len(block.preds)
            if count == 0 or len(passed) > limit:
                value = self.undefined_value(variable)
                break
            if count > 1:
                value = self.new_phi(variable, block)
                self.pending.append(WaitingPhi(variable, value, block))
                break
            passed.append(block)
            block = block.preds[0]
        for step in passed:
            variable.values[int(step.id)] = value
        return value

    def new_phi(self, variable: Variable, block: Block) -> Instr:
        """A phi without operands, as the variable's value in `block`."""
        phi = self.function.make(PHI, variable.type, [])
        phi.block = block
        number = int(block.id)
        known = self.phis.get(number)
        if known is None:
            self.phis[number] = [phi]
        else:
            known.append(phi)
        variable.values[number] = phi
        return phi

    def fill_pending(self) -> None:
        """Give operands to the phis of sealed blocks; forward those with one value only."""
        pending = self.pending
        filled: list[Instr] = []
        while pending:
            item = pending.pop()
            args = [self.look_up(item.variable, pred) for pred in item.block.preds]
            item.phi.set_args(args)
            filled.append(item.phi)
        while filled:
            forward_if_trivial(filled.pop())

    def finish_phis(self) -> None:
        """Forward redundant phis until none is left, and put the others into their blocks."""
        users: dict[Instr, list[Instr]] = {}
        work: list[Instr] = []
        for block in self.function.blocks:
            for phi in self.phis.get(int(block.id), []):
                if phi.forward is None:
                    work.append(phi)
                    for arg in phi.args:
                        arg = resolve(arg)
                        if arg.op == PHI and arg is not phi:
                            users.setdefault(arg, []).append(phi)
        while work:
            phi = work.pop()
            if phi.forward is None and forward_if_trivial(phi):
                dependent = users.pop(phi, None)
                if dependent is not None:
                    work.extend(dependent)
                    target = resolve(phi)
                    if target.op == PHI:
                        users.setdefault(target, []).extend(dependent)
        for block in self.function.blocks:
            phis = [phi for phi in self.phis.get(int(block.id), []) if phi.forward is None]
            if phis:
                block.instrs = phis + block.instrs
        entry = self.function.blocks[0]
        if self.undefined:
            count = 0
            while count < len(entry.instrs) and entry.instrs[count].op < UNDEF:
                count += 1
            entry.instrs = entry.instrs[:count] + self.undefined + entry.instrs[count:]


def forward_if_trivial(phi: Instr) -> bool:
    """Forward a phi whose operands are itself and one other value."""
    same: Instr | None = None
    for arg in phi.args:
        arg = resolve(arg)
        if arg is same or arg is phi:
            continue
        if same is not None:
            return False
        same = arg
    if same is None:
        return False
    replace(phi, same)
    return True
