"""How a machine with loads and stores passes arguments and results: what conventions share.

Problem: conventions differ in the pieces that a value becomes and in which of them take registers;
that there are two files of registers, then the stack, and a register with the address of a large
result, is common.  Idea: a machine says where one value goes (`place`), this class does signatures.

Invariants: registers of a file are taken in order; the stack is kept at multiples of eight bytes.
Source: AAPCS64 (IHI 0055), 6.8 and 6.9; RISC-V ELF psABI 1.0, "Procedure Calling Convention".
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.machine import IN_REGISTER, ON_STACK, Place
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import Piece, SignaturePlaces
from compiler.ir.instr import Instr
from compiler.ir.module import ArgInfo, Signature
from compiler.ir.opcodes import STORE
from compiler.ir.types import F32, F64, F128, I8, I16, I32, I64, PTR, VOID, is_vector, type_bytes

WORD = 8


def in_float_file(type: i64) -> bool:
    """Floats and short vectors, which stand in registers of their own."""
    return type in (F32, F64, F128) or is_vector(int(type)) and type_bytes(int(type)) in (8, 16)


def piece(type: i64, offset: i64 = 0, indirect: bool = False) -> Piece:
    """A piece that has no place yet."""
    return Piece(type, offset, Place(IN_REGISTER, -1), indirect)


def integer_pieces(size: int) -> list[Piece]:
    """Bytes as integers of up to a word."""
    pieces = []
    for at in range(0, size, WORD):
        left = min(WORD, size - at)
        kind = I8 if left == 1 else I16 if left == 2 else I32 if left <= 4 else I64
        pieces.append(piece(kind, at))
    return pieces


def mask_of(registers: list[int]) -> int:
    """The mask of some registers."""
    mask = 0
    for register in registers:
        mask |= 1 << register
    return mask


class RegisterSets:
    """The registers that code may use: of arguments, in the order in which they are taken (`chain`:
    of the static chain); of allocation, in order; and those that calls keep, of `halves` only the
    low eight bytes."""

    def __init__(self, general_arguments: list[int], float_arguments: list[int], chain: int,
                 general: list[int], floats: list[int], saved: list[int], halves: list[int]
                 ) -> None:
        self.general_arguments = general_arguments
        self.float_arguments = float_arguments
        self.chain = chain
        self.orders = [general, floats]
        self.general_mask = mask_of(general)
        self.float_mask = mask_of(floats)
        self.saved_mask = mask_of(saved)
        self.half_saved_mask = mask_of(halves)
        self.all_mask = self.general_mask | self.float_mask
        self.call_clobbers = self.all_mask & ~self.saved_mask


class RegisterFiles:
    """The argument registers, how many of each file are taken, and bytes of stack."""

    def __init__(self, general_registers: list[int], float_registers: list[int]) -> None:
        self.general_registers = general_registers
        self.float_registers = float_registers
        self.general: i64 = 0
        self.floats: i64 = 0
        self.stack: i64 = 0

    def align_general(self) -> None:
        """Skip a register, so that the next ones are an even pair."""
        self.general = (self.general + 1) // 2 * 2

    def take(self, pieces: list[Piece]) -> bool:
        """Give every piece a register of its file; False, and nothing done, if too few are left."""
        floats: i64 = 0
        for part in pieces:
            floats += 1 if in_float_file(part.type) else 0
        general = len(pieces) - floats
        if floats and self.floats + floats > len(self.float_registers) or (
                general and self.general + general > len(self.general_registers)):
            return False
        for part in pieces:
            if in_float_file(part.type):
                part.place = Place(IN_REGISTER, self.float_registers[self.floats])
                self.floats += 1
            else:
                part.place = Place(IN_REGISTER, self.general_registers[self.general])
                self.general += 1
        return True

    def push(self, part: Piece, align: i64) -> None:
        """Give a piece its place on the stack."""
        self.stack = (self.stack + align - 1) // align * align
        part.place = Place(ON_STACK, self.stack)
        self.stack += max(WORD, type_bytes(int(part.type)))


class CallingConvention:
    """One machine's convention; `result_address`: where the address of a result in memory
    travels."""

    def __init__(self, registers: RegisterSets, result_address: int) -> None:
        self.general_registers = registers.general_arguments
        self.float_registers = registers.float_arguments
        self.chain = registers.chain
        self.result_address = result_address

    def free(self) -> RegisterFiles:
        """All argument registers."""
        return RegisterFiles(self.general_registers, self.float_registers)

    def place(self, info: ArgInfo, named: bool, free: RegisterFiles) -> list[Piece]:
        """Place one argument, or a result in fresh registers; one indirect piece for what goes by
        reference."""
        raise NotImplementedError

    def classify(self, signature: Signature, infos: list[ArgInfo]) -> SignaturePlaces:
        """Places of all arguments and of the result."""
        result = SignaturePlaces()
        free = self.free()
        info = signature.result
        if info.layout is not None or info.type != VOID:
            pieces = self.place(info, True, self.free())
            if pieces and pieces[0].indirect:
                result.sret = True
                result.sret_place = Place(IN_REGISTER, self.result_address)
                free.general = 1 if self.result_address in self.general_registers else 0
            else:
                result.results = pieces
        named = len(signature.params) if signature.variadic else len(infos)
        for number, argument in enumerate(infos):
            if argument.chain:
                result.params.append([Piece(PTR, 0, Place(IN_REGISTER, self.chain))])
            else:
                result.params.append(self.place(argument, number < named, free))
        result.stack_size = free.stack
        result.general_count = free.general
        result.vector_count = free.floats
        return result

    # -- varargs -----------------------------------------------------------------------------

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
        """Store the argument registers that no named parameter took."""
        raise NotImplementedError

    def save(self, lowering: Lowering, made: list[Instr], registers: list[int], type: i64,
             area: Instr, at: int) -> None:
        """Store registers side by side, from offset `at` of an area on."""
        size = type_bytes(int(type))
        for number, register in enumerate(registers):
            value = lowering.placed_param(made, type, Place(IN_REGISTER, register))
            lowering.add(STORE, VOID, [lowering.offset(area, at + size * number), value], size)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        """Fill in a va_list."""
        raise NotImplementedError

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """va_arg by simpler operations."""
        raise NotImplementedError
