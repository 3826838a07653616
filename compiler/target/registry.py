"""The targets by name: who makes which machine's parts.

Problem: driver and assembler must find a machine's classes without loading those of the others.
Idea: the one place that names them all; each is imported when it is asked for.  Machine names are
those of `driver/target_choice.py`: x86_64, i386, aarch64, riscv64.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.architecture import Architecture
    from compiler.codegen.options import CodegenOptions
    from compiler.codegen.target import Target

# What can be compiled for; the others are refused (docs/status.md).
CODE_GENERATORS: Final = ("x86_64", "riscv64", "aarch64")
# What can be assembled for.
ASSEMBLERS: Final = ("x86_64", "riscv64", "aarch64")


def make_architecture(machine: str, bits: int = 64, checked: bool = False) -> Architecture:
    """The assembler's view of a machine; `bits`: the code size to begin with; `checked`: every
    instruction is decoded again and compared."""
    if checked and machine == "x86_64":
        from compiler.target.x86.check_encoding import CheckedArchitecture

        return CheckedArchitecture(bits)
    if machine == "riscv64":
        from compiler.assembler.riscv_object import RiscvArchitecture

        return RiscvArchitecture()
    if machine == "aarch64":
        from compiler.assembler.arm_object import ArmArchitecture

        return ArmArchitecture()
    from compiler.assembler.x86_object import X86Architecture

    return X86Architecture(bits)


def make_target(machine: str, options: CodegenOptions) -> Target:
    """Code generation's view of a machine."""
    if machine == "riscv64":
        from compiler.target.riscv.target import RiscvTarget

        return RiscvTarget(options)
    if machine == "aarch64":
        from compiler.target.arm.target import ArmTarget

        return ArmTarget(options)
    from compiler.target.x86.target import X86Target

    return X86Target(options)
