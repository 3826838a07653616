"""Types of a rule's terms: what matching already knows, and what the rule needs besides.

Problem: rules say almost no types, yet a right side must be well-typed at every width and nothing
may be matched at a type where the rule is not meant.  Idea: unification twice over the same type
variables.  First with what valid IR guarantees of the left side (`known`: the operands of `add`
have its type), then with everything the rule demands (`needed`: repeated variables, annotations,
the right side, equal types of both roots).  Where `needed` is stronger, the matcher must test.
Invariant: every type variable on the right is determined by the left, or the rule is refused.
"""

from __future__ import annotations

from compiler.ir import opcodes as op
from compiler.ir import types
from verify.language import (
    TYPES,
    Computed,
    Literal,
    Rule,
    Term,
    Var,
)

BEFORE = (-1,)                      # path of the effect before `then`
ANY = frozenset(range(13))
INT = frozenset(range(types.I1, types.I128 + 1))
FLOAT = frozenset(range(types.F32, types.F128 + 1))
POINTER = frozenset([types.PTR])
WORD = INT | POINTER

# Class of the operands, by opcode; others may have any type.
_INT_OPS = [op.ADD, op.SUB, op.MUL, op.SDIV, op.UDIV, op.SREM, op.UREM, op.SMULH, op.UMULH, op.AND,
            op.OR, op.XOR, op.SHL, op.LSHR, op.ASHR, op.ROTL, op.ROTR, op.BSWAP, op.CTZ, op.CLZ,
            op.POPCOUNT]
_OVERFLOW_OPS = [op.SADDO, op.UADDO, op.SSUBO, op.USUBO, op.SMULO, op.UMULO]
_COMPARE_OPS = [op.EQ, op.NE, op.SLT, op.SLE, op.ULT, op.ULE]
_FLOAT_COMPARES = list(range(op.FOEQ, op.FUNO + 1))
_FLOAT_OPS = [op.FADD, op.FSUB, op.FMUL, op.FDIV, op.FNEG, op.FABS, op.FSQRT, op.FCOPYSIGN, op.FMA]
# operand class, result class
_CONVERSIONS = {
    op.TRUNC: (INT, INT), op.ZEXT: (INT, INT), op.SEXT: (INT, INT), op.PTRTOINT: (POINTER, INT),
    op.INTTOPTR: (INT, POINTER), op.BITCAST: (ANY, ANY), op.FPTOSI: (FLOAT, INT),
    op.FPTOUI: (FLOAT, INT), op.SITOFP: (INT, FLOAT), op.UITOFP: (INT, FLOAT),
    op.FPEXT: (FLOAT, FLOAT), op.FPTRUNC: (FLOAT, FLOAT),
}


class Variables:
    """Union-find over type variables, each class with the set of types it may be."""

    def __init__(self) -> None:
        self.parent: list[int] = []
        self.allowed: list[frozenset[int]] = []

    def copy(self) -> Variables:
        """An independent copy."""
        made = Variables()
        made.parent = list(self.parent)
        made.allowed = list(self.allowed)
        return made

    def fresh(self, allowed: frozenset[int] = ANY) -> int:
        """A new variable."""
        self.parent.append(len(self.parent))
        self.allowed.append(allowed)
        return len(self.parent) - 1

    def find(self, variable: int) -> int:
        """Its class."""
        while self.parent[variable] != variable:
            variable = self.parent[variable]
        return variable

    def unify(self, a: int, b: int) -> None:
        """Make two variables equal."""
        a, b = self.find(a), self.find(b)
        if a != b:
            a, b = min(a, b), max(a, b)
            self.parent[b] = a
            self.allowed[a] &= self.allowed[b]

    def restrict(self, variable: int, allowed: frozenset[int]) -> None:
        """Allow only these types."""
        self.allowed[self.find(variable)] &= allowed

    def get(self, variable: int) -> frozenset[int]:
        """The types it may be."""
        return self.allowed[self.find(variable)]


