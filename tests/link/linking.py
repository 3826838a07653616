"""How the linker's tests build and run programs: objects by gcc, start files from
compiler/runtime (by gcc too), the link by compiler/linker in process.

`Bench` owns a scratch folder; every method returns paths or process results, and fails the test
with the linker's messages when a link fails.
"""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from compiler.linker.main import main

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "compiler" / "runtime"
LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
INTERPRETER = "/lib64/ld-linux-x86-64.so.2"

# kind: (crt1 of libc, flags of the link, flags of the compilation, shared start file)
KINDS = {
    "pie": ("Scrt1.o", ["-pie", "-dynamic-linker", INTERPRETER], ["-fPIE"], True),
    "exec": ("crt1.o", ["-dynamic-linker", INTERPRETER], ["-fno-pie"], False),
    "static": ("crt1.o", ["-static"], ["-fno-pie"], False),
    "static-pie": (
        "rcrt1.o",
        ["-static", "-pie", "--no-dynamic-linker", "-z", "text"],
        ["-fPIE"],
        True,
    ),
}


def vld(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the linker in process: (status, standard output, messages)."""
    out = io.StringIO()
    err = io.StringIO()
    status = main([str(a) for a in arguments], out, err)
    return status, out.getvalue(), err.getvalue()


class Bench:
    """Builds programs in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def object(self, text: str, *flags: str, name: str = "", suffix: str = ".c") -> Path:
        """Compile (or assemble) a text with gcc."""
        self.number += 1
        stem = name or f"unit{self.number}"
        source = self.write(stem + suffix, text)
        target = self.folder / (stem + ".o")
        command = ["gcc", "-O1", "-c", *flags, "-o", str(target), str(source)]
        subprocess.run(command, check=True, timeout=120)
        return target

    def archive(self, name: str, *members: Path, flags: str = "rcsD") -> Path:
        path = self.folder / name
        command = ["ar", flags, str(path), *[str(m) for m in members]]
        subprocess.run(command, check=True, timeout=60)
        return path

    def link(self, *arguments: str | Path, name: str = "a.out") -> Path:
        """A link without start files, which must succeed without a message."""
        path = self.folder / name
        status, _, messages = vld("-o", path, *arguments)
        assert status == 0 and not messages, messages
        return path

    def start_files(self, shared: bool) -> tuple[Path, Path]:
        begin = self.folder / ("crtbeginS.o" if shared else "crtbegin.o")
        end = self.folder / "crtend.o"
        if not begin.exists():
            flags = ["-fPIC", "-DVOUCH_SHARED"] if shared else ["-fno-pie"]
            for source, target in ((RUNTIME / "crtbegin.c", begin), (RUNTIME / "crtend.c", end)):
                command = ["gcc", "-O2", "-c", *flags, "-o", str(target), str(source)]
                subprocess.run(command, check=True, timeout=60)
        return begin, end

    def program(
        self,
        kind: str,
        inputs: list[str | Path],
        *arguments: str | Path,
        libraries: tuple[str, ...] = ("-lc",),
        name: str = "a.out",
    ) -> Path:
        """An executable of that kind against the C library."""
        crt1, flags, _, shared = KINDS[kind]
        begin, end = self.start_files(shared)
        group = ["--start-group", *libraries, "--end-group"] if "static" in kind else libraries
        if "static" in kind:
            if libraries == ("-lc",):
                group = [*group[:-1], "-lgcc", "-lgcc_eh", "--end-group"]
        return self.link(
            *flags,
            "--eh-frame-hdr",
            *arguments,
            LIBRARIES / crt1,
            LIBRARIES / "crti.o",
            begin,
            *inputs,
            "-L/usr/lib/gcc/x86_64-linux-gnu/12",
            *group,
            end,
            LIBRARIES / "crtn.o",
            name=name,
        )

    def shared(self, inputs: list[str | Path], *arguments: str | Path, name: str) -> Path:
        """A shared library against the C library."""
        begin, end = self.start_files(True)
        return self.link(
            "-shared",
            "--eh-frame-hdr",
            *arguments,
            LIBRARIES / "crti.o",
            begin,
            *inputs,
            "-lc",
            end,
            LIBRARIES / "crtn.o",
            name=name,
        )

    def run(self, program: Path, *arguments: str, status: int = 0, **environment: str) -> str:
        """Standard output of the program; its status must be `status`."""
        result = subprocess.run(
            [str(program), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            env={"LD_LIBRARY_PATH": str(self.folder), **environment},
        )
        assert result.returncode == status, f"{result.returncode} {result.stdout} {result.stderr}"
        return result.stdout

    def readelf(self, option: str, path: Path) -> str:
        """What binutils' readelf says; a complaint of it fails the test."""
        result = subprocess.run(
            ["readelf", "-W", option, str(path)], capture_output=True, text=True, timeout=60
        )
        assert not result.stderr, result.stderr
        return result.stdout


def compile_flags(kind: str) -> list[str]:
    return KINDS[kind][2]
