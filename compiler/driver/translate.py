"""One translation unit: from a source file to preprocessed text, assembly text or an object.

The stages in order, each handed the plain record of its options: preprocessor and parser (which
pulls tokens), lowering (called by the parser a declaration at a time), optimiser, code generation,
and the emitter, which makes an object or assembly text.  Diagnostics decide: after an error nothing
is written.
"""

from __future__ import annotations

import os
import sys
import time

from compiler.driver.files import read_whole
from compiler.driver.options import Options, UsageError
from compiler.driver.settings import (
    assembler_options,
    codegen_options,
    language_options,
    lowering_options,
    opt_options,
    preprocessor_options,
)
from compiler.driver.target_choice import Target, require_supported
from compiler.elf.model import ObjectFile
from compiler.frontend.dependencies import Dependencies, quoted
from compiler.frontend.diagnostics import CompilationFailed, Diagnostics
from compiler.frontend.pp_output import Printer
from compiler.frontend.pp_start import begin
from compiler.frontend.preprocess import Preprocessor
from compiler.frontend.source import SourceMap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.assembler.emitter import Emitter
    from compiler.frontend.pp_options import PreprocessorOptions
    from compiler.ir.module import Module


class Result:
    """What became of a unit: `data` for files (-E -S), `object` for -c and linking."""

    def __init__(self) -> None:
        self.failed = False
        self.data = b""
        self.object: ObjectFile | None = None
        self.dependencies: str | None = None


