"""The command line of the linker: one table of GNU ld's options, and the reader that obeys it.

The problem: ld has two hundred options in many spellings (`-soname X`, `--soname=X`, `-hX`). The
idea: a row names an option, its kind and the key under which its value is kept; the reader knows
kinds only. Inputs keep their place, each with the state that governs it (--as-needed, -Bstatic,
--whole-archive), as a list of Input. An option without a row is an error.
Source: GNU ld manual 2.40, "Command-line Options".
"""

from __future__ import annotations

from compiler.elf.model import ObjectFile
from compiler.linker.diagnostics import LinkError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ON: Final = 1  # the key becomes true
OFF: Final = 2  # the key becomes false
VALUE: Final = 3  # the key's value is the argument
LIST: Final = 4  # the argument is appended to the key's list
SKIP: Final = 5  # accepted, means nothing here
SKIP_VALUE: Final = 6  # the same, with an argument
STATE: Final = 7  # changes how the inputs that follow are read
KEYWORD: Final = 8  # -z
OPTIONAL: Final = 9  # `--name` or `--name=value`; the key's value is the argument or ""
FIXED: Final = 10  # the key's value is the row's third column
REFUSED: Final = 11  # known, not supported
REFUSED_VALUE: Final = 12

# name: (kind, key, fixed value)
ROWS: dict[str, tuple[int, str, str]] = {
    "o": (VALUE, "output", ""),
    "output": (VALUE, "output", ""),
    "e": (VALUE, "entry", ""),
    "entry": (VALUE, "entry", ""),
    "m": (VALUE, "emulation", ""),
    "L": (LIST, "library-path", ""),
    "library-path": (LIST, "library-path", ""),
    "l": (STATE, "library", ""),
    "library": (STATE, "library", ""),
    "T": (VALUE, "script", ""),
    "script": (VALUE, "script", ""),
    "dT": (VALUE, "script", ""),
    "default-script": (VALUE, "script", ""),
    "u": (LIST, "undefined", ""),
    "undefined": (LIST, "undefined", ""),
    "require-defined": (LIST, "require-defined", ""),
    "y": (LIST, "trace-symbol", ""),
    "trace-symbol": (LIST, "trace-symbol", ""),
    "z": (KEYWORD, "z", ""),
    "h": (VALUE, "soname", ""),
    "soname": (VALUE, "soname", ""),
    "I": (VALUE, "dynamic-linker", ""),
    "dynamic-linker": (VALUE, "dynamic-linker", ""),
    "no-dynamic-linker": (ON, "no-dynamic-linker", ""),
    "rpath": (LIST, "rpath", ""),
    "R": (LIST, "rpath", ""),
    "rpath-link": (LIST, "rpath-link", ""),
    "enable-new-dtags": (OFF, "old-dtags", ""),
    "disable-new-dtags": (ON, "old-dtags", ""),
    "shared": (FIXED, "kind", "shared"),
    "Bshareable": (FIXED, "kind", "shared"),
    "pie": (FIXED, "kind", "pie"),
    "pic-executable": (FIXED, "kind", "pie"),
    "no-pie": (FIXED, "kind", "exec"),
    "r": (FIXED, "kind", "relocatable"),
    "i": (FIXED, "kind", "relocatable"),
    "relocatable": (FIXED, "kind", "relocatable"),
    "static": (STATE, "static", ""),
    "Bstatic": (STATE, "Bstatic", ""),
    "dn": (STATE, "Bstatic", ""),
    "non_shared": (STATE, "Bstatic", ""),
    "Bdynamic": (STATE, "Bdynamic", ""),
    "dy": (STATE, "Bdynamic", ""),
    "call_shared": (STATE, "Bdynamic", ""),
    "as-needed": (STATE, "as-needed", ""),
    "no-as-needed": (STATE, "no-as-needed", ""),
    "whole-archive": (STATE, "whole-archive", ""),
    "no-whole-archive": (STATE, "no-whole-archive", ""),
    "push-state": (STATE, "push-state", ""),
    "pop-state": (STATE, "pop-state", ""),
    "start-group": (STATE, "start-group", ""),
    "(": (STATE, "start-group", ""),
    "end-group": (STATE, "end-group", ""),
    ")": (STATE, "end-group", ""),
    "start-lib": (REFUSED, "", ""),
    "b": (STATE, "format", ""),
    "format": (STATE, "format", ""),
    "oformat": (VALUE, "oformat", ""),
    "E": (ON, "export-dynamic", ""),
    "export-dynamic": (ON, "export-dynamic", ""),
    "no-export-dynamic": (OFF, "export-dynamic", ""),
    "export-dynamic-symbol": (LIST, "export-dynamic-symbol", ""),
    "dynamic-list": (LIST, "dynamic-list", ""),
    "version-script": (LIST, "version-script", ""),
    "exclude-libs": (LIST, "exclude-libs", ""),
    "Bsymbolic": (FIXED, "symbolic", "all"),
    "Bsymbolic-functions": (FIXED, "symbolic", "functions"),
    "Bno-symbolic": (FIXED, "symbolic", ""),
    "defsym": (LIST, "defsym", ""),
    "wrap": (LIST, "wrap", ""),
    "init": (VALUE, "init", ""),
    "fini": (VALUE, "fini", ""),
    "gc-sections": (ON, "gc-sections", ""),
    "no-gc-sections": (OFF, "gc-sections", ""),
    "print-gc-sections": (ON, "print-gc-sections", ""),
    "no-print-gc-sections": (OFF, "print-gc-sections", ""),
    "gc-keep-exported": (ON, "gc-keep-exported", ""),
    "icf": (REFUSED_VALUE, "", ""),
    "eh-frame-hdr": (ON, "eh-frame-hdr", ""),
    "no-eh-frame-hdr": (OFF, "eh-frame-hdr", ""),
    "ld-generated-unwind-info": (SKIP, "", ""),
    "no-ld-generated-unwind-info": (SKIP, "", ""),
    "build-id": (OPTIONAL, "build-id", ""),
    "hash-style": (VALUE, "hash-style", ""),
    "hash-size": (SKIP_VALUE, "", ""),
    "s": (ON, "strip-all", ""),
    "strip-all": (ON, "strip-all", ""),
    "S": (ON, "strip-debug", ""),
    "strip-debug": (ON, "strip-debug", ""),
    "x": (ON, "discard-all", ""),
    "discard-all": (ON, "discard-all", ""),
    "X": (ON, "discard-locals", ""),
    "discard-locals": (ON, "discard-locals", ""),
    "discard-none": (ON, "discard-none", ""),
    "Map": (VALUE, "map", ""),
    "M": (ON, "print-map", ""),
    "print-map": (ON, "print-map", ""),
    "cref": (REFUSED, "", ""),
    "t": (ON, "trace", ""),
    "trace": (ON, "trace", ""),
    "verbose": (OPTIONAL, "verbose", ""),
    "v": (ON, "show-version", ""),
    "V": (ON, "show-version", ""),
    "version": (ON, "version", ""),
    "help": (ON, "help", ""),
    "no-undefined": (ON, "defs", ""),
    "allow-shlib-undefined": (ON, "allow-shlib-undefined", ""),
    "no-allow-shlib-undefined": (OFF, "allow-shlib-undefined", ""),
    "unresolved-symbols": (VALUE, "unresolved-symbols", ""),
    "warn-unresolved-symbols": (ON, "warn-unresolved", ""),
    "error-unresolved-symbols": (OFF, "warn-unresolved", ""),
    "allow-multiple-definition": (ON, "muldefs", ""),
    "noinhibit-exec": (REFUSED, "", ""),
    "warn-common": (ON, "warn-common", ""),
    "fatal-warnings": (ON, "fatal-warnings", ""),
    "no-fatal-warnings": (OFF, "fatal-warnings", ""),
    "w": (ON, "no-warnings", ""),
    "no-warnings": (ON, "no-warnings", ""),
    "warn-once": (SKIP, "", ""),
    "warn-section-align": (SKIP, "", ""),
    "warn-textrel": (ON, "warn-textrel", ""),
    "warn-alternate-em": (SKIP, "", ""),
    "warn-execstack": (SKIP, "", ""),
    "no-warn-execstack": (SKIP, "", ""),
    "warn-rwx-segments": (SKIP, "", ""),
    "no-warn-rwx-segments": (SKIP, "", ""),
    "no-warn-mismatch": (SKIP, "", ""),
    "no-warn-search-mismatch": (SKIP, "", ""),
    "check-sections": (SKIP, "", ""),
    "no-check-sections": (SKIP, "", ""),
    "demangle": (OPTIONAL, "demangle", ""),
    "no-demangle": (SKIP, "", ""),
    "sort-common": (OPTIONAL, "sort-common", ""),
    "sort-section": (VALUE, "sort-section", ""),
    "build-id-uuid": (REFUSED, "", ""),
    "sysroot": (VALUE, "sysroot", ""),
    "nostdlib": (ON, "nostdlib", ""),
    "image-base": (VALUE, "image-base", ""),
    "Ttext": (VALUE, "Ttext", ""),
    "Tdata": (VALUE, "Tdata", ""),
    "Tbss": (VALUE, "Tbss", ""),
    "Ttext-segment": (VALUE, "Ttext-segment", ""),
    "section-start": (LIST, "section-start", ""),
    "O": (VALUE, "optimize", ""),
    "relax": (ON, "relax", ""),
    "no-relax": (OFF, "relax", ""),
    "no-keep-memory": (SKIP, "", ""),
    "reduce-memory-overheads": (SKIP, "", ""),
    "no-map-whole-files": (SKIP, "", ""),
    "stats": (SKIP, "", ""),
    "no-omagic": (SKIP, "", ""),
    "n": (REFUSED, "", ""),
    "nmagic": (REFUSED, "", ""),
    "N": (REFUSED, "", ""),
    "omagic": (REFUSED, "", ""),
    "q": (REFUSED, "", ""),
    "emit-relocs": (REFUSED, "", ""),
    "EL": (SKIP, "", ""),
    "EB": (REFUSED, "", ""),
    "G": (SKIP_VALUE, "", ""),
    "g": (SKIP, "", ""),
    "Qy": (SKIP, "", ""),
    "Y": (SKIP_VALUE, "", ""),
    "d": (ON, "define-common", ""),
    "dc": (ON, "define-common", ""),
    "dp": (ON, "define-common", ""),
    "define-common": (ON, "define-common", ""),
    "F": (LIST, "filter", ""),
    "filter": (LIST, "filter", ""),
    "f": (LIST, "auxiliary", ""),
    "auxiliary": (LIST, "auxiliary", ""),
    "audit": (LIST, "audit", ""),
    "depaudit": (LIST, "depaudit", ""),
    "plugin": (SKIP_VALUE, "", ""),
    "plugin-opt": (SKIP_VALUE, "", ""),
    "copy-dt-needed-entries": (ON, "copy-dt-needed", ""),
    "no-copy-dt-needed-entries": (OFF, "copy-dt-needed", ""),
    "add-needed": (ON, "copy-dt-needed", ""),
    "no-add-needed": (OFF, "copy-dt-needed", ""),
    "orphan-handling": (VALUE, "orphan-handling", ""),
    "compress-debug-sections": (VALUE, "compress-debug", ""),
    "pack-dyn-relocs": (REFUSED_VALUE, "", ""),
    "default-symver": (REFUSED, "", ""),
    "retain-symbols-file": (REFUSED_VALUE, "", ""),
    "just-symbols": (REFUSED_VALUE, "", ""),
    "dependency-file": (VALUE, "dependency-file", ""),
    "no-undefined-version": (ON, "no-undefined-version", ""),
    "undefined-version": (OFF, "no-undefined-version", ""),
    "threads": (SKIP, "", ""),
    "no-threads": (SKIP, "", ""),
    "pic-veneer": (SKIP, "", ""),
    "fix-cortex-a53-843419": (REFUSED, "", ""),
    "fix-cortex-a53-835769": (REFUSED, "", ""),
    "no-fix-cortex-a53-843419": (SKIP, "", ""),
    "no-fix-cortex-a53-835769": (SKIP, "", ""),
    "strip-discarded": (SKIP, "", ""),
    "no-strip-discarded": (SKIP, "", ""),
    "ctf-variables": (SKIP, "", ""),
    "no-ctf-variables": (SKIP, "", ""),
    "error-handling-script": (SKIP_VALUE, "", ""),
    "target-help": (ON, "help", ""),
}

