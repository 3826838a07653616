"""Predefined macros (C17 6.10.8, and those of gcc 12 that real texts ask for)."""

from __future__ import annotations

from cspec.target import Target

FLOATS: dict[str, list[tuple[str, str]]] = {
    "FLT": [("MANT_DIG", "24"), ("DIG", "6"), ("DECIMAL_DIG", "9"), ("MIN_EXP", "(-125)"),
            ("MAX_EXP", "128"), ("MIN_10_EXP", "(-37)"), ("MAX_10_EXP", "38"),
            ("MAX", "3.40282346638528859811704183484516925e+38F"),
            ("MIN", "1.17549435082228750796873653722224568e-38F"),
            ("EPSILON", "1.19209289550781250000000000000000000e-7F"),
            ("DENORM_MIN", "1.40129846432481707092372958328991613e-45F")],
    "DBL": [("MANT_DIG", "53"), ("DIG", "15"), ("DECIMAL_DIG", "17"), ("MIN_EXP", "(-1021)"),
            ("MAX_EXP", "1024"), ("MIN_10_EXP", "(-307)"), ("MAX_10_EXP", "308"),
            ("MAX", "1.79769313486231570814527423731704357e+308"),
            ("MIN", "2.22507385850720138309023271733240406e-308"),
            ("EPSILON", "2.22044604925031308084726333618164062e-16"),
            ("DENORM_MIN", "4.94065645841246544176568792868221372e-324")],
    "x87": [("MANT_DIG", "64"), ("DIG", "18"), ("DECIMAL_DIG", "21"), ("MIN_EXP", "(-16381)"),
            ("MAX_EXP", "16384"), ("MIN_10_EXP", "(-4931)"), ("MAX_10_EXP", "4932"),
            ("MAX", "1.18973149535723176502126385303097021e+4932L"),
            ("MIN", "3.36210314311209350626267781732175260e-4932L"),
            ("EPSILON", "1.08420217248550443400745280086994171e-19L"),
            ("DENORM_MIN", "3.64519953188247460252840593361941982e-4951L")],
    "quad": [("MANT_DIG", "113"), ("DIG", "33"), ("DECIMAL_DIG", "36"), ("MIN_EXP", "(-16381)"),
             ("MAX_EXP", "16384"), ("MIN_10_EXP", "(-4931)"), ("MAX_10_EXP", "4932"),
             ("MAX", "1.18973149535723176508575932662800702e+4932L"),
             ("MIN", "3.36210314311209350626267781732175260e-4932L"),
             ("EPSILON", "1.92592994438723585305597794258492732e-34L"),
             ("DENORM_MIN", "6.47517511943802511092443895822764655e-4966L")]}


