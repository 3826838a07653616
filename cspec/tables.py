"""LALR(1) tables of `c.lark`: made by `grammar.py`, kept on disk under the hash of the grammar.

The tables are plain lists and dicts of ints, so that reading them back needs neither lark nor
more than a few milliseconds.  `action[state][terminal]` is a state to shift to, or -1 - rule.
"""

from __future__ import annotations

import hashlib
import marshal
import os

TABLE_VERSION = "4"


class Tables:
    """The automaton: see the module's text."""

    def __init__(self, data: dict[str, object]) -> None:
        self.terminals: dict[str, int] = data["terminals"]  # type: ignore[assignment]
        self.names: list[str] = data["names"]  # type: ignore[assignment]
        self.words: dict[str, int] = data["words"]  # type: ignore[assignment]
        self.action: list[dict[int, int]] = data["action"]  # type: ignore[assignment]
        self.default: list[int] = data["default"]  # type: ignore[assignment]
        self.goto: list[dict[int, int]] = data["goto"]  # type: ignore[assignment]
        self.starts: dict[str, int] = data["starts"]  # type: ignore[assignment]
        self.ends: dict[str, int] = data["ends"]  # type: ignore[assignment]
        self.rule_origin: list[int] = data["rule_origin"]  # type: ignore[assignment]
        self.rule_length: list[int] = data["rule_length"]  # type: ignore[assignment]
        self.rule_name: list[str] = data["rule_name"]  # type: ignore[assignment]
        self.rule_inline: list[int] = data["rule_inline"]  # type: ignore[assignment]
        self.rule_keep: list[list[int]] = data["rule_keep"]  # type: ignore[assignment]


def load() -> Tables:
    """The tables, from the package, from the user's cache, or made anew."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "c.lark"), encoding="utf-8") as stream:
        text = stream.read()
    key = hashlib.sha256((TABLE_VERSION + text).encode()).hexdigest()[:20]
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME") or
                         os.path.join(os.path.expanduser("~"), ".cache"), "vouch")
    for folder in (here, cache):
        try:
            with open(os.path.join(folder, f"c-{key}.tables"), "rb") as binary:
                return Tables(marshal.loads(binary.read()))
        except (OSError, ValueError, EOFError, TypeError, KeyError):
            continue
    from cspec.grammar import build
    data = build(text)
    save(data, cache, key)
    return Tables(data)


def save(data: dict[str, object], folder: str, key: str) -> None:
    """Write the tables, whole or not at all; a folder that cannot be written is no error."""
    try:
        os.makedirs(folder, exist_ok=True)
        temporary = os.path.join(folder, f"c-{key}.{os.getpid()}.tmp")
        with open(temporary, "wb") as stream:
            stream.write(marshal.dumps(data))
        os.replace(temporary, os.path.join(folder, f"c-{key}.tables"))
    except OSError:
        pass
