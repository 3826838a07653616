"""The machine: allocation, addresses, and the checks that every access passes (C17 6.2.4, 6.5).

`load_*` and `store_*` are the fast paths; what they do not recognise goes to `check_load` and
`check_store`, which either explain the access or raise the fault.
"""

from __future__ import annotations

from time import monotonic

from librt.vecs import vec
from mypy_extensions import i64

from cspec import floats
from cspec.floats import Real
from cspec.types import (ARRAY, BOOL, COMPLEX, CONST, ENUM, FLOAT, FUNCTION, INT, MAY_ALIAS,
                         POINTER, VECTOR, VOID, VOLATILE, Field, Record, Type, Types)
from interp.faults import Fault, Limit
from interp.memory import (CODE, DOUBLE_TAG, HEAP, LITERAL, MANY_TYPES, NOTHING, ONES, STATIC,
                           UNTYPED, Chunk, Obj, Ptr, bits_double, bits_single, bytes_of,
                           double_bits, drop_pointers, fill_raw, forget_pointers, get_byte,
                           layout, put_byte, read_raw, signed_word, single_bits, write_raw)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cspec.tree import Function, LabelName, StringLit, Variable
    from interp.calls import CallN, Code
    from interp.frame import Frame, VaList
    from interp.order import Choices
    from interp.trace import Tracer

REALLOC_NOTE: Final = "realloc"
NEVER_HELD: Final = -2              # a mark that no word has: those of held words repeat one byte


class Scalar:
    """How values of one scalar type lie in memory: size, tag, sign."""

    def __init__(self, type_: Type, tag: int) -> None:
        self.type = type_
        size = type_.size
        self.size: i64 = i64(size)
        self.tag: i64 = i64(tag)
        self.base = tag
        self.volatile = False
        self.align: i64 = i64(type_.align)
        plain = type_.plain
        base = plain.of.plain if plain.kind == ENUM else plain
        self.signed = base.signed and base.kind == INT
        self.bits = size * 8
        self.is_bool = base.kind == BOOL
        self.character = base.kind == INT and size == 1
        self.byte = self.character
        word = tag * int(ONES)
        self.pattern: i64 = i64(word & ((1 << (8 * size)) - 1)) if size < 8 else i64(word)
        self.mask: i64 = i64((1 << (8 * size)) - 1) if size < 8 else i64(-1)
        self.half = 1 << (size * 8 - 1)
        self.full = 1 << (size * 8)
        small = size < 8
        half = i64(1 << (size * 8 - 1)) if small else i64(0)
        self.span: i64 = i64(size * 8)
        self.top: i64 = half
        self.flip: i64 = half if self.signed else i64(0)
        self.untyped: i64 = i64(int(ONES) & ((1 << (8 * size)) - 1)) if small else i64(ONES)
        self.held: i64 = NEVER_HELD
        if size == 8 and (tag == DOUBLE_TAG or plain.kind == POINTER and tag != UNTYPED):
            self.held = signed_word((tag | 0x80) * int(ONES))
        zero: i64 = 0
        self.fields: vec[i64] = vec[i64]([zero] * 8)
        if small:
            for index in range(8):
                self.fields[index] = signed_word(((1 << (8 * size)) - 1) << (8 * index))
        else:
            self.fields[0] = -1
        self.form = plain.format
        self.float_name = plain.format.name if plain.format is not None else ""


