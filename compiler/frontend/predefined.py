"""Predefined macros: which groups of predefined_rows.py hold for the options of a command line.

The idea: the result is a text of #define lines, read by the ordinary code as the file <built-in>;
nothing about a macro is known twice. What gcc defines and Vouch lacks is left out with the reason
given beside it.

Source: `gcc -dM -E` of GCC 12.2; C17 6.10.8.
"""

from __future__ import annotations

from compiler.frontend import predefined_rows as rows
from compiler.frontend.pp_options import PreprocessorOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

TARGETS: Final = {
    "x86_64": (
        rows.COMMON, rows.LINUX, rows.LP64, rows.WCHAR_INT, rows.ATOMICS, rows.FLOAT128,
        rows.LONG_DOUBLE_X87, rows.DECIMAL, rows.CACHE_AND_FLAGS, rows.X86, rows.X86_64,
    ),
    "i386": (
        rows.COMMON, rows.LINUX, rows.ILP32, rows.WCHAR_LONG, rows.ATOMICS, rows.FLOAT128,
        rows.LONG_DOUBLE_X87, rows.DECIMAL, rows.CACHE_AND_FLAGS, rows.X86, rows.I386,
    ),
    "aarch64": (
        rows.COMMON, rows.LINUX, rows.LP64, rows.WCHAR_UNSIGNED, rows.ATOMICS, rows.FLOAT16,
        rows.FLOAT128, rows.LONG_DOUBLE_QUAD, rows.CACHE_AND_FLAGS, rows.AARCH64,
    ),
    "riscv64": (
        rows.COMMON, rows.LINUX, rows.LP64, rows.WCHAR_INT, rows.ATOMICS_WORD, rows.FLOAT128,
        rows.LONG_DOUBLE_QUAD, rows.RISCV64,
    ),
}  # fmt: skip

STANDARD_VERSIONS: Final = {
    "c94": "199409L", "c99": "199901L", "c11": "201112L", "c17": "201710L", "c2x": "202000L",
}  # fmt: skip

# extensions of RISC-V and AArch64 that -march= adds
EXTENSION_MACROS: Final = {
    "zba": "__riscv_zba 1000000", "zbb": "__riscv_zbb 1000000", "zbs": "__riscv_zbs 1000000",
    "lse": "__ARM_FEATURE_ATOMICS 1",
}  # fmt: skip

# -mNAME: what it implies, the macro that shows it. -mno-NAME takes away all that imply NAME.
X86_FEATURES: Final = {
    "mmx": ("", "__MMX__"),
    "sse": ("mmx", "__SSE__"),
    "sse2": ("sse", "__SSE2__"),
    "sse3": ("sse2", "__SSE3__"),
    "ssse3": ("sse3", "__SSSE3__"),
    "sse4.1": ("ssse3", "__SSE4_1__"),
    "sse4.2": ("sse4.1 popcnt crc32", "__SSE4_2__"),
    "sse4": ("sse4.2", ""),
    "sse4a": ("sse3", "__SSE4A__"),
    "avx": ("sse4.2 xsave", "__AVX__"),
    "avx2": ("avx", "__AVX2__"),
    "fma": ("avx", "__FMA__"),
    "f16c": ("avx", "__F16C__"),
    "popcnt": ("", "__POPCNT__"),
    "crc32": ("", "__CRC32__"),
    "xsave": ("", "__XSAVE__"),
    "bmi": ("", "__BMI__"),
    "bmi2": ("", "__BMI2__"),
    "lzcnt": ("", "__LZCNT__"),
    "abm": ("lzcnt popcnt", "__ABM__"),
    "aes": ("sse2", "__AES__"),
    "pclmul": ("sse2", "__PCLMUL__"),
    "sha": ("sse2", "__SHA__"),
    "rdrnd": ("", "__RDRND__"),
    "rdseed": ("", "__RDSEED__"),
    "adx": ("", "__ADX__"),
    "movbe": ("", "__MOVBE__"),
    "fsgsbase": ("", "__FSGSBASE__"),
    "cx16": ("", "__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16"),
    "sahf": ("", "__LAHF_SAHF__"),
    "prfchw": ("", "__PRFCHW__"),
}


def x86_features(options: list[str], base: str) -> list[str]:
    """The features that a list of `NAME` and `no-NAME` leaves on, in the table's order."""
    on: dict[str, bool] = {}

    def enable(name: str) -> None:
        on[name] = True
        for implied in X86_FEATURES[name][0].split():
            if implied not in on or not on[implied]:
                enable(implied)

    def disable(name: str) -> None:
        on[name] = False
        for other, row in X86_FEATURES.items():
            if name in row[0].split() and on.get(other, False):
                disable(other)

    for name in base.split():
        enable(name)
    for option in options:
        if option.startswith("no-") and option[3:] in X86_FEATURES:
            disable(option[3:])
        elif option in X86_FEATURES:
            enable(option)
    return [name for name in X86_FEATURES if on.get(name, False)]


