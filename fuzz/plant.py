"""One undefined behaviour, of a known item of Annex J.2, planted at a known line.

A row is an item (C11 numbering, as in `cspec/ub.py`), declarations that stand outside of functions,
and statements; `@` marks the line whose execution is undefined.  `{u}` is a number that makes names
unique, `{k}` one of 1 to 9, `{n}` one of 3 to 8.  The statements go before a statement at the top
level of a function that is surely reached, so a run must end exactly there; the program around
them is any generated one, and well-defined.
"""

from __future__ import annotations

from fuzz.choices import Choices
from fuzz.judges import Files
from fuzz.program import Program

INCLUDES = ["ctype.h", "float.h", "limits.h", "locale.h", "setjmp.h", "signal.h", "stdint.h"]

ROWS: list[tuple[int, str, str]] = [
    (10, "", "int *p{u}; {{ int x{u} = {k}; p{u} = &x{u}; }}\n@ int y{u} = *p{u};"),
    (10, "static int *d{u}(int *p) {{ int x = {k}; *p = x; static int *s; s = &x; return s; }}",
     "int z{u}; int *p{u} = d{u}(&z{u});\n@ *p{u} = 1;"),
    (11, "", "int x{u}; int *p{u} = &x{u};\n@ int y{u} = *p{u} + {k};"),
    (11, "", "int a{u}[{n}]; a{u}[0] = 1;\n@ int y{u} = a{u}[1];"),
    (12, "", "_Bool b{u}; *(unsigned char *)&b{u} = 2;\n@ int y{u} = b{u};"),
    (17, "", "double d{u} = 1e1{k};\n@ int y{u} = (int)(d{u} * 1e9);"),
    (17, "", "float d{u} = -{k};\n@ unsigned y{u} = (unsigned)(d{u} * 3);"),
    (21, "", "int x{u};\n@ int y{u} = x{u} + {k};"),
    (25, "", "int a{u}[2] = {{ {k} }}; char *p{u} = (char *)a{u} + 1;\n"
             "@ int *q{u} = (int *)p{u};"),
    (26, "static int c{u}(int a) {{ return a + {k}; }}",
     "int (*f{u})(long) = (int (*)(long))c{u};\n@ int y{u} = f{u}(1L);"),
    (33, "", 'char *s{u} = "text";\n@ s{u}[{k} % 4] = 65;'),
    (35, "", "int i{u} = {k};\n@ i{u} = i{u}++ + 1;"),
    (35, "", "int i{u} = {k};\n@ int y{u} = i{u}++ + i{u};"),
    (36, "", "int i{u} = INT_MAX - {k};\n@ int y{u} = i{u} + 10;"),
    (36, "", "int i{u} = INT_MIN;\n@ int y{u} = -i{u};"),
    (36, "", "long i{u} = LONG_MAX / {n};\n@ long y{u} = i{u} * 10;"),
    (36, "", "int i{u} = INT_MAX;\n@ i{u}++;"),
    (36, "", "long long i{u} = LLONG_MIN + {k};\n@ i{u} -= 10;"),
    (37, "", "int x{u} = {k}; float *p{u} = (float *)&x{u};\n@ float y{u} = *p{u};"),
    (37, "", "long x{u}[2] = {{ {k} }}; short *p{u} = (short *)x{u};\n@ int y{u} = p{u}[{k} % 8];"),
    (38, "static int o{u}(); static int o{u}(a, b) int a, b; {{ return a + b; }}",
     "int (*f{u})() = o{u};\n@ int y{u} = f{u}({k});"),
    (39, "static int v{u}(int a, ...) {{ return a; }}",
     "int (*f{u})() = (int (*)())v{u};\n@ int y{u} = f{u}({k}, 2);"),
    (40, "static int o{u}(a) int a; {{ return a; }}",
     "int (*f{u})() = o{u};\n@ int y{u} = f{u}({k}.5);"),
    (43, "", "int *p{u} = 0;\n@ int y{u} = *p{u};"),
    (43, "", "struct {{ int a, b; }} *p{u} = 0;\n@ p{u}->b = {k};"),
    (45, "", "int z{u} = {k} - {k};\n@ int y{u} = {n} / z{u};"),
    (45, "", "unsigned long z{u} = {k}; z{u} ^= {k};\n@ unsigned long y{u} = {n} % z{u};"),
    (46, "", "int a{u}[{n}] = {{ 0 }}; int *p{u} = a{u};\n@ p{u} = p{u} + {n} + {k};"),
    (46, "", "int a{u}[{n}] = {{ 0 }}; int *p{u} = a{u};\n@ p{u} -= {k};"),
    (47, "", "int a{u}[{n}] = {{ 0 }}; int *p{u} = a{u} + {n};\n@ int y{u} = *p{u};"),
    (48, "", "int a{u}[{n}] = {{ 0 }}, b{u}[{n}] = {{ 0 }}; int *p{u} = a{u}, *q{u} = b{u};\n"
             "@ long y{u} = p{u} - q{u};"),
    (49, "", "int a{u}[4][{n}] = {{ 0 }}; int i{u} = {n} + {k};\n@ int y{u} = a{u}[0][i{u}];"),
    (49, "", "int a{u}[2][{n}] = {{ 0 }}; int i{u} = {n};\n@ int y{u} = a{u}[0][i{u}];"),
    (51, "", "int s{u} = 32 + {k};\n@ unsigned y{u} = 1u << s{u};"),
    (51, "", "int s{u} = -{k};\n@ long y{u} = 100L >> s{u};"),
    (52, "", "int x{u} = -{k};\n@ int y{u} = x{u} << 1;"),
    (52, "", "int x{u} = 1 << 30;\n@ x{u} <<= {n};"),
    (53, "", "int a{u} = 0, b{u} = 0; int *p{u} = &a{u}, *q{u} = &b{u};\n"
             "@ int y{u} = p{u} < q{u};"),
    (64, "", "const int x{u} = {k}; int *p{u} = (int *)&x{u};\n@ *p{u} = 2;"),
    (64, "static const struct {{ int a, b; }} c{u} = {{ {k}, 2 }};",
     "int *p{u} = (int *)&c{u}.b;\n@ ++*p{u};"),
    (71, "static _Noreturn void n{u}(int a) {{\n  if (a < 0) abort();\n}}",
     "@ n{u}({k});"),
    (75, "", "int n{u} = {k} - {k};\n@ int a{u}[n{u}];"),
    (77, "@ static int w{u}(int a[static {n}]) {{ return a[0]; }}",
     "int a{u}[2] = {{ {k}, 1 }};\nint y{u} = w{u}(a{u});"),
    (88, "static int e{u}(int x) {{ if (x > 50) return 1; }}",
     "@ int y{u} = e{u}({k}) + 1;"),
    (100, "", "char a{u}[16] = \"0123456789\";\n@ memcpy(a{u} + 1, a{u}, {n});"),
    (113, "", "int c{u} = 300 + {k};\n@ int y{u} = isdigit(c{u});"),
    (119, "", "int c{u} = INT_MIN;\n@ int y{u} = abs(c{u});"),
    (126, "static jmp_buf j{u};", "@ longjmp(j{u}, {k});"),
    (136, "", "va_list l{u};\n@ int y{u} = va_arg(l{u}, int);"),
    (141, "static long a{u}(int n, ...) {{\n  va_list l;\n  va_start(l, n);\n"
          "@ long y = va_arg(l, long);\n  va_end(l);\n  return y;\n}}", "a{u}(1, {k});"),
    (141, "static int a{u}(int n, ...) {{\n  va_list l;\n  va_start(l, n);\n"
          "@ int y = va_arg(l, int);\n  va_end(l);\n  return y;\n}}", "a{u}({k});"),
    (148, "", "FILE *f{u} = tmpfile(); fclose(f{u});\n@ fputc({k}, f{u});"),
    (153, "", '@ printf("%d %d\\n", {k});'),
    (153, "", '@ printf("%s\\n", {k});'),
    (155, "", '@ printf("%.{k}c\\n", 65);'),
    (158, "", '@ printf("%Ld\\n", {k}LL);'),
    (159, "", "char a{u}[2] = {{ 65, 66 }};\n@ printf(\"%s\\n\", a{u});"),
    (162, "", '@ printf("%y\\n", {k});'),
    (165, "", 'short c{u};\n@ sscanf("7000{k}", "%hd", &c{u});'),
    (166, "", 'char c{u}[2];\n@ sscanf("abcdef", "%s", c{u});'),
    (176, "", "char *p{u} = malloc(0);\n@ char y{u} = *p{u};"),
    (177, "", "int *p{u} = malloc({n} * sizeof(int)); p{u}[0] = 1; free(p{u});\n"
              "@ int y{u} = p{u}[0];"),
    (178, "", "@ void *p{u} = aligned_alloc(3, 6);"),
    (177, "", "int *p{u} = malloc({n}); free(p{u});\n@ free(p{u});"),
    (179, "", "int x{u} = {k};\n@ free(&x{u});"),
    (180, "", "int *p{u} = malloc({n} * sizeof(int));\n@ int y{u} = p{u}[1];"),
    (181, "", "char *p{u} = malloc({k}); memset(p{u}, 1, {k}); p{u} = realloc(p{u}, 20);\n"
              "@ int y{u} = p{u}[{k}];"),
    (187, "static int q{u}(const void *a, const void *b) {{ return a < b; }}",
     "@ qsort(0, {k}, 4, q{u});"),
    (191, "", "char a{u}[{n}];\n@ strcpy(a{u}, \"0123456789\");"),
    (191, "", "char a{u}[12] = \"012345678\";\n@ strcat(a{u}, \"xyz\");"),
    (192, "", "@ memset((void *)0, 1, 0);"),
]


