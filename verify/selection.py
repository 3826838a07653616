"""Proofs of instruction selection: IR terms against the meanings in x86's rows.

Problem: a selection rule that is wrong for some immediate or some garbage in a register's upper
bits miscompiles quietly.  Idea: the left side is what `instance.py` makes of it, with loads and
stores over an array of bytes; the right side is a symbolic run of the rows' meanings (the column
that `machine.py` checks on the processor) on whole 64-bit registers.  Registers hold values by the
selector's convention: an integer of n bits in the low n bits, anything above; an i1 as a low byte
of 0 or 1; a float in the low lane.  The result must hold the left side's value by the same
convention, memory must be the same array afterwards.

What the rows' column leaves out is written here once: widths of results in registers (a 32-bit
result clears the upper half), flags, immediates (extended from 32 bits, refused when they do not
fit), masked shift counts, and the instructions with implicit registers.  Sources: Intel SDM volume
1, 3.4.1.1, 3.4.3.1; volume 2, MUL, IMUL, IDIV, UCOMISD, CVTTSD2SI.

Not modelled: alignment faults, and that addresses stay inside their objects.  A load that is folded
reads no byte that the left side does not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.semantics import meaning
from compiler.target.machine import MAX_OPERANDS, OPERAND_IMM, OPERAND_MEM, READ, WRITE
from compiler.target.x86 import registers
from compiler.target.x86 import tables_gen as tables
from compiler.target.x86.names_gen import MEANINGS
from verify import integers
from verify.infer import Typing
from verify.instance import Instance, Path, Side, Value, consistent, width_bits
from verify.language import (
    Computed,
    Literal,
    Name,
    Node,
    Number,
    Rule,
    Term,
    Var,
    as_expr,
)
from verify.machine import ALIASES, CONDITIONS, INVERSES
from verify.memory import MEMORY, read, write
from verify.words import FALSE, TRUE, Unsupported, Z3Domain, any_of, negation

NUMBERS = {name: number for number, name in enumerate(tables.NAMES.split(" "))}
# The IR's operation behind a word of the meaning column.
OPERATIONS = {"add": op.ADD, "sub": op.SUB, "mul": op.MUL, "and": op.AND, "or": op.OR,
              "xor": op.XOR, "shl": op.SHL, "lshr": op.LSHR, "ashr": op.ASHR, "rotl": op.ROTL,
              "rotr": op.ROTR, "bswap": op.BSWAP, "fadd": op.FADD, "fsub": op.FSUB,
              "fmul": op.FMUL, "fdiv": op.FDIV, "fsqrt": op.FSQRT}
INTEGER_TYPES = {8: types.I8, 16: types.I16, 32: types.I32, 64: types.I64, 128: types.I128}
# Rows with implicit registers: their explicit and implicit operands in the order of a rule's term.
IMPLICIT = ("MUL16r", "MUL32r", "MUL64r", "IMUL32r", "IMUL64r", "IDIV32r", "IDIV64r", "CLTD",
            "CQTO")


def fresh(width: int) -> Any:
    """A word of which nothing is known."""
    return z3.BitVec(f"any.{next(Z3Domain.fresh)}", width)


def wide(word: Any) -> Any:
    """A register whose low bits are known."""
    missing = 64 - word.size()
    return z3.Concat(fresh(missing), word) if missing else word


def low(word: Any, width: int) -> Any:
    """The low bits of a register."""
    return z3.Extract(width - 1, 0, word) if word.size() > width else word


def bit(condition: Any) -> Any:
    """A truth value as a byte."""
    return z3.If(condition, z3.BitVecVal(1, 8), z3.BitVecVal(0, 8))


@dataclass
class Result:
    """What one machine instruction leaves: results in order, flags, memory."""

    words: list[Any]
    flags: dict[int, Any] = field(default_factory=dict)


class Selection(Instance):
    """A selection rule at its types."""

    def __init__(self, rule: Rule, typing: Typing, assignment: dict[int, int],
                 dropped: int = -1, logic: ModuleType = integers,
                 fixed: dict[str, int] | None = None) -> None:
        self.reads: dict[str, int] = {}            # address name: bytes that the left side reads
        self.writes: dict[str, int] = {}
        self.memory_left: Any = MEMORY
        self.memory_right: Any = MEMORY
        self.trap: list[Any] = []                  # the right side is undefined
        self.unfit: list[Any] = []                 # an immediate or displacement does not fit
        self.registers: dict[str, Any] = {}
        self.right_definitions: list[Any] = []
        super().__init__(rule, typing, assignment, dropped, logic, fixed)

    def right_is_typed(self) -> bool:
        """Machine code has no types."""
        return True

    # -- the left side ---------------------------------------------------------------------------

    def operation(self, term: Node, type: int, arg_types: list[int], args: list[Value],
                  side: Side) -> Value:
        """Loads and stores beside what `Instance` knows."""
        if term.op == op.LOAD:
            size = types.BYTES[type]
            address = args[0].word
            found = read(MEMORY, address, size)
            bad = FALSE
            if type == types.I1:
                bad = z3.UGT(found, z3.BitVecVal(1, 8))      # a byte that holds no truth value
                found = z3.Extract(0, 0, found)
            if isinstance(term.args[0], Var):
                self.reads[term.args[0].name] = size
            return Value(found, FALSE, any_of([args[0].undefined, args[0].poison, bad]))
        if term.op == op.STORE:
            value = args[1]
            stored = z3.ZeroExt(7, value.word) if arg_types[1] == types.I1 else value.word
            self.memory_left = write(self.memory_left, args[0].word, stored)
            if isinstance(term.args[0], Var):
                self.writes[term.args[0].name] = stored.size() // 8
            # A stored poison may become anything: not used by any rule.
            return Value(z3.BitVecVal(0, 1), value.poison,
                         any_of([args[0].undefined, args[0].poison, value.undefined]))
        return super().operation(term, type, arg_types, args, side)

    # -- the right side --------------------------------------------------------------------------

    def build(self, term: Term, path: Path, side: Side) -> Value:
        """The right side is machine code."""
        if side is self.left:
            return super().build(term, path, side)
        word: Any
        if isinstance(term, Node) and term.function == "mem":
            word = self.address(term)
        else:
            word = self.machine(term, path).words[0] if not self.stores(term) else None
        if word is None:
            self.machine(term, path)
            word = z3.BitVecVal(0, 64)
        found = Value(word, FALSE, any_of(self.trap))
        side.values[path] = found
        side.definitions += self.right_definitions
        return found

    def stores(self, term: Term) -> bool:
        """Whether the root has no result."""
        return op.ROWS[self.rule.left.op][3] == "v"

    def register(self, term: Term, path: Path) -> Any:
        """A value of the left side, or a constant, in a register."""
        if isinstance(term, Var):
            if term.name not in self.registers:
                value = self.value_named(term.name)
                type = self.type_left(self.path_of(term.name))
                self.registers[term.name] = self.hold(value.word, type)
            return self.registers[term.name]
        if isinstance(term, Literal) and not term.text:
            return z3.BitVecVal(term.value, 64)
        if isinstance(term, Computed):
            return integers.modulo(self.number(term.expr), 64)
        raise Unsupported("this operand")

    def hold(self, word: Any, type: int) -> Any:
        """A register that holds a value of this type."""
        return wide(z3.ZeroExt(7, word) if type == types.I1 else word)

    def address(self, term: Node) -> Any:
        """`(mem base index [scale] [disp])`."""
        values: list[Any] = []
        numbers: list[Any] = []
        absent = False
        for arg in term.args:
            if isinstance(arg, Var) and not arg.constant:
                if arg.name == "none":
                    absent = True
                else:
                    values.append(self.register(arg, ()))
            else:
                numbers.append(self.number(as_expr(arg)))
        total = z3.BitVecVal(0, 64) if absent else values.pop(0)
        if values:
            scale = numbers.pop(0) if numbers else 1
            self.unfit.append(negation(any_of(
                [integers.compare("==", scale, allowed) for allowed in (1, 2, 4, 8)])))
            total = total + values.pop(0) * integers.modulo(scale, 64)
        if numbers:
            disp = numbers.pop(0)
            if self.rule.left.op != op.PTRADD:       # addresses: the driver refuses what is too far
                self.unfit.append(negation(integers.between(-1 << 31, disp, 1 << 31)))
            total = total + integers.modulo(disp, 64)
        return total

    def machine(self, term: Term, path: Path) -> Result:
        """A machine term, run."""
        if not isinstance(term, Node):
            return Result([self.register(term, path)])
        if term.op == op.PROJ and not term.machine:
            assert isinstance(term.imm, Number)
            inner = self.machine(term.args[0], (*path, 0))
            return Result([inner.words[term.imm.value]])
        if not term.machine.startswith("x86."):
            raise Unsupported(f"{term.function or op.NAMES[term.op]} on the right")
        name = term.machine[4:]
        if name in IMPLICIT:
            return self.implicit(name, [self.machine(arg, (*path, i)).words[0]
                                        for i, arg in enumerate(term.args)])
        if name not in MEANINGS:
            raise Unsupported(f"{name}, whose row has no meaning")
        return self.row(name, term, path)

    def row(self, name: str, term: Node, path: Path) -> Result:
        """One instruction by its row."""
        target, _, text = MEANINGS[name].partition(" = ")
        operation, *names = text.split()
        if operation == "cc":
            flags = self.machine(term.args[0], (*path, 0)).flags
            return Result([wide(bit(self.holds(name, flags)))])
        base = NUMBERS[name] * MAX_OPERANDS
        count = tables.OPERAND_COUNT[NUMBERS[name]]
        given = list(enumerate(term.args))
        words: dict[str, Any] = {}
        destination: Any = None                     # address of a memory destination
        size_at: dict[str, int] = {}
        taken = [index for index in range(count) if tables.OPERAND_KIND[base + index] == OPERAND_MEM
                 or tables.OPERAND_ACCESS[base + index] & READ
                 and tables.OPERAND_KIND[base + index] != OPERAND_IMM]
        # A row that keeps part of its destination, of which a rule says nothing: anything is kept.
        kept = taken[:1] == [0] and len(taken) == len(given) + 1
        for index in range(count):
            letter = "abcd"[index]
            kind, access = tables.OPERAND_KIND[base + index], tables.OPERAND_ACCESS[base + index]
            size = size_at[letter] = 8 * tables.OPERAND_SIZE[base + index]
            if kind == OPERAND_IMM:
                words[letter] = self.immediate(term, name)
                continue
            if kind != OPERAND_MEM and not access & READ:
                continue
            if kept and index == 0:
                words[letter] = fresh(64)
                continue
            at, arg = given.pop(0)
            if kind == OPERAND_MEM:
                where = self.memory_operand(arg, at, path)
                if operation == "lea":
                    words[letter] = where
                    continue
                if access & WRITE:
                    destination = where
                    self.touched(arg, self.writes, size)
                if access & READ:
                    self.touched(arg, self.reads, size)
                    words[letter] = read(MEMORY, where, size // 8)
            else:
                words[letter] = self.machine(arg, (*path, at)).words[0]
        if given:
            raise Unsupported(f"{name} with so many operands")
        return self.effect(name, target, operation, names, words, size_at, destination)

    def touched(self, arg: Term, allowed: dict[str, int], size: int) -> None:
        """A machine access may not touch more than the left side does."""
        name = arg.name if isinstance(arg, Var) else ""
        if allowed.get(name, 0) * 8 < size:
            self.trap.append(TRUE)

    def memory_operand(self, arg: Term, at: int, path: Path) -> Any:
        """The address of a memory operand."""
        if isinstance(arg, Node) and arg.function == "mem":
            return self.address(arg)
        if isinstance(arg, Var):
            return self.value_named(arg.name).word
        raise Unsupported("this address")

    def immediate(self, term: Node, name: str) -> Any:
        """The immediate operand: as the encoder takes it, extended to 64 bits."""
        if term.imm is None:
            raise Unsupported("a missing immediate")
        if isinstance(term.imm, Name) and "." in term.imm.name:
            raise Unsupported(term.imm.name)
        value = self.number(term.imm)
        width = 8 * tables.OP_SIZE[NUMBERS[name]]
        shift = MEANINGS[name].split()[2] in ("shl", "lshr", "ashr", "rotl", "rotr")
        if shift:
            self.unfit.append(negation(integers.between(0, value, 256)))
        elif width == 64:
            self.unfit.append(negation(integers.between(-1 << 31, value, 1 << 31)))
        elif width:
            self.unfit.append(negation(integers.between(-1 << (width - 1), value, 1 << width)))
        return integers.modulo(value, 64)

    def effect(self, name: str, target: str, operation: str, names: list[str],
               words: dict[str, Any], sizes: dict[str, int], destination: Any) -> Result:
        """The meaning column's effect."""
        if target == "flags":
            return Result([z3.BitVecVal(0, 64)], self.compare(name, operation,
                                                              [words[n] for n in names], sizes))
        width = sizes[target] or 64
        flags: dict[int, Any] = {}
        if operation == "lea":
            found = low(words["b"], width)
        elif operation in ("copy", "bitcast"):
            source = sizes["b"] or width
            width = 32 if re.match("MOVSS|MOVD", name) else 64 if re.match("MOVSD|MOVQ", name) \
                else min(width, source)
            found = low(words["b"], width)
        elif operation in ("sext", "zext"):
            inner = low(words["b"], sizes["b"])
            extend = z3.SignExt if operation == "sext" else z3.ZeroExt
            found = extend(width - sizes["b"], inner)
        elif operation in ("sitofp", "fptosi", "fpext", "fptrunc"):
            found = self.convert(name, operation, words["b"])
        elif operation == "not":
            found = ~low(words["a"], width)
        elif operation == "neg":
            found = -low(words["a"], width)
            flags = self.arithmetic_flags("sub", [z3.BitVecVal(0, width), low(words["a"], width)],
                                          found, width)
        elif operation.startswith("f"):
            width = 32 if re.search("SS..$", name) else 64
            type = types.F32 if width == 32 else types.F64
            found = self.word_of(operation, [low(words[n], width) for n in names], type)
        else:
            given = [low(words[n], width) for n in names]
            if operation in ("shl", "lshr", "ashr", "rotl", "rotr"):
                given[1] = given[1] & z3.BitVecVal(63 if width == 64 else 31, width)
                if operation.startswith("rot") and width < 32:
                    given[1] = given[1] & z3.BitVecVal(width - 1, width)
            found = self.word_of(operation, given, INTEGER_TYPES[width])
            flags = self.arithmetic_flags(operation, given, found, width)
        if destination is not None:
            self.memory_right = write(self.memory_right, destination, found)
            return Result([z3.BitVecVal(0, 64)], flags)
        if found.size() == 32 and not re.search("x.$", name):
            return Result([z3.ZeroExt(32, found)], flags)
        if found.size() < 32 and "a" in words:
            kept = z3.Extract(63, found.size(), words["a"])
            return Result([z3.Concat(kept, found)], flags)
        return Result([wide(found)], flags)

    def word_of(self, operation: str, given: list[Any], type: int) -> Any:
        """An operation by `ir/semantics.py`."""
        number = OPERATIONS[operation]
        domain = Z3Domain(self.floats)
        found = meaning(domain, number, type, 0, [type] * len(given), list(given), 64)
        self.right_definitions += domain.definitions
        return found

    def convert(self, name: str, operation: str, word: Any) -> Any:
        """Conversions; a value out of range gives the indefinite integer."""
        matched = re.match(r"CVTT?(SI|SS|SD)2(SI|SS|SD)(32|64)?", name)
        assert matched is not None
        integer = INTEGER_TYPES[int(matched.group(3) or 32)]
        kinds = {"SI": integer, "SS": types.F32, "SD": types.F64}
        source, target = kinds[matched.group(1)], kinds[matched.group(2)]
        number = {"sitofp": op.SITOFP, "fptosi": op.FPTOSI, "fpext": op.FPEXT,
                  "fptrunc": op.FPTRUNC}[operation]
        domain = Z3Domain(self.floats)
        found: Any = domain.float_convert(number, source, target, low(word, types.BITS[source]))
        self.right_definitions += domain.definitions
        if domain.poison:
            indefinite = z3.BitVecVal(1 << (types.BITS[target] - 1), types.BITS[target])
            found = z3.If(any_of(domain.poison), indefinite, found)
        return found

    # -- flags -----------------------------------------------------------------------------------

    def compare(self, name: str, operation: str, given: list[Any], sizes: dict[str, int]
                ) -> dict[int, Any]:
        """cmp, test, ucomis*."""
        if operation == "fcmp":
            type = types.F32 if "COMISS" in name else types.F64
            a, b = (low(word, types.BITS[type]) for word in given)
            x, y = self.floats.get(a, type), self.floats.get(b, type)
            unordered = z3.Or(z3.fpIsNaN(x), z3.fpIsNaN(y))
            return {registers.FLAG_C: z3.Or(unordered, z3.fpLT(x, y)),
                    registers.FLAG_Z: z3.Or(unordered, z3.fpEQ(x, y)),
                    registers.FLAG_P: unordered, registers.FLAG_S: FALSE, registers.FLAG_O: FALSE}
        width = sizes["a"] or sizes["b"]
        words = [low(word, width) for word in given]
        plain = "sub" if operation == "cmp" else "and"
        found = words[0] - words[1] if plain == "sub" else words[0] & words[1]
        return self.arithmetic_flags(plain, words, found, width)

    @staticmethod
    def arithmetic_flags(operation: str, given: list[Any], found: Any, width: int
                         ) -> dict[int, Any]:
        """Flags after integer arithmetic; those that are not said are unknown."""
        top = width - 1

        def sign(word: Any) -> Any:
            return z3.Extract(top, top, word) == z3.BitVecVal(1, 1)

        parity = z3.Extract(0, 0, found)
        for place in range(1, 8):
            parity = parity ^ z3.Extract(place, place, found)
        flags = {registers.FLAG_Z: found == z3.BitVecVal(0, width), registers.FLAG_S: sign(found),
                 registers.FLAG_P: parity == z3.BitVecVal(0, 1)}
        if operation == "add":
            flags[registers.FLAG_C] = z3.ULT(found, given[0])
            flags[registers.FLAG_O] = sign((given[0] ^ found) & (given[1] ^ found))
        elif operation == "sub":
            flags[registers.FLAG_C] = z3.ULT(given[0], given[1])
            flags[registers.FLAG_O] = sign((given[0] ^ given[1]) & (given[0] ^ found))
        elif operation in ("and", "or", "xor"):
            flags[registers.FLAG_C] = flags[registers.FLAG_O] = FALSE
        elif operation == "mul":
            exact = z3.SignExt(width, given[0]) * z3.SignExt(width, given[1])
            overflow = exact != z3.SignExt(width, found)
            flags = {registers.FLAG_C: overflow, registers.FLAG_O: overflow}
        else:
            flags = {}
        return flags

    @staticmethod
    def holds(name: str, flags: dict[int, Any]) -> Any:
        """The condition in a SETcc's mnemonic."""
        found = re.match(r"SET([A-Z]+)r$", name)
        assert found is not None
        code = ALIASES.get(found.group(1), found.group(1))
        inverse = code in INVERSES
        needed, how = CONDITIONS[INVERSES.get(code, code)]
        values = [flags[flag] if flag in flags else z3.Bool(f"flag.{next(Z3Domain.fresh)}")
                  for flag in needed]
        truth = any_of(values) if how == "or" else z3.Xor(values[0], values[1])
        if how == "le":
            truth = z3.Or(truth, flags[registers.FLAG_Z])
        return negation(truth) if inverse else truth

    # -- implicit registers ----------------------------------------------------------------------

    def implicit(self, name: str, given: list[Any]) -> Result:
        """mul, imul, idiv of one operand; cltd and cqto."""
        if name in ("CLTD", "CQTO"):
            width = 32 if name == "CLTD" else 64
            word = low(given[0], width)
            return Result([self.whole(word >> (width - 1))])
        width = int(re.sub(r"\D", "", name))
        words = [low(word, width) for word in given]
        if name.startswith("IDIV"):
            if z3.simplify(words[2]).eq(z3.simplify(words[1] >> (width - 1))):
                return self.narrow_division(words[1], words[0], width)
            divisor = z3.SignExt(width, words[0])
            dividend = z3.Concat(words[2], words[1])
            quotient, rest = dividend / divisor, z3.SRem(dividend, divisor)
            self.trap += [words[0] == z3.BitVecVal(0, width),
                          quotient != z3.SignExt(width, z3.Extract(width - 1, 0, quotient))]
            return Result([self.whole(low(quotient, width)), self.whole(low(rest, width))])
        extend = z3.ZeroExt if name.startswith("MUL") else z3.SignExt
        product = extend(width, words[0]) * extend(width, words[1])
        overflow = product != extend(width, low(product, width))
        return Result([self.whole(low(product, width)),
                       self.whole(z3.Extract(2 * width - 1, width, product))],
                      {registers.FLAG_C: overflow, registers.FLAG_O: overflow})

    def narrow_division(self, dividend: Any, divisor: Any, width: int) -> Result:
        """Division of a sign-extended dividend: the theorem that division of the same integers
        gives the same quotient and rest at every width that holds them (a test tries it at 8 bits).
        The one quotient that does not fit is that of the most negative number by -1."""
        least = z3.BitVecVal(1 << (width - 1), width)
        self.trap += [divisor == z3.BitVecVal(0, width),
                      z3.And(dividend == least, divisor == z3.BitVecVal(-1, width))]
        return Result([self.whole(dividend / divisor), self.whole(z3.SRem(dividend, divisor))])

    @staticmethod
    def whole(word: Any) -> Any:
        """A result in a register: 32 bits clear the upper half."""
        return z3.ZeroExt(32, word) if word.size() == 32 else wide(word)

    # -- what must hold --------------------------------------------------------------------------

    def failures(self) -> list[z3.BoolRef]:
        """Memory and result, where the left side is defined and no poison."""
        left = self.root
        type = self.type_left(())
        if self.stores(self.rule.right):
            differs = self.memory_left != self.memory_right
        elif types.is_float(type) and not z3.is_false(left.any_nan):
            word = low(self.result.word, types.BITS[type])
            differs = z3.Not(self.floats.get(left.word, type) == self.floats.get(word, type))
        else:
            differs = self.misheld(type)
        defined = negation(left.poison)
        return [z3.And(defined, any_of([*self.trap, *self.unfit, differs]))]

    def misheld(self, type: int) -> Any:
        """The result's register does not hold the left side's value by the convention."""
        if type == types.I1:
            return low(self.result.word, 8) != z3.ZeroExt(7, self.root.word)
        return low(self.result.word, width_bits(type)) != self.root.word

    def theorem(self) -> list[z3.BoolRef]:
        """No integer reading."""
        return []

    def covering(self) -> list[z3.BoolRef]:
        """What every case may assume."""
        return self.applies()


def left_types(typing: Typing) -> list[dict[int, int]]:
    """Assignments of types to the classes of the left side; machine terms need none."""
    classes: list[int] = []
    for variable in typing.left_vars.values():
        found = typing.needed.find(variable)
        if found not in classes:
            classes.append(found)
    made: list[dict[int, int]] = [{}]
    for found in classes:
        allowed = typing.needed.allowed[found]
        chosen = sorted(allowed) if len(allowed) == 1 else \
            [t for t in (types.I8, types.I16, types.I32, types.I64) if t in allowed]
        made = [{**start, found: t} for start in made for t in chosen]
    return [assignment for assignment in made if consistent(typing, assignment, False)]


