"""Rows that differ in regular ways, written as one: groups of alternatives in braces.

Problem: sizes, directions, arrangements make hundreds of rows that differ in a word here and there.
Idea: `{a,b}` makes several rows of one; groups with equally many alternatives vary together, as do
those with the same tag (`{x:a,b}`). `{V}` is one of a named set, `{V.w}` a property of it from a
table. A group may stand in an alternative of another. What stands in braces without a comma and
names no set is left for templates.

An indented line continues the row above it.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.describe import RowError

GROUP = re.compile(r"\{([^{}]*)\}")


class Groups:
    """The named sets of a target; `tables`: properties of their members, the members in the first
    line, then a line a property; `.` is empty, `_` a blank."""

    def __init__(self, sets: dict[str, list[str]], tables: list[str]) -> None:
        self.sets = sets
        self.properties: dict[str, dict[str, str]] = {}
        for table in tables:
            members, *lines = table.strip().splitlines()
            for line in lines:
                name, *values = line.split()
                for member, value in zip(members.split(), values, strict=True):
                    given = value.strip(".").replace("_", " ")
                    self.properties.setdefault(member, {})[name] = given

    def expand(self, text: str) -> str:
        """The rows of a text, every group written out, one line each."""
        lines: list[str] = []
        for line in text.splitlines():
            if line.startswith(" ") and lines:
                lines[-1] += " " + line.strip()
            elif line.strip() and not line.startswith("#"):
                lines.append(line)
        result: list[str] = []
        for line in lines:
            self.expand_row(line, result)
        return "\n".join(result)

    def group_of(self, content: str) -> tuple[str, list[str]]:
        """The tag and alternatives of what stands between braces, ("", []): a template."""
        name = content.partition(".")[0]
        if name in self.sets:
            return name, self.sets[name]
        if "," not in content:
            return "", []
        tagged = re.match(r"([a-z]):(.*)", content)
        alternatives = (tagged[2] if tagged else content).split(",")
        return tagged[1] if tagged else str(len(alternatives)), [a.strip() for a in alternatives]

    def expand_row(self, row: str, result: list[str]) -> None:
        """Append the expansions of the first group, recursively."""
        groups = [match for match in GROUP.finditer(row) if self.group_of(match[1])[0]]
        if not groups:
            result.append(row)
            return
        # the first of the innermost
        first = max(groups, key=lambda match: row.count("{", 0, match.start())
                    - row.count("}", 0, match.start()))
        tag, alternatives = self.group_of(first[1])
        for k in range(len(alternatives)):
            def choose(match: re.Match[str], k: int = k) -> str:
                mine, options = self.group_of(match[1])
                if mine != tag:
                    return match[0]
                name = match[1].partition(".")[2]
                if mine in self.sets:
                    return self.properties[options[k]][name] if name else options[k]
                if len(options) != len(alternatives):
                    raise RowError(f"{row}: groups {tag} differ in length")
                return options[k]
            self.expand_row(GROUP.sub(choose, row), result)