# One-letter options whose argument may be glued on: -Ldir, -lfoo, -ofile, -znow, -O2 ...
GLUED = "oemLlTuyzhIROGYFfb"

# -z KEYWORD: (key, value); a keyword with `=` stands with its `=`.
KEYWORDS: dict[str, tuple[str, str]] = {
    "relro": ("z-relro", "yes"),
    "norelro": ("z-relro", "no"),
    "now": ("z-now", "yes"),
    "lazy": ("z-now", "no"),
    "execstack": ("z-execstack", "yes"),
    "noexecstack": ("z-execstack", "no"),
    "defs": ("z-defs", "yes"),
    "undefs": ("z-defs", "no"),
    "muldefs": ("z-muldefs", "yes"),
    "text": ("z-text", "yes"),
    "notext": ("z-text", "no"),
    "textoff": ("z-text", "no"),
    "separate-code": ("z-separate-code", "yes"),
    "noseparate-code": ("z-separate-code", "no"),
    "combreloc": ("z-combreloc", "yes"),
    "nocombreloc": ("z-combreloc", "no"),
    "nocopyreloc": ("z-copyreloc", "no"),
    "copyreloc": ("z-copyreloc", "yes"),
    "nodelete": ("z-nodelete", "yes"),
    "nodlopen": ("z-nodlopen", "yes"),
    "nodump": ("z-nodump", "yes"),
    "nodefaultlib": ("z-nodefaultlib", "yes"),
    "initfirst": ("z-initfirst", "yes"),
    "interpose": ("z-interpose", "yes"),
    "global": ("z-global", "yes"),
    "origin": ("z-origin", "yes"),
    "unloaded": ("", ""),
    "start-stop-gc": ("z-start-stop-gc", "yes"),
    "nostart-stop-gc": ("z-start-stop-gc", "no"),
    "start-stop-visibility=": ("z-start-stop-visibility", ""),
    "max-page-size=": ("z-max-page-size", ""),
    "common-page-size=": ("z-common-page-size", ""),
    "stack-size=": ("z-stack-size", ""),
    "dynamic-undefined-weak": ("z-dynamic-undefined-weak", "yes"),
    "nodynamic-undefined-weak": ("z-dynamic-undefined-weak", "no"),
    "keep-text-section-prefix": ("z-keep-text-prefix", "yes"),
    "nokeep-text-section-prefix": ("z-keep-text-prefix", "no"),
    "noextern-protected-data": ("", ""),
    "extern-protected-data": ("", ""),
    "call-nop=prefix-addr": ("", ""),
    "nopack-relative-relocs": ("", ""),
    "ibt": ("", ""),
    "shstk": ("", ""),
    "noibtplt": ("", ""),
    "nounique-symbol": ("", ""),
    "nobtcfi": ("", ""),
}


