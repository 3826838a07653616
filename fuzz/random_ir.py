"""Random IR modules as text: every scalar operation, memory, loops, calls, promises by flags.

Problem: passes and code generation meet in generated C programs only what lowering writes; IR has
more shapes (any width, odd control flow, flags everywhere).  Idea: write the text form of
`compiler/ir/text.py` with the decisions of a `Choices`, structured control flow inside out: a
value may be used where it stands or below, so dominance holds by construction.

Invariants: nothing is undefined for any arguments: divisors are odd and positive, addresses stay
inside their region, loops are counted, every local is initialised.  Poison may arise (flags, shift
counts, conversions of floats): `Machine(tracks=True)` knows when.  The last function is the entry;
it takes integers only and gives an i64.
"""

from __future__ import annotations

from fuzz.choices import Choices

INTEGERS = {"i8": 8, "i16": 16, "i32": 32, "i64": 64}
WIDE = {**INTEGERS, "i128": 128}
BITS = {"i1": 1, **WIDE}
VECTORS = {"<4 x i32>": ("i32", 4), "<2 x i64>": ("i64", 2), "<8 x i16>": ("i16", 8)}
# operation, the flags it may carry
ARITHMETIC = [("add", ["nsw", "nuw"]), ("sub", ["nsw", "nuw"]), ("mul", ["nsw", "nuw"]),
              ("and", []), ("or", []), ("xor", []), ("add", ["nsw"]), ("sub", ["nsw"])]
SHIFTS = [("shl", ["nsw", "nuw"]), ("lshr", ["exact"]), ("ashr", ["exact"]), ("rotl", []),
          ("rotr", [])]
DIVISIONS = [("udiv", ["exact"]), ("sdiv", ["exact"]), ("urem", []), ("srem", [])]
COMPARISONS = ["eq", "ne", "slt", "sle", "ult", "ule"]
FLOAT_COMPARISONS = ["foeq", "fone", "folt", "fole", "ford", "fueq", "fune", "fult", "fule",
                     "funo"]
OVERFLOWS = ["saddo", "uaddo", "ssubo", "usubo", "smulo", "umulo"]
CONSTANTS = [0, 1, -1, 2, 3, 4, 7, 8, 10, 12, 100, 127, 128, 255, 256, 65535]
DOUBLES = [0x3FF0000000000000, 0x4000000000000000, 0xBFE0000000000000, 0, 0x8000000000000000,
           0x7FF0000000000000, 0x40934A456D5CFAAD, 0x41DFFFFFFFC00000]
FLOATS = [0x3F800000, 0x40000000, 0xBF000000, 0, 0x80000000, 0x7F800000, 0x4B800000]
MOST_DEPTH = 3
Values = dict[str, list[str]]


class Region:
    """Memory that a function may access: a pointer, its size, the only type stored if any."""

    def __init__(self, pointer: str, size: int, only: str = "") -> None:
        self.pointer = pointer
        self.size = size
        self.only = only


class Callee:
    """A function that others may call."""

    def __init__(self, name: str, params: list[str], result: str) -> None:
        self.name = name
        self.params = params
        self.result = result

    def signature(self) -> str:
        """Its type, as IR text."""
        return f"({', '.join(self.params)}) -> {self.result}"


