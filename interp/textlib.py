"""<string.h>, <strings.h>, <ctype.h> (C17 7.24, 7.4) over the byte memory."""

from __future__ import annotations

from mypy_extensions import i64

from interp.calls import CallN
from interp.faults import WrongArgument
from interp.frame import Frame
from interp.memory import (HEAP, NOTHING, NULL, STATIC, Ptr, bytes_of, copy_raw, fill_raw,
                           get_byte, put, set_bytes, take)
from interp.program import Program


def pointer(value: object) -> Ptr:
    if not isinstance(value, Ptr):
        raise WrongArgument
    return value


def integer(value: object) -> int:
    if not isinstance(value, int):
        raise WrongArgument
    return value


def area(m: Program, p: Ptr, size: int, pos: int, write: bool, item: int = 191,
         clause: str = "7.24.1p1") -> None:
    """The memory that a function may access exists (7.24.1p1, p2)."""
    obj = p.obj
    if size == 0 and obj.kind != NOTHING and obj.alive and 0 <= p.off <= obj.size:
        return
    if obj.kind == NOTHING:
        raise m.bad_pointer(p, pos, 192 if clause == "7.24.1p1" else item if item == 187 else 0)
    if not obj.alive:
        raise m.bad_access(obj, p.off, i64(min(max(size, 1), 1 << 61)), pos, write)
    if p.off < 0 or int(p.off) + size > int(obj.size):
        raise m.fault(item, clause, f"{size} bytes are accessed where {int(obj.size - p.off)} "
                      "remain in the object", pos, obj)
    if write and (obj.const or obj.partly_const):
        m.check_const(obj, p.off, i64(size), pos)


def overlap(m: Program, a: Ptr, b: Ptr, size: int, pos: int) -> None:
    """7p?, item 100: copying between objects that overlap."""
    if a.obj is b.obj and a.off < b.off + i64(size) and b.off < a.off + i64(size) and size:
        raise m.fault(100, "7.24.2.1p2", "source and target of the copy overlap", pos, a.obj)


def initialized(m: Program, p: Ptr, size: int, pos: int) -> bytes:
    """Bytes that a function reads as values."""
    off = p.off
    end = off + i64(size)
    while off < end:
        if get_byte(p.obj.tags, off) == 0:
            raise m.uninitialized(p.obj, off, pos)
        off += 1
    return bytes_of(p.obj, p.off, i64(size))


def memcpy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, source, size = pointer(a[0]), pointer(a[1]), integer(a[2])
    area(m, target, size, call.pos, True)
    area(m, source, size, call.pos, False)
    overlap(m, target, source, size, call.pos)
    put(target.obj, target.off, take(source.obj, source.off, i64(size)))
    return target


def mempcpy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    memcpy(m, f, a, call)
    target = pointer(a[0])
    return Ptr(target.obj, target.off + i64(integer(a[2])))


