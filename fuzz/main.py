"""`vfuzz`: a campaign of random programs against any compilers.

    vfuzz [--campaign agree|caught|refused|stages] [--cc COMMAND]... [--target MACHINE]
          [--count N | --time SECONDS] [--seed S] [--jobs N] [--size PERCENT] [--save FOLDER]
          [--reduce SECONDS] [--html FILE] [--json FILE] [--scheduler tcp://HOST:PORT] [--print]
          [--quiet]

Seeds run from S upwards; each makes one program and each program is judged by `vrun` and by every
COMMAND (`vcc ...` runs in process); with --target `vcc` compiles for another machine, and what it
makes runs under qemu-user.  A failure is printed with its seed, reduced and saved with the
command that repeats it; a later campaign with the same FOLDER tries it first.  Exit status: 0
nothing found, 1 something found, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.bugreport import command_line, write_report
from fuzz.campaign import KINDS, Result, Setting, Worker
from fuzz.examples import Examples
from fuzz.history import History
from fuzz.judges import TARGETS

if TYPE_CHECKING:
    from rich.progress import Progress

WORKER: list[Worker] = []


def prepare(setting: Setting) -> None:
    """Make this process's worker; what it has imported is never looked at by the collector."""
    if not WORKER:
        WORKER.append(Worker(setting))
        gc.collect()
        gc.freeze()
        gc.enable()


def run_seed(seed: int) -> Result:
    """One seed in a process that is prepared."""
    return WORKER[0].run(seed)


def results(setting: Setting, seeds: Iterator[int], jobs: int) -> Iterator[Result]:
    """The results of seeds, in the order in which they come."""
    if jobs <= 1:
        prepare(setting)
        yield from map(run_seed, seeds)
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, prepare, (setting,)) as pool:
        yield from pool.imap_unordered(run_seed, seeds)


def counted(known: Collection[int], first: int, count: int, deadline: float) -> Iterator[int]:
    """The seeds that have failed before, then others until the count or the time is reached."""
    yield from known
    seed = first
    while (not count or seed < first + count) and time.monotonic() < deadline:
        if seed not in known:
            yield seed
        seed += 1


class Display:
    """The progress of a campaign on a terminal; nothing elsewhere."""

    def __init__(self, quiet: bool, count: int) -> None:
        self.progress: Progress | None = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

            self.progress = Progress(SpinnerColumn(), BarColumn(20),
                                     TextColumn("{task.description}"),
                                     console=Console(stderr=True))
            self.task = self.progress.add_task("", total=count or None)
            self.progress.start()

    def update(self, history: History) -> None:
        """One more result."""
        if self.progress is not None:
            self.progress.update(self.task, advance=1, description=history.progress())

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.progress is not None:
            self.progress.stop()


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("vfuzz", description="random programs against any compilers")
    parser.add_argument("--campaign", choices=KINDS, default="agree")
    parser.add_argument("--cc", action="append", metavar="COMMAND",
                        help="a compiler to judge; default: 'vcc -O0' and 'vcc -O2'")
    parser.add_argument("--target", default="x86_64", metavar="MACHINE",
                        choices=list(TARGETS), help="what vcc compiles for: " + ", ".join(TARGETS))
    parser.add_argument("--count", type=int, default=0, help="programs (default 100)")
    parser.add_argument("--time", type=float, default=0, help="seconds")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--size", type=int, default=100, help="size of the programs in per cent")
    parser.add_argument("--save", type=Path, default=Path("vfuzz-found"))
    parser.add_argument("--reduce", type=float, default=300, help="seconds for one failure")
    parser.add_argument("--html", type=Path, help="write a report with plots")
    parser.add_argument("--json", type=Path, help="write counts and findings as JSON")
    parser.add_argument("--scheduler", help="spread over the Dask cluster of this address")
    parser.add_argument("--print", action="store_true", help="print the program of --seed and end")
    parser.add_argument("--quiet", action="store_true", help="only findings and the last line")
    return parser.parse_args(arguments)


def main() -> int:
    """The command."""
    options = parse(sys.argv[1:])
    setting = Setting(options.campaign, options.cc, options.size, options.target,
                      options.html is not None)
    if options.print:
        prepare(Setting(options.campaign, [], options.size, options.target))
        for name, text in WORKER[0].files(options.seed):
            print(f"/* {name} */\n{text}", end="")
        WORKER[0].close()
        return 0
    if not options.count and not options.time:
        options.count = 100
    deadline = time.monotonic() + (options.time or 1e12)
    examples = Examples(options.save / "examples", setting)
    seeds = counted(examples.seeds, options.seed, options.count, deadline)
    history = History(setting)
    failed: list[Result] = []
    if options.scheduler:
        from fuzz.cluster import results_of_cluster

        source = results_of_cluster(options.scheduler, setting, seeds)
    else:
        source = results(setting, seeds, options.jobs)
    display = Display(options.quiet, options.count)
    try:
        for result in source:
            history.add(result)
            examples.note(result)
            if result.problems:
                failed.append(result)
                for problem in result.problems:
                    print(f"seed {result.seed}: {problem}", flush=True)
                print(f"  {command_line(setting, result.seed)}", flush=True)
            display.update(history)
    except KeyboardInterrupt:
        print("interrupted")
    display.close()
    print(history.summary())
    report(setting, failed, options.save, options.reduce)
    if options.html:
        options.html.write_text(history.html())
    if options.json:
        options.json.write_text(json.dumps(history.data()))
    for worker in WORKER:
        worker.close()
    return 1 if failed else 0


def report(setting: Setting, failed: list[Result], folder: Path, seconds: float) -> None:
    """Save every failure; reduce the first of each sort."""
    sorts: set[str] = set()
    for result in failed:
        prepare(setting)
        sort = f"{result.judges[0]} {result.kinds[0]} {result.row}"
        fresh = sort not in sorts
        sorts.add(sort)
        place = folder / f"{setting.kind}-{result.seed}"
        for text in write_report(WORKER[0], result, place, seconds if fresh else 0):
            print(f"seed {result.seed}: {text}")
        print(f"seed {result.seed}: saved in {place}{os.sep}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
