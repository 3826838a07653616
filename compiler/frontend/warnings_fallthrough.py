"""-Wimplicit-fallthrough: a statement of a switch that runs on into the next case.

Problem: most of the time a missing `break` is a mistake; where it is meant, the text says so, by an
attribute or by a comment.  Idea: in every list of statements that holds cases, look at what stands
before each run of labels: `Falls` finds the statement through which control gets there.  The
comment is looked for in the text right before the label, only when a warning is due.

Nothing is said when all that follows the label is leaving (`break`, `goto`, `return;`), and when it
is a loop that begins with its test (for gcc that is a jump, too).

Source: "-Wimplicit-fallthrough", GCC 12 manual (level 3: the comments it knows); places compared
with gcc 12.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.expression_range import colon_of, mark_after
from compiler.frontend.source import POSITION_MASK, SourceMap
from compiler.frontend.tree import (
    ASM,
    ASSIGN,
    BREAK,
    CALL,
    COMPOUND_ASSIGN,
    COMPUTED_GOTO,
    CONTINUE,
    GOTO,
    INC_DEC,
    LABEL_STMT,
    RETURN,
    Block,
    BuiltinCall,
    Call,
    Case,
    Cast,
    Comma,
    Conditional,
    DeclStmt,
    DoWhile,
    Empty,
    Expr,
    ExprStmt,
    For,
    FuncRef,
    If,
    IntConst,
    LabelStmt,
    Logical,
    Return,
    StatementExpr,
    Stmt,
    Switch,
    While,
)
from compiler.frontend.tree_walk import statements_of
from compiler.frontend.types import ARRAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

OPTION: Final = "implicit-fallthrough"
LEAVES: Final = (BREAK, CONTINUE, GOTO, COMPUTED_GOTO, RETURN)

# What a comment must be; without blanks and dots around.
COMMENTS: Final = (
    r"-fallthrough|@fallthrough@|lint -fallthrough[ \t]*|"
    r"[ \t.!]*(ELSE,? |INTENTIONAL(LY)? )?FALL(S | |-)?THR(OUGH|U)[ \t.!]*(-[^\n\r]*)?|"
    r"[ \t.!]*(Else,? |Intentional(ly)? )?Fall((s | |-)[Tt]|t)hr(ough|u)[ \t.!]*(-[^\n\r]*)?|"
    r"[ \t.!]*([Ee]lse,? |[Ii]ntentional(ly)? )?fall(s | |-)?thr(ough|u)[ \t.!]*(-[^\n\r]*)?")

NOWHERE: Final = -1    # control does not get behind the statement
NOTHING: Final = 0     # the statement leaves no code


class Falls:
    """How control gets behind a statement: the location of what it passes last."""

    def __init__(self, source: SourceMap) -> None:
        self.source = source

    def through(self, statement: Stmt) -> i64:
        """NOWHERE, NOTHING or a location."""
        if isinstance(statement, Block):
            return self.through_block(statement)
        if isinstance(statement, ExprStmt):
            return self.through_expression(statement.expr)
        if statement.kind in LEAVES:
            return NOWHERE
        if isinstance(statement, If):
            return self.through_if(statement)
        if isinstance(statement, While):
            return self.through_loop(statement.condition)
        if isinstance(statement, For):
            return NOWHERE if statement.condition is None else (
                self.through_loop(statement.condition))
        if isinstance(statement, DoWhile):
            if isinstance(statement.condition, IntConst):
                return NOWHERE if statement.condition.value else self.through(statement.body)
            return statement.condition.loc
        if isinstance(statement, Switch):
            return self.through_switch(statement)
        if isinstance(statement, Empty):
            return NOWHERE if statement.fallthrough else NOTHING
        if isinstance(statement, DeclStmt):
            for decl in statement.decls:
                if decl.storage <= 2 and decl.init is not None:
                    return decl.loc
            return NOTHING
        return statement.loc if statement.kind == ASM else NOTHING

    def through_block(self, block: Block) -> i64:
        """The last statement that leaves code decides."""
        items = block.items
        declares = False
        in_memory = False
        for item in items:
            if isinstance(item, DeclStmt):
                for decl in item.decls:
                    if decl.storage <= 2:
                        declares = True
                        if decl.address_taken or decl.type.kind >= ARRAY:
                            in_memory = True
        for index in range(len(items) - 1, -1, -1):
            item = items[index]
            if item.kind == LABEL_STMT or isinstance(item, Case):
                return NOWHERE
            found = self.through(item)
            if found != NOTHING:
                if found != NOWHERE and (in_memory or declares and not isinstance(
                        item, ExprStmt | Block)):
                    return block.loc if not isinstance(item, For) else item.loc
                return found
        return NOTHING

    def through_expression(self, node: Expr) -> i64:
        """An expression evaluated for its effect."""
        while True:
            if isinstance(node, Cast):
                node = node.operand
            elif isinstance(node, Comma):
                node = node.right
            else:
                break
        kind = node.kind
        if isinstance(node, Call):
            callee = node.callee
            return NOWHERE if isinstance(callee, FuncRef) and callee.decl.noreturn else node.loc
        if isinstance(node, BuiltinCall):
            return NOWHERE if node.builtin.name in (
                "__builtin_unreachable", "__builtin_trap") else node.loc
        if kind in (ASSIGN, COMPOUND_ASSIGN, INC_DEC, CALL):
            return node.loc
        if isinstance(node, Conditional):
            then = self.through_expression(node.then)
            otherwise = self.through_expression(node.otherwise)
            if then <= NOTHING and otherwise <= NOTHING:
                return min(then, otherwise)
            return colon_of(node, self.source)
        if isinstance(node, Logical):
            return node.loc if self.through_expression(node.right) > NOTHING else NOTHING
        if isinstance(node, StatementExpr):
            return self.through_block(node.body) if node.value is None else (
                self.through_expression(node.value))
        return NOTHING

    def through_if(self, statement: If) -> i64:
        """Both branches, or one of them."""
        then = self.through(statement.then)
        if statement.otherwise is None:
            return mark_after(statement.loc, b"(", self.source)
        otherwise = self.through(statement.otherwise)
        if then == NOWHERE:
            return otherwise
        return mark_after(statement.loc, b"(", self.source)

    def through_loop(self, condition: Expr) -> i64:
        """A loop that tests first."""
        if isinstance(condition, IntConst):
            return NOWHERE if condition.value else NOTHING
        return condition.loc

    def through_switch(self, switch: Switch) -> i64:
        """A nested switch: without default, with a break, or by its end."""
        if switch.default is not None and self.through(switch.body) == NOWHERE and (
                not has_break(switch.body)):
            return NOWHERE
        return switch.loc


def has_break(statement: Stmt) -> bool:
    """Whether a `break` in a statement leaves the statement around it."""
    pending = [statement]
    while pending:
        item = pending.pop()
        if item.kind == BREAK:
            return True
        if not isinstance(item, While | DoWhile | For | Switch):
            pending.extend(statements_of(item))
    return False


def check_switch(switch: Switch, diagnostics: Diagnostics) -> None:
    """Every list of statements in a switch's body, those of nested switches left out."""
    falls = Falls(diagnostics.source)
    pending: list[Stmt] = [switch.body]
    while pending:
        statement = pending.pop()
        if isinstance(statement, Block):
            check_items(statement.items, falls, diagnostics)
        inner = [part for part in statements_of(statement) if not isinstance(part, Switch)]
        inner.reverse()
        pending.extend(inner)


