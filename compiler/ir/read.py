"""The IR as text: parsing what `text.py` prints.

Problem: golden tests and reduced bug reports are IR files.  Idea: a regular-expression tokenizer
and a recursive reader; values may be used before the line that makes them (phis), so operands are
placeholders until the function ends.  Invariant: reading is the inverse of printing; a malformed
text raises `IRSyntaxError` with its line.  Developer tool: never on the path of a compile.
"""

from __future__ import annotations

import re

from compiler.ir import opcodes, text
from compiler.ir.instr import Block, Function, Instr, Payload, add_edge
from compiler.ir.module import (
    EXTEND_NONE,
    EXTEND_SIGN,
    EXTEND_ZERO,
    AggregateLayout,
    ArgInfo,
    AsmInfo,
    AsmOperand,
    CallInfo,
    DataReloc,
    FunctionInfo,
    GlobalData,
    Module,
    ModuleAsm,
    Signature,
    StackSlot,
    SwitchInfo,
    Symbol,
    VectorIndices,
)
from compiler.ir.types import NAMES as TYPE_NAMES
from compiler.ir.types import VOID, vector

TOKEN = re.compile(r"""
    (?P<space>[ \t\r]+ | //[^\n]*)
  | (?P<newline>\n)
  | (?P<string>"(?:[^"\\]|\\[0-9a-fA-F]{2})*")
  | (?P<number>[-+]?(?:0x[0-9a-fA-F]+|\d+))
  | (?P<name>(?:[A-Za-z_$]|\.[A-Za-z_])[\w.$]*)
  | (?P<op>->|\.\.\.|\.\.|[%@&(){}<>\[\]:,;=!?])
""", re.VERBOSE)
# `..` must not be swallowed by names or numbers: ranges are written `1..3`.


class IRSyntaxError(Exception):
    """Malformed IR text; the message begins with the line number."""


def unquote(string: str) -> bytes:
    """The bytes of a quoted string."""
    out = bytearray()
    index = 1
    while index < len(string) - 1:
        if string[index] == "\\":
            out.append(int(string[index + 1:index + 3], 16))
            index += 3
        else:
            out += string[index].encode("utf-8")
            index += 1
    return bytes(out)