def memmove(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, source, size = pointer(a[0]), pointer(a[1]), integer(a[2])
    area(m, target, size, call.pos, True)
    area(m, source, size, call.pos, False)
    put(target.obj, target.off, take(source.obj, source.off, i64(size)))
    return target


def memset(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, value, size = pointer(a[0]), integer(a[1]), integer(a[2])
    area(m, target, size, call.pos, True)
    if size:
        from interp.memory import drop_pointers
        drop_pointers(target.obj, target.off, i64(size))
        fill_raw(target.obj.data, target.off, i64(size), i64(value & 255))
        fill_raw(target.obj.tags, target.off, i64(size), 1)
    return target


def bzero(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    memset(m, f, [a[0], 0, a[1]], call)
    return None


def bcopy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    memmove(m, f, [a[1], a[0], a[2]], call)
    return None


def memcmp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    left, right, size = pointer(a[0]), pointer(a[1]), integer(a[2])
    area(m, left, size, call.pos, False)
    area(m, right, size, call.pos, False)
    x = initialized(m, left, size, call.pos)
    y = initialized(m, right, size, call.pos)
    return (x > y) - (x < y)


def memchr(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p, wanted, size = pointer(a[0]), integer(a[1]) & 255, integer(a[2])
    if p.obj.kind == NOTHING or not p.obj.alive:
        area(m, p, size, call.pos, False)
    for index in range(size):
        off = p.off + i64(index)
        area(m, Ptr(p.obj, off), 1, call.pos, False)
        if get_byte(p.obj.tags, off) == 0:
            raise m.uninitialized(p.obj, off, call.pos)
        if get_byte(p.obj.data, off) == wanted:
            return Ptr(p.obj, off)
    return NULL


def write_text(m: Program, p: Ptr, text: bytes, pos: int) -> None:
    """Store text and its zero."""
    area(m, p, len(text) + 1, pos, True)
    set_bytes(p.obj, p.off, text + b"\0")


def strlen(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return len(m.read_string(pointer(a[0]), call.pos))


def strnlen(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return len(m.read_string(pointer(a[0]), call.pos, integer(a[1])))


def strcpy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, source = pointer(a[0]), pointer(a[1])
    text = m.read_string(source, call.pos)
    overlap(m, target, source, len(text) + 1, call.pos)
    write_text(m, target, text, call.pos)
    return target


def stpcpy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[1]), call.pos)
    strcpy(m, f, a, call)
    target = pointer(a[0])
    return Ptr(target.obj, target.off + i64(len(text)))


def strncpy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, source, size = pointer(a[0]), pointer(a[1]), integer(a[2])
    text = m.read_string(source, call.pos, size)
    area(m, target, size, call.pos, True)
    overlap(m, target, source, min(size, len(text) + 1), call.pos)
    set_bytes(target.obj, target.off, text + bytes(size - len(text)))
    return target


def stpncpy(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[1]), call.pos, integer(a[2]))
    strncpy(m, f, a, call)
    target = pointer(a[0])
    return Ptr(target.obj, target.off + i64(len(text)))


def strcat(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, source = pointer(a[0]), pointer(a[1])
    old = m.read_string(target, call.pos)
    text = m.read_string(source, call.pos)
    end = Ptr(target.obj, target.off + i64(len(old)))
    overlap(m, end, source, len(text) + 1, call.pos)
    write_text(m, end, text, call.pos)
    return target


def strncat(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, source = pointer(a[0]), pointer(a[1])
    old = m.read_string(target, call.pos)
    text = m.read_string(source, call.pos, integer(a[2]))
    write_text(m, Ptr(target.obj, target.off + i64(len(old))), text, call.pos)
    return target


def compare_text(x: bytes, y: bytes) -> int:
    return (x > y) - (x < y)


def strcmp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return compare_text(m.read_string(pointer(a[0]), call.pos),
                        m.read_string(pointer(a[1]), call.pos))


def strncmp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p, q, size = pointer(a[0]), pointer(a[1]), integer(a[2])
    for index in range(size):
        x = m.read_string(Ptr(p.obj, p.off + i64(index)), call.pos, 1)
        y = m.read_string(Ptr(q.obj, q.off + i64(index)), call.pos, 1)
        if x != y or not x:
            return compare_text(x, y)
    return 0


def strcasecmp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return compare_text(m.read_string(pointer(a[0]), call.pos).lower(),
                        m.read_string(pointer(a[1]), call.pos).lower())


def strncasecmp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    size = integer(a[2])
    return compare_text(m.read_string(pointer(a[0]), call.pos, size).lower(),
                        m.read_string(pointer(a[1]), call.pos, size).lower())


def at(p: Ptr, index: int) -> Ptr:
    """The place `index` bytes on, or null for -1."""
    return NULL if index < 0 else Ptr(p.obj, p.off + i64(index))


def strchr(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos) + b"\0"
    return at(pointer(a[0]), text.find(integer(a[1]) & 255))


def strrchr(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos) + b"\0"
    return at(pointer(a[0]), text.rfind(integer(a[1]) & 255))


def strstr(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos)
    return at(pointer(a[0]), text.find(m.read_string(pointer(a[1]), call.pos)))


def strpbrk(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos)
    wanted = m.read_string(pointer(a[1]), call.pos)
    for index, byte in enumerate(text):
        if byte in wanted:
            return at(pointer(a[0]), index)
    return NULL


def span(text: bytes, wanted: bytes, inside: bool) -> int:
    for index, byte in enumerate(text):
        if (byte in wanted) != inside:
            return index
    return len(text)


def strspn(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return span(m.read_string(pointer(a[0]), call.pos), m.read_string(pointer(a[1]), call.pos),
                True)


def strcspn(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return span(m.read_string(pointer(a[0]), call.pos), m.read_string(pointer(a[1]), call.pos),
                False)


def strtok_r(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    save = pointer(a[2])
    scalar = m.scalar(m.types.char_pointer)
    start = pointer(a[0])
    if start.obj.kind == NOTHING:
        start = m.load_pointer(save.obj, save.off, scalar, call.pos)
    found, rest = token(m, start, m.read_string(pointer(a[1]), call.pos), call.pos)
    m.store_pointer(save.obj, save.off, scalar, rest, call.pos)
    return found


def token(m: Program, start: Ptr, delimiters: bytes, pos: int) -> tuple[Ptr, Ptr]:
    """The next token and where to go on."""
    if start.obj.kind == NOTHING:
        raise m.fault(194, "7.24.5.8p2", "first call of strtok with a null pointer", pos)
    text = m.read_string(start, pos)
    skip = span(text, delimiters, True)
    if skip == len(text):
        return NULL, at(start, skip)
    length = span(text[skip:], delimiters, False)
    if skip + length < len(text):
        end = at(start, skip + length)
        area(m, end, 1, pos, True)
        set_bytes(end.obj, end.off, b"\0")
        return at(start, skip), at(start, skip + length + 1)
    return at(start, skip), at(start, skip + length)


def strtok(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    start = pointer(a[0])
    if start.obj.kind == NOTHING:
        start = m.strtok_rest
    found, m.strtok_rest = token(m, start, m.read_string(pointer(a[1]), call.pos), call.pos)
    return found


def strdup(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos)
    return Ptr(m.make_bytes("", text + b"\0", HEAP, call.pos), 0)


def strndup(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos, integer(a[1]))
    return Ptr(m.make_bytes("", text + b"\0", HEAP, call.pos), 0)


ERRORS = {0: b"Success", 1: b"Operation not permitted", 2: b"No such file or directory",
          9: b"Bad file descriptor", 12: b"Cannot allocate memory", 13: b"Permission denied",
          17: b"File exists", 22: b"Invalid argument", 33: b"Numerical argument out of domain",
          34: b"Numerical result out of range"}


def strerror(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number = integer(a[0])
    text = ERRORS.get(number, b"Unknown error %d" % number)
    made = m.make_bytes("strerror", text + b"\0", STATIC, call.pos)
    made.const = True
    made.note = "strerror"
    return Ptr(made, 0)


def strcoll(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return strcmp(m, f, a, call)


def strxfrm(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[1]), call.pos)
    size = integer(a[2])
    target = pointer(a[0])
    if size:
        area(m, target, size, call.pos, True)
        if len(text) < size:
            set_bytes(target.obj, target.off, text + b"\0")
        else:
            fill_raw(target.obj.tags, target.off, i64(size), 0)
            target.obj.note = "strxfrm"
    return len(text)


def checked(m: Program, value: int, name: str, pos: int) -> int:
    """7.4p1: EOF or the value of an unsigned char."""
    if not -1 <= value <= 255:
        raise m.fault(113, "7.4p1", f"{name} is given {value}, neither EOF nor a value of "
                      "unsigned char", pos)
    return value


CLASSES = {
    "isalnum": b"0-9A-Za-z", "isalpha": b"A-Za-z", "isblank": b" \t", "isdigit": b"0-9",
    "islower": b"a-z", "isupper": b"A-Z", "isspace": b" \t\n\v\f\r", "isxdigit": b"0-9A-Fa-f"}


def expand(spec: bytes) -> frozenset[int]:
    found: set[int] = set()
    index = 0
    while index < len(spec):
        if spec[index + 1:index + 2] == b"-":
            found.update(range(spec[index], spec[index + 2] + 1))
            index += 3
        else:
            found.add(spec[index])
            index += 1
    return frozenset(found)


CTYPE: dict[str, frozenset[int]] = {name: expand(spec) for name, spec in CLASSES.items()}
CTYPE["iscntrl"] = frozenset(range(32)) | {127}
CTYPE["isprint"] = frozenset(range(32, 127))
CTYPE["isgraph"] = frozenset(range(33, 127))
CTYPE["ispunct"] = CTYPE["isgraph"] - CTYPE["isalnum"]


def ctype(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """All is* functions: the name of the callee chooses the class."""
    assert call.direct is not None or call.checked is not None
    obj = call.direct or call.checked
    assert obj is not None
    value = checked(m, integer(a[0]), obj.native, call.pos)
    return 1 if value in CTYPE[obj.native] else 0


def toupper(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    value = checked(m, integer(a[0]), "toupper", call.pos)
    return value - 32 if 97 <= value <= 122 else value


def tolower(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    value = checked(m, integer(a[0]), "tolower", call.pos)
    return value + 32 if 65 <= value <= 90 else value


def chk(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """`__builtin___memcpy_chk` and its like: the last argument is the size of the target."""
    obj = call.direct or call.checked
    assert obj is not None
    name = obj.native.replace("__builtin___", "").replace("_chk", "")
    return FUNCTIONS[name](m, f, a[:-1], call)


FUNCTIONS = {
    "memcpy": memcpy, "mempcpy": mempcpy, "memmove": memmove, "memset": memset, "bzero": bzero,
    "bcopy": bcopy, "memcmp": memcmp, "bcmp": memcmp, "memchr": memchr, "strlen": strlen,
    "strnlen": strnlen, "strcpy": strcpy, "stpcpy": stpcpy, "strncpy": strncpy,
    "stpncpy": stpncpy, "strcat": strcat, "strncat": strncat, "strcmp": strcmp,
    "strncmp": strncmp, "strcasecmp": strcasecmp, "strncasecmp": strncasecmp, "strchr": strchr,
    "strrchr": strrchr, "index": strchr, "rindex": strrchr, "strstr": strstr,
    "strpbrk": strpbrk, "strspn": strspn, "strcspn": strcspn, "strtok": strtok,
    "strtok_r": strtok_r, "strdup": strdup, "strndup": strndup, "strerror": strerror,
    "strcoll": strcoll, "strxfrm": strxfrm, "toupper": toupper, "tolower": tolower}
for _name in CTYPE:
    FUNCTIONS[_name] = ctype
for _name in ("memcpy", "memmove", "mempcpy", "memset", "strcpy", "stpcpy", "strncpy", "stpncpy",
              "strcat", "strncat"):
    FUNCTIONS[f"__builtin___{_name}_chk"] = chk

__all__ = ["FUNCTIONS", "copy_raw"]
