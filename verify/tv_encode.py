"""From one function to terms: what each segment between cut points does.

Problem: a function with loops has no finite formula.  Idea: cut every cycle at chosen blocks
(Floyd 1967; for translation validation Necula, PLDI 2000).  A segment starts at the entry or at a
cut point and ends at returns and cut points; inside it there are no cycles, so every value is a
term over the state at the start.  Joins become if-then-else over the branch conditions since the
dominating fork, which is independent of how blocks are arranged.

Invariants: undefined behaviour is kept beside the terms, as `Demand`s: truths that must not hold
where their place is reached.  Poison that reaches a branch, an address, memory, a call or a return
is undefined behaviour; inside the graph it is a truth beside each word.  `freeze` makes a fixed
word of it.  Private stack objects have memories of their own.
"""

from __future__ import annotations

from compiler.codegen.machine import IncomingSlot, JumpTable, LoweredParam
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, BlockLabel, Function, Instr
from compiler.ir.module import AggregateLayout, AsmInfo, CallInfo, SwitchInfo, Symbol, VectorIndices
from compiler.ir.text import payload_text
from compiler.ir.types import F80, is_vector, type_bits, type_bytes
from compiler.target.x86.pseudo import X87
from verify import tv_x87
from verify.tv_function import live_in, private_objects, reverse_postorder
from verify.tv_library import Library
from verify.tv_terms import (
    AFTER,
    COPY,
    EFFECT,
    FILL,
    GENERAL,
    MEMORY,
    OBJECT,
    OPAQUE,
    POISON_IF,
    RESULT,
    RETURN,
    SYMBOL,
    UNDEFINED,
    UNDEFINED_IF,
    VAR,
    Term,
    Terms,
)
from verify.tv_unroll import OUT_OF_BOUNDS

Key = tuple[object, ...]           # ("v", id), ("memory", object), ("cell", object, offset, width)
ALIGNED = "alignment"              # kind of a demand that only the version before makes
BEYOND = "beyond the bound"        # the same: control goes back no oftener than compared
ALIVE = "alive"                    # truth: every call so far has returned
SMALL_COPY = 64                    # bytes; longer copies stay one term


class Unsupported(Exception):
    """The encoder has no terms for this; the message names what."""


class Demand:
    """Something that must not hold where it stands."""

    def __init__(self, reach: Term, truth: Term, kind: str) -> None:
        self.reach = reach
        self.truth = truth
        self.kind = kind


class Arrival:
    """An edge out of a segment into a cut point, with all that the edge hands over."""

    def __init__(self, cut: int, block: int, edge: int) -> None:
        self.cut = cut
        self.block = block
        self.edge = edge
        self.words: dict[Key, Term] = {}
        self.poison: dict[Key, Term] = {}