class Machine:
    """One run: all objects, the clock of steps, and what the library keeps."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.scalars: dict[str, Scalar] = {}
        self.next_tag = DOUBLE_TAG + 1
        self.tags_by_key: dict[str, int] = {"double": DOUBLE_TAG}
        self.volatile_tags: dict[int, int] = {}
        self.base_tags: dict[int, int] = {}
        layout.reset(types.pointer_size)
        self.steps = 0
        self.memory_used = 0
        self.max_memory = 1 << 31
        self.depth: i64 = 0
        self.top: Frame | None = None
        self.position = 0
        self.log: list[Touch] = []
        self.choices: Choices | None = None
        self.tracer: Tracer | None = None
        self.wraps = False
        self.strict_aliasing = True
        self.permitted: list[int] = []
        self.noted: list[Fault] = []
        self.exact = False              # floating arithmetic heeds the environment
        self.setjmp_count = 0
        self.heap_objects: list[Obj] = []
        self.track_heap = False
        self.budget: i64 = 1 << 20
        self.granted = 1 << 20
        self.max_steps = 1 << 62
        self.deadline = 0.0
        self.max_depth: i64 = 15000
        self.jump_frames: dict[int, Frame] = {}
        self.labels = 0
        self.label_objects: dict[int, Obj] = {}
        self.va_lists: dict[int, VaList] = {}
        self.va_ids: dict[int, VaList] = {}
        self.va_count = 0x7661_0000

    @property
    def frames(self) -> list[Frame]:
        """The calls in progress, outermost first."""
        made: list[Frame] = []
        frame = self.top
        while frame is not None:
            made.append(frame)
            frame = frame.caller
        made.reverse()
        return made

    # ---- steps, and calls of what is not C

    def tick(self) -> None:
        """Count one step (a loop iteration, call or jump)."""
        self.budget -= 1
        if self.budget < 0:
            self.refill()

    def refill(self) -> None:
        """Look at the limits every now and then."""
        self.steps += self.granted
        if self.steps > self.max_steps:
            raise Limit("the program exceeds --max-steps")
        if self.deadline and monotonic() > self.deadline:
            raise Limit("the program exceeds --timeout")
        self.granted = min(1 << 16, self.max_steps - self.steps + 1)
        self.budget = i64(self.granted)

    def check_call(self, obj: Obj, call: CallN, values: list[object]) -> None:
        """Whether the function's real type suits the call (6.5.2.2p6, p9)."""
        raise NotImplementedError

    def call_native(self, obj: Obj, f: Frame, values: list[object], call: CallN) -> object:
        """Call a function of the library."""
        raise NotImplementedError

    def function_object(self, function: Function) -> Obj:
        """The object of a function."""
        raise NotImplementedError

    def label_object(self, label: LabelName) -> Obj:
        """The object that the labels of one function are in."""
        raise NotImplementedError

    def global_object(self, v: Variable) -> Obj:
        """The object of a variable with static storage."""
        raise NotImplementedError

    def literal(self, e: StringLit) -> Obj:
        """The object of a string literal."""
        raise NotImplementedError

    def argument_key(self, t: Type) -> str:
        """The name of a type for va_arg."""
        raise NotImplementedError

    def set_va_list(self, pointer: Ptr, made: VaList, pos: int) -> None:
        """Let the object at `pointer` be this list."""
        raise NotImplementedError

    def get_va_list(self, pointer: Ptr, pos: int) -> VaList:
        """The list at `pointer`."""
        raise NotImplementedError

    def next_argument(self, made: VaList, key: str, pos: int) -> tuple[object, str]:
        """The next variable argument."""
        raise NotImplementedError

    def build(self, code: Code) -> None:
        """Make the nodes of a function."""
        raise NotImplementedError

    def find_outer(self, function: Function) -> Frame | None:
        """The innermost live frame of the function around a nested one."""
        assert function.outer is not None
        name = function.outer.name
        for frame in reversed(self.frames):
            if frame.name == name:
                return frame
        return None

    # ---- objects

    def allocate(self, name: str, size: int, kind: int, align: int, pos: int) -> Obj:
        """A new object; its bytes are indeterminate unless it is static."""
        if size > self.max_memory or size >> (self.types.pointer_size * 8 - 1):
            raise Limit(f"object of {size} bytes exceeds --max-memory")
        if kind == HEAP:
            self.memory_used += size
            if self.memory_used > self.max_memory:
                raise Limit("the program's memory exceeds --max-memory")
        made = Obj(name, size, kind, align, pos)
        if kind in (STATIC, LITERAL):
            fill_raw(made.tags, 0, i64(size), UNTYPED)
        if kind == HEAP and self.track_heap:
            self.heap_objects.append(made)
        return made

    def kill(self, obj: Obj, pos: int, reason: str) -> None:
        """The lifetime of an object ends."""
        obj.alive = False
        obj.end_pos = pos
        obj.end_reason = reason
        if obj.kind == HEAP:
            self.memory_used -= int(obj.size)

    def address(self, obj: Obj) -> int:
        """The address of an object."""
        return layout.address(obj)

    def address_of(self, pointer: Ptr) -> int:
        """The integer that a pointer value stands for."""
        value = self.address(pointer.obj) + int(pointer.off)
        return value & ((1 << (self.types.pointer_size * 8)) - 1)

    def expose(self, pointer: Ptr) -> int:
        """The address, marking the object as exposed (PNVI-ae)."""
        pointer.obj.exposed = True
        return self.address_of(pointer)

    def from_address(self, value: int) -> Ptr:
        """A pointer made from an integer: the exposed object there, else no provenance."""
        return layout.from_address(value)

    # ---- types as tags

    def scalar(self, t: Type) -> Scalar:
        """The layout of a scalar type; compatible types share a tag (6.5p7)."""
        plain = t.plain
        how = t.quals & (VOLATILE | MAY_ALIAS)
        name = f"{self.key(plain)}/{plain.signed}/{plain.kind}/{t.align}/{plain.name}/{how}"
        found = self.scalars.get(name)
        if found is None:
            base = self.tag_of(plain)
            tag = UNTYPED if how & MAY_ALIAS else self.volatile_tag(base) if how else base
            found = Scalar(t.unqualified(), tag)
            found.base = base
            found.volatile = bool(how & VOLATILE)
            if how & MAY_ALIAS:
                found.character = True
            found.align = i64(t.align)
            self.scalars[name] = found
        return found

    def volatile_tag(self, base: int) -> int:
        """The tag of stores through volatile lvalues of a type with tag `base`."""
        found = self.volatile_tags.get(base)
        if found is None:
            found = self.next_tag
            if found < MANY_TYPES:
                self.next_tag += 1
            self.volatile_tags[base] = found
            self.base_tags[found] = base
        return found

    def key(self, t: Type) -> str:
        """A text that is equal for types whose values may be accessed as one another."""
        t = t.plain
        if t.kind == ENUM:
            t = t.of.plain
        if t.kind == INT:
            return f"i{t.rank}.{t.bits}"
        if t.kind == POINTER:
            inner = t.of
            if inner.kind == FUNCTION:
                return "*f"
            return "*" + self.pointee(inner)
        return t.name or str(t)

    def pointee(self, t: Type) -> str:
        """Like `key`, for what a pointer points to: signedness counts, qualifiers do not."""
        t = t.plain
        if t.kind == ENUM:
            t = t.of.plain
        if t.kind == ARRAY:
            return "[]" + self.pointee(t.of)
        if t.kind == POINTER or t.kind == FUNCTION:
            return self.key(t) if t.kind == POINTER else "f"
        if t.record is not None:
            return record_key(t.record)
        return t.name

    def tag_of(self, t: Type) -> int:
        """The tag of a scalar type's key."""
        base = t.of.plain if t.kind == ENUM else t
        if base.kind == INT and base.size == 1:
            return UNTYPED
        key = self.key(t)
        found = self.tags_by_key.get(key)
        if found is None:
            found = self.next_tag
            if found < MANY_TYPES:
                self.next_tag += 1
            self.tags_by_key[key] = found
        return found

    # ---- faults

    def fault(self, item: int, clause: str, message: str, pos: int, obj: Obj | None = None
              ) -> Fault:
        """A fault that tells about the object concerned."""
        made = Fault(item, clause, message, pos)
        if obj is not None and obj.kind != NOTHING:
            verb = "allocated" if obj.kind == HEAP else "declared"
            made.notes.append((f"{obj.describe()}, {verb} here", obj.pos))
            if not obj.alive:
                made.notes.append((f"its lifetime ended here ({obj.end_reason})", obj.end_pos))
        return made

    def demand(self, item: int, clause: str, message: str, pos: int, obj: Obj) -> None:
        """Undefined behaviour that has a meaning on this machine: `--permit` goes on after noting
        it, once a place; otherwise the run ends here."""
        made = self.fault(item, clause, message, pos, obj)
        if item not in self.permitted:
            raise made
        if all(fault.item != item or fault.pos != pos for fault in self.noted):
            self.noted.append(made)

    def bad_access(self, obj: Obj, off: i64, size: i64, pos: int, write: bool) -> Fault:
        """Why an access does not hit a living object."""
        word = "write to" if write else "read of"
        if obj.kind == NOTHING:
            if off == 0:
                return self.fault(43, "6.5.3.2p4", "dereference of a null pointer", pos)
            return self.fault(43, "6.5.3.2p4",
                              "dereference of a pointer that points to no object", pos)
        if not obj.alive:
            if obj.kind == HEAP:
                return self.fault(177, "7.22.3p1", f"{word} an object whose lifetime has ended",
                                  pos, obj)
            return self.fault(9, "6.2.4p2", f"{word} an object whose lifetime has ended", pos,
                              obj)
        if obj.kind == CODE:
            return self.fault(43, "6.5.3.2p4", "a function is accessed as an object", pos, obj)
        if obj.kind == HEAP and obj.size == 0:
            return self.fault(176, "7.22.3p1", f"{word} an allocation of zero bytes", pos, obj)
        if off == obj.size:
            return self.fault(47, "6.5.6p8", f"{word} the place one past the end", pos, obj)
        return self.fault(46, "6.5.6p8", f"{word} bytes {int(off)} to {int(off + size) - 1}, "
                          "outside the object", pos, obj)

    def check_range(self, obj: Obj, off: i64, size: i64, pos: int, write: bool) -> None:
        """The bytes exist and live; a write also needs them modifiable."""
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, write)
        if write and (obj.const or obj.partly_const):
            self.check_const(obj, off, size, pos)

    def check_const(self, obj: Obj, off: i64, size: i64, pos: int) -> None:
        """6.4.5p7, 6.7.3p6, and texts that the library owns."""
        if obj.kind == LITERAL:
            raise self.fault(33, "6.4.5p7", "a string literal is modified", pos, obj)
        if obj.note in OWNED:
            item, clause = OWNED[obj.note]
            raise self.fault(item, clause, f"text returned by {obj.note} is modified", pos, obj)
        if obj.const or obj.type is not None and qualified_at(obj.type, int(off), CONST):
            self.demand(64, "6.7.3p6", "a const object is modified", pos, obj)

    def check_volatile(self, obj: Obj, off: i64, pos: int) -> None:
        """6.7.3p6: a volatile object is accessed through volatile lvalues only."""
        if obj.type is not None and qualified_at(obj.type, int(off), VOLATILE):
            self.demand(65, "6.7.3p6", "a volatile object is accessed through an lvalue "
                        "that is not volatile", pos, obj)

    def check_align(self, obj: Obj, off: i64, align: i64, pos: int) -> None:
        """The address suits the type (6.5.3.2p4)."""
        if align <= 1 or off % align == 0 and i64(obj.align) >= align:
            return
        if (self.address(obj) + int(off)) % int(align):
            self.demand(43, "6.5.3.2p4", f"access through a pointer not aligned to "
                        f"{int(align)} bytes", pos, obj)

    # ---- reading

    def load_word(self, obj: Obj, off: i64, s: Scalar, pos: int) -> i64:
        """An integer of at most 64 bits; unsigned ones of 64 bits as the word with their bits."""
        if off < 0 or off + s.size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, s.size, pos, False)
        shift = (off & 7) << 3
        word = off >> 3
        if shift + s.span <= 64:
            tags = (obj.marks[word] >> shift) & s.mask
            if tags != s.pattern:
                if not s.byte or tags <= 0 or tags >= 128 or obj.volatile:
                    self.check_load(obj, off, s, pos)
            small = (obj.words[word] >> shift) & s.mask
            if s.is_bool and small > 1:
                raise self.fault(12, "6.2.6.1p5", f"_Bool object holds {small}", pos, obj)
            return (small ^ s.flip) - s.flip
        self.check_load(obj, off, s, pos)
        value = read_raw(obj.words, off, s.size)
        if s.signed and value >= s.half:
            value -= s.full
        return signed_word(value)

    def load_int(self, obj: Obj, off: i64, s: Scalar, pos: int) -> int:
        """An integer."""
        size = s.size
        if size <= 8:
            made = int(self.load_word(obj, off, s, pos))
            if made < 0 and not s.signed:
                made += 0x10000000000000000
            return made
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, False)
        self.check_load(obj, off, s, pos)
        value = read_raw(obj.words, off, size)
        if s.signed and value >= s.half:
            value -= s.full
        return value

    def check_load(self, obj: Obj, off: i64, s: Scalar, pos: int) -> None:
        """The slow path of reading: initialised, aligned, of the right type; bytes settled."""
        size = s.size
        obj.settle_area(off, size)
        if off & (s.align - 1) or i64(obj.align) < s.align:
            self.check_align(obj, off, s.align, pos)
        if obj.volatile and not s.volatile:
            self.check_volatile(obj, off, pos)
        tag = s.tag
        shift = (off & 7) << 3
        if shift + s.span <= 64 and obj.element_tag == tag and off & (size - 1) == 0:
            word = off >> 3
            if (obj.marks[word] >> shift) & s.mask == s.untyped:
                mark = obj.marks[word]
                obj.marks[word] = (mark & ~s.fields[off & 7]) | (s.pattern << shift)
                return
        typed = True
        index: i64 = 0
        while index < size:
            t = get_byte(obj.marks, off + index)
            if t == 0:
                raise self.uninitialized(obj, off, pos)
            if t != tag:
                typed = False
            index += 1
        if s.character or typed:
            return
        if not self.strict_aliasing:
            pass
        elif obj.type is not None:
            if not self.object_allows(obj, off, s):
                self.demand(37, "6.5p7", f"'{obj.type}' object read through an lvalue of "
                            f"type '{s.type}'", pos, obj)
        elif obj.kind == HEAP or obj.kind == LITERAL:
            index = 0
            while index < size:
                t = get_byte(obj.marks, off + index)
                if t != UNTYPED and t != tag and tag < MANY_TYPES \
                        and self.base_tags.get(int(t), int(t)) != s.base:
                    self.demand(37, "6.5p7", "allocated bytes last written with another "
                                f"type are read as '{s.type}'", pos, obj)
                index += 1
        fill_raw(obj.marks, off, size, tag)

    def uninitialized(self, obj: Obj, off: i64, pos: int) -> Fault:
        """Which item an indeterminate byte breaks."""
        if obj.kind == HEAP:
            if obj.note == REALLOC_NOTE:
                return self.fault(181, "7.22.3.5p2", "read of bytes that realloc added and "
                                  "nobody wrote", pos, obj)
            return self.fault(180, "7.22.3.4p2", "read of allocated bytes that nobody wrote",
                              pos, obj)
        if obj.note in UNSET:
            item, clause = UNSET[obj.note]
            return self.fault(item, clause, f"array left indeterminate by {obj.note} is read",
                              pos, obj)
        return self.fault(11, "6.2.4p6", "read of an uninitialized object", pos, obj)

    def object_allows(self, obj: Obj, off: i64, s: Scalar) -> bool:
        """Whether the declared type of an object has, at `off`, something for `s` (6.5p7)."""
        declared = obj.type
        assert declared is not None
        t: Type = declared
        if t.kind == ARRAY and obj.element_tag == 0:
            obj.element_tag = -1
            while t.kind == ARRAY:
                t = t.of
            if t.is_scalar() and t.kind != COMPLEX and t.size in (1, 2, 4, 8) \
                    and not (t.is_character() and t.size == 1):
                obj.element_tag = i64(self.tag_of(t.plain))
        place = int(off)
        t = declared
        while t.kind == ARRAY and t.of.size > 0:
            t = t.of
            place %= t.size
        return self.type_allows(t, place, s)

    def type_allows(self, t: Type, off: int, s: Scalar) -> bool:
        """Whether a declared type has, at `off`, something that `s` may access (6.5p7)."""
        if s.tag == MANY_TYPES:
            return True
        key = off << 24 | int(s.size) << 8 | int(s.base)
        found = t.memo.get(key)
        if found is None:
            found = self.find_scalar(t, off, s)
            t.memo[key] = found
        return found

    def find_scalar(self, t: Type, off: int, s: Scalar) -> bool:
        if t.kind == ARRAY or t.kind == COMPLEX or t.kind == VECTOR:
            element = t.of
            if element.size == 0:
                return False
            if t.kind == VECTOR and int(s.size) > element.size:
                return True
            return self.find_scalar(element, off % element.size, s)
        if t.record is not None:
            for field in t.record.fields:
                if field.width >= 0:
                    low = field.offset + field.bit // 8
                    high = field.offset + (field.bit + field.width + 7) // 8
                    if low <= off < high and field.type.size == int(s.size):
                        return True
                    continue
                size = field.type.size
                if field.type.kind == ARRAY and field.type.count < 0:
                    size = 1 << 60
                if field.offset <= off < field.offset + size:
                    if self.find_scalar(field.type, off - field.offset, s):
                        return True
            return False
        if t.is_character() and t.size == 1:
            return False
        return off == 0 and t.size == int(s.size) and self.tag_of(t.plain) == s.base

    # ---- writing

    def store_word(self, obj: Obj, off: i64, s: Scalar, value: i64, pos: int) -> None:
        """An integer of at most 64 bits, already in the range of the type."""
        if off < 0 or off + s.size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, s.size, pos, True)
        shift = (off & 7) << 3
        if shift + s.span <= 64:
            word = off >> 3
            if (obj.marks[word] >> shift) & s.mask != s.pattern or obj.const or obj.partly_const:
                self.check_store(obj, off, s, pos)
            field = s.fields[off & 7]
            top = s.top
            value = ((value & s.mask) ^ top) - top
            obj.words[word] = (obj.words[word] & ~field) | ((value << shift) & field)
            return
        self.check_store(obj, off, s, pos)
        write_raw(obj.words, off, s.size, int(value) & (s.full - 1))

    def store_int(self, obj: Obj, off: i64, s: Scalar, value: int, pos: int) -> None:
        """An integer already in the range of the type."""
        size = s.size
        if size <= 8:
            self.store_word(obj, off, s, signed_word(value), pos)
            return
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, True)
        self.check_store(obj, off, s, pos)
        write_raw(obj.words, off, size, value & (s.full - 1))

    def check_store(self, obj: Obj, off: i64, s: Scalar, pos: int) -> None:
        """The slow path of writing: modifiable, aligned, of the right type; sets the tags."""
        size = s.size
        if obj.const or obj.partly_const:
            self.check_const(obj, off, size, pos)
        if obj.volatile and not s.volatile:
            self.check_volatile(obj, off, pos)
        aligned = off & (size - 1) == 0
        if off & (s.align - 1) or i64(obj.align) < s.align:
            self.check_align(obj, off, s.align, pos)
        if obj.type is not None and not s.character and self.strict_aliasing \
                and not (aligned and obj.element_tag == s.tag) \
                and not self.object_allows(obj, off, s):
            self.demand(37, "6.5p7", f"'{obj.type}' object written through an lvalue of "
                        f"type '{s.type}'", pos, obj)
        shift = (off & 7) << 3
        word = off >> 3
        if shift == 0 and size == 8:
            if obj.kept:
                forget_pointers(obj.kept, off, size)
            obj.marks[word] = s.pattern
            return
        drop_pointers(obj, off, size)
        if shift + s.span <= 64:
            mark = obj.marks[word]
            obj.marks[word] = (mark & ~s.fields[off & 7]) | (s.pattern << shift)
        else:
            fill_raw(obj.marks, off, size, s.tag)

    def load_float(self, obj: Obj, off: i64, s: Scalar, pos: int) -> float:
        """A float or double."""
        size = s.size
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, False)
        word = off >> 3
        if off & 7 == 0 and obj.marks[word] == s.held:
            return obj.reals[word]
        shift = (off & 7) << 3
        if shift + s.span > 64 or (obj.marks[word] >> shift) & s.mask != s.pattern:
            self.check_load(obj, off, s, pos)
        if size == 8:
            if off & 7 == 0:
                value = bits_double(obj.words[word])
                if s.held != NEVER_HELD:
                    obj.hold_real(word, value, s.held)
                return value
            return bits_double(signed_word(read_raw(obj.words, off, size)))
        return bits_single(read_raw(obj.words, off, size))

    def store_float(self, obj: Obj, off: i64, s: Scalar, value: float, pos: int) -> None:
        size = s.size
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, True)
        word = off >> 3
        if off & 7 == 0 and obj.marks[word] == s.held and not obj.const and not obj.partly_const:
            obj.reals[word] = value
            return
        self.check_store(obj, off, s, pos)
        if size == 4:
            write_raw(obj.words, off, size, single_bits(value))
        elif off & 7 == 0 and s.held != NEVER_HELD:
            obj.hold_real(word, value, s.held)
        else:
            write_raw(obj.words, off, size, float_to_bits(value, 8))

    def load_real(self, obj: Obj, off: i64, s: Scalar, pos: int) -> Real:
        """A long double or quad."""
        form = s.form
        assert form is not None
        if off < 0 or off + s.size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, s.size, pos, False)
        used = i64(form.size)
        self.check_align(obj, off, s.align, pos)
        index: i64 = 0
        while index < used:
            if get_byte(obj.tags, off + index) == 0:
                raise self.uninitialized(obj, off, pos)
            index += 1
        if obj.type is not None and not self.type_allows(obj.type, int(off), s):
            self.demand(37, "6.5p7", f"'{obj.type}' object read as '{s.type}'", pos, obj)
        return floats.from_bits(read_raw(obj.data, off, used), form)

    def store_real(self, obj: Obj, off: i64, s: Scalar, value: Real, pos: int) -> None:
        form = s.form
        assert form is not None
        if off < 0 or off + s.size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, s.size, pos, True)
        self.check_store(obj, off, s, pos)
        write_raw(obj.data, off, i64(form.size), floats.to_bits(value, form))

    def load_pointer(self, obj: Obj, off: i64, s: Scalar, pos: int) -> Ptr:
        """A pointer, with the provenance it was stored with."""
        size = s.size
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, False)
        word = off >> 3
        if off & 7 == 0 and obj.marks[word] == s.held:
            return Ptr(obj.targets[word], obj.words[word])
        self.check_load(obj, off, s, pos)
        value = read_raw(obj.words, off, size)
        kept = obj.kept
        if kept is not None:
            found = kept.get(int(off))
            if found is not None and (found.obj.kind == NOTHING
                                      or value == self.address_of(found)):
                if size == 8 and off & 7 == 0 and s.held != NEVER_HELD:
                    del kept[int(off)]
                    obj.hold_pointer(word, found.obj, found.off, s.held)
                return found
        return layout.from_address(value)

    def store_pointer(self, obj: Obj, off: i64, s: Scalar, value: Ptr, pos: int) -> None:
        """A pointer value."""
        self.store_target(obj, off, s, value.obj, value.off, pos)

    def store_target(self, obj: Obj, off: i64, s: Scalar, target: Obj, place: i64, pos: int
                     ) -> None:
        """The pointer to `place` in `target`."""
        size = s.size
        if off < 0 or off + size > obj.size or not obj.alive:
            raise self.bad_access(obj, off, size, pos, True)
        word = off >> 3
        if off & 7 == 0 and obj.marks[word] == s.held and not obj.const and not obj.partly_const:
            obj.targets[word] = target
            obj.words[word] = place
            return
        self.check_store(obj, off, s, pos)
        if size == 8 and off & 7 == 0 and s.held != NEVER_HELD:
            obj.hold_pointer(word, target, place, s.held)
            return
        value = Ptr(target, place)
        write_raw(obj.words, off, size, self.address_of(value))
        if target.kind != NOTHING:
            obj.pointers[int(off)] = value

    def load_bits(self, obj: Obj, off: i64, bit: int, width: int, signed: bool, pos: int) -> int:
        """A bit-field."""
        start = off + i64(bit >> 3)
        count = i64((bit & 7) + width + 7 >> 3)
        if start < 0 or start + count > obj.size or not obj.alive:
            raise self.bad_access(obj, start, count, pos, False)
        index: i64 = 0
        while index < count:
            if get_byte(obj.tags, start + index) == 0:
                raise self.uninitialized(obj, start, pos)
            index += 1
        value = read_raw(obj.data, start, count) >> (bit & 7) & ((1 << width) - 1)
        if signed and value >> (width - 1):
            value -= 1 << width
        return value

    def store_bits(self, obj: Obj, off: i64, bit: int, width: int, value: int, pos: int) -> None:
        start = off + i64(bit >> 3)
        count = i64((bit & 7) + width + 7 >> 3)
        if start < 0 or start + count > obj.size or not obj.alive:
            raise self.bad_access(obj, start, count, pos, True)
        if obj.const or obj.partly_const:
            self.check_const(obj, off, count, pos)
        mask = ((1 << width) - 1) << (bit & 7)
        old = read_raw(obj.data, start, count)
        write_raw(obj.data, start, count, old & ~mask | value << (bit & 7) & mask)
        index: i64 = 0
        while index < count:
            if get_byte(obj.tags, start + index) == 0:
                put_byte(obj.tags, start + index, UNTYPED)
            index += 1

    # ---- text for the library

    def read_string(self, pointer: Ptr, pos: int, limit: int = -1, item: int = 191,
                    clause: str = "7.24.1p1") -> bytes:
        """The bytes up to a zero (or `limit` of them)."""
        obj = pointer.obj
        off = pointer.off
        if obj.kind == NOTHING or not obj.alive or off < 0 or off > obj.size:
            if limit == 0 and obj.alive:
                return b""
            raise self.bad_pointer(pointer, pos)
        start = off
        end = obj.size
        if 0 <= limit < int(end - off):
            end = off + i64(limit)
        data = obj.data
        tags = obj.tags
        while off < end:
            shift = (off & 7) << 3
            if (tags[off >> 3] >> shift) & 255 == 0:
                raise self.uninitialized(obj, off, pos)
            if (data[off >> 3] >> shift) & 255 == 0:
                return bytes_of(obj, start, off - start)
            off += 1
        if limit < 0 or int(off - start) < limit:
            raise self.fault(item, clause, "text without a terminating zero runs off its array",
                             pos, obj)
        return bytes_of(obj, start, off - start)

    def bad_pointer(self, pointer: Ptr, pos: int, item: int = 0) -> Fault:
        """A pointer argument of the library is not valid (7.1.4p1)."""
        obj = pointer.obj
        if obj.kind == NOTHING:
            what = "null pointer" if pointer.off == 0 else "pointer to no object"
            return self.fault(item or 108, "7.1.4p1", f"{what} given to a library function", pos)
        if not obj.alive:
            return self.bad_access(obj, pointer.off, 1, pos, False)
        return self.fault(item or 109, "7.1.4p1", "pointer outside its object given to a "
                          "library function", pos, obj)

    def make_bytes(self, name: str, text: bytes, kind: int, pos: int) -> Obj:
        """An object holding `text`."""
        made = self.allocate(name, len(text), kind, 1, pos)
        index: i64 = 0
        for byte in text:
            put_byte(made.data, index, i64(byte))
            put_byte(made.tags, index, UNTYPED)
            index += 1
        return made


