"""What rows of AArch64 and RISC-V say they compute, read over any domain of `ir/semantics.py`.

Problem: the prover and the check under qemu-user must read the meaning column alike, else the check
says nothing about the proofs.  Idea: one evaluator; over Z3 terms it makes formulas, over ints what
the processor is compared with.  Words that only a machine has (`bfi`, `cset`) are derived: a row of
`WORDS` says each in the IR's operations.

A meaning is `operand = expression`, `flags = expression` or `jump (expression)`; expressions are
prefix terms over operand letters and numbers: `a = sext (add.i32 b c)`.  `op.T` computes at type T
on the low bits of its operands; without T at the width of what the result is for; comparisons and
conversions at the width of the operands read.  `zext`, `sext` widen to the destination.  Rows of
vectors work lane by lane; a comparison fills its lane.  `W` is the width, `Q` the number of a NaN's
quiet bit, `C` the carry flag, `(cond k)` whether condition number k holds; in bit-field moves k is
lsb + (width << 8).

A row that writes flags beside its result takes them from its outermost operation.  A result of 32
bits clears the rest of AArch64's registers and is boxed in RISC-V's float registers.  Sources: Arm
ARM (DDI 0487) C1.2.4 (conditions), shared/functions (AddWithCarry, FPMaxNum, VFPExpandImm); RISC-V
unprivileged architecture 20191213, 12.2 (NaN boxing).
"""

from __future__ import annotations

import functools
import importlib
import re
from typing import Any

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.semantics import EQUAL, GREATER, LESS, UNORDERED, Domain, meaning
from compiler.target.arm.registers import FLAG_C, FLAG_N, FLAG_V, FLAG_Z
from compiler.target.machine import MAX_OPERANDS, OPERAND_MEM, OPERAND_REG

# A parsed meaning: a letter, a number, or (operation, type or "", arguments).
Meaning = str | tuple[str, str, tuple["Meaning", ...]]
TYPES = {name: number for number, name in enumerate(types.NAMES)}
INTEGER_TYPES = {1: types.I1, 8: types.I8, 16: types.I16, 32: types.I32, 64: types.I64}
FLOAT_TYPES = {32: types.F32, 64: types.F64}
FLOAT_OPERATIONS = (*range(op.FADD, op.FMA + 1), *range(op.FOEQ, op.FUNO + 1))
BOXES = 0xFFFFFFFF << 32
NAN = 0x7FC00000                # the canonical one, of 32 bits
FLAGS = (FLAG_N, FLAG_Z, FLAG_C, FLAG_V)

