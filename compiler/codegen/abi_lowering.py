"""ABI lowering: from C-level calls to scalars in registers and stack slots.

Problem: until here a call passes aggregates by address and `i128` as one value; the machine passes
pieces.  Idea: the target classifies a signature into places (data only); this pass rewrites calls,
parameters and returns into loads and stores of pieces, so that scalar replacement may run again
after it and later stages see only registers and stack offsets.

Invariants: afterwards `call` carries LoweredCall, `param` LoweredParam, `return` LoweredReturn; an
aggregate in memory stays one argument (BY_COPY).  The pass is idempotent.  Sizes that no load
covers exactly go through a temporary, so that no byte outside an object is touched.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import (
    BY_COPY,
    IncomingSlot,
    LoweredCall,
    LoweredParam,
    LoweredReturn,
    Place,
)
from compiler.codegen.target import Piece, Target
from compiler.codegen.widening import is_made_wide, make_wide
from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.module import (
    EXTEND_SIGN,
    EXTEND_ZERO,
    AggregateLayout,
    ArgInfo,
    CallInfo,
    StackSlot,
)
from compiler.ir.opcodes import (
    ALLOCA,
    AND,
    BITCAST,
    CALL,
    DYNALLOCA,
    LOAD,
    LSHR,
    MEMCPY,
    OR,
    PARAM,
    PROJ,
    PTRADD,
    PTRTOINT,
    RETURN,
    SEXT,
    SHL,
    STACKRESTORE,
    STACKSAVE,
    STORE,
    TRUNC,
    VASTART,
    ZEXT,
)
from compiler.ir.types import I1, I8, I16, I32, I64, I128, PTR, VOID, type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

TEMPORARY_ALIGN: Final = 8      # bytes, at least, of the slots made here


def is_integer(type: i64) -> bool:
    """Whether values of this type stand in general registers."""
    return type <= I128 or type == PTR


def piece_alignment(piece: Piece, base: int) -> int:
    """The alignment in bytes of a piece of an aggregate that is aligned to `base`."""
    offset = int(piece.offset)
    align = min(type_bytes(int(piece.type)), base, 8)
    return align if offset % align == 0 else offset & -offset


class Lowering:
    """Rewrites one function."""

    def __init__(self, function: Function, target: Target) -> None:
        self.function = function
        self.target = target
        self.code: list[Instr] = []
        self.slots: list[Instr] = []        # new allocas, for the head of the entry
        self.block: Block = function.blocks[0]
        self.pos: i64 = 0
        self.result_pointer: Instr | None = None
        self.result_temporary: Instr | None = None
        self.save_area: Instr | None = None     # of a variadic function, for va_start
        self.made_pieces = False            # scalars were stored to or loaded from aggregates
        self.places = target.classify(function.info.signature, function.info.signature.params,
                                      False)

    # -- making instructions -----------------------------------------------------------------

    def add(self, op: i64, type: i64, args: list[Instr], imm: int = 0) -> Instr:
        """Append an instruction to the code being built."""
        instr = self.function.make(op, type, args, imm, self.pos)
        instr.block = self.block
        self.code.append(instr)
        return instr

    def alloca(self, size: int, align: int) -> Instr:
        """A temporary stack slot."""
        instr = self.function.make(ALLOCA, PTR, [], size, self.pos)
        instr.aux = StackSlot(align)
        instr.block = self.function.blocks[0]
        self.slots.append(instr)
        return instr

    def incoming(self, offset: int, size: int) -> Instr:
        """The caller's argument memory as a slot."""
        instr = self.function.make(ALLOCA, PTR, [], size, self.pos)
        instr.aux = IncomingSlot(8, offset)
        instr.block = self.function.blocks[0]
        self.slots.append(instr)
        return instr

    def offset(self, pointer: Instr, amount: int) -> Instr:
        """pointer + amount."""
        if amount == 0:
            return pointer
        return self.add(PTRADD, PTR, [pointer, self.function.const(I64, amount)])

    # -- the walk ----------------------------------------------------------------------------

    def run(self) -> bool:
        """Lower everything; True if aggregates or 128-bit values became pieces."""
        function = self.function
        changed = False
        if not function.abi_lowered:
            function.abi_lowered = True
            changed = self.lower_params()
        for block in function.blocks:
            self.block = block
            self.code = []
            touched = False
            for instr in block.instrs:
                self.pos = instr.pos
                if instr.op == CALL and not isinstance(instr.aux, LoweredCall):
                    self.lower_call(instr)
                    touched = True
                elif instr.op == RETURN and not isinstance(instr.aux, LoweredReturn):
                    self.lower_return(instr)
                    touched = True
                elif instr.op == VASTART:
                    self.target.lower_vastart(self, instr, self.places)
                    touched = True
                else:
                    self.code.append(instr)
            if touched:
                block.instrs = self.code
                changed = True
        if self.slots:
            entry = function.blocks[0]
            at = 0
            while at < len(entry.instrs) and entry.instrs[at].op == PARAM:
                at += 1
            entry.instrs[at:at] = self.slots
        if changed:
            function.sweep()
            function.count_uses()
        return self.made_pieces

    # -- parameters --------------------------------------------------------------------------

    def lower_params(self) -> bool:
        """Replace the C-level parameters by placed ones."""
        function = self.function
        places = self.places
        infos = function.info.signature.params
        entry = function.blocks[0]
        old = function.params
        function.params = []
        body = [instr for instr in entry.instrs if instr.op != PARAM]
        made: list[Instr] = []
        self.code = []
        self.block = entry
        first = 0
        if function.info.signature.result.layout is not None:
            first = 1
            if places.sret:
                assert places.sret_place is not None
                pointer = self.placed_param(made, PTR, places.sret_place)
                replace(old[0], pointer)
                self.result_pointer = pointer
            else:
                layout = function.info.signature.result.layout
                temporary = self.alloca((layout.size + 7) // 8 * 8, max(layout.align, 8))
                replace(old[0], temporary)
                self.result_temporary = temporary
        for number in range(len(infos)):
            param = old[first + number]
            info = infos[number]
            pieces = places.params[number]
            self.pos = param.pos
            layout_here = info.layout
            if layout_here is not None:
                if pieces and pieces[0].indirect:
                    replace(param, self.placed_param(made, PTR, pieces[0].place))
                    continue
                if pieces and pieces[0].place.kind == BY_COPY:
                    slot = self.incoming(int(pieces[0].place.where), layout_here.size)
                    replace(param, slot)
                    continue
                slot = self.alloca(max((layout_here.size + 7) // 8 * 8, 8),
                                   max(layout_here.align, 8))
                for piece in pieces:
                    value = self.placed_param(made, self.register_type(piece), piece.place)
                    self.store_piece(slot, piece, self.converted(value, piece.type),
                                     TEMPORARY_ALIGN)
                replace(param, slot)
            elif len(pieces) == 2:
                low = self.placed_param(made, I64, pieces[0].place)
                high = self.placed_param(made, I64, pieces[1].place)
                replace(param, self.join(info.type, low, high))
            else:
                value = self.placed_param(made, pieces[0].type, pieces[0].place)
                replace(param, self.converted(value, info.type))
        if function.info.signature.variadic:
            self.target.save_variadic(self, made, places)
        entry.instrs = made + self.code + body
        for param in old:
            param.block = None
            if param.forward is None:
                replace(param, function.poison(param.type))
        return True

    def placed_param(self, made: list[Instr], type: i64, place: Place) -> Instr:
        """A PARAM in a known place."""
        param = self.function.make(PARAM, type, [], len(made), self.pos)
        param.aux = LoweredParam(place)
        param.block = self.function.blocks[0]
        made.append(param)
        self.function.params.append(param)
        return param

    # -- pieces ------------------------------------------------------------------------------

    def register_type(self, piece: Piece) -> i64:
        """The type in which a part of an aggregate arrives: where registers hold narrow integers
        extended, the whole register, since no one extended the part."""
        if self.target.extends_integers and piece.type < I64:
            return I64
        return piece.type

    def converted(self, value: Instr, type: i64) -> Instr:
        """The value in a register of another class (its bits), or its low part."""
        if value.type == I64 and type < I64:
            return self.add(TRUNC, type, [value])
        if is_integer(value.type) == is_integer(type):
            return value
        return self.add(BITCAST, type, [value])

    def join(self, type: i64, low: Instr, high: Instr) -> Instr:
        """A scalar of 16 bytes from its halves."""
        self.made_pieces = True
        wide_low = self.add(ZEXT, I128, [low])
        wide_high = self.add(ZEXT, I128, [high])
        count = self.function.const(I128, 64)
        shifted = self.add(SHL, I128, [wide_high, count])
        whole = self.add(OR, I128, [wide_low, shifted])
        return whole if type == I128 else self.add(BITCAST, type, [whole])

    def halves(self, value: Instr) -> list[Instr]:
        """The low and high i64 of a scalar of 16 bytes."""
        self.made_pieces = True
        if value.type != I128:
            value = self.add(BITCAST, I128, [value])
        low = self.add(TRUNC, I64, [value])
        shifted = self.add(LSHR, I128, [value, self.function.const(I128, 64)])
        return [low, self.add(TRUNC, I64, [shifted])]

    def load_piece(self, pointer: Instr, piece: Piece, align: int) -> Instr:
        """Load one piece of an aggregate at a pointer of that alignment."""
        self.made_pieces = True
        return self.add(LOAD, piece.type, [self.offset(pointer, int(piece.offset))],
                        piece_alignment(piece, align))

    def store_piece(self, pointer: Instr, piece: Piece, value: Instr, align: int) -> None:
        """Store one piece of an aggregate at a pointer of that alignment."""
        self.made_pieces = True
        self.add(STORE, VOID, [self.offset(pointer, int(piece.offset)), value],
                 piece_alignment(piece, align))

    def covered(self, pieces: list[Piece], layout: AggregateLayout) -> bool:
        """Whether the pieces touch no byte outside the aggregate."""
        for piece in pieces:
            if piece.offset + type_bytes(int(piece.type)) > layout.size:
                return False
        return True

    def readable(self, pointer: Instr, pieces: list[Piece], layout: AggregateLayout) -> Instr:
        """Memory from which all pieces can be loaded whole."""
        if self.covered(pieces, layout):
            return pointer
        temporary = self.alloca((layout.size + 7) // 8 * 8, TEMPORARY_ALIGN)
        self.copy(temporary, pointer, layout.size)
        return temporary

    def copy(self, target: Instr, source: Instr, size: int) -> None:
        """memcpy of a constant size."""
        self.add(MEMCPY, VOID, [target, source, self.function.const(I64, size)], 1)

    # -- calls and returns -----------------------------------------------------------------------

    def lower_call(self, call: Instr) -> None:
        """Replace a C-level call."""
        info = call.aux
        assert isinstance(info, CallInfo)
        signature = info.signature
        places = self.target.classify(signature, info.infos, True)
        args: list[Instr] = [call.args[0]]
        where: list[Place] = []
        first = 1
        result_pointer: Instr | None = None
        layout = signature.result.layout
        if layout is not None:
            first = 2
            if places.sret:
                assert places.sret_place is not None
                args.append(call.args[1])
                where.append(places.sret_place)
            else:
                result_pointer = call.args[1]
        for number in range(len(info.infos)):
            argument = call.args[first + number]
            pieces = places.params[number]
            argument_layout = info.infos[number].layout
            if argument_layout is not None:
                if not pieces:
                    continue
                if pieces[0].indirect:
                    copy = self.alloca(argument_layout.size, max(argument_layout.align, 8))
                    self.copy(copy, argument, argument_layout.size)
                    args.append(copy)
                    where.append(pieces[0].place)
                    continue
                if pieces[0].place.kind == BY_COPY:
                    args.append(argument)
                    where.append(pieces[0].place)
                    continue
                source = self.readable(argument, pieces, argument_layout)
                align = argument_layout.align if source is argument else TEMPORARY_ALIGN
                for piece in pieces:
                    args.append(self.load_piece(source, piece, align))
                    where.append(piece.place)
            elif len(pieces) == 2:
                for piece, half in zip(pieces, self.halves(argument)):
                    args.append(half)
                    where.append(piece.place)
            else:
                args.append(self.converted(self.extended(argument, info.infos[number]),
                                           pieces[0].type))
                where.append(pieces[0].place)
        vectors: i64 = -1
        if signature.variadic or signature.unprototyped:
            vectors = places.vector_count
        results = [piece.place for piece in places.results] if not places.sret else []
        lowered = LoweredCall(info, where, results,
                              (places.stack_size + 15) // 16 * 16, vectors)
        types: list[int] = []
        if not places.sret:
            for piece in places.results:
                types.append(int(self.register_type(piece) if layout is not None else piece.type))
        widest = 16
        for place in where:
            if place.kind == BY_COPY:
                widest = max(widest, int(place.align))
        saved: Instr | None = None
        if widest > 16:
            saved = self.align_stack(widest)
        made = self.function.make(CALL, types[0] if types else VOID, args, 0, call.pos)
        made.flags = call.flags
        made.aux = lowered
        made.block = self.block
        self.code.append(made)
        parts: list[Instr] = [made]
        for number in range(1, len(types)):
            parts.append(self.add(PROJ, types[number], [made], number))
        if saved is not None:
            self.add(STACKRESTORE, VOID, [saved])
        if layout is not None:
            if result_pointer is not None:
                target = result_pointer
                whole = self.covered(places.results, layout)
                if not whole:
                    target = self.alloca((layout.size + 7) // 8 * 8, TEMPORARY_ALIGN)
                align = layout.align if whole else TEMPORARY_ALIGN
                for piece, part in zip(places.results, parts):
                    self.store_piece(target, piece, self.converted(part, piece.type), align)
                if not whole:
                    self.copy(result_pointer, target, layout.size)
            call.drop_args()
            call.block = None
        elif len(types) == 2:
            replace(call, self.join(signature.result.type, parts[0], parts[1]))
        elif signature.result.type != VOID:
            replace(call, self.converted(made, signature.result.type))
        else:
            call.drop_args()
            call.block = None

    def align_stack(self, align: int) -> Instr:
        """Move the stack pointer, and so the arguments on the stack, to a larger alignment than
        the stack's own; where it was."""
        saved = self.add(STACKSAVE, PTR, [])
        whole = self.add(PTRTOINT, I64, [saved])
        beyond = self.add(AND, I64, [whole, self.function.const(I64, align - 1)])
        self.add(DYNALLOCA, PTR, [beyond], 16)
        self.function.info.calls_alloca = True
        return saved

    def extended(self, value: Instr, info: ArgInfo) -> Instr:
        """Widen a narrow integer to 32 bits by its sign, as callers and callees expect."""
        if value.type not in (I1, I8, I16):
            return value
        signed = info.extend == EXTEND_SIGN
        if not signed and info.extend != EXTEND_ZERO and value.type != I1:
            return value
        value = resolve(value)
        if is_made_wide(value, signed, self.block):
            return make_wide(self.function, value, I32, signed, self.block)
        return self.add(SEXT if signed else ZEXT, I32, [value])

    def lower_return(self, instr: Instr) -> None:
        """Replace a C-level return."""
        places = self.places
        signature = self.function.info.signature
        args: list[Instr] = []
        where: list[Place] = []
        layout = signature.result.layout
        if layout is not None:
            if places.sret:
                assert self.result_pointer is not None
                if places.results:
                    args = [self.result_pointer]
                    where = [places.results[0].place]
            elif self.result_temporary is not None:
                for piece in places.results:
                    args.append(self.load_piece(self.result_temporary, piece,
                                                TEMPORARY_ALIGN))
                    where.append(piece.place)
        elif instr.args:
            if len(places.results) == 2:
                args = self.halves(instr.args[0])
            elif signature.result.type != VOID:
                args = [self.converted(self.extended(instr.args[0], signature.result),
                                       places.results[0].type)]
            where = [piece.place for piece in places.results[:len(args)]]
        made = self.function.make(RETURN, VOID, args, 0, instr.pos)
        made.aux = LoweredReturn(where)
        made.block = self.block
        self.code.append(made)
        instr.drop_args()


def run(function: Function, target: Target) -> bool:
    """Lower calls, parameters and returns of one function; whether scalar replacement may find
    something new to do."""
    return Lowering(function, target).run()

