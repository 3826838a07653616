"""Random IR through code generation against the evaluator, at two levels and with chaos."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest
from execute import build, emit, run
from random_ir import arguments, make_module

from compiler.ir.evaluate import Machine
from compiler.ir.module import Module
from compiler.ir.read import read_module
from compiler.ir.text import module_text
from compiler.ir.types import F64, I32, type_name


def c_main(module: Module, words: list[list[int]]) -> str:
    """A main that calls every function and prints what it gives."""
    lines = ["#include <stdio.h>"]
    calls = []
    for function, values in zip(module.functions, words):
        kinds = []
        texts = []
        for info, value in zip(function.info.signature.params, values):
            if info.type == F64:
                kinds.append("double")
                texts.append(f"{value}.0")
            else:
                kinds.append("int" if info.type == I32 else "long")
                suffix = "" if info.type == I32 else "UL"
                texts.append(f"({kinds[-1]}){value}{suffix or 'U'}")
        name = function.symbol.name
        lines.append(f"long {name}({', '.join(kinds)});")
        calls.append(f'  printf("%lx\\n", {name}({", ".join(texts)}));')
    return "\n".join(lines + ["int main(void) {"] + calls + ["  return 0;", "}", ""])


def expected(module: Module, words: list[list[int]]) -> str:
    """The same by the evaluator."""
    out = []
    for function, values in zip(module.functions, words):
        args = []
        for info, value in zip(function.info.signature.params, values):
            if info.type == F64:
                args.append(int.from_bytes(struct.pack("<d", float(value)), "little"))
            else:
                args.append(value)
        out.append(f"{Machine(module).run(function.symbol.name, args) & (1 << 64) - 1:x}\n")
    return "".join(out)


def check(seed: int, directory: Path, wide: bool = True, size: int = 60,
          machine: str = "x86_64") -> None:
    """One module, all variants."""
    module = make_module(seed, 4, size, wide)
    text = module_text(module)
    words = arguments(module, seed)
    wanted = expected(module, words)
    main = c_main(module, words)
    for optimize, chaos in ((0, 0), (2, 0), (2, seed + 1)):
        path = directory / f"o{optimize}c{chaos}.o"
        emit(read_module(text), path, optimize, chaos, machine)
        got = run(build([path], main, directory, machine), machine)
        assert got == wanted, f"seed {seed} level {optimize} chaos {chaos}"


@pytest.mark.parametrize("seed", range(12))
def test_random_functions(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path, seed % 2 == 0, 40 + 30 * (seed % 4))


@pytest.mark.parametrize("machine", ["aarch64", "riscv64"])
@pytest.mark.parametrize("seed", range(20, 24))
def test_other_machines(seed: int, machine: str, tmp_path: Path) -> None:
    if shutil.which(f"{machine}-linux-gnu-gcc") is None or shutil.which(f"qemu-{machine}") is None:
        pytest.skip(f"no cross gcc or qemu for {machine}")
    check(seed, tmp_path, False, 40 + 30 * (seed % 4), machine)


if __name__ == "__main__":
    import sys
    import tempfile

    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        with tempfile.TemporaryDirectory() as name:
            check(number, Path(name), number % 2 == 0, 40 + 30 * (number % 4))
    print("ok", type_name(I32) == "i32")
