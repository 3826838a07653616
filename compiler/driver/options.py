"""The command line of vcc as one table, and the plain record that it fills.

Problem: build systems pass hundreds of gcc's options, some must be obeyed, some may be ignored, all
others must be refused (configure scripts ask by trying).  Idea: a row an option: spelling, form,
effect.  `-f` and `-m` options that only tune gcc's own passes are listed in `accepted.py`.

Forms: `flag` stands alone; `joined` carries its value (`-DX`), `separate` takes the next argument,
`either` both.  Effects: `field=value`, `field` (takes the value), `field+` (appends the value),
`arg` (a linker argument in order), or a name handled in `apply_special`.
Invariant: every option that is accepted is either obeyed, or changes nothing that a correct program
can see; what would (for example -fsanitize=) is an error.
"""

from __future__ import annotations

from compiler.driver.accepted import IGNORED_F, IGNORED_M
from compiler.frontend.diagnostics_options import ACCEPTED, WarningOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class UsageError(Exception):
    """A wrong command line; the message is what gcc would say after its name."""


class Input:
    """One input in command-line order: a file with its language, or an argument for the linker."""

    def __init__(self, text: str, language: str, linker: bool) -> None:
        self.text = text
        self.language = language          # "" = by the file's name; "none" likewise
        self.linker = linker