class Reader:
    """Reads one text."""

    def __init__(self, source: str, pointer_bits: int = 64) -> None:
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.lines: list[int] = []
        self.tokenize(source)
        self.at = 0
        self.module = Module(pointer_bits)

    def tokenize(self, source: str) -> None:
        """Fill the token lists; newlines are tokens."""
        line = 1
        position = 0
        while position < len(source):
            match = TOKEN.match(source, position)
            if match is None:
                raise IRSyntaxError(f"{line}: stray {source[position]!r}")
            kind = str(match.lastgroup)
            position = match.end()
            if kind != "space":
                self.kinds.append(kind)
                self.texts.append(match.group())
                self.lines.append(line)
            if kind == "newline":
                line += 1
        self.kinds.append("newline")
        self.texts.append("\n")
        self.lines.append(line)

    # -- tokens --------------------------------------------------------------------------

    def fail(self, message: str) -> IRSyntaxError:
        """An error at the current token."""
        line = self.lines[min(self.at, len(self.lines) - 1)]
        found = self.texts[min(self.at, len(self.texts) - 1)]
        return IRSyntaxError(f"{line}: {message}, found {found!r}")

    def peek(self) -> str:
        """The text of the current token."""
        return self.texts[self.at] if self.at < len(self.texts) else ""

    def take(self) -> str:
        """The text of the current token, which is consumed."""
        if self.at >= len(self.texts):
            raise self.fail("unexpected end")
        self.at += 1
        return self.texts[self.at - 1]

    def accept(self, token: str) -> bool:
        """Consume `token` if it comes next."""
        if self.peek() == token and self.kinds[self.at] != "string":
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        """Consume `token` or fail."""
        if not self.accept(token):
            raise self.fail(f"expected {token!r}")

    def number(self) -> int:
        """An integer."""
        if self.kinds[self.at] != "number":
            raise self.fail("expected a number")
        return int(self.take(), 0)

    def string(self) -> bytes:
        """A quoted string."""
        if self.kinds[self.at] != "string":
            raise self.fail("expected a string")
        return unquote(self.take())

    def skip_newlines(self) -> None:
        """Pass over empty lines."""
        while self.at < len(self.kinds) and self.kinds[self.at] == "newline":
            self.at += 1

    # -- pieces --------------------------------------------------------------------------

    def type(self) -> int:
        """`i32` or `<4 x f32>`."""
        if self.accept("<"):
            lanes = self.number()
            self.expect("x")
            element = TYPE_NAMES.index(self.take())
            self.expect(">")
            return vector(element, lanes)
        name = self.take()
        if name not in TYPE_NAMES:
            raise self.fail(f"unknown type {name!r}")
        return TYPE_NAMES.index(name)

    def symbol(self) -> Symbol:
        """`@name` after the `@`."""
        if self.kinds[self.at] == "string":
            return self.module.symbol(self.string().decode("utf-8", "surrogateescape"))
        return self.module.symbol(self.take())

    def layout(self) -> AggregateLayout:
        """A layout after its `{`."""
        size = self.number()
        self.expect("align")
        layout = AggregateLayout(size, self.number())
        self.expect(":")
        while not self.accept("}"):
            if self.kinds[self.at] == "number":
                layout.leaf_offsets.append(self.number())
                layout.leaf_types.append(self.type())
                layout.leaf_bits.append(self.number() if self.accept(":") else 0)
                self.accept(",")
            else:
                setattr(layout, self.take(), True)
        return layout

    def arg(self) -> ArgInfo:
        """One argument or result."""
        if self.accept("{"):
            layout = self.layout()
            return ArgInfo(TYPE_NAMES.index("ptr"), EXTEND_NONE, layout)
        type = self.type()
        if self.accept("sext"):
            return ArgInfo(type, EXTEND_SIGN)
        if self.accept("zext"):
            return ArgInfo(type, EXTEND_ZERO)
        made = ArgInfo(type)
        made.chain = self.accept("chain")
        return made

    def signature(self) -> Signature:
        """`(...) -> result`."""
        params: list[ArgInfo] = []
        variadic = False
        unprototyped = False
        self.expect("(")
        while not self.accept(")"):
            if self.accept("..."):
                variadic = True
            elif self.accept("?"):
                unprototyped = True
            else:
                params.append(self.arg())
            self.accept(",")
        self.expect("->")
        signature = Signature(self.arg(), params, variadic)
        signature.unprototyped = unprototyped
        return signature

    def asm_operands(self) -> list[AsmOperand]:
        """Operands up to the next `;`."""
        found = []
        while self.kinds[self.at] == "string":
            constraint = self.string().decode()
            name = self.string().decode()
            type = self.type()
            operand = AsmOperand(constraint, name, type, self.number())
            operand.register = self.string().decode()
            operand.arg = self.number()
            operand.result = self.number()
            operand.tied = self.number()
            found.append(operand)
            self.accept(",")
        self.expect(";")
        return found

    def strings(self) -> list[str]:
        """A comma-separated list of strings."""
        found = []
        while self.kinds[self.at] == "string":
            found.append(self.string().decode())
            self.accept(",")
        return found

    def asm(self) -> AsmInfo:
        """An AsmInfo after its `<`."""
        info = AsmInfo(self.string().decode("utf-8", "surrogateescape"))
        self.expect(";")
        self.expect("out")
        info.outputs = self.asm_operands()
        self.expect("in")
        info.inputs = self.asm_operands()
        self.expect("written")
        info.written_inputs = self.number()
        self.expect(";")
        self.expect("clobber")
        info.clobbers = self.strings()
        self.expect(";")
        self.expect("labels")
        info.label_names = self.strings()
        while not self.accept(">"):
            setattr(info, self.take(), True)
        return info

    def payload(self, op: int) -> Payload | None:
        """What stands in `<...>` or `{...}` after the operands."""
        if self.accept("{"):
            return self.layout()
        if not self.accept("<"):
            return SwitchInfo([], []) if op == opcodes.SWITCH else None
        if op == opcodes.CALL:
            signature = self.signature()
            infos: list[ArgInfo] = []
            info = CallInfo(signature, infos)
            self.expect(";")
            while not self.accept(">"):
                if self.peek() in text.CALL_FLAGS:
                    setattr(info, self.take(), True)
                else:
                    infos.append(self.arg())
                    self.accept(",")
            return info
        if op == opcodes.ALLOCA:
            self.expect("align")
            align = self.number()
            slot = StackSlot(align, self.string().decode())
            slot.user = self.accept("user")
            self.expect(">")
            return slot
        if op == opcodes.SWITCH:
            lows: list[int] = []
            highs: list[int] = []
            while not self.accept(">"):
                lows.append(self.number())
                self.expect("..")
                highs.append(self.number())
                self.accept(",")
            return SwitchInfo(lows, highs)
        if op == opcodes.SHUFFLE:
            indices: list[int] = []
            while not self.accept(">"):
                indices.append(self.number())
                self.accept(",")
            return VectorIndices(indices)
        if op in (opcodes.ASM, opcodes.ASMGOTO):
            return self.asm()
        raise self.fail("unexpected payload")

    # -- top level -------------------------------------------------------------------------

    def read_module(self) -> Module:
        """The whole text."""
        self.skip_newlines()
        while self.at < len(self.kinds):
            word = self.take()
            if word == "symbol":
                self.symbol_line()
            elif word == "asm":
                self.module.asms.append(
                    ModuleAsm(self.string().decode("utf-8", "surrogateescape"), 0))
            elif word == "data":
                self.data_line()
            elif word == "function":
                FunctionReader(self).read()
            else:
                self.at -= 1
                raise self.fail("expected symbol, data, asm or function")
            self.skip_newlines()
        return self.module

    def symbol_line(self) -> None:
        """`symbol @name properties`."""
        self.expect("@")
        symbol = self.symbol()
        while self.kinds[self.at] != "newline":
            word = self.take()
            if word in text.BINDINGS:
                symbol.binding = text.BINDINGS.index(word)
            elif word in text.VISIBILITIES:
                symbol.visibility = text.VISIBILITIES.index(word)
            elif word in text.KINDS:
                symbol.kind = text.KINDS.index(word)
            elif word == "tls":
                symbol.tls = self.number()
            elif word == "section":
                symbol.section = self.string().decode()
            elif word == "used":
                symbol.used = True
            elif word in ("alias", "ifunc"):
                self.expect("@")
                symbol.alias_of = self.symbol()
                symbol.ifunc = word == "ifunc"
            else:
                raise self.fail("unknown symbol property")

    def data_line(self) -> None:
        """`data @name ...`."""
        self.expect("@")
        symbol = self.symbol()
        self.expect("align")
        align = self.number()
        self.expect("size")
        data = GlobalData(self.number(), align)
        while self.kinds[self.at] != "newline":
            word = self.take()
            if word == "readonly":
                data.readonly = True
            elif word == "common":
                data.common = True
            elif word == "mergeable":
                data.mergeable = self.number()
            elif word == "=":
                data.image = self.string()
            elif word == "reloc":
                data.relocs.append(self.reloc())
            else:
                raise self.fail("unknown data property")
        symbol.kind = 2
        symbol.data = data
        self.module.data.append(symbol)

    def reloc(self) -> DataReloc:
        """A relocation after the word `reloc` (those to labels print, but are not read back)."""
        offset = self.number()
        self.expect("@")
        target = self.symbol()
        addend = self.number() if self.kinds[self.at] == "number" else 0
        reloc = DataReloc(offset, target, addend, 0)
        if self.accept("minus"):
            self.expect("@")
            reloc.minus = self.symbol()
        self.expect("size")
        reloc.size = self.number()
        return reloc


