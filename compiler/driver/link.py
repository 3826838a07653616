"""The link step of a call: start files, inputs in order, libraries, in one vld command line.

Problem: what gcc adds around the user's objects depends on -static, -shared, -pie, -nostdlib and
the C library's layout.  Idea: one list built from left to right; vld runs in this process, and
objects that were just compiled are handed over in memory.
Source: the GNU/Linux start-file convention (crt1/Scrt1, crti, crtbegin ... crtend, crtn).
"""

from __future__ import annotations

from compiler.driver.options import Options
from compiler.driver.queries import find_file, search_dirs
from compiler.driver.target_choice import Target


def is_pie(options: Options) -> bool:
    """Whether the result is a position-independent executable (Debian's default)."""
    return bool(options.on("pie", 1)) and not options.on("static") \
        and not options.on("shared") and not options.on("relocatable")


def link_arguments(options: Options, target: Target, inputs: list[str], output: str) -> list[str]:
    """vld's arguments; `inputs` are files and linker arguments in command-line order."""
    static = bool(options.on("static"))
    static_pie = bool(options.on("static_pie"))
    shared = bool(options.on("shared"))
    relocatable = bool(options.on("relocatable"))
    pie = is_pie(options) and not static_pie
    args = ["-m", target.emulation, "-o", output]
    if options.get("sysroot"):
        args.append("--sysroot=" + options.get("sysroot"))
    if relocatable:
        args.append("-r")
    else:
        args += ["--build-id", "--eh-frame-hdr", "--hash-style=gnu"]
    if static:
        args.append("-static")
    elif static_pie:
        args += ["-static", "-pie", "--no-dynamic-linker", "-z", "text"]
    elif shared:
        args.append("-shared")
    elif not relocatable:
        if options.on("rdynamic"):
            args.append("-export-dynamic")
        if pie:
            args.append("-pie")
        args += ["-dynamic-linker", target.dynamic_linker]
    start = not (options.on("nostdlib") or options.on("nostartfiles") or relocatable)
    libraries = not (options.on("nostdlib") or options.on("nodefaultlibs") or relocatable)

    def found(name: str) -> str:
        return find_file(name, options, target)

    if start:
        if not shared:
            crt1 = "rcrt1.o" if static_pie else "Scrt1.o" if pie else "crt1.o"
            args.append(found(crt1))
        args.append(found("crti.o"))
        begin = ("crtbeginS.o" if shared or pie or static_pie
                 else "crtbeginT.o" if static else "crtbegin.o")
        args.append(found(begin))
    args += ["-L" + directory for directory in options.many("library_dirs")]
    args += ["-L" + directory for directory in search_dirs(options, target)]
    args += inputs
    if libraries:
        if options.on("pthread"):
            args.append("-lpthread")
        c_library = [] if options.on("nolibc") else ["-lc"]
        if static or static_pie:
            args += ["--start-group", "-lgcc", "-lgcc_eh", *c_library, "--end-group"]
        else:
            # The unwinder must be the one that glibc itself loads: two in one program clash.
            unwinder = ["--push-state", "--as-needed", "-lgcc_s", "--pop-state"]
            args += ["-lgcc", *unwinder, *c_library, "-lgcc", *unwinder]
    if start:
        if options.on("x87_precision"):
            args.append(found(f"crtprec{options.on('x87_precision')}.o"))
        args.append(found("crtendS.o" if shared or pie or static_pie else "crtend.o"))
        args.append(found("crtn.o"))
    return args
