"""`python -m verify.faults_program FILE`: compile a program, run it, compare with its comment.

The guard of last resort for `verify.faults`: what `tests/c/` does for one file, with the compiler
of the tree that it is run in.  `--vcc ARGUMENTS` is that compiler alone, in this process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from compiler.driver.bootstrap import start

MARK = "/* expect:\n"


def main(arguments: list[str]) -> int:
    """The command; status 1 when the output is another one."""
    if arguments[0] == "--vcc":
        sys.argv = ["vcc", *arguments[1:]]
        start(str(Path.cwd()), "compiler.driver.main", "command")
    path = Path(arguments[0])
    text = path.read_text(encoding="utf-8")
    expected = text[text.index(MARK) + len(MARK):text.rindex("*/")]
    with tempfile.TemporaryDirectory(prefix="faults") as folder:
        program = Path(folder) / "program"
        subprocess.run([sys.executable, "-m", "verify.faults_program", "--vcc", "-O2", "-w",
                        str(path), "-o", str(program)], check=True)
        ran = subprocess.run([str(program)], capture_output=True, text=True, timeout=60)
    if ran.stdout == expected and ran.returncode == 0:
        return 0
    print(f"{path.name} prints {ran.stdout!r}, status {ran.returncode}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
