"""-march=, -mabi= and -mcmodel= of the machines: what of them code generation does.

Problem: build systems name an architecture, an ABI and a code model even if they are the default;
what is asked for beyond what is done must be refused, since the program would not run there or not
link.  Idea: a function a machine; extensions beyond the base are allowed, and used if code
generation knows them.
Source: GCC manual, "x86 Options", "AArch64 Options", "RISC-V Options".
"""

from __future__ import annotations

from compiler.driver.options import EXTENSIONS, MARCH, Options, UsageError
from compiler.driver.target_choice import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# machine -> values that change nothing, the default first
ABIS: Final = {
    "x86_64": ("sysv",), "i386": ("sysv",), "aarch64": ("lp64",), "riscv64": ("lp64d",),
}
CODE_MODELS: Final = {
    "x86_64": ("small", "kernel"), "i386": ("small", "kernel"), "aarch64": ("small", "tiny"),
    "riscv64": ("medany", "medlow"),
}
RISCV_BASE: Final = "imafdc"       # what code generation uses


def check_choices(options: Options, target: Target) -> None:
    """Refuse an ABI or a code model that is not done."""
    for name, table in (("mabi", ABIS), ("mcmodel", CODE_MODELS)):
        value = options.get(name)
        if value and value not in table[target.machine]:
            raise UsageError(f"unsupported option '-{name}={value}'")
    if options.get("branch_protection", "none") != "none":
        raise UsageError(
            f"unsupported option '-mbranch-protection={options.get('branch_protection')}'")


def machine_features(options: Options, target: Target) -> list[str]:
    """Instruction-set extensions that are on or off beside the default (`sse4.2`, `no-sse`)."""
    march = options.get("march")
    found: dict[str, bool] = {}
    if march and target.machine == "riscv64":
        for name in riscv_extensions(march):
            found[name] = True
    elif march and target.machine == "aarch64":
        if not march.startswith(("armv8", "armv9", "native")):
            raise UsageError(f"unknown value '{march}' for '-march='")
        if has_lse(march):
            found["lse"] = True
    elif march:
        if march not in MARCH:
            raise UsageError(f"bad value '{march}' for '-march=' switch")
        for name in MARCH[march].split():
            add_implied(name, found)
    for name, on in options.extensions.items():
        found[name] = on
    return [name if on else "no-" + name for name, on in found.items()]


def add_implied(name: str, found: dict[str, bool]) -> None:
    """Turn an extension on with everything that it implies."""
    found[name] = True
    for other in EXTENSIONS.get(name, "").split():
        add_implied(other, found)


def riscv_extensions(march: str) -> list[str]:
    """The extensions of an ISA string; one that lacks what code generation uses is refused."""
    from compiler.target.riscv.isa import extensions_of

    if not march.startswith("rv64"):
        raise UsageError(f"unsupported option '-march={march}'")
    names = extensions_of(march)
    for letter in RISCV_BASE:
        if letter not in names:
            raise UsageError(f"unsupported option '-march={march}': without extension "
                             f"'{letter}'")
    return names


def has_lse(march: str) -> bool:
    """Whether an Arm architecture has the atomic instructions of the Large System Extensions:
    from Armv8.1 on, or where `+lse` says so."""
    base, *changes = march.split("+")
    has = base.startswith(("armv8.", "armv9"))
    for change in changes:
        if change in ("lse", "nolse"):
            has = change == "lse"
    return has
