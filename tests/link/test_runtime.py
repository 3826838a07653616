"""The runtime library against libgcc: the same bits for the same operands; and the unwinder under
glibc's static library (backtraces, cancellation, cleanups)."""

import subprocess
from pathlib import Path

import pytest
import runtime
from linking import Bench, compile_flags

BINARY = ("__addtf3", "__subtf3", "__multf3", "__divtf3")
COMPARE = ("__eqtf2", "__netf2", "__lttf2", "__letf2", "__gttf2", "__getf2", "__unordtf2")
# (function, result, argument): C types by their short names below.
CONVERSIONS = [
    *[(f"__extend{f}tf2", "tf", f) for f in ("sf", "df", "xf")],
    *[(f"__trunctf{f}2", f, "tf") for f in ("sf", "df", "xf")],
    *[(f"__float{i}tf", "tf", i) for i in ("si", "di", "ti")],
    *[(f"__floatun{i}tf", "tf", "u" + i) for i in ("si", "di", "ti")],
    *[(f"__float{u}ti{f}", f, u[2:] and "uti" or "ti") for f in ("sf", "df", "xf")
      for u in ("", "un")],
    *[(f"__fix{f}ti", "ti", f) for f in ("sf", "df", "xf", "tf")],
    *[(f"__fixuns{f}ti", "uti", f) for f in ("sf", "df", "xf", "tf")],
    *[(f"__fixuns{f}di", "udi", f) for f in ("sf", "df", "xf", "tf")],
    ("__fixtfsi", "si", "tf"), ("__fixtfdi", "di", "tf"), ("__fixunstfsi", "usi", "tf"),
]
INTEGERS = [
    *[(f"__{n}ti3", "ti", "ti", "ti") for n in ("div", "mod", "mul")],
    *[(f"__{n}ti3", "uti", "uti", "uti") for n in ("udiv", "umod")],
    *[(f"__{n}ti3", "ti", "ti", "count") for n in ("ashl", "ashr", "lshr")],
    ("__cmpti2", "si", "ti", "ti"), ("__ucmpti2", "si", "uti", "uti"),
]
COUNTS = [(f"__{n}{w}2", "si", "u" + w) for n in ("popcount", "parity", "clz", "ctz", "ffs")
          for w in ("si", "di", "ti")] + [("__clrsbdi2", "si", "di"), ("__clrsbti2", "si", "ti"),
                                          ("__bswapsi2", "usi", "usi"),
                                          ("__bswapdi2", "udi", "udi"), ("__negti2", "ti", "ti")]
# libgcc has these only for some widths, or not on this machine.
ABSENT = ("__paritysi2", "__popcountsi2", "__clzsi2", "__ctzsi2", "__fixunssfdi", "__fixunsdfdi",
          "__ffssi2", "__clzdi2", "__ctzdi2", "__bswapsi2", "__bswapdi2", "__ffsdi2")

