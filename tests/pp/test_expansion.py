"""Macro expansion and -E output, equal to gcc's byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

import sources
from gcc_reference import gcc, ours

CASES = {
    "rescan": "#define x 3\n#define f(a) f(x * (a))\n#undef x\n#define x 2\n#define g f\n"
    "#define z z[0]\n#define h g(~\n#define m(a) a(w)\n#define w 0,1\n#define t(a) a\n"
    "#define p() int\n#define q(x) x\n#define r(x,y) x ## y\n#define str(x) # x\n"
    "f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);\ng(x+(3,4)-w) | h 5) & m\n(f)^m(m);\n"
    "p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };\n"
    "char c[2][6] = { str(hello), str() };\n",
    "strings": "#define str(s) # s\n#define xstr(s) str(s)\n"
    "#define debug(s, t) printf(\"x\" # s \"= %d, x\" # t \"= %s\", x ## s, x ## t)\n"
    "#define INCFILE(n) vers ## n\n#define glue(a, b) a ## b\n#define xglue(a, b) glue(a, b)\n"
    "#define HIGHLOW \"hello\"\n#define LOW LOW \", world\"\ndebug(1, 2);\n"
    "fputs(str(strncmp(\"abc\\0d\", \"abc\", '\\4') == 0) str(: @\\n), s);\n"
    "xstr(INCFILE(2).h)\nglue(HIGH, LOW);\nxglue(HIGH, LOW)\nstr( a  b /* c */ \"d\\\"\\\\\" )\n",
    "paste": "#define t(x,y,z) x ## y ## z\nint j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,),\n"
    " t(10,,), t(,11,), t(,,12), t(,,) };\n#define hash_hash # ## #\n#define mkstr(a) # a\n"
    "#define in_between(a) mkstr(a)\n#define join(c, d) in_between(c hash_hash d)\n"
    "char p[] = join(x, y);\n",
    "variadic": "#define debug(...) fprintf(stderr, __VA_ARGS__)\n"
    "#define report(test, ...) ((test)?puts(#test):printf(__VA_ARGS__))\n"
    "debug(\"Flag\"); debug(\"X = %d\\n\", x); report(x>y, \"x is %d\", x, y);\n"
    "#define e(f, ...) p(f , ## __VA_ARGS__)\ne(a) e(a,) e(a,b,c)\n"
    "#define n(f, a...) p(f , ## a) [a]\nn(1) n(1,2) n(1,2,3)\n#define o(...) (, ## __VA_ARGS__)\n"
    "o() o(1) o(1,2)\n#define v(x, ...) f(x __VA_OPT__(,) __VA_ARGS__)\nv(1) v(1,) v(1,2)\n"
    "#define H2(X, Y, ...) __VA_OPT__(X ## Y,) __VA_ARGS__\nH2(a, b, c, d) H2(a, b)\n"
    "#define H3(X, ...) #__VA_OPT__(X##X X##X)\nH3(a, 0) H3(a)\n"
    "#define H4(X, ...) __VA_OPT__(a X ## X) ## b\nH4(, 1) H4(x, 1)\n",
    "spacing": "#define E\n#define P(x) x\n#define M -\n#define O(a) [a]\n"
    "-M - -E- a E b P( c )d P()e\n+P(+)+ P(-)P(-) O( x )O() .P(.)P(1) x P(1)y P(y)1 P(\"s\")x\n"
    "O(\n1\n)  t O\n(2) u O v\n<P(:) %P(:) #P(#) =P(=) P(&)& L P('c') L P(\"s\")\n",
    "lines": "a\n\n\n\nb\n\n\n\n\n\n\n\n\n\n\nc\\\nd e\\\n  f /* x\n\n */ g\n#line 50 \"other.c\"\n"
    "__LINE__ __FILE__\n#define F(x) __LINE__ x __LINE__\nF(\n1)\nF(__LINE__\n__LINE__)\n",
    "builtins": "__COUNTER__ __COUNTER__ __INCLUDE_LEVEL__ __BASE_FILE__ __LINE__\n__FILE__\n",
    "conditionals": "#if 0\n#if 1\nno\n#else\nno 'x\n#endif\n"
    "#elif 1 + 1 == 2\nyes\n#elif 1/0\n#endif\n"
    "#if 1 ? (2 || (1/0)) : 3\na\n#endif\n#if -1 > 0u && 0x7fffffffffffffff < 0x8000000000000000\n"
    "b\n#endif\n#if 'a' == 97 && '\\377' < 0 && L'\\xff' == 255 && 'ab' == 24930\nc\n#endif\n"
    "#ifdef __LINE__\nd\n#endif\n"
    "#if defined(X) || !defined Y && ~0 == -1 && (3, 4) == 4\ne\n#endif\n"
    "#if __has_include(<stdio.h>) && !__has_include(\"none.h\") && __has_include_next(<stdio.h>)\n"
    "f\n#endif\n",
    "pragmas": "#pragma GCC diagnostic push\nint a; _Pragma(\"pack(2)\") int b;\n"
    "#pragma unknown x  y\n"
    "#define P(x) _Pragma(#x) x\nc P(foo bar) d\n#ident \"text\"\n"
    "#pragma push_macro(\"P\")\n#undef P\n"
    "P(1)\n#pragma pop_macro(\"P\")\n#undef P\n",
    "digraphs": "%:define S(x) %:x\n%:define C(a,b) a%:%:b\n"
    "int a<:3:> = <%1%>; S(<:) C(x,y) S(%:%:)\n",
    "universal names": "int \\u00c1b = 1, été, \\U0001F34C;\n#define \\u00c1b 5\nÁb\n",
    "prefixes": "#define u8 1\n#define L 2\n#define R 3\n"
    "u8\"a\" u8 L\"b\" L'c' L R\"x(\")x\" u\"d\" U'e' u8'f'\n",
    "poison of recursion": "#define AA BB\n#define BB AA CC\n#define CC(x) AA x BB\n"
    "AA(1) BB(2) CC(AA(3))\n"
    "#define NIL(xxx) xxx\n#define G_0(arg) NIL(G_1)(arg)\n#define G_1(arg) NIL(arg)\nG_0(42)\n"
    "#define foo foo a\nNIL(foo)\n#define fo() NIL(fo)\nfo()()\n",
    "numbers": "#define E0 x\n1.e+E0 0xE+E0 1.2.3 .5e-3 0x1p-3f 1_000 "
    "100'000 0b101 ..1 1..2 ...\n",
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("flags", [("-P",), ()])
def test_same_text(name: str, flags: tuple[str, ...], tmp_path: Path) -> None:
    """Our -E and gcc's give the same bytes."""
    path = tmp_path / "case.c"
    path.write_text(CASES[name])
    assert ours(path, *flags).text.decode() == gcc(path, *flags).text.decode()