# spelling, form, effect
ROWS: Final = [
    # what to make
    ("-c", "flag", "mode=c"), ("-S", "flag", "mode=S"), ("-E", "flag", "mode=E"),
    ("-fsyntax-only", "flag", "mode=syntax"),
    ("-o", "either", "output"), ("-x", "either", "language!"),
    ("-pipe", "flag", ""), ("-pass-exit-codes", "flag", ""),
    ("-save-temps", "flag", "save_temps=obj"), ("-save-temps=", "joined", "save_temps"),
    ("-###", "flag", "verbose=hash"), ("-v", "flag", "verbose=v"), ("-Q", "flag", ""),
    ("--verbose", "flag", "verbose=v"),
    # questions
    ("--version", "flag", "query=version"), ("--help", "flag", "query=help"),
    ("-dumpversion", "flag", "query=dumpversion"),
    ("-dumpfullversion", "flag", "query=dumpfullversion"),
    ("-dumpmachine", "flag", "query=dumpmachine"),
    ("-dumpspecs", "flag", "query=dumpspecs"),
    ("-print-search-dirs", "flag", "query=search-dirs"),
    ("--print-search-dirs", "flag", "query=search-dirs"),
    ("-print-multi-os-directory", "flag", "query=multi-os-directory"),
    ("--print-multi-os-directory", "flag", "query=multi-os-directory"),
    ("-print-multi-directory", "flag", "query=multi-directory"),
    ("-print-multi-lib", "flag", "query=multi-lib"),
    ("-print-multiarch", "flag", "query=multiarch"),
    ("--print-multiarch", "flag", "query=multiarch"),
    ("-print-sysroot", "flag", "query=sysroot"), ("--print-sysroot", "flag", "query=sysroot"),
    ("-print-libgcc-file-name", "flag", "query=libgcc-file-name"),
    ("--print-libgcc-file-name", "flag", "query=libgcc-file-name"),
    ("-print-prog-name=", "joined", "query_prog"), ("--print-prog-name=", "joined", "query_prog"),
    ("-print-file-name=", "joined", "query_file"), ("--print-file-name=", "joined", "query_file"),
    # language and target
    ("-ansi", "flag", "std=c90"), ("-std=", "joined", "std!"), ("--std=", "joined", "std!"),
    ("-traditional-cpp", "flag", "unsupported!"), ("-traditional", "flag", "unsupported!"),
    ("--target=", "joined", "target"), ("-m32", "flag", "bits=32"), ("-m64", "flag", "bits=64"),
    ("-m16", "flag", "bits=16"), ("-mx32", "flag", "unsupported!"),
    ("--param", "separate", ""), ("--param=", "joined", ""), ("--sysroot=", "joined", "sysroot"),
    ("--sysroot", "separate", "sysroot"), ("-B", "either", "prefixes+"),
    # optimisation and debugging
    ("-O", "joined", "optimize!"), ("-g", "joined", "debug!"), ("-p", "flag", "unsupported!"),
    ("-pg", "flag", "unsupported!"), ("--coverage", "flag", "unsupported!"),
    ("-s", "flag", "strip!"),
    # preprocessing
    ("-D", "either", "define!"), ("-U", "either", "undefine!"),
    ("-I", "either", "include_dirs+"), ("-isystem", "either", "system_dirs+"),
    ("-iquote", "either", "quote_dirs+"), ("-idirafter", "either", "after_dirs+"),
    ("-include", "either", "includes+"), ("-imacros", "either", "imacros+"),
    ("-isysroot", "either", "sysroot"), ("-iprefix", "either", "iprefix"),
    ("-iwithprefix", "either", "iwithprefix!"),
    ("-iwithprefixbefore", "either", "iwithprefixbefore!"),
    ("-nostdinc", "flag", "nostdinc=1"), ("-undef", "flag", "undef=1"),
    ("-M", "flag", "deps!"), ("-MM", "flag", "deps!"), ("-MD", "flag", "deps!"),
    ("-MMD", "flag", "deps!"), ("-MP", "flag", "deps_phony=1"), ("-MG", "flag", "deps_missing=1"),
    ("-MF", "either", "deps_file"), ("-MT", "either", "deps_targets+"),
    ("-MQ", "either", "deps_quote!"),
    ("-C", "flag", "keep_comments=1"), ("-CC", "flag", "keep_comments=2"),
    ("-P", "flag", "no_lines=1"),
    ("-dM", "flag", "dump_macros=M"), ("-dD", "flag", "dump_macros=D"),
    ("-dN", "flag", "dump_macros=N"), ("-dI", "flag", "dump_macros=I"),
    ("-dU", "flag", "dump_macros=U"), ("-H", "flag", "show_includes=1"),
    ("-trigraphs", "flag", "trigraphs=1"), ("-remap", "flag", ""),
    ("-Wp,", "joined", "preprocessor!"), ("-Xpreprocessor", "separate", "preprocessor_one!"),
    ("-A", "either", "assertions+"),
    # diagnostics
    ("-w", "flag", "quiet!"), ("-W", "joined", "warning!"), ("-pedantic", "flag", "pedantic!"),
    ("-pedantic-errors", "flag", "pedantic_errors!"), ("--pedantic-errors", "flag",
                                                      "pedantic_errors!"),
    ("--pedantic", "flag", "pedantic!"),
    ("-fdiagnostics-color", "flag", "color!"), ("-fdiagnostics-color=", "joined", "color!"),
    ("-fno-diagnostics-color", "flag", "no_color!"),
    ("-fmax-errors=", "joined", "max_errors!"), ("-fmessage-length=", "joined", ""),
    ("-ftabstop=", "joined", ""), ("-aux-info", "separate", "unsupported!"),
    # assembling and linking
    ("-Wa,", "joined", "assembler_args+"), ("-Xassembler", "separate", "assembler_args+"),
    ("-Wl,", "joined", "linker_list!"), ("-Xlinker", "separate", "linker_one!"),
    ("-l", "either", "library!"), ("-L", "either", "library_dirs+"),
    ("-T", "either", "script!"),
    ("-u", "either", "undefined_symbol!"), ("-z", "either", "linker_z!"),
    ("-e", "either", "entry!"),
    ("-static", "flag", "static=1"), ("--static", "flag", "static=1"),
    ("-shared", "flag", "shared=1"),
    ("--shared", "flag", "shared=1"),
    ("-static-pie", "flag", "static_pie=1"), ("-pie", "flag", "pie=1"),
    ("-no-pie", "flag", "pie=0"),
    ("-nopie", "flag", "pie=0"), ("--no-pie", "flag", "pie=0"), ("--pie", "flag", "pie=1"),
    ("-r", "flag", "relocatable=1"), ("-nostdlib", "flag", "nostdlib=1"),
    ("-nostartfiles", "flag", "nostartfiles=1"), ("-nodefaultlibs", "flag", "nodefaultlibs=1"),
    ("-nolibc", "flag", "nolibc=1"), ("-rdynamic", "flag", "rdynamic=1"),
    ("-pthread", "flag", "pthread=1"), ("-pthreads", "flag", "unsupported!"),
    ("-static-libgcc", "flag", ""), ("-shared-libgcc", "flag", ""),
    ("-symbolic", "flag", "symbolic!"),
    ("-fuse-ld=", "joined", ""), ("-no-integrated-cpp", "flag", ""),
    ("-specs=", "joined", "unsupported!"),
    ("-wrapper", "separate", "unsupported!"),
    # developer switches
    ("--dump=", "joined", "dumps+"), ("--stop-after=", "joined", "stop_after"),
    ("--disable=", "joined", "disabled+"), ("--time-passes", "flag", "time_passes=1"),
    ("--verify-each", "flag", "verify_each=1"), ("--fuel=", "joined", "fuel"),
    ("--chaos=", "joined", "chaos"), ("--dump-html=", "joined", "dump_html"),
    ("--rule-stats", "flag", "rule_stats=1"),
    ("-mpc32", "flag", "x87_precision=32"), ("-mpc64", "flag", "x87_precision=64"),
    ("-mpc80", "flag", "x87_precision=80"),
]

