"""Translation phase 4 (C17 6.10): directives, conditional inclusion, inclusion, macros.

Macro expansion is Prosser's algorithm: a token carries the set of names it must not expand again.
Reading is by a stack of files; the result is one list of tokens without directives, with
`#pragma` lines kept as PRAGMA tokens (the parser reads `pack` from them).
"""

from __future__ import annotations

import os
import re

from cspec.diagnostics import Diagnostics, Rejected, Unsupported, make_pos
from cspec.macros import Macro, define_macro, paste, same_macro, stringize
from cspec.tokens import (CHARACTER, END, IDENTIFIER, NUMBER, PLACEMARKER, PRAGMA, PUNCTUATOR,
                          STRING, Token, replace_trigraphs, spell, tokenize)

KEYWORDS_C17 = frozenset(
    "auto break case char const continue default do double else enum extern float for goto if "
    "inline int long register restrict return short signed sizeof static struct switch typedef "
    "union unsigned void volatile while _Alignas _Alignof _Atomic _Bool _Complex _Generic "
    "_Imaginary _Noreturn _Static_assert _Thread_local".split())
HOSTED_HEADERS = frozenset((      # of POSIX: not modelled, and no error of the program
    "aio.h arpa/inet.h cpio.h dirent.h dlfcn.h endian.h err.h error.h execinfo.h fcntl.h "
    "fmtmsg.h fnmatch.h ftw.h getopt.h glob.h grp.h iconv.h langinfo.h libgen.h mntent.h "
    "monetary.h mqueue.h ndbm.h net/if.h netdb.h netinet/in.h netinet/tcp.h nl_types.h poll.h "
    "pthread.h pty.h pwd.h regex.h sched.h search.h semaphore.h spawn.h stropts.h sys/epoll.h "
    "sys/file.h sys/ioctl.h sys/ipc.h sys/mman.h sys/msg.h sys/param.h sys/resource.h "
    "sys/select.h sys/sem.h sys/shm.h sys/socket.h sys/stat.h sys/statvfs.h sys/syscall.h "
    "sys/sysinfo.h sys/time.h sys/times.h sys/uio.h sys/un.h sys/utsname.h sys/wait.h "
    "syslog.h tar.h termios.h threads.h ucontext.h ulimit.h utime.h utmpx.h wordexp.h").split())
CONSTANT_MACRO = re.compile(r"(U?)INT(8|16|32|64|MAX)_C$")
INTEGER = re.compile(r"(0[xX])[0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")
FIXED_MACROS = frozenset("__DATE__ __FILE__ __LINE__ __STDC__ __STDC_HOSTED__ __STDC_VERSION__ "
                         "__TIME__ defined".split())
HAS_OPERATORS = frozenset("__has_include __has_include_next __has_attribute __has_builtin "
                          "__has_feature __has_extension __has_c_attribute".split())
HAS_ATTRIBUTES = frozenset("packed aligned unused noreturn format const pure malloc weak alias "
                           "noinline always_inline cold hot used vector_size deprecated mode "
                           "fallthrough warn_unused_result nonnull".split())


class Condition:
    """One open `#if`: whether its group is read, was any taken, was `#else` seen."""

    def __init__(self, active: bool, taken: bool, outer: bool, pos: int) -> None:
        self.active = active
        self.taken = taken
        self.outer = outer
        self.seen_else = False
        self.pos = pos


class Reader:
    """A file being read: its tokens, the next index, and the directory search position."""

    def __init__(self, tokens: list[Token], directory: str, search_index: int, name: str,
                 index: int, system: bool) -> None:
        self.tokens = tokens
        self.at = 0
        self.directory = directory
        self.search_index = search_index
        self.name = name
        self.file = index
        self.conditions: list[Condition] = []
        self.system = system