class Touch:
    """One access inside a full expression, for finding unsequenced ones (6.5p2)."""

    def __init__(self, obj: Obj | None, slot: int, low: int, high: int, write: bool, pos: int
                 ) -> None:
        self.obj = obj
        self.slot = slot
        self.low = low
        self.high = high
        self.write = write
        self.pos = pos
        self.sealed = False


OWNED: dict[str, tuple[int, str]] = {
    "getenv": (184, "7.22.4.6p4"), "strerror": (184, "7.24.6.2p4"),
    "setlocale": (120, "7.11.1.1p8"), "localeconv": (121, "7.11.2.1p8")}
UNSET: dict[str, tuple[int, str]] = {
    "setvbuf": (152, "7.21.5.6p2"),
    "fgets": (170, "7.21.7.2p3"), "fread": (173, "7.21.8.1p2"),
    "strftime": (193, "7.27.3.5p8"), "strxfrm": (193, "7.24.4.5p3")}


def record_key(record: Record) -> str:
    """A text for a structure or union, equal in all files of a program (6.2.7p1): its tag, or
    the place of one without a tag, which is in a header when two files share it."""
    return f"r{record.tag}" if record.tag else f"r@{record.pos & 0xFFFFFFFFFFF}"


def qualified_at(t: Type, off: int, qualifier: int) -> bool:
    """Whether a declared type has a qualifier at an offset: where members of a union overlap, or
    bit-fields share a byte, whether all have it."""
    if t.quals & qualifier:
        return True
    if t.kind == ARRAY:
        size = t.of.size
        return qualified_at(t.of, off % size if size else 0, qualifier)
    if t.record is not None:
        found = [qualified_at(field.type, off - field.offset, qualifier)
                 for field in t.record.fields if covers(field, off)]
        return bool(found) and all(found)
    return False


def covers(field: Field, off: int) -> bool:
    """Whether a member has bits in the byte at an offset."""
    if field.width < 0:
        return field.offset <= off < field.offset + max(field.type.size, 1)
    first = field.offset * 8 + field.bit
    return first < off * 8 + 8 and off * 8 < first + field.width


def bits_to_float(bits: int, size: int) -> float:
    """The value of an IEEE pattern of 4 or 8 bytes."""
    return bits_double(signed_word(bits)) if size == 8 else bits_single(bits)


def float_to_bits(value: float, size: int) -> int:
    """The IEEE pattern of a value already rounded to the format."""
    if size == 8:
        return int(double_bits(value)) & 0xFFFFFFFFFFFFFFFF
    return single_bits(value)


def round_single(value: float) -> float:
    """A double rounded to float (6.3.1.5), to nearest even."""
    return bits_single(single_bits(value))


__all__ = ["Chunk", "FLOAT", "Machine", "VOID", "vec"]