# -f and -m options with a value that must be obeyed (or refused): spelling -> effect
VALUED: Final = {
    "-fvisibility=": "visibility", "-ftls-model=": "tls_model", "-mcmodel=": "mcmodel",
    "-march=": "march", "-mtune=": "mtune", "-mcpu=": "mtune", "-mabi=": "mabi",
    "-mbranch-protection=": "branch_protection",
    "-mregparm=": "mregparm", "-fpack-struct=": "pack_struct",
    "-fdebug-prefix-map=": "prefix_maps+", "-ffile-prefix-map=": "prefix_maps+",
    "-fmacro-prefix-map=": "prefix_maps+", "-fexec-charset=": "exec_charset",
    "-finput-charset=": "input_charset", "-fwide-exec-charset=": "wide_charset",
    "-ffp-contract=": "fp_contract", "-fexcess-precision=": "excess_precision",
    "-mpreferred-stack-boundary=": "stack_boundary", "-mfpmath=": "mfpmath",
    "-masm=": "masm", "-fcf-protection=": "cf_protection",
    "-mstack-protector-guard=": "guard", "-mstack-protector-guard-reg=": "guard",
    "-mstack-protector-guard-offset=": "guard", "-mindirect-branch=": "unsupported!",
    "-mfunction-return=": "unsupported!", "-mharden-sls=": "unsupported!",
    "-fsanitize=": "unsupported!", "-fplugin=": "unsupported!", "-fprofile-use=": "unsupported!",
    "-fpatchable-function-entry=": "unsupported!", "-fzero-call-used-regs=": "unsupported!",
    "-ftrivial-auto-var-init=": "trivial_init!", "-finline-limit=": "", "-falign-functions=": "",
    "-falign-loops=": "", "-falign-jumps=": "", "-falign-labels=": "", "-frandom-seed=": "",
    "-fvect-cost-model=": "", "-fsimd-cost-model=": "", "-fstack-reuse=": "", "-flto=": "",
    "-flto-partition=": "", "-fdiagnostics-format=": "unsupported!", "-fdiagnostics-urls=": "",
    "-fdiagnostics-show-location=": "", "-fdiagnostics-column-unit=": "", "-fabi-version=": "",
    "-fira-region=": "", "-fira-algorithm=": "", "-flive-patching=": "unsupported!",
    "-malign-data=": "", "-mstringop-strategy=": "", "-mbranch-cost=": "", "-mtls-dialect=": "",
    "-mprefer-vector-width=": "", "-mincoming-stack-boundary=": "unsupported!",
    "-fmax-include-depth=": "", "-ftrack-macro-expansion=": "", "-mmemcpy-strategy=": "",
    "-freorder-blocks-algorithm=": "", "-fcall-used-": "unsupported!",
    "-fcall-saved-": "unsupported!", "-ffixed-": "unsupported!", "-fstack-limit-": "unsupported!",
    "-flto-compression-level=": "", "-fdump-": "",
}

