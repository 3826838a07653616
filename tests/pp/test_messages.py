"""Diagnostics of the preprocessor: gcc's words, places, source lines and carets."""

from __future__ import annotations

from pathlib import Path

import pytest

from gcc_reference import gcc, ours

CASES = (
    "#define A 1\n#define A 2\nA\n",
    "#define F(a, b) a b\nF(1)\nF(1, 2, 3)\nF(1, 2\n",
    "#define F(a, a) a\n",
    "#define F(a\n",
    "#define F(1) x\n",
    "#define F(a) #b\n",
    "#define A ## b\n",
    "#define A b ##\n",
    "#define 3 x\n",
    "#define defined x\n",
    "#define\n",
    "#undef\n#undef 5\n",
    "#ifdef\n#endif\n#ifdef X y\n#endif z\n",
    "#if\n#endif\n#if 1 +\n#endif\n#if (1\n#endif\n#if 1)\n#endif\n#if 1 2\n#endif\n",
    "#if 1.0\n#endif\n#if 0xg\n#endif\n#if 09\n#endif\n#if \"s\"\n#endif\n#if 1 = 2\n#endif\n",
    "#if ()\n#endif\n#if 1 ? 2\n#endif\n#if 1 : 2\n#endif\n#if * 2\n#endif\n",
    "#if 1 / 0\n#endif\n#if defined 3\n#endif\n#if defined(X\n#endif\n#if f(1)\n#endif\n",
    "#if 99999999999999999999999\n#endif\n#if 18446744073709551615 > 0\n#endif\n",
    "#else\n#elif 1\n#endif\n",
    "#if 1\n#else\n#else\n#elif 1\n#endif\n",
    "#error you lose\n#warning be  careful\n#error\n",
    "#wrong\n#   3x\n",
    "#include\n#include foo\n#include \"\"\n",
    "#include \"not/there.h\"\nint x;\n",
    "#include <not/there.h>\n",
    "#include <stddef.h> extra\n",
    "#line 0x5\n#line 5 x\n#line\n",
    "__VA_ARGS__\n#define F() __VA_ARGS__\n",
    "#define G(a,b) a ## b\nG(+,-)\nG(x, 1) G(\"a\", \"b\")\n",
    "#pragma GCC poison bad\nint bad;\n",
    "#pragma once\n",
    "#pragma GCC error \"stop\"\n#pragma GCC warning \"go\"\n",
    "\"open\n'x\n",
    "/* never closed\n",
    "#define F(...) __VA_OPT__(a\nF()\n",
    "#import <stddef.h>\n#assert m(x)\n",
    "int a;\n#if 1\n",
    "#define M(x) x\n#if M(1\n#endif\n",
    "#define A+b\n",
)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_same_words(number: int, tmp_path: Path) -> None:
    """The headline of each diagnostic, line and column included, is gcc's."""
    path = tmp_path / "case.c"
    path.write_text(CASES[number])
    mine, reference = ours(path), gcc(path)
    assert mine.headlines() == reference.headlines()
    assert mine.good == reference.good


CARETS = (
    "#define A 1\n#define A 2\n",
    "#if 1 2\n#endif\n",
    "\t#error  text\n",
    "#define F(a, b) a b\nint x = F(1);\n",
    "#include \"nothing.h\"\n",
    "#define G(a,b) a ## b\n  G(+,-)\n",
)


@pytest.mark.parametrize("text", CARETS)
def test_same_lines(text: str, tmp_path: Path) -> None:
    """Source lines and carets are gcc's."""
    path = tmp_path / "case.c"
    path.write_text(text)
    assert ours(path).errors == gcc(path).errors


def test_include_chain(tmp_path: Path) -> None:
    """In file included from."""
    (tmp_path / "a.h").write_text("#include \"b.h\"\n")
    (tmp_path / "b.h").write_text("#error deep\n#error deeper\n")
    path = tmp_path / "case.c"
    path.write_text("\n#include \"a.h\"\n")
    assert ours(path).errors == gcc(path).errors


@pytest.mark.parametrize(
    "flags",
    ["-Werror", "-Werror=cpp", "-Wno-cpp", "-Wundef", "-Wall -Werror -Wno-error=cpp", "-pedantic"],
)
def test_options(flags: str, tmp_path: Path) -> None:
    """What -W options make of a warning."""
    path = tmp_path / "case.c"
    path.write_text("#warning text\n#if UNKNOWN\n#endif\n#include_next <stddef.h>\n/* /* */\n")
    options = flags.split()
    mine, reference = ours(path, *options), gcc(path, *options)
    assert mine.headlines() == reference.headlines()
    assert mine.good == reference.good
