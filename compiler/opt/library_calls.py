"""Calls of library functions made simpler: printf to puts, strcpy of a literal to memcpy, checked
functions to plain ones, floor of a float to floorf.

Problem: what a library function does is known; with known arguments a smaller function, an
operation of the IR or a constant does the same.  Idea: tables from names to what to do.  A function
is only known when the front end tied its declaration to a builtin (`FunctionInfo.builtin`).  The
checked functions of _FORTIFY_SOURCE (`__NAME_chk`) become plain ones when the object's size is
unknown or surely enough.

Invariants: a call whose result is used keeps its result; a format is only read from a constant
object.  Calls made here name the library's function, never an inline definition of that name.
Source: GCC manual, "Other Built-in Functions", "Object Size Checking Built-in Functions".
"""

from __future__ import annotations

from compiler.ir.instr import Block, Function, Instr, replace
from compiler.ir.module import CODE, ArgInfo, CallInfo, FunctionInfo, Signature, Symbol
from compiler.ir.opcodes import (
    ADDR,
    CALL,
    CONST,
    EQ,
    FPEXT,
    LOAD,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    NE,
    OR,
    PTRADD,
    SUB,
    TRUNC,
    XOR,
    ZEXT,
)
from compiler.ir.types import F32, F64, I1, I8, I16, I32, I64, PTR, VOID
from compiler.opt.alias import is_readonly
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# How the bytes that a checked function writes are known.
BY_ARGUMENT: Final = 0      # a constant argument bounds them
BY_STRING: Final = 1        # a literal is copied
BY_FORMAT: Final = 2        # the output of a format
NEVER: Final = 3            # only an unknown object size lets the check go


class Checked:
    """A checked function: which it becomes, which arguments go, and where what it needs stands."""

    def __init__(self, plain: str, size: int, known: int, source: int, flag: int = -1,
                 format: int = -1) -> None:
        self.plain = plain
        self.size = size            # argument: size of the object
        self.known = known
        self.source = source        # argument that BY_ARGUMENT and BY_STRING look at
        self.flag = flag            # argument: nonzero asks for more checks of the format
        self.format = format


CHECKED: Final = {
    "__memcpy_chk": Checked("memcpy", 3, BY_ARGUMENT, 2),
    "__memmove_chk": Checked("memmove", 3, BY_ARGUMENT, 2),
    "__mempcpy_chk": Checked("mempcpy", 3, BY_ARGUMENT, 2),
    "__memset_chk": Checked("memset", 3, BY_ARGUMENT, 2),
    "__strcpy_chk": Checked("strcpy", 2, BY_STRING, 1),
    "__stpcpy_chk": Checked("stpcpy", 2, BY_STRING, 1),
    "__strncpy_chk": Checked("strncpy", 3, BY_ARGUMENT, 2),
    "__stpncpy_chk": Checked("stpncpy", 3, BY_ARGUMENT, 2),
    "__strcat_chk": Checked("strcat", 2, NEVER, 1),
    "__strncat_chk": Checked("strncat", 3, NEVER, 2),
    "__sprintf_chk": Checked("sprintf", 2, BY_FORMAT, 0, 1, 3),
    "__vsprintf_chk": Checked("vsprintf", 2, BY_FORMAT, 0, 1, 3),
    "__snprintf_chk": Checked("snprintf", 3, BY_ARGUMENT, 1, 2, 4),
    "__vsnprintf_chk": Checked("vsnprintf", 3, BY_ARGUMENT, 1, 2, 4),
}

# name -> (stream argument or -1, format argument, takes a va_list)
PRINTING: Final = {
    "printf": (-1, 0, False), "__printf_chk": (-1, 1, False),
    "vprintf": (-1, 0, True), "__vprintf_chk": (-1, 1, True),
    "fprintf": (0, 1, False), "__fprintf_chk": (0, 2, False),
    "vfprintf": (0, 1, True), "__vfprintf_chk": (0, 2, True),
}

# Functions whose value for a float is a float, exactly: the one on floats does.
NARROWS: Final = {"floor": True, "ceil": True, "trunc": True, "rint": True, "nearbyint": True,
                  "round": True, "roundeven": True}

