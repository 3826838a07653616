"""Spellings of x86 mnemonics beyond the rows: aliases and prefix words.

Source: GNU as manual 9.16.3; Intel SDM volume 2 (condition code synonyms).
"""

from __future__ import annotations

from compiler.assembler.operands import (
    PREFIX_ADDR,
    PREFIX_BND,
    PREFIX_DATA,
    PREFIX_LOCK,
    PREFIX_NOTRACK,
    PREFIX_REP,
    PREFIX_REPNE,
)

# word -> prefix bits; 0x100 + REX bits; 0x1000 + segment index
PREFIX_WORDS: dict[str, int] = {
    "lock": PREFIX_LOCK, "rep": PREFIX_REP, "repe": PREFIX_REP, "repz": PREFIX_REP,
    "repne": PREFIX_REPNE, "repnz": PREFIX_REPNE, "xrelease": PREFIX_REP,
    "xacquire": PREFIX_REPNE, "data16": PREFIX_DATA, "data32": PREFIX_DATA,
    "addr16": PREFIX_ADDR, "addr32": PREFIX_ADDR, "notrack": PREFIX_NOTRACK, "bnd": PREFIX_BND,
    "rex": 0x100, "rex.b": 0x101, "rex.x": 0x102, "rex.xb": 0x103, "rex.r": 0x104,
    "rex.rb": 0x105, "rex.rx": 0x106, "rex.rxb": 0x107, "rex.w": 0x108, "rex.wb": 0x109,
    "rex.wx": 0x10A, "rex.wxb": 0x10B, "rex.wr": 0x10C, "rex.wrb": 0x10D, "rex.wrx": 0x10E,
    "rex.wrxb": 0x10F, "rex64": 0x108,
    "es": 0x1000, "cs": 0x1001, "ss": 0x1002, "ds": 0x1003, "fs": 0x1004, "gs": 0x1005,
}

STRING_OPERATIONS: tuple[str, ...] = (
    "movs", "cmps", "stos", "lods", "scas", "ins", "outs", "smov", "scmp", "ssto", "slod", "ssca",
)

_CONDITIONS = {"z": "e", "nz": "ne", "c": "b", "nc": "ae", "nae": "b", "nb": "ae", "na": "be",
               "nbe": "a", "pe": "p", "po": "np", "nge": "l", "nl": "ge", "ng": "le",
               "nle": "g"}

# alias -> name in the rows; `*` in both: every suffix and none
ALIASES: dict[str, str] = {
    "sal*": "shl*", "lgdtq": "lgdt", "lidtq": "lidt", "sgdtq": "sgdt", "sidtq": "sidt",
    "retn": "ret", "retf": "lret", "repret": "ret", "jmpf": "ljmp",
    "smov*": "movs*", "scmp*": "cmps*", "ssto*": "stos*", "slod*": "lods*", "ssca*": "scas*",
    "cbw": "cbtw", "cwde": "cwtl", "cdqe": "cltq", "cwd": "cwtd", "cdq": "cltd", "cqo": "cqto",
    "loopz": "loope", "loopnz": "loopne", "xlatb": "xlat", "wait": "fwait",
    "fildq": "fildll", "fistpq": "fistpll", "fisttpq": "fisttpll", "fild": "filds",
    "fist": "fists", "fistp": "fistps", "fisttp": "fisttps",
    "fldcww": "fldcw", "fnstcww": "fnstcw", "fstcww": "fstcw", "fnstsww": "fnstsw",
    "fstsww": "fstsw", "fxsaveq": "fxsave64", "fxrstorq": "fxrstor64",
    "xsaveq": "xsave64", "xrstorq": "xrstor64", "icebp": "int1",
    "verww": "verw", "verrw": "verr", "ltrw": "ltr", "lldtw": "lldt", "lmsww": "lmsw",
    "int03": "int3", "ud2a": "ud2", "ud2b": "ud1",
    "pushfd": "pushfl", "popfd": "popfl",
    "lahfw": "lahf", "iretd": "iretl", "jmpw": "jmp", "pclmullqlqdq": "pclmulqdq",
    "fucompi": "fucomip", "fcompi": "fcomip", "fcmova": "fcmovnbe",
    "fcmovae": "fcmovnb", "fcmovna": "fcmovbe", "fcmovnae": "fcmovb", "fcmovz": "fcmove",
    "fcmovnz": "fcmovne", "fcmovc": "fcmovb", "fcmovnc": "fcmovnb",
    "pcmpestrml": "pcmpestrm", "pcmpestril": "pcmpestri",
    "vpcmpestrml": "vpcmpestrm", "vpcmpestril": "vpcmpestri",
}
ALIASES.update({"j" + a: "j" + n for a, n in _CONDITIONS.items()})
ALIASES.update({"set" + a: "set" + n for a, n in _CONDITIONS.items()})
ALIASES.update({"cmov" + a + "*": "cmov" + n + "*" for a, n in _CONDITIONS.items()})
ALIASES.update({"set" + n + "b": "set" + n for n in (
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g")})