def predefined_macros(target: Target, strict: bool) -> str:
    """The text of `#define` lines for one target."""
    wide = target.pointer_bits == 64
    size = "long unsigned int" if wide else "unsigned int"
    difference = "long int" if wide else "int"
    long64 = target.long_bits == 64
    int64 = "long int" if long64 else "long long int"
    suffix64 = "L" if long64 else "LL"
    wchar = "unsigned int" if target.wchar_unsigned else "long int" if target.wchar_long else "int"
    rows: list[tuple[str, object]] = [
        ("__STDC__", 1), ("__STDC_VERSION__", "201710L"), ("__STDC_HOSTED__", 1),
        ("__STDC_UTF_16__", 1), ("__STDC_UTF_32__", 1), ("__STDC_NO_THREADS__", 1),
        ("__STDC_IEC_559__", 1), ("__STDC_IEC_559_COMPLEX__", 1),
        ("__DATE__", '"Jan  1 1970"'), ("__TIME__", '"00:00:00"'),
        ("__VOUCH_INTERP__", 1), ("__GNUC__", 12), ("__GNUC_MINOR__", 2),
        ("__GNUC_PATCHLEVEL__", 0), ("__GNUC_STDC_INLINE__", 1), ("__VERSION__", '"12.2.0"'),
        ("__NO_INLINE__", 1), ("__ELF__", 1), ("__CHAR_BIT__", 8),
        ("__ORDER_LITTLE_ENDIAN__", 1234), ("__ORDER_BIG_ENDIAN__", 4321),
        ("__ORDER_PDP_ENDIAN__", 3412), ("__BYTE_ORDER__", "__ORDER_LITTLE_ENDIAN__"),
        ("__FLOAT_WORD_ORDER__", "__ORDER_LITTLE_ENDIAN__"),
        ("__linux__", 1), ("__linux", 1), ("__unix__", 1), ("__unix", 1),
        ("__gnu_linux__", 1), ("__SIZE_TYPE__", size), ("__PTRDIFF_TYPE__", difference),
        ("__WCHAR_TYPE__", wchar), ("__WINT_TYPE__", "unsigned int"),
        ("__INTMAX_TYPE__", int64), ("__UINTMAX_TYPE__", int64 + " unsigned"),
        ("__CHAR16_TYPE__", "short unsigned int"), ("__CHAR32_TYPE__", "unsigned int"),
        ("__SIG_ATOMIC_TYPE__", "int"),
        ("__INTPTR_TYPE__", difference), ("__UINTPTR_TYPE__", size),
        ("__SCHAR_MAX__", "0x7f"), ("__SHRT_MAX__", "0x7fff"), ("__INT_MAX__", "0x7fffffff"),
        ("__LONG_MAX__", "0x7fffffffffffffffL" if long64 else "0x7fffffffL"),
        ("__LONG_LONG_MAX__", "0x7fffffffffffffffLL"),
        ("__WCHAR_MAX__", "0xffffffffU" if target.wchar_unsigned else
         "0x7fffffffL" if target.wchar_long else "0x7fffffff"),
        ("__WCHAR_MIN__", "0U" if target.wchar_unsigned else
         "(-__WCHAR_MAX__ - 1)"),
        ("__WINT_MAX__", "0xffffffffU"), ("__WINT_MIN__", "0U"),
        ("__PTRDIFF_MAX__", "__LONG_MAX__" if wide else "__INT_MAX__"),
        ("__SIZE_MAX__", "0xffffffffffffffffUL" if wide else "0xffffffffU"),
        ("__INTMAX_MAX__", "0x7fffffffffffffff" + suffix64),
        ("__UINTMAX_MAX__", "0xffffffffffffffffU" + suffix64),
        ("__SIG_ATOMIC_MAX__", "0x7fffffff"), ("__SIG_ATOMIC_MIN__", "(-0x7fffffff - 1)"),
        ("__INTPTR_MAX__", "__PTRDIFF_MAX__"), ("__UINTPTR_MAX__", "__SIZE_MAX__"),
        ("__SCHAR_WIDTH__", 8), ("__SHRT_WIDTH__", 16), ("__INT_WIDTH__", 32),
        ("__LONG_WIDTH__", target.long_bits), ("__LONG_LONG_WIDTH__", 64),
        ("__PTRDIFF_WIDTH__", target.pointer_bits), ("__SIZE_WIDTH__", target.pointer_bits),
        ("__SIZEOF_INT__", 4), ("__SIZEOF_LONG__", target.long_bits // 8),
        ("__SIZEOF_LONG_LONG__", 8), ("__SIZEOF_SHORT__", 2), ("__SIZEOF_FLOAT__", 4),
        ("__SIZEOF_DOUBLE__", 8), ("__SIZEOF_LONG_DOUBLE__", target.ldouble_size),
        ("__SIZEOF_SIZE_T__", target.pointer_bits // 8),
        ("__SIZEOF_WCHAR_T__", 4), ("__SIZEOF_WINT_T__", 4),
        ("__SIZEOF_PTRDIFF_T__", target.pointer_bits // 8),
        ("__SIZEOF_POINTER__", target.pointer_bits // 8),
        ("__BIGGEST_ALIGNMENT__", target.max_align), ("__FLT_RADIX__", 2),
        ("__FLT_EVAL_METHOD__", 0), ("__DECIMAL_DIG__", 21 if target.ldouble == "x87" else 36),
        ("__FINITE_MATH_ONLY__", 0), ("__USER_LABEL_PREFIX__", ""), ("__REGISTER_PREFIX__", ""),
        ("__GCC_IEC_559", 2), ("__GCC_ATOMIC_INT_LOCK_FREE", 2),
        ("__GCC_ATOMIC_TEST_AND_SET_TRUEVAL", 1), ("__GCC_HAVE_SYNC_COMPARE_AND_SWAP_4", 1),
        ("__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8", 1), ("__PRAGMA_REDEFINE_EXTNAME", 1),
        ("__ATOMIC_RELAXED", 0), ("__ATOMIC_CONSUME", 1), ("__ATOMIC_ACQUIRE", 2),
        ("__ATOMIC_RELEASE", 3), ("__ATOMIC_ACQ_REL", 4), ("__ATOMIC_SEQ_CST", 5)]
    for kind in ("BOOL", "CHAR", "CHAR16_T", "SHORT"):
        rows.append((f"__GCC_ATOMIC_{kind}_LOCK_FREE", 2 if target.narrow_atomics else 1))
    for kind in ("CHAR32_T", "WCHAR_T", "INT", "LONG", "LLONG", "POINTER"):
        rows.append((f"__GCC_ATOMIC_{kind}_LOCK_FREE", 2))
    if target.ldouble == "x87":
        rows.append(("__SIZEOF_FLOAT128__", 16))
    if not strict:
        rows += [("linux", 1), ("unix", 1)]
    if not target.char_signed:
        rows.append(("__CHAR_UNSIGNED__", 1))
    if wide:
        rows += [("_LP64", 1), ("__LP64__", 1)]
    if target.int128:
        rows.append(("__SIZEOF_INT128__", 16))
    for word in target.machine.split():
        name, _, value = word.partition("=")
        rows.append((name, value or 1))
    for bits, name in ((8, "signed char"), (16, "short int"), (32, "int"), (64, int64)):
        unsigned = "unsigned char" if bits == 8 else name.replace("int", "unsigned int")
        suffix = suffix64 if bits == 64 else ""
        top = "0x7f" + "ff" * (bits // 8 - 1)
        full = "0x" + "ff" * (bits // 8)
        usuffix = "U" + suffix if bits >= 32 else ""
        for prefix in ("", "_LEAST", "_FAST"):
            if prefix == "_FAST" and bits in (16, 32) and wide:
                rows += [(f"__INT_FAST{bits}_TYPE__", "long int"),
                         (f"__UINT_FAST{bits}_TYPE__", "long unsigned int"),
                         (f"__INT_FAST{bits}_MAX__", "__LONG_MAX__"),
                         (f"__UINT_FAST{bits}_MAX__", "__SIZE_MAX__"),
                         (f"__INT_FAST{bits}_WIDTH__", 64)]
                continue
            if prefix == "_FAST" and bits in (16, 32):
                rows += [(f"__INT_FAST{bits}_TYPE__", "int"),
                         (f"__UINT_FAST{bits}_TYPE__", "unsigned int"),
                         (f"__INT_FAST{bits}_MAX__", "__INT_MAX__"),
                         (f"__UINT_FAST{bits}_MAX__", "0xffffffffU"),
                         (f"__INT_FAST{bits}_WIDTH__", 32)]
                continue
            rows += [(f"__INT{prefix}{bits}_TYPE__", name),
                     (f"__UINT{prefix}{bits}_TYPE__", unsigned),
                     (f"__INT{prefix}{bits}_MAX__", top + suffix),
                     (f"__UINT{prefix}{bits}_MAX__", full + usuffix)]
            if prefix:
                rows.append((f"__INT{prefix}{bits}_WIDTH__", bits))
        rows += [(f"__INT{bits}_C(c)", f"c ## {suffix}" if suffix else "c"),
                 (f"__UINT{bits}_C(c)", f"c ## {usuffix}" if usuffix else "c")]
    rows += [("__INTMAX_C(c)", f"c ## {suffix64}"), ("__UINTMAX_C(c)", f"c ## U{suffix64}"),
             ("__INTMAX_WIDTH__", 64)]
    for prefix, source in (("FLT", "FLT"), ("DBL", "DBL"), ("LDBL", target.ldouble)):
        for name, value in FLOATS[source]:
            rows.append((f"__{prefix}_{name}__", value))
        for name in ("HAS_DENORM", "HAS_INFINITY", "HAS_QUIET_NAN"):
            rows.append((f"__{prefix}_{name}__", 1))
    lines = [f"#define {name} {value}\n" for name, value in rows]
    return "".join(lines)
