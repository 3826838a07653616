#!/usr/bin/env python3
"""Write the list of files in docs/architecture.md: one line a file, the first of its docstring.

    list_files.py           rewrite the list
    list_files.py --check   exit status 1 when the list is not fresh
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
MARK = "<!-- the list below is written by docs/list_files.py -->\n"
FOLDERS = ["compiler/driver", "compiler/frontend", "compiler/lowering", "compiler/ir",
           "compiler/opt", "compiler/codegen", "compiler/target", "compiler/target/x86",
           "compiler/target/arm", "compiler/target/riscv", "compiler/assembler", "compiler/elf",
           "compiler/linker", "compiler/runtime", "cspec", "interp", "verify", "fuzz"]


def first_line(path: Path) -> str:
    """The first sentence line of a file's docstring."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.split("\n\n")[0].replace("\n", " ").strip()


def listing() -> str:
    """The generated part of the page."""
    parts = ["## Files\n"]
    seen = set()
    for folder in FOLDERS:
        paths = [path for path in sorted((ROOT / folder).glob("*.py"))
                 if path.name != "__init__.py" and path not in seen]
        if not paths:
            continue
        package = ROOT / folder / "__init__.py"
        title = first_line(package) if package.exists() else ""
        parts.append(f"### `{folder}/`\n\n{title}\n")
        parts.append("\n".join(f"- `{path.name}`: {first_line(path)}" for path in paths) + "\n")
        seen |= set(paths)
    return "\n".join(parts)


def main() -> int:
    """Rewrite or check."""
    page = PAGE.read_text(encoding="utf-8")
    head = page.split(MARK)[0].rstrip("\n") + "\n\n"
    fresh = head + MARK + "\n" + listing()
    if "--check" in sys.argv:
        if page != fresh:
            print("docs/architecture.md is not fresh: run docs/list_files.py")
            return 1
        return 0
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
