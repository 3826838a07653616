"""AT&T operand syntax of x86 and the choice of opcode for a mnemonic and its operands.

Problem: one mnemonic stands for dozens of opcodes, told apart by operand kinds, sizes and
suffixes.  Idea: each operand gets a small code; mnemonic and codes are looked up in a cache whose
misses walk the mnemonic's candidate rows in order and take the first that fits.

Source: GNU as manual, 9.16.3 (AT&T syntax); sizes and defaults as GNU as 2.40 chooses them.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.expression import (
    NODE_CONST,
    Places,
    reduce_expression,
)
from compiler.assembler.operands import (
    FORCE_DISP8,
    FORCE_DISP32,
    KIND_GOTPC,
    KIND_PLAIN,
    KIND_PLT,
    NO_REGISTER,
    NOWHERE,
    PREFIX_ADDR,
    PREFIX_BND,
    PREFIX_DATA,
    PREFIX_LOCK,
    PREFIX_NOTRACK,
    PREFIX_REP,
    PREFIX_REPNE,
    PREFIX_REX,
    Label,
    Operands,
)
from compiler.assembler.scanner import Names, Scanner, SyntaxProblem, split_operands
from compiler.assembler.syntax import Syntax
from compiler.assembler.x86_names import ALIASES, PREFIX_WORDS, STRING_OPERATIONS
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    DEFAULT_32,
    DEFAULT_64,
    HAS_DEFAULT,
    IS_INDIRECT,
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_IMM,
    OPERAND_LABEL,
    OPERAND_MEM,
    OPERAND_REG,
)
from compiler.target.x86 import names_gen, tables_gen
from compiler.target.x86.registers import (
    AH,
    CLASS_CONTROL,
    CLASS_DEBUG,
    CLASS_GPR,
    CLASS_IP,
    CLASS_MMX,
    CLASS_SEGMENT,
    CLASS_ST,
    CLASS_VECTOR,
    DS,
    EIZ,
    ES,
    RBP,
    RBX,
    RIP,
    RSP,
    SS,
    ST0,
    registers_by_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# operand codes: register classes by size, then special ones
CODE_GPR: Final = 1          # + 0..3 for 8, 16, 32, 64 bits
CODE_XMM: Final = 5
CODE_YMM: Final = 6
CODE_MMX: Final = 7
CODE_ST: Final = 8
CODE_SEGMENT: Final = 9
CODE_CONTROL: Final = 10
CODE_DEBUG: Final = 11
CODE_MEM: Final = 12
CODE_MEM_PLAIN: Final = 13   # no registers: may be a branch target
CODE_IMM: Final = 14
CODE_VMX: Final = 15         # memory with an xmm index
CODE_VMY: Final = 16
CODE_FAR: Final = 17
CODE_STAR: Final = 18        # *register: + 0..3
CODE_STAR_MEM: Final = 22
CODE_FIXED: Final = 32       # + register number of al cl.. (16) by size: see fixed_code

# registers that rows name: code = CODE_FIXED + position here
_FIXED: Final = [(0, 1), (1, 1), (0, 2), (2, 2), (0, 4), (0, 8), (1, 4), (2, 4)]
_ST_CODE: Final = CODE_FIXED + 8
_XMM0_CODE: Final = CODE_FIXED + 9
_SEGMENT_CODE: Final = CODE_FIXED + 10   # + 0..5

_KIND_OF_CODE_REG: Final = 31


class RegisterOperand:
    """What a register's text in an operand means."""

    def __init__(self, number: i64, cls: i64, size: i64, code: i64) -> None:
        self.number: i64 = number
        self.cls: i64 = cls
        self.size: i64 = size
        self.code: i64 = code


class Candidates:
    """The rows that a mnemonic may stand for, in order, and what has been chosen so far."""

    def __init__(self, plain: bool) -> None:
        self.ops: list[int] = []
        self.plain = plain           # spelled without size suffix
        self.chosen: dict[int, int] = {}


