"""The typed tree: what a translation unit means, with every implicit conversion written out.

One class a construct; `tag` is its number for fast dispatch.  Expressions carry their type and
place; `lvalue` says whether they designate an object (C17 6.3.2.1).
"""

from __future__ import annotations

from cspec.types import Field, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

CONST: Final = 1
STRING: Final = 2
VARIABLE: Final = 3
FUNCTION: Final = 4
DEREF: Final = 5
MEMBER: Final = 6
INDEX: Final = 7
UNARY: Final = 8
BINARY: Final = 9
LOGICAL: Final = 10
CONDITIONAL: Final = 11
COMMA: Final = 12
ASSIGN: Final = 13
COMPOUND_ASSIGN: Final = 14
INCREMENT: Final = 15
CAST: Final = 16
DECAY: Final = 17
ADDRESS: Final = 18
CALL: Final = 19
BUILTIN: Final = 20
COMPOUND_LITERAL: Final = 21
STATEMENT_EXPR: Final = 22
VA_ARG: Final = 23
LABEL_ADDRESS: Final = 24
SIZEOF_VARIABLE: Final = 25
PART: Final = 26
LOAD: Final = 27
OFFSETOF: Final = 28
ELVIS: Final = 29


class Expr:
    """An expression of type `type` at `pos`."""

    def __init__(self, tag: int, type_: Type, pos: int) -> None:
        self.tag = tag
        self.type = type_
        self.pos = pos
        self.lvalue = False
        self.parenthesized = False


class Const(Expr):
    """A constant: int, float (float and double), or Real (long double, quad)."""

    def __init__(self, type_: Type, pos: int, value: object, imaginary: bool = False) -> None:
        super().__init__(CONST, type_, pos)
        self.value = value
        self.imaginary = imaginary
        self.literal = False


class StringLit(Expr):
    """A string literal: an array lvalue with static storage."""

    def __init__(self, type_: Type, pos: int, units: list[int]) -> None:
        super().__init__(STRING, type_, pos)
        self.units = units
        self.lvalue = True


class VariableRef(Expr):
    """An object named by an identifier."""

    def __init__(self, variable: Variable, type_: Type, pos: int) -> None:
        super().__init__(VARIABLE, type_, pos)
        self.variable = variable
        self.lvalue = True


class FunctionRef(Expr):
    """A function named by an identifier (a function designator)."""

    def __init__(self, function: Function, type_: Type, pos: int) -> None:
        super().__init__(FUNCTION, type_, pos)
        self.function = function
        self.environment_off = False    # named where FENV_ACCESS is off


class Deref(Expr):
    """`*pointer`."""

    def __init__(self, pointer: Expr, type_: Type, pos: int) -> None:
        super().__init__(DEREF, type_, pos)
        self.pointer = pointer
        self.lvalue = True


class Member(Expr):
    """`base.field`."""

    def __init__(self, base: Expr, field: Field, type_: Type, pos: int) -> None:
        super().__init__(MEMBER, type_, pos)
        self.base = base
        self.field = field
        self.lvalue = base.lvalue


class Index(Expr):
    """`base[index]`; `base` is a pointer, or an array lvalue whose decay is understood."""

    def __init__(self, base: Expr, index: Expr, type_: Type, pos: int) -> None:
        super().__init__(INDEX, type_, pos)
        self.base = base
        self.index = index
        self.lvalue = True


class Unary(Expr):
    """`- ~ !` on a converted operand."""

    def __init__(self, op: str, operand: Expr, type_: Type, pos: int) -> None:
        super().__init__(UNARY, type_, pos)
        self.op = op
        self.operand = operand


class Binary(Expr):
    """An operator on converted operands; pointer arithmetic too."""

    def __init__(self, op: str, left: Expr, right: Expr, type_: Type, pos: int) -> None:
        super().__init__(BINARY, type_, pos)
        self.op = op
        self.left = left
        self.right = right


class Logical(Expr):
    """`&&` and `||`."""

    def __init__(self, op: str, left: Expr, right: Expr, type_: Type, pos: int) -> None:
        super().__init__(LOGICAL, type_, pos)
        self.op = op
        self.left = left
        self.right = right


