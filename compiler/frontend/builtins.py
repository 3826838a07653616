"""The table of builtin functions.

Problem: gcc has thousands of builtins; the parser must know their types without paying for them at
every start, lowering must know what each does.

Idea: one line a builtin: name, compact signature, flags.  A line of LIBRARY stands for the library
function `NAME` and for `__builtin_NAME`; one of BUILTINS for the name as written.  The entry's
number is put into `Ident.builtin`; the line is decoded when the name is first used.

Signature letters: v void, b _Bool, c char, s short, i int, l long, L long long, z size_t,
t ptrdiff_t, w wchar_t, f float, d double, D long double, q __float128, n __int128, 4 int32 and
8 int64 as mode attributes give them; prefixes U unsigned, S signed, X complex, C const (of what
follows), then any number of `*`; A va_list as parameter; `.` ellipsis; `?` any argument at all
(checked by code in builtin_calls.py).  The first type is the result.

Flags: c const, p pure, n noreturn, t nothrow+leaf, m malloc, 2 returns twice, F:kind,string,first
a format.

`code` says what lowering does: OP_LIBRARY calls the library function `library` (and may expand it
by name); every other code is an operation of its own, reached through a BuiltinCall.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.ident import IdentTable
    from compiler.frontend.types import CType

# Operations.  Argument types are those of the signature, or as the comment says.
OP_LIBRARY: Final = 0
OP_CONSTANT_P: Final = 1  # any rvalue, never evaluated; int
OP_EXPECT: Final = 2  # value long, expected long; value
OP_UNREACHABLE: Final = 3
OP_TRAP: Final = 4
OP_CLZ: Final = 5  # of the argument's width; int
OP_CTZ: Final = 6
OP_POPCOUNT: Final = 7
OP_PARITY: Final = 8
OP_FFS: Final = 9
OP_CLRSB: Final = 10
OP_BSWAP: Final = 11
OP_ADD_OVERFLOW: Final = 12  # a, b of any integer types, pointer to operand_type; bool
OP_SUB_OVERFLOW: Final = 13
OP_MUL_OVERFLOW: Final = 14
OP_ADD_OVERFLOW_P: Final = 15  # a, b, c: overflow in operand_type, nothing stored
OP_SUB_OVERFLOW_P: Final = 16
OP_MUL_OVERFLOW_P: Final = 17
OP_ISNAN: Final = 18  # one real; int
OP_ISINF: Final = 19
OP_ISINF_SIGN: Final = 20
OP_ISFINITE: Final = 21
OP_ISNORMAL: Final = 22
OP_SIGNBIT: Final = 23
OP_ISGREATER: Final = 24  # two reals of one type; int; quiet comparisons
OP_ISGREATEREQUAL: Final = 25
OP_ISLESS: Final = 26
OP_ISLESSEQUAL: Final = 27
OP_ISLESSGREATER: Final = 28
OP_ISUNORDERED: Final = 29
OP_FPCLASSIFY: Final = 30  # five ints (nan inf normal subnormal zero), one real
OP_FABS: Final = 31  # one real
OP_COPYSIGN: Final = 32
OP_ALLOCA: Final = 33  # bytes; then alignment in bits
OP_FRAME_ADDRESS: Final = 34
OP_RETURN_ADDRESS: Final = 35
OP_EXTRACT_RETURN_ADDR: Final = 36
OP_PREFETCH: Final = 37
OP_VA_START: Final = 38  # pointer to va_list
OP_VA_END: Final = 39
OP_VA_COPY: Final = 40  # two pointers to va_list
OP_VA_ARG_PACK: Final = 41
OP_VA_ARG_PACK_LEN: Final = 42
OP_OBJECT_SIZE: Final = 43
OP_DYNAMIC_OBJECT_SIZE: Final = 44
OP_SETJMP: Final = 45
OP_LONGJMP: Final = 46
OP_ASSUME_ALIGNED: Final = 47  # pointer, alignment[, misalignment]
OP_SPECULATION_SAFE_VALUE: Final = 48
OP_COMPLEX: Final = 49  # real, imaginary: a complex of operand_type
OP_SHUFFLE: Final = 50  # v1, mask / v1, v2, mask
OP_SHUFFLEVECTOR: Final = 51  # v1, v2, IntConst indices; operand_type the result vector
OP_CONVERTVECTOR: Final = 52  # vector; operand_type the result vector
OP_ATOMIC_LOAD: Final = 53  # pointer, order; value of operand_type
OP_ATOMIC_STORE: Final = 54  # pointer, value, order
OP_ATOMIC_EXCHANGE: Final = 55  # pointer, value, order
OP_ATOMIC_COMPARE_EXCHANGE: Final = 56  # ptr, ptr expected, desired, weak, success, failure
OP_ATOMIC_FETCH_ADD: Final = 57  # pointer, value, order; old value
OP_ATOMIC_FETCH_SUB: Final = 58
OP_ATOMIC_FETCH_AND: Final = 59
OP_ATOMIC_FETCH_OR: Final = 60
OP_ATOMIC_FETCH_XOR: Final = 61
OP_ATOMIC_FETCH_NAND: Final = 62
OP_ATOMIC_ADD_FETCH: Final = 63  # new value
OP_ATOMIC_SUB_FETCH: Final = 64
OP_ATOMIC_AND_FETCH: Final = 65
OP_ATOMIC_OR_FETCH: Final = 66
OP_ATOMIC_XOR_FETCH: Final = 67
OP_ATOMIC_NAND_FETCH: Final = 68
OP_ATOMIC_TEST_AND_SET: Final = 69
OP_ATOMIC_CLEAR: Final = 70
OP_THREAD_FENCE: Final = 71
OP_SIGNAL_FENCE: Final = 72
OP_ATOMIC_LOAD_TO: Final = 73  # pointer, pointer result, order: the generic forms, any type
OP_ATOMIC_STORE_FROM: Final = 74  # pointer, pointer value, order
OP_ATOMIC_EXCHANGE_TO: Final = 75  # pointer, pointer value, pointer result, order
OP_ATOMIC_COMPARE_EXCHANGE_FROM: Final = 76  # as 56 with a pointer to desired
OP_SYNC_BOOL_CAS: Final = 77  # pointer, old, new; bool
OP_SYNC_VAL_CAS: Final = 78  # pointer, old, new; old value
OP_SYNC_LOCK_RELEASE: Final = 79
OP_IS_LOCK_FREE: Final = 80  # size, pointer; bool (when not folded)
OP_EH_RETURN: Final = 81
OP_UNWIND_INIT: Final = 82
OP_DWARF_CFA: Final = 83
OP_CLEAR_CACHE: Final = 84
OP_PAUSE: Final = 85
OP_THREAD_POINTER: Final = 86
OP_STACK_SAVE: Final = 87
OP_STACK_RESTORE: Final = 88
OP_INFINITY: Final = 89  # folded by the parser
OP_NAN: Final = 90  # folded when its argument is a literal, else the library's
OP_CLASSIFY_TYPE: Final = 91  # folded
OP_UNSUPPORTED: Final = 92  # refused by the parser
OP_ATOMIC_ALWAYS_LOCK_FREE: Final = 93  # folded
OP_EXPECT_WITH_PROBABILITY: Final = 94
OP_CHOOSE: Final = 95
OP_INIT_DWARF_REG_SIZES: Final = 96
OP_CPU_INIT: Final = 97
OP_RDTSC: Final = 98
OP_FENCE_X86: Final = 99  # operand: 0 mfence, 1 lfence, 2 sfence

LIBRARY: Final = """
memcpy v*v*Cv*z t|memmove v*v*Cv*z t|memset v*v*iz t|memcmp iCv*Cv*z pt|memchr v*Cv*iz pt
mempcpy v*v*Cv*z t|bcopy vCv*v*z t|bzero vv*z t|bcmp iCv*Cv*z pt
strlen zCc* pt|strnlen zCc*z pt|strcpy c*c*Cc* t|strncpy c*c*Cc*z t|stpcpy c*c*Cc* t
stpncpy c*c*Cc*z t|strcat c*c*Cc* t|strncat c*c*Cc*z t|strcmp iCc*Cc* pt|strncmp iCc*Cc*z pt
strcasecmp iCc*Cc* pt|strncasecmp iCc*Cc*z pt|strchr c*Cc*i pt|strrchr c*Cc*i pt
strstr c*Cc*Cc* pt|strpbrk c*Cc*Cc* pt|strspn zCc*Cc* pt|strcspn zCc*Cc* pt|strdup c*Cc* tm
strndup c*Cc*z tm|index c*Cc*i pt|rindex c*Cc*i pt
malloc v*z tm|calloc v*zz tm|realloc v*v*z t|free vv* t|aligned_alloc v*zz tm
posix_memalign iv**zz t
abort v nt|exit vi n|_exit vi nt|_Exit vi nt
abs ii ct|labs ll ct|llabs LL ct|imaxabs ll ct|ffs ii ct|ffsl il ct|ffsll iL ct
printf iCc*. F:printf,1,2|fprintf iv*Cc*. F:printf,2,3|sprintf ic*Cc*. tF:printf,2,3
snprintf ic*zCc*. tF:printf,3,4|vprintf iCc*A F:printf,1,0|vfprintf iv*Cc*A F:printf,2,0
vsprintf ic*Cc*A tF:printf,2,0|vsnprintf ic*zCc*A tF:printf,3,0
strftime zc*zCc*Cv* F:strftime,3,0
printf_unlocked iCc*. F:printf,1,2|fprintf_unlocked iv*Cc*. F:printf,2,3
scanf iCc*. F:scanf,1,2|fscanf iv*Cc*. F:scanf,2,3|sscanf iCc*Cc*. tF:scanf,2,3
vscanf iCc*A F:scanf,1,0|vfscanf iv*Cc*A F:scanf,2,0|vsscanf iCc*Cc*A tF:scanf,2,0
puts iCc*|putchar ii|puts_unlocked iCc*|putchar_unlocked ii
fputs iCc*v*|fputc iiv*|fwrite zCv*zzv*|fputs_unlocked iCc*v*|fputc_unlocked iiv*
fwrite_unlocked zCv*zzv*
isalnum ii pt|isalpha ii pt|isascii ii pt|isblank ii pt|iscntrl ii pt|isdigit ii pt
isgraph ii pt|islower ii pt|isprint ii pt|ispunct ii pt|isspace ii pt|isupper ii pt
isxdigit ii pt|toascii ii pt|tolower ii pt|toupper ii pt
iswalnum iUi pt|iswalpha iUi pt|iswblank iUi pt|iswcntrl iUi pt|iswdigit iUi pt|iswgraph iUi pt
iswlower iUi pt|iswprint iUi pt|iswpunct iUi pt|iswspace iUi pt|iswupper iUi pt|iswxdigit iUi pt
towlower UiUi pt|towupper UiUi pt
fork i t|execl iCc*Cc*.|execlp iCc*Cc*.|execle iCc*Cc*.|execv iCc*c**|execvp iCc*c**
execve iCc*c**c**
"""

# Real functions of math.h with one argument: NAME, NAMEf, NAMEl (and f128 for the last group).
MATH_UNARY: Final = """acos acosh asin asinh atan atanh cbrt ceil cos cosh erf erfc exp exp10 exp2
expm1 floor gamma j0 j1 lgamma log log10 log1p log2 logb nearbyint pow10 rint round roundeven
significand sin sinh sqrt tan tanh tgamma trunc y0 y1"""
MATH_BINARY: Final = """atan2 copysign drem fdim fmax fmin fmod hypot nextafter pow remainder
scalb"""
MATH_OTHER: Final = """
frexp ddi*|frexpf ffi*|frexpl DDi*|modf ddd*|modff fff*|modfl DDD*|ldexp ddi|ldexpf ffi|ldexpl DDi
scalbn ddi|scalbnf ffi|scalbnl DDi|scalbln ddl|scalblnf ffl|scalblnl DDl|ilogb id|ilogbf if
ilogbl iD|lrint ld|lrintf lf|lrintl lD|llrint Ld|llrintf Lf|llrintl LD|lround ld|lroundf lf
lroundl lD|llround Ld|llroundf Lf|llroundl LD|remquo dddi*|remquof fffi*|remquol DDDi*
fma dddd|fmaf ffff|fmal DDDD|nexttoward ddD|nexttowardf ffD|nexttowardl DDD|jn did|jnf fif
jnl DiD|yn did|ynf fif|ynl DiD|sincos vdd*d*|sincosf vff*f*|sincosl vDD*D*
lgamma_r ddi*|lgammaf_r ffi*|lgammal_r DDi*|gamma_r ddi*|gammaf_r ffi*|gammal_r DDi*
iceil id|iceilf if|iceill iD|ifloor id|ifloorf if|ifloorl iD|irint id|irintf if|irintl iD
iround id|iroundf if|iroundl iD|lceil ld|lceilf lf|lceill lD|llceil Ld|llceilf Lf|llceill LD
lfloor ld|lfloorf lf|lfloorl lD|llfloor Ld|llfloorf Lf|llfloorl LD
cexpi Xdd|cexpif Xff|cexpil XDD
"""
COMPLEX_UNARY: Final = """cacos cacosh casin casinh catan catanh ccos ccosh cexp clog
clog10 conj cproj csin csinh csqrt ctan ctanh"""
COMPLEX_TO_REAL: Final = """cabs carg cimag creal"""

# __builtin___NAME_chk, the library's __NAME_chk.
CHECKED: Final = """
memcpy v*v*Cv*zz|memmove v*v*Cv*zz|memset v*v*izz|mempcpy v*v*Cv*zz|strcpy c*c*Cc*z
stpcpy c*c*Cc*z|strncpy c*c*Cc*zz|stpncpy c*c*Cc*zz|strcat c*c*Cc*z|strncat c*c*Cc*zz
sprintf ic*izCc*. F:printf,4,5|snprintf ic*zizCc*. F:printf,5,6|vsprintf ic*izCc*A F:printf,4,0
vsnprintf ic*zizCc*A F:printf,5,0|printf iiCc*. F:printf,2,3|fprintf iv*iCc*. F:printf,3,4
vprintf iiCc*A F:printf,2,0|vfprintf iv*iCc*A F:printf,3,0
"""

# name signature operation [flags]; the name gets `__builtin_` unless it begins with `__`.
BUILTINS: Final = f"""
constant_p i? {OP_CONSTANT_P} c|expect lll {OP_EXPECT} c
expect_with_probability llld {OP_EXPECT_WITH_PROBABILITY} c
unreachable v {OP_UNREACHABLE} n|trap v {OP_TRAP} n|assume_aligned v*Cv*z. {OP_ASSUME_ALIGNED} c
classify_type i? {OP_CLASSIFY_TYPE} c
clz iUi {OP_CLZ} c|clzl iUl {OP_CLZ} c|clzll iUL {OP_CLZ} c|clzimax iUl {OP_CLZ} c
ctz iUi {OP_CTZ} c|ctzl iUl {OP_CTZ} c|ctzll iUL {OP_CTZ} c|ctzimax iUl {OP_CTZ} c
popcount iUi {OP_POPCOUNT} c|popcountl iUl {OP_POPCOUNT} c|popcountll iUL {OP_POPCOUNT} c
popcountimax iUl {OP_POPCOUNT} c|parity iUi {OP_PARITY} c|parityl iUl {OP_PARITY} c
parityll iUL {OP_PARITY} c|parityimax iUl {OP_PARITY} c|clrsb ii {OP_CLRSB} c|clrsbl il {OP_CLRSB} c
clrsbll iL {OP_CLRSB} c|clrsbimax il {OP_CLRSB} c|ffsimax il {OP_FFS} c
bswap16 UsUs {OP_BSWAP} c|bswap32 U4U4 {OP_BSWAP} c|bswap64 U8U8 {OP_BSWAP} c
bswap128 UnUn {OP_BSWAP} c
add_overflow b? {OP_ADD_OVERFLOW}|sub_overflow b? {OP_SUB_OVERFLOW}
mul_overflow b? {OP_MUL_OVERFLOW}
sadd_overflow biii* {OP_ADD_OVERFLOW}|saddl_overflow blll* {OP_ADD_OVERFLOW}
saddll_overflow bLLL* {OP_ADD_OVERFLOW}|uadd_overflow bUiUiUi* {OP_ADD_OVERFLOW}
uaddl_overflow bUlUlUl* {OP_ADD_OVERFLOW}|uaddll_overflow bULULUL* {OP_ADD_OVERFLOW}
ssub_overflow biii* {OP_SUB_OVERFLOW}|ssubl_overflow blll* {OP_SUB_OVERFLOW}
ssubll_overflow bLLL* {OP_SUB_OVERFLOW}|usub_overflow bUiUiUi* {OP_SUB_OVERFLOW}
usubl_overflow bUlUlUl* {OP_SUB_OVERFLOW}|usubll_overflow bULULUL* {OP_SUB_OVERFLOW}
smul_overflow biii* {OP_MUL_OVERFLOW}|smull_overflow blll* {OP_MUL_OVERFLOW}
smulll_overflow bLLL* {OP_MUL_OVERFLOW}|umul_overflow bUiUiUi* {OP_MUL_OVERFLOW}
umull_overflow bUlUlUl* {OP_MUL_OVERFLOW}|umulll_overflow bULULUL* {OP_MUL_OVERFLOW}
add_overflow_p b? {OP_ADD_OVERFLOW_P} c|sub_overflow_p b? {OP_SUB_OVERFLOW_P} c
mul_overflow_p b? {OP_MUL_OVERFLOW_P} c
isnan i? {OP_ISNAN} c|isnanf if {OP_ISNAN} c|isnanl iD {OP_ISNAN} c|isinf i? {OP_ISINF} c
isinff if {OP_ISINF} c|isinfl iD {OP_ISINF} c|isinf_sign i? {OP_ISINF_SIGN} c
isfinite i? {OP_ISFINITE} c|finite id {OP_ISFINITE} c|finitef if {OP_ISFINITE} c
finitel iD {OP_ISFINITE} c|isnormal i? {OP_ISNORMAL} c|signbit i? {OP_SIGNBIT} c
signbitf if {OP_SIGNBIT} c|signbitl iD {OP_SIGNBIT} c|isgreater i? {OP_ISGREATER} c
isgreaterequal i? {OP_ISGREATEREQUAL} c|isless i? {OP_ISLESS} c|islessequal i? {OP_ISLESSEQUAL} c
islessgreater i? {OP_ISLESSGREATER} c|isunordered i? {OP_ISUNORDERED} c
fpclassify i? {OP_FPCLASSIFY} c
fabs dd {OP_FABS} c|fabsf ff {OP_FABS} c|fabsl DD {OP_FABS} c|fabsf128 qq {OP_FABS} c
fabsq qq {OP_FABS} c|copysignf128 qqq {OP_COPYSIGN} c|copysignq qqq {OP_COPYSIGN} c
alloca v*z {OP_ALLOCA}|alloca_with_align v*zz {OP_ALLOCA}
alloca_with_align_and_max v*zzl {OP_ALLOCA}
frame_address v*Ui {OP_FRAME_ADDRESS}|return_address v*Ui {OP_RETURN_ADDRESS}
extract_return_addr v*v* {OP_EXTRACT_RETURN_ADDR} c|frob_return_addr v*v* {OP_EXTRACT_RETURN_ADDR} c
prefetch vCv*. {OP_PREFETCH}|va_start v? {OP_VA_START}|va_end v? {OP_VA_END}|va_copy v? {OP_VA_COPY}
va_arg_pack i {OP_VA_ARG_PACK}|va_arg_pack_len i {OP_VA_ARG_PACK_LEN}
object_size zCv*i {OP_OBJECT_SIZE} p|dynamic_object_size zCv*i {OP_DYNAMIC_OBJECT_SIZE} p
setjmp iv* {OP_SETJMP} 2|longjmp vv*i {OP_LONGJMP} n
speculation_safe_value ?? {OP_SPECULATION_SAFE_VALUE}
huge_val d {OP_INFINITY} c|huge_valf f {OP_INFINITY} c|huge_vall D {OP_INFINITY} c
inf d {OP_INFINITY} c|inff f {OP_INFINITY} c|infl D {OP_INFINITY} c
huge_valf128 q {OP_INFINITY} c|inff128 q {OP_INFINITY} c|huge_valq q {OP_INFINITY} c
infq q {OP_INFINITY} c|inff32 F {OP_INFINITY} c|inff64 E {OP_INFINITY} c|inff32x G {OP_INFINITY} c
inff64x H {OP_INFINITY} c|huge_valf32 F {OP_INFINITY} c|huge_valf64 E {OP_INFINITY} c
huge_valf32x G {OP_INFINITY} c|huge_valf64x H {OP_INFINITY} c
nan dCc* {OP_NAN} c|nanf fCc* {OP_NAN} c|nanl DCc* {OP_NAN} c|nans dCc* {OP_NAN} c
nansf fCc* {OP_NAN} c|nansl DCc* {OP_NAN} c|nanf128 qCc* {OP_NAN} c|nansf128 qCc* {OP_NAN} c
nanq qCc* {OP_NAN} c|nansq qCc* {OP_NAN} c|nanf32 FCc* {OP_NAN} c|nanf64 ECc* {OP_NAN} c
nanf32x GCc* {OP_NAN} c|nanf64x HCc* {OP_NAN} c|nansf32 FCc* {OP_NAN} c|nansf64 ECc* {OP_NAN} c
nansf32x GCc* {OP_NAN} c|nansf64x HCc* {OP_NAN} c
eh_return vtv* {OP_EH_RETURN} n|unwind_init v {OP_UNWIND_INIT}|dwarf_cfa v* {OP_DWARF_CFA}
dwarf_sp_column Ui {OP_UNSUPPORTED}|eh_return_data_regno ii {OP_UNSUPPORTED}
init_dwarf_reg_size_table vv* {OP_INIT_DWARF_REG_SIZES}
__builtin___clear_cache vv*v* {OP_CLEAR_CACHE}
thread_pointer v* {OP_THREAD_POINTER}|stack_save v* {OP_STACK_SAVE}
stack_restore vv* {OP_STACK_RESTORE}
apply_args v* {OP_UNSUPPORTED}|apply v*v*v*z {OP_UNSUPPORTED}|return vv* {OP_UNSUPPORTED}
next_arg v* {OP_UNSUPPORTED}|saveregs v* {OP_UNSUPPORTED}
aggregate_incoming_address v* {OP_UNSUPPORTED}
nonlocal_goto v? {OP_UNSUPPORTED}|cpu_init i {OP_CPU_INIT}|cpu_is iCc* {OP_UNSUPPORTED}
cpu_supports iCc* {OP_UNSUPPORTED}|has_attribute i? {OP_UNSUPPORTED}
__atomic_load_n ?? {OP_ATOMIC_LOAD}|__atomic_store_n v? {OP_ATOMIC_STORE}
__atomic_exchange_n ?? {OP_ATOMIC_EXCHANGE}|__atomic_load v? {OP_ATOMIC_LOAD_TO}
__atomic_store v? {OP_ATOMIC_STORE_FROM}|__atomic_exchange v? {OP_ATOMIC_EXCHANGE_TO}
__atomic_compare_exchange_n b? {OP_ATOMIC_COMPARE_EXCHANGE}
__atomic_compare_exchange b? {OP_ATOMIC_COMPARE_EXCHANGE_FROM}
__atomic_fetch_add ?? {OP_ATOMIC_FETCH_ADD}|__atomic_fetch_sub ?? {OP_ATOMIC_FETCH_SUB}
__atomic_fetch_and ?? {OP_ATOMIC_FETCH_AND}|__atomic_fetch_or ?? {OP_ATOMIC_FETCH_OR}
__atomic_fetch_xor ?? {OP_ATOMIC_FETCH_XOR}|__atomic_fetch_nand ?? {OP_ATOMIC_FETCH_NAND}
__atomic_add_fetch ?? {OP_ATOMIC_ADD_FETCH}|__atomic_sub_fetch ?? {OP_ATOMIC_SUB_FETCH}
__atomic_and_fetch ?? {OP_ATOMIC_AND_FETCH}|__atomic_or_fetch ?? {OP_ATOMIC_OR_FETCH}
__atomic_xor_fetch ?? {OP_ATOMIC_XOR_FETCH}|__atomic_nand_fetch ?? {OP_ATOMIC_NAND_FETCH}
__atomic_test_and_set bv*i {OP_ATOMIC_TEST_AND_SET}|__atomic_clear vv*i {OP_ATOMIC_CLEAR}
__atomic_thread_fence vi {OP_THREAD_FENCE}|__atomic_signal_fence vi {OP_SIGNAL_FENCE}
__atomic_always_lock_free bzCv* {OP_ATOMIC_ALWAYS_LOCK_FREE}
__atomic_is_lock_free bzCv* {OP_IS_LOCK_FREE}
__sync_fetch_and_add ?? {OP_ATOMIC_FETCH_ADD}|__sync_fetch_and_sub ?? {OP_ATOMIC_FETCH_SUB}
__sync_fetch_and_or ?? {OP_ATOMIC_FETCH_OR}|__sync_fetch_and_and ?? {OP_ATOMIC_FETCH_AND}
__sync_fetch_and_xor ?? {OP_ATOMIC_FETCH_XOR}|__sync_fetch_and_nand ?? {OP_ATOMIC_FETCH_NAND}
__sync_add_and_fetch ?? {OP_ATOMIC_ADD_FETCH}|__sync_sub_and_fetch ?? {OP_ATOMIC_SUB_FETCH}
__sync_or_and_fetch ?? {OP_ATOMIC_OR_FETCH}|__sync_and_and_fetch ?? {OP_ATOMIC_AND_FETCH}
__sync_xor_and_fetch ?? {OP_ATOMIC_XOR_FETCH}|__sync_nand_and_fetch ?? {OP_ATOMIC_NAND_FETCH}
__sync_bool_compare_and_swap b? {OP_SYNC_BOOL_CAS}|__sync_val_compare_and_swap ?? {OP_SYNC_VAL_CAS}
__sync_lock_test_and_set ?? {OP_ATOMIC_EXCHANGE}|__sync_lock_release v? {OP_SYNC_LOCK_RELEASE}
__sync_synchronize v {OP_THREAD_FENCE}
__builtin_ia32_pause v {OP_PAUSE}|__builtin_ia32_rdtsc UL {OP_RDTSC}
__builtin_ia32_mfence v {OP_FENCE_X86}|__builtin_ia32_lfence v {OP_FENCE_X86}
__builtin_ia32_sfence v {OP_FENCE_X86}
"""

# Builtins of the table that also go by their bare library name (when hosted).
ALSO_LIBRARY: Final = ["alloca", "fabs", "fabsf", "fabsl", "nan", "nanf", "nanl", "isnan", "isnanf",
                       "isnanl", "isinf", "isinff", "isinfl", "finite", "finitef", "finitel",
                       "signbit", "signbitf", "signbitl"]
# Of these the library function is what an ordinary declaration means; a call stays a call.
MACRO_NAMES: Final = ["isnan", "isinf", "signbit"]


class Builtin:
    """One entry: `name` as written, `library` the library function to call ("" when none)."""

    def __init__(self, name: str, signature: str, code: i64, flags: str, library: str) -> None:
        self.name: str = name
        self.signature: str = signature
        self.code: i64 = code
        self.flags: str = flags
        self.library: str = library
        self.generic: bool = "?" in signature
        self.type: CType | None = None  # decoded signature, made by builtin_calls.py


class BuiltinTable:
    """All builtins of a unit; number n of `Ident.builtin` is `rows[n]`, decoded on demand."""

    def __init__(self) -> None:
        self.names: list[str] = [""]
        self.lines: list[str] = [""]
        self.libraries: list[str] = [""]
        self.rows: list[Builtin | None] = [None]

    def add(self, idents: IdentTable, name: str, line: str, library: str) -> None:
        """Enter a name with its signature, operation and flags."""
        number = len(self.names)
        self.names.append(name)
        self.lines.append(line)
        self.libraries.append(library)
        self.rows.append(None)
        idents.name(name.encode()).builtin = number

    def row(self, number: i64) -> Builtin:
        """The decoded entry."""
        known = self.rows[number]
        if known is None:
            parts = self.lines[number].split(" ")
            known = Builtin(self.names[number], parts[0], int(parts[1]),
                            parts[2] if len(parts) > 2 else "", self.libraries[number])
            self.rows[number] = known
        return known


def lines_of(table: str) -> list[str]:
    """The entries of a table text."""
    return table.strip().replace("\n", "|").split("|")


def enter_builtins(idents: IdentTable, hosted: bool, excluded: list[str]) -> BuiltinTable:
    """Number all builtins; library names themselves only when `hosted` and not `excluded`
    (-ffreestanding, -fno-builtin, -fno-builtin-NAME)."""
    table = BuiltinTable()
    for line in lines_of(LIBRARY):
        name, _, rest = line.partition(" ")
        add_library(table, idents, name, rest, hosted, excluded)
    for name in MATH_UNARY.split():
        for suffix, letter in (("", "d"), ("f", "f"), ("l", "D")):
            add_library(table, idents, name + suffix, letter + letter + " t", hosted, excluded)
    for name in MATH_BINARY.split():
        for suffix, letter in (("", "d"), ("f", "f"), ("l", "D")):
            add_library(table, idents, name + suffix, letter * 3 + " t", hosted, excluded)
    for line in lines_of(MATH_OTHER):
        name, _, rest = line.partition(" ")
        add_library(table, idents, name, rest + " t", hosted, excluded)
    for name in COMPLEX_UNARY.split():
        for suffix, letter in (("", "d"), ("f", "f"), ("l", "D")):
            add_library(table, idents, name + suffix, f"X{letter}X{letter} t", hosted, excluded)
    for name in COMPLEX_TO_REAL.split():
        for suffix, letter in (("", "d"), ("f", "f"), ("l", "D")):
            add_library(table, idents, name + suffix, f"{letter}X{letter} t", hosted, excluded)
    for suffix, letter in (("", "d"), ("f", "f"), ("l", "D")):
        add_library(table, idents, "cpow" + suffix, f"X{letter}X{letter}X{letter} t", hosted,
                    excluded)
    for line in lines_of(CHECKED):
        name, _, rest = line.partition(" ")
        signature, _, flags = rest.partition(" ")
        for full in (f"__builtin___{name}_chk", f"__{name}_chk") if hosted else (
                f"__builtin___{name}_chk",):
            table.add(idents, full, f"{signature} {OP_LIBRARY} {flags}", f"__{name}_chk")
    for line in lines_of(BUILTINS):
        name, _, rest = line.partition(" ")
        full = name if name.startswith("__") else "__builtin_" + name
        library = name if name in ALSO_LIBRARY else ""
        table.add(idents, full, rest, library)
        if library and hosted and name not in excluded and name not in MACRO_NAMES:
            table.add(idents, name, rest, library)
    return table


def add_library(table: BuiltinTable, idents: IdentTable, name: str, rest: str, hosted: bool,
                excluded: list[str]) -> None:
    """A library function: `__builtin_NAME`, and NAME when hosted."""
    signature, _, flags = rest.partition(" ")
    line = f"{signature} {OP_LIBRARY} {flags}"
    table.add(idents, "__builtin_" + name, line, name)
    if hosted and name not in excluded:
        table.add(idents, name, line, name)
