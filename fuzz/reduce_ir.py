"""A failing IR module made small: functions, lines, edges and constants cut from its text.

Problem: a module of 200 lines in which a pass is wrong is no test; ten lines are.  Idea: the text
form has one instruction a line, so a value can go with its line when its uses become a constant or
one of its operands, a branch can become a jump, a jump to a block of one predecessor can vanish.
Every candidate is read and checked before it is judged; what does not read is not kept.

Invariant: `fails` has held for the text that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fuzz.reduce import spent

MADE = re.compile(r"  (%\d+):(<[^>]*>|\w+) = (.*)")
LABEL = re.compile(r"(b\d+):")
VALUE = re.compile(r"%\d+\b")
NUMBER = re.compile(r"(?<![\w\[<.@%])-?\d+(?=:i)")
FIXED = ("param", "alloca")
Lines = list[str]


def zero(type: str) -> str:
    """The constant 0 of a scalar type, "" where there is none."""
    if type in ("f32", "f64"):
        return f"0x0:{type}"
    return "" if type == "ptr" or type.startswith("<") else f"0:{type}"


def types_of(lines: Lines) -> dict[str, str]:
    """The type of each value of a function."""
    return {m[1]: m[2] for m in map(MADE.match, lines) if m}


def substitute(lines: Lines, name: str, text: str) -> Lines:
    """Another operand in place of a value."""
    pattern = re.compile(re.escape(name) + r"\b(?!:)")
    return [pattern.sub(text, line) for line in lines]


def functions_of(lines: Lines) -> list[tuple[int, int]]:
    """The spans of the functions, header and brace included."""
    starts = [at for at, line in enumerate(lines) if line.startswith("function ")]
    return [(at, lines.index("}", at) + 1) for at in starts]


def successors(line: str) -> list[str]:
    """The blocks that a terminator names."""
    if not re.match(r"  (branch|jump|switch|indirectjump) ", line):
        return []
    return re.findall(r"(?<!&)\bb\d+\b", line)


def tidy(body: Lines) -> Lines:
    """A function without unreachable blocks and without phi operands from blocks that do not come
    here any more."""
    blocks: dict[str, Lines] = {}
    current = ""
    for line in body[1:-1]:
        match = LABEL.match(line)
        if match:
            current = match[1]
            blocks[current] = []
        else:
            blocks[current].append(line)
    first = next(iter(blocks))
    reached = [first]
    preds: dict[str, list[str]] = {first: []}
    for label in reached:
        for goal in successors(blocks[label][-1]) if blocks[label] else []:
            preds.setdefault(goal, []).append(label)
            if goal not in reached:
                reached.append(goal)
    made = [body[0]]
    for label, lines in blocks.items():
        if label not in reached:
            continue
        made.append(f"{label}:")
        for line in lines:
            if " = phi " in line:
                head, _, rest = line.partition(" = phi ")
                parts = re.findall(r"(\S+) \((b\d+)\)", rest)
                line = head + " = phi " + ", ".join(
                    f"{value} ({came})" for value, came in parts if came in preds[label])
            made.append(line)
    return [*made, body[-1]]


class IRReducer:
    """Makes the text of a failing module smaller."""

    def __init__(self, text: str, fails: Callable[[str], bool], seconds: float) -> None:
        self.lines = text.splitlines()
        self.fails = fails
        self.deadline = spent() + seconds
        self.tried = 0
        self.seen: set[str] = set()

    def attempt(self, lines: Lines) -> bool:
        """Keep the candidate if it still fails."""
        text = "\n".join(lines) + "\n"
        if text in self.seen or spent() > self.deadline:
            return False
        self.seen.add(text)
        self.tried += 1
        if not self.fails(text):
            return False
        self.lines = lines
        return True

    def within(self, span: tuple[int, int], body: Lines) -> Lines:
        """The module with another body of a function."""
        return self.lines[:span[0]] + tidy(body) + self.lines[span[1]:]

    def without(self, span: tuple[int, int], at: int) -> list[Lines]:
        """The module without a line of a function: ways to go on without its value."""
        body = self.lines[span[0]:span[1]]
        line = self.lines[at]
        rest = self.lines[span[0]:at] + self.lines[at + 1:span[1]]
        match = MADE.match(line)
        if match is None:
            return [self.within(span, rest)]
        name, type, text = match[1], match[2], match[3]
        if text.startswith(FIXED) and any(name in VALUE.findall(other) for other in rest):
            return []
        known = types_of(body)
        places = [operand for operand in VALUE.findall(text)
                  if known.get(operand) == type and operand != name]
        options = [zero(type)] if zero(type) else []
        return [self.within(span, substitute(rest, name, option))
                for option in [*options, *places]] if not text.startswith("param") else []

    def cut_functions(self) -> None:
        """Functions that are not the entry, with their calls."""
        for span in reversed(functions_of(self.lines)[:-1]):
            name = self.lines[span[0]].split()[1]
            lines = self.lines[:span[0]] + self.lines[span[1]:]
            kept: Lines = []
            gone: list[tuple[str, str]] = []
            for line in lines:
                match = MADE.match(line)
                if f"symbol {name} " in line:
                    continue
                if match and match[3].startswith(f"call {name},") or match \
                        and match[3].startswith(f"call {name} "):
                    gone.append((match[1], zero(match[2])))
                    continue
                if line == "}":
                    gone.clear()
                for value, text in gone:
                    line = substitute([line], value, text)[0]
                kept.append(line)
            self.attempt(kept)

    def cut_lines(self) -> bool:
        """Single lines and runs of lines."""
        before = len(self.lines)
        for number in range(len(functions_of(self.lines)) - 1, -1, -1):
            size = 16
            while size:
                at = functions_of(self.lines)[number][1] - 1
                while True:
                    span = functions_of(self.lines)[number]
                    at = min(at, span[1] - 1) - size
                    if at <= span[0] + 1:
                        break
                    if size > 1:
                        self.cut_run(span, at, size)
                    elif not LABEL.match(self.lines[at]) and not any(
                            self.attempt(lines) for lines in self.without(span, at)):
                        self.straighten(span, at)
                size //= 2
        at = 0
        while at < len(self.lines):
            if self.lines[at].startswith(("data ", "symbol ")):
                self.attempt(self.lines[:at] + self.lines[at + 1:])
            at += 1
        return len(self.lines) < before

    def cut_run(self, span: tuple[int, int], at: int, size: int) -> None:
        """Several lines at once, their values 0."""
        body = self.lines[span[0]:span[1]]
        low = at - span[0]
        chosen = [k for k in range(low, low + size) if not LABEL.match(body[k]) and not re.match(
            r"  (branch|jump|switch|indirectjump|return) ", body[k])]
        rest = [line for k, line in enumerate(body) if k not in chosen]
        for k in chosen:
            match = MADE.match(body[k])
            if match is None:
                continue
            used = any(match[1] in VALUE.findall(line) for line in rest)
            if used and (not zero(match[2]) or match[3].startswith(FIXED)):
                return
            rest = substitute(rest, match[1], zero(match[2]))
        self.attempt(self.within(span, rest))

    def straighten(self, span: tuple[int, int], at: int) -> None:
        """A branch becomes a jump, a jump its target."""
        line = self.lines[at]
        goals = successors(line)
        body = self.lines[span[0]:span[1]]
        low = at - span[0]
        if len(goals) > 1:
            for goal in dict.fromkeys(goals):
                if self.attempt(self.within(span, [*body[:low], f"  jump {goal}",
                                                   *body[low + 1:]])):
                    return
        elif line.startswith("  jump ") and sum(
                goals[0] in successors(other) for other in body) == 1:
            start = body.index(f"{goals[0]}:")
            end = next(k for k in range(start + 1, len(body))
                       if LABEL.match(body[k]) or body[k] == "}")
            if start <= low < end:
                return
            came = next(LABEL.match(body[k]) for k in range(low, -1, -1)
                        if LABEL.match(body[k]))
            assert came is not None
            if start > low:
                moved = body[:low] + body[start + 1:end] + body[low + 1:start] + body[end:]
            else:
                moved = body[:start] + body[end:low] + body[start + 1:end] + body[low + 1:]
            moved = [re.sub(rf"\({goals[0]}\)", f"({came[1]})", text) for text in moved]
            self.attempt(self.within(span, moved))

    def simplify_constants(self) -> None:
        """Numbers become 0 or 1, flags and hints go."""
        for at in range(len(self.lines)):
            line = self.lines[at]
            for match in NUMBER.finditer(line):
                for value in ("0", "1"):
                    if match[0] not in ("0", value) and self.attempt(
                            [*self.lines[:at], line[:match.start()] + value + line[match.end():],
                             *self.lines[at + 1:]]):
                        break
                if self.lines[at] != line:
                    break
            for flag in (".nsw", ".nuw", ".exact", ".inbounds", ".volatile"):
                if flag in self.lines[at]:
                    self.attempt([*self.lines[:at], self.lines[at].replace(flag, "", 1),
                                  *self.lines[at + 1:]])

    def run(self) -> str:
        """Reduce until nothing more goes or the time is over."""
        self.cut_functions()
        while self.cut_lines() and spent() < self.deadline:
            self.cut_functions()
        self.simplify_constants()
        self.cut_lines()
        return "\n".join(self.lines) + "\n"
