"""The typed tree: what the parser makes and lowering reads.

Problem: lowering must make no typing decision, and a tree of half a million nodes must be quick to
make and to drop.

Idea: native classes with an integer tag `kind`; every implicit conversion is a `Cast`, every
operand already has the type its operator computes in.  The parser hands each finished external
declaration to a `Consumer`, after which its body may be dropped.

Invariants:
- `Expr.type` is set on every node.  A node is an *lvalue* (or function designator) exactly when
  `flags & LVALUE`; it becomes a value only under a Cast of kind LVALUE_TO_RVALUE,
  ARRAY_TO_POINTER or FUNCTION_TO_POINTER, or as operand of AddressOf, Member, Assign and
  their like.  The type of an rvalue is unqualified.
- `IntConst.value` is the mathematical value of the C type (non-negative when unsigned).
  Floating constants are bit patterns in the format of their type (`ir/softfloat.py`).
- A *condition* (If, While, DoWhile, For, Conditional, Logical, Unary LOGICAL_NOT) is either a
  comparison, Logical or LOGICAL_NOT node of type int, an IntConst, or a Cast TO_BOOL to _Bool.
- `loc` is a position of the source map (`i64`), the operator's or the first token's; `end` is not
  kept.
- A value of type BITINT (promoted bit-field wider than int) is made by a Cast and leaves by one;
  between them only conditionals, commas and statement expressions have it.  Sums are computed in
  the standard type that holds it.
"""

from __future__ import annotations

from compiler.frontend.ident import Binding
from compiler.frontend.types import CType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.builtins import Builtin
    from compiler.frontend.types import Field

# ---------------------------------------------------------------- expression kinds
ERROR_EXPR: Final = 0
INT_CONST: Final = 1
FLOAT_CONST: Final = 2
COMPLEX_CONST: Final = 3
ADDRESS_CONST: Final = 4
STRING: Final = 5
VAR: Final = 6
FUNC: Final = 7
MEMBER: Final = 8
DEREF: Final = 9
VECTOR_ELEMENT: Final = 10
COMPLEX_PART: Final = 11
COMPOUND_LITERAL: Final = 12
ADDRESS_OF: Final = 13
LABEL_ADDRESS: Final = 14
CAST: Final = 15
TO_UNION: Final = 16
UNARY: Final = 17
BINARY: Final = 18
POINTER_ADD: Final = 19
POINTER_DIFF: Final = 20
LOGICAL: Final = 21
CONDITIONAL: Final = 22
SAVED: Final = 23
ASSIGN: Final = 24
COMPOUND_ASSIGN: Final = 25
INC_DEC: Final = 26
COMMA: Final = 27
CALL: Final = 28
BUILTIN_CALL: Final = 29
VA_ARG: Final = 30
STATEMENT_EXPR: Final = 31

# Expr.flags
LVALUE: Final = 1
PARENTHESIZED: Final = 2  # written in parentheses (warnings only)
NOT_ICE: Final = 4  # an IntConst that is no integer constant expression (6.6p6), only folded
OVERFLOWED: Final = 8  # folding it overflowed
BITFIELD: Final = 16  # an lvalue that designates a bit-field
REGISTER: Final = 32  # an lvalue (part) of a register variable: no address
FROM_MACRO: Final = 64

# Unary and binary operators (`op`)
NEG: Final = 0
BIT_NOT: Final = 1  # on complex: conjugate
LOGICAL_NOT: Final = 2
ADD: Final = 3
SUB: Final = 4
MUL: Final = 5
DIV: Final = 6
REM: Final = 7
BIT_AND: Final = 8
BIT_OR: Final = 9
BIT_XOR: Final = 10
SHL: Final = 11
SHR: Final = 12
LT: Final = 13
GT: Final = 14
LE: Final = 15
GE: Final = 16
EQ: Final = 17
NE: Final = 18
LOGICAL_AND: Final = 19
LOGICAL_OR: Final = 20

# Cast kinds
LVALUE_TO_RVALUE: Final = 0  # load; operand's type has the qualifiers (volatile, atomic)
ARRAY_TO_POINTER: Final = 1  # operand an array lvalue
FUNCTION_TO_POINTER: Final = 2
NO_OP: Final = 3  # same representation (enum to its type, qualifiers, same-layout records)
INTEGER: Final = 4  # integer to integer: truncate, or extend by the *operand's* sign
TO_BOOL: Final = 5  # scalar or complex != 0, result _Bool
INT_TO_FLOAT: Final = 6
FLOAT_TO_INT: Final = 7
FLOAT_CAST: Final = 8  # real to real
INT_TO_POINTER: Final = 9  # any integer; extended by its sign or truncated to pointer width
POINTER_TO_INT: Final = 10
POINTER_CAST: Final = 11  # pointer to pointer
NULL_POINTER: Final = 12  # constant 0 to pointer
TO_VOID: Final = 13
REAL_TO_COMPLEX: Final = 14  # operand has the element type already
COMPLEX_TO_REAL: Final = 15  # real part, result has the element type
COMPLEX_CAST: Final = 16  # element by element; the element conversion follows from the types
VECTOR_BITS: Final = 17  # vector, integer or float of the same size, reinterpreted
SPLAT: Final = 18  # scalar of the element type to all elements


