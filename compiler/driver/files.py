"""Files that a call writes: whole, or not at all.

Problem: a build that is interrupted, or a compile that fails half way, must not leave a file that
`make` takes for good.  Idea: write beside the target under a temporary name and rename; what is not
a regular file (/dev/null, a pipe) is written directly.
"""

from __future__ import annotations

import os
import stat
import sys

from compiler.driver.options import UsageError


def is_special(path: str) -> bool:
    """Whether `path` exists and is no regular file."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def write_whole(path: str, data: bytes, executable: bool = False) -> None:
    """Write `data` as the complete content of `path`; "-" is standard output."""
    if path == "-":
        out = sys.stdout.buffer
        out.write(data)
        out.flush()
        return
    try:
        if is_special(path):
            with open(path, "wb") as file:
                file.write(data)
            return
        temporary = f"{path}.{os.getpid()}.tmp"
        try:
            mode = 0o777 if executable else 0o666
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with open(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, path)
        except BaseException:
            try:
                os.unlink(temporary)
            except OSError:
                pass
            raise
    except OSError as error:
        raise UsageError(f"fatal error: opening output file {path}: {error.strerror}") from None


def read_whole(path: str) -> bytes:
    """The content of an input; "-" is standard input."""
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()
