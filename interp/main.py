"""`vrun`: run C programs on the abstract machine.

    vrun [options] prog.c [more.c] [-- args]

Verdicts: the program's own exit; 120 undefined, 121 unspecified, 122 rejected, 123 unsupported,
124 limit.  `--report FILE` writes the verdict as one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import threading

from cspec.diagnostics import (Diagnostic, Diagnostics, Rejected, TranslationUndefined, Unsupported,
                               caret_lines)
from cspec.facts import FactChecker
from cspec.target import find_target
from cspec.translate import Options, translate
from cspec.types import Types
from cspec.unit import Unit
from interp.clibrary import add_library
from interp.faults import Aborted, Exit, Fault, Limit, LongJump
from interp.order import Choices
from interp.trace import Tracer

EXIT_CODES = {"undefined": 120, "unspecified": 121, "rejected": 122, "unsupported": 123,
              "limit": 124}
USAGE = """usage: vrun [options] prog.c [more.c] [-- arguments]
  -D NAME[=VALUE], -U NAME, -I DIR, -include FILE   as for a compiler
  --target=NAME       x86_64, i386, aarch64 or riscv64 data model
  --strict            constraint violations that gcc only warns of are errors
  --report FILE       write the verdict as JSON
  --check             translate only
  --facts             print the (preprocessed) text with what was found as static assertions
  --max-memory=BYTES, --max-steps=N, --timeout=SECONDS   limits
  --allow PATH        let the program open files below PATH
  --order=ORDER       of evaluation where it is unspecified: left, right, random:SEED, or all
                      (every order is run and the results are compared)
  --trace             print each statement as it is run, and what it changes
  --html FILE         draw the memory at the end, or at the point of failure
  --permit=ITEM,...   note these items of J.2 and go on: 25, 37, 43 (alignment), 46 (pointers that
                      leave their object and come back), 64, 65
  -fwrapv, -fno-strict-aliasing   as for gcc: what they define is no longer reported
  -w                  no warnings
"""


class Verdict:
    """How a run ended."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.status = 0
        self.item = 0
        self.clause = ""
        self.message = ""
        self.file = ""
        self.line = 0
        self.column = 0
        self.permitted: list[dict[str, object]] = []