def is_label(statement: Stmt) -> bool:
    """A case, a default or a label."""
    return isinstance(statement, Case | LabelStmt)


def check_items(items: list[Stmt], falls: Falls, diagnostics: Diagnostics) -> None:
    """The runs of labels in one list."""
    before: i64 = NOWHERE
    at = 0
    while at < len(items):
        if not is_label(items[at]):
            found = falls.through(items[at])
            if found != NOTHING:
                before = found
            at += 1
            continue
        first = items[at]
        has_case = False
        while at < len(items) and is_label(items[at]):
            has_case = has_case or isinstance(items[at], Case)
            at += 1
        if before != NOWHERE and has_case and not leaves_at_once(items, at) and (
                diagnostics.enabled(OPTION, before)) and (
                not said_by_comment(first.loc, diagnostics.source)):
            if diagnostics.warning(OPTION, before, "this statement may fall through"):
                diagnostics.note(first.loc, "here")
        before = NOWHERE


def leaves_at_once(items: list[Stmt], at: int) -> bool:
    """Whether all that follows is leaving the switch."""
    while at < len(items):
        item = items[at]
        if isinstance(item, Empty | LabelStmt):
            at += 1
            continue
        if isinstance(item, Block):
            return leaves_at_once(item.items, 0)
        if isinstance(item, Return):
            return item.value is None
        if isinstance(item, While):
            return not isinstance(item.condition, IntConst)
        if isinstance(item, For):
            return item.init is None and item.condition is not None
        return item.kind in LEAVES
    return True


def said_by_comment(label: i64, source: SourceMap) -> bool:
    """Whether one of the comments right before a label says that falling through is meant."""
    import re

    label = source.expansion_point(label)
    entry = source.entry(label)
    text = entry.text
    end: int = (label & POSITION_MASK) - entry.base
    while True:
        before = len(text[:end].rstrip(b" \t\n\r\f\v")) if end < 256 else (
            end - 256 + len(text[end - 256:end].rstrip(b" \t\n\r\f\v")))
        if text[before - 2:before] == b"*/":
            begin = text.rfind(b"/*", 0, before - 2)
            content = text[begin + 2:before - 2]
        else:
            line = text.rfind(b"\n", 0, before) + 1
            begin = text.find(b"//", line, before)
            content = text[begin + 2:before]
        if begin < 0:
            return False
        if re.fullmatch(COMMENTS, content.decode("latin-1")) is not None:
            return True
        end = begin
