"""An exception of a stage, made on purpose, reaches the user as one sentence and leaves no file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BREAK = """
import sys
sys.path.insert(0, {root!r})
from {module} import {holder}
def broken(*arguments):
    raise {error}
{holder}.{name} = broken
from compiler.driver.bootstrap import start
sys.argv = ["/usr/bin/{command}", *{arguments!r}]
start({root!r}, {entry!r}, "command")
"""


def run(tmp_path: Path, module: str, holder: str, name: str, error: str, command: str,
        entry: str, arguments: list[str]) -> tuple[int, str]:
    """Exit status and messages of a command with one function broken."""
    text = BREAK.format(root=str(ROOT), module=module, holder=holder, name=name, error=error,
                        command=command, entry=entry, arguments=arguments)
    done = subprocess.run([sys.executable, "-c", text], cwd=tmp_path, capture_output=True,
                          text=True)
    assert done.stdout == ""
    return done.returncode, done.stderr


STAGES = [
    ("compiler.frontend", "parser", "parse_unit", "the parser", "in.c"),
    ("compiler.lowering", "functions", "lower", "lowering", "function 'f' of in.c"),
    ("compiler.opt", "rewrite", "run", "the optimiser", "function 'f' of in.c"),
    ("compiler.codegen", "function", "generate", "code generation", "function 'f' of in.c"),
]


@pytest.mark.parametrize("module,holder,name,stage,where", STAGES)
def test_stages(tmp_path: Path, module: str, holder: str, name: str, stage: str, where: str
                ) -> None:
    """The stage and the function are named."""
    (tmp_path / "in.c").write_text("int f(int x) { return x + x; }\n")
    status, text = run(tmp_path, module, holder, name, "AssertionError('of no use')", "vcc",
                       "compiler.driver.main", ["-O2", "-c", "in.c", "-o", "out.o"])
    assert text == (f"vcc: internal error in {stage} while compiling {where}: "
                    "AssertionError: of no use; please report\n")
    assert status == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.c"]


@pytest.mark.parametrize("command,entry,module,holder,name", [
    ("vas", "compiler.assembler.main", "compiler.assembler", "main", "assemble_file"),
    ("vld", "compiler.linker.main", "compiler.linker", "main", "link_program"),
])
def test_commands(tmp_path: Path, command: str, entry: str, module: str, holder: str, name: str
                  ) -> None:
    """What no stage catches."""
    status, text = run(tmp_path, module, holder, name, "KeyError('x')", command, entry, ["in.o"])
    assert text == f"{command}: internal error: KeyError: 'x'; please report\n"
    assert status == 1


def test_memory(tmp_path: Path) -> None:
    """Out of memory is no internal error."""
    (tmp_path / "in.c").write_text("int x;\n")
    status, text = run(tmp_path, "compiler.frontend", "parser", "parse_unit", "MemoryError()",
                       "vcc", "compiler.driver.main", ["-c", "in.c"])
    assert (status, text) == (1, "vcc: fatal error: out of memory while compiling in.c\n")
