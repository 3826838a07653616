"""Selection and x87 places, validated: each block against its IR, from random states.

Problem: what selects by hand, and what puts long doubles into places, has no rule that the prover
sees; a formula for whole blocks of machine code with memory and calls is out of reach.  Idea:
`WatchedTarget` keeps each function as it is before selection (before the x87 pass) and runs each
block of both versions from `STATES` random states (`ir_states.py`, `machine_states.py`); every
value, effect, byte of memory and edge must agree.  A block is *compared* when one state at least
could be run to its end, else it is *not compared*, with the reason.

This is testing, not proof: what it says is that these blocks agree on these states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from unittest.mock import patch

from compiler.codegen.frame import Frame
from compiler.codegen.inline_asm import label_names
from compiler.codegen.machine import ASM
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Function, Instr, resolve
from compiler.ir.module import Module, Symbol
from compiler.ir.types import F80, FLAGS, VOID
from compiler.target.x86 import legalise as x86_legalise
from compiler.target.x86.driver import X86Selector
from compiler.target.x86.target import X86Target
from compiler.target.x86.x87 import X87Expander
from verify.asm_text import AsmCheck
from verify.ir_states import Addresses, BlockRun, Effect
from verify.machine_states import Layout, MachineRun
from verify.states import Memory, Mismatch, Skip, World, is_same, same_bytes
from verify.tv_function import copy
from verify.tv_strength import state as stepped_state
from verify.tv_strength import witnesses

STATES = 12
MACHINE_CODE = "machine code"        # the stage of `tv_machine.py`


class Compared:
    """One block of one stage: `cause` says what differs, or why nothing was compared."""

    def __init__(self, function: str, stage: str, block: int, verdict: str, cause: str) -> None:
        self.function = function
        self.stage = stage
        self.block = block
        self.verdict = verdict              # agrees, differs, not compared
        self.cause = cause


class SelectedAddresses(Addresses):
    """Addresses as selection gave them out."""

    def __init__(self, world: World, layout: Layout, slots: dict[int, int], stream: Stream,
                 blocks: dict[int, Block]) -> None:
        super().__init__(world)
        self.layout = layout
        self.slots = slots
        self.stream = stream
        self.blocks = blocks

    def alloca(self, instr: Instr) -> int:
        """The object's slot."""
        number = self.slots.get(int(instr.id), -1)
        return self.layout.slots[number] if number >= 0 else super().alloca(instr)

    def symbol(self, symbol: Symbol) -> int:
        """The symbol's label."""
        return self.world.address(self.stream.labels.get(symbol, symbol))

    def block(self, block: Block) -> int:
        """The block's label."""
        label = self.stream.block_labels.get(int(block.id))
        if label is None:
            label = self.stream.taken_blocks.get(self.blocks[int(block.id)])
        return self.world.address(label if label is not None else ("block", int(block.id)))


class Watcher:
    """What has been compared so far."""

    def __init__(self) -> None:
        self.blocks: list[Compared] = []

    def judge(self, function: str, stage: str, number: int,
              state: Callable[[World], None]) -> None:
        """Run a block from random states until one differs."""
        reasons: Counter[str] = Counter()
        agreed = 0
        for seed in range(STATES):
            try:
                state(World(seed + STATES * number))
                agreed += 1
            except Skip as reason:
                reasons[str(reason)] += 1
            except Mismatch as difference:
                self.blocks.append(Compared(function, stage, number, "differs", str(difference)))
                return
        if agreed:
            self.blocks.append(Compared(function, stage, number, "agrees", ""))
        else:
            cause = reasons.most_common(1)[0][0]
            self.blocks.append(Compared(function, stage, number, "not compared", cause))

    def stepped(self, before: Function, after: Function, originals: dict[int, Instr]) -> None:
        """Strength reduction of one function."""
        name = before.symbol.name
        try:
            found = witnesses(before, after, originals)
        except Mismatch as difference:
            self.blocks.append(Compared(name, "strength", -1, "differs", str(difference)))
            return
        for old, new in zip(before.blocks, after.blocks, strict=True):
            def state(world: World, old: Block = old, new: Block = new) -> None:
                stepped_state(world, before, after, old, new, originals, found)

            self.judge(name, "strength", int(old.id), state)

    def counts(self) -> Counter[tuple[str, str]]:
        """Blocks by stage and verdict."""
        return Counter((block.stage, block.verdict) for block in self.blocks)


