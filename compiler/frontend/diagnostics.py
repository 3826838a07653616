"""Diagnostics in gcc's form, and what decides whether one is shown.

The problem: every stage reports errors and warnings at locations; what becomes of one (nothing, a
warning, an error) depends on the options, on `#pragma GCC diagnostic`, on system headers; and a
thousand consequences of one mistake help nobody. The idea: a stage says what it found, at which
location, under which -W name; this file decides and prints. Positions are worked out only for what
is printed (source.py), the source line with its caret is drawn by diagnostics_render.py.

Invariants:
- a stage goes on after `error`; after `fatal` or the limit of errors CompilationFailed is raised
  and only the driver catches it;
- a note belongs to the diagnostic before it and vanishes with it;
- a second error at the location and with the text of an earlier one is dropped.

Source of names and defaults: "Options to Request or Suppress Warnings", GCC 12 manual.
"""

from __future__ import annotations

import sys

from compiler.frontend.diagnostics_options import (
    STATE_ERROR,
    STATE_OFF,
    STATE_ON,
    WarningOptions,
)
from compiler.frontend.diagnostics_render import Renderer
from compiler.frontend.source import WHOLE_LINE, SourceMap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

NOTE: Final = 0
WARNING: Final = 1
PEDWARN: Final = 2
ERROR: Final = 3
FATAL: Final = 4

ERROR_LIMIT: Final = 1_000    # nobody reads more


class CompilationFailed(Exception):
    """Raised to give up a translation unit whose diagnostics have been shown."""


class Message:
    """One diagnostic as it will be printed. `first` and `last` are the locations of the first and
    last token of the range to underline (0: only the token at `location`); `label` is text to be
    shown under the caret."""

    def __init__(
        self, word: str, location: i64, text: str, option: str, first: i64, last: i64,
        label: str = ""
    ) -> None:
        self.word = word
        self.location: i64 = location
        self.text = text
        self.option = option
        self.first: i64 = first
        self.last: i64 = last
        self.label = label


class PragmaChange:
    """One `#pragma GCC diagnostic` at a location. `option` is "" for push and pop."""

    def __init__(self, location: i64, action: str, option: str) -> None:
        self.location: i64 = location
        self.action = action
        self.option = option


