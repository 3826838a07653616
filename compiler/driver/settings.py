"""From the command line to each stage's own options.

Problem: no stage may know the driver's option table.  Idea: one function a stage fills the plain
record that the stage defines; defaults are gcc's on Debian (PIE code, gnu17).
"""

from __future__ import annotations

from compiler.codegen.options import CodegenOptions
from compiler.driver.instruction_sets import check_choices, machine_features
from compiler.driver.options import Options, UsageError
from compiler.driver.queries import include_dir
from compiler.driver.target_choice import Target
from compiler.frontend.language import LanguageOptions
from compiler.frontend.pp_options import PreprocessorOptions
from compiler.frontend.target_facts import target_facts
from compiler.lowering.options import LoweringOptions
from compiler.opt.context import OptOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.command_options import AssemblerOptions

VISIBILITIES: Final = {"default": 0, "internal": 1, "hidden": 2, "protected": 3}


def level(options: Options) -> int:
    """The optimisation level as a number; -Os counts as 2, -Og as 1."""
    return {"s": 2, "g": 1}.get(options.optimize) or int(options.optimize.replace("g", "0"))


def pic_level(options: Options) -> int:
    """2 for -fPIC, 1 for -fpic, else 0."""
    return options.on("pic", 0)


def pie_level(options: Options) -> int:
    """2 for -fPIE and by default, 1 for -fpie, 0 for -fno-pie and in a library."""
    if options.on("pic", 0):
        return 0
    if options.on("pie_code", -1) >= 0:
        return options.on("pie_code")
    if "pic" in options.switches and "pie_code" not in options.switches:
        return 0          # -fno-pic
    return 2


def contracts(options: Options) -> bool:
    """-ffp-contract=: gcc fuses by default, but not in ISO C; it does so from -O2 on."""
    mode = options.get("fp_contract")
    if mode not in ("", "fast", "on", "off"):
        raise UsageError(f"unknown floating point contraction style '{mode}'")
    if not mode and options.get("std", "gnu17").startswith("gnu"):
        mode = "fast"
    return mode == "fast" and level(options) >= 2


def unwinds(options: Options, target: Target) -> bool:
    """-fasynchronous-unwind-tables, which gcc turns on by default but on RISC-V."""
    return bool(options.on("async_unwind_tables", 0 if target.machine == "riscv64" else 1))


def preprocessor_options(options: Options, target: Target, assembler: bool
                         ) -> PreprocessorOptions:
    """What the preprocessor is told."""
    made = PreprocessorOptions()
    std = options.get("std", "gnu17")
    made.gnu = std.startswith("gnu")
    made.standard = "c" + std.removeprefix("gnu").removeprefix("c")
    made.assembler = assembler
    made.trigraphs = bool(options.on("trigraphs"))
    made.quote_paths = options.many("quote_dirs")
    made.paths = [path for path in options.many("include_dirs") if path != "-"]
    made.system_paths = options.many("system_dirs")
    made.after_paths = options.many("after_dirs")
    made.sysroot = options.get("sysroot")
    if not options.on("nostdinc"):
        made.standard_paths = [include_dir(),
                               *(made.sysroot + path for path in target.include_dirs)]
    made.macros = [(text[0], text[1:]) for text in options.defines]
    made.macros += [("A", text) for text in options.many("assertions")]
    made.includes = [("imacros", path) for path in options.many("imacros")]
    made.includes += [("include", path) for path in options.many("includes")]
    made.undefine_all = bool(options.on("undef"))
    made.target = target.machine
    made.optimize = level(options)
    made.optimize_size = options.optimize == "s"
    made.pic = pic_level(options)
    made.pie = pie_level(options)
    made.pthread = bool(options.on("pthread"))
    if "unsigned_char" in options.switches:
        made.unsigned_char = bool(options.on("unsigned_char"))
    else:
        made.unsigned_char = target.machine in ("aarch64", "riscv64")
    made.short_enums = bool(options.on("short_enums"))
    made.hosted = not options.on("freestanding")
    made.fast_math = bool(options.on("fast_math"))
    made.finite_math = bool(options.on("finite_math"))
    made.math_errno = bool(options.on("math_errno", 1))
    made.signed_zeros = bool(options.on("signed_zeros", 1))
    made.rounding_math = bool(options.on("rounding_math"))
    # gcc numbers: 1 plain, 2 all, 3 strong, 4 explicit; the option table has strong 2, all 3
    made.stack_protector = {0: 0, 1: 1, 2: 3, 3: 2, 4: 4}[options.on("stack_protector", 0)]
    made.inline = bool(options.on("inline", 1)) and level(options) > 0
    made.machine_features = machine_features(options, target)
    made.asynchronous_unwind = unwinds(options, target)
    made.keep_comments = bool(options.on("keep_comments"))
    made.keep_directives = options.get("dump_macros")
    made.line_markers = not options.on("no_lines")
    made.missing_headers_are_made = bool(options.on("deps_missing"))
    return made


