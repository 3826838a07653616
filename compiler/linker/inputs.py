"""From the command line's inputs to files in the symbol table.

The problem: archives give members only for what is undefined at that moment, groups repeat,
libraries hide behind -l, scripts name further inputs. The idea: walk the inputs in order as a
Unix linker does; an archive is searched until it gives nothing more, a group until none of its
archives does.
Source: GNU ld manual 2.40: -l, --start-group, --as-needed, --whole-archive, -Bstatic.
"""

from __future__ import annotations

import os

from compiler.elf.archive import MAGIC, THIN_MAGIC, Archive, Member
from compiler.elf.constants import (
    EM_386,
    EM_AARCH64,
    EM_RISCV,
    EM_X86_64,
    ET_DYN,
    ET_REL,
    SHF_ALLOC,
    SHF_WRITE,
    SHN_ABS,
    SHT_PROGBITS,
)
from compiler.elf.image import ELF_MAGIC, MACHINES, ElfError, Image
from compiler.elf.model import ObjectFile, Section, Symbol
from compiler.elf.read import SharedLibrary, read_dynamic, read_relocatable
from compiler.linker.diagnostics import Diagnostics, LinkError
from compiler.linker.options import Input, Options, State
from compiler.linker.resolve import SymbolTable
from compiler.linker.script import parse_input_script
from compiler.linker.sections import LibraryFile
from compiler.linker.versions import VersionScript

EMULATIONS = {"elf_x86_64": EM_X86_64, "elf_i386": EM_386, "elf64lriscv": EM_RISCV,
              "aarch64linux": EM_AARCH64}
MULTIARCH = {EM_X86_64: "x86_64-linux-gnu", EM_386: "i386-linux-gnu",
             EM_AARCH64: "aarch64-linux-gnu", EM_RISCV: "riscv64-linux-gnu"}
MAX_SCRIPT_DEPTH = 20


def default_search_dirs(machine: int) -> list[str]:
    triple = MULTIARCH.get(machine, "")
    dirs = [f"/usr/local/lib/{triple}", f"/lib/{triple}", f"/usr/lib/{triple}"]
    if machine in (EM_AARCH64, EM_RISCV):
        dirs.append(f"/usr/{triple}/lib")       # Debian's cross libraries
    if machine == EM_386:
        dirs += ["/usr/local/lib32", "/lib32", "/usr/lib32"]
    else:
        dirs += ["/usr/local/lib64", "/lib64", "/usr/lib64"]
    return [*dirs, "/usr/local/lib", "/lib", "/usr/lib"]


class LoadedArchive:
    """An archive with the members that were taken already."""

    def __init__(self, archive: Archive) -> None:
        self.archive: Archive = archive
        self.taken: dict[int, bool] = {}
        self.whole: bool = False


