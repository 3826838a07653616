"""The frame of a function on machines with loads and stores: slots, entry and exit.

Problem: between such machines the order of saved registers, pairs of them and the reach of a
displacement differ; what a prologue and an epilogue do does not.  Idea: this class lays the frame
out and writes both from a `CoreInstructions`; a target's class says how far a displacement reaches
and how a constant is added.

Invariants: `frame.anchor` is where the frame pointer points and `frame.depth` how far the stack
pointer lies below the CFA; each change of the stack pointer or of a saved register has its unwind
row; where there are pair forms, registers are saved in pairs of one file.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen.frame import UNPLACED, Frame
from compiler.codegen.load_store_core import (
    AFTER,
    BEFORE,
    BY_GOT,
    FIRST_VECTOR,
    NEVER,
    CoreInstructions,
    op_l,
    op_m,
    op_r,
)
from compiler.codegen.machine import CallSite
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64


class FrameEmission:
    """See the module's docstring."""

    def __init__(self, core: CoreInstructions) -> None:
        self.core = core

    # -- frame slots ---------------------------------------------------------------------------

    def slot_base(self, frame: Frame) -> i64:
        """The register from which slots are addressed: the stack pointer unless it moves."""
        return self.core.frame_pointer if frame.has_dynamic else self.core.stack_pointer

    def slot_offset(self, frame: Frame, offset: int) -> i64:
        """The distance of CFA + offset from that register."""
        return offset - frame.anchor if frame.has_dynamic else offset + frame.depth

    def access(self, stream: Stream, op: i64, register: i64, base: i64, disp: i64) -> None:
        """A load or store at base + disp, however far."""
        if not self.reaches(op, disp):
            disp = self.bring_near(stream, base, disp)
            base = self.core.scratch
        op_m(stream, op, register, base, disp)

    def move(self, stream: Stream, target: i64, source: i64, type: i64) -> None:
        """Copy a register; the stack pointer is a general one, whatever its number."""
        if target == source:
            return
        core = self.core
        pointer = core.stack_pointer
        general, scalar, vector = core.copies
        if target < FIRST_VECTOR or target == pointer or source == pointer:
            op_r(stream, general, target, source)
        else:
            op_r(stream, scalar if type in (F32, F64) else vector, target, source)

    def symbol_address(self, stream: Stream, register: i64, way: int, label: Label, addend: int
                       ) -> None:
        """The address of a symbol, made as `way` (BY_*) says."""
        for step in self.core.symbol_steps[way]:
            step.emit(stream, register, label, addend)

    # -- entry and exit ------------------------------------------------------------------------

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        """Saved registers, slot offsets, `anchor` and `depth`."""
        top = 0
        for slot in frame.slots:
            if slot.offset != UNPLACED and -slot.offset > top:
                top = -slot.offset             # argument registers of a variadic function
        top = (top + 15) // 16 * 16
        frame.saved = self.saved_registers(frame, used)
        frame.pushed = top + 8 * len(frame.saved)
        frame.anchor = -(frame.pushed if self.core.record_is_lowest else top)
        frame.layout(frame.pushed)
        frame.depth = (frame.pushed + frame.slots_size + frame.outgoing_size + 15) // 16 * 16

    def saved_registers(self, frame: Frame, used: i64) -> list[int]:
        """The registers that a function saves, in order of their places downwards or upwards, on
        machines with pairs an even number of each file; -1: nothing."""
        core = self.core
        general: list[int] = []
        if frame.has_calls or frame.uses_frame_pointer:
            general.append(int(core.link))
        if core.record_is_lowest and general:
            general.insert(0, int(core.frame_pointer))
        elif frame.uses_frame_pointer:
            general.append(int(core.frame_pointer))
        saved = [r for r in core.saved if used >> r & 1 and r not in general]
        general += [r for r in saved if r < FIRST_VECTOR]
        vectors = [r for r in saved if r >= FIRST_VECTOR]
        if core.access_forms:
            general += [-1] * (len(general) % 2)
            vectors += [-1] * (len(vectors) % 2)
        return general + vectors

    def emit_prologue(self, stream: Stream, frame: Frame) -> None:
        """Save, point at the frame, make room, set the stack protector's guard."""
        self.enter(stream, frame)
        if frame.guard_slot >= 0:
            guard = self.core.guard
            self.load_guard(stream, guard)
            self.access(stream, self.core.store, guard, self.slot_base(frame),
                        self.guard_offset(frame))

    def enter(self, stream: Stream, frame: Frame) -> None:
        """Save registers, point at the frame, make room."""
        if not frame.depth:
            return
        core = self.core
        step = self.first_step(frame)
        rest = frame.depth - step
        self.save_registers(stream, frame, step, True)
        if frame.uses_frame_pointer:
            self.add_constant(stream, core.frame_pointer, core.stack_pointer, step + frame.anchor)
            if stream.options.unwind_tables:
                stream.emitter.cfi_def_cfa(self.dwarf_number(core.frame_pointer), -frame.anchor)
        if rest:
            self.add_constant(stream, core.stack_pointer, core.stack_pointer, -rest)
            if not frame.uses_frame_pointer:
                self.note_depth(stream, frame.depth)

    def leave(self, stream: Stream, frame: Frame) -> None:
        """Undo it."""
        if not frame.depth:
            return
        core = self.core
        step = self.first_step(frame)
        rest = frame.depth - step
        if frame.has_dynamic:
            self.add_constant(stream, core.stack_pointer, core.frame_pointer,
                              -(step + frame.anchor))
        elif rest:
            self.add_constant(stream, core.stack_pointer, core.stack_pointer, rest)
        if stream.options.unwind_tables and (frame.uses_frame_pointer or rest):
            stream.emitter.cfi_def_cfa(self.dwarf_number(core.stack_pointer), step)
        self.save_registers(stream, frame, step, False)

    def first_step(self, frame: Frame) -> int:
        """How far the stack pointer moves when registers are saved."""
        return (frame.pushed + 15) // 16 * 16

    def save_registers(self, stream: Stream, frame: Frame, step: int, store: bool) -> None:
        """Move the stack pointer by `step` bytes and save the registers, or undo it."""
        if self.core.access_forms:
            self.save_pairs(stream, frame, step, store)
        else:
            self.save_singly(stream, frame, step, store)

    def save_singly(self, stream: Stream, frame: Frame, step: int, store: bool) -> None:
        """One by one, downwards from the anchor."""
        core = self.core
        pointer = core.stack_pointer
        if store:
            self.add_constant(stream, pointer, pointer, -step)
            self.note_depth(stream, step)
        at = frame.anchor
        for register in frame.saved:
            at -= 8
            op_m(stream, core.spill_of(register, F64, store), register, pointer, at + step)
            self.note_saved(stream, register, at, store)
        if not store:
            self.add_constant(stream, pointer, pointer, step)
            self.note_depth(stream, 0)

    def save_pairs(self, stream: Stream, frame: Frame, step: int, store: bool) -> None:
        """Pairs upwards from the stack pointer; the first moves it over all."""
        core = self.core
        numbers = range(len(frame.saved) // 2)
        for number in numbers if store else reversed(numbers):
            pair = frame.saved[2 * number:2 * number + 2]
            forms = core.access_forms[int(core.spill_of(pair[0], F64, store))]
            way, disp = NEVER, 16 * number
            if number == 0:
                way, disp = (BEFORE, -step) if store else (AFTER, step)
            op_m(stream, forms.single[way] if pair[1] < 0 else forms.pairs[way], pair[0],
                 core.stack_pointer, disp, pair[1])
            if number == 0:
                self.note_depth(stream, step if store else 0)
            for k, register in enumerate(pair):
                if register >= 0:
                    self.note_saved(stream, register, 16 * number + 8 * k - step, store)

    def note_depth(self, stream: Stream, depth: int) -> None:
        """The unwind row of a stack pointer that far below the CFA."""
        if stream.options.unwind_tables:
            stream.emitter.cfi_def_cfa_offset(depth)

    def note_saved(self, stream: Stream, register: i64, place: i64, store: bool) -> None:
        """The unwind row of a register saved at CFA + place, or restored."""
        if not stream.options.unwind_tables:
            return
        if store:
            stream.emitter.cfi_offset(self.dwarf_number(register), place)
        else:
            stream.emitter.cfi_restore(self.dwarf_number(register))

    def load_guard(self, stream: Stream, register: i64) -> None:
        """The stack protector's value."""
        through = self.core.guard_address
        label = stream.emitter.symbol("__stack_chk_guard")
        self.symbol_address(stream, through, BY_GOT, label, 0)
        op_m(stream, self.core.load, register, through, 0)

    def guard_offset(self, frame: Frame) -> i64:
        """Where the guard lies from the slots' base."""
        return self.slot_offset(frame, frame.slots[frame.guard_slot].offset)

    def emit_epilogue(self, stream: Stream, frame: Frame, jump: Instr | None, is_last: bool
                      ) -> None:
        """Check the guard, restore, return; or jump to the callee of a tail call."""
        emitter = stream.emitter
        unwind = stream.options.unwind_tables and frame.depth != 0
        if frame.guard_slot >= 0:
            fine = emitter.label()
            self.compare_guard(stream, frame, self.guard_offset(frame), fine)
            op_l(stream, self.core.call, emitter.symbol("__stack_chk_fail"))
            emitter.define(fine)
        if unwind and not is_last:
            emitter.cfi_remember_state()
        self.leave(stream, frame)
        if jump is None:
            op_r(stream, self.core.give_back)
        else:
            self.transfer(stream, jump, self.core.tail_call, self.core.jump_register)
        if unwind and not is_last:
            emitter.cfi_restore_state()

    def transfer(self, stream: Stream, call: Instr, direct: i64, indirect: i64) -> None:
        """Call the callee, or jump there."""
        site = call.aux
        assert isinstance(site, CallSite)
        if site.symbol is not None:
            op_l(stream, direct, stream.symbol(site.symbol))
        else:
            op_r(stream, indirect, call.args[0].reg)

    # -- hooks of a target ---------------------------------------------------------------------

    def reaches(self, op: i64, disp: i64) -> bool:
        """Whether the memory operand of an opcode has room for a displacement."""
        raise NotImplementedError

    def bring_near(self, stream: Stream, base: i64, disp: i64) -> i64:
        """Bring base + disp within reach of the scratch register; the displacement left."""
        raise NotImplementedError

    def add_constant(self, stream: Stream, target: i64, source: i64, value: i64) -> None:
        """target := source + value; either may be the stack pointer."""
        raise NotImplementedError

    def dwarf_number(self, register: i64) -> i64:
        """DWARF's number of a register."""
        return register

    def compare_guard(self, stream: Stream, frame: Frame, offset: i64, fine: Label) -> None:
        """Jump to `fine` if the slot holds the stack protector's value."""
        raise NotImplementedError
