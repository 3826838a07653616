"""Diagnostics in GNU ld's form, options, scripts as inputs, damaged files."""

import random

import pytest
from linking import Bench, vld

from compiler.linker.patterns import matches


def refused(*arguments: object) -> str:
    status, _, messages = vld(*[str(a) for a in arguments])
    assert status == 1 and messages and "Traceback" not in messages, messages
    return messages


def test_undefined_and_multiple(bench: Bench) -> None:
    one = bench.object("extern int missing(void); int main(void) { return missing(); }\n"
                       "int twice(void) { return 1; }", name="one")
    two = bench.object("int twice(void) { return 2; }", name="two")
    target = bench.folder / "x"
    text = refused("-o", target, "-e", "main", one)
    assert "one.o: in function `main':\none.c:(.text+0x" in text
    assert "): undefined reference to `missing'" in text
    text = refused("-o", target, "-e", "main", one, two, "--defsym", "missing=0")
    assert "two.o:(.text+0x0): multiple definition of `twice'; " in text
    assert "one.o:(.text+0x" in text and "first defined here" in text
    assert not target.exists()
    both = ["-o", target, "-e", "main", one, two, "--defsym", "missing=0"]
    assert vld(*both, "-z", "muldefs")[0] == 0
    status, _, text = vld("-o", target, "-e", "main", one, "--unresolved-symbols=ignore-all")
    assert status == 0, text


def test_not_position_independent(bench: Bench) -> None:
    unit = bench.object("int x[4]; int f(int i) { return x[i]; }", "-fno-pie", "-mcmodel=medium")
    text = refused("-shared", "-o", bench.folder / "x.so", unit)
    assert "can not be used when making a shared object; recompile with -fPIC" in text
    text = refused("-pie", "-o", bench.folder / "x", "-e", "f", unit)
    assert "can not be used when making a PIE object; recompile with -fPIE" in text


@pytest.mark.parametrize("visibility", ["", ".hidden", ".protected"])
def test_weak_and_far_from_zero(bench: Bench, visibility: str) -> None:
    """An undefined weak symbol is 0, which code of a PIE cannot name by its distance."""
    head = f".weak absent\n{visibility and visibility + ' absent'}\n"
    taken = bench.object(head + "leaq absent(%rip), %rax\n", suffix=".s")
    called = bench.object(head + "call absent\n.data\n.quad absent - .\n", suffix=".s")
    text = refused("-pie", "-e", "0", "-o", bench.folder / "x", taken)
    assert "R_X86_64_PC32 against symbol `absent' can not be used when making a PIE" in text
    bench.link("-pie", "-e", "0", called)
    bench.link("-e", "0", taken)
    if visibility == ".hidden":
        refused("-shared", "-o", bench.folder / "x", taken)
        bench.link("-shared", called)


def test_truncated_relocation(bench: Bench) -> None:
    unit = bench.object("extern char far[]; char *f(void) { return far; }", "-fno-pie")
    text = refused("-o", bench.folder / "x", "-e", "f", unit, "--defsym", "far=0x123456789a")
    assert "relocation truncated to fit: R_X86_64_32 against `far'" in text


def test_options(bench: Bench) -> None:
    unit = bench.object("int main(void) { return 0; }")
    assert "unrecognized option '--no-such-thing'" in refused("--no-such-thing", unit)
    assert "requires an argument" in refused(unit, "-o")
    assert "no input files" in refused("-o", "x")
    assert "cannot find nowhere.o" in refused("nowhere.o")
    assert "are not supported" in refused("-T", "script.ld", unit)
    assert "unrecognised emulation mode: elf_vax" in refused("-m", "elf_vax", unit)
    status, out, _ = vld("--version")
    assert status == 0 and out.startswith("GNU ld ")
    assert vld("-v")[1].startswith("GNU ld ")
    assert vld("-m", "elf_x86_64", "--version")[0] == 0
    for word in ("--version-script", "-soname", "--gc-sections", "supported targets"):
        assert word in vld("--help")[1]
    response = bench.write("args", f"-o '{bench.folder}/by file' -e main\n{unit}")
    assert vld(f"@{response}")[0] == 0 and (bench.folder / "by file").exists()
    status, _, text = vld("-z", "nonsense", "-e", "main", "-o", bench.folder / "x", unit)
    assert status == 0 and "-z nonsense ignored" in text
    refused("-z", "nonsense", "--fatal-warnings", "-e", "main", "-o", bench.folder / "x", unit)