# Switches that come as -fX and -fno-X: name -> (field, value when on, value when off)
SWITCHES: Final = {
    "common": ("common", 1, 0), "wrapv": ("wrapv", 1, 0), "strict-overflow": ("wrapv", 0, 1),
    "wrapv-pointer": ("wrapv_pointer", 1, 0),
    "strict-aliasing": ("strict_aliasing", 1, 0),
    "omit-frame-pointer": ("omit_frame_pointer", 1, 0),
    "function-sections": ("function_sections", 1, 0), "data-sections": ("data_sections", 1, 0),
    "signed-char": ("unsigned_char", 0, 1), "unsigned-char": ("unsigned_char", 1, 0),
    "signed-bitfields": ("unsigned_bitfields", 0, 1),
    "unsigned-bitfields": ("unsigned_bitfields", 1, 0),
    "short-enums": ("short_enums", 1, 0), "short-wchar": ("short_wchar", 1, 0),
    "pack-struct": ("pack_struct", 1, 0), "builtin": ("builtin", 1, 0),
    "freestanding": ("freestanding", 1, 0), "hosted": ("freestanding", 0, 1),
    "math-errno": ("math_errno", 1, 0), "rounding-math": ("rounding_math", 1, 0),
    "fast-math": ("fast_math", 1, 0), "unsafe-math-optimizations": ("fast_math", 1, 0),
    "finite-math-only": ("finite_math", 1, 0), "signed-zeros": ("signed_zeros", 1, 0),
    "single-precision-constant": ("single_constants", 1, 0),
    "pic": ("pic", 1, 0), "PIC": ("pic", 2, 0), "pie": ("pie_code", 1, 0),
    "PIE": ("pie_code", 2, 0),
    "plt": ("plt", 1, 0), "stack-protector": ("stack_protector", 1, 0),
    "stack-protector-strong": ("stack_protector", 2, 0),
    "stack-protector-all": ("stack_protector", 3, 0),
    "stack-protector-explicit": ("stack_protector", 4, 0),
    "unwind-tables": ("unwind_tables", 1, 0),
    "asynchronous-unwind-tables": ("async_unwind_tables", 1, 0),
    "exceptions": ("exceptions", 1, 0),
    "delete-null-pointer-checks": ("delete_null_checks", 1, 0),
    "optimize-sibling-calls": ("sibling_calls", 1, 0), "jump-tables": ("jump_tables", 1, 0),
    "inline": ("inline", 1, 0), "inline-functions": ("inline_functions", 1, 0),
    "inline-small-functions": ("inline_functions", 1, 0),
    "gnu89-inline": ("gnu89_inline", 1, 0), "asm": ("asm_keyword", 1, 0),
    "ms-extensions": ("ms_extensions", 1, 0), "plan9-extensions": ("plan9_extensions", 1, 0),
    "dollars-in-identifiers": ("dollars", 1, 0), "ident": ("ident", 1, 0),
    "verbose-asm": ("verbose_asm", 1, 0), "leading-underscore": ("leading_underscore", 1, 0),
    "keep-inline-functions": ("keep_inline", 1, 0), "zero-initialized-in-bss": ("zero_bss", 1, 0),
    "merge-constants": ("merge_constants", 1, 0), "toplevel-reorder": ("toplevel_reorder", 1, 0),
    "tree-loop-distribute-patterns": ("loop_patterns", 1, 0),
    "semantic-interposition": ("interposition", 1, 0),
    "lax-vector-conversions": ("lax_vectors", 1, 0), "preprocessed": ("preprocessed", 1, 0),
    "directives-only": ("directives_only", 1, 0), "working-directory": ("working_directory", 1, 0),
    "diagnostics-show-caret": ("show_caret", 1, 0),
    "diagnostics-show-option": ("show_option", 1, 0),
    "show-column": ("show_column", 1, 0), "trapv": ("trapv", 1, 0),
    "strict-volatile-bitfields": ("strict_volatile", 1, 0), "cf-protection": ("cf_switch", 1, 0),
    "openmp": ("openmp", 1, 0), "openacc": ("openmp", 1, 0), "split-stack": ("split_stack", 1, 0),
    "instrument-functions": ("instrument_functions", 1, 0), "profile-arcs": ("instrument", 1, 0),
    "profile-generate": ("instrument", 1, 0), "test-coverage": ("instrument", 1, 0),
    "non-call-exceptions": ("exceptions", 1, 0), "signaling-nans": ("signaling_nans", 1, 0),
    "stack-clash-protection": ("stack_clash", 1, 0),
}
# Fields whose value 1 cannot be honoured yet: said at once, never ignored.
REFUSED: Final = {"trapv": "-ftrapv", "openmp": "-fopenmp", "split_stack": "-fsplit-stack",
                  "instrument": "profiling",
                  "short_wchar_off": "", "plan9_extensions": "-fplan9-extensions",
                  "directives_only": "-fdirectives-only", "cf_switch": "-fcf-protection"}