class SelectionCheck:
    """One function before and after selection."""

    def __init__(self, watcher: Watcher, before: Function, originals: dict[int, Instr],
                 selector: X86Selector) -> None:
        self.watcher = watcher
        self.before = before
        self.originals = originals
        self.selector = selector
        self.after = selector.function
        self.numbers = {int(instr.id): instr for block in before.blocks for instr in block.instrs}
        self.blocks = {int(block.id): block for block in self.after.blocks}
        self.used = {arg for block in self.after.blocks for instr in block.instrs
                     for arg in instr.args}

    def run(self) -> None:
        """All blocks."""
        for old, new in zip(self.before.blocks, self.after.blocks, strict=True):
            def state(world: World, old: Block = old, new: Block = new) -> None:
                self.state(world, old, new)

            self.watcher.judge(self.before.symbol.name, "select", int(old.id), state)

    def state(self, world: World, old: Block, new: Block) -> None:
        """Both versions of a block from one state."""
        stream, frame = self.selector.stream, self.selector.frame
        layout = Layout(world, frame, stream)
        slots = self.selector.slot_numbers
        ir = BlockRun(self.before, old, world,
                      SelectedAddresses(world, layout, slots, stream, self.blocks))
        ir.run()
        machine = MachineRun(ir, self.numbers, new, layout, stream)
        known = set(slots.values())
        for number, start in enumerate(layout.slots):
            if number not in known and start < layout.top:
                machine.ignored.append((start, start + layout.sizes[number]))
        machine.run()
        made = set(new.instrs)
        for instr in old.instrs:
            found = resolve(self.originals[int(instr.id)])
            if instr.type in (VOID, FLAGS) or instr.op == o.PHI or found.op == o.PHI \
                    or found not in self.used:
                continue
            if found in made or found.op >= o.FIRST_MACHINE and found.block is not new:
                if found.type != FLAGS:
                    machine.holds(found, ir.value(instr), int(instr.type), f"value {instr.id}")
        for edge, succ in enumerate(new.succs):
            taken = {int(phi.id): phi for phi in old.succs[edge].instrs if phi.op == o.PHI}
            for phi in succ.instrs:
                if phi.op == o.PHI and int(phi.id) in taken:
                    wanted = taken[int(phi.id)].args[old.succ_slots[edge]]
                    machine.holds(phi.args[new.succ_slots[edge]], ir.value(wanted),
                                  int(phi.type), f"what phi {phi.id} takes")


