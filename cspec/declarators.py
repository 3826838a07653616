"""Declarators and type names (C17 6.7.6, 6.7.7): from specifiers to the declared type."""

from __future__ import annotations

from cspec.fold import fold, is_integer_constant
from cspec.lexemes import Lexeme
from cspec.parser import Node
from cspec.scope import Attribute
from cspec.specifiers import QUALIFIERS, SpecifierChecker
from cspec.tree import Expr, Variable
from cspec.types import ARRAY, FUNCTION, UNKNOWN, VARIABLE, VOID, Parameter, Type


class DeclaratorChecker(SpecifierChecker):
    """Builds types inside out: a declarator wraps the type of its specifiers."""

    def declared_type(self, base: Type, node: Node) -> tuple[str, Type, int]:
        """(name, type, place of the name) of a declarator applied to `base`."""
        name = node.name
        if name == "declared_name":
            lexeme = node.lexeme(0)
            return lexeme.text, base, lexeme.pos
        if name == "direct" or name == "abstract_direct":
            return self.declared_type(base, node.node(0))
        if name == "parenthesized":
            base = self.type_attributes(base, self.collect_attributes(node.kids))
            return self.declared_type(base, self.last_node(node))
        if name == "pointer_declarator" or name == "abstract_pointer":
            base = self.pointer_type(base, node.node(0))
            if len(node.kids) > 1:
                return self.declared_type(base, node.node(1))
            return "", base, node.pos
        if name == "array_declarator":
            return self.declared_type(self.array_type(base, node.node(1)), node.node(0))
        if name == "abstract_array":
            return "", self.array_type(base, node.node(0)), node.pos
        if name in ("function_declarator", "abstract_function"):
            suffix = self.last_node(node)
            made = self.function_type(base, suffix, node.pos)
        elif name in ("empty_function_declarator", "abstract_empty_function"):
            self.check_return(base, node.pos)
            made = self.types.function(base, [], False, False)
        elif name == "knr_declarator":
            self.check_return(base, node.pos)
            made = self.types.function(base, [], False, False)
        else:
            raise AssertionError(name)
        if name.startswith("abstract"):
            return "", made, node.pos
        return self.declared_type(made, node.node(0))

    def last_node(self, node: Node) -> Node:
        for kid in reversed(node.kids):
            if isinstance(kid, Node) and kid.name != "scope_open":
                return kid
        raise AssertionError(node.name)

    def pointer_type(self, base: Type, node: Node) -> Type:
        """`*` with qualifiers, repeated."""
        if node.name == "pointer_chain":
            base = self.pointer_type(base, node.node(0))
        made = self.types.pointer(base)
        quals = 0
        term = self.tables.terminals["QUALIFIER"]
        for kid in node.kids:
            if isinstance(kid, Lexeme) and kid.term == term:
                quals |= QUALIFIERS[kid.text]
        if quals:
            self.check_qualifiers(made, quals, node.pos)
            made = made.qualified(quals)
        return made

    def check_return(self, base: Type, pos: int) -> None:
        """6.7.6.3p1."""
        if base.kind == FUNCTION:
            raise self.diags.fatal("function-returns-function", pos)
        if base.kind == ARRAY:
            raise self.diags.fatal("function-returns-array", pos)

    def array_type(self, base: Type, node: Node) -> Type:
        """6.7.6.2."""
        if base.kind == FUNCTION:
            raise self.diags.fatal("array-of-functions", node.pos)
        if base.is_incomplete():
            raise self.diags.fatal("array-of-incomplete", node.pos, base)
        if base.record is not None and base.record.flexible:
            self.diags.report("array-of-flexible", node.pos)
        made = Type(ARRAY)
        made.target = base
        if node.name == "array_unknown":
            return made
        if node.name == "array_star":
            made.count = VARIABLE
            made.star = True
            if self.scopes[-1].kind != "prototype":
                self.diags.report("star-outside-prototype", node.pos)
            return made
        e = self.rvalue(self.expression(node.kids[-1]))
        if not e.type.is_integer():
            raise self.diags.fatal("array-size-type", node.pos)
        value = fold(e)
        if isinstance(value, int) and (is_integer_constant(e) or self.function is None
                                       and self.scopes[-1].kind != "prototype"):
            if not is_integer_constant(e):
                self.diags.report("not-integer-constant", node.pos, "array size")
            if value < 0:
                raise self.diags.fatal("array-size-negative", node.pos)
            if value == 0:
                self.diags.report("array-size-zero", node.pos)
            if base.size * value >= 1 << (self.types.pointer_size * 8 - 1):
                raise self.diags.fatal("array-too-large", node.pos)
            made.count = value
            return made
        made.count = VARIABLE       # at file scope in a type name only; declarations refuse it
        made.bound = e
        if self.function is not None or self.scopes[-1].kind != "file":
            self.pending_effects.append(e)
        return made

    def function_type(self, base: Type, node: Node, pos: int) -> Type:
        """6.7.6.3: a prototype."""
        self.check_return(base, pos)
        self.push("prototype")
        saved = self.pending_effects
        self.pending_effects = []
        parameters: list[Parameter] = []
        for kid in node.kids:
            if isinstance(kid, Node):
                parameters.append(self.parameter(kid))
        self.pop()
        self.pending_effects = saved
        if len(parameters) == 1 and parameters[0].type.kind == VOID and not parameters[0].name \
                and node.name == "parameters":
            if parameters[0].type.quals or parameters[0].register:
                self.diags.report("qualified-void-parameter", pos)
            parameters = []
        for parameter in parameters:
            if parameter.type.kind == VOID:
                if parameter.name or node.name != "parameters":
                    self.diags.report("void-parameter", parameter.pos)
                else:
                    raise self.diags.fatal("void-not-alone", parameter.pos)
        return self.types.function(base, parameters, node.name == "variadic_parameters", True)

    def parameter(self, node: Node) -> Parameter:
        """A parameter declaration, its type adjusted (6.7.6.3p7, p8)."""
        specs = self.specifiers(node.node(0))
        assert specs.type is not None
        name = ""
        t = specs.type
        pos = node.pos
        static_count = 0
        effects = len(self.pending_effects)
        if node.name != "unnamed_parameter":
            name, t, pos = self.declared_type(specs.type, node.node(1))
            static_count = self.static_bound(node.node(1))
        attributes = specs.attributes + self.collect_attributes(node.kids)
        t = self.type_attributes(t, self.collect_attributes(node.kids))
        del attributes
        if specs.storage not in ("", "register") or specs.thread:
            self.diags.report("parameter-storage", pos)
        if not specs.explicit_type:
            self.diags.report("implicit-int", pos, name or "parameter")
        if specs.align:
            self.diags.report("alignas-parameter", pos)
        if specs.inline or specs.noreturn:
            self.diags.report("inline-not-function", pos)
        parameter = Parameter(self.adjust(t, node), name, pos)
        parameter.static_count = static_count
        parameter.register = specs.storage == "register"
        parameter.bounds = list(self.pending_effects[effects:])
        if name:
            if name in self.scopes[-1].names:
                raise self.diags.fatal("parameter-redeclared", pos, name)
            variable = Variable(name, parameter.type, "auto", pos)
            variable.parameter = True
            variable.register = parameter.register
            self.scopes[-1].names[name] = variable
            parameter.decl = variable
        return parameter

    def adjust(self, t: Type, node: Node | None) -> Type:
        """Arrays and functions become pointers."""
        if t.kind == ARRAY:
            quals = 0
            if node is not None:
                quals = self.array_qualifiers(node)
            return self.types.pointer(t.of).qualified(quals)
        if t.kind == FUNCTION:
            return self.types.pointer(t)
        return t

    def array_qualifiers(self, node: Node) -> int:
        """Qualifiers inside the outermost `[ ]` of a parameter."""
        quals = 0
        suffix = self.outer_suffix(node)
        if suffix is not None:
            for kid in suffix.kids:
                if isinstance(kid, Node) and kid.name == "array_qualifier":
                    quals |= QUALIFIERS.get(kid.lexeme(0).text, 0)
        return quals

    def outer_suffix(self, node: Node) -> Node | None:
        """The array suffix nearest to the declared name."""
        found: Node | None = None
        current: Node | None = node
        while current is not None:
            nxt: Node | None = None
            for kid in current.kids:
                if isinstance(kid, Node):
                    if kid.name.startswith("array_") and kid.name != "array_declarator":
                        found = kid
                    elif kid.name in ("array_declarator", "direct", "parenthesized",
                                      "abstract_array", "abstract_direct",
                                      "pointer_declarator", "abstract_pointer"):
                        nxt = kid
            current = nxt
        return found

    def static_bound(self, node: Node) -> int:
        """The n of `[static n]`, 0 if there is none."""
        suffix = self.outer_suffix(node)
        if suffix is None or suffix.name != "array_bound":
            return 0
        if not any(isinstance(k, Node) and k.name == "array_qualifier"
                   and k.lexeme(0).text == "static" for k in suffix.kids):
            return 0
        value = fold(self.rvalue(self.expression(suffix.kids[-1])))
        return value if isinstance(value, int) else 0

    def type_name(self, node: Node) -> Type:
        """6.7.7."""
        specs = self.specifiers(node.node(0))
        assert specs.type is not None
        if not specs.explicit_type:
            self.diags.report("implicit-int", node.pos, "type name")
        if specs.storage:
            self.diags.report("type-name-storage", node.pos)
        if len(node.kids) > 1:
            _, t, _ = self.declared_type(specs.type, node.node(1))
            return t
        return specs.type


__all__ = ["Attribute", "DeclaratorChecker", "Expr", "UNKNOWN"]
