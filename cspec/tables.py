"""LALR(1) tables of `c.lark`: made by lark, kept on disk under the hash of the grammar.

The tables are plain lists and dicts of ints, so that reading them back needs neither lark nor
more than a few milliseconds.  `action[state][terminal]` is a state to shift to, or -1 - rule.
"""

from __future__ import annotations

import hashlib
import marshal
import os

TABLE_VERSION = "3"
STARTS = ["translation_unit", "conditional_expression", "asm_text", "type_name"]


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


def build(text: str) -> dict[str, object]:
    """Make the tables with lark."""
    from collections.abc import Iterator

    from lark import Lark
    from lark import Token as LarkToken
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        """Tokens come from `lexemes.py`; lark only makes tables."""

        def __init__(self, conf: object) -> None:
            del conf

        def lex(self, lexer_state: object, parser_state: object) -> Iterator[LarkToken]:
            raise NotImplementedError

    lark = Lark(text, parser="lalr", lexer=NoLexer, start=STARTS, maybe_placeholders=False)
    table = lark.parser.parser._parse_table
    rules = list(lark.rules)
    rule_ids = {rule: index for index, rule in enumerate(rules)}
    terminal_names = sorted({t.name for t in lark.terminals} | {
        s.name for r in rules for s in r.expansion if s.is_term})
    terminals = {name: index + 1 for index, name in enumerate(terminal_names)}
    terminals["$END"] = 0
    origins = sorted({str(r.origin.name) for r in rules})
    origin_ids = {name: index for index, name in enumerate(origins)}
    states = sorted(table.states)
    state_ids = {state: index for index, state in enumerate(states)}
    action: list[dict[int, int]] = []
    goto: list[dict[int, int]] = []
    default: list[int] = []
    for state in states:
        row: dict[int, int] = {}
        jumps: dict[int, int] = {}
        for symbol, (kind, argument) in sorted(table.states[state].items()):
            if symbol in terminals:
                row[terminals[symbol]] = state_ids[argument] if kind is Shift \
                    else -1 - rule_ids[argument]
            elif symbol in origin_ids:
                jumps[origin_ids[symbol]] = state_ids[argument]
        values = set(row.values())
        only = next(iter(values)) if len(values) == 1 else 0
        default.append(only if only < 0 else 0)
        action.append(row)
        goto.append(jumps)
    words = {str(t.pattern.value): terminals[t.name] for t in lark.terminals
             if t.pattern is not None}
    names = ["end of file"] * len(terminals)
    for name, index in terminals.items():
        names[index] = name.lower().replace("_", " ")
    for word, index in words.items():
        names[index] = f"'{word}'"
    return {
        "terminals": terminals, "names": names, "words": words, "action": action, "goto": goto,
        "default": default,
        "starts": {s: state_ids[table.start_states[s]] for s in STARTS},
        "ends": {s: state_ids[table.end_states[s]] for s in STARTS},
        "rule_origin": [origin_ids[str(r.origin.name)] for r in rules],
        "rule_length": [len(r.expansion) for r in rules],
        "rule_name": [str(r.alias or r.origin.name) for r in rules],
        "rule_inline": [1 if str(r.origin.name).startswith("_") else
                        2 if r.options.expand1 and not r.alias else 0 for r in rules],
        "rule_keep": [[i for i, s in enumerate(r.expansion)
                       if not (s.is_term and getattr(s, "filter_out", False))] for r in rules]}


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