class Input:
    """One input or marker at its place. `kind`: "file", "library", "object", "group" or "end"."""

    def __init__(self, kind: str, name: str, state: State) -> None:
        self.kind: str = kind
        self.name: str = name
        self.object: ObjectFile | None = None
        self.as_needed: bool = state.as_needed
        self.whole_archive: bool = state.whole_archive
        self.static: bool = state.static
        self.is_binary: bool = state.is_binary


class State:
    """The switches that hold for the inputs that follow them."""

    def __init__(self) -> None:
        self.as_needed: bool = False
        self.whole_archive: bool = False
        self.static: bool = False
        self.is_binary: bool = False

    def copy(self) -> State:
        other = State()
        other.as_needed = self.as_needed
        other.whole_archive = self.whole_archive
        other.static = self.static
        other.is_binary = self.is_binary
        return other


class Options:
    """What the command line said: switches, values, lists by key, and the inputs in order."""

    def __init__(self) -> None:
        self.flags: dict[str, bool] = {"relax": True}
        self.values: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self.inputs: list[Input] = []
        self.state: State = State()
        self.saved: list[State] = []
        self.ignored_keywords: list[str] = []  # of -z: GNU ld warns only

    def on(self, key: str) -> bool:
        return self.flags.get(key, False)

    def value(self, key: str, default: str = "") -> str:
        return self.values.get(key, default)

    def list(self, key: str) -> list[str]:
        return self.lists.get(key, [])

    def number(self, key: str, default: int) -> int:
        """The value of `key` as a number in C notation; LinkError when it is none."""
        text = self.values.get(key, "")
        return parse_number(text, key) if text else default

    def keyword(self, key: str, default: bool) -> bool:
        """A -z keyword as a switch."""
        text = self.values.get(key, "")
        return text == "yes" if text else default

    def add_input(self, kind: str, name: str) -> Input:
        item = Input(kind, name, self.state)
        self.inputs.append(item)
        return item

    def change_state(self, key: str, value: str) -> None:
        state = self.state
        if key == "library":
            self.add_input("library", value)
        elif key == "static":
            self.flags["static"] = True
            state.static = True
        elif key == "Bstatic":
            state.static = True
        elif key == "Bdynamic":
            state.static = False
        elif key in ("as-needed", "no-as-needed"):
            state.as_needed = key == "as-needed"
        elif key in ("whole-archive", "no-whole-archive"):
            state.whole_archive = key == "whole-archive"
        elif key == "push-state":
            self.saved.append(state.copy())
        elif key == "pop-state":
            if not self.saved:
                raise LinkError("no state pushed before popping")
            self.state = self.saved.pop()
        elif key == "start-group":
            self.add_input("group", "")
        elif key == "end-group":
            self.add_input("end", "")
        elif key == "format":
            if value not in ("binary", "default", "elf", "elf64-x86-64", "elf32-i386"):
                raise LinkError(f"unrecognised input format {value}")
            state.is_binary = value == "binary"


