"""Functions that need no declaration: gcc's builtins and the library functions it knows.

A row is a prototype in C, parsed when the name is first used.  `__builtin_NAME` stands for the
library function NAME unless it has a row of its own.  Builtins whose type depends on their
arguments are in `GENERIC`; `generic.py` checks them.
"""

from __future__ import annotations

from cspec import floats
from cspec import tree as T
from cspec.fold import Address, Value, fold
from cspec.types import ARRAY, FLOAT, POINTER

PROTOTYPES: dict[str, str] = {}


def _rows(text: str) -> None:
    for line in text.strip().splitlines():
        line = line.strip()
        head = line[:line.index("(")]
        PROTOTYPES[head.replace("*", " ").split()[-1]] = line


_rows("""
void abort(void)
void exit(int)
void _exit(int)
void _Exit(int)
void *malloc(SIZE)
void *calloc(SIZE, SIZE)
void *realloc(void *, SIZE)
void *aligned_alloc(SIZE, SIZE)
void free(void *)
void *alloca(SIZE)
int abs(int)
long labs(long)
long long llabs(long long)
void *memcpy(void *, const void *, SIZE)
void *mempcpy(void *, const void *, SIZE)
void *memmove(void *, const void *, SIZE)
void *memset(void *, int, SIZE)
int memcmp(const void *, const void *, SIZE)
int bcmp(const void *, const void *, SIZE)
void bcopy(const void *, void *, SIZE)
void bzero(void *, SIZE)
void *memchr(const void *, int, SIZE)
SIZE strlen(const char *)
SIZE strnlen(const char *, SIZE)
char *strcpy(char *, const char *)
char *stpcpy(char *, const char *)
char *strncpy(char *, const char *, SIZE)
char *stpncpy(char *, const char *, SIZE)
char *strcat(char *, const char *)
char *strncat(char *, const char *, SIZE)
int strcmp(const char *, const char *)
int strncmp(const char *, const char *, SIZE)
int strcasecmp(const char *, const char *)
int strncasecmp(const char *, const char *, SIZE)
char *strchr(const char *, int)
char *strrchr(const char *, int)
char *index(const char *, int)
char *rindex(const char *, int)
char *strstr(const char *, const char *)
char *strpbrk(const char *, const char *)
SIZE strspn(const char *, const char *)
SIZE strcspn(const char *, const char *)
char *strdup(const char *)
char *strndup(const char *, SIZE)
int printf(const char *, ...)
int fprintf(void *, const char *, ...)
int sprintf(char *, const char *, ...)
int snprintf(char *, SIZE, const char *, ...)
int vprintf(const char *, __builtin_va_list)
int vfprintf(void *, const char *, __builtin_va_list)
int vsprintf(char *, const char *, __builtin_va_list)
int vsnprintf(char *, SIZE, const char *, __builtin_va_list)
int scanf(const char *, ...)
int sscanf(const char *, const char *, ...)
int puts(const char *)
int putchar(int)
int fputs(const char *, void *)
int fputc(int, void *)
SIZE fwrite(const void *, SIZE, SIZE, void *)
int printf_unlocked(const char *, ...)
int puts_unlocked(const char *)
int putchar_unlocked(int)
int fputs_unlocked(const char *, void *)
int isalnum(int)
int isalpha(int)
int isblank(int)
int iscntrl(int)
int isdigit(int)
int isgraph(int)
int islower(int)
int isprint(int)
int ispunct(int)
int isspace(int)
int isupper(int)
int isxdigit(int)
int isascii(int)
int toupper(int)
int tolower(int)
int toascii(int)
int ffs(int)
int ffsl(long)
int ffsll(long long)
int __builtin_clz(unsigned int)
int __builtin_clzl(unsigned long)
int __builtin_clzll(unsigned long long)
int __builtin_ctz(unsigned int)
int __builtin_ctzl(unsigned long)
int __builtin_ctzll(unsigned long long)
int __builtin_clrsb(int)
int __builtin_clrsbl(long)
int __builtin_clrsbll(long long)
int __builtin_popcount(unsigned int)
int __builtin_popcountl(unsigned long)
int __builtin_popcountll(unsigned long long)
int __builtin_parity(unsigned int)
int __builtin_parityl(unsigned long)
int __builtin_parityll(unsigned long long)
unsigned short __builtin_bswap16(unsigned short)
unsigned int __builtin_bswap32(unsigned int)
U64 __builtin_bswap64(U64)
long __builtin_expect(long, long)
long __builtin_expect_with_probability(long, long, double)
void __builtin_unreachable(void)
void __builtin_trap(void)
void *__builtin_return_address(unsigned int)
void *__builtin_frame_address(unsigned int)
void *__builtin_extract_return_addr(void *)
void *__builtin_assume_aligned(const void *, SIZE, ...)
void *__builtin_alloca_with_align(SIZE, SIZE)
void *__builtin_stack_save(void)
void __builtin_stack_restore(void *)
void __builtin_prefetch(const void *, ...)
void __builtin___clear_cache(void *, void *)
double __builtin_huge_val(void)
float __builtin_huge_valf(void)
long double __builtin_huge_vall(void)
double __builtin_inf(void)
float __builtin_inff(void)
long double __builtin_infl(void)
double __builtin_nan(const char *)
float __builtin_nanf(const char *)
long double __builtin_nanl(const char *)
double __builtin_nans(const char *)
float __builtin_nansf(const char *)
long double __builtin_nansl(const char *)
void *__builtin___memcpy_chk(void *, const void *, SIZE, SIZE)
void *__builtin___memmove_chk(void *, const void *, SIZE, SIZE)
void *__builtin___mempcpy_chk(void *, const void *, SIZE, SIZE)
void *__builtin___memset_chk(void *, int, SIZE, SIZE)
char *__builtin___strcpy_chk(char *, const char *, SIZE)
char *__builtin___stpcpy_chk(char *, const char *, SIZE)
char *__builtin___strncpy_chk(char *, const char *, SIZE, SIZE)
char *__builtin___stpncpy_chk(char *, const char *, SIZE, SIZE)
char *__builtin___strcat_chk(char *, const char *, SIZE)
char *__builtin___strncat_chk(char *, const char *, SIZE, SIZE)
int __builtin___sprintf_chk(char *, int, SIZE, const char *, ...)
int __builtin___snprintf_chk(char *, SIZE, int, SIZE, const char *, ...)
int __builtin___vsprintf_chk(char *, int, SIZE, const char *, __builtin_va_list)
int __builtin___vsnprintf_chk(char *, SIZE, int, SIZE, const char *, __builtin_va_list)
int __builtin___printf_chk(int, const char *, ...)
int __builtin___fprintf_chk(void *, int, const char *, ...)
void __sync_synchronize(void)
void __atomic_thread_fence(int)
void __atomic_signal_fence(int)
int __builtin_setjmp(void *)
void __builtin_longjmp(void *, int)
double frexp(double, int *)
float frexpf(float, int *)
long double frexpl(long double, int *)
double ldexp(double, int)
float ldexpf(float, int)
long double ldexpl(long double, int)
double scalbn(double, int)
double modf(double, double *)
float modff(float, float *)
long double modfl(long double, long double *)
double powi(double, int)
float powif(float, int)
long double powil(long double, int)
long lrint(double)
long lrintf(float)
long lround(double)
long lroundf(float)
long long llrint(double)
long long llround(double)
double cabs(double _Complex)
float cabsf(float _Complex)
long double cabsl(long double _Complex)
double creal(double _Complex)
float crealf(float _Complex)
long double creall(long double _Complex)
double cimag(double _Complex)
float cimagf(float _Complex)
long double cimagl(long double _Complex)
double _Complex conj(double _Complex)
float _Complex conjf(float _Complex)
long double _Complex conjl(long double _Complex)
double _Complex cexp(double _Complex)
double carg(double _Complex)
double _Complex csqrt(double _Complex)
""")
for _name in ("acos acosh asin asinh atan atanh cbrt ceil cos cosh erf erfc exp exp2 expm1 fabs "
              "floor lgamma log log10 log1p log2 logb nearbyint rint round sin sinh sqrt tan "
              "tanh tgamma trunc").split():
    for _suffix, _type in (("", "double"), ("f", "float"), ("l", "long double")):
        PROTOTYPES[_name + _suffix] = f"{_type} {_name}{_suffix}({_type})"
