"""The few C library functions that `evaluate.py` knows.

Problem: evaluated programs print and allocate.  Idea: one function a name, over the machine's
memory; a name that is not here is an error.  Source: C17 7.21.6.1 (printf), 7.22.3, 7.24.
"""

from __future__ import annotations

from compiler.ir.types import wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.ir.evaluate import Machine


def library_call(machine: Machine, name: str, args: list[int], types: list[int]) -> int:
    """Run a library function on words; the result's word."""
    from compiler.ir.evaluate import EvaluationError, ProgramExit

    memory = machine.memory
    if name in ("memcpy", "memmove", "memcmp", "memset") and args[2]:
        machine.read(args[0], args[2])          # C17 7.24.1p2: both are objects of that size
        if name != "memset":
            machine.read(args[1], args[2])
    if name == "exit" or name == "_exit":
        raise ProgramExit(args[0] & 0xFF)
    if name == "abort":
        raise ProgramExit(134)
    if name in ("malloc", "calloc"):
        size = args[0] if name == "malloc" else args[0] * args[1]
        return machine.allocate(size, 16, 0 if name == "calloc" else 0xAA)
    if name == "realloc":
        at = machine.allocate(args[1], 16)
        if args[0]:
            machine.memory[at:at + args[1]] = machine.memory[args[0]:args[0] + args[1]]
        return at
    if name == "free":
        return 0
    if name in ("memcpy", "memmove"):
        if args[2]:
            memory[args[0]:args[0] + args[2]] = bytes(memory[args[1]:args[1] + args[2]])
        return args[0]
    if name == "memset":
        memory[args[0]:args[0] + args[2]] = bytes([args[1] & 0xFF]) * args[2]
        return args[0]
    if name == "memcmp":
        a, b = memory[args[0]:args[0] + args[2]], memory[args[1]:args[1] + args[2]]
        return ((a > b) - (a < b)) & 0xFFFFFFFF
    if name == "strlen":
        return len(machine.string(args[0]))
    if name in ("strcmp", "strncmp"):
        first, second = machine.string(args[0]), machine.string(args[1])
        if name == "strncmp":
            first, second = first[:args[2]], second[:args[2]]
        return ((first > second) - (first < second)) & 0xFFFFFFFF
    if name in ("strcpy", "strcat"):
        text = machine.string(args[1]) + b"\0"
        at = args[0] + (len(machine.string(args[0])) if name == "strcat" else 0)
        memory[at:at + len(text)] = text
        return args[0]
    if name in ("strchr", "strrchr"):
        text = machine.string(args[0]) + b"\0"
        wanted = bytes([args[1] & 0xFF])
        found = text.find(wanted) if name == "strchr" else text.rfind(wanted)
        return args[0] + found if found >= 0 else 0
    if name in ("abs", "labs"):
        width = 32 if name == "abs" else 64
        return abs(wrap(args[0], width)) & ((1 << width) - 1)
    if name == "puts":
        machine.output += machine.string(args[0]) + b"\n"
        return 1
    if name == "putchar":
        machine.output.append(args[0] & 0xFF)
        return args[0]
    if name == "printf":
        text = format_text(machine, machine.string(args[0]), args[1:], types[1:])
        machine.output += text
        return len(text)
    if name in ("sprintf", "snprintf"):
        template = 1 if name == "sprintf" else 2
        text = format_text(machine, machine.string(args[template]), args[template + 1:],
                           types[template + 1:])
        kept = text if template == 1 else text[:max(0, args[1] - 1)]
        if template == 1 or args[1]:
            memory[args[0]:args[0] + len(kept) + 1] = kept + b"\0"
        return len(text)
    raise EvaluationError(f"function {name} is not known to the evaluator")


def format_text(machine: Machine, template: bytes, args: list[int], types: list[int]) -> bytes:
    """printf's formatting: flags, width, precision, length modifiers; d i u o x X c s p f e g."""
    from compiler.ir.evaluate import EvaluationError, float_value

    out = bytearray()
    at = 0
    used = 0
    text = template.decode("latin-1")
    while at < len(text):
        if text[at] != "%":
            out.append(ord(text[at]))
            at += 1
            continue
        end = at + 1
        spec = "%"
        while end < len(text) and text[end] in "-+ #0123456789.*":
            if text[end] == "*":
                spec += str(wrap(args[used], 32))
                used += 1
            else:
                spec += text[end]
            end += 1
        length = ""
        while end < len(text) and text[end] in "hlLjzt":
            length += text[end]
            end += 1
        if end >= len(text):
            break
        kind = text[end]
        at = end + 1
        if kind == "%":
            out += b"%"
            continue
        if used >= len(args):
            raise EvaluationError("printf needs more arguments")
        word, type = args[used], types[used]
        used += 1
        width = 64 if any(c in length for c in "ljzt") else \
            8 if length == "hh" else 16 if length == "h" else 32
        if kind in "di":
            out += (spec + "d").encode() % wrap(word & ((1 << width) - 1), width)
        elif kind in "uoxX":
            out += (spec + ("d" if kind == "u" else kind)).encode() % (word & ((1 << width) - 1))
        elif kind == "c":
            out += (spec + "c").encode() % (word & 0xFF)
        elif kind == "s":
            out += (spec + "s").encode() % machine.string(word)
        elif kind == "p":
            out += b"%#x" % word
        elif kind in "fFeEgG":
            out += (spec + kind).encode() % float_value(word, type)
        else:
            raise EvaluationError(f"printf %{kind}")
    return bytes(out)
