"""From IR to a running program: emit an object, link it with a C main by gcc, run it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from compiler.assembler.object_emitter import ObjectEmitter
from compiler.codegen.module import emit_module
from compiler.codegen.options import CodegenOptions
from compiler.elf.write import write_object
from compiler.ir.module import Module
from compiler.target.registry import make_architecture, make_target


def emit(module: Module, path: Path, optimize: int, chaos: int = 0,
         machine: str = "x86_64") -> None:
    """Generate code into an object file."""
    options = CodegenOptions()
    options.optimize = optimize
    options.chaos = chaos
    emitter = ObjectEmitter(make_architecture(machine))
    emit_module(module, emitter, options, make_target(machine, options))
    made = emitter.finish()
    assert made is not None
    path.write_bytes(write_object(made))


def build(objects: list[Path], main: str, directory: Path, machine: str = "x86_64") -> Path:
    """Link objects with a C text, by the machine's gcc."""
    source = directory / "main.c"
    source.write_text(main)
    program = directory / "program"
    subprocess.run([f"{machine}-linux-gnu-gcc", "-O1", "-o", str(program), str(source),
                    *map(str, objects)], check=True)
    return program


def run(program: Path, machine: str = "x86_64") -> str:
    """What the program prints, under qemu-user where it is another machine's."""
    runner = [] if machine == "x86_64" else [f"qemu-{machine}", "-L", f"/usr/{machine}-linux-gnu"]
    return subprocess.run([*runner, str(program)], check=True, capture_output=True, text=True,
                          timeout=60).stdout