class Planted:
    """A program with one known fault."""

    def __init__(self, files: Files, row: int, file: str, line: int) -> None:
        self.files = files
        self.row = row
        self.item = ROWS[row][0]
        self.file = file
        self.line = line


def insert(program: Program, choices: Choices, outside: str, inside: str) -> tuple[Files, str, int]:
    """The program with the two texts put in, and where the line marked `@` is now."""
    file, place = choices.pick(program.plants)
    before = [at for name, at in program.outside if name == file and at <= place]
    top = before[0]
    values = {"u": choices.below(900) + 1000, "k": choices.between(1, 9),
              "n": choices.between(3, 8)}
    upper = outside.format(**values).splitlines() if outside else []
    lower = inside.format(**values).splitlines()
    files: Files = []
    line = 0
    for name, text in program.files:
        if name == file:
            lines = text.splitlines()
            whole = [f"#include <{header}>" for header in INCLUDES] + lines[:top - 1] + upper \
                + lines[top - 1:place - 1] + lower + lines[place - 1:]
            marked = [at for at, found in enumerate(whole) if found.startswith("@")]
            line = marked[0] + 1
            whole[line - 1] = whole[line - 1].replace("@", " ", 1)
            text = "\n".join(whole) + "\n"
        files.append((name, text))
    return files, file, line


def plant(program: Program, choices: Choices, row: int) -> Planted:
    """The program with the fault of a row of the table."""
    _, outside, inside = ROWS[row]
    files, file, line = insert(program, choices, outside, inside)
    return Planted(files, row, file, line)
