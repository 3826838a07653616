"""The forms of A64 operands: how each is written, which registers and values it takes.

Problem: printer, assembler, encoder and decoder must agree on every operand.  Idea: a form is one
record, named as in the operand column of the rows; rows refer to forms by number.

Invariants: `word` is the arrangement (`8b`), the lane (`b`), the modifier (`lsl`) or the key of the
table of names; an opcode's immediates stand in `Operands.imm`, alone or 16 bits each.
"""

from __future__ import annotations

from compiler.target.arm import immediates as T
from compiler.target.arm.registers import CLASS_GPR, CLASS_VECTOR, V0, VECTOR_LETTERS
from compiler.target.machine import OPERAND_IMM, OPERAND_LABEL, OPERAND_MEM, OPERAND_REG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# how a form is written
S_REGISTER: Final = 0    # x3
S_VECTOR: Final = 1      # v3.8b
S_LANE: Final = 2        # v3.b[1]
S_LIST: Final = 3        # { v3.8b, v4.8b }
S_LIST_LANE: Final = 4   # { v3.b, v4.b }[1]
S_PAIR: Final = 5        # x2, x3
S_NUMBER: Final = 6      # #3
S_FLOAT: Final = 7       # #1.5, value: the 8 bits that stand for it
S_NAME: Final = 8        # a word of NAMES[word], or a number
S_SHIFT: Final = 9       # lsl #3
S_TWO: Final = 10        # #lsb, #width
S_WIDE: Final = 11       # #value{, lsl #16}
S_MEMORY: Final = 12     # [x1{, #disp | , x2{, lsl #3}}]
S_BEFORE: Final = 13     # [x1, #disp]!
S_AFTER: Final = 14      # [x1], #disp
S_AFTER_INDEX: Final = 15  # [x1], x2
S_LABEL: Final = 16
S_SYSTEM: Final = 17     # #op1, Cn, Cm, #op2
S_ZERO: Final = 18       # #0
S_ZERO_FLOAT: Final = 19   # #0.0
S_SYSTEM_REGISTER: Final = 20


class Form:
    """One form; see the module's docstring. `size` in bits; `transform`, `param`: of the register
    or the value (of the lane, for lanes)."""

    def __init__(self, name: str, kind: int, style: int, letter: str, size: int, word: str = "",
                 count: int = 1, transform: int = 0, param: int = 0) -> None:
        self.name = name
        self.kind = kind
        self.style = style
        self.letter = letter
        self.size = size
        self.word = word
        self.count = count
        self.transform = transform
        self.param = param

    def register_class(self) -> int:
        """CLASS_*, 0 for what is no register."""
        if self.kind != OPERAND_REG:
            return 0
        general = self.transform in (T.REGISTER_SP, T.EVEN) or (
            self.transform == T.REGISTER and self.param == 0)
        return CLASS_GPR if general else CLASS_VECTOR

    def has_value(self) -> bool:
        """Whether the operand has a part in `Operands.imm`."""
        return self.kind == OPERAND_IMM or self.style in (S_LANE, S_LIST_LANE)


LANES: Final = ["b", "h", "s", "d"]
ARRANGEMENTS: Final = ["8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d", "1q"]
CONDITIONS: Final = ["eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt",
                     "le", "al", "nv"]
# words of S_NAME operands, value = place; '-' has none
NAMES: Final[dict[str, list[str]]] = {
    "cond": CONDITIONS,
    "barrier": "- oshld oshst osh - nshld nshst nsh - ishld ishst ish - ld st sy".split(),
    "prfop": [f"{kind}l{level}{way}" if level < 4 and kind else "-" for kind in
              ("pld", "pli", "pst", "") for level in (1, 2, 3, 4) for way in ("keep", "strm")],
    "btitarget": ["-", "c", "j", "jc"],
    "pstate": ["-"] * 3 + ["uao", "pan", "spsel"] + ["-"] * 19 + ["ssbs", "dit"] + ["-"] * 3
              + ["daifset", "daifclr"],
}


