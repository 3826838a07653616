"""x87 operands of an asm statement: the text itself loads and stores them.

Problem: constraints `t` and `u` want values in st(0) and st(1), and code generation keeps no value
in x87 registers from one instruction to the next.  Idea: such an operand becomes a memory operand;
the text gets loads in front of it, the deepest first, and stores behind it; a reference to the
operand becomes the register's name.  Source: "x86 floating-point asm operands", GCC manual: an
input that is no output and not clobbered is still on the stack behind the asm, a clobbered one not.

Invariant: before and behind the text that results the x87 stack is empty.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Instr
from compiler.ir.module import AsmInfo, AsmOperand
from compiler.ir.types import F32, F64, F80
from compiler.lowering import lvalues
from compiler.lowering.context import FunctionContext
from compiler.lowering.places import Place
from compiler.lowering.template_references import References

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SUFFIXES: Final = {F32: "s", F64: "l", F80: "t"}
SIZES: Final = {F32: 4, F64: 8, F80: 16}
REGISTERS: Final = ("%%st", "%%st(1)")
CLOBBERS: Final = ("st", "st(1)")


def depth_of(constraint: str, type: i64) -> int:
    """0 for `t`, 1 for `u`, -1 for all other operands."""
    if type != F32 and type != F64 and type != F80:
        return -1
    letters = constraint.strip("=+&% ")
    return "tu".index(letters) if letters in ("t", "u") else -1


class StackOperand:
    """One value on the x87 stack, and the slot that it comes from or goes to."""

    def __init__(self, f: FunctionContext, name: str, depth: int, type: i64) -> None:
        self.name = name
        self.depth = depth
        self.suffix = SUFFIXES[type]
        self.type: i64 = type
        self.slot: Instr = f.slot(SIZES[type], SIZES[type])


class StackOperands(References):
    """All of one asm statement."""

    def __init__(self, f: FunctionContext, info: AsmInfo, args: list[Instr]) -> None:
        self.f = f
        self.info = info
        self.args = args
        self.inputs: list[StackOperand] = []
        self.outputs: list[StackOperand] = []
        self.places: list[Place] = []                # where the outputs go
        self.depths: dict[str, int] = {}             # by name of an operand as written
        self.numbers: dict[int, int] = {}            # by its number

    def operand(self, operand: AsmOperand, number: int, depth: int, type: i64) -> StackOperand:
        """Make a written operand one in memory."""
        self.numbers[number] = depth
        if operand.name:
            self.depths[operand.name] = depth
        operand.name = f"x87 {number}"
        made = StackOperand(self.f, operand.name, depth, type)
        operand.arg = len(self.args)
        self.args.append(made.slot)
        return made

    def add_output(self, operand: AsmOperand, number: int, depth: int, place: Place) -> None:
        """An output, and the input that a "+" adds."""
        made = self.operand(operand, number, depth, operand.type)
        self.outputs.append(made)
        self.places.append(place)
        if operand.constraint.startswith("+"):
            self.push(f"x87 +{number}", depth, lvalues.load(self.f, place))
        operand.constraint = "=m"

    def add_input(self, operand: AsmOperand, number: int, depth: int, value: Instr) -> None:
        """A written input."""
        made = self.operand(operand, number, depth, value.type)
        self.inputs.append(made)
        operand.constraint = "m"
        operand.tied = -1
        self.f.store(made.slot, value, SIZES[value.type])

    def push(self, name: str, depth: int, value: Instr) -> None:
        """The input half of a "+" operand; `finish` puts it among the written inputs."""
        made = StackOperand(self.f, name, depth, value.type)
        self.inputs.append(made)
        self.f.store(made.slot, value, SIZES[value.type])

    def finish(self) -> None:
        """The text with loads in front and stores behind; all written inputs are known."""
        info = self.info
        if not self.inputs and not self.outputs:
            return
        named = {operand.name for operand in info.inputs}
        for each in self.inputs:
            if each.name not in named:
                operand = AsmOperand("m", each.name, each.type, SIZES[each.type])
                operand.arg = len(self.args)
                self.args.append(each.slot)
                info.inputs.append(operand)
        info.written_inputs = len(info.inputs)
        before = ""
        behind = ""
        for depth in (1, 0):
            loads = [each for each in self.inputs if each.depth == depth]
            stores = [each for each in self.outputs if each.depth == depth]
            for each in loads[:1]:
                before += f"fld{each.suffix} %[{each.name}]\n\t"
            if stores:
                behind = f"\n\tfstp{stores[0].suffix} %[{stores[0].name}]" + behind
            elif loads and CLOBBERS[depth] not in info.clobbers:
                behind = "\n\tfstp %%st(0)" + behind
        info.template = before + self.rewritten(info.template) + behind

    def replaced(self, modifier: str, name: str, number: int) -> str:
        depth = self.depths.get(name, -1) if name else self.numbers.get(number, -1)
        return REGISTERS[depth] if depth >= 0 else ""

    def store(self) -> None:
        """Put the outputs into their C operands."""
        for each, place in zip(self.outputs, self.places):
            value = self.f.load(each.type, each.slot, SIZES[each.type])
            lvalues.store(self.f, place, value)
