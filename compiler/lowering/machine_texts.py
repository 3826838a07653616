"""What a few builtins and nested functions are on each machine, as assembly and as bytes.

Problem: __builtin_setjmp, the thread pointer, cache maintenance, a register's copy and the code of
a trampoline are the machine's own, and nothing else in lowering is.  Idea: one row a machine.

A jump buffer is five words: frame pointer, address, stack pointer.  No register but these survives
a jump, so all are clobbered where it arrives.
Source: psABIs of x86-64, AArch64 and RISC-V (register usage); GCC manual, "Nonlocal Gotos".
"""

from __future__ import annotations

from compiler.ir.types import I16, I32, PTR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# A trampoline as stores: (offset, type, what), what a number, or one of the two below.
FUNCTION_ADDRESS: Final = -1
CHAIN: Final = -2


class MachineTexts:
    """One machine.

    `exit`: NUMBER to operand %EXIT, flags kept; `jump`: goes to a label; `copy`: operand 1 to
    operand 0; `setjmp`: output 0 (in register `result`) := 0, or 1 when a jump arrives, buffer in
    operand 1 (register `buffer`); `longjmp`: buffer in operand 0; `builtins`: name -> (text,
    constraint of the result or "", clobbers); `flush`: after code was written to memory from
    operand 0 to operand 1, or "".
    """

    def __init__(self, exit: str, jump: str, copy: str, setjmp: str, longjmp: str, result: str,
                 buffer: str, clobbers: list[str],
                 builtins: dict[str, tuple[str, str, list[str]]],
                 trampoline: list[tuple[int, i64, int]], flush: str) -> None:
        self.exit = exit
        self.jump = jump
        self.copy = copy
        self.setjmp = setjmp
        self.longjmp = longjmp
        self.result = result
        self.buffer = buffer
        self.clobbers = clobbers
        self.builtins = builtins
        self.trampoline = trampoline
        self.flush = flush


def numbered(prefix: str, first: int, last: int) -> list[str]:
    """Register names prefix<first> .. prefix<last>."""
    return [f"{prefix}{number}" for number in range(first, last + 1)]


TEXTS: Final = {
    "x86_64": MachineTexts(
        "movl $NUMBER, %kEXIT", "jmp", "mov %1, %0",
        "movq %%rbp, (%1)\n\tleaq 1f(%%rip), %q0\n\tmovq %q0, 8(%1)\n\t"
        "movq %%rsp, 16(%1)\n\txorl %k0, %k0\n\tjmp 2f\n1:\tmovl $1, %k0\n2:",
        "movq (%0), %%rbp\n\tmovq 16(%0), %%rsp\n\tjmp *8(%0)",
        "rax", "rdx",
        ["rbx", "rcx", "rsi", "rdi", *numbered("r", 8, 15), "cc", *numbered("xmm", 0, 15)],
        {
            "__builtin_ia32_pause": ("pause", "", []),
            "__builtin_ia32_mfence": ("mfence", "", []),
            "__builtin_ia32_lfence": ("lfence", "", []),
            "__builtin_ia32_sfence": ("sfence", "", []),
            "__builtin_ia32_rdtsc": ("rdtsc\n\tshlq $32, %%rdx\n\torq %%rdx, %0", "=a", ["rdx"]),
            "__builtin_thread_pointer": ("movq %%fs:0, %0", "=r", []),
        },
        # movabs $function, %r11; movabs $chain, %r10; jmp *%r11; nop
        [(0, I16, 0xBB49), (2, PTR, FUNCTION_ADDRESS), (10, I16, 0xBA49), (12, PTR, CHAIN),
         (20, I32, 0x90E3FF49)], ""),
    "riscv64": MachineTexts(
        "li %EXIT, NUMBER", "j", "mv %0, %1",
        "sd s0, 0(%1)\n\tlla %0, 1f\n\tsd %0, 8(%1)\n\tsd sp, 16(%1)\n\tli %0, 0\n\tj 2f\n"
        "1:\tli %0, 1\n2:",
        "ld t0, 8(%0)\n\tld s0, 0(%0)\n\tld sp, 16(%0)\n\tjr t0",
        "a0", "a1",
        ["ra", *numbered("t", 0, 6), *numbered("a", 2, 7), *numbered("s", 1, 11),
         *numbered("ft", 0, 11), *numbered("fa", 0, 7), *numbered("fs", 0, 11)],
        {"__builtin_thread_pointer": ("mv %0, tp", "=r", [])},
        # auipc t0, 0; ld t2, 24(t0); ld t0, 16(t0); jr t0
        [(0, I32, 0x00000297), (4, I32, 0x0182B383), (8, I32, 0x0102B283), (12, I32, 0x00028067),
         (16, PTR, FUNCTION_ADDRESS), (24, PTR, CHAIN)], "fence.i"),
    # x16 and x17 are free in any text: code generation never allocates them
    "aarch64": MachineTexts(
        "mov %wEXIT, #NUMBER", "b", "mov %0, %1",
        "str x29, [%1]\n\tadr %0, 1f\n\tstr %0, [%1, #8]\n\tmov x16, sp\n\t"
        "str x16, [%1, #16]\n\tmov %0, #0\n\tb 2f\n1:\tmov %0, #1\n2:",
        "ldp x29, x17, [%0]\n\tldr x16, [%0, #16]\n\tmov sp, x16\n\tbr x17",
        "x0", "x1",
        [*numbered("x", 2, 15), *numbered("x", 19, 28), "x30", *numbered("v", 0, 31)],
        {"__builtin_thread_pointer": ("mrs %0, tpidr_el0", "=r", [])},
        # ldr x16, function; ldr x15, chain; br x16; nop
        [(0, I32, 0x58000090), (4, I32, 0x580000AF), (8, I32, 0xD61F0200), (12, I32, 0xD503201F),
         (16, PTR, FUNCTION_ADDRESS), (24, PTR, CHAIN)],
        "mov x16, %0\n1:\tdc cvau, x16\n\tadd x16, x16, #16\n\tcmp x16, %1\n\tb.lo 1b\n\t"
        "dsb ish\n\tmov x16, %0\n1:\tic ivau, x16\n\tadd x16, x16, #16\n\tcmp x16, %1\n\t"
        "b.lo 1b\n\tdsb ish\n\tisb"),
}
