"""compiler/elf by itself: what is written is read back, binutils agree, archives, string tables."""

import subprocess
from pathlib import Path

import pytest
from linking import Bench

from compiler.elf import constants as c
from compiler.elf.archive import Archive, write_archive
from compiler.elf.image import ElfError
from compiler.elf.model import ObjectFile, Reloc, Section, Symbol
from compiler.elf.read import read_object, read_shared
from compiler.elf.relocations import R_386_32, R_X86_64_64, R_X86_64_PLT32
from compiler.elf.strings import StringTable
from compiler.elf.write import write_object

SOURCE = r"""
__thread int tls = 3;
int common_name;
static int local[3] = { 1, 2, 3 };
int *pointer = local + 1;
const char *text = "text in a mergeable section";
__attribute__((weak, visibility("hidden"))) int weak(void) { return *pointer; }
__attribute__((constructor)) static void up(void) { }
int (*resolver(void))(void) { return weak; }
int chosen(void) __attribute__((ifunc("resolver")));
int main(void) { return weak() + tls + chosen(); }
"""


def describe(obj: ObjectFile) -> list[object]:
    """Everything that a file holds, in a form that compares."""
    parts: list[object] = [obj.machine, obj.flags]
    for s in obj.sections:
        link = s.link.name if s.link else None
        relocs = [(r.offset, r.type, r.addend, name_of(r.symbol)) for r in s.relocs]
        parts.append((s.name, s.type, s.flags, s.align, s.entsize, bytes(s.data), s.nobits_size,
                      link, relocs))
    for y in obj.symbols:
        place = y.section.name if y.section else y.special
        parts.append((y.name, y.value, y.size, y.bind, y.type, y.visibility, place))
    for g in obj.groups:
        parts.append((g.signature.name, g.flags, [s.name for s in g.sections]))
    return parts


def name_of(symbol: Symbol | None) -> str | None:
    if symbol is None:
        return None
    return symbol.name or (symbol.section.name if symbol.section else "")


@pytest.mark.parametrize("flags", [["-g"], ["-fcommon", "-ffunction-sections"], ["-m32", "-g"]],
                         ids=["debug", "sections", "i386"])
def test_round_trip(bench: Bench, flags: list[str]) -> None:
    path = bench.object(SOURCE, *flags)
    first = read_object(path.read_bytes(), str(path))
    written = write_object(first)
    second = read_object(written, "again")
    assert describe(first) == describe(second)
    assert write_object(second) == written
    again = bench.folder / "again.o"
    again.write_bytes(written)
    for option in ("-S", "-s", "-r"):
        assert bench.readelf(option, again)
    disassembled = [
        subprocess.run(["objdump", "-drj.text", str(p)], capture_output=True, text=True).stdout
        .split("\n", 2)[2] for p in (path, again)]
    assert disassembled[0] == disassembled[1]


def test_made_object(bench: Bench) -> None:
    """An object made by hand, with a COMDAT group, links with GNU ld and runs."""
    obj = ObjectFile(c.EM_X86_64, "made.o")
    text = obj.add_section(Section(".text.made", c.SHT_PROGBITS,
                                   c.SHF_ALLOC | c.SHF_EXECINSTR, 16))
    text.data += bytes.fromhex("b8 2a 00 00 00 e9 00 00 00 00")  # mov $42,%eax; jmp finish
    main = obj.add_symbol(Symbol("main", text, 0, 10, c.STB_GLOBAL, c.STT_FUNC))
    finish = obj.add_symbol(Symbol("finish"))
    text.relocs.append(Reloc(6, R_X86_64_PLT32, finish, -4))
    data = obj.add_section(Section(".data.rel", c.SHT_PROGBITS, c.SHF_ALLOC | c.SHF_WRITE, 8))
    data.data += bytes(8)
    data.relocs.append(Reloc(0, R_X86_64_64, obj.section_symbol(text), 5))
    body = obj.add_section(Section(".text.finish", c.SHT_PROGBITS,
                                   c.SHF_ALLOC | c.SHF_EXECINSTR, 1))
    body.data += b"\xc3"
    obj.symbols.remove(finish)
    finish.section = body
    finish.bind = c.STB_WEAK
    obj.symbols.append(finish)
    obj.add_group(finish, c.GRP_COMDAT, [body])
    obj.add_section(Section(".note.GNU-stack", c.SHT_PROGBITS, 0))
    path = bench.folder / "made.o"
    path.write_bytes(write_object(obj))
    assert "COMDAT group section" in bench.readelf("-g", path)
    program = bench.folder / "made"
    subprocess.run(["gcc", "-o", str(program), str(path)], check=True)
    bench.run(program, status=42)
    bench.run(bench.program("pie", [path]), status=42)
    assert main.index > 0


