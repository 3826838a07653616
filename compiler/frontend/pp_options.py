"""What the command line says to the preprocessor: one plain class that the driver fills."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class PreprocessorOptions:
    """Options of one translation unit.

    standard        "c90" "c94" "c99" "c11" "c17" "c2x"; strict when `gnu` is false (-std=c17)
    quote_paths     -iquote: for "name" only
    paths           -I
    system_paths    -isystem
    standard_paths  the compiler's own headers and the C library's, unless -nostdinc
    after_paths     -idirafter
    macros          in order: ("D", "X=1"), ("U", "X"), ("A", "machine=x86")
    includes        in order: ("include", file), ("imacros", file)
    """

    def __init__(self) -> None:
        self.standard = "c17"
        self.gnu = True
        self.assembler = False  # -x assembler-with-cpp
        self.trigraphs = False  # also on for strict standards
        self.quote_paths: list[str] = []
        self.paths: list[str] = []
        self.system_paths: list[str] = []
        self.standard_paths: list[str] = []
        self.after_paths: list[str] = []
        self.no_current_directory = False  # -I-
        self.macros: list[tuple[str, str]] = []
        self.includes: list[tuple[str, str]] = []
        self.undefine_all = False  # -undef
        self.sysroot = ""
        # The machine and the flags that show in predefined macros.
        self.target = "x86_64"  # "i386", "aarch64", "riscv64"
        self.optimize: i64 = 0
        self.optimize_size = False
        self.pic: i64 = 0  # 1 -fpic, 2 -fPIC
        self.pie: i64 = 2  # 1 -fpie, 2 -fPIE: the default of Debian's gcc
        self.pthread = False
        self.unsigned_char = False
        self.short_enums = False
        self.hosted = True
        self.fast_math = False
        self.finite_math = False
        self.math_errno = True
        self.trapping_math = True
        self.signed_zeros = True
        self.rounding_math = False
        self.stack_protector: i64 = 0  # 1 -fstack-protector, 2 -all, 3 -strong, 4 -explicit
        self.inline = True  # -fno-inline sets __NO_INLINE__
        self.machine_features: list[str] = []  # "sse4.2" of -msse4.2, "no-sse" of -mno-sse
        self.openmp = False
        self.asynchronous_unwind = True
        # -E, -M and what they print.
        self.keep_comments = False  # -C
        self.keep_directives = ""  # "", "M" (-dM), "D" (-dD), "N" (-dN), "I" (-dI), "U" (-dU)
        self.line_markers = True  # not -P
        self.preprocessed = False  # input is -E output already
        self.max_include_depth: i64 = 200
        self.missing_headers_are_made = False  # -MG
        self.only_preprocess = False

    @property
    def c99(self) -> bool:
        """C99 or newer."""
        return self.standard not in ("c90", "c94")
