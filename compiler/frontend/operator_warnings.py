"""Warnings about how operators are combined: -Wparentheses, -Wsign-compare, -Wtype-limits.
"""

from __future__ import annotations

from compiler.frontend.conversions import Conversions
from compiler.frontend.fold import truth
from compiler.frontend.tree import (
    ADD,
    BINARY,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    CAST,
    DIV,
    EQ,
    GE,
    GT,
    INTEGER,
    LE,
    LOGICAL,
    LT,
    NE,
    PARENTHESIZED,
    REM,
    SHL,
    SHR,
    SUB,
    Binary,
    Cast,
    Conditional,
    Expr,
    IntConst,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import BOOL, CType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

OPERATOR_TEXT: Final = ["-", "~", "!", "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<",
                        ">", "<=", ">=", "==", "!=", "&&", "||"]


# LT GT LE GE EQ NE with the operands exchanged
MIRRORED: Final = [GT, LT, GE, LE, EQ, NE]


class OperatorWarnings(Conversions):
    """Warnings of operators."""

    # ------------------------------------------------------------ warnings of operators
    def warn_parentheses(self, op: i64, left: Expr, right: Expr, loc: i64) -> None:
        """-Wparentheses for `a < b < c`, `a & b == c`, `a << b + c` and their like."""
        lk = left.kind
        rk = right.kind
        if lk != BINARY and rk != BINARY:
            if lk < CAST and rk < CAST:
                return
        if self.unevaluated:
            return
        if lk == BINARY:
            assert isinstance(left, Binary)
            if not left.flags & PARENTHESIZED:
                self.warn_mixed(op, left.op, loc)
        if rk == BINARY:
            assert isinstance(right, Binary)
            if not right.flags & PARENTHESIZED:
                self.warn_mixed(op, right.op, loc)

    def warn_mixed(self, op: i64, inner: i64, loc: i64) -> None:
        """One operator directly inside another, without parentheses."""
        if op in (SHL, SHR):
            if inner in (ADD, SUB):
                word = "+" if inner == ADD else "-"
                self.warn("parentheses", loc,
                          f"suggest parentheses around '{word}' inside '{OPERATOR_TEXT[op]}'")
        elif op in (BIT_AND, BIT_OR, BIT_XOR):
            if inner >= LT:
                self.warn("parentheses", loc, "suggest parentheses around comparison in operand "
                                              f"of '{OPERATOR_TEXT[op]}'")
            elif inner in (ADD, SUB) or op == BIT_OR and inner in (BIT_AND, BIT_XOR) or (
                    op == BIT_XOR and inner == BIT_AND):
                self.warn("parentheses", loc, "suggest parentheses around arithmetic in "
                                              f"operand of '{OPERATOR_TEXT[op]}'")
        elif LT <= op <= GE and LT <= inner <= GE:
            self.warn("parentheses", loc, "comparisons like 'X<=Y<=Z' do not have their "
                                          "mathematical meaning")
        elif op in (EQ, NE) and inner >= LT:
            self.warn("parentheses", loc, "suggest parentheses around comparison in operand of "
                                          f"'{OPERATOR_TEXT[op]}'")

    def warn_sign_compare(self, op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> None:
        """-Wsign-compare: a signed operand, perhaps negative, compared as unsigned."""
        if not type.is_unsigned or self.unevaluated:
            return
        for node in (left, right):
            if not node.type.is_unsigned:
                if isinstance(node, IntConst):
                    if node.value >= 0:
                        return
                    continue
                if self.known_non_negative(node):
                    return
                if op in (EQ, NE) and isinstance(right if node is left else left, IntConst):
                    return
                self.warn("sign-compare", loc,
                          f"comparison of integer expressions of different signedness: "
                          f"'{spell(left.type)}' and '{spell(right.type)}'")
                return

    def warn_type_limits(self, op: i64, left: Expr, right: Expr, type: CType, loc: i64) -> None:
        """-Wtype-limits: a comparison with a constant that the other side's type decides."""
        if isinstance(left, IntConst):
            if isinstance(right, IntConst):
                return
            left, right = right, left
            op = MIRRORED[op - LT]
        if not isinstance(right, IntConst) or self.unevaluated or (
                not self.diagnostics.enabled("type-limits", loc)):
            return
        value = right.value
        inner = left
        while isinstance(inner, Cast) and inner.op == INTEGER and not inner.explicit and (
                inner.operand.type.precision < inner.type.precision):
            inner = inner.operand
        source = inner.type
        bits: int = source.precision
        if source.kind == BOOL or bits == 0:
            return
        if inner is not left:
            low = 0 if source.is_unsigned else -(1 << bits - 1)
            high = (1 << bits) - 1 if source.is_unsigned else (1 << bits - 1) - 1
            always = -1
            if value < low or value > high:
                above = value > high
                always = 1 if op == NE or op in (LT, LE) and above or (
                    op in (GT, GE) and not above) else 0
            elif value == low and op in (LT, GE):
                always = 1 if op == GE else 0
            elif value == high and op in (GT, LE):
                always = 1 if op == LE else 0
            if always >= 0:
                word = "true" if always else "false"
                self.warn("type-limits", loc,
                          f"comparison is always {word} due to limited range of data type")
        elif type.is_unsigned and value == 0 and op in (LT, GE):
            self.warn("type-limits", loc, "comparison of unsigned expression in '< 0' is always "
                      "false" if op == LT else
                      "comparison of unsigned expression in '>= 0' is always true")

    def known_non_negative(self, node: Expr) -> bool:
        """Whether a signed value can be seen to be at least zero."""
        if isinstance(node, Cast):
            inner = node.operand.type
            if node.op == INTEGER and inner.is_unsigned and inner.precision < node.type.precision:
                return True
            if node.op == INTEGER:
                return self.known_non_negative(node.operand)
            return False
        if isinstance(node, IntConst):
            return node.value >= 0
        if isinstance(node, Binary):
            if node.op >= LT:
                return True
            if node.op == BIT_AND:
                return self.known_non_negative(node.left) or self.known_non_negative(node.right)
            if node.op in (BIT_OR, BIT_XOR, DIV, REM, SHR):
                return self.known_non_negative(node.left) and (
                    node.op in (SHR, REM) or self.known_non_negative(node.right))
            return False
        if isinstance(node, Conditional):
            return self.known_non_negative(node.then) and self.known_non_negative(node.otherwise)
        return node.kind == LOGICAL

    def warn_sign_conditional(self, then: Expr, otherwise: Expr, loc: i64) -> None:
        """-Wsign-compare for the two arms of a conditional."""
        a = then.type
        b = otherwise.type
        if a.is_unsigned == b.is_unsigned:
            return
        signed = otherwise if a.is_unsigned else then
        unsigned = a if a.is_unsigned else b
        if signed.type.precision > unsigned.precision or self.known_non_negative(signed):
            return
        self.warn("sign-compare", signed.loc,
                  f"operand of '?:' changes signedness from '{spell(signed.type)}' to "
                  f"'{spell(unsigned)}' due to unsignedness of other operand")

    def constant_truth(self, node: Expr) -> bool | None:
        """A condition's value when constant."""
        return truth(node)
