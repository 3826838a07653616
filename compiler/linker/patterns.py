"""Names with wildcards, as version scripts and linker scripts use them: `*`, `?`, `[a-z]`, `\\`.

The idea: the classic two-pointer match that goes back to the last star only, so that no pattern
costs more than pattern length times name length.
"""

from __future__ import annotations


def is_pattern(text: str) -> bool:
    return "*" in text or "?" in text or "[" in text


def matches(pattern: str, name: str) -> bool:
    """Whether the whole name fits the pattern."""
    at = 0
    position = 0
    star = -1
    star_position = 0
    while position < len(name):
        step = 0
        if at < len(pattern):
            char = pattern[at]
            if char == "*":
                star = at
                star_position = position
                at += 1
                continue
            step = _match_one(pattern, at, name[position])
        if step:
            at += step
            position += 1
        elif star >= 0:
            at = star + 1
            star_position += 1
            position = star_position
        else:
            return False
    while at < len(pattern) and pattern[at] == "*":
        at += 1
    return at == len(pattern)


def _match_one(pattern: str, at: int, char: str) -> int:
    """Length of the pattern's element at `at` when it matches `char`, otherwise 0."""
    first = pattern[at]
    if first == "?":
        return 1
    if first == "\\" and at + 1 < len(pattern):
        return 2 if pattern[at + 1] == char else 0
    if first != "[":
        return 1 if first == char else 0
    end = at + 1
    negated = end < len(pattern) and pattern[end] in "!^"
    if negated:
        end += 1
    start = end
    found = False
    while end < len(pattern) and (pattern[end] != "]" or end == start):
        if end + 2 < len(pattern) and pattern[end + 1] == "-" and pattern[end + 2] != "]":
            if pattern[end] <= char <= pattern[end + 2]:
                found = True
            end += 3
        else:
            if pattern[end] == char:
                found = True
            end += 1
    if end >= len(pattern):
        return 1 if char == "[" else 0
    return end + 1 - at if found != negated else 0
