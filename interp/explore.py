"""`--order=all`: run a program once for every order of evaluation, and compare what it does.

Each run is a forked copy of this process that follows one trail of choices (`interp/order.py`),
writes into a file of its own and reports its verdict and its whole trail.  The next trail is the
last one advanced, so that all are met without keeping any.  The first difference ends the search:
its place is the choice that differs.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from interp.order import advance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from interp.main import Run

LIMIT = 2000


class Outcome:
    """What one run did."""

    def __init__(self, report: dict[str, object], output: bytes) -> None:
        self.report = report
        self.output = output

    def same(self, other: Outcome) -> bool:
        return self.output == other.output and all(
            self.report[key] == other.report[key] for key in ("kind", "status", "message"))


def explore(run: Run) -> None:
    """Every order, up to `LIMIT` of them; the verdict is the common one or `unspecified`."""
    trail: list[tuple[int, int, int]] = []
    with tempfile.TemporaryFile() as stdin:
        if not sys.stdin.isatty():
            stdin.write(sys.stdin.buffer.read())
        first = one_run(run, trail, stdin, True)
        sys.stdout.flush()
        os.write(1, first.output)
        count = 1
        changed = first
        while advance(trail) and count < LIMIT and changed.same(first):
            place = trail[-1][2]
            changed = one_run(run, trail, stdin, False)
            count += 1
            if not changed.same(first):
                run.differing_orders(place, str(first.report["said"]),
                                     str(changed.report["said"]))
                return
    adopt(run, first)
    sys.stderr.write(f"vrun: {count} orders of evaluation give the same result"
                     f"{'; there are more' if trail else ''}\n")


def adopt(run: Run, outcome: Outcome) -> None:
    """Take the verdict of a forked run as one's own."""
    verdict = run.verdict
    report = outcome.report
    verdict.kind = str(report["kind"])
    verdict.clause = str(report["clause"])
    verdict.message = str(report["message"])
    verdict.file = str(report["file"])
    numbers = [report[key] for key in ("status", "item", "line", "column")]
    verdict.status, verdict.item, verdict.line, verdict.column = (
        n if isinstance(n, int) else 0 for n in numbers)


def one_run(run: Run, trail: list[tuple[int, int, int]], stdin: BinaryIO, speak: bool) -> Outcome:
    """Run the program along a trail in a child; the trail becomes the whole one it met."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as report:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.lseek(stdin.fileno(), 0, os.SEEK_SET)
                os.dup2(stdin.fileno(), 0)
                os.dup2(output.fileno(), 1)
                if not speak:
                    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                assert run.choices is not None
                run.choices.trail = trail
                run.run_program()
                v = run.verdict
                said = f"exit {v.status}" if v.kind == "exit" else f"{v.kind}: {v.message}"
                data = {"kind": v.kind, "status": v.status, "item": v.item, "clause": v.clause,
                        "message": v.message, "file": v.file, "line": v.line,
                        "column": v.column, "trail": run.choices.trail,
                        "said": said}
                report.write(json.dumps(data).encode())
                report.flush()
                sys.stderr.flush()
                code = 0
            finally:
                os._exit(code)
        os.waitpid(child, 0)
        output.seek(0)
        report.seek(0)
        text = report.read()
        found: dict[str, object] = json.loads(text) if text else {
            "kind": "limit", "status": 0, "item": 0, "clause": "", "message": "the run died",
            "file": "", "line": 0, "column": 0, "trail": [], "said": "no verdict"}
        steps = found["trail"]
        assert isinstance(steps, list)
        trail[:] = [(chosen, count, pos) for chosen, count, pos in steps]
        return Outcome(found, output.read())
