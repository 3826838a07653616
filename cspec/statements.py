"""Statements and blocks (C17 6.8)."""

from __future__ import annotations

from cspec import tree as T
from cspec.constants import string_units
from cspec.diagnostics import Unsupported
from cspec.fold import fold, wrap
from cspec.initializers import InitializerChecker
from cspec.lexemes import Lexeme
from cspec.parser import Node
from cspec.tree import Block, ExprStmt, LabelName, Loop, Stmt
from cspec.types import POINTER, VOID, Type


class StatementChecker(InitializerChecker):
    """Dispatches on the production; keeps the loops and switches a statement stands in."""

    def start_function(self) -> None:
        """Reset what belongs to one function."""
        self.loop_depth = 0
        self.switches: list[T.Switch] = []
        self.switch_types: list[Type] = []
        self.breakable = 0
        self.local_labels: list[dict[str, LabelName]] = []
        self.variable_types: list[int] = []
        self.gotos: list[tuple[LabelName, list[int], int]] = []
        self.label_scopes: dict[int, list[int]] = {}
        self.switch_scopes: list[list[int]] = []

    def check_jumps(self) -> None:
        """6.8.6.1p1: no jump into the scope of a variably modified type."""
        for label, scope, pos in self.gotos:
            if any(v not in scope for v in self.label_scopes.get(id(label), [])):
                raise self.diags.fatal("jump-into-vla", pos)

    def block(self, node: Node) -> Block:
        """A compound statement, a scope of its own."""
        self.push("block")
        self.local_labels.append({})
        made = Block(node.pos, node.end)
        depth = len(self.variable_types)
        for kid in node.kids:
            if isinstance(kid, Node):
                self.block_item(made, kid)
        del self.variable_types[depth:]
        self.local_labels.pop()
        self.pop()
        return made

    def block_item(self, block: Block, node: Node) -> None:
        """6.8.2."""
        name = node.name
        if name == "declaration_item":
            self.local_declaration(block, node.node(0))
        elif name == "statement_item":
            block.items.append(self.statement(node.node(0)))
        elif name == "label_item":
            empty = ExprStmt(None, node.pos)
            self.diags.report("label-without-statement", node.pos)
            block.items.append(self.labelled(node.node(0), None, empty))
        elif name == "nested_function":
            self.nested_function(block, node.node(0))
        elif name == "local_labels":
            assert self.function is not None
            for kid in node.kids:
                if isinstance(kid, Lexeme):
                    label = LabelName(kid.text, kid.pos)
                    label.owner = self.function
                    self.local_labels[-1][kid.text] = label
        elif name == "scope_open":
            pass
        else:
            block.items.append(self.statement(node))

    def statement(self, node: Node) -> Stmt:
        """One statement."""
        name = node.name
        if name == "statement":
            return self.statement(node.node(0))
        if name == "expression_statement":
            e = self.expression(node.kids[0])
            if e.lvalue and e.type.kind != VOID:
                e = self.rvalue(e)
            self.allow_setjmp(e.operand if isinstance(e, T.Cast) and e.type.kind == VOID else e)
            return ExprStmt(e, node.pos)
        if name == "compound":
            return self.block(node)
        if name == "null_statement":
            return ExprStmt(None, node.pos)
        if name in ("if_statement", "if_else_statement"):
            self.push("block")
            head = node.node(0)
            condition = self.condition(self.expression(head.kids[-1]), "if-condition")
            self.allow_setjmp_test(condition)
            yes = self.statement(node.node(1))
            no = self.statement(node.node(2)) if name == "if_else_statement" else None
            self.pop()
            return T.If(condition, yes, no, node.pos)
        if name in ("while_statement", "do_statement", "for_statement"):
            return self.loop(node)
        if name == "switch_statement":
            return self.switch(node)
        if name == "labelled":
            return self.labelled(node.node(0), node.node(1), None)
        if name == "return_value" or name == "return_void":
            return self.return_statement(node)
        if name == "break_statement":
            if not self.breakable:
                raise self.diags.fatal("break-outside", node.pos)
            return Stmt(T.BREAK, node.pos)
        if name == "continue_statement":
            if not self.loop_depth:
                raise self.diags.fatal("continue-outside", node.pos)
            return Stmt(T.CONTINUE, node.pos)
        if name == "goto_statement":
            label = self.label_named(node.lexeme(0).text, node.lexeme(0).pos)
            label.used = True
            assert self.function is not None
            self.function.jumps = True
            self.gotos.append((label, list(self.variable_types), node.pos))
            return T.Goto(label, node.pos)
        if name == "computed_goto":
            self.diags.report("computed-goto", node.pos)
            e = self.rvalue(self.expression(node.kids[0]))
            if e.type.kind != POINTER:
                raise self.diags.fatal("computed-goto-type", node.pos)
            assert self.function is not None
            self.function.jumps = True
            return T.ComputedGoto(e, node.pos)
        if name == "asm_statement":
            return self.asm_statement(node.lexeme(0))
        raise AssertionError(name)

    def allow_setjmp(self, e: T.Expr) -> None:
        """A place where setjmp may be called (7.13.1.1p4)."""
        assert self.function is not None
        if isinstance(e, T.Call) and e in self.function.setjmps:
            self.function.setjmps.remove(e)

    def allow_setjmp_test(self, e: T.Expr) -> None:
        """A controlling expression: the call, `!` of it, or its comparison with a constant."""
        if isinstance(e, T.Unary) and e.op == "!":
            e = e.operand
        if isinstance(e, T.Binary) and e.op in ("==", "!=", "<", ">", "<=", ">="):
            if fold(e.right) is not None:
                e = e.left
            elif fold(e.left) is not None:
                e = e.right
        self.allow_setjmp(e)

    def loop(self, node: Node) -> Stmt:
        """6.8.5."""
        self.push("block")
        self.loop_depth += 1
        self.breakable += 1
        parts = [k for k in node.kids if isinstance(k, Node) and k.name != "scope_open"]
        if node.name == "while_statement":
            made = Loop(T.WHILE, node.pos)
            made.condition = self.condition(self.expression(parts[0]), "loop-condition")
            made.body = self.statement(parts[1])
        elif node.name == "do_statement":
            made = Loop(T.DO, node.pos)
            made.body = self.statement(parts[0])
            made.condition = self.condition(self.expression(parts[1]), "loop-condition")
        else:
            made = Loop(T.FOR, node.pos)
            init, condition, step, body = parts
            holder = Block(node.pos, node.end)
            if init.name == "for_declaration":
                self.local_declaration(holder, init.node(0), True)
            elif init.name == "for_expression":
                e = self.expression(init.kids[0])
                holder.items.append(ExprStmt(self.rvalue(e) if e.lvalue else e, init.pos))
            made.init = holder.items
            if condition.name == "for_expression":
                made.condition = self.condition(self.expression(condition.kids[0]),
                                                "loop-condition")
            if step.name == "for_expression":
                e = self.expression(step.kids[0])
                made.step = self.rvalue(e) if e.lvalue and e.type.kind != VOID else e
            made.body = self.statement(body)
        if made.condition is not None:
            self.allow_setjmp_test(made.condition)
        self.loop_depth -= 1
        self.breakable -= 1
        self.pop()
        return made

    def switch(self, node: Node) -> Stmt:
        """6.8.4.2."""
        self.push("block")
        parts = [k for k in node.kids if isinstance(k, Node) and k.name != "scope_open"]
        control = self.rvalue(self.expression(parts[0]))
        if not control.type.is_integer():
            raise self.diags.fatal("switch-type", node.pos)
        self.allow_setjmp_test(control)
        control = self.promote(control)
        made = T.Switch(control, node.pos)
        self.switches.append(made)
        self.switch_scopes.append(list(self.variable_types))
        self.breakable += 1
        made.body = self.statement(parts[1])
        self.breakable -= 1
        self.switches.pop()
        self.switch_scopes.pop()
        self.pop()
        assert self.function is not None
        self.function.jumps = True
        return made

    def labelled(self, label: Node, body: Node | None, empty: Stmt | None) -> Stmt:
        """6.8.1; a chain of labels is followed without recursion."""
        made: list[Stmt] = [self.one_label(label)]
        while body is not None and body.name == "labelled":
            made.append(self.one_label(body.node(0)))
            body = body.node(1)
        inner = self.statement(body) if body is not None else empty
        assert inner is not None
        for one in reversed(made):
            if isinstance(one, (T.Label, T.Case)):
                one.body = inner
            inner = one
        return inner

    def one_label(self, node: Node) -> Stmt:
        """A label, case or default, its body still open."""
        if node.name == "label":
            name = node.lexeme(0).text
            label = self.label_named(name, node.pos)
            if label.defined:
                raise self.diags.fatal("duplicate-label", node.pos, name)
            label.defined = True
            label.pos = node.pos
            made = T.Label(label, node.pos)
            label.statement = made
            self.label_scopes[id(label)] = list(self.variable_types)
            return made
        if not self.switches:
            raise self.diags.fatal("case-outside", node.pos)
        switch = self.switches[-1]
        if any(v not in self.switch_scopes[-1] for v in self.variable_types):
            raise self.diags.fatal("jump-into-vla", node.pos)
        if node.name == "default_label":
            if switch.default is not None:
                raise self.diags.fatal("duplicate-default", node.pos)
            case = T.Case(0, 0, node.pos)
            case.is_default = True
            switch.default = case
            return case
        t = switch.control.type
        low = wrap(self.integer_constant(node.kids[0], "case-not-constant"), t)
        high = low
        if node.name == "case_range_label":
            self.diags.report("case-range", node.pos)
            high = wrap(self.integer_constant(node.kids[1], "case-not-constant"), t)
        case = T.Case(low, high, node.pos)
        if low <= high:
            for other in switch.cases:
                if low <= other.high and other.low <= high:
                    raise self.diags.fatal("duplicate-case", node.pos)
            switch.cases.append(case)
        else:
            self.diags.report("empty-case-range", node.pos)
        return case

    def return_statement(self, node: Node) -> Stmt:
        """6.8.6.4."""
        assert self.function is not None
        result = self.function.type.of
        if node.name == "return_void":
            if result.kind != VOID:
                self.diags.report("return-without-value", node.pos)
            return T.Return(None, node.pos)
        e = self.expression(node.kids[0])
        if result.kind == VOID:
            e = self.rvalue(e) if e.lvalue else e
            if e.type.kind != VOID:
                self.diags.report("return-with-value", node.pos)
            else:
                self.diags.report("return-void-expression", node.pos)
            return T.Return(T.Cast(e, self.types.void, node.pos, True), node.pos)
        return T.Return(self.assignable(e, result, e.pos, "return"), node.pos)

    def label_named(self, name: str, pos: int) -> LabelName:
        """The label of this function (or of a `__label__` declaration) with a name."""
        for scope in reversed(self.local_labels):
            if name in scope:
                return scope[name]
        assert self.function is not None
        found = self.function.labels.get(name)
        if found is None:
            found = LabelName(name, pos)
            found.owner = self.function
            self.function.labels[name] = found
        return found

    def asm_statement(self, lexeme: Lexeme) -> Stmt:
        """An asm statement: only templates without instructions have a meaning here."""
        if not lexeme.parts:
            raise self.diags.fatal("syntax", lexeme.pos, "string in asm")
        tree = self.parse_tokens(lexeme.parts, "asm_text")
        self.check_outputs(lexeme)
        units, _ = string_units(self.diags, tree.lexeme(0).parts)
        text = bytes(u & 255 for u in units).decode("latin-1")
        made = T.Asm(text, lexeme.pos)
        made.is_goto = "goto" in lexeme.text
        for kid in tree.kids[1:]:
            if isinstance(kid, Node) and kid.name == "asm_operand":
                strings = [k for k in kid.kids if isinstance(k, Lexeme) and k.text[:1] == '"']
                constraint = strings[0].text if strings else ""
                e = self.expression(kid.kids[-1])
                if "=" in constraint or "+" in constraint:
                    if not e.lvalue:
                        raise self.diags.fatal("not-an-lvalue", kid.pos)
                    made.outputs.append((constraint.strip('"'), e))
                else:
                    made.inputs.append((constraint.strip('"'), self.rvalue(e)))
        return made

    def check_outputs(self, lexeme: Lexeme) -> None:
        """The first section of an asm holds outputs: each constraint says so by `=` or `+`."""
        depth = 0
        section = 0
        for token in lexeme.parts:
            if token.text in ("(", "["):
                depth += 1
            elif token.text in (")", "]"):
                depth -= 1
            elif token.text == ":" and depth == 0:
                section += 1
            elif section == 1 and depth == 0 and token.text[:1] == '"' \
                    and "=" not in token.text and "+" not in token.text:
                raise self.diags.fatal("asm-output", token.pos)

    # ---- supplied by the class above

    def local_declaration(self, block: Block, node: Node, in_for: bool = False) -> None:
        raise NotImplementedError

    def nested_function(self, block: Block, node: Node) -> None:
        raise NotImplementedError


__all__ = ["StatementChecker", "Unsupported"]