class FunctionReader:
    """Reads one function after the word `function`."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.blocks: dict[int, Block] = {}
        self.values: dict[int, Instr] = {}
        self.pending: list[tuple[Instr, list[Instr | int]]] = []
        self.phi_preds: list[tuple[Instr, list[int]]] = []
        self.edges: list[tuple[Block, list[int]]] = []

    def block(self, number: int) -> Block:
        """The block of this number, made when first named."""
        if number not in self.blocks:
            self.blocks[number] = Block(number)
        return self.blocks[number]

    def read(self) -> None:
        """Header, blocks, then operands and edges."""
        r = self.reader
        r.expect("@")
        symbol = r.symbol()
        info = FunctionInfo(r.signature())
        function = Function(symbol, info, r.module.pointer_bits)
        while not r.accept("{"):
            setattr(info, r.take(), True)
        symbol.kind = 1
        symbol.function = function
        symbol.info = info
        self.function = function
        r.skip_newlines()
        current: Block | None = None
        while not r.accept("}"):
            word = r.peek()
            if (word[:1] == "b" and word[1:].isdigit() and r.texts[r.at + 1] == ":"):
                r.at += 2
                current = self.block(int(word[1:]))
                function.blocks.append(current)
            elif current is None:
                raise r.fail("expected a block label")
            else:
                self.instruction(current)
            r.skip_newlines()
        for source, targets in self.edges:
            for target in targets:
                add_edge(source, self.block(target))
        self.bind()
        function.next_block = max(self.blocks, default=-1) + 1
        r.module.functions.append(function)

    def instruction(self, block: Block) -> None:
        """One line."""
        r = self.reader
        number = -1
        type = VOID
        if r.accept("%"):
            number = r.number()
            r.expect(":")
            type = r.type()
            r.expect("=")
        words = r.take().split(".")
        op = opcodes.BY_NAME.get(words[0], -1)
        if op < 0:
            raise r.fail(f"unknown opcode {words[0]!r}")
        instr = Instr(op, type, [])
        instr.id = number
        for word in words[1:]:
            if word in opcodes.ORDER_NAMES:
                instr.flags |= opcodes.ORDER_NAMES.index(word) << opcodes.ORDER_SHIFT
                continue
            for bit, name in opcodes.FLAG_NAMES:
                if name == word:
                    instr.flags |= bit
                    break
            else:
                raise r.fail(f"unknown flag {word!r}")
        operands: list[Instr | int] = []
        targets: list[int] = []
        preds: list[int] = []
        while r.peek() not in ("\n", "[", "<", "{", "!"):
            word = r.peek()
            if word[:1] == "b" and word[1:].isdigit():
                targets.append(int(r.take()[1:]))
            else:
                operands.append(self.operand())
                if r.accept("("):
                    preds.append(int(r.take()[1:]))
                    r.expect(")")
            r.accept(",")
        if r.accept("["):
            instr.imm = r.number()
            r.expect("]")
        instr.aux = r.payload(op)
        if r.accept("!"):
            instr.alias = r.number()
        self.pending.append((instr, operands))
        if op == opcodes.PHI:
            self.phi_preds.append((instr, preds))
        if targets:
            self.edges.append((block, targets))
        if number >= 0:
            if number in self.values:
                raise r.fail(f"%{number} is made twice")
            self.values[number] = instr
        if op == opcodes.PARAM:
            self.function.params.append(instr)
        block.append(instr)

    def operand(self) -> Instr | int:
        """An operand: a value number, or a leaf."""
        r = self.reader
        if r.accept("%"):
            return r.number()
        if r.accept("@"):
            return self.function.address(r.symbol())
        if r.accept("&"):
            return self.function.block_address(self.block(int(r.take()[1:])))
        if r.accept("poison"):
            r.expect(":")
            return self.function.poison(r.type())
        value = r.number()
        r.expect(":")
        return self.function.const(r.type(), value)

    def bind(self) -> None:
        """Operands of later lines, phi order, ids of leaves and voids."""
        function = self.function
        function.next_value = max(self.values, default=-1) + 1
        for instr, operands in self.pending:
            args = []
            for operand in operands:
                if isinstance(operand, Instr):
                    args.append(operand)
                elif operand in self.values:
                    args.append(self.values[operand])
                else:
                    raise IRSyntaxError(f"%{operand} is used and never made")
            instr.set_args(args)
            if instr.id < 0:
                instr.id = function.new_id()
        for phi, preds in self.phi_preds:
            block = phi.block
            assert block is not None
            order = [pred.id for pred in block.preds]
            if sorted(order) != sorted(preds):
                raise IRSyntaxError(f"phi %{phi.id} does not match the predecessors of b{block.id}")
            chosen: list[Instr] = []
            remaining = list(zip(preds, phi.args))
            for number in order:
                index = next(i for i, (pred, _) in enumerate(remaining) if pred == number)
                chosen.append(remaining.pop(index)[1])
            phi.set_args(chosen)
        for leaves in function.constants.values():
            for leaf in leaves:
                leaf.id = function.new_id()
        for leaf in [*function.addresses.values(), *function.poisons.values(),
                     *function.labels.values()]:
            leaf.id = function.new_id()


def read_module(source: str, pointer_bits: int = 64) -> Module:
    """Parse a module's text."""
    return Reader(source, pointer_bits).read_module()
