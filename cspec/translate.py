"""The whole front end in one call: files and options to a checked `Unit` (C17 5.1.1.2)."""

from __future__ import annotations

from cspec.diagnostics import Diagnostics, Rejected
from cspec.lexemes import Converter
from cspec.parser import Parser
from cspec.predefined import predefined_macros
from cspec.preprocess import Preprocessor
from cspec.tables import Tables, load
from cspec.target import Target
from cspec.tokens import Token
from cspec.types import Types
from cspec.unit import Unit, UnitChecker

loaded: list[Tables] = []


class Options:
    """What a command line says about translation."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.include_paths: list[str] = []
        self.system_paths: list[str] = []
        self.definitions: list[str] = []
        self.includes: list[str] = []
        self.strict = False
        self.trigraphs = False
        self.checker: type[UnitChecker] = UnitChecker


def tables() -> Tables:
    """The parser's tables, read once."""
    if not loaded:
        loaded.append(load())
    return loaded[0]


def preprocess(path: str, text: str, options: Options, diags: Diagnostics) -> list[Token]:
    """Translation phases 1 to 4."""
    pp = Preprocessor(diags, options.include_paths, options.system_paths, options.trigraphs)
    diags.add_file("<none>", "", True)
    for name in ("__LINE__", "__FILE__", "__COUNTER__", "__INCLUDE_LEVEL__", "__BASE_FILE__"):
        from cspec.macros import Macro
        macro = Macro(name, False, [], False, [], 0)
        macro.builtin = True
        pp.macros[name] = macro
    pp.predefine(predefined_macros(options.target, options.strict))
    if options.definitions:
        pp.predefine("\n".join(options.definitions) + "\n", "<command line>")
    if options.includes:
        text = "".join(f'#include "{name}"\n' for name in options.includes) + "#line 1\n" + text
    return pp.translate(path, text)


def translate(path: str, text: str, options: Options, diags: Diagnostics, types: Types | None = None
              ) -> Unit:
    """A file's text to its typed tree; raises Rejected, TranslationUndefined or Unsupported."""
    tokens = preprocess(path, text, options, diags)
    if diags.errors:
        raise Rejected
    table = tables()
    lexemes = Converter(diags, table).convert(tokens)
    parser = Parser(diags, table)
    if len(lexemes) <= 1:
        diags.report("empty-unit", lexemes[0].pos if lexemes else 0)
    tree = parser.parse(lexemes, "translation_unit")
    checker = options.checker(diags, types or Types(options.target), table, parser)
    unit = checker.check(tree, path)
    if diags.errors:
        raise Rejected
    return unit