HEADER = r"""
#include <stdio.h>
#include <string.h>
typedef float sf; typedef double df; typedef long double xf; typedef __float128 tf;
typedef int si; typedef unsigned usi; typedef long long di; typedef unsigned long long udi;
typedef __int128 ti; typedef unsigned __int128 uti; typedef int count;
static udi state = 88172645463325252ull;
static udi next(void) { state ^= state << 13; state ^= state >> 7; return state ^= state << 17; }
static udi odd(void)
{
    static const udi special[] = { 0, 1, ~0ull, 1ull << 63, (1ull << 63) - 1, 1ull << 52,
        0x7ff0ull << 48, 0x7ff8ull << 48, 0x3ffull << 52, 0x0010ull << 48, 0xffffffff00000000ull };
    udi r = next();
    switch (r & 7) {
    case 0: return special[(r >> 8) % 11];
    case 1: return next() >> (r >> 8 & 63);
    case 2: return next() << (r >> 8 & 63);
    default: return next();
    }
}
static uti any_uti(void) { uti h = next() & 3 ? odd() : 0; return h << 64 | odd(); }
static ti any_ti(void) { return any_uti(); }
static udi any_udi(void) { return odd(); }
static di any_di(void) { return odd(); }
static usi any_usi(void) { return odd() >> (next() & 32); }
static si any_si(void) { return any_usi(); }
static count any_count(void) { return next() & 127; }
static sf any_sf(void) { union { usi u; sf f; } x; x.u = any_usi();
    if (next() & 1) x.u = (x.u & 0x807fffff) | (127 + (usi)(next() % 130)) << 23; return x.f; }
static df any_df(void) { union { udi u; df f; } x; x.u = odd();
    if (next() & 1) x.u = (x.u & 0x800fffffffffffffull) | (1023 + next() % 130) << 52; return x.f; }
static tf any_tf(void)
{
    union { uti u; tf f; } x; udi r = next();
    x.u = any_uti();
    if (r & 1) x.u = (x.u << 16 >> 16) | (uti)((16383 - 64 + next() % 200) | (r & 2) << 14) << 112;
    else if (r & 4) x.u = (x.u << 16 >> 16) | (uti)((16383 - 1080 + next() % 2200)) << 112;
    else if (r & 8) x.u = (x.u << 16 >> 16) >> (next() % 112);
    return x.f;
}
static xf any_xf(void)
{
    union { struct { udi m; unsigned short e; } p; xf f; } x; udi r = next();
    memset(&x, 0, sizeof x);
    x.p.m = odd();
    x.p.e = r & 1 ? 16383 - 10 + next() % 140 : next() % 0x8000;
    if (r & 2) x.p.e = 0; else x.p.m |= 1ull << 63;
    if (x.p.e == 0) x.p.m &= ~(1ull << 63);
    if (r & 4) x.p.e |= 0x8000;
    return x.f;
}
static int failures;
static void check(const char *name, const void *ours, const void *theirs, int size, int is_nan)
{
    if (memcmp(ours, theirs, size) && !is_nan && failures++ < 20) {
        printf("%s:", name);
        for (int i = size; i--; ) printf("%02x", ((unsigned char *)ours)[i]);
        printf(" instead of ");
        for (int i = size; i--; ) printf("%02x", ((unsigned char *)theirs)[i]);
        printf("\n");
    }
}
#define SIZE_xf 10
#define SIZE_tf 16
#define SIZE_sf 4
#define SIZE_df 8
#define SIZE_si 4
#define SIZE_usi 4
#define SIZE_di 8
#define SIZE_udi 8
#define SIZE_ti 16
#define SIZE_uti 16
"""


@pytest.fixture(scope="session", params=list(runtime.COMPILERS))
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = str(request.param)
    return runtime.build(tmp_path_factory.mktemp("runtime"), compiler)