class Segment:
    """The part of a function from one start to the next cut points."""

    def __init__(self, encoder: Encoder, start: Block) -> None:
        self.encoder = encoder
        self.terms = encoder.terms
        self.start = start
        self.words: dict[int, Term] = {}
        self.poison: dict[int, Term] = {}
        self.memories: dict[int, dict[Key, Term]] = {}   # at the end of each block
        self.reach: dict[int, Term] = {}
        self.outcomes: dict[int, Term] = {}              # of blocks that end the function
        self.conditions: dict[int, list[Term]] = {}      # of branches and switches
        self.demands: list[Demand] = []
        self.facts: list[Term] = []      # truths that reaching an access implies
        self.arrivals: list[Arrival] = []
        self.parts: dict[int, list[Term]] = {}           # further results of a call
        self.called: Term | None = None                  # the newest effect
        self.popped = 0                                  # of its results, from the x87 stack
        self.pushed: list[Term] = []                     # on that stack, for a return
        self.order: list[Block] = []
        self.above: dict[int, int] = {}                  # position of the dominating fork
        self.position: dict[int, int] = {}
        self.memory: dict[Key, Term] = {}
        self.here = self.terms.true

    # -- shape -------------------------------------------------------------------------------

    def inside(self, block: Block, edge: int) -> bool:
        """Whether an edge stays in the segment."""
        return int(block.succs[edge].id) not in self.encoder.cuts

    def find_order(self) -> None:
        """Topological order of the blocks, and the dominating fork of each."""
        done: list[Block] = []
        seen = {self.start}
        stack = [(self.start, 0)]
        while stack:
            block, edge = stack.pop()
            if edge < len(block.succs):
                stack.append((block, edge + 1))
                succ = block.succs[edge]
                if succ not in seen and self.inside(block, edge):
                    seen.add(succ)
                    stack.append((succ, 0))
            else:
                done.append(block)
        done.reverse()
        self.order = done
        self.position = {int(block.id): k for k, block in enumerate(done)}
        self.above = {int(self.start.id): 0}
        for block in done[1:]:
            ways = [self.position[int(pred.id)] for pred in self.preds(block)]
            meet = ways[0]
            for way in ways[1:]:
                while meet != way:
                    if meet > way:
                        meet = self.above[int(done[meet].id)]
                    else:
                        way = self.above[int(done[way].id)]
            self.above[int(block.id)] = meet

    def preds(self, block: Block) -> list[Block]:
        """Predecessors inside the segment, with repetition."""
        if block is self.start:
            return []
        return [pred for pred in block.preds if int(pred.id) in self.position]

    def gate(self, top: Block, bottom: int | None, values: dict[tuple[int, int], Term]
             ) -> Term | None:
        """The word that flows from `top` along edges, given what each final edge carries."""
        memo: dict[int, Term | None] = {}
        limit = len(self.order) if bottom is None else self.position.get(bottom, len(self.order))
        first = self.position[int(top.id)]
        for place in range(limit - 1, first - 1, -1):
            block = self.order[place]
            number = int(block.id)
            ways: list[Term | None] = []
            for edge in range(len(block.succs)):
                key = (number, edge)
                if key in values:
                    ways.append(values[key])
                elif self.inside(block, edge):
                    ways.append(memo.get(int(block.succs[edge].id)))
                else:
                    ways.append(None)
            if not block.succs:
                memo[number] = values.get((number, -1))
                continue
            result = ways[0]
            conditions = self.conditions.get(number, [])
            if len(ways) == 2 and len(conditions) == 1 and block.instrs[-1].op == o.BRANCH:
                memo[number] = self.merge(conditions[0], ways[0], ways[1])
                continue
            for edge in range(len(ways) - 1, 0, -1):
                result = self.merge(conditions[edge - 1], ways[edge], result)
            memo[number] = result
        return memo.get(int(top.id))

    def merge(self, condition: Term, a: Term | None, b: Term | None) -> Term | None:
        """One of two ways, where either may be of no interest."""
        if a is None:
            return b
        if b is None:
            return a
        return self.terms.choose(condition, a, b)

    # -- the walk ----------------------------------------------------------------------------

    def run(self, words: dict[Key, Term], poison: dict[Key, Term]) -> None:
        """Evaluate the segment from the state at its start."""
        self.find_order()
        for key, word in words.items():
            if key[0] == "v":
                assert isinstance(key[1], int)
                self.words[key[1]] = word
                self.poison[key[1]] = poison.get(key, self.terms.false)
        for block in self.order:
            number = int(block.id)
            if block is self.start:
                self.memory = {key: word for key, word in words.items() if key[0] == "memory"}
                self.memory[(ALIVE,)] = self.terms.true
                self.here = self.terms.true
            else:
                self.enter(block)
            self.pushed = []
            self.reach[number] = self.here
            for instr in block.instrs:
                if instr.op == o.PHI:
                    continue
                if instr is block.instrs[-1]:
                    self.end(block, instr)
                else:
                    self.encoder.step(self, instr)
            self.memories[number] = self.memory
            for edge in range(len(block.succs)):
                if not self.inside(block, edge):
                    self.arrive(block, edge)

    def enter(self, block: Block) -> None:
        """State at the start of a block that is not the segment's."""
        number = int(block.id)
        top = self.order[self.above[number]]
        edges = []
        for slot, pred in enumerate(block.preds):
            if int(pred.id) in self.position:
                edges.append((slot, (int(pred.id), int(block.pred_slots[slot]))))
        assert edges
        one = len(edges) == 1
        taken = self.gate_reach(top, number, [edge for _, edge in edges])
        self.here = self.terms.choose(self.reach[int(top.id)], taken, self.terms.false)
        self.memory = {}
        for key in self.memories[edges[0][1][0]]:
            found = {edge: self.memories[edge[0]][key] for _, edge in edges}
            same = next(iter(found.values()))
            if one or all(word is same for word in found.values()):
                self.memory[key] = same
            else:
                merged = self.gate(top, number, found)
                assert merged is not None
                self.memory[key] = merged
        for phi in block.phis():
            found = {edge: self.word(phi.args[slot]) for slot, edge in edges}
            merged = self.gate(top, number, found)
            assert merged is not None
            self.words[int(phi.id)] = merged
            bad = {edge: self.bad(phi.args[slot]) for slot, edge in edges}
            if all(part is self.terms.false for part in bad.values()):
                self.poison[int(phi.id)] = self.terms.false
            else:
                merged = self.gate(top, number, bad)
                assert merged is not None
                self.poison[int(phi.id)] = merged

    def gate_reach(self, top: Block, bottom: int, edges: list[tuple[int, int]]) -> Term:
        """Truth: control goes from `top` over one of the edges."""
        terms = self.terms
        memo: dict[int, Term] = {}
        chosen = set(edges)
        for place in range(self.position[bottom] - 1, self.position[int(top.id)] - 1, -1):
            block = self.order[place]
            number = int(block.id)
            ways = []
            for edge in range(len(block.succs)):
                if (number, edge) in chosen:
                    ways.append(terms.true)
                elif self.inside(block, edge):
                    ways.append(memo.get(int(block.succs[edge].id), terms.false))
                else:
                    ways.append(terms.false)
            if not ways:
                memo[number] = terms.false
                continue
            conditions = self.conditions.get(number, [])
            result = ways[0]
            if len(ways) == 2 and block.instrs[-1].op == o.BRANCH:
                result = terms.choose(conditions[0], ways[0], ways[1])
            else:
                for edge in range(len(ways) - 1, 0, -1):
                    result = terms.choose(conditions[edge - 1], ways[edge], result)
            memo[number] = result
        return memo[int(top.id)]

    def end(self, block: Block, last: Instr) -> None:
        """The terminator: conditions, or the outcome."""
        terms = self.terms
        number = int(block.id)
        op = last.op
        if op >= o.FIRST_MACHINE:
            raise Unsupported("machine operations")
        if op == o.RETURN:
            words = [self.word(arg) for arg in last.args] or self.pushed[::-1]
            for arg in last.args:
                self.demand(self.bad(arg), "poison")
            self.outcomes[number] = terms.raw(RETURN, 0, (self.memory[("memory", GENERAL)],
                                                          *words))
        elif op == o.UNREACHABLE:
            memory = self.memory[("memory", GENERAL)]
            if any(instr.op in (o.CALL, o.ASM, o.TRAP) for instr in block.instrs):
                self.outcomes[number] = terms.raw(RETURN, 0, (memory,), "stops")
            else:
                kind = BEYOND if last.imm == OUT_OF_BOUNDS else None
                self.outcomes[number] = terms.raw(UNDEFINED, 0, (), kind)
                self.demand(terms.true, kind or "unreachable")
        elif op == o.BRANCH:
            self.demand(self.bad(last.args[0]), "poison")
            self.conditions[number] = [self.word(last.args[0])]
        elif op == o.SWITCH:
            self.demand(self.bad(last.args[0]), "poison")
            self.conditions[number] = self.cases(last)
        elif op == o.INDIRECTJUMP:
            address = self.word(last.args[0])
            self.conditions[number] = [
                terms.make(o.EQ, 1, (address, self.encoder.label(succ)))
                for succ in block.succs[1:]]
        elif op == o.ASMGOTO:
            result = self.encoder.effect(self, last)
            self.conditions[number] = [terms.raw(RESULT, 1, (result,), f"edge {k}")
                                       for k in range(1, len(block.succs))]
        elif op != o.JUMP:
            raise Unsupported(o.NAMES[op])

    def cases(self, last: Instr) -> list[Term]:
        """One truth for each case of a switch."""
        terms = self.terms
        info = last.aux
        word = self.word(last.args[0])
        if isinstance(info, JumpTable):
            return self.entries(info, word, len(last.block.succs) if last.block else 0)
        if not isinstance(info, SwitchInfo):
            raise Unsupported("switches without cases")
        found = []
        for low, high in zip(info.lows, info.highs):
            if low == high:
                found.append(terms.make(o.EQ, 1, (word, terms.const(low, word.width))))
            else:
                away = terms.make(o.SUB, word.width, (word, terms.const(low, word.width)))
                found.append(terms.make(o.ULE, 1, (away, terms.const(high - low, word.width))))
        return found

    def entries(self, table: JumpTable, word: Term, edges: int) -> list[Term]:
        """One truth for each edge of a jump table but the first; its index is in range."""
        terms = self.terms
        limit = terms.const(len(table.successors), word.width)
        self.demand(terms.make(o.ULE, 1, (limit, word)), "index of a jump table")
        found = [terms.false] * (edges - 1)
        for index, edge in enumerate(table.successors):
            if edge:
                here = terms.make(o.EQ, 1, (word, terms.const(index, word.width)))
                found[edge - 1] = terms.choose(here, terms.true, found[edge - 1])
        return found

    def arrive(self, block: Block, edge: int) -> None:
        """Note what an edge hands to a cut point."""
        succ = block.succs[edge]
        made = Arrival(int(succ.id), int(block.id), edge)
        slot = block.succ_slots[edge]
        for phi in succ.phis():
            key: Key = ("v", int(phi.id))
            made.words[key] = self.word(phi.args[slot])
            made.poison[key] = self.bad(phi.args[slot])
        for value in self.encoder.live[int(succ.id)]:
            key = ("v", int(value.id))
            made.words[key] = self.word(value)
            made.poison[key] = self.bad(value)
        for key, memory in self.memory.items():
            if key[0] == "memory":
                made.words[key] = memory
        for key in self.encoder.cells:
            made.words[key] = self.encoder.cell(self.memory, key)
        self.arrivals.append(made)

    # -- operands ----------------------------------------------------------------------------

    def word(self, value: Instr) -> Term:
        """The word of an operand."""
        found = self.words.get(int(value.id)) if value.op not in LEAVES else None
        return found if found is not None else self.encoder.leaf(value)

    def bad(self, value: Instr) -> Term:
        """When an operand is poison."""
        if value.op == o.POISON:
            return self.terms.true
        if value.op in LEAVES:
            return self.terms.false
        return self.poison.get(int(value.id), self.terms.false)

    def demand(self, truth: Term, kind: str) -> None:
        """Undefined when `truth` holds here."""
        if truth is not self.terms.false:
            reach = self.terms.choose(self.here, self.memory[(ALIVE,)], self.terms.false)
            self.demands.append(Demand(reach, truth, kind))

    def define(self, instr: Instr, word: Term, poison: Term | None = None) -> None:
        """The result of an instruction."""
        self.words[int(instr.id)] = word
        self.poison[int(instr.id)] = poison if poison is not None else self.terms.false


