"""Linker scripts that stand in the place of an input (glibc's libc.so is one), and the tokens
that they share with version scripts and dynamic lists.

The problem: libc.so is a text: GROUP ( /lib/libc.so.6 libc_nonshared.a AS_NEEDED ( ld.so ) ). The
idea: split into tokens once; read the commands that name inputs into a list of ScriptInput. The
commands that lay out sections are refused: this linker has one layout so far.
Source: GNU ld manual 2.40, "Linker Scripts".
"""

from __future__ import annotations

from compiler.linker.diagnostics import LinkError

LAYOUT_COMMANDS = ("SECTIONS", "MEMORY", "PHDRS", "OVERLAY", "INSERT", "REGION_ALIAS", "ASSERT")


class Tokens:
    """The words of a script with a reading position. Names may hold `* ? [ ] . / $ - +`."""

    def __init__(self, text: str, path: str) -> None:
        self.path: str = path
        self.words: list[str] = []
        self.lines: list[int] = []
        self.quoted: list[bool] = []
        self.position: int = 0
        self._split(text)

    def _split(self, text: str) -> None:
        line = 1
        at = 0
        size = len(text)
        while at < size:
            char = text[at]
            if char == "\n":
                line += 1
                at += 1
            elif char.isspace():
                at += 1
            elif text.startswith("/*", at):
                end = text.find("*/", at + 2)
                if end < 0:
                    raise LinkError(f"{self.path}:{line}: unterminated comment")
                line += text.count("\n", at, end)
                at = end + 2
            elif char == "#":
                end = text.find("\n", at)
                at = size if end < 0 else end
            elif char == '"':
                end = text.find('"', at + 1)
                if end < 0:
                    raise LinkError(f"{self.path}:{line}: unterminated string")
                self._add(text[at + 1 : end], line, True)
                line += text.count("\n", at, end)
                at = end + 1
            elif char in "(){};,:=":
                width = 2 if text.startswith("::", at) else 1
                if width == 2:
                    raise LinkError(f"{self.path}:{line}: unquoted C++ name is not supported")
                self._add(char, line, False)
                at += 1
            else:
                end = at
                while end < size and not text[end].isspace() and text[end] not in '(){};,:="':
                    end += 1
                self._add(text[at:end], line, False)
                at = end

    def _add(self, word: str, line: int, quoted: bool) -> None:
        self.words.append(word)
        self.lines.append(line)
        self.quoted.append(quoted)

    def at_end(self) -> bool:
        return self.position >= len(self.words)

    def peek(self) -> str:
        """The next word, "" at the end; a quoted word never equals punctuation by accident."""
        if self.position >= len(self.words):
            return ""
        if self.quoted[self.position]:
            return '"' + self.words[self.position]
        return self.words[self.position]

    def next(self) -> str:
        if self.position >= len(self.words):
            raise self.error("unexpected end of file")
        word = self.words[self.position]
        self.position += 1
        return word

    def accept(self, word: str) -> bool:
        if self.peek() == word:
            self.position += 1
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.accept(word):
            found = self.peek() or "end of file"
            raise self.error(f"expected `{word}' before `{found}'")

    def error(self, text: str) -> LinkError:
        index = min(self.position, len(self.lines) - 1)
        line = self.lines[index] if self.lines else 1
        return LinkError(f"{self.path}:{line}: {text}")


class ScriptInput:
    """A file or library that a script names."""

    def __init__(self, name: str, as_needed: bool) -> None:
        self.name: str = name
        self.as_needed: bool = as_needed


class InputScript:
    """What a script in the place of an input asks for."""

    def __init__(self) -> None:
        self.inputs: list[list[ScriptInput]] = []  # one list per INPUT or GROUP
        self.is_group: list[bool] = []
        self.search_dirs: list[str] = []
        self.entry: str = ""
        self.undefined: list[str] = []
        self.version_tokens: Tokens | None = None


def parse_input_script(text: str, path: str) -> InputScript:
    """Read a script that names inputs. Raises LinkError for anything else."""
    tokens = Tokens(text, path)
    script = InputScript()
    while not tokens.at_end():
        if tokens.accept(";"):
            continue
        command = tokens.next()
        if command in LAYOUT_COMMANDS:
            raise tokens.error(f"linker script command {command} is not supported")
        if command in ("INPUT", "GROUP"):
            script.inputs.append(_parse_names(tokens))
            script.is_group.append(command == "GROUP")
        elif command in ("OUTPUT_FORMAT", "OUTPUT_ARCH", "TARGET"):
            _skip_parentheses(tokens)
        elif command == "SEARCH_DIR":
            tokens.expect("(")
            script.search_dirs.append(tokens.next())
            tokens.expect(")")
        elif command == "ENTRY":
            tokens.expect("(")
            script.entry = tokens.next()
            tokens.expect(")")
        elif command == "EXTERN":
            tokens.expect("(")
            while not tokens.accept(")"):
                if not tokens.accept(","):
                    script.undefined.append(tokens.next())
        elif command == "VERSION":
            tokens.expect("{")
            script.version_tokens = tokens
            return script
        else:
            tokens.position -= 1
            raise tokens.error(f"syntax error: `{command}' is no linker script command known here")
    return script


def _parse_names(tokens: Tokens) -> list[ScriptInput]:
    names: list[ScriptInput] = []
    tokens.expect("(")
    as_needed = False
    while True:
        if tokens.accept(","):
            continue
        if tokens.accept(")"):
            if not as_needed:
                return names
            as_needed = False
        elif tokens.peek() == "AS_NEEDED" and not as_needed:
            tokens.next()
            tokens.expect("(")
            as_needed = True
        else:
            names.append(ScriptInput(tokens.next(), as_needed))


def _skip_parentheses(tokens: Tokens) -> None:
    tokens.expect("(")
    while not tokens.accept(")"):
        tokens.next()
