"""The link map (-Map, --print-map): output sections, what is in them, and symbols by address."""

from __future__ import annotations

from compiler.linker.link_state import Link
from compiler.linker.symbols import DEFINED


def map_text(link: Link) -> str:
    """The map in the shape of GNU ld's, without its discarded-input and memory tables."""
    lines = ["Linker script and memory map", ""]
    for file in link.table.files:
        lines.append(f"LOAD {file.path}")
    for library in link.table.libraries:
        lines.append(f"LOAD {library.library.path}")
    symbols: dict[str, list[tuple[int, str]]] = {}
    for symbol in link.table.symbols.values():
        section = symbol.section
        if symbol.state != DEFINED or section is None or section.out is None:
            continue
        key = f"{section.out.index} {section.offset} {section.name}"
        symbols.setdefault(key, []).append((symbol.address, symbol.name))
    for out in link.outputs:
        lines.append("")
        lines.append(f"{out.name:<15} 0x{out.address:016x} {out.size:#10x}")
        for section in out.inputs:
            path = section.file.path if section.file is not None else "linker stubs"
            address = out.address + section.offset
            lines.append(f" {section.name:<14} 0x{address:016x} {section.size:#10x} {path}")
            key = f"{out.index} {section.offset} {section.name}"
            if section.file is None and section is not link.commons:
                continue
            for value, name in sorted(symbols.get(key, [])):
                lines.append(f"                0x{value:016x}                {name}")
    return "\n".join(lines) + "\n"
