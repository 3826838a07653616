"""Arm's notation of A64 encodings, read into words and formats for the encoder and decoder.

Problem: rows say `z 00 100010 i13 n d`, the encoder wants numbers (`target/formats.py`).  Idea:
capital letters follow from size and arrangement (PROPERTIES); small ones are parts of the operands,
which get their letters in order.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.assembler import arm_relocations as places
from compiler.target.arm import immediates as own
from compiler.target.arm import rows_base, rows_operands, rows_simd, rows_system
from compiler.target.arm.forms import Form
from compiler.target.arm.registers import CLASS_GPR, CLASS_VECTOR, V0
from compiler.target.bit_strings import BitString, FormatTables, Part, place
from compiler.target.describe import Expansion, Notation, Opcode, OperandClass, RowError
from compiler.target import formats as shared
from compiler.target import machine
from compiler.target.groups import Groups

ROW_GROUPS = Groups({**rows_base.SETS, **rows_simd.SETS},
                    rows_base.PROPERTIES + rows_simd.PROPERTIES)
REGISTER_LETTERS = "dstunma"
TOKEN = re.compile(r"[01]+|[zZHQFEXK](?![A-Z])|[A-Z]{2}|[a-y](?:\d+|\[\d+:\d+\])?|\S")
KINDS = {**dict.fromkeys("RVG", machine.OPERAND_REG), "[": machine.OPERAND_MEM,
         "L": machine.OPERAND_LABEL}      # by the first letter of the spelling
# where a symbol may stand, by form or mnemonic; l19 is a condition or a literal
PLACES = {"l26": places.PLACE_JUMP, "l14": places.PLACE_TEST, "adr": places.PLACE_ADR,
          "adrp": places.PLACE_PAGE, "addimm": places.PLACE_ADD, "movw": places.PLACE_MOVE,
          "bl": places.PLACE_CALL, "blr": places.PLACE_MARK,
          **{f"{name}{8 << log}": places.PLACE_ACCESS + log
             for name in ("m", "mu") for log in range(5)}}


def read_forms() -> dict[str, tuple[Form, str]]:
    """The forms of rows_operands.py by name, with their letters."""
    groups = Groups(rows_operands.SETS, rows_operands.PROPERTIES)
    result = {}
    for row in groups.expand(rows_operands.ROWS).splitlines():
        name, letter, size, transform, spelling = [word.strip() for word in row.split("|")]
        word, _, param = transform.partition(" ")
        number = getattr(own, word, None) or getattr(shared, word)
        param = str(V0) if param == "32" and word == "REGISTER" else param or "0"
        result[name] = Form(f"{name} {size} {number} {param} {spelling}"), letter
    return result


FORMS = read_forms()


def operand_class(name: str, size: int | None) -> OperandClass:
    """What a name of the operand column means; `size` None: the row's."""
    form, letter = FORMS[name if size is not None else name + "64"]
    kind = KINDS.get(form.text[0], machine.OPERAND_IMM)
    general = form.text[0] == "R" and form.param == 0
    cls = (CLASS_GPR if general else CLASS_VECTOR) if kind == machine.OPERAND_REG else 0
    return OperandClass(kind, cls, size, letter)


def operand_classes() -> dict[str, OperandClass]:
    """The names of the operand column: those of forms, and those whose form has the row's size."""
    sized = {name.removesuffix("64") for name in FORMS if name.endswith("64")} - set(FORMS)
    return {**{name: operand_class(name, form.size) for name, (form, _) in FORMS.items()},
            **{name: operand_class(name, None) for name in sorted(sized)},
            "mp0": operand_class("mp0_1", 0)}


def form_of(expansion: Expansion, index: int) -> Form:
    """The form of one operand of one expansion."""
    name = expansion.operands[index].name
    if name == "mp0":                # behind the structures that the first operand lists
        first = form_of(expansion, 0)
        count, lane = int(first.name[1]), 1 << "bhsd".index(first.name[-1])
        whole = first.name[0] == "L" and not re.match(r"ld\dr", expansion.mnemonic)
        name = f"mp0_{count * (first.size // 8 if whole else lane)}"
    return FORMS[name if name in FORMS else f"{name}{expansion.size}"][0]