class Loader:
    """Loads all inputs into the table."""

    def __init__(
        self, options: Options, table: SymbolTable, diagnostics: Diagnostics, script: VersionScript
    ) -> None:
        self.options: Options = options
        self.table: SymbolTable = table
        self.diagnostics: Diagnostics = diagnostics
        self.version_script: VersionScript = script
        self.machine: int = 0
        self.machine_is_given: bool = False
        self.group: list[LoadedArchive] | None = None
        self.group_depth: int = 0
        self.archives: dict[str, Archive] = {}
        self.libraries: dict[str, LibraryFile] = {}
        self.search_dirs: list[str] = []
        self.script_entry: str = ""
        self.dependencies: list[str] = []
        self.is_static: bool = options.on("static")
        self.relocatable: bool = options.value("kind") == "relocatable"
        emulation = options.value("emulation")
        if emulation:
            if emulation not in EMULATIONS:
                raise LinkError(f"unrecognised emulation mode: {emulation}")
            self.machine = EMULATIONS[emulation]
            self.machine_is_given = True

    def load(self) -> None:
        """Read every input. Raises LinkError when one cannot be read."""
        options = self.options
        sysroot = options.value("sysroot")
        for directory in options.list("library-path"):
            self.search_dirs.append(_under_sysroot(directory, sysroot))
        if not options.inputs:
            raise LinkError("no input files")
        for item in options.inputs:
            if item.kind == "group":
                self._open_group()
            elif item.kind == "end":
                self._close_group()
            else:
                self._load_input(item)
        while self.group is not None:
            self._close_group()

    def _open_group(self) -> None:
        self.group_depth += 1
        if self.group is None:
            self.group = []

    def _close_group(self) -> None:
        if self.group is None:
            raise LinkError("group ended before it began (--help for usage)")
        self.group_depth -= 1
        if self.group_depth:
            return
        group = self.group
        self.group = None
        progress = True
        while progress:
            progress = False
            for loaded in group:
                if self._search_archive(loaded):
                    progress = True

    def _load_input(self, item: Input) -> None:
        if item.object is not None:
            self._add_object(item.object, "")
        elif item.kind == "library":
            self._load_library(item)
        elif item.is_binary:
            self._add_object(binary_object(item.name, self.machine or EM_X86_64), "")
        else:
            self._load_path(item.name, item, 0)

    def _load_library(self, item: Input) -> None:
        name = item.name
        for path in self.candidates(name, item.static or self.is_static):
            if os.path.isfile(path) and self._fits(path):
                self._load_path(path, item, 0)
                return
        raise LinkError(f"cannot find -l{name}: No such file or directory")

    def candidates(self, name: str, static: bool) -> list[str]:
        """Paths where -lNAME may be, in order."""
        if name.startswith(":"):
            names = [name[1:]]
        elif static:
            names = [f"lib{name}.a"]
        else:
            names = [f"lib{name}.so", f"lib{name}.a"]
        dirs = list(self.search_dirs)
        if not self.options.on("nostdlib"):
            sysroot = self.options.value("sysroot")
            for directory in default_search_dirs(self.machine or EM_X86_64):
                dirs.append(sysroot + directory)
        paths: list[str] = []
        for directory in dirs:
            for file_name in names:
                paths.append(os.path.join(directory, file_name))
        return paths

    def _fits(self, path: str) -> bool:
        """Whether a library found by -l is for this machine; others are passed over."""
        try:
            with open(path, "rb") as file:
                head = file.read(64)
        except OSError:
            return False
        if not head.startswith(ELF_MAGIC) or not self.machine or len(head) < 20:
            return True
        if head[18] | head[19] << 8 == self.machine:
            return True
        self.diagnostics.note(f"vld: skipping incompatible {path} when searching for it")
        return False

    def _read_file(self, path: str) -> bytes:
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as problem:
            raise LinkError(f"cannot find {path}: {problem.strerror}") from None

    def _load_path(self, path: str, item: Input, depth: int) -> None:
        if path in self.archives:
            self._add_archive(self.archives[path], item)
            return
        data = self._read_file(path)
        self.dependencies.append(path)
        if self.options.on("trace"):
            self.diagnostics.note(path)
        try:
            if data.startswith(ELF_MAGIC):
                self._load_elf(Image(data, path), item)
            elif data.startswith((MAGIC, THIN_MAGIC)):
                archive = Archive(data, path)
                if not archive.has_index and not item.whole_archive and archive.members:
                    archive.build_index()
                self.archives[path] = archive
                self._add_archive(archive, item)
            else:
                self._load_script(data, path, item, depth)
        except ElfError as problem:
            raise LinkError(str(problem)) from None

    def _load_elf(self, image: Image, item: Input) -> None:
        if image.type == ET_REL:
            self._add_object(read_relocatable(image), "")
        elif image.type == ET_DYN:
            self._check_machine(image.machine, image.path)
            if item.static and self.is_static or self.relocatable:
                raise LinkError(f"attempted static link of dynamic object `{image.path}'")
            self._add_library(read_dynamic(image), image.path, item)
        else:
            raise LinkError(f"{image.path}: file is neither an object nor a shared library")

    def _check_machine(self, machine: int, path: str) -> None:
        if not self.machine:
            self.machine = machine
        elif machine != self.machine:
            raise LinkError(
                f"{path}: file is for {MACHINES[machine]}, incompatible with "
                f"{MACHINES[self.machine]} output"
            )

    def _add_object(self, obj: ObjectFile, archive: str) -> None:
        self._check_machine(obj.machine, obj.path)
        self.table.add_object(obj, archive)

    def _add_library(self, library: SharedLibrary, path: str, item: Input) -> None:
        name = library.soname
        if not name:
            name = os.path.basename(path) if item.kind == "library" else path
        known = self.libraries.get(name)
        if known is not None:
            if not item.as_needed:
                known.is_used = True
            return
        self.libraries[name] = self.table.add_library(library, name, item.as_needed)

    # --- archives

    def _add_archive(self, archive: Archive, item: Input) -> None:
        loaded = LoadedArchive(archive)
        if item.whole_archive:
            for member in archive.members:
                self._take_member(archive, member)
            return
        if self.group is not None:
            for other in self.group:
                if other.archive is archive:
                    loaded = other
                    break
            else:
                self.group.append(loaded)
        else:
            for number in self._taken_before(archive):
                loaded.taken[number] = True
        self._search_archive(loaded)

    def _taken_before(self, archive: Archive) -> list[int]:
        """Members that an earlier mention of the same archive gave."""
        paths: dict[str, bool] = {}
        for file in self.table.files:
            if file.archive:
                paths[file.path] = True
        if not paths:
            return []
        return [m.offset for m in archive.members if archive.member_path(m) in paths]

    def _search_archive(self, loaded: LoadedArchive) -> bool:
        """Take members until nothing that they define is wanted. True: some were taken."""
        archive = loaded.archive
        table = self.table
        any_taken = False
        progress = True
        while progress:
            progress = False
            for name, offset in archive.index.items():
                if offset not in loaded.taken and table.wanted(name):
                    loaded.taken[offset] = True
                    self._take_member(archive, archive.member_at(offset))
                    progress = True
                    any_taken = True
        return any_taken

    def _take_member(self, archive: Archive, member: Member) -> None:
        path = archive.member_path(member)
        data = archive.contents(member)
        if data.startswith((MAGIC, THIN_MAGIC)):
            nested_path = path
            if archive.is_thin:
                nested_path = os.path.join(os.path.dirname(archive.path), member.name)
            nested = Archive(data, nested_path)
            for inner in nested.members:
                self._take_member(nested, inner)
            return
        if self.options.on("trace"):
            self.diagnostics.note(path)
        image = Image(data, path)
        if image.type != ET_REL:
            raise image.error("archive member is not a relocatable object")
        self._add_object(read_relocatable(image), os.path.basename(archive.path))

    # --- scripts

    def _load_script(self, data: bytes, path: str, item: Input, depth: int) -> None:
        if depth > MAX_SCRIPT_DEPTH:
            raise LinkError(f"{path}: linker scripts are nested too deeply")
        if b"\0" in data[:4096] or not data.strip():
            raise LinkError(f"{path}: file format not recognized")
        text = data.decode("utf-8", "surrogateescape")
        script = parse_input_script(text, path)
        for directory in script.search_dirs:
            self.search_dirs.append(_under_sysroot(directory, self.options.value("sysroot")))
        if script.entry:
            self.script_entry = script.entry
        for name in script.undefined:
            self.table.require(name)
        if script.version_tokens is not None:
            self.version_script.add(script.version_tokens, "}")
        for number, names in enumerate(script.inputs):
            if script.is_group[number]:
                self._open_group()
            for entry in names:
                state = State()
                state.as_needed = item.as_needed or entry.as_needed
                state.static = item.static
                state.whole_archive = item.whole_archive
                if entry.name.startswith("-l"):
                    self._load_library(Input("library", entry.name[2:], state))
                else:
                    found = self._find_script_file(entry.name, path)
                    self._load_path(found, Input("file", found, state), depth + 1)
            if script.is_group[number]:
                self._close_group()

    def _find_script_file(self, name: str, script_path: str) -> str:
        sysroot = self.options.value("sysroot")
        if name.startswith(("=", "$SYSROOT")):
            return _under_sysroot(name, sysroot)
        if os.path.isabs(name):
            if sysroot and os.path.exists(sysroot + name):
                return sysroot + name
            return name
        places = [os.path.join(os.path.dirname(script_path), name), name]
        for directory in self.search_dirs:
            places.append(os.path.join(directory, name))
        for directory in default_search_dirs(self.machine or EM_X86_64):
            places.append(sysroot + os.path.join(directory, name))
        for place in places:
            if os.path.isfile(place):
                return place
        raise LinkError(f"cannot find {name} inside {script_path}")


def _under_sysroot(path: str, sysroot: str) -> str:
    if path.startswith("="):
        return sysroot + path[1:]
    if path.startswith("$SYSROOT"):
        return sysroot + path[8:]
    return path


def binary_object(path: str, machine: int) -> ObjectFile:
    """A file taken as data (`-b binary`): _binary_NAME_start, _end and _size around it."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as problem:
        raise LinkError(f"cannot find {path}: {problem.strerror}") from None
    obj = ObjectFile(machine, path)
    section = obj.add_section(Section(".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 1))
    section.data = bytearray(data)
    stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in path)
    obj.add_symbol(Symbol(f"_binary_{stem}_start", section, 0))
    obj.add_symbol(Symbol(f"_binary_{stem}_end", section, len(data)))
    obj.add_symbol(Symbol(f"_binary_{stem}_size", None, len(data), special=SHN_ABS))
    return obj
