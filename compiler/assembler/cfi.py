"""Call frame information: the .cfi_* stream into .eh_frame and .debug_frame.

Problem: unwinders want common entries shared and distances as small as they come.  Idea: each
procedure keeps its rules with the labels at which they hold; when addresses are settled, the
rules in front of the first advance become (or match) a CIE, the rest the FDE.

Invariants: entries appear in the order of the procedures; the choice of encodings is GNU as's.
Source: DWARF 5, 6.4; LSB 5, 10.6 (.eh_frame).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import FIXUP_DATA, KIND_PLAIN, Label
from compiler.elf.constants import SHF_ALLOC, SHT_PROGBITS
from compiler.elf.leb128 import sleb128, uleb128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.architecture import Architecture
    from compiler.assembler.layout import Chunk
    from compiler.assembler.object_emitter import ObjectEmitter

CFA_REMEMBER: Final = 0x0A
CFA_RESTORE_STATE: Final = 0x0B
CFA_RAW: Final = -1
PE_OMIT: Final = 0xFF


class Rule:
    """One call frame instruction and where it takes effect."""

    def __init__(self, at: Label, op: i64, data: bytes) -> None:
        self.at = at
        self.op: i64 = op       # CFA_REMEMBER and CFA_RAW never go into a CIE
        self.data = data        # encoded


class Frame:
    """One .cfi_startproc ... .cfi_endproc."""

    def __init__(self, start: Label, architecture: Architecture) -> None:
        self.start = start
        self.end: Label | None = None
        self.rules: list[Rule] = []
        self.personality: Label | None = None
        self.personality_encoding: i64 = PE_OMIT
        self.lsda: Label | None = None
        self.lsda_encoding: i64 = PE_OMIT
        self.signal_frame = False
        self.return_column: i64 = architecture.return_column
        self.data_align: i64 = architecture.data_align
        self.cfa_offset: i64 = 0
        self.cfa_stack: list[int] = []


class CommonEntry:
    """A written CIE: what it says and where it stands."""

    def __init__(self, frame: Frame, data: bytes, at: i64) -> None:
        self.frame = frame
        self.data = data
        self.at: i64 = at


class FrameTable:
    """All procedures of an object."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.current: Frame | None = None
        self.eh_frame = True
        self.debug_frame = False

    def open(self) -> Frame:
        """The procedure being described; ValueError without one."""
        if self.current is None:
            raise ValueError("CFI instruction used without previous .cfi_startproc")
        return self.current

    def unfinished(self) -> bool:
        return self.current is not None

    def start(self, at: Label, simple: bool, architecture: Architecture) -> None:
        if self.current is not None:
            raise ValueError("previous CFI entry not closed (missing .cfi_endproc)")
        frame = Frame(at, architecture)
        self.current = frame
        self.frames.append(frame)
        if not simple:
            self.def_cfa(at, architecture.stack_register, architecture.initial_cfa_offset)
            if architecture.return_offset:
                self.offset(at, architecture.return_column, architecture.return_offset)

    def end(self, at: Label) -> None:
        self.open().end = at
        self.current = None

    def cfa_offset(self) -> i64:
        return self.open().cfa_offset

    # -- rules ----------------------------------------------------------------------------------

    def add(self, at: Label, op: i64, data: bytes) -> None:
        self.open().rules.append(Rule(at, op, data))

    def change_return_column(self, at: Label, column: i64) -> None:
        """.cfi_return_column; like every directive it advances to its place."""
        self.open().return_column = column
        self.add(at, 0, b"")

    def simple(self, at: Label, op: i64, register: i64) -> None:
        """An instruction with one register operand (undefined 7, same_value 8 ...)."""
        self.add(at, op, bytes([int(op)]) + uleb128(int(register)))

    def def_cfa(self, at: Label, register: i64, offset: i64) -> None:
        self.open().cfa_offset = offset
        if offset < 0:
            factored = int(offset) // int(self.open().data_align)
            self.add(at, 0x12, b"\x12" + uleb128(int(register)) + sleb128(factored))
        else:
            self.add(at, 0x0C, b"\x0c" + uleb128(int(register)) + uleb128(int(offset)))

    def def_cfa_offset(self, at: Label, offset: i64) -> None:
        self.open().cfa_offset = offset
        if offset < 0:
            factored = int(offset) // int(self.open().data_align)
            self.add(at, 0x13, b"\x13" + sleb128(factored))
        else:
            self.add(at, 0x0E, b"\x0e" + uleb128(int(offset)))

    def def_cfa_register(self, at: Label, register: i64) -> None:
        self.simple(at, 0x0D, register)

    def offset(self, at: Label, register: i64, offset: i64) -> None:
        factored = int(offset) // int(self.open().data_align)
        number = int(register)
        if factored < 0:
            self.add(at, 0x11, b"\x11" + uleb128(number) + sleb128(factored))
        elif number < 64:
            self.add(at, 0x80, bytes([0x80 | number]) + uleb128(factored))
        else:
            self.add(at, 0x05, b"\x05" + uleb128(number) + uleb128(factored))

    def val_offset(self, at: Label, register: i64, offset: i64) -> None:
        factored = int(offset) // int(self.open().data_align)
        if factored < 0:
            self.add(at, 0x15, b"\x15" + uleb128(int(register)) + sleb128(factored))
        else:
            self.add(at, 0x14, b"\x14" + uleb128(int(register)) + uleb128(factored))

    def register(self, at: Label, register: i64, into: i64) -> None:
        self.add(at, 9, b"\x09" + uleb128(int(register)) + uleb128(int(into)))

    def restore(self, at: Label, register: i64) -> None:
        number = int(register)
        if number < 64:
            self.add(at, 0xC0, bytes([0xC0 | number]))
        else:
            self.add(at, 0x06, b"\x06" + uleb128(number))

    def remember_state(self, at: Label) -> None:
        frame = self.open()
        frame.cfa_stack.append(int(frame.cfa_offset))
        self.add(at, CFA_REMEMBER, b"\x0a")

    def restore_state(self, at: Label) -> None:
        frame = self.open()
        if not frame.cfa_stack:
            raise ValueError("CFI state restore without previous remember")
        frame.cfa_offset = i64(frame.cfa_stack.pop())
        self.add(at, CFA_RESTORE_STATE, b"\x0b")

    def raw(self, at: Label, data: bytes) -> None:
        self.add(at, CFA_RAW, data)

    # -- output ---------------------------------------------------------------------------------

    def write(self, emitter: ObjectEmitter) -> None:
        """Append the entries to .eh_frame and .debug_frame; all labels are settled."""
        if not self.frames:
            return
        if self.eh_frame:
            self.write_section(emitter, ".eh_frame", SHT_PROGBITS, SHF_ALLOC, True)
        if self.debug_frame:
            self.write_section(emitter, ".debug_frame", SHT_PROGBITS, 0, False)

    def write_section(self, emitter: ObjectEmitter, name: str, type: i64, flags: i64,
                      eh: bool) -> None:
        emitter.section(name, type, flags)
        chunk = emitter.current
        size = emitter.architecture.address_size
        emitter.align_with(size, 0, b"\0")
        common: list[CommonEntry] = []
        count = len(self.frames)
        for i, frame in enumerate(self.frames):
            rules, entry = self.entry_for(frame, common, emitter, chunk, eh)
            last = i == count - 1
            self.write_frame(frame, rules, entry, emitter, chunk, eh, last)

    def entry_for(self, frame: Frame, common: list[CommonEntry], emitter: ObjectEmitter,
                  chunk: Chunk, eh: bool) -> tuple[int, CommonEntry]:
        """The CIE of a frame, written if there is no fitting one, and how many rules it says."""
        for entry in common:
            count = self.matches(frame, entry, emitter, eh)
            if count >= 0:
                return count, entry
        count = 0
        start = emitter.address_of(frame.start)
        for rule in frame.rules:
            if rule.op in (CFA_RAW, CFA_REMEMBER) or emitter.address_of(rule.at) != start:
                break
            count += 1
        entry = CommonEntry(frame, b"".join(r.data for r in frame.rules[:count]), chunk.here())
        common.append(entry)
        self.write_common(entry, chunk, emitter, eh)
        return count, entry

    def matches(self, frame: Frame, entry: CommonEntry, emitter: ObjectEmitter,
                eh: bool) -> int:
        """How many leading rules of a frame the CIE says, -1: it does not fit."""
        other = entry.frame
        if (frame.return_column != other.return_column
                or frame.signal_frame != other.signal_frame):
            return -1
        if eh and (frame.personality is not other.personality
                   or frame.personality_encoding != other.personality_encoding
                   or frame.lsda_encoding != other.lsda_encoding):
            return -1
        data = b""
        start = emitter.address_of(frame.start)
        count = 0
        while len(data) < len(entry.data):
            if count == len(frame.rules):
                return -1
            rule = frame.rules[count]
            if rule.op in (CFA_RAW, CFA_REMEMBER) or emitter.address_of(rule.at) != start:
                return -1
            data += rule.data
            count += 1
        return count if data == entry.data else -1

    def write_common(self, entry: CommonEntry, chunk: Chunk, emitter: ObjectEmitter,
                     eh: bool) -> None:
        frame = entry.frame
        architecture = emitter.architecture
        augmentation = ""
        if eh:
            augmentation = "z"
            if frame.personality is not None:
                augmentation += "P"
            if frame.lsda_encoding != PE_OMIT:
                augmentation += "L"
            augmentation += "R"
        if frame.signal_frame:
            augmentation += "S"
        body = bytearray(bytes(4) if eh else b"\xff\xff\xff\xff")
        body.append(1)
        body += augmentation.encode() + b"\0"
        body += uleb128(int(architecture.code_align)) + sleb128(int(architecture.data_align))
        body.append(int(frame.return_column))
        place = -1
        if eh:
            extra = bytearray()
            if frame.personality is not None:
                extra.append(int(frame.personality_encoding))
                place = len(extra)
                extra += bytes(encoded_size(frame.personality_encoding, architecture))
            if frame.lsda_encoding != PE_OMIT:
                extra.append(int(frame.lsda_encoding))
            extra.append(0x1B)
            body += uleb128(len(extra))
            if place >= 0:
                place += 4 + len(body)
            body += extra
        body += entry.data
        align = 4 if eh else int(architecture.address_size)
        body += bytes(-(len(body) + 4) % align)
        at = chunk.here()
        if place >= 0 and frame.personality is not None:
            encoded(chunk, at + place, frame.personality_encoding, frame.personality,
                    architecture)
        chunk.code.write(len(body).to_bytes(4, "little") + bytes(body))

    def write_frame(self, frame: Frame, count: int, entry: CommonEntry, emitter: ObjectEmitter,
                    chunk: Chunk, eh: bool, last: bool) -> None:
        architecture = emitter.architecture
        at = chunk.here()
        size = 4 if eh else int(architecture.address_size)
        end = frame.end if frame.end is not None else frame.start
        length = int(emitter.address_of(end) - emitter.address_of(frame.start))
        body = bytearray()
        if eh:
            body += int(at + 4 - entry.at).to_bytes(4, "little")
        else:
            chunk.fixup(at + 4, 4, False, KIND_PLAIN, emitter.section_start(chunk), None,
                        int(entry.at), FIXUP_DATA)
            body += bytes(4)
        chunk.fixup(at + 8, i64(size), eh, KIND_PLAIN, frame.start, None, 0, FIXUP_DATA)
        open_ended = emitter.chunks[frame.start.section].shrinks
        if open_ended:
            chunk.fixup(at + 8 + size, i64(size), False, KIND_PLAIN, end, frame.start, 0,
                        FIXUP_DATA)
            length = 0
        body += bytes(size) + length.to_bytes(size, "little")
        if eh:
            lsda_size = 0
            if frame.lsda_encoding != PE_OMIT:
                lsda_size = encoded_size(frame.lsda_encoding, architecture)
            body += uleb128(lsda_size)
            if lsda_size and frame.lsda is not None:
                encoded(chunk, at + 4 + len(body), frame.lsda_encoding, frame.lsda, architecture)
            body += bytes(lsda_size)
        position = emitter.address_of(frame.start)
        before = frame.start
        for rule in frame.rules[count:]:
            place = emitter.address_of(rule.at)
            if place < position:
                emitter.error("CFI directives of a frame do not follow its addresses")
                return
            if place != position:
                step = advance(int((place - position) // architecture.code_align))
                if open_ended:
                    # how far is the linker's to say, in a field of whole bytes
                    step = advance(max(int(place - position), 0x40))
                    width = len(step) - 1
                    chunk.fixup(at + 5 + len(body), width, False, KIND_PLAIN, rule.at, before, 0,
                                FIXUP_DATA)
                    step = step[:1] + bytes(width)
                body += step
                position = place
                before = rule.at
            body += rule.data
        align = int(architecture.address_size) if last or not eh else 4
        body += bytes(-(int(at) + len(body) + 4) % align)
        chunk.code.write(len(body).to_bytes(4, "little") + bytes(body))


def advance(delta: int) -> bytes:
    """The shortest DW_CFA_advance_loc."""
    if delta < 0x40:
        return bytes([0x40 | delta])
    if delta < 0x100:
        return bytes([0x02, delta])
    if delta < 0x10000:
        return b"\x03" + delta.to_bytes(2, "little")
    return b"\x04" + delta.to_bytes(4, "little")


def encoded_size(encoding: i64, architecture: Architecture) -> int:
    """Bytes of a DW_EH_PE_* encoded pointer."""
    low = encoding & 7
    if low == 0:
        return int(architecture.address_size)
    return 2 if low == 2 else 4 if low == 3 else 8


def encoded(chunk: Chunk, at: i64, encoding: i64, label: Label,
            architecture: Architecture) -> None:
    """The fixup of an encoded pointer."""
    chunk.fixup(at, i64(encoded_size(encoding, architecture)), encoding & 0x70 == 0x10,
                KIND_PLAIN, label, None, 0, FIXUP_DATA)
