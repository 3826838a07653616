"""Declarations and external definitions (C17 6.7, 6.9): from a parse tree to a `Unit`."""

from __future__ import annotations

from cspec import tree as T
from cspec import types as t_
from cspec.diagnostics import Unsupported
from cspec.lexemes import Converter, Lexeme
from cspec.parser import Node, Parser
from cspec.reserved import EXTERNAL_NAMES
from cspec.scope import Attribute, Symbol
from cspec.specifiers import Specifiers
from cspec.statements import StatementChecker
from cspec.tokens import tokenize
from cspec.tree import (Block, EnumConstant, EvaluateType, Function, Initializer, TypeName,
                        Variable)
from cspec.types import (ARRAY, FUNCTION, POINTER, UNKNOWN, VOID, Parameter, Type, compatible,
                         compatible_plain, composite)


class Unit:
    """A checked translation unit."""

    def __init__(self, name: str, checker: UnitChecker) -> None:
        self.name = name
        self.diags = checker.diags
        self.types = checker.types
        self.functions = checker.functions
        self.variables = checker.variables
        self.statics = checker.statics
        self.externals = checker.externals
        self.checker = checker
        self.library = False


class UnitChecker(StatementChecker):
    """6.7 and 6.9: what declarations declare, with linkage (6.2.2)."""

    def check(self, tree: Node, name: str) -> Unit:
        """Check a whole translation unit."""
        self.start_function()
        for kid in tree.kids:
            if isinstance(kid, Node):
                self.external(kid)
        self.finish()
        return Unit(name, self)

    def external(self, node: Node) -> None:
        """6.9: one external declaration."""
        if node.name == "external_function":
            self.function_definition(node)
        elif node.name == "external_declaration":
            self.file_declaration(node.node(0))
        elif node.name == "implicit_int_declaration":
            self.diags.report("implicit-int-declaration", node.pos)
            specs = Specifiers(node.pos)
            specs.type = self.types.int
            specs.explicit_type = False
            self.init_declarators(specs, node.node(0), None)
        elif node.name == "file_asm":
            self.asm_texts.append((" ".join(t.text for t in node.lexeme(0).parts), node.pos))
        elif node.name == "empty_declaration":
            self.diags.report("empty-declaration", node.pos)

    def file_declaration(self, node: Node) -> None:
        """A declaration at file scope."""
        self.declaration(node, None)

    def local_declaration(self, block: Block, node: Node, in_for: bool = False) -> None:
        """A declaration in a block."""
        self.declaration(node, block)
        if in_for and node.name != "static_assert_item":
            for kid in node.node(0).kids:
                if isinstance(kid, Lexeme) and kid.text in ("static", "extern", "typedef"):
                    self.diags.report("for-declaration-storage", node.pos)

    def declaration(self, node: Node, block: Block | None) -> None:
        """6.7: any declaration."""
        if node.name == "static_assert_item":
            self.static_assert(node)
            return
        specs = self.specifiers(node.node(0), node.name == "bare_declaration")
        assert specs.type is not None
        if node.name == "bare_declaration":
            self.bare(specs, node)
            return
        if not specs.explicit_type:
            self.diags.report("implicit-int-declaration", node.pos)
        self.init_declarators(specs, node.node(1), block)

    def bare(self, specs: Specifiers, node: Node) -> None:
        """A declaration without declarators (6.7p2)."""
        assert specs.type is not None
        tagged = specs.type.record is not None and specs.type.record.tag \
            or specs.type.kind == t_.ENUM
        if not tagged and not all(isinstance(k, Lexeme) and k.parts for k in node.node(0).kids):
            self.diags.report("declares-nothing", node.pos)
        elif specs.storage and specs.storage != "typedef" and tagged:
            self.diags.report("useless-storage", node.pos)

    def init_declarators(self, specs: Specifiers, node: Node, block: Block | None) -> None:
        """Each declarator of a list, in order."""
        extra: list[Attribute] = []
        if node.name == "attributed_init_declarator_list":
            extra = self.collect_attributes(node.kids)
        for kid in node.kids:
            if not isinstance(kid, Node):
                continue
            if kid.name in ("init_declarator_list", "attributed_init_declarator_list"):
                self.init_declarators(specs, kid, block)
            else:
                self.init_declarator(specs, kid, block, extra)

    def init_declarator(self, specs: Specifiers, node: Node, block: Block | None,
                        extra: list[Attribute]) -> None:
        """One declarator and its initialiser."""
        assert specs.type is not None
        declared = node.node(0)
        attributes = specs.attributes + extra + self.collect_attributes(declared.kids)
        init = node.node(1) if node.name == "initialized_declarator" else None
        if specs.auto_type and init is not None:
            e = self.rvalue(self.expression(init.kids[0]))
            specs.type = e.type
        saved = self.pending_effects
        self.pending_effects = []
        name, t, pos = self.declared_type(specs.type, declared.node(0))
        effects = self.pending_effects
        self.pending_effects = saved
        t = self.type_attributes(t, self.collect_attributes(declared.kids) + extra)
        asm_name = ""
        for kid in declared.kids:
            if isinstance(kid, Lexeme) and kid.term == self.tables.terminals["ASM"] and kid.parts:
                asm_name = "".join(p.text.strip('"') for p in kid.parts)
        if specs.storage == "typedef":
            if specs.align:
                raise self.diags.fatal("alignas-typedef", pos)
            self.typedef(name, t, pos, init, attributes, block, effects)
            return
        if t.kind == FUNCTION:
            self.declare_function(specs, name, t, pos, attributes, asm_name, block is not None)
            if init is not None:
                raise self.diags.fatal("function-initializer", pos, name)
            return
        if specs.inline or specs.noreturn:
            self.diags.report("inline-not-function", pos)
        self.declare_variable(specs, name, t, pos, attributes, asm_name, init, block, effects)

    def typedef(self, name: str, t: Type, pos: int, init: Node | None,
                attributes: list[Attribute], block: Block | None, effects: list[T.Expr]) -> None:
        """6.7.8."""
        if init is not None:
            raise self.diags.fatal("typedef-initialized", pos, name)
        for attribute in attributes:
            if attribute.name == "aligned":
                align = self.attribute_align(attribute)
                if t.kind == ARRAY:
                    t = t_.copy_array(t, t.of)
                    t.typedef_align = align
                else:
                    t = t.plain.variant(t.quals, align)
            elif attribute.name == "may_alias" and t.kind != ARRAY:
                t = t.qualified(t_.MAY_ALIAS)
            elif attribute.name == "transparent_union" and t.record is not None:
                t.record.transparent = True
        scope = self.scopes[-1]
        old = scope.names.get(name)
        if old is not None:
            if not isinstance(old, TypeName):
                raise self.diags.fatal("redeclared-kind", pos, name)
            if not compatible(old.type, t):
                raise self.diags.fatal("typedef-redefined", pos, name)
            if t.is_variably_modified():
                raise self.diags.fatal("typedef-redefined", pos, name)
        if t.is_variably_modified() and block is None:
            raise self.diags.fatal("variable-array-at-file-scope", pos)
        made = TypeName(name, t, pos)
        scope.names[name] = made
        if t.is_variably_modified():
            self.variable_types.append(pos)
        if effects and block is not None:
            self.evaluate_bounds(block, t, pos, effects)

    def evaluate_bounds(self, block: Block, t: Type, pos: int, effects: list[T.Expr]) -> None:
        """Array bounds are evaluated where the declaration stands (6.7.6.2p5)."""
        statement = EvaluateType(t, pos)
        statement.exprs = effects
        block.items.append(statement)

    # ---- functions

    def declare_function(self, specs: Specifiers, name: str, t: Type, pos: int,
                         attributes: list[Attribute], asm_name: str, local: bool) -> Function:
        """A function declaration, with or without body to come."""
        if specs.storage in ("auto", "register") and not (local and specs.storage == "auto"):
            raise self.diags.fatal("function-storage", pos, name)
        if local and specs.storage == "static":
            raise self.diags.fatal("local-static-function", pos, name)
        if specs.thread:
            raise self.diags.fatal("function-storage", pos, name)
        if specs.align:
            raise self.diags.fatal("alignas-function", pos)
        if self.function is None and t.of.is_variably_modified():
            raise self.diags.fatal("variable-array-at-file-scope", pos)
        linkage = "internal" if specs.storage == "static" else "external"
        old = self.scopes[-1].names.get(name)
        if old is None:
            outer = self.find(name)
            if isinstance(outer, (Function,)) and outer.outer is None:
                old = outer
        linked = self.externals.get(name)
        if old is None and linked is not None:
            old = linked
        function = old if isinstance(old, Function) else None
        if old is not None and function is None:
            if old is self.scopes[-1].names.get(name) or isinstance(old, Variable):
                raise self.diags.fatal("redeclared-kind", pos, name)
        if local and specs.storage == "auto" and function is not None and function.outer is None:
            function = None
        if function is not None:
            if function.builtin_type and not compatible_plain(function.type, t):
                self.diags.report("builtin-type-mismatch", pos, name)
                function.type = t
            elif not compatible_plain(function.type, t):
                if function.implicit and function.body is None and compatible_plain(
                        function.type.of, t.of):
                    function.type = t
                elif not specs.explicit_type and function.type.of.kind == VOID \
                        and compatible_plain(t, self.types.function(
                            t.of, function.type.parameters, function.type.variadic, True)):
                    self.diags.report("conflicting-implicit-int", pos, name)
                    t = self.types.function(function.type.of, t.parameters, t.variadic, True)
                else:
                    self.diags.report("conflicting-function", pos, name)
                    raise self.diags.fatal("conflicting-types", pos, name)
            else:
                function.type = composite(self.types, function.type, t)
            if linkage == "internal" and function.linkage == "external" \
                    and not function.builtin_type:
                if function.implicit:
                    self.diags.report("static-after-implicit", pos, name)
                else:
                    raise self.diags.fatal("static-after-extern", pos, name)
                function.linkage = "internal"
            elif linkage == "internal":
                function.linkage = "internal"
                if function.builtin_type:
                    self.diags.report("library-static", pos, name)
        else:
            function = Function(name, t, pos)
            function.linkage = linkage
            if local and specs.storage == "auto":
                function.outer = self.function
            else:
                self.externals[name] = function
            self.functions.append(function)
        function.builtin_type = False
        function.implicit = False
        if specs.inline:
            function.inline = True
            function.extern_inline = specs.storage == "extern" or function.extern_inline
            if name == "main":
                self.diags.report("inline-main", pos)
        elif function.inline and specs.storage != "static" and linkage == "external":
            function.extern_inline = True
        if specs.noreturn:
            function.noreturn = True
        if asm_name:
            function.assembler_name = asm_name
        self.function_attributes(function, attributes)
        self.scopes[-1].names[name] = function
        return function

    def function_attributes(self, function: Function, attributes: list[Attribute]) -> None:
        """GNU attributes that change what a function does."""
        for attribute in attributes:
            name = attribute.name
            text = ""
            if attribute.arguments and attribute.arguments[0]:
                text = attribute.arguments[0][0].text
            if name == "noreturn":
                function.noreturn = True
            elif name == "alias":
                if function.body is not None and not function.gnu_inline:
                    raise self.diags.fatal("redefinition", attribute.pos, function.name)
                function.alias = text.strip('"')
            elif name == "weak":
                function.weak = True
            elif name == "optimize" and "no-strict-aliasing" in text:
                self.strict_aliasing = False      # for the whole program: 6.5p7 is not checked
            elif name == "aligned":
                function.align = max(function.align, self.attribute_align(attribute))
            elif name == "gnu_inline":
                function.gnu_inline = True
            elif name == "constructor":
                function.constructor = int(text) if text.isdigit() else 65535
            elif name == "destructor":
                function.destructor = int(text) if text.isdigit() else 65535

    def function_definition(self, node: Node) -> None:
        """6.9.1."""
        inner = node.node(0) if node.name == "external_function" and \
            node.node(0).name == "function_definition" else node
        head = inner.node(0)
        body = inner.node(1)
        self.define_function(head, body, False)

    def define_function(self, head: Node, body: Node, nested: bool) -> Function:
        """The head and body of a function."""
        implicit = head.name.startswith("implicit")
        if implicit:
            specs = Specifiers(head.pos)
            specs.type = self.types.int
            specs.explicit_type = False
            declarator = head.node(0)
            rest = head.kids[1:]
        else:
            specs = self.specifiers(head.node(0))
            declarator = head.node(1)
            rest = head.kids[2:]
        assert specs.type is not None
        if not specs.explicit_type:
            self.diags.report("implicit-int-return", head.pos)
        if specs.storage == "typedef":
            raise self.diags.fatal("typedef-function-definition", head.pos)
        if specs.storage in ("auto", "register") and not nested:
            raise self.diags.fatal("function-storage", head.pos, "")
        name, t, pos = self.declared_type(specs.type, declarator)
        self.pending_effects = []
        if t.kind != FUNCTION:
            raise self.diags.fatal("not-a-function", pos, name)
        suffix = self.function_suffix(declarator)
        if suffix is None:
            raise self.diags.fatal("typedef-function-definition", pos)
        result = t.of
        if result.is_incomplete() and result.kind != VOID:
            raise self.diags.fatal("incomplete-return", pos, result)
        attributes = specs.attributes + self.collect_attributes(rest)
        t = self.type_attributes(t, self.collect_attributes(rest))
        old_names: list[Lexeme] = []
        if suffix.name == "knr_declarator":
            old_names = [k for k in suffix.kids if isinstance(k, Lexeme)]
        saved_scopes = self.scopes
        outer = self.function
        parameters: list[Variable] = []
        knr = [k for k in rest if isinstance(k, Node)]
        if old_names or knr:
            parameters = self.old_style(old_names, knr, pos)
            t = self.types.function(t.of, [Parameter(p.type, p.name, p.pos) for p in parameters],
                                    False, False)
        if nested:
            if specs.storage in ("static", "extern", "register"):
                raise self.diags.fatal("function-storage", head.pos, name)
            specs.storage = "auto"
        function = self.declare_function(specs, name, t, pos, attributes, "", nested)
        if function.body is not None:
            if function.extern_inline and function.gnu_inline:
                function.body = None
            else:
                raise self.diags.fatal("redefinition", pos, name)
        function.pos = pos
        function.old_style = bool(old_names or knr) or suffix.name == "empty_function_declarator"
        function.outer = outer if nested else None
        function.labels = {}
        function.locals = []
        if name == "main" and not nested:
            self.check_main(function, t, pos)
        saved = (getattr(self, "loop_depth", 0), getattr(self, "switches", []),
                 getattr(self, "breakable", 0), getattr(self, "local_labels", []),
                 self.variable_types, self.gotos, self.label_scopes, self.switch_scopes)
        self.start_function()
        self.function = function
        self.push("function")
        if not (old_names or knr):
            parameters = self.new_style(t, pos)
        function.parameters = parameters
        for variable in parameters:
            variable.owner = function
            self.scopes[-1].names[variable.name] = variable
        made = Block(body.pos, body.end)
        self.parameter_bounds(suffix, t, function)
        self.local_labels.append({})
        for kid in body.kids:
            if isinstance(kid, Node):
                self.block_item(made, kid)
        function.body = made
        self.check_jumps()
        for call in function.setjmps:
            self.diags.report("setjmp-context", call.pos)
        for label in function.labels.values():
            if not label.defined and nested and any(label.name in one for one in saved[3]):
                raise Unsupported(label.pos, "goto out of a nested function")
            if not label.defined:
                raise self.diags.fatal("undefined-label", label.pos, label.name)
        self.pop()
        self.scopes = saved_scopes
        self.function = outer
        (self.loop_depth, self.switches, self.breakable, self.local_labels, self.variable_types,
         self.gotos, self.label_scopes, self.switch_scopes) = saved
        return function

    def parameter_bounds(self, suffix: Node, t: Type, function: Function) -> None:
        """Sizes in variably modified parameters are evaluated at entry (6.9.1p10)."""
        for parameter, variable in zip(t.parameters, function.parameters):
            if parameter.bounds:
                rebound: list[T.Expr] = []
                names = {v.name: v for v in function.parameters}
                for bound in parameter.bounds:
                    self.rebind(bound, names)
                    if isinstance(bound, T.Expr):
                        rebound.append(bound)
                function.parameter_effects.extend(rebound)

    def rebind(self, e: object, names: dict[str, Variable]) -> None:
        """Let the names in a prototype's bounds mean the definition's parameters."""
        if isinstance(e, T.VariableRef):
            if e.variable.parameter and e.variable.name in names:
                e.variable = names[e.variable.name]
            return
        if isinstance(e, T.Expr):
            for part in vars_of(e):
                self.rebind(part, names)

    def check_main(self, function: Function, t: Type, pos: int) -> None:
        """5.1.2.2.1p1."""
        if t.of.plain is not self.types.int:
            self.diags.report("main-signature", pos)
        count = len(t.parameters)
        if count == 1 or count > 3:
            self.diags.report("main-signature", pos)
        elif count >= 2 and t.prototyped:
            if t.parameters[0].type.plain is not self.types.int or \
                    t.parameters[1].type.kind != POINTER:
                self.diags.report("main-signature", pos)

    def function_suffix(self, node: Node) -> Node | None:
        """The part of a declarator that makes the declared name a function."""
        while True:
            if node.name in ("function_declarator", "empty_function_declarator",
                             "knr_declarator"):
                inner = node.node(0)
                while inner.name == "parenthesized":
                    inner = self.last_node(inner)
                    if inner.name == "direct":
                        inner = inner.node(0)
                if inner.name == "declared_name":
                    return node
            nxt: Node | None = None
            for kid in node.kids:
                if isinstance(kid, Node) and (kid.name.endswith("declarator")
                                              or kid.name in ("direct", "parenthesized")):
                    nxt = kid
                    break
            if nxt is None:
                return None
            node = nxt

    def new_style(self, t: Type, pos: int) -> list[Variable]:
        """Parameters of a prototype definition."""
        made: list[Variable] = []
        for parameter in t.parameters:
            if not parameter.name:
                self.diags.report("parameter-name-omitted", parameter.pos)
            if parameter.type.is_incomplete():
                raise self.diags.fatal("parameter-incomplete", parameter.pos, parameter.name)
            variable = Variable(parameter.name, parameter.type, "auto", parameter.pos)
            variable.parameter = True
            variable.defined = True
            variable.register = parameter.register
            parameter.decl = variable
            made.append(variable)
        return made

    def old_style(self, names: list[Lexeme], declarations: list[Node], pos: int
                  ) -> list[Variable]:
        """6.9.1p6: an identifier list and its declarations."""
        found: dict[str, Variable] = {}
        self.push("prototype")
        for node in declarations:
            specs = self.specifiers(node.node(0))
            assert specs.type is not None
            if specs.storage not in ("", "register"):
                self.diags.report("parameter-storage", node.pos)
            if len(node.kids) < 2:
                continue
            for one in self.flat_declarators(node.node(1)):
                if one.name == "initialized_declarator":
                    raise self.diags.fatal("parameter-initialized", one.pos)
                name, t, name_pos = self.declared_type(specs.type, one.node(0).node(0))
                t = self.adjust(t, None)
                if name not in [n.text for n in names]:
                    raise self.diags.fatal("old-style-not-listed", name_pos, name)
                if t.is_incomplete():
                    raise self.diags.fatal("parameter-incomplete", name_pos, name)
                variable = Variable(name, t, "auto", name_pos)
                variable.parameter = True
                variable.defined = True
                found[name] = variable
                self.scopes[-1].names[name] = variable
        self.pop()
        result: list[Variable] = []
        for lexeme in names:
            variable2 = found.get(lexeme.text)
            if variable2 is None:
                self.diags.report("old-style-undeclared", lexeme.pos, lexeme.text)
                variable2 = Variable(lexeme.text, self.types.int, "auto", lexeme.pos)
                variable2.parameter = True
                variable2.defined = True
            result.append(variable2)
        return result

    def flat_declarators(self, node: Node) -> list[Node]:
        """The init-declarators of a nested list."""
        made: list[Node] = []
        for kid in node.kids:
            if isinstance(kid, Node):
                if kid.name in ("init_declarator_list", "attributed_init_declarator_list"):
                    made.extend(self.flat_declarators(kid))
                else:
                    made.append(kid)
        return made

    def nested_function(self, block: Block, node: Node) -> None:
        """GNU: a function inside a function."""
        self.diags.report("nested-function", node.pos)
        self.define_function(node.node(0), node.node(1), True)

    # ---- objects

    def declare_variable(self, specs: Specifiers, name: str, t: Type, pos: int,
                         attributes: list[Attribute], asm_name: str, init: Node | None,
                         block: Block | None, effects: list[T.Expr]) -> None:
        """An object declaration, at file scope or in a block."""
        if t.kind == VOID and (specs.storage != "extern" or init is not None):
            raise self.diags.fatal("void-variable", pos, name)
        if name in ("__func__", "__FUNCTION__"):
            self.diags.report("declares-func-name", pos)
        if specs.align and specs.storage == "register":
            raise self.diags.fatal("alignas-register", pos)
        if specs.align and specs.align < t.align:
            self.diags.report("alignas-too-small", pos)
        if specs.storage == "register" and asm_name:
            if block is not None:
                raise Unsupported(pos, "variable in a named register")
            if init is not None:
                raise self.diags.fatal("file-scope-storage", pos)
            specs.storage = ""
            self.named_register = pos
            variable = self.file_variable(specs, name, t, pos, init)
            variable.register = True
        elif block is None:
            variable = self.file_variable(specs, name, t, pos, init)
        else:
            variable = self.block_variable(specs, name, t, pos, init)
        align = specs.align
        for attribute in attributes:
            if attribute.name == "aligned":
                align = max(align, self.attribute_align(attribute))
            elif attribute.name == "cleanup" and attribute.arguments:
                symbol = self.find(attribute.arguments[0][0].text)
                if isinstance(symbol, Function):
                    variable.cleanup = symbol
                    variable.address_taken = True
            elif attribute.name == "weak":
                variable.weak = True
            elif attribute.name == "alias":
                raise Unsupported(pos, "alias of an object")
        if specs.align and variable.declared_align and specs.align != variable.declared_align:
            self.diags.report("alignas-differs", pos, name)
        variable.declared_align = specs.align or variable.declared_align
        variable.align = max(variable.align, align)
        if asm_name:
            variable.assembler_name = asm_name
        static = variable.storage in ("static", "extern")
        if variable.type.is_variably_modified():
            self.variable_types.append(pos)
        if block is not None and effects:
            self.evaluate_bounds(block, variable.type, pos, effects)
            variable.bound_exprs = effects
        if init is not None:
            if variable.type.is_variable():
                raise self.diags.fatal("variable-array-initializer", pos)
            variable.init = self.initializer(variable, init, static)
            variable.defined = True
        if block is not None and variable.storage in ("auto", "register"):
            if variable.type.is_incomplete():
                raise self.diags.fatal("incomplete-variable", pos, name)
            assert self.function is not None
            variable.owner = self.function
            self.function.locals.append(variable)
            if variable.type.kind in (ARRAY, t_.RECORD, t_.COMPLEX, t_.VECTOR):
                variable.address_taken = True
            block.items.append(T.Declaration(variable, pos))
        elif block is not None and variable.storage == "static":
            if variable.type.is_incomplete() and not variable.linkage:
                raise self.diags.fatal("incomplete-variable", pos, name)

    def file_variable(self, specs: Specifiers, name: str, t: Type, pos: int, init: Node | None
                      ) -> Variable:
        """6.9.2, 6.2.2."""
        if specs.storage in ("auto", "register"):
            raise self.diags.fatal("file-scope-storage", pos)
        if t.is_variably_modified():
            raise self.diags.fatal("variable-array-at-file-scope", pos)
        old = self.file_scope.names.get(name) or self.externals.get(name)
        linkage = "internal" if specs.storage == "static" else "external"
        if isinstance(old, Variable):
            self.check_redeclaration(old, t, pos, name, specs.thread)
            if specs.storage == "static" and old.linkage == "external":
                raise self.diags.fatal("static-after-extern", pos, name)
            if specs.storage == "" and old.linkage == "internal":
                raise self.diags.fatal("extern-after-static", pos, name)
            if init is not None and old.defined and old.init is not None:
                raise self.diags.fatal("redefinition", pos, name)
            old.type = composite(self.types, old.type, t)
            variable = old
        else:
            if old is not None and self.file_scope.names.get(name) is not None:
                raise self.diags.fatal("redeclared-kind", pos, name)
            variable = Variable(name, t, "static", pos)
            variable.linkage = linkage
            variable.address_taken = True
            self.variables.append(variable)
            self.externals[name] = variable
            if specs.thread:
                variable.storage = "static"
        self.file_scope.names[name] = variable
        if specs.storage != "extern":
            if init is None:
                variable.tentative = True
                if linkage == "internal" and t.is_incomplete():
                    self.diags.report("static-tentative-incomplete", pos, name)
        elif init is not None:
            self.diags.report("extern-initialized", pos, name)
        if specs.storage != "extern" or init is not None:
            variable.pos = pos
        return variable

    def check_redeclaration(self, old: Variable, t: Type, pos: int, name: str, thread: bool
                            ) -> None:
        """6.7p4."""
        if not compatible(old.type, t):
            raise self.diags.fatal("conflicting-qualifiers" if compatible_plain(old.type, t)
                                   else "conflicting-types", pos, name)

    def block_variable(self, specs: Specifiers, name: str, t: Type, pos: int, init: Node | None
                       ) -> Variable:
        """An object declared in a block."""
        scope = self.scopes[-1]
        old = scope.names.get(name)
        if specs.storage == "extern":
            if init is not None:
                raise self.diags.fatal("local-extern-initialized", pos, name)
            linked: Symbol | None = self.externals.get(name)
            if isinstance(old, Variable) and old.linkage == "":
                raise self.diags.fatal("extern-after-local", pos, name)
            if isinstance(linked, Variable):
                self.check_redeclaration(linked, t, pos, name, specs.thread)
                linked.type = composite(self.types, linked.type, t)
                scope.names[name] = linked
                return linked
            if linked is not None:
                raise self.diags.fatal("redeclared-kind", pos, name)
            variable = Variable(name, t, "static", pos)
            variable.linkage = "external"
            variable.address_taken = True
            self.variables.append(variable)
            self.externals[name] = variable
            scope.names[name] = variable
            return variable
        if old is not None:
            if isinstance(old, (TypeName, EnumConstant, Function)):
                raise self.diags.fatal("redeclared-kind", pos, name)
            raise self.diags.fatal("redeclared", pos, name)
        if specs.thread and specs.storage != "static":
            raise self.diags.fatal("local-thread", pos)
        storage = specs.storage or "auto"
        variable = Variable(name, t, storage, pos)
        variable.defined = True
        variable.register = storage == "register"
        if storage == "register":
            variable.storage = "auto"
        if storage == "static":
            variable.address_taken = True
            if t.is_variable():
                raise self.diags.fatal("static-variable-array", pos)
            self.statics.append(variable)
        variable.owner = self.function if storage != "static" else None
        scope.names[name] = variable
        return variable

    # ---- the end of the unit

    def finish(self) -> None:
        """6.9.2p2 and p3: tentative definitions; 6.9p3, 6.7.4p7: what lacks a body."""
        if self.named_register and not self.diags.errors:
            raise Unsupported(self.named_register, "variable in a named register")
        for variable in self.variables:
            if variable.tentative and variable.init is None:
                variable.defined = True
                t = variable.type
                if t.kind == ARRAY and t.count == UNKNOWN and not t.of.is_incomplete():
                    self.diags.report("tentative-array", variable.pos, variable.name)
                    variable.type = t_.copy_array(t, t.of)
                    variable.type.count = 1
                elif t.is_incomplete():
                    raise self.diags.fatal("incomplete-variable", variable.pos, variable.name)
        for function in self.functions:
            if function.body is None and function.linkage == "internal" and function.used \
                    and not function.alias:
                self.diags.report(
                    "static-library-function" if function.name in EXTERNAL_NAMES
                    else "static-never-defined", function.pos, function.name)
            if function.inline and function.body is None and function.linkage == "external" \
                    and not function.builtin_type:
                self.diags.report("inline-never-defined", function.pos, function.name)

    def type_of_text(self, text: str) -> Type:
        """The type declared by one prototype in C (for builtins)."""
        file = self.diags.add_file("<builtin>", text, True)
        tokens = tokenize(self.diags, file, text + ";\n", False)
        tree = Parser(self.diags, self.tables).parse(
            Converter(self.diags, self.tables).convert(tokens), "translation_unit")
        declaration = tree.node(0).node(0)
        specs = self.specifiers(declaration.node(0))
        assert specs.type is not None
        one = self.flat_declarators(declaration.node(1))[0]
        saved = self.scopes
        self.scopes = [self.file_scope]
        _, t, _ = self.declared_type(specs.type, one.node(0).node(0))
        self.scopes = saved
        return t


def vars_of(e: T.Expr) -> list[object]:
    """The direct operands of an expression."""
    names = ("operand", "left", "right", "pointer", "base", "index", "place", "condition", "yes",
             "no", "target", "value", "callee", "arguments")
    found: list[object] = []
    for name in names:
        part = getattr(e, name, None)
        if isinstance(part, list):
            found.extend(part)
        elif part is not None:
            found.append(part)
    return found


__all__ = ["Initializer", "Unit", "UnitChecker"]
