"""The IR as text: printing.  `read.py` parses it back.

Problem: tests, `--dump`, bug reports and translation validation need one faithful text form.
Idea: a line an instruction, everything that gives meaning is printed, nothing else:

    data @table align 4 size 12 readonly = "\\01\\00..." reloc 0 @f+4 size 8
    function @f (i32 sext, {16 align 8: 0 i64, 8 f64}) -> i32 noinline {
    b0:                                     // predecessors are comments
      %0:i32 = param [0]
      %2:i32 = add.nsw %0, 7:i32
      branch %3, b1, b2 [1]           // [1]: the first is likely, [2]: the second
    b1:
      %4:i32 = phi %2 (b0), 5:i32 (b2)
      call.tail @g, %4 <(i32 sext, ...) -> void; i32 sext>
      store.volatile %5, %4 [4] !3          // [alignment], !alias class
      return %4
    }

Operands: `%id`, integer and pointer constants `value:type`, floats `0xbits:type`, symbols `@name`,
`poison:type`, label addresses `&b3`.  Names that are not plain are quoted.  Machine instructions
print the same way with their row's name and, once allocated, `$register` after the result.
Invariant: `print(parse(print(f))) == print(f)`.
"""

from __future__ import annotations

from compiler.ir.instr import Block, BlockLabel, Function, Instr
from compiler.ir.module import (
    EXTEND_SIGN,
    EXTEND_ZERO,
    AggregateLayout,
    ArgInfo,
    AsmInfo,
    AsmOperand,
    CallInfo,
    DataReloc,
    FunctionInfo,
    Module,
    Signature,
    StackSlot,
    SwitchInfo,
    Symbol,
    VectorIndices,
)
from compiler.ir.opcodes import (
    ADDR,
    BLOCKADDR,
    CONST,
    FIRST_MACHINE,
    FLAG_NAMES,
    NAMES,
    ORDER_MASK,
    ORDER_NAMES,
    ORDER_SHIFT,
    PHI,
    POISON,
)
from compiler.ir.types import VOID, is_float, type_name

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$")
BINDINGS = ["local", "global", "weak"]
VISIBILITIES = ["default", "internal", "hidden", "protected"]
KINDS = ["unknown", "code", "data"]
FUNCTION_FLAGS = ["noreturn", "returns_twice", "pure", "constant", "malloc", "always_inline",
                  "noinline", "inline_hint", "cold", "hot", "naked", "calls_setjmp",
                  "calls_alloca", "takes_labels", "stack_protect", "inline_only"]
CALL_FLAGS = ["noreturn", "returns_twice", "pure", "constant", "must_inline", "pack", "no_inline"]


class MachineNames:
    """How a target spells its opcodes, registers and payloads in IR text."""

    def opcode(self, op: int) -> str:
        """The row's name."""
        return f"machine{op}"

    def register(self, reg: int) -> str:
        """The register's name."""
        return f"r{reg}"

    def payload(self, instr: Instr) -> str:
        """Text of a machine instruction's aux, "" if it has none."""
        return ""


def quote(data: bytes) -> str:
    """Bytes as a quoted string with two-digit hexadecimal escapes."""
    out = []
    for byte in data:
        if 32 <= byte < 127 and byte not in (34, 92):
            out.append(chr(byte))
        else:
            out.append(f"\\{byte:02x}")
    return '"' + "".join(out) + '"'


def symbol_text(symbol: Symbol) -> str:
    """`@name`, quoted when the name is not plain."""
    name = symbol.name
    if name and all(c in PLAIN for c in name):
        return "@" + name
    return "@" + quote(name.encode("utf-8", "surrogateescape"))


def layout_text(layout: AggregateLayout) -> str:
    """`{size align a: offset type[:bits], ... flags}`."""
    leaves = []
    for offset, leaf, bits in zip(layout.leaf_offsets, layout.leaf_types, layout.leaf_bits):
        leaves.append(f"{offset} {type_name(leaf)}" + (f":{bits}" if bits else ""))
    flags = "".join(" " + name for name in ("has_union", "unaligned", "complex", "flexible")
                    if getattr(layout, name))
    return f"{{{layout.size} align {layout.align}: {', '.join(leaves)}{flags}}}"