# Derived words: parameters, and what they stand for.
WORDS: dict[str, tuple[str, str]] = {
    **{f"zext{n}": ("x", f"zext (trunc.i{n} x)") for n in (8, 16, 32)},
    **{f"sext{n}": ("x", f"sext (trunc.i{n} x)") for n in (8, 16, 32)},
    **{f"{name}m": ("x y", f"{name} x (and y (sub W 1))") for name in ("shl", "lshr", "ashr")},
    "rotrm": ("x y", "rotr x y"),
    "udivz": ("x y", "select (eq y 0) 0 (udiv x y)"),
    "sdivz": ("x y", "select (eq y 0) 0 (select (eq y -1) (sub 0 x) (sdiv x y))"),
    "adc": ("x y", "add (add x y) C"),
    "sbc": ("x y", "add (add x (xor y -1)) C"),
    "cls": ("x", "sub (clz (xor x (ashr x 1))) 1"),
    "ctlz": ("x", "clz x"),
    "swap_bits": ("x n m", "or (and (lshr x n) m) (shl (and x m) n)"),
    "rbit": ("x", "bswap (swap_bits (swap_bits (swap_bits x 1 0x5555555555555555)"
                  " 2 0x3333333333333333) 4 0x0F0F0F0F0F0F0F0F)"),
    "rev16": ("x", "swap_bits x 8 0x00FF00FF00FF00FF"),
    "extr": ("x y k", "or (lshr y k) (shl (shl x 1) (sub (sub W 1) k))"),
    # constants and bit-fields: `lsb k` and `bits k` are the parts of k
    "movz": ("k", "shl (and k 0xFFFF) (lshr k 16)"),
    "movn": ("k", "xor (movz k) -1"),
    "movk": ("x k", "or (and x (xor (shl 0xFFFF (lshr k 16)) -1)) (movz k)"),
    "above": ("k", "sub W (bits k)"),
    "beyond": ("k", "sub (above k) (lsb k)"),
    "ubfx": ("x k", "lshr (shl x (beyond k)) (above k)"),
    "sbfx": ("x k", "ashr (shl x (beyond k)) (above k)"),
    "ubfiz": ("x k", "lshr (shl x (above k)) (beyond k)"),
    "sbfiz": ("x k", "ashr (shl x (above k)) (beyond k)"),
    "bfi": ("x y k", "or (and x (xor (ubfiz -1 k) -1)) (ubfiz y k)"),
    "bfxil": ("x y k", "or (and x (xor (lshr -1 (above k)) -1)) (ubfx y k)"),
    "bitsel": ("m x y", "or (and x m) (and y (xor m -1))"),
    # conditions
    "csel": ("x y k", "select (cond k) x y"),
    "csinc": ("x y k", "select (cond k) x (add y 1)"),
    "csinv": ("x y k", "select (cond k) x (xor y -1)"),
    "csneg": ("x y k", "select (cond k) x (sub 0 y)"),
    "cset": ("k", "zext (cond k)"),
    "csetm": ("k", "sext (cond k)"),
    # lanes
    "smax": ("x y", "select (slt x y) y x"),
    "smin": ("x y", "select (slt x y) x y"),
    "umax": ("x y", "select (ult x y) y x"),
    "umin": ("x y", "select (ult x y) x y"),
    # floats
    "fmaxp": ("x y", "select (funo x y) (fadd x y) (select (foeq x y) (and x y)"
                     " (select (folt x y) y x))"),
    "fminp": ("x y", "select (funo x y) (fadd x y) (select (foeq x y) (or x y)"
                     " (select (folt x y) x y))"),
    "quiet": ("x", "and (funo x x) (ne (and x (shl 1 Q)) 0)"),
    "fmax": ("x y", "select (quiet x) y (select (quiet y) x (fmaxp x y))"),
    "fmin": ("x y", "select (quiet x) y (select (quiet y) x (fminp x y))"),
    "ftrunc": ("x", "select (folt (fabs x) (sitofp (shl.i64 1 62)))"
                    " (fcopysign (sitofp (fptosi.i64 x)) x) x"),
    "ffloor": ("x", "select (folt x (ftrunc x)) (fsub (ftrunc x) (sitofp 1)) (ftrunc x)"),
    "fceil": ("x", "select (folt (ftrunc x) x) (fadd (ftrunc x) (sitofp 1)) (ftrunc x)"),
    "half": ("", "fdiv (sitofp 1) (sitofp 2)"),
    "fround": ("x", "select (fole half (fabs (fsub x (ftrunc x))))"
                    " (fadd (ftrunc x) (fcopysign (sitofp 1) x)) (ftrunc x)"),
    "whole": ("", "sitofp (shl 1 (add Q 1))"),
    "frinte": ("x", "select (folt (fabs x) whole)"
                    " (fcopysign (fsub (fadd (fabs x) whole) whole) x) x"),
    "fnearby": ("x", "frinte x"),
    "fpimm": ("k", "xor (fdiv (fmul (sitofp (add 16 (and k 15)))"
                   " (sitofp (shl 1 (xor (and (lshr k 4) 7) 4)))) (sitofp 128))"
                   " (shl (lshr k 7) (sub W 1))"),
}
# Flags of the outermost operation: the second operand inverted, the carry in (-1: the flag).
SUMS = {"add": (False, 0), "cmn": (False, 0), "sub": (True, 1), "cmp": (True, 1),
        "adc": (False, -1), "sbc": (True, -1)}


class Unreadable(Exception):
    """A meaning that has no reading, at this width."""


@functools.cache
def parse(text: str) -> tuple[str, Meaning]:
    """`a = sext (add.i32 b c)`: destination and expression; `jump` is a destination."""
    if text.startswith("jump "):
        return "jump", parse_term(text[6:-1])
    target, _, expression = text.partition(" = ")
    return target.strip(), parse_term(expression)


def parse_term(text: str) -> Meaning:
    """One expression."""
    words = re.findall(r"[()]|[^\s()]+", f"({text})")

    def term() -> Meaning:
        word: str = words.pop(0)
        if word != "(":
            return word
        head, _, type = words.pop(0).partition(".")
        args: list[Meaning] = []
        while words[0] != ")":
            args.append(term())
        words.pop(0)
        return head, type, tuple(args)

    return term()


