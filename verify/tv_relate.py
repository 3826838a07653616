"""Two versions of a function with one relation at each cut point.

Problem: at a cut point both versions are in the middle of a loop, and what their values have in
common must be found, not given.  Idea: congruence by optimistic partition (Alpern, Wegman and
Zadeck, POPL 1988) over the values of both versions together: all that arrives alike from every
segment is one variable; what arrives the same on every edge is not even a variable, but the term
itself.  Values with the same number in both versions are paired in any case, and that pair becomes
a proof obligation where it does not hold by form.

Invariants: after `relate`, assuming the relation at the start of each segment, every arrival
establishes it by form, but for the pairs in `pairs`, which the caller must prove.
"""

from __future__ import annotations

import time

from compiler.ir.instr import Function
from verify.tv_encode import Arrival, Encoder, Key, Segment
from verify.tv_function import common_private
from verify.tv_terms import CUT, GENERAL, MEMORY, OBJECT, VAR, Term, Terms

ROUNDS = 24
Element = tuple[int, Key]          # (side, key)


class State:
    """What is known at one cut point."""

    def __init__(self, cut: int) -> None:
        self.cut = cut
        self.words: list[dict[Key, Term]] = [{}, {}]
        self.poison: list[dict[Key, Term]] = [{}, {}]
        self.classes: dict[Element, int] = {}
        self.varying: set[Element] = set()
        self.poisoned: set[Element] = set()