def arg_text(info: ArgInfo) -> str:
    """One argument or result: a scalar type with its extension, or a layout."""
    if info.layout is not None:
        return layout_text(info.layout)
    extend = {EXTEND_SIGN: " sext", EXTEND_ZERO: " zext"}.get(int(info.extend), "")
    return type_name(int(info.type)) + extend + (" chain" if info.chain else "")


def signature_text(signature: Signature) -> str:
    """`(arguments, ...) -> result`."""
    params = [arg_text(info) for info in signature.params]
    if signature.variadic:
        params.append("...")
    if signature.unprototyped:
        params.append("?")
    return f"({', '.join(params)}) -> {arg_text(signature.result)}"


def asm_operand_text(operand: AsmOperand) -> str:
    """One asm operand with everything code generation needs."""
    return (f"{quote(operand.constraint.encode())} {quote(operand.name.encode())} "
            f"{type_name(int(operand.type))} {operand.size} {quote(operand.register.encode())} "
            f"{operand.arg} {operand.result} {operand.tied}")


def payload_text(instr: Instr, names: MachineNames | None) -> str:
    """Text of `aux`, with a leading space, or nothing."""
    aux = instr.aux
    if instr.op >= FIRST_MACHINE and names is not None:
        text = names.payload(instr)
        return " " + text if text else ""
    if aux is None:
        return ""
    if isinstance(aux, CallInfo):
        infos = ", ".join(arg_text(info) for info in aux.infos)
        flags = "".join(" " + name for name in CALL_FLAGS if getattr(aux, name))
        return f" <{signature_text(aux.signature)}; {infos}{flags}>"
    if isinstance(aux, StackSlot):
        return f" <align {aux.align} {quote(aux.name.encode())}{' user' if aux.user else ''}>"
    if isinstance(aux, SwitchInfo):
        cases = ", ".join(f"{low}..{high}" for low, high in zip(aux.lows, aux.highs))
        return f" <{cases}>"
    if isinstance(aux, AggregateLayout):
        return " " + layout_text(aux)
    if isinstance(aux, VectorIndices):
        return f" <{', '.join(str(index) for index in aux.indices)}>"
    if isinstance(aux, AsmInfo):
        parts = [quote(aux.template.encode("utf-8", "surrogateescape"))]
        parts.append("out " + ", ".join(asm_operand_text(o) for o in aux.outputs))
        parts.append("in " + ", ".join(asm_operand_text(o) for o in aux.inputs))
        parts.append(f"written {aux.written_inputs}")
        parts.append("clobber " + ", ".join(quote(c.encode()) for c in aux.clobbers))
        parts.append("labels " + ", ".join(quote(c.encode()) for c in aux.label_names))
        flags = "".join(" " + name for name in ("volatile", "basic", "memory")
                        if getattr(aux, name))
        return " <" + "; ".join(parts) + flags + ">"
    return " <" + type(aux).__name__ + ">"


def operand_text(value: Instr) -> str:
    """How an operand is written."""
    op = value.op
    if op == CONST:
        if is_float(int(value.type) & 15):
            return f"{value.imm:#x}:{type_name(int(value.type))}"
        return f"{value.imm}:{type_name(int(value.type))}"
    if op == ADDR:
        assert isinstance(value.aux, Symbol)
        return symbol_text(value.aux)
    if op == POISON:
        return f"poison:{type_name(int(value.type))}"
    if op == BLOCKADDR:
        assert isinstance(value.aux, BlockLabel)
        return f"&b{value.aux.block.id}"
    return f"%{value.id}"


