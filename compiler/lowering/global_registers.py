"""Global register variables (GNU C): a register for the whole unit.

Problem: `register long base asm("r12");` at file scope is no object in memory.  Idea: the register
is taken out of allocation; reading and writing are assembly statements with the register as an
operand that stays where it is, in order with all other effects.

Source: GCC manual, "Defining Global Register Variables".
"""

from __future__ import annotations

from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import AsmInfo, AsmOperand
from compiler.ir.types import VOID
from compiler.lowering.context import FunctionContext
from compiler.lowering.machine_texts import TEXTS
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def operands(f: FunctionContext, register: str, type: CType) -> tuple[AsmInfo, AsmOperand]:
    """A copying statement and the operand that is the register."""
    texts = TEXTS.get(f.options.target.name)
    info = AsmInfo("" if texts is None else texts.copy)
    if not info.template or value_type(type) == VOID or type.size not in (1, 2, 4, 8):
        f.unit.unsupported(f.pos, "a global register variable of this type or on this target")
    info.volatile = True
    info.written_inputs = 1
    fixed = AsmOperand("r", "", value_type(type), int(type.size))
    fixed.register = register
    return info, fixed


def read(f: FunctionContext, register: str, type: CType) -> Instr:
    """The value of the variable."""
    info, fixed = operands(f, register, type)
    output = AsmOperand("=r", "", value_type(type), int(type.size))
    output.result = 0
    info.outputs.append(output)
    info.inputs.append(fixed)
    made = f.emit(o.ASM, value_type(type), [])
    made.aux = info
    made.flags = o.VOLATILE
    return made


def write(f: FunctionContext, register: str, type: CType, value: Instr) -> Instr:
    """Set the variable."""
    info, fixed = operands(f, register, type)
    fixed.constraint = "=r"
    info.outputs.append(fixed)
    source = AsmOperand("r", "", value_type(type), int(type.size))
    source.arg = 0
    info.inputs.append(source)
    made = f.emit(o.ASM, VOID, [value])
    made.aux = info
    made.flags = o.VOLATILE
    return value
