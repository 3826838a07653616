"""A program: units linked by name, its objects made and initialised, main called (C17 5.1.2, 6.9).
"""

from __future__ import annotations

from cspec import tree as T
from cspec.builtins import NORETURN
from cspec.diagnostics import Unsupported
from cspec.floats import ENVIRONMENT, TO_NEAREST
from cspec.reserved import EXTERNAL_NAMES
from cspec.tree import Function, Variable
from cspec.types import (ARRAY, ENUM, FUNCTION, INT, POINTER as T_POINTER, VOID, Type, Types,
                         compatible, compatible_plain, self_promoting)
from cspec.unit import Unit, UnitChecker
from interp.builder import kind_of, object_size
from interp.faults import Exit, Fault, WrongArgument
from interp.exact import FUNCTIONS as FENV
from interp.calls import NO_VALUE, CallN, Code, invoke, set_constants
from interp.frame import Frame, VaList
from interp.machine import Machine, record_key
from interp.memory import (CODE, LITERAL, NOTHING, NULL, STATIC, UNTYPED, Obj, Ptr, fill_raw,
                           put_byte)
from interp.nodes import GlobalPlace
from interp.sequencing import SequencedBuilder
from interp.volatile import has_volatile, mark

from mypy_extensions import i64


class Program(Machine):
    """The machine with a linked program in it."""

    def __init__(self, types: Types, library: Library) -> None:
        super().__init__(types)
        self.library = library
        self.units: list[Unit] = []
        self.checkers: list[UnitChecker] = []
        self.definitions: dict[str, Function] = {}
        self.data: dict[str, Variable] = {}
        self.function_objects: dict[int, Obj] = {}
        self.named_functions: dict[str, Obj] = {}
        self.data_objects: dict[int, Obj] = {}
        self.named_data: dict[str, Obj] = {}
        self.literals: dict[int, Obj] = {}
        self.to_initialize: list[tuple[Variable, Obj]] = []
        self.keep: list[object] = []
        self.started = False
        self.streams: object = None
        self.errno_object: Obj | None = None
        self.exit_handlers: list[Ptr] = []
        self.exiting = False
        self.signals: dict[int, Ptr] = {}
        self.seed = 1
        self.command: list[str] = []
        self.strtok_rest = NULL
        self.wide_rests: list[Ptr] = []     # what wcstok has left for its next call
        self.printed_pointers: dict[int, Ptr] = {}
        self.codes: dict[str, dict[int, str]] = {}
        self.opened: set[int] = set()
        self.positions: set[tuple[int, int]] = set()
        self.temporary = 0
        self.raising = False
        self.strict = False
        ENVIRONMENT.rounding = TO_NEAREST
        ENVIRONMENT.raised = 0

    # ---- errno (7.5)

    def errno(self) -> Obj:
        """The object that errno names."""
        if self.errno_object is None:
            made = self.allocate("errno", 4, STATIC, 4, 0)
            made.type = self.types.int
            self.errno_object = made
        return self.errno_object

    def set_errno(self, value: int) -> None:
        self.store_int(self.errno(), 0, self.scalar(self.types.int), value, 0)

    def get_errno(self) -> int:
        return self.load_int(self.errno(), 0, self.scalar(self.types.int), 0)

    def in_library(self, pos: int) -> bool:
        """Whether a place is in the part of the library that is written in C."""
        return self.units[0].diags.place(pos)[0].startswith("<library>")

    # ---- linking

    def link(self, units: list[Unit]) -> None:
        """Resolve external names (6.9p5)."""
        self.units = units
        self.checkers = [u.checker for u in units]
        self.strict_aliasing = self.strict_aliasing and all(
            checker.strict_aliasing for checker in self.checkers)
        for unit in units:
            for function in unit.functions:
                if function.body is None or function.linkage != "external" \
                        or function.outer is not None:
                    continue
                name = function.assembler_name or function.name
                if name in EXTERNAL_NAMES and not function.inline and not unit.library:
                    raise Fault(106, "7.1.3p2", f"'{name}' is reserved for the library, and the "
                                "program defines it", function.pos)
                old = self.definitions.get(name)
                if old is not None and not function.weak and not old.weak \
                        and not function.inline and not old.inline:
                    raise Fault(84, "6.9p5", f"'{name}' is defined more than once", function.pos)
                if old is None or old.weak or old.inline:
                    self.definitions[name] = function
            for variable in unit.variables:
                if variable.linkage != "external" or not variable.defined:
                    continue
                name = variable.assembler_name or variable.name
                if name in EXTERNAL_NAMES:
                    raise Fault(106, "7.1.3p2", f"'{name}' is reserved for the library, and the "
                                "program defines it", variable.pos)
                old_data = self.data.get(name)
                if old_data is not None:
                    if variable.init is not None and old_data.init is not None:
                        raise Fault(84, "6.9p5", f"'{name}' is defined more than once",
                                    variable.pos)
                    if not compatible(old_data.type, variable.type):
                        raise Fault(15, "6.2.7p2", f"'{name}' has different types in two files",
                                    variable.pos)
                if old_data is None or variable.init is not None:
                    self.data[name] = variable
        self.check_types()
        self.exact = any(function.used and function.body is None and function.name in FENV
                         for unit in units for function in unit.functions)

    def check_types(self) -> None:
        """6.2.7p2: declarations of one entity in all files have compatible types."""
        for unit in self.units:
            for variable in unit.variables:
                found = self.data.get(variable.assembler_name or variable.name)
                align = variable.declared_align
                if found is not None and variable.linkage == "external" and align \
                        and align != found.declared_align:
                    raise Fault(73, "6.7.5p7", f"'{variable.name}' has different alignments in two "
                                "files", variable.pos)
                if variable.linkage == "external" and found is not None \
                        and found is not variable and not compatible_units(found.type,
                                                                           variable.type):
                    raise Fault(15, "6.2.7p2", f"'{variable.name}' has different types in two "
                                "files", variable.pos)

    def definition(self, function: Function) -> Function | None:
        """The function that a declaration stands for, None for the library's."""
        if function.outer is not None or function.linkage == "internal":
            if function.alias:
                return self.aliased(function)
            return function if function.body is not None else None
        if function.alias:
            return self.aliased(function)
        found = self.definitions.get(function.assembler_name or function.name)
        if found is None and function.body is not None:
            return function
        return found

    def aliased(self, function: Function) -> Function | None:
        """The target of an alias attribute in the same unit."""
        for unit in self.units:
            if function in unit.functions:
                for other in unit.functions:
                    if (other.assembler_name or other.name) == function.alias:
                        return self.definition(other)
        return None

    def function_object(self, function: Function) -> Obj:
        """The object that a function's address points to."""
        found = self.function_objects.get(id(function))
        if found is not None:
            return found
        self.keep.append(function)
        actual = self.definition(function)
        if actual is not None and actual is not function:
            made = self.function_object(actual)
        elif actual is None:
            name = function.assembler_name or function.name
            made2 = self.named_functions.get(name)
            if made2 is None:
                made2 = Obj(name, 1, CODE, 16, function.pos)
                made2.function = function
                made2.native = name
                self.named_functions[name] = made2
            made = made2
        else:
            made = Obj(function.name, 1, CODE, 16, function.pos)
            made.function = actual
        self.function_objects[id(function)] = made
        if made.native == "" and made.code is None and actual is function:
            code = Code(function)
            made.code = code
        return made

    def label_object(self, label: T.LabelName) -> Obj:
        """The object that the labels of one function are in; the offset is the label's number."""
        key = id(label.owner)
        found = self.label_objects.get(key)
        if found is None:
            found = Obj("labels", 0, CODE, 1, 0)
            found.size = i64(1 << 40)
            found.label = 1
            self.label_objects[key] = found
        return found

    # ---- objects with static storage duration

    def global_object(self, v: Variable) -> Obj:
        """The object of a variable with static storage."""
        found = self.data_objects.get(id(v))
        if found is not None:
            return found
        self.keep.append(v)
        actual = v
        name = v.assembler_name or v.name
        if v.linkage == "external":
            known = self.named_data.get(name)
            if known is not None:
                self.data_objects[id(v)] = known
                return known
            actual = self.data.get(name, v)
            if not actual.defined:
                made = self.library.data(self, name)
                if made is None:
                    if v.weak:
                        made = Obj(name, 0, NOTHING, 1, v.pos)
                    else:
                        raise Fault(84, "6.9p5", f"'{name}' is used but nowhere defined", v.pos)
                self.named_data[name] = made
                self.data_objects[id(v)] = made
                return made
        t = actual.type
        size = object_size(actual)
        align = max(t.align, actual.align)
        if t.kind == ARRAY and size >= 16:
            align = max(align, 16)
        made = self.allocate(name, size, STATIC, align, actual.pos)
        made.type = t
        self.data_objects[id(v)] = made
        self.data_objects[id(actual)] = made
        if v.linkage == "external":
            self.named_data[name] = made
        if self.started:
            self.initialize(actual, made)
        else:
            self.to_initialize.append((actual, made))
        return made

    def literal(self, e: T.StringLit) -> Obj:
        """The object of a string literal (6.4.5p6)."""
        found = self.literals.get(id(e))
        if found is None:
            self.keep.append(e)
            width = e.type.of.size
            made = self.allocate("", e.type.size, LITERAL, width, e.pos)
            index: i64 = 0
            for unit in e.units:
                for byte in (unit & ((1 << width * 8) - 1)).to_bytes(width, "little"):
                    put_byte(made.data, index, i64(byte))
                    index += 1
            fill_raw(made.tags, 0, made.size, UNTYPED)
            made.const = True
            made.type = e.type
            found = made
            self.literals[id(e)] = made
        return found

    def initialize(self, v: Variable, obj: Obj) -> None:
        """Run the initialiser of an object with static storage."""
        if v.init is not None:
            builder = SequencedBuilder(self, None)
            nodes = []
            for item in v.init.items:
                nodes.extend(builder.init_item(item, GlobalPlace(obj, 0), v.pos))
            frame = Frame(self, v.name, builder.slots, builder.objects)
            set_constants(frame, builder.words, builder.reals)
            for node in nodes:
                node.x(frame)
        t = v.type
        while t.kind == ARRAY:
            t = t.of
        if t.quals & 1:
            obj.const = True
        elif t.record is not None:
            from cspec.layout import has_const_member
            obj.partly_const = has_const_member(t)
        if has_volatile(v.type):
            mark(obj)

    def initialize_all(self) -> None:
        """Initialise what is known so far, and what that refers to."""
        while self.to_initialize:
            batch = self.to_initialize
            self.to_initialize = []
            for v, obj in batch:
                self.initialize(v, obj)

    # ---- calls

    def build(self, code: Code) -> None:
        """Make the nodes of a function at its first call."""
        function = code.function
        builder = SequencedBuilder(self, function)
        builder.code(code)
        self.codes[code.name] = builder.slot_names()
        self.initialize_all()

    def check_call(self, obj: Obj, call: CallN, values: list[object]) -> None:
        """6.5.2.2p6, p9: the call's type against the function's."""
        function = obj.function
        if function is None:
            return
        ft = function.type
        pos = call.pos
        if obj.native:
            self.check_native(obj, call)
            return
        if call.type.prototyped and ft.prototyped:
            if not compatible_units(call.type, ft):
                item = 26 if call.direct is None else 41
                clause = "6.3.2.3p8" if call.direct is None else "6.5.2.2p9"
                raise self.fault(item, clause, f"'{function.name}' of type '{ft}' is called as "
                                 f"'{call.type}'", pos, obj)
            return
        if not compatible_units(call.type.of, ft.of):
            item = 26 if call.direct is None else 41
            raise self.fault(item, "6.5.2.2p9", f"'{function.name}' of type '{ft}' is called as "
                             f"'{call.type}'", pos, obj)
        if ft.variadic:
            raise self.fault(39, "6.5.2.2p6", f"variadic '{function.name}' is called without a "
                             "prototype", pos, obj)
        if len(values) != len(ft.parameters) and (ft.prototyped or function.parameters
                                                  or function.old_style):
            raise self.fault(38, "6.5.2.2p6", f"'{function.name}' takes {len(ft.parameters)} "
                             f"arguments but is called with {len(values)}", pos, obj)
        for index, parameter in enumerate(ft.parameters):
            given = call.argument_types[index] if index < len(call.argument_types) else None
            if given is None:
                continue
            wanted = parameter.type
            if ft.prototyped and not self_promoting(wanted):
                raise self.fault(39, "6.5.2.2p6", f"parameter {index + 1} of '{function.name}' "
                                 "is not of a promoted type, and no prototype is in scope", pos,
                                 obj)
            if not self.argument_fits(wanted, given, values[index], ft.prototyped):
                raise self.fault(39 if ft.prototyped else 40, "6.5.2.2p6",
                                 f"argument {index + 1} of type '{given}' does not suit "
                                 f"parameter of type '{wanted}'", pos, obj)
            if not ft.prototyped:
                values[index] = self.narrowed(wanted, values[index])

    def narrowed(self, wanted: Type, value: object) -> object:
        """An old-style parameter converts the promoted argument back (6.9.1p10)."""
        if isinstance(value, int) and wanted.is_integer():
            from cspec.fold import wrap
            return wrap(value, wanted)
        return value

    def argument_fits(self, wanted: Type, given: Type, value: object, prototyped: bool) -> bool:
        """The exceptions of 6.5.2.2p6."""
        wanted = self.types.promoted(wanted) if wanted.is_integer() else wanted.plain
        if wanted.kind == 3 and wanted.name == "float" and not prototyped:
            wanted = self.types.double
        given = given.plain
        if compatible_plain(wanted, given):
            return True
        if wanted.is_integer() and given.is_integer():
            if self.types.unsigned_of(wanted) is self.types.unsigned_of(given):
                return True
        if wanted.kind == T_POINTER and given.kind == T_POINTER:
            a, b = wanted.of.plain, given.of.plain
            return a.kind == VOID or b.kind == VOID or a.is_character() or b.is_character() \
                or compatible_plain(a, b)
        return False

    def check_native(self, obj: Obj, call: CallN) -> None:
        """A library function called through a wrong type."""
        real = self.library.type_of(self, obj.native)
        if real is None:
            return
        if call.type.prototyped and real.prototyped:
            if len(call.type.parameters) != len(real.parameters) \
                    or call.type.variadic != real.variadic:
                raise self.fault(41, "6.5.2.2p9", f"library function '{obj.native}' is called "
                                 f"as '{call.type}'", call.pos)
        elif real.variadic and not call.type.prototyped:
            raise self.fault(39, "6.5.2.2p6", f"variadic '{obj.native}' is called without a "
                             "prototype", call.pos)
        if not real.variadic and len(call.arguments) != len(real.parameters):
            raise self.fault(38, "6.5.2.2p6", f"'{obj.native}' takes {len(real.parameters)} "
                             f"arguments but is called with {len(call.arguments)}", call.pos)
        if real.of.plain.is_integer() != call.type.of.plain.is_integer() \
                and call.type.of.kind != VOID:
            raise self.fault(41, "6.5.2.2p9", f"library function '{obj.native}' of type '{real}' "
                             f"is called as '{call.type}'", call.pos)

    def call_native(self, obj: Obj, f: Frame, values: list[object], call: CallN) -> object:
        """Call the library."""
        function = self.library.functions.get(obj.native)
        if function is None:
            if obj.function is not None and obj.function.weak:
                raise self.fault(43, "6.5.3.2p4", f"weak '{obj.native}' has no definition",
                                 call.pos)
            raise Unsupported(call.pos, f"function '{obj.native}' is defined nowhere")
        for value in values:
            if value is NO_VALUE:
                raise self.fault(88, "6.9.1p12", "the value of a call is used, but the function "
                                 "returned none", call.pos)
        try:
            result = function(self, f, values, call)
        except WrongArgument:
            raise self.fault(41 if call.type.prototyped else 39,
                             "6.5.2.2p9" if call.type.prototyped else "6.5.2.2p6",
                             f"an argument of '{obj.native}' is of another kind than its parameter",
                             call.pos) from None
        if obj.native in NORETURN:
            raise Exit(0)
        return NO_VALUE if result is None else result

    def call_back(self, pointer: Ptr, values: list[object], pos: int) -> object:
        """Call a C function from the library (qsort, atexit, signal handlers)."""
        code = pointer.obj.code
        if not isinstance(code, Code):
            if pointer.obj.kind == CODE and pointer.obj.native:
                raise Unsupported(pos, "library function as a callback")
            raise self.fault(108, "7.1.4p1", "a library function is given no function to call",
                             pos)
        outer = self.find_outer(code.function) if code.function.outer is not None else None
        return invoke(self, code, values, pos, [], [], outer)

    # ---- variable arguments

    def argument_key(self, t: Type) -> str:
        """What va_arg compares: the type, signedness apart, all object pointers by class."""
        t = t.plain
        if t.kind == ENUM:
            t = t.of.plain
        if t.kind == T_POINTER:
            inner = t.of.plain
            if inner.kind == VOID or inner.is_character():
                return "p:char"
            if inner.kind == FUNCTION:
                return "p:function"
            return "p:" + self.pointee(inner)
        if t.kind == INT:
            return f"i{t.rank}"
        if t.record is not None:
            return record_key(t.record)
        return t.name

    def set_va_list(self, pointer: Ptr, made: VaList, pos: int) -> None:
        """Let the object at `pointer` be this list."""
        self.check_range(pointer.obj, pointer.off, 1, pos, True)
        fill_raw(pointer.obj.tags, pointer.off, min(i64(8), pointer.obj.size), UNTYPED)
        self.va_count += 1
        self.va_lists[self.address_of(pointer)] = made
        from interp.memory import write_raw
        write_raw(pointer.obj.data, pointer.off, i64(min(8, int(pointer.obj.size))),
                  self.va_count)
        self.va_ids[self.va_count] = made

    def get_va_list(self, pointer: Ptr, pos: int) -> VaList:
        """The list at `pointer`; a copied object finds it by its number."""
        self.check_range(pointer.obj, pointer.off, 1, pos, False)
        from interp.memory import read_raw
        number = read_raw(pointer.obj.data, pointer.off, i64(min(8, int(pointer.obj.size))))
        made = self.va_ids.get(number)
        if made is None or made.ended:
            raise self.fault(136, "7.16p3", "va_list is used without va_start", pos, pointer.obj)
        if not made.frame.alive:
            raise self.fault(136, "7.16p3", "va_list of a function that has returned", pos)
        return made

    def next_argument(self, made: VaList, key: str, pos: int) -> tuple[object, str]:
        """The next variable argument, which must be of the type with this key."""
        if made.at >= len(made.values):
            raise self.fault(141, "7.16.1.1p2", "va_arg when there is no further argument", pos)
        now = self.top
        if made.user is not None and made.user is not now and not made.user.alive:
            raise self.fault(137, "7.16p3", "va_arg on a list that a function called has used", pos)
        made.user = now
        if now is not None:
            now.pinned = True
        given = made.types[made.at]
        value = made.values[made.at]
        made.at += 1
        if key and given != key:
            both_pointers = given.startswith("p:") and key.startswith("p:")
            if not (both_pointers and (isinstance(value, Ptr) and value.obj.kind == NOTHING)):
                raise self.fault(141, "7.16.1.1p2", f"va_arg of a type that is not the "
                                 f"argument's ({key} for {given})", pos)
        return value, given

    # ---- running

    def run(self, arguments: list[str]) -> int:
        """Call main with arguments; the exit status."""
        for unit in self.units:
            for v in unit.variables:
                if v.defined and (v.linkage == "internal"
                                  or self.data.get(v.assembler_name or v.name) is v):
                    self.global_object(v)
            for v in unit.statics:
                self.global_object(v)
        main = self.definitions.get("main")
        if main is None:
            raise Fault(4, "5.1.2.2.1p1", "the program has no main function", 0)
        self.initialize_all()
        self.started = True
        self.run_special("constructor")
        code = self.function_object(main).code
        assert isinstance(code, Code)
        values: list[object] = []
        if len(main.type.parameters) >= 2:
            values = [len(arguments), self.library.argument_vector(self, arguments)]
            if len(main.type.parameters) >= 3:
                values.append(self.library.environment(self))
        result = invoke(self, code, values, main.pos, [], [], None)
        status = result & 255 if isinstance(result, int) else 0
        self.library.at_exit(self)
        return status

    def run_special(self, which: str) -> None:
        """Constructors before main, destructors after (GNU)."""
        found: list[tuple[int, Function]] = []
        for unit in self.units:
            for function in unit.functions:
                priority = function.constructor if which == "constructor" else function.destructor
                if priority >= 0 and function.body is not None:
                    found.append((priority, function))
        found.sort(key=lambda pair: pair[0] if which == "constructor" else -pair[0])
        for _, function in found:
            code = self.function_object(function).code
            assert isinstance(code, Code)
            invoke(self, code, [], function.pos, [], [], None)


