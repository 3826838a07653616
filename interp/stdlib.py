"""<stdlib.h>, <setjmp.h>, <signal.h>, <time.h>, <locale.h>, <assert.h> and POSIX's commonest."""

from __future__ import annotations

import os
import time

from mypy_extensions import i64

from cspec import floats
from interp.faults import Aborted, Exit, LongJump
from interp.calls import CallN
from interp.frame import Frame
from interp.memory import (CODE, HEAP, NOTHING, NULL, STATIC, UNTYPED, Chunk, Ptr, fill_raw,
                           put, take)
from interp.program import Program
from interp.stdiolib import streams
from interp.textlib import area, integer, pointer


def malloc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return allocate(m, integer(a[0]), call.pos)


def allocate(m: Program, size: int, pos: int, align: int = 16) -> Ptr:
    """Storage, or null (with ENOMEM) when the size is beyond all memory."""
    if size > m.max_memory or size >> (m.types.pointer_size * 8 - 1):
        m.set_errno(12)
        return NULL
    return Ptr(m.allocate("", size, HEAP, align, pos), 0)


def calloc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    made = allocate(m, integer(a[0]) * integer(a[1]), call.pos)
    fill_raw(made.obj.tags, 0, made.obj.size, UNTYPED)
    return made


def freeable(m: Program, p: Ptr, pos: int) -> None:
    """7.22.3.3p2: a pointer from an allocation that lives."""
    obj = p.obj
    if obj.kind != HEAP:
        raise m.fault(179, "7.22.3.3p2", "free or realloc of something never allocated", pos, obj)
    if not obj.alive:
        raise m.fault(179, "7.22.3.3p2", "free or realloc of memory that is already freed", pos,
                      obj)
    if p.off != 0:
        raise m.fault(179, "7.22.3.3p2", "free or realloc of a pointer into an allocation", pos,
                      obj)