MOST_COMPARED: Final = 16       # bytes of a memcmp for equality that loads do better than a call

COMPARES: Final = {"strcmp": -1, "strncmp": 2, "memcmp": 2, "bcmp": 2}
SEARCHES: Final = {"strchr": False, "index": False, "strrchr": True, "rindex": True}


def run(function: Function, context: PassContext) -> bool:
    """Simplify all calls of a function."""
    if not context.options.builtins:
        return False
    changed = False
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == CALL and known_name(instr):
                if Simplifier(function, context, block).run():
                    changed = True
                break
    if changed:
        function.sweep()
    return changed


def known_name(call: Instr) -> str:
    """The library function that a call names, or "": also before an inline definition of it that
    a header gives is put in its place."""
    target = call.args[0]
    site = call.aux
    if target.op != ADDR or not isinstance(site, CallInfo):
        return ""
    symbol = target.aux
    assert isinstance(symbol, Symbol)
    inner = symbol.function
    if inner is not None and inner.info.always_inline and not site.no_inline:
        return ""
    return symbol.info.builtin if symbol.info is not None else ""


def literal(pointer: Instr) -> bytes | None:
    """The bytes from a constant object on, without its terminating zero; None: not known."""
    offset = 0
    while pointer.op == PTRADD and pointer.args[1].op == CONST:
        offset += pointer.args[1].imm
        pointer = pointer.args[0]
    if not is_readonly(pointer):
        return None
    symbol = pointer.aux
    assert isinstance(symbol, Symbol)
    data = symbol.data
    if data is None or data.relocs or offset < 0 or offset >= data.size:
        return None
    image = data.image
    end = image.find(b"\0", offset)
    if end < 0:
        if len(image) >= data.size:
            return None
        end = max(len(image), offset)
    return image[offset:end]


