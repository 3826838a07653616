"""scanf (C17 7.21.6.2): conversions from a byte source into the objects pointed to."""

from __future__ import annotations

from cspec import floats
from cspec.types import Type
from mypy_extensions import i64

from interp.frame import VaList
from interp.memory import NOTHING, Ptr, set_bytes
from interp.program import Program
from interp.textlib import area

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SPACE = b" \t\n\v\f\r"


def scan(m: Program, get: Callable[[], int], pushed: list[int], text: bytes, values: VaList,
         pos: int) -> int:
    """Run a format; the number of items stored, -1 at the end of input before the first."""
    done = 0
    count = 0
    at = 0

    def next_byte() -> int:
        nonlocal count
        byte = get()
        if byte >= 0:
            count += 1
        return byte

    def back(byte: int) -> None:
        nonlocal count
        if byte >= 0:
            pushed.append(byte)
            count -= 1

    def skip() -> int:
        byte = next_byte()
        while byte >= 0 and byte in SPACE:
            byte = next_byte()
        back(byte)
        return byte

    while at < len(text):
        char = text[at]
        if char in SPACE:
            skip()
            at += 1
            continue
        if char != 37:
            byte = next_byte()
            if byte != char:
                back(byte)
                return done if done or byte >= 0 else -1
            at += 1
            continue
        at += 1
        suppress = text[at:at + 1] == b"*"
        if suppress:
            at += 1
        width = 0
        while at < len(text) and 48 <= text[at] <= 57:
            width = width * 10 + text[at] - 48
            at += 1
        length = ""
        for candidate in ("hh", "h", "ll", "l", "j", "z", "t", "L"):
            if text.startswith(candidate.encode(), at):
                length = candidate
                at += len(candidate)
                break
        if at >= len(text):
            raise m.fault(162, "7.21.6.2p13", "format ends inside a conversion", pos)
        letter = chr(text[at])
        at += 1
        if letter == "%":
            if suppress or width:
                raise m.fault(161, "7.21.6.2p12", "something stands between the percent signs",
                              pos)
            if skip() < 0:
                return done or -1
            byte = next_byte()
            if byte != 37:
                back(byte)
                return done
            continue
        if letter == "n":
            if suppress or width:
                raise m.fault(160, "7.21.6.2p12", "'%n' with a width or '*'", pos)
            store_integer(m, values, length, count, True, pos)
            continue
        inside: frozenset[int] = frozenset()
        if letter == "[":
            negate = text[at:at + 1] == b"^"
            if negate:
                at += 1
            end = text.find(b"]", at + 1)
            if end < 0:
                raise m.fault(162, "7.21.6.2p13", "'%[' without ']'", pos)
            from interp.textlib import expand
            inside = expand(text[at:end])
            if negate:
                inside = frozenset(range(256)) - inside
            at = end + 1
        elif letter not in "diouxXaAeEfFgGcsp":
            raise m.fault(162, "7.21.6.2p13", f"unknown conversion '%{letter}'", pos)
        good = length in ("", "h", "hh", "l", "ll", "j", "z", "t") if letter in "diouxX" else \
            length in ("", "l", "L") if letter in "aAeEfFgG" else length in ("", "l")
        if not good:
            raise m.fault(158, "7.21.6.2p11", f"length modifier '{length}' with '%{letter}'", pos)
        if letter not in "c[":
            if skip() < 0:
                return done or -1
        limit = width or (1 if letter == "c" else 1 << 30)
        taken = bytearray()
        if letter in "c[s":
            while len(taken) < limit:
                byte = next_byte()
                if byte < 0 or letter == "s" and byte in SPACE or letter == "[" \
                        and byte not in inside:
                    back(byte)
                    break
                taken.append(byte)
            if not taken or letter == "c" and len(taken) < limit:
                return done or (-1 if byte < 0 else 0)
            if length == "l":
                store_wide(m, values, bytes(taken), letter != "c", suppress, pos)
                done += not suppress
                continue
            if not suppress:
                target = target_of(m, values, ("p:char",), pos)
                data = bytes(taken) + (b"" if letter == "c" else b"\0")
                area(m, target, len(data), pos, True, 166, "7.21.6.2p12")
                set_bytes(target.obj, target.off, data)
                done += 1
            continue
        while len(taken) < limit:
            byte = next_byte()
            if byte < 0 or not number_prefix(bytes(taken) + bytes([byte]), letter):
                back(byte)
                break
            taken.append(byte)
        word = taken.decode("latin-1")
        value = parse_word(word, letter)
        if value is None:
            return done if done or word or byte >= 0 else -1
        if suppress:
            continue
        if letter == "p":
            assert isinstance(value, int)
            target = target_of(m, values, (), pos)
            found = m.printed_pointers.get(value)
            if found is None and value != 0:
                raise m.fault(168, "7.21.6.2p12", "%p reads a pointer this run never printed",
                              pos)
            from interp.memory import NULL
            m.store_pointer(target.obj, target.off, m.scalar(m.types.void_pointer),
                            found if found is not None else NULL, pos)
        elif letter in "diouxX":
            assert isinstance(value, int)
            store_integer(m, values, length, value, letter in "di", pos)
        else:
            t = {"": m.types.float, "l": m.types.double, "L": m.types.ldouble}[length]
            target = target_of(m, values, ("p:" + t.name,), pos)
            assert isinstance(value, str) and t.format is not None
            real = floats.from_text(value, t.format) if value.strip("+-").lower() not in (
                "inf", "nan", "infinity") else floats.infinity(value.startswith("-"))
            if length == "L":
                m.store_real(target.obj, target.off, m.scalar(t), real, pos)
            else:
                m.store_float(target.obj, target.off, m.scalar(t), floats.to_float(real), pos)
        done += 1
    return done


