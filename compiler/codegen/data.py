"""Emission of data objects: which section, which bytes, which relocations.

The choice of section follows gcc's: by whether the contents are zero, constant, addresses, strings,
thread-local, and by the options that give each object its own section.
"""

from __future__ import annotations

from compiler.codegen.options import PIC_NONE
from compiler.codegen.streaming import Stream
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_MERGE,
    SHF_STRINGS,
    SHF_TLS,
    SHF_WRITE,
    SHT_FINI_ARRAY,
    SHT_INIT_ARRAY,
    SHT_NOBITS,
    SHT_PROGBITS,
    STB_GLOBAL,
    STB_LOCAL,
    STB_WEAK,
    STT_FUNC,
    STT_GNU_IFUNC,
    STT_OBJECT,
    STT_TLS,
)
from compiler.ir.instr import BlockLabel
from compiler.ir.module import (
    DEFAULT,
    GLOBAL,
    LOCAL,
    WEAK,
    DataReloc,
    GlobalData,
    Symbol,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

BINDINGS: Final = {LOCAL: STB_LOCAL, GLOBAL: STB_GLOBAL, WEAK: STB_WEAK}


def is_zero(data: GlobalData) -> bool:
    """Whether the object is all zero bytes."""
    return not data.relocs and not any(data.image)


def place(stream: Stream, symbol: Symbol, data: GlobalData) -> None:
    """Switch to the object's section."""
    emitter = stream.emitter
    options = stream.options
    zero = is_zero(data) and options.zero_in_bss
    if symbol.section:
        section_by_name(stream, symbol.section, data.readonly and not data.relocs, zero, False)
        return
    suffix = "." + symbol.name if options.data_sections else ""
    if symbol.tls:
        flags = SHF_ALLOC | SHF_WRITE | SHF_TLS
        if zero:
            emitter.section(".tbss" + suffix, SHT_NOBITS, flags)
        else:
            emitter.section(".tdata" + suffix, SHT_PROGBITS, flags)
    elif data.readonly:
        if data.relocs and options.pic != PIC_NONE:
            local = all(reloc.symbol is None or stream.binds_locally(reloc.symbol)
                        for reloc in data.relocs)
            name = ".data.rel.ro.local" if local else ".data.rel.ro"
            emitter.section(name + suffix, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE)
        elif data.mergeable and not data.relocs and len(data.image) <= data.size \
                and data.align <= 32:
            size = int(data.mergeable)
            align = f"{size}.{max(data.align, size)}" if data.align > size else f"{size}.{size}"
            emitter.section(".rodata.str" + align, SHT_PROGBITS,
                            SHF_ALLOC | SHF_MERGE | SHF_STRINGS, size)
        else:
            emitter.section(".rodata" + suffix, SHT_PROGBITS, SHF_ALLOC)
    elif zero:
        emitter.section(".bss" + suffix, SHT_NOBITS, SHF_ALLOC | SHF_WRITE)
    else:
        emitter.section(".data" + suffix, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE)


def section_by_name(stream: Stream, name: str, readonly: bool, zero: bool, code: bool) -> None:
    """Switch to a section named by an attribute; its type and flags follow from name and use."""
    flags = SHF_ALLOC
    if code:
        flags |= 4
    elif not readonly:
        flags |= SHF_WRITE
    kind = SHT_PROGBITS
    if name.startswith(".init_array"):
        kind = SHT_INIT_ARRAY
    elif name.startswith(".fini_array"):
        kind = SHT_FINI_ARRAY
    elif name == ".bss" or name.startswith((".bss.", ".tbss")):
        kind = SHT_NOBITS
    if name.startswith((".tdata", ".tbss")):
        flags |= SHF_TLS
    stream.emitter.section(name, kind, flags)


def attributes(stream: Stream, symbol: Symbol, kind: int) -> None:
    """Binding, visibility and type of a symbol that is defined or declared weak."""
    emitter = stream.emitter
    label = stream.symbol(symbol)
    if symbol.name.startswith(".L"):
        return
    emitter.bind(label, BINDINGS[int(symbol.binding)])
    if symbol.visibility != DEFAULT and symbol.binding != LOCAL:
        emitter.visibility(label, int(symbol.visibility))
    emitter.type(label, kind)


def emit_object(stream: Stream, symbol: Symbol) -> None:
    """One object with its symbol."""
    data = symbol.data
    assert data is not None
    emitter = stream.emitter
    label = stream.symbol(symbol)
    if data.common and not symbol.section:
        if symbol.visibility != DEFAULT:
            emitter.visibility(label, int(symbol.visibility))
        emitter.common(label, data.size, data.align, symbol.binding == LOCAL)
        return
    place(stream, symbol, data)
    if data.align > 1:
        emitter.align(data.align)
    attributes(stream, symbol, STT_TLS if symbol.tls else STT_OBJECT)
    emitter.define(label)
    if not symbol.name.startswith(".L"):
        emitter.size(label, data.size)
    emit_contents(stream, data)


def emit_contents(stream: Stream, data: GlobalData) -> None:
    """Bytes and relocations of an object."""
    emitter = stream.emitter
    if is_zero(data):
        if data.size:
            emitter.zeros(data.size)
        return
    at = 0
    image = data.image
    for reloc in data.relocs:
        emit_bytes(stream, image, at, reloc.offset)
        emit_reloc(stream, reloc)
        at = reloc.offset + reloc.size
    emit_bytes(stream, image, at, data.size)


def emit_bytes(stream: Stream, image: bytes, start: int, stop: int) -> None:
    """The bytes start..stop-1 of an image that zeros continue."""
    end = min(stop, len(image))
    if start < end:
        stream.emitter.bytes_(image[start:end])
    if stop > max(start, end):
        stream.emitter.zeros(stop - max(start, end))


def emit_reloc(stream: Stream, reloc: DataReloc) -> None:
    """One field that holds an address or a difference of addresses."""
    if isinstance(reloc.label, BlockLabel):
        label = stream.data_labels[reloc.label]
    else:
        assert reloc.symbol is not None
        label = stream.symbol(reloc.symbol)
    minus = None
    if isinstance(reloc.minus_label, BlockLabel):
        minus = stream.data_labels[reloc.minus_label]
    elif reloc.minus is not None:
        minus = stream.symbol(reloc.minus)
    stream.emitter.value(reloc.size, label, minus, reloc.addend)


def emit_alias(stream: Stream, symbol: Symbol) -> None:
    """Another name of a definition, or an indirect function."""
    target = symbol.alias_of
    assert target is not None
    kind = STT_FUNC
    if symbol.ifunc:
        kind = STT_GNU_IFUNC
    elif target.data is not None or (target.alias_of is not None and symbol.info is None
                                     and target.function is None):
        kind = STT_OBJECT
        if symbol.tls:
            kind = STT_TLS
    stream.emitter.alias(stream.symbol(symbol), stream.symbol(target))
    attributes(stream, symbol, kind)
    if target.data is not None:
        stream.emitter.size(stream.symbol(symbol), target.data.size)


def emit_pointer_array(stream: Stream, name: str, kind: int, symbol: Symbol) -> None:
    """An entry of .init_array or .fini_array."""
    stream.emitter.section(name, kind, SHF_ALLOC | SHF_WRITE)
    stream.emitter.align(8)
    stream.emitter.value(8, stream.symbol(symbol), None, 0)


def emit_structors(stream: Stream, symbol: Symbol) -> None:
    """Register a function's constructor and destructor priorities."""
    function = symbol.function
    if function is None:
        return
    info = function.info
    if info.constructor >= 0:
        name = ".init_array" if info.constructor >= 65535 else f".init_array.{info.constructor:05}"
        emit_pointer_array(stream, name, SHT_INIT_ARRAY, symbol)
    if info.destructor >= 0:
        name = ".fini_array" if info.destructor >= 65535 else f".fini_array.{info.destructor:05}"
        emit_pointer_array(stream, name, SHT_FINI_ARRAY, symbol)
