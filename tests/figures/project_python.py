"""The project's own Python for a script that was started by another one.

Problem: the figures need packages that `make build` puts into `.venv`, and a script's first line
cannot name that place.  Idea: importing this module starts the script again with `.venv`'s Python.

Invariant: without a build nothing is measured; the message says what to run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parent.parent.parent / ".venv"

if Path(sys.prefix).resolve() != VENV:
    if not (VENV / "bin/python").exists():
        sys.exit(f"{sys.argv[0]}: {VENV} is missing: run `make build` first")
    os.execv(VENV / "bin/python", [str(VENV / "bin/python"), *sys.argv])
