"""Whole programs: types, globals, functions, `main`, and the report of every global at the end.

The functions are written in the order of their calls, callee first, so that a caller knows what a
call reads, writes and costs; recursion has a leading depth that falls.  Every function is called at
least once from `main` at its top level.  The output holds the final value of every scalar of every
global, so that nothing a program computed into memory is lost.

`generate(choices)` gives a `Program`; the same choices give the same text.
"""

from __future__ import annotations

import re

from fuzz.choices import Choices
from fuzz.ctypes_model import (BOOL, CHAR, DOUBLE, FLOAT, INT, INT_BASES, LDOUBLE, SCHAR, UINT,
                               ArrayType, FloatType, FunctionPointerType, IntBase, IntType,
                               Member, PointerType, RecordType, Type, declare, promote, serials)
from fuzz.scope import Function, Variable
from fuzz.storage import Storage

HEADERS = ["float.h", "setjmp.h", "stdarg.h", "stdatomic.h", "stddef.h", "stdio.h", "stdlib.h",
           "string.h"]
TOKEN = re.compile(r"[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|[\w.])*|\"(?:\\.|[^\"\\])*\"|"
                   r"'(?:\\.|[^'\\])*'|\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|[<>=!*/%+&|^-]=|&&|\|\||\S")
SHOW = """static void show(const char *name, unsigned long long value) {
  printf("%s %llx\\n", name, value);
}
static void show_bytes(const char *name, const void *object, size_t size) {
  const unsigned char *bytes = object;
  printf("%s ", name);
  for (size_t at = size; at-- > 0; ) printf("%02x", bytes[at]);
  printf("\\n");
}
"""
LEAVE = """static void leave(jmp_buf to, int value) {
  if (value) longjmp(to, value);
}
"""


class Program:
    """A program as text: one or more files."""

    def __init__(self, files: list[tuple[str, str]]) -> None:
        self.files = files
        self.plants: list[tuple[str, int]] = []   # (file, line): a statement put before it runs
        self.outside: list[tuple[str, int]] = []  # (file, line): a declaration may stand before it

    def tokens(self) -> int:
        """How many tokens, preprocessing directives left out."""
        return sum(count_tokens(text) for _, text in self.files)


