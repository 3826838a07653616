"""The vprove command: prove rules and show what is false.

    vprove                        prove all rules, live
    vprove FILE[:RULE] ...        the rules of a file, of verify/rules/ or of the user's
    vprove --update               prove what has no fresh proof, write proofs.tsv and its table
    vprove --part=I/N             rules number I, I+N, I+2N ...
    vprove --stale                only rules without a fresh proof
    vprove --slice                what the last commit changed, and the quarter whose turn it is
    vprove --jobs=N               processes (default 1)
    vprove --quick                Z3 alone, no search for conditions that nothing needs
    vprove --tv [options] FILE.c  compare every function before and after every pass (verify/tv.py)

Exit status: 0 all proved, 1 some rule is not, 2 wrong usage.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from verify import store
from verify.counterexample import show
from verify.language import RULES, Rule, RuleError, read_file
from verify.prove import Proof, Step, prove
from verify.slice import chosen
from verify.store import Record

KEEP_SECONDS = 60       # so much work may be lost when --update is stopped
USAGE = "usage: vprove [FILE[:RULE] ...] [--update] [--stale] [--slice] [--part=I/N] [--jobs=N]\n" \
        "              [--quick]\n" \
        "       vprove --tv [options] FILE.c\n"


@dataclass(frozen=True)
class Result:
    """What a process hands back about one rule."""

    where: str
    verdict: str
    text: str                       # what to print, "" when all is well
    record: Record | None


class Usage(Exception):
    """Wrong usage; the message says how."""


@dataclass
class Options:
    """The command line."""

    names: list[str]
    update: bool = False
    stale: bool = False
    slice: bool = False
    quick: bool = False
    part: tuple[int, int] = (0, 1)
    jobs: int = 1


def parse(arguments: list[str]) -> Options:
    """Read the command line."""
    options = Options([])
    for argument in arguments:
        word, _, value = argument.partition("=")
        if word in ("--update", "--stale", "--slice", "--quick") and not value:
            setattr(options, word[2:], True)
        elif word == "--jobs" and value.isdigit() and int(value) > 0:
            options.jobs = int(value)
        elif word == "--part":
            index, _, count = value.partition("/")
            if not (index.isdigit() and count.isdigit() and int(count) > int(index)):
                raise Usage("--part=I/N needs 0 <= I < N")
            options.part = (int(index), int(count))
        elif argument.startswith("-"):
            raise Usage(f"unknown option {argument}")
        else:
            options.names.append(argument)
    return options


def all_rules() -> list[Rule]:
    """Every rule of verify/rules, files in alphabetical order."""
    return [rule for path in sorted(RULES.glob("*.rules")) for rule in read_file(path)]


def chosen_rules(names: list[str]) -> list[Rule]:
    """The rules that the command line names.  Raises RuleError, OSError, Usage."""
    if not names:
        return all_rules()
    rules: list[Rule] = []
    for name in names:
        file, only = (name, "") if Path(name).exists() else (name.rpartition(":")[::2])
        if not file:
            file, only = only, ""
        path = Path(file)
        if not path.exists() and (RULES / file).exists():
            path = RULES / file
        if path.is_dir():
            raise Usage(f"{file} is a directory")
        found = [rule for rule in read_file(path) if only in ("", rule.name)]
        if not found:
            raise Usage(f"{file} has no rule {only}" if only else f"{file} has no rules")
        rules += found
    return rules


def work(task: tuple[Rule, bool]) -> Result:
    """Prove one rule, in whatever process this is."""
    rule, quick = task
    proof = prove(rule, quick)
    text = ""
    if proof.verdict == "error":
        text = proof.message
    elif proof.failed is not None:
        text = show(proof.failed)
    elif proof.verdict != "proved":
        text = rule.source.message(rule.left.at, f"error: {rule.name}: {proof.verdict}: "
                                                 f"{proof.message}")
    elif proof.narrow:
        text = rule.source.message(
            rule.left.at, f"warning: {rule.name} is too narrow: nothing needs "
                          f"{' and '.join(proof.narrow)} (write prefer(..) if it is about cost)")
    return Result(rule.where, proof.verdict, text, record_of(proof))


def record_of(proof: Proof) -> Record | None:
    """The line that the store keeps of a proof."""
    if proof.verdict != "proved":
        return None
    steps = proof.steps
    rule = proof.rule
    integers = [f"{step.types}: {', '.join(engines(step))}" for step in steps if engines(step)]
    cases = [f"{step.types}: {step.cases}" for step in steps if step.cases > 1]
    return Record(rule.file, rule.name, store.digest(rule), str(len(steps)),
                  f"{sum(step.seconds[0] for step in steps):.2f}",
                  f"{sum(step.seconds[1] for step in steps):.2f}",
                  "; ".join(integers), "; ".join(cases), " and ".join(proof.narrow))


def engines(step: Step) -> list[str]:
    """The engines of a step that read words as integers."""
    return [engine for engine in (step.first, step.second) if " " in engine]


class Progress:
    """One line on a terminal that says how far the work is; nothing elsewhere."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.start = time.monotonic()
        self.live = sys.stderr.isatty()

    def step(self, where: str) -> None:
        """One more rule is done."""
        self.done += 1
        if self.live:
            seconds = time.monotonic() - self.start
            sys.stderr.write(f"\r\033[K{self.done}/{self.total} rules, {seconds:.0f} s: {where}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Make room for a message."""
        if self.live:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def run(rules: list[Rule], options: Options) -> tuple[list[Result], float]:
    """Prove the rules, print what is not well as it comes; results in order, and the seconds."""
    progress = Progress(len(rules))
    results: list[Result] = []
    tasks = [(rule, options.quick) for rule in rules]
    pool = multiprocessing.get_context("fork").Pool(options.jobs) if options.jobs > 1 else None
    kept = time.monotonic()
    try:
        for result in pool.imap(work, tasks) if pool is not None else map(work, tasks):
            results.append(result)
            if options.update and time.monotonic() - kept > KEEP_SECONDS:
                keep(results)
                kept = time.monotonic()
            if result.text:
                progress.clear()
                print(result.text, flush=True)
            progress.step(result.where)
    finally:
        if pool is not None:
            pool.terminate()
    progress.clear()
    return results, time.monotonic() - progress.start


def keep(results: list[Result]) -> None:
    """Bring the proofs on file up to date (another vprove may have written meanwhile)."""
    records = store.load()
    for result in results:
        if result.record is not None:
            records[result.record.file, result.record.rule] = result.record
    store.save(all_rules(), records)


def main() -> int:
    """The command; its exit status."""
    arguments = sys.argv[1:]
    if "--help" in arguments or "-h" in arguments:
        print(__doc__)
        return 0
    if arguments[:1] == ["--tv"]:
        from verify import tv

        return int(tv.main(arguments[1:]))
    try:
        options = parse(arguments)
        rules = chosen_rules(options.names)
    except (Usage, OSError) as error:
        words = error.args[0] if isinstance(error, Usage) else f"{error.filename}: {error.strerror}"
        sys.stderr.write(f"vprove: {words}\n{USAGE}")
        return 2
    except UnicodeDecodeError:
        sys.stderr.write("vprove: the file is not text in UTF-8\n")
        return 2
    except RuleError as error:
        print(error)
        return 1
    records = store.load()
    if options.update or options.stale:
        rules = [rule for rule in rules if not store.fresh(rule, records)]
    if options.slice:
        rules = chosen(rules)
    rules = rules[options.part[0]::options.part[1]]
    results, seconds = run(rules, options)
    if options.update:
        from verify import table

        try:
            keep(results)
            table.write()
        except RuleError as error:          # another file of rules, which cannot be read
            print(error)
            return 1
    counts: dict[str, int] = {}
    for result in results:
        counts[result.verdict] = counts.get(result.verdict, 0) + 1
    listed = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    print(f"{listed or 'nothing to prove'} ({seconds:.1f} s)")
    return 0 if all(result.verdict == "proved" for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
