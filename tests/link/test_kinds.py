"""Every kind of output: one program with data, constructors, TLS and libc calls."""

import pytest
from elftools.elf.elffile import ELFFile
from linking import KINDS, Bench, compile_flags

PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
extern int other(int);
extern char **environ;
static int order;
int data[4] = { 1, 2, 3, 4 };
int *pointer = &data[2];
int common_variable;
const char *const names[] = { "zero", "one", "two" };
__thread int thread_zero;
__thread int thread_set = 42;
static int (*volatile function)(int) = other;
__attribute__((constructor(200))) static void second(void) { order = order * 10 + 2; }
__attribute__((constructor(101))) static void first(void) { order = order * 10 + 1; }
__attribute__((constructor)) static void third(void) { order = order * 10 + 3; }
__attribute__((destructor)) static void last(void) { printf("bye\n"); }
int main(int argc, char **argv)
{
    thread_zero += argc;
    printf("%d %d %d %s %d %d\n", order, *pointer, function(argc), names[2], thread_zero,
        thread_set);
    printf("%d %d\n", environ != NULL, common_variable);
    return fprintf(stdout, "%s\n", argv[1]) == 3 ? 7 : 8;
}
"""
OTHER = "extern int data[]; int other(int x) { return data[x] + 100; }"


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("extra", [[], ["-z", "now"], ["-z", "norelro", "-s"],
                                   ["-z", "noseparate-code", "--hash-style=both"],
                                   ["--gc-sections", "--build-id"]],
                         ids=["plain", "now", "norelro", "noseparate", "gc"])
def test_program(bench: Bench, kind: str, extra: list[str]) -> None:
    flags = [*compile_flags(kind), "-ffunction-sections", "-fdata-sections"]
    objects = [bench.object(PROGRAM, *flags), bench.object(OTHER, *flags)]
    program = bench.program(kind, objects, *extra)
    assert bench.run(program, "ab", status=7) == "123 3 103 two 2 42\n1 0\nab\nbye\n"
    bench.readelf("-a", program)
    with program.open("rb") as file:
        elf = ELFFile(file)
        types = [segment["p_type"] for segment in elf.iter_segments()]
        assert ("PT_INTERP" in types) == ("static" not in kind)
        assert ("PT_GNU_RELRO" in types) == ("norelro" not in extra)
        assert elf["e_type"] == ("ET_DYN" if "pie" in kind else "ET_EXEC")
        for segment in elf.iter_segments("PT_LOAD"):
            assert (segment["p_offset"] - segment["p_vaddr"]) % segment["p_align"] == 0
        assert (elf.get_section_by_name(".symtab") is None) == ("-s" in extra)


@pytest.mark.parametrize("kind", ["pie", "static"])
def test_same_bytes(bench: Bench, kind: str) -> None:
    objects = [bench.object(PROGRAM, *compile_flags(kind)), bench.object(OTHER)]
    one = bench.program(kind, objects, "--build-id", name="one").read_bytes()
    two = bench.program(kind, objects, "--build-id", name="two").read_bytes()
    assert one == two


def test_shared_library_and_dlopen(bench: Bench) -> None:
    library = bench.object(
        r"""
        #include <stdio.h>
        static int calls;
        __thread int per_thread = 5;
        int counter = 10;
        __attribute__((constructor)) static void up(void) { printf("up\n"); }
        __attribute__((destructor)) static void down(void) { printf("down %d\n", calls); }
        static int hidden(int x) { return x + per_thread; }
        int (*table[])(int) = { hidden };
        int visible(int x) { calls++; counter++; return table[0](x) + counter; }
        """,
        "-fPIC",
    )
    bench.shared([library], "-soname", "libone.so", name="libone.so")
    user = bench.object(
        r"""
        #include <dlfcn.h>
        #include <stdio.h>
        int main(void)
        {
            void *handle = dlopen("libone.so", RTLD_NOW);
            int (*f)(int) = (int (*)(int))dlsym(handle, "visible");
            int *counter = dlsym(handle, "counter");
            int value = f(1);
            printf("%d %d\n", value, *counter);
            printf("%p\n", dlsym(handle, "hidden"));
            return dlclose(handle);
        }
        """
    )
    program = bench.program("pie", [user])
    assert bench.run(program) == "up\n17 11\n(nil)\ndown 1\n"


@pytest.mark.parametrize("kind", ["pie", "exec"])
def test_against_own_library(bench: Bench, kind: str) -> None:
    """Copy relocations, canonical PLT addresses and interposition."""
    library = bench.object(
        r"""
        int shared_object = 3;
        extern int alias_object __attribute__((alias("shared_object")));
        const int shared_constant = 9;
        const int *const address_inside = &shared_constant;
        int function(void) { return shared_object; }
        int (*function_inside(void))(void) { return function; }
        __attribute__((weak)) int replaced(void) { return 1; }
        int calls_replaced(void) { return replaced(); }
        __thread int thread_variable = 77;
        """,
        "-fPIC",
    )
    bench.shared([library], "-soname", "libtwo.so", name="libtwo.so")
    user = bench.object(
        r"""
        #include <stdio.h>
        extern int shared_object, alias_object;
        extern const int shared_constant, *const address_inside;
        extern int function(void), calls_replaced(void);
        extern int (*function_inside(void))(void);
        extern __thread int thread_variable;
        int replaced(void) { return 2; }
        int (*in_data)(void) = function;
        int main(void)
        {
            int (*volatile here)(void) = function;
            shared_object = 4;
            thread_variable++;
            printf("%d %d %d\n", function(), alias_object, thread_variable);
            printf("%d %d\n", address_inside == &shared_constant, shared_constant);
            printf("%d %d\n", here == function_inside(), here == in_data);
            printf("%d\n", calls_replaced());
            return 0;
        }
        """,
        *compile_flags(kind),
    )
    program = bench.program(kind, [user], f"-L{bench.folder}", libraries=("-ltwo", "-lc"))
    assert bench.run(program) == "4 4 78\n1 9\n1 1\n2\n"


def test_no_start_files(bench: Bench) -> None:
    """A program without libc: static, no dynamic section, an entry of its own."""
    unit = bench.object(
        r"""
        .globl entry
        entry:
            mov $60, %eax
            mov $42, %edi
            syscall
        """,
        suffix=".s",
    )
    program = bench.link("-e", "entry", unit)
    bench.run(program, status=42)
    assert "There is no dynamic section" in bench.readelf("-d", program)


@pytest.mark.parametrize("kind", ["pie", "exec", "static"])
def test_large_alignment(bench: Bench, kind: str) -> None:
    """Sections aligned beyond a page, first and in the middle of their segments."""
    unit = bench.object(
        r"""
        #include <stdio.h>
        char data[3] __attribute__((aligned(65536))) = "ab";
        char zeros[10] __attribute__((aligned(32768)));
        const char text[] __attribute__((aligned(16384))) = "text";
        __thread int tls __attribute__((aligned(256))) = 4;
        __attribute__((aligned(8192))) int f(void) { return 7; }
        int main(void)
        {
            printf("%s %s %d %d %d\n", data, text, zeros[3], tls, f());
            return ((long)data | (long)zeros | (long)text | (long)f) & 8191;
        }
        """, *compile_flags(kind), "-fdata-sections")
    program = bench.program(kind, [unit])
    assert bench.run(program) == "ab text 0 4 7\n"
    with program.open("rb") as file:
        for segment in ELFFile(file).iter_segments("PT_LOAD"):
            assert (segment["p_offset"] - segment["p_vaddr"]) % segment["p_align"] == 0


def test_fixed_addresses(bench: Bench) -> None:
    unit = bench.object(
        "int x = 5; int entry_point; void _start(void) {"
        ' __asm__ volatile("syscall" : : "a"(60), "D"(x + entry_point)); }', "-fno-pie")
    program = bench.link(unit, "-Ttext=0x1000000", "-Tdata=0x2000000", "-Tbss", "0x3000000")
    bench.run(program, status=5)
    text = bench.readelf("-S", program)
    assert "0000000001000000" in text and "0000000002000000" in text
    assert "0000000003000000" in text
    bench.run(bench.link(unit, "--section-start=.data=0x5000010"), status=5)
    program = bench.link(unit, "--image-base=0x10000000")
    bench.run(program, status=5)
    assert "0x0000000010000000" in bench.readelf("-l", program)
