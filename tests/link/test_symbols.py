"""Symbols: weak, common, COMDAT, visibility, versions, wrapping, archives, IFUNC, provided ones."""

import pytest
from elftools.elf.elffile import ELFFile
from linking import KINDS, Bench, compile_flags, vld


def dynamic_symbols(bench: Bench, path: object) -> dict[str, str]:
    """Name (with version) to section of what .dynsym holds."""
    result = {}
    for line in bench.readelf("--dyn-syms", path).splitlines():  # type: ignore[arg-type]
        words = line.split()
        if len(words) >= 8 and words[0].endswith(":") and words[0] != "Num:":
            result[words[7]] = words[6]
    return result


@pytest.mark.parametrize("kind", list(KINDS))
def test_weak_and_common(bench: Bench, kind: str) -> None:
    flags = [*compile_flags(kind), "-fcommon"]
    one = bench.object(
        r"""
        #include <stdio.h>
        int shared_common; char bigger[4];
        extern int absent(void) __attribute__((weak));
        extern int absent_data __attribute__((weak));
        __attribute__((weak)) int choice(void) { return 1; }
        int main(void)
        {
            printf("%d %d %d %d %d\n", shared_common, choice(), absent != 0, &absent_data != 0,
                bigger[9]);
            return absent ? absent() : 0;
        }
        """,
        *flags,
    )
    two = bench.object(
        "int shared_common = 6; char bigger[10]; int choice(void) { return 2; }"
        "__attribute__((constructor)) void f(void) { bigger[9] = 3; }", *flags
    )
    assert bench.run(bench.program(kind, [one, two])) == "6 2 0 0 3\n"
    assert bench.run(bench.program(kind, [two, one])) == "6 2 0 0 3\n"


@pytest.mark.parametrize("kind", list(KINDS))
def test_ifunc(bench: Bench, kind: str) -> None:
    unit = bench.object(
        r"""
        #include <stdio.h>
        #include <string.h>
        static int one(void) { return 1; }
        static int two(void) { return 2; }
        static int (*resolve(void))(void) { return two; }
        int global(void) __attribute__((ifunc("resolve")));
        static int local(void) __attribute__((ifunc("resolve")));
        extern int global_hidden(void) __attribute__((ifunc("resolve"), visibility("hidden")));
        int (*in_data)(void) = global;
        int (*const in_rodata[])(void) = { one, local, global_hidden };
        int main(int argc, char **argv)
        {
            int (*volatile here)(void) = global;
            printf("%d %d %d %d %d\n", global(), local(), in_data(), in_rodata[argc](), here());
            printf("%d %zu\n", here == in_data, strlen(argv[0]) > 0 ? strlen("abc") : 0);
            return 0;
        }
        """,
        *compile_flags(kind),
    )
    program = bench.program(kind, [unit])
    assert bench.run(program) == "2 2 2 2 2\n1 3\n"
    program = bench.program(kind, [unit], "-z", "now", "--export-dynamic")
    assert bench.run(program) == "2 2 2 2 2\n1 3\n"


def test_ifunc_in_a_library(bench: Bench) -> None:
    library = bench.object(
        r"""
        static int two(void) { return 2; }
        static int (*resolve(void))(void) { return two; }
        int chosen(void) __attribute__((ifunc("resolve")));
        static int inner(void) __attribute__((ifunc("resolve")));
        int (*pointer)(void) = inner;
        int sum(void) { return chosen() * 100 + inner() * 10 + pointer(); }
        """,
        "-fPIC",
    )
    bench.shared([library], "-soname", "libi.so", name="libi.so")
    main = bench.object(
        "extern int chosen(void), sum(void); int (*p)(void) = chosen;"
        "int main(void) { return sum() + chosen() + p() + (p == chosen) - 222; }"
    )
    program = bench.program("pie", [main, bench.folder / "libi.so"])
    bench.run(program, status=5)


