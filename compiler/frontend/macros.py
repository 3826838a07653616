"""Macro definitions: what #define makes, compares and prints.

The idea: the replacement list is two parallel arrays like every run of tokens; a parameter in it is
the parameter's own Ident with the parameter's number in `slots`; the operators # and ## are marked
on their operands. The token that follows needs no look-ahead then.

Invariants: `begins_at <= position of each token of the list <= ends_at`, so that the source map can
tell a token of the definition from one of an argument; a macro is never changed once defined.

Source: C17 6.10.3; variadic extensions: GCC 12 manual of the preprocessor, "Variadic Macros".
"""

from __future__ import annotations

from librt.vecs import append, vec

from compiler.frontend.ident import Ident
from compiler.frontend.words import SPACE, no_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# Sorts of macro.
OBJECT_LIKE: Final = 0
FUNCTION_LIKE: Final = 1
BUILTIN: Final = 2  # __LINE__ and its like; `code` says which
POISONED: Final = 3  # #pragma GCC poison: no macro, but the name must not be met
VARARGS_NAME: Final = 4  # __VA_ARGS__, __VA_OPT__: no macro, allowed in variadic macros only
SPECIAL: Final = 5  # no macro: see IdentTable.special

# Marks in Macro.marks.
PLAIN: Final = 0
STRINGIZE: Final = 1  # operand of #
PASTE_NEXT: Final = 2  # ## follows
OPTION: Final = 4  # begin of __VA_OPT__(: its end's index is in `slots`
STRINGIZE_OPTION: Final = 8  # # before __VA_OPT__
PASTE_BEFORE: Final = 16  # ## stands before


class Macro:
    """One definition.

    tokens, words   the replacement list
    slots           for each token: the parameter's number, or -1
    marks           for each token: the bits above
    """

    def __init__(self, ident: Ident, sort: i64, defined_at: i64) -> None:
        self.ident = ident
        self.sort: i64 = sort
        self.code: i64 = 0
        self.defined_at: i64 = defined_at
        self.begins_at: i64 = defined_at
        self.ends_at: i64 = defined_at
        self.parameters: list[Ident] = []
        self.variadic = False
        self.named_variadic = False
        self.disabled = False
        self.used = False
        self.watched = False  # -Wunused-macros minds it
        self.system = False
        self.simple = True
        self.tokens: list[Ident] = []
        self.words: vec[i64] = no_words()
        self.slots: vec[i64] = no_words()
        self.marks: vec[i64] = no_words()

    def add(self, ident: Ident, word: i64, slot: i64, marks: i64) -> None:
        """Appends a token to the replacement list."""
        self.tokens.append(ident)
        self.words = append(self.words, word)
        self.slots = append(self.slots, slot)
        self.marks = append(self.marks, marks)

    def same_as(self, other: Macro) -> bool:
        """C17 6.10.3p2: whether a redefinition is the same definition."""
        if (
            self.sort != other.sort
            or self.variadic != other.variadic
            or len(self.tokens) != len(other.tokens)
            or len(self.parameters) != len(other.parameters)
        ):
            return False
        for k in range(len(self.parameters)):
            if self.parameters[k] is not other.parameters[k]:
                return False
        for k in range(len(self.tokens)):
            if (
                self.tokens[k] is not other.tokens[k]
                or self.slots[k] != other.slots[k]
                or self.marks[k] != other.marks[k]
                or (k > 0 and (self.words[k] ^ other.words[k]) & SPACE)
            ):
                return False
        return True

    def text(self) -> str:
        """The definition as -dM prints it, without `#define `."""
        out = [self.ident.text]
        if self.sort == FUNCTION_LIKE:
            names: list[str] = []
            for k, parameter in enumerate(self.parameters):
                name = parameter.text
                if self.variadic and k + 1 == len(self.parameters):
                    name = name + "..." if self.named_variadic else "..."
                names.append(name)
            out.append("(" + ",".join(names) + ")")
        out.append(" ")
        for k, token in enumerate(self.tokens):
            if k > 0 and self.words[k] & SPACE:
                out.append(" ")
            marks = self.marks[k]
            if marks & (STRINGIZE | STRINGIZE_OPTION):
                out.append("#")
            out.append(token.text)
            if marks & PASTE_NEXT:
                out.append(" ##")
        return "".join(out)
