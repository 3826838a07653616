"""Code generation of AArch64 and RISC-V, validated: each function's machine code against its IR.

Problem: selection, allocation, joined accesses, emission, frames and encoding of machines with
loads and stores have no proof of their own.  Idea: translation validation of all of them at once,
by execution: the IR that enters legalisation (behind ABI lowering and contraction) and the bytes in
the object, linked, are run from `STATES` random states each (`tv_machine_state.py`,
`tv_machine_run.py`) and must agree in calls with their arguments, the result, memory, registers
that calls keep and the stack pointer.

Contraction itself is compared by `tv_contract.py`.

A function is *compared* when one state at least could be run to its end on both sides, else *not
compared*, with the reason.  This is testing, not proof: what it says is that these functions agree
on these states.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from unittest.mock import patch

from compiler.codegen import contract
from compiler.codegen import streaming as codegen_gaps
from compiler.codegen.frame import Frame
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.module import emit_module
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.driver.lines import LoweredRefiner
from compiler.driver.options import parse
from compiler.driver.settings import codegen_options, opt_options
from compiler.driver.target_choice import choose
from compiler.ir.instr import Block, Function
from compiler.ir.module import Module
from compiler.lowering.__main__ import lower_file
from compiler.opt import pipeline
from compiler.opt.context import PassContext
from compiler.target.arm.driver import ArmSelector
from compiler.target.arm.target import ArmTarget
from compiler.target.registry import make_architecture
from compiler.target.riscv.driver import RiscvSelector
from compiler.target.riscv.target import RiscvTarget
from verify import tv_contract
from verify.states import Mismatch, Skip, World
from verify.tv_function import copy
from verify.tv_machine_image import NotLinked, Program, StubbedEmitter
from verify.tv_machine_run import Processor
from verify.tv_machine_state import LONG, MachineWorld, TargetWalk
from verify.tv_select import MACHINE_CODE, STATES, Compared, Watcher

PATIENCE = 4            # states whose walk does not end, before a function is given up


class Generated:
    """One function as it entered code generation, and where its stack objects ended up."""

    def __init__(self, before: Function) -> None:
        self.before = before
        self.slots: dict[int, int] = {}             # alloca -> slot
        self.frame: Frame | None = None

    def offsets(self) -> dict[int, int]:
        """Places of the stack objects from the CFA."""
        assert self.frame is not None
        return {alloca: int(self.frame.slots[slot].offset) for alloca, slot in self.slots.items()}


class Watch:
    """What code generation has done so far."""

    def __init__(self) -> None:
        self.functions: dict[str, Generated] = {}
        self.stream: Stream | None = None
        self.watcher = Watcher()

    def contracted(self, before: Function, after: Function) -> None:
        """Contraction has run: compare it, block by block."""
        fused = tv_contract.fused_by(before, after)
        for old, new in zip(before.blocks, after.blocks, strict=True):
            def state(world: World, old: Block = old, new: Block = new) -> None:
                tv_contract.state(world, before, after, old, new, fused)

            self.watcher.judge(before.symbol.name, tv_contract.STAGE, int(old.id), state)

    def entered(self, function: Function) -> None:
        """A function is about to be legalised."""
        self.functions[function.symbol.name] = Generated(copy(function))

    def selected(self, selector: MachineSelector) -> None:
        """A function has been selected."""
        made = self.functions[selector.function.symbol.name]
        made.slots, made.frame = selector.slot_numbers, selector.frame
        self.stream = selector.stream


class WatchedArm(ArmTarget):
    """ArmTarget that tells what it generates."""

    watch: Watch

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        """Legalise what the watch has seen."""
        with watched_contraction(self.watch, function, options):
            super().legalise(function, module, options)

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        """Select and tell."""
        selector = ArmSelector(function, stream, frame, options, self)
        selector.run()
        self.watch.selected(selector)


class WatchedRiscv(RiscvTarget):
    """RiscvTarget that tells what it generates."""

    watch: Watch

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        """Legalise what the watch has seen."""
        with watched_contraction(self.watch, function, options):
            super().legalise(function, module, options)

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        """Select and tell."""
        selector = RiscvSelector(function, stream, frame, options, self)
        selector.run()
        self.watch.selected(selector)


def watched_contraction(watch: Watch, function: Function, options: CodegenOptions
                        ) -> contextlib.AbstractContextManager[object]:
    """Keep the function as it is behind contraction."""
    if not options.contract:
        watch.entered(function)
        return contextlib.nullcontext()
    run = contract.run

    def contracted(given: Function) -> bool:
        before = copy(given)
        changed = run(given)
        watch.entered(given)
        if changed:
            watch.contracted(before, watch.functions[given.symbol.name].before)
        return changed

    return patch.object(contract, "run", contracted)


def generate(arguments: list[str]) -> tuple[Program, Watch] | None:
    """Compile and link a unit; None when it does not compile."""
    module = lower_file(arguments)
    if module is None:
        return None
    parsed = parse(arguments)
    machine = choose(parsed, "vcc")
    context = PassContext(module, opt_options(parsed, machine.machine))
    pipeline.optimize_in(module, context)
    options = codegen_options(parsed, machine, "")
    options.function_sections = True
    watch = Watch()
    target = WatchedArm(options) if machine.machine == "aarch64" else WatchedRiscv(options)
    target.watch = watch
    emitter = StubbedEmitter(make_architecture(machine.machine), "")
    emit_module(module, emitter, options, target, None, None, LoweredRefiner(context))
    made = emitter.finish()
    if watch.stream is None:
        watch.stream = Stream(emitter, module, options)
    return Program(module, made, emitter, watch.stream), watch


class Check:
    """All functions of one unit."""

    def __init__(self, program: Program, watch: Watch, machine: str) -> None:
        self.program = program
        self.watch = watch
        self.processor = Processor(program, machine)
        self.compared: list[Compared] = list(watch.watcher.blocks)

    def run(self) -> list[Compared]:
        """Every function from every state."""
        for name, made in self.watch.functions.items():
            verdict, cause = self.judge(name, made)
            self.compared.append(Compared(name, MACHINE_CODE, -1, verdict, cause))
        return self.compared

    def judge(self, name: str, made: Generated) -> tuple[str, str]:
        """Verdict and cause of one function."""
        if made.before.info.signature.variadic:
            return "not compared", "a variadic function"
        if name not in self.program.bodies or made.frame is None:
            return "not compared", "no code"
        reasons: Counter[str] = Counter()
        agreed = 0
        for seed in range(STATES):
            if not agreed and reasons[LONG] == PATIENCE:
                break
            try:
                self.state(name, made, seed)
                agreed += 1
            except Skip as reason:
                reasons[str(reason)] += 1
            except Mismatch as difference:
                return "differs", f"state {seed}: {difference}"
            except Exception as error:         # a gap of the validator, never the end of a run
                reasons[f"failure of the validator: {error!r}"] += 1
        if agreed:
            return "agrees", ""
        return "not compared", reasons.most_common(1)[0][0]

    def state(self, name: str, made: Generated, seed: int) -> None:
        """Both versions from one state."""
        world = MachineWorld(seed, self.program)
        walk = TargetWalk(made.before, world, made.offsets())
        walk.walk()
        self.processor.run(name, world, walk)


def compare(arguments: list[str]) -> list[Compared] | None:
    """All functions of a program for the target that its options name; None when it does not
    compile."""
    machine = choose(parse(arguments), "vcc").machine
    try:
        generated = generate(arguments)
    except codegen_gaps.Unsupported as gap:
        return [Compared("", MACHINE_CODE, -1, "not compared", gap.message)]
    except NotLinked as problem:
        return [Compared("", MACHINE_CODE, -1, "not compared", str(problem))]
    if generated is None:
        return None
    return Check(*generated, machine).run()