def store_wide(m: Program, values: VaList, taken: bytes, ended: bool, suppress: bool, pos: int
               ) -> None:
    """Store an input item as wide characters, which ASCII alone has in the one locale."""
    if any(byte > 127 for byte in taken):
        raise m.fault(167, "7.21.6.2p12", "input for a wide conversion is no multibyte text", pos)
    if suppress:
        return
    t = m.types.wchar_t
    target = target_of(m, values, ("p:" + t.name,), pos)
    items = [*taken, 0] if ended else list(taken)
    area(m, target, len(items) * t.size, pos, True, 166, "7.21.6.2p12")
    for index, item in enumerate(items):
        m.store_int(target.obj, target.off + i64(index * t.size), m.scalar(t), item, pos)


def target_of(m: Program, values: VaList, keys: tuple[str, ...], pos: int) -> Ptr:
    """The pointer argument for a conversion."""
    if values.at >= len(values.values):
        raise m.fault(153, "7.21.6.2p2", "too few arguments for the format", pos)
    key = values.types[values.at]
    value = values.values[values.at]
    values.at += 1
    if not isinstance(value, Ptr) or keys and key not in keys:
        raise m.fault(165, "7.21.6.2p10", "argument of a scanf conversion has the wrong type", pos)
    if value.obj.kind == NOTHING:
        raise m.bad_pointer(value, pos)
    return value


def store_integer(m: Program, values: VaList, length: str, value: int, signed: bool, pos: int
                  ) -> None:
    """Store a scanned integer through the next argument."""
    ty = m.types
    table: dict[str, Type] = {"": ty.int, "hh": ty.schar, "h": ty.short, "l": ty.long,
                              "ll": ty.llong, "j": ty.long if ty.long.bits == 64 else ty.llong,
                              "z": ty.signed_of(ty.size_t), "t": ty.ptrdiff_t}
    t = table[length]
    u = ty.unsigned_of(t)
    keys = ("p:" + t.name, "p:" + u.name) if length != "hh" else ("p:char",)
    target = target_of(m, values, keys, pos)
    low = -(1 << (t.bits - 1))
    high = (1 << (t.bits - 1)) - 1 if signed else (1 << t.bits) - 1
    if not low <= value <= high:
        raise m.fault(165, "7.21.6.2p10", f"scanned value {value} does not fit its object", pos)
    if not signed:
        value &= (1 << t.bits) - 1
    m.store_int(target.obj, target.off, m.scalar(t if signed else u), value, pos)


def number_prefix(word: bytes, letter: str) -> bool:
    """Whether a word may still become a matching input item."""
    import re
    if letter in "di":
        pattern = rb"[+-]?(0[xX]?[0-9a-fA-F]*|[0-9]*)$" if letter == "i" else rb"[+-]?[0-9]*$"
    elif letter in "xXp":
        pattern = rb"[+-]?(0[xX])?[0-9a-fA-F]*$"
    elif letter == "o":
        pattern = rb"[+-]?[0-7]*$"
    elif letter == "u":
        pattern = rb"[+-]?[0-9]*$"
    else:
        pattern = (rb"[+-]?(0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*([pP][+-]?[0-9]*)?|[0-9]*\.?[0-9]*"
                   rb"([eE][+-]?[0-9]*)?|[iI]([nN]([fF]([iI][a-zA-Z]*)?)?)?|[nN]([aA][nN]?)?)$")
    return re.match(pattern, word) is not None


def parse_word(word: str, letter: str) -> int | str | None:
    """The value of an input item, None when it does not match."""
    try:
        if letter in "di":
            base = 10
            digits = word.lstrip("+-")
            if letter == "i":
                base = 16 if digits[:2].lower() == "0x" else 8 if digits[:1] == "0" else 10
            return int(word, base)
        if letter == "u":
            return int(word, 10)
        if letter == "o":
            return int(word, 8)
        if letter in "xXp":
            return 0 if word == "(nil)" else int(word, 16)
        stripped = word.lstrip("+-").lower()
        if stripped in ("inf", "nan", "infinity"):
            return word
        if stripped.startswith("0x"):
            float.fromhex(word)
        else:
            float(word)
        return word
    except ValueError:
        return None