COMDAT = r"""
    .section .text.shared,"axG",@progbits,shared,comdat
    .weak shared
    .type shared, @function
shared:
    mov $NUMBER, %eax
    ret
    .size shared, .-shared
    .section .data.rel.ro.shared,"awG",@progbits,shared,comdat
    .quad shared
    .text
    .globl callNUMBER
callNUMBER:
    jmp shared@PLT
    .section .note.GNU-stack,"",@progbits
"""


def test_comdat(bench: Bench) -> None:
    units = [bench.object(COMDAT.replace("NUMBER", n), suffix=".s") for n in ("1", "2")]
    main = bench.object(
        "extern int call1(void), call2(void); int main(void) { return call1() * 10 + call2(); }"
    )
    program = bench.program("pie", [main, *units])
    bench.run(program, status=11)
    assert bench.readelf("-s", program).count(" shared\n") == 1


def test_archive_members_and_groups(bench: Bench) -> None:
    one = bench.object("extern int b(void); int a(void) { return b() + 1; }", name="a")
    two = bench.object("extern int c(void); int b(void) { return c() + 1; }", name="b")
    three = bench.object("int c(void) { return 1; }", name="c_with_a_name_that_is_long")
    unused = bench.object("int unused_name;", name="unused")
    main = bench.object("extern int a(void); int main(void) { return a(); }")
    left = bench.archive("libleft.a", one, three, unused)
    right = bench.archive("libright.a", two)
    group = ["--start-group", left, right, "--end-group"]
    program = bench.program("pie", [main, *group])
    bench.run(program, status=3)
    assert "unused_name" not in bench.readelf("-s", program)
    whole = bench.program("pie", ["--whole-archive", left, "--no-whole-archive", main, right])
    assert "unused_name" in bench.readelf("-s", whole)
    thin = bench.archive("libthin.a", one, two, three, flags="rcsDT")
    bench.run(bench.program("pie", [main, thin]), status=3)
    unindexed = bench.archive("libplain.a", one, two, three, flags="rcSD")
    bench.run(bench.program("pie", [main, unindexed]), status=3)
    status, _, messages = vld("-o", bench.folder / "x", "-e", "main", main, left)
    assert status == 1 and "undefined reference to `b'" in messages


def test_library_search(bench: Bench) -> None:
    unit = bench.object("int answer(void) { return 42; }", "-fPIC")
    bench.archive("libanswer.a", unit)
    bench.shared([unit], "-soname", "libanswer.so.1", name="libanswer.so")
    (bench.folder / "libanswer.so.1").symlink_to("libanswer.so")
    main = bench.object("extern int answer(void); int main(void) { return answer(); }")
    search = f"-L{bench.folder}"
    program = bench.program("pie", [main], search, libraries=("-lanswer", "-lc"))
    assert "libanswer.so.1" in bench.readelf("-d", program)
    bench.run(program, status=42)
    program = bench.program("pie", [main, search, "-Bstatic", "-lanswer", "-Bdynamic"])
    assert "libanswer" not in bench.readelf("-d", program)
    program = bench.program("pie", [main, search, "-l:libanswer.a"])
    assert "libanswer" not in bench.readelf("-d", program)
    status, _, messages = vld("-o", bench.folder / "x", main, "-lnothing_of_that_name")
    assert status == 1 and "cannot find -lnothing_of_that_name" in messages


def test_as_needed(bench: Bench) -> None:
    library = bench.object("int used(void) { return 1; }", "-fPIC")
    for name in ("libused.so", "libspare.so"):
        bench.shared([library], "-soname", name, name=name)
    main = bench.object("extern int used(void); int main(void) { return used(); }")
    inputs = [main, "--as-needed", bench.folder / "libused.so", bench.folder / "libspare.so"]
    program = bench.program("pie", inputs)
    text = bench.readelf("-d", program)
    assert "libused.so" in text and "libspare.so" not in text
    text = bench.readelf("-d", bench.program("pie", [main, *inputs[2:]]))
    assert "libspare.so" in text


