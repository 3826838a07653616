"""<stdio.h> (C17 7.21): streams over host files inside the allowed folder, printf and scanf."""

from __future__ import annotations

import os

from mypy_extensions import i64

from interp.calls import CallN
from interp.formats import format_text
from interp.frame import Frame, VaList
from interp.memory import NOTHING, NULL, STATIC, Obj, Ptr, fill_raw, set_bytes
from interp.program import Program
from interp.scanning import scan
from interp.textlib import area, initialized, integer, pointer


class Stream:
    """An open stream; reading keeps what is left of the input in `buffer`."""

    def __init__(self, number: int, mode: str, name: str) -> None:
        self.number = number
        self.mode = mode
        self.name = name
        self.buffer = b""
        self.at = 0
        self.pushed: list[int] = []
        self.output = bytearray()
        self.eof = False
        self.error = False
        self.last = ""
        self.closed = False
        self.obj: Obj | None = None
        self.line = False
        self.unbuffered = False
        self.told: set[int] = set()
        self.orientation = 0
        self.lost = 0

    def flush(self) -> None:
        """Write what waits."""
        if self.output:
            data = bytes(self.output)
            self.output.clear()
            try:
                while data:
                    data = data[os.write(self.number, data):]
            except OSError:
                self.error = True

    def write(self, data: bytes) -> None:
        self.output += data
        if self.unbuffered or len(self.output) > 65536 or self.line and b"\n" in data:
            self.flush()

    def get(self) -> int:
        """The next byte, -1 at the end."""
        if self.pushed:
            return self.pushed.pop()
        if self.at >= len(self.buffer):
            try:
                self.buffer = os.read(self.number, 65536)
            except OSError:
                self.error = True
                self.buffer = b""
            self.at = 0
            if not self.buffer:
                self.eof = True
                return -1
        value = self.buffer[self.at]
        self.at += 1
        return value

    def position(self) -> int:
        return os.lseek(self.number, 0, 1) - (len(self.buffer) - self.at) - len(self.pushed) \
            + len(self.output)


class Streams:
    """All streams of a run."""

    def __init__(self, m: Program) -> None:
        self.m = m
        self.by_object: dict[int, Stream] = {}
        self.standard: list[Stream] = []
        self.allowed = [os.path.realpath(".")]
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            stream = Stream(number, "r" if number == 0 else "w", name)
            stream.line = number == 1 and os.isatty(1)
            stream.unbuffered = number == 2
            self.add(stream)
            self.standard.append(stream)

    def add(self, stream: Stream) -> Ptr:
        """Give a stream its FILE object."""
        obj = self.m.allocate(stream.name, 8, STATIC, 8, 0)
        obj.native = "FILE"
        stream.obj = obj
        self.by_object[self.m.address(obj)] = stream
        return Ptr(obj, 0)

    def may_open(self, path: str) -> bool:
        """Files only under the allowed folders."""
        real = os.path.realpath(path)
        return any(real == a or real.startswith(a.rstrip("/") + "/") for a in self.allowed)

    def flush_all(self) -> None:
        for stream in self.by_object.values():
            if not stream.closed:
                stream.flush()


def streams(m: Program) -> Streams:
    made = m.streams
    if made is None:
        made = Streams(m)
        m.streams = made
    assert isinstance(made, Streams)
    return made


def stream_of(m: Program, value: object, pos: int) -> Stream:
    """The stream a FILE pointer stands for (7.21.3p4)."""
    p = pointer(value)
    found = streams(m).by_object.get(m.address(p.obj)) if p.obj.kind != NOTHING else None
    if found is None:
        raise m.fault(108, "7.1.4p1", "argument is no FILE pointer", pos)
    if found.closed:
        raise m.fault(148, "7.21.3p4", "use of a FILE pointer after fclose", pos)
    return found


def oriented(m: Program, stream: Stream, pos: int) -> Stream:
    """7.21.2p4: a byte function makes the stream byte-oriented, unless it is wide."""
    if stream.orientation > 0:
        raise m.fault(146, "7.21.2p5", "byte function on a wide-oriented stream", pos)
    stream.orientation = -1
    return stream


