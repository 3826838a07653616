"""Constants and string literals as expressions (C17 6.4.4, 6.4.5): their types and values."""

from __future__ import annotations

from cspec import floats
from cspec.constants import (FLOATING, INTEGER, character_value, parse_integer, string_units)
from cspec.diagnostics import Unsupported
from cspec.generic import GenericChecker
from cspec.parser import Node
from cspec.tree import Const, Expr, StringLit
from cspec.types import Type


class LiteralChecker(GenericChecker):
    """Productions that name a value by writing it."""

    def constant(self, node: Node) -> Expr:
        lexeme = node.lexeme(0)
        return self.number(lexeme.text, lexeme.pos)

    def number(self, text: str, pos: int) -> Expr:
        """6.4.4.1 and 6.4.4.2."""
        if "'" in text:
            raise self.diags.fatal("bad-number", pos, text)
        match = INTEGER.match(text)
        if match is not None:
            return self.integer(text, pos)
        match = FLOATING.match(text)
        if match is None:
            raise self.diags.fatal("bad-number", pos, text)
        digits, suffix = match.groups()
        low = suffix.lower()
        imaginary = False
        for mark in "ij":
            if mark in low:
                imaginary = True
                low = low.replace(mark, "", 1)
        ty = self.types
        kinds = {"": ty.double, "f": ty.float, "l": ty.ldouble, "q": ty.float128, "w": ty.ldouble,
                 "f128": ty.float128, "f32": ty.float32, "f64": ty.float64, "d": ty.double,
                 "f32x": ty.float32x, "f64x": ty.float64x}
        t = kinds.get(low)
        if t is None:
            if low in ("df", "dd", "dl"):
                raise Unsupported(pos, "decimal floating point")
            raise self.diags.fatal("bad-number", pos, text)
        assert t.format is not None
        value: object
        real = floats.from_text(digits, t.format)
        value = floats.to_float(real) if t.format.name in ("f32", "f64") else real
        if real.kind == floats.INFINITE:
            self.diags.report("float-constant-range", pos, text)
        if imaginary:
            return Const(ty.complex_of(t), pos, value, True)
        made = Const(t, pos, value)
        made.literal = True
        return made

    def integer(self, text: str, pos: int) -> Expr:
        """The first type of 6.4.4.1p5's list that holds the value."""
        parsed = parse_integer(text)
        if parsed is None:
            raise self.diags.fatal("bad-number", pos, text)
        value, unsigned, longs, decimal = parsed
        ty = self.types
        signed_types = [ty.int, ty.long, ty.llong][longs:]
        unsigned_types = [ty.uint, ty.ulong, ty.ullong][longs:]
        order: list[Type] = []
        for s, u in zip(signed_types, unsigned_types):
            if not unsigned:
                order.append(s)
            if unsigned or not decimal:
                order.append(u)
        for t in order:
            if value < 1 << (t.bits - (1 if t.signed else 0)):
                break
        else:
            if value >= 1 << 64:
                self.diags.report("integer-too-large", pos, text)
                value &= (1 << 64) - 1
            t = ty.ullong
            if decimal and not unsigned:
                self.diags.report("integer-too-large-signed", pos, text)
                t = ty.int128 if ty.target.int128 else ty.ullong
        if text[-1:] in "iIjJ" and text[:2].lower() != "0x" or "i" in text.lower():
            return Const(ty.complex_of(t), pos, value, True)
        made = Const(t, pos, value)
        made.literal = True
        return made

    def e_character(self, node: Node) -> Expr:
        lexeme = node.lexeme(0)
        value, prefix = character_value(self.diags, lexeme.parts[0],
                                        self.types.target.char_signed)
        ty = self.types
        t = {"": ty.int, "L": ty.wchar_t, "u": ty.char16_t, "U": ty.char32_t}[prefix]
        if prefix and not t.signed:
            value &= (1 << t.bits) - 1
        made = Const(t, node.pos, value)
        made.literal = True
        return made

    def e_string(self, node: Node) -> Expr:
        units, prefix = string_units(self.diags, node.lexeme(0).parts)
        ty = self.types
        t = {"": ty.char, "u8": ty.char, "L": ty.wchar_t, "u": ty.char16_t,
             "U": ty.char32_t}[prefix]
        return StringLit(ty.array(t, len(units) + 1), node.pos, units)