def make_forms() -> list[Form]:
    """All forms, in a fixed order."""
    reg, imm, mem = OPERAND_REG, OPERAND_IMM, OPERAND_MEM
    forms = []
    for size, letter in ((32, "w"), (64, "x")):
        forms.append(Form(letter, reg, S_REGISTER, letter, size, "", 1, T.REGISTER))
        forms.append(Form(letter + "sp", reg, S_REGISTER, letter, size, "sp", 1, T.REGISTER_SP))
        forms.append(Form(f"pair{size}", reg, S_PAIR, "r", size, "", 2, T.EVEN))
    for size, letter in VECTOR_LETTERS.items():
        forms.append(Form(letter, reg, S_REGISTER, letter, size, "", 1, T.REGISTER, V0))
    for text in ARRANGEMENTS:
        size = 128 if text in ("16b", "8h", "4s", "2d", "1q") else 64
        forms.append(Form("v" + text, reg, S_VECTOR, "v", size, text, 1, T.REGISTER, V0))
        for count in (1, 2, 3, 4):
            forms.append(Form(f"L{count}.{text}", reg, S_LIST, f"l{count}", size, text, count,
                              T.REGISTER, V0))
    for place, lane in enumerate(LANES):
        for prefix, transform, param in (("e", T.LANE, place), ("g", T.LANE_ONLY, place),
                                         ("x", T.BELOW, 16 >> place)):
            forms.append(Form(prefix + lane, reg, S_LANE, lane.upper(), 128, lane, 1, transform,
                              param))
        for count in (1, 2, 3, 4):
            forms.append(Form(f"K{count}{lane}", reg, S_LIST_LANE, "k", 128, lane, count, T.BELOW,
                              16 >> place))
        forms.append(Form("shr" + lane, imm, S_NUMBER, "i", 8, "", 1, T.FROM_ABOVE, 16 << place))
        forms.append(Form("shl" + lane, imm, S_NUMBER, "i", 8, "", 1, T.UP_FROM, 8 << place))
        forms.append(Form("lanesize" + lane, imm, S_NUMBER, "i", 8, "", 1, T.EQUAL, 8 << place))
    forms.append(Form("e4b", reg, S_LANE, "E", 128, "4b", 1, T.BELOW, 4))
    forms.append(Form("d1", reg, S_LANE, "D", 128, "d", 1, T.EQUAL, 1))
    for bits in (2, 4, 5, 7, 8, 16):
        forms.append(Form(f"u{bits}", imm, S_NUMBER, "i", bits))
    for size in (32, 64):
        for name, style, letter, transform in (
                ("bitmask", S_NUMBER, "i", T.BITMASK), ("movz", S_NUMBER, "i", T.MOVZ),
                ("movn", S_NUMBER, "i", T.MOVN), ("movw", S_WIDE, "i", T.WIDE),
                ("lsli", S_NUMBER, "i", T.SHIFT_LEFT), ("um", S_NUMBER, "i", T.BELOW),
                ("bfx", S_TWO, "i", T.EXTRACT), ("bfi", S_TWO, "i", T.INSERT),
                ("lsl", S_SHIFT, "L", T.BELOW), ("lsr", S_SHIFT, "R", T.BELOW),
                ("asr", S_SHIFT, "A", T.BELOW), ("ror", S_SHIFT, "O", T.BELOW)):
            forms.append(Form(f"{name}{size}", imm, style, letter, size,
                              name if style == S_SHIFT else "", 1, transform, size))
        forms.append(Form(f"fbits{size}", imm, S_NUMBER, "i", size, "", 1,
                          T.FROM_64 if size == 64 else T.FROM_ABOVE, 64))
    for k, word in enumerate(("uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx")):
        forms.append(Form(word, imm, S_SHIFT, "bhuxBHSX"[k], 8, word, 1, T.BELOW, 5))
    for name, style, transform, param in (
            ("addimm", S_NUMBER, T.ADDITION, 0), ("fpimm", S_FLOAT, T.UNSIGNED, 0),
            ("bytemask", S_NUMBER, T.BYTE_MASK, 0), ("ext8b", S_NUMBER, T.BELOW, 8),
            ("ext16b", S_NUMBER, T.BELOW, 16), ("rot2", S_NUMBER, T.HALVES, 0),
            ("rot4", S_NUMBER, T.QUARTERS, 0), ("zero", S_ZERO, T.EQUAL, 0),
            ("fzero", S_ZERO_FLOAT, T.EQUAL, 0), ("sysop", S_SYSTEM, T.UNSIGNED, 0),
            ("sysreg", S_SYSTEM_REGISTER, T.UNSIGNED, 0)):
        forms.append(Form(name, imm, style, "i", 16, "", 1, transform, param))
    for name, word, transform, param in (("lslv", "lsl", T.UNSIGNED, 3),
                                         ("lslh", "lsl", T.UNSIGNED, 3),
                                         ("msl", "msl", T.MASKING, 0)):
        forms.append(Form(name, imm, S_SHIFT, word[0].upper(), 8, word, 1, transform, param))
    forms.append(Form("icond", imm, S_NAME, "c", 4, "cond", 1, T.INVERTED))
    for name in ("cond", "barrier", "prfop", "btitarget", "pstate", "dcop", "icop", "atop",
                 "tlbiop", "icall", "tlbiall"):
        forms.append(Form(name, imm, S_NAME, "c" if name == "cond" else "i", 4, name))
    for bytes_ in (0, 1, 2, 4, 8, 16):
        bits, text, log = bytes_ * 8, str(bytes_ * 8) if bytes_ else "", bytes_.bit_length() - 1
        if bytes_:
            for name, style, letter, transform, param in (
                    ("m", S_MEMORY, "m", T.UNSIGNED, log), ("mu", S_MEMORY, "m", T.SIGNED, 0),
                    ("mx", S_MEMORY, "m", T.SCALED, bytes_), ("mw", S_BEFORE, "w", T.SIGNED, 0),
                    ("mp", S_AFTER, "p", T.SIGNED, 0), ("mq", S_MEMORY, "m", T.SIGNED, log),
                    ("mqw", S_BEFORE, "w", T.SIGNED, log), ("mqp", S_AFTER, "p", T.SIGNED, log)):
                forms.append(Form(name + text, mem, style, letter, bits, name, 1, transform, param))
    forms.append(Form("mb", mem, S_MEMORY, "m", 0, "mb", 1, T.EQUAL, 0))
    forms.append(Form("mpx", mem, S_AFTER_INDEX, "x", 0, "mpx"))
    for bytes_ in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64):
        forms.append(Form(f"mp0_{bytes_}", mem, S_AFTER, "p", 0, "mp0", 1, T.EQUAL, bytes_))
    for name, scale in (("l26", 2), ("l19", 2), ("l14", 2), ("adr", 0), ("adrp", 12)):
        forms.append(Form(name, OPERAND_LABEL, S_LABEL, "l", 0, name, 1, T.SIGNED, scale))
    return forms


FORMS: Final = make_forms()