def for_reading(m: Program, value: object, pos: int) -> Stream:
    made = oriented(m, stream_of(m, value, pos), pos)
    if made.last == "write" and "+" in made.mode:
        raise m.fault(151, "7.21.5.3p7", "reading after writing without fflush or a seek", pos)
    made.last = "read"
    return made


def for_writing(m: Program, value: object, pos: int) -> Stream:
    made = oriented(m, stream_of(m, value, pos), pos)
    if made.last == "read" and "+" in made.mode and not made.eof:
        raise m.fault(151, "7.21.5.3p7", "writing after reading without a seek", pos)
    made.last = "write"
    return made


def varargs(a: list[object], call: CallN, f: Frame, start: int) -> VaList:
    """The variable arguments of a library call."""
    return VaList(a[start:], call.types[start:], f)


def emit(m: Program, stream: Stream, data: bytes) -> int:
    if stream.mode.startswith("r") and "+" not in stream.mode:
        stream.error = True
        return -1
    stream.write(data)
    return len(data)


def printf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = format_text(m, m.read_string(pointer(a[0]), call.pos), varargs(a, call, f, 1),
                       call.pos)
    return emit(m, oriented(m, streams(m).standard[1], call.pos), text)


def fprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = for_writing(m, a[0], call.pos)
    text = format_text(m, m.read_string(pointer(a[1]), call.pos), varargs(a, call, f, 2),
                       call.pos)
    return emit(m, stream, text)


def put_text(m: Program, p: Ptr, text: bytes, pos: int) -> None:
    area(m, p, len(text) + 1, pos, True)
    set_bytes(p.obj, p.off, text + b"\0")


def sprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = format_text(m, m.read_string(pointer(a[1]), call.pos), varargs(a, call, f, 2),
                       call.pos)
    for value in a[2:]:
        if isinstance(value, Ptr) and value.obj is pointer(a[0]).obj and value.off == \
                pointer(a[0]).off:
            raise m.fault(100, "7.21.6.6p2", "sprintf copies between overlapping objects",
                          call.pos)
    put_text(m, pointer(a[0]), text, call.pos)
    return len(text)


def bounded(m: Program, p: Ptr, size: int, text: bytes, pos: int) -> int:
    if size > 0:
        put_text(m, p, text[:size - 1], pos)
    return len(text)


def snprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = format_text(m, m.read_string(pointer(a[2]), call.pos), varargs(a, call, f, 3),
                       call.pos)
    return bounded(m, pointer(a[0]), integer(a[1]), text, call.pos)


def listed(m: Program, value: object, pos: int) -> VaList:
    made = m.get_va_list(pointer(value), pos)
    if made.spent:
        raise m.fault(169, "7.21.6.8p2", "va_list is used again after a v-function", pos)
    made.spent = True
    return made


def v_text(m: Program, form: object, list_: object, pos: int) -> bytes:
    made = listed(m, list_, pos)
    text = format_text(m, m.read_string(pointer(form), pos), made, pos)
    return text


def vprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return emit(m, oriented(m, streams(m).standard[1], call.pos), v_text(m, a[0], a[1], call.pos))


def vfprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return emit(m, for_writing(m, a[0], call.pos), v_text(m, a[1], a[2], call.pos))


def vsprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = v_text(m, a[1], a[2], call.pos)
    put_text(m, pointer(a[0]), text, call.pos)
    return len(text)


def vsnprintf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return bounded(m, pointer(a[0]), integer(a[1]), v_text(m, a[2], a[3], call.pos), call.pos)


