"""Loops and jumps of every shape, each bounded in the number of its runs.

Problem: a random loop does not end, and a random jump passes a declaration.  Idea: a loop's counter
is a *locked* variable, which its body cannot assign, and so is the counter of a jump back; jumps
leave blocks or enter loops only where no declaration is passed.

Invariant: `repeat` is the product of the runs of all loops around the place being written.
"""

from __future__ import annotations

from fuzz.ctypes_model import (INT, LONG, SHORT, UCHAR, UINT, ULONG, ArrayType, IntBase, IntType,
                               PointerType)
from fuzz.scope import NOTHING, Value, Variable
from fuzz.statements import Statements

COUNTERS = [INT, INT, LONG, UINT, SHORT, UCHAR, ULONG]


class Loops(Statements):
    """Writes loops and jumps."""

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
            mark -= 1
        elif roll == 1:
            mark = self.open(f"while ({i.name} > 0{extra})")
            self.emit(f"{i.name}--;" if choices.below(2) else f"{i.name} -= 1;")
        else:
            mark = self.open("do")
        self.body(choices.between(1, 3), n, loop=True)
        self.close(mark, f" while (--{i.name} > 0{extra});" if roll == 2 else "")
        self.close(outer)

    def array_of_integers(self) -> Variable | None:
        """An array that a loop can afford to walk over."""
        found = [v for v in self.visible if isinstance(v.type, ArrayType) and v.addressable
                 and not v.qualifier and not v.locked and not v.type.length
                 and isinstance(v.type.element, IntType)]
        return self.choices.pick(found) if found and self.affordable(8) else None

    def search_loop(self) -> None:
        """A walk over an array by number until something is found; the number is compared where
        the loop is left, and behind it."""
        choices = self.choices
        array = self.array_of_integers()
        if array is None:
            return self.for_loop()
        assert isinstance(array.type, ArrayType)
        n = array.type.count
        base = choices.pick([INT, INT, LONG, SHORT])
        down = choices.below(2)
        outer = self.open()
        i = self.counter(base, n - 1)
        self.emit(f"{base.name} {i.name} = {n if down else 0};")
        inner = self.open(f"while (--{i.name} >= 0)" if down else
                          f"for (; {i.name} < {n}; {i.name}++)")
        sought = [v.name for v in self.visible if isinstance(v.type, IntType) and not v.qualifier]
        key = choices.pick(sought) if sought and choices.below(2) else choices.between(-1, 3)
        self.emit(f"if ({array.name}[{i.name}] {choices.pick(['!=', '<', '>='])} {key})")
        self.emit("  continue;")
        self.visible.append(i)
        self.repeat *= n
        self.compared(i)
        self.repeat //= n
        self.body(choices.below(2), n, loop=True)
        self.emit("break;")
        self.close(inner)
        i.type = IntType(base, -1, n)
        self.visible.append(i)
        self.compared(i)
        self.close(outer)

    def compared(self, i: Variable) -> None:
        """if on a comparison with a counter."""
        operator = self.choices.pick(["==", "!=", "<", ">="])
        mark = self.open(f"if ({i.name} {operator} ({self.condition()}))")
        self.body(1)
        self.close(mark)

    def pointer_loop(self) -> None:
        """A walk over an array, up to one past its end."""
        choices = self.choices
        array = self.array_of_integers()
        if array is None:
            return self.for_loop()
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

    def nonlocal_jump(self) -> None:
        """setjmp, a block that jumps back to it, and before or behind that block the use of what
        lives across.  Locals that the block had changed would be indeterminate then (7.13.2.1p3):
        it sees static storage alone."""
        choices = self.choices
        outer = self.open()
        self.declare_many()
        jump = self.name("jump")
        self.emit(f"jmp_buf {jump};")
        if choices.below(2):
            self.emit(choices.pick([f"if (setjmp({jump})) {{", f"if (setjmp({jump}) != 0) {{"]))
            self.use(outer)
            self.guarded("} else", jump)
        else:
            self.guarded(choices.pick([f"if (setjmp({jump}) == 0)", f"if (!setjmp({jump}))",
                                       f"switch (setjmp({jump})) case 0:"]), jump)
            self.use(outer)
        self.close(outer)

    def declare_many(self) -> None:
        """More variables than registers, at times."""
        for _ in range(self.choices.pick([0, 4, 8, 12])):
            self.declare_scalar()

    def use(self, mark: int) -> None:
        """Print all integers of a block, where `witness` prints some."""
        for variable in self.visible[mark:]:
            if isinstance(variable.type, IntType):
                self.print_later(variable)

    def guarded(self, head: str, jump: str) -> None:
        """The block that setjmp guards: values that live across statements, then, perhaps, the jump
        back."""
        choices = self.choices
        everything, self.visible = self.visible, [v for v in self.visible if v.depth == 0]
        mark = self.open(head)
        saved = self.breakable, self.continuable
        self.breakable = self.continuable = False
        self.declare_many()
        self.body(choices.between(1, 4))
        self.use(mark)
        self.breakable, self.continuable = saved
        value = choices.pick([str(choices.between(1, 9)), ""]) or self.condition()
        if choices.below(2):
            self.emit(f"leave({jump}, {value});")
        else:
            self.emit(f"if ({value}) longjmp({jump}, {choices.between(1, 9)});")
        self.close(mark)
        self.visible = everything

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
