"""Random IR through each pass, legalisation and code generation; the faulty stage is named.

Problem: a wrong result of a compiled program says neither which pass was wrong nor whether it was a
pass at all.  Idea: the evaluator knows what a module does, poison included, so a module can be run
before and after any one stage.  In order: each pass alone on the module as written, the whole
pipeline (and, if its result is wrong, again with a run after each pass), legalisation, and code
generation with the allocation checked symbolically and the code run by the processor.

A stage may make a module better defined, never less: inputs on which the module as written is
undefined, or depends on an arbitrary choice, are left out.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys

from compiler.assembler.object_emitter import ObjectEmitter
from compiler.codegen import abi_lowering, switches
from compiler.codegen.check_allocation import AllocationError
from compiler.codegen.module import emit_module
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Unsupported
from compiler.elf.write import write_object
from compiler.ir import opcodes as o
from compiler.ir.check import IRError, check_module
from compiler.ir.dominators import order_blocks
from compiler.ir.evaluate import EvaluationError, Machine
from compiler.ir.instr import Function
from compiler.ir.module import GLOBAL, Module
from compiler.ir.read import read_module
from compiler.ir.text import module_text
from compiler.ir.types import type_bits
from compiler.opt.callgraph import CallGraph
from compiler.opt.context import OptOptions, PassContext, PassObserver
from compiler.opt.inline import Inliner
from compiler.opt.pipeline import PASSES, optimize_in, run_pass
from compiler.target.registry import make_architecture, make_target

from fuzz.choices import Choices
from fuzz.judges import Workplace, in_child

STEPS = 20_000
UNRUN = ("register allocation", "code generation", "object emission")   # faults seen without a run
CORNERS = [0, 1, -1, 2, 7, 100, 1 << 31, (1 << 31) - 1, 1 << 63, (1 << 63) - 1, 255, -128, 3]
EMULATORS = {"x86_64": [], "aarch64": ["qemu-aarch64"], "riscv64": ["qemu-riscv64"]}
COMPILERS = {"aarch64": "aarch64-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}


class Behaviour:
    """What a run of the entry does: its result and the objects that others could see."""

    def __init__(self, result: int, poison: bool, data: dict[str, bytes]) -> None:
        self.result = result
        self.poison = poison
        self.data = data

    def refused_by(self, after: Behaviour | str) -> str:
        """How `after` is not what this allows; "" when it is."""
        if isinstance(after, str):
            return after
        if not self.poison and after.poison:
            return "the result became poison"
        if not self.poison and self.result != after.result:
            return f"the result is {after.result:#x}, was {self.result:#x}"
        for name, image in self.data.items():
            if name in after.data and after.data[name] != image:
                return f"{name} holds {after.data[name].hex()}, was {image.hex()}"
        return ""


class Fault:
    """A stage that changed what a module does."""

    def __init__(self, stage: str, what: str) -> None:
        self.stage = stage
        self.what = what


def entry_of(module: Module) -> Function:
    """The function that is run: the last one written."""
    return next(f for f in reversed(module.functions) if f.symbol.binding == GLOBAL)


def draw_inputs(choices: Choices, types: list[int], count: int) -> list[list[int]]:
    """Argument words: corner values, small ones, any."""
    made = []
    for _ in range(count):
        words = []
        for type in types:
            bits = type_bits(type)
            value = choices.pick([choices.pick(CORNERS), choices.below(16),
                                  choices.below(1 << bits)])
            words.append(value & ((1 << bits) - 1))
        made.append(words)
    return made


def behave(module: Module, words: list[int], steps: int) -> tuple[Behaviour | str, bool]:
    """Run the entry: what it does, or why it is undefined; whether something was arbitrary."""
    machine = Machine(module, steps, True)
    try:
        result = machine.run(entry_of(module).symbol.name, words)
    except EvaluationError as error:
        return f"undefined: {error}", machine.arbitrary
    data = {}
    for symbol in module.data:
        if symbol.binding == GLOBAL and symbol.data is not None:
            at = machine.addresses[symbol.name]
            data[symbol.name] = bytes(machine.memory[at:at + symbol.data.size])
    return Behaviour(result, machine.result_poison, data), machine.arbitrary


class Known:
    """A module as text and what it does on the inputs where that is one thing."""

    def __init__(self, text: str, inputs: list[list[int]], steps: int = STEPS) -> None:
        self.steps = steps
        module = read_module(text)
        check_module(module)
        self.text = text
        self.cases: list[tuple[list[int], Behaviour]] = []
        for words in inputs:
            behaviour, arbitrary = behave(module, words, steps)
            if isinstance(behaviour, Behaviour):
                if not arbitrary:
                    self.cases.append((words, behaviour))
            elif "steps" in behaviour:
                break               # endless, as steps of a reduction may be

    def difference(self, module: Module) -> str:
        """How a module does otherwise, "" when it does not."""
        for words, before in self.cases:
            after, _ = behave(module, words, 2 * self.steps)
            said = before.refused_by(after)
            if said:
                return f"with {', '.join(map(str, words))}: {said}"
        return ""

    def judge(self, stage: str, module: Module) -> Fault | None:
        """Check the module that a stage made, then run it."""
        try:
            check_module(module)
        except IRError as error:
            return Fault(stage, f"broken IR: {error}")
        said = self.difference(module)
        return Fault(stage, said) if said else None


# -- passes --------------------------------------------------------------------------------------

def run_alone(name: str, module: Module) -> None:
    """One pass over every function, bottom-up."""
    context = PassContext(module, OptOptions(3))
    graph = CallGraph(module)
    inliner = Inliner(context, graph)
    for function in graph.order:
        order_blocks(function)
        if name == "inline":
            inliner.inline_into(function)
        else:
            run_pass(name, function, context)


class StageWatch(PassObserver):
    """Runs the module after each pass of the pipeline; keeps the first fault."""

    def __init__(self, known: Known, module: Module) -> None:
        super().__init__()
        self.known = known
        self.module = module
        self.fault: Fault | None = None

    def after_pass(self, name: str, function: Function) -> None:
        """Judge what the pass made, unless one before it was wrong."""
        if self.fault is None:
            self.fault = self.known.judge(f"pass {name}", self.module)


def passes_fault(known: Known, level: int, only: str = "") -> Fault | None:
    """Each pass alone (or only one), then the pipeline of a level."""
    for name in [only] if only else PASSES:
        module = read_module(known.text)
        before = module_text(module)
        try:
            run_alone(name, module)
        except Exception as error:
            return Fault(f"pass {name}", f"{type(error).__name__}: {error}")
        if module_text(module) != before:
            fault = known.judge(f"pass {name}", module)
            if fault is not None:
                return fault
    if only:
        return None
    module = read_module(known.text)
    try:
        optimize_in(module, PassContext(module, OptOptions(level)))
    except Exception as error:
        return Fault(f"pipeline -O{level}", f"{type(error).__name__}: {error}")
    fault = known.judge(f"pipeline -O{level}", module)
    if fault is None:
        return None
    module = read_module(known.text)
    context = PassContext(module, OptOptions(level))
    watch = StageWatch(known, module)
    context.observer = watch
    optimize_in(module, context)
    return watch.fault or fault


# -- code generation -----------------------------------------------------------------------------

def has_calls(module: Module) -> bool:
    """Whether a function calls something: lowered calls cannot be evaluated."""
    return any(instr.op == o.CALL for function in module.functions for block in function.blocks
               for instr in block.instrs)


class Plan:
    """How a module is driven through the stages; the same for every step of a reduction."""

    def __init__(self, choices: Choices, types: list[int], machine: str = "x86_64") -> None:
        self.machine = machine
        self.inputs = draw_inputs(choices, types, 5)
        self.level = choices.pick([2, 1, 3])
        self.optimized = choices.chance(70)     # before code generation
        self.optimize = choices.pick([2, 0, 1, 3])
        self.for_size = choices.chance(15)
        self.chaos = choices.below(1000)
        self.omit_frame_pointer = not choices.chance(20)
        self.jump_tables = not choices.chance(20)

    def options(self) -> CodegenOptions:
        """Switches of code generation."""
        made = CodegenOptions()
        made.optimize = self.optimize
        made.for_size = self.for_size
        made.pic = 2
        made.chaos = self.chaos
        made.omit_frame_pointer = self.omit_frame_pointer
        made.jump_tables = self.jump_tables
        return made


def legalise_fault(known: Known, plan: Plan) -> Fault | None:
    """Legalisation and switch lowering, where no call keeps the result from being run."""
    module = read_module(known.text)
    if has_calls(module):
        return None
    options = plan.options()
    options.jump_tables = False     # a table is machine code
    target = make_target(plan.machine, options)
    function = entry_of(module)
    order_blocks(function)
    stage = "abi lowering"
    try:
        abi_lowering.run(function, target)
        stage = "legalise"
        target.legalise(function, module, options)
        if has_calls(module):
            return None                 # of the runtime library
        function.count_uses()
        fault = known.judge(stage, module)
        if fault is not None:
            return fault
        stage = "switches"
        switches.lower_switches(function, target, options)
        order_blocks(function)
        function.count_uses()
        return known.judge(stage, module)
    except (AssertionError, KeyError, IndexError, TypeError, AttributeError) as error:
        return Fault(stage, f"{type(error).__name__}: {error}")


def codegen_fault(known: Known, plan: Plan, place: Workplace) -> Fault | None:
    """Optimise, generate code, link a shared library, run it."""
    module = read_module(known.text)
    options, machine = plan.options(), plan.machine
    if plan.optimized:
        optimize_in(module, PassContext(module, OptOptions(plan.level)))
    entry = entry_of(module).symbol.name
    words = [int(info.type) for info in entry_of(module).info.signature.params]
    sizes = {symbol.name: symbol.data.size for symbol in module.data
             if symbol.binding == GLOBAL and symbol.data is not None}
    try:
        emitter = ObjectEmitter(make_architecture(machine, 64, True))
        emit_module(module, emitter, options, make_target(machine, options))
        made = emitter.finish()
    except AllocationError as error:
        return Fault("register allocation", str(error))
    except Unsupported as error:
        return Fault("code generation", f"unsupported: {error.message}")
    except Exception as error:
        return Fault("code generation", f"{type(error).__name__}: {error}")
    if made is None:
        return Fault("object emission", "no object")
    (place.folder / "ir.o").write_bytes(write_object(made))
    cases = [words for words, _ in known.cases]
    if machine == "x86_64":
        answers = run_here(place, entry, words, sizes, cases)
    else:
        answers = run_there(place, machine, entry, words, sizes, cases)
    if isinstance(answers, str):
        return Fault("generated code", answers)
    for (given, before), (result, data) in zip(known.cases, answers):
        after = Behaviour(result, False,
                          {name: bytes.fromhex(text) for name, text in data.items()})
        said = before.refused_by(after)
        if said:
            return Fault("selection, allocation or emission",
                         f"with {', '.join(map(str, given))}: {said} [chaos {options.chaos}, "
                         f"-O{options.optimize}]")
    return None


Answers = list[tuple[int, dict[str, str]]]
C_TYPES = {8: ctypes.c_uint8, 16: ctypes.c_uint16, 32: ctypes.c_uint32, 64: ctypes.c_uint64}


def run_here(place: Workplace, entry: str, types: list[int], sizes: dict[str, int],
             cases: list[list[int]]) -> Answers | str:
    """Link with our linker, load and call in a child of this process."""
    library = place.folder / "ir.so"
    library.unlink(missing_ok=True)
    status, messages = link(["-shared", "-o", str(library), str(place.folder / "ir.o")])
    if status:
        return f"link: {messages}"

    def work() -> int:
        ctypes.CDLL("libgcc_s.so.1", mode=ctypes.RTLD_GLOBAL)     # 128-bit division and the like
        loaded = ctypes.CDLL(str(library))
        function = loaded[entry]
        function.restype = ctypes.c_uint64
        function.argtypes = [C_TYPES[type_bits(type)] for type in types]
        places = {name: (ctypes.c_ubyte * size).in_dll(loaded, name)
                  for name, size in sizes.items()}
        for case in cases:
            sys.stdout.flush()
            child = os.fork()       # each case finds the memory as it was linked
            if child == 0:
                result = function(*case)
                data = {name: bytes(memory).hex() for name, memory in places.items()}
                print(json.dumps([result, data]), flush=True)
                os._exit(0)
            status = os.waitpid(child, 0)[1]
            if status:
                print(json.dumps(status))
                break
        return 0

    wait, output, errors = in_child(work, place.folder, 10)
    if wait:
        return f"the code does not load: {errors.strip()[-200:]}"
    answers: Answers = []
    for line in output.splitlines():
        answer = json.loads(line)
        if isinstance(answer, int):
            return f"the code ended with signal {answer & 127}"
        answers.append((int(answer[0]), answer[1]))
    return answers


def link(arguments: list[str]) -> tuple[int, str]:
    """Run our linker in process; status and messages."""
    import io

    from compiler.linker.main import main

    out, errors = io.StringIO(), io.StringIO()
    status = main(arguments, out, errors)
    return status, errors.getvalue()


def run_there(place: Workplace, machine: str, entry: str, types: list[int],
              sizes: dict[str, int], cases: list[list[int]]) -> Answers | str:
    """Link with a main by the machine's gcc, run by its emulator."""
    params = ", ".join(f"uint{type_bits(type)}_t" for type in types) or "void"
    lines = ["#include <stdint.h>", "#include <stdio.h>", "#include <stdlib.h>",
             f"uint64_t {entry}({params});",
             *(f"extern unsigned char {name}[{size}];" for name, size in sizes.items()),
             "int main(int argc, char **argv) { int k; uint64_t r = 0; (void)k;",
             "switch (atoi(argv[1])) {"]
    for number, case in enumerate(cases):
        words = ", ".join(f"{word}u" if word < 1 << 32 else f"{word}ull" for word in case)
        lines.append(f"case {number}: r = {entry}({words}); break;")
    lines.append('} printf("%llu", (unsigned long long)r);')
    for name, size in sizes.items():
        lines.append(f'printf(" {name} "); for (k = 0; k < {size}; k++) printf("%02x", {name}[k]);')
    (place.folder / "main.c").write_text("\n".join([*lines, "return 0; }"]))
    done = subprocess.run([COMPILERS[machine], "-w", "-static", "main.c", "ir.o", "-o", "program"],
                          cwd=place.folder, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"link: {done.stderr.strip()[-300:]}"
    answers: Answers = []
    for number in range(len(cases)):
        ran = subprocess.run([*EMULATORS[machine], "./program", str(number)], cwd=place.folder,
                             capture_output=True, text=True, check=False, timeout=60)
        if ran.returncode:
            return f"the code ended with status {ran.returncode}"
        first, *rest = ran.stdout.split()
        answers.append((int(first), dict(zip(rest[::2], rest[1::2]))))
    return answers


def judge_module(text: str, plan: Plan, place: Workplace, stage: str = "") -> Fault | None:
    """The first faulty stage on the way of a module, None when there is none; with `stage` no
    more is done than that stage needs."""
    module = read_module(text)
    if module_text(read_module(module_text(module))) != module_text(module):
        return Fault("IR text", "printing and reading is not the identity")
    known = Known(text, [] if stage in UNRUN else plan.inputs, STEPS // 10 if stage else STEPS)
    passes = stage.startswith("pass ") or stage.startswith("pipeline")
    fault: Fault | None = None
    if not stage or passes:
        fault = passes_fault(known, plan.level)
    if fault is None and not passes and stage not in UNRUN:
        fault = legalise_fault(known, plan)
    if fault is None and not passes:
        fault = codegen_fault(known, plan, place)
    return fault
