"""What the command line says to code generation, as plain fields with gcc's defaults."""

from __future__ import annotations

from mypy_extensions import i64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PIC_NONE: Final = 0     # position-dependent executable
PIC_EXECUTABLE: Final = 1   # -fPIE: own definitions cannot be preempted
PIC_LIBRARY: Final = 2      # -fPIC: default-visibility definitions can be preempted

PROTECT_NONE: Final = 0
PROTECT_BUFFERS: Final = 1  # -fstack-protector
PROTECT_STRONG: Final = 2
PROTECT_ALL: Final = 3


class CodegenOptions:
    """One compilation's code-generation switches."""

    def __init__(self) -> None:
        self.optimize: i64 = 0            # 0..3
        self.for_size = False             # -Os
        self.pic: i64 = PIC_EXECUTABLE
        self.plt = True                   # -fno-plt clears it
        self.omit_frame_pointer = True    # only acts when optimize > 0
        self.red_zone = True
        self.function_sections = False
        self.data_sections = False
        self.unwind_tables = True
        self.stack_protector: i64 = PROTECT_NONE
        self.debug: i64 = 0               # -g level
        self.zero_in_bss = True
        self.use_sse = True               # -mno-sse: no vector registers at all
        self.popcnt = False
        self.cx16 = False
        self.sse41 = False
        self.bmi = False
        self.fma = False
        self.extensions: list[str] = []   # of AArch64 and RISC-V: what is used beyond the base
        self.contract = False             # fuse products into sums, where the machine can
        self.kernel_model = False         # -mcmodel=kernel
        self.align_functions: i64 = 16
        self.align_loops: i64 = 16
        self.jump_tables = True
        self.common = False
        self.math_errno = True
        self.intel_syntax = False
        self.chaos: i64 = 0               # seed of legal random choices; 0: none
        self.check_allocation = True
        self.source_name = ""
        self.producer = "vouch"
        self.directory = ""
