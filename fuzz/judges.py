"""Who is asked about a program, and what they answer.

Problem: to start Python costs 60 to 100 ms a judge and program, as much as judging.  Idea: `vrun`
and `vcc` run in forked children of this process, which has imported them once; a child cannot harm
its parent, whatever happens in it.  Any other compiler is a command line.  All give an
`Outcome`; two outcomes agree when kind, status and output are the same.

The judges run native code when this process does (the installed `vfuzz`), else the Python files.
"""

from __future__ import annotations

import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from fuzz.profile import OPTIONS as PROFILING
from fuzz.profile import Profile

Files = list[tuple[str, str]]
HOST = "x86_64"
# machine: options of vcc, what runs its programs; plain char is signed on the host alone.  The
# interpreter rounds products and sums apart, which -ffp-contract=off asks of a compiler.
TARGETS: dict[str, tuple[list[str], list[str]]] = {
    HOST: ([], []),
    "aarch64": (["--target=aarch64-linux-gnu", "-static", "-ffp-contract=off"], ["qemu-aarch64"]),
    "riscv64": (["--target=riscv64-linux-gnu", "-static", "-ffp-contract=off"], ["qemu-riscv64"]),
}
TIME_OVER = (signal.SIGALRM, signal.SIGXCPU)


class Outcome:
    """How one judge saw one program end."""

    def __init__(self, kind: str, status: int = 0, output: str = "", message: str = "") -> None:
        self.kind = kind            # exit, signal, timeout, rejected, undefined, unsupported, limit
        self.status = status
        self.output = output
        self.message = message
        self.item = 0               # of Annex J.2
        self.file = ""
        self.line = 0

    def agrees(self, other: Outcome) -> bool:
        """Same kind, status and output."""
        return (self.kind, self.status, self.output) == (other.kind, other.status, other.output)

    def brief(self) -> str:
        """One line for a report."""
        if self.kind in ("exit", "signal"):
            return f"{self.kind} {self.status}"
        return f"{self.kind}: {self.message.strip()[:200]}"


def differing_line(a: str, b: str) -> str:
    """The first line in which two outputs differ."""
    left, right = a.splitlines(), b.splitlines()
    for x, y in zip(left, right):
        if x != y:
            return f"{x!r} against {y!r}"
    return f"{len(left)} against {len(right)} lines"


PATIENCE = 20       # seconds of wall time for one of processor time: machines are shared


def limit_processor(seconds: int) -> None:
    """End this process after so many seconds of processor time, or very long wall time."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    signal.alarm(seconds * PATIENCE)


def in_child(work: Callable[[], int], folder: Path, seconds: int) -> tuple[int, str, str]:
    """Run `work` in a forked child; gives wait status, standard output and standard error."""
    names = folder / "stdout", folder / "stderr"
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 70
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            limit_processor(seconds)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for number, path in enumerate(names, 1):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
            os.chdir(folder)
            status = work()
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
        finally:
            os._exit(status)
    _, wait = os.waitpid(child, 0)
    texts = [path.read_text(encoding="latin-1") if path.exists() else "" for path in names]
    return wait, texts[0], texts[1]


class Workplace:
    """A folder for the files of one program at a time; in memory if the machine has such."""

    def __init__(self) -> None:
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="vfuzz", dir=memory))

    def write(self, files: Files) -> list[str]:
        """Write a program's files; gives their names."""
        for name, text in files:
            (self.folder / name).write_text(text)
        return [name for name, _ in files]

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Judge:
    """Answers what a program does; `seconds` is the time it gives a program."""

    name = ""
    seconds = 10

    def run(self, place: Workplace, names: list[str]) -> Outcome:
        """The outcome of the program whose files are in the folder."""
        raise NotImplementedError


class Definition(Judge):
    """`vrun`: the abstract machine."""

    name = "vrun"

    def __init__(self, seconds: int = 20, options: list[str] | None = None) -> None:
        self.seconds = seconds
        self.options = options or []
        import interp.library
        import interp.main
        import interp.program
        import interp.stdiolib  # noqa: F401

    def run(self, place: Workplace, names: list[str]) -> Outcome:
        from interp.main import main

        report = place.folder / "report.json"
        report.unlink(missing_ok=True)
        arguments = ["-w", *self.options, "--report", str(report), *names]
        wait, output, errors = in_child(lambda: main(arguments), place.folder, self.seconds)
        if os.WIFSIGNALED(wait):
            kind = "timeout" if os.WTERMSIG(wait) in TIME_OVER else "crash"
            return Outcome(kind, os.WTERMSIG(wait), output, errors)
        if not report.exists():
            return Outcome("crash", os.WEXITSTATUS(wait), output, errors)
        return verdict(report, output)


def verdict(report: Path, output: str) -> Outcome:
    """The outcome that `vrun --report` has written."""
    data = json.loads(report.read_text())
    made = Outcome(data["verdict"], data["status"], output, data["message"])
    made.item, made.file, made.line = data["item"], data["file"], data["line"]
    return made