class Expr:
    """An expression; `kind` names the subclass."""

    def __init__(self, kind: i64, type: CType, loc: i64, flags: i64) -> None:
        self.kind: i64 = kind
        self.type: CType = type
        self.loc: i64 = loc
        self.flags: i64 = flags


class ErrorExpr(Expr):
    """What an expression with a diagnosed error becomes; its consumers stay silent.

    Lowering never sees one: a unit with errors is not lowered further.
    """

    def __init__(self, type: CType, loc: i64) -> None:
        super().__init__(ERROR_EXPR, type, loc, 0)


class IntConst(Expr):
    """Integer, character, enumeration or folded constant; also pointers made from constants
    stay Cast nodes over it."""

    def __init__(self, value: int, type: CType, loc: i64, flags: i64) -> None:
        super().__init__(INT_CONST, type, loc, flags)
        self.value: int = value


class FloatConst(Expr):
    """A real constant: `bits` in the format `type.format`."""

    def __init__(self, bits: int, type: CType, loc: i64) -> None:
        super().__init__(FLOAT_CONST, type, loc, 0)
        self.bits: int = bits


class ComplexConst(Expr):
    """A complex constant; `real` and `imaginary` are bits (or ints for integer elements)."""

    def __init__(self, real: int, imaginary: int, type: CType, loc: i64) -> None:
        super().__init__(COMPLEX_CONST, type, loc, 0)
        self.real: int = real
        self.imaginary: int = imaginary


class AddressConst(Expr):
    """An address constant (6.6p9): address of a variable, function, string or label, plus bytes.

    Exactly one of `decl`, `string`, `label` is set.  With `minus` set the value is the difference
    `label - minus`.  `type` is a pointer, or an integer type as wide as a pointer; for a
    difference any integer type.  Only made for static initialisers.
    """

    def __init__(self, type: CType, loc: i64) -> None:
        super().__init__(ADDRESS_CONST, type, loc, 0)
        self.decl: Decl | None = None
        self.string: StringLiteral | None = None
        self.label: Label | None = None
        self.minus: Label | None = None
        self.offset: int = 0


class StringLiteral(Expr):
    """An lvalue of array type; `data` is the whole array's content with the terminator, elements
    in target byte order (little-endian)."""

    def __init__(self, data: bytes, type: CType, loc: i64) -> None:
        super().__init__(STRING, type, loc, LVALUE)
        self.data: bytes = data


class VarRef(Expr):
    """A variable or parameter; an lvalue."""

    def __init__(self, decl: VarDecl, type: CType, loc: i64, flags: i64) -> None:
        super().__init__(VAR, type, loc, flags)
        self.decl: VarDecl = decl


class FuncRef(Expr):
    """A function designator."""

    def __init__(self, decl: FuncDecl, type: CType, loc: i64) -> None:
        super().__init__(FUNC, type, loc, LVALUE)
        self.decl: FuncDecl = decl


class Member(Expr):
    """`base.field`; `base` is a record, lvalue or rvalue (`p->f` is Member(Deref(p), f)).

    Members of anonymous members come as nested nodes.  An lvalue when base is.  Its type carries
    the qualifiers of base and field.  With BITFIELD the value type is `field.type` unqualified.
    """

    def __init__(self, base: Expr, field: Field, type: CType, loc: i64, flags: i64) -> None:
        super().__init__(MEMBER, type, loc, flags)
        self.base: Expr = base
        self.field: Field = field


class Deref(Expr):
    """`*pointer`; an lvalue (or function designator).  `a[i]` is Deref(PointerAdd(a, i))."""

    def __init__(self, pointer: Expr, type: CType, loc: i64) -> None:
        super().__init__(DEREF, type, loc, LVALUE)
        self.pointer: Expr = pointer


class VectorElement(Expr):
    """`vector[index]`; an lvalue when `base` is; `index` is of type size_t or ptrdiff_t."""

    def __init__(self, base: Expr, index: Expr, type: CType, loc: i64, flags: i64) -> None:
        super().__init__(VECTOR_ELEMENT, type, loc, flags)
        self.base: Expr = base
        self.index: Expr = index