# -m switches (x86): name -> (field, on, off)
MACHINE_SWITCHES: Final = {
    "red-zone": ("red_zone", 1, 0), "general-regs-only": ("general_regs", 1, 0),
    "80387": ("x87", 1, 0), "hard-float": ("x87", 1, 0), "soft-float": ("x87", 0, 1),
    "ms-bitfields": ("ms_bitfields", 1, 0), "cx16": ("cx16", 1, 0),
    "stackrealign": ("stackrealign", 1, 0),
    "strict-align": ("strict_align", 1, 0), "relax": ("relax", 1, 0),
    "save-restore": ("save_restore", 1, 0), "outline-atomics": ("outline_atomics", 1, 0),
    "little-endian": ("little_endian", 1, 0), "align-double": ("align_double", 1, 0),
    "rtd": ("rtd", 1, 0),
}
MACHINE_REFUSED: Final = {"ms_bitfields": "-mms-bitfields", "align_double": "-malign-double",
                          "rtd": "-mrtd"}
# Instruction-set extensions, -mX / -mno-X, each with what it implies.
EXTENSIONS: Final = {
    "mmx": "", "sse": "", "sse2": "sse", "sse3": "sse2", "ssse3": "sse3", "sse4.1": "ssse3",
    "sse4.2": "sse4.1 popcnt crc32", "sse4": "sse4.2", "avx": "sse4.2", "avx2": "avx",
    "fma": "avx", "f16c": "avx", "popcnt": "", "crc32": "", "bmi": "", "bmi2": "", "lzcnt": "",
    "abm": "lzcnt popcnt", "movbe": "", "aes": "sse2", "pclmul": "sse2", "sha": "sse2", "adx": "",
    "rdrnd": "", "rdseed": "", "fsgsbase": "", "fxsr": "", "xsave": "", "xsaveopt": "xsave",
    "xsavec": "xsave", "xsaves": "xsave", "clflushopt": "", "clwb": "", "prfchw": "", "sahf": "",
    "3dnow": "mmx", "rdpid": "",
}
MARCH: Final = {
    "x86-64": "", "x86-64-v2": "sse4.2 cx16 sahf",
    "x86-64-v3": "avx2 bmi bmi2 f16c fma lzcnt movbe xsave",
    "i386": "", "i486": "", "i586": "", "i686": "", "pentium": "", "pentiumpro": "",
    "core2": "ssse3", "nehalem": "sse4.2", "generic": "",
}

STANDARDS: Final = {
    "c90": "c90", "c89": "c90", "iso9899:1990": "c90", "iso9899:199409": "c94", "gnu90": "gnu90",
    "gnu89": "gnu90", "c99": "c99", "c9x": "c99", "iso9899:1999": "c99", "gnu99": "gnu99",
    "gnu9x": "gnu99", "c11": "c11", "c1x": "c11", "iso9899:2011": "c11", "gnu11": "gnu11",
    "gnu1x": "gnu11", "c17": "c17", "c18": "c17", "iso9899:2017": "c17", "iso9899:2018": "c17",
    "gnu17": "gnu17", "gnu18": "gnu17", "c2x": "c2x", "gnu2x": "gnu2x",
}


class Options:
    """The command line, understood.  Integers are switches (0/1) or levels; -1 = not said."""

    def __init__(self) -> None:
        self.inputs: list[Input] = []
        self.text: dict[str, str] = {}          # single values by field
        self.lists: dict[str, list[str]] = {}   # repeated values by field
        self.switches: dict[str, int] = {}      # -f, -m switches and flags by field
        self.defines: list[str] = []            # "DNAME=x" and "UNAME" in order
        self.warnings = WarningOptions()
        self.extensions: dict[str, bool] = {}   # instruction-set extensions said on or off
        self.no_builtins: list[str] = []        # -fno-builtin-NAME
        self.optimize = "0"                     # 0 1 2 3 s g fast
        self.debug = 0                          # -g level
        self.notes: list[str] = []              # remarks for the user (warnings of the driver)
        self.words: list[str] = []              # the arguments that concern compiling, as written
        self.errors: list[str] = []

    def get(self, field: str, default: str = "") -> str:
        """A single value."""
        return self.text.get(field, default)

    def many(self, field: str) -> list[str]:
        """A repeated value, in order."""
        return self.lists.get(field, [])

    def on(self, field: str, default: int = 0) -> int:
        """A switch or level."""
        return self.switches.get(field, default)