for _name in ("atan2 copysign drem fdim fmax fmin fmod hypot nextafter pow remainder").split():
    for _suffix, _type in (("", "double"), ("f", "float"), ("l", "long double")):
        PROTOTYPES[_name + _suffix] = f"{_type} {_name}{_suffix}({_type}, {_type})"
for _suffix, _type in (("", "double"), ("f", "float"), ("l", "long double")):
    PROTOTYPES["fma" + _suffix] = f"{_type} fma{_suffix}({_type}, {_type}, {_type})"
for _op in ("add", "sub", "mul"):
    for _prefix, _type in (("s", "int"), ("sl", "long"), ("sll", "long long"),
                           ("u", "unsigned"), ("ul", "unsigned long"),
                           ("ull", "unsigned long long")):
        PROTOTYPES[f"__builtin_{_prefix}{_op}{'l' if False else ''}_overflow"] = \
            f"_Bool __builtin_{_prefix}{_op}_overflow({_type}, {_type}, {_type} *)"

# functions of <math.h> that gcc folds on constants (those with one result and no pointer)
FOLDED_MATH = frozenset(
    name + suffix for suffix in ("", "f", "l") for name in
    "acos acosh asin asinh atan atanh atan2 cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 "
    "fabs fdim floor fma fmax fmin fmod hypot log log10 log1p log2 nearbyint pow rint round sin "
    "sinh sqrt tan tanh tgamma trunc".split())
