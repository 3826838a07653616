"""Addresses, file offsets and segments.

The idea: walk the ordered output sections; a change of permission starts a new PT_LOAD on a new
page, at the same offset within the page in the file and in memory, so that the file is mapped as
it is. The RELRO region is placed so that it ends on a page boundary. .tbss takes no room.
Invariants: address = file offset modulo the page size; sections do not overlap; headers are in
the first segment.
Source: gABI 4.1 chapter 5; GNU ld 2.40's layout, observed.
"""

from __future__ import annotations

from compiler.elf import constants as c
from compiler.elf.constants import (
    PF_R,
    PF_W,
    PF_X,
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_TLS,
    SHF_WRITE,
    SHT_NOBITS,
    SHT_NOTE,
)
from compiler.linker.diagnostics import LinkError
from compiler.linker.link_state import Link, Segment
from compiler.linker.sections import OutputSection


ADDRESS_SPACE = 1 << 64
LARGEST_FILE = 1 << 33


def align_up(value: int, align: int) -> int:
    return value + (-value & (align - 1))


def permission(section: OutputSection, separate_code: bool) -> int:
    flags = PF_R
    if section.flags & SHF_WRITE:
        flags |= PF_W
    elif section.flags & SHF_EXECINSTR or not separate_code:
        flags |= PF_X
    if section.flags & SHF_EXECINSTR:
        flags |= PF_X
    return flags


