"""Drop local functions (and local data, from -O1 on) that nothing refers to.

Problem: headers define static functions that a unit does not use, and inlining leaves bodies nobody
calls.  Idea: mark from what the linker can see, through code, data and aliases.  Bodies that exist
only to be inlined (`inline_only`) go in any case.  Invariant: what carries the attribute `used`, a
section of constructors, or stands in an asm template stays.
"""

from __future__ import annotations

from compiler.ir.instr import Function
from compiler.ir.module import LOCAL, AsmInfo, Module, Symbol
from compiler.ir.opcodes import ADDR, ASM, ASMGOTO


def run(module: Module, drop_data: bool) -> bool:
    """Remove what cannot be reached; True when anything was removed."""
    reached: dict[Symbol, bool] = {}
    work: list[Symbol] = []

    for symbol in module.symbols.values():
        if is_root(symbol, drop_data) or module.asms and symbol.used:
            reached[symbol] = True
            work.append(symbol)
    if module.asms and not all_private(module):
        # Top-level asm may name any static function: keep those that it spells.
        for text in module.asms:
            for symbol in module.symbols.values():
                if symbol not in reached and symbol.name in text.text:
                    reached[symbol] = True
                    work.append(symbol)
    while work:
        symbol = work.pop()
        found: list[Symbol] = []
        if symbol.alias_of is not None:
            found.append(symbol.alias_of)
        if symbol.function is not None and not symbol.function.info.inline_only:
            references(symbol.function, module, found)
        if symbol.data is not None:
            for reloc in symbol.data.relocs:
                if reloc.symbol is not None:
                    found.append(reloc.symbol)
                if reloc.minus is not None:
                    found.append(reloc.minus)
        for other in found:
            if other not in reached:
                reached[other] = True
                work.append(other)
    functions = [function for function in module.functions
                 if function.symbol in reached and not function.info.inline_only]
    data = [symbol for symbol in module.data if symbol in reached]
    if len(functions) == len(module.functions) and len(data) == len(module.data):
        return False
    for function in module.functions:
        if function.symbol not in reached or function.info.inline_only:
            function.symbol.function = None
    for symbol in module.data:
        if symbol not in reached:
            symbol.data = None
    module.functions = functions
    module.data = data
    return True


def is_root(symbol: Symbol, drop_data: bool) -> bool:
    """Whether something outside the module's own references keeps the symbol."""
    if symbol.function is not None and symbol.function.info.inline_only:
        return False
    if symbol.used or symbol.section and symbol.data is not None:
        return True
    if symbol.binding != LOCAL:
        return symbol.function is not None or symbol.data is not None or \
            symbol.alias_of is not None
    if symbol.function is not None:
        info = symbol.function.info
        return info.constructor >= 0 or info.destructor >= 0
    if symbol.alias_of is not None:
        return False
    return symbol.data is not None and not drop_data


def all_private(module: Module) -> bool:
    """No asm text to look into."""
    for asm in module.asms:
        if asm.text:
            return False
    return True


def references(function: Function, module: Module, found: list[Symbol]) -> None:
    """Symbols that a function's code names."""
    for block in function.blocks:
        for instr in block.instrs:
            for arg in instr.args:
                if arg.op == ADDR:
                    symbol = arg.aux
                    assert isinstance(symbol, Symbol)
                    found.append(symbol)
            if instr.op in (ASM, ASMGOTO):
                info = instr.aux
                assert isinstance(info, AsmInfo)
                template = info.template
                if template:
                    for name, symbol in module.symbols.items():
                        if symbol.binding == LOCAL and name in template:
                            found.append(symbol)