def test_as_needed_for_a_library(bench: Bench) -> None:
    """A library that another one needs without saying so."""
    low = bench.object("int low(void) { return 3; }", "-fPIC")
    high = bench.object("extern int low(void); int high(void) { return low(); }", "-fPIC")
    bench.shared([low], "-soname", "liblow.so", name="liblow.so")
    bench.shared([high], "-soname", "libhigh.so", name="libhigh.so")
    main = bench.object("extern int high(void); int main(void) { return high(); }")
    inputs = [main, "--as-needed", bench.folder / "libhigh.so", bench.folder / "liblow.so"]
    bench.run(bench.program("pie", inputs), status=3)


def test_versions(bench: Bench) -> None:
    library = bench.object(
        r"""
        __asm__(".symver old_f, f@V1");
        __asm__(".symver new_f, f@@V2");
        int old_f(void) { return 1; }
        int new_f(void) { return 2; }
        int plain(void) { return 3; }
        int internal(void) { return 4; }
        """,
        "-fPIC",
    )
    script = bench.write("map", "V1 { global: plain; local: *; };\nV2 { global: f*; } V1;\n")
    bench.shared([library], "--version-script", script, "-soname", "libv.so", name="libv.so")
    symbols = dynamic_symbols(bench, bench.folder / "libv.so")
    assert {"f@V1", "f@@V2", "plain@@V1"} <= set(symbols)
    assert not any("internal" in name for name in symbols)
    main = bench.object(
        r"""
        extern int f(void), plain(void), f1(void);
        __asm__(".symver f1, f@V1");
        int main(void) { return f() * 100 + f1() * 10 + plain(); }
        """
    )
    program = bench.program("pie", [main, bench.folder / "libv.so"])
    bench.run(program, status=213)
    names = {name.split(" ")[0] for name in dynamic_symbols(bench, program)}
    assert {"f@V1", "f@V2", "plain@V1"} <= names
    bench.readelf("-V", program)


def test_anonymous_version_script_and_dynamic_list(bench: Bench) -> None:
    library = bench.object(
        "int keep_one(void) { return 1; } int keep_two(void) { return keep_one(); }"
        "int drop(void) { return 3; }", "-fPIC")
    script = bench.write("anonymous", '{ global: keep_*; extern "C" { "other"; }; local: *; };')
    path = bench.shared([library], f"--version-script={script}", name="liba.so")
    assert {n for n in dynamic_symbols(bench, path) if "keep" in n or n == "drop"} == {
        "keep_one", "keep_two"}
    listed = bench.write("list", "{ drop; };")
    main = bench.object("int main(void) { return 0; } int drop(void) { return 0; } int other;")
    program = bench.program("pie", [main], "--dynamic-list", listed)
    names = dynamic_symbols(bench, program)
    assert "drop" in names and "other" not in names
    program = bench.program("pie", [main], "-E")
    assert "other" in dynamic_symbols(bench, program)


def test_visibility_and_exclude_libs(bench: Bench) -> None:
    unit = bench.object(
        r"""
        __attribute__((visibility("hidden"))) int hidden(void) { return 1; }
        __attribute__((visibility("protected"))) int protected(void) { return hidden(); }
        int open(void) { return protected(); }
        """, "-fPIC")
    member = bench.object("int from_archive(void) { return 5; }", "-fPIC")
    archive = bench.archive("libm.a", member)
    user = bench.object("extern int from_archive(void); int g(void) { return from_archive(); }",
                        "-fPIC")
    path = bench.shared([unit, user, archive], "--exclude-libs=ALL", name="libx.so")
    names = dynamic_symbols(bench, path)
    assert "open" in names and "protected" in names and "g" in names
    assert "hidden" not in names and "from_archive" not in names
    text = bench.readelf("-r", path)
    assert "protected" not in text and "open" not in text


@pytest.mark.parametrize("option,calls", [([], True), (["-Bsymbolic"], False),
                                          (["-Bsymbolic-functions"], False)])
def test_symbolic(bench: Bench, option: list[str], calls: bool) -> None:
    unit = bench.object("int f(void) { return 1; } int g(void) { return f() + 1; }", "-fPIC",
                        "-fsemantic-interposition", "-O0")
    path = bench.shared([unit], *option, name="libs.so")
    assert (" f + 0" in bench.readelf("-r", path)) == calls


