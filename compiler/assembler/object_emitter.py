"""The emitter that makes an object file.

Problem and idea: see `emitter.py` and `layout.py`. Contents collect in chunks (one a subsection);
`finish` lays all chunks out together (a size in one section may depend on labels of another),
writes the variable pieces, turns fixups into bytes or relocations, and adds what is derived:
.eh_frame, .debug_line, .comment.

Invariants: before `finish` a label knows its chunk, fixed offset and piece count; after layout
`Chunk.address` gives its place. A local symbol is named in a relocation only where the linker
needs its name; otherwise its section and an addend are (as GNU as does).
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.cfi import FrameTable
from compiler.assembler.expression import (
    NODE_SYMBOL,
    Expression,
    binary,
    constant,
    reduce_expression,
)
from compiler.assembler.layout import (
    MAP_CODE,
    MAP_DATA,
    PIECE_ALIGN,
    PIECE_FILL,
    PIECE_JUMP,
    PIECE_LEB,
    PIECE_ORG,
    Chunk,
    Fixup,
    Piece,
)
from compiler.assembler.lines import LineTable
from compiler.assembler.operands import (
    ABSOLUTE,
    EXPRESSION,
    FIXUP_BRANCH,
    FIXUP_DATA,
    FIXUP_FIELD,
    KIND_ALIGN,
    KIND_DTPOFF,
    KIND_GOTNTPOFF,
    KIND_GOTTPOFF,
    KIND_INDNTPOFF,
    KIND_NTPOFF,
    KIND_PLAIN,
    KIND_PLT,
    KIND_RELAX,
    KIND_TLS_GD_PCREL_HI,
    KIND_TLS_IE_PCREL_HI,
    KIND_TLSCALL,
    KIND_TLSDESC,
    KIND_TLSGD,
    KIND_TLSLD,
    KIND_TPOFF,
    KIND_TPREL_ADD,
    KIND_TPREL_HI,
    KIND_TPREL_LO,
    NOWHERE,
    EncodeError,
    Label,
    Operands,
)
from compiler.assembler.relaxation import AssemblyError, SectionLayout
from compiler.elf.constants import (
    GRP_COMDAT,
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_MERGE,
    SHF_STRINGS,
    SHF_TLS,
    SHF_WRITE,
    SHN_ABS,
    SHN_COMMON,
    SHT_NOBITS,
    SHT_PROGBITS,
    STB_GLOBAL,
    STB_LOCAL,
    STB_WEAK,
    STT_FILE,
    STT_OBJECT,
    STT_SECTION,
    STT_TLS,
)
from compiler.elf.leb128 import sleb128, uleb128
from compiler.elf.model import ObjectFile, Reloc, Section, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_PIECE: Final = 1 << 28     # bytes of one .org, .fill or alignment outside .bss
TLS_KINDS: Final = (KIND_TPOFF, KIND_GOTTPOFF, KIND_TLSGD, KIND_TLSLD, KIND_DTPOFF, KIND_TLSDESC,
                    KIND_TLSCALL, KIND_NTPOFF, KIND_INDNTPOFF, KIND_GOTNTPOFF, KIND_TPREL_HI,
                    KIND_TPREL_LO, KIND_TPREL_ADD, KIND_TLS_IE_PCREL_HI, KIND_TLS_GD_PCREL_HI)


class TextAssembler:
    """Assembles pieces of text into an emitter, see assemble.InlineAssembler."""

    def assemble(self, text: str, file: str, line: int) -> list[str]:
        raise NotImplementedError

    def finish(self) -> list[str]:
        raise NotImplementedError


class ObjectEmitter(SectionLayout):
    """See the module's docstring."""

    def __init__(self, architecture: Architecture, path: str = "") -> None:
        super().__init__(architecture)
        architecture.emitter = self
        self.object = ObjectFile(int(architecture.machine), path)
        self.symbols: dict[str, Label] = {}
        self.labels: list[Label] = []              # named ones, in order of appearance
        self.elf_symbols: dict[int, Symbol] = {}   # label index -> symbol of the object
        self.sizes: list[tuple[Label, Expression]] = []
        self.size_aliases: list[tuple[Label, Label]] = []   # symbol versions, their symbols
        self.groups: dict[str, list[Section]] = {}
        self.idents: list[str] = []
        self.frames = FrameTable()
        self.lines = LineTable()
        self.scratch = BytesWriter()
        self.assembler: TextAssembler | None = None  # for inline assembly, once there is some
        self.current = self._chunk(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, "", 0)
        self.is_code = True
        self._chunk(".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0, "", 0)
        self._chunk(".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, "", 0)

    # -- labels -------------------------------------------------------------------------------

    def symbol(self, name: str) -> Label:
        found = self.symbols.get(name)
        if found is None:
            found = Label(name)
            found.index = i64(len(self.labels))
            found.temporary = name.startswith(".L")
            self.symbols[name] = found
            self.labels.append(found)
        return found

    def label(self) -> Label:
        made = Label("")
        made.temporary = True
        made.index = i64(len(self.labels))
        self.labels.append(made)
        return made

    def define(self, label: Label) -> None:
        chunk = self.current
        label.section = chunk.index
        label.offset = chunk.here()
        label.piece = i64(len(chunk.pieces))

    def here(self) -> Label:
        """A new anonymous label at this place."""
        label = self.label()
        self.define(label)
        return label

    # -- sections -----------------------------------------------------------------------------

    def section(self, name: str, type: i64, flags: i64, entsize: i64 = 0, group: str = "") -> None:
        self.enter(self._chunk(name, type, flags, entsize, group, 0))

    def enter(self, chunk: Chunk) -> None:
        """Go on in this chunk."""
        chunk.line = self.current.line
        self.current = chunk
        self.is_code = chunk.section.flags & SHF_EXECINSTR != 0

    def find(self, name: str, group: str = "") -> Chunk | None:
        """The first chunk of a section that exists already."""
        return self.first_chunk.get(name + "\0" + group)

    def _chunk(self, name: str, type: i64, flags: i64, entsize: i64, group: str,
               subsection: i64) -> Chunk:
        key = name + "\0" + group
        first = self.first_chunk.get(key)
        if first is None:
            section = Section(name, int(type), int(flags), 1, int(entsize))
            self.object.sections.append(section)
            first = Chunk(section, i64(len(self.chunks)), subsection)
            self.chunks.append(first)
            self.first_chunk[key] = first
            if group:
                self.groups.setdefault(group, []).append(section)
            if subsection == 0:
                return first
        return self.subsection(first, subsection)

    def subsection(self, first: Chunk, number: i64) -> Chunk:
        """The chunk of that subsection number, made in its place if need be."""
        chunk: Chunk | None = first
        before: Chunk | None = None
        while chunk is not None and chunk.subsection < number:
            before = chunk
            chunk = chunk.next
        if chunk is not None and chunk.subsection == number:
            return chunk
        made = Chunk(first.section, i64(len(self.chunks)), number)
        self.chunks.append(made)
        made.next = chunk
        if before is not None:
            before.next = made
        else:
            for key, head in self.first_chunk.items():
                if head is first:
                    self.first_chunk[key] = made
        return made

    def section_start(self, chunk: Chunk) -> Label:
        """A label at the beginning of the chunk's section."""
        label = Label("")
        label.section = chunk.index
        return label

    # -- contents -----------------------------------------------------------------------------

    def map(self, what: i64) -> None:
        """From here on it is MAP_CODE, or MAP_DATA; machines that map get a symbol $x or $d that
        says so (AAELF64 5.5.5; RISC-V psABI, mapping symbols)."""
        self.current.mapped = what
        if self.architecture.maps:
            label = self.here()
            label.name = "$x" if what == MAP_CODE else "$d"
            label.temporary = False

    def map_data(self) -> None:
        """Data follows: worth a symbol among code only."""
        mapped = self.current.mapped
        if mapped == MAP_CODE or self.is_code and mapped != MAP_DATA:
            self.map(MAP_DATA)

    def code(self, data: bytes) -> None:
        """Instructions by their bytes."""
        if self.current.mapped != MAP_CODE:
            self.map(MAP_CODE)
        self.current.code.write(data)

    def instruction(self, op: i64, operands: Operands) -> None:
        chunk = self.current
        if self.lines.pending:
            self.lines.flush(chunk)
        if chunk.mapped != MAP_CODE:
            self.map(MAP_CODE)
        architecture = self.architecture
        if architecture.is_macro(op):
            architecture.expand(op, operands, self, chunk)
            return
        if architecture.is_relaxable(op):
            piece = chunk.piece(PIECE_JUMP)
            piece.op = op
            piece.r0 = operands.r0
            piece.r1 = operands.r1
            piece.imm = i64(operands.imm)
            piece.label = operands.symbol
            piece.minus = operands.minus
            piece.addend = operands.disp
            piece.symbol_kind = operands.kind
            piece.prefixes = operands.prefixes
            piece.mode = architecture.mode
            return
        architecture.encode(op, operands, chunk)

    def bytes_(self, data: bytes) -> None:
        chunk = self.current
        self.map_data()
        if chunk.section.type == SHT_NOBITS:
            if data.count(0) != len(data):
                self.error("attempt to store non-zero value in section "
                           f"`{chunk.section.name}'")
            chunk.nobits += len(data)
            return
        chunk.code.write(data)

    def integer(self, size: i64, value: int) -> None:
        mask = (1 << int(size) * 8) - 1
        self.bytes_((value & mask).to_bytes(int(size), "little"))

    def value(self, size: i64, symbol: Label, minus: Label | None, addend: int,
              kind: i64 = 0) -> None:
        chunk = self.current
        chunk.fixup(chunk.here(), size, False, kind, symbol, minus, addend, FIXUP_DATA)
        self.bytes_(bytes(size))

    def expression_value(self, size: i64, expression: Expression) -> None:
        """A field of `size` bytes whose expression is settled at the end."""
        chunk = self.current
        chunk.fixup(chunk.here(), size, False, KIND_PLAIN, None, None, 0, FIXUP_DATA)
        chunk.fixups[len(chunk.fixups) - 1].expression = expression
        self.bytes_(bytes(size))

    def zeros(self, count: i64) -> None:
        self.map_data()
        if self.current.section.type == SHT_NOBITS:
            self.current.nobits += count
        else:
            self.current.code.write(bytes(count))

    def align(self, alignment: i64, max_skip: i64 = 0) -> None:
        self.align_with(alignment, max_skip, b"" if self.is_code else b"\0")

    def align_with(self, alignment: i64, max_skip: i64, fill: bytes) -> None:
        """Alignment with a fill pattern (empty: no-ops)."""
        chunk = self.current
        if alignment <= 1:
            return
        section = chunk.section
        if alignment > section.align:
            section.align = int(alignment)
        if fill:
            self.map_data()
        elif chunk.mapped == MAP_DATA and self.is_code:
            self.map(MAP_CODE)
        if not fill and self.architecture.align(chunk, alignment, max_skip):
            return
        if not chunk.pieces and chunk.subsection == 0:
            count = -chunk.here() & (alignment - 1)
            if max_skip and count > max_skip:
                return
            if section.type == SHT_NOBITS:
                chunk.nobits += count
            else:
                chunk.code.write(self.padding(fill, count, self.architecture.mode))
            return
        piece = chunk.piece(PIECE_ALIGN)
        piece.alignment = alignment
        piece.max_skip = max_skip
        piece.fill = fill
        piece.mode = self.architecture.mode

    def org(self, expression: Expression, fill: int) -> None:
        """Advance to an offset of the section."""
        self.map_data()
        piece = self.current.piece(PIECE_ORG)
        piece.expression = expression
        piece.fill = bytes([fill & 255])

    def fill(self, count: Expression, pattern: bytes) -> None:
        """`count` times `pattern`, the count settled later."""
        self.map_data()
        piece = self.current.piece(PIECE_FILL)
        piece.expression = count
        piece.fill = pattern

    def leb128(self, signed: bool, value: int) -> None:
        self.bytes_(sleb128(value) if signed else uleb128(value))

    def leb128_difference(self, signed: bool, left: Label, right: Label) -> None:
        self.leb128_expression(signed, binary(
            "-", Expression(NODE_SYMBOL, 0, left), Expression(NODE_SYMBOL, 0, right)))

    def leb128_expression(self, signed: bool, expression: Expression) -> None:
        """A LEB128 whose value is settled later."""
        self.map_data()
        piece = self.current.piece(PIECE_LEB)
        piece.expression = expression
        piece.signed = signed
        piece.size = 1

    # -- symbol attributes ---------------------------------------------------------------------

    def bind(self, label: Label, binding: i64) -> None:
        label.declared = True
        if binding == STB_GLOBAL and label.bind == STB_WEAK:
            return
        label.bind = binding

    def visibility(self, label: Label, visibility: i64) -> None:
        label.declared = True
        label.visibility = visibility

    def type(self, label: Label, type: i64) -> None:
        label.type = type

    def size(self, label: Label, size: i64) -> None:
        self.sizes.append((label, constant(int(size))))

    def size_to_here(self, label: Label) -> None:
        self.sizes.append((label, binary("-", Expression(NODE_SYMBOL, 0, self.here()),
                                         Expression(NODE_SYMBOL, 0, label))))

    def size_expression(self, label: Label, expression: Expression) -> None:
        self.sizes.append((label, expression))

    def common(self, label: Label, size: i64, alignment: i64, local: bool) -> None:
        if local:
            bss = self.first_chunk[".bss\0"]
            saved = self.current
            self.enter(self.subsection(bss, 1))
            self.align_with(alignment, 0, b"\0")
            self.define(label)
            self.zeros(size)
            self.enter(saved)
            label.bind = STB_LOCAL
        else:
            label.common = size
            label.alignment = alignment
            if label.bind == STB_LOCAL:
                label.bind = STB_GLOBAL
        label.declared = True
        if label.type == 0:
            label.type = STT_OBJECT
        self.size(label, size)

    def alias(self, label: Label, target: Label, offset: i64 = 0) -> None:
        expression = Expression(NODE_SYMBOL, 0, target)
        if offset:
            expression = binary("+", expression, constant(int(offset)))
        self.set_expression(label, expression)

    def set_expression(self, label: Label, expression: Expression) -> None:
        """label = expression (.set); a constant takes effect at once."""
        reduced = reduce_expression(expression, self.places)
        if reduced is not None and reduced.plus is None and reduced.minus is None:
            label.section = ABSOLUTE
            label.absolute = reduced.addend
            self.values.pop(int(label.index), None)
            return
        label.section = EXPRESSION
        self.values[int(label.index)] = expression

    def ident(self, text: str) -> None:
        self.idents.append(text)

    def file_symbol(self, name: str) -> None:
        """.file "name": an STT_FILE symbol."""
        symbol = Symbol(name, None, 0, 0, STB_LOCAL, STT_FILE)
        symbol.special = SHN_ABS
        self.object.symbols.append(symbol)

    def inline(self, text: str, file: str, line: int) -> list[str]:
        if self.assembler is None:
            # imported here: most objects have no inline assembly
            from compiler.assembler.assemble import InlineAssembler
            self.assembler = InlineAssembler(self)
        return self.assembler.assemble(text, file, line)

    def version(self, label: Label, name: str) -> None:
        """.symver: `label` is known as name@version outside (@@@: @@ when defined here)."""
        base, _, rest = name.partition("@@@")
        defined = label.section != NOWHERE
        if rest:
            name = base + ("@@" if defined else "@") + rest
        if not defined:
            label.name = name
            return
        other = self.symbol(name)
        self.alias(other, label)
        self.size_aliases.append((other, label))
        other.bind = label.bind
        other.type = label.type
        other.visibility = label.visibility

    # -- errors -------------------------------------------------------------------------------

    def error(self, message: str) -> None:
        """Remember an error at the current source line."""
        self.errors.append(AssemblyError(message, self.current.line))

    # -- CFI and lines: recorded with their place -----------------------------------------------

    def cfi_sections(self, eh_frame: bool, debug_frame: bool) -> None:
        self.frames.eh_frame = eh_frame
        self.frames.debug_frame = debug_frame

    def cfi_startproc(self, simple: bool = False) -> None:
        self.frames.start(self.here(), simple, self.architecture)

    def cfi_endproc(self) -> None:
        self.frames.end(self.here())

    def cfi_personality(self, encoding: i64, label: Label) -> None:
        self.frames.open().personality_encoding = encoding
        self.frames.open().personality = label

    def cfi_lsda(self, encoding: i64, label: Label) -> None:
        self.frames.open().lsda_encoding = encoding
        self.frames.open().lsda = label

    def cfi_def_cfa(self, register: i64, offset: i64) -> None:
        self.frames.def_cfa(self.here(), register, offset)

    def cfi_def_cfa_offset(self, offset: i64) -> None:
        self.frames.def_cfa_offset(self.here(), offset)

    def cfi_adjust_cfa_offset(self, offset: i64) -> None:
        self.frames.def_cfa_offset(self.here(), self.frames.cfa_offset() + offset)

    def cfi_def_cfa_register(self, register: i64) -> None:
        self.frames.def_cfa_register(self.here(), register)

    def cfi_offset(self, register: i64, offset: i64) -> None:
        self.frames.offset(self.here(), register, offset)

    def cfi_restore(self, register: i64) -> None:
        self.frames.restore(self.here(), register)

    def cfi_remember_state(self) -> None:
        self.frames.remember_state(self.here())

    def cfi_restore_state(self) -> None:
        self.frames.restore_state(self.here())

    def cfi_signal_frame(self) -> None:
        self.frames.open().signal_frame = True

    def cfi_escape(self, data: bytes) -> None:
        self.frames.raw(self.here(), data)

    def file(self, number: i64, directory: str, name: str, md5: bytes = b"") -> None:
        self.lines.file(number, directory, name, md5)

    def loc(self, file: i64, line: i64, column: i64, flags: i64 = 8,
            discriminator: i64 = 0) -> None:
        self.lines.loc(file, line, column, flags, discriminator, None)

    # -- contents of the sections -----------------------------------------------------------------

    def build(self) -> None:
        """Bytes and relocations of every section."""
        for first in self.first_chunk.values():
            section = first.section
            chunk: Chunk | None = first
            relocs: list[Reloc] = []
            while chunk is not None:
                if section.type == SHT_NOBITS:
                    section.nobits_size += int(chunk.size())
                else:
                    self.write_chunk(chunk, relocs)
                chunk = chunk.next
            section.relocs += sorted(relocs, key=reloc_offset)

    def write_chunk(self, chunk: Chunk, relocs: list[Reloc]) -> None:
        """Append one chunk to its section: fixed bytes and pieces, then fixups."""
        data = chunk.section.data
        code = chunk.code.getvalue()
        start = len(data)
        done = 0
        for piece in chunk.pieces:
            at = int(piece.at)
            if at > done:
                data += code[done:at]
                done = at
            if piece.kind == PIECE_JUMP:
                self.write_jump(chunk, piece, data, relocs)
            elif piece.size:
                self.write_piece(piece, data)
            elif piece.kind == PIECE_ORG and piece.value < 0:
                self.errors.append(AssemblyError("attempt to move .org backwards", piece.line))
        data += code[done:] if done else code
        if len(data) - start != chunk.size():
            return           # a piece was refused
        for fixup in chunk.fixups:
            self.apply(chunk, fixup, data, relocs)

    def write_piece(self, piece: Piece, data: bytearray) -> None:
        size = int(piece.size)
        if size > MAX_PIECE:
            self.errors.append(AssemblyError("section is too large", piece.line))
        elif piece.kind == PIECE_LEB:
            encoded = sleb128(piece.value) if piece.signed else uleb128(piece.value)
            if len(encoded) < size:
                last = 0x7F if piece.signed and piece.value < 0 else 0
                encoded = encoded[:-1] + bytes([encoded[-1] | 0x80])
                encoded += bytes([last | 0x80]) * (size - len(encoded) - 1) + bytes([last])
            data += encoded
        else:
            data += self.padding(piece.fill, piece.size, piece.mode)

    def padding(self, fill: bytes, size: i64, mode: i64) -> bytes:
        """`size` bytes of a pattern (empty: no-ops); an odd rest in front is zero."""
        if not fill:
            return self.architecture.nops(size, mode)
        return bytes(size % len(fill)) + fill * int(size // len(fill))

    def write_jump(self, chunk: Chunk, piece: Piece, data: bytearray,
                   relocs: list[Reloc]) -> None:
        """A relaxable branch: to a settled distance, or with a fixup."""
        label = piece.label
        start = i64(len(data))
        direct = self.is_direct(chunk, piece)
        distance: i64 = 0
        if direct and label is not None:
            distance = self.address_of(label) + piece.addend - (start + piece.size)
        scratch = self.scratch
        scratch.truncate(0)
        try:
            field = self.architecture.write_jump(piece, distance, scratch)
        except EncodeError as error:
            self.errors.append(AssemblyError(str(error), piece.line))
            return
        data += scratch.getvalue()
        fixup = self.architecture.jump_fixup(piece, start, field)
        if not direct or chunk.shrinks or not self.architecture.settles(fixup):
            fixup.line = piece.line
            self.apply_at(chunk, fixup, fixup.at, data, relocs)

    def apply(self, chunk: Chunk, fixup: Fixup, data: bytearray, relocs: list[Reloc]) -> None:
        self.apply_at(chunk, fixup, chunk.address(fixup.at, fixup.piece), data, relocs)

    def apply_at(self, chunk: Chunk, fixup: Fixup, address: i64, data: bytearray,
                 relocs: list[Reloc]) -> None:
        """Turn one fixup into bytes at `address` of the section, or into a relocation."""
        size = fixup.size
        label = fixup.symbol
        minus = fixup.minus
        addend = fixup.addend
        pcrel = fixup.pcrel
        if fixup.expression is not None:
            reduced = self.reduced(fixup.expression)
            if reduced is None:
                self.errors.append(AssemblyError("invalid operands for the expression",
                                                 fixup.line))
                return
            label, minus, addend = reduced.plus, reduced.minus, reduced.addend
            fixup.symbol = label
            if reduced.kind:
                fixup.kind = reduced.kind
        if fixup.kind in (KIND_RELAX, KIND_ALIGN):
            type = self.architecture.relocation(fixup, size, False)
            relocs.append(Reloc(int(address), int(type), None, addend))
            return
        if label is not None and label.section == ABSOLUTE and fixup.kind == KIND_PLAIN:
            addend += label.absolute
            label = None
        alias: Label | None = None
        alias_addend = 0
        while label is not None and label.section == EXPRESSION and fixup.kind == KIND_PLAIN and (
                label.bind == STB_LOCAL):
            reduced = self.reduced(Expression(NODE_SYMBOL, 0, label))
            if reduced is None or reduced.minus is not None:
                break
            if alias is None:
                alias = label
                alias_addend = addend
            label = reduced.plus
            addend += reduced.addend
        fixup.symbol = label
        if minus is not None and label is not None:
            distance = self.places.difference(label, minus)
            if distance is not None:
                addend += distance
                label = None
                minus = None
                fixup.symbol = None
        add, subtract = self.architecture.difference_relocations(size)
        if minus is not None and add >= 0 and label is not None:
            for type, symbol, offset in ((add, label, addend), (subtract, minus, 0)):
                relocs.append(Reloc(int(address), type, self.named_symbol(symbol), offset))
            return
        if minus is not None:
            if minus.section >= 0 and self.chunks[minus.section].section is chunk.section and (
                    not pcrel):
                addend += int(address - self.address_of(minus))
                pcrel = True
            else:
                self.errors.append(AssemblyError(
                    "can't resolve difference of symbols in different sections", fixup.line))
                return
            if label is not None and label.section >= 0 and (
                    self.chunks[label.section].section is chunk.section):
                self.store(data, address, size, addend + int(self.address_of(label) - address),
                           fixup)
                return
        if label is None and not pcrel:
            self.store(data, address, size, addend, fixup)
            return
        if pcrel and label is not None and self.is_local(label) and (
                fixup.kind in (KIND_PLAIN, KIND_PLT)) and self.architecture.settles(fixup) and (
                not chunk.shrinks) and (
                self.chunks[label.section].section is chunk.section):
            self.store(data, address, size, addend + int(self.address_of(label) - address), fixup)
            return
        self.relocate(fixup, label, alias, alias_addend, addend, pcrel, address, relocs)

    def relocate(self, fixup: Fixup, label: Label | None, alias: Label | None,
                 alias_addend: int, addend: int, pcrel: bool, address: i64,
                 relocs: list[Reloc]) -> None:
        """A relocation against the symbol (by the name `alias`, when it was used), or its section
        and an addend."""
        if fixup.flavour == FIXUP_BRANCH and label is not None and self.is_local(label):
            fixup.flavour = FIXUP_DATA      # a local target needs no PLT
        type = self.architecture.relocation(fixup, fixup.size, pcrel)
        if type < 0:
            self.errors.append(AssemblyError("cannot represent relocation type", fixup.line))
            return
        symbol: Symbol | None = None
        if label is not None:
            if self.by_section(label, fixup, pcrel, addend):
                section = self.chunks[label.section].section
                symbol = self.object.section_symbol(section)
                addend += int(self.address_of(label))
            else:
                if alias is not None:
                    label = alias
                    addend = alias_addend
                label.referenced = True
                if fixup.kind in TLS_KINDS:
                    label.type = STT_TLS
                symbol = self.elf_symbol(label)
        relocs.append(Reloc(int(address), int(type), symbol, addend))

    def by_section(self, label: Label, fixup: Fixup, pcrel: bool, addend: int) -> bool:
        """Whether a relocation may name the label's section instead of the label."""
        if not self.is_local(label):
            return False
        section = self.chunks[label.section].section
        if not label.name:
            if section.flags & SHF_EXECINSTR and self.architecture.keeps_symbol(fixup):
                label.name = ".L0 "          # GNU as's name of what has none
                return False
            return True
        if section.flags & SHF_MERGE and (pcrel or addend != 0):
            return False
        return label.type != STT_TLS and not self.architecture.keeps_symbol(fixup)

    def store(self, data: bytearray, address: i64, size: i64, value: int, fixup: Fixup) -> None:
        """A settled value into its field; an error when it does not fit."""
        try:
            if fixup.flavour >= FIXUP_FIELD and self.architecture.write_field(
                    fixup, data, address, value):
                return
        except EncodeError as error:
            self.errors.append(AssemblyError(str(error), fixup.line))
            return
        bits = int(size) * 8
        low = -(1 << (bits - 1))
        high = (1 << (bits - 1)) if fixup.pcrel else (1 << bits)
        if bits < 64 and not low <= value < high:
            self.errors.append(AssemblyError(f"value of {value} too large for field of "
                                             f"{size} bytes", fixup.line))
            return
        at = int(address)
        data[at:at + int(size)] = (value & ((1 << bits) - 1)).to_bytes(int(size), "little")

    # -- symbols --------------------------------------------------------------------------------

    def named_symbol(self, label: Label) -> Symbol:
        """The object's symbol of a label that a relocation names."""
        if not label.name:
            label.name = ".L0 "
        label.referenced = True
        return self.elf_symbol(label)

    def elf_symbol(self, label: Label) -> Symbol:
        """The object's symbol of a label."""
        index = int(label.index)
        found = self.elf_symbols.get(index)
        if found is None:
            found = Symbol(label.name)
            self.elf_symbols[index] = found
        return found

    def finish_symbols(self) -> None:
        """Fill in the symbols that the object needs, in order of appearance."""
        sizes: dict[int, int] = {}
        for label, expression in self.sizes:
            reduced = self.reduced(expression)
            if reduced is None or reduced.plus is not None or reduced.minus is not None:
                self.errors.append(AssemblyError(
                    f".size expression for {label.name} does not evaluate to a constant", 0))
            else:
                sizes[int(label.index)] = reduced.addend
        for other, label in self.size_aliases:
            sizes[int(other.index)] = sizes.get(int(label.index), 0)
        for label in self.labels:
            if label.temporary and not label.referenced or not label.name:
                continue
            if label.section == NOWHERE and label.common < 0 and not label.referenced and (
                    not label.declared):
                continue
            symbol = self.elf_symbol(label)
            symbol.bind = int(label.bind)
            symbol.type = int(label.type)
            symbol.visibility = int(label.visibility)
            symbol.size = sizes.get(int(label.index), 0)
            self.place_symbol(label, symbol)
            self.object.symbols.append(symbol)

    def place_symbol(self, label: Label, symbol: Symbol) -> None:
        """Section and value of one symbol."""
        if label.common >= 0:
            symbol.special = SHN_COMMON
            symbol.value = int(label.alignment)
            symbol.size = int(label.common)
        elif label.section >= 0:
            symbol.section = self.chunks[label.section].section
            symbol.value = int(self.address_of(label))
            if symbol.section.flags & SHF_TLS and symbol.type != STT_SECTION:
                symbol.type = STT_TLS
        elif label.section == ABSOLUTE:
            symbol.special = SHN_ABS
            symbol.value = label.absolute
        elif label.section == EXPRESSION:
            reduced = self.reduced(Expression(NODE_SYMBOL, 0, label))
            if reduced is None or reduced.minus is not None:
                self.errors.append(AssemblyError(f"invalid value of {label.name}", 0))
            elif reduced.plus is None:
                symbol.special = SHN_ABS
                symbol.value = reduced.addend
            elif reduced.plus.section >= 0:
                symbol.section = self.chunks[reduced.plus.section].section
                symbol.value = int(self.address_of(reduced.plus)) + reduced.addend
                if symbol.type == 0:
                    symbol.type = int(reduced.plus.type)
        elif symbol.bind == STB_LOCAL:
            symbol.bind = STB_GLOBAL

    # -- the end --------------------------------------------------------------------------------

    def finish(self) -> ObjectFile:
        """Lay out, write, relocate; raises AssemblyError for the first error."""
        if self.idents:
            self.section(".comment", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS, 1)
            self.bytes_(b"\0")
            for text in self.idents:
                self.bytes_(text.encode("utf-8", "surrogateescape") + b"\0")
        if self.assembler is not None:
            for message in self.assembler.finish():
                self.error(message)
        if self.frames.unfinished():
            self.error("open CFI at the end of file; missing .cfi_endproc directive")
        self.architecture.complete()
        self.layout()
        self.frames.write(self)
        self.lines.write(self)
        self.place_chunks()
        self.writing = True
        self.build()
        self.writing = False
        self.finish_symbols()
        for name, sections in self.groups.items():
            self.object.add_group(self._signature(name), GRP_COMDAT, sections)
        if self.errors:
            raise self.errors[0]
        self.architecture.finish(self.object)
        return self.object

    def _signature(self, name: str) -> Symbol:
        label = self.symbol(name)
        symbol = self.elf_symbols.get(int(label.index))
        if symbol is None:
            symbol = Symbol(name, None, 0, 0, STB_LOCAL)
            symbol.special = SHN_ABS if label.section == NOWHERE else 0
            self.object.symbols.append(symbol)
            self.elf_symbols[int(label.index)] = symbol
        return symbol


def reloc_offset(reloc: Reloc) -> int:
    return reloc.offset