class Conditional(Expr):
    """`condition ? yes : no`."""

    def __init__(self, condition: Expr, yes: Expr, no: Expr, type_: Type, pos: int) -> None:
        super().__init__(CONDITIONAL, type_, pos)
        self.condition = condition
        self.yes = yes
        self.no = no


class Elvis(Expr):
    """`value ?: no` (GNU); `converted` is `value` brought to the result type, over `holder`."""

    def __init__(self, value: Expr, holder: Variable, converted: Expr, no: Expr, type_: Type,
                 pos: int) -> None:
        super().__init__(ELVIS, type_, pos)
        self.value = value
        self.holder = holder
        self.converted = converted
        self.no = no


class Comma(Expr):
    """`left, right`."""

    def __init__(self, left: Expr, right: Expr, pos: int) -> None:
        super().__init__(COMMA, right.type, pos)
        self.left = left
        self.right = right


class Assign(Expr):
    """`target = value`, the value converted to the target's type."""

    def __init__(self, target: Expr, value: Expr, type_: Type, pos: int) -> None:
        super().__init__(ASSIGN, type_, pos)
        self.target = target
        self.value = value


class CompoundAssign(Expr):
    """`target op= value`: computed in `computation`, then converted."""

    def __init__(self, op: str, target: Expr, value: Expr, computation: Type, type_: Type,
                 pos: int) -> None:
        super().__init__(COMPOUND_ASSIGN, type_, pos)
        self.op = op
        self.target = target
        self.value = value
        self.computation = computation


class Increment(Expr):
    """`++` and `--`, before or behind."""

    def __init__(self, step: int, prefix: bool, target: Expr, type_: Type, pos: int) -> None:
        super().__init__(INCREMENT, type_, pos)
        self.step = step
        self.prefix = prefix
        self.target = target


class Cast(Expr):
    """A conversion, explicit or implicit."""

    def __init__(self, operand: Expr, type_: Type, pos: int, explicit: bool) -> None:
        super().__init__(CAST, type_, pos)
        self.operand = operand
        self.explicit = explicit


class Load(Expr):
    """Lvalue conversion: the value stored in an object (6.3.2.1p2)."""

    def __init__(self, place: Expr, type_: Type) -> None:
        super().__init__(LOAD, type_, place.pos)
        self.place = place


class Decay(Expr):
    """An array or function turned into a pointer (6.3.2.1p3, p4)."""

    def __init__(self, operand: Expr, type_: Type) -> None:
        super().__init__(DECAY, type_, operand.pos)
        self.operand = operand


class AddressOf(Expr):
    """`&operand`."""

    def __init__(self, operand: Expr, type_: Type, pos: int) -> None:
        super().__init__(ADDRESS, type_, pos)
        self.operand = operand


class Call(Expr):
    """A call through a function pointer, arguments converted."""

    def __init__(self, callee: Expr, arguments: list[Expr], type_: Type, pos: int) -> None:
        super().__init__(CALL, type_, pos)
        self.callee = callee
        self.arguments = arguments


class BuiltinCall(Expr):
    """A `__builtin_` operator that is no ordinary function."""

    def __init__(self, name: str, arguments: list[Expr], type_: Type, pos: int) -> None:
        super().__init__(BUILTIN, type_, pos)
        self.name = name
        self.arguments = arguments
        self.types: list[Type] = []


class CompoundLiteral(Expr):
    """`(type){...}`: the object is `variable`."""

    def __init__(self, variable: Variable, pos: int) -> None:
        super().__init__(COMPOUND_LITERAL, variable.type, pos)
        self.variable = variable
        self.lvalue = True


class StatementExpr(Expr):
    """`({ ... })` (GNU)."""

    def __init__(self, block: Block, result: Expr | None, type_: Type, pos: int) -> None:
        super().__init__(STATEMENT_EXPR, type_, pos)
        self.block = block
        self.result = result


class VaArg(Expr):
    """`va_arg(list, type)`."""

    def __init__(self, list_: Expr, type_: Type, pos: int) -> None:
        super().__init__(VA_ARG, type_, pos)
        self.list = list_


class LabelAddress(Expr):
    """`&&label` (GNU)."""

    def __init__(self, label: LabelName, type_: Type, pos: int) -> None:
        super().__init__(LABEL_ADDRESS, type_, pos)
        self.label = label