class Simplifier:
    """Works through one block."""

    def __init__(self, function: Function, context: PassContext, block: Block) -> None:
        self.function = function
        self.context = context
        self.block = block
        self.out: list[Instr] = []
        self.pos: i64 = 0
        self.used = False           # the result of the call that is looked at
        self.word: i64 = I64 if function.pointer_bits == 64 else I32

    def run(self) -> bool:
        """Rewrite the block's calls; True when any changed."""
        changed = False
        for instr in self.block.instrs:
            if instr.op != CALL or not known_name(instr):
                self.out.append(instr)
                continue
            self.pos = instr.pos
            before = len(self.out)
            self.used = instr.uses > 0
            value = self.simplify(instr, known_name(instr))
            if value is None or not self.context.consume("library_calls", self.function):
                self.forget(before)
                self.out.append(instr)
                continue
            changed = True
            if instr.type != VOID and instr.uses:
                replace(instr, value)
            instr.drop_args()
            instr.block = None
        if changed:
            self.block.instrs = self.out
        return changed

    # -- making instructions -----------------------------------------------------------------

    def forget(self, count: int) -> None:
        """Take back what was appended beyond `count` instructions."""
        while len(self.out) > count:
            made = self.out.pop()
            made.drop_args()
            made.block = None

    def add(self, op: i64, type: i64, args: list[Instr], imm: int = 0) -> Instr:
        """Append an instruction."""
        made = self.function.make(op, type, args, imm, self.pos)
        made.block = self.block
        self.out.append(made)
        return made

    def constant(self, type: i64, value: int) -> Instr:
        """A constant."""
        return self.function.const(type, value)

    def call(self, name: str, result: i64, args: list[Instr], infos: list[ArgInfo] | None = None,
             variadic_from: int = -1) -> Instr:
        """Call a library function, simplified in its turn."""
        if infos is None:
            infos = [ArgInfo(arg.type) for arg in args]
        fixed = infos if variadic_from < 0 else infos[:variadic_from]
        signature = Signature(ArgInfo(result), fixed, variadic_from >= 0)
        symbol = self.context.module.symbol(name)
        if symbol.info is None:
            symbol.info = FunctionInfo(signature)
            symbol.kind = CODE
        if not symbol.info.builtin:
            symbol.info.builtin = name
        made = self.function.make(CALL, result, [self.function.address(symbol), *args], 0, self.pos)
        info = CallInfo(signature, infos)
        info.no_inline = True
        made.aux = info
        before = len(self.out)
        simpler = self.simplify(made, name)
        if simpler is not None:
            made.drop_args()
            return simpler
        self.forget(before)
        made.block = self.block
        self.out.append(made)
        return made

    def offset(self, pointer: Instr, amount: int) -> Instr:
        """pointer + amount."""
        if amount == 0:
            return pointer
        return self.add(PTRADD, PTR, [pointer, self.constant(self.word, amount)])

    def copy(self, target: Instr, source: Instr, size: int) -> None:
        """memcpy of a constant size."""
        self.add(MEMCPY, VOID, [target, source, self.constant(self.word, size)], 1)

    # -- the dispatch ------------------------------------------------------------------------

    def simplify(self, call: Instr, name: str) -> Instr | None:
        """The value that a call is replaced by, what computes it appended; None: leave it."""
        args = call.args[1:]
        checked = CHECKED.get(name)
        if checked is not None:
            return self.unchecked(call, args, checked)
        printing = PRINTING.get(name)
        if printing is not None:
            return self.print(call, args, printing[0], printing[1], printing[2])
        if name in NARROWS:
            return self.narrow(call, args, name)
        if name in COMPARES:
            return self.compare(call, args, name)
        if name in SEARCHES:
            return self.search(args, SEARCHES[name])
        if name == "strlen" and len(args) == 1:
            text = literal(args[0])
            return None if text is None else self.constant(call.type, len(text))
        if name == "sprintf":
            return self.print_string(args)
        if name == "snprintf":
            return self.print_bounded(args)
        if name == "fputs" and len(args) == 2:
            return self.put_string(args)
        if name == "puts" and len(args) == 1:
            if not self.used and literal(args[0]) == b"":
                return self.call("putchar", I32, [self.constant(I32, 10)])
            return None
        return self.copying(args, name)

    def copying(self, args: list[Instr], name: str) -> Instr | None:
        """Functions that copy or fill memory."""
        if len(args) == 3 and name in ("memcpy", "memmove", "mempcpy", "memset"):
            if args[2].type != self.word:
                return None
            if name == "memset":
                byte = args[1]
                if byte.op == CONST:
                    byte = self.constant(I8, (byte.imm + 128) % 256 - 128)
                elif byte.type != I8:
                    byte = self.add(TRUNC, I8, [byte])
                self.add(MEMSET, VOID, [args[0], byte, args[2]], 1)
                return args[0]
            self.add(MEMMOVE if name == "memmove" else MEMCPY, VOID, args, 1)
            return self.add(PTRADD, PTR, [args[0], args[2]]) if name == "mempcpy" else args[0]
        if name in ("strcpy", "stpcpy") and len(args) == 2:
            text = literal(args[1])
            if text is not None:
                self.copy(args[0], args[1], len(text) + 1)
                return args[0] if name == "strcpy" else self.offset(args[0], len(text))
            if name == "stpcpy" and not self.used:
                return self.call("strcpy", PTR, args)
            return None
        if name in ("strncpy", "stpncpy") and len(args) == 3 and args[2].op == CONST:
            text = literal(args[1])
            count = args[2].imm
            if count == 0:
                return args[0]
            if text is None or not 0 < count <= len(text) + 1:
                return None
            self.copy(args[0], args[1], count)
            return args[0] if name == "strncpy" else self.offset(args[0], min(count, len(text)))
        if name == "strcat" and len(args) == 2:
            return args[0] if literal(args[1]) == b"" else None
        if name == "strncat" and len(args) == 3:
            text = literal(args[1])
            count = args[2].imm if args[2].op == CONST else -1
            if text == b"" or count == 0:
                return args[0]
            if text is not None and count >= len(text):
                return self.call("strcat", PTR, args[:2])
        return None

    # -- checked functions -------------------------------------------------------------------

    def unchecked(self, call: Instr, args: list[Instr], row: Checked) -> Instr | None:
        """The plain function, when the check cannot fail."""
        info = call.aux
        assert isinstance(info, CallInfo)
        if len(args) <= row.size or len(info.infos) != len(args) or info.pack:
            return None
        size = args[row.size]
        if size.op != CONST:
            return None
        if row.flag >= 0:
            flag = args[row.flag]
            text = literal(args[row.format])
            plain_format = text is not None and (b"%" not in text or text == b"%s")
            if (flag.op != CONST or flag.imm != 0) and not plain_format:
                return None
        if size.imm != -1:
            written = self.bytes_written(args, row)
            if written < 0 or not 0 <= written <= size.imm:
                return None
        kept = [index for index in range(len(args)) if index not in (row.size, row.flag)]
        variadic = -1
        if info.signature.variadic:
            variadic = sum(1 for index in kept if index < len(info.signature.params))
        return self.call(row.plain, call.type, [args[index] for index in kept],
                         [info.infos[index] for index in kept], variadic)

    def bytes_written(self, args: list[Instr], row: Checked) -> int:
        """The most that is written, -1: not known."""
        if row.known == BY_ARGUMENT:
            count = args[row.source]
            return count.imm if count.op == CONST else -1
        if row.known == NEVER:
            return -1
        text = literal(args[row.source if row.known == BY_STRING else row.format])
        if text is None:
            return -1
        if row.known == BY_FORMAT and b"%" in text:
            if text != b"%s" or len(args) <= row.format + 1 or row.plain != "sprintf":
                return -1
            text = literal(args[row.format + 1])
            if text is None:
                return -1
        return len(text) + 1

    # -- output ------------------------------------------------------------------------------

    def print(self, call: Instr, args: list[Instr], stream: int, format: int,
              is_list: bool) -> Instr | None:
        """printf and its kind, when the result is not used."""
        info = call.aux
        assert isinstance(info, CallInfo)
        if len(args) <= format or self.used or info.pack:
            return None
        text = literal(args[format])
        if text is None:
            return None
        rest = [] if is_list else args[format + 1:]
        out = args[stream] if stream >= 0 else None
        if b"%" not in text:
            return self.print_text(out, text, args[format])
        if text == b"%s" and len(rest) == 1 and rest[0].type == PTR:
            if out is not None:
                return self.call("fputs", I32, [rest[0], out])
            known = literal(rest[0])
            return None if known is None else self.print_text(None, known, rest[0])
        if text == b"%s\n" and len(rest) == 1 and rest[0].type == PTR and out is None:
            return self.call("puts", I32, [rest[0]])
        if text == b"%c" and len(rest) == 1 and rest[0].type == I32:
            return self.call("putchar", I32, [rest[0]]) if out is None else \
                self.call("fputc", I32, [rest[0], out])
        return None

    def print_text(self, out: Instr | None, text: bytes, pointer: Instr) -> Instr | None:
        """Output of a known text."""
        if not text:
            return self.constant(I32, 0)
        if out is not None:
            return self.call("fputs", I32, [pointer, out])
        if len(text) == 1:
            return self.call("putchar", I32, [self.constant(I32, text[0])])
        if not text.endswith(b"\n"):
            return None
        return self.call("puts", I32, [self.text(text[:-1])])

    def text(self, text: bytes) -> Instr:
        """The address of a string literal."""
        return self.function.address(self.context.module.string_literal(text + b"\0"))

    def put_string(self, args: list[Instr]) -> Instr | None:
        """fputs of a known text."""
        text = literal(args[0])
        if text is None or self.used:
            return None
        if not text:
            return self.constant(I32, 0)
        if len(text) == 1:
            return self.call("fputc", I32, [self.constant(I32, text[0]), args[1]])
        self.call("fwrite", self.word, [args[0], self.constant(self.word, 1),
                                        self.constant(self.word, len(text)), args[1]])
        return self.constant(I32, 0)

    def print_string(self, args: list[Instr]) -> Instr | None:
        """sprintf of a text without conversions, or of one string."""
        text = literal(args[1]) if len(args) >= 2 else None
        if text is None:
            return None
        if b"%" not in text:
            self.copy(args[0], args[1], len(text) + 1)
            return self.constant(I32, len(text))
        if text != b"%s" or len(args) != 3 or args[2].type != PTR:
            return None
        known = literal(args[2])
        if known is not None:
            self.copy(args[0], args[2], len(known) + 1)
            return self.constant(I32, len(known))
        if self.used:
            return None
        return self.call("strcpy", PTR, [args[0], args[2]])

    def print_bounded(self, args: list[Instr]) -> Instr | None:
        """snprintf of a known text that fits."""
        if len(args) < 3 or args[1].op != CONST:
            return None
        text = literal(args[2])
        source = args[2]
        if text == b"%s" and len(args) == 4 and args[3].type == PTR:
            source = args[3]
            text = literal(source)
        elif text is not None and b"%" in text:
            return None
        if text is None or len(text) >= args[1].imm:
            return None
        self.copy(args[0], source, len(text) + 1)
        return self.constant(I32, len(text))

    # -- reading -----------------------------------------------------------------------------

    def compare(self, call: Instr, args: list[Instr], name: str) -> Instr | None:
        """Comparisons of what is known."""
        where = COMPARES[name]
        count = -1
        if where >= 0:
            if len(args) != 3 or args[where].op != CONST:
                return None
            count = args[where].imm
            if count == 0:
                return self.constant(I32, 0)
        elif len(args) != 2:
            return None
        if args[0] is args[1]:
            return self.constant(I32, 0)
        if name in ("memcmp", "bcmp"):
            if count == 1:
                return self.compare_byte(args)
            return self.compare_equal(args, count) if count <= MOST_COMPARED and \
                self.tested_for_zero(call) else None
        left, right = literal(args[0]), literal(args[1])
        if left is None or right is None:
            if right == b"" and left is None:
                return self.add(ZEXT, I32, [self.add(LOAD, I8, [args[0]], 1)])
            return None
        if count >= 0:
            left, right = left[:count], right[:count]
        return self.constant(I32, (left > right) - (left < right))

    def compare_byte(self, args: list[Instr]) -> Instr:
        """The difference of two bytes."""
        left = self.add(ZEXT, I32, [self.add(LOAD, I8, [args[0]], 1)])
        right = self.add(ZEXT, I32, [self.add(LOAD, I8, [args[1]], 1)])
        return self.add(SUB, I32, [left, right])

    def tested_for_zero(self, call: Instr) -> bool:
        """Whether all uses ask only if the result is zero."""
        left = int(call.uses)
        for block in self.function.blocks:
            for user in block.instrs:
                if user.op in (EQ, NE) and user.args[0] is call and user.args[1].op == CONST \
                        and user.args[1].imm == 0:
                    left -= 1
            if left == 0:
                return True
        return False

    def compare_equal(self, args: list[Instr], count: int) -> Instr:
        """Whether two objects of 2 to 16 bytes differ: their words, the last ones overlapping."""
        width = 8 if count >= 8 else 4 if count >= 4 else 2
        type = (I16, I32, I64)[width // 4]
        starts = [at for at in range(0, count - width + 1, width)]
        if starts[-1] + width < count:
            starts.append(count - width)
        different: Instr | None = None
        for at in starts:
            left = self.add(LOAD, type, [self.offset(args[0], at)], 1)
            right = self.add(LOAD, type, [self.offset(args[1], at)], 1)
            bits = self.add(XOR, type, [left, right])
            different = bits if different is None else self.add(OR, type, [different, bits])
        assert different is not None
        return self.add(ZEXT, I32, [self.add(NE, I1, [different, self.constant(type, 0)])])

    def search(self, args: list[Instr], last: bool) -> Instr | None:
        """strchr and strrchr in a known text."""
        if len(args) != 2 or args[1].op != CONST:
            return None
        text = literal(args[0])
        byte = args[1].imm & 255
        if text is None:
            return None
        whole = text + b"\0"
        at = whole.rfind(byte) if last else whole.find(byte)
        if at < 0:
            return self.constant(PTR, 0)
        return self.offset(args[0], at)

    def narrow(self, call: Instr, args: list[Instr], name: str) -> Instr | None:
        """floor((double)x) of a float x is (double)floorf(x)."""
        if len(args) != 1 or call.type != F64 or args[0].op != FPEXT:
            return None
        inner = args[0].args[0]
        if inner.type != F32:
            return None
        return self.add(FPEXT, F64, [self.call(name + "f", F32, [inner])])