def parse_number(text: str, what: str) -> int:
    """A number as GNU ld writes it: decimal, 0x hexadecimal, 0 octal, K or M after it."""
    scale = 1
    digits = text
    if digits[-1:] in ("K", "k"):
        scale = 1024
        digits = digits[:-1]
    elif digits[-1:] in ("M", "m"):
        scale = 1024 * 1024
        digits = digits[:-1]
    try:
        if digits[:2] in ("0x", "0X"):
            return int(digits[2:], 16) * scale
        return int(digits, 8 if digits.startswith("0") and len(digits) > 1 else 10) * scale
    except ValueError:
        raise LinkError(f"invalid number `{text}' for {what}") from None


def expand_response_files(arguments: list[str], depth: int = 0) -> list[str]:
    """Replace every @FILE by the words of the file (quotes and backslashes as GNU reads them)."""
    result: list[str] = []
    for argument in arguments:
        if not argument.startswith("@") or depth > 20:
            result.append(argument)
            continue
        try:
            with open(argument[1:], encoding="utf-8", errors="surrogateescape") as file:
                text = file.read()
        except OSError:
            result.append(argument)
            continue
        result += expand_response_files(split_words(text), depth + 1)
    return result


def split_words(text: str) -> list[str]:
    words: list[str] = []
    word: list[str] = []
    quote = ""
    inside = False
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if char == "\\" and position < len(text):
            word.append(text[position])
            position += 1
            inside = True
        elif quote:
            if char == quote:
                quote = ""
            else:
                word.append(char)
        elif char in "'\"":
            quote = char
            inside = True
        elif char.isspace():
            if inside:
                words.append("".join(word))
            word = []
            inside = False
        else:
            word.append(char)
            inside = True
    if inside:
        words.append("".join(word))
    return words