class Preprocessor:
    """One translation unit's preprocessing."""

    def __init__(self, diags: Diagnostics, include_paths: list[str], system_paths: list[str],
                 trigraphs: bool = False) -> None:
        self.diags = diags
        self.paths = include_paths + system_paths
        self.first_system = len(include_paths)
        self.trigraphs = trigraphs
        self.macros: dict[str, Macro] = {}
        self.stack: list[Reader] = []
        self.out: list[Token] = []
        self.pending: list[Token] = []
        self.counter = 0
        self.once: set[str] = set()
        self.depth = 0
        self.cache: dict[str, str] = {}
        self.poisoned: set[str] = set()
        self.saved: dict[str, list[Macro | None]] = {}
        self.paren_depth = 0
        self.standard_headers: list[str] = []
        self.undeclared_uses: dict[str, int] = {}

    # ---- definitions from outside

    def predefine(self, text: str, name: str = "<built-in>") -> None:
        """Process lines of directives as if they came before the file."""
        file = self.diags.add_file(name, text, True)
        tokens = tokenize(self.diags, file, text, False)
        self.stack.append(Reader(tokens, ".", 0, name, file, True))
        self.run(len(self.stack) - 1)

    def translate(self, path: str, text: str) -> list[Token]:
        """The preprocessing tokens of the file after phase 4; END last."""
        if self.trigraphs:
            text = replace_trigraphs(text)
        file = self.diags.add_file(path, text, False)
        tokens = tokenize(self.diags, file, text)
        self.stack.append(Reader(tokens, os.path.dirname(path), -1, path, file, False))
        end = tokens[-1]
        self.run(len(self.stack) - 1)
        self.out.append(end)
        return self.out

    # ---- the main loop

    def run(self, floor: int) -> None:
        """Read until the reader stack is back at height `floor`."""
        out = self.out
        macros = self.macros
        while len(self.stack) > floor:
            reader = self.stack[-1]
            token = reader.tokens[reader.at]
            if token.bol and token.text == "#" and token.kind == PUNCTUATOR:
                reader.at += 1
                self.directive(reader, token)
                continue
            if token.kind == END:
                for condition in reader.conditions:
                    self.diags.report("unterminated-if", condition.pos)
                self.stack.pop()
                continue
            reader.at += 1
            if token.kind == IDENTIFIER:
                if token.text in macros or token.text == "_Pragma":
                    self.expand_from_file(reader, token)
                    continue
                if self.poisoned and token.text in self.poisoned:
                    self.diags.report("poisoned", token.pos, token.text)
            elif token.kind == PUNCTUATOR:
                if token.text in "({":
                    self.paren_depth += 1
                elif token.text in ")}":
                    self.paren_depth -= 1
            out.append(token)

    def expand_from_file(self, reader: Reader, token: Token) -> None:
        """Expand a macro name met in the file; arguments may span lines."""
        self.pending = [token]
        while self.pending:
            token = self.pending.pop()
            if token.kind == IDENTIFIER:
                if self.expand_one(token, reader):
                    continue
                if token.text == "_Pragma":
                    self.pragma_operator(token, reader)
                    continue
            if token.kind == PLACEMARKER:
                continue
            if token.kind == PUNCTUATOR:
                if token.text in "({":
                    self.paren_depth += 1
                elif token.text in ")}":
                    self.paren_depth -= 1
            self.out.append(token)

    def next_token(self, reader: Reader | None) -> Token | None:
        """The next token of a rescan, from the pending ones, else from the file."""
        while self.pending:
            token = self.pending.pop()
            if token.kind != PLACEMARKER:
                return token
        if reader is None:
            return None
        while True:
            token = reader.tokens[reader.at]
            if token.kind == END:
                return None
            if token.bol and token.text == "#" and token.kind == PUNCTUATOR:
                follower = reader.tokens[reader.at + 1]
                if follower.text == "pragma":
                    self.diags.report("directive-in-arguments", token.pos)
                    return None
                self.diags.report("directive-in-arguments", token.pos)
                reader.at += 1
                self.directive(reader, token)
                if self.stack[-1] is not reader:
                    return None
                continue
            reader.at += 1
            return token

    def peek_paren(self, reader: Reader | None) -> bool:
        """Whether the next token is `(`, looking past line ends."""
        index = len(self.pending) - 1
        while index >= 0 and self.pending[index].kind == PLACEMARKER:
            index -= 1
        if index >= 0:
            return self.pending[index].text == "("
        if reader is None:
            return False
        at = reader.at
        while True:
            token = reader.tokens[at]
            if token.kind == END:
                return False
            if token.bol and token.text == "#" and token.kind == PUNCTUATOR:
                return False
            return token.text == "(" and token.kind == PUNCTUATOR

    def expand_one(self, token: Token, reader: Reader | None) -> bool:
        """Replace one macro name by its expansion on `pending`; False if it is none."""
        name = token.text
        macro = self.macros.get(name)
        if macro is None or name in token.hide:
            return False
        if macro.builtin:
            self.pending.append(self.builtin(macro, token, reader))
            return True
        if not macro.function_like:
            hide = token.hide | {name}
            body = self.substitute(macro, [], hide, token)
        else:
            if not self.peek_paren(reader):
                return False
            opening = self.next_token(reader)
            assert opening is not None
            arguments, closing = self.arguments(macro, token, reader)
            if CONSTANT_MACRO.match(name):
                self.check_constant(macro, arguments[0], token.pos)
            hide = (token.hide & closing.hide) | {name}
            body = self.substitute(macro, arguments, hide, token)
        if body:
            body[0].space = token.space
            body[0].bol = token.bol
        body.reverse()
        self.pending.extend(body)
        return True

    def check_constant(self, macro: Macro, argument: list[Token], pos: int) -> None:
        """7.20.4p2: <stdint.h>'s macros want an integer constant that fits."""
        match = CONSTANT_MACRO.match(macro.name)
        assert match is not None
        if not self.diags.place(macro.pos)[0].endswith("stdint.h"):
            return
        width = int(match[2]) if match[2] != "MAX" else 64
        text = spell(argument)
        number = INTEGER.fullmatch(text)
        if not number or int(text, 16 if number[1] else 8 if text[0] == "0" else 10) \
                >> (width if match[1] else width - 1):
            self.diags.report("integer-constant-argument", pos, text, macro.name[:-2])

    def arguments(self, macro: Macro, name: Token, reader: Reader | None
                  ) -> tuple[list[list[Token]], Token]:
        """The arguments of a function-like macro call, and its closing parenthesis."""
        result: list[list[Token]] = [[]]
        depth = 0
        count = len(macro.parameters)
        while True:
            token = self.next_token(reader)
            if token is None:
                raise self.diags.fatal("unterminated-macro-call", name.pos, name.text)
            if token.kind == PUNCTUATOR:
                if token.text == "(":
                    depth += 1
                elif token.text == ")":
                    if depth == 0:
                        break
                    depth -= 1
                elif token.text == "," and depth == 0:
                    if not (macro.variadic and len(result) >= count):
                        result.append([])
                        continue
            result[-1].append(token)
        if count == 0 and len(result) == 1 and not result[0]:
            result = []
        if macro.variadic and len(result) == count - 1:
            if not (count == 1 and not result):
                self.diags.report("no-variadic-argument", name.pos, name.text)
            result.append([])
        if len(result) != count:
            raise self.diags.fatal("macro-argument-count", name.pos, name.text, count, len(result))
        return result, token

    def expand_list(self, tokens: list[Token]) -> list[Token]:
        """Complete macro replacement of an argument (6.10.3.1)."""
        if not any(t.kind == IDENTIFIER and t.text in self.macros for t in tokens):
            return tokens
        saved = self.pending
        self.pending = tokens[::-1]
        result: list[Token] = []
        while self.pending:
            token = self.pending.pop()
            if token.kind == IDENTIFIER and self.expand_one(token, None):
                continue
            result.append(token)
        self.pending = saved
        return result

    def substitute(self, macro: Macro, arguments: list[list[Token]], hide: frozenset[str],
                   call: Token) -> list[Token]:
        """The replacement list with parameters replaced, `#` and `##` done, names painted."""
        result: list[Token] = []
        body = macro.body
        expanded: list[list[Token] | None] = [None] * len(arguments)
        index = 0
        count = len(body)
        pasting = False
        while index < count:
            token = body[index]
            index += 1
            if token.text == "#" and macro.function_like and index < count:
                parameter = macro.index_of(body[index])
                if parameter >= 0:
                    made = stringize(self.diags, arguments[parameter], token)
                    index += 1
                    pasting = self.append(result, [made], pasting)
                    continue
            if token.text == "##" and 0 < index < count and token.kind == PUNCTUATOR:
                pasting = True
                continue
            if token.text == "__VA_OPT__" and macro.variadic and index < count \
                    and body[index].text == "(":
                depth = 0
                start = index + 1
                while index < count:
                    if body[index].text == "(":
                        depth += 1
                    elif body[index].text == ")":
                        depth -= 1
                        if depth == 0:
                            break
                    index += 1
                inner = Macro(macro.name, True, macro.parameters, macro.variadic,
                              body[start:index], macro.pos)
                index += 1
                present = [t for t in self.expand_list(arguments[-1]) if t.kind != PLACEMARKER]
                made_list = self.substitute(inner, arguments, hide, call) if present else []
                pasting = self.append(result, made_list, pasting)
                continue
            parameter = macro.index_of(token)
            if parameter >= 0:
                before_paste = index < count and body[index].text == "##"
                if pasting or before_paste:
                    values = arguments[parameter]
                    if pasting and macro.variadic and parameter == len(arguments) - 1 \
                            and result and result[-1].text == ",":
                        # GNU: ", ## __VA_ARGS__" drops the comma when there is no argument
                        if not values:
                            result.pop()
                        else:
                            values = self.expand_list(values)
                            result.extend(self.place(values, token, call))
                        pasting = False
                        continue
                else:
                    done = expanded[parameter]
                    if done is None:
                        done = expanded[parameter] = self.expand_list(arguments[parameter])
                    values = done
                pasting = self.append(result, self.place(values, token, call), pasting)
                continue
            made = token.copy()
            made.pos = call.pos
            made.bol = False
            pasting = self.append(result, [made], pasting)
        for token in result:
            token.hide = token.hide | hide
        return result

    def place(self, values: list[Token], parameter: Token, call: Token) -> list[Token]:
        """Copies of argument tokens, spaced like the parameter they replace."""
        made = [t.copy() for t in values]
        for token in made:
            if token.bol:
                token.bol = False
                token.space = True
        if made:
            made[0].space = parameter.space
        else:
            made = [Token(PLACEMARKER, "", call.pos, parameter.space, False)]
        return made

    def append(self, result: list[Token], values: list[Token], pasting: bool) -> bool:
        """Add tokens to a replacement; paste the first with the last one before."""
        if pasting and result and values:
            left = result.pop()
            result.append(paste(self.diags, left, values[0]))
            result.extend(values[1:])
        else:
            result.extend(values)
        return False

    def builtin(self, macro: Macro, token: Token, reader: Reader | None) -> Token:
        """The replacement of `__LINE__` and its like."""
        name = macro.name
        file, line, _ = self.diags.place(token.pos)
        if name == "__LINE__":
            made = Token(NUMBER, str(line), token.pos, token.space, token.bol)
        elif name == "__FILE__" or name == "__BASE_FILE__":
            quoted = file.replace("\\", "\\\\").replace('"', '\\"')
            made = Token(STRING, f'"{quoted}"', token.pos, token.space, token.bol)
        elif name == "__COUNTER__":
            made = Token(NUMBER, str(self.counter), token.pos, token.space, token.bol)
            self.counter += 1
        else:
            depth = max(0, len([r for r in self.stack if r.name != "<built-in>"]) - 1)
            made = Token(NUMBER, str(depth), token.pos, token.space, token.bol)
        return made

    def pragma_operator(self, token: Token, reader: Reader) -> None:
        """`_Pragma("text")` (6.10.9)."""
        parts = [self.next_token(reader) for _ in range(3)]
        if parts[0] is None or parts[0].text != "(" or parts[1] is None \
                or parts[1].kind != STRING or parts[2] is None or parts[2].text != ")":
            raise self.diags.fatal("pragma-operator", token.pos)
        text = parts[1].text
        text = text[text.index('"') + 1:-1].replace('\\"', '"').replace("\\\\", "\\")
        file = self.diags.add_file("<_Pragma>", text, False)
        made = tokenize(self.diags, file, text, False)[:-1]
        for one in made:
            one.pos = token.pos
        self.pragma(made, token.pos)

    # ---- directives

    def line_tokens(self, reader: Reader) -> list[Token]:
        """The remaining tokens of the directive's line."""
        start = at = reader.at
        tokens = reader.tokens
        while not tokens[at].bol:
            at += 1
        reader.at = at
        return tokens[start:at]

    def directive(self, reader: Reader, hash_token: Token) -> None:
        """One directive; `reader.at` stands behind the `#`."""
        line = self.line_tokens(reader)
        if not line:
            return
        name = line[0].text
        rest = line[1:]
        conditions = reader.conditions
        pos = line[0].pos
        if name == "if" or name == "ifdef" or name == "ifndef":
            if name == "if":
                value = self.condition(rest, pos)
            else:
                if not rest or rest[0].kind != IDENTIFIER:
                    raise self.diags.fatal("ifdef-without-name", pos, name)
                if len(rest) > 1:
                    self.diags.report("extra-directive-tokens", rest[1].pos, name)
                value = (rest[0].text in self.macros
                         or rest[0].text in HAS_OPERATORS) == (name == "ifdef")
            conditions.append(Condition(value, value, True, pos))
            if not value:
                self.skip_group(reader)
            return
        if name == "elif" or name == "else":
            if not conditions:
                raise self.diags.fatal("else-without-if", pos, name)
            if conditions[-1].seen_else:
                raise self.diags.fatal("else-after-else", pos, name)
            if name == "else":
                conditions[-1].seen_else = True
            self.skip_group(reader)
            return
        if name == "endif":
            if not conditions:
                raise self.diags.fatal("endif-without-if", pos)
            if rest:
                self.diags.report("extra-directive-tokens", rest[0].pos, name)
            conditions.pop()
            return
        if name == "define":
            macro = define_macro(self.diags, rest, pos)
            self.define(macro, reader.system)
        elif name == "undef":
            if not rest or rest[0].kind != IDENTIFIER:
                raise self.diags.fatal("undef-without-name", pos)
            word = rest[0].text
            if word in FIXED_MACROS:
                self.diags.report("undef-fixed-macro", pos, word)
            elif not reader.system:
                self.undefined_reserved(word, rest[0].pos)
            self.macros.pop(word, None)
        elif name == "include" or name == "include_next" or name == "import":
            self.include(rest, pos, reader, name)
        elif name == "pragma":
            self.pragma(rest, pos)
        elif name == "error":
            raise self.diags.fatal("error-directive", pos, spell(rest))
        elif name == "warning":
            self.diags.report("warning-directive", pos, spell(rest))
        elif name == "line":
            self.line_directive(rest, pos)
        elif line[0].kind == NUMBER:
            self.line_directive(line, pos)
        elif name == "ident" or name == "sccs" or name == "assert" or name == "unassert":
            self.diags.report("ident-directive", pos, name)
        else:
            raise self.diags.fatal("invalid-directive", pos, name)

    def undefined_reserved(self, word: str, pos: int) -> None:
        """6.10.8p2 and 7.1.3p3 on `#undef`."""
        macro = self.macros.get(word)
        if macro is not None and self.diags.in_system(macro.pos):
            if word == "errno":
                self.diags.report("errno-suppressed", pos)
            elif word == "assert":
                self.diags.report("assert-suppressed", pos)
            elif word == "math_errhandling":
                self.diags.report("math-errhandling-suppressed", pos)
            elif word == "setjmp":
                self.diags.report("setjmp-suppressed", pos)
            elif word in ("va_start", "va_arg", "va_copy", "va_end"):
                self.diags.report("va-macro-suppressed", pos, word)
            elif word.startswith("_") and word[1:2].isupper() or word.startswith("__"):
                self.diags.report("undef-reserved", pos, word)

    def define(self, macro: Macro, system: bool) -> None:
        """Enter a macro, checking 6.10.3p2 and 6.10.8p2."""
        name = macro.name
        if name in FIXED_MACROS and not system:
            self.diags.report("define-fixed-macro", macro.pos, name)
            if name == "defined":
                raise Rejected
        old = self.macros.get(name)
        if not system:
            if old is not None and self.diags.in_system(old.pos) and name in (
                    "errno", "math_errhandling", "setjmp", "va_start", "va_arg", "va_end"):
                rule = {"errno": "errno-suppressed", "setjmp": "setjmp-suppressed",
                        "math_errhandling": "math-errhandling-suppressed"}
                self.diags.report(rule.get(name, "va-macro-suppressed"), macro.pos,
                                  *(() if name in rule else (name,)))
            elif (name.startswith("__") or name[0] == "_" and name[1:2].isupper()) \
                    and old is None and name not in FIXED_MACROS:
                self.diags.report("reserved-macro-name", macro.pos, name)
        if old is not None and not same_macro(old, macro):
            self.diags.report("macro-redefined", macro.pos, name)
        self.macros[name] = macro

    def skip_group(self, reader: Reader) -> None:
        """Skip to the `#elif`/`#else` that is taken, or to `#endif`."""
        tokens = reader.tokens
        at = reader.at
        depth = 0
        condition = reader.conditions[-1]
        while True:
            token = tokens[at]
            if token.kind == END:
                reader.at = at
                return
            if not (token.bol and token.text == "#" and token.kind == PUNCTUATOR):
                at += 1
                continue
            word = tokens[at + 1]
            if word.bol or word.kind == END:
                at += 1
                continue
            name = word.text
            if name in ("if", "ifdef", "ifndef"):
                depth += 1
            elif depth:
                if name == "endif":
                    depth -= 1
            elif name == "endif":
                reader.at = at + 2
                self.line_tokens(reader)
                reader.conditions.pop()
                return
            elif name == "else":
                if condition.seen_else:
                    raise self.diags.fatal("else-after-else", word.pos, name)
                condition.seen_else = True
                if not condition.taken:
                    condition.taken = True
                    reader.at = at + 2
                    self.line_tokens(reader)
                    return
            elif name == "elif":
                if condition.seen_else:
                    raise self.diags.fatal("else-after-else", word.pos, name)
                if not condition.taken:
                    reader.at = at + 2
                    line = self.line_tokens(reader)
                    if self.condition(line, word.pos):
                        condition.taken = True
                        return
                    at = reader.at
                    continue
            at += 2

    def condition(self, line: list[Token], pos: int) -> bool:
        """The value of a `#if` expression (6.10.1)."""
        from cspec.condition import evaluate
        return evaluate(self, line, pos)

    def include(self, rest: list[Token], pos: int, reader: Reader, how: str) -> None:
        """`#include` (6.10.2)."""
        name, angled = self.header_name(rest, pos)
        if len(self.stack) > 200:
            raise self.diags.fatal("include-depth", pos)
        found = self.find_header(name, angled, reader, how == "include_next")
        if found is None:
            if angled and name in HOSTED_HEADERS:
                raise Unsupported(pos, f"header <{name}>")
            raise self.diags.fatal("header-not-found", pos, name)
        path, index = found
        if path in self.once:
            return
        if how == "import":
            self.once.add(path)
        system = index >= self.first_system
        if system and not reader.system:
            if self.paren_depth > 0:
                self.diags.report("header-inside-declaration", pos, name)
            for word in self.macros:
                if word in KEYWORDS_C17 and not self.diags.in_system(self.macros[word].pos):
                    self.diags.report("keyword-macro-at-include", pos, word)
            self.standard_headers.append(name)
        text = self.cache.get(path)
        if text is None:
            try:
                with open(path, "rb") as stream:
                    text = stream.read().decode("utf-8", "surrogateescape")
            except OSError as error:
                raise self.diags.fatal("header-not-found", pos, name) from error
            if "\r\n" in text:
                text = text.replace("\r\n", "\n")
            if self.trigraphs:
                text = replace_trigraphs(text)
            self.cache[path] = text
        file = self.diags.add_file(path, text, system)
        self.stack.append(Reader(tokenize(self.diags, file, text, not system),
                                 os.path.dirname(path), index, path, file, system))

    def header_name(self, rest: list[Token], pos: int) -> tuple[str, bool]:
        """The header named by a directive: (name, whether in angle brackets)."""
        if rest and rest[0].kind == IDENTIFIER:
            rest = [t for t in self.expand_list(rest) if t.kind != PLACEMARKER]
            if not rest or not (rest[0].kind == STRING or rest[0].text == "<"):
                self.diags.report("include-form-undefined", pos)
        if rest and rest[0].kind == STRING and rest[0].text[0] == '"':
            name = rest[0].text[1:-1]
            if len(rest) > 1:
                self.diags.report("extra-directive-tokens", rest[1].pos, "include")
            angled = False
        elif rest and rest[0].text == "<":
            parts: list[str] = []
            for index, token in enumerate(rest[1:]):
                if token.text == ">":
                    break
                parts.append((" " if token.space and index else "") + token.text)
            else:
                raise self.diags.fatal("include-form", pos)
            name = "".join(parts)
            angled = True
        else:
            raise self.diags.fatal("include-form", pos)
        if "'" in name or "\\" in name or "//" in name or "/*" in name or angled and '"' in name:
            self.diags.report("header-name-characters", pos, name)
        if name[:1] and not (name[0].isalpha() or name[0] in "_./"):
            self.diags.report("header-name-digit", pos, name)
        return name, angled

    def find_header(self, name: str, angled: bool, reader: Reader, following: bool
                    ) -> tuple[str, int] | None:
        """Path and search index of a header, None if there is none."""
        if os.path.isabs(name):
            return (name, -1) if os.path.isfile(name) else None
        start = 0
        if following:
            start = reader.search_index + 1
        elif not angled:
            path = os.path.join(reader.directory, name)
            if os.path.isfile(path):
                return path, reader.search_index
        for index in range(max(start, 0), len(self.paths)):
            path = os.path.join(self.paths[index], name)
            if os.path.isfile(path):
                return path, index
        return None

    def line_directive(self, rest: list[Token], pos: int) -> None:
        """`#line` (6.10.4)."""
        rest = [t for t in self.expand_list(rest) if t.kind != PLACEMARKER]
        if not rest or rest[0].kind != NUMBER or not rest[0].text.isdigit():
            raise self.diags.fatal("line-malformed", pos)
        number = int(rest[0].text)
        if number == 0 or number > 2147483647:
            self.diags.report("line-range", pos, rest[0].text)
        name = ""
        if len(rest) > 1:
            if rest[1].kind != STRING:
                raise self.diags.fatal("line-malformed", pos)
            name = rest[1].text[1:-1]
        index = pos >> 44
        self.diags.presumed.setdefault(index, []).append((pos >> 16 & 0xFFFFFFF, number, name))

    def pragma(self, rest: list[Token], pos: int) -> None:
        """`#pragma` (6.10.6): kept as one token, but for those that concern this phase."""
        words = [t.text for t in rest[:4]]
        if words[:1] == ["once"]:
            self.once.add(self.stack[-1].name)
            return
        if words[:2] == ["GCC", "poison"]:
            self.poisoned.update(t.text for t in rest[2:])
            return
        if words[:1] == ["push_macro"] and len(rest) >= 3:
            word = rest[2].text.strip('"')
            self.saved.setdefault(word, []).append(self.macros.get(word))
            return
        if words[:1] == ["pop_macro"] and len(rest) >= 3:
            word = rest[2].text.strip('"')
            old = self.saved.get(word, [])
            if old:
                macro = old.pop()
                if macro is None:
                    self.macros.pop(word, None)
                else:
                    self.macros[word] = macro
            return
        if words[:1] == ["STDC"]:
            good = len(rest) == 3 and words[1] in ("FP_CONTRACT", "FENV_ACCESS", "CX_LIMITED_RANGE"
                                                   ) and words[2] in ("ON", "OFF", "DEFAULT")
            if not good:
                self.diags.report("stdc-pragma", pos)
        token = Token(PRAGMA, spell(rest), pos, False, True)
        self.out.append(token)


def standalone_number(text: str) -> Token:
    """A number token without a place, for the tables of predefined macros."""
    return Token(NUMBER, text, make_pos(0, 0, 0), False, False)


__all__ = ["CHARACTER", "HAS_ATTRIBUTES", "HAS_OPERATORS", "Preprocessor"]
