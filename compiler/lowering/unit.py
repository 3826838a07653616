"""Lowering of a unit: what the parser hands over becomes an `ir.module.Module`.

Problem: declarations come one by one; whether a static function or object is wanted is known at the
end.  Idea: everything is lowered as it comes; at the end only what is reachable from the symbols
that others see (external, `used`, constructors, top-level asm) is kept, in source order.

Invariants: an inline definition whose symbol is elsewhere (C17 6.7.4p7, gnu_inline; a later
declaration may change that) is marked `inline_only`, and at -O0 only kept when always_inline.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.tree import Consumer, FuncDecl, SymbolDecl, VarDecl
from compiler.ir import module as m
from compiler.ir import opcodes as o
from compiler.ir.instr import Function
from compiler.ir.module import Module, ModuleAsm, Symbol
from compiler.lowering import data, frame_objects, functions
from compiler.lowering.options import LoweringOptions
from compiler.lowering.translation import Translation, fill_info


class Lowering(Consumer):
    """The parser's consumer that makes IR; `module` is complete after `finish`."""

    def __init__(self, options: LoweringOptions, diagnostics: Diagnostics) -> None:
        self.unit = Translation(options, diagnostics)
        self.module: Module = self.unit.module
        self.definitions: dict[Symbol, FuncDecl] = {}
        if options.trapv:
            self.unit.unsupported(0, "-ftrapv")

    def variable(self, decl: VarDecl) -> None:
        """A definition of a static object."""
        if decl.register_name:
            self.module.fixed_registers.append(decl.register_name.lstrip("%"))
            return
        data.define(self.unit, decl)
        if self.unit.debug is not None and decl.name:
            self.module.debug_variables.append(
                self.unit.debug.global_variable(decl, self.unit.symbol(decl)))
        self.define_visibility(self.unit.symbol(decl), decl)

    def define_visibility(self, symbol: Symbol, decl: SymbolDecl) -> None:
        """-fvisibility applies to definitions that say nothing themselves."""
        if decl.linkage == tree.EXTERNAL and not decl.visibility_given:
            symbol.visibility = self.unit.options.visibility

    def function(self, decl: FuncDecl) -> None:
        """A function definition, with those nested in it."""
        if decl.nested:
            frame_objects.analyse(decl, self.unit.frames, self.unit.reaches,
                                  int(self.unit.options.pointer_bits) // 8)
        self.definition(decl)

    def definition(self, decl: FuncDecl) -> None:
        """Lower the innermost functions first: they say which trampolines are wanted."""
        for inner in decl.nested:
            self.definition(inner)
        symbol = self.unit.symbol(decl)
        self.unit.complete(symbol, decl)
        assert symbol.info is not None
        symbol.info.signature = self.unit.types.signature(decl.type)
        fill_info(symbol.info, decl)
        symbol.info.stack_protect = self.unit.options.stack_protect \
            and not decl.no_stack_protector
        self.definitions[symbol] = decl
        self.define_visibility(symbol, decl)
        if symbol.function is not None:   # an inline definition, replaced by the real one
            self.module.functions.remove(symbol.function)
        self.module.working_on = symbol.name
        function = functions.lower(self.unit, decl, symbol)
        self.module.working_on = ""
        symbol.function = function
        self.module.functions.append(function)

    def declaration(self, decl: SymbolDecl) -> None:
        """Aliases, ifuncs and weak references."""
        symbol = self.unit.symbol(decl)
        self.unit.complete(symbol, decl)
        target = decl.alias or decl.ifunc
        if target and decl.weakref is None:
            symbol.alias_of = self.module.symbol(target)
            symbol.ifunc = decl.ifunc != ""
            self.define_visibility(symbol, decl)
        if isinstance(decl, FuncDecl) and symbol.info is not None:
            fill_info(symbol.info, decl)

    def top_asm(self, text: str) -> None:
        """A top-level asm."""
        self.module.asms.append(ModuleAsm(text, 0))

    def finish(self) -> None:
        """Settle inline definitions, and drop what nobody refers to."""
        for symbol, decl in self.definitions.items():
            if decl.emit == tree.EMIT_NEVER and symbol.info is not None \
                    and symbol.function is not None:
                symbol.info.inline_only = True
                if self.unit.options.optimize == 0 and not decl.always_inline:
                    self.module.functions.remove(symbol.function)
                    symbol.function = None
        if self.unit.debug is not None:
            self.unit.debug.finish()
        kept = reachable(self.module)
        self.module.functions = [function for function in self.module.functions
                                 if function.symbol in kept]
        if self.unit.suspects:
            from compiler.lowering.uninitialized import report

            report(self.unit.suspects, self.module.functions, self.unit.diagnostics)
        for function in self.module.functions:
            for warning in self.unit.outside.get(function, []):
                warning.show(self.unit.diagnostics)
        self.module.data = [symbol for symbol in self.module.data if symbol in kept]
        for symbol in self.module.symbols.values():
            if symbol not in kept:
                symbol.function = None
                symbol.data = None
                symbol.alias_of = None


def is_root(symbol: Symbol) -> bool:
    """True for definitions that are kept whatever the unit refers to."""
    defined = symbol.function is not None or symbol.data is not None or symbol.alias_of is not None
    if not defined:
        return False
    info = symbol.info
    if info is not None and (info.constructor >= 0 or info.destructor >= 0):
        return True
    if info is not None and info.inline_only:
        return False
    return symbol.binding != m.LOCAL or symbol.used


def reachable(module: Module) -> dict[Symbol, bool]:
    """The symbols that are kept: roots and what they refer to."""
    kept: dict[Symbol, bool] = {}
    pending: list[Symbol] = []
    for symbol in module.symbols.values():
        if is_root(symbol):
            kept[symbol] = True
            pending.append(symbol)
    while pending:
        for target in references(pending.pop()):
            if target not in kept:
                kept[target] = True
                pending.append(target)
    return kept


def references(symbol: Symbol) -> list[Symbol]:
    """The symbols that a definition refers to."""
    result: list[Symbol] = []
    if symbol.alias_of is not None:
        result.append(symbol.alias_of)
    contents = symbol.data
    if contents is not None:
        for reloc in contents.relocs:
            if reloc.symbol is not None:
                result.append(reloc.symbol)
            if reloc.minus is not None:
                result.append(reloc.minus)
    if symbol.function is not None:
        result.extend(addresses(symbol.function))
    return result


def addresses(function: Function) -> list[Symbol]:
    """The symbols whose address a function uses."""
    result: list[Symbol] = []
    for symbol, leaf in function.addresses.items():
        assert leaf.op == o.ADDR
        if leaf.uses > 0:
            result.append(symbol)
    return result
