"""Which machine a call compiles for, and where that machine's files are.

Problem: the target comes from `--target=`, from the command's name (`riscv64-linux-gnu-vcc`), and
from -m32/-m64; everything that depends on it should be one lookup.  Idea: a row a machine.
Source: Debian's multiarch paths, the psABIs' dynamic-linker names.
"""

from __future__ import annotations

from compiler.driver.options import Options, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Target:
    """One machine: its names, its directories, its linker settings."""

    def __init__(self, machine: str, triple: str, bits: int, emulation: str,
                 dynamic_linker: str, library_dirs: list[str], include_dirs: list[str]) -> None:
        self.machine = machine            # x86_64, i386, aarch64, riscv64
        self.triple = triple
        self.bits = bits                  # of a pointer
        self.emulation = emulation        # vld -m
        self.dynamic_linker = dynamic_linker
        self.library_dirs = library_dirs  # where crt1.o and the C library are
        self.include_dirs = include_dirs  # the C library's headers
        self.code_bits = bits             # 16 under -m16


NATIVE_LIBRARIES: Final = ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib", "/lib"]
NATIVE_INCLUDES: Final = ["/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include"]


def cross(triple: str) -> tuple[list[str], list[str]]:
    """Directories of a Debian cross libc, then of a foreign architecture installed beside."""
    return ([f"/usr/{triple}/lib", f"/usr/lib/{triple}", f"/lib/{triple}"],
            [f"/usr/{triple}/include", f"/usr/include/{triple}", "/usr/include"])


def make(machine: str) -> Target:
    """The row of a machine."""
    if machine == "x86_64":
        return Target("x86_64", "x86_64-linux-gnu", 64, "elf_x86_64",
                      "/lib64/ld-linux-x86-64.so.2", NATIVE_LIBRARIES, NATIVE_INCLUDES)
    if machine == "i386":
        libraries, includes = cross("i386-linux-gnu")
        return Target("i386", "i386-linux-gnu", 32, "elf_i386", "/lib/ld-linux.so.2",
                      ["/usr/lib32", *libraries], ["/usr/local/include", *includes])
    if machine == "aarch64":
        libraries, includes = cross("aarch64-linux-gnu")
        return Target("aarch64", "aarch64-linux-gnu", 64, "aarch64linux",
                      "/lib/ld-linux-aarch64.so.1", libraries, includes)
    libraries, includes = cross("riscv64-linux-gnu")
    return Target("riscv64", "riscv64-linux-gnu", 64, "elf64lriscv",
                  "/lib/ld-linux-riscv64-lp64d.so.1", libraries, includes)


PREFIXES: Final = {"x86_64": "x86_64", "amd64": "x86_64", "i386": "i386", "i486": "i386",
                   "i586": "i386", "i686": "i386", "aarch64": "aarch64", "arm64": "aarch64",
                   "riscv64": "riscv64"}


def choose(options: Options, program: str) -> Target:
    """The target of a call, from its options and the name it was called by."""
    name = options.get("target")
    if not name:
        base = program.rsplit("/", 1)[-1]
        if base.endswith(("-vcc", "-cc", "-gcc")):
            name = base.rsplit("-", 1)[0]
    machine = PREFIXES.get(name.split("-")[0], "") if name else "x86_64"
    if not machine:
        raise UsageError(f"unknown target '{name}'")
    bits = options.on("bits", 0)
    if bits in (16, 32) and machine == "x86_64":
        machine = "i386"
    elif bits == 64 and machine == "i386":
        machine = "x86_64"
    target = make(machine)
    if bits == 16:
        target.code_bits = 16
    return target


def require_supported(target: Target, assembly: bool) -> None:
    """Refuse machines that are described but have no back end yet (assembly needs less)."""
    from compiler.target.registry import ASSEMBLERS, CODE_GENERATORS

    if target.machine not in (ASSEMBLERS if assembly else CODE_GENERATORS):
        raise UsageError(f"unsupported target '{target.triple}'")
