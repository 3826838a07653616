"""The inputs of robust.py: mutated and extreme texts, assembly, objects, scripts, command lines.

One row of KINDS is a kind of input: how many of a hundred inputs are of it, and the function that
makes `(files, arguments)` from a random generator and the corpus.  `{out}` in the arguments is the
output file.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

DEEP = 100_000
PIECES = [b"(", b")", b"{", b"}", b"[", b"]", b";", b",", b"*", b"&", b"#", b"##", b'"', b"'",
          b"\\", b"\n", b"\0", b"\xff", b"if", b"int", b"struct", b"typedef", b"sizeof", b"=",
          b"->", b"0x", b"1e", b"asm", b"__attribute__((", b"/*", b"//", b"#define", b"#if",
          b"#include", b"...", b"L'", b'u8"', b"_Generic(", b"case", b":", b"?", b"__builtin_",
          b"%:", b"??=", b"1.f"]
ASM_PIECES = [b"mov", b"%rax", b"%xmm0", b"$", b"(", b")", b",", b":", b"\n", b";", b"#", b'"',
              b".macro m a\n", b".endm\n", b".rept 3\n", b".endr\n", b".section .x,\"aw\"\n",
              b".cfi_startproc\n", b".cfi_endproc\n", b".org ", b".align 1024\n", b".set a, a+1\n",
              b".byte ", b".fill 3,4,5\n", b".if ", b".endif\n", b".loc 1 2 3\n", b"1b", b"9f",
              b"@GOTPCREL", b"rep ", b"lock ", b"\\", b"-", b"<<", b"*", b".skip ", b"99999999999",
              b".quad ", b".uleb128 ", b".string \"", b".popsection\n", b".irp x,1,2\n"]
SCRIPTS = [
    b"INPUT(in.o)\nENTRY(main)\nSEARCH_DIR(/usr/lib)\n",
    b"GROUP ( in.o AS_NEEDED ( in.o ) )\nOUTPUT_FORMAT(elf64-x86-64)\n",
    b"SECTIONS { . = 0x400000; .text : { *(.text .text.*) } .data : { *(.data*) }\n"
    b"  .bss : { *(.bss*) *(COMMON) } /DISCARD/ : { *(.note*) } }\n",
    b"ENTRY(main)\nMEMORY { ram (rwx) : ORIGIN = 0x1000, LENGTH = 1M }\n"
    b"SECTIONS { .text : { KEEP(*(.init)) *(.text) PROVIDE(x = .); } > ram\n"
    b"  . = ALIGN(4096); .data : AT(ADDR(.text) + 0x100) { *(SORT(.data*)) } > ram }\n",
]
VERSIONS = [
    b"V1 { global: f; g*; local: *; };\nV2 { global: main; } V1;\n",
    b"{ global: f; local: *; };\n",
]
OPTIONS = """
-c -S -E -o {out} -O0 -O1 -O2 -O3 -Os -g -fPIC -shared -static -pie -MMD -MD -MF -MT x -M -MM -x
c assembler none -std=c99 -std=gnu17 -std=c2x -ansi -Wall -Wextra -Werror -Werror=format
-Wno-all -Wformat=9 -pedantic -pedantic-errors -DX=1 -DX( -D -UX -U -I. -I -isystem /nonexistent
-include x.h -imacros -nostdinc -nostdlib -lc -l -L. -Wl,-z,now -Wl, -Wl,--nonsense -Xlinker
-Wa,--32 -Xassembler -m32 -m64 -march=native -mtune=zz -fno-common -fno-such-thing
-fmax-errors=1 -fmax-errors=x -v -### --version -dumpmachine -print-file-name=libc.a
-print-prog-name=ld -dM -dD -C -CC -P -H -trigraphs -fsyntax-only -w -O9 -Ofast -Og -g3 -ggdb
-gz -fverbose-asm -masm=intel -mcmodel=large -fuse-ld=x @in.c @nothing
--target=riscv64-linux-gnu --target=z --sysroot=/x -B. -T in.c -e main -u f -z -r -s
-fdiagnostics-color=always -fdiagnostics-color=z -ftabstop=0 -fmessage-length=9 --param x=1
--param -finput-charset=zz -save-temps -pipe - -- --help -Q --dump=all --stop-after=cfg
--disable=x --fuel=3 --chaos=1 in.c in.c no-file.c in.o in.s""".split()
LINK_OPTIONS = """
-shared -static -pie -r -e main -T --gc-sections -Map map --version-script in.ver -z now -z
nonsense --build-id --hash-style=both -soname x --defsym a=b+1 --defsym = -u f --wrap f -s -S -x
--no-undefined --export-dynamic -Ttext 0x1000 -Ttext zz --section-start=.x=1 -m elf_i386 -m zz
--start-group --end-group -( -) --whole-archive in.a in.o in.ld in.so nothing.o -lc -L.
-L/usr/lib @in.o --oformat binary --sort-section=name -rpath /x -y f --trace-symbol -O2
--as-needed -v""".split()
SAMPLE = """
#include <stdio.h>
int shared; static int table[4] = { 1, 2 }; extern int other; __thread int local;
int f(int x) { return x * 3 + local; }
__attribute__((weak)) int g(double d) { return d > 1.0 ? table[1] : (int) d; }
const char *names[] = { "a", "b" };
int main(int argc, char **argv) {
    switch (argc) { case 1: puts(names[0]); break; case 2: return f(g(2)); case 3: return 7;
                    case 4: return argv[0][0]; case 5: puts("x"); }
    for (int i = 0; i < argc; i++) printf("%d %s\\n", i, argv[i]);
    return shared;
}
"""


class Corpus:
    """What is mutated: C files, assembly, an object, an archive, a shared library."""

    def __init__(self, torture: Path, folder: Path) -> None:
        self.c_files = sorted((torture / "execute").glob("*.c"))
        source = folder / "sample.c"
        source.write_text(SAMPLE)
        self.objects: list[bytes] = []
        self.assembly: list[bytes] = []
        for options in (["-O2"], ["-g", "-O0"], ["-fPIC", "-O2", "-ffunction-sections"]):
            subprocess.run(["gcc", *options, "-c", "-o", folder / "s.o", source], check=True)
            subprocess.run(["gcc", *options, "-S", "-o", folder / "s.s", source], check=True)
            self.objects.append((folder / "s.o").read_bytes())
            self.assembly.append((folder / "s.s").read_bytes())
        ours = Path(__file__).resolve().parent.parent / "asm" / "x86"
        self.assembly += [path.read_bytes() for path in sorted(ours.glob("*.s"))]
        subprocess.run(["ar", "rc", folder / "s.a", folder / "s.o"], check=True)
        subprocess.run(["gcc", "-shared", "-o", folder / "s.so", folder / "s.o"], check=True)
        self.archive = (folder / "s.a").read_bytes()
        self.library = (folder / "s.so").read_bytes()


Files = dict[str, bytes]
Made = tuple[Files, list[str]]


def extreme(rng: random.Random) -> bytes:
    """A text at the edge of what any compiler takes."""
    n = rng.choice([10, 200, 5000, DEEP])
    return rng.choice([
        lambda: b"int x = " + b"(" * n + b"1" + b")" * n + b";",
        lambda: b"int f(void) " + b"{" * n + b"}" * n,
        lambda: b"int x = " + b"-" * n + b"1;",
        lambda: b"int x = 1" + b"+1" * n + b";",
        lambda: b"int x = " + b"1?" * n + b"1" + b":1" * n + b";",
        lambda: b"int " + b"*" * n + b"p;",
        lambda: b"int a" + b"[1]" * n + b";",
        lambda: b"int " + b"(" * n + b"f" + b")" * n + b"(void);",
        lambda: b"struct s { " * n + b"int x;" + b" };" * n,
        lambda: b"int x = " + b"9" * n + b";",
        lambda: b"double x = 0." + b"9" * n + b"e" + b"9" * 5 + b";",
        lambda: b'char *s = "' + b"a" * n + b'";',
        lambda: b"char *s = " + b'"a" ' * n + b";",
        lambda: b"int " + b"a" * n + b";",
        lambda: b"#define A A A\nint x = A;",
        lambda: b"#define F(x) x F\nint x = " + b"F(1)" * min(n, 500) + b";",
        lambda: b"".join(b"#define M%d M%d M%d\n" % (i, i + 1, i + 1) for i in range(min(n, 22)))
        + b"int x = M0;",
        lambda: b"#if 1\n" * n,
        lambda: b"#if " + b"(" * n + b"1" + b")" * n + b"\n#endif\n",
        lambda: b"#include __FILE__\n",
        lambda: b"int f(void) { return " + b"f()+" * n + b"1; }",
        lambda: b"int f(int a) { " + b"if (a) " * n + b"; }",
        lambda: b"int f(int a) { " + b"if (a) ; else " * n + b"; }",
        lambda: b"int f(int a) { switch (a) { " + b"".join(
            b"case %d: " % i for i in range(min(n, 5000))) + b"; } }",
        lambda: b"int f(int a) { " + b"for (;;) " * n + b"; }",
        lambda: b"int f(int a) { " + b"a = " * n + b"1; }",
        lambda: b"int f(int *a) { return " + b"*" * n + b"a; }",
        lambda: b"int f(int a) { return " + b"sizeof " * n + b"a; }",
        lambda: b"int f(int a) { return " + b"(int)" * n + b"a; }",
        lambda: b"int a[] = " + b"{" * n + b"1" + b"}" * n + b";",
        lambda: b"int a[1000000000000];" * min(n, 100),
        lambda: b"typedef int t0;" + b"".join(b"typedef t%d t%d[2];" % (i, i + 1)
                                              for i in range(min(n, 200))) + b"t100 x;",
        lambda: bytes(rng.randrange(256) for _ in range(min(n, 20000))),
        lambda: b" ".join(rng.choice(PIECES) for _ in range(min(n, 5000))),
        lambda: b"int f(void) { ({ " * n + b"1;" + b"}); }" * n,
        lambda: b"enum e { " + b"A, " * n + b"};",
        lambda: b"int x = __builtin_choose_expr(1, " * n + b"1" + b", 2)" * n + b";",
        lambda: b"_Pragma(\"" + b"x" * n + b"\")",
        lambda: b"asm(\"" + b"nop\\n" * min(n, 5000) + b"\");",
        lambda: b"/*" * n, lambda: b"\\\n" * n, lambda: b"int x; " + b"\\" * n,
        lambda: b"#define S(x) #x\nchar *s = S(" + b"a " * n + b");",
        lambda: b"#define P(x, y) x ## y\nint P(" + b"a" * n + b", b);",
        lambda: b"#define V(...) __VA_ARGS__\nint x[] = { V(" + b"1," * n + b"1) };",
        lambda: b"#if " + b"1+" * n + b"1\n#endif\n",
        lambda: b"#if " + b"!" * n + b"1\n#endif\n",
        lambda: b"#if 0\n" + b"#elif 0\n" * n + b"#endif\n",
        lambda: b"".join(b"#define X%d\n" % i for i in range(min(n, 50000))),
        lambda: b"struct s " + b"*" * n + b"f(void);",
        lambda: b"int f(" + b"int (*)(" * n + b")" * n + b");",
        lambda: b"int f(int a) { " + b"while (a) do " * n + b";" + b" while (a);" * n + b"}",
        lambda: b"int f(int a) { " + b"".join(b"l%d: " % i for i in range(n)) + b"; }",
        lambda: b"struct s { struct s *p; int v; } *x; int f(void) { return x" + b"->p" * n
        + b"->v; }",
        lambda: b"int f(int *a) { return a[0]" + b"+a[0]" * n + b"; }",
        lambda: b"int f(int a) { return " + b"a ? " * n + b"a" + b" : a" * n + b"; }",
        lambda: b"int f(int a) { return " + b"a && " * n + b"a; }",
        lambda: b"int f(int a) { return " + b"a, " * n + b"a; }",
        lambda: b"int f(int a) { return " + b"f(" * n + b"a" + b")" * n + b"; }",
        lambda: b"int f(int a) { return " + b"~" * n + b"a; }",
        lambda: b"int a[" + b"sizeof(int[" * min(n, 3000) + b"1" + b"])" * min(n, 3000) + b"];",
        lambda: b"typeof(" * n + b"int" + b")" * n + b" x;",
        lambda: b"__attribute__((" * n + b"unused" + b"))" * n + b" int x;",
        lambda: b"__extension__ " * n + b"int x;",
        lambda: b"_Static_assert(" + b"1 == " * n + b"1, \"\");",
        lambda: b"int x = _Generic(1, int: " * n + b"1" + b")" * n + b";",
        lambda: b"int f(int a) { " + b"switch (a) case 1: " * n + b"; }",
        lambda: b"const " * n + b"int x;", lambda: b"long " * n + b"x;",
        lambda: b"union { int a; union { int b; } c; } x = " + b"{ .c = " * n + b"0" + b"}" * n
        + b";",
        lambda: b"int x[] = { " + b"[0] = 1, " * n + b"};",
        lambda: b"int x[] = { [" + b"9" * min(n, 500) + b"] = 1 };",
        lambda: b"int x[] = { [0 ... 99999999999] = 1 };",
        lambda: b"char x[1ull << 40] = { [1ull << 39] = 1 };",
        lambda: b"int f(int n) { int a[n]" + b"[n]" * min(n, 5000) + b"; return sizeof a; }",
        lambda: b"void f(void) { " + b"int x; { " * n + b"}" * n + b"}",
        lambda: b"void f(void) { " + b"asm(\"\" :: \"r\"(0)); " * min(n, 2000) + b"}",
        lambda: b"double f(double x) { return " + b"x*" * n + b"x; }",
        lambda: b"int f(int a, int b) { " + b"a = a * b + 1; b ^= a; " * min(n, 5000)
        + b"return a; }",
        lambda: b"int g(int); int f(int a) { " + b"if (g(a)) a++; " * min(n, 3000)
        + b"return a; }",
    ])()


def mutate(rng: random.Random, text: bytes, pieces: list[bytes] = PIECES) -> bytes:
    """A few bytes or pieces changed."""
    data = bytearray(text)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            data[at:at] = rng.choice(pieces)
        elif kind == 1:
            del data[at:at + rng.choice([1, 2, 10, 200])]
        elif kind == 2 and data:
            data[min(at, len(data) - 1)] = rng.randrange(256)
        elif kind == 3:
            start = rng.randrange(len(data) + 1)
            data[at:at] = data[start:start + rng.choice([5, 50, 500])]
        else:
            data[at:at + 3] = rng.choice(pieces)
    return bytes(data)


def mutate_binary(rng: random.Random, image: bytes) -> bytes:
    """Bytes, halves, words of an ELF file or archive changed; the header more often than the rest;
    sometimes cut short."""
    data = bytearray(image)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        where = rng.randrange(4)
        if where == 0:
            at = rng.randrange(64)
        elif where == 1:     # the section headers stand at the end of an object
            at = rng.randrange(max(0, len(data) - 1500), len(data))
        else:
            at = rng.randrange(len(data))
        width = rng.choice([1, 1, 2, 4, 8])
        value = rng.choice([0, 1, 0x7F, 0xFF, 0x8000, (1 << 31) - 1, (1 << 63), (1 << 64) - 1,
                            rng.randrange(1 << 16), rng.randrange(1 << 64)])
        data[at:at + width] = (value & ((1 << 8 * width) - 1)).to_bytes(width, "little")
    if rng.randrange(10) == 0:
        del data[rng.randrange(len(data)):]
    return bytes(data)


def c_text(rng: random.Random, corpus: Corpus) -> Made:
    """A mutated C file."""
    text = mutate(rng, rng.choice(corpus.c_files).read_bytes())
    return {"in.c": text}, ["vcc", rng.choice(["-O0", "-O2"]), "-c", "in.c", "-o", "{out}"]


def c_extreme(rng: random.Random, corpus: Corpus) -> Made:
    """An extreme C file."""
    return {"in.c": extreme(rng)}, ["vcc", rng.choice(["-O0", "-O2"]), "-c", "in.c", "-o", "{out}"]


def preprocess(rng: random.Random, corpus: Corpus) -> Made:
    """The preprocessor alone."""
    text = extreme(rng) if rng.randrange(2) else mutate(
        rng, rng.choice(corpus.c_files).read_bytes())
    options = rng.sample(["-P", "-C", "-CC", "-dD", "-dM", "-dI", "-traditional-cpp", "-MD", "-H",
                          "-trigraphs", "-fdirectives-only", "-fpreprocessed"], rng.randrange(3))
    return {"in.c": text}, ["vcc", "-E", *options, "in.c", "-o", "{out}"]


def warnings(rng: random.Random, corpus: Corpus) -> Made:
    """All warnings on, colours, columns: the messages themselves must not fail."""
    text = extreme(rng) if rng.randrange(3) == 0 else mutate(
        rng, rng.choice(corpus.c_files).read_bytes())
    return {"in.c": text}, ["vcc", "-Wall", "-Wextra", "-pedantic", "-fdiagnostics-color=always",
                            "-c", "in.c", "-o", "{out}"]


def assembly(rng: random.Random, corpus: Corpus) -> Made:
    """Assembly text, mutated or extreme."""
    n = rng.choice([10, 1000, DEEP])
    if rng.randrange(4):
        text = mutate(rng, rng.choice(corpus.assembly), ASM_PIECES)
    else:
        text = rng.choice([
            lambda: b".quad " + b"(" * n + b"1" + b")" * n + b"\n",
            lambda: b".quad 1" + b"+1" * n + b"\n",
            lambda: b".quad " + b"-" * n + b"1\n",
            lambda: b".rept 3\n" * n,
            lambda: b".rept 1000000000\n.byte 1\n.endr\n",
            lambda: b".macro m\nm\n.endm\nm\n",
            lambda: b".macro m\nm\nm\n.endm\nm\n",
            lambda: b".include \"in.s\"\n",
            lambda: b".fill 1000000000000, 1, 1\n", lambda: b".skip 0x7fffffffffffffff\n",
            lambda: b".org 0x7fffffffffff\n.byte 1\n", lambda: b".balign 0x40000000\n.byte 1\n",
            lambda: b".if 1\n" * n, lambda: b"a: " * n, lambda: b"a" * n + b":\n",
            lambda: b".string \"" + b"x" * n + b"\"\n", lambda: b".set a, b\n.set b, a\n.quad a\n",
            lambda: b"x=" * n + b"1\n", lambda: b"jmp 1f\n" * n + b"1:\n",
            lambda: b".pushsection .a\n" * n, lambda: b"/*" * n,
            lambda: b"mov $" + b"9" * n + b", %rax\n",
            lambda: bytes(rng.randrange(256) for _ in range(min(n, 20000))),
        ])()
    if rng.randrange(4) == 0:
        return {"in.s": text}, ["vas", "in.s", "-o", "{out}"]
    return {"in.s": text}, ["vcc", "-c", "in.s", "-o", "{out}"]


def link(rng: random.Random, corpus: Corpus) -> Made:
    """The linker on damaged objects, archives, libraries and scripts."""
    files = {"in.o": corpus.objects[rng.randrange(len(corpus.objects))], "in.a": corpus.archive,
             "in.so": corpus.library, "in.ld": rng.choice(SCRIPTS), "in.ver": rng.choice(VERSIONS)}
    kind = rng.choice(["in.o", "in.o", "in.a", "in.so", "in.ld", "in.ver"])
    arguments = ["vld", "-o", "{out}"]
    if kind in ("in.ld", "in.ver"):
        files[kind] = mutate(rng, files[kind])
    else:
        files[kind] = mutate_binary(rng, files[kind])
    if kind == "in.ld":
        arguments += rng.choice([["-T", "in.ld", "in.o"], ["in.ld", "in.o"]])
    elif kind == "in.ver":
        arguments += ["-shared", "--version-script", "in.ver", "in.o"]
    elif kind == "in.a":
        arguments += ["-u", "f", "in.a"]
    else:
        arguments += ["in.o"] if kind == "in.o" else ["in.o", "in.so"]
    arguments += rng.choice([[], ["-r"], ["-shared"], ["-pie"], ["--gc-sections"], ["-static"]])
    return files, [*arguments, "/usr/lib/x86_64-linux-gnu/libc.so.6"] if rng.randrange(
        2) and "-r" not in arguments and "-static" not in arguments else arguments


def command_line(rng: random.Random, corpus: Corpus) -> Made:
    """Random options of the driver or of the linker."""
    files = {"in.c": b"int main(void) { return 0; }\n", "in.o": corpus.objects[0],
             "in.s": b"nop\n", "in.a": corpus.archive, "in.so": corpus.library,
             "in.ld": SCRIPTS[0], "in.ver": VERSIONS[0]}
    program, table = rng.choice([("vcc", OPTIONS), ("vcc", OPTIONS), ("vld", LINK_OPTIONS)])
    words = [rng.choice(table) for _ in range(rng.randrange(1, 8))]
    if rng.randrange(5) == 0:
        words.insert(0, "-" + "".join(chr(rng.randrange(33, 127)) for _ in range(
            rng.randrange(1, 20))))
    return files, [program, *words, "in.c" if program == "vcc" else "in.o"]


# kind, share of a hundred inputs
KINDS = [(c_text, 30), (c_extreme, 22), (preprocess, 10), (warnings, 8), (assembly, 12),
         (link, 12), (command_line, 6)]


def make(rng: random.Random, corpus: Corpus) -> tuple[str, Made]:
    """One input with the name of its kind."""
    roll = rng.randrange(100)
    for kind, share in KINDS:
        if roll < share:
            return kind.__name__, kind(rng, corpus)
        roll -= share
    raise AssertionError("the shares do not add up to 100")