def parse_options(arguments: list[str], objects: list[ObjectFile]) -> Options:
    """Read a command line (without the program's name). Raises LinkError.

    An argument `:object:N` stands for `objects[N]`, an object that lives in memory only.
    """
    options = Options()
    words = expand_response_files(arguments)
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if word.startswith(":object:"):
            item = options.add_input("object", word)
            item.object = objects[int(word[8:])]
            continue
        if not word.startswith("-") or word == "-":
            options.add_input("file", word)
            continue
        name, value, has_value = _match(word)
        row = ROWS.get(name)
        if row is None:
            raise LinkError(f"unrecognized option '{word}'")
        kind = row[0]
        if _takes_argument(kind, row[1]):
            if not has_value:
                if position >= len(words):
                    raise LinkError(f"option '{word}' requires an argument")
                value = words[position]
                position += 1
        elif has_value and kind != OPTIONAL:
            raise LinkError(f"option '{word}' does not take an argument")
        _obey(options, word, row, value)
    return options


def _takes_argument(kind: int, key: str) -> bool:
    if kind == STATE:
        return key in ("library", "format")
    return kind in (VALUE, LIST, KEYWORD, SKIP_VALUE, REFUSED_VALUE)


def _match(word: str) -> tuple[str, str, bool]:
    """An option word to (row name, argument, whether it holds one)."""
    double = word.startswith("--")
    body = word[2:] if double else word[1:]
    equals = body.find("=")
    name = body if equals < 0 else body[:equals]
    long_form = double or not (name.startswith("o") and len(name) > 1)
    if long_form and name in ROWS and (len(name) > 1 or double or body == name):
        return name, body[equals + 1 :] if equals >= 0 else "", equals >= 0
    if not double and body[:1] and body[0] in GLUED:
        return body[0], body[1:], len(body) > 1
    return name, "", False