class Mnemonics:
    """All spellings -> candidates; made once."""

    def __init__(self) -> None:
        self.table: dict[str, Candidates] = {}
        mnemonics = names_gen.MNEMONICS.split(" ")
        bases = names_gen.BASES.split(" ")
        number = FIRST_MACHINE
        for full, base in zip(mnemonics, bases, strict=True):
            self.add(full, number, False)
            if base != "-":
                self.add(base, number, True)
            number += 1
        for alias, name in ALIASES.items():
            self.alias(alias, name)

    def add(self, name: str, op: int, plain: bool) -> None:
        found = self.table.get(name)
        if found is None:
            found = Candidates(plain)
            self.table[name] = found
        if plain:
            found.plain = True
        found.ops.append(op)

    def alias(self, alias: str, name: str) -> None:
        """`alias` means `name`; a `*` in both stands for every suffix and none."""
        if "*" in alias:
            for suffix in ("", "b", "w", "l", "q"):
                self.alias(alias.replace("*", suffix), name.replace("*", suffix))
            return
        found = self.table.get(name)
        if found is not None:
            mine = self.table.get(alias)
            if mine is None:
                self.table[alias] = found
            elif mine is not found:
                for op in found.ops:
                    if op not in mine.ops:
                        mine.ops.append(op)


