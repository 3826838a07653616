"""What code generation asks of a target.

Problem: allocation, frames, layout and emission are the same on every machine, but registers,
forms and calling conventions are not.  Idea: one class of data and small hooks; a target fills
the data and overrides the hooks.  Nothing in `codegen/` names a machine.

Invariants: registers are small integers below 62; `class_masks[c]` are the allocatable registers
of class c; hooks that emit are given physical registers.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import Constraints, LoweredCall, Place
from compiler.codegen.options import CodegenOptions
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import AggregateLayout, ArgInfo, Module, Signature
from compiler.ir.text import MachineNames
from compiler.ir.types import FLAGS, is_vector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.codegen.frame import Frame
    from compiler.codegen.streaming import Stream

NO_CLASS: Final = -1


class SignaturePlaces:
    """How a signature's parts travel, the answer of classification.

    `params[i]` are the pieces of parameter i (after an sret pointer): for a scalar one piece; for
    an aggregate its eightbytes, or one BY_COPY piece.  `piece_types`/`piece_offsets` go with them.
    """

    def __init__(self) -> None:
        self.params: list[list[Piece]] = []
        self.results: list[Piece] = []
        self.sret = False                 # the result is returned in caller's memory
        self.sret_place: Place | None = None
        self.stack_size: i64 = 0
        self.vector_count: i64 = 0
        self.general_count: i64 = 0       # general argument registers used


class Piece:
    """A part of an argument or result: its type, byte offset in the aggregate, and place."""

    def __init__(self, type: i64, offset: i64, place: Place) -> None:
        self.type: i64 = type
        self.offset: i64 = offset
        self.place = place


class Target:
    """Data and hooks of one target; see the module's docstring."""

    def __init__(self) -> None:
        self.pointer_bits = 64
        self.class_count: i64 = 0
        self.class_masks: list[int] = []         # allocatable registers of each class
        self.register_class: list[int] = []      # class of each register
        self.type_class: list[int] = [NO_CLASS] * 16  # class of each scalar type
        self.vector_class: i64 = NO_CLASS
        self.callee_saved: i64 = 0               # mask
        self.allocation_order: list[list[int]] = []  # per class, caller-saved ones first
        self.register_count: i64 = 0
        self.stack_align = 16
        self.frame_pointer: i64 = -1
        self.has_swap: list[bool] = []           # per class: an exchange instruction exists
        self.names = MachineNames()

    def class_of(self, type: i64) -> i64:
        """The register class of a value of this type, or NO_CLASS."""
        if type > 15:
            return self.vector_class
        return self.type_class[type]

    # -- constraints ---------------------------------------------------------------------

    def constraints(self, instr: Instr) -> Constraints:
        """What `instr` (machine) asks of registers."""
        raise NotImplementedError

    def untie(self, instr: Instr) -> bool:
        """Rewrite a two-address instruction into a three-address form, if there is one."""
        return False

    def commutes(self, instr: Instr) -> bool:
        """Whether arguments 0 and 1 of a two-address instruction may be exchanged."""
        return False

    def fold_spilled(self, instr: Instr, index: i64) -> bool:
        """Whether argument `index` of `instr` can be read from its stack slot directly."""
        return False

    def rematerialises(self, instr: Instr) -> bool:
        """Whether the value is computed again rather than reloaded (no register operands)."""
        return False

    # -- calling convention ----------------------------------------------------------------

    def classify(self, signature: Signature, infos: list[ArgInfo], variadic_call: bool
                 ) -> SignaturePlaces:
        """Places of arguments `infos` and of the result under the C calling convention."""
        raise NotImplementedError

    def lower_vaarg(self, function: Function, block: Block, instr: Instr,
                    layout: AggregateLayout | None) -> None:
        """Expand `va_arg` into IR."""
        raise NotImplementedError

    # -- lowering and selection --------------------------------------------------------------

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        """Rewrite what selection has no rules for."""
        raise NotImplementedError

    def select(self, function: Function, stream: Stream, options: CodegenOptions) -> None:
        """Turn generic instructions into machine instructions."""
        raise NotImplementedError

    # -- emission ----------------------------------------------------------------------------

    def emit_instr(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        """Encode one allocated machine or pseudo instruction (no block terminators)."""
        raise NotImplementedError