class Command:
    """The command line."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.arguments: list[str] = []
        self.report = ""
        self.strict = False
        self.check = False
        self.facts = False
        self.quiet = False
        self.max_memory = 1 << 31
        self.max_steps = 0
        self.timeout = 0.0
        self.allow: list[str] = []
        self.target = "x86_64"
        self.paths: list[str] = []
        self.definitions: list[str] = []
        self.includes: list[str] = []
        self.order = ""
        self.trace = False
        self.html = ""
        self.wraps = False
        self.strict_aliasing = True
        self.permitted: list[int] = []
        self.refused = ""


REFUSED = frozenset((
    "-finstrument-functions", "-funsigned-char", "-fsigned-char", "-fshort-enums", "-fopenmp",
    "-fpack-struct", "-ftrapv", "-fshort-wchar", "-m32", "-m16"))

PERMITTABLE = ("25", "37", "43", "46", "64", "65")


def parse_command(arguments: list[str]) -> Command | str:
    """The command line, or what is wrong with it."""
    made = Command()
    at = 0

    def value(text: str, prefix: str) -> str:
        nonlocal at
        if len(text) > len(prefix):
            return text[len(prefix):].removeprefix("=")
        at += 1
        return arguments[at] if at < len(arguments) else ""

    while at < len(arguments):
        text = arguments[at]
        if text == "--":
            made.arguments = arguments[at + 1:]
            break
        if text.startswith("-D"):
            name, _, body = value(text, "-D").partition("=")
            made.definitions.append(f"#define {name} {body if '=' in text or body else 1}")
        elif text.startswith("-U"):
            made.definitions.append(f"#undef {value(text, '-U')}")
        elif text.startswith("-I"):
            made.paths.append(value(text, "-I"))
        elif text == "-include":
            made.includes.append(value(text, "-include"))
        elif text.startswith("--target"):
            made.target = value(text, "--target")
        elif text.startswith("--report"):
            made.report = value(text, "--report")
        elif text.startswith("--max-memory"):
            made.max_memory = int(value(text, "--max-memory"))
        elif text.startswith("--max-steps"):
            made.max_steps = int(value(text, "--max-steps"))
        elif text.startswith("--timeout"):
            made.timeout = float(value(text, "--timeout"))
        elif text.startswith("--allow"):
            made.allow.append(value(text, "--allow"))
        elif text == "--strict" or text == "-pedantic-errors":
            made.strict = True
        elif text == "--check":
            made.check = True
        elif text == "--facts":
            made.check = made.facts = True
        elif text == "-w":
            made.quiet = True
        elif text.startswith("--order"):
            made.order = value(text, "--order")
            if made.order not in ("left", "right", "all") \
                    and not made.order.removeprefix("random:").isdigit():
                return f"vrun: --order wants left, right, random:SEED or all\n{USAGE}"
        elif text.startswith("--permit"):
            for item in value(text, "--permit").split(","):
                if item not in PERMITTABLE:
                    return f"vrun: --permit wants items among {', '.join(PERMITTABLE)}\n{USAGE}"
                made.permitted.append(int(item))
        elif text == "--trace":
            made.trace = True
        elif text.startswith("--html"):
            made.html = value(text, "--html")
        elif text in ("-fwrapv", "-fno-strict-overflow"):
            made.wraps = True
        elif text == "-fno-strict-aliasing":
            made.strict_aliasing = False
        elif text in REFUSED:
            made.refused = text
        elif text in ("-h", "--help"):
            return USAGE
        elif text.startswith("-std=") or text.startswith("-W") or text.startswith("-O") \
                or text.startswith("-f") or text in ("-g", "-lm", "-pthread"):
            pass
        elif text.startswith("-") and text != "-":
            return f"vrun: unknown option '{text}'\n{USAGE}"
        else:
            made.files.append(text)
        at += 1
    if not made.files:
        return USAGE
    return made


def say(text: str) -> None:
    sys.stderr.write(text + "\n")


def colored(text: str, code: str) -> str:
    """Colour on a terminal."""
    return f"\x1b[{code}m{text}\x1b[m" if sys.stderr.isatty() else text


def print_diagnostic(diags: Diagnostics, d: Diagnostic) -> None:
    """One translation message with its caret."""
    name, line, column = diags.place(d.pos)
    word = "undefined behavior" if d.severity == "undefined" else d.severity
    code = "35" if d.severity == "warning" else "31"
    item = f", J.2 item {d.item}" if d.item else ""
    say(f"{name}:{line}:{column}: {colored(word, code)}: {d.text} [C17 {d.clause}{item}]")
    for text in caret_lines(diags, d.pos):
        say(text)


class Run:
    """One invocation: translation of all files, then execution."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.diags = Diagnostics(command.strict)
        self.verdict = Verdict("exit")
        self.units: list[Unit] = []
        self.types: Types | None = None
        self.choices: Choices | None = None

    def place(self, pos: int) -> None:
        """Note a place in the verdict."""
        self.verdict.file, self.verdict.line, self.verdict.column = self.diags.place(pos)

    def translate_all(self) -> tuple[list[Unit], Types] | None:
        """All units, or None with the verdict set."""
        command = self.command
        if command.refused:
            self.verdict.kind = "unsupported"
            self.verdict.message = f"option {command.refused}"
            say(f"vrun: unsupported: {self.verdict.message} is not modelled")
            return None
        target = find_target(command.target)
        if target is None:
            self.verdict.kind = "unsupported"
            self.verdict.message = f"unknown target {command.target}"
            say(f"vrun: {self.verdict.message}")
            return None
        options = Options(target)
        options.include_paths = command.paths
        options.system_paths = [os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                             "include")]
        options.definitions = command.definitions
        options.includes = command.includes
        options.strict = command.strict
        if command.facts:
            options.checker = FactChecker
        types = Types(target)
        units: list[Unit] = []
        try:
            for path in command.files:
                try:
                    with open(path, "rb") as stream:
                        text = stream.read().decode("utf-8", "surrogateescape")
                except OSError as error:
                    say(f"vrun: {path}: {error.strerror}")
                    self.verdict.kind = "rejected"
                    self.verdict.message = f"{path}: {error.strerror}"
                    return None
                text = text.replace("\r\n", "\n")
                units.append(translate(path, text, options, self.diags, types))
                checker = units[-1].checker
                if isinstance(checker, FactChecker):
                    print(checker.annotated(text))
            if not command.check:
                add_library(units, options, self.diags, types)
        except Rejected:
            self.verdict.kind = "rejected"
        except TranslationUndefined as undefined:
            self.verdict.kind = "undefined"
            self.verdict.item = undefined.diagnostic.item
        except Unsupported as unsupported:
            self.unsupported(unsupported)
        except RecursionError:
            self.unsupported(Unsupported(0, "a text nested this deeply"))
        for d in self.diags.messages:
            if not (self.command.quiet and d.severity == "warning"):
                print_diagnostic(self.diags, d)
        if self.verdict.kind in ("rejected", "undefined"):
            wanted = "error" if self.verdict.kind == "rejected" else "undefined"
            for d in self.diags.messages:
                if d.severity == wanted:
                    self.verdict.clause = d.clause
                    self.verdict.message = d.text
                    self.verdict.item = d.item
                    self.place(d.pos)
                    break
        return (units, types) if self.verdict.kind == "exit" else None

    def unsupported(self, error: Unsupported) -> None:
        self.verdict.kind = "unsupported"
        self.verdict.message = error.what
        self.place(error.pos)
        name, line, column = self.diags.place(error.pos)
        say(f"{name}:{line}:{column}: unsupported: {error.what} is not modelled")
        for text in caret_lines(self.diags, error.pos):
            say(text)

    def execute(self) -> None:
        """Everything; the result is in `verdict`.  A mistake of this implementation is a gap: it
        gives the verdict `unsupported`, in one sentence."""
        try:
            self.stages()
        except (AssertionError, AttributeError, IndexError, KeyError, NotImplementedError,
                OSError, OverflowError, TypeError, ValueError, ZeroDivisionError) as error:
            self.verdict.kind = "unsupported"
            self.verdict.message = f"internal error: {type(error).__name__}: {error}"
            say(f"vrun: {self.verdict.message}; please report")

    def stages(self) -> None:
        """Translation, then one run or one for every order."""
        made = self.translate_all()
        if made is None or self.command.check:
            return
        self.units, self.types = made
        order, _, seed = self.command.order.partition(":")
        if order not in ("", "left"):
            self.choices = Choices(order, int(seed or 0))
        if order == "all":
            from interp.explore import explore
            explore(self)
        else:
            self.run_program()

    def differing_orders(self, pos: int, first: str, other: str) -> None:
        """The verdict when two orders of evaluation do not give the same (J.1)."""
        verdict = self.verdict
        verdict.kind = "unspecified"
        verdict.clause = "6.5p3"
        verdict.message = "the result depends on the order of evaluation"
        self.place(pos)
        name, line, column = self.diags.place(pos)
        say(f"{name}:{line}:{column}: {colored('unspecified', '31')}: {verdict.message} "
            "[C17 6.5p3]")
        for text in caret_lines(self.diags, pos):
            say(text)
        say(f"note: from left to right: {first}; another order: {other}"
            + (", with other output" if first == other else ""))

    def run_program(self) -> None:
        """Link and run; the result is in `verdict`."""
        from interp.library import StandardLibrary
        from interp.program import Program
        from interp.stdiolib import streams
        assert self.types is not None
        program = Program(self.types, StandardLibrary())
        program.choices = self.choices
        program.wraps = self.command.wraps
        program.strict = self.command.strict
        program.strict_aliasing = self.command.strict_aliasing
        program.permitted = self.command.permitted
        if self.command.trace:
            program.tracer = Tracer(self.diags)
        if self.command.html:
            program.track_heap = True
        program.max_memory = self.command.max_memory
        if self.command.max_steps:
            program.max_steps = self.command.max_steps
            program.budget = program.granted = min(1 << 16, self.command.max_steps)
        if self.command.timeout:
            from time import monotonic
            program.deadline = monotonic() + self.command.timeout
        verdict = self.verdict
        try:
            streams(program).allowed.extend(os.path.realpath(p) for p in self.command.allow)
            program.link(self.units)
            verdict.status = program.run([self.command.files[0], *self.command.arguments])
        except Exit as ended:
            verdict.status = ended.status
        except Aborted as aborted:
            verdict.status = 128 + aborted.signal
        except Fault as fault:
            streams(program).flush_all()
            for frame in reversed(program.frames):
                fault.stack.append((frame.name, frame.call_pos))
            self.report_fault(fault)
        except Limit as limit:
            verdict.kind = "limit"
            verdict.message = str(limit)
            streams(program).flush_all()
            say(f"vrun: limit: {limit}")
        except Unsupported as error:
            streams(program).flush_all()
            self.unsupported(error)
        except LongJump:
            verdict.kind = "undefined"
            verdict.item = 126
            say("vrun: undefined behavior: longjmp to nowhere [C17 7.13.2.1p2, J.2 item 126]")
        except (RecursionError, MemoryError):
            verdict.kind = "limit"
            verdict.message = "calls or expressions nest too deeply"
            say("vrun: limit: calls or expressions nest too deeply")
        streams(program).flush_all()
        for permitted in program.noted:
            self.note_permitted(permitted)
        if self.command.html:
            from interp.picture import draw
            draw(program, self.diags, self.verdict, self.command.html)

    def note_permitted(self, fault: Fault) -> None:
        """Undefined behaviour that --permit let pass."""
        name, line, column = self.diags.place(fault.pos)
        self.verdict.permitted.append({"item": fault.item, "message": fault.message, "file": name,
                                       "line": line, "column": column})
        if not self.command.quiet:
            word = colored("permitted undefined behavior", "35")
            say(f"{name}:{line}:{column}: {word}: {fault.message} [C17 {fault.clause}, "
                f"J.2 item {fault.item}]")

    def report_fault(self, fault: Fault) -> None:
        """The message of undefined behaviour: place, object, call stack."""
        verdict = self.verdict
        verdict.kind = "undefined"
        verdict.item = fault.item
        verdict.clause = fault.clause
        verdict.message = fault.message
        self.place(fault.pos)
        name, line, column = self.diags.place(fault.pos)
        word = colored("undefined behavior", "31")
        say(f"{name}:{line}:{column}: {word}: {fault.message} [C17 {fault.clause}, "
            f"J.2 item {fault.item}]")
        for text in caret_lines(self.diags, fault.pos):
            say(text)
        for note, pos in fault.notes:
            where = self.diags.place(pos)
            say(f"{where[0]}:{where[1]}:{where[2]}: note: {note}" if where[1] else f"note: {note}")
        for function, pos in fault.stack[:20]:
            where = self.diags.place(pos)
            say(f"  in {function}, called at {where[0]}:{where[1]}" if where[1]
                else f"  in {function}")