def test_wrap_and_defsym(bench: Bench) -> None:
    main = bench.object(
        r"""
        #include <stdio.h>
        extern int target(int), __real_target(int), other_name(int);
        extern char number[];
        int __wrap_target(int x) { return __real_target(x) + 100; }
        int main(void) { printf("%d %d %ld\n", target(1), other_name(2), (long)number); return 0; }
        """, "-fno-pie")
    target = bench.object("int target(int x) { return x * 2; }", "-fno-pie")
    program = bench.program("exec", [main, target], "--wrap=target",
                            "--defsym=other_name=target", "--defsym", "number=0x1000+20")
    assert bench.run(program) == "102 4 4116\n"


@pytest.mark.parametrize("kind", list(KINDS))
def test_provided_symbols(bench: Bench, kind: str) -> None:
    unit = bench.object(
        r"""
        #include <stdio.h>
        extern char etext, edata, end, __bss_start, __executable_start, __ehdr_start;
        extern int __start_numbers[], __stop_numbers[];
        extern int __start_nothing[] __attribute__((weak));
        static int one __attribute__((section("numbers"), used)) = 1;
        static int two __attribute__((section("numbers"), used)) = 2;
        char zeros[5000];
        int main(int argc, char **argv)
        {
            int sum = 0;
            for (int *p = __start_numbers; p < __stop_numbers; p++) sum += *p;
            printf("%d %d %d %d\n", sum, &end - &edata >= 5000, &etext < &edata,
                zeros[argc] + (__start_nothing != 0));
            printf("%d %.3s\n", &__executable_start == &__ehdr_start, &__ehdr_start + 1);
            return 0;
        }
        """, *compile_flags(kind))
    for extra in ([], ["--gc-sections"]):
        assert bench.run(bench.program(kind, [unit], *extra)) == "3 1 1 0\n1 ELF\n"


def test_undefined_in_shared(bench: Bench) -> None:
    unit = bench.object("extern int missing(void); int f(void) { return missing(); }", "-fPIC")
    path = bench.folder / "libu.so"
    assert vld("-shared", "-o", path, unit)[0] == 0
    status, _, messages = vld("-shared", "-z", "defs", "-o", path, unit)
    assert status == 1 and "undefined reference to `missing'" in messages
    main = bench.object("extern int f(void); int main(void) { return f(); }")
    status, _, messages = vld("-o", bench.folder / "x", "-e", "main", main, path)
    assert status == 1 and "libu.so: undefined reference to `missing'" in messages
    status, _, messages = vld("-o", bench.folder / "x", "-e", "main", main, path,
                              "--allow-shlib-undefined")
    assert status == 0, messages


def test_output_symbols_are_sorted_right(bench: Bench) -> None:
    unit = bench.object("static int s; int *p = &s; static int f(void) { return 1; }"
                        "int main(void) { return f() + *p; }", "-O0")
    program = bench.program("pie", [unit])
    with program.open("rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        binds = [symbol["st_info"]["bind"] for symbol in table.iter_symbols()]
        first = table["sh_info"]
    assert all(bind == "STB_LOCAL" for bind in binds[:first])
    assert not any(bind == "STB_LOCAL" for bind in binds[first:])


def test_hidden_reference_is_not_for_libraries(bench: Bench) -> None:
    library = bench.object("int f(void) { return 1; }", "-fPIC")
    bench.shared([library], "-soname", "libf.so", name="libf.so")
    one = bench.object("extern int f(void); int g(void) { return f(); }")
    two = bench.object('extern int f(void) __attribute__((visibility("hidden")));'
                       "int main(void) { return f(); }")
    for inputs in ([bench.folder / "libf.so", one, two], [two, one, bench.folder / "libf.so"]):
        status, _, messages = vld("-o", bench.folder / "x", "-e", "main", *inputs)
        assert status == 1 and "hidden symbol `f' isn't defined" in messages