class Layout:
    """Places the sections of one link."""

    def __init__(self, link: Link, outputs: list[OutputSection]) -> None:
        self.link: Link = link
        options = link.options
        self.outputs: list[OutputSection] = outputs
        self.page: int = options.number("z-max-page-size", link.machine.max_page)
        self.separate_code: bool = options.keyword("z-separate-code", True)
        if self.page & (self.page - 1) or not self.page:
            raise LinkError("invalid maximum page size")
        base = 0 if link.is_pic else link.machine.image_base
        base = options.number("Ttext-segment", base)
        self.base: int = options.number("image-base", base)
        self.fixed: dict[str, int] = {}
        for name, key in ((".text", "Ttext"), (".data", "Tdata"), (".bss", "Tbss")):
            if options.value(key):
                self.fixed[name] = _hexadecimal(options.value(key))
        for text in options.list("section-start"):
            name, _, value = text.partition("=")
            self.fixed[name] = _hexadecimal(value)
        self.header_size: int = 64 if link.machine.wide else 52
        self.entry_size: int = 56 if link.machine.wide else 32

    def place(self) -> None:
        """Give every output section its address and file offset, and make the segments."""
        loaded = [out for out in self.outputs if out.flags & SHF_ALLOC]
        for out in self.outputs:
            out.place_inputs()
        count = 0
        while True:  # the headers' size moves the sections, which hardly ever moves the count
            self._place_sections(loaded, count)
            segments = self._make_segments(loaded, count)
            if len(segments) == count:
                break
            count = len(segments)
        self.link.segments = segments

    def _place_sections(self, loaded: list[OutputSection], count: int) -> None:
        address = self.base + self.header_size + count * self.entry_size
        bias = self.base  # address - file offset, the same throughout a segment
        file_end = address - bias
        previous = -1
        relro_open = False
        for number, out in enumerate(loaded):
            now = permission(out, self.separate_code)
            is_new = previous >= 0 and now != previous
            if out.name in self.fixed:
                address = self.fixed[out.name]
                is_new = number > 0 or address < self.base + file_end
            elif is_new and out.relro:
                address = self._relro_start(loaded, number, address)
            elif is_new:
                address = align_up(address, self.page) + file_end % self.page
            elif relro_open and not out.relro:
                address = align_up(address, self.link.machine.common_page)
            address = align_up(address, out.align)
            if is_new:
                align = self._segment_align(loaded, number)
                bias = address - file_end - (address - file_end) % align
            relro_open = out.relro
            previous = now
            out.address = address
            if out.type == SHT_NOBITS:
                out.file_offset = max(file_end, address - bias) if is_new else file_end
                if not out.flags & SHF_TLS:
                    address += out.size
                elif is_new:
                    file_end = out.file_offset
            else:
                out.file_offset = address - bias
                address += out.size
                file_end = address - bias
        self.link.image_end = address
        if any(out.address + out.size > ADDRESS_SPACE for out in loaded):
            raise LinkError("output does not fit into the address space")
        for out in self.outputs:
            if not out.flags & SHF_ALLOC:
                file_end = align_up(file_end, out.align)
                out.file_offset = file_end
                file_end += out.size
        if file_end > LARGEST_FILE:
            raise LinkError(f"output file would be {file_end} bytes long, which is not supported")

    def _segment_align(self, loaded: list[OutputSection], first: int) -> int:
        """Alignment of the segment that begins with loaded[first]."""
        now = permission(loaded[first], self.separate_code)
        align = self.page
        for out in loaded[first:]:
            if permission(out, self.separate_code) != now:
                break
            align = max(align, out.align)
        return align

    def _relro_start(self, loaded: list[OutputSection], first: int, address: int) -> int:
        """Where the RELRO region must start so that it ends at a page boundary."""
        page = self.link.machine.common_page
        size = 0
        align = 1
        for out in loaded[first:]:
            if not out.relro:
                break
            align = max(align, out.align)
            size = align_up(size, out.align)
            if out.type != SHT_NOBITS or not out.flags & SHF_TLS:
                size += out.size
        start = align_up(address, self.page) + (-align_up(size, align) & (page - 1))
        if align > page:
            start = align_up(address, align)
        return start

    # --- segments

    def _notes(self, loaded: list[OutputSection]) -> list[list[OutputSection]]:
        """Runs of adjacent note sections with the same alignment."""
        runs: list[list[OutputSection]] = []
        last: OutputSection | None = None
        for out in loaded:
            if out.type != SHT_NOTE:
                last = None
                continue
            if last is not None and _input_align(last) == _input_align(out):
                runs[-1].append(out)
            else:
                runs.append([out])
            last = out
        return runs

    def _make_segments(self, loaded: list[OutputSection], count: int) -> list[Segment]:
        link = self.link
        by_name = {out.name: out for out in loaded}
        headers = Segment(c.PT_PHDR, PF_R)
        headers.offset = self.header_size
        headers.address = self.base + self.header_size
        headers.file_size = headers.memory_size = count * self.entry_size
        headers.align = link.machine.word
        segments: list[Segment] = []
        if ".interp" in by_name:
            segments.append(headers)
            segments.append(_around(c.PT_INTERP, PF_R, [by_name[".interp"]]))
        segments += self._loads(loaded, count)
        if ".dynamic" in by_name:
            segments.append(_around(c.PT_DYNAMIC, PF_R | PF_W, [by_name[".dynamic"]]))
        for run in self._notes(loaded):
            segments.append(_around(c.PT_NOTE, PF_R, run))
        if ".note.gnu.property" in by_name:
            segments.append(_around(c.PT_GNU_PROPERTY, PF_R, [by_name[".note.gnu.property"]]))
        tls = [out for out in loaded if out.flags & SHF_TLS]
        if tls:
            segment = _around(c.PT_TLS, PF_R, tls)
            segments.append(segment)
            link.tls_start = segment.address
            link.tls_size = segment.memory_size
            link.tls_align = segment.align
            link.thread_pointer = link.machine.thread_pointer(
                segment.address, segment.memory_size, segment.align
            )
        if ".eh_frame_hdr" in by_name:
            segments.append(_around(c.PT_GNU_EH_FRAME, PF_R, [by_name[".eh_frame_hdr"]]))
        stack = Segment(c.PT_GNU_STACK, PF_R | PF_W | (PF_X if self._stack_is_code() else 0))
        stack.memory_size = link.options.number("z-stack-size", 0)
        stack.align = 16
        segments.append(stack)
        relro = [out for out in loaded if out.relro]
        if relro:
            segment = _around(c.PT_GNU_RELRO, PF_R, relro)
            end = align_up(segment.address + segment.memory_size, link.machine.common_page)
            following = [out for out in loaded if out.flags & SHF_WRITE and not out.relro]
            if not following or following[0].address >= end:
                segment.memory_size = end - segment.address
            segment.align = 1
            segments.append(segment)
        return segments

    def _stack_is_code(self) -> bool:
        choice = self.link.options.value("z-execstack")
        if choice:
            return choice == "yes"
        return self.link.table.exec_stack

    def _loads(self, loaded: list[OutputSection], count: int) -> list[Segment]:
        """PT_LOAD segments; the first one begins with the file's headers."""
        segments: list[Segment] = []
        header_end = self.header_size + count * self.entry_size
        current: Segment | None = None
        previous = -1
        for number, out in enumerate(loaded):
            now = permission(out, self.separate_code)
            if current is None or now != previous or out.name in self.fixed:
                if number == 0 and (now != PF_R and self.separate_code):
                    segments.append(self._header_segment(header_end))
                current = Segment(c.PT_LOAD, now)
                current.align = max(self.page, out.align)
                current.offset = out.file_offset
                current.address = out.address
                if not segments and out.name not in self.fixed:
                    current.offset = 0
                    current.address = self.base
                elif not segments and out.address - self.base == out.file_offset:
                    current.offset = 0
                    current.address = self.base
                segments.append(current)
                previous = now
            current.align = max(current.align, out.align)
            if out.type != SHT_NOBITS:
                current.file_size = out.file_offset + out.size - current.offset
                current.memory_size = max(
                    current.memory_size, out.address + out.size - current.address
                )
            elif not out.flags & SHF_TLS:
                current.memory_size = out.address + out.size - current.address
            current.memory_size = max(current.memory_size, current.file_size)
        return segments

    def _header_segment(self, header_end: int) -> Segment:
        segment = Segment(c.PT_LOAD, PF_R)
        segment.address = self.base
        segment.file_size = segment.memory_size = header_end
        segment.align = self.page
        return segment


def _input_align(out: OutputSection) -> int:
    return max([1] + [section.align for section in out.inputs])


def _around(type: int, flags: int, sections: list[OutputSection]) -> Segment:
    """A segment that covers adjacent sections."""
    segment = Segment(type, flags)
    first = sections[0]
    segment.offset = first.file_offset
    segment.address = first.address
    for out in sections:
        segment.align = max(segment.align, out.align)
        segment.memory_size = out.address + out.size - segment.address
        if out.type != SHT_NOBITS:
            segment.file_size = out.file_offset + out.size - segment.offset
    return segment


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        raise LinkError(f"invalid hexadecimal number `{text}'") from None