class Reader:
    """Reads one encoding."""

    def __init__(self, expansion: Expansion) -> None:
        self.expansion = expansion
        self.fields: dict[str, Part] = {}
        self.encoding = BitString()
        tokens = self.symbols(expansion.row.encoding)
        self.assign(tokens)
        try:
            place(tokens, self.fields, {}, self.encoding)
        except ValueError as wrong:
            raise self.fail(str(wrong)) from None
        if self.encoding.size != 32:
            raise self.fail(f"{self.encoding.size} bits")
        for letter, part in self.fields.items():
            if not part.pieces and part.transform != shared.EQUAL:
                raise self.fail(f"operand without field {letter}")

    def fail(self, why: str) -> RowError:
        return RowError(f"{self.expansion.row.text}: {why}")

    def symbols(self, text: str) -> list[str]:
        """Tokens, those that follow from size and arrangement replaced."""
        name, *arguments = text.split()
        if name in rows_simd.LAYOUTS:
            text = rows_simd.LAYOUTS[name]
            for k, argument in enumerate(arguments, 1):
                text = text.replace(f"${k}", argument.replace("_", " "))
        known = {}
        for member in (str(self.expansion.size), self.expansion.mnemonic.partition(":")[2]):
            known.update(ROW_GROUPS.properties.get(member, {}))
        replaced = [token if token in REGISTER_LETTERS else known.get(token, token)
                    for token in TOKEN.findall(text)]
        return " ".join(replaced).split()

    def assign(self, tokens: list[str]) -> None:
        """Give each part of the operands its letter."""
        present = {t[0] for t in tokens if t[0].islower()}
        operands = self.expansion.operands
        taken = {o.role for o in operands}
        if any(o.cls.kind == machine.OPERAND_MEM for o in operands):
            taken |= {"n", "m"}
        registers = [c for c in REGISTER_LETTERS if c in present and c not in taken]
        values = [c for c in "ijk" if c in present and c not in taken]
        position = shared.SOURCE_IMM
        for k, operand in enumerate(operands):
            form = form_of(self.expansion, k)
            kind, role = operand.cls.kind, operand.role
            if kind == machine.OPERAND_MEM:
                self.memory(form)
            elif kind == machine.OPERAND_REG:
                lane = form.has_value
                self.add(role or registers.pop(0), Part(k, shared.REGISTER, V0) if lane else
                         Part(k, form.transform, form.param))
                role = ""
            elif kind == machine.OPERAND_LABEL:
                self.add(role or values.pop(0),
                         Part(shared.SOURCE_LABEL, form.transform, form.param))
            if form.has_value:
                self.add(role or ("" if form.transform == shared.EQUAL else values.pop(0)),
                         Part(position, form.transform, form.param))
                position += 1

    def memory(self, form: Form) -> None:
        """Base, and displacement or index."""
        self.add("n", Part(shared.SOURCE_BASE, own.REGISTER_SP))
        if form.transform == own.SCALED:
            self.add("m", Part(shared.SOURCE_INDEX, shared.REGISTER))
            self.add("o", Part(shared.SOURCE_EXTEND, own.EXTEND))
            self.add("y", Part(shared.SOURCE_SCALE, own.SCALED, form.param))
        elif form.name == "mpx":
            self.add("m", Part(shared.SOURCE_INDEX, shared.BELOW, 31))
        else:
            self.add("" if form.transform == shared.EQUAL else "i",
                     Part(shared.SOURCE_DISP, form.transform, form.param))

    def add(self, letter: str, part: Part) -> None:
        if letter:
            self.fields[letter] = part
        self.encoding.parts.append(part)


def symbol_place(expansion: Expansion) -> int:
    """PLACE_* at which an instruction takes a symbol, 0: none."""
    names = [form_of(expansion, k).name for k in range(len(expansion.operands))]
    if "l19" in names:
        conditional = expansion.row.properties & machine.IS_CONDITIONAL
        return places.PLACE_CONDITION if conditional else places.PLACE_LITERAL
    known = [expansion.mnemonic, *[re.sub("^movw.*", "movw", name) for name in names]]
    return next((PLACES[name] for name in known if name in PLACES), 0)


class ArmNotation(Notation):
    """The rows of AArch64."""

    name = "arm"

    def __init__(self) -> None:
        texts = [rows_base.ROWS, rows_simd.ROWS, rows_system.ROWS]
        super().__init__([ROW_GROUPS.expand(text) for text in texts], operand_classes(), {}, {},
                         {"v": 1, "c": 2, "z": 4, "n": 8})

    def opcode_name(self, expansion: Expansion) -> str:
        return expansion.opcode_name().replace(":", "_")

    def meaning(self, expansion: Expansion) -> str:
        """None for scalars of vector rows and for half precision, a type that the IR has not."""
        found = super().meaning(expansion)
        names = [form_of(expansion, k).name for k in range(len(expansion.operands))]
        half = not {"h", "f16", "4h", "8h"}.isdisjoint(names)
        none = found.endswith("=") or expansion.mnemonic.partition(":")[2] in rows_simd.SETS["B4"]
        return "" if none or half and re.search(r" = (f|[su]itofp|bitcast)", found) else found

    def mnemonic(self, expansion: Expansion) -> str:
        return expansion.mnemonic.partition(":")[0].strip("*")

    def encoding_tables(self, opcodes: list[Opcode]) -> list[tuple[str, bytes | list[int]]]:
        made = FormatTables()
        numbers: dict[str, int] = {}
        forms = bytearray()
        for opcode in opcodes:
            for expansion in opcode.expansions:
                made.add(Reader(expansion).encoding)
            made.end_opcode()
            for k in range(machine.MAX_OPERANDS):
                name = form_of(opcode.first, k).name if k < len(opcode.first.operands) else ""
                forms.append(numbers.setdefault(name, len(numbers)))
        rows = [FORMS[name][0].row if name else "- 0 0 0 -" for name in numbers]
        return [*made.tables(), ("OPERAND_FORM", bytes(forms)),
                ("FORMS", "\n".join(rows).encode()),
                ("PLACE", bytes(symbol_place(opcode.first) for opcode in opcodes))]