@pytest.fixture(scope="session")
def renamed(library: Path) -> Path:
    """The library with `our` before every name, so that libgcc's functions stand beside it."""
    path = library.parent / "libours.a"
    command = ["objcopy", "--prefix-symbols=our", str(library), str(path)]
    subprocess.run(command, check=True, timeout=60)
    command = ["objcopy", "--redefine-sym", "ourabort=abort", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


def compile_and_run(folder: Path, text: str, library: Path, *flags: str) -> str:
    source = folder / "compare.c"
    source.write_text(text)
    program = folder / "compare"
    command = ["gcc", "-w", "-O1", *flags, "-o", str(program), str(source), str(library), "-lm"]
    subprocess.run(command, check=True, timeout=120)
    result = subprocess.run([str(program)], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0
    return result.stdout


def compare(name: str, result: str, arguments: list[str], guard: str = "1") -> str:
    """C statements that call both and compare; NaNs need not have the same bits."""
    types = ", ".join(arguments)
    declare = f"extern {result} {name}({types}), our{name}({types});"
    takes = " ".join(f"{t} a{i} = any_{t}();" for i, t in enumerate(arguments))
    call = ", ".join(f"a{i}" for i in range(len(arguments)))
    return (
        f"{{ {declare} for (int n = 0; n < ROUNDS; n++) {{ {takes} if (!({guard})) continue;"
        f" {result} o, t; memset(&o, 0, sizeof o); memset(&t, 0, sizeof t);"
        f" o = our{name}({call}); t = {name}({call});"
        f' check("{name}", &o, &t, SIZE_{result}, o != o && t != t); }} }}'
    )


def in_range(result: str, argument: str) -> str:
    """Only conversions whose result exists."""
    bits = {"si": 31, "di": 63, "ti": 127, "usi": 32, "udi": 64, "uti": 128}[result]
    low = "> -1" if result.startswith("u") else f">= -0x1p{bits}L"
    return f"a0 {low} && a0 < 0x1p{bits}L"


def test_quad_floats(tmp_path: Path, renamed: Path) -> None:
    body = [compare(n, "tf", ["tf", "tf"]) for n in BINARY]
    body.append(compare("__negtf2", "tf", ["tf"]))
    for name in COMPARE:
        same = "o = (o > 0) - (o < 0); t = (t > 0) - (t < 0);"
        if name in ("__eqtf2", "__netf2", "__unordtf2"):
            same = "o = o != 0; t = t != 0;"
        body.append(
            f"{{ extern int {name}(tf, tf), our{name}(tf, tf); for (int n = 0; n < ROUNDS; n++) {{"
            f" tf a = any_tf(), b = n & 7 ? any_tf() : a; int o = our{name}(a, b),"
            f" t = {name}(a, b); {same}"
            f' check("{name}", &o, &t, 4, 0); }} }}')
    text = HEADER + "#define ROUNDS 60000\nint main(void) {" + "\n".join(body) + "return 0; }"
    assert compile_and_run(tmp_path, text, renamed) == ""


def test_conversions(tmp_path: Path, renamed: Path) -> None:
    body = []
    for name, result, argument in CONVERSIONS:
        if name in ABSENT:
            continue
        guard = in_range(result, argument) if result.endswith("i") else "1"
        body.append(compare(name, result, [argument], guard))
    text = HEADER + "#define ROUNDS 30000\nint main(void) {" + "\n".join(body) + "return 0; }"
    assert compile_and_run(tmp_path, text, renamed) == ""


def test_integers(tmp_path: Path, renamed: Path) -> None:
    body = []
    for name, result, first, second in INTEGERS:
        guard = "1"
        if "div" in name or "mod" in name:
            guard = "a1 != 0 && !(a1 == -1 && a0 == (ti)((uti)1 << 127))"
        body.append(compare(name, result, [first, second], guard))
    for name, result, argument in COUNTS:
        if name not in ABSENT:
            body.append(compare(name, result, [argument], "a0 != 0"))
    text = HEADER + "#define ROUNDS 60000\nint main(void) {" + "\n".join(body) + r"""
        extern int our__clzdi2(udi), our__ctzdi2(udi), our__popcountsi2(usi), our__ffsdi2(udi);
        extern usi our__bswapsi2(usi); extern udi our__bswapdi2(udi);
        for (int n = 0; n < ROUNDS; n++) {
            udi x = odd() | 1ull << (next() & 63);
            if (our__clzdi2(x) != __builtin_clzll(x) || our__ctzdi2(x) != __builtin_ctzll(x) ||
                our__popcountsi2(x) != __builtin_popcount(x) ||
                our__ffsdi2(x) != __builtin_ffsll(x) ||
                our__bswapsi2(x) != __builtin_bswap32(x) ||
                our__bswapdi2(x) != __builtin_bswap64(x)) printf("counts\n");
        }
        return 0; }"""
    assert compile_and_run(tmp_path, text, renamed) == ""


def test_powers_and_complex(tmp_path: Path, renamed: Path) -> None:
    text = HEADER + r"""
    #include <math.h>
    #define NEAR(a, b, e) (((a) != (a) && (b) != (b)) || (a) == (b) || \
        fabsl((long double)(a) - (b)) <= (e) * fabsl(b))
    #define POWER(n, t) { extern t our__powi##n##2(t, int), __powi##n##2(t, int); \
        t o = our__powi##n##2(x, k), e = __powi##n##2(x, k); \
        if (!(o == e)) printf("powi " #n " %d\n", k); }
    #define COMPLEX(n, t, e) { \
        extern _Complex t our__mul##n##3(t, t, t, t), our__div##n##3(t, t, t, t); \
        extern _Complex t __mul##n##3(t, t, t, t), __div##n##3(t, t, t, t); \
        t a = v[next() % 9], b = v[next() % 9], c = v[next() % 9], d = v[next() % 9]; \
        _Complex t o = our__mul##n##3(a, b, c, d), w = __mul##n##3(a, b, c, d); \
        if (!NEAR(__real__ o, __real__ w, e) || !NEAR(__imag__ o, __imag__ w, e)) \
            printf("mul " #n " %Lg %Lg %Lg %Lg\n", (xf)a, (xf)b, (xf)c, (xf)d); \
        o = our__div##n##3(a, b, c, d); w = __div##n##3(a, b, c, d); \
        if (!NEAR(__real__ o, __real__ w, e) || !NEAR(__imag__ o, __imag__ w, e)) \
            printf("div " #n " %Lg %Lg %Lg %Lg: %Lg %Lg, %Lg %Lg\n", (xf)a, (xf)b, (xf)c, (xf)d, \
                (xf)__real__ o, (xf)__imag__ o, (xf)__real__ w, (xf)__imag__ w); }
    int main(void)
    {
        static const double v[] = { 0.0, -0.0, 1, -2.5, 3e10, 1e-10, INFINITY, -INFINITY, NAN };
        for (int n = 0; n < 3000; n++) {
            double x = 1 + (double)(next() % 1000) / 500 - 1.5;
            int k = (int)(next() % 61) - 30;
            POWER(sf, float) POWER(df, double) POWER(xf, long double) POWER(tf, __float128)
        }
        for (int n = 0; n < 20000; n++) {
            COMPLEX(sc, float, 1e-6) COMPLEX(dc, double, 1e-14) COMPLEX(xc, long double, 1e-17L)
        }
        extern _Complex double our__divdc3(double, double, double, double);
        _Complex double big = our__divdc3(1e308, 1e308, 1e308, 1e308);
        _Complex double small = our__divdc3(1e-308, 1e-308, 1e-308, 1e-308);
        if (__real__ big != 1 || __imag__ big != 0) printf("big\n");
        if (__real__ small != 1 || __imag__ small != 0) printf("small\n");
        return 0;
    }
    """
    assert compile_and_run(tmp_path, text, renamed) == ""


def test_atomics(tmp_path: Path, library: Path) -> None:
    """Sizes with and without an instruction, under threads."""
    text = r"""
    #include <pthread.h>
    #include <stdio.h>
    #include <string.h>
    struct odd { char c[7]; };
    typedef unsigned __int128 wide;
    extern wide load16(const void *, int) __asm__("__atomic_load_16");
    extern void store16(void *, wide, int) __asm__("__atomic_store_16");
    extern wide add16(void *, wide, int) __asm__("__atomic_fetch_add_16");
    extern _Bool cas16(void *, wide *, wide, int, int) __asm__("__atomic_compare_exchange_16");
    extern unsigned add4(void *, unsigned, int) __asm__("__atomic_fetch_add_4");
    extern unsigned char nand1(void *, unsigned char, int) __asm__("__atomic_nand_fetch_1");
    extern void load_any(size_t, void *, void *, int) __asm__("__atomic_load");
    extern void store_any(size_t, void *, void *, int) __asm__("__atomic_store");
    extern void swap_any(size_t, void *, void *, void *, int) __asm__("__atomic_exchange");
    extern _Bool cas_any(size_t, void *, void *, void *, int, int)
        __asm__("__atomic_compare_exchange");
    extern _Bool is_free(size_t, void *) __asm__("__atomic_is_lock_free");
    static wide counter __attribute__((aligned(16)));
    static unsigned small;
    static struct odd object;
    static void *work(void *unused)
    {
        for (int i = 0; i < 20000; i++) {
            add16(&counter, ((wide)1 << 64) + 1, 5);
            add4(&small, 1, 5);
            struct odd old, new;
            load_any(7, &object, &old, 5);
            do {
                new = old;
                for (int k = 0; k < 7 && !++new.c[k]; k++) ;
            } while (!cas_any(7, &object, &old, &new, 5, 5));
        }
        return unused;
    }
    int main(void)
    {
        pthread_t threads[3];
        for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, work, 0);
        for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
        long value = 0;
        memcpy(&value, &object, 7);
        printf("%d %d %u %ld\n", (int)load16(&counter, 5), (int)(counter >> 64), small, value);
        wide expected = 5;
        store16(&counter, 7, 5);
        int done = cas16(&counter, &expected, 8, 5, 5);
        printf("%d %d ", done, (int)expected);
        done = cas16(&counter, &expected, 8, 5, 5);
        printf("%d %d\n", done, (int)counter);
        unsigned char byte = 6;
        printf("%d\n", nand1(&byte, 3, 5));
        struct odd a = { "abcdef" }, b;
        swap_any(7, &object, &a, &b, 5);
        load_any(7, &object, &b, 5);
        int x = 3, y;
        store_any(4, &y, &x, 5);
        printf("%s %d %d%d%d\n", b.c, y, is_free(8, &value), is_free(7, &b),
            is_free(4, (char *)&value + 1));
        return 0;
    }
    """
    expected = "60000 60000 60000 60000\n0 7 1 8\n253\nabcdef 3 100\n"
    assert compile_and_run(tmp_path, text, library, "-pthread") == expected


UNWIND = r"""
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static void report(const char *text) { printf("%s\n", text); fflush(stdout); }
static void closed(int *value) { printf("cleanup %d\n", *value); fflush(stdout); }
static void handler(void *text) { report(text); }
static volatile int ready;
static __attribute__((noinline)) void sleeper(int depth)
{
    int local __attribute__((cleanup(closed))) = depth;
    if (depth) { sleeper(depth - 1); __asm__ volatile("" : : "r"(&local) : "memory"); return; }
    ready = 1;
    for (;;) pause();
}
static void *work(void *unused)
{
    pthread_cleanup_push(handler, "handler");
    sleeper(2);
    pthread_cleanup_pop(0);
    return unused;
}
static void *leave(void *unused)
{
    int local __attribute__((cleanup(closed))) = 9;
    pthread_exit((void *)5);
    return &local;
}
static __attribute__((noinline)) int deep(int n)
{
    void *frames[40];
    return n ? deep(n - 1) + 0 * n : backtrace(frames, 40);
}
static int seen;
static void on_signal(int number)
{
    void *frames[40];
    seen = backtrace(frames, 40);
    (void)number;
}
static __attribute__((noinline)) void crash(int n) { if (n) crash(n - 1); else raise(SIGUSR1); }
int main(void)
{
    pthread_t thread;
    void *result;
    pthread_create(&thread, 0, work, 0);
    while (!ready) usleep(1000);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%d\n", result == PTHREAD_CANCELED);
    pthread_create(&thread, 0, leave, 0);
    pthread_join(thread, &result);
    printf("%ld\n", (long)result);
    int base = deep(0);
    printf("%d\n", deep(10) - base);
    signal(SIGUSR1, on_signal);
    crash(6);
    printf("%d\n", seen >= base + 6);
    return 0;
}
"""
UNWOUND = ("cleanup 0\ncleanup 1\ncleanup 2\nhandler\n1\ncleanup 9\n5\n10\n1\n")


@pytest.mark.parametrize("kind", ["static", "static-pie"])
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_unwinder(bench: Bench, library: Path, kind: str, level: str) -> None:
    """Linked without libgcc: our unwinder carries glibc's cancellation and backtraces."""
    unit = bench.object(UNWIND, *compile_flags(kind), level, "-fexceptions",
                        "-fno-optimize-sibling-calls", "-fno-inline", "-w")
    unwinder = library.parent / "libgcc_eh.a"
    program = bench.program(kind, [unit], libraries=("-lc", library, unwinder))
    assert bench.run(program) == UNWOUND
