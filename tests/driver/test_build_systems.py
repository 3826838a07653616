"""Build systems take vcc for a GNU-compatible C compiler: autoconf with libtool, CMake, Meson,
ccache, distcc.

One project of a shared library, a static one and a program, described for each system; what the
system finds out about the compiler must be what it finds out about gcc.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import sources  # noqa: E402

# Debian packages of the commands that are not called as they are.
PACKAGES = {"autoreconf": "autoconf", "libtoolize": "libtool", "ninja": "ninja-build",
            "distccd": "distcc"}
VCC = str(ROOT / ".venv" / "bin" / "vcc")
SOURCES = {
    "one.c": '__attribute__((visibility("default"))) int one(void) { return 1; }\n',
    "two.c": "int two(void) { return 2; }\n",
    "main.c": "#include <stdio.h>\nint one(void), two(void);\n"
              'int main(void) { printf("%d\\n", one() + two()); return 0; }\n',
}
CMAKE = """cmake_minimum_required(VERSION 3.16)
project(demo C)
include(CheckCSourceCompiles)
include(CheckIncludeFile)
include(CheckFunctionExists)
include(CheckTypeSize)
include(CheckCCompilerFlag)
check_include_file(stdint.h HAVE_STDINT)
check_function_exists(nonsense HAVE_FUNCTION)
check_type_size("long double" SIZE)
check_c_compiler_flag(-Wall HAVE_WALL)
check_c_compiler_flag(-Wnonsense HAVE_NONSENSE)
check_c_source_compiles("int main(void) { return __builtin_popcount(3); }" HAVE_POPCOUNT)
find_package(Threads REQUIRED)
add_library(one SHARED one.c)
set_property(TARGET one PROPERTY C_VISIBILITY_PRESET hidden)
add_library(two STATIC two.c)
set_property(TARGET two PROPERTY POSITION_INDEPENDENT_CODE ON)
add_executable(demo main.c)
target_link_libraries(demo one two Threads::Threads m)
message(STATUS "found ${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION} ${SIZE}")
message(STATUS "found ${HAVE_STDINT}.${HAVE_FUNCTION}.${HAVE_WALL}.${HAVE_NONSENSE}")
message(STATUS "found ${HAVE_POPCOUNT} ${CMAKE_C_IMPLICIT_LINK_LIBRARIES}")
"""
MESON = """project('demo', 'c', default_options: ['warning_level=2', 'c_std=gnu11'])
cc = meson.get_compiler('c')
message('found', cc.get_id(), cc.get_linker_id(), cc.has_function('fork'), cc.sizeof('long'))
message('found', cc.has_argument('-Wnonsense'), cc.has_argument('-Wall'))
one = shared_library('one', 'one.c', version: '1.2.3')
two = static_library('two', 'two.c')
executable('demo', 'main.c', link_with: [one, two],
           dependencies: [dependency('threads'), cc.find_library('m')])
