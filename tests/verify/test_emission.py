"""Emitted code is compared with the allocated function: sound code passes, each corruption is seen.

A corruption changes one noted instruction so that it is wrong for certain: a jump goes to another
block, a move or an operand names another register, a slot lies elsewhere, an epilogue restores one
register less.
"""

from __future__ import annotations

import random
import sys
import threading
from collections import Counter
from pathlib import Path

import compiler.target.x86.check_emission as judge
from compiler.codegen.check_emission import CheckedEmitter, EmissionError, Event
from compiler.codegen.frame import Frame
from compiler.codegen.machine import COPY, RELOAD, RETURN, SPILL
from compiler.codegen.streaming import Stream
from compiler.driver.options import parse
from compiler.driver.target_choice import choose
from compiler.driver.translate import Unit
from compiler.ir.instr import Block, Function
from compiler.target.x86 import ops_gen as x86

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ["control_flow", "callbacks", "swap_loops", "nested_calls", "strings", "bitfields",
           "struct_pieces", "switch_large", "floats", "varargs", "memory_copies", "int128"]
WANTED = 200
PER_FUNCTION = 14


def corruptions(function: Function, stream: Stream, emitter: CheckedEmitter
                ) -> list[tuple[str, Event, str, object]]:
    """Kind, event, attribute, wrong value."""
    found: list[tuple[str, Event, str, object]] = []
    events, owners = emitter.events, emitter.owners
    labels = [(block, stream.block_labels[int(block.id)]) for block in function.blocks
              if int(block.id) in stream.block_labels]
    for number in range(1, len(owners)):
        instr = owners[number].instr
        assert instr is not None
        end = owners[number + 1].start if number + 1 < len(owners) else len(events)
        for event in events[owners[number].start:end]:
            if event.op == x86.JMPl or x86.JOl <= event.op <= x86.JGl:
                for block, label in labels:
                    goal = next((b for b, other in labels if other is event.label), None)
                    if goal is not None and judge.through(block) is not judge.through(goal):
                        found.append(("jump", event, "label", label))
                        break
            elif instr.op in (COPY, SPILL, RELOAD) and len(event.registers) > 1 \
                    and 0 <= event.registers[0] < 16 and not event.symbolic:
                wrong = list(event.registers)
                wrong[0] = 11 if wrong[0] != 11 else 10
                found.append(("move", event, "registers", wrong))
            elif event.op in (x86.ADD64rr, x86.SUB32rr, x86.IMUL64rr, x86.CMP32rr, x86.MOV64rm):
                wrong = list(event.registers)
                wrong[0] = 11 if wrong[0] != 11 else 10
                found.append(("operand", event, "registers", wrong))
            elif event.base == 4 and not event.symbolic and instr.op != RETURN:
                found.append(("slot", event, "disp", event.disp + 8))
            elif instr.op == RETURN and event.op == x86.POP64r:
                found.append(("epilogue", event, "op", x86.NOP))
    return found


def run() -> tuple[list[str], Counter[str]]:
    """Missed corruptions, and how many of each kind there were."""
    randoms = random.Random(8)
    missed: list[str] = []
    kinds: Counter[str] = Counter()
    sound = judge.check_emission

    def watched(function: Function, stream: Stream, frame: Frame, order: list[Block],
                emitter: CheckedEmitter) -> None:
        sound(function, stream, frame, order, emitter)
        choices = corruptions(function, stream, emitter)
        randoms.shuffle(choices)
        for kind, event, attribute, value in choices[:PER_FUNCTION]:
            if sum(kinds.values()) >= WANTED:
                return
            kinds[kind] += 1
            kept = getattr(event, attribute)
            setattr(event, attribute, value)
            try:
                sound(function, stream, frame, order, emitter)
                missed.append(f"{kind} in {function.symbol.name}")
            except EmissionError:
                pass
            setattr(event, attribute, kept)

    judge.check_emission = watched
    try:
        for name in SOURCES:
            options = parse(["-O2", "-w", "-c", "--verify-each",
                             str(ROOT / "tests" / "c" / f"{name}.c")])
            unit = Unit(options.inputs[0].text, "c", options, choose(options, "vcc"), "c")
            result = unit.run()
            assert result.object is not None and not result.failed
    finally:
        judge.check_emission = sound
    return missed, kinds


def test_every_corruption_of_emitted_code_is_seen() -> None:
    found: list[tuple[list[str], Counter[str]]] = []
    sys.setrecursionlimit(100000)
    threading.stack_size(1 << 28)
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join()
    missed, kinds = found[0]
    assert sum(kinds.values()) == WANTED and len(kinds) == 5, kinds
    assert not missed, f"{len(missed)} missed: {missed[:8]}"
