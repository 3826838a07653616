#!/usr/bin/env python3
"""Mutated inputs: every command must answer with diagnostics or an output, never anything else.

    robust.py [--count N] [--seed S] [--bin FOLDER] [--jobs N] [--keep FOLDER] [--only KIND]

`robust_inputs.py` makes the inputs: torture files with bytes or tokens changed, extreme texts
(brackets 100,000 deep, huge literals and identifiers, endless includes and macros, long sums),
assembly, damaged objects, archives and linker scripts, random command lines.  A finding is: a
traceback or internal error, a status other than 0 and 1, an error status without a diagnostic, more
than 10 s or 2 GiB, or an output file beside an error status.  One line a finding.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
import robust_inputs  # noqa: E402
import sources  # noqa: E402

ERROR_WORDS = (b"error", b"vld: ", b"unsupported", b"undefined")
SIDE_FILES = {"a.out", "in.d", "out.d", "map", "x"}     # what a command line may ask for


def limit() -> None:
    """No core files."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Campaign:
    """Many inputs with one seed."""

    def __init__(self, commands: Path, seed: int, corpus: robust_inputs.Corpus, keep: Path | None,
                 only: str) -> None:
        self.commands = commands
        self.seed = seed
        self.corpus = corpus
        self.keep = keep
        self.only = only

    def check(self, number: int) -> str:
        """Run one input; "" or the finding."""
        rng = random.Random(self.seed * 1_000_003 + number)
        kind, (files, arguments) = robust_inputs.make(rng, self.corpus)
        if self.only and kind != self.only:
            return ""
        with tempfile.TemporaryDirectory(prefix="robust") as name:
            folder = Path(name)
            for file, data in files.items():
                (folder / file).write_bytes(data)
            words = [word.replace("{out}", "out") for word in arguments]
            finding = self.run(folder, words, files, kind == "command_line")
            if finding and self.keep is not None:
                kept = self.keep / f"{self.seed}-{number}"
                kept.mkdir(parents=True, exist_ok=True)
                for file, data in files.items():
                    (kept / file).write_bytes(data)
                (kept / "command").write_text(" ".join(words) + "\n")
        return f"{kind} {number}: {finding} [{' '.join(words)}]" if finding else ""

    def run(self, folder: Path, words: list[str], files: dict[str, bytes], free: bool) -> str:
        """"" or what is wrong with the answer to one command line."""
        command = [str(self.commands / words[0]), *words[1:]]
        process = subprocess.Popen(["timeout", "-s", "KILL", "30", *command], cwd=folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, preexec_fn=limit)
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        process.returncode = code
        process.stdout.close()
        seconds = usage.ru_utime + usage.ru_stime
        left = {path.name for path in folder.iterdir()} - set(files)
        if any(word.startswith("-save-temps") for word in words):    # those stay, as with gcc
            left = {name for name in left if not name.endswith((".i", ".s", ".o"))}
        last = output.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        if b"Traceback (most" in output or b"internal error" in output:
            return "internal: " + last[0][:300]
        if code not in (0, 1):
            return f"status {code}: {last[0][:200]}"
        if code == 1 and not any(word in output for word in ERROR_WORDS):
            return f"error status without a diagnostic: {last[0][:200]}"
        if seconds > 10:
            return f"{seconds:.1f} s"
        if usage.ru_maxrss > 2 << 20:
            return f"{usage.ru_maxrss >> 10} MB"
        if code == 1 and (left - SIDE_FILES if free else left):
            return f"files beside an error: {sorted(left)}"
        if code == 0 and not free and "out" not in left:
            return "no output file"
        if any(name.endswith(".tmp") for name in left):
            return f"temporary file left: {sorted(left)}"
        return ""


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Mutated inputs")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bin", type=Path, default=HERE.parent.parent / ".venv/bin")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", default="", help="one kind of input")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="robust") as name:
        corpus = robust_inputs.Corpus(sources.torture(), Path(name))
        campaign = Campaign(options.bin.resolve(), options.seed, corpus, options.keep, options.only)
        findings = 0
        with ThreadPoolExecutor(options.jobs) as pool:
            for line in pool.map(campaign.check, range(options.count)):
                if line:
                    findings += 1
                    print(line, flush=True)
    print(f"robust: {options.count} inputs, seed {options.seed}: {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