GENERIC = frozenset(
    "constant_p choose_expr classify_type va_start va_end va_copy va_arg_pack va_arg_pack_len "
    "add_overflow sub_overflow mul_overflow add_overflow_p sub_overflow_p mul_overflow_p "
    "isnan isinf isfinite isnormal signbit signbitf signbitl isinf_sign isgreater isgreaterequal "
    "isless islessequal islessgreater isunordered fpclassify complex object_size "
    "dynamic_object_size shuffle shufflevector bswap128 tgmath isnanf isnanl isinff isinfl "
    "isfinitef isfinitel finite finitef finitel isinf_signl setjmp speculation_safe_value "
    "scalar".split())
ATOMIC_PREFIXES = ("__sync_", "__atomic_")
NORETURN = frozenset("abort exit _exit _Exit __builtin_unreachable __builtin_trap "
                     "__builtin_longjmp".split())


def is_builtin(name: str) -> bool:
    """Whether a name is a builtin this implementation knows."""
    return prototype(name) is not None or is_generic(name)


def is_generic(name: str) -> bool:
    """Whether a name is a builtin operator whose type depends on its arguments."""
    if name.startswith("__builtin_") and name[10:] in GENERIC:
        return True
    return name.startswith(ATOMIC_PREFIXES) and name not in PROTOTYPES


def prototype(name: str) -> str | None:
    """The C prototype of a builtin function, under the name it is called by."""
    row = PROTOTYPES.get(name)
    if row is not None:
        return row
    if name.startswith("__builtin_"):
        row = PROTOTYPES.get(name[10:])
        if row is not None:
            return row
    return None


def library_name(name: str) -> str:
    """The library function that a builtin name stands for."""
    if name.startswith("__builtin_") and name not in PROTOTYPES and name[10:] in PROTOTYPES:
        return name[10:]
    return name


def fold_builtin(e: T.BuiltinCall) -> Value | None:
    """The value of a generic builtin on constants."""
    if e.name == "constant_p":
        inner = fold(e.arguments[0])
        return int(inner is not None and not (
            isinstance(inner, Address) and not isinstance(inner.base, T.StringLit)))
    return None


def fold_call(name: str, arguments: list[T.Expr]) -> Value | None:
    """The value of a builtin function on constants, as gcc folds it in initialisers."""
    name = name.removeprefix("__builtin_")
    if name in ("huge_val", "huge_valf", "inf", "inff"):
        return float("inf")
    if name in ("huge_vall", "infl"):
        return floats.infinity(False)
    if name in ("nan", "nanf", "nans", "nansf"):
        return float("nan")
    if name in ("nanl", "nansl"):
        return floats.nan()
    values = [fold(a) for a in arguments]
    if name == "strlen" and len(arguments) == 1:
        decay = arguments[0]
        while isinstance(decay, T.Cast):
            decay = decay.operand
        if isinstance(decay, T.Decay) and isinstance(decay.operand, T.StringLit):
            units = decay.operand.units
            return units.index(0) if 0 in units else len(units)
        return None
    if len(values) < 1 or not isinstance(values[0], int):
        if name in ("fabs", "fabsf") and values and isinstance(values[0], float):
            return abs(values[0])
        return None
    value = values[0]
    bits = arguments[0].type.bits
    plain = value & ((1 << bits) - 1)
    if name.startswith("expect"):
        return value
    if name.startswith("popcount"):
        return plain.bit_count()
    if name.startswith("parity"):
        return plain.bit_count() & 1
    if name.startswith("clz") and plain:
        return bits - plain.bit_length()
    if name.startswith("ctz") and plain:
        return (plain & -plain).bit_length() - 1
    if name.startswith("ffs"):
        return (plain & -plain).bit_length()
    if name in ("abs", "labs", "llabs"):
        return abs(value)
    if name.startswith("bswap"):
        width = int(name[5:])
        plain &= (1 << width) - 1
        return int.from_bytes(plain.to_bytes(width // 8, "little"), "big")
    return None


__all__ = ["ARRAY", "FLOAT", "POINTER", "is_builtin"]
