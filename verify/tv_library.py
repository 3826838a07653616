"""Library functions by their contracts, as terms: what translation validation knows of a call.

Problem: a pass may put a smaller function, an operation or a constant in place of a call of the C
library, and legalisation calls the runtime library for operations; as effects of unknown meaning
such calls are never equal.  Idea: a table from names to meanings, read from the standard and used
on both sides alike: copies and fills are block operations, a comparison speaks of the bytes that
it compares, output of a constant text is one effect with that text whoever writes it, functions of
the runtime are operations.

Invariants: a function is known when the front end ties its declaration to a builtin, or when its
name is the runtime's, and the module has no body for it (C17 7.1.3: such names are reserved).  What
a function may leave open (the sign of memcmp) stays open here.  Sources: C17 7.1.4p1, 7.21, 7.24;
GCC internals, "The GCC low-level runtime library".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import CallInfo, Symbol
from compiler.ir.types import F32, F64, F128, I1, I32, I64, I128, type_bits
from verify.tv_terms import (
    AFTER,
    EFFECT,
    GENERAL,
    OPAQUE,
    RESULT,
    SYMBOL,
    UNDEFINED_IF,
    Term,
    Terms,
)

if TYPE_CHECKING:
    from verify.tv_encode import Encoder, Segment

COPIES = {"memcpy": o.MEMCPY, "memmove": o.MEMMOVE, "mempcpy": o.MEMCPY, "memset": o.MEMSET}
DIVISIONS = {"__divti3": o.SDIV, "__udivti3": o.UDIV, "__modti3": o.SREM, "__umodti3": o.UREM}
# name -> (operation, type of operands and result, number of operands)
ARITHMETIC = {"__addtf3": (o.FADD, F128, 2), "__subtf3": (o.FSUB, F128, 2),
              "__multf3": (o.FMUL, F128, 2), "__divtf3": (o.FDIV, F128, 2),
              "fma": (o.FMA, F64, 3), "fmaf": (o.FMA, F32, 3)}
_INTEGERS = {I32: "si", I64: "di", I128: "ti"}
_FLOATS = {F32: "sf", F64: "df", F128: "tf"}
# conversions of the runtime library by name: operation, type of the operand, type of the result
CONVERSIONS = {
    **{f"__float{sign}{i}{f}": (op, integer, float) for integer, i in _INTEGERS.items()
       for float, f in _FLOATS.items() for sign, op in (("", o.SITOFP), ("un", o.UITOFP))},
    **{f"__fix{sign}{f}{i}": (op, float, integer) for integer, i in _INTEGERS.items()
       for float, f in _FLOATS.items() for sign, op in (("", o.FPTOSI), ("uns", o.FPTOUI))},
    "__extendsftf2": (o.FPEXT, F32, F128), "__extenddftf2": (o.FPEXT, F64, F128),
    "__trunctfsf2": (o.FPTRUNC, F128, F32), "__trunctfdf2": (o.FPTRUNC, F128, F64)}
# how all functions of the runtime library begin that code generation calls
RUNTIME = ("__float", "__fix", "__extend", "__trunc", "__eqtf", "__netf", "__lttf", "__letf",
           "__unordtf")
ROOTS = {"sqrt": F64, "sqrtf": F32}
MOST_COMPARED = 16          # bytes of a memcmp that are terms
# name -> (stream argument or -1, format argument)
PRINTING = {"printf": (-1, 0), "fprintf": (0, 1)}


def library_name(call: Instr) -> str:
    """The function of the library that a call names, "" for any other."""
    symbol = call.args[0].aux
    if call.args[0].op != o.ADDR or not isinstance(symbol, Symbol) or symbol.function is not None:
        return ""
    if symbol.name in COPIES or symbol.name in DIVISIONS or symbol.name in ARITHMETIC \
            or symbol.name in CONVERSIONS or symbol.name.startswith(RUNTIME):
        return str(symbol.name)
    return str(symbol.info.builtin) if symbol.info is not None else ""


def reads_or_writes_only(call: Instr, index: int) -> bool:
    """Whether the memory behind an argument is copied or filled and the address not kept."""
    name = library_name(call)
    return name in ("memcpy", "memmove", "memset") and not call.uses \
        and index in ((1,) if name == "memset" else (1, 2))


def literal(terms: Terms, address: Term) -> bytes | None:
    """The text at an address, without its zero, when it is a constant of the module."""
    base, offset = terms.place(address)
    symbol = base.imm
    if base.op != SYMBOL or not isinstance(symbol, Symbol) or symbol.data is None:
        return None
    data = symbol.data
    if data.relocs or not 0 <= offset < data.size or terms.readonly(address, 1) is None:
        return None
    image = bytes(data.image) + bytes(data.size - len(data.image))
    end = image.find(b"\0", offset)
    return image[offset:end] if end >= 0 else None


class Library:
    """The calls of one function."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.terms = encoder.terms

    def call(self, at: Segment, instr: Instr) -> bool:
        """Give a call its meaning; False when it is any call."""
        name = library_name(instr)
        info = instr.aux
        if not name or not isinstance(info, CallInfo) or info.pack:
            return False
        words = [at.word(arg) for arg in instr.args[1:]]
        if name in COPIES and len(words) == 3:
            return self.copying(at, instr, name, words)
        if name in DIVISIONS:
            return self.division(at, instr, DIVISIONS[name], words)
        if name in ARITHMETIC:
            op, type, count = ARITHMETIC[name]
            if [int(arg.type) for arg in instr.args[1:]] != [type] * count or instr.type != type:
                return False
            bits = type_bits(type)
            self.used(at, instr)
            at.define(instr, self.terms.make(op, bits, tuple(words), (type,) * count, type))
            return True
        if name in CONVERSIONS:
            return self.conversion(at, instr, CONVERSIONS[name], words)
        if name in ROOTS and len(words) == 1:
            return self.root(at, instr, ROOTS[name], words[0])
        if name in ("memcmp", "bcmp") and len(words) == 3:
            return self.comparison(at, instr, words)
        if name in ("strcpy", "stpcpy") and len(words) == 2:
            return self.text_copy(at, instr, name, words)
        if name in ("strlen", "strcmp"):
            return self.known_text(at, instr, name, words)
        return self.output(at, instr, name, words)

    def used(self, at: Segment, instr: Instr) -> None:
        """Poison in an argument is undefined behaviour."""
        for arg in instr.args[1:]:
            at.demand(at.bad(arg), "poison")

    # -- memory ------------------------------------------------------------------------------

    def copying(self, at: Segment, instr: Instr, name: str, words: list[Term]) -> bool:
        """memcpy and its kind are block operations."""
        terms = self.terms
        self.used(at, instr)
        if name == "memset":
            words[1] = terms.extract(words[1], 0, 8)
        self.encoder.transfer(at, COPIES[name], words)
        if instr.type:
            at.define(instr, terms.add(words[0], words[2], words[0].width)
                      if name == "mempcpy" else words[0])
        return True

    def text_copy(self, at: Segment, instr: Instr, name: str, words: list[Term]) -> bool:
        """strcpy of a known text."""
        terms = self.terms
        text = literal(terms, words[1])
        if text is None:
            return False
        self.used(at, instr)
        bits = terms.pointer_bits
        self.encoder.transfer(at, o.MEMCPY, [*words, terms.const(len(text) + 1, bits)])
        if instr.type:
            at.define(instr, words[0] if name == "strcpy" else
                      terms.add(words[0], terms.const(len(text), bits), bits))
        return True

    def known_text(self, at: Segment, instr: Instr, name: str, words: list[Term]) -> bool:
        """strlen and strcmp of known texts."""
        texts = [literal(self.terms, word) for word in words]
        known = [text for text in texts if text is not None]
        if len(known) != len(texts) or len(known) != (1 if name == "strlen" else 2):
            return False
        if name == "strcmp" and known[0] != known[1]:
            return False                                 # only the sign is known
        self.used(at, instr)
        width = self.encoder.width(int(instr.type))
        at.define(instr, self.terms.const(len(known[0]) if name == "strlen" else 0, width))
        return True

    def comparison(self, at: Segment, instr: Instr, words: list[Term]) -> bool:
        """memcmp: zero when the bytes are equal, else a function of them that is not zero."""
        terms = self.terms
        count = words[2].imm
        if words[2].op != o.CONST or not isinstance(count, int) or count > MOST_COMPARED:
            return False
        self.used(at, instr)
        zero = terms.const(0, 32)
        if count == 0:
            at.define(instr, zero)
            return True
        loaded = []
        for address in words[:2]:
            self.encoder.promise_access(at, address, count)
            owner = self.encoder.owner(address)
            loaded.append(terms.load(at.memory[owner], address, 8 * count, 0))
        sign = terms.raw(OPAQUE, 32, tuple(loaded), "memcmp")
        differs = terms.choose(terms.make(o.EQ, 1, (sign, zero)), terms.const(1, 32), sign)
        at.define(instr, terms.choose(terms.make(o.EQ, 1, tuple(loaded)), zero, differs))
        return True

    # -- arithmetic --------------------------------------------------------------------------

    def division(self, at: Segment, instr: Instr, op: int, words: list[Term]) -> bool:
        """128-bit division, in one word or in halves."""
        terms = self.terms
        self.used(at, instr)
        if len(words) == 4:
            words = [terms.concat(words[1], words[0]), terms.concat(words[3], words[2])]
        if [word.width for word in words] != [128, 128]:
            return False
        at.demand(terms.raw(UNDEFINED_IF, 1, tuple(words), op), "trap")
        self.give(at, instr, terms.make(op, 128, tuple(words), (I128, I128), I128))
        return True

    def conversion(self, at: Segment, instr: Instr, what: tuple[int, int, int], words: list[Term]
                   ) -> bool:
        """A conversion between integers and floats, or of floats."""
        terms = self.terms
        op, source, result = what
        self.used(at, instr)
        if len(words) == 2:
            words = [terms.concat(words[1], words[0])]
        width = self.encoder.width(result)
        if [word.width for word in words] != [self.encoder.width(source)]:
            return False
        self.give(at, instr, terms.make(op, width, tuple(words), (source,), result))
        return True

    def give(self, at: Segment, instr: Instr, made: Term) -> None:
        """The result of a call, whole or in two halves."""
        if made.width == 128 and self.encoder.width(int(instr.type)) == 64:
            at.parts[int(instr.id)] = [self.terms.extract(made, 64, 64)]
            made = self.terms.extract(made, 0, 64)
        at.define(instr, made)

    def root(self, at: Segment, instr: Instr, type: int, word: Term) -> bool:
        """sqrt: an operation, but for negative numbers, where it sets errno (C17 7.12.7.5)."""
        terms = self.terms
        width = word.width
        negative = terms.make(o.FOLT, 1, (word, terms.const(0, width)), (type, type), I1)
        memory = dict(at.memory)
        effect = self.encoder.effect(at, instr)
        for key, before in memory.items():
            at.memory[key] = terms.choose(negative, at.memory[key], before)
        value = terms.make(o.FSQRT, width, (word,), (type,), type)
        at.define(instr, terms.choose(negative, terms.raw(RESULT, width, (effect,), 0), value))
        return True

    # -- output ------------------------------------------------------------------------------

    def output(self, at: Segment, instr: Instr, name: str, words: list[Term]) -> bool:
        """Output of texts and characters: one effect, by what is written to which stream."""
        terms = self.terms
        made = self.written(name, words)
        if made is None:
            return False
        template, operands, stream = made
        self.used(at, instr)
        width = self.encoder.width(int(instr.type)) if instr.type else 0
        if template == b"":
            if width:
                at.define(instr, terms.raw(OPAQUE, width, (), (name, "of nothing"))
                          if name != "printf" else terms.const(0, width))
            return True
        where = [] if stream is None else [stream]
        key = ("memory", GENERAL)
        effect = terms.raw(EFFECT, 0, (at.memory[key], *where, *operands),
                           ("output", template, len(where)))
        at.memory[key] = terms.raw(AFTER, 0, (effect,))
        if width:
            at.define(instr, terms.raw(RESULT, width, (effect,), name))
        return True

    def written(self, name: str, words: list[Term]
                ) -> tuple[bytes, list[Term], Term | None] | None:
        """(text with %s and %c for operands, operands, stream or None for stdout)."""
        terms = self.terms
        if name == "puts" and len(words) == 1:
            return self.formatted(b"%s\n", words, None)
        if name == "putchar" and len(words) == 1:
            return self.formatted(b"%c", words, None)
        if name == "fputs" and len(words) == 2:
            return self.formatted(b"%s", words[:1], words[1])
        if name in ("fputc", "putc") and len(words) == 2:
            return self.formatted(b"%c", words[:1], words[1])
        if name == "fwrite" and len(words) == 4:
            text = literal(terms, words[0])
            one, count = words[1], words[2]
            if one.op == o.CONST and one.imm == 1 and count.op == o.CONST and text is not None \
                    and isinstance(count.imm, int) and count.imm <= len(text):
                return self.plain(text[:count.imm]), [], words[3]
            return None
        if name in PRINTING:
            stream, format = PRINTING[name]
            if len(words) <= format:
                return None
            text = literal(terms, words[format])
            if text is None:
                return None
            return self.formatted(text, words[format + 1:],
                                  words[stream] if stream >= 0 else None)
        return None

    def plain(self, text: bytes) -> bytes:
        """A text as a template."""
        return text.replace(b"%", b"%%")

    def formatted(self, format: bytes, words: list[Term], stream: Term | None
                  ) -> tuple[bytes, list[Term], Term | None] | None:
        """A format of texts, %s and %c; None when it has other conversions."""
        terms = self.terms
        parts = format.split(b"%")
        made = parts[0]
        operands: list[Term] = []
        left = list(words)
        rest = parts[1:]
        while rest:
            part = rest.pop(0)
            if part[:1] in (b"s", b"c") and left:
                word = left.pop(0)
                text = literal(terms, word) if part[:1] == b"s" else None
                if part[:1] == b"c" and word.op == o.CONST and isinstance(word.imm, int):
                    text = bytes([word.imm & 255])
                if text is not None:
                    made += self.plain(text)
                else:
                    made += b"%" + part[:1]
                    operands.append(word if part[:1] == b"s" else terms.extract(word, 0, 8))
                made += part[1:]
            elif part == b"" and rest:
                made += b"%%" + rest.pop(0)
            else:
                return None
        return made, operands, stream
