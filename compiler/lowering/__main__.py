"""Developer command: lower a C file; print, check or run its IR.

`python -m compiler.lowering [--dump] [--run] FILE [options of vcc]` preprocesses, parses, lowers,
then checks every invariant of the IR; --dump prints it, --run evaluates `main` with
`ir/evaluate.py` and prints what the program writes.  Exit status: 1 after errors or a broken
invariant, that of `main` with --run.
"""

from __future__ import annotations

import sys

from compiler.driver.options import parse
from compiler.driver.settings import lowering_options
from compiler.driver.target_choice import choose
from compiler.driver.translate import Unit
from compiler.frontend.diagnostics import CompilationFailed
from compiler.frontend.parser import parse_unit
from compiler.frontend.pp_start import begin
from compiler.frontend.stream import TokenStream
from compiler.frontend.target_facts import target_facts
from compiler.ir.check import IRError, check_module
from compiler.ir.evaluate import Machine
from compiler.ir.module import Module
from compiler.ir.text import module_text
from compiler.lowering.unit import Lowering


def lower_file(arguments: list[str]) -> Module | None:
    """The module of the file named on a command line of vcc; None after errors."""
    options = parse(arguments)
    target = choose(options, "vcc")
    path = options.inputs[0].text
    unit = Unit(path, "cpp-output" if path.endswith(".i") else "c", options, target, "c")
    pp = unit.preprocessor()
    lowering = Lowering(lowering_options(options, target), unit.diagnostics)
    try:
        begin(pp, path)
        parse_unit(TokenStream(pp), unit.diagnostics, target_facts(target.machine), lowering)
    except CompilationFailed:
        return None
    unit.diagnostics.finish()
    return None if unit.diagnostics.errors else lowering.module


def main(arguments: list[str]) -> int:
    """Run the command; its exit status."""
    sys.setrecursionlimit(20000)
    switches = [word for word in arguments if word in ("--dump", "--run")]
    module = lower_file([word for word in arguments if word not in switches])
    if module is None:
        return 1
    if "--dump" in switches:
        sys.stdout.write(module_text(module))
    try:
        check_module(module)
    except IRError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if "--run" in switches:
        machine = Machine(module)
        status = machine.run() & 255
        sys.stdout.flush()
        sys.stdout.buffer.write(bytes(machine.output))
        return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
