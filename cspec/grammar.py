# mypyc: skip
"""From `c.lark` to LALR(1) tables, with lark; run once for each state of the grammar.

Stays Python: a class that lark calls back, and nothing that takes time twice.
"""

from __future__ import annotations

STARTS = ["translation_unit", "conditional_expression", "asm_text", "type_name"]


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
        opens = [entry for entry in row.values()
                 if entry < 0 and rules[-1 - entry].origin.name == "scope_open"]
        if opens and terminals["TYPEDEF_NAME"] in row:
            row[terminals["TYPEDEF_NAME"]] = opens[0]   # int (T): a function of T (6.7.6.3p11)
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