def test_scripts_as_inputs(bench: Bench) -> None:
    one = bench.object("int one(void) { return 1; }", name="one")
    two = bench.object("int two(void) { return 2; }", name="two")
    bench.archive("libtwo.a", two)
    script = bench.write(
        "libboth.so", "/* GNU ld script */\nOUTPUT_FORMAT(elf64-x86-64)\n"
        f"GROUP ( {one.name} AS_NEEDED ( -ltwo ) )\nINPUT(libc.so.6)\n")
    main = bench.object("extern int one(void), two(void); int main(void) { return one() + two(); }")
    program = bench.program("pie", [main, f"-L{bench.folder}", "-lboth"])
    bench.run(program, status=3)
    script.write_text("SECTIONS { .text : { *(.text) } }")
    assert "SECTIONS is not supported" in refused(main, script)
    script.write_text("GROUP ( one.o")
    assert "libboth.so:1: unexpected end of file" in refused(main, script)
    script.write_text("what is this")
    assert "syntax error" in refused(main, script)


@pytest.mark.parametrize("text", ["V1 { global: a; ", "{ a b }", "V1 { }; V1 { };", "V { } X;",
                                  'V { extern "C++" { a; }; };', '"unterminated', "/* open"])
def test_bad_version_scripts(bench: Bench, text: str) -> None:
    unit = bench.object("int a;", "-fPIC")
    script = bench.write("bad.map", text)
    assert "bad.map:1: " in refused("-shared", "--version-script", script, unit, "-o",
                                    bench.folder / "x.so")


def test_patterns() -> None:
    for pattern, name, expected in (
        ("*", "", True), ("a*c", "abbbc", True), ("a*c", "abbbd", False), ("a?c", "abc", True),
        ("[a-c]x", "bx", True), ("[!a-c]x", "bx", False), ("[]]", "]", True), ("a\\*", "a*", True),
        ("a\\*", "ab", False), ("*a*a*a*b", "a" * 200, False), ("[ab", "[ab", True),
    ):
        assert matches(pattern, name) == expected, (pattern, name)


def test_damaged_files(bench: Bench) -> None:
    """Whatever is wrong with a file, the answer is an error of the linker or a link."""
    unit = bench.object(
        "#include <stdio.h>\n__thread int t = 1; static const char *s[] = { \"a\", \"b\" };"
        "int main(int c, char **v) { puts(s[c & 1]); return t; }", "-g", "-fPIC")
    library = bench.shared([unit], "-soname", "libd.so", name="libd.so")
    archive = bench.archive("libd.a", unit)
    source = random.Random(1)
    target = bench.folder / "x"
    for path, rounds in ((unit, 250), (library, 120), (archive, 60)):
        data = path.read_bytes()
        for _ in range(rounds):
            broken = bytearray(data)
            for _ in range(source.choice((1, 1, 2, 5, 40))):
                at = source.randrange(len(broken))
                broken[at] = source.choice((0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)))
            if source.random() < 0.2:
                del broken[source.randrange(len(broken)) :]
            victim = bench.folder / ("broken" + path.suffix)
            victim.write_bytes(broken)
            for arguments in (["-e", "main", "--gc-sections"], ["-shared"], ["-r"]):
                status, _, messages = vld(*arguments, "-o", target, victim, "-lc",
                                          "--build-id", "--eh-frame-hdr")
                assert status == 0 or messages
    for path in (unit, library, archive):
        data = path.read_bytes()
        for size in range(0, min(len(data), 400), 7):
            victim.write_bytes(data[:size])
            vld("-e", "main", "-o", target, victim)