class SizeofVariable(Expr):
    """`sizeof` of a variable length array type; `effects` is evaluated first."""

    def __init__(self, measured: Type, effects: Expr | None, type_: Type, pos: int) -> None:
        super().__init__(SIZEOF_VARIABLE, type_, pos)
        self.measured = measured
        self.effects = effects


class Part(Expr):
    """`__real__` (0) or `__imag__` (1) of a complex operand."""

    def __init__(self, which: int, operand: Expr, type_: Type, pos: int) -> None:
        super().__init__(PART, type_, pos)
        self.which = which
        self.operand = operand
        self.lvalue = operand.lvalue


class OffsetOf(Expr):
    """`offsetof` with an index known at run time only."""

    def __init__(self, constant: int, terms: list[tuple[Expr, int]], type_: Type, pos: int
                 ) -> None:
        super().__init__(OFFSETOF, type_, pos)
        self.constant = constant
        self.terms = terms


# ---- initialisers (6.7.9)

class InitItem:
    """One scalar (or whole aggregate) to store at an offset; `field` for bit-fields; `repeats` has
    (count, distance) for each range designator around it; `zero`: the whole area becomes zero."""

    def __init__(self, offset: int, type_: Type, field: Field | None, value: Expr) -> None:
        self.offset = offset
        self.type = type_
        self.field = field
        self.value = value
        self.repeats: list[tuple[int, int]] = []
        self.zero = False

    def moved(self, by: int) -> InitItem:
        """The same at another offset."""
        made = InitItem(self.offset + by, self.type, self.field, self.value)
        made.repeats = self.repeats
        made.zero = self.zero
        return made

    def places(self) -> list[int]:
        """Every offset it is stored at, the first one first."""
        found = [self.offset]
        for count, distance in self.repeats:
            found = [place + index * distance for index in range(count) for place in found]
        return found

    def end(self) -> int:
        """The offset behind its last byte."""
        return self.offset + self.type.size + sum((n - 1) * d for n, d in self.repeats)


class Initializer:
    """What an object starts with; `zero` when what is not named is zero."""

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.items: list[InitItem] = []
        self.braced = False
        self.single: Expr | None = None
        self.looked_at = 0              # this many items fill no byte behind offset `end`
        self.end = 0
        self.range_bytes = 0            # from first to last element of the ranges around an item


# ---- what names denote

class Variable:
    """An object declared by a declaration; storage is auto, register, static, extern or thread."""

    def __init__(self, name: str, type_: Type, storage: str, pos: int) -> None:
        self.name = name
        self.type = type_
        self.storage = storage
        self.pos = pos
        self.linkage = ""
        self.init: Initializer | None = None
        self.defined = False
        self.tentative = False
        self.address_taken = False
        self.parameter = False
        self.align = 0
        self.cleanup: Function | None = None
        self.owner: Function | None = None
        self.captured = False
        self.assembler_name = ""
        self.used = False
        self.compound = False
        self.declared_align = 0
        self.weak = False
        self.slot = -1
        self.home: object = None
        self.register = False
        self.bound_exprs: list[Expr] = []
        self.jumped_over = False


class Function:
    """A function: its type, and its body once defined."""

    def __init__(self, name: str, type_: Type, pos: int) -> None:
        self.name = name
        self.type = type_
        self.pos = pos
        self.linkage = "external"
        self.parameters: list[Variable] = []
        self.body: Block | None = None
        self.inline = False
        self.noreturn = False
        self.extern_inline = False
        self.gnu_inline = False
        self.outer: Function | None = None
        self.labels: dict[str, LabelName] = {}
        self.assembler_name = ""
        self.alias = ""
        self.constructor = -1
        self.destructor = -1
        self.weak = False
        self.used = False
        self.home: object = None
        self.old_style = False
        self.implicit = False
        self.jumps = False
        self.locals: list[Variable] = []
        self.has_setjmp = False
        self.setjmps: list[Call] = []   # calls of setjmp where none may be
        self.parameter_effects: list[Expr] = []
        self.builtin_type = False
        self.align = 0


class EnumConstant:
    """An enumeration constant."""

    def __init__(self, name: str, value: int, type_: Type, pos: int) -> None:
        self.name = name
        self.value = value
        self.type = type_
        self.pos = pos