class X86Syntax(Syntax):
    """Reads instructions into `operands`, for the mode at hand."""

    def __init__(self, names: Names, places: Places, symbols: dict[str, Label]) -> None:
        super().__init__()
        self.names = names
        self.symbols = symbols       # those that exist, for the usual operands
        self.texts: dict[str, RegisterOperand] = {}
        self.places = places
        self.mnemonics = Mnemonics()
        self.registers = registers_by_name()
        self.codes: list[i64] = [0, 0, 0, 0, 0]
        self.regs: list[i64] = [0, 0, 0, 0, 0]
        self.sizes: list[i64] = [0, 0, 0, 0, 0]   # register operand sizes in bits
        self.count: i64 = 0
        self.op: i64 = -1
        self.operand_count: bytes = tables_gen.OPERAND_COUNT
        self.operand_kind: bytes = tables_gen.OPERAND_KIND
        self.operand_class: bytes = tables_gen.OPERAND_CLASS
        self.operand_size: bytes = tables_gen.OPERAND_SIZE
        self.operand_fixed: bytes = tables_gen.OPERAND_FIXED
        self.op_size: bytes = tables_gen.OP_SIZE
        self.properties: list[int] = tables_gen.PROPERTIES
        self.names_of_ops: list[str] = []
        self.add_sized()

    def add_sized(self) -> None:
        """Names whose operands tell the size: movsx for movsbl and so on, crc32 of a register."""
        for name, parts in (("movsx", ("movsb", "movsw", "movsl")),
                            ("movzx", ("movzb", "movzw")), ("movsxd", ("movsl",)),
                            ("crc32", ("crc32b", "crc32w", "crc32l", "crc32q"))):
            made = Candidates(True)
            for part in parts:
                for op in self.mnemonics.table[part].ops:
                    index = op - FIRST_MACHINE
                    in_memory = self.operand_kind[index * MAX_OPERANDS + 1] == OPERAND_MEM
                    if self.operand_count[index] == 2 and not (name == "crc32" and in_memory):
                        made.ops.append(op)
            self.mnemonics.table[name] = made

    # -- statements -------------------------------------------------------------------------------

    def instruction(self, mnemonic: str, text: str) -> i64:
        """Read one instruction; its opcode, with the operands in `operands`. A lone prefix gives
        -1 with its bytes in `lone`."""
        o = self.operands
        o.clear()
        prefixes: i64 = 0
        if mnemonic in PREFIX_WORDS or mnemonic[0] == "{":
            start = mnemonic
            while mnemonic in PREFIX_WORDS or mnemonic[0] == "{":
                word = mnemonic
                prefixes |= self.prefix(word, o)
                parts = text.split(None, 1)
                if not parts:
                    o.clear()
                    return self.lone_prefix(start, word)
                mnemonic = parts[0].lower()
                text = parts[1] if len(parts) > 1 else ""
        o.prefixes = prefixes
        self.read_operands(text, mnemonic)
        return self.choose(mnemonic)

    def is_mnemonic(self, word: str) -> bool:
        return word in self.mnemonics.table

    def prefix(self, word: str, o: Operands) -> i64:
        """Bits of a prefix word; a segment goes into `o`."""
        if word[0] == "{":
            if word == "{disp32}":
                o.force = FORCE_DISP32
            elif word == "{disp8}":
                o.force = FORCE_DISP8
            elif word not in ("{vex}", "{vex2}"):
                raise SyntaxProblem(f"unsupported pseudo prefix `{word}'")
            return 0
        bits = PREFIX_WORDS[word]
        if bits >= 0x1000:
            o.segment = bits - 0x1000 + ES
            return 0
        if bits & 0x100:
            o.rex |= bits & 15
            return PREFIX_REX
        if bits == PREFIX_DATA and word in ("data32", "data16"):
            if (word == "data16") == (self.mode == 16):
                raise SyntaxProblem(f"`{word}' is not a prefix in this mode")
        return bits

    def lone_prefix(self, first: str, last: str) -> i64:
        """A statement of one prefix word only."""
        if first != last:
            raise SyntaxProblem("expecting an instruction after the prefixes")
        bits = PREFIX_WORDS[last]
        if bits >= 0x1000:
            self.lone = b"\x26\x2e\x36\x3e\x64\x65"[bits - 0x1000]
        elif bits & 0x100:
            self.lone = 0x40 | bits & 15
        else:
            self.lone = {PREFIX_LOCK: 0xF0, PREFIX_REP: 0xF3, PREFIX_REPNE: 0xF2,
                         PREFIX_DATA: 0x66, PREFIX_ADDR: 0x67, PREFIX_NOTRACK: 0x3E,
                         PREFIX_BND: 0xF2}[bits]
        return -1

    # -- operands ---------------------------------------------------------------------------------

    def read_operands(self, text: str, mnemonic: str) -> None:
        """Fill `operands`, `codes`, `regs`, `sizes` (Intel order) and `count`."""
        self.count = 0
        if not text:
            return
        parts = split_operands(text)
        n = len(parts)
        if n > MAX_OPERANDS:
            raise SyntaxProblem("too many operands")
        self.count = n
        # AT&T lists the source first
        for i in range(n):
            part = parts[n - 1 - i].strip()
            if not part:
                raise SyntaxProblem("expecting operand after ','; got nothing")
            self.read_operand(part, i)
        if mnemonic in _IN_ORDER and n == 2 and self.codes[0] == CODE_IMM and (
                self.codes[1] == CODE_IMM):
            self.two_immediates(parts, mnemonic)

    def two_immediates(self, parts: list[str], mnemonic: str) -> None:
        """ljmp/lcall $selector, $offset and enter $size, $level."""
        o = self.operands
        self.immediate(parts[1].strip()[1:])
        if mnemonic[0] == "e":
            level = o.imm
            self.immediate(parts[0].strip()[1:])
            o.imm = o.imm & 0xFFFF | (level & 255) << 16
            self.codes[0] = CODE_IMM
        else:
            o.symbol = o.imm_symbol
            o.minus = o.imm_minus
            o.disp = i64(o.imm)
            o.imm_symbol = None
            o.imm_minus = None
            self.immediate(parts[0].strip()[1:])
            self.codes[0] = CODE_FAR
        self.count = 1

    def read_operand(self, text: str, i: i64) -> None:
        """One operand into place `i`."""
        first = text[0]
        if first == "%":
            colon = text.find(":")
            if colon < 0:
                self.register_operand(text, i)
                return
            self.read_memory(text, i)
            return
        if first == "$":
            self.immediate(text[1:])
            self.codes[i] = CODE_IMM
            return
        if first == "*":
            inner = text[1:].strip()
            if inner and inner[0] == "%" and ":" not in inner:
                self.register_operand(inner, i)
                self.codes[i] += CODE_STAR - CODE_GPR
                if not CODE_STAR <= self.codes[i] < CODE_STAR + 4:
                    size = self.sizes[i]
                    self.codes[i] = CODE_STAR + (1 if size == 16 else 2 if size == 32 else 3)
            else:
                self.read_memory(inner, i)
                self.codes[i] = CODE_STAR_MEM
            return
        if text == "(%dx)":
            self.register_operand("%dx", i)
            return
        self.read_memory(text, i)

    def register(self, text: str) -> tuple[int, int, int]:
        """(number, class, size) of `%name`."""
        name = text[1:].strip().lower()
        found = self.registers.get(name)
        if found is None:
            found = self.registers.get(name.replace(" ", ""))
            if found is None:
                raise SyntaxProblem(f"bad register name `{text}'")
        return found

    def register_operand(self, text: str, i: i64) -> None:
        found = self.texts.get(text)
        if found is None:
            number_, cls_, size_ = self.register(text)
            found = RegisterOperand(number_, cls_, size_, register_code(number_, cls_, size_))
            self.texts[text] = found
        number = found.number
        size = found.size
        if size == 64 and found.cls == CLASS_GPR and self.mode != 64:
            raise SyntaxProblem(f"bad register name `{text}'")
        o = self.operands
        if i == 0:
            o.r0 = number
        elif i == 1:
            o.r1 = number
        elif i == 2:
            o.r2 = number
        else:
            o.r3 = number
        self.regs[i] = number
        self.sizes[i] = size
        self.codes[i] = found.code

    def immediate(self, text: str) -> None:
        """$expression."""
        o = self.operands
        if text.isdigit() and text[0] != "0" and len(text) < 10:
            o.imm = int(text)
            return
        scanner = Scanner(text, self.names)
        expression = scanner.expression()
        scanner.expect_end()
        o.imm_symbol = None
        o.imm_minus = None
        if expression.node == NODE_CONST:
            o.imm = expression.value
            return
        reduced = reduce_expression(expression, self.places)
        if reduced is None:
            raise SyntaxProblem("invalid expression in immediate operand")
        if reduced.plus is None and reduced.minus is not None:
            raise SyntaxProblem("invalid expression in immediate operand")
        o.imm = reduced.addend
        o.imm_symbol = reduced.plus
        o.imm_minus = reduced.minus
        o.imm_kind = reduced.kind
        if reduced.plus is not None and reduced.kind == KIND_PLAIN and (
                reduced.plus.name == "_GLOBAL_OFFSET_TABLE_"):
            o.imm_kind = KIND_GOTPC

    def read_memory(self, text: str, i: i64) -> None:
        """[%seg:]disp(base,index,scale)."""
        o = self.operands
        segment: i64 = NO_REGISTER
        if not text:
            raise SyntaxProblem("missing operand")
        if text[0] == "%":
            head, _, text = text.partition(":")
            number, cls, _size = self.register(head.strip())
            if cls != CLASS_SEGMENT:
                raise SyntaxProblem(f"`{head}' is not a segment register")
            segment = number
            text = text.strip()
            if text and text[0] == "*":
                text = text[1:].strip()
        code: i64 = CODE_MEM_PLAIN
        if text.endswith(")"):
            opening = matching_parenthesis(text)
            inner = text[opening + 1:-1].strip()
            if inner and (inner[0] == "%" or inner[0] == ","):
                code = self.address(inner)
                text = text[:opening].strip()
            elif inner == "" and opening:
                raise SyntaxProblem("empty address expression")
        if text:
            self.displacement(text)
        if segment >= 0:
            default: i64 = DS
            if o.base in (RSP, RBP):
                default = SS
            if segment != default:
                o.segment = segment
            if code == CODE_MEM_PLAIN:
                code = CODE_MEM
        self.codes[i] = code
        self.regs[i] = NO_REGISTER
        self.sizes[i] = 0

    def address(self, inner: str) -> i64:
        """base,index,scale; the operand code."""
        o = self.operands
        parts = inner.split(",")
        if len(parts) > 3:
            raise SyntaxProblem(f"`({inner})' is not a valid base/index expression")
        code: i64 = CODE_MEM
        size: i64 = 0
        base = parts[0].strip()
        if base:
            number, cls, bits = self.register(base)
            if cls == CLASS_IP:
                size = bits
            elif cls != CLASS_GPR or bits == 8 or number == EIZ:
                raise SyntaxProblem(f"`({inner})' is not a valid base/index expression")
            size = bits
            o.base = number
        if len(parts) > 1:
            index = parts[1].strip()
            if index and index[0] == "%":
                number, cls, bits = self.register(index)
                if cls == CLASS_VECTOR:
                    code = CODE_VMX if bits == 128 else CODE_VMY
                elif cls != CLASS_GPR or bits == 8 or (size and size != bits) or (
                        number == RSP or o.base == RIP):
                    raise SyntaxProblem(f"`({inner})' is not a valid base/index expression")
                else:
                    size = bits
                o.index = number
            elif index:
                parts = [parts[0], "", index]
        if len(parts) > 2 and parts[2].strip():
            scanner = Scanner(parts[2], self.names)
            scale = scanner.expression()
            scanner.expect_end()
            if scale.node != NODE_CONST or scale.value not in (1, 2, 4, 8):
                raise SyntaxProblem(
                    f"expecting scale factor of 1, 2, 4, or 8: got `{parts[2].strip()}'")
            o.scale = i64(scale.value)
        if size == 64 and self.mode != 64 or size == 16 and self.mode == 64:
            raise SyntaxProblem(f"`({inner})' is not a valid base/index expression")
        if size and size != self.mode:
            o.address_size = size
        return code

    def displacement(self, text: str) -> None:
        """The part in front of the parenthesis, or a plain address."""
        o = self.operands
        if len(text) < 10 and (text.isdigit() and text[0] != "0"
                               or text[0] == "-" and text[1:].isdigit() and text[1] != "0"):
            o.disp = i64(int(text))
            return
        plt = text.endswith("@PLT")
        known = self.symbols.get(text[:-4] if plt else text)
        if known is not None and known.section >= NOWHERE and text[0] != "_":
            o.symbol = known
            if plt:
                o.kind = KIND_PLT
            return
        scanner = Scanner(text, self.names)
        expression = scanner.expression()
        scanner.expect_end()
        if expression.node == NODE_CONST:
            o.disp = i64(expression.value)
            return
        reduced = reduce_expression(expression, self.places)
        if reduced is None or reduced.plus is None and reduced.minus is not None:
            raise SyntaxProblem("invalid expression in displacement")
        o.disp = i64(reduced.addend)
        o.symbol = reduced.plus
        o.minus = reduced.minus
        o.kind = reduced.kind
        if reduced.plus is not None and reduced.kind == KIND_PLAIN and (
                reduced.plus.name == "_GLOBAL_OFFSET_TABLE_"):
            o.kind = KIND_GOTPC

    def dwarf_register(self, text: str) -> int:
        """DWARF's number of a register named in a .cfi directive, -1: none."""
        number, cls, size = self.register(text)
        if cls == CLASS_GPR and number < 16:
            return _DWARF_64[number] if size == 64 else number
        if number == RIP:
            return 16
        if cls == CLASS_VECTOR:
            return 17 + number - 16 if self.mode == 64 else 21 + number - 16
        if cls == CLASS_ST:
            return 33 + number - ST0 if self.mode == 64 else 11 + number - ST0
        return -1

    # -- choosing the opcode ------------------------------------------------------------------

    def choose(self, mnemonic: str) -> i64:
        """The opcode for the operands read."""
        candidates = self.mnemonics.table.get(mnemonic)
        if candidates is None:
            if mnemonic[:4] == "rep;":
                raise SyntaxProblem("bad prefix")
            raise SyntaxProblem(f"no such instruction: `{mnemonic}'")
        key: i64 = self.mode
        for i in range(self.count):
            key = key << 6 | self.codes[i]
        op = candidates.chosen.get(int(key), -1)
        if op < 0:
            op = int(self.search(candidates, mnemonic))
            if op < 0:
                return self.unusual(mnemonic)
            candidates.chosen[int(key)] = op
        return op

    def search(self, candidates: Candidates, mnemonic: str) -> i64:
        """The first candidate that fits, -1: none; SyntaxProblem when the size is unclear."""
        found: list[int] = []
        for op in candidates.ops:
            if self.matches(op):
                found.append(op)
        if not found:
            return -1
        first = found[0]
        if not candidates.plain or len(found) == 1:
            return first
        sizes: list[int] = []
        for op in found:
            size = self.op_size[op - FIRST_MACHINE]
            if size not in sizes:
                sizes.append(size)
        if len(sizes) == 1 or 0 in sizes:
            return first
        if self.has_sized_register(first):
            return first
        wanted: i64 = 0
        bits = self.properties[first - FIRST_MACHINE]
        if bits & HAS_DEFAULT:
            # .code16gcc: 32 bits for what uses the stack
            stack = self.code16gcc and "jmp" not in mnemonic
            wanted = 2 if self.mode == 16 and not stack else 4
            if bits & DEFAULT_64 and self.mode == 64:
                wanted = 8
            if bits & DEFAULT_32:
                wanted = 4
            for op in found:
                if self.op_size[op - FIRST_MACHINE] == wanted:
                    return op
        if mnemonic == "nop":
            return first
        raise SyntaxProblem("no instruction mnemonic suffix given and no register operands; "
                            f"can't size instruction `{mnemonic}'")

    def has_sized_register(self, op: i64) -> bool:
        """Whether a register operand has the size of the row's size column."""
        index = op - FIRST_MACHINE
        for i in range(self.count):
            at = index * MAX_OPERANDS + i
            if self.operand_kind[at] == OPERAND_REG and (
                    self.operand_size[at] == self.op_size[index]
                    and self.operand_class[at] == CLASS_GPR):
                return True
        return False

    def matches(self, op: i64) -> bool:
        """Whether the operands fit the opcode's row."""
        index = op - FIRST_MACHINE
        if self.operand_count[index] != self.count:
            return False
        if self.op_size[index] == 8 and self.mode != 64 and (
                self.properties[index] & HAS_DEFAULT):
            return False
        indirect = self.properties[index] & IS_INDIRECT != 0
        for i in range(self.count):
            code = self.codes[i]
            at = index * MAX_OPERANDS + i
            kind = self.operand_kind[at]
            if kind == OPERAND_REG:
                if CODE_STAR <= code < CODE_STAR_MEM:
                    if not indirect:
                        return False
                elif not self.is_register(code):
                    return False
                if not self.register_fits(at, i):
                    return False
            elif kind == OPERAND_MEM:
                if code == CODE_STAR_MEM:
                    if not indirect:
                        return False
                elif code in (CODE_VMX, CODE_VMY):
                    letter = self.vector_letter(op)
                    if letter != code:
                        return False
                elif code == CODE_MEM_PLAIN:
                    if indirect and self.op_size[index] and self.has_label_form(op):
                        return False
                    if self.vector_letter(op):
                        return False
                elif code != CODE_MEM or self.vector_letter(op):
                    return False
            elif kind == OPERAND_LABEL:
                if code != CODE_MEM_PLAIN:
                    return False
            elif kind == OPERAND_IMM:
                far = self.is_far(op)
                if code != (CODE_FAR if far else CODE_IMM):
                    return False
        return True

    def op_name(self, op: i64) -> str:
        if not self.names_of_ops:
            self.names_of_ops = tables_gen.NAMES.split(" ")
        return self.names_of_ops[op - FIRST_MACHINE]

    def vector_letter(self, op: i64) -> i64:
        """The operand code of a vector-indexed memory operand, 0 for ordinary ones."""
        index = op - FIRST_MACHINE
        if self.operand_class[index * MAX_OPERANDS] != CLASS_VECTOR:
            return 0
        name = self.op_name(op)
        if "GATHER" not in name:
            return 0
        return CODE_VMY if "n" in name else CODE_VMX

    def is_far(self, op: i64) -> bool:
        return self.op_name(op).endswith("p") and self.op_name(op)[:2] in ("LJ", "LC")

    def has_label_form(self, op: i64) -> bool:
        """Near indirect branches share their mnemonic with direct ones."""
        return self.op_name(op)[0] != "L"

    def is_register(self, code: i64) -> bool:
        return CODE_GPR <= code <= CODE_DEBUG or code >= CODE_FIXED

    def register_fits(self, at: i64, i: i64) -> bool:
        """Class, size and fixed number of register operand `i` against row operand `at`."""
        number = self.regs[i]
        fixed = self.operand_fixed[at]
        cls = self.operand_class[at]
        size = self.sizes[i]
        if register_class(number) != cls:
            return False
        if cls in (CLASS_GPR, CLASS_VECTOR) and self.operand_size[at] * 8 != size:
            return False
        return fixed in (NO_FIXED, number)

    def unusual(self, mnemonic: str) -> i64:
        """Spellings that are not rows: string instructions with operands, two-operand imul."""
        base = mnemonic
        if base not in STRING_OPERATIONS and base[:-1] in STRING_OPERATIONS:
            base = base[:-1]
        if (base in STRING_OPERATIONS or base == "xlat" or base == "xlatb") and self.count:
            return self.string_operation(mnemonic, base)
        o = self.operands
        if mnemonic.startswith("imul") and self.count == 2 and self.codes[1] == CODE_IMM:
            o.r1 = o.r0
            self.codes[2] = CODE_IMM
            self.codes[1] = self.codes[0]
            self.regs[1] = self.regs[0]
            self.sizes[1] = self.sizes[0]
            self.count = 3
            return self.choose(mnemonic)
        if self.count == 0:
            raise SyntaxProblem(f"number of operands mismatch for `{mnemonic}'")
        candidates = self.mnemonics.table[mnemonic]
        if all(self.operand_count[op - FIRST_MACHINE] != self.count for op in candidates.ops):
            raise SyntaxProblem(f"number of operands mismatch for `{mnemonic}'")
        raise SyntaxProblem(f"operand type mismatch for `{mnemonic}'")

    def string_operation(self, mnemonic: str, base: str) -> i64:
        """movsb %ds:(%rsi),%es:(%rdi), xlat %ds:(%rbx): the operands only tell size, segment and
        address size."""
        o = self.operands
        segment = o.segment
        address_size = o.address_size
        prefixes = o.prefixes
        size: i64 = 0
        for i in range(self.count):
            if self.sizes[i] and self.regs[i] != 2:
                size = self.sizes[i]
        if base[:4] == "xlat":
            if self.count != 1 or o.base != RBX or o.index != NO_REGISTER or o.disp or o.symbol:
                raise SyntaxProblem("the operand of `xlat' is (%rbx), (%ebx) or (%bx)")
        elif mnemonic == base and size:
            mnemonic = base + ("b" if size == 8 else "w" if size == 16 else
                               "l" if size == 32 else "q")
        if segment == ES and base[:4] != "xlat":
            segment = NO_REGISTER
        o.clear()
        o.segment = segment
        o.address_size = address_size
        o.prefixes = prefixes
        self.count = 0
        return self.choose(mnemonic)


