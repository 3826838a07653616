"""Sections: garbage collection, merging, unwind tables, -r, maps, build-id, stack flags."""

import subprocess

import pytest
import sources
from elftools.elf.elffile import ELFFile
from linking import KINDS, Bench, compile_flags, vld


@pytest.mark.parametrize("kind", list(KINDS))
def test_gc(bench: Bench, kind: str) -> None:
    unit = bench.object(
        r"""
        extern int printf(const char *, ...);
        static int used_by_pointer(void) { return 1; }
        int (*table[])(void) = { used_by_pointer };
        int dead_variable[1000] = { 1 };
        int dead(void) { return dead_variable[1]; }
        int dead_too(void) { return dead() + dead_too(); }
        __attribute__((constructor)) static void constructor(void) { printf("up "); }
        __attribute__((used, retain)) static void retained(void) { }
        int main(void) { printf("%d\n", table[0]()); return 0; }
        """, *compile_flags(kind), "-ffunction-sections", "-fdata-sections")
    full = bench.program(kind, [unit], name="full")
    program = bench.program(kind, [unit], "--gc-sections")
    assert bench.run(program) == bench.run(full) == "up 1\n"
    assert program.stat().st_size < full.stat().st_size
    text = bench.readelf("-s", program)
    assert "dead" not in text and "used_by_pointer" in text and "retained" in text
    frames = bench.readelf("--debug-dump=frames", program)
    assert frames.count(" FDE ") < bench.readelf("--debug-dump=frames", full).count(" FDE ")


def test_gc_report_and_exports(bench: Bench) -> None:
    unit = bench.object("int f(void) { return 1; } static int g(void) { return 2; }"
                        "int (*h)(void) = g;", "-fPIC", "-ffunction-sections", "-fdata-sections")
    path = bench.shared([unit], "--gc-sections", name="lib.so")
    assert " f\n" in bench.readelf("--dyn-syms", path)
    main = bench.object("int unused(void) { return 1; } int main(void) { return 0; }",
                        "-ffunction-sections")
    status, _, messages = vld("-e", "main", "--gc-sections", "--print-gc-sections", main,
                              "-o", bench.folder / "x")
    assert status == 0 and "removing unused section '.text.unused'" in messages


def test_merged_strings(bench: Bench) -> None:
    text = 'const char *NAME(void) { return "a string that both files hold"; }'
    one = bench.object(text.replace("NAME", "one"))
    two = bench.object(text.replace("NAME", "two") + r"""
        const int *wide_two(void) { return L"wide"; }
        double constant_two(double x) { return x * 1.2345; }""")
    main = bench.object(
        r"""
        #include <wchar.h>
        extern const char *one(void), *two(void);
        extern const wchar_t *wide_two(void);
        double constant_one(double x) { return 1.2345 - x; }
        extern double constant_two(double x);
        int main(void)
        {
            int bad = one() != two();
            if (wcscmp(wide_two(), L"wide")) bad |= 2;
            if (constant_one(0) != 1.2345 || constant_two(1) != 1.2345) bad |= 4;
            return bad;
        }
        """)
    program = bench.program("pie", [main, one, two])
    bench.run(program)
    assert program.read_bytes().count(b"a string that both files hold") == 1


def test_init_order(bench: Bench) -> None:
    template = r"""
        extern int printf(const char *, ...);
        __attribute__((constructor(300))) static void c300(void) { printf("FILE-300 "); }
        __attribute__((constructor)) static void c(void) { printf("FILE "); }
        __attribute__((constructor(200))) static void c200(void) { printf("FILE-200 "); }
        __attribute__((destructor(200))) static void d200(void) { printf("end-FILE-200 "); }
        __attribute__((destructor)) static void d(void) { printf("end-FILE "); }
    """
    one = bench.object(template.replace("FILE", "1"))
    two = bench.object(template.replace("FILE", "2"))
    main = bench.object("int main(void) { return 0; }")
    ctors = bench.object(
        r"""
        extern int printf(const char *, ...);
        static void a(void) { printf("old-a "); }
        static void b(void) { printf("old-b "); }
        static void (*old[])(void) __attribute__((section(".ctors"), used)) = { a, b };
        static void p(void) { printf("old-priority "); }
        static void (*number[])(void) __attribute__((section(".ctors.65285"), used)) = { p };
        """)
    program = bench.program("pie", [one, main, two, ctors])
    assert bench.run(program) == (
        "1-200 2-200 old-priority 1-300 2-300 1 2 old-b old-a "
        "end-2 end-1 end-2-200 end-1-200 ")