def compatible_units(a: Type, b: Type) -> bool:
    """6.2.7p1 across files: records of the same tag and members are compatible."""
    if compatible_plain(a, b):
        return True
    a, b = a.plain, b.plain
    if a.kind != b.kind:
        return False
    if a.kind == FUNCTION:
        if not compatible_units(a.of, b.of):
            return False
        if not a.prototyped or not b.prototyped:
            return True
        return len(a.parameters) == len(b.parameters) and a.variadic == b.variadic and all(
            compatible_units(p.type, q.type) for p, q in zip(a.parameters, b.parameters))
    if a.kind == T_POINTER:
        if a.of.record is not None and b.of.record is not None:
            return a.of.record.tag == b.of.record.tag
        return compatible_units(a.of, b.of)
    if a.kind == ARRAY:
        return compatible_units(a.of, b.of) and (a.count == b.count or a.count < 0
                                                 or b.count < 0)
    if a.record is not None and b.record is not None:
        return a.record.tag == b.record.tag and (
            not a.record.complete or not b.record.complete or a.record.size == b.record.size)
    if a.kind == ENUM:
        return a.name == b.name
    return False


class Library:
    """What a program asks of the C library; `interp.library` supplies it."""

    def __init__(self) -> None:
        self.functions: dict[str, NativeFunction] = {}

    def data(self, m: Program, name: str) -> Obj | None:
        raise NotImplementedError

    def type_of(self, m: Program, name: str) -> Type | None:
        raise NotImplementedError

    def argument_vector(self, m: Program, arguments: list[str]) -> Ptr:
        raise NotImplementedError

    def environment(self, m: Program) -> Ptr:
        raise NotImplementedError

    def at_exit(self, m: Program) -> None:
        raise NotImplementedError


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    NativeFunction = Callable[["Program", Frame, list[object], CallN], object]

__all__ = ["Program", "kind_of"]