def free(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p = pointer(a[0])
    if p.obj.kind == NOTHING and p.off == 0:
        return None
    freeable(m, p, call.pos)
    m.kill(p.obj, call.pos, "freed")
    return None


def realloc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p, size = pointer(a[0]), integer(a[1])
    if p.obj.kind == NOTHING and p.off == 0:
        return allocate(m, size, call.pos)
    freeable(m, p, call.pos)
    if size == 0:
        m.kill(p.obj, call.pos, "freed by realloc")
        return NULL
    made = allocate(m, size, call.pos)
    if made.obj.kind == NOTHING:
        return made
    keep = min(i64(size), p.obj.size)
    put(made.obj, 0, take(p.obj, 0, keep))
    made.obj.note = "realloc" if i64(size) > p.obj.size else p.obj.note
    m.kill(p.obj, call.pos, "reallocated")
    return made


def aligned_alloc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    align, size = integer(a[0]), integer(a[1])
    if align <= 0 or align & (align - 1) or size % align:
        raise m.fault(178, "7.22.3.1p2", f"aligned_alloc({align}, {size}): alignment not a power "
                      "of two, or size no multiple of it", call.pos)
    return allocate(m, size, call.pos, align)


def posix_memalign(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p, align, size = pointer(a[0]), integer(a[1]), integer(a[2])
    if align & (align - 1) or align % m.types.pointer_size or align == 0:
        return 22       # EINVAL
    if align > m.max_memory:
        return 12       # ENOMEM
    made = allocate(m, size, call.pos, align)
    if made.obj.kind == NOTHING and size:
        return 12
    m.store_pointer(p.obj, p.off, m.scalar(m.types.void_pointer), made, call.pos)
    return 0


def alloca(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    made = m.allocate("alloca", integer(a[0]), 0, 16, call.pos)
    f.allocas.append(made)
    return Ptr(made, 0)


def abort(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise_signal(m, 6, call.pos)
    raise Aborted(6)


def exit_(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    if m.exiting:
        raise m.fault(182, "7.22.4.4p2", "exit is called while exit runs", call.pos)
    run_exit_handlers(m)
    raise Exit(integer(a[0]) & 255)


def run_exit_handlers(m: Program) -> None:
    """7.22.4.4p3: in reverse order of registration."""
    m.exiting = True
    while m.exit_handlers:
        m.call_back(m.exit_handlers.pop(), [], 0)
    m.run_special("destructor")
    streams(m).flush_all()


def quick_exit(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise Exit(integer(a[0]) & 255)


def atexit(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    m.exit_handlers.append(pointer(a[0]))
    return 0


def absolute(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = call.direct or call.checked
    assert obj is not None
    value = integer(a[0])
    bits = 32 if obj.native == "abs" else m.types.long.bits if obj.native == "labs" else 64
    if value == -(1 << (bits - 1)):
        raise m.fault(119, "7.22.6.1p2", f"{obj.native} of the least value", call.pos)
    return abs(value)


def divide(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = call.direct or call.checked
    assert obj is not None
    t = {"div": m.types.int, "ldiv": m.types.long}.get(obj.native, m.types.llong)
    x, y = integer(a[0]), integer(a[1])
    if y == 0 or y == -1 and x == -(1 << (t.bits - 1)):
        raise m.fault(119, "7.22.6.2p3", f"result of {obj.native} cannot be represented",
                      call.pos)
    q = abs(x) // abs(y)
    q = -q if (x < 0) != (y < 0) else q
    holder = m.allocate("", 2 * t.size, 0, t.size, call.pos)
    s = m.scalar(t)
    m.store_int(holder, 0, s, q, call.pos)
    m.store_int(holder, i64(t.size), s, x - q * y, call.pos)
    return take(holder, 0, i64(2 * t.size))


def leading_number(text: bytes, base: int) -> tuple[int, int]:
    """(value, length used) of strtol's subject sequence; length 0: none."""
    at = 0
    while at < len(text) and text[at] in b" \t\n\v\f\r":
        at += 1
    negative = text[at:at + 1] == b"-"
    if text[at:at + 1] in (b"-", b"+"):
        at += 1
    low = text[at:at + 3].lower()
    if base in (0, 16) and low[:2] == b"0x" and low[2:3] and low[2:3] in b"0123456789abcdef":
        at += 2
        base = 16
    elif base == 0:
        base = 8 if low[:1] == b"0" else 10
    start = at
    value = 0
    while at < len(text):
        char = chr(text[at]).lower()
        digit = ord(char) - 48 if char.isdigit() else ord(char) - 87 if "a" <= char <= "z" else 99
        if digit >= base:
            break
        value = value * base + digit
        at += 1
    if at == start:
        return 0, 0
    return -value if negative else value, at


def strtol(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = call.direct or call.checked
    assert obj is not None
    name = obj.native
    p = pointer(a[0])
    value, used = leading_number(m.read_string(p, call.pos), integer(a[2]))
    end = pointer(a[1])
    if end.obj.kind != NOTHING:
        m.store_pointer(end.obj, end.off, m.scalar(m.types.char_pointer),
                        Ptr(p.obj, p.off + i64(used)), call.pos)
    bits = 64 if "ll" in name or "max" in name else m.types.long.bits
    if "tou" in name:
        if abs(value) >= 1 << bits:
            m.set_errno(34)
            return (1 << bits) - 1
        return value & ((1 << bits) - 1)
    low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    if not low <= value <= high:
        m.set_errno(34)
        return low if value < 0 else high
    return value


def atoi(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = call.direct or call.checked
    assert obj is not None
    value, _ = leading_number(m.read_string(pointer(a[0]), call.pos), 10)
    bits = 32 if obj.native == "atoi" else m.types.long.bits if obj.native == "atol" else 64
    if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        raise m.fault(119, "7.22.1p1", f"result of {obj.native} cannot be represented", call.pos)
    return value


def leading_float(text: bytes) -> tuple[str, int]:
    """(the subject sequence of strtod, its end), '' for none."""
    import re
    match = re.match(rb"[ \t\n\v\f\r]*([+-]?(?:0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)"
                     rb"(?:[pP][+-]?[0-9]+)?|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
                     rb"|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN]))", text)
    if match is None:
        return "", 0
    return match.group(1).decode(), match.end()


def strtod(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = call.direct or call.checked
    assert obj is not None
    p = pointer(a[0])
    word, used = leading_float(m.read_string(p, call.pos))
    if len(a) > 1:
        end = pointer(a[1])
        if end.obj.kind != NOTHING:
            m.store_pointer(end.obj, end.off, m.scalar(m.types.char_pointer),
                            Ptr(p.obj, p.off + i64(used)), call.pos)
    t = {"strtof": m.types.float, "strtold": m.types.ldouble}.get(obj.native, m.types.double)
    assert t.format is not None
    bare = word.lower().lstrip("+-")
    if not word:
        real = floats.zero()
    elif bare.startswith("inf"):
        real = floats.infinity(word.startswith("-"))
    elif bare.startswith("nan"):
        real = floats.nan()
    else:
        real = floats.from_text(word, t.format)
        if real.kind == floats.INFINITE:
            m.set_errno(34)
    return real if obj.native == "strtold" else floats.to_float(real)


def rand(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    m.seed = (m.seed * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
    return m.seed >> 33


def srand(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    m.seed = integer(a[0])
    return None


def compare_call(m: Program, compare: Ptr, x: Ptr, y: Ptr, pos: int) -> int:
    result = m.call_back(compare, [x, y], pos)
    if not isinstance(result, int):
        raise m.fault(88, "6.9.1p12", "comparison function returns no value", pos)
    return result


def qsort(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """A merge sort on copies; the comparator must be consistent and leave the array alone."""
    base, count, size = pointer(a[0]), integer(a[1]), integer(a[2])
    compare = pointer(a[3])
    if compare.obj.kind != CODE:
        raise m.fault(187, "7.22.5p1", "qsort without a comparison function", call.pos)
    area(m, base, count * size, call.pos, True, 187, "7.22.5p1")
    items = [take(base.obj, base.off + i64(k * size), i64(size)) for k in range(count)]
    before = take(base.obj, base.off, i64(count * size)) if count * size else None
    scratch = m.allocate("", 2 * size, HEAP, 16, call.pos)
    m.memory_used -= 2 * size

    def less(x: Chunk, y: Chunk) -> int:
        put(scratch, 0, x)
        put(scratch, i64(size), y)
        return compare_call(m, compare, Ptr(scratch, 0), Ptr(scratch, i64(size)), call.pos)

    ordered = merge_sort(items, less)
    for k in range(len(ordered) - 1):
        if less(ordered[k + 1], ordered[k]) < 0 or (
                less(ordered[k], ordered[k + 1]) > 0):
            raise m.fault(188, "7.22.5p4", "the comparison function contradicts itself", call.pos)
    if before is not None:
        now = take(base.obj, base.off, i64(count * size))
        if list(now.data) != list(before.data):
            raise m.fault(188, "7.22.5p3", "the comparison function changes the array", call.pos)
    for k, item in enumerate(ordered):
        put(base.obj, base.off + i64(k * size), item)
    return None


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def merge_sort(items: list[Chunk], less: Callable[[Chunk, Chunk], int]) -> list[Chunk]:
    """A stable sort by a three-way comparison."""
    if len(items) <= 1:
        return items
    middle = len(items) // 2
    left = merge_sort(items[:middle], less)
    right = merge_sort(items[middle:], less)
    out: list[Chunk] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if less(right[j], left[i]) < 0:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    return out + left[i:] + right[j:]


def bsearch(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    key, base, count, size = pointer(a[0]), pointer(a[1]), integer(a[2]), integer(a[3])
    compare = pointer(a[4])
    area(m, base, count * size, call.pos, False, 187, "7.22.5p1")
    results = []
    for k in range(count):
        place = Ptr(base.obj, base.off + i64(k * size))
        results.append(compare_call(m, compare, key, place, call.pos))
    signs = [(r < 0) - (r > 0) for r in results]
    if signs != sorted(signs):
        raise m.fault(189, "7.22.5.1p3", "bsearch over an array that is not sorted", call.pos)
    for k, r in enumerate(results):
        if r == 0:
            return Ptr(base.obj, base.off + i64(k * size))
    return NULL


def getenv(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name = m.read_string(pointer(a[0]), call.pos).decode("utf-8", "surrogateescape")
    value = os.environ.get(name)
    if value is None:
        return NULL
    made = m.make_bytes("getenv", value.encode("utf-8", "surrogateescape") + b"\0", STATIC,
                        call.pos)
    made.const = True
    made.note = "getenv"
    return Ptr(made, 0)


def longjmp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """7.13.2.1: to a setjmp whose function still runs."""
    p, value = pointer(a[0]), integer(a[1]) if len(a) > 1 else 1
    area(m, p, 8, call.pos, False, 126, "7.13.2.1p2")
    if m.exiting:
        raise m.fault(183, "7.22.4.4p3", "longjmp out of a function called by exit", call.pos)
    try:
        token = m.load_int(p.obj, p.off, m.scalar(m.types.ulong), call.pos)
    except Exception as error:
        raise m.fault(126, "7.13.2.1p2", "longjmp with a buffer that setjmp never filled",
                      call.pos, p.obj) from error
    frame = m.jump_frames.get(token)
    if frame is None or not frame.alive:
        raise m.fault(126, "7.13.2.1p2", "longjmp to a function that has returned", call.pos)
    raise LongJump(token, value or 1)


def assert_fail(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = m.read_string(pointer(a[0]), call.pos)
    file = m.read_string(pointer(a[1]), call.pos)
    function = m.read_string(pointer(a[3]), call.pos)
    streams(m).flush_all()
    streams(m).standard[2].write(b"%s:%d: %s: Assertion `%s' failed.\n" % (
        file, integer(a[2]), function, text))
    raise Aborted(6)


COMPUTATIONAL = frozenset((8, 4, 11))


def raise_signal(m: Program, number: int, pos: int) -> int:
    """Deliver a signal to its handler (7.14.2.1)."""
    handler = m.signals.get(number)
    if handler is None or handler.obj.kind == NOTHING and handler.off == 0:
        if number in (17, 18, 23, 28):
            return 0
        raise Aborted(number)
    if handler.obj.kind == NOTHING:
        return 0
    m.signals.pop(number, None)
    outer = m.raising
    m.raising = True
    m.call_back(handler, [number], pos)
    m.raising = outer
    if number == 7:
        raise m.fault(129, "7.14.1.1p3", "handler of a fault signal returns", pos)
    if number in COMPUTATIONAL:
        raise m.fault(130, "7.14.1.1p3", "handler of a fault signal returns", pos)
    return 0


def raise_(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    if m.raising:
        raise m.fault(131, "7.14.1.1p4", "a handler that raise or abort called calls raise",
                      call.pos)
    return raise_signal(m, integer(a[0]), call.pos)


def signal(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number, handler = integer(a[0]), pointer(a[1])
    if not 1 <= number <= 64 or number in (9, 19):
        m.set_errno(22)
        return Ptr(NULL.obj, -1)
    if handler.obj.kind != CODE and not (handler.obj.kind == NOTHING and 0 <= handler.off <= 1):
        raise m.fault(128, "7.14.1.1p2", "handler is no function", call.pos)
    old = m.signals.get(number, NULL)
    m.signals[number] = handler
    return old


def time_(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    now = int(time.time())
    p = pointer(a[0])
    if p.obj.kind != NOTHING:
        m.store_int(p.obj, p.off, m.scalar(m.types.long), now, call.pos)
    return now


def clock(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return int(time.process_time() * 1000000)


def difftime(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return float(integer(a[0]) - integer(a[1]))


def setlocale(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p = pointer(a[1])
    if p.obj.kind != NOTHING and m.read_string(p, call.pos) not in (b"", b"C", b"POSIX"):
        return NULL
    made = m.make_bytes("setlocale", b"C\0", STATIC, call.pos)
    made.const = True
    made.note = "setlocale"
    return Ptr(made, 0)


def errno_location(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return Ptr(m.errno(), 0)


def identity(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return a[0]


def nothing(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return None


def null(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return NULL


def unreachable(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise m.fault(1, "GNU", "__builtin_unreachable is reached", call.pos)


def trap(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise Aborted(4)


def bits_function(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """clz, ctz, ffs, popcount, parity, clrsb, bswap and their widths."""
    obj = call.direct or call.checked
    assert obj is not None
    name = obj.native.replace("__builtin_", "")
    value = integer(a[0])
    if name.startswith("bswap"):
        size = int(name[5:]) // 8
        return int.from_bytes((value & ((1 << size * 8) - 1)).to_bytes(size, "little"), "big")
    bits = 64 if name.endswith("ll") else m.types.long.bits if name.endswith("l") else 32
    word = name.rstrip("l")
    plain = value & ((1 << bits) - 1)
    if word == "popcount":
        return plain.bit_count()
    if word == "parity":
        return plain.bit_count() & 1
    if word == "ffs":
        return (plain & -plain).bit_length()
    if word == "clrsb":
        if value < 0:
            plain = ~value
        return bits - 1 - plain.bit_length()
    if plain == 0:
        raise m.fault(1, "GNU", f"__builtin_{name} of zero", call.pos)
    if word == "clz":
        return bits - plain.bit_length()
    return (plain & -plain).bit_length() - 1


def overflow(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """`__builtin_saddl_overflow` and its like."""
    obj = call.direct or call.checked
    assert obj is not None
    name = obj.native.replace("__builtin_", "").replace("_overflow", "")
    x, y, p = integer(a[0]), integer(a[1]), pointer(a[2])
    op = name[-3:]
    kind = name[:-3]
    ty = m.types
    t = {"s": ty.int, "sl": ty.long, "sll": ty.llong, "u": ty.uint, "ul": ty.ulong,
         "ull": ty.ullong}[kind]
    exact = x + y if op == "add" else x - y if op == "sub" else x * y
    from cspec.fold import wrap
    wrapped = wrap(exact, t)
    m.store_int(p.obj, p.off, m.scalar(t), wrapped, call.pos)
    return int(wrapped != exact)


def assume_aligned(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p, align = pointer(a[0]), integer(a[1])
    if align and m.address_of(p) % align and len(a) < 3:
        raise m.fault(1, "GNU", f"__builtin_assume_aligned: not aligned to {align}", call.pos)
    return p


def float_constant(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = call.direct or call.checked
    assert obj is not None
    name = obj.native.replace("__builtin_", "")
    nan = "nan" in name
    if name.endswith("l") and name not in ("huge_val",):
        return floats.nan() if nan else floats.infinity(False)
    return float("nan") if nan else float("inf")


def frame_address(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    from cspec.diagnostics import Unsupported
    raise Unsupported(call.pos, "frame or return address")


FUNCTIONS = {
    "malloc": malloc, "calloc": calloc, "realloc": realloc, "free": free,
    "aligned_alloc": aligned_alloc, "posix_memalign": posix_memalign, "alloca": alloca,
    "__builtin_alloca_with_align": alloca, "abort": abort, "exit": exit_, "_exit": quick_exit,
    "_Exit": quick_exit, "quick_exit": quick_exit, "atexit": atexit, "abs": absolute,
    "labs": absolute, "llabs": absolute, "imaxabs": absolute, "div": divide, "ldiv": divide,
    "lldiv": divide, "strtol": strtol, "strtoll": strtol, "strtoul": strtol, "strtoull": strtol,
    "strtoimax": strtol, "strtoumax": strtol, "atoi": atoi, "atol": atoi, "atoll": atoi,
    "strtod": strtod, "strtof": strtod, "strtold": strtod, "atof": strtod, "rand": rand,
    "srand": srand, "random": rand, "srandom": srand, "qsort": qsort, "bsearch": bsearch,
    "getenv": getenv, "longjmp": longjmp, "_longjmp": longjmp, "siglongjmp": longjmp,
    "__assert_fail": assert_fail, "raise": raise_, "signal": signal, "time": time_,
    "clock": clock, "difftime": difftime, "setlocale": setlocale,
    "__errno_location": errno_location, "__builtin_expect": identity,
    "__builtin_expect_with_probability": identity, "__builtin_prefetch": nothing,
    "__builtin_unreachable": unreachable, "__builtin_trap": trap, "__sync_synchronize": nothing,
    "__atomic_thread_fence": nothing, "__atomic_signal_fence": nothing,
    "__builtin___clear_cache": nothing, "__builtin_stack_save": null,
    "__builtin_stack_restore": nothing, "__builtin_assume_aligned": assume_aligned,
    "__builtin_extract_return_addr": identity, "__builtin_return_address": frame_address,
    "__builtin_frame_address": frame_address}
for _name in ("clz", "ctz", "clrsb", "popcount", "parity"):
    for _suffix in ("", "l", "ll"):
        FUNCTIONS[f"__builtin_{_name}{_suffix}"] = bits_function
for _name in ("ffs", "ffsl", "ffsll", "__builtin_bswap16", "__builtin_bswap32",
              "__builtin_bswap64"):
    FUNCTIONS[_name] = bits_function
for _op in ("add", "sub", "mul"):
    for _kind in ("s", "sl", "sll", "u", "ul", "ull"):
        FUNCTIONS[f"__builtin_{_kind}{_op}_overflow"] = overflow
for _name in ("huge_val", "huge_valf", "huge_vall", "inf", "inff", "infl", "nan", "nanf", "nanl",
              "nans", "nansf", "nansl"):
    FUNCTIONS["__builtin_" + _name] = float_constant