def count_tokens(text: str) -> int:
    """Tokens of a C text without comments; directives do not count."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return len(TOKEN.findall("\n".join(lines)))


class ProgramMaker(Storage):
    """Writes one program."""

    def __init__(self, choices: Choices, size: int = 100, signed_char: bool = True) -> None:
        super().__init__(choices)
        self.size = size                    # per cent of the usual number of parts
        # where plain char is unsigned, programs say which they mean
        self.bases = [SCHAR if base is CHAR and not signed_char else base for base in INT_BASES]
        self.globals: list[Variable] = []
        self.types: list[str] = []
        self.storage = "static "
        self.heads: list[str] = []          # prototypes
        self.in_main = False
        self.given = Function("", None, [])     # what a parameter that is a function points at
        self.fixed_names: list[str] = []        # of parameters that others are written with

    # -- types -----------------------------------------------------------------------------------

    def make_types(self) -> None:
        """The pool of refined types, typedef names, enumerations and records."""
        choices = self.choices
        bases: list[IntBase] = [INT, UINT]
        for base in self.bases[2:]:
            if choices.chance(25 if base.bits == 128 else 60):
                bases.append(base)
        for number in range(choices.below(3)):
            bases.append(self.make_enumeration(number))
        for base in bases:
            self.ints.append(self.name_type(IntType(base, base.low, base.high)))
            if base is not BOOL and choices.chance(50):
                high = min(base.high, choices.pick([100, 10, 1000, 63, 120]))
                low = choices.pick([0, -high]) if base.signed else 0
                self.ints.append(self.name_type(IntType(base, low, high)))
        for real, percent in ((DOUBLE, 70), (FLOAT, 60), (LDOUBLE, 30)):
            if choices.chance(percent):
                bound = choices.pick([1e6, 100.0, 1e9, 1e12])
                spelling = real.name
                if choices.chance(20):
                    spelling = self.name("real")
                    self.types.append(f"typedef {real.name} {spelling};")
                self.floats.append(FloatType(real, bound, spelling))
        for _ in range(choices.below(3)):
            self.make_global(choices.pick(self.ints))
        for _ in range(choices.between(1, 3)):
            self.make_record()
        if choices.chance(50):
            self.make_union()

    def name_type(self, type_: IntType) -> IntType:
        """Sometimes a typedef name for it."""
        if self.choices.chance(20):
            name = self.name("type")
            self.types.append(f"typedef {type_.base.name} {name};")
            type_.spelling = name
        return type_

    def make_enumeration(self, number: int) -> IntBase:
        """An enumeration; its type is int if an enumerator is negative, else unsigned int."""
        choices = self.choices
        signed = bool(choices.below(2))
        entries, value = [], 0
        for at in range(choices.between(2, 5)):
            if choices.chance(40):
                value = choices.between(0, 50)
                entries.append(f"e{number}_{at} = {value}")
            else:
                entries.append(f"e{number}_{at}")
            value += 1
        if signed:
            entries.append(f"e{number}_n = -{choices.between(1, 9)}")
        tag = f"enum e{number}"
        self.types.append(f"{tag} {{ {', '.join(entries)} }};")
        return IntBase(tag, 32, signed, 3, "")

    def make_record(self) -> None:
        """A structure: scalars, bit-fields, arrays, nested and anonymous parts."""
        choices = self.choices
        attribute = "__attribute__((packed))" if choices.chance(15) else ""
        members: list[Member] = []
        for number in range(choices.between(2, 6)):
            name = f"m{number}"
            roll = choices.below(14)
            if roll < 3:
                members.append(self.bit_field(name))
            elif roll == 13 and self.globals and choices.below(2):
                anchor = choices.pick(self.globals)
                members.append(Member(name, PointerType(anchor.type, 1)))
            elif roll == 12:
                members.append(Member(name, ArrayType(choices.pick(self.ints),
                                                      choices.between(1, 4))))
            elif roll == 3 and self.records:
                members.append(Member(name, choices.pick(self.records)))
            elif roll == 4:
                inner = RecordType("struct", "", [Member(f"a{number}", choices.pick(self.ints)),
                                                  Member(f"b{number}", choices.pick(self.ints))])
                members.append(Member("", inner))
            elif roll == 5 and self.floats:
                members.append(Member(name, choices.pick(self.floats)))
            else:
                aligned = choices.chance(8) and not attribute
                members.append(Member(name, choices.pick(self.ints),
                                      attribute="__attribute__((aligned(16)))" if aligned else ""))
        record = RecordType("struct", self.name("s"), members, attribute)
        self.types.append(record.definition() + ";")
        if choices.chance(25):
            spelling = self.name("record")
            self.types.append(f"typedef {record.spelling} {spelling};")
            record.spelling = spelling
        self.records.append(record)

    def bit_field(self, name: str) -> Member:
        """A bit-field that holds every value of its width."""
        choices = self.choices
        base = choices.pick([UINT, INT, BOOL, CHAR, UINT, UINT, UINT, *self.bases[2:10]])
        width = choices.between(1, base.bits)
        if base.signed:
            width = max(2, width)
            type_ = IntType(base, -(1 << (width - 1)), (1 << (width - 1)) - 1)
        else:
            type_ = IntType(base, 0, (1 << width) - 1)
        if base is CHAR:
            type_.spelling = "signed char"
        elif base is INT:
            type_.spelling = "signed int"
        return Member(name, type_, width)

    def make_union(self) -> None:
        """A union whose members all have one size and no bits to spare."""
        choices = self.choices
        eight = choices.below(2)
        full = [t for t in self.ints if t.is_full() and t.base is not BOOL]
        fitting = [t for t in full if t.base.bits == (64 if eight else 32)] or [self.ints[0]]
        size = fitting[0].base.bits // 8
        members = [Member("u0", choices.pick(fitting))]
        small = [t for t in full if t.base.bits in (8, 16) and t.base.bits // 8 < size]
        if small:
            element = choices.pick(small)
            members.append(Member("u1", ArrayType(element, size // (element.base.bits // 8))))
            inner = RecordType("struct", "", [Member(f"w{n}", element)
                                              for n in range(size // (element.base.bits // 8))])
            members.append(Member("", inner))
        members.append(Member("u2", choices.pick(fitting)))
        union = RecordType("union", self.name("u"), members)
        self.types.append(union.definition() + ";")
        self.records.append(union)

    # -- globals ---------------------------------------------------------------------------------

    def make_global(self, given: Type | None = None) -> None:
        """A variable of static storage, of a type that is given or chosen."""
        choices = self.choices
        roll = choices.below(20)
        type_: Type = given or choices.pick(self.ints)
        if given:
            roll = 16
        elif roll < 3 and self.floats:
            type_ = choices.pick(self.floats)
        elif roll < 10:
            type_ = self.aggregate_type()
        elif roll < 13 and self.globals:
            type_ = self.pointer_type()
        variable = Variable(self.name("g"), type_, 0, type_.keys(), True)
        if isinstance(type_, (IntType, FloatType)):
            if roll == 13:
                variable.qualifier, variable.addressable = "volatile", False
            elif roll >= 17 and isinstance(type_, IntType) and type_.is_full() \
                    and type_.base.bits <= 64 and type_.base is not BOOL:
                variable.qualifier, variable.addressable = "_Atomic", False
        text = self.static_initializer(type_)
        if type_.has_pointer() and not text:
            return
        self.types.append(f"{self.storage}{variable.declaration()}{text};")
        self.globals.append(variable)
        self.visible.append(variable)

    # -- functions -------------------------------------------------------------------------------

    def parameter_type(self) -> Type:
        """A type that a parameter may have."""
        choices = self.choices
        roll = choices.below(10)
        if roll < 2 and self.records:
            return choices.pick(self.records)
        if roll < 4:
            return PointerType(choices.pick(self.ints), choices.pick([1, 1, 2, 4]))
        if roll < 5 and self.floats:
            return choices.pick(self.floats)
        return choices.pick(self.ints)

    def signature(self) -> Function:
        """A new function's name and types."""
        choices = self.choices
        name = self.name("f")
        siblings = [f for f in self.functions
                    if f.variadic is None and f.depth < 0 and f.leading == 0]
        if siblings and choices.chance(20):
            other = choices.pick(siblings)
            return Function(name, other.result, other.parameters)
        roll = choices.below(12)
        result: Type | None = choices.pick(self.ints)
        if roll == 0:
            result = None
        elif roll < 3 and self.records:
            result = choices.pick(self.records)
        elif roll == 3 and self.floats:
            result = choices.pick(self.floats)
        elif roll == 4:
            pointers = [v.type for v in self.globals
                        if isinstance(v.type, IntType) and v.addressable]
            if pointers:
                result = PointerType(choices.pick(pointers), 1)
        parameters = [self.parameter_type() for _ in range(choices.below(5))]
        made = Function(name, result, parameters)
        kind = choices.below(10)
        if kind == 0:
            made.parameters = [IntType(INT, 0, 4), *parameters]
            made.depth = choices.between(1, 4)
            made.leading = 1
        elif kind == 1:
            types: list[Type] = []
            for _ in range(choices.between(1, 4)):
                type_: Type = choices.pick(self.ints)
                if isinstance(type_, IntType):
                    wide = promote(type_.base)
                    found = [t for t in self.ints if t.base is wide]
                    type_ = found[0] if found else self.ints[0]
                types.append(type_)
            if self.records and choices.chance(30):
                types.append(choices.pick(self.records))
            made.variadic = types
            made.parameters = [IntType(INT, 0, 100)]
            made.first = str(len(types))
            made.leading = 1
        elif kind == 2 and siblings:
            self.take_function(made, siblings)
        elif kind == 3:
            self.take_array(made)
        return made

    def take_function(self, made: Function, siblings: list[Function]) -> None:
        """The first parameter is a function: one of those with the signature of some earlier."""
        choices = self.choices
        first = choices.pick(siblings)
        group = [f for f in siblings if f.same_signature(first)]
        types = ", ".join(declare(t, "") for t in first.parameters) or "void"
        inner = choices.pick([f"(*@)({types})", f"@({types})"])
        head = f"void {inner}" if first.result is None else declare(first.result, inner)
        made.parameters = [FunctionPointerType(head), *made.parameters]
        made.firsts = [choices.pick(["", "&"]) + f.name for f in group]
        made.leading = 1
        self.given = Function("", first.result, first.parameters)
        self.given.is_parameter = True
        self.given.cost = max(f.cost for f in group)
        for function in group:
            self.given.reads |= function.reads
            self.given.writes |= function.writes

    def take_array(self, made: Function) -> None:
        """The first two parameters are a length and an array of rows of that length."""
        choices = self.choices
        columns, rows = choices.between(1, 4), choices.between(1, 3)
        element = choices.pick(self.ints)
        length, array = self.name("n"), self.name("a")
        made.parameters = [IntType(INT, columns, columns),
                           PointerType(ArrayType(element, columns), rows), *made.parameters]
        made.first, made.leading = str(columns), 1
        bound = choices.pick([str(rows), f"static {rows}", "", f"{length} + 1"])
        made.spelled = {0: f"int {length}",
                        1: declare(element, f"{array}[{bound}][{length}]")}
        self.fixed_names = [length, array]

    def make_function(self, budget: int) -> None:
        """Write one function."""
        choices = self.choices
        function = self.signature()
        names = [self.name("a") for _ in function.parameters]
        if function.spelled:
            names[:2] = self.fixed_names
        self.result = function.result
        self.reads, self.writes = set(), set()
        self.cost, self.limit, self.repeat = 1, budget, 1
        self.returns = False
        mark = len(self.visible)
        kinds = ["", "", "", "__attribute__((noinline)) "]
        if self.storage:
            kinds += ["inline ", "inline __attribute__((always_inline)) "]
        kind = choices.pick(kinds) if function.depth < 0 and function.variadic is None else ""
        self.lines.append(f"{self.storage}{kind}{function.head(names)} {{")
        start = len(self.lines) - 1
        self.heads.append(f"{self.storage}{function.head(names)};")
        self.depth = 1
        for name, type_ in zip(names, function.parameters):
            variable = Variable(name, type_, 1, type_.keys() if isinstance(type_, RecordType)
                                else frozenset((next(serials),)), isinstance(type_, RecordType))
            variable.locked = function.leading == 1 and name == names[0]
            self.visible.append(variable)
        if function.variadic is not None:
            self.take_arguments(function, names[0])
        if function.firsts:
            self.visible = [v for v in self.visible if v.name != names[0]]
            self.given.name = choices.pick([names[0], f"(*{names[0]})"])
            self.functions.append(self.given)
            self.limit += self.given.cost
            self.write_call(self.given)
        for at in range(choices.between(2, 2 + 4 * self.size // 100)):
            if not self.returns:
                self.plants.append(len(self.lines))
            if function.depth >= 0 and at == 1:
                self.recurse(function, names[0])
            self.statement()
        self.witness(mark)
        text = self.return_text()
        if function.result is not None and not text:
            raise AssertionError("a result type without a value")
        self.emit(text)
        if function.firsts:
            self.functions.remove(self.given)
        self.depth = 0
        self.lines.append("}")
        if "always_inline" in kind and any("&&L" in line or "setjmp(" in line
                                           for line in self.lines[start:]):
            self.lines[start] = self.lines[start].replace("__attribute__((always_inline)) ", "")
        del self.visible[mark:]
        function.cost = self.cost * (function.depth + 1 if function.depth >= 0 else 1) + 5
        function.reads = frozenset(self.reads)
        function.writes = frozenset(self.writes)
        self.functions.append(function)

    def take_arguments(self, function: Function, name: str) -> None:
        """va_start, one va_arg for each argument, va_end."""
        choices = self.choices
        assert function.variadic is not None
        arguments = self.name("ap")
        self.emit(f"va_list {arguments};")
        self.emit(f"va_start({arguments}, {name});")
        source = arguments
        if choices.below(3) == 0:
            source = self.name("ap")
            self.emit(f"va_list {source};")
            self.emit(f"va_copy({source}, {arguments});")
        for at, type_ in enumerate(function.variadic):
            variable = self.new_variable(type_)
            spelling = type_.base.name if isinstance(type_, IntType) else type_.spelling
            taken = f"va_arg({source}, {spelling})"
            way = choices.below(6)
            if way == 5:
                # By a function that is given the list's address, ...
                helper = self.name("next")
                self.heads.append(f"static {spelling} {helper}(va_list *ap) "
                                  f"{{ return va_arg(*ap, {spelling}); }}")
                taken = f"{helper}(&{source})"
            elif way == 4 and at == len(function.variadic) - 1:
                # ... or the list itself, which may then only be ended.
                helper = self.name("last")
                self.heads.append(f"static {spelling} {helper}(va_list ap) "
                                  f"{{ return va_arg(ap, {spelling}); }}")
                taken = f"{helper}({source})"
            self.emit(f"{variable.declaration()} = {taken};")
            self.visible.append(variable)
        if source != arguments:
            self.emit(f"va_end({source});")
        self.emit(f"va_end({arguments});")

    def recurse(self, function: Function, depth: str) -> None:
        """A call of the function by itself, one level down."""
        probe = Function(function.name, function.result, function.parameters)
        probe.leading, probe.first = 1, f"{depth} - 1"
        self.start(20)
        self.quiet = True
        given = self.arguments(probe, 2)
        if given is None:
            return
        self.end(given)
        call = probe.name + given.text
        result = function.result
        if isinstance(result, (IntType, FloatType)):
            variable = self.new_variable(result)
            self.emit(f"{variable.declaration()} = 0;")
            self.emit(f"if ({depth} > 0) {variable.name} = {call};")
            self.visible.append(variable)
        else:
            self.emit(f"if ({depth} > 0) {call};")

    # -- main and the report ---------------------------------------------------------------------

    def make_main(self) -> None:
        """Call everything, do some more, print all globals."""
        choices = self.choices
        self.result = IntType(INT, 0, 100)
        self.reads, self.writes = set(), set()
        self.cost, self.limit, self.repeat, self.returns = 1, 60000, 1, False
        self.lines.append("int main(void) {")
        self.depth = 1
        mark = len(self.visible)
        for function in self.functions:
            self.plants.append(len(self.lines))
            before = len(self.lines)
            self.limit = self.cost + function.cost + 1
            for _ in range(3):
                self.write_call(function)
                if len(self.lines) > before:
                    break
                self.provide(function)
        self.limit = self.cost + 20000
        for _ in range(choices.between(1, 1 + 3 * self.size // 100)):
            self.plants.append(len(self.lines))
            self.statement()
        self.witness(mark)
        self.emit('show("seen", seen);')
        for variable in self.globals:
            self.show(variable.name, variable.type, variable.name)
        self.start()
        status = self.within(self.integer(2), 0, 63)
        self.emit(f"return {status.text};")
        self.depth = 0
        self.lines.append("}")

    def allow_return(self) -> bool:
        return not self.in_main

    def provide(self, function: Function) -> None:
        """Declare the objects that the function's pointer parameters want."""
        for type_ in function.parameters:
            if isinstance(type_, PointerType):
                array = ArrayType(type_.to, type_.extent)
                self.start()
                self.quiet = True
                made = self.initializer(array, 1, 0)
                variable = Variable(self.name("v"), array, self.depth, array.keys(), True)
                self.emit(f"{variable.declaration()} = {made.text if made else '{ 0 }'};")
                self.visible.append(variable)

    def show(self, text: str, type_: Type, name: str) -> None:
        """Print every scalar of an object."""
        if isinstance(type_, IntType):
            if type_.base.bits == 128:
                self.emit(f'show("{name}", (unsigned long long)({text} >> 64));')
            self.emit(f'show("{name}", (unsigned long long){text});')
        elif isinstance(type_, FloatType):
            # what is behind the 10 bytes of x87's format is padding
            size = {FLOAT: "4", DOUBLE: "8", LDOUBLE: "LDBL_MANT_DIG == 64 ? 10 : 16"}[type_.base]
            self.emit(f'show_bytes("{name}", (const void *)&{text}, {size});')
        elif isinstance(type_, ArrayType):
            at = self.name("i")
            mark = self.open(f"for (int {at} = 0; {at} < {type_.count}; {at}++)")
            self.show(f"{text}[{at}]", type_.element, name + "[]")
            self.close(mark)
        elif isinstance(type_, RecordType):
            members = type_.members[:1] if type_.keyword == "union" else type_.members
            for member in members:
                if member.name:
                    self.show(f"{text}.{member.name}", member.type, f"{name}.{member.name}")
                else:
                    self.show(text, member.type, name)
        elif isinstance(type_, PointerType):
            if type_.nullable:
                self.emit(f'show("{name}", {text} != 0);')
            elif isinstance(type_.to, IntType):
                self.show(f"*{text}", type_.to, "*" + name)

    def write(self) -> Program:
        """The whole program."""
        choices = self.choices
        several = choices.chance(12)
        self.storage = "" if several else "static "
        self.make_types()
        split = len(self.types)
        anchors = [f"{v.declaration()}" for v in self.globals]
        for _ in range(choices.between(3, 3 + 5 * self.size // 100)):
            self.make_global()
        count = choices.between(2, 2 + 2 * self.size // 100)
        starts: list[int] = []
        for number in range(count):
            starts.append(len(self.lines))
            self.make_function(400 + 500 * number)
        starts.append(len(self.lines))
        self.in_main = True
        self.make_main()
        includes = "".join(f"#include <{name}>\n" for name in HEADERS)
        seen = "unsigned long long seen;\n"
        includes += ("extern " if several else "static ") + seen + LEAVE
        show = (seen if several else "") + SHOW
        if not several:
            top = includes + "\n".join(self.types + self.heads) + "\n" + show
            program = Program([("main.c", top + "\n".join(self.lines) + "\n")])
            first = top.count("\n") + 1
            program.plants = [("main.c", first + at) for at in self.plants]
            program.outside = [("main.c", first + at) for at in starts]
            return program
        cut = starts[len(starts) // 2]
        # The globals among the types: defined in the first unit, declared in the second.
        shared_types = [line for line in self.types[:split]
                        if not any(line.startswith(text) for text in anchors)]
        shared = includes + "\n".join(shared_types) + "\n"
        externs = "".join(f"extern {v.declaration()};\n" for v in self.globals)
        heads = "\n".join(self.heads) + "\n"
        top = includes + "\n".join(self.types) + "\n" + heads + show
        other = shared + externs + heads
        program = Program([("main.c", top + "\n".join(self.lines[cut:]) + "\n"),
                           ("other.c", other + "\n".join(self.lines[:cut]) + "\n")])
        first, second = top.count("\n") + 1 - cut, other.count("\n") + 1
        for target, places in ((program.plants, self.plants), (program.outside, starts)):
            target += [("main.c", first + at) if at >= cut else ("other.c", second + at)
                       for at in places]
        return program


def generate(choices: Choices, size: int = 100, signed_char: bool = True) -> Program:
    """A program; `size` in per cent scales how many parts it has; `signed_char` if plain char is
    signed on its machine."""
    return ProgramMaker(choices, size, signed_char).write()