def write_report(path: str, verdict: Verdict) -> None:
    """`--report`: one JSON object."""
    status = verdict.status if verdict.kind == "exit" else EXIT_CODES[verdict.kind]
    data = {"verdict": verdict.kind, "status": status, "item": verdict.item,
            "clause": verdict.clause, "message": verdict.message, "file": verdict.file,
            "line": verdict.line, "column": verdict.column, "permitted": verdict.permitted}
    temporary = path + ".tmp"
    try:
        with open(temporary, "w", encoding="utf-8") as stream:
            stream.write(json.dumps(data, ensure_ascii=True) + "\n")
        os.replace(temporary, path)
    except OSError as error:
        say(f"vrun: {path}: {error.strerror}")


def main(arguments: list[str] | None = None) -> int:
    """The command; returns the exit status."""
    command = parse_command(sys.argv[1:] if arguments is None else arguments)
    if isinstance(command, str):
        sys.stderr.write(command)
        return 0 if command == USAGE and "-h" in (arguments or sys.argv) else 125
    run = Run(command)
    sys.setrecursionlimit(400000)
    threading.stack_size(900 << 20)
    thread = threading.Thread(target=run.execute)
    thread.start()
    thread.join()
    verdict = run.verdict
    if command.report:
        write_report(command.report, verdict)
    return verdict.status if verdict.kind == "exit" else EXIT_CODES[verdict.kind]


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)
