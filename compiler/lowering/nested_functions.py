"""Nested functions (GNU C): static chain, trampolines, jumps out of them.

Problem and idea of frame objects: see `frame_objects`.  Here they are made and used.  A pointer to
a nested function that needs the chain points to a trampoline: a few instructions in the frame
object, written at the parent's entry, that load the chain and jump to the function; so the stack of
such a program is executable, as with gcc.  A label that a nested function jumps to has a jump
buffer in the frame object; the parent saves its place there at its entry, as __builtin_setjmp does,
and goes on at the label when a jump arrives.

Invariants: the chain is the first argument behind the address of an aggregate result; the parent
keeps its variables in memory when one of its labels is jumped to.
Source: GCC manual, "Nested Functions"; System V ABI AMD64, register usage (r10).
"""

from __future__ import annotations

from compiler.frontend.tree import FuncDecl, Label
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import ArgInfo, CallInfo, FunctionInfo, Signature
from compiler.ir.types import I32, PTR, VOID
from compiler.lowering import builtin_calls
from compiler.lowering.context import FunctionContext
from compiler.lowering.frame_objects import TRAMPOLINE_SIZE
from compiler.lowering.machine_texts import CHAIN, FUNCTION_ADDRESS, TEXTS
from compiler.lowering.translation import Translation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

STACK_POINTER_AT: Final = 2     # word of a jump buffer


def chain_info() -> ArgInfo:
    """How the static chain is passed."""
    info = ArgInfo(PTR)
    info.chain = True
    return info


def with_chain(signature: Signature) -> Signature:
    """The same signature with the chain in front."""
    made = Signature(signature.result, [chain_info(), *signature.params], signature.variadic)
    made.unprototyped = signature.unprototyped
    return made


def sign(unit: Translation, decl: FuncDecl, info: FunctionInfo) -> None:
    """Give a nested function's definition the chain, when it needs it."""
    if unit.needs_chain(decl):
        info.signature = with_chain(info.signature)
    if decl.nonlocal_gotos:
        info.noinline = True


def add_chain(f: FunctionContext, decl: FuncDecl, args: list[Instr], info: CallInfo) -> None:
    """Make a direct call pass the chain, when the callee needs it."""
    if not f.unit.needs_chain(decl):
        return
    assert decl.parent is not None
    at = 2 if info.signature.result.layout is not None else 1
    args.insert(at, f.frame_of(decl.parent))
    info.signature = with_chain(info.signature)
    info.infos = [chain_info(), *info.infos]


def trampoline(f: FunctionContext, decl: FuncDecl) -> Instr:
    """The address of a nested function that needs the chain."""
    parent = decl.parent
    assert parent is not None
    frame = f.unit.frames[parent]
    frame.wanted[decl] = True
    if f.options.target.name not in TEXTS:
        f.unit.unsupported(f.pos, "the address of a nested function on this target")
    f.unit.module.executable_stack = True
    return f.offset(f.frame_of(parent), frame.trampolines[decl])


def make_frame(f: FunctionContext, decl: FuncDecl) -> None:
    """Reserve the frame object."""
    frame = f.unit.frames.get(decl)
    if frame is not None:
        f.frame = f.slot(frame.size, frame.align)


def enter(f: FunctionContext, decl: FuncDecl) -> None:
    """At the entry: set the link, save the place for each label that is jumped to."""
    frame = f.unit.frames.get(decl)
    if frame is None or f.frame is None:
        return
    word = f.pointer_bits // 8
    if f.chain is not None:
        f.store(f.frame, f.chain, word, 0)
    for label, offset in frame.labels.items():
        f.store(f.offset(f.frame, offset), f.function.block_address(f.label_block(label)), word, 0)
    for label, offset in frame.buffers.items():
        texts = TEXTS.get(f.options.target.name)
        if texts is None:
            f.unit.unsupported(decl.loc, "a jump out of a nested function on this target")
            return
        buffer = f.offset(f.frame, offset)
        f.jump_buffers.append(buffer)
        f.arrives_anywhere = True
        f.function.info.calls_setjmp = True
        arrived = builtin_calls.jump_operation(f, texts, buffer, False)
        following = f.function.new_block()
        f.branch(f.compare(o.NE, arrived, f.integer(I32, 0)), f.label_block(label), following)
        f.begin(following)


def note_stack(f: FunctionContext) -> None:
    """The stack has grown: jumps that arrive later must find it so."""
    if not f.jump_buffers:
        return
    word = int(f.pointer_bits // 8)
    for buffer in f.jump_buffers:
        top = f.emit(o.STACKSAVE, PTR, [])
        f.store(f.offset(buffer, STACK_POINTER_AT * word), top, word, 0)


def nonlocal_goto(f: FunctionContext, label: Label) -> None:
    """goto a label of an enclosing function."""
    assert label.function is not None
    frame = f.unit.frames[label.function]
    buffer = f.offset(f.frame_of(label.function), frame.buffers[label])
    builtin_calls.jump_operation(f, TEXTS[f.options.target.name], buffer, True)
    f.stop()


def label_address(f: FunctionContext, label: Label) -> Instr:
    """The address of a label of an enclosing function."""
    assert label.function is not None
    frame = f.unit.frames[label.function]
    place = f.offset(f.frame_of(label.function), frame.labels[label])
    return f.load(PTR, place, f.pointer_bits // 8, 0)


def make_trampolines(f: FunctionContext, decl: FuncDecl) -> None:
    """Write the trampolines that are used, behind the allocas of the entry."""
    frame = f.unit.frames.get(decl)
    texts = TEXTS.get(f.options.target.name)
    if frame is None or f.frame is None or texts is None:
        return
    for nested in frame.wanted:
        start = frame.trampolines[nested]
        for offset, type, what in texts.trampoline:
            value = f.frame
            if what == FUNCTION_ADDRESS:
                value = f.address_of(f.unit.symbol(nested))
            elif what != CHAIN:
                value = f.integer(type, what)
            place = entry_instruction(f, o.PTRADD, PTR, [f.frame, f.word(start + offset)], 0)
            entry_instruction(f, o.STORE, VOID, [place, value], 1)
        if texts.flush:
            ends = [entry_instruction(f, o.PTRADD, PTR, [f.frame, f.word(start + at)], 0)
                    for at in (0, TRAMPOLINE_SIZE)]
            made = entry_instruction(f, o.ASM, VOID, ends, 0)
            made.aux = builtin_calls.flush_info(texts)
            made.flags = o.VOLATILE


def entry_instruction(f: FunctionContext, op: i64, type: i64, args: list[Instr],
                      imm: int) -> Instr:
    """An instruction behind the allocas of the entry block."""
    made = f.function.make(op, type, args, imm)
    made.block = f.function.blocks[0]
    f.entry_code.append(made)
    return made