def test_relocatable_round_trip(bench: Bench) -> None:
    one = bench.object(
        r"""
        #include <stdio.h>
        static int local = 3; int global = 4; extern int other(void);
        __thread int tls = 5;
        __attribute__((weak)) int weak(void) { return local; }
        __attribute__((constructor)) static void up(void) { printf("up\n"); }
        int main(void) { printf("%d %d %d\n", weak() + global, other(), tls); return 0; }
        """, "-g", "-ffunction-sections")
    two = bench.object(
        "static int local = 30; static const char text[] = \"xyz\"; int common[7];"
        "int other(void) { return local + text[1] - 'y' + common[2]; }", "-fcommon", "-g")
    path = bench.folder / "joined.o"
    status, _, messages = vld("-r", "-o", path, one, two)
    assert status == 0, messages
    bench.readelf("-a", path)
    assert bench.run(bench.program("pie", [path])) == "up\n7 30 5\n"
    again = bench.folder / "again.o"
    assert vld("-r", "-o", again, path)[0] == 0
    assert bench.run(bench.program("static", [again])) == "up\n7 30 5\n"
    stripped = bench.folder / "stripped.o"
    assert vld("-r", "-S", "-o", stripped, one, two)[0] == 0
    assert ".debug" in bench.readelf("-S", path) and ".debug" not in bench.readelf("-S", stripped)
    assert bench.run(bench.program("pie", [stripped])) == "up\n7 30 5\n"
    subprocess.run(["gcc", "-o", str(bench.folder / "by_gcc"), str(path)], check=True)
    assert bench.run(bench.folder / "by_gcc") == "up\n7 30 5\n"


def test_unwind_table(bench: Bench) -> None:
    """backtrace() walks through frames by .eh_frame_hdr alone."""
    unit = bench.object(
        r"""
        #include <execinfo.h>
        static void *frames[20];
        __attribute__((noinline)) int deep(int n)
        {
            return n ? deep(n - 1) + 1 : backtrace(frames, 20);
        }
        int main(void) { return deep(5); }
        """, "-O0", "-fomit-frame-pointer")
    program = bench.program("pie", [unit])
    result = subprocess.run([str(program)], timeout=60)
    assert 12 <= result.returncode <= 16
    dump = bench.readelf("--debug-dump=frames", program)
    assert dump.count("ZERO terminator") == 1


def test_start_of_unwind_table(bench: Bench) -> None:
    """gcc's crtbeginT.o marks the table's start by a symbol in an empty .eh_frame."""
    unit = bench.object(
        r"""
        extern const unsigned begin[];
        int main(void) { return begin[0] != 0 && begin[1] == 0 ? 0 : 1; }
        """, "-fno-pie")
    mark = bench.object('.section .eh_frame,"a"\n.globl begin\nbegin:\n', suffix=".s")
    bench.run(bench.program("static", [mark, unit]))


def test_map_and_build_id(bench: Bench) -> None:
    unit = bench.object("int some_name; int main(void) { return some_name; }")
    chart = bench.folder / "x.map"
    program = bench.program("pie", [unit], "-Map", chart, "--build-id=sha1")
    text = chart.read_text()
    assert ".text" in text and "some_name" in text
    assert "Build ID: " in bench.readelf("-n", program)
    bench.program("pie", [unit], "--build-id=0x1234abcd")
    assert "1234abcd" in bench.readelf("-n", program)


def test_stack_and_flags(bench: Bench) -> None:
    main = bench.object("int main(void) { return 0; }")
    execute = bench.object('.section .note.GNU-stack,"x",@progbits', suffix=".s")

    def stack(*inputs: object) -> int:
        program = bench.program("pie", [main, *inputs])  # type: ignore[list-item]
        with program.open("rb") as file:
            segment = next(ELFFile(file).iter_segments("PT_GNU_STACK"))
            return int(segment["p_flags"])

    assert stack() == 6
    assert stack(execute) == 7
    assert stack(execute, "-z", "noexecstack") == 6
    assert stack("-z", "execstack") == 7
    text = bench.readelf("-d", bench.program("pie", [main], "-z", "now", "-z", "nodelete",
                                             "-rpath", "/a", "-rpath=/b", "-R", "/a"))
    assert "RUNPATH" in text and "[/a:/b]" in text and "NODELETE" in text and "NOW" in text
    text = bench.readelf("-d", bench.program("pie", [main], "--disable-new-dtags", "-rpath", "/a"))
    assert "RPATH" in text


def test_text_relocation(bench: Bench) -> None:
    unit = bench.object("extern int x; int *const p = &x; int x = 3; int f(void) { return *p; }",
                        "-fno-pic", "-mcmodel=large")
    path = bench.folder / "lib.so"
    status, _, messages = vld("-shared", "-o", path, unit)
    assert status == 0 and "creating DT_TEXTREL" in messages
    assert "TEXTREL" in bench.readelf("-d", path)
    status, _, messages = vld("-shared", "-z", "text", "-o", path, unit)
    assert status == 1 and "read-only section" in messages


def test_debug_information(bench: Bench) -> None:
    sources.require("gdb")
    unit = bench.object("int variable = 5;\nint main(void)\n{\n\treturn variable - 5;\n}\n", "-g")
    program = bench.program("pie", [unit])
    command = ["gdb", "-batch", "-ex", "break main", "-ex", "run", "-ex", "print variable",
               str(program)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert "unit1.c:3" in result.stdout or "unit1.c:4" in result.stdout
    assert "$1 = 5" in result.stdout