def _obey(options: Options, word: str, row: tuple[int, str, str], value: str) -> None:
    kind, key, fixed = row
    if kind == ON:
        options.flags[key] = True
    elif kind == OFF:
        options.flags[key] = False
    elif kind in (VALUE, OPTIONAL):
        options.values[key] = value
        options.flags[key] = True
    elif kind == FIXED:
        options.values[key] = fixed
    elif kind == LIST:
        options.lists.setdefault(key, []).append(value)
    elif kind == STATE:
        options.change_state(key, value)
    elif kind == KEYWORD:
        _obey_keyword(options, value)
    elif kind in (REFUSED, REFUSED_VALUE):
        raise LinkError(f"option '{word}' is not supported")


def _obey_keyword(options: Options, word: str) -> None:
    equals = word.find("=")
    row = KEYWORDS.get(word)
    value = ""
    if row is None and equals >= 0:
        row = KEYWORDS.get(word[: equals + 1])
        value = word[equals + 1 :]
    if row is None:
        options.ignored_keywords.append(word)
    elif row[0]:
        options.values[row[0]] = row[1] or value


def help_text() -> str:
    """The text of --help: every option of the table (configure scripts search it)."""
    lines = ["Usage: vld [options] file...", "Options:"]
    for name, (kind, key, _) in ROWS.items():
        if kind in (REFUSED, REFUSED_VALUE):
            continue
        dashes = "-" if len(name) == 1 or name.startswith(("B", "d", "T")) else "--"
        argument = " ARG" if _takes_argument(kind, key) and key != "z" else ""
        if kind != KEYWORD:
            lines.append(f"  {dashes}{name}{argument}")
    for keyword in KEYWORDS:
        lines.append(f"  -z {keyword}{'VALUE' if keyword.endswith('=') else ''}")
    lines.append("vld: supported targets: elf64-x86-64")
    lines.append("vld: supported emulations: elf_x86_64")
    return "\n".join(lines) + "\n"