class ComplexPart(Expr):
    """`__real__ base` or `__imag__ base` of a complex operand; an lvalue when `base` is."""

    def __init__(self, base: Expr, imaginary: bool, type: CType, loc: i64, flags: i64) -> None:
        super().__init__(COMPLEX_PART, type, loc, flags)
        self.base: Expr = base
        self.imaginary: bool = imaginary


class CompoundLiteral(Expr):
    """`(type){...}`; an lvalue naming the unnamed variable `decl`.

    With automatic storage `decl.init` is stored each time the node is evaluated; the object lives
    until the enclosing block ends.  A static one has been handed to the consumer.
    """

    def __init__(self, decl: VarDecl, loc: i64) -> None:
        super().__init__(COMPOUND_LITERAL, decl.type, loc, LVALUE)
        self.decl: VarDecl = decl


class AddressOf(Expr):
    """`&operand`; operand an lvalue that is no bit-field, or a function designator."""

    def __init__(self, operand: Expr, type: CType, loc: i64) -> None:
        super().__init__(ADDRESS_OF, type, loc, 0)
        self.operand: Expr = operand


class LabelAddress(Expr):
    """`&&label`."""

    def __init__(self, label: Label, type: CType, loc: i64) -> None:
        super().__init__(LABEL_ADDRESS, type, loc, 0)
        self.label: Label = label


class Cast(Expr):
    """A conversion, implicit or written, of kind `op`."""

    def __init__(self, op: i64, operand: Expr, type: CType, loc: i64, explicit: bool) -> None:
        super().__init__(CAST, type, loc, 0)
        self.op: i64 = op
        self.operand: Expr = operand
        self.explicit: bool = explicit


class ToUnion(Expr):
    """A union value (rvalue) whose member `field` is `operand` (GNU cast to union, argument for a
    transparent union)."""

    def __init__(self, field: Field, operand: Expr, type: CType, loc: i64) -> None:
        super().__init__(TO_UNION, type, loc, 0)
        self.field: Field = field
        self.operand: Expr = operand


class Unary(Expr):
    """NEG, BIT_NOT on arithmetic or vector operands of the node's type; LOGICAL_NOT of a
    condition, type int."""

    def __init__(self, op: i64, operand: Expr, type: CType, loc: i64) -> None:
        super().__init__(UNARY, type, loc, 0)
        self.op: i64 = op
        self.operand: Expr = operand


