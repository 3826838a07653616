"""Finding and reading included files.

The problem: a unit names 500 headers a thousand times, over a dozen directories. The idea: a file
is read once in a process and remembered with all that makes reading it again needless (its include
guard, #pragma once); each (name, first directory) is searched once. The search path is one list of
directories in gcc's order, with marks where the parts for "name" and <name> begin.

Source: GCC 12 manual of the preprocessor, "Search Path"; gcc's "Directory Options".
"""

from __future__ import annotations

import os

from compiler.frontend.ident import Ident
from compiler.frontend.pp_options import PreprocessorOptions
from compiler.frontend.source import clean_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.preprocess import IncludedFile

TRIGRAPHS: Final = (
    (b"??=", b"#"), (b"??(", b"["), (b"??/", b"\\"), (b"??)", b"]"), (b"??'", b"^"),
    (b"??<", b"{"), (b"??!", b"|"), (b"??>", b"}"), (b"??-", b"~"),
)  # fmt: skip


class HeaderFile:
    """A file that was read.

    path        as it is shown: directory of the search path and name
    key         device and inode: the same file under any name
    guard       the macro that makes reading it again useless when it is defined
    spaced      the splices with blanks between backslash and newline
    ends_spliced    the last line ends in a backslash and a newline
    """

    def __init__(self, path: str, key: str, text: bytes, splices: list[int]) -> None:
        self.path = path
        self.key = key
        self.text = text
        self.splices = splices
        self.guard: Ident | None = None
        self.spaced: list[int] = []
        self.ends_spliced = False


class Found:
    """Where a search ended: the file and the place in the search path after which
    #include_next goes on."""

    def __init__(self, header: HeaderFile, directory_index: i64, system: i64) -> None:
        self.header = header
        self.directory_index: i64 = directory_index
        self.system: i64 = system


class HeaderSearch:
    """The search path and the files found so far."""

    def __init__(self, options: PreprocessorOptions) -> None:
        self.options = options
        self.trigraphs = options.trigraphs or not options.gnu
        self.directories: list[str] = []
        self.systems: list[int] = []
        self.files: dict[str, HeaderFile | None] = {}
        self.by_key: dict[str, HeaderFile] = {}
        self.found: dict[str, Found | None] = {}
        self.unreadable = ""  # why the last file that exists could not be read
        standard = options.standard_paths + options.after_paths
        system_later = options.system_paths + standard
        for path in options.quote_paths:
            self.add(path, 0, [])
        self.first_angled: i64 = len(self.directories)
        for path in options.paths:
            self.add(path, 0, system_later)
        for path in options.system_paths:
            self.add(path, 1, standard)
        for path in standard:
            self.add(path, 2, [])

    def add(self, path: str, system: i64, later: list[str]) -> None:
        """Appends a directory that exists, unless it is there already (gcc's rule: a directory
        that a system part also names stays in the system part)."""
        if not os.path.isdir(path):
            return
        if system or later:
            for k in range(self.angled_so_far(), len(self.directories)):
                if same_directory(self.directories[k], path):
                    return
            for other in later:
                if same_directory(other, path):
                    return
        elif path in self.directories:
            return
        self.directories.append(path)
        self.systems.append(system)

    def angled_so_far(self) -> int:
        """Where the part for <name> begins while the list is built."""
        return len(self.options.quote_paths) if self.options.quote_paths else 0

    def describe(self) -> str:
        """The search path as -v shows it; build systems read it."""
        lines = ["#include \"...\" search starts here:"]
        lines += [" " + path for path in self.directories[:self.first_angled]]
        lines.append("#include <...> search starts here:")
        lines += [" " + path for path in self.directories[self.first_angled:]]
        return "\n".join(lines) + "\nEnd of search list.\n"

    def find(self, name: str, angled: bool, after: bool, includer: IncludedFile) -> Found | None:
        """The file that an #include names; None when there is none. `after`: #include_next."""
        self.unreadable = ""
        if name.startswith("/"):
            header = self.read(name)
            return Found(header, -1, 0) if header is not None else None
        index = self.first_angled if angled else 0
        if after and includer.directory_index >= 0:
            index = includer.directory_index + 1
        elif not angled and not after and not self.options.no_current_directory:
            entry = includer.lexer.entry
            directory = os.path.dirname(entry.name)
            path = f"{directory}/{name}" if directory else name
            header = self.read(path)
            if header is not None:
                beside = includer.directory_index
                return Found(header, beside if not directory else -1, entry.system)
        key = f"{index}:{name}"
        if key in self.found:
            return self.found[key]
        found: Found | None = None
        count: i64 = len(self.directories)
        while index < count:
            header = self.read(f"{self.directories[index]}/{name}")
            if header is not None:
                found = Found(header, index, self.systems[index])
                break
            index += 1
        self.found[key] = found
        return found

    def find_from_command_line(self, name: str, main: IncludedFile) -> Found | None:
        """The file of -include: first beside the working directory, then as "name"."""
        header = self.read(name)
        if header is not None:
            return Found(header, -1, 0)
        return self.find(name, False, False, main)

    def read(self, path: str) -> HeaderFile | None:
        """The file at a path, None when there is none that can be read."""
        if path in self.files:
            return self.files[path]
        header: HeaderFile | None = None
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            self.files[path] = None
            return None
        except (OSError, ValueError) as error:
            self.unreadable = (error.strerror if isinstance(error, OSError) else "") or str(error)
            self.files[path] = None
            return None
        try:
            status = os.fstat(descriptor)
            if status.st_mode & 0o170000 != 0o040000:
                key = f"{status.st_dev}:{status.st_ino}"
                same = self.by_key.get(key)
                if same is not None:
                    header = HeaderFile(path, key, same.text, same.splices)
                else:
                    data = read_all(descriptor, status.st_size)
                    spaced: list[int] = []
                    text, splices = self.clean(data, spaced)
                    header = HeaderFile(path, key, text, splices)
                    header.spaced = spaced
                    header.ends_spliced = data.endswith(b"\\\n")
                    self.by_key[key] = header
        except OSError as error:
            self.unreadable = error.strerror or "cannot read"
        finally:
            os.close(descriptor)
        self.files[path] = header
        return header

    def clean(self, data: bytes, spaced: list[int]) -> tuple[bytes, list[int]]:
        """Phases 1 and 2."""
        if self.trigraphs and b"??" in data:
            for trigraph, byte in TRIGRAPHS:
                data = data.replace(trigraph, byte)
        return clean_text(data, spaced)


def read_all(descriptor: int, size: int) -> bytes:
    """Everything that a file descriptor gives."""
    pieces: list[bytes] = []
    wanted = max(size + 1, 65536)
    while True:
        piece = os.read(descriptor, wanted)
        if not piece:
            break
        pieces.append(piece)
        if len(piece) == size and len(pieces) == 1 and size > 0:
            break
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def same_directory(one: str, other: str) -> bool:
    """Whether two paths name one directory."""
    if one == other:
        return True
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
