"""What code generation asks of a target.

Problem: allocation, frames, layout and emission are the same on every machine, but registers,
forms and calling conventions are not.  Idea: one class of data and small hooks; a target fills
the data and overrides the hooks.  Nothing in `codegen/` names a machine.

Invariants: registers are small integers below 62; `class_masks[c]` are the allocatable registers
of class c; hooks that emit are given physical registers.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import Constraints, Place
from compiler.codegen.options import CodegenOptions
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import ArgInfo, Module, Signature
from compiler.ir.text import MachineNames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.operands import Label
    from compiler.codegen.abi_lowering import Lowering
    from compiler.codegen.check_emission import CheckedEmitter
    from compiler.codegen.frame import Frame
    from compiler.codegen.rewriter import BlockRewriter
    from compiler.codegen.streaming import Stream

NO_CLASS: Final = -1


class SignaturePlaces:
    """How a signature's parts travel, the answer of classification.

    `params[i]` are the pieces of parameter i (after an sret pointer): for a scalar one piece, or
    its two halves; for an aggregate its parts, one BY_COPY piece, or one indirect piece.
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
    """A part of an argument or result: its type, byte offset in the aggregate, and place.
    `indirect`: what travels is the address of a copy of the whole."""

    def __init__(self, type: i64, offset: i64, place: Place, indirect: bool = False) -> None:
        self.type: i64 = type
        self.offset: i64 = offset
        self.place = place
        self.indirect = indirect


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
        self.smallest_spill = 8                  # bytes: 4 where narrow values spill so
        self.frame_pointer: i64 = -1
        self.swap_moves: list[int] = []          # per class: moves an exchange costs, or 0
        self.names = MachineNames()
        self.assembly_head = ""                  # a directive in front of everything
        self.va_list_size = 8
        self.copies_data = True                  # data of libraries is copied into executables
        self.lacks: frozenset[int] = frozenset()  # bit operations without an instruction
        self.extends_integers = False            # i32 stand sign-extended in registers
        self.has_narrow_flags = True             # comparisons and overflow of 8 and 16 bits
        self.has_fma = False
        self.has_unsigned_conversions = False    # of floats and 64-bit integers
        self.widest_move = 8                     # bytes that one load and store copy: 8 or 16
        self.largest_align = 16                  # of a stack slot, before it is made by hand

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

    def fold_opcode(self, instr: Instr, index: i64) -> i64:
        """The opcode that reads argument `index` (the last one) from its stack slot, or 0."""
        return 0

    def check_emission(self, function: Function, stream: Stream, frame: Frame, order: list[Block],
                       emitter: CheckedEmitter) -> None:
        """Compare what was written for a function with its allocated code (`--verify-each`)."""

    def memory_bytes(self, op: i64) -> int:
        """Bytes that an opcode of `fold_opcode` accesses in memory; 0: as many as the value has."""
        return 0

    def rematerialises(self, instr: Instr) -> bool:
        """Whether the value is computed again rather than reloaded (no register operands)."""
        return False

    # -- calling convention ----------------------------------------------------------------

    def classify(self, signature: Signature, infos: list[ArgInfo], variadic_call: bool
                 ) -> SignaturePlaces:
        """Places of arguments `infos` and of the result under the C calling convention."""
        raise NotImplementedError

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces
                      ) -> None:
        """Save the argument registers at the entry of a variadic function."""
        raise NotImplementedError

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        """Expand `va_start`."""
        raise NotImplementedError

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """Expand `va_arg`."""
        raise NotImplementedError

    # -- lowering and selection --------------------------------------------------------------

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        """Rewrite what selection has no rules for."""
        raise NotImplementedError

    def rewrite(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """The target's own legalisation of one instruction; False keeps it."""
        return False

    def branches_for_select(self, instr: Instr) -> bool:
        """Whether this `select` becomes a branch."""
        return False

    def has_vector(self, instr: Instr) -> bool:
        """Whether selection handles this vector operation whole."""
        return False

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        """Turn generic instructions into machine instructions."""
        raise NotImplementedError

    def reserve_registers(self, names: list[str]) -> None:
        """Take the registers of global register variables out of use for the whole unit."""

    def reserve_frame_pointer(self, reserved: bool) -> None:
        """Take the frame pointer out of allocation for one function, or give it back."""

    # -- emission ----------------------------------------------------------------------------

    def emit_instr(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        """Encode one allocated machine or pseudo instruction (no block terminators)."""
        raise NotImplementedError

    def invert(self, op: i64) -> i64:
        """The conditional branch taken exactly when `op` is not."""
        raise NotImplementedError

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        """Decide saved registers and sizes from the mask of registers written."""
        raise NotImplementedError

    def gather_accesses(self, function: Function, frame: Frame) -> None:
        """Neighbouring accesses of selected code side by side."""

    def join_accesses(self, function: Function, frame: Frame) -> None:
        """Neighbouring accesses in one instruction, on allocated code with its frame laid out."""

    def emit_prologue(self, stream: Stream, frame: Frame) -> None:
        """Set up the frame, with its unwind rows."""
        raise NotImplementedError

    def emit_epilogue(self, stream: Stream, frame: Frame, jump: Instr | None, is_last: bool
                      ) -> None:
        """Take down the frame and return, or jump to the callee of the tail call `jump`."""
        raise NotImplementedError

    def emit_jump(self, stream: Stream, label: Label) -> None:
        """Jump to a label."""
        raise NotImplementedError

    def emit_conditional(self, stream: Stream, instr: Instr, inverted: bool, taken: Label,
                         other: Label | None, opposite: Label) -> None:
        """A conditional branch to `taken`; then to `other` unless that is None (next).
        `opposite` is where control goes when the branch is not taken."""
        raise NotImplementedError

    def emit_table_jump(self, stream: Stream, frame: Frame, instr: Instr, labels: list[Label]
                        ) -> None:
        """Jump through a table of labels."""
        raise NotImplementedError

    def emit_indirect_jump(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        """Jump to a computed address."""
        raise NotImplementedError

    def is_conditional(self, op: i64) -> bool:
        """Whether the opcode is a conditional branch on flags."""
        raise NotImplementedError

    def clean(self, function: Function) -> None:
        """Late peepholes on allocated code."""

    def emit_trap(self, stream: Stream) -> None:
        """An instruction that never continues."""
        raise NotImplementedError

    def emit_module_asm(self, stream: Stream, text: str, pos: int) -> None:
        """A top-level asm statement."""
        raise NotImplementedError