class FunctionWriter:
    """Writes one function."""

    def __init__(self, choices: Choices, callee: Callee, callees: list[Callee],
                 regions: list[Region], size: int, wide: bool) -> None:
        self.c = choices
        self.callee = callee
        self.callees = callees
        self.budget = size
        self.integers = list(WIDE if wide else INTEGERS)
        self.lines: list[str] = []
        self.next_value = 0
        self.next_block = 0
        self.label = ""
        self.values: Values = {}
        self.regions = list(regions)
        self.depth = 0
        self.takes_labels = False
        self.begin(self.block())
        for number, type in enumerate(callee.params):
            name = self.emit(type, f"param [{number}]" if number else "param")
            if type == "ptr":
                self.regions.append(Region(name, 16))
        self.locals()

    # -- text ------------------------------------------------------------------------------

    def emit(self, type: str, text: str) -> str:
        """A line that makes a value, which is known from here on."""
        name = f"%{self.next_value}"
        self.next_value += 1
        self.lines.append(f"  {name}:{type} = {text}")
        if type != "ptr":
            self.values.setdefault(type, []).append(name)
        return name

    def effect(self, text: str) -> None:
        """A line without a value."""
        self.lines.append("  " + text)

    def block(self) -> str:
        """The label of a new block."""
        self.next_block += 1
        return f"b{self.next_block - 1}"

    def begin(self, label: str) -> None:
        """Go on in a new block."""
        self.lines.append(f"{label}:")
        self.label = label

    def locals(self) -> None:
        """Stack slots, each initialised."""
        made = []
        for number in range(self.c.below(3)):
            size = self.c.pick([16, 8, 32, 64])
            only = self.c.pick(["", "", "i32", "i64", "i8", "f64"])
            name = self.emit("ptr", f'alloca [{size}] <align 16 "v{number}">')
            made.append(Region(name, size, only))
        for region in made:
            if self.c.chance(50) or region.only == "f64":
                self.effect(f"memset {region.pointer}, {self.c.below(256) - 128}:i8, "
                            f"{region.size}:i64 [16]")
            else:
                for at in range(0, region.size, 8):
                    self.effect(f"store {self.offset(region.pointer, at)}, "
                                f"{self.value('i64')} [8]")
        self.regions += made

    # -- operands --------------------------------------------------------------------------

    def constant(self, type: str) -> str:
        """A constant of a type."""
        if type == "f64":
            return f"{self.c.pick(DOUBLES):#x}:f64"
        if type == "f32":
            return f"{self.c.pick(FLOATS):#x}:f32"
        bits = BITS[type]
        kind = self.c.below(10)
        if kind < 5:
            value = self.c.pick(CONSTANTS)
        elif kind < 7:
            value = 1 << self.c.below(bits)
        elif kind < 8:
            value = (1 << self.c.below(bits)) - 1
        else:
            value = self.c.below(1 << bits)
        value &= (1 << bits) - 1
        return f"{value - (1 << bits) if value >> (bits - 1) else value}:{type}"

    def value(self, type: str) -> str:
        """An operand of a type: mostly a recent value."""
        known = self.values.get(type, [])
        if known and not self.c.chance(20):
            recent = known[-self.c.pick([4, 2, 12, 40]):]
            return recent[len(recent) - 1 - self.c.below(len(recent))]
        if type in VECTORS:
            element, _ = VECTORS[type]
            return self.emit(type, f"splat {self.value(element)}")
        others = [t for t in self.integers if t != type and self.values.get(t)]
        if type in ("f32", "f64"):
            if others and self.c.chance(50):
                source = self.c.pick(self.values[self.c.pick(others)])
                return self.emit(type, f"{self.c.pick(['sitofp', 'uitofp'])} {source}")
            return self.constant(type)
        if type == "i1":
            return self.comparison()
        if others and self.c.chance(40):
            return self.resize(self.c.pick(others), type)
        return self.constant(type)

    def resize(self, source: str, type: str) -> str:
        """A value of one width at another."""
        value = self.value(source)
        if source == type:
            return value
        if BITS[source] > BITS[type]:
            return self.emit(type, f"trunc {value}")
        return self.emit(type, f"{self.c.pick(['zext', 'sext'])} {value}")

    def flags(self, allowed: list[str]) -> str:
        """Promises, each rarely."""
        return "".join("." + flag for flag in allowed if self.c.chance(25))

    # -- straight code ---------------------------------------------------------------------

    def comparison(self) -> str:
        """A truth value."""
        kind = self.c.below(12)
        if kind == 11:
            type = self.c.pick(["f64", "f32"])
            return self.emit("i1", f"{self.c.pick(FLOAT_COMPARISONS)} {self.value(type)}, "
                                   f"{self.value(type)}")
        type = self.c.pick(self.integers)
        names = OVERFLOWS if kind == 10 else COMPARISONS
        return self.emit("i1", f"{self.c.pick(names)} {self.value(type)}, {self.value(type)}")

    def count(self, type: str) -> str:
        """A shift count below the width, mostly."""
        bits = BITS[type]
        if self.c.chance(40):
            return self.emit(type, f"and {self.value(type)}, {bits - 1}:{type}")
        return f"{self.c.below(bits)}:{type}"

    def divisor(self, type: str) -> str:
        """Odd and positive, or a constant that is neither 0 nor -1."""
        if self.c.chance(50):
            value = self.c.pick([2, 3, 4, 5, 7, 8, 10, 16, 60, 100, 127, -2, -3, -128])
            return f"{value}:{type}"
        odd = self.emit(type, f"or {self.value(type)}, 1:{type}")
        return self.emit(type, f"and {odd}, {(1 << (BITS[type] - 1)) - 1}:{type}")

    def operation(self) -> None:
        """One operation of any kind."""
        self.budget -= 1
        self.c.pick([self.arithmetic, self.arithmetic, self.arithmetic, self.shift,
                     self.division, self.choice, self.conversion, self.bit_operation,
                     self.access, self.access, self.access, self.floating, self.call,
                     self.copy, self.comparison, self.vector, self.odd])()

    def arithmetic(self) -> None:
        """An operator of two integers."""
        type = self.c.pick([*self.integers[2:], *self.integers])
        name, allowed = self.c.pick(ARITHMETIC)
        self.emit(type, f"{name}{self.flags(allowed)} {self.value(type)}, {self.value(type)}")

    def shift(self) -> None:
        """A shift or a rotation."""
        type = self.c.pick(self.integers)
        name, allowed = self.c.pick(SHIFTS)
        self.emit(type, f"{name}{self.flags(allowed)} {self.value(type)}, {self.count(type)}")

    def division(self) -> None:
        """A division that is defined."""
        type = self.c.pick(self.integers)
        name, allowed = self.c.pick(DIVISIONS)
        flags = "." + allowed[0] if allowed and self.c.chance(5) else ""
        self.emit(type, f"{name}{flags} {self.value(type)}, {self.divisor(type)}")

    def choice(self) -> None:
        """A select."""
        type = self.c.pick([*self.integers, "f64", "i1"])
        self.emit(type, f"select {self.value('i1')}, {self.value(type)}, {self.value(type)}")

    def conversion(self) -> None:
        """Another width, a truth value as a number, a float as an integer."""
        if self.c.chance(15):
            source = self.c.pick(["f64", "f32"])
            self.emit(self.c.pick(["i32", "i64"]),
                      f"{self.c.pick(['fptosi', 'fptoui'])} {self.value(source)}")
        elif self.c.chance(15):
            self.emit("f64", f"fpext {self.value('f32')}")
        else:
            self.resize(self.c.pick(["i1", *self.integers]), self.c.pick(self.integers))

    def bit_operation(self) -> None:
        """Operations on the bits of a word, and high halves of products."""
        type = self.c.pick(list(INTEGERS))
        name = self.c.pick(["bswap", "ctz", "clz", "popcount", "smulh", "umulh"])
        if name in ("smulh", "umulh"):
            type = self.c.pick(["i32", "i64"])
            self.emit(type, f"{name} {self.value(type)}, {self.value(type)}")
        elif name != "bswap" or type != "i8":
            self.emit(type, f"{name} {self.value(type)}")

    def offset(self, pointer: str, amount: int) -> str:
        """A constant distance from a pointer."""
        return self.emit("ptr", f"ptradd {pointer}, {amount}:i64") if amount else pointer

    def place(self, region: Region, size: int) -> str:
        """An address inside a region for an access of `size` bytes."""
        room = region.size // size
        if self.c.chance(40):
            # A power of two is the most that a mask reaches.
            while room & (room - 1):
                room &= room - 1
            index = self.emit("i64", f"and {self.value('i64')}, {room - 1}:i64")
            scaled = self.emit("i64", f"mul{self.flags(['nsw'])} {index}, {size}:i64")
            return self.emit("ptr", f"ptradd.inbounds {region.pointer}, {scaled}")
        return self.offset(region.pointer, self.c.below(room) * size)

    def access(self) -> None:
        """A load, a store, or both."""
        if not self.regions:
            self.arithmetic()
            return
        region = self.c.pick(self.regions[::-1])
        type = region.only or self.c.pick(list(INTEGERS))
        size = 8 if type == "f64" else INTEGERS[type] // 8
        volatile = ".volatile" if self.c.chance(4) else ""
        place = self.place(region, size)
        kind = self.c.below(4)
        if kind != 3:
            loaded = self.emit(type, f"load{volatile} {place} [{size}]")
            if kind == 2 and type != "f64":
                loaded = self.emit(type, f"{self.c.pick(['add', 'xor', 'or'])} {loaded}, "
                                         f"{self.value(type)}")
            if kind == 2:
                self.effect(f"store{volatile} {place}, {loaded} [{size}]")
        else:
            self.effect(f"store{volatile} {place}, {self.value(type)} [{size}]")

    def copy(self) -> None:
        """memcpy between two regions, memmove in one, memset."""
        regions = [region for region in self.regions if region.only != "f64"]
        if not regions:
            self.arithmetic()
            return
        to = self.c.pick(regions)
        kind = self.c.below(3)
        if kind == 0:
            length = self.c.pick([8, 4, 1, to.size, 3])
            self.effect(f"memset {to.pointer}, {self.value('i8')}, {length}:i64 [1]")
            return
        source = self.c.pick(regions)
        room = min(to.size, source.size)
        length = self.c.pick([size for size in (8, 4, 16, 1, 7, 32) if size <= room])
        if source.pointer.startswith("@") or to.pointer.startswith("@") \
                or source.pointer == to.pointer or kind == 1:
            self.effect(f"memmove {to.pointer}, {source.pointer}, {length}:i64 [1]")
        elif not {source.pointer, to.pointer} & set(self.pointers()):
            self.effect(f"memcpy {to.pointer}, {source.pointer}, {length}:i64 [1]")

    def pointers(self) -> list[str]:
        """Pointer parameters: they may be equal."""
        return [f"%{k}" for k, type in enumerate(self.callee.params) if type == "ptr"]

    def floating(self) -> None:
        """Arithmetic on floats."""
        type = self.c.pick(["f64", "f32"])
        if self.c.chance(20):
            self.emit(type, f"{self.c.pick(['fneg', 'fabs'])} {self.value(type)}")
        else:
            name = self.c.pick(["fadd", "fsub", "fmul", "fdiv"])
            self.emit(type, f"{name} {self.value(type)}, {self.value(type)}")

    def call(self) -> None:
        """A call of an earlier function."""
        if not self.callees:
            self.arithmetic()
            return
        self.call_of(self.c.pick(self.callees))

    def call_of(self, callee: Callee) -> str:
        """The value of a call."""
        args = []
        for type in callee.params:
            if type == "ptr":
                fitting = [r for r in self.regions if r.size >= 16 and not r.only]
                args.append(self.c.pick(fitting).pointer if fitting else "@g0")
            else:
                args.append(self.value(type))
        text = "".join(", " + arg for arg in args)
        infos = ", ".join(callee.params)
        return self.emit(callee.result,
                         f"call @{callee.name}{text} <{callee.signature()}; {infos}>")

    def vector(self) -> None:
        """Lanes."""
        if not self.c.chance(30):
            self.arithmetic()
            return
        type = self.c.pick(list(VECTORS))
        element, lanes = VECTORS[type]
        kind = self.c.below(4)
        if kind == 0:
            name = self.c.pick(["add", "sub", "and", "or", "xor"])
            self.emit(type, f"{name} {self.value(type)}, {self.value(type)}")
        elif kind == 1:
            self.emit(element, f"extract {self.value(type)}, {self.c.below(lanes)}:i32")
        elif kind == 2:
            value = self.value(element)
            self.emit(type, f"insert {self.value(type)}, {value}, {self.c.below(lanes)}:i32")
        else:
            order = ", ".join(str(self.c.below(2 * lanes)) for _ in range(lanes))
            self.emit(type, f"shuffle {self.value(type)}, {self.value(type)} <{order}>")

    def odd(self) -> None:
        """Shift counts that may be too large, freeze."""
        type = self.c.pick(list(INTEGERS))
        if self.c.chance(70):
            self.emit(type, f"freeze {self.value(type)}")
        else:
            self.emit(type, f"lshr {self.value(type)}, {self.value(type)}")

    # -- control flow ----------------------------------------------------------------------

    def body(self) -> None:
        """Operations and statements until the budget is spent."""
        while self.budget > 0:
            for _ in range(self.c.between(1, 6)):
                self.operation()
            if self.depth < MOST_DEPTH:
                self.c.pick([self.nothing, self.diamond, self.loop, self.diamond, self.loop,
                             self.switch, self.leave, self.computed])()

    def nothing(self) -> None:
        """Straight on."""

    def nested(self, most: int) -> None:
        """A small body one level deeper."""
        kept = self.budget
        self.budget = self.c.below(most)
        self.depth += 1
        self.body()
        self.depth -= 1
        self.budget = kept - most

    def branch(self, yes: str, no: str) -> None:
        """A conditional jump."""
        hint = self.c.pick(["", "", "", " [1]", " [2]"])
        self.effect(f"branch {self.value('i1')}, {yes}, {no}{hint}")

    def known(self) -> Values:
        """What is known here, to come back to."""
        return {type: list(names) for type, names in self.values.items()}

    def join(self, label: str, arms: list[tuple[str, dict[str, str]]]) -> None:
        """A block where arms meet, with a phi for each value that they bring."""
        self.begin(label)
        for type in arms[0][1]:
            brought = ", ".join(f"{values[type]} ({came})" for came, values in arms)
            self.emit(type, f"phi {brought}")

    def brought(self, types: list[str]) -> dict[str, str]:
        """A value of each type."""
        return {type: self.value(type) for type in types}

    def types(self) -> list[str]:
        """Types of the values that an arm brings."""
        return self.c.pick([["i32"], ["i64"], ["i32", "i64"], ["i64", "f64"], ["i8", "i32"],
                            ["i1", "i64"]])

    def diamond(self) -> None:
        """if, with or without else."""
        types = self.types()
        condition = self.value("i1")
        yes, no, after = self.block(), self.block(), self.block()
        one_armed = self.c.chance(40)
        arms: list[tuple[str, dict[str, str]]] = []
        if one_armed:
            arms.append((self.label, self.brought(types)))
        self.effect(f"branch {condition}, {yes}, {after if one_armed else no}")
        before = self.known()
        for label in [yes] if one_armed else [yes, no]:
            self.values = {type: list(names) for type, names in before.items()}
            self.begin(label)
            if self.c.chance(80):
                self.nested(7)
            values = self.brought(types)
            arms.append((self.label, values))
            self.effect(f"jump {after}")
        self.values = before
        self.join(after, arms)

    def switch(self) -> None:
        """A switch of two to eight cases."""
        types = self.types()
        word = self.emit("i32", f"and {self.value('i32')}, {self.c.pick([7, 15, 3])}:i32")
        lows = sorted({self.c.below(16) for _ in range(self.c.between(2, 8))})
        labels = [self.block() for _ in range(len(lows) + 1)]
        after = self.block()
        cases = ", ".join(f"{low}..{low}" for low in lows)
        self.effect(f"switch {word}, {', '.join(labels)} <{cases}>")
        before = self.known()
        arms: list[tuple[str, dict[str, str]]] = []
        for label in labels:
            self.values = {type: list(names) for type, names in before.items()}
            self.begin(label)
            for _ in range(self.c.below(3)):
                self.operation()
            values = self.brought(types)
            arms.append((self.label, values))
            self.effect(f"jump {after}")
        self.values = before
        self.join(after, arms)

    def computed(self) -> None:
        """Labels as values: jumps to one of several blocks, which may jump on to later ones."""
        if self.depth or not self.c.chance(40):
            return
        labels = [self.block() for _ in range(self.c.between(2, 4))]
        after = self.block()
        self.takes_labels = True
        came: dict[str, list[tuple[str, str]]] = {label: [] for label in [*labels, after]}

        def jump(goals: list[str]) -> None:
            address = f"&{goals[0]}"
            for goal in goals[1:]:
                address = self.emit("ptr", f"select {self.value('i1')}, &{goal}, {address}")
            value = self.value("i64")
            for goal in goals:
                came[goal].append((value, self.label))
            self.effect(f"indirectjump {address}, {', '.join(goals)}")

        jump(labels)
        before = self.known()
        holes: list[tuple[str, int]] = []
        for number, label in enumerate([*labels, after]):
            self.values = {type: list(names) for type, names in before.items()}
            self.begin(label)
            self.emit("i64", "phi <came>")
            holes.append((label, len(self.lines) - 1))
            if label == after:
                break
            self.nested(4)
            if self.c.chance(50):
                jump([*labels[number + 1:], after])
            else:
                came[after].append((self.value("i64"), self.label))
                self.effect(f"jump {after}")
        for label, hole in holes:
            text = ", ".join(f"{value} ({source})" for value, source in came[label])
            self.lines[hole] = self.lines[hole].replace("<came>", text)

    def loop(self) -> None:
        """A counted loop, tested before or after its body; its counter may index memory."""
        type = self.c.pick(["i32", "i64", "i8"])
        limit = self.c.between(1, 6)
        carried = self.types()
        start = self.brought(carried)
        header, body, after = self.block(), self.block(), self.block()
        came = self.label
        self.effect(f"jump {header}")
        before = self.known()
        self.begin(header)
        counter = self.emit(type, f"phi 0:{type} ({came}), <next> (<latch>)")
        holes = [len(self.lines) - 1]
        for name in carried:
            self.emit(name, f"phi {start[name]} ({came}), <{name}> (<latch>)")
            holes.append(len(self.lines) - 1)
        test_first = self.c.chance(50)
        if test_first:
            test = self.emit("i1", f"slt {counter}, {limit}:{type}")
            self.effect(f"branch {test}, {body}, {after}")
            seen = self.known()
            self.begin(body)
        if self.regions and self.c.chance(50):
            self.indexed(counter, type, limit)
        self.nested(9)
        ends = self.brought(carried)
        step = self.emit(type, f"add{self.flags(['nsw', 'nsw', 'nuw'])} {counter}, 1:{type}")
        if test_first:
            self.effect(f"jump {header}")
        else:
            test = self.emit("i1", f"slt {step}, {limit}:{type}")
            self.effect(f"branch {test}, {header}, {after}")
            seen = self.known() if not test_first else seen
        for number, hole in enumerate(holes):
            name, value = ("next", step) if number == 0 else (carried[number - 1],
                                                             ends[carried[number - 1]])
            self.lines[hole] = self.lines[hole].replace(f"<{name}>", value).replace(
                "<latch>", self.label)
        self.values = seen if self.c.chance(60) else before
        self.begin(after)

    def indexed(self, counter: str, type: str, limit: int) -> None:
        """An element of memory for each turn."""
        region = self.c.pick(self.regions)
        element = region.only if region.only in INTEGERS else "i16" if region.only == "" else ""
        if not element or limit * INTEGERS[element] // 8 > region.size:
            return
        size = INTEGERS[element] // 8
        wide = counter if type == "i64" else self.emit("i64", f"sext {counter}")
        scaled = self.emit("i64", f"mul {wide}, {size}:i64")
        place = self.emit("ptr", f"ptradd {region.pointer}, {scaled}")
        loaded = self.emit(element, f"load {place} [{size}]")
        if self.c.chance(50):
            self.effect(f"store {place}, {self.value(element)} [{size}]")
        else:
            self.emit(element, f"add {loaded}, {self.value(element)}")

    def leave(self) -> None:
        """An early return, at times of a call."""
        if not self.c.chance(40):
            return
        gone, on = self.block(), self.block()
        self.branch(gone, on)
        before = self.known()
        self.begin(gone)
        fitting = [callee for callee in self.callees if callee.result == self.callee.result]
        if fitting and self.c.chance(60):
            value = self.call_of(self.c.pick(fitting))
        else:
            value = self.value(self.callee.result)
        self.effect(f"return {value}")
        self.values = before
        self.begin(on)

    def finish(self) -> None:
        """What the function knows, folded into its result."""
        if self.callee.result != "i64":
            self.effect(f"return {self.value(self.callee.result)}")
            return
        total = self.constant("i64")
        for type in self.integers:
            for value in self.values.get(type, [])[-4:]:
                self.values[type].append(value)
                part = value
                if type != "i64":
                    part = self.emit("i64", f"{'trunc' if type == 'i128' else 'zext'} {value}")
                mixed = self.emit("i64", f"mul {total}, 1000003:i64")
                total = self.emit("i64", f"xor {mixed}, {part}")
        self.effect(f"return {total}")


