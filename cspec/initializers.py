"""Initialisation (C17 6.7.9): a braced list walked along the subobjects it fills.

The result is a flat list of stores at offsets.  Brace elision and designators share one cursor
over the items of the innermost list; an aggregate without braces takes what it needs from it.
"""

from __future__ import annotations

from cspec import tree as T
from cspec.diagnostics import Unsupported
from cspec.expressions import ExpressionChecker
from cspec.builtins import FOLDED_MATH
from cspec.floats import Real
from cspec.fold import Address, fold, initializer_constant
from cspec.lexemes import Lexeme
from cspec.parser import Node
from cspec.tree import Expr, Initializer, InitItem, StringLit, Variable
from cspec.types import (ARRAY, COMPLEX, CONST, UNKNOWN, VARIABLE, VECTOR, Field, Type,
                         compatible_plain, copy_array)


class Cursor:
    """The items of one braced list and the next one to use."""

    def __init__(self, items: list[Node]) -> None:
        self.items = items
        self.at = 0
        self.cached: Expr | None = None
        self.used = -1

    def done(self) -> bool:
        return self.at >= len(self.items)

    def advance(self) -> None:
        self.at += 1
        self.cached = None


def overlaps(result: Initializer, start: int, low: int, high: int) -> bool:
    """Whether one of the first `start` items fills bytes from `low` to `high`; they seldom do, so
    what the items reach is noted."""
    while result.looked_at < start:
        result.end = max(result.end, result.items[result.looked_at].end())
        result.looked_at += 1
    return result.end > low and any(item.offset < high and item.end() > low
                                    for item in result.items[:start])