def test_rel_addends() -> None:
    obj = ObjectFile(c.EM_386, "rel.o")
    data = obj.add_section(Section(".data", c.SHT_PROGBITS, c.SHF_ALLOC | c.SHF_WRITE, 4))
    data.data += bytes(8)
    symbol = obj.add_symbol(Symbol("other"))
    data.relocs.append(Reloc(4, R_386_32, symbol, -2))
    raw = write_object(obj)
    assert b"\0\0\0\0\xfe\xff\xff\xff" in raw
    assert bytes(data.data) == bytes(8)
    again = read_object(raw, "rel.o").sections[0]
    assert again.relocs[0].addend == -2 and bytes(again.data) == bytes(8)


def test_many_sections(bench: Bench) -> None:
    """More sections than sixteen bits hold."""
    obj = ObjectFile(c.EM_X86_64, "many.o")
    for number in range(66000):
        section = obj.add_section(Section(f".d{number}", c.SHT_PROGBITS, c.SHF_ALLOC))
        section.data += b"x"
    obj.add_symbol(Symbol("last", obj.sections[-1]))
    path = bench.folder / "many.o"
    path.write_bytes(write_object(obj))
    found = read_object(path.read_bytes(), "many.o").symbols[0].section
    assert found is not None and found.name == ".d65999"
    assert "65999]" in bench.readelf("-S", path) or ".d65999" in bench.readelf("-S", path)


def test_string_table() -> None:
    table = StringTable()
    names = [".text", ".rela.text", "a", "ba", "", "x" * 300, "ümlaut", "t"]
    for name in names:
        table.add(name)
    data = table.finish()
    for name in names:
        raw = name.encode()
        at = table.offset(name)
        assert data[at : at + len(raw) + 1] == raw + b"\0"
    assert table.offset(".text") == table.offset(".rela.text") + 5
    assert data.count(b"text") == 1


def test_archives(bench: Bench) -> None:
    one = bench.object("int one(void) { return 1; }", name="one")
    long = bench.object("int two_name; int two(void) { return 2; }", name="a_name_of_many_letters")
    paths = [one, long]
    raw = write_archive([(p.name, p.read_bytes()) for p in paths])
    ours = bench.folder / "ours.a"
    ours.write_bytes(raw)
    theirs = bench.archive("theirs.a", *paths)
    assert raw == theirs.read_bytes()
    archive = Archive(raw, "ours.a")
    assert [m.name for m in archive.members] == [p.name for p in paths]
    assert archive.contents(archive.member_at(archive.index["two"])) == long.read_bytes()
    thin = bench.folder / "thin.a"
    thin.write_bytes(write_archive([(p.name, p.read_bytes()) for p in paths], thin=True))
    listing = subprocess.run(["ar", "t", str(thin)], capture_output=True, text=True).stdout
    assert listing.split() == [str(p) for p in paths]
    inner = Archive(thin.read_bytes(), str(thin))
    assert inner.contents(inner.members[1]) == long.read_bytes()


def test_shared_library() -> None:
    path = Path("/lib/x86_64-linux-gnu/libc.so.6")
    library = read_shared(path.read_bytes(), str(path))
    assert library.soname == "libc.so.6" and "GLIBC_2.2.5" in library.versions
    memcpy = {(s.version, s.is_default) for s in library.defined if s.name == "memcpy"}
    assert memcpy == {("GLIBC_2.2.5", False), ("GLIBC_2.14", True)}


@pytest.mark.parametrize("data", [b"", b"\x7fELF", b"\x7fELF" + bytes(60), b"text", b"!<arch>\nx"])
def test_not_an_object(data: bytes) -> None:
    with pytest.raises(ElfError):
        read_object(data, "x.o")
    with pytest.raises(ElfError):
        read_shared(data, "x.o")
    with pytest.raises(ElfError):
        Archive(data, "x.a")