LEAVES = (o.CONST, o.ADDR, o.POISON, o.BLOCKADDR)


class Encoder:
    """One function with its cut points; `segments` after `run`."""

    def __init__(self, terms: Terms, function: Function, cuts: set[int], private: set[int],
                 cells: list[Key]) -> None:
        self.terms = terms
        self.function = function
        self.cuts = cuts
        self.private = private & private_objects(function)
        self.cells = [key for key in cells if key[1] in self.private]
        self.live = live_in(function)
        self.blocks = {int(block.id): block for block in reverse_postorder(function)}
        self.bits = function.pointer_bits
        self.wanted_cells: dict[Key, None] = {}
        self.payloads: dict[object, str] = {}
        self.objects = {int(instr.id): instr for block in function.blocks
                        for instr in block.instrs if instr.op == o.ALLOCA}
        self.pure_calls: set[int] = set()
        self.library = Library(self)

    # -- leaves ------------------------------------------------------------------------------

    def width(self, type: int) -> int:
        """Bits of a value."""
        return type_bits(type, self.bits)

    def leaf(self, value: Instr) -> Term:
        """Constants, addresses, parameters."""
        terms = self.terms
        op = value.op
        width = self.width(int(value.type))
        if op == o.CONST:
            return terms.const(value.imm, width)
        if op == o.ADDR:
            symbol = value.aux
            assert isinstance(symbol, Symbol)
            return terms.raw(SYMBOL, width, (), symbol)
        if op == o.POISON:
            return terms.raw(VAR, width, (), ("poison",))
        if op == o.BLOCKADDR:
            assert isinstance(value.aux, BlockLabel)
            return self.label(value.aux.block)
        if op == o.PARAM and value.type == F80 and isinstance(value.aux, LoweredParam):
            return terms.raw(VAR, width, (), ("incoming", int(value.aux.place.where)))
        if op == o.PARAM:
            return terms.raw(VAR, width, (), ("parameter", value.imm))
        if op == o.ALLOCA:
            return terms.raw(OBJECT, width, (), int(value.id))
        raise Unsupported(f"value {value.id} used before it is made")

    def label(self, block: Block) -> Term:
        """The address of a block."""
        return self.terms.raw(VAR, self.bits, (), ("label", int(block.id)))

    def initial(self) -> dict[Key, Term]:
        """Memories at the entry."""
        found: dict[Key, Term] = {
            ("memory", GENERAL): self.terms.raw(MEMORY, 0, (), (GENERAL,))}
        for number in sorted(self.private):
            memory = self.terms.raw(MEMORY, 0, (), ("object", number))
            slot = self.objects[number]
            if isinstance(slot.aux, IncomingSlot) and slot.imm >= 16:
                memory = self.terms.store(memory, self.leaf(slot), self.terms.raw(
                    VAR, 80, (), ("incoming", slot.aux.incoming)), 0)
            found[("memory", number)] = memory
        return found

    def cell(self, memory: dict[Key, Term], key: Key) -> Term:
        """The word in a cell of a private object."""
        _, number, offset, width = key
        assert isinstance(offset, int) and isinstance(width, int)
        terms = self.terms
        address = terms.add(terms.raw(OBJECT, self.bits, (), number),
                            terms.const(offset, self.bits), self.bits)
        return terms.load(memory[("memory", number)], address, width, 0)

    # -- instructions ------------------------------------------------------------------------

    def step(self, at: Segment, instr: Instr) -> None:
        """One instruction that is neither phi nor terminator."""
        op = int(instr.op)
        terms = self.terms
        if op == X87:
            tv_x87.step(self, at, instr)
        elif op >= o.FIRST_MACHINE:
            raise Unsupported("machine operations")
        elif op in (o.PARAM, o.ALLOCA):
            at.define(instr, self.leaf(instr))
        elif op == o.LOAD:
            self.load(at, instr)
        elif op == o.STORE:
            self.store(at, instr)
        elif op in (o.MEMCPY, o.MEMMOVE, o.MEMSET):
            self.block_operation(at, instr)
        elif op == o.CALL:
            self.call(at, instr)
        elif op == o.PROJ and int(instr.args[0].id) in at.parts:
            at.define(instr, at.parts[int(instr.args[0].id)][instr.imm - 1])
        elif op == o.PROJ:
            whole = at.word(instr.args[0])
            at.define(instr, terms.raw(RESULT, self.width(int(instr.type)),
                                       whole.args[:1] if whole.op == RESULT else (whole,),
                                       instr.imm))
        elif op == o.UNDEF:
            at.define(instr, terms.raw(VAR, self.width(int(instr.type)), (),
                                       ("undef", int(instr.id))))
        elif op == o.ISCONSTANT:
            known = at.word(instr.args[0]).op == o.CONST
            at.define(instr, terms.true if known else terms.false)
        elif op == o.FREEZE:
            word, poison = at.word(instr.args[0]), at.bad(instr.args[0])
            free = terms.raw(VAR, word.width, (), ("freeze", int(instr.id)))
            at.define(instr, terms.choose(poison, free, word))
        elif op == o.SELECT and not is_vector(int(instr.args[0].type)):
            c, a, b = instr.args
            at.define(instr, terms.choose(at.word(c), at.word(a), at.word(b)),
                      terms.either([at.bad(c), terms.choose(at.word(c), at.bad(a), at.bad(b))]))
        elif o.TRAITS[op] & o.PURE or o.SDIV <= op <= o.UREM:
            self.pure(at, instr)
        else:
            result = self.effect(at, instr)
            if instr.type:
                at.define(instr, terms.raw(RESULT, self.width(int(instr.type)), (result,), 0))

    def pure(self, at: Segment, instr: Instr) -> None:
        """An operation without effect."""
        terms = self.terms
        op, type = int(instr.op), int(instr.type)
        width = self.width(type)
        words = tuple(at.word(arg) for arg in instr.args)
        poison = [at.bad(arg) for arg in instr.args]
        types = tuple(int(arg.type) for arg in instr.args)
        if is_vector(type) or any(is_vector(kind) for kind in types) or \
                o.EXTRACT <= op <= o.SPLAT:
            if op == o.BITCAST:
                at.define(instr, words[0], terms.either(poison))
                return
            aux = instr.aux
            lanes = tuple(aux.indices) if isinstance(aux, VectorIndices) else ()
            name = (o.NAMES[op], type, types, instr.imm, lanes)
            at.define(instr, terms.raw(OPAQUE, width, words, name), terms.either(poison))
            return
        if instr.flags & o.STRICT:
            result = self.effect(at, instr)
            at.define(instr, terms.raw(RESULT, width, (result,), 0), terms.either(poison))
            return
        poison += self.promises(op, int(instr.flags), words, types, type)
        if o.SDIV <= op <= o.UREM:
            divisor = words[1]
            at.demand(at.bad(instr.args[1]), "poison")
            safe = divisor.op == o.CONST and divisor.imm not in (0, (1 << width) - 1)
            if not safe:
                at.demand(terms.raw(UNDEFINED_IF, 1, words, op), "trap")
        at.define(instr, terms.make(op, width, words, types, type), terms.either(poison))

    def promises(self, op: int, flags: int, words: tuple[Term, ...], types: tuple[int, ...],
                 type: int) -> list[Term]:
        """Poison that the operation makes itself: one truth for each flag."""
        terms = self.terms
        found = []
        order = words
        if o.TRAITS[op] & o.COMMUTATIVE and words[0].id > words[1].id:
            order = (words[1], words[0])
        for flag in (o.NSW, o.NUW, o.EXACT):
            if flags & flag and op in FLAGGED:
                found.append(terms.raw(POISON_IF, 1, order, (op, flag)))
        if op in (o.SHL, o.LSHR, o.ASHR):
            count = words[1]
            if count.op == o.CONST:
                assert isinstance(count.imm, int)
                if count.imm >= count.width:
                    found.append(terms.true)
            elif count.width > 1:
                found.append(terms.make(o.ULE, 1, (terms.const(count.width, count.width), count)))
            else:
                found.append(count)
        if op in (o.FPTOSI, o.FPTOUI) and words[0].op != o.CONST:
            found.append(terms.raw(POISON_IF, 1, words, (op, 0, types[0], type)))
        return found

    def owner(self, address: Term) -> Key:
        """Which memory an address belongs to."""
        for part in self.terms.addends(self.terms.place(address)[0]):
            if part.op == OBJECT and part.imm in self.private:
                return ("memory", part.imm)
        return ("memory", GENERAL)

    def access(self, at: Segment, address: Instr, size: int, align: int) -> Term:
        """The address of an access, with what must hold of it: alignment is a promise only."""
        at.demand(at.bad(address), "poison")
        word = at.word(address)
        if self.promise_access(at, word, size):
            reach = self.terms.choose(at.here, at.memory[(ALIVE,)], self.terms.false)
            if align > 1 and align & (align - 1) == 0:
                low = self.terms.extract(word, 0, align.bit_length() - 1)
                fits = self.terms.make(o.EQ, 1, (low, self.terms.const(0, low.width)))
                at.demands.append(Demand(reach, self.terms.negation(fits), ALIGNED))
        return word

    def promise_access(self, at: Segment, address: Term, size: int) -> bool:
        """What `size` bytes must be for an access; False for an object's address."""
        base, _ = self.terms.place(address)
        if base.op in (OBJECT, SYMBOL):
            return False
        at.demand(self.terms.raw(UNDEFINED_IF, 1, (address,), ("access", size)), "access")
        return True

    def load(self, at: Segment, instr: Instr) -> None:
        """A load: plain ones are looked up, volatile and atomic ones are effects."""
        terms = self.terms
        type = int(instr.type)
        width = self.width(type)
        size = type_bytes(type, self.bits)
        if instr.flags & (o.VOLATILE | o.ORDER_MASK):
            result = self.effect(at, instr)
            at.define(instr, terms.raw(RESULT, width, (result,), 0))
            return
        address = self.access(at, instr.args[0], size, instr.imm)
        word = self.read(at, address, 8 * size, int(instr.alias))
        at.define(instr, terms.extract(word, 0, width))

    def read(self, at: Segment, address: Term, width: int, alias: int) -> Term:
        """The word at an address; a cell of a private object is noted."""
        owner = self.owner(address)
        base, offset = self.terms.place(address)
        if owner[1] != GENERAL and base.op == OBJECT:
            self.wanted_cells[("cell", owner[1], offset, width)] = None
        return self.terms.load(at.memory[owner], address, width, alias)

    def store(self, at: Segment, instr: Instr) -> None:
        """A store."""
        terms = self.terms
        if instr.flags & (o.VOLATILE | o.ORDER_MASK):
            self.effect(at, instr)
            return
        type = int(instr.args[1].type)
        size = type_bytes(type, self.bits)
        address = self.access(at, instr.args[0], size, instr.imm)
        at.demand(at.bad(instr.args[1]), "poison")
        word = terms.resize(at.word(instr.args[1]), 8 * size, False)
        self.write(at, address, word, int(instr.alias))

    def write(self, at: Segment, address: Term, word: Term, alias: int) -> None:
        """A word put at an address."""
        owner = self.owner(address)
        at.memory[owner] = self.terms.store(at.memory[owner], address, word, alias)

    def block_operation(self, at: Segment, instr: Instr) -> None:
        """memcpy, memmove, memset."""
        if instr.flags & o.VOLATILE:
            self.effect(at, instr)
            return
        length = at.word(instr.args[2])
        if length.op != o.CONST or length.imm != 0:
            for arg in instr.args:
                at.demand(at.bad(arg), "poison")
        self.transfer(at, int(instr.op), [at.word(arg) for arg in instr.args])

    def transfer(self, at: Segment, op: int, words: list[Term]) -> None:
        """Copy or fill: target, source or byte, length."""
        terms = self.terms
        target, source, length = words
        size = length.imm if length.op == o.CONST else -1
        assert isinstance(size, int)
        if size == 0:
            return
        if 0 < size <= SMALL_COPY:
            for address in [target] if op == o.MEMSET else [target, source]:
                self.promise_access(at, address, size)
        owner = self.owner(target)
        memory = at.memory[owner]
        if op == o.MEMSET:
            byte = terms.extract(source, 0, 8)
            if 0 < size <= SMALL_COPY:
                for start, width in pieces(size):
                    word = byte
                    for _ in range(width - 1):
                        word = terms.concat(byte, word)
                    memory = terms.store(memory, terms.add(
                        target, terms.const(start, self.bits), self.bits), word, 0)
            else:
                memory = terms.raw(FILL, 0, (memory, target, byte, length))
        else:
            origin = at.memory[self.owner(source)]
            if 0 < size <= SMALL_COPY:
                loaded = [(start, terms.load(origin, terms.add(
                    source, terms.const(start, self.bits), self.bits), 8 * width, 0))
                    for start, width in pieces(size)]
                for start, word in loaded:
                    memory = terms.store(memory, terms.add(
                        target, terms.const(start, self.bits), self.bits), word, 0)
            else:
                memory = terms.raw(COPY, 0, (memory, target, origin, source, length))
        at.memory[owner] = memory

    def payload(self, instr: Instr) -> str:
        """What aux says, as text."""
        aux = instr.aux
        if not isinstance(aux, (CallInfo, AsmInfo, AggregateLayout)):
            return ""
        found = self.payloads.get(aux)
        if found is None:
            found = payload_text(instr, None)
            self.payloads[aux] = found
        return found

    def effect(self, at: Segment, instr: Instr) -> Term:
        """Something that happens in order with all others; the term its results hang on."""
        terms = self.terms
        words = []
        placed = tv_x87.places_of_long_doubles(instr) if instr.op == o.CALL else set()
        for index, arg in enumerate(instr.args):
            at.demand(at.bad(arg), "poison")
            word = at.word(arg)
            words.append(self.read(at, word, 80, 0) if index in placed else word)
        memory = at.memory[("memory", GENERAL)]
        flags = int(instr.flags) & ~(o.TAIL | o.NSW | o.NUW)
        number = 0 if instr.op in (o.CALL, o.LOAD, o.STORE) else instr.imm   # not an alignment
        type = 0 if instr.op == o.CALL else int(instr.type)      # the payload says it of a call
        what = (int(instr.op), type, number, flags, self.payload(instr))
        made = terms.raw(EFFECT, 0, (memory, *words), what)
        at.called, at.popped = made, 0
        at.memory[("memory", GENERAL)] = terms.raw(AFTER, 0, (made,))
        if instr.op in (o.CALL, o.ASM, o.ASMGOTO):
            returns = terms.raw(RESULT, 1, (made,), "returns")
            at.memory[(ALIVE,)] = terms.choose(at.memory[(ALIVE,)], returns, terms.false)
        return made

    def call(self, at: Segment, instr: Instr) -> None:
        """A call: an effect, or a word of its operands when it is pure."""
        terms = self.terms
        info = instr.aux
        assert isinstance(info, CallInfo)
        if self.library.call(at, instr):
            return
        width = self.width(int(instr.type)) if instr.type else 0
        plain = info.signature.result.layout is None and \
            all(arg.layout is None for arg in info.infos)
        pure = info.pure or info.constant or int(instr.id) in self.pure_calls
        if pure and plain:
            words = [at.word(arg) for arg in instr.args]
            for arg in instr.args:
                at.demand(at.bad(arg), "poison")
            if width:
                if not info.constant:
                    words.append(at.memory[("memory", GENERAL)])
                at.define(instr, terms.raw(OPAQUE, width, tuple(words), ("call", width)))
            return
        result = self.effect(at, instr)
        if width:
            fresh = "fresh" if instr.flags & o.NOALIAS_CALL else 0
            at.define(instr, terms.raw(RESULT, width, (result,), fresh))


FLAGGED = frozenset([o.ADD, o.SUB, o.MUL, o.SHL, o.SDIV, o.UDIV, o.LSHR, o.ASHR])


def pieces(size: int) -> list[tuple[int, int]]:
    """(offset, bytes) of words that cover `size` bytes."""
    found = []
    at = 0
    while at < size:
        width = 8
        while width > size - at:
            width //= 2
        found.append((at, width))
        at += width
    return found