def expand_responses(arguments: list[str], depth: int = 0) -> list[str]:
    """Replace `@file` by the arguments in it (libiberty's quoting rules)."""
    if not any(argument.startswith("@") for argument in arguments):
        return arguments
    result: list[str] = []
    for argument in arguments:
        if not argument.startswith("@") or depth > 20:
            result.append(argument)
            continue
        try:
            with open(argument[1:], encoding="utf-8", errors="surrogateescape") as file:
                result += expand_responses(split_quoted(file.read()), depth + 1)
        except OSError:
            result.append(argument)
    return result


def split_quoted(text: str) -> list[str]:
    """Words separated by white space; quotes of both kinds and backslashes protect."""
    words: list[str] = []
    word = ""
    inside = False
    quote = ""
    index = 0
    while index < len(text):
        char = text[index]
        if char == "\\" and index + 1 < len(text):
            word += text[index + 1]
            inside = True
            index += 1
        elif quote:
            if char == quote:
                quote = ""
            else:
                word += char
        elif char in "'\"":
            quote = char
            inside = True
        elif char.isspace():
            if inside:
                words.append(word)
            word = ""
            inside = False
        else:
            word += char
            inside = True
        index += 1
    if inside:
        words.append(word)
    return words


class Parser:
    """Reads arguments from left to right into Options."""

    def __init__(self) -> None:
        self.options = Options()
        self.exact: dict[str, tuple[str, str]] = {}
        self.joined: list[tuple[str, str, str]] = []
        for spelling, form, effect in ROWS:
            if form != "joined":
                self.exact[spelling] = (form, effect)
            if form in ("joined", "either"):
                self.joined.append((spelling, form, effect))
        self.joined.sort(key=joined_order)
        self.language = ""
        self.pedantic = False
        self.compiling = True         # whether the option at hand concerns compiling

    def parse(self, arguments: list[str]) -> Options:
        """The whole command line; mistakes are collected in `errors`."""
        options = self.options
        arguments = expand_responses(arguments)
        index = 0
        while index < len(arguments):
            argument = arguments[index]
            start = index
            index += 1
            if argument == "-" or not argument.startswith("-"):
                options.inputs.append(Input(argument, self.language, False))
                continue
            count = len(options.inputs)
            self.compiling = True
            found = self.exact.get(argument)
            if found is not None:
                form, effect = found
                value = ""
                if form != "flag":
                    if index >= len(arguments):
                        options.errors.append(f"missing argument to '{argument}'")
                        break
                    value = arguments[index]
                    index += 1
                self.apply(argument, effect, value)
            elif not self.valued(argument) and not self.switch(argument):
                self.unknown(argument)
            if self.compiling and len(options.inputs) == count:
                options.words += arguments[start:index]
        return options

    def valued(self, argument: str) -> bool:
        """Options that carry their value."""
        if argument[1] in "fm":
            for prefix, effect in VALUED.items():
                if argument.startswith(prefix):
                    self.apply(argument if prefix[-1] != "=" else prefix, effect,
                               argument[len(prefix):])
                    return True
        for spelling, _, effect in self.joined:
            if argument.startswith(spelling):
                self.apply(spelling if effect != "unsupported!" else argument, effect,
                           argument[len(spelling):])
                return True
        return False

    def unknown(self, argument: str) -> None:
        """An option that is in no table."""
        self.options.errors.append(f"unrecognized command-line option '{argument}'")

    def apply(self, spelling: str, effect: str, value: str) -> None:
        """Carry out a row's effect."""
        options = self.options
        self.compiling = effect.split("=")[0] not in NOT_COMPILING
        if effect == "":
            return
        if effect.endswith("!"):
            self.apply_special(spelling, effect[:-1], value)
        elif effect.endswith("+"):
            options.lists.setdefault(effect[:-1], []).append(value)
        elif "=" in effect:
            field, setting = effect.split("=")
            if setting.isdigit():
                options.switches[field] = int(setting)
            else:
                options.text[field] = setting
        else:
            options.text[effect] = value

    def apply_special(self, spelling: str, effect: str, value: str) -> None:
        """Effects that are more than setting a field."""
        options = self.options
        if effect == "language":
            self.language = "" if value == "none" else value
            if value not in LANGUAGES:
                options.errors.append(f"language {value} not recognized")
        elif effect == "std":
            if value not in STANDARDS:
                self.unknown(spelling + value)
            else:
                options.text["std"] = STANDARDS[value]
        elif effect == "optimize":
            self.optimize(value)
        elif effect == "debug":
            self.debug(value)
        elif effect == "define":
            options.defines.append("D" + value)
        elif effect == "undefine":
            options.defines.append("U" + value)
        elif effect == "deps":
            options.text["deps"] = spelling[1:]
            if spelling in ("-M", "-MM"):
                options.text["mode"] = "M"
        elif effect == "deps_quote":
            quoted = value.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#")
            options.lists.setdefault("deps_targets", []).append(quoted)
        elif effect == "preprocessor":
            self.preprocessor(value.split(","))
        elif effect == "preprocessor_one":
            options.lists.setdefault("preprocessor_pending", []).append(value)
            self.flush_preprocessor()
        elif effect == "quiet":
            options.warnings.quiet = True
        elif effect == "warning":
            self.warning(value)
        elif effect == "pedantic":
            options.warnings.apply("pedantic")
        elif effect == "pedantic_errors":
            options.warnings.apply("pedantic")
            options.warnings.pedantic_errors = True
        elif effect == "color":
            options.warnings.color = {"always": 1, "never": 0, "auto": -1, "": 1}.get(value, -1)
        elif effect == "no_color":
            options.warnings.color = 0
        elif effect == "max_errors":
            options.warnings.max_errors = int(value) if value.isdigit() else 0
        elif effect == "iwithprefix":
            options.lists.setdefault("after_dirs", []).append(options.get("iprefix") + value)
        elif effect == "iwithprefixbefore":
            options.lists.setdefault("include_dirs", []).append(options.get("iprefix") + value)
        elif effect == "trivial_init":
            if value != "uninitialized":
                self.unknown(spelling + value)
        elif effect == "unsupported":
            tail = value if spelling.endswith("=") else ""
            options.errors.append(f"unsupported option '{spelling}{tail}'")
        else:
            self.linker(effect, value)

    def linker(self, effect: str, value: str) -> None:
        """Arguments that the linker gets in command-line order."""
        inputs = self.options.inputs
        if effect == "library":
            inputs.append(Input("-l" + value, "", True))
        elif effect == "linker_list":
            inputs.extend(Input(part, "", True) for part in value.split(","))
        elif effect == "linker_one":
            inputs.append(Input(value, "", True))
        elif effect == "strip":
            inputs.append(Input("-s", "", True))
        elif effect == "symbolic":
            inputs.append(Input("-Bsymbolic", "", True))
        else:
            letter = {"script": "-T", "undefined_symbol": "-u", "linker_z": "-z", "entry": "-e"}
            inputs.append(Input(letter[effect], "", True))
            inputs.append(Input(value, "", True))

    def preprocessor(self, parts: list[str]) -> None:
        """`-Wp,` arguments: the dependency options with their file, and ordinary ones."""
        index = 0
        while index < len(parts):
            part = parts[index]
            index += 1
            if part in ("-MD", "-MMD") and index < len(parts):
                self.options.text["deps"] = part[1:]
                self.options.text["deps_file"] = parts[index]
                index += 1
            else:
                rest = Parser()
                rest.options = self.options
                taken = [part]
                found = self.exact.get(part)
                if found is not None and found[0] != "flag" and index < len(parts):
                    taken.append(parts[index])
                    index += 1
                rest.parse(taken)

    def flush_preprocessor(self) -> None:
        """-Xpreprocessor arguments arrive one by one; options with a value wait for it."""
        pending = self.options.lists["preprocessor_pending"]
        found = self.exact.get(pending[0])
        pair = found is not None and found[0] != "flag" or pending[0] in ("-MD", "-MMD")
        if len(pending) >= (2 if pair else 1):
            self.options.lists["preprocessor_pending"] = []
            self.preprocessor(pending)

    def optimize(self, value: str) -> None:
        """-O, -O0 ... -O3, -Os, -Og, -Oz, -Ofast; larger numbers are 3."""
        if value == "":
            value = "1"
        if value.isdigit():
            self.options.optimize = str(min(int(value), 3))
        elif value in ("s", "z"):
            self.options.optimize = "s"
        elif value == "g":
            self.options.optimize = "g"
        elif value == "fast":
            self.options.optimize = "3"
            self.options.switches["fast_math"] = 1
        else:
            self.options.errors.append("argument to '-O' should be a non-negative integer, "
                                       "'g', 's', 'z' or 'fast'")

    def debug(self, value: str) -> None:
        """-g, -g0 ... -g3, -ggdb, -gdwarf-N and the switches that tune it."""
        if value in ("", "gdb", "dwarf"):
            self.options.debug = max(self.options.debug, 2)
        elif value.isdigit():
            self.options.debug = int(value)
        elif value.startswith("gdb") and value[3:].isdigit():
            self.options.debug = int(value[3:])
        elif value.startswith("dwarf-") and value[6:].isdigit() and 2 <= int(value[6:]) <= 5:
            self.options.debug = max(self.options.debug, 2)
            self.options.text["dwarf"] = value[6:]
        elif value in GOOD_DEBUG:
            pass
        else:
            self.unknown("-g" + value)

    def warning(self, value: str) -> None:
        """-W...; unknown names are refused, unknown -Wno- ignored, as gcc does."""
        if self.options.warnings.apply(value) == ACCEPTED or value.startswith("no-"):
            return
        name = value
        if name.startswith("error="):
            self.options.errors.append(f"'-Werror={name[6:]}': no option '-W{name[6:]}'")
        elif value in ("p", "a", "l"):
            self.unknown("-W" + value)
        else:
            self.options.errors.append(f"unrecognized command-line option '-W{value}'")

    def switch(self, argument: str) -> bool:
        """-fX, -fno-X, -mX, -mno-X."""
        options = self.options
        letter = argument[1:2]
        name = argument[2:]
        on = True
        if name.startswith("no-"):
            on = False
            name = name[3:]
        if letter == "f":
            if name.startswith("builtin-") and not on:
                options.no_builtins.append(name[8:])
                return True
            if name.startswith("builtin-"):
                return True
            row = SWITCHES.get(name)
            if row is None:
                return name in IGNORED_F or name.split("=")[0] in IGNORED_F
            refused = REFUSED
        elif letter == "m":
            if name in EXTENSIONS:
                self.extension(name, on)
                return True
            row = MACHINE_SWITCHES.get(name)
            if row is None:
                return name in IGNORED_M
            refused = MACHINE_REFUSED
        else:
            return False
        field, when_on, when_off = row
        value = when_on if on else when_off
        if field in refused and value:
            options.errors.append(f"unsupported option '{argument}'")
            return True
        options.switches[field] = value
        if field == "fast_math":
            options.switches["math_errno"] = 0 if value else 1
            options.switches["finite_math"] = value
            options.switches["signed_zeros"] = 0 if value else 1
        if field == "pic":
            options.switches["pie_code"] = 0
        elif field == "pie_code":
            options.switches["pic"] = 0
        return True

    def extension(self, name: str, on: bool) -> None:
        """An instruction-set extension with what it implies (on), or what needs it (off)."""
        options = self.options
        options.extensions[name] = on
        for other, implied in EXTENSIONS.items():
            if on and other in EXTENSIONS[name].split():
                self.extension(other, True)
            elif not on and name in implied.split() and other in options.extensions:
                self.extension(other, False)


def joined_order(row: tuple[str, str, str]) -> int:
    """Longest spelling first, so that -MF is not read as -M."""
    return -len(row[0])


LANGUAGES: Final = ("c", "cpp-output", "assembler", "assembler-with-cpp", "none", "c-header")
# Effects that say what to make of the inputs, not how to compile.
NOT_COMPILING: Final = ("mode", "output", "language!", "save_temps", "verbose", "library_dirs+")
GOOD_DEBUG: Final = ("no-record-gcc-switches", "record-gcc-switches", "column-info",
                     "no-column-info", "strict-dwarf", "no-strict-dwarf", "no-split-dwarf",
                     "variable-location-views", "no-variable-location-views", "no-pubnames",
                     "pubnames", "statement-frontiers", "no-statement-frontiers", "as-loc-support",
                     "no-as-loc-support", "inline-points", "no-inline-points", "z=none")


def parse(arguments: list[str]) -> Options:
    """Read a command line (without the program's name)."""
    return Parser().parse(arguments)