class Typing:
    """The result for one rule.

    `left_vars` maps each occurrence on the left (by path) to its type variable; `term_vars` each
    term on the right (by path); `known` and `needed` as in the module's docstring.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.known = Variables()
        self.left_vars: dict[tuple[int, ...], int] = {}
        self.right_vars: dict[tuple[int, ...], int] = {}
        self.name_paths: dict[str, list[tuple[int, ...]]] = {}
        self._demands: list[tuple[int, frozenset[int]]] = []
        self._letters: dict[str, list[int]] = {}
        if rule.before is not None:
            self._left(rule.before, BEFORE, self.known)
        self._left(rule.left, (), self.known)
        self.needed = self.known.copy()
        for variable, allowed in self._demands:
            self.needed.restrict(variable, allowed)
        for paths in self.name_paths.values():
            for path in paths[1:]:
                self.needed.unify(self.left_vars[paths[0]], self.left_vars[path])
        root = self._right(rule.right, ())
        if rule.left.op < op.JUMP and op.ROWS[rule.left.op][3] != "v":
            self.needed.unify(self.left_vars[()], root)
        for variables in self._letters.values():
            for variable in variables[1:]:
                self.needed.unify(variables[0], variable)
        for path, variable in [*self.left_vars.items(), *self.right_vars.items()]:
            if not self.needed.get(variable):
                raise rule.error("no type fits this rule")

    def _annotate(self, variable: int, name: str, variables: Variables, known: bool) -> None:
        if not name:
            return
        if name in TYPES:
            if known:
                self._demands.append((variable, frozenset([TYPES[name]])))
            else:
                variables.restrict(variable, frozenset([TYPES[name]]))
        else:
            self._letters.setdefault(name, []).append(variable)

    def _left(self, term: Term, path: tuple[int, ...], types_: Variables) -> int:
        variable = types_.fresh()
        self.left_vars[path] = variable
        if isinstance(term, Var):
            self.name_paths.setdefault(term.name, []).append(path)
            if term.constant and not (term.type and TYPES.get(term.type) in FLOAT):
                self._demands.append((variable, WORD))
            if term.kind == "mem":
                types_.restrict(variable, POINTER)
            self._annotate(variable, term.type, types_, True)
            return variable
        if isinstance(term, Literal):
            self._demands.append((variable, FLOAT if term.text else WORD))
            self._annotate(variable, term.type, types_, True)
            return variable
        if isinstance(term, Computed):
            raise self.rule.error("no computed constants on the left")
        if term.name:
            self.name_paths.setdefault(term.name, []).append(path)
        self._annotate(variable, term.type, types_, True)
        args = [self._left(arg, (*path, i), types_) for i, arg in enumerate(term.args)]
        if not term.machine:
            constrain(types_, term.op, variable, args)
        return variable

    def _right(self, term: Term, path: tuple[int, ...]) -> int:
        types_ = self.needed
        variable = types_.fresh()
        self.right_vars[path] = variable
        if isinstance(term, Var):
            if term.name not in self.name_paths:
                raise self.rule.error(f"{term.name} is not bound on the left", term.at)
            types_.unify(variable, self.left_vars[self.name_paths[term.name][0]])
            self._annotate(variable, term.type, types_, False)
            return variable
        if isinstance(term, Literal):
            types_.restrict(variable, FLOAT if term.text else WORD)
            self._annotate(variable, term.type, types_, False)
            return variable
        if isinstance(term, Computed):
            types_.restrict(variable, WORD)
            self._annotate(variable, term.type, types_, False)
            return variable
        self._annotate(variable, term.type, types_, False)
        if term.function == "mem":
            for i, arg in enumerate(term.args):
                if isinstance(arg, Var):
                    self._right(arg, (*path, i))
            return variable
        if term.function:
            types_.restrict(variable, WORD)
            return variable
        args = [self._right(arg, (*path, i)) for i, arg in enumerate(term.args)]
        if term.machine or term.op == op.PROJ:
            return variable
        constrain(types_, term.op, variable, args)
        return variable

    def type_at(self, variable: int) -> tuple[str, tuple[int, ...]]:
        """How the matcher learns the type of a right-hand variable: ("const", (type,)) or
        ("path", path into the left side)."""
        allowed = self.needed.get(variable)
        if len(allowed) == 1:
            return "const", (next(iter(allowed)),)
        found = self.needed.find(variable)
        for path, left in sorted(self.left_vars.items(), key=lambda item: len(item[0])):
            if self.needed.find(left) == found:
                return "path", path
        raise self.rule.error("a type on the right is not determined by the left; annotate it")


def constrain(types_: Variables, operation: int, result: int, args: list[int]) -> None:
    """What valid IR says of the types of one operation."""
    row = op.ROWS[operation]
    if operation in _CONVERSIONS:
        source, target = _CONVERSIONS[operation]
        types_.restrict(args[0], source)
        types_.restrict(result, target)
        return
    if operation in _INT_OPS or operation in _OVERFLOW_OPS:
        same, allowed = args, INT
    elif operation in (op.EQ, op.NE, op.ULT, op.ULE):
        same, allowed = args, WORD
    elif operation in (op.SLT, op.SLE):
        same, allowed = args, INT
    elif operation in _FLOAT_COMPARES or operation in _FLOAT_OPS:
        same, allowed = args, FLOAT
    else:
        same, allowed = [], ANY
    for arg in same:
        types_.unify(same[0], arg)
        types_.restrict(arg, allowed)
    if operation == op.SELECT:
        types_.restrict(args[0], frozenset([types.I1]))
        types_.unify(args[1], args[2])
    elif operation == op.PTRADD:
        types_.restrict(args[0], POINTER)
        types_.restrict(args[1], INT)
    elif operation in (op.LOAD, op.STORE, op.ATOMICRMW):
        types_.restrict(args[0], POINTER)
    elif operation == op.BRANCH:
        types_.restrict(args[0], frozenset([types.I1]))
    elif operation == op.SWITCH:
        types_.restrict(args[0], INT)
    if row[3] == "=0":
        types_.unify(result, args[0])
    elif row[3] == "=1":
        types_.unify(result, args[1])
    elif row[3] == "i1":
        types_.restrict(result, frozenset([types.I1]))
    elif row[3] == "p":
        types_.restrict(result, POINTER)
    elif row[3] == "v":
        types_.restrict(result, frozenset([types.VOID]))
