"""Attributes of all inputs in one section; objects of another ABI are refused.

What the machine says (`Machine`): the type of its attributes sections, how several become one, and
the bits of e_flags in which all files must agree.
"""

from __future__ import annotations

from compiler.linker.link_state import Link
from compiler.linker.sections import InputSection


def check_flags(link: Link) -> None:
    """Report the files whose e_flags name another ABI than the first one's."""
    files = link.table.files
    for file in files:
        if (file.object.flags ^ files[0].object.flags) & link.machine.abi_flags:
            link.diagnostics.error(f"{file.path}: floating-point ABI differs from "
                                   f"{files[0].path}")


def join_attributes(link: Link) -> None:
    """The first attributes section stands for all."""
    kept: InputSection | None = None
    parts: list[bytes] = []
    for section in list(link.sections):
        if not link.machine.attributes_type or section.type != link.machine.attributes_type:
            continue
        parts.append(bytes(section.data))
        if kept is None:
            kept = section
        else:
            section.alive = False
            link.sections.remove(section)
    if kept is not None:
        kept.data = bytearray(link.machine.merged_attributes(parts))
        kept.size = len(kept.data)
