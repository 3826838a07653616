"""Statements (C17 6.8; GNU: case ranges, computed goto, local labels, asm goto).

Idea: labels and cases are items of their own in the enclosing block, so that a chain of them is no
nesting.  The chain of active cleanups is carried along and stored where control may leave.  A
syntax error skips to the end of the statement; the block goes on.
"""

from __future__ import annotations

from compiler.frontend.asm_statements import AsmParser
from compiler.frontend.attributes_table import A_FALLTHROUGH, A_UNUSED
from compiler.frontend.conversions import RETURN_VALUE
from compiler.frontend.fold import wrap
from compiler.frontend.misleading_indentation import check_layout
from compiler.frontend.parser_base import SyntaxFailed
from compiler.frontend.token import (
    TK_ASM,
    TK_ATTRIBUTE,
    TK_BREAK,
    TK_CASE,
    TK_COLON,
    TK_COMMA,
    TK_CONTINUE,
    TK_DEFAULT,
    TK_DO,
    TK_ELLIPSIS,
    TK_ELSE,
    TK_EOF,
    TK_EXTENSION,
    TK_FOR,
    TK_GOTO,
    TK_IDENT,
    TK_IF,
    TK_LABEL,
    TK_LBRACE,
    TK_LBRACKET,
    TK_LPAREN,
    TK_PRAGMA,
    TK_RBRACE,
    TK_RETURN,
    TK_RPAREN,
    TK_SEMICOLON,
    TK_STAR,
    TK_STATIC_ASSERT,
    TK_SWITCH,
    TK_WHILE,
)
from compiler.frontend.tree import (
    LVALUE,
    TO_VOID,
    Block,
    Break,
    Case,
    Cast,
    Cleanup,
    ComputedGoto,
    Continue,
    DoWhile,
    Empty,
    Expr,
    ExprStmt,
    For,
    FuncDecl,
    Goto,
    If,
    IntConst,
    Label,
    LabelStmt,
    Return,
    Stmt,
    Switch,
    VarDecl,
    While,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    BITINT,
    BOOL,
    ERROR,
    POINTER,
    VOID,
    EnumType,
    FunctionType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class StatementParser(AsmParser):
    """Parses statements."""

    watches_layout: bool    # -Wmisleading-indentation may be wanted
    watches_switches: bool  # -Wimplicit-fallthrough may be wanted

    # ------------------------------------------------------------ blocks
    def parse_compound(self) -> Block:
        """`{ ... }` in a scope of its own."""
        self.enter_scope()
        block = self.parse_block_items()
        self.check_unused_scope()
        self.leave_scope()
        return block

    def parse_block_items(self) -> Block:
        """`{ ... }` in the current scope."""
        stream = self.stream
        loc = stream.loc
        self.expect(TK_LBRACE, "{")
        self.enter_nesting()
        state = self.state
        outer = state.cleanup
        items: list[Stmt] = []
        label_scopes = len(state.label_scopes)
        while stream.kind == TK_LABEL:
            self.parse_local_labels()
        depth = self.depth
        nesting = self.nesting
        prototype = self.in_prototype
        type_name = self.in_type_name
        unevaluated = self.unevaluated
        unneeded = self.unneeded
        extension = self.extension
        while stream.kind != TK_RBRACE:
            if stream.kind == TK_EOF:
                self.syntax_error("expected declaration or statement", stream.loc)
                raise SyntaxFailed
            try:
                self.parse_block_item(items)
            except SyntaxFailed:
                while self.depth > depth:
                    self.leave_scope()
                self.nesting = nesting
                self.in_prototype = prototype
                self.in_type_name = type_name
                self.unevaluated = unevaluated
                self.unneeded = unneeded
                self.extension = extension
                self.skip_statement()
        end = stream.loc
        stream.advance()
        self.nesting -= 1
        inner = state.cleanup
        state.cleanup = outer
        while len(state.label_scopes) > label_scopes:
            self.check_labels(state.label_scopes.pop())
        return Block(items, outer, inner, loc, end)

    def skip_statement(self) -> None:
        """After a syntax error: go past the statement's `;`, or to the `}` that ends the block."""
        stream = self.stream
        depth: i64 = 0
        while True:
            kind = stream.kind
            if kind == TK_EOF:
                return
            if kind == TK_SEMICOLON:
                if depth == 0:
                    stream.advance()
                    return
            elif kind == TK_LBRACE:
                depth += 1
            elif kind == TK_RBRACE:
                if depth == 0:
                    return
                depth -= 1
                if depth == 0:
                    stream.advance()
                    return
            elif kind == TK_PRAGMA and depth == 0:
                return
            stream.advance()

    def parse_block_item(self, items: list[Stmt]) -> None:
        """One block item: a declaration, a label or a statement."""
        stream = self.stream
        kind = stream.kind
        if kind == TK_IDENT:
            following = stream.peek(1).kind
            if following == TK_COLON:
                self.parse_label(items)
                return
            if self.starts_type():
                self.parse_declaration(items)
                return
            if following >= TK_IDENT or following == TK_STAR and (
                    self.unknown_type_declaration()):
                if stream.ident.decl is None:
                    self.unknown_type_name()
            items.append(self.parse_expression_statement())
            return
        if kind > TK_IDENT:
            if kind in (TK_CASE, TK_DEFAULT):
                self.parse_case(items)
                return
            if kind == TK_ATTRIBUTE and self.parse_attribute_statement(items):
                return
            if kind == TK_EXTENSION:
                at: i64 = 1
                while stream.peek(at).kind == TK_EXTENSION:
                    at += 1
                index = stream.index
                stream.seek(index + at)
                is_type = self.starts_type()
                stream.seek(index)
                if is_type:
                    self.extension += 1
                    while stream.kind == TK_EXTENSION:
                        stream.advance()
                    self.parse_declaration(items)
                    self.extension -= 1
                    return
            elif self.starts_type():
                self.parse_declaration(items)
                return
            elif kind == TK_STATIC_ASSERT:
                self.parse_static_assert()
                return
        elif kind == TK_PRAGMA:
            self.parse_pragma()
            return
        elif kind == TK_LBRACKET and stream.peek(1).kind == TK_LBRACKET:
            self.parse_attribute_statement(items)
            return
        items.append(self.parse_statement())

    def unknown_type_declaration(self) -> bool:
        """`name * name ;` or `= , [` where the first name is undeclared: a declaration."""
        stream = self.stream
        if stream.ident.decl is not None:
            return False
        at: i64 = 1
        while stream.peek(at).kind == TK_STAR:
            at += 1
        return stream.peek(at).kind == TK_IDENT and stream.peek(at).decl is None

    def unknown_type_name(self) -> None:
        """`foo x;` where foo is no type."""
        self.error(self.stream.loc, f"unknown type name '{self.stream.ident.text}'")
        raise SyntaxFailed

    def parse_declaration(self, items: list[Stmt]) -> None:
        """A declaration in a block (definitions.py)."""
        raise NotImplementedError

    def check_unused_scope(self) -> None:
        """-Wunused-variable and its like for the scope that ends (warnings.py)."""
        raise NotImplementedError

    def parse_attribute_statement(self, items: list[Stmt]) -> bool:
        """`__attribute__((fallthrough));` and attributes before a declaration or statement."""
        stream = self.stream
        index = stream.index
        attributes = self.parse_attributes(None)
        if stream.kind == TK_SEMICOLON:
            if attributes is not None and not attributes.flags & A_FALLTHROUGH:
                self.warn("attributes", stream.loc, "empty declaration")
            items.append(Empty(stream.loc, attributes is not None
                               and attributes.flags & A_FALLTHROUGH != 0))
            stream.advance()
            return True
        if self.starts_type() or stream.kind == TK_ATTRIBUTE:
            stream.seek(index)
            self.parse_declaration(items)
            return True
        items.append(self.parse_statement())
        return True

    # ------------------------------------------------------------ labels
    def parse_local_labels(self) -> None:
        """`__label__ a, b;`"""
        stream = self.stream
        stream.advance()
        scope: dict[str, Label] = {}
        while True:
            if stream.kind != TK_IDENT:
                self.expected("identifier")
            name = stream.ident.text
            if name in scope:
                self.error(stream.loc, f"duplicate label declaration '{name}'")
            label = Label(name, stream.loc)
            label.function = self.function
            scope[name] = label
            if self.function is not None:
                self.function.labels.append(label)
            stream.advance()
            if stream.kind != TK_COMMA:
                break
            stream.advance()
        self.expect(TK_SEMICOLON, ";")
        self.state.label_scopes.append(scope)

    def outer_label(self, name: str) -> Label | None:
        """What an enclosing function declared with __label__ (GNU: nested functions)."""
        state = self.state.outer
        while state is not None:
            at = len(state.label_scopes)
            while at:
                at -= 1
                known = state.label_scopes[at].get(name)
                if known is not None:
                    return known
            state = state.outer
        return None

    def find_label(self, name: str, loc: i64, defines: bool = False) -> Label:
        """The label of that name: declared with __label__, or the function's."""
        state = self.state
        at = len(state.label_scopes)
        while at:
            at -= 1
            scope = state.label_scopes[at]
            if name in scope:
                return scope[name]
        known = state.labels.get(name)
        if known is None and not defines:
            known = self.outer_label(name)
        if known is None:
            known = Label(name, loc)
            known.function = self.function
            state.labels[name] = known
            if self.function is not None:
                self.function.labels.append(known)
        return known

    def check_labels(self, scope: dict[str, Label]) -> None:
        """Used labels are defined; defined ones used (-Wunused-label)."""
        for name, label in scope.items():
            if label.used and not label.defined:
                self.error(label.loc, f"label '{name}' used but not defined")
            elif label.defined and not label.used and not label.unused_ok:
                self.warn("unused-label", label.loc, f"label '{name}' defined but not used")

    def parse_label(self, items: list[Stmt]) -> None:
        """`name:`"""
        stream = self.stream
        name = stream.ident.text
        loc = stream.loc
        stream.advance()
        stream.advance()
        label = self.find_label(name, loc, True)
        if label.defined:
            self.error(loc, f"duplicate label '{name}'")
            self.note(label.loc, f"previous definition of '{name}' was here")
        label.defined = True
        label.loc = loc
        label.cleanup = self.state.cleanup
        self.check_jump_into(label, loc)
        if stream.kind == TK_ATTRIBUTE:
            index = stream.index
            attributes = self.parse_attributes(None)
            if attributes is not None and attributes.flags & A_UNUSED:
                label.unused_ok = True
            if stream.kind != TK_SEMICOLON and self.starts_type():
                stream.seek(index)
            elif stream.kind == TK_SEMICOLON:
                items.append(LabelStmt(label, loc))
                return
        items.append(LabelStmt(label, loc))
        self.after_label(stream.loc)

    def after_label(self, loc: i64) -> None:
        """gcc 12 wants a statement after a label: no `}`, no declaration before C2X."""
        kind = self.stream.kind
        if kind == TK_RBRACE:
            self.pedantic(loc, "label at end of compound statement")
        elif self.starts_type() and kind != TK_ATTRIBUTE:
            if not (kind == TK_IDENT and self.stream.peek(1).kind == TK_COLON):
                self.pedantic(loc, "a label can only be part of a statement and a declaration is "
                                   "not a statement")

    def check_jump_into(self, label: Label, loc: i64) -> None:
        """A goto before the label must not enter a VLA's scope."""
        for jump in label.jumps:
            self.check_jump(jump, label)

    def check_jump(self, jump: Goto, label: Label) -> None:
        """Every VLA active at the label must be active at the goto (6.8.6.1p1)."""
        active = label.cleanup
        while active is not None:
            if active.function is None:
                known = jump.cleanup
                while known is not None and known is not active:
                    known = known.outer
                if known is None:
                    self.error(jump.loc, "jump into scope of identifier with variably modified "
                                         "type")
                    return
            active = active.outer

    # ------------------------------------------------------------ statements
    def parse_statement(self) -> Stmt:
        """A statement that is no declaration; labels before it make a block."""
        stream = self.stream
        kind = stream.kind
        if kind == TK_LBRACE:
            return self.parse_compound()
        if kind == TK_SEMICOLON:
            loc = stream.loc
            stream.advance()
            return Empty(loc)
        if kind > TK_IDENT:
            self.enter_nesting()
            if kind == TK_IF:
                self.enter_scope()
                made = self.parse_if()
                self.leave_scope()
            elif kind == TK_RETURN:
                made = self.parse_return()
            elif kind == TK_FOR:
                made = self.parse_for()
            elif kind == TK_WHILE:
                self.enter_scope()
                made = self.parse_while()
                self.leave_scope()
            elif kind in (TK_BREAK, TK_CONTINUE):
                made = self.parse_break(kind == TK_BREAK)
            elif kind == TK_GOTO:
                made = self.parse_goto()
            elif kind == TK_SWITCH:
                self.enter_scope()
                made = self.parse_switch()
                self.leave_scope()
            elif kind == TK_DO:
                made = self.parse_do()
            elif kind == TK_ASM:
                made = self.parse_asm()
            elif kind in (TK_CASE, TK_DEFAULT, TK_ATTRIBUTE):
                made = self.parse_labelled()
            elif kind == TK_ELSE:
                self.error(stream.loc, "'else' without a previous 'if'")
                raise SyntaxFailed
            else:
                made = self.parse_expression_statement()
            self.nesting -= 1
            return made
        if kind == TK_IDENT and stream.peek(1).kind == TK_COLON:
            return self.parse_labelled()
        if kind == TK_LBRACKET and stream.peek(1).kind == TK_LBRACKET:
            return self.parse_labelled()
        if kind == TK_PRAGMA:
            self.parse_pragma()
            return self.parse_statement()
        return self.parse_expression_statement()

    def parse_labelled(self) -> Stmt:
        """Labels and the statement they belong to, where only a statement may stand."""
        stream = self.stream
        loc = stream.loc
        items: list[Stmt] = []
        cleanup = self.state.cleanup
        while True:
            kind = stream.kind
            if kind in (TK_CASE, TK_DEFAULT):
                self.parse_case(items)
            elif kind == TK_IDENT and stream.peek(1).kind == TK_COLON:
                self.parse_label(items)
            elif kind in (TK_ATTRIBUTE, TK_LBRACKET):
                if kind == TK_LBRACKET and stream.peek(1).kind != TK_LBRACKET:
                    break
                self.parse_attributes(None)
                if stream.kind == TK_SEMICOLON:
                    break
            else:
                break
        if self.starts_type():
            self.expected("expression")
        items.append(self.parse_statement())
        return Block(items, cleanup, cleanup, loc, loc)

    def parse_expression_statement(self) -> Stmt:
        """`expression ;`"""
        stream = self.stream
        loc = stream.loc
        node = self.parse_expression()
        if stream.kind != TK_SEMICOLON:
            self.expected("';'")
        stream.advance()
        if stream.kind != TK_RBRACE or stream.peek(1).kind != TK_RPAREN:
            self.warn_unused_value(node, "statement with no effect")
        return ExprStmt(self.effect(node), loc)

    def effect(self, node: Expr) -> Expr:
        """A statement's expression."""
        node = self.rvalue_for_effect(node)
        if self.watches_order:
            self.check_order(node)
        if node.flags & LVALUE:
            node = Cast(TO_VOID, node, self.types.void, node.loc, False)
        return node

    def parse_condition(self) -> Expr:
        """`( expression )` as a condition."""
        self.expect(TK_LPAREN, "(")
        node = self.condition(self.parse_expression())
        if self.watches_order:
            self.check_order(node)
        self.expect(TK_RPAREN, ")")
        return node

    def parse_body(self) -> Stmt:
        """The substatement of a selection or iteration statement, a scope of its own."""
        stream = self.stream
        if stream.kind == TK_LBRACE:
            return self.parse_compound()
        if stream.kind == TK_SEMICOLON:
            loc = stream.loc
            stream.advance()
            return Empty(loc)
        if self.starts_type() and stream.kind != TK_ATTRIBUTE and not (
                stream.kind == TK_IDENT and stream.peek(1).kind == TK_COLON):
            self.expected("expression")
        return self.parse_statement()

    def parse_if(self) -> Stmt:
        """`if`; an else-if chain is a loop."""
        stream = self.stream
        first: If | None = None
        last: If | None = None
        while True:
            loc = stream.loc
            stream.advance()
            condition = self.parse_condition()
            if stream.kind == TK_SEMICOLON and stream.peek(1).kind != TK_ELSE:
                self.warn("empty-body", stream.loc,
                          "suggest braces around empty body in an 'if' statement")
            inner_if = stream.kind == TK_IF
            then = self.parse_guarded("if", loc)
            made = If(condition, then, None, loc)
            if last is not None:
                last.otherwise = made
            if first is None:
                first = made
            last = made
            if stream.kind != TK_ELSE:
                if inner_if and isinstance(then, If) and then.otherwise is not None:
                    self.warn("dangling-else", loc,
                              "suggest explicit braces to avoid ambiguous 'else'")
                return first
            other = stream.loc
            stream.advance()
            if stream.kind != TK_IF:
                last.otherwise = self.parse_guarded("else", other)
                return first

    def parse_guarded(self, word: str, loc: i64) -> Stmt:
        """The body of `word`, whose keyword stands at `loc`, and what its layout suggests."""
        stream = self.stream
        start = stream.loc
        kind = stream.kind
        made = self.parse_body()
        if kind != TK_LBRACE and self.watches_layout and word != "do":
            check_layout(self.diagnostics, word, loc, start, kind, stream.loc, stream.kind)
        return made

    def parse_while(self) -> Stmt:
        """`while`."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        condition = self.parse_condition()
        body = self.parse_loop_body("while", loc)
        return While(condition, body, self.state.cleanup, loc)

    def parse_loop_body(self, word: str, loc: i64) -> Stmt:
        """The body of a loop that begins with `word` at `loc`: break and continue may stand there.
        """
        state = self.state
        in_loop = state.in_loop
        in_switch = state.in_switch
        state.in_loop = True
        state.in_switch = False
        body = self.parse_guarded(word, loc)
        state.in_loop = in_loop
        state.in_switch = in_switch
        return body

    def parse_do(self) -> Stmt:
        """`do ... while`."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        body = self.parse_loop_body("do", loc)
        if stream.kind != TK_WHILE:
            self.expected("'while'")
        stream.advance()
        condition = self.parse_condition()
        if stream.kind != TK_SEMICOLON:
            self.expected("';'")
        stream.advance()
        return DoWhile(body, condition, self.state.cleanup, loc)

    def parse_for(self) -> Stmt:
        """`for`, in a scope of its own."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        self.expect(TK_LPAREN, "(")
        self.enter_scope()
        outer = self.state.cleanup
        items: list[Stmt] = []
        init: Stmt | None = None
        if stream.kind == TK_SEMICOLON:
            stream.advance()
        elif self.starts_type() or stream.kind == TK_EXTENSION and self.type_after_extension():
            while stream.kind == TK_EXTENSION:
                stream.advance()
            self.parse_declaration(items)
        elif stream.kind == TK_STATIC_ASSERT:
            self.parse_static_assert()
        else:
            start = stream.loc
            node = self.parse_expression()
            self.warn_unused_value(node, "statement with no effect")
            init = ExprStmt(self.effect(node), start)
            self.expect(TK_SEMICOLON, ";")
        cleanup = self.state.cleanup
        condition: Expr | None = None
        if stream.kind != TK_SEMICOLON:
            condition = self.condition(self.parse_expression())
            if self.watches_order:
                self.check_order(condition)
        self.expect(TK_SEMICOLON, ";")
        step: Expr | None = None
        if stream.kind != TK_RPAREN:
            node = self.parse_expression()
            self.warn_unused_value(node, "statement with no effect")
            step = self.effect(node)
        self.expect(TK_RPAREN, ")")
        body = self.parse_loop_body("for", loc)
        self.check_unused_scope()
        self.leave_scope()
        made = For(init, condition, step, body, cleanup, loc)
        self.state.cleanup = outer
        if not items:
            return made
        items.append(made)
        return Block(items, outer, cleanup, loc, loc)

    def type_after_extension(self) -> bool:
        """Whether a declaration follows `__extension__`."""
        stream = self.stream
        index = stream.index
        while stream.kind == TK_EXTENSION:
            stream.advance()
        answer = self.starts_type()
        stream.seek(index)
        return answer

    def parse_break(self, is_break: bool) -> Stmt:
        """`break;` or `continue;`"""
        stream = self.stream
        loc = stream.loc
        state = self.state
        stream.advance()
        if stream.kind != TK_SEMICOLON:
            self.expected("';'")
        stream.advance()
        if is_break:
            if not state.in_loop and not state.in_switch:
                self.error(loc, "break statement not within loop or switch")
            return Break(state.cleanup, loc)
        if not state.in_loop:
            self.error(loc, "continue statement not within a loop")
        return Continue(state.cleanup, loc)

    def parse_goto(self) -> Stmt:
        """`goto label;` or `goto *expression;`"""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        if stream.kind == TK_STAR:
            self.pedantic(loc, "ISO C forbids 'goto *expr;'")
            stream.advance()
            target = self.rvalue(self.parse_expression())
            if target.type.kind != POINTER and target.type.kind != ERROR:
                self.error(loc, "computed goto must be pointer type")
            self.expect(TK_SEMICOLON, ";")
            return ComputedGoto(target, loc)
        if stream.kind != TK_IDENT:
            self.expected("identifier or '*'")
        label = self.find_label(stream.ident.text, stream.loc)
        label.used = True
        stream.advance()
        if stream.kind != TK_SEMICOLON:
            self.expected("';'")
        stream.advance()
        made = Goto(label, self.state.cleanup, loc)
        function = self.function
        owner = label.function
        if owner is not function and owner is not None and function is not None:
            label.nonlocal_target = True
            owner.calls_returns_twice = True
            function.nonlocal_gotos.append(label)
        elif label.defined:
            self.check_jump(made, label)
        else:
            label.jumps.append(made)
        return made

    def parse_return(self) -> Stmt:
        """`return;` or `return expression;`"""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        function = self.function
        assert function is not None
        type = function.type
        assert isinstance(type, FunctionType)
        result = type.result
        state = self.state
        if function.noreturn:
            self.warn("", loc, "function declared 'noreturn' has a 'return' statement")
        if stream.kind == TK_SEMICOLON:
            stream.advance()
            if result.kind != VOID and result.kind != ERROR:
                if self.language.standard != 90:
                    self.pedwarn("", loc,
                                 "'return' with no value, in function returning non-void")
                else:
                    self.warn("return-type", loc,
                              "'return' with no value, in function returning non-void")
            return Return(None, state.cleanup, loc)
        node = self.rvalue(self.parse_expression())
        if stream.kind != TK_SEMICOLON:
            self.expected("';'")
        stream.advance()
        if self.watches_order:
            self.check_order(node, True)
        state.returns_value = True
        if result.kind == VOID:
            if node.type.kind == VOID:
                self.pedantic(loc, "ISO C forbids 'return' with expression, in function "
                                   "returning void")
            elif node.type.kind != ERROR:
                self.pedwarn("", node.loc,
                             "'return' with a value, in function returning void")
            return Return(self.void_cast(node), state.cleanup, loc)
        if result.kind == ERROR:
            return Return(None, state.cleanup, loc)
        self.warn_local_address(node)
        value = self.assign_convert(node, result, RETURN_VALUE, "", 0, node.loc)
        return Return(value, state.cleanup, loc)

    def warn_local_address(self, node: Expr) -> None:
        """-Wreturn-local-addr (warnings.py)."""
        raise NotImplementedError

    # ------------------------------------------------------------ switch
    def parse_switch(self) -> Stmt:
        """`switch`."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        self.expect(TK_LPAREN, "(")
        place = stream.loc
        node = self.rvalue(self.parse_expression())
        self.expect(TK_RPAREN, ")")
        if self.watches_order:
            self.check_order(node)
        type = node.type
        enum: EnumType | None = None
        if type.kind == ERROR or type.kind > BITINT or not type.precision:
            if type.kind != ERROR:
                self.error(place, "switch quantity not an integer")
            node = IntConst(0, self.types.int_, loc, 0)
        else:
            if isinstance(type, EnumType):
                enum = type
            if type.kind == BOOL:
                self.warn("switch-bool", place, "switch condition has boolean value")
            node = self.promote(node)
            if node.type.kind == BITINT:
                node = self.leave_bitint(node)
        state = self.state
        made = Switch(node, state.cleanup, loc)
        outer = state.switch
        in_switch = state.in_switch
        state.switch = made
        state.in_switch = True
        made.body = self.parse_body()
        state.switch = outer
        state.in_switch = in_switch
        self.check_cases(made, enum)
        if self.watches_switches:
            state.switches.append(made)
        return made

    def parse_case(self, items: list[Stmt]) -> None:
        """`case low ... high:` or `default:`"""
        stream = self.stream
        loc = stream.loc
        switch = self.state.switch
        if stream.kind == TK_DEFAULT:
            stream.advance()
            self.expect(TK_COLON, ":")
            made = Case(0, 0, True, loc)
            if switch is None:
                self.error(loc, "'default' label not within a switch statement")
            elif switch.default is not None:
                self.error(loc, "multiple default labels in one switch")
                self.note(switch.default.loc, "this is the first default label")
            else:
                switch.default = made
                self.check_case_scope(switch, loc)
            items.append(made)
            self.after_label(stream.loc)
            return
        stream.advance()
        low = self.case_value(switch)
        high = low
        if stream.kind == TK_ELLIPSIS:
            self.pedantic(stream.loc, "range expressions in switch statements are non-standard")
            stream.advance()
            high = self.case_value(switch)
        self.expect(TK_COLON, ":")
        if switch is None:
            self.error(loc, "case label not within a switch statement")
        elif low is not None and high is not None:
            if high < low:
                self.warn("", loc, "empty range specified")
            else:
                made = Case(low, high, False, loc)
                switch.cases.append(made)
                self.check_case_scope(switch, loc)
                items.append(made)
        self.after_label(stream.loc)

    def check_case_scope(self, switch: Switch, loc: i64) -> None:
        """A case must not enter a VLA's scope."""
        active = self.state.cleanup
        while active is not None and active is not switch.cleanup:
            if active.function is None:
                self.error(loc, "switch jumps into scope of identifier with variably modified "
                                "type")
                return
            active = active.outer

    def case_value(self, switch: Switch | None) -> int | None:
        """A case label's constant, converted to the type of the condition."""
        loc = self.stream.loc
        node = self.rvalue(self.parse_conditional_expression())
        if node.type.kind == ERROR:
            return None
        if node.type.kind > BITINT or not node.type.precision:
            self.error(loc, "pointers are not permitted as case values"
                       if node.type.kind == POINTER
                       else "case label does not reduce to an integer constant")
            return None
        value = self.required_constant(node, "case label does not reduce to an integer constant",
                                       "case label is not an integer constant expression")
        if value is None or switch is None:
            return None
        target = switch.condition.type
        wrapped = wrap(value, target)
        if self.overflows(value, node.type, target):
            sign = "unsigned conversion" if target.is_unsigned else "overflow in conversion"
            self.warn("overflow", loc, f"{sign} from '{spell(node.type)}' to '{spell(target)}' "
                                       f"changes value from '{value}' to '{wrapped}'")
        return wrapped

    def check_cases(self, switch: Switch, enum: EnumType | None) -> None:
        """Disjoint cases; -Wswitch for enumerations without default."""
        ordered = sorted(switch.cases, key=case_low)
        previous: Case | None = None
        for case in ordered:
            if previous is not None and case.low <= previous.high:
                first, second = previous, case
                if second.low == second.high:
                    self.error(second.loc, "duplicate case value")
                    self.note(first.loc, "previously used here")
                else:
                    self.error(second.loc, "duplicate (or overlapping) case value")
                    self.note(first.loc, "this is the first entry overlapping that value")
            if previous is None or case.high > previous.high:
                previous = case
        if enum is not None:
            self.check_enum_switch(switch, enum, ordered)

    def check_enum_switch(self, switch: Switch, enum: EnumType, ordered: list[Case]) -> None:
        """-Wswitch."""
        if not self.diagnostics.enabled("switch", switch.loc):
            return
        from compiler.frontend.tree import EnumConstant
        values: dict[int, bool] = {}
        for constant in enum.constants:
            assert isinstance(constant, EnumConstant)
            values[constant.value] = True
            if switch.default is not None:
                continue
            found = False
            for case in ordered:
                if case.low <= constant.value <= case.high:
                    found = True
                    break
            if not found:
                self.warn("switch", switch.loc,
                          f"enumeration value '{constant.name}' not handled in switch")
        for case in switch.cases:
            if case.low == case.high and case.low not in values and enum.constants:
                name = f"enum {enum.name}" if enum.name else "enum <anonymous>"
                self.warn("switch", case.loc,
                          f"case value '{case.low}' not in enumerated type '{name}'")

    # ------------------------------------------------------------ cleanups
    def add_cleanup(self, variable: VarDecl, function: FuncDecl | None) -> None:
        """A variable with attribute cleanup, or a VLA, becomes active."""
        made = Cleanup(self.state.cleanup, variable, function)
        if function is not None:
            type = function.type
            assert isinstance(type, FunctionType)
            if type.parameters:
                made.argument = type.parameters[0]
            variable.address_taken = True
            variable.read = True
            variable.used = True
        self.state.cleanup = made


def case_low(case: Case) -> int:
    """Sort key."""
    return case.low
