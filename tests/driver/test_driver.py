"""The command line of vcc: options, queries, dependencies, outputs, as build systems use them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = ROOT / ".venv" / "bin"
HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n'


def vcc(*arguments: str, cwd: Path | None = None, stdin: str = "", check: bool = True
        ) -> subprocess.CompletedProcess[str]:
    """Run vcc; with `check`, it must succeed."""
    done = subprocess.run([str(BIN / "vcc"), *arguments], cwd=cwd, text=True, input=stdin,
                          capture_output=True)
    assert not check or done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture()
def hello(tmp_path: Path) -> Path:
    """A folder with hello.c."""
    (tmp_path / "hello.c").write_text(HELLO)
    return tmp_path


@pytest.mark.parametrize("arguments, expected", [
    (["-dumpversion"], "12\n"), (["-dumpfullversion"], "12.2.0\n"),
    (["-dumpmachine"], "x86_64-linux-gnu\n"), (["-print-multiarch"], "x86_64-linux-gnu\n"),
    (["-print-multi-os-directory"], "../lib\n"), (["-print-sysroot"], ""),
    (["-print-file-name=plugin"], "plugin\n"), (["-print-prog-name=objcopy"], "objcopy\n"),
])
def test_queries(arguments: list[str], expected: str) -> None:
    assert vcc(*arguments).stdout == expected


def test_version_texts() -> None:
    text = vcc("--version").stdout
    assert "12.2.0" in text.splitlines()[0] and "Free Software Foundation" in text
    assert any(line.startswith("gcc version 12.2.0") for line in vcc("-v").stderr.splitlines())
    assert vcc("-print-prog-name=ld").stdout.strip() == str(BIN / "vld")
    assert "GNU ld" in vcc("-Wl,--version", "-nostdlib").stdout
    libc = vcc("-print-file-name=libc.a").stdout.strip()
    assert os.path.exists(libc)
    for wrong in ("-V", "-qversion", "-version"):
        assert vcc(wrong, check=False).returncode == 1


def test_hello(hello: Path) -> None:
    vcc("hello.c", cwd=hello)
    assert subprocess.run([str(hello / "a.out")], stdout=subprocess.PIPE).stdout == b"hello\n"


@pytest.mark.parametrize("flags", [["-static"], ["-no-pie"], ["-static-pie"], ["-pie", "-fPIE"],
                                   ["-O2", "-s"], ["-g"], ["-Os", "-Wl,--gc-sections"]])
def test_kinds_of_output(hello: Path, flags: list[str]) -> None:
    vcc(*flags, "hello.c", "-o", "prog", cwd=hello)
    assert subprocess.run([str(hello / "prog")], stdout=subprocess.PIPE).stdout == b"hello\n"


@pytest.mark.parametrize("flags", [["-fPIE", "-pie"], ["-fPIC", "-pie"], ["-fno-pie", "-no-pie"],
                                   ["-fPIE", "-static-pie"], ["-fPIE", "-pie", "-O2"]])
def test_absent_weak_symbols_are_zero(tmp_path: Path, flags: list[str]) -> None:
    """Of any visibility, wherever the program is loaded."""
    (tmp_path / "weak.c").write_text(
        '#define WEAK(v) __attribute__((weak, visibility(v)))\n'
        'extern int f(void) WEAK("default"), h(void) WEAK("hidden");\n'
        'extern int d WEAK("hidden"), p WEAK("protected");\n'
        'int main(void) { return (f != 0) + 2 * (h != 0) + 4 * (&d != 0) + 8 * (&p != 0); }\n')
    vcc(*flags, "weak.c", "-o", "weak", cwd=tmp_path)
    assert subprocess.run([str(tmp_path / "weak")]).returncode == 0


def test_shared_library(tmp_path: Path) -> None:
    (tmp_path / "lib.c").write_text("int answer(void) { return 42; }\n")
    (tmp_path / "main.c").write_text("int answer(void); int main(void) { return answer() - 42; }\n")
    vcc("-shared", "-fPIC", "lib.c", "-o", "libanswer.so", "-Wl,-soname,libanswer.so", cwd=tmp_path)
    vcc("main.c", "-L.", "-lanswer", "-Wl,-rpath,$ORIGIN", "-o", "main", cwd=tmp_path)
    assert subprocess.run([str(tmp_path / "main")]).returncode == 0


def test_stages(hello: Path) -> None:
    vcc("-c", "hello.c", cwd=hello)
    vcc("-S", "hello.c", cwd=hello)
    vcc("-c", "hello.s", "-o", "again.o", cwd=hello)
    assert (hello / "hello.o").read_bytes()[:4] == b"\x7fELF"
    vcc("hello.o", "-o", "one", cwd=hello)
    vcc("again.o", "-o", "two", cwd=hello)
    for name in ("one", "two"):
        assert subprocess.run([str(hello / name)], stdout=subprocess.PIPE).stdout == b"hello\n"
    vcc("-E", "hello.c", "-o", "hello.i", cwd=hello)
    vcc("-c", "hello.i", "-o", "third.o", cwd=hello)
    assert (hello / "third.o").exists()


def test_standard_input(tmp_path: Path) -> None:
    vcc("-x", "c", "-", "-o", "prog", cwd=tmp_path, stdin=HELLO)
    assert subprocess.run([str(tmp_path / "prog")], stdout=subprocess.PIPE).stdout == b"hello\n"
    assert "int x;" in vcc("-E", "-", stdin="int x;\n").stdout
    assert vcc("-dM", "-E", "-x", "c", "/dev/null").stdout.count("#define __GNUC__ 12\n") == 1


def test_response_file(hello: Path) -> None:
    (hello / "args").write_text("-o 'my prog' -DX=\\\"a\\ b\\\"\nhello.c")
    vcc("@args", cwd=hello)
    assert (hello / "my prog").exists()


@pytest.mark.parametrize("flags, name, starts", [
    (["-MD"], "hello.d", "hello.o: hello.c /usr/include/stdc-predef.h /usr/include/stdio.h"),
    (["-MMD"], "hello.d", "hello.o: hello.c\n"),
    (["-MMD", "-MF", "x.dep", "-MT", "a b"], "x.dep", "a b: hello.c\n"),
    (["-MMD", "-MQ", "$x"], "hello.d", "$$x: hello.c\n"),
    (["-Wp,-MMD,y.d"], "y.d", "hello.o: hello.c\n"),
])
def test_dependencies(hello: Path, flags: list[str], name: str, starts: str) -> None:
    vcc("-c", *flags, "hello.c", cwd=hello)
    assert (hello / name).read_text().replace(" \\\n", "").startswith(starts)


def test_dependencies_alone(hello: Path) -> None:
    (hello / "own.h").write_text("")
    (hello / "b.c").write_text('#include "own.h"\n#include <stdio.h>\n')
    assert vcc("-MM", "b.c", cwd=hello).stdout == "b.o: b.c own.h\n"
    assert vcc("-MM", "-MP", "b.c", cwd=hello).stdout == "b.o: b.c own.h\nown.h:\n"
    assert "stdio.h" in vcc("-M", "b.c", cwd=hello).stdout


@pytest.mark.parametrize("arguments, message", [
    (["-foo"], "unrecognized command-line option"), (["-fwhat"], "unrecognized"),
    (["-mwhat"], "unrecognized"), (["--what"], "unrecognized"), (["-std=c77"], "unrecognized"),
    (["-Wwhat"], "unrecognized command-line option '-Wwhat'"),
    (["-Werror=what"], "no option '-Wwhat'"), ([], "no input files"),
    (["-o"], "missing argument to '-o'"), (["none.c"], "none.c"), (["none.o"], "none.o"),
    (["-fsanitize=address"], "unsupported"), (["-fopenmp"], "unsupported"),
    (["-march=what", "x.c"], "bad value"), (["-x", "pascal", "x.c"], "language pascal"),
    (["--target=vax-dec-vms", "x.c"], "unknown target"),
])
def test_refusals(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = vcc(*arguments, cwd=tmp_path, check=False)
    assert done.returncode == 1 and message in done.stderr
    assert not list(tmp_path.iterdir())


def test_unknown_negative_warning_is_ignored(hello: Path) -> None:
    assert vcc("-Wno-what", "-c", "hello.c", cwd=hello).stderr == ""


def test_errors_leave_no_file(tmp_path: Path) -> None:
    (tmp_path / "bad.c").write_text("int f(void) { return x; }\n")
    (tmp_path / "bad.o").write_text("old")
    done = vcc("-c", "bad.c", cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "bad.c: In function 'f':" \
        or "bad.c:1:22: error: 'x' undeclared" in done.stderr.replace("‘", "'").replace("’", "'")
    assert done.stderr.count("error:") == 1 and "^" in done.stderr


def test_undefined_symbol(tmp_path: Path) -> None:
    (tmp_path / "u.c").write_text("int g(void); int main(void) { return g(); }\n")
    done = vcc("u.c", cwd=tmp_path, check=False)
    assert done.returncode == 1 and "undefined reference to `g'" in done.stderr
    assert not (tmp_path / "a.out").exists()


def test_verbose_shows_the_search_path(tmp_path: Path) -> None:
    done = vcc("-v", "-E", "-x", "c", "-iquote", str(tmp_path), "-", cwd=tmp_path)
    lines = done.stderr.splitlines()
    first = lines.index('#include "..." search starts here:')
    assert lines[first + 1:first + 3] == [f" {tmp_path}", "#include <...> search starts here:"]
    assert lines[-2:] == [" /usr/include", "End of search list."]


@pytest.mark.parametrize("arguments", [
    ["t.c", "-o", "t"], ["t.c", "u.c", "-o", "t"], ["-c", "t.c", "-o", "d/x.o"], ["t.c"],
    ["-S", "t.c", "-o", "d/y.s"], ["-E", "t.c", "-o", "d/y.i"], ["-c", "t.c", "-MMD"],
    ["t.c", "-o", "d/t.exe"]])
@pytest.mark.parametrize("switch", ["-save-temps", "-save-temps=obj"])
def test_saved_temporaries(tmp_path: Path, switch: str, arguments: list[str]) -> None:
    found = []
    for compiler in (str(BIN / "vcc"), "gcc"):
        folder = tmp_path / Path(compiler).name
        (folder / "d").mkdir(parents=True)
        (folder / "t.c").write_text(HELLO)
        (folder / "u.c").write_text("int u;\n")
        subprocess.run([compiler, switch, *arguments], cwd=folder, check=True)
        found.append(sorted(str(path.relative_to(folder)) for path in folder.rglob("*")))
    assert found[0] == found[1]


def test_shown_commands(hello: Path) -> None:
    shown = vcc("-###", "-O2", "-DX=a b", "hello.c", "-lm", cwd=hello).stderr.splitlines()[-2:]
    assert shown[0].endswith(' -c -O2 "-DX=a b" -o hello.o hello.c')
    assert " hello.o -lm " in shown[1] and "Scrt1.o" in shown[1]
    assert sorted(path.name for path in hello.iterdir()) == ["hello.c"]
    shown = vcc("-v", "hello.c", cwd=hello).stderr.splitlines()
    assert " hello.o " in shown[-1] and shown[-1].split()[0].rsplit("/", 1)[-1] in ("ld", "vld")
    both = vcc("-foo", check=False).stderr
    assert "'-foo'" in both and "no input files" in both


def test_output_is_reproducible(hello: Path) -> None:
    objects = []
    for seed in ("1", "2"):
        subprocess.run([str(BIN / "vcc"), "-O2", "-g", "-c", "hello.c"], cwd=hello, check=True,
                       env=dict(os.environ, PYTHONHASHSEED=seed))
        objects.append((hello / "hello.o").read_bytes())
    pure = dict(os.environ, VOUCH_PURE="1")
    subprocess.run([str(BIN / "vcc"), "-O2", "-g", "-c", "hello.c"], cwd=hello, check=True,
                   env=pure)
    objects.append((hello / "hello.o").read_bytes())
    assert objects[0] == objects[1] == objects[2]
