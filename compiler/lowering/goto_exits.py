"""`asm goto` with outputs in registers: an asm that says by which exit it was left.

Problem: the outputs are there at every exit, but code generation puts what stores them behind an
instruction, not on the edges of a jump out of the middle of a text.  Idea: the labels that the text
goes to stand behind it; each puts its number into one more output, and a switch on that output
goes to the C label.  Moves and jumps change no flags, so outputs in flags hold as well.

Invariants: exit 0 is the fall through, exit k the k-th C label; the new output is the last one, so
numbers of inputs in the template move up by one.
Source: "Goto Labels", GCC manual.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Instr, add_edge
from compiler.ir.module import AsmInfo, AsmOperand, SwitchInfo
from compiler.ir.types import I32, VOID
from compiler.lowering.context import FunctionContext
from compiler.lowering.machine_texts import MachineTexts
from compiler.lowering.template_references import References

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

EXIT: Final = "exit of the text"       # name of the output; no C identifier


class Exits(References):
    """The exits of one `asm goto` whose operands are all known."""

    def __init__(self, info: AsmInfo) -> None:
        self.info = info
        self.outputs = len(info.outputs)
        self.first_label = info.first_label()

    def replaced(self, modifier: str, name: str, number: int) -> str:
        info = self.info
        if name:
            operands = [*info.outputs, *info.inputs[:info.written_inputs]]
            if name in info.label_names and name not in [each.name for each in operands]:
                return exit_label(info.label_names.index(name) + 1)
        elif self.first_label <= number < self.first_label + len(info.label_names):
            return exit_label(number - self.first_label + 1)
        elif number >= self.outputs:
            return f"%{modifier}{number + 1}"
        return ""

    def add_output(self, machine: MachineTexts, result: int) -> None:
        """Rewrite the text and give it the further output, result number `result`."""
        info = self.info
        text = [self.rewritten(info.template)]
        for exit in range(len(info.label_names) + 1):
            if exit:
                text += [f"\n\t{machine.jump} {exit_label(0)}\n{exit_label(exit)}:"]
            text += ["\n\t", machine.exit.replace("EXIT", f"[{EXIT}]").replace("NUMBER", str(exit))]
        text += [f"\n{exit_label(0)}:"]
        info.template = "".join(text)
        info.label_names = []
        operand = AsmOperand("=r", EXIT, I32, 4)
        operand.result = result
        info.outputs.append(operand)


def exit_label(exit: int) -> str:
    """The label in the text that stands for an exit; 0: the end of the text."""
    return f".Lexit%=_{exit}"


def leave(f: FunctionContext, exit: Instr, labels: list[Block]) -> None:
    """Go on where the asm was left."""
    following = f.function.new_block()
    numbers = list(range(1, len(labels) + 1))
    f.emit(o.SWITCH, VOID, [exit]).aux = SwitchInfo(numbers, list(numbers))
    add_edge(f.block, following)
    for label in labels:
        add_edge(f.block, label)
    f.lose()
    f.begin(following)
