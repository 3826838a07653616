"""ISA strings of RISC-V: `rv64gc_zba_zbb`, `rv64i2p0_m2p0_c2p0`.

Problem: command line, `.attribute arch`, `.option arch` and the objects' attributes name the
extensions in such strings.  Idea: one reader and one writer; an extension is its lower-case name.
Source: RISC-V unprivileged architecture 20191213, chapter 27; ELF psABI, "attributes".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

DEFAULT_ARCH: Final = "rv64i2p0_m2p0_a2p0_f2p0_d2p0_c2p0"
# used by code generation where they are there; feature N of the selection rules is place N - 1
USED: Final = ("zba", "zbb", "zbs")


def extensions_of(isa: str) -> list[str]:
    """The names of the extensions in an ISA string; `g` is read as `imafd`."""
    names: list[str] = []
    for part in isa.lower().removeprefix("rv64").split("_"):
        if part[:1] in ("z", "s", "x"):
            names.append(part.rstrip("0123456789p"))
        else:
            names += [letter for letter in part.replace("g", "imafd") if letter.isalpha()]
    return names


def assembly_head(extensions: list[str]) -> str:
    """The directive that lets an assembler use the extensions beyond RV64GC."""
    added = [f"_{name}1p0" for name in USED if name in extensions]
    return f'.attribute arch, "{DEFAULT_ARCH}{"".join(added)}"' if added else ""