class Relation:
    """Both versions, evaluated segment by segment until the classes stand."""

    def __init__(self, terms: Terms, before: Function, after: Function, cuts: set[int],
                 pure_calls: set[int], deadline: float) -> None:
        self.terms = terms
        self.deadline = deadline
        self.cuts = cuts
        both = common_private(before, after)
        self.sides = [Encoder(terms, f, cuts, both, []) for f in (before, after)]
        self.sides[0].pure_calls = pure_calls
        order = [number for number in self.sides[0].blocks if number in cuts]
        order += [number for number in self.sides[1].blocks if number in cuts
                  and number not in order]
        self.order = order
        self.states = {cut: State(cut) for cut in order}
        self.segments: list[dict[int, Segment]] = [{}, {}]
        self.former: list[dict[int, Segment]] = [{}, {}]     # of the round before
        self.numbers: dict[tuple[object, ...], int] = {}
        self.pairs: dict[int, list[tuple[Key, Key]]] = {}

    def run(self) -> bool:
        """Evaluate until stable; False when that takes too long."""
        for _ in range(ROUNDS):
            if time.process_time() > self.deadline:
                return False
            self.evaluate()
            cells = [list(side.wanted_cells) for side in self.sides]
            known = {key for side in self.sides for key in side.cells}
            wanted = [key for group in cells for key in group if key not in known]
            if wanted and self.cuts:
                for side in self.sides:
                    side.cells += [key for key in dict.fromkeys(wanted) if key[1] in side.private]
                for state in self.states.values():
                    state.classes.clear()
                continue
            if not self.refine():
                self.find_pairs()
                return True
        return False

    # -- evaluation --------------------------------------------------------------------------

    def evaluate(self) -> None:
        """One round over all segments of both versions."""
        for side in (0, 1):
            encoder = self.sides[side]
            self.former[side] = self.segments[side]
            self.segments[side] = {}
            entry = Segment(encoder, encoder.function.blocks[0])
            entry.run(encoder.initial(), {})
            self.segments[side][-1] = entry
        self.terms.loads.clear()
        for cut in self.order:
            self.settle(cut)
            for side in (0, 1):
                encoder = self.sides[side]
                block = encoder.blocks.get(cut)
                state = self.states[cut]
                if block is None or ("memory", GENERAL) not in state.words[side]:
                    continue             # nothing is known to arrive yet
                segment = Segment(encoder, block)
                segment.run(state.words[side], state.poison[side])
                self.segments[side][cut] = segment

    def arrivals(self, side: int, cut: int) -> list[tuple[Segment, list[Arrival]]]:
        """Who comes to a cut point."""
        for segments in (self.segments[side], self.former[side]):
            found = []
            for segment in segments.values():
                here = [arrival for arrival in segment.arrivals if arrival.cut == cut]
                if here:
                    found.append((segment, here))
            if found:
                return found
        return []

    def incoming(self, side: int, cut: int) -> dict[Key, list[tuple[Term, Term]]]:
        """For each key the (word, poison) that each segment hands over."""
        result: dict[Key, list[tuple[Term, Term]]] = {}
        false = self.terms.false
        for segment, here in self.arrivals(side, cut):
            for key in here[0].words:
                words = {(a.block, a.edge): a.words[key] for a in here}
                first = here[0].words[key]
                word: Term | None = first
                if any(other is not first for other in words.values()):
                    word = segment.gate(segment.start, None, words)
                assert word is not None
                bad: Term | None = false
                if any(a.poison.get(key, false) is not false for a in here):
                    bad = segment.gate(segment.start, None, {
                        (a.block, a.edge): a.poison.get(key, false) for a in here})
                assert bad is not None
                result.setdefault(key, []).append((word, bad))
        return result

    def settle(self, cut: int) -> None:
        """Give a cut point its state, from what is known of the arrivals."""
        state = self.states[cut]
        first = not state.classes
        for side in (0, 1):
            if cut not in self.sides[side].blocks:
                continue
            for key, found in self.incoming(side, cut).items():
                element = (side, key)
                same = all(word is found[0][0] for word, _ in found)
                if first or element not in state.classes:
                    state.classes[element] = self.number(
                        (cut, self.kind(key), *[word.id for word, _ in found]))
                    if not same or self.mentions(found[0][0], cut):
                        state.varying.add(element)
                elif element not in state.varying and (
                        not same or self.mentions(found[0][0], cut)):
                    state.varying.add(element)
                if any(bad is not self.terms.false for _, bad in found):
                    state.poisoned.add(element)
                if element not in state.varying:
                    state.words[side][key] = found[0][0]
                    state.poison[side][key] = self.terms.false
        self.name(state)

    def kind(self, key: Key) -> object:
        """Elements of different kinds are never one class."""
        return "memory" if key[0] == "memory" else 0

    def mentions(self, word: Term, cut: int) -> bool:
        """Whether a term speaks of the state at the cut point itself."""
        seen: set[int] = set()
        stack = [word]
        while stack:
            node = stack.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.op in (VAR, MEMORY) and isinstance(node.imm, tuple) \
                    and node.imm[0] == "at" and node.imm[1] == cut:
                return True
            if len(seen) > 20000:
                return True
            stack.extend(node.args)
        return False

    def number(self, key: tuple[object, ...]) -> int:
        """A small number for a class."""
        return self.numbers.setdefault(key, len(self.numbers))

    def name(self, state: State) -> None:
        """Variables for what varies."""
        terms = self.terms
        cut = state.cut
        firsts: dict[int, Element] = {}
        for member, number in state.classes.items():
            if member in state.varying:
                firsts.setdefault(number, member)
        for element in state.varying:
            side, key = element
            chosen = element
            if side == 1 and (0, key) in state.varying:
                chosen = (0, key)
            chosen = firsts[state.classes[chosen]]
            width = self.key_width(side, key)
            if key[0] == "memory":
                if key[1] == GENERAL:
                    chosen = (0, key)
                state.words[side][key] = terms.raw(MEMORY, 0, (), ("at", cut, *chosen))
                continue
            state.words[side][key] = terms.raw(VAR, width, (), ("at", cut, *chosen))
            state.poison[side][key] = terms.raw(VAR, 1, (), ("at", cut, "poison", *chosen)) \
                if element in state.poisoned else terms.false
        for side in (0, 1):
            for key, word in state.words[side].items():
                if key[0] != "cell":
                    continue
                _, slot, start, bits = key
                memory = state.words[side].get(("memory", slot))
                if memory is None or memory.op != MEMORY:
                    continue
                assert isinstance(start, int) and isinstance(bits, int)
                address = terms.add(terms.raw(OBJECT, terms.pointer_bits, (), slot),
                                    terms.const(start, terms.pointer_bits), terms.pointer_bits)
                terms.cells[(memory.id, address.id, bits)] = word

    def key_width(self, side: int, key: Key) -> int:
        """Bits of an element."""
        if key[0] == "cell":
            assert isinstance(key[3], int)
            return key[3]
        if key[0] == "memory":
            return 0
        for _, here in [pair for cut in self.order for pair in self.arrivals(side, cut)]:
            for arrival in here:
                if key in arrival.words:
                    return arrival.words[key].width
        return 0

    # -- refinement of the classes -------------------------------------------------------------

    def refine(self) -> bool:
        """Split classes whose members arrive differently; True when anything changed."""
        changed = False
        for cut in self.order:
            state = self.states[cut]
            for side in (0, 1):
                if cut not in self.sides[side].blocks:
                    continue
                for key, found in self.incoming(side, cut).items():
                    element = (side, key)
                    if element not in state.classes:
                        changed = True
                        continue
                    poisoned = any(bad is not self.terms.false for _, bad in found)
                    if poisoned and element not in state.poisoned:
                        state.poisoned.add(element)
                        changed = True
                    if element not in state.varying:
                        if any(word is not state.words[side][key] for word, _ in found):
                            state.varying.add(element)
                            changed = True
            members: dict[int, dict[tuple[int, ...], list[Element]]] = {}
            for side in (0, 1):
                if cut not in self.sides[side].blocks:
                    continue
                for key, found in self.incoming(side, cut).items():
                    element = (side, key)
                    if element in state.varying and element in state.classes:
                        signature = tuple(word.id for word, _ in found)
                        members.setdefault(state.classes[element], {}).setdefault(
                            signature, []).append(element)
            for number, groups in members.items():
                if len(groups) > 1:
                    changed = True
                    for signature, elements in list(groups.items())[1:]:
                        made = self.number((cut, number, *signature))
                        for element in elements:
                            state.classes[element] = made
        return changed

    def find_pairs(self) -> None:
        """At each cut point, the (before, after) pairs that share a variable by number only."""
        for cut, state in self.states.items():
            found = []
            for side, key in state.varying:
                if side == 0 or key[0] == "memory":
                    continue
                own = state.classes[(1, key)]
                partner = key if (0, key) in state.varying else next(
                    (other for s, other in state.classes if s == 0 and (s, other) in state.varying
                     and state.classes[(s, other)] == own), None)
                if partner is None:
                    continue
                alike = state.classes[(0, partner)] == own
                if not alike or (0, partner) in state.poisoned or (1, key) in state.poisoned:
                    found.append((partner, key))
            self.pairs[cut] = sorted(found, key=str)

    # -- outcomes ------------------------------------------------------------------------------

    def outcome(self, side: int, start: int) -> Term | None:
        """What a segment does in the end, as one term."""
        segment = self.segments[side][start]
        values = {(number, -1): term for number, term in segment.outcomes.items()}
        terms = self.terms
        for arrival in segment.arrivals:
            words = [arrival.words[("memory", GENERAL)]]
            state = self.states[arrival.cut]
            if ("memory", GENERAL) not in [key for s, key in state.varying if s == side]:
                words = []
            for first, second in self.pairs[arrival.cut]:
                key = first if side == 0 else second
                words.append(arrival.words[key])
                words.append(arrival.poison.get(key, terms.false))
            values[(arrival.block, arrival.edge)] = terms.raw(CUT, 0, tuple(words), arrival.cut)
        return segment.gate(segment.start, None, values)
