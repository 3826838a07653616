"""What the command line says to the parser: the dialect and the options that change meaning."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class LanguageOptions:
    """Options of one unit; the driver fills them in.

    `standard` is 90, 99, 11 or 17; `gnu` for the gnu dialects.  `max_errors` is the diagnostics'.
    `lazy_bodies`: bodies of inline functions of included files are parsed when first used.
    """

    def __init__(self) -> None:
        self.standard: i64 = 17
        self.gnu: bool = True
        self.hosted: bool = True
        self.no_builtins: list[str] = []  # -fno-builtin-NAME
        self.builtins: bool = True  # -fno-builtin
        self.char_unsigned: bool | None = None  # -f[un]signed-char; None: the target's
        self.bitfield_unsigned: bool = False  # -funsigned-bitfields
        self.short_enums: bool = False
        self.short_wchar: bool = False
        self.pack_struct: i64 = 0  # -fpack-struct[=n]
        self.gnu89_inline: bool = False
        self.common: bool = False
        self.visibility: i64 = 0
        self.ms_extensions: bool = False
        self.optimize: i64 = 0
        self.lazy_bodies: bool = True
        self.wrapv: bool = False
        self.max_nesting: i64 = 20000
