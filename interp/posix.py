"""Files by number, environment and what else of POSIX programs use; streams reopened and placed.

Also the hooks that the library's C part (`interp/clib/`) stands on: `__vouch_...`.
"""

from __future__ import annotations

import os

from cspec.diagnostics import Unsupported
from interp.calls import CallN
from interp.frame import Frame
from interp.memory import NOTHING, NULL, STATIC, Ptr, set_bytes
from interp.program import Program
from interp.scanning import scan
from interp.stdiolib import (MODES, Stream, fopen, for_reading, for_writing, listed, stream_of,
                             streams)
from interp.textlib import area, integer, pointer

OPEN_FLAGS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_TRUNC \
    | os.O_APPEND | os.O_CLOEXEC


def path_of(m: Program, value: object, pos: int) -> str:
    return m.read_string(pointer(value), pos).decode("utf-8", "surrogateescape")


def failed(m: Program, error: OSError) -> int:
    """-1 with errno set."""
    m.set_errno(error.errno or 5)
    return -1


# ---- files by number

def open_(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    path, flags = path_of(m, a[0], call.pos), integer(a[1])
    mode = integer(a[2]) if len(a) > 2 else 0o600
    return open_number(m, path, flags, mode, call.pos)


def open_number(m: Program, path: str, flags: int, mode: int, pos: int) -> int:
    if flags & ~OPEN_FLAGS:
        raise Unsupported(pos, f"open flags {flags & ~OPEN_FLAGS:#o}")
    if not streams(m).may_open(path):
        m.set_errno(13)
        return -1
    try:
        number = os.open(path, flags, mode & 0o777)
    except OSError as error:
        return failed(m, error)
    m.opened.add(number)
    return number


def creat(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return open_number(m, path_of(m, a[0], call.pos), os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
                       integer(a[1]), call.pos)


def close(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number = integer(a[0])
    if number not in m.opened:
        m.set_errno(9)
        return -1
    m.opened.discard(number)
    os.close(number)
    return 0


def lseek(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number = integer(a[0])
    if number not in m.opened and number > 2:
        m.set_errno(9)
        return -1
    try:
        return os.lseek(number, integer(a[1]), integer(a[2]))
    except OSError as error:
        return failed(m, error)


def access(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    path = path_of(m, a[0], call.pos)
    if streams(m).may_open(path) and os.access(path, integer(a[1])):
        return 0
    m.set_errno(13 if os.path.exists(path) else 2)
    return -1


def isatty(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return int(integer(a[0]) <= 2 and os.isatty(integer(a[0])))


def getpid(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return os.getpid()


# ---- streams

def freopen(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """7.21.5.4: the object of the stream stands for another file."""
    stream = stream_of(m, a[2], call.pos)
    if pointer(a[0]).obj.kind == NOTHING:
        raise Unsupported(call.pos, "freopen without a name")
    stream.flush()
    made = fopen(m, f, a[:2], call)
    assert isinstance(made, Ptr)
    if made.obj.kind == NOTHING:
        stream.closed = True
        return NULL
    other = stream_of(m, made, call.pos)
    if stream.number > 2:
        os.close(stream.number)
        stream.number = other.number
    else:
        os.dup2(other.number, stream.number)
        os.close(other.number)
    other.closed = True
    stream.mode = other.mode
    stream.name = other.name
    stream.buffer = b""
    stream.at = 0
    stream.pushed = []
    stream.eof = stream.error = stream.unbuffered = False
    stream.last = ""
    stream.orientation = 0
    return a[2]


def fdopen(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    number, mode = integer(a[0]), m.read_string(pointer(a[1]), call.pos).decode("latin-1")
    if mode not in MODES:
        raise m.fault(150, "7.21.5.3p3", f"fdopen mode '{mode}' is not one of the known", call.pos)
    if number not in m.opened and number > 2:
        m.set_errno(9)
        return NULL
    m.opened.discard(number)
    return streams(m).add(Stream(number, mode, f"file {number}"))


def fgetpos(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    try:
        place = stream.position()
    except OSError as error:
        return failed(m, error)
    m.positions.add((id(stream), place))
    p = pointer(a[1])
    m.store_int(p.obj, p.off, m.scalar(m.types.long), place, call.pos)
    return 0


def fsetpos(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """7.21.9.3p2: with a position that fgetpos gave for the same stream."""
    stream = stream_of(m, a[0], call.pos)
    p = pointer(a[1])
    place = m.load_int(p.obj, p.off, m.scalar(m.types.long), call.pos)
    if (id(stream), place) not in m.positions:
        raise m.fault(175, "7.21.9.3p2", "fsetpos with a position that fgetpos did not give for "
                      "this stream", call.pos)
    stream.flush()
    os.lseek(stream.number, place, 0)
    stream.buffer = b""
    stream.at = 0
    stream.pushed = []
    stream.eof = False
    stream.last = ""
    return 0


def tmpnam(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    m.temporary += 1
    while os.path.exists(f"vouch-{os.getpid()}-{m.temporary}.tmp"):
        m.temporary += 1
    name = f"vouch-{os.getpid()}-{m.temporary}.tmp".encode() + b"\0"
    p = pointer(a[0])
    if p.obj.kind == NOTHING:
        return Ptr(m.make_bytes("tmpnam", name, STATIC, call.pos), 0)
    area(m, p, len(name), call.pos, True, 109, "7.1.4p1")
    set_bytes(p.obj, p.off, name)
    return p


def vfscanf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = for_reading(m, a[0], call.pos)
    return scan(m, stream.get, stream.pushed, m.read_string(pointer(a[1]), call.pos),
                listed(m, a[2], call.pos), call.pos)


def vscanf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = streams(m).standard[0]
    return scan(m, stream.get, stream.pushed, m.read_string(pointer(a[0]), call.pos),
                listed(m, a[1], call.pos), call.pos)


# ---- environment and processes

def setenv(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name, value = path_of(m, a[0], call.pos), path_of(m, a[1], call.pos)
    if not name or "=" in name:
        m.set_errno(22)
        return -1
    if integer(a[2]) or name not in os.environ:
        os.environ[name] = value
    return 0


def unsetenv(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    os.environ.pop(path_of(m, a[0], call.pos), None)
    return 0


def system(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """7.22.4.8: there is no command processor."""
    if pointer(a[0]).obj.kind == NOTHING:
        return 0
    raise Unsupported(call.pos, "a process (system)")


# ---- hooks of the part in C

def hook_undefined(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """A demand of clause 7 is broken by the caller of the library function."""
    clause = m.read_string(pointer(a[1]), call.pos).decode()
    message = m.read_string(pointer(a[2]), call.pos).decode()
    raise m.fault(integer(a[0]), clause, message, caller(m, call.pos))


def caller(m: Program, pos: int) -> int:
    """The innermost place outside the library's own files."""
    for frame in reversed(m.frames):
        if frame.call_pos and not m.in_library(frame.call_pos):
            return frame.call_pos
    return pos


def hook_kept(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """7.29.4.5.7p3: wcstok goes on from what it has left (`made`) before."""
    p = pointer(a[0])
    if integer(a[1]):
        m.wide_rests.append(p)
    elif not any(p.obj is old.obj and p.off == old.off for old in m.wide_rests):
        raise m.fault(199, "7.29.4.5.7p3", "wcstok goes on from a pointer that it has not left",
                      caller(m, call.pos))
    return p


def hook_unsupported(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise Unsupported(caller(m, call.pos), m.read_string(pointer(a[0]), call.pos).decode())


def hook_owned(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    obj = pointer(a[0]).obj
    obj.const = True
    obj.note = m.read_string(pointer(a[1]), call.pos).decode()
    return None


def hook_orient(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """7.21.2p4: a stream takes the orientation of its first use (0: only ask, 2 and -2: fwide)."""
    stream = stream_of(m, a[0], call.pos)
    wish = integer(a[1])
    if stream.orientation == 0:
        stream.orientation = 1 if wish > 0 else -1 if wish < 0 else 0
    elif wish == 1 and stream.orientation < 0:
        raise m.fault(146, "7.21.2p5", "wide character function on a byte-oriented stream",
                      caller(m, call.pos))
    return stream.orientation


def hook_put(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[1], call.pos)
    stream.orientation = 0
    stream = for_writing(m, a[1], call.pos)
    stream.orientation = 1
    stream.write(bytes([integer(a[0]) & 255]))
    return integer(a[0])


def hook_get(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[0], call.pos)
    stream.orientation = 0
    stream = for_reading(m, a[0], call.pos)
    stream.orientation = 1
    return stream.get()


def hook_unget(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    stream = stream_of(m, a[1], call.pos)
    stream.pushed.append(integer(a[0]))
    stream.eof = False
    return integer(a[0])


FUNCTIONS = {
    "open": open_, "creat": creat, "close": close, "lseek": lseek, "access": access,
    "isatty": isatty, "getpid": getpid, "freopen": freopen, "fdopen": fdopen, "fgetpos": fgetpos,
    "fsetpos": fsetpos, "tmpnam": tmpnam, "vfscanf": vfscanf, "vscanf": vscanf, "setenv": setenv,
    "unsetenv": unsetenv, "system": system, "__vouch_undefined": hook_undefined,
    "__vouch_unsupported": hook_unsupported, "__vouch_owned": hook_owned,
    "__vouch_kept": hook_kept,
    "__vouch_orient": hook_orient, "__vouch_put": hook_put, "__vouch_get": hook_get,
    "__vouch_unget": hook_unget}