class Diagnostics:
    """The diagnostics of one translation unit.

    errors, warnings    counts of what was shown (or is held back to be shown)
    """

    def __init__(self, source: SourceMap, options: WarningOptions) -> None:
        self.source = source
        self.options = options
        self.errors: i64 = 0
        self.warnings: i64 = 0
        self.renderer = Renderer(source, options)
        self.shown_last = True
        self.seen: dict[str, bool] = {}
        self.holding = False
        self.held: list[Message] = []
        self.changes: list[PragmaChange] = []
        self.failing = False
        self.werror_seen = False

    # What the stages call.

    def error(self, location: i64, text: str, first: i64 = 0, last: i64 = 0,
              label: str = "") -> None:
        """A violated constraint or a broken syntax."""
        self.report(ERROR, location, text, "", first, last, label)

    def pedwarn(
        self, option: str, location: i64, text: str, first: i64 = 0, last: i64 = 0,
        label: str = ""
    ) -> bool:
        """What the standard forbids and gcc takes with a warning: on by default, or under
        -pedantic when `option` is "pedantic" or one that -Wpedantic enables; an error under
        -pedantic-errors. True when shown."""
        return self.report(PEDWARN, location, text, option, first, last, label)

    def warning(
        self, option: str, location: i64, text: str, first: i64 = 0, last: i64 = 0
    ) -> bool:
        """A warning under -W`option` ("" for one that has no option). True when shown."""
        return self.report(WARNING, location, text, option, first, last)

    def extension(self, location: i64, text: str) -> bool:
        """What only -pedantic minds, in the preprocessor's manner: without the option's name."""
        return self.enabled("pedantic", location) and self.pedwarn("", location, text)

    def note(self, location: i64, text: str, first: i64 = 0, last: i64 = 0) -> None:
        """Adds to the diagnostic before; nothing when that was not shown."""
        if self.shown_last:
            self.emit(Message("note", location, text, "", first, last))

    def fatal(self, location: i64, text: str) -> None:
        """An error after which nothing can go on: raises CompilationFailed."""
        self.report(FATAL, location, text, "", 0, 0)

    def unsupported(self, location: i64, text: str) -> None:
        """A feature that Vouch lacks: an error that says so."""
        self.report(ERROR, location, "unsupported: " + text, "", 0, 0)

    def enabled(self, option: str, location: i64 = 0) -> bool:
        """Whether a warning of that name would be shown (worth the work of finding it)."""
        if self.options.quiet or self.state(option, location) == STATE_OFF:
            return False
        return self.options.system_headers or not self.source.in_system_header(location)

    # Decisions.

    def state(self, option: str, location: i64) -> i64:
        """STATE_OFF, STATE_ON or STATE_ERROR of a warning at a location."""
        state = self.options.state(option)
        if self.changes and location != 0:
            state = self.state_by_pragmas(option, location, state)
        return state

    def state_by_pragmas(self, option: str, location: i64, initial: i64) -> i64:
        """The state after the `#pragma GCC diagnostic` lines that precede the location."""
        state = initial
        stack: list[int] = []
        point = self.source.expansion_point(location)
        for change in self.changes:
            if not self.precedes(change.location, point):
                continue
            if change.action == "push":
                stack.append(state)
            elif change.action == "pop":
                state = stack.pop() if stack else initial
            elif change.option == option or self.options.implies(change.option, option):
                if change.action == "ignored":
                    state = STATE_OFF
                elif change.action == "error":
                    state = STATE_ERROR
                else:
                    state = STATE_ON
        return state

    def precedes(self, earlier: i64, later: i64) -> bool:
        """Whether a position is read before another one, inclusions taken into account."""
        source = self.source
        first = self.include_chain(earlier)
        second = self.include_chain(later)
        at = 0
        while at < len(first) and at < len(second):
            if first[at] != second[at]:
                return first[at] < second[at]
            at += 1
        if not source.entries:
            return False
        return len(first) <= len(second)

    def include_chain(self, location: i64) -> list[int]:
        """Positions of the inclusions that lead to a location, outermost first, then itself."""
        chain: list[int] = []
        while location != 0:
            location = self.source.expansion_point(location)
            chain.append(location)
            location = self.source.entry(location).include_at
        chain.reverse()
        return chain

    def report(
        self, severity: i64, location: i64, text: str, option: str, first: i64, last: i64,
        label: str = ""
    ) -> bool:
        """Decides what a diagnostic becomes, counts and emits it. True when shown."""
        options = self.options
        word = "error"
        shown_option = option
        if severity == FATAL:
            word = "fatal error"
        elif severity != ERROR:
            self.shown_last = False
            if options.quiet:
                return False
            if not options.system_headers and self.source.in_system_header(location):
                return False
            state: i64 = self.state(option, location) if option else STATE_ON
            if state == STATE_OFF:
                return False
            word = "warning"
            if severity == PEDWARN and options.pedantic_errors and not options.is_not_error(option):
                word = "error"
            elif state == STATE_ERROR or (options.werror and not options.is_not_error(option)):
                word = "error"
                shown_option = "error=" + option if option else "error"
                self.werror_seen = True
            else:
                self.warnings += 1
        if word != "warning":
            key = f"{location}:{text}"
            if key in self.seen and first != WHOLE_LINE:
                self.shown_last = False
                return False
            self.seen[key] = True
            self.errors += 1
        self.shown_last = True
        self.emit(Message(word, location, text, shown_option, first, last, label))
        if severity == FATAL:
            self.flush()
            self.renderer.write("compilation terminated.\n")
            raise CompilationFailed(text)
        if self.errors >= ERROR_LIMIT:
            self.flush()
            self.renderer.write(f"compilation terminated after {ERROR_LIMIT} errors.\n")
            raise CompilationFailed(text)
        if severity != FATAL and options.max_errors and self.errors >= options.max_errors:
            self.flush()
            self.renderer.write(
                f"compilation terminated due to -fmax-errors={options.max_errors}.\n"
            )
            raise CompilationFailed(text)
        if word == "error" and options.fatal_errors:
            self.flush()
            self.renderer.write("compilation terminated due to -Wfatal-errors.\n")
            raise CompilationFailed(text)
        return True

    def emit(self, message: Message) -> None:
        """Prints a message, or keeps it until the reader of the tokens has come that far."""
        if self.holding:
            self.held.append(message)
        else:
            self.render(message)

    def render(self, message: Message) -> None:
        """Prints a message now."""
        self.renderer.show(
            message.word,
            message.location,
            message.text,
            message.option,
            message.first,
            message.last,
            message.label,
        )

    def flush(self) -> None:
        """Prints what was held back."""
        held = self.held
        self.held = []
        self.holding = False
        for message in held:
            self.render(message)

    def finish(self) -> None:
        """Called once at the end of a translation unit: the closing words of gcc's report."""
        self.flush()
        if self.werror_seen and self.options.werror:
            self.renderer.write("cc1: all warnings being treated as errors\n")
        elif self.werror_seen:
            self.renderer.write("cc1: some warnings being treated as errors\n")

    # #pragma GCC diagnostic.

    def change_by_pragma(self, location: i64, action: str, option: str) -> None:
        """Records push, pop, ignored, warning or error from a location on."""
        self.changes.append(PragmaChange(location, action, option))


def standard_error(text: str) -> None:
    """Writes to the standard error stream; a closed one is not our trouble."""
    try:
        sys.stderr.write(text)
    except (OSError, ValueError):
        pass
