"""Whole files: the objects of our assembler and of GNU as have the same sections, relocations
and symbols. The texts in x86/ each hold one part of the language; gcc adds its own output."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile

from compiler.assembler.assemble import assemble
from compiler.elf.write import write_object

HERE = Path(__file__).parent
CONTENT = ("SHT_PROGBITS", "SHT_NOBITS", "SHT_NOTE", "SHT_INIT_ARRAY", "SHT_FINI_ARRAY")
SHF_GROUP = 0x200
C_TEXT = """
extern int puts(const char *); extern int ext; static char buffer[100]; static double d = 1.5;
int array[10]; _Thread_local int t; static int g(int x) { return x * 3; }
int f(int a, double b, long *p) {
    switch (a) { case 1: puts("one"); break; case 2: puts("two"); break; case 3: puts("3"); break;
    case 4: puts("four"); break; case 5: return 7; case 6: puts("six"); }
    for (int i = 0; i < a; i++) p[i] += g(i) * b + t + ext;
    for (int i = 0; i < 100; i++) buffer[i] = a;
    d += b; return array[a] + buffer[a];
}
int h(int c) { long x[100]; return f(c, c * 2.0, x) + (int)x[3]; }
"""


def symbol_name(file: ELFFile, symbol: Any) -> str:
    if symbol["st_info"]["type"] == "STT_SECTION":
        return "section " + str(file.get_section(symbol["st_shndx"]).name)
    return str(symbol.name)


def describe(data: bytes) -> dict[str, Any]:
    """Sections, relocations and symbols by name, without order and numbering."""
    file = ELFFile(io.BytesIO(data))
    table = file.get_section_by_name(".symtab")
    result: dict[str, Any] = {}
    for section in file.iter_sections():
        if section["sh_type"] in CONTENT and section["sh_size"]:
            body = section["sh_size"] if section["sh_type"] == "SHT_NOBITS" else section.data()
            result.setdefault("section " + section.name, []).append(
                (body, section["sh_flags"] & ~SHF_GROUP, section["sh_addralign"],
                 section["sh_type"], section["sh_entsize"]))
        elif section["sh_type"] in ("SHT_REL", "SHT_RELA"):
            result.setdefault("relocations " + section.name, []).append(sorted(
                (r["r_offset"], r["r_info_type"], r.entry.get("r_addend", 0),
                 symbol_name(file, table.get_symbol(r["r_info_sym"])))
                for r in section.iter_relocations()))
    symbols = set()
    for symbol in table.iter_symbols() if table is not None else ():
        # GNU as names the GOT whenever a text mentions any @ suffix; group signatures live in
        # their group section there
        if symbol.name in ("", "_GLOBAL_OFFSET_TABLE_", "grp"):
            continue
        if symbol["st_info"]["type"] == "STT_SECTION":
            continue
        where = symbol["st_shndx"]
        symbols.add((symbol.name, symbol["st_info"]["bind"], symbol["st_info"]["type"],
                     symbol["st_value"], symbol["st_size"], symbol["st_other"]["visibility"],
                     file.get_section(where).name if isinstance(where, int) else where))
    result["symbols"] = symbols
    return result


def check(path: Path, bits: int, tmp_path: Path) -> None:
    result = assemble(path.read_text(encoding="utf-8"), str(path), bits)
    assert result.object is not None, result.problems[0].render()
    ours = describe(write_object(result.object))
    subprocess.run(["as", f"--{bits}", path, "-o", tmp_path / "gas.o"], check=True,
                   capture_output=True)
    theirs = describe((tmp_path / "gas.o").read_bytes())
    assert ours.keys() == theirs.keys()
    for key, value in theirs.items():
        if isinstance(value, set):
            assert not ours[key] ^ value, f"{key}: {sorted(ours[key] ^ value)[:6]}"
        else:
            assert ours[key] == value, f"{key} differs"


needs_gas = pytest.mark.skipif(shutil.which("as") is None, reason="no GNU as")
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc")


@needs_gas
@pytest.mark.parametrize("name", ["kernel_style", "relocations", "frames", "lines", "padding",
                                  "spellings"])
def test_same_object_as_gnu_as(name: str, tmp_path: Path) -> None:
    check(HERE / "x86" / f"{name}.s", 64, tmp_path)


@needs_gas
@needs_gcc
@pytest.mark.parametrize("flags", [
    "-O0", "-O2", "-O2 -g", "-O1 -gdwarf-4", "-O2 -fPIC", "-Os -mcmodel=large -fPIC",
    "-O2 -mcmodel=kernel -fno-pic", "-O3 -mavx2 -mfma", "-O2 -fcf-protection=full -mbmi2",
    "-O1 -ffunction-sections -fdata-sections", "-O2 -mfpmath=387",
    "-O2 -ftls-model=global-dynamic -fPIC", "-O2 -fPIC -mtls-dialect=gnu2",
])
def test_same_object_for_gcc_output(flags: str, tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(C_TEXT)
    subprocess.run(["gcc", *flags.split(), "-S", "a.c", "-o", "a.s"], cwd=tmp_path, check=True)
    check(tmp_path / "a.s", 64, tmp_path)