"""
AUTOCONF = """AC_INIT([demo], [1.0])
AC_CONFIG_AUX_DIR([aux])
AM_INIT_AUTOMAKE([foreign])
AC_PROG_CC
AM_PROG_AR
LT_INIT
AC_C_INLINE
AC_C_RESTRICT
AC_C_BIGENDIAN
AC_CHECK_HEADERS([stdint.h nonsense.h])
AC_CHECK_FUNCS([fork nonsense])
AC_CHECK_SIZEOF([long double])
AC_CHECK_ALIGNOF([double])
AC_SEARCH_LIBS([sqrt], [m])
AC_SYS_LARGEFILE
AC_CONFIG_HEADERS([config.h])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
"""
AUTOMAKE = """lib_LTLIBRARIES = libone.la
libone_la_SOURCES = one.c two.c
libone_la_LDFLAGS = -version-info 2:1:0 -export-symbols-regex '^(one|two)$$'
bin_PROGRAMS = demo
demo_SOURCES = main.c
demo_LDADD = libone.la
"""


def needs(*commands: str) -> None:
    """Install what is missing; skip where that is not possible."""
    missing = [command for command in commands if shutil.which(command) is None]
    try:
        sources.install(*(PACKAGES.get(command, command) for command in missing))
    except (RuntimeError, OSError) as problem:
        pytest.skip(f"{' '.join(missing)} cannot be installed: {str(problem)[:100]}")


def run(*command: str, cwd: Path, **environment: str) -> str:
    """Standard output and error of a command that must succeed."""
    done = subprocess.run(command, cwd=cwd, env=dict(os.environ, LC_ALL="C", **environment),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def project(folder: Path, **files: str) -> None:
    """The sources and the description of a project."""
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / name).write_text(text)
    for name, text in files.items():
        (folder / name.replace("_", ".", 1)).write_text(text)


def found(text: str) -> list[str]:
    """What a build system said it has found."""
    return [line for line in text.splitlines() if "found " in line and "-- found" in line
            or "Message: found" in line]


def test_cmake(tmp_path: Path) -> None:
    needs("cmake", "make", "gcc")
    answers = []
    for number, cc in enumerate((VCC, "gcc")):
        folder = tmp_path / str(number)
        project(folder, CMakeLists_txt=CMAKE)
        answers.append(found(run("cmake", f"-DCMAKE_C_COMPILER={cc}", ".", cwd=folder)))
    assert answers[0] == answers[1] and len(answers[0]) == 3
    run("make", cwd=tmp_path / "0")
    assert run("./demo", cwd=tmp_path / "0") == "3\n"


def test_meson(tmp_path: Path) -> None:
    needs("meson", "ninja", "gcc")
    answers = []
    for number, cc in enumerate((VCC, "gcc")):
        folder = tmp_path / str(number)
        project(folder, meson_build=MESON)
        text = run("meson", "setup", "b", cwd=folder, CC=cc)
        assert "No include directory found" not in text
        answers.append(found(text))
    assert answers[0] == answers[1] and len(answers[0]) == 2
    run("ninja", "-C", "b", cwd=tmp_path / "0")
    assert run("b/demo", cwd=tmp_path / "0") == "3\n"


def test_autoconf_and_libtool(tmp_path: Path) -> None:
    needs("autoreconf", "automake", "libtoolize", "make", "gcc")
    first, second = tmp_path / "0", tmp_path / "1"
    project(first, configure_ac=AUTOCONF, Makefile_am=AUTOMAKE)
    run("autoreconf", "-fi", cwd=first)
    shutil.copytree(first, second)
    run("./configure", f"CC={VCC}", cwd=first)
    run("./configure", "CC=gcc", cwd=second)
    assert (first / "config.h").read_text() == (second / "config.h").read_text()
    run("make", cwd=first)
    assert run("./demo", cwd=first) == "3\n"
    names = run("nm", "-D", "--defined-only", ".libs/libone.so", cwd=first).split()
    assert "one" in names and "two" in names


def test_ccache(tmp_path: Path) -> None:
    needs("ccache")
    project(tmp_path / "0")
    folder = tmp_path / "0"
    cache = str(tmp_path / "cache")
    objects = []
    for _ in range(2):
        run("ccache", VCC, "-O2", "-c", "main.c", "-o", "main.o", cwd=folder, CCACHE_DIR=cache)
        objects.append((folder / "main.o").read_bytes())
    assert objects[0] == objects[1]
    figures = run("ccache", "--print-stats", cwd=folder, CCACHE_DIR=cache).split()
    hits = dict(zip(figures[::2], figures[1::2]))
    assert int(hits["direct_cache_hit"]) + int(hits["preprocessed_cache_hit"]) == 1


def test_ccache_counts_headers_and_dependencies(tmp_path: Path) -> None:
    """A changed header is a miss; the dependency file comes back from the cache."""
    needs("ccache")
    folder = tmp_path / "0"
    project(folder, own_h="#define VALUE 1\n", use_c='#include "own.h"\nint v = VALUE;\n')
    cache = str(tmp_path / "cache")
    seen = []
    for text in ("#define VALUE 1\n", "#define VALUE 1\n", "#define VALUE 2\n"):
        (folder / "own.h").write_text(text)
        os.utime(folder / "own.h", (1, 1))
        for name in ("use.o", "use.d"):
            (folder / name).unlink(missing_ok=True)
        run("ccache", VCC, "-MMD", "-c", "use.c", "-o", "use.o", cwd=folder, CCACHE_DIR=cache)
        assert (folder / "use.d").read_text() == "use.o: use.c own.h\n"
        seen.append((folder / "use.o").read_bytes())
    assert seen[0] == seen[1] != seen[2]


def test_distcc(tmp_path: Path) -> None:
    """The daemon compiles what the client has preprocessed; the object is the one made here."""
    needs("distcc", "distccd")
    folder = tmp_path / "0"
    project(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "state").mkdir()
    log = tmp_path / "log"
    log.touch()
    log.chmod(0o666)
    # The daemon gives up root's rights; a user name space keeps what root may read readable.
    unprivileged = [] if os.getuid() else [
        "unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if unprivileged and subprocess.run([*unprivileged, "true"]).returncode:
        pytest.skip("user name spaces are not allowed")
    daemon = subprocess.Popen(
        [*unprivileged, "distccd", "--daemon", "--no-detach", "--listen", "127.0.0.1", "--port",
         str(port), "--allow", "127.0.0.1", "--enable-tcp-insecure", "--jobs", "1", "--log-file",
         str(log)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        run("distcc", VCC, "-O2", "-c", "main.c", "-o", "far.o", cwd=folder, DISTCC_FALLBACK="0",
            DISTCC_HOSTS=f"127.0.0.1:{port}", DISTCC_DIR=str(tmp_path / "state"))
        for _ in range(200):             # the daemon writes its log after it has answered
            if "COMPILE_OK" in log.read_text():
                break
            time.sleep(0.05)
    finally:
        daemon.terminate()
        daemon.wait()
    assert "COMPILE_OK" in log.read_text()
    run(VCC, "-O2", "-c", "main.c", "-o", "near.o", cwd=folder)
    run(VCC, "far.o", "one.c", "two.c", "-o", "far", cwd=folder)
    assert run("./far", cwd=folder) == "3\n"
    run("cmp", "far.o", "near.o", cwd=folder)
