"""Data models: the facts about a target that C leaves to the implementation (C17 6.2.5, 6.2.6).

One row a target, from its psABI.
"""

from __future__ import annotations


class Target:
    """The implementation-defined sizes, alignments and choices of one target."""

    def __init__(self, name: str, pointer_bits: int, long_bits: int, char_signed: bool,
                 ldouble: str, ldouble_size: int, ldouble_align: int, double_align: int,
                 llong_align: int, wchar_unsigned: bool, wchar_long: bool, int128: bool,
                 va_list_size: int, va_list_array: bool, max_align: int, narrow_atomics: bool,
                 machine: str) -> None:
        self.name = name
        self.pointer_bits = pointer_bits
        self.long_bits = long_bits
        self.char_signed = char_signed
        self.ldouble = ldouble
        self.ldouble_size = ldouble_size
        self.ldouble_align = ldouble_align
        self.double_align = double_align
        self.llong_align = llong_align
        self.wchar_unsigned = wchar_unsigned
        self.wchar_long = wchar_long
        self.int128 = int128
        self.va_list_size = va_list_size
        self.va_list_array = va_list_array
        self.max_align = max_align
        self.narrow_atomics = narrow_atomics    # of less than 32 bits, without locks
        self.machine = machine
        self.unnamed_align = machine == "__aarch64__"    # bit-fields without a name align records


#         pointer long  char   long double      double long  wchar_t        int128 va_list max lock
#                       signed format size al.  align  long  unsigned long         size arr align
TARGETS: dict[str, Target] = {t.name: t for t in (
    Target("x86_64-linux-gnu", 64, 64, True, "x87", 16, 16, 8, 8, False, False, True,
           24, True, 16, True, "__x86_64__ __x86_64 __amd64__ __amd64"),
    Target("i386-linux-gnu", 32, 32, True, "x87", 12, 4, 4, 4, False, True, False,
           4, False, 16, True, "__i386__ __i386 i386"),
    Target("aarch64-linux-gnu", 64, 64, False, "quad", 16, 16, 8, 8, True, False, True,
           32, False, 16, True, "__aarch64__"),
    Target("riscv64-linux-gnu", 64, 64, False, "quad", 16, 16, 8, 8, False, False, True,
           8, False, 16, False, "__riscv __riscv_xlen=64 __riscv_flen=64"),
)}
ALIASES = {"x86_64": "x86_64-linux-gnu", "i386": "i386-linux-gnu", "i686": "i386-linux-gnu",
           "aarch64": "aarch64-linux-gnu", "arm64": "aarch64-linux-gnu",
           "riscv64": "riscv64-linux-gnu", "i686-linux-gnu": "i386-linux-gnu"}


def find_target(name: str) -> Target | None:
    """The target of a name or alias."""
    return TARGETS.get(ALIASES.get(name, name))
