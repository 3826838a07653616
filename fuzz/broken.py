"""One constraint of C17, broken at a known place in a program that is otherwise right.

A row is the clause of the constraint, declarations that stand outside of functions, and statements;
`@` marks the line that must be refused (by what gcc 12 makes an error at its defaults).  The holes
are those of `plant`.  Both front ends read the program; each must refuse it with an error at that
line, and nothing else of the program may be refused.
"""

from __future__ import annotations

from fuzz.choices import Choices
from fuzz.judges import Files
from fuzz.plant import insert
from fuzz.program import Program

ROWS: list[tuple[str, str, str]] = [
    ("6.5.1p2", "", "@ undeclared{u} = {k};"),
    ("6.5.1.1p2", "", "@ int y{u} = _Generic({k}, long: 1, char: 2);"),
    ("6.5.1.1p2", "", "@ int y{u} = _Generic({k}, int: 1, signed int: 2);"),
    ("6.5.1.1p2", "", "@ int y{u} = _Generic({k}, default: 1, default: 2);"),
    ("6.5.2.1p1", "", "int x{u} = {k};\n@ x{u}[{k}] = 1;"),
    ("6.5.2.2p1", "", "int x{u} = {k};\n@ x{u}({k});"),
    ("6.5.2.2p2", "static int f{u}(int a) {{ return a; }}", "@ f{u}({k}, 2);"),
    ("6.5.2.2p2", "static int f{u}(int a, int b) {{ return a + b; }}", "@ f{u}({k});"),
    ("6.5.2.2p2", "struct t{u} {{ int a; }}; static int f{u}(struct t{u} a) {{ return a.a; }}",
     "@ f{u}({k});"),
    ("6.5.2.3p1", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ s{u}.b = 1;"),
    ("6.5.2.3p1", "", "int x{u} = {k};\n@ x{u}.a = 1;"),
    ("6.5.2.3p2", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ s{u}->a = 1;"),
    ("6.5.2.4p1", "", "@ {k}++;"),
    ("6.5.2.4p1", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ s{u}++;"),
    ("6.5.3.1p1", "", "const int c{u} = {k};\n@ ++c{u};"),
    ("6.5.3.2p1", "", "@ int *p{u} = &{k};"),
    ("6.5.3.2p1", "", "register int r{u} = {k};\n@ int *p{u} = &r{u};"),
    ("6.5.3.2p1", "", "struct {{ int a : 3; }} s{u} = {{ 1 }};\n@ int *p{u} = &s{u}.a;"),
    ("6.5.3.2p2", "", "int x{u} = {k};\n@ int y{u} = *x{u};"),
    ("6.5.3.3p1", "", "double d{u} = {k};\n@ int y{u} = ~d{u};"),
    ("6.5.3.3p1", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ int y{u} = !s{u};"),
    ("6.5.3.3p1", "", "int *p{u} = 0;\n@ int y{u} = -p{u};"),
    ("6.5.3.4p1", "struct h{u};", "@ int y{u} = sizeof(struct h{u});"),
    ("6.5.3.4p1", "", "struct {{ int a : 3; }} s{u} = {{ 1 }};\n@ int y{u} = sizeof s{u}.a;"),
    ("6.5.4p2", "struct t{u} {{ int a; }};", "@ int y{u} = (struct t{u}){k};"),
    ("6.5.4p4", "", "int *p{u} = 0;\n@ double d{u} = (double)p{u};"),
    ("6.5.5p2", "", "double d{u} = {k};\n@ double y{u} = d{u} % {n};"),
    ("6.5.6p2", "", "int *p{u} = 0, *q{u} = 0;\n@ p{u} = p{u} + q{u};"),
    ("6.5.6p3", "", "int *p{u} = 0;\n@ int y{u} = {k} - p{u};"),
    ("6.5.7p2", "", "double d{u} = {k};\n@ d{u} = d{u} << 1;"),
    ("6.5.8p2", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ int y{u} = s{u} < s{u};"),
    ("6.5.9p2", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ int y{u} = s{u} == s{u};"),
    ("6.5.10p2", "", "double d{u} = {k};\n@ int y{u} = d{u} & 1;"),
    ("6.5.13p2", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ int y{u} = s{u} && 1;"),
    ("6.5.15p2", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ int y{u} = s{u} ? 1 : 2;"),
    ("6.5.15p3", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ int y{u} = 1 ? s{u} : {k};"),
    ("6.5.16p2", "", "@ {k} = {n};"),
    ("6.5.16p2", "", "int a{u}[{n}] = {{ 0 }}, b{u}[{n}] = {{ 0 }};\n@ a{u} = b{u};"),
    ("6.5.16p2", "", "const int c{u} = {k};\n@ c{u} = 2;"),
    ("6.5.16.1p1", "struct t{u} {{ int a; }};", "struct t{u} s{u} = {{ {k} }};\n@ s{u} = {k};"),
    ("6.5.16.2p2", "", "double d{u} = {k};\n@ d{u} |= 1;"),
    ("6.6p3", "", "int x{u} = {k};\n@ switch (x{u}) {{ case x{u}: break; }}"),
    ("6.7p3", "", "int x{u} = {k};\n@ int x{u} = 2;"),
    ("6.7p3", "", "int x{u} = {k};\n@ long x{u};"),
    ("6.7p4", "extern int e{u};\n@ extern long e{u};", ""),
    ("6.7.1p2", "", "@ static register int x{u} = {k};"),
    ("6.7.1p2", "@ typedef static int t{u};", ""),
    ("6.7.2p2", "", "@ long char x{u} = {k};"),
    ("6.7.2p2", "", "@ unsigned float x{u} = {k};"),
    ("6.7.2.1p3", "@ struct t{u} {{ int a; void b; }};", ""),
    ("6.7.2.1p3", "@ struct t{u} {{ int a; struct t{u} b; }};", ""),
    ("6.7.2.1p4", "@ struct t{u} {{ int a : 3{n}; }};", ""),
    ("6.7.2.1p4", "@ struct t{u} {{ int a : 0; }};", ""),
    ("6.7.2.1p4", "@ struct t{u} {{ int a : -{k}; }};", ""),
    ("6.7.2.1p5", "@ struct t{u} {{ float a : {k}; }};", ""),
    ("6.7.2.1p2", "@ struct t{u} {{ int a; long a; }};", ""),
    ("6.7.2.2p2", "", "int x{u} = {k};\n@ enum {{ e{u} = x{u} }};"),
    ("6.7.2.3p1", "struct t{u} {{ int a; }};\n@ struct t{u} {{ int b; }};", ""),
    ("6.7.2.3p2", "struct t{u} {{ int a; }};\n@ union t{u} x{u};", ""),
    ("6.7.5p2", "@ typedef _Alignas(8) int t{u};", ""),
    ("6.7.5p3", "", "@ _Alignas(3) int x{u} = {k};"),
    ("6.7.6.2p1", "", "@ int a{u}[-{k}];"),
    ("6.7.6.2p1", "", "@ int a{u}[{k}.5];"),
    ("6.7.6.2p1", "@ static void a{u}[{n}];", ""),
    ("6.7.6.2p2", "static int n{u} = {k};\n@ static int a{u}[n{u}];", ""),
    ("6.7.6.3p1", "@ static int f{u}(void)[{n}];", ""),
    ("6.7.6.3p1", "@ static int f{u}(void)(int);", ""),
    ("6.7.6.3p2", "@ static int f{u}(static int a);", ""),
    ("6.7.9p3", "", "int n{u} = {k};\n@ int a{u}[n{u}] = {{ 1 }};"),
    ("6.7.9p4", "static int x{u} = {k};\n@ static int y{u} = x{u} + 1;", ""),
    ("6.7.9p6", "", "@ int a{u}[{n}] = {{ [{n}] = 1 }};"),
    ("6.7.9p7", "struct t{u} {{ int a; }};", "@ struct t{u} s{u} = {{ .b = {k} }};"),
    ("6.7.10p2", "@ _Static_assert({k} == 0, \"never\");", ""),
    ("6.8.1p2", "", "@ case {k}: ;"),
    ("6.8.1p2", "", "@ default: ;"),
    ("6.8.1p3", "", "dup{u}: ;\n@ dup{u}: ;"),
    ("6.8.4.1p1", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ if (s{u}) {{ }}"),
    ("6.8.4.2p1", "", "double d{u} = {k};\n@ switch (d{u}) {{ }}"),
    ("6.8.4.2p3", "", "@ switch ({k}) {{ case 1: break; case 1: break; }}"),
    ("6.8.4.2p3", "", "@ switch ({k}) {{ default: break; default: break; }}"),
    ("6.8.5p2", "", "struct {{ int a; }} s{u} = {{ {k} }};\n@ while (s{u}) {{ }}"),
    ("6.8.6.1p1", "", "@ goto nowhere{u};"),
    ("6.8.6.2p1", "", "@ continue;"),
    ("6.8.6.3p1", "", "@ break;"),
    ("6.8.6.4p1", "struct t{u} {{ int a; }};\n"
                  "@ static struct t{u} f{u}(void) {{ return {k}; }}", ""),
    ("6.9p3", "static int f{u}(int a) {{ return a; }}\n"
              "@ static int f{u}(int a) {{ return a + 1; }}", ""),
    ("6.9.1p2", "@ static int f{u} {{ return {k}; }}", ""),
    ("6.7p3", "@ static int f{u}(int a, int a) {{ return a; }}", ""),
    ("6.10.5p1", "@ #error stop {k}", ""),
]


class Broken:
    """A program that must be refused at a line."""

    def __init__(self, files: Files, row: int, file: str, line: int) -> None:
        self.files = files
        self.row = row
        self.clause = ROWS[row][0]
        self.file = file
        self.line = line


def break_program(program: Program, choices: Choices, row: int) -> Broken:
    """The program with the constraint of a row broken in it."""
    _, outside, inside = ROWS[row]
    files, file, line = insert(program, choices, outside, inside)
    return Broken(files, row, file, line)