class DefinitionCommand(Judge):
    """`vrun` as a command, for a process that cannot hold its native modules."""

    name = "vrun"

    def __init__(self, words: list[str], seconds: int = 60) -> None:
        self.words = words
        self.seconds = seconds

    def run(self, place: Workplace, names: list[str]) -> Outcome:
        report = place.folder / "report.json"
        report.unlink(missing_ok=True)
        try:
            done = subprocess.run([*self.words, "-w", "--report", str(report), *names],
                                  cwd=place.folder, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=self.seconds)
        except subprocess.TimeoutExpired:
            return Outcome("timeout")
        output = done.stdout.decode("latin-1")
        if not report.exists():
            return Outcome("crash", done.returncode, output, done.stderr.decode("latin-1"))
        return verdict(report, output)


class Compiled(Judge):
    """A compiler and the program that it makes; `emulator` is the command that runs it."""

    emulator: list[str] = []

    def compile(self, place: Workplace, names: list[str], program: str) -> tuple[bool, str]:
        """Make `program`; (whether it stands, messages)."""
        raise NotImplementedError

    def run(self, place: Workplace, names: list[str]) -> Outcome:
        program = place.folder / "program"
        program.unlink(missing_ok=True)
        stands, messages = self.compile(place, names, str(program))
        if not stands:
            lines = [line for line in messages.splitlines() if "error" in line.lower()]
            return Outcome("rejected", 1, "", (lines or messages.splitlines() or [""])[-1])
        try:
            done = subprocess.run([*self.emulator, str(program)], stdin=subprocess.DEVNULL,
                                  cwd=place.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL,
                                  preexec_fn=lambda: limit_processor(self.seconds),
                                  timeout=self.seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            return Outcome("timeout")
        output = done.stdout.decode("latin-1")
        if -done.returncode in TIME_OVER:
            return Outcome("timeout")
        if done.returncode < 0:
            return Outcome("signal", -done.returncode, output)
        return Outcome("exit", done.returncode, output)


class Vcc(Compiled):
    """`vcc` in this process's child."""

    def __init__(self, options: list[str], warm: bool = True, target: str = "x86_64") -> None:
        self.options = [*TARGETS[target][0], *options]
        self.emulator = TARGETS[target][1]
        self.target = target
        self.name = " ".join(["vcc", *self.options])
        self.profile: Profile | None = None     # where to note what the compiler did
        if warm:
            import compiler.assembler.object_emitter
            import compiler.assembler.x86_object
            import compiler.codegen.module
            import compiler.driver.main
            import compiler.frontend.parser
            import compiler.linker.main
            import compiler.lowering.unit
            import compiler.opt.pipeline
            import compiler.target.x86.target  # noqa: F401

    def compile(self, place: Workplace, names: list[str], program: str) -> tuple[bool, str]:
        from compiler.driver.main import run

        more = PROFILING if self.profile is not None else []
        arguments = ["-w", *self.options, *more, *names, "-o", program]
        wait, _, errors = in_child(lambda: run("vcc", arguments), place.folder, 60)
        if self.profile is not None:
            errors = self.profile.read(errors)
        return wait == 0, errors if errors or wait == 0 else f"error: vcc ended with status {wait}"


class Command(Compiled):
    """Any compiler, by its command line."""

    def __init__(self, command: str) -> None:
        self.name = command
        self.words = shlex.split(command)

    def compile(self, place: Workplace, names: list[str], program: str) -> tuple[bool, str]:
        try:
            done = subprocess.run([*self.words, "-w", *names, "-o", program], cwd=place.folder,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        except (OSError, subprocess.TimeoutExpired) as error:
            return False, f"error: {error}"
        return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def judge_of(command: str, target: str = "x86_64") -> Judge:
    """`vrun`, `vcc ...` in process and for a target, any other command, which compiles for it."""
    words = shlex.split(command)
    if words == ["vrun"]:
        return Definition()
    if words and words[0] == "vcc":
        return Vcc(words[1:], target=target)
    made = Command(command)
    made.emulator = TARGETS[target][1]
    return made


class Finding:
    """One disagreement: who, about which program, what was expected and what came."""

    def __init__(self, judge: str, expected: Outcome, actual: Outcome) -> None:
        self.judge = judge
        self.expected = expected
        self.actual = actual

    def brief(self) -> str:
        """One line."""
        if self.actual.kind == self.expected.kind == "exit" \
                and self.actual.output != self.expected.output:
            return f"{self.judge}: {differing_line(self.actual.output, self.expected.output)}"
        return f"{self.judge}: {self.actual.brief()}, expected {self.expected.brief()}"


def disagreements(files: Files, definition: Judge, subjects: list[Judge], place: Workplace,
                  every: bool = True) -> tuple[Outcome, list[Finding]]:
    """What the definition says and who says otherwise.

    A program that the definition does not end is itself a finding, of `vrun`: generated programs
    are well-defined by construction.
    """
    names = place.write(files)
    expected = definition.run(place, names)
    if expected.kind != "exit":
        return expected, [Finding(definition.name, Outcome("exit"), expected)]
    found: list[Finding] = []
    for subject in subjects:
        actual = subject.run(place, names)
        if not actual.agrees(expected):
            found.append(Finding(subject.name, expected, actual))
            if not every:
                break
    return expected, found