def predefined_text(options: PreprocessorOptions) -> str:
    """All #define lines of <built-in> for the options."""
    lines: list[str] = []
    for group in TARGETS[options.target]:
        lines += group.split("\n")
    lines.append("__VOUCH__ 1")
    lines.append("__STDC_HOSTED__ " + ("1" if options.hosted else "0"))
    add_dialect(options, lines)
    add_flags(options, lines)
    if options.target in ("x86_64", "i386"):
        add_x86(options, lines)
    if options.target == "riscv64":
        lines += ["__riscv_cmodel_medany 1", "__riscv_cmodel_pic 1"] \
            if options.pic or options.pie else ["__riscv_cmodel_medlow 1"]
    lines += [EXTENSION_MACROS[name] for name in options.machine_features
              if name in EXTENSION_MACROS]
    text = "\n#define ".join([line for line in lines if line])
    return "#define " + text + "\n"


def add_dialect(options: PreprocessorOptions, lines: list[str]) -> None:
    """What -std= decides."""
    version = STANDARD_VERSIONS.get(options.standard)
    if version is not None and not (options.standard == "c94" and options.gnu):
        lines.append("__STDC_VERSION__ " + version)
    if options.standard in ("c11", "c17", "c2x") or (options.standard == "c99" and options.gnu):
        lines.append("__STDC_UTF_16__ 1")
        lines.append("__STDC_UTF_32__ 1")
    inline = "__GNUC_STDC_INLINE__" if options.c99 else "__GNUC_GNU_INLINE__"
    lines.append(inline + " 1")
    if options.gnu:
        lines += ["linux 1", "unix 1"]
        if options.target == "i386":
            lines.append("i386 1")
    else:
        lines.append("__STRICT_ANSI__ 1")
    if options.assembler:
        lines.append("__ASSEMBLER__ 1")


def add_flags(options: PreprocessorOptions, lines: list[str]) -> None:
    """What -O, -f and -pthread decide."""
    if options.optimize:
        lines.append("__OPTIMIZE__ 1")
        if options.optimize_size:
            lines.append("__OPTIMIZE_SIZE__ 1")
    if not options.optimize or not options.inline:
        lines.append("__NO_INLINE__ 1")
    pic: i64 = options.pie if options.pie else options.pic
    if pic:
        lines += [f"__PIC__ {pic}", f"__pic__ {pic}"]
        if options.pie:
            lines += [f"__PIE__ {pic}", f"__pie__ {pic}"]
    if options.pthread or options.openmp:
        lines.append("_REENTRANT 1")
    if options.openmp:
        lines.append("_OPENMP 201511")
    unsigned_by_default = options.target in ("aarch64", "riscv64")
    if options.unsigned_char and not unsigned_by_default:
        lines.append("__CHAR_UNSIGNED__ 1")
    if options.asynchronous_unwind:
        lines.append("__GCC_HAVE_DWARF2_CFI_ASM 1")
    protector: i64 = options.stack_protector
    if protector:
        lines.append(("", "__SSP__ 1", "__SSP_ALL__ 2", "__SSP_STRONG__ 3", "__SSP_EXPLICIT__ 4")[
            protector
        ])  # fmt: skip
    fast = options.fast_math
    iec = "0" if fast or options.finite_math or not options.signed_zeros else "2"
    lines.append("__GCC_IEC_559 " + iec)
    lines.append("__GCC_IEC_559_COMPLEX " + iec)
    lines.append("__FINITE_MATH_ONLY__ " + ("1" if fast or options.finite_math else "0"))
    if fast:
        lines += ["__FAST_MATH__ 1", "__ASSOCIATIVE_MATH__ 1", "__RECIPROCAL_MATH__ 1"]
    if fast or not options.math_errno:
        lines.append("__NO_MATH_ERRNO__ 1")
    if fast or not options.signed_zeros:
        lines.append("__NO_SIGNED_ZEROS__ 1")
    if fast or not options.trapping_math:
        lines.append("__NO_TRAPPING_MATH__ 1")
    if options.rounding_math:
        lines.append("__ROUNDING_MATH__ 1")


def add_x86(options: PreprocessorOptions, lines: list[str]) -> None:
    """What -m decides on x86."""
    wide = options.target == "x86_64"
    features = x86_features(options.machine_features, "sse2" if wide else "sahf")
    for name in features:
        macro = X86_FEATURES[name][1]
        if macro:
            lines.append(macro + " 1")
    sse2 = "sse2" in features
    if sse2:
        lines += rows.FLOAT16.split("\n")
    if wide:
        lines.append("__FXSR__ 1")
    if wide and sse2:
        lines += ["__SSE_MATH__ 1", "__SSE2_MATH__ 1", "__MMX_WITH_SSE__ 1"]
        method = "0"
    else:
        if wide and "sse" in features:
            lines.append("__SSE_MATH__ 1")
        method = "2" if "sse" not in features or not wide else "-1"
    lines.append("__FLT_EVAL_METHOD__ " + method)
    lines.append("__FLT_EVAL_METHOD_TS_18661_3__ " + method)
    lines.append("__BIGGEST_ALIGNMENT__ " + ("32" if "avx" in features else "16"))
    if "fma" in features:
        for kind in ("", "F", "F32", "F32x", "F64"):
            lines.append(f"__FP_FAST_FMA{kind} 1")


ASSERTIONS: Final = {
    "x86_64": ("cpu(x86_64)", "machine(x86_64)"),
    "i386": ("cpu(i386)", "machine(i386)"),
    "aarch64": ("machine(aarch64)",),
    "riscv64": (),
}
SYSTEM_ASSERTIONS: Final = ("system(linux)", "system(unix)", "system(posix)")
