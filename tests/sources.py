"""Third-party sources for tests, fetched from Debian's archive, never committed.

`fetch("zlib")` unpacks a Debian source package (release bookworm) into `.venv/sources/zlib` and
returns its path; `torture()` unpacks GCC's C torture tests from the package gcc-12-source;
`require("csmith")` installs binary packages when a command is missing.  Everything is kept, so that
a second call costs nothing.  Tests run in several processes: whatever makes something holds
`exclusive()`, a lock over all of them.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".venv" / "sources"
LOCK = threading.RLock()
HOLDERS: list[None] = []        # one for each nested exclusive() of this process


@contextmanager
def exclusive() -> Iterator[None]:
    """Keep other processes and threads out; may be nested."""
    with LOCK:
        if HOLDERS:
            HOLDERS.append(None)
            try:
                yield
            finally:
                HOLDERS.pop()
            return
        CACHE.mkdir(parents=True, exist_ok=True)
        with open(CACHE / ".lock", "w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            HOLDERS.append(None)
            try:
                yield
            finally:
                HOLDERS.pop()


def run(*command: str, cwd: Path | None = None) -> None:
    """Run a command quietly; show its output when it fails."""
    result = subprocess.run(command, cwd=cwd, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{result.stdout[-3000:]}")


def enable_sources(release: str) -> None:
    """Add the source entries of a release, made from the machine's binary entries."""
    folder = Path("/etc/apt/sources.list.d")
    entries = folder / "debian.sources"
    ours = folder / f"debian-src-{release}.sources"
    if entries.exists() and not ours.exists():
        text = entries.read_text().replace("Types: deb\n", "Types: deb-src\n")
        ours.write_text(text.replace("bookworm", release))
        run("apt-get", "update", "-q")


def require(*packages: str, command: str = "") -> None:
    """Install Debian packages; a single one is there when its `command` (default: its name) is."""
    if len(packages) > 1 or shutil.which(command or packages[0]) is None:
        install(*packages)


def install(*packages: str) -> None:
    """Install Debian packages."""
    missing = [name for name in packages if subprocess.run(
        ["dpkg", "-s", name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode]
    if not missing:
        return
    with exclusive():
        try:
            run("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)
        except RuntimeError:
            run("apt-get", "update", "-q")
            run("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)


def fetch(name: str, release: str = "bookworm") -> Path:
    """The unpacked source package `name`, with Debian's patches applied."""
    target = CACHE / name
    with exclusive():
        if target.exists():
            return target
        install("dpkg-dev")
        enable_sources(release)
        partial = CACHE / f"{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        run("apt-get", "source", "-q", f"{name}/{release}", cwd=partial)
        folder = next(path for path in sorted(partial.iterdir()) if path.is_dir())
        folder.rename(target)
        shutil.rmtree(partial)
    return target


def torture() -> Path:
    """`gcc.c-torture` of gcc 12.2."""
    target = CACHE / "gcc.c-torture"
    with exclusive():
        if target.exists():
            return target
        install("gcc-12-source")
        archive = next(Path("/usr/src/gcc-12").glob("gcc-12*.tar.xz"))
        partial = CACHE / "torture.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        with tarfile.open(archive, "r|xz") as tar:
            for member in tar:
                if "/gcc/testsuite/gcc.c-torture/" in member.name and member.isfile():
                    tar.extract(member, partial)
                elif (partial / "seen").exists():
                    break
        found = next(partial.rglob("gcc.c-torture"))
        found.rename(target)
        shutil.rmtree(partial)
    return target


# Judges of the other targets: compilers, binutils and C libraries, and an emulator.
CROSS = ("qemu-user", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross", "gcc-riscv64-linux-gnu",
         "libc6-dev-riscv64-cross")


if __name__ == "__main__":
    install(*CROSS)