class Unit:
    """One source file on its way."""

    def __init__(self, path: str, language: str, options: Options, target: Target, mode: str
                 ) -> None:
        self.path = path
        self.mode = mode                  # link, c, S, E, M, syntax
        self.language = language          # c, cpp-output, assembler, assembler-with-cpp
        self.options = options
        self.target = target
        self.source = SourceMap()
        options.warnings.c90 = options.get("std") in ("c90", "c94", "gnu90")
        self.diagnostics = Diagnostics(self.source, options.warnings)
        self.result = Result()
        self.stage = "the preprocessor"   # for reports of internal errors
        self.module: Module | None = None
        self.times: list[tuple[str, float]] = []
        self.clock = time.perf_counter()

    def lap(self, name: str) -> None:
        """Note the time since the last note under a stage's name (--time-passes)."""
        now = time.perf_counter()
        self.times.append((name, now - self.clock))
        self.clock = now

    def preprocessor(self) -> Preprocessor:
        """The preprocessor, set up for this file; `begin` starts it."""
        settings: PreprocessorOptions = preprocessor_options(
            self.options, self.target, self.language == "assembler-with-cpp")
        settings.preprocessed = self.language == "cpp-output" \
            or bool(self.options.on("preprocessed"))
        settings.only_preprocess = self.mode in ("E", "M") \
            or self.language == "assembler-with-cpp"
        made = Preprocessor(settings, self.source, self.diagnostics)
        if self.options.get("verbose"):
            sys.stderr.write(made.headers.describe())
        kind = self.options.get("deps")
        if kind:
            made.dependencies = Dependencies(kind in ("M", "MD"))
        return made

    def preprocess(self) -> bytes:
        """The text that -E prints."""
        from compiler.frontend.parser import prepare

        pp = self.preprocessor()
        if self.language != "assembler-with-cpp":
            prepare(pp.idents, language_options(self.options))
        printer = Printer(pp)
        pp.printer = printer
        begin(pp, self.path)
        printer.run()
        if printer.keep == "M":
            printer.all_macros()
        self.note_dependencies(pp)
        return b"".join(printer.out)

    def note_dependencies(self, pp: Preprocessor) -> None:
        """The rule for make, once all files are known."""
        found = pp.dependencies
        if found is None:
            return
        found.targets = self.options.many("deps_targets") or [quoted(self.default_target())]
        self.result.dependencies = found.text(bool(self.options.on("deps_phony")))

    def default_target(self) -> str:
        """What the rule makes unless -MT says: the object."""
        output = self.options.get("output")
        if output and self.options.get("mode") not in ("E", "M"):
            return output
        base = os.path.basename(self.path)
        return os.path.splitext(base)[0] + ".o" if self.path != "-" else "-"

    def run(self) -> Result:
        """All stages that the mode asks for."""
        try:
            self.stages()
        except CompilationFailed:
            self.result.failed = True
        except UsageError:
            raise
        except MemoryError:
            self.result.failed = True
            sys.stderr.write(f"vcc: fatal error: out of memory while compiling {self.path}\n")
        except Exception as error:
            self.result.failed = True
            self.report_internal(error)
        self.diagnostics.finish()
        if self.diagnostics.errors or self.diagnostics.werror_seen:
            self.result.failed = True
        if self.options.on("time_passes"):
            for name, seconds in self.times:
                sys.stderr.write(f"{seconds * 1000:10.1f} ms  {name}\n")
        return self.result

    def report_internal(self, error: Exception) -> None:
        """The last resort for an exception of a stage: one sentence, no traceback, no output."""
        if os.environ.get("VOUCH_TRACEBACK"):
            raise error
        self.diagnostics.flush()
        function = self.module.working_on if self.module is not None else ""
        if self.stage == "the parser" and function:
            self.stage = "lowering"
        where = f"function '{function}' of {self.path}" if function else self.path
        text = " ".join(str(error).split())[:300]
        sys.stderr.write(f"vcc: internal error in {self.stage} while compiling {where}: "
                         f"{type(error).__name__}: {text}; please report\n")

    def stages(self) -> None:
        """The stages; errors leave by CompilationFailed or stand in the diagnostics."""
        mode = self.mode
        if mode in ("E", "M"):
            self.result.data = self.preprocess()
            return
        assembly = self.language in ("assembler", "assembler-with-cpp")
        require_supported(self.target, assembly)
        if assembly:
            self.assemble(mode)
        else:
            self.compile(mode)

    def assemble(self, mode: str) -> None:
        """Assembly text to an object."""
        from compiler.assembler.assemble import apply_options, assemble

        if self.language == "assembler-with-cpp":
            text = self.preprocess()
            if self.diagnostics.errors:
                return
            self.stage = "the assembler"
        else:
            self.stage = "the assembler"
            try:
                text = read_whole(self.path)
            except OSError as error:
                self.diagnostics.fatal(0, f"{self.path}: {error.strerror}")
        if mode == "S":
            self.result.data = text
        elif mode != "syntax":
            source = text.decode("utf-8", "surrogateescape")
            asked = assembler_options(self.options)
            made = assemble(source, self.path, self.target.code_bits, asked.includes,
                            asked.defines, machine=self.target.machine)
            apply_options(made, asked)
            for problem in made.problems:
                sys.stderr.write(problem.render() + "\n")
            self.result.failed = made.object is None
            self.result.object = made.object

    def compile(self, mode: str) -> None:
        """C to an object or to assembly text."""
        from compiler.frontend.parser import parse_unit, prepare
        from compiler.frontend.stream import TokenStream
        from compiler.frontend.target_facts import target_facts
        from compiler.frontend.tree import Consumer

        self.stage = "the parser"
        pp = self.preprocessor()
        language = language_options(self.options)
        builtins = prepare(pp.idents, language)
        facts = target_facts(self.target.machine)
        if mode == "syntax":
            begin(pp, self.path)
            parse_unit(TokenStream(pp), self.diagnostics, facts, Consumer(), language, builtins)
            self.note_dependencies(pp)
            return
        from compiler.lowering.unit import Lowering

        lowering = Lowering(lowering_options(self.options, self.target), self.diagnostics)
        self.module = lowering.module
        begin(pp, self.path)
        parse_unit(TokenStream(pp), self.diagnostics, facts, lowering, language, builtins)
        self.note_dependencies(pp)
        self.lap("preprocess, parse, lower")
        if not self.diagnostics.errors:
            self.generate(lowering.module, mode)

    def generate(self, module: Module, mode: str) -> None:
        """IR to an object or to assembly text."""
        from compiler.assembler.object_emitter import ObjectEmitter
        from compiler.assembler.text_emitter import TextEmitter
        from compiler.codegen.check_emission import CheckedEmitter
        from compiler.codegen.module import emit_module
        from compiler.codegen.streaming import Unsupported
        from compiler.driver.lines import LoweredRefiner, SourceLocator, StageDumper
        from compiler.opt.pipeline import optimize, rules_fired
        from compiler.target.registry import make_architecture, make_target

        self.stage = "the optimiser"
        settings = opt_options(self.options, self.target.machine)
        context = optimize(module, settings)
        for text in context.dumps:
            sys.stderr.write(text)
        if settings.time_passes:
            for name, seconds in context.pass_seconds.items():
                self.times.append((name, seconds))
        if self.options.on("rule_stats"):
            for name, count in rules_fired(context):
                if count:
                    sys.stderr.write(f"rule {name} {count}\n")
        if settings.fuel >= 0 and context.last_fired:
            sys.stderr.write(f"fuel: last {context.last_fired}\n")
        self.lap("optimise (all passes)")
        check_remaining_calls(module, self.diagnostics)
        if self.diagnostics.errors:
            return
        self.stage = "code generation"
        options = codegen_options(self.options, self.target, self.path)
        emitter: Emitter
        if mode == "S":
            printer = TextEmitter(make_architecture(self.target.machine,
                                                    self.target.bits).printer())
            emitter = printer
        else:
            architecture = make_architecture(self.target.machine, self.target.bits,
                                             settings.verify_each)
            emitter = CheckedEmitter(architecture, self.path) if settings.verify_each \
                else ObjectEmitter(architecture, self.path)
        locator = SourceLocator(self.source) if self.options.debug else None
        dumper = StageDumper(self.options.many("dumps")) if settings.dump else None
        try:
            refiner = LoweredRefiner(context) if settings.level else None
            emit_module(module, emitter, options, make_target(self.target.machine, options),
                        locator, dumper, refiner)
        except Unsupported as problem:
            self.diagnostics.unsupported(problem.pos, problem.message)
            return
        self.lap("generate code")
        if "rules" in settings.dump:
            for name, count in rules_fired(context):
                sys.stderr.write(f"{count:8d} {name}\n")
        self.stage = "the object writer"
        module.working_on = ""
        if mode == "S":
            self.result.data = printer.text().encode("utf-8", "surrogateescape")
            return
        self.result.object = emitter.finish()
        self.lap("settle the object")


