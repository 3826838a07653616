"""What holds for the whole source tree: who imports whom, documented files, readable files."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ["cspec", "interp", "compiler", "verify", "fuzz"]
# package: (packages it may import, third-party modules it may import)
MAY_IMPORT = {
    "cspec": (set(), {"lark"}),
    "interp": ({"cspec"}, {"mypy_extensions", "librt"}),
    "compiler": (set(), {"mypy_extensions", "librt"}),
    "verify": ({"cspec", "compiler"}, {"z3", "lark", "bitwuzla", "cvc5", "rich"}),
    "fuzz": ({"cspec", "interp", "verify", "compiler"},
             {"hypothesis", "rich", "distributed", "elftools"}),
}
# Part of the compiler's own build, not of the compiler.
NATIVE_ONLY = {"vouch_loader"}


def python_files(package: str) -> list[Path]:
    """All Python files of a package, in order."""
    return sorted(path for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of all modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", [p for p in PACKAGES if (ROOT / p).exists()])
def test_imports(package: str) -> None:
    """The import rules of docs/architecture.md."""
    packages, third_party = MAY_IMPORT[package]
    wrong = []
    for path in python_files(package):
        for name in sorted(imported(path)):
            if name == package or name in packages or name in third_party or name in NATIVE_ONLY:
                continue
            if name in PACKAGES or name not in sys.stdlib_module_names:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_files_say_what_they_are() -> None:
    """Every file opens with a docstring and has at most 1,000 lines (generated and row tables
    excepted)."""
    wrong = []
    for package in PACKAGES:
        for path in python_files(package):
            text = path.read_text(encoding="utf-8")
            if not text.strip():
                wrong.append(f"{path.relative_to(ROOT)} is empty")
                continue
            if not ast.get_docstring(ast.parse(text)):
                wrong.append(f"{path.relative_to(ROOT)} has no docstring")
            generated = path.name.endswith("_gen.py") or path.name.startswith("rows")
            if not generated and text.count("\n") > 1000:
                wrong.append(f"{path.relative_to(ROOT)} has {text.count(chr(10))} lines")
    assert not wrong, "\n".join(wrong)


def test_names_of_caught_exceptions() -> None:
    """In compiled functions a name bound by `except ... as` keeps the type of its first place."""
    wrong = []
    for path in python_files("compiler") + python_files("interp"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            seen: dict[str, str] = {}
            for node in ast.walk(function):
                if isinstance(node, ast.ExceptHandler) and node.name and isinstance(
                        node.type, (ast.Name, ast.Attribute)):
                    kind = ast.unparse(node.type)
                    if seen.setdefault(node.name, kind) != kind and path.name != "bootstrap.py":
                        wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} is "
                                     f"{seen[node.name]} and {kind}")
    assert not wrong, "\n".join(wrong)


def test_shifted_literals() -> None:
    """`i64(1) << n` is a shift of C's 32-bit int when compiled."""
    wrong = []
    for path in python_files("compiler") + python_files("interp"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.LShift) and isinstance(
                    node.left, ast.Call) and ast.unparse(node.left.func) == "i64" and isinstance(
                    node.left.args[0], ast.Constant):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, "\n".join(wrong)


def test_architecture_lists_every_file() -> None:
    """docs/architecture.md has one line for every file, as its docstring begins."""
    done = subprocess.run([sys.executable, str(ROOT / "docs/list_files.py"), "--check"],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_types_and_lint() -> None:
    """mypy --strict and ruff find nothing."""
    present = [p for p in PACKAGES if (ROOT / p).exists()]
    checks = [[sys.executable, "-m", "mypy", "--strict", *present],
              [sys.executable, "-m", "ruff", "check", "--output-format=concise", *present,
               "build.py"]]
    for check in checks:
        done = subprocess.run(check, cwd=ROOT, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout[-4000:]