def language_options(options: Options) -> LanguageOptions:
    """What the parser is told."""
    made = LanguageOptions()
    std = options.get("std", "gnu17")
    made.gnu = std.startswith("gnu")
    number = std.removeprefix("gnu").removeprefix("c")
    made.standard = {"2x": 17, "94": 90}.get(number) or int(number)
    made.hosted = not options.on("freestanding")
    made.no_builtins = options.no_builtins
    made.builtins = bool(options.on("builtin", 1))
    if "unsigned_char" in options.switches:
        made.char_unsigned = bool(options.on("unsigned_char"))
    made.bitfield_unsigned = bool(options.on("unsigned_bitfields"))
    made.short_enums = bool(options.on("short_enums"))
    made.short_wchar = bool(options.on("short_wchar"))
    pack = options.get("pack_struct")
    made.pack_struct = int(pack) if pack.isdigit() else options.on("pack_struct")
    made.gnu89_inline = bool(options.on("gnu89_inline", 1 if made.standard == 90 else 0))
    made.common = bool(options.on("common"))
    made.visibility = visibility(options)
    made.ms_extensions = bool(options.on("ms_extensions"))
    made.optimize = level(options)
    made.wrapv = bool(options.on("wrapv"))
    return made


def assembler_options(options: Options) -> AssemblerOptions:
    """What the assembler is told by -Wa, and -Xassembler, and by -I as with gcc."""
    from compiler.assembler.command_options import AssemblerOptions

    made = AssemblerOptions()
    words: list[str] = []
    for text in options.many("assembler_args"):
        words.extend(text.split(","))
    made.take(words)
    if made.problem:
        raise UsageError(made.problem)
    made.includes.extend(options.many("include_dirs"))
    return made


def lowering_options(options: Options, target: Target) -> LoweringOptions:
    """What lowering is told."""
    made = LoweringOptions(target_facts(target.machine))
    made.optimize = level(options)
    made.wrapv = bool(options.on("wrapv"))
    made.strict_aliasing = bool(options.on("strict_aliasing", 1 if level(options) >= 2 else 0))
    made.strict_float = bool(options.on("rounding_math"))
    made.common = bool(options.on("common"))
    made.builtins = bool(options.on("builtin", 0 if options.on("freestanding") else 1))
    made.visibility = visibility(options)
    made.stack_protect = bool(options.on("stack_protector"))
    made.unwind = unwinds(options, target)
    made.keep_static = bool(options.on("keep_inline"))
    made.instrument = bool(options.on("instrument_functions"))
    warnings = options.warnings
    made.warn_uninitialized = not warnings.quiet and (
        warnings.is_on("uninitialized") or warnings.is_on("maybe-uninitialized"))
    made.debug = options.debug > 0
    made.warn_bounds = not warnings.quiet and made.optimize >= 2 and warnings.is_on("array-bounds")
    return made


def visibility(options: Options) -> int:
    """-fvisibility= as an ir.module visibility."""
    name = options.get("visibility", "default")
    if name not in VISIBILITIES:
        raise UsageError(f"unrecognized visibility value '{name}'")
    return VISIBILITIES[name]


def opt_options(options: Options, machine: str = "x86_64") -> OptOptions:
    """What the optimiser is told."""
    made = OptOptions(level(options), options.optimize == "s")
    made.strict_aliasing = bool(options.on("strict_aliasing", 1 if level(options) >= 2 else 0))
    made.inline = bool(options.on("inline", 1 if level(options) >= 1 else 0))
    made.builtins = bool(options.on("builtin", 0 if options.on("freestanding") else 1))
    made.semantic_interposition = bool(pic_level(options)) and bool(options.on("interposition", 1))
    made.delete_null_checks = bool(options.on("delete_null_checks", 1))
    made.finite_math = bool(options.on("finite_math"))
    made.scales_index = machine != "riscv64"
    made.unaligned = machine != "riscv64"      # there they may be done by a trap
    made.disabled = options.many("disabled")
    if not options.on("sibling_calls", 1):
        made.disabled.append("tail_calls")
    made.dump = options.many("dumps")
    made.stop_after = options.get("stop_after")
    made.fuel = int(options.get("fuel", "-1"))
    made.verify_each = bool(options.on("verify_each"))
    made.time_passes = bool(options.on("time_passes"))
    return made


def codegen_options(options: Options, target: Target, source: str) -> CodegenOptions:
    """What code generation is told."""
    made = CodegenOptions()
    made.optimize = level(options)
    made.for_size = options.optimize == "s"
    made.pic = 2 if pic_level(options) else 1 if pie_level(options) else 0
    made.plt = bool(options.on("plt", 1))
    made.omit_frame_pointer = bool(options.on("omit_frame_pointer", 1))
    made.red_zone = bool(options.on("red_zone", 1))
    made.function_sections = bool(options.on("function_sections"))
    made.data_sections = bool(options.on("data_sections"))
    made.unwind_tables = unwinds(options, target) \
        or bool(options.on("unwind_tables")) or bool(options.on("exceptions"))
    made.stack_protector = min(options.on("stack_protector"), 3)
    made.debug = options.debug
    made.zero_in_bss = bool(options.on("zero_bss", 1))
    features = machine_features(options, target)
    made.use_sse = "no-sse" not in features and not options.on("general_regs")
    made.popcnt = "popcnt" in features
    made.cx16 = bool(options.on("cx16")) or "cx16" in features
    made.sse41 = "sse4.1" in features
    made.bmi = "bmi" in features
    made.fma = "fma" in features
    made.extensions = features
    made.contract = contracts(options)
    made.kernel_model = options.get("mcmodel") == "kernel"
    check_choices(options, target)
    if target.machine == "riscv64":
        made.align_functions = 2               # as gcc: short code rather than whole lines
        made.align_loops = 1
    made.jump_tables = bool(options.on("jump_tables", 1))
    made.common = bool(options.on("common"))
    made.math_errno = bool(options.on("math_errno", 1))
    made.check_allocation = "check_allocation" not in options.many("disabled")
    chaos = options.get("chaos")
    made.chaos = int(chaos) if chaos.isdigit() else 0
    made.source_name = source
    return made
