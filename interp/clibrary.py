"""The part of the library that is written in C: `interp/clib/`, linked when a program needs it.

A function that a unit uses and none defines, and that has a row here, brings in its file, which is
translated and linked like a file of the program; so clause 7's demands on arguments are found by
the rules of the language.
"""

from __future__ import annotations

import os

from cspec.diagnostics import Diagnostics
from cspec.translate import Options, translate
from cspec.types import Types
from cspec.unit import Unit

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clib")
ROWS = {
    "wide.c": "wcslen wcscpy wcsncpy wcscat wcsncat wcscmp wcscoll wcsxfrm wcsncmp wcschr wcsrchr "
              "wcsspn wcscspn wcspbrk wcsstr wcstok wmemcpy wmemmove wmemset wmemcmp wmemchr "
              "wcstol wcstoll wcstoul wcstoull wcstod wcstof wcstold btowc wctob mbsinit mbrtowc "
              "mbrlen wcrtomb mbsrtowcs wcsrtombs mblen mbtowc wctomb mbstowcs wcstombs iswupper "
              "iswlower iswalpha iswdigit iswxdigit iswalnum iswspace iswblank iswcntrl iswprint "
              "iswgraph iswpunct towlower towupper wctype iswctype wctrans towctrans",
    "streams.c": "fwide fputwc putwc putwchar fputws fgetwc getwc getwchar ungetwc fgetws wprintf "
                 "fwprintf swprintf vwprintf vfwprintf vswprintf swscanf vswscanf",
    "calendar.c": "gmtime localtime mktime asctime ctime timespec_get strftime",
    "options.c": "getopt optarg optind opterr optopt",
    "locale.c": "localeconv",
    "complexes.c": " ".join(base + suffix for base in (
        "cproj cexp clog csqrt cpow csin ccos ctan csinh ccosh ctanh casinh cacosh catanh casin "
        "cacos catan").split() for suffix in ("", "f", "l")),
}
FILES = {name: file for file, names in ROWS.items() for name in names.split()}


def needed(units: list[Unit], linked: list[str]) -> str:
    """A file that defines a name which the units use and none defines, '' when there is none."""
    defined: set[str] = set()
    for unit in units:
        defined.update(f.assembler_name or f.name for f in unit.functions if f.body is not None)
        defined.update(v.assembler_name or v.name for v in unit.variables if v.defined)
    for unit in units:
        for function in unit.functions:
            name = function.assembler_name or function.name
            if function.used and function.linkage == "external" and name not in defined:
                file = FILES.get(name.removeprefix("__builtin_"), "")
                if file and file not in linked:
                    return file
        for variable in unit.variables:
            file = FILES.get(variable.assembler_name or variable.name, "")
            if file and not variable.defined and variable.used and file not in linked:
                return file
    return ""


def add_library(units: list[Unit], options: Options, diags: Diagnostics, types: Types) -> None:
    """Translate what the units need, and what that needs in turn."""
    plain = Options(options.target)
    plain.system_paths = options.system_paths
    linked: list[str] = []
    strict = diags.strict
    diags.strict = False
    while True:
        file = needed(units, linked)
        if not file:
            break
        linked.append(file)
        with open(os.path.join(FOLDER, file), encoding="utf-8") as stream:
            text = stream.read()
        count = len(diags.messages)
        unit = translate(f"<library>/{file}", text, plain, diags, types)
        unit.library = True
        units.append(unit)
        del diags.messages[count:]
    diags.strict = strict
