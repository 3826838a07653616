"""Statements: every kind C has, each bounded in the number of its runs.

Termination: every loop has a counter that its body cannot assign (a *locked* variable), backward
jumps too; the cost of a function is counted while it is written, times the runs of the place, and
a statement that would exceed the limit is not written.  Jumps leave blocks or enter loops only
where no declaration is passed.
"""

from __future__ import annotations

from fuzz.choices import Choices
from fuzz.ctypes_model import (INT, LONG, SHORT, UCHAR, UINT, ULONG, ArrayType, FloatType,
                               IntBase, IntType, PointerType, RecordType, Type, contains_int,
                               declare, promote, serials)
from fuzz.expressions import literal
from fuzz.scope import NOTHING, Expr, Function, Real, Value, Variable
from fuzz.values import Values

COUNTERS = [INT, INT, LONG, UINT, SHORT, UCHAR, ULONG]
STRINGS = ["", "a", "fuzz", "hello, world", "0123456789", "x\\ty", "AbC"]


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
        del self.visible[mark:]
        self.depth -= 1
        self.emit("}" + tail)

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

    def write_call(self, function: Function) -> None:
        """Call a function; the result goes into a new variable of its type."""
        self.start()
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
        self.write_call(made)

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
        targets = [t for t in targets if contains_int(t[0]) and not isinstance(t[0], ArrayType)
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

    # -- loops -----------------------------------------------------------------------------------

    def runs(self) -> int:
        """How often a loop goes round; 0: it cannot be afforded."""
        most = 2 + self.choices.below(9)
        while most > 1 and not self.affordable(most):
            most //= 2
        return most if most > 1 else 0

    def counter(self, base: IntBase, high: int) -> Variable:
        """A locked variable in [0, high]."""
        type_ = IntType(base, 0, high)
        return Variable(self.name("i"), type_, self.depth + 1, type_.keys(), locked=True)

    def for_loop(self) -> None:
        """for, in several shapes."""
        choices = self.choices
        n = self.runs()
        if not n:
            return self.assign_integer()
        base = choices.pick(COUNTERS)
        i = self.counter(base, n - 1)
        roll = choices.below(6)
        step = choices.pick([f"{i.name}++", f"++{i.name}", f"{i.name} += 1"])
        if roll < 3:
            head = f"{base.name} {i.name} = 0; {i.name} < {n}; {step}"
        elif roll == 3:
            head = f"{base.name} {i.name} = 0; {i.name} < {n}; {i.name} += 2"
        elif roll == 4:
            head = f"{base.name} {i.name} = {n}; {i.name}-- > 0; "
        else:
            base = choices.pick([INT, LONG, SHORT])
            i = self.counter(base, n - 1)
            head = f"{base.name} {i.name} = {n - 1}; {i.name} >= 0; {i.name}--"
        mark = self.open(f"for ({head})")
        self.visible.append(i)
        self.body(choices.between(1, 3), n, loop=True)
        self.close(mark)

    def while_loop(self) -> None:
        """while and do."""
        choices = self.choices
        n = self.runs()
        if not n:
            return self.assign_integer()
        base = choices.pick(COUNTERS)
        outer = self.open()
        i = self.counter(base, n)
        self.emit(f"{base.name} {i.name} = {n};")
        self.visible.append(i)
        extra = ""
        if choices.below(3) == 0:
            extra = f" && {self.condition()}"
        roll = choices.below(3)
        if roll == 0:
            mark = self.open(f"while ({i.name}-- > 0{extra})")
            if base.signed:
                i.type = IntType(base, -1, n)       # after the last test
            self.visible.remove(i)
        elif roll == 1:
            mark = self.open(f"while ({i.name} > 0{extra})")
            self.emit(f"{i.name}--;" if choices.below(2) else f"{i.name} -= 1;")
        else:
            mark = self.open("do")
        self.body(choices.between(1, 3), n, loop=True)
        self.close(mark, f" while (--{i.name} > 0{extra});" if roll == 2 else "")
        self.close(outer)

    def pointer_loop(self) -> None:
        """A walk over an array, up to one past its end."""
        choices = self.choices
        found = [v for v in self.visible if isinstance(v.type, ArrayType) and v.addressable
                 and not v.qualifier and not v.locked and not v.type.length
                 and isinstance(v.type.element, IntType)]
        if not found or not self.affordable(8):
            return self.for_loop()
        array = choices.pick(found)
        assert isinstance(array.type, ArrayType)
        element = array.type.element
        assert isinstance(element, IntType)
        p, end = self.name("p"), self.name("e")
        n = array.type.count
        mark = self.open()
        self.emit(f"{element.spelling} *{p}, *{end};")
        head = f"for ({p} = {array.name}, {end} = {array.name} + {n}; {p} != {end}; {p}++)"
        if choices.below(3) == 0:
            head = f"for ({p} = {array.name}, {end} = &{array.name}[{n}]; {p} < {end}; ++{p})"
        inner = self.open(head)
        type_ = PointerType(element, 1)
        self.visible.append(Variable(p, type_, self.depth, type_.keys(), locked=True))
        self.start()
        place = self.dereference(self.whole(self.visible[-1]))
        made = self.assign(place, 2)
        self.repeat *= n
        self.emit(made.text + ";")
        self.end(made)
        self.repeat //= n
        self.body(choices.below(2), n, loop=True)
        self.close(inner)
        self.close(mark)

    # -- jumps -----------------------------------------------------------------------------------

    def goto_block(self) -> None:
        """A block that jumps leave for a label behind it."""
        label = self.name("L")
        mark = self.open()
        self.exits.append(label)
        self.body(self.choices.between(1, 3))
        condition = self.condition()
        self.emit(f"if ({condition}) goto {label};")
        self.body(self.choices.between(1, 2))
        self.exits.pop()
        self.close(mark)
        self.emit(f"{label}: ;")

    def goto_back(self) -> None:
        """A loop made of a label and a jump."""
        n = self.runs()
        if not n:
            return self.goto_block()
        outer = self.open()
        i = self.counter(INT, n)
        label = self.name("L")
        self.emit(f"int {i.name} = 0;")
        self.visible.append(i)
        self.emit(f"{label}: ;")
        mark = self.open()
        saved = self.breakable, self.continuable
        self.breakable = self.continuable = False
        self.body(self.choices.between(1, 3), n)
        self.breakable, self.continuable = saved
        self.close(mark)
        self.emit(f"if (++{i.name} < {n}) goto {label};")
        self.close(outer)

    def goto_into_loop(self) -> None:
        """A jump into the middle of a loop's body."""
        n = self.runs()
        if not n:
            return self.goto_block()
        outer = self.open()
        i = self.counter(INT, n + 1)
        label = self.name("L")
        self.emit(f"int {i.name} = 0;")
        self.visible.append(i)
        self.emit(f"if ({self.condition()}) goto {label};")
        loop = self.open(f"while ({i.name}++ < {n})")
        mark = self.open()
        self.body(1, n + 1, loop=True)
        self.close(mark)
        self.emit(f"{label}: ;")
        mark = self.open()
        self.body(1, n + 1, loop=True)
        self.close(mark)
        self.close(loop)
        self.close(outer)

    def goto_into_block(self) -> None:
        """A jump past declarations into the middle of a block; what they declare gets its value
        behind the label."""
        choices = self.choices
        label = self.name("L")
        condition = self.condition()
        self.emit(f"if ({condition}) goto {label};")
        mark = self.open()
        made = [self.new_variable(choices.pick(self.ints)) for _ in range(choices.between(1, 2))]
        for variable in made:
            variable.qualifier = ""
            self.emit(f"{variable.declaration()};")
        inner = self.open()
        self.body(choices.between(1, 2))
        self.close(inner)
        self.emit(f"{label}: ;")
        for variable in made:
            self.start(10)
            value = self.value(variable.type, 2, 0)
            assert value is not None
            self.emit(f"{variable.name} = {value.text};")
            self.end(value, Value("", NOTHING, variable.keys))
            self.visible.append(variable)
        self.body(choices.between(1, 2))
        self.close(mark)

    def duff(self) -> None:
        """A switch into a loop."""
        if not self.affordable(3):
            return self.switch_statement()
        choices = self.choices
        outer = self.open()
        i = self.counter(INT, 3)
        self.emit(f"int {i.name} = {choices.between(1, 3)};")
        self.visible.append(i)
        self.start(10)
        value = self.within(self.integer(2), 0, 3)
        self.end(value)
        switch = self.open(f"switch ({value.text})")
        self.emit("case 0:")
        loop = self.open("do")
        for case in (3, 2, 1):
            mark = self.open()
            saved = self.breakable, self.continuable
            self.body(1, 3, loop=True)
            self.breakable, self.continuable = saved
            self.close(mark)
            self.emit(f"case {case}: ;")
        self.close(loop, f" while (--{i.name} > 0);")
        self.close(switch)
        self.close(outer)

    def computed_goto(self) -> None:
        """Labels as values."""
        choices = self.choices
        count = choices.between(2, 4)
        labels = [self.name("L") for _ in range(count)]
        end = self.name("L")
        mark = self.open()
        table = self.name("labels")
        self.start(10)
        at = self.index(count)
        self.end(at)
        self.emit(f"static const void *const {table}[] = "
                  f"{{ {', '.join('&&' + label for label in labels)} }};")
        self.emit(f"goto *{table}[{at.text}];")
        for label in labels:
            self.emit(f"{label}: ;")
            inner = self.open()
            self.body(1)
            self.close(inner)
            if choices.below(2):
                self.emit(f"goto {end};")
        self.emit(f"{end}: ;")
        self.close(mark)

    def block(self) -> None:
        """A compound statement."""
        mark = self.open()
        self.body(self.choices.between(1, 3))
        self.close(mark)

    # -- memory of other kinds -------------------------------------------------------------------

    def fill(self, name: str, element: Type, length: str, runs: int) -> None:
        """A loop that gives every element of an array its first value."""
        i = self.counter(INT, runs - 1)
        mark = self.open(f"for (int {i.name} = 0; {i.name} < {length}; {i.name}++)")
        self.visible.append(i)
        self.start(10)
        made = self.value(element, 2, 0)
        assert made is not None
        self.repeat *= runs
        self.emit(f"{name}[{i.name}] = {made.text};")
        self.end(made, Value("", NOTHING, element.keys()))
        self.repeat //= runs
        self.close(mark)

    def allocated_block(self) -> None:
        """malloc, calloc, realloc, free."""
        choices = self.choices
        if not self.affordable(8):
            return self.assign_integer()
        element = choices.pick(self.ints)
        n = choices.between(1, 8)
        mark = self.open()
        type_ = PointerType(element, n)
        p = Variable(self.name("m"), type_, self.depth + 1, type_.keys(), locked=True)
        cleared = choices.below(3) == 0
        allocation = f"calloc({n}, sizeof({element.spelling}))" if cleared else \
            f"malloc({n} * sizeof *{p.name})"
        self.emit(f"{element.spelling} *{p.name} = {allocation};")
        inner = self.open(f"if ({p.name} != 0)")
        if not cleared:
            self.fill(p.name, element, str(n), n)
        self.visible.append(p)
        if choices.below(4) == 0:
            self.emit(f"{p.name} = realloc({p.name}, {n + 4} * sizeof *{p.name});")
            self.emit(f"if ({p.name} == 0) abort();")
        self.body(choices.between(1, 3))
        self.emit(f"free({p.name});")
        self.close(inner)
        self.close(mark)

    def variable_length(self) -> None:
        """A variable length array."""
        choices = self.choices
        if not self.affordable(8):
            return self.assign_integer()
        element = choices.pick(self.ints)
        least, more = choices.between(1, 4), choices.between(1, 4)
        mark = self.open()
        self.start(10)
        size = self.within(self.integer(2), 0, more)
        self.end(size)
        length = Variable(self.name("n"), IntType(INT, 0, least + more), self.depth,
                          NOTHING, locked=True)
        length.keys = length.type.keys()
        self.emit(f"const int {length.name} = {least} + (int){size.text};")
        type_ = ArrayType(element, least, length.name)
        array = Variable(self.name("a"), type_, self.depth, type_.keys(), True)
        self.emit(f"{array.declaration()};")
        self.fill(array.name, element, length.name, least + more)
        self.visible += [length, array]
        if choices.below(3) == 0:
            self.measure(f"sizeof({array.name}) / sizeof({array.name}[0])", least, least + more)
        self.body(choices.between(1, 3))
        self.close(mark)

    def measure(self, text: str, low: int, high: int, base: IntBase = ULONG,
                reads: frozenset[int] = NOTHING) -> None:
        """Store a computed number somewhere."""
        self.start()
        place = self.place("int", True)
        if place is None:
            return
        type_ = place.type
        assert isinstance(type_, IntType)
        value = self.fit(Expr(f"({text})", base, low, high, reads), type_)
        self.emit(f"{place.text} = {value.text};")
        self.end(Value("", reads | place.reads, place.keys))

    def string_block(self) -> None:
        """A string and the library's functions on it."""
        choices = self.choices
        mark = self.open()
        name = self.name("str")
        size = choices.between(16, 24)
        self.emit(f'char {name}[{size}] = "{choices.pick(STRINGS)}";')
        for _ in range(choices.between(1, 4)):
            self.start(10)
            roll = choices.below(6)
            text = choices.pick(STRINGS)
            if roll == 0:
                self.emit(f'strcpy({name}, "{text}");')
            elif roll == 1:
                self.emit(f'if (strlen({name}) < 3) strcat({name}, "{text}");')
            elif roll == 2:
                value = self.within(self.integer(2), -9999, 99999)
                self.emit(f'snprintf({name}, sizeof {name}, "%d/%s", (int){value.text}, '
                          f'"{text}");')
                self.end(value)
            elif roll == 3:
                value = self.within(self.integer(2), 0, 63)
                self.emit(f"{name}[strlen({name}) / 2] = (char)(64 + (int){value.text});")
                self.emit(f"{name}[{size - 1}] = 0;")
                self.end(value)
            elif roll == 4:
                self.emit(f"memset({name}, '{choices.pick('xyz')}', {choices.between(1, 9)});")
                self.emit(f"{name}[{size - 1}] = '\\0';")
            else:
                self.emit(f'strncpy({name}, "{text}", {choices.between(1, size - 1)});')
                self.emit(f"{name}[{size - 1}] = 0;")
        roll = choices.below(4)
        if roll == 0:
            self.measure(f"strlen({name})", 0, size - 1)
        elif roll == 1:
            self.measure(f'strcmp({name}, "{choices.pick(STRINGS)}") < 0', 0, 1, INT)
        elif roll == 2:
            self.measure(f"strchr({name}, '{choices.pick('ao1')}') != 0", 0, 1, INT)
        else:
            total, i = self.name("h"), self.name("i")
            self.emit(f"unsigned {total} = 7;")
            self.emit(f"for (int {i} = 0; {name}[{i}]; {i}++) "
                      f"{total} = {total} * 31 + {name}[{i}];")
            self.measure(total, 0, UINT.high, UINT)
        self.spend(40)
        self.close(mark)

    def list_block(self) -> None:
        """A linked list in an array of nodes, walked to its null end."""
        choices = self.choices
        if not self.affordable(6):
            return self.assign_integer()
        mark = self.open()
        tag, nodes, i, p = (self.name(prefix) for prefix in ("node", "nodes", "i", "p"))
        n = choices.between(2, 5)
        element = choices.pick(self.ints)
        self.emit(f"struct {tag} {{ {element.spelling} value; struct {tag} *next; }} "
                  f"{nodes}[{n}];")
        inner = self.open(f"for (int {i} = 0; {i} < {n}; {i}++)")
        self.visible.append(Variable(i, IntType(INT, 0, n - 1), self.depth, NOTHING, locked=True))
        self.visible[-1].keys = self.visible[-1].type.keys()
        self.start(10)
        made = self.value(element, 2, 0)
        assert made is not None
        self.emit(f"{nodes}[{i}].value = {made.text};")
        self.emit(f"{nodes}[{i}].next = {i} + 1 < {n} ? &{nodes}[{i} + 1] : 0;")
        self.repeat *= n
        self.end(made)
        self.close(inner)
        inner = self.open(f"for (struct {tag} *{p} = {nodes}; {p}; {p} = {p}->next)")
        value = Variable(f"{p}->value", element, self.depth, frozenset((next(serials),)))
        self.visible.append(value)
        self.repeat //= n
        self.body(choices.between(1, 2), n, loop=True)
        self.close(inner)
        self.close(mark)


KINDS = [
    (30, "assign_integer"), (5, "assign_real"), (5, "assign_pointer"), (4, "assign_record"),
    (4, "copy_memory"), (9, "call_statement"), (4, "call_through_pointer"), (6, "jump_away"),
    (10, "declare_scalar"), (5, "declare_other"), (6, "declare_pointer"), (9, "if_statement"),
    (4, "switch_statement"), (7, "for_loop"), (4, "while_loop"), (3, "pointer_loop"),
    (2, "goto_block"), (2, "goto_back"), (1, "goto_into_loop"), (1, "goto_into_block"), (2, "duff"),
    (2, "computed_goto"), (2, "block"), (2, "allocated_block"), (2, "variable_length"),
    (2, "string_block"), (1, "list_block"),
]
TOTAL = sum(weight for weight, _ in KINDS)
