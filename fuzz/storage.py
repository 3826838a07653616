"""Blocks around objects made at run time: allocated, of variable length, strings, lists.

Problem: what such an object holds is known only by what was written into it.  Idea: each block
makes its object, fills it, uses it in statements of its own, and measures it at the end.

Invariant: the object's variable is visible inside its block only.
"""

from __future__ import annotations

from fuzz.ctypes_model import (INT, UINT, ULONG, ArrayType, IntBase, IntType, PointerType, Type,
                               serials)
from fuzz.loops import Loops
from fuzz.scope import NOTHING, Expr, Value, Variable

STRINGS = ["", "a", "fuzz", "hello, world", "0123456789", "x\\ty", "AbC"]


class Storage(Loops):
    """Writes blocks with objects of their own."""

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