class WatchedExpander(X87Expander):
    """The x87 pass; what it makes is compared with what there was."""

    watcher: Watcher

    def expand(self) -> None:
        """Expand and compare."""
        before = copy(self.function)
        originals = {int(instr.id): instr for block in self.function.blocks
                     for instr in block.instrs}
        super().expand()
        after = {int(block.id): block for block in self.function.blocks}
        for old in before.blocks:
            def state(world: World, old: Block = old) -> None:
                self.state(world, before, old, after[int(old.id)], originals)

            self.watcher.judge(before.symbol.name, "x87 places", int(old.id), state)

    def state(self, world: World, before: Function, old: Block, new: Block,
              originals: dict[int, Instr]) -> None:
        """Both versions of a block from one state."""
        addresses = Addresses(world)
        first = BlockRun(before, old, world, addresses)
        taken = [(phi, old.succ_slots[edge]) for edge, succ in enumerate(old.succs)
                 for phi in succ.instrs if phi.op == o.PHI and phi.type == F80]
        used = [arg for instr in old.instrs for arg in instr.args if instr.op != o.PHI]
        used += [phi.args[slot] for phi, slot in taken]
        for phi in old.instrs:
            if phi.op == o.PHI and phi.type == F80:
                world.fix(addresses.alloca(resolve(self.incoming[int(phi.id)])),
                          first.known(phi), 10)
        for value in used:
            if value.type == F80 and int(value.id) in self.places \
                    and int(value.id) not in first.inside and value not in old.instrs:
                world.fix(addresses.alloca(resolve(self.places[int(value.id)])),
                          first.known(value), 10)
        first.run()
        second = BlockRun(self.function, new, world, addresses)
        own = [addresses.alloca(slot) for slot in self.slots]
        areas = [(start, start + 16) for start in own]
        second.memory.kept = areas
        second.run()
        if len(first.effects) != len(second.effects) or first.edge != second.edge:
            raise Mismatch("other effects, or another edge")
        for wanted, found in zip(first.effects, second.effects):
            self.same_effect(wanted, found, world, areas)
        difference = same_bytes(first.memory.written, world, first.memory.epoch, second.memory,
                                areas)
        if difference:
            raise Mismatch(difference)
        for instr in old.instrs:
            word = first.values.get(int(instr.id)) if instr.op != o.PHI else None
            if word is None or instr.type in (VOID, F80):
                continue
            if not is_same(second.known(resolve(originals[int(instr.id)])), word,
                           int(instr.type)):
                raise Mismatch(f"value {instr.id} is another")
        homes = [(instr, self.places) for instr in old.instrs if instr.type == F80]
        for value, places in homes:
            self.in_place(second, places, value, first.value(value), addresses)
        for phi, slot in taken:
            self.in_place(second, self.incoming, phi, first.value(phi.args[slot]), addresses)

    def in_place(self, run: BlockRun, places: dict[int, Instr], value: Instr,
                 word: int | None, addresses: Addresses) -> None:
        """A long double lies in its place at the end of the block."""
        place = places.get(int(value.id))
        if place is None or word is None:
            return
        found = run.memory.read(addresses.alloca(resolve(place)), 10)
        if found is None or not is_same(found, word, F80):
            raise Mismatch(f"long double {value.id} is not in its place")

    def same_effect(self, wanted: Effect, found: Effect, world: World,
                    areas: list[tuple[int, int]]) -> None:
        """An effect has the same operands and the same memory before it."""
        memory = Memory(world)
        memory.written, memory.epoch = found.memory, found.epoch
        difference = same_bytes(wanted.memory, world, wanted.epoch, memory, areas)
        if wanted.kind != found.kind or difference:
            raise Mismatch(difference or f"{found.kind} instead of {wanted.kind}")
        args = wanted.instr.args if wanted.instr is not None else []
        for k, arg in enumerate(args):
            if arg.type != F80 and wanted.words[k] not in (None, found.words[k]):
                raise Mismatch(f"operand {k} of {wanted.kind} is another")
        for offset, byte in wanted.stack.items():
            if byte is not None and found.stack.get(offset) != byte:
                raise Mismatch(f"byte {offset} of the stack arguments is another")
        if len(wanted.x87) != len(found.x87) or any(
                a is not None and (b is None or not is_same(b, a, F80))
                for a, b in zip(wanted.x87, found.x87)):
            raise Mismatch("the x87 stack is another")


class WatchedTarget(X86Target):
    """X86Target whose selection and x87 pass are compared as they run."""

    def __init__(self, options: CodegenOptions) -> None:
        super().__init__(options)
        self.watcher = Watcher()

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        """As ever, with the x87 pass watched."""
        WatchedExpander.watcher = self.watcher
        with patch.object(x86_legalise, "X87Expander", WatchedExpander):
            super().legalise(function, module, options)

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        """Select and compare."""
        before = copy(function)
        originals = {int(instr.id): instr for block in function.blocks for instr in block.instrs}
        selector = X86Selector(function, stream, frame, options)
        selector.run()
        SelectionCheck(self.watcher, before, originals, selector).run()

    def emit_instr(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        """Emit; what inline assembly hands to the assembler is read once more."""
        if instr.op != ASM:
            super().emit_instr(stream, frame, instr)
            return
        given = stream.emitter.inline
        block = int(instr.block.id) if instr.block is not None else -1

        def inline(text: str, name: str, line: int) -> list[str]:
            verdict, cause = "agrees", ""
            try:
                AsmCheck(instr, frame, label_names(stream, instr)).run(text)
            except Mismatch as difference:
                verdict, cause = "differs", str(difference)
            self.watcher.blocks.append(Compared("asm", "asm text", block, verdict, cause))
            return given(text, name, line)

        with patch.object(stream.emitter, "inline", inline):
            super().emit_instr(stream, frame, instr)
