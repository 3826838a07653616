"""Which symbols the output shows to other modules, under which version, and which of its own
definitions another module may replace.

The idea: one walk over the table, after all inputs are known and before the scan needs to know
`preemptible`. An executable exports what a library refers to or defines too, a shared library
everything that is visible; version scripts, --exclude-libs and dynamic lists narrow that.
Source: gABI 4.1 (visibility), GNU ld manual 2.40 (VERSION, --dynamic-list, -Bsymbolic).
"""

from __future__ import annotations

from compiler.elf.constants import STV_DEFAULT, VER_NDX_GLOBAL, VER_NDX_LOCAL
from compiler.linker.link_state import Link
from compiler.linker.symbols import DEFINED, SHARED, UNDEFINED, Symbol
from compiler.linker.versions import NameList


class ExportRules:
    """The command line's rules, ready to be asked about names."""

    def __init__(self, link: Link) -> None:
        options = link.options
        self.link: Link = link
        self.symbolic: str = options.value("symbolic")
        self.export_all: bool = link.is_shared or options.on("export-dynamic")
        self.extra: NameList = NameList()
        for word in options.list("export-dynamic-symbol"):
            self.extra.add(word)
        self.excluded: dict[str, bool] = {}
        for text in options.list("exclude-libs"):
            for word in text.replace(":", ",").split(","):
                self.excluded[word] = True

    def is_excluded(self, symbol: Symbol) -> bool:
        file = symbol.file
        if file is None or not file.archive or not self.excluded:
            return False
        name = file.archive
        return "ALL" in self.excluded or name in self.excluded or name[3:-2] in self.excluded

    def known_to_libraries(self, name: str) -> bool:
        for file in self.link.table.libraries:
            if name in file.references or name in file.exports:
                return True
        return False

    def is_preemptible(self, symbol: Symbol) -> bool:
        link = self.link
        if symbol.state == SHARED:
            return True
        if symbol.state == UNDEFINED:
            if symbol.is_hidden() or symbol.provided:
                return False
            if link.is_shared:
                return True
            weak_stays = link.options.keyword("z-dynamic-undefined-weak", True)
            return link.is_dynamic and link.has_interpreter and weak_stays
        if not link.is_shared or not symbol.exported or symbol.visibility != STV_DEFAULT:
            return False
        if link.has_dynamic_list:
            return link.dynamic_list.has(symbol.name)
        if self.symbolic == "all":
            return False
        return self.symbolic != "functions" or not symbol.is_function()


def decide_exports(link: Link) -> None:
    """Set version_index, forced_local, exported and preemptible of every global symbol."""
    rules = ExportRules(link)
    script = link.version_script
    for symbol in link.table.symbols.values():
        if symbol.state == DEFINED:
            _assign_version(link, rules, symbol)
            if link.is_dynamic and not symbol.forced_local and not symbol.is_hidden():
                symbol.exported = not symbol.provided and (
                    rules.export_all
                    or rules.extra.has(symbol.name)
                    or (link.has_dynamic_list and link.dynamic_list.has(symbol.name))
                    or rules.known_to_libraries(symbol.name)
                )
        symbol.preemptible = rules.is_preemptible(symbol)
    if link.options.on("no-undefined-version"):
        for name, version in script.exact_globals:
            found = link.table.symbols.get(name)
            if found is None or found.state != DEFINED:
                link.diagnostics.error(
                    f"version script assignment of `{version or 'global'}' to symbol `{name}' "
                    "failed: symbol not defined"
                )


def _assign_version(link: Link, rules: ExportRules, symbol: Symbol) -> None:
    script = link.version_script
    symbol.version_index = VER_NDX_GLOBAL
    if symbol.version:
        node = script.by_name.get(symbol.version)
        if node is None:
            if link.is_shared:
                link.diagnostics.error(
                    f"version node not found for symbol {symbol.display_name()}"
                )
                return
            node = script.node_for(symbol.version)
        symbol.version_index = node.index
        return
    if rules.is_excluded(symbol):
        symbol.forced_local = True
        return
    index = script.index_of(symbol.name)
    if index == VER_NDX_LOCAL:
        symbol.forced_local = True
    elif index > 0:
        symbol.version_index = index
        if index > VER_NDX_GLOBAL:
            symbol.version = script.nodes[index - 2].name