@functools.cache
def expanded(expression: Meaning) -> Meaning:
    """The same with no derived word outermost."""
    head, args = (expression, ()) if isinstance(expression, str) else (expression[0], expression[2])
    if head not in WORDS:
        return expression
    names, text = WORDS[head]
    return expanded(substituted(parse_term(text), dict(zip(names.split(), args, strict=True))))


def substituted(expression: Meaning, given: dict[str, Meaning]) -> Meaning:
    """Arguments for parameters."""
    if isinstance(expression, str):
        return given.get(expression, expression)
    head, type, args = expression
    return head, type, tuple(substituted(arg, given) for arg in args)


class Evaluator:
    """Evaluates expressions over operands.

    `words`: letter -> (word, its width); `sizes`: bits of each register or memory operand as the
    row reads it; `flags`: FLAG_* -> word of width 1.
    """

    def __init__(self, domain: Domain, words: dict[str, tuple[object, int]], sizes: dict[str, int],
                 flags: dict[int, object]) -> None:
        self.domain = domain
        self.words = words
        self.sizes = sizes
        self.flags = flags

    def settle(self, number: int, found: object, width: int) -> object:
        """The result of an operation; what makes it poison or undefined is in the domain."""
        raise NotImplementedError

    def constant(self, word: object) -> int:
        """The number that an immediate is."""
        assert isinstance(word, int)
        return word

    def evaluate(self, expression: Meaning, width: int) -> object:
        """The word of an expression, `width` bits wide."""
        expression = expanded(expression)
        domain = self.domain
        if isinstance(expression, str):
            return self.leaf(expression, width)
        head, type_name, args = expression
        if type_name:
            width = types.BITS[TYPES[type_name]]
        if head in ("copy", "load", "trunc", "bitcast"):
            return self.evaluate(args[0], width)
        if head in ("zext", "sext"):
            inner = self.inner_width(args[0])
            return domain.extend(self.evaluate(args[0], inner), inner, width, head == "sext")
        if head == "cond":
            return self.holds(self.constant(self.evaluate(args[0], 64)))
        if head in ("lsb", "bits"):
            assert isinstance(args[0], str)
            return domain.low(self.part(args[0], head == "bits"), 64, width)
        if head == "select":
            truth = self.evaluate(args[0], 1)
            if isinstance(truth, int):
                return self.evaluate(args[1 if truth else 2], width)
            yes, no = self.evaluate(args[1], width), self.evaluate(args[2], width)
            return domain.choose(truth, yes, no, width)
        number = op.BY_NAME[head]
        from_types, to_type = self.types_of(number, args, width)
        given = [self.evaluate(arg, types.type_bits(type, 64))
                 for arg, type in zip(args, from_types, strict=True)]
        found = meaning(domain, number, to_type, 0, from_types, given, 64)
        if found is None:
            raise Unreadable(head)
        return self.settle(number, found, types.type_bits(to_type, 64))

    def part(self, letter: str, bits: bool) -> object:
        """A part of lsb + (width << 8), in a word of 64 bits."""
        value = self.constant(self.words[letter][0])
        return self.domain.const(value >> 8 if bits else value & 255, 64)

    def leaf(self, name: str, width: int) -> object:
        """An operand, a number, or one of W, Q, C."""
        if name in self.words:
            word, held = self.words[name]
            if held < width:
                raise Unreadable(f"{width} bits of {name}")
            return word if held == width else self.domain.low(word, held, width)
        if name == "C":
            return self.domain.extend(self.flags[FLAG_C], 1, width, False)
        value = width if name == "W" else {32: 22, 64: 51}[width] if name == "Q" else int(name, 0)
        return self.domain.const(value, width)

    def inner_width(self, expression: Meaning) -> int:
        """The width of what is extended, converted or compared; 64 for numbers alone."""
        return self.own_width(expression) or 64

    def own_width(self, expression: Meaning) -> int:
        """The width that an expression has by itself, 0 for one of numbers alone."""
        expression = expanded(expression)
        if isinstance(expression, str):
            return self.sizes.get(expression, 0)
        head, type_name, args = expression
        if type_name:
            return types.BITS[TYPES[type_name]]
        number = op.BY_NAME.get(head, 0)
        if head == "cond" or op.EQ <= number <= op.FUNO:
            return 1
        if op.FPTOSI <= number <= op.FPTRUNC:
            return 0                # whatever is asked for
        return max(map(self.own_width, args), default=0)

    def types_of(self, number: int, args: tuple[Meaning, ...], width: int) -> tuple[list[int], int]:
        """Types of an operation's operands and of its result, from the widths about it."""
        within = max(map(self.own_width, args)) or width
        try:
            if op.FOEQ <= number <= op.FUNO:
                return [FLOAT_TYPES[within]] * len(args), types.I1
            if op.EQ <= number <= op.ULE:
                return [INTEGER_TYPES[within]] * len(args), types.I1
            if number in (op.FPTOSI, op.FPTOUI):
                return [FLOAT_TYPES[within]], INTEGER_TYPES[width]
            if number in (op.SITOFP, op.UITOFP):
                return [INTEGER_TYPES[within]], FLOAT_TYPES[width]
            if number in (op.FPEXT, op.FPTRUNC):
                return [FLOAT_TYPES[within]], FLOAT_TYPES[width]
            found = FLOAT_TYPES if number in FLOAT_OPERATIONS else INTEGER_TYPES
            return [found[width]] * len(args), found[width]
        except KeyError:
            raise Unreadable(f"{op.NAMES[number]} at {width} bits") from None

    # -- flags -------------------------------------------------------------------------------

    def inverse(self, truth: object) -> object:
        """Not."""
        return self.domain.bit_xor(truth, self.domain.const(1, 1), 1)

    def holds(self, number: int) -> object:
        """Whether a condition holds."""
        d, flags = self.domain, self.flags
        signed_less = d.bit_xor(flags[FLAG_N], flags[FLAG_V], 1)
        not_zero = self.inverse(flags[FLAG_Z])
        found = [flags[FLAG_Z], flags[FLAG_C], flags[FLAG_N], flags[FLAG_V],
                 d.bit_and(flags[FLAG_C], not_zero, 1), self.inverse(signed_less),
                 d.bit_and(not_zero, self.inverse(signed_less), 1), d.const(1, 1)][number >> 1]
        return self.inverse(found) if number & 1 and number != 15 else found

    def flags_of(self, expression: Meaning, width: int) -> dict[int, object]:
        """The flags after an expression, from its outermost operation."""
        assert isinstance(expression, tuple)
        head, _, args = expression
        d = self.domain
        if head == "fcmp":
            if width not in FLOAT_TYPES:
                raise Unreadable(f"fcmp at {width} bits")
            x, y = (self.evaluate(arg, width) for arg in args)
            less, equal, greater, unordered = (
                d.float_compare(relation, FLOAT_TYPES[width], x, y)
                for relation in (LESS, EQUAL, GREATER, UNORDERED))
            carry = d.bit_or(d.bit_or(equal, greater, 1), unordered, 1)
            return {FLAG_N: less, FLAG_Z: equal, FLAG_C: carry, FLAG_V: unordered}
        x, y = (self.evaluate(arg, width) for arg in args)
        carry = overflow = d.const(0, 1)
        if head in ("and", "tst"):
            found = d.bit_and(x, y, width)
        else:
            inverted, start = SUMS[head]
            if inverted:
                y = d.bit_xor(y, d.const(-1, width), width)
            first = self.flags[FLAG_C] if start < 0 else d.const(start, 1)
            more = width + 1
            total = d.add(d.extend(x, width, more, False), d.extend(y, width, more, False), more)
            total = d.add(total, d.extend(first, 1, more, False), more)
            found = d.low(total, more, width)
            carry = self.bit(total, width, more)
            same = d.bit_and(d.bit_xor(x, found, width), d.bit_xor(y, found, width), width)
            overflow = self.bit(same, width - 1, width)
        return {FLAG_N: self.bit(found, width - 1, width),
                FLAG_Z: d.equal(found, d.const(0, width), width), FLAG_C: carry, FLAG_V: overflow}

    def bit(self, word: object, place: int, width: int) -> object:
        """One bit of a word."""
        d = self.domain
        return d.low(d.lshr(word, d.const(place, width), width), width, 1)