class InitializerChecker(ExpressionChecker):
    """Builds `Initializer`s and completes array types of unknown size."""

    def initializer(self, variable: Variable, node: Node, static: bool) -> Initializer:
        """The initialiser of a variable from its `initializer` production."""
        result = Initializer(node.pos)
        self.static_init = static
        t = variable.type
        self.whole = t
        if node.name == "initializer_expression":
            e = self.expression(node.kids[0])
            self.plain_initializer(variable, result, e)
            return result
        result.braced = True
        items = [k for k in node.kids if isinstance(k, Node)]
        reached = self.braced(t, 0, items, result, node.pos)
        if t.kind == ARRAY and t.count == UNKNOWN:
            made = copy_array(t, t.of)
            made.count = reached
            variable.type = made
            if reached == 0:
                self.diags.report("array-size-zero", node.pos)
        return result

    def plain_initializer(self, variable: Variable, result: Initializer, e: Expr) -> None:
        """An initialiser that is one expression."""
        t = variable.type
        if t.kind == ARRAY:
            literal = e
            if isinstance(e, StringLit) and self.is_string_for(t, e):
                self.string_item(result, t, 0, e, None)
                if t.count == UNKNOWN:
                    made = copy_array(t, t.of)
                    made.count = len(e.units) + 1
                    variable.type = made
                result.single = literal
                return
            if isinstance(e, T.CompoundLiteral) and compatible_plain(
                    t.of.unqualified(), e.type.of.unqualified()):
                self.diags.report("array-from-literal", e.pos)
                if t.count == UNKNOWN:
                    variable.type = copy_array(t, t.of)
                    variable.type.count = e.type.count
                if self.static_init and e.variable.init is not None:
                    result.items.extend(e.variable.init.items)
                    result.braced = True
                    return
                result.items.append(InitItem(0, variable.type, None, e))
                return
            raise self.diags.fatal("array-initializer", e.pos)
        if t.record is not None and not self.static_init and not compatible_plain(
                t.unqualified(), e.type.unqualified()):
            raise self.diags.fatal("record-initializer", e.pos, t)
        value = self.assignable(e, t, e.pos, "initialization")
        if self.static_init and t.record is not None:
            if isinstance(e, T.CompoundLiteral) and e.variable.init is not None:
                result.items.extend(e.variable.init.items)
                result.braced = True
                return
        self.check_static(value)
        result.single = value
        result.items.append(InitItem(0, t, None, value))

    def check_static(self, value: Expr) -> None:
        """6.7.9p4: constant where the object has static storage."""
        if self.static_init and value.type.is_arithmetic() and isinstance(fold(value), Address):
            self.diags.report("arithmetic-constant-address", value.pos)
        if self.static_init and not initializer_constant(value):
            inner = value
            while isinstance(inner, (T.Cast, T.Load)):
                inner = inner.operand if isinstance(inner, T.Cast) else inner.place
            if isinstance(inner, T.CompoundLiteral) and inner.variable.storage == "static":
                return
            if isinstance(inner, T.BuiltinCall) and inner.name in ("splat", "complex"):
                return
            if isinstance(inner, T.Call):
                from cspec.builtins import fold_call
                callee = inner.callee
                if isinstance(callee, T.Decay) and isinstance(callee.operand, T.FunctionRef) \
                        and fold_call(callee.operand.function.name, inner.arguments) is not None:
                    return
            if gnu_constant(value):
                return
            if self.folds_with_calls(inner):
                self.diags.report("initializer-call", value.pos)
                return
            if isinstance(inner, (T.Unary, T.Binary, T.Conditional)) and self.folds(inner):
                return
            if isinstance(inner, (T.AddressOf, T.Decay)):
                raise self.diags.fatal("address-through-memory", value.pos)
            raise self.diags.fatal("initializer-not-constant", value.pos)

    def folds(self, e: Expr) -> bool:
        """Constant up to builtin calls that gcc folds."""
        if fold(e) is not None:
            return True
        if isinstance(e, T.Unary):
            return self.folds(e.operand)
        if isinstance(e, T.Cast):
            return self.folds(e.operand)
        if isinstance(e, T.Binary):
            return self.folds(e.left) and self.folds(e.right)
        if isinstance(e, T.Conditional):
            return self.folds(e.condition) and self.folds(e.yes) and self.folds(e.no)
        if isinstance(e, T.Call):
            callee = e.callee
            from cspec.builtins import fold_call
            return isinstance(callee, T.Decay) and isinstance(callee.operand, T.FunctionRef) \
                and fold_call(callee.operand.function.name, e.arguments) is not None
        return False

    def folds_with_calls(self, e: Expr) -> bool:
        """Constant up to calls of <math.h>'s functions, which gcc folds too; the call is made when
        the object is initialised."""
        if isinstance(e, (T.Unary, T.Cast)):
            return self.folds_with_calls(e.operand)
        if isinstance(e, T.Binary):
            return self.folds_with_calls(e.left) and self.folds_with_calls(e.right)
        if isinstance(e, T.Call):
            callee = e.callee
            return isinstance(callee, T.Decay) and isinstance(callee.operand, T.FunctionRef) \
                and callee.operand.function.name.removeprefix("__builtin_") in FOLDED_MATH \
                and all(self.folds_with_calls(a) for a in e.arguments)
        return isinstance(fold(e), (int, float, Real))

    def is_string_for(self, t: Type, e: StringLit) -> bool:
        """6.7.9p14, p15: a character array and a string literal of its kind."""
        element = t.of.plain
        if element.kind == 9:
            element = element.of.plain
        unit = e.type.of.plain
        if unit.bits == 8:
            return element.is_character()
        return compatible_plain(element, unit)

    def string_item(self, result: Initializer, t: Type, offset: int, e: StringLit,
                    field: Field | None) -> None:
        """The units of a literal as one store; a final zero that does not fit is dropped."""
        if t.count >= 0 and len(e.units) > t.count:
            self.diags.report("string-too-long", e.pos)
        result.items.append(InitItem(offset, t, field, e))

    # ---- braced lists

    def braced(self, t: Type, offset: int, items: list[Node], result: Initializer, pos: int
               ) -> int:
        """Fill an object from a braced list; the number of elements reached (arrays)."""
        cursor = Cursor(items)
        if not items:
            self.diags.report("empty-initializer", pos)
        if t.kind == ARRAY or t.record is not None or t.kind == VECTOR:
            if t.kind == ARRAY and items and items[0].name == "undesignated":
                inner = items[0].node(0)
                if inner.name == "initializer_expression":
                    e = self.peek_expr(cursor)
                    if isinstance(e, StringLit) and self.is_string_for(t, e):
                        self.string_item(result, t, offset, e, None)
                        if len(items) > 1:
                            self.diags.report("excess-initializer", items[1].pos)
                        return len(e.units) + 1
            reached = self.aggregate(t, offset, cursor, result, True, [])
            if not cursor.done():
                self.diags.report("excess-initializer", cursor.items[cursor.at].pos)
                self.drop(cursor)
            return reached
        if not items:
            self.diags.report("empty-scalar-initializer", pos)
            return 0
        if items[0].name != "undesignated":
            raise self.diags.fatal("designator-type", items[0].pos)
        if t.kind == COMPLEX and len(items) == 2:
            raise Unsupported(pos, "complex from two values")
        self.element(t, offset, cursor, result, None, [])
        if not cursor.done():
            self.diags.report("excess-initializer", cursor.items[cursor.at].pos)
            self.drop(cursor)
        return 0

    def drop(self, cursor: Cursor) -> None:
        """Check expressions that initialise nothing."""
        while not cursor.done():
            inner = cursor.items[cursor.at].kids[-1]
            if isinstance(inner, Node) and inner.name == "initializer_expression":
                self.rvalue(self.expression(inner.kids[0]))
            cursor.advance()

    def peek_expr(self, cursor: Cursor) -> Expr:
        """The expression of the current item, checked once."""
        if cursor.cached is None:
            inner = cursor.items[cursor.at].kids[-1]
            assert isinstance(inner, Node)
            cursor.cached = self.expression(inner.kids[0])
        return cursor.cached

    def aggregate(self, t: Type, offset: int, cursor: Cursor, result: Initializer, top: bool,
                  designators: list[Node | Lexeme]) -> int:
        """Fill a struct, union, array or vector from the cursor; see the module's text.

        `top` when the aggregate has the braces.  `designators` is the rest of a designation that
        leads into this aggregate.
        """
        if t.record is not None:
            self.fill_record(t, offset, cursor, result, top, designators)
            return 0
        return self.fill_array(t, offset, cursor, result, top, designators)

    def item_designators(self, item: Node) -> list[Node | Lexeme]:
        """The designators of an item ([] for none)."""
        if item.name == "undesignated":
            return []
        if item.name == "old_designated":
            self.diags.report("old-designator", item.pos)
        return item.kids[:-1]

    def fill_array(self, t: Type, offset: int, cursor: Cursor, result: Initializer, top: bool,
                   designators: list[Node | Lexeme]) -> int:
        """Elements in order, or where designators lead; the count reached."""
        element = t.of
        size = element.size
        index = 0
        most = 0
        if t.count == VARIABLE:
            raise self.diags.fatal("variable-array-initializer", cursor.items[cursor.at].pos
                                   if not cursor.done() else 0)
        pending = designators
        while not cursor.done():
            item = cursor.items[cursor.at]
            last = index
            if not pending:
                mine = self.item_designators(item) if cursor.used != cursor.at else []
                if mine and not top:
                    return most
                pending = mine
            rest: list[Node | Lexeme] = []
            last = index
            if pending:
                cursor.used = cursor.at
                head = pending[0]
                if not isinstance(head, Node) or head.name not in ("index_designator",
                                                                   "range_designator"):
                    raise self.diags.fatal("designator-type", item.pos)
                index = self.integer_constant(head.kids[0], "designator-constant")
                last = index
                if head.name == "range_designator":
                    last = self.integer_constant(head.kids[1], "designator-constant")
                    if last < index:
                        raise self.diags.fatal("designator-range", item.pos)
                if index < 0 or t.count >= 0 and last >= t.count:
                    raise self.diags.fatal("designator-range", item.pos)
                rest = pending[1:]
            elif t.count >= 0 and index >= t.count:
                return most
            pending = []
            start = len(result.items)
            result.range_bytes += (last - index) * size
            self.element(element, offset + index * size, cursor, result, None, rest)
            result.range_bytes -= (last - index) * size
            if last > index:
                for made in result.items[start:]:
                    made.repeats.append((last - index + 1, size))
                result.looked_at = min(result.looked_at, start)
            index = last + 1
            most = max(most, index)
        return most

    def fill_record(self, t: Type, offset: int, cursor: Cursor, result: Initializer, top: bool,
                    designators: list[Node | Lexeme]) -> None:
        """Members in order, or where designators lead."""
        record = t.record
        assert record is not None
        if not record.complete:
            raise self.diags.fatal("incomplete-value", result.pos, t)
        fields = [f for f in record.fields if f.name or f.width < 0]
        index = 0
        pending = designators
        while not cursor.done():
            item = cursor.items[cursor.at]
            if not pending:
                mine = self.item_designators(item) if cursor.used != cursor.at else []
                if mine and not top:
                    return
                pending = mine
            rest: list[Node | Lexeme] = []
            if pending:
                cursor.used = cursor.at
                head = pending[0]
                name = ""
                if isinstance(head, Lexeme):
                    name = head.text
                elif head.name == "member_designator":
                    name = head.lexeme(0).text
                if not name:
                    raise self.diags.fatal("designator-type", item.pos)
                path = record.find(name)
                if not path:
                    raise self.diags.fatal("no-member", item.pos, t, name)
                index = fields.index(path[0])
                rest = list(pending[1:])
                for step in reversed(path[1:]):
                    rest.insert(0, Lexeme(0, step.name, item.pos) if step.name else
                                Lexeme(0, path[-1].name, item.pos))
                if len(path) > 2:
                    rest = list(pending[1:])
                    rest.insert(0, Lexeme(0, name, item.pos))
            elif index >= len(fields):
                return
            pending = []
            field = fields[index]
            if field.type.kind == ARRAY and field.type.count == UNKNOWN and not rest:
                if not self.static_init:
                    raise self.diags.fatal("flexible-initializer", item.pos)
                outer = self.whole.record
                if record is not outer and not (outer is not None and outer.is_union):
                    raise self.diags.fatal("flexible-inside", item.pos)
                self.diags.report("flexible-initialized", item.pos)
            self.element(field.type, offset + field.offset, cursor, result,
                         field if field.width >= 0 else None, rest)
            index += 1
            if record.is_union:
                if top and not cursor.done() and self.item_designators(cursor.items[cursor.at]):
                    continue
                return

    def element(self, t: Type, offset: int, cursor: Cursor, result: Initializer,
                field: Field | None, designators: list[Node | Lexeme]) -> None:
        """Initialise one subobject from the current item."""
        if designators:
            if t.record is None and t.kind not in (ARRAY, VECTOR):
                raise self.diags.fatal("designator-type", cursor.items[cursor.at].pos)
            self.aggregate(t, offset, cursor, result, False, designators)
            return
        inner = cursor.items[cursor.at].kids[-1]
        assert isinstance(inner, Node)
        if inner.name == "initializer_list":
            items = [k for k in inner.kids if isinstance(k, Node)]
            cursor.advance()
            start = len(result.items)
            self.braced(t, offset, items, result, inner.pos)
            if t.record is not None or t.kind in (ARRAY, VECTOR):
                zero = InitItem(offset, t, None, T.Const(self.types.int, inner.pos, 0))
                zero.zero = True
                if overlaps(result, start, offset, offset + max(t.size, 1) + result.range_bytes):
                    result.items.insert(start, zero)
            return
        e = self.peek_expr(cursor)
        if t.kind == ARRAY:
            if isinstance(e, StringLit) and self.is_string_for(t, e):
                cursor.advance()
                self.string_item(result, t, offset, e, field)
                return
            if self.static_init and isinstance(e, T.CompoundLiteral) \
                    and e.type.kind == ARRAY and e.variable.init is not None:
                cursor.advance()
                result.items.extend(item.moved(offset) for item in e.variable.init.items)
                return
            self.aggregate(t, offset, cursor, result, False, [])
            return
        if t.record is not None:
            if e.type.record is t.record:
                cursor.advance()
                if self.static_init and isinstance(e, T.CompoundLiteral) \
                        and e.variable.init is not None:
                    result.items.extend(item.moved(offset) for item in e.variable.init.items)
                    return
                value = self.rvalue(e)
                self.check_static(value)
                result.items.append(InitItem(offset, t, None, value))
                return
            self.aggregate(t, offset, cursor, result, False, [])
            return
        if t.kind == VECTOR and e.type.kind != VECTOR:
            self.aggregate(t, offset, cursor, result, False, [])
            return
        cursor.advance()
        value = self.assignable(e, t, e.pos, "initialization")
        self.check_static(value)
        result.items.append(InitItem(offset, t, field, value))


def gnu_constant(e: Expr) -> bool:
    """What gcc takes as constant besides, as 6.6p10 allows: values of constant variables,
    comparisons of complex constants."""
    if isinstance(e, T.Binary):
        return gnu_constant(e.left) and gnu_constant(e.right)
    if isinstance(e, (T.Unary, T.Cast)):
        return gnu_constant(e.operand)
    if isinstance(e, T.BuiltinCall) and e.name == "complex":
        return all(gnu_constant(argument) for argument in e.arguments)
    if isinstance(e, T.Load) and isinstance(e.place, T.VariableRef):
        variable = e.place.variable
        return variable.init is not None and bool(variable.type.quals & CONST) \
            and variable.type.is_arithmetic() and variable.init.single is not None \
            and fold(variable.init.single) is not None
    return isinstance(fold(e), (int, float, Real))
