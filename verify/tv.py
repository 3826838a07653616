"""`vprove --tv prog.c`: every pass on every function, checked by comparing before and after.

Problem: a pass that is not made of proved rules can be wrong on the one program that matters.
Idea: translation validation (Pnueli, Siegel and Singerman, TACAS 1998): compile in process, keep a
copy of each function before each pass, and prove that what the pass made refines it.  A refutation
is believed only when both versions, run on the solver's inputs, differ.

Behind legalisation, selection and the x87 pass are compared block by block from random states
(`tv_select.py`); for AArch64 and RISC-V all of code generation, function by function, by executing
what was emitted (`tv_machine.py`).

`--tv [-O1|-O2|-O3] [--seconds=N] [--verbose] [--blocks] prog.c [options of vcc]`; exit status 1
when anything is refuted or differs.  `--blocks`: only what is compared from
random states.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections import Counter

from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.x86_object import X86Architecture
from compiler.codegen import streaming as codegen_gaps
from compiler.codegen.module import emit_module
from compiler.driver.lines import LoweredRefiner
from compiler.driver.options import parse
from compiler.driver.settings import codegen_options, opt_options
from compiler.driver.target_choice import choose
from compiler.ir import opcodes as o
from compiler.ir.evaluate import FILL, EvaluationError, Machine
from compiler.ir.instr import Function, Instr
from compiler.ir.module import CallInfo, Module, Symbol
from compiler.ir.text import function_text
from compiler.ir.types import PTR, is_float, is_integer, type_bits
from compiler.lowering.__main__ import lower_file
from compiler.opt import pipeline
from compiler.opt.context import PassContext, PassObserver
from compiler.target.x86.target import X86Target
from verify.tv_check import Verdict, compare, compare_bounded
from verify.tv_encode import Encoder, Segment, Unsupported
from verify.tv_function import breaks_cycles, copy, loop_headers
from verify.tv_inline import Mismatch, inline_like
from verify.tv_select import MACHINE_CODE, STATES, Compared, WatchedTarget, Watcher
from verify.tv_terms import RETURN, Terms, TooManyTerms
from verify.tv_walk import differ

STACK = 512 << 20
ROOM = 256              # bytes behind each pointer parameter of a counterexample
PURE_PASSES = ("facts",)


class Pair:
    """One function before and after one pass, with its verdict."""

    def __init__(self, function: str, name: str, verdict: Verdict, seconds: float) -> None:
        self.function = function
        self.name = name
        self.verdict = verdict
        self.seconds = seconds


class Validator(PassObserver):
    """Watches the pipeline; `pairs` grows as it runs."""

    def __init__(self, module: Module, seconds: float, report: bool,
                 passes: bool = True) -> None:
        super().__init__()
        self.passes = passes                # False: only what random states are for
        self.module = module
        self.seconds = seconds
        self.report = report
        self.pairs: list[Pair] = []
        self.kept: Function | None = None
        self.text = ""
        self.originals: dict[int, Instr] = {}
        self.watcher = Watcher()

    def before_pass(self, name: str, function: Function) -> None:
        """Keep the function."""
        self.kept = copy(function)
        self.text = function_text(self.kept)
        self.originals = {int(instr.id): instr for block in function.blocks
                          for instr in block.instrs}

    def after_pass(self, name: str, function: Function) -> None:
        """Compare."""
        before = self.kept
        assert before is not None
        if function_text(function) == self.text:
            return
        if name == "strength":
            self.watcher.stepped(before, function, self.originals)
        if not self.passes:
            return
        started = time.monotonic()
        try:
            verdict = self.judge(name, before, copy(function))
        except RecursionError:
            verdict = Verdict("undecided", "terms too deep")
        except Exception as error:                 # a gap of the validator, never the end of a run
            verdict = Verdict("undecided", f"failure of the validator: {error!r}")
        pair = Pair(function.symbol.name, name, verdict, time.monotonic() - started)
        self.pairs.append(pair)
        if self.report:
            print(f"{pair.function}: {name}: {verdict.kind} {verdict.cause} "
                  f"[{verdict.queries} queries, {pair.seconds:.1f} s]", flush=True)

    def judge(self, name: str, before: Function, after: Function) -> Verdict:
        """Compare, with the pass's own witness where it has one; with loops unrolled to a bound
        where no relation between them is found."""
        kept = before
        pure: set[int] = set()
        if name == "inline":
            try:
                before = inline_like(before, after)
            except Mismatch as reason:
                return Verdict("undecided", f"inlining: {reason}")
        if name in PURE_PASSES:
            pure = self.shown_pure(before, after)
        verdict = self.confirmed(kept, after, compare(before, after, pure, self.seconds))
        if verdict.kind == "undecided":
            found = self.confirmed(kept, after,
                                   compare_bounded(before, after, pure, self.seconds))
            if found.kind != "undecided":
                found.cause += f" ({verdict.cause})"
                return found
        return verdict

    def confirmed(self, before: Function, after: Function, verdict: Verdict) -> Verdict:
        """A refutation only when both versions differ in a run."""
        return self.confirm(before, after, verdict) if verdict.kind == "refuted" else verdict

    def shown_pure(self, before: Function, after: Function) -> set[int]:
        """Calls that became pure, whose callee's body has no effect by our own reading."""
        became = {int(i.id): i for block in after.blocks for i in block.instrs if i.op == o.CALL
                  and isinstance(i.aux, CallInfo) and (i.aux.pure or i.aux.constant)}
        found = set()
        for block in before.blocks:
            for instr in block.instrs:
                if instr.op != o.CALL or int(instr.id) not in became:
                    continue
                symbol = instr.args[0].aux
                if isinstance(symbol, Symbol) and symbol.function is not None \
                        and has_no_effect(symbol.function):
                    found.add(int(instr.id))
        return found

    def confirm(self, before: Function, after: Function, verdict: Verdict) -> Verdict:
        """Run both versions on the counterexample; they must differ."""
        if before.abi_lowered and after.abi_lowered:
            words = {int(param.id): verdict.inputs.get(("parameter", index), 0)
                     for index, param in enumerate(before.params)}
            difference = differ(before, copy(after), words)
            if not difference:
                return Verdict("undecided", "model not confirmed by a walk", None, verdict.queries)
            verdict.cause = f"{before.symbol.name} behind ABI lowering: {difference}"
            return verdict
        if before.abi_lowered or after.abi_lowered:
            return Verdict("undecided", "model of ABI lowering", None, verdict.queries)
        inputs = []
        for index, param in enumerate(before.params):
            type = int(param.type)
            if not (is_integer(type) or is_float(type) or type == PTR):
                return Verdict("undecided", "model with vectors", None, verdict.queries)
            value = verdict.inputs.get(("parameter", index), 0)
            inputs.append(value & ((1 << type_bits(type)) - 1))
        results = [self.evaluate(version, inputs) for version in (before, after)]
        if results[0][0] != "undefined" and results[1] not in (
                results[0], self.evaluate(before, inputs, 0)):
            verdict.cause = f"{before.symbol.name}({', '.join(map(str, inputs))}) gives " \
                            f"{shown(results[0])} before and {shown(results[1])} after"
            return verdict
        return Verdict("undecided", "model not confirmed by a run", None, verdict.queries)

    def evaluate(self, version: Function, inputs: list[int], fill: int = FILL
                 ) -> tuple[str, object]:
        """What a version does with parameters; pointers that the model holds equal or near are
        so in the run.  Stack objects start with bytes `fill`."""
        symbol = version.symbol
        kept = symbol.function
        symbol.function = version
        try:
            machine = Machine(self.module, 200000)
            machine.fill = fill
            room = machine.allocate(ROOM * (len(inputs) + 1), 64, 0)
            given = []
            places: dict[int, int] = {}
            for value, param in zip(inputs, version.params):
                if int(param.type) == PTR and value:
                    near = next((known for known in places if abs(known - value) < ROOM // 2), None)
                    if near is None:
                        places[value] = room + ROOM * len(places) + ROOM // 2
                        near = value
                    value = places[near] + value - near
                given.append(value)
            result = machine.run(symbol.name, given)
            width = type_bits(int(version.info.signature.result.type) or 1)
            left = bytes(machine.memory[room:room + ROOM * (len(inputs) + 1)])
            return "result", (result & ((1 << width) - 1), bytes(machine.output), left.hex())
        except EvaluationError as error:
            return "undefined", str(error)
        finally:
            symbol.function = kept


def shown(result: tuple[str, object]) -> str:
    """A run's result for a message, without the bytes of memory."""
    kind, what = result
    return f"{what[0]}" if isinstance(what, tuple) else f"{kind} ({what})"


def has_no_effect(function: Function) -> bool:
    """Whether a body ends every path with memory as it found it (private objects apart)."""
    cuts = loop_headers(function)
    if not breaks_cycles(function, cuts):
        return False
    terms = Terms(function.pointer_bits)
    body = copy(function)
    for block in body.blocks:
        for instr in block.instrs:
            if instr.op in (o.CALL, o.ASM, o.ASMGOTO):
                info = instr.aux
                if not isinstance(info, CallInfo) or not (info.pure or info.constant):
                    return False
    from verify.tv_function import private_objects

    encoder = Encoder(terms, body, set(), private_objects(body), [])
    kept = private_objects(body)
    for block in body.blocks:
        for instr in block.instrs:
            if instr.op in (o.STORE, o.MEMSET, o.MEMCPY, o.MEMMOVE):
                root = instr.args[0]
                while root.op == o.PTRADD:
                    root = root.args[0]
                if int(root.id) not in kept or root.op != o.ALLOCA or instr.flags & o.VOLATILE:
                    return False
            elif instr.op == o.LOAD and instr.flags & (o.VOLATILE | o.ORDER_MASK):
                return False
            elif o.TRAITS[instr.op] & o.WRITES and instr.op not in (o.CALL, o.ASM):
                return False
    if not cuts:
        segment = Segment(encoder, body.blocks[0])
        try:
            segment.run(encoder.initial(), {})
        except (Unsupported, TooManyTerms):
            return False
        start = encoder.initial()[("memory", "all")]
        return all(term.args[0] is start for term in segment.outcomes.values()
                   if term.op == RETURN)
    return True


def validate(arguments: list[str], seconds: float = 10, report: bool = False,
             blocks: list[Compared] | None = None, passes: bool = True) -> list[Pair] | None:
    """All pairs of one program; None when it does not compile.  `blocks` receives what random
    states say of selection; without `passes` nothing else is compared."""
    module = lower_file(arguments)
    if module is None:
        return None
    parsed = parse(arguments)
    machine = choose(parsed, "vcc")
    options = opt_options(parsed, machine.machine)
    validator = Validator(module, seconds, report, passes)
    context = PassContext(module, options)
    context.observer = validator
    pipeline.optimize_in(module, context)
    if blocks is not None:
        blocks += validator.watcher.blocks
    if machine.machine in ("aarch64", "riscv64") and blocks is not None:
        from verify import tv_machine           # loads the emulator

        blocks += tv_machine.compare(arguments) or []
    if machine.machine != "x86_64":
        return validator.pairs
    target_options = codegen_options(parsed, machine, "")
    target = WatchedTarget(target_options) if blocks is not None else X86Target(target_options)
    with contextlib.suppress(codegen_gaps.Unsupported):
        emit_module(module, ObjectEmitter(X86Architecture(64), ""), target_options, target, None,
                    None, LoweredRefiner(context))
    if isinstance(target, WatchedTarget) and blocks is not None:
        blocks += target.watcher.blocks
    return validator.pairs


def with_large_stack(work: object, *given: object) -> object:
    """Run a function on a thread whose stack bears deep terms; what it raises is raised here."""
    result: list[object] = []
    raised: list[BaseException] = []

    def body() -> None:
        try:
            result.append(work(*given))  # type: ignore[operator]
        except BaseException as error:
            raised.append(error)

    sys.setrecursionlimit(400000)
    threading.stack_size(STACK)
    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return result[0]


def summary(pairs: list[Pair]) -> dict[str, int]:
    """Number of pairs of each kind."""
    counts: dict[str, int] = {}
    for pair in pairs:
        counts[pair.verdict.kind] = counts.get(pair.verdict.kind, 0) + 1
    return counts


def main(arguments: list[str]) -> int:
    """`vprove --tv`."""
    seconds, report, passes, rest = 10.0, False, True, []
    blocks: list[Compared] = []
    for argument in arguments:
        if argument.startswith("--seconds="):
            seconds = float(argument[10:])
        elif argument == "--verbose":
            report = True
        elif argument == "--blocks":
            passes = False
        elif argument != "--tv":
            rest.append(argument)
    if not any(argument.startswith("-O") for argument in rest):
        rest.append("-O2")
    if not any(not argument.startswith("-") for argument in rest):
        print("usage: vprove --tv [--seconds=N] [--verbose] [--blocks] prog.c [options of vcc]",
              file=sys.stderr)
        return 2
    pairs = with_large_stack(validate, rest, seconds, report, blocks, passes)
    if pairs is None:
        return 2
    assert isinstance(pairs, list)
    for pair in pairs:
        if pair.verdict.kind in ("refuted", "undecided") and not report:
            print(f"{pair.function}: {pair.name}: {pair.verdict.kind}: {pair.verdict.cause}")
    counts = summary(pairs)
    if passes:
        print(f"{len(pairs)} pairs: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    differs = [block for block in blocks if block.verdict == "differs"]
    for block in blocks:
        if block.cause:
            place = f"block {block.block}: " if block.block >= 0 else ""
            print(f"{block.function}: {block.stage}: {place}{block.verdict}: {block.cause}")
    for what, some in (("blocks", [block for block in blocks if block.stage != MACHINE_CODE]),
                       ("functions as machine code",
                        [block for block in blocks if block.stage == MACHINE_CODE])):
        count = Counter(block.verdict for block in some)
        print(f"{len(some)} {what} from {STATES} states: {count['agrees']} agree, "
              f"{count['differs']} differ, {count['not compared']} not compared")
    return 1 if counts.get("refuted") or differs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