class TypeName:
    """A typedef name."""

    def __init__(self, name: str, type_: Type, pos: int) -> None:
        self.name = name
        self.type = type_
        self.pos = pos
        self.evaluated: list[Expr] = []


class LabelName:
    """A label of a function."""

    def __init__(self, name: str, pos: int) -> None:
        self.name = name
        self.pos = pos
        self.defined = False
        self.used = False
        self.statement: Stmt | None = None
        self.owner: Function | None = None
        self.number = -1


# ---- statements (6.8)

EXPRESSION: Final = 1
BLOCK: Final = 2
IF: Final = 3
WHILE: Final = 4
DO: Final = 5
FOR: Final = 6
SWITCH: Final = 7
CASE: Final = 8
LABEL: Final = 9
GOTO: Final = 10
COMPUTED_GOTO: Final = 11
BREAK: Final = 12
CONTINUE: Final = 13
RETURN: Final = 14
DECLARATION: Final = 15
ASM: Final = 16
EVALUATE_TYPE: Final = 17


class Stmt:
    """A statement at `pos`."""

    def __init__(self, tag: int, pos: int) -> None:
        self.tag = tag
        self.pos = pos


class ExprStmt(Stmt):
    def __init__(self, expr: Expr | None, pos: int) -> None:
        super().__init__(EXPRESSION, pos)
        self.expr = expr


class Block(Stmt):
    """A compound statement; `end` is the place of its closing brace."""

    def __init__(self, pos: int, end: int) -> None:
        super().__init__(BLOCK, pos)
        self.items: list[Stmt] = []
        self.end = end


class If(Stmt):
    def __init__(self, condition: Expr, yes: Stmt, no: Stmt | None, pos: int) -> None:
        super().__init__(IF, pos)
        self.condition = condition
        self.yes = yes
        self.no = no


class Loop(Stmt):
    """while, do and for: `init` is a block's first items."""

    def __init__(self, tag: int, pos: int) -> None:
        super().__init__(tag, pos)
        self.init: list[Stmt] = []
        self.condition: Expr | None = None
        self.step: Expr | None = None
        self.body: Stmt = Stmt(EXPRESSION, pos)


class Switch(Stmt):
    def __init__(self, control: Expr, pos: int) -> None:
        super().__init__(SWITCH, pos)
        self.control = control
        self.body: Stmt = Stmt(EXPRESSION, pos)
        self.cases: list[Case] = []
        self.default: Case | None = None


class Case(Stmt):
    """`case low ... high:` (or default) before `body`."""

    def __init__(self, low: int, high: int, pos: int) -> None:
        super().__init__(CASE, pos)
        self.low = low
        self.high = high
        self.body: Stmt = Stmt(EXPRESSION, pos)
        self.is_default = False


class Label(Stmt):
    def __init__(self, label: LabelName, pos: int) -> None:
        super().__init__(LABEL, pos)
        self.label = label
        self.body: Stmt = Stmt(EXPRESSION, pos)


class Goto(Stmt):
    def __init__(self, label: LabelName, pos: int) -> None:
        super().__init__(GOTO, pos)
        self.label = label


class ComputedGoto(Stmt):
    def __init__(self, target: Expr, pos: int) -> None:
        super().__init__(COMPUTED_GOTO, pos)
        self.target = target


class Return(Stmt):
    def __init__(self, value: Expr | None, pos: int) -> None:
        super().__init__(RETURN, pos)
        self.value = value


class Declaration(Stmt):
    """A variable's declaration in a block."""

    def __init__(self, variable: Variable, pos: int) -> None:
        super().__init__(DECLARATION, pos)
        self.variable = variable


class Asm(Stmt):
    """An asm statement; `empty` when its template holds no instruction."""

    def __init__(self, template: str, pos: int) -> None:
        super().__init__(ASM, pos)
        self.template = template
        self.outputs: list[tuple[str, Expr]] = []
        self.inputs: list[tuple[str, Expr]] = []
        self.is_goto = False


class EvaluateType(Stmt):
    """Evaluates the bounds of a variably modified type where it is declared (6.7.6.2p5)."""

    def __init__(self, type_: Type, pos: int) -> None:
        super().__init__(EVALUATE_TYPE, pos)
        self.type = type_
        self.exprs: list[Expr] = []
