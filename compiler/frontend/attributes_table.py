"""The attributes: name, what becomes of it, what its arguments are.

Idea: an attribute without arguments is a bit; one with arguments has a code and is handled by name
in attributes.py; one that changes nothing we generate is known and ignored.  Each name also goes
with underscores (`__packed__`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.frontend.ident import IdentTable

# Bits of Attributes.flags.
A_PACKED: Final = 1 << 0
A_NORETURN: Final = 1 << 1
A_CONST: Final = 1 << 2
A_PURE: Final = 1 << 3
A_MALLOC: Final = 1 << 4
A_NOTHROW: Final = 1 << 5
A_LEAF: Final = 1 << 6
A_ALWAYS_INLINE: Final = 1 << 7
A_NOINLINE: Final = 1 << 8
A_NOCLONE: Final = 1 << 9
A_NOIPA: Final = 1 << 10
A_FLATTEN: Final = 1 << 11
A_ARTIFICIAL: Final = 1 << 12
A_COLD: Final = 1 << 13
A_HOT: Final = 1 << 14
A_GNU_INLINE: Final = 1 << 15
A_USED: Final = 1 << 16
A_UNUSED: Final = 1 << 17
A_WEAK: Final = 1 << 18
A_RETURNS_TWICE: Final = 1 << 19
A_RETURNS_NONNULL: Final = 1 << 20
A_WARN_UNUSED: Final = 1 << 21
A_TRANSPARENT: Final = 1 << 22
A_MAY_ALIAS: Final = 1 << 23
A_NAKED: Final = 1 << 24
A_NO_INSTRUMENT: Final = 1 << 25
A_COMMON: Final = 1 << 26
A_NOCOMMON: Final = 1 << 27
A_RETAIN: Final = 1 << 28
A_DESIGNATED: Final = 1 << 29
A_NONSTRING: Final = 1 << 30
A_UNINITIALIZED: Final = 1 << 31
A_NO_STACK_PROTECTOR: Final = 1 << 32
A_FALLTHROUGH: Final = 1 << 33
A_UNAVAILABLE: Final = 1 << 34
A_PERSISTENT: Final = 1 << 35

FLAG_NAMES: Final = [
    ("packed", A_PACKED), ("noreturn", A_NORETURN), ("const", A_CONST), ("pure", A_PURE),
    ("nothrow", A_NOTHROW), ("leaf", A_LEAF), ("always_inline", A_ALWAYS_INLINE),
    ("noinline", A_NOINLINE), ("noclone", A_NOCLONE), ("noipa", A_NOIPA), ("flatten", A_FLATTEN),
    ("artificial", A_ARTIFICIAL), ("cold", A_COLD), ("hot", A_HOT), ("gnu_inline", A_GNU_INLINE),
    ("used", A_USED), ("unused", A_UNUSED), ("weak", A_WEAK), ("returns_twice", A_RETURNS_TWICE),
    ("returns_nonnull", A_RETURNS_NONNULL), ("warn_unused_result", A_WARN_UNUSED),
    ("transparent_union", A_TRANSPARENT), ("may_alias", A_MAY_ALIAS), ("naked", A_NAKED),
    ("no_instrument_function", A_NO_INSTRUMENT), ("common", A_COMMON), ("nocommon", A_NOCOMMON),
    ("retain", A_RETAIN), ("designated_init", A_DESIGNATED), ("nonstring", A_NONSTRING),
    ("uninitialized", A_UNINITIALIZED), ("no_stack_protector", A_NO_STACK_PROTECTOR),
    ("fallthrough", A_FALLTHROUGH), ("volatile", A_NORETURN), ("maybe_unused", A_UNUSED),
    ("nodiscard", A_WARN_UNUSED), ("persistent", A_PERSISTENT),
]

# Codes of attributes with arguments (Ident.attribute; flags are FIRST_FLAG + index).
AT_IGNORED: Final = 1
AT_ALIGNED: Final = 2
AT_MODE: Final = 3
AT_VECTOR_SIZE: Final = 4
AT_SECTION: Final = 5
AT_ALIAS: Final = 6
AT_WEAKREF: Final = 7
AT_IFUNC: Final = 8
AT_VISIBILITY: Final = 9
AT_TLS_MODEL: Final = 10
AT_CONSTRUCTOR: Final = 11
AT_DESTRUCTOR: Final = 12
AT_CLEANUP: Final = 13
AT_FORMAT: Final = 14
AT_NONNULL: Final = 15
AT_SENTINEL: Final = 16
AT_ALLOC_SIZE: Final = 17
AT_DEPRECATED: Final = 18
AT_ERROR: Final = 19
AT_WARNING: Final = 20
AT_TARGET: Final = 21
AT_OPTIMIZE: Final = 22
AT_ASSUME_ALIGNED: Final = 23
AT_ALLOC_ALIGN: Final = 24
AT_SYMVER: Final = 25
AT_UNSUPPORTED: Final = 26
AT_CONVENTION: Final = 27
AT_MALLOC: Final = 28
AT_UNAVAILABLE: Final = 29
FIRST_FLAG: Final = 64

SPECIAL_NAMES: Final = [
    ("aligned", AT_ALIGNED), ("mode", AT_MODE), ("vector_size", AT_VECTOR_SIZE),
    ("section", AT_SECTION), ("alias", AT_ALIAS), ("weakref", AT_WEAKREF), ("ifunc", AT_IFUNC),
    ("visibility", AT_VISIBILITY), ("tls_model", AT_TLS_MODEL), ("constructor", AT_CONSTRUCTOR),
    ("destructor", AT_DESTRUCTOR), ("cleanup", AT_CLEANUP), ("format", AT_FORMAT),
    ("nonnull", AT_NONNULL), ("sentinel", AT_SENTINEL), ("alloc_size", AT_ALLOC_SIZE),
    ("deprecated", AT_DEPRECATED), ("error", AT_ERROR), ("warning", AT_WARNING),
    ("target", AT_TARGET), ("optimize", AT_OPTIMIZE), ("assume_aligned", AT_ASSUME_ALIGNED),
    ("alloc_align", AT_ALLOC_ALIGN), ("symver", AT_SYMVER), ("malloc", AT_MALLOC),
    ("unavailable", AT_UNAVAILABLE),
]

# Conventions of i386 functions (FunctionType.convention); x86-64 ignores them with a warning.
CONVENTIONS: Final = ["", "cdecl", "stdcall", "fastcall", "thiscall", "regparm", "ms_abi",
                      "sysv_abi", "vectorcall"]

IGNORED_NAMES: Final = """access format_arg no_sanitize no_sanitize_address no_sanitize_thread
no_sanitize_undefined no_address_safety_analysis no_icf no_reorder no_split_stack
no_profile_instrument_function nocf_check cf_check externally_visible warn_if_not_aligned
copy simd tainted_args zero_call_used_regs patchable_function_entry stack_protect
visibility_hidden noplt no_caller_saved_registers indirect_branch function_return
force_align_arg_pointer fentry_name fentry_section gcc_struct noinit nodirect_extern_access
fd_arg fd_arg_read fd_arg_write null_terminated_string_arg expected_throw"""

UNSUPPORTED_NAMES: Final = """scalar_storage_order ms_struct target_clones interrupt
no_callee_saved_registers"""


def enter_attributes(idents: IdentTable) -> None:
    """Number the names, with and without underscores, in `Ident.attribute`."""
    for index, (name, _) in enumerate(FLAG_NAMES):
        enter(idents, name, FIRST_FLAG + index)
    for name, code in SPECIAL_NAMES:
        enter(idents, name, code)
    for name in IGNORED_NAMES.split():
        enter(idents, name, AT_IGNORED)
    for name in UNSUPPORTED_NAMES.split():
        enter(idents, name, AT_UNSUPPORTED)
    for name in CONVENTIONS:
        if name:
            enter(idents, name, AT_CONVENTION)


def enter(idents: IdentTable, name: str, code: int) -> None:
    """Both spellings."""
    idents.name(name.encode()).attribute = code
    idents.name(b"__" + name.encode() + b"__").attribute = code
