"""Which function a type-generic macro calls (`__builtin_tgmath`, C17 7.22).

Idea: the candidates differ in the type of their first generic parameter; the arguments, with
integers taken for double, have a common type; the candidate of exactly that type is called.
"""

from __future__ import annotations

from compiler.frontend.tree import Expr, FuncRef
from compiler.frontend.types import COMPLEX, CType, FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.frontend.conversions import Conversions


def generic_positions(functions: list[Expr]) -> list[int]:
    """The parameters whose type differs between the candidates."""
    types: list[FunctionType] = []
    for node in functions:
        assert isinstance(node, FuncRef)
        type = node.decl.type
        assert isinstance(type, FunctionType)
        types.append(type)
    positions: list[int] = []
    for index in range(len(types[0].parameters)):
        first = types[0].parameters[index]
        for other in types[1:]:
            if index < len(other.parameters) and other.parameters[index] is not first:
                positions.append(index)
                break
    return positions if positions else [0]


def select_function(parser: Conversions, functions: list[Expr],
                    arguments: list[Expr]) -> Expr | None:
    """The candidate for these argument values, or None."""
    common: CType | None = None
    positions = generic_positions(functions)
    for index, argument in enumerate(arguments):
        if index not in positions:
            continue
        type = argument.type
        if not type.format and type.kind != COMPLEX:
            type = parser.types.double
        common = type if common is None else parser.common_type(common, type)
    if common is None:
        return None
    fallback: Expr | None = None
    for node in functions:
        assert isinstance(node, FuncRef)
        function = node.decl.type
        assert isinstance(function, FunctionType)
        if positions[0] >= len(function.parameters):
            continue
        parameter = function.parameters[positions[0]]
        if parameter is common:
            return node
        if parameter.kind == COMPLEX and fallback is None and common.format:
            wanted = parser.types.complex_of(common)
            if parameter is wanted:
                fallback = node
    return fallback
