"""The row language: one line an instruction, for every target.

Problem: encoder, decoder, printer, assembler, register allocation and prover need the same facts
of an instruction, and five places that say them five times disagree.  Idea: one row says all;
`generate.py` expands rows into tables that the rest indexes.

A row is a line with six columns, separated by `|` (but within `[]`):

    mnemonic | operands | encoding | columns | effects | meaning

- mnemonic: as the assembler spells it; `*` stands for the size suffix, `~` for none though
  the row has sizes; `{cc}` (or another
  template of the target) expands the row once for each entry, whose value the encoding adds;
- operands: destination first, separated by commas; `=` written, `+` read and written, else read;
  then a class of the target, alternatives separated by `/` (`r/m`, `x/m64`), then perhaps
  `@role`, the place in the encoding where the notation does not tell;
- encoding: the architecture manual's own notation, read by the target's `notation.py`; several
  encodings of one opcode are several rows: the first that fits the operands is taken;
- columns: operand sizes in bits that the row covers, and modes (`m64`, `m32`: only there);
- effects: `w:`/`u:`/`r:` flags written, left undefined, read; `+reg`, `=reg`, `reg` implicit
  registers (access as for operands); single words are properties (PROPERTY_WORDS);
- meaning: `dst = op args` over the operands a b c d and the IR's opcodes, for selection rules and
  the prover; empty where no rule needs one.

Expanding gives one *opcode* for each (mnemonic, size, operand forms); its name is the mnemonic in
capitals, the size, and one letter an operand: ADD32rm.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.machine import (
    HAS_SIDE_EFFECT,
    IS_ALIAS,
    IS_BRANCH,
    IS_CALL,
    IS_COMMUTATIVE,
    IS_CONDITIONAL,
    IS_INDIRECT,
    IS_LOCKABLE,
    IS_MOVE,
    IS_PREFIX,
    IS_RELAXABLE,
    IS_RETURN,
    IS_STRING,
    IS_TRAP,
    MAY_LOAD,
    MAY_STORE,
    NO_ACCESS,
    OPERAND_MEM,
    READ,
    READ_WRITE,
    WRITE,
)

PROPERTY_WORDS = {
    "move": IS_MOVE,
    "branch": IS_BRANCH,
    "conditional": IS_CONDITIONAL,
    "bcond": IS_BRANCH | IS_CONDITIONAL | IS_RELAXABLE,
    "call": IS_CALL,
    "return": IS_RETURN,
    "commutative": IS_COMMUTATIVE,
    "effect": HAS_SIDE_EFFECT,
    "relax": IS_RELAXABLE,
    "lock": IS_LOCKABLE,
    "indirect": IS_INDIRECT,
    "string": IS_STRING,
    "trap": IS_TRAP,
    "prefix": IS_PREFIX,
    "alias": IS_ALIAS,
    "noload": NO_ACCESS,
    "load": MAY_LOAD,
    "store": MAY_STORE,
}

ACCESS = {"=": WRITE, "+": READ_WRITE}


class RowError(Exception):
    """A row that the language does not allow; the message starts with the row."""


class OperandClass:
    """What a class name of the operand column means.

    `kind`: OPERAND_*; `register_class`: the target's number; `size`: bits, or None for the row's
    size column; `letter`: in opcode names; `fixed`: the only register, or -1; `condition`: name
    of the condition under which the encoding applies (the opcode is the general one's).
    """

    def __init__(self, kind: int, register_class: int = 0, size: int | None = None,
                 letter: str = "r", fixed: int = -1, condition: str = "") -> None:
        self.kind = kind
        self.register_class = register_class
        self.size = size
        self.letter = letter
        self.fixed = fixed
        self.condition = condition


class Operand:
    """One operand of one expanded opcode. `size` in bits; `role`: explicit place or ''."""

    def __init__(self, name: str, access: int, cls: OperandClass, size: int, role: str,
                 in_alternation: bool) -> None:
        self.name = name
        self.access = access
        self.cls = cls
        self.size = size
        self.role = role
        self.in_alternation = in_alternation


class Expansion:
    """One row at one size with one choice of operand alternatives."""

    def __init__(self, row: Row, size: int, operands: list[Operand], add: int,
                 mnemonic: str) -> None:
        self.row = row
        self.size = size
        self.operands = operands
        self.add = add              # value of the template entry
        self.mnemonic = mnemonic    # with `*` still in place

    def opcode_name(self) -> str:
        """ADD32rm: mnemonic, size, forms."""
        base = self.mnemonic.strip("*~").upper().replace(".", "_").replace(",", "_")
        size = str(self.size) if self.mnemonic[-1] in "*~" else ""
        return base + size + "".join(o.cls.letter for o in self.operands)


class Row:
    """One line of the table, split into its columns."""

    def __init__(self, text: str) -> None:
        columns = [column.strip() for column in re.split(r"\|(?![^\[]*\])", text)]
        columns += [""] * (6 - len(columns))
        if len(columns) != 6:
            raise RowError(f"{text}: more than six columns")
        self.text = text
        self.mnemonic = columns[0]
        self.operand_texts = [o.strip() for o in columns[1].split(",")] if columns[1] else []
        self.encoding = columns[2]
        self.sizes: list[int] = []
        self.modes: set[str] = set()
        for word in columns[3].split():
            if word.isdigit():
                self.sizes.append(int(word))
            else:
                self.modes.add(word)
        self.flags = {"w": "", "u": "", "r": ""}
        self.implicit: list[tuple[int, str]] = []
        self.properties = 0
        for word in columns[4].split():
            if word[:2] in ("w:", "u:", "r:"):
                self.flags[word[0]] = word[2:]
            elif word in PROPERTY_WORDS:
                self.properties |= PROPERTY_WORDS[word]
            else:
                access = ACCESS.get(word[0], READ)
                self.implicit.append((access, word.lstrip("=+")))
        self.meaning = columns[5]

    def expand(self, classes: dict[str, OperandClass],
               templates: dict[str, dict[str, int]]) -> list[Expansion]:
        """All expansions, sizes outermost, then templates, then alternatives from the left."""
        result = []
        for size in self.sizes or [0]:
            for mnemonic, add in self.instances(templates):
                choices: list[list[Operand]] = [[]]
                for text in self.operand_texts:
                    options = self.options(text, size, classes)
                    choices = [head + [option] for head in choices for option in options]
                for operands in choices:
                    if sum(o.cls.kind == OPERAND_MEM for o in operands) > 1:
                        raise RowError(f"{self.text}: two memory operands")
                    result.append(Expansion(self, size, operands, add, mnemonic))
        return result

    def instances(self, templates: dict[str, dict[str, int]]) -> list[tuple[str, int]]:
        """(mnemonic, value) for each entry of the row's template, or the mnemonic itself."""
        for name, entries in templates.items():
            mark = "{" + name + "}"
            if mark in self.mnemonic:
                return [(self.mnemonic.replace(mark, key), n) for key, n in entries.items()]
        return [(self.mnemonic, 0)]

    def options(self, text: str, size: int, classes: dict[str, OperandClass]) -> list[Operand]:
        """The alternatives of one operand."""
        access = ACCESS.get(text[0], READ)
        body, _, role = text.lstrip("=+").partition("@")
        names = body.split("/")
        result = []
        for name in names:
            if name not in classes:
                raise RowError(f"{self.text}: no operand class {name}")
            cls = classes[name]
            bits = size if cls.size is None else cls.size
            result.append(Operand(name, access, cls, bits, role, len(names) > 1))
        return result


def parse_rows(text: str) -> list[Row]:
    """The rows of a table's text; `#` starts a comment line, blank lines are skipped."""
    rows = []
    for line in text.splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            rows.append(Row(line))
    return rows


class Opcode:
    """One machine opcode: the expansions that describe its encodings, in order of preference."""

    def __init__(self, name: str, number: int, first: Expansion) -> None:
        self.name = name
        self.number = number
        self.first = first
        self.expansions: list[Expansion] = []


class Notation:
    """One target's rows and what the generator must know to read them; a target subclasses it.

    `classes`: the names of the operand column; `templates`: see Row; `implicit_registers`: names
    of the effects column -> register number; `flag_bits`: letters of the effects column.
    """

    name = ""                       # of the target's folder
    has_suffixes = False            # mnemonics have size suffixes
    has_memory_forms = False        # letters of opcode names tell memory from register forms

    def __init__(self, rows: list[str], classes: dict[str, OperandClass],
                 templates: dict[str, dict[str, int]], implicit_registers: dict[str, int],
                 flag_bits: dict[str, int]) -> None:
        self.rows = rows
        self.classes = classes
        self.templates = templates
        self.implicit_registers = implicit_registers
        self.flag_bits = flag_bits

    def condition_flags(self, code: int) -> str:
        """The flags that the condition of that number reads (`cc` in the effects column)."""
        raise RowError("no condition codes")

    def opcode_name(self, expansion: Expansion) -> str:
        """The name of an opcode's constant."""
        return expansion.opcode_name()

    def mnemonic(self, expansion: Expansion) -> str:
        """As the assembler spells it."""
        return expansion.mnemonic

    def meaning(self, expansion: Expansion) -> str:
        """What it computes, for rules and proofs."""
        return "" if expansion.row.properties & IS_ALIAS else expansion.row.meaning

    def encoding_tables(self, opcodes: list[Opcode]) -> list[tuple[str, bytes | list[int]]]:
        """The tables that the encoder reads: name and contents."""
        raise NotImplementedError
