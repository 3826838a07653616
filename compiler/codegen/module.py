"""Emission of a module: functions in source order, then data, literals, aliases.

`emit_module(module, emitter, options, target)` is the entry of code generation.  Functions are
freed as they are emitted, so that memory holds one function's machine code at a time.
"""

from __future__ import annotations

from compiler.assembler.emitter import Emitter
from compiler.codegen import function as function_stage
from compiler.codegen.data import (
    attributes,
    emit_alias,
    emit_object,
    emit_structors,
    section_by_name,
)
from compiler.codegen.debug_info import DebugInfo
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Dumper, Locator, Refiner, Stream
from compiler.codegen.target import Target
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHT_PROGBITS,
    STB_WEAK,
    STT_FUNC,
)
from compiler.ir.instr import Function
from compiler.ir.module import LOCAL, WEAK, Module, Symbol


def emit_function(stream: Stream, target: Target, function: Function,
                  debug: DebugInfo | None) -> None:
    """One function with its section, symbol, unwind table and jump tables."""
    emitter = stream.emitter
    options = stream.options
    symbol = function.symbol
    stream.module.working_on = symbol.name
    label = stream.symbol(symbol)
    text_section(stream, symbol, function)
    align = 1 if options.for_size else int(options.align_functions)
    if not options.optimize:
        align = 1
    align = max(align, int(function.info.align))
    if align > 1:
        emitter.align(align)
    attributes(stream, symbol, STT_FUNC)
    emitter.define(label)
    if options.unwind_tables:
        emitter.cfi_startproc()
    for instr in function.blocks[0].instrs:
        if instr.pos > 0:
            stream.locate(instr.pos)
            break
    if debug is not None:
        debug.begin(function.info.debug)
    function_stage.generate(function, stream, target)
    if options.unwind_tables:
        emitter.cfi_endproc()
    emitter.size_to_here(label)
    if debug is not None:
        end = emitter.label()
        emitter.define(end)
        debug.add(symbol.name, symbol.binding != LOCAL, label, end, function.info.debug)
    stream.emit_tables()
    stream.finish_function()


def text_section(stream: Stream, symbol: Symbol, function: Function) -> None:
    """Switch to the function's section."""
    flags = SHF_ALLOC | SHF_EXECINSTR
    if symbol.section:
        section_by_name(stream, symbol.section, True, False, True)
        return
    name = ".text"
    if function.info.cold and stream.options.optimize:
        name = ".text.unlikely"
    if stream.options.function_sections:
        name += "." + symbol.name
    stream.emitter.section(name, SHT_PROGBITS, flags)


def emit_module(module: Module, emitter: Emitter, options: CodegenOptions, target: Target,
                locator: Locator | None = None, dumper: Dumper | None = None,
                refiner: Refiner | None = None) -> None:
    """Emit everything of a module.  Does not call `emitter.finish`."""
    stream = Stream(emitter, module, options)
    stream.copies_data = target.copies_data
    stream.locator = locator
    stream.dumper = dumper
    stream.refiner = refiner
    stream.name_taken_blocks()
    target.reserve_registers(module.fixed_registers)
    functions = [function for function in module.functions if not function.info.inline_only]
    if target.assembly_head:
        target.emit_module_asm(stream, target.assembly_head, 0)
    for asm in module.asms:
        target.emit_module_asm(stream, asm.text, int(asm.pos))
    defined: list[Symbol] = []
    debug = DebugInfo(stream) if options.debug > 0 else None
    for index in range(len(functions)):
        function = functions[index]
        emit_function(stream, target, function, debug)
        defined.append(function.symbol)
        # everything but the signature may go now
        function.blocks = []
        function.params = []
        function.constants = {}
        function.addresses = {}
        function.labels = {}
    for symbol in module.data:
        emit_object(stream, symbol)
    stream.emit_literals()
    for symbol in defined:
        emit_structors(stream, symbol)
    for symbol in module.symbols.values():
        if symbol.alias_of is not None:
            emit_alias(stream, symbol)
        elif symbol.function is None and symbol.data is None and symbol in stream.labels:
            if symbol.binding == WEAK:
                emitter.bind(stream.symbol(symbol), STB_WEAK)
            if symbol.visibility:
                emitter.visibility(stream.symbol(symbol), int(symbol.visibility))
    if debug is not None:
        debug.write()
    emitter.section(".note.GNU-stack", SHT_PROGBITS,
                    SHF_EXECINSTR if module.executable_stack else 0)