def write_module(choices: Choices, functions: int = 3, size: int = 25,
                 wide: bool = True) -> str:
    """A module as text; `size`: operations a function at most."""
    lines = []
    regions = []
    for number in range(choices.between(1, 3)):
        length = choices.pick([32, 16, 64])
        image = "".join(f"\\{choices.below(256):02x}" for _ in range(choices.below(length + 1)))
        text = f' = "{image}"' if image else ""
        if choices.chance(20):
            lines.append(f"symbol @g{number} local")
        lines.append(f"data @g{number} align 16 size {length}{text}")
        regions.append(Region(f"@g{number}", length))
    made: list[Callee] = []
    last = choices.below(functions)
    for number in range(last + 1):
        entry = number == last
        kinds = ["i32", "i64", "i8", "i16"] if entry else ["i32", "i64", "ptr", "i8", "i1", "f64"]
        params = [choices.pick(kinds) for _ in range(choices.below(6))]
        callee = Callee(f"f{number}", params,
                        "i64" if entry else choices.pick(["i64", "i32", "i8", "f64"]))
        local = not entry and choices.chance(60)
        attributes = "" if entry else choices.pick(["", "", "", " noinline", " always_inline",
                                                    " inline_hint", " cold"])
        writer = FunctionWriter(choices, callee, made, regions,
                                choices.below(size) + (5 if entry else 1), wide)
        writer.body()
        writer.finish()
        if local:
            lines.append(f"symbol @{callee.name} local")
        if writer.takes_labels:
            attributes = " takes_labels"
        lines.append(f"function @{callee.name} {callee.signature()}{attributes} {{")
        lines += writer.lines
        lines.append("}")
        made.append(callee)
    return "\n".join(lines) + "\n"
