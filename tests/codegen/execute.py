"""From IR to a running program: emit an object, link it with a C main by gcc, run it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.x86_object import X86Architecture
from compiler.codegen.module import emit_module
from compiler.codegen.options import CodegenOptions
from compiler.elf.write import write_object
from compiler.ir.module import Module
from compiler.target.x86.target import X86Target


def emit(module: Module, path: Path, optimize: int, chaos: int = 0) -> None:
    """Generate code into an object file."""
    options = CodegenOptions()
    options.optimize = optimize
    options.chaos = chaos
    emitter = ObjectEmitter(X86Architecture(64))
    emit_module(module, emitter, options, X86Target(options))
    made = emitter.finish()
    assert made is not None
    path.write_bytes(write_object(made))


def build(objects: list[Path], main: str, directory: Path) -> Path:
    """Link objects with a C text."""
    source = directory / "main.c"
    source.write_text(main)
    program = directory / "program"
    subprocess.run(["gcc", "-O1", "-o", str(program), str(source), *map(str, objects)], check=True)
    return program


def run(program: Path) -> str:
    """What the program prints."""
    return subprocess.run([str(program)], check=True, capture_output=True, text=True,
                          timeout=60).stdout
