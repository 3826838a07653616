"""Macro definitions (C17 6.10.3) and the operators `#` and `##`."""

from __future__ import annotations

from cspec.diagnostics import Diagnostics
from cspec.tokens import (CHARACTER, IDENTIFIER, OTHER, PATTERN, PLACEMARKER, PUNCTUATOR, STRING,
                          KINDS, Token)


class Macro:
    """A macro: its parameters (the variadic one last) and its replacement list."""

    def __init__(self, name: str, function_like: bool, parameters: list[str], variadic: bool,
                 body: list[Token], pos: int) -> None:
        self.name = name
        self.function_like = function_like
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
        self.pos = pos
        self.builtin = False
        self.index = {p: i for i, p in enumerate(parameters)}

    def index_of(self, token: Token) -> int:
        """The number of the parameter that a token names, -1 for none."""
        if not self.index or token.kind != IDENTIFIER:
            return -1
        return self.index.get(token.text, -1)


def define_macro(diags: Diagnostics, line: list[Token], pos: int) -> Macro:
    """Parse the text behind `#define`."""
    if not line or line[0].kind != IDENTIFIER:
        raise diags.fatal("define-without-name", pos)
    name = line[0]
    at = 1
    parameters: list[str] = []
    variadic = False
    function_like = len(line) > 1 and line[1].text == "(" and not line[1].space
    if function_like:
        at = 2
        while True:
            if at >= len(line):
                raise diags.fatal("macro-parameters", pos)
            token = line[at]
            if token.text == ")" and (not parameters or variadic):
                at += 1
                break
            if token.text == "...":
                variadic = True
                parameters.append("__VA_ARGS__")
                at += 1
                if at >= len(line) or line[at].text != ")":
                    raise diags.fatal("macro-parameters", pos)
                at += 1
                break
            if token.kind != IDENTIFIER:
                raise diags.fatal("macro-parameters", token.pos)
            if token.text in parameters:
                raise diags.fatal("macro-duplicate-parameter", token.pos, token.text)
            if token.text == "__VA_ARGS__":
                diags.report("va-args-misplaced", token.pos)
            parameters.append(token.text)
            at += 1
            if at < len(line) and line[at].text == "...":
                diags.report("macro-named-variadic", line[at].pos)
                variadic = True
                at += 1
                if at >= len(line) or line[at].text != ")":
                    raise diags.fatal("macro-parameters", pos)
                at += 1
                break
            if at < len(line) and line[at].text == ",":
                at += 1
                if at < len(line) and line[at].text == ")":
                    raise diags.fatal("macro-parameters", pos)
                continue
            if at < len(line) and line[at].text == ")":
                at += 1
                break
            raise diags.fatal("macro-parameters", pos)
    elif len(line) > 1 and not line[1].space:
        diags.report("macro-no-space", line[1].pos, name.text)
    body = line[at:]
    if body and (body[0].text == "##" or body[-1].text == "##"):
        raise diags.fatal("paste-at-end", body[0].pos)
    if function_like:
        for index, token in enumerate(body):
            if token.text == "#" and token.kind == PUNCTUATOR:
                if index + 1 >= len(body) or body[index + 1].text not in parameters \
                        and body[index + 1].text != "__VA_OPT__":
                    raise diags.fatal("hash-without-parameter", token.pos)
    for token in body:
        if token.text == "__VA_ARGS__" and not variadic:
            diags.report("va-args-misplaced", token.pos)
    return Macro(name.text, function_like, parameters, variadic, body, name.pos)


def same_macro(old: Macro, new: Macro) -> bool:
    """Whether two definitions are the same (6.10.3p1)."""
    if old.builtin or old.function_like != new.function_like \
            or old.parameters != new.parameters or len(old.body) != len(new.body):
        return False
    for index, (a, b) in enumerate(zip(old.body, new.body)):
        if a.text != b.text or a.kind != b.kind or index and a.space != b.space:
            return False
    return True


def stringize(diags: Diagnostics, argument: list[Token], at: Token) -> Token:
    """The operator `#` (6.10.3.2)."""
    out: list[str] = []
    for index, token in enumerate(argument):
        if index and (token.space or token.bol):
            out.append(" ")
        if token.kind == STRING or token.kind == CHARACTER:
            out.append(token.text.replace("\\", "\\\\").replace('"', '\\"'))
        else:
            out.append(token.text)
    text = '"' + "".join(out) + '"'
    slashes = len(text) - 1 - len(text[:-1].rstrip("\\"))
    match = PATTERN.match(text)
    if slashes % 2 or match is None or match.end() != len(text):
        diags.report("stringize-invalid", at.pos)
        text = '""'
    return Token(STRING, text, at.pos, at.space, False)


def paste(diags: Diagnostics, left: Token, right: Token) -> Token:
    """The operator `##` (6.10.3.3)."""
    if left.kind == PLACEMARKER:
        made = right.copy()
        made.space = left.space
        return made
    if right.kind == PLACEMARKER:
        return left
    text = left.text + right.text
    match = PATTERN.match(text)
    kind = OTHER
    if match is not None and match.end() == len(text) and match.lastgroup in KINDS:
        kind = KINDS[match.lastgroup]
    if text.startswith("\\u") or text.startswith("\\U"):
        diags.report("paste-makes-ucn", left.pos)
    if kind == OTHER:
        raise diags.fatal("paste-invalid", left.pos, left.text, right.text)
    made = Token(kind, text, left.pos, left.space, left.bol)
    made.hide = left.hide & right.hide
    return made
