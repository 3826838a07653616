"""Thread-local storage: every model, in every kind of output, relaxed or not."""

import pytest
from elftools.elf.elffile import ELFFile
from linking import KINDS, Bench, compile_flags

VARIABLES = r"""
__thread int exported = 5;
__thread char big[100];
static __thread long hidden = 7;
__thread long after __attribute__((aligned(64))) = 9;
long *hidden_address(void) { return &hidden; }
"""
USER = r"""
#include <pthread.h>
#include <stdio.h>
extern __thread int exported MODEL;
extern __thread char big[100] MODEL;
extern __thread long after MODEL;
static __thread int own1 = 3, own2 = 4;
extern long *hidden_address(void);
static void *work(void *argument)
{
    printf("%d %d %d %ld %d\n", exported, own1, own2, *hidden_address(), big[99]);
    exported++; own1 += 2; big[99] = 1; ++*hidden_address();
    printf("%d %d %d %ld %d %ld %d\n", exported, own1, own2, *hidden_address(), big[99], after,
        (int)((long)&after & 63));
    return argument;
}
int use_tls(void)
{
    pthread_t thread;
    work(0);
    if (pthread_create(&thread, 0, work, 0) || pthread_join(thread, 0)) return 1;
    return 0;
}
"""
MAIN = "extern int use_tls(void); int main(void) { return use_tls(); }"
EXPECTED = "5 3 4 7 0\n6 5 4 8 1 9 0\n" * 2


def user(model: str) -> str:
    attribute = f'__attribute__((tls_model("{model}")))' if model else ""
    return USER.replace("MODEL", attribute)


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("model", ["global-dynamic", "local-dynamic", "initial-exec",
                                   "local-exec", "descriptor"])
def test_models_in_executables(bench: Bench, kind: str, model: str) -> None:
    flags = compile_flags(kind)
    if model in ("global-dynamic", "local-dynamic", "descriptor"):
        flags = ["-fPIC"]
    if model == "descriptor":
        flags.append("-mtls-dialect=gnu2")
    name = "global-dynamic" if model == "descriptor" else model
    objects = [
        bench.object(VARIABLES, *flags),
        bench.object(user(name), *flags),
        bench.object(MAIN, *flags),
    ]
    program = bench.program(kind, objects)
    assert bench.run(program) == EXPECTED
    text = bench.readelf("-r", program)
    assert "DTPMOD" not in text and "TLSDESC" not in text


@pytest.mark.parametrize("kind", ["pie", "exec"])
@pytest.mark.parametrize("flags", [["-fPIC"], ["-fPIC", "-mtls-dialect=gnu2"],
                                   ["-fPIC", "-fno-plt"],
                                   ["-fPIC", "-ftls-model=initial-exec"]],
                         ids=["gd", "desc", "noplt", "ie"])
def test_variables_of_a_library(bench: Bench, kind: str, flags: list[str]) -> None:
    """The program reaches variables of a library (relaxed to initial-exec)."""
    bench.shared([bench.object(VARIABLES, *flags)], "-soname", "libtls.so", name="libtls.so")
    objects = [bench.object(user(""), *flags), bench.object(MAIN, *compile_flags(kind))]
    program = bench.program(kind, objects, bench.folder / "libtls.so")
    assert bench.run(program) == EXPECTED


@pytest.mark.parametrize("flags", [["-fPIC"], ["-fPIC", "-mtls-dialect=gnu2"],
                                   ["-fPIC", "-fno-plt"],
                                   ["-fPIC", "-ftls-model=initial-exec"]],
                         ids=["gd", "desc", "noplt", "ie"])
def test_all_in_a_library(bench: Bench, flags: list[str]) -> None:
    objects = [bench.object(VARIABLES, *flags), bench.object(user(""), *flags)]
    bench.shared(objects, "-soname", "libtls.so", name="libtls.so")
    program = bench.program("pie", [bench.object(MAIN), bench.folder / "libtls.so"])
    assert bench.run(program) == EXPECTED


def test_variable_of_the_program_in_a_library(bench: Bench) -> None:
    library = bench.object("extern __thread int mine; int get(void) { return mine; }", "-fPIC")
    bench.shared([library], "-soname", "libget.so", name="libget.so")
    main = bench.object(
        "__thread int before = 1; __thread int mine = 3; extern int get(void);"
        "int main(void) { mine += before; return get(); }"
    )
    program = bench.program("pie", [main, bench.folder / "libget.so"])
    bench.run(program, status=4)


@pytest.mark.parametrize("kind", list(KINDS))
def test_only_zero_variables(bench: Bench, kind: str) -> None:
    """.tbss alone stands first in its segment, which must be mapped at the right place."""
    unit = bench.object(
        "__thread int zero; __thread char more[100]; int set = 3;"
        "int main(void) { zero += set; return zero + more[99]; }", *compile_flags(kind))
    program = bench.program(kind, [unit])
    bench.run(program, status=3)
    with program.open("rb") as file:
        for segment in ELFFile(file).iter_segments("PT_LOAD"):
            assert (segment["p_offset"] - segment["p_vaddr"]) % segment["p_align"] == 0