def check_remaining_calls(module: Module, diagnostics: Diagnostics) -> None:
    """Calls that are left to functions with attribute error or warning (after optimisation)."""
    from compiler.ir.module import CallInfo, Symbol
    from compiler.ir.opcodes import ADDR, CALL, PACKLENGTH

    wanted = module.uses_packs
    for symbol in module.symbols.values():
        info = symbol.info
        if info is not None and (info.error_message or info.warning_message):
            wanted = True
    if not wanted:
        return
    for function in module.functions:
        if function.info.inline_only:
            continue
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op == PACKLENGTH:
                    diagnostics.error(instr.pos,
                                      "invalid use of '__builtin_va_arg_pack_len ()'")
                site = instr.aux
                if isinstance(site, CallInfo) and site.pack:
                    diagnostics.error(instr.pos, "invalid use of '__builtin_va_arg_pack ()'")
                if instr.op != CALL or instr.args[0].op != ADDR:
                    continue
                callee = instr.args[0].aux
                assert isinstance(callee, Symbol)
                info = callee.info
                if info is None:
                    continue
                if info.error_message:
                    diagnostics.error(instr.pos, f"call to '{callee.name}' declared with attribute "
                                                 f"error: {info.error_message}")
                elif info.warning_message:
                    diagnostics.warning(
                        "attribute-warning", instr.pos, f"call to '{callee.name}' declared with "
                        f"attribute warning: {info.warning_message}")