class Row:
    """A row with a meaning, beside what the tables say of its operands."""

    def __init__(self, machine: str, name: str) -> None:
        tables = row_tables(machine)
        self.name = name
        self.machine = machine
        self.index = opcode_numbers(machine)[name]
        self.count = tables.OPERAND_COUNT[self.index]
        base = self.index * MAX_OPERANDS
        self.kinds = list(tables.OPERAND_KIND[base:base + self.count])
        self.accesses = list(tables.OPERAND_ACCESS[base:base + self.count])
        self.classes = list(tables.OPERAND_CLASS[base:base + self.count])
        self.bits = [8 * size or 64 for size in tables.OPERAND_SIZE[base:base + self.count]]
        self.reads_flags = bool(tables.FLAGS_READ[self.index])
        self.writes_flags = bool(tables.FLAGS_WRITTEN[self.index])
        self.meaning = meanings(machine)[name]
        self.target, self.expression = parse(self.meaning)
        lanes = re.search(r"_\d+([BHSD])v", name) if machine == "arm" else None
        self.lane = 8 << "BHSD".index(lanes[1]) if lanes else 0       # bits, 0: no vector
        self.sizes = {"abcd"[i]: self.bits[i] for i in range(self.count)
                      if self.kinds[i] in (OPERAND_REG, OPERAND_MEM)}

    @property
    def width(self) -> int:
        """Bits of the result, or of what is compared."""
        return self.sizes["a" if self.target in ("flags", "jump") else self.target]

    def boxes(self, i: int) -> bool:
        """Whether an operand is a RISC-V float of 32 bits in a register."""
        return (self.machine == "riscv" and self.kinds[i] == OPERAND_REG and self.classes[i] == 2
                and self.bits[i] == 32)

    def unbox(self, domain: Domain, i: int, word: object) -> object:
        """A float register of 64 bits as an operand reads it: all but moves and stores take what is
        not boxed for a NaN."""
        moves = isinstance(self.expression, tuple) and (
            "bitcast" in self.meaning or self.kinds["abcd".index(self.target)] == OPERAND_MEM)
        float_bits = domain.low(word, 64, 32)
        if moves:
            return float_bits
        above = domain.low(domain.lshr(word, domain.const(32, 64), 64), 64, 32)
        return domain.choose(domain.equal(above, domain.const(-1, 32), 32), float_bits,
                             domain.const(NAN, 32), 32)

    def run(self, evaluator: Evaluator) -> tuple[object, dict[int, object]]:
        """The word that the row writes, as wide as its operand, and the flags."""
        flags: dict[int, object] = {}
        if self.writes_flags:
            flags = evaluator.flags_of(self.expression, self.width)
        if self.target == "flags":
            return evaluator.domain.const(0, 64), flags
        if self.target == "jump":
            return evaluator.evaluate(self.expression, 1), flags
        if self.lane:
            return self.lanes(evaluator), flags
        return evaluator.evaluate(self.expression, self.width), flags

    def lanes(self, evaluator: Evaluator) -> object:
        """The same for each lane."""
        d, whole, lane = evaluator.domain, self.width, self.lane
        expression = expanded(self.expression)
        head = "copy" if isinstance(expression, str) else expression[0]
        truth = op.EQ <= op.BY_NAME.get(head, 0) <= op.FUNO
        words = evaluator.words
        result = d.const(0, whole)
        for at in range(0, whole, lane):
            place = d.const(at, whole)
            evaluator.words = {
                letter: (d.low(d.lshr(word, place, whole), whole, lane), lane)
                if letter in self.sizes else (word, width)
                for letter, (word, width) in words.items()}
            evaluator.sizes = dict.fromkeys(self.sizes, lane)
            found = evaluator.evaluate(self.expression, 1 if truth else lane)
            found = d.extend(found, 1 if truth else lane, lane, True)
            result = d.bit_or(result, d.shl(d.extend(found, lane, whole, False), place, whole),
                              whole)
        evaluator.words, evaluator.sizes = words, self.sizes
        return result


@functools.cache
def row_tables(machine: str) -> Any:
    """A machine's generated tables."""
    return importlib.import_module(f"compiler.target.{machine}.tables_gen")


@functools.cache
def opcode_numbers(machine: str) -> dict[str, int]:
    """Opcode name -> index into the tables."""
    return {name: number for number, name in enumerate(row_tables(machine).NAMES.split(" "))}


def meanings(machine: str) -> dict[str, str]:
    """Opcode name -> meaning."""
    found: dict[str, str] = importlib.import_module(f"compiler.target.{machine}.names_gen").MEANINGS
    return found
