"""From the typed tree to evaluation nodes: statements, declarations, whole function bodies.

Labels, cases and loops become nodes of `interp/flow.py`; expressions are `interp/builder.py`'s.
"""

from __future__ import annotations

from librt.vecs import vec

from cspec import tree as T
from cspec.diagnostics import Unsupported
from cspec.tree import Variable
from cspec.types import VOID
from interp import calls as C
from interp import flow as F
from interp import nodes as M
from interp.builder import Builder, is_wide, kind_of
from interp.flow import S
from interp.nodes import CHUNK, DOUBLE, INTEGER, NONE, POINTER, N
from interp.words import bare


class StatementBuilder(Builder):
    """The builder of a whole function."""

    def statement(self, s: T.Stmt) -> S:
        """The node of a statement, wrapped where setjmp or escapes need it."""
        saved_escape = self.escapes
        saved_setjmp = self.setjmp_label
        self.escapes = False
        self.setjmp_label = -1
        made = self.statement_inner(s)
        if self.escapes and s.tag not in (T.BLOCK,):
            made = F.CatchS(made)
        if self.setjmp_label >= 0:
            made = F.LabelS(self.setjmp_label, made)
        self.escapes = saved_escape
        self.setjmp_label = saved_setjmp
        made.pos = s.pos
        return made

    def statement_inner(self, s: T.Stmt) -> S:
        if isinstance(s, T.ExprStmt):
            return F.ExprS(self.effect(s.expr)) if s.expr is not None else F.EmptyS()
        if isinstance(s, T.Block):
            return self.block(s.items)
        if isinstance(s, T.If):
            condition = self.truth(s.condition)
            label = self.setjmp_label
            yes = self.statement(s.yes)
            no = self.statement(s.no) if s.no is not None else None
            self.setjmp_label = label
            return F.IfS(condition, yes, no)
        if isinstance(s, T.Loop):
            return self.loop(s)
        if isinstance(s, T.Switch):
            return self.switch(s)
        if isinstance(s, T.Case):
            number = self.case_labels[id(s)]
            return F.LabelS(number, self.statement(s.body))
        if isinstance(s, T.Label):
            return F.LabelS(self.label(s.label), self.statement(s.body))
        if isinstance(s, T.Goto):
            return F.GotoS(self.label(s.label))
        if isinstance(s, T.ComputedGoto):
            return F.ComputedGotoS(self.value(s.target), s.pos)
        if isinstance(s, T.Return):
            if s.value is None:
                return F.ReturnS(None, NONE)
            if s.value.type.kind == VOID:
                return F.SequenceS([F.ExprS(self.effect(s.value)), F.ReturnS(None, NONE)])
            kind = kind_of(s.value.type)
            if is_wide(s.value.type):
                return F.ReturnS(self.value(s.value), CHUNK)
            if kind == INTEGER:
                return F.ReturnI(bare(self.value(s.value)))
            return F.ReturnS(self.value(s.value), kind)
        if isinstance(s, T.Declaration):
            return self.declaration(s.variable)
        if isinstance(s, T.EvaluateType):
            return self.evaluate_type(s)
        if isinstance(s, T.Asm):
            return self.asm(s)
        if s.tag == T.BREAK:
            return F.JumpS(F.BREAK)
        if s.tag == T.CONTINUE:
            return F.JumpS(F.CONTINUE)
        raise Unsupported(s.pos, f"statement {s.tag}")

    def block(self, items: list[T.Stmt]) -> S:
        self.block_objects.append([])
        self.block_cleanups.append([])
        made = [self.statement(i) for i in items]
        objects = self.block_objects.pop()
        cleanups = self.block_cleanups.pop()
        cleanups.reverse()
        return F.BlockS(made, objects, cleanups)

    def loop(self, s: T.Loop) -> S:
        self.block_objects.append([])
        self.block_cleanups.append([])
        init = [self.statement(i) for i in s.init]
        condition = self.truth(s.condition) if s.condition is not None else None
        if condition is not None and isinstance(s.condition, T.Const) and s.condition.value:
            condition = None if isinstance(condition, M.ConstI) else condition
        step = self.effect(s.step) if s.step is not None else None
        body = self.statement(s.body)
        made: S = F.LoopS(condition, step, body, s.tag != T.DO)
        objects = self.block_objects.pop()
        cleanups = self.block_cleanups.pop()
        if init or objects:
            return F.BlockS(init + [made], objects, cleanups)
        return made

    def switch(self, s: T.Switch) -> S:
        control = self.value(s.control)
        cases: dict[int, int] = {}
        ranges: list[tuple[int, int, int]] = []
        for case in s.cases:
            number = self.new_label()
            self.case_labels[id(case)] = number
            if case.low == case.high:
                cases[case.low] = number
            else:
                ranges.append((case.low, case.high, number))
        default = -1
        if s.default is not None:
            default = self.new_label()
            self.case_labels[id(s.default)] = default
        label = self.setjmp_label
        for case in s.cases:
            self.case_labels.setdefault(id(case), -1)
        collect_empty(s.body, self.case_labels, self)
        body = self.statement(s.body)
        self.setjmp_label = label
        return F.SwitchS(control, body, cases, ranges, default, is_wide(s.control.type))

    def declaration(self, v: Variable) -> S:
        if self.in_slot(v):
            slot = self.slot(v)
            if v.init is not None and v.init.items:
                value = self.value(v.init.items[-1].value)
                node = self.set_slot(slot, v.type, value)
                node.pos = v.pos
                return F.ExprS(node)
            return F.ExprS(M.Undefine(slot))
        local = self.local(v)
        v.home = local
        if v.cleanup is not None:
            function = self.m.function_object(v.cleanup)
            pointer = M.AddressP(M.LocalPlace(local.index, 0, v.name, v.pos))
            self.block_cleanups[-1].append(C.CallN(function, None, [pointer], v.cleanup.type,
                                                   ["p"], NONE, v.pos))
        if v.type.is_variable():
            size = self.size_node(v.type)
            return F.ExprS(F.MakeVla(local, size, v.pos))
        self.block_objects[-1].append(local)
        if v.init is None:
            if self.jumps:
                from interp.chunks import Forget
                return F.ExprS(Forget(local))
            return F.EmptyS()
        place = M.LocalPlace(local.index, 0, v.name, v.pos)
        return F.ExprS(self.initialize(v, place, local))

    def evaluate_type(self, s: T.EvaluateType) -> S:
        """Bounds of a variably modified type, each into its slot."""
        nodes: list[S] = []
        for e in s.exprs:
            slot = self.new_slot()
            value = self.value(e)
            self.bounds[id(e)] = slot
            self.keep.append(e)
            nodes.append(F.ExprS(F.Bound(slot, value, e.pos)))
        return F.SequenceS(nodes)

    def asm(self, s: T.Asm) -> S:
        """An asm without instructions: `=` outputs tied to inputs take their value."""
        text = s.template
        for mark in ("\n", "\t", ";", " "):
            text = text.replace(mark, "")
        if text and not text.startswith("#") or s.is_goto:
            raise Unsupported(s.pos, f"asm \"{s.template.strip()[:30]}\"")
        nodes: list[S] = []
        for constraint, e in s.inputs:
            if constraint.isdigit() and int(constraint) < len(s.outputs):
                target = s.outputs[int(constraint)][1]
                if kind_of(e.type) != kind_of(target.type) or e.type.size != target.type.size:
                    raise Unsupported(s.pos, "asm that ties operands of different types")
                value = self.convert(self.value(e), e.type, target.type, s.pos)
                nodes.append(F.ExprS(self.store(target, value, s.pos)))
            else:
                nodes.append(F.ExprS(self.effect(e)))
        for constraint, e in s.outputs:
            if constraint.startswith("+"):
                nodes.append(F.ExprS(self.effect(T.Load(e, e.type.unqualified()))))
        tied = {int(c) for c, _ in s.inputs if c.isdigit()}
        for index, (constraint, _) in enumerate(s.outputs):
            if constraint.startswith("=") and index not in tied:
                raise Unsupported(s.pos, "asm that sets an output without instructions")
        return F.SequenceS(nodes)

    # ---- whole functions

    def code(self, code: C.Code) -> None:
        """Build the body of a function into its `Code`."""
        function = self.function
        assert function is not None and function.body is not None
        homes: list[C.ParameterHome] = []
        simple = True
        for v in function.parameters:
            v.owner = function
            kind = kind_of(v.type)
            scalar = self.m.scalar(v.type) if kind not in (CHUNK, NONE) else None
            if self.in_slot(v):
                homes.append(C.ParameterHome(self.slot(v), None, scalar,
                                             NONE if is_wide(v.type) else kind))
            else:
                simple = False
                local = self.local(v)
                v.home = local
                homes.append(C.ParameterHome(-1, local, scalar, kind))
        code.parameters = homes
        code.homes = vec[C.ParameterHome](homes)
        prologue: list[N] = []
        for e in function.parameter_effects:
            slot = self.new_slot()
            prologue.append(F.Bound(slot, self.value(e), e.pos))
            self.bounds[id(e)] = slot
        for index, parameter in enumerate(function.type.parameters):
            if parameter.static_count and index < len(function.parameters):
                from interp.chunks import StaticBound
                element = parameter.type.of.size
                prologue.append(StaticBound(self.load(T.VariableRef(
                    function.parameters[index], parameter.type, parameter.pos)),
                    parameter.static_count * element, parameter.pos))
        body = self.block(function.body.items)
        if self.block_objects[0]:
            body = F.BlockS([body], self.block_objects[0], [])
        code.body = body
        code.slots = self.slots
        code.objects = self.objects
        code.simple = simple
        code.prologue = prologue
        code.has_setjmp = function.has_setjmp
        code.words = self.words
        code.reals = self.reals
        code.reusable = simple and not (function.has_setjmp or function.type.variadic
                                        or function.outer is not None)
        code.plain = code.reusable and not (self.objects or prologue or body.labels
                                            or function.noreturn)
        if code.plain and isinstance(body, F.BlockS) and len(body.items) == 1:
            only = body.items[0]
            if isinstance(only, F.ReturnI):
                code.value = only.value
                code.kind = INTEGER
            elif isinstance(only, F.ReturnS) and only.kind in (DOUBLE, POINTER):
                code.value = only.value
                code.kind = only.kind
        if body.labels:
            constant = {slot for slot, _ in self.words} | {slot for slot, _ in self.reals}
            code.changing = [slot for slot in range(1, self.slots) if slot not in constant]
        code.noreturn = function.noreturn


def collect_empty(body: T.Stmt, labels: dict[int, int], builder: StatementBuilder) -> None:
    """Give a label to case ranges that hold no value, which no switch lists."""
    stack: list[object] = [body]
    while stack:
        s = stack.pop()
        if isinstance(s, T.Case) and id(s) not in labels:
            if s.low > s.high:
                labels[id(s)] = builder.new_label()
        if isinstance(s, T.Block):
            stack.extend(s.items)
        elif isinstance(s, (T.Case, T.Label)):
            stack.append(s.body)