def puts(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    emit(m, oriented(m, streams(m).standard[1], call.pos),
         m.read_string(pointer(a[0]), call.pos) + b"\n")
    return 1


def putchar(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    emit(m, oriented(m, streams(m).standard[1], call.pos), bytes([integer(a[0]) & 255]))
    return integer(a[0]) & 255


def fputs(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return 1 if emit(m, for_writing(m, a[1], call.pos),
                     m.read_string(pointer(a[0]), call.pos)) >= 0 else -1


def fputc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    value = integer(a[0]) & 255
    return value if emit(m, for_writing(m, a[1], call.pos), bytes([value])) >= 0 else -1


def fwrite(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    size, count = integer(a[1]), integer(a[2])
    stream = for_writing(m, a[3], call.pos)
    area(m, pointer(a[0]), size * count, call.pos, False, 109, "7.1.4p1")
    if size * count == 0:
        return 0
    data = initialized_or_padding(m, pointer(a[0]), size * count)
    return count if emit(m, stream, data) >= 0 else 0


def initialized_or_padding(m: Program, p: Ptr, size: int) -> bytes:
    """Bytes of an object as they are (fwrite copies representations)."""
    from interp.memory import bytes_of
    return bytes_of(p.obj, p.off, i64(size))


def getchar(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    streams(m).standard[1].flush()
    return streams(m).standard[0].get()


def fgetc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return for_reading(m, a[0], call.pos).get()


def ungetc(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    value = integer(a[0])
    stream = stream_of(m, a[1], call.pos)
    if value < 0:
        return -1
    if "b" in stream.mode and stream.number > 2 and stream.position() == 0:
        stream.lost = 171
    stream.pushed.append(value & 255)
    stream.eof = False
    return value & 255


def fgets(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, size = pointer(a[0]), integer(a[1])
    stream = for_reading(m, a[2], call.pos)
    area(m, target, max(size, 0), call.pos, True, 109, "7.1.4p1")
    out = bytearray()
    while len(out) < size - 1:
        byte = stream.get()
        if byte < 0:
            break
        out.append(byte)
        if byte == 10:
            break
    if not out:
        if stream.error:
            fill_raw(target.obj.tags, target.off, i64(size), 0)
            target.obj.note = "fgets"
        return NULL
    set_bytes(target.obj, target.off, bytes(out) + b"\0")
    return target


def fread(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    target, size, count = pointer(a[0]), integer(a[1]), integer(a[2])
    stream = for_reading(m, a[3], call.pos)
    total = size * count
    area(m, target, total, call.pos, True, 109, "7.1.4p1")
    out = bytearray()
    while len(out) < total:
        byte = stream.get()
        if byte < 0:
            break
        out.append(byte)
    set_bytes(target.obj, target.off, bytes(out))
    if len(out) < total and stream.error:
        stream.lost = 172
    if size and len(out) % size:
        whole = len(out) // size * size
        fill_raw(target.obj.tags, target.off + i64(whole), i64(size), 0)
        target.obj.note = "fread"
    return len(out) // size if size else 0


MODES = frozenset(x for base in ("r", "w", "a") for x in (
    base, base + "b", base + "+", base + "b+", base + "+b")) | {"wx", "wbx", "w+x", "wb+x",
                                                                "w+bx", "re", "we", "ae", "rt",
                                                                "wt"}


def fopen(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    path = m.read_string(pointer(a[0]), call.pos).decode("utf-8", "surrogateescape")
    mode = m.read_string(pointer(a[1]), call.pos).decode("latin-1")
    if mode not in MODES:
        raise m.fault(150, "7.21.5.3p3", f"fopen mode '{mode}' is not one of the known", call.pos)
    return open_stream(m, path, mode)


def open_stream(m: Program, path: str, mode: str) -> Ptr:
    flags = {"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
             "a": os.O_WRONLY | os.O_CREAT | os.O_APPEND}[mode[0]]
    if "+" in mode:
        flags = flags & ~os.O_WRONLY | os.O_RDWR
    if "x" in mode:
        flags |= os.O_EXCL
    if not streams(m).may_open(path):
        m.set_errno(13)
        return NULL
    try:
        number = os.open(path, flags, 0o666)
    except OSError as error:
        m.set_errno(error.errno or 2)
        return NULL
    except ValueError:
        m.set_errno(22)
        return NULL
    return streams(m).add(Stream(number, mode, path))


def fclose(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    stream.flush()
    stream.closed = True
    if stream.number > 2:
        os.close(stream.number)
    return -1 if stream.error and stream.mode[0] != "r" else 0


def fflush(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    if pointer(a[0]).obj.kind == NOTHING:
        streams(m).flush_all()
        return 0
    stream = stream_of(m, a[0], call.pos)
    if stream.last == "read" and stream.number > 2 or stream.number == 0:
        raise m.fault(149, "7.21.5.2p2", "fflush of an input stream", call.pos)
    stream.flush()
    stream.last = ""
    return 0


def feof(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return int(stream_of(m, a[0], call.pos).eof)


def ferror(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return int(stream_of(m, a[0], call.pos).error)


def clearerr(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    stream.eof = stream.error = False
    return None


def fseek(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    stream.flush()
    offset, whence = integer(a[1]), integer(a[2])
    if m.strict and whence == 0 and "b" not in stream.mode and offset and offset not in stream.told:
        raise m.fault(174, "7.21.9.2p4", "fseek of a text stream to a place that ftell did not "
                      "give", call.pos)
    if whence == 1:
        position_known(m, stream, call.pos)
        offset += stream.position()
        whence = 0
    try:
        os.lseek(stream.number, offset, whence)
    except OSError:
        return -1
    stream.buffer = b""
    stream.at = 0
    stream.pushed = []
    stream.eof = False
    stream.last = ""
    stream.lost = 0
    return 0


def position_known(m: Program, stream: Stream, pos: int) -> None:
    """The file position is not indeterminate (7.21.7.10p5, 7.21.8.1p2)."""
    if stream.lost == 171:
        raise m.fault(171, "7.21.7.10p5", "file position after ungetc at the start of a binary "
                      "stream", pos)
    if stream.lost:
        raise m.fault(172, "7.21.8.1p2", "file position after fread or fwrite failed", pos)


def rewind(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    fseek(m, f, [a[0], 0, 0], call)
    stream_of(m, a[0], call.pos).error = False
    return None


def ftell(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    position_known(m, stream, call.pos)
    try:
        place = stream.position()
    except OSError:
        return -1
    stream.told.add(place)
    return place


def remove(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    path = m.read_string(pointer(a[0]), call.pos).decode("utf-8", "surrogateescape")
    if not streams(m).may_open(path):
        return -1
    try:
        os.remove(path)
    except OSError as error:
        m.set_errno(error.errno or 1)
        return -1
    return 0


def rename(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    names = [m.read_string(pointer(v), call.pos).decode("utf-8", "surrogateescape")
             for v in a[:2]]
    if not all(streams(m).may_open(n) for n in names):
        return -1
    try:
        os.rename(names[0], names[1])
    except OSError as error:
        m.set_errno(error.errno or 1)
        return -1
    return 0


def tmpfile(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    import tempfile
    number, path = tempfile.mkstemp(dir=".")
    os.unlink(path)
    return streams(m).add(Stream(number, "w+", "tmpfile"))


def setvbuf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    mode = integer(a[2])
    stream.unbuffered = mode == 2
    stream.line = mode == 1
    buffer = pointer(a[1])
    if buffer.obj.kind != NOTHING and mode != 2:
        size = integer(a[3])
        area(m, buffer, size, call.pos, True, 109, "7.1.4p1")
        fill_raw(buffer.obj.tags, buffer.off, i64(size), 0)
        buffer.obj.note = "setvbuf"
    return 0


def setbuf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream_of(m, a[0], call.pos).unbuffered = pointer(a[1]).obj.kind == NOTHING
    return None


def perror(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    from interp.textlib import ERRORS
    p = pointer(a[0])
    head = m.read_string(p, call.pos) if p.obj.kind != NOTHING else b""
    text = ERRORS.get(m.get_errno(), b"Unknown error")
    emit(m, streams(m).standard[2], (head + b": " if head else b"") + text + b"\n")
    return None


def scanf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    streams(m).standard[1].flush()
    return scan(m, streams(m).standard[0].get, streams(m).standard[0].pushed,
                m.read_string(pointer(a[0]), call.pos), varargs(a, call, f, 1), call.pos)


def fscanf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = for_reading(m, a[0], call.pos)
    return scan(m, stream.get, stream.pushed, m.read_string(pointer(a[1]), call.pos),
                varargs(a, call, f, 2), call.pos)


class TextSource:
    """A string read byte by byte."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = 0
        self.pushed: list[int] = []

    def get(self) -> int:
        if self.pushed:
            return self.pushed.pop()
        if self.at >= len(self.text):
            return -1
        self.at += 1
        return self.text[self.at - 1]


def sscanf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    source = TextSource(m.read_string(pointer(a[0]), call.pos))
    return scan(m, source.get, source.pushed, m.read_string(pointer(a[1]), call.pos),
                varargs(a, call, f, 2), call.pos)


def vsscanf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    source = TextSource(m.read_string(pointer(a[0]), call.pos))
    return scan(m, source.get, source.pushed, m.read_string(pointer(a[1]), call.pos),
                listed(m, a[2], call.pos), call.pos)


def sprintf_chk(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = format_text(m, m.read_string(pointer(a[3]), call.pos), varargs(a, call, f, 4),
                       call.pos)
    put_text(m, pointer(a[0]), text, call.pos)
    return len(text)


def snprintf_chk(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    text = format_text(m, m.read_string(pointer(a[4]), call.pos), varargs(a, call, f, 5),
                       call.pos)
    return bounded(m, pointer(a[0]), integer(a[1]), text, call.pos)


def vsprintf_chk(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return vsprintf(m, f, [a[0], a[3], a[4]], call)


def vsnprintf_chk(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return vsnprintf(m, f, [a[0], a[1], a[4], a[5]], call)


def fileno(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return stream_of(m, a[0], call.pos).number


def posix_write(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number, size = integer(a[0]), integer(a[2])
    area(m, pointer(a[1]), size, call.pos, False, 109, "7.1.4p1")
    data = initialized(m, pointer(a[1]), size, call.pos)
    if number == 1 or number == 2:
        streams(m).standard[1].flush()
    elif number not in m.opened:
        m.set_errno(9)
        return -1
    try:
        return os.write(number, data)
    except OSError as error:
        m.set_errno(error.errno or 9)
        return -1


def posix_read(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number, size = integer(a[0]), integer(a[2])
    area(m, pointer(a[1]), size, call.pos, True, 109, "7.1.4p1")
    if number > 2 and number not in m.opened:
        m.set_errno(9)
        return -1
    try:
        data = os.read(number, size)
    except OSError as error:
        m.set_errno(error.errno or 9)
        return -1
    target = pointer(a[1])
    set_bytes(target.obj, target.off, data)
    return len(data)


FUNCTIONS = {
    "printf": printf, "fprintf": fprintf, "sprintf": sprintf, "snprintf": snprintf,
    "vprintf": vprintf, "vfprintf": vfprintf, "vsprintf": vsprintf, "vsnprintf": vsnprintf,
    "puts": puts, "putchar": putchar, "fputs": fputs, "fputc": fputc, "putc": fputc,
    "fwrite": fwrite, "getchar": getchar, "fgetc": fgetc, "getc": fgetc, "ungetc": ungetc,
    "fgets": fgets, "fread": fread, "fopen": fopen, "fclose": fclose, "fflush": fflush,
    "feof": feof, "ferror": ferror, "clearerr": clearerr, "fseek": fseek, "rewind": rewind,
    "ftell": ftell, "fseeko": fseek, "ftello": ftell, "remove": remove, "rename": rename,
    "tmpfile": tmpfile, "setvbuf": setvbuf, "setbuf": setbuf, "perror": perror, "scanf": scanf,
    "fscanf": fscanf, "sscanf": sscanf, "vsscanf": vsscanf, "fileno": fileno,
    "write": posix_write, "read": posix_read, "unlink": remove,
    "printf_unlocked": printf, "puts_unlocked": puts, "putchar_unlocked": putchar,
    "fputs_unlocked": fputs, "__builtin___sprintf_chk": sprintf_chk,
    "__builtin___snprintf_chk": snprintf_chk, "__builtin___vsprintf_chk": vsprintf_chk,
    "__builtin___vsnprintf_chk": vsnprintf_chk}