HEADERS = (
    "assert ctype errno fcntl float inttypes limits locale math pthread setjmp signal stdarg "
    "stddef stdint stdio stdlib string sys/mman sys/socket sys/stat sys/types time unistd "
    "wchar tgmath "
    "complex fenv netdb regex termios emmintrin"
).split()


@pytest.mark.parametrize("standard", ["-std=gnu17", "-std=c99"])
def test_libc_headers(standard: str, tmp_path: Path) -> None:
    """All of the C library's usual headers together, byte for byte."""
    path = tmp_path / "headers.c"
    path.write_text("".join(f"#include <{name}.h>\n" for name in HEADERS))
    assert ours(path, standard).text == gcc(path, standard).text


def test_tcc_suite() -> None:
    """The preprocessor tests of tcc."""
    folder = sources.fetch("tcc") / "tests" / "pp"
    failed = []
    for path in sorted(folder.glob("*.c")):
        if ours(path, "-P").tokens() != gcc(path, "-P").tokens():
            failed.append(path.name)
    assert failed == []


def test_torture_files() -> None:
    """Every twelfth file of GCC's torture tests, token by token."""
    files = sorted(sources.torture().glob("execute/*.c"))[::12]
    failed = [
        path.name for path in files if ours(path, "-P").tokens() != gcc(path, "-P").tokens()
    ]
    assert failed == []


FLAGS = (
    "", "-O2", "-Os", "-std=c99", "-std=c11", "-std=gnu89", "-std=c89", "-pthread", "-fPIC",
    "-fno-pie",
    "-funsigned-char", "-msse4.2", "-mavx2", "-mno-sse2", "-mfma", "-m32", "-m32 -msse2",
    "-mno-sse",
    "-ffreestanding",
)  # fmt: skip


@pytest.mark.parametrize("flags", FLAGS)
def test_predefined_macros(flags: str, tmp_path: Path) -> None:
    """-dM gives gcc's macros and __VOUCH__."""
    path = tmp_path / "empty.c"
    path.write_text("")
    options = flags.split()
    mine = set(ours(path, "-dM", *options).text.decode().splitlines())
    reference = set(gcc(path, "-dM", *options).text.decode().splitlines())
    assert mine - reference == {"#define __VOUCH__ 1"}
    assert reference - mine == set()


def test_assembler(tmp_path: Path) -> None:
    """Assembler with directives: # comments, stray quotes and $ go through."""
    path = tmp_path / "case.S"
    path.write_text(
        "# don't FOO\n#define FOO 12\n # another `thing' FOO\n  mov $FOO, %eax /* c */ ; x a\n"
        "#ifdef __ASSEMBLER__\nfoo: .ascii \"s\" # it's FOO\n .byte 'a, FOO\n#endif\n"
        "1: jmp 1b // FOO\n #FOO\nx@GOTPCREL(%rip) FOO@PLT\n#define cat(a,b) a##b\n"
        "cat(.L,foo): cat(x,.y)\n"
    )
    assert ours(path, "-xassembler").text == gcc(path).text