class Binary(Expr):
    """ADD .. NE.  Both operands have one type (after the usual conversions), save that the right
    operand of a shift has its own promoted type.  Comparisons have type int, or for vectors a
    vector of signed integers (-1 or 0); they also take pointers.  One operand of a complex ADD,
    SUB, MUL, DIV may be real of the element type (Annex G)."""

    def __init__(self, op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> None:
        super().__init__(BINARY, type, loc, 0)
        self.op: i64 = op
        self.left: Expr = left
        self.right: Expr = right


class PointerAdd(Expr):
    """`pointer + index * scale` bytes; `index` has type ptrdiff_t (sign-extended already), or
    size_t from a VLA's element size (then `scale` is 1).  `subtract` turns the sign."""

    def __init__(self, pointer: Expr, index: Expr, scale: i64, subtract: bool, type: CType,
                 loc: i64) -> None:
        super().__init__(POINTER_ADD, type, loc, 0)
        self.pointer: Expr = pointer
        self.index: Expr = index
        self.scale: i64 = scale
        self.subtract: bool = subtract


class PointerDiff(Expr):
    """`(left - right) / scale`, type ptrdiff_t; `scale` in bytes, or `size` (of type ptrdiff_t) for
    pointers to VLAs."""

    def __init__(self, left: Expr, right: Expr, scale: i64, size: Expr | None, type: CType,
                 loc: i64) -> None:
        super().__init__(POINTER_DIFF, type, loc, 0)
        self.left: Expr = left
        self.right: Expr = right
        self.scale: i64 = scale
        self.size: Expr | None = size


class Logical(Expr):
    """`left && right`, `left || right` of conditions; type int."""

    def __init__(self, op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> None:
        super().__init__(LOGICAL, type, loc, 0)
        self.op: i64 = op
        self.left: Expr = left
        self.right: Expr = right


class Conditional(Expr):
    """`condition ? then : otherwise`; both of the node's type (perhaps void, or a record).

    For `a ?: b`, `common` is a Saved node that `condition` and `then` refer to.
    """

    def __init__(self, common: Saved | None, condition: Expr, then: Expr, otherwise: Expr,
                 type: CType, loc: i64) -> None:
        super().__init__(CONDITIONAL, type, loc, 0)
        self.common: Saved | None = common
        self.condition: Expr = condition
        self.then: Expr = then
        self.otherwise: Expr = otherwise


class Saved(Expr):
    """An rvalue that is evaluated once, when its owner (Conditional.common, ...) is reached, and
    read by each further reference to the same node."""

    def __init__(self, value: Expr) -> None:
        super().__init__(SAVED, value.type, value.loc, 0)
        self.value: Expr = value


class Assign(Expr):
    """`target = value`; the node's value is the value stored (truncated for a bit-field).

    `value` has the target's unqualified type.
    """

    def __init__(self, target: Expr, value: Expr, type: CType, loc: i64) -> None:
        super().__init__(ASSIGN, type, loc, 0)
        self.target: Expr = target
        self.value: Expr = value


class CompoundAssign(Expr):
    """`target op= value` computed in type `computation`: the target is loaded once, converted to
    `computation` (by casts of kind `load_cast`), combined with `value` (which already has that
    type, or for shifts its promoted type), converted back (`store_cast`) and stored.

    A pointer target has op ADD or SUB, `computation` the pointer type, `value` of ptrdiff_t, and
    `scale` bytes.  An _Atomic target is one atomic read-modify-write (6.5.16.2p3).
    """

    def __init__(self, op: i64, target: Expr, value: Expr, computation: CType, type: CType,
                 loc: i64) -> None:
        super().__init__(COMPOUND_ASSIGN, type, loc, 0)
        self.op: i64 = op
        self.target: Expr = target
        self.value: Expr = value
        self.computation: CType = computation
        self.load_cast: i64 = NO_OP
        self.store_cast: i64 = NO_OP
        self.scale: i64 = 1


class IncDec(Expr):
    """`++target`, `target--` and so on.  Integers are computed in `computation` like
    CompoundAssign with 1; pointers step by `scale` bytes; `_Bool` ++ sets 1, -- inverts."""

    def __init__(self, target: Expr, decrement: bool, postfix: bool, computation: CType,
                 scale: i64, type: CType, loc: i64) -> None:
        super().__init__(INC_DEC, type, loc, 0)
        self.target: Expr = target
        self.decrement: bool = decrement
        self.postfix: bool = postfix
        self.computation: CType = computation
        self.scale: i64 = scale
        self.step: Expr | None = None  # bytes (ptrdiff_t) when stepping over VLAs


class Comma(Expr):
    """`left, right`; `left` is evaluated for its effects.  Long chains are left-deep."""

    def __init__(self, left: Expr, right: Expr, loc: i64) -> None:
        super().__init__(COMMA, right.type, loc, 0)
        self.left: Expr = left
        self.right: Expr = right


class Call(Expr):
    """`callee(arguments)`; `callee` is a FuncRef (direct) or an rvalue pointer to function.

    Arguments are converted: to the parameter types, or by the default promotions.  `fixed` is how
    many belong to named parameters (all, when there is no prototype: -1).  A direct callee with
    `decl.builtin` set may be expanded instead of called.
    """

    def __init__(self, callee: Expr, function: CType, arguments: list[Expr], fixed: i64,
                 type: CType, loc: i64) -> None:
        super().__init__(CALL, type, loc, 0)
        self.callee: Expr = callee
        self.function: CType = function  # the FunctionType called through
        self.arguments: list[Expr] = arguments
        self.fixed: i64 = fixed
        self.tail_of_pack: bool = False  # has __builtin_va_arg_pack() as its last argument


class BuiltinCall(Expr):
    """A builtin that is no library function; `builtin.code` says which (`builtins.py`).

    Arguments are converted as the row says; `operand_type` is the type the operation works on
    (the pointee of an atomic, the type argument, the element type), void when there is none.
    """

    def __init__(self, builtin: Builtin, arguments: list[Expr], operand_type: CType, type: CType,
                 loc: i64) -> None:
        super().__init__(BUILTIN_CALL, type, loc, 0)
        self.builtin: Builtin = builtin
        self.arguments: list[Expr] = arguments
        self.operand_type: CType = operand_type


class VaArg(Expr):
    """`va_arg(list, type)`; `list` is an rvalue pointer to the va_list object."""

    def __init__(self, list: Expr, type: CType, loc: i64) -> None:
        super().__init__(VA_ARG, type, loc, 0)
        self.list: Expr = list


class StatementExpr(Expr):
    """`({ ... })`: run `body`'s items, evaluate `value` (None when void), leave the block."""

    def __init__(self, body: Block, value: Expr | None, type: CType, loc: i64) -> None:
        super().__init__(STATEMENT_EXPR, type, loc, 0)
        self.body: Block = body
        self.value: Expr | None = value


# ---------------------------------------------------------------- initialisers
class InitEntry:
    """Store `value` (of type `type`) at byte `offset` of the object.

    For a bit-field `field` is set and `offset` is the field's.  With `count` > 1 the same value,
    evaluated once, is stored `count` times, `stride` bytes apart.  `value` may be a StringLiteral
    with `type` an array: its bytes are copied, cut or zero-padded to `type.size`; of record type:
    the record is copied.  In a static initialiser every value is an IntConst, FloatConst,
    ComplexConst, AddressConst, or StringLiteral (array contents).
    """

    def __init__(self, offset: i64, type: CType, value: Expr, field: Field | None) -> None:
        self.offset: i64 = offset
        self.type: CType = type
        self.value: Expr = value
        self.field: Field | None = field
        self.count: i64 = 1
        self.stride: i64 = 0


class Initializer:
    """All of an object's initialiser; the object is zero first, then entries apply in order.

    `size` is how many bytes the object has (larger than the type's with a flexible member).
    `whole` means: one entry that covers the object, so no zeroing is needed.
    """

    def __init__(self, size: i64, entries: list[InitEntry], whole: bool) -> None:
        self.size: i64 = size
        self.entries: list[InitEntry] = entries
        self.whole: bool = whole


# ---------------------------------------------------------------- statements
EXPR_STMT: Final = 0
DECL_STMT: Final = 1
BLOCK: Final = 2
IF: Final = 3
WHILE: Final = 4
DO_WHILE: Final = 5
FOR: Final = 6
SWITCH: Final = 7
CASE: Final = 8
LABEL_STMT: Final = 9
GOTO: Final = 10
COMPUTED_GOTO: Final = 11
BREAK: Final = 12
CONTINUE: Final = 13
RETURN: Final = 14
ASM: Final = 15
EMPTY: Final = 16


class Stmt:
    """A statement; `kind` names the subclass."""

    def __init__(self, kind: i64, loc: i64) -> None:
        self.kind: i64 = kind
        self.loc: i64 = loc


class Cleanup:
    """One thing to do when control leaves a scope: a link of the chain of active cleanups.

    With `function` set: call it with the address of `variable` (attribute cleanup).  Otherwise
    `variable` is a VLA and the stack pointer goes back to where it was before its declaration.
    Leaving from a place whose chain is A to one whose chain is B runs A's links from the top until
    a link of B (or None) is met; jumps into a VLA's scope have been refused.
    """

    def __init__(self, outer: Cleanup | None, variable: VarDecl,
                 function: FuncDecl | None) -> None:
        self.outer: Cleanup | None = outer
        self.variable: VarDecl = variable
        self.function: FuncDecl | None = function
        self.depth: i64 = 0 if outer is None else outer.depth + 1
        self.argument: CType = variable.type  # parameter type the address is cast to


class ExprStmt(Stmt):
    """Evaluate for effects."""

    def __init__(self, expr: Expr, loc: i64) -> None:
        super().__init__(EXPR_STMT, loc)
        self.expr: Expr = expr


class DeclStmt(Stmt):
    """Local declarations in order: automatic ones are created and initialised here.

    Static and extern ones are listed too (already handed to the consumer); ignore them.
    """

    def __init__(self, decls: list[VarDecl], loc: i64) -> None:
        super().__init__(DECL_STMT, loc)
        self.decls: list[VarDecl] = decls


class Block(Stmt):
    """`{ items }`.  Entered with chain `outer`, left (by falling out) with chain `inner`."""

    def __init__(self, items: list[Stmt], outer: Cleanup | None, inner: Cleanup | None,
                 loc: i64, end: i64) -> None:
        super().__init__(BLOCK, loc)
        self.items: list[Stmt] = items
        self.outer: Cleanup | None = outer
        self.inner: Cleanup | None = inner
        self.end: i64 = end  # loc of the closing brace


class If(Stmt):
    """`otherwise` may be None; `else if` chains are right-deep: loop over them."""

    def __init__(self, condition: Expr, then: Stmt, otherwise: Stmt | None, loc: i64) -> None:
        super().__init__(IF, loc)
        self.condition: Expr = condition
        self.then: Stmt = then
        self.otherwise: Stmt | None = otherwise


class While(Stmt):
    """`cleanup` is the chain outside: what break and continue unwind to."""

    def __init__(self, condition: Expr, body: Stmt, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(WHILE, loc)
        self.condition: Expr = condition
        self.body: Stmt = body
        self.cleanup: Cleanup | None = cleanup


class DoWhile(Stmt):
    """`do body while (condition)`."""

    def __init__(self, body: Stmt, condition: Expr, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(DO_WHILE, loc)
        self.body: Stmt = body
        self.condition: Expr = condition
        self.cleanup: Cleanup | None = cleanup


class For(Stmt):
    """`for (init; condition; step) body`; a declaration in `init` has a Block around the For."""

    def __init__(self, init: Stmt | None, condition: Expr | None, step: Expr | None, body: Stmt,
                 cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(FOR, loc)
        self.init: Stmt | None = init
        self.condition: Expr | None = condition
        self.step: Expr | None = step
        self.body: Stmt = body
        self.cleanup: Cleanup | None = cleanup


class Switch(Stmt):
    """`condition` is a promoted integer; `cases` in source order, disjoint; `default` or None."""

    def __init__(self, condition: Expr, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(SWITCH, loc)
        self.condition: Expr = condition
        self.body: Stmt = self
        self.cases: list[Case] = []
        self.default: Case | None = None
        self.cleanup: Cleanup | None = cleanup


class Case(Stmt):
    """A place to jump to in the block that holds it: `case low ... high:` or `default:`.

    Bounds are values of the condition's type.  The statement after the colon is the next item.
    """

    def __init__(self, low: int, high: int, is_default: bool, loc: i64) -> None:
        super().__init__(CASE, loc)
        self.low: int = low
        self.high: int = high
        self.is_default: bool = is_default


class Label:
    """A label of a function; `cleanup` is the chain where it stands (valid once defined)."""

    def __init__(self, name: str, loc: i64) -> None:
        self.name: str = name
        self.loc: i64 = loc
        self.defined: bool = False
        self.used: bool = False
        self.address_taken: bool = False
        self.cleanup: Cleanup | None = None
        self.function: FuncDecl | None = None
        self.unused_ok: bool = False
        self.jumps: list[Goto] = []  # gotos before the definition, for the parser's checks
        self.nonlocal_target: bool = False  # a nested function jumps here


class LabelStmt(Stmt):
    """`label:`; the statement after it is the next item."""

    def __init__(self, label: Label, loc: i64) -> None:
        super().__init__(LABEL_STMT, loc)
        self.label: Label = label


class Goto(Stmt):
    """`cleanup` is the chain where the goto stands; the label may be an enclosing function's."""

    def __init__(self, label: Label, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(GOTO, loc)
        self.label: Label = label
        self.cleanup: Cleanup | None = cleanup


class ComputedGoto(Stmt):
    """`goto *target`; may reach every label of the function whose address is taken."""

    def __init__(self, target: Expr, loc: i64) -> None:
        super().__init__(COMPUTED_GOTO, loc)
        self.target: Expr = target


class Break(Stmt):
    """Leaves the innermost loop or switch whose body holds it."""

    def __init__(self, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(BREAK, loc)
        self.cleanup: Cleanup | None = cleanup


class Continue(Stmt):
    """Next round of the innermost loop whose body holds it."""

    def __init__(self, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(CONTINUE, loc)
        self.cleanup: Cleanup | None = cleanup


class Return(Stmt):
    """`value` has the result type, or is None; a void expression may stand in a void function."""

    def __init__(self, value: Expr | None, cleanup: Cleanup | None, loc: i64) -> None:
        super().__init__(RETURN, loc)
        self.value: Expr | None = value
        self.cleanup: Cleanup | None = cleanup


class AsmOperand:
    """`[name] "constraint" (expr)`: outputs are lvalues; inputs are rvalues, or lvalues (see
    `flags & LVALUE`) when the constraint takes memory and no register."""

    def __init__(self, name: str, constraint: str, expr: Expr, loc: i64) -> None:
        self.name: str = name
        self.constraint: str = constraint
        self.expr: Expr = expr
        self.loc: i64 = loc


class Asm(Stmt):
    """Inline assembly; `basic` has no operand part, so `%` is itself in the template."""

    def __init__(self, template: str, loc: i64) -> None:
        super().__init__(ASM, loc)
        self.template: str = template
        self.outputs: list[AsmOperand] = []
        self.inputs: list[AsmOperand] = []
        self.clobbers: list[str] = []
        self.labels: list[Label] = []
        self.label_names: list[str] = []
        self.volatile: bool = False
        self.basic: bool = True
        self.is_goto: bool = False


class Empty(Stmt):
    """`;`"""

    def __init__(self, loc: i64, fallthrough: bool = False) -> None:
        super().__init__(EMPTY, loc)
        self.fallthrough: bool = fallthrough  # `__attribute__((fallthrough));` (warnings only)


# ---------------------------------------------------------------- declarations
VAR_DECL: Final = 1
FUNC_DECL: Final = 2
TYPEDEF_DECL: Final = 3
ENUM_CONSTANT: Final = 4

# Storage (`storage`): where an object lives, or the class written for a function
NO_STORAGE: Final = 0
AUTO: Final = 1
REGISTER_STORAGE: Final = 2
STATIC: Final = 3
EXTERN: Final = 4
TYPEDEF: Final = 5

# Linkage (6.2.2)
NO_LINKAGE: Final = 0
INTERNAL: Final = 1
EXTERNAL: Final = 2

# Visibility
DEFAULT_VISIBILITY: Final = 0
HIDDEN: Final = 1
PROTECTED: Final = 2
INTERNAL_VISIBILITY: Final = 3

# Thread-local model; TLS_DEFAULT lets code generation choose
NOT_THREAD: Final = 0
TLS_DEFAULT: Final = 1
TLS_GLOBAL_DYNAMIC: Final = 2
TLS_LOCAL_DYNAMIC: Final = 3
TLS_INITIAL_EXEC: Final = 4
TLS_LOCAL_EXEC: Final = 5

# How a function definition is emitted, after 6.7.4 and gnu_inline
EMIT_ALWAYS: Final = 0  # external definition, or a used static function
EMIT_IF_USED: Final = 1  # internal linkage: only when referenced
EMIT_NEVER: Final = 2  # inline definition: body for inlining only, symbol is elsewhere


class Decl(Binding):
    """A declared name: variable, function, typedef or enumeration constant."""

    def __init__(self, kind: i64, name: str, type: CType, loc: i64) -> None:
        super().__init__(kind)
        self.name: str = name
        self.type: CType = type
        self.loc: i64 = loc
        self.depth: i64 = 0  # scope depth, 0 = file scope
        self.outer: Binding | None = None  # the declaration this one hides
        self.serial: i64 = 0  # order in the unit
        self.used: bool = False  # referenced in an evaluated place
        self.deprecated: str | None = None  # message of attribute deprecated ("" for none)
        self.unavailable: bool = False
        self.unused_ok: bool = False  # attribute unused
        self.system: bool = False  # declared in a system header
        self.invalid: bool = False  # had an error: uses stay silent


class TypedefDecl(Decl):
    """A typedef name."""

    def __init__(self, name: str, type: CType, loc: i64) -> None:
        super().__init__(TYPEDEF_DECL, name, type, loc)


class EnumConstant(Decl):
    """An enumeration constant; its type is int while it fits, as in gcc."""

    def __init__(self, name: str, value: int, type: CType, loc: i64) -> None:
        super().__init__(ENUM_CONSTANT, name, type, loc)
        self.value: int = value


class SymbolDecl(Decl):
    """What variables and functions have in common: linkage and the object file's view."""

    def __init__(self, kind: i64, name: str, type: CType, loc: i64) -> None:
        super().__init__(kind, name, type, loc)
        self.storage: i64 = NO_STORAGE
        self.linkage: i64 = NO_LINKAGE
        self.asm_name: str = ""  # asm label; "" = name
        self.visibility: i64 = DEFAULT_VISIBILITY
        self.visibility_given: bool = False
        self.section: str = ""
        self.alias: str = ""  # attribute alias: the target's symbol
        self.ifunc: str = ""
        self.weak: bool = False
        self.weakref: str | None = None
        self.align: i64 = 0  # asked for, in bytes; 0 = by type
        self.keep: bool = False  # attribute used
        self.retain: bool = False
        self.address_taken: bool = False
        self.defined: bool = False
        self.implicit: bool = False  # made by use, or a builtin not yet declared
        self.symbol_serial: i64 = 0  # tells local statics of one name apart
        self.dllexport: bool = False
        self.symver: list[str] | None = None


class VarDecl(SymbolDecl):
    """A variable, parameter or unnamed object (compound literal, VLA length: name "").

    `storage` is AUTO (or REGISTER_STORAGE) for automatic objects, STATIC or EXTERN otherwise;
    `linkage` NO_LINKAGE for locals, also static ones.  An automatic VLA has `vla_size`, an rvalue
    of type size_t in bytes, evaluated at the declaration.
    `in_memory`: the object needs an address (address taken, volatile, aggregate, ...).
    """

    def __init__(self, name: str, type: CType, loc: i64) -> None:
        super().__init__(VAR_DECL, name, type, loc)
        self.init: Initializer | None = None
        self.tls: i64 = NOT_THREAD
        self.common: bool | None = None  # attribute common / nocommon
        self.tentative: bool = False
        self.register_name: str = ""  # register variable: `register long r __asm__("r10")`
        self.cleanup: FuncDecl | None = None
        self.vla_size: Expr | None = None
        self.is_parameter: bool = False
        self.set_but_unused: bool = False  # assigned, never read
        self.read: bool = False
        self.function: FuncDecl | None = None  # for locals
        self.uninitialized: bool = False  # attribute uninitialized
        self.nonstring: bool = False
        self.persistent: bool = False
        self.initializing: bool = False  # its initialiser is being parsed
        self.captured: bool = False  # a function nested in `function` uses it


# Functions that return twice by name, as in gcc: the C library's headers do not say so.
RETURN_TWICE: Final = frozenset(["setjmp", "_setjmp", "__setjmp", "sigsetjmp", "_sigsetjmp",
                                 "__sigsetjmp", "savectx", "vfork", "getcontext"])


class FuncDecl(SymbolDecl):
    """A function; `type` is its FunctionType (composite of all declarations)."""

    def __init__(self, name: str, type: CType, loc: i64) -> None:
        super().__init__(FUNC_DECL, name, type, loc)
        self.parameters: list[VarDecl] = []
        self.parameter_setup: list[Stmt] = []  # VLA bounds of parameters, run at entry
        self.body: Block | None = None
        self.emit: i64 = EMIT_ALWAYS
        self.inline: bool = False
        self.all_inline: bool = True  # every declaration so far: `inline` without `extern`
        self.gnu_inline: bool = False
        self.always_inline: bool = False
        self.noinline: bool = False
        self.noclone: bool = False
        self.noipa: bool = False
        self.flatten: bool = False
        self.artificial: bool = False
        self.noreturn: bool = False
        self.const: bool = False
        self.pure: bool = False
        self.malloc: bool = False
        self.returns_twice: bool = name in RETURN_TWICE
        self.returns_nonnull: bool = False
        self.nothrow: bool = False
        self.leaf: bool = False
        self.cold: bool = False
        self.hot: bool = False
        self.naked: bool = False
        self.no_instrument: bool = False
        self.no_stack_protector: bool = False
        self.constructor: i64 = -1  # priority; -1 none, 65535 without a number
        self.destructor: i64 = -1
        self.target: str = ""  # attribute target("...")
        self.optimize: str = ""  # attribute optimize("...")
        self.error_message: str | None = None  # attribute error: a call that is emitted is refused
        self.warning_message: str | None = None
        self.builtin: Builtin | None = None
        self.alloc_size: list[i64] | None = None
        self.alloc_align: i64 = 0
        self.assume_aligned: list[int] | None = None
        self.soft_prototype: bool = False  # type taken from a builtin: a wrong count is no error
        self.implicit_int: bool = False  # defined without a result type
        self.old_style: bool = False  # K&R definition: arguments arrive promoted
        self.end: i64 = 0  # loc of the closing brace
        # facts of the body
        self.calls_alloca: bool = False
        self.has_vla: bool = False
        self.calls_returns_twice: bool = False
        self.uses_va_start: bool = False
        self.has_label_address: bool = False
        self.labels: list[Label] = []
        self.locals: list[VarDecl] = []  # automatic variables in order, without parameters
        # nested functions (GNU C)
        self.parent: FuncDecl | None = None  # the function that it is nested in
        self.nested: list[FuncDecl] = []  # those defined in this one, with their bodies
        self.captures: list[VarDecl] = []  # variables of enclosing functions that it names
        self.nested_references: list[FuncDecl] = []  # nested functions that it names
        self.nonlocal_gotos: list[Label] = []  # labels of enclosing functions that it jumps to
        self.captured_labels: list[Label] = []  # those whose address it takes


class Consumer:
    """Receives a unit's external declarations in order; this one does nothing (-fsyntax-only).

    After an error nothing more is handed over.
    """

    def variable(self, decl: VarDecl) -> None:
        """A variable's definition is complete (or a global register variable declared): static
        locals and compound literals before the
        function or variable that uses them, tentative definitions at the end of the unit."""

    def function(self, decl: FuncDecl) -> None:
        """A function body is complete; `decl.body` may be dropped afterwards.  Functions nested
        in it come along in `decl.nested`, not by calls of their own.

        Whether a static function is wanted (`decl.used`) is known at `finish` only.
        """

    def declaration(self, decl: SymbolDecl) -> None:
        """At the end of the unit: a symbol that is an alias, ifunc, weak and used without being
        defined, or has other attributes that the object file must know."""

    def top_asm(self, text: str) -> None:
        """`asm("...");` at file scope."""

    def finish(self) -> None:
        """The unit's end."""