def instr_text(instr: Instr, names: MachineNames | None = None) -> str:
    """One instruction on one line, without indentation."""
    op = int(instr.op)
    name = NAMES[op] if op < FIRST_MACHINE else (
        names.opcode(op) if names is not None else f"machine{op}")
    flags = int(instr.flags)
    for bit, flag in FLAG_NAMES:
        if flags & bit:
            name += "." + flag
    if flags & ORDER_MASK:
        name += "." + ORDER_NAMES[(flags & ORDER_MASK) >> ORDER_SHIFT]
    if instr.type != VOID:
        left = f"%{instr.id}:{type_name(int(instr.type))}"
        if instr.reg >= 0:
            left += "$" + (names.register(int(instr.reg)) if names is not None
                           else f"r{instr.reg}")
        left += " = "
    else:
        left = ""
    block = instr.block
    if op == PHI and block is not None:
        operands = [f"{operand_text(arg)} (b{pred.id})"
                    for arg, pred in zip(instr.args, block.preds)]
    else:
        operands = [operand_text(arg) for arg in instr.args]
    if block is not None and block.succs and block.instrs and block.instrs[-1] is instr:
        operands += [f"b{succ.id}" for succ in block.succs]
    text = left + name
    if operands:
        text += " " + ", ".join(operands)
    if instr.imm != 0:
        text += f" [{instr.imm}]"
    text += payload_text(instr, names)
    if instr.alias != 0:
        text += f" !{instr.alias}"
    return text


def block_text(block: Block, names: MachineNames | None = None) -> str:
    """A block with its label line."""
    comment = ""
    if block.preds:
        comment = "  // from " + " ".join(f"b{pred.id}" for pred in block.preds)
    lines = [f"b{block.id}:{comment}"]
    for instr in block.instrs:
        lines.append("  " + instr_text(instr, names))
    return "\n".join(lines)


def function_attributes(info: FunctionInfo) -> str:
    """The set attributes, each with a leading space."""
    return "".join(" " + name for name in FUNCTION_FLAGS if getattr(info, name))


def function_text(function: Function, names: MachineNames | None = None) -> str:
    """A whole function."""
    head = (f"function {symbol_text(function.symbol)} "
            f"{signature_text(function.info.signature)}{function_attributes(function.info)} {{")
    body = [block_text(block, names) for block in function.blocks]
    return "\n".join([head] + body + ["}"]) + "\n"


def reloc_text(reloc: DataReloc) -> str:
    """` reloc offset target[+addend] [minus @other] size n`."""
    if reloc.symbol is not None:
        target = symbol_text(reloc.symbol)
    else:
        assert isinstance(reloc.label, BlockLabel)
        target = f"&b{reloc.label.block.id}"
    text = f" reloc {reloc.offset} {target}"
    if reloc.addend:
        text += f" {reloc.addend:+d}"
    if reloc.minus is not None:
        text += f" minus {symbol_text(reloc.minus)}"
    elif isinstance(reloc.minus_label, BlockLabel):
        text += f" minus &b{reloc.minus_label.block.id}"
    return text + f" size {reloc.size}"


def symbol_line(symbol: Symbol) -> str:
    """The properties of a symbol that has any beside its name, as one line; else nothing."""
    parts = []
    if symbol.kind and symbol.function is None and symbol.data is None:
        parts.append(KINDS[symbol.kind])
    if symbol.binding != 1:
        parts.append(BINDINGS[symbol.binding])
    if symbol.visibility:
        parts.append(VISIBILITIES[symbol.visibility])
    if symbol.tls:
        parts.append(f"tls {symbol.tls}")
    if symbol.section:
        parts.append("section " + quote(symbol.section.encode()))
    if symbol.used:
        parts.append("used")
    if symbol.alias_of is not None:
        parts.append(("ifunc " if symbol.ifunc else "alias ") + symbol_text(symbol.alias_of))
    if not parts:
        return ""
    return f"symbol {symbol_text(symbol)} {' '.join(parts)}\n"


def data_text(symbol: Symbol) -> str:
    """One object with its contents."""
    data = symbol.data
    assert data is not None
    text = f"data {symbol_text(symbol)} align {data.align} size {data.size}"
    if data.readonly:
        text += " readonly"
    if data.common:
        text += " common"
    if data.mergeable:
        text += f" mergeable {data.mergeable}"
    if data.image:
        text += " = " + quote(data.image)
    return text + "".join(reloc_text(reloc) for reloc in data.relocs) + "\n"


def module_text(module: Module, names: MachineNames | None = None) -> str:
    """A whole module."""
    parts = [symbol_line(symbol) for symbol in module.symbols.values()]
    parts += [f"asm {quote(asm.text.encode('utf-8', 'surrogateescape'))}\n" for asm in module.asms]
    parts += [data_text(symbol) for symbol in module.data]
    parts += [function_text(function, names) for function in module.functions]
    return "".join(parts)
