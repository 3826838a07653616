"""Token codes: one small integer for each kind of token, and the two tables that say which
spelling has which code.

The problem: the preprocessor and the parser ask "what kind of token is this" several times a
token. The idea: every token is one interned Ident (ident.py) whose attribute `kind` is one of the
codes below, so that the question is one attribute read. Codes are ordered so that a class of
tokens is a range: `kind >= TK_IDENT` is every name (identifier or keyword), and
`TK_LPAREN <= kind < TK_IDENT` every punctuator. Digraphs and alternative keyword spellings
(`<:`, `__const__`) are Idents of their own with the same code.

Source: C17 6.4, 6.4.1, 6.4.6; GNU keywords as gcc 12 documents them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

TK_EOF: Final = 0  # end of the translation unit; the stream repeats it for ever
TK_NEWLINE: Final = 1  # end of a directive's line; inside the preprocessor only
TK_PADDING: Final = 2  # where an expansion begins or ends; inside the preprocessor only
TK_COMMENT: Final = 3  # under -C only; inside the preprocessor only
TK_HEADER: Final = 4  # <header> in #include; inside the preprocessor only
TK_OTHER: Final = 5  # a character that begins no token
TK_NUMBER: Final = 6  # pp-number; `name` is the spelling
TK_CHARACTER: Final = 7  # character constant with its prefix and quotes
TK_STRING: Final = 8  # one string literal with its prefix and quotes (not concatenated)
TK_PRAGMA: Final = 9  # the tokens of a pragma for the parser follow, up to TK_PRAGMA_END
TK_PRAGMA_END: Final = 10

TK_LPAREN: Final = 16  # (
TK_RPAREN: Final = 17  # )
TK_LBRACKET: Final = 18  # [
TK_RBRACKET: Final = 19  # ]
TK_LBRACE: Final = 20  # {
TK_RBRACE: Final = 21  # }
TK_SEMICOLON: Final = 22  # ;
TK_COMMA: Final = 23  # ,
TK_COLON: Final = 24  # :
TK_SCOPE: Final = 25  # ::
TK_QUESTION: Final = 26  # ?
TK_TILDE: Final = 27  # ~
TK_DOT: Final = 28  # .
TK_ELLIPSIS: Final = 29  # ...
TK_ARROW: Final = 30  # ->
TK_INCREMENT: Final = 31  # ++
TK_DECREMENT: Final = 32  # --
TK_ASSIGN: Final = 33  # =
TK_STAR_ASSIGN: Final = 34  # *=
TK_SLASH_ASSIGN: Final = 35  # /=
TK_PERCENT_ASSIGN: Final = 36  # %=
TK_PLUS_ASSIGN: Final = 37  # +=
TK_MINUS_ASSIGN: Final = 38  # -=
TK_SHL_ASSIGN: Final = 39  # <<=
TK_SHR_ASSIGN: Final = 40  # >>=
TK_AND_ASSIGN: Final = 41  # &=
TK_XOR_ASSIGN: Final = 42  # ^=
TK_OR_ASSIGN: Final = 43  # |=
TK_STAR: Final = 44  # *
TK_SLASH: Final = 45  # /
TK_PERCENT: Final = 46  # %
TK_PLUS: Final = 47  # +
TK_MINUS: Final = 48  # -
TK_SHL: Final = 49  # <<
TK_SHR: Final = 50  # >>
TK_LESS: Final = 51  # <
TK_GREATER: Final = 52  # >
TK_LESS_EQUAL: Final = 53  # <=
TK_GREATER_EQUAL: Final = 54  # >=
TK_EQUAL: Final = 55  # ==
TK_NOT_EQUAL: Final = 56  # !=
TK_AND: Final = 57  # &
TK_XOR: Final = 58  # ^
TK_OR: Final = 59  # |
TK_AND_AND: Final = 60  # &&
TK_OR_OR: Final = 61  # ||
TK_NOT: Final = 62  # !
TK_HASH: Final = 63  # #
TK_HASH_HASH: Final = 64  # ##

TK_IDENT: Final = 80  # an identifier that is no keyword; every code from here on is a name
TK_AUTO: Final = 81
TK_BREAK: Final = 82
TK_CASE: Final = 83
TK_CHAR: Final = 84
TK_CONST: Final = 85
TK_CONTINUE: Final = 86
TK_DEFAULT: Final = 87
TK_DO: Final = 88
TK_DOUBLE: Final = 89
TK_ELSE: Final = 90
TK_ENUM: Final = 91
TK_EXTERN: Final = 92
TK_FLOAT: Final = 93
TK_FOR: Final = 94
TK_GOTO: Final = 95
TK_IF: Final = 96
TK_INLINE: Final = 97
TK_INT: Final = 98
TK_LONG: Final = 99
TK_REGISTER: Final = 100
TK_RESTRICT: Final = 101
TK_RETURN: Final = 102
TK_SHORT: Final = 103
TK_SIGNED: Final = 104
TK_SIZEOF: Final = 105
TK_STATIC: Final = 106
TK_STRUCT: Final = 107
TK_SWITCH: Final = 108
TK_TYPEDEF: Final = 109
TK_UNION: Final = 110
TK_UNSIGNED: Final = 111
TK_VOID: Final = 112
TK_VOLATILE: Final = 113
TK_WHILE: Final = 114
TK_ALIGNAS: Final = 115
TK_ALIGNOF: Final = 116
TK_ATOMIC: Final = 117
TK_BOOL: Final = 118
TK_COMPLEX: Final = 119
TK_GENERIC: Final = 120
TK_NORETURN: Final = 121
TK_STATIC_ASSERT: Final = 122
TK_THREAD_LOCAL: Final = 123
TK_ASM: Final = 124
TK_TYPEOF: Final = 125
TK_ATTRIBUTE: Final = 126
TK_EXTENSION: Final = 127
TK_LABEL: Final = 128
TK_AUTO_TYPE: Final = 129
TK_REAL: Final = 130
TK_IMAG: Final = 131
TK_THREAD: Final = 132
TK_INT128: Final = 133
TK_GNU_ALIGNOF: Final = 134
TK_FUNC: Final = 135
TK_FUNCTION: Final = 136
TK_PRETTY_FUNCTION: Final = 137
TK_FLOAT16: Final = 138
TK_FLOAT32: Final = 139
TK_FLOAT64: Final = 140
TK_FLOAT128: Final = 141
TK_FLOAT32X: Final = 142
TK_FLOAT64X: Final = 143
TK_FLOAT128_GNU: Final = 144
TK_FLOAT80: Final = 145
TK_DECIMAL32: Final = 146
TK_DECIMAL64: Final = 147
TK_DECIMAL128: Final = 148
TK_SEG_FS: Final = 149
TK_SEG_GS: Final = 150
TK_B_VA_ARG: Final = 151
TK_B_OFFSETOF: Final = 152
TK_B_TYPES_COMPATIBLE_P: Final = 153
TK_B_CHOOSE_EXPR: Final = 154
TK_B_TGMATH: Final = 155
TK_B_COMPLEX: Final = 156
TK_B_SHUFFLE: Final = 157
TK_B_SHUFFLEVECTOR: Final = 158
TK_B_CONVERTVECTOR: Final = 159
TK_B_CALL_WITH_STATIC_CHAIN: Final = 160
TK_B_HAS_ATTRIBUTE: Final = 161
TK_LIMIT: Final = 162

# When a keyword row applies.
ALWAYS: Final = 0
GNU: Final = 1  # in the gnu dialects only
C99: Final = 2  # in C99 and newer, strict or not
GNU_OR_C99: Final = 3

PUNCTUATORS: Final = [
    (b"(", TK_LPAREN),
    (b")", TK_RPAREN),
    (b"[", TK_LBRACKET),
    (b"]", TK_RBRACKET),
    (b"{", TK_LBRACE),
    (b"}", TK_RBRACE),
    (b";", TK_SEMICOLON),
    (b",", TK_COMMA),
    (b":", TK_COLON),
    (b"::", TK_SCOPE),
    (b"?", TK_QUESTION),
    (b"~", TK_TILDE),
    (b".", TK_DOT),
    (b"...", TK_ELLIPSIS),
    (b"->", TK_ARROW),
    (b"++", TK_INCREMENT),
    (b"--", TK_DECREMENT),
    (b"=", TK_ASSIGN),
    (b"*=", TK_STAR_ASSIGN),
    (b"/=", TK_SLASH_ASSIGN),
    (b"%=", TK_PERCENT_ASSIGN),
    (b"+=", TK_PLUS_ASSIGN),
    (b"-=", TK_MINUS_ASSIGN),
    (b"<<=", TK_SHL_ASSIGN),
    (b">>=", TK_SHR_ASSIGN),
    (b"&=", TK_AND_ASSIGN),
    (b"^=", TK_XOR_ASSIGN),
    (b"|=", TK_OR_ASSIGN),
    (b"*", TK_STAR),
    (b"/", TK_SLASH),
    (b"%", TK_PERCENT),
    (b"+", TK_PLUS),
    (b"-", TK_MINUS),
    (b"<<", TK_SHL),
    (b">>", TK_SHR),
    (b"<", TK_LESS),
    (b">", TK_GREATER),
    (b"<=", TK_LESS_EQUAL),
    (b">=", TK_GREATER_EQUAL),
    (b"==", TK_EQUAL),
    (b"!=", TK_NOT_EQUAL),
    (b"&", TK_AND),
    (b"^", TK_XOR),
    (b"|", TK_OR),
    (b"&&", TK_AND_AND),
    (b"||", TK_OR_OR),
    (b"!", TK_NOT),
    (b"#", TK_HASH),
    (b"##", TK_HASH_HASH),
    (b"<:", TK_LBRACKET),
    (b":>", TK_RBRACKET),
    (b"<%", TK_LBRACE),
    (b"%>", TK_RBRACE),
    (b"%:", TK_HASH),
    (b"%:%:", TK_HASH_HASH),
]

KEYWORDS: Final = [
    (b"auto", TK_AUTO, ALWAYS),
    (b"break", TK_BREAK, ALWAYS),
    (b"case", TK_CASE, ALWAYS),
    (b"char", TK_CHAR, ALWAYS),
    (b"const", TK_CONST, ALWAYS),
    (b"__const", TK_CONST, ALWAYS),
    (b"__const__", TK_CONST, ALWAYS),
    (b"continue", TK_CONTINUE, ALWAYS),
    (b"default", TK_DEFAULT, ALWAYS),
    (b"do", TK_DO, ALWAYS),
    (b"double", TK_DOUBLE, ALWAYS),
    (b"else", TK_ELSE, ALWAYS),
    (b"enum", TK_ENUM, ALWAYS),
    (b"extern", TK_EXTERN, ALWAYS),
    (b"float", TK_FLOAT, ALWAYS),
    (b"for", TK_FOR, ALWAYS),
    (b"goto", TK_GOTO, ALWAYS),
    (b"if", TK_IF, ALWAYS),
    (b"inline", TK_INLINE, GNU_OR_C99),
    (b"__inline", TK_INLINE, ALWAYS),
    (b"__inline__", TK_INLINE, ALWAYS),
    (b"int", TK_INT, ALWAYS),
    (b"long", TK_LONG, ALWAYS),
    (b"register", TK_REGISTER, ALWAYS),
    (b"restrict", TK_RESTRICT, C99),
    (b"__restrict", TK_RESTRICT, ALWAYS),
    (b"__restrict__", TK_RESTRICT, ALWAYS),
    (b"return", TK_RETURN, ALWAYS),
    (b"short", TK_SHORT, ALWAYS),
    (b"signed", TK_SIGNED, ALWAYS),
    (b"__signed", TK_SIGNED, ALWAYS),
    (b"__signed__", TK_SIGNED, ALWAYS),
    (b"sizeof", TK_SIZEOF, ALWAYS),
    (b"static", TK_STATIC, ALWAYS),
    (b"struct", TK_STRUCT, ALWAYS),
    (b"switch", TK_SWITCH, ALWAYS),
    (b"typedef", TK_TYPEDEF, ALWAYS),
    (b"union", TK_UNION, ALWAYS),
    (b"unsigned", TK_UNSIGNED, ALWAYS),
    (b"void", TK_VOID, ALWAYS),
    (b"volatile", TK_VOLATILE, ALWAYS),
    (b"__volatile", TK_VOLATILE, ALWAYS),
    (b"__volatile__", TK_VOLATILE, ALWAYS),
    (b"while", TK_WHILE, ALWAYS),
    (b"_Alignas", TK_ALIGNAS, ALWAYS),
    (b"_Alignof", TK_ALIGNOF, ALWAYS),
    (b"_Atomic", TK_ATOMIC, ALWAYS),
    (b"_Bool", TK_BOOL, ALWAYS),
    (b"_Complex", TK_COMPLEX, ALWAYS),
    (b"__complex", TK_COMPLEX, ALWAYS),
    (b"__complex__", TK_COMPLEX, ALWAYS),
    (b"_Generic", TK_GENERIC, ALWAYS),
    (b"_Noreturn", TK_NORETURN, ALWAYS),
    (b"_Static_assert", TK_STATIC_ASSERT, ALWAYS),
    (b"_Thread_local", TK_THREAD_LOCAL, ALWAYS),
    (b"asm", TK_ASM, GNU),
    (b"__asm", TK_ASM, ALWAYS),
    (b"__asm__", TK_ASM, ALWAYS),
    (b"typeof", TK_TYPEOF, GNU),
    (b"__typeof", TK_TYPEOF, ALWAYS),
    (b"__typeof__", TK_TYPEOF, ALWAYS),
    (b"__attribute__", TK_ATTRIBUTE, ALWAYS),
    (b"__attribute", TK_ATTRIBUTE, ALWAYS),
    (b"__extension__", TK_EXTENSION, ALWAYS),
    (b"__label__", TK_LABEL, ALWAYS),
    (b"__auto_type", TK_AUTO_TYPE, ALWAYS),
    (b"__real__", TK_REAL, ALWAYS),
    (b"__real", TK_REAL, ALWAYS),
    (b"__imag__", TK_IMAG, ALWAYS),
    (b"__imag", TK_IMAG, ALWAYS),
    (b"__thread", TK_THREAD, ALWAYS),
    (b"__int128", TK_INT128, ALWAYS),
    (b"__alignof__", TK_GNU_ALIGNOF, ALWAYS),
    (b"__alignof", TK_GNU_ALIGNOF, ALWAYS),
    (b"__func__", TK_FUNC, ALWAYS),
    (b"__FUNCTION__", TK_FUNCTION, ALWAYS),
    (b"__PRETTY_FUNCTION__", TK_PRETTY_FUNCTION, ALWAYS),
    (b"_Float16", TK_FLOAT16, ALWAYS),
    (b"_Float32", TK_FLOAT32, ALWAYS),
    (b"_Float64", TK_FLOAT64, ALWAYS),
    (b"_Float128", TK_FLOAT128, ALWAYS),
    (b"_Float32x", TK_FLOAT32X, ALWAYS),
    (b"_Float64x", TK_FLOAT64X, ALWAYS),
    (b"__float128", TK_FLOAT128_GNU, ALWAYS),
    (b"__float80", TK_FLOAT80, ALWAYS),
    (b"_Decimal32", TK_DECIMAL32, ALWAYS),
    (b"_Decimal64", TK_DECIMAL64, ALWAYS),
    (b"_Decimal128", TK_DECIMAL128, ALWAYS),
    (b"__seg_fs", TK_SEG_FS, ALWAYS),
    (b"__seg_gs", TK_SEG_GS, ALWAYS),
    (b"__builtin_va_arg", TK_B_VA_ARG, ALWAYS),
    (b"__builtin_offsetof", TK_B_OFFSETOF, ALWAYS),
    (b"__builtin_types_compatible_p", TK_B_TYPES_COMPATIBLE_P, ALWAYS),
    (b"__builtin_choose_expr", TK_B_CHOOSE_EXPR, ALWAYS),
    (b"__builtin_tgmath", TK_B_TGMATH, ALWAYS),
    (b"__builtin_complex", TK_B_COMPLEX, ALWAYS),
    (b"__builtin_shuffle", TK_B_SHUFFLE, ALWAYS),
    (b"__builtin_shufflevector", TK_B_SHUFFLEVECTOR, ALWAYS),
    (b"__builtin_convertvector", TK_B_CONVERTVECTOR, ALWAYS),
    (b"__builtin_call_with_static_chain", TK_B_CALL_WITH_STATIC_CHAIN, ALWAYS),
    (b"__builtin_has_attribute", TK_B_HAS_ATTRIBUTE, ALWAYS),
]