_DWARF_64: Final = [0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15]
_IN_ORDER: Final = ("ljmp", "ljmpl", "ljmpw", "lcall", "lcalll", "lcallw",
                    "enter", "enterq", "enterl", "enterw")


def register_class(number: i64) -> i64:
    """The class of a register number."""
    if number < 16 or AH <= number < AH + 4 or number == EIZ:
        return CLASS_GPR
    if number < 32:
        return CLASS_VECTOR
    if number < 40:
        return CLASS_MMX
    if number < 48:
        return CLASS_IP
    if number < 64:
        return CLASS_SEGMENT
    if number < 80:
        return CLASS_CONTROL
    if number < 96:
        return CLASS_DEBUG
    return CLASS_ST


def register_code(number: i64, cls: i64, size: i64) -> i64:
    """The operand code of a register; registers that rows name have their own."""
    if cls == CLASS_GPR:
        if number < 3:
            nbytes = size >> 3
            for position in range(len(_FIXED)):
                fixed = _FIXED[position]
                if fixed[0] == number and fixed[1] == nbytes:
                    return CODE_FIXED + position
        return CODE_GPR + (0 if size == 8 else 1 if size == 16 else 2 if size == 32 else 3)
    if cls == CLASS_VECTOR:
        if size == 256:
            return CODE_YMM
        return _XMM0_CODE if number == 16 else CODE_XMM
    if cls == CLASS_MMX:
        return CODE_MMX
    if cls == CLASS_ST:
        return _ST_CODE if number == ST0 else CODE_ST
    if cls == CLASS_SEGMENT:
        return _SEGMENT_CODE + number - ES
    if cls == CLASS_CONTROL:
        return CODE_CONTROL
    if cls == CLASS_DEBUG:
        return CODE_DEBUG
    raise SyntaxProblem("register is not an operand")


def matching_parenthesis(text: str) -> int:
    """Position of the `(` that the last character closes."""
    depth = 0
    pos = len(text) - 1
    while pos >= 0:
        if text[pos] == ")":
            depth += 1
        elif text[pos] == "(":
            depth -= 1
            if depth == 0:
                return pos
        pos -= 1
    raise SyntaxProblem("unbalanced parenthesis")
