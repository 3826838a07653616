"""The warnings: one table of names with what turns each one on, and the state that the -W options
of a command line give them.

The problem: 250 names; groups inside groups (-Wall turns on -Wunused, that turns on
-Wunused-variable); an option that names a warning beats one that names its group, wherever it
stands. The idea: a row gives the parents of its names; the state of a warning is what was said
about itself, else what follows from its parents, so that order and nesting need no code.

A parent is a group's name, "on" (on by default), "a&b" (both needed), "on-c99" and
"pedantic-c90" (depend on the dialect).

Source: `gcc -Q --help=warnings` of GCC 12.2 and its manual, for C.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

STATE_OFF: Final = 0
STATE_ON: Final = 1
STATE_ERROR: Final = 2

ROWS: Final = [
    (
        "on",
        """address-of-packed-member aggressive-loop-optimizations attribute-alias attribute-warning
        attributes bidi-chars builtin-declaration-mismatch builtin-macro-redefined cannot-profile
        coverage-invalid-line-number coverage-mismatch cpp deprecated deprecated-declarations
        designated-init discarded-array-qualifiers discarded-qualifiers div-by-zero endif-labels
        free-nonheap-object if-not-aligned ignored-attributes incompatible-pointer-types
        int-conversion int-to-pointer-cast invalid-memory-model literal-suffix lto-type-mismatch
        missing-profile multichar normalized odr overflow override-init-side-effects pointer-compare
        pointer-to-int-cast pragmas prio-ctor-dtor psabi return-local-addr scalar-storage-order
        shift-count-negative shift-count-overflow shift-overflow sizeof-array-argument
        stringop-overflow stringop-overread switch-bool switch-outside-range switch-unreachable
        sync-nand tsan unused-result varargs""",
    ),
    (
        "all",
        """address array-bounds array-compare array-parameter bool-compare bool-operation
        char-subscripts comment dangling-else dangling-pointer duplicate-decl-specifier enum-compare
        format format-overflow format-truncation frame-address implicit infinite-recursion
        int-in-bool-context logical-not-parentheses main maybe-uninitialized memset-elt-size
        memset-transposed-args misleading-indentation mismatched-dealloc missing-attributes
        missing-braces multistatement-macros nonnull-compare openmp-simd packed-not-aligned
        parentheses restrict return-type sequence-point sizeof-array-div sizeof-pointer-div
        sizeof-pointer-memaccess strict-aliasing strict-overflow stringop-truncation switch
        tautological-compare trigraphs uninitialized unknown-pragmas unused use-after-free
        vla-parameter volatile-register-var zero-length-bounds""",
    ),
    (
        "extra",
        """absolute-value cast-function-type clobbered empty-body enum-conversion ignored-qualifiers
        implicit-fallthrough missing-field-initializers missing-parameter-type old-style-declaration
        override-init sign-compare string-compare type-limits""",
    ),
    (
        "pedantic",
        """overlength-strings pointer-arith variadic-macros""",
    ),
    (
        "extra pedantic",
        """expansion-to-defined""",
    ),
    (
        "all pedantic",
        """pointer-sign""",
    ),
    (
        "",
        """abi aggregate-return alloc-size-larger-than alloc-zero alloca alloca-larger-than
        analyzer-double-fclose analyzer-double-free analyzer-exposure-through-output-file
        analyzer-file-leak analyzer-free-of-non-heap analyzer-malloc-leak
        analyzer-mismatching-deallocation analyzer-null-argument analyzer-null-dereference
        analyzer-possible-null-argument analyzer-possible-null-dereference
        analyzer-shift-count-negative analyzer-shift-count-overflow analyzer-stale-setjmp-buffer
        analyzer-tainted-allocation-size analyzer-tainted-array-index analyzer-tainted-divisor
        analyzer-tainted-offset analyzer-tainted-size analyzer-too-complex
        analyzer-unsafe-call-within-signal-handler analyzer-use-after-free
        analyzer-use-of-pointer-in-stale-stack-frame analyzer-use-of-uninitialized-value
        analyzer-write-to-const analyzer-write-to-string-literal arith-conversion bad-function-cast
        c++-compat c11-c2x-compat c90-c99-compat c99-c11-compat cast-align cast-qual conversion
        date-time disabled-optimization double-promotion duplicated-branches duplicated-cond
        float-equal format-nonliteral format-security format-signedness format-y2k frame-larger-than
        hsa init-self inline invalid-pch invalid-utf8 jump-misses-init larger-than logical-op
        missing-declarations missing-format-attribute missing-include-dirs missing-noreturn
        missing-prototypes narrowing nested-externs null-dereference old-style-definition
        openacc-parallelism packed packed-bitfield-compat padded poison-system-directories
        redundant-decls shadow shadow-compatible-local shadow-local shift-negative-value
        stack-protector stack-usage strict-prototypes suggest-attribute suggest-final-methods
        suggest-final-types switch-default switch-enum traditional traditional-conversion
        trampolines trivial-auto-var-init undef unreachable-code unsafe-loop-optimizations
        unsuffixed-float-constants unused-const-variable unused-macros vector-operation-performance
        vla-larger-than write-strings""",
    ),
    (
        "unused",
        """unused-but-set-variable unused-function unused-label unused-local-typedefs unused-value
        unused-variable""",
    ),
    (
        "format",
        """format-contains-nul format-extra-args format-zero-length""",
    ),
    (
        "all format",
        """nonnull""",
    ),
    (
        "unused&extra",
        """unused-but-set-parameter unused-parameter""",
    ),
    (
        "pedantic-c90",
        """declaration-after-statement long-long vla""",
    ),
    (
        "implicit on-c99",
        """implicit-function-declaration implicit-int""",
    ),
    (
        "conversion",
        """float-conversion sign-conversion""",
    ),
]

# Other names of a warning.
SYNONYMS: Final = {
    "comments": "comment",
    "missing-noreturn": "suggest-attribute",
    "missing-format-attribute": "suggest-attribute",
    "shadow-local": "shadow",
    "shadow-compatible-local": "shadow",
}

# Warnings with levels, that gcc names with the `=` of the level.
LEVELLED: Final = {
    "implicit-fallthrough": True, "format": True, "format-overflow": True,
    "format-truncation": True, "unused-const-variable": True, "shift-overflow": True,
    "strict-aliasing": True, "stringop-overflow": True, "array-parameter": True,
    "normalized": True, "bidi-chars": True, "dangling-pointer": True, "use-after-free": True,
    "attribute-alias": True,
}

# Warnings of other languages: accepted, with gcc's remark, and without effect.
CXX_NAMES: Final = """
abi-tag aligned-new catch-value class-conversion class-memaccess comma-subscript
conditionally-supported conversion-null ctor-dtor-privacy delete-incomplete
delete-non-virtual-dtor deprecated-copy deprecated-copy-dtor deprecated-enum-enum-conversion
deprecated-enum-float-conversion effc++ exceptions extra-semi inaccessible-base
inherited-variadic-ctor init-list-lifetime invalid-offsetof literal-suffix mismatched-new-delete
mismatched-tags multiple-inheritance namespaces noexcept noexcept-type non-template-friend
non-virtual-dtor old-style-cast overloaded-virtual pessimizing-move placement-new
pmf-conversions range-loop-construct redundant-move redundant-tags register reorder sign-promo
sized-deallocation strict-null-sentinel subobject-linkage suggest-override synth templates
terminate useless-cast vexing-parse virtual-inheritance virtual-move-assign volatile
zero-as-null-pointer-constant"""

GROUPS: Final = ("all", "extra", "pedantic")

UNKNOWN: Final = 0
ACCEPTED: Final = 1
NOT_FOR_C: Final = 2


class WarningOptions:
    """What the command line says about diagnostics.

    quiet           -w: no warnings
    werror          -Werror
    pedantic_errors what is forbidden by the standard is an error
    max_errors      give up after that many errors, 0: never
    fatal_errors    give up after the first error
    system_headers  warnings in system headers as well
    color           -1 on a terminal, 0 never, 1 always
    show_caret, show_option, show_column   parts of a diagnostic
    """

    def __init__(self, c90: bool = False) -> None:
        self.c90 = c90
        self.quiet = False
        self.werror = False
        self.pedantic_errors = False
        self.max_errors: i64 = 0
        self.fatal_errors = False
        self.system_headers = False
        self.color: i64 = -1
        self.show_caret = True
        self.show_option = True
        self.show_column = True
        self.explicit: dict[str, bool] = {}
        self.as_error: dict[str, bool] = {}
        self.levels: dict[str, str] = {}
        self.parents: dict[str, list[str]] = {}
        for group in GROUPS:
            self.parents[group] = []
        for parents, names in ROWS:
            split = parents.split()
            for name in names.split():
                self.parents[name] = split

    def apply(self, text: str) -> i64:
        """Takes one option, the text after -W: ACCEPTED, UNKNOWN or NOT_FOR_C.

        Unknown names that begin with `no-` are for the caller to ignore.
        """
        negative = text.startswith("no-")
        name = text[3:] if negative else text
        if name == "error":
            self.werror = not negative
            return ACCEPTED
        if name.startswith("error="):
            name = self.split_level(name[6:])
            if name not in self.parents:
                return NOT_FOR_C if name in CXX_NAMES.split() else UNKNOWN
            self.as_error[name] = not negative
            if not negative:
                self.explicit[name] = True
            return ACCEPTED
        if name == "error-implicit-function-declaration":
            return self.apply("error=implicit-function-declaration")
        if name == "fatal-errors":
            self.fatal_errors = not negative
            return ACCEPTED
        if name == "system-headers":
            self.system_headers = not negative
            return ACCEPTED
        if name == "":
            name = "extra"
        name = self.split_level(name)
        if name not in self.parents:
            return NOT_FOR_C if name in CXX_NAMES.split() else UNKNOWN
        level = self.levels.get(name, "")
        self.explicit[name] = not negative and level not in ("0", "none")
        return ACCEPTED

    def split_level(self, name: str) -> str:
        """The warning's name without `=level`, which is noted; synonyms resolved."""
        at = name.find("=")
        level = ""
        if at >= 0:
            level = name[at + 1 :]
            name = name[:at]
        name = SYNONYMS.get(name, name)
        self.levels[name] = level
        return name

    def level(self, name: str) -> str:
        """What stood behind the `=` of the last option of that name, "" when nothing did."""
        return self.levels.get(name, "")

    def is_on(self, name: str) -> bool:
        """Whether a warning, or a group, is on, by itself or through a parent."""
        said = self.explicit.get(name)
        if said is not None:
            return said
        for parent in self.parents.get(name, []):
            if "&" in parent:
                both = parent.split("&")
                if self.is_on(both[0]) and self.is_on(both[1]):
                    return True
            elif parent == "on":
                return True
            elif parent == "on-c99":
                if not self.c90:
                    return True
            elif parent == "pedantic-c90":
                if self.c90 and self.is_on("pedantic"):
                    return True
            elif self.is_on(parent):
                return True
        return False

    def state(self, name: str) -> i64:
        """STATE_OFF, STATE_ON or STATE_ERROR (by -Werror=name) of a warning."""
        if not self.is_on(name):
            return STATE_OFF
        return STATE_ERROR if self.error_wish(name) == 1 else STATE_ON

    def error_wish(self, name: str) -> i64:
        """1 when -Werror= names the warning or a group of it, 0 when -Wno-error= does, else -1."""
        said = self.as_error.get(name)
        if said is not None:
            return 1 if said else 0
        for parent in self.parents.get(name, []):
            wish = self.error_wish(parent)
            if wish >= 0:
                return wish
        return -1

    def is_not_error(self, name: str) -> bool:
        """Whether -Wno-error=name keeps the warning a warning under -Werror."""
        return name != "" and self.error_wish(name) == 0

    def implies(self, group: str, name: str) -> bool:
        """Whether a group, named in a pragma, holds the warning."""
        for parent in self.parents.get(name, []):
            if parent == group or self.implies(group, parent):
                return True
        return False

    def is_known(self, name: str) -> bool:
        """Whether a warning of that name exists for C (`=level` allowed)."""
        at = name.find("=")
        return SYNONYMS.get(name[:at] if at >= 0 else name, name[:at] if at >= 0 else name) in (
            self.parents
        )
