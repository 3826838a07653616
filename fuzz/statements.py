"""Statements: simple ones, declarations and selection; `KINDS` lists every kind that C has.

Termination: every loop has a counter that its body cannot assign (a *locked* variable), backward
jumps too; the cost of a function is counted while it is written, times the runs of the place, and
a statement that would exceed the limit is not written.  Loops and jumps: `loops.py`; objects that
are made at run time: `storage.py`.
"""

from __future__ import annotations

from fuzz.choices import Choices
from fuzz.ctypes_model import (INT, ArrayType, FloatType, IntBase, IntType, PointerType,
                               RecordType, Type, contains, declare, promote, serials)
from fuzz.expressions import literal
from fuzz.scope import NOTHING, Expr, Function, Real, Value, Variable
from fuzz.values import Values


class Statements(Values):
    """Writes statements into `lines`."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices)
        self.lines: list[str] = []
        self.exits: list[str] = []              # labels behind enclosing blocks
        self.breakable = False
        self.continuable = False
        self.nesting = 0
        self.result: Type | None = None         # of the current function
        self.returns = False                    # a return was written inside some statement
        self.plants: list[int] = []             # lines where a statement surely runs

    # -- frame -----------------------------------------------------------------------------------

    def emit(self, text: str) -> None:
        """One line at the current depth."""
        self.lines.append("  " * self.depth + text)

    def open(self, head: str = "") -> int:
        """Open a block; returns the mark that `close` wants."""
        self.emit(f"{head} {{" if head else "{")
        self.depth += 1
        return len(self.visible)

    def close(self, mark: int, tail: str = "") -> None:
        """Close a block: its variables are gone."""
        self.witness(mark)
        del self.visible[mark:]
        self.depth -= 1
        self.emit("}" + tail)

    def witness(self, mark: int) -> None:
        """Some integers of the block that ends go into what the program prints last; the others
        may stay dead.  A sum, for calls in one expression have no order."""
        for variable in self.visible[mark:]:
            if isinstance(variable.type, IntType) and self.choices.below(2):
                self.print_later(variable)

    def print_later(self, variable: Variable) -> None:
        """Add an integer to what the program prints last."""
        self.emit(f"seen += (unsigned long long){variable.name} * {self.factor()};")
        self.spend(2)

    def start(self, fuel: int = 22) -> None:
        """Begin a full expression."""
        self.fuel = fuel
        self.quiet = False
        self.no_read = self.no_write = NOTHING

    def end(self, *items: Expr | Real | Value) -> None:
        """A full expression was written: count cost and effects."""
        self.spend(3 + max(0, 22 - self.fuel))
        for item in items:
            self.note(item)

    def condition(self) -> str:
        """A controlling expression."""
        self.start(14)
        made = self.integer(3)
        self.end(made)
        return made.text

    def affordable(self, runs: int) -> bool:
        """Whether a loop of so many runs fits into what is left of the cost."""
        return self.cost + 60 * self.repeat * runs < self.limit and self.nesting < 4

    def body(self, count: int, runs: int = 1, loop: bool = False) -> None:
        """Statements inside a block that runs at most `runs` times each time it is reached."""
        saved = self.breakable, self.continuable
        if loop:
            self.breakable = self.continuable = True
        self.repeat *= runs
        self.nesting += 1
        for _ in range(count):
            self.statement()
        self.nesting -= 1
        self.repeat //= runs
        self.breakable, self.continuable = saved

    def statement(self) -> None:
        """One statement of any kind."""
        roll = self.choices.below(TOTAL)
        for weight, name in KINDS:
            roll -= weight
            if roll < 0:
                getattr(self, name)()
                return

    # -- simple statements -----------------------------------------------------------------------

    def assign_integer(self) -> None:
        """place op= expression; or an increment; sometimes only for its effects."""
        self.start()
        if self.choices.below(12) == 0:
            made = self.arithmetic(4)
            self.emit(f"(void){made.text};" if self.choices.below(2) else f"{made.text};")
            self.end(made)
            return
        place = self.place("int", True)
        if place is None:
            return self.declare_scalar()
        made = self.assign(place, 4)
        self.emit(made.text + ";")
        self.end(made)

    def observe(self) -> None:
        """A value that the program prints as it is; most others are masked and cut on their way to
        an object.  The rarer forms more often than inside expressions."""
        self.start()
        made = self.choices.pick([self.special, self.arithmetic, self.integer])(3)
        name = self.name("t")       # calls in the expression add to `seen`, too
        self.emit(f"{{ unsigned long long {name} = {made.text}; "
                  f"seen += {name} * {self.factor()}; }}")
        self.end(made)

    def factor(self) -> int:
        """An odd number."""
        return self.choices.between(1, 499) * 2 + 1

    def assign_real(self) -> None:
        """A floating assignment."""
        self.start()
        place = self.place("float", True) if self.floats else None
        if place is None:
            return self.assign_integer()
        type_ = place.type
        assert isinstance(type_, FloatType)
        self.no_write = place.reads | place.keys
        if self.choices.below(4) == 0:
            value = self.real(2)
            size = max(-value.low, value.high)
            if type_.bound * 0.999 > size * 2.0 and not place.volatile:
                self.emit(f"{place.text} = {place.text} * 0.5 + {value.text};")
                self.end(value, Value("", place.reads | place.keys, place.keys))
                return
        made = self.value(type_, 3, self.depth)
        assert made is not None
        self.emit(f"{place.text} = {made.text};")
        self.end(made, Value("", place.reads, place.keys))

    def assign_pointer(self) -> None:
        """A pointer variable aims at something else."""
        found = [v for v in self.visible if isinstance(v.type, PointerType) and not v.locked
                 and not v.qualifier]
        if not found:
            return self.declare_pointer()
        variable = self.choices.pick(found)
        assert isinstance(variable.type, PointerType)
        self.start()
        made = self.address(variable.type, variable.depth)
        if made is None:
            return self.assign_integer()
        self.emit(f"{variable.name} = {made.text};")
        self.end(made, Value("", NOTHING, variable.keys))

    def assign_record(self) -> None:
        """A whole structure or union."""
        found = [v for v in self.visible if isinstance(v.type, RecordType) and not v.locked
                 and not v.qualifier]
        if not found:
            return self.declare_other()
        variable = self.choices.pick(found)
        assert isinstance(variable.type, RecordType)
        self.start()
        life = 0 if variable.type.has_pointer() else self.depth
        made = self.record_value(variable.type, 2, life)
        if made is None or made.text == variable.name:
            return self.assign_integer()
        self.emit(f"{variable.name} = {made.text};")
        self.end(made, Value("", NOTHING, variable.keys))

    def copy_memory(self) -> None:
        """memcpy, memmove and memset of whole objects."""
        choices = self.choices
        found = [v for v in self.visible if isinstance(v.type, (RecordType, ArrayType))
                 and not v.locked and not v.qualifier and not v.type.has_pointer()]
        if not found:
            return self.declare_other()
        to = choices.pick(found)
        sources = [v for v in found if v.type is to.type and v is not to]
        write = Value("", NOTHING, to.keys)
        self.start()
        if sources and choices.below(3):
            source = choices.pick(sources)
            call = choices.pick(["memcpy", "memmove", "__builtin_memcpy"])
            self.emit(f"{call}(&{to.name}, &{source.name}, sizeof({to.name}));")
            self.end(write, Value("", source.keys))
            return
        if isinstance(to.type, ArrayType) and to.type.count > 2 and choices.below(2):
            moved = choices.between(1, to.type.count - 1)
            room = to.type.count - moved
            a, b = choices.between(0, room), choices.between(0, room)
            self.emit(f"memmove(&{to.name}[{a}], {to.name} + {b}, "
                      f"{moved} * sizeof({to.name}[0]));")
            self.end(write, Value("", to.keys))
            return
        self.emit(f"memset(&{to.name}, 0, sizeof {to.name});")
        self.end(write)

    def call_statement(self) -> None:
        """A call for its effects, its result perhaps kept."""
        found = [f for f in self.functions if self.callable_here(f)]
        if not found:
            return self.assign_integer()
        self.start()
        function = self.choices.pick(found)
        self.write_call(function)

    def write_call(self, function: Function, kept: frozenset[int] = NOTHING) -> None:
        """Call a function; the result goes into a new variable of its type.  Arguments do not
        write what is `kept`: what the expression for the function reads."""
        self.start()
        self.no_write = kept
        made = self.call(function, 3)
        if made is None:
            return
        self.end(made)
        result = function.result
        if result is None or self.choices.below(5) == 0:
            self.emit(("(void)" if self.choices.below(2) else "") + made.text + ";")
            return
        variable = self.new_variable(result)
        if isinstance(result, PointerType):
            variable.depth = max(variable.depth, 1)
        self.emit(f"{variable.declaration()} = {made.text};")
        self.visible.append(variable)

    def call_through_pointer(self) -> None:
        """A table of functions with one signature."""
        found = [f for f in self.functions if self.callable_here(f) and f.variadic is None
                 and f.depth < 0 and f.leading == 0]
        if not found:
            return self.call_statement()
        choices = self.choices
        first = choices.pick(found)
        group = [f for f in found if f.same_signature(first)]
        table = self.name("table")
        index = choices.below(len(group))
        self.start()
        self.quiet = True
        at: Expr = self.index(len(group)) if len(group) > 1 else Expr(str(index), INT, 0, 0)
        plain = len(group) == 1 and choices.below(2)
        made = Function(f"(*{table})" if plain else f"{table}[{at.text}]", first.result,
                        first.parameters)
        made.cost = max(f.cost for f in group)
        for function in group:
            made.reads |= function.reads
            made.writes |= function.writes
        types = ", ".join(declare(t, "") for t in first.parameters) or "void"
        size = "" if plain else f"[{len(group)}]"
        inner = f"(*{table}{size})({types})"
        head = f"void {inner}" if first.result is None else declare(first.result, inner)
        names = ", ".join(("" if f.is_parameter else choices.pick(["", "&"])) + f.name
                          for f in group)       # & of a parameter would be a pointer to a pointer
        self.emit(f"{head} = {names if plain else '{ ' + names + ' }'};")
        self.reads |= at.reads
        self.write_call(made, at.reads)

    def jump_away(self) -> None:
        """break, continue, goto out of blocks, return: under a condition."""
        choices = self.choices
        ways = [f"goto {label};" for label in self.exits[-3:]]
        if self.breakable:
            ways.append("break;")
        if self.continuable:
            ways.append("continue;")
        if self.nesting and choices.below(3) == 0 and self.depth > 1 and self.allow_return():
            condition = self.condition()
            text = self.return_text()
            if text:
                self.emit(f"if ({condition}) {text}")
                self.returns = True
                return
        if not ways:
            return self.assign_integer()
        condition = self.condition()
        self.emit(f"if ({condition})")
        self.emit(f"  {choices.pick(ways)}")

    def allow_return(self) -> bool:
        """Whether the current function may return early."""
        return True

    def return_text(self) -> str:
        """A return statement."""
        if self.result is None:
            return "return;"
        self.start()
        made = self.value(self.result, 3, 0)
        if made is None:
            return ""
        self.end(made)
        return f"return {made.text};"

    # -- declarations ----------------------------------------------------------------------------

    def new_variable(self, type_: Type, prefix: str = "v") -> Variable:
        """A local variable of a type."""
        choices = self.choices
        addressable = choices.below(3) == 0 or isinstance(type_, (ArrayType, RecordType))
        scalar = not isinstance(type_, (ArrayType, RecordType))
        keys = type_.keys() if addressable else frozenset((next(serials),))
        if not scalar:
            keys = type_.keys()
        return Variable(self.name(prefix), type_, self.depth, keys, addressable)

    def declare_scalar(self) -> None:
        """An integer or floating variable, in one of the ways to give it its first value."""
        choices = self.choices
        type_: Type = choices.pick(self.ints)
        if self.floats and choices.below(4) == 0:
            type_ = choices.pick(self.floats)
        variable = self.new_variable(type_)
        roll = choices.below(14)
        self.start()
        if roll == 0:
            return self.declare_static(type_)
        if roll == 1:
            condition = self.condition()
            self.emit(variable.declaration() + ";")
            self.start(14)
            a = self.value(type_, 2, 0)
            self.start(14)
            b = self.value(type_, 2, 0)
            assert a is not None and b is not None
            self.emit(f"if ({condition}) {variable.name} = {a.text};")
            self.emit(f"else {variable.name} = {b.text};")
            self.end(a, b)
            self.visible.append(variable)
            return
        made = self.value(type_, 3, self.depth)
        assert made is not None
        storage = ""
        if roll == 2:
            variable.qualifier, variable.addressable = "volatile", False
        elif roll == 3:
            variable.locked, storage = True, "const "
        elif roll == 4 and not variable.addressable:
            storage = "register "
        elif roll == 5 and isinstance(type_, IntType) and type_.is_full() \
                and type_.base.bits <= 64 and type_.base.name != "_Bool":
            variable.qualifier, variable.addressable = "_Atomic", False
        self.emit(f"{storage}{variable.declaration()} = {made.text};")
        self.end(made)
        self.visible.append(variable)

    def declare_static(self, type_: Type) -> None:
        """A static local with a constant initialiser."""
        variable = Variable(self.name("s"), type_, 0, type_.keys(), True)
        text = self.static_initializer(type_)
        self.emit(f"static {variable.declaration()}{text};")
        self.visible.append(variable)

    def static_initializer(self, type_: Type) -> str:
        """` = constant`, or nothing: zero keeps every invariant but a pointer's."""
        if self.choices.below(5) == 0 and not type_.has_pointer():
            return ""
        saved = self.functions
        self.functions = []
        self.constant_only = True
        self.start(30)
        made = self.initializer(type_, 3, 0)
        self.constant_only = False
        self.functions = saved
        return f" = {made.text}" if made is not None else ""

    def declare_other(self) -> None:
        """An array or record with an initialiser of some shape."""
        type_ = self.aggregate_type()
        if self.choices.below(7) == 0 and not type_.has_pointer():
            return self.declare_static(type_)
        variable = self.new_variable(type_)
        self.start()
        self.quiet = True
        made = self.initializer(type_, 2, 0 if type_.has_pointer() else self.depth)
        if made is None:
            return self.declare_scalar()
        self.emit(f"{variable.declaration()} = {made.text};")
        self.end(made)
        self.visible.append(variable)

    def aggregate_type(self) -> Type:
        """A record or an array type."""
        choices = self.choices
        if self.records and choices.below(2):
            type_: Type = choices.pick(self.records)
            if choices.below(4) == 0:
                type_ = ArrayType(type_, choices.between(1, 3))
            return type_
        element: Type = choices.pick(self.ints)
        if self.floats and choices.below(6) == 0:
            element = choices.pick(self.floats)
        type_ = ArrayType(element, choices.between(2, 9))
        if choices.below(3) == 0:
            type_ = ArrayType(ArrayType(element, choices.between(1, 4)), choices.between(1, 4))
        return type_

    def pointer_type(self) -> PointerType:
        """A pointer type for which the visible variables have targets."""
        choices = self.choices
        targets: list[tuple[Type, int]] = []
        for v in self.visible:
            if v.addressable and not v.qualifier and not v.locked:
                targets.append((v.type, 1))
                if isinstance(v.type, ArrayType) and not v.type.length:
                    targets.append((v.type.element, choices.between(1, v.type.count)))
        targets = [t for t in targets if contains("int", t[0]) and not isinstance(t[0], ArrayType)
                   or (isinstance(t[0], ArrayType) and not t[0].length)]
        if not targets:
            return PointerType(choices.pick(self.ints), 1, nullable=True)
        to, extent = choices.pick(targets)
        nullable = choices.below(5) == 0 and isinstance(to, IntType)
        return PointerType(to, extent, nullable, not nullable and choices.below(6) == 0)

    def declare_pointer(self) -> None:
        """A pointer variable, of one or more levels."""
        type_ = self.pointer_type()
        variable = self.new_variable(type_, "p")
        self.start()
        made = self.address(type_, self.depth)
        if made is None:
            return self.declare_scalar()
        self.emit(f"{variable.declaration()} = {made.text};")
        self.end(made)
        self.visible.append(variable)

    # -- selection -------------------------------------------------------------------------------

    def if_statement(self) -> None:
        """if, if else, else if."""
        choices = self.choices
        mark = self.open(f"if ({self.condition()})")
        self.body(choices.between(1, 3))
        roll = choices.below(4)
        if roll < 2:
            self.close(mark)
            return
        self.witness(mark)
        del self.visible[mark:]
        self.depth -= 1
        middle = f" if ({self.condition()})" if roll == 3 else ""
        self.emit(f"}} else{middle} {{")
        self.depth += 1
        self.body(choices.between(1, 2))
        self.close(mark)

    def switch_statement(self) -> None:
        """switch with fall-through, ranges and constant expressions as labels."""
        choices = self.choices
        self.start(14)
        value = self.plus(self.integer(3))
        if choices.below(4):
            value = self.within(value, 0, choices.pick([3, 7, 15]))
        self.end(value)
        base = promote(value.base)
        mark = self.open(f"switch ({value.text})")
        taken: set[int] = set()
        count = choices.between(2, 6)
        default_at = choices.below(count + 1)
        saved = self.breakable
        self.breakable = True
        for case in range(count):
            if case == default_at:
                self.emit("default:")
            label = self.case_label(taken, base)
            self.emit(f"case {label}:")
            if choices.below(6) == 0:
                continue
            inner = self.open()
            self.body(choices.between(1, 2))
            self.close(inner)
            if choices.below(3):
                self.emit("break;")
        self.breakable = saved
        self.emit(";")
        self.close(mark)

    def case_label(self, taken: set[int], base: IntBase) -> str:
        """A label that no other case of the switch has."""
        choices = self.choices
        value = choices.below(16)
        while value in taken:
            value += 1
        last = value
        if choices.below(6) == 0:
            while last - value < 3 and last + 1 not in taken:
                last += 1
        taken.update(range(value, last + 1))
        if last > value:
            return f"{value} ... {last}"
        roll = choices.below(4)
        if roll == 0 and value > 32:
            return f"'{chr(value)}'"
        if roll == 1 and value > 1:
            part = choices.between(1, value - 1)
            return f"({part} + {value - part})"
        if roll == 2:
            return literal(base, value)
        return str(value)


KINDS = [
    (24, "assign_integer"), (8, "observe"), (5, "assign_real"), (5, "assign_pointer"),
    (4, "assign_record"), (4, "copy_memory"), (9, "call_statement"), (4, "call_through_pointer"),
    (6, "jump_away"), (10, "declare_scalar"), (5, "declare_other"), (6, "declare_pointer"),
    (9, "if_statement"),
    (4, "switch_statement"), (7, "for_loop"), (4, "while_loop"), (3, "pointer_loop"),
    (3, "search_loop"), (2, "goto_block"), (2, "goto_back"), (1, "goto_into_loop"),
    (1, "goto_into_block"), (2, "duff"), (2, "computed_goto"), (2, "block"), (2, "allocated_block"),
    (2, "variable_length"), (2, "nonlocal_jump"), (2, "string_block"), (1, "list_block"),
]
TOTAL = sum(weight for weight, _ in KINDS)
