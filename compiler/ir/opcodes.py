"""The opcodes of the generic IR: one row each.

A row says: name, operand count (-1: any), traits, result rule.  Everything that treats
instructions uniformly (printer, parser, checker, dead code, value numbering) reads these rows;
what an opcode computes stands in `semantics.py` alone.  `op >= FIRST_MACHINE` is a machine
instruction, whose row lives in its target.

Result rules: `v` no result; `t` any type, written in the text; `=0`, `=1` the type of that
operand; `i1` a truth value (i1, or a vector of iN for vector operands); `p` pointer.
Operands of integer arithmetic have the result's type, shifts and rotates included (a count is
of the shifted type).

Semantics worth knowing (DESIGN, "The IR in fifteen sentences"):
- arithmetic wraps; NSW/NUW/EXACT/INBOUNDS make a broken promise poison; a shift by >= width is
  poison; sdiv/udiv/srem/urem by zero and INT_MIN / -1 are undefined at once;
- `ctz`/`clz` of 0 give the width; `bswap`, `popcount`, `rotl`, `rotr`, `smulh`, `umulh` are total;
- `saddo` .. `umulo` give i1 "the exact result does not fit", beside the plain add/sub/mul;
- comparisons are eq ne slt sle ult ule only: write greater-than by swapping operands; pointers
  compare with eq ne ult ule;
- float comparisons are named ordered (o) or unordered (u); fptosi/fptoui out of range: poison;
- `select c a b` does not propagate poison of the arm not chosen; `freeze` stops poison;
- `undef` is an arbitrary value, fixed once (each instruction its own);
- `load p`, `store p v`: imm = alignment in bytes, flags hold VOLATILE and the atomic order,
  `alias` the type-based alias class (0 = may alias anything);
- `memcpy d s n` (no overlap, or d == s), `memmove d s n`, `memset d byte n`: imm = alignment
  known of both pointers; n is of pointer width (constant or not);
- `alloca`: imm = size in bytes, aux = StackSlot; only in the entry block; `dynalloca n`:
  imm = alignment; `stacksave` / `stackrestore p` bracket a scope with dynallocas;
- `call f a..`: aux = CallInfo; `proj c`: imm = k, the k-th further result of a call or asm that
  has several (result 0 is the instruction itself); projections follow their instruction directly;
- `asm a..`: aux = AsmInfo; `asmgoto` is its terminator form (successor 0 = fall through);
- `atomicrmw p v`: imm = one of RMW_*; result the old value; `cmpxchg p expected new`: result the
  old value (flag WEAK allowed); orders in flags; `fence`;
- `vaarg`: like C's va_arg on a pointer to va_list, aux = AggregateLayout or none, result the value
  or a pointer to the aggregate; `vastart p`, `vaend p`, `vacopy d s`;
- `blockaddr`: aux = BlockLabel (&&label); `indirectjump p` lists all label blocks as successors;
- `isconstant x`: __builtin_constant_p not yet decided: true once x is a const, false when
  the last pass that could make it one has run (never emitted at -O0, never selected);
- `objectsize p`: __builtin_object_size not yet decided, imm = its mode, plus 4 when the answer may
  be computed at run time; `packlength`: __builtin_va_arg_pack_len, a constant once its function is
  inlined (neither is ever selected);
- `branch`: imm = how __builtin_expect sees it: 0 unknown, 1 the first, 2 the second successor;
- vectors: lane-wise arithmetic; `extract v i`, `insert v x i`, `shuffle a b` (imm list in aux),
  `splat x`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Traits
PURE: Final = 1          # no effect, no trap: may be moved, duplicated, removed, merged
TERMINATOR: Final = 2    # ends a block; successors live in the block
COMMUTATIVE: Final = 4   # first two operands may be swapped
READS: Final = 8         # reads memory
WRITES: Final = 16       # writes memory or has another effect: never removed when unused
TRAPS: Final = 32        # undefined for some operands: no effect, but may not be moved up freely
PINNED: Final = 64       # keeps its place (phi, param, alloca, proj)
LEAF: Final = 128        # interned, lives outside blocks (const, addr, poison)

# name, operands, traits, result
ROWS: Final = [
    ("invalid", 0, 0, "v"),
    # leaves, interned per function (Function.const, Function.address ...)
    ("const", 0, PURE | LEAF, "t"),
    ("addr", 0, PURE | LEAF, "p"),
    ("poison", 0, PURE | LEAF, "t"),
    ("blockaddr", 0, PURE | LEAF, "p"),
    # pinned values
    ("param", 0, PINNED, "t"),
    ("phi", -1, PINNED, "t"),
    ("proj", 1, PINNED, "t"),
    ("alloca", 0, PINNED, "p"),
    ("undef", 0, PINNED, "t"),
    ("freeze", 1, PINNED, "=0"),
    # integer arithmetic
    ("add", 2, PURE | COMMUTATIVE, "=0"),
    ("sub", 2, PURE, "=0"),
    ("mul", 2, PURE | COMMUTATIVE, "=0"),
    ("sdiv", 2, TRAPS, "=0"),
    ("udiv", 2, TRAPS, "=0"),
    ("srem", 2, TRAPS, "=0"),
    ("urem", 2, TRAPS, "=0"),
    ("smulh", 2, PURE | COMMUTATIVE, "=0"),
    ("umulh", 2, PURE | COMMUTATIVE, "=0"),
    ("and", 2, PURE | COMMUTATIVE, "=0"),
    ("or", 2, PURE | COMMUTATIVE, "=0"),
    ("xor", 2, PURE | COMMUTATIVE, "=0"),
    ("shl", 2, PURE, "=0"),
    ("lshr", 2, PURE, "=0"),
    ("ashr", 2, PURE, "=0"),
    ("rotl", 2, PURE, "=0"),
    ("rotr", 2, PURE, "=0"),
    ("bswap", 1, PURE, "=0"),
    ("ctz", 1, PURE, "=0"),
    ("clz", 1, PURE, "=0"),
    ("popcount", 1, PURE, "=0"),
    ("saddo", 2, PURE | COMMUTATIVE, "i1"),
    ("uaddo", 2, PURE | COMMUTATIVE, "i1"),
    ("ssubo", 2, PURE, "i1"),
    ("usubo", 2, PURE, "i1"),
    ("smulo", 2, PURE | COMMUTATIVE, "i1"),
    ("umulo", 2, PURE | COMMUTATIVE, "i1"),
    # comparisons
    ("eq", 2, PURE | COMMUTATIVE, "i1"),
    ("ne", 2, PURE | COMMUTATIVE, "i1"),
    ("slt", 2, PURE, "i1"),
    ("sle", 2, PURE, "i1"),
    ("ult", 2, PURE, "i1"),
    ("ule", 2, PURE, "i1"),
    ("foeq", 2, PURE | COMMUTATIVE, "i1"),
    ("fone", 2, PURE | COMMUTATIVE, "i1"),
    ("folt", 2, PURE, "i1"),
    ("fole", 2, PURE, "i1"),
    ("ford", 2, PURE | COMMUTATIVE, "i1"),
    ("fueq", 2, PURE | COMMUTATIVE, "i1"),
    ("fune", 2, PURE | COMMUTATIVE, "i1"),
    ("fult", 2, PURE, "i1"),
    ("fule", 2, PURE, "i1"),
    ("funo", 2, PURE | COMMUTATIVE, "i1"),
    ("select", 3, PURE, "=1"),
    # conversions
    ("trunc", 1, PURE, "t"),
    ("zext", 1, PURE, "t"),
    ("sext", 1, PURE, "t"),
    ("ptrtoint", 1, PURE, "t"),
    ("inttoptr", 1, PURE, "t"),
    ("bitcast", 1, PURE, "t"),
    ("fptosi", 1, PURE, "t"),
    ("fptoui", 1, PURE, "t"),
    ("sitofp", 1, PURE, "t"),
    ("uitofp", 1, PURE, "t"),
    ("fpext", 1, PURE, "t"),
    ("fptrunc", 1, PURE, "t"),
    # floating point (round to nearest even; see the STRICT flag for FENV_ACCESS)
    ("fadd", 2, PURE | COMMUTATIVE, "=0"),
    ("fsub", 2, PURE, "=0"),
    ("fmul", 2, PURE | COMMUTATIVE, "=0"),
    ("fdiv", 2, PURE, "=0"),
    ("fneg", 1, PURE, "=0"),
    ("fabs", 1, PURE, "=0"),
    ("fsqrt", 1, PURE, "=0"),
    ("fcopysign", 2, PURE, "=0"),
    ("fma", 3, PURE, "=0"),
    # pointers and memory
    ("ptradd", 2, PURE, "=0"),
    ("load", 1, READS, "t"),
    ("store", 2, WRITES, "v"),
    ("memcpy", 3, READS | WRITES, "v"),
    ("memmove", 3, READS | WRITES, "v"),
    ("memset", 3, WRITES, "v"),
    ("dynalloca", 1, WRITES, "p"),
    ("stacksave", 0, READS | WRITES, "p"),
    ("stackrestore", 1, WRITES, "v"),
    ("atomicrmw", 2, READS | WRITES, "=1"),
    ("cmpxchg", 3, READS | WRITES, "=1"),
    ("fence", 0, READS | WRITES, "v"),
    ("prefetch", 1, WRITES, "v"),
    # calls and the like
    ("call", -1, READS | WRITES, "t"),
    ("asm", -1, READS | WRITES, "t"),
    ("vastart", 1, READS | WRITES, "v"),
    ("vaarg", 1, READS | WRITES, "t"),
    ("vaend", 1, WRITES, "v"),
    ("vacopy", 2, READS | WRITES, "v"),
    ("frameaddress", 0, READS, "p"),
    ("returnaddress", 0, READS, "p"),
    ("trap", 0, WRITES, "v"),
    # vectors
    ("extract", 2, PURE, "t"),
    ("insert", 3, PURE, "=0"),
    ("shuffle", 2, PURE, "t"),
    ("splat", 1, PURE, "t"),
    # terminators
    ("jump", 0, TERMINATOR, "v"),
    ("branch", 1, TERMINATOR, "v"),
    ("switch", 1, TERMINATOR, "v"),
    ("indirectjump", 1, TERMINATOR, "v"),
    ("return", -1, TERMINATOR, "v"),
    ("unreachable", 0, TERMINATOR, "v"),
    ("asmgoto", -1, TERMINATOR | READS | WRITES, "t"),
    # questions about the program text
    ("isconstant", 1, PURE, "i1"),
    ("objectsize", 1, PURE, "t"),
    ("packlength", 0, READS, "t"),
]

FIRST_MACHINE: Final = 256

NAMES: Final = [row[0] for row in ROWS]
TRAITS: Final = [row[2] for row in ROWS]
BY_NAME: Final = {row[0]: number for number, row in enumerate(ROWS)}

# Flags of an instruction (Instr.flags); the first four by opcode, the rest for memory.
NSW: Final = 1           # add sub mul shl: no signed wrap
NUW: Final = 2           # add sub mul shl: no unsigned wrap
EXACT: Final = 4         # sdiv udiv lshr ashr: no remainder
INBOUNDS: Final = 8      # ptradd: stays inside its object (or one past)
VOLATILE: Final = 16     # load store memcpy memmove memset asm: keep, in order
WEAK: Final = 32         # cmpxchg may fail spuriously
STRICT: Final = 64       # float operation under FENV_ACCESS: an effect, not to be folded
NOALIAS_CALL: Final = 128  # call: result is fresh memory (attribute malloc)
TAIL: Final = 256        # call: may be made a tail call
# Atomic order, flags bits 12..14: 0 = not atomic
ORDER_SHIFT: Final = 12
ORDER_MASK: Final = 7 << 12
RELAXED: Final = 1 << 12
CONSUME: Final = 2 << 12
ACQUIRE: Final = 3 << 12
RELEASE: Final = 4 << 12
ACQ_REL: Final = 5 << 12
SEQ_CST: Final = 6 << 12
FLAG_NAMES: Final = [(NSW, "nsw"), (NUW, "nuw"), (EXACT, "exact"), (INBOUNDS, "inbounds"),
                     (VOLATILE, "volatile"), (WEAK, "weak"), (STRICT, "strict"),
                     (NOALIAS_CALL, "fresh"), (TAIL, "tail")]
ORDER_NAMES: Final = ["", "relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst", "?"]

# atomicrmw's imm
RMW_XCHG: Final = 0
RMW_ADD: Final = 1
RMW_SUB: Final = 2
RMW_AND: Final = 3
RMW_OR: Final = 4
RMW_XOR: Final = 5
RMW_NAND: Final = 6
RMW_NAMES: Final = ["xchg", "add", "sub", "and", "or", "xor", "nand"]

# The opcodes as constants, in row order (a test compares them with ROWS).
INVALID: Final = 0
CONST: Final = 1
ADDR: Final = 2
POISON: Final = 3
BLOCKADDR: Final = 4
PARAM: Final = 5
PHI: Final = 6
PROJ: Final = 7
ALLOCA: Final = 8
UNDEF: Final = 9
FREEZE: Final = 10
ADD: Final = 11
SUB: Final = 12
MUL: Final = 13
SDIV: Final = 14
UDIV: Final = 15
SREM: Final = 16
UREM: Final = 17
SMULH: Final = 18
UMULH: Final = 19
AND: Final = 20
OR: Final = 21
XOR: Final = 22
SHL: Final = 23
LSHR: Final = 24
ASHR: Final = 25
ROTL: Final = 26
ROTR: Final = 27
BSWAP: Final = 28
CTZ: Final = 29
CLZ: Final = 30
POPCOUNT: Final = 31
SADDO: Final = 32
UADDO: Final = 33
SSUBO: Final = 34
USUBO: Final = 35
SMULO: Final = 36
UMULO: Final = 37
EQ: Final = 38
NE: Final = 39
SLT: Final = 40
SLE: Final = 41
ULT: Final = 42
ULE: Final = 43
FOEQ: Final = 44
FONE: Final = 45
FOLT: Final = 46
FOLE: Final = 47
FORD: Final = 48
FUEQ: Final = 49
FUNE: Final = 50
FULT: Final = 51
FULE: Final = 52
FUNO: Final = 53
SELECT: Final = 54
TRUNC: Final = 55
ZEXT: Final = 56
SEXT: Final = 57
PTRTOINT: Final = 58
INTTOPTR: Final = 59
BITCAST: Final = 60
FPTOSI: Final = 61
FPTOUI: Final = 62
SITOFP: Final = 63
UITOFP: Final = 64
FPEXT: Final = 65
FPTRUNC: Final = 66
FADD: Final = 67
FSUB: Final = 68
FMUL: Final = 69
FDIV: Final = 70
FNEG: Final = 71
FABS: Final = 72
FSQRT: Final = 73
FCOPYSIGN: Final = 74
FMA: Final = 75
PTRADD: Final = 76
LOAD: Final = 77
STORE: Final = 78
MEMCPY: Final = 79
MEMMOVE: Final = 80
MEMSET: Final = 81
DYNALLOCA: Final = 82
STACKSAVE: Final = 83
STACKRESTORE: Final = 84
ATOMICRMW: Final = 85
CMPXCHG: Final = 86
FENCE: Final = 87
PREFETCH: Final = 88
CALL: Final = 89
ASM: Final = 90
VASTART: Final = 91
VAARG: Final = 92
VAEND: Final = 93
VACOPY: Final = 94
FRAMEADDRESS: Final = 95
RETURNADDRESS: Final = 96
TRAP: Final = 97
EXTRACT: Final = 98
INSERT: Final = 99
SHUFFLE: Final = 100
SPLAT: Final = 101
JUMP: Final = 102
BRANCH: Final = 103
SWITCH: Final = 104
INDIRECTJUMP: Final = 105
RETURN: Final = 106
UNREACHABLE: Final = 107
ASMGOTO: Final = 108
ISCONSTANT: Final = 109
OBJECTSIZE: Final = 110
PACKLENGTH: Final = 111
