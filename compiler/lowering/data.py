"""Static objects: definitions, tentative definitions, sections.

Problem: a variable's definition becomes bytes, relocations and a place.  Idea: the image of its
initialiser; what has none is zero.  Read-only is what is const all through (C17 6.7.3p6 note);
which section that means is decided when the object is written.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import VarDecl
from compiler.frontend.types import ArrayType, CType, RecordType
from compiler.ir import module as m
from compiler.ir.module import GlobalData
from compiler.lowering.image import Image
from compiler.lowering.translation import Translation


def is_read_only(type: CType) -> bool:
    """True for const objects that nothing may change."""
    while type.kind == c.ARRAY:
        main = type.unqual
        assert isinstance(main, ArrayType)
        type = main.element
    if not type.quals & c.CONST or type.quals & c.VOLATILE:
        return False
    main_type = type.unqual
    return not (isinstance(main_type, RecordType) and main_type.has_volatile_member)


def define(unit: Translation, decl: VarDecl) -> None:
    """Lower the definition of a static object."""
    symbol = unit.symbol(decl)
    unit.complete(symbol, decl)
    type = decl.type
    size = int(max(type.size, 0))
    init = decl.init
    if init is not None:
        size = max(size, int(init.size))
    align = max(int(type.align), int(decl.align), 1)
    if not decl.section:
        align = max(align, unit.array_align(type, size))
    data = GlobalData(size, align)
    data.pos = decl.loc
    data.readonly = is_read_only(type) and not decl.tls
    if init is not None:
        image = Image(unit, size)
        for entry in init.entries:
            image.entry(entry)
        image.finish(data)
    elif decl.tentative and not decl.tls and not decl.section and decl.linkage == tree.EXTERNAL:
        data.common = unit.options.common if decl.common is None else decl.common
        if decl.weak or symbol.visibility != m.DEFAULT:
            data.common = False
    if symbol.data is None:
        unit.module.data.append(symbol)
    symbol.data = data
    symbol.kind = m.DATA
